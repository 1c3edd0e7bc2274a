//! Amounts and rates as the cases write them: texts, with the currency named once beside them.

use serde_json::Value;
use tercero::{Code, Money, Rate, Refusal, json_refusal};

/// Reads an amount as every document of this project writes it.
pub(crate) fn money(amount: &Value, currency: &str) -> Result<Money, Refusal> {
    serde_json::from_value(serde_json::json!({ "amount": amount, "currency": currency }))
        .map_err(|error| json_refusal(&error))
}

/// An amount that cannot be negative. The sign belongs to its grammar, so it is refused before anything else.
pub(crate) fn unsigned(amount: &Value, currency: &str) -> Result<Money, Refusal> {
    let money = money(amount, currency)?;
    if money.minor() < 0 { Err(Code::AmountRange.into()) } else { Ok(money) }
}

pub(crate) fn all_unsigned(amounts: &[Value], currency: &str) -> Result<Vec<Money>, Refusal> {
    amounts.iter().map(|amount| unsigned(amount, currency)).collect()
}

/// Reads all weights.
pub(crate) fn rates(weights: &[String]) -> Result<Vec<Rate>, Refusal> {
    Rate::parse_all(weights)
}

pub(crate) fn texts(parts: Vec<Money>) -> Vec<String> {
    parts.into_iter().map(Money::amount_text).collect()
}
