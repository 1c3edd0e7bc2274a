//! From shares to payments: what is withheld, set off, kept back and paid, and the figures of the whole.
//! The figures are refused unless what is given is what there is.

use super::columns::{Minor, PositionColumns, entry};
use super::outcome::Outcome;
use super::rounding::part;
use super::rules::SettlementRules;
use super::settlement::Actuals;
use crate::error::{Code, Refusal};
use crate::money::Money;
use crate::rate::Rate;
use tercero_macros::value;

/// What a settlement comes to.
///
/// `payout` + `parked` + `withheld` + `holdback` + `advances` + `distributed` + `owner_payout` + `owner_holdback` +
/// `owner_paid` + `commission` + `commission_tax` = revenue + `capital` − all costs + `owner_receivable` + `receivable` +
/// `owner_excess_liability`.
#[value]
pub struct Totals {
    /// All capital.
    pub capital: Money,
    /// Costs above the snapshot.
    pub overrun: Money,
    /// What of the overrun everybody bears.
    pub overrun_absorbed: Money,
    /// What of the overrun the owner bears.
    pub owner_debt: Money,
    /// The costs that count: all but the owner's part of the overrun.
    pub costs: Money,
    /// Revenue less those costs; negative for a loss.
    pub result: Money,
    /// The platform's commission, rounded half up; zero unless the result is positive.
    pub commission: Money,
    /// The tax on it.
    pub commission_tax: Money,
    /// Commission and tax that the payer did not have; never collected.
    pub commission_shortfall: Money,
    /// A positive result less commission and tax, whoever pays them: the owner's share and the investors' pool.
    pub net_profit: Money,
    /// What the owner gets for his management.
    pub owner_share: Money,
    /// All profits of the positions.
    pub investor_pool: Money,
    /// All losses of the positions.
    pub loss: Money,
    /// What was lost above all capital: a debt of the owner outside the escrow.
    pub owner_excess_liability: Money,
    /// What the owner had before.
    pub owner_paid: Money,
    /// What of the owner's debt his share pays.
    pub owner_netted: Money,
    /// What of the owner's share is kept back.
    pub owner_holdback: Money,
    /// What the owner is paid now for his management.
    pub owner_payout: Money,
    /// What the owner still owes of the overrun and of what he had too much.
    pub owner_receivable: Money,
    /// All tax withheld.
    pub withheld: Money,
    /// All advances.
    pub advances: Money,
    /// All that was distributed before.
    pub distributed: Money,
    /// All that is kept back from positions.
    pub holdback: Money,
    /// All payouts to positions.
    pub payout: Money,
    /// All that is owed to positions below the threshold.
    pub parked: Money,
    /// All that positions have to give back.
    pub receivable: Money,
}

/// What a position is due before anything is set off, in minor units.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Due {
    pub(crate) capital: i128,
    pub(crate) profit: i128,
    pub(crate) loss: i128,
    pub(crate) withholding: Rate,
    pub(crate) advance: i128,
    pub(crate) distributed: i128,
    pub(crate) profit_distributed: i128,
}

impl Due {
    /// What the position at `index` is due, given its shares.
    pub(crate) fn at<N: Minor>(
        positions: &PositionColumns<'_, N>,
        profit: i128,
        loss: i128,
        index: usize,
    ) -> Due {
        Due {
            capital: entry(positions.capital, index),
            profit,
            loss,
            withholding: positions.withholding.get(index).copied().unwrap_or(Rate::ZERO),
            advance: entry(positions.advance, index),
            distributed: entry(positions.distributed, index),
            profit_distributed: entry(positions.profit_distributed, index),
        }
    }
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) withheld: i128,
    pub(crate) holdback: i128,
    pub(crate) payout: i128,
    pub(crate) parked: i128,
    pub(crate) receivable: i128,
}

impl Line {
    pub(crate) fn of(rules: &SettlementRules, due: &Due) -> Result<Line, Refusal> {
        let withheld = part(due.profit, due.withholding)?;
        let paid_profit = due.advance.saturating_add(due.profit_distributed);
        let profit = due.profit.saturating_sub(withheld).saturating_sub(paid_profit);
        let capital = due.capital.saturating_sub(due.loss).saturating_sub(due.distributed);
        let (payable, receivable) = if rules.recover_advances_from_capital {
            let balance = profit.saturating_add(capital);
            (balance.max(0), balance.min(0).saturating_neg())
        } else {
            let balance = capital.saturating_add(profit.max(0));
            let owed = profit.min(0).saturating_add(balance.min(0));
            (balance.max(0), owed.saturating_neg())
        };
        let holdback = part(due.profit, rules.position_holdback())?.min(payable);
        let payout = payable.saturating_sub(holdback);
        let small = payout < rules.payout_threshold.minor();
        let (payout, parked) = if small { (0, payout) } else { (payout, 0) };
        Ok(Line { withheld, holdback, payout, parked, receivable })
    }
}

/// What all lines come to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LineSums {
    all: Line,
    pub(crate) profit: i128,
    pub(crate) loss: i128,
    pub(crate) advances: i128,
    pub(crate) distributed: i128,
}

impl LineSums {
    pub(crate) fn add(&mut self, line: &Line) {
        let all = &mut self.all;
        all.withheld = all.withheld.saturating_add(line.withheld);
        all.holdback = all.holdback.saturating_add(line.holdback);
        all.payout = all.payout.saturating_add(line.payout);
        all.parked = all.parked.saturating_add(line.parked);
        all.receivable = all.receivable.saturating_add(line.receivable);
    }
}

impl Totals {
    /// Puts the figures together, and refuses them unless they add up.
    pub(crate) fn of<N: Minor>(
        rules: &SettlementRules,
        actuals: &Actuals,
        outcome: &Outcome<'_, N>,
        lines: &LineSums,
    ) -> Result<Totals, Refusal> {
        let money = |minor: i128| Money::from_minor(minor, rules.currency());
        let owner_paid = actuals.owner_paid(rules.currency()).minor();
        let debt = outcome.excess.owner_debt;
        let left = outcome.owner_share.saturating_sub(owner_paid);
        let netted = debt.min(left.max(0));
        let payable = left.max(0).saturating_sub(netted);
        let owner_holdback = part(outcome.owner_share, rules.owner_holdback())?.min(payable);
        let receivable = debt.saturating_sub(netted).saturating_sub(left.min(0));
        let net_profit = outcome.result.max(0).saturating_sub(outcome.charge.gross());
        let totals = Totals {
            capital: money(outcome.capital)?,
            overrun: money(outcome.excess.overrun)?,
            overrun_absorbed: money(outcome.excess.absorbed)?,
            owner_debt: money(debt)?,
            costs: money(outcome.costs)?,
            result: money(outcome.result)?,
            commission: money(outcome.charge.commission)?,
            commission_tax: money(outcome.charge.tax)?,
            commission_shortfall: money(outcome.charge.shortfall)?,
            net_profit: money(net_profit)?,
            owner_share: money(outcome.owner_share)?,
            investor_pool: money(lines.profit)?,
            loss: money(lines.loss)?,
            owner_excess_liability: money(outcome.liability)?,
            owner_paid: money(owner_paid)?,
            owner_netted: money(netted)?,
            owner_holdback: money(owner_holdback)?,
            owner_payout: money(payable.saturating_sub(owner_holdback))?,
            owner_receivable: money(receivable)?,
            withheld: money(lines.all.withheld)?,
            advances: money(lines.advances)?,
            distributed: money(lines.distributed)?,
            holdback: money(lines.all.holdback)?,
            payout: money(lines.all.payout)?,
            parked: money(lines.all.parked)?,
            receivable: money(lines.all.receivable)?,
        };
        totals.verify(actuals)?;
        Ok(totals)
    }

    /// What is given is what there is. Errors: `invariant_violated`, which cannot happen.
    fn verify(&self, actuals: &Actuals) -> Result<(), Refusal> {
        let sum = |monies: &[Money]| {
            monies.iter().fold(0_i128, |sum, money| sum.saturating_add(money.minor()))
        };
        let positions = [
            self.payout,
            self.parked,
            self.withheld,
            self.holdback,
            self.advances,
            self.distributed,
        ];
        let owner = [self.owner_payout, self.owner_holdback, self.owner_paid];
        let given = sum(&positions)
            .saturating_add(sum(&owner))
            .saturating_add(sum(&[self.commission, self.commission_tax]));
        let claims = [self.owner_receivable, self.receivable, self.owner_excess_liability];
        let there = sum(&[actuals.revenue, self.capital])
            .saturating_sub(actuals.costs.minor())
            .saturating_add(sum(&claims));
        let shared = sum(&[self.owner_share, self.investor_pool]) == self.net_profit.minor();
        if given != there || !shared {
            return Err(Refusal::new(Code::InvariantViolated).at("settlement").got(given));
        }
        Ok(())
    }
}
