//! The values of the core as the OpenAPI document describes them. Nothing is read or written through these types.
#![allow(dead_code, reason = "read by the derives only")]

use tercero::Code;
use tercero::escrow::{CommandKind, OnTimeout, Timer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{Object, ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// A text from a list that the core keeps.
fn one_of(texts: impl Iterator<Item = &'static str>) -> Object {
    ObjectBuilder::new()
        .schema_type(SchemaType::Type(Type::String))
        .enum_values(Some(texts))
        .build()
}

macro_rules! listed {
    ($($(#[doc = $doc:literal])+ $name:ident = $texts:expr;)+) => {$(
        $(#[doc = $doc])+
        pub(crate) struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                let mut object = one_of($texts);
                object.description = Some(concat!($($doc),+).trim().to_owned());
                object.into()
            }
        }

        impl ToSchema for $name {}
    )+};
}

listed! {
    /// A command without its arguments.
    CommandName = CommandKind::ALL.iter().map(|kind| kind.as_str());
    /// A timer.
    TimerName = Timer::ALL.iter().map(|timer| timer.as_str());
    /// What silence means.
    Outcome = OUTCOMES.iter().map(|outcome| outcome.as_str());
    /// A code of the registry.
    RefusalCode = Code::ALL.iter().map(|code| code.as_str());
}

const OUTCOMES: &[OnTimeout] = &[
    OnTimeout::Close,
    OnTimeout::Reopen,
    OnTimeout::Refund,
    OnTimeout::Approve,
    OnTimeout::Release,
    OnTimeout::OpenCase,
    OnTimeout::Escalate,
    OnTimeout::OpenerWins,
    OnTimeout::RefundBuyer,
    OnTimeout::Split,
    OnTimeout::Final,
    OnTimeout::Lift,
    OnTimeout::Lapse,
    OnTimeout::CountAsLost,
];

/// A command: its `type`, and the arguments that `actions` names for it.
pub(crate) struct Command;

impl PartialSchema for Command {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .description(Some(
                "A command: its `type`, and the arguments that `actions` names for it.",
            ))
            .property("type", one_of(CommandKind::ALL.iter().map(|kind| kind.as_str())))
            .required("type")
            .into()
    }
}

impl ToSchema for Command {}

/// A name of a party, a milestone, or something outside.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^[A-Za-z0-9_-]{1,64}$", example = "ana")]
pub(crate) struct Id(String);

/// SHA-256 in hexadecimal digits.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub(crate) struct Hash(String);

/// An instant, RFC 3339 with an offset and at most three decimals; written in UTC.
#[derive(ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2026-03-01T09:00:00.000Z")]
pub(crate) struct Time(String);

/// A fraction in plain notation, such as 0.035.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = r"^(0|[1-9][0-9]{0,19})(\.[0-9]{1,18})?$", example = "0.035")]
pub(crate) struct Rate(String);

/// An amount in plain notation, always text.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = r"^-?(0|[1-9][0-9]*)(\.[0-9]{1,4})?$", example = "1250.00")]
pub(crate) struct Amount(String);

/// A file or text by its SHA-256 and its length in bytes.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Digest {
    sha256: Hash,
    #[schema(maximum = 26_214_400)]
    length: u32,
}

/// A whole number of seconds, at most ten years.
#[derive(ToSchema)]
#[schema(value_type = u32, maximum = 315_360_000, example = 86_400)]
pub(crate) struct Seconds(u32);

/// An amount of a currency.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Money {
    amount: Amount,
    /// ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    currency: String,
}

/// In which capacity somebody acts.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Role {
    Buyer,
    Seller,
    Broker,
    Advisor,
    Arbiter,
    Admin,
    Provider,
    Carrier,
    Clock,
}

/// Where an escrow stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Phase {
    Draft,
    Proposed,
    Agreed,
    Active,
    Closed,
}

/// How an escrow ended.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum CloseReason {
    Voided,
    Declined,
    Cancelled,
    Expired,
    Completed,
    Refunded,
    Mixed,
    ChargedBack,
}

/// Where a milestone stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum MilestoneState {
    Pending,
    Funding,
    Funded,
    Shipped,
    Delivered,
    ChangesRequested,
    ReturnDue,
    ReturnShipped,
    Approved,
    Disputed,
    Released,
    Refunded,
    Resolved,
    Cancelled,
}

/// Where a case stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum CaseState {
    AwaitingResponse,
    Negotiation,
    Mediation,
    Arbitration,
    Ruled,
    Final,
    Settled,
    Withdrawn,
}

/// Why somebody disputes.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Reason {
    NotReceived,
    NotAsDescribed,
    NotCompleted,
    Late,
    NonPayment,
    Unauthorised,
    ReturnContested,
    HoldExpired,
    HoldLimit,
}

/// Why staff hold a milestone.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum HoldKind {
    Compliance,
    Identity,
    Risk,
    Legal,
    PayoutAccount,
}

/// What happens when a hold ends by time.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum OnExpiry {
    Lift,
    OpenCase,
}

/// Whether a hold stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum HoldState {
    Active,
    Lifted,
}

/// Where a proposal stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum ProposalState {
    Open,
    TopupDue,
    Applied,
    Closed,
    Lapsed,
}

/// Where a payment leg stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum LegState {
    Planned,
    Sent,
    Settled,
}

/// What a payment leg is for.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Purpose {
    Release,
    Refund,
    Unapplied,
    Fees,
    Chargeback,
}

/// Where a chargeback stands.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum ChargebackState {
    Open,
    Won,
    Lost,
}

/// How a payment was taken back: at the payer's wish, or by the rail itself.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum ChargebackKind {
    Chargeback,
    Reversal,
}

/// Who bears what a bank took back of money that was paid out already.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Liability {
    Shared,
    SellerFirst,
}

/// One of the two sides.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Payer {
    Buyer,
    Seller,
}

/// When a fee line becomes due while principal is released.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Timing {
    ProRata,
    Front,
    Back,
}

/// What kind of thing a milestone pays for.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum Kind {
    Goods,
    Service,
    Digital,
    Pickup,
}

/// What a tier's rate multiplies.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum On {
    Slice,
    Whole,
    Excess,
}

/// What the parties agree on. Fees, timers and rounds have defaults.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Terms {
    /// ISO 4217.
    #[schema(pattern = "^[A-Z]{3}$", example = "EUR")]
    currency: String,
    #[schema(max_items = 16)]
    parties: Vec<Party>,
    #[schema(min_items = 1, max_items = 200)]
    milestones: Vec<MilestoneTerms>,
    #[schema(required = false, max_items = 32)]
    fees: Vec<FeeLine>,
    #[schema(required = false)]
    timers: Vec<TimerTerms>,
    /// How often the buyer may request changes to one milestone.
    #[schema(required = false)]
    rework_rounds: u32,
    /// Whether the buyer may dispute between approval and release.
    #[schema(required = false)]
    dispute_after_approval: bool,
    /// What the seller keeps of the price of goods that are sent back, as a fraction.
    #[schema(required = false)]
    restocking: Rate,
    /// Who returns what a bank took back after it was paid out.
    #[schema(required = false)]
    liability: Liability,
}

/// Somebody named in the terms.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Party {
    id: Id,
    /// Buyer, seller, broker, advisor or arbiter.
    role: Role,
    /// Buyer, seller, arbiter and payees always must.
    must_accept: Option<bool>,
    /// Whether an advisor may approve for the buyer.
    #[schema(required = false)]
    may_approve: bool,
}

/// One piece of the work and its price.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MilestoneTerms {
    id: Id,
    #[schema(min_length = 1, max_length = 4096)]
    title: String,
    amount: Money,
    #[schema(required = false)]
    kind: Kind,
    /// `{"type":"start"}`, `{"type":"previous"}` or `{"type":"date","at":…}`.
    #[schema(required = false, value_type = Object)]
    fund_by: (),
    /// Until when the seller must ship or submit.
    due: Option<Time>,
    /// How long the buyer may inspect.
    inspection: Option<Seconds>,
}

/// One line of the fees.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeLine {
    id: Id,
    rule: Rule,
    /// `{"type":"price"}`, `{"type":"line","line":…}`, `{"type":"buyer_price"}` or `{"type":"margin","buyer_price":…}`.
    #[schema(value_type = Object)]
    base: (),
    /// Nobody, if the line is paid out of another.
    payers: Vec<PayerShare>,
    payees: Vec<PayeeShare>,
    tax: Option<Tax>,
    #[schema(required = false)]
    timing: Timing,
    /// The earlier line whose first payee pays this one.
    out_of: Option<Id>,
    /// The sides that may not see the line, nor anything it could be worked out from.
    #[schema(required = false)]
    hidden_from: Vec<Payer>,
    /// What the line asks of money that goes back; where nothing is said, nothing.
    #[schema(required = false)]
    on_refund: Vec<OnRefund>,
    /// Whether terms are refused in which the seller's lines up to this one exceed the price.
    #[schema(required = false)]
    reject_at_quote: bool,
}

/// What a fee line asks of money that goes back for one cause.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OnRefund {
    cause: RefundCause,
    policy: RefundPolicy,
}

/// Why money goes back to the buyer.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum RefundCause {
    SellerCancelled,
    NotDelivered,
    Voluntary,
    Returned,
    Case,
    CancelAgreed,
    Admin,
}

/// Whether a line takes its fee as if the money had been released, or becomes what its rule asks of the price that is left.
#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
pub(crate) enum RefundPolicy {
    Keep,
    Recompute,
}

/// How a fee follows from an amount.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Rule {
    #[schema(min_items = 1, max_items = 64)]
    tiers: Vec<Tier>,
    min: Option<Amount>,
    max: Option<Amount>,
    #[schema(required = false)]
    monotone: bool,
    /// What was billed before under the same `slice` tiers.
    billed_before: Option<Amount>,
    per_period: Option<PerPeriod>,
}

/// What a rule asks for each period, outside its floor and cap.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PerPeriod {
    amount: Amount,
    #[schema(minimum = 1, maximum = 1_200)]
    periods: u32,
}

/// One step of a fee rule.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tier {
    up_to: Option<Amount>,
    rate: Rate,
    flat: Option<Amount>,
    on: On,
}

/// How much of a fee line one side pays.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayerShare {
    payer: Payer,
    weight: Rate,
}

/// How much of a fee line one party receives.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PayeeShare {
    party: Id,
    weight: Rate,
}

/// Tax on a fee line.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tax {
    rate: Rate,
    #[schema(required = false)]
    included: bool,
    /// Whether the one who is billed accounts for the tax himself.
    #[schema(required = false)]
    reverse_charge: bool,
    /// Whether lines alike in tax, payers and who sees them are taxed on their sum, once.
    #[schema(required = false)]
    per_document: bool,
}

/// A timer as the terms set it.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TimerTerms {
    timer: TimerName,
    window: Option<Seconds>,
    on_timeout: Option<Outcome>,
}

/// What everybody pays and receives if everything is released.
#[derive(ToSchema)]
pub(crate) struct Quote {
    price: Money,
    lines: Vec<QuoteLine>,
    totals: Vec<PartyTotal>,
    shortfall: Money,
}

/// A fee or tax line of a quote.
#[derive(ToSchema)]
pub(crate) struct QuoteLine {
    line: Id,
    tax: bool,
    #[schema(required = false)]
    reverse_charge: bool,
    base: Money,
    amount: Money,
    buyer: Money,
    seller: Money,
    timing: Timing,
    payees: Vec<QuoteShare>,
    /// The line whose first payee pays this one.
    out_of: Option<Id>,
    #[schema(required = false)]
    hidden_from: Vec<Payer>,
    #[schema(required = false)]
    on_refund: Vec<OnRefund>,
}

/// What one payee receives of a quote line.
#[derive(ToSchema)]
pub(crate) struct QuoteShare {
    party: Id,
    weight: Rate,
    amount: Money,
}

/// What one party pays and receives.
#[derive(ToSchema)]
pub(crate) struct PartyTotal {
    party: Id,
    pays: Money,
    receives: Money,
    net: Money,
}

/// An escrow as its reader may see it, and what he may do.
#[derive(ToSchema)]
pub(crate) struct Escrow {
    #[schema(format = Uuid)]
    id: String,
    /// To be expected by the next command, as in `ETag`.
    version: u32,
    phase: Phase,
    #[schema(required)]
    close_reason: Option<CloseReason>,
    terms: Terms,
    terms_version: u32,
    terms_hash: Hash,
    quote: Quote,
    accepted: Vec<Id>,
    milestones: Vec<Milestone>,
    cases: Vec<Case>,
    holds: Vec<Hold>,
    proposals: Vec<Proposal>,
    /// Without what others owe because of them.
    chargebacks: Vec<Chargeback>,
    legs: Vec<Leg>,
    balances: Vec<Balance>,
    deadlines: Vec<Deadline>,
    allowed_actions: Vec<CommandName>,
}

/// A milestone, or a part carved out of one.
#[derive(ToSchema)]
pub(crate) struct Milestone {
    id: Id,
    index: u32,
    state: MilestoneState,
    amount: Money,
    released: Money,
    refunded: Money,
    /// What a bank took back of it.
    charged_back: Money,
    since: Time,
    #[schema(required)]
    deadline: Option<Time>,
    #[schema(required)]
    fund_deadline: Option<Time>,
    /// When the rail's limit is so near that the matter has to be decided.
    #[schema(required)]
    max_hold: Option<Time>,
    rounds: u32,
    #[schema(required)]
    shipped_at: Option<Time>,
    /// Whether what was sent back has arrived.
    returned: bool,
    /// How often the running window was extended.
    extensions: u32,
    /// By how many milliseconds its windows were extended in all.
    extended: i64,
    /// What it goes back to if its case is withdrawn.
    #[schema(required)]
    paused: Option<Paused>,
    /// The state a timer ended, and its deadline, if nobody has acted since.
    #[schema(required, value_type = Option<Vec<String>>)]
    lapsed: (),
}

/// What a milestone returns to when its case is withdrawn.
#[derive(ToSchema)]
pub(crate) struct Paused {
    state: MilestoneState,
    /// Milliseconds its timer had left.
    left: i64,
    /// The whole window of that timer, in milliseconds.
    full: i64,
}

/// A dispute about what one milestone holds.
#[derive(ToSchema)]
pub(crate) struct Case {
    #[schema(format = Uuid)]
    id: String,
    milestone: Id,
    claimant: Payer,
    reason: Reason,
    claim: Money,
    state: CaseState,
    since: Time,
    /// Until when the next step must be taken.
    #[schema(required)]
    deadline: Option<Time>,
    contested: bool,
    #[schema(required)]
    offer: Option<Offer>,
    #[schema(required)]
    proposal: Option<Settlement>,
    appealed: bool,
    /// Whether it is a claim after the end of the escrow.
    late: bool,
    /// What the buyer got of it so far.
    received: Money,
    /// Whether what was decided after the end has been booked.
    carried_out: bool,
    /// How much evidence each side gave.
    evidence: Tally,
    /// How many offers each side made.
    offers: Tally,
    /// The stage a timer ended, and its deadline.
    #[schema(required, value_type = Option<Vec<String>>)]
    lapsed: (),
    #[schema(required)]
    arbiter: Option<Id>,
    #[schema(required)]
    to_buyer: Option<Money>,
}

/// A settlement offer.
#[derive(ToSchema)]
pub(crate) struct Offer {
    number: u32,
    by: Payer,
    to_buyer: Money,
}

/// A mediator's proposal.
#[derive(ToSchema)]
pub(crate) struct Settlement {
    number: u32,
    to_buyer: Money,
    /// Which side has accepted it.
    #[schema(required)]
    accepted: Option<Payer>,
}

/// A hold of staff on a milestone and its parts.
#[derive(ToSchema)]
pub(crate) struct Hold {
    id: Id,
    milestone: Id,
    kind: HoldKind,
    expires_at: Time,
    on_expiry: OnExpiry,
    state: HoldState,
}

/// A change that somebody proposes to everybody it concerns.
#[derive(ToSchema)]
pub(crate) struct Proposal {
    number: u32,
    by: Id,
    /// `{"type":"amend","terms":…}`, `{"type":"cancel","kill_fee":…}` or `{"type":"extend","milestone":…,"until":…}`.
    #[schema(value_type = Object)]
    change: (),
    /// Who has agreed besides.
    accepted: Vec<Id>,
    /// Until when the others may agree, or the money may come.
    deadline: Time,
    /// What the buyer has to pay before it applies.
    #[schema(required)]
    topup: Option<Money>,
    state: ProposalState,
}

/// A payment that a bank wants back or has taken back.
#[derive(ToSchema)]
pub(crate) struct Chargeback {
    id: Id,
    payin: Id,
    kind: ChargebackKind,
    /// How much is wanted.
    amount: Money,
    state: ChargebackState,
    /// When it counts as lost if the bank says nothing.
    deadline: Time,
    /// Whether it only counts as lost because the bank said nothing.
    provisional: bool,
    /// What the standing loss was taken from, in this order.
    losses: Vec<Loss>,
}

/// A part of lost money.
#[derive(ToSchema)]
pub(crate) struct Loss {
    /// `{"type":"held","milestone":…,"state":…}`, `{"type":"payee","party":…}`, or `funding`, `fees`, `returned`, `drift`.
    #[schema(value_type = Object)]
    source: (),
    amount: Money,
}

/// A payment to somebody.
#[derive(ToSchema)]
pub(crate) struct Leg {
    id: String,
    payee: Id,
    amount: Money,
    purpose: Purpose,
    state: LegState,
    attempt: u32,
    /// What the rail reported, oldest first.
    reports: Vec<Report>,
}

/// What the rail reported of a payment.
#[derive(ToSchema)]
pub(crate) struct Report {
    kind: CommandName,
    reference: Id,
}

/// How much of something each side has used.
#[derive(ToSchema)]
pub(crate) struct Tally {
    buyer: u32,
    seller: u32,
    others: u32,
}

/// A payment that waits for the rail or is on its way.
#[derive(ToSchema)]
pub(crate) struct Payout {
    id: String,
    payee: Id,
    amount: Money,
    purpose: Purpose,
    state: LegState,
    attempt: u32,
}

/// The balance of one account on its normal side.
#[derive(ToSchema)]
pub(crate) struct Balance {
    #[schema(example = "held:m1")]
    account: String,
    balance: Money,
}

/// A timer that runs.
#[derive(ToSchema)]
pub(crate) struct Deadline {
    at: Time,
    timer: TimerName,
    #[schema(required)]
    subject: Option<String>,
    on_timeout: Outcome,
}

/// A command somebody could give now, and if not, why not.
#[derive(ToSchema)]
pub(crate) struct Action {
    command: CommandName,
    #[schema(required)]
    subject: Option<String>,
    allowed: bool,
    #[schema(required)]
    why_not: Option<WhyNot>,
    #[schema(required)]
    deadline: Option<Time>,
    arguments: Vec<Argument>,
}

/// Why a command would be refused.
#[derive(ToSchema)]
pub(crate) struct WhyNot {
    code: RefusalCode,
    message: String,
    field: Option<String>,
    value: Option<String>,
    #[schema(required = false)]
    allowed: Vec<String>,
    deadline: Option<Time>,
}

/// An argument of a command.
#[derive(ToSchema)]
pub(crate) struct Argument {
    name: String,
    kind: String,
    #[schema(required)]
    at_least: Option<Money>,
    #[schema(required)]
    at_most: Option<Money>,
}

/// One side of a movement.
#[derive(ToSchema)]
pub(crate) struct Posting {
    account: String,
    amount: Money,
}

/// A movement of money, as far as it may be seen.
#[derive(ToSchema)]
pub(crate) struct Movement {
    debits: Vec<Posting>,
    credits: Vec<Posting>,
}

/// One entry of the journal, made by one event.
#[derive(ToSchema)]
pub(crate) struct JournalEntry {
    version: u32,
    effective_at: Time,
    movement: Movement,
}

/// A place in a history, signed by the server.
#[derive(ToSchema)]
pub(crate) struct Receipt {
    checkpoint: Checkpoint,
    /// The root of the tree over the hashes of all entries up to there.
    root: Hash,
    key: PublicKey,
    /// Ed25519 over the bytes that the page about receipts names.
    #[schema(pattern = "^[0-9a-f]{128}$")]
    signature: String,
}

/// A place in a history.
#[derive(ToSchema)]
pub(crate) struct Checkpoint {
    /// The escrow.
    #[schema(format = Uuid)]
    stream: String,
    version: u32,
    hash: Hash,
}

/// An Ed25519 public key in hexadecimal digits.
#[derive(ToSchema)]
#[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
pub(crate) struct PublicKey(String);

/// Proof that one entry is covered by a receipt.
#[derive(ToSchema)]
pub(crate) struct InclusionProof {
    version: u32,
    /// The version of the receipt.
    size: u32,
    /// The hash of the entry before.
    previous: Hash,
    hashes: Vec<Hash>,
}

/// Proof that the history under one receipt begins with that under an earlier one.
#[derive(ToSchema)]
pub(crate) struct ConsistencyProof {
    /// The version of the earlier receipt.
    first: u32,
    /// The version of the later one.
    second: u32,
    hashes: Vec<Hash>,
}
