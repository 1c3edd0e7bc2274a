//! What each event posts: the table of accounts, one arm for one line of it.
//! Disputes post nothing; they are states.

use crate::error::{Code, Refusal};
use crate::escrow::chargeback::Loss;
use crate::escrow::event::Event;
use crate::escrow::{LegState, MilestoneState, State};
use crate::id::PartyId;
use crate::journal::{Account, Movement};
use crate::money::{Currency, Money};

impl State {
    /// What open legs, and claims that have no leg yet, pay to `party`.
    fn owed_to(&self, party: &PartyId, currency: Currency) -> Result<Money, Refusal> {
        let open =
            self.legs.iter().filter(|leg| leg.state != LegState::Settled && leg.payee == *party);
        let claims = self.owed.iter().filter(|owed| owed.payin.is_none() && owed.payee == *party);
        let amounts = open.map(|leg| leg.amount).chain(claims.map(|owed| owed.amount));
        let amounts = amounts.filter(|amount| amount.currency() == currency);
        amounts.into_iter().try_fold(Money::zero(currency), Money::plus)
    }

    /// Whether the books say what the machines say: debits equal credits, each milestone holds what it should, and what is
    /// owed to everybody is what his open legs pay. Errors: `invariant_violated`.
    pub(crate) fn books_agree(&self) -> Result<(), Refusal> {
        let broken = |why: &'static str| Refusal::new(Code::InvariantViolated).because(why);
        for known in self.balances.iter() {
            let currency = known.balance.currency();
            let (debit, credit) = self.balances.trial_balance(currency)?;
            if debit != credit {
                return Err(broken("the books do not balance").at(known.account.to_string()));
            }
            if let Account::Payable(party) = &known.account
                && self.owed_to(party, currency)? != known.balance
            {
                return Err(broken("what is owed is not what is paid out").got(party));
            }
        }
        let own = self.zero().currency();
        for leg in self.legs.iter().filter(|leg| leg.state != LegState::Settled) {
            let payable = Account::Payable(leg.payee.clone());
            if self.balances.of(&payable, leg.amount.currency()) < leg.amount {
                return Err(broken("a leg pays what is not owed").got(&leg.id));
            }
        }
        for milestone in &self.milestones {
            let funded = !matches!(
                milestone.state,
                MilestoneState::Pending | MilestoneState::Funding | MilestoneState::Cancelled
            );
            let held = if funded { milestone.held()? } else { self.zero() };
            if self.balances.of(&Account::Held(milestone.id.clone()), own) != held {
                return Err(broken("a milestone does not hold what it should").got(&milestone.id));
            }
        }
        Ok(())
    }

    /// The balanced movement `event` makes; most events move nothing. It uses only what never changes once the event is
    /// possible (the sides, the legs), so any later state of the same escrow gives the same answer.
    pub(crate) fn movement(&self, event: &Event) -> Result<Movement, Refusal> {
        let buyer = Account::Payable(self.agreement.buyer.clone());
        let none = Movement::new();
        Ok(match event {
            Event::PayinCleared { milestone, payin, amount, excess, .. } => none
                .debit(Account::Cash, *amount)
                .credit(Account::Funding(milestone.clone()), amount.minus(*excess)?)
                .credit(Account::Unapplied(payin.clone()), *excess),
            Event::PayinUnapplied { payin, amount, .. } => none
                .debit(Account::Cash, *amount)
                .credit(Account::Unapplied(payin.clone()), *amount),
            Event::PayinFailed { milestone, reversed, .. } => none
                .debit(Account::Funding(milestone.clone()), *reversed)
                .credit(Account::Cash, *reversed),
            Event::PayinReversed { milestone, amount, applied, price, fees, .. } => {
                let (held, funding) = (price.plus(*fees)?, Account::Funding(milestone.clone()));
                let waits = held.max(*applied).minus(*applied)?;
                none.debit(Account::Held(milestone.clone()), *price)
                    .debit(Account::FeesHeld, *fees)
                    .debit(funding.clone(), held.max(*applied).minus(held)?)
                    .debit(
                        Account::Receivable(self.agreement.buyer.clone()),
                        amount.minus(*applied)?,
                    )
                    .credit(Account::Cash, *amount)
                    .credit(funding, waits)
            }
            Event::ChargebackDecided { losses, restored, paid, .. } => {
                let account = |loss: &Loss| loss.source.account();
                let mut movement = none;
                for loss in losses {
                    movement = movement
                        .debit(account(loss), loss.amount)
                        .credit(Account::Cash, loss.amount);
                }
                for loss in restored {
                    movement = movement
                        .debit(Account::Cash, loss.amount)
                        .credit(account(loss), loss.amount);
                }
                for credit in paid {
                    movement = movement
                        .debit(Account::Cash, credit.amount)
                        .credit(Account::Payable(credit.party.clone()), credit.amount);
                }
                movement
            }
            Event::PayinExceeded { milestone, payin, amount } => none
                .debit(Account::Funding(milestone.clone()), *amount)
                .credit(Account::Unapplied(payin.clone()), *amount),
            Event::MilestoneFunded { milestone, price, fees } => none
                .debit(Account::Funding(milestone.clone()), price.plus(*fees)?)
                .credit(Account::Held(milestone.clone()), *price)
                .credit(Account::FeesHeld, *fees),
            Event::MilestoneCancelled { milestone, refund } => {
                none.debit(Account::Funding(milestone.clone()), *refund).credit(buyer, *refund)
            }
            Event::AmendmentApplied {
                raised, lowered, topups, fees, fees_back, refund, ..
            } => {
                let mut movement = none;
                for part in lowered {
                    movement = movement.debit(Account::Held(part.milestone.clone()), part.amount);
                }
                for part in topups {
                    movement =
                        movement.debit(Account::Funding(part.milestone.clone()), part.amount);
                }
                movement = movement.debit(Account::FeesHeld, *fees_back);
                for part in raised {
                    movement = movement.credit(Account::Held(part.milestone.clone()), part.amount);
                }
                movement.credit(Account::FeesHeld, *fees).credit(buyer, *refund)
            }
            Event::CarvedOut { milestone, part, amount } => none
                .debit(Account::Held(milestone.clone()), *amount)
                .credit(Account::Held(part.clone()), *amount),
            Event::Released { milestone, amount, net, charges, credits, .. } => {
                let zero = Money::zero(amount.currency());
                let fees = charges.iter().map(|c| c.buyer).try_fold(zero, Money::plus)?;
                let seller = Account::Payable(self.agreement.seller.clone());
                let movement = none
                    .debit(Account::Held(milestone.clone()), *amount)
                    .debit(Account::FeesHeld, fees)
                    .credit(seller, *net);
                credits.iter().fold(movement, |movement, credit| {
                    movement.credit(Account::Payable(credit.party.clone()), credit.amount)
                })
            }
            Event::Refunded { milestone, amount, charges, credits, .. } => {
                let zero = Money::zero(amount.currency());
                let fees = charges.iter().map(|c| c.buyer).try_fold(zero, Money::plus)?;
                let net =
                    charges.iter().try_fold(*amount, |net, charge| net.minus(charge.seller))?;
                let movement = none
                    .debit(Account::Held(milestone.clone()), *amount)
                    .debit(Account::FeesHeld, fees)
                    .credit(buyer, net);
                credits.iter().fold(movement, |movement, credit| {
                    movement.credit(Account::Payable(credit.party.clone()), credit.amount)
                })
            }
            Event::ClaimAwarded { from, to, amount, .. } => none
                .debit(Account::Receivable(from.clone()), *amount)
                .credit(Account::Claim(to.clone()), *amount),
            Event::Closed { fees_back, .. } => {
                none.debit(Account::FeesHeld, *fees_back).credit(buyer, *fees_back)
            }
            Event::LegPlanned { payee, amount, payin: Some(payin), .. } => none
                .debit(Account::Unapplied(payin.clone()), *amount)
                .credit(Account::Payable(payee.clone()), *amount),
            Event::LegSettled { leg, .. } => {
                match self.legs.iter().find(|known| known.id == *leg) {
                    Some(known) => none
                        .debit(Account::Payable(known.payee.clone()), known.amount)
                        .credit(Account::Cash, known.amount),
                    None => none,
                }
            }
            Event::LegReturned { leg, .. } => match self.legs.iter().find(|known| known.id == *leg)
            {
                Some(known) => none
                    .debit(Account::Cash, known.amount)
                    .credit(Account::Payable(known.payee.clone()), known.amount),
                None => none,
            },
            Event::Created { .. }
            | Event::Edited { .. }
            | Event::Proposed { .. }
            | Event::Countered { .. }
            | Event::Accepted { .. }
            | Event::Agreed { .. }
            | Event::Activated {}
            | Event::PayinStarted { .. }
            | Event::PayinExpired { .. }
            | Event::ChargebackOpened { .. }
            | Event::CaseExpedited { .. }
            | Event::PayinNoted { .. }
            | Event::Shipped { .. }
            | Event::Delivered { .. }
            | Event::Submitted { .. }
            | Event::ChangesRequested { .. }
            | Event::ReturnRequested { .. }
            | Event::ReturnShipped { .. }
            | Event::ReturnDelivered { .. }
            | Event::StaffDecided { .. }
            | Event::HoldPlaced { .. }
            | Event::HoldLifted { .. }
            | Event::ChangeProposed { .. }
            | Event::ProposalAgreed { .. }
            | Event::ProposalAccepted { .. }
            | Event::TopupAsked { .. }
            | Event::ProposalClosed { .. }
            | Event::ProposalLapsed { .. }
            | Event::SettlementProposed { .. }
            | Event::SettlementAccepted { .. }
            | Event::ArbiterRecused { .. }
            | Event::CaseAppealed { .. }
            | Event::Approved { .. }
            | Event::CaseOpened { .. }
            | Event::CaseContested { .. }
            | Event::OfferMade { .. }
            | Event::CaseSettled { .. }
            | Event::CaseEscalated { .. }
            | Event::CaseRuled { .. }
            | Event::CaseFinal { .. }
            | Event::CaseWithdrawn { .. }
            | Event::EvidenceAdded { .. }
            | Event::ArbiterAssigned { .. }
            | Event::MilestoneResolved { .. }
            | Event::MilestoneResumed { .. }
            | Event::LegPlanned { payin: None, .. }
            | Event::LegNoted { .. }
            | Event::LegSent { .. }
            | Event::LegFailed { .. } => none,
        })
    }
}
