//! Amendments: other terms for what is left of an escrow, agreed by everybody they concern.
//! The old terms stay in force until the money the new ones need is there; the past is never touched.

use crate::aggregate::Role;
use crate::commission::FeeLine;
use crate::error::{Code, Refusal};
use crate::escrow::accrual::{Past, Segment, Taken};
use crate::escrow::agreement::Agreement;
use crate::escrow::command::{Change, Command};
use crate::escrow::deal::refuse_unless;
use crate::escrow::decide::Scene;
use crate::escrow::event::{Event, Part};
use crate::escrow::proposal::proposed;
use crate::escrow::table::{Guard, IN_WORK};
use crate::escrow::terms::{FundBy, MilestoneTerms, Terms};
use crate::escrow::timers::Timer;
use crate::escrow::{Milestone, MilestoneState, Proposal, ProposalState, State};
use crate::id::{MilestoneId, PartyId};
use crate::limits::MILESTONES;
use crate::machine::misplaced;
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
    /// What the buyer has to pay before it applies, and for which milestones.
    pub(crate) topup: Money,
    pub(crate) needs: Vec<Part>,
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
    let Change::Amend { terms } = change(scene)? else { return Err(misplaced()) };
    let needs = scene.state.amended(terms)?.needs;
    let there = needs.iter().all(|need| scene.state.funding(&need.milestone) >= need.amount);
    refuse_unless(there, Code::IllegalTransition)
});

pub(crate) const TOPUP_IS_WANTED: Guard = Guard::state("a top-up is due", |scene| {
    let missing = scene.state.missing_topup_of(&scene.milestone()?.id);
    refuse_unless(missing.is_positive(), Code::IllegalTransition)
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
        let lines = |terms: &Terms, id: &PartyId| {
            let lines = terms.fees().lines.clone().into_iter();
            let mine = |line: &FeeLine| line.payees.iter().any(|share| share.party == *id);
            lines.filter(mine).collect::<Vec<FeeLine>>()
        };
        for party in self.agreement.terms.parties() {
            let (old, new) = (lines(&self.agreement.terms, &party.id), lines(terms, &party.id));
            let liable = !old.is_empty() && terms.liability() != self.agreement.terms.liability();
            let same = terms.party(&party.id) == Some(party)
                && old == new
                && !liable
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

    /// What the buyer still has to pay for a milestone before an agreed amendment applies; nothing if none waits for money
    /// or its terms do not fit any more.
    pub fn missing_topup_of(&self, milestone: &MilestoneId) -> Money {
        let change = self.awaiting_topup().map(|proposal| &proposal.change);
        let Some(Change::Amend { terms }) = change else { return self.zero() };
        let needs = self.amended(terms).map_or(Vec::new(), |amended| amended.needs);
        let need = needs.iter().find(|need| need.milestone == *milestone);
        let missing = need.map(|need| need.amount.minus(self.funding(milestone)));
        missing.and_then(Result::ok).map_or(self.zero(), |missing| missing.max(self.zero()))
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
        for (index, then) in new.iter().enumerate().skip(old.len()) {
            if self.milestone(&then.id).is_some() {
                return Err(refuse(index).because("a part has this id").got(&then.id));
            }
        }
        self.keeps_arbitration(terms)?;
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
        let topup = goes_in.minus(comes_out)?.max(nothing);
        let refund = comes_out.minus(goes_in)?.max(nothing);
        if refund.is_positive()
            && let Some(open) = self.chargebacks.iter().find(|known| known.is_open())
        {
            return Err(open.contested());
        }
        Ok(Amended {
            needs: self.needs(topup, fees, &raised)?,
            raised,
            lowered,
            fees,
            fees_back,
            topup,
            refund,
        })
    }

    /// For which milestones a top-up is to be paid: those that cost more, the first of them with the fees.
    fn needs(&self, topup: Money, fees: Money, raised: &[Part]) -> Result<Vec<Part>, Refusal> {
        let in_work = self.milestones.iter().find(|known| IN_WORK.contains(&known.state));
        let (mut rest, mut extra, mut needs) = (topup, fees, Vec::new());
        for part in raised {
            let amount = part.amount.plus(extra)?.min(rest);
            extra = self.zero();
            rest = rest.minus(amount)?;
            if amount.is_positive() {
                needs.push(Part { milestone: part.milestone.clone(), amount });
            }
        }
        if rest.is_positive() {
            let only_fees = in_work.ok_or_else(|| {
                Refusal::new(Code::TermsInvalid)
                    .because("no milestone is in work with which the fees could be paid")
                    .at("terms.fees")
            })?;
            needs.push(Part { milestone: only_fees.id.clone(), amount: rest });
        }
        Ok(needs)
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

    /// What silence means in a case that is open stays as it was agreed.
    fn keeps_arbitration(&self, terms: &Terms) -> Result<(), Refusal> {
        let open = self.cases.iter().any(|case| case.state.is_open());
        let fixed =
            [Timer::Respond, Timer::Negotiate, Timer::Mediate, Timer::Arbitrate, Timer::Appeal];
        let same = |timer| terms.timer(timer) == self.agreement.terms.timer(timer);
        if open && !fixed.into_iter().all(same) {
            return Err(Refusal::new(Code::CaseOpen).at("terms.timers"));
        }
        Ok(())
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
    /// line of that name has taken already. Where neither price nor fees change, they go on as they are.
    fn next_segment(&self, terms: &Terms) -> Result<Segment, Refusal> {
        if self.fees_go_on(terms) {
            return Ok(Segment::clone(&self.segment));
        }
        let mut lines = terms.quote()?.lines;
        for line in &mut lines {
            let nothing = self.zero();
            let (buyer, seller) = self.taken_by(line)?;
            let (buyer, seller) = (line.buyer.minus(buyer)?, line.seller.minus(seller)?);
            // What one side has paid beyond its new part, the other pays less.
            line.buyer = buyer.max(nothing).plus(seller.min(nothing))?.max(nothing);
            let rest = seller.max(nothing).plus(buyer.min(nothing))?.max(nothing);
            line.seller = wrong!("fees_charged_again", rest, line.seller);
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

    fn fees_go_on(&self, terms: &Terms) -> bool {
        terms.fees() == self.agreement.terms.fees() && terms.price() == self.agreement.price
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
    /// Sends back what waits for a milestone beyond what it needs, the newest payment first.
    fn too_much(&self, needs: &[Part]) -> Result<Vec<Event>, Refusal> {
        let mut events = Vec::new();
        for part in self.topups() {
            let need = needs.iter().find(|need| need.milestone == part.milestone);
            let need = need.map_or(self.zero(), |need| need.amount);
            let mut excess = part.amount.minus(need)?;
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
    let amended = scene.state.amended(terms)?;
    let Amended { raised, lowered, fees, fees_back, needs: topups, refund, .. } = amended;
    let mut events = scene.state.too_much(&topups)?;
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
    let mut events = scene.state.too_much(&[])?;
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
        let goes_on = self.fees_go_on(&terms);
        let next = Arc::new(self.next_segment(&terms)?);
        if !goes_on {
            let nothing = Taken::none(self.zero());
            let taken = std::mem::replace(&mut self.taken, vec![nothing; next.lines.len()]);
            let segment = std::mem::replace(&mut self.segment, next);
            self.earlier.push(Past { segment, taken });
        }
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
        self.replan(&before.terms, at)
    }

    /// Milestones that are not paid yet take their new price, and those that are new wait for their money.
    fn replan(&mut self, old: &Terms, at: Timestamp) -> Result<(), Refusal> {
        let agreement = Arc::clone(&self.agreement);
        for (index, terms) in agreement.terms.milestones().iter().enumerate() {
            let before =
                self.milestones.iter().filter(|part| part.place().saturating_add(1) == index);
            let ended = before.into_iter().all(|part| part.state.is_terminal());
            let fund_deadline = match terms.fund_by {
                FundBy::Date { at } => Some(at),
                FundBy::Previous {} if !ended => None,
                FundBy::Start {} | FundBy::Previous {} => Some(at.after(self.window(Timer::Fund))),
            };
            let Some(agreed) = old.milestones().get(index) else {
                let fresh = Milestone { fund_deadline, ..self.fresh(index, terms, at) };
                self.milestones.push(fresh);
                self.flows.push(self.no_flow());
                continue;
            };
            let milestone = self.milestone_mut(&terms.id)?;
            if matches!(milestone.state, MilestoneState::Pending | MilestoneState::Funding) {
                milestone.amount = terms.amount;
                if terms.fund_by != agreed.fund_by {
                    milestone.fund_deadline = fund_deadline;
                }
            }
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

    /// Books the fees an amendment asked for with the milestone they were paid with, and those it gave back with the first
    /// milestones that have unspent ones.
    pub(crate) fn shift_fees(
        &mut self,
        to: Option<&MilestoneId>,
        fees: Money,
        fees_back: Money,
    ) -> Result<(), Refusal> {
        self.fees_paid = self.fees_paid.plus(fees)?.minus(fees_back)?;
        let index = to.and_then(|id| self.milestone(id)).map_or(0, |milestone| milestone.place());
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
