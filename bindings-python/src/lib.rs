//! Tercero for Python: values, handles and functions. Each function takes values, calls the core and returns values.
//! There is no rule in here; what the classes of values do is in `core/src/lang/python.rs`.

mod bulk;
mod classes;
mod functions;
mod handles;

use pyo3::prelude::*;

/// Escrow and settlement rules as a pure, exact, provable core.
#[pymodule(gil_used = false)]
mod _tercero {
    #[pymodule_export]
    use super::bulk::{
        allocate_increment_into, allocate_into, allocate_many, distribute_into, in_kind_into,
        settle_into,
    };
    #[pymodule_export]
    use super::classes::{
        Action, Actor, Actuals, Admission, Allotment, AmountRange, Approved, Argument, Asked,
        Attributes, Balance, Base, Basket, BookRule, ByLot, Capture, Case, CaseLapse, CaseOffer,
        CaseSettlement, Cash, Change, ChangeOrder, Charge, Chargeback, Checkpoint, Clearing,
        Closing, Collected, Command, Commission, ConsistencyProof, Context, Contribution,
        Conversion, ConversionResult, Converted, CostLine, Credit, CustomsEntry, CustomsGoods,
        CustomsParameters, Deadline, Difference, Digest, Dividend, Drafted, Duties, EndingRow,
        Entitlement, Entry, EscrowRecord, Event, ExpectedResult, ExpectedShare, Explained,
        ExplainedLine, ExplainedRule, Explanation, FeeLine, FeeSchedule, FixedPriceResult,
        Forecast, FundBy, FundingNeed, Goods, GoodsDuties, Hold, InKind, InclusionProof, Increment,
        InterimLine, JournalEntry, Landed, LandedProduct, Leg, LimitUnit, LineAmount,
        LineExplanation, LineShares, Liquidation, Loss, Lot, MarketplaceSale, Materiality, Method,
        Milestone, MilestoneLapse, MilestoneTerms, Mode, Money, Movement, Objection, Offer,
        OnRefund, Order, OrderLine, Ordered, Overrun, Parked, Part, Party, PartyTotal, PatchLine,
        Paused, PayeeShare, PayerShare, Payin, Payout, PerPeriod, Person, Plan, Portion, Position,
        PositionReserve, Posting, Preview, Product, ProfileRow, ProfitSplit, ProjectAction,
        ProjectArgument, ProjectChange, ProjectCommand, ProjectDeadline, ProjectEvent,
        ProjectExplained, ProjectLimit, ProjectPart, ProjectPayout, ProjectPreview, ProjectQuote,
        ProjectReason, ProjectRecord, ProjectSnapshot, ProjectTier, ProjectView, Proposal,
        Quantity, Quote, QuoteLine, QuoteShare, Receipt, Refund, Remittance, Report, Request,
        Reserve, Reserves, Resolution, Round, Rule, RuleBook, ScaleBack, Scenario, Scope,
        Settlement, SettlementLine, SettlementRules, Share, ShareChange, Snapshot, Source, Spent,
        Standing, Stock, Supplementary, SupplementaryChange, SupplementaryLine, Tally, Tax,
        TaxProfile, Term, Terms, Tier, TierResult, TimerTerms, TimerWindow, Totals, Units,
        Unmatched, Unspent, Verdict, View, Vote, Warning, Waterfall, Withholding,
    };
    #[pymodule_export]
    use super::functions::{
        accrue, allocate, allocate_increment, assess, by_lot, days, digest_of_bytes,
        digest_of_text, escrow_event, expected_result, explain_allocation, explain_position,
        explain_settlement, fee, funding_need, in_kind, interim, landed_cost, liquidate,
        offer_hash, percent, price_for_net, project_event, quote, quote_fees, resolve, settle,
        simulate, standard_rules, supplementary, terms_hash, waterfall,
    };
    #[pymodule_export]
    use super::handles::{Escrow, History, Project, ProjectTransition, Transition};

    /// Under the feature `panics` the environment asks for panics.
    #[pymodule_init]
    fn init(_module: &super::Bound<'_, super::PyModule>) -> super::PyResult<()> {
        #[cfg(feature = "panics")]
        tercero::lang::python::PANICS
            .get_or_init(|| || std::env::var_os("TERCERO_PANIC").is_some());
        Ok(())
    }
}
