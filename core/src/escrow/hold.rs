//! Guards and effects of holds: staff stop every outflow of a milestone for a time.

use crate::error::{Code, Refusal};
use crate::escrow::command::{Command, OnExpiry, Reason};
use crate::escrow::decide::Scene;
use crate::escrow::event::{CaseState, Event};
use crate::escrow::milestone::opened;
use crate::escrow::table::{Guard, HOLDS_MONEY};
use crate::escrow::timers::HOLD_AT_MOST;
use crate::escrow::{Hold, HoldState, Milestone, State};
use crate::machine::misplaced;

pub(crate) const IS_FREE: Guard =
    Guard::state("no hold, no open chargeback", |scene| scene.state.free(scene.milestone()?));

impl State {
    /// Whether money may flow out of a milestone. Errors: `hold_active`, `chargeback_open`.
    pub(crate) fn free(&self, milestone: &Milestone) -> Result<(), Refusal> {
        let on_it = |hold: &&Hold| {
            let held = self.milestone(&hold.milestone);
            hold.state == HoldState::Active
                && held.is_some_and(|held| held.place() == milestone.place())
        };
        match self.holds.iter().find(on_it) {
            None => self.uncontested(milestone),
            Some(hold) => Err(Refusal::new(Code::HoldActive).got(&hold.id).until(hold.expires_at)),
        }
    }
}

pub(crate) const NEW_HOLD: Guard = Guard::arguments("new name, at most 90 days", |scene| {
    let Some(Command::PlaceHold { hold, expires_at, .. }) = scene.command else {
        return Err(misplaced());
    };
    if scene.state.holds.iter().any(|known| known.id == *hold) {
        return Err(Refusal::new(Code::AlreadyExists).at("hold").got(hold));
    }
    let last = scene.at.after(HOLD_AT_MOST);
    if *expires_at <= scene.at || *expires_at > last {
        let allowed = format!("after {} and not after {last}", scene.at);
        return Err(Refusal::new(Code::TimeRange).at("expires_at").got(expires_at).allow(allowed));
    }
    Ok(())
});

pub(crate) fn place_hold(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::PlaceHold { milestone, hold, kind, reason, expires_at, on_expiry }) =
        scene.command
    else {
        return Err(misplaced());
    };
    Ok(vec![Event::HoldPlaced {
        milestone: milestone.clone(),
        hold: hold.clone(),
        kind: *kind,
        reason: *reason,
        expires_at: *expires_at,
        on_expiry: *on_expiry,
    }])
}

pub(crate) fn lift_hold(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::HoldLifted { hold: scene.hold()?.id.clone() }])
}

/// A hold ends by time. If it is to leave a case and the milestone is not decided yet, the arbiter is asked.
pub(crate) fn expire_hold(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let hold = scene.hold()?;
    let milestone = scene.state.milestone(&hold.milestone).ok_or_else(misplaced)?;
    let mut events = vec![Event::HoldLifted { hold: hold.id.clone() }];
    if hold.on_expiry == OnExpiry::OpenCase && HOLDS_MONEY.contains(&milestone.state) {
        let stage = CaseState::Arbitration;
        events.push(opened(scene, milestone, Reason::HoldExpired, stage, None)?);
    }
    Ok(events)
}
