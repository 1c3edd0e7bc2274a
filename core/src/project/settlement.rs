//! Who gets what when a project ends: result, commission, tax, owner share, and every position's profit or loss.
//! The parts add up to revenue plus capital less costs, to the minor unit.

use super::columns::{Minor, PositionColumns, SettlementColumns, entry, fit, put, sum};
use super::commission::InvoiceColumns;
use super::outcome::Outcome;
use super::rules::not_negative;
use super::totals::{Due, Line, LineSums};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::limits::PARTS;
use crate::money::{Currency, Money};
use crate::rate::Rate;
use std::collections::BTreeSet;
use tercero_macros::value;

pub use super::rules::{Basis, Overrun, ProfitSplit, SettlementRules, Weights};
pub use super::totals::Totals;

/// What the project really brought and cost. None is negative.
#[value]
pub struct Actuals {
    /// Sales without the tax on them.
    pub revenue: Money,
    /// All costs, with late ones and the result of currency conversions.
    pub costs: Money,
    /// The costs of the snapshot that was approved.
    pub snapshot_costs: Money,
    /// What the owner was paid before, lot by lot.
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

    pub(crate) fn owner_paid(&self, currency: Currency) -> Money {
        self.owner_paid.unwrap_or(Money::zero(currency))
    }
}

/// A participation as the settlement sees it. No amount is negative.
#[value]
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
#[value]
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

/// A settled project.
#[value]
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
    for (index, payout) in payout.iter_mut().enumerate() {
        let due = Due::at(&positions, entry(profit, index), entry(loss, index), index);
        let line = Line::of(rules, &due)?;
        lines.add(&line);
        *payout = fit(line.payout)?;
        put(withheld, index, line.withheld)?;
        put(holdback, index, line.holdback)?;
        put(parked, index, line.parked)?;
        put(receivable, index, line.receivable)?;
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
