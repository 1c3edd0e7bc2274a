//! What if: the settlement that a forecast would come to under one of a few scenarios.
//! Nothing is stored and nothing moves; the rules and the arithmetic are those of the real settlement.

use super::rounding::part;
use super::rules::not_negative;
use super::settlement::{Actuals, Position, ProfitSplit, Settlement, SettlementRules, settle};
use super::waterfall::Tier;
use crate::error::{Code, Refusal};
use crate::money::Money;
use crate::rate::Rate;
use tercero_macros::value;

/// What is expected of a project. No amount is negative.
#[value]
pub struct Forecast {
    /// The expected sales, without the tax on them.
    pub revenue: Money,
    /// The planned costs, which are those of the snapshot.
    pub costs: Money,
    /// What of the costs is to be paid in another currency, at most all.
    pub foreign_costs: Money,
    /// The participations.
    pub positions: Vec<Position>,
}

/// Where an exchange rate goes.
#[value]
pub enum Direction {
    /// The foreign currency becomes dearer.
    Up,
    /// It becomes cheaper.
    Down,
}

/// What may happen.
#[value]
pub enum Scenario {
    /// All as planned.
    Expected {},
    /// The revenue just covers the costs.
    BreakEven {},
    /// Nothing is sold.
    TotalLoss {},
    /// The foreign costs change by a fraction of themselves, half up.
    Fx {
        /// Whether they rise.
        direction: Direction,
        /// The fraction, at most one.
        change: Rate,
    },
    /// Everything takes longer: capital-days and preferred returns grow.
    Delay {
        /// By so many days.
        days: u32,
        /// What each of them costs.
        cost_per_day: Option<Money>,
    },
    /// A duty is assessed after everything was counted.
    LateDuty {
        /// The duty.
        amount: Money,
    },
}

/// Settles a forecast under a scenario, without any side effect.
///
/// Errors: those of [`settle`]; `amount_range` for more foreign costs than costs, a change above one, or negative amounts.
pub fn simulate(
    rules: &SettlementRules,
    forecast: &Forecast,
    scenario: &Scenario,
) -> Result<Settlement, Refusal> {
    let (foreign, costs) = (forecast.foreign_costs, forecast.costs);
    costs.same_currency(foreign).map_err(|refusal| refusal.at("foreign_costs"))?;
    if foreign.minor() < 0 || foreign > costs {
        let refusal = Refusal::new(Code::AmountRange).at("foreign_costs");
        return Err(refusal.got(foreign.amount_text()).allow("from zero to all costs"));
    }
    let mut actuals =
        Actuals { revenue: forecast.revenue, costs, snapshot_costs: costs, owner_paid: None };
    let zero = Money::zero(costs.currency());
    match scenario {
        Scenario::Expected {} => {}
        Scenario::BreakEven {} => actuals.revenue = costs,
        Scenario::TotalLoss {} => actuals.revenue = zero,
        Scenario::Fx { direction, change } => {
            if *change > Rate::ONE {
                return Err(Refusal::new(Code::AmountRange).at("change").got(change));
            }
            let change = Money::from_minor(part(foreign.minor(), *change)?, costs.currency())?;
            actuals.costs = match direction {
                Direction::Up => costs.plus(change)?,
                Direction::Down => costs.minus(change)?,
            };
        }
        Scenario::Delay { days, cost_per_day } => {
            let per_day = cost_per_day.unwrap_or(zero);
            not_negative(per_day, "cost_per_day")?;
            let all = per_day.minor().checked_mul((*days).into()).ok_or(Code::AmountRange)?;
            actuals.costs = costs.plus(Money::from_minor(all, per_day.currency())?)?;
            let (rules, positions) = delayed(rules, &forecast.positions, *days);
            return settle(&rules, &actuals, &positions);
        }
        Scenario::LateDuty { amount } => {
            not_negative(*amount, "amount")?;
            actuals.costs = costs.plus(*amount)?;
        }
    }
    settle(rules, &actuals, &forecast.positions)
}

/// Rules and positions with `more` days everywhere.
fn delayed(
    rules: &SettlementRules,
    positions: &[Position],
    more: u32,
) -> (SettlementRules, Vec<Position>) {
    let mut rules = rules.clone();
    if let ProfitSplit::Waterfall { tiers, .. } = &mut rules.split {
        for tier in tiers {
            if let Tier::Preferred { days: Some(days), .. } = tier {
                *days = days.saturating_add(more);
            }
        }
    }
    let later = |position: &Position| {
        let days = position.days.saturating_add(more);
        Position { days, ..position.clone() }
    };
    (rules, positions.iter().map(later).collect())
}
