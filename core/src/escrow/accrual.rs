//! How fees become due: in proportion to what is funded on the buyer's side and released on the seller's.
//! Everything is cumulative, so no cent is lost between two releases and none is charged twice.

use crate::allocation::Accrual;
use crate::commission::{RefundCause, RefundPolicy, Timing};
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
    /// Principal that went back and bears the line as if it had been released.
    pub(crate) kept: Money,
    /// Principal that went back and of which the line is not computed any more.
    pub(crate) dropped: Money,
}

impl Taken {
    /// Nothing yet; `zero` is of the escrow's currency.
    pub(crate) const fn none(zero: Money) -> Taken {
        Taken { buyer: zero, seller: zero, kept: zero, dropped: zero }
    }
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

    /// What has become due of a line of the current segment, of the buyer and of the seller, when `released` of its principal
    /// was released.
    fn line_due(
        &self,
        line: &QuoteLine,
        taken: Taken,
        released: Money,
    ) -> Result<(Money, Money), Refusal> {
        let Taken { kept, dropped, .. } = taken;
        let (mut buyer, mut seller) = (line.buyer, line.seller);
        if dropped.is_positive() {
            let fees = self.agreement.terms.fees();
            let rule = fees.lines.iter().find(|known| known.id == line.line);
            let rule = rule.ok_or(Refusal::new(Code::InvariantViolated))?;
            let (b, s) = rule.parts_at(self.agreement.price.minus(dropped)?, line.tax)?;
            let (b_before, s_before) = self.taken_earlier(line)?;
            let nothing = self.zero();
            (buyer, seller) = (b.minus(b_before)?.max(nothing), s.minus(s_before)?.max(nothing));
        }
        let (x, whole) = (released.plus(kept)?, self.segment.principal.minus(dropped)?);
        Ok((due_at(line.timing, buyer, x, whole)?, due_at(line.timing, seller, x, whole)?))
    }

    /// What the lines charge when their principal has come to `released` and `taken` says how they stand.
    ///
    /// They are taken in declared order: those of the buyer until the fees he paid are used up, those of the seller until
    /// `net` is; the rest waits. What was taken before is never given back.
    ///
    /// `asks` says which lines take part, and whether the seller's part is taken, too.
    fn charge(
        &self,
        released: Money,
        taken: &[Taken],
        mut net: Money,
        asks: impl Fn(&QuoteLine) -> Option<Seller>,
    ) -> Result<Charged, Refusal> {
        let nothing = self.zero();
        let mut fees = self.balances.of(&Account::FeesHeld, nothing.currency());
        let (mut charges, mut credits) = (Vec::new(), Vec::new());
        for (index, (line, taken)) in self.segment.lines.iter().zip(taken).enumerate() {
            let Some(seller_pays) = asks(line) else { continue };
            let (buyer, seller) = self.line_due(line, *taken, released)?;
            let buyer = buyer.minus(taken.buyer)?.max(nothing).min(fees);
            let seller = match seller_pays {
                Seller::Pays => wrong!(
                    "each_release_by_itself",
                    seller.minus(taken.seller)?,
                    due_at(line.timing, line.seller, net, self.segment.principal)?
                )
                .max(nothing)
                .min(net),
                Seller::Waits => nothing,
            };
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
        Ok(Charged { net, charges, credits })
    }

    /// The release of `amount` from `milestone`: what each line takes, what each payee gets, what is left for the seller.
    pub(crate) fn release(
        &self,
        milestone: &Milestone,
        amount: Money,
        cause: ReleaseCause,
    ) -> Result<Event, Refusal> {
        let released = self.released.plus(amount)?.minus(self.segment.released)?;
        let asks = |_: &QuoteLine| Some(Seller::Pays);
        let Charged { net, charges, credits } = self.charge(released, &self.taken, amount, asks)?;
        let milestone = milestone.id.clone();
        Ok(Event::Released { milestone, cause, amount, net, charges, credits })
    }

    /// The refund of `amount` from `milestone`: as the terms say, lines take their part of it or are computed anew.
    pub(crate) fn refund(
        &self,
        milestone: &Milestone,
        amount: Money,
        cause: RefundCause,
    ) -> Result<Event, Refusal> {
        let milestone = milestone.id.clone();
        let lines = &self.segment.lines;
        if lines.iter().all(|line| policy(line, cause).is_none()) {
            let (charges, credits) = (Vec::new(), Vec::new());
            return Ok(Event::Refunded { milestone, cause, amount, charges, credits });
        }
        let released = self.released.minus(self.segment.released)?;
        let taken = self.after_refund(amount, cause)?;
        let asks = |line: &QuoteLine| match policy(line, cause)? {
            RefundPolicy::Keep => Some(Seller::Pays),
            RefundPolicy::Recompute => Some(Seller::Waits),
        };
        let Charged { charges, credits, .. } = self.charge(released, &taken, amount, asks)?;
        Ok(Event::Refunded { milestone, cause, amount, charges, credits })
    }

    /// How the lines stand after a refund, before they are charged for it.
    pub(crate) fn after_refund(
        &self,
        amount: Money,
        cause: RefundCause,
    ) -> Result<Vec<Taken>, Refusal> {
        let mut taken = self.taken.clone();
        for (line, taken) in self.segment.lines.iter().zip(&mut taken) {
            match policy(line, cause) {
                Some(RefundPolicy::Keep) => taken.kept = taken.kept.plus(amount)?,
                Some(RefundPolicy::Recompute) => taken.dropped = taken.dropped.plus(amount)?,
                None => {}
            }
        }
        Ok(taken)
    }

    /// What the lines are short of, now that nothing more will be released.
    pub(crate) fn shortfall(&self) -> Result<Money, Refusal> {
        let nothing = self.zero();
        let released = self.released.minus(self.segment.released)?;
        let lines = self.segment.lines.iter().zip(&self.taken);
        lines.into_iter().try_fold(nothing, |sum, (line, taken)| {
            let (buyer, seller) = self.line_due(line, *taken, released)?;
            let buyer = buyer.minus(taken.buyer)?.max(nothing);
            sum.plus(buyer)?.plus(seller.minus(taken.seller)?.max(nothing))
        })
    }
}

/// Whether the seller's part of a line is taken from money that moves.
enum Seller {
    /// It is.
    Pays,
    /// It waits for a release.
    Waits,
}

/// What lines take, what each payee gets, and what is left.
struct Charged {
    net: Money,
    charges: Vec<Charge>,
    credits: Vec<Credit>,
}

/// What a line asks of money that goes back for `cause`.
fn policy(line: &QuoteLine, cause: RefundCause) -> Option<RefundPolicy> {
    line.on_refund.iter().find(|rule| rule.cause == cause).map(|rule| rule.policy)
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
