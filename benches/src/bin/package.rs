//! The arms of the core in `cargo xtask bench python`: the work the Python package does, without Python.
//! Answers each line `CASE CALLS` of the standard input with how many nanoseconds so many calls took.

use std::hint::black_box;
use std::io::{self, BufRead, Write};
use std::time::Duration;
use tercero::allocation::{allocate, allocate_into, allocate_many_into};
use tercero::commission::{FeeSchedule, Payer, Rule};
use tercero::{
    Command, CommandId, Context, Currency, Escrow, EscrowId, MilestoneId, Money, PartyId, Rate,
    Reference, Refusal, Role, Terms, Timestamp, days, from_json,
};
use tercero_benches::{TOTAL, timed, weights};

fn main() -> io::Result<()> {
    for line in io::stdin().lock().lines() {
        let line = line?;
        let took = answer(&line).map_err(|refusal| io::Error::other(refusal.to_string()))?;
        println!("{}", took.as_nanos());
        io::stdout().flush()?;
    }
    Ok(())
}

fn answer(line: &str) -> Result<Duration, Refusal> {
    let (case, calls) = line.split_once(' ').unwrap_or((line, "1"));
    let calls = calls.parse().unwrap_or(1);
    match case {
        "split" => split(calls),
        "splits" => splits(calls),
        "fee" => fee(calls),
        "life" => lives(calls),
        _ => bulk(calls),
    }
}

/// One amount over four weights, as values.
fn split(calls: u32) -> Result<Duration, Refusal> {
    let total = Money::parse("10000.00", Currency::parse("EUR")?)?;
    let weights = ["40", "30", "20", "10.5"].map(Rate::parse);
    let weights = weights.into_iter().collect::<Result<Vec<Rate>, Refusal>>()?;
    let mut done = Ok(Vec::new());
    let took = timed(calls, || done = allocate(black_box(total), black_box(&weights)));
    done.map(|_| took)
}

/// A thousand such splits on integers, in one call.
fn splits(calls: u32) -> Result<Duration, Refusal> {
    let weights = [400, 300, 200, 105].repeat(1_000);
    let (totals, lengths, mut out) = (vec![1_000_000; 1_000], vec![4; 1_000], vec![0; 4_000]);
    let mut done = Ok(());
    let took = timed(calls, || {
        done = allocate_many_into(black_box(&totals), black_box(&weights), &lengths, &mut out);
    });
    done.map(|()| took)
}

/// A fee with three marginal tiers, a minimum and a maximum.
fn fee(calls: u32) -> Result<Duration, Refusal> {
    let rule: Rule = from_json(
        r#"{"tiers":[{"up_to":"1000.00","rate":"0.035","on":"slice"},{"up_to":"10000.00","rate":"0.02","on":"slice"},{"rate":"0.01","on":"slice"}],"min":"25.00","max":"750.00"}"#,
    )?;
    let amount = Money::parse("12345.67", Currency::parse("EUR")?)?;
    let mut done = Ok(amount);
    let took = timed(calls, || done = black_box(&rule).fee(black_box(amount)));
    done.map(|_| took)
}

/// From the proposal to what is to be paid: a sale in which silence approves.
fn lives(calls: u32) -> Result<Duration, Refusal> {
    let mut done = Ok(0);
    let took = timed(calls, || done = life());
    done.map(|_| took)
}

fn life() -> Result<usize, Refusal> {
    let mut n = 0;
    let mut by = |who: &str, role, at: &str| {
        n += 1;
        let id = CommandId::parse(&format!("00000000-0000-4000-8000-{n:012}"))?;
        Ok::<_, Refusal>(Context::new(Timestamp::parse(at)?, id, PartyId::parse(who)?, role))
    };
    let fees = FeeSchedule::percent("3.5")?.min("25.00")?.paid_by(Payer::Seller);
    let terms = Terms::builder("MXN").buyer("ana").seller("beto");
    let terms = terms.milestone("m1", "Espresso machine", "10000.00").inspection(days(3));
    let terms = terms.fees(fees).build()?;
    let (milestone, amount) =
        (MilestoneId::parse("m1")?, Money::parse("10000.00", terms.currency())?);
    let id = EscrowId::parse("7d2f4c1e-0000-4000-8000-000000000001")?;
    let mut escrow = Escrow::propose(id, terms, &by("ana", Role::Buyer, "2026-03-01T09:00:00Z")?)?;
    let accept = Command::Accept { terms_version: 1, terms_hash: escrow.terms_hash() };
    escrow.handle(&accept, &by("beto", Role::Seller, "2026-03-01T10:00:00Z")?)?;
    let payin = Reference::parse("p1")?;
    let paid =
        Command::PayinCleared { milestone: milestone.clone(), payin, amount, hold_until: None };
    escrow.handle(&paid, &by("bank", Role::Provider, "2026-03-01T11:00:00Z")?)?;
    let tracking = Reference::parse("MX123")?;
    let ship = Command::Ship { milestone: milestone.clone(), tracking };
    escrow.handle(&ship, &by("beto", Role::Seller, "2026-03-02T09:00:00Z")?)?;
    let arrived = Command::Delivered { milestone, occurred_at: None };
    escrow.handle(&arrived, &by("post", Role::Carrier, "2026-03-04T09:00:00Z")?)?;
    escrow.tick(Timestamp::parse("2026-03-09T09:00:00Z")?)?;
    Ok(escrow.payouts().len())
}

/// An amount over a million parts, in place.
fn bulk(calls: u32) -> Result<Duration, Refusal> {
    let weights = weights(1_000_000);
    let mut parts = vec![0; weights.len()];
    let mut done = Ok(());
    let took = timed(calls, || {
        done = allocate_into(black_box(TOTAL), black_box(&weights), &mut parts);
    });
    done.map(|()| took)
}
