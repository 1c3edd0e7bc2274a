//! The Python package: builds it into an environment beside what cargo builds, and checks it with Python's own tools.
//! The environment has the exact versions of `bindings-python/requirements.txt`.

use crate::install::{self, target, text};
use crate::{Done, Outcome, root};
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The operations of the conformance program, in two halves that take about as long.
const HALVES: [&[&str]; 2] = [
    &["escrow", "allocate", "allocate_increment", "accrue", "fee", "settle", "in_kind"],
    &["project", "landed_cost", "waterfall"],
];

/// Compiled in a time that suits tests.
const QUICKLY: [&str; 2] = ["--config", "profile.dev.package.tercero.opt-level=1"];

/// The tests of the package and of the example, the types of both, and the stubs against what is really there.
pub(crate) fn test() -> Done {
    crate::cargo(&["clippy", "--package", "tercero-python", "--", "--deny", "warnings"])?;
    let python = package()?;
    let tests = root().join("bindings-python");
    let example = root().join("examples/fastapi");
    run(&python, &tests, &["-m", "pytest", "--quiet", "-p", "no:cacheprovider"])?;
    run(&python, &example, &["-m", "pytest", "--quiet", "-p", "no:cacheprovider"])?;
    run(&python, &example, &["-m", "mypy", "--strict", "--no-incremental"])?;
    run(
        &python,
        &target()?,
        &["-m", "mypy", "--strict", "--no-incremental", "--package", "tercero"],
    )?;
    run(&python, &target()?, &["-m", "mypy.stubtest", "tercero._tercero"])
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
    let half = |ops: &&[&str]| {
        ops.iter()
            .try_for_each(|op| generated(&python, op, &folder))
            .map_err(|error| error.to_string())
    };
    std::thread::scope(|scope| {
        let halves = HALVES.each_ref().map(|ops| scope.spawn(move || half(ops)));
        halves
            .into_iter()
            .try_for_each(|half| half.join().map_err(|_| "a half panicked")?.map_err(Into::into))
    })
}

/// Generates the cases of an operation, says what is in them, and has both programs answer.
fn generated(python: &Path, op: &str, folder: &Path) -> Done {
    let cases = folder.join(format!("{op}.jsonl"));
    let output = example("cases")?.arg(op).stdout(File::create(&cases)?).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        return Err(format!("no cases of {op}: {said}").into());
    }
    print!("{said}");
    same(python, op, &cases)
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
    let python = maturin(&["develop", "--release"])?;
    run(&python, &root(), &["benches/compare/python/package.py"])
}

/// Writes the stubs of the compiled module.
pub(crate) fn stubs() -> Done {
    let unused = ["--config", "profile.dev.package.tercero.opt-level=0"];
    let how = ["generate-stubs", "--features", "stubs", "--out", "python"];
    maturin(&[&how[..], &unused[..]].concat()).map(drop)
}

/// An interpreter that has the package for tests, able to panic.
fn package() -> Outcome<PathBuf> {
    maturin(&[&["develop", "--features", "panics"], &QUICKLY[..]].concat())
}

/// An interpreter for which maturin did something in the folder of the package.
fn maturin(what: &[&str]) -> Outcome<PathBuf> {
    let python = install::python("python", "bindings-python/requirements.txt")?;
    let folder = target()?.join("python");
    let place = ["--quiet", "--target-dir", text(&folder)?];
    let words = [&["-m", "maturin"], what, &place[..]].concat();
    run(&python, &root().join("bindings-python"), &words)?;
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
