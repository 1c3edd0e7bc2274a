//! Guards and effects of the case table: response, offers, escalation and ruling.

use crate::error::{Code, Refusal};
use crate::escrow::Case;
use crate::escrow::command::Command;
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::Scene;
use crate::escrow::event::{CaseState, Event, RuledBy};
use crate::escrow::milestone::side;
use crate::escrow::table::Guard;
use crate::escrow::timers::{NEGOTIATE_AT_LEAST, OnTimeout, Timer};
use crate::id::PartyId;
use crate::limits::{EVIDENCE, OFFERS};
use crate::machine::misplaced;
use crate::money::Money;
use crate::{aggregate::Role, commission::Payer};

pub(crate) const IS_OTHER_SIDE: Guard = Guard::state("the other side", |scene| {
    let case = case_in_question(scene)?;
    let again = matches!(scene.command, Some(Command::Dispute { .. }));
    let refusal = if again { Code::CaseOpen } else { Code::NotAllowed };
    refuse_unless(case.claimant != side(scene.role), refusal)
});

pub(crate) const AWAITS_RESPONSE: Guard = Guard::state("awaits a response", |scene| {
    let stage = case_in_question(scene)?.state;
    let refusal = if stage.is_open() { Code::CaseOpen } else { Code::CaseClosed };
    refuse_unless(stage == CaseState::AwaitingResponse, refusal)
});

pub(crate) const IS_CLAIMANT: Guard = Guard::state("the claimant", |scene| {
    refuse_unless(scene.case()?.claimant == side(scene.role), Code::NotAllowed)
});

pub(crate) const IS_UNCONTESTED: Guard = Guard::state("not contested yet", |scene| {
    refuse_unless(!scene.case()?.contested, Code::IllegalTransition)
});

pub(crate) const OFFERS_LEFT: Guard = Guard::state("offers left", |scene| {
    let mut offers = scene.case()?.offers;
    let made = *offers.of(Some(side(scene.role)));
    if made < OFFERS { Ok(()) } else { Err(Refusal::new(Code::OfferLimit).allow("at most 50")) }
});

pub(crate) const OFFER_FITS: Guard = Guard::arguments("0 ≤ amount ≤ locked", |scene| {
    let Some(amount) = scene.command.and_then(Command::amount) else { return Ok(()) };
    let locked = scene.case()?.claim;
    let refuse = |code| Refusal::new(code).at("to_buyer").got(amount.amount_text());
    locked.same_currency(amount).map_err(|refusal| refusal.at("to_buyer"))?;
    if amount.minor() < 0 {
        return Err(refuse(Code::AmountRange).allow("zero or more"));
    }
    if amount > locked {
        return Err(
            refuse(Code::AmountExceedsAvailable).allow(format!("at most {}", locked.amount_text()))
        );
    }
    Ok(())
});

pub(crate) const OFFER_IS_LATEST: Guard = Guard::arguments("latest offer", |scene| {
    let Some(Command::AcceptOffer { offer, .. }) = scene.command else { return Err(misplaced()) };
    match &scene.case()?.offer {
        None => Err(Refusal::new(Code::NotFound).at("offer").got(offer)),
        Some(latest) if latest.number == *offer => Ok(()),
        Some(latest) => Err(Refusal::new(Code::OfferSuperseded)
            .at("offer")
            .got(offer)
            .allow(latest.number.to_string())),
    }
});

pub(crate) const OFFER_IS_NOT_OWN: Guard = Guard::state("not one's own offer", |scene| {
    let latest = &scene.case()?.offer;
    let own = latest.as_ref().is_some_and(|offer| offer.by == side(scene.role));
    refuse_unless(!own, Code::OwnOffer)
});

pub(crate) const NEGOTIATED_LONG_ENOUGH: Guard = Guard::state("negotiated long enough", |scene| {
    let from = scene.case()?.since.after(NEGOTIATE_AT_LEAST);
    if scene.at >= from { Ok(()) } else { Err(Refusal::new(Code::TooEarly).until(from)) }
});

pub(crate) const IS_THE_ARBITER: Guard = Guard::state("the arbiter of the case", |scene| {
    refuse_unless(scene.case()?.arbiter.as_ref() == Some(scene.actor), Code::NotAllowed)
});

pub(crate) const IS_MEDIATOR: Guard = Guard::state("staff or the arbiter of the case", |scene| {
    let arbiter = scene.case()?.arbiter.as_ref() == Some(scene.actor);
    refuse_unless(scene.role == Role::Admin || arbiter, Code::NotAllowed)
});

pub(crate) const PROPOSAL_IS_LATEST: Guard = Guard::arguments("latest proposal", |scene| {
    let number = proposal_number(scene)?;
    match &scene.case()?.proposal {
        None => Err(Refusal::new(Code::NotFound).at("proposal").got(number)),
        Some(latest) if latest.number == number => Ok(()),
        Some(latest) => Err(Refusal::new(Code::OfferSuperseded)
            .at("proposal")
            .got(number)
            .allow(latest.number.to_string())),
    }
});

pub(crate) const NOBODY_ACCEPTED: Guard = Guard::state("nobody has accepted yet", |scene| {
    refuse_unless(proposal_accepted(scene)?.is_none(), Code::AlreadyExists)
});

pub(crate) const OTHER_SIDE_ACCEPTED: Guard =
    Guard::state("the other side has accepted", |scene| {
        let other = proposal_accepted(scene)?.is_some_and(|by| by != side(scene.role));
        refuse_unless(other, Code::AlreadyExists)
    });

pub(crate) const UNDECIDED: Guard = Guard::state("not ruled yet", |scene| {
    let case = scene.state.last_case(&scene.milestone()?.id).ok_or_else(misplaced)?;
    let open = case.state.is_open() && case.state != CaseState::Ruled;
    refuse_unless(open, Code::CaseClosed)
});

pub(crate) const NOT_APPEALED: Guard = Guard::state("not appealed before", |scene| {
    refuse_unless(!scene.case()?.appealed, Code::RoundsExhausted)
});

fn proposal_number(scene: &Scene<'_>) -> Result<u32, Refusal> {
    match scene.command {
        Some(
            Command::AcceptSettlement { proposal, .. } | Command::RejectSettlement { proposal, .. },
        ) => Ok(*proposal),
        _ => Err(misplaced()),
    }
}

fn proposal_accepted(scene: &Scene<'_>) -> Result<Option<Payer>, Refusal> {
    Ok(scene.case()?.proposal.as_ref().and_then(|proposal| proposal.accepted))
}

pub(crate) const EVIDENCE_LEFT: Guard = Guard::state("evidence limits", |scene| {
    let mut evidence = scene.case()?.evidence;
    let given = *evidence.of(scene.state.side_of(scene.actor));
    if given < EVIDENCE || scene.role == Role::Admin {
        return Ok(());
    }
    Err(Refusal::new(Code::EvidenceLimit).allow("at most 50 pieces"))
});

pub(crate) const ARBITER_IS_DISJOINT: Guard = Guard::arguments("arbiter has no part", |scene| {
    let arbiter = assigned(scene)?;
    let party = scene.state.agreement.terms.party(arbiter);
    let named = party.is_some_and(|party| party.role != Role::Arbiter);
    if named || arbiter.is_reserved() || arbiter == scene.actor {
        return Err(Refusal::new(Code::ConflictOfInterest).at("arbiter").got(arbiter));
    }
    Ok(())
});

/// The case the command is about, or the latest one on its milestone: decided but not carried out while staff hold it.
fn case_in_question<'a>(scene: &Scene<'a>) -> Result<&'a Case, Refusal> {
    match scene.case() {
        Ok(case) => Ok(case),
        Err(_) => scene.state.last_case(&scene.milestone()?.id).ok_or_else(misplaced),
    }
}

fn assigned<'a>(scene: &Scene<'a>) -> Result<&'a PartyId, Refusal> {
    match scene.command {
        Some(Command::AssignArbiter { arbiter, .. }) => Ok(arbiter),
        _ => Err(misplaced()),
    }
}

/// What the buyer gets if the claim is granted.
fn granted(case: &Case) -> Money {
    match case.claimant {
        Payer::Buyer => case.claim,
        Payer::Seller => Money::zero(case.claim.currency()),
    }
}

/// What a row does that only goes along with others: those others already say it.
pub(crate) fn nothing(_: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(Vec::new())
}

/// Contests the claim, also by a dispute of one's own on the locked milestone.
pub(crate) fn respond(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (statement, offer) = match scene.command {
        Some(Command::Respond { statement, offer, .. }) => (*statement, *offer),
        Some(Command::Dispute { statement, .. }) => (*statement, None),
        _ => return Err(misplaced()),
    };
    let case = case_in_question(scene)?;
    let party = scene.actor.clone();
    let mut events = vec![Event::CaseContested { case: case.id, party, statement }];
    events.extend(offer.map(|to_buyer| next_offer(scene, case, to_buyer)));
    Ok(events)
}

pub(crate) fn accept_claim(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let case = scene.case()?;
    Ok(vec![Event::CaseSettled { case: case.id, to_buyer: granted(case) }])
}

pub(crate) fn answer_silence(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let case = scene.case()?;
    Ok(vec![match scene.state.agreement.terms.timer(Timer::Respond).on_timeout {
        OnTimeout::OpenerWins => ruled(case, RuledBy::Silence, granted(case)),
        _ => Event::CaseEscalated { case: case.id, stage: CaseState::Arbitration },
    }])
}

pub(crate) fn offer(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::Offer { to_buyer, .. }) = scene.command else { return Err(misplaced()) };
    Ok(vec![next_offer(scene, scene.case()?, *to_buyer)])
}

fn next_offer(scene: &Scene<'_>, case: &Case, to_buyer: Money) -> Event {
    let made = case.offer.as_ref().map_or(0, |offer| offer.number);
    let offer = made.saturating_add(1);
    Event::OfferMade { case: case.id, offer, by: side(scene.role), to_buyer }
}

pub(crate) fn accept_offer(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let case = scene.case()?;
    let offer = case.offer.as_ref().ok_or_else(misplaced)?;
    Ok(vec![Event::CaseSettled { case: case.id, to_buyer: offer.to_buyer }])
}

pub(crate) fn escalate(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::CaseEscalated { case: scene.case()?.id, stage: CaseState::Mediation }])
}

pub(crate) fn arbitrate(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::CaseEscalated { case: scene.case()?.id, stage: CaseState::Arbitration }])
}

pub(crate) fn propose_settlement(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::ProposeSettlement { case, to_buyer }) = scene.command else {
        return Err(misplaced());
    };
    let made = scene.case()?.proposal.as_ref().map_or(0, |proposal| proposal.number);
    let (proposal, party) = (made.saturating_add(1), scene.actor.clone());
    Ok(vec![Event::SettlementProposed { case: *case, proposal, party, to_buyer: *to_buyer }])
}

pub(crate) fn accept_settlement(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (case, proposal) = (scene.case()?.id, proposal_number(scene)?);
    Ok(vec![Event::SettlementAccepted { case, proposal, by: side(scene.role) }])
}

pub(crate) fn accept_settlement_last(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let case = scene.case()?;
    let to_buyer = case.proposal.as_ref().ok_or_else(misplaced)?.to_buyer;
    let mut events = accept_settlement(scene)?;
    events.push(Event::CaseSettled { case: case.id, to_buyer });
    Ok(events)
}

/// The rail's limit is near: a case goes to the arbiter at once, and he has little time.
pub(crate) fn expedite(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let case = scene.state.last_case(&scene.milestone()?.id).ok_or_else(misplaced)?;
    Ok(vec![Event::CaseExpedited { case: case.id }])
}

/// The time for the ruling goes on while another arbiter is looked for.
pub(crate) fn recuse(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::ArbiterRecused { case: scene.case()?.id, arbiter: scene.actor.clone() }])
}

pub(crate) fn appeal(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::Appeal { case, statement }) = scene.command else {
        return Err(misplaced());
    };
    let (party, statement) = (scene.actor.clone(), *statement);
    Ok(vec![Event::CaseAppealed { case: *case, party, statement }])
}

pub(crate) fn rule(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::Rule { case, to_buyer, reason }) = scene.command else {
        return Err(misplaced());
    };
    let (by, reason) = (RuledBy::Arbiter, Some(*reason));
    Ok(vec![Event::CaseRuled { case: *case, by, to_buyer: *to_buyer, reason }])
}

/// What the terms say for a silent arbiter; of an odd amount split in two the buyer gets the larger half. After the end
/// everybody keeps what he has.
pub(crate) fn rule_by_default(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let case = scene.case()?;
    let to_buyer = match scene.state.agreement.terms.timer(Timer::Arbitrate).on_timeout {
        _ if case.late => case.claim.minus(granted(case))?,
        OnTimeout::Split => case.claim.minus(half(case.claim)?)?,
        _ => case.claim,
    };
    Ok(vec![ruled(case, RuledBy::Default, to_buyer)])
}

/// Half an amount, rounded down.
fn half(amount: Money) -> Result<Money, Refusal> {
    Money::from_minor(amount.minor() / 2, amount.currency())
}

fn ruled(case: &Case, by: RuledBy, to_buyer: Money) -> Event {
    Event::CaseRuled { case: case.id, by, to_buyer, reason: None }
}

pub(crate) fn finish(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::CaseFinal { case: scene.case()?.id }])
}

pub(crate) fn withdraw_case(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::CaseWithdrawn { case: scene.case()?.id }])
}

pub(crate) fn add_evidence(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::AddEvidence { case, evidence }) = scene.command else {
        return Err(misplaced());
    };
    let (party, evidence) = (scene.actor.clone(), *evidence);
    Ok(vec![Event::EvidenceAdded { case: *case, party, evidence }])
}

pub(crate) fn assign_arbiter(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let arbiter = assigned(scene)?.clone();
    Ok(vec![Event::ArbiterAssigned { case: scene.case()?.id, arbiter }])
}
