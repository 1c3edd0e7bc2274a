"""Refusals: one class for each code of the registry.

Written by `cargo xtask generate`. Do not edit.
"""

from __future__ import annotations

from datetime import datetime


class TerceroError(ValueError):
    """A refusal, which changed nothing. Its code is the same in every language."""

    code: str = "invariant_violated"
    """The stable code."""
    title: str = "the engine refused to break one of its own rules"
    """What the code says, whatever was refused."""
    status: int = 500
    """The HTTP status it stands for."""
    message: str
    """One line for a person, in English."""
    field: str | None
    """The field that was wrong, as a path such as `milestones[2].amount`."""
    value: str | None
    """The offending value as it was given."""
    allowed: tuple[str, ...]
    """What would have been allowed."""
    deadline: datetime | None
    """The deadline that was missed or must be waited for."""

    def __init__(
        self,
        message: str,
        field: str | None = None,
        value: str | None = None,
        allowed: tuple[str, ...] = (),
        deadline: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.allowed = allowed
        self.deadline = deadline

    def add_note(self, note: str) -> None:
        """Learns from the binding which field was being read; any other note is kept as it is."""
        inner = note.removeprefix("while processing '").removesuffix("'")
        if inner == note:
            super().add_note(note)
        elif self.field is None:
            self.field = inner
        else:
            self.field = f"{inner}{'' if self.field.startswith('[') else '.'}{self.field}"

    def __str__(self) -> str:
        parts = [f"{self.code}: {self.message}"]
        if self.field is not None:
            parts.append(f"field: {self.field}")
        if self.value is not None:
            parts.append(f"value: {self.value}")
        if self.allowed:
            parts.append(f"allowed: {', '.join(self.allowed)}")
        if self.deadline is not None:
            parts.append(f"deadline: {self.deadline.isoformat()}")
        return "; ".join(parts)

    def _parts(self) -> tuple[object, ...]:
        return self.code, self.message, self.field, self.value, self.allowed, self.deadline

    def __repr__(self) -> str:
        names = ("message", "field", "value", "allowed", "deadline")
        parts = (f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__name__}({', '.join(parts)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TerceroError) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return refused, self._parts()


Refused = TerceroError


def refused(
    code: str,
    message: str,
    field: str | None,
    value: str | None,
    allowed: tuple[str, ...],
    deadline: datetime | None,
) -> TerceroError:
    """The refusal with this code, as an instance of its class."""
    return CODES[code](message, field, value, allowed, deadline)


class AmountSyntax(TerceroError):
    """The text is not a decimal number in plain notation."""

    code = "amount_syntax"
    title = "the text is not a decimal number in plain notation"
    status = 422


class AmountType(TerceroError):
    """An amount must be given as text, never as a number."""

    code = "amount_type"
    title = "an amount must be given as text, never as a number"
    status = 422


class AmountScale(TerceroError):
    """The amount has more decimals than its currency."""

    code = "amount_scale"
    title = "the amount has more decimals than its currency"
    status = 422


class AmountRange(TerceroError):
    """The amount is out of range or has a sign that makes no sense here."""

    code = "amount_range"
    title = "the amount is out of range or has a sign that makes no sense here"
    status = 422


class CurrencyUnknown(TerceroError):
    """The currency is not an ISO 4217 code with a minor unit."""

    code = "currency_unknown"
    title = "the currency is not an ISO 4217 code with a minor unit"
    status = 422


class CurrencyMismatch(TerceroError):
    """Two amounts of different currencies meet."""

    code = "currency_mismatch"
    title = "two amounts of different currencies meet"
    status = 422


class NegativeWeight(TerceroError):
    """A weight or rate is negative."""

    code = "negative_weight"
    title = "a weight or rate is negative"
    status = 422


class NoWeights(TerceroError):
    """There is nobody to share among."""

    code = "no_weights"
    title = "there is nobody to share among"
    status = 422


class ZeroWeights(TerceroError):
    """All weights are zero and there is money to share."""

    code = "zero_weights"
    title = "all weights are zero and there is money to share"
    status = 422


class LengthMismatch(TerceroError):
    """Two lists that belong together have different lengths."""

    code = "length_mismatch"
    title = "two lists that belong together have different lengths"
    status = 422


class TotalsDecrease(TerceroError):
    """A cumulative total is smaller than the one before it."""

    code = "totals_decrease"
    title = "a cumulative total is smaller than the one before it"
    status = 422


class RuleMixed(TerceroError):
    """A fee rule mixes `slice` tiers with others."""

    code = "rule_mixed"
    title = "a fee rule mixes `slice` tiers with others"
    status = 422


class RuleInvalid(TerceroError):
    """A fee rule contradicts itself."""

    code = "rule_invalid"
    title = "a fee rule contradicts itself"
    status = 422


class NoRule(TerceroError):
    """No rule of the book applies and there is no default."""

    code = "no_rule"
    title = "no rule of the book applies and there is no default"
    status = 422


class FeeExceedsPrice(TerceroError):
    """The seller's fees exceed the price."""

    code = "fee_exceeds_price"
    title = "the seller's fees exceed the price"
    status = 422


class FeeExceedsCommission(TerceroError):
    """A fee leaves nothing of the commission it is paid out of."""

    code = "fee_exceeds_commission"
    title = "a fee leaves nothing of the commission it is paid out of"
    status = 422


class CommissionLeaks(TerceroError):
    """A fee that is hidden from a side could be seen or worked out by it."""

    code = "commission_leaks"
    title = "a fee that is hidden from a side could be seen or worked out by it"
    status = 422


class TextForbidden(TerceroError):
    """The text has characters that are not allowed."""

    code = "text_forbidden"
    title = "the text has characters that are not allowed"
    status = 422


class TextLength(TerceroError):
    """The text is empty or too long."""

    code = "text_length"
    title = "the text is empty or too long"
    status = 422


class IdSyntax(TerceroError):
    """The identifier is malformed."""

    code = "id_syntax"
    title = "the identifier is malformed"
    status = 422


class TimeRange(TerceroError):
    """The time is not an instant between 1970 and 9999 in whole milliseconds."""

    code = "time_range"
    title = "the time is not an instant between 1970 and 9999 in whole milliseconds"
    status = 422


class JsonSyntax(TerceroError):
    """The document is not JSON."""

    code = "json_syntax"
    title = "the document is not JSON"
    status = 400


class JsonType(TerceroError):
    """A field has the wrong type or is missing."""

    code = "json_type"
    title = "a field has the wrong type or is missing"
    status = 422


class JsonDepth(TerceroError):
    """The document is nested too deeply."""

    code = "json_depth"
    title = "the document is nested too deeply"
    status = 400


class JsonDuplicateKey(TerceroError):
    """A key appears twice."""

    code = "json_duplicate_key"
    title = "a key appears twice"
    status = 422


class JsonUnknownField(TerceroError):
    """A key is not known here."""

    code = "json_unknown_field"
    title = "a key is not known here"
    status = 422


class PartiesNotDistinct(TerceroError):
    """One person or one role appears twice."""

    code = "parties_not_distinct"
    title = "one person or one role appears twice"
    status = 422


class TermsIncomplete(TerceroError):
    """The terms lack something they need."""

    code = "terms_incomplete"
    title = "the terms lack something they need"
    status = 422


class TermsInvalid(TerceroError):
    """The terms contradict themselves."""

    code = "terms_invalid"
    title = "the terms contradict themselves"
    status = 422


class LimitExceeded(TerceroError):
    """A bound was reached."""

    code = "limit_exceeded"
    title = "a bound was reached"
    status = 422


class IllegalTransition(TerceroError):
    """The command does not exist in this state."""

    code = "illegal_transition"
    title = "the command does not exist in this state"
    status = 409


class NotAllowed(TerceroError):
    """This person may not do this."""

    code = "not_allowed"
    title = "this person may not do this"
    status = 403


class NotFound(TerceroError):
    """There is nothing with that id here."""

    code = "not_found"
    title = "there is nothing with that id here"
    status = 404


class AlreadyExists(TerceroError):
    """Something with that id exists already."""

    code = "already_exists"
    title = "something with that id exists already"
    status = 409


class ClockRegressed(TerceroError):
    """The time given lies before what is already recorded."""

    code = "clock_regressed"
    title = "the time given lies before what is already recorded"
    status = 409


class CommandIdReused(TerceroError):
    """The command id was used before with another content."""

    code = "command_id_reused"
    title = "the command id was used before with another content"
    status = 422


class VersionConflict(TerceroError):
    """Somebody else was first."""

    code = "version_conflict"
    title = "somebody else was first"
    status = 409


class TermsChanged(TerceroError):
    """The terms are no longer those that were read."""

    code = "terms_changed"
    title = "the terms are no longer those that were read"
    status = 409


class WindowClosed(TerceroError):
    """The time for this is over."""

    code = "window_closed"
    title = "the time for this is over"
    status = 409


class TooEarly(TerceroError):
    """The time for this has not come."""

    code = "too_early"
    title = "the time for this has not come"
    status = 409


class AmountExceedsAvailable(TerceroError):
    """More money was asked for than is available."""

    code = "amount_exceeds_available"
    title = "more money was asked for than is available"
    status = 422


class ReasonNotAllowedHere(TerceroError):
    """The reason does not fit the state or the person."""

    code = "reason_not_allowed_here"
    title = "the reason does not fit the state or the person"
    status = 422


class KindMismatch(TerceroError):
    """The milestone is of another kind."""

    code = "kind_mismatch"
    title = "the milestone is of another kind"
    status = 409


class RoundsExhausted(TerceroError):
    """The agreed number of rounds is used up."""

    code = "rounds_exhausted"
    title = "the agreed number of rounds is used up"
    status = 409


class ExtensionCap(TerceroError):
    """The window cannot be extended that far or that often."""

    code = "extension_cap"
    title = "the window cannot be extended that far or that often"
    status = 422


class OwnOffer(TerceroError):
    """One cannot accept one's own offer."""

    code = "own_offer"
    title = "one cannot accept one's own offer"
    status = 409


class OfferSuperseded(TerceroError):
    """A newer offer has replaced this one."""

    code = "offer_superseded"
    title = "a newer offer has replaced this one"
    status = 409


class OfferLimit(TerceroError):
    """Too many offers were made in this case."""

    code = "offer_limit"
    title = "too many offers were made in this case"
    status = 429


class EvidenceLimit(TerceroError):
    """Too much evidence was given in this case."""

    code = "evidence_limit"
    title = "too much evidence was given in this case"
    status = 422


class CaseOpen(TerceroError):
    """A case is open on this milestone."""

    code = "case_open"
    title = "a case is open on this milestone"
    status = 409


class ChargebackOpen(TerceroError):
    """A bank wants back what funded this milestone."""

    code = "chargeback_open"
    title = "a bank wants back what funded this milestone"
    status = 409


class HoldActive(TerceroError):
    """Staff hold this milestone."""

    code = "hold_active"
    title = "staff hold this milestone"
    status = 409


class NeedsSecondPerson(TerceroError):
    """A second person has to agree."""

    code = "needs_second_person"
    title = "a second person has to agree"
    status = 403


class SamePerson(TerceroError):
    """The second person is the same or takes part."""

    code = "same_person"
    title = "the second person is the same or takes part"
    status = 403


class CaseClosed(TerceroError):
    """The case is decided."""

    code = "case_closed"
    title = "the case is decided"
    status = 409


class ConflictOfInterest(TerceroError):
    """The arbiter has a part in this escrow."""

    code = "conflict_of_interest"
    title = "the arbiter has a part in this escrow"
    status = 409


class ReferenceKnown(TerceroError):
    """The provider's reference was reported before."""

    code = "reference_known"
    title = "the provider's reference was reported before"
    status = 409


class Frozen(TerceroError):
    """The project is frozen."""

    code = "frozen"
    title = "the project is frozen"
    status = 409


class NotFunding(TerceroError):
    """The project takes no requests now."""

    code = "not_funding"
    title = "the project takes no requests now"
    status = 409


class DeadlineRefused(TerceroError):
    """The deadline for requests is over."""

    code = "deadline"
    title = "the deadline for requests is over"
    status = 409


class Kyc(TerceroError):
    """The identity of this person is not established far enough."""

    code = "kyc"
    title = "the identity of this person is not established far enough"
    status = 403


class LimitRegulatory(TerceroError):
    """A limit of the regulatory profile is exceeded."""

    code = "limit_regulatory"
    title = "a limit of the regulatory profile is exceeded"
    status = 422


class Full(TerceroError):
    """Nothing is left to take part in."""

    code = "full"
    title = "nothing is left to take part in"
    status = 409


class ExceedsRemaining(TerceroError):
    """The amount is more than what remains."""

    code = "exceeds_remaining"
    title = "the amount is more than what remains"
    status = 422


class BelowMin(TerceroError):
    """The amount is below the smallest ticket."""

    code = "below_min"
    title = "the amount is below the smallest ticket"
    status = 422


class LastTicketMustEqual(TerceroError):
    """Less than a ticket remains, so the last one takes exactly that."""

    code = "last_ticket_must_equal"
    title = "less than a ticket remains, so the last one takes exactly that"
    status = 422


class Step(TerceroError):
    """The amount is not a whole number of steps."""

    code = "step"
    title = "the amount is not a whole number of steps"
    status = 422


class AboveMax(TerceroError):
    """One person would hold more than the offer allows."""

    code = "above_max"
    title = "one person would hold more than the offer allows"
    status = 422


class OfferIncomplete(TerceroError):
    """The offer lacks something it needs."""

    code = "offer_incomplete"
    title = "the offer lacks something it needs"
    status = 422


class OfferInvalid(TerceroError):
    """The offer contradicts itself."""

    code = "offer_invalid"
    title = "the offer contradicts itself"
    status = 422


class OfferChanged(TerceroError):
    """The offer is no longer the one that was read."""

    code = "offer_changed"
    title = "the offer is no longer the one that was read"
    status = 409


class TargetNotCovered(TerceroError):
    """Target and owner capital do not add up to what is needed."""

    code = "target_not_covered"
    title = "target and owner capital do not add up to what is needed"
    status = 422


class NotScalable(TerceroError):
    """What was raised does not pay for a smaller plan."""

    code = "not_scalable"
    title = "what was raised does not pay for a smaller plan"
    status = 409


class MissingWeight(TerceroError):
    """A product lacks the figure by which a cost is shared."""

    code = "missing_weight"
    title = "a product lacks the figure by which a cost is shared"
    status = 422


class CatchUpNotAboveTarget(TerceroError):
    """A catch-up must be faster than the share it leads to."""

    code = "catch_up_not_above_target"
    title = "a catch-up must be faster than the share it leads to"
    status = 422


class TierInvalid(TerceroError):
    """The tiers of the waterfall contradict themselves."""

    code = "tier_invalid"
    title = "the tiers of the waterfall contradict themselves"
    status = 422


class DatesOutOfOrder(TerceroError):
    """The dates are in the wrong order."""

    code = "dates_out_of_order"
    title = "the dates are in the wrong order"
    status = 422


class RateNotFrozen(TerceroError):
    """No exchange rate is frozen for this currency."""

    code = "rate_not_frozen"
    title = "no exchange rate is frozen for this currency"
    status = 409


class ParameterNotValid(TerceroError):
    """No parameter of the profile is valid on that day."""

    code = "parameter_not_valid"
    title = "no parameter of the profile is valid on that day"
    status = 422


class SnapshotUnbalanced(TerceroError):
    """The snapshot does not balance."""

    code = "snapshot_unbalanced"
    title = "the snapshot does not balance"
    status = 409


class SettleInstead(TerceroError):
    """A completed project cannot be cancelled, only settled."""

    code = "settle_instead"
    title = "a completed project cannot be cancelled, only settled"
    status = 409


class ProjectEnded(TerceroError):
    """The project has ended."""

    code = "project_ended"
    title = "the project has ended"
    status = 409


class DraftClosed(TerceroError):
    """A project with requests never becomes a draft again."""

    code = "draft_closed"
    title = "a project with requests never becomes a draft again"
    status = 409


class NoSnapshot(TerceroError):
    """Nothing was approved, so no money can be spent."""

    code = "no_snapshot"
    title = "nothing was approved, so no money can be spent"
    status = 409


class NotCleared(TerceroError):
    """The money is promised but has not arrived."""

    code = "not_cleared"
    title = "the money is promised but has not arrived"
    status = 409


class CoolingOff(TerceroError):
    """Somebody may still withdraw."""

    code = "cooling_off"
    title = "somebody may still withdraw"
    status = 409


class WithdrawalClosed(TerceroError):
    """The time to withdraw is over."""

    code = "withdrawal_closed"
    title = "the time to withdraw is over"
    status = 409


class ReconfirmationOpen(TerceroError):
    """Somebody has not yet answered a changed offer."""

    code = "reconfirmation_open"
    title = "somebody has not yet answered a changed offer"
    status = 409


class NotReconciled(TerceroError):
    """The bank statement and the books differ."""

    code = "not_reconciled"
    title = "the bank statement and the books differ"
    status = 409


class BudgetExceeded(TerceroError):
    """More than the budget of this line."""

    code = "budget_exceeded"
    title = "more than the budget of this line"
    status = 422


class CashShort(TerceroError):
    """The project does not have that much money."""

    code = "cash_short"
    title = "the project does not have that much money"
    status = 409


class UnitsExceeded(TerceroError):
    """More units than there are."""

    code = "units_exceeded"
    title = "more units than there are"
    status = 422


class UnitsOpen(TerceroError):
    """Units are neither delivered, sold nor written off."""

    code = "units_open"
    title = "units are neither delivered, sold nor written off"
    status = 409


class CostsOpen(TerceroError):
    """A cost line is still an estimate."""

    code = "costs_open"
    title = "a cost line is still an estimate"
    status = 409


class ChangeOrderOpen(TerceroError):
    """A change order is open."""

    code = "change_order_open"
    title = "a change order is open"
    status = 409


class ObjectionOpen(TerceroError):
    """The settlement can still be objected to."""

    code = "objection_open"
    title = "the settlement can still be objected to"
    status = 409


class SettlementMissing(TerceroError):
    """There is no settlement for the facts as they are."""

    code = "settlement_missing"
    title = "there is no settlement for the facts as they are"
    status = 409


class TransferForbidden(TerceroError):
    """The profile does not allow a participation to change hands."""

    code = "transfer_forbidden"
    title = "the profile does not allow a participation to change hands"
    status = 409


class HistoryBroken(TerceroError):
    """The history does not verify."""

    code = "history_broken"
    title = "the history does not verify"
    status = 500


class SnapshotInvalid(TerceroError):
    """The snapshot does not fit its checkpoint."""

    code = "snapshot_invalid"
    title = "the snapshot does not fit its checkpoint"
    status = 500


class InvariantViolated(TerceroError):
    """The engine refused to break one of its own rules."""

    code = "invariant_violated"
    title = "the engine refused to break one of its own rules"
    status = 500


class KeyInvalid(TerceroError):
    """The key is not a usable Ed25519 public key."""

    code = "key_invalid"
    title = "the key is not a usable Ed25519 public key"
    status = 422


class KeyUntrusted(TerceroError):
    """The receipt names another key than the one that is trusted."""

    code = "key_untrusted"
    title = "the receipt names another key than the one that is trusted"
    status = 422


class SignatureInvalid(TerceroError):
    """The signature is malformed or not that of the key over the receipt."""

    code = "signature_invalid"
    title = "the signature is malformed or not that of the key over the receipt"
    status = 422


class ProofInvalid(TerceroError):
    """The proof does not lead to the root."""

    code = "proof_invalid"
    title = "the proof does not lead to the root"
    status = 422


class EntriesMissing(TerceroError):
    """The entries that this needs are not here."""

    code = "entries_missing"
    title = "the entries that this needs are not here"
    status = 409


class MalformedRequest(TerceroError):
    """The request is malformed."""

    code = "malformed_request"
    title = "the request is malformed"
    status = 400


class IdempotencyKeyMissing(TerceroError):
    """The request needs an Idempotency-Key."""

    code = "idempotency_key_missing"
    title = "the request needs an Idempotency-Key"
    status = 400


class IdempotencyKeyReused(TerceroError):
    """The Idempotency-Key was used before with another request."""

    code = "idempotency_key_reused"
    title = "the Idempotency-Key was used before with another request"
    status = 422


class Unauthenticated(TerceroError):
    """Nobody is signed in."""

    code = "unauthenticated"
    title = "nobody is signed in"
    status = 401


class DevelopmentOnly(TerceroError):
    """This exists in development mode only."""

    code = "development_only"
    title = "this exists in development mode only"
    status = 403


class MethodNotAllowed(TerceroError):
    """The path exists, the method does not."""

    code = "method_not_allowed"
    title = "the path exists, the method does not"
    status = 405


class BodyTooLarge(TerceroError):
    """The body is larger than 64 KiB."""

    code = "body_too_large"
    title = "the body is larger than 64 KiB"
    status = 413


class MediaType(TerceroError):
    """The body must be application/json."""

    code = "media_type"
    title = "the body must be application/json"
    status = 415


class Unavailable(TerceroError):
    """The store cannot be reached, try again."""

    code = "unavailable"
    title = "the store cannot be reached, try again"
    status = 503


class Internal(TerceroError):
    """Something went wrong on our side."""

    code = "internal"
    title = "something went wrong on our side"
    status = 500


CODES: dict[str, type[TerceroError]] = {
    "amount_syntax": AmountSyntax,
    "amount_type": AmountType,
    "amount_scale": AmountScale,
    "amount_range": AmountRange,
    "currency_unknown": CurrencyUnknown,
    "currency_mismatch": CurrencyMismatch,
    "negative_weight": NegativeWeight,
    "no_weights": NoWeights,
    "zero_weights": ZeroWeights,
    "length_mismatch": LengthMismatch,
    "totals_decrease": TotalsDecrease,
    "rule_mixed": RuleMixed,
    "rule_invalid": RuleInvalid,
    "no_rule": NoRule,
    "fee_exceeds_price": FeeExceedsPrice,
    "fee_exceeds_commission": FeeExceedsCommission,
    "commission_leaks": CommissionLeaks,
    "text_forbidden": TextForbidden,
    "text_length": TextLength,
    "id_syntax": IdSyntax,
    "time_range": TimeRange,
    "json_syntax": JsonSyntax,
    "json_type": JsonType,
    "json_depth": JsonDepth,
    "json_duplicate_key": JsonDuplicateKey,
    "json_unknown_field": JsonUnknownField,
    "parties_not_distinct": PartiesNotDistinct,
    "terms_incomplete": TermsIncomplete,
    "terms_invalid": TermsInvalid,
    "limit_exceeded": LimitExceeded,
    "illegal_transition": IllegalTransition,
    "not_allowed": NotAllowed,
    "not_found": NotFound,
    "already_exists": AlreadyExists,
    "clock_regressed": ClockRegressed,
    "command_id_reused": CommandIdReused,
    "version_conflict": VersionConflict,
    "terms_changed": TermsChanged,
    "window_closed": WindowClosed,
    "too_early": TooEarly,
    "amount_exceeds_available": AmountExceedsAvailable,
    "reason_not_allowed_here": ReasonNotAllowedHere,
    "kind_mismatch": KindMismatch,
    "rounds_exhausted": RoundsExhausted,
    "extension_cap": ExtensionCap,
    "own_offer": OwnOffer,
    "offer_superseded": OfferSuperseded,
    "offer_limit": OfferLimit,
    "evidence_limit": EvidenceLimit,
    "case_open": CaseOpen,
    "chargeback_open": ChargebackOpen,
    "hold_active": HoldActive,
    "needs_second_person": NeedsSecondPerson,
    "same_person": SamePerson,
    "case_closed": CaseClosed,
    "conflict_of_interest": ConflictOfInterest,
    "reference_known": ReferenceKnown,
    "frozen": Frozen,
    "not_funding": NotFunding,
    "deadline": DeadlineRefused,
    "kyc": Kyc,
    "limit_regulatory": LimitRegulatory,
    "full": Full,
    "exceeds_remaining": ExceedsRemaining,
    "below_min": BelowMin,
    "last_ticket_must_equal": LastTicketMustEqual,
    "step": Step,
    "above_max": AboveMax,
    "offer_incomplete": OfferIncomplete,
    "offer_invalid": OfferInvalid,
    "offer_changed": OfferChanged,
    "target_not_covered": TargetNotCovered,
    "not_scalable": NotScalable,
    "missing_weight": MissingWeight,
    "catch_up_not_above_target": CatchUpNotAboveTarget,
    "tier_invalid": TierInvalid,
    "dates_out_of_order": DatesOutOfOrder,
    "rate_not_frozen": RateNotFrozen,
    "parameter_not_valid": ParameterNotValid,
    "snapshot_unbalanced": SnapshotUnbalanced,
    "settle_instead": SettleInstead,
    "project_ended": ProjectEnded,
    "draft_closed": DraftClosed,
    "no_snapshot": NoSnapshot,
    "not_cleared": NotCleared,
    "cooling_off": CoolingOff,
    "withdrawal_closed": WithdrawalClosed,
    "reconfirmation_open": ReconfirmationOpen,
    "not_reconciled": NotReconciled,
    "budget_exceeded": BudgetExceeded,
    "cash_short": CashShort,
    "units_exceeded": UnitsExceeded,
    "units_open": UnitsOpen,
    "costs_open": CostsOpen,
    "change_order_open": ChangeOrderOpen,
    "objection_open": ObjectionOpen,
    "settlement_missing": SettlementMissing,
    "transfer_forbidden": TransferForbidden,
    "history_broken": HistoryBroken,
    "snapshot_invalid": SnapshotInvalid,
    "invariant_violated": InvariantViolated,
    "key_invalid": KeyInvalid,
    "key_untrusted": KeyUntrusted,
    "signature_invalid": SignatureInvalid,
    "proof_invalid": ProofInvalid,
    "entries_missing": EntriesMissing,
    "malformed_request": MalformedRequest,
    "idempotency_key_missing": IdempotencyKeyMissing,
    "idempotency_key_reused": IdempotencyKeyReused,
    "unauthenticated": Unauthenticated,
    "development_only": DevelopmentOnly,
    "method_not_allowed": MethodNotAllowed,
    "body_too_large": BodyTooLarge,
    "media_type": MediaType,
    "unavailable": Unavailable,
    "internal": Internal,
}
"""The class of each code."""

__all__ = [
    "AboveMax",
    "AlreadyExists",
    "AmountExceedsAvailable",
    "AmountRange",
    "AmountScale",
    "AmountSyntax",
    "AmountType",
    "BelowMin",
    "BodyTooLarge",
    "BudgetExceeded",
    "CODES",
    "CaseClosed",
    "CaseOpen",
    "CashShort",
    "CatchUpNotAboveTarget",
    "ChangeOrderOpen",
    "ChargebackOpen",
    "ClockRegressed",
    "CommandIdReused",
    "CommissionLeaks",
    "ConflictOfInterest",
    "CoolingOff",
    "CostsOpen",
    "CurrencyMismatch",
    "CurrencyUnknown",
    "DatesOutOfOrder",
    "DeadlineRefused",
    "DevelopmentOnly",
    "DraftClosed",
    "EntriesMissing",
    "EvidenceLimit",
    "ExceedsRemaining",
    "ExtensionCap",
    "FeeExceedsCommission",
    "FeeExceedsPrice",
    "Frozen",
    "Full",
    "HistoryBroken",
    "HoldActive",
    "IdSyntax",
    "IdempotencyKeyMissing",
    "IdempotencyKeyReused",
    "IllegalTransition",
    "Internal",
    "InvariantViolated",
    "JsonDepth",
    "JsonDuplicateKey",
    "JsonSyntax",
    "JsonType",
    "JsonUnknownField",
    "KeyInvalid",
    "KeyUntrusted",
    "KindMismatch",
    "Kyc",
    "LastTicketMustEqual",
    "LengthMismatch",
    "LimitExceeded",
    "LimitRegulatory",
    "MalformedRequest",
    "MediaType",
    "MethodNotAllowed",
    "MissingWeight",
    "NeedsSecondPerson",
    "NegativeWeight",
    "NoRule",
    "NoSnapshot",
    "NoWeights",
    "NotAllowed",
    "NotCleared",
    "NotFound",
    "NotFunding",
    "NotReconciled",
    "NotScalable",
    "ObjectionOpen",
    "OfferChanged",
    "OfferIncomplete",
    "OfferInvalid",
    "OfferLimit",
    "OfferSuperseded",
    "OwnOffer",
    "ParameterNotValid",
    "PartiesNotDistinct",
    "ProjectEnded",
    "ProofInvalid",
    "RateNotFrozen",
    "ReasonNotAllowedHere",
    "ReconfirmationOpen",
    "ReferenceKnown",
    "Refused",
    "RoundsExhausted",
    "RuleInvalid",
    "RuleMixed",
    "SamePerson",
    "SettleInstead",
    "SettlementMissing",
    "SignatureInvalid",
    "SnapshotInvalid",
    "SnapshotUnbalanced",
    "Step",
    "TargetNotCovered",
    "TerceroError",
    "TermsChanged",
    "TermsIncomplete",
    "TermsInvalid",
    "TextForbidden",
    "TextLength",
    "TierInvalid",
    "TimeRange",
    "TooEarly",
    "TotalsDecrease",
    "TransferForbidden",
    "Unauthenticated",
    "Unavailable",
    "UnitsExceeded",
    "UnitsOpen",
    "VersionConflict",
    "WindowClosed",
    "WithdrawalClosed",
    "ZeroWeights",
    "refused",
]
