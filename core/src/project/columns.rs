//! Columns of plain whole numbers, one entry for each position, on which every settlement is computed without copying.
//! Single settlements and bulk settlements use the same columns, of 128 and of 64 bits.

use crate::allocation::{
    Share, allocate_increment_into, allocate_increment_wide_into, allocate_into,
    allocate_wide_into, explain_at, explain_whole,
};
use crate::error::{Code, Refusal};
use crate::limits::PARTS;
use crate::money::Money;
use crate::rate::Rate;
use std::borrow::Cow;

mod sealed {
    pub trait Sealed {}
    impl Sealed for i64 {}
    impl Sealed for i128 {}
}

/// Minor units as they stand in a column: `i64` or `i128`.
pub trait Minor: Copy + Default + Ord + Into<i128> + TryFrom<i128> + sealed::Sealed {
    /// Splits `total` over `weights` by largest remainder.
    #[doc(hidden)]
    fn allocate(total: i128, weights: &[Self], out: &mut [Self]) -> Result<(), Refusal>;

    /// Splits a further `amount` after `paid`.
    #[doc(hidden)]
    fn increment(
        weights: &[Self],
        paid: &[Self],
        amount: Self,
        out: &mut [Self],
    ) -> Result<(), Refusal>;
}

impl Minor for i64 {
    fn allocate(total: i128, weights: &[i64], out: &mut [i64]) -> Result<(), Refusal> {
        allocate_into(fit(total)?, weights, out)
    }

    fn increment(w: &[i64], paid: &[i64], amount: i64, out: &mut [i64]) -> Result<(), Refusal> {
        allocate_increment_into(w, paid, amount, out)
    }
}

impl Minor for i128 {
    fn allocate(total: i128, weights: &[i128], out: &mut [i128]) -> Result<(), Refusal> {
        allocate_wide_into(total, weights, out)
    }

    fn increment(w: &[i128], paid: &[i128], amount: i128, out: &mut [i128]) -> Result<(), Refusal> {
        allocate_increment_wide_into(w, paid, amount, out)
    }
}

/// The amount as an entry of a column. Errors: `amount_range`.
pub(crate) fn fit<N: Minor>(amount: i128) -> Result<N, Refusal> {
    N::try_from(amount).map_err(|_| Refusal::new(Code::AmountRange).got(amount))
}

/// The sum of a column; a sum that does not fit is larger than any amount and refused as such.
pub(crate) fn sum<N: Minor>(column: &[N]) -> i128 {
    column.iter().fold(0_i128, |sum, entry| sum.saturating_add((*entry).into()))
}

/// The entry of an optional column; an empty one stands for zeros.
pub(crate) fn entry<N: Minor>(column: &[N], index: usize) -> i128 {
    column.get(index).map_or(0, |entry| (*entry).into())
}

/// Writes an entry of an optional column; an empty one takes nothing. Errors: `amount_range`.
pub(crate) fn put<N: Minor>(column: &mut [N], index: usize, amount: i128) -> Result<(), Refusal> {
    if let Some(place) = column.get_mut(index) {
        *place = fit(amount)?;
    }
    Ok(())
}

/// The positions of a project as columns, in order of seniority: investors by `seq`, then the owner's by `seq`.
///
/// Amounts are minor units. All columns but `capital` may be empty, which stands for zeros.
#[derive(Debug, Clone, Copy, Default)]
pub struct PositionColumns<'a, N = i64> {
    /// What each put in.
    pub capital: &'a [N],
    /// How many of the last positions are the owner's.
    pub owners: usize,
    /// How long each was in, for weights by capital-days and for a preferred return.
    pub days: &'a [N],
    /// The fraction of its profit that is withheld as tax, at most one.
    pub withholding: &'a [Rate],
    /// What each was advanced on its profit.
    pub advance: &'a [N],
    /// Capital each was given back before.
    pub distributed: &'a [N],
    /// Profit each was paid before.
    pub profit_distributed: &'a [N],
}

/// Where a settlement in columns puts its amounts, in minor units.
///
/// `profit`, `loss` and `payout` are as long as the positions are many; the others may be empty if they are not wanted.
#[derive(Debug, Default)]
pub struct SettlementColumns<'a, N = i64> {
    /// The share of the profit.
    pub profit: &'a mut [N],
    /// The share of the loss.
    pub loss: &'a mut [N],
    /// What is to be paid now.
    pub payout: &'a mut [N],
    /// Tax withheld from the profit.
    pub withheld: &'a mut [N],
    /// Kept back from the profit for late costs.
    pub holdback: &'a mut [N],
    /// Below the payout threshold: owed, but paid with the next payout.
    pub parked: &'a mut [N],
    /// What the position had before and has to give back.
    pub receivable: &'a mut [N],
    /// The commission on the invoice of this position, if each gets one.
    pub commission: &'a mut [N],
    /// The tax on that invoice.
    pub commission_tax: &'a mut [N],
}

impl<N: Minor> PositionColumns<'_, N> {
    /// How many positions.
    pub(crate) fn count(&self) -> usize {
        self.capital.len()
    }

    /// Errors: `limit_exceeded`, `length_mismatch`, `amount_range` for a negative amount or a rate above one.
    pub(crate) fn check(&self) -> Result<(), Refusal> {
        let count = self.count();
        if count > PARTS {
            let refusal = Refusal::new(Code::LimitExceeded).at("positions").got(count);
            return Err(refusal.allow("at most 10 000 000 positions"));
        }
        if self.owners > count {
            return Err(Refusal::new(Code::LengthMismatch).at("owners").got(self.owners));
        }
        not_negative(self.capital, "capital")?;
        for (column, name) in [
            (self.days, "days"),
            (self.advance, "advance"),
            (self.distributed, "distributed"),
            (self.profit_distributed, "profit_distributed"),
        ] {
            length(column.len(), count, true, name)?;
            not_negative(column, name)?;
        }
        length(self.withholding.len(), count, true, "withholding")?;
        match self.withholding.iter().find(|rate| **rate > Rate::ONE) {
            Some(rate) => {
                let refusal = Refusal::new(Code::AmountRange).at("withholding").got(rate);
                Err(refusal.allow("at most 1"))
            }
            None => Ok(()),
        }
    }

    /// Capital times days, for each position. Errors: `length_mismatch` without days, `amount_range`.
    fn capital_days<M: Minor>(&self) -> Result<Vec<M>, Refusal> {
        length(self.days.len(), self.count(), false, "days")?;
        let products = self.capital.iter().zip(self.days).map(|(capital, days)| {
            let product = (*capital).into().checked_mul((*days).into());
            fit(product.ok_or(Code::AmountRange)?)
        });
        products.collect()
    }
}

impl<N: Minor> SettlementColumns<'_, N> {
    /// Errors: `length_mismatch`.
    pub(crate) fn check(&self, count: usize) -> Result<(), Refusal> {
        length(self.profit.len(), count, false, "profit")?;
        length(self.loss.len(), count, false, "loss")?;
        length(self.payout.len(), count, false, "payout")?;
        length(self.withheld.len(), count, true, "withheld")?;
        length(self.holdback.len(), count, true, "holdback")?;
        length(self.parked.len(), count, true, "parked")?;
        length(self.receivable.len(), count, true, "receivable")?;
        length(self.commission.len(), count, true, "commission")?;
        length(self.commission_tax.len(), count, true, "commission_tax")
    }
}

fn length(found: usize, count: usize, optional: bool, name: &'static str) -> Result<(), Refusal> {
    if found == count || (optional && found == 0) {
        return Ok(());
    }
    Err(Refusal::new(Code::LengthMismatch).at(name).got(found).allow(format!("{count}")))
}

fn not_negative<N: Minor>(column: &[N], name: &str) -> Result<(), Refusal> {
    match column.iter().position(|entry| *entry < N::default()) {
        Some(index) => {
            let refusal = Refusal::new(Code::AmountRange).at(format!("{name}[{index}]"));
            Err(refusal.allow("zero or more"))
        }
        None => Ok(()),
    }
}

/// Weights of a split over the positions: a column of the width of the amounts, or one whose entries need more bits.
#[derive(Debug)]
pub(crate) enum Weighted<'a, N: Minor> {
    Own(Cow<'a, [N]>),
    Wide(Cow<'a, [i128]>),
}

impl<'a, N: Minor> Weighted<'a, N> {
    /// A column as it is.
    pub(crate) fn given(weights: &'a [N]) -> Weighted<'a, N> {
        Weighted::Own(Cow::Borrowed(weights))
    }

    /// Capital times days. Errors: `length_mismatch` without days, `amount_range`.
    pub(crate) fn capital_days(positions: &PositionColumns<'_, N>) -> Result<Self, Refusal> {
        match positions.capital_days::<N>() {
            Ok(products) => Ok(Weighted::Own(products.into())),
            Err(refusal) if refusal.code == Code::AmountRange => {
                Ok(Weighted::Wide(positions.capital_days::<i128>()?.into()))
            }
            Err(refusal) => Err(refusal),
        }
    }

    /// The same weights.
    pub(crate) fn borrowed(&self) -> Weighted<'_, N> {
        match self {
            Weighted::Own(weights) => Weighted::Own(Cow::Borrowed(weights)),
            Weighted::Wide(weights) => Weighted::Wide(Cow::Borrowed(weights)),
        }
    }

    /// How many.
    pub(crate) fn count(&self) -> usize {
        match self {
            Weighted::Own(weights) => weights.len(),
            Weighted::Wide(weights) => weights.len(),
        }
    }

    /// Splits `total` by largest remainder into `out`.
    pub(crate) fn allocate(&self, total: i128, out: &mut [N]) -> Result<(), Refusal> {
        match self {
            Weighted::Own(weights) => N::allocate(total, weights, out),
            Weighted::Wide(weights) => {
                let mut parts = vec![0; weights.len()];
                allocate_wide_into(total, weights, &mut parts)?;
                for (place, part) in out.iter_mut().zip(parts) {
                    *place = fit(part)?;
                }
                Ok(())
            }
        }
    }

    /// How the part at `index` came about.
    pub(crate) fn explain_at(&self, total: Money, index: usize) -> Result<Share, Refusal> {
        match self {
            Weighted::Own(weights) => explain_at(total, weights, index),
            Weighted::Wide(weights) => explain_at(total, weights, index),
        }
    }

    /// How every part came about.
    pub(crate) fn explain(&self, total: Money) -> Result<Vec<Share>, Refusal> {
        match self {
            Weighted::Own(weights) => {
                let weights: Vec<i128> = weights.iter().map(|weight| (*weight).into()).collect();
                explain_whole(total, &weights)
            }
            Weighted::Wide(weights) => explain_whole(total, weights),
        }
    }

    /// The weight at `index`.
    pub(crate) fn at(&self, index: usize) -> i128 {
        let weight = match self {
            Weighted::Own(weights) => weights.get(index).map(|weight| (*weight).into()),
            Weighted::Wide(weights) => weights.get(index).copied(),
        };
        weight.unwrap_or(0)
    }
}
