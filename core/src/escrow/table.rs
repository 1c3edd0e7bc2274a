//! The tables of the escrow: one row here for one row of the specification, in the same columns.
//! The rows decide everything; guards are small named functions and effects say which events follow.

use crate::aggregate::Role::{
    self, Admin, Advisor, Arbiter, Broker, Buyer, Carrier, Clock, Provider, Seller,
};
use crate::escrow::command::CommandKind;
use crate::escrow::event::CaseState::{self, *};
use crate::escrow::timers::Timer;
use crate::escrow::{ChargebackState, HoldState, LegState, MilestoneState, Phase, ProposalState};
use crate::escrow::{
    amendment::*, chargeback::*, deal::*, dispute::*, hold::*, late::*, milestone::*, payment::*,
    proposal::*, returns::*, staff::*,
};
use crate::machine::{self, row};
use ChargebackState::{Lost, Won};
use LegState::{Planned, Sent, Settled as Arrived};
use MilestoneState::*;
use Phase::{Active, Agreed, Closed, Draft, Proposed};
use ProposalState::{Applied, Lapsed, Open, TopupDue};
use States::{A, B, C, D, H, L, M};
use machine::On::{At, By, Then, With};
use machine::To::{Or, Same, State};

/// States of one of the small machines an escrow consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum States {
    /// Before anything exists.
    New,
    /// Phases of the deal.
    D(&'static [Phase]),
    /// States of a milestone.
    M(&'static [MilestoneState]),
    /// States of a case.
    C(&'static [CaseState]),
    /// States of a payment leg.
    L(&'static [LegState]),
    /// States of a hold.
    H(&'static [HoldState]),
    /// States of a proposal.
    A(&'static [ProposalState]),
    /// States of a chargeback.
    B(&'static [ChargebackState]),
}

/// Where a row leads.
pub type To = machine::To<States>;
/// What sets a row off.
pub type On = machine::On<CommandKind, Timer>;
/// A named condition.
pub type Guard = machine::Guard<crate::escrow::State>;
/// One row.
pub type Row = machine::Row<crate::escrow::State>;

use CommandKind as K;
use Timer as T;

const DEAL: &[Role] = &[Buyer, Seller, Broker];
const ALL: &[Role] = &[Buyer, Seller, Broker, Advisor, Arbiter];
const CONCERNED: &[Role] = &[Buyer, Seller, Broker, Advisor];
const SIDES: &[Role] = &[Buyer, Seller];
const CREATORS: &[Role] = &[Buyer, Seller, Broker, Admin];
const EXISTS: &[Phase] = &[Draft, Proposed, Agreed, Active, Closed];
const OPEN: &[CaseState] = &[AwaitingResponse, Negotiation, Mediation, Arbitration];
const ANYWHERE: &[LegState] = &[Planned, Sent, Arrived];
pub(crate) const IN_WORK: &[MilestoneState] = &[Funded, Shipped, Delivered, ChangesRequested];
const REFUNDABLE: &[MilestoneState] = &[Funded, Shipped, Delivered, ChangesRequested, Approved];
pub(crate) const HOLDS_MONEY: &[MilestoneState] =
    &[Funded, Shipped, Delivered, ChangesRequested, ReturnDue, ReturnShipped, Approved];
const AT_WORK: &[MilestoneState] =
    &[Funded, Shipped, Delivered, ChangesRequested, ReturnDue, ReturnShipped];
const MAY_BE_HELD: &[MilestoneState] =
    &[Funded, Shipped, Delivered, ChangesRequested, ReturnDue, ReturnShipped, Approved, Disputed];

/// Deals.
#[rustfmt::skip]
pub const DEALS: &[Row] = &[
    row("D1",  States::New,                     By(K::Create),   CREATORS,                &[],                                                                                        State(D(&[Draft])),    create),
    row("D2",  D(&[Draft]),                     By(K::Edit),     CREATORS,                &[IS_CREATOR, NAMES_ACTOR],                                                                 Same,                  edit),
    row("D3",  D(&[Draft]),                     By(K::Propose),  CREATORS,                &[IS_CREATOR],                                                                              State(D(&[Proposed])), propose),
    row("D4",  D(&[Draft]),                     At(T::Draft),    &[Clock],                &[],                                                                                        State(D(&[Closed])),   void),
    row("D5",  D(&[Draft]),                     By(K::Discard),  CREATORS,                &[IS_CREATOR],                                                                              State(D(&[Closed])),   void),
    row("D6",  D(&[Proposed]),                  By(K::Accept),   ALL,                     &[MUST_ACCEPT, HAS_NOT_ACCEPTED, HASH_MATCHES, OTHERS_MISSING],                             Same,                  accept),
    row("D7",  D(&[Proposed]),                  By(K::Accept),   ALL,                     &[MUST_ACCEPT, HAS_NOT_ACCEPTED, HASH_MATCHES, IS_LAST],                                    State(D(&[Agreed])),   accept_last),
    row("D8",  D(&[Proposed]),                  By(K::Counter),  DEAL,                    &[COUNTERS_LEFT, SAME_SIDES, NAMES_ACTOR],                                                  Same,                  counter),
    row("D9",  D(&[Proposed]),                  By(K::Decline),  ALL,                     &[MUST_ACCEPT, IS_NOT_CREATOR],                                                             State(D(&[Closed])),   decline),
    row("D10", D(&[Proposed]),                  By(K::Withdraw), CREATORS,                &[IS_CREATOR],                                                                              State(D(&[Closed])),   withdraw),
    row("D11", D(&[Proposed]),                  At(T::Accept),   &[Clock],                &[],                                                                                        State(D(&[Closed])),   expire),
    row("D12", D(&[Agreed]),                    By(K::Cancel),   &[Buyer, Seller, Admin], &[NOTHING_FUNDED, NO_CHARGEBACK],                                                           State(D(&[Closed])),   call_off),
    row("D13", D(&[Agreed]),                    At(T::Fund),     &[Clock],                &[NOTHING_FUNDED, NO_CHARGEBACK],                                                           State(D(&[Closed])),   lapse_unfunded),
    row("D14", D(&[Agreed]),                    Then,            &[Clock],                &[SOMETHING_FUNDED],                                                                        State(D(&[Active])),   activate),
    row("D17", D(&[Active]),                    Then,            &[Clock],                &[ALL_ENDED, NO_OPEN_CASE, NO_CHARGEBACK, NO_TOPUP],                                        State(D(&[Closed])),   close),
    row("D18", M(&[Released, Refunded]),        By(K::LateCase), SIDES,                   &[CLAIMS_OPEN, NO_OPEN_CLAIM, SOMETHING_TO_CLAIM, CLAIM_FITS, CLAIM_REASON_FITS, NEW_CASE], Same,                  open_late),
    row("D18", C(&[CaseState::Settled, Final]), Then,            &[Clock],                &[IS_UNSETTLED_CLAIM],                                                                      Same,                  award),
];

/// Milestones.
#[rustfmt::skip]
pub const MILESTONES: &[Row] = &[
    row("M1",   M(&[Pending]),          By(K::PayinStarted),    &[Buyer, Provider],       &[DEAL_STANDS, PAYS_TERMS, NEW_PAYIN, EXPIRY_FITS, PAYINS_LEFT],                   State(M(&[Funding])),            start_payin),
    row("M2",   M(&[Pending, Funding]), By(K::PayinCleared),    &[Provider],              &[UNCLEARED, SOME_MONEY, DEAL_STANDS, SAME_CURRENCY, BELOW_DUE],                   Same,                            clear_payin),
    row("M3",   M(&[Pending, Funding]), By(K::PayinCleared),    &[Provider],              &[UNCLEARED, SOME_MONEY, DEAL_STANDS, SAME_CURRENCY, REACHES_DUE],                 State(M(&[Funded])),             fund),
    row("M3",   M(&[Pending, Funding]), Then,                   &[Clock],                 &[DEAL_STANDS, IS_PAID],                                                           State(M(&[Funded])),             fund_paid),
    row("M4",   M(&[Pending, Funding]), By(K::PayinFailed),     &[Provider],              &[UNFAILED, DEAL_STANDS, PAYIN_IS_OURS],                                           State(M(&[Pending])),            fail_payin),
    row("M5",   M(&[Funding]),          At(T::Pay),             &[Clock],                 &[],                                                                               State(M(&[Pending])),            expire_payin),
    row("M6",   M(&[Pending]),          At(T::Fund),            &[Clock],                 &[IS_FREE],                                                                        State(M(&[Cancelled])),          cancel_unfunded),
    row("M7",   M(&[Pending, Funding]), By(K::CancelMilestone), &[Buyer, Seller, Admin],  &[DEAL_STANDS, IS_FREE],                                                           State(M(&[Cancelled])),          cancel_unfunded),
    row("M8",   M(&[Funded]),           By(K::CancelMilestone), &[Seller],                &[IS_FREE],                                                                        State(M(&[Refunded, Released])), cancel_funded),
    row("M9",   M(IN_WORK),             Then,                   &[Clock],                 &[CANCEL_AGREED, IS_FREE],                                                         State(M(&[Refunded, Released])), cancel_agreed),
    row("M9",   M(&[Pending, Funding]), Then,                   &[Clock],                 &[CANCEL_AGREED, IS_FREE],                                                         State(M(&[Cancelled])),          cancel_unfunded),
    row("M10",  M(&[Funded]),           At(T::Ship),            &[Clock],                 &[IS_FREE],                                                                        State(M(&[Refunded, Released])), give_back),
    row("M11",  M(&[Funded]),           By(K::Ship),            &[Seller, Admin],         &[IS_GOODS],                                                                       State(M(&[Shipped])),            ship),
    row("M12",  M(&[Funded]),           By(K::Submit),          &[Seller, Admin],         &[IS_NOT_GOODS],                                                                   State(M(&[Delivered])),          submit),
    row("M13",  M(&[Shipped]),          By(K::Delivered),       &[Carrier, Buyer, Admin], &[TIME_FITS],                                                                      State(M(&[Delivered])),          deliver),
    row("M14",  M(&[Shipped]),          By(K::ClaimDelivered),  &[Seller],                &[LONG_ENOUGH_ON_THE_WAY],                                                         State(M(&[Delivered])),          claim_delivered),
    row("M15",  M(&[Shipped]),          At(T::Deliver),         &[Clock],                 &[],                                                                               State(M(&[Disputed])),           open_not_received),
    row("M16",  M(&[Delivered]),        By(K::Approve),         &[Buyer, Advisor],        &[MAY_APPROVE],                                                                    State(M(&[Approved])),           approve),
    row("M17",  M(&[Delivered]),        At(T::Inspect),         &[Clock],                 &[],                                                                               State(M(&[Approved])),           approve_by_silence),
    row("M18",  M(&[Delivered]),        By(K::RequestChanges),  &[Buyer],                 &[IS_NOT_GOODS, ROUNDS_LEFT],                                                      State(M(&[ChangesRequested])),   request_changes),
    row("M19",  M(&[ChangesRequested]), By(K::Submit),          &[Seller, Admin],         &[],                                                                               State(M(&[Delivered])),          submit),
    row("M20",  M(&[ChangesRequested]), At(T::Rework),          &[Clock],                 &[],                                                                               State(M(&[Disputed])),           open_not_completed),
    row("M21",  M(&[Delivered]),        By(K::RejectReturn),    &[Buyer],                 &[IS_GOODS, AMOUNT_AVAILABLE, ROOM_TO_CARVE],                                      Or(M(&[ReturnDue])),             reject_return),
    row("M22",  M(&[ReturnDue]),        By(K::ShipReturn),      &[Buyer],                 &[],                                                                               State(M(&[ReturnShipped])),      ship_return),
    row("M22b", M(&[ReturnShipped]),    By(K::ReturnDelivered), &[Carrier, Seller],       &[NOT_BACK_YET],                                                                   Same,                            return_delivered),
    row("M23",  M(&[ReturnDue]),        At(T::ReturnShip),      &[Clock],                 &[],                                                                               State(M(&[Approved])),           approve_by_silence),
    row("M24",  M(&[ReturnShipped]),    By(K::AcceptReturn),    &[Seller, Admin],         &[IS_FREE],                                                                        State(M(&[Refunded, Released])), accept_return),
    row("M25",  M(&[ReturnShipped]),    At(T::ReturnInspect),   &[Clock],                 &[IS_FREE],                                                                        State(M(&[Refunded, Released])), give_back_returned),
    row("M26",  M(&[ReturnShipped]),    By(K::ContestReturn),   &[Seller],                &[],                                                                               State(M(&[Disputed])),           contest_return),
    row("M27",  M(IN_WORK),             By(K::Dispute),         SIDES,                    &[AMOUNT_AVAILABLE, REASON_FITS, NEW_CASE, ROOM_TO_CARVE],                         Or(M(&[Disputed])),              dispute),
    row("M28",  M(&[Approved]),         By(K::Dispute),         &[Buyer],                 &[DISPUTE_AFTER_APPROVAL, AMOUNT_AVAILABLE, REASON_FITS, NEW_CASE, ROOM_TO_CARVE], Or(M(&[Disputed])),              dispute),
    row("M29",  M(IN_WORK),             By(K::ReleasePartial),  &[Buyer],                 &[AMOUNT_AVAILABLE, IS_FREE],                                                      Or(M(&[Released])),              release_partial),
    row("M30",  M(REFUNDABLE),          By(K::RefundPartial),   &[Seller],                &[AMOUNT_AVAILABLE, IS_FREE],                                                      Or(M(&[Refunded, Released])),    refund_partial),
    row("M32",  M(&[Approved]),         At(T::Clear),           &[Clock],                 &[IS_FREE],                                                                        State(M(&[Released])),           release_rest),
    row("M34",  M(&[Approved]),         By(K::Release),         &[Admin],                 &[SECONDED, IS_FREE],                                                              State(M(&[Released])),           release_by_staff),
    row("M35",  M(&[Disputed]),         Then,                   &[Clock],                 &[CASE_SETTLED, IS_FREE],                                                          State(M(&[Resolved])),           distribute),
    row("M36",  M(&[Disputed]),         Then,                   &[Clock],                 &[CASE_FINAL, IS_FREE],                                                            State(M(&[Resolved])),           distribute),
    row("M37",  M(&[Disputed]),         Then,                   &[Clock],                 &[CASE_WITHDRAWN],                                                                 State(M(HOLDS_MONEY)),           resume),
    row("M45",  M(HOLDS_MONEY),         By(K::ForceRefund),     &[Admin],                 &[SECONDED, IS_FREE],                                                              State(M(&[Refunded, Released])), refund_by_staff),
    row("M44",  M(AT_WORK),             At(T::MaxHold),         &[Clock],                 &[],                                                                               State(M(&[Disputed])),           open_at_limit),
    row("M49",  M(&[Approved]),         At(T::MaxHold),         &[Clock],                 &[IS_FREE],                                                                        State(M(&[Released])),           release_rest),
    row("M50",  M(&[Disputed]),         At(T::MaxHold),         &[Clock],                 &[UNDECIDED],                                                                      Same,                            expedite),
    row("M47",  M(&[Funded]),           By(K::PayinReversed),   &[Provider],              &[PAYIN_CAME_IN, PAYIN_FUNDS_IT, UNTOUCHED],                                       State(M(&[Pending])),            reverse_payin),
    row("M47",  M(&[Pending, Funding]), By(K::PayinReversed),   &[Provider],              &[PAYIN_CAME_IN, PAYIN_FUNDS_IT],                                                  State(M(&[Pending])),            reverse_payin),
    row("M48",  D(EXISTS),              By(K::PayinReversed),   &[Provider],              &[PAYIN_CAME_IN],                                                                  Same,                            open_reversal),
    row("A5c",  M(IN_WORK),             By(K::PayinCleared),    &[Provider],              &[UNCLEARED, SOME_MONEY, SAME_CURRENCY, TOPUP_IS_WANTED],                          Same,                            clear_topup),
    row("M51",  D(EXISTS),              By(K::PayinStarted),    &[Provider],              &[NEW_PAYIN],                                                                      Same,                            note_payin),
    row("M51",  D(EXISTS),              By(K::PayinCleared),    &[Provider],              &[UNCLEARED, SOME_MONEY],                                                          Same,                            keep_apart),
    row("M51",  D(EXISTS),              By(K::PayinFailed),     &[Provider],              &[UNFAILED],                                                                       Same,                            note_payin),
    row("M51",  D(EXISTS),              By(K::PayinReversed),   &[Provider],              &[UNREVERSED],                                                                     Same,                            note_payin),
];

/// Cases.
#[rustfmt::skip]
pub const CASES: &[Row] = &[
    row("C1a", States::New,                                    With(&["M27", "M28"]),    SIDES,                                    &[],                                                   State(C(&[AwaitingResponse])),   nothing),
    row("C1a", States::New,                                    With(&["D18"]),           SIDES,                                    &[],                                                   State(C(&[AwaitingResponse])),   nothing),
    row("C1b", States::New,                                    With(&["M15", "M20"]),    &[Clock],                                 &[],                                                   State(C(&[AwaitingResponse])),   nothing),
    row("C1c", States::New,                                    With(&["M26"]),           &[Seller],                                &[],                                                   State(C(&[Negotiation])),        nothing),
    row("C1d", States::New,                                    With(&["M44", "H3"]),     &[Clock],                                 &[],                                                   State(C(&[Arbitration])),        nothing),
    row("C2",  C(&[AwaitingResponse]),                         By(K::Respond),           SIDES,                                    &[CASE_RUNS, IS_OTHER_SIDE, OFFER_FITS],               State(C(&[Negotiation])),        respond),
    row("C2",  M(&[Disputed]),                                 By(K::Dispute),           SIDES,                                    &[CASE_RUNS, IS_OTHER_SIDE, AWAITS_RESPONSE],          Same,                            respond),
    row("C3",  C(&[AwaitingResponse]),                         By(K::AcceptClaim),       SIDES,                                    &[CASE_RUNS, IS_OTHER_SIDE],                           State(C(&[Settled])),            accept_claim),
    row("C4",  C(&[AwaitingResponse]),                         At(T::Respond),           &[Clock],                                 &[CASE_RUNS],                                          State(C(&[Arbitration, Ruled])), answer_silence),
    row("C5",  C(&[Negotiation]),                              By(K::Offer),             SIDES,                                    &[CASE_RUNS, OFFERS_LEFT, OFFER_FITS],                 Same,                            offer),
    row("C6",  C(&[Negotiation]),                              By(K::AcceptOffer),       SIDES,                                    &[CASE_RUNS, OFFER_IS_LATEST, OFFER_IS_NOT_OWN],       State(C(&[Settled])),            accept_offer),
    row("C7",  C(&[Negotiation]),                              By(K::Escalate),          SIDES,                                    &[CASE_RUNS, NEGOTIATED_LONG_ENOUGH],                  State(C(&[Mediation])),          escalate),
    row("C8",  C(&[Negotiation]),                              At(T::Negotiate),         &[Clock],                                 &[CASE_RUNS],                                          State(C(&[Mediation])),          escalate),
    row("C9",  C(&[Mediation]),                                By(K::ProposeSettlement), &[Arbiter, Admin],                        &[CASE_RUNS, IS_MEDIATOR, OFFER_FITS],                 Same,                            propose_settlement),
    row("C10", C(&[Mediation]),                                By(K::AcceptSettlement),  SIDES,                                    &[CASE_RUNS, PROPOSAL_IS_LATEST, NOBODY_ACCEPTED],     Same,                            accept_settlement),
    row("C10", C(&[Mediation]),                                By(K::AcceptSettlement),  SIDES,                                    &[CASE_RUNS, PROPOSAL_IS_LATEST, OTHER_SIDE_ACCEPTED], State(C(&[Settled])),            accept_settlement_last),
    row("C11", C(&[Mediation]),                                By(K::RejectSettlement),  SIDES,                                    &[CASE_RUNS, PROPOSAL_IS_LATEST],                      State(C(&[Arbitration])),        arbitrate),
    row("C11", C(&[Mediation]),                                By(K::Escalate),          SIDES,                                    &[CASE_RUNS],                                          State(C(&[Arbitration])),        arbitrate),
    row("C12", C(&[Mediation]),                                At(T::Mediate),           &[Clock],                                 &[CASE_RUNS],                                          State(C(&[Arbitration])),        arbitrate),
    row("C14", C(&[Arbitration]),                              By(K::Rule),              &[Arbiter],                               &[CASE_RUNS, IS_THE_ARBITER, OFFER_FITS],              State(C(&[Ruled])),              rule),
    row("C15", C(&[Arbitration]),                              At(T::Arbitrate),         &[Clock],                                 &[CASE_RUNS],                                          State(C(&[Ruled])),              rule_by_default),
    row("C16", C(&[Arbitration]),                              By(K::Recuse),            &[Arbiter],                               &[IS_THE_ARBITER],                                     Same,                            recuse),
    row("C17", C(&[Ruled]),                                    By(K::Appeal),            SIDES,                                    &[CASE_RUNS, NOT_APPEALED],                            State(C(&[Arbitration])),        appeal),
    row("C18", C(&[Ruled]),                                    At(T::Appeal),            &[Clock],                                 &[CASE_RUNS],                                          State(C(&[Final])),              finish),
    row("C19", C(&[AwaitingResponse, Negotiation, Mediation]), By(K::WithdrawCase),      SIDES,                                    &[CASE_RUNS, IS_CLAIMANT, IS_UNCONTESTED],             State(C(&[Withdrawn])),          withdraw_case),
    row("C20", C(OPEN),                                        By(K::AddEvidence),       &[Buyer, Seller, Broker, Advisor, Admin], &[EVIDENCE_LEFT],                                      Same,                            add_evidence),
    row("C23", C(OPEN),                                        By(K::AssignArbiter),     &[Admin],                                 &[ARBITER_IS_DISJOINT],                                Same,                            assign_arbiter),
];

/// Payment legs.
#[rustfmt::skip]
pub const LEGS: &[Row] = &[
    row("L1", D(EXISTS),           Then,               &[Clock],    &[SOMETHING_OWED], Same,                 plan),
    row("L2", L(&[Planned]),       By(K::LegSent),     &[Provider], &[UNREPORTED],     State(L(&[Sent])),    send),
    row("L3", L(&[Planned, Sent]), By(K::LegSettled),  &[Provider], &[UNREPORTED],     State(L(&[Arrived])), settle),
    row("L4", L(&[Planned, Sent]), By(K::LegFailed),   &[Provider], &[],               State(L(&[Planned])), fail),
    row("L5", L(&[Arrived]),       By(K::LegReturned), &[Provider], &[UNREPORTED],     State(L(&[Planned])), take_back),
    row("L6", L(ANYWHERE),         By(K::LegSent),     &[Provider], &[UNREPORTED],     Same,                 note_leg),
    row("L6", L(ANYWHERE),         By(K::LegSettled),  &[Provider], &[UNREPORTED],     Same,                 note_leg),
    row("L6", L(ANYWHERE),         By(K::LegFailed),   &[Provider], &[UNREPORTED],     Same,                 note_leg),
    row("L6", L(ANYWHERE),         By(K::LegReturned), &[Provider], &[UNREPORTED],     Same,                 note_leg),
];

/// Proposals.
#[rustfmt::skip]
pub const PROPOSALS: &[Row] = &[
    row("A1",  D(&[Active]),   By(K::ProposeAmendment), DEAL,      &[CHANGES_LEFT, NO_OPEN_AMENDMENT, AMENDMENT_FITS],                  Same,                               propose_amendment),
    row("A1",  D(&[Active]),   By(K::ProposeCancel),    SIDES,     &[CHANGES_LEFT, NO_OPEN_CANCEL, KILL_FEE_FITS],                      Same,                               propose_cancel),
    row("A1",  M(IN_WORK),     By(K::ProposeExtension), SIDES,     &[CHANGES_LEFT, NO_OPEN_EXTENSION, EXTENSIONS_LEFT, EXTENSION_FITS], Same,                               propose_extension),
    row("A2",  A(&[Open]),     By(K::AcceptProposal),   CONCERNED, &[DEAL_ACTIVE, IS_ASKED, OTHERS_ASKED, STILL_FITS],                  Same,                               agree_to),
    row("A2",  A(&[Open]),     By(K::AcceptProposal),   CONCERNED, &[DEAL_ACTIVE, IS_ASKED, LAST_ASKED, STILL_FITS, NEEDS_NO_MONEY],    State(A(&[Applied])),               apply),
    row("A2",  A(&[Open]),     By(K::AcceptProposal),   CONCERNED, &[DEAL_ACTIVE, IS_ASKED, LAST_ASKED, STILL_FITS, NEEDS_MONEY],       State(A(&[TopupDue])),              await_topup),
    row("A3",  A(&[Open]),     By(K::RejectProposal),   CONCERNED, &[DEAL_ACTIVE, IS_ASKED],                                            State(A(&[ProposalState::Closed])), close_proposal),
    row("A3",  A(&[Open]),     By(K::WithdrawProposal), DEAL,      &[DEAL_ACTIVE, OWN_PROPOSAL],                                        State(A(&[ProposalState::Closed])), close_proposal),
    row("A4",  A(&[Open]),     At(T::Amend),            &[Clock],  &[],                                                                 State(A(&[Lapsed])),                lapse_proposal),
    row("A4b", A(&[Open]),     At(T::Cancel),           &[Clock],  &[],                                                                 State(A(&[Lapsed])),                lapse_proposal),
    row("A5",  A(&[TopupDue]), Then,                    &[Clock],  &[STILL_FITS, TOPUP_IS_THERE],                                       State(A(&[Applied])),               apply),
    row("A5b", A(&[TopupDue]), At(T::Topup),            &[Clock],  &[NO_CHARGEBACK],                                                    State(A(&[Lapsed])),                lapse_topup),
];

/// Chargebacks.
#[rustfmt::skip]
pub const CHARGEBACKS: &[Row] = &[
    row("B1", B(&[Won]),                   By(K::ChargebackOpened), &[Provider], &[SOME_AMOUNT, AS_OPENED],            State(B(&[ChargebackState::Open])), open_chargeback),
    row("B1", D(EXISTS),                   By(K::ChargebackOpened), &[Provider], &[NEW_CHARGEBACK, SOME_AMOUNT],       Same,                               open_chargeback),
    row("B2", B(&[ChargebackState::Open]), By(K::ChargebackWon),    &[Provider], &[],                                  State(B(&[Won])),                   win),
    row("B3", B(&[ChargebackState::Open]), By(K::ChargebackLost),   &[Provider], &[SOME_AMOUNT, AS_OPENED],            State(B(&[Lost])),                  lose),
    row("B3", B(&[Won, Lost]),             By(K::ChargebackLost),   &[Provider], &[NOT_FINAL, SOME_AMOUNT, AS_OPENED], State(B(&[Lost])),                  lose),
    row("B4", B(&[ChargebackState::Open]), At(T::Chargeback),       &[Clock],    &[],                                  State(B(&[Lost])),                  lose_by_silence),
    row("B5", B(&[Won, Lost]),             By(K::ChargebackWon),    &[Provider], &[NOT_WON],                           State(B(&[Won])),                   win),
];

/// Holds.
#[rustfmt::skip]
pub const HOLDS: &[Row] = &[
    row("H1", M(MAY_BE_HELD),          By(K::PlaceHold), &[Admin], &[NEW_HOLD], Same,                           place_hold),
    row("H2", H(&[HoldState::Active]), By(K::LiftHold),  &[Admin], &[],         State(H(&[HoldState::Lifted])), lift_hold),
    row("H3", H(&[HoldState::Active]), At(T::Hold),      &[Clock], &[],         State(H(&[HoldState::Lifted])), expire_hold),
];

/// All tables, in the order in which reactions and timers of one instant are looked for.
pub const TABLES: &[&[Row]] = &[DEALS, MILESTONES, CASES, PROPOSALS, HOLDS, CHARGEBACKS, LEGS];

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
