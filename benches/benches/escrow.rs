//! What one escrow costs from proposal to the last settled leg, and what replay and verification of long histories cost.
//! Beside each stands what it cannot be cheaper than: hashing, and reading, the very bytes it works on.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a benchmark stops at the first surprise"
)]

#[path = "../../core/tests/support/mod.rs"]
mod support;

use criterion::Criterion;
use std::hint::black_box;
use std::time::{Duration, Instant};
use support::{World, digest, worked_terms};
use tercero::escrow::{Event, Reason};
use tercero::history::{Body, Entry};
use tercero::{Command, Escrow, Hash, Role, days};

/// Entries of the long histories.
const ENTRIES: usize = 100_000;

/// The worked deal from proposal to the last leg.
fn life() -> Escrow {
    let mut world = World::funded(worked_terms());
    world.complete("m1");
    world.ship("m2");
    world.deliver("m2");
    let case = world.dispute(Role::Buyer, "m2", "1000.00", Reason::NotAsDescribed);
    world.approve("m2");
    world.complete("m3");
    world.pass(days(7));
    let (to_buyer, reason) = (world.money("400.00"), digest("forty percent is missing"));
    world.by(Role::Arbiter, Command::Rule { case, to_buyer, reason }).unwrap();
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world.escrow
}

/// One escrow whose rail fails again and again, until its history is long.
fn long_life() -> Escrow {
    let mut world = World::funded(worked_terms());
    world.complete("m1");
    let leg = world.escrow.payouts()[0].id.clone();
    let reason = support::reference("account_closed");
    while world.escrow.history().entries().len() < ENTRIES {
        world
            .by(Role::Provider, Command::LegFailed { leg: leg.clone(), reason: reason.clone() })
            .unwrap();
    }
    world.escrow
}

fn replay(entries: &[Entry]) -> Escrow {
    Escrow::replay(entries.to_vec()).unwrap()
}

fn hash(entries: &[Entry]) {
    for entry in entries {
        black_box(Hash::of(&[&entry.bytes]));
    }
}

fn read(entries: &[Entry]) {
    for entry in entries {
        black_box::<Body<Event>>(entry.body().unwrap());
    }
}

/// The median time of each arm over rounds that run all of them in turn.
fn medians<const N: usize>(
    rounds: usize,
    mut arms: [(&str, &mut dyn FnMut()); N],
) -> [Duration; N] {
    let mut times = vec![Vec::new(); N];
    for _ in 0..rounds {
        for ((_, arm), times) in arms.iter_mut().zip(&mut times) {
            let start = Instant::now();
            arm();
            times.push(start.elapsed());
        }
    }
    let mut times = times.into_iter();
    [(); N].map(|()| {
        let mut times = times.next().unwrap_or_default();
        *times.select_nth_unstable(rounds / 2).1
    })
}

fn line(what: &str, entries: usize, took: Duration, than: Duration) {
    let per_entry = took.as_nanos() / entries as u128;
    let ratio = took.as_secs_f64() / than.as_secs_f64();
    println!(
        "{what:<44} {:>9.2} ms {per_entry:>7} ns/entry {ratio:>7.2} x",
        took.as_secs_f64() * 1e3
    );
}

fn print_ratios() {
    let one = life();
    let entries = one.history().entries();
    let [lived, hashed] =
        medians(51, [("life", &mut || drop(black_box(life()))), ("hash", &mut || hash(entries))]);
    println!(
        "\none escrow from proposal to the last leg, beside SHA-256 over its {} entries",
        entries.len()
    );
    line("SHA-256 over the entries", entries.len(), hashed, hashed);
    line("the whole life, every entry sealed", entries.len(), lived, hashed);

    let long = long_life();
    let lives: Vec<Escrow> = (0..ENTRIES.div_ceil(entries.len())).map(|_| one.clone()).collect();
    for (what, histories) in [("one history", vec![long]), ("many short histories", lives)] {
        let slices: Vec<&[Entry]> = histories.iter().map(|e| e.history().entries()).collect();
        let count = slices.iter().map(|entries| entries.len()).sum();
        let [hashed, reads, verified, replayed] = medians(
            5,
            [
                ("hash", &mut || slices.iter().for_each(|entries| hash(entries))),
                ("read", &mut || slices.iter().for_each(|entries| read(entries))),
                ("verify", &mut || {
                    histories.iter().for_each(|e| drop(black_box(e.history().verify().unwrap())))
                }),
                ("replay", &mut || {
                    slices.iter().for_each(|entries| drop(black_box(replay(entries))))
                }),
            ],
        );
        println!("\n{count} entries in {what}, beside SHA-256 over them");
        line("SHA-256 over the entries", count, hashed, hashed);
        line("reading the events from their bytes", count, reads, hashed);
        line("verify", count, verified, hashed);
        line("replay, which verifies", count, replayed, hashed);
    }
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    criterion.bench_function("escrow/life", |bencher| bencher.iter(life));
    let one = life();
    criterion.bench_function("escrow/verify", |bencher| bencher.iter(|| one.history().verify()));
    let entries = one.history().entries();
    criterion.bench_function("escrow/replay", |bencher| bencher.iter(|| replay(entries)));
    criterion.final_summary();
    if !std::env::args().any(|argument| argument == "--test") {
        print_ratios();
    }
}
