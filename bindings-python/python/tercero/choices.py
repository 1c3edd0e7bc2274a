"""Enums of names, as they are written in every language.

Written by `cargo xtask generate`. Do not edit.
"""

from enum import StrEnum


class Choice(StrEnum):
    """One of some names. It is a `str`, and equal to the name."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"


class AllocationRule(Choice):
    """The rule that decides who gets the units left over by rounding down."""

    LARGEST_REMAINDER = "largest_remainder"
    """One each to the largest remainders, ties to the earlier part."""


class ApprovalMode(Choice):
    """Who approves requests."""

    OWNER = "owner"
    """The owner, one by one."""

    AUTO = "auto"
    """The rules, as soon as a request may be approved."""


class Basis(Choice):
    """Whether the owner's tiers are computed on the whole project or were paid lot by lot."""

    EUROPEAN = "european"
    """On the whole."""

    AMERICAN = "american"
    """Lot by lot, see `by_lot`. The settlement is still on the whole: what the owner had before is
    set off, and what he had too much is a receivable. The holdback is of the owner's share, and there has to be one.
    """


class CaptureAt(Choice):
    """When promised money has to arrive."""

    REQUEST = "request"
    """Before the request is approved."""

    APPROVAL = "approval"
    """Within the grace after the approval."""

    CLOSE = "close"
    """Within the grace after the round has closed."""


class CaseState(Choice):
    """Where a case stands while it is open."""

    AWAITING_RESPONSE = "awaiting_response"
    """The other side has not answered."""

    NEGOTIATION = "negotiation"
    """The sides make offers."""

    MEDIATION = "mediation"
    """A third person helps."""

    ARBITRATION = "arbitration"
    """A third person will decide."""

    RULED = "ruled"
    """A ruling stands and may be appealed."""

    FINAL = "final"
    """The ruling is final."""

    SETTLED = "settled"
    """The sides agreed."""

    WITHDRAWN = "withdrawn"
    """The claim was taken back."""


class Category(Choice):
    """What a cost is for."""

    BASE_PRODUCT = "base_product"
    """The goods themselves, beyond their price: a supplier's credit or surcharge."""

    FREIGHT_INTL = "freight_intl"
    """International freight."""

    INSURANCE = "insurance"
    """Insurance of the transport."""

    IGI = "igi"
    """Import duty (Mexico: impuesto general de importación)."""

    DTA = "dta"
    """Customs processing fee (Mexico: derecho de trámite aduanero)."""

    PRV = "prv"
    """Prevalidation of the entry (Mexico)."""

    CNT = "cnt"
    """Consideration for the prevalidation (Mexico)."""

    COMPENSATORY_DUTY = "compensatory_duty"
    """Anti-dumping and countervailing duties."""

    IVA_IMPORT = "iva_import"
    """Value added tax at the border."""

    BROKER = "broker"
    """Customs broker."""

    INLAND_TRANSPORT = "inland_transport"
    """Transport inside the country."""

    STORAGE = "storage"
    """Storage."""

    INSPECTION = "inspection"
    """Inspection and certificates."""

    FINANCING = "financing"
    """Interest and bank fees."""

    FX = "fx"
    """Differences of exchange."""

    OTHER = "other"
    """Anything else."""


class ChargebackKind(Choice):
    """How a payment was taken back."""

    CHARGEBACK = "chargeback"
    """The payer asked the bank for it."""

    REVERSAL = "reversal"
    """The rail returned the payment by itself."""


class ChargebackState(Choice):
    """Where a chargeback stands."""

    OPEN = "open"
    """The bank has not decided."""

    WON = "won"
    """The money stays, or came back."""

    LOST = "lost"
    """The bank took the money."""


class CloseReason(Choice):
    """How an escrow ended."""

    VOIDED = "voided"
    """A draft came to nothing."""

    DECLINED = "declined"
    """Somebody said no."""

    CANCELLED = "cancelled"
    """It was called off before anything was funded."""

    EXPIRED = "expired"
    """Nobody acted in time."""

    COMPLETED = "completed"
    """Everything was released."""

    REFUNDED = "refunded"
    """Nothing was released."""

    MIXED = "mixed"
    """Some of it was released."""

    CHARGED_BACK = "charged_back"
    """A bank took money back and nothing was released."""


class CommandKind(Choice):
    """A command without its arguments."""

    CREATE = "create"
    """Starts a draft."""

    EDIT = "edit"
    """Replaces the terms of a draft."""

    PROPOSE = "propose"
    """Shows the draft to the others."""

    DISCARD = "discard"
    """Throws the draft away."""

    ACCEPT = "accept"
    """Accepts the proposed terms."""

    COUNTER = "counter"
    """Proposes other terms."""

    DECLINE = "decline"
    """Says no to the proposal."""

    WITHDRAW = "withdraw"
    """Takes the proposal back."""

    CANCEL = "cancel"
    """Calls off an agreed escrow before anything is funded."""

    PAYIN_STARTED = "payin_started"
    """A payment for a milestone was started."""

    PAYIN_CLEARED = "payin_cleared"
    """Money of a payment has arrived and will stay."""

    PAYIN_FAILED = "payin_failed"
    """A payment failed."""

    PAYIN_REVERSED = "payin_reversed"
    """The rail returned a payment that had arrived."""

    CHARGEBACK_OPENED = "chargeback_opened"
    """A bank wants a payment back."""

    CHARGEBACK_WON = "chargeback_won"
    """The bank left the money, or gave it back."""

    CHARGEBACK_LOST = "chargeback_lost"
    """The bank took the money."""

    CANCEL_MILESTONE = "cancel_milestone"
    """Calls off one milestone."""

    SHIP = "ship"
    """The goods are on their way."""

    SUBMIT = "submit"
    """The work is delivered."""

    DELIVERED = "delivered"
    """The goods have arrived."""

    CLAIM_DELIVERED = "claim_delivered"
    """The seller says that the goods have arrived."""

    APPROVE = "approve"
    """Accepts what was delivered."""

    REQUEST_CHANGES = "request_changes"
    """Sends the work back for another round."""

    REJECT_RETURN = "reject_return"
    """Sends back all or part of what was delivered. The amount is what the goods cost."""

    SHIP_RETURN = "ship_return"
    """The goods are on their way back."""

    RETURN_DELIVERED = "return_delivered"
    """The goods are back."""

    ACCEPT_RETURN = "accept_return"
    """Accepts what came back; the buyer gets the price less the agreed restocking."""

    CONTEST_RETURN = "contest_return"
    """Does not accept what came back."""

    RELEASE = "release"
    """Releases an approved milestone at once. Needs a second admin."""

    FORCE_REFUND = "force_refund"
    """Gives back to the buyer what a milestone holds. Needs a second admin."""

    PLACE_HOLD = "place_hold"
    """Stops every outflow of a milestone and its parts for a time."""

    PROPOSE_AMENDMENT = "propose_amendment"
    """Asks everybody concerned to agree to other terms for what is left."""

    PROPOSE_CANCEL = "propose_cancel"
    """Asks the other side to end every open milestone."""

    PROPOSE_EXTENSION = "propose_extension"
    """Asks the other side for more time."""

    ACCEPT_PROPOSAL = "accept_proposal"
    """Agrees to what was proposed."""

    REJECT_PROPOSAL = "reject_proposal"
    """Says no to what the other side proposed."""

    WITHDRAW_PROPOSAL = "withdraw_proposal"
    """Takes a proposal back."""

    LIFT_HOLD = "lift_hold"
    """Ends a hold."""

    RELEASE_PARTIAL = "release_partial"
    """Pays part of a milestone to the seller before it is approved."""

    REFUND_PARTIAL = "refund_partial"
    """Gives part of a milestone back to the buyer."""

    DISPUTE = "dispute"
    """Contests all or part of what a milestone holds. On a milestone the other side disputes already, contests its claim."""

    LATE_CASE = "late_case"
    """Claims from the other side what has left an escrow that has ended. It never reopens; what is decided is a debt."""

    RESPOND = "respond"
    """Contests the claim, with or without an offer."""

    ACCEPT_CLAIM = "accept_claim"
    """Gives the claimant what was claimed."""

    OFFER = "offer"
    """Offers a settlement, which replaces the offers before it."""

    ACCEPT_OFFER = "accept_offer"
    """Accepts the latest offer of the other side."""

    ESCALATE = "escalate"
    """Asks for the next stage."""

    PROPOSE_SETTLEMENT = "propose_settlement"
    """Proposes a settlement to both sides, as a mediator."""

    ACCEPT_SETTLEMENT = "accept_settlement"
    """Accepts the mediator's proposal; it settles the case when both sides have."""

    REJECT_SETTLEMENT = "reject_settlement"
    """Rejects the mediator's proposal."""

    RECUSE = "recuse"
    """Steps down as the arbiter of a case."""

    APPEAL = "appeal"
    """Asks for another ruling, once."""

    RULE = "rule"
    """Decides the case."""

    WITHDRAW_CASE = "withdraw_case"
    """Takes the claim back."""

    ADD_EVIDENCE = "add_evidence"
    """Adds a piece of evidence."""

    ASSIGN_ARBITER = "assign_arbiter"
    """Puts an arbiter on the case."""

    LEG_SENT = "leg_sent"
    """A leg was given to the rail."""

    LEG_SETTLED = "leg_settled"
    """A leg has arrived."""

    LEG_FAILED = "leg_failed"
    """A leg could not be sent."""

    LEG_RETURNED = "leg_returned"
    """A leg came back after it had arrived."""


class CommissionBase(Choice):
    """What the rate of a commission multiplies."""

    GROSS_PROFIT = "gross_profit"
    """The result."""

    INVESTOR_PROFIT = "investor_profit"
    """The investors' part of the result, before any commission."""

    FUNDED_AMOUNT = "funded_amount"
    """All capital."""

    PROCEEDS = "proceeds"
    """The revenue."""


class CommissionPayer(Choice):
    """Whose money a commission is taken from."""

    POOL = "pool"
    """Everybody's: off the top, before owner and investors share."""

    INVESTORS = "investors"
    """The investors' part of the profit."""

    OWNER = "owner"
    """The owner's part of the profit."""


class Compounding(Choice):
    """Whether a preferred return earns a return itself."""

    SIMPLE = "simple"
    """On the capital only, rounded half up once."""

    COMPOUND = "compound"
    """Each full year's return is rounded half up and added to the base; the days after the last full year are simple."""


class CostPhase(Choice):
    """How certain the amount of a line is."""

    ESTIMATED = "estimated"
    """Somebody's guess."""

    COMMITTED = "committed"
    """Ordered at that price."""

    ACTUAL = "actual"
    """Invoiced or paid."""

    LATE = "late"
    """Known only after the settlement."""


class DayCount(Choice):
    """How days become a fraction of a year. The host counts the days; for 30/360 a month has thirty."""

    ACT_360 = "act_360"
    """Calendar days, 360 to a year."""

    ACT_365 = "act_365"
    """Calendar days, 365 to a year."""

    THIRTY_360 = "thirty_360"
    """Months of 30 days, 360 to a year."""


class Dimension(Choice):
    """One thing a scope can ask for."""

    CATEGORY = "category"
    """What is sold."""

    SELLER = "seller"
    """Who sells."""

    BUYER = "buyer"
    """Who buys."""

    COUNTRY = "country"
    """The country."""

    CURRENCY = "currency"
    """The currency."""

    METHOD = "method"
    """How the buyer pays."""

    ROLE = "role"
    """In which role the deal was started."""

    AMOUNT = "amount"
    """The price."""


class Direction(Choice):
    """Where an exchange rate goes."""

    UP = "up"
    """The foreign currency becomes dearer."""

    DOWN = "down"
    """It becomes cheaper."""


class Element(Choice):
    """Something that has to be paid on the way, in the order of the way."""

    GOODS = "goods"
    """The goods."""

    ORIGIN_HAULAGE = "origin_haulage"
    """From the supplier's door to the carrier or port."""

    EXPORT = "export"
    """Export clearance."""

    FREIGHT = "freight"
    """International freight."""

    INSURANCE = "insurance"
    """Insurance of the transport."""

    DELIVERY = "delivery"
    """From the border to the place of delivery."""

    IMPORT = "import"
    """Duties, taxes and broker at the border."""


class EndedBy(Choice):
    """Whose fault it is that a project ends early."""

    NOBODY = "nobody"
    """Nobody's."""

    OWNER = "owner"
    """The owner's: the loss is claimed from him."""


class Ending(Choice):
    """How a project of some state ends."""

    NOTHING_HELD = "nothing_held"
    """It holds no money."""

    FULL_REFUND = "full_refund"
    """All of it goes back, in the currency it was paid in."""

    LIQUIDATION = "liquidation"
    """What is there is shared, in the base currency: `liquidate`."""

    SETTLEMENT = "settlement"
    """It is settled, with its profit or loss."""

    SUPPLEMENTARY_SETTLEMENT = "supplementary_settlement"
    """Only differences are settled."""


class Fault(Choice):
    """Whether the owner is to blame for the end."""

    NONE = "none"
    """Nobody is."""

    OWNER = "owner"
    """The owner is, and owes investors their loss."""


class FeeBearer(Choice):
    """Who bears what the payment provider keeps of a payment that goes back."""

    PLATFORM = "platform"
    """The platform."""

    OWNER = "owner"
    """The owner, for cancelling without cause."""


class Figure(Choice):
    """The amounts that are explained."""

    REVENUE = "revenue"
    """Revenue."""

    COSTS = "costs"
    """All costs."""

    OWNER_DEBT = "owner_debt"
    """What of the overrun the owner bears."""

    RESULT = "result"
    """Revenue less the costs that count."""

    COMMISSION = "commission"
    """The commission, with its tax if that is included."""

    COMMISSION_TAX = "commission_tax"
    """The tax on the commission."""

    SHARED = "shared"
    """What owner and investors share."""

    OWNER_SHARE = "owner_share"
    """What the owner gets for his management."""

    INVESTOR_POOL = "investor_pool"
    """What the investors share."""

    CAPITAL = "capital"
    """Capital put in."""

    PROFIT = "profit"
    """A share of the profit."""

    LOSS = "loss"
    """A share of the loss."""

    WITHHELD = "withheld"
    """Tax withheld."""

    ADVANCE = "advance"
    """An advance."""

    DISTRIBUTED = "distributed"
    """What was distributed before."""

    HOLDBACK = "holdback"
    """What is kept back."""

    RECEIVABLE = "receivable"
    """What has to be given back."""

    PAYOUT = "payout"
    """What is to be paid now."""

    PARKED = "parked"
    """What is owed and waits."""


class FxPolicy(Choice):
    """Who bears what the real conversion gives more or less than the frozen rates."""

    FX_TO_POOL = "fx_to_pool"
    """The project: it is a cost or a gain of the pool."""

    FX_TO_OWNER = "fx_to_owner"
    """The owner owes the loss or receives the gain."""

    FX_TO_CONTRIBUTOR = "fx_to_contributor"
    """The contributor: the converted money is the new weight."""


class GoodsEnding(Choice):
    """What becomes of goods for those who wanted goods."""

    NO_GOODS = "no_goods"
    """There are none."""

    DELIVER_OR_SELL = "deliver_or_sell"
    """Units in stock are delivered at what they cost if the offer allows it, else sold."""

    DELIVER = "deliver"
    """They are delivered."""


class HoldKind(Choice):
    """Why staff hold a milestone."""

    COMPLIANCE = "compliance"
    """A rule or a regulator asks for it."""

    IDENTITY = "identity"
    """Somebody's identity is not established."""

    RISK = "risk"
    """Something looks wrong."""

    LEGAL = "legal"
    """A court or a lawyer asks for it."""

    PAYOUT_ACCOUNT = "payout_account"
    """The payee's account cannot be paid."""


class HoldState(Choice):
    """Whether a hold stands."""

    ACTIVE = "active"
    """It stops every outflow."""

    LIFTED = "lifted"
    """It has ended."""


class Identity(Choice):
    """How far somebody's identity is established."""

    NONE = "none"
    """Not at all."""

    BASIC = "basic"
    """Name and contact."""

    FULL = "full"
    """Documents and source of funds."""


class Incoterm(Choice):
    """A term of delivery of the Incoterms 2020: what the supplier's price includes, and so what the project pays itself."""

    EXW = "exw"
    """Ex works."""

    FCA = "fca"
    """Free carrier."""

    FOB = "fob"
    """Free on board."""

    CPT = "cpt"
    """Carriage paid to."""

    CFR = "cfr"
    """Cost and freight."""

    CIP = "cip"
    """Carriage and insurance paid to."""

    CIF = "cif"
    """Cost, insurance and freight."""

    DAP = "dap"
    """Delivered at place."""

    DPU = "dpu"
    """Delivered at place unloaded."""

    DDP = "ddp"
    """Delivered, duty paid."""


class Invoices(Choice):
    """How many invoices the commission is billed on. It changes the tax by minor units, so it is part of the offer."""

    POOL = "pool"
    """One, with the tax rounded once."""

    PER_PARTICIPANT = "per_participant"
    """One for each position: the commission is split by the weights of the profit, the tax rounded on each."""


class Kind(Choice):
    """What kind of thing a milestone pays for."""

    GOODS = "goods"
    """Something that is shipped."""

    SERVICE = "service"
    """Work that is submitted."""

    DIGITAL = "digital"
    """Something that is handed over electronically."""

    PICKUP = "pickup"
    """Something that is collected in person."""


class LastTicket(Choice):
    """Who may take the rest when less than the smallest ticket remains."""

    EXACT = "exact"
    """The round goes up to its cap, and the last ticket takes exactly what remains."""

    OVERSHOOT = "overshoot"
    """The round goes up to its target, and the last ticket may also be an ordinary one that passes it, up to the cap."""


class Leaving(Choice):
    """How a request left the round."""

    REJECTED = "rejected"
    """Somebody said no, or the round closed without it."""

    WITHDRAWN = "withdrawn"
    """The investor took it back, or did not stay with a changed offer."""

    EXPIRED = "expired"
    """The money did not come in time."""

    SCALED_OUT = "scaled_out"
    """Nothing was left for it when an oversubscribed round was scaled back."""

    CANCELLED = "cancelled"
    """The project was called off."""


class LegState(Choice):
    """Where a payment leg stands."""

    PLANNED = "planned"
    """It waits to be sent."""

    SENT = "sent"
    """The rail has it."""

    SETTLED = "settled"
    """It arrived."""


class Liability(Choice):
    """Who bears what a bank took back of money that was paid out already."""

    SHARED = "shared"
    """Everybody who was paid returns his part."""

    SELLER_FIRST = "seller_first"
    """The seller up to all he was paid, then the others."""


class MilestoneState(Choice):
    """Where a milestone stands."""

    PENDING = "pending"
    """Nobody is paying for it yet."""

    FUNDING = "funding"
    """A payment is on its way."""

    FUNDED = "funded"
    """Its money is held."""

    SHIPPED = "shipped"
    """The goods are on their way."""

    DELIVERED = "delivered"
    """The buyer inspects."""

    CHANGES_REQUESTED = "changes_requested"
    """The seller works on requested changes."""

    RETURN_DUE = "return_due"
    """To be sent back by the buyer."""

    RETURN_SHIPPED = "return_shipped"
    """On its way back."""

    APPROVED = "approved"
    """Accepted; the release waits for the clearance window."""

    DISPUTED = "disputed"
    """Locked by a case."""

    RELEASED = "released"
    """Ended: the money went to the seller."""

    REFUNDED = "refunded"
    """Ended: the money went back to the buyer."""

    RESOLVED = "resolved"
    """Ended: the money was distributed by a settlement or ruling."""

    CANCELLED = "cancelled"
    """Ended before it was funded."""


class MoneyState(Choice):
    """Where the money of a request is."""

    NONE = "none"
    """Not here, or not all of it."""

    AUTHORIZED = "authorized"
    """Put aside by a bank."""

    HELD = "held"
    """Here."""

    CAPITAL = "capital"
    """Capital of the project."""

    REFUND_PENDING = "refund_pending"
    """On its way back."""

    REFUNDED = "refunded"
    """Back."""

    CHARGED_BACK = "charged_back"
    """Taken back by a bank."""


class On(Choice):
    """What the rate of a tier multiplies."""

    SLICE = "slice"
    """The part of the amount inside this tier, added to the slices below it."""

    WHOLE = "whole"
    """The whole amount."""

    EXCESS = "excess"
    """What exceeds the lower bound of this tier."""


class OnExpiry(Choice):
    """What happens when a hold ends by time."""

    LIFT = "lift"
    """The milestone goes on."""

    OPEN_CASE = "open_case"
    """A case is opened for the buyer, before the arbiter."""


class OnTimeout(Choice):
    """What happens when nobody acts before a deadline."""

    CLOSE = "close"
    """The escrow closes; whatever came in goes back."""

    REOPEN = "reopen"
    """The milestone waits for money again."""

    REFUND = "refund"
    """The money goes back to the buyer."""

    APPROVE = "approve"
    """The work counts as approved."""

    RELEASE = "release"
    """The money goes to the seller."""

    OPEN_CASE = "open_case"
    """A case is opened for the buyer."""

    ESCALATE = "escalate"
    """The case goes to the next stage."""

    OPENER_WINS = "opener_wins"
    """The one who opened the case gets what was claimed."""

    REFUND_BUYER = "refund_buyer"
    """The buyer gets the contested amount."""

    SPLIT = "split"
    """Each side gets half of the contested amount, an odd minor unit the buyer."""

    FINAL = "final"
    """The ruling becomes final."""

    LIFT = "lift"
    """What was held goes on, or a case is opened, as the hold says."""

    LAPSE = "lapse"
    """Everything stays as it was agreed."""

    COUNT_AS_LOST = "count_as_lost"
    """The money counts as lost until the bank says otherwise."""


class OrderState(Choice):
    """Where a change order stands."""

    OPEN = "open"
    """Not decided."""

    ACCEPTED = "accepted"
    """It applies."""

    REJECTED = "rejected"
    """It does not."""


class Oversubscription(Choice):
    """What happens to a request for more than what remains."""

    REJECT = "reject"
    """It is refused."""

    PARTIAL_FILL = "partial_fill"
    """It gets what remains."""

    WAITLIST = "waitlist"
    """It queues for what others give back, in the order of acceptance."""

    PRO_RATA = "pro_rata"
    """All are accepted; at the close everybody gets less, by `scale_back`."""

    DISCRETIONARY = "discretionary"
    """It queues, and the owner chooses from the queue."""


class Owed(Choice):
    """What somebody is owed for."""

    CAPITAL = "capital"
    """Capital goes back."""

    PROFIT = "profit"
    """A share of profit."""

    RESIDUAL = "residual"
    """What was left of goods."""

    REFUND = "refund"
    """What was paid in and not needed."""

    COMMISSION = "commission"
    """The platform's commission."""

    IVA = "iva"
    """Tax on it."""


class PaidTo(Choice):
    """Who is paid when money is released."""

    SUPPLIER = "supplier"
    """The supplier: the money is a cost."""

    OWNER = "owner"
    """The owner, who has to account for it."""


class Payer(Choice):
    """The two sides of an escrow."""

    BUYER = "buyer"
    """Pays on top of the price, when a milestone is funded."""

    SELLER = "seller"
    """Pays out of what is released."""


class PayoutState(Choice):
    """Where a payment stands."""

    PENDING = "pending"
    """To be made, or on its way."""

    CONFIRMED = "confirmed"
    """It arrived."""

    UNCLAIMED = "unclaimed"
    """Parked."""


class Phase(Choice):
    """Where the escrow as a whole stands."""

    DRAFT = "draft"
    """Only its creator works on it."""

    PROPOSED = "proposed"
    """The others are asked to accept."""

    AGREED = "agreed"
    """Everybody has accepted; nothing is funded."""

    ACTIVE = "active"
    """At least one milestone was funded."""

    CLOSED = "closed"
    """It has ended."""


class PricePolicy(Choice):
    """Who bears the difference between the quoted price and what the goods cost in the end."""

    FIXED_PRICE = "fixed_price"
    """The pool."""

    TRUE_UP = "true_up"
    """Who ordered: it is invoiced or refunded before delivery."""


class Profile(Choice):
    """Under which rules a project raises money. Each has its `rows` of figures; a host with newer or checked
    ones gives its own.
    """

    NONE = "none"
    """No rules beyond the offer."""

    MX_IFC = "mx_ifc"
    """Mexico, through an institution of collective financing (IFC)."""

    MX_PRIVATE_AP = "mx_private_ap"
    """Mexico, a private asociación en participación."""

    EU_ECSPR = "eu_ecspr"
    """European Union, crowdfunding service providers."""

    US_REGCF = "us_regcf"
    """United States, Regulation Crowdfunding."""


class ProjectCommandKind(Choice):
    """A command without its arguments."""

    CREATE_PROJECT = "create_project"
    """Starts a project as a draft."""

    EDIT_PROJECT = "edit_project"
    """Replaces the offer of a draft."""

    PUBLISH_PROJECT = "publish_project"
    """Shows the project to everybody."""

    UNPUBLISH_PROJECT = "unpublish_project"
    """Makes a published project a draft again."""

    OPEN_FUNDING = "open_funding"
    """Starts to take requests."""

    CANCEL_PROJECT = "cancel_project"
    """Ends the project; what is held goes back."""

    AMEND_OFFER = "amend_offer"
    """Changes the offer while requests are taken."""

    EXTEND_DEADLINE = "extend_deadline"
    """Moves the deadline back, once."""

    CLOSE_FUNDING = "close_funding"
    """Closes the round before its deadline."""

    OWNER_TOP_UP = "owner_top_up"
    """Promises the owner's own money for a gap."""

    REPORT_STATEMENT = "report_statement"
    """What the bank says the account holds."""

    CHECK_READINESS = "check_readiness"
    """Asks again whether everything is there, after a review."""

    RETURN_TO_REVIEW = "return_to_review"
    """Sends a ready project back for review."""

    APPROVE_PROJECT = "approve_project"
    """Approves the project and freezes the figures."""

    REJECT_PROJECT = "reject_project"
    """Turns the project down; everything goes back."""

    START_EXECUTION = "start_execution"
    """Spends the first money."""

    RELEASE_FUNDS = "release_funds"
    """Spends money."""

    RECORD_COST = "record_cost"
    """What a line has really cost; what is not paid yet is owed to the supplier."""

    PAY_SUPPLIER = "pay_supplier"
    """Pays what is owed to the supplier."""

    JUSTIFY_ADVANCE = "justify_advance"
    """The owner accounts for money he was given."""

    RECORD_RECOVERY = "record_recovery"
    """Money that a cost line gives back: a refund, an insurance."""

    RECORD_RECEIPT = "record_receipt"
    """Goods that have arrived."""

    RECORD_SALE = "record_sale"
    """Goods that were sold, and the money for them."""

    WRITE_OFF = "write_off"
    """Goods that are lost."""

    ALLOCATE_COSTS = "allocate_costs"
    """Shares the costs over the goods that arrived, and the goods over those who get goods."""

    DELIVER_UNITS = "deliver_units"
    """Hands over the goods of a participation."""

    DISTRIBUTE_INTERIM = "distribute_interim"
    """Pays part of what has come in, capital first."""

    PAY_ADVANCE = "pay_advance"
    """Pays somebody part of his expected profit."""

    RETURN_UNSPENT = "return_unspent"
    """Returns capital that was raised and not needed."""

    PROPOSE_CHANGE_ORDER = "propose_change_order"
    """Proposes other costs, quantities or dates."""

    VOTE_CHANGE_ORDER = "vote_change_order"
    """Answers a change order that is large enough to ask."""

    DECIDE_CHANGE_ORDER = "decide_change_order"
    """Decides a change order."""

    COMPLETE_EXECUTION = "complete_execution"
    """Says that everything has arrived, was sold and was paid."""

    TERMINATE_PROJECT = "terminate_project"
    """Ends the execution early and shares what is there."""

    REOPEN_EXECUTION = "reopen_execution"
    """Takes a completed project up again."""

    OBJECT_SETTLEMENT = "object_settlement"
    """Objects to the settlement as drafted."""

    RECOMPUTE_SETTLEMENT = "recompute_settlement"
    """Drafts the settlement again and answers the objections."""

    POST_SETTLEMENT = "post_settlement"
    """Makes the draft final."""

    CONFIRM_PAYOUT = "confirm_payout"
    """A payment has arrived."""

    FAIL_PAYOUT = "fail_payout"
    """A payment has failed or come back."""

    MOVE_UNCLAIMED = "move_unclaimed"
    """Parks a payment that does not arrive."""

    PAY_UNCLAIMED = "pay_unclaimed"
    """Pays out what was parked."""

    REMIT_TAXES = "remit_taxes"
    """Pays the tax office."""

    SUPPLEMENTARY_SETTLEMENT = "supplementary_settlement"
    """A cost or gain that is known only after the settlement."""

    CHARGE_OFF = "charge_off"
    """Gives up what will never come."""

    CHARGE_OFF_DEBT = "charge_off_debt"
    """Gives up what an investor owes and will never pay."""

    COLLECT_RECEIVABLE = "collect_receivable"
    """Somebody pays what he owes."""

    RECOVER_TAX = "recover_tax"
    """Tax that was given back."""

    RECORD_YIELD = "record_yield"
    """Interest on money that waits."""

    FREEZE_PROJECT = "freeze_project"
    """Stops every outflow."""

    UNFREEZE_PROJECT = "unfreeze_project"
    """Lets money flow again."""

    VERIFY_PARTY = "verify_party"
    """What the host knows of somebody."""

    REQUEST_PARTICIPATION = "request_participation"
    """Asks to take part."""

    AUTHORIZE_PAYMENT = "authorize_payment"
    """A bank has put the money aside."""

    CONFIRM_DEPOSIT = "confirm_deposit"
    """Money has arrived."""

    APPROVE_PARTICIPATION = "approve_participation"
    """Takes somebody in."""

    REJECT_PARTICIPATION = "reject_participation"
    """Turns somebody down."""

    WITHDRAW_PARTICIPATION = "withdraw_participation"
    """Takes back a request."""

    RECONFIRM_PARTICIPATION = "reconfirm_participation"
    """Stays with a changed offer."""

    RECEIVE_CHARGEBACK = "receive_chargeback"
    """A bank takes a payment back."""

    TRANSFER_PARTICIPATION = "transfer_participation"
    """Hands a participation to somebody else."""

    RECEIVE_UNMATCHED = "receive_unmatched"
    """Money that nobody can tell the purpose of."""

    MATCH_DEPOSIT = "match_deposit"
    """Says which request such money was for."""

    RETURN_DEPOSIT = "return_deposit"
    """Sends such money back to whoever sent it."""


class ProjectKind(Choice):
    """What somebody gets for his money."""

    PRODUCTS = "products"
    """Goods, and what is left over as capital."""

    PROFIT_ONLY = "profit_only"
    """A share of profit or loss."""

    OWNER = "owner"
    """The owner's own capital, last in seniority."""


class ProjectState(Choice):
    """Where a project stands."""

    DRAFT = "draft"
    """Only its owner works on it."""

    PUBLISHED = "published"
    """Everybody sees it; nobody can take part yet."""

    FUNDING = "funding"
    """Requests are taken."""

    FULLY_FUNDED = "fully_funded"
    """Enough is promised."""

    READY_FOR_APPROVAL = "ready_for_approval"
    """Enough has arrived and nobody may withdraw any more."""

    APPROVED = "approved"
    """The figures are frozen; nothing is spent yet."""

    IN_EXECUTION = "in_execution"
    """Money is spent, goods arrive and are sold."""

    COMPLETED = "completed"
    """Everything has arrived, was sold and was paid."""

    SETTLED = "settled"
    """Ended: the result was shared."""

    CANCELLED = "cancelled"
    """Ended: what was there went back."""


class ProjectTimer(Choice):
    """A timer of a project."""

    T_OPENS = "t_opens"
    """Funding opens by itself."""

    T_UNOPENED = "t_unopened"
    """A published project whose funding never opens."""

    T_CLOSE = "t_close"
    """The deadline for requests: the round closes if it can."""

    T_GRACE = "t_grace"
    """How long money in flight is waited for after an approval, after the deadline, and for a gap that opens later."""

    T_RESERVATION = "t_reservation"
    """A reservation without money."""

    T_COOLING_OFF = "t_cooling_off"
    """How long somebody may withdraw without a reason after his request."""

    T_CUTOFF = "t_cutoff"
    """How long before the deadline withdrawals end; a window, no event."""

    T_RECONFIRM = "t_reconfirm"
    """How long a changed offer or a change order waits for an answer."""

    T_SHORTFALL = "t_shortfall"
    """A gap in a round that was full."""

    T_READY = "t_ready"
    """A full round that never becomes ready."""

    T_DECISION = "t_decision"
    """A ready project that nobody decides on."""

    T_START = "t_start"
    """An approved project that is never started."""

    T_OBJECTION = "t_objection"
    """How long a settlement may be objected to."""

    T_HOLDBACK = "t_holdback"
    """How long a part of the profit is held back."""

    T_ADJUSTMENT = "t_adjustment"
    """How long after the settlement late facts still change it; a window, no event."""


class ProposalState(Choice):
    """Where a proposal of one side stands."""

    OPEN = "open"
    """The others are asked."""

    TOPUP_DUE = "topup_due"
    """Everybody agreed; it applies when the money it needs is there."""

    APPLIED = "applied"
    """It was agreed."""

    CLOSED = "closed"
    """It was rejected or taken back."""

    LAPSED = "lapsed"
    """Nobody answered in time."""


class Purpose(Choice):
    """What a payment leg is for."""

    RELEASE = "release"
    """Released money on its way to its payees."""

    REFUND = "refund"
    """Money on its way back to the buyer."""

    UNAPPLIED = "unapplied"
    """Money that fitted nowhere, on its way back."""

    FEES = "fees"
    """Fees that never became due, on their way back."""

    CHARGEBACK = "chargeback"
    """Money a bank gave back after its milestone had ended."""


class Reason(Choice):
    """Why somebody disputes."""

    NOT_RECEIVED = "not_received"
    """Nothing arrived."""

    NOT_AS_DESCRIBED = "not_as_described"
    """What arrived is not what was agreed."""

    NOT_COMPLETED = "not_completed"
    """The requested changes were not made."""

    LATE = "late"
    """It is late."""

    NON_PAYMENT = "non_payment"
    """The seller wants to be paid."""

    UNAUTHORISED = "unauthorised"
    """The payment was not authorised."""

    RETURN_CONTESTED = "return_contested"
    """The seller does not accept what was sent back."""

    HOLD_EXPIRED = "hold_expired"
    """A hold ran out and left the matter open."""

    HOLD_LIMIT = "hold_limit"
    """The rail does not let the money be held any longer."""


class RefundCause(Choice):
    """Why money goes back to the buyer."""

    SELLER_CANCELLED = "seller_cancelled"
    """The seller called the milestone off."""

    NOT_DELIVERED = "not_delivered"
    """The seller did not deliver in time."""

    VOLUNTARY = "voluntary"
    """The seller gave part of it back."""

    RETURNED = "returned"
    """The goods were sent back."""

    CASE = "case"
    """A case was decided."""

    CANCEL_AGREED = "cancel_agreed"
    """Both sides agreed to end it."""

    ADMIN = "admin"
    """Staff decided."""


class RefundPolicy(Choice):
    """What a line asks of money that goes back."""

    KEEP = "keep"
    """As if it had been released. The buyer's part comes from the fees he paid, the seller's part out of the refund."""

    RECOMPUTE = "recompute"
    """The line becomes what its rule asks of the price less all that went back like this; what was taken before stays."""


class ReleaseCause(Choice):
    """Why money goes to the seller."""

    CLEARED = "cleared"
    """The milestone was approved and cleared."""

    VOLUNTARY = "voluntary"
    """The buyer paid part of it before approval."""

    RESTOCKING = "restocking"
    """The goods were sent back, and taking them back is paid for."""

    CASE = "case"
    """A case was decided."""

    KILL_FEE = "kill_fee"
    """Both sides agreed to end it, for a fee."""

    ADMIN = "admin"
    """Staff decided."""


class RequestStatus(Choice):
    """What was decided about a request."""

    WAITLISTED = "waitlisted"
    """Waits until a place comes free."""

    RESERVED = "reserved"
    """A place is kept for it."""

    APPROVED = "approved"
    """Taken in."""

    ACTIVE = "active"
    """A participation: its money is capital."""

    REJECTED = "rejected"
    """Ended: somebody said no."""

    WITHDRAWN = "withdrawn"
    """Ended: the investor took it back."""

    EXPIRED = "expired"
    """Ended: the money did not come."""

    SCALED_OUT = "scaled_out"
    """Ended: nothing was left for it."""

    CANCELLED = "cancelled"
    """Ended with the project."""


class ResidualPolicy(Choice):
    """What becomes of capital that no whole unit fits into."""

    RESIDUAL_AS_CAPITAL = "residual_as_capital"
    """It shares profit and loss like the capital of those who take no goods."""

    CASH_AT_COST = "cash_at_cost"
    """It is paid back at cost, first out of what the pool sells."""

    FILL = "fill"
    """It buys further units while it lasts, by `seq`, the dearest first; the rest is as `residual_as_capital`.
    It buys with the part of the capital that stands for goods only: what was raised for taxes that come back, or as a
    reserve, buys nothing.
    """


class Role(Choice):
    """In which capacity somebody acts.
    
    The role of a party comes from the terms. Only those of staff, banks and carriers are asserted by the host.
    """

    BUYER = "buyer"
    """Pays the price."""

    SELLER = "seller"
    """Delivers and is paid."""

    BROKER = "broker"
    """Introduced the two and is paid a commission."""

    ADVISOR = "advisor"
    """Advises; never moves money alone."""

    ARBITER = "arbiter"
    """Rules on cases."""

    ADMIN = "admin"
    """Staff of the host."""

    PROVIDER = "provider"
    """The payment provider, reporting facts."""

    CARRIER = "carrier"
    """The carrier, reporting deliveries."""

    OWNER = "owner"
    """Runs a project and raises the money for it."""

    INVESTOR = "investor"
    """Puts money into a project."""

    TREASURER = "treasurer"
    """Signs for money that leaves a project."""

    COMPLIANCE = "compliance"
    """Watches over rules and regulators."""

    BANK = "bank"
    """The bank, reporting facts."""

    CLOCK = "clock"
    """Time itself."""


class Rounding(Choice):
    """How an amount is paid that was determined to the cent."""

    CFF20 = "cff20"
    """In whole units of the currency, as `cff20` rounds."""

    CENTS = "cents"
    """As determined."""


class RuledBy(Choice):
    """On whose word a case was ruled."""

    ARBITER = "arbiter"
    """The arbiter's."""

    SILENCE = "silence"
    """The terms', because the other side was silent."""

    DEFAULT = "default"
    """The terms', because the arbiter was silent."""


class Stage(Choice):
    """The state of a project, as far as its early end depends on it."""

    DRAFT = "draft"
    """Being written."""

    PUBLISHED = "published"
    """Visible, without requests."""

    FUNDING = "funding"
    """Taking requests."""

    FULLY_FUNDED = "fully_funded"
    """The target is approved."""

    READY_FOR_APPROVAL = "ready_for_approval"
    """The target is there as money."""

    APPROVED = "approved"
    """Approved, and nothing released."""

    IN_EXECUTION = "in_execution"
    """Money was released."""

    COMPLETED = "completed"
    """Everything is delivered, sold or written off."""

    SETTLED = "settled"
    """The settlement is posted."""


class TaxInstrument(Choice):
    """The legal form of a participation, which decides the tax on what it earns."""

    DEBT_IFC = "debt_ifc"
    """A loan through an IFC: it earns interest."""

    COOWNERSHIP_IFC = "coownership_ifc"
    """Co-ownership or royalties through an IFC: it earns profit, which is not interest."""

    AP = "ap"
    """Asociación en participación."""

    PRIVATE = "private"
    """A private contract of another kind."""


class TaxMode(Choice):
    """Whether the rate of a commission has the tax in it."""

    ADDED = "added"
    """The tax comes on top, each rounded half up."""

    INCLUDED = "included"
    """What the rate gives is gross; the net is `gross / (1 + tax)` half up, and the tax the rest."""


class TaxPerson(Choice):
    """What somebody is to the tax office."""

    RESIDENT = "resident"
    """A resident individual."""

    COMPANY = "company"
    """A resident company."""

    FOREIGN = "foreign"
    """An individual or company abroad."""

    NONE = "none"
    """Somebody from whom nothing is withheld."""


class Timer(Choice):
    """A timer of the escrow."""

    T_DRAFT = "t_draft"
    """A draft that is never proposed."""

    T_ACCEPT = "t_accept"
    """A proposal that is not accepted by everybody; a counter-offer restarts it, 30 days in all."""

    T_FUND = "t_fund"
    """An agreed escrow, or a milestone, that is not paid."""

    T_PAY = "t_pay"
    """A payment that was started and not finished; the deadline comes with the payment."""

    T_SHIP = "t_ship"
    """Money is held and the seller does not deliver."""

    T_DELIVER = "t_deliver"
    """A parcel that never arrives."""

    T_INSPECT = "t_inspect"
    """The buyer neither approves nor complains. Goods 3 days, else 14; doubled for a delivery only the seller claims."""

    T_CLEAR = "t_clear"
    """The pause between approval and release."""

    T_REWORK = "t_rework"
    """Requested changes that never come."""

    T_RETURN_SHIP = "t_return_ship"
    """Goods that are to be sent back and are not: they count as accepted."""

    T_RETURN_INSPECT = "t_return_inspect"
    """Goods on their way back, and the seller is silent. Once they are back, five days at most."""

    T_MAX_HOLD = "t_max_hold"
    """The rail's limit for holding a payment; the window is how long before it the matter is decided."""

    T_CB = "t_cb"
    """A bank that does not decide a chargeback, counted from its own deadline."""

    T_HOLD = "t_hold"
    """A hold that nobody lifts; the deadline comes with the hold."""

    T_AMEND = "t_amend"
    """A proposal to amend that not everybody agrees to."""

    T_TOPUP = "t_topup"
    """An agreed amendment whose money does not come."""

    T_CANCEL = "t_cancel"
    """A proposal to cancel that the other side does not answer. One to extend waits as long as the window it is about."""

    T_RESP = "t_resp"
    """The other side does not answer a claim."""

    T_NEG = "t_neg"
    """The sides do not come to terms."""

    T_MED = "t_med"
    """Mediation without result."""

    T_ARB = "t_arb"
    """The arbiter is silent."""

    T_CLAIMS = "t_claims"
    """How long after the end the sides may claim what has left the escrow; no timer, a window."""

    T_APPEAL = "t_appeal"
    """Nobody appeals a ruling. Zero means there is no appeal."""


class Timing(Choice):
    """When a line becomes due while principal is released."""

    PRO_RATA = "pro_rata"
    """In proportion to the released principal."""

    FRONT = "front"
    """All of it with the first release."""

    BACK = "back"
    """All of it when the whole principal is released."""


class Uncollectable(Choice):
    """What stands in the books and will never come."""

    CREDITABLE_TAX = "creditable_tax"
    """Tax that was to be given back."""

    OWNER = "owner"
    """What the owner owes."""

    ADVANCES = "advances"
    """Money the owner has not accounted for."""


class Weights(Choice):
    """By what the investors' profit is shared. A loss is always shared by capital."""

    CAPITAL = "capital"
    """By capital."""

    CAPITAL_DAYS = "capital_days"
    """By capital times the days it was in."""


class YieldPolicy(Choice):
    """Who earns the interest on money that waits."""

    INVESTORS_BY_CAPITAL_DAYS = "investors_by_capital_days"
    """The investors, by capital and days."""

    PLATFORM = "platform"
    """The platform."""

    NONE = "none"
    """There is none to share; what comes all the same is the platform's."""

__all__ = [
    "AllocationRule",
    "ApprovalMode",
    "Basis",
    "CaptureAt",
    "CaseState",
    "Category",
    "ChargebackKind",
    "ChargebackState",
    "Choice",
    "CloseReason",
    "CommandKind",
    "CommissionBase",
    "CommissionPayer",
    "Compounding",
    "CostPhase",
    "DayCount",
    "Dimension",
    "Direction",
    "Element",
    "EndedBy",
    "Ending",
    "Fault",
    "FeeBearer",
    "Figure",
    "FxPolicy",
    "GoodsEnding",
    "HoldKind",
    "HoldState",
    "Identity",
    "Incoterm",
    "Invoices",
    "Kind",
    "LastTicket",
    "Leaving",
    "LegState",
    "Liability",
    "MilestoneState",
    "MoneyState",
    "On",
    "OnExpiry",
    "OnTimeout",
    "OrderState",
    "Oversubscription",
    "Owed",
    "PaidTo",
    "Payer",
    "PayoutState",
    "Phase",
    "PricePolicy",
    "Profile",
    "ProjectCommandKind",
    "ProjectKind",
    "ProjectState",
    "ProjectTimer",
    "ProposalState",
    "Purpose",
    "Reason",
    "RefundCause",
    "RefundPolicy",
    "ReleaseCause",
    "RequestStatus",
    "ResidualPolicy",
    "Role",
    "Rounding",
    "RuledBy",
    "Stage",
    "TaxInstrument",
    "TaxMode",
    "TaxPerson",
    "Timer",
    "Timing",
    "Uncollectable",
    "Weights",
    "YieldPolicy",
]
