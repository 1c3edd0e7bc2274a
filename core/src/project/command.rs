//! What can be asked of a project. Every command is a value; who asks, when and under which id is in the context.
//! Each kind of command has at least one row in the table, or the crate does not compile.

use crate::id::{Digest, LegId, PartyId, Reference};
use crate::machine::commands;
use crate::money::Money;
use crate::project::change_order::Change;
use crate::project::fx::Quote;
use crate::project::offer::{Kind, Offer};
use crate::project::profile::TaxProfile;
use crate::time::Timestamp;
use tercero_macros::value;

/// How far somebody's identity is established.
#[value]
pub enum Identity {
    /// Not at all.
    None,
    /// Name and contact.
    Basic,
    /// Documents and source of funds.
    Full,
}

/// Who is paid when money is released.
#[value]
pub enum PaidTo {
    /// The supplier: the money is a cost.
    Supplier,
    /// The owner, who has to account for it.
    Owner,
}

/// Whose fault it is that a project ends early.
#[value]
pub enum EndedBy {
    /// Nobody's.
    Nobody,
    /// The owner's: the loss is claimed from him.
    Owner,
}

/// What stands in the books and will never come.
#[value]
pub enum Uncollectable {
    /// Tax that was to be given back.
    CreditableTax,
    /// What the owner owes.
    Owner,
    /// Money the owner has not accounted for.
    Advances,
}

commands! {
    "ProjectCommand" "ProjectCommandKind"

    /// Starts a project as a draft.
    CreateProject "create_project" {
        /// The offer.
        offer: Offer,
        /// How far the host has established who the owner is.
        identity: Identity,
    }
    /// Replaces the offer of a draft.
    EditProject "edit_project" {
        /// The new offer.
        offer: Offer,
        /// The version that was read.
        offer_version: u32,
    }
    /// Shows the project to everybody.
    PublishProject "publish_project" {}
    /// Makes a published project a draft again.
    UnpublishProject "unpublish_project" {}
    /// Starts to take requests.
    OpenFunding "open_funding" {}
    /// Ends the project; what is held goes back.
    CancelProject "cancel_project" {
        /// Why.
        reason: Digest,
    }
    /// Changes the offer while requests are taken.
    AmendOffer "amend_offer" {
        /// The new offer.
        offer: Offer,
    }
    /// Moves the deadline back, once.
    ExtendDeadline "extend_deadline" {
        /// The new deadline.
        deadline: Timestamp,
    }
    /// Closes the round before its deadline.
    CloseFunding "close_funding" {}
    /// Promises the owner's own money for a gap.
    OwnerTopUp "owner_top_up" {
        /// The name of the owner's request.
        request: Reference,
        /// How much.
        amount: Money,
    }
    /// What the bank says the account holds.
    ReportStatement "report_statement" {
        /// The balance.
        balance: Money,
    }
    /// Asks again whether everything is there, after a review.
    CheckReadiness "check_readiness" {}
    /// Sends a ready project back for review.
    ReturnToReview "return_to_review" {
        /// Why.
        reason: Digest,
    }
    /// Approves the project and freezes the figures.
    ApproveProject "approve_project" {}
    /// Turns the project down; everything goes back.
    RejectProject "reject_project" {
        /// Why.
        reason: Digest,
    }
    /// Spends the first money.
    StartExecution "start_execution" {
        /// The supplier's contract.
        contract: Digest,
        /// The budget line.
        line: Reference,
        /// How much.
        amount: Money,
        /// To whom.
        to: PaidTo,
        /// At which rate each foreign currency was really converted.
        conversions: Vec<Conversion>,
    }
    /// Spends money.
    ReleaseFunds "release_funds" {
        /// The budget line.
        line: Reference,
        /// How much.
        amount: Money,
        /// To whom.
        to: PaidTo,
    }
    /// What a line has really cost; what is not paid yet is owed to the supplier.
    RecordCost "record_cost" {
        /// The budget line.
        line: Reference,
        /// What it cost in all.
        amount: Money,
        /// The invoice.
        evidence: Digest,
    }
    /// Pays what is owed to the supplier.
    PaySupplier "pay_supplier" {
        /// How much.
        amount: Money,
    }
    /// The owner accounts for money he was given.
    JustifyAdvance "justify_advance" {
        /// The budget line it went to.
        line: Reference,
        /// What it cost.
        amount: Money,
        /// Tax on it that will be given back.
        tax: Money,
        /// The invoice.
        evidence: Digest,
    }
    /// Money that a cost line gives back: a refund, an insurance.
    RecordRecovery "record_recovery" {
        /// The budget line.
        line: Reference,
        /// How much.
        amount: Money,
        /// The bank's reference.
        reference: Reference,
    }
    /// Goods that have arrived.
    RecordReceipt "record_receipt" {
        /// The product.
        sku: Reference,
        /// How many units.
        quantity: u32,
        /// The delivery note.
        evidence: Digest,
    }
    /// Goods that were sold, and the money for them.
    RecordSale "record_sale" {
        /// The product.
        sku: Reference,
        /// How many units.
        quantity: u32,
        /// What was earned, without tax.
        revenue: Money,
        /// Tax that was charged on top.
        tax: Money,
        /// Income tax of the owner that a marketplace kept.
        income_tax_withheld: Money,
        /// Of the tax charged, what a marketplace kept.
        tax_withheld: Money,
        /// The bank's reference.
        reference: Reference,
    }
    /// Goods that are lost.
    WriteOff "write_off" {
        /// The product.
        sku: Reference,
        /// How many units.
        quantity: u32,
        /// The proof.
        evidence: Digest,
    }
    /// Shares the costs over the goods that arrived, and the goods over those who get goods.
    AllocateCosts "allocate_costs" {}
    /// Hands over the goods of a participation.
    DeliverUnits "deliver_units" {
        /// The participation.
        request: Reference,
        /// The acceptance.
        evidence: Digest,
    }
    /// Pays part of what has come in, capital first.
    DistributeInterim "distribute_interim" {
        /// How much, in all.
        amount: Money,
    }
    /// Pays somebody part of his expected profit.
    PayAdvance "pay_advance" {
        /// The participation.
        request: Reference,
        /// How much.
        amount: Money,
    }
    /// Returns capital that was raised and not needed.
    ReturnUnspent "return_unspent" {
        /// How much, in all.
        amount: Money,
    }
    /// Proposes other costs, quantities or dates.
    ProposeChangeOrder "propose_change_order" {
        /// What would change.
        change: Change,
        /// Why.
        reason: Digest,
    }
    /// Answers a change order that is large enough to ask.
    VoteChangeOrder "vote_change_order" {
        /// Its number.
        order: u32,
        /// Yes or no.
        accept: bool,
    }
    /// Decides a change order.
    DecideChangeOrder "decide_change_order" {
        /// Its number.
        order: u32,
        /// Yes or no.
        accept: bool,
    }
    /// Says that everything has arrived, was sold and was paid.
    CompleteExecution "complete_execution" {}
    /// Ends the execution early and shares what is there.
    TerminateProject "terminate_project" {
        /// Whose fault it is.
        fault: EndedBy,
        /// The report.
        report: Digest,
    }
    /// Takes a completed project up again.
    ReopenExecution "reopen_execution" {
        /// Why.
        reason: Digest,
    }
    /// Objects to the settlement as drafted.
    ObjectSettlement "object_settlement" {
        /// The draft that was read.
        settlement: u32,
        /// Why.
        reason: Digest,
    }
    /// Drafts the settlement again and answers the objections.
    RecomputeSettlement "recompute_settlement" {}
    /// Makes the draft final.
    PostSettlement "post_settlement" {
        /// The draft that was read.
        settlement: u32,
    }
    /// A payment has arrived.
    ConfirmPayout "confirm_payout" {
        /// The payment.
        payout: LegId,
        /// The bank's reference.
        reference: Reference,
    }
    /// A payment has failed or come back.
    FailPayout "fail_payout" {
        /// The payment.
        payout: LegId,
        /// The bank's reference.
        reference: Reference,
    }
    /// Parks a payment that does not arrive.
    MoveUnclaimed "move_unclaimed" {
        /// The payment.
        payout: LegId,
    }
    /// Pays out what was parked.
    PayUnclaimed "pay_unclaimed" {
        /// To whom.
        party: PartyId,
    }
    /// Pays the tax office.
    RemitTaxes "remit_taxes" {}
    /// A cost or gain that is known only after the settlement.
    SupplementarySettlement "supplementary_settlement" {
        /// Its name.
        line: Reference,
        /// How much.
        amount: Money,
        /// Whether it is a gain.
        gain: bool,
        /// The proof.
        evidence: Digest,
    }
    /// Gives up what will never come.
    ChargeOff "charge_off" {
        /// What.
        what: Uncollectable,
    }
    /// Gives up what an investor owes and will never pay.
    ChargeOffDebt "charge_off_debt" {
        /// Who.
        party: PartyId,
    }
    /// Somebody pays what he owes.
    CollectReceivable "collect_receivable" {
        /// Who.
        party: PartyId,
        /// How much.
        amount: Money,
        /// The bank's reference.
        reference: Reference,
    }
    /// Tax that was given back.
    RecoverTax "recover_tax" {
        /// How much.
        amount: Money,
        /// The bank's reference.
        reference: Reference,
    }
    /// Interest on money that waits.
    RecordYield "record_yield" {
        /// How much.
        amount: Money,
        /// The bank's reference.
        reference: Reference,
    }
    /// Stops every outflow.
    FreezeProject "freeze_project" {
        /// Why.
        reason: Digest,
    }
    /// Lets money flow again.
    UnfreezeProject "unfreeze_project" {}
    /// What the host knows of somebody.
    VerifyParty "verify_party" {
        /// Who.
        party: PartyId,
        /// How far his identity is established.
        identity: Identity,
        /// Whether he has signed.
        signed: bool,
        /// The most he may put into this project.
        limit: Option<Money>,
        /// How his profit is taxed at the source.
        tax: TaxProfile,
    }
    /// Asks to take part.
    RequestParticipation "request_participation" {
        /// Its name, which the participation keeps.
        request: Reference,
        /// Goods or a share.
        kind: Kind,
        /// How much, in the investor's currency.
        amount: Money,
        /// The exchange rate that is frozen for it, if that is not the currency of the offer.
        quote: Option<Quote>,
        /// The version of the offer that was read.
        offer_version: u32,
        /// Whether less would do.
        partial: bool,
    }
    /// A bank has put the money aside.
    AuthorizePayment "authorize_payment" {
        /// The request.
        request: Reference,
        /// The bank's reference.
        reference: Reference,
    }
    /// Money has arrived.
    ConfirmDeposit "confirm_deposit" {
        /// The request.
        request: Reference,
        /// How much.
        amount: Money,
        /// The bank's reference.
        reference: Reference,
    }
    /// Takes somebody in.
    ApproveParticipation "approve_participation" {
        /// The request.
        request: Reference,
        /// Why him, where the owner picks.
        reason: Option<Digest>,
    }
    /// Turns somebody down.
    RejectParticipation "reject_participation" {
        /// The request.
        request: Reference,
        /// Why.
        reason: Digest,
    }
    /// Takes back a request.
    WithdrawParticipation "withdraw_participation" {
        /// The request.
        request: Reference,
    }
    /// Stays with a changed offer.
    ReconfirmParticipation "reconfirm_participation" {
        /// The request.
        request: Reference,
        /// The version of the offer that was read.
        offer_version: u32,
    }
    /// A bank takes a payment back.
    ReceiveChargeback "receive_chargeback" {
        /// The request.
        request: Reference,
        /// The bank's reference.
        reference: Reference,
    }
    /// Hands a participation to somebody else.
    TransferParticipation "transfer_participation" {
        /// The participation.
        request: Reference,
        /// To whom.
        to: PartyId,
    }
    /// Money that nobody can tell the purpose of.
    ReceiveUnmatched "receive_unmatched" {
        /// The bank's reference.
        reference: Reference,
        /// How much.
        amount: Money,
    }
    /// Says which request such money was for.
    MatchDeposit "match_deposit" {
        /// The bank's reference.
        reference: Reference,
        /// The request.
        request: Reference,
    }
    /// Sends such money back to whoever sent it.
    ReturnDeposit "return_deposit" {
        /// The bank's reference.
        reference: Reference,
        /// Who sent it.
        payer: PartyId,
    }
}

/// The rate at which money of one currency was really converted, at the first release.
#[value]
pub struct Conversion {
    /// All of the project's money in this currency.
    pub from: Money,
    /// The rate the bank gave.
    pub quote: Quote,
}

/// What a command is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum About<'a> {
    /// The project as a whole.
    Project,
    /// One request or participation.
    Request(&'a Reference),
    /// One change order.
    Order(u32),
    /// One payment.
    Payout(&'a LegId),
}

impl Command {
    /// What the command is about.
    pub(crate) const fn about(&self) -> About<'_> {
        match self {
            Command::AuthorizePayment { request, .. }
            | Command::ConfirmDeposit { request, .. }
            | Command::ApproveParticipation { request, .. }
            | Command::RejectParticipation { request, .. }
            | Command::WithdrawParticipation { request }
            | Command::ReconfirmParticipation { request, .. }
            | Command::ReceiveChargeback { request, .. }
            | Command::TransferParticipation { request, .. }
            | Command::MatchDeposit { request, .. }
            | Command::DeliverUnits { request, .. }
            | Command::PayAdvance { request, .. } => About::Request(request),
            Command::VoteChangeOrder { order, .. } | Command::DecideChangeOrder { order, .. } => {
                About::Order(*order)
            }
            Command::ConfirmPayout { payout, .. }
            | Command::FailPayout { payout, .. }
            | Command::MoveUnclaimed { payout } => About::Payout(payout),
            _ => About::Project,
        }
    }

    /// The amount it names, if it names one.
    pub(crate) const fn amount(&self) -> Option<Money> {
        match self {
            Command::OwnerTopUp { amount, .. }
            | Command::StartExecution { amount, .. }
            | Command::ReleaseFunds { amount, .. }
            | Command::RecordCost { amount, .. }
            | Command::PaySupplier { amount }
            | Command::JustifyAdvance { amount, .. }
            | Command::RecordRecovery { amount, .. }
            | Command::DistributeInterim { amount }
            | Command::PayAdvance { amount, .. }
            | Command::ReturnUnspent { amount }
            | Command::SupplementarySettlement { amount, .. }
            | Command::CollectReceivable { amount, .. }
            | Command::RecoverTax { amount, .. }
            | Command::RecordYield { amount, .. }
            | Command::RequestParticipation { amount, .. }
            | Command::ConfirmDeposit { amount, .. }
            | Command::ReceiveUnmatched { amount, .. } => Some(*amount),
            _ => None,
        }
    }

    /// The bank's reference, if it reports a fact under one.
    pub(crate) const fn reference(&self) -> Option<&Reference> {
        match self {
            Command::RecordRecovery { reference, .. }
            | Command::RecordSale { reference, .. }
            | Command::ConfirmPayout { reference, .. }
            | Command::FailPayout { reference, .. }
            | Command::CollectReceivable { reference, .. }
            | Command::RecoverTax { reference, .. }
            | Command::RecordYield { reference, .. }
            | Command::AuthorizePayment { reference, .. }
            | Command::ConfirmDeposit { reference, .. }
            | Command::ReceiveChargeback { reference, .. }
            | Command::ReceiveUnmatched { reference, .. } => Some(reference),
            _ => None,
        }
    }
}
