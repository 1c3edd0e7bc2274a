//! Shows that the tests of the core can see: one build holds every wrong variant, and each must fail a test.
//! Test binaries run quickest first until one fails; those that try very many cases are left out, no variant needs them.

use crate::{Done, root};
use serde_json::{Value, from_str};
use std::error::Error;
use std::ffi::OsStr;
use std::fs::read_dir;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};
use wrong::VARIANTS;

#[expect(dead_code, unused_macros, unreachable_pub, reason = "only the list is used here")]
#[path = "../../core/src/wrong.rs"]
mod wrong;

/// The feature of the core that builds them in.
pub(crate) const FEATURE: &str = "wrong-variants";
/// What chooses one of them.
const CHOICE: &str = "TERCERO_WRONG";
/// Test binaries that try very many cases: they take long, and examples see every variant without them.
const LEFT_OUT: [&str; 4] = ["conformance", "exploration", "properties", "simulation"];
/// How long one run of one binary may take; a run that takes longer fails the stage.
const LIMIT: Duration = Duration::from_secs(120);

/// A test binary of the core.
struct Binary {
    name: String,
    file: PathBuf,
    takes: Duration,
}

/// How a run of a binary ended.
enum Outcome {
    Passed,
    /// The first test that failed, or how the process died.
    Failed(String),
}

/// Builds once, runs everything without a variant, then each variant until a test sees it.
pub(crate) fn run() -> Done {
    let mut binaries = build()?;
    for binary in &mut binaries {
        let begun = Instant::now();
        if let Outcome::Failed(test) = binary.run(None)? {
            return Err(format!("{test} fails without any variant").into());
        }
        binary.takes = begun.elapsed();
    }
    binaries.sort_by_key(|binary| binary.takes);
    for binary in &binaries {
        println!("{:>7.2} s  {}", binary.takes.as_secs_f64(), binary.name);
    }
    let width = VARIANTS.iter().map(|variant| variant.name.len()).max().unwrap_or(0);
    let mut survived = Vec::new();
    for variant in &VARIANTS {
        let begun = Instant::now();
        let caught = catch(&binaries, variant.name)?;
        let (number, name, seconds) = (variant.number, variant.name, begun.elapsed());
        let by = caught.as_deref().unwrap_or("SURVIVED");
        println!("{number:>2}  {name:width$}  {:>6.2} s  {by}", seconds.as_secs_f64());
        if caught.is_none() {
            survived.push(format!("{name}: {}", variant.breaks));
        }
    }
    let all = VARIANTS.len();
    println!("{} of {all} caught", all - survived.len());
    if survived.is_empty() { Ok(()) } else { Err(survived.join("\n").into()) }
}

/// The first test that sees a variant.
fn catch(binaries: &[Binary], variant: &str) -> Result<Option<String>, Box<dyn Error>> {
    for binary in binaries {
        if let Outcome::Failed(test) = binary.run(Some(variant))? {
            return Ok(Some(test));
        }
    }
    Ok(None)
}

/// Builds the test binaries of the core with all variants in them.
fn build() -> Result<Vec<Binary>, Box<dyn Error>> {
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--package", "tercero", "--features", FEATURE, "--no-run"]);
    for file in read_dir(root().join("core/tests"))? {
        let file = file?.path();
        let name = file.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        if file.extension().is_some_and(|extension| extension == "rs") && !LEFT_OUT.contains(&name)
        {
            cargo.args(["--test", name]);
        }
    }
    cargo.arg("--message-format=json").current_dir(root()).stderr(Stdio::inherit());
    let built = cargo.output()?;
    if !built.status.success() {
        return Err("the variants cannot be built".into());
    }
    let mut binaries = Vec::new();
    for line in String::from_utf8(built.stdout)?.lines() {
        let message: Value = from_str(line)?;
        let (name, file) = (message["target"]["name"].as_str(), message["executable"].as_str());
        if let (Some(name), Some(file)) = (name, file) {
            let (name, file) = (name.to_owned(), PathBuf::from(file));
            binaries.push(Binary { name, file, takes: Duration::ZERO });
        }
    }
    if binaries.is_empty() { Err("there are no tests".into()) } else { Ok(binaries) }
}

impl Binary {
    /// Runs the tests with `variant` until one fails. A run over the limit is an error: it shows nothing.
    fn run(&self, variant: Option<&str>) -> Result<Outcome, Box<dyn Error>> {
        let mut tests = Command::new(&self.file);
        tests.current_dir(root().join("core")).env("RUST_BACKTRACE", "0").env_remove(CHOICE);
        tests.envs(variant.map(|name| (CHOICE, name)));
        let mut tests = tests.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let outcome = self.watch(&mut tests);
        if !matches!(outcome, Ok(Outcome::Passed)) {
            // It may have ended by itself meanwhile.
            let _ = tests.kill();
        }
        tests.wait()?;
        outcome
    }

    fn watch(&self, tests: &mut Child) -> Result<Outcome, Box<dyn Error>> {
        let until = Instant::now() + LIMIT;
        let lines = lines(tests)?;
        loop {
            match lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    let result =
                        line.strip_prefix("test ").and_then(|rest| rest.split_once(" ... "));
                    if let Some((test, "FAILED")) = result {
                        return Ok(Outcome::Failed(format!("{}::{test}", self.name)));
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    return Err(format!("{} takes more than {LIMIT:?}", self.name).into());
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let status = tests.wait()?;
                    let died = || Outcome::Failed(format!("{} ended with {status}", self.name));
                    return Ok(if status.success() { Outcome::Passed } else { died() });
                }
            }
        }
    }
}

/// What a process prints, line by line, until it ends.
fn lines(process: &mut Child) -> Result<Receiver<String>, Box<dyn Error>> {
    let (sender, receiver) = channel();
    let output = BufReader::new(process.stdout.take().ok_or("no output")?);
    std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    Ok(receiver)
}
