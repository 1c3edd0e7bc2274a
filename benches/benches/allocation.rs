//! What a split by largest remainder costs, beside the least any split must do and what one would write without it.
//! Every round runs all arms in turn, so that a busy machine slows them alike: read the ratios, not the times.

use criterion::{BenchmarkId, Criterion, Throughput};
use rust_decimal::Decimal;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tercero::allocation::allocate_into;
use tercero_benches::{TOTAL, weights};

/// The reciprocal of the sum, as the kernel computes it, ready for [`floors`].
struct Reciprocal {
    total: u64,
    sum: u64,
    whole: u64,
    fraction: u64,
}

impl Reciprocal {
    fn of(total: i64, weights: &[i64]) -> Reciprocal {
        let (total, sum) = (total as u64, weights.iter().sum::<i64>() as u64);
        let rest = u128::from(total % sum) << 64;
        let fraction = rest.div_ceil(u128::from(sum)) as u64;
        Reciprocal { total, sum, whole: total / sum, fraction }
    }
}

/// The least a split must do: every quotient exactly rounded down, with the sum and the reciprocal already known.
fn floors(reciprocal: &Reciprocal, weights: &[i64], out: &mut [i64]) {
    let Reciprocal { total, sum, whole, fraction } = *reciprocal;
    for (weight, part) in weights.iter().zip(out) {
        let weight = *weight as u64;
        let high = (u128::from(weight) * u128::from(fraction)) >> 64;
        let floor = weight.wrapping_mul(whole).wrapping_add(high as u64);
        let remainder = weight.wrapping_mul(total).wrapping_sub(floor.wrapping_mul(sum));
        *part = if remainder < sum { floor } else { one_less(floor) } as i64;
    }
}

#[cold]
fn one_less(floor: u64) -> u64 {
    floor - 1
}

/// Largest remainder as one writes it with decimals: multiply, divide, truncate, sort.
fn decimals(total: i64, weights: &[i64], out: &mut [i64]) {
    let sum: Decimal = weights.iter().map(|weight| Decimal::from(*weight)).sum();
    let mut left = total;
    let mut remainders = Vec::with_capacity(weights.len());
    for (index, (weight, part)) in weights.iter().zip(out.iter_mut()).enumerate() {
        let exact = Decimal::from(total) * Decimal::from(*weight) / sum;
        let floor = exact.trunc();
        *part = i64::try_from(floor).unwrap_or(0);
        left -= *part;
        remainders.push((exact - floor, index));
    }
    remainders.sort_by(|(a, i), (b, j)| b.cmp(a).then(i.cmp(j)));
    for (_, index) in remainders.into_iter().take(left as usize) {
        out[index] += 1;
    }
}

fn split(total: i64, weights: &[i64], out: &mut [i64]) {
    if let Err(refusal) = allocate_into(total, weights, out) {
        panic!("{refusal}");
    }
}

type Arm<'a> = (&'static str, Box<dyn FnMut(&[i64], &mut [i64]) + 'a>);

/// The arms of one size. The first is what the others are compared with.
fn arms(reciprocal: &Reciprocal) -> Vec<Arm<'_>> {
    vec![
        ("floors only", Box::new(|weights, out| floors(reciprocal, weights, out))),
        ("allocate_into", Box::new(|weights, out| split(TOTAL, weights, out))),
        ("copy", Box::new(|weights, out| out.copy_from_slice(weights))),
        ("rust_decimal", Box::new(|weights, out| decimals(TOTAL, weights, out))),
    ]
}

/// Time for one call of each arm: the median of `rounds` rounds that run all arms in turn.
fn medians(arms: &mut [Arm<'_>], weights: &[i64], rounds: usize) -> Vec<Duration> {
    let mut out = vec![0; weights.len()];
    let mut times = vec![Vec::new(); arms.len()];
    let repeats = (100_000 / weights.len()).max(1) as u32;
    for _ in 0..rounds {
        for ((_, arm), times) in arms.iter_mut().zip(&mut times) {
            let start = Instant::now();
            for _ in 0..repeats {
                arm(black_box(weights), black_box(&mut out));
            }
            times.push(start.elapsed() / repeats);
        }
    }
    let median = |times: &mut Vec<Duration>| *times.select_nth_unstable(rounds / 2).1;
    times.iter_mut().map(median).collect()
}

fn print_ratios() {
    println!(
        "\nratios to the floors alone (medians of interleaved rounds), and nanoseconds per part"
    );
    println!("{:>10} {:>15} {:>8} {:>8}", "parts", "arm", "ratio", "ns/part");
    for (count, rounds) in
        [(10, 101), (1_000, 101), (100_000, 51), (1_000_000, 21), (10_000_000, 3)]
    {
        let weights = weights(count);
        let reciprocal = Reciprocal::of(TOTAL, &weights);
        let mut arms = arms(&reciprocal);
        let medians = medians(&mut arms, &weights, rounds);
        let base = medians[0].as_secs_f64();
        for ((name, _), median) in arms.iter().zip(&medians) {
            let seconds = median.as_secs_f64();
            let per_part = seconds * 1e9 / count as f64;
            println!("{count:>10} {name:>15} {:>8.2} {per_part:>8.2}", seconds / base);
        }
    }
}

fn criterion_reports(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("allocation");
    group.sample_size(10).warm_up_time(Duration::from_millis(200));
    group.measurement_time(Duration::from_secs(1));
    for count in [10, 1_000, 100_000, 1_000_000] {
        let weights = weights(count);
        let reciprocal = Reciprocal::of(TOTAL, &weights);
        let mut out = vec![0; count];
        group.throughput(Throughput::Elements(count as u64));
        for (name, mut arm) in arms(&reciprocal) {
            group.bench_function(BenchmarkId::new(name, count), |bencher| {
                bencher.iter(|| arm(black_box(&weights), black_box(&mut out)));
            });
        }
    }
    group.finish();
}

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    criterion_reports(&mut criterion);
    criterion.final_summary();
    if !std::env::args().any(|argument| argument == "--test") {
        print_ratios();
    }
}
