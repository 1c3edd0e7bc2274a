//! Random terms: one to four milestones, currencies with and without decimals, and fee schedules of every shape.

use crate::support::{START, at, party};
use proptest::prelude::*;
use tercero::commission::{
    Base, FeeLine, FeeSchedule, On, OnRefund, PayeeShare, Payer, PayerShare, PerPeriod,
    RefundCause, RefundPolicy, Rule, Tax, Tier, Timing,
};
use tercero::escrow::terms::{FundBy, Kind};
use tercero::escrow::{OnTimeout, Timer};
use tercero::{Amount, Currency, Money, Rate, Reference, Terms, days};

/// Who may be paid a fee.
const PAYEES: [&str; 5] = ["platform", "bruno", "vera", "beto", "ana"];

/// Thousandths.
fn rate(thousandths: u32) -> Rate {
    Rate::parse(&format!("{}.{:03}", thousandths / 1000, thousandths % 1000)).unwrap()
}

fn minor() -> impl Strategy<Value = i128> {
    prop_oneof![
        2 => 1..20_i128,
        6 => 1..2_000_000_i128,
        1 => 1..10_i128.pow(24),
    ]
}

/// A tier that is still to be put in order: its width, rate, flat part and base.
type RawTier = (i128, u32, i128, bool);

#[derive(Debug, Clone)]
struct RawRule {
    slices: bool,
    tiers: Vec<RawTier>,
    min: Option<i128>,
    max_above_min: Option<i128>,
    monotone: bool,
    billed_before: Option<i128>,
    periods: u32,
}

impl RawRule {
    fn build(&self, currency: Currency) -> Rule {
        let amount = |minor: i128| Amount::from(Money::from_minor(minor, currency).unwrap());
        let mut up_to = 0;
        let mut tiers: Vec<Tier> = Vec::new();
        for (width, thousandths, flat, excess) in &self.tiers {
            up_to += width;
            let on = match (self.slices, excess) {
                (true, _) => On::Slice,
                (false, true) => On::Excess,
                (false, false) => On::Whole,
            };
            let flat = (*flat > 0).then(|| amount(*flat));
            tiers.push(Tier { up_to: Some(amount(up_to)), rate: rate(*thousandths), flat, on });
        }
        if let Some(last) = tiers.last_mut() {
            last.up_to = None;
        }
        let max = self.max_above_min.map(|above| self.min.unwrap_or(0) + above);
        let plain = self.slices && !self.monotone && tiers.iter().all(|tier| tier.flat.is_none());
        Rule {
            tiers,
            min: self.min.map(amount),
            max: max.map(amount),
            monotone: self.monotone,
            billed_before: self.billed_before.filter(|_| plain).map(amount),
            per_period: (self.periods > 0)
                .then(|| PerPeriod { amount: amount(7), periods: self.periods }),
        }
    }
}

fn some_rule() -> impl Strategy<Value = RawRule> {
    let thousandths = prop_oneof![4 => 0..150_u32, 1 => 0..1200_u32];
    let flat = prop_oneof![1 => Just(0), 1 => 0..500_i128];
    let tier = (1..1_000_000_i128, thousandths, flat, any::<bool>());
    (
        any::<bool>(),
        prop::collection::vec(tier, 1..4),
        prop::option::weighted(0.3, 0..3_000_i128),
        prop::option::weighted(0.2, 0..50_000_i128),
        any::<bool>(),
        prop::option::weighted(0.3, 0..2_000_000_i128),
        prop_oneof![4 => Just(0), 1 => 1..13_u32],
    )
        .prop_map(|(slices, tiers, min, max_above_min, monotone, billed_before, periods)| {
            RawRule { slices, tiers, min, max_above_min, monotone, billed_before, periods }
        })
}

#[derive(Debug, Clone)]
struct RawLine {
    rule: RawRule,
    on_earlier: bool,
    payers: (u8, u32, u32),
    payees: Vec<(usize, u32)>,
    tax: Option<Tax>,
    timing: Timing,
}

impl RawLine {
    /// What it asks of money that goes back: nothing, its part of some, or a recomputation where it stands alone.
    fn on_refund(&self) -> Vec<OnRefund> {
        let causes = [RefundCause::Voluntary, RefundCause::Case, RefundCause::CancelAgreed];
        let alone = !self.on_earlier && !self.tax.is_some_and(|tax| tax.per_document);
        let policy = match self.payers.1 % 6 {
            0 | 1 => RefundPolicy::Keep,
            2 if alone => RefundPolicy::Recompute,
            _ => return Vec::new(),
        };
        causes.into_iter().map(|cause| OnRefund { cause, policy }).collect()
    }

    fn build(&self, index: usize, currency: Currency) -> FeeLine {
        let share = |payer, weight| PayerShare { payer, weight: Rate::whole(weight) };
        let (which, first, second) = self.payers;
        let payers = match which {
            0 => vec![share(Payer::Buyer, 1)],
            1 => vec![share(Payer::Seller, 1)],
            2 => vec![share(Payer::Buyer, first + 1), share(Payer::Seller, second)],
            _ => vec![share(Payer::Seller, first + 1), share(Payer::Buyer, second)],
        };
        let mut payees: Vec<PayeeShare> = self
            .payees
            .iter()
            .map(|(who, weight)| PayeeShare {
                party: party(PAYEES[*who]),
                weight: Rate::whole(*weight),
            })
            .collect();
        if payees.iter().all(|share| share.weight.is_zero()) {
            payees[0].weight = Rate::ONE;
        }
        let base = match index.checked_sub(1) {
            Some(earlier) if self.on_earlier => {
                Base::Line { line: Reference::parse(&format!("line-{earlier}")).unwrap() }
            }
            _ => Base::Price {},
        };
        FeeLine {
            id: Reference::parse(&format!("line-{index}")).unwrap(),
            rule: self.rule.build(currency),
            base,
            payers,
            payees,
            tax: self.tax,
            timing: self.timing,
            out_of: None,
            hidden_from: Vec::new(),
            on_refund: self.on_refund(),
            reject_at_quote: false,
        }
    }
}

/// Added, included, on the sum of a document, or accounted for by the one who is billed.
fn some_tax() -> impl Strategy<Value = Tax> {
    let added = 0..300_u32;
    prop_oneof![
        2 => added.clone().prop_map(|n| Tax { rate: rate(n), ..Tax::default() }),
        2 => added.prop_map(|n| Tax { rate: rate(n), included: true, ..Tax::default() }),
        2 => Just(Tax { rate: rate(210), per_document: true, ..Tax::default() }),
        1 => Just(Tax { reverse_charge: true, ..Tax::default() }),
    ]
}

fn some_line() -> impl Strategy<Value = RawLine> {
    let timing =
        prop_oneof![3 => Just(Timing::ProRata), 1 => Just(Timing::Front), 1 => Just(Timing::Back)];
    (
        some_rule(),
        any::<bool>(),
        (0..4_u8, 0..5_u32, 0..5_u32),
        prop::collection::vec((0..PAYEES.len(), 0..7_u32), 1..5),
        prop::option::of(some_tax()),
        timing,
    )
        .prop_map(|(rule, on_earlier, payers, payees, tax, timing)| RawLine {
            rule,
            on_earlier,
            payers,
            payees,
            tax,
            timing,
        })
}

/// Up to four lines.
pub(crate) fn some_fees(currency: Currency) -> impl Strategy<Value = FeeSchedule> {
    prop::collection::vec(some_line(), 0..5).prop_map(move |lines| FeeSchedule {
        lines: lines.iter().enumerate().map(|(n, line)| line.build(n, currency)).collect(),
    })
}

pub(crate) fn some_currency() -> impl Strategy<Value = Currency> {
    prop::sample::select(vec!["JPY", "EUR", "KWD"]).prop_map(|code| Currency::parse(code).unwrap())
}

#[derive(Debug, Clone)]
struct RawMilestone {
    minor: i128,
    kind: Kind,
    fund_by: FundBy,
    due: Option<u32>,
    inspection: u32,
}

fn some_milestone() -> impl Strategy<Value = RawMilestone> {
    let kinds = vec![Kind::Goods, Kind::Goods, Kind::Service, Kind::Digital, Kind::Pickup];
    let fund_by = prop_oneof![
        3 => Just(FundBy::Start {}),
        2 => Just(FundBy::Previous {}),
        1 => (1..20_u32).prop_map(|n| FundBy::Date { at: at(START).after(days(n)) }),
    ];
    (
        minor(),
        prop::sample::select(kinds),
        fund_by,
        prop::option::weighted(0.2, 0..20_u32),
        1..5_u32,
    )
        .prop_map(|(minor, kind, fund_by, due, inspection)| RawMilestone {
            minor,
            kind,
            fund_by,
            due,
            inspection,
        })
}

/// Terms of anything from a tiny sale to a long chain of milestones, with short windows so that timers take part.
pub(crate) fn some_terms() -> impl Strategy<Value = Terms> {
    let windows = prop::collection::vec((0..5_u32, any::<u8>()), Timer::ALL.len());
    let drafts = (prop::collection::vec(some_milestone(), 1..5), windows, 0..4_u32);
    (some_currency(), drafts)
        .prop_flat_map(|(currency, drafts)| (Just(currency), Just(drafts), some_fees(currency)))
        .prop_map(|(currency, (milestones, windows, rounds), fees)| {
            let mut builder = Terms::builder(currency.code()).buyer("ana").seller("beto");
            builder = builder.broker("bruno").advisor("vera").arbiter("xavi").rework_rounds(rounds);
            for (n, raw) in milestones.iter().enumerate() {
                let amount = Money::from_minor(raw.minor, currency).unwrap().amount_text();
                builder = builder
                    .milestone(&format!("m{}", n + 1), "Work", &amount)
                    .kind(raw.kind)
                    .fund_by(raw.fund_by)
                    .inspection(days(raw.inspection));
                if let Some(due) = raw.due {
                    builder = builder.due(at(START).after(days(due)));
                }
            }
            for (timer, (length, outcome)) in Timer::ALL.iter().zip(windows) {
                let may_be_zero = matches!(timer, Timer::Clear | Timer::Appeal);
                let window = days(length + u32::from(!may_be_zero));
                builder = builder.timer(*timer, window, outcome_of(*timer, outcome));
            }
            if rounds == 1 {
                builder = builder.dispute_after_approval();
            }
            let restocking = tercero::percent(["0", "15", "100"][rounds as usize % 3]).unwrap();
            builder.restocking(restocking).fees(fees).build().unwrap()
        })
}

fn outcome_of(timer: Timer, choice: u8) -> OnTimeout {
    let outcomes = timer.outcomes();
    outcomes[usize::from(choice) % outcomes.len()]
}
