//! What the vectors do not show: compound returns, tiers by position, commissions that are too high, scenarios, a million
//! positions.

use crate::random::{actuals, money, plain, position, rate};
use tercero::project::columns::{PositionColumns, SettlementColumns};
use tercero::project::commission::{
    Commission, CommissionBase, CommissionPayer, Invoices, TaxMode,
};
use tercero::project::distribution::{
    Cash, advance, distribute_into, holdback_split, interim, pay_or_park, yield_split,
};
use tercero::project::explain::{ENGINE, Figure, Reason, explain, explain_at};
use tercero::project::lots::{Lot, by_lot};
use tercero::project::settlement::{
    Basis, Overrun, ProfitSplit, SettlementRules, Weights, settle, settle_into,
};
use tercero::project::simulation::{Direction, Forecast, Scenario, simulate};
use tercero::project::waterfall::{Compounding, DayCount, Tier, waterfall};
use tercero::{Currency, Money, Rate, Reference, from_json, to_json};

fn preferred(compounding: Compounding, day_count: DayCount, days: Option<u32>) -> Tier {
    Tier::Preferred { rate: rate("0.10"), compounding, day_count, days }
}

fn dues(tier: Tier, capital: i64, days: &[u32]) -> i128 {
    let tiers = [Tier::ReturnOfCapital {}, tier, Tier::Split { owner: Rate::ONE }];
    let capital = vec![money(capital); days.len().max(1)];
    let paid = waterfall(&tiers, money(1_000_000_000), &capital, days).unwrap();
    paid.tiers[1].due.minor()
}

#[test]
fn a_preferred_return_counts_days_and_years() {
    use {Compounding::*, DayCount::*};
    assert_eq!(dues(preferred(Simple, Act360, Some(360)), 10_001, &[]), 1_000);
    assert_eq!(dues(preferred(Simple, Act360, Some(365)), 10_000, &[]), 1_014);
    assert_eq!(dues(preferred(Simple, Act365, Some(365)), 10_000, &[]), 1_000);
    assert_eq!(dues(preferred(Simple, Thirty360, Some(30)), 10_000, &[]), 83);
    // Two years and a half: 10 000, 11 000, 12 100, and half of 1 210.
    assert_eq!(dues(preferred(Compound, Act360, Some(900)), 10_000, &[]), 2_705);
    // Each full year is rounded half up: 5 earn 1, 6 earn 1.
    assert_eq!(dues(preferred(Compound, Act360, Some(720)), 5, &[]), 2);
    assert_eq!(dues(preferred(Simple, Act360, None), 10_000, &[360, 36, 0]), 1_100);
}

/// Twice a preferred return and a catch-up: the owner ends with the second target of all profit.
#[test]
fn a_second_catch_up_counts_what_the_owner_has() {
    let hurdle = preferred(Compounding::Simple, DayCount::Act360, Some(360));
    let catch_up = |target| Tier::CatchUp { speed: Rate::ONE, target: rate(target) };
    let tiers = [
        Tier::ReturnOfCapital {},
        hurdle,
        catch_up("0.20"),
        hurdle,
        catch_up("0.50"),
        Tier::Split { owner: rate("0.50") },
    ];
    let paid = waterfall(&tiers, money(20_000), &[money(10_000)], &[]).unwrap();
    let owner: Vec<i128> = paid.tiers.iter().map(|tier| tier.owner.minor()).collect();
    assert_eq!(owner, [0, 0, 250, 0, 1_750, 3_000]);
    assert_eq!((paid.owner, paid.investors[0]), (money(5_000), money(15_000)));
}

#[test]
fn a_settlement_by_tiers_pays_each_position_for_its_own_days() {
    let tiers = vec![
        Tier::ReturnOfCapital {},
        preferred(Compounding::Simple, DayCount::Act360, None),
        Tier::CatchUp { speed: Rate::ONE, target: rate("0.20") },
        Tier::Split { owner: rate("0.20") },
    ];
    let split = ProfitSplit::Waterfall { tiers, basis: Basis::European };
    let rules = SettlementRules { split, ..plain() };
    let mut positions = [position(1, 10_000), position(2, 10_000)];
    (positions[0].days, positions[1].days) = (360, 180);
    let settlement = settle(&rules, &actuals(25_000, 20_000), &positions).unwrap();
    // 5 000: 1 000 and 500 preferred, 375 to the owner, then 3 125 as 625 and 2 500.
    assert_eq!(settlement.totals.owner_share, money(1_000));
    let profits: Vec<Money> = settlement.lines.iter().map(|line| line.profit).collect();
    assert_eq!(profits, [money(2_250), money(1_750)]);
}

#[test]
fn what_the_owner_had_lot_by_lot_is_set_off() {
    let tiers = vec![Tier::ReturnOfCapital {}, Tier::Split { owner: rate("0.20") }];
    let lot = |id: &str, proceeds| Lot {
        id: Reference::parse(id).unwrap(),
        capital: money(10_000),
        proceeds: money(proceeds),
        days: 0,
    };
    let lots = [lot("one", 14_000), lot("two", 7_500)];
    let capital = [money(20_000)];
    let compared = by_lot(&tiers, &lots, rate("0.30"), money(100), &capital).unwrap();
    assert_eq!((compared.clawback, compared.held), (money(500), money(240)));
    assert_eq!(compared.collected.from_future, money(100));
    assert_eq!(compared.collected.receivable, money(160));

    let split = ProfitSplit::Waterfall { tiers, basis: Basis::American };
    let rules = SettlementRules { split, holdback: rate("0.30"), ..plain() };
    let mut facts = actuals(21_500, 20_000);
    // 800 less the 240 that were kept back.
    facts.owner_paid = Some(money(560));
    let totals = settle(&rules, &facts, &[position(1, 20_000)]).unwrap().totals;
    assert_eq!((totals.owner_share, totals.owner_payout), (money(300), money(0)));
    assert_eq!(totals.owner_receivable, money(260));
    facts.owner_paid = Some(money(100));
    let totals = settle(&rules, &facts, &[position(1, 20_000)]).unwrap().totals;
    assert_eq!((totals.owner_holdback, totals.owner_payout), (money(90), money(110)));
    assert_eq!(totals.holdback, money(0));
}

/// A commission never takes more than its payer has; what is missing is not collected.
#[test]
fn a_commission_stops_at_what_its_payer_has() {
    let commission = Commission {
        rate: rate("0.05"),
        base: CommissionBase::Proceeds,
        payer: CommissionPayer::Pool,
        tax_rate: rate("0.16"),
        tax_mode: TaxMode::Added,
        invoices: Invoices::Pool,
    };
    let rules = SettlementRules { commission, owner_share: rate("0.30"), ..plain() };
    let facts = actuals(10_100, 10_000);
    let positions = [position(1, 10_000)];
    // 505 and 81 of tax are asked, 100 are there: 86 and 14.
    let totals = settle(&rules, &facts, &positions).unwrap().totals;
    assert_eq!((totals.commission, totals.commission_tax), (money(86), money(14)));
    assert_eq!((totals.commission_shortfall, totals.net_profit), (money(486), money(0)));
    for (payer, has) in [(CommissionPayer::Investors, 70), (CommissionPayer::Owner, 30)] {
        let commission = Commission { payer, ..commission };
        let rules = SettlementRules { commission, ..rules.clone() };
        let totals = settle(&rules, &facts, &positions).unwrap().totals;
        let taken = totals.commission.plus(totals.commission_tax).unwrap();
        assert_eq!((taken, totals.commission_shortfall), (money(has), money(586 - has)));
    }
}

#[test]
fn the_owners_debt_is_taken_from_his_share_first() {
    let rules = SettlementRules {
        owner_share: rate("0.30"),
        overrun: Overrun::CapThenOwner { cap: rate("0.05") },
        ..plain()
    };
    let mut facts = actuals(2_000, 1_200);
    facts.snapshot_costs = money(1_000);
    let totals = settle(&rules, &facts, &[position(1, 1_000)]).unwrap().totals;
    assert_eq!((totals.overrun_absorbed, totals.owner_debt), (money(50), money(150)));
    assert_eq!((totals.result, totals.owner_share), (money(950), money(285)));
    assert_eq!((totals.owner_netted, totals.owner_payout), (money(150), money(135)));
    facts.costs = money(1_800);
    let totals = settle(&rules, &facts, &[position(1, 1_000)]).unwrap().totals;
    assert_eq!((totals.owner_debt, totals.owner_netted), (money(750), money(285)));
    assert_eq!((totals.owner_payout, totals.owner_receivable), (money(0), money(465)));
}

#[test]
fn an_advance_that_is_not_taken_from_capital_is_a_receivable() {
    let rules = SettlementRules { recover_advances_from_capital: false, ..plain() };
    let mut positions = [position(1, 1_000), position(2, 1_000)];
    positions[0].advance = money(80);
    let settlement = settle(&rules, &actuals(2_100, 2_000), &positions).unwrap();
    assert_eq!(settlement.lines[0].payout, money(1_000));
    assert_eq!(settlement.lines[0].receivable, money(30));
    assert_eq!(settlement.lines[1].payout, money(1_050));
}

#[test]
fn the_holdback_is_of_the_profit_and_of_what_is_payable() {
    let rules = SettlementRules { holdback: rate("0.05"), ..plain() };
    let mut positions = [position(1, 1_000), position(2, 1_000)];
    (positions[1].distributed, positions[1].profit_distributed) = (money(1_000), money(97));
    let settlement = settle(&rules, &actuals(2_210, 2_000), &positions).unwrap();
    // 105 of profit each: 5.25 are 5; the other has only 8 left, of which 5 are kept, and 3 are paid.
    assert_eq!(
        (settlement.lines[0].holdback, settlement.lines[0].payout),
        (money(5), money(1_100))
    );
    assert_eq!((settlement.lines[1].holdback, settlement.lines[1].payout), (money(5), money(3)));
    positions[1].profit_distributed = money(103);
    let settlement = settle(&rules, &actuals(2_210, 2_000), &positions).unwrap();
    assert_eq!((settlement.lines[1].holdback, settlement.lines[1].payout), (money(2), money(0)));
}

#[test]
fn small_payouts_wait_and_are_added_to_the_next() {
    let rules = SettlementRules { payout_threshold: money(100), ..plain() };
    let settlement = settle(&rules, &actuals(0, 0), &[position(1, 99), position(2, 100)]).unwrap();
    let paid = settlement.lines.iter().map(|line| (line.payout, line.parked));
    assert!(paid.eq([(money(0), money(99)), (money(100), money(0))]));
    let next = pay_or_park(money(1), money(99), money(100)).unwrap();
    assert_eq!((next.paid, next.parked), (money(100), money(0)));
}

#[test]
fn first_loss_capital_waits_for_the_settlement() {
    let mut positions = [position(1, 300), position(2, 100), position(3, 100)];
    positions[0].owner = true;
    let rules = SettlementRules { first_loss: true, ..plain() };
    let cash = Cash { cash: money(100), committed_costs: money(0), reserve: money(0) };
    let payments = |rules: &SettlementRules| -> Vec<Money> {
        let lines = interim(rules, &cash, money(100), &positions).unwrap();
        lines.into_iter().map(|line| line.payment).collect()
    };
    assert_eq!(payments(&rules), [money(50), money(50), money(0)]);
    assert_eq!(payments(&plain()), [money(20), money(20), money(60)]);
    // The owner is junior although his position came first.
    let tie = holdback_split(&plain(), money(2), &positions[..2]).unwrap();
    let parts = tie.into_iter().map(|portion| (portion.position.to_string(), portion.amount));
    assert!(parts.eq([("P2".to_owned(), money(1)), ("P1".to_owned(), money(1))]));
}

#[test]
fn waiting_money_earns_by_capital_days() {
    let mut positions = [position(1, 100), position(2, 100)];
    (positions[0].days, positions[1].days) = (30, 10);
    let parts = yield_split(&plain(), money(41), &positions).unwrap();
    assert_eq!((parts[0].amount, parts[1].amount), (money(31), money(10)));
    assert_eq!(advance(&positions[0], money(4), money(10), rate("0.45")).unwrap(), money(4));
}

#[test]
fn scenarios_move_one_thing() {
    let rules =
        SettlementRules { owner_share: rate("0.50"), weights: Weights::CapitalDays, ..plain() };
    let mut positions = vec![position(1, 1_000), position(2, 1_000)];
    (positions[0].days, positions[1].days) = (10, 0);
    let forecast = Forecast {
        revenue: money(2_400),
        costs: money(2_000),
        foreign_costs: money(1_005),
        positions,
    };
    let run = |scenario: &Scenario| {
        let text = to_json(scenario).unwrap();
        assert_eq!(from_json::<Scenario>(&text).unwrap(), *scenario);
        simulate(&rules, &forecast, scenario).unwrap()
    };
    let result = |scenario: &Scenario| run(scenario).totals.result;
    assert_eq!(result(&Scenario::Expected {}), money(400));
    assert_eq!(result(&Scenario::BreakEven {}), money(0));
    assert_eq!(result(&Scenario::TotalLoss {}), money(-2_000));
    let fx = |direction| Scenario::Fx { direction, change: rate("0.10") };
    // A tenth of 1 005 is 100.5: 101.
    assert_eq!(result(&fx(Direction::Up)), money(299));
    assert_eq!(result(&fx(Direction::Down)), money(501));
    assert_eq!(result(&Scenario::LateDuty { amount: money(150) }), money(250));
    let profits = |scenario: &Scenario| {
        run(scenario).lines.into_iter().map(|line| line.profit).collect::<Vec<_>>()
    };
    assert_eq!(profits(&Scenario::Expected {}), [money(200), money(0)]);
    let delay = Scenario::Delay { days: 10, cost_per_day: None };
    assert_eq!(profits(&delay), [money(133), money(67)]);
    let delay = Scenario::Delay { days: 10, cost_per_day: Some(money(10)) };
    assert_eq!(result(&delay), money(300));
}

#[test]
fn a_delay_lengthens_a_preferred_return() {
    let tiers = vec![
        Tier::ReturnOfCapital {},
        preferred(Compounding::Simple, DayCount::Act360, Some(180)),
        Tier::Split { owner: Rate::ONE },
    ];
    let split = ProfitSplit::Waterfall { tiers, basis: Basis::European };
    let rules = SettlementRules { split, ..plain() };
    let forecast = Forecast {
        revenue: money(2_000),
        costs: money(1_000),
        foreign_costs: money(0),
        positions: vec![position(1, 1_000)],
    };
    let pool = |scenario| simulate(&rules, &forecast, &scenario).unwrap().totals.investor_pool;
    assert_eq!(pool(Scenario::Expected {}), money(50));
    assert_eq!(pool(Scenario::Delay { days: 180, cost_per_day: None }), money(100));
}

#[test]
fn an_explanation_names_quotient_remainder_and_rank() {
    let rules = SettlementRules {
        commission: Commission { rate: rate("0.05"), tax_rate: rate("0.16"), ..Commission::NONE },
        owner_share: rate("0.30"),
        ..plain()
    };
    let positions = [position(1, 14_000_000), position(2, 9_333_333), position(3, 4_666_667)];
    let explained = explain(&rules, &actuals(33_712_345, 28_000_000), &positions).unwrap();
    assert_eq!(explained.engine, ENGINE);
    let profit = &explained.lines[1].amounts[0];
    assert_eq!((profit.figure, profit.amount), (Figure::Profit, money(1_255_573)));
    let Reason::Allocated { total, weight, share, tier } = &profit.reason else { panic!() };
    assert_eq!((*total, weight.as_str(), *tier), (money(3_766_720), "9333333", None));
    // 3 766 720 · 9 333 333 / 28 000 000 = 1 255 573 + 8 069 760 / 28 000 000
    assert_eq!((share.whole, share.divisor.as_str()), (money(1_255_573), "28000000"));
    assert_eq!(share.remainder, (3_766_720_i64 * 9_333_333 - 1_255_573 * 28_000_000).to_string());
    assert_eq!((share.rank, share.rounded_up), (Some(2), false));
    let commission = &explained.totals[1];
    assert_eq!(commission.amount, money(285_617));
    let Reason::HalfUp { of, whole, rounded_up, .. } = &commission.reason else { panic!() };
    assert_eq!((*of, *whole, *rounded_up), (money(5_712_345), money(285_617), false));
}

/// Large amounts settle like small ones, and weights by capital-days may need more bits than the amounts.
#[test]
fn amounts_beyond_64_bits() {
    let mxn = Currency::parse("MXN").unwrap();
    let huge = |minor: i128| Money::from_minor(minor, mxn).unwrap();
    let mut positions = [position(1, 0), position(2, 0)];
    for (position, days) in positions.iter_mut().zip([4_000_000_000, 2_000_000_000]) {
        position.capital = huge(2_000_000_000_000_000_000_000_000_000);
        position.days = days;
    }
    let mut facts = actuals(0, 0);
    facts.revenue = huge(4_000_000_000_000_000_000_000_000_003);
    facts.costs = huge(4_000_000_000_000_000_000_000_000_000);
    let rules = SettlementRules { weights: Weights::CapitalDays, ..plain() };
    let settlement = settle(&rules, &facts, &positions).unwrap();
    assert_eq!(settlement.lines[0].profit, money(2));

    let capital = [i64::MAX / 4; 2];
    let days = [4_000_000_000, 2_000_000_000];
    let columns = PositionColumns { capital: &capital, days: &days, ..Default::default() };
    let (mut profit, mut loss, mut payout) = ([0; 2], [0; 2], [0; 2]);
    let out = SettlementColumns {
        profit: &mut profit,
        loss: &mut loss,
        payout: &mut payout,
        ..Default::default()
    };
    settle_into(&rules, &actuals(3, 0), columns, out).unwrap();
    assert_eq!(profit, [2, 1]);
    let explained = explain_at(&rules, &actuals(3, 0), columns, 1).unwrap();
    assert_eq!(explained[0].amount, money(1));
}

#[test]
fn a_million_positions_settle_and_explain_at_once() {
    const COUNT: usize = 1_000_000;
    let capital: Vec<i64> =
        (0..COUNT).map(|n| 1_000 + i64::try_from(n * n % 99_991).unwrap()).collect();
    let raised: i64 = capital.iter().sum();
    let withholding = vec![rate("0.20"); COUNT];
    let positions =
        PositionColumns { capital: &capital, withholding: &withholding, ..Default::default() };
    let rules = SettlementRules {
        commission: Commission { rate: rate("0.05"), tax_rate: rate("0.16"), ..Commission::NONE },
        owner_share: rate("0.30"),
        holdback: rate("0.05"),
        ..plain()
    };
    let column = || vec![0_i64; COUNT];
    let (mut profit, mut loss, mut payout) = (column(), column(), column());
    let (mut withheld, mut holdback) = (column(), column());
    let facts = actuals(raised / 10 * 13, raised);
    let out = SettlementColumns {
        profit: &mut profit,
        loss: &mut loss,
        payout: &mut payout,
        withheld: &mut withheld,
        holdback: &mut holdback,
        ..Default::default()
    };
    let totals = settle_into(&rules, &facts, positions, out).unwrap();
    let sum = |column: &[i64]| i128::from(column.iter().sum::<i64>());
    assert_eq!(sum(&profit), totals.investor_pool.minor());
    assert_eq!(
        sum(&payout) + sum(&withheld) + sum(&holdback),
        i128::from(raised) + totals.investor_pool.minor()
    );
    for index in [0, 499_999, COUNT - 1] {
        let explained = explain_at(&rules, &facts, positions, index).unwrap();
        let paid = explained.iter().find(|one| one.figure == Figure::Payout).unwrap();
        assert_eq!(paid.amount.minor(), i128::from(payout[index]));
    }
    let (mut payment, mut of_capital) = (column(), column());
    distribute_into(&capital, &payout, raised, &mut payment, &mut of_capital).unwrap();
    assert_eq!(sum(&payment), i128::from(raised));
}
