//! What the measurements of tercero share: the lists they split, and the loop that measures on request.
//! `cargo xtask bench` runs those in `benches/`, `cargo xtask bench compare` those beside other languages.

use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::{Duration, Instant};

/// Minor units to split, about what the weights sum to.
pub const TOTAL: i64 = 1_000_000_000_007;

/// `count` weights that sum to about 10^12, from a generator that is the same in every run and every language.
pub fn weights(count: usize) -> Vec<i64> {
    let bound = 2_000_000_000_000 / count as u64;
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % bound + 1) as i64
    };
    (0..count).map(|_| next()).collect()
}

/// A way to split [`TOTAL`] over weights: how long so many calls took, and the parts in minor units.
pub type Arm = fn(weights: &[i64], calls: u32) -> (Duration, Vec<i64>);

/// How long `calls` calls take together.
pub fn timed(calls: u32, mut call: impl FnMut()) -> Duration {
    let begun = Instant::now();
    for _ in 0..calls {
        call();
        black_box(());
    }
    begun.elapsed()
}

/// Answers each line `SIZE CALLS ARM` of the standard input with `NANOSECONDS CHECKSUM SUM`, until the input ends.
pub fn serve(arms: &[(&str, Arm)]) -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let answer = answer(&line, arms).ok_or_else(|| io::Error::other(line.clone()))?;
        println!("{answer}");
        io::stdout().flush()?;
    }
    Ok(())
}

fn answer(line: &str, arms: &[(&str, Arm)]) -> Option<String> {
    let mut words = line.splitn(3, ' ');
    let (size, calls) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let name = words.next()?;
    let (_, arm) = arms.iter().find(|(known, _)| *known == name)?;
    let (took, parts) = arm(&weights(size), calls);
    let sum: i64 = parts.iter().sum();
    Some(format!("{} {} {sum}", took.as_nanos(), checksum(&parts)))
}

/// One number that changes when any part does, or when two parts change places.
fn checksum(parts: &[i64]) -> u64 {
    let step = |sum: u64, part: &i64| {
        sum.wrapping_mul(6_364_136_223_846_793_005).wrapping_add_signed(*part)
    };
    parts.iter().fold(0, step)
}
