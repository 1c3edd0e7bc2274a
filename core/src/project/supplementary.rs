//! A settlement after the settlement: everything is computed again with the late facts, and only differences are posted.
//! What somebody had too much is collected from his holdback, then from his future payouts, then as a receivable.

use super::distribution::{Collected, collect};
use super::settlement::{
    Actuals, Position, Settlement, SettlementLine, SettlementRules, Totals, settle,
};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::money::Money;
use std::collections::BTreeMap;
use tercero_macros::value;

/// What can be collected from somebody.
#[value]
pub struct Reserve {
    /// What was kept back from him.
    pub holdback: Money,
    /// What he is still to be paid.
    pub future: Money,
}

/// The reserve of a position.
#[value]
pub struct PositionReserve {
    /// The participation.
    pub position: Reference,
    /// What can be collected from it.
    pub reserve: Reserve,
}

/// What can be collected; a position that is not named has nothing.
#[value]
pub struct Reserves {
    /// From the owner's share.
    pub owner: Reserve,
    /// From the positions.
    pub positions: Vec<PositionReserve>,
}

/// What changes for one side: `after` = `before` + `difference`.
#[value(name = "SupplementaryChange")]
pub struct Change {
    /// In the first settlement.
    pub before: Money,
    /// In the recomputation.
    pub after: Money,
    /// What is posted.
    pub difference: Money,
}

impl Change {
    fn of(before: Money, after: Money) -> Result<Change, Refusal> {
        Ok(Change { before, after, difference: after.minus(before)? })
    }

    /// What has to be paid more, and what has to come back.
    fn settle(&self, reserve: &Reserve) -> Result<(Money, Collected), Refusal> {
        let zero = Money::zero(self.difference.currency());
        let due = zero.minus(self.difference)?.max(zero);
        Ok((self.difference.max(zero), collect(due, reserve.holdback, reserve.future)?))
    }
}

/// What changes for one position.
#[value]
pub struct SupplementaryLine {
    /// The participation.
    pub position: Reference,
    /// Who holds it.
    pub holder: PartyId,
    /// Capital left plus profit less tax withheld, whether paid already or not.
    pub entitlement: Change,
    /// The tax withheld.
    pub withheld: Change,
    /// To be paid more.
    pub payable: Money,
    /// Where what has to come back comes from, and what of the holdback is free.
    pub collected: Collected,
}

/// A supplementary settlement. The differences add up to the change of revenue less costs.
#[value]
pub struct Supplementary {
    /// The recomputation.
    pub totals: Totals,
    /// The result.
    pub result: Change,
    /// The commission; a negative difference is a credit note.
    pub commission: Change,
    /// The tax on it.
    pub commission_tax: Change,
    /// The owner's share less what of the overrun and of a loss above all capital is his debt.
    pub owner: Change,
    /// To be paid to the owner.
    pub owner_payable: Money,
    /// Where what has to come back from the owner comes from.
    pub owner_collected: Collected,
    /// One line for each position, in order of seniority.
    pub lines: Vec<SupplementaryLine>,
}

/// Computes the whole settlement again with the facts as they are `now`, and compares it with the first one.
///
/// Nothing is patched: every difference is the recomputation less the first settlement, with commission and tax too.
/// A late gain takes the same way as a late cost. The window in which this is possible is the caller's to guard.
///
/// Errors: those of [`settle`]; `not_found` and `already_exists` for the position of a reserve.
pub fn supplementary(
    rules: &SettlementRules,
    before: &Actuals,
    now: &Actuals,
    positions: &[Position],
    reserves: &Reserves,
) -> Result<Supplementary, Refusal> {
    let first = settle(rules, before, positions)?;
    let second = settle(rules, now, positions)?;
    let mut known = BTreeMap::new();
    for (index, reserve) in reserves.positions.iter().enumerate() {
        if known.insert(&reserve.position, &reserve.reserve).is_some() {
            let refusal = Refusal::new(Code::AlreadyExists).got(&reserve.position);
            return Err(refusal.at(format!("reserves[{index}].position")));
        }
    }
    let zero = Money::zero(rules.currency());
    let nothing = Reserve { holdback: zero, future: zero };
    let mut lines = Vec::with_capacity(positions.len());
    for (before, after) in first.lines.iter().zip(&second.lines) {
        let reserve = known.remove(&after.position).unwrap_or(&nothing);
        lines.push(SupplementaryLine::of(before, after, reserve)?);
    }
    if let Some(position) = known.into_keys().next() {
        return Err(Refusal::new(Code::NotFound).at("reserves").got(position));
    }
    let (before, after) = (&first.totals, &second.totals);
    let owner = Change::of(owner_side(before)?, owner_side(after)?)?;
    let (owner_payable, owner_collected) = owner.settle(&reserves.owner)?;
    let supplementary = Supplementary {
        result: Change::of(before.result, after.result)?,
        commission: Change::of(before.commission, after.commission)?,
        commission_tax: Change::of(before.commission_tax, after.commission_tax)?,
        owner,
        owner_payable,
        owner_collected,
        lines,
        totals: second.totals.clone(),
    };
    supplementary.verify(&first, &second)?;
    Ok(supplementary)
}

/// The owner's share less his debts.
fn owner_side(totals: &Totals) -> Result<Money, Refusal> {
    totals.owner_share.minus(totals.owner_debt)?.minus(totals.owner_excess_liability)
}

impl SupplementaryLine {
    fn of(
        before: &SettlementLine,
        after: &SettlementLine,
        reserve: &Reserve,
    ) -> Result<SupplementaryLine, Refusal> {
        let entitlement =
            |line: &SettlementLine| line.capital.plus(line.profit)?.minus(line.withheld);
        let entitlement = Change::of(entitlement(before)?, entitlement(after)?)?;
        let (payable, collected) = entitlement.settle(reserve)?;
        Ok(SupplementaryLine {
            position: after.position.clone(),
            holder: after.holder.clone(),
            entitlement,
            withheld: Change::of(before.withheld, after.withheld)?,
            payable,
            collected,
        })
    }
}

impl Supplementary {
    /// The differences add up to the change of result less the owner's debts. Errors: `invariant_violated`.
    fn verify(&self, first: &Settlement, second: &Settlement) -> Result<(), Refusal> {
        let mut sum = self.commission.difference.plus(self.commission_tax.difference)?;
        sum = sum.plus(self.owner.difference)?;
        for line in &self.lines {
            sum = sum.plus(line.entitlement.difference)?.plus(line.withheld.difference)?;
        }
        let change = second.totals.result.minus(second.totals.owner_debt)?;
        let change = change.minus(first.totals.result.minus(first.totals.owner_debt)?)?;
        if sum != change {
            return Err(Refusal::new(Code::InvariantViolated).at("supplementary").got(sum));
        }
        Ok(())
    }
}
