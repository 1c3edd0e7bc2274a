//! The project until its money is spent: publishing, the round, readiness, approval, and every way to be called off.
//! Guards say when a row applies, effects which events follow; the figures come from the files beside this one.

use crate::aggregate::Role;
use crate::error::{Code, Refusal};
use crate::id::{Digest, PartyId};
use crate::machine::misplaced;
use crate::money::Money;
use crate::project::command::{Command, Identity};
use crate::project::decide::Scene;
use crate::project::event::{Event, Leaving, Part};
use crate::project::funding::{
    Asked, Closing, Oversubscription, Plan, close as closing, scale_back,
};
use crate::project::offer::{Kind, Offer};
use crate::project::profile::{Person, TaxProfile};
use crate::project::snapshot::{Snapshot, planned};
use crate::project::table::Guard;
use crate::project::timers::Timer;
use crate::project::{MoneyState, ProjectState, Request, RequestStatus, State};
use crate::time::Timestamp;

type Effect = Result<Vec<Event>, Refusal>;

fn refuse(code: Code) -> Result<(), Refusal> {
    Err(code.into())
}

/// `holds`, or a refusal with this code.
pub(crate) fn or_refuse(holds: bool, code: Code) -> Result<(), Refusal> {
    if holds { Ok(()) } else { refuse(code) }
}

/// The offer a command brings.
fn offer<'a>(scene: &Scene<'a>) -> Result<&'a Offer, Refusal> {
    match scene.command {
        Some(
            Command::CreateProject { offer, .. }
            | Command::EditProject { offer, .. }
            | Command::AmendOffer { offer },
        ) => Ok(offer),
        _ => Err(misplaced()),
    }
}

/// The reason a command gives.
pub(crate) fn reason(scene: &Scene<'_>) -> Result<Digest, Refusal> {
    match scene.command {
        Some(
            Command::CancelProject { reason }
            | Command::ReturnToReview { reason }
            | Command::RejectProject { reason }
            | Command::ReopenExecution { reason }
            | Command::RejectParticipation { reason, .. }
            | Command::FreezeProject { reason },
        ) => Ok(*reason),
        _ => Err(misplaced()),
    }
}

pub(crate) fn nothing(_: &Scene<'_>) -> Effect {
    Ok(Vec::new())
}

// Who signs with whom.

/// Whether somebody else, who has no part in the project, signs as well. The host vouches for the role.
fn seconded(scene: &Scene<'_>, role: Role) -> Result<(), Refusal> {
    let needed = |code: Code| Refusal::new(code).at("seconded_by").allow(role.as_str());
    let Some(second) = scene.seconded_by else { return Err(needed(Code::NeedsSecondPerson)) };
    if second == scene.actor || !scene.state.is_outside(second) {
        return Err(needed(Code::SamePerson).got(second));
    }
    Ok(())
}

pub(crate) const SECONDED_BY_ADMIN: Guard =
    Guard::arguments("an admin signs too", |scene| seconded(scene, Role::Admin));
pub(crate) const SECONDED_BY_TREASURER: Guard =
    Guard::arguments("a treasurer signs too", |scene| seconded(scene, Role::Treasurer));
pub(crate) const SECONDED_BY_COMPLIANCE: Guard =
    Guard::arguments("compliance signs too", |scene| seconded(scene, Role::Compliance));
pub(crate) const NOT_FROZEN: Guard =
    Guard::state("not frozen", |scene| or_refuse(!scene.state.frozen, Code::Frozen));
pub(crate) const IS_FROZEN: Guard =
    Guard::state("frozen", |scene| or_refuse(scene.state.frozen, Code::IllegalTransition));

// Drafts and publication.

pub(crate) const OFFER_FITS: Guard = Guard::arguments("the offer is consistent", |scene| {
    offer(scene)?.check().map_err(|r| r.at("offer"))
});
pub(crate) const OWNER_KNOWN: Guard = Guard::arguments("the owner is known", |scene| {
    let Some(Command::CreateProject { identity, .. }) = scene.command else {
        return Err(misplaced());
    };
    or_refuse(*identity >= Identity::Basic, Code::Kyc).map_err(|refusal| refusal.at("identity"))
});
pub(crate) const SAME_OWNER: Guard = Guard::arguments("the owner stays", |scene| {
    let owner = &offer(scene)?.owner;
    if *owner == scene.state.offer.owner {
        return Ok(());
    }
    Err(Refusal::new(Code::OfferInvalid).at("offer.owner").got(owner))
});
pub(crate) const MONEY_STAYS_GOOD: Guard =
    Guard::arguments("money that is here keeps its currency", |scene| {
        let (old, new) = (scene.state.zero(), offer(scene)?.zero());
        let here = |known: &crate::journal::Balance| known.balance.same_currency(old).is_ok();
        if !scene.state.balances.iter().any(here) {
            return Ok(());
        }
        old.same_currency(new).map_err(|refusal| refusal.at("offer.round.target"))
    });
pub(crate) const SAME_OFFER_VERSION: Guard = Guard::arguments("read this version", |scene| {
    let Some(Command::EditProject { offer_version, .. }) = scene.command else {
        return Err(misplaced());
    };
    scene.state.offer_is_current(*offer_version)
});
pub(crate) const HAS_GOODS: Guard = Guard::state("has goods", |scene| {
    let goods = scene.state.offer.products.iter().any(|product| product.quantity > 0);
    or_refuse(goods, Code::OfferIncomplete).map_err(|refusal| refusal.at("products"))
});
pub(crate) const COSTS_ARE_SHARED: Guard = Guard::state("costs have weights", |scene| {
    scene.state.offer.landed().map(|_| ()).map_err(|refusal| refusal.at("offer"))
});
pub(crate) const COSTS_WOULD_BE_SHARED: Guard = Guard::arguments("costs have weights", |scene| {
    let offer = offer(scene)?;
    or_refuse(offer.products.iter().any(|product| product.quantity > 0), Code::OfferIncomplete)
        .map_err(|refusal| refusal.at("offer.products"))?;
    offer.landed().map_err(|refusal| refusal.at("offer"))?;
    covers_need(offer)
});
pub(crate) const TARGET_COVERS_NEED: Guard =
    Guard::state("target + owner capital = need", |scene| covers_need(&scene.state.offer));
pub(crate) const WITHIN_REGULATION: Guard = Guard::state("within the profile's limits", |scene| {
    within_regulation(&scene.state.offer, scene.at)
});
pub(crate) const STAYS_WITHIN_REGULATION: Guard =
    Guard::arguments("within the profile's limits, with warnings", |scene| {
        let offer = offer(scene)?;
        or_refuse(offer.warnings.is_some(), Code::OfferIncomplete)
            .map_err(|refusal| refusal.at("offer.warnings"))?;
        or_refuse(offer.profile == scene.state.offer.profile, Code::OfferInvalid)
            .map_err(|refusal| refusal.at("offer.profile"))?;
        within_regulation(offer, scene.at)
    });
pub(crate) const LONG_ENOUGH: Guard = Guard::state("open long enough", |scene| {
    let offer = &scene.state.offer;
    let least = offer.min_window.max(offer.profile.at(scene.at)?.min_open);
    let earliest = scene.at.after(least);
    if offer.deadline >= earliest {
        return Ok(());
    }
    Err(Refusal::new(Code::DatesOutOfOrder)
        .at("offer.deadline")
        .got(offer.deadline)
        .allow(format!("not before {earliest}")))
});
pub(crate) const HAS_WARNINGS: Guard = Guard::state("has warnings", |scene| {
    or_refuse(scene.state.offer.warnings.is_some(), Code::OfferIncomplete)
        .map_err(|refusal| refusal.at("offer.warnings"))
});
pub(crate) const OWNER_VERIFIED: Guard = Guard::state("the owner is verified", |scene| {
    let identity = scene.state.person(&scene.state.offer.owner).map(|person| person.identity);
    or_refuse(identity == Some(Identity::Full), Code::Kyc)
});
pub(crate) const NO_REQUESTS: Guard = Guard::state("no requests", |scene| {
    or_refuse(scene.state.requests.is_empty(), Code::DraftClosed)
});

fn within_regulation(offer: &Offer, at: Timestamp) -> Result<(), Refusal> {
    let row = offer.profile.at(at)?;
    // Whatever anybody turns out to be, there is a rate for his profit.
    for person in [Person::Resident, Person::Company, Person::Foreign] {
        row.withholding_rate(offer.instrument, TaxProfile { person })
            .map_err(|refusal| refusal.at("offer.instrument"))?;
    }
    let windows = [
        (Timer::CoolingOff, row.cooling_off, true),
        (Timer::Reconfirm, row.reconfirmation, true),
        (Timer::Cutoff, row.withdrawal_cut_off.unwrap_or(offer.window(Timer::Cutoff)), false),
    ];
    for (timer, asked, at_least) in windows {
        let given = offer.window(timer);
        if if at_least { given < asked } else { given > asked } {
            return Err(Refusal::new(Code::LimitRegulatory)
                .at("offer.timers")
                .got(format!("{} {}", timer.as_str(), given.as_seconds()))
                .allow(asked.as_seconds().to_string()));
        }
    }
    row.check_raised(offer.round.hard_cap, false, offer.unit_value)
        .map_err(|refusal| refusal.at("offer.round.hard_cap"))
}

fn covers_need(offer: &Offer) -> Result<(), Refusal> {
    let need = offer.need().map_err(|refusal| refusal.at("offer"))?;
    if need.target == offer.round.target {
        return Ok(());
    }
    Err(Refusal::new(Code::TargetNotCovered)
        .at("offer.round.target")
        .got(offer.round.target)
        .allow(need.target.to_string()))
}

pub(crate) fn create(scene: &Scene<'_>) -> Effect {
    let Some(Command::CreateProject { offer, identity }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::ProjectCreated { offer: offer.clone(), identity: *identity }])
}

pub(crate) fn edit(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::ProjectEdited { offer: offer(scene)?.clone() }])
}

pub(crate) fn publish(_: &Scene<'_>) -> Effect {
    Ok(vec![Event::ProjectPublished {}])
}

pub(crate) fn unpublish(_: &Scene<'_>) -> Effect {
    Ok(vec![Event::ProjectUnpublished {}])
}

// The round.

pub(crate) const MAY_OPEN: Guard = Guard::state("the day has come", |scene| {
    let opens_at = scene.state.offer.opens_at;
    or_refuse(scene.at >= opens_at, Code::TooEarly).map_err(|refusal| refusal.until(opens_at))
});
pub(crate) const BEFORE_DEADLINE: Guard = Guard::state("before the deadline", |scene| {
    let deadline = scene.state.deadline;
    or_refuse(scene.at < deadline, Code::Deadline).map_err(|refusal| refusal.until(deadline))
});
pub(crate) const OWNER_CAPITAL_IS_HERE: Guard = Guard::state("owner capital is here", |scene| {
    let state = scene.state;
    let held =
        state.sum(|request| request.kind == Kind::Owner && request.money == MoneyState::Held)?;
    or_refuse(held >= state.offer.owner_capital, Code::NotCleared)
});
pub(crate) const ROUND_IS_KEPT: Guard = Guard::arguments("the rules of the round stay", |scene| {
    let (old, new) = (&scene.state.offer, offer(scene)?);
    let same = old.round.oversubscription == new.round.oversubscription
        && old.round.mode == new.round.mode
        && old.owner_capital == new.owner_capital
        && old.opens_at == new.opens_at
        && old.deadline == new.deadline
        && scene.state.taken()? <= new.round.hard_cap
        && old.round.target.same_currency(new.round.target).is_ok();
    or_refuse(same, Code::OfferInvalid).map_err(|refusal| refusal.at("offer.round"))
});
pub(crate) const NOT_EXTENDED: Guard = Guard::state("extended once at most", |scene| {
    or_refuse(!scene.state.extended, Code::ExtensionCap)
});
pub(crate) const LATER_DEADLINE: Guard = Guard::arguments("later than now", |scene| {
    let Some(Command::ExtendDeadline { deadline }) = scene.command else { return Err(misplaced()) };
    if *deadline > scene.state.deadline {
        return Ok(());
    }
    Err(Refusal::new(Code::DatesOutOfOrder).at("deadline").got(deadline))
});
pub(crate) const CAP_REACHED: Guard = Guard::state("approved = cap", |scene| {
    let state = scene.state;
    let counts = state.offer.round.oversubscription != Oversubscription::ProRata;
    or_refuse(counts && state.approved()? >= state.offer.round.hard_cap, Code::NotFunding)
});
pub(crate) const OPEN_LONG_ENOUGH: Guard = Guard::state("open long enough", |scene| {
    let state = scene.state;
    let least = state.offer.min_window.max(state.offer.profile.at(scene.at)?.min_open);
    let earliest = state.funding_since.unwrap_or(state.since).after(least);
    or_refuse(scene.at >= earliest, Code::TooEarly).map_err(|refusal| refusal.until(earliest))
});
pub(crate) const CLOSES_FUNDED: Guard =
    Guard::state("enough is approved", |scene| scene.state.closed(scene.at).map(|_| ()));
pub(crate) const CLOSES_UNFUNDED: Guard = Guard::state("too little is approved", |scene| {
    or_refuse(scene.state.closed(scene.at).is_err(), Code::IllegalTransition)
});
pub(crate) const IS_SHORT: Guard =
    Guard::state("short", |scene| or_refuse(scene.state.is_short()?, Code::IllegalTransition));
pub(crate) const NOT_SHORT: Guard =
    Guard::state("not short", |scene| or_refuse(!scene.state.is_short()?, Code::NotCleared));
pub(crate) const NO_TOPUP_OFFERED: Guard = Guard::state("no top-up offered", |scene| {
    or_refuse(!scene.state.offer.owner_topup, Code::IllegalTransition)
});
pub(crate) const TOPUP_OFFERED: Guard = Guard::state("top-up offered", |scene| {
    or_refuse(scene.state.offer.owner_topup, Code::NotAllowed)
});
pub(crate) const MAY_REOPEN: Guard = Guard::state("time left, or not reopened yet", |scene| {
    or_refuse(scene.state.may_reopen(scene.at), Code::Deadline)
});
pub(crate) const MAY_NOT_REOPEN: Guard = Guard::state("no time left, reopened before", |scene| {
    or_refuse(!scene.state.may_reopen(scene.at), Code::IllegalTransition)
});
pub(crate) const CLOSES_GAP: Guard = Guard::arguments("0 < amount ≤ gap", |scene| {
    let (amount, gap) = (scene.amount()?, scene.state.gap()?);
    if amount.is_positive() && amount <= gap {
        return Ok(());
    }
    Err(Refusal::new(Code::ExceedsRemaining)
        .at("amount")
        .got(amount.amount_text())
        .allow(gap.amount_text()))
});

pub(crate) fn open(_: &Scene<'_>) -> Effect {
    Ok(vec![Event::FundingOpened {}])
}

pub(crate) fn amend(scene: &Scene<'_>) -> Effect {
    let (state, offer) = (scene.state, offer(scene)?);
    let material = offer.differs_materially(&state.offer);
    let reconfirm_by = material.then(|| scene.at.after(state.offer.window(Timer::Reconfirm)));
    let version = state.offer_version.saturating_add(1);
    Ok(vec![Event::OfferVersioned { offer: offer.clone(), version, reconfirm_by }])
}

pub(crate) fn extend(scene: &Scene<'_>) -> Effect {
    let Some(Command::ExtendDeadline { deadline }) = scene.command else { return Err(misplaced()) };
    Ok(vec![Event::DeadlineExtended {
        deadline: *deadline,
        version: scene.state.offer_version.saturating_add(1),
        reconfirm_by: scene.at.after(scene.state.offer.window(Timer::Reconfirm)),
    }])
}

pub(crate) fn fill(scene: &Scene<'_>) -> Effect {
    let target = scene.state.offer.round.target;
    let mut events = vec![Event::ProjectFullyFunded { target }];
    events.extend(scene.state.leave(&[RequestStatus::Reserved], Leaving::Rejected)?);
    Ok(events)
}

pub(crate) fn close(scene: &Scene<'_>) -> Effect {
    let state = scene.state;
    let closed = state.closed(scene.at)?;
    let mut events = closed.scaled;
    events.push(Event::FundingClosed { target: closed.target, products: closed.quantities });
    events.extend(state.leave(&[RequestStatus::Reserved], Leaving::Rejected)?);
    Ok(events)
}

pub(crate) fn fail(scene: &Scene<'_>) -> Effect {
    let mut events = vec![Event::FundingFailed { approved: scene.state.approved()? }];
    events.extend(scene.state.called_off(scene.at, None)?);
    Ok(events)
}

pub(crate) fn reopen_funding(scene: &Scene<'_>) -> Effect {
    let state = scene.state;
    let until = scene.at.after(state.offer.window(Timer::Grace));
    let deadline = if scene.at < state.deadline { state.deadline } else { until };
    Ok(vec![Event::FundingShortfall { approved: state.approved()?, deadline }])
}

pub(crate) fn top_up(scene: &Scene<'_>) -> Effect {
    let Some(Command::OwnerTopUp { request, amount }) = scene.command else {
        return Err(misplaced());
    };
    Ok(scene.state.owners_request(request, *amount))
}

// Readiness and approval.

pub(crate) const COOLED_OFF: Guard = Guard::state("cooling-off is over", |scene| {
    let until = scene.state.cooling_off_until();
    or_refuse(scene.at >= until, Code::CoolingOff).map_err(|refusal| refusal.until(until))
});
pub(crate) const NOT_IN_REVIEW: Guard = Guard::state("not in review", |scene| {
    or_refuse(!scene.state.in_review, Code::IllegalTransition)
});
pub(crate) const MONEY_CLEARED: Guard = Guard::state("cleared ≥ target", |scene| {
    let (cleared, target) = (scene.state.cleared()?, scene.state.target);
    let unpaid = |request: &Request| {
        request.status == RequestStatus::Approved && request.money != MoneyState::Held
    };
    if cleared >= target && !scene.state.requests.iter().any(unpaid) {
        return Ok(());
    }
    Err(Refusal::new(Code::NotCleared).got(cleared).allow(target.to_string()))
});
pub(crate) const RECONFIRMED: Guard = Guard::state("no open reconfirmation", |scene| {
    let open = |request: &Request| request.status.is_live() && request.reconfirm_by.is_some();
    or_refuse(!scene.state.requests.iter().any(open), Code::ReconfirmationOpen)
});
pub(crate) const EVERYBODY_VERIFIED: Guard = Guard::state("all identified and signed", |scene| {
    let mut approved = scene.state.approved_requests();
    let unknown = approved.find(|request| {
        let person = scene.state.person(&request.investor);
        !person.is_some_and(|known| known.identity >= Identity::Basic && known.signed)
    });
    match unknown {
        Some(request) => Err(Refusal::new(Code::Kyc).at("investor").got(&request.investor)),
        None => Ok(()),
    }
});
pub(crate) const RECONCILED: Guard = Guard::state("bank statement = books", |scene| {
    let cash = scene.state.balance(&crate::journal::Account::Cash);
    if scene.state.statement == Some(cash) {
        return Ok(());
    }
    let refusal = Refusal::new(Code::NotReconciled).at("balance").allow(cash.to_string());
    Err(match scene.state.statement {
        Some(balance) => refusal.got(balance),
        None => refusal,
    })
});
pub(crate) const SNAPSHOT_BALANCES: Guard =
    Guard::arguments("the snapshot balances", |scene| snapshot(scene)?.verify());

fn snapshot(scene: &Scene<'_>) -> Result<Snapshot, Refusal> {
    let second = scene.seconded_by.cloned().unwrap_or_else(PartyId::clock);
    Snapshot::freeze(scene.state, vec![scene.actor.clone(), second], scene.at)
}

pub(crate) fn make_ready(scene: &Scene<'_>) -> Effect {
    let mut events = Vec::new();
    if scene.state.in_review {
        events.push(Event::ReviewEnded {});
    }
    events.push(Event::ProjectReadyForApproval {});
    events.extend(scene.state.leave(&[RequestStatus::Waitlisted], Leaving::Rejected)?);
    Ok(events)
}

pub(crate) fn return_to_review(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::ProjectReturned { reason: reason(scene)? }])
}

pub(crate) fn approve(scene: &Scene<'_>) -> Effect {
    let Some(second) = scene.seconded_by else { return Err(misplaced()) };
    Ok(vec![
        Event::ProjectApproved { by: scene.actor.clone(), seconded_by: second.clone() },
        Event::SnapshotFrozen { snapshot: Box::new(snapshot(scene)?) },
        Event::ParticipationsActivated { parts: scene.state.held_parts() },
    ])
}

pub(crate) fn reject(scene: &Scene<'_>) -> Effect {
    let reason = reason(scene)?;
    let mut events = vec![Event::ProjectRejected { reason }];
    events.extend(scene.state.called_off(scene.at, Some(reason))?);
    Ok(events)
}

// The ends before money is spent.

pub(crate) fn cancel(scene: &Scene<'_>) -> Effect {
    scene.state.called_off(scene.at, Some(reason(scene)?))
}

pub(crate) fn call_off(scene: &Scene<'_>) -> Effect {
    scene.state.called_off(scene.at, None)
}

/// An approved project is called off: capital is promised money again, and goes back.
pub(crate) fn reverse(scene: &Scene<'_>) -> Effect {
    let reason = match scene.command {
        Some(Command::CancelProject { reason }) => Some(*reason),
        _ => None,
    };
    let active = scene.state.requests.iter().filter(|r| r.status == RequestStatus::Active);
    let parts = active.map(|r| r.part(r.received)).collect();
    let mut events = vec![Event::ParticipationsReversed { parts }];
    events.extend(scene.state.called_off(scene.at, reason)?);
    Ok(events)
}

// Staff and bank.

pub(crate) fn freeze(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::ProjectFrozen { reason: reason(scene)? }])
}

pub(crate) fn unfreeze(_: &Scene<'_>) -> Effect {
    Ok(vec![Event::ProjectUnfrozen {}])
}

pub(crate) fn report_statement(scene: &Scene<'_>) -> Effect {
    let Some(Command::ReportStatement { balance }) = scene.command else { return Err(misplaced()) };
    Ok(vec![Event::StatementReported { balance: *balance }])
}

/// A round as it would close now.
pub(crate) struct Closed {
    pub(crate) target: Money,
    pub(crate) quantities: Vec<u32>,
    pub(crate) scaled: Vec<Event>,
}

impl Request {
    /// An amount of this participation.
    pub(crate) fn part(&self, amount: Money) -> Part {
        Part { request: self.id.clone(), holder: self.investor.clone(), amount }
    }
}

impl State {
    /// Whether somebody has no part in the project: neither its owner nor one of its investors.
    pub(crate) fn is_outside(&self, party: &PartyId) -> bool {
        let takes_part = |request: &Request| request.investor == *party;
        *party != self.offer.owner && !self.requests.iter().any(takes_part)
    }

    pub(crate) fn offer_is_current(&self, version: u32) -> Result<(), Refusal> {
        if version == self.offer_version {
            return Ok(());
        }
        Err(Refusal::new(Code::OfferChanged)
            .at("offer_version")
            .got(version)
            .allow(self.offer_version.to_string()))
    }

    pub(crate) fn person(&self, party: &PartyId) -> Option<&crate::project::Person> {
        self.people.iter().find(|person| person.party == *party)
    }

    /// What the requests count together that `wanted` keeps.
    pub(crate) fn sum(&self, wanted: impl Fn(&Request) -> bool) -> Result<Money, Refusal> {
        let wanted = self.requests.iter().filter(|request| wanted(request));
        wanted.map(|request| request.base).try_fold(self.zero(), Money::plus)
    }

    /// What counts towards the round of what the requests sum to: all but the capital the owner promised beforehand.
    fn towards_round(&self, sum: Money) -> Result<Money, Refusal> {
        let owner = self.sum(|request| request.kind == Kind::Owner && request.status.is_live())?;
        Ok(sum.minus(self.offer.owner_capital.at_most(owner)?)?.positive_part())
    }

    /// Reserved and approved.
    pub(crate) fn taken(&self) -> Result<Money, Refusal> {
        self.towards_round(self.sum(|request| {
            matches!(request.status, RequestStatus::Reserved | RequestStatus::Approved)
        })?)
    }

    /// Approved.
    pub(crate) fn approved(&self) -> Result<Money, Refusal> {
        self.towards_round(self.sum(|request| request.status == RequestStatus::Approved)?)
    }

    /// Approved and here.
    pub(crate) fn cleared(&self) -> Result<Money, Refusal> {
        self.towards_round(self.sum(|request| {
            request.status == RequestStatus::Approved && request.money == MoneyState::Held
        })?)
    }

    pub(crate) fn approved_requests(&self) -> impl Iterator<Item = &Request> {
        self.requests.iter().filter(|request| request.status == RequestStatus::Approved)
    }

    /// All promised money that is here, as parts in the order of acceptance.
    fn held_parts(&self) -> Vec<Part> {
        let held = self.approved_requests().filter(|r| r.money == MoneyState::Held);
        held.map(|request| request.part(request.received)).collect()
    }

    pub(crate) fn is_short(&self) -> Result<bool, Refusal> {
        Ok(self.approved()? < self.target)
    }

    /// What is missing to the target.
    pub(crate) fn gap(&self) -> Result<Money, Refusal> {
        Ok(self.target.minus(self.approved()?)?.positive_part())
    }

    fn may_reopen(&self, at: Timestamp) -> bool {
        at < self.deadline || !self.reopened
    }

    /// When the last approved investor may no longer withdraw without a reason.
    pub(crate) fn cooling_off_until(&self) -> Timestamp {
        self.approved_requests().map(|r| r.cooling_off_until).max().unwrap_or(self.since)
    }

    /// The plan as the round sees it: what does not shrink, and how many units.
    fn plan(&self) -> Result<Plan, Refusal> {
        let goods = self.offer.budget(&Offer::goods())?.unwrap_or(self.zero());
        Ok(Plan {
            fixed_costs: self.offer.need()?.target.minus(goods)?.positive_part(),
            quantities: self.offer.products.iter().map(|product| product.quantity).collect(),
        })
    }

    /// How the round would close now. Errors: `not_cleared` with the target if too little is approved, `not_scalable`.
    pub(crate) fn closed(&self, _: Timestamp) -> Result<Closed, Refusal> {
        let round = &self.offer.round;
        let mut scaled = Vec::new();
        let mut approved = self.approved()?;
        if round.oversubscription == Oversubscription::ProRata && approved > round.hard_cap {
            let investors = || self.approved_requests().filter(|r| r.kind != Kind::Owner);
            let asked: Vec<Asked> =
                investors().map(|r| Asked { seq: r.seq, amount: r.base }).collect();
            let allotments = scale_back(round, &asked)?.allotments;
            approved = allotments.iter().map(|a| a.allotted).try_fold(self.zero(), Money::plus)?;
            for (request, allotment) in investors().zip(&allotments) {
                scaled.extend(request.scaled_to(allotment.allotted)?);
            }
        }
        match closing(round, approved, &self.plan()?)? {
            Closing::Funded { final_target, quantities } => {
                planned(&self.offer, &quantities).landed()?;
                Ok(Closed { target: final_target, quantities, scaled })
            }
            Closing::Failed {} => Err(Refusal::new(Code::NotCleared)
                .at("approved")
                .got(approved)
                .allow(round.target.to_string())),
        }
    }

    /// Everybody in one of these states leaves, and what he paid goes back.
    pub(crate) fn leave(&self, from: &[RequestStatus], leaving: Leaving) -> Effect {
        let leaving_now = self.requests.iter().filter(|request| from.contains(&request.status));
        Ok(leaving_now
            .map(|request| Event::ParticipationLeft {
                request: request.id.clone(),
                holder: request.investor.clone(),
                leaving,
                refund: request.received,
                reason: None,
            })
            .collect())
    }

    /// The project ends before anything was spent: everybody gets everything back.
    pub(crate) fn called_off(&self, at: Timestamp, reason: Option<Digest>) -> Effect {
        let live = [
            RequestStatus::Waitlisted,
            RequestStatus::Reserved,
            RequestStatus::Approved,
            RequestStatus::Active,
        ];
        let mut events = vec![Event::ProjectCancelled { reason }];
        events.extend(self.leave(&live, Leaving::Cancelled)?);
        events.extend(self.share_yield(at)?);
        Ok(events)
    }

    /// Whether nothing more happens but payments.
    pub(crate) const fn has_ended(&self) -> bool {
        matches!(self.state, ProjectState::Settled | ProjectState::Cancelled)
    }
}
