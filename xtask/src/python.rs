//! The Python package: builds it into an environment beside what cargo builds, and checks it with Python's own tools.
//! The environment has the exact versions of `bindings-python/requirements.txt`.

use crate::install::{self, target, text};
use crate::{Done, Outcome, root};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The operations of the conformance program.
const OPS: [&str; 10] = [
    "allocate",
    "allocate_increment",
    "accrue",
    "fee",
    "escrow",
    "project",
    "settle",
    "landed_cost",
    "waterfall",
    "in_kind",
];

/// The tests of the package and of the example, the types of both, and the stubs against what is really there.
pub(crate) fn test() -> Done {
    crate::cargo(&["clippy", "--package", "tercero-python", "--", "--deny", "warnings"])?;
    let python = package()?;
    let tests = root().join("bindings-python");
    let example = root().join("examples/fastapi");
    run(&python, &tests, &["-m", "pytest", "--quiet", "-p", "no:cacheprovider"])?;
    run(&python, &example, &["-m", "pytest", "--quiet", "-p", "no:cacheprovider"])?;
    run(&python, &example, &["-m", "mypy", "--strict", "--no-incremental"])?;
    run(&python, &target()?, &["-m", "mypy.stubtest", "tercero"])
}

/// Answers cases on the standard input.
pub(crate) fn conformance() -> Done {
    run(&package()?, &root(), &["-m", "tercero.conformance"])
}

/// Both programs answer the same bytes: to the checked-in vectors, and to generated cases of every operation.
pub(crate) fn compare(vectors: &[&str]) -> Done {
    let python = package()?;
    let folder = install::installed("cases")?;
    crate::cargo(&["build", "--quiet", "--package", "tercero", "--examples"])?;
    for file in vectors {
        same(&python, file, &root().join("core/tests/vectors").join(file))?;
    }
    for op in OPS {
        let cases = folder.join(format!("{op}.jsonl"));
        let mut generator = example("cases")?;
        finished(generator.arg(op).stdout(File::create(&cases)?))?;
        same(&python, op, &cases)?;
    }
    Ok(())
}

fn same(python: &Path, name: &str, cases: &Path) -> Done {
    let mut rust = example("conformance")?;
    let mut other = Command::new(python);
    other.args(["-m", "tercero.conformance"]);
    let answers = |program: &mut Command| -> Outcome<Vec<u8>> {
        let output = program.stdin(File::open(cases)?).stderr(Stdio::inherit()).output()?;
        if output.status.success() { Ok(output.stdout) } else { Err("it failed".into()) }
    };
    let (rust, other) = (answers(&mut rust)?, answers(&mut other)?);
    let lines = |bytes: &[u8]| bytes.iter().filter(|byte| **byte == b'\n').count();
    let asked = lines(&std::fs::read(cases)?);
    let mut pairs = rust.split(|byte| *byte == b'\n').zip(other.split(|byte| *byte == b'\n'));
    if let Some((rust, other)) = pairs.find(|(rust, other)| rust != other) {
        let (rust, other) = (String::from_utf8_lossy(rust), String::from_utf8_lossy(other));
        return Err(format!("{name}: Rust answers {rust}, Python {other}").into());
    }
    if rust != other || lines(&rust) != asked {
        return Err(format!("{name}: one line in, one line out").into());
    }
    println!("{asked} answers of Python are Rust's, byte for byte: {name}");
    Ok(())
}

/// An example program of the core, which is built already.
fn example(name: &str) -> Outcome<Command> {
    let mut command = Command::new(target()?.join("debug/examples").join(name));
    command.current_dir(root());
    Ok(command)
}

/// The package beside the core without Python, and beside plain Python.
pub(crate) fn bench() -> Done {
    let python = built(&["--release"])?;
    run(&python, &root(), &["benches/compare/python/package.py"])
}

/// An interpreter that has the package for tests: able to panic, and compiled quickly.
fn package() -> Outcome<PathBuf> {
    built(&["--features", "panics", "--config", "profile.dev.package.tercero.opt-level=0"])
}

/// An interpreter that has the package, built from this checkout.
fn built(how: &[&str]) -> Outcome<PathBuf> {
    let python = install::python("python", "bindings-python/requirements.txt")?;
    let folder = target()?.join("python");
    let place = ["--quiet", "--target-dir", text(&folder)?];
    let develop = [&["-m", "maturin", "develop"], how, &place[..]].concat();
    run(&python, &root().join("bindings-python"), &develop)?;
    Ok(python)
}

/// Runs the interpreter in a folder, as in its activated environment.
fn run(python: &Path, folder: &Path, arguments: &[&str]) -> Done {
    let mut command = Command::new(python);
    let environment = python.ancestors().nth(2).ok_or("no environment")?;
    command.env("VIRTUAL_ENV", environment).env("PYTHONDONTWRITEBYTECODE", "1");
    finished(command.args(arguments).current_dir(folder))
}

fn finished(command: &mut Command) -> Done {
    let status = command.status().map_err(|error| format!("cannot start {command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?} failed: {status}").into()) }
}
