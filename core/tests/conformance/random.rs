//! Random inputs of the conformance program: ordinary ones, extreme ones, and a few that must be refused.
//! The same seed gives the same cases on every machine.

use serde_json::{Value, json};

/// A small generator (xorshift64*), and how many more faults the current case may have.
pub(crate) struct Random {
    state: u64,
    faults: u32,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random { state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1, faults: 0 }
    }

    /// Begins a case, which in one of eight may have up to `faults` faults.
    fn begin(&mut self, faults: u32) {
        self.faults = if self.one_in(8) { faults } else { 0 };
    }

    /// Whether to do something wrong here, if the case may still have a fault.
    fn fault(&mut self, n: u64) -> bool {
        let fault = self.faults > 0 && self.one_in(n);
        self.faults -= u32::from(fault);
        fault
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 16
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub(crate) fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    pub(crate) fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len() as u64) as usize]
    }

    /// A number of up to `digits` digits, every length equally often.
    fn number(&mut self, digits: u64) -> u128 {
        let length = self.below(digits) + 1;
        let mut n = 0_u128;
        for _ in 0..length {
            n = n * 10 + u128::from(self.below(10));
        }
        n
    }
}

const CURRENCIES: [(&str, usize); 8] = [
    ("JPY", 0),
    ("EUR", 2),
    ("KWD", 3),
    ("CLF", 4),
    ("MXN", 2),
    ("KRW", 0),
    ("BHD", 3),
    ("UYW", 4),
];

fn currency(random: &mut Random) -> (&'static str, usize) {
    if random.fault(12) {
        // Whether an unknown currency or a wrong amount is reported first is nowhere laid down.
        random.faults = 0;
        return (random.pick(&["XXX", "eur", "EURO", "", "XAU"]), 2);
    }
    CURRENCIES[random.below(CURRENCIES.len() as u64) as usize]
}

/// Writes a number with a point before its last `scale` digits, sometimes without the zeros at the end.
fn decimal(random: &mut Random, n: u128, scale: usize) -> String {
    let width = scale + 1;
    let digits = format!("{n:0>width$}");
    let (before, after) = digits.split_at(digits.len() - scale);
    let after = if random.one_in(2) { after.trim_end_matches('0') } else { after };
    if after.is_empty() { before.to_owned() } else { format!("{before}.{after}") }
}

const BAD: [&str; 16] = [
    "", "-", "+1", "1.", ".5", "01", "1e3", "1,000", " 1", "1 ", "-0", "-0.00", "--1", "1.2.3",
    "٣", "0x1",
];

/// Minor units: small ones, ones of any size, and the edges.
fn minor(random: &mut Random) -> u128 {
    match random.below(10) {
        0 => random.below(5).into(),
        1 => 10_u128.pow(28) - 1 - u128::from(random.below(2)),
        2 => random.number(28),
        3 => u128::from(random.below(30)) * 10_u128.pow(random.below(20) as u32),
        _ => random.number(9),
    }
}

fn amount(random: &mut Random, minor: u128, scale: usize) -> Value {
    if !random.fault(4) {
        return json!(decimal(random, minor, scale));
    }
    match random.below(5) {
        0 => json!(random.pick(&BAD)),
        1 => json!(random.below(100)),
        2 => json!("1.00000"),
        3 => json!(decimal(random, 10_u128.pow(28), scale)),
        _ => json!(format!("-{}", decimal(random, minor + 1, scale))),
    }
}

fn weight(random: &mut Random, kind: u64) -> String {
    match kind {
        0 => random.below(4).to_string(),
        1 => random.pick(&["0", "0.0", "1", "1.0", "1.000000000000000000"]).to_owned(),
        2 => {
            let n = random.number(38);
            decimal(random, n, 18)
        }
        3 => random
            .pick(&["0.000000000000000001", "99999999999999999999.999999999999999999"])
            .to_owned(),
        4 => {
            let (n, decimals) = (random.number(6), random.below(5) as usize);
            decimal(random, n, decimals)
        }
        _ => random.below(1000).to_string(),
    }
}

fn bad_weight(random: &mut Random) -> String {
    let wrong =
        ["-1", "-0.5", "1.0000000000000000001", "100000000000000000000", "-100000000000000000000"];
    if random.one_in(3) { random.pick(&BAD).to_owned() } else { random.pick(&wrong).to_owned() }
}

fn weights(random: &mut Random, at_most: u64) -> Vec<String> {
    let count = match random.below(200) {
        0 => 0,
        1 | 2 => at_most,
        _ => random.below(7) + 1,
    };
    let kind = random.below(7);
    let mixed = random.one_in(4);
    let mut weights: Vec<String> = Vec::new();
    for _ in 0..count {
        let kind = if mixed { random.below(7) } else { kind };
        weights.push(weight(random, kind));
    }
    if random.fault(6) {
        weights.fill("0".to_owned());
    }
    if count > 0 && random.fault(4) {
        weights[random.below(count) as usize] = bad_weight(random);
    }
    weights
}

pub(crate) fn allocate(random: &mut Random) -> Value {
    random.begin(2);
    let (currency, scale) = currency(random);
    let minor = minor(random);
    let mut total = amount(random, minor, scale);
    if minor > 0 && random.one_in(3) {
        total = json!(format!("-{}", decimal(random, minor, scale)));
    }
    json!({ "total": total, "currency": currency, "weights": weights(random, 150) })
}

pub(crate) fn allocate_increment(random: &mut Random) -> Value {
    random.begin(2);
    let (currency, scale) = currency(random);
    let weights = weights(random, 90);
    let length = if random.fault(6) { random.below(4) as usize } else { weights.len() };
    // Some are paid as if by other weights, so that much or little has to be taken back.
    let size = minor(random) / 20 + 1;
    let uneven = random.one_in(2);
    let mut paid = Vec::new();
    for _ in 0..length {
        let minor = if uneven {
            size * u128::from(random.below(8)) / 4
        } else {
            size + u128::from(random.below(2))
        };
        paid.push(amount(random, minor, scale));
    }
    let minor = if random.one_in(2) { u128::from(random.below(9)) } else { minor(random) / 2 };
    let amount = amount(random, minor, scale);
    json!({ "amount": amount, "currency": currency, "weights": weights, "paid": paid })
}

pub(crate) fn accrue(random: &mut Random) -> Value {
    random.begin(2);
    let (currency, scale) = currency(random);
    let weights = weights(random, 16);
    let mut total = 0_u128;
    let largest = minor(random) / 4 + 1;
    let mut totals = Vec::new();
    for _ in 0..random.below(5) {
        total += largest * u128::from(random.below(8)) / 8;
        if random.fault(3) {
            total = total.saturating_sub(largest);
        }
        totals.push(amount(random, total, scale));
    }
    json!({ "currency": currency, "weights": weights, "totals": totals })
}

pub(crate) fn fee(random: &mut Random) -> Value {
    random.begin(1);
    let (currency, scale) = currency(random);
    let slices = random.one_in(2);
    let step = minor(random) / 100 + 1;
    let mut top = 0_u128;
    let mut tiers = Vec::new();
    let count = if random.fault(30) { 0 } else { random.below(4) + 1 };
    for index in 1..=count {
        let on = if slices { "slice" } else { random.pick(&["whole", "excess"]) };
        let on = if random.fault(10) { random.pick(&["slice", "whole"]) } else { on };
        let mut tier = json!({ "rate": fee_rate(random), "on": on });
        if (index < count) != random.fault(10) {
            top += if random.fault(10) { 0 } else { step * u128::from(random.below(9) + 1) };
            tier["up_to"] = amount(random, top, scale);
        }
        if random.one_in(3) {
            let flat = random.number(4);
            tier["flat"] = amount(random, flat, scale);
        }
        tiers.push(tier);
    }
    let mut rule = json!({ "tiers": tiers });
    let min = random.number(6);
    if random.one_in(3) {
        rule["min"] = amount(random, min, scale);
    }
    if random.one_in(3) {
        let max = (min + random.number(8)).saturating_sub(u128::from(random.below(1000)));
        rule["max"] = amount(random, max, scale);
    }
    if random.one_in(3) {
        rule["monotone"] = json!(true);
    }
    let at_a_top = random.one_in(3);
    let minor = if at_a_top { top + u128::from(random.below(3)) } else { minor(random) };
    json!({ "rule": rule, "amount": amount(random, minor, scale), "currency": currency })
}

fn fee_rate(random: &mut Random) -> String {
    if random.fault(10) {
        return bad_weight(random);
    }
    let (n, decimals) = match random.below(6) {
        0 => (0, 0),
        1 => (random.number(18), 18),
        2 => (random.number(4), 1),
        _ => (random.number(4), 4),
    };
    decimal(random, n, decimals)
}
