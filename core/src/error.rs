//! The registry of refusal codes: one line per code, from which every language, the HTTP problems and the docs page are made.
//! A [`Refusal`] teaches: it names the code, the offending value and what would have been allowed.

use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;

macro_rules! codes {
    ($($variant:ident $code:literal $status:literal $title:literal;)+) => {
        /// Why something was refused. A code never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $(#[doc = $title] $variant,)+ }

        impl Code {
            /// All codes, in the order of the registry.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The stable text of the code, in snake_case.
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)+ }
            }

            /// What the code means, as one sentence without a full stop.
            pub const fn title(self) -> &'static str {
                match self { $(Code::$variant => $title,)+ }
            }

            /// The HTTP status a server answers with.
            pub const fn http_status(self) -> u16 {
                match self { $(Code::$variant => $status,)+ }
            }

            /// The code whose stable text is `code`.
            pub fn from_text(code: &str) -> Option<Code> {
                match code { $($code => Some(Code::$variant),)+ _ => None }
            }
        }
    };
}

codes! {
    // values
    AmountSyntax "amount_syntax" 422 "the text is not a decimal number in plain notation";
    AmountType "amount_type" 422 "an amount must be given as text, never as a number";
    AmountScale "amount_scale" 422 "the amount has more decimals than its currency";
    AmountRange "amount_range" 422 "the amount is out of range or has a sign that makes no sense here";
    CurrencyUnknown "currency_unknown" 422 "the currency is not an ISO 4217 code with a minor unit";
    CurrencyMismatch "currency_mismatch" 422 "two amounts of different currencies meet";
    NegativeWeight "negative_weight" 422 "a weight or rate is negative";
    NoWeights "no_weights" 422 "there is nobody to share among";
    ZeroWeights "zero_weights" 422 "all weights are zero and there is money to share";
    LengthMismatch "length_mismatch" 422 "two lists that belong together have different lengths";
    TotalsDecrease "totals_decrease" 422 "a cumulative total is smaller than the one before it";
    RuleMixed "rule_mixed" 422 "a fee rule mixes `slice` tiers with others";
    RuleInvalid "rule_invalid" 422 "a fee rule contradicts itself";
    NoRule "no_rule" 422 "no rule of the book applies and there is no default";
    FeeExceedsPrice "fee_exceeds_price" 422 "the seller's fees exceed the price";
    FeeExceedsCommission "fee_exceeds_commission" 422 "a fee leaves nothing of the commission it is paid out of";
    CommissionLeaks "commission_leaks" 422 "a fee that is hidden from a side could be seen or worked out by it";
    TextForbidden "text_forbidden" 422 "the text has characters that are not allowed";
    TextLength "text_length" 422 "the text is empty or too long";
    IdSyntax "id_syntax" 422 "the identifier is malformed";
    TimeRange "time_range" 422 "the time is not an instant between 1970 and 9999 in whole milliseconds";
    // documents
    JsonSyntax "json_syntax" 400 "the document is not JSON";
    JsonType "json_type" 422 "a field has the wrong type or is missing";
    JsonDepth "json_depth" 400 "the document is nested too deeply";
    JsonDuplicateKey "json_duplicate_key" 422 "a key appears twice";
    JsonUnknownField "json_unknown_field" 422 "a key is not known here";
    // terms
    PartiesNotDistinct "parties_not_distinct" 422 "one person or one role appears twice";
    TermsIncomplete "terms_incomplete" 422 "the terms lack something they need";
    TermsInvalid "terms_invalid" 422 "the terms contradict themselves";
    LimitExceeded "limit_exceeded" 422 "a bound was reached";
    // commands
    IllegalTransition "illegal_transition" 409 "the command does not exist in this state";
    NotAllowed "not_allowed" 403 "this person may not do this";
    NotFound "not_found" 404 "there is nothing with that id here";
    AlreadyExists "already_exists" 409 "something with that id exists already";
    ClockRegressed "clock_regressed" 409 "the time given lies before what is already recorded";
    CommandIdReused "command_id_reused" 422 "the command id was used before with another content";
    VersionConflict "version_conflict" 409 "somebody else was first";
    TermsChanged "terms_changed" 409 "the terms are no longer those that were read";
    WindowClosed "window_closed" 409 "the time for this is over";
    TooEarly "too_early" 409 "the time for this has not come";
    AmountExceedsAvailable "amount_exceeds_available" 422 "more money was asked for than is available";
    ReasonNotAllowedHere "reason_not_allowed_here" 422 "the reason does not fit the state or the person";
    KindMismatch "kind_mismatch" 409 "the milestone is of another kind";
    RoundsExhausted "rounds_exhausted" 409 "the agreed number of rounds is used up";
    ExtensionCap "extension_cap" 422 "the window cannot be extended that far or that often";
    OwnOffer "own_offer" 409 "one cannot accept one's own offer";
    OfferSuperseded "offer_superseded" 409 "a newer offer has replaced this one";
    OfferLimit "offer_limit" 429 "too many offers were made in this case";
    EvidenceLimit "evidence_limit" 422 "too much evidence was given in this case";
    CaseOpen "case_open" 409 "a case is open on this milestone";
    ChargebackOpen "chargeback_open" 409 "a bank wants back what funded this milestone";
    HoldActive "hold_active" 409 "staff hold this milestone";
    NeedsSecondPerson "needs_second_person" 403 "a second person has to agree";
    SamePerson "same_person" 403 "the second person is the same or takes part";
    CaseClosed "case_closed" 409 "the case is decided";
    ConflictOfInterest "conflict_of_interest" 409 "the arbiter has a part in this escrow";
    ReferenceKnown "reference_known" 409 "the provider's reference was reported before";
    // projects: reservations, in the order of their checks
    Frozen "frozen" 409 "the project is frozen";
    NotFunding "not_funding" 409 "the project takes no requests now";
    Deadline "deadline" 409 "the deadline for requests is over";
    Kyc "kyc" 403 "the identity of this person is not established far enough";
    LimitRegulatory "limit_regulatory" 422 "a limit of the regulatory profile is exceeded";
    Full "full" 409 "nothing is left to take part in";
    ExceedsRemaining "exceeds_remaining" 422 "the amount is more than what remains";
    BelowMin "below_min" 422 "the amount is below the smallest ticket";
    LastTicketMustEqual "last_ticket_must_equal" 422 "less than a ticket remains, so the last one takes exactly that";
    Step "step" 422 "the amount is not a whole number of steps";
    AboveMax "above_max" 422 "one person would hold more than the offer allows";
    // projects: offers and figures
    OfferIncomplete "offer_incomplete" 422 "the offer lacks something it needs";
    OfferInvalid "offer_invalid" 422 "the offer contradicts itself";
    OfferChanged "offer_changed" 409 "the offer is no longer the one that was read";
    TargetNotCovered "target_not_covered" 422 "target and owner capital do not add up to what is needed";
    NotScalable "not_scalable" 409 "what was raised does not pay for a smaller plan";
    MissingWeight "missing_weight" 422 "a product lacks the figure by which a cost is shared";
    CatchUpNotAboveTarget "catch_up_not_above_target" 422 "a catch-up must be faster than the share it leads to";
    TierInvalid "tier_invalid" 422 "the tiers of the waterfall contradict themselves";
    DatesOutOfOrder "dates_out_of_order" 422 "the dates are in the wrong order";
    RateNotFrozen "rate_not_frozen" 409 "no exchange rate is frozen for this currency";
    ParameterNotValid "parameter_not_valid" 422 "no parameter of the profile is valid on that day";
    SnapshotUnbalanced "snapshot_unbalanced" 409 "the snapshot does not balance";
    // projects: commands
    SettleInstead "settle_instead" 409 "a completed project cannot be cancelled, only settled";
    ProjectEnded "project_ended" 409 "the project has ended";
    DraftClosed "draft_closed" 409 "a project with requests never becomes a draft again";
    NoSnapshot "no_snapshot" 409 "nothing was approved, so no money can be spent";
    NotCleared "not_cleared" 409 "the money is promised but has not arrived";
    CoolingOff "cooling_off" 409 "somebody may still withdraw";
    WithdrawalClosed "withdrawal_closed" 409 "the time to withdraw is over";
    ReconfirmationOpen "reconfirmation_open" 409 "somebody has not yet answered a changed offer";
    NotReconciled "not_reconciled" 409 "the bank statement and the books differ";
    BudgetExceeded "budget_exceeded" 422 "more than the budget of this line";
    CashShort "cash_short" 409 "the project does not have that much money";
    UnitsExceeded "units_exceeded" 422 "more units than there are";
    UnitsOpen "units_open" 409 "units are neither delivered, sold nor written off";
    CostsOpen "costs_open" 409 "a cost line is still an estimate";
    ChangeOrderOpen "change_order_open" 409 "a change order is open";
    ObjectionOpen "objection_open" 409 "the settlement can still be objected to";
    SettlementMissing "settlement_missing" 409 "there is no settlement for the facts as they are";
    TransferForbidden "transfer_forbidden" 409 "the profile does not allow a participation to change hands";
    // integrity
    HistoryBroken "history_broken" 500 "the history does not verify";
    SnapshotInvalid "snapshot_invalid" 500 "the snapshot does not fit its checkpoint";
    InvariantViolated "invariant_violated" 500 "the engine refused to break one of its own rules";
    // receipts
    KeyInvalid "key_invalid" 422 "the key is not a usable Ed25519 public key";
    KeyUntrusted "key_untrusted" 422 "the receipt names another key than the one that is trusted";
    SignatureInvalid "signature_invalid" 422 "the signature is malformed or not that of the key over the receipt";
    ProofInvalid "proof_invalid" 422 "the proof does not lead to the root";
    EntriesMissing "entries_missing" 409 "the entries that this needs are not here";
    // hosts
    MalformedRequest "malformed_request" 400 "the request is malformed";
    IdempotencyKeyMissing "idempotency_key_missing" 400 "the request needs an Idempotency-Key";
    IdempotencyKeyReused "idempotency_key_reused" 422 "the Idempotency-Key was used before with another request";
    Unauthenticated "unauthenticated" 401 "nobody is signed in";
    DevelopmentOnly "development_only" 403 "this exists in development mode only";
    MethodNotAllowed "method_not_allowed" 405 "the path exists, the method does not";
    BodyTooLarge "body_too_large" 413 "the body is larger than 64 KiB";
    MediaType "media_type" 415 "the body must be application/json";
    Unavailable "unavailable" 503 "the store cannot be reached, try again";
    Internal "internal" 500 "something went wrong on our side";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Code {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Code, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Code::from_text(&text).ok_or_else(|| serde::de::Error::custom("no code of the registry"))
    }
}

/// An answer of no, which changed nothing.
///
/// ```
/// use tercero::{Code, Currency, Money};
///
/// let refusal = Money::parse("1.001", Currency::parse("USD")?).unwrap_err();
/// assert_eq!(refusal.code, Code::AmountScale);
/// assert_eq!(refusal.value.as_deref(), Some("1.001"));
/// assert_eq!(refusal.allowed, ["at most 2 decimals"]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(deny_unknown_fields)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// One line for a person, in English.
    pub message: Cow<'static, str>,
    /// The field that was wrong, as a path such as `milestones[2].amount`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<Cow<'static, str>>,
    /// The offending value as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// What would have been allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<Cow<'static, str>>,
    /// The deadline that was missed or must be waited for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Timestamp>,
}

impl Refusal {
    /// A refusal with the code's own sentence as its message.
    pub const fn new(code: Code) -> Refusal {
        let message = Cow::Borrowed(code.title());
        Refusal { code, message, field: None, value: None, allowed: Vec::new(), deadline: None }
    }

    /// The same refusal with a message for this case.
    #[must_use]
    pub fn because(mut self, message: impl Into<Cow<'static, str>>) -> Refusal {
        self.message = message.into();
        self
    }

    /// The same refusal, naming the field. An inner path is kept behind the outer one.
    #[must_use]
    pub fn at(mut self, field: impl Into<Cow<'static, str>>) -> Refusal {
        let outer = field.into();
        self.field = Some(match self.field.take() {
            None => outer,
            Some(inner) if inner.starts_with('[') => format!("{outer}{inner}").into(),
            Some(inner) => format!("{outer}.{inner}").into(),
        });
        self
    }

    /// The same refusal, quoting the value, shortened to 100 characters.
    #[must_use]
    pub fn got(mut self, value: impl fmt::Display) -> Refusal {
        self.value = Some(value.to_string().chars().take(100).collect());
        self
    }

    /// The same refusal with one more thing that would have been allowed.
    #[must_use]
    pub fn allow(mut self, allowed: impl Into<Cow<'static, str>>) -> Refusal {
        self.allowed.push(allowed.into());
        self
    }

    /// The same refusal with the deadline it turns on.
    #[must_use]
    pub const fn until(mut self, deadline: Timestamp) -> Refusal {
        self.deadline = Some(deadline);
        self
    }
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Refusal {
        Refusal::new(code)
    }
}
