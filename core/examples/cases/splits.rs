//! Splits of an amount by weights, and fees on one: ordinary, extreme and refused.
//! The inputs are those on which the tests compare the program with an exact model.

use crate::random::{self, Random};
use serde_json::{Value, json};

/// An input of `op`, if it is one of these operations.
pub(crate) fn input(op: &str, random: &mut Random) -> Option<Value> {
    match op {
        "allocate" => Some(random::allocate(random)),
        "allocate_increment" => Some(random::allocate_increment(random)),
        "accrue" => Some(random::accrue(random)),
        "fee" => Some(fee(random)),
        _ => None,
    }
}

/// A fee, now and then with what the model does not know: money billed before, a price for each period, too many tiers.
fn fee(random: &mut Random) -> Value {
    let mut input = random::fee(random);
    let rule = &mut input["rule"];
    match random.below(100) {
        0 => rule["tiers"] = json!(vec![json!({ "rate": "0.1", "on": "slice" }); 65]),
        1..=5 => rule["billed_before"] = json!(random.below(5_000).to_string()),
        6..=10 => {
            let periods = [1, 2, 12, 1_200, 1_201][random.below(5) as usize];
            let amount = random.below(500).to_string();
            rule["per_period"] = json!({ "amount": amount, "periods": periods });
        }
        _ => {}
    }
    input
}
