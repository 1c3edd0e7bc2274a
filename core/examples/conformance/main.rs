//! The program that every language of this project ships alike: JSON lines in, JSON lines out.
//! `{"id":"x1","op":"allocate","input":{…}}` is answered by `{"id":"x1","ok":{…}}` or `{"id":"x1","error":{"code":"…"}}`.

mod amounts;
mod escrow;
mod project;
mod script;
mod settlement;
mod splits;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::{BufRead, Write};
use tercero::{Code, Refusal, from_json};

fn main() -> std::io::Result<()> {
    let mut answers = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        // What is not even text is answered like any other line that is not JSON.
        writeln!(answers, "{}", answer(std::str::from_utf8(&line).unwrap_or_default()))?;
    }
    answers.flush()
}

/// The answer to one line, itself one line.
pub fn answer(line: &str) -> String {
    let (id, outcome) = match from_json::<Case>(line) {
        Ok(case) => (case.id, perform(&case.op, line)),
        Err(refusal) => (Value::Null, Err(refusal)),
    };
    let answer = match outcome {
        Ok(ok) => serde_json::to_string(&Done { id: &id, ok }),
        Err(refusal) => {
            serde_json::to_string(&Refused { id: &id, error: Error { code: refusal.code } })
        }
    };
    answer.unwrap_or_default()
}

/// One operation; a further one is a further arm.
fn perform(op: &Value, line: &str) -> Result<Value, Refusal> {
    match op.as_str() {
        Some("allocate") => splits::op_allocate(input(line)?),
        Some("allocate_increment") => splits::op_allocate_increment(input(line)?),
        Some("accrue") => splits::op_accrue(input(line)?),
        Some("fee") => splits::op_fee(input(line)?),
        Some("escrow") => escrow::op_escrow(input(line)?),
        Some("project") => project::op_project(input(line)?),
        Some("landed_cost") => settlement::op_landed_cost(input(line)?),
        Some("in_kind") => settlement::op_in_kind(input(line)?),
        Some("settle") => settlement::op_settle(input(line)?),
        Some("waterfall") => settlement::op_waterfall(input(line)?),
        _ => Err(Refusal::new(Code::JsonType).at("op")),
    }
}

/// What every line has. Keys that are not known here are ignored, inside `input` they are not.
#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    op: Value,
}

#[derive(Deserialize)]
struct Body<T> {
    input: T,
}

fn input<T: DeserializeOwned>(line: &str) -> Result<T, Refusal> {
    from_json::<Body<T>>(line).map(|body| body.input)
}

#[derive(Serialize)]
struct Done<'a> {
    id: &'a Value,
    ok: Value,
}

#[derive(Serialize)]
struct Refused<'a> {
    id: &'a Value,
    error: Error,
}

#[derive(Serialize)]
struct Error {
    code: Code,
}
