//! Amendments: other terms for what is left of an escrow, agreed by everybody they concern.
//! The old terms stay in force until the money the new ones need is there; the past is never touched.

use crate::aggregate::Role;
use crate::error::{Code, Refusal};
use crate::escrow::accrual::{Past, Segment, Taken};
use crate::escrow::agreement::Agreement;
use crate::escrow::command::{Change, Command};
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::{Scene, misplaced};
use crate::escrow::event::{Event, Part};
use crate::escrow::proposal::proposed;
use crate::escrow::table::{Guard, IN_WORK};
use crate::escrow::terms::{FundBy, MilestoneTerms, Terms};
use crate::escrow::timers::Timer;
use crate::escrow::{Milestone, MilestoneState, Proposal, ProposalState, State};
use crate::id::{MilestoneId, PartyId};
use crate::limits::MILESTONES;
use crate::money::Money;
use crate::quote::QuoteLine;
use crate::time::Timestamp;
use std::sync::Arc;

/// What an amendment moves, as things stand.
pub(crate) struct Amended {
    /// Funded milestones that need more, and by how much.
    pub(crate) raised: Vec<Part>,
    /// Funded milestones that need less, and by how much.
    pub(crate) lowered: Vec<Part>,
    /// Fees the buyer has to pay in addition.
    pub(crate) fees: Money,
    /// Fees the buyer has paid that are not needed any more.
    pub(crate) fees_back: Money,
    /// What the buyer has to pay before it applies.
    pub(crate) topup: Money,
    /// What goes back to the buyer.
    pub(crate) refund: Money,
}

pub(crate) const NO_OPEN_AMENDMENT: Guard = Guard::state("no amendment is proposed", |scene| {
    let waits = |proposal: &Proposal| {
        matches!(proposal.change, Change::Amend { .. })
            && matches!(proposal.state, ProposalState::Open | ProposalState::TopupDue)
    };
    refuse_unless(!scene.state.proposals.iter().any(waits), Code::AlreadyExists)
});

/// What is proposed can be done as things stand: an amendment's new terms, an extension's running window.
pub(crate) const STILL_FITS: Guard = Guard::state("it still fits", |scene| match change(scene)? {
    Change::Amend { terms } => scene.state.amended(terms).map(drop),
    Change::Extend { milestone, .. } => {
        let runs = scene.state.milestone(milestone).and_then(|milestone| milestone.deadline);
        refuse_unless(runs == Some(scene.proposal()?.deadline), Code::WindowClosed)
    }
    Change::Cancel { .. } => Ok(()),
});

pub(crate) const AMENDMENT_FITS: Guard =
    Guard::arguments("the new terms fit", |scene| scene.state.amended(new_terms(scene)?).map(drop));

pub(crate) const NEEDS_MONEY: Guard = Guard::state("needs more money", |scene| {
    refuse_unless(topup(scene)?.is_positive(), Code::IllegalTransition)
});

pub(crate) const NEEDS_NO_MONEY: Guard = Guard::state("needs no more money", |scene| {
    refuse_unless(!topup(scene)?.is_positive(), Code::IllegalTransition)
});

pub(crate) const TOPUP_IS_THERE: Guard = Guard::state("the money is there", |scene| {
    let there = scene.state.topped_up()?;
    refuse_unless(there >= topup(scene)?, Code::IllegalTransition)
});

pub(crate) const TOPUP_IS_WANTED: Guard = Guard::state("a top-up is due", |scene| {
    refuse_unless(scene.state.awaiting_topup().is_some(), Code::IllegalTransition)
});

pub(crate) const NO_TOPUP: Guard = Guard::state("no top-up is due", |scene| {
    refuse_unless(scene.state.awaiting_topup().is_none(), Code::IllegalTransition)
});

fn new_terms<'a>(scene: &Scene<'a>) -> Result<&'a Terms, Refusal> {
    match scene.command {
        Some(Command::ProposeAmendment { terms }) => Ok(terms),
        _ => Err(misplaced()),
    }
}

fn change<'a>(scene: &Scene<'a>) -> Result<&'a Change, Refusal> {
    Ok(&scene.proposal()?.change)
}

/// What the buyer has to pay before the proposal can apply.
fn topup(scene: &Scene<'_>) -> Result<Money, Refusal> {
    match change(scene)? {
        Change::Amend { terms } => Ok(scene.state.amended(terms)?.topup),
        Change::Cancel { .. } | Change::Extend { .. } => Ok(scene.state.zero()),
    }
}

impl State {
    /// Everybody who has to agree to a change: both sides, and to an amendment whoever else it gives another share or duty.
    pub(crate) fn consents(&self, change: &Change) -> Vec<PartyId> {
        let mut consents = vec![self.agreement.buyer.clone(), self.agreement.seller.clone()];
        let Change::Amend { terms } = change else { return consents };
        let receives = |quote: &crate::quote::Quote, id: &PartyId| {
            quote.totals.iter().find(|total| total.party == *id).map(|total| total.receives)
        };
        let then = terms.quote().ok();
        for party in self.agreement.terms.parties() {
            let same = terms.party(&party.id) == Some(party)
                && then.as_ref().and_then(|quote| receives(quote, &party.id))
                    == receives(&self.agreement.quote, &party.id);
            if !same && !consents.contains(&party.id) {
                consents.push(party.id.clone());
            }
        }
        consents
    }

    /// The amendment that waits for money.
    pub(crate) fn awaiting_topup(&self) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.state == ProposalState::TopupDue)
    }

    /// What has arrived for it.
    fn topped_up(&self) -> Result<Money, Refusal> {
        self.topups().into_iter().map(|part| part.amount).try_fold(self.zero(), Money::plus)
    }

    /// What the buyer still has to pay before an agreed amendment applies; nothing if the new terms do not fit any more.
    /// Errors: `illegal_transition` if no amendment waits for money.
    pub fn missing_topup(&self) -> Result<Money, Refusal> {
        let change = self.awaiting_topup().map(|proposal| &proposal.change);
        let Some(Change::Amend { terms }) = change else {
            return Err(Code::IllegalTransition.into());
        };
        let topup = self.amended(terms).map_or(self.zero(), |amended| amended.topup);
        Ok(topup.minus(self.topped_up()?)?.max(self.zero()))
    }

    /// What waits for milestones that are funded already, by milestone.
    fn topups(&self) -> Vec<Part> {
        let funded = self.milestones.iter().filter(|milestone| {
            !matches!(milestone.state, MilestoneState::Pending | MilestoneState::Funding)
        });
        let parts = funded.map(|milestone| Part {
            milestone: milestone.id.clone(),
            amount: self.funding(&milestone.id),
        });
        parts.filter(|part| part.amount.is_positive()).collect()
    }

    /// What `terms` in place of the agreed ones would move.
    ///
    /// Errors: `terms_invalid` for other sides, another arbiter, new parties, or a milestone that is missing, out of order
    /// or changed after it was decided; `amount_range` for less than what has left a milestone; `case_open`,
    /// `hold_active`, `chargeback_open` for a milestone that is locked; `limit_exceeded`.
    pub(crate) fn amended(&self, terms: &Terms) -> Result<Amended, Refusal> {
        self.same_people(terms)?;
        let (mut raised, mut lowered) = (Vec::new(), Vec::new());
        let (old, new) = (self.agreement.terms.milestones(), terms.milestones());
        let refuse = |index: usize| {
            Refusal::new(Code::TermsInvalid).at(format!("terms.milestones[{index}]"))
        };
        for (index, agreed) in old.iter().enumerate() {
            let then = new.get(index).filter(|then| then.id == agreed.id).ok_or_else(|| {
                refuse(index)
                    .because("an amendment keeps every milestone")
                    .allow(agreed.id.to_string())
            })?;
            if then == agreed {
                continue;
            }
            let milestone = self.milestone(&agreed.id).ok_or_else(misplaced)?;
            self.may_change(milestone, agreed, then)
                .map_err(|refusal| refusal.at(format!("terms.milestones[{index}]")))?;
            if IN_WORK.contains(&milestone.state) {
                let difference = then.amount.minus(agreed.amount)?;
                let part = |amount| Part { milestone: agreed.id.clone(), amount };
                if difference.is_positive() {
                    raised.push(part(difference));
                } else if !difference.is_zero() {
                    lowered.push(part(agreed.amount.minus(then.amount)?));
                }
            }
        }
        let added = new.len().saturating_sub(old.len());
        if self.milestones.len().saturating_add(added) > MILESTONES {
            return Err(Refusal::new(Code::LimitExceeded).allow("at most 200 milestones"));
        }
        let sum = |parts: &[Part]| {
            parts.iter().map(|part| part.amount).try_fold(self.zero(), Money::plus)
        };
        let (more, less) = (sum(&raised)?, sum(&lowered)?);
        let funded = self.funded.plus(more)?.minus(less)?;
        let needed = self.fees_needed(&self.next_segment(terms)?, funded)?;
        let nothing = self.zero();
        let fees = needed.minus(self.fees_paid)?.max(nothing);
        let fees_back = self.fees_paid.minus(needed)?.max(nothing);
        let (goes_in, comes_out) = (more.plus(fees)?, less.plus(fees_back)?);
        Ok(Amended {
            raised,
            lowered,
            fees,
            fees_back,
            topup: goes_in.minus(comes_out)?.max(nothing),
            refund: comes_out.minus(goes_in)?.max(nothing),
        })
    }

    /// The sides and the arbiter stay, and nobody is new.
    fn same_people(&self, terms: &Terms) -> Result<(), Refusal> {
        let now = &self.agreement.terms;
        let stays = |role| now.in_role(role).map(|p| &p.id) == terms.in_role(role).map(|p| &p.id);
        let known = terms
            .parties()
            .iter()
            .all(|party| now.party(&party.id).is_some_and(|before| before.role == party.role));
        let same = [Role::Buyer, Role::Seller, Role::Arbiter].into_iter().all(stays);
        if same && known && now.currency() == terms.currency() {
            return Ok(());
        }
        Err(Refusal::new(Code::TermsInvalid)
            .because("an amendment keeps the currency, the sides and the arbiter, and adds nobody")
            .at("terms.parties"))
    }

    /// Whether the terms of a milestone may still change like this.
    fn may_change(
        &self,
        milestone: &Milestone,
        agreed: &MilestoneTerms,
        then: &MilestoneTerms,
    ) -> Result<(), Refusal> {
        let unpaid = matches!(milestone.state, MilestoneState::Pending | MilestoneState::Funding);
        if milestone.state == MilestoneState::Disputed {
            return Err(Code::CaseOpen.into());
        }
        if !unpaid && !IN_WORK.contains(&milestone.state) {
            return Err(Refusal::new(Code::TermsInvalid)
                .because("the milestone is decided")
                .got(&milestone.id));
        }
        if !unpaid && then.kind != agreed.kind {
            return Err(Refusal::new(Code::KindMismatch).at("kind"));
        }
        if then.amount < agreed.amount && !unpaid {
            self.free(milestone)?;
            let least = agreed.amount.minus(milestone.held()?)?;
            if then.amount < least {
                return Err(Refusal::new(Code::AmountRange)
                    .at("amount")
                    .got(then.amount.amount_text())
                    .allow(format!("at least {}", least.amount_text())));
            }
        }
        Ok(())
    }

    /// The fee lines of `terms` over what is not released yet: each takes what the new quote says in all, less what the
    /// line of that name has taken already.
    fn next_segment(&self, terms: &Terms) -> Result<Segment, Refusal> {
        let mut lines = terms.quote()?.lines;
        for line in &mut lines {
            let (buyer, seller) = self.taken_by(line)?;
            line.buyer = line.buyer.minus(buyer)?.max(self.zero());
            line.seller = wrong!(
                "fees_charged_again",
                line.seller.minus(seller)?.max(self.zero()),
                line.seller
            );
            line.amount = line.buyer.plus(line.seller)?;
        }
        let now = self.taken.iter().map(|taken| taken.buyer);
        Ok(Segment {
            after: self.version,
            released: self.released,
            principal: terms.price().minus(self.released)?,
            taken: now.into_iter().try_fold(self.segment.taken, Money::plus)?,
            lines,
        })
    }

    /// What the lines of this name have taken so far, in this segment and the ones before.
    fn taken_by(&self, line: &QuoteLine) -> Result<(Money, Money), Refusal> {
        let same = |known: &QuoteLine| known.line == line.line && known.tax == line.tax;
        let lines = self.segment.lines.iter().zip(&self.taken);
        let now = lines.filter(|(known, _)| same(known)).map(|(_, taken)| taken);
        now.into_iter().try_fold(self.taken_earlier(line)?, |(buyer, seller), taken| {
            Ok((buyer.plus(taken.buyer)?, seller.plus(taken.seller)?))
        })
    }

    /// The same, in the segments before this one.
    pub(crate) fn taken_earlier(&self, line: &QuoteLine) -> Result<(Money, Money), Refusal> {
        let same = |known: &QuoteLine| known.line == line.line && known.tax == line.tax;
        let lines = self.earlier.iter().flat_map(|past| past.segment.lines.iter().zip(&past.taken));
        let before = lines.filter(|(known, _)| same(known)).map(|(_, taken)| taken);
        before.into_iter().try_fold((self.zero(), self.zero()), |(buyer, seller), taken| {
            Ok((buyer.plus(taken.buyer)?, seller.plus(taken.seller)?))
        })
    }
}

impl State {
    /// Sends back what waits beyond `needed`, the newest payment first.
    fn too_much(&self, needed: Money) -> Result<Vec<Event>, Refusal> {
        let mut excess = self.topped_up()?.minus(needed)?;
        let mut events = Vec::new();
        for part in self.topups().into_iter().rev() {
            let payins = self.payins.iter().rev().filter(|payin| payin.milestone == part.milestone);
            for payin in payins {
                let amount = payin.waiting.min(excess);
                if amount.is_positive() {
                    excess = excess.minus(amount)?;
                    let (milestone, payin) = (part.milestone.clone(), payin.id.clone());
                    events.push(Event::PayinExceeded { milestone, payin, amount });
                }
            }
        }
        Ok(events)
    }
}

pub(crate) fn propose_amendment(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let terms = new_terms(scene)?.clone();
    let deadline = scene.at.after(scene.state.window(Timer::Amend));
    Ok(vec![proposed(scene, Change::Amend { terms }, deadline)])
}

/// Everybody has agreed, and the money is there or none is needed: the new terms are in force.
pub(crate) fn apply(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let proposal = scene.proposal()?;
    let Change::Amend { terms } = &proposal.change else {
        return Ok(vec![Event::ProposalAccepted { proposal: proposal.number }]);
    };
    let Amended { raised, lowered, fees, fees_back, topup, refund } = scene.state.amended(terms)?;
    let mut events = scene.state.too_much(topup)?;
    let (mut rest, mut topups) = (topup, Vec::new());
    for Part { milestone, amount } in scene.state.topups() {
        let amount = amount.min(rest);
        if amount.is_positive() {
            rest = rest.minus(amount)?;
            topups.push(Part { milestone, amount });
        }
    }
    events.push(Event::AmendmentApplied {
        proposal: proposal.number,
        terms_hash: terms.hash()?,
        raised,
        lowered,
        topups,
        fees,
        fees_back,
        refund,
    });
    Ok(events)
}

/// Everybody has agreed; the old terms stay in force until the money is there.
pub(crate) fn await_topup(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    Ok(vec![Event::TopupAsked {
        proposal: scene.proposal()?.number,
        amount: topup(scene)?,
        deadline: scene.at.after(scene.state.window(Timer::Topup)),
    }])
}

/// The money did not come: what there is of it goes back, and the old terms stay.
pub(crate) fn lapse_topup(scene: &Scene<'_>) -> Result<Vec<Event>, Refusal> {
    let mut events = scene.state.too_much(scene.state.zero())?;
    events.push(Event::ProposalLapsed { proposal: scene.proposal()?.number });
    Ok(events)
}

impl State {
    /// Puts other terms in force for what is left.
    pub(crate) fn amend(
        &mut self,
        proposal: u32,
        raised: &[Part],
        lowered: &[Part],
        at: Timestamp,
    ) -> Result<(), Refusal> {
        let known = self.proposal_mut(proposal)?;
        known.state = ProposalState::Applied;
        let Change::Amend { terms } = known.change.clone() else { return Err(misplaced()) };
        let next = Arc::new(self.next_segment(&terms)?);
        let nothing = Taken::none(self.zero());
        let taken = std::mem::replace(&mut self.taken, vec![nothing; next.lines.len()]);
        self.earlier.push(Past { segment: std::mem::replace(&mut self.segment, next), taken });
        let version = self.agreement.version.saturating_add(1);
        let before =
            std::mem::replace(&mut self.agreement, Arc::new(Agreement::new(terms, version)?));
        for part in raised {
            let milestone = self.milestone_mut(&part.milestone)?;
            milestone.amount = milestone.amount.plus(part.amount)?;
            self.funded = self.funded.plus(part.amount)?;
        }
        for part in lowered {
            let milestone = self.milestone_mut(&part.milestone)?;
            milestone.amount = milestone.amount.minus(part.amount)?;
            self.funded = self.funded.minus(part.amount)?;
            self.end_if_empty(&part.milestone, at)?;
        }
        self.replan(before.terms.milestones().len(), at)
    }

    /// Milestones that are not paid yet take their new price, and those that are new wait for their money.
    fn replan(&mut self, known: usize, at: Timestamp) -> Result<(), Refusal> {
        let agreement = Arc::clone(&self.agreement);
        for (index, terms) in agreement.terms.milestones().iter().enumerate() {
            if index < known {
                let milestone = self.milestone_mut(&terms.id)?;
                if matches!(milestone.state, MilestoneState::Pending | MilestoneState::Funding) {
                    milestone.amount = terms.amount;
                }
                continue;
            }
            let mut fresh = self.fresh(index, terms, at);
            let before =
                self.milestones.iter().filter(|part| part.index.saturating_add(1) == index);
            let ended = before.into_iter().all(|part| part.state.is_terminal());
            fresh.fund_deadline = match terms.fund_by {
                FundBy::Date { at } => Some(at),
                FundBy::Previous {} if !ended => None,
                FundBy::Start {} | FundBy::Previous {} => Some(at.after(self.window(Timer::Fund))),
            };
            self.milestones.push(fresh);
            self.flows.push(self.no_flow());
        }
        Ok(())
    }

    /// What has come in for milestones that are funded counts as paid.
    pub(crate) fn absorb_topups(&mut self, topups: &[Part]) -> Result<(), Refusal> {
        for part in topups {
            self.nothing_waits(&part.milestone);
            self.limit(&part.milestone)?;
        }
        Ok(())
    }

    /// Books the fees an amendment asked for, or gave back, with the milestones they came from.
    pub(crate) fn shift_fees(
        &mut self,
        to: Option<&MilestoneId>,
        fees: Money,
        fees_back: Money,
    ) -> Result<(), Refusal> {
        self.fees_paid = self.fees_paid.plus(fees)?.minus(fees_back)?;
        let index = to.and_then(|id| self.milestone(id)).map_or(0, |milestone| milestone.index);
        let flow = self.flows.get_mut(index).ok_or_else(misplaced)?;
        flow.fees = flow.fees.plus(fees)?;
        let mut rest = fees_back;
        for flow in &mut self.flows {
            let part = flow.fees.minus(flow.used)?.min(rest);
            if part.is_positive() {
                rest = rest.minus(part)?;
                flow.fees = flow.fees.minus(part)?;
            }
        }
        Ok(())
    }
}
