//! Random histories of random escrows: money is conserved, lateness changes nothing, and time alone leads to an end.
//! The seeds are fixed, so every run tries the same histories.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how many cases it saw"
)]

mod support;

#[path = "properties/life.rs"]
mod life;
#[path = "properties/terms.rs"]
mod terms;

use life::{Life, Seen, Start, Step, Wait};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::cell::RefCell;
use std::collections::BTreeMap;
use support::World;
use tercero::escrow::terms::Kind;
use tercero::escrow::{CloseReason, CommandKind};
use tercero::{Currency, Event, Money, Terms};
use terms::{some_currency, some_fees, some_terms};

/// Random histories that are tried.
const HISTORIES: u32 = 2_000;
/// Random series of partial releases that are tried.
const SERIES: u32 = 1_000;

fn runner(cases: u32, seed: u64) -> TestRunner {
    TestRunner::new(Config {
        cases,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 500,
        ..Config::default()
    })
}

fn some_step() -> impl Strategy<Value = Step> {
    let wait = prop_oneof![
        30 => Just(Wait::Not),
        2 => (1..5_000_u32).prop_map(Wait::Millis),
        4 => (1..20_u32).prop_map(Wait::Hours),
        2 => (-1..2_i8).prop_map(Wait::Deadline),
        1 => (-1..2_i8).prop_map(Wait::DeadlineAfter),
    ];
    (wait, any::<u64>()).prop_map(|(wait, choice)| Step { wait, choice })
}

fn some_start() -> impl Strategy<Value = Start> {
    prop_oneof![
        1 => Just(Start::Drafted),
        1 => Just(Start::Proposed),
        2 => Just(Start::Agreed),
        5 => Just(Start::Funded),
    ]
}

/// Plays random histories from one seed.
fn play(histories: u32, seed: u64) -> Seen {
    let seen = RefCell::new(Seen::default());
    let steps = prop::collection::vec(some_step(), 0..=60);
    let strategy = (some_terms(), some_start(), steps, any::<u64>());
    let result = runner(histories, seed).run(&strategy, |(terms, start, steps, choice)| {
        let mut seen = seen.borrow_mut();
        let mut life = Life::begin(terms, start);
        for step in &steps {
            life.step(step, &mut seen);
        }
        life.end(choice, &mut seen);
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
    seen.into_inner()
}

#[test]
fn random_histories_keep_every_promise() {
    let seen = std::thread::scope(|scope| {
        let other = scope.spawn(|| play(HISTORIES / 2, 3));
        let mut seen = play(HISTORIES / 2, 1);
        seen.add(other.join().unwrap());
        seen
    });
    println!("{} histories with {} entries", seen.lives, seen.entries);
    let accepted: u32 = seen.accepted.values().sum();
    let refused: u32 = seen.refused.values().sum();
    println!("{accepted} commands accepted, {refused} refused, {} repeated", seen.repeated);
    for (kind, count) in &seen.accepted {
        println!("accepted {}: {count}", kind.as_str());
    }
    for (code, count) in &seen.refused {
        println!("refused {code}: {count}");
    }
    println!("ended: {:?}, {} with a shortfall", seen.ended, seen.shortfalls);
    println!("{} legs settled, {} commands found timers or reactions", seen.settled, seen.by_clock);
    assert_eq!(seen.lives, HISTORIES);
    for kind in CommandKind::ALL.iter().filter(|kind| **kind != CommandKind::Create) {
        assert!(seen.accepted.contains_key(kind), "{kind:?} was never accepted");
    }
    for reason in [
        CloseReason::Voided,
        CloseReason::Declined,
        CloseReason::Cancelled,
        CloseReason::Expired,
        CloseReason::Completed,
        CloseReason::Refunded,
        CloseReason::Mixed,
    ] {
        assert!(seen.ended.contains_key(&reason), "nothing ended {reason:?}");
    }
    assert!(accepted > 30 * HISTORIES / 2 && refused > HISTORIES, "the driver lost its balance");
}

/// Payees' cumulative shares of `total` by nested two-way splits: `s = round_half_up(rest · w / W)`.
fn nested(total: i128, weights: &[i128]) -> Vec<i128> {
    let (mut rest, mut whole) = (total, weights.iter().sum::<i128>());
    let shares = weights.iter().map(|weight| {
        let share = if whole == 0 { 0 } else { (2 * rest * weight + whole) / (2 * whole) };
        rest -= share;
        whole -= weight;
        share
    });
    shares.collect()
}

fn one_milestone(currency: Currency, price: i128, fees: tercero::commission::FeeSchedule) -> Terms {
    let amount = Money::from_minor(price, currency).unwrap().amount_text();
    let parties = Terms::builder(currency.code()).buyer("ana").seller("beto");
    let parties = parties.broker("bruno").advisor("vera");
    parties.milestone("m1", "Work", &amount).kind(Kind::Service).fees(fees).build().unwrap()
}

/// Each payee's share of each line follows the nested split of what the line has taken, and never falls.
#[test]
fn every_payee_accrues_monotonically() {
    let releases = RefCell::new(0_u32);
    let lines = RefCell::new(0_u32);
    let cases = some_currency().prop_flat_map(|currency| {
        let pieces = prop::collection::vec(1..5_000_i128, 1..40);
        (Just(currency), some_fees(currency), pieces)
    });
    let result = runner(SERIES, 2).run(&cases, |(currency, fees, pieces)| {
        let price: i128 = pieces.iter().sum();
        let mut world = World::funded(one_milestone(currency, price, fees));
        let quoted = world.escrow.state().agreement().quote.lines.clone();
        let mut taken = vec![0_i128; quoted.len()];
        let mut paid: BTreeMap<String, i128> = BTreeMap::new();
        for piece in pieces {
            let amount = Money::from_minor(piece, currency).unwrap().amount_text();
            let before = world.escrow.version();
            world.release("m1", &amount);
            *releases.borrow_mut() += 1;
            let events = world.events();
            let released = events[before as usize..].iter().find_map(|event| match event {
                Event::Released { charges, credits, .. } => Some((charges, credits)),
                _ => None,
            });
            let (charges, credits) = released.unwrap();
            let mut want: BTreeMap<String, i128> = BTreeMap::new();
            for charge in charges {
                let (line, total) = (charge.line as usize, &mut taken[charge.line as usize]);
                let weights: Vec<i128> = quoted[line]
                    .payees
                    .iter()
                    .map(|share| share.weight.to_string().parse().unwrap())
                    .collect();
                let then = nested(*total, &weights);
                *total += charge.buyer.minor() + charge.seller.minor();
                let now = nested(*total, &weights);
                for ((share, now), then) in quoted[line].payees.iter().zip(now).zip(then) {
                    assert!(now >= then);
                    *want.entry(share.party.to_string()).or_default() += now - then;
                }
                *lines.borrow_mut() += 1;
            }
            want.retain(|_, amount| *amount > 0);
            let mut found: BTreeMap<String, i128> = BTreeMap::new();
            for credit in credits {
                assert!(credit.amount.minor() >= 0);
                *found.entry(credit.party.to_string()).or_default() += credit.amount.minor();
            }
            found.retain(|_, amount| *amount > 0);
            assert_eq!(found, want);
            for (party, amount) in found {
                *paid.entry(party).or_default() += amount;
            }
        }
        for (line, taken) in quoted.iter().zip(&taken) {
            assert!(*taken <= line.amount.minor());
        }
        for (party, amount) in
            paid.iter().filter(|(party, _)| !["ana", "beto"].contains(&party.as_str()))
        {
            let owed = world.money(&world.balance(&format!("payable:{party}")));
            assert_eq!(owed.minor(), *amount, "{party}");
        }
        world.check();
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
    println!("{SERIES} series, {} releases, {} charges", releases.into_inner(), lines.into_inner());
}
