//! Answers of the library to the settlement examples of the participation vectors, in the shape of that file.
//! Amounts are minor units of MXN; who takes part is named by the keys of the inputs.

use serde_json::{Map, Value, json};
use tercero::project::commission::{
    Commission, CommissionBase, CommissionPayer, Invoices, TaxMode,
};
use tercero::project::distribution::{
    Cash, holdback_split, interim, pay_or_park, share, unspent_return,
};
use tercero::project::lots::{Lot, by_lot};
use tercero::project::settlement::{
    Actuals, Overrun, Position, Settlement, SettlementRules, Weights, settle,
};
use tercero::project::supplementary::{PositionReserve, Reserve, Reserves, supplementary};
use tercero::project::waterfall::{Compounding, DayCount, Tier, waterfall};
use tercero::{Currency, Money, PartyId, Rate, Reference};

/// The project of the settlement examples, for the one that gives only its costs and revenue.
const PROJECT: &str = r#"{
    "capital": {"P1": 14000000, "P2": 9333333, "P3": 4666667},
    "commission": "0.05", "iva": "0.16", "owner_share": "0.30"
}"#;

/// The `outputs` of an example, if `op` is about settlements.
pub(crate) fn answer(op: &str, inputs: &Value) -> Option<Value> {
    match op {
        "settle" | "settle_mixed" => Some(settle_one(inputs)),
        "settle_batch" => Some(settle_batch(inputs)),
        "settle_withholding" => Some(settle_withholding(inputs)),
        "settle_carry" => Some(settle_carry(inputs)),
        "commission_invoices" => Some(commission_invoices(inputs)),
        "commission_policies" => Some(commission_policies(inputs)),
        "waterfall" => Some(tiers(inputs)),
        "clawback" => Some(clawback(inputs)),
        "interim" => Some(interim_payments(inputs)),
        "advance" => Some(advance(inputs)),
        "supplementary_settlement" => Some(supplementary_settlement(inputs)),
        "overrun" => Some(overrun(inputs)),
        "time_weighted" => Some(time_weighted(inputs)),
        "unspent_return" => Some(unspent(inputs)),
        "payout_threshold" => Some(payout_threshold(inputs)),
        _ => None,
    }
}

fn mxn() -> Currency {
    Currency::parse("MXN").unwrap()
}

fn money(minor: i64) -> Money {
    Money::from_minor(minor.into(), mxn()).unwrap()
}

/// Minor units as a JSON integer.
fn minor(money: Money) -> Value {
    json!(i64::try_from(money.minor()).unwrap())
}

fn minors(monies: impl IntoIterator<Item = Money>) -> Value {
    monies.into_iter().map(minor).collect()
}

fn amount(inputs: &Value, key: &str) -> i64 {
    inputs[key].as_i64().unwrap_or_else(|| panic!("{key} is missing"))
}

fn amounts(value: &Value) -> Vec<i64> {
    value.as_array().unwrap().iter().map(|amount| amount.as_i64().unwrap()).collect()
}

/// A rate; zero if it is not given.
fn rate(inputs: &Value, key: &str) -> Rate {
    inputs[key].as_str().map_or(Rate::ZERO, |text| Rate::parse(text).unwrap())
}

fn position(name: &str, seq: u32, capital: i64) -> Position {
    Position {
        id: Reference::parse(name).unwrap(),
        holder: PartyId::parse(name).unwrap(),
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

/// One position for each key of `capital`.
fn named(capital: &Value) -> Vec<Position> {
    let capital = capital.as_object().unwrap();
    let positions = (1..).zip(capital);
    positions.map(|(seq, (name, capital))| position(name, seq, capital.as_i64().unwrap())).collect()
}

/// One position for each entry of a list.
fn listed(capital: &[i64]) -> Vec<Position> {
    let positions = (1..).zip(capital);
    positions.map(|(seq, capital)| position(&format!("P{seq}"), seq, *capital)).collect()
}

/// Rules as an example gives them: what it does not mention is zero.
fn rules(inputs: &Value) -> SettlementRules {
    let included = inputs["iva_mode"].as_str() == Some("INCLUDED");
    SettlementRules {
        commission: Commission {
            rate: rate(inputs, "commission"),
            tax_rate: rate(inputs, "iva"),
            tax_mode: if included { TaxMode::Included } else { TaxMode::Added },
            ..Commission::NONE
        },
        owner_share: rate(inputs, "owner_share"),
        first_loss: inputs["first_loss"].is_string(),
        holdback: Rate::ZERO,
        payout_threshold: money(0),
        overrun: Overrun::Pool {},
        ..SettlementRules::standard(mxn()).unwrap()
    }
}

fn actuals(revenue: i64, costs: i64) -> Actuals {
    Actuals {
        revenue: money(revenue),
        costs: money(costs),
        snapshot_costs: money(costs),
        owner_paid: None,
    }
}

/// A figure of every position, by its name.
fn by_name(
    settlement: &Settlement,
    figure: fn(&tercero::project::settlement::SettlementLine) -> Money,
) -> Value {
    let figures =
        settlement.lines.iter().map(|line| (line.position.to_string(), minor(figure(line))));
    Value::Object(figures.collect())
}

fn settlement_shape(settlement: &Settlement) -> Value {
    let totals = &settlement.totals;
    let mut shape = json!({
        "result": minor(totals.result),
        "commission": minor(totals.commission),
        "iva": minor(totals.commission_tax),
        "owner_share": minor(totals.owner_share),
        "investor_pool": minor(totals.investor_pool),
        "profit": by_name(settlement, |line| line.profit),
        "loss": by_name(settlement, |line| line.loss),
        "payout": by_name(settlement, |line| line.payout),
    });
    // A loss has a liability, anything else a net profit.
    if totals.result.minor() < 0 {
        shape["owner_excess_liability"] = minor(totals.owner_excess_liability);
    } else {
        shape["net_profit"] = minor(totals.net_profit);
    }
    shape
}

fn settle_one(inputs: &Value) -> Value {
    let mut positions = named(&inputs["capital"]);
    for position in &mut positions {
        position.owner = inputs["first_loss"].as_str() == Some(position.id.as_str());
    }
    let costs = if inputs["costs"].is_null() { "pool_cost" } else { "costs" };
    let actuals = actuals(amount(inputs, "revenue"), amount(inputs, costs));
    settlement_shape(&settle(&rules(inputs), &actuals, &positions).unwrap())
}

fn settle_batch(inputs: &Value) -> Value {
    let positions = named(&inputs["capital"]);
    let costs = amount(inputs, "costs");
    let case = |revenue| {
        settlement_shape(&settle(&rules(inputs), &actuals(revenue, costs), &positions).unwrap())
    };
    let cases: Value = amounts(&inputs["revenues"]).into_iter().map(case).collect();
    json!({ "cases": cases })
}

/// Without the remittance to the tax office, whose rounding is that of customs payments.
fn settle_withholding(inputs: &Value) -> Value {
    let mut positions = named(&inputs["capital"]);
    for position in &mut positions {
        position.withholding = rate(&inputs["withholding"], position.id.as_str());
    }
    let actuals = actuals(amount(inputs, "revenue"), amount(inputs, "costs"));
    let settlement = settle(&rules(inputs), &actuals, &positions).unwrap();
    let mut shape = settlement_shape(&settlement);
    shape["withheld"] = by_name(&settlement, |line| line.withheld);
    shape["isr_total"] = minor(settlement.totals.withheld);
    shape
}

fn settle_carry(inputs: &Value) -> Value {
    let count = usize::try_from(amount(inputs, "investors")).unwrap();
    let positions = listed(&vec![amount(inputs, "each"); count]);
    let costs = amount(inputs, "invested") + amount(inputs, "setup_fees");
    let rules = SettlementRules { owner_share: rate(inputs, "carry"), ..rules(inputs) };
    let settlement = settle(&rules, &actuals(amount(inputs, "exit"), costs), &positions).unwrap();
    let capital = settlement.lines.iter().try_fold(money(0), |sum, line| sum.plus(line.capital));
    let each = settlement.lines[0].payout;
    assert!(settlement.lines.iter().all(|line| line.payout == each));
    json!({
        "return_of_capital": minor(capital.unwrap()),
        "carry": minor(settlement.totals.owner_share),
        "investor_profit": minor(settlement.totals.investor_pool),
        "payout_each": minor(each),
    })
}

fn commission_invoices(inputs: &Value) -> Value {
    let profits = amounts(&inputs["profit_by_participant"]);
    let result = profits.iter().sum::<i64>();
    let positions = listed(&profits);
    let with = |invoices| {
        let mut rules = rules(inputs);
        rules.commission.invoices = invoices;
        settle(&rules, &actuals(result, 0), &positions).unwrap()
    };
    let (pool, each) = (with(Invoices::Pool), with(Invoices::PerParticipant));
    json!({
        "commission_total": minor(each.totals.commission),
        "commission_by_participant": minors(each.lines.iter().map(|line| line.commission)),
        "per_participant_iva": minors(each.lines.iter().map(|line| line.commission_tax)),
        "per_participant_iva_sum": minor(each.totals.commission_tax),
        "pool_iva": minor(pool.totals.commission_tax),
    })
}

fn commission_policies(inputs: &Value) -> Value {
    let funded = amount(inputs, "funded");
    let actuals = actuals(funded + amount(inputs, "profit"), funded);
    let given = rate(inputs, "rate");
    let two_percent = Rate::parse("0.02").unwrap();
    let policies = [
        ("GROSS_PROFIT_OFF_THE_TOP", CommissionBase::GrossProfit, CommissionPayer::Pool, given),
        (
            "INVESTOR_PROFIT_PAID_BY_INVESTORS",
            CommissionBase::InvestorProfit,
            CommissionPayer::Investors,
            given,
        ),
        ("GROSS_PROFIT_PAID_BY_OWNER", CommissionBase::GrossProfit, CommissionPayer::Owner, given),
        (
            "TWO_PCT_OF_FUNDED_AS_COST",
            CommissionBase::FundedAmount,
            CommissionPayer::Pool,
            two_percent,
        ),
    ];
    let mut answers = Map::new();
    for (name, base, payer, rate) in policies {
        let mut rules = rules(inputs);
        rules.commission = Commission { rate, base, payer, ..rules.commission };
        let totals = settle(&rules, &actuals, &listed(&[funded])).unwrap().totals;
        let answer = json!({
            "commission": minor(totals.commission),
            "iva": minor(totals.commission_tax),
            "owner": minor(totals.owner_share),
            "investors": minor(totals.investor_pool),
        });
        answers.insert(name.to_owned(), answer);
    }
    Value::Object(answers)
}

fn tiers(inputs: &Value) -> Value {
    let day_count = match amount(inputs, "basis") {
        360 => DayCount::Act360,
        365 => DayCount::Act365,
        other => panic!("no year of {other} days"),
    };
    let (promote, speed) = (rate(inputs, "promote"), rate(inputs, "catchup"));
    let tiers = [
        Tier::ReturnOfCapital {},
        Tier::Preferred {
            rate: rate(inputs, "pref"),
            compounding: Compounding::Simple,
            day_count,
            days: Some(u32::try_from(amount(inputs, "days")).unwrap()),
        },
        Tier::CatchUp { speed, target: promote },
        Tier::Split { owner: promote },
    ];
    let capital: Vec<Money> = amounts(&inputs["capital"]).into_iter().map(money).collect();
    let distributable = money(amount(inputs, "distributable"));
    let paid = waterfall(&tiers, distributable, &capital, &[]).unwrap();
    let [capital_tier, preferred, catch_up, split] = paid.tiers.as_slice() else {
        panic!("a result for each tier")
    };
    let sides = |owner, investors| json!({ "owner": minor(owner), "investors": minor(investors) });
    let mut shape = json!({
        "roc": minors(capital_tier.parts.iter().copied()),
        "pref_due": minors(preferred.dues.iter().copied()),
        "pref": minors(preferred.parts.iter().copied()),
        "catchup": sides(catch_up.owner, catch_up.investors),
        "split": sides(split.owner, split.investors),
        "owner_total": minor(paid.owner),
        "investor_total": minors(paid.investors.iter().copied()),
    });
    // There is a target once the preferred return is paid, and a fraction to show once a full catch-up has reached it.
    if preferred.investors == preferred.due {
        shape["catchup_target"] = minor(catch_up.due);
        if speed == Rate::ONE && catch_up.owner == catch_up.due {
            let profit = distributable.minus(capital_tier.investors).unwrap();
            shape["profit"] = minor(profit);
            let fraction = format!("{}/{}", paid.owner.minor(), profit.minor());
            shape["owner_pct_of_profit"] = json!(fraction);
        }
    }
    shape
}

fn clawback(inputs: &Value) -> Value {
    let lot = |lot: &Value| Lot {
        id: Reference::parse(lot["id"].as_str().unwrap()).unwrap(),
        capital: money(amount(lot, "capital")),
        proceeds: money(amount(lot, "proceeds")),
        days: 0,
    };
    let lots: Vec<Lot> = inputs["lots"].as_array().unwrap().iter().map(lot).collect();
    let tiers = [Tier::ReturnOfCapital {}, Tier::Split { owner: rate(inputs, "promote") }];
    let capital: Vec<Money> = amounts(&inputs["investor_capital"]).into_iter().map(money).collect();
    let held = rate(inputs, "holdback");
    let result = by_lot(&tiers, &lots, held, money(0), &capital).unwrap();
    json!({
        "american_promote": minors(result.promotes),
        "european_promote": minor(result.entitlement),
        "clawback": minor(result.clawback),
        "from_holdback": minor(result.collected.from_holdback),
        "owner_receivable": minor(result.collected.receivable),
        "to_investors": minors(result.to_investors),
    })
}

fn interim_payments(inputs: &Value) -> Value {
    let mut positions = listed(&amounts(&inputs["capital"]));
    let distributions = amounts(&inputs["distributions"]);
    let mut payments = Vec::new();
    for distribution in &distributions {
        let amount = money(*distribution);
        let cash = Cash { cash: amount, committed_costs: money(0), reserve: money(0) };
        let lines = interim(&rules(inputs), &cash, amount, &positions).unwrap();
        for (position, line) in positions.iter_mut().zip(&lines) {
            position.distributed = position.distributed.plus(line.capital).unwrap();
            position.profit_distributed = position.profit_distributed.plus(line.profit).unwrap();
        }
        payments.push(minors(lines.into_iter().map(|line| line.payment)));
    }
    let total = money(distributions.iter().sum());
    let one_shot = share(&rules(inputs), total, Weights::Capital, &positions).unwrap();
    let all = positions.iter().map(|p| p.distributed.plus(p.profit_distributed).unwrap());
    json!({
        "payments": payments,
        "cumulative": minors(all),
        "one_shot": minors(one_shot.into_iter().map(|portion| portion.amount)),
        "return_of_capital": minors(positions.iter().map(|position| position.distributed)),
        "profit": minors(positions.iter().map(|position| position.profit_distributed)),
    })
}

fn advance(inputs: &Value) -> Value {
    let mut positions = named(&inputs["capital"]);
    for position in &mut positions {
        position.advance = money(amount(&inputs["advances"], position.id.as_str()));
    }
    let mut rules = rules(inputs);
    rules.recover_advances_from_capital = inputs["recover_from_capital"].as_bool().unwrap();
    let actuals = actuals(amount(inputs, "revenue"), amount(inputs, "costs"));
    let settlement = settle(&rules, &actuals, &positions).unwrap();
    let excess =
        settlement.lines.iter().map(|line| (line.advance.minor() - line.profit.minor()).max(0));
    json!({
        "entitlement": by_name(&settlement, |line| line.profit),
        "advance": by_name(&settlement, |line| line.advance),
        "final_profit_payment": by_name(&settlement, |line| line.profit.minus(line.advance).unwrap()),
        "final_payout": by_name(&settlement, |line| line.payout),
        "excess_over_profit": i64::try_from(excess.sum::<i128>()).unwrap(),
    })
}

fn supplementary_settlement(inputs: &Value) -> Value {
    let (rules, positions) = (rules(inputs), named(&inputs["capital"]));
    let revenue = amount(inputs, "revenue");
    let before = actuals(revenue, amount(inputs, "costs_v1"));
    let mut now = before.clone();
    now.costs = now.costs.plus(money(amount(inputs, "late_cost"))).unwrap();
    let held = holdback_split(&rules, money(amount(inputs, "holdback")), &positions).unwrap();
    let nothing = Reserve { holdback: money(0), future: money(0) };
    let reserve = |portion: &tercero::project::distribution::Portion| PositionReserve {
        position: portion.position.clone(),
        reserve: Reserve { holdback: portion.amount, future: money(0) },
    };
    let reserves = Reserves { owner: nothing, positions: held.iter().map(reserve).collect() };
    let late = supplementary(&rules, &before, &now, &positions, &reserves).unwrap();
    type Line = tercero::project::supplementary::SupplementaryLine;
    let lines = |figure: fn(&Line) -> Money| -> Value {
        let figures = late.lines.iter().map(|l| (l.position.to_string(), minor(figure(l))));
        Value::Object(figures.collect())
    };
    let held = held.iter().map(|portion| (portion.position.to_string(), minor(portion.amount)));
    json!({
        "v1_payout": lines(|line| line.entitlement.before),
        "v2_payout": lines(|line| line.entitlement.after),
        "delta": lines(|line| line.entitlement.difference),
        "owner_delta": minor(late.owner.difference),
        "commission_delta": minor(late.commission.difference),
        "iva_delta": minor(late.commission_tax.difference),
        "holdback_by_participant": Value::Object(held.collect()),
        "holdback_used": lines(|line| line.collected.from_holdback),
        "holdback_released": lines(|line| line.collected.released),
        "receivable": lines(|line| line.collected.receivable),
    })
}

fn overrun(inputs: &Value) -> Value {
    let project: Value = serde_json::from_str(PROJECT).unwrap();
    let mut rules = rules(&project);
    rules.overrun = match inputs["policy"].as_str().unwrap() {
        "POOL" => Overrun::Pool {},
        "OWNER" => Overrun::Owner {},
        "CAP_THEN_OWNER" => Overrun::CapThenOwner { cap: rate(inputs, "cap") },
        other => panic!("no policy {other}"),
    };
    let actuals = Actuals {
        snapshot_costs: money(amount(inputs, "snapshot_cost")),
        ..actuals(amount(inputs, "revenue"), amount(inputs, "actual_cost"))
    };
    let settlement = settle(&rules, &actuals, &named(&project["capital"])).unwrap();
    let totals = &settlement.totals;
    json!({
        "overrun": minor(totals.overrun),
        "absorbed_by_pool": minor(totals.overrun_absorbed),
        "owner_receivable": minor(totals.owner_debt),
        "cost_for_settlement": minor(totals.costs),
        "settlement": settlement_shape(&settlement),
    })
}

fn time_weighted(inputs: &Value) -> Value {
    let mut positions = listed(&amounts(&inputs["amounts"]));
    for (position, days) in positions.iter_mut().zip(amounts(&inputs["days"])) {
        position.days = u32::try_from(days).unwrap();
    }
    let pool = money(amount(inputs, "profit_pool"));
    let by = |weights| -> Vec<Money> {
        let portions = share(&rules(inputs), pool, weights, &positions).unwrap();
        portions.into_iter().map(|portion| portion.amount).collect()
    };
    let (capital, capital_days) = (by(Weights::Capital), by(Weights::CapitalDays));
    let difference =
        capital.iter().zip(&capital_days).map(|(capital, days)| days.minus(*capital).unwrap());
    json!({
        "difference": minors(difference),
        "capital": minors(capital),
        "capital_days": minors(capital_days),
    })
}

fn unspent(inputs: &Value) -> Value {
    let (rules, mut positions) = (rules(inputs), named(&inputs["capital"]));
    let costs = amount(inputs, "actual_cost");
    let actuals = actuals(amount(inputs, "revenue"), costs);
    let without = settle(&rules, &actuals, &positions).unwrap();
    let unspent = unspent_return(&rules, money(costs), &positions).unwrap();
    let mut returned = Map::new();
    for (position, portion) in positions.iter_mut().zip(&unspent.returned) {
        position.distributed = portion.amount;
        returned.insert(portion.position.to_string(), minor(portion.amount));
    }
    let last = settle(&rules, &actuals, &positions).unwrap();
    json!({
        "unspent": minor(unspent.unspent),
        "returned": returned,
        "settlement": settlement_shape(&without),
        "final_payment": by_name(&last, |line| line.payout),
    })
}

fn payout_threshold(inputs: &Value) -> Value {
    let threshold = money(amount(inputs, "threshold"));
    let payable = amounts(&inputs["payable"]).into_iter().map(money);
    let parked: Vec<_> =
        payable.map(|payable| pay_or_park(payable, money(0), threshold).unwrap()).collect();
    json!({
        "paid": minors(parked.iter().map(|parked| parked.paid)),
        "parked_unclaimed": minors(parked.iter().map(|parked| parked.parked)),
    })
}
