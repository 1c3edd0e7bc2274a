//! `cargo run -p tercero --example cases -- OP N` prints N cases for the conformance program, the same ones everywhere.
//! What the program answers to them, and which rows of the tables the scripts set off, is told on standard error.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    reason = "a generator of test cases stops at the first surprise"
)]

#[allow(dead_code, unreachable_pub, reason = "the program's own main is not called here")]
#[path = "../conformance/main.rs"]
mod conformance;

#[path = "../../tests/project_properties/asks.rs"]
mod asks;
#[allow(dead_code, reason = "what a project comes to in the end is looked at elsewhere")]
#[path = "../../tests/project_properties/courses.rs"]
mod courses;
#[path = "../../tests/conformance/garbled.rs"]
mod garbled;
#[path = "../../tests/project_properties/offers.rs"]
mod offers;
#[path = "../../tests/conformance/random.rs"]
mod random;
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/properties/terms.rs"]
mod terms;

mod escrow;
mod project;
mod rows;
mod script;
mod seed;
mod settlement;
mod splits;

use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufWriter, Write};
use std::process::ExitCode;
use support::commands::Choices;

/// Cases of one operation, unless the second argument says otherwise. So many set every row off.
const CASES: u32 = 20_000;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let op = arguments.next().unwrap_or_default();
    let cases = arguments.next().map_or(Ok(CASES), |text| text.parse());
    let (Ok(cases), Some(mut maker)) = (cases, Maker::of(&op)) else {
        eprintln!("cases OP [N], where OP is an operation of the conformance program");
        return ExitCode::FAILURE;
    };
    let mut seen = Seen::default();
    let mut out = BufWriter::new(std::io::stdout().lock());
    for number in 1..=cases {
        let line = line(&op, number, maker.input(&op, number));
        seen.add(&line);
        writeln!(out, "{line}").unwrap();
    }
    out.flush().unwrap();
    seen.print();
    let never = maker.never();
    if cases < CASES || never.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One case as a line.
fn line(op: &str, number: u32, input: Value) -> String {
    let mut choices = seed::choices("faults", number);
    let (one_in, field) = match op {
        "escrow" | "project" => (60, r#"{"steps":[],""#),
        _ => (15, r#"{"currency":"EUR",""#),
    };
    let garbled = choices.one_in(one_in).then(|| seed::random(&mut choices));
    let input = garbled.map_or(input.clone(), |mut random| garbled::garbled(&mut random, &input));
    let mut input = input.to_string();
    if choices.one_in(400) {
        // A field that stands twice.
        input = input.replacen("{\"", field, 1);
    }
    format!(r#"{{"id":"{op}-{number:05}","op":"{op}","input":{input}}}"#)
}

/// Whatever makes the inputs of one operation.
enum Maker {
    Figures,
    Escrows(rows::Rows<tercero::escrow::State>),
    Projects(rows::Rows<tercero::project::State>),
}

impl Maker {
    fn of(op: &str) -> Option<Maker> {
        match op {
            "escrow" => Some(Maker::Escrows(escrow::rows())),
            "project" => Some(Maker::Projects(project::rows())),
            _ => figures(op, &mut Choices(0)).map(|_| Maker::Figures),
        }
    }

    fn input(&mut self, op: &str, number: u32) -> Value {
        let mut choices = seed::choices(op, number);
        match self {
            Maker::Figures => figures(op, &mut choices).unwrap(),
            Maker::Escrows(rows) => escrow::script(&mut choices, rows),
            Maker::Projects(rows) => project::script(&mut choices, rows),
        }
    }

    /// Tells how often the rows of the table fired, and returns those that never did.
    fn never(&self) -> Vec<String> {
        let (counts, overtaken): (Vec<_>, _) = match self {
            Maker::Figures => return Vec::new(),
            Maker::Escrows(rows) => (rows.counts().collect(), None),
            Maker::Projects(rows) => (rows.counts().collect(), Some(project::OVERTAKEN)),
        };
        let (can, cannot): (Vec<_>, Vec<_>) = counts
            .into_iter()
            .partition(|(row, _)| overtaken.is_none_or(|overtaken| !row.starts_with(overtaken)));
        let fired = can.iter().filter(|(_, count)| *count > 0).count();
        let (rarest, least) = can.iter().min_by_key(|(_, count)| *count).unwrap();
        eprintln!("rows: {fired} of {} fired, the least {least} times: {rarest}", can.len());
        for (row, count) in cannot {
            assert_eq!(count, 0, "{row} fires after all");
            eprintln!("row that time always fires before anybody can: {row}");
        }
        if std::env::var("ROWS").is_ok() {
            for (row, count) in &can {
                eprintln!("ROW {count} {row}");
            }
        }
        let never = can.into_iter().filter(|(_, count)| *count == 0).map(|(row, _)| row);
        never.inspect(|row| eprintln!("row that never fired: {row}")).collect()
    }
}

fn figures(op: &str, choices: &mut Choices) -> Option<Value> {
    let mut random = seed::random(choices);
    splits::input(op, &mut random).or_else(|| settlement::input(op, &mut random))
}

/// What the conformance program answered.
#[derive(Default)]
struct Seen {
    ok: u64,
    refused: BTreeMap<String, u64>,
    steps: u64,
    refused_steps: BTreeMap<String, u64>,
    bytes: usize,
}

impl Seen {
    /// Asks the program, which must answer with the id of the case and a result or a code.
    fn add(&mut self, line: &str) {
        let case: Value = serde_json::from_str(line).unwrap();
        let answer: Value = serde_json::from_str(&conformance::answer(line)).unwrap();
        assert_eq!(answer["id"], case["id"], "{line}");
        let code = |refusal: &Value| refusal["code"].as_str().unwrap().to_owned();
        self.bytes += line.len() + 1;
        if answer.get("ok").is_none() {
            *self.refused.entry(code(&answer["error"])).or_default() += 1;
            return;
        }
        self.ok += 1;
        self.steps += case["input"]["steps"].as_array().map_or(0, Vec::len) as u64;
        for refusal in answer["ok"]["refusals"].as_array().into_iter().flatten() {
            *self.refused_steps.entry(code(refusal)).or_default() += 1;
        }
    }

    fn print(&self) {
        let refused: u64 = self.refused.values().sum();
        eprintln!("{} answered, {refused} refused, {} bytes", self.ok, self.bytes);
        eprintln!("{} codes: {}", self.refused.len(), json!(self.refused));
        if self.steps > 0 {
            let refused: u64 = self.refused_steps.values().sum();
            eprintln!("{} steps, {refused} of them refused", self.steps);
            let codes = &self.refused_steps;
            eprintln!("{} codes of steps: {}", codes.len(), json!(codes));
        }
    }
}
