//! Applies events: one arm for one event, each doing what the fact says and nothing more.
//! Money is posted first, so that whoever looks at the state afterwards sees the books of it.

use crate::error::Refusal;
use crate::id::{PartyId, ProjectId, Reference};
use crate::journal::{Account, Balances, Owed};
use crate::machine::misfit;
use crate::money::Money;
use crate::project::change_order::{ChangeOrder, OrderState, Vote};
use crate::project::command::{Identity, PaidTo};
use crate::project::event::{Event, Leaving};
use crate::project::offer::{CaptureAt, Kind, Offer};
use crate::project::profile::{Person as TaxPerson, TaxProfile};
use crate::project::timers::Timer;
use crate::project::{
    MoneyState, Objection, Payout, PayoutState, Person, ProjectState, Request, RequestStatus,
    Spent, State, Stock, Unmatched,
};
use crate::time::Timestamp;
use std::sync::Arc;

/// The state after the first event.
pub(crate) fn begin(id: ProjectId, event: &Event, at: Timestamp) -> Result<State, Refusal> {
    let Event::ProjectCreated { offer, identity } = event else { return Err(misfit()) };
    let mut state = State {
        id,
        offer: Arc::new(offer.clone()),
        offer_version: 1,
        state: ProjectState::Draft,
        since: at,
        clock: at,
        version: 1,
        frozen: false,
        target: offer.round.target,
        deadline: offer.deadline,
        extended: false,
        reopened: false,
        in_review: false,
        short_since: None,
        funding_since: None,
        closed_at: None,
        planned: Vec::new(),
        statement: None,
        people: Vec::new(),
        requests: Vec::new(),
        references: Vec::new(),
        unmatched: Vec::new(),
        snapshot: None,
        snapshot_hash: None,
        spent: Vec::new(),
        stock: Vec::new(),
        entitlements: Vec::new(),
        allocated: false,
        orders: Vec::new(),
        drafts: Vec::new(),
        objections: Vec::new(),
        settled_at: None,
        holdback_until: None,
        charged: offer.zero(),
        charged_off: offer.zero(),
        payouts: Vec::new(),
        balances: Balances::default(),
    };
    state.people.push(Person {
        party: offer.owner.clone(),
        identity: *identity,
        signed: *identity >= Identity::Basic,
        limit: None,
        tax: TaxProfile { person: TaxPerson::None },
    });
    state.lay_out();
    Ok(state)
}

impl Request {
    fn received(&mut self, amount: Money, excess: Money, at: Timestamp) -> Result<(), Refusal> {
        self.received = self.received.plus(amount)?.minus(excess)?;
        if self.received >= self.amount {
            self.money = MoneyState::Held;
            self.paid_at = Some(at);
        }
        Ok(())
    }

    /// Ends the request; what was paid is on its way back.
    fn leave(&mut self, status: RequestStatus) {
        self.status = status;
        self.expires_at = None;
        self.reconfirm_by = None;
        self.capital = Money::zero(self.capital.currency());
        if self.received.is_positive() && self.money != MoneyState::ChargedBack {
            self.money = MoneyState::RefundPending;
        }
    }
}

impl State {
    /// Budget lines and stock for the offer as it stands.
    fn lay_out(&mut self) {
        let zero = self.zero();
        let mut lines = vec![Offer::goods()];
        lines.extend(self.offer.lines().map(|line| line.id.clone()));
        // The offer of a draft may come in another currency, and nothing is spent on it yet.
        let draft = self.state == ProjectState::Draft;
        self.spent.retain(|spent| !draft && (lines.contains(&spent.line) || spent.has_moved()));
        for line in lines {
            if !self.spent.iter().any(|spent| spent.line == line) {
                let (paid, advanced, owed) = (zero, zero, zero);
                self.spent.push(Spent { line, paid, advanced, owed, recorded: false });
            }
        }
        if self.stock.is_empty() || self.state == ProjectState::Draft {
            let products = self.offer.products.iter();
            self.planned = products.clone().map(|product| product.quantity).collect();
            self.stock = products
                .map(|product| Stock {
                    sku: product.sku.clone(),
                    received: 0,
                    in_kind: 0,
                    sold: 0,
                    written_off: 0,
                })
                .collect();
        }
    }

    fn enter(&mut self, state: ProjectState, at: Timestamp) {
        self.state = state;
        self.since = at;
        self.short_since = None;
    }

    fn replace_offer(&mut self, offer: &Offer, version: u32) {
        self.offer = Arc::new(offer.clone());
        self.offer_version = version;
        self.target = offer.round.target;
        self.lay_out();
    }

    fn request_mut(&mut self, id: &Reference) -> Result<&mut Request, Refusal> {
        self.requests.iter_mut().find(|request| request.id == *id).ok_or_else(misfit)
    }

    fn spent_mut(&mut self, line: &Reference) -> Result<&mut Spent, Refusal> {
        self.spent.iter_mut().find(|spent| spent.line == *line).ok_or_else(misfit)
    }

    fn stock_mut(&mut self, sku: &Reference) -> Result<&mut Stock, Refusal> {
        self.stock.iter_mut().find(|stock| stock.sku == *sku).ok_or_else(misfit)
    }

    fn payout_mut(&mut self, id: &crate::id::LegId) -> Result<&mut Payout, Refusal> {
        self.payouts.iter_mut().find(|payout| payout.id == *id).ok_or_else(misfit)
    }

    fn order_mut(&mut self, number: u32) -> Result<&mut ChangeOrder, Refusal> {
        self.orders.iter_mut().find(|order| order.number == number).ok_or_else(misfit)
    }

    fn ask_again(&mut self, until: Timestamp) {
        for request in self.requests.iter_mut().filter(|request| request.status.is_live()) {
            if request.kind != Kind::Owner {
                request.reconfirm_by = Some(until);
            }
        }
    }

    /// When the money of a request that is taken in has to be there.
    fn money_due(&self, at: Timestamp) -> Option<Timestamp> {
        let closed = self.state != ProjectState::Funding;
        let grace = self.offer.window(Timer::Grace);
        match self.offer.capture {
            CaptureAt::Close if !closed => None,
            CaptureAt::Request | CaptureAt::Approval | CaptureAt::Close => Some(at.after(grace)),
        }
    }

    /// From the close of the round on, approved money has the grace to arrive.
    fn fund_by(&mut self, at: Timestamp) {
        let due = at.after(self.offer.window(Timer::Grace));
        for request in &mut self.requests {
            if request.status == RequestStatus::Approved && request.money != MoneyState::Held {
                request.expires_at = request.expires_at.or(Some(due));
            }
        }
    }

    pub(crate) fn evolve_event(&mut self, event: &Event, at: Timestamp) -> Result<(), Refusal> {
        let movement = self.movement(event)?;
        if let Event::ProjectCreated { .. } = event {
            return Err(misfit());
        }
        if !movement.is_empty() {
            self.balances.post(&movement)?;
        }
        self.apply(event, at)?;
        self.note_gap(at)?;
        self.clock = at;
        self.version = self.version.checked_add(1).ok_or_else(misfit)?;
        Ok(())
    }

    /// Since when a full round is short.
    fn note_gap(&mut self, at: Timestamp) -> Result<(), Refusal> {
        self.short_since = match self.short_since {
            _ if self.state != ProjectState::FullyFunded || !self.is_short()? => None,
            None => Some(at),
            since => since,
        };
        Ok(())
    }

    fn apply(&mut self, event: &Event, at: Timestamp) -> Result<(), Refusal> {
        match event {
            Event::ProjectCreated { .. } => return Err(misfit()),
            Event::ProjectEdited { offer } => {
                let version = self.offer_version.saturating_add(1);
                self.replace_offer(offer, version);
                self.deadline = offer.deadline;
                // A draft may come in another currency.
                (self.charged, self.charged_off) = (self.zero(), self.zero());
            }
            Event::ProjectPublished {} => self.enter(ProjectState::Published, at),
            Event::ProjectUnpublished {} => self.enter(ProjectState::Draft, at),
            Event::FundingOpened {} => {
                self.enter(ProjectState::Funding, at);
                self.funding_since = Some(at);
            }
            Event::ProjectCancelled { .. } => self.enter(ProjectState::Cancelled, at),
            Event::OfferVersioned { offer, version, reconfirm_by } => {
                self.replace_offer(offer, *version);
                self.planned = self.offer.products.iter().map(|p| p.quantity).collect();
                self.stock.clear();
                self.lay_out();
                if let Some(until) = reconfirm_by {
                    self.ask_again(*until);
                }
            }
            Event::DeadlineExtended { deadline, version, reconfirm_by } => {
                self.deadline = *deadline;
                self.offer_version = *version;
                self.extended = true;
                self.ask_again(*reconfirm_by);
            }
            Event::ProjectFullyFunded { target } => {
                self.enter(ProjectState::FullyFunded, at);
                self.target = *target;
                self.closed_at = Some(at);
                self.fund_by(at);
            }
            Event::FundingClosed { target, products } => {
                self.enter(ProjectState::FullyFunded, at);
                self.target = *target;
                self.planned.clone_from(products);
                self.closed_at = Some(at);
                self.fund_by(at);
            }
            Event::FundingFailed { .. } => {}
            Event::FundingShortfall { deadline, .. } => {
                self.reopened |= at >= self.deadline;
                self.enter(ProjectState::Funding, at);
                self.deadline = *deadline;
                self.target = self.offer.round.target;
                self.planned = self.offer.products.iter().map(|p| p.quantity).collect();
            }
            Event::StatementReported { balance } => self.statement = Some(*balance),
            Event::ProjectReadyForApproval {} => self.enter(ProjectState::ReadyForApproval, at),
            Event::ProjectReturned { .. } => {
                self.enter(ProjectState::FullyFunded, at);
                self.in_review = true;
            }
            Event::ReviewEnded {} => self.in_review = false,
            Event::ProjectApproved { .. } => self.enter(ProjectState::Approved, at),
            Event::SnapshotFrozen { snapshot } => {
                self.snapshot_hash = Some(snapshot.hash()?);
                self.offer = Arc::new(snapshot.offer.clone());
                self.planned.clone_from(&snapshot.quantities);
                self.snapshot = Some(Arc::new(Clone::clone(snapshot)));
                self.lay_out();
            }
            Event::ParticipationsActivated { parts } => {
                let base = self.zero().currency();
                for part in parts {
                    let request = self.request_mut(&part.request)?;
                    request.status = RequestStatus::Active;
                    request.money = MoneyState::Capital;
                    request.active_since = Some(at);
                    if request.received.currency() == base {
                        request.capital = request.received;
                    }
                }
            }
            Event::ParticipationsReversed { parts } => {
                for part in parts {
                    let request = self.request_mut(&part.request)?;
                    if request.money == MoneyState::Capital {
                        request.money = MoneyState::Held;
                    }
                    request.capital = Money::zero(request.capital.currency());
                }
            }
            Event::ProjectRejected { .. } | Event::ProjectTerminated { .. } => {}
            Event::ExecutionStarted { .. } => self.enter(ProjectState::InExecution, at),
            Event::FxConverted { parts, .. } => {
                for part in parts {
                    let request = self.request_mut(&part.request)?;
                    request.received = part.counts;
                    request.capital = part.counts;
                }
            }
            Event::FundsReleased { line, amount, to, .. } => {
                let spent = self.spent_mut(line)?;
                match to {
                    PaidTo::Supplier => spent.paid = spent.paid.plus(*amount)?,
                    PaidTo::Owner => spent.advanced = spent.advanced.plus(*amount)?,
                }
            }
            Event::CostRecorded { line, owed, .. } => {
                let spent = self.spent_mut(line)?;
                spent.owed = spent.owed.plus(*owed)?;
                spent.recorded = true;
            }
            Event::AdvanceJustified { line, amount, tax, .. } => {
                let spent = self.spent_mut(line)?;
                spent.advanced = spent.advanced.minus(*amount)?.minus(*tax)?;
                spent.paid = spent.paid.plus(*amount)?;
            }
            Event::RecoveryRecorded { line, amount, reference, .. } => {
                self.references.push(reference.clone());
                let spent = self.spent_mut(line)?;
                spent.paid = spent.paid.minus(*amount)?;
            }
            Event::GoodsReceived { sku, quantity, .. } => {
                let stock = self.stock_mut(sku)?;
                stock.received = stock.received.checked_add(*quantity).ok_or_else(misfit)?;
            }
            Event::RevenueRecorded { sku, quantity, reference, .. } => {
                self.references.push(reference.clone());
                let stock = self.stock_mut(sku)?;
                stock.sold = stock.sold.checked_add(*quantity).ok_or_else(misfit)?;
            }
            Event::UnitsWrittenOff { sku, quantity, .. } => {
                let stock = self.stock_mut(sku)?;
                stock.written_off = stock.written_off.checked_add(*quantity).ok_or_else(misfit)?;
            }
            Event::CostsAllocated { entitlements, .. } => {
                self.entitlements.clone_from(entitlements);
                self.allocated = true;
            }
            Event::UnitsDelivered { request, value, .. } => {
                let own: Vec<_> =
                    self.entitlements.iter().filter(|e| e.request == *request).cloned().collect();
                for units in own {
                    let stock = self.stock_mut(&units.sku)?;
                    stock.in_kind = stock.in_kind.checked_add(units.units).ok_or_else(misfit)?;
                }
                let request = self.request_mut(request)?;
                request.delivered = true;
                request.capital = request.capital.minus(*value)?;
            }
            Event::InterimDistributed { capital, profit } => {
                for part in capital {
                    self.returned(&part.request, part.amount)?;
                }
                for part in profit {
                    let request = self.request_mut(&part.request)?;
                    request.on_account = request.on_account.plus(part.amount)?;
                }
            }
            Event::AdvancePaid { part } => {
                let request = self.request_mut(&part.request)?;
                request.advance = request.advance.plus(part.amount)?;
            }
            Event::UnspentCapitalReturned { parts } => {
                for part in parts {
                    self.returned(&part.request, part.amount)?;
                }
            }
            Event::ChangeOrderProposed {
                number,
                by,
                change,
                patch,
                differences,
                rise,
                material,
                reason,
                until,
            } => self.orders.push(ChangeOrder {
                number: *number,
                by: by.clone(),
                change: change.clone(),
                patch: patch.clone(),
                differences: differences.clone(),
                rise: *rise,
                material: *material,
                reason: *reason,
                until: *until,
                votes: Vec::new(),
                state: OrderState::Open,
            }),
            Event::ChangeOrderVoted { number, party, accept } => {
                let (party, accept) = (party.clone(), *accept);
                self.order_mut(*number)?.votes.push(Vote { party, accept });
            }
            Event::ChangeOrderAccepted { number } => {
                self.order_mut(*number)?.state = OrderState::Accepted;
            }
            Event::ChangeOrderRejected { number } => {
                self.order_mut(*number)?.state = OrderState::Rejected;
            }
            Event::ProjectCompleted { .. } => {
                self.enter(ProjectState::Completed, at);
                for spent in &mut self.spent {
                    spent.advanced = Money::zero(spent.advanced.currency());
                }
            }
            Event::LiquidationPosted { .. } => {
                for request in &mut self.requests {
                    if request.status == RequestStatus::Active {
                        request.capital = Money::zero(request.capital.currency());
                        request.status = RequestStatus::Cancelled;
                    }
                }
                self.enter(ProjectState::Cancelled, at);
            }
            Event::ProjectReopened { .. } => self.enter(ProjectState::InExecution, at),
            Event::SettlementDrafted { drafted } => {
                self.drafts.push(Arc::new(Clone::clone(drafted)));
            }
            Event::SettlementObjected { settlement, by, reason } => {
                let (by, reason) = (by.clone(), *reason);
                self.objections.push(Objection { settlement: *settlement, by, reason });
            }
            Event::SettlementPosted { .. } => {
                self.enter(ProjectState::Settled, at);
                self.settled_at = Some(at);
                self.lose()?;
            }
            Event::CapitalReturned { .. } => {
                for request in &mut self.requests {
                    request.capital = Money::zero(request.capital.currency());
                }
            }
            Event::HoldbackTaken { until, .. } => self.holdback_until = Some(*until),
            Event::HoldbackReleased { .. } => self.holdback_until = None,
            Event::SupplementaryPosted { drafted, .. } => {
                self.drafts.push(Arc::new(Clone::clone(drafted)));
            }
            Event::PayoutOrdered { payout, payee, amount, sources } => self.payouts.push(Payout {
                id: payout.clone(),
                payee: payee.clone(),
                amount: *amount,
                sources: sources.clone(),
                state: PayoutState::Pending,
                failed: 0,
            }),
            Event::PayoutConfirmed { payout, reference, sources } => {
                self.references.push(reference.clone());
                let payout = self.payout_mut(payout)?;
                payout.state = PayoutState::Confirmed;
                payout.sources.clone_from(sources);
                let payee = payout.payee.clone();
                self.note_refunds(&payee);
            }
            Event::PayoutFailed { payout, reference, returned } => {
                self.references.push(reference.clone());
                let payout = self.payout_mut(payout)?;
                payout.state = PayoutState::Pending;
                payout.failed = payout.failed.saturating_add(1);
                let payee = payout.payee.clone();
                if !returned.is_empty() {
                    payout.sources.clone_from(returned);
                    self.note_refunds(&payee);
                }
            }
            Event::UnclaimedMoved { payout, .. } => {
                if let Some(payout) = payout {
                    self.payout_mut(payout)?.state = PayoutState::Unclaimed;
                }
            }
            Event::ReceivableCollected { reference, .. }
            | Event::TaxRecovered { reference, .. }
            | Event::YieldRecorded { reference, .. } => self.references.push(reference.clone()),
            Event::OwnerCharged { amount } => self.charged = self.charged.plus(*amount)?,
            Event::DebtChargedOff { amount, .. } => {
                self.charged_off = self.charged_off.plus(*amount)?;
            }
            Event::ChargedOff { what, amount } => {
                self.charged_off = self.charged_off.plus(*amount)?;
                if *what == crate::project::command::Uncollectable::Advances {
                    for spent in &mut self.spent {
                        spent.advanced = Money::zero(spent.advanced.currency());
                    }
                }
            }
            Event::ProjectFrozen { .. } => self.frozen = true,
            Event::ProjectUnfrozen {} => self.frozen = false,
            Event::PartyVerified { party, identity, signed, limit, tax } => {
                self.people.retain(|person| person.party != *party);
                self.people.push(Person {
                    party: party.clone(),
                    identity: *identity,
                    signed: *signed,
                    limit: *limit,
                    tax: *tax,
                });
            }
            Event::ParticipationRequested {
                request,
                investor,
                kind,
                amount,
                base,
                quote,
                partial,
                waitlisted,
            } => {
                let seq = u32::try_from(self.requests.len()).map_err(|_| misfit())?;
                let zero = self.zero();
                let cooling_off_until = if *kind == Kind::Owner {
                    at
                } else {
                    at.after(self.offer.window(Timer::CoolingOff))
                };
                let status =
                    if *waitlisted { RequestStatus::Waitlisted } else { RequestStatus::Reserved };
                self.requests.push(Request {
                    id: request.clone(),
                    seq: seq.saturating_add(1),
                    investor: investor.clone(),
                    payer: investor.clone(),
                    kind: *kind,
                    status,
                    money: MoneyState::None,
                    amount: *amount,
                    base: *base,
                    quote: quote.clone(),
                    partial: *partial,
                    received: Money::zero(amount.currency()),
                    offer_version: self.offer_version,
                    expires_at: (!waitlisted)
                        .then(|| at.after(self.offer.window(Timer::Reservation))),
                    cooling_off_until,
                    reconfirm_by: None,
                    paid_at: None,
                    active_since: None,
                    capital: zero,
                    returned: zero,
                    on_account: zero,
                    advance: zero,
                    delivered: false,
                });
            }
            Event::CapacityReserved { request, amount, base } => {
                let expires_at = at.after(self.offer.window(Timer::Reservation));
                let request = self.request_mut(request)?;
                request.status = RequestStatus::Reserved;
                request.amount = *amount;
                request.base = *base;
                request.expires_at = Some(expires_at);
            }
            Event::PaymentAuthorized { request, reference } => {
                self.references.push(reference.clone());
                self.request_mut(request)?.money = MoneyState::Authorized;
            }
            Event::DepositConfirmed { request, amount, excess, reference, .. } => {
                self.references.push(reference.clone());
                self.request_mut(request)?.received(*amount, *excess, at)?;
            }
            Event::DepositMatched { reference, request, amount, excess, .. } => {
                self.unmatched.retain(|known| known.reference != *reference);
                self.request_mut(request)?.received(*amount, *excess, at)?;
            }
            Event::DepositUnmatched { reference, amount } => {
                self.references.push(reference.clone());
                let (reference, amount) = (reference.clone(), *amount);
                self.unmatched.push(Unmatched { reference, amount });
            }
            Event::DepositReturned { reference, .. } => {
                self.unmatched.retain(|known| known.reference != *reference);
            }
            Event::ParticipationApproved { request, .. } => {
                let due = self.money_due(at);
                let request = self.request_mut(request)?;
                request.status = RequestStatus::Approved;
                request.expires_at = due;
            }
            Event::ParticipationLeft { request, leaving, .. } => {
                let status = match leaving {
                    Leaving::Rejected => RequestStatus::Rejected,
                    Leaving::Withdrawn => RequestStatus::Withdrawn,
                    Leaving::Expired => RequestStatus::Expired,
                    Leaving::ScaledOut => RequestStatus::ScaledOut,
                    Leaving::Cancelled => RequestStatus::Cancelled,
                };
                self.request_mut(request)?.leave(status);
            }
            Event::ParticipationReconfirmed { request, offer_version } => {
                let request = self.request_mut(request)?;
                request.reconfirm_by = None;
                request.offer_version = *offer_version;
            }
            Event::ScaleBackApplied { request, allocated, base, refund, .. } => {
                let request = self.request_mut(request)?;
                request.received = request.received.minus(*refund)?;
                request.amount = *allocated;
                request.base = *base;
                if allocated.is_zero() {
                    request.status = RequestStatus::ScaledOut;
                    request.expires_at = None;
                    request.reconfirm_by = None;
                    if refund.is_positive() {
                        request.money = MoneyState::RefundPending;
                    }
                } else if request.received >= request.amount {
                    request.money = MoneyState::Held;
                    request.paid_at = request.paid_at.or(Some(at));
                }
            }
            Event::ChargebackReceived { request, from, reference, .. } => {
                self.references.push(reference.clone());
                let request = self.request_mut(request)?;
                if !matches!(from, Account::Receivable(_)) {
                    request.leave(RequestStatus::Expired);
                    request.received = Money::zero(request.received.currency());
                }
                request.money = MoneyState::ChargedBack;
            }
            Event::ParticipationTransferred { request, to } => {
                self.request_mut(request)?.investor = to.clone();
            }
            Event::SupplierPaid { .. }
            | Event::Netted { .. }
            | Event::YieldShared { .. }
            | Event::RoundingCleared { .. }
            | Event::TaxesRemitted { .. } => {}
        }
        Ok(())
    }

    /// Whether somebody's refunds have arrived: as soon as nothing is owed to him for them any more.
    fn note_refunds(&mut self, payee: &PartyId) {
        let owed = Account::PayableFor(payee.clone(), Owed::Refund);
        let parked = Account::Unclaimed(payee.clone());
        for request in self.requests.iter_mut().filter(|request| request.investor == *payee) {
            let currency = request.received.currency();
            let here = |account| self.balances.of(account, currency).is_positive();
            let waits = here(&owed) || here(&parked);
            request.money = match request.money {
                MoneyState::RefundPending if !waits => MoneyState::Refunded,
                MoneyState::Refunded if waits => MoneyState::RefundPending,
                money => money,
            };
        }
    }

    fn returned(&mut self, request: &Reference, amount: Money) -> Result<(), Refusal> {
        let request = self.request_mut(request)?;
        request.capital = request.capital.minus(amount)?;
        request.returned = request.returned.plus(amount)?;
        Ok(())
    }

    /// The losses of a posted settlement come out of capital.
    fn lose(&mut self) -> Result<(), Refusal> {
        for request in &mut self.requests {
            let account = Account::Capital(request.id.clone());
            request.capital = self.balances.of(&account, request.capital.currency());
        }
        Ok(())
    }
}
