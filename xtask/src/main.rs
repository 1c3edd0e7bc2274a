//! `cargo xtask test | demo | generate | conformance | bench`: every command of the project that is not plain cargo.

mod compare;
mod demo;
mod generate;
mod generate_python;
mod install;
mod python;
mod stages;
mod variants;

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

/// What a command of this program returns.
type Done = Outcome<()>;
type Outcome<T> = Result<T, Box<dyn Error>>;

const USAGE: &str = "\
cargo xtask test [STAGE …]        all checks, or the stages named; installs what a stage lacks
cargo xtask demo                  plays two whole deals and a project and prints who holds what
cargo xtask generate [--check]    writes the generated pages, or fails if they are not up to date
cargo xtask generate python       writes the generated modules of the Python package alone
cargo xtask generate stubs        writes the stubs of the compiled module, which takes minutes
cargo xtask conformance rust      answers cases: JSON lines in, JSON lines out
cargo xtask conformance python    the same by the Python package, which it builds
cargo xtask bench                 prints the project's speed beside what it is compared with
cargo xtask bench scale           prints how a settlement grows from 10 to 1 000 000 participants
cargo xtask bench python          prints the Python package's speed beside the core and beside plain Python
cargo xtask bench compare         prints a split's speed beside Python and JavaScript, which it installs";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["test", stages @ ..] => stages::run(stages),
        ["demo"] => demo::run(),
        ["generate"] => generate::run(false),
        ["generate", "--check"] => generate::run(true),
        ["generate", "python"] => generate::python(false),
        ["generate", "stubs"] => python::stubs(),
        ["conformance", "rust"] => conformance(),
        ["conformance", "python"] => python::conformance(),
        ["bench", "python"] => python::bench(),
        ["bench", "compare"] => compare::run(),
        ["bench", "scale"] => scale(),
        ["bench"] => cargo(&["bench", "--package", "tercero-benches"]),
        _ => Err(USAGE.into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace.
fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.parent().map_or(here.clone(), PathBuf::from)
}

/// Runs `program` in the folder of the workspace and fails if it does.
fn run(program: &str, arguments: &[&str]) -> Done {
    let status = Command::new(program).args(arguments).current_dir(root()).status();
    let status = status.map_err(|error| format!("cannot start `{program}`: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("`{program} {}` failed: {status}", arguments.join(" ")).into())
}

fn cargo(arguments: &[&str]) -> Done {
    run("cargo", arguments)
}

/// How a settlement grows with its participants.
fn scale() -> Done {
    cargo(&["run", "--quiet", "--release", "--package", "tercero-benches", "--bin", "scale"])
}

/// The program every language ships: it reads cases on its standard input and answers on its standard output.
fn conformance() -> Done {
    cargo(&["run", "--quiet", "--package", "tercero", "--example", "conformance"])
}
