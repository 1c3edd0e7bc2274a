//! Claims after the end: a case about money that has left the escrow already.
//! What is decided becomes a debt of one side to the other; the escrow itself never reopens.

use crate::aggregate::Role;
use crate::commission::Payer;
use crate::error::{Code, Refusal};
use crate::escrow::command::{Command, Reason};
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::Scene;
use crate::escrow::event::{CaseState, Event};
use crate::escrow::milestone::side;
use crate::escrow::table::Guard;
use crate::escrow::timers::Timer;
use crate::escrow::{Case, Milestone, State};
use crate::machine::misplaced;
use crate::money::Money;

pub(crate) const CLAIMS_OPEN: Guard = Guard::state("within T_claims of the end", |scene| {
    let closed = scene.state.closed_at.ok_or(Code::IllegalTransition)?;
    let last = closed.after(scene.state.window(Timer::Claims));
    if scene.at < last { Ok(()) } else { Err(Refusal::new(Code::WindowClosed).until(last)) }
});

pub(crate) const NO_OPEN_CLAIM: Guard = Guard::state("no claim of this side is open", |scene| {
    let id = &scene.milestone()?.id;
    let own = |case: &Case| {
        case.late && case.milestone == *id && case.claimant == side(scene.role) && !case.carried_out
    };
    refuse_unless(!scene.state.cases.iter().any(own), Code::CaseOpen)
});

pub(crate) const SOMETHING_TO_CLAIM: Guard =
    Guard::state("the other side got something", |scene| {
        let most = scene.state.claimable(scene.milestone()?, side(scene.role))?;
        refuse_unless(most.is_positive(), Code::AmountExceedsAvailable)
    });

pub(crate) const CLAIM_FITS: Guard =
    Guard::arguments("0 < amount ≤ what the other got", |scene| {
        let amount = scene.amount()?;
        let most = scene.state.claimable(scene.milestone()?, side(scene.role))?;
        let refuse = |code| Refusal::new(code).at("amount").got(amount.amount_text());
        if !amount.is_positive() {
            return Err(refuse(Code::AmountRange).allow("more than nothing"));
        }
        if amount > most {
            return Err(refuse(Code::AmountExceedsAvailable)
                .allow(format!("at most {}", most.amount_text())));
        }
        Ok(())
    });

pub(crate) const CLAIM_REASON_FITS: Guard = Guard::arguments("reason fits the side", |scene| {
    let Some(Command::LateCase { reason, .. }) = scene.command else { return Err(misplaced()) };
    let reasons: &[Reason] = match scene.role {
        Role::Seller => &[Reason::NonPayment],
        _ => &[
            Reason::NotReceived,
            Reason::NotAsDescribed,
            Reason::NotCompleted,
            Reason::Unauthorised,
        ],
    };
    let id = &scene.milestone()?.id;
    let again = |case: &Case| {
        case.late
            && case.milestone == *id
            && case.claimant == side(scene.role)
            && (case.state == CaseState::Withdrawn && case.reason == *reason)
    };
    if reasons.contains(reason) && !scene.state.cases.iter().any(again) {
        return Ok(());
    }
    Err(Refusal::new(Code::ReasonNotAllowedHere).at("reason"))
});

pub(crate) const IS_UNSETTLED_CLAIM: Guard = Guard::state("a claim after the end", |scene| {
    let case = scene.case()?;
    refuse_unless(case.late && !case.carried_out, Code::IllegalTransition)
});

impl Case {
    /// What a decided late case moves from the other side to the claimant.
    fn awarded(&self) -> Result<Money, Refusal> {
        let to_buyer = self.to_buyer.unwrap_or(Money::zero(self.claim.currency()));
        match self.claimant {
            Payer::Buyer => Ok(to_buyer),
            Payer::Seller => self.claim.minus(to_buyer),
        }
    }
}

impl State {
    /// What one side may still claim of an ended milestone: what went to the other, less what was awarded before; of the
    /// seller no more than he still has of what he was paid, after fees and after what a bank took back.
    pub(crate) fn claimable(
        &self,
        milestone: &Milestone,
        claimant: Payer,
    ) -> Result<Money, Refusal> {
        let flow = self.flows.get(milestone.place()).ok_or_else(misplaced)?;
        let seller = flow.paid.iter().find(|credit| credit.party == self.agreement.seller);
        let seller_has = seller.map_or(self.zero(), |credit| credit.amount);
        let paid = match claimant {
            Payer::Buyer => milestone.released,
            Payer::Seller => milestone.refunded,
        };
        let earlier = self.cases.iter().filter(|case| {
            case.late && case.milestone == milestone.id && case.claimant == claimant
        });
        let decided = earlier.filter(|case| case.carried_out);
        let left = decided.into_iter().try_fold(paid, |left, case| left.minus(case.awarded()?))?;
        Ok(if claimant == Payer::Buyer { left.min(seller_has) } else { left })
    }
}

pub(crate) fn open_late(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::LateCase { milestone, case, amount, reason, statement }) = scene.command
    else {
        return Err(misplaced());
    };
    Ok(vec![Event::CaseOpened {
        case: *case,
        milestone: milestone.clone(),
        claimant: side(scene.role),
        reason: *reason,
        claim: *amount,
        stage: CaseState::AwaitingResponse,
        statement: Some(*statement),
    }])
}

/// The other side owes the claimant what was awarded, as far as a bank has not taken it meanwhile.
pub(crate) fn award(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let case = scene.case()?;
    let (from, to) = match case.claimant {
        Payer::Buyer => (Payer::Seller, Payer::Buyer),
        Payer::Seller => (Payer::Buyer, Payer::Seller),
    };
    let party = |side| scene.state.agreement.side(side).clone();
    let milestone = scene.state.milestone(&case.milestone).ok_or_else(misplaced)?;
    let still_there = scene.state.claimable(milestone, case.claimant)?.max(scene.state.zero());
    let amount = case.awarded()?.min(still_there);
    Ok(vec![Event::ClaimAwarded { case: case.id, from: party(from), to: party(to), amount }])
}
