//! Splits of an amount by weights, and fees on one: ordinary, extreme and refused.
//! The inputs are those on which the tests compare the program with an exact model.

use crate::random::{self, Random};
use serde_json::Value;

/// An input of `op`, if it is one of these operations.
pub(crate) fn input(op: &str, random: &mut Random) -> Option<Value> {
    match op {
        "allocate" => Some(random::allocate(random)),
        "allocate_increment" => Some(random::allocate_increment(random)),
        "accrue" => Some(random::accrue(random)),
        "fee" => Some(random::fee(random)),
        _ => None,
    }
}
