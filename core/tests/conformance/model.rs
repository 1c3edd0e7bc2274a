//! The operations once more, in exact rationals and straight from the specification.
//! Nothing of the crate is used here, not even its parsers.

use num_bigint::BigInt;
use num_rational::Ratio;
use serde_json::{Value, json};

/// The content of `ok`, or the code of the refusal.
pub(crate) type Answer = Result<Value, &'static str>;

/// Weights, rates and exact fees are kept as whole numbers of 10^-18.
const UNIT: u32 = 18;

fn whole(n: i64) -> BigInt {
    BigInt::from(n)
}

fn ten_to(n: u32) -> BigInt {
    whole(10).pow(n)
}

/// The exact quotient; not reduced, which would only cost time.
fn ratio(numerator: BigInt, denominator: &BigInt) -> Ratio<BigInt> {
    Ratio::new_raw(numerator, denominator.clone())
}

/// Decimals of the currencies that the cases use.
fn scale(currency: &str) -> Result<u32, &'static str> {
    match currency {
        "JPY" | "KRW" => Ok(0),
        "EUR" | "MXN" => Ok(2),
        "KWD" | "BHD" => Ok(3),
        "CLF" | "UYW" => Ok(4),
        _ => Err("currency_unknown"),
    }
}

/// Splits plain decimal text into sign, digits and the number of decimals, or says that it is not plain decimal text.
fn decimal(text: &str) -> Option<(bool, BigInt, usize, usize)> {
    let plain = text.strip_prefix('-').unwrap_or(text);
    let negative = plain.len() != text.len();
    let mut halves = plain.split('.');
    let (before, after) = (halves.next()?, halves.next());
    let is_number = |s: &str| !s.is_empty() && s.chars().all(|c: char| c.is_ascii_digit());
    if halves.next().is_some() || !is_number(before) || !after.is_none_or(is_number) {
        return None;
    }
    if before.len() > 1 && before.starts_with('0') {
        return None;
    }
    let after = after.unwrap_or("");
    let digits: BigInt = format!("{before}{after}").parse().ok()?;
    if negative && digits == whole(0) {
        return None;
    }
    Some((negative, digits, before.len(), after.len()))
}

/// Minor units of an amount.
fn amount(text: &Value, scale: u32) -> Result<BigInt, &'static str> {
    let text = text.as_str().ok_or("amount_type")?;
    let (negative, digits, _, decimals) = decimal(text).ok_or("amount_syntax")?;
    let missing = (scale as usize).checked_sub(decimals).ok_or("amount_scale")?;
    let minor = digits * ten_to(missing as u32);
    if minor >= ten_to(28) {
        return Err("amount_range");
    }
    Ok(if negative { -minor } else { minor })
}

fn unsigned(text: &Value, scale: u32) -> Result<BigInt, &'static str> {
    let minor = amount(text, scale)?;
    if minor < whole(0) { Err("amount_range") } else { Ok(minor) }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn all_unsigned(texts: &Value, scale: u32) -> Result<Vec<BigInt>, &'static str> {
    list(texts).iter().map(|text| unsigned(text, scale)).collect()
}

/// A weight or rate in units of 10^-18; its sign is judged by the caller.
fn rate(text: &Value) -> Result<BigInt, &'static str> {
    let (negative, digits, before, after) =
        text.as_str().and_then(decimal).ok_or("amount_syntax")?;
    if before > 20 || after > 18 {
        return Err("amount_syntax");
    }
    let rate = digits * ten_to(UNIT - after as u32);
    Ok(if negative { -rate } else { rate })
}

fn weights(texts: &Value) -> Result<Vec<BigInt>, &'static str> {
    let weights: Vec<BigInt> = list(texts).iter().map(rate).collect::<Result<_, _>>()?;
    if weights.iter().any(|weight| *weight < whole(0)) {
        return Err("negative_weight");
    }
    Ok(weights)
}

fn sum_of(weights: &[BigInt]) -> BigInt {
    weights.iter().fold(whole(0), |sum, weight| sum + weight)
}

/// Refuses weights over which `total` cannot be shared.
fn shareable(total: &BigInt, weights: &[BigInt]) -> Result<(), &'static str> {
    match weights {
        [] => Err("no_weights"),
        _ if *total != whole(0) && sum_of(weights) == whole(0) => Err("zero_weights"),
        _ => Ok(()),
    }
}

/// Writes minor units with exactly the decimals of the currency.
fn text(minor: &BigInt, scale: u32) -> String {
    let digits = minor.magnitude().to_string();
    let width = scale as usize + 1;
    let digits = format!("{digits:0>width$}");
    let (before, after) = digits.split_at(digits.len() - scale as usize);
    let sign = if *minor < whole(0) { "-" } else { "" };
    if scale == 0 { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

fn texts(parts: &[BigInt], scale: u32) -> Vec<String> {
    parts.iter().map(|part| text(part, scale)).collect()
}

/// Exact shares of a total.
fn exact_shares(total: &BigInt, weights: &[BigInt]) -> Vec<Ratio<BigInt>> {
    let sum = sum_of(weights).max(whole(1));
    weights.iter().map(|weight| ratio(total * weight, &sum)).collect()
}

/// Largest remainder of a total that is not negative: floors, then one unit each by descending fraction, ties in order.
fn largest_remainder(total: &BigInt, weights: &[BigInt]) -> Result<Vec<BigInt>, &'static str> {
    shareable(total, weights)?;
    let exact = exact_shares(total, weights);
    let mut parts: Vec<BigInt> = exact.iter().map(|share| share.floor().to_integer()).collect();
    let mut left = parts.iter().fold(total.clone(), |left, part| left - part);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_cached_key(|i| std::cmp::Reverse(exact[*i].fract()));
    for i in order {
        if left > whole(0) {
            parts[i] += 1;
            left -= 1;
        }
    }
    Ok(parts)
}

pub(crate) fn allocate(input: &Value) -> Answer {
    let scale = scale(input["currency"].as_str().unwrap())?;
    let total = amount(&input["total"], scale)?;
    let weights = weights(&input["weights"])?;
    let magnitude = BigInt::from(total.magnitude().clone());
    let mut parts = largest_remainder(&magnitude, &weights)?;
    if total < whole(0) {
        parts.iter_mut().for_each(|part| *part = -part.clone());
    }
    Ok(json!({ "parts": texts(&parts, scale) }))
}

pub(crate) fn allocate_increment(input: &Value) -> Answer {
    let scale = scale(input["currency"].as_str().unwrap())?;
    let amount = unsigned(&input["amount"], scale)?;
    let paid = all_unsigned(&input["paid"], scale)?;
    let weights = weights(&input["weights"])?;
    let whole_amount = paid.iter().fold(amount, |sum, paid| sum + paid);
    if whole_amount >= ten_to(28) {
        return Err("amount_range");
    }
    let target = largest_remainder(&whole_amount, &weights)?;
    if paid.len() != weights.len() {
        return Err("length_mismatch");
    }
    let mut parts: Vec<BigInt> =
        target.iter().zip(&paid).map(|(target, paid)| target - paid).collect();
    let mut deficit = whole(0);
    for part in &mut parts {
        if *part < whole(0) {
            deficit -= &*part;
            *part = whole(0);
        }
    }
    take_back(deficit, &mut parts, &exact_shares(&whole_amount, &weights));
    Ok(json!({ "parts": texts(&parts, scale) }))
}

/// Round after round, one unit from each part above zero, by ascending fraction, the later of two equal ones first.
fn take_back(mut deficit: BigInt, parts: &mut [BigInt], exact: &[Ratio<BigInt>]) {
    let mut order: Vec<usize> = (0..parts.len()).rev().collect();
    order.sort_by_cached_key(|i| exact[*i].fract());
    while deficit > whole(0) {
        // Rounds that leave nobody out and empty nobody are taken in one go once there are many of them.
        let above: Vec<usize> = order.iter().copied().filter(|i| parts[*i] > whole(0)).collect();
        let smallest = above.iter().map(|i| &parts[*i]).min().unwrap();
        let rounds = (&deficit / above.len()).min(smallest.clone());
        let rounds = if rounds > whole(20) { rounds } else { whole(1) };
        for i in above {
            if deficit > whole(0) {
                parts[i] -= &rounds;
                deficit -= &rounds;
            }
        }
    }
}

fn half_up(numerator: &BigInt, denominator: &BigInt) -> BigInt {
    ratio(numerator * 2 + denominator, &(denominator * 2)).floor().to_integer()
}

/// Algorithm N: every payee in turn takes its part of the rest.
fn nested(total: &BigInt, weights: &[BigInt]) -> Result<Vec<BigInt>, &'static str> {
    shareable(total, weights)?;
    let mut rest = total.clone();
    let mut rest_weight = sum_of(weights);
    let mut shares = Vec::new();
    for weight in weights {
        let nothing = *weight == whole(0);
        let share = if nothing { whole(0) } else { half_up(&(&rest * weight), &rest_weight) };
        rest -= &share;
        rest_weight -= weight;
        shares.push(share);
    }
    Ok(shares)
}

pub(crate) fn accrue(input: &Value) -> Answer {
    let scale = scale_of_totals(input)?;
    let totals = all_unsigned(&input["totals"], scale)?;
    let weights = weights(&input["weights"])?;
    shareable(&whole(0), &weights)?;
    let mut before = vec![whole(0); weights.len()];
    let mut last = whole(0);
    let mut increments = Vec::new();
    for total in totals {
        let now = nested(&total, &weights)?;
        if total < last {
            return Err("totals_decrease");
        }
        let step: Vec<BigInt> = now.iter().zip(&before).map(|(now, before)| now - before).collect();
        increments.push(texts(&step, scale));
        (before, last) = (now, total);
    }
    Ok(json!({ "increments": increments }))
}

/// Without a single total, no amount is there whose currency could be unknown.
fn scale_of_totals(input: &Value) -> Result<u32, &'static str> {
    let scale = scale(input["currency"].as_str().unwrap());
    if list(&input["totals"]).is_empty() { Ok(scale.unwrap_or(0)) } else { scale }
}

struct Tier {
    up_to: Option<BigInt>,
    rate: BigInt,
    flat: BigInt,
    on: String,
}

/// The exact fee on an amount, in minor units of 10^-18.
fn exact_fee(amount: &BigInt, tiers: &[Tier]) -> BigInt {
    let index = tiers.iter().position(|tier| tier.up_to.as_ref().is_none_or(|top| amount <= top));
    let index = index.unwrap();
    let lower = |i: usize| if i == 0 { whole(0) } else { tiers[i - 1].up_to.clone().unwrap() };
    let rate = |i: usize| &tiers[i].rate;
    let proportional = match tiers[index].on.as_str() {
        "whole" => amount * rate(index),
        "excess" => (amount - lower(index)) * rate(index),
        _ => {
            let full = |i: usize| (tiers[i].up_to.clone().unwrap() - lower(i)) * rate(i);
            (0..index)
                .map(full)
                .fold((amount - lower(index)) * rate(index), |sum, slice| sum + slice)
        }
    };
    proportional + &tiers[index].flat * ten_to(UNIT)
}

pub(crate) fn fee(input: &Value) -> Answer {
    let scale = scale(input["currency"].as_str().unwrap())?;
    let amount = unsigned(&input["amount"], scale)?;
    let rule = &input["rule"];
    let optional = |value: &Value| match value {
        Value::Null => Ok(None),
        text => unsigned(text, scale).map(Some),
    };
    let mut tiers = Vec::new();
    for tier in list(&rule["tiers"]) {
        let rate = rate(&tier["rate"])?;
        if rate < whole(0) {
            return Err("negative_weight");
        }
        let flat = optional(&tier["flat"])?.unwrap_or_default();
        let on = tier["on"].as_str().unwrap().to_owned();
        tiers.push(Tier { up_to: optional(&tier["up_to"])?, rate, flat, on });
    }
    let (min, max) = (optional(&rule["min"])?, optional(&rule["max"])?);
    let open_ends = tiers.iter().filter(|tier| tier.up_to.is_none()).count();
    let tops: Vec<BigInt> = tiers.iter().filter_map(|tier| tier.up_to.clone()).collect();
    let ascending = tops.windows(2).all(|pair| pair[0] < pair[1]);
    let last_is_open = tiers.last().is_some_and(|tier| tier.up_to.is_none());
    if open_ends != 1 || !last_is_open || !ascending || tops.first() == Some(&whole(0)) {
        return Err("rule_invalid");
    }
    let slices = tiers.iter().filter(|tier| tier.on == "slice").count();
    if slices > 0 && slices < tiers.len() {
        return Err("rule_mixed");
    }
    if matches!((&min, &max), (Some(min), Some(max)) if min > max) {
        return Err("rule_invalid");
    }
    let mut exact = exact_fee(&amount, &tiers);
    if rule["monotone"] == true {
        for top in tops.iter().filter(|top| **top < amount) {
            exact = exact.max(exact_fee(top, &tiers));
        }
    }
    let mut fee = half_up(&exact, &ten_to(UNIT));
    if fee >= ten_to(28) {
        return Err("amount_range");
    }
    if let Some(min) = min {
        fee = fee.max(min);
    }
    if let Some(max) = max {
        fee = fee.min(max);
    }
    Ok(json!({ "fee": text(&fee, scale) }))
}
