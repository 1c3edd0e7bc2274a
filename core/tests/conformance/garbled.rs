//! Cases of the vector files with something wrong in them, in any place: the same seed gives the same ones everywhere.

use super::random::Random;
use serde_json::{Value, json};

/// What a place of a case may hold instead of what belongs there.
const TEXTS: [&str; 12] = [
    "",
    "0",
    "-1.00",
    "1.001",
    "9999999999999999999999999999.99",
    "340282366920938463463374607431768211456",
    "1",
    "1.000000000000000001",
    "MXN",
    "JPY",
    "P1",
    "by_weight",
];

/// The input with one to three things changed: replaced, taken away, put in twice, or added.
pub(crate) fn garbled(random: &mut Random, input: &Value) -> Value {
    let mut garbled = input.clone();
    for _ in 0..=random.below(3) {
        let mut places = Vec::new();
        find(&garbled, String::new(), &mut places);
        let place = places[random.below(places.len() as u64) as usize].clone();
        let change = random.below(4);
        let new = rubbish(random, 3);
        match (garbled.pointer_mut(&place).unwrap(), change) {
            (Value::Array(list), 0) => drop(list.pop()),
            (Value::Array(list), 1) => list.extend(list.first().cloned()),
            (Value::Array(list), 2) => list.push(new),
            (Value::Object(fields), 0 | 1) => {
                let key = fields.keys().next().cloned().unwrap_or_default();
                drop(fields.remove(&key));
            }
            (Value::Object(fields), 2) => drop(fields.insert("P2".to_owned(), new)),
            (here, _) => *here = new,
        }
    }
    garbled
}

/// All places of a document below its root, as JSON pointers.
fn find(value: &Value, here: String, places: &mut Vec<String>) {
    match value {
        Value::Array(list) => {
            for (index, below) in list.iter().enumerate() {
                find(below, format!("{here}/{index}"), places);
            }
        }
        Value::Object(fields) => {
            for (key, below) in fields {
                find(below, format!("{here}/{key}"), places);
            }
        }
        _ => {}
    }
    places.push(here);
}

fn rubbish(random: &mut Random, depth: u32) -> Value {
    match random.below(if depth == 0 { 5 } else { 7 }) {
        0 => Value::Null,
        1 => json!(random.one_in(2)),
        2 => json!(random.next()),
        3 => json!(-0.5),
        4 => json!(random.pick(&TEXTS)),
        5 => (0..random.below(3)).map(|_| rubbish(random, depth - 1)).collect(),
        _ => {
            let key = random.pick(&TEXTS);
            json!({ key: rubbish(random, depth - 1) })
        }
    }
}
