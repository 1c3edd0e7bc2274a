//! The arms of the core in `cargo xtask bench compare`: on plain integers, and on money and rates.

use std::hint::black_box;
use std::io;
use std::time::Duration;
use tercero::allocation::{allocate, allocate_into};
use tercero::{Currency, Money, Rate, Refusal};
use tercero_benches::{TOTAL, serve, timed};

fn main() -> io::Result<()> {
    serve(&[("allocate_into", integers), ("allocate", money)])
}

/// Into the caller's slice, as a program with many parts would.
fn integers(weights: &[i64], calls: u32) -> (Duration, Vec<i64>) {
    let mut parts = vec![0; weights.len()];
    let took = timed(calls, || {
        accepted(allocate_into(black_box(TOTAL), black_box(weights), black_box(&mut parts)));
    });
    (took, parts)
}

/// With a currency and a fresh list, as a program with few parts would.
fn money(weights: &[i64], calls: u32) -> (Duration, Vec<i64>) {
    let rate = |weight: &i64| accepted(Rate::parse(&weight.to_string()));
    let weights: Vec<Rate> = weights.iter().map(rate).collect();
    let currency = accepted(Currency::parse("USD"));
    let total = accepted(Money::from_minor(TOTAL.into(), currency));
    let mut parts = Vec::new();
    let took = timed(calls, || {
        parts = black_box(accepted(allocate(black_box(total), black_box(&weights))));
    });
    let minor = |part: &Money| i64::try_from(part.minor()).unwrap_or(i64::MAX);
    (took, parts.iter().map(minor).collect())
}

fn accepted<T>(result: Result<T, Refusal>) -> T {
    result.unwrap_or_else(|refusal| panic!("{refusal}"))
}
