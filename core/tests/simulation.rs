//! Many escrows and projects at once, each with a host whose clock, provider and disk misbehave, all from one seed.
//! A step is one message to one host (a command, a repeated one, a provider's fact), one reading of its clock or one crash.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says what it saw"
)]

mod support;

#[path = "project_properties/asks.rs"]
mod asks;
#[path = "simulation/cast.rs"]
mod cast;
#[path = "project_properties/checks.rs"]
mod checks;
#[path = "project_properties/courses.rs"]
mod courses;
#[path = "simulation/host.rs"]
mod host;
#[path = "project_properties/offers.rs"]
mod offers;
#[path = "simulation/project_host.rs"]
mod project_host;
#[path = "simulation/project_seen.rs"]
mod project_seen;
#[path = "simulation/project_story.rs"]
mod project_story;
#[path = "simulation/seed.rs"]
mod seed;
#[path = "simulation/seen.rs"]
mod seen;
#[path = "simulation/temper.rs"]
mod temper;

use seed::{STEPS, play};
use seen::Seen;
use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;
use tercero::Hash;

/// Seeds of a run, unless `SEEDS` says otherwise.
const SEEDS: u64 = 10_000;
/// How often everything must be reached in so many seeds.
const LEAST: u64 = 100;
/// The golden hash is over the heads of so many seeds.
const GOLDEN: u64 = 1_000;
/// One seed in so many is played twice.
const TWICE: u64 = 100;

/// What one thread saw: the heads of each seed and the counts.
#[derive(Default)]
struct Played {
    heads: BTreeMap<u64, Hash>,
    seen: Seen,
    failed: Vec<u64>,
}

/// Plays seeds until none is left or one has failed.
fn work(seeds: u64, next: &AtomicU64, stop: &AtomicBool) -> Played {
    let mut played = Played::default();
    while !stop.load(Ordering::Relaxed) {
        let seed = next.fetch_add(1, Ordering::Relaxed);
        if seed >= seeds {
            break;
        }
        let story = catch_unwind(|| {
            let (head, seen) = play(seed, false);
            if seed.is_multiple_of(TWICE) {
                assert_eq!(play(seed, false).0, head, "the same seed, other heads");
            }
            (head, seen)
        });
        match story {
            Ok((head, seen)) => {
                played.heads.insert(seed, head);
                played.seen.add(seen);
            }
            Err(_) => {
                stop.store(true, Ordering::Relaxed);
                played.failed.push(seed);
            }
        }
    }
    played
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

#[test]
fn simulation() {
    if let Some(seed) = number("SEED") {
        let (head, seen) = play(seed, true);
        seen.print();
        println!("seed {seed}, heads {head}");
        return;
    }
    let seeds = number("SEEDS").unwrap_or(SEEDS);
    let (next, stop, started) = (AtomicU64::new(0), AtomicBool::new(false), Instant::now());
    let mut played = std::thread::scope(|scope| {
        let other = scope.spawn(|| work(seeds, &next, &stop));
        let mut played = work(seeds, &next, &stop);
        let other = other.join().unwrap();
        played.heads.extend(other.heads);
        played.seen.add(other.seen);
        played.failed.extend(other.failed);
        played
    });
    let seconds = started.elapsed().as_secs_f64();
    played.failed.sort();
    for seed in &played.failed {
        println!("seed {seed} failed; to see it step by step:");
        println!("SEED={seed} cargo test -p tercero --test simulation -- --nocapture");
    }
    assert!(played.failed.is_empty(), "a seed failed: {:?}", played.failed);
    let seen = &played.seen;
    seen.print();
    println!(
        "{seeds} seeds of {STEPS} steps: {} steps in {seconds:.1} s, {:.0} steps/s",
        seen.steps,
        seen.steps as f64 / seconds
    );
    let golden: Vec<&[u8]> =
        played.heads.range(..GOLDEN).map(|(_, head)| head.as_bytes().as_slice()).collect();
    println!("heads of the first {} seeds: {}", golden.len(), Hash::of(&golden));
    let least = (LEAST * seeds / SEEDS).clamp(1, LEAST);
    let lacks = seen.lacks(least);
    assert!(lacks.is_empty(), "reached fewer than {least} times:\n{}", lacks.join("\n"));
}
