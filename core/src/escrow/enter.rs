//! How the small machines move from state to state: what a state's deadline is, what is paused, resumed or carved out.
//! Nothing here decides; the events have said what happens.

use crate::error::Refusal;
use crate::escrow::accrual::{Flow, Segment, Taken};
use crate::escrow::agreement::Agreement;
use crate::escrow::event::CaseState;
use crate::escrow::terms::{FundBy, MilestoneTerms, Terms};
use crate::escrow::timers::{RESUME_AT_LEAST, Timer};
use crate::escrow::{Case, CaseLapse, Milestone, MilestoneState, Paused, Phase, State};
use crate::id::{CaseId, Hash, MilestoneId};
use crate::machine::misfit;
use crate::money::Money;
use crate::time::Timestamp;
use std::sync::Arc;

impl State {
    /// The terms stand: funding windows open.
    pub(crate) fn agree(&mut self, at: Timestamp) {
        self.phase = Phase::Agreed;
        self.proposed_at = None;
        let agreement = Arc::clone(&self.agreement);
        let first = at.after(self.window(Timer::Fund));
        for (index, terms) in agreement.terms.milestones().iter().enumerate() {
            let deadline = match terms.fund_by {
                FundBy::Start {} => Some(first),
                FundBy::Date { at } => Some(at),
                FundBy::Previous {} if index == 0 => Some(first),
                FundBy::Previous {} => None,
            };
            if let Some(milestone) = self.milestones.get_mut(index) {
                milestone.fund_deadline = deadline;
            }
        }
        let deadlines = self.milestones.iter().filter_map(|milestone| milestone.fund_deadline);
        self.deadline = if deadlines.clone().any(|deadline| deadline == first) {
            Some(first)
        } else {
            deadlines.max()
        };
    }

    /// Puts a milestone into a state from `from` on. The deadline follows from the state and the terms.
    pub(crate) fn enter(
        &mut self,
        id: &MilestoneId,
        state: MilestoneState,
        from: Timestamp,
    ) -> Result<&mut Milestone, Refusal> {
        let index = self.milestone_mut(id)?.place();
        let agreement = Arc::clone(&self.agreement);
        let terms = agreement.terms.milestones().get(index).ok_or_else(misfit)?;
        let deadline = match state {
            MilestoneState::Funded => {
                let due = terms.due.filter(|due| *due > from);
                Some(due.unwrap_or(from.after(self.window(Timer::Ship))))
            }
            MilestoneState::Shipped => Some(from.after(self.window(Timer::Deliver))),
            MilestoneState::Delivered => Some(from.after(terms.inspection_window())),
            MilestoneState::ChangesRequested => Some(from.after(self.window(Timer::Rework))),
            MilestoneState::ReturnDue => Some(from.after(self.window(Timer::ReturnShip))),
            MilestoneState::ReturnShipped => Some(from.after(self.window(Timer::ReturnInspect))),
            MilestoneState::Approved => Some(from.after(self.window(Timer::Clear))),
            MilestoneState::Pending
            | MilestoneState::Funding
            | MilestoneState::Disputed
            | MilestoneState::Released
            | MilestoneState::Refunded
            | MilestoneState::Resolved
            | MilestoneState::Cancelled => None,
        };
        let milestone = self.milestone_mut(id)?;
        milestone.state = state;
        milestone.since = from;
        milestone.deadline = deadline;
        milestone.extensions = 0;
        if !matches!(state, MilestoneState::Pending | MilestoneState::Funding) {
            milestone.fund_deadline = None;
        }
        if state.is_terminal() {
            milestone.paused = None;
            self.open_next(index, from);
        } else {
            milestone.lapsed = None;
        }
        self.milestone_mut(id)
    }

    /// When the last part of a milestone has ended, the funding window of the next one may open.
    pub(crate) fn open_next(&mut self, ended: usize, at: Timestamp) {
        let next = ended.saturating_add(1);
        let follows = self.agreement.terms.milestones().get(next);
        let waits = follows.is_some_and(|terms| terms.fund_by == FundBy::Previous {});
        let parts = self.milestones.iter().filter(|milestone| milestone.place() == ended);
        if waits && parts.into_iter().all(|part| part.state.is_terminal()) {
            let deadline = at.after(self.window(Timer::Fund));
            let mut next = self.milestones.iter_mut().filter(|milestone| milestone.place() == next);
            if let Some(next) = next.next()
                && !next.state.is_terminal()
            {
                next.fund_deadline = next.fund_deadline.or(Some(deadline));
                if self.phase == Phase::Agreed {
                    self.deadline = self.deadline.max(next.fund_deadline);
                }
            }
        }
    }

    /// Ends a milestone that holds nothing any more, unless a case will end it.
    pub(crate) fn end_if_empty(&mut self, id: &MilestoneId, at: Timestamp) -> Result<(), Refusal> {
        let milestone = self.milestone_mut(id)?;
        if milestone.held()?.is_zero() && milestone.state != MilestoneState::Disputed {
            let end = if milestone.released.is_positive() {
                MilestoneState::Released
            } else {
                MilestoneState::Refunded
            };
            self.enter(id, end, at)?;
        }
        Ok(())
    }

    /// Moves the contested part into a milestone of its own, in the same state and with the same time left.
    pub(crate) fn carve(
        &mut self,
        id: &MilestoneId,
        part: &MilestoneId,
        amount: Money,
    ) -> Result<(), Refusal> {
        let zero = self.zero();
        let parent = self.milestone_mut(id)?;
        parent.amount = parent.amount.minus(amount)?;
        let index = parent.place();
        let carved = Milestone {
            id: part.clone(),
            amount,
            released: zero,
            refunded: wrong!("part_keeps_refunds", zero, parent.refunded),
            charged_back: zero,
            ..parent.clone()
        };
        let behind = self.milestones.iter().rposition(|milestone| milestone.place() == index);
        let place = behind.map_or(self.milestones.len(), |last| last.saturating_add(1));
        self.milestones.insert(place, carved);
        Ok(())
    }

    /// Locks a milestone and keeps the time its timer had left.
    pub(crate) fn pause(&mut self, id: &MilestoneId, at: Timestamp) -> Result<(), Refusal> {
        let milestone = self.milestone_mut(id)?;
        let deadline = milestone.deadline.unwrap_or(at);
        milestone.paused = Some(Paused {
            state: milestone.state,
            left: deadline.since(at),
            full: deadline.since(milestone.since),
        });
        milestone.state = MilestoneState::Disputed;
        milestone.since = at;
        milestone.deadline = None;
        Ok(())
    }

    /// Unlocks a milestone; its timer goes on with what it had left, but at least a day or its whole window.
    pub(crate) fn resume(&mut self, id: &MilestoneId, at: Timestamp) -> Result<(), Refusal> {
        let milestone = self.milestone_mut(id)?;
        let Some(paused) = milestone.paused.take() else { return Err(misfit()) };
        let left = wrong!(
            "resumed_without_a_day",
            paused.left.max(RESUME_AT_LEAST.millis().min(paused.full)),
            paused.left
        );
        milestone.state = paused.state;
        milestone.since = at;
        milestone.deadline = Some(at.plus(left));
        milestone.lapsed = None;
        self.end_if_empty(id, at)
    }

    pub(crate) fn enter_stage(
        &mut self,
        id: &CaseId,
        stage: CaseState,
        at: Timestamp,
    ) -> Result<&mut Case, Refusal> {
        let timer = match stage {
            CaseState::AwaitingResponse => Some(Timer::Respond),
            CaseState::Negotiation => Some(Timer::Negotiate),
            CaseState::Mediation => Some(Timer::Mediate),
            CaseState::Arbitration => Some(Timer::Arbitrate),
            CaseState::Ruled => Some(Timer::Appeal),
            CaseState::Final | CaseState::Settled | CaseState::Withdrawn => None,
        };
        let deadline = timer.map(|timer| at.after(self.window(timer)));
        let case = self.case_mut(id)?;
        case.lapsed = (case.deadline == Some(at)).then_some(CaseLapse { state: case.state, at });
        case.state = stage;
        case.since = at;
        case.deadline = deadline;
        Ok(case)
    }

    /// The rail's limit for what funded a milestone, less the time it takes to decide.
    pub(crate) fn limit(&mut self, id: &MilestoneId) -> Result<(), Refusal> {
        let margin = self.window(Timer::MaxHold).millis().saturating_neg();
        let funds = self
            .payins
            .iter()
            .filter(|payin| payin.milestone == *id && payin.applied.is_positive());
        let limit = funds.filter_map(|payin| payin.hold_until).min();
        self.milestone_mut(id)?.max_hold = limit.map(|limit| limit.plus(margin));
        Ok(())
    }

    /// Moves the end of the running window.
    pub(crate) fn extend(&mut self, id: &MilestoneId, until: Timestamp) -> Result<(), Refusal> {
        let milestone = self.milestone_mut(id)?;
        let longer = milestone.deadline.map_or(0, |deadline| until.since(deadline));
        milestone.deadline = Some(until);
        milestone.extensions = milestone.extensions.saturating_add(1);
        milestone.extended = milestone.extended.saturating_add(longer);
        Ok(())
    }

    /// A milestone nobody has paid for.
    pub(crate) fn fresh(&self, index: usize, terms: &MilestoneTerms, at: Timestamp) -> Milestone {
        Milestone {
            id: terms.id.clone(),
            index: u32::try_from(index).unwrap_or(u32::MAX),
            state: MilestoneState::Pending,
            amount: terms.amount,
            released: self.zero(),
            refunded: self.zero(),
            charged_back: self.zero(),
            since: at,
            deadline: None,
            fund_deadline: None,
            max_hold: None,
            shipped_at: None,
            rounds: 0,
            returned: false,
            extensions: 0,
            extended: 0,
            paused: None,
            lapsed: None,
        }
    }

    /// No fees and nobody paid.
    pub(crate) fn no_flow(&self) -> Flow {
        Flow { fees: self.zero(), used: self.zero(), paid: Vec::new() }
    }

    /// Makes the milestones and fee lines of the terms.
    pub(crate) fn lay_out(&mut self, at: Timestamp) {
        let agreement = Arc::clone(&self.agreement);
        let zero = Money::zero(agreement.price.currency());
        (self.funded, self.released, self.fees_paid) = (zero, zero, zero);
        let milestones = agreement.terms.milestones().iter().enumerate();
        self.milestones = milestones.map(|(index, terms)| self.fresh(index, terms, at)).collect();
        self.taken = vec![Taken::none(zero); agreement.quote.lines.len()];
        self.segment = Arc::new(Segment {
            after: 0,
            released: zero,
            principal: agreement.price,
            taken: zero,
            lines: agreement.quote.lines.clone(),
        });
        self.flows = vec![self.no_flow(); self.milestones.len()];
    }

    /// Puts other terms in place of those nobody is bound by yet.
    pub(crate) fn replace(&mut self, terms: &Terms, at: Timestamp) -> Result<(), Refusal> {
        let version = self.agreement.version.checked_add(1).ok_or_else(misfit)?;
        self.agreement = Arc::new(Agreement::new(terms.clone(), version)?);
        self.lay_out(at);
        Ok(())
    }

    /// The terms keep the hash under which they were shown.
    pub(crate) fn pin(&mut self, hash: Hash) {
        if self.agreement.hash != hash {
            Arc::make_mut(&mut self.agreement).hash = hash;
        }
    }
}
