//! What can happen to an escrow. An event is a fact with everything in it that is needed to apply it and to post it.

use crate::commission::{Payer, RefundCause};
use crate::escrow::chargeback::{ChargebackKind, ChargebackState, Loss};
use crate::escrow::command::{Change, CommandKind, HoldKind, OnExpiry, Reason};
use crate::escrow::terms::Terms;
use crate::id::{CaseId, Digest, Hash, LegId, MilestoneId, PartyId, Reference};
use crate::money::Money;
use crate::time::Timestamp;
use tercero_macros::value;

/// How an escrow ended.
#[value]
pub enum CloseReason {
    /// A draft came to nothing.
    Voided,
    /// Somebody said no.
    Declined,
    /// It was called off before anything was funded.
    Cancelled,
    /// Nobody acted in time.
    Expired,
    /// Everything was released.
    Completed,
    /// Nothing was released.
    Refunded,
    /// Some of it was released.
    Mixed,
    /// A bank took money back and nothing was released.
    ChargedBack,
}

/// Why money goes to the seller.
#[value]
pub enum ReleaseCause {
    /// The milestone was approved and cleared.
    Cleared,
    /// The buyer paid part of it before approval.
    Voluntary,
    /// The goods were sent back, and taking them back is paid for.
    Restocking,
    /// A case was decided.
    Case,
    /// Both sides agreed to end it, for a fee.
    KillFee,
    /// Staff decided.
    Admin,
}

/// What a payment leg is for.
#[value]
pub enum Purpose {
    /// Released money on its way to its payees.
    Release,
    /// Money on its way back to the buyer.
    Refund,
    /// Money that fitted nowhere, on its way back.
    Unapplied,
    /// Fees that never became due, on their way back.
    Fees,
    /// Money a bank gave back after its milestone had ended.
    Chargeback,
}

/// Where a case stands while it is open.
#[value]
pub enum CaseState {
    /// The other side has not answered.
    AwaitingResponse,
    /// The sides make offers.
    Negotiation,
    /// A third person helps.
    Mediation,
    /// A third person will decide.
    Arbitration,
    /// A ruling stands and may be appealed.
    Ruled,
    /// The ruling is final.
    Final,
    /// The sides agreed.
    Settled,
    /// The claim was taken back.
    Withdrawn,
}

/// On whose word a case was ruled.
#[value]
pub enum RuledBy {
    /// The arbiter's.
    Arbiter,
    /// The terms', because the other side was silent.
    Silence,
    /// The terms', because the arbiter was silent.
    Default,
}

/// What one line takes from a release.
#[value]
pub struct Charge {
    /// The index of the line in the quote.
    pub line: u32,
    /// Taken from the fees the buyer has paid.
    pub buyer: Money,
    /// Taken from the release.
    pub seller: Money,
}

/// An amount of one milestone.
#[value]
pub struct Part {
    /// The milestone.
    pub milestone: MilestoneId,
    /// How much.
    pub amount: Money,
}

/// What one payee receives from a release.
#[value]
pub struct Credit {
    /// The payee.
    pub party: PartyId,
    /// What it receives.
    pub amount: Money,
}

/// Something that happened to an escrow.
#[value(null)]
#[expect(missing_docs, reason = "a field is named after what it holds; the variant says the rest")]
pub enum Event {
    /// A draft was started.
    Created { terms: Terms, creator: PartyId },
    /// The terms of the draft were replaced.
    Edited { terms: Terms },
    /// The draft was shown to the others.
    Proposed { terms_hash: Hash },
    /// Other terms were proposed; all acceptances are void.
    Countered { party: PartyId, terms: Terms, terms_hash: Hash },
    /// Somebody accepted the current terms.
    Accepted { party: PartyId, terms_version: u32, terms_hash: Hash },
    /// Everybody who must has accepted; the terms stand.
    Agreed { terms_hash: Hash },
    /// The first milestone is funded.
    Activated {},
    /// The escrow ended. Fees that never became due go back to the buyer; what could not be collected is a shortfall.
    Closed { reason: CloseReason, fees_back: Money, shortfall: Money },

    /// A payment was started.
    PayinStarted { milestone: MilestoneId, payin: Reference, expires_at: Timestamp },
    /// Money arrived for a milestone; what exceeds its due is kept apart.
    PayinCleared {
        milestone: MilestoneId,
        payin: Reference,
        amount: Money,
        excess: Money,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_until: Option<Timestamp>,
    },
    /// Money arrived that fits nowhere.
    PayinUnapplied { milestone: MilestoneId, payin: Reference, amount: Money },
    /// A payment failed; what had arrived of it is gone again.
    PayinFailed { milestone: MilestoneId, payin: Reference, reversed: Money },
    /// The rail took back `amount` of a payment, of which `applied` was for the milestone. If it had funded the milestone,
    /// that waits for money again: price and fees are no longer held.
    PayinReversed {
        milestone: MilestoneId,
        payin: Reference,
        amount: Money,
        applied: Money,
        price: Money,
        fees: Money,
    },
    /// A bank wants a payment back; nothing flows out of what it funded until that is decided.
    ChargebackOpened {
        chargeback: Reference,
        payin: Reference,
        kind: ChargebackKind,
        amount: Money,
        deadline: Timestamp,
    },
    /// The bank decided, or its silence did. `losses` are new, `restored` went back to where it was taken from, `paid` to
    /// somebody because that place has ended.
    ChargebackDecided {
        chargeback: Reference,
        state: ChargebackState,
        provisional: bool,
        losses: Vec<Loss>,
        restored: Vec<Loss>,
        paid: Vec<Credit>,
    },
    /// A payment was not finished in time.
    PayinExpired { milestone: MilestoneId },
    /// The provider reported something that changes nothing here.
    PayinNoted { milestone: MilestoneId, payin: Reference, failed: bool },
    /// Part of a payment turned out to be more than was due; it is kept apart.
    PayinExceeded { milestone: MilestoneId, payin: Reference, amount: Money },
    /// The price and the buyer's fees of a milestone are there.
    MilestoneFunded { milestone: MilestoneId, price: Money, fees: Money },
    /// A milestone was called off before it was funded.
    MilestoneCancelled { milestone: MilestoneId, refund: Money },

    /// The goods are on their way.
    Shipped { milestone: MilestoneId, tracking: Reference },
    /// The goods arrived. The inspection counts from `inspect_from`.
    Delivered { milestone: MilestoneId, inspect_from: Timestamp, proof: Option<Digest> },
    /// The work was delivered.
    Submitted { milestone: MilestoneId, proof: Digest },
    /// Another round was asked for.
    ChangesRequested { milestone: MilestoneId, reason: Digest },
    /// The goods are to be sent back.
    ReturnRequested { milestone: MilestoneId, reason: Digest },
    /// The goods are on their way back.
    ReturnShipped { milestone: MilestoneId, tracking: Reference },
    /// The goods are back.
    ReturnDelivered { milestone: MilestoneId },
    /// Staff decided about the money of a milestone; a second person agreed.
    StaffDecided { milestone: MilestoneId, seconded_by: PartyId, reason: Digest },
    /// Every outflow of a milestone and its parts is stopped.
    HoldPlaced {
        milestone: MilestoneId,
        hold: Reference,
        kind: HoldKind,
        reason: Digest,
        expires_at: Timestamp,
        on_expiry: OnExpiry,
    },
    /// A hold ended.
    HoldLifted { hold: Reference },
    /// A change is proposed.
    ChangeProposed { proposal: u32, by: PartyId, change: Change, deadline: Timestamp },
    /// Somebody who has to agree to a change does.
    ProposalAgreed { proposal: u32, party: PartyId },
    /// Everybody agreed; the change applies.
    ProposalAccepted { proposal: u32 },
    /// Everybody agreed to other terms, which need more money; the old ones stay in force until it is there.
    TopupAsked { proposal: u32, amount: Money, deadline: Timestamp },
    /// Other terms are in force for what is left. What the buyer paid for them is in `topups`.
    AmendmentApplied {
        proposal: u32,
        terms_hash: Hash,
        raised: Vec<Part>,
        lowered: Vec<Part>,
        topups: Vec<Part>,
        fees: Money,
        fees_back: Money,
        refund: Money,
    },
    /// A proposal was rejected or taken back.
    ProposalClosed { proposal: u32 },
    /// Nobody answered a proposal in time.
    ProposalLapsed { proposal: u32 },
    /// The delivery was accepted, by somebody or by silence.
    Approved { milestone: MilestoneId, by_silence: bool },
    /// Money went to the seller and to those who are paid from it.
    Released {
        milestone: MilestoneId,
        cause: ReleaseCause,
        amount: Money,
        net: Money,
        charges: Vec<Charge>,
        credits: Vec<Credit>,
    },
    /// Money went back to the buyer, less what lines ask of it.
    Refunded {
        milestone: MilestoneId,
        cause: RefundCause,
        amount: Money,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        charges: Vec<Charge>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        credits: Vec<Credit>,
    },
    /// The contested part became a milestone of its own.
    CarvedOut { milestone: MilestoneId, part: MilestoneId, amount: Money },

    /// A case was opened on a milestone, which is locked from now on.
    CaseOpened {
        case: CaseId,
        milestone: MilestoneId,
        claimant: Payer,
        reason: Reason,
        claim: Money,
        stage: CaseState,
        statement: Option<Digest>,
    },
    /// The other side contests the claim.
    CaseContested { case: CaseId, party: PartyId, statement: Digest },
    /// A settlement was offered; it replaces the offers before it.
    OfferMade { case: CaseId, offer: u32, by: Payer, to_buyer: Money },
    /// The sides agreed what the buyer gets.
    CaseSettled { case: CaseId, to_buyer: Money },
    /// The case went to another stage.
    CaseEscalated { case: CaseId, stage: CaseState },
    /// The rail's limit is near: the arbiter decides, and soon.
    CaseExpedited { case: CaseId },
    /// A mediator proposed a settlement; it replaces the proposals before it.
    SettlementProposed { case: CaseId, proposal: u32, party: PartyId, to_buyer: Money },
    /// One side accepted the mediator's proposal.
    SettlementAccepted { case: CaseId, proposal: u32, by: Payer },
    /// The arbiter stepped down.
    ArbiterRecused { case: CaseId, arbiter: PartyId },
    /// Another ruling was asked for; it will be another arbiter's.
    CaseAppealed { case: CaseId, party: PartyId, statement: Digest },
    /// The case was ruled.
    CaseRuled { case: CaseId, by: RuledBy, to_buyer: Money, reason: Option<Digest> },
    /// The ruling can no longer be appealed.
    CaseFinal { case: CaseId },
    /// A claim after the end was decided: `from` owes `to`.
    ClaimAwarded { case: CaseId, from: PartyId, to: PartyId, amount: Money },
    /// The claim was taken back.
    CaseWithdrawn { case: CaseId },
    /// A piece of evidence was added.
    EvidenceAdded { case: CaseId, party: PartyId, evidence: Digest },
    /// An arbiter was put on the case.
    ArbiterAssigned { case: CaseId, arbiter: PartyId },
    /// The contested money was distributed.
    MilestoneResolved { milestone: MilestoneId },
    /// The milestone goes on as before the dispute.
    MilestoneResumed { milestone: MilestoneId },

    /// A payment to somebody became due.
    LegPlanned {
        leg: LegId,
        payee: PartyId,
        amount: Money,
        purpose: Purpose,
        payin: Option<Reference>,
    },
    /// A leg was given to the rail.
    LegSent { leg: LegId, reference: Reference },
    /// A leg arrived.
    LegSettled { leg: LegId, reference: Reference },
    /// A leg could not be sent and waits for another attempt.
    LegFailed { leg: LegId, reason: Reference },
    /// The rail reported something of a leg that changes nothing here.
    LegNoted { leg: LegId, report: CommandKind, reference: Reference },
    /// A leg came back and waits for another attempt.
    LegReturned { leg: LegId, reference: Reference },
}
