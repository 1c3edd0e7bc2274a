//! What each event posts: the table of accounts, one arm for one line of it.
//! Disputes post nothing; they are states.

use crate::error::Refusal;
use crate::escrow::State;
use crate::escrow::event::Event;
use crate::journal::{Account, Movement};
use crate::money::Money;

impl State {
    /// The balanced movement `event` makes; most events move nothing. It uses only what never changes once the event is
    /// possible (the sides, the legs), so any later state of the same escrow gives the same answer.
    pub(crate) fn movement(&self, event: &Event) -> Result<Movement, Refusal> {
        let buyer = Account::Payable(self.agreement.buyer.clone());
        let none = Movement::new();
        Ok(match event {
            Event::PayinCleared { milestone, payin, amount, excess } => none
                .debit(Account::Cash, *amount)
                .credit(Account::Funding(milestone.clone()), amount.minus(*excess)?)
                .credit(Account::Unapplied(payin.clone()), *excess),
            Event::PayinUnapplied { payin, amount, .. } => none
                .debit(Account::Cash, *amount)
                .credit(Account::Unapplied(payin.clone()), *amount),
            Event::PayinFailed { milestone, reversed, .. } => none
                .debit(Account::Funding(milestone.clone()), *reversed)
                .credit(Account::Cash, *reversed),
            Event::MilestoneFunded { milestone, price, fees } => none
                .debit(Account::Funding(milestone.clone()), price.plus(*fees)?)
                .credit(Account::Held(milestone.clone()), *price)
                .credit(Account::FeesHeld, *fees),
            Event::MilestoneCancelled { milestone, refund } => {
                none.debit(Account::Funding(milestone.clone()), *refund).credit(buyer, *refund)
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
            Event::Refunded { milestone, amount, .. } => {
                none.debit(Account::Held(milestone.clone()), *amount).credit(buyer, *amount)
            }
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
            | Event::ProposalAccepted { .. }
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
            | Event::LegSent { .. }
            | Event::LegFailed { .. } => none,
        })
    }
}
