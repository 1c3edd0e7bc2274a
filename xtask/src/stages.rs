//! The stages of `cargo xtask test`, each one check that fails loudly.
//! A stage that needs something the machine lacks installs it on Debian, or says what to install.

use crate::{Done, cargo, demo, generate, install, python, root, variants};
use serde_json::from_str;
use std::fs::{File, read_to_string};
use std::process::{Command, Stdio};

/// The Python module. It is built apart, because its feature of the core would reach every other crate.
const PYTHON: &str = "tercero-python";

/// A named check.
struct Stage {
    name: &'static str,
    check: fn() -> Done,
}

/// All stages, the quick ones first.
const STAGES: &[Stage] = &[
    Stage { name: "format", check: format },
    Stage { name: "lint", check: lint },
    Stage { name: "generated", check: || generate::run(true) },
    Stage { name: "features", check: features },
    Stage { name: "tests", check: tests },
    Stage { name: "variants", check: variants::run },
    Stage { name: "conformance", check: vectors },
    Stage { name: "python", check: python::test },
    Stage { name: "python-conformance", check: || python::compare(&VECTORS) },
    Stage { name: "benches", check: benches },
    Stage { name: "demo", check: demo::run },
];

/// Runs the stages named, or all.
pub(crate) fn run(names: &[&str]) -> Done {
    if let Some(unknown) = names.iter().find(|name| !STAGES.iter().any(|s| s.name == **name)) {
        let known: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
        return Err(format!("no stage `{unknown}`; there are {}", known.join(", ")).into());
    }
    let wanted = STAGES.iter().filter(|stage| names.is_empty() || names.contains(&stage.name));
    let mut passed = 0;
    for stage in wanted {
        println!("== {}", stage.name);
        (stage.check)().map_err(|error| format!("stage {} failed: {error}", stage.name))?;
        passed += 1;
    }
    println!("stages: {passed} passed, 0 failed");
    Ok(())
}

fn format() -> Done {
    component("rustfmt", &["fmt", "--version"])?;
    cargo(&["fmt", "--all", "--check"])
}

fn lint() -> Done {
    component("clippy", &["clippy", "--version"])?;
    let all = ["clippy", "--workspace", "--exclude", PYTHON, "--all-targets"];
    cargo(&[&all[..], &["--", "--deny", "warnings"]].concat())?;
    let wrong = ["--package", "tercero", "--features", variants::FEATURE, "--all-targets"];
    cargo(&[&["clippy"], &wrong[..], &["--", "--deny", "warnings"]].concat())
}

/// What each language adds to the core compiles, and is not there when nobody asks for it.
fn features() -> Done {
    for feature in ["python", "node", "mobile"] {
        cargo(&["check", "--package", "tercero", "--features", feature])?;
    }
    let mut tree = Command::new("cargo");
    tree.args(["tree", "--package", "tercero", "--edges", "normal", "--prefix", "none"]);
    let tree = tree.current_dir(root()).stderr(Stdio::inherit()).output()?;
    let tree = String::from_utf8(tree.stdout)?;
    let binding =
        |line: &&str| ["pyo3", "napi", "uniffi"].iter().any(|name| line.starts_with(name));
    match tree.lines().find(binding) {
        Some(line) => Err(format!("the core depends on {line} without being asked").into()),
        None if tree.starts_with("tercero v") => Ok(()),
        None => Err("the tree was not read".into()),
    }
}

/// Unit, integration and documentation tests of every crate, with what they print about their counts.
fn tests() -> Done {
    c_compiler()?;
    cargo(&["test", "--workspace", "--exclude", PYTHON, "--", "--show-output"])
}

/// The checked-in vectors of the conformance program.
const VECTORS: [&str; 4] =
    ["allocation.jsonl", "escrow.jsonl", "settlement.jsonl", "project.jsonl"];

/// The checked-in vectors through the conformance program itself, as a process.
fn vectors() -> Done {
    for file in VECTORS {
        let cases = root().join("core/tests/vectors").join(file);
        let mut program = Command::new("cargo");
        program.args(["xtask", "conformance", "rust"]).current_dir(root());
        let answers = program.stdin(File::open(&cases)?).stderr(Stdio::inherit()).output()?;
        if !answers.status.success() {
            return Err("the conformance program failed".into());
        }
        let (answers, cases) = (String::from_utf8(answers.stdout)?, read_to_string(cases)?);
        if answers.lines().count() != cases.lines().count() {
            return Err("one line in, one line out".into());
        }
        for (case, answer) in cases.lines().zip(answers.lines()) {
            let (case, answer) = (from_str::<Case>(case)?, from_str::<Answer>(answer)?);
            if !case.wants(&answer) {
                return Err(format!("{} wants {:?}, got {answer:?}", case.id, case.want).into());
            }
        }
        println!("{} of {} agree: {file}", answers.lines().count(), cases.lines().count());
    }
    Ok(())
}

/// A case of a vector file, with the answer it wants.
#[derive(serde::Deserialize)]
struct Case {
    id: String,
    want: Want,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Want {
    Ok(serde_json::Value),
    Error(String),
}

/// A line of the conformance program.
#[derive(Debug, serde::Deserialize)]
struct Answer {
    id: String,
    ok: Option<serde_json::Value>,
    error: Option<Code>,
}

#[derive(Debug, serde::Deserialize)]
struct Code {
    code: String,
}

impl Case {
    fn wants(&self, answer: &Answer) -> bool {
        let same = match &self.want {
            Want::Ok(value) => answer.ok.as_ref() == Some(value),
            Want::Error(code) => answer.error.as_ref().is_some_and(|error| error.code == *code),
        };
        same && answer.id == self.id
    }
}

/// Every bench once, without measuring.
fn benches() -> Done {
    cargo(&["bench", "--package", "tercero-benches", "--profile", "dev", "--", "--test"])
}

/// Makes sure a part of the Rust toolchain is there.
fn component(name: &str, probe: &[&str]) -> Done {
    let there =
        Command::new("cargo").args(probe).stdout(Stdio::null()).stderr(Stdio::null()).status();
    if there.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    crate::run("rustup", &["component", "add", name])
}

/// SQLite is compiled from its C source.
fn c_compiler() -> Done {
    install::needs("cc", &["--version"], &["gcc", "libc6-dev"])
}
