//! Settlements: the examples of the participation vectors, every refusal, and what holds for random projects.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

#[path = "participation/settlement.rs"]
mod answers;
#[path = "settlement/examples.rs"]
mod examples;
#[path = "settlement/properties.rs"]
mod properties;
#[path = "settlement/random.rs"]
mod random;
#[path = "settlement/refusals.rs"]
mod refusals;

use serde_json::{Map, Value, json};

/// Keys of the vector file that are not about this library: what others get wrong, and plain differences.
fn foreign(key: &str) -> bool {
    ["odoo_", "rubymoney_", "naive", "wrong_"].iter().any(|prefix| key.starts_with(prefix))
        || ["front_to_back", "overstated_by", "differences"].contains(&key)
        || key.contains("_wrongly_")
}

#[test]
fn every_settlement_example_of_the_vectors() {
    let file: Value = serde_json::from_str(include_str!("vectors/participation.json")).unwrap();
    let mut seen = Vec::new();
    for example in file["examples"].as_array().unwrap() {
        let (op, inputs) = (example["op"].as_str().unwrap(), &example["inputs"]);
        let Some(answer) = answers::answer(op, inputs) else { continue };
        let id = example["id"].as_str().unwrap();
        let wanted = example["outputs"].as_object().unwrap();
        let wanted = wanted.iter().filter(|(key, _)| !foreign(key));
        let wanted: Map<String, Value> =
            wanted.map(|(key, value)| (key.clone(), value.clone())).collect();
        assert_eq!(answer, json!(wanted), "{id} {op}");
        seen.push(id);
    }
    let mut ids: Vec<String> =
        (21..=38).chain([40]).chain(51..=54).map(|n| format!("E{n}")).collect();
    seen.sort_unstable();
    ids.sort_unstable();
    assert_eq!(seen, ids);
}
