//! Guards and effects of what can be agreed while an escrow runs: to end the rest, to take more time, or other terms.
//! One proposes, the others accept; until then the agreed terms stay in force.

use crate::commission::RefundCause;
use crate::error::{Code, Refusal};
use crate::escrow::command::{Change, Command};
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::Scene;
use crate::escrow::event::{Event, ReleaseCause};
use crate::escrow::milestone::refunded;
use crate::escrow::returns::share;
use crate::escrow::table::Guard;
use crate::escrow::timers::{EXTENSION_IN_ALL, Timer};
use crate::escrow::{Milestone, Phase, Proposal, ProposalState};
use crate::id::PartyId;
use crate::limits::{EXTENSIONS, PROPOSALS};
use crate::machine::misplaced;
use crate::rate::Rate;
use crate::time::Timestamp;

pub(crate) const DEAL_ACTIVE: Guard = Guard::state("the deal is active", |scene| {
    refuse_unless(scene.state.phase == Phase::Active, Code::IllegalTransition)
});

pub(crate) const CHANGES_LEFT: Guard = Guard::state("proposals left", |scene| {
    let own = scene.state.proposals.iter().filter(|proposal| proposal.by == *scene.actor);
    if own.count() < PROPOSALS {
        return Ok(());
    }
    Err(Refusal::new(Code::LimitExceeded).allow("at most 100 proposals of one party"))
});

pub(crate) const NO_OPEN_CANCEL: Guard = Guard::state("no cancellation is proposed", |scene| {
    let cancel = |change: &Change| matches!(change, Change::Cancel { .. });
    refuse_unless(open(scene).all(|proposal| !cancel(&proposal.change)), Code::AlreadyExists)
});

pub(crate) const KILL_FEE_FITS: Guard = Guard::arguments("kill fee ≤ 1", |scene| {
    let Some(Command::ProposeCancel { kill_fee }) = scene.command else { return Err(misplaced()) };
    if *kill_fee <= Rate::ONE {
        return Ok(());
    }
    Err(Refusal::new(Code::AmountRange).at("kill_fee").got(kill_fee).allow("at most 1"))
});

pub(crate) const NO_OPEN_EXTENSION: Guard = Guard::state("no extension is proposed", |scene| {
    let id = &scene.milestone()?.id;
    let same =
        |change: &Change| matches!(change, Change::Extend { milestone, .. } if milestone == id);
    refuse_unless(open(scene).all(|proposal| !same(&proposal.change)), Code::AlreadyExists)
});

pub(crate) const EXTENSIONS_LEFT: Guard = Guard::state("extensions left", |scene| {
    if scene.milestone()?.extensions < EXTENSIONS {
        return Ok(());
    }
    Err(Refusal::new(Code::ExtensionCap).allow("at most 2 of one window"))
});

pub(crate) const EXTENSION_FITS: Guard =
    Guard::arguments("later, at most 30 days in all", |scene| {
        let Some(Command::ProposeExtension { until, .. }) = scene.command else {
            return Err(misplaced());
        };
        let milestone = scene.milestone()?;
        let ends = milestone.deadline.ok_or_else(misplaced)?;
        let refuse = |code| Refusal::new(code).at("until").got(until);
        if *until <= ends {
            return Err(refuse(Code::TimeRange).allow(format!("after {ends}")));
        }
        let last = latest(milestone, ends);
        if *until > last {
            return Err(refuse(Code::ExtensionCap).allow(format!("not after {last}")));
        }
        Ok(())
    });

pub(crate) const IS_ASKED: Guard = Guard::state("has to agree and has not yet", |scene| {
    let proposal = scene.proposal()?;
    if proposal.by == *scene.actor {
        return Err(Code::OwnOffer.into());
    }
    refuse_unless(!proposal.accepted.contains(scene.actor), Code::AlreadyExists)?;
    let asked = scene.state.consents(&proposal.change).contains(scene.actor);
    refuse_unless(asked, Code::NotAllowed)
});

pub(crate) const OTHERS_ASKED: Guard = Guard::state("others have to agree, too", |scene| {
    refuse_unless(!is_last(scene)?, Code::IllegalTransition)
});

pub(crate) const LAST_ASKED: Guard = Guard::state("all others agreed", |scene| {
    refuse_unless(is_last(scene)?, Code::IllegalTransition)
});

pub(crate) const OWN_PROPOSAL: Guard = Guard::state("one's own proposal", |scene| {
    refuse_unless(scene.proposal()?.by == *scene.actor, Code::NotAllowed)
});

/// Whether everybody else has agreed.
fn is_last(scene: &Scene<'_>) -> Result<bool, Refusal> {
    let proposal = scene.proposal()?;
    let agreed =
        |id: &PartyId| *id == proposal.by || id == scene.actor || proposal.accepted.contains(id);
    Ok(scene.state.consents(&proposal.change).iter().all(agreed))
}

pub(crate) const CANCEL_AGREED: Guard = Guard::state("both agreed to cancel", |scene| {
    refuse_unless(agreed_kill_fee(scene).is_some(), Code::IllegalTransition)
});

/// The latest end the windows of a milestone can be extended to.
fn latest(milestone: &Milestone, ends: Timestamp) -> Timestamp {
    ends.plus(EXTENSION_IN_ALL.millis().saturating_sub(milestone.extended))
}

fn open<'a>(scene: &Scene<'a>) -> impl Iterator<Item = &'a Proposal> {
    scene.state.proposals.iter().filter(|proposal| proposal.state == ProposalState::Open)
}

/// The kill fee of the latest cancellation both sides agreed to, if they did.
fn agreed_kill_fee(scene: &Scene<'_>) -> Option<Rate> {
    scene.state.proposals.iter().rev().find_map(|proposal| {
        match (&proposal.change, proposal.state) {
            (Change::Cancel { kill_fee }, ProposalState::Applied) => Some(*kill_fee),
            _ => None,
        }
    })
}

pub(crate) fn proposed(scene: &Scene<'_>, change: Change, deadline: Timestamp) -> Event {
    let before = u32::try_from(scene.state.proposals.len()).unwrap_or(u32::MAX);
    let (proposal, by) = (before.saturating_add(1), scene.actor.clone());
    Event::ChangeProposed { proposal, by, change, deadline }
}

pub(crate) fn propose_cancel(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::ProposeCancel { kill_fee }) = scene.command else { return Err(misplaced()) };
    let deadline = scene.at.after(scene.state.window(Timer::Cancel));
    Ok(vec![proposed(scene, Change::Cancel { kill_fee: *kill_fee }, deadline)])
}

/// The proposal ends with the window it wants to extend.
pub(crate) fn propose_extension(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::ProposeExtension { milestone, until }) = scene.command else {
        return Err(misplaced());
    };
    let ends = scene.milestone()?.deadline.ok_or_else(misplaced)?;
    let (milestone, until) = (milestone.clone(), *until);
    Ok(vec![proposed(scene, Change::Extend { milestone, until }, ends)])
}

pub(crate) fn agree_to(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (proposal, party) = (scene.proposal()?.number, scene.actor.clone());
    Ok(vec![Event::ProposalAgreed { proposal, party }])
}

pub(crate) fn close_proposal(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::ProposalClosed { proposal: scene.proposal()?.number }])
}

pub(crate) fn lapse_proposal(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::ProposalLapsed { proposal: scene.proposal()?.number }])
}

/// What a milestone holds goes back, less the agreed fee, which goes to the seller and bears its share of the fees.
pub(crate) fn cancel_agreed(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let milestone = scene.milestone()?;
    let held = milestone.held()?;
    let kill_fee = share(held, agreed_kill_fee(scene).ok_or_else(misplaced)?)?;
    let mut events = Vec::with_capacity(2);
    if kill_fee.is_positive() {
        events.push(scene.state.release(milestone, kill_fee, ReleaseCause::KillFee)?);
    }
    let rest = held.minus(kill_fee)?;
    if rest.is_positive() {
        events.push(refunded(scene, &events, rest, RefundCause::CancelAgreed)?);
    }
    Ok(events)
}
