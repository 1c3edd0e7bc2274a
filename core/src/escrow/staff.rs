//! What staff may decide about the money of a milestone. It always takes two of them.

use crate::commission::RefundCause;
use crate::error::{Code, Refusal};
use crate::escrow::command::Command;
use crate::escrow::decide::Scene;
use crate::escrow::event::{Event, ReleaseCause};
use crate::escrow::milestone::{id, refunded};
use crate::escrow::table::Guard;
use crate::id::Digest;
use crate::machine::misplaced;

/// The second person stands in the role the row names, which the host vouches for, and has no part in the escrow.
pub(crate) const SECONDED: Guard = Guard::arguments("a second person agrees", |scene| {
    let Some(second) = scene.seconded_by else {
        return Err(Refusal::new(Code::NeedsSecondPerson).at("seconded_by"));
    };
    let takes_part = scene.state.agreement.terms.party(second).is_some();
    if second == scene.actor || takes_part || second.is_reserved() {
        return Err(Refusal::new(Code::SamePerson).at("seconded_by").got(second));
    }
    Ok(())
});

fn decided(scene: &Scene<'_>, reason: Digest) -> Result<Event, Refusal> {
    let seconded_by = scene.seconded_by.ok_or_else(misplaced)?.clone();
    Ok(Event::StaffDecided { milestone: id(scene)?, seconded_by, reason })
}

pub(crate) fn release_by_staff(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::Release { reason, .. }) = scene.command else { return Err(misplaced()) };
    let milestone = scene.milestone()?;
    let release = scene.state.release(milestone, milestone.held()?, ReleaseCause::Admin)?;
    Ok(vec![decided(scene, *reason)?, release])
}

pub(crate) fn refund_by_staff(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::ForceRefund { reason, .. }) = scene.command else { return Err(misplaced()) };
    let refund = refunded(scene, &[], scene.milestone()?.held()?, RefundCause::Admin)?;
    Ok(vec![decided(scene, *reason)?, refund])
}
