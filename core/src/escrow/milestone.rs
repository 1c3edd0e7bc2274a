//! Guards and effects of the milestone table: delivery, approval, release and refund.

use crate::aggregate::Role;
use crate::commission::{Payer, RefundCause};
use crate::error::{Code, Refusal};
use crate::escrow::command::{Command, Reason};
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::Scene;
use crate::escrow::event::{CaseState, Event, ReleaseCause};
use crate::escrow::table::Guard;
use crate::escrow::terms::{Kind, MilestoneTerms};
use crate::escrow::timers::{CLAIM_AFTER, DELIVERY_GRACE};
use crate::escrow::{Case, Milestone, MilestoneState, Phase};
use crate::id::{CaseId, Digest, MilestoneId};
use crate::limits::MILESTONES;
use crate::machine::misplaced;
use crate::money::Money;
use crate::time::Timestamp;

pub(crate) const DEAL_STANDS: Guard = Guard::state("the deal stands", |scene| {
    let stands = matches!(scene.state.phase, Phase::Agreed | Phase::Active);
    refuse_unless(stands, Code::IllegalTransition)
});

pub(crate) const IS_GOODS: Guard = Guard::state("goods", |scene| {
    refuse_unless(agreed(scene)?.kind == Kind::Goods, Code::KindMismatch)
});

pub(crate) const IS_NOT_GOODS: Guard = Guard::state("not goods", |scene| {
    refuse_unless(agreed(scene)?.kind != Kind::Goods, Code::KindMismatch)
});

pub(crate) const MAY_APPROVE: Guard = Guard::state("buyer or delegate", |scene| {
    let party = scene.state.agreement.terms.party(scene.actor);
    let delegate = party.is_some_and(|party| party.may_approve);
    refuse_unless(scene.role == Role::Buyer || delegate, Code::NotAllowed)
});

pub(crate) const ROUNDS_LEFT: Guard = Guard::state("rounds left", |scene| {
    let most = scene.state.agreement.terms.rework_rounds();
    if scene.milestone()?.rounds < most {
        return Ok(());
    }
    Err(Refusal::new(Code::RoundsExhausted).allow(format!("at most {most} rounds")))
});

pub(crate) const LONG_ENOUGH_ON_THE_WAY: Guard = Guard::state("long enough on the way", |scene| {
    let from = shipped_at(scene)?.after(CLAIM_AFTER);
    if scene.at >= from { Ok(()) } else { Err(Refusal::new(Code::TooEarly).until(from)) }
});

pub(crate) const TIME_FITS: Guard =
    Guard::arguments("after shipping, not in the future", |scene| {
        let Some(Command::Delivered { occurred_at, .. }) = scene.command else {
            return Err(misplaced());
        };
        let shipped = shipped_at(scene)?;
        match occurred_at {
            Some(at) if *at < shipped || *at > scene.at => Err(Refusal::new(Code::TimeRange)
                .at("occurred_at")
                .got(at)
                .allow(format!("{shipped} to {}", scene.at))),
            _ => Ok(()),
        }
    });

pub(crate) const AMOUNT_AVAILABLE: Guard = Guard::arguments("0 < amount ≤ available", |scene| {
    let (amount, available) = (scene.amount()?, scene.milestone()?.held()?);
    let refuse = |code| Refusal::new(code).at("amount").got(amount.amount_text());
    if !amount.is_positive() {
        return Err(refuse(Code::AmountRange).allow("more than nothing"));
    }
    if amount > available {
        return Err(refuse(Code::AmountExceedsAvailable)
            .allow(format!("at most {}", available.amount_text())));
    }
    Ok(())
});

pub(crate) const REASON_FITS: Guard = Guard::arguments("reason allowed in state", |scene| {
    let Some(Command::Dispute { reason, .. }) = scene.command else { return Err(misplaced()) };
    let milestone = scene.milestone()?;
    let again = |case: &Case| {
        case.state == CaseState::Withdrawn
            && case.reason == *reason
            && case.claimant == side(scene.role)
            && scene.state.milestone(&case.milestone).map(|m| m.place()) == Some(milestone.place())
    };
    let fits = reasons(scene.role, milestone.state).contains(reason);
    if fits && !scene.state.cases.iter().any(again) {
        return Ok(());
    }
    Err(Refusal::new(Code::ReasonNotAllowedHere).at("reason"))
});

pub(crate) const DISPUTE_AFTER_APPROVAL: Guard =
    Guard::state("terms allow it", |scene| match scene.milestone()?.lapsed {
        _ if scene.state.agreement.terms.dispute_after_approval() => Ok(()),
        Some(lapse) => Err(Refusal::new(Code::WindowClosed).until(lapse.at)),
        None => Err(Code::IllegalTransition.into()),
    });

pub(crate) const NEW_CASE: Guard = Guard::arguments("new case id", |scene| {
    let Some(Command::Dispute { case, .. } | Command::LateCase { case, .. }) = scene.command else {
        return Err(misplaced());
    };
    match scene.state.case(case) {
        None => Ok(()),
        Some(_) => Err(Refusal::new(Code::AlreadyExists).at("case").got(case)),
    }
});

pub(crate) const ROOM_TO_CARVE: Guard = Guard::arguments("room to carve out", |scene| {
    let milestone = scene.milestone()?;
    if scene.amount()? == milestone.held()? {
        return Ok(());
    }
    if scene.state.milestones.len() >= MILESTONES {
        return Err(Refusal::new(Code::LimitExceeded).allow("at most 200 milestones"));
    }
    part_of(scene, milestone).map(drop)
});

/// What somebody may complain about in each state.
const fn reasons(role: Role, state: MilestoneState) -> &'static [Reason] {
    use MilestoneState::{Approved, ChangesRequested, Delivered, Funded, Shipped};
    use Reason::{Late, NonPayment, NotAsDescribed, NotCompleted, NotReceived, Unauthorised};
    match (role, state) {
        (Role::Seller, _) => &[NonPayment],
        (_, Funded) => &[Late, Unauthorised],
        (_, Shipped) => &[NotReceived, Late, Unauthorised],
        (_, Delivered) => &[NotReceived, NotAsDescribed, NotCompleted, Unauthorised],
        (_, ChangesRequested) => &[NotAsDescribed, NotCompleted, Late, Unauthorised],
        (_, Approved) => &[NotAsDescribed, NotCompleted, Unauthorised],
        _ => &[],
    }
}

fn shipped_at(scene: &Scene<'_>) -> Result<Timestamp, Refusal> {
    scene.milestone()?.shipped_at.ok_or_else(misplaced)
}

/// The side a role is on.
pub(crate) fn side(role: Role) -> Payer {
    if role == Role::Seller { Payer::Seller } else { Payer::Buyer }
}

/// The terms of the milestone the scene is about.
pub(crate) fn agreed<'a>(scene: &Scene<'a>) -> Result<&'a MilestoneTerms, Refusal> {
    let index = scene.milestone()?.place();
    scene.state.agreement.terms.milestones().get(index).ok_or_else(misplaced)
}

pub(crate) fn id(scene: &Scene<'_>) -> Result<MilestoneId, Refusal> {
    Ok(scene.milestone()?.id.clone())
}

/// The first free id of a part of `milestone`.
pub(crate) fn part_of(scene: &Scene<'_>, milestone: &Milestone) -> Result<MilestoneId, Refusal> {
    for n in 1..=MILESTONES {
        let part = MilestoneId::part(&milestone.id, n)?;
        if scene.state.milestone(&part).is_none() {
            return Ok(part);
        }
    }
    Err(misplaced())
}

pub(crate) fn ship(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::Ship { milestone, tracking }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::Shipped { milestone: milestone.clone(), tracking: tracking.clone() }])
}

pub(crate) fn submit(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::Submit { milestone, proof }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::Submitted { milestone: milestone.clone(), proof: *proof }])
}

/// A late report counts from the delivery, but takes no more than a day and half the window from the inspection.
pub(crate) fn deliver(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::Delivered { occurred_at, .. }) = scene.command else {
        return Err(misplaced());
    };
    let grace = DELIVERY_GRACE.millis().min(agreed(scene)?.inspection_window().millis() / 2);
    let earliest = scene.at.plus(grace.saturating_neg());
    let inspect_from = occurred_at.unwrap_or(scene.at).max(earliest);
    Ok(vec![Event::Delivered { milestone: id(scene)?, inspect_from, proof: None }])
}

pub(crate) fn claim_delivered(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::ClaimDelivered { milestone, proof }) = scene.command else {
        return Err(misplaced());
    };
    let (milestone, proof) = (milestone.clone(), Some(*proof));
    Ok(vec![Event::Delivered { milestone, inspect_from: scene.at, proof }])
}

pub(crate) fn approve(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::Approved { milestone: id(scene)?, by_silence: false }])
}

pub(crate) fn approve_by_silence(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::Approved { milestone: id(scene)?, by_silence: true }])
}

pub(crate) fn request_changes(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::RequestChanges { milestone, reason }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::ChangesRequested { milestone: milestone.clone(), reason: *reason }])
}

pub(crate) fn release_partial(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![scene.state.release(scene.milestone()?, scene.amount()?, ReleaseCause::Voluntary)?])
}

pub(crate) fn refund_partial(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![refunded(scene, &[], scene.amount()?, RefundCause::Voluntary)?])
}

pub(crate) fn release_rest(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let milestone = scene.milestone()?;
    Ok(vec![scene.state.release(milestone, milestone.held()?, ReleaseCause::Cleared)?])
}

pub(crate) fn cancel_unfunded(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let milestone = id(scene)?;
    let refund = scene.state.funding(&milestone);
    Ok(vec![Event::MilestoneCancelled { milestone, refund }])
}

pub(crate) fn cancel_funded(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![refunded(scene, &[], scene.milestone()?.held()?, RefundCause::SellerCancelled)?])
}

pub(crate) fn give_back(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![refunded(scene, &[], scene.milestone()?.held()?, RefundCause::NotDelivered)?])
}

/// The part of a milestone that `amount` is about: all of it, or what is carved out by the event that comes first.
pub(crate) fn carve(
    scene: &Scene<'_>,
    amount: Money,
) -> Result<(MilestoneId, Vec<Event>), Refusal> {
    let milestone = scene.milestone()?;
    if amount == milestone.held()? {
        return Ok((milestone.id.clone(), Vec::new()));
    }
    let part = part_of(scene, milestone)?;
    let milestone = milestone.id.clone();
    Ok((part.clone(), vec![Event::CarvedOut { milestone, part, amount }]))
}

/// Contests all or part of what a milestone holds.
pub(crate) fn dispute(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::Dispute { case, amount, reason, statement, .. }) = scene.command else {
        return Err(misplaced());
    };
    let (milestone, mut events) = carve(scene, *amount)?;
    events.push(Event::CaseOpened {
        case: *case,
        milestone,
        claimant: side(scene.role),
        reason: *reason,
        claim: *amount,
        stage: CaseState::AwaitingResponse,
        statement: Some(*statement),
    });
    Ok(events)
}

pub(crate) fn open_not_received(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    open_for_buyer(scene, Reason::NotReceived)
}

pub(crate) fn open_not_completed(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    open_for_buyer(scene, Reason::NotCompleted)
}

fn open_for_buyer(scene: &Scene<'_>, reason: Reason) -> Result<Vec<Event>, Refusal> {
    let milestone = scene.milestone()?;
    Ok(vec![opened(scene, milestone, reason, CaseState::AwaitingResponse, None)?])
}

/// The rail's limit is near: the arbiter decides, and soon.
pub(crate) fn open_at_limit(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (milestone, stage) = (scene.milestone()?, CaseState::Arbitration);
    let opened = opened(scene, milestone, Reason::HoldLimit, stage, None)?;
    let Event::CaseOpened { case, .. } = opened else { return Err(misplaced()) };
    Ok(vec![opened, Event::CaseExpedited { case }])
}

/// A case for the buyer about all that is held, which no party named. Its id follows from the escrow and the number of
/// the case; an id that a party took before is passed over.
pub(crate) fn opened(
    scene: &Scene<'_>,
    milestone: &Milestone,
    reason: Reason,
    stage: CaseState,
    statement: Option<Digest>,
) -> Result<Event, Refusal> {
    let cases = scene.state.cases.len();
    let mut ids =
        (cases..).map(|n| CaseId::derived(scene.state.id, n)).take(cases.saturating_add(1));
    Ok(Event::CaseOpened {
        case: ids.find(|id| scene.state.case(id).is_none()).ok_or_else(misplaced)?,
        milestone: milestone.id.clone(),
        claimant: Payer::Buyer,
        reason,
        claim: milestone.held()?,
        stage,
        statement,
    })
}

/// The refund of all or part of what a milestone holds, after what `before` does to it in the same step.
pub(crate) fn refunded(
    scene: &Scene<'_>,
    before: &[Event],
    amount: Money,
    cause: RefundCause,
) -> Result<Event, Refusal> {
    let milestone = scene.milestone()?;
    if before.is_empty() {
        return scene.state.refund(milestone, amount, cause);
    }
    let mut state = scene.state.clone();
    before.iter().try_for_each(|event| state.evolve_event(event, scene.at))?;
    state.refund(milestone, amount, cause)
}

/// How the contested money of a decided case is distributed. What a bank took meanwhile the buyer has already.
pub(crate) fn distribute(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let milestone = scene.milestone()?;
    let case = scene.state.last_case(&milestone.id).ok_or_else(misplaced)?;
    let held = milestone.held()?;
    let taken_back = case.claim.minus(held)?.max(scene.state.zero());
    let decided = case.to_buyer.ok_or_else(misplaced)?.minus(taken_back)?.max(scene.state.zero());
    let to_buyer = wrong!("sides_swapped", decided, held.minus(decided)?);
    let to_seller = held.minus(to_buyer)?;
    let mut events = Vec::with_capacity(3);
    if to_seller.is_positive() {
        events.push(scene.state.release(milestone, to_seller, ReleaseCause::Case)?);
    }
    if to_buyer.is_positive() {
        events.push(refunded(scene, &events, to_buyer, RefundCause::Case)?);
    }
    events.push(Event::MilestoneResolved { milestone: milestone.id.clone() });
    Ok(events)
}

pub(crate) fn resume(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::MilestoneResumed { milestone: id(scene)? }])
}

fn last_case_is(scene: &Scene<'_>, state: CaseState) -> Result<(), Refusal> {
    let case = scene.state.last_case(&scene.milestone()?.id);
    refuse_unless(case.is_some_and(|case| case.state == state), Code::CaseOpen)
}

pub(crate) const CASE_SETTLED: Guard =
    Guard::state("case settled", |scene| last_case_is(scene, CaseState::Settled));

pub(crate) const CASE_FINAL: Guard =
    Guard::state("case final", |scene| last_case_is(scene, CaseState::Final));

pub(crate) const CASE_WITHDRAWN: Guard =
    Guard::state("case withdrawn", |scene| last_case_is(scene, CaseState::Withdrawn));
