//! The project: it raises money, holds it, spends it on goods, sells them and settles.
//! The tables are the law, as in the escrow; the arithmetic is in one file for each question.

pub mod change_order;
pub mod columns;
pub mod command;
pub mod commission;
mod cost_lines;
pub mod costs;
pub mod customs;
mod decide;
pub mod distribution;
mod ending;
pub mod event;
mod evolve;
mod execution;
mod expected;
pub mod explain;
pub mod funding;
pub mod fx;
pub mod in_kind;
mod incoterm;
mod ledger;
mod lifecycle;
pub mod liquidation;
pub mod lots;
pub mod offer;
mod ordering;
mod outcome;
mod payout;
pub mod profile;
mod profile_rows;
mod request;
mod rounding;
mod rules;
pub mod sales;
mod scaling;
pub mod settlement;
pub mod simulation;
pub mod snapshot;
pub mod supplementary;
pub mod table;
pub mod timers;
mod totals;
mod view;
pub mod waterfall;

pub use change_order::{ChangeOrder, OrderState};
pub use command::{Command, CommandKind, Identity};
pub use event::Event;
pub use offer::{Kind, Offer};
pub use snapshot::Snapshot;
pub use timers::Timer;
pub use view::{Action, Argument, Deadline, Preview, View};

use crate::aggregate::{Context, Stream};
use crate::error::Refusal;
use crate::id::{Digest, LegId, PartyId, ProjectId, Reference};
use crate::journal::{Account, Balances, Posting};
use crate::money::Money;
use crate::project::fx::Quote;
use crate::project::profile::TaxProfile;
use crate::project::settlement::{Actuals, Position, Settlement, SettlementRules};
use crate::time::Timestamp;
use std::sync::Arc;
use tercero_macros::value;

/// A project with its history. See [`Stream`] for what every handle can do.
pub type Project = Stream<State>;

/// Where a project stands.
#[value]
pub enum ProjectState {
    /// Only its owner works on it.
    Draft,
    /// Everybody sees it; nobody can take part yet.
    Published,
    /// Requests are taken.
    Funding,
    /// Enough is promised.
    FullyFunded,
    /// Enough has arrived and nobody may withdraw any more.
    ReadyForApproval,
    /// The figures are frozen; nothing is spent yet.
    Approved,
    /// Money is spent, goods arrive and are sold.
    InExecution,
    /// Everything has arrived, was sold and was paid.
    Completed,
    /// Ended: the result was shared.
    Settled,
    /// Ended: what was there went back.
    Cancelled,
}

/// What was decided about a request.
#[value]
pub enum RequestStatus {
    /// Waits until a place comes free.
    Waitlisted,
    /// A place is kept for it.
    Reserved,
    /// Taken in.
    Approved,
    /// A participation: its money is capital.
    Active,
    /// Ended: somebody said no.
    Rejected,
    /// Ended: the investor took it back.
    Withdrawn,
    /// Ended: the money did not come.
    Expired,
    /// Ended: nothing was left for it.
    ScaledOut,
    /// Ended with the project.
    Cancelled,
}

impl RequestStatus {
    /// Whether it may still become a participation, or is one.
    pub const fn is_live(self) -> bool {
        matches!(
            self,
            RequestStatus::Waitlisted
                | RequestStatus::Reserved
                | RequestStatus::Approved
                | RequestStatus::Active
        )
    }
}

/// Where the money of a request is.
#[value]
pub enum MoneyState {
    /// Not here, or not all of it.
    None,
    /// Put aside by a bank.
    Authorized,
    /// Here.
    Held,
    /// Capital of the project.
    Capital,
    /// On its way back.
    RefundPending,
    /// Back.
    Refunded,
    /// Taken back by a bank.
    ChargedBack,
}

/// A request, and the participation it becomes.
#[value(null)]
pub struct Request {
    /// Its name, which the participation keeps.
    pub id: Reference,
    /// Its place in the order of acceptance; earlier ones get the odd minor unit, whoever holds them later.
    pub seq: u32,
    /// Who holds it.
    pub investor: PartyId,
    /// Who asked for it and paid: what a bank takes back of the payment is his debt, whoever holds it.
    pub payer: PartyId,
    /// Goods or a share.
    pub kind: Kind,
    /// What was decided about it.
    pub status: RequestStatus,
    /// Where its money is.
    pub money: MoneyState,
    /// How much, in the investor's currency.
    pub amount: Money,
    /// How much it counts, in the currency of the offer.
    pub base: Money,
    /// The exchange rate frozen for it.
    pub quote: Option<Quote>,
    /// Whether less would do.
    pub partial: bool,
    /// What has arrived for it.
    pub received: Money,
    /// The version of the offer it accepts.
    pub offer_version: u32,
    /// When the place or the money has to be there.
    pub expires_at: Option<Timestamp>,
    /// Until when it may be taken back without a reason.
    pub cooling_off_until: Timestamp,
    /// Until when a changed offer has to be confirmed.
    pub reconfirm_by: Option<Timestamp>,
    /// When all of its money was there.
    pub paid_at: Option<Timestamp>,
    /// Since when its money works.
    pub active_since: Option<Timestamp>,
    /// Its capital that is still in the project.
    pub capital: Money,
    /// Capital that went back before the settlement.
    pub returned: Money,
    /// Profit that was paid to everybody on account.
    pub on_account: Money,
    /// Profit that was advanced to this one.
    pub advance: Money,
    /// Whether its goods were handed over.
    pub delivered: bool,
}

/// What the host knows of somebody.
#[value(null)]
pub struct Person {
    /// Who.
    pub party: PartyId,
    /// How far the identity is established.
    pub identity: Identity,
    /// Whether he has signed.
    pub signed: bool,
    /// The most he may put in.
    pub limit: Option<Money>,
    /// How his profit is taxed at the source.
    pub tax: TaxProfile,
}

/// What a budget line has come to.
#[value]
pub struct Spent {
    /// The line.
    pub line: Reference,
    /// What was paid for it, less what came back.
    pub paid: Money,
    /// What was given to the owner for it and is not accounted for.
    pub advanced: Money,
    /// What is owed for it.
    pub owed: Money,
    /// Whether the real cost is known.
    pub recorded: bool,
}

impl Spent {
    /// Whether money was paid, handed to the owner or is owed for it.
    pub(crate) const fn has_moved(&self) -> bool {
        !(self.paid.is_zero() && self.advanced.is_zero() && self.owed.is_zero())
    }
}

/// The units of one product.
#[value]
pub struct Stock {
    /// The product.
    pub sku: Reference,
    /// Arrived.
    pub received: u32,
    /// Handed over as goods.
    pub in_kind: u32,
    /// Sold.
    pub sold: u32,
    /// Lost.
    pub written_off: u32,
}

impl Stock {
    /// What is still there.
    pub const fn on_hand(&self) -> u32 {
        self.received
            .saturating_sub(self.in_kind)
            .saturating_sub(self.sold)
            .saturating_sub(self.written_off)
    }
}

/// Units somebody gets, at what they cost.
#[value]
pub struct Entitlement {
    /// The participation.
    pub request: Reference,
    /// The product.
    pub sku: Reference,
    /// How many units.
    pub units: u32,
    /// What they cost.
    pub value: Money,
}

/// A settlement as it was drafted, with all that it was computed from.
#[value]
pub struct Drafted {
    /// Its number, from 1.
    pub number: u32,
    /// The version of the snapshot whose rules apply.
    pub snapshot: u32,
    /// Those rules.
    pub rules: SettlementRules,
    /// What came in and what it cost.
    pub actuals: Actuals,
    /// Who holds how much.
    pub positions: Vec<Position>,
    /// Who gets what.
    pub result: Settlement,
    /// What was on the revenue account.
    pub revenue: Money,
    /// What was on the account of the goods.
    pub pool: Money,
    /// What conversions had cost; below zero what they had gained.
    pub fx: Money,
    /// What the tax office's rounding took; below zero what it gave.
    pub rounding: Money,
    /// When it was drafted.
    pub drafted_at: Timestamp,
    /// Until when it may be objected to.
    pub until: Timestamp,
}

/// Where a payment stands.
#[value]
pub enum PayoutState {
    /// To be made, or on its way.
    Pending,
    /// It arrived.
    Confirmed,
    /// Parked.
    Unclaimed,
}

/// A payment to somebody.
#[value(name = "ProjectPayout")]
pub struct Payout {
    /// Its id, the idempotency key for the rail.
    pub id: LegId,
    /// Who is paid.
    pub payee: PartyId,
    /// How much.
    pub amount: Money,
    /// What it settles.
    pub sources: Vec<Posting>,
    /// Where it stands.
    pub state: PayoutState,
    /// How often it failed.
    pub failed: u32,
}

/// Money whose purpose is not known.
#[value]
pub struct Unmatched {
    /// The bank's reference.
    pub reference: Reference,
    /// How much.
    pub amount: Money,
}

/// An objection to a drafted settlement.
#[value]
pub struct Objection {
    /// The settlement.
    pub settlement: u32,
    /// Whose.
    pub by: PartyId,
    /// Why.
    pub reason: Digest,
}

/// The whole state of a project: the fold of its events.
#[value(name = "ProjectRecord", null, opaque)]
pub struct State {
    pub(crate) id: ProjectId,
    pub(crate) offer: Arc<Offer>,
    pub(crate) offer_version: u32,
    pub(crate) state: ProjectState,
    pub(crate) since: Timestamp,
    pub(crate) clock: Timestamp,
    pub(crate) version: u32,
    pub(crate) frozen: bool,
    /// What is enough: the target, or what was raised where a smaller round may go on.
    pub(crate) target: Money,
    pub(crate) deadline: Timestamp,
    pub(crate) extended: bool,
    pub(crate) reopened: bool,
    pub(crate) in_review: bool,
    pub(crate) short_since: Option<Timestamp>,
    pub(crate) funding_since: Option<Timestamp>,
    pub(crate) closed_at: Option<Timestamp>,
    /// Planned units, smaller where a smaller round goes on.
    pub(crate) planned: Vec<u32>,
    pub(crate) statement: Option<Money>,
    pub(crate) people: Vec<Person>,
    pub(crate) requests: Vec<Request>,
    pub(crate) references: Vec<Reference>,
    pub(crate) unmatched: Vec<Unmatched>,
    pub(crate) snapshot: Option<Arc<Snapshot>>,
    pub(crate) snapshot_hash: Option<crate::id::Hash>,
    pub(crate) spent: Vec<Spent>,
    pub(crate) stock: Vec<Stock>,
    pub(crate) entitlements: Vec<Entitlement>,
    pub(crate) allocated: bool,
    pub(crate) orders: Vec<ChangeOrder>,
    pub(crate) drafts: Vec<Arc<Drafted>>,
    pub(crate) objections: Vec<Objection>,
    pub(crate) settled_at: Option<Timestamp>,
    pub(crate) holdback_until: Option<Timestamp>,
    /// What the owner was charged of the costs.
    pub(crate) charged: Money,
    /// What was given up and became a cost; nobody's overrun.
    pub(crate) charged_off: Money,
    pub(crate) payouts: Vec<Payout>,
    pub(crate) balances: Balances,
}

impl State {
    /// The project's id.
    pub const fn id(&self) -> ProjectId {
        self.id
    }

    /// Where it stands.
    pub const fn state(&self) -> ProjectState {
        self.state
    }

    /// Whether compliance has stopped every outflow.
    pub const fn is_frozen(&self) -> bool {
        self.frozen
    }

    /// The offer as it stands.
    pub fn offer(&self) -> &Offer {
        &self.offer
    }

    /// Which version of the offer that is, from 1.
    pub const fn offer_version(&self) -> u32 {
        self.offer_version
    }

    /// The requests and participations, in the order of acceptance.
    pub fn requests(&self) -> &[Request] {
        &self.requests
    }

    /// The snapshot in force.
    pub fn snapshot_in_force(&self) -> Option<&Snapshot> {
        self.snapshot.as_deref()
    }

    /// The change orders, oldest first.
    pub fn orders(&self) -> &[ChangeOrder] {
        &self.orders
    }

    /// The settlements as they were drafted, oldest first.
    pub fn drafts(&self) -> impl Iterator<Item = &Drafted> {
        self.drafts.iter().map(Arc::as_ref)
    }

    /// The payments, oldest first.
    pub fn payouts(&self) -> &[Payout] {
        &self.payouts
    }

    /// The goods.
    pub fn stock(&self) -> &[Stock] {
        &self.stock
    }

    /// What the budget lines have come to.
    pub fn spent(&self) -> &[Spent] {
        &self.spent
    }

    /// What stands on each account.
    pub const fn balances(&self) -> &Balances {
        &self.balances
    }

    /// The request with this name.
    pub fn request(&self, id: &Reference) -> Option<&Request> {
        self.requests.iter().find(|request| request.id == *id)
    }

    /// Everything that decides what can happen next: the state without its version and clock.
    pub fn situation(&self) -> impl std::hash::Hash + PartialEq + '_ {
        let offer = (self.offer_version, &self.target, self.deadline, &self.planned);
        let phase = (self.state, self.since, self.frozen, self.extended, self.reopened);
        let funding = (self.in_review, self.short_since, self.funding_since, self.closed_at);
        let people = (&self.statement, &self.people, &self.requests, &self.unmatched);
        let work = (&self.spent, &self.stock, &self.entitlements, self.allocated, &self.orders);
        let owner = (&self.charged, &self.charged_off);
        let end = (&self.drafts, &self.objections, self.settled_at, self.holdback_until, owner);
        (offer, phase, funding, people, work, end, &self.payouts, &self.balances)
    }

    pub(crate) fn zero(&self) -> Money {
        self.offer.zero()
    }

    /// The balance of an account in the currency of the offer.
    pub(crate) fn balance(&self, account: &Account) -> Money {
        self.balances.of(account, self.zero().currency())
    }
}

impl Stream<State> {
    /// Starts a project as a draft only its owner works on.
    /// Errors: `not_allowed` for anybody but the owner the offer names, `kyc`, and those of [`Offer::check`].
    pub fn create(
        id: ProjectId,
        offer: Offer,
        identity: Identity,
        ctx: &Context,
    ) -> Result<Project, Refusal> {
        let command = Command::CreateProject { offer, identity };
        let created = decide::create(id, &command, ctx)?;
        Stream::start(&id.to_string(), &command, ctx, created)
    }
}
