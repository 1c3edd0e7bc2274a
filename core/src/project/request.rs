//! Requests: how somebody comes in, pays, is taken in, and leaves again. Decision and money are separate fields.
//! Capacity is kept from the request on; the order of acceptance decides over every odd minor unit for ever.

use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::journal::Account;
use crate::limits::{REQUESTS, REQUESTS_OF_ONE};
use crate::machine::misplaced;
use crate::money::Money;
use crate::project::command::{Command, Identity};
use crate::project::decide::Scene;
use crate::project::event::{Event, Leaving};
use crate::project::funding::{Admission, Oversubscription, Standing, admit};
use crate::project::fx::base_amount;
use crate::project::lifecycle::{or_refuse, reason};
use crate::project::offer::{ApprovalMode, CaptureAt, Kind};
use crate::project::table::Guard;
use crate::project::timers::Timer;
use crate::project::{MoneyState, ProjectState, Request, RequestStatus, State};
use ethnum::U256;

type Effect = Result<Vec<Event>, Refusal>;

/// What an investor asks for.
struct Asked<'a> {
    id: &'a Reference,
    kind: Kind,
    amount: Money,
    quote: Option<&'a crate::project::fx::Quote>,
    partial: bool,
}

fn asked<'a>(scene: &Scene<'a>) -> Result<Asked<'a>, Refusal> {
    let Some(Command::RequestParticipation { request, kind, amount, quote, partial, .. }) =
        scene.command
    else {
        return Err(misplaced());
    };
    Ok(Asked {
        id: request,
        kind: *kind,
        amount: *amount,
        quote: quote.as_ref(),
        partial: *partial,
    })
}

impl Asked<'_> {
    /// What it counts in the currency of the offer.
    fn base(&self, state: &State) -> Result<Money, Refusal> {
        base_amount(self.amount, state.zero().currency(), self.quote)
    }
}

/// How the round would take the request of this command. Errors: those of [`admit`].
fn admission(scene: &Scene<'_>) -> Result<(Admission, Money), Refusal> {
    let asked = asked(scene)?;
    let base = asked.base(scene.state)?;
    let of_investor = scene.state.of_investor(scene.actor)?;
    let standing = Standing { taken: scene.state.taken()?, of_investor };
    let admission = admit(&scene.state.offer.round, standing, base);
    // What only fills what remains must be wanted.
    match admission? {
        Admission::Partial { amount } if !asked.partial => {
            Err(Refusal::new(Code::ExceedsRemaining)
                .at("amount")
                .got(base.amount_text())
                .allow(amount.amount_text()))
        }
        admission => Ok((admission, base)),
    }
}

// Coming in.

pub(crate) const IS_FUNDING: Guard = Guard::state("funding", |scene| {
    or_refuse(scene.state.state == ProjectState::Funding, Code::NotFunding)
});
pub(crate) const IN_FUNDING: Guard = IS_FUNDING;
pub(crate) const IS_IDENTIFIED: Guard = Guard::state("identified", |scene| {
    let identity = scene.state.person(scene.actor).map(|person| person.identity);
    or_refuse(identity >= Some(Identity::Basic), Code::Kyc)
});
pub(crate) const WITHIN_LIMIT: Guard = Guard::arguments("within the personal limit", |scene| {
    let asked = asked(scene)?;
    let Some(limit) = scene.state.person(scene.actor).and_then(|person| person.limit) else {
        return Ok(());
    };
    // Without a rate there is no amount to compare; that is a later guard's matter.
    let Ok(base) = asked.base(scene.state) else { return Ok(()) };
    let left = limit.minus(scene.state.of_investor(scene.actor)?)?;
    if base <= left {
        return Ok(());
    }
    Err(Refusal::new(Code::LimitRegulatory)
        .at("amount")
        .got(base.amount_text())
        .allow(left.positive_part().amount_text()))
});
pub(crate) const OFFER_IS_CURRENT: Guard =
    Guard::arguments("read this offer", |scene| match scene.command {
        Some(
            Command::RequestParticipation { offer_version, .. }
            | Command::ReconfirmParticipation { offer_version, .. },
        ) => scene.state.offer_is_current(*offer_version),
        _ => Err(misplaced()),
    });
pub(crate) const NEW_REQUEST: Guard = Guard::arguments("the name is new", |scene| {
    let id = match scene.command {
        Some(
            Command::RequestParticipation { request, .. } | Command::OwnerTopUp { request, .. },
        ) => request,
        _ => return Err(misplaced()),
    };
    // One name is kept for the owner's share.
    if scene.state.request(id).is_some() || *id == Reference::owner() {
        return Err(Refusal::new(Code::AlreadyExists).at("request").got(id));
    }
    let own = scene.state.requests.iter().filter(|known| known.investor == *scene.actor);
    if own.count() >= REQUESTS_OF_ONE {
        return Err(Refusal::new(Code::LimitExceeded)
            .at("request")
            .allow("at most 20 of one person"));
    }
    if scene.state.requests.len() >= REQUESTS {
        return Err(Refusal::new(Code::LimitExceeded).at("request").allow("at most 10000"));
    }
    Ok(())
});
pub(crate) const KIND_OFFERED: Guard = Guard::arguments("offered", |scene| {
    let kind = asked(scene)?.kind;
    or_refuse(scene.state.offer.kinds.contains(&kind), Code::KindMismatch)
});
pub(crate) const RATE_IS_FROZEN: Guard = Guard::arguments("the rate is frozen", |scene| {
    let asked = asked(scene)?;
    if !asked.amount.is_positive() {
        return Err(Refusal::new(Code::AmountRange).at("amount").got(asked.amount.amount_text()));
    }
    if let Some(quote) = asked.quote
        && quote.frozen_at > scene.at
    {
        return Err(Refusal::new(Code::DatesOutOfOrder).at("quote.frozen_at").got(quote.frozen_at));
    }
    asked.base(scene.state).map(|_| ()).map_err(|refusal| refusal.at("quote"))
});
pub(crate) const IS_ADMITTED: Guard =
    Guard::arguments("fits the round", |scene| match admission(scene)?.0 {
        Admission::Full {} | Admission::Partial { .. } => Ok(()),
        Admission::Waitlist {} => Err(Code::Full.into()),
    });
pub(crate) const IS_QUEUED: Guard = Guard::arguments("waits for a place", |scene| {
    or_refuse(admission(scene)?.0 == Admission::Waitlist {}, Code::Full)
});
pub(crate) const IS_OWNER_CAPITAL: Guard = Guard::arguments("the capital promised", |scene| {
    let (asked, state) = (asked(scene)?, scene.state);
    let committed = state.sum(|request| request.kind == Kind::Owner && request.status.is_live())?;
    let missing = state.offer.owner_capital.minus(committed)?;
    if asked.kind == Kind::Owner && missing.is_positive() && asked.amount == missing {
        return Ok(());
    }
    Err(Refusal::new(Code::LastTicketMustEqual)
        .at("amount")
        .got(asked.amount.amount_text())
        .allow(missing.positive_part().amount_text()))
});
pub(crate) const FIRST_IN_LINE: Guard = Guard::state("first in line", |scene| {
    let own = scene.request()?.seq;
    let earlier =
        |request: &Request| request.status == RequestStatus::Waitlisted && request.seq < own;
    or_refuse(!scene.state.requests.iter().any(earlier), Code::IllegalTransition)
});
pub(crate) const FITS_NOW: Guard =
    Guard::state("a place is free", |scene| scene.state.place_for(scene.request()?).map(|_| ()));

fn requested(scene: &Scene<'_>, waitlisted: bool) -> Effect {
    let asked = asked(scene)?;
    let (admission, whole) = admission(scene)?;
    let (amount, base) = match admission {
        Admission::Partial { amount: rest } => {
            // A part is offered in the currency of the offer only, so that no amount is derived from a derived one.
            asked.amount.same_currency(rest).map_err(|refusal| refusal.at("amount"))?;
            (rest, rest)
        }
        Admission::Full {} | Admission::Waitlist {} => (asked.amount, whole),
    };
    Ok(vec![Event::ParticipationRequested {
        request: asked.id.clone(),
        investor: scene.actor.clone(),
        kind: asked.kind,
        amount,
        base,
        quote: asked.quote.cloned(),
        partial: asked.partial,
        waitlisted,
    }])
}

pub(crate) fn request(scene: &Scene<'_>) -> Effect {
    requested(scene, false)
}

pub(crate) fn queue(scene: &Scene<'_>) -> Effect {
    requested(scene, true)
}

pub(crate) fn commit_owner(scene: &Scene<'_>) -> Effect {
    let asked = asked(scene)?;
    Ok(scene.state.owners_request(asked.id, asked.amount))
}

pub(crate) fn promote(scene: &Scene<'_>) -> Effect {
    let request = scene.request()?;
    let (amount, base) = scene.state.place_for(request)?;
    Ok(vec![Event::CapacityReserved { request: request.id.clone(), amount, base }])
}

// Money.

pub(crate) const NEW_REFERENCE: Guard = Guard::arguments("not reported before", |scene| {
    let reference = scene.command.and_then(Command::reference).ok_or_else(misplaced)?;
    if scene.state.references.contains(reference) {
        return Err(Refusal::new(Code::ReferenceKnown).at("reference").got(reference));
    }
    Ok(())
});
pub(crate) const SOME_MONEY: Guard = Guard::arguments("0 < amount", |scene| {
    let amount = scene.command.and_then(Command::amount).ok_or_else(misplaced)?;
    if amount.is_positive() {
        return Ok(());
    }
    Err(Refusal::new(Code::AmountRange).at("amount").got(amount.amount_text()))
});
pub(crate) const SOME_AMOUNT: Guard = Guard::arguments("0 < amount", |scene| {
    let amount = scene.amount()?;
    if amount.is_positive() {
        return Ok(());
    }
    Err(Refusal::new(Code::AmountRange).at("amount").got(amount.amount_text()))
});
pub(crate) const SAME_CURRENCY: Guard =
    Guard::arguments("in the currency of the offer", |scene| match scene.command {
        Some(Command::ReportStatement { balance }) => scene.state.zero().same_currency(*balance),
        _ => Err(misplaced()),
    });
pub(crate) const OWN_CURRENCY: Guard = Guard::arguments("in the request's currency", |scene| {
    let amount = scene.command.and_then(Command::amount).ok_or_else(misplaced)?;
    scene.request()?.amount.same_currency(amount)
});
pub(crate) const PAYS_LATER: Guard = Guard::state("paid later", |scene| {
    or_refuse(scene.state.offer.capture != CaptureAt::Request, Code::IllegalTransition)
});
pub(crate) const NOT_HELD: Guard = Guard::state("not paid yet", |scene| {
    or_refuse(scene.request()?.money != MoneyState::Held, Code::AlreadyExists)
});
pub(crate) const IS_RAISING: Guard = Guard::state("still raising", |scene| {
    let raising = matches!(
        scene.state.state,
        ProjectState::Published
            | ProjectState::Funding
            | ProjectState::FullyFunded
            | ProjectState::ReadyForApproval
    );
    or_refuse(raising, Code::NotFunding)
});
pub(crate) const IS_UNMATCHED: Guard = Guard::arguments("such money is here", |scene| {
    scene.state.unmatched(reference(scene)?).map(|_| ())
});
pub(crate) const WAS_PAID: Guard = Guard::state("paid, and not taken back yet", |scene| {
    let request = scene.request()?;
    let here = request.received.is_positive() && request.money != MoneyState::ChargedBack;
    or_refuse(here, Code::AmountExceedsAvailable)
});

/// The name of money whose purpose is not known.
fn reference<'a>(scene: &Scene<'a>) -> Result<&'a Reference, Refusal> {
    match scene.command {
        Some(
            Command::MatchDeposit { reference, .. } | Command::ReturnDeposit { reference, .. },
        ) => Ok(reference),
        _ => Err(misplaced()),
    }
}

/// What of `amount` is more than was asked for, all that has come together.
fn excess(request: &Request, amount: Money) -> Result<Money, Refusal> {
    Ok(request.received.plus(amount)?.minus(request.amount)?.positive_part())
}

pub(crate) fn authorize(scene: &Scene<'_>) -> Effect {
    let Some(Command::AuthorizePayment { request, reference }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::PaymentAuthorized { request: request.clone(), reference: reference.clone() }])
}

pub(crate) fn deposit(scene: &Scene<'_>) -> Effect {
    let Some(Command::ConfirmDeposit { request, amount, reference }) = scene.command else {
        return Err(misplaced());
    };
    let excess = excess(scene.request()?, *amount)?;
    let holder = scene.request()?.investor.clone();
    let (request, reference) = (request.clone(), reference.clone());
    Ok(vec![Event::DepositConfirmed { request, holder, amount: *amount, excess, reference }])
}

pub(crate) fn keep_apart(scene: &Scene<'_>) -> Effect {
    match scene.command {
        Some(
            Command::ConfirmDeposit { amount, reference, .. }
            | Command::ReceiveUnmatched { amount, reference },
        ) => Ok(vec![Event::DepositUnmatched { reference: reference.clone(), amount: *amount }]),
        _ => Err(misplaced()),
    }
}

pub(crate) fn match_deposit(scene: &Scene<'_>) -> Effect {
    let (request, reference) = (scene.request()?, reference(scene)?);
    let amount = scene.state.unmatched(reference)?;
    request.amount.same_currency(amount)?;
    Ok(vec![Event::DepositMatched {
        reference: reference.clone(),
        request: request.id.clone(),
        holder: request.investor.clone(),
        amount,
        excess: excess(request, amount)?,
    }])
}

pub(crate) fn return_deposit(scene: &Scene<'_>) -> Effect {
    let Some(Command::ReturnDeposit { reference, payer }) = scene.command else {
        return Err(misplaced());
    };
    let amount = scene.state.unmatched(reference)?;
    Ok(vec![Event::DepositReturned { reference: reference.clone(), payer: payer.clone(), amount }])
}

pub(crate) fn charge_back(scene: &Scene<'_>) -> Effect {
    let Some(Command::ReceiveChargeback { reference, .. }) = scene.command else {
        return Err(misplaced());
    };
    let request = scene.request()?;
    let (own, id) = (scene.state.zero().currency(), request.id.clone());
    let from = match request.money {
        MoneyState::None | MoneyState::Authorized | MoneyState::Held => Account::Reserve(id),
        // Capital that was never converted leaves the project as it came; nothing could be set off in its currency.
        MoneyState::Capital if request.received.currency() != own => Account::Capital(id),
        MoneyState::Capital
        | MoneyState::RefundPending
        | MoneyState::Refunded
        | MoneyState::ChargedBack => Account::Receivable(scene.state.in_books(&request.payer)),
    };
    Ok(vec![Event::ChargebackReceived {
        request: request.id.clone(),
        amount: request.received,
        from,
        reference: reference.clone(),
    }])
}

// Decisions.

pub(crate) const APPROVES_ITSELF: Guard = Guard::state("approved by the rules", |scene| {
    or_refuse(scene.state.offer.approval == ApprovalMode::Auto, Code::IllegalTransition)
});
pub(crate) const WITHIN_CAP: Guard = Guard::state("approved + amount ≤ cap", |scene| {
    let (state, request) = (scene.state, scene.request()?);
    if state.offer.round.oversubscription == Oversubscription::ProRata {
        return Ok(());
    }
    let room = state.offer.round.hard_cap.minus(state.approved()?)?;
    if request.base <= room {
        return Ok(());
    }
    Err(Refusal::new(Code::ExceedsRemaining)
        .got(request.base.amount_text())
        .allow(room.positive_part().amount_text()))
});
pub(crate) const PAID_IF_ASKED: Guard = Guard::state("paid, if that comes first", |scene| {
    let first = scene.state.offer.capture == CaptureAt::Request;
    or_refuse(!first || scene.request()?.money == MoneyState::Held, Code::NotCleared)
});
pub(crate) const NO_OPEN_RECONFIRMATION: Guard = Guard::state("stays with the offer", |scene| {
    or_refuse(scene.request()?.reconfirm_by.is_none(), Code::ReconfirmationOpen)
});
pub(crate) const REASON_IF_PICKED: Guard = Guard::arguments("a reason, where one picks", |scene| {
    let Some(Command::ApproveParticipation { reason, .. }) = scene.command else {
        return Err(misplaced());
    };
    let picks = scene.state.offer.round.oversubscription == Oversubscription::Discretionary;
    or_refuse(!picks || reason.is_some(), Code::OfferIncomplete)
        .map_err(|refusal| refusal.at("reason"))
});
pub(crate) const OWN_REQUEST: Guard = Guard::state("the own one", |scene| {
    or_refuse(scene.request()?.investor == *scene.actor, Code::NotAllowed)
});
pub(crate) const MAY_WITHDRAW: Guard =
    Guard::state("early, cooling off, or asked again", |scene| {
        let (state, request) = (scene.state, scene.request()?);
        let cutoff = state.offer.window(Timer::Cutoff).millis().saturating_neg();
        let early = scene.at < state.deadline.plus(cutoff);
        let may = early || scene.at < request.cooling_off_until || request.reconfirm_by.is_some();
        or_refuse(may, Code::WithdrawalClosed)
    });
pub(crate) const RECONFIRMATION_OPEN: Guard = Guard::state("asked again", |scene| {
    or_refuse(scene.request()?.reconfirm_by.is_some(), Code::IllegalTransition)
});

pub(crate) fn take_in(scene: &Scene<'_>) -> Effect {
    let reason = match scene.command {
        Some(Command::ApproveParticipation { reason, .. }) => *reason,
        _ => None,
    };
    Ok(vec![Event::ParticipationApproved { request: scene.request()?.id.clone(), reason }])
}

/// Somebody leaves, and what he paid goes back.
fn left(scene: &Scene<'_>, leaving: Leaving) -> Effect {
    let request = scene.request()?;
    let reason = match scene.command {
        Some(Command::RejectParticipation { .. }) => Some(reason(scene)?),
        _ => None,
    };
    let (id, holder, refund) = (request.id.clone(), request.investor.clone(), request.received);
    Ok(vec![Event::ParticipationLeft { request: id, holder, leaving, refund, reason }])
}

pub(crate) fn turn_down(scene: &Scene<'_>) -> Effect {
    left(scene, Leaving::Rejected)
}

pub(crate) fn withdraw(scene: &Scene<'_>) -> Effect {
    left(scene, Leaving::Withdrawn)
}

pub(crate) fn expire(scene: &Scene<'_>) -> Effect {
    left(scene, Leaving::Expired)
}

pub(crate) fn lapse(scene: &Scene<'_>) -> Effect {
    left(scene, Leaving::Withdrawn)
}

pub(crate) fn reconfirm(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::ParticipationReconfirmed {
        request: scene.request()?.id.clone(),
        offer_version: scene.state.offer_version,
    }])
}

// What the host knows, and hands over.

pub(crate) const KNOWN_LIMIT: Guard = Guard::arguments("a limit in the right currency", |scene| {
    let Some(Command::VerifyParty { limit, .. }) = scene.command else { return Err(misplaced()) };
    let Some(limit) = limit else { return Ok(()) };
    scene.state.zero().same_currency(*limit).map_err(|refusal| refusal.at("limit"))?;
    or_refuse(limit.minor() >= 0, Code::AmountRange).map_err(|refusal| refusal.at("limit"))
});
pub(crate) const WORKS_STILL: Guard = Guard::state("not settled", |scene| {
    let works = matches!(scene.state.state, ProjectState::Approved | ProjectState::InExecution);
    or_refuse(works, Code::IllegalTransition)
});
pub(crate) const TRANSFERS_ALLOWED: Guard = Guard::state("transfers are allowed", |scene| {
    or_refuse(scene.state.offer.profile.at(scene.at)?.transfer_allowed, Code::TransferForbidden)
});
pub(crate) const NEW_HOLDER_VERIFIED: Guard =
    Guard::arguments("the new holder is known", |scene| {
        let Some(Command::TransferParticipation { to, .. }) = scene.command else {
            return Err(misplaced());
        };
        let known =
            scene.state.person(to).is_some_and(|p| p.identity >= Identity::Basic && p.signed);
        let may_hold = *to != scene.state.offer.owner && !to.is_reserved() && !to.is_account();
        if known && may_hold {
            return Ok(());
        }
        Err(Refusal::new(Code::Kyc).at("to").got(to))
    });

pub(crate) fn verify(scene: &Scene<'_>) -> Effect {
    let Some(Command::VerifyParty { party, identity, signed, limit, tax }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::PartyVerified {
        party: party.clone(),
        identity: *identity,
        signed: *signed,
        limit: *limit,
        tax: *tax,
    }])
}

pub(crate) fn transfer(scene: &Scene<'_>) -> Effect {
    let Some(Command::TransferParticipation { request, to }) = scene.command else {
        return Err(misplaced());
    };
    Ok(vec![Event::ParticipationTransferred { request: request.clone(), to: to.clone() }])
}

/// `amount · part / whole`, rounded down.
fn share_of(amount: Money, part: Money, whole: Money) -> Result<Money, Refusal> {
    let product = U256::from(amount.minor().unsigned_abs())
        .saturating_mul(part.minor().unsigned_abs().into());
    let share = product.checked_div(whole.minor().unsigned_abs().into()).unwrap_or(U256::ZERO);
    let share = i128::try_from(share).map_err(|_| Refusal::new(Code::AmountRange))?;
    Money::from_minor(share, amount.currency())
}

impl Request {
    /// What scaling the request back to `allotted` makes of it, if it gets less than it asked for.
    pub(crate) fn scaled_to(&self, allotted: Money) -> Result<Option<Event>, Refusal> {
        if allotted >= self.base {
            return Ok(None);
        }
        // In its own currency the request shrinks in the same proportion, rounded down; the rest goes back.
        let amount = share_of(self.amount, allotted, self.base)?;
        let refund = self.received.minus(amount)?.positive_part();
        Ok(Some(Event::ScaleBackApplied {
            request: self.id.clone(),
            holder: self.investor.clone(),
            allocated: amount,
            base: allotted,
            refund,
        }))
    }
}

impl State {
    /// All live requests of somebody.
    fn of_investor(&self, party: &PartyId) -> Result<Money, Refusal> {
        self.sum(|request| request.investor == *party && request.status.is_live())
    }

    /// The owner's own capital, promised and approved at once.
    pub(crate) fn owners_request(&self, id: &Reference, amount: Money) -> Vec<Event> {
        let requested = Event::ParticipationRequested {
            request: id.clone(),
            investor: self.offer.owner.clone(),
            kind: Kind::Owner,
            amount,
            base: amount,
            quote: None,
            partial: false,
            waitlisted: false,
        };
        vec![requested, Event::ParticipationApproved { request: id.clone(), reason: None }]
    }

    /// What a waiting request would get now. Errors: `full`, `exceeds_remaining`.
    fn place_for(&self, request: &Request) -> Result<(Money, Money), Refusal> {
        let others = self.of_investor(&request.investor)?.minus(request.base)?;
        let standing = Standing { taken: self.taken()?, of_investor: others };
        let room = self.offer.round.hard_cap.minus(standing.taken)?;
        match admit(&self.offer.round, standing, request.base)? {
            Admission::Full {} => Ok((request.amount, request.base)),
            Admission::Partial { .. } | Admission::Waitlist {} => {
                let rest = request.base.at_most(room.positive_part())?;
                let fits = request.partial && request.quote.is_none();
                let part = admit(&self.offer.round, standing, rest);
                if fits && matches!(part, Ok(Admission::Full {})) {
                    return Ok((rest, rest));
                }
                Err(Code::Full.into())
            }
        }
    }

    fn unmatched(&self, reference: &Reference) -> Result<Money, Refusal> {
        let known = self.unmatched.iter().find(|known| known.reference == *reference);
        known
            .map(|known| known.amount)
            .ok_or_else(|| Refusal::new(Code::NotFound).at("reference").got(reference))
    }
}
