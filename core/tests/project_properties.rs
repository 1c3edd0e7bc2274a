//! Random lives of random projects: money is conserved, nobody is paid twice, and every account closes.
//! The seeds are fixed, so every run tries the same lives.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how many cases it saw"
)]

mod support;

#[path = "project_properties/asks.rs"]
mod asks;
#[path = "project_properties/checks.rs"]
mod checks;
#[path = "project_properties/courses.rs"]
mod courses;
#[path = "project_properties/life.rs"]
mod life;
#[path = "project_properties/offers.rs"]
mod offers;

use courses::End;
use life::{Life, Seen, Step, Wait};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::cell::RefCell;
use tercero::project::CommandKind;

/// Random lives that are tried.
const LIVES: u32 = 2_000;

fn some_step() -> impl Strategy<Value = Step> {
    let wait = prop_oneof![
        40 => Just(Wait::Not),
        2 => (1..5_000_u32).prop_map(Wait::Millis),
        4 => (1..20_u32).prop_map(Wait::Hours),
        2 => (-1..2_i8).prop_map(Wait::Deadline),
    ];
    (wait, any::<u64>()).prop_map(|(wait, choice)| Step { wait, choice })
}

/// Plays random lives from one seed.
fn play(lives: u32, seed: u64) -> Seen {
    let seen = RefCell::new(Seen::default());
    let steps = prop::collection::vec(some_step(), 0..=80);
    let strategy = (any::<u64>(), steps, any::<u64>());
    let mut runner = TestRunner::new(Config {
        cases: lives,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        max_shrink_iters: 500,
        ..Config::default()
    });
    let result = runner.run(&strategy, |(offer, steps, choice)| {
        let mut life = Life::begin(offer);
        for step in &steps {
            life.step(step);
        }
        seen.borrow_mut().add(life.end(choice));
        Ok(())
    });
    assert!(result.is_ok(), "{}", result.unwrap_err());
    seen.into_inner()
}

#[test]
fn random_lives_keep_every_promise() {
    let lives = std::env::var("LIVES").ok().map_or(LIVES, |text| text.parse().unwrap());
    let seen = std::thread::scope(|scope| {
        let other = scope.spawn(|| play(lives / 2, 3));
        let mut seen = play(lives / 2, 1);
        seen.add(other.join().unwrap());
        seen
    });
    println!("{} lives with {} entries", seen.lives, seen.entries);
    let accepted: u32 = seen.accepted.values().sum();
    let refused: u32 = seen.refused.values().sum();
    println!("{accepted} commands accepted, {refused} refused, {} repeated", seen.repeated);
    for (kind, count) in &seen.accepted {
        println!("accepted {}: {count}", kind.as_str());
    }
    for (code, count) in &seen.refused {
        println!("refused {code}: {count}");
    }
    println!("ended: {:?}", seen.ended);
    println!(
        "{} settlements in another order, {} late ones recomputed, {} snapshots verified",
        seen.drafts, seen.late, seen.snapshots
    );
    assert_eq!(seen.lives, lives);
    // A project is created by another call, and the clock opens funding before its owner can.
    let elsewhere = [CommandKind::CreateProject, CommandKind::OpenFunding];
    for kind in CommandKind::ALL.iter().filter(|kind| !elsewhere.contains(kind)) {
        assert!(seen.accepted.contains_key(kind), "{kind:?} was never accepted");
    }
    for end in [End::Settled, End::CalledOff, End::Liquidated] {
        assert!(seen.ended.contains_key(&end), "nothing ended {end:?}");
    }
    assert!(seen.drafts > lives / 2 && seen.late > 0, "the driver lost its balance");
}
