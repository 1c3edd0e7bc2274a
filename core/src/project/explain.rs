//! Why an amount of a settlement is what it is: the rule, the exact quotient and remainder, and the rank among the others.
//! One position of a million is explained in linear time and without a text for any other.

use super::columns::{Minor, PositionColumns, Weighted};
use super::commission::{InvoiceColumns, Invoices, TaxMode};
use super::outcome::{Outcome, by_side};
use super::rounding::sides;
use super::settlement::{Actuals, Position, ProfitSplit, SettlementRules, Table, check};
use super::totals::{Due, Line};
use crate::allocation::{Share, explain_whole};
use crate::error::{Code, Refusal};
use crate::id::Reference;
use crate::money::Money;
use crate::rate::Rate;
use ethnum::U256;
use tercero_macros::value;

/// Names this version of the arithmetic. It is part of a snapshot, so that any settlement can be computed again.
pub const ENGINE: &str = "tercero.settlement.v1";

/// The amounts that are explained.
#[value]
pub enum Figure {
    /// Revenue.
    Revenue,
    /// All costs.
    Costs,
    /// What of the overrun the owner bears.
    OwnerDebt,
    /// Revenue less the costs that count.
    Result,
    /// The commission, with its tax if that is included.
    Commission,
    /// The tax on the commission.
    CommissionTax,
    /// What owner and investors share.
    Shared,
    /// What the owner gets for his management.
    OwnerShare,
    /// What the investors share.
    InvestorPool,
    /// Capital put in.
    Capital,
    /// A share of the profit.
    Profit,
    /// A share of the loss.
    Loss,
    /// Tax withheld.
    Withheld,
    /// An advance.
    Advance,
    /// What was distributed before.
    Distributed,
    /// What is kept back.
    Holdback,
    /// What has to be given back.
    Receivable,
    /// What is to be paid now.
    Payout,
    /// What is owed and waits.
    Parked,
}

/// One addend of a sum, with its sign.
#[value]
pub struct Term {
    /// What it is.
    pub figure: Figure,
    /// What it adds.
    pub amount: Money,
}

/// The rule that made an amount.
#[value(name = "ProjectReason")]
pub enum Reason {
    /// A part of a total, by largest remainder.
    Allocated {
        /// The total.
        total: Money,
        /// The number of the preferred return's tier, from zero; without it what the other tiers give together.
        tier: Option<u32>,
        /// The weight, a whole number in decimal digits.
        weight: String,
        /// Quotient, remainder, divisor and rank.
        share: Share,
    },
    /// A rate of an amount, rounded half up.
    HalfUp {
        /// The amount.
        of: Money,
        /// The rate.
        rate: Rate,
        /// The exact product without its fraction.
        whole: Money,
        /// The numerator of the fraction, a whole number in decimal digits.
        remainder: String,
        /// The denominator of the fraction.
        divisor: String,
        /// Whether the fraction was half or more.
        rounded_up: bool,
        /// Whether there was not enough, so that the amount is less.
        limited: bool,
    },
    /// A sum.
    Sum {
        /// What it adds up.
        terms: Vec<Term>,
    },
}

/// An amount and the rule that made it.
#[value(name = "ProjectExplained")]
pub struct Explained {
    /// What it is.
    pub figure: Figure,
    /// The amount.
    pub amount: Money,
    /// The rule.
    pub reason: Reason,
}

/// Everything about one position.
#[value]
pub struct LineExplanation {
    /// The participation.
    pub position: Reference,
    /// Its amounts. Where the profit comes from several tiers, each part and then their sum.
    pub amounts: Vec<Explained>,
}

/// Everything about a settlement.
#[value]
pub struct Explanation {
    /// The version of the arithmetic: [`ENGINE`].
    pub engine: String,
    /// The amounts of the whole.
    pub totals: Vec<Explained>,
    /// The positions, in order of seniority.
    pub lines: Vec<LineExplanation>,
}

/// Explains the whole settlement and every position. Errors: those of [`settle`](super::settlement::settle).
pub fn explain(
    rules: &SettlementRules,
    actuals: &Actuals,
    positions: &[Position],
) -> Result<Explanation, Refusal> {
    let table = Table::of(rules, positions)?;
    let columns = table.columns();
    let work = Work::of(rules, actuals, columns)?;
    let parts = work.parts()?;
    let mut lines = Vec::with_capacity(positions.len());
    for (index, (position, parts)) in table.positions.iter().zip(parts).enumerate() {
        let amounts = work.line(index, parts)?;
        lines.push(LineExplanation { position: position.id.clone(), amounts });
    }
    Ok(Explanation { engine: ENGINE.to_owned(), totals: work.totals()?, lines })
}

/// Explains the whole settlement and one position of it.
///
/// Errors: those of [`settle`](super::settlement::settle); `not_found`.
pub fn explain_position(
    rules: &SettlementRules,
    actuals: &Actuals,
    positions: &[Position],
    id: &Reference,
) -> Result<Explanation, Refusal> {
    let table = Table::of(rules, positions)?;
    let work = Work::of(rules, actuals, table.columns())?;
    let Some(index) = table.positions.iter().position(|position| position.id == *id) else {
        return Err(Refusal::new(Code::NotFound).at("position").got(id));
    };
    let amounts = work.line(index, work.parts_at(index)?)?;
    let lines = vec![LineExplanation { position: id.clone(), amounts }];
    Ok(Explanation { engine: ENGINE.to_owned(), totals: work.totals()?, lines })
}

/// Explains the position at `index` of columns, as in [`settle_into`](super::settlement::settle_into).
///
/// Errors: those of [`settle_into`](super::settlement::settle_into); `not_found`.
pub fn explain_at<N: Minor>(
    rules: &SettlementRules,
    actuals: &Actuals,
    positions: PositionColumns<'_, N>,
    index: usize,
) -> Result<Vec<Explained>, Refusal> {
    let work = Work::of(rules, actuals, positions)?;
    if index >= positions.count() {
        return Err(Refusal::new(Code::NotFound).at("index").got(index));
    }
    work.line(index, work.parts_at(index)?)
}

/// A settlement computed once more, to be looked into.
struct Work<'a, N: Minor> {
    rules: &'a SettlementRules,
    actuals: &'a Actuals,
    positions: PositionColumns<'a, N>,
    outcome: Outcome<'a, N>,
    /// What the pieces give before a deduction.
    gross_profit: Vec<N>,
}

impl<'a, N: Minor> Work<'a, N> {
    fn of(
        rules: &'a SettlementRules,
        actuals: &'a Actuals,
        positions: PositionColumns<'a, N>,
    ) -> Result<Work<'a, N>, Refusal> {
        check(rules, actuals, &positions)?;
        let invoices = InvoiceColumns { commission: &mut [], tax: &mut [] };
        let mut outcome = Outcome::of(rules, actuals, &positions, invoices)?;
        let mut gross_profit = Vec::new();
        let deduction = std::mem::take(&mut outcome.deduction);
        if deduction > 0 {
            gross_profit = vec![N::default(); positions.count()];
            outcome.profit_into(&mut gross_profit)?;
            outcome.deduction = deduction;
        }
        Ok(Work { rules, actuals, positions, outcome, gross_profit })
    }

    fn money(&self, minor: i128) -> Result<Money, Refusal> {
        Money::from_minor(minor, self.rules.currency())
    }

    /// The splits that positions take part in: what is split, by what, and whether it is taken away.
    fn splits(&self) -> Vec<Split<'_, N>> {
        let split = |figure, tier, total, weights| Split { figure, tier, total, weights, start: 0 };
        let outcome = &self.outcome;
        let mut splits = Vec::new();
        for piece in outcome.pieces.iter().filter(|piece| piece.total > 0) {
            let weights = match &piece.dues {
                Some(dues) => Weighted::given(dues.as_slice()),
                None => outcome.weights.borrowed(),
            };
            splits.push(split(Figure::Profit, piece.tier, piece.total, weights));
        }
        if outcome.deduction > 0 {
            let weights = Weighted::given(self.gross_profit.as_slice());
            splits.push(split(Figure::Commission, None, outcome.deduction, weights));
        }
        let (investors, owners) = if self.rules.first_loss {
            by_side(&self.positions)
        } else {
            (self.positions.capital, [].as_slice())
        };
        if outcome.investor_loss > 0 {
            let weights = Weighted::given(investors);
            splits.push(split(Figure::Loss, None, outcome.investor_loss, weights));
        }
        if outcome.owner_loss > 0 {
            let start = investors.len();
            let weights = Weighted::given(owners);
            let owner = split(Figure::Loss, None, outcome.owner_loss, weights);
            splits.push(Split { start, ..owner });
        }
        splits
    }

    /// What the position at `index` got of every split.
    fn parts_at(&self, index: usize) -> Result<Vec<Explained>, Refusal> {
        let mut parts = Vec::new();
        for split in self.splits() {
            let Some(place) = split.place(index) else { continue };
            let total = self.money(split.total)?;
            parts.push(split.explained(total, place, split.weights.explain_at(total, place)?));
        }
        Ok(parts)
    }

    /// What every position got of every split.
    fn parts(&self) -> Result<Vec<Vec<Explained>>, Refusal> {
        let mut parts = vec![Vec::new(); self.positions.count()];
        for split in self.splits() {
            let total = self.money(split.total)?;
            let shares = split.weights.explain(total)?;
            let places = parts.iter_mut().skip(split.start);
            for (place, (parts, share)) in places.zip(shares).enumerate() {
                parts.push(split.explained(total, place, share));
            }
        }
        Ok(parts)
    }

    /// All amounts of the position at `index`, given what it got of the splits.
    fn line(&self, index: usize, mut amounts: Vec<Explained>) -> Result<Vec<Explained>, Refusal> {
        let of = |figure: Figure| -> Vec<Term> {
            let found = amounts.iter().filter(|explained| explained.figure == figure);
            found.map(|explained| Term { figure, amount: explained.amount }).collect()
        };
        let (mut profits, losses) = (of(Figure::Profit), of(Figure::Loss));
        for term in of(Figure::Commission) {
            profits.push(self.term(Figure::Commission, term.amount.minor().saturating_neg())?);
        }
        let add = |terms: &[Term]| {
            terms.iter().fold(0_i128, |sum, term| sum.saturating_add(term.amount.minor()))
        };
        let due = Due::at(&self.positions, add(&profits), add(&losses), index);
        let line = Line::of(self.rules, &due)?;
        if profits.len() > 1 {
            amounts.push(self.sum(Figure::Profit, profits)?);
        }
        let rate = self.rules.position_holdback();
        amounts.push(self.half_up(Figure::Withheld, line.withheld, due.profit, due.withholding)?);
        amounts.push(self.half_up(Figure::Holdback, line.holdback, due.profit, rate)?);
        let before = due.distributed.saturating_add(due.profit_distributed);
        let terms = vec![
            self.term(Figure::Capital, due.capital)?,
            self.term(Figure::Loss, due.loss.saturating_neg())?,
            self.term(Figure::Profit, due.profit)?,
            self.term(Figure::Withheld, line.withheld.saturating_neg())?,
            self.term(Figure::Advance, due.advance.saturating_neg())?,
            self.term(Figure::Distributed, before.saturating_neg())?,
            self.term(Figure::Holdback, line.holdback.saturating_neg())?,
            self.term(Figure::Receivable, line.receivable)?,
        ];
        let figure = if line.parked > 0 { Figure::Parked } else { Figure::Payout };
        amounts.push(self.sum(figure, terms)?);
        Ok(amounts)
    }

    /// All amounts of the whole.
    fn totals(&self) -> Result<Vec<Explained>, Refusal> {
        let (outcome, commission) = (&self.outcome, &self.rules.commission);
        let mut amounts = vec![self.sum(
            Figure::Result,
            vec![
                Term { figure: Figure::Revenue, amount: self.actuals.revenue },
                self.term(Figure::Costs, self.actuals.costs.minor().saturating_neg())?,
                self.term(Figure::OwnerDebt, outcome.excess.owner_debt)?,
            ],
        )?];
        if outcome.result <= 0 {
            return Ok(amounts);
        }
        let charge = outcome.charge;
        let included = commission.tax_mode == TaxMode::Included || charge.shortfall > 0;
        let charged = if included { charge.gross() } else { charge.commission };
        let mut charged =
            self.half_up(Figure::Commission, charged, outcome.base, commission.rate)?;
        if let Reason::HalfUp { limited, .. } = &mut charged.reason {
            *limited = charge.shortfall > 0;
        }
        amounts.push(charged);
        amounts.push(if included || commission.invoices == Invoices::PerParticipant {
            let terms = vec![self.term(Figure::CommissionTax, charge.tax)?];
            self.sum(Figure::CommissionTax, terms)?
        } else {
            let rate = commission.tax_rate;
            self.half_up(Figure::CommissionTax, charge.tax, charge.commission, rate)?
        });
        let shared = self.money(outcome.shared)?;
        let (owner, investors) =
            (self.money(outcome.owner_share)?, self.money(outcome.investor_pool)?);
        let ProfitSplit::Simple {} = self.rules.split else {
            let owner_terms = vec![
                Term { figure: Figure::Shared, amount: shared },
                self.term(Figure::InvestorPool, outcome.investor_pool.saturating_neg())?,
                self.term(Figure::Commission, self.paid_alone().saturating_neg())?,
            ];
            amounts.push(self.sum(Figure::OwnerShare, owner_terms)?);
            return Ok(amounts);
        };
        let weights = sides(self.rules.owner_share)?;
        let shares = explain_whole(shared, &weights)?;
        for ((figure, amount), (share, weight)) in
            [(Figure::InvestorPool, investors), (Figure::OwnerShare, owner)]
                .into_iter()
                .zip(shares.into_iter().zip(weights))
        {
            let (part, weight) = (share.amount, weight.to_string());
            let reason = Reason::Allocated { total: shared, tier: None, weight, share };
            amounts.push(Explained { figure, amount: part, reason });
            if part != amount {
                let terms = vec![
                    Term { figure, amount: part },
                    self.term(Figure::Commission, self.paid_alone().saturating_neg())?,
                ];
                amounts.push(self.sum(figure, terms)?);
            }
        }
        Ok(amounts)
    }

    /// Commission and tax that one side pays out of its part.
    fn paid_alone(&self) -> i128 {
        let (owner, investors) = (self.outcome.owner_share, self.outcome.investor_pool);
        self.outcome.shared.saturating_sub(owner).saturating_sub(investors)
    }

    fn term(&self, figure: Figure, minor: i128) -> Result<Term, Refusal> {
        Ok(Term { figure, amount: self.money(minor)? })
    }

    /// A sum of the terms that are not zero.
    fn sum(&self, figure: Figure, mut terms: Vec<Term>) -> Result<Explained, Refusal> {
        terms.retain(|term| !term.amount.is_zero());
        let sum = terms.iter().fold(0_i128, |sum, term| sum.saturating_add(term.amount.minor()));
        Ok(Explained { figure, amount: self.money(sum)?, reason: Reason::Sum { terms } })
    }

    fn half_up(
        &self,
        figure: Figure,
        amount: i128,
        of: i128,
        rate: Rate,
    ) -> Result<Explained, Refusal> {
        let one = U256::from(Rate::ONE.scaled());
        let product = U256::from(of.unsigned_abs()).saturating_mul(U256::from(rate.scaled()));
        let whole = product.checked_div(one).unwrap_or(U256::ZERO);
        let remainder = product.saturating_sub(whole.saturating_mul(one));
        let rounded_up = remainder >= one.saturating_sub(remainder);
        let whole = i128::try_from(whole).map_err(|_| Refusal::from(Code::AmountRange))?;
        let exact = whole.saturating_add(rounded_up.into());
        let reason = Reason::HalfUp {
            of: self.money(of)?,
            rate,
            whole: self.money(whole)?,
            remainder: remainder.to_string(),
            divisor: one.to_string(),
            rounded_up,
            limited: amount < exact,
        };
        Ok(Explained { figure, amount: self.money(amount)?, reason })
    }
}

/// A total split over the positions from `start` on.
struct Split<'a, N: Minor> {
    figure: Figure,
    tier: Option<u32>,
    total: i128,
    weights: Weighted<'a, N>,
    start: usize,
}

impl<N: Minor> Split<'_, N> {
    /// Where the position at `index` stands among the weights.
    fn place(&self, index: usize) -> Option<usize> {
        index.checked_sub(self.start).filter(|place| *place < self.weights.count())
    }

    fn explained(&self, total: Money, place: usize, share: Share) -> Explained {
        let weight = self.weights.at(place).to_string();
        let amount = share.amount;
        let reason = Reason::Allocated { total, tier: self.tier, weight, share };
        Explained { figure: self.figure, amount, reason }
    }
}
