//! The functions of the core, one export each: take values, release the interpreter, call the core, map the refusal.
//! What they mean and refuse is said at the core's functions.

use pyo3::prelude::*;
use tercero::allocation;
use tercero::commission::{FeeSchedule, Rule};
use tercero::history::Entry;
use tercero::lang::python::{Given, guard};
use tercero::project::costs::{CostLine, ExpectedResult, FundingNeed, Landed, Product};
use tercero::project::customs::{CustomsEntry, CustomsParameters, Duties};
use tercero::project::distribution::{Cash, InterimLine};
use tercero::project::explain::Explanation;
use tercero::project::in_kind::{Goods, InKind, ResidualPolicy};
use tercero::project::liquidation::{Fault, Liquidation};
use tercero::project::lots::{ByLot, Lot};
use tercero::project::settlement::{Actuals, Position, Settlement, SettlementRules};
use tercero::project::simulation::{Forecast, Scenario};
use tercero::project::supplementary::{Reserves, Supplementary};
use tercero::project::waterfall::{Tier, Waterfall};
use tercero::quote::Quote;
use tercero::rulebook::{Attributes, Resolution, RuleBook};
use tercero::{
    Currency, Digest, Hash, Money, Offer, PartyId, Rate, Reference, Terms, Timestamp, Window,
    escrow, project,
};

/// Each export takes its arguments from Python, lets other threads run, and gives back what the core answers.
macro_rules! functions {
    ($(
        $(#[$attribute:meta])*
        fn $name:ident($($argument:ident: $type:ty),*) -> $result:ty $body:block
    )+) => {$(
        #[pyfunction]
        $(#[$attribute])*
        pub(crate) fn $name(py: Python<'_>, $($argument: Given<$type>),*) -> PyResult<Given<$result>> {
            $(let $argument = $argument.0;)*
            guard(|| py.detach(|| $body)).map(Given)
        }
    )+};
}

functions! {
    /// Splits `total` by `weights`, largest remainder first; what is split adds up.
    fn allocate(total: Money, weights: Vec<Rate>) -> Vec<Money> {
        allocation::allocate(total, &weights)
    }

    /// Splits a further `amount` after `paid` without taking anything back.
    fn allocate_increment(amount: Money, weights: Vec<Rate>, paid: Vec<Money>) -> Vec<Money> {
        allocation::allocate_increment(amount, &weights, &paid)
    }

    /// Splits cumulative `totals` in steps; one list of increments for each of them.
    fn accrue(weights: Vec<Rate>, totals: Vec<Money>) -> Vec<Vec<Money>> {
        allocation::accrue(&weights, &totals)
    }

    /// Explains every part of `allocate`, in the same order.
    fn explain_allocation(total: Money, weights: Vec<Rate>) -> Vec<allocation::Share> {
        allocation::explain(total, &weights)
    }

    /// The fee of `rule` on `amount`.
    fn fee(rule: Rule, amount: Money) -> Money {
        rule.fee(amount)
    }

    /// What everybody pays and receives under `terms`.
    fn quote(terms: Terms) -> Quote {
        terms.quote()
    }

    /// Quotes `fees` for a `price` between `buyer` and `seller`.
    fn quote_fees(price: Money, fees: FeeSchedule, buyer: PartyId, seller: PartyId) -> Quote {
        tercero::quote::quote(price, &fees, &buyer, &seller)
    }

    /// The quote whose price leaves the seller `net`.
    fn price_for_net(net: Money, fees: FeeSchedule, buyer: PartyId, seller: PartyId) -> Quote {
        tercero::quote::price_for_net(net, &fees, &buyer, &seller)
    }

    /// The fees of a deal at an instant, found in a book of rules.
    fn resolve(book: RuleBook, deal: Attributes, at: Timestamp) -> Resolution {
        book.resolve(&deal, at)
    }

    /// What an acceptance of `terms` accepts.
    fn terms_hash(terms: Terms) -> Hash {
        terms.hash()
    }

    /// What somebody who takes part in `offer` accepts.
    fn offer_hash(offer: Offer) -> Hash {
        offer.hash()
    }

    /// What an entry of an escrow's history says happened.
    fn escrow_event(entry: Entry) -> escrow::Event {
        entry.body().map(|body| body.event)
    }

    /// What an entry of a project's history says happened.
    fn project_event(entry: Entry) -> project::Event {
        entry.body().map(|body| body.event)
    }

    /// `3.5` percent as the fraction `0.035`.
    fn percent(text: String) -> Rate {
        tercero::percent(&text)
    }

    /// `n` days of 86 400 seconds each.
    fn days(n: u32) -> Window {
        Ok(tercero::days(n))
    }

    /// What the history keeps of a text.
    fn digest_of_text(text: String) -> Digest {
        Digest::of_text(&text)
    }

    /// What the history keeps of a file.
    fn digest_of_bytes(data: Vec<u8>) -> Digest {
        Digest::of_bytes(&data)
    }

    /// The usual rules of a settlement in `currency`.
    fn standard_rules(currency: Currency) -> SettlementRules {
        SettlementRules::standard(currency)
    }

    /// Settles a project: who gets what of profit, loss and capital.
    fn settle(rules: SettlementRules, actuals: Actuals, positions: Vec<Position>) -> Settlement {
        project::settlement::settle(&rules, &actuals, &positions)
    }

    /// Explains the whole settlement and every position.
    fn explain_settlement(
        rules: SettlementRules, actuals: Actuals, positions: Vec<Position>
    ) -> Explanation {
        project::explain::explain(&rules, &actuals, &positions)
    }

    /// Explains the whole settlement and one position of it.
    fn explain_position(
        rules: SettlementRules, actuals: Actuals, positions: Vec<Position>, position: Reference
    ) -> Explanation {
        project::explain::explain_position(&rules, &actuals, &positions, &position)
    }

    /// Computes a settlement again with late facts, and compares it with the first one.
    fn supplementary(
        rules: SettlementRules, before: Actuals, now: Actuals, positions: Vec<Position>,
        reserves: Reserves
    ) -> Supplementary {
        project::supplementary::supplementary(&rules, &before, &now, &positions, &reserves)
    }

    /// Settles a forecast under a scenario, without any side effect.
    fn simulate(rules: SettlementRules, forecast: Forecast, scenario: Scenario) -> Settlement {
        project::simulation::simulate(&rules, &forecast, &scenario)
    }

    /// What every product costs once it has arrived.
    fn landed_cost(products: Vec<Product>, lines: Vec<CostLine>) -> Landed {
        project::costs::landed_cost(&products, &lines)
    }

    /// How much money a project needs.
    fn funding_need(
        products: Vec<Product>, lines: Vec<CostLine>, contingency: Money, owner_capital: Money
    ) -> FundingNeed {
        project::costs::funding_need(&products, &lines, contingency, owner_capital)
    }

    /// What each participant may expect of a project at `margin`.
    fn expected_result(cost: Money, margin: Rate, capital: Vec<Money>) -> ExpectedResult {
        project::costs::expected_result(cost, margin, &capital)
    }

    /// The duties on an entry of goods.
    fn assess(entry: CustomsEntry, parameters: CustomsParameters, at: Timestamp) -> Duties {
        project::customs::assess(&entry, &parameters, at)
    }

    /// Distributes through the tiers of a waterfall, one after the other.
    #[pyo3(signature = (tiers, distributable, capital, days = Given(Vec::new())))]
    fn waterfall(
        tiers: Vec<Tier>, distributable: Money, capital: Vec<Money>, days: Vec<u32>
    ) -> Waterfall {
        project::waterfall::waterfall(&tiers, distributable, &capital, &days)
    }

    /// Shares out goods by capital.
    #[pyo3(signature = (goods, total_capital, capitals, policy = Given(ResidualPolicy::default())))]
    fn in_kind(
        goods: Vec<Goods>, total_capital: Money, capitals: Vec<Money>, policy: ResidualPolicy
    ) -> InKind {
        project::in_kind::in_kind(&goods, total_capital, &capitals, policy)
    }

    /// Distributes `amount` before the settlement, capital first.
    fn interim(
        rules: SettlementRules, cash: Cash, amount: Money, positions: Vec<Position>
    ) -> Vec<InterimLine> {
        project::distribution::interim(&rules, &cash, amount, &positions)
    }

    /// Ends a project that failed: what is left goes back by capital.
    fn liquidate(
        capital: Vec<Money>, spent: Money, recoveries: Money, accrued_unpaid: Money, fault: Fault
    ) -> Liquidation {
        project::liquidation::liquidate(&capital, spent, recoveries, accrued_unpaid, fault)
    }

    /// Settles lot by lot, with what the owner has to give back in the end.
    fn by_lot(
        tiers: Vec<Tier>, lots: Vec<Lot>, holdback: Rate, future: Money, capital: Vec<Money>
    ) -> ByLot {
        project::lots::by_lot(&tiers, &lots, holdback, future, &capital)
    }
}
