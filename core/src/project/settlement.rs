//! Who gets what when a project ends: result, commission, tax, owner share, and every position's profit or loss.
//! The parts add up to revenue plus capital less costs, to the minor unit.

use super::columns::{Minor, PositionColumns, SettlementColumns, entries, fit, places, sum};
use super::commission::{Commission, InvoiceColumns, at_most_one};
use super::outcome::Outcome;
use super::rounding::part;
use super::waterfall::{Tier, check_tiers};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::limits::PARTS;
use crate::money::{Currency, Money};
use crate::rate::{Rate, percent};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// By what the investors' profit is shared. A loss is always shared by capital.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Weights {
    /// By capital.
    Capital,
    /// By capital times the days it was in.
    CapitalDays,
}

/// Whether the owner's tiers are computed on the whole project or were paid lot by lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// On the whole.
    European,
    /// Lot by lot, see [`by_lot`](super::lots::by_lot). The settlement is still on the whole: what the owner had before is
    /// set off, and what he had too much is a receivable. The holdback is of the owner's share, and there has to be one.
    American,
}

/// How owner and investors share a profit.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ProfitSplit {
    /// The owner gets his share of the whole.
    Simple {},
    /// The tiers say what the owner gets.
    Waterfall {
        /// In their order.
        tiers: Vec<Tier>,
        /// On the whole or lot by lot.
        basis: Basis,
    },
}

/// Who bears costs above those of the snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Overrun {
    /// Everybody.
    Pool {},
    /// The owner.
    Owner {},
    /// Everybody up to a fraction of the planned costs, half up; the owner what is above.
    CapThenOwner {
        /// The fraction, at most one.
        cap: Rate,
    },
}

/// How a project is settled. It is part of the offer and frozen in the snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementRules {
    /// The platform's commission.
    pub commission: Commission,
    /// The owner's fraction of a profit, at most one; zero with a waterfall.
    pub owner_share: Rate,
    /// By what the investors share a profit.
    pub weights: Weights,
    /// How owner and investors share it.
    pub split: ProfitSplit,
    /// Whether the capital of the owner's positions is lost before that of the others.
    pub first_loss: bool,
    /// The fraction of each profit that is kept back for late costs.
    pub holdback: Rate,
    /// Whether what was paid early above a position's profit is taken from its capital; otherwise it is a receivable.
    pub recover_advances_from_capital: bool,
    /// A smaller payout waits for the next one.
    pub payout_threshold: Money,
    /// Who bears costs above the plan.
    pub overrun: Overrun,
}

impl SettlementRules {
    /// No commission, no owner share; a simple split by capital, 5 % held back, payouts from one whole unit of the currency,
    /// an overrun of up to 5 % shared and the rest for the owner.
    pub fn standard(currency: Currency) -> Result<SettlementRules, Refusal> {
        let unit = 10_i128.checked_pow(currency.exponent()).ok_or(Code::AmountRange)?;
        Ok(SettlementRules {
            commission: Commission::NONE,
            owner_share: Rate::ZERO,
            weights: Weights::Capital,
            split: ProfitSplit::Simple {},
            first_loss: false,
            holdback: percent("5")?,
            recover_advances_from_capital: true,
            payout_threshold: Money::from_minor(unit, currency)?,
            overrun: Overrun::CapThenOwner { cap: percent("5")? },
        })
    }

    /// Refuses rules that contradict themselves.
    ///
    /// Errors: `offer_invalid` for a fraction above one, an owner share beside a waterfall or lots without a holdback;
    /// `amount_range` for a negative threshold; those of [`check_tiers`].
    pub fn check(&self) -> Result<(), Refusal> {
        self.commission.check().map_err(|refusal| refusal.at("commission"))?;
        at_most_one(self.owner_share, "owner_share")?;
        at_most_one(self.holdback, "holdback")?;
        if let Overrun::CapThenOwner { cap } = self.overrun {
            at_most_one(cap, "overrun.cap")?;
        }
        not_negative(self.payout_threshold, "payout_threshold")?;
        let ProfitSplit::Waterfall { tiers, basis } = &self.split else { return Ok(()) };
        check_tiers(tiers).map_err(|refusal| refusal.at("split"))?;
        let refuse = |why: &'static str| Refusal::new(Code::OfferInvalid).because(why);
        if !self.owner_share.is_zero() {
            let refusal = refuse("the tiers say what the owner gets").at("owner_share");
            return Err(refusal.got(self.owner_share).allow("0"));
        }
        if *basis == Basis::American && self.holdback.is_zero() {
            return Err(refuse("shares lot by lot need a holdback").at("holdback"));
        }
        Ok(())
    }

    /// The currency of the project.
    pub(crate) fn currency(&self) -> Currency {
        self.payout_threshold.currency()
    }

    /// What the owner's promote is held back by.
    fn owner_holdback(&self) -> Rate {
        let american = matches!(self.split, ProfitSplit::Waterfall { basis: Basis::American, .. });
        if american { self.holdback } else { Rate::ZERO }
    }

    /// What a position's profit is held back by: either his or the owner's.
    pub(crate) fn position_holdback(&self) -> Rate {
        if self.owner_holdback().is_zero() { self.holdback } else { Rate::ZERO }
    }
}

/// What the project really brought and cost. None is negative.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Actuals {
    /// Sales without the tax on them.
    pub revenue: Money,
    /// All costs, with late ones and the result of currency conversions.
    pub costs: Money,
    /// The costs of the snapshot that was approved.
    pub snapshot_costs: Money,
    /// What the owner was paid before, lot by lot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_paid: Option<Money>,
}

impl Actuals {
    fn check(&self, currency: Currency) -> Result<(), Refusal> {
        for (money, field) in [
            (self.revenue, "revenue"),
            (self.costs, "costs"),
            (self.snapshot_costs, "snapshot_costs"),
            (self.owner_paid(currency), "owner_paid"),
        ] {
            Money::zero(currency).same_currency(money).map_err(|refusal| refusal.at(field))?;
            not_negative(money, field)?;
        }
        Ok(())
    }

    fn owner_paid(&self, currency: Currency) -> Money {
        self.owner_paid.unwrap_or(Money::zero(currency))
    }
}

fn not_negative(money: Money, field: &'static str) -> Result<(), Refusal> {
    if money.minor() < 0 {
        let refusal = Refusal::new(Code::AmountRange).at(field).got(money.amount_text());
        return Err(refusal.allow("zero or more"));
    }
    Ok(())
}

/// A participation as the settlement sees it. No amount is negative.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// Names the participation.
    pub id: Reference,
    /// Who holds it now.
    pub holder: PartyId,
    /// Its seniority, given when the request came in: of equal remainders the lower one gets the minor unit.
    pub seq: u32,
    /// Whether it is the owner's, which is junior to all others.
    pub owner: bool,
    /// What was put in, in the currency of the project at the frozen rate.
    pub capital: Money,
    /// How long it was in.
    pub days: u32,
    /// The fraction of the profit withheld as tax, at most one.
    pub withholding: Rate,
    /// What was advanced on the profit.
    pub advance: Money,
    /// Capital given back before.
    pub distributed: Money,
    /// Profit paid before.
    pub profit_distributed: Money,
}

/// What one position gets.
///
/// `capital` + `profit` + `receivable` = `withheld` + `advance` + `distributed` + `holdback` + `payout` + `parked`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettlementLine {
    /// The participation.
    pub position: Reference,
    /// Who holds it.
    pub holder: PartyId,
    /// The capital that is left after the loss, whether given back before or now.
    pub capital: Money,
    /// The share of the profit.
    pub profit: Money,
    /// The share of the loss, at most the capital.
    pub loss: Money,
    /// Tax withheld: profit times rate, half up.
    pub withheld: Money,
    /// What was advanced on the profit and is now set off.
    pub advance: Money,
    /// Capital and profit paid before and now set off.
    pub distributed: Money,
    /// Profit times holdback rate, half up, at most what is payable.
    pub holdback: Money,
    /// To be paid now.
    pub payout: Money,
    /// Owed, but below the threshold: waits for the next payout.
    pub parked: Money,
    /// Had too much before and has to give this back.
    pub receivable: Money,
    /// The commission on this position's invoice, if each gets one.
    pub commission: Money,
    /// The tax on it.
    pub commission_tax: Money,
}

/// What a settlement comes to.
///
/// `payout` + `parked` + `withheld` + `holdback` + `advances` + `distributed` + `owner_payout` + `owner_holdback` +
/// `owner_paid` + `commission` + `commission_tax` = revenue + `capital` − all costs + `owner_receivable` + `receivable` +
/// `owner_excess_liability`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// All capital.
    pub capital: Money,
    /// Costs above the snapshot.
    pub overrun: Money,
    /// What of the overrun everybody bears.
    pub overrun_absorbed: Money,
    /// What of the overrun the owner bears.
    pub owner_debt: Money,
    /// The costs that count: all but the owner's part of the overrun.
    pub costs: Money,
    /// Revenue less those costs; negative for a loss.
    pub result: Money,
    /// The platform's commission, rounded half up; zero unless the result is positive.
    pub commission: Money,
    /// The tax on it.
    pub commission_tax: Money,
    /// Commission and tax that the payer did not have; never collected.
    pub commission_shortfall: Money,
    /// A positive result less commission and tax, whoever pays them: the owner's share and the investors' pool.
    pub net_profit: Money,
    /// What the owner gets for his management.
    pub owner_share: Money,
    /// All profits of the positions.
    pub investor_pool: Money,
    /// All losses of the positions.
    pub loss: Money,
    /// What was lost above all capital: a debt of the owner outside the escrow.
    pub owner_excess_liability: Money,
    /// What the owner had before.
    pub owner_paid: Money,
    /// What of the owner's debt his share pays.
    pub owner_netted: Money,
    /// What of the owner's share is kept back.
    pub owner_holdback: Money,
    /// What the owner is paid now for his management.
    pub owner_payout: Money,
    /// What the owner still owes of the overrun and of what he had too much.
    pub owner_receivable: Money,
    /// All tax withheld.
    pub withheld: Money,
    /// All advances.
    pub advances: Money,
    /// All that was distributed before.
    pub distributed: Money,
    /// All that is kept back from positions.
    pub holdback: Money,
    /// All payouts to positions.
    pub payout: Money,
    /// All that is owed to positions below the threshold.
    pub parked: Money,
    /// All that positions have to give back.
    pub receivable: Money,
}

/// A settled project.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settlement {
    /// The figures of the whole.
    pub totals: Totals,
    /// One line for each position, in order of seniority: investors by `seq`, then the owner's by `seq`.
    pub lines: Vec<SettlementLine>,
}

/// Settles a project.
///
/// A positive result pays the commission with its tax (each half up, or net out of gross), then owner and investors share
/// by largest remainder, a tie to the investors, and the investors among themselves by largest remainder, a tie to the
/// senior. A loss is shared by capital, the owner's first if it is to lose first; what exceeds all capital is the owner's
/// liability. Then tax is withheld, what was paid before is set off, and the holdback kept back. Nobody is paid less than
/// nothing or loses more than his capital. The order of `positions` does not matter; the lines come in order of seniority.
///
/// Errors: those of [`SettlementRules::check`]; `limit_exceeded`, `already_exists` for an equal `seq` or id,
/// `currency_mismatch`, `amount_range`; `no_weights` or `zero_weights` if there is a profit and nobody to share it.
///
/// ```
/// use tercero::project::settlement::{Actuals, Position, SettlementRules, settle};
/// use tercero::{Currency, Money, PartyId, Rate, Reference, percent};
///
/// let mxn = Currency::parse("MXN")?;
/// let money = |text| Money::parse(text, mxn);
/// let position = |id, seq, capital| Ok::<_, tercero::Refusal>(Position {
///     id: Reference::parse(id)?, holder: PartyId::parse(id)?, seq, owner: false,
///     capital: money(capital)?, days: 0, withholding: Rate::ZERO,
///     advance: money("0")?, distributed: money("0")?, profit_distributed: money("0")?,
/// });
/// let rules = SettlementRules {
///     owner_share: percent("30")?, holdback: Rate::ZERO, ..SettlementRules::standard(mxn)?
/// };
/// let actuals = Actuals {
///     revenue: money("1500.00")?, costs: money("1000.00")?, snapshot_costs: money("1000.00")?,
///     owner_paid: None,
/// };
/// let positions = [position("ana", 1, "600.00")?, position("beto", 2, "400.00")?];
/// let settlement = settle(&rules, &actuals, &positions)?;
/// assert_eq!(settlement.totals.owner_share, money("150.00")?);
/// assert_eq!(settlement.lines[0].payout, money("810.00")?);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn settle(
    rules: &SettlementRules,
    actuals: &Actuals,
    positions: &[Position],
) -> Result<Settlement, Refusal> {
    let table = Table::of(rules, positions)?;
    let count = positions.len();
    let column = || vec![0_i128; count];
    let (mut profit, mut loss, mut payout) = (column(), column(), column());
    let (mut withheld, mut holdback, mut parked) = (column(), column(), column());
    let (mut receivable, mut commission, mut commission_tax) = (column(), column(), column());
    let out = SettlementColumns {
        profit: &mut profit,
        loss: &mut loss,
        payout: &mut payout,
        withheld: &mut withheld,
        holdback: &mut holdback,
        parked: &mut parked,
        receivable: &mut receivable,
        commission: &mut commission,
        commission_tax: &mut commission_tax,
    };
    let totals = settle_into(rules, actuals, table.columns(), out)?;
    let currency = rules.currency();
    let mut lines = Vec::with_capacity(count);
    let mut columns =
        [profit, loss, payout, withheld, holdback, parked, receivable, commission, commission_tax]
            .map(Vec::into_iter);
    for position in table.positions {
        let row = columns.each_mut().map(|column| column.next().unwrap_or(0));
        let row = row.map(|minor| Money::from_minor(minor, currency));
        let [profit, loss, payout, withheld, holdback, parked, receivable, commission, tax] = row;
        let loss = loss?;
        lines.push(SettlementLine {
            position: position.id.clone(),
            holder: position.holder.clone(),
            capital: position.capital.minus(loss)?,
            profit: profit?,
            loss,
            withheld: withheld?,
            advance: position.advance,
            distributed: position.distributed.plus(position.profit_distributed)?,
            holdback: holdback?,
            payout: payout?,
            parked: parked?,
            receivable: receivable?,
            commission: commission?,
            commission_tax: tax?,
        });
    }
    Ok(Settlement { totals, lines })
}

/// Positions in order of seniority, and their columns.
pub(crate) struct Table<'a> {
    pub(crate) positions: Vec<&'a Position>,
    owners: usize,
    capital: Vec<i128>,
    days: Vec<i128>,
    withholding: Vec<Rate>,
    advance: Vec<i128>,
    distributed: Vec<i128>,
    profit_distributed: Vec<i128>,
}

impl<'a> Table<'a> {
    /// Errors: `limit_exceeded`, `already_exists`, `currency_mismatch`, `amount_range`.
    pub(crate) fn of(
        rules: &SettlementRules,
        positions: &'a [Position],
    ) -> Result<Table<'a>, Refusal> {
        let sorted = by_seniority(rules.currency(), positions)?;
        let minors = |amount: fn(&Position) -> Money| -> Vec<i128> {
            sorted.iter().map(|position| amount(position).minor()).collect()
        };
        Ok(Table {
            owners: sorted.iter().filter(|position| position.owner).count(),
            capital: minors(|position| position.capital),
            days: sorted.iter().map(|position| position.days.into()).collect(),
            withholding: sorted.iter().map(|position| position.withholding).collect(),
            advance: minors(|position| position.advance),
            distributed: minors(|position| position.distributed),
            profit_distributed: minors(|position| position.profit_distributed),
            positions: sorted,
        })
    }

    pub(crate) fn columns(&self) -> PositionColumns<'_, i128> {
        PositionColumns {
            capital: &self.capital,
            owners: self.owners,
            days: &self.days,
            withholding: &self.withholding,
            advance: &self.advance,
            distributed: &self.distributed,
            profit_distributed: &self.profit_distributed,
        }
    }
}

/// Investors by `seq`, then the owner's positions by `seq`.
///
/// Errors: `limit_exceeded`; `already_exists` for an equal `seq` or id; `currency_mismatch`, `amount_range`.
pub(crate) fn by_seniority(
    currency: Currency,
    positions: &[Position],
) -> Result<Vec<&Position>, Refusal> {
    if positions.len() > PARTS {
        let refusal = Refusal::new(Code::LimitExceeded).at("positions").got(positions.len());
        return Err(refusal.allow("at most 10 000 000 positions"));
    }
    let (mut seqs, mut ids) = (BTreeSet::new(), BTreeSet::new());
    for (index, position) in positions.iter().enumerate() {
        let at = |refusal: Refusal| refusal.at(format!("positions[{index}]"));
        let twice = |field: &'static str| Refusal::new(Code::AlreadyExists).at(field);
        if !seqs.insert(position.seq) {
            return Err(at(twice("seq").got(position.seq)));
        }
        if !ids.insert(&position.id) {
            return Err(at(twice("id").got(&position.id)));
        }
        for (money, field) in [
            (position.capital, "capital"),
            (position.advance, "advance"),
            (position.distributed, "distributed"),
            (position.profit_distributed, "profit_distributed"),
        ] {
            let same = Money::zero(currency).same_currency(money);
            same.map_err(|refusal| at(refusal.at(field)))?;
            not_negative(money, field).map_err(at)?;
        }
    }
    let mut sorted: Vec<&Position> = positions.iter().collect();
    sorted.sort_unstable_by_key(|position| (position.owner, position.seq));
    Ok(sorted)
}

/// Settles a project on columns of minor units, without copying them; the time is linear in the number of positions.
///
/// The rule is that of [`settle`], which uses this function. Positions stand in order of seniority, the owner's last.
///
/// Errors: those of [`settle`] except `already_exists`; `length_mismatch`; `amount_range` also if an amount does not fit a
/// column. After an error the content of the columns means nothing.
///
/// ```
/// use tercero::project::columns::{PositionColumns, SettlementColumns};
/// use tercero::project::settlement::{Actuals, SettlementRules, settle_into};
/// use tercero::{Currency, Money, Rate};
///
/// let mxn = Currency::parse("MXN")?;
/// let rules = SettlementRules { holdback: Rate::ZERO, ..SettlementRules::standard(mxn)? };
/// let money = |minor| Money::from_minor(minor, mxn);
/// let actuals = Actuals {
///     revenue: money(150_000)?, costs: money(100_000)?, snapshot_costs: money(100_000)?,
///     owner_paid: None,
/// };
/// let positions = PositionColumns { capital: &[60_000_i64, 40_000], ..Default::default() };
/// let (mut profit, mut loss, mut payout) = ([0; 2], [0; 2], [0; 2]);
/// let out = SettlementColumns {
///     profit: &mut profit, loss: &mut loss, payout: &mut payout, ..Default::default()
/// };
/// let totals = settle_into(&rules, &actuals, positions, out)?;
/// assert_eq!(payout, [90_000, 60_000]);
/// assert_eq!(totals.result, money(50_000)?);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn settle_into<N: Minor>(
    rules: &SettlementRules,
    actuals: &Actuals,
    positions: PositionColumns<'_, N>,
    out: SettlementColumns<'_, N>,
) -> Result<Totals, Refusal> {
    check(rules, actuals, &positions)?;
    out.check(positions.count())?;
    let SettlementColumns { profit, loss, payout, withheld, holdback, parked, receivable, .. } =
        out;
    out.commission.fill(N::default());
    out.commission_tax.fill(N::default());
    let invoices = InvoiceColumns { commission: out.commission, tax: out.commission_tax };
    let outcome = Outcome::of(rules, actuals, &positions, invoices)?;
    outcome.profit_into(profit)?;
    outcome.loss_into(rules, &positions, loss)?;

    let mut lines = LineSums::default();
    let rates = positions.withholding.iter().copied().chain(std::iter::repeat(Rate::ZERO));
    let prior = entries(positions.advance)
        .zip(entries(positions.distributed))
        .zip(entries(positions.profit_distributed));
    let due = positions.capital.iter().zip(profit.iter()).zip(loss.iter()).zip(rates).zip(prior);
    let owed = places(withheld).zip(places(holdback)).zip(places(parked)).zip(places(receivable));
    for ((due, payout), owed) in due.zip(payout.iter_mut()).zip(owed) {
        let ((((capital, profit), loss), withholding), prior) = due;
        let ((advance, distributed), profit_distributed) = prior;
        let line = Line::of(
            rules,
            &Due {
                capital: (*capital).into(),
                profit: (*profit).into(),
                loss: (*loss).into(),
                withholding,
                advance,
                distributed,
                profit_distributed,
            },
        )?;
        lines.add(&line);
        *payout = fit(line.payout)?;
        let (((withheld, holdback), parked), receivable) = owed;
        put(withheld, line.withheld)?;
        put(holdback, line.holdback)?;
        put(parked, line.parked)?;
        put(receivable, line.receivable)?;
    }
    lines.profit = sum(profit);
    lines.loss = sum(loss);
    lines.advances = sum(positions.advance);
    lines.distributed =
        sum(positions.distributed).saturating_add(sum(positions.profit_distributed));
    Totals::of(rules, actuals, &outcome, &lines)
}

/// Refuses what cannot be settled.
pub(crate) fn check<N: Minor>(
    rules: &SettlementRules,
    actuals: &Actuals,
    positions: &PositionColumns<'_, N>,
) -> Result<(), Refusal> {
    rules.check()?;
    actuals.check(rules.currency())?;
    positions.check()?;
    for column in
        [positions.capital, positions.advance, positions.distributed, positions.profit_distributed]
    {
        Money::from_minor(sum(column), rules.currency())?;
    }
    Ok(())
}

fn put<N: Minor>(place: Option<&mut N>, amount: i128) -> Result<(), Refusal> {
    if let Some(place) = place {
        *place = fit(amount)?;
    }
    Ok(())
}

/// What a position is due before anything is set off, in minor units.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Due {
    pub(crate) capital: i128,
    pub(crate) profit: i128,
    pub(crate) loss: i128,
    pub(crate) withholding: Rate,
    pub(crate) advance: i128,
    pub(crate) distributed: i128,
    pub(crate) profit_distributed: i128,
}

/// What becomes of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) withheld: i128,
    pub(crate) holdback: i128,
    pub(crate) payout: i128,
    pub(crate) parked: i128,
    pub(crate) receivable: i128,
}

impl Line {
    pub(crate) fn of(rules: &SettlementRules, due: &Due) -> Result<Line, Refusal> {
        let withheld = part(due.profit, due.withholding)?;
        let paid_profit = due.advance.saturating_add(due.profit_distributed);
        let profit = due.profit.saturating_sub(withheld).saturating_sub(paid_profit);
        let capital = due.capital.saturating_sub(due.loss).saturating_sub(due.distributed);
        let (payable, receivable) = if rules.recover_advances_from_capital {
            let balance = profit.saturating_add(capital);
            (balance.max(0), balance.min(0).saturating_neg())
        } else {
            let balance = capital.saturating_add(profit.max(0));
            let owed = profit.min(0).saturating_add(balance.min(0));
            (balance.max(0), owed.saturating_neg())
        };
        let holdback = part(due.profit, rules.position_holdback())?.min(payable);
        let payout = payable.saturating_sub(holdback);
        let small = payout < rules.payout_threshold.minor();
        let (payout, parked) = if small { (0, payout) } else { (payout, 0) };
        Ok(Line { withheld, holdback, payout, parked, receivable })
    }
}

/// What all lines come to.
#[derive(Debug, Clone, Copy, Default)]
struct LineSums {
    all: Line,
    profit: i128,
    loss: i128,
    advances: i128,
    distributed: i128,
}

impl LineSums {
    fn add(&mut self, line: &Line) {
        let all = &mut self.all;
        all.withheld = all.withheld.saturating_add(line.withheld);
        all.holdback = all.holdback.saturating_add(line.holdback);
        all.payout = all.payout.saturating_add(line.payout);
        all.parked = all.parked.saturating_add(line.parked);
        all.receivable = all.receivable.saturating_add(line.receivable);
    }
}

impl Totals {
    /// Puts the figures together, and refuses them unless they add up.
    fn of<N: Minor>(
        rules: &SettlementRules,
        actuals: &Actuals,
        outcome: &Outcome<'_, N>,
        lines: &LineSums,
    ) -> Result<Totals, Refusal> {
        let money = |minor: i128| Money::from_minor(minor, rules.currency());
        let owner_paid = actuals.owner_paid(rules.currency()).minor();
        let debt = outcome.excess.owner_debt;
        let left = outcome.owner_share.saturating_sub(owner_paid);
        let netted = debt.min(left.max(0));
        let payable = left.max(0).saturating_sub(netted);
        let owner_holdback = part(outcome.owner_share, rules.owner_holdback())?.min(payable);
        let receivable = debt.saturating_sub(netted).saturating_sub(left.min(0));
        let net_profit = outcome.result.max(0).saturating_sub(outcome.charge.gross());
        let totals = Totals {
            capital: money(outcome.capital)?,
            overrun: money(outcome.excess.overrun)?,
            overrun_absorbed: money(outcome.excess.absorbed)?,
            owner_debt: money(debt)?,
            costs: money(outcome.costs)?,
            result: money(outcome.result)?,
            commission: money(outcome.charge.commission)?,
            commission_tax: money(outcome.charge.tax)?,
            commission_shortfall: money(outcome.charge.shortfall)?,
            net_profit: money(net_profit)?,
            owner_share: money(outcome.owner_share)?,
            investor_pool: money(lines.profit)?,
            loss: money(lines.loss)?,
            owner_excess_liability: money(outcome.liability)?,
            owner_paid: money(owner_paid)?,
            owner_netted: money(netted)?,
            owner_holdback: money(owner_holdback)?,
            owner_payout: money(payable.saturating_sub(owner_holdback))?,
            owner_receivable: money(receivable)?,
            withheld: money(lines.all.withheld)?,
            advances: money(lines.advances)?,
            distributed: money(lines.distributed)?,
            holdback: money(lines.all.holdback)?,
            payout: money(lines.all.payout)?,
            parked: money(lines.all.parked)?,
            receivable: money(lines.all.receivable)?,
        };
        totals.verify(actuals)?;
        Ok(totals)
    }

    /// What is given is what there is. Errors: `invariant_violated`, which cannot happen.
    fn verify(&self, actuals: &Actuals) -> Result<(), Refusal> {
        let sum = |monies: &[Money]| {
            monies.iter().fold(0_i128, |sum, money| sum.saturating_add(money.minor()))
        };
        let positions = [
            self.payout,
            self.parked,
            self.withheld,
            self.holdback,
            self.advances,
            self.distributed,
        ];
        let owner = [self.owner_payout, self.owner_holdback, self.owner_paid];
        let given = sum(&positions)
            .saturating_add(sum(&owner))
            .saturating_add(sum(&[self.commission, self.commission_tax]));
        let claims = [self.owner_receivable, self.receivable, self.owner_excess_liability];
        let there = sum(&[actuals.revenue, self.capital])
            .saturating_sub(actuals.costs.minor())
            .saturating_add(sum(&claims));
        let shared = sum(&[self.owner_share, self.investor_pool]) == self.net_profit.minor();
        if given != there || !shared {
            return Err(Refusal::new(Code::InvariantViolated).at("settlement").got(given));
        }
        Ok(())
    }
}
