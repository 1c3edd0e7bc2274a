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
mod seen;
mod settlement;
mod splits;

use rows::Rows;
use script::Input;
use seen::Seen;
use serde_json::Value;
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
        let id = format!("{op}-{number:05}");
        let (text, input) = maker.input(&op, number);
        let line = format!(r#"{{"id":"{id}","op":"{op}","input":{text}}}"#);
        let steps = input.value["steps"].as_array().map_or(0, Vec::len);
        seen.add(&id, &line, steps, input.head);
        writeln!(out, "{line}").unwrap();
    }
    out.flush().unwrap();
    seen.print();
    let never = maker.never();
    if cases < CASES || never == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Whatever makes the inputs of one operation.
enum Maker {
    Figures,
    Escrows(Rows<tercero::escrow::State>),
    Projects(Rows<tercero::project::State>),
}

impl Maker {
    fn of(op: &str) -> Option<Maker> {
        match op {
            "escrow" => Some(Maker::Escrows(escrow::rows())),
            "project" => Some(Maker::Projects(project::rows())),
            _ => figures(op, &mut Choices(0)).map(|_| Maker::Figures),
        }
    }

    /// The input of a case, as text too. Some are garbled, or have a field that stands twice.
    fn input(&mut self, op: &str, number: u32) -> (String, Input) {
        let mut choices = seed::choices(op, number);
        let (one_in, field) = match self {
            Maker::Figures => (15, r#"{"currency":"EUR",""#),
            Maker::Escrows(_) | Maker::Projects(_) => (60, r#"{"steps":[],""#),
        };
        let (garble, twice) = (choices.one_in(one_in), choices.one_in(400));
        let counts = !garble && !twice;
        let mut input = match self {
            Maker::Figures => Input { value: figures(op, &mut choices).unwrap(), head: None },
            Maker::Escrows(rows) if counts => escrow::script(&mut choices, rows),
            Maker::Escrows(_) => escrow::script(&mut choices, &mut escrow::rows()),
            Maker::Projects(rows) if counts => project::script(&mut choices, rows),
            Maker::Projects(_) => project::script(&mut choices, &mut project::rows()),
        };
        if garble {
            input.value = garbled::garbled(&mut seed::random(&mut choices), &input.value);
        }
        input.head = input.head.filter(|_| counts);
        let text = input.value.to_string();
        (if twice { text.replacen("{\"", field, 1) } else { text }, input)
    }

    /// Tells how often the rows of the table fired, and returns how many never did.
    fn never(&self) -> usize {
        let (counts, overtaken): (Vec<_>, _) = match self {
            Maker::Figures => return 0,
            Maker::Escrows(rows) => (rows.counts().collect(), None),
            Maker::Projects(rows) => (rows.counts().collect(), Some(project::OVERTAKEN)),
        };
        let is_overtaken = |row: &str| overtaken.is_some_and(|known| row.starts_with(known));
        let (cannot, can): (Vec<_>, Vec<_>) =
            counts.into_iter().partition(|(row, _)| is_overtaken(row));
        for (row, count) in cannot {
            assert_eq!(count, 0, "{row} fires after all");
            eprintln!("time always comes before {row}");
        }
        let (rarest, least) = can.iter().min_by_key(|(_, count)| *count).unwrap();
        let never: Vec<_> = can.iter().filter(|(_, count)| *count == 0).collect();
        eprintln!("{} of {} rows fired", can.len() - never.len(), can.len());
        eprintln!("the rarest {least} times: {rarest}");
        for (row, _) in &never {
            eprintln!("never: {row}");
        }
        never.len()
    }
}

fn figures(op: &str, choices: &mut Choices) -> Option<Value> {
    let mut random = seed::random(choices);
    splits::input(op, &mut random).or_else(|| settlement::input(op, &mut random))
}
