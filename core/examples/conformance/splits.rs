//! Splits of an amount by weights, and fees on one.

use super::amounts::{all_unsigned, money, rates, texts, unsigned};
use serde::Deserialize;
use serde_json::Value;
use tercero::Refusal;
use tercero::allocation::{accrue, allocate, allocate_increment};
use tercero::commission::Rule;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Allocate {
    total: Value,
    currency: String,
    weights: Vec<String>,
}

pub(crate) fn op_allocate(input: Allocate) -> Result<Value, Refusal> {
    let total = money(&input.total, &input.currency)?;
    let parts = allocate(total, &rates(&input.weights)?)?;
    Ok(serde_json::json!({ "parts": texts(parts) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllocateIncrement {
    amount: Value,
    currency: String,
    weights: Vec<String>,
    paid: Vec<Value>,
}

pub(crate) fn op_allocate_increment(input: AllocateIncrement) -> Result<Value, Refusal> {
    let amount = unsigned(&input.amount, &input.currency)?;
    let paid = all_unsigned(&input.paid, &input.currency)?;
    let parts = allocate_increment(amount, &rates(&input.weights)?, &paid)?;
    Ok(serde_json::json!({ "parts": texts(parts) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Accrue {
    currency: String,
    weights: Vec<String>,
    totals: Vec<Value>,
}

pub(crate) fn op_accrue(input: Accrue) -> Result<Value, Refusal> {
    let totals = all_unsigned(&input.totals, &input.currency)?;
    let increments = accrue(&rates(&input.weights)?, &totals)?;
    let increments: Vec<Vec<String>> = increments.into_iter().map(texts).collect();
    Ok(serde_json::json!({ "increments": increments }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fee {
    rule: Rule,
    amount: Value,
    currency: String,
}

pub(crate) fn op_fee(input: Fee) -> Result<Value, Refusal> {
    let fee = input.rule.fee(unsigned(&input.amount, &input.currency)?)?;
    Ok(serde_json::json!({ "fee": fee.amount_text() }))
}
