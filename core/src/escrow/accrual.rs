//! How fees become due: in proportion to what is funded on the buyer's side and released on the seller's.
//! Everything is cumulative, so no cent is lost between two releases and none is charged twice.

use crate::allocation::Accrual;
use crate::commission::Timing;
use crate::error::{Code, Refusal};
use crate::escrow::event::{Charge, Credit, Event, ReleaseCause};
use crate::escrow::{Milestone, State};
use crate::money::Money;
use crate::quote::QuoteLine;
use crate::rate::{Rate, mul_div_half_up};

/// A_p(x): what has become due of `part` of a line when `x` of the price `whole` has moved. Rounded half up.
pub(crate) fn due_at(
    timing: Timing,
    part: Money,
    x: Money,
    whole: Money,
) -> Result<Money, Refusal> {
    let nothing = Money::zero(part.currency());
    match timing {
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
    fn buyer_fees(&self, x: Money) -> Result<Money, Refusal> {
        self.agreement.quote.lines.iter().try_fold(self.zero(), |sum, line| {
            sum.plus(due_at(line.timing, line.buyer, x, self.agreement.price)?)
        })
    }

    /// The buyer-side fees that fall due when `milestone` is funded.
    pub(crate) fn fees_due(&self, milestone: &Milestone) -> Result<Money, Refusal> {
        let after = self.funded.plus(milestone.amount)?;
        self.buyer_fees(after)?.minus(self.buyer_fees(self.funded)?)
    }

    /// What the buyer has to pay for `milestone` in all, before anything of it is funded: its price and the fees due with it.
    pub fn due(&self, milestone: &Milestone) -> Result<Money, Refusal> {
        milestone.amount.plus(self.fees_due(milestone)?)
    }

    /// The release of `amount` from `milestone`: what each line takes, what each payee gets, what is left for the seller.
    ///
    /// The seller's lines are taken in declared order until the release is used up; the rest waits for the next release.
    pub(crate) fn release(
        &self,
        milestone: &Milestone,
        amount: Money,
        cause: ReleaseCause,
    ) -> Result<Event, Refusal> {
        let released = self.released.plus(amount)?;
        let mut net = amount;
        let mut charges = Vec::new();
        let mut credits: Vec<Credit> = Vec::new();
        for (index, line) in self.agreement.quote.lines.iter().enumerate() {
            let Some(taken) = self.taken.get(index) else {
                return Err(Code::InvariantViolated.into());
            };
            let due = |part| due_at(line.timing, part, released, self.agreement.price);
            let buyer = due(line.buyer)?.minus(taken.buyer)?;
            let seller = due(line.seller)?.minus(taken.seller)?.min(net);
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

    /// What the seller's lines are short of, now that nothing more will be released.
    pub(crate) fn shortfall(&self) -> Result<Money, Refusal> {
        let lines = self.agreement.quote.lines.iter().zip(&self.taken);
        lines.into_iter().try_fold(self.zero(), |sum, (line, taken)| {
            let due = due_at(line.timing, line.seller, self.released, self.agreement.price)?;
            sum.plus(due.minus(taken.seller)?)
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
        let amount = now.minus(then)?;
        match credits.iter_mut().find(|credit| credit.party == payee.party) {
            Some(credit) => credit.amount = credit.amount.plus(amount)?,
            None if amount.is_zero() => {}
            None => credits.push(Credit { party: payee.party.clone(), amount }),
        }
    }
    Ok(())
}
