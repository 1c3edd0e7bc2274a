//! Measures the core's split side by side with what is used in Python and JavaScript, and installs what it compares with.
//! All programs stay alive and each round asks every arm in turn, so that a busy machine slows them alike: read the ratios.

use crate::install::{self, installed, needs, text};
use crate::{Done, Outcome, root};
use std::fs::copy;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::thread::available_parallelism;
use std::time::{Duration, Instant};

/// The total that every arm splits, in minor units.
const TOTAL: i128 = 1_000_000_000_007;
/// How many parts, in how many rounds, and how long the calls of one measurement take at least.
struct Size {
    parts: u64,
    rounds: usize,
    measurement: Duration,
}

const fn size(parts: u64, rounds: usize, milliseconds: u64) -> Size {
    Size { parts, rounds, measurement: Duration::from_millis(milliseconds) }
}

const SIZES: [Size; 5] = [
    size(4, 31, 10),
    size(10, 31, 10),
    size(1_000, 31, 10),
    size(100_000, 9, 100),
    size(1_000_000, 5, 300),
];
/// Once the rounds of a size have taken this long together, no more than the least are made.
const ROUNDS_LIMIT: Duration = Duration::from_secs(60);
const LEAST_ROUNDS: usize = 3;
/// An arm is left out of a size where one call would take longer.
const CALL_LIMIT: Duration = Duration::from_secs(10);

/// A way to split.
struct Arm {
    program: usize,
    label: &'static str,
    name: &'static str,
    rule: Rule,
}

/// How an arm gives away the units that are left when every quotient is rounded down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// By largest remainder, ties to the earlier part: the parts must be those of the core.
    Core,
    /// To the largest weights, whatever their remainders.
    LargestWeight,
}

const fn arm(program: usize, label: &'static str, name: &'static str, rule: Rule) -> Arm {
    Arm { program, label, name, rule }
}

const RUST: usize = 0;
const PYTHON: usize = 1;
const NODE: usize = 2;

/// All arms. The first is what the others are compared with.
const ARMS: [Arm; 9] = [
    arm(RUST, "tercero allocate_into", "allocate_into", Rule::Core),
    arm(RUST, "tercero allocate", "allocate", Rule::Core),
    arm(PYTHON, "Python integers", "integers", Rule::Core),
    arm(PYTHON, "Python Decimal", "Decimal", Rule::Core),
    arm(PYTHON, "numpy int64", "numpy", Rule::Core),
    arm(NODE, "BigInt", "BigInt", Rule::Core),
    arm(NODE, "BigInt tuned", "BigInt tuned", Rule::Core),
    arm(NODE, "dinero.js number", "dinero.js number", Rule::LargestWeight),
    arm(NODE, "dinero.js bigint", "dinero.js bigint", Rule::LargestWeight),
];

/// How many times faster than an arm the core is meant to be at a size.
const GOALS: [(u64, &str, f64); 4] = [
    (1_000_000, "Python integers", 100.0),
    (1_000_000, "BigInt", 100.0),
    (1_000_000, "BigInt tuned", 100.0),
    (4, "Python integers", 10.0),
];

/// Installs, measures, prints. No time fails the command; a wrong split does.
pub(crate) fn run() -> Done {
    let mut programs = [rust()?, python()?, node()?];
    println!("{} cores{}", available_parallelism()?, load());
    let mut lines = Vec::new();
    for size in &SIZES {
        lines.extend(measure(size, &mut programs, &lines)?);
    }
    print_goals(&lines);
    Ok(())
}

/// What other work the machine has, where it says so.
fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().map(|minute| format!(", load {minute}")).unwrap_or_default()
}

// Each program is one process that answers a line `SIZE CALLS ARM` with `NANOSECONDS CHECKSUM SUM` or `skip REASON`.

fn rust() -> Outcome<Program> {
    let bin = ["--quiet", "--release", "--package", "tercero-benches", "--bin", "compare"];
    crate::cargo(&[&["build"], &bin[..]].concat())?;
    Program::start(Command::new("cargo").arg("run").args(bin))
}

/// In an environment of its own.
fn python() -> Outcome<Program> {
    let python = install::python("compare", "benches/compare/python/requirements.txt")?;
    Program::start(Command::new(python).arg(root().join("benches/compare/python/compare.py")))
}

fn node() -> Outcome<Program> {
    needs("node", &["--version"], &["nodejs"])?;
    needs("npm", &["--version"], &["npm"])?;
    let (folder, cache) = (installed("node")?, installed("npm-cache")?);
    for file in ["package.json", "package-lock.json", "compare.mjs"] {
        copy(root().join("benches/compare/node").join(file), folder.join(file))?;
    }
    let npm = ["ci", "--silent", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund"];
    let places = ["--prefix", text(&folder)?, "--cache", text(&cache)?];
    crate::run("npm", &[&npm[..], &places[..]].concat())?;
    Program::start(Command::new("node").arg(folder.join("compare.mjs")))
}

/// A running program that measures on request.
struct Program {
    process: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Program {
    fn start(command: &mut Command) -> Outcome<Program> {
        command.current_dir(root()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process =
            command.spawn().map_err(|error| format!("cannot start {command:?}: {error}"))?;
        let requests = process.stdin.take().ok_or("a program without input")?;
        let answers = process.stdout.take().ok_or("a program without output")?;
        Ok(Program { process, requests, answers: BufReader::new(answers) })
    }

    fn ask(&mut self, size: u64, calls: u32, arm: &Arm) -> Outcome<Answer> {
        writeln!(self.requests, "{size} {calls} {}", arm.name)
            .map_err(|error| format!("{} has ended: {error}", arm.label))?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        Answer::parse(line.trim())
            .ok_or_else(|| format!("{} at {size} parts answered `{line}`", arm.label).into())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// What all calls took together, and the parts of the last one.
    Measured(Duration, Parts),
    Skipped(String),
}

/// All that is known of the parts of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Parts {
    checksum: u64,
    sum: i128,
}

impl Answer {
    fn parse(line: &str) -> Option<Answer> {
        if let Some(reason) = line.strip_prefix("skip ") {
            return Some(Answer::Skipped(reason.to_owned()));
        }
        let mut words = line.split(' ');
        let nanoseconds = words.next()?.parse().ok()?;
        let parts =
            Parts { checksum: words.next()?.parse().ok()?, sum: words.next()?.parse().ok()? };
        words.next().is_none().then(|| Answer::Measured(Duration::from_nanos(nanoseconds), parts))
    }
}

/// What one arm came to at one size.
struct Line {
    size: u64,
    label: &'static str,
    /// Nanoseconds for one part: the median of the rounds.
    per_part: f64,
    /// To the core in the same round: the median of the rounds.
    ratio: f64,
}

/// An arm that takes part in a size.
struct Ready {
    arm: &'static Arm,
    calls: u32,
    parts: Parts,
    /// Nanoseconds for one part, round after round.
    per_part: Vec<f64>,
}

/// Measures one size in rounds and prints its lines; `earlier` are those of the smaller sizes.
fn measure(size: &Size, programs: &mut [Program; 3], earlier: &[Line]) -> Outcome<Vec<Line>> {
    println!("\n{} parts", size.parts);
    let mut ready: Vec<Ready> = Vec::new();
    for arm in &ARMS {
        let last = earlier.iter().rfind(|line| line.label == arm.label);
        if let Some(reason) = last.and_then(|line| too_long(size.parts, line.per_part)) {
            println!("{:>22}  left out: {reason}", arm.label);
            continue;
        }
        match warm_up(size, &mut programs[arm.program], arm)? {
            Ok((calls, parts)) => {
                agree(size.parts, arm, parts, ready.first().map_or(parts, |core| core.parts))?;
                ready.push(Ready { arm, calls, parts, per_part: Vec::new() });
            }
            Err(reason) => println!("{:>22}  left out: {reason}", arm.label),
        }
    }
    let begun = Instant::now();
    for round in 0..size.rounds {
        if round >= LEAST_ROUNDS && begun.elapsed() > ROUNDS_LIMIT {
            break;
        }
        for ready in &mut ready {
            ready.measure(size.parts, &mut programs[ready.arm.program])?;
        }
    }
    Ok(print(size.parts, &ready))
}

/// Why a call at this size is not made, if it would take too long at this pace.
fn too_long(size: u64, per_part: f64) -> Option<String> {
    let seconds = per_part * size as f64 / 1e9;
    let limit = CALL_LIMIT.as_secs();
    (seconds > limit as f64)
        .then(|| format!("one call would take about {seconds:.0} s, more than {limit} s"))
}

/// Makes more and more calls until they take long enough to be measured: their number and the parts, or why not.
fn warm_up(size: &Size, program: &mut Program, arm: &Arm) -> Outcome<Result<(u32, Parts), String>> {
    let mut calls = 1;
    loop {
        match program.ask(size.parts, calls, arm)? {
            Answer::Skipped(reason) => return Ok(Err(reason)),
            Answer::Measured(took, parts) if took >= size.measurement => {
                return Ok(Ok((calls, parts)));
            }
            Answer::Measured(took, _) => calls = more(calls, took, size.measurement),
        }
    }
}

/// At least twice as many calls, at most a hundred times as many, to take as long as `wanted`.
fn more(calls: u32, took: Duration, wanted: Duration) -> u32 {
    let missing = wanted.as_secs_f64() * 1.2 / took.as_secs_f64().max(1e-9);
    (f64::from(calls) * missing.clamp(2.0, 100.0)).ceil() as u32
}

impl Ready {
    fn measure(&mut self, size: u64, program: &mut Program) -> Done {
        match program.ask(size, self.calls, self.arm)? {
            Answer::Skipped(reason) => Err(format!("{}: {reason}", self.arm.label).into()),
            Answer::Measured(_, parts) if parts != self.parts => {
                Err(format!("{} splits the same twice in two ways", self.arm.label).into())
            }
            Answer::Measured(took, _) => {
                let parts = f64::from(self.calls) * size as f64;
                self.per_part.push(took.as_secs_f64() * 1e9 / parts);
                Ok(())
            }
        }
    }
}

/// Fails if an arm with the core's rule does not give the core's parts, or the core loses money.
fn agree(size: u64, arm: &Arm, parts: Parts, core: Parts) -> Done {
    if arm.rule == Rule::Core && parts != core {
        return Err(format!("{} at {size} parts: {parts:?}, the core: {core:?}", arm.label).into());
    }
    if arm.rule == Rule::Core && parts.sum != TOTAL {
        return Err(format!("{} at {size} parts add up to {}", arm.label, parts.sum).into());
    }
    Ok(())
}

/// Prints and returns the lines of one size.
fn print(size: u64, ready: &[Ready]) -> Vec<Line> {
    let core = ready.first().map(|core| core.per_part.as_slice()).unwrap_or_default();
    let rounds = format!("{} rounds", core.len());
    println!("{:>22} {:>10} {rounds:>21} {:>8}  parts", "arm", "ns/part", "ratio");
    let line = |ready: &Ready| {
        let label = ready.arm.label;
        let [least, per_part, most] = spread(ready.per_part.clone());
        let ratios = ready.per_part.iter().zip(core).map(|(arm, core)| arm / core);
        let [_, ratio, _] = spread(ratios.collect());
        let (range, remark) =
            (format!("{least:.1} to {most:.1}"), remark(ready.arm.rule, ready.parts));
        println!("{label:>22} {per_part:>10.1} {range:>21} {ratio:>8.1}  {remark}");
        Line { size, label, per_part, ratio }
    };
    ready.iter().map(line).collect()
}

/// The least, the median and the most.
fn spread(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    [0, values.len() / 2, last].map(|index| values.get(index).copied().unwrap_or(f64::NAN))
}

fn remark(rule: Rule, parts: Parts) -> String {
    let lost = TOTAL - parts.sum;
    match rule {
        Rule::Core => "the same".to_owned(),
        Rule::LargestWeight if lost == 0 => "another rule: largest weight first".to_owned(),
        Rule::LargestWeight => {
            format!("another rule: largest weight first; the sum is {lost} short")
        }
    }
}

fn print_goals(lines: &[Line]) {
    println!("\ngoals: the core at least so many times as fast");
    for (size, label, wanted) in GOALS {
        let line = lines.iter().find(|line| line.size == size && line.label == label);
        let ratio = line.map(|line| line.ratio);
        let result = match ratio {
            Some(ratio) if ratio >= wanted => format!("{ratio:.0}, met"),
            Some(ratio) => format!("{ratio:.0}, missed"),
            None => "not measured".to_owned(),
        };
        println!("{size:>10} parts, {label}: {wanted} times: {result}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CORE: Parts = Parts { checksum: 7, sum: TOTAL };

    #[test]
    fn an_answer_is_three_numbers_or_a_reason() {
        let measured = Answer::Measured(Duration::from_nanos(12), Parts { checksum: 7, sum: -5 });
        assert_eq!(Answer::parse("12 7 -5"), Some(measured));
        assert_eq!(Answer::parse("skip no numpy"), Some(Answer::Skipped("no numpy".to_owned())));
        for wrong in ["", "12 7", "12 7 -5 1", "12 x 5"] {
            assert_eq!(Answer::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_another_rule_may_give_other_parts() {
        let other = Parts { checksum: 8, ..CORE };
        let short = Parts { sum: TOTAL - 1, ..CORE };
        let [core, dinero] = [&ARMS[0], &ARMS[8]];
        assert!(agree(4, core, CORE, CORE).is_ok());
        assert!(agree(4, core, other, CORE).is_err());
        assert!(agree(4, core, short, short).is_err());
        assert!(agree(4, dinero, other, CORE).is_ok());
    }

    #[test]
    fn a_call_that_would_take_too_long_is_left_out() {
        assert_eq!(too_long(1_000_000, 9_999.0), None);
        let reason = "one call would take about 11 s, more than 10 s".to_owned();
        assert_eq!(too_long(1_000_000, 11_000.0), Some(reason));
    }

    #[test]
    fn calls_grow_between_twofold_and_a_hundredfold() {
        let ten = Duration::from_millis(10);
        assert_eq!(more(4, Duration::from_millis(9), ten), 8);
        assert_eq!(more(4, Duration::from_millis(2), ten), 24);
        assert_eq!(more(4, Duration::ZERO, ten), 400);
    }

    #[test]
    fn a_spread_is_least_median_and_most() {
        assert_eq!(spread(vec![3.0, 9.0, 1.0, 2.0, 8.0]), [1.0, 3.0, 9.0]);
    }

    #[test]
    fn every_goal_is_about_an_arm_and_a_size() {
        for (size, label, _) in GOALS {
            assert!(
                SIZES.iter().any(|known| known.parts == size)
                    && ARMS.iter().any(|arm| arm.label == label),
                "{label}"
            );
        }
    }
}
