//! What keeps the core pure is enforced here: few dependencies, none that does I/O, and no construct the rules forbid.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// The direct dependencies that are not our own; with default features there may be twelve.
const DEPENDENCIES: [&str; 12] = [
    "chrono",
    "ed25519-dalek",
    "ethnum",
    "iso_currency",
    "rust_decimal",
    "serde",
    "serde_json",
    "serde_json_canonicalizer",
    "sha2",
    "thiserror",
    "unicode-normalization",
    "uuid",
];

/// What the languages add, each behind a feature of its own.
const BINDINGS: [&str; 4] = ["napi", "napi-derive", "pyo3", "uniffi"];

/// Crates that do I/O, read clocks or make random numbers, or that belong to a binding: none may be in the tree.
const BANNED: [&str; 16] = [
    "async-std",
    "crossbeam",
    "fastrand",
    "getrandom",
    "iana-time-zone",
    "mio",
    "napi",
    "pyo3",
    "rand",
    "rayon",
    "reqwest",
    "rustix",
    "socket2",
    "tempfile",
    "tokio",
    "uniffi",
];

/// Words that have no place in the source, outside comments.
const FORBIDDEN: [&str; 18] = [
    "unsafe",
    ".unwrap()",
    ".expect(",
    "panic!",
    "todo!",
    "unreachable!",
    "f32",
    "f64",
    "HashMap",
    "HashSet",
    "SystemTime",
    "Instant",
    "Utc::now",
    "new_v4",
    "std::fs",
    "std::net",
    "std::env",
    "println!",
];

/// The files that may use one of them: one is built under a feature that only the tests of the crate ask for, and in the other
/// the conversions for Node stand behind the feature `node`.
const EXCEPTIONS: [(&str, &str); 2] =
    [("src/wrong.rs", "std::env"), ("src/lang/node.rs", "unsafe")];

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn manifest() -> String {
    std::fs::read_to_string(here().join("Cargo.toml")).unwrap()
}

#[test]
fn the_direct_dependencies_are_the_listed_ones() {
    let manifest = manifest();
    let section = manifest.split("[dependencies]\n").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    let lines = section.lines().filter(|line| !line.trim().is_empty());
    let names = |optional: bool| {
        let lines = lines.clone().filter(move |line| line.contains("optional = true") == optional);
        let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next());
        names.filter(|name| *name != "tercero-macros").collect::<Vec<_>>()
    };
    assert_eq!(names(false), DEPENDENCIES);
    const { assert!(DEPENDENCIES.len() <= 12) };
    assert_eq!(names(true), BINDINGS);
}

#[test]
fn nothing_in_the_tree_does_io() {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--package", "tercero", "--edges", "normal", "--prefix", "none"]);
    let tree = tree.current_dir(here()).output().unwrap();
    assert!(tree.status.success());
    let tree = String::from_utf8(tree.stdout).unwrap();
    let names: Vec<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"serde"), "the tree was read");
    for name in names {
        let banned =
            BANNED.iter().any(|word| name == *word || name.starts_with(&format!("{word}-")));
        assert!(!banned, "{name} is in the tree");
    }
}

#[test]
fn the_lints_forbid_what_the_rules_forbid() {
    let manifest = manifest();
    for lint in [
        "unwrap_used",
        "expect_used",
        "panic",
        "indexing_slicing",
        "arithmetic_side_effects",
        "float_arithmetic",
        "as_conversions",
        "todo",
        "missing_docs",
    ] {
        assert!(manifest.contains(&format!("{lint} = \"deny\"")), "{lint}");
    }
    let root = std::fs::read_to_string(here().join("src/lib.rs")).unwrap();
    assert!(root.contains("#![cfg_attr(not(feature = \"node\"), forbid(unsafe_code))]"));
}

#[test]
fn the_source_has_no_forbidden_word() {
    let mut files = Vec::new();
    collect(&here().join("src"), &mut files);
    assert!(files.len() > 20, "all of the source was found");
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut lines = text.lines();
        assert!(lines.next().unwrap_or_default().starts_with("//!"), "{file:?} says no purpose");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let words = FORBIDDEN.iter().filter(|word| contains_word(code, word));
            let excepted = |word: &str| {
                EXCEPTIONS.iter().any(|(path, allowed)| file.ends_with(path) && word == *allowed)
            };
            let words = words.filter(|word| !excepted(word));
            let found: Vec<_> = words.collect();
            assert!(found.is_empty(), "{file:?} line {}: {found:?}", number + 1);
        }
    }
}

#[test]
fn wrong_variants_are_built_only_when_they_are_asked_for() {
    let root = std::fs::read_to_string(here().join("src/lib.rs")).unwrap();
    let module = "#[cfg(feature = \"wrong-variants\")]\n#[macro_use]\npub mod wrong;\n";
    assert!(root.contains(module) && root.matches("mod wrong;").count() == 1);
    let manifest = manifest();
    assert!(manifest.contains("\n[features]\nwrong-variants = []\n"));
    assert!(!manifest.lines().any(|line| line.starts_with("default")));
}

/// Whether `word` stands in `code` on its own, not as part of a longer name.
fn contains_word(code: &str, word: &str) -> bool {
    let part_of_name = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        let before = code[..at].chars().next_back().is_some_and(part_of_name);
        let after = code[at + word.len()..].chars().next().is_some_and(part_of_name);
        let bare = word.chars().all(part_of_name);
        !(bare && (before || after))
    })
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
