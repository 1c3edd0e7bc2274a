//! The tables of the project: one row here for one row of the specification, in the same columns.
//! The rows decide everything; guards are small named functions and effects say which events follow.

use crate::aggregate::Role::{self, Admin, Bank, Clock, Compliance, Investor, Owner, Treasurer};
use crate::machine::{self, row};
use crate::project::change_order::{OrderState, *};
use crate::project::command::CommandKind;
use crate::project::timers::Timer;
use crate::project::{PayoutState, ProjectState, RequestStatus};
use crate::project::{ending::*, execution::*, lifecycle::*, payout::*, request::*};
use OrderState::{Accepted, Open, Rejected as TurnedDown};
use PayoutState::{Confirmed, Pending, Unclaimed};
use ProjectState::*;
use RequestStatus::{
    Approved as Taken, Expired, Rejected, Reserved, ScaledOut, Waitlisted, Withdrawn,
};
use States::{O, P, R, Y};
use machine::On::{At, By, Then, With};
use machine::To::{Or, Same, State};

/// States of one of the small machines a project consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum States {
    /// Before anything exists.
    New,
    /// States of the project.
    P(&'static [ProjectState]),
    /// States of a request.
    R(&'static [RequestStatus]),
    /// States of a change order.
    O(&'static [OrderState]),
    /// States of a payment.
    Y(&'static [PayoutState]),
}

/// Where a row leads.
pub type To = machine::To<States>;
/// What sets a row off.
pub type On = machine::On<CommandKind, Timer>;
/// A named condition.
pub type Guard = machine::Guard<crate::project::State>;
/// One row.
pub type Row = machine::Row<crate::project::State>;

use CommandKind as K;
use Timer as T;

/// Whoever may call a project off before it is approved.
const STOPS: &[Role] = &[Owner, Admin, Compliance];
/// Every state.
const EXISTS: &[ProjectState] = &[
    Draft,
    Published,
    Funding,
    FullyFunded,
    ReadyForApproval,
    Approved,
    InExecution,
    Completed,
    Settled,
    Cancelled,
];
/// Every state but the last two.
const RUNS: &[ProjectState] =
    &[Draft, Published, Funding, FullyFunded, ReadyForApproval, Approved, InExecution, Completed];
/// What was raised is capital.
const WORKS: &[ProjectState] = &[Approved, InExecution];
/// The books can still change before the end.
const SPENDS: &[ProjectState] = &[InExecution, Completed];
/// A request that may still come to something.
const LIVE: &[RequestStatus] = &[Waitlisted, Reserved, Taken];
/// A request that ends with the project, a participation included.
const CALLABLE: &[RequestStatus] = &[Waitlisted, Reserved, Taken, RequestStatus::Active];
/// Every status of a request.
const ANY: &[RequestStatus] = &[
    Waitlisted,
    Reserved,
    Taken,
    RequestStatus::Active,
    Rejected,
    Withdrawn,
    Expired,
    ScaledOut,
    RequestStatus::Cancelled,
];
/// Rows that call the project off.
const CALLED_OFF: &[&str] =
    &["T06", "T06b", "T12", "T13", "T15", "T20", "T22", "T32", "T33", "T34"];

/// The project as a whole.
#[rustfmt::skip]
pub const PROJECTS: &[Row] = &[
    row("T01", States::New, By(K::CreateProject), &[Owner], &[OFFER_FITS, OWNER_KNOWN], State(P(&[Draft])), create),
    row("T02", P(&[Draft]), By(K::EditProject), &[Owner], &[SAME_OFFER_VERSION, SAME_OWNER, OFFER_FITS, MONEY_STAYS_GOOD], Same, edit),
    row("T03", P(&[Draft]), By(K::PublishProject), &[Owner], &[HAS_GOODS, COSTS_ARE_SHARED, TARGET_COVERS_NEED, WITHIN_REGULATION, LONG_ENOUGH, HAS_WARNINGS, OWNER_VERIFIED], State(P(&[Published])), publish),
    row("T04", P(&[Published]), By(K::UnpublishProject), &[Owner, Admin], &[NO_REQUESTS], State(P(&[Draft])), unpublish),
    row("T05", P(&[Published]), By(K::OpenFunding), &[Owner], &[MAY_OPEN, BEFORE_DEADLINE, OWNER_CAPITAL_IS_HERE], State(P(&[Funding])), open),
    row("T05b", P(&[Published]), At(T::Opens), &[Clock], &[BEFORE_DEADLINE, OWNER_CAPITAL_IS_HERE], State(P(&[Funding])), open),
    row("T06", P(&[Draft, Published]), By(K::CancelProject), &[Owner, Admin], &[], State(P(&[Cancelled])), cancel),
    row("T06b", P(&[Published]), At(T::Unopened), &[Clock], &[], State(P(&[Cancelled])), call_off),
    row("T07", P(&[Funding]), With(&["R01", "R02", "R03", "R04", "R05", "R06", "R07", "R08", "R09"]), &[Owner, Investor, Admin, Compliance, Bank, Clock], &[], Same, nothing),
    row("T08", P(&[Funding]), By(K::AmendOffer), &[Owner], &[SECONDED_BY_ADMIN, SAME_OWNER, OFFER_FITS, ROUND_IS_KEPT, COSTS_WOULD_BE_SHARED, STAYS_WITHIN_REGULATION], Same, amend),
    row("T09", P(&[Funding]), By(K::ExtendDeadline), &[Owner], &[SECONDED_BY_ADMIN, BEFORE_DEADLINE, NOT_EXTENDED, LATER_DEADLINE], Same, extend),
    row("T10", P(&[Funding]), Then, &[Clock], &[CAP_REACHED], State(P(&[FullyFunded])), fill),
    row("T11", P(&[Funding]), By(K::CloseFunding), &[Owner], &[OPEN_LONG_ENOUGH, CLOSES_FUNDED], State(P(&[FullyFunded])), close),
    row("T11", P(&[Funding]), At(T::Close), &[Clock], &[CLOSES_FUNDED], State(P(&[FullyFunded])), close),
    row("T12", P(&[Funding]), At(T::Grace), &[Clock], &[CLOSES_UNFUNDED], State(P(&[Cancelled])), fail),
    row("T13", P(&[Funding, FullyFunded, ReadyForApproval]), By(K::CancelProject), STOPS, &[], State(P(&[Cancelled])), cancel),
    row("T14", P(&[FullyFunded]), Then, &[Clock], &[IS_SHORT, NO_TOPUP_OFFERED, MAY_REOPEN], State(P(&[Funding])), reopen_funding),
    row("T14", P(&[FullyFunded]), At(T::Shortfall), &[Clock], &[IS_SHORT, MAY_REOPEN], State(P(&[Funding])), reopen_funding),
    row("T15", P(&[FullyFunded]), At(T::Shortfall), &[Clock], &[IS_SHORT, MAY_NOT_REOPEN], State(P(&[Cancelled])), fail),
    row("T16", P(&[FullyFunded]), By(K::OwnerTopUp), &[Owner], &[TOPUP_OFFERED, NEW_REQUEST, CLOSES_GAP], Same, top_up),
    row("T17", P(&[FullyFunded]), At(T::CoolingOff), &[Clock], &[NOT_SHORT, NOT_IN_REVIEW, MONEY_CLEARED, OWNER_CAPITAL_IS_HERE, RECONFIRMED, EVERYBODY_VERIFIED, RECONCILED], State(P(&[ReadyForApproval])), make_ready),
    row("T17", P(&[FullyFunded]), By(K::CheckReadiness), &[Admin], &[COOLED_OFF, NOT_SHORT, MONEY_CLEARED, OWNER_CAPITAL_IS_HERE, RECONFIRMED, EVERYBODY_VERIFIED, RECONCILED], State(P(&[ReadyForApproval])), make_ready),
    row("T18", P(&[ReadyForApproval]), By(K::ReturnToReview), &[Admin], &[], State(P(&[FullyFunded])), return_to_review),
    row("T19", P(&[ReadyForApproval]), By(K::ApproveProject), &[Admin], &[NOT_FROZEN, SECONDED_BY_TREASURER, MONEY_CLEARED, OWNER_CAPITAL_IS_HERE, RECONCILED, WITHIN_REGULATION, SNAPSHOT_BALANCES], State(P(&[Approved])), approve),
    row("T20", P(&[ReadyForApproval]), By(K::RejectProject), &[Admin], &[], State(P(&[Cancelled])), reject),
    row("T21", P(&[Approved]), By(K::StartExecution), &[Owner], &[NOT_FROZEN, SECONDED_BY_TREASURER, CONVERTS_ALL, WITHIN_BUDGET, CASH_AFTER_CONVERSION], State(P(&[InExecution])), start),
    row("T22", P(&[Approved]), By(K::CancelProject), &[Admin], &[], State(P(&[Cancelled])), reverse),
    row("T22", P(&[Approved]), By(K::CancelProject), &[Owner], &[SECONDED_BY_ADMIN], State(P(&[Cancelled])), reverse),
    row("T23", P(&[InExecution]), By(K::ReleaseFunds), &[Owner], &[NOT_FROZEN, SECONDED_BY_TREASURER, WITHIN_BUDGET, CASH_THERE], Same, release),
    row("T23", P(&[InExecution]), By(K::RecordCost), &[Owner, Treasurer], &[NOT_FROZEN, KNOWN_LINE, COVERS_WHAT_WAS_PAID], Same, record_cost),
    row("T23", P(&[InExecution]), By(K::PaySupplier), &[Treasurer], &[NOT_FROZEN, SECONDED_BY_ADMIN, OWED_TO_SUPPLIER, CASH_THERE], Same, pay_supplier),
    row("T23", P(&[InExecution]), By(K::JustifyAdvance), &[Owner], &[NOT_FROZEN, KNOWN_LINE, WITHIN_ADVANCE], Same, justify),
    row("T23", P(SPENDS), By(K::RecordRecovery), &[Bank], &[NEW_REFERENCE, KNOWN_LINE, WITHIN_PAID], Same, recover),
    row("T23", P(&[InExecution]), By(K::RecordReceipt), &[Owner, Treasurer], &[NOT_FROZEN, WITHIN_ORDER], Same, receive),
    row("T23", P(&[InExecution]), By(K::RecordSale), &[Bank], &[NEW_REFERENCE, SALE_FITS, GOODS_ARE_SHARED, WITHIN_STOCK], Same, sell),
    row("T23", P(&[InExecution]), By(K::WriteOff), &[Owner, Treasurer], &[NOT_FROZEN, GOODS_ARE_SHARED, WITHIN_STOCK], Same, write_off),
    row("T23", P(&[InExecution]), By(K::AllocateCosts), &[Owner, Treasurer], &[NOT_FROZEN, NOT_DELIVERED, SHARES_GOODS], Same, allocate_costs),
    row("T23", R(&[RequestStatus::Active]), By(K::DeliverUnits), &[Owner, Treasurer], &[IN_EXECUTION, NOT_FROZEN, HAS_UNITS], Same, deliver),
    row("T23", P(&[InExecution]), By(K::DistributeInterim), &[Treasurer], &[NOT_FROZEN, SECONDED_BY_ADMIN, GOODS_HANDED_OVER, SPARE_CASH], Same, distribute_interim),
    row("T23", R(&[RequestStatus::Active]), By(K::PayAdvance), &[Treasurer], &[IN_EXECUTION, NOT_FROZEN, SECONDED_BY_ADMIN, WITHIN_EXPECTED, SPARE_CASH], Same, pay_advance),
    row("T23", P(&[InExecution]), By(K::ReturnUnspent), &[Treasurer], &[NOT_FROZEN, SECONDED_BY_ADMIN, GOODS_HANDED_OVER, SPARE_CASH, WITHIN_CAPITAL], Same, return_unspent),
    row("T25", P(&[InExecution]), By(K::CompleteExecution), &[Owner], &[SECONDED_BY_ADMIN, UNITS_CLOSED, COSTS_CLOSED, NO_OPEN_ORDER], State(P(&[Completed])), complete),
    row("T25", P(&[InExecution]), By(K::CompleteExecution), &[Admin], &[SECONDED_BY_TREASURER, UNITS_CLOSED, COSTS_CLOSED, NO_OPEN_ORDER], State(P(&[Completed])), complete),
    row("T26", P(&[InExecution]), By(K::TerminateProject), &[Admin], &[NOT_FROZEN, SECONDED_BY_COMPLIANCE], State(P(&[Cancelled])), terminate),
    row("T27", P(&[Completed]), By(K::ReopenExecution), &[Admin], &[], State(P(&[InExecution])), reopen_execution),
    row("T28", P(&[Completed]), Then, &[Clock], &[OWNER_OWES_MORE], Same, charge_owner),
    row("T28", P(&[Completed]), Then, &[Clock], &[DRAFT_IS_MISSING], Same, draft),
    row("T28", P(&[Completed]), By(K::ObjectSettlement), &[Investor], &[IS_HOLDER, LATEST_DRAFT, OBJECTION_IS_OPEN, NOT_OBJECTED], Same, object),
    row("T28", P(&[Completed]), By(K::RecomputeSettlement), &[Admin], &[IS_OBJECTED], Same, redraft),
    row("T29", P(&[Completed]), By(K::PostSettlement), &[Admin], &[NOT_FROZEN, SECONDED_BY_TREASURER, LATEST_DRAFT, OBJECTIONS_ARE_OVER, CASH_COVERS_SETTLEMENT], State(P(&[Settled])), post),
    row("T30", P(&[Settled]), At(T::Holdback), &[Clock], &[NOT_FROZEN, SOMETHING_HELD_BACK], Same, release_holdback),
    row("T30", P(&[Settled]), By(K::SupplementarySettlement), &[Admin], &[NOT_FROZEN, SECONDED_BY_TREASURER, SOME_AMOUNT, WITHIN_ADJUSTMENT], Same, supplement),
    row("T30", P(&[Settled]), By(K::PaySupplier), &[Treasurer], &[NOT_FROZEN, SECONDED_BY_ADMIN, OWED_TO_SUPPLIER, CASH_THERE], Same, pay_supplier),
    row("T30", P(&[InExecution, Completed, Settled, Cancelled]), By(K::RemitTaxes), &[Treasurer], &[NOT_FROZEN, TAXES_OWED, CASH_FOR_TAXES], Same, remit),
    row("T30", P(EXISTS), By(K::PayUnclaimed), &[Treasurer], &[NOT_FROZEN, IS_UNCLAIMED], Same, pay_unclaimed),
    row("T31", P(&[Cancelled]), By(K::PaySupplier), &[Treasurer], &[NOT_FROZEN, SECONDED_BY_ADMIN, OWED_TO_SUPPLIER, CASH_THERE], Same, pay_supplier),
    row("T32", P(&[FullyFunded]), At(T::Ready), &[Clock], &[], State(P(&[Cancelled])), call_off),
    row("T33", P(&[ReadyForApproval]), At(T::Decision), &[Clock], &[], State(P(&[Cancelled])), call_off),
    row("T34", P(&[Approved]), At(T::Start), &[Clock], &[], State(P(&[Cancelled])), reverse),
    row("X1", P(RUNS), By(K::FreezeProject), &[Compliance], &[NOT_FROZEN], Same, freeze),
    row("X1", P(&[Settled, Cancelled]), By(K::FreezeProject), &[Compliance], &[NOT_FROZEN], Same, freeze),
    row("X2", P(EXISTS), By(K::UnfreezeProject), &[Compliance], &[IS_FROZEN], Same, unfreeze),
    row("X3", P(EXISTS), By(K::VerifyParty), &[Compliance], &[KNOWN_LIMIT], Same, verify),
    row("X4", P(EXISTS), By(K::ReportStatement), &[Bank], &[SAME_CURRENCY], Same, report_statement),
    row("X5", P(SPENDS), By(K::ChargeOff), &[Admin], &[SECONDED_BY_TREASURER, STANDS_IN_THE_BOOKS], Same, charge_off),
    row("X5", P(SPENDS), By(K::ChargeOffDebt), &[Admin], &[SECONDED_BY_TREASURER, HE_OWES], Same, charge_off_debt),
    row("X6", P(EXISTS), By(K::CollectReceivable), &[Bank], &[NEW_REFERENCE, IS_OWED], Same, collect),
    row("X7", P(EXISTS), By(K::RecoverTax), &[Bank], &[NEW_REFERENCE, IS_CREDITABLE], Same, recover_tax),
    row("X8", P(RUNS), By(K::RecordYield), &[Bank], &[NEW_REFERENCE, SOME_AMOUNT], Same, record_yield),
    row("X9", P(EXISTS), By(K::ReceiveUnmatched), &[Bank], &[NEW_REFERENCE, SOME_MONEY], Same, keep_apart),
    row("X9", P(EXISTS), By(K::ReturnDeposit), &[Treasurer], &[NOT_FROZEN, IS_UNMATCHED], Same, return_deposit),
];

/// Requests and participations.
#[rustfmt::skip]
pub const REQUESTS: &[Row] = &[
    row("R01", P(EXISTS), By(K::RequestParticipation), &[Investor], &[NOT_FROZEN, IS_FUNDING, BEFORE_DEADLINE, IS_IDENTIFIED, WITHIN_LIMIT, OFFER_IS_CURRENT, NEW_REQUEST, KIND_OFFERED, RATE_IS_FROZEN, IS_ADMITTED], Same, request),
    row("R01b", P(&[Published]), By(K::RequestParticipation), &[Owner], &[NOT_FROZEN, NEW_REQUEST, IS_OWNER_CAPITAL], Same, commit_owner),
    row("R02", P(EXISTS), By(K::RequestParticipation), &[Investor], &[NOT_FROZEN, IS_FUNDING, BEFORE_DEADLINE, IS_IDENTIFIED, WITHIN_LIMIT, OFFER_IS_CURRENT, NEW_REQUEST, KIND_OFFERED, RATE_IS_FROZEN, IS_QUEUED], Same, queue),
    row("R03", R(&[Waitlisted]), Then, &[Clock], &[IN_FUNDING, FIRST_IN_LINE, FITS_NOW], State(R(&[Reserved])), promote),
    row("R04", R(&[Reserved, Taken]), By(K::AuthorizePayment), &[Bank], &[NEW_REFERENCE, PAYS_LATER, NOT_HELD], Same, authorize),
    row("R05", R(&[Reserved, Taken]), By(K::ConfirmDeposit), &[Bank], &[NEW_REFERENCE, SOME_MONEY, OWN_CURRENCY, IS_RAISING, NOT_HELD], Same, deposit),
    row("R05b", P(EXISTS), By(K::ConfirmDeposit), &[Bank], &[NEW_REFERENCE, SOME_MONEY], Same, keep_apart),
    row("R05c", R(&[Reserved, Taken]), By(K::MatchDeposit), &[Treasurer], &[IS_UNMATCHED, IS_RAISING, NOT_HELD], Same, match_deposit),
    row("R06", R(&[Reserved]), By(K::ApproveParticipation), &[Owner], &[IN_FUNDING, WITHIN_CAP, PAID_IF_ASKED, NO_OPEN_RECONFIRMATION, REASON_IF_PICKED], State(R(&[Taken])), take_in),
    row("R06", R(&[Reserved]), Then, &[Clock], &[APPROVES_ITSELF, IN_FUNDING, WITHIN_CAP, PAID_IF_ASKED, NO_OPEN_RECONFIRMATION], State(R(&[Taken])), take_in),
    row("R07", R(&[Waitlisted, Reserved]), By(K::RejectParticipation), &[Owner, Admin, Compliance], &[], State(R(&[Rejected])), turn_down),
    row("R08", R(LIVE), By(K::WithdrawParticipation), &[Investor], &[OWN_REQUEST, MAY_WITHDRAW], State(R(&[Withdrawn])), withdraw),
    row("R09", R(&[Reserved]), At(T::Reservation), &[Clock], &[NOT_HELD], State(R(&[Expired])), expire),
    row("R10", R(&[Taken]), At(T::Grace), &[Clock], &[NOT_HELD], State(R(&[Expired])), expire),
    row("R11", R(LIVE), By(K::ReconfirmParticipation), &[Investor], &[OWN_REQUEST, RECONFIRMATION_OPEN, OFFER_IS_CURRENT], Same, reconfirm),
    row("R11", R(LIVE), At(T::Reconfirm), &[Clock], &[], State(R(&[Withdrawn])), lapse),
    row("R12", R(&[Taken]), With(&["T11"]), &[Clock], &[], Or(R(&[ScaledOut])), nothing),
    row("R13", R(&[Taken]), With(&["T19"]), &[Clock], &[], State(R(&[RequestStatus::Active])), nothing),
    row("R14", R(CALLABLE), With(CALLED_OFF), &[Clock], &[], State(R(&[RequestStatus::Cancelled])), nothing),
    row("R16", R(ANY), By(K::ReceiveChargeback), &[Bank], &[NEW_REFERENCE, WAS_PAID], Or(R(&[Expired])), charge_back),
    row("R17", R(&[Reserved]), With(&["T10", "T11"]), &[Clock], &[], State(R(&[Rejected])), nothing),
    row("R17", R(&[Waitlisted]), With(&["T17"]), &[Clock], &[], State(R(&[Rejected])), nothing),
    row("R18", R(&[RequestStatus::Active]), By(K::TransferParticipation), &[Investor], &[OWN_REQUEST, WORKS_STILL, TRANSFERS_ALLOWED, NEW_HOLDER_VERIFIED], Same, transfer),
];

/// Change orders.
#[rustfmt::skip]
pub const ORDERS: &[Row] = &[
    row("T24", P(WORKS), By(K::ProposeChangeOrder), &[Owner], &[NO_OPEN_ORDER, CHANGE_FITS], Same, propose_order),
    row("T24", O(&[Open]), By(K::VoteChangeOrder), &[Investor], &[ORDER_RUNS, ASKS_EVERYBODY, IS_HOLDER, NOT_VOTED], Same, vote),
    row("T24", O(&[Open]), By(K::DecideChangeOrder), &[Admin], &[ORDER_RUNS, IS_REFUSED], State(O(&[TurnedDown])), reject_order),
    row("T24", O(&[Open]), By(K::DecideChangeOrder), &[Admin], &[ORDER_RUNS, IS_ACCEPTED, IS_AGREED], State(O(&[Accepted])), accept_order),
    row("T24b", O(&[Open]), At(T::Reconfirm), &[Clock], &[], State(O(&[TurnedDown])), reject_order),
];

/// Payments.
#[rustfmt::skip]
pub const PAYOUTS: &[Row] = &[
    row("P2", P(EXISTS), Then, &[Clock], &[SOMETHING_TO_NET], Same, net),
    row("P1", P(EXISTS), Then, &[Clock], &[NOT_FROZEN, SOMETHING_PAYABLE], Same, order_payouts),
    row("T30", Y(&[Pending, Unclaimed]), By(K::ConfirmPayout), &[Bank], &[NEW_REFERENCE, PROJECT_SETTLED], State(Y(&[Confirmed])), confirm_payout),
    row("T31", Y(&[Pending, Unclaimed]), By(K::ConfirmPayout), &[Bank], &[NEW_REFERENCE, PROJECT_CANCELLED], State(Y(&[Confirmed])), confirm_payout),
    row("R15", Y(&[Pending, Unclaimed]), By(K::ConfirmPayout), &[Bank], &[NEW_REFERENCE, PROJECT_RUNS], State(Y(&[Confirmed])), confirm_payout),
    row("T30", Y(&[Pending, Confirmed]), By(K::FailPayout), &[Bank], &[NEW_REFERENCE, PROJECT_SETTLED], State(Y(&[Pending, Unclaimed])), fail_payout),
    row("T31", Y(&[Pending, Confirmed]), By(K::FailPayout), &[Bank], &[NEW_REFERENCE, PROJECT_CANCELLED], State(Y(&[Pending, Unclaimed])), fail_payout),
    row("R15", Y(&[Pending, Confirmed]), By(K::FailPayout), &[Bank], &[NEW_REFERENCE, PROJECT_RUNS], State(Y(&[Pending, Unclaimed])), fail_payout),
    row("T31", Y(&[Pending]), By(K::MoveUnclaimed), &[Treasurer], &[NOT_FROZEN], State(Y(&[Unclaimed])), move_unclaimed),
];

/// All tables, in the order in which reactions and timers of one instant are looked for.
pub const TABLES: &[&[Row]] = &[PROJECTS, REQUESTS, ORDERS, PAYOUTS];

/// All rows.
pub fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.iter().copied().flatten()
}

/// Whether some row answers `kind`.
const fn has_row(kind: CommandKind) -> bool {
    let mut tables = TABLES;
    while let [table, rest @ ..] = tables {
        let mut rows = *table;
        while let [row, others @ ..] = rows {
            if let By(known) = row.on
                && known.number() == kind.number()
            {
                return true;
            }
            rows = others;
        }
        tables = rest;
    }
    false
}

/// A command without a row does not compile.
const _: () = {
    let mut kinds = CommandKind::ALL;
    while let [kind, rest @ ..] = kinds {
        assert!(has_row(*kind), "every command needs a row");
        kinds = rest;
    }
};
