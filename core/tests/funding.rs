//! Rounds, scale-back, goods in kind, currencies, refunds and liquidation, apart from the project that uses them.
//! Each refusal and policy has its example, and what must hold for all figures is tried on random ones.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how many cases it saw"
)]

#[path = "funding/closing.rs"]
mod closing;
#[path = "funding/currencies.rs"]
mod currencies;
#[path = "funding/endings.rs"]
mod endings;
#[path = "funding/goods.rs"]
mod goods;
#[path = "funding/requests.rs"]
mod requests;
#[path = "funding/scaling.rs"]
mod scaling;

use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::cell::Cell;
use tercero::project::funding::{LastTicket, Mode, Oversubscription, Round};
use tercero::{Currency, Money};

fn runner(cases: u32, seed: u64) -> TestRunner {
    TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    })
}

/// Counts inside a property, which may not change what it captures.
#[derive(Default)]
struct Tally(Cell<usize>);

impl Tally {
    fn add(&self, n: usize) {
        self.0.set(self.0.get() + n);
    }

    fn get(&self) -> usize {
        self.0.get()
    }
}

fn of(currency: &str, minor: i128) -> Money {
    Money::from_minor(minor, Currency::parse(currency).unwrap()).unwrap()
}

fn mxn(minor: i128) -> Money {
    of("MXN", minor)
}

fn total(amounts: impl IntoIterator<Item = Money>) -> i128 {
    amounts.into_iter().map(Money::minor).sum()
}

/// Target 80 000, cap 100 000, tickets from 500 to 60 000 in steps of 100, all in cents.
fn round(oversubscription: Oversubscription) -> Round {
    Round {
        target: mxn(80_000),
        hard_cap: mxn(100_000),
        mode: Mode::AllOrNothing {},
        oversubscription,
        min_ticket: mxn(500),
        step: mxn(100),
        max_per_investor: mxn(60_000),
        last_ticket: LastTicket::Exact,
    }
}
