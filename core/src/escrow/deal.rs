//! Guards and effects of the deal table: from draft to agreement, and the end.

use crate::error::{Code, Refusal};
use crate::escrow::agreement::Agreement;
use crate::escrow::command::Command;
use crate::escrow::decide::Scene;
use crate::escrow::event::{CloseReason, Event};
use crate::escrow::table::Guard;
use crate::escrow::terms::Terms;
use crate::escrow::{Milestone, MilestoneState};
use crate::journal::Account;
use crate::limits::COUNTERS;
use crate::machine::misplaced;

pub(crate) const IS_CREATOR: Guard = Guard::state("is the creator", |scene| {
    refuse_unless(*scene.actor == scene.state.creator, Code::NotAllowed)
});

pub(crate) const IS_NOT_CREATOR: Guard = Guard::state("is not the creator", |scene| {
    refuse_unless(*scene.actor != scene.state.creator, Code::NotAllowed)
});

pub(crate) const MUST_ACCEPT: Guard = Guard::state("must accept", |scene| {
    let party = scene.state.agreement.terms.party(scene.actor);
    refuse_unless(party.is_some_and(|party| party.must_accept), Code::NotAllowed)
});

pub(crate) const HAS_NOT_ACCEPTED: Guard = Guard::state("has not accepted yet", |scene| {
    refuse_unless(!scene.state.accepted.contains(scene.actor), Code::AlreadyExists)
});

pub(crate) const HASH_MATCHES: Guard = Guard::arguments("hash matches", |scene| {
    let Some(Command::Accept { terms_version, terms_hash }) = scene.command else {
        return Err(misplaced());
    };
    let current = &scene.state.agreement;
    if *terms_version == current.version && *terms_hash == current.hash {
        return Ok(());
    }
    Err(Refusal::new(Code::TermsChanged)
        .at("terms_hash")
        .got(terms_hash)
        .allow(current.hash.to_string()))
});

pub(crate) const OTHERS_MISSING: Guard = Guard::state("others are missing", |scene| {
    refuse_unless(!is_last(scene), Code::IllegalTransition)
});

pub(crate) const IS_LAST: Guard =
    Guard::state("is the last", |scene| refuse_unless(is_last(scene), Code::IllegalTransition));

pub(crate) const COUNTERS_LEFT: Guard = Guard::state("counters left", |scene| {
    refuse_unless(scene.state.counters < COUNTERS, Code::RoundsExhausted)
});

pub(crate) const SAME_SIDES: Guard = Guard::arguments("same buyer and seller", |scene| {
    let now = &scene.state.agreement;
    let then = Agreement::new(terms(scene)?.clone(), now.version)?;
    if now.buyer == then.buyer && now.seller == then.seller {
        return Ok(());
    }
    Err(Refusal::new(Code::TermsInvalid)
        .because("a counter-offer keeps the buyer and the seller")
        .at("terms.parties")
        .allow(now.buyer.as_str().to_owned())
        .allow(now.seller.as_str().to_owned()))
});

pub(crate) const NAMES_ACTOR: Guard = Guard::arguments("names the actor", |scene| {
    let party = terms(scene)?.party(scene.actor);
    let named = party.is_some_and(|party| party.role == scene.role);
    let asserted = scene.role.is_asserted() && party.is_none();
    if named || asserted {
        return Ok(());
    }
    Err(Refusal::new(Code::NotAllowed).at("terms.parties").allow(scene.actor.as_str().to_owned()))
});

pub(crate) const NOTHING_FUNDED: Guard = Guard::state("nothing is funded", |scene| {
    refuse_unless(!scene.state.funded.is_positive(), Code::IllegalTransition)
});

pub(crate) const SOMETHING_FUNDED: Guard = Guard::state("something is funded", |scene| {
    refuse_unless(scene.state.funded.is_positive(), Code::IllegalTransition)
});

pub(crate) const ALL_ENDED: Guard = Guard::state("all milestones have ended", |scene| {
    let mut milestones = scene.state.milestones.iter();
    refuse_unless(
        milestones.all(|milestone| milestone.state.is_terminal()),
        Code::IllegalTransition,
    )
});

pub(crate) const NO_OPEN_CASE: Guard = Guard::state("no case is open", |scene| {
    refuse_unless(!scene.state.cases.iter().any(|case| case.state.is_open()), Code::CaseOpen)
});

pub(crate) fn create(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::Created { terms: terms(scene)?.clone(), creator: scene.actor.clone() }])
}

pub(crate) fn edit(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::Edited { terms: terms(scene)?.clone() }])
}

/// Shows the draft; whoever proposes has accepted.
pub(crate) fn propose(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let proposed = Event::Proposed { terms_hash: scene.state.agreement.hash };
    let must =
        scene.state.agreement.terms.party(scene.actor).is_some_and(|party| party.must_accept);
    Ok(if must { vec![proposed, accepted(scene)] } else { vec![proposed] })
}

pub(crate) fn counter(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let terms = terms(scene)?.clone();
    let terms_hash = terms.hash()?;
    Ok(vec![Event::Countered { party: scene.actor.clone(), terms, terms_hash }])
}

pub(crate) fn accept(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![accepted(scene)])
}

pub(crate) fn accept_last(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![accepted(scene), Event::Agreed { terms_hash: scene.state.agreement.hash }])
}

pub(crate) fn activate(_: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::Activated {}])
}

pub(crate) fn void(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![closed(scene, CloseReason::Voided)?])
}

pub(crate) fn decline(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![closed(scene, CloseReason::Declined)?])
}

pub(crate) fn withdraw(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![closed(scene, CloseReason::Cancelled)?])
}

pub(crate) fn expire(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![closed(scene, CloseReason::Expired)?])
}

/// Ends an agreed escrow in time of nobody's money: what arrived in part goes back.
pub(crate) fn lapse_unfunded(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    end_unfunded(scene, CloseReason::Expired)
}

pub(crate) fn call_off(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    end_unfunded(scene, CloseReason::Cancelled)
}

/// Ends the escrow; fees the buyer paid that never became due go back to him.
pub(crate) fn close(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let ended = &scene.state.milestones;
    let all = |test: fn(&Milestone) -> bool| ended.iter().all(test);
    let taken_back = ended.iter().any(|milestone| milestone.charged_back.is_positive());
    let reason =
        if !taken_back && all(|m| m.state != MilestoneState::Cancelled && m.refunded.is_zero()) {
            CloseReason::Completed
        } else if taken_back && all(|m| m.released.is_zero()) {
            CloseReason::ChargedBack
        } else if all(|m| m.released.is_zero()) {
            CloseReason::Refunded
        } else {
            CloseReason::Mixed
        };
    Ok(vec![closed(scene, reason)?])
}

fn end_unfunded(scene: &Scene<'_>, reason: CloseReason) -> Result<Vec<Event>, Refusal> {
    let open = scene.state.milestones.iter().filter(|milestone| !milestone.state.is_terminal());
    let mut events: Vec<Event> = open
        .map(|milestone| Event::MilestoneCancelled {
            milestone: milestone.id.clone(),
            refund: scene.state.funding(&milestone.id),
        })
        .collect();
    events.push(closed(scene, reason)?);
    Ok(events)
}

fn closed(scene: &Scene<'_>, reason: CloseReason) -> Result<Event, Refusal> {
    let fees_back = scene.state.balances.of(&Account::FeesHeld, scene.state.zero().currency());
    Ok(Event::Closed { reason, fees_back, shortfall: scene.state.shortfall()? })
}

fn accepted(scene: &Scene<'_>) -> Event {
    Event::Accepted {
        party: scene.actor.clone(),
        terms_version: scene.state.agreement.version,
        terms_hash: scene.state.agreement.hash,
    }
}

fn is_last(scene: &Scene<'_>) -> bool {
    let has_accepted = |id| scene.state.accepted.contains(id) || id == scene.actor;
    let mut parties = scene.state.agreement.terms.parties().iter();
    parties.all(|party| !party.must_accept || has_accepted(&party.id))
}

fn terms<'a>(scene: &Scene<'a>) -> Result<&'a Terms, Refusal> {
    match scene.command {
        Some(
            Command::Create { terms }
            | Command::Edit { terms }
            | Command::Counter { terms }
            | Command::ProposeAmendment { terms },
        ) => Ok(terms),
        _ => Err(misplaced()),
    }
}

pub(crate) fn refuse_unless(holds: bool, code: Code) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(code.into()) }
}
