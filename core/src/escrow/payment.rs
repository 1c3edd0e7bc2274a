//! Guards and effects of money that comes in and of payment legs that go out.
//! A provider's fact is never refused for the state of the escrow: what fits nowhere is kept apart and sent back.

use crate::aggregate::Role;
use crate::commission::Payer;
use crate::error::{Code, Refusal};
use crate::escrow::command::{Command, CommandKind};
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::Scene;
use crate::escrow::event::{Event, Purpose};
use crate::escrow::table::Guard;
use crate::escrow::timers::PAYIN_AT_MOST;
use crate::escrow::{Owed, Payin, Report, State};
use crate::id::{LegId, MilestoneId, PartyId, Reference};
use crate::limits::PAYINS;
use crate::machine::misfit;
use crate::machine::misplaced;
use crate::money::Money;
use crate::time::Timestamp;

pub(crate) const PAYS_TERMS: Guard = Guard::arguments("pays these terms", |scene| {
    let Some(Command::PayinStarted { terms_hash, .. }) = scene.command else {
        return Err(misplaced());
    };
    let current = scene.state.agreement.hash;
    if *terms_hash == current {
        return Ok(());
    }
    Err(Refusal::new(Code::TermsChanged)
        .at("terms_hash")
        .got(terms_hash)
        .allow(current.to_string()))
});

pub(crate) const EXPIRY_FITS: Guard = Guard::arguments("expires within 30 days", |scene| {
    let Some(Command::PayinStarted { expires_at, .. }) = scene.command else {
        return Err(misplaced());
    };
    let last = scene.at.after(PAYIN_AT_MOST);
    if *expires_at > scene.at && *expires_at <= last {
        return Ok(());
    }
    let allowed = format!("after {} and not after {last}", scene.at);
    Err(Refusal::new(Code::TimeRange).at("expires_at").got(expires_at).allow(allowed))
});

pub(crate) const PAYINS_LEFT: Guard = Guard::state("payments left", |scene| {
    let id = &scene.milestone()?.id;
    let started = scene.state.payins.iter().filter(|payin| payin.milestone == *id).count();
    if scene.role == Role::Provider || started < PAYINS {
        return Ok(());
    }
    Err(Refusal::new(Code::LimitExceeded).allow("at most 50 payments of one milestone"))
});

pub(crate) const NEW_PAYIN: Guard =
    Guard::arguments("new reference", |scene| known_as(scene, |_| true));

pub(crate) const UNCLEARED: Guard =
    Guard::arguments("not cleared before", |scene| known_as(scene, |payin| payin.cleared));

pub(crate) const UNFAILED: Guard =
    Guard::arguments("not failed before", |scene| known_as(scene, |payin| payin.failed));

pub(crate) const PAYIN_IS_OURS: Guard = Guard::arguments("started for this milestone", |scene| {
    let (milestone, reference) = payin(scene)?;
    let known = scene.state.payins.iter().find(|payin| payin.id == *reference);
    refuse_unless(known.is_some_and(|payin| payin.milestone == *milestone), Code::NotFound)
});

pub(crate) const SOME_MONEY: Guard = Guard::arguments("amount > 0", |scene| {
    let amount = cleared(scene)?;
    if amount.is_positive() {
        return Ok(());
    }
    Err(Refusal::new(Code::AmountRange)
        .at("amount")
        .got(amount.amount_text())
        .allow("more than nothing"))
});

pub(crate) const SAME_CURRENCY: Guard =
    Guard::arguments("same currency", |scene| scene.state.zero().same_currency(cleared(scene)?));

pub(crate) const BELOW_DUE: Guard = Guard::arguments("below the due", |scene| {
    let (arrived, due) = arrived_and_due(scene)?;
    refuse_unless(arrived < due, Code::AmountExceedsAvailable)
});

pub(crate) const REACHES_DUE: Guard = Guard::arguments("reaches the due", |scene| {
    let (arrived, due) = arrived_and_due(scene)?;
    refuse_unless(arrived >= due, Code::IllegalTransition)
});

pub(crate) const IS_PAID: Guard = Guard::state("what is due has arrived", |scene| {
    let milestone = scene.milestone()?;
    let arrived = scene.state.funding(&milestone.id);
    let paid = arrived.is_positive() && arrived >= scene.state.due(milestone)?;
    refuse_unless(paid, Code::IllegalTransition)
});

/// A rail's reference says each thing once. A reason of a failure is no reference.
pub(crate) const UNREPORTED: Guard = Guard::arguments("not reported before", |scene| {
    let reference = rail(scene)?;
    let kind = scene.command.map(Command::kind);
    let same = |report: &Report| Some(report.kind) == kind && report.reference == *reference;
    if kind != Some(CommandKind::LegFailed) && scene.leg()?.reports.iter().any(same) {
        return Err(Refusal::new(Code::ReferenceKnown).at("reference").got(reference));
    }
    Ok(())
});

pub(crate) const SOMETHING_OWED: Guard = Guard::state("something is owed", |scene| {
    refuse_unless(!scene.state.owed.is_empty(), Code::IllegalTransition)
});

/// The milestone and reference of a command about a payment.
fn payin<'a>(scene: &Scene<'a>) -> Result<(&'a MilestoneId, &'a Reference), Refusal> {
    match scene.command {
        Some(
            Command::PayinStarted { milestone, payin, .. }
            | Command::PayinCleared { milestone, payin, .. }
            | Command::PayinFailed { milestone, payin }
            | Command::PayinReversed { milestone, payin },
        ) => Ok((milestone, payin)),
        _ => Err(misplaced()),
    }
}

/// Refuses a reference of which the same was reported before.
fn known_as(scene: &Scene<'_>, reported: fn(&Payin) -> bool) -> Result<(), Refusal> {
    let (_, reference) = payin(scene)?;
    let mut known = scene.state.payins.iter().filter(|payin| payin.id == *reference);
    if known.any(reported) {
        return Err(Refusal::new(Code::ReferenceKnown).at("payin").got(reference));
    }
    Ok(())
}

fn cleared(scene: &Scene<'_>) -> Result<Money, Refusal> {
    scene.command.and_then(Command::amount).ok_or_else(misplaced)
}

/// What will have arrived for the milestone with this payment, and what is due for it.
fn arrived_and_due(scene: &Scene<'_>) -> Result<(Money, Money), Refusal> {
    let milestone = scene.milestone()?;
    let arrived = scene.state.funding(&milestone.id).plus(scene.amount()?)?;
    Ok((arrived, scene.state.due(milestone)?))
}

/// Until when the rail lets the payment be held.
fn limit(scene: &Scene<'_>) -> Option<Timestamp> {
    match scene.command {
        Some(Command::PayinCleared { hold_until, .. }) => *hold_until,
        _ => None,
    }
}

pub(crate) fn start_payin(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let Some(Command::PayinStarted { milestone, payin, expires_at, .. }) = scene.command else {
        return Err(misplaced());
    };
    let (milestone, payin) = (milestone.clone(), payin.clone());
    Ok(vec![Event::PayinStarted { milestone, payin, expires_at: *expires_at }])
}

pub(crate) fn clear_payin(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (milestone, payin) = payin(scene)?;
    let (milestone, payin) = (milestone.clone(), payin.clone());
    let (amount, excess, hold_until) = (scene.amount()?, scene.state.zero(), limit(scene));
    Ok(vec![Event::PayinCleared { milestone, payin, amount, excess, hold_until }])
}

/// The payment reaches what is due: the milestone is funded, and what exceeds the due is kept apart.
pub(crate) fn fund(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (_, payin) = payin(scene)?;
    let milestone = scene.milestone()?;
    let (arrived, due) = arrived_and_due(scene)?;
    let cleared = Event::PayinCleared {
        milestone: milestone.id.clone(),
        payin: payin.clone(),
        amount: scene.amount()?,
        excess: arrived.minus(due)?,
        hold_until: limit(scene),
    };
    let funded = Event::MilestoneFunded {
        milestone: milestone.id.clone(),
        price: milestone.amount,
        fees: scene.state.fees_due(milestone)?,
    };
    Ok(vec![cleared, funded])
}

/// Money for an agreed amendment; what exceeds it is kept apart.
pub(crate) fn clear_topup(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (milestone, payin) = payin(scene)?;
    let (milestone, payin) = (milestone.clone(), payin.clone());
    let amount = scene.amount()?;
    let missing = scene.state.missing_topup_of(&milestone);
    let (excess, hold_until) = (amount.minus(missing)?.max(scene.state.zero()), limit(scene));
    Ok(vec![Event::PayinCleared { milestone, payin, amount, excess, hold_until }])
}

/// The fees due for this milestone fell because another was funded: what has arrived is enough, the rest is kept apart.
pub(crate) fn fund_paid(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let milestone = scene.milestone()?;
    let fees = scene.state.fees_due(milestone)?;
    let mut excess = scene.state.funding(&milestone.id).minus(milestone.amount.plus(fees)?)?;
    let mut events = Vec::new();
    for payin in scene.state.payins.iter().rev().filter(|payin| payin.milestone == milestone.id) {
        let amount = payin.applied.min(excess);
        if amount.is_positive() {
            excess = excess.minus(amount)?;
            let (milestone, payin) = (milestone.id.clone(), payin.id.clone());
            events.push(Event::PayinExceeded { milestone, payin, amount });
        }
    }
    let (price, milestone) = (milestone.amount, milestone.id.clone());
    events.push(Event::MilestoneFunded { milestone, price, fees });
    Ok(events)
}

pub(crate) fn fail_payin(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (milestone, reference) = payin(scene)?;
    let known = scene.state.payins.iter().find(|payin| payin.id == *reference);
    let reversed = known.map_or(scene.state.zero(), |payin| payin.applied);
    let (milestone, payin) = (milestone.clone(), reference.clone());
    Ok(vec![Event::PayinFailed { milestone, payin, reversed }])
}

pub(crate) fn expire_payin(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::PayinExpired { milestone: scene.milestone()?.id.clone() }])
}

/// Money that fits no row: it waits under its own reference, in its own currency, to be sent back.
pub(crate) fn keep_apart(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (milestone, payin) = payin(scene)?;
    let (milestone, payin) = (milestone.clone(), payin.clone());
    Ok(vec![Event::PayinUnapplied { milestone, payin, amount: cleared(scene)? }])
}

pub(crate) fn note_payin(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let (milestone, reference) = payin(scene)?;
    let known = scene.state.payins.iter().find(|payin| payin.id == *reference);
    let elsewhere = known.is_some_and(|payin| payin.milestone != *milestone);
    let failed = matches!(scene.command, Some(Command::PayinFailed { .. })) && !elsewhere;
    let (milestone, payin) = (milestone.clone(), reference.clone());
    Ok(vec![Event::PayinNoted { milestone, payin, failed }])
}

/// What the rail reports of a leg that does not fit where it stands; it is written down and changes nothing.
pub(crate) fn note_leg(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let report = scene.command.map(Command::kind).ok_or_else(misplaced)?;
    let (leg, reference) = (scene.leg()?.id.clone(), rail(scene)?.clone());
    Ok(vec![Event::LegNoted { leg, report, reference }])
}

/// Plans one leg for the oldest claim that has none.
pub(crate) fn plan(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let owed = scene.state.owed.first().ok_or_else(misplaced)?;
    let part = owed.milestone.as_ref().map_or("close", MilestoneId::as_str);
    let prefix = format!("{}/{part}/", scene.state.id);
    let before = scene.state.legs.iter().filter(|leg| leg.id.as_str().starts_with(&prefix));
    let n = u32::try_from(before.count()).unwrap_or(u32::MAX).saturating_add(1);
    Ok(vec![Event::LegPlanned {
        leg: LegId::new(scene.state.id, part, n),
        payee: owed.payee.clone(),
        amount: owed.amount,
        purpose: owed.purpose,
        payin: owed.payin.clone(),
    }])
}

pub(crate) fn send(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::LegSent { leg: scene.leg()?.id.clone(), reference: rail(scene)?.clone() }])
}

pub(crate) fn settle(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::LegSettled { leg: scene.leg()?.id.clone(), reference: rail(scene)?.clone() }])
}

pub(crate) fn fail(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::LegFailed { leg: scene.leg()?.id.clone(), reason: rail(scene)?.clone() }])
}

pub(crate) fn take_back(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::LegReturned { leg: scene.leg()?.id.clone(), reference: rail(scene)?.clone() }])
}

fn rail<'a>(scene: &Scene<'a>) -> Result<&'a Reference, Refusal> {
    scene.command.and_then(Command::rail).ok_or_else(misplaced)
}

impl State {
    /// What is known about a payment, now for `milestone`; a new one if it was never heard of.
    pub(crate) fn reported(
        &mut self,
        id: &Reference,
        milestone: &MilestoneId,
    ) -> Result<&mut Payin, Refusal> {
        if !self.payins.iter().any(|known| known.id == *id) {
            self.payins.push(Payin {
                id: id.clone(),
                milestone: milestone.clone(),
                payer: self.agreement.buyer.clone(),
                captured: self.zero(),
                applied: self.zero(),
                waiting: self.zero(),
                lost: self.zero(),
                hold_until: None,
                cleared: false,
                failed: false,
                reversed: false,
            });
        }
        let mut known = self.payins.iter_mut().filter(|known| known.id == *id);
        let payin = known.next().ok_or_else(misfit)?;
        payin.milestone = milestone.clone();
        Ok(payin)
    }

    pub(crate) fn send_back(&mut self, milestone: &MilestoneId, payin: &Reference, amount: Money) {
        if !amount.is_zero() {
            self.owed.push(Owed {
                milestone: Some(milestone.clone()),
                payin: Some(payin.clone()),
                payee: self.agreement.buyer.clone(),
                amount,
                purpose: Purpose::Unapplied,
            });
        }
    }

    pub(crate) fn owe(
        &mut self,
        from: Option<&MilestoneId>,
        side: Payer,
        amount: Money,
        purpose: Purpose,
    ) {
        let payee = self.agreement.side(side).clone();
        self.push_owed(from, payee, amount, purpose);
    }

    pub(crate) fn owe_to(&mut self, from: Option<&MilestoneId>, payee: PartyId, amount: Money) {
        self.push_owed(from, payee, amount, Purpose::Release);
    }

    pub(crate) fn push_owed(
        &mut self,
        from: Option<&MilestoneId>,
        payee: PartyId,
        amount: Money,
        purpose: Purpose,
    ) {
        if !amount.is_zero() {
            let milestone = from.cloned();
            self.owed.push(Owed { milestone, payin: None, payee, amount, purpose });
        }
    }

    /// What has come in for a milestone is used, or went back.
    pub(crate) fn nothing_waits(&mut self, id: &MilestoneId) {
        let nothing = self.zero();
        for payin in self.payins.iter_mut().filter(|payin| payin.milestone == *id) {
            payin.waiting = nothing;
        }
    }
}
