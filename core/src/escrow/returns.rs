//! Guards and effects of goods that are sent back.

use crate::commission::RefundCause;
use crate::error::{Code, Refusal};
use crate::escrow::command::{Command, Reason};
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::Scene;
use crate::escrow::event::{CaseState, Event, ReleaseCause};
use crate::escrow::milestone::{carve, id, opened, refunded};
use crate::escrow::table::Guard;
use crate::machine::misplaced;
use crate::money::Money;
use crate::rate::{Rate, mul_div_half_up};

pub(crate) const NOT_BACK_YET: Guard = Guard::state("not back yet", |scene| {
    refuse_unless(!scene.milestone()?.returned, Code::IllegalTransition)
});

/// Sends back all or part of what was delivered; the rest is inspected as before.
pub(crate) fn reject_return(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::RejectReturn { amount, reason, .. }) = scene.command else {
        return Err(misplaced());
    };
    let (milestone, mut events) = carve(scene, *amount)?;
    events.push(Event::ReturnRequested { milestone, reason: *reason });
    Ok(events)
}

pub(crate) fn ship_return(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::ShipReturn { milestone, tracking }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::ReturnShipped { milestone: milestone.clone(), tracking: tracking.clone() }])
}

pub(crate) fn return_delivered(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::ReturnDelivered { milestone: id(scene)? }])
}

/// Gives the price back less the agreed restocking, which goes to the seller and bears its share of the fees.
pub(crate) fn accept_return(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let milestone = scene.milestone()?;
    let held = milestone.held()?;
    let restocking = share(held, scene.state.agreement.terms.restocking())?;
    let mut events = Vec::with_capacity(2);
    if restocking.is_positive() {
        events.push(scene.state.release(milestone, restocking, ReleaseCause::Restocking)?);
    }
    let rest = held.minus(restocking)?;
    if rest.is_positive() {
        events.push(refunded(scene, &events, rest, RefundCause::Returned)?);
    }
    Ok(events)
}

/// The seller is silent: everything goes back, without restocking.
pub(crate) fn give_back_returned(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![refunded(scene, &[], scene.milestone()?.held()?, RefundCause::Returned)?])
}

pub(crate) fn contest_return(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::ContestReturn { statement, .. }) = scene.command else {
        return Err(misplaced());
    };
    let (stage, statement) = (CaseState::Negotiation, Some(*statement));
    Ok(vec![opened(scene, scene.milestone()?, Reason::ReturnContested, stage, statement)?])
}

/// `rate` of an amount, rounded half up.
pub(crate) fn share(amount: Money, rate: Rate) -> Result<Money, Refusal> {
    let minor = u128::try_from(amount.minor()).map_err(|_| misplaced())?;
    let part = mul_div_half_up(minor, rate.scaled(), Rate::ONE.scaled())?;
    Money::from_minor(part, amount.currency())
}
