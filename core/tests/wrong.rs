//! Every wrong variant that is listed is built in, and every one that is built in is listed.
//! Whether the other tests see them is the business of `cargo xtask test variants`.
#![cfg(feature = "wrong-variants")]
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use tercero::escrow::table::rows;
use tercero::wrong::VARIANTS;

/// The names in the source, in the order of the files, one for each place where a mistake is built in.
fn built_in(folder: &Path, names: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            built_in(&path, names);
        } else if !path.ends_with("wrong.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let named = text.split("wrong!(").skip(1).map(str::trim_start);
            let named = named.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
            names.extend(named.map(str::to_owned));
        }
    }
}

#[test]
fn the_variants_are_numbered_and_named() {
    let numbers: Vec<u32> = VARIANTS.iter().map(|variant| variant.number).collect();
    assert_eq!(numbers, (1..=25).collect::<Vec<_>>());
    let names: BTreeSet<&str> = VARIANTS.iter().map(|variant| variant.name).collect();
    assert_eq!(names.len(), VARIANTS.len());
}

#[test]
fn every_mistake_stands_in_the_source_once() {
    let mut names = Vec::new();
    built_in(&PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src"), &mut names);
    names.sort_unstable();
    let mistakes = VARIANTS.iter().filter(|variant| variant.skips.is_empty());
    let mut listed: Vec<&str> = mistakes.map(|variant| variant.name).collect();
    listed.sort_unstable();
    assert_eq!(names, listed);
}

#[test]
fn every_guard_that_is_skipped_is_in_its_row() {
    for variant in &VARIANTS {
        for (row, guard) in variant.skips {
            let mut guards = rows().filter(|known| known.id == *row).flat_map(|row| row.guards);
            assert!(guards.any(|known| known.name == *guard), "{row} has no guard `{guard}`");
        }
    }
}
