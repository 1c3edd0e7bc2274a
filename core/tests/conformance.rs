//! The conformance program against the shared vectors, against an exact model that shares no code with the crate, and
//! against the properties that every split promises.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how many cases it saw"
)]

#[allow(dead_code, unreachable_pub, reason = "the program's own main is not called here")]
#[path = "../examples/conformance/main.rs"]
mod conformance;

#[path = "conformance/garbled.rs"]
mod garbled;
#[path = "conformance/model.rs"]
mod model;
#[path = "conformance/properties.rs"]
mod properties;
#[path = "conformance/random.rs"]
mod random;

use conformance::answer;
use random::Random;
use serde_json::{Value, json};
use tercero::Code;

/// Random cases per operation.
const CASES: u64 = 100_000;

/// Compares the program with the answers a vector file wants, and returns how many there are.
fn vectors(file: &str) -> usize {
    for line in file.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let got: Value = serde_json::from_str(&answer(line)).unwrap();
        let outcome = match got.get("ok") {
            Some(ok) => json!({ "ok": ok }),
            None => json!({ "error": got["error"]["code"] }),
        };
        assert_eq!(outcome, case["want"], "{line}");
        assert_eq!(got["id"], case["id"]);
    }
    file.lines().count()
}

#[test]
fn allocation_vectors() {
    let count = vectors(include_str!("vectors/allocation.jsonl"));
    assert_eq!(count, 60);
    println!("{count} allocation vectors agree");
}

/// The amounts are those of the worked deal; the heads pin the bytes of the history.
#[test]
fn escrow_vectors() {
    let count = vectors(include_str!("vectors/escrow.jsonl"));
    assert_eq!(count, 2);
    println!("{count} escrow vectors agree");
}

/// Amounts are those of the worked examples of the participation domain; the heads pin the bytes of the history.
#[test]
fn project_vectors() {
    let count = vectors(include_str!("vectors/project.jsonl"));
    assert_eq!(count, 8);
    println!("{count} project vectors agree");
}

#[test]
fn settlement_vectors() {
    let count = vectors(include_str!("vectors/settlement.jsonl"));
    assert_eq!(count, 41);
    println!("{count} settlement vectors agree");
}

/// Garbles the cases of a vector file: each has one answer, a result or a known code, and the same one again.
fn garble(file: &str, seed: u64, cases: u32) {
    let known: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut random = Random::new(seed);
    let mut refused = 0;
    for _ in 0..cases {
        let case = &known[random.below(known.len() as u64) as usize];
        let input = garbled::garbled(&mut random, &case["input"]);
        let line = json!({ "id": case["id"], "op": case["op"], "input": input }).to_string();
        let text = answer(&line);
        let got: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(got["id"], case["id"], "{line}");
        let code = got["error"]["code"].as_str();
        assert!(
            code.map_or(got["ok"].is_object(), |code| Code::from_text(code).is_some()),
            "{line}"
        );
        assert_ne!(code, Some("invariant_violated"), "{line}");
        assert_eq!(answer(&line), text);
        refused += u32::from(code.is_some());
    }
    let share = refused * 100 / cases;
    assert!((50..100).contains(&share), "{share} % refusals: too few are garbled, or too many");
    println!("{cases} garbled cases, {refused} of them refused");
}

#[test]
fn garbled_settlements_are_answered() {
    garble(include_str!("vectors/settlement.jsonl"), 5, 20_000);
}

#[test]
fn garbled_projects_are_answered() {
    garble(include_str!("vectors/project.jsonl"), 6, 400);
}

/// Compares the program with the model, byte by byte, on many random cases of one operation.
fn compare(
    op: &str,
    seed: u64,
    case: fn(&mut Random) -> Value,
    model: fn(&Value) -> model::Answer,
) {
    let mut random = Random::new(seed);
    let mut refused = 0;
    for id in 0..CASES {
        let input = case(&mut random);
        let want = match model(&input) {
            Ok(ok) => format!(r#"{{"id":"{id}","ok":{ok}}}"#),
            Err(code) => {
                refused += 1;
                format!(r#"{{"id":"{id}","error":{{"code":"{code}"}}}}"#)
            }
        };
        let line = json!({ "id": id.to_string(), "op": op, "input": input }).to_string();
        assert_eq!(answer(&line), want, "{line}");
    }
    let share = refused * 100 / CASES;
    assert!((2..60).contains(&share), "{share} % refusals: the generator has lost its balance");
    println!("{CASES} {op} cases agree, {refused} of them refusals");
}

#[test]
fn allocate_agrees_with_the_model() {
    compare("allocate", 1, random::allocate, model::allocate);
}

#[test]
fn allocate_increment_agrees_with_the_model() {
    compare("allocate_increment", 2, random::allocate_increment, model::allocate_increment);
}

#[test]
fn accrue_agrees_with_the_model() {
    compare("accrue", 3, random::accrue, model::accrue);
}

#[test]
fn fee_agrees_with_the_model() {
    compare("fee", 4, random::fee, model::fee);
}

#[test]
fn every_line_gets_one_answer() {
    let input = r#""input":{"total":"5","currency":"EUR","weights":["1"]}"#;
    let duplicate = r#""input":{"total":"5","total":"6","currency":"EUR","weights":["1"]}"#;
    let deep = "[".repeat(40);
    for (line, want) in [
        (String::new(), r#"{"id":null,"error":{"code":"json_syntax"}}"#),
        ("not json".to_owned(), r#"{"id":null,"error":{"code":"json_syntax"}}"#),
        (
            r#"{"id":"a","op":"allocate""#.to_owned(),
            r#"{"id":null,"error":{"code":"json_syntax"}}"#,
        ),
        (deep, r#"{"id":null,"error":{"code":"json_depth"}}"#),
        ("5".to_owned(), r#"{"id":null,"error":{"code":"json_type"}}"#),
        (r#"{"id":7,"op":"divine"}"#.to_owned(), r#"{"id":7,"error":{"code":"json_type"}}"#),
        (r#"{"id":"a"}"#.to_owned(), r#"{"id":"a","error":{"code":"json_type"}}"#),
        (r#"{"id":"a","op":"allocate"}"#.to_owned(), r#"{"id":"a","error":{"code":"json_type"}}"#),
        (format!(r#"{{"op":"allocate",{input}}}"#), r#"{"id":null,"ok":{"parts":["5.00"]}}"#),
        (
            format!(r#"{{"id":"a","op":"allocate","want":1,{input}}}"#),
            r#"{"id":"a","ok":{"parts":["5.00"]}}"#,
        ),
        (
            format!(r#"{{"id":"a","op":"allocate",{}}}"#, input.replace("total", "sum")),
            r#"{"id":"a","error":{"code":"json_unknown_field"}}"#,
        ),
        (
            format!(r#"{{"id":"a","op":"allocate",{duplicate}}}"#),
            r#"{"id":"a","error":{"code":"json_duplicate_key"}}"#,
        ),
        (
            format!(r#"{{"id":"a","op":"allocate",{}}}"#, input.replace(r#""5""#, "5")),
            r#"{"id":"a","error":{"code":"amount_type"}}"#,
        ),
        (
            format!(r#"{{"id":"a","op":"allocate",{}}}"#, input.replace(r#""1""#, "1")),
            r#"{"id":"a","error":{"code":"json_type"}}"#,
        ),
    ] {
        assert_eq!(answer(&line), want, "{line}");
    }
}
