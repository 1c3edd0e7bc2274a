"""
Escrow and settlement rules as a pure, exact, provable core.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from tercero.choices import AllocationRule, ApprovalMode, Basis, CaptureAt, CaseState, Category, ChargebackKind, ChargebackState, CloseReason, CommandKind, CommissionBase, CommissionPayer, Compounding, CostPhase, DayCount, Dimension, Direction, Element, EndedBy, Ending, Fault, Figure, GoodsEnding, HoldKind, HoldState, Identity, Incoterm, Invoices, Kind, LastTicket, Leaving, LegState, Liability, MilestoneState, MoneyState, On, OnExpiry, OnTimeout, OrderState, Oversubscription, PaidTo, Payer, PayoutState, Phase, Profile, ProjectCommandKind, ProjectKind, ProjectState, ProjectTimer, ProposalState, Purpose, Reason, RefundCause, RefundPolicy, ReleaseCause, RequestStatus, ResidualPolicy, Role, Rounding, RuledBy, Stage, TaxInstrument, TaxMode, TaxPerson, Timer, Timing, Uncollectable, Weights, YieldPolicy
from tercero.errors import TerceroError
from typing import Any, Final, Literal, final
from typing_extensions import Buffer, disjoint_base
from uuid import UUID

__all__ = ["Action", "Actor", "Actuals", "Admission", "Allotment", "Approved", "Argument", "Asked", "Attributes", "Balance", "Base", "Basket", "BookRule", "ByLot", "Capture", "Case", "CaseLapse", "CaseOffer", "CaseSettlement", "Cash", "Change", "ChangeOrder", "Charge", "Chargeback", "Checkpoint", "Clearing", "Closing", "Collected", "Command", "Commission", "ConsistencyProof", "Context", "Contribution", "Conversion", "ConversionResult", "Converted", "CostLine", "Credit", "CustomsEntry", "CustomsGoods", "CustomsParameters", "Deadline", "Difference", "Digest", "Dividend", "Drafted", "Duties", "EndingRow", "Entitlement", "Entry", "Escrow", "EscrowRecord", "Event", "ExpectedResult", "ExpectedShare", "Explained", "ExplainedLine", "ExplainedRule", "Explanation", "FeeLine", "FeeSchedule", "FixedPriceResult", "Forecast", "FundBy", "FundingNeed", "Goods", "GoodsDuties", "History", "Hold", "InKind", "InclusionProof", "Increment", "InterimLine", "JournalEntry", "Landed", "LandedProduct", "Leg", "LimitUnit", "LineAmount", "LineExplanation", "LineShares", "Liquidation", "Loss", "Lot", "MarketplaceSale", "Materiality", "Method", "Milestone", "MilestoneLapse", "MilestoneTerms", "Mode", "Money", "Movement", "Objection", "Offer", "OnRefund", "Order", "OrderLine", "Ordered", "Overrun", "Parked", "Part", "Party", "PartyTotal", "PatchLine", "Paused", "PayeeShare", "PayerShare", "Payin", "Payout", "PerPeriod", "Person", "Plan", "Portion", "Position", "PositionReserve", "Posting", "Preview", "PriceRange", "Product", "ProfileRow", "ProfitSplit", "Project", "ProjectAction", "ProjectArgument", "ProjectChange", "ProjectCommand", "ProjectDeadline", "ProjectEvent", "ProjectExplained", "ProjectLimit", "ProjectPart", "ProjectPayout", "ProjectPreview", "ProjectQuote", "ProjectReason", "ProjectRecord", "ProjectSnapshot", "ProjectTier", "ProjectTransition", "ProjectView", "Proposal", "Quantity", "Quote", "QuoteLine", "QuoteShare", "Receipt", "Refund", "Remittance", "Report", "Request", "Reserve", "Reserves", "Resolution", "Round", "Rule", "RuleBook", "ScaleBack", "Scenario", "Scope", "Settlement", "SettlementLine", "SettlementRules", "Share", "ShareChange", "Snapshot", "Source", "Spent", "Standing", "Stock", "Supplementary", "SupplementaryChange", "SupplementaryLine", "Tally", "Tax", "TaxProfile", "Term", "Terms", "Tier", "TierResult", "TimerTerms", "TimerWindow", "Totals", "Transition", "Units", "Unmatched", "Unspent", "Verdict", "View", "Vote", "Warning", "Waterfall", "Withholding", "accrue", "allocate", "allocate_increment", "allocate_increment_into", "allocate_into", "allocate_many", "assess", "by_lot", "days", "digest_of_bytes", "digest_of_text", "distribute_into", "escrow_event", "expected_result", "explain_allocation", "explain_position", "explain_settlement", "fee", "funding_need", "in_kind", "in_kind_into", "interim", "landed_cost", "liquidate", "offer_hash", "percent", "price_for_net", "project_event", "quote", "quote_fees", "resolve", "settle", "settle_into", "simulate", "standard_rules", "supplementary", "terms_hash", "waterfall"]

@final
class Action:
    """
    A command somebody could give now, and if not, why not.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["command"], Literal["subject"], Literal["allowed"], Literal["why_not"], Literal["deadline"], Literal["arguments"]]]
    def __copy__(self, /) -> Action: ...
    def __deepcopy__(self, /, _memo: Any) -> Action: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, command: CommandKind, subject: str | None = None, *, allowed: bool, why_not: TerceroError | None = None, deadline: datetime | None = None, arguments: Sequence[Argument]) -> Action: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def allowed(self, /) -> bool:
        """
        Whether a row exists for the state and the role, and its guards that need no arguments hold.
        """
    @property
    def arguments(self, /) -> list[Argument]:
        """
        What has to be given with it.
        """
    @property
    def command(self, /) -> CommandKind:
        """
        The command.
        """
    @property
    def deadline(self, /) -> datetime | None:
        """
        When time will decide instead.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Action:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def subject(self, /) -> str | None:
        """
        The milestone, case or leg it is about; none for the escrow as a whole.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def why_not(self, /) -> TerceroError | None:
        """
        The first guard that does not hold.
        """

@final
class Actor:
    """
    Somebody in a role.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["role"]]]
    def __copy__(self, /) -> Actor: ...
    def __deepcopy__(self, /, _memo: Any) -> Actor: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, role: Role) -> Actor: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Actor:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        The person or company.
        """
    @property
    def role(self, /) -> Role:
        """
        In which role.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Actuals:
    """
    What the project really brought and cost. None is negative.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["revenue"], Literal["costs"], Literal["snapshot_costs"], Literal["owner_paid"]]]
    def __copy__(self, /) -> Actuals: ...
    def __deepcopy__(self, /, _memo: Any) -> Actuals: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, revenue: Money, costs: Money, snapshot_costs: Money, owner_paid: Money | None = None) -> Actuals: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def costs(self, /) -> Money:
        """
        All costs, with late ones and the result of currency conversions.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Actuals:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def owner_paid(self, /) -> Money | None:
        """
        What the owner was paid before, lot by lot.
        """
    @property
    def revenue(self, /) -> Money:
        """
        Sales without the tax on them.
        """
    @property
    def snapshot_costs(self, /) -> Money:
        """
        The costs of the snapshot that was approved.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Admission:
    """
    How a request is accepted.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Admission: ...
    def __deepcopy__(self, /, _memo: Any) -> Admission: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Admission:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Full(Admission):
        """
        As it is.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Admission.Full: ...
    @final
    class Partial(Admission):
        """
        With what remains.
        """
        __match_args__: Final = ("amount",)
        def __new__(cls, /, amount: Money) -> Admission.Partial: ...
        @property
        def amount(self, /) -> Money:
            """
            That amount.
            """
    @final
    class Waitlist(Admission):
        """
        On the waiting list.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Admission.Waitlist: ...

@final
class Allotment:
    """
    What one request gets.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["seq"], Literal["allotted"], Literal["released"]]]
    def __copy__(self, /) -> Allotment: ...
    def __deepcopy__(self, /, _memo: Any) -> Allotment: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, seq: int, allotted: Money, released: Money) -> Allotment: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def allotted(self, /) -> Money:
        """
        What it gets: its whole amount, whole steps of at least the smallest ticket, or nothing.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Allotment:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def released(self, /) -> Money:
        """
        What it does not get.
        """
    @property
    def seq(self, /) -> int:
        """
        The place of the request in the order of acceptance.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Approved:
    """
    A participation as it was approved.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["holder"], Literal["seq"], Literal["kind"], Literal["paid"], Literal["quote"], Literal["capital"]]]
    def __copy__(self, /) -> Approved: ...
    def __deepcopy__(self, /, _memo: Any) -> Approved: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, holder: str, seq: int, kind: ProjectKind, paid: Money, quote: ProjectQuote | None = None, *, capital: Money) -> Approved: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def capital(self, /) -> Money:
        """
        What it counts, in the currency of the offer.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Approved:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def holder(self, /) -> str:
        """
        Who held it then.
        """
    @property
    def id(self, /) -> str:
        """
        Its name.
        """
    @property
    def kind(self, /) -> ProjectKind:
        """
        Goods or a share.
        """
    @property
    def paid(self, /) -> Money:
        """
        What was paid in, in its own currency.
        """
    @property
    def quote(self, /) -> ProjectQuote | None:
        """
        The exchange rate frozen for it.
        """
    @property
    def seq(self, /) -> int:
        """
        Its place in the order of acceptance, the owner's behind all others.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Argument:
    """
    An argument of a command.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["name"], Literal["kind"], Literal["at_least"], Literal["at_most"]]]
    def __copy__(self, /) -> Argument: ...
    def __deepcopy__(self, /, _memo: Any) -> Argument: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, name: str, kind: str, at_least: Money | None = None, at_most: Money | None = None) -> Argument: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def at_least(self, /) -> Money | None:
        """
        The least it may be.
        """
    @property
    def at_most(self, /) -> Money | None:
        """
        The most it may be.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Argument:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def kind(self, /) -> str:
        """
        Its type.
        """
    @property
    def name(self, /) -> str:
        """
        Its name.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Asked:
    """
    A request as the scale-back sees it.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["seq"], Literal["amount"]]]
    def __copy__(self, /) -> Asked: ...
    def __deepcopy__(self, /, _memo: Any) -> Asked: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, seq: int, amount: Money) -> Asked: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        What it asks for.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Asked:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def seq(self, /) -> int:
        """
        Its place in the order of acceptance.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Attributes:
    """
    What is known of a deal.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["price"], Literal["category"], Literal["seller"], Literal["buyer"], Literal["country"], Literal["method"], Literal["role"]]]
    def __copy__(self, /) -> Attributes: ...
    def __deepcopy__(self, /, _memo: Any) -> Attributes: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, price: Money, category: str | None = None, seller: str | None = None, buyer: str | None = None, country: str | None = None, method: str | None = None, role: Role | None = None) -> Attributes: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def buyer(self, /) -> str | None:
        """
        Who buys.
        """
    @property
    def category(self, /) -> str | None:
        """
        What is sold.
        """
    @property
    def country(self, /) -> str | None:
        """
        The country.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Attributes:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def method(self, /) -> str | None:
        """
        How the buyer pays.
        """
    @property
    def price(self, /) -> Money:
        """
        The price, which also names the currency.
        """
    @property
    def role(self, /) -> Role | None:
        """
        In which role the deal was started.
        """
    @property
    def seller(self, /) -> str | None:
        """
        Who sells.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Balance:
    """
    The balance of one account in one currency.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["account"], Literal["balance"]]]
    def __copy__(self, /) -> Balance: ...
    def __deepcopy__(self, /, _memo: Any) -> Balance: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, account: str, balance: Money) -> Balance: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def account(self, /) -> str:
        """
        The account.
        """
    @property
    def balance(self, /) -> Money:
        """
        Its balance on its normal side, never nothing.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Balance:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Base:
    """
    What a fee line is computed on.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Base: ...
    def __deepcopy__(self, /, _memo: Any) -> Base: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Base:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class BuyerPrice(Base):
        """
        The price that the buyer's documents show: that of the last margin line before this one, else the sum of all
        milestones.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Base.BuyerPrice: ...
    @final
    class Line(Base):
        """
        The fee of a line declared earlier, without its tax.
        """
        __match_args__: Final = ("line",)
        def __new__(cls, /, line: str) -> Base.Line: ...
        @property
        def line(self, /) -> str:
            """
            Its id.
            """
    @final
    class Margin(Base):
        """
        What the buyer's documents show above what they would show without this line. Only the buyer pays such a line,
        and all of it.
        """
        __match_args__: Final = ("buyer_price",)
        def __new__(cls, /, buyer_price: Decimal | str) -> Base.Margin: ...
        @property
        def buyer_price(self, /) -> Decimal:
            """
            The price that the buyer's documents show, tax added to the line aside.
            """
    @final
    class Price(Base):
        """
        The sum of all milestones.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Base.Price: ...

@final
class Basket:
    """
    What one position takes home.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["units"], Literal["residual"]]]
    def __copy__(self, /) -> Basket: ...
    def __deepcopy__(self, /, _memo: Any) -> Basket: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, units: Sequence[Units], residual: Money) -> Basket: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Basket:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def residual(self, /) -> Money:
        """
        Its capital less the value of all its units.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def units(self, /) -> list[Units]:
        """
        Its units of each product, in the order of the products.
        """

@final
class BookRule:
    """
    A rule of the book: a fee line with the deals and the time it is for. Amounts of the line are in the currency of the
    deal, so a rule with amounts should name its currency in the scope.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["version"], Literal["valid_from"], Literal["valid_to"], Literal["scope"], Literal["priority"], Literal["stack_group"], Literal["line"]]]
    def __copy__(self, /) -> BookRule: ...
    def __deepcopy__(self, /, _memo: Any) -> BookRule: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, version: int, valid_from: datetime | None = None, valid_to: datetime | None = None, scope: Scope | None = None, priority: int | None = None, *, stack_group: str, line: FeeLine) -> BookRule: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> BookRule:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        Its name.
        """
    @property
    def line(self, /) -> FeeLine:
        """
        What it asks. Rules of one group may use one line id, rules of different groups may not.
        """
    @property
    def priority(self, /) -> int:
        """
        Among equally specific rules of a group the one with the larger number wins.
        """
    @property
    def scope(self, /) -> Scope:
        """
        The deals it is for.
        """
    @property
    def stack_group(self, /) -> str:
        """
        At most one rule of a group applies; the lines of different groups add up.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def valid_from(self, /) -> datetime | None:
        """
        From when it is valid, that instant included; without it since ever.
        """
    @property
    def valid_to(self, /) -> datetime | None:
        """
        Until when it is valid, that instant excluded; without it for ever.
        """
    @property
    def version(self, /) -> int:
        """
        Which edition of the rule. Two editions of one rule are never valid at the same time.
        """

@final
class ByLot:
    """
    What the owner got lot by lot, and what of it comes back.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["promotes"], Literal["entitlement"], Literal["held"], Literal["clawback"], Literal["collected"], Literal["to_investors"]]]
    def __copy__(self, /) -> ByLot: ...
    def __deepcopy__(self, /, _memo: Any) -> ByLot: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, promotes: Sequence[Money], entitlement: Money, held: Money, clawback: Money, collected: Collected, to_investors: Sequence[Money]) -> ByLot: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def clawback(self, /) -> Money:
        """
        By how much the promotes exceed the entitlement.
        """
    @property
    def collected(self, /) -> Collected:
        """
        Where the clawback comes from.
        """
    @property
    def entitlement(self, /) -> Money:
        """
        The owner's part of the whole project.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ByLot:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def held(self, /) -> Money:
        """
        What was kept back of the promotes: each times the holdback rate, half up.
        """
    @property
    def promotes(self, /) -> list[Money]:
        """
        The owner's part of each lot, in the order of the lots.
        """
    @property
    def to_investors(self, /) -> list[Money]:
        """
        The clawback, split over the investors by their capital.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Capture:
    """
    An approved request and what came in for it until the end of the payment grace.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["seq"], Literal["approved"], Literal["captured"]]]
    def __copy__(self, /) -> Capture: ...
    def __deepcopy__(self, /, _memo: Any) -> Capture: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, seq: int, approved: Money, captured: Money) -> Capture: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def approved(self, /) -> Money:
        """
        What was approved.
        """
    @property
    def captured(self, /) -> Money:
        """
        What came in; what is over the approved amount does not count.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Capture:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def seq(self, /) -> int:
        """
        Its place in the order of acceptance.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Case:
    """
    A dispute about what one milestone holds.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["milestone"], Literal["claimant"], Literal["reason"], Literal["claim"], Literal["state"], Literal["since"], Literal["deadline"], Literal["contested"], Literal["offer"], Literal["proposal"], Literal["appealed"], Literal["late"], Literal["received"], Literal["carried_out"], Literal["evidence"], Literal["offers"], Literal["lapsed"], Literal["arbiter"], Literal["to_buyer"]]]
    def __copy__(self, /) -> Case: ...
    def __deepcopy__(self, /, _memo: Any) -> Case: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: UUID | str, milestone: str, claimant: Payer, reason: Reason, claim: Money, state: CaseState, since: datetime, deadline: datetime | None = None, *, contested: bool, offer: CaseOffer | None = None, proposal: CaseSettlement | None = None, appealed: bool, late: bool, received: Money, carried_out: bool, evidence: Tally, offers: Tally, lapsed: CaseLapse | None = None, arbiter: str | None = None, to_buyer: Money | None = None) -> Case: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def appealed(self, /) -> bool:
        """
        Whether a ruling was appealed.
        """
    @property
    def arbiter(self, /) -> str | None:
        """
        Who may rule.
        """
    @property
    def carried_out(self, /) -> bool:
        """
        Whether what was decided after the end has been booked.
        """
    @property
    def claim(self, /) -> Money:
        """
        What is contested: all that the milestone held when it was opened, and more if a bank gave some back since.
        """
    @property
    def claimant(self, /) -> Payer:
        """
        Whose claim it is.
        """
    @property
    def contested(self, /) -> bool:
        """
        Whether the other side has answered.
        """
    @property
    def deadline(self, /) -> datetime | None:
        """
        When the timer of this stage ends.
        """
    @property
    def evidence(self, /) -> Tally:
        """
        How much evidence each side gave.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Case:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> UUID:
        """
        Its id.
        """
    @property
    def lapsed(self, /) -> CaseLapse | None:
        """
        The stage a timer ended, and its deadline.
        """
    @property
    def late(self, /) -> bool:
        """
        Whether it was opened after the end of the escrow.
        """
    @property
    def milestone(self, /) -> str:
        """
        The locked milestone.
        """
    @property
    def offer(self, /) -> CaseOffer | None:
        """
        The latest offer.
        """
    @property
    def offers(self, /) -> Tally:
        """
        How many offers each side made.
        """
    @property
    def proposal(self, /) -> CaseSettlement | None:
        """
        The latest proposal of a mediator.
        """
    @property
    def reason(self, /) -> Reason:
        """
        Why.
        """
    @property
    def received(self, /) -> Money:
        """
        What the buyer got of it so far.
        """
    @property
    def since(self, /) -> datetime:
        """
        When it came to this stage.
        """
    @property
    def state(self, /) -> CaseState:
        """
        Where it stands.
        """
    @property
    def to_buyer(self, /) -> Money | None:
        """
        What the buyer gets, once that is known.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class CaseLapse:
    """
    The stage of a case that time ended, and when.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["state"], Literal["at"]]]
    def __copy__(self, /) -> CaseLapse: ...
    def __deepcopy__(self, /, _memo: Any) -> CaseLapse: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, state: CaseState, at: datetime) -> CaseLapse: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def at(self, /) -> datetime:
        """
        When it ended.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> CaseLapse:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def state(self, /) -> CaseState:
        """
        The stage.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class CaseOffer:
    """
    A settlement offer.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["number"], Literal["by"], Literal["to_buyer"]]]
    def __copy__(self, /) -> CaseOffer: ...
    def __deepcopy__(self, /, _memo: Any) -> CaseOffer: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, number: int, by: Payer, to_buyer: Money) -> CaseOffer: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def by(self, /) -> Payer:
        """
        Who made it.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> CaseOffer:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def number(self, /) -> int:
        """
        Its number, from 1.
        """
    @property
    def to_buyer(self, /) -> Money:
        """
        What the buyer would get.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class CaseSettlement:
    """
    A mediator's proposal.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["number"], Literal["to_buyer"], Literal["accepted"]]]
    def __copy__(self, /) -> CaseSettlement: ...
    def __deepcopy__(self, /, _memo: Any) -> CaseSettlement: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, number: int, to_buyer: Money, accepted: Payer | None = None) -> CaseSettlement: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def accepted(self, /) -> Payer | None:
        """
        Who has accepted it.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> CaseSettlement:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def number(self, /) -> int:
        """
        Its number, from 1.
        """
    @property
    def to_buyer(self, /) -> Money:
        """
        What the buyer would get.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Cash:
    """
    The cash of a project and what of it is spoken for. No amount is negative.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["cash"], Literal["committed_costs"], Literal["reserve"]]]
    def __copy__(self, /) -> Cash: ...
    def __deepcopy__(self, /, _memo: Any) -> Cash: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, cash: Money, committed_costs: Money, reserve: Money) -> Cash: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cash(self, /) -> Money:
        """
        What is in the escrow.
        """
    @property
    def committed_costs(self, /) -> Money:
        """
        Costs that are ordered and not paid.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Cash:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def reserve(self, /) -> Money:
        """
        What is kept for the unforeseen.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Change:
    """
    What both sides can agree to change while the escrow runs.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Change: ...
    def __deepcopy__(self, /, _memo: Any) -> Change: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Change:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Amend(Change):
        """
        Other terms for what is left.
        """
        __match_args__: Final = ("terms",)
        def __new__(cls, /, terms: Terms) -> Change.Amend: ...
        @property
        def terms(self, /) -> Terms:
            """
            The new terms, as a whole.
            """
    @final
    class Cancel(Change):
        """
        Every open milestone ends; the buyer gets back what it holds, less the kill fee.
        """
        __match_args__: Final = ("kill_fee",)
        def __new__(cls, /, kill_fee: Decimal | str) -> Change.Cancel: ...
        @property
        def kill_fee(self, /) -> Decimal:
            """
            What goes to the seller, as a fraction of what is held.
            """
    @final
    class Extend(Change):
        """
        The running window of a milestone ends later.
        """
        __match_args__: Final = ("milestone", "until")
        def __new__(cls, /, milestone: str, until: datetime) -> Change.Extend: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def until(self, /) -> datetime:
            """
            When its window ends instead.
            """

@final
class ChangeOrder:
    """
    A change order.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["number"], Literal["by"], Literal["change"], Literal["patch"], Literal["differences"], Literal["rise"], Literal["material"], Literal["reason"], Literal["until"], Literal["votes"], Literal["state"]]]
    def __copy__(self, /) -> ChangeOrder: ...
    def __deepcopy__(self, /, _memo: Any) -> ChangeOrder: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, number: int, by: str, change: ProjectChange, patch: Sequence[PatchLine], differences: Sequence[Difference], rise: Money, material: bool, reason: Digest, until: datetime, votes: Sequence[Vote], state: OrderState) -> ChangeOrder: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def by(self, /) -> str:
        """
        Who proposed it.
        """
    @property
    def change(self, /) -> ProjectChange:
        """
        What would change.
        """
    @property
    def differences(self, /) -> list[Difference]:
        """
        What it means for everybody.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ChangeOrder:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def material(self, /) -> bool:
        """
        Whether everybody is asked.
        """
    @property
    def number(self, /) -> int:
        """
        Its number, from 1.
        """
    @property
    def patch(self, /) -> list[PatchLine]:
        """
        The same as a patch.
        """
    @property
    def reason(self, /) -> Digest:
        """
        Why.
        """
    @property
    def rise(self, /) -> Money:
        """
        What the goods cost more, or less if below zero.
        """
    @property
    def state(self, /) -> OrderState:
        """
        Where it stands.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def until(self, /) -> datetime:
        """
        Until when answers count.
        """
    @property
    def votes(self, /) -> list[Vote]:
        """
        The answers.
        """

@final
class Charge:
    """
    What one line takes from a release.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["line"], Literal["buyer"], Literal["seller"]]]
    def __copy__(self, /) -> Charge: ...
    def __deepcopy__(self, /, _memo: Any) -> Charge: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, line: int, buyer: Money, seller: Money) -> Charge: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def buyer(self, /) -> Money:
        """
        Taken from the fees the buyer has paid.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Charge:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def line(self, /) -> int:
        """
        The index of the line in the quote.
        """
    @property
    def seller(self, /) -> Money:
        """
        Taken from the release.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Chargeback:
    """
    A payment that a bank wants back or has taken back.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["payin"], Literal["kind"], Literal["amount"], Literal["state"], Literal["deadline"], Literal["provisional"], Literal["losses"]]]
    def __copy__(self, /) -> Chargeback: ...
    def __deepcopy__(self, /, _memo: Any) -> Chargeback: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, payin: str, kind: ChargebackKind, amount: Money, state: ChargebackState, deadline: datetime, provisional: bool, losses: Sequence[Loss]) -> Chargeback: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much is wanted.
        """
    @property
    def deadline(self, /) -> datetime:
        """
        When it counts as lost if the bank says nothing.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Chargeback:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        The provider's reference.
        """
    @property
    def kind(self, /) -> ChargebackKind:
        """
        How it was taken back.
        """
    @property
    def losses(self, /) -> list[Loss]:
        """
        What the standing loss was taken from, in this order.
        """
    @property
    def payin(self, /) -> str:
        """
        The payment.
        """
    @property
    def provisional(self, /) -> bool:
        """
        Whether it only counts as lost because the bank said nothing.
        """
    @property
    def state(self, /) -> ChargebackState:
        """
        Where it stands.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Checkpoint:
    """
    A place in a history: whoever keeps one can prove later rewriting of anything up to it.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["stream"], Literal["version"], Literal["hash"]]]
    def __copy__(self, /) -> Checkpoint: ...
    def __deepcopy__(self, /, _memo: Any) -> Checkpoint: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, stream: str, version: int, hash: str) -> Checkpoint: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Checkpoint:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hash(self, /) -> str:
        """
        The hash of the last of them.
        """
    @property
    def stream(self, /) -> str:
        """
        The id of the aggregate.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        How many entries it covers.
        """

@final
class Clearing:
    """
    Where a funded round stands once the payment grace is over.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["cleared"], Literal["shortfall"], Literal["expired"], Literal["owner_capital"], Literal["weights"], Literal["covered"]]]
    def __copy__(self, /) -> Clearing: ...
    def __deepcopy__(self, /, _memo: Any) -> Clearing: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, cleared: Money, shortfall: Money, expired: Sequence[int], owner_capital: Money, weights: Sequence[Money], covered: bool) -> Clearing: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cleared(self, /) -> Money:
        """
        The approved amounts that came in whole.
        """
    @property
    def covered(self, /) -> bool:
        """
        Whether the target is covered by money that is there.
        """
    @property
    def expired(self, /) -> list[int]:
        """
        The `seq` of the requests that expire, because they were not paid or not wholly paid.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Clearing:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def owner_capital(self, /) -> Money:
        """
        What the owner adds, last in the order: the shortfall or nothing.
        """
    @property
    def shortfall(self, /) -> Money:
        """
        What the target lacks of that.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def weights(self, /) -> list[Money]:
        """
        The capital by which profit is shared later: the requests that are left, by `seq`, then the owner's.
        """

@disjoint_base
class Closing:
    """
    How a round ends at its deadline.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Closing: ...
    def __deepcopy__(self, /, _memo: Any) -> Closing: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Closing:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Failed(Closing):
        """
        Too little came together: everybody gets everything back.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Closing.Failed: ...
    @final
    class Funded(Closing):
        """
        The project goes on.
        """
        __match_args__: Final = ("final_target", "quantities")
        def __new__(cls, /, final_target: Money, quantities: Sequence[int]) -> Closing.Funded: ...
        @property
        def final_target(self, /) -> Money:
            """
            The target, or what was approved if that is less.
            """
        @property
        def quantities(self, /) -> list[int]:
            """
            Units of each product.
            """

@final
class Collected:
    """
    Where money that has to come back comes from.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["from_holdback"], Literal["from_future"], Literal["receivable"], Literal["released"]]]
    def __copy__(self, /) -> Collected: ...
    def __deepcopy__(self, /, _memo: Any) -> Collected: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, from_holdback: Money, from_future: Money, receivable: Money, released: Money) -> Collected: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def from_future(self, /) -> Money:
        """
        From what is still to be paid.
        """
    @property
    def from_holdback(self, /) -> Money:
        """
        From what was kept back.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Collected:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def receivable(self, /) -> Money:
        """
        What is left and has to be given back.
        """
    @property
    def released(self, /) -> Money:
        """
        What of the holdback is free.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Command:
    """
    What can be asked for. Who asks, when and under which id is in the context.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Command: ...
    def __deepcopy__(self, /, _memo: Any) -> Command: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Command:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Accept(Command):
        """
        Accepts the proposed terms.
        """
        __match_args__: Final = ("terms_version", "terms_hash")
        def __new__(cls, /, terms_version: int, terms_hash: str) -> Command.Accept: ...
        @property
        def terms_hash(self, /) -> str:
            """
            Its hash.
            """
        @property
        def terms_version(self, /) -> int:
            """
            The edition that was read.
            """
    @final
    class AcceptClaim(Command):
        """
        Gives the claimant what was claimed.
        """
        __match_args__: Final = ("case",)
        def __new__(cls, /, case: UUID | str) -> Command.AcceptClaim: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
    @final
    class AcceptOffer(Command):
        """
        Accepts the latest offer of the other side.
        """
        __match_args__: Final = ("case", "offer")
        def __new__(cls, /, case: UUID | str, offer: int) -> Command.AcceptOffer: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def offer(self, /) -> int:
            """
            The number of the offer.
            """
    @final
    class AcceptProposal(Command):
        """
        Agrees to what was proposed.
        """
        __match_args__: Final = ("proposal",)
        def __new__(cls, /, proposal: int) -> Command.AcceptProposal: ...
        @property
        def proposal(self, /) -> int:
            """
            The number of the proposal.
            """
    @final
    class AcceptReturn(Command):
        """
        Accepts what came back; the buyer gets the price less the agreed restocking.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Command.AcceptReturn: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
    @final
    class AcceptSettlement(Command):
        """
        Accepts the mediator's proposal; it settles the case when both sides have.
        """
        __match_args__: Final = ("case", "proposal")
        def __new__(cls, /, case: UUID | str, proposal: int) -> Command.AcceptSettlement: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def proposal(self, /) -> int:
            """
            The number of the proposal.
            """
    @final
    class AddEvidence(Command):
        """
        Adds a piece of evidence.
        """
        __match_args__: Final = ("case", "evidence")
        def __new__(cls, /, case: UUID | str, evidence: Digest) -> Command.AddEvidence: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def evidence(self, /) -> Digest:
            """
            Digest of the file or text.
            """
    @final
    class Appeal(Command):
        """
        Asks for another ruling, once.
        """
        __match_args__: Final = ("case", "statement")
        def __new__(cls, /, case: UUID | str, statement: Digest) -> Command.Appeal: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def statement(self, /) -> Digest:
            """
            Digest of the grounds.
            """
    @final
    class Approve(Command):
        """
        Accepts what was delivered.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Command.Approve: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
    @final
    class AssignArbiter(Command):
        """
        Puts an arbiter on the case.
        """
        __match_args__: Final = ("case", "arbiter")
        def __new__(cls, /, case: UUID | str, arbiter: str) -> Command.AssignArbiter: ...
        @property
        def arbiter(self, /) -> str:
            """
            Somebody who has no part in the escrow.
            """
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
    @final
    class Cancel(Command):
        """
        Calls off an agreed escrow before anything is funded.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Command.Cancel: ...
    @final
    class CancelMilestone(Command):
        """
        Calls off one milestone.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Command.CancelMilestone: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
    @final
    class ChargebackLost(Command):
        """
        The bank took the money.
        """
        __match_args__: Final = ("chargeback", "amount")
        def __new__(cls, /, chargeback: str, amount: Money) -> Command.ChargebackLost: ...
        @property
        def amount(self, /) -> Money:
            """
            How much it took in all.
            """
        @property
        def chargeback(self, /) -> str:
            """
            The provider's reference of the chargeback.
            """
    @final
    class ChargebackOpened(Command):
        """
        A bank wants a payment back.
        """
        __match_args__: Final = ("chargeback", "payin", "amount", "respond_by")
        def __new__(cls, /, chargeback: str, payin: str, amount: Money, respond_by: datetime) -> Command.ChargebackOpened: ...
        @property
        def amount(self, /) -> Money:
            """
            How much the bank wants, in the currency of the payment.
            """
        @property
        def chargeback(self, /) -> str:
            """
            The provider's reference of the chargeback; a later stage has the same.
            """
        @property
        def payin(self, /) -> str:
            """
            The provider's reference of the payment.
            """
        @property
        def respond_by(self, /) -> datetime:
            """
            Until when the bank takes evidence.
            """
    @final
    class ChargebackWon(Command):
        """
        The bank left the money, or gave it back.
        """
        __match_args__: Final = ("chargeback",)
        def __new__(cls, /, chargeback: str) -> Command.ChargebackWon: ...
        @property
        def chargeback(self, /) -> str:
            """
            The provider's reference of the chargeback.
            """
    @final
    class ClaimDelivered(Command):
        """
        The seller says that the goods have arrived.
        """
        __match_args__: Final = ("milestone", "proof")
        def __new__(cls, /, milestone: str, proof: Digest) -> Command.ClaimDelivered: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def proof(self, /) -> Digest:
            """
            Digest of the proof of delivery.
            """
    @final
    class ContestReturn(Command):
        """
        Does not accept what came back.
        """
        __match_args__: Final = ("milestone", "statement")
        def __new__(cls, /, milestone: str, statement: Digest) -> Command.ContestReturn: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def statement(self, /) -> Digest:
            """
            Digest of the statement.
            """
    @final
    class Counter(Command):
        """
        Proposes other terms.
        """
        __match_args__: Final = ("terms",)
        def __new__(cls, /, terms: Terms) -> Command.Counter: ...
        @property
        def terms(self, /) -> Terms:
            """
            The new terms.
            """
    @final
    class Create(Command):
        """
        Starts a draft.
        """
        __match_args__: Final = ("terms",)
        def __new__(cls, /, terms: Terms) -> Command.Create: ...
        @property
        def terms(self, /) -> Terms:
            """
            The terms.
            """
    @final
    class Decline(Command):
        """
        Says no to the proposal.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Command.Decline: ...
    @final
    class Delivered(Command):
        """
        The goods have arrived.
        """
        __match_args__: Final = ("milestone", "occurred_at")
        def __new__(cls, /, milestone: str, occurred_at: datetime | None = None) -> Command.Delivered: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def occurred_at(self, /) -> datetime | None:
            """
            When they arrived; without it now. At most a day of it counts against the buyer's inspection.
            """
    @final
    class Discard(Command):
        """
        Throws the draft away.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Command.Discard: ...
    @final
    class Dispute(Command):
        """
        Contests all or part of what a milestone holds. On a milestone the other side disputes already, contests its claim.
        """
        __match_args__: Final = ("milestone", "case", "amount", "reason", "statement")
        def __new__(cls, /, milestone: str, case: UUID | str, amount: Money, reason: Reason, statement: Digest) -> Command.Dispute: ...
        @property
        def amount(self, /) -> Money:
            """
            How much is contested.
            """
        @property
        def case(self, /) -> UUID:
            """
            The id of the new case.
            """
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def reason(self, /) -> Reason:
            """
            Why.
            """
        @property
        def statement(self, /) -> Digest:
            """
            Digest of the statement.
            """
    @final
    class Edit(Command):
        """
        Replaces the terms of a draft.
        """
        __match_args__: Final = ("terms",)
        def __new__(cls, /, terms: Terms) -> Command.Edit: ...
        @property
        def terms(self, /) -> Terms:
            """
            The new terms.
            """
    @final
    class Escalate(Command):
        """
        Asks for the next stage.
        """
        __match_args__: Final = ("case",)
        def __new__(cls, /, case: UUID | str) -> Command.Escalate: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
    @final
    class ForceRefund(Command):
        """
        Gives back to the buyer what a milestone holds. Needs a second admin.
        """
        __match_args__: Final = ("milestone", "reason")
        def __new__(cls, /, milestone: str, reason: Digest) -> Command.ForceRefund: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def reason(self, /) -> Digest:
            """
            Digest of the reason.
            """
    @final
    class LateCase(Command):
        """
        Claims from the other side what has left an escrow that has ended. It never reopens; what is decided is a debt.
        """
        __match_args__: Final = ("milestone", "case", "amount", "reason", "statement")
        def __new__(cls, /, milestone: str, case: UUID | str, amount: Money, reason: Reason, statement: Digest) -> Command.LateCase: ...
        @property
        def amount(self, /) -> Money:
            """
            How much is claimed.
            """
        @property
        def case(self, /) -> UUID:
            """
            The id of the new case.
            """
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def reason(self, /) -> Reason:
            """
            Why.
            """
        @property
        def statement(self, /) -> Digest:
            """
            Digest of the statement.
            """
    @final
    class LegFailed(Command):
        """
        A leg could not be sent.
        """
        __match_args__: Final = ("leg", "reason")
        def __new__(cls, /, leg: str, reason: str) -> Command.LegFailed: ...
        @property
        def leg(self, /) -> str:
            """
            The leg.
            """
        @property
        def reason(self, /) -> str:
            """
            The rail's reason code.
            """
    @final
    class LegReturned(Command):
        """
        A leg came back after it had arrived.
        """
        __match_args__: Final = ("leg", "reference")
        def __new__(cls, /, leg: str, reference: str) -> Command.LegReturned: ...
        @property
        def leg(self, /) -> str:
            """
            The leg.
            """
        @property
        def reference(self, /) -> str:
            """
            The rail's reference of the return.
            """
    @final
    class LegSent(Command):
        """
        A leg was given to the rail.
        """
        __match_args__: Final = ("leg", "reference")
        def __new__(cls, /, leg: str, reference: str) -> Command.LegSent: ...
        @property
        def leg(self, /) -> str:
            """
            The leg.
            """
        @property
        def reference(self, /) -> str:
            """
            The rail's reference.
            """
    @final
    class LegSettled(Command):
        """
        A leg has arrived.
        """
        __match_args__: Final = ("leg", "reference")
        def __new__(cls, /, leg: str, reference: str) -> Command.LegSettled: ...
        @property
        def leg(self, /) -> str:
            """
            The leg.
            """
        @property
        def reference(self, /) -> str:
            """
            The rail's reference.
            """
    @final
    class LiftHold(Command):
        """
        Ends a hold.
        """
        __match_args__: Final = ("hold",)
        def __new__(cls, /, hold: str) -> Command.LiftHold: ...
        @property
        def hold(self, /) -> str:
            """
            The hold.
            """
    @final
    class Offer(Command):
        """
        Offers a settlement, which replaces the offers before it.
        """
        __match_args__: Final = ("case", "to_buyer")
        def __new__(cls, /, case: UUID | str, to_buyer: Money) -> Command.Offer: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def to_buyer(self, /) -> Money:
            """
            What the buyer should get; the rest goes to the seller.
            """
    @final
    class PayinCleared(Command):
        """
        Money of a payment has arrived and will stay.
        """
        __match_args__: Final = ("milestone", "payin", "amount", "hold_until")
        def __new__(cls, /, milestone: str, payin: str, amount: Money, hold_until: datetime | None = None) -> Command.PayinCleared: ...
        @property
        def amount(self, /) -> Money:
            """
            What arrived, in whatever currency it came.
            """
        @property
        def hold_until(self, /) -> datetime | None:
            """
            Until when the rail lets the money be held, if it has a limit.
            """
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def payin(self, /) -> str:
            """
            The provider's reference of the payment.
            """
    @final
    class PayinFailed(Command):
        """
        A payment failed.
        """
        __match_args__: Final = ("milestone", "payin")
        def __new__(cls, /, milestone: str, payin: str) -> Command.PayinFailed: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def payin(self, /) -> str:
            """
            The provider's reference of the payment.
            """
    @final
    class PayinReversed(Command):
        """
        The rail returned a payment that had arrived.
        """
        __match_args__: Final = ("milestone", "payin")
        def __new__(cls, /, milestone: str, payin: str) -> Command.PayinReversed: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def payin(self, /) -> str:
            """
            The provider's reference of the payment.
            """
    @final
    class PayinStarted(Command):
        """
        A payment for a milestone was started.
        """
        __match_args__: Final = ("milestone", "payin", "expires_at", "terms_hash")
        def __new__(cls, /, milestone: str, payin: str, expires_at: datetime, terms_hash: str) -> Command.PayinStarted: ...
        @property
        def expires_at(self, /) -> datetime:
            """
            When the payment expires.
            """
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def payin(self, /) -> str:
            """
            The provider's reference of the payment.
            """
        @property
        def terms_hash(self, /) -> str:
            """
            The terms that are paid for.
            """
    @final
    class PlaceHold(Command):
        """
        Stops every outflow of a milestone and its parts for a time.
        """
        __match_args__: Final = ("milestone", "hold", "kind", "reason", "expires_at", "on_expiry")
        def __new__(cls, /, milestone: str, hold: str, kind: HoldKind, reason: Digest, expires_at: datetime, on_expiry: OnExpiry) -> Command.PlaceHold: ...
        @property
        def expires_at(self, /) -> datetime:
            """
            When it ends by itself, at most 90 days away.
            """
        @property
        def hold(self, /) -> str:
            """
            The host's name of the hold.
            """
        @property
        def kind(self, /) -> HoldKind:
            """
            What kind of hold it is.
            """
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def on_expiry(self, /) -> OnExpiry:
            """
            What happens then.
            """
        @property
        def reason(self, /) -> Digest:
            """
            Digest of the reason.
            """
    @final
    class Propose(Command):
        """
        Shows the draft to the others.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Command.Propose: ...
    @final
    class ProposeAmendment(Command):
        """
        Asks everybody concerned to agree to other terms for what is left.
        """
        __match_args__: Final = ("terms",)
        def __new__(cls, /, terms: Terms) -> Command.ProposeAmendment: ...
        @property
        def terms(self, /) -> Terms:
            """
            The new terms, as a whole: the same sides and milestones, more milestones at the end if needed.
            """
    @final
    class ProposeCancel(Command):
        """
        Asks the other side to end every open milestone.
        """
        __match_args__: Final = ("kill_fee",)
        def __new__(cls, /, kill_fee: Decimal | str) -> Command.ProposeCancel: ...
        @property
        def kill_fee(self, /) -> Decimal:
            """
            What goes to the seller, as a fraction of what is held.
            """
    @final
    class ProposeExtension(Command):
        """
        Asks the other side for more time.
        """
        __match_args__: Final = ("milestone", "until")
        def __new__(cls, /, milestone: str, until: datetime) -> Command.ProposeExtension: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def until(self, /) -> datetime:
            """
            When its running window should end instead.
            """
    @final
    class ProposeSettlement(Command):
        """
        Proposes a settlement to both sides, as a mediator.
        """
        __match_args__: Final = ("case", "to_buyer")
        def __new__(cls, /, case: UUID | str, to_buyer: Money) -> Command.ProposeSettlement: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def to_buyer(self, /) -> Money:
            """
            What the buyer should get; the rest goes to the seller.
            """
    @final
    class Recuse(Command):
        """
        Steps down as the arbiter of a case.
        """
        __match_args__: Final = ("case",)
        def __new__(cls, /, case: UUID | str) -> Command.Recuse: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
    @final
    class RefundPartial(Command):
        """
        Gives part of a milestone back to the buyer.
        """
        __match_args__: Final = ("milestone", "amount")
        def __new__(cls, /, milestone: str, amount: Money) -> Command.RefundPartial: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
    @final
    class RejectProposal(Command):
        """
        Says no to what the other side proposed.
        """
        __match_args__: Final = ("proposal",)
        def __new__(cls, /, proposal: int) -> Command.RejectProposal: ...
        @property
        def proposal(self, /) -> int:
            """
            The number of the proposal.
            """
    @final
    class RejectReturn(Command):
        """
        Sends back all or part of what was delivered. The amount is what the goods cost.
        """
        __match_args__: Final = ("milestone", "amount", "reason")
        def __new__(cls, /, milestone: str, amount: Money, reason: Digest) -> Command.RejectReturn: ...
        @property
        def amount(self, /) -> Money:
            """
            How much of the price is sent back.
            """
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def reason(self, /) -> Digest:
            """
            Digest of the reason.
            """
    @final
    class RejectSettlement(Command):
        """
        Rejects the mediator's proposal.
        """
        __match_args__: Final = ("case", "proposal")
        def __new__(cls, /, case: UUID | str, proposal: int) -> Command.RejectSettlement: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def proposal(self, /) -> int:
            """
            The number of the proposal.
            """
    @final
    class Release(Command):
        """
        Releases an approved milestone at once. Needs a second admin.
        """
        __match_args__: Final = ("milestone", "reason")
        def __new__(cls, /, milestone: str, reason: Digest) -> Command.Release: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def reason(self, /) -> Digest:
            """
            Digest of the reason.
            """
    @final
    class ReleasePartial(Command):
        """
        Pays part of a milestone to the seller before it is approved.
        """
        __match_args__: Final = ("milestone", "amount")
        def __new__(cls, /, milestone: str, amount: Money) -> Command.ReleasePartial: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
    @final
    class RequestChanges(Command):
        """
        Sends the work back for another round.
        """
        __match_args__: Final = ("milestone", "reason")
        def __new__(cls, /, milestone: str, reason: Digest) -> Command.RequestChanges: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def reason(self, /) -> Digest:
            """
            Digest of what should change.
            """
    @final
    class Respond(Command):
        """
        Contests the claim, with or without an offer.
        """
        __match_args__: Final = ("case", "statement", "offer")
        def __new__(cls, /, case: UUID | str, statement: Digest, offer: Money | None = None) -> Command.Respond: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def offer(self, /) -> Money | None:
            """
            What the buyer should get.
            """
        @property
        def statement(self, /) -> Digest:
            """
            Digest of the statement.
            """
    @final
    class ReturnDelivered(Command):
        """
        The goods are back.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Command.ReturnDelivered: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
    @final
    class Rule(Command):
        """
        Decides the case.
        """
        __match_args__: Final = ("case", "to_buyer", "reason")
        def __new__(cls, /, case: UUID | str, to_buyer: Money, reason: Digest) -> Command.Rule: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
        @property
        def reason(self, /) -> Digest:
            """
            Digest of the reasons.
            """
        @property
        def to_buyer(self, /) -> Money:
            """
            What the buyer gets; the rest goes to the seller.
            """
    @final
    class Ship(Command):
        """
        The goods are on their way.
        """
        __match_args__: Final = ("milestone", "tracking")
        def __new__(cls, /, milestone: str, tracking: str) -> Command.Ship: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def tracking(self, /) -> str:
            """
            The parcel.
            """
    @final
    class ShipReturn(Command):
        """
        The goods are on their way back.
        """
        __match_args__: Final = ("milestone", "tracking")
        def __new__(cls, /, milestone: str, tracking: str) -> Command.ShipReturn: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def tracking(self, /) -> str:
            """
            The parcel.
            """
    @final
    class Submit(Command):
        """
        The work is delivered.
        """
        __match_args__: Final = ("milestone", "proof")
        def __new__(cls, /, milestone: str, proof: Digest) -> Command.Submit: ...
        @property
        def milestone(self, /) -> str:
            """
            The milestone.
            """
        @property
        def proof(self, /) -> Digest:
            """
            Digest of the proof.
            """
    @final
    class Withdraw(Command):
        """
        Takes the proposal back.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Command.Withdraw: ...
    @final
    class WithdrawCase(Command):
        """
        Takes the claim back.
        """
        __match_args__: Final = ("case",)
        def __new__(cls, /, case: UUID | str) -> Command.WithdrawCase: ...
        @property
        def case(self, /) -> UUID:
            """
            The case.
            """
    @final
    class WithdrawProposal(Command):
        """
        Takes a proposal back.
        """
        __match_args__: Final = ("proposal",)
        def __new__(cls, /, proposal: int) -> Command.WithdrawProposal: ...
        @property
        def proposal(self, /) -> int:
            """
            The number of the proposal.
            """

@final
class Commission:
    """
    The commission of an offer. There is none when the result is zero or less.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["rate"], Literal["base"], Literal["payer"], Literal["tax_rate"], Literal["tax_mode"], Literal["invoices"]]]
    def __copy__(self, /) -> Commission: ...
    def __deepcopy__(self, /, _memo: Any) -> Commission: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, rate: Decimal | str, base: CommissionBase, payer: CommissionPayer, tax_rate: Decimal | str, tax_mode: TaxMode, invoices: Invoices) -> Commission: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def base(self, /) -> CommissionBase:
        """
        What the rate multiplies.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Commission:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def invoices(self, /) -> Invoices:
        """
        How many invoices.
        """
    @property
    def payer(self, /) -> CommissionPayer:
        """
        Whose money it is taken from.
        """
    @property
    def rate(self, /) -> Decimal:
        """
        A fraction of the base, at most one.
        """
    @property
    def tax_mode(self, /) -> TaxMode:
        """
        Whether the tax comes on top.
        """
    @property
    def tax_rate(self, /) -> Decimal:
        """
        The tax on the commission, at most one.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ConsistencyProof:
    """
    Proof that the history under one receipt begins with that under an earlier one.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["first"], Literal["second"], Literal["hashes"]]]
    def __copy__(self, /) -> ConsistencyProof: ...
    def __deepcopy__(self, /, _memo: Any) -> ConsistencyProof: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, first: int, second: int, hashes: Sequence[str]) -> ConsistencyProof: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def first(self, /) -> int:
        """
        The version of the earlier receipt.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ConsistencyProof:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hashes(self, /) -> list[str]:
        """
        The hashes from which both roots follow.
        """
    @property
    def second(self, /) -> int:
        """
        The version of the later one.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Context:
    """
    Everything about a command that is not its content: when, under which id, by whom.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["at"], Literal["command_id"], Literal["actor"], Literal["role"], Literal["seconded_by"], Literal["expected_version"]]]
    def __copy__(self, /) -> Context: ...
    def __deepcopy__(self, /, _memo: Any) -> Context: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, at: datetime, command_id: UUID | str, actor: str, role: Role, seconded_by: str | None = None, expected_version: int | None = None) -> Context: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def actor(self, /) -> str:
        """
        Who acts.
        """
    @property
    def at(self, /) -> datetime:
        """
        The host's clock.
        """
    @property
    def command_id(self, /) -> UUID:
        """
        Given by the sender; repeating it repeats the answer.
        """
    @property
    def expected_version(self, /) -> int | None:
        """
        The version the sender has seen, after timers that are due.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Context:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def role(self, /) -> Role:
        """
        In which role.
        """
    @property
    def seconded_by(self, /) -> str | None:
        """
        The second person where a row asks for two.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Contribution:
    """
    Money somebody put in, and what it counts as.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["amount"], Literal["base"]]]
    def __copy__(self, /) -> Contribution: ...
    def __deepcopy__(self, /, _memo: Any) -> Contribution: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, amount: Money, base: Money) -> Contribution: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        As it was paid.
        """
    @property
    def base(self, /) -> Money:
        """
        The weight: `base_amount` at the frozen rate.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Contribution:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Conversion:
    """
    The rate at which money of one currency was really converted, at the first release.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["from_"], Literal["quote"]]]
    def __copy__(self, /) -> Conversion: ...
    def __deepcopy__(self, /, _memo: Any) -> Conversion: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, from_: Money, quote: ProjectQuote) -> Conversion: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def from_(self, /) -> Money:
        """
        All of the project's money in this currency.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Conversion:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def quote(self, /) -> ProjectQuote:
        """
        The rate the bank gave.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ConversionResult:
    """
    The one conversion of the pool into the base currency.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["converted"], Literal["capital"], Literal["cash"], Literal["fx_result"], Literal["owner"]]]
    def __copy__(self, /) -> ConversionResult: ...
    def __deepcopy__(self, /, _memo: Any) -> ConversionResult: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, converted: Sequence[Money], capital: Sequence[Money], cash: Money, fx_result: Money, owner: Money) -> ConversionResult: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def capital(self, /) -> list[Money]:
        """
        What each contribution counts as from now on, in their order.
        """
    @property
    def cash(self, /) -> Money:
        """
        All that was converted.
        """
    @property
    def converted(self, /) -> list[Money]:
        """
        What each contribution became, in their order.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ConversionResult:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def fx_result(self, /) -> Money:
        """
        What the pool gains, or below zero loses.
        """
    @property
    def owner(self, /) -> Money:
        """
        What the owner receives, or below zero owes.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Converted:
    """
    Money of one currency that became money of the offer's.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["request"], Literal["from_"], Literal["counts"], Literal["got"]]]
    def __copy__(self, /) -> Converted: ...
    def __deepcopy__(self, /, _memo: Any) -> Converted: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, request: str, from_: Money, counts: Money, got: Money) -> Converted: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def counts(self, /) -> Money:
        """
        What it counts in the currency of the offer, at the rate frozen for it.
        """
    @property
    def from_(self, /) -> Money:
        """
        What it held in its own currency.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Converted:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def got(self, /) -> Money:
        """
        What the bank gave for it.
        """
    @property
    def request(self, /) -> str:
        """
        The participation.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class CostLine:
    """
    One cost of the project beside the price of the goods. A line is never edited: a newer one replaces it.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["category"], Literal["amount"], Literal["method"], Literal["recoverable"], Literal["phase"], Literal["supersedes"], Literal["supplier"], Literal["evidence"]]]
    def __copy__(self, /) -> CostLine: ...
    def __deepcopy__(self, /, _memo: Any) -> CostLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, category: Category, amount: Money, method: Method, recoverable: bool | None = None, *, phase: CostPhase, supersedes: str | None = None, supplier: str | None = None, evidence: Digest | None = None) -> CostLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much, in the base currency. A credit is negative.
        """
    @property
    def category(self, /) -> Category:
        """
        What it is for.
        """
    @property
    def evidence(self, /) -> Digest | None:
        """
        The invoice or another document.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> CostLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        Names the line in its project.
        """
    @property
    def method(self, /) -> Method:
        """
        How it is shared over the products.
        """
    @property
    def phase(self, /) -> CostPhase:
        """
        How certain it is.
        """
    @property
    def recoverable(self, /) -> bool:
        """
        Whether the money comes back, as a creditable tax does: it has to be raised, but it is no cost.
        """
    @property
    def supersedes(self, /) -> str | None:
        """
        The line that this one replaces.
        """
    @property
    def supplier(self, /) -> str | None:
        """
        Who is paid.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Credit:
    """
    What one payee receives from a release.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["party"], Literal["amount"]]]
    def __copy__(self, /) -> Credit: ...
    def __deepcopy__(self, /, _memo: Any) -> Credit: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, party: str, amount: Money) -> Credit: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        What it receives.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Credit:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def party(self, /) -> str:
        """
        The payee.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class CustomsEntry:
    """
    What is declared at the border.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["incoterm"], Literal["goods"], Literal["increments"], Literal["fx"]]]
    def __copy__(self, /) -> CustomsEntry: ...
    def __deepcopy__(self, /, _memo: Any) -> CustomsEntry: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, incoterm: Incoterm, goods: Sequence[CustomsGoods], increments: Sequence[Increment], fx: Decimal | str) -> CustomsEntry: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> CustomsEntry:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def fx(self, /) -> Decimal:
        """
        What one unit of the currency of the invoice is worth in the base currency.
        """
    @property
    def goods(self, /) -> list[CustomsGoods]:
        """
        The products, all in the currency of the invoice.
        """
    @property
    def incoterm(self, /) -> Incoterm:
        """
        The term of delivery, which says what may be added to the price.
        """
    @property
    def increments(self, /) -> list[Increment]:
        """
        What is added to their price.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class CustomsGoods:
    """
    One product of an entry, under its tariff fraction.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["product"], Literal["tariff_fraction"], Literal["value"], Literal["igi_rate"], Literal["compensatory_duty"]]]
    def __copy__(self, /) -> CustomsGoods: ...
    def __deepcopy__(self, /, _memo: Any) -> CustomsGoods: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, product: str, tariff_fraction: str, value: Money, igi_rate: Decimal | str, compensatory_duty: Money | None = None) -> CustomsGoods: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def compensatory_duty(self, /) -> Money | None:
        """
        Anti-dumping and countervailing duties on all units, in the base currency.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> CustomsGoods:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def igi_rate(self, /) -> Decimal:
        """
        Import duty, a fraction of the customs value.
        """
    @property
    def product(self, /) -> str:
        """
        The `sku` of the product.
        """
    @property
    def tariff_fraction(self, /) -> str:
        """
        The tariff fraction as it is published.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def value(self, /) -> Money:
        """
        What the supplier is paid for all units, in the currency of the invoice.
        """

@final
class CustomsParameters:
    """
    The rates and fees of an import while a law was in force. The host keeps the rows; nothing is built in.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["valid_from"], Literal["valid_until"], Literal["dta_rate"], Literal["dta_minimum"], Literal["iva_rate"], Literal["prv"], Literal["cnt"], Literal["rounding"], Literal["source"]]]
    def __copy__(self, /) -> CustomsParameters: ...
    def __deepcopy__(self, /, _memo: Any) -> CustomsParameters: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, valid_from: datetime, valid_until: datetime | None = None, *, dta_rate: Decimal | str, dta_minimum: Money, iva_rate: Decimal | str, prv: Money, cnt: Money, rounding: Rounding, source: str) -> CustomsParameters: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cnt(self, /) -> Money:
        """
        The consideration for it, fixed per entry.
        """
    @property
    def dta_minimum(self, /) -> Money:
        """
        The least processing fee of an entry, in the base currency.
        """
    @property
    def dta_rate(self, /) -> Decimal:
        """
        The processing fee, a fraction of the customs value.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> CustomsParameters:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def iva_rate(self, /) -> Decimal:
        """
        Value added tax.
        """
    @property
    def prv(self, /) -> Money:
        """
        Prevalidation, fixed per entry.
        """
    @property
    def rounding(self, /) -> Rounding:
        """
        How all of it is paid.
        """
    @property
    def source(self, /) -> str:
        """
        Where the figures are published.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def valid_from(self, /) -> datetime:
        """
        The first instant they are valid.
        """
    @property
    def valid_until(self, /) -> datetime | None:
        """
        The first instant they are no longer valid, if that is known.
        """

@final
class Deadline:
    """
    A timer that runs.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["at"], Literal["timer"], Literal["subject"], Literal["on_timeout"]]]
    def __copy__(self, /) -> Deadline: ...
    def __deepcopy__(self, /, _memo: Any) -> Deadline: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, at: datetime, timer: Timer, subject: str | None = None, *, on_timeout: OnTimeout) -> Deadline: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def at(self, /) -> datetime:
        """
        When it ends.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Deadline:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def on_timeout(self, /) -> OnTimeout:
        """
        What silence means.
        """
    @property
    def subject(self, /) -> str | None:
        """
        The milestone or case it runs for; none for the escrow as a whole.
        """
    @property
    def timer(self, /) -> Timer:
        """
        Which timer.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Difference:
    """
    What a change means for one participation: its expected profit before and after. An estimate.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["request"], Literal["before"], Literal["after"]]]
    def __copy__(self, /) -> Difference: ...
    def __deepcopy__(self, /, _memo: Any) -> Difference: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, request: str, before: Money, after: Money) -> Difference: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def after(self, /) -> Money:
        """
        After, which may be a loss.
        """
    @property
    def before(self, /) -> Money:
        """
        Before.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Difference:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def request(self, /) -> str:
        """
        The participation.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Digest:
    """
    What the history keeps of a text or file that the host stores: its SHA-256 and its length in bytes.
    Erasing the original leaves the history valid.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["sha256"], Literal["length"]]]
    def __copy__(self, /) -> Digest: ...
    def __deepcopy__(self, /, _memo: Any) -> Digest: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, sha256: str, length: int) -> Digest: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Digest:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def length(self, /) -> int:
        """
        Bytes of the original, at most 25 MiB.
        """
    @property
    def sha256(self, /) -> str:
        """
        SHA-256 of the bytes.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Dividend:
    """
    What one position gets of what is left.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["payout"], Literal["loss"]]]
    def __copy__(self, /) -> Dividend: ...
    def __deepcopy__(self, /, _memo: Any) -> Dividend: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, payout: Money, loss: Money) -> Dividend: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Dividend:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def loss(self, /) -> Money:
        """
        What it lacks of the capital, never more than all of it.
        """
    @property
    def payout(self, /) -> Money:
        """
        Its share.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Drafted:
    """
    A settlement as it was drafted, with all that it was computed from.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["number"], Literal["snapshot"], Literal["rules"], Literal["actuals"], Literal["positions"], Literal["result"], Literal["revenue"], Literal["pool"], Literal["fx"], Literal["rounding"], Literal["drafted_at"], Literal["until"]]]
    def __copy__(self, /) -> Drafted: ...
    def __deepcopy__(self, /, _memo: Any) -> Drafted: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, number: int, snapshot: int, rules: SettlementRules, actuals: Actuals, positions: Sequence[Position], result: Settlement, revenue: Money, pool: Money, fx: Money, rounding: Money, drafted_at: datetime, until: datetime) -> Drafted: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def actuals(self, /) -> Actuals:
        """
        What came in and what it cost.
        """
    @property
    def drafted_at(self, /) -> datetime:
        """
        When it was drafted.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Drafted:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def fx(self, /) -> Money:
        """
        What conversions had cost; below zero what they had gained.
        """
    @property
    def number(self, /) -> int:
        """
        Its number, from 1.
        """
    @property
    def pool(self, /) -> Money:
        """
        What was on the account of the goods.
        """
    @property
    def positions(self, /) -> list[Position]:
        """
        Who holds how much.
        """
    @property
    def result(self, /) -> Settlement:
        """
        Who gets what.
        """
    @property
    def revenue(self, /) -> Money:
        """
        What was on the revenue account.
        """
    @property
    def rounding(self, /) -> Money:
        """
        What the tax office's rounding took; below zero what it gave.
        """
    @property
    def rules(self, /) -> SettlementRules:
        """
        Those rules.
        """
    @property
    def snapshot(self, /) -> int:
        """
        The version of the snapshot whose rules apply.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def until(self, /) -> datetime:
        """
        Until when it may be objected to.
        """

@final
class Duties:
    """
    What an entry costs at the border, all in the base currency. The figures that are paid are the costs.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["customs_value"], Literal["goods"], Literal["igi"], Literal["dta"], Literal["compensatory"], Literal["iva_base"], Literal["iva"], Literal["prv"], Literal["cnt"], Literal["prevalidation"], Literal["iva_on_prevalidation"], Literal["total_paid"], Literal["rounding_difference"]]]
    def __copy__(self, /) -> Duties: ...
    def __deepcopy__(self, /, _memo: Any) -> Duties: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, customs_value: Money, goods: Sequence[GoodsDuties], igi: Remittance, dta: Remittance, compensatory: Remittance, iva_base: Money, iva: Remittance, prv: Money, cnt: Money, prevalidation: Remittance, iva_on_prevalidation: Remittance, total_paid: Money, rounding_difference: Money) -> Duties: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cnt(self, /) -> Money:
        """
        The consideration for it as it is published.
        """
    @property
    def compensatory(self, /) -> Remittance:
        """
        Compensatory duties.
        """
    @property
    def customs_value(self, /) -> Money:
        """
        Goods and increments together, converted once and rounded half up.
        """
    @property
    def dta(self, /) -> Remittance:
        """
        Processing fee.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Duties:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def goods(self, /) -> list[GoodsDuties]:
        """
        Every product, in the order of the entry.
        """
    @property
    def igi(self, /) -> Remittance:
        """
        Import duty.
        """
    @property
    def iva(self, /) -> Remittance:
        """
        Value added tax on that.
        """
    @property
    def iva_base(self, /) -> Money:
        """
        What import tax is computed on: customs value and the three duties as they were determined.
        """
    @property
    def iva_on_prevalidation(self, /) -> Remittance:
        """
        Value added tax on both.
        """
    @property
    def prevalidation(self, /) -> Remittance:
        """
        Both together: fees of one act are added before they are rounded.
        """
    @property
    def prv(self, /) -> Money:
        """
        Prevalidation as it is published.
        """
    @property
    def rounding_difference(self, /) -> Money:
        """
        Everything that was determined less everything that is paid: for the account `tax:rounding`.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def total_paid(self, /) -> Money:
        """
        Everything that is paid.
        """

@final
class EndingRow:
    """
    One row of the table of endings.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["stage"], Literal["ending"], Literal["commission"], Literal["goods"]]]
    def __copy__(self, /) -> EndingRow: ...
    def __deepcopy__(self, /, _memo: Any) -> EndingRow: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, stage: Stage, ending: Ending, commission: bool, goods: GoodsEnding) -> EndingRow: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def commission(self, /) -> bool:
        """
        Whether the platform earns its commission.
        """
    @property
    def ending(self, /) -> Ending:
        """
        What investors get.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> EndingRow:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def goods(self, /) -> GoodsEnding:
        """
        What becomes of goods.
        """
    @property
    def stage(self, /) -> Stage:
        """
        The state.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Entitlement:
    """
    Units somebody gets, at what they cost.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["request"], Literal["sku"], Literal["units"], Literal["value"]]]
    def __copy__(self, /) -> Entitlement: ...
    def __deepcopy__(self, /, _memo: Any) -> Entitlement: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, request: str, sku: str, units: int, value: Money) -> Entitlement: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Entitlement:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def request(self, /) -> str:
        """
        The participation.
        """
    @property
    def sku(self, /) -> str:
        """
        The product.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def units(self, /) -> int:
        """
        How many units.
        """
    @property
    def value(self, /) -> Money:
        """
        What they cost.
        """

@final
class Entry:
    """
    One sealed entry: bytes to store as they are, and their place in the chain.

    `hash = SHA-256("tercero.entry.v1\\0" ‖ previous hash ‖ length as 8 bytes ‖ bytes)`; before the first entry stand 32
    zero bytes.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["version"], Literal["hash"], Literal["bytes"]]]
    def __copy__(self, /) -> Entry: ...
    def __deepcopy__(self, /, _memo: Any) -> Entry: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, version: int, hash: str, bytes: bytes) -> Entry: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def bytes(self, /) -> bytes:
        """
        The canonical JSON of the `Body`, exactly as hashed.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Entry:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hash(self, /) -> str:
        """
        The chained hash.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        Position in the stream, from 1.
        """

@final
class Escrow:
    """
    An escrow with its history.
    """
    def __copy__(self, /) -> Escrow: ...
    def __deepcopy__(self, /, _memo: Any) -> Escrow: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    def actions(self, /, actor: Actor, now: datetime) -> list[Action]:
        """
        What `actor` could do at `now`, and why not.
        """
    def balances(self, /) -> list[Balance]:
        """
        What stands on each account.
        """
    def deadlines(self, /) -> list[Deadline]:
        """
        The timers that run, earliest first.
        """
    @staticmethod
    def draft(id: UUID | str, terms: Terms, ctx: Context) -> Transition:
        """
        Starts an escrow as a draft only its creator works on.
        """
    def due(self, /, milestone: str) -> Money:
        """
        What still has to be paid for a milestone now, with the fees that fall due with it.
        """
    def explain(self, /, version: int) -> Explained:
        """
        Explains the event with this version.
        """
    def handle(self, /, command: Command, ctx: Context) -> Transition:
        """
        Works a command through, or refuses it and changes nothing.
        """
    @property
    def head(self, /) -> str:
        """
        The hash of the last entry.
        """
    @property
    def history(self, /) -> History:
        """
        The sealed entries.
        """
    @property
    def id(self, /) -> UUID:
        """
        Its id.
        """
    def journal(self, /) -> list[JournalEntry]:
        """
        One balanced entry for every event that moved money.
        """
    def next_deadline(self, /) -> datetime | None:
        """
        When the host has to call `tick`, if ever.
        """
    def payouts(self, /) -> list[Payout]:
        """
        The payments that are to be made or on their way.
        """
    @property
    def phase(self, /) -> Phase:
        """
        The phase.
        """
    def preview(self, /, command: Command, ctx: Context) -> Preview:
        """
        What `command` would do, without doing it.
        """
    @staticmethod
    def propose(id: UUID | str, terms: Terms, ctx: Context) -> Transition:
        """
        Starts an escrow and proposes it at once.
        """
    @property
    def recorded_at(self, /) -> datetime:
        """
        The latest time recorded; no command may lie before it.
        """
    @staticmethod
    def replay(entries: Sequence[Entry]) -> Escrow:
        """
        Builds the handle again from all its entries; the chain is verified on the way.
        """
    @staticmethod
    def restore(snapshot: str | Buffer, tail: Sequence[Entry] = ...) -> Escrow:
        """
        Builds the handle again from a snapshot and the entries after it.
        """
    def snapshot(self, /) -> str:
        """
        The state as text to store, to be restored together with the entries after it.
        """
    @property
    def state(self, /) -> EscrowRecord:
        """
        Everything about it, as a value.
        """
    @property
    def terms(self, /) -> Terms:
        """
        The terms as they stand.
        """
    @property
    def terms_hash(self, /) -> str:
        """
        What an acceptance accepts.
        """
    @property
    def terms_version(self, /) -> int:
        """
        Which edition of the terms that is, from 1.
        """
    def tick(self, /, at: datetime) -> Transition:
        """
        Lets time pass: applies the timers that are due at `at`.
        """
    @property
    def version(self, /) -> int:
        """
        The number of entries so far.
        """
    def view(self, /, actor: Actor) -> View:
        """
        The only form of it that `actor` should see.
        """

@final
class EscrowRecord:
    """
    The whole state of an escrow: the fold of its events.
    """
    __match_args__: Final[tuple[()]]
    def __copy__(self, /) -> EscrowRecord: ...
    def __deepcopy__(self, /, _memo: Any) -> EscrowRecord: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> EscrowRecord:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Event:
    """
    Something that happened to an escrow.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Event: ...
    def __deepcopy__(self, /, _memo: Any) -> Event: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Event:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Accepted(Event):
        """
        Somebody accepted the current terms.
        """
        __match_args__: Final = ("party", "terms_version", "terms_hash")
        def __new__(cls, /, party: str, terms_version: int, terms_hash: str) -> Event.Accepted: ...
        @property
        def party(self, /) -> str: ...
        @property
        def terms_hash(self, /) -> str: ...
        @property
        def terms_version(self, /) -> int: ...
    @final
    class Activated(Event):
        """
        The first milestone is funded.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Event.Activated: ...
    @final
    class Agreed(Event):
        """
        Everybody who must has accepted; the terms stand.
        """
        __match_args__: Final = ("terms_hash",)
        def __new__(cls, /, terms_hash: str) -> Event.Agreed: ...
        @property
        def terms_hash(self, /) -> str: ...
    @final
    class AmendmentApplied(Event):
        """
        Other terms are in force for what is left. What the buyer paid for them is in `topups`.
        """
        __match_args__: Final = ("proposal", "terms_hash", "raised", "lowered", "topups", "fees", "fees_back", "refund")
        def __new__(cls, /, proposal: int, terms_hash: str, raised: Sequence[Part], lowered: Sequence[Part], topups: Sequence[Part], fees: Money, fees_back: Money, refund: Money) -> Event.AmendmentApplied: ...
        @property
        def fees(self, /) -> Money: ...
        @property
        def fees_back(self, /) -> Money: ...
        @property
        def lowered(self, /) -> list[Part]: ...
        @property
        def proposal(self, /) -> int: ...
        @property
        def raised(self, /) -> list[Part]: ...
        @property
        def refund(self, /) -> Money: ...
        @property
        def terms_hash(self, /) -> str: ...
        @property
        def topups(self, /) -> list[Part]: ...
    @final
    class Approved(Event):
        """
        The delivery was accepted, by somebody or by silence.
        """
        __match_args__: Final = ("milestone", "by_silence")
        def __new__(cls, /, milestone: str, by_silence: bool) -> Event.Approved: ...
        @property
        def by_silence(self, /) -> bool: ...
        @property
        def milestone(self, /) -> str: ...
    @final
    class ArbiterAssigned(Event):
        """
        An arbiter was put on the case.
        """
        __match_args__: Final = ("case", "arbiter")
        def __new__(cls, /, case: UUID | str, arbiter: str) -> Event.ArbiterAssigned: ...
        @property
        def arbiter(self, /) -> str: ...
        @property
        def case(self, /) -> UUID: ...
    @final
    class ArbiterRecused(Event):
        """
        The arbiter stepped down.
        """
        __match_args__: Final = ("case", "arbiter")
        def __new__(cls, /, case: UUID | str, arbiter: str) -> Event.ArbiterRecused: ...
        @property
        def arbiter(self, /) -> str: ...
        @property
        def case(self, /) -> UUID: ...
    @final
    class CarvedOut(Event):
        """
        The contested part became a milestone of its own.
        """
        __match_args__: Final = ("milestone", "part", "amount")
        def __new__(cls, /, milestone: str, part: str, amount: Money) -> Event.CarvedOut: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def part(self, /) -> str: ...
    @final
    class CaseAppealed(Event):
        """
        Another ruling was asked for; it will be another arbiter's.
        """
        __match_args__: Final = ("case", "party", "statement")
        def __new__(cls, /, case: UUID | str, party: str, statement: Digest) -> Event.CaseAppealed: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def party(self, /) -> str: ...
        @property
        def statement(self, /) -> Digest: ...
    @final
    class CaseContested(Event):
        """
        The other side contests the claim.
        """
        __match_args__: Final = ("case", "party", "statement")
        def __new__(cls, /, case: UUID | str, party: str, statement: Digest) -> Event.CaseContested: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def party(self, /) -> str: ...
        @property
        def statement(self, /) -> Digest: ...
    @final
    class CaseEscalated(Event):
        """
        The case went to another stage.
        """
        __match_args__: Final = ("case", "stage")
        def __new__(cls, /, case: UUID | str, stage: CaseState) -> Event.CaseEscalated: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def stage(self, /) -> CaseState: ...
    @final
    class CaseExpedited(Event):
        """
        The rail's limit is near: the arbiter decides, and soon.
        """
        __match_args__: Final = ("case",)
        def __new__(cls, /, case: UUID | str) -> Event.CaseExpedited: ...
        @property
        def case(self, /) -> UUID: ...
    @final
    class CaseFinal(Event):
        """
        The ruling can no longer be appealed.
        """
        __match_args__: Final = ("case",)
        def __new__(cls, /, case: UUID | str) -> Event.CaseFinal: ...
        @property
        def case(self, /) -> UUID: ...
    @final
    class CaseOpened(Event):
        """
        A case was opened on a milestone, which is locked from now on.
        """
        __match_args__: Final = ("case", "milestone", "claimant", "reason", "claim", "stage", "statement")
        def __new__(cls, /, case: UUID | str, milestone: str, claimant: Payer, reason: Reason, claim: Money, stage: CaseState, statement: Digest | None = None) -> Event.CaseOpened: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def claim(self, /) -> Money: ...
        @property
        def claimant(self, /) -> Payer: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def reason(self, /) -> Reason: ...
        @property
        def stage(self, /) -> CaseState: ...
        @property
        def statement(self, /) -> Digest | None: ...
    @final
    class CaseRuled(Event):
        """
        The case was ruled.
        """
        __match_args__: Final = ("case", "by", "to_buyer", "reason")
        def __new__(cls, /, case: UUID | str, by: RuledBy, to_buyer: Money, reason: Digest | None = None) -> Event.CaseRuled: ...
        @property
        def by(self, /) -> RuledBy: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def reason(self, /) -> Digest | None: ...
        @property
        def to_buyer(self, /) -> Money: ...
    @final
    class CaseSettled(Event):
        """
        The sides agreed what the buyer gets.
        """
        __match_args__: Final = ("case", "to_buyer")
        def __new__(cls, /, case: UUID | str, to_buyer: Money) -> Event.CaseSettled: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def to_buyer(self, /) -> Money: ...
    @final
    class CaseWithdrawn(Event):
        """
        The claim was taken back.
        """
        __match_args__: Final = ("case",)
        def __new__(cls, /, case: UUID | str) -> Event.CaseWithdrawn: ...
        @property
        def case(self, /) -> UUID: ...
    @final
    class ChangeProposed(Event):
        """
        A change is proposed.
        """
        __match_args__: Final = ("proposal", "by", "change", "deadline")
        def __new__(cls, /, proposal: int, by: str, change: Change, deadline: datetime) -> Event.ChangeProposed: ...
        @property
        def by(self, /) -> str: ...
        @property
        def change(self, /) -> Change: ...
        @property
        def deadline(self, /) -> datetime: ...
        @property
        def proposal(self, /) -> int: ...
    @final
    class ChangesRequested(Event):
        """
        Another round was asked for.
        """
        __match_args__: Final = ("milestone", "reason")
        def __new__(cls, /, milestone: str, reason: Digest) -> Event.ChangesRequested: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def reason(self, /) -> Digest: ...
    @final
    class ChargebackDecided(Event):
        """
        The bank decided, or its silence did. `losses` are new, `restored` went back to where it was taken from, `paid` to
        somebody because that place has ended.
        """
        __match_args__: Final = ("chargeback", "state", "provisional", "losses", "restored", "paid")
        def __new__(cls, /, chargeback: str, state: ChargebackState, provisional: bool, losses: Sequence[Loss], restored: Sequence[Loss], paid: Sequence[Credit]) -> Event.ChargebackDecided: ...
        @property
        def chargeback(self, /) -> str: ...
        @property
        def losses(self, /) -> list[Loss]: ...
        @property
        def paid(self, /) -> list[Credit]: ...
        @property
        def provisional(self, /) -> bool: ...
        @property
        def restored(self, /) -> list[Loss]: ...
        @property
        def state(self, /) -> ChargebackState: ...
    @final
    class ChargebackOpened(Event):
        """
        A bank wants a payment back; nothing flows out of what it funded until that is decided.
        """
        __match_args__: Final = ("chargeback", "payin", "kind", "amount", "deadline")
        def __new__(cls, /, chargeback: str, payin: str, kind: ChargebackKind, amount: Money, deadline: datetime) -> Event.ChargebackOpened: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def chargeback(self, /) -> str: ...
        @property
        def deadline(self, /) -> datetime: ...
        @property
        def kind(self, /) -> ChargebackKind: ...
        @property
        def payin(self, /) -> str: ...
    @final
    class ClaimAwarded(Event):
        """
        A claim after the end was decided: `from` owes `to`.
        """
        __match_args__: Final = ("case", "from_", "to", "amount")
        def __new__(cls, /, case: UUID | str, from_: str, to: str, amount: Money) -> Event.ClaimAwarded: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def from_(self, /) -> str: ...
        @property
        def to(self, /) -> str: ...
    @final
    class Closed(Event):
        """
        The escrow ended. Fees that never became due go back to the buyer; what could not be collected is a shortfall.
        """
        __match_args__: Final = ("reason", "fees_back", "shortfall")
        def __new__(cls, /, reason: CloseReason, fees_back: Money, shortfall: Money) -> Event.Closed: ...
        @property
        def fees_back(self, /) -> Money: ...
        @property
        def reason(self, /) -> CloseReason: ...
        @property
        def shortfall(self, /) -> Money: ...
    @final
    class Countered(Event):
        """
        Other terms were proposed; all acceptances are void.
        """
        __match_args__: Final = ("party", "terms", "terms_hash")
        def __new__(cls, /, party: str, terms: Terms, terms_hash: str) -> Event.Countered: ...
        @property
        def party(self, /) -> str: ...
        @property
        def terms(self, /) -> Terms: ...
        @property
        def terms_hash(self, /) -> str: ...
    @final
    class Created(Event):
        """
        A draft was started.
        """
        __match_args__: Final = ("terms", "creator")
        def __new__(cls, /, terms: Terms, creator: str) -> Event.Created: ...
        @property
        def creator(self, /) -> str: ...
        @property
        def terms(self, /) -> Terms: ...
    @final
    class Delivered(Event):
        """
        The goods arrived. The inspection counts from `inspect_from`.
        """
        __match_args__: Final = ("milestone", "inspect_from", "proof")
        def __new__(cls, /, milestone: str, inspect_from: datetime, proof: Digest | None = None) -> Event.Delivered: ...
        @property
        def inspect_from(self, /) -> datetime: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def proof(self, /) -> Digest | None: ...
    @final
    class Edited(Event):
        """
        The terms of the draft were replaced.
        """
        __match_args__: Final = ("terms",)
        def __new__(cls, /, terms: Terms) -> Event.Edited: ...
        @property
        def terms(self, /) -> Terms: ...
    @final
    class EvidenceAdded(Event):
        """
        A piece of evidence was added.
        """
        __match_args__: Final = ("case", "party", "evidence")
        def __new__(cls, /, case: UUID | str, party: str, evidence: Digest) -> Event.EvidenceAdded: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def evidence(self, /) -> Digest: ...
        @property
        def party(self, /) -> str: ...
    @final
    class HoldLifted(Event):
        """
        A hold ended.
        """
        __match_args__: Final = ("hold",)
        def __new__(cls, /, hold: str) -> Event.HoldLifted: ...
        @property
        def hold(self, /) -> str: ...
    @final
    class HoldPlaced(Event):
        """
        Every outflow of a milestone and its parts is stopped.
        """
        __match_args__: Final = ("milestone", "hold", "kind", "reason", "expires_at", "on_expiry")
        def __new__(cls, /, milestone: str, hold: str, kind: HoldKind, reason: Digest, expires_at: datetime, on_expiry: OnExpiry) -> Event.HoldPlaced: ...
        @property
        def expires_at(self, /) -> datetime: ...
        @property
        def hold(self, /) -> str: ...
        @property
        def kind(self, /) -> HoldKind: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def on_expiry(self, /) -> OnExpiry: ...
        @property
        def reason(self, /) -> Digest: ...
    @final
    class LegFailed(Event):
        """
        A leg could not be sent and waits for another attempt.
        """
        __match_args__: Final = ("leg", "reason")
        def __new__(cls, /, leg: str, reason: str) -> Event.LegFailed: ...
        @property
        def leg(self, /) -> str: ...
        @property
        def reason(self, /) -> str: ...
    @final
    class LegNoted(Event):
        """
        The rail reported something of a leg that changes nothing here.
        """
        __match_args__: Final = ("leg", "report", "reference")
        def __new__(cls, /, leg: str, report: CommandKind, reference: str) -> Event.LegNoted: ...
        @property
        def leg(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
        @property
        def report(self, /) -> CommandKind: ...
    @final
    class LegPlanned(Event):
        """
        A payment to somebody became due.
        """
        __match_args__: Final = ("leg", "payee", "amount", "purpose", "payin")
        def __new__(cls, /, leg: str, payee: str, amount: Money, purpose: Purpose, payin: str | None = None) -> Event.LegPlanned: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def leg(self, /) -> str: ...
        @property
        def payee(self, /) -> str: ...
        @property
        def payin(self, /) -> str | None: ...
        @property
        def purpose(self, /) -> Purpose: ...
    @final
    class LegReturned(Event):
        """
        A leg came back and waits for another attempt.
        """
        __match_args__: Final = ("leg", "reference")
        def __new__(cls, /, leg: str, reference: str) -> Event.LegReturned: ...
        @property
        def leg(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class LegSent(Event):
        """
        A leg was given to the rail.
        """
        __match_args__: Final = ("leg", "reference")
        def __new__(cls, /, leg: str, reference: str) -> Event.LegSent: ...
        @property
        def leg(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class LegSettled(Event):
        """
        A leg arrived.
        """
        __match_args__: Final = ("leg", "reference")
        def __new__(cls, /, leg: str, reference: str) -> Event.LegSettled: ...
        @property
        def leg(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class MilestoneCancelled(Event):
        """
        A milestone was called off before it was funded.
        """
        __match_args__: Final = ("milestone", "refund")
        def __new__(cls, /, milestone: str, refund: Money) -> Event.MilestoneCancelled: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def refund(self, /) -> Money: ...
    @final
    class MilestoneFunded(Event):
        """
        The price and the buyer's fees of a milestone are there.
        """
        __match_args__: Final = ("milestone", "price", "fees")
        def __new__(cls, /, milestone: str, price: Money, fees: Money) -> Event.MilestoneFunded: ...
        @property
        def fees(self, /) -> Money: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def price(self, /) -> Money: ...
    @final
    class MilestoneResolved(Event):
        """
        The contested money was distributed.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Event.MilestoneResolved: ...
        @property
        def milestone(self, /) -> str: ...
    @final
    class MilestoneResumed(Event):
        """
        The milestone goes on as before the dispute.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Event.MilestoneResumed: ...
        @property
        def milestone(self, /) -> str: ...
    @final
    class OfferMade(Event):
        """
        A settlement was offered; it replaces the offers before it.
        """
        __match_args__: Final = ("case", "offer", "by", "to_buyer")
        def __new__(cls, /, case: UUID | str, offer: int, by: Payer, to_buyer: Money) -> Event.OfferMade: ...
        @property
        def by(self, /) -> Payer: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def offer(self, /) -> int: ...
        @property
        def to_buyer(self, /) -> Money: ...
    @final
    class PayinCleared(Event):
        """
        Money arrived for a milestone; what exceeds its due is kept apart.
        """
        __match_args__: Final = ("milestone", "payin", "amount", "excess", "hold_until")
        def __new__(cls, /, milestone: str, payin: str, amount: Money, excess: Money, hold_until: datetime | None = None) -> Event.PayinCleared: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def excess(self, /) -> Money: ...
        @property
        def hold_until(self, /) -> datetime | None: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def payin(self, /) -> str: ...
    @final
    class PayinExceeded(Event):
        """
        Part of a payment turned out to be more than was due; it is kept apart.
        """
        __match_args__: Final = ("milestone", "payin", "amount")
        def __new__(cls, /, milestone: str, payin: str, amount: Money) -> Event.PayinExceeded: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def payin(self, /) -> str: ...
    @final
    class PayinExpired(Event):
        """
        A payment was not finished in time.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Event.PayinExpired: ...
        @property
        def milestone(self, /) -> str: ...
    @final
    class PayinFailed(Event):
        """
        A payment failed; what had arrived of it is gone again.
        """
        __match_args__: Final = ("milestone", "payin", "reversed")
        def __new__(cls, /, milestone: str, payin: str, reversed: Money) -> Event.PayinFailed: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def payin(self, /) -> str: ...
        @property
        def reversed(self, /) -> Money: ...
    @final
    class PayinNoted(Event):
        """
        The provider reported something that changes nothing here.
        """
        __match_args__: Final = ("milestone", "payin", "failed")
        def __new__(cls, /, milestone: str, payin: str, failed: bool) -> Event.PayinNoted: ...
        @property
        def failed(self, /) -> bool: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def payin(self, /) -> str: ...
    @final
    class PayinReversed(Event):
        """
        The rail took back `amount` of a payment, of which `applied` was for the milestone. If it had funded the milestone,
        that waits for money again: price and fees are no longer held.
        """
        __match_args__: Final = ("milestone", "payin", "amount", "applied", "price", "fees")
        def __new__(cls, /, milestone: str, payin: str, amount: Money, applied: Money, price: Money, fees: Money) -> Event.PayinReversed: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def applied(self, /) -> Money: ...
        @property
        def fees(self, /) -> Money: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def payin(self, /) -> str: ...
        @property
        def price(self, /) -> Money: ...
    @final
    class PayinStarted(Event):
        """
        A payment was started.
        """
        __match_args__: Final = ("milestone", "payin", "expires_at")
        def __new__(cls, /, milestone: str, payin: str, expires_at: datetime) -> Event.PayinStarted: ...
        @property
        def expires_at(self, /) -> datetime: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def payin(self, /) -> str: ...
    @final
    class PayinUnapplied(Event):
        """
        Money arrived that fits nowhere.
        """
        __match_args__: Final = ("milestone", "payin", "amount")
        def __new__(cls, /, milestone: str, payin: str, amount: Money) -> Event.PayinUnapplied: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def payin(self, /) -> str: ...
    @final
    class ProposalAccepted(Event):
        """
        Everybody agreed; the change applies.
        """
        __match_args__: Final = ("proposal",)
        def __new__(cls, /, proposal: int) -> Event.ProposalAccepted: ...
        @property
        def proposal(self, /) -> int: ...
    @final
    class ProposalAgreed(Event):
        """
        Somebody who has to agree to a change does.
        """
        __match_args__: Final = ("proposal", "party")
        def __new__(cls, /, proposal: int, party: str) -> Event.ProposalAgreed: ...
        @property
        def party(self, /) -> str: ...
        @property
        def proposal(self, /) -> int: ...
    @final
    class ProposalClosed(Event):
        """
        A proposal was rejected or taken back.
        """
        __match_args__: Final = ("proposal",)
        def __new__(cls, /, proposal: int) -> Event.ProposalClosed: ...
        @property
        def proposal(self, /) -> int: ...
    @final
    class ProposalLapsed(Event):
        """
        Nobody answered a proposal in time.
        """
        __match_args__: Final = ("proposal",)
        def __new__(cls, /, proposal: int) -> Event.ProposalLapsed: ...
        @property
        def proposal(self, /) -> int: ...
    @final
    class Proposed(Event):
        """
        The draft was shown to the others.
        """
        __match_args__: Final = ("terms_hash",)
        def __new__(cls, /, terms_hash: str) -> Event.Proposed: ...
        @property
        def terms_hash(self, /) -> str: ...
    @final
    class Refunded(Event):
        """
        Money went back to the buyer, less what lines ask of it.
        """
        __match_args__: Final = ("milestone", "cause", "amount", "charges", "credits")
        def __new__(cls, /, milestone: str, cause: RefundCause, amount: Money, charges: Sequence[Charge] = ..., credits: Sequence[Credit] = ...) -> Event.Refunded: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def cause(self, /) -> RefundCause: ...
        @property
        def charges(self, /) -> list[Charge]: ...
        @property
        def credits(self, /) -> list[Credit]: ...
        @property
        def milestone(self, /) -> str: ...
    @final
    class Released(Event):
        """
        Money went to the seller and to those who are paid from it.
        """
        __match_args__: Final = ("milestone", "cause", "amount", "net", "charges", "credits")
        def __new__(cls, /, milestone: str, cause: ReleaseCause, amount: Money, net: Money, charges: Sequence[Charge], credits: Sequence[Credit]) -> Event.Released: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def cause(self, /) -> ReleaseCause: ...
        @property
        def charges(self, /) -> list[Charge]: ...
        @property
        def credits(self, /) -> list[Credit]: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def net(self, /) -> Money: ...
    @final
    class ReturnDelivered(Event):
        """
        The goods are back.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Event.ReturnDelivered: ...
        @property
        def milestone(self, /) -> str: ...
    @final
    class ReturnRequested(Event):
        """
        The goods are to be sent back.
        """
        __match_args__: Final = ("milestone", "reason")
        def __new__(cls, /, milestone: str, reason: Digest) -> Event.ReturnRequested: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def reason(self, /) -> Digest: ...
    @final
    class ReturnShipped(Event):
        """
        The goods are on their way back.
        """
        __match_args__: Final = ("milestone", "tracking")
        def __new__(cls, /, milestone: str, tracking: str) -> Event.ReturnShipped: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def tracking(self, /) -> str: ...
    @final
    class SettlementAccepted(Event):
        """
        One side accepted the mediator's proposal.
        """
        __match_args__: Final = ("case", "proposal", "by")
        def __new__(cls, /, case: UUID | str, proposal: int, by: Payer) -> Event.SettlementAccepted: ...
        @property
        def by(self, /) -> Payer: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def proposal(self, /) -> int: ...
    @final
    class SettlementProposed(Event):
        """
        A mediator proposed a settlement; it replaces the proposals before it.
        """
        __match_args__: Final = ("case", "proposal", "party", "to_buyer")
        def __new__(cls, /, case: UUID | str, proposal: int, party: str, to_buyer: Money) -> Event.SettlementProposed: ...
        @property
        def case(self, /) -> UUID: ...
        @property
        def party(self, /) -> str: ...
        @property
        def proposal(self, /) -> int: ...
        @property
        def to_buyer(self, /) -> Money: ...
    @final
    class Shipped(Event):
        """
        The goods are on their way.
        """
        __match_args__: Final = ("milestone", "tracking")
        def __new__(cls, /, milestone: str, tracking: str) -> Event.Shipped: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def tracking(self, /) -> str: ...
    @final
    class StaffDecided(Event):
        """
        Staff decided about the money of a milestone; a second person agreed.
        """
        __match_args__: Final = ("milestone", "seconded_by", "reason")
        def __new__(cls, /, milestone: str, seconded_by: str, reason: Digest) -> Event.StaffDecided: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def reason(self, /) -> Digest: ...
        @property
        def seconded_by(self, /) -> str: ...
    @final
    class Submitted(Event):
        """
        The work was delivered.
        """
        __match_args__: Final = ("milestone", "proof")
        def __new__(cls, /, milestone: str, proof: Digest) -> Event.Submitted: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def proof(self, /) -> Digest: ...
    @final
    class TopupAsked(Event):
        """
        Everybody agreed to other terms, which need more money; the old ones stay in force until it is there.
        """
        __match_args__: Final = ("proposal", "amount", "deadline")
        def __new__(cls, /, proposal: int, amount: Money, deadline: datetime) -> Event.TopupAsked: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def deadline(self, /) -> datetime: ...
        @property
        def proposal(self, /) -> int: ...

@final
class ExpectedResult:
    """
    What a project is expected to come to. An estimate, not a promise: only a settlement of what really happened pays.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["cost"], Literal["margin"], Literal["profit"], Literal["shares"]]]
    def __copy__(self, /) -> ExpectedResult: ...
    def __deepcopy__(self, /, _memo: Any) -> ExpectedResult: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, cost: Money, margin: Decimal | str, profit: Money, shares: Sequence[ExpectedShare]) -> ExpectedResult: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cost(self, /) -> Money:
        """
        The economic cost.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ExpectedResult:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def margin(self, /) -> Decimal:
        """
        The planned mark-up on it.
        """
    @property
    def profit(self, /) -> Money:
        """
        Cost times margin, rounded half up.
        """
    @property
    def shares(self, /) -> list[ExpectedShare]:
        """
        One for each capital, in its order.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ExpectedShare:
    """
    What one participant may expect. An estimate, not a promise.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["capital"], Literal["profit"], Literal["payout"]]]
    def __copy__(self, /) -> ExpectedShare: ...
    def __deepcopy__(self, /, _memo: Any) -> ExpectedShare: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, capital: Money, profit: Money, payout: Money) -> ExpectedShare: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def capital(self, /) -> Money:
        """
        What he puts in.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ExpectedShare:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def payout(self, /) -> Money:
        """
        Both together, never below zero.
        """
    @property
    def profit(self, /) -> Money:
        """
        His part of the expected profit; negative in an expected loss.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Explained:
    """
    Why an event moved the money it moved.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["version"], Literal["event"], Literal["movement"], Literal["lines"]]]
    def __copy__(self, /) -> Explained: ...
    def __deepcopy__(self, /, _memo: Any) -> Explained: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, version: int, event: Event, movement: Movement, lines: Sequence[ExplainedLine]) -> Explained: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def event(self, /) -> Event:
        """
        The event.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Explained:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[ExplainedLine]:
        """
        For a release or a refund: one line for each fee or tax line and payer that pays some of it.
        """
    @property
    def movement(self, /) -> Movement:
        """
        What it posted.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        The event's version in the history.
        """

@final
class ExplainedLine:
    """
    How one part of a fee line became due, after less before.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["line"], Literal["tax"], Literal["payer"], Literal["part"], Literal["price"], Literal["released_before"], Literal["released_after"], Literal["due_before"], Literal["due_after"], Literal["charged"], Literal["rule"]]]
    def __copy__(self, /) -> ExplainedLine: ...
    def __deepcopy__(self, /, _memo: Any) -> ExplainedLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, line: str, tax: bool, payer: Payer, part: Money, price: Money, released_before: Money, released_after: Money, due_before: Money, due_after: Money, charged: Money, rule: str) -> ExplainedLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def charged(self, /) -> Money:
        """
        What this event charged; less or more than the difference only when a release was too small for all lines.
        """
    @property
    def due_after(self, /) -> Money:
        """
        What has become due after.
        """
    @property
    def due_before(self, /) -> Money:
        """
        What had become due before.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ExplainedLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def line(self, /) -> str:
        """
        The line of the schedule.
        """
    @property
    def part(self, /) -> Money:
        """
        What that side pays of the line in all.
        """
    @property
    def payer(self, /) -> Payer:
        """
        Who pays this part.
        """
    @property
    def price(self, /) -> Money:
        """
        The principal it is spread over: the price, after an amendment less what was released before.
        """
    @property
    def released_after(self, /) -> Money:
        """
        Principal released after it.
        """
    @property
    def released_before(self, /) -> Money:
        """
        Principal released before this event, counted from the last amendment.
        """
    @property
    def rule(self, /) -> str:
        """
        The rule, for a person.
        """
    @property
    def tax(self, /) -> bool:
        """
        Whether this is the tax on that line.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ExplainedRule:
    """
    A rule with its verdict.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["rule"], Literal["version"], Literal["stack_group"], Literal["line"], Literal["verdict"], Literal["message"]]]
    def __copy__(self, /) -> ExplainedRule: ...
    def __deepcopy__(self, /, _memo: Any) -> ExplainedRule: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, rule: str, version: int, stack_group: str, line: str, verdict: Verdict, message: str) -> ExplainedRule: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ExplainedRule:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def line(self, /) -> str:
        """
        The id of its line.
        """
    @property
    def message(self, /) -> str:
        """
        The same for a person, in English.
        """
    @property
    def rule(self, /) -> str:
        """
        The rule.
        """
    @property
    def stack_group(self, /) -> str:
        """
        Its group.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def verdict(self, /) -> Verdict:
        """
        Why it won or lost.
        """
    @property
    def version(self, /) -> int:
        """
        Its edition.
        """

@final
class Explanation:
    """
    Everything about a settlement.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["engine"], Literal["totals"], Literal["lines"]]]
    def __copy__(self, /) -> Explanation: ...
    def __deepcopy__(self, /, _memo: Any) -> Explanation: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, engine: str, totals: Sequence[ProjectExplained], lines: Sequence[LineExplanation]) -> Explanation: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def engine(self, /) -> str:
        """
        The version of the arithmetic: `ENGINE`.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Explanation:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[LineExplanation]:
        """
        The positions, in order of seniority.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def totals(self, /) -> list[ProjectExplained]:
        """
        The amounts of the whole.
        """

@final
class FeeLine:
    """
    One line of a fee schedule.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["rule"], Literal["base"], Literal["payers"], Literal["payees"], Literal["tax"], Literal["timing"], Literal["out_of"], Literal["hidden_from"], Literal["on_refund"], Literal["reject_at_quote"]]]
    def __copy__(self, /) -> FeeLine: ...
    def __deepcopy__(self, /, _memo: Any) -> FeeLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, rule: Rule, base: Base, payers: Sequence[PayerShare], payees: Sequence[PayeeShare], tax: Tax | None = None, timing: Timing | None = None, out_of: str | None = None, hidden_from: Sequence[Payer] | None = None, on_refund: Sequence[OnRefund] | None = None, reject_at_quote: bool | None = None) -> FeeLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def base(self, /) -> Base:
        """
        What it is computed on.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> FeeLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hidden_from(self, /) -> list[Payer]:
        """
        The sides that may not see the line, nor anything it could be worked out from.
        """
    @property
    def id(self, /) -> str:
        """
        Names the line within the schedule.
        """
    @property
    def on_refund(self, /) -> list[OnRefund]:
        """
        What the line asks of money that goes back, by cause. Where nothing is said, refunded money bears no fee.
        """
    @property
    def out_of(self, /) -> str | None:
        """
        The earlier line whose first payee pays this one, with its tax, out of what he receives.
        """
    @property
    def payees(self, /) -> list[PayeeShare]:
        """
        Who receives, in declared rank.
        """
    @property
    def payers(self, /) -> list[PayerShare]:
        """
        Who pays, in declared order: an odd minor unit goes to the first. Nobody, if the line is paid `out_of` another.
        """
    @property
    def reject_at_quote(self, /) -> bool:
        """
        Whether a quote is refused when the seller's lines up to this one exceed the price. Without it the seller's net is
        nothing and the rest is a shortfall.
        """
    @property
    def rule(self, /) -> Rule:
        """
        How the fee follows from the base.
        """
    @property
    def tax(self, /) -> Tax | None:
        """
        Tax on the fee.
        """
    @property
    def timing(self, /) -> Timing:
        """
        When it becomes due.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class FeeSchedule:
    """
    All fees of an escrow, as lines.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["lines"]]]
    def __copy__(self, /) -> FeeSchedule: ...
    def __deepcopy__(self, /, _memo: Any) -> FeeSchedule: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, lines: Sequence[FeeLine]) -> FeeSchedule: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> FeeSchedule:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[FeeLine]:
        """
        The lines, in declared order.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class FixedPriceResult:
    """
    What is expected when the cost changes and the sale price does not. An estimate, not a promise.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["before"], Literal["sale"], Literal["cost"], Literal["profit"], Literal["changes"], Literal["implied_margin"], Literal["profit_drop"]]]
    def __copy__(self, /) -> FixedPriceResult: ...
    def __deepcopy__(self, /, _memo: Any) -> FixedPriceResult: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, before: ExpectedResult, sale: Money, cost: Money, profit: Money, changes: Sequence[ShareChange], implied_margin: str | None = None, profit_drop: str | None = None) -> FixedPriceResult: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def before(self, /) -> ExpectedResult:
        """
        The expectation before the change.
        """
    @property
    def changes(self, /) -> list[ShareChange]:
        """
        One for each capital, in its order.
        """
    @property
    def cost(self, /) -> Money:
        """
        The cost after the change.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> FixedPriceResult:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def implied_margin(self, /) -> str | None:
        """
        Profit over cost after the change: a reduced fraction such as `389/2915`, none if nothing costs anything.
        """
    @property
    def profit(self, /) -> Money:
        """
        What the sale then leaves; negative for a loss.
        """
    @property
    def profit_drop(self, /) -> str | None:
        """
        The part of the profit that is lost: a reduced fraction such as `115/504`, negative if the profit grows, none if
        there was no profit.
        """
    @property
    def sale(self, /) -> Money:
        """
        What everything is to be sold for: the cost before the change and the profit on it.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Forecast:
    """
    What is expected of a project. No amount is negative.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["revenue"], Literal["costs"], Literal["foreign_costs"], Literal["positions"]]]
    def __copy__(self, /) -> Forecast: ...
    def __deepcopy__(self, /, _memo: Any) -> Forecast: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, revenue: Money, costs: Money, foreign_costs: Money, positions: Sequence[Position]) -> Forecast: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def costs(self, /) -> Money:
        """
        The planned costs, which are those of the snapshot.
        """
    @property
    def foreign_costs(self, /) -> Money:
        """
        What of the costs is to be paid in another currency, at most all.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Forecast:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def positions(self, /) -> list[Position]:
        """
        The participations.
        """
    @property
    def revenue(self, /) -> Money:
        """
        The expected sales, without the tax on them.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class FundBy:
    """
    Until when a milestone must be funded.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> FundBy: ...
    def __deepcopy__(self, /, _memo: Any) -> FundBy: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> FundBy:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Date(FundBy):
        """
        By an instant.
        """
        __match_args__: Final = ("at",)
        def __new__(cls, /, at: datetime) -> FundBy.Date: ...
        @property
        def at(self, /) -> datetime:
            """
            The deadline.
            """
    @final
    class Previous(FundBy):
        """
        Within T_fund of the end of the milestone before it.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> FundBy.Previous: ...
    @final
    class Start(FundBy):
        """
        Within T_fund of the agreement.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> FundBy.Start: ...

@final
class FundingNeed:
    """
    How much money a project has to raise, and why it is more than what the goods cost.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["economic_cost"], Literal["recoverable_tax"], Literal["contingency"], Literal["need"], Literal["target"]]]
    def __copy__(self, /) -> FundingNeed: ...
    def __deepcopy__(self, /, _memo: Any) -> FundingNeed: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, economic_cost: Money, recoverable_tax: Money, contingency: Money, need: Money, target: Money) -> FundingNeed: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def contingency(self, /) -> Money:
        """
        A reserve; what is left of it goes back.
        """
    @property
    def economic_cost(self, /) -> Money:
        """
        What the goods cost once they have arrived. A margin is a mark-up on this and on nothing else.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> FundingNeed:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def need(self, /) -> Money:
        """
        All three.
        """
    @property
    def recoverable_tax(self, /) -> Money:
        """
        Tax that is paid and comes back.
        """
    @property
    def target(self, /) -> Money:
        """
        The need less what the owner puts in: what investors are asked for.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Goods:
    """
    What arrived of one product.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["quantity"], Literal["landed"]]]
    def __copy__(self, /) -> Goods: ...
    def __deepcopy__(self, /, _memo: Any) -> Goods: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, quantity: int, landed: Money) -> Goods: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Goods:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def landed(self, /) -> Money:
        """
        What they cost in all, in the base currency.
        """
    @property
    def quantity(self, /) -> int:
        """
        Units received.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class GoodsDuties:
    """
    The part of one product in the duties of its entry.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["product"], Literal["customs_value"], Literal["igi_exact"], Literal["igi_paid"], Literal["compensatory_paid"]]]
    def __copy__(self, /) -> GoodsDuties: ...
    def __deepcopy__(self, /, _memo: Any) -> GoodsDuties: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, product: str, customs_value: Money, igi_exact: Money, igi_paid: Money, compensatory_paid: Money) -> GoodsDuties: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def compensatory_paid(self, /) -> Money:
        """
        Its part of the compensatory duties that are paid.
        """
    @property
    def customs_value(self, /) -> Money:
        """
        Its part of the customs value, in proportion to the price.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> GoodsDuties:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def igi_exact(self, /) -> Money:
        """
        Its import duty as it was determined.
        """
    @property
    def igi_paid(self, /) -> Money:
        """
        Its part of the import duty that is paid: a cost line directly on the product.
        """
    @property
    def product(self, /) -> str:
        """
        The product.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class History:
    """
    The entries of one stream from some checkpoint on, usually from the start.
    """
    def __copy__(self, /) -> History: ...
    def __deepcopy__(self, /, _memo: Any) -> History: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __len__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, base: Checkpoint, entries: Sequence[Entry]) -> History:
        """
        Stored entries behind `base`, unverified.
        """
    def __repr__(self, /) -> str: ...
    @property
    def base(self, /) -> Checkpoint:
        """
        The place this history starts behind.
        """
    @property
    def checkpoint(self, /) -> Checkpoint:
        """
        The place of the last entry.
        """
    @property
    def entries(self, /) -> list[Entry]:
        """
        The entries, oldest first.
        """
    def range(self, /, first: int, last: int) -> list[Entry]:
        """
        The entries with versions `first` to `last`, as far as they are here.
        """
    def verify(self, /) -> Checkpoint:
        """
        Recomputes the chain over the stored bytes.
        """
    def verify_against(self, /, held: Checkpoint) -> Checkpoint:
        """
        Verifies the chain and that it still runs through `held`, a checkpoint kept by somebody else.
        """

@final
class Hold:
    """
    A hold of staff on a milestone and its parts.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["milestone"], Literal["kind"], Literal["expires_at"], Literal["on_expiry"], Literal["state"]]]
    def __copy__(self, /) -> Hold: ...
    def __deepcopy__(self, /, _memo: Any) -> Hold: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, milestone: str, kind: HoldKind, expires_at: datetime, on_expiry: OnExpiry, state: HoldState) -> Hold: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def expires_at(self, /) -> datetime:
        """
        When it ends by itself.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Hold:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        The host's name for it.
        """
    @property
    def kind(self, /) -> HoldKind:
        """
        What kind of hold it is.
        """
    @property
    def milestone(self, /) -> str:
        """
        The milestone.
        """
    @property
    def on_expiry(self, /) -> OnExpiry:
        """
        What happens then.
        """
    @property
    def state(self, /) -> HoldState:
        """
        Whether it stands.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class InKind:
    """
    Who gets which units, and what is left for the pool to sell.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["baskets"], Literal["pool"], Literal["pool_capital"], Literal["cash_claims"]]]
    def __copy__(self, /) -> InKind: ...
    def __deepcopy__(self, /, _memo: Any) -> InKind: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, baskets: Sequence[Basket], pool: Sequence[Units], pool_capital: Money, cash_claims: Money) -> InKind: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def baskets(self, /) -> list[Basket]:
        """
        One for each position, in their order.
        """
    @property
    def cash_claims(self, /) -> Money:
        """
        Residuals that are paid back at cost first.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> InKind:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def pool(self, /) -> list[Units]:
        """
        What is left of each product, in their order.
        """
    @property
    def pool_capital(self, /) -> Money:
        """
        The capital that shares the result of the pool: that of those who take no goods, and residuals that became capital.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class InclusionProof:
    """
    Proof that one entry is covered by a receipt.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["version"], Literal["size"], Literal["previous"], Literal["hashes"]]]
    def __copy__(self, /) -> InclusionProof: ...
    def __deepcopy__(self, /, _memo: Any) -> InclusionProof: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, version: int, size: int, previous: str, hashes: Sequence[str]) -> InclusionProof: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> InclusionProof:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hashes(self, /) -> list[str]:
        """
        The hashes beside the way from the leaf to the root, lowest first.
        """
    @property
    def previous(self, /) -> str:
        """
        The hash of the entry before, or 32 zero bytes: it binds the bytes of the entry to its hash.
        """
    @property
    def size(self, /) -> int:
        """
        How many entries the tree has: the version of the receipt.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        The version of the entry.
        """

@final
class Increment:
    """
    Something the customs value adds to the price.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["element"], Literal["amount"]]]
    def __copy__(self, /) -> Increment: ...
    def __deepcopy__(self, /, _memo: Any) -> Increment: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, element: Element, amount: Money) -> Increment: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        What was paid for it, in the currency of the invoice.
        """
    @property
    def element(self, /) -> Element:
        """
        What it is.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Increment:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class InterimLine:
    """
    What one position gets of an interim distribution.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["position"], Literal["payment"], Literal["capital"], Literal["profit"]]]
    def __copy__(self, /) -> InterimLine: ...
    def __deepcopy__(self, /, _memo: Any) -> InterimLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, position: str, payment: Money, capital: Money, profit: Money) -> InterimLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def capital(self, /) -> Money:
        """
        What of it is capital: all until the position has its capital back.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> InterimLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def payment(self, /) -> Money:
        """
        The payment, never negative.
        """
    @property
    def position(self, /) -> str:
        """
        The participation.
        """
    @property
    def profit(self, /) -> Money:
        """
        What of it is profit, provisional until the settlement.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class JournalEntry:
    """
    One entry of the journal, made by one event.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["version"], Literal["effective_at"], Literal["movement"]]]
    def __copy__(self, /) -> JournalEntry: ...
    def __deepcopy__(self, /, _memo: Any) -> JournalEntry: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, version: int, effective_at: datetime, movement: Movement) -> JournalEntry: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def effective_at(self, /) -> datetime:
        """
        When it took effect.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> JournalEntry:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def movement(self, /) -> Movement:
        """
        What moved.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        Version of the event in the history.
        """

@final
class Landed:
    """
    What all products cost once they have arrived.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["base"], Literal["logistics"], Literal["total"], Literal["lines"], Literal["products"]]]
    def __copy__(self, /) -> Landed: ...
    def __deepcopy__(self, /, _memo: Any) -> Landed: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, base: Money, logistics: Money, total: Money, lines: Sequence[LineShares], products: Sequence[LandedProduct]) -> Landed: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def base(self, /) -> Money:
        """
        Quantity times unit price, over all products.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Landed:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[LineShares]:
        """
        How each line that counts was shared, in the order of the lines.
        """
    @property
    def logistics(self, /) -> Money:
        """
        The lines that count.
        """
    @property
    def products(self, /) -> list[LandedProduct]:
        """
        Every product, in their order; their totals add up to the total.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def total(self, /) -> Money:
        """
        Both: the economic cost of the project.
        """

@final
class LandedProduct:
    """
    What one product cost. There is no unit cost that is right for every unit: `cost_of_units` says what some cost.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["sku"], Literal["quantity"], Literal["total"], Literal["unit_floor"], Literal["units_with_one_more"]]]
    def __copy__(self, /) -> LandedProduct: ...
    def __deepcopy__(self, /, _memo: Any) -> LandedProduct: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, sku: str, quantity: int, total: Money, unit_floor: Money, units_with_one_more: int) -> LandedProduct: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> LandedProduct:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def quantity(self, /) -> int:
        """
        Its units.
        """
    @property
    def sku(self, /) -> str:
        """
        The product.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def total(self, /) -> Money:
        """
        What all of them cost.
        """
    @property
    def unit_floor(self, /) -> Money:
        """
        The total over the quantity, rounded down to a minor unit.
        """
    @property
    def units_with_one_more(self, /) -> int:
        """
        How many units carry one minor unit more, so that all add up to the total.
        """

@final
class Leg:
    """
    A payment to somebody.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["payee"], Literal["amount"], Literal["purpose"], Literal["state"], Literal["attempt"], Literal["reports"]]]
    def __copy__(self, /) -> Leg: ...
    def __deepcopy__(self, /, _memo: Any) -> Leg: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, payee: str, amount: Money, purpose: Purpose, state: LegState, attempt: int, reports: Sequence[Report]) -> Leg: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much.
        """
    @property
    def attempt(self, /) -> int:
        """
        How often it had to be planned again.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Leg:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        Its id, the idempotency key for the rail.
        """
    @property
    def payee(self, /) -> str:
        """
        Who is paid.
        """
    @property
    def purpose(self, /) -> Purpose:
        """
        What for.
        """
    @property
    def reports(self, /) -> list[Report]:
        """
        What the rail reported, oldest first.
        """
    @property
    def state(self, /) -> LegState:
        """
        Where it stands.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class LimitUnit:
    """
    What a limit is counted in.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> LimitUnit: ...
    def __deepcopy__(self, /, _memo: Any) -> LimitUnit: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> LimitUnit:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Currency(LimitUnit):
        """
        A currency.
        """
        __match_args__: Final = ("currency",)
        def __new__(cls, /, currency: str) -> LimitUnit.Currency: ...
        @property
        def currency(self, /) -> str:
            """
            Which one.
            """
    @final
    class Udi(LimitUnit):
        """
        Mexican units of investment, whose value is published for every day.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> LimitUnit.Udi: ...

@final
class LineAmount:
    """
    An amount of one budget line.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["line"], Literal["amount"]]]
    def __copy__(self, /) -> LineAmount: ...
    def __deepcopy__(self, /, _memo: Any) -> LineAmount: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, line: str, amount: Money) -> LineAmount: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> LineAmount:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def line(self, /) -> str:
        """
        The line.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class LineExplanation:
    """
    Everything about one position.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["position"], Literal["amounts"]]]
    def __copy__(self, /) -> LineExplanation: ...
    def __deepcopy__(self, /, _memo: Any) -> LineExplanation: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, position: str, amounts: Sequence[ProjectExplained]) -> LineExplanation: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amounts(self, /) -> list[ProjectExplained]:
        """
        Its amounts. Where the profit comes from several tiers, each part and then their sum.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> LineExplanation:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def position(self, /) -> str:
        """
        The participation.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class LineShares:
    """
    How one line was shared: kept, so that it can be undone exactly whatever becomes of the products.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["line"], Literal["amount"], Literal["weights"], Literal["amounts"]]]
    def __copy__(self, /) -> LineShares: ...
    def __deepcopy__(self, /, _memo: Any) -> LineShares: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, line: str, amount: Money, weights: Sequence[str], amounts: Sequence[Money]) -> LineShares: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        What was shared.
        """
    @property
    def amounts(self, /) -> list[Money]:
        """
        The part of each product; together the amount.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> LineShares:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def line(self, /) -> str:
        """
        The line.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def weights(self, /) -> list[str]:
        """
        The weight of each product, a whole number in decimal digits; only the proportion means something.
        """

@final
class Liquidation:
    """
    The end of a project in execution. No commission is due.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["distributable"], Literal["lines"], Literal["unpaid"], Literal["owner_indemnity"]]]
    def __copy__(self, /) -> Liquidation: ...
    def __deepcopy__(self, /, _memo: Any) -> Liquidation: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, distributable: Money, lines: Sequence[Dividend], unpaid: Money, owner_indemnity: Money) -> Liquidation: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def distributable(self, /) -> Money:
        """
        What is shared: never less than nothing.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Liquidation:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[Dividend]:
        """
        One for each position, in their order.
        """
    @property
    def owner_indemnity(self, /) -> Money:
        """
        What the owner owes investors: the whole loss, or nothing without fault. A claim, not money that is there.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def unpaid(self, /) -> Money:
        """
        Debts that the money did not suffice for; investors do not owe them.
        """

@final
class Loss:
    """
    A part of lost money, and from where it is taken.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["source"], Literal["amount"]]]
    def __copy__(self, /) -> Loss: ...
    def __deepcopy__(self, /, _memo: Any) -> Loss: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, source: Source, amount: Money) -> Loss: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Loss:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def source(self, /) -> Source:
        """
        From where.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Lot:
    """
    A part of the project that is paid out by itself.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["capital"], Literal["proceeds"], Literal["days"]]]
    def __copy__(self, /) -> Lot: ...
    def __deepcopy__(self, /, _memo: Any) -> Lot: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, capital: Money, proceeds: Money, days: int | None = None) -> Lot: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def capital(self, /) -> Money:
        """
        The capital that went into it.
        """
    @property
    def days(self, /) -> int:
        """
        How long the capital was in it, for a preferred return without days of its own.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Lot:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        Names the lot.
        """
    @property
    def proceeds(self, /) -> Money:
        """
        What it brought, costs deducted.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class MarketplaceSale:
    """
    A sale through a marketplace, taken apart. Every amount is rounded once, half up.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["gross"], Literal["revenue"], Literal["iva_charged"], Literal["isr_withheld"], Literal["iva_withheld"], Literal["fee"], Literal["fee_iva"], Literal["cash_received"], Literal["iva_still_owed"], Literal["owner_receivable"]]]
    def __copy__(self, /) -> MarketplaceSale: ...
    def __deepcopy__(self, /, _memo: Any) -> MarketplaceSale: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, gross: Money, revenue: Money, iva_charged: Money, isr_withheld: Money, iva_withheld: Money, fee: Money, fee_iva: Money, cash_received: Money, iva_still_owed: Money, owner_receivable: Money) -> MarketplaceSale: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cash_received(self, /) -> Money:
        """
        What arrives: the gross less all that was withheld and the fee with its tax.
        """
    @property
    def fee(self, /) -> Money:
        """
        The marketplace's fee, a fraction of the revenue.
        """
    @property
    def fee_iva(self, /) -> Money:
        """
        Value added tax on the fee, which can be set off.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> MarketplaceSale:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def gross(self, /) -> Money:
        """
        What the buyer paid, tax included.
        """
    @property
    def isr_withheld(self, /) -> Money:
        """
        Income tax the marketplace withheld, a fraction of the revenue: a credit of the owner, paid with the project's cash.
        """
    @property
    def iva_charged(self, /) -> Money:
        """
        The value added tax in the gross.
        """
    @property
    def iva_still_owed(self, /) -> Money:
        """
        What is still owed of the tax charged, after what was withheld and the tax on the fee; negative if it comes back.
        """
    @property
    def iva_withheld(self, /) -> Money:
        """
        Value added tax the marketplace withheld, a fraction of the tax charged.
        """
    @property
    def owner_receivable(self, /) -> Money:
        """
        Revenue less fee, less what is left of the cash once the tax is paid: `receivable:owner`, and always what was
        withheld of the income tax.
        """
    @property
    def revenue(self, /) -> Money:
        """
        The gross without the tax: what the settlement counts.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Materiality:
    """
    From when on a change needs everybody's consent again.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["profit_drop"], Literal["cost_rise"]]]
    def __copy__(self, /) -> Materiality: ...
    def __deepcopy__(self, /, _memo: Any) -> Materiality: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, profit_drop: Decimal | str, cost_rise: Decimal | str) -> Materiality: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cost_rise(self, /) -> Decimal:
        """
        The cost grows by more than this fraction.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Materiality:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def profit_drop(self, /) -> Decimal:
        """
        A participant loses more than this fraction of his expected profit.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Method:
    """
    By which weights a cost is shared over the products.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Method: ...
    def __deepcopy__(self, /, _memo: Any) -> Method: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Method:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class ByQuantity(Method):
        """
        Quantity.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Method.ByQuantity: ...
    @final
    class ByValue(Method):
        """
        Quantity times unit price.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Method.ByValue: ...
    @final
    class ByVolume(Method):
        """
        Quantity times cubic centimetres.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Method.ByVolume: ...
    @final
    class ByWeight(Method):
        """
        Quantity times grams.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Method.ByWeight: ...
    @final
    class Direct(Method):
        """
        All of it on one product.
        """
        __match_args__: Final = ("product",)
        def __new__(cls, /, product: str) -> Method.Direct: ...
        @property
        def product(self, /) -> str:
            """
            Its `sku`.
            """
    @final
    class Equal(Method):
        """
        The same for every product.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Method.Equal: ...
    @final
    class Manual(Method):
        """
        Weights given for this line.
        """
        __match_args__: Final = ("weights",)
        def __new__(cls, /, weights: Sequence[Decimal | str]) -> Method.Manual: ...
        @property
        def weights(self, /) -> list[Decimal]:
            """
            One for each product, in the order of the products; they need not sum to one.
            """

@final
class Milestone:
    """
    A milestone, or a part carved out of one.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["index"], Literal["state"], Literal["amount"], Literal["released"], Literal["refunded"], Literal["charged_back"], Literal["since"], Literal["deadline"], Literal["fund_deadline"], Literal["max_hold"], Literal["shipped_at"], Literal["rounds"], Literal["returned"], Literal["extensions"], Literal["extended"], Literal["paused"], Literal["lapsed"]]]
    def __copy__(self, /) -> Milestone: ...
    def __deepcopy__(self, /, _memo: Any) -> Milestone: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, index: int, state: MilestoneState, amount: Money, released: Money, refunded: Money, charged_back: Money, since: datetime, deadline: datetime | None = None, fund_deadline: datetime | None = None, max_hold: datetime | None = None, shipped_at: datetime | None = None, *, rounds: int, returned: bool, extensions: int, extended: int, paused: Paused | None = None, lapsed: MilestoneLapse | None = None) -> Milestone: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        Its price.
        """
    @property
    def charged_back(self, /) -> Money:
        """
        What a bank took back of it.
        """
    @property
    def deadline(self, /) -> datetime | None:
        """
        When the timer of this state ends.
        """
    @property
    def extended(self, /) -> int:
        """
        By how many milliseconds its windows were extended in all.
        """
    @property
    def extensions(self, /) -> int:
        """
        How often the running window was extended.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Milestone:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def fund_deadline(self, /) -> datetime | None:
        """
        Until when it must be funded.
        """
    @property
    def id(self, /) -> str:
        """
        Its id.
        """
    @property
    def index(self, /) -> int:
        """
        Its index in the terms; parts share that of what they were carved out of.
        """
    @property
    def lapsed(self, /) -> MilestoneLapse | None:
        """
        The state a timer ended, and its deadline, if nobody has acted since.
        """
    @property
    def max_hold(self, /) -> datetime | None:
        """
        When the rail's limit is so near that the matter has to be decided.
        """
    @property
    def paused(self, /) -> Paused | None:
        """
        What it goes back to if its case is withdrawn.
        """
    @property
    def refunded(self, /) -> Money:
        """
        What was refunded of it.
        """
    @property
    def released(self, /) -> Money:
        """
        What was released of it.
        """
    @property
    def returned(self, /) -> bool:
        """
        Whether what was sent back has arrived.
        """
    @property
    def rounds(self, /) -> int:
        """
        Rounds of rework so far.
        """
    @property
    def shipped_at(self, /) -> datetime | None:
        """
        When it was shipped.
        """
    @property
    def since(self, /) -> datetime:
        """
        When it came to this state.
        """
    @property
    def state(self, /) -> MilestoneState:
        """
        Where it stands.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class MilestoneLapse:
    """
    The state of a milestone that time ended, and when.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["state"], Literal["at"]]]
    def __copy__(self, /) -> MilestoneLapse: ...
    def __deepcopy__(self, /, _memo: Any) -> MilestoneLapse: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, state: MilestoneState, at: datetime) -> MilestoneLapse: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def at(self, /) -> datetime:
        """
        When it ended.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> MilestoneLapse:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def state(self, /) -> MilestoneState:
        """
        The state.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class MilestoneTerms:
    """
    One piece of the work and its price.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["title"], Literal["amount"], Literal["kind"], Literal["fund_by"], Literal["due"], Literal["inspection"]]]
    def __copy__(self, /) -> MilestoneTerms: ...
    def __deepcopy__(self, /, _memo: Any) -> MilestoneTerms: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, title: str, amount: Money, kind: Kind | None = None, fund_by: FundBy | None = None, due: datetime | None = None, inspection: timedelta | None = None) -> MilestoneTerms: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        Its price, more than nothing.
        """
    @property
    def due(self, /) -> datetime | None:
        """
        Until when the seller must ship or submit; without it within T_ship of funding.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> MilestoneTerms:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def fund_by(self, /) -> FundBy:
        """
        Until when it must be funded.
        """
    @property
    def id(self, /) -> str:
        """
        Its id; at most 60 characters, because parts carved out of it append a number.
        """
    @property
    def inspection(self, /) -> timedelta | None:
        """
        How long the buyer may inspect. Terms always say it: the window of the inspection timer, else three days for goods
        and fourteen for anything else.
        """
    @property
    def kind(self, /) -> Kind:
        """
        What is delivered.
        """
    @property
    def title(self, /) -> str:
        """
        What it is.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Mode:
    """
    When the money of a round is enough.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Mode: ...
    def __deepcopy__(self, /, _memo: Any) -> Mode: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Mode:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class AllOrNothing(Mode):
        """
        Only the whole target is.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Mode.AllOrNothing: ...
    @final
    class KeepWhatYouRaise(Mode):
        """
        A part of the target is, for a plan that shrinks with it.
        """
        __match_args__: Final = ("min_raise",)
        def __new__(cls, /, min_raise: Money) -> Mode.KeepWhatYouRaise: ...
        @property
        def min_raise(self, /) -> Money:
            """
            The smallest part.
            """
    @final
    class MinOptimum(Mode):
        """
        A first threshold is; the target is the second one.
        """
        __match_args__: Final = ("minimum",)
        def __new__(cls, /, minimum: Money) -> Mode.MinOptimum: ...
        @property
        def minimum(self, /) -> Money:
            """
            The first threshold.
            """

@final
class Money:
    """
    An amount of one currency, in whole minor units, smaller than 10^28 of them.

    Arithmetic is checked: it returns `amount_range` or `currency_mismatch` and never rounds.
    On the wire it is `{"amount":"1250.00","currency":"MXN"}` with exactly the decimals of the currency.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["amount"], Literal["currency"]]]
    def __add__(self, other: object, /) -> Money: ...
    def __composite_values__(self, /) -> tuple[Decimal, str]:
        """
        The two columns of SQLAlchemy's `composite`.
        """
    def __copy__(self, /) -> Money: ...
    def __deepcopy__(self, /, _memo: Any) -> Money: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, amount: Decimal | str, currency: str) -> Money: ...
    def __radd__(self, other: object, /) -> Money: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    def __rsub__(self, other: object, /) -> Money: ...
    def __str__(self, /) -> str: ...
    def __sub__(self, other: object, /) -> Money: ...
    @property
    def amount(self, /) -> Decimal:
        """
        The amount, with exactly the decimals of the currency.
        """
    @property
    def currency(self, /) -> str:
        """
        The three letters of the currency.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Money:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @staticmethod
    def from_minor(minor: int, currency: str) -> Money:
        """
        `minor` minor units (cents) of `currency`.
        """
    @property
    def minor(self, /) -> int:
        """
        Minor units, such as cents.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Movement:
    """
    A balanced movement of money.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["debits"], Literal["credits"]]]
    def __copy__(self, /) -> Movement: ...
    def __deepcopy__(self, /, _memo: Any) -> Movement: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, debits: Sequence[Posting], credits: Sequence[Posting]) -> Movement: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def credits(self, /) -> list[Posting]:
        """
        What is credited.
        """
    @property
    def debits(self, /) -> list[Posting]:
        """
        What is debited.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Movement:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Objection:
    """
    An objection to a drafted settlement.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["settlement"], Literal["by"], Literal["reason"]]]
    def __copy__(self, /) -> Objection: ...
    def __deepcopy__(self, /, _memo: Any) -> Objection: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, settlement: int, by: str, reason: Digest) -> Objection: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def by(self, /) -> str:
        """
        Whose.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Objection:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def reason(self, /) -> Digest:
        """
        Why.
        """
    @property
    def settlement(self, /) -> int:
        """
        The settlement.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Offer:
    """
    An offer. Money is in one currency, that of the target.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["owner"], Literal["title"], Literal["products"], Literal["costs"], Literal["contingency"], Literal["incoterm"], Literal["round"], Literal["kinds"], Literal["opens_at"], Literal["deadline"], Literal["min_window"], Literal["capture"], Literal["approval"], Literal["owner_capital"], Literal["owner_topup"], Literal["margin"], Literal["settlement"], Literal["advance_cap"], Literal["reserve"], Literal["residual"], Literal["yields"], Literal["materiality"], Literal["material_delay"], Literal["profile"], Literal["unit_value"], Literal["instrument"], Literal["tax_rounding"], Literal["warnings"], Literal["timers"]]]
    def __copy__(self, /) -> Offer: ...
    def __deepcopy__(self, /, _memo: Any) -> Offer: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, owner: str, title: str, products: Sequence[Product], costs: Sequence[CostLine], contingency: Money, incoterm: Incoterm | None = None, *, round: Round, kinds: Sequence[ProjectKind], opens_at: datetime, deadline: datetime, min_window: timedelta, capture: CaptureAt, approval: ApprovalMode, owner_capital: Money, owner_topup: bool, margin: Decimal | str, settlement: SettlementRules, advance_cap: Decimal | str, reserve: Money, residual: ResidualPolicy, yields: YieldPolicy, materiality: Materiality, material_delay: timedelta, profile: Profile, unit_value: Decimal | str | None = None, instrument: TaxInstrument, tax_rounding: Rounding, warnings: Digest | None = None, timers: Sequence[TimerWindow] | None = None) -> Offer: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def advance_cap(self, /) -> Decimal:
        """
        How much of an expected profit may be paid in advance.
        """
    @property
    def approval(self, /) -> ApprovalMode:
        """
        Who approves requests.
        """
    @property
    def capture(self, /) -> CaptureAt:
        """
        When money has to arrive.
        """
    @property
    def contingency(self, /) -> Money:
        """
        Cash that is raised as a reserve and is no cost.
        """
    @property
    def costs(self, /) -> list[CostLine]:
        """
        What has to be paid besides the goods.
        """
    @property
    def deadline(self, /) -> datetime:
        """
        Until when, half open.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Offer:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def incoterm(self, /) -> Incoterm | None:
        """
        Where the supplier's duty ends.
        """
    @property
    def instrument(self, /) -> TaxInstrument:
        """
        What a participation is for the tax office.
        """
    @property
    def kinds(self, /) -> list[ProjectKind]:
        """
        What investors may choose.
        """
    @property
    def margin(self, /) -> Decimal:
        """
        Expected profit as a mark-up on the cost: an estimate.
        """
    @property
    def material_delay(self, /) -> timedelta:
        """
        From which delay on.
        """
    @property
    def materiality(self, /) -> Materiality:
        """
        From which loss of expected profit, or rise of cost, a change is put to everybody.
        """
    @property
    def min_window(self, /) -> timedelta:
        """
        For how long the round stays open at least.
        """
    @property
    def opens_at(self, /) -> datetime:
        """
        From when on requests are taken.
        """
    @property
    def owner(self, /) -> str:
        """
        Who runs the project.
        """
    @property
    def owner_capital(self, /) -> Money:
        """
        What the owner puts in himself before funding opens.
        """
    @property
    def owner_topup(self, /) -> bool:
        """
        Whether the owner may close a gap with more of his own.
        """
    @property
    def products(self, /) -> list[Product]:
        """
        The goods.
        """
    @property
    def profile(self, /) -> Profile:
        """
        The regulation that applies.
        """
    @property
    def reserve(self, /) -> Money:
        """
        Cash that interim payments leave alone.
        """
    @property
    def residual(self, /) -> ResidualPolicy:
        """
        What becomes of money that buys no whole unit.
        """
    @property
    def round(self, /) -> Round:
        """
        Target, cap, tickets, and what happens when too much or too little is asked for.
        """
    @property
    def settlement(self, /) -> SettlementRules:
        """
        How result and capital are shared.
        """
    @property
    def tax_rounding(self, /) -> Rounding:
        """
        How the tax office is paid.
        """
    @property
    def timers(self, /) -> list[TimerWindow]:
        """
        Windows that differ from their defaults.
        """
    @property
    def title(self, /) -> str:
        """
        What it is called.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def unit_value(self, /) -> Decimal | None:
        """
        The day's value of the unit in which that regulation counts.
        """
    @property
    def warnings(self, /) -> Digest | None:
        """
        The warnings that were shown.
        """
    @property
    def yields(self, /) -> YieldPolicy:
        """
        Who earns interest on waiting money.
        """

@final
class OnRefund:
    """
    A cause for which a line does not simply bear no fee on what goes back.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["cause"], Literal["policy"]]]
    def __copy__(self, /) -> OnRefund: ...
    def __deepcopy__(self, /, _memo: Any) -> OnRefund: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, cause: RefundCause, policy: RefundPolicy) -> OnRefund: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def cause(self, /) -> RefundCause:
        """
        Why money goes back.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> OnRefund:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def policy(self, /) -> RefundPolicy:
        """
        What the line asks of it.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Order:
    """
    Units of one product that somebody ordered at a quoted price.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["product"], Literal["units"], Literal["unit_price"]]]
    def __copy__(self, /) -> Order: ...
    def __deepcopy__(self, /, _memo: Any) -> Order: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, product: int, units: int, unit_price: Money) -> Order: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Order:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def product(self, /) -> int:
        """
        The place of the product among the goods, from 0.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def unit_price(self, /) -> Money:
        """
        The quoted price of one, which was paid.
        """
    @property
    def units(self, /) -> int:
        """
        How many.
        """

@final
class OrderLine:
    """
    What became of one order.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["units"], Literal["paid"], Literal["returned"], Literal["actual"], Literal["true_up"]]]
    def __copy__(self, /) -> OrderLine: ...
    def __deepcopy__(self, /, _memo: Any) -> OrderLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, units: int, paid: Money, returned: Money, actual: Money, true_up: Money) -> OrderLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def actual(self, /) -> Money:
        """
        What the delivered units cost, rounded down.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> OrderLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def paid(self, /) -> Money:
        """
        What was paid for them.
        """
    @property
    def returned(self, /) -> Money:
        """
        What was paid for units that did not arrive, and goes back.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def true_up(self, /) -> Money:
        """
        Still to be paid, or below zero to be refunded.
        """
    @property
    def units(self, /) -> int:
        """
        Units that are delivered: all, or a share of what arrived.
        """

@final
class Ordered:
    """
    What became of all orders, and what is left for the pool to sell.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["lines"], Literal["pool"], Literal["pool_impact"]]]
    def __copy__(self, /) -> Ordered: ...
    def __deepcopy__(self, /, _memo: Any) -> Ordered: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, lines: Sequence[OrderLine], pool: Sequence[Units], pool_impact: Money) -> Ordered: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Ordered:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[OrderLine]:
        """
        One for each order.
        """
    @property
    def pool(self, /) -> list[Units]:
        """
        What is left of each product, in their order.
        """
    @property
    def pool_impact(self, /) -> Money:
        """
        What the pool gains, or below zero loses, because prices are fixed.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Overrun:
    """
    Who bears costs above those of the snapshot.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Overrun: ...
    def __deepcopy__(self, /, _memo: Any) -> Overrun: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Overrun:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class CapThenOwner(Overrun):
        """
        Everybody up to a fraction of the planned costs, half up; the owner what is above.
        """
        __match_args__: Final = ("cap",)
        def __new__(cls, /, cap: Decimal | str) -> Overrun.CapThenOwner: ...
        @property
        def cap(self, /) -> Decimal:
            """
            The fraction, at most one.
            """
    @final
    class Owner(Overrun):
        """
        The owner.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Overrun.Owner: ...
    @final
    class Pool(Overrun):
        """
        Everybody.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Overrun.Pool: ...

@final
class Parked:
    """
    What is paid and what waits.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["paid"], Literal["parked"]]]
    def __copy__(self, /) -> Parked: ...
    def __deepcopy__(self, /, _memo: Any) -> Parked: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, paid: Money, parked: Money) -> Parked: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Parked:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def paid(self, /) -> Money:
        """
        Paid now.
        """
    @property
    def parked(self, /) -> Money:
        """
        Still owed: added to the next payout, never income of the platform.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Part:
    """
    An amount of one milestone.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["milestone"], Literal["amount"]]]
    def __copy__(self, /) -> Part: ...
    def __deepcopy__(self, /, _memo: Any) -> Part: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, milestone: str, amount: Money) -> Part: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Part:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def milestone(self, /) -> str:
        """
        The milestone.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Party:
    """
    Somebody named in the terms.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["role"], Literal["must_accept"], Literal["may_approve"]]]
    def __copy__(self, /) -> Party: ...
    def __deepcopy__(self, /, _memo: Any) -> Party: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, role: Role, must_accept: bool | None = None, may_approve: bool | None = None) -> Party: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Party:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        The person or company.
        """
    @property
    def may_approve(self, /) -> bool:
        """
        Whether an advisor may approve for the buyer.
        """
    @property
    def must_accept(self, /) -> bool:
        """
        Whether there is no agreement without this party's acceptance. Buyer, seller, arbiter and payees always must.
        """
    @property
    def role(self, /) -> Role:
        """
        In which role: buyer, seller, broker, advisor or arbiter.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class PartyTotal:
    """
    What one party pays and receives if everything is released. What a payee would receive of lines that cannot be
    collected is counted too: the `shortfall` of the quote.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["party"], Literal["pays"], Literal["receives"], Literal["net"]]]
    def __copy__(self, /) -> PartyTotal: ...
    def __deepcopy__(self, /, _memo: Any) -> PartyTotal: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, party: str, pays: Money, receives: Money, net: Money) -> PartyTotal: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> PartyTotal:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def net(self, /) -> Money:
        """
        What it receives less what it pays.
        """
    @property
    def party(self, /) -> str:
        """
        The party.
        """
    @property
    def pays(self, /) -> Money:
        """
        Price and fees it pays.
        """
    @property
    def receives(self, /) -> Money:
        """
        Price and fees it receives.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class PatchLine:
    """
    One line of a JSON patch (RFC 6902) from one snapshot's offer and quantities to the next.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["op"], Literal["path"], Literal["value"]]]
    def __copy__(self, /) -> PatchLine: ...
    def __deepcopy__(self, /, _memo: Any) -> PatchLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, op: str, path: str, value: str) -> PatchLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> PatchLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def op(self, /) -> str:
        """
        `add` or `replace`.
        """
    @property
    def path(self, /) -> str:
        """
        The place, as a JSON pointer.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def value(self, /) -> str:
        """
        The value, as canonical JSON text.
        """

@final
class Paused:
    """
    What a milestone returns to when its case is withdrawn.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["state"], Literal["left"], Literal["full"]]]
    def __copy__(self, /) -> Paused: ...
    def __deepcopy__(self, /, _memo: Any) -> Paused: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, state: MilestoneState, left: int, full: int) -> Paused: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Paused:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def full(self, /) -> int:
        """
        The whole window of that timer, in milliseconds.
        """
    @property
    def left(self, /) -> int:
        """
        Milliseconds its timer had left.
        """
    @property
    def state(self, /) -> MilestoneState:
        """
        The state before the dispute.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class PayeeShare:
    """
    How much of a line one party receives.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["party"], Literal["weight"]]]
    def __copy__(self, /) -> PayeeShare: ...
    def __deepcopy__(self, /, _memo: Any) -> PayeeShare: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, party: str, weight: Decimal | str) -> PayeeShare: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> PayeeShare:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def party(self, /) -> str:
        """
        A party of the escrow, or `platform`.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def weight(self, /) -> Decimal:
        """
        Its weight; weights need not sum to one.
        """

@final
class PayerShare:
    """
    How much of a line one side pays.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["payer"], Literal["weight"]]]
    def __copy__(self, /) -> PayerShare: ...
    def __deepcopy__(self, /, _memo: Any) -> PayerShare: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, payer: Payer, weight: Decimal | str) -> PayerShare: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> PayerShare:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def payer(self, /) -> Payer:
        """
        The side.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def weight(self, /) -> Decimal:
        """
        Its weight; weights need not sum to one.
        """

@final
class Payin:
    """
    A payment of the buyer.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["milestone"], Literal["payer"], Literal["captured"], Literal["applied"], Literal["waiting"], Literal["lost"], Literal["hold_until"], Literal["cleared"], Literal["failed"], Literal["reversed"]]]
    def __copy__(self, /) -> Payin: ...
    def __deepcopy__(self, /, _memo: Any) -> Payin: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, milestone: str, payer: str, captured: Money, applied: Money, waiting: Money, lost: Money, hold_until: datetime | None = None, *, cleared: bool, failed: bool, reversed: bool) -> Payin: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def applied(self, /) -> Money:
        """
        What arrived of it for that milestone.
        """
    @property
    def captured(self, /) -> Money:
        """
        All that arrived of it, in whatever currency it came.
        """
    @property
    def cleared(self, /) -> bool:
        """
        Whether its money was ever reported as arrived; that counts once.
        """
    @property
    def failed(self, /) -> bool:
        """
        Whether it was ever reported as failed.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Payin:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hold_until(self, /) -> datetime | None:
        """
        Until when the rail lets it be held.
        """
    @property
    def id(self, /) -> str:
        """
        The provider's reference.
        """
    @property
    def lost(self, /) -> Money:
        """
        What a bank has taken back of it.
        """
    @property
    def milestone(self, /) -> str:
        """
        The milestone it was made for.
        """
    @property
    def payer(self, /) -> str:
        """
        Who was the buyer when it was first heard of.
        """
    @property
    def reversed(self, /) -> bool:
        """
        Whether it was ever reported as returned by the rail.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def waiting(self, /) -> Money:
        """
        What of that still waits, because the milestone is not fully paid.
        """

@final
class Payout:
    """
    A payment that waits for the rail or is on its way.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["payee"], Literal["amount"], Literal["purpose"], Literal["state"], Literal["attempt"]]]
    def __copy__(self, /) -> Payout: ...
    def __deepcopy__(self, /, _memo: Any) -> Payout: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, payee: str, amount: Money, purpose: Purpose, state: LegState, attempt: int) -> Payout: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much.
        """
    @property
    def attempt(self, /) -> int:
        """
        How often it had to be planned again.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Payout:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        The idempotency key for the rail.
        """
    @property
    def payee(self, /) -> str:
        """
        Who is paid.
        """
    @property
    def purpose(self, /) -> Purpose:
        """
        What for.
        """
    @property
    def state(self, /) -> LegState:
        """
        Planned or sent.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class PerPeriod:
    """
    A fixed amount for each of a number of periods that was agreed beforehand, such as months of holding a domain.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["amount"], Literal["periods"]]]
    def __copy__(self, /) -> PerPeriod: ...
    def __deepcopy__(self, /, _memo: Any) -> PerPeriod: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, amount: Decimal | str, periods: int) -> PerPeriod: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Decimal:
        """
        For one period.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> PerPeriod:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def periods(self, /) -> int:
        """
        How many, from 1 to 1 200.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Person:
    """
    What the host knows of somebody.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["party"], Literal["identity"], Literal["signed"], Literal["limit"], Literal["tax"]]]
    def __copy__(self, /) -> Person: ...
    def __deepcopy__(self, /, _memo: Any) -> Person: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, party: str, identity: Identity, signed: bool, limit: Money | None = None, *, tax: TaxProfile) -> Person: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Person:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def identity(self, /) -> Identity:
        """
        How far the identity is established.
        """
    @property
    def limit(self, /) -> Money | None:
        """
        The most he may put in.
        """
    @property
    def party(self, /) -> str:
        """
        Who.
        """
    @property
    def signed(self, /) -> bool:
        """
        Whether he has signed.
        """
    @property
    def tax(self, /) -> TaxProfile:
        """
        How his profit is taxed at the source.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Plan:
    """
    What a smaller round pays for: costs that stay, and goods that can be fewer.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["fixed_costs"], Literal["quantities"]]]
    def __copy__(self, /) -> Plan: ...
    def __deepcopy__(self, /, _memo: Any) -> Plan: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, fixed_costs: Money, quantities: Sequence[int]) -> Plan: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def fixed_costs(self, /) -> Money:
        """
        Costs that do not shrink with the quantities.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Plan:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def quantities(self, /) -> list[int]:
        """
        Units of each product when the target is reached.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Portion:
    """
    What one position gets of an amount that was split.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["position"], Literal["amount"]]]
    def __copy__(self, /) -> Portion: ...
    def __deepcopy__(self, /, _memo: Any) -> Portion: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, position: str, amount: Money) -> Portion: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        Its part.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Portion:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def position(self, /) -> str:
        """
        The participation.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Position:
    """
    A participation as the settlement sees it. No amount is negative.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["holder"], Literal["seq"], Literal["owner"], Literal["capital"], Literal["days"], Literal["withholding"], Literal["advance"], Literal["distributed"], Literal["profit_distributed"]]]
    def __copy__(self, /) -> Position: ...
    def __deepcopy__(self, /, _memo: Any) -> Position: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, holder: str, seq: int, owner: bool, capital: Money, days: int, withholding: Decimal | str, advance: Money, distributed: Money, profit_distributed: Money) -> Position: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def advance(self, /) -> Money:
        """
        What was advanced on the profit.
        """
    @property
    def capital(self, /) -> Money:
        """
        What was put in, in the currency of the project at the frozen rate.
        """
    @property
    def days(self, /) -> int:
        """
        How long it was in.
        """
    @property
    def distributed(self, /) -> Money:
        """
        Capital given back before.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Position:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def holder(self, /) -> str:
        """
        Who holds it now.
        """
    @property
    def id(self, /) -> str:
        """
        Names the participation.
        """
    @property
    def owner(self, /) -> bool:
        """
        Whether it is the owner's, which is junior to all others.
        """
    @property
    def profit_distributed(self, /) -> Money:
        """
        Profit paid before.
        """
    @property
    def seq(self, /) -> int:
        """
        Its seniority, given when the request came in: of equal remainders the lower one gets the minor unit.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def withholding(self, /) -> Decimal:
        """
        The fraction of the profit withheld as tax, at most one.
        """

@final
class PositionReserve:
    """
    The reserve of a position.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["position"], Literal["reserve"]]]
    def __copy__(self, /) -> PositionReserve: ...
    def __deepcopy__(self, /, _memo: Any) -> PositionReserve: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, position: str, reserve: Reserve) -> PositionReserve: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> PositionReserve:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def position(self, /) -> str:
        """
        The participation.
        """
    @property
    def reserve(self, /) -> Reserve:
        """
        What can be collected from it.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Posting:
    """
    One side of a journal entry.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["account"], Literal["amount"]]]
    def __copy__(self, /) -> Posting: ...
    def __deepcopy__(self, /, _memo: Any) -> Posting: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, account: str, amount: Money) -> Posting: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def account(self, /) -> str:
        """
        The account.
        """
    @property
    def amount(self, /) -> Money:
        """
        The amount, more than nothing.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Posting:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Preview:
    """
    What a command would do.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["events"], Literal["ledger"], Literal["payouts"]]]
    def __copy__(self, /) -> Preview: ...
    def __deepcopy__(self, /, _memo: Any) -> Preview: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, events: Sequence[Event], ledger: Sequence[Movement], payouts: Sequence[Payout]) -> Preview: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def events(self, /) -> list[Event]:
        """
        The events it would leave, timers that are due included.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Preview:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def ledger(self, /) -> list[Movement]:
        """
        What they would post.
        """
    @property
    def payouts(self, /) -> list[Payout]:
        """
        The payouts that would be open afterwards.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class PriceRange:
    """
    The amounts a rule is for, in one currency. Like the tiers of a rule it begins above an amount and ends with one.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["above"], Literal["up_to"]]]
    def __copy__(self, /) -> PriceRange: ...
    def __deepcopy__(self, /, _memo: Any) -> PriceRange: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, above: Money | None = None, up_to: Money | None = None) -> PriceRange: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def above(self, /) -> Money | None:
        """
        The price is more than this.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> PriceRange:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def up_to(self, /) -> Money | None:
        """
        The price is at most this.
        """

@final
class Product:
    """
    Goods of one kind. What is said of a product is said of one unit.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["sku"], Literal["name"], Literal["quantity"], Literal["unit_price"], Literal["weight_g"], Literal["volume_cm3"], Literal["expected_price"]]]
    def __copy__(self, /) -> Product: ...
    def __deepcopy__(self, /, _memo: Any) -> Product: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, sku: str, name: str, quantity: int, unit_price: Money, weight_g: int | None = None, volume_cm3: int | None = None, expected_price: Money | None = None) -> Product: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def expected_price(self, /) -> Money | None:
        """
        What a unit is expected to sell for; nobody owes it.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Product:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def name(self, /) -> str:
        """
        What people call it.
        """
    @property
    def quantity(self, /) -> int:
        """
        Units, at least one.
        """
    @property
    def sku(self, /) -> str:
        """
        Names the product in its project.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def unit_price(self, /) -> Money:
        """
        What the supplier asks for a unit, in the base currency; zero or more.
        """
    @property
    def volume_cm3(self, /) -> int | None:
        """
        Cubic centimetres of a unit.
        """
    @property
    def weight_g(self, /) -> int | None:
        """
        Grams of a unit.
        """

@final
class ProfileRow:
    """
    What a profile asks for while a law is in force. Windows are the least that is asked for: an offer may give more.

    Business days are written as the plain days that hold as many of them when no holiday falls among them; a host that
    knows the holidays makes its instants later.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["valid_from"], Literal["valid_until"], Literal["source"], Literal["min_open"], Literal["early_close_notice"], Literal["reconfirmation"], Literal["cooling_off"], Literal["cooling_off_sophisticated"], Literal["withdrawal_cut_off"], Literal["transfer_allowed"], Literal["warnings_required"], Literal["project_limit"], Literal["concentration"], Literal["withholding"]]]
    def __copy__(self, /) -> ProfileRow: ...
    def __deepcopy__(self, /, _memo: Any) -> ProfileRow: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, valid_from: datetime, valid_until: datetime | None = None, *, source: str, min_open: timedelta, early_close_notice: timedelta, reconfirmation: timedelta, cooling_off: timedelta, cooling_off_sophisticated: timedelta, withdrawal_cut_off: timedelta | None = None, transfer_allowed: bool, warnings_required: bool, project_limit: ProjectLimit | None = None, concentration: Decimal | str | None = None, withholding: Sequence[Withholding]) -> ProfileRow: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def concentration(self, /) -> Decimal | None:
        """
        The largest part that one project may be of everything an investor has invested.
        """
    @property
    def cooling_off(self, /) -> timedelta:
        """
        How long somebody may withdraw after his request without a reason.
        """
    @property
    def cooling_off_sophisticated(self, /) -> timedelta:
        """
        The same for sophisticated investors.
        """
    @property
    def early_close_notice(self, /) -> timedelta:
        """
        How long before an early close it is announced.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProfileRow:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def min_open(self, /) -> timedelta:
        """
        How long an offer stays open at least.
        """
    @property
    def project_limit(self, /) -> ProjectLimit | None:
        """
        How much may be raised.
        """
    @property
    def reconfirmation(self, /) -> timedelta:
        """
        How long participants may think about a changed offer.
        """
    @property
    def source(self, /) -> str:
        """
        Where the figures come from.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def transfer_allowed(self, /) -> bool:
        """
        Whether a participation may change hands.
        """
    @property
    def valid_from(self, /) -> datetime:
        """
        The first instant the row is valid.
        """
    @property
    def valid_until(self, /) -> datetime | None:
        """
        The first instant it is no longer valid, if that is known.
        """
    @property
    def warnings_required(self, /) -> bool:
        """
        Whether an offer must carry risk warnings that are accepted one by one.
        """
    @property
    def withdrawal_cut_off(self, /) -> timedelta | None:
        """
        Until how long before the deadline everybody may withdraw; none if the offer alone decides.
        """
    @property
    def withholding(self, /) -> list[Withholding]:
        """
        What is withheld of what a participation earns.
        """

@disjoint_base
class ProfitSplit:
    """
    How owner and investors share a profit.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> ProfitSplit: ...
    def __deepcopy__(self, /, _memo: Any) -> ProfitSplit: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProfitSplit:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Simple(ProfitSplit):
        """
        The owner gets his share of the whole.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProfitSplit.Simple: ...
    @final
    class Waterfall(ProfitSplit):
        """
        The tiers say what the owner gets.
        """
        __match_args__: Final = ("tiers", "basis")
        def __new__(cls, /, tiers: Sequence[ProjectTier], basis: Basis) -> ProfitSplit.Waterfall: ...
        @property
        def basis(self, /) -> Basis:
            """
            On the whole or lot by lot.
            """
        @property
        def tiers(self, /) -> list[ProjectTier]:
            """
            In their order.
            """

@final
class Project:
    """
    A project with its history.
    """
    def __copy__(self, /) -> Project: ...
    def __deepcopy__(self, /, _memo: Any) -> Project: ...
    def __eq__(self, value: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __repr__(self, /) -> str: ...
    def actions(self, /, actor: Actor, now: datetime) -> list[ProjectAction]:
        """
        What `actor` could do at `now`, and why not.
        """
    @property
    def approved(self, /) -> ProjectSnapshot | None:
        """
        The snapshot in force, once the project is approved.
        """
    def balances(self, /) -> list[Balance]:
        """
        What stands on each account.
        """
    @staticmethod
    def create(id: UUID | str, offer: Offer, ctx: Context, identity: Identity = ...) -> ProjectTransition:
        """
        Starts a project as a draft only its owner works on; the host vouches for what is known of his identity.
        """
    def deadlines(self, /) -> list[ProjectDeadline]:
        """
        The timers that run, earliest first.
        """
    @property
    def drafts(self, /) -> list[Drafted]:
        """
        The settlements as they were drafted, oldest first.
        """
    def explain(self, /, settlement: int, request: str) -> Explanation:
        """
        Where each amount of one participation in a settlement comes from.
        """
    def handle(self, /, command: ProjectCommand, ctx: Context) -> ProjectTransition:
        """
        Works a command through, or refuses it and changes nothing.
        """
    @property
    def head(self, /) -> str:
        """
        The hash of the last entry.
        """
    @property
    def history(self, /) -> History:
        """
        The sealed entries.
        """
    @property
    def id(self, /) -> UUID:
        """
        Its id.
        """
    def journal(self, /) -> list[JournalEntry]:
        """
        One balanced entry for every event that moved money.
        """
    def next_deadline(self, /) -> datetime | None:
        """
        When the host has to call `tick`, if ever.
        """
    @property
    def offer(self, /) -> Offer:
        """
        The offer as it stands.
        """
    @property
    def offer_hash(self, /) -> str:
        """
        What somebody who takes part accepts.
        """
    @property
    def offer_version(self, /) -> int:
        """
        Which version of the offer that is, from 1.
        """
    def payouts(self, /) -> list[ProjectPayout]:
        """
        The payments that are to be made or on their way.
        """
    @property
    def phase(self, /) -> ProjectState:
        """
        The phase.
        """
    def preview(self, /, command: ProjectCommand, ctx: Context) -> ProjectPreview:
        """
        What `command` would do, without doing it.
        """
    @property
    def recorded_at(self, /) -> datetime:
        """
        The latest time recorded; no command may lie before it.
        """
    @staticmethod
    def replay(entries: Sequence[Entry]) -> Project:
        """
        Builds the handle again from all its entries; the chain is verified on the way.
        """
    @property
    def requests(self, /) -> list[Request]:
        """
        The requests and participations, in the order of acceptance.
        """
    @staticmethod
    def restore(snapshot: str | Buffer, tail: Sequence[Entry] = ...) -> Project:
        """
        Builds the handle again from a snapshot and the entries after it.
        """
    def snapshot(self, /) -> str:
        """
        The state as text to store, to be restored together with the entries after it.
        """
    @property
    def state(self, /) -> ProjectRecord:
        """
        Everything about it, as a value.
        """
    def tick(self, /, at: datetime) -> ProjectTransition:
        """
        Lets time pass: applies the timers that are due at `at`.
        """
    @property
    def version(self, /) -> int:
        """
        The number of entries so far.
        """
    def view(self, /, actor: Actor) -> ProjectView:
        """
        The only form of it that `actor` should see.
        """

@final
class ProjectAction:
    """
    A command somebody could give now, and if not, why not.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["command"], Literal["subject"], Literal["allowed"], Literal["why_not"], Literal["deadline"], Literal["arguments"]]]
    def __copy__(self, /) -> ProjectAction: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectAction: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, command: ProjectCommandKind, subject: str | None = None, *, allowed: bool, why_not: TerceroError | None = None, deadline: datetime | None = None, arguments: Sequence[ProjectArgument]) -> ProjectAction: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def allowed(self, /) -> bool:
        """
        Whether a row exists for the state and the role, and its guards that need no arguments hold.
        """
    @property
    def arguments(self, /) -> list[ProjectArgument]:
        """
        What has to be given with it.
        """
    @property
    def command(self, /) -> ProjectCommandKind:
        """
        The command.
        """
    @property
    def deadline(self, /) -> datetime | None:
        """
        When time will decide instead.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectAction:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def subject(self, /) -> str | None:
        """
        The request, change order or payment it is about; none for the project as a whole.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def why_not(self, /) -> TerceroError | None:
        """
        The first guard that does not hold.
        """

@final
class ProjectArgument:
    """
    An argument of a command.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["name"], Literal["kind"]]]
    def __copy__(self, /) -> ProjectArgument: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectArgument: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, name: str, kind: str) -> ProjectArgument: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectArgument:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def kind(self, /) -> str:
        """
        Its type.
        """
    @property
    def name(self, /) -> str:
        """
        Its name.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ProjectChange:
    """
    What a change order changes.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["costs"], Literal["quantities"], Literal["delay"], Literal["owner_bears"]]]
    def __copy__(self, /) -> ProjectChange: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectChange: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, costs: Sequence[CostLine] | None = None, quantities: Sequence[Quantity] | None = None, *, delay: timedelta, owner_bears: bool) -> ProjectChange: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def costs(self, /) -> list[CostLine]:
        """
        New cost lines, and lines that supersede others. None is ever edited.
        """
    @property
    def delay(self, /) -> timedelta:
        """
        How much longer it takes.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectChange:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def owner_bears(self, /) -> bool:
        """
        Whether the owner bears what it costs more.
        """
    @property
    def quantities(self, /) -> list[Quantity]:
        """
        Other quantities.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class ProjectCommand:
    """
    What can be asked for. Who asks, when and under which id is in the context.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> ProjectCommand: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectCommand: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectCommand:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class AllocateCosts(ProjectCommand):
        """
        Shares the costs over the goods that arrived, and the goods over those who get goods.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.AllocateCosts: ...
    @final
    class AmendOffer(ProjectCommand):
        """
        Changes the offer while requests are taken.
        """
        __match_args__: Final = ("offer",)
        def __new__(cls, /, offer: Offer) -> ProjectCommand.AmendOffer: ...
        @property
        def offer(self, /) -> Offer:
            """
            The new offer.
            """
    @final
    class ApproveParticipation(ProjectCommand):
        """
        Takes somebody in.
        """
        __match_args__: Final = ("request", "reason")
        def __new__(cls, /, request: str, reason: Digest | None = None) -> ProjectCommand.ApproveParticipation: ...
        @property
        def reason(self, /) -> Digest | None:
            """
            Why him, where the owner picks.
            """
        @property
        def request(self, /) -> str:
            """
            The request.
            """
    @final
    class ApproveProject(ProjectCommand):
        """
        Approves the project and freezes the figures.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.ApproveProject: ...
    @final
    class AuthorizePayment(ProjectCommand):
        """
        A bank has put the money aside.
        """
        __match_args__: Final = ("request", "reference")
        def __new__(cls, /, request: str, reference: str) -> ProjectCommand.AuthorizePayment: ...
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
        @property
        def request(self, /) -> str:
            """
            The request.
            """
    @final
    class CancelProject(ProjectCommand):
        """
        Ends the project; what is held goes back.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectCommand.CancelProject: ...
        @property
        def reason(self, /) -> Digest:
            """
            Why.
            """
    @final
    class ChargeOff(ProjectCommand):
        """
        Gives up what will never come.
        """
        __match_args__: Final = ("what",)
        def __new__(cls, /, what: Uncollectable) -> ProjectCommand.ChargeOff: ...
        @property
        def what(self, /) -> Uncollectable:
            """
            What.
            """
    @final
    class ChargeOffDebt(ProjectCommand):
        """
        Gives up what an investor owes and will never pay.
        """
        __match_args__: Final = ("party",)
        def __new__(cls, /, party: str) -> ProjectCommand.ChargeOffDebt: ...
        @property
        def party(self, /) -> str:
            """
            Who.
            """
    @final
    class CheckReadiness(ProjectCommand):
        """
        Asks again whether everything is there, after a review.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.CheckReadiness: ...
    @final
    class CloseFunding(ProjectCommand):
        """
        Closes the round before its deadline.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.CloseFunding: ...
    @final
    class CollectReceivable(ProjectCommand):
        """
        Somebody pays what he owes.
        """
        __match_args__: Final = ("party", "amount", "reference")
        def __new__(cls, /, party: str, amount: Money, reference: str) -> ProjectCommand.CollectReceivable: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def party(self, /) -> str:
            """
            Who.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
    @final
    class CompleteExecution(ProjectCommand):
        """
        Says that everything has arrived, was sold and was paid.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.CompleteExecution: ...
    @final
    class ConfirmDeposit(ProjectCommand):
        """
        Money has arrived.
        """
        __match_args__: Final = ("request", "amount", "reference")
        def __new__(cls, /, request: str, amount: Money, reference: str) -> ProjectCommand.ConfirmDeposit: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
        @property
        def request(self, /) -> str:
            """
            The request.
            """
    @final
    class ConfirmPayout(ProjectCommand):
        """
        A payment has arrived.
        """
        __match_args__: Final = ("payout", "reference")
        def __new__(cls, /, payout: str, reference: str) -> ProjectCommand.ConfirmPayout: ...
        @property
        def payout(self, /) -> str:
            """
            The payment.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
    @final
    class CreateProject(ProjectCommand):
        """
        Starts a project as a draft.
        """
        __match_args__: Final = ("offer", "identity")
        def __new__(cls, /, offer: Offer, identity: Identity) -> ProjectCommand.CreateProject: ...
        @property
        def identity(self, /) -> Identity:
            """
            How far the host has established who the owner is.
            """
        @property
        def offer(self, /) -> Offer:
            """
            The offer.
            """
    @final
    class DecideChangeOrder(ProjectCommand):
        """
        Decides a change order.
        """
        __match_args__: Final = ("order", "accept")
        def __new__(cls, /, order: int, accept: bool) -> ProjectCommand.DecideChangeOrder: ...
        @property
        def accept(self, /) -> bool:
            """
            Yes or no.
            """
        @property
        def order(self, /) -> int:
            """
            Its number.
            """
    @final
    class DeliverUnits(ProjectCommand):
        """
        Hands over the goods of a participation.
        """
        __match_args__: Final = ("request", "evidence")
        def __new__(cls, /, request: str, evidence: Digest) -> ProjectCommand.DeliverUnits: ...
        @property
        def evidence(self, /) -> Digest:
            """
            The acceptance.
            """
        @property
        def request(self, /) -> str:
            """
            The participation.
            """
    @final
    class DistributeInterim(ProjectCommand):
        """
        Pays part of what has come in, capital first.
        """
        __match_args__: Final = ("amount",)
        def __new__(cls, /, amount: Money) -> ProjectCommand.DistributeInterim: ...
        @property
        def amount(self, /) -> Money:
            """
            How much, in all.
            """
    @final
    class EditProject(ProjectCommand):
        """
        Replaces the offer of a draft.
        """
        __match_args__: Final = ("offer", "offer_version")
        def __new__(cls, /, offer: Offer, offer_version: int) -> ProjectCommand.EditProject: ...
        @property
        def offer(self, /) -> Offer:
            """
            The new offer.
            """
        @property
        def offer_version(self, /) -> int:
            """
            The version that was read.
            """
    @final
    class ExtendDeadline(ProjectCommand):
        """
        Moves the deadline back, once.
        """
        __match_args__: Final = ("deadline",)
        def __new__(cls, /, deadline: datetime) -> ProjectCommand.ExtendDeadline: ...
        @property
        def deadline(self, /) -> datetime:
            """
            The new deadline.
            """
    @final
    class FailPayout(ProjectCommand):
        """
        A payment has failed or come back.
        """
        __match_args__: Final = ("payout", "reference")
        def __new__(cls, /, payout: str, reference: str) -> ProjectCommand.FailPayout: ...
        @property
        def payout(self, /) -> str:
            """
            The payment.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
    @final
    class FreezeProject(ProjectCommand):
        """
        Stops every outflow.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectCommand.FreezeProject: ...
        @property
        def reason(self, /) -> Digest:
            """
            Why.
            """
    @final
    class JustifyAdvance(ProjectCommand):
        """
        The owner accounts for money he was given.
        """
        __match_args__: Final = ("line", "amount", "tax", "evidence")
        def __new__(cls, /, line: str, amount: Money, tax: Money, evidence: Digest) -> ProjectCommand.JustifyAdvance: ...
        @property
        def amount(self, /) -> Money:
            """
            What it cost.
            """
        @property
        def evidence(self, /) -> Digest:
            """
            The invoice.
            """
        @property
        def line(self, /) -> str:
            """
            The budget line it went to.
            """
        @property
        def tax(self, /) -> Money:
            """
            Tax on it that will be given back.
            """
    @final
    class MatchDeposit(ProjectCommand):
        """
        Says which request such money was for.
        """
        __match_args__: Final = ("reference", "request")
        def __new__(cls, /, reference: str, request: str) -> ProjectCommand.MatchDeposit: ...
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
        @property
        def request(self, /) -> str:
            """
            The request.
            """
    @final
    class MoveUnclaimed(ProjectCommand):
        """
        Parks a payment that does not arrive.
        """
        __match_args__: Final = ("payout",)
        def __new__(cls, /, payout: str) -> ProjectCommand.MoveUnclaimed: ...
        @property
        def payout(self, /) -> str:
            """
            The payment.
            """
    @final
    class ObjectSettlement(ProjectCommand):
        """
        Objects to the settlement as drafted.
        """
        __match_args__: Final = ("settlement", "reason")
        def __new__(cls, /, settlement: int, reason: Digest) -> ProjectCommand.ObjectSettlement: ...
        @property
        def reason(self, /) -> Digest:
            """
            Why.
            """
        @property
        def settlement(self, /) -> int:
            """
            The draft that was read.
            """
    @final
    class OpenFunding(ProjectCommand):
        """
        Starts to take requests.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.OpenFunding: ...
    @final
    class OwnerTopUp(ProjectCommand):
        """
        Promises the owner's own money for a gap.
        """
        __match_args__: Final = ("request", "amount")
        def __new__(cls, /, request: str, amount: Money) -> ProjectCommand.OwnerTopUp: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def request(self, /) -> str:
            """
            The name of the owner's request.
            """
    @final
    class PayAdvance(ProjectCommand):
        """
        Pays somebody part of his expected profit.
        """
        __match_args__: Final = ("request", "amount")
        def __new__(cls, /, request: str, amount: Money) -> ProjectCommand.PayAdvance: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def request(self, /) -> str:
            """
            The participation.
            """
    @final
    class PaySupplier(ProjectCommand):
        """
        Pays what is owed to the supplier.
        """
        __match_args__: Final = ("amount",)
        def __new__(cls, /, amount: Money) -> ProjectCommand.PaySupplier: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
    @final
    class PayUnclaimed(ProjectCommand):
        """
        Pays out what was parked.
        """
        __match_args__: Final = ("party",)
        def __new__(cls, /, party: str) -> ProjectCommand.PayUnclaimed: ...
        @property
        def party(self, /) -> str:
            """
            To whom.
            """
    @final
    class PostSettlement(ProjectCommand):
        """
        Makes the draft final.
        """
        __match_args__: Final = ("settlement",)
        def __new__(cls, /, settlement: int) -> ProjectCommand.PostSettlement: ...
        @property
        def settlement(self, /) -> int:
            """
            The draft that was read.
            """
    @final
    class ProposeChangeOrder(ProjectCommand):
        """
        Proposes other costs, quantities or dates.
        """
        __match_args__: Final = ("change", "reason")
        def __new__(cls, /, change: ProjectChange, reason: Digest) -> ProjectCommand.ProposeChangeOrder: ...
        @property
        def change(self, /) -> ProjectChange:
            """
            What would change.
            """
        @property
        def reason(self, /) -> Digest:
            """
            Why.
            """
    @final
    class PublishProject(ProjectCommand):
        """
        Shows the project to everybody.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.PublishProject: ...
    @final
    class ReceiveChargeback(ProjectCommand):
        """
        A bank takes a payment back.
        """
        __match_args__: Final = ("request", "reference")
        def __new__(cls, /, request: str, reference: str) -> ProjectCommand.ReceiveChargeback: ...
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
        @property
        def request(self, /) -> str:
            """
            The request.
            """
    @final
    class ReceiveUnmatched(ProjectCommand):
        """
        Money that nobody can tell the purpose of.
        """
        __match_args__: Final = ("reference", "amount")
        def __new__(cls, /, reference: str, amount: Money) -> ProjectCommand.ReceiveUnmatched: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
    @final
    class RecomputeSettlement(ProjectCommand):
        """
        Drafts the settlement again and answers the objections.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.RecomputeSettlement: ...
    @final
    class ReconfirmParticipation(ProjectCommand):
        """
        Stays with a changed offer.
        """
        __match_args__: Final = ("request", "offer_version")
        def __new__(cls, /, request: str, offer_version: int) -> ProjectCommand.ReconfirmParticipation: ...
        @property
        def offer_version(self, /) -> int:
            """
            The version of the offer that was read.
            """
        @property
        def request(self, /) -> str:
            """
            The request.
            """
    @final
    class RecordCost(ProjectCommand):
        """
        What a line has really cost; what is not paid yet is owed to the supplier.
        """
        __match_args__: Final = ("line", "amount", "evidence")
        def __new__(cls, /, line: str, amount: Money, evidence: Digest) -> ProjectCommand.RecordCost: ...
        @property
        def amount(self, /) -> Money:
            """
            What it cost in all.
            """
        @property
        def evidence(self, /) -> Digest:
            """
            The invoice.
            """
        @property
        def line(self, /) -> str:
            """
            The budget line.
            """
    @final
    class RecordReceipt(ProjectCommand):
        """
        Goods that have arrived.
        """
        __match_args__: Final = ("sku", "quantity", "evidence")
        def __new__(cls, /, sku: str, quantity: int, evidence: Digest) -> ProjectCommand.RecordReceipt: ...
        @property
        def evidence(self, /) -> Digest:
            """
            The delivery note.
            """
        @property
        def quantity(self, /) -> int:
            """
            How many units.
            """
        @property
        def sku(self, /) -> str:
            """
            The product.
            """
    @final
    class RecordRecovery(ProjectCommand):
        """
        Money that a cost line gives back: a refund, an insurance.
        """
        __match_args__: Final = ("line", "amount", "reference")
        def __new__(cls, /, line: str, amount: Money, reference: str) -> ProjectCommand.RecordRecovery: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def line(self, /) -> str:
            """
            The budget line.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
    @final
    class RecordSale(ProjectCommand):
        """
        Goods that were sold, and the money for them.
        """
        __match_args__: Final = ("sku", "quantity", "revenue", "tax", "income_tax_withheld", "tax_withheld", "reference")
        def __new__(cls, /, sku: str, quantity: int, revenue: Money, tax: Money, income_tax_withheld: Money, tax_withheld: Money, reference: str) -> ProjectCommand.RecordSale: ...
        @property
        def income_tax_withheld(self, /) -> Money:
            """
            Income tax of the owner that a marketplace kept.
            """
        @property
        def quantity(self, /) -> int:
            """
            How many units.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
        @property
        def revenue(self, /) -> Money:
            """
            What was earned, without tax.
            """
        @property
        def sku(self, /) -> str:
            """
            The product.
            """
        @property
        def tax(self, /) -> Money:
            """
            Tax that was charged on top.
            """
        @property
        def tax_withheld(self, /) -> Money:
            """
            Of the tax charged, what a marketplace kept.
            """
    @final
    class RecordYield(ProjectCommand):
        """
        Interest on money that waits.
        """
        __match_args__: Final = ("amount", "reference")
        def __new__(cls, /, amount: Money, reference: str) -> ProjectCommand.RecordYield: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
    @final
    class RecoverTax(ProjectCommand):
        """
        Tax that was given back.
        """
        __match_args__: Final = ("amount", "reference")
        def __new__(cls, /, amount: Money, reference: str) -> ProjectCommand.RecoverTax: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
    @final
    class RejectParticipation(ProjectCommand):
        """
        Turns somebody down.
        """
        __match_args__: Final = ("request", "reason")
        def __new__(cls, /, request: str, reason: Digest) -> ProjectCommand.RejectParticipation: ...
        @property
        def reason(self, /) -> Digest:
            """
            Why.
            """
        @property
        def request(self, /) -> str:
            """
            The request.
            """
    @final
    class RejectProject(ProjectCommand):
        """
        Turns the project down; everything goes back.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectCommand.RejectProject: ...
        @property
        def reason(self, /) -> Digest:
            """
            Why.
            """
    @final
    class ReleaseFunds(ProjectCommand):
        """
        Spends money.
        """
        __match_args__: Final = ("line", "amount", "to")
        def __new__(cls, /, line: str, amount: Money, to: PaidTo) -> ProjectCommand.ReleaseFunds: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def line(self, /) -> str:
            """
            The budget line.
            """
        @property
        def to(self, /) -> PaidTo:
            """
            To whom.
            """
    @final
    class RemitTaxes(ProjectCommand):
        """
        Pays the tax office.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.RemitTaxes: ...
    @final
    class ReopenExecution(ProjectCommand):
        """
        Takes a completed project up again.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectCommand.ReopenExecution: ...
        @property
        def reason(self, /) -> Digest:
            """
            Why.
            """
    @final
    class ReportStatement(ProjectCommand):
        """
        What the bank says the account holds.
        """
        __match_args__: Final = ("balance",)
        def __new__(cls, /, balance: Money) -> ProjectCommand.ReportStatement: ...
        @property
        def balance(self, /) -> Money:
            """
            The balance.
            """
    @final
    class RequestParticipation(ProjectCommand):
        """
        Asks to take part.
        """
        __match_args__: Final = ("request", "kind", "amount", "quote", "offer_version", "partial")
        def __new__(cls, /, request: str, kind: ProjectKind, amount: Money, quote: ProjectQuote | None = None, *, offer_version: int, partial: bool) -> ProjectCommand.RequestParticipation: ...
        @property
        def amount(self, /) -> Money:
            """
            How much, in the investor's currency.
            """
        @property
        def kind(self, /) -> ProjectKind:
            """
            Goods or a share.
            """
        @property
        def offer_version(self, /) -> int:
            """
            The version of the offer that was read.
            """
        @property
        def partial(self, /) -> bool:
            """
            Whether less would do.
            """
        @property
        def quote(self, /) -> ProjectQuote | None:
            """
            The exchange rate that is frozen for it, if that is not the currency of the offer.
            """
        @property
        def request(self, /) -> str:
            """
            Its name, which the participation keeps.
            """
    @final
    class ReturnDeposit(ProjectCommand):
        """
        Sends such money back to whoever sent it.
        """
        __match_args__: Final = ("reference", "payer")
        def __new__(cls, /, reference: str, payer: str) -> ProjectCommand.ReturnDeposit: ...
        @property
        def payer(self, /) -> str:
            """
            Who sent it.
            """
        @property
        def reference(self, /) -> str:
            """
            The bank's reference.
            """
    @final
    class ReturnToReview(ProjectCommand):
        """
        Sends a ready project back for review.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectCommand.ReturnToReview: ...
        @property
        def reason(self, /) -> Digest:
            """
            Why.
            """
    @final
    class ReturnUnspent(ProjectCommand):
        """
        Returns capital that was raised and not needed.
        """
        __match_args__: Final = ("amount",)
        def __new__(cls, /, amount: Money) -> ProjectCommand.ReturnUnspent: ...
        @property
        def amount(self, /) -> Money:
            """
            How much, in all.
            """
    @final
    class StartExecution(ProjectCommand):
        """
        Spends the first money.
        """
        __match_args__: Final = ("contract", "line", "amount", "to", "conversions")
        def __new__(cls, /, contract: Digest, line: str, amount: Money, to: PaidTo, conversions: Sequence[Conversion]) -> ProjectCommand.StartExecution: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def contract(self, /) -> Digest:
            """
            The supplier's contract.
            """
        @property
        def conversions(self, /) -> list[Conversion]:
            """
            At which rate each foreign currency was really converted.
            """
        @property
        def line(self, /) -> str:
            """
            The budget line.
            """
        @property
        def to(self, /) -> PaidTo:
            """
            To whom.
            """
    @final
    class SupplementarySettlement(ProjectCommand):
        """
        A cost or gain that is known only after the settlement.
        """
        __match_args__: Final = ("line", "amount", "gain", "evidence")
        def __new__(cls, /, line: str, amount: Money, gain: bool, evidence: Digest) -> ProjectCommand.SupplementarySettlement: ...
        @property
        def amount(self, /) -> Money:
            """
            How much.
            """
        @property
        def evidence(self, /) -> Digest:
            """
            The proof.
            """
        @property
        def gain(self, /) -> bool:
            """
            Whether it is a gain.
            """
        @property
        def line(self, /) -> str:
            """
            Its name.
            """
    @final
    class TerminateProject(ProjectCommand):
        """
        Ends the execution early and shares what is there.
        """
        __match_args__: Final = ("fault", "report")
        def __new__(cls, /, fault: EndedBy, report: Digest) -> ProjectCommand.TerminateProject: ...
        @property
        def fault(self, /) -> EndedBy:
            """
            Whose fault it is.
            """
        @property
        def report(self, /) -> Digest:
            """
            The report.
            """
    @final
    class TransferParticipation(ProjectCommand):
        """
        Hands a participation to somebody else.
        """
        __match_args__: Final = ("request", "to")
        def __new__(cls, /, request: str, to: str) -> ProjectCommand.TransferParticipation: ...
        @property
        def request(self, /) -> str:
            """
            The participation.
            """
        @property
        def to(self, /) -> str:
            """
            To whom.
            """
    @final
    class UnfreezeProject(ProjectCommand):
        """
        Lets money flow again.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.UnfreezeProject: ...
    @final
    class UnpublishProject(ProjectCommand):
        """
        Makes a published project a draft again.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectCommand.UnpublishProject: ...
    @final
    class VerifyParty(ProjectCommand):
        """
        What the host knows of somebody.
        """
        __match_args__: Final = ("party", "identity", "signed", "limit", "tax")
        def __new__(cls, /, party: str, identity: Identity, signed: bool, limit: Money | None = None, *, tax: TaxProfile) -> ProjectCommand.VerifyParty: ...
        @property
        def identity(self, /) -> Identity:
            """
            How far his identity is established.
            """
        @property
        def limit(self, /) -> Money | None:
            """
            The most he may put into this project.
            """
        @property
        def party(self, /) -> str:
            """
            Who.
            """
        @property
        def signed(self, /) -> bool:
            """
            Whether he has signed.
            """
        @property
        def tax(self, /) -> TaxProfile:
            """
            How his profit is taxed at the source.
            """
    @final
    class VoteChangeOrder(ProjectCommand):
        """
        Answers a change order that is large enough to ask.
        """
        __match_args__: Final = ("order", "accept")
        def __new__(cls, /, order: int, accept: bool) -> ProjectCommand.VoteChangeOrder: ...
        @property
        def accept(self, /) -> bool:
            """
            Yes or no.
            """
        @property
        def order(self, /) -> int:
            """
            Its number.
            """
    @final
    class WithdrawParticipation(ProjectCommand):
        """
        Takes back a request.
        """
        __match_args__: Final = ("request",)
        def __new__(cls, /, request: str) -> ProjectCommand.WithdrawParticipation: ...
        @property
        def request(self, /) -> str:
            """
            The request.
            """
    @final
    class WriteOff(ProjectCommand):
        """
        Goods that are lost.
        """
        __match_args__: Final = ("sku", "quantity", "evidence")
        def __new__(cls, /, sku: str, quantity: int, evidence: Digest) -> ProjectCommand.WriteOff: ...
        @property
        def evidence(self, /) -> Digest:
            """
            The proof.
            """
        @property
        def quantity(self, /) -> int:
            """
            How many units.
            """
        @property
        def sku(self, /) -> str:
            """
            The product.
            """

@final
class ProjectDeadline:
    """
    A timer that runs.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["at"], Literal["timer"], Literal["subject"]]]
    def __copy__(self, /) -> ProjectDeadline: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectDeadline: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, at: datetime, timer: ProjectTimer, subject: str | None = None) -> ProjectDeadline: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def at(self, /) -> datetime:
        """
        When it ends.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectDeadline:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def subject(self, /) -> str | None:
        """
        The request or change order it runs for; none for the project as a whole.
        """
    @property
    def timer(self, /) -> ProjectTimer:
        """
        Which timer.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class ProjectEvent:
    """
    Something that happened to a project.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> ProjectEvent: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectEvent: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectEvent:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class AdvanceJustified(ProjectEvent):
        """
        The owner accounted for money.
        """
        __match_args__: Final = ("line", "amount", "tax", "evidence")
        def __new__(cls, /, line: str, amount: Money, tax: Money, evidence: Digest) -> ProjectEvent.AdvanceJustified: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def evidence(self, /) -> Digest: ...
        @property
        def line(self, /) -> str: ...
        @property
        def tax(self, /) -> Money: ...
    @final
    class AdvancePaid(ProjectEvent):
        """
        Profit was paid in advance.
        """
        __match_args__: Final = ("part",)
        def __new__(cls, /, part: ProjectPart) -> ProjectEvent.AdvancePaid: ...
        @property
        def part(self, /) -> ProjectPart: ...
    @final
    class CapacityReserved(ProjectEvent):
        """
        A place came free for somebody who waited.
        """
        __match_args__: Final = ("request", "amount", "base")
        def __new__(cls, /, request: str, amount: Money, base: Money) -> ProjectEvent.CapacityReserved: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def base(self, /) -> Money: ...
        @property
        def request(self, /) -> str: ...
    @final
    class CapitalReturned(ProjectEvent):
        """
        Capital goes back.
        """
        __match_args__: Final = ("settlement",)
        def __new__(cls, /, settlement: int) -> ProjectEvent.CapitalReturned: ...
        @property
        def settlement(self, /) -> int: ...
    @final
    class ChangeOrderAccepted(ProjectEvent):
        """
        It applies.
        """
        __match_args__: Final = ("number",)
        def __new__(cls, /, number: int) -> ProjectEvent.ChangeOrderAccepted: ...
        @property
        def number(self, /) -> int: ...
    @final
    class ChangeOrderProposed(ProjectEvent):
        """
        A change order is on the table.
        """
        __match_args__: Final = ("number", "by", "change", "patch", "differences", "rise", "material", "reason", "until")
        def __new__(cls, /, number: int, by: str, change: ProjectChange, patch: Sequence[PatchLine], differences: Sequence[Difference], rise: Money, material: bool, reason: Digest, until: datetime) -> ProjectEvent.ChangeOrderProposed: ...
        @property
        def by(self, /) -> str: ...
        @property
        def change(self, /) -> ProjectChange: ...
        @property
        def differences(self, /) -> list[Difference]: ...
        @property
        def material(self, /) -> bool: ...
        @property
        def number(self, /) -> int: ...
        @property
        def patch(self, /) -> list[PatchLine]: ...
        @property
        def reason(self, /) -> Digest: ...
        @property
        def rise(self, /) -> Money: ...
        @property
        def until(self, /) -> datetime: ...
    @final
    class ChangeOrderRejected(ProjectEvent):
        """
        It does not.
        """
        __match_args__: Final = ("number",)
        def __new__(cls, /, number: int) -> ProjectEvent.ChangeOrderRejected: ...
        @property
        def number(self, /) -> int: ...
    @final
    class ChangeOrderVoted(ProjectEvent):
        """
        Somebody answered it.
        """
        __match_args__: Final = ("number", "party", "accept")
        def __new__(cls, /, number: int, party: str, accept: bool) -> ProjectEvent.ChangeOrderVoted: ...
        @property
        def accept(self, /) -> bool: ...
        @property
        def number(self, /) -> int: ...
        @property
        def party(self, /) -> str: ...
    @final
    class ChargebackReceived(ProjectEvent):
        """
        A bank took a payment back.
        """
        __match_args__: Final = ("request", "amount", "from_", "reference")
        def __new__(cls, /, request: str, amount: Money, from_: str, reference: str) -> ProjectEvent.ChargebackReceived: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def from_(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
        @property
        def request(self, /) -> str: ...
    @final
    class ChargedOff(ProjectEvent):
        """
        Something will never come and is a cost.
        """
        __match_args__: Final = ("what", "amount")
        def __new__(cls, /, what: Uncollectable, amount: Money) -> ProjectEvent.ChargedOff: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def what(self, /) -> Uncollectable: ...
    @final
    class CostRecorded(ProjectEvent):
        """
        A line has its real cost; what is not paid is owed.
        """
        __match_args__: Final = ("line", "amount", "owed", "from_pool", "recoverable", "evidence")
        def __new__(cls, /, line: str, amount: Money, owed: Money, from_pool: Money, recoverable: bool, evidence: Digest) -> ProjectEvent.CostRecorded: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def evidence(self, /) -> Digest: ...
        @property
        def from_pool(self, /) -> Money: ...
        @property
        def line(self, /) -> str: ...
        @property
        def owed(self, /) -> Money: ...
        @property
        def recoverable(self, /) -> bool: ...
    @final
    class CostsAllocated(ProjectEvent):
        """
        The costs are shared over the goods, and the goods over those who get goods.
        """
        __match_args__: Final = ("costs", "entitlements", "residual")
        def __new__(cls, /, costs: Sequence[LineAmount], entitlements: Sequence[Entitlement], residual: ResidualPolicy) -> ProjectEvent.CostsAllocated: ...
        @property
        def costs(self, /) -> list[LineAmount]: ...
        @property
        def entitlements(self, /) -> list[Entitlement]: ...
        @property
        def residual(self, /) -> ResidualPolicy: ...
    @final
    class DeadlineExtended(ProjectEvent):
        """
        The deadline moved.
        """
        __match_args__: Final = ("deadline", "version", "reconfirm_by")
        def __new__(cls, /, deadline: datetime, version: int, reconfirm_by: datetime) -> ProjectEvent.DeadlineExtended: ...
        @property
        def deadline(self, /) -> datetime: ...
        @property
        def reconfirm_by(self, /) -> datetime: ...
        @property
        def version(self, /) -> int: ...
    @final
    class DebtChargedOff(ProjectEvent):
        """
        An investor will never pay what he owes.
        """
        __match_args__: Final = ("party", "amount")
        def __new__(cls, /, party: str, amount: Money) -> ProjectEvent.DebtChargedOff: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def party(self, /) -> str: ...
    @final
    class DepositConfirmed(ProjectEvent):
        """
        Money arrived; more than was asked for goes back.
        """
        __match_args__: Final = ("request", "holder", "amount", "excess", "reference")
        def __new__(cls, /, request: str, holder: str, amount: Money, excess: Money, reference: str) -> ProjectEvent.DepositConfirmed: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def excess(self, /) -> Money: ...
        @property
        def holder(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
        @property
        def request(self, /) -> str: ...
    @final
    class DepositMatched(ProjectEvent):
        """
        Now it is.
        """
        __match_args__: Final = ("reference", "request", "holder", "amount", "excess")
        def __new__(cls, /, reference: str, request: str, holder: str, amount: Money, excess: Money) -> ProjectEvent.DepositMatched: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def excess(self, /) -> Money: ...
        @property
        def holder(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
        @property
        def request(self, /) -> str: ...
    @final
    class DepositReturned(ProjectEvent):
        """
        It goes back.
        """
        __match_args__: Final = ("reference", "payer", "amount")
        def __new__(cls, /, reference: str, payer: str, amount: Money) -> ProjectEvent.DepositReturned: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def payer(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class DepositUnmatched(ProjectEvent):
        """
        Money came whose purpose is not known.
        """
        __match_args__: Final = ("reference", "amount")
        def __new__(cls, /, reference: str, amount: Money) -> ProjectEvent.DepositUnmatched: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class ExecutionStarted(ProjectEvent):
        """
        The first money is spent.
        """
        __match_args__: Final = ("contract",)
        def __new__(cls, /, contract: Digest) -> ProjectEvent.ExecutionStarted: ...
        @property
        def contract(self, /) -> Digest: ...
    @final
    class FundingClosed(ProjectEvent):
        """
        The round closed with enough.
        """
        __match_args__: Final = ("target", "products")
        def __new__(cls, /, target: Money, products: Sequence[int]) -> ProjectEvent.FundingClosed: ...
        @property
        def products(self, /) -> list[int]: ...
        @property
        def target(self, /) -> Money: ...
    @final
    class FundingFailed(ProjectEvent):
        """
        The round closed with too little.
        """
        __match_args__: Final = ("approved",)
        def __new__(cls, /, approved: Money) -> ProjectEvent.FundingFailed: ...
        @property
        def approved(self, /) -> Money: ...
    @final
    class FundingOpened(ProjectEvent):
        """
        Requests are taken.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectEvent.FundingOpened: ...
    @final
    class FundingShortfall(ProjectEvent):
        """
        Somebody left, and the round is short.
        """
        __match_args__: Final = ("approved", "deadline")
        def __new__(cls, /, approved: Money, deadline: datetime) -> ProjectEvent.FundingShortfall: ...
        @property
        def approved(self, /) -> Money: ...
        @property
        def deadline(self, /) -> datetime: ...
    @final
    class FundsReleased(ProjectEvent):
        """
        Money was spent.
        """
        __match_args__: Final = ("line", "amount", "to", "recoverable")
        def __new__(cls, /, line: str, amount: Money, to: PaidTo, recoverable: bool) -> ProjectEvent.FundsReleased: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def line(self, /) -> str: ...
        @property
        def recoverable(self, /) -> bool: ...
        @property
        def to(self, /) -> PaidTo: ...
    @final
    class FxConverted(ProjectEvent):
        """
        Money of other currencies became money of the offer's.
        """
        __match_args__: Final = ("conversion", "parts")
        def __new__(cls, /, conversion: Conversion, parts: Sequence[Converted]) -> ProjectEvent.FxConverted: ...
        @property
        def conversion(self, /) -> Conversion: ...
        @property
        def parts(self, /) -> list[Converted]: ...
    @final
    class GoodsReceived(ProjectEvent):
        """
        Goods arrived.
        """
        __match_args__: Final = ("sku", "quantity", "evidence")
        def __new__(cls, /, sku: str, quantity: int, evidence: Digest) -> ProjectEvent.GoodsReceived: ...
        @property
        def evidence(self, /) -> Digest: ...
        @property
        def quantity(self, /) -> int: ...
        @property
        def sku(self, /) -> str: ...
    @final
    class HoldbackReleased(ProjectEvent):
        """
        What was held back goes to those who earned it.
        """
        __match_args__: Final = ("parts",)
        def __new__(cls, /, parts: Sequence[ProjectPart]) -> ProjectEvent.HoldbackReleased: ...
        @property
        def parts(self, /) -> list[ProjectPart]: ...
    @final
    class HoldbackTaken(ProjectEvent):
        """
        Part of the profit stays back for late costs.
        """
        __match_args__: Final = ("settlement", "until")
        def __new__(cls, /, settlement: int, until: datetime) -> ProjectEvent.HoldbackTaken: ...
        @property
        def settlement(self, /) -> int: ...
        @property
        def until(self, /) -> datetime: ...
    @final
    class InterimDistributed(ProjectEvent):
        """
        Part of what has come in was paid: capital, then profit on account.
        """
        __match_args__: Final = ("capital", "profit")
        def __new__(cls, /, capital: Sequence[ProjectPart], profit: Sequence[ProjectPart]) -> ProjectEvent.InterimDistributed: ...
        @property
        def capital(self, /) -> list[ProjectPart]: ...
        @property
        def profit(self, /) -> list[ProjectPart]: ...
    @final
    class LiquidationPosted(ProjectEvent):
        """
        What was there was shared.
        """
        __match_args__: Final = ("payouts", "losses", "indemnity", "movement")
        def __new__(cls, /, payouts: Sequence[ProjectPart], losses: Sequence[ProjectPart], indemnity: Money, movement: Movement) -> ProjectEvent.LiquidationPosted: ...
        @property
        def indemnity(self, /) -> Money: ...
        @property
        def losses(self, /) -> list[ProjectPart]: ...
        @property
        def movement(self, /) -> Movement: ...
        @property
        def payouts(self, /) -> list[ProjectPart]: ...
    @final
    class Netted(ProjectEvent):
        """
        What somebody owes is set off against what he is owed.
        """
        __match_args__: Final = ("party", "from_")
        def __new__(cls, /, party: str, from_: Posting) -> ProjectEvent.Netted: ...
        @property
        def from_(self, /) -> Posting: ...
        @property
        def party(self, /) -> str: ...
    @final
    class OfferVersioned(ProjectEvent):
        """
        The offer changed; if materially, every live request has to be confirmed until then.
        """
        __match_args__: Final = ("offer", "version", "reconfirm_by")
        def __new__(cls, /, offer: Offer, version: int, reconfirm_by: datetime | None = None) -> ProjectEvent.OfferVersioned: ...
        @property
        def offer(self, /) -> Offer: ...
        @property
        def reconfirm_by(self, /) -> datetime | None: ...
        @property
        def version(self, /) -> int: ...
    @final
    class OwnerCharged(ProjectEvent):
        """
        What the owner has to bear of the costs he owes now.
        """
        __match_args__: Final = ("amount",)
        def __new__(cls, /, amount: Money) -> ProjectEvent.OwnerCharged: ...
        @property
        def amount(self, /) -> Money: ...
    @final
    class ParticipationApproved(ProjectEvent):
        """
        Somebody was taken in.
        """
        __match_args__: Final = ("request", "reason")
        def __new__(cls, /, request: str, reason: Digest | None = None) -> ProjectEvent.ParticipationApproved: ...
        @property
        def reason(self, /) -> Digest | None: ...
        @property
        def request(self, /) -> str: ...
    @final
    class ParticipationLeft(ProjectEvent):
        """
        Somebody left; what he paid goes back.
        """
        __match_args__: Final = ("request", "holder", "leaving", "refund", "reason")
        def __new__(cls, /, request: str, holder: str, leaving: Leaving, refund: Money, reason: Digest | None = None) -> ProjectEvent.ParticipationLeft: ...
        @property
        def holder(self, /) -> str: ...
        @property
        def leaving(self, /) -> Leaving: ...
        @property
        def reason(self, /) -> Digest | None: ...
        @property
        def refund(self, /) -> Money: ...
        @property
        def request(self, /) -> str: ...
    @final
    class ParticipationReconfirmed(ProjectEvent):
        """
        Somebody stays with the changed offer.
        """
        __match_args__: Final = ("request", "offer_version")
        def __new__(cls, /, request: str, offer_version: int) -> ProjectEvent.ParticipationReconfirmed: ...
        @property
        def offer_version(self, /) -> int: ...
        @property
        def request(self, /) -> str: ...
    @final
    class ParticipationRequested(ProjectEvent):
        """
        Somebody asked to take part, and a place is kept for him or he waits for one.
        """
        __match_args__: Final = ("request", "investor", "kind", "amount", "base", "quote", "partial", "waitlisted")
        def __new__(cls, /, request: str, investor: str, kind: ProjectKind, amount: Money, base: Money, quote: ProjectQuote | None = None, *, partial: bool, waitlisted: bool) -> ProjectEvent.ParticipationRequested: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def base(self, /) -> Money: ...
        @property
        def investor(self, /) -> str: ...
        @property
        def kind(self, /) -> ProjectKind: ...
        @property
        def partial(self, /) -> bool: ...
        @property
        def quote(self, /) -> ProjectQuote | None: ...
        @property
        def request(self, /) -> str: ...
        @property
        def waitlisted(self, /) -> bool: ...
    @final
    class ParticipationTransferred(ProjectEvent):
        """
        A participation has another holder.
        """
        __match_args__: Final = ("request", "to")
        def __new__(cls, /, request: str, to: str) -> ProjectEvent.ParticipationTransferred: ...
        @property
        def request(self, /) -> str: ...
        @property
        def to(self, /) -> str: ...
    @final
    class ParticipationsActivated(ProjectEvent):
        """
        All promised money is capital now.
        """
        __match_args__: Final = ("parts",)
        def __new__(cls, /, parts: Sequence[ProjectPart]) -> ProjectEvent.ParticipationsActivated: ...
        @property
        def parts(self, /) -> list[ProjectPart]: ...
    @final
    class ParticipationsReversed(ProjectEvent):
        """
        Capital became promised money again, because the project was called off.
        """
        __match_args__: Final = ("parts",)
        def __new__(cls, /, parts: Sequence[ProjectPart]) -> ProjectEvent.ParticipationsReversed: ...
        @property
        def parts(self, /) -> list[ProjectPart]: ...
    @final
    class PartyVerified(ProjectEvent):
        """
        The host said what it knows of somebody.
        """
        __match_args__: Final = ("party", "identity", "signed", "limit", "tax")
        def __new__(cls, /, party: str, identity: Identity, signed: bool, limit: Money | None = None, *, tax: TaxProfile) -> ProjectEvent.PartyVerified: ...
        @property
        def identity(self, /) -> Identity: ...
        @property
        def limit(self, /) -> Money | None: ...
        @property
        def party(self, /) -> str: ...
        @property
        def signed(self, /) -> bool: ...
        @property
        def tax(self, /) -> TaxProfile: ...
    @final
    class PaymentAuthorized(ProjectEvent):
        """
        A bank has put the money aside.
        """
        __match_args__: Final = ("request", "reference")
        def __new__(cls, /, request: str, reference: str) -> ProjectEvent.PaymentAuthorized: ...
        @property
        def reference(self, /) -> str: ...
        @property
        def request(self, /) -> str: ...
    @final
    class PayoutConfirmed(ProjectEvent):
        """
        It arrived.
        """
        __match_args__: Final = ("payout", "reference", "sources")
        def __new__(cls, /, payout: str, reference: str, sources: Sequence[Posting]) -> ProjectEvent.PayoutConfirmed: ...
        @property
        def payout(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
        @property
        def sources(self, /) -> list[Posting]: ...
    @final
    class PayoutFailed(ProjectEvent):
        """
        It failed, or came back.
        """
        __match_args__: Final = ("payout", "reference", "returned")
        def __new__(cls, /, payout: str, reference: str, returned: Sequence[Posting]) -> ProjectEvent.PayoutFailed: ...
        @property
        def payout(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
        @property
        def returned(self, /) -> list[Posting]: ...
    @final
    class PayoutOrdered(ProjectEvent):
        """
        A payment is to be made.
        """
        __match_args__: Final = ("payout", "payee", "amount", "sources")
        def __new__(cls, /, payout: str, payee: str, amount: Money, sources: Sequence[Posting]) -> ProjectEvent.PayoutOrdered: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def payee(self, /) -> str: ...
        @property
        def payout(self, /) -> str: ...
        @property
        def sources(self, /) -> list[Posting]: ...
    @final
    class ProjectApproved(ProjectEvent):
        """
        Two people approved it.
        """
        __match_args__: Final = ("by", "seconded_by")
        def __new__(cls, /, by: str, seconded_by: str) -> ProjectEvent.ProjectApproved: ...
        @property
        def by(self, /) -> str: ...
        @property
        def seconded_by(self, /) -> str: ...
    @final
    class ProjectCancelled(ProjectEvent):
        """
        The project ended before it was settled.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest | None = None) -> ProjectEvent.ProjectCancelled: ...
        @property
        def reason(self, /) -> Digest | None: ...
    @final
    class ProjectCompleted(ProjectEvent):
        """
        Everything has arrived and was sold; what the owner did not account for he owes.
        """
        __match_args__: Final = ("unaccounted", "accrued")
        def __new__(cls, /, unaccounted: Money, accrued: Sequence[LineAmount]) -> ProjectEvent.ProjectCompleted: ...
        @property
        def accrued(self, /) -> list[LineAmount]: ...
        @property
        def unaccounted(self, /) -> Money: ...
    @final
    class ProjectCreated(ProjectEvent):
        """
        A draft was begun.
        """
        __match_args__: Final = ("offer", "identity")
        def __new__(cls, /, offer: Offer, identity: Identity) -> ProjectEvent.ProjectCreated: ...
        @property
        def identity(self, /) -> Identity: ...
        @property
        def offer(self, /) -> Offer: ...
    @final
    class ProjectEdited(ProjectEvent):
        """
        The draft has another offer.
        """
        __match_args__: Final = ("offer",)
        def __new__(cls, /, offer: Offer) -> ProjectEvent.ProjectEdited: ...
        @property
        def offer(self, /) -> Offer: ...
    @final
    class ProjectFrozen(ProjectEvent):
        """
        Nothing may leave.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectEvent.ProjectFrozen: ...
        @property
        def reason(self, /) -> Digest: ...
    @final
    class ProjectFullyFunded(ProjectEvent):
        """
        The cap is reached.
        """
        __match_args__: Final = ("target",)
        def __new__(cls, /, target: Money) -> ProjectEvent.ProjectFullyFunded: ...
        @property
        def target(self, /) -> Money: ...
    @final
    class ProjectPublished(ProjectEvent):
        """
        Everybody can see it; this is the first version of the offer.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectEvent.ProjectPublished: ...
    @final
    class ProjectReadyForApproval(ProjectEvent):
        """
        Everything is there.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectEvent.ProjectReadyForApproval: ...
    @final
    class ProjectRejected(ProjectEvent):
        """
        Turned down.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectEvent.ProjectRejected: ...
        @property
        def reason(self, /) -> Digest: ...
    @final
    class ProjectReopened(ProjectEvent):
        """
        Taken up again.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectEvent.ProjectReopened: ...
        @property
        def reason(self, /) -> Digest: ...
    @final
    class ProjectReturned(ProjectEvent):
        """
        Sent back for review.
        """
        __match_args__: Final = ("reason",)
        def __new__(cls, /, reason: Digest) -> ProjectEvent.ProjectReturned: ...
        @property
        def reason(self, /) -> Digest: ...
    @final
    class ProjectTerminated(ProjectEvent):
        """
        The execution ended early.
        """
        __match_args__: Final = ("fault", "report")
        def __new__(cls, /, fault: EndedBy, report: Digest) -> ProjectEvent.ProjectTerminated: ...
        @property
        def fault(self, /) -> EndedBy: ...
        @property
        def report(self, /) -> Digest: ...
    @final
    class ProjectUnfrozen(ProjectEvent):
        """
        Money may flow again.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectEvent.ProjectUnfrozen: ...
    @final
    class ProjectUnpublished(ProjectEvent):
        """
        It is a draft again.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectEvent.ProjectUnpublished: ...
    @final
    class ReceivableCollected(ProjectEvent):
        """
        Somebody paid what he owed.
        """
        __match_args__: Final = ("party", "amount", "reference")
        def __new__(cls, /, party: str, amount: Money, reference: str) -> ProjectEvent.ReceivableCollected: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def party(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class RecoveryRecorded(ProjectEvent):
        """
        A line gave money back.
        """
        __match_args__: Final = ("line", "amount", "from_pool", "reference")
        def __new__(cls, /, line: str, amount: Money, from_pool: Money, reference: str) -> ProjectEvent.RecoveryRecorded: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def from_pool(self, /) -> Money: ...
        @property
        def line(self, /) -> str: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class RevenueRecorded(ProjectEvent):
        """
        Goods were sold.
        """
        __match_args__: Final = ("sku", "quantity", "revenue", "tax", "income_tax_withheld", "tax_withheld", "reference")
        def __new__(cls, /, sku: str, quantity: int, revenue: Money, tax: Money, income_tax_withheld: Money, tax_withheld: Money, reference: str) -> ProjectEvent.RevenueRecorded: ...
        @property
        def income_tax_withheld(self, /) -> Money: ...
        @property
        def quantity(self, /) -> int: ...
        @property
        def reference(self, /) -> str: ...
        @property
        def revenue(self, /) -> Money: ...
        @property
        def sku(self, /) -> str: ...
        @property
        def tax(self, /) -> Money: ...
        @property
        def tax_withheld(self, /) -> Money: ...
    @final
    class ReviewEnded(ProjectEvent):
        """
        The review is over.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectEvent.ReviewEnded: ...
    @final
    class RoundingCleared(ProjectEvent):
        """
        What the tax office's rounding took after the end is the platform's.
        """
        __match_args__: Final = ("amount",)
        def __new__(cls, /, amount: Money) -> ProjectEvent.RoundingCleared: ...
        @property
        def amount(self, /) -> Money: ...
    @final
    class ScaleBackApplied(ProjectEvent):
        """
        An oversubscribed round was scaled back to fit.
        """
        __match_args__: Final = ("request", "holder", "allocated", "base", "refund")
        def __new__(cls, /, request: str, holder: str, allocated: Money, base: Money, refund: Money) -> ProjectEvent.ScaleBackApplied: ...
        @property
        def allocated(self, /) -> Money: ...
        @property
        def base(self, /) -> Money: ...
        @property
        def holder(self, /) -> str: ...
        @property
        def refund(self, /) -> Money: ...
        @property
        def request(self, /) -> str: ...
    @final
    class SettlementDrafted(ProjectEvent):
        """
        A settlement was drafted from the facts.
        """
        __match_args__: Final = ("drafted",)
        def __new__(cls, /, drafted: Drafted) -> ProjectEvent.SettlementDrafted: ...
        @property
        def drafted(self, /) -> Drafted: ...
    @final
    class SettlementObjected(ProjectEvent):
        """
        Somebody objected to it.
        """
        __match_args__: Final = ("settlement", "by", "reason")
        def __new__(cls, /, settlement: int, by: str, reason: Digest) -> ProjectEvent.SettlementObjected: ...
        @property
        def by(self, /) -> str: ...
        @property
        def reason(self, /) -> Digest: ...
        @property
        def settlement(self, /) -> int: ...
    @final
    class SettlementPosted(ProjectEvent):
        """
        It is final: the result is shared.
        """
        __match_args__: Final = ("settlement",)
        def __new__(cls, /, settlement: int) -> ProjectEvent.SettlementPosted: ...
        @property
        def settlement(self, /) -> int: ...
    @final
    class SnapshotFrozen(ProjectEvent):
        """
        The figures are frozen.
        """
        __match_args__: Final = ("snapshot",)
        def __new__(cls, /, snapshot: ProjectSnapshot) -> ProjectEvent.SnapshotFrozen: ...
        @property
        def snapshot(self, /) -> ProjectSnapshot: ...
    @final
    class StatementReported(ProjectEvent):
        """
        The bank reported what the account holds.
        """
        __match_args__: Final = ("balance",)
        def __new__(cls, /, balance: Money) -> ProjectEvent.StatementReported: ...
        @property
        def balance(self, /) -> Money: ...
    @final
    class SupplementaryPosted(ProjectEvent):
        """
        The settlement was computed again with a late fact; the difference is posted.
        """
        __match_args__: Final = ("line", "amount", "gain", "evidence", "drafted", "movement")
        def __new__(cls, /, line: str, amount: Money, gain: bool, evidence: Digest, drafted: Drafted, movement: Movement) -> ProjectEvent.SupplementaryPosted: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def drafted(self, /) -> Drafted: ...
        @property
        def evidence(self, /) -> Digest: ...
        @property
        def gain(self, /) -> bool: ...
        @property
        def line(self, /) -> str: ...
        @property
        def movement(self, /) -> Movement: ...
    @final
    class SupplierPaid(ProjectEvent):
        """
        The supplier was paid what he was owed.
        """
        __match_args__: Final = ("amount",)
        def __new__(cls, /, amount: Money) -> ProjectEvent.SupplierPaid: ...
        @property
        def amount(self, /) -> Money: ...
    @final
    class TaxRecovered(ProjectEvent):
        """
        Tax was given back.
        """
        __match_args__: Final = ("amount", "reference")
        def __new__(cls, /, amount: Money, reference: str) -> ProjectEvent.TaxRecovered: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class TaxesRemitted(ProjectEvent):
        """
        The tax office was paid.
        """
        __match_args__: Final = ("withheld", "charged", "third_party", "creditable", "paid")
        def __new__(cls, /, withheld: Money, charged: Money, third_party: Money, creditable: Money, paid: Money) -> ProjectEvent.TaxesRemitted: ...
        @property
        def charged(self, /) -> Money: ...
        @property
        def creditable(self, /) -> Money: ...
        @property
        def paid(self, /) -> Money: ...
        @property
        def third_party(self, /) -> Money: ...
        @property
        def withheld(self, /) -> Money: ...
    @final
    class UnclaimedMoved(ProjectEvent):
        """
        It is parked.
        """
        __match_args__: Final = ("payee", "payout", "amount", "sources")
        def __new__(cls, /, payee: str, payout: str | None = None, *, amount: Money, sources: Sequence[Posting]) -> ProjectEvent.UnclaimedMoved: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def payee(self, /) -> str: ...
        @property
        def payout(self, /) -> str | None: ...
        @property
        def sources(self, /) -> list[Posting]: ...
    @final
    class UnitsDelivered(ProjectEvent):
        """
        Goods were handed over.
        """
        __match_args__: Final = ("request", "value", "evidence")
        def __new__(cls, /, request: str, value: Money, evidence: Digest) -> ProjectEvent.UnitsDelivered: ...
        @property
        def evidence(self, /) -> Digest: ...
        @property
        def request(self, /) -> str: ...
        @property
        def value(self, /) -> Money: ...
    @final
    class UnitsWrittenOff(ProjectEvent):
        """
        Goods are lost.
        """
        __match_args__: Final = ("sku", "quantity", "evidence")
        def __new__(cls, /, sku: str, quantity: int, evidence: Digest) -> ProjectEvent.UnitsWrittenOff: ...
        @property
        def evidence(self, /) -> Digest: ...
        @property
        def quantity(self, /) -> int: ...
        @property
        def sku(self, /) -> str: ...
    @final
    class UnspentCapitalReturned(ProjectEvent):
        """
        Capital that was not needed went back.
        """
        __match_args__: Final = ("parts",)
        def __new__(cls, /, parts: Sequence[ProjectPart]) -> ProjectEvent.UnspentCapitalReturned: ...
        @property
        def parts(self, /) -> list[ProjectPart]: ...
    @final
    class YieldRecorded(ProjectEvent):
        """
        Money earned interest.
        """
        __match_args__: Final = ("amount", "reference")
        def __new__(cls, /, amount: Money, reference: str) -> ProjectEvent.YieldRecorded: ...
        @property
        def amount(self, /) -> Money: ...
        @property
        def reference(self, /) -> str: ...
    @final
    class YieldShared(ProjectEvent):
        """
        Interest on waiting money is shared.
        """
        __match_args__: Final = ("parts", "platform")
        def __new__(cls, /, parts: Sequence[ProjectPart], platform: Money) -> ProjectEvent.YieldShared: ...
        @property
        def parts(self, /) -> list[ProjectPart]: ...
        @property
        def platform(self, /) -> Money: ...

@final
class ProjectExplained:
    """
    An amount and the rule that made it.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["figure"], Literal["amount"], Literal["reason"]]]
    def __copy__(self, /) -> ProjectExplained: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectExplained: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, figure: Figure, amount: Money, reason: ProjectReason) -> ProjectExplained: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        The amount.
        """
    @property
    def figure(self, /) -> Figure:
        """
        What it is.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectExplained:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def reason(self, /) -> ProjectReason:
        """
        The rule.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ProjectLimit:
    """
    How much one project, or its owner, may raise.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["unit"], Literal["amount"], Literal["with_authorisation"], Literal["per"]]]
    def __copy__(self, /) -> ProjectLimit: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectLimit: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, unit: LimitUnit, amount: Decimal | str, with_authorisation: Decimal | str | None = None, per: timedelta | None = None) -> ProjectLimit: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Decimal:
        """
        The most without asking.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectLimit:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def per(self, /) -> timedelta | None:
        """
        Over which time everything the owner raises counts; none if each project counts alone.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def unit(self, /) -> LimitUnit:
        """
        What the amounts are counted in.
        """
    @property
    def with_authorisation(self, /) -> Decimal | None:
        """
        The most with an authorisation, if there is such a thing.
        """

@final
class ProjectPart:
    """
    An amount of one participation.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["request"], Literal["holder"], Literal["amount"]]]
    def __copy__(self, /) -> ProjectPart: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectPart: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, request: str, holder: str, amount: Money) -> ProjectPart: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectPart:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def holder(self, /) -> str:
        """
        Who holds it.
        """
    @property
    def request(self, /) -> str:
        """
        The participation.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ProjectPayout:
    """
    A payment to somebody.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["payee"], Literal["amount"], Literal["sources"], Literal["state"], Literal["failed"]]]
    def __copy__(self, /) -> ProjectPayout: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectPayout: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, payee: str, amount: Money, sources: Sequence[Posting], state: PayoutState, failed: int) -> ProjectPayout: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much.
        """
    @property
    def failed(self, /) -> int:
        """
        How often it failed.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectPayout:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        Its id, the idempotency key for the rail.
        """
    @property
    def payee(self, /) -> str:
        """
        Who is paid.
        """
    @property
    def sources(self, /) -> list[Posting]:
        """
        What it settles.
        """
    @property
    def state(self, /) -> PayoutState:
        """
        Where it stands.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ProjectPreview:
    """
    What a command would do.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["events"], Literal["ledger"], Literal["payouts"]]]
    def __copy__(self, /) -> ProjectPreview: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectPreview: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, events: Sequence[ProjectEvent], ledger: Sequence[Movement], payouts: Sequence[ProjectPayout]) -> ProjectPreview: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def events(self, /) -> list[ProjectEvent]:
        """
        The events it would leave, timers that are due included.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectPreview:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def ledger(self, /) -> list[Movement]:
        """
        What they would post.
        """
    @property
    def payouts(self, /) -> list[ProjectPayout]:
        """
        The payments that would be open afterwards.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ProjectQuote:
    """
    A rate of exchange that was read somewhere and frozen.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["currency"], Literal["rate"], Literal["source"], Literal["taken_at"], Literal["frozen_at"]]]
    def __copy__(self, /) -> ProjectQuote: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectQuote: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, currency: str, rate: Decimal | str, source: str, taken_at: datetime, frozen_at: datetime) -> ProjectQuote: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def currency(self, /) -> str:
        """
        The foreign currency.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectQuote:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def frozen_at(self, /) -> datetime:
        """
        From when on it holds for this use.
        """
    @property
    def rate(self, /) -> Decimal:
        """
        What one whole unit of it is worth in whole units of the base currency.
        """
    @property
    def source(self, /) -> str:
        """
        Where the rate was read.
        """
    @property
    def taken_at(self, /) -> datetime:
        """
        When it was read.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class ProjectReason:
    """
    The rule that made an amount.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> ProjectReason: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectReason: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectReason:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Allocated(ProjectReason):
        """
        A part of a total, by largest remainder.
        """
        __match_args__: Final = ("total", "tier", "weight", "share")
        def __new__(cls, /, total: Money, tier: int | None = None, *, weight: str, share: Share) -> ProjectReason.Allocated: ...
        @property
        def share(self, /) -> Share:
            """
            Quotient, remainder, divisor and rank.
            """
        @property
        def tier(self, /) -> int | None:
            """
            The number of the preferred return's tier, from zero; without it what the other tiers give together.
            """
        @property
        def total(self, /) -> Money:
            """
            The total.
            """
        @property
        def weight(self, /) -> str:
            """
            The weight, a whole number in decimal digits.
            """
    @final
    class HalfUp(ProjectReason):
        """
        A rate of an amount, rounded half up.
        """
        __match_args__: Final = ("of", "rate", "whole", "remainder", "divisor", "rounded_up", "limited")
        def __new__(cls, /, of: Money, rate: Decimal | str, whole: Money, remainder: str, divisor: str, rounded_up: bool, limited: bool) -> ProjectReason.HalfUp: ...
        @property
        def divisor(self, /) -> str:
            """
            The denominator of the fraction.
            """
        @property
        def limited(self, /) -> bool:
            """
            Whether there was not enough, so that the amount is less.
            """
        @property
        def of(self, /) -> Money:
            """
            The amount.
            """
        @property
        def rate(self, /) -> Decimal:
            """
            The rate.
            """
        @property
        def remainder(self, /) -> str:
            """
            The numerator of the fraction, a whole number in decimal digits.
            """
        @property
        def rounded_up(self, /) -> bool:
            """
            Whether the fraction was half or more.
            """
        @property
        def whole(self, /) -> Money:
            """
            The exact product without its fraction.
            """
    @final
    class Sum(ProjectReason):
        """
        A sum.
        """
        __match_args__: Final = ("terms",)
        def __new__(cls, /, terms: Sequence[Term]) -> ProjectReason.Sum: ...
        @property
        def terms(self, /) -> list[Term]:
            """
            What it adds up.
            """

@final
class ProjectRecord:
    """
    The whole state of a project: the fold of its events.
    """
    __match_args__: Final[tuple[()]]
    def __copy__(self, /) -> ProjectRecord: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectRecord: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectRecord:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ProjectSnapshot:
    """
    An approved set of figures.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["project"], Literal["version"], Literal["previous"], Literal["engine"], Literal["offer"], Literal["quantities"], Literal["landed"], Literal["baseline"], Literal["borne"], Literal["need"], Literal["positions"], Literal["expected"], Literal["approved_by"], Literal["approved_at"]]]
    def __copy__(self, /) -> ProjectSnapshot: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectSnapshot: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, project: UUID | str, version: int, previous: str, engine: str, offer: Offer, quantities: Sequence[int], landed: Landed, baseline: Money, borne: Money, need: FundingNeed, positions: Sequence[Approved], expected: ExpectedResult, approved_by: Sequence[str], approved_at: datetime) -> ProjectSnapshot: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def approved_at(self, /) -> datetime:
        """
        When.
        """
    @property
    def approved_by(self, /) -> list[str]:
        """
        Who approved it.
        """
    @property
    def baseline(self, /) -> Money:
        """
        What they were expected to cost in the first snapshot, which set the expected sales.
        """
    @property
    def borne(self, /) -> Money:
        """
        What of the cost the owner bears by change orders.
        """
    @property
    def engine(self, /) -> str:
        """
        The rules it is computed by.
        """
    @property
    def expected(self, /) -> ExpectedResult:
        """
        What is expected: an estimate, never a debt.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectSnapshot:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def landed(self, /) -> Landed:
        """
        What the goods are expected to cost.
        """
    @property
    def need(self, /) -> FundingNeed:
        """
        What had to be raised.
        """
    @property
    def offer(self, /) -> Offer:
        """
        The offer, with its rules of settlement.
        """
    @property
    def positions(self, /) -> list[Approved]:
        """
        Who holds how much.
        """
    @property
    def previous(self, /) -> str:
        """
        The hash of the one before; zeros for the first.
        """
    @property
    def project(self, /) -> UUID:
        """
        The project.
        """
    @property
    def quantities(self, /) -> list[int]:
        """
        Units of each product, in the order of the offer.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        Its number, from 1.
        """

@disjoint_base
class ProjectTier:
    """
    One tier of a waterfall. Tiers are served in their order.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> ProjectTier: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectTier: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectTier:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class CatchUp(ProjectTier):
        """
        The owner catches up until he has the fraction `target` of all profit paid so far.
        """
        __match_args__: Final = ("speed", "target")
        def __new__(cls, /, speed: Decimal | str, target: Decimal | str) -> ProjectTier.CatchUp: ...
        @property
        def speed(self, /) -> Decimal:
            """
            The fraction of this tier that goes to the owner, above the target and at most one.
            """
        @property
        def target(self, /) -> Decimal:
            """
            What the owner catches up to.
            """
    @final
    class Preferred(ProjectTier):
        """
        A return on the capital, all of it to the investors, shared by what is due to each.
        """
        __match_args__: Final = ("rate", "compounding", "day_count", "days")
        def __new__(cls, /, rate: Decimal | str, compounding: Compounding, day_count: DayCount, days: int | None = None) -> ProjectTier.Preferred: ...
        @property
        def compounding(self, /) -> Compounding:
            """
            Whether it earns a return itself.
            """
        @property
        def day_count(self, /) -> DayCount:
            """
            How days become a fraction of a year.
            """
        @property
        def days(self, /) -> int | None:
            """
            The days it runs, at most 36 600; without it those of each position.
            """
        @property
        def rate(self, /) -> Decimal:
            """
            For a year; at most one.
            """
    @final
    class ReturnOfCapital(ProjectTier):
        """
        The capital, in proportion to it. The first tier, and only the first.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> ProjectTier.ReturnOfCapital: ...
    @final
    class Split(ProjectTier):
        """
        All that is left, in two. The last tier, and only the last.
        """
        __match_args__: Final = ("owner",)
        def __new__(cls, /, owner: Decimal | str) -> ProjectTier.Split: ...
        @property
        def owner(self, /) -> Decimal:
            """
            The owner's fraction, at most one.
            """

@final
class ProjectTransition:
    """
    What a command or the time did to a project: the new handle, and the entries to store.
    """
    @property
    def entries(self, /) -> list[Entry]:
        """
        The entries it sealed, to be stored as they are.
        """
    @property
    def first(self, /) -> int:
        """
        Version of the first entry it sealed; 0 if there is none.
        """
    @property
    def last(self, /) -> int:
        """
        Version of the last entry it sealed; 0 if there is none.
        """
    @property
    def project(self, /) -> Project:
        """
        The handle after it.
        """
    @property
    def repeated(self, /) -> bool:
        """
        Whether this is the answer to an earlier command with the same id.
        """

@final
class ProjectView:
    """
    A project as one person may see it.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["version"], Literal["state"], Literal["frozen"], Literal["offer"], Literal["offer_version"], Literal["taken"], Literal["requests"], Literal["snapshot"], Literal["orders"], Literal["stock"], Literal["settlement"], Literal["payouts"], Literal["balances"], Literal["deadlines"]]]
    def __copy__(self, /) -> ProjectView: ...
    def __deepcopy__(self, /, _memo: Any) -> ProjectView: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: UUID | str, version: int, state: ProjectState, frozen: bool, offer: Offer, offer_version: int, taken: Money, requests: Sequence[Request], snapshot: str | None = None, *, orders: Sequence[ChangeOrder], stock: Sequence[Stock], settlement: Drafted | None = None, payouts: Sequence[ProjectPayout], balances: Sequence[Balance], deadlines: Sequence[ProjectDeadline]) -> ProjectView: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def balances(self, /) -> list[Balance]:
        """
        The balances: what the project holds, and of what concerns one person only the own ones.
        """
    @property
    def deadlines(self, /) -> list[ProjectDeadline]:
        """
        The timers that run.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ProjectView:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def frozen(self, /) -> bool:
        """
        Whether every outflow is stopped.
        """
    @property
    def id(self, /) -> UUID:
        """
        The project.
        """
    @property
    def offer(self, /) -> Offer:
        """
        The offer.
        """
    @property
    def offer_version(self, /) -> int:
        """
        Which version of it.
        """
    @property
    def orders(self, /) -> list[ChangeOrder]:
        """
        The change orders.
        """
    @property
    def payouts(self, /) -> list[ProjectPayout]:
        """
        The payments: all for those who run the project, else the own ones.
        """
    @property
    def requests(self, /) -> list[Request]:
        """
        The requests: all for those who run the project, else the own ones.
        """
    @property
    def settlement(self, /) -> Drafted | None:
        """
        The latest settlement as drafted; for an investor only his own lines.
        """
    @property
    def snapshot(self, /) -> str | None:
        """
        The hash of the snapshot in force.
        """
    @property
    def state(self, /) -> ProjectState:
        """
        Where it stands.
        """
    @property
    def stock(self, /) -> list[Stock]:
        """
        The goods.
        """
    @property
    def taken(self, /) -> Money:
        """
        What is taken of the round.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        Its version, to be expected by the next command.
        """

@final
class Proposal:
    """
    A change that one side proposes to the other.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["number"], Literal["by"], Literal["change"], Literal["accepted"], Literal["deadline"], Literal["topup"], Literal["state"]]]
    def __copy__(self, /) -> Proposal: ...
    def __deepcopy__(self, /, _memo: Any) -> Proposal: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, number: int, by: str, change: Change, accepted: Sequence[str], deadline: datetime, topup: Money | None = None, *, state: ProposalState) -> Proposal: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def accepted(self, /) -> list[str]:
        """
        Who has agreed besides.
        """
    @property
    def by(self, /) -> str:
        """
        Who made it.
        """
    @property
    def change(self, /) -> Change:
        """
        What would change.
        """
    @property
    def deadline(self, /) -> datetime:
        """
        Until when the others may agree, or the money may come.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Proposal:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def number(self, /) -> int:
        """
        Its number, from 1.
        """
    @property
    def state(self, /) -> ProposalState:
        """
        Where it stands.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def topup(self, /) -> Money | None:
        """
        What the buyer has to pay before it applies.
        """

@final
class Quantity:
    """
    Another number of units.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["sku"], Literal["quantity"]]]
    def __copy__(self, /) -> Quantity: ...
    def __deepcopy__(self, /, _memo: Any) -> Quantity: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, sku: str, quantity: int) -> Quantity: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Quantity:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def quantity(self, /) -> int:
        """
        How many units now.
        """
    @property
    def sku(self, /) -> str:
        """
        The product.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Quote:
    """
    Every line, and each party's total, for a price.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["price"], Literal["lines"], Literal["totals"], Literal["shortfall"]]]
    def __copy__(self, /) -> Quote: ...
    def __deepcopy__(self, /, _memo: Any) -> Quote: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, price: Money, lines: Sequence[QuoteLine], totals: Sequence[PartyTotal], shortfall: Money) -> Quote: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Quote:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[QuoteLine]:
        """
        Fee and tax lines in declared order, the tax behind its fee. A fee of nothing is still a line.
        """
    @property
    def price(self, /) -> Money:
        """
        The sum of all milestones.
        """
    @property
    def shortfall(self, /) -> Money:
        """
        What the seller-side lines exceed the price by: it will not be collected.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def totals(self, /) -> list[PartyTotal]:
        """
        Buyer, seller, then payees in the order they first appear.
        """

@final
class QuoteLine:
    """
    A fee or tax line of a quote, computed and split over its payers.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["line"], Literal["tax"], Literal["reverse_charge"], Literal["base"], Literal["amount"], Literal["buyer"], Literal["seller"], Literal["timing"], Literal["payees"], Literal["out_of"], Literal["hidden_from"], Literal["on_refund"]]]
    def __copy__(self, /) -> QuoteLine: ...
    def __deepcopy__(self, /, _memo: Any) -> QuoteLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, line: str, tax: bool, reverse_charge: bool | None = None, *, base: Money, amount: Money, buyer: Money, seller: Money, timing: Timing, payees: Sequence[QuoteShare], out_of: str | None = None, hidden_from: Sequence[Payer] | None = None, on_refund: Sequence[OnRefund] | None = None) -> QuoteLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        The line's amount, rounded once.
        """
    @property
    def base(self, /) -> Money:
        """
        What the rule or the tax rate was applied to.
        """
    @property
    def buyer(self, /) -> Money:
        """
        What the buyer pays of it.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> QuoteLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hidden_from(self, /) -> list[Payer]:
        """
        The sides that may not see the line.
        """
    @property
    def line(self, /) -> str:
        """
        The line of the schedule.
        """
    @property
    def on_refund(self, /) -> list[OnRefund]:
        """
        What it asks of money that goes back.
        """
    @property
    def out_of(self, /) -> str | None:
        """
        The line whose first payee pays this one; neither side does.
        """
    @property
    def payees(self, /) -> list[QuoteShare]:
        """
        Who receives it, in declared rank, with the share each will have had when everything is released. Nobody, if it is
        paid `out_of` another line, whose payees then name those of this one.
        """
    @property
    def reverse_charge(self, /) -> bool:
        """
        Whether the one who is billed accounts for this tax himself, which the invoice has to note.
        """
    @property
    def seller(self, /) -> Money:
        """
        What the seller pays of it.
        """
    @property
    def tax(self, /) -> bool:
        """
        Whether this is the tax on that line.
        """
    @property
    def timing(self, /) -> Timing:
        """
        When it becomes due.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class QuoteShare:
    """
    What one payee receives of a quote line.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["party"], Literal["weight"], Literal["amount"]]]
    def __copy__(self, /) -> QuoteShare: ...
    def __deepcopy__(self, /, _memo: Any) -> QuoteShare: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, party: str, weight: Decimal | str, amount: Money) -> QuoteShare: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        Its share.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> QuoteShare:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def party(self, /) -> str:
        """
        The payee.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def weight(self, /) -> Decimal:
        """
        Its weight.
        """

@final
class Receipt:
    """
    A checkpoint and the root of the tree over the entries it covers, signed by the host. A value to hand out and to keep.

    The signature is Ed25519 over `"tercero.receipt.v1\\0" ‖ canonical JSON of {checkpoint, key, root}`. The same history and
    key give the same receipt.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["checkpoint"], Literal["root"], Literal["key"], Literal["signature"]]]
    def __copy__(self, /) -> Receipt: ...
    def __deepcopy__(self, /, _memo: Any) -> Receipt: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, checkpoint: Checkpoint, root: str, key: str, signature: str) -> Receipt: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def checkpoint(self, /) -> Checkpoint:
        """
        The place in the history.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Receipt:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def key(self, /) -> str:
        """
        The key the host signed with.
        """
    @property
    def root(self, /) -> str:
        """
        The root of the tree over the hashes of all entries up to there, see `merkle`.
        """
    @property
    def signature(self, /) -> str:
        """
        The signature.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Refund:
    """
    What one request gets back.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["amount"], Literal["platform_expense"], Literal["owner_expense"]]]
    def __copy__(self, /) -> Refund: ...
    def __deepcopy__(self, /, _memo: Any) -> Refund: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, amount: Money, platform_expense: Money, owner_expense: Money) -> Refund: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        All that was paid in, in its own currency.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Refund:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def owner_expense(self, /) -> Money:
        """
        What the owner owes for it.
        """
    @property
    def platform_expense(self, /) -> Money:
        """
        What the platform bears; it is never taken from the money of investors.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Remittance:
    """
    An amount as it was determined and as it is paid to the state.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["exact"], Literal["paid"], Literal["difference"]]]
    def __copy__(self, /) -> Remittance: ...
    def __deepcopy__(self, /, _memo: Any) -> Remittance: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, exact: Money, paid: Money, difference: Money) -> Remittance: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def difference(self, /) -> Money:
        """
        Exact less paid: what the account `tax:rounding` is left with.
        """
    @property
    def exact(self, /) -> Money:
        """
        Determined to the minor unit.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Remittance:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def paid(self, /) -> Money:
        """
        What is paid.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Report:
    """
    What the rail reported of a leg.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["kind"], Literal["reference"]]]
    def __copy__(self, /) -> Report: ...
    def __deepcopy__(self, /, _memo: Any) -> Report: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, kind: CommandKind, reference: str) -> Report: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Report:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def kind(self, /) -> CommandKind:
        """
        What it reported.
        """
    @property
    def reference(self, /) -> str:
        """
        Under which reference.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Request:
    """
    A request, and the participation it becomes.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["seq"], Literal["investor"], Literal["payer"], Literal["kind"], Literal["status"], Literal["money"], Literal["amount"], Literal["base"], Literal["quote"], Literal["partial"], Literal["received"], Literal["offer_version"], Literal["expires_at"], Literal["cooling_off_until"], Literal["reconfirm_by"], Literal["paid_at"], Literal["active_since"], Literal["capital"], Literal["returned"], Literal["on_account"], Literal["advance"], Literal["delivered"]]]
    def __copy__(self, /) -> Request: ...
    def __deepcopy__(self, /, _memo: Any) -> Request: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: str, seq: int, investor: str, payer: str, kind: ProjectKind, status: RequestStatus, money: MoneyState, amount: Money, base: Money, quote: ProjectQuote | None = None, *, partial: bool, received: Money, offer_version: int, expires_at: datetime | None = None, cooling_off_until: datetime, reconfirm_by: datetime | None = None, paid_at: datetime | None = None, active_since: datetime | None = None, capital: Money, returned: Money, on_account: Money, advance: Money, delivered: bool) -> Request: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def active_since(self, /) -> datetime | None:
        """
        Since when its money works.
        """
    @property
    def advance(self, /) -> Money:
        """
        Profit that was advanced to this one.
        """
    @property
    def amount(self, /) -> Money:
        """
        How much, in the investor's currency.
        """
    @property
    def base(self, /) -> Money:
        """
        How much it counts, in the currency of the offer.
        """
    @property
    def capital(self, /) -> Money:
        """
        Its capital that is still in the project.
        """
    @property
    def cooling_off_until(self, /) -> datetime:
        """
        Until when it may be taken back without a reason.
        """
    @property
    def delivered(self, /) -> bool:
        """
        Whether its goods were handed over.
        """
    @property
    def expires_at(self, /) -> datetime | None:
        """
        When the place or the money has to be there.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Request:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def id(self, /) -> str:
        """
        Its name, which the participation keeps.
        """
    @property
    def investor(self, /) -> str:
        """
        Who holds it.
        """
    @property
    def kind(self, /) -> ProjectKind:
        """
        Goods or a share.
        """
    @property
    def money(self, /) -> MoneyState:
        """
        Where its money is.
        """
    @property
    def offer_version(self, /) -> int:
        """
        The version of the offer it accepts.
        """
    @property
    def on_account(self, /) -> Money:
        """
        Profit that was paid to everybody on account.
        """
    @property
    def paid_at(self, /) -> datetime | None:
        """
        When all of its money was there.
        """
    @property
    def partial(self, /) -> bool:
        """
        Whether less would do.
        """
    @property
    def payer(self, /) -> str:
        """
        Who asked for it and paid: what a bank takes back of the payment is his debt, whoever holds it.
        """
    @property
    def quote(self, /) -> ProjectQuote | None:
        """
        The exchange rate frozen for it.
        """
    @property
    def received(self, /) -> Money:
        """
        What has arrived for it.
        """
    @property
    def reconfirm_by(self, /) -> datetime | None:
        """
        Until when a changed offer has to be confirmed.
        """
    @property
    def returned(self, /) -> Money:
        """
        Capital that went back before the settlement.
        """
    @property
    def seq(self, /) -> int:
        """
        Its place in the order of acceptance; earlier ones get the odd minor unit, whoever holds them later.
        """
    @property
    def status(self, /) -> RequestStatus:
        """
        What was decided about it.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Reserve:
    """
    What can be collected from somebody.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["holdback"], Literal["future"]]]
    def __copy__(self, /) -> Reserve: ...
    def __deepcopy__(self, /, _memo: Any) -> Reserve: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, holdback: Money, future: Money) -> Reserve: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Reserve:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def future(self, /) -> Money:
        """
        What he is still to be paid.
        """
    @property
    def holdback(self, /) -> Money:
        """
        What was kept back from him.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Reserves:
    """
    What can be collected; a position that is not named has nothing.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["owner"], Literal["positions"]]]
    def __copy__(self, /) -> Reserves: ...
    def __deepcopy__(self, /, _memo: Any) -> Reserves: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, owner: Reserve, positions: Sequence[PositionReserve]) -> Reserves: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Reserves:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def owner(self, /) -> Reserve:
        """
        From the owner's share.
        """
    @property
    def positions(self, /) -> list[PositionReserve]:
        """
        From the positions.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Resolution:
    """
    The fees of a deal, and why they are these.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["schedule"], Literal["explained"]]]
    def __copy__(self, /) -> Resolution: ...
    def __deepcopy__(self, /, _memo: Any) -> Resolution: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, schedule: FeeSchedule, explained: Sequence[ExplainedRule]) -> Resolution: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def explained(self, /) -> list[ExplainedRule]:
        """
        Every rule of the book, in its order.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Resolution:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def schedule(self, /) -> FeeSchedule:
        """
        The lines of the winners, in the order in which their groups are first named. Amounts have the decimals of the deal's
        currency.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Round:
    """
    The rules of one round. All amounts are in the base currency of the project.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["target"], Literal["hard_cap"], Literal["mode"], Literal["oversubscription"], Literal["min_ticket"], Literal["step"], Literal["max_per_investor"], Literal["last_ticket"]]]
    def __copy__(self, /) -> Round: ...
    def __deepcopy__(self, /, _memo: Any) -> Round: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, target: Money, hard_cap: Money, mode: Mode, oversubscription: Oversubscription, min_ticket: Money, step: Money, max_per_investor: Money, last_ticket: LastTicket) -> Round: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Round:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hard_cap(self, /) -> Money:
        """
        The most that is taken; at least the target.
        """
    @property
    def last_ticket(self, /) -> LastTicket:
        """
        What is legal when less than the smallest ticket remains.
        """
    @property
    def max_per_investor(self, /) -> Money:
        """
        The most one person may ask for in all.
        """
    @property
    def min_ticket(self, /) -> Money:
        """
        The smallest request.
        """
    @property
    def mode(self, /) -> Mode:
        """
        When the money is enough.
        """
    @property
    def oversubscription(self, /) -> Oversubscription:
        """
        What happens when more is asked for than there is.
        """
    @property
    def step(self, /) -> Money:
        """
        Requests are whole multiples of this.
        """
    @property
    def target(self, /) -> Money:
        """
        What the plan needs.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Rule:
    """
    How a fee follows from an amount: tiers, then a floor and a cap, then what is asked for each period.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["tiers"], Literal["min"], Literal["max"], Literal["monotone"], Literal["billed_before"], Literal["per_period"]]]
    def __copy__(self, /) -> Rule: ...
    def __deepcopy__(self, /, _memo: Any) -> Rule: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, tiers: Sequence[Tier], min: Decimal | str | None = None, max: Decimal | str | None = None, monotone: bool | None = None, billed_before: Decimal | str | None = None, per_period: PerPeriod | None = None) -> Rule: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def billed_before(self, /) -> Decimal | None:
        """
        What was billed before under the same `slice` tiers, which go on from there.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Rule:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def max(self, /) -> Decimal | None:
        """
        The fee is never more than this.
        """
    @property
    def min(self, /) -> Decimal | None:
        """
        The fee is never less than this.
        """
    @property
    def monotone(self, /) -> bool:
        """
        Whether a larger amount may never cost less: no fee below the top of the tier before it.
        """
    @property
    def per_period(self, /) -> PerPeriod | None:
        """
        Added once the fee is clamped: the floor and the cap are not about it.
        """
    @property
    def tiers(self, /) -> list[Tier]:
        """
        Ascending tiers; `slice` is not mixed with the other two.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class RuleBook:
    """
    A checked list of rules.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["rules"]]]
    def __copy__(self, /) -> RuleBook: ...
    def __deepcopy__(self, /, _memo: Any) -> RuleBook: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, rules: Sequence[BookRule]) -> RuleBook: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> RuleBook:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def rules(self, /) -> list[BookRule]:
        """
        The rules, in their order.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class ScaleBack:
    """
    A scaled-back round.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["allotments"], Literal["left_out"]]]
    def __copy__(self, /) -> ScaleBack: ...
    def __deepcopy__(self, /, _memo: Any) -> ScaleBack: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, allotments: Sequence[Allotment], left_out: Sequence[int]) -> ScaleBack: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def allotments(self, /) -> list[Allotment]:
        """
        Every request, by `seq`.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ScaleBack:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def left_out(self, /) -> list[int]:
        """
        The `seq` of those that fell below the smallest ticket, in the order in which they were left out.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Scenario:
    """
    What may happen.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Scenario: ...
    def __deepcopy__(self, /, _memo: Any) -> Scenario: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Scenario:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class BreakEven(Scenario):
        """
        The revenue just covers the costs.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Scenario.BreakEven: ...
    @final
    class Delay(Scenario):
        """
        Everything takes longer: capital-days and preferred returns grow.
        """
        __match_args__: Final = ("days", "cost_per_day")
        def __new__(cls, /, days: int, cost_per_day: Money | None = None) -> Scenario.Delay: ...
        @property
        def cost_per_day(self, /) -> Money | None:
            """
            What each of them costs.
            """
        @property
        def days(self, /) -> int:
            """
            By so many days.
            """
    @final
    class Expected(Scenario):
        """
        All as planned.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Scenario.Expected: ...
    @final
    class Fx(Scenario):
        """
        The foreign costs change by a fraction of themselves, half up.
        """
        __match_args__: Final = ("direction", "change")
        def __new__(cls, /, direction: Direction, change: Decimal | str) -> Scenario.Fx: ...
        @property
        def change(self, /) -> Decimal:
            """
            The fraction, at most one.
            """
        @property
        def direction(self, /) -> Direction:
            """
            Whether they rise.
            """
    @final
    class LateDuty(Scenario):
        """
        A duty is assessed after everything was counted.
        """
        __match_args__: Final = ("amount",)
        def __new__(cls, /, amount: Money) -> Scenario.LateDuty: ...
        @property
        def amount(self, /) -> Money:
            """
            The duty.
            """
    @final
    class TotalLoss(Scenario):
        """
        Nothing is sold.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Scenario.TotalLoss: ...

@final
class Scope:
    """
    Which deals a rule is for. An empty list means any; a deal has to fit every list that is not empty.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["category"], Literal["seller"], Literal["buyer"], Literal["country"], Literal["currency"], Literal["method"], Literal["role"], Literal["amount"]]]
    def __copy__(self, /) -> Scope: ...
    def __deepcopy__(self, /, _memo: Any) -> Scope: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, category: Sequence[str] | None = None, seller: Sequence[str] | None = None, buyer: Sequence[str] | None = None, country: Sequence[str] | None = None, currency: Sequence[str] | None = None, method: Sequence[str] | None = None, role: Sequence[Role] | None = None, amount: Sequence[PriceRange] | None = None) -> Scope: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> list[PriceRange]:
        """
        The price.
        """
    @property
    def buyer(self, /) -> list[str]:
        """
        Who buys.
        """
    @property
    def category(self, /) -> list[str]:
        """
        What is sold, in the host's own words.
        """
    @property
    def country(self, /) -> list[str]:
        """
        The country, in the host's own code, such as ISO 3166.
        """
    @property
    def currency(self, /) -> list[str]:
        """
        The currency of the deal.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Scope:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def method(self, /) -> list[str]:
        """
        How the buyer pays, in the host's own words.
        """
    @property
    def role(self, /) -> list[Role]:
        """
        In which role the deal was started.
        """
    @property
    def seller(self, /) -> list[str]:
        """
        Who sells.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Settlement:
    """
    A settled project.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["totals"], Literal["lines"]]]
    def __copy__(self, /) -> Settlement: ...
    def __deepcopy__(self, /, _memo: Any) -> Settlement: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, totals: Totals, lines: Sequence[SettlementLine]) -> Settlement: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Settlement:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[SettlementLine]:
        """
        One line for each position, in order of seniority: investors by `seq`, then the owner's by `seq`.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def totals(self, /) -> Totals:
        """
        The figures of the whole.
        """

@final
class SettlementLine:
    """
    What one position gets.

    `capital` + `profit` + `receivable` = `withheld` + `advance` + `distributed` + `holdback` + `payout` + `parked`.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["position"], Literal["holder"], Literal["capital"], Literal["profit"], Literal["loss"], Literal["withheld"], Literal["advance"], Literal["distributed"], Literal["holdback"], Literal["payout"], Literal["parked"], Literal["receivable"], Literal["commission"], Literal["commission_tax"]]]
    def __copy__(self, /) -> SettlementLine: ...
    def __deepcopy__(self, /, _memo: Any) -> SettlementLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, position: str, holder: str, capital: Money, profit: Money, loss: Money, withheld: Money, advance: Money, distributed: Money, holdback: Money, payout: Money, parked: Money, receivable: Money, commission: Money, commission_tax: Money) -> SettlementLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def advance(self, /) -> Money:
        """
        What was advanced on the profit and is now set off.
        """
    @property
    def capital(self, /) -> Money:
        """
        The capital that is left after the loss, whether given back before or now.
        """
    @property
    def commission(self, /) -> Money:
        """
        The commission on this position's invoice, if each gets one.
        """
    @property
    def commission_tax(self, /) -> Money:
        """
        The tax on it.
        """
    @property
    def distributed(self, /) -> Money:
        """
        Capital and profit paid before and now set off.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> SettlementLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def holdback(self, /) -> Money:
        """
        Profit times holdback rate, half up, at most what is payable.
        """
    @property
    def holder(self, /) -> str:
        """
        Who holds it.
        """
    @property
    def loss(self, /) -> Money:
        """
        The share of the loss, at most the capital.
        """
    @property
    def parked(self, /) -> Money:
        """
        Owed, but below the threshold: waits for the next payout.
        """
    @property
    def payout(self, /) -> Money:
        """
        To be paid now.
        """
    @property
    def position(self, /) -> str:
        """
        The participation.
        """
    @property
    def profit(self, /) -> Money:
        """
        The share of the profit.
        """
    @property
    def receivable(self, /) -> Money:
        """
        Had too much before and has to give this back.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def withheld(self, /) -> Money:
        """
        Tax withheld: profit times rate, half up.
        """

@final
class SettlementRules:
    """
    How a project is settled. It is part of the offer and frozen in the snapshot.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["commission"], Literal["owner_share"], Literal["weights"], Literal["split"], Literal["first_loss"], Literal["holdback"], Literal["recover_advances_from_capital"], Literal["payout_threshold"], Literal["overrun"]]]
    def __copy__(self, /) -> SettlementRules: ...
    def __deepcopy__(self, /, _memo: Any) -> SettlementRules: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, commission: Commission, owner_share: Decimal | str, weights: Weights, split: ProfitSplit, first_loss: bool, holdback: Decimal | str, recover_advances_from_capital: bool, payout_threshold: Money, overrun: Overrun) -> SettlementRules: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def commission(self, /) -> Commission:
        """
        The platform's commission.
        """
    @property
    def first_loss(self, /) -> bool:
        """
        Whether the capital of the owner's positions is lost before that of the others.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> SettlementRules:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def holdback(self, /) -> Decimal:
        """
        The fraction of each profit that is kept back for late costs.
        """
    @property
    def overrun(self, /) -> Overrun:
        """
        Who bears costs above the plan.
        """
    @property
    def owner_share(self, /) -> Decimal:
        """
        The owner's fraction of a profit, at most one; zero with a waterfall.
        """
    @property
    def payout_threshold(self, /) -> Money:
        """
        A smaller payout waits for the next one.
        """
    @property
    def recover_advances_from_capital(self, /) -> bool:
        """
        Whether what was paid early above a position's profit is taken from its capital; otherwise it is a receivable.
        """
    @property
    def split(self, /) -> ProfitSplit:
        """
        How owner and investors share it.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def weights(self, /) -> Weights:
        """
        By what the investors share a profit.
        """

@final
class Share:
    """
    How one part of `allocate` came about.

    The exact quotient is `whole` plus `remainder / divisor` of a minor unit, away from zero.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["amount"], Literal["whole"], Literal["remainder"], Literal["divisor"], Literal["rank"], Literal["rounded_up"], Literal["rule"]]]
    def __copy__(self, /) -> Share: ...
    def __deepcopy__(self, /, _memo: Any) -> Share: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, amount: Money, whole: Money, remainder: str, divisor: str, rank: int | None = None, *, rounded_up: bool, rule: AllocationRule) -> Share: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        The part.
        """
    @property
    def divisor(self, /) -> str:
        """
        The denominator of the fraction, a whole number in decimal digits; the same for all parts.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Share:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def rank(self, /) -> int | None:
        """
        The place among the remainders: 1 is the largest. A remainder of zero has none.
        """
    @property
    def remainder(self, /) -> str:
        """
        The numerator of the fraction, a whole number in decimal digits; not reduced, so that all parts compare.
        """
    @property
    def rounded_up(self, /) -> bool:
        """
        Whether the part got one of the units left over.
        """
    @property
    def rule(self, /) -> AllocationRule:
        """
        The rule that decided this.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def whole(self, /) -> Money:
        """
        The exact quotient without its fraction.
        """

@final
class ShareChange:
    """
    How the expectation of one participant changes.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["share"], Literal["difference"]]]
    def __copy__(self, /) -> ShareChange: ...
    def __deepcopy__(self, /, _memo: Any) -> ShareChange: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, share: ExpectedShare, difference: Money) -> ShareChange: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def difference(self, /) -> Money:
        """
        His profit after the change less his profit before it.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> ShareChange:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def share(self, /) -> ExpectedShare:
        """
        What he may expect after the change.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Snapshot:
    """
    A state frozen at a checkpoint, to start from instead of the first entry. Text to store as it is.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["checkpoint"], Literal["hash"], Literal["state"]]]
    def __copy__(self, /) -> Snapshot: ...
    def __deepcopy__(self, /, _memo: Any) -> Snapshot: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, checkpoint: Checkpoint, hash: str, state: str) -> Snapshot: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def checkpoint(self, /) -> Checkpoint:
        """
        Where in the history it was taken.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Snapshot:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def hash(self, /) -> str:
        """
        SHA-256 of `state`.
        """
    @property
    def state(self, /) -> str:
        """
        Canonical JSON of the state and of the command ids seen so far.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@disjoint_base
class Source:
    """
    From where lost money is taken.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Source: ...
    def __deepcopy__(self, /, _memo: Any) -> Source: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Source:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Drift(Source):
        """
        More than ever came in: the platform bears it.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Source.Drift: ...
    @final
    class Fees(Source):
        """
        Fees the buyer paid that nobody has taken.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Source.Fees: ...
    @final
    class Funding(Source):
        """
        What waits for a milestone that is not fully funded.
        """
        __match_args__: Final = ("milestone",)
        def __new__(cls, /, milestone: str) -> Source.Funding: ...
        @property
        def milestone(self, /) -> str: ...
    @final
    class Held(Source):
        """
        What a milestone holds; with the state it was in.
        """
        __match_args__: Final = ("milestone", "state")
        def __new__(cls, /, milestone: str, state: MilestoneState) -> Source.Held: ...
        @property
        def milestone(self, /) -> str: ...
        @property
        def state(self, /) -> MilestoneState: ...
    @final
    class Payee(Source):
        """
        A payee returns his share of what he was paid.
        """
        __match_args__: Final = ("party",)
        def __new__(cls, /, party: str) -> Source.Payee: ...
        @property
        def party(self, /) -> str: ...
    @final
    class Returned(Source):
        """
        The payer has it back already, so he owes it now.
        """
        __match_args__: Final = ("party",)
        def __new__(cls, /, party: str) -> Source.Returned: ...
        @property
        def party(self, /) -> str: ...

@final
class Spent:
    """
    What a budget line has come to.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["line"], Literal["paid"], Literal["advanced"], Literal["owed"], Literal["recorded"]]]
    def __copy__(self, /) -> Spent: ...
    def __deepcopy__(self, /, _memo: Any) -> Spent: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, line: str, paid: Money, advanced: Money, owed: Money, recorded: bool) -> Spent: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def advanced(self, /) -> Money:
        """
        What was given to the owner for it and is not accounted for.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Spent:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def line(self, /) -> str:
        """
        The line.
        """
    @property
    def owed(self, /) -> Money:
        """
        What is owed for it.
        """
    @property
    def paid(self, /) -> Money:
        """
        What was paid for it, less what came back.
        """
    @property
    def recorded(self, /) -> bool:
        """
        Whether the real cost is known.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Standing:
    """
    What is taken of a round before a request.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["taken"], Literal["of_investor"]]]
    def __copy__(self, /) -> Standing: ...
    def __deepcopy__(self, /, _memo: Any) -> Standing: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, taken: Money, of_investor: Money) -> Standing: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Standing:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def of_investor(self, /) -> Money:
        """
        All live requests of this person, those on the waiting list too.
        """
    @property
    def taken(self, /) -> Money:
        """
        Reserved and approved, of everybody.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Stock:
    """
    The units of one product.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["sku"], Literal["received"], Literal["in_kind"], Literal["sold"], Literal["written_off"]]]
    def __copy__(self, /) -> Stock: ...
    def __deepcopy__(self, /, _memo: Any) -> Stock: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, sku: str, received: int, in_kind: int, sold: int, written_off: int) -> Stock: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Stock:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def in_kind(self, /) -> int:
        """
        Handed over as goods.
        """
    @property
    def received(self, /) -> int:
        """
        Arrived.
        """
    @property
    def sku(self, /) -> str:
        """
        The product.
        """
    @property
    def sold(self, /) -> int:
        """
        Sold.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def written_off(self, /) -> int:
        """
        Lost.
        """

@final
class Supplementary:
    """
    A supplementary settlement. The differences add up to the change of revenue less costs.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["totals"], Literal["result"], Literal["commission"], Literal["commission_tax"], Literal["owner"], Literal["owner_payable"], Literal["owner_collected"], Literal["lines"]]]
    def __copy__(self, /) -> Supplementary: ...
    def __deepcopy__(self, /, _memo: Any) -> Supplementary: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, totals: Totals, result: SupplementaryChange, commission: SupplementaryChange, commission_tax: SupplementaryChange, owner: SupplementaryChange, owner_payable: Money, owner_collected: Collected, lines: Sequence[SupplementaryLine]) -> Supplementary: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def commission(self, /) -> SupplementaryChange:
        """
        The commission; a negative difference is a credit note.
        """
    @property
    def commission_tax(self, /) -> SupplementaryChange:
        """
        The tax on it.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Supplementary:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def lines(self, /) -> list[SupplementaryLine]:
        """
        One line for each position, in order of seniority.
        """
    @property
    def owner(self, /) -> SupplementaryChange:
        """
        The owner's share less what of the overrun and of a loss above all capital is his debt.
        """
    @property
    def owner_collected(self, /) -> Collected:
        """
        Where what has to come back from the owner comes from.
        """
    @property
    def owner_payable(self, /) -> Money:
        """
        To be paid to the owner.
        """
    @property
    def result(self, /) -> SupplementaryChange:
        """
        The result.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def totals(self, /) -> Totals:
        """
        The recomputation.
        """

@final
class SupplementaryChange:
    """
    What changes for one side: `after` = `before` + `difference`.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["before"], Literal["after"], Literal["difference"]]]
    def __copy__(self, /) -> SupplementaryChange: ...
    def __deepcopy__(self, /, _memo: Any) -> SupplementaryChange: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, before: Money, after: Money, difference: Money) -> SupplementaryChange: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def after(self, /) -> Money:
        """
        In the recomputation.
        """
    @property
    def before(self, /) -> Money:
        """
        In the first settlement.
        """
    @property
    def difference(self, /) -> Money:
        """
        What is posted.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> SupplementaryChange:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class SupplementaryLine:
    """
    What changes for one position.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["position"], Literal["holder"], Literal["entitlement"], Literal["withheld"], Literal["payable"], Literal["collected"]]]
    def __copy__(self, /) -> SupplementaryLine: ...
    def __deepcopy__(self, /, _memo: Any) -> SupplementaryLine: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, position: str, holder: str, entitlement: SupplementaryChange, withheld: SupplementaryChange, payable: Money, collected: Collected) -> SupplementaryLine: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def collected(self, /) -> Collected:
        """
        Where what has to come back comes from, and what of the holdback is free.
        """
    @property
    def entitlement(self, /) -> SupplementaryChange:
        """
        Capital left plus profit less tax withheld, whether paid already or not.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> SupplementaryLine:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def holder(self, /) -> str:
        """
        Who holds it.
        """
    @property
    def payable(self, /) -> Money:
        """
        To be paid more.
        """
    @property
    def position(self, /) -> str:
        """
        The participation.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def withheld(self, /) -> SupplementaryChange:
        """
        The tax withheld.
        """

@final
class Tally:
    """
    How much of something each side has used.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["buyer"], Literal["seller"], Literal["others"]]]
    def __copy__(self, /) -> Tally: ...
    def __deepcopy__(self, /, _memo: Any) -> Tally: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, buyer: int, seller: int, others: int) -> Tally: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def buyer(self, /) -> int:
        """
        The buyer.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Tally:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def others(self, /) -> int:
        """
        Everybody else together.
        """
    @property
    def seller(self, /) -> int:
        """
        The seller.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Tax:
    """
    Tax on a fee line: a line of its own, paid by the same side to `tax`.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["rate"], Literal["included"], Literal["reverse_charge"], Literal["per_document"]]]
    def __copy__(self, /) -> Tax: ...
    def __deepcopy__(self, /, _memo: Any) -> Tax: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, rate: Decimal | str, included: bool | None = None, reverse_charge: bool | None = None, per_document: bool | None = None) -> Tax: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Tax:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def included(self, /) -> bool:
        """
        Whether the rule's result already contains the tax.
        """
    @property
    def per_document(self, /) -> bool:
        """
        Whether lines that say so, and are equal in tax, payers and who sees them, are taxed on their sum once. The tax is
        then split over the lines by largest remainder. Without it each line's tax is rounded on its own.
        """
    @property
    def rate(self, /) -> Decimal:
        """
        The tax rate.
        """
    @property
    def reverse_charge(self, /) -> bool:
        """
        Whether the one who is billed accounts for the tax himself: a line of nothing that has to be noted.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class TaxProfile:
    """
    What the host knows of a participant for taxes. It holds no tax number and no name.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["person"]]]
    def __copy__(self, /) -> TaxProfile: ...
    def __deepcopy__(self, /, _memo: Any) -> TaxProfile: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, person: TaxPerson) -> TaxProfile: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> TaxProfile:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def person(self, /) -> TaxPerson:
        """
        What he is to the tax office.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Term:
    """
    One addend of a sum, with its sign.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["figure"], Literal["amount"]]]
    def __copy__(self, /) -> Term: ...
    def __deepcopy__(self, /, _memo: Any) -> Term: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, figure: Figure, amount: Money) -> Term: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        What it adds.
        """
    @property
    def figure(self, /) -> Figure:
        """
        What it is.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Term:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Terms:
    """
    The agreed terms of an escrow, checked when they are built and when they are read.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["currency"], Literal["parties"], Literal["milestones"], Literal["fees"], Literal["timers"], Literal["rework_rounds"], Literal["dispute_after_approval"], Literal["restocking"], Literal["liability"]]]
    def __copy__(self, /) -> Terms: ...
    def __deepcopy__(self, /, _memo: Any) -> Terms: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, currency: str, parties: Sequence[Party], milestones: Sequence[MilestoneTerms], fees: FeeSchedule | None = None, timers: Sequence[TimerTerms] | None = None, rework_rounds: int | None = None, dispute_after_approval: bool | None = None, restocking: Decimal | str | None = None, liability: Liability | None = None) -> Terms: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def currency(self, /) -> str:
        """
        The one currency.
        """
    @property
    def dispute_after_approval(self, /) -> bool:
        """
        Whether the buyer may dispute between approval and release.
        """
    @property
    def fees(self, /) -> FeeSchedule:
        """
        The fee schedule.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Terms:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def liability(self, /) -> Liability:
        """
        Who bears what a bank takes back after it was paid out.
        """
    @property
    def milestones(self, /) -> list[MilestoneTerms]:
        """
        The milestones, in the order in which they are worked through.
        """
    @property
    def parties(self, /) -> list[Party]:
        """
        Everybody who takes part.
        """
    @property
    def restocking(self, /) -> Decimal:
        """
        What the seller keeps of the price of goods that are sent back, as a fraction.
        """
    @property
    def rework_rounds(self, /) -> int:
        """
        How often the buyer may request changes to one milestone.
        """
    @property
    def timers(self, /) -> list[TimerTerms]:
        """
        The timers whose window or outcome is not the default; checked terms list all of them.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Tier:
    """
    One step of a fee rule.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["up_to"], Literal["rate"], Literal["flat"], Literal["on"]]]
    def __copy__(self, /) -> Tier: ...
    def __deepcopy__(self, /, _memo: Any) -> Tier: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, up_to: Decimal | str | None = None, *, rate: Decimal | str, flat: Decimal | str | None = None, on: On) -> Tier: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def flat(self, /) -> Decimal | None:
        """
        Added once when the amount falls in this tier.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Tier:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def on(self, /) -> On:
        """
        What the rate multiplies.
        """
    @property
    def rate(self, /) -> Decimal:
        """
        A fraction of what `on` names.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def up_to(self, /) -> Decimal | None:
        """
        The largest amount that belongs to this tier; the last tier has none.
        """

@final
class TierResult:
    """
    What one tier gave to whom.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["tier"], Literal["due"], Literal["owner"], Literal["investors"], Literal["dues"], Literal["parts"]]]
    def __copy__(self, /) -> TierResult: ...
    def __deepcopy__(self, /, _memo: Any) -> TierResult: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, tier: ProjectTier, due: Money, owner: Money, investors: Money, dues: Sequence[Money], parts: Sequence[Money]) -> TierResult: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def due(self, /) -> Money:
        """
        What it would have taken if there had been enough; for a split what it got.
        """
    @property
    def dues(self, /) -> list[Money]:
        """
        By what the investors' part was shared: capital, or the preferred return due to each. Empty for a catch-up and a
        split.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> TierResult:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def investors(self, /) -> Money:
        """
        What the investors got together.
        """
    @property
    def owner(self, /) -> Money:
        """
        What the owner got.
        """
    @property
    def parts(self, /) -> list[Money]:
        """
        What each investor got. Empty for a catch-up and a split, whose investors' parts are shared together.
        """
    @property
    def tier(self, /) -> ProjectTier:
        """
        The tier.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class TimerTerms:
    """
    One timer as the terms set it.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["timer"], Literal["window"], Literal["on_timeout"]]]
    def __copy__(self, /) -> TimerTerms: ...
    def __deepcopy__(self, /, _memo: Any) -> TimerTerms: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, timer: Timer, window: timedelta | None = None, on_timeout: OnTimeout | None = None) -> TimerTerms: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> TimerTerms:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def on_timeout(self, /) -> OnTimeout:
        """
        What silence means.
        """
    @property
    def timer(self, /) -> Timer:
        """
        Which timer.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def window(self, /) -> timedelta:
        """
        How long it runs, in seconds.
        """

@final
class TimerWindow:
    """
    A window that differs from its default.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["timer"], Literal["window"]]]
    def __copy__(self, /) -> TimerWindow: ...
    def __deepcopy__(self, /, _memo: Any) -> TimerWindow: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, timer: ProjectTimer, window: timedelta) -> TimerWindow: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> TimerWindow:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def timer(self, /) -> ProjectTimer:
        """
        Which timer.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def window(self, /) -> timedelta:
        """
        How long it runs, in seconds.
        """

@final
class Totals:
    """
    What a settlement comes to.

    `payout` + `parked` + `withheld` + `holdback` + `advances` + `distributed` + `owner_payout` + `owner_holdback` +
    `owner_paid` + `commission` + `commission_tax` = revenue + `capital` − all costs + `owner_receivable` + `receivable` +
    `owner_excess_liability`.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["capital"], Literal["overrun"], Literal["overrun_absorbed"], Literal["owner_debt"], Literal["costs"], Literal["result"], Literal["commission"], Literal["commission_tax"], Literal["commission_shortfall"], Literal["net_profit"], Literal["owner_share"], Literal["investor_pool"], Literal["loss"], Literal["owner_excess_liability"], Literal["owner_paid"], Literal["owner_netted"], Literal["owner_holdback"], Literal["owner_payout"], Literal["owner_receivable"], Literal["withheld"], Literal["advances"], Literal["distributed"], Literal["holdback"], Literal["payout"], Literal["parked"], Literal["receivable"]]]
    def __copy__(self, /) -> Totals: ...
    def __deepcopy__(self, /, _memo: Any) -> Totals: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, capital: Money, overrun: Money, overrun_absorbed: Money, owner_debt: Money, costs: Money, result: Money, commission: Money, commission_tax: Money, commission_shortfall: Money, net_profit: Money, owner_share: Money, investor_pool: Money, loss: Money, owner_excess_liability: Money, owner_paid: Money, owner_netted: Money, owner_holdback: Money, owner_payout: Money, owner_receivable: Money, withheld: Money, advances: Money, distributed: Money, holdback: Money, payout: Money, parked: Money, receivable: Money) -> Totals: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def advances(self, /) -> Money:
        """
        All advances.
        """
    @property
    def capital(self, /) -> Money:
        """
        All capital.
        """
    @property
    def commission(self, /) -> Money:
        """
        The platform's commission, rounded half up; zero unless the result is positive.
        """
    @property
    def commission_shortfall(self, /) -> Money:
        """
        Commission and tax that the payer did not have; never collected.
        """
    @property
    def commission_tax(self, /) -> Money:
        """
        The tax on it.
        """
    @property
    def costs(self, /) -> Money:
        """
        The costs that count: all but the owner's part of the overrun.
        """
    @property
    def distributed(self, /) -> Money:
        """
        All that was distributed before.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Totals:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def holdback(self, /) -> Money:
        """
        All that is kept back from positions.
        """
    @property
    def investor_pool(self, /) -> Money:
        """
        All profits of the positions.
        """
    @property
    def loss(self, /) -> Money:
        """
        All losses of the positions.
        """
    @property
    def net_profit(self, /) -> Money:
        """
        A positive result less commission and tax, whoever pays them: the owner's share and the investors' pool.
        """
    @property
    def overrun(self, /) -> Money:
        """
        Costs above the snapshot.
        """
    @property
    def overrun_absorbed(self, /) -> Money:
        """
        What of the overrun everybody bears.
        """
    @property
    def owner_debt(self, /) -> Money:
        """
        What of the overrun the owner bears.
        """
    @property
    def owner_excess_liability(self, /) -> Money:
        """
        What was lost above all capital: a debt of the owner outside the escrow.
        """
    @property
    def owner_holdback(self, /) -> Money:
        """
        What of the owner's share is kept back.
        """
    @property
    def owner_netted(self, /) -> Money:
        """
        What of the owner's debt his share pays.
        """
    @property
    def owner_paid(self, /) -> Money:
        """
        What the owner had before.
        """
    @property
    def owner_payout(self, /) -> Money:
        """
        What the owner is paid now for his management.
        """
    @property
    def owner_receivable(self, /) -> Money:
        """
        What the owner still owes of the overrun and of what he had too much.
        """
    @property
    def owner_share(self, /) -> Money:
        """
        What the owner gets for his management.
        """
    @property
    def parked(self, /) -> Money:
        """
        All that is owed to positions below the threshold.
        """
    @property
    def payout(self, /) -> Money:
        """
        All payouts to positions.
        """
    @property
    def receivable(self, /) -> Money:
        """
        All that positions have to give back.
        """
    @property
    def result(self, /) -> Money:
        """
        Revenue less those costs; negative for a loss.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def withheld(self, /) -> Money:
        """
        All tax withheld.
        """

@final
class Transition:
    """
    What a command or the time did to an escrow: the new handle, and the entries to store.
    """
    @property
    def entries(self, /) -> list[Entry]:
        """
        The entries it sealed, to be stored as they are.
        """
    @property
    def escrow(self, /) -> Escrow:
        """
        The handle after it.
        """
    @property
    def first(self, /) -> int:
        """
        Version of the first entry it sealed; 0 if there is none.
        """
    @property
    def last(self, /) -> int:
        """
        Version of the last entry it sealed; 0 if there is none.
        """
    @property
    def repeated(self, /) -> bool:
        """
        Whether this is the answer to an earlier command with the same id.
        """

@final
class Units:
    """
    Units of one product and what they cost.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["units"], Literal["value"]]]
    def __copy__(self, /) -> Units: ...
    def __deepcopy__(self, /, _memo: Any) -> Units: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, units: int, value: Money) -> Units: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Units:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def units(self, /) -> int:
        """
        How many.
        """
    @property
    def value(self, /) -> Money:
        """
        What they cost; n of q units that cost c count as n · c / q, rounded down, so that the pool keeps the dust.
        """

@final
class Unmatched:
    """
    Money whose purpose is not known.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["reference"], Literal["amount"]]]
    def __copy__(self, /) -> Unmatched: ...
    def __deepcopy__(self, /, _memo: Any) -> Unmatched: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, reference: str, amount: Money) -> Unmatched: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def amount(self, /) -> Money:
        """
        How much.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Unmatched:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def reference(self, /) -> str:
        """
        The bank's reference.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Unspent:
    """
    Capital that was not needed and goes back before anything is settled.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["unspent"], Literal["returned"]]]
    def __copy__(self, /) -> Unspent: ...
    def __deepcopy__(self, /, _memo: Any) -> Unspent: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, unspent: Money, returned: Sequence[Portion]) -> Unspent: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Unspent:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def returned(self, /) -> list[Portion]:
        """
        What each position gets back, in order of seniority.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def unspent(self, /) -> Money:
        """
        All capital less what was spent, at least nothing.
        """

@disjoint_base
class Verdict:
    """
    Why a rule won or lost.
    """
    __variants__: Final[tuple[tuple[str, type[Any], tuple[tuple[str, str, bool], ...]], ...]]
    def __copy__(self, /) -> Verdict: ...
    def __deepcopy__(self, /, _memo: Any) -> Verdict: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Verdict:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @final
    class Expired(Verdict):
        """
        It is no longer valid.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Verdict.Expired: ...
    @final
    class LessSpecific(Verdict):
        """
        Another rule of its group asks for more dimensions.
        """
        __match_args__: Final = ("to",)
        def __new__(cls, /, to: str) -> Verdict.LessSpecific: ...
        @property
        def to(self, /) -> str:
            """
            The winner.
            """
    @final
    class LowerPriority(Verdict):
        """
        Another rule that is as specific has a higher priority.
        """
        __match_args__: Final = ("to",)
        def __new__(cls, /, to: str) -> Verdict.LowerPriority: ...
        @property
        def to(self, /) -> str:
            """
            The winner.
            """
    @final
    class Mismatch(Verdict):
        """
        It is for deals that differ in this.
        """
        __match_args__: Final = ("dimension",)
        def __new__(cls, /, dimension: Dimension) -> Verdict.Mismatch: ...
        @property
        def dimension(self, /) -> Dimension:
            """
            In what.
            """
    @final
    class Missing(Verdict):
        """
        Nobody said this of the deal.
        """
        __match_args__: Final = ("dimension",)
        def __new__(cls, /, dimension: Dimension) -> Verdict.Missing: ...
        @property
        def dimension(self, /) -> Dimension:
            """
            What.
            """
    @final
    class NotYetValid(Verdict):
        """
        It is not valid yet.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Verdict.NotYetValid: ...
    @final
    class Won(Verdict):
        """
        Its line is in the schedule.
        """
        __match_args__: Final = ()
        def __new__(cls, /) -> Verdict.Won: ...
    @final
    class Younger(Verdict):
        """
        Another rule that is as specific, with the same priority, is older.
        """
        __match_args__: Final = ("to",)
        def __new__(cls, /, to: str) -> Verdict.Younger: ...
        @property
        def to(self, /) -> str:
            """
            The winner.
            """

@final
class View:
    """
    An escrow as one person may see it.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["id"], Literal["version"], Literal["phase"], Literal["close_reason"], Literal["terms"], Literal["terms_version"], Literal["terms_hash"], Literal["quote"], Literal["accepted"], Literal["milestones"], Literal["cases"], Literal["holds"], Literal["proposals"], Literal["chargebacks"], Literal["legs"], Literal["balances"], Literal["deadlines"]]]
    def __copy__(self, /) -> View: ...
    def __deepcopy__(self, /, _memo: Any) -> View: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, id: UUID | str, version: int, phase: Phase, close_reason: CloseReason | None = None, *, terms: Terms, terms_version: int, terms_hash: str, quote: Quote, accepted: Sequence[str], milestones: Sequence[Milestone], cases: Sequence[Case], holds: Sequence[Hold], proposals: Sequence[Proposal], chargebacks: Sequence[Chargeback], legs: Sequence[Leg], balances: Sequence[Balance], deadlines: Sequence[Deadline]) -> View: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def accepted(self, /) -> list[str]:
        """
        Who has accepted.
        """
    @property
    def balances(self, /) -> list[Balance]:
        """
        The balances: what is held, and of what is owed only this person's own.
        """
    @property
    def cases(self, /) -> list[Case]:
        """
        The cases.
        """
    @property
    def chargebacks(self, /) -> list[Chargeback]:
        """
        The chargebacks, without what others owe because of them; none for those from whom a fee line is hidden and who
        could work it out.
        """
    @property
    def close_reason(self, /) -> CloseReason | None:
        """
        How it ended.
        """
    @property
    def deadlines(self, /) -> list[Deadline]:
        """
        The timers that run.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> View:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def holds(self, /) -> list[Hold]:
        """
        The holds.
        """
    @property
    def id(self, /) -> UUID:
        """
        The escrow.
        """
    @property
    def legs(self, /) -> list[Leg]:
        """
        The payment legs of this person, or all for those who run the escrow.
        """
    @property
    def milestones(self, /) -> list[Milestone]:
        """
        The milestones.
        """
    @property
    def phase(self, /) -> Phase:
        """
        Where it stands.
        """
    @property
    def proposals(self, /) -> list[Proposal]:
        """
        What the sides propose to each other.
        """
    @property
    def quote(self, /) -> Quote:
        """
        The quote, with the lines and totals this person may see.
        """
    @property
    def terms(self, /) -> Terms:
        """
        The terms, with the fee lines this person may see.
        """
    @property
    def terms_hash(self, /) -> str:
        """
        What an acceptance must name.
        """
    @property
    def terms_version(self, /) -> int:
        """
        Which edition of the terms, from 1.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        Its version, to be expected by the next command.
        """

@final
class Vote:
    """
    An answer to a change order.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["party"], Literal["accept"]]]
    def __copy__(self, /) -> Vote: ...
    def __deepcopy__(self, /, _memo: Any) -> Vote: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, party: str, accept: bool) -> Vote: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @property
    def accept(self, /) -> bool:
        """
        Yes or no.
        """
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Vote:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def party(self, /) -> str:
        """
        Whose.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Warning:
    """
    Two rules of which only the order of their age or of the book decides.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["rule"], Literal["version"], Literal["other"], Literal["other_version"], Literal["stack_group"], Literal["message"]]]
    def __copy__(self, /) -> Warning: ...
    def __deepcopy__(self, /, _memo: Any) -> Warning: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, rule: str, version: int, other: str, other_version: int, stack_group: str, message: str) -> Warning: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Warning:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def message(self, /) -> str:
        """
        The same for a person, in English.
        """
    @property
    def other(self, /) -> str:
        """
        The other.
        """
    @property
    def other_version(self, /) -> int:
        """
        Its edition.
        """
    @property
    def rule(self, /) -> str:
        """
        The one that wins.
        """
    @property
    def stack_group(self, /) -> str:
        """
        Their group.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """
    @property
    def version(self, /) -> int:
        """
        Its edition.
        """

@final
class Waterfall:
    """
    What a waterfall gave to whom.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["owner"], Literal["investors"], Literal["shared"], Literal["tiers"]]]
    def __copy__(self, /) -> Waterfall: ...
    def __deepcopy__(self, /, _memo: Any) -> Waterfall: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, owner: Money, investors: Sequence[Money], shared: Sequence[Money], tiers: Sequence[TierResult]) -> Waterfall: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Waterfall:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def investors(self, /) -> list[Money]:
        """
        What each investor got of all tiers.
        """
    @property
    def owner(self, /) -> Money:
        """
        The owner's part of all tiers.
        """
    @property
    def shared(self, /) -> list[Money]:
        """
        What each investor got of all catch-ups and the split together.
        """
    @property
    def tiers(self, /) -> list[TierResult]:
        """
        The tiers one by one.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

@final
class Withholding:
    """
    One line of a withholding table.
    """
    __fields__: Final[tuple[tuple[str, str, bool], ...]]
    __match_args__: Final[tuple[Literal["instrument"], Literal["person"], Literal["rate"]]]
    def __copy__(self, /) -> Withholding: ...
    def __deepcopy__(self, /, _memo: Any) -> Withholding: ...
    def __eq__(self, value: object, /) -> bool: ...
    @classmethod
    def __get_pydantic_core_schema__(cls, /, _source: Any, handler: Any) -> Any: ...
    def __hash__(self, /) -> int: ...
    def __ne__(self, value: object, /) -> bool: ...
    def __new__(cls, /, instrument: TaxInstrument, person: TaxPerson, rate: Decimal | str) -> Withholding: ...
    def __reduce__(self, /) -> tuple[Any, tuple[Any]]: ...
    def __repr__(self, /) -> str: ...
    @classmethod
    def from_json(cls, /, text: str | Buffer) -> Withholding:
        """
        Reads the value from JSON, through the same checks as the constructor.
        """
    @property
    def instrument(self, /) -> TaxInstrument:
        """
        The legal form.
        """
    @property
    def person(self, /) -> TaxPerson:
        """
        From whom.
        """
    @property
    def rate(self, /) -> Decimal:
        """
        The fraction of what is earned that is withheld.
        """
    def to_json(self, /) -> str:
        """
        The value as canonical JSON.
        """

def accrue(weights: Sequence[Decimal | str], totals: Sequence[Money]) -> list[list[Money]]:
    """
    Splits cumulative `totals` in steps; one list of increments for each of them.
    """

def allocate(total: Money, weights: Sequence[Decimal | str]) -> list[Money]:
    """
    Splits `total` by `weights`, largest remainder first; what is split adds up.
    """

def allocate_increment(amount: Money, weights: Sequence[Decimal | str], paid: Sequence[Money]) -> list[Money]:
    """
    Splits a further `amount` after `paid` without taking anything back.
    """

def allocate_increment_into(weights: Buffer, paid: Buffer, amount: int, out: Buffer) -> None:
    """
    Splits a further `amount` by `weights` after `paid` into `out`, without taking anything back.
    """

def allocate_into(total: int, weights: Buffer, out: Buffer) -> None:
    """
    Splits `total` by `weights` into `out`.
    """

def allocate_many(totals: Buffer, weights: Buffer, lengths: Buffer, out: Buffer) -> None:
    """
    Splits each of `totals` by the next of `weights`, as many as `lengths` says, into `out`.
    """

def assess(entry: CustomsEntry, parameters: CustomsParameters, at: datetime) -> Duties:
    """
    The duties on an entry of goods.
    """

def by_lot(tiers: Sequence[ProjectTier], lots: Sequence[Lot], holdback: Decimal | str, future: Money, capital: Sequence[Money]) -> ByLot:
    """
    Settles lot by lot, with what the owner has to give back in the end.
    """

def days(n: int) -> timedelta:
    """
    `n` days of 86 400 seconds each.
    """

def digest_of_bytes(data: bytes) -> Digest:
    """
    What the history keeps of a file.
    """

def digest_of_text(text: str) -> Digest:
    """
    What the history keeps of a text.
    """

def distribute_into(weights: Buffer, paid: Buffer, amount: int, payment: Buffer, capital: Buffer) -> None:
    """
    Distributes `amount` by `weights` after `paid` into `payment`, and what of it is capital into `capital`.
    """

def escrow_event(entry: Entry) -> Event:
    """
    What an entry of an escrow's history says happened.
    """

def expected_result(cost: Money, margin: Decimal | str, capital: Sequence[Money]) -> ExpectedResult:
    """
    What each participant may expect of a project at `margin`.
    """

def explain_allocation(total: Money, weights: Sequence[Decimal | str]) -> list[Share]:
    """
    Explains every part of `allocate`, in the same order.
    """

def explain_position(rules: SettlementRules, actuals: Actuals, positions: Sequence[Position], position: str) -> Explanation:
    """
    Explains the whole settlement and one position of it.
    """

def explain_settlement(rules: SettlementRules, actuals: Actuals, positions: Sequence[Position]) -> Explanation:
    """
    Explains the whole settlement and every position.
    """

def fee(rule: Rule, amount: Money) -> Money:
    """
    The fee of `rule` on `amount`.
    """

def funding_need(products: Sequence[Product], lines: Sequence[CostLine], contingency: Money, owner_capital: Money) -> FundingNeed:
    """
    How much money a project needs.
    """

def in_kind(goods: Sequence[Goods], total_capital: Money, capitals: Sequence[Money], policy: ResidualPolicy = ...) -> InKind:
    """
    Shares out goods by capital.
    """

def in_kind_into(quantity: int, landed: int, total_capital: int, capitals: Buffer, units: Buffer, values: Buffer) -> tuple[int, int]:
    """
    Shares out `quantity` units that cost `landed` by capital; gives back the units and the cost that are left.
    """

def interim(rules: SettlementRules, cash: Cash, amount: Money, positions: Sequence[Position]) -> list[InterimLine]:
    """
    Distributes `amount` before the settlement, capital first.
    """

def landed_cost(products: Sequence[Product], lines: Sequence[CostLine]) -> Landed:
    """
    What every product costs once it has arrived.
    """

def liquidate(capital: Sequence[Money], spent: Money, recoveries: Money, accrued_unpaid: Money, fault: Fault) -> Liquidation:
    """
    Ends a project that failed: what is left goes back by capital.
    """

def offer_hash(offer: Offer) -> str:
    """
    What somebody who takes part in `offer` accepts.
    """

def percent(text: str) -> Decimal:
    """
    `3.5` percent as the fraction `0.035`.
    """

def price_for_net(net: Money, fees: FeeSchedule, buyer: str, seller: str) -> Quote:
    """
    The quote whose price leaves the seller `net`.
    """

def project_event(entry: Entry) -> ProjectEvent:
    """
    What an entry of a project's history says happened.
    """

def quote(terms: Terms) -> Quote:
    """
    What everybody pays and receives under `terms`.
    """

def quote_fees(price: Money, fees: FeeSchedule, buyer: str, seller: str) -> Quote:
    """
    Quotes `fees` for a `price` between `buyer` and `seller`.
    """

def resolve(book: RuleBook, deal: Attributes, at: datetime) -> Resolution:
    """
    The fees of a deal at an instant, found in a book of rules.
    """

def settle(rules: SettlementRules, actuals: Actuals, positions: Sequence[Position]) -> Settlement:
    """
    Settles a project: who gets what of profit, loss and capital.
    """

def settle_into(rules: SettlementRules, actuals: Actuals, capital: Buffer, *, profit: Buffer, loss: Buffer, payout: Buffer, owners: int = ..., days: Buffer | None = None, withholding: Sequence[Decimal | str] = ..., advance: Buffer | None = None, distributed: Buffer | None = None, profit_distributed: Buffer | None = None, withheld: Buffer | None = None, holdback: Buffer | None = None, parked: Buffer | None = None, receivable: Buffer | None = None, commission: Buffer | None = None, commission_tax: Buffer | None = None) -> Totals:
    """
    Settles a project on columns of minor units, in order of seniority and the owner's positions last.

    `profit`, `loss` and `payout` are written; so are the other columns of results, where they are given.
    """

def simulate(rules: SettlementRules, forecast: Forecast, scenario: Scenario) -> Settlement:
    """
    Settles a forecast under a scenario, without any side effect.
    """

def standard_rules(currency: str) -> SettlementRules:
    """
    The usual rules of a settlement in `currency`.
    """

def supplementary(rules: SettlementRules, before: Actuals, now: Actuals, positions: Sequence[Position], reserves: Reserves) -> Supplementary:
    """
    Computes a settlement again with late facts, and compares it with the first one.
    """

def terms_hash(terms: Terms) -> str:
    """
    What an acceptance of `terms` accepts.
    """

def waterfall(tiers: Sequence[ProjectTier], distributable: Money, capital: Sequence[Money], days: Sequence[int] = ...) -> Waterfall:
    """
    Distributes through the tiers of a waterfall, one after the other.
    """
