//! Who bears what a bank takes back: from where a loss is taken, in which order, and where a late win goes.
//! First what is still here, then those who were paid from it, by the liability the terms agreed on.

use crate::allocation::allocate_wide_into;
use crate::error::Refusal;
use crate::escrow::accrual::{Flow, pay};
use crate::escrow::chargeback::{Chargeback, Loss, Source};
use crate::escrow::event::{Credit, Purpose};
use crate::escrow::terms::Liability;
use crate::escrow::{MilestoneState, Owed, Payin, Phase, State};
use crate::id::{MilestoneId, PartyId, Reference};
use crate::journal::Account;
use crate::machine::misplaced;
use crate::money::Money;
use crate::time::Timestamp;

impl State {
    /// From where `amount` more is taken that a bank took of `payin`.
    ///
    /// First what is still here: what waits for the milestone, what it and its parts hold, the newest part first, and the
    /// buyer's fees for it. Then those who were paid from it return their shares by the agreed liability. What the buyer has
    /// back already he owes; what exceeds all that ever came in is the platform's.
    pub(crate) fn losses(&self, payin: &Reference, amount: Money) -> Result<Vec<Loss>, Refusal> {
        let mut rest = amount;
        let mut losses = Vec::new();
        let known = self.payin(payin).filter(|p| p.captured.currency() == amount.currency());
        let within = match known {
            Some(payin) => {
                wrong!("payment_taken_twice", payin.captured.minus(payin.lost)?, payin.captured)
                    .min(amount)
            }
            None => Money::zero(amount.currency()),
        };
        let drift = rest.minus(within)?;
        rest = within;
        let mut take = |source: Source, available: Money, rest: &mut Money| {
            let part = available.min(*rest);
            if part.is_positive() {
                *rest = rest.minus(part)?;
                losses.push(Loss { source, amount: part });
            }
            Ok::<(), Refusal>(())
        };
        if let Some(payin) = known.filter(|payin| payin.applied.is_positive()) {
            let milestone = self.milestone(&payin.milestone).ok_or_else(misplaced)?;
            let flow = self.flows.get(milestone.place()).ok_or_else(misplaced)?;
            take(Source::Funding { milestone: milestone.id.clone() }, payin.waiting, &mut rest)?;
            for part in self.milestones.iter().rev().filter(|m| m.place() == milestone.place()) {
                let account = Account::Held(part.id.clone());
                let held = self.balances.of(&account, amount.currency());
                let (milestone, state) = (part.id.clone(), part.state);
                take(Source::Held { milestone, state }, held, &mut rest)?;
            }
            let fees = self.balances.of(&Account::FeesHeld, amount.currency());
            take(Source::Fees {}, flow.fees.minus(flow.used)?.min(fees), &mut rest)?;
            for (party, share) in self.shares(&flow.paid, rest)? {
                take(Source::Payee { party }, share, &mut rest)?;
            }
        }
        let payer = known.map_or(&self.agreement.buyer, |payin| &payin.payer);
        take(Source::Returned { party: payer.clone() }, rest, &mut rest.clone())?;
        take(Source::Drift {}, drift, &mut drift.clone())?;
        Ok(losses)
    }

    /// Lays `amount`, or as much as was paid, on those who were paid. Shared: by largest remainder in proportion to what
    /// each has; seller first: the seller up to all he has, then the others in proportion.
    pub(crate) fn shares(
        &self,
        paid: &[Credit],
        amount: Money,
    ) -> Result<Vec<(PartyId, Money)>, Refusal> {
        let seller = &self.agreement.seller;
        let seller_first = self.agreement.terms.liability() == Liability::SellerFirst;
        let (first, others): (Vec<&Credit>, Vec<&Credit>) =
            paid.iter().partition(|credit| seller_first && credit.party == *seller);
        let mut rest = amount;
        let mut shares = Vec::with_capacity(paid.len());
        for group in [first, others] {
            let weights: Vec<i128> = group.iter().map(|credit| credit.amount.minor()).collect();
            let sum = weights.iter().fold(0_i128, |sum, weight| sum.saturating_add(*weight));
            let total = rest.minor().min(sum);
            if total == 0 {
                continue;
            }
            let mut parts = vec![0; weights.len()];
            allocate_wide_into(total, &weights, &mut parts)?;
            rest = rest.minus(Money::from_minor(total, rest.currency())?)?;
            for (credit, part) in group.into_iter().zip(parts) {
                shares.push((credit.party.clone(), Money::from_minor(part, rest.currency())?));
            }
        }
        Ok(shares)
    }

    /// Undoes `amount` of the losses of a chargeback, the last first: what can go back to where it was taken from, and what
    /// has to be paid to somebody because the place it came from has ended.
    pub(crate) fn undo(
        &self,
        chargeback: &Chargeback,
        amount: Money,
    ) -> Result<(Vec<Loss>, Vec<Credit>), Refusal> {
        let (mut rest, mut restored, mut paid) = (amount, Vec::new(), Vec::new());
        for loss in chargeback.losses.iter().rev() {
            let part = loss.amount.min(rest);
            if !part.is_positive() {
                break;
            }
            rest = rest.minus(part)?;
            if self.still_there(&loss.source) {
                restored.push(Loss { source: loss.source.clone(), amount: part });
            } else {
                self.pass_on(&loss.source, part, &mut paid)?;
            }
        }
        Ok((restored, paid))
    }

    /// Whether money that comes back has the place it was taken from.
    pub(crate) fn still_there(&self, source: &Source) -> bool {
        match source {
            Source::Funding { milestone } => self.milestone(milestone).is_some_and(|known| {
                let unpaid = [MilestoneState::Pending, MilestoneState::Funding];
                let topup = self.awaiting_topup().is_some() && !known.state.is_terminal();
                unpaid.contains(&known.state) || topup
            }),
            Source::Held { milestone, .. } => {
                self.milestone(milestone).is_some_and(|known| !known.state.is_terminal())
            }
            Source::Fees {} => self.phase != Phase::Closed,
            Source::Payee { .. } | Source::Returned { .. } | Source::Drift {} => true,
        }
    }

    /// Whom money of a milestone goes to that came back after it had ended. It bears no fees any more.
    ///
    /// Where the milestone went: a decided case says it itself, released ones are the seller's, those given back the
    /// buyer's. One that ended because nothing was left is the buyer's if nothing had been delivered or the goods were on
    /// their way back, else the seller's. Fees and what waited go to the buyer.
    pub(crate) fn pass_on(
        &self,
        source: &Source,
        amount: Money,
        paid: &mut Vec<Credit>,
    ) -> Result<(), Refusal> {
        let to_buyer = match source {
            Source::Held { milestone, state } => self.part_of_buyer(milestone, *state, amount)?,
            _ => amount,
        };
        let sides =
            [(&self.agreement.buyer, to_buyer), (&self.agreement.seller, amount.minus(to_buyer)?)];
        for (party, amount) in sides.into_iter().filter(|(_, amount)| amount.is_positive()) {
            paid.push(Credit { party: party.clone(), amount });
        }
        Ok(())
    }

    pub(crate) fn chargeback_mut(&mut self, id: &Reference) -> Result<&mut Chargeback, Refusal> {
        self.chargebacks.iter_mut().find(|known| known.id == *id).ok_or_else(misplaced)
    }

    pub(crate) fn payin_mut(&mut self, id: &Reference) -> Result<&mut Payin, Refusal> {
        self.payins.iter_mut().find(|known| known.id == *id).ok_or_else(misplaced)
    }

    /// The fees and payees of the milestone a payment was made for.
    pub(crate) fn flow_of(&mut self, payin: &Reference) -> Result<&mut Flow, Refusal> {
        let milestone = &self.payin(payin).ok_or_else(misplaced)?.milestone;
        let index = self.milestone(milestone).ok_or_else(misplaced)?.place();
        self.flows.get_mut(index).ok_or_else(misplaced)
    }

    /// Takes a loss from where it is laid; a milestone that holds nothing any more ends.
    pub(crate) fn lose(
        &mut self,
        chargeback: &Reference,
        payin: &Reference,
        loss: &Loss,
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let amount = loss.amount;
        match &loss.source {
            Source::Funding { .. } => {
                let known = self.payin_mut(payin)?;
                known.applied = known.applied.minus(amount)?;
                known.waiting = known.waiting.minus(amount)?;
            }
            Source::Held { milestone, .. } => {
                self.funded = self.funded.minus(amount)?;
                let held = self.milestone_mut(milestone)?;
                held.charged_back = held.charged_back.plus(amount)?;
                self.end_if_empty(milestone, at)?;
            }
            Source::Fees {} => {
                self.fees_paid = self.fees_paid.minus(amount)?;
                let flow = self.flow_of(payin)?;
                flow.fees = flow.fees.minus(amount)?;
            }
            Source::Payee { party } => {
                let mut paid = self.flow_of(payin)?.paid.iter_mut();
                let paid = paid.find(|credit| credit.party == *party).ok_or_else(misplaced)?;
                paid.amount = paid.amount.minus(amount)?;
            }
            Source::Returned { .. } | Source::Drift {} => {}
        }
        if loss.source != (Source::Drift {}) {
            let known = self.payin_mut(payin)?;
            known.lost = known.lost.plus(amount)?;
        }
        self.chargeback_mut(chargeback)?.losses.push(loss.clone());
        Ok(())
    }

    /// Puts money a bank gave back where it was taken from.
    pub(crate) fn restore(&mut self, payin: &Reference, loss: &Loss) -> Result<(), Refusal> {
        let amount = loss.amount;
        match &loss.source {
            Source::Funding { .. } => {
                let known = self.payin_mut(payin)?;
                known.applied = known.applied.plus(amount)?;
                known.waiting = known.waiting.plus(amount)?;
            }
            Source::Held { milestone, .. } => {
                self.funded = self.funded.plus(amount)?;
                let held = self.milestone_mut(milestone)?;
                held.charged_back = held.charged_back.minus(amount)?;
                let held = held.held()?;
                let mut cases = self.cases.iter_mut().filter(|case| case.milestone == *milestone);
                if let Some(case) = cases.find(|case| case.state.is_open()) {
                    case.claim = case.claim.max(held);
                }
            }
            Source::Fees {} => {
                self.fees_paid = self.fees_paid.plus(amount)?;
                let flow = self.flow_of(payin)?;
                flow.fees = flow.fees.plus(amount)?;
            }
            Source::Payee { party } => pay(&mut self.flow_of(payin)?.paid, party, amount)?,
            Source::Returned { .. } | Source::Drift {} => {}
        }
        Ok(())
    }

    /// Takes `amount` off the end of the standing loss.
    pub(crate) fn unlose(
        &mut self,
        chargeback: &Reference,
        payin: &Reference,
        amount: Money,
    ) -> Result<(), Refusal> {
        let mut rest = amount;
        while rest.is_positive() {
            let losses = &mut self.chargeback_mut(chargeback)?.losses;
            let mut last = losses.pop().ok_or_else(misplaced)?;
            let part = last.amount.min(rest);
            rest = rest.minus(part)?;
            last.amount = last.amount.minus(part)?;
            let drift = last.source == (Source::Drift {});
            if last.amount.is_positive() {
                losses.push(last);
            }
            if !drift {
                let known = self.payin_mut(payin)?;
                known.lost = known.lost.minus(part)?;
            }
        }
        Ok(())
    }

    /// How much of what comes back to an ended milestone is the buyer's; the rest is the seller's.
    fn part_of_buyer(
        &self,
        id: &MilestoneId,
        state: MilestoneState,
        amount: Money,
    ) -> Result<Money, Refusal> {
        let nothing = self.zero();
        let milestone = self.milestone(id).ok_or_else(misplaced)?;
        let case = self.last_case(id).filter(|_| milestone.state == MilestoneState::Resolved);
        if let Some((case, to_buyer)) = case.and_then(|case| Some((case, case.to_buyer?))) {
            let at_the_bank = milestone.charged_back.minus(amount)?;
            let has = case.received.plus(at_the_bank)?;
            return Ok(to_buyer.minus(has)?.max(nothing).min(amount));
        }
        let undelivered = matches!(state, MilestoneState::Funded | MilestoneState::ReturnShipped);
        Ok(match milestone.state {
            MilestoneState::Released if milestone.released.is_positive() => nothing,
            _ if milestone.refunded.is_positive() || undelivered => amount,
            _ => nothing,
        })
    }

    /// Gives money a bank gave back to the one who has it coming.
    pub(crate) fn give(&mut self, payin: &Reference, credit: &Credit) -> Result<(), Refusal> {
        if credit.party != self.agreement.buyer {
            pay(&mut self.flow_of(payin)?.paid, &credit.party, credit.amount)?;
        }
        let milestone = self.payin(payin).ok_or_else(misplaced)?.milestone.clone();
        if credit.party == self.agreement.buyer {
            let parts = self.milestones.iter().filter(|m| m.state == MilestoneState::Resolved);
            let parts: Vec<MilestoneId> = parts.map(|part| part.id.clone()).collect();
            let mut cases = self.cases.iter_mut().rev().filter(|case| !case.late);
            if let Some(case) = cases.find(|case| parts.contains(&case.milestone)) {
                case.received = case.received.plus(credit.amount)?;
            }
        }
        self.owed.push(Owed {
            milestone: Some(milestone),
            payin: None,
            payee: credit.party.clone(),
            amount: credit.amount,
            purpose: Purpose::Chargeback,
        });
        Ok(())
    }
}
