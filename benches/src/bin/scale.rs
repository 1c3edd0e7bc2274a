//! How the settlement of a project grows from 10 to 1 000 000 participants: time and peak memory, each size on its own.
//! Every size runs in a program of its own, so that its peak memory is its own too; medians of several rounds are printed.

use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use tercero::project::columns::{PositionColumns, SettlementColumns};
use tercero::project::commission::Commission;
use tercero::project::distribution::distribute_into;
use tercero::project::explain::{explain, explain_at};
use tercero::project::settlement::{Actuals, Position, SettlementRules, settle, settle_into};
use tercero::{Currency, Money, PartyId, Reference, Refusal, percent};
use tercero_benches::{TOTAL, weights};

const SIZES: [usize; 6] = [10, 100, 1_000, 10_000, 100_000, 1_000_000];

/// What is measured, in the order of the columns.
const WHAT: [&str; 5] = [
    "settle_into (slices)",
    "distribute_into (slices)",
    "explain one of them",
    "settle (values)",
    "explain all (values)",
];

fn main() -> ExitCode {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|size| size.parse().ok()).collect();
    match sizes.as_slice() {
        [size] => match measured(*size) {
            Ok(line) => println!("{line}"),
            Err(refusal) => {
                eprintln!("{refusal}");
                return ExitCode::FAILURE;
            }
        },
        _ => return table(),
    }
    ExitCode::SUCCESS
}

/// Runs every size in a program of its own and prints what each took, with the growth from the size before.
fn table() -> ExitCode {
    println!("participants | {} | peak memory MiB: slices, all", WHAT.join(" | "));
    let mut before: Option<(usize, Vec<f64>)> = None;
    for size in SIZES {
        let own = std::env::current_exe();
        let output = own.and_then(|own| Command::new(own).arg(size.to_string()).output());
        let Ok(output) = output else { return ExitCode::FAILURE };
        let text = String::from_utf8_lossy(&output.stdout);
        let figures: Vec<f64> =
            text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let [times @ .., slices, all] = figures.as_slice() else {
            eprintln!("{}", String::from_utf8_lossy(&output.stderr));
            return ExitCode::FAILURE;
        };
        let mut line = format!("{size:>12} |");
        for (index, time) in times.iter().enumerate() {
            let growth = before.as_ref().and_then(|(_, old)| old.get(index));
            let growth = growth.map(|old| format!(" (x{:.1})", time / old)).unwrap_or_default();
            line += &format!(" {}{growth} |", spelled(*time));
        }
        println!("{line} {slices:.1}, {all:.1}");
        before = Some((size, times.to_vec()));
    }
    println!(
        "(xN) is the growth from the line above, for ten times the participants: 10 is linear."
    );
    ExitCode::SUCCESS
}

fn spelled(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n < 10_000.0 => format!("{n:.0} ns"),
        n if n < 10_000_000.0 => format!("{:.1} us", n / 1_000.0),
        n => format!("{:.1} ms", n / 1_000_000.0),
    }
}

/// The median of enough rounds.
fn median(mut round: impl FnMut()) -> f64 {
    let mut times: Vec<Duration> = Vec::new();
    let begun = Instant::now();
    while times.len() < 3 || (times.len() < 101 && begun.elapsed() < Duration::from_millis(300)) {
        let start = Instant::now();
        round();
        times.push(start.elapsed());
    }
    times.sort();
    times[times.len() / 2].as_nanos() as f64
}

/// The highest memory this program has used so far, in MiB.
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().nth(1)).and_then(|kib| kib.parse().ok());
    kib.unwrap_or(0.0) / 1_024.0
}

/// A profit of a fifth, with commission, tax, owner share and holdback.
fn rules(currency: Currency) -> Result<SettlementRules, Refusal> {
    Ok(SettlementRules {
        commission: Commission {
            rate: percent("5")?,
            tax_rate: percent("16")?,
            ..Commission::NONE
        },
        owner_share: percent("30")?,
        ..SettlementRules::standard(currency)?
    })
}

fn measured(size: usize) -> Result<String, Refusal> {
    let currency = Currency::parse("MXN")?;
    let money = |minor: i64| Money::from_minor(minor.into(), currency);
    let rules = rules(currency)?;
    let capital = weights(size);
    let raised: i64 = capital.iter().sum();
    let actuals = Actuals {
        revenue: money(raised + TOTAL / 5)?,
        costs: money(raised)?,
        snapshot_costs: money(raised)?,
        owner_paid: None,
    };
    let withholding = vec![percent("20")?; size];
    let columns = PositionColumns {
        capital: &capital,
        withholding: &withholding,
        ..PositionColumns::default()
    };
    let (mut profit, mut loss, mut payout) = (vec![0; size], vec![0; size], vec![0; size]);
    let mut times = Vec::new();
    times.push(median(|| {
        let out = SettlementColumns {
            profit: &mut profit,
            loss: &mut loss,
            payout: &mut payout,
            ..SettlementColumns::default()
        };
        let totals = settle_into(&rules, &actuals, columns, out).expect("the settlement");
        black_box(totals);
    }));
    let paid: Vec<i64> = payout.iter().map(|payout| payout / 3).collect();
    times.push(median(|| {
        distribute_into(&capital, &paid, TOTAL / 10, &mut profit, &mut loss).expect("the payments");
        black_box(&profit);
    }));
    times.push(median(|| {
        let amounts = explain_at(&rules, &actuals, columns, size / 2).expect("the explanation");
        black_box(amounts);
    }));
    let slices = peak();
    let positions = positions(&capital, currency)?;
    times.push(median(|| {
        black_box(settle(&rules, &actuals, &positions).expect("the settlement"));
    }));
    times.push(median(|| {
        black_box(explain(&rules, &actuals, &positions).expect("the explanation"));
    }));
    let times: Vec<String> = times.iter().map(f64::to_string).collect();
    Ok(format!("{} {slices} {}", times.join(" "), peak()))
}

fn positions(capital: &[i64], currency: Currency) -> Result<Vec<Position>, Refusal> {
    let zero = Money::zero(currency);
    let position = |(capital, seq): (&i64, u32)| {
        Ok(Position {
            id: Reference::parse(&format!("r{seq}"))?,
            holder: PartyId::parse(&format!("p{seq}"))?,
            seq,
            owner: false,
            capital: Money::from_minor((*capital).into(), currency)?,
            days: 0,
            withholding: percent("20")?,
            advance: zero,
            distributed: zero,
            profit_distributed: zero,
        })
    };
    capital.iter().zip(1..).map(position).collect()
}
