//! How fees become due: in proportion to what is funded on the buyer's side and released on the seller's.
//! Everything is cumulative, so no cent is lost between two releases and none is charged twice.

use crate::allocation::Accrual;
use crate::commission::Timing;
use crate::error::{Code, Refusal};
use crate::escrow::event::{Charge, Credit, Event, ReleaseCause};
use crate::escrow::{Milestone, State};
use crate::id::PartyId;
use crate::journal::Account;
use crate::money::Money;
use crate::quote::QuoteLine;
use crate::rate::{Rate, mul_div_half_up};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Fee lines and the principal they are spread over. An amendment starts another segment and never touches the past.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Segment {
    /// Events up to this version belong to the segments before.
    pub(crate) after: u32,
    /// Principal released before.
    pub(crate) released: Money,
    /// Principal it covers: the price less what was released before.
    pub(crate) principal: Money,
    /// Fees of the buyer taken before.
    pub(crate) taken: Money,
    /// What each line still takes in all.
    pub(crate) lines: Vec<QuoteLine>,
}

/// What one line of the current segment has taken so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Taken {
    pub(crate) buyer: Money,
    pub(crate) seller: Money,
}

/// A segment an amendment has ended, and what its lines had taken by then.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Past {
    pub(crate) segment: Arc<Segment>,
    pub(crate) taken: Vec<Taken>,
}

/// The fees of one milestone and its parts, and who was paid from it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Flow {
    /// Fees the buyer paid with it and that nobody has taken back.
    pub(crate) fees: Money,
    /// What releases took of the buyer's fees.
    pub(crate) used: Money,
    /// What releases gave to each payee, less what he owes back.
    pub(crate) paid: Vec<Credit>,
}

/// A_p(x): what has become due of `part` of a line when `x` of the price `whole` has moved. Rounded half up.
pub(crate) fn due_at(
    timing: Timing,
    part: Money,
    x: Money,
    whole: Money,
) -> Result<Money, Refusal> {
    let nothing = Money::zero(part.currency());
    match timing {
        Timing::ProRata if whole.is_zero() => Ok(nothing),
        Timing::ProRata => {
            let unsigned = |money: Money| u128::try_from(money.minor()).unwrap_or(0);
            let minor = mul_div_half_up(unsigned(part), unsigned(x), unsigned(whole))?;
            Money::from_minor(minor, part.currency())
        }
        Timing::Front if x.is_positive() => Ok(part),
        Timing::Back if x == whole => Ok(part),
        Timing::Front | Timing::Back => Ok(nothing),
    }
}

impl State {
    /// The segment an event belongs to.
    pub(crate) fn segment_of(&self, version: u32) -> &Segment {
        let mut segments = self.earlier.iter().rev().map(|past| &past.segment);
        if version > self.segment.after {
            return &self.segment;
        }
        segments.find(|segment| version > segment.after).map_or(&self.segment, |found| found)
    }

    /// The fees the buyer must have paid when `funded` of the price is there.
    pub(crate) fn fees_needed(&self, segment: &Segment, funded: Money) -> Result<Money, Refusal> {
        let x = funded.minus(segment.released)?;
        segment.lines.iter().try_fold(segment.taken, |sum, line| {
            sum.plus(due_at(line.timing, line.buyer, x, segment.principal)?)
        })
    }

    /// The buyer-side fees that fall due when `milestone` is funded.
    pub(crate) fn fees_due(&self, milestone: &Milestone) -> Result<Money, Refusal> {
        let needed = self.fees_needed(&self.segment, self.funded.plus(milestone.amount)?)?;
        Ok(needed.minus(self.fees_paid)?.max(self.zero()))
    }

    /// What the buyer has to pay for `milestone` in all, before anything of it is funded: its price and the fees due with it.
    pub fn due(&self, milestone: &Milestone) -> Result<Money, Refusal> {
        milestone.amount.plus(self.fees_due(milestone)?)
    }

    /// The release of `amount` from `milestone`: what each line takes, what each payee gets, what is left for the seller.
    ///
    /// The seller's lines are taken in declared order until the release is used up, the buyer's until the fees he paid are;
    /// the rest waits for the next release.
    pub(crate) fn release(
        &self,
        milestone: &Milestone,
        amount: Money,
        cause: ReleaseCause,
    ) -> Result<Event, Refusal> {
        let x = self.released.plus(amount)?.minus(self.segment.released)?;
        let mut fees = self.balances.of(&Account::FeesHeld, amount.currency());
        let mut net = amount;
        let mut charges = Vec::new();
        let mut credits: Vec<Credit> = Vec::new();
        for (index, line) in self.segment.lines.iter().enumerate() {
            let Some(taken) = self.taken.get(index) else {
                return Err(Code::InvariantViolated.into());
            };
            let due = |part| due_at(line.timing, part, x, self.segment.principal);
            let buyer = due(line.buyer)?.minus(taken.buyer)?.min(fees);
            let seller = wrong!(
                "each_release_by_itself",
                due(line.seller)?.minus(taken.seller)?,
                due_at(line.timing, line.seller, amount, self.segment.principal)?
            )
            .min(net);
            fees = fees.minus(buyer)?;
            net = net.minus(seller)?;
            let before = taken.buyer.plus(taken.seller)?;
            let after = before.plus(buyer)?.plus(seller)?;
            if before == after {
                continue;
            }
            let line_number = u32::try_from(index).unwrap_or(u32::MAX);
            charges.push(Charge { line: line_number, buyer, seller });
            share(line, before, after, &mut credits)?;
        }
        let milestone = milestone.id.clone();
        Ok(Event::Released { milestone, cause, amount, net, charges, credits })
    }

    /// What the lines are short of, now that nothing more will be released.
    pub(crate) fn shortfall(&self) -> Result<Money, Refusal> {
        let x = self.released.minus(self.segment.released)?;
        let lines = self.segment.lines.iter().zip(&self.taken);
        lines.into_iter().try_fold(self.zero(), |sum, (line, taken)| {
            let due = |part| due_at(line.timing, part, x, self.segment.principal);
            let (buyer, seller) = (due(line.buyer)?, due(line.seller)?);
            sum.plus(buyer.minus(taken.buyer)?)?.plus(seller.minus(taken.seller)?)
        })
    }
}

/// Gives the payees of a line what their cumulative shares rise by (nested two-way splits in declared rank).
fn share(
    line: &QuoteLine,
    before: Money,
    after: Money,
    credits: &mut Vec<Credit>,
) -> Result<(), Refusal> {
    let weights: Vec<Rate> = line.payees.iter().map(|share| share.weight).collect();
    let accrual = Accrual::new(&weights)?;
    let shares = accrual.at(after)?.into_iter().zip(accrual.at(before)?);
    for (payee, (now, then)) in line.payees.iter().zip(shares) {
        pay(credits, &payee.party, now.minus(then)?)?;
    }
    Ok(())
}

/// Adds what a payee is given to what he has.
pub(crate) fn pay(
    credits: &mut Vec<Credit>,
    party: &PartyId,
    amount: Money,
) -> Result<(), Refusal> {
    match credits.iter_mut().find(|credit| credit.party == *party) {
        Some(credit) => credit.amount = credit.amount.plus(amount)?,
        None if amount.is_zero() => {}
        None => credits.push(Credit { party: party.clone(), amount }),
    }
    Ok(())
}
