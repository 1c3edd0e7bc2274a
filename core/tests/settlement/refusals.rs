//! Every refusal of the settlement and of what is around it, with the field it names.

use crate::random::{actuals, money, plain, position, rate};
use tercero::project::columns::{PositionColumns, SettlementColumns};
use tercero::project::commission::{Commission, Invoices};
use tercero::project::distribution::{
    Cash, advance, advance_limit, collect, distribute_into, interim, pay_or_park, share,
    unspent_return, yield_split,
};
use tercero::project::explain::{explain_at, explain_position};
use tercero::project::lots::{Lot, by_lot};
use tercero::project::settlement::{
    Basis, Overrun, ProfitSplit, SettlementRules, Weights, settle, settle_into,
};
use tercero::project::simulation::{Direction, Forecast, Scenario, simulate};
use tercero::project::supplementary::{PositionReserve, Reserve, Reserves, supplementary};
use tercero::project::waterfall::{Compounding, DayCount, Tier, check_tiers, waterfall};
use tercero::{Code, Currency, Money, Rate, Reference, Refusal};

fn refused<T: std::fmt::Debug>(result: Result<T, Refusal>, code: Code, field: &str) {
    let refusal = result.unwrap_err();
    assert_eq!((refusal.code, refusal.field.as_deref().unwrap_or("")), (code, field));
}

fn dollars(minor: i128) -> Money {
    Money::from_minor(minor, Currency::parse("USD").unwrap()).unwrap()
}

fn above_one() -> Rate {
    rate("1.000000000000000001")
}

fn preferred(days: Option<u32>) -> Tier {
    Tier::Preferred {
        rate: rate("0.08"),
        compounding: Compounding::Compound,
        day_count: DayCount::Act360,
        days,
    }
}

fn split(owner: Rate) -> Tier {
    Tier::Split { owner }
}

fn with_tiers(tiers: Vec<Tier>) -> SettlementRules {
    SettlementRules { split: ProfitSplit::Waterfall { tiers, basis: Basis::European }, ..plain() }
}

#[test]
fn rules_that_contradict_themselves() {
    let invalid = Code::OfferInvalid;
    let commission = Commission { rate: above_one(), ..Commission::NONE };
    refused(SettlementRules { commission, ..plain() }.check(), invalid, "commission.rate");
    let commission = Commission { tax_rate: above_one(), ..Commission::NONE };
    refused(SettlementRules { commission, ..plain() }.check(), invalid, "commission.tax_rate");
    let rules = SettlementRules { owner_share: above_one(), ..plain() };
    refused(rules.check(), invalid, "owner_share");
    refused(settle(&rules, &actuals(1, 0), &[position(1, 1)]), invalid, "owner_share");
    let rules = SettlementRules { holdback: above_one(), ..plain() };
    refused(rules.check(), invalid, "holdback");
    let overrun = Overrun::CapThenOwner { cap: above_one() };
    refused(SettlementRules { overrun, ..plain() }.check(), invalid, "overrun.cap");
    let rules = SettlementRules { payout_threshold: money(-1), ..plain() };
    refused(rules.check(), Code::AmountRange, "payout_threshold");

    let tiers = vec![Tier::ReturnOfCapital {}, split(rate("0.2"))];
    let rules = SettlementRules { owner_share: rate("0.1"), ..with_tiers(tiers.clone()) };
    refused(rules.check(), invalid, "owner_share");
    let split = ProfitSplit::Waterfall { tiers, basis: Basis::American };
    refused(SettlementRules { split, ..plain() }.check(), invalid, "holdback");
}

#[test]
fn tiers_that_make_no_sense() {
    let invalid = Code::TierInvalid;
    let capital = Tier::ReturnOfCapital {};
    let catch_up = |speed, target| Tier::CatchUp { speed: rate(speed), target: rate(target) };
    let last = split(rate("0.2"));
    refused(check_tiers(&[]), invalid, "tiers");
    refused(check_tiers(&[last]), invalid, "tiers");
    refused(check_tiers(&[capital]), invalid, "tiers");
    refused(check_tiers(&[preferred(None), capital, last]), invalid, "tiers");
    refused(check_tiers(&[capital, preferred(None)]), invalid, "tiers");
    refused(check_tiers(&[capital, capital, last]), invalid, "tiers");
    refused(check_tiers(&[capital, last, last]), invalid, "tiers");
    refused(check_tiers(&[capital, catch_up("1", "0.2"), last]), invalid, "tiers");
    let twice = [capital, preferred(None), catch_up("1", "0.2"), catch_up("1", "0.3"), last];
    refused(check_tiers(&twice), invalid, "tiers");
    refused(check_tiers(&[capital, split(above_one())]), invalid, "tiers[1].owner");
    let fast = [capital, preferred(None), catch_up("1.1", "0.2"), last];
    refused(check_tiers(&fast), invalid, "tiers[2].speed");
    let dear = Tier::Preferred {
        rate: above_one(),
        compounding: Compounding::Simple,
        day_count: DayCount::Act365,
        days: None,
    };
    refused(check_tiers(&[capital, dear, last]), invalid, "tiers[1].rate");
    for speed in ["0.2", "0.1"] {
        let slow = [capital, preferred(None), catch_up(speed, "0.2"), last];
        refused(check_tiers(&slow), Code::CatchUpNotAboveTarget, "tiers[2].speed");
        refused(
            with_tiers(slow.to_vec()).check(),
            Code::CatchUpNotAboveTarget,
            "split.tiers[2].speed",
        );
    }
    let long = [capital, preferred(Some(36_601)), last];
    refused(check_tiers(&long), Code::LimitExceeded, "tiers[1].days");
    let mut many = vec![preferred(None); 16];
    many.insert(0, capital);
    refused(check_tiers(&many), Code::LimitExceeded, "tiers");
    let mut most = vec![preferred(Some(36_600)); 16];
    (most[0], most[15]) = (capital, last);
    assert_eq!(check_tiers(&most), Ok(()));
}

#[test]
fn a_waterfall_of_wrong_figures() {
    let tiers = [Tier::ReturnOfCapital {}, preferred(None), split(Rate::ZERO)];
    let one = [money(1)];
    refused(waterfall(&tiers, money(-1), &one, &[1]), Code::AmountRange, "distributable");
    refused(waterfall(&tiers, money(1), &[money(-1)], &[1]), Code::AmountRange, "capital[0]");
    refused(waterfall(&tiers, money(1), &[dollars(1)], &[1]), Code::CurrencyMismatch, "");
    refused(waterfall(&tiers, money(1), &one, &[]), Code::LengthMismatch, "days");
    refused(waterfall(&tiers, money(1), &one, &[1, 2]), Code::LengthMismatch, "days");
    refused(waterfall(&tiers, money(1), &one, &[36_601]), Code::LimitExceeded, "days");
    refused(waterfall(&tiers, money(1), &[], &[]), Code::NoWeights, "");
    refused(waterfall(&tiers, money(1), &[money(0)], &[1]), Code::ZeroWeights, "");
}

#[test]
fn positions_that_cannot_be_settled() {
    let facts = actuals(10, 5);
    let settle = |positions: &[_]| settle(&plain(), &facts, positions);
    let (first, second) = (position(1, 1), position(2, 1));
    let mut same_seq = second.clone();
    same_seq.seq = 1;
    refused(settle(&[first.clone(), same_seq]), Code::AlreadyExists, "positions[1].seq");
    let mut same_id = second.clone();
    same_id.id = first.id.clone();
    refused(settle(&[first.clone(), same_id]), Code::AlreadyExists, "positions[1].id");
    let mut owner = second;
    (owner.owner, owner.seq) = (true, 1);
    refused(settle(&[first.clone(), owner]), Code::AlreadyExists, "positions[1].seq");
    type Edit = fn(&mut tercero::project::settlement::Position, Money);
    let edits: [(Edit, &str); 4] = [
        (|position, amount| position.capital = amount, "positions[0].capital"),
        (|position, amount| position.advance = amount, "positions[0].advance"),
        (|position, amount| position.distributed = amount, "positions[0].distributed"),
        (
            |position, amount| position.profit_distributed = amount,
            "positions[0].profit_distributed",
        ),
    ];
    for (edit, field) in edits {
        let mut wrong = first.clone();
        edit(&mut wrong, money(-1));
        refused(settle(&[wrong.clone()]), Code::AmountRange, field);
        edit(&mut wrong, dollars(1));
        refused(settle(&[wrong]), Code::CurrencyMismatch, field);
    }
    let mut taxed = first;
    taxed.withholding = above_one();
    refused(settle(&[taxed]), Code::AmountRange, "withholding");
    refused(settle(&[]), Code::NoWeights, "");
    refused(settle(&[position(1, 0)]), Code::ZeroWeights, "");
    let rules = SettlementRules { weights: Weights::CapitalDays, ..plain() };
    refused(
        tercero::project::settlement::settle(&rules, &facts, &[position(1, 1)]),
        Code::ZeroWeights,
        "",
    );
}

#[test]
fn facts_that_cannot_be_settled() {
    let positions = [position(1, 1)];
    let mut facts = actuals(-1, 0);
    refused(settle(&plain(), &facts, &positions), Code::AmountRange, "revenue");
    facts = actuals(0, -1);
    refused(settle(&plain(), &facts, &positions), Code::AmountRange, "costs");
    facts = actuals(0, 0);
    facts.snapshot_costs = money(-1);
    refused(settle(&plain(), &facts, &positions), Code::AmountRange, "snapshot_costs");
    facts = actuals(0, 0);
    facts.owner_paid = Some(money(-1));
    refused(settle(&plain(), &facts, &positions), Code::AmountRange, "owner_paid");
    facts.owner_paid = Some(dollars(0));
    refused(settle(&plain(), &facts, &positions), Code::CurrencyMismatch, "owner_paid");
}

#[test]
fn columns_of_wrong_length_or_content() {
    let facts = actuals(10, 5);
    let run = |positions: PositionColumns<'_>, lengths: [usize; 4]| {
        let mut columns = lengths.map(|length| vec![0_i64; length]);
        let [profit, loss, payout, holdback] = &mut columns;
        let out = SettlementColumns { profit, loss, payout, holdback, ..Default::default() };
        settle_into(&plain(), &facts, positions, out)
    };
    let capital = [1, 2];
    let good = PositionColumns { capital: &capital, ..Default::default() };
    assert!(run(good, [2, 2, 2, 2]).is_ok() && run(good, [2, 2, 2, 0]).is_ok());
    let mismatch = Code::LengthMismatch;
    refused(run(good, [1, 2, 2, 0]), mismatch, "profit");
    refused(run(good, [2, 3, 2, 0]), mismatch, "loss");
    refused(run(good, [2, 2, 0, 0]), mismatch, "payout");
    refused(run(good, [2, 2, 2, 1]), mismatch, "holdback");
    let all = [2, 2, 2, 0];
    refused(run(PositionColumns { owners: 3, ..good }, all), mismatch, "owners");
    refused(run(PositionColumns { days: &[1], ..good }, all), mismatch, "days");
    refused(run(PositionColumns { advance: &[1, 2, 3], ..good }, all), mismatch, "advance");
    refused(
        run(PositionColumns { withholding: &[Rate::ONE], ..good }, all),
        mismatch,
        "withholding",
    );
    let range = Code::AmountRange;
    refused(run(PositionColumns { capital: &[1, -1], ..good }, all), range, "capital[1]");
    refused(run(PositionColumns { distributed: &[-1, 0], ..good }, all), range, "distributed[0]");
    let rates = [Rate::ONE, above_one()];
    refused(run(PositionColumns { withholding: &rates, ..good }, all), range, "withholding");
    // The sum of capital and profit does not fit the column.
    let full = [i64::MAX, 0];
    refused(run(PositionColumns { capital: &full, ..good }, all), range, "");
    refused(explain_at(&plain(), &facts, good, 2), Code::NotFound, "index");

    let rules = SettlementRules { weights: Weights::CapitalDays, ..plain() };
    let (mut profit, mut loss, mut payout) = ([0; 2], [0; 2], [0; 2]);
    let out = SettlementColumns {
        profit: &mut profit,
        loss: &mut loss,
        payout: &mut payout,
        ..Default::default()
    };
    refused(settle_into(&rules, &facts, good, out), mismatch, "days");
}

#[test]
fn money_that_is_not_there_or_not_free() {
    let positions = [position(1, 100)];
    let cash = |cash, committed_costs, reserve| Cash {
        cash: money(cash),
        committed_costs: money(committed_costs),
        reserve: money(reserve),
    };
    let pay = |of: Cash, amount| interim(&plain(), &of, money(amount), &positions);
    refused(pay(cash(100, 30, 20), 51), Code::CashShort, "amount");
    refused(pay(cash(10, 30, 20), 1), Code::CashShort, "amount");
    assert!(pay(cash(100, 30, 20), 50).is_ok());
    refused(pay(cash(-1, 0, 0), 0), Code::AmountRange, "cash");
    refused(pay(cash(0, -1, 0), 0), Code::AmountRange, "committed_costs");
    refused(pay(cash(0, 0, -1), 0), Code::AmountRange, "reserve");
    refused(pay(cash(1, 0, 0), -1), Code::AmountRange, "amount");
    let foreign = interim(&plain(), &cash(1, 0, 0), dollars(1), &positions);
    refused(foreign, Code::CurrencyMismatch, "");
    refused(distribute_into(&[1_i64], &[0], 1, &mut [0], &mut []), Code::LengthMismatch, "capital");

    let mut returned = position(1, 100);
    returned.distributed = money(60);
    let unspent = unspent_return(&plain(), money(50), &[returned]);
    refused(unspent, Code::AmountExceedsAvailable, "P1");
    refused(unspent_return(&plain(), money(-1), &positions), Code::AmountRange, "spent");
    refused(yield_split(&plain(), money(1), &positions), Code::ZeroWeights, "");
    refused(share(&plain(), dollars(1), Weights::Capital, &positions), Code::CurrencyMismatch, "");

    let half = rate("0.5");
    assert_eq!(advance_limit(money(101), half).unwrap(), money(50));
    refused(advance_limit(money(101), above_one()), Code::OfferInvalid, "advance_cap");
    refused(advance_limit(money(-1), half), Code::AmountRange, "expected_profit");
    let mut advanced = position(1, 100);
    advanced.advance = money(20);
    assert_eq!(advance(&advanced, money(30), money(101), half).unwrap(), money(50));
    let more = advance(&advanced, money(31), money(101), half).unwrap_err();
    assert_eq!((more.code, more.allowed[0].as_ref()), (Code::AmountExceedsAvailable, "0.30"));
    refused(advance(&advanced, money(-1), money(101), half), Code::AmountRange, "amount");

    refused(collect(money(-1), money(0), money(0)), Code::AmountRange, "due");
    refused(collect(money(0), money(-1), money(0)), Code::AmountRange, "holdback");
    refused(collect(money(0), money(0), money(-1)), Code::AmountRange, "future");
    refused(collect(money(0), dollars(0), money(0)), Code::CurrencyMismatch, "");
    refused(pay_or_park(money(-1), money(0), money(0)), Code::AmountRange, "payable");
    refused(pay_or_park(money(0), money(-1), money(0)), Code::AmountRange, "parked");
    refused(pay_or_park(money(0), money(0), money(-1)), Code::AmountRange, "threshold");
    refused(pay_or_park(money(0), money(0), dollars(0)), Code::CurrencyMismatch, "");
}

#[test]
fn lots_that_cannot_be_compared() {
    let tiers = [Tier::ReturnOfCapital {}, split(rate("0.2"))];
    let lot = |id: &str, capital, proceeds| Lot {
        id: Reference::parse(id).unwrap(),
        capital: money(capital),
        proceeds: money(proceeds),
        days: 0,
    };
    let run = |lots: &[Lot]| by_lot(&tiers, lots, rate("0.3"), money(0), &[money(1)]);
    refused(run(&[lot("a", 1, 1), lot("a", 1, 1)]), Code::AlreadyExists, "lots[1].id");
    refused(run(&[lot("a", 1, -1)]), Code::AmountRange, "lots[0].proceeds");
    refused(run(&[lot("a", -1, 1)]), Code::AmountRange, "capital[0]");
    let mut foreign = lot("a", 1, 1);
    foreign.proceeds = dollars(1);
    refused(run(&[foreign]), Code::CurrencyMismatch, "lots[0]");
    let lots = [lot("a", 1, 1)];
    let owner = by_lot(&tiers, &lots, above_one(), money(0), &[money(1)]);
    refused(owner, Code::OfferInvalid, "holdback");
    let nobody = by_lot(&tiers, &lots, Rate::ZERO, money(0), &[]);
    refused(nobody, Code::NoWeights, "");
}

#[test]
fn reserves_and_positions_that_are_not_known() {
    let (positions, facts) = ([position(1, 1)], actuals(2, 1));
    let nothing = Reserve { holdback: money(0), future: money(0) };
    let reserve = |name: &str| PositionReserve {
        position: Reference::parse(name).unwrap(),
        reserve: nothing.clone(),
    };
    let run = |positions_reserves: Vec<PositionReserve>| {
        let reserves = Reserves { owner: nothing.clone(), positions: positions_reserves };
        supplementary(&plain(), &facts, &facts, &positions, &reserves)
    };
    refused(run(vec![reserve("P9")]), Code::NotFound, "reserves");
    let twice = vec![reserve("P1"), reserve("P1")];
    refused(run(twice), Code::AlreadyExists, "reserves[1].position");
    let unknown = Reference::parse("P9").unwrap();
    let one = explain_position(&plain(), &facts, &positions, &unknown);
    refused(one, Code::NotFound, "position");
}

#[test]
fn scenarios_that_cannot_be() {
    let mut forecast = Forecast {
        revenue: money(20),
        costs: money(10),
        foreign_costs: money(11),
        positions: vec![position(1, 10)],
    };
    let expected = Scenario::Expected {};
    refused(simulate(&plain(), &forecast, &expected), Code::AmountRange, "foreign_costs");
    forecast.foreign_costs = dollars(1);
    refused(simulate(&plain(), &forecast, &expected), Code::CurrencyMismatch, "foreign_costs");
    forecast.foreign_costs = money(10);
    let fx = Scenario::Fx { direction: Direction::Up, change: above_one() };
    refused(simulate(&plain(), &forecast, &fx), Code::AmountRange, "change");
    let duty = Scenario::LateDuty { amount: money(-1) };
    refused(simulate(&plain(), &forecast, &duty), Code::AmountRange, "amount");
    let delay = Scenario::Delay { days: 1, cost_per_day: Some(money(-1)) };
    refused(simulate(&plain(), &forecast, &delay), Code::AmountRange, "cost_per_day");
}

#[test]
fn invoices_for_nobody() {
    let commission =
        Commission { rate: rate("0.1"), invoices: Invoices::PerParticipant, ..Commission::NONE };
    let rules = SettlementRules { commission, owner_share: Rate::ONE, ..plain() };
    let settled = settle(&rules, &actuals(100, 0), &[position(1, 0)]);
    refused(settled, Code::ZeroWeights, "");
}
