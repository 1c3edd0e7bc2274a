//! The worked examples of the participation domain, recomputed through the crate and compared key by key.
//! What other systems answer, quoted in the examples for contrast, is not the crate's to compute and is left out by name.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how many cases it saw"
)]

#[path = "participation/costs.rs"]
mod costs;
#[path = "participation/golden.rs"]
mod golden;
#[path = "participation/kind.rs"]
mod kind;
#[path = "participation/settlement.rs"]
mod settlement;
mod support;

use serde_json::{Value, json};
use std::panic::catch_unwind;

/// Names of outputs that show what others do, or what would be wrong; a star stands for anything.
const NOT_OURS: [&str; 8] = [
    "odoo_*",
    "rubymoney_*",
    "naive*",
    "front_to_back",
    "wrong_*",
    "*_wrongly_*",
    "overstated_by",
    "differences",
];

fn not_ours(key: &str) -> bool {
    NOT_OURS.iter().any(|pattern| {
        let open = |side: &str| side.is_empty();
        match pattern.split('*').collect::<Vec<_>>()[..] {
            [name] => key == name,
            [start, end] if open(end) => key.starts_with(start),
            [start, middle, end] if open(start) && open(end) => key.contains(middle),
            _ => panic!("{pattern} is a pattern nobody reads"),
        }
    })
}

/// Notes at `path` what `got` lacks or has different from `want`; texts are compared without regard to capitals.
fn compare(path: &str, want: &Value, got: &Value, faults: &mut Vec<String>) {
    match (want, got) {
        (Value::Object(want), Value::Object(got)) => {
            for (key, want) in want.iter().filter(|(key, _)| !not_ours(key)) {
                let path = format!("{path}.{key}");
                match got.get(key) {
                    Some(got) => compare(&path, want, got, faults),
                    None => faults.push(format!("{path} is missing")),
                }
            }
        }
        (Value::Array(want), Value::Array(got)) if want.len() == got.len() => {
            for (index, (want, got)) in want.iter().zip(got).enumerate() {
                compare(&format!("{path}[{index}]"), want, got, faults);
            }
        }
        (Value::String(want), Value::String(got)) if want.eq_ignore_ascii_case(got) => {}
        _ if want == got => {}
        _ => faults.push(format!("{path} is {got}, not {want}")),
    }
}

/// What one example lacks, one line for each key.
fn faults(example: &Value) -> Vec<String> {
    let (id, op) = (example["id"].as_str().unwrap(), example["op"].as_str().unwrap());
    let inputs = &example["inputs"];
    let answers = [kind::answer, costs::answer, settlement::answer, golden::answer];
    let answered = catch_unwind(|| answers.iter().find_map(|answer| answer(op, inputs)));
    match answered {
        Ok(Some(got)) => {
            let mut faults = Vec::new();
            compare(id, &example["outputs"], &got, &mut faults);
            faults
        }
        Ok(None) => vec![format!("{id} {op} has no answer")],
        Err(_) => vec![format!("{id} {op} panicked")],
    }
}

fn document() -> Value {
    serde_json::from_str(include_str!("vectors/participation.json")).unwrap()
}

/// The inputs of an example that another one refers to.
fn inputs_of(id: &str) -> Value {
    let document = document();
    let examples = document["examples"].as_array().unwrap();
    examples.iter().find(|example| example["id"] == id).unwrap()["inputs"].clone()
}

#[test]
fn vectors_participation() {
    let document = document();
    let examples = document["examples"].as_array().unwrap();
    assert_eq!(document["count"], 56);
    assert_eq!(examples.len(), 56);
    let faults: Vec<Vec<String>> = examples.iter().map(faults).collect();
    let good = faults.iter().filter(|faults| faults.is_empty()).count();
    println!("{good} of {} vectors", examples.len());
    let faults = faults.concat();
    assert!(faults.is_empty(), "{good} of {} vectors:\n{}", examples.len(), faults.join("\n"));
}

#[test]
fn every_example_has_an_output_that_is_compared() {
    for example in document()["examples"].as_array().unwrap() {
        let mut faults = Vec::new();
        compare("", &example["outputs"], &json!({}), &mut faults);
        assert!(!faults.is_empty(), "{}", example["id"]);
    }
}

#[test]
fn the_comparison_sees_what_differs_and_what_is_missing() {
    let want = json!({
        "amounts": [1, 2], "deep": [{"loss": {"P1": 0, "naive_sum": 5}}], "error": "ZERO_WEIGHTS", "odoo_sum": 3
    });
    let seen = |got: Value| {
        let mut faults = Vec::new();
        compare("E", &want, &got, &mut faults);
        faults
    };
    let deep = json!([{"loss": {"P1": 0}}]);
    assert!(seen(json!({"amounts": [1, 2], "deep": deep, "error": "zero_weights"})).is_empty());
    assert_eq!(
        seen(json!({"amounts": [1, 3], "deep": [{"loss": {}}], "error": "no_weights"})),
        [
            "E.amounts[1] is 3, not 2",
            "E.deep[0].loss.P1 is missing",
            "E.error is \"no_weights\", not \"ZERO_WEIGHTS\""
        ]
    );
    assert_eq!(
        seen(json!({"amounts": [1], "deep": deep, "odoo_sum": 4})),
        ["E.amounts is [1], not [1,2]", "E.error is missing"]
    );
    assert!(not_ours("retorno_if_iva_wrongly_included") && !not_ours("difference"));
}
