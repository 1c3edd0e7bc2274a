//! What everybody may expect if the plan holds, and how a dearer plan changes that.
//! All of it is an estimate: it is shown and compared, never owed and never posted.

use super::costs::{not_negative, place, sum, times};
use crate::allocation::allocate_wide_into;
use crate::error::Refusal;
use crate::money::Money;
use crate::rate::Rate;
use ethnum::U256;
use tercero_macros::value;

/// What one participant may expect. An estimate, not a promise.
#[value]
#[derive(Copy)]
pub struct ExpectedShare {
    /// What he puts in.
    pub capital: Money,
    /// His part of the expected profit; negative in an expected loss.
    pub profit: Money,
    /// Both together, never below zero.
    pub payout: Money,
}

/// What a project is expected to come to. An estimate, not a promise: only a settlement of what really happened pays.
#[value]
pub struct ExpectedResult {
    /// The economic cost.
    pub cost: Money,
    /// The planned mark-up on it.
    pub margin: Rate,
    /// Cost times margin, rounded half up.
    pub profit: Money,
    /// One for each capital, in its order.
    pub shares: Vec<ExpectedShare>,
}

/// Estimates profit and payouts of a project that costs `cost` and marks it up by `margin`.
///
/// The profit is split by largest remainder in proportion to the capital itself, never to rounded percentages, with ties
/// to the earlier participant. Nothing of this is owed to anybody.
///
/// Errors: `amount_range` (a negative cost or capital), `currency_mismatch`, `no_weights` (nobody takes part),
/// `zero_weights` (no capital at all, unless there is no profit), `limit_exceeded`.
///
/// ```
/// use tercero::{Currency, Money, Rate, project::costs::expected_result};
///
/// let mxn = Currency::parse("MXN")?;
/// let capital = [Money::parse("140000", mxn)?, Money::parse("140000", mxn)?];
/// let expected = expected_result(Money::parse("280000", mxn)?, Rate::parse("0.18")?, &capital)?;
/// assert_eq!(expected.profit.to_string(), "50400.00 MXN");
/// assert_eq!(expected.shares[1].payout.to_string(), "165200.00 MXN");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn expected_result(
    cost: Money,
    margin: Rate,
    capital: &[Money],
) -> Result<ExpectedResult, Refusal> {
    not_negative(cost, "cost")?;
    let profit = times(cost, margin)?;
    Ok(ExpectedResult { cost, margin, profit, shares: shares(profit, capital)? })
}

/// How the expectation of one participant changes.
#[value]
#[derive(Copy)]
pub struct ShareChange {
    /// What he may expect after the change.
    pub share: ExpectedShare,
    /// His profit after the change less his profit before it.
    pub difference: Money,
}

/// What is expected when the cost changes and the sale price does not. An estimate, not a promise.
#[value]
pub struct FixedPriceResult {
    /// The expectation before the change.
    pub before: ExpectedResult,
    /// What everything is to be sold for: the cost before the change and the profit on it.
    pub sale: Money,
    /// The cost after the change.
    pub cost: Money,
    /// What the sale then leaves; negative for a loss.
    pub profit: Money,
    /// One for each capital, in its order.
    pub changes: Vec<ShareChange>,
    /// Profit over cost after the change: a reduced fraction such as `389/2915`, none if nothing costs anything.
    pub implied_margin: Option<String>,
    /// The part of the profit that is lost: a reduced fraction such as `115/504`, negative if the profit grows, none if
    /// there was no profit.
    pub profit_drop: Option<String>,
}

/// From when on a change needs everybody's consent again.
#[value]
#[derive(Copy)]
pub struct Materiality {
    /// A participant loses more than this fraction of his expected profit.
    pub profit_drop: Rate,
    /// The cost grows by more than this fraction.
    pub cost_rise: Rate,
}

/// What `new_cost` does to an expectation whose sale price stays: the overrun comes out of the profit.
///
/// A loss is borne in proportion to capital and ends with it: what it is more than all capital is in `profit` and in no
/// share.
///
/// Errors: those of [`expected_result`]; `currency_mismatch` or `amount_range` for the new cost.
///
/// ```
/// use tercero::{Currency, Money, Rate, project::costs::expected_with_price};
///
/// let mxn = |text| Money::parse(text, Currency::parse("MXN")?);
/// let (old, new) = (mxn("280000")?, mxn("291500")?);
/// let changed = expected_with_price(old, Rate::parse("0.18")?, new, &[mxn("280000")?])?;
/// assert_eq!(changed.profit.to_string(), "38900.00 MXN");
/// assert_eq!(changed.implied_margin.as_deref(), Some("389/2915"));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn expected_with_price(
    old_cost: Money,
    margin: Rate,
    new_cost: Money,
    capital: &[Money],
) -> Result<FixedPriceResult, Refusal> {
    let before = expected_result(old_cost, margin, capital)?;
    not_negative(new_cost, "new_cost")?;
    let sale = old_cost.plus(before.profit)?;
    let profit = sale.minus(new_cost).map_err(|refusal| refusal.at("new_cost"))?;
    let change = |(before, share): (&ExpectedShare, ExpectedShare)| {
        Ok(ShareChange { share, difference: share.profit.minus(before.profit)? })
    };
    let after = shares(profit, capital)?;
    let changes = before.shares.iter().zip(after).map(change).collect::<Result<_, Refusal>>()?;
    let implied_margin = fraction(profit, new_cost);
    let profit_drop = fraction(before.profit.minus(profit)?, before.profit);
    Ok(FixedPriceResult {
        before,
        sale,
        cost: new_cost,
        profit,
        changes,
        implied_margin,
        profit_drop,
    })
}

impl FixedPriceResult {
    /// Whether the change is more than `materiality` lets pass without asking. Exact; a limit that is just reached passes.
    pub fn material(&self, materiality: &Materiality) -> bool {
        let rise = self.cost.minor().saturating_sub(self.before.cost.minor());
        let falls = |(before, change): (&ExpectedShare, &ShareChange)| {
            let fall = change.difference.minor().saturating_neg();
            more_than(fall, materiality.profit_drop, before.profit)
        };
        more_than(rise, materiality.cost_rise, self.before.cost)
            || self.before.shares.iter().zip(&self.changes).any(falls)
    }
}

/// Splits `profit` in proportion to `capital`; of a loss no more than all capital.
fn shares(profit: Money, capital: &[Money]) -> Result<Vec<ExpectedShare>, Refusal> {
    let currency = profit.currency();
    for (index, capital) in capital.iter().enumerate() {
        let same = profit.same_currency(*capital).and_then(|()| not_negative(*capital, "amount"));
        same.map_err(|refusal| refusal.at(place("capital", index)))?;
    }
    let most = sum(currency, capital.iter().copied()).map_err(|refusal| refusal.at("capital"))?;
    let shared = profit.minor().max(most.minor().saturating_neg());
    let weights: Vec<i128> = capital.iter().map(|capital| capital.minor()).collect();
    let mut parts = vec![0; weights.len()];
    allocate_wide_into(shared, &weights, &mut parts).map_err(|refusal| refusal.at("capital"))?;
    let share = |(capital, part): (&Money, i128)| {
        let profit = Money::from_minor(part, currency)?;
        Ok(ExpectedShare { capital: *capital, profit, payout: capital.plus(profit)? })
    };
    capital.iter().zip(parts).map(share).collect()
}

/// Whether `change` is more than the fraction `limit` of `base`, which is not negative.
fn more_than(change: i128, limit: Rate, base: Money) -> bool {
    let times = |minor: u128, rate: Rate| U256::from(minor).saturating_mul(rate.scaled().into());
    let change = u128::try_from(change).unwrap_or(0);
    times(change, Rate::ONE) > times(base.minor().unsigned_abs(), limit)
}

/// `part / whole` as a reduced fraction in text, with a denominator in every case; none if `whole` is zero.
fn fraction(part: Money, whole: Money) -> Option<String> {
    let (mut divisor, mut rest) = (whole.minor().unsigned_abs(), part.minor().unsigned_abs());
    while let Some(next) = divisor.checked_rem(rest) {
        (divisor, rest) = (rest, next);
    }
    let divisor = i128::try_from(divisor).ok()?;
    let reduced = |money: Money| money.minor().checked_div(divisor);
    Some(format!("{}/{}", reduced(part)?, reduced(whole)?))
}
