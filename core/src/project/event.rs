//! What can happen to a project. An event is a fact with everything in it that is needed to apply it and to post it.

use crate::id::{Digest, LegId, PartyId, Reference};
use crate::journal::{Account, Movement, Posting};
use crate::money::Money;
use crate::project::change_order::{Change, Difference, PatchLine};
use crate::project::command::{Conversion, EndedBy, Identity, PaidTo, Uncollectable};
use crate::project::fx::Quote;
use crate::project::in_kind::ResidualPolicy;
use crate::project::offer::{Kind, Offer};
use crate::project::profile::TaxProfile;
use crate::project::snapshot::Snapshot;
use crate::project::{Drafted, Entitlement};
use crate::time::Timestamp;
use tercero_macros::value;

/// How a request left the round.
#[value]
pub enum Leaving {
    /// Somebody said no, or the round closed without it.
    Rejected,
    /// The investor took it back, or did not stay with a changed offer.
    Withdrawn,
    /// The money did not come in time.
    Expired,
    /// Nothing was left for it when an oversubscribed round was scaled back.
    ScaledOut,
    /// The project was called off.
    Cancelled,
}

/// An amount of one budget line.
#[value]
pub struct LineAmount {
    /// The line.
    pub line: Reference,
    /// How much.
    pub amount: Money,
}

/// An amount of one participation.
#[value(name = "ProjectPart")]
pub struct Part {
    /// The participation.
    pub request: Reference,
    /// Who holds it.
    pub holder: PartyId,
    /// How much.
    pub amount: Money,
}

/// Money of one currency that became money of the offer's.
#[value]
pub struct Converted {
    /// The participation.
    pub request: Reference,
    /// What it held in its own currency.
    pub from: Money,
    /// What it counts in the currency of the offer, at the rate frozen for it.
    pub counts: Money,
    /// What the bank gave for it.
    pub got: Money,
}

/// Something that happened to a project.
#[value(name = "ProjectEvent", null)]
#[expect(missing_docs, reason = "the fields are those of the commands and of the state")]
pub enum Event {
    /// A draft was begun.
    ProjectCreated { offer: Offer, identity: Identity },
    /// The draft has another offer.
    ProjectEdited { offer: Offer },
    /// Everybody can see it; this is the first version of the offer.
    ProjectPublished {},
    /// It is a draft again.
    ProjectUnpublished {},
    /// Requests are taken.
    FundingOpened {},
    /// The project ended before it was settled.
    ProjectCancelled { reason: Option<Digest> },
    /// The offer changed; if materially, every live request has to be confirmed until then.
    OfferVersioned { offer: Offer, version: u32, reconfirm_by: Option<Timestamp> },
    /// The deadline moved.
    DeadlineExtended { deadline: Timestamp, version: u32, reconfirm_by: Timestamp },
    /// The cap is reached.
    ProjectFullyFunded { target: Money },
    /// The round closed with enough.
    FundingClosed { target: Money, products: Vec<u32> },
    /// The round closed with too little.
    FundingFailed { approved: Money },
    /// Somebody left, and the round is short.
    FundingShortfall { approved: Money, deadline: Timestamp },
    /// The bank reported what the account holds.
    StatementReported { balance: Money },
    /// Everything is there.
    ProjectReadyForApproval {},
    /// Sent back for review.
    ProjectReturned { reason: Digest },
    /// The review is over.
    ReviewEnded {},
    /// Two people approved it.
    ProjectApproved { by: PartyId, seconded_by: PartyId },
    /// The figures are frozen.
    SnapshotFrozen { snapshot: Box<Snapshot> },
    /// All promised money is capital now.
    ParticipationsActivated { parts: Vec<Part> },
    /// Capital became promised money again, because the project was called off.
    ParticipationsReversed { parts: Vec<Part> },
    /// Turned down.
    ProjectRejected { reason: Digest },
    /// The first money is spent.
    ExecutionStarted { contract: Digest },
    /// Money of other currencies became money of the offer's.
    FxConverted { conversion: Conversion, parts: Vec<Converted> },
    /// Money was spent.
    FundsReleased { line: Reference, amount: Money, to: PaidTo, recoverable: bool },
    /// A line has its real cost; what is not paid is owed.
    CostRecorded {
        line: Reference,
        amount: Money,
        owed: Money,
        from_pool: Money,
        recoverable: bool,
        evidence: Digest,
    },
    /// The supplier was paid what he was owed.
    SupplierPaid { amount: Money },
    /// The owner accounted for money.
    AdvanceJustified { line: Reference, amount: Money, tax: Money, evidence: Digest },
    /// A line gave money back.
    RecoveryRecorded { line: Reference, amount: Money, from_pool: Money, reference: Reference },
    /// Goods arrived.
    GoodsReceived { sku: Reference, quantity: u32, evidence: Digest },
    /// Goods were sold.
    RevenueRecorded {
        sku: Reference,
        quantity: u32,
        revenue: Money,
        tax: Money,
        income_tax_withheld: Money,
        tax_withheld: Money,
        reference: Reference,
    },
    /// Goods are lost.
    UnitsWrittenOff { sku: Reference, quantity: u32, evidence: Digest },
    /// The costs are shared over the goods, and the goods over those who get goods.
    CostsAllocated {
        costs: Vec<LineAmount>,
        entitlements: Vec<Entitlement>,
        residual: ResidualPolicy,
    },
    /// Goods were handed over.
    UnitsDelivered { request: Reference, value: Money, evidence: Digest },
    /// Part of what has come in was paid: capital, then profit on account.
    InterimDistributed { capital: Vec<Part>, profit: Vec<Part> },
    /// Profit was paid in advance.
    AdvancePaid { part: Part },
    /// Capital that was not needed went back.
    UnspentCapitalReturned { parts: Vec<Part> },
    /// A change order is on the table.
    ChangeOrderProposed {
        number: u32,
        by: PartyId,
        change: Change,
        patch: Vec<PatchLine>,
        differences: Vec<Difference>,
        rise: Money,
        material: bool,
        reason: Digest,
        until: Timestamp,
    },
    /// Somebody answered it.
    ChangeOrderVoted { number: u32, party: PartyId, accept: bool },
    /// It applies.
    ChangeOrderAccepted { number: u32 },
    /// It does not.
    ChangeOrderRejected { number: u32 },
    /// Everything has arrived and was sold; what the owner did not account for he owes.
    ProjectCompleted { unaccounted: Money, accrued: Vec<LineAmount> },
    /// The execution ended early.
    ProjectTerminated { fault: EndedBy, report: Digest },
    /// What was there was shared.
    LiquidationPosted {
        payouts: Vec<Part>,
        losses: Vec<Part>,
        indemnity: Money,
        movement: Movement,
    },
    /// Taken up again.
    ProjectReopened { reason: Digest },
    /// A settlement was drafted from the facts.
    SettlementDrafted { drafted: Box<Drafted> },
    /// Somebody objected to it.
    SettlementObjected { settlement: u32, by: PartyId, reason: Digest },
    /// It is final: the result is shared.
    SettlementPosted { settlement: u32 },
    /// Capital goes back.
    CapitalReturned { settlement: u32 },
    /// Part of the profit stays back for late costs.
    HoldbackTaken { settlement: u32, until: Timestamp },
    /// What somebody owes is set off against what he is owed.
    Netted { party: PartyId, from: Posting },
    /// Interest on waiting money is shared.
    YieldShared { parts: Vec<Part>, platform: Money },
    /// What was held back goes to those who earned it.
    HoldbackReleased { parts: Vec<Part> },
    /// The settlement was computed again with a late fact; the difference is posted.
    SupplementaryPosted {
        line: Reference,
        amount: Money,
        gain: bool,
        evidence: Digest,
        drafted: Box<Drafted>,
        movement: Movement,
    },
    /// A payment is to be made.
    PayoutOrdered { payout: LegId, payee: PartyId, amount: Money, sources: Vec<Posting> },
    /// It arrived.
    PayoutConfirmed { payout: LegId, reference: Reference, sources: Vec<Posting> },
    /// It failed, or came back.
    PayoutFailed { payout: LegId, reference: Reference, returned: Vec<Posting> },
    /// It is parked.
    UnclaimedMoved { payee: PartyId, payout: Option<LegId>, amount: Money, sources: Vec<Posting> },
    /// The tax office was paid.
    TaxesRemitted {
        withheld: Money,
        charged: Money,
        third_party: Money,
        creditable: Money,
        paid: Money,
    },
    /// An investor will never pay what he owes.
    DebtChargedOff { party: PartyId, amount: Money },
    /// What the owner has to bear of the costs he owes now.
    OwnerCharged { amount: Money },
    /// What the tax office's rounding took after the end is the platform's.
    RoundingCleared { amount: Money },
    /// Something will never come and is a cost.
    ChargedOff { what: Uncollectable, amount: Money },
    /// Somebody paid what he owed.
    ReceivableCollected { party: PartyId, amount: Money, reference: Reference },
    /// Tax was given back.
    TaxRecovered { amount: Money, reference: Reference },
    /// Money earned interest.
    YieldRecorded { amount: Money, reference: Reference },
    /// Nothing may leave.
    ProjectFrozen { reason: Digest },
    /// Money may flow again.
    ProjectUnfrozen {},
    /// The host said what it knows of somebody.
    PartyVerified {
        party: PartyId,
        identity: Identity,
        signed: bool,
        limit: Option<Money>,
        tax: TaxProfile,
    },
    /// Somebody asked to take part, and a place is kept for him or he waits for one.
    ParticipationRequested {
        request: Reference,
        investor: PartyId,
        kind: Kind,
        amount: Money,
        base: Money,
        quote: Option<Quote>,
        partial: bool,
        waitlisted: bool,
    },
    /// A place came free for somebody who waited.
    CapacityReserved { request: Reference, amount: Money, base: Money },
    /// A bank has put the money aside.
    PaymentAuthorized { request: Reference, reference: Reference },
    /// Money arrived; more than was asked for goes back.
    DepositConfirmed {
        request: Reference,
        holder: PartyId,
        amount: Money,
        excess: Money,
        reference: Reference,
    },
    /// Somebody was taken in.
    ParticipationApproved { request: Reference, reason: Option<Digest> },
    /// Somebody left; what he paid goes back.
    ParticipationLeft {
        request: Reference,
        holder: PartyId,
        leaving: Leaving,
        refund: Money,
        reason: Option<Digest>,
    },
    /// Somebody stays with the changed offer.
    ParticipationReconfirmed { request: Reference, offer_version: u32 },
    /// An oversubscribed round was scaled back to fit.
    ScaleBackApplied {
        request: Reference,
        holder: PartyId,
        allocated: Money,
        base: Money,
        refund: Money,
    },
    /// A bank took a payment back.
    ChargebackReceived { request: Reference, amount: Money, from: Account, reference: Reference },
    /// A participation has another holder.
    ParticipationTransferred { request: Reference, to: PartyId },
    /// Money came whose purpose is not known.
    DepositUnmatched { reference: Reference, amount: Money },
    /// Now it is.
    DepositMatched {
        reference: Reference,
        request: Reference,
        holder: PartyId,
        amount: Money,
        excess: Money,
    },
    /// It goes back.
    DepositReturned { reference: Reference, payer: PartyId, amount: Money },
}
