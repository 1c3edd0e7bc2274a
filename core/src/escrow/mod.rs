//! The escrow: its state as small machines side by side, and the handle a host works with.
//! The tables in [`table`] are the law; everything else in this folder only reads them.

mod accrual;
mod agreement;
mod amendment;
mod builder;
pub mod chargeback;
pub mod command;
mod deal;
mod decide;
mod dispute;
mod enter;
pub mod event;
mod evolve;
mod explain;
mod hold;
mod late;
mod ledger;
mod liability;
mod milestone;
mod payment;
mod proposal;
mod returns;
mod staff;
pub mod table;
pub mod terms;
pub mod timers;
mod view;

pub use crate::id::LegId;
pub use agreement::Agreement;
pub use builder::TermsBuilder;
pub use chargeback::{Chargeback, ChargebackState};
pub use command::{Change, Command, CommandKind, HoldKind, OnExpiry, Reason};
pub use event::{CaseState, CloseReason, Event};
pub use explain::{Explained, ExplainedLine};
pub use terms::Terms;
pub use timers::{OnTimeout, Timer, TimerTerms};
pub use view::{Action, Argument, Deadline, Payout, Preview, View};

use crate::aggregate::{Context, Stream};
use crate::commission::Payer;
use crate::error::{Code, Refusal};
use crate::escrow::accrual::{Flow, Past, Segment, Taken};
use crate::escrow::event::Purpose;
use crate::id::{CaseId, EscrowId, MilestoneId, PartyId, Reference};
use crate::journal::{Account, Balances};
use crate::money::Money;
use crate::time::{Timestamp, Window};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use tercero_macros::value;

/// An escrow with its history. See [`Stream`] for what every handle can do.
///
/// ```
/// use tercero::{Command, CommandId, Context, Escrow, EscrowId, PartyId, Role, Terms, Timestamp};
///
/// let mut n = 0;
/// let mut by = |actor: &str, role| {
///     n += 1;
///     let id = CommandId::parse(&format!("00000000-0000-4000-8000-{n:012}"))?;
///     Ok::<_, tercero::Refusal>(Context::new(
///         Timestamp::parse("2026-03-01T09:00:00Z")?, id, PartyId::parse(actor)?, role))
/// };
/// let terms = Terms::builder("MXN").buyer("ana").seller("beto")
///     .milestone("m1", "Cafetera", "10000.00").build()?;
/// let id = EscrowId::parse("7d2f4c1e-0000-4000-8000-000000000001")?;
/// let mut escrow = Escrow::propose(id, terms, &by("ana", Role::Buyer)?)?;
/// let accept = Command::Accept { terms_version: 1, terms_hash: escrow.terms_hash() };
/// let handled = escrow.handle(&accept, &by("beto", Role::Seller)?)?;
/// assert_eq!(handled.entries.len(), 2);
/// assert_eq!(Escrow::replay(escrow.history().entries().to_vec())?, escrow);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub type Escrow = Stream<State>;

/// Where the escrow as a whole stands.
#[value]
pub enum Phase {
    /// Only its creator works on it.
    Draft,
    /// The others are asked to accept.
    Proposed,
    /// Everybody has accepted; nothing is funded.
    Agreed,
    /// At least one milestone was funded.
    Active,
    /// It has ended.
    Closed,
}

/// Where a milestone stands.
#[value]
pub enum MilestoneState {
    /// Nobody is paying for it yet.
    Pending,
    /// A payment is on its way.
    Funding,
    /// Its money is held.
    Funded,
    /// The goods are on their way.
    Shipped,
    /// The buyer inspects.
    Delivered,
    /// The seller works on requested changes.
    ChangesRequested,
    /// To be sent back by the buyer.
    ReturnDue,
    /// On its way back.
    ReturnShipped,
    /// Accepted; the release waits for the clearance window.
    Approved,
    /// Locked by a case.
    Disputed,
    /// Ended: the money went to the seller.
    Released,
    /// Ended: the money went back to the buyer.
    Refunded,
    /// Ended: the money was distributed by a settlement or ruling.
    Resolved,
    /// Ended before it was funded.
    Cancelled,
}

impl MilestoneState {
    /// Whether nothing more can happen to the milestone.
    pub const fn is_terminal(self) -> bool {
        matches!(
            self,
            MilestoneState::Released
                | MilestoneState::Refunded
                | MilestoneState::Resolved
                | MilestoneState::Cancelled
        )
    }
}

impl CaseState {
    /// Whether the case still locks its milestone.
    pub const fn is_open(self) -> bool {
        !matches!(self, CaseState::Final | CaseState::Settled | CaseState::Withdrawn)
    }
}

/// Where a payment leg stands.
#[value]
pub enum LegState {
    /// It waits to be sent.
    Planned,
    /// The rail has it.
    Sent,
    /// It arrived.
    Settled,
}

/// What a milestone returns to when its case is withdrawn.
#[value]
pub struct Paused {
    /// The state before the dispute.
    pub state: MilestoneState,
    /// Milliseconds its timer had left.
    pub left: i64,
    /// The whole window of that timer, in milliseconds.
    pub full: i64,
}

/// The state of a milestone that time ended, and when.
#[value(list)]
#[derive(Copy)]
pub struct MilestoneLapse {
    /// The state.
    pub state: MilestoneState,
    /// When it ended.
    pub at: Timestamp,
}

/// The stage of a case that time ended, and when.
#[value(list)]
#[derive(Copy)]
pub struct CaseLapse {
    /// The stage.
    pub state: CaseState,
    /// When it ended.
    pub at: Timestamp,
}

/// A milestone, or a part carved out of one.
#[value(null)]
pub struct Milestone {
    /// Its id.
    pub id: MilestoneId,
    /// Its index in the terms; parts share that of what they were carved out of.
    pub index: u32,
    /// Where it stands.
    pub state: MilestoneState,
    /// Its price.
    pub amount: Money,
    /// What was released of it.
    pub released: Money,
    /// What was refunded of it.
    pub refunded: Money,
    /// What a bank took back of it.
    pub charged_back: Money,
    /// When it came to this state.
    pub since: Timestamp,
    /// When the timer of this state ends.
    pub deadline: Option<Timestamp>,
    /// Until when it must be funded.
    pub fund_deadline: Option<Timestamp>,
    /// When the rail's limit is so near that the matter has to be decided.
    pub max_hold: Option<Timestamp>,
    /// When it was shipped.
    pub shipped_at: Option<Timestamp>,
    /// Rounds of rework so far.
    pub rounds: u32,
    /// Whether what was sent back has arrived.
    pub returned: bool,
    /// How often the running window was extended.
    pub extensions: u32,
    /// By how many milliseconds its windows were extended in all.
    pub extended: i64,
    /// What it goes back to if its case is withdrawn.
    pub paused: Option<Paused>,
    /// The state a timer ended, and its deadline, if nobody has acted since.
    pub lapsed: Option<MilestoneLapse>,
}

impl Milestone {
    /// Its place among the milestones of the terms, from 0.
    pub fn place(&self) -> usize {
        usize::try_from(self.index).unwrap_or(usize::MAX)
    }

    /// What is still held for it, once it is funded.
    pub fn held(&self) -> Result<Money, Refusal> {
        self.amount.minus(self.released)?.minus(self.refunded)?.minus(self.charged_back)
    }
}

/// A settlement offer.
#[value(name = "CaseOffer")]
pub struct Offer {
    /// Its number, from 1.
    pub number: u32,
    /// Who made it.
    pub by: Payer,
    /// What the buyer would get.
    pub to_buyer: Money,
}

/// Where a proposal of one side stands.
#[value]
pub enum ProposalState {
    /// The others are asked.
    Open,
    /// Everybody agreed; it applies when the money it needs is there.
    TopupDue,
    /// It was agreed.
    Applied,
    /// It was rejected or taken back.
    Closed,
    /// Nobody answered in time.
    Lapsed,
}

/// A change that one side proposes to the other.
#[value(null)]
pub struct Proposal {
    /// Its number, from 1.
    pub number: u32,
    /// Who made it.
    pub by: PartyId,
    /// What would change.
    pub change: Change,
    /// Who has agreed besides.
    pub accepted: Vec<PartyId>,
    /// Until when the others may agree, or the money may come.
    pub deadline: Timestamp,
    /// What the buyer has to pay before it applies.
    pub topup: Option<Money>,
    /// Where it stands.
    pub state: ProposalState,
}

impl Proposal {
    /// The timer that ends it.
    pub(crate) const fn timer(&self) -> Timer {
        match (&self.change, self.state) {
            (_, ProposalState::TopupDue) => Timer::Topup,
            (Change::Amend { .. }, _) => Timer::Amend,
            (Change::Cancel { .. } | Change::Extend { .. }, _) => Timer::Cancel,
        }
    }
}

/// A mediator's proposal.
#[value(name = "CaseSettlement", null)]
pub struct Settlement {
    /// Its number, from 1.
    pub number: u32,
    /// What the buyer would get.
    pub to_buyer: Money,
    /// Who has accepted it.
    pub accepted: Option<Payer>,
}

/// Whether a hold stands.
#[value]
pub enum HoldState {
    /// It stops every outflow.
    Active,
    /// It has ended.
    Lifted,
}

/// A hold of staff on a milestone and its parts.
#[value]
pub struct Hold {
    /// The host's name for it.
    pub id: Reference,
    /// The milestone.
    pub milestone: MilestoneId,
    /// What kind of hold it is.
    pub kind: HoldKind,
    /// When it ends by itself.
    pub expires_at: Timestamp,
    /// What happens then.
    pub on_expiry: OnExpiry,
    /// Whether it stands.
    pub state: HoldState,
}

/// A dispute about what one milestone holds.
#[value(null)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// The locked milestone.
    pub milestone: MilestoneId,
    /// Whose claim it is.
    pub claimant: Payer,
    /// Why.
    pub reason: Reason,
    /// What is contested: all that the milestone held when it was opened, and more if a bank gave some back since.
    pub claim: Money,
    /// Where it stands.
    pub state: CaseState,
    /// When it came to this stage.
    pub since: Timestamp,
    /// When the timer of this stage ends.
    pub deadline: Option<Timestamp>,
    /// Whether the other side has answered.
    pub contested: bool,
    /// The latest offer.
    pub offer: Option<Offer>,
    /// The latest proposal of a mediator.
    pub proposal: Option<Settlement>,
    /// Whether a ruling was appealed.
    pub appealed: bool,
    /// Whether it was opened after the end of the escrow.
    pub late: bool,
    /// What the buyer got of it so far.
    pub received: Money,
    /// Whether what was decided after the end has been booked.
    pub carried_out: bool,
    /// How much evidence each side gave.
    pub evidence: Tally,
    /// How many offers each side made.
    pub offers: Tally,
    /// The stage a timer ended, and its deadline.
    pub lapsed: Option<CaseLapse>,
    /// Who may rule.
    pub arbiter: Option<PartyId>,
    /// What the buyer gets, once that is known.
    pub to_buyer: Option<Money>,
}

/// What the rail reported of a leg.
#[value]
pub struct Report {
    /// What it reported.
    pub kind: CommandKind,
    /// Under which reference.
    pub reference: Reference,
}

/// How much of something each side has used.
#[value]
#[derive(Copy, Default)]
pub struct Tally {
    /// The buyer.
    pub buyer: u32,
    /// The seller.
    pub seller: u32,
    /// Everybody else together.
    pub others: u32,
}

impl Tally {
    /// The count of one side, or of everybody else.
    pub(crate) const fn of(&mut self, side: Option<Payer>) -> &mut u32 {
        match side {
            Some(Payer::Buyer) => &mut self.buyer,
            Some(Payer::Seller) => &mut self.seller,
            None => &mut self.others,
        }
    }
}

/// A payment to somebody.
#[value]
pub struct Leg {
    /// Its id, the idempotency key for the rail.
    pub id: LegId,
    /// Who is paid.
    pub payee: PartyId,
    /// How much.
    pub amount: Money,
    /// What for.
    pub purpose: Purpose,
    /// Where it stands.
    pub state: LegState,
    /// How often it had to be planned again.
    pub attempt: u32,
    /// What the rail reported, oldest first.
    pub reports: Vec<Report>,
}

/// A payment of the buyer.
#[value(null)]
pub struct Payin {
    /// The provider's reference.
    pub id: Reference,
    /// The milestone it was made for.
    pub milestone: MilestoneId,
    /// Who was the buyer when it was first heard of.
    pub payer: PartyId,
    /// All that arrived of it, in whatever currency it came.
    pub captured: Money,
    /// What arrived of it for that milestone.
    pub applied: Money,
    /// What of that still waits, because the milestone is not fully paid.
    pub waiting: Money,
    /// What a bank has taken back of it.
    pub lost: Money,
    /// Until when the rail lets it be held.
    pub hold_until: Option<Timestamp>,
    /// Whether its money was ever reported as arrived; that counts once.
    pub cleared: bool,
    /// Whether it was ever reported as failed.
    pub failed: bool,
    /// Whether it was ever reported as returned by the rail.
    pub reversed: bool,
}

/// A claim of somebody on this escrow for which no leg is planned yet.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Owed {
    /// The milestone it comes from; none for what is left at close.
    pub(crate) milestone: Option<MilestoneId>,
    /// The payment that is sent back.
    pub(crate) payin: Option<Reference>,
    pub(crate) payee: PartyId,
    pub(crate) amount: Money,
    pub(crate) purpose: Purpose,
}

/// The whole state of an escrow: the fold of its events.
#[value(name = "EscrowRecord", null, opaque)]
pub struct State {
    pub(crate) id: EscrowId,
    pub(crate) agreement: Arc<Agreement>,
    pub(crate) creator: PartyId,
    pub(crate) phase: Phase,
    pub(crate) reason: Option<CloseReason>,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) accepted: Vec<PartyId>,
    pub(crate) counters: u32,
    pub(crate) proposed_at: Option<Timestamp>,
    pub(crate) deadline: Option<Timestamp>,
    pub(crate) clock: Timestamp,
    pub(crate) version: u32,
    pub(crate) milestones: Vec<Milestone>,
    pub(crate) cases: Vec<Case>,
    pub(crate) holds: Vec<Hold>,
    pub(crate) proposals: Vec<Proposal>,
    pub(crate) chargebacks: Vec<Chargeback>,
    pub(crate) payins: Vec<Payin>,
    pub(crate) legs: Vec<Leg>,
    pub(crate) owed: Vec<Owed>,
    /// The fee lines in force, and those an amendment has ended.
    pub(crate) segment: Arc<Segment>,
    pub(crate) earlier: Vec<Past>,
    pub(crate) taken: Vec<Taken>,
    /// Per milestone of the terms.
    pub(crate) flows: Vec<Flow>,
    /// Principal that is funded, less what a bank took back.
    pub(crate) funded: Money,
    /// Fees the buyer has paid, less what a bank took back.
    pub(crate) fees_paid: Money,
    pub(crate) released: Money,
    pub(crate) balances: Balances,
}

impl State {
    /// The escrow's id.
    pub const fn id(&self) -> EscrowId {
        self.id
    }

    /// The terms as they stand, with their quote and hash.
    pub fn agreement(&self) -> &Agreement {
        &self.agreement
    }

    /// The phase.
    pub const fn phase(&self) -> Phase {
        self.phase
    }

    /// How it ended, if it has.
    pub const fn close_reason(&self) -> Option<CloseReason> {
        self.reason
    }

    /// Who has accepted the current terms.
    pub fn accepted(&self) -> &[PartyId] {
        &self.accepted
    }

    /// The milestones, parts behind what they were carved out of.
    pub fn milestones(&self) -> &[Milestone] {
        &self.milestones
    }

    /// The cases, oldest first.
    pub fn cases(&self) -> &[Case] {
        &self.cases
    }

    /// The holds of staff, oldest first.
    pub fn holds(&self) -> &[Hold] {
        &self.holds
    }

    /// The changes that were proposed, oldest first.
    pub fn proposals(&self) -> &[Proposal] {
        &self.proposals
    }

    /// The chargebacks, oldest first.
    pub fn chargebacks(&self) -> &[Chargeback] {
        &self.chargebacks
    }

    /// The payment legs, oldest first.
    pub fn legs(&self) -> &[Leg] {
        &self.legs
    }

    /// The payments reported by the provider.
    pub fn payins(&self) -> &[Payin] {
        &self.payins
    }

    /// What stands on each account.
    pub const fn balances(&self) -> &Balances {
        &self.balances
    }

    /// The milestone with this id.
    pub fn milestone(&self, id: &MilestoneId) -> Option<&Milestone> {
        self.milestones.iter().find(|milestone| milestone.id == *id)
    }

    /// The case with this id.
    pub fn case(&self, id: &CaseId) -> Option<&Case> {
        self.cases.iter().find(|case| case.id == *id)
    }

    /// The side a party is on, if it is the buyer or the seller.
    pub(crate) fn side_of(&self, party: &PartyId) -> Option<Payer> {
        let agreement = &self.agreement;
        if *party == agreement.buyer {
            Some(Payer::Buyer)
        } else if *party == agreement.seller {
            Some(Payer::Seller)
        } else {
            None
        }
    }

    /// Everything that decides what can happen next: the state without its version and clock.
    pub fn situation(&self) -> impl std::hash::Hash + PartialEq + '_ {
        let agreement = (self.agreement.hash, self.agreement.version, &self.creator);
        let deal = (self.phase, self.reason, &self.accepted, self.counters);
        let money =
            (&self.payins, &self.legs, &self.owed, &self.taken, &self.flows, &self.balances);
        let time = (self.proposed_at, self.deadline, self.closed_at);
        let overlays = (&self.cases, &self.holds, &self.proposals, &self.chargebacks);
        (agreement, deal, time, &self.milestones, overlays, money)
    }

    /// The latest case on a milestone, open or not, but for those opened after the end.
    pub(crate) fn last_case(&self, milestone: &MilestoneId) -> Option<&Case> {
        self.cases.iter().rev().find(|case| case.milestone == *milestone && !case.late)
    }

    /// What has arrived for a milestone that is not fully funded.
    pub(crate) fn funding(&self, milestone: &MilestoneId) -> Money {
        let account = Account::Funding(milestone.clone());
        self.balances.of(&account, self.agreement.price.currency())
    }

    pub(crate) const fn zero(&self) -> Money {
        Money::zero(self.funded.currency())
    }

    /// The window the terms give a timer.
    pub(crate) fn window(&self, timer: Timer) -> Window {
        self.agreement.terms.timer(timer).window
    }
}

impl Stream<State> {
    /// Starts an escrow as a draft only its creator works on. Errors: `not_allowed` for somebody the terms do not name.
    pub fn draft(id: EscrowId, terms: Terms, ctx: &Context) -> Result<Escrow, Refusal> {
        let command = Command::Create { terms };
        let created = decide::create(id, &command, ctx)?;
        Stream::start(&id.to_string(), &command, ctx, created)
    }

    /// Starts an escrow and proposes it at once: the rows D1 and D3 under one command id.
    /// Errors: `not_allowed` for somebody the terms do not name.
    pub fn propose(id: EscrowId, terms: Terms, ctx: &Context) -> Result<Escrow, Refusal> {
        let command = Command::Create { terms };
        let mut events = decide::create(id, &command, ctx)?;
        let Some(created) = events.first() else { return Err(Code::InvariantViolated.into()) };
        let mut state = evolve::begin(id, &created.event, ctx.at)?;
        events.extend(crate::aggregate::work(&mut state, &Command::Propose {}, ctx)?);
        Stream::start(&id.to_string(), &command, ctx, events)
    }
}
