//! What can be asked of an escrow. Every command is a value; who asks, when and under which id is in the context.
//! Each kind of command has at least one row in the table, or the crate does not compile.

use crate::escrow::terms::Terms;
use crate::id::{CaseId, Digest, Hash, LegId, MilestoneId, PartyId, Reference};
use crate::machine::commands;
use crate::money::Money;
use crate::rate::Rate;
use crate::time::Timestamp;
use tercero_macros::value;

/// Why somebody disputes.
#[value]
pub enum Reason {
    /// Nothing arrived.
    NotReceived,
    /// What arrived is not what was agreed.
    NotAsDescribed,
    /// The requested changes were not made.
    NotCompleted,
    /// It is late.
    Late,
    /// The seller wants to be paid.
    NonPayment,
    /// The payment was not authorised.
    Unauthorised,
    /// The seller does not accept what was sent back.
    ReturnContested,
    /// A hold ran out and left the matter open.
    HoldExpired,
    /// The rail does not let the money be held any longer.
    HoldLimit,
}

/// Why staff hold a milestone.
#[value]
pub enum HoldKind {
    /// A rule or a regulator asks for it.
    Compliance,
    /// Somebody's identity is not established.
    Identity,
    /// Something looks wrong.
    Risk,
    /// A court or a lawyer asks for it.
    Legal,
    /// The payee's account cannot be paid.
    PayoutAccount,
}

/// What both sides can agree to change while the escrow runs.
#[value]
pub enum Change {
    /// Other terms for what is left.
    Amend {
        /// The new terms, as a whole.
        terms: Terms,
    },
    /// Every open milestone ends; the buyer gets back what it holds, less the kill fee.
    Cancel {
        /// What goes to the seller, as a fraction of what is held.
        kill_fee: Rate,
    },
    /// The running window of a milestone ends later.
    Extend {
        /// The milestone.
        milestone: MilestoneId,
        /// When its window ends instead.
        until: Timestamp,
    },
}

/// What happens when a hold ends by time.
#[value]
pub enum OnExpiry {
    /// The milestone goes on.
    Lift,
    /// A case is opened for the buyer, before the arbiter.
    OpenCase,
}

commands! {
    "Command" "CommandKind"

    /// Starts a draft.
    Create "create" {
        /// The terms.
        terms: Terms,
    }
    /// Replaces the terms of a draft.
    Edit "edit" {
        /// The new terms.
        terms: Terms,
    }
    /// Shows the draft to the others.
    Propose "propose" {}
    /// Throws the draft away.
    Discard "discard" {}
    /// Accepts the proposed terms.
    Accept "accept" {
        /// The edition that was read.
        terms_version: u32,
        /// Its hash.
        terms_hash: Hash,
    }
    /// Proposes other terms.
    Counter "counter" {
        /// The new terms.
        terms: Terms,
    }
    /// Says no to the proposal.
    Decline "decline" {}
    /// Takes the proposal back.
    Withdraw "withdraw" {}
    /// Calls off an agreed escrow before anything is funded.
    Cancel "cancel" {}
    /// A payment for a milestone was started.
    PayinStarted "payin_started" {
        /// The milestone.
        milestone: MilestoneId,
        /// The provider's reference of the payment.
        payin: Reference,
        /// When the payment expires.
        expires_at: Timestamp,
        /// The terms that are paid for.
        terms_hash: Hash,
    }
    /// Money of a payment has arrived and will stay.
    PayinCleared "payin_cleared" {
        /// The milestone.
        milestone: MilestoneId,
        /// The provider's reference of the payment.
        payin: Reference,
        /// What arrived, in whatever currency it came.
        amount: Money,
        /// Until when the rail lets the money be held, if it has a limit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hold_until: Option<Timestamp>,
    }
    /// A payment failed.
    PayinFailed "payin_failed" {
        /// The milestone.
        milestone: MilestoneId,
        /// The provider's reference of the payment.
        payin: Reference,
    }
    /// The rail returned a payment that had arrived.
    PayinReversed "payin_reversed" {
        /// The milestone.
        milestone: MilestoneId,
        /// The provider's reference of the payment.
        payin: Reference,
    }
    /// A bank wants a payment back.
    ChargebackOpened "chargeback_opened" {
        /// The provider's reference of the chargeback; a later stage has the same.
        chargeback: Reference,
        /// The provider's reference of the payment.
        payin: Reference,
        /// How much the bank wants, in the currency of the payment.
        amount: Money,
        /// Until when the bank takes evidence.
        respond_by: Timestamp,
    }
    /// The bank left the money, or gave it back.
    ChargebackWon "chargeback_won" {
        /// The provider's reference of the chargeback.
        chargeback: Reference,
    }
    /// The bank took the money.
    ChargebackLost "chargeback_lost" {
        /// The provider's reference of the chargeback.
        chargeback: Reference,
        /// How much it took in all.
        amount: Money,
    }
    /// Calls off one milestone.
    CancelMilestone "cancel_milestone" {
        /// The milestone.
        milestone: MilestoneId,
    }
    /// The goods are on their way.
    Ship "ship" {
        /// The milestone.
        milestone: MilestoneId,
        /// The parcel.
        tracking: Reference,
    }
    /// The work is delivered.
    Submit "submit" {
        /// The milestone.
        milestone: MilestoneId,
        /// Digest of the proof.
        proof: Digest,
    }
    /// The goods have arrived.
    Delivered "delivered" {
        /// The milestone.
        milestone: MilestoneId,
        /// When they arrived; without it now. At most a day of it counts against the buyer's inspection.
        occurred_at: Option<Timestamp>,
    }
    /// The seller says that the goods have arrived.
    ClaimDelivered "claim_delivered" {
        /// The milestone.
        milestone: MilestoneId,
        /// Digest of the proof of delivery.
        proof: Digest,
    }
    /// Accepts what was delivered.
    Approve "approve" {
        /// The milestone.
        milestone: MilestoneId,
    }
    /// Sends the work back for another round.
    RequestChanges "request_changes" {
        /// The milestone.
        milestone: MilestoneId,
        /// Digest of what should change.
        reason: Digest,
    }
    /// Sends back all or part of what was delivered. The amount is what the goods cost.
    RejectReturn "reject_return" {
        /// The milestone.
        milestone: MilestoneId,
        /// How much of the price is sent back.
        amount: Money,
        /// Digest of the reason.
        reason: Digest,
    }
    /// The goods are on their way back.
    ShipReturn "ship_return" {
        /// The milestone.
        milestone: MilestoneId,
        /// The parcel.
        tracking: Reference,
    }
    /// The goods are back.
    ReturnDelivered "return_delivered" {
        /// The milestone.
        milestone: MilestoneId,
    }
    /// Accepts what came back; the buyer gets the price less the agreed restocking.
    AcceptReturn "accept_return" {
        /// The milestone.
        milestone: MilestoneId,
    }
    /// Does not accept what came back.
    ContestReturn "contest_return" {
        /// The milestone.
        milestone: MilestoneId,
        /// Digest of the statement.
        statement: Digest,
    }
    /// Releases an approved milestone at once. Needs a second admin.
    Release "release" {
        /// The milestone.
        milestone: MilestoneId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Gives back to the buyer what a milestone holds. Needs a second admin.
    ForceRefund "force_refund" {
        /// The milestone.
        milestone: MilestoneId,
        /// Digest of the reason.
        reason: Digest,
    }
    /// Stops every outflow of a milestone and its parts for a time.
    PlaceHold "place_hold" {
        /// The milestone.
        milestone: MilestoneId,
        /// The host's name of the hold.
        hold: Reference,
        /// What kind of hold it is.
        kind: HoldKind,
        /// Digest of the reason.
        reason: Digest,
        /// When it ends by itself, at most 90 days away.
        expires_at: Timestamp,
        /// What happens then.
        on_expiry: OnExpiry,
    }
    /// Asks everybody concerned to agree to other terms for what is left.
    ProposeAmendment "propose_amendment" {
        /// The new terms, as a whole: the same sides and milestones, more milestones at the end if needed.
        terms: Terms,
    }
    /// Asks the other side to end every open milestone.
    ProposeCancel "propose_cancel" {
        /// What goes to the seller, as a fraction of what is held.
        kill_fee: Rate,
    }
    /// Asks the other side for more time.
    ProposeExtension "propose_extension" {
        /// The milestone.
        milestone: MilestoneId,
        /// When its running window should end instead.
        until: Timestamp,
    }
    /// Agrees to what was proposed.
    AcceptProposal "accept_proposal" {
        /// The number of the proposal.
        proposal: u32,
    }
    /// Says no to what the other side proposed.
    RejectProposal "reject_proposal" {
        /// The number of the proposal.
        proposal: u32,
    }
    /// Takes a proposal back.
    WithdrawProposal "withdraw_proposal" {
        /// The number of the proposal.
        proposal: u32,
    }
    /// Ends a hold.
    LiftHold "lift_hold" {
        /// The hold.
        hold: Reference,
    }
    /// Pays part of a milestone to the seller before it is approved.
    ReleasePartial "release_partial" {
        /// The milestone.
        milestone: MilestoneId,
        /// How much.
        amount: Money,
    }
    /// Gives part of a milestone back to the buyer.
    RefundPartial "refund_partial" {
        /// The milestone.
        milestone: MilestoneId,
        /// How much.
        amount: Money,
    }
    /// Contests all or part of what a milestone holds. On a milestone the other side disputes already, contests its claim.
    Dispute "dispute" {
        /// The milestone.
        milestone: MilestoneId,
        /// The id of the new case.
        case: CaseId,
        /// How much is contested.
        amount: Money,
        /// Why.
        reason: Reason,
        /// Digest of the statement.
        statement: Digest,
    }
    /// Claims from the other side what has left an escrow that has ended. It never reopens; what is decided is a debt.
    LateCase "late_case" {
        /// The milestone.
        milestone: MilestoneId,
        /// The id of the new case.
        case: CaseId,
        /// How much is claimed.
        amount: Money,
        /// Why.
        reason: Reason,
        /// Digest of the statement.
        statement: Digest,
    }
    /// Contests the claim, with or without an offer.
    Respond "respond" {
        /// The case.
        case: CaseId,
        /// Digest of the statement.
        statement: Digest,
        /// What the buyer should get.
        offer: Option<Money>,
    }
    /// Gives the claimant what was claimed.
    AcceptClaim "accept_claim" {
        /// The case.
        case: CaseId,
    }
    /// Offers a settlement, which replaces the offers before it.
    Offer "offer" {
        /// The case.
        case: CaseId,
        /// What the buyer should get; the rest goes to the seller.
        to_buyer: Money,
    }
    /// Accepts the latest offer of the other side.
    AcceptOffer "accept_offer" {
        /// The case.
        case: CaseId,
        /// The number of the offer.
        offer: u32,
    }
    /// Asks for the next stage.
    Escalate "escalate" {
        /// The case.
        case: CaseId,
    }
    /// Proposes a settlement to both sides, as a mediator.
    ProposeSettlement "propose_settlement" {
        /// The case.
        case: CaseId,
        /// What the buyer should get; the rest goes to the seller.
        to_buyer: Money,
    }
    /// Accepts the mediator's proposal; it settles the case when both sides have.
    AcceptSettlement "accept_settlement" {
        /// The case.
        case: CaseId,
        /// The number of the proposal.
        proposal: u32,
    }
    /// Rejects the mediator's proposal.
    RejectSettlement "reject_settlement" {
        /// The case.
        case: CaseId,
        /// The number of the proposal.
        proposal: u32,
    }
    /// Steps down as the arbiter of a case.
    Recuse "recuse" {
        /// The case.
        case: CaseId,
    }
    /// Asks for another ruling, once.
    Appeal "appeal" {
        /// The case.
        case: CaseId,
        /// Digest of the grounds.
        statement: Digest,
    }
    /// Decides the case.
    Rule "rule" {
        /// The case.
        case: CaseId,
        /// What the buyer gets; the rest goes to the seller.
        to_buyer: Money,
        /// Digest of the reasons.
        reason: Digest,
    }
    /// Takes the claim back.
    WithdrawCase "withdraw_case" {
        /// The case.
        case: CaseId,
    }
    /// Adds a piece of evidence.
    AddEvidence "add_evidence" {
        /// The case.
        case: CaseId,
        /// Digest of the file or text.
        evidence: Digest,
    }
    /// Puts an arbiter on the case.
    AssignArbiter "assign_arbiter" {
        /// The case.
        case: CaseId,
        /// Somebody who has no part in the escrow.
        arbiter: PartyId,
    }
    /// A leg was given to the rail.
    LegSent "leg_sent" {
        /// The leg.
        leg: LegId,
        /// The rail's reference.
        reference: Reference,
    }
    /// A leg has arrived.
    LegSettled "leg_settled" {
        /// The leg.
        leg: LegId,
        /// The rail's reference.
        reference: Reference,
    }
    /// A leg could not be sent.
    LegFailed "leg_failed" {
        /// The leg.
        leg: LegId,
        /// The rail's reason code.
        reason: Reference,
    }
    /// A leg came back after it had arrived.
    LegReturned "leg_returned" {
        /// The leg.
        leg: LegId,
        /// The rail's reference of the return.
        reference: Reference,
    }
}

/// What a command or a row is about, by id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About<'a> {
    /// The escrow as a whole.
    Deal,
    /// A milestone.
    Milestone(&'a MilestoneId),
    /// A case.
    Case(&'a CaseId),
    /// A payment leg.
    Leg(&'a LegId),
    /// A hold.
    Hold(&'a Reference),
    /// A proposal of one side.
    Proposal(u32),
    /// A chargeback.
    Chargeback(&'a Reference),
}

impl About<'_> {
    /// The field that names it, and its id.
    pub(crate) fn field(&self) -> (&'static str, String) {
        match self {
            About::Deal => ("escrow", String::new()),
            About::Milestone(id) => ("milestone", id.to_string()),
            About::Case(id) => ("case", id.to_string()),
            About::Leg(id) => ("leg", id.to_string()),
            About::Hold(id) => ("hold", id.to_string()),
            About::Proposal(number) => ("proposal", number.to_string()),
            About::Chargeback(id) => ("chargeback", id.to_string()),
        }
    }
}

impl Command {
    /// What the command is about.
    pub const fn about(&self) -> About<'_> {
        match self {
            Command::Create { .. }
            | Command::Edit { .. }
            | Command::Propose {}
            | Command::Discard {}
            | Command::Accept { .. }
            | Command::Counter { .. }
            | Command::Decline {}
            | Command::Withdraw {}
            | Command::Cancel {}
            | Command::ProposeAmendment { .. }
            | Command::ProposeCancel { .. } => About::Deal,
            Command::PayinStarted { milestone, .. }
            | Command::PayinCleared { milestone, .. }
            | Command::PayinFailed { milestone, .. }
            | Command::PayinReversed { milestone, .. }
            | Command::CancelMilestone { milestone }
            | Command::Ship { milestone, .. }
            | Command::Submit { milestone, .. }
            | Command::Delivered { milestone, .. }
            | Command::ClaimDelivered { milestone, .. }
            | Command::Approve { milestone }
            | Command::RequestChanges { milestone, .. }
            | Command::RejectReturn { milestone, .. }
            | Command::ShipReturn { milestone, .. }
            | Command::ReturnDelivered { milestone }
            | Command::AcceptReturn { milestone }
            | Command::ContestReturn { milestone, .. }
            | Command::Release { milestone, .. }
            | Command::ForceRefund { milestone, .. }
            | Command::PlaceHold { milestone, .. }
            | Command::ProposeExtension { milestone, .. }
            | Command::ReleasePartial { milestone, .. }
            | Command::RefundPartial { milestone, .. }
            | Command::Dispute { milestone, .. }
            | Command::LateCase { milestone, .. } => About::Milestone(milestone),
            Command::LiftHold { hold } => About::Hold(hold),
            Command::ChargebackOpened { chargeback, .. }
            | Command::ChargebackWon { chargeback }
            | Command::ChargebackLost { chargeback, .. } => About::Chargeback(chargeback),
            Command::AcceptProposal { proposal }
            | Command::RejectProposal { proposal }
            | Command::WithdrawProposal { proposal } => About::Proposal(*proposal),
            Command::Respond { case, .. }
            | Command::AcceptClaim { case }
            | Command::Offer { case, .. }
            | Command::AcceptOffer { case, .. }
            | Command::Escalate { case }
            | Command::ProposeSettlement { case, .. }
            | Command::AcceptSettlement { case, .. }
            | Command::RejectSettlement { case, .. }
            | Command::Recuse { case }
            | Command::Appeal { case, .. }
            | Command::Rule { case, .. }
            | Command::WithdrawCase { case }
            | Command::AddEvidence { case, .. }
            | Command::AssignArbiter { case, .. } => About::Case(case),
            Command::LegSent { leg, .. }
            | Command::LegSettled { leg, .. }
            | Command::LegFailed { leg, .. }
            | Command::LegReturned { leg, .. } => About::Leg(leg),
        }
    }

    /// What the rail says about a leg: its reference, or the reason of a failure.
    pub(crate) const fn rail(&self) -> Option<&Reference> {
        match self {
            Command::LegSent { reference, .. }
            | Command::LegSettled { reference, .. }
            | Command::LegReturned { reference, .. }
            | Command::LegFailed { reason: reference, .. } => Some(reference),
            _ => None,
        }
    }

    /// The money the command names, if it names any.
    pub(crate) const fn amount(&self) -> Option<Money> {
        match self {
            Command::PayinCleared { amount, .. }
            | Command::ChargebackOpened { amount, .. }
            | Command::ChargebackLost { amount, .. }
            | Command::RejectReturn { amount, .. }
            | Command::ReleasePartial { amount, .. }
            | Command::RefundPartial { amount, .. }
            | Command::Dispute { amount, .. }
            | Command::LateCase { amount, .. } => Some(*amount),
            Command::Respond { offer, .. } => *offer,
            Command::Offer { to_buyer, .. }
            | Command::ProposeSettlement { to_buyer, .. }
            | Command::Rule { to_buyer, .. } => Some(*to_buyer),
            _ => None,
        }
    }
}
