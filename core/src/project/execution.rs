//! The project at work: money is spent on budget lines, goods arrive, are handed over and sold, and some money goes back.
//! Nothing is spent that is not there, and no budget line gives more than it has.

use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::id::Reference;
use crate::journal::Account;
use crate::machine::misplaced;
use crate::money::Money;
use crate::project::command::{Command, Conversion, PaidTo};
use crate::project::costs::{CostLine, landed_cost};
use crate::project::decide::Scene;
use crate::project::distribution::{Cash, advance_limit, interim, share};
use crate::project::event::{Converted, Event, LineAmount, Part};
use crate::project::fx::base_amount;
use crate::project::in_kind::{Goods, in_kind};
use crate::project::lifecycle::or_refuse;
use crate::project::offer::{Kind, Offer};
use crate::project::settlement::Weights;
use crate::project::snapshot::planned;
use crate::project::table::Guard;
use crate::project::{Entitlement, MoneyState, ProjectState, Request, RequestStatus, Spent, State};

type Effect = Result<Vec<Event>, Refusal>;

fn too_much(code: Code, amount: Money, most: Money) -> Result<(), Refusal> {
    if amount.is_positive() && amount <= most {
        return Ok(());
    }
    let code = if amount.is_positive() { code } else { Code::AmountRange };
    Err(Refusal::new(code)
        .at("amount")
        .got(amount.amount_text())
        .allow(most.positive_part().amount_text()))
}

/// The budget line a command names.
fn line<'a>(scene: &Scene<'a>) -> Result<&'a Reference, Refusal> {
    match scene.command {
        Some(
            Command::StartExecution { line, .. }
            | Command::ReleaseFunds { line, .. }
            | Command::RecordCost { line, .. }
            | Command::JustifyAdvance { line, .. }
            | Command::RecordRecovery { line, .. },
        ) => Ok(line),
        _ => Err(misplaced()),
    }
}

fn to(scene: &Scene<'_>) -> Result<PaidTo, Refusal> {
    match scene.command {
        Some(Command::StartExecution { to, .. } | Command::ReleaseFunds { to, .. }) => Ok(*to),
        _ => Err(misplaced()),
    }
}

/// The product a command names, and how many units.
fn units<'a>(scene: &Scene<'a>) -> Result<(&'a Reference, u32), Refusal> {
    match scene.command {
        Some(
            Command::RecordReceipt { sku, quantity, .. }
            | Command::RecordSale { sku, quantity, .. }
            | Command::WriteOff { sku, quantity, .. },
        ) => Ok((sku, *quantity)),
        _ => Err(misplaced()),
    }
}

fn conversions<'a>(scene: &Scene<'a>) -> Result<&'a [Conversion], Refusal> {
    match scene.command {
        Some(Command::StartExecution { conversions, .. }) => Ok(conversions),
        _ => Err(misplaced()),
    }
}

// Spending.

pub(crate) const CONVERTS_ALL: Guard = Guard::arguments("all money is converted", |scene| {
    let state = scene.state;
    let given = conversions(scene)?;
    let own = state.zero().currency();
    let foreign = |known: &&crate::journal::Balance| {
        known.account == Account::Cash && known.balance.currency() != own
    };
    for known in state.balances.iter().filter(foreign) {
        let capital = state.foreign_capital(known.balance.currency())?;
        let converts = |given: &&Conversion| given.from == capital && given.quote.check().is_ok();
        if capital.is_positive() && given.iter().filter(converts).count() != 1 {
            return Err(Refusal::new(Code::RateNotFrozen)
                .at("conversions")
                .got(known.balance.currency())
                .allow(capital.to_string()));
        }
    }
    let known = |given: &Conversion| {
        given.from.currency() != own
            && state.foreign_capital(given.from.currency()).is_ok_and(|held| held == given.from)
    };
    match given.iter().find(|given| !known(given)) {
        Some(unknown) => Err(Refusal::new(Code::NotFound).at("conversions").got(unknown.from)),
        None => Ok(()),
    }
});
pub(crate) const WITHIN_BUDGET: Guard = Guard::arguments("within the line's budget", |scene| {
    too_much(Code::BudgetExceeded, scene.amount()?, scene.state.budget_left(line(scene)?)?)
});
pub(crate) const CASH_AFTER_CONVERSION: Guard = Guard::arguments("the money is there", |scene| {
    let converted = scene.state.conversion_events(conversions(scene)?)?;
    let mut spendable = scene.state.spendable()?;
    for event in &converted {
        if let Event::FxConverted { parts, .. } = event {
            for part in parts {
                spendable = spendable.plus(part.got)?;
            }
        }
    }
    too_much(Code::CashShort, scene.amount()?, spendable)
});
pub(crate) const CASH_THERE: Guard = Guard::arguments("the money is there", |scene| {
    let amount = scene.amount()?;
    // What is owed to the supplier is set aside already.
    let most = match scene.command {
        Some(Command::PaySupplier { .. }) => {
            scene.state.unobliged()?.plus(scene.state.owed_to_supplier())?
        }
        _ => scene.state.spendable()?,
    };
    too_much(Code::CashShort, amount, most)
});
pub(crate) const KNOWN_LINE: Guard =
    Guard::arguments("such a line exists", |scene| scene.state.spent_on(line(scene)?).map(|_| ()));
pub(crate) const COVERS_WHAT_WAS_PAID: Guard =
    Guard::arguments("at least what was paid", |scene| {
        let (amount, spent) = (scene.amount()?, scene.state.spent_on(line(scene)?)?);
        let paid = spent.paid.plus(spent.advanced)?;
        // What was owed and is paid cannot be owed less, nor what is shared over the goods already.
        let known = paid.plus(spent.owed)?;
        let shared = scene.state.balance(&scene.state.account_of(line(scene)?));
        let least =
            paid.max(known.minus(scene.state.owed_to_supplier())?).max(known.minus(shared)?);
        if amount >= least {
            return Ok(());
        }
        Err(Refusal::new(Code::AmountRange)
            .at("amount")
            .got(amount.amount_text())
            .allow(least.amount_text()))
    });
pub(crate) const OWED_TO_SUPPLIER: Guard = Guard::arguments("0 < amount ≤ owed", |scene| {
    too_much(Code::AmountExceedsAvailable, scene.amount()?, scene.state.owed_to_supplier())
});
pub(crate) const WITHIN_ADVANCE: Guard = Guard::arguments("within what he was given", |scene| {
    let Some(Command::JustifyAdvance { amount, tax, .. }) = scene.command else {
        return Err(misplaced());
    };
    scene.state.zero().same_currency(*tax).map_err(|refusal| refusal.at("tax"))?;
    or_refuse(tax.minor() >= 0, Code::AmountRange).map_err(|refusal| refusal.at("tax"))?;
    scene.state.zero().same_currency(*amount).map_err(|refusal| refusal.at("amount"))?;
    let advanced = scene.state.spent_on(line(scene)?)?.advanced;
    too_much(Code::AmountExceedsAvailable, amount.plus(*tax)?, advanced)?;
    too_much(Code::AmountRange, *amount, advanced)
});
pub(crate) const WITHIN_PAID: Guard = Guard::arguments("at most what it cost", |scene| {
    let spent = scene.state.spent_on(line(scene)?)?;
    let there = scene.state.on_books(line(scene)?)?;
    too_much(
        Code::AmountExceedsAvailable,
        scene.amount()?,
        spent.paid.plus(spent.owed)?.at_most(there)?,
    )
});

pub(crate) fn start(scene: &Scene<'_>) -> Effect {
    let Some(Command::StartExecution { contract, conversions, .. }) = scene.command else {
        return Err(misplaced());
    };
    let mut events = vec![Event::ExecutionStarted { contract: *contract }];
    events.extend(scene.state.conversion_events(conversions)?);
    events.extend(release(scene)?);
    Ok(events)
}

pub(crate) fn release(scene: &Scene<'_>) -> Effect {
    let line = line(scene)?;
    let recoverable = scene.state.is_recoverable(line);
    let (line, amount, to) = (line.clone(), scene.amount()?, to(scene)?);
    Ok(vec![Event::FundsReleased { line, amount, to, recoverable }])
}

pub(crate) fn record_cost(scene: &Scene<'_>) -> Effect {
    let Some(Command::RecordCost { line, amount, evidence }) = scene.command else {
        return Err(misplaced());
    };
    let spent = scene.state.spent_on(line)?;
    let owed = amount.minus(spent.paid)?.minus(spent.advanced)?.minus(spent.owed)?;
    let back = scene.state.zero().minus(owed)?.positive_part();
    Ok(vec![Event::CostRecorded {
        line: line.clone(),
        amount: *amount,
        owed,
        from_pool: scene.state.lacking_on(line, back)?,
        recoverable: scene.state.is_recoverable(line),
        evidence: *evidence,
    }])
}

pub(crate) fn pay_supplier(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::SupplierPaid { amount: scene.amount()? }])
}

pub(crate) fn justify(scene: &Scene<'_>) -> Effect {
    let Some(Command::JustifyAdvance { line, amount, tax, evidence }) = scene.command else {
        return Err(misplaced());
    };
    let (line, evidence) = (line.clone(), *evidence);
    Ok(vec![Event::AdvanceJustified { line, amount: *amount, tax: *tax, evidence }])
}

pub(crate) fn recover(scene: &Scene<'_>) -> Effect {
    let Some(Command::RecordRecovery { line, amount, reference }) = scene.command else {
        return Err(misplaced());
    };
    let from_pool = scene.state.lacking_on(line, *amount)?;
    let (line, reference) = (line.clone(), reference.clone());
    Ok(vec![Event::RecoveryRecorded { line, amount: *amount, from_pool, reference }])
}

// Goods.

pub(crate) const WITHIN_ORDER: Guard = Guard::arguments("at most what was ordered", |scene| {
    let (sku, quantity) = units(scene)?;
    let left = scene.state.ordered(sku)?.saturating_sub(scene.state.stock_of(sku)?.received);
    within_units(quantity, left)
});
pub(crate) const SALE_FITS: Guard = Guard::arguments("the amounts of the sale fit", |scene| {
    let Some(Command::RecordSale { revenue, tax, income_tax_withheld, tax_withheld, .. }) =
        scene.command
    else {
        return Err(misplaced());
    };
    let fields = [
        ("revenue", *revenue, true),
        ("tax", *tax, true),
        ("income_tax_withheld", *income_tax_withheld, *income_tax_withheld <= *revenue),
        ("tax_withheld", *tax_withheld, *tax_withheld <= *tax),
    ];
    for (field, amount, fits) in fields {
        scene.state.zero().same_currency(amount).map_err(|refusal| refusal.at(field))?;
        if !fits || amount.minor() < 0 {
            return Err(Refusal::new(Code::AmountRange).at(field).got(amount.amount_text()));
        }
    }
    Ok(())
});
pub(crate) const GOODS_ARE_SHARED: Guard = Guard::state("everybody's goods are known", |scene| {
    let state = scene.state;
    let waits = |request: &Request| {
        request.kind == Kind::Products && request.status == RequestStatus::Active
    };
    or_refuse(state.allocated || !state.requests.iter().any(waits), Code::UnitsOpen)
});
pub(crate) const WITHIN_STOCK: Guard = Guard::arguments("at most what is free", |scene| {
    let (sku, quantity) = units(scene)?;
    let kept = scene.state.kept_for(sku);
    within_units(quantity, scene.state.stock_of(sku)?.on_hand().saturating_sub(kept))
});
pub(crate) const GOODS_HANDED_OVER: Guard = Guard::state("goods are handed over first", |scene| {
    let waits = |known: &Entitlement| {
        known.value.is_positive()
            && scene.state.request(&known.request).is_some_and(|request| !request.delivered)
    };
    or_refuse(!scene.state.entitlements.iter().any(waits), Code::UnitsOpen)
});
pub(crate) const NOT_DELIVERED: Guard = Guard::state("nothing handed over or sold", |scene| {
    let moved = |stock: &crate::project::Stock| stock.on_hand() != stock.received;
    or_refuse(!scene.state.stock.iter().any(moved), Code::IllegalTransition)
});
pub(crate) const SHARES_GOODS: Guard =
    Guard::state("something to share", |scene| scene.state.shared_goods().map(|_| ()));
pub(crate) const IN_EXECUTION: Guard = Guard::state("in execution", |scene| {
    or_refuse(scene.state.state == ProjectState::InExecution, Code::IllegalTransition)
});
pub(crate) const HAS_UNITS: Guard = Guard::state("its goods are here", |scene| {
    let request = scene.request()?;
    let entitled = |known: &Entitlement| known.request == request.id;
    let waits = !request.delivered && scene.state.entitlements.iter().any(entitled);
    or_refuse(waits, Code::UnitsExceeded)
});

fn within_units(quantity: u32, left: u32) -> Result<(), Refusal> {
    if quantity > 0 && quantity <= left {
        return Ok(());
    }
    Err(Refusal::new(Code::UnitsExceeded).at("quantity").got(quantity).allow(left.to_string()))
}

pub(crate) fn receive(scene: &Scene<'_>) -> Effect {
    let Some(Command::RecordReceipt { sku, quantity, evidence }) = scene.command else {
        return Err(misplaced());
    };
    let (sku, evidence) = (sku.clone(), *evidence);
    Ok(vec![Event::GoodsReceived { sku, quantity: *quantity, evidence }])
}

pub(crate) fn sell(scene: &Scene<'_>) -> Effect {
    let Some(Command::RecordSale {
        sku,
        quantity,
        revenue,
        tax,
        income_tax_withheld,
        tax_withheld,
        reference,
    }) = scene.command
    else {
        return Err(misplaced());
    };
    Ok(vec![Event::RevenueRecorded {
        sku: sku.clone(),
        quantity: *quantity,
        revenue: *revenue,
        tax: *tax,
        income_tax_withheld: *income_tax_withheld,
        tax_withheld: *tax_withheld,
        reference: reference.clone(),
    }])
}

pub(crate) fn write_off(scene: &Scene<'_>) -> Effect {
    let Some(Command::WriteOff { sku, quantity, evidence }) = scene.command else {
        return Err(misplaced());
    };
    let (sku, evidence) = (sku.clone(), *evidence);
    Ok(vec![Event::UnitsWrittenOff { sku, quantity: *quantity, evidence }])
}

pub(crate) fn allocate_costs(scene: &Scene<'_>) -> Effect {
    let costs = scene.state.open_costs()?;
    let residual = scene.state.offer.residual;
    let entitlements = scene.state.shared_goods()?;
    Ok(vec![Event::CostsAllocated { costs, entitlements, residual }])
}

pub(crate) fn deliver(scene: &Scene<'_>) -> Effect {
    let Some(Command::DeliverUnits { request, evidence }) = scene.command else {
        return Err(misplaced());
    };
    let own = scene.state.entitlements.iter().filter(|known| known.request == *request);
    let value = own.map(|known| known.value).try_fold(scene.state.zero(), Money::plus)?;
    let (request, evidence) = (request.clone(), *evidence);
    Ok(vec![Event::UnitsDelivered { request, value, evidence }])
}

// Money before the settlement.

pub(crate) const SPARE_CASH: Guard = Guard::arguments("beyond costs and reserve", |scene| {
    too_much(Code::CashShort, scene.amount()?, scene.state.spare()?)
});
pub(crate) const WITHIN_EXPECTED: Guard = Guard::arguments("within the expected profit", |scene| {
    let (request, state) = (scene.request()?, scene.state);
    let expected = state.expected_profit(&request.id)?;
    let most = advance_limit(expected, state.offer.advance_cap)?.minus(request.advance)?;
    too_much(Code::AmountExceedsAvailable, scene.amount()?, most)
});
pub(crate) const WITHIN_CAPITAL: Guard = Guard::arguments("at most the capital", |scene| {
    let parts = scene.state.unspent_parts(scene)?;
    for (holder, part) in scene.state.holders().zip(&parts) {
        if part.amount > holder.capital {
            too_much(Code::AmountExceedsAvailable, part.amount, holder.capital)?;
        }
    }
    Ok(())
});

pub(crate) fn distribute_interim(scene: &Scene<'_>) -> Effect {
    let state = scene.state;
    let cash = Cash { cash: state.spare()?, committed_costs: state.zero(), reserve: state.zero() };
    let positions = state.positions(scene.at)?;
    let lines = interim(&state.offer.settlement, &cash, scene.amount()?, &positions)?;
    let (mut capital, mut profit) = (Vec::new(), Vec::new());
    for (holder, line) in state.holders().zip(lines) {
        capital.push(holder.part(line.capital));
        profit.push(holder.part(line.profit));
    }
    capital.retain(|part| part.amount.is_positive());
    profit.retain(|part| part.amount.is_positive());
    Ok(vec![Event::InterimDistributed { capital, profit }])
}

pub(crate) fn pay_advance(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::AdvancePaid { part: scene.request()?.part(scene.amount()?) }])
}

pub(crate) fn return_unspent(scene: &Scene<'_>) -> Effect {
    Ok(vec![Event::UnspentCapitalReturned { parts: scene.state.unspent_parts(scene)? }])
}

impl State {
    /// The participations, those of investors first, the owner's last, each in the order of acceptance.
    pub(crate) fn holders(&self) -> impl Iterator<Item = &Request> {
        let of = |owner: bool| {
            self.requests.iter().filter(move |request| {
                request.status == RequestStatus::Active && (request.kind == Kind::Owner) == owner
            })
        };
        of(false).chain(of(true))
    }

    /// What each participation gets of capital that is given back, in the order of acceptance.
    fn unspent_parts(&self, scene: &Scene<'_>) -> Result<Vec<Part>, Refusal> {
        let positions = self.positions(scene.at)?;
        let rules = &self.offer.settlement;
        let shares = share(rules, scene.amount()?, Weights::Capital, &positions)?;
        let parts = self.holders().zip(shares).map(|(holder, share)| holder.part(share.amount));
        Ok(parts.collect())
    }

    /// Capital in a foreign currency.
    fn foreign_capital(&self, currency: crate::Currency) -> Result<Money, Refusal> {
        let own = self.holders().filter(|holder| {
            holder.money == MoneyState::Capital && holder.received.currency() == currency
        });
        own.map(|holder| holder.received).try_fold(Money::zero(currency), Money::plus)
    }

    /// What converting all foreign capital at these rates makes of it.
    fn conversion_events(&self, conversions: &[Conversion]) -> Effect {
        let mut events = Vec::new();
        for conversion in conversions {
            let foreign = self.holders().filter(|holder| {
                holder.money == MoneyState::Capital
                    && holder.received.currency() == conversion.from.currency()
            });
            let mut parts = Vec::new();
            for holder in foreign {
                let own = self.zero().currency();
                let got = base_amount(holder.received, own, Some(&conversion.quote))?;
                parts.push(Converted {
                    request: holder.id.clone(),
                    from: holder.received,
                    counts: holder.base,
                    got,
                });
            }
            events.push(Event::FxConverted { conversion: conversion.clone(), parts });
        }
        Ok(events)
    }

    /// What a budget line has come to. Errors: `not_found`.
    pub(crate) fn spent_on(&self, line: &Reference) -> Result<&Spent, Refusal> {
        let known = self.spent.iter().find(|spent| spent.line == *line);
        known.ok_or_else(|| Refusal::new(Code::NotFound).at("line").got(line))
    }

    /// The offer with the quantities that are really planned.
    fn planned_offer(&self) -> Offer {
        planned(&self.offer, &self.planned)
    }

    /// What stands on the books for a budget line and can come back: on its account, or with the goods.
    fn on_books(&self, line: &Reference) -> Result<Money, Refusal> {
        let account = self.balance(&self.account_of(line));
        if self.is_recoverable(line) {
            return Ok(account);
        }
        // Goods that wait for those who get them are handed over at what they were shared at.
        let waits = |known: &&Entitlement| {
            self.request(&known.request).is_some_and(|request| !request.delivered)
        };
        let mut waiting = self.entitlements.iter().filter(waits).map(|known| known.value);
        let waiting = waiting.try_fold(self.zero(), Money::plus)?;
        account.plus(self.balance(&Account::Pool).minus(waiting)?.positive_part())
    }

    /// What of `back` has to come from the goods, because the account of the line no longer has it.
    fn lacking_on(&self, line: &Reference, back: Money) -> Result<Money, Refusal> {
        let account = self.balance(&self.account_of(line));
        Ok(back.minus(account)?.positive_part())
    }

    fn budget_left(&self, line: &Reference) -> Result<Money, Refusal> {
        let spent = self.spent_on(line)?;
        let budget = self.planned_offer().budget(line)?.unwrap_or(self.zero());
        budget.minus(spent.paid)?.minus(spent.advanced)?.minus(spent.owed)
    }

    fn is_recoverable(&self, line: &Reference) -> bool {
        self.offer.costs.iter().any(|known| known.id == *line && known.recoverable)
    }

    /// The account a budget line is spent on.
    pub(crate) fn account_of(&self, line: &Reference) -> Account {
        if self.is_recoverable(line) {
            return Account::CreditableTax;
        }
        let known = self.offer.costs.iter().find(|known| known.id == *line);
        let category = known.map_or(crate::project::costs::Category::BaseProduct, |l| l.category);
        Account::Costs(category)
    }

    pub(crate) fn owed_to_supplier(&self) -> Money {
        self.balance(&Account::Payable(crate::id::PartyId::supplier()))
    }

    /// What the project owes to anybody but its participants as such: it is in the bank and not the project's to spend.
    pub(crate) fn obligations(&self) -> Result<Money, Refusal> {
        let own = self.zero().currency();
        let owed = self.balances.iter().filter(|known| {
            known.balance.currency() == own
                && matches!(
                    known.account,
                    Account::Payable(_)
                        | Account::PayableFor(..)
                        | Account::Unapplied(_)
                        | Account::Unclaimed(_)
                        | Account::Reserve(_)
                        | Account::Holdback(_)
                        | Account::Yield(_)
                        | Account::TaxCharged
                        | Account::IncomeTaxWithheld
                )
        });
        let owed = owed.map(|known| known.balance).try_fold(self.zero(), Money::plus)?;
        // What a marketplace kept of the tax is paid to the tax office already.
        let kept = self.balance(&Account::TaxKept).at_most(self.balance(&Account::TaxCharged))?;
        owed.minus(kept)
    }

    /// Cash less all obligations; below zero by what is missing for them.
    fn unobliged(&self) -> Result<Money, Refusal> {
        self.balance(&Account::Cash).minus(self.obligations()?)
    }

    /// Cash that is the project's to spend.
    pub(crate) fn spendable(&self) -> Result<Money, Refusal> {
        Ok(self.unobliged()?.positive_part())
    }

    /// Cash beyond what budget lines still need and the reserve.
    fn spare(&self) -> Result<Money, Refusal> {
        let mut spare = self.spendable()?.minus(self.offer.reserve)?;
        for spent in self.spent.iter().filter(|spent| !spent.recorded) {
            spare = spare.minus(self.budget_left(&spent.line)?.positive_part())?;
        }
        Ok(spare.positive_part())
    }

    /// How many units of a product were ordered. Errors: `not_found`.
    fn ordered(&self, sku: &Reference) -> Result<u32, Refusal> {
        let known = self.offer.products.iter().position(|product| product.sku == *sku);
        known
            .and_then(|at| self.planned.get(at).copied())
            .ok_or_else(|| Refusal::new(Code::NotFound).at("sku").got(sku))
    }

    fn stock_of(&self, sku: &Reference) -> Result<&crate::project::Stock, Refusal> {
        let known = self.stock.iter().find(|stock| stock.sku == *sku);
        known.ok_or_else(|| Refusal::new(Code::NotFound).at("sku").got(sku))
    }

    /// Units that wait for those who get goods.
    fn kept_for(&self, sku: &Reference) -> u32 {
        let waits = |known: &&Entitlement| {
            known.sku == *sku && self.request(&known.request).is_some_and(|r| !r.delivered)
        };
        let kept = self.entitlements.iter().filter(waits).map(|known| known.units);
        kept.fold(0, u32::saturating_add)
    }

    /// What each cost account has come to, to be moved to the goods.
    pub(crate) fn open_costs(&self) -> Result<Vec<LineAmount>, Refusal> {
        let mut costs = Vec::new();
        for known in self.balances.iter() {
            if let Account::Costs(category) = &known.account {
                let line = Reference::parse(category.as_str())?;
                costs.push(LineAmount { line, amount: known.balance });
            }
        }
        Ok(costs)
    }

    /// What each line has really cost, shared over the goods, as the cost of each product.
    fn landed_costs(&self) -> Result<Vec<Money>, Refusal> {
        let actual = |line: &Reference| -> Result<Money, Refusal> {
            let spent = self.spent_on(line)?;
            spent.paid.plus(spent.owed)
        };
        let mut lines: Vec<CostLine> = Vec::new();
        for line in self.offer.lines().filter(|line| !line.recoverable) {
            lines.push(CostLine { amount: actual(&line.id)?, supersedes: None, ..line.clone() });
        }
        let offer = self.planned_offer();
        let landed = landed_cost(&offer.products, &lines)?;
        let values: Vec<i128> = offer
            .products
            .iter()
            .map(|product| product.value().map(Money::minor))
            .collect::<Result<_, Refusal>>()?;
        let goods = actual(&Offer::goods())?;
        let mut parts = vec![0; values.len()];
        allocate_wide_into(goods.minor(), &values, &mut parts)?;
        for shared in &landed.lines {
            for (part, more) in parts.iter_mut().zip(&shared.amounts) {
                *part = part.saturating_add(more.minor());
            }
        }
        let mut costs = Vec::with_capacity(self.stock.len());
        for stock in &self.stock {
            let at = offer.products.iter().position(|product| product.sku == stock.sku);
            let part = at.and_then(|at| parts.get(at)).copied().unwrap_or(0);
            costs.push(Money::from_minor(part, goods.currency())?);
        }
        Ok(costs)
    }

    /// The goods of everybody who gets goods, from what has arrived and what it cost.
    fn shared_goods(&self) -> Result<Vec<Entitlement>, Refusal> {
        let costs = self.landed_costs()?;
        let arrived = self.stock.iter().zip(&costs).filter(|(stock, _)| stock.received > 0);
        let arrived: Vec<(&crate::project::Stock, Goods)> = arrived
            .map(|(stock, landed)| (stock, Goods { quantity: stock.received, landed: *landed }))
            .collect();
        if arrived.is_empty() {
            return Err(Code::UnitsOpen.into());
        }
        let takers: Vec<&Request> =
            self.holders().filter(|holder| holder.kind == Kind::Products).collect();
        if takers.is_empty() {
            return Ok(Vec::new());
        }
        let mut capital = self.holders().map(|holder| holder.capital);
        let total = capital.try_fold(self.zero(), Money::plus)?;
        let amounts: Vec<Money> = takers.iter().map(|taker| taker.capital).collect();
        // What is not accounted for, and what goods cost more than everybody has put in, stays with the project.
        let mut open = self.open_costs()?.into_iter().map(|known| known.amount);
        let booked = open.try_fold(self.balance(&Account::Pool), Money::plus)?;
        let landed: Vec<i128> = arrived.iter().map(|(_, goods)| goods.landed.minor()).collect();
        let cost = landed.iter().fold(0_i128, |sum, landed| sum.saturating_add(*landed));
        let mut counted = vec![0; landed.len()];
        allocate_wide_into(cost.min(total.minor()).min(booked.minor()), &landed, &mut counted)?;
        let mut goods = Vec::with_capacity(arrived.len());
        for ((_, known), landed) in arrived.iter().zip(counted) {
            let landed = Money::from_minor(landed, total.currency())?;
            goods.push(Goods { quantity: known.quantity, landed });
        }
        let shared = in_kind(&goods, total, &amounts, self.offer.residual)?;
        let mut entitlements = Vec::new();
        for (taker, basket) in takers.iter().zip(shared.baskets) {
            for ((stock, _), units) in arrived.iter().zip(basket.units) {
                entitlements.push(Entitlement {
                    request: taker.id.clone(),
                    sku: stock.sku.clone(),
                    units: units.units,
                    value: units.value,
                });
            }
        }
        Ok(entitlements)
    }

    /// The profit a participation may expect by the snapshot: an estimate.
    fn expected_profit(&self, request: &Reference) -> Result<Money, Refusal> {
        let Some(snapshot) = &self.snapshot else { return Err(Code::NoSnapshot.into()) };
        let expected = snapshot.positions.iter().zip(&snapshot.expected.shares);
        let own = expected.filter(|(position, _)| position.id == *request);
        own.map(|(_, share)| share.profit).try_fold(self.zero(), Money::plus)
    }
}
