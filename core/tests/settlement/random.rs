//! Random projects: rules, facts and positions of every kind, small enough to hit ties and large enough to lose cents.

use proptest::collection::vec;
use proptest::prelude::*;
use tercero::project::columns::PositionColumns;
use tercero::project::commission::{
    Commission, CommissionBase, CommissionPayer, Invoices, TaxMode,
};
use tercero::project::settlement::{
    Actuals, Basis, Overrun, Position, ProfitSplit, SettlementRules, Weights,
};
use tercero::project::waterfall::{Compounding, DayCount, Tier};
use tercero::{Currency, Money, PartyId, Rate, Reference};

pub(crate) fn money(minor: i64) -> Money {
    Money::from_minor(minor.into(), Currency::parse("MXN").unwrap()).unwrap()
}

pub(crate) fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

/// So many ten-thousandths.
fn fraction(n: u32) -> Rate {
    rate(&format!("{}.{:04}", n / 10_000, n % 10_000))
}

fn a_fraction() -> impl Strategy<Value = Rate> {
    prop_oneof![Just(Rate::ZERO), Just(Rate::ONE), (0_u32..=10_000).prop_map(fraction)]
}

/// Rules that change nothing unless a test says so.
pub(crate) fn plain() -> SettlementRules {
    SettlementRules {
        holdback: Rate::ZERO,
        payout_threshold: money(0),
        overrun: Overrun::Pool {},
        ..SettlementRules::standard(money(0).currency()).unwrap()
    }
}

pub(crate) fn actuals(revenue: i64, costs: i64) -> Actuals {
    Actuals {
        revenue: money(revenue),
        costs: money(costs),
        snapshot_costs: money(costs),
        owner_paid: None,
    }
}

pub(crate) fn position(seq: u32, capital: i64) -> Position {
    Position {
        id: Reference::parse(&format!("P{seq}")).unwrap(),
        holder: PartyId::parse(&format!("holder-{seq}")).unwrap(),
        seq,
        owner: false,
        capital: money(capital),
        days: 0,
        withholding: Rate::ZERO,
        advance: money(0),
        distributed: money(0),
        profit_distributed: money(0),
    }
}

fn commission() -> impl Strategy<Value = Commission> {
    use {CommissionBase as Base, CommissionPayer as Payer};
    let base = prop_oneof![
        Just(Base::GrossProfit),
        Just(Base::InvestorProfit),
        Just(Base::FundedAmount),
        Just(Base::Proceeds)
    ];
    let payer = prop_oneof![Just(Payer::Pool), Just(Payer::Investors), Just(Payer::Owner)];
    let mode = prop_oneof![Just(TaxMode::Added), Just(TaxMode::Included)];
    let invoices = prop_oneof![Just(Invoices::Pool), Just(Invoices::PerParticipant)];
    let rate = prop_oneof![3 => (0_u32..2_000).prop_map(fraction), 1 => a_fraction()];
    (rate, base, payer, a_fraction(), mode, invoices).prop_map(
        |(rate, base, payer, tax_rate, tax_mode, invoices)| Commission {
            rate,
            base,
            payer,
            tax_rate,
            tax_mode,
            invoices,
        },
    )
}

pub(crate) fn tiers() -> impl Strategy<Value = Vec<Tier>> {
    let day_count =
        prop_oneof![Just(DayCount::Act360), Just(DayCount::Act365), Just(DayCount::Thirty360)];
    let compounding = prop_oneof![Just(Compounding::Simple), Just(Compounding::Compound)];
    let preferred = (0_u32..3_000, compounding, day_count, proptest::option::of(0_u32..1_500))
        .prop_map(|(rate, compounding, day_count, days)| Tier::Preferred {
            rate: fraction(rate),
            compounding,
            day_count,
            days,
        });
    let catch_up = (0_u32..9_000, 1_u32..=1_000).prop_map(|(target, above)| Tier::CatchUp {
        speed: fraction(target + above),
        target: fraction(target),
    });
    let hurdle = (preferred, proptest::option::of(catch_up));
    (vec(hurdle, 0..3), a_fraction()).prop_map(|(hurdles, owner)| {
        let mut tiers = vec![Tier::ReturnOfCapital {}];
        for (preferred, catch_up) in hurdles {
            tiers.push(preferred);
            tiers.extend(catch_up);
        }
        tiers.push(Tier::Split { owner });
        tiers
    })
}

pub(crate) fn rules() -> impl Strategy<Value = SettlementRules> {
    let basis = prop_oneof![Just(Basis::European), Just(Basis::American)];
    let split = prop_oneof![
        Just(ProfitSplit::Simple {}),
        (tiers(), basis).prop_map(|(tiers, basis)| ProfitSplit::Waterfall { tiers, basis })
    ];
    let overrun = prop_oneof![
        Just(Overrun::Pool {}),
        Just(Overrun::Owner {}),
        a_fraction().prop_map(|cap| Overrun::CapThenOwner { cap })
    ];
    let weights = prop_oneof![Just(Weights::Capital), Just(Weights::CapitalDays)];
    let flags = (any::<bool>(), any::<bool>());
    let parts = (commission(), a_fraction(), weights, split, flags, a_fraction(), 0_i64..300);
    (parts, overrun).prop_map(|(parts, overrun)| {
        let (commission, owner_share, weights, split, flags, holdback, threshold) = parts;
        let simple = matches!(split, ProfitSplit::Simple {});
        let american = matches!(split, ProfitSplit::Waterfall { basis: Basis::American, .. });
        SettlementRules {
            commission,
            owner_share: if simple { owner_share } else { Rate::ZERO },
            weights,
            split,
            first_loss: flags.0,
            holdback: if american { holdback.max(fraction(1)) } else { holdback },
            recover_advances_from_capital: flags.1,
            payout_threshold: money(threshold),
            overrun,
        }
    })
}

/// Amounts of very different size.
fn an_amount() -> impl Strategy<Value = i64> {
    prop_oneof![0_i64..10, 0_i64..10_000, 0_i64..100_000_000]
}

fn early() -> impl Strategy<Value = i64> {
    prop_oneof![3 => Just(0_i64), 1 => 0_i64..10_000]
}

pub(crate) fn positions() -> impl Strategy<Value = Vec<Position>> {
    let one = (an_amount(), 0_u32..800, a_fraction(), early(), early(), early(), 0_u32..5);
    vec(one, 1..12)
        .prop_map(|all| {
            let position = |(seq, (capital, days, withholding, advance, given, profit, owner))| {
                let mut position = position(seq, capital);
                position.owner = owner == 0;
                position.days = days;
                position.withholding = withholding;
                position.advance = money(advance);
                position.distributed = money(given);
                position.profit_distributed = money(profit);
                position
            };
            (1..).zip(all).map(position).collect::<Vec<_>>()
        })
        .prop_shuffle()
}

pub(crate) fn facts() -> impl Strategy<Value = Actuals> {
    let paid = proptest::option::of(0_i64..100_000);
    (an_amount(), an_amount(), an_amount(), paid).prop_map(|(revenue, costs, planned, paid)| {
        Actuals {
            snapshot_costs: money(planned),
            owner_paid: paid.map(money),
            ..actuals(revenue, costs)
        }
    })
}

/// The positions as columns of 64 bits.
pub(crate) struct Columns {
    pub(crate) capital: Vec<i64>,
    pub(crate) owners: usize,
    days: Vec<i64>,
    withholding: Vec<Rate>,
    advance: Vec<i64>,
    distributed: Vec<i64>,
    profit_distributed: Vec<i64>,
}

impl Columns {
    pub(crate) fn of(positions: &[Position]) -> Columns {
        let mut sorted: Vec<&Position> = positions.iter().collect();
        sorted.sort_by_key(|position| (position.owner, position.seq));
        let minors = |amount: fn(&Position) -> Money| {
            sorted.iter().map(|position| i64::try_from(amount(position).minor()).unwrap()).collect()
        };
        Columns {
            capital: minors(|position| position.capital),
            owners: sorted.iter().filter(|position| position.owner).count(),
            days: sorted.iter().map(|position| position.days.into()).collect(),
            withholding: sorted.iter().map(|position| position.withholding).collect(),
            advance: minors(|position| position.advance),
            distributed: minors(|position| position.distributed),
            profit_distributed: minors(|position| position.profit_distributed),
        }
    }

    pub(crate) fn view(&self) -> PositionColumns<'_> {
        PositionColumns {
            capital: &self.capital,
            owners: self.owners,
            days: &self.days,
            withholding: &self.withholding,
            advance: &self.advance,
            distributed: &self.distributed,
            profit_distributed: &self.profit_distributed,
        }
    }
}
