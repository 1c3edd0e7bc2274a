//! Applies events: one arm for one event, each doing what the fact says and nothing more.
//! Deadlines follow from the state a subject enters; see [`State::enter`].

use crate::aggregate::Role;
use crate::commission::{Payer, RefundCause};
use crate::error::Refusal;
use crate::escrow::accrual::{Flow, Segment, pay};
use crate::escrow::agreement::Agreement;
use crate::escrow::command::{Change, CommandKind};
use crate::escrow::event::{CaseState, Charge, Credit, Event, Purpose};
use crate::escrow::timers::{ACCEPT_IN_ALL, EXPEDITED, RETURN_INSPECTION, Timer};
use crate::escrow::{
    Case, Hold, HoldState, Leg, LegState, Milestone, MilestoneLapse, MilestoneState, Offer, Paused,
    Phase, Proposal, ProposalState, Report, Settlement, State, Tally,
};
use crate::id::{CaseId, EscrowId, MilestoneId, PartyId, Reference};
use crate::journal::Balances;
use crate::machine::misfit;
use crate::money::Money;
use crate::time::Timestamp;
use std::sync::Arc;

/// The state after the first event.
pub(crate) fn begin(id: EscrowId, event: &Event, at: Timestamp) -> Result<State, Refusal> {
    let Event::Created { terms, creator } = event else { return Err(misfit()) };
    let agreement = Agreement::new(terms.clone(), 1)?;
    let zero = Money::zero(agreement.price.currency());
    let mut state = State {
        id,
        segment: Arc::new(Segment {
            after: 0,
            released: zero,
            principal: agreement.price,
            taken: zero,
            lines: Vec::new(),
        }),
        earlier: Vec::new(),
        flows: Vec::new(),
        fees_paid: zero,
        agreement: Arc::new(agreement),
        creator: creator.clone(),
        phase: Phase::Draft,
        reason: None,
        closed_at: None,
        accepted: Vec::new(),
        counters: 0,
        proposed_at: None,
        deadline: None,
        clock: at,
        version: 1,
        milestones: Vec::new(),
        cases: Vec::new(),
        holds: Vec::new(),
        proposals: Vec::new(),
        chargebacks: Vec::new(),
        payins: Vec::new(),
        legs: Vec::new(),
        owed: Vec::new(),
        taken: Vec::new(),
        funded: zero,
        released: zero,
        balances: Balances::default(),
    };
    state.deadline = Some(at.after(state.window(Timer::Draft)));
    state.lay_out(at);
    Ok(state)
}

impl Leg {
    fn plan_again(&mut self) {
        self.state = LegState::Planned;
        self.attempt = self.attempt.saturating_add(1);
    }

    fn report(&mut self, kind: CommandKind, reference: &Reference) {
        self.reports.push(Report { kind, reference: reference.clone() });
    }
}

impl State {
    pub(crate) fn evolve_event(&mut self, event: &Event, at: Timestamp) -> Result<(), Refusal> {
        let movement = self.movement(event)?;
        if !movement.is_empty() {
            self.balances.post(&movement)?;
        }
        self.clock = at;
        self.version = self.version.checked_add(1).ok_or_else(misfit)?;
        match event {
            Event::Created { .. } => return Err(misfit()),
            Event::Edited { terms } => self.replace(terms, at)?,
            Event::Proposed { terms_hash } => {
                self.pin(*terms_hash);
                self.phase = Phase::Proposed;
                self.proposed_at = Some(at);
                self.deadline = Some(at.after(self.window(Timer::Accept)));
            }
            Event::Countered { party, terms, terms_hash } => {
                self.replace(terms, at)?;
                self.pin(*terms_hash);
                self.counters = self.counters.saturating_add(1);
                self.accepted = vec![party.clone()];
                let last = self.proposed_at.unwrap_or(at).after(ACCEPT_IN_ALL);
                self.deadline = Some(at.after(self.window(Timer::Accept)).min(last));
            }
            Event::Accepted { party, .. } => self.accepted.push(party.clone()),
            Event::Agreed { .. } => self.agree(at),
            Event::Activated {} => {
                self.phase = Phase::Active;
                self.deadline = None;
            }
            Event::Closed { reason, fees_back, .. } => {
                self.phase = Phase::Closed;
                self.reason = Some(*reason);
                self.closed_at = Some(at);
                self.deadline = self.deadline.filter(|deadline| *deadline == at);
                self.owe(None, Payer::Buyer, *fees_back, Purpose::Fees);
            }

            Event::PayinStarted { milestone, payin, expires_at } => {
                self.enter(milestone, MilestoneState::Funding, at)?.deadline = Some(*expires_at);
                self.reported(payin, milestone)?;
            }
            Event::PayinCleared { milestone, payin, amount, excess, hold_until } => {
                let applied = amount.minus(*excess)?;
                let report = self.reported(payin, milestone)?;
                report.captured = *amount;
                report.lost = Money::zero(amount.currency());
                report.hold_until = *hold_until;
                report.cleared = true;
                report.failed = false;
                report.applied = applied;
                report.waiting = applied;
                self.send_back(milestone, payin, *excess);
            }
            Event::PayinUnapplied { milestone, payin, amount } => {
                let report = self.reported(payin, milestone)?;
                report.captured = *amount;
                report.lost = Money::zero(amount.currency());
                report.cleared = true;
                report.failed = false;
                self.send_back(milestone, payin, *amount);
            }
            Event::PayinFailed { milestone, payin, .. } => {
                self.enter(milestone, MilestoneState::Pending, at)?;
                let nothing = self.zero();
                let report = self.reported(payin, milestone)?;
                report.failed = true;
                report.lost = report.captured;
                report.applied = nothing;
                report.waiting = nothing;
            }
            Event::PayinReversed { milestone, payin, amount, price, fees, .. } => {
                let window = self.window(Timer::Fund);
                let again = self.enter(milestone, MilestoneState::Pending, at)?;
                again.max_hold = None;
                if price.is_positive() {
                    again.fund_deadline = Some(at.after(window));
                }
                for other in self.payins.iter_mut().filter(|other| other.milestone == *milestone) {
                    other.waiting = other.applied;
                }
                self.funded = self.funded.minus(*price)?;
                self.fees_paid = self.fees_paid.minus(*fees)?;
                let flow = self.flow_mut(milestone)?;
                flow.fees = flow.fees.minus(*fees)?;
                let nothing = self.zero();
                let report = self.reported(payin, milestone)?;
                report.applied = nothing;
                report.waiting = nothing;
                report.lost = *amount;
                report.reversed = true;
            }
            Event::ChargebackOpened { chargeback, payin, kind, amount, deadline } => {
                self.open_chargeback(chargeback, payin, *kind, *amount, *deadline);
            }
            Event::ChargebackDecided { chargeback, state, provisional, losses, restored, paid } => {
                let known = self.chargeback_mut(chargeback)?;
                known.state = *state;
                known.provisional = *provisional;
                let payin = known.payin.clone();
                for loss in losses {
                    self.lose(chargeback, &payin, loss, at)?;
                }
                for loss in restored {
                    self.restore(&payin, loss)?;
                    self.unlose(chargeback, &payin, loss.amount)?;
                }
                for credit in paid {
                    self.unlose(chargeback, &payin, credit.amount)?;
                    self.give(&payin, credit)?;
                }
            }
            Event::PayinExpired { milestone } => {
                self.enter(milestone, MilestoneState::Pending, at)?;
            }
            Event::PayinNoted { milestone, payin, failed } => {
                let known = self.payins.iter().find(|known| known.id == *payin);
                let milestone = known.map_or(milestone, |known| &known.milestone).clone();
                self.reported(payin, &milestone)?.failed |= *failed;
            }
            Event::PayinExceeded { milestone, payin, amount } => {
                let report = self.reported(payin, milestone)?;
                report.applied = report.applied.minus(*amount)?;
                report.waiting = report.waiting.minus(*amount)?;
                self.send_back(milestone, payin, *amount);
            }
            Event::MilestoneFunded { milestone, price, fees } => {
                self.enter(milestone, MilestoneState::Funded, at)?;
                self.funded = self.funded.plus(*price)?;
                self.fees_paid = self.fees_paid.plus(*fees)?;
                self.nothing_waits(milestone);
                let flow = self.flow_mut(milestone)?;
                flow.fees = flow.fees.plus(*fees)?;
                self.limit(milestone)?;
            }
            Event::MilestoneCancelled { milestone, refund } => {
                let before = self.milestone_mut(milestone)?;
                let (state, deadline) = (before.state, before.fund_deadline);
                let ended = self.enter(milestone, MilestoneState::Cancelled, at)?;
                ended.lapsed = (deadline == Some(at)).then_some(MilestoneLapse { state, at });
                self.nothing_waits(milestone);
                self.owe(Some(milestone), Payer::Buyer, *refund, Purpose::Refund);
            }

            Event::Shipped { milestone, .. } => {
                self.enter(milestone, MilestoneState::Shipped, at)?.shipped_at = Some(at);
            }
            Event::Delivered { milestone, inspect_from, proof } => {
                let delivered = self.enter(milestone, MilestoneState::Delivered, *inspect_from)?;
                if proof.is_some() {
                    let window = delivered.deadline.unwrap_or(at).since(*inspect_from);
                    delivered.deadline = delivered.deadline.map(|first| first.plus(window));
                }
            }
            Event::Submitted { milestone, .. } => {
                self.enter(milestone, MilestoneState::Delivered, at)?;
            }
            Event::ChangesRequested { milestone, .. } => {
                let asked = self.enter(milestone, MilestoneState::ChangesRequested, at)?;
                asked.rounds = asked.rounds.saturating_add(1);
            }
            Event::ReturnRequested { milestone, .. } => {
                self.enter(milestone, MilestoneState::ReturnDue, at)?;
            }
            Event::ReturnShipped { milestone, .. } => {
                self.enter(milestone, MilestoneState::ReturnShipped, at)?;
            }
            Event::ReturnDelivered { milestone } => {
                let back = self.milestone_mut(milestone)?;
                let inspected = at.after(RETURN_INSPECTION);
                back.deadline = back.deadline.map(|last| last.min(inspected));
                back.returned = true;
            }
            Event::StaffDecided { .. } => {}
            Event::HoldPlaced { milestone, hold, kind, expires_at, on_expiry, .. } => {
                self.holds.push(Hold {
                    id: hold.clone(),
                    milestone: milestone.clone(),
                    kind: *kind,
                    expires_at: *expires_at,
                    on_expiry: *on_expiry,
                    state: HoldState::Active,
                });
            }
            Event::HoldLifted { hold } => {
                let mut known = self.holds.iter_mut().filter(|known| known.id == *hold);
                known.next().ok_or_else(misfit)?.state = HoldState::Lifted;
            }
            Event::ChangeProposed { proposal, by, change, deadline } => {
                self.proposals.push(Proposal {
                    number: *proposal,
                    by: by.clone(),
                    change: change.clone(),
                    accepted: Vec::new(),
                    deadline: *deadline,
                    topup: None,
                    state: ProposalState::Open,
                });
            }
            Event::ProposalAccepted { proposal } => {
                let accepted = self.proposal_mut(*proposal)?;
                accepted.state = ProposalState::Applied;
                if let Change::Extend { milestone, until } = accepted.change.clone() {
                    self.extend(&milestone, until)?;
                }
            }
            Event::ProposalAgreed { proposal, party } => {
                self.proposal_mut(*proposal)?.accepted.push(party.clone());
            }
            Event::TopupAsked { proposal, amount, deadline } => {
                let agreed = self.proposal_mut(*proposal)?;
                agreed.state = ProposalState::TopupDue;
                agreed.topup = Some(*amount);
                agreed.deadline = *deadline;
            }
            Event::AmendmentApplied {
                proposal,
                terms_hash,
                raised,
                lowered,
                topups,
                fees,
                fees_back,
                refund,
            } => {
                self.amend(*proposal, raised, lowered, at)?;
                self.pin(*terms_hash);
                self.absorb_topups(topups)?;
                let first = topups.iter().chain(raised).next().map(|part| &part.milestone);
                self.shift_fees(first, *fees, *fees_back)?;
                self.owe(None, Payer::Buyer, *refund, Purpose::Refund);
            }
            Event::ProposalClosed { proposal } => {
                self.proposal_mut(*proposal)?.state = ProposalState::Closed;
            }
            Event::ProposalLapsed { proposal } => {
                self.proposal_mut(*proposal)?.state = ProposalState::Lapsed;
            }
            Event::Approved { milestone, by_silence } => {
                let before = self.milestone_mut(milestone)?.state;
                let approved = self.enter(milestone, MilestoneState::Approved, at)?;
                if *by_silence {
                    approved.lapsed = Some(MilestoneLapse { state: before, at });
                }
            }
            Event::Released { milestone, amount, net, charges, credits, .. } => {
                self.released = self.released.plus(*amount)?;
                self.owe(Some(milestone), Payer::Seller, *net, Purpose::Release);
                let seller = self.agreement.seller.clone();
                pay(&mut self.flow_mut(milestone)?.paid, &seller, *net)?;
                self.book_fees(milestone, charges, credits)?;
                let paid = self.milestone_mut(milestone)?;
                paid.released = paid.released.plus(*amount)?;
                self.end_if_empty(milestone, at)?;
            }
            Event::Refunded { milestone, amount, cause, charges, credits } => {
                self.taken = self.after_refund(*amount, *cause)?;
                let mut cases = self.cases.iter_mut().rev().filter(|case| !case.late);
                if *cause == RefundCause::Case
                    && let Some(case) = cases.find(|case| case.milestone == *milestone)
                {
                    case.received = case.received.plus(*amount)?;
                }
                let paid = self.milestone_mut(milestone)?;
                paid.refunded = paid.refunded.plus(*amount)?;
                let (before, deadline) = (paid.state, paid.deadline);
                let net =
                    charges.iter().try_fold(*amount, |net, charge| net.minus(charge.seller))?;
                self.owe(Some(milestone), Payer::Buyer, net, Purpose::Refund);
                self.book_fees(milestone, charges, credits)?;
                self.end_if_empty(milestone, at)?;
                let silent = *cause == RefundCause::Returned && deadline == Some(at);
                if *cause == RefundCause::NotDelivered || silent {
                    self.milestone_mut(milestone)?.lapsed =
                        Some(MilestoneLapse { state: before, at });
                }
            }
            Event::CarvedOut { milestone, part, amount } => self.carve(milestone, part, *amount)?,

            Event::CaseOpened { case, milestone, claimant, reason, claim, stage, statement } => {
                let arbiter = self.agreement.terms.in_role(Role::Arbiter);
                let mut evidence = Tally::default();
                *evidence.of(Some(*claimant)) = u32::from(statement.is_some());
                self.cases.push(Case {
                    id: *case,
                    milestone: milestone.clone(),
                    claimant: *claimant,
                    reason: *reason,
                    claim: *claim,
                    state: *stage,
                    since: at,
                    deadline: None,
                    contested: *stage == CaseState::Negotiation,
                    offer: None,
                    proposal: None,
                    appealed: false,
                    late: self.phase == Phase::Closed,
                    received: Money::zero(claim.currency()),
                    carried_out: false,
                    evidence,
                    offers: Tally::default(),
                    lapsed: None,
                    arbiter: arbiter.map(|party| party.id.clone()),
                    to_buyer: None,
                });
                self.enter_stage(case, *stage, at)?;
                if self.phase == Phase::Closed {
                    return Ok(());
                }
                self.pause(milestone, at)?;
                if statement.is_none() {
                    let locked = self.milestone_mut(milestone)?;
                    let lapse = |paused: &Paused| MilestoneLapse { state: paused.state, at };
                    locked.lapsed = locked.paused.as_ref().map(lapse);
                }
            }
            Event::CaseContested { case, .. } => {
                self.enter_stage(case, CaseState::Negotiation, at)?.contested = true;
            }
            Event::OfferMade { case, offer, by, to_buyer } => {
                let case = self.case_mut(case)?;
                case.offer = Some(Offer { number: *offer, by: *by, to_buyer: *to_buyer });
                let offers = case.offers.of(Some(*by));
                *offers = offers.saturating_add(1);
            }
            Event::CaseSettled { case, to_buyer } => {
                self.enter_stage(case, CaseState::Settled, at)?.to_buyer = Some(*to_buyer);
            }
            Event::CaseExpedited { case } => {
                let soon = at.after(EXPEDITED);
                let case = self.enter_stage(case, CaseState::Arbitration, at)?;
                case.deadline = case.deadline.map(|deadline| deadline.min(soon));
                let milestone = case.milestone.clone();
                self.milestone_mut(&milestone)?.max_hold = None;
            }
            Event::CaseEscalated { case, stage } => {
                self.enter_stage(case, *stage, at)?;
            }
            Event::SettlementProposed { case, proposal, to_buyer, .. } => {
                let (number, to_buyer) = (*proposal, *to_buyer);
                self.case_mut(case)?.proposal =
                    Some(Settlement { number, to_buyer, accepted: None });
            }
            Event::SettlementAccepted { case, by, .. } => {
                let proposal = self.case_mut(case)?.proposal.as_mut().ok_or_else(misfit)?;
                proposal.accepted = Some(*by);
            }
            Event::ArbiterRecused { case, .. } => self.case_mut(case)?.arbiter = None,
            Event::CaseAppealed { case, .. } => {
                let appealed = self.enter_stage(case, CaseState::Arbitration, at)?;
                appealed.appealed = true;
                appealed.arbiter = None;
                appealed.to_buyer = None;
            }
            Event::CaseRuled { case, to_buyer, .. } => {
                self.enter_stage(case, CaseState::Ruled, at)?.to_buyer = Some(*to_buyer);
            }
            Event::CaseFinal { case } => {
                self.enter_stage(case, CaseState::Final, at)?;
            }
            Event::ClaimAwarded { case, from, to, amount } => {
                let case = self.case_mut(case)?;
                case.carried_out = true;
                let milestone = case.milestone.clone();
                self.shift_paid(&milestone, from, to, *amount)?;
            }
            Event::CaseWithdrawn { case } => {
                let withdrawn = self.enter_stage(case, CaseState::Withdrawn, at)?;
                withdrawn.carried_out = withdrawn.late;
            }
            Event::EvidenceAdded { case, party, .. } => {
                let side = self.side_of(party);
                let given = self.case_mut(case)?.evidence.of(side);
                *given = given.saturating_add(1);
            }
            Event::ArbiterAssigned { case, arbiter } => {
                self.case_mut(case)?.arbiter = Some(arbiter.clone());
            }
            Event::MilestoneResolved { milestone } => {
                self.enter(milestone, MilestoneState::Resolved, at)?;
            }
            Event::MilestoneResumed { milestone } => self.resume(milestone, at)?,

            Event::LegPlanned { leg, payee, amount, purpose, .. } => {
                if !self.owed.is_empty() {
                    self.owed.remove(0);
                }
                self.legs.push(Leg {
                    id: leg.clone(),
                    payee: payee.clone(),
                    amount: *amount,
                    purpose: *purpose,
                    state: LegState::Planned,
                    attempt: 0,
                    reports: Vec::new(),
                });
            }
            Event::LegSent { leg, reference } => {
                let leg = self.leg_mut(leg)?;
                leg.state = LegState::Sent;
                leg.report(CommandKind::LegSent, reference);
            }
            Event::LegSettled { leg, reference } => {
                let leg = self.leg_mut(leg)?;
                leg.state = LegState::Settled;
                leg.report(CommandKind::LegSettled, reference);
            }
            Event::LegFailed { leg, .. } => self.leg_mut(leg)?.plan_again(),
            Event::LegReturned { leg, reference } => {
                let leg = self.leg_mut(leg)?;
                leg.plan_again();
                leg.report(CommandKind::LegReturned, reference);
            }
            Event::LegNoted {
                report: CommandKind::LegFailed | CommandKind::LegReturned, ..
            } => {}
            Event::LegNoted { leg, report, reference } => {
                self.leg_mut(leg)?.report(*report, reference);
            }
        }
        Ok(())
    }

    /// The seller has less of what he was paid for a milestone, or more, after a claim was decided.
    fn shift_paid(
        &mut self,
        milestone: &MilestoneId,
        from: &PartyId,
        to: &PartyId,
        amount: Money,
    ) -> Result<(), Refusal> {
        let seller = self.agreement.seller.clone();
        let flow = self.flow_mut(milestone)?;
        if *to == seller {
            pay(&mut flow.paid, to, amount)?;
        }
        if *from == seller
            && let Some(credit) = flow.paid.iter_mut().find(|credit| credit.party == seller)
        {
            credit.amount = credit.amount.minus(amount.min(credit.amount))?;
        }
        Ok(())
    }

    /// Books what the lines took with money of a milestone, and whom it goes to.
    fn book_fees(
        &mut self,
        milestone: &MilestoneId,
        charges: &[Charge],
        credits: &[Credit],
    ) -> Result<(), Refusal> {
        for charge in charges {
            let line = usize::try_from(charge.line).map_err(|_| misfit())?;
            let taken = self.taken.get_mut(line).ok_or_else(misfit)?;
            taken.buyer = taken.buyer.plus(charge.buyer)?;
            taken.seller = taken.seller.plus(charge.seller)?;
            let flow = self.flow_mut(milestone)?;
            flow.used = flow.used.plus(charge.buyer)?;
        }
        for credit in credits {
            self.owe_to(Some(milestone), credit.party.clone(), credit.amount);
            pay(&mut self.flow_mut(milestone)?.paid, &credit.party, credit.amount)?;
        }
        Ok(())
    }

    /// The fees and payees of the milestone that `id` is, or is a part of.
    fn flow_mut(&mut self, id: &MilestoneId) -> Result<&mut Flow, Refusal> {
        let index = self.milestone_mut(id)?.place();
        self.flows.get_mut(index).ok_or_else(misfit)
    }

    pub(crate) fn milestone_mut(&mut self, id: &MilestoneId) -> Result<&mut Milestone, Refusal> {
        self.milestones.iter_mut().find(|known| known.id == *id).ok_or_else(misfit)
    }

    pub(crate) fn proposal_mut(&mut self, number: u32) -> Result<&mut Proposal, Refusal> {
        self.proposals.iter_mut().find(|known| known.number == number).ok_or_else(misfit)
    }

    pub(crate) fn case_mut(&mut self, id: &CaseId) -> Result<&mut Case, Refusal> {
        self.cases.iter_mut().find(|known| known.id == *id).ok_or_else(misfit)
    }

    fn leg_mut(&mut self, id: &crate::escrow::LegId) -> Result<&mut Leg, Refusal> {
        self.legs.iter_mut().find(|known| known.id == *id).ok_or_else(misfit)
    }
}
