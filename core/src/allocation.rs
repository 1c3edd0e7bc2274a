//! Splits of money into whole minor units that always add up to the whole.
//! One-off splits use the largest remainder, repeated ones are cumulative, and every split can be explained.

mod kernel;
mod many;

use crate::error::{Code, Refusal};
use crate::money::Money;
use crate::rate::{Rate, half_up};
use ethnum::U256;
use tercero_macros::value;

pub use kernel::{
    allocate_increment_into, allocate_increment_wide_into, allocate_into, allocate_wide_into,
};
pub use many::allocate_many_into;

/// Splits `total` in proportion to `weights` by largest remainder, ties to the earlier part.
///
/// Every exact quotient is rounded down to a whole minor unit, and the units that are left go one each to the largest
/// remainders (Hamilton's rule), so every part is less than one minor unit off. A negative total is split as its
/// magnitude and negated: a reversal cancels exactly. A zero weight never receives. Weights need not sum to one.
/// When the same thing is split in several steps, use [`Accrual`] or [`allocate_increment`]: with a larger total, a part
/// of a one-off split may be smaller.
///
/// Errors, in this order: `limit_exceeded`, `no_weights`, `zero_weights` (unless the total is zero: zeros).
///
/// ```
/// use tercero::{Currency, Money, Rate, allocation::allocate};
///
/// let weights = [Rate::whole(50), Rate::whole(30), Rate::whole(20)];
/// let parts = allocate(Money::parse("100.01", Currency::parse("MXN")?)?, &weights)?;
/// let texts: Vec<String> = parts.into_iter().map(Money::amount_text).collect();
/// assert_eq!(texts, ["50.01", "30.00", "20.00"]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn allocate(total: Money, weights: &[Rate]) -> Result<Vec<Money>, Refusal> {
    kernel::check_count(weights.len())?;
    let weights = integers(weights)?;
    let mut parts = vec![0; weights.len()];
    allocate_wide_into(total.minor(), &weights, &mut parts)?;
    parts.into_iter().map(|part| Money::from_minor(part, total.currency())).collect()
}

/// Whole-number weights in the same proportion.
fn integers(weights: &[Rate]) -> Result<Vec<i128>, Refusal> {
    let fit = |weight| i128::try_from(weight).map_err(|_| Code::InvariantViolated.into());
    Rate::integers(weights).into_iter().map(fit).collect()
}

/// Splits a further `amount` so that everything paid together comes as close to [`allocate`] as possible, without
/// ever taking anything back.
///
/// With D = `amount` + Σ `paid`, each part is what [`allocate`] of D gives less what is `paid`, but at least zero. What
/// this is short of the amount is taken back one minor unit at a time from the parts above zero, in ascending order of
/// the fraction of their exact quotient of D, ties to the later part first, in as many rounds as it takes.
/// As long as the weights stay the same, everything paid is less than two minor units from the exact quotient of D.
///
/// Errors, in this order: `limit_exceeded`, `amount_range` (a negative amount, or D out of range), `currency_mismatch`,
/// `no_weights`, `zero_weights` (unless D is zero), `length_mismatch`.
///
/// ```
/// use tercero::{Currency, Money, Rate, allocation::allocate_increment};
///
/// let yen = |minor| Money::from_minor(minor, Currency::parse("JPY")?);
/// let weights = [Rate::whole(3), Rate::whole(3), Rate::whole(1)];
/// let paid = [yen(428_572)?, yen(428_572)?, yen(142_858)?];
/// // allocate(1_000_003) is 428_573, 428_573, 142_857: the third would have to pay one back.
/// assert_eq!(allocate_increment(yen(1)?, &weights, &paid)?, [yen(1)?, yen(0)?, yen(0)?]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn allocate_increment(
    amount: Money,
    weights: &[Rate],
    paid: &[Money],
) -> Result<Vec<Money>, Refusal> {
    kernel::check_count(weights.len().max(paid.len()))?;
    not_negative(amount, "amount")?;
    paid.iter().try_for_each(|paid| not_negative(*paid, "paid"))?;
    paid.iter().try_fold(amount, |sum, paid| sum.plus(*paid))?;
    let weights = integers(weights)?;
    let paid: Vec<i128> = paid.iter().map(|paid| paid.minor()).collect();
    let mut parts = vec![0; weights.len()];
    allocate_increment_wide_into(&weights, &paid, amount.minor(), &mut parts)?;
    parts.into_iter().map(|part| Money::from_minor(part, amount.currency())).collect()
}

fn not_negative(money: Money, field: &'static str) -> Result<(), Refusal> {
    if money.minor() < 0 {
        return Err(Refusal::new(Code::AmountRange).at(field).got(money.amount_text()));
    }
    Ok(())
}

/// The sum of the weights, or one if they are all zero.
fn divisor(weights: &[i128]) -> U256 {
    let sum = |sum: U256, weight: &i128| sum.saturating_add(U256::from(weight.unsigned_abs()));
    weights.iter().fold(U256::ZERO, sum).max(U256::ONE)
}

/// The magnitude of each exact quotient `total · weight / divisor`: rounded down, and the remainder of the division.
fn quotients(total: Money, weights: &[i128], divisor: U256) -> Vec<(u128, U256)> {
    let total = total.minor().unsigned_abs();
    let quotient = |weight: &i128| kernel::divide(total, weight.unsigned_abs(), divisor);
    weights.iter().map(quotient).collect()
}

/// Shares of a total that only grows, such as a fee that becomes due in steps: no share ever falls.
///
/// The payees are served in their order, each with `rest · weight / weights of the rest` rounded half up, until nothing
/// is left (algorithm N). Each step is a split in two, which is why a share can only grow with the total.
/// The shares add up to the total, and a zero weight never receives. Two payees get what [`allocate`] gives them; in
/// general the n-th share is at most n/2 minor units from its exact quotient, because the later payees bear the rounding
/// of the earlier ones.
///
/// ```
/// use tercero::{Currency, Money, Rate, allocation::Accrual};
///
/// let yen = |minor| Money::from_minor(minor, Currency::parse("JPY")?);
/// let accrual = Accrual::new(&[Rate::whole(6), Rate::whole(6), Rate::whole(2)])?;
/// assert_eq!(accrual.at(yen(10)?)?, [yen(4)?, yen(5)?, yen(1)?]);
/// assert_eq!(accrual.at(yen(11)?)?, [yen(5)?, yen(5)?, yen(1)?]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accrual {
    steps: Vec<Step>,
}

/// One payee: its weight, and the sum of that weight and all behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    weight: u128,
    with_rest: U256,
}

impl Accrual {
    /// Prepares shares in proportion to `weights`, in this order. Errors: `limit_exceeded`, `no_weights`.
    pub fn new(weights: &[Rate]) -> Result<Accrual, Refusal> {
        kernel::check_count(weights.len())?;
        if weights.is_empty() {
            return Err(Code::NoWeights.into());
        }
        let mut with_rest = U256::ZERO;
        let mut steps = Vec::with_capacity(weights.len());
        for weight in weights.iter().rev().map(|weight| weight.scaled()) {
            with_rest = with_rest.saturating_add(U256::from(weight));
            steps.push(Step { weight, with_rest });
        }
        steps.reverse();
        Ok(Accrual { steps })
    }

    /// The share of each payee when the total has come to `total`.
    ///
    /// Errors: `amount_range` for a negative total, `zero_weights` (unless the total is zero: zeros).
    pub fn at(&self, total: Money) -> Result<Vec<Money>, Refusal> {
        not_negative(total, "total")?;
        let mut rest = total.minor().unsigned_abs();
        let mut shares = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let share = step.share_of(rest)?;
            rest = rest.saturating_sub(share.unsigned_abs());
            shares.push(Money::from_minor(share, total.currency())?);
        }
        // Only if nobody has a weight is anything left.
        if rest == 0 { Ok(shares) } else { Err(Code::ZeroWeights.into()) }
    }
}

impl Step {
    /// `rest · weight / with_rest` rounded half up, in 128 bits where the product fits.
    fn share_of(self, rest: u128) -> Result<i128, Refusal> {
        if self.weight == 0 {
            return Ok(0);
        }
        match (rest.checked_mul(self.weight), u128::try_from(self.with_rest)) {
            (Some(product), Ok(with_rest)) => half_up_narrow(product, with_rest),
            _ => half_up(U256::from(rest).saturating_mul(self.weight.into()), self.with_rest),
        }
    }
}

/// [`half_up`] without long division. `denominator` is not zero.
fn half_up_narrow(numerator: u128, denominator: u128) -> Result<i128, Refusal> {
    let quotient = numerator.checked_div(denominator).unwrap_or(0);
    let remainder = numerator.wrapping_sub(quotient.wrapping_mul(denominator));
    let up = remainder >= denominator.saturating_sub(remainder);
    let rounded = quotient.saturating_add(up.into());
    i128::try_from(rounded).map_err(|_| Code::AmountRange.into())
}

/// What each payee receives at every step of a total that only grows: the differences of [`Accrual::at`].
///
/// `totals` are cumulative. The result has one list for each of them, the first counted from nothing.
///
/// Errors, in this order: `limit_exceeded` (over all steps together), `amount_range` (a negative total),
/// `currency_mismatch`, `no_weights`, `zero_weights` (unless all totals are zero: zeros), `totals_decrease`.
///
/// ```
/// use tercero::{Currency, Money, Rate, allocation::accrue};
///
/// let yen = |minor| Money::from_minor(minor, Currency::parse("JPY")?);
/// let weights = [Rate::whole(3), Rate::whole(1)];
/// let increments = accrue(&weights, &[yen(1)?, yen(2)?, yen(4)?])?;
/// assert_eq!(increments, [[yen(1)?, yen(0)?], [yen(1)?, yen(0)?], [yen(1)?, yen(1)?]]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn accrue(weights: &[Rate], totals: &[Money]) -> Result<Vec<Vec<Money>>, Refusal> {
    kernel::check_count(weights.len().saturating_mul(totals.len()))?;
    let Some(first) = totals.first() else {
        return Accrual::new(weights).map(|_| Vec::new());
    };
    totals.iter().try_for_each(|total| not_negative(*total, "totals"))?;
    totals.iter().try_for_each(|total| first.same_currency(*total))?;
    let accrual = Accrual::new(weights)?;
    let mut before = vec![Money::zero(first.currency()); weights.len()];
    let mut increments = Vec::with_capacity(totals.len());
    for total in totals {
        let now = accrual.at(*total)?;
        let steps = now.iter().zip(&before).map(|(now, before)| now.minus(*before));
        increments.push(steps.collect::<Result<Vec<Money>, Refusal>>()?);
        before = now;
    }
    match totals.iter().zip(totals.iter().skip(1)).find(|(before, total)| before > total) {
        Some((_, total)) => Err(Refusal::new(Code::TotalsDecrease).got(total.amount_text())),
        None => Ok(increments),
    }
}

/// The rule that decides who gets the units left over by rounding down.
#[value]
#[non_exhaustive]
pub enum AllocationRule {
    /// One each to the largest remainders, ties to the earlier part.
    LargestRemainder,
}

/// How one part of [`allocate`] came about.
///
/// The exact quotient is `whole` plus `remainder / divisor` of a minor unit, away from zero.
#[value]
pub struct Share {
    /// The part.
    pub amount: Money,
    /// The exact quotient without its fraction.
    pub whole: Money,
    /// The numerator of the fraction, a whole number in decimal digits; not reduced, so that all parts compare.
    pub remainder: String,
    /// The denominator of the fraction, a whole number in decimal digits; the same for all parts.
    pub divisor: String,
    /// The place among the remainders: 1 is the largest. A remainder of zero has none.
    pub rank: Option<u32>,
    /// Whether the part got one of the units left over.
    pub rounded_up: bool,
    /// The rule that decided this.
    pub rule: AllocationRule,
}

/// Explains every part of [`allocate`], in the same order. Errors: those of [`allocate`].
///
/// ```
/// use tercero::{Currency, Money, Rate, allocation::explain};
///
/// let weights = [Rate::whole(50), Rate::whole(30), Rate::whole(20)];
/// let shares = explain(Money::parse("100.01", Currency::parse("MXN")?)?, &weights)?;
/// let (first, second) = (&shares[0], &shares[1]);
/// assert_eq!((first.whole.minor(), first.remainder.as_str(), first.divisor.as_str()), (5000, "50", "100"));
/// assert_eq!((first.rank, first.rounded_up), (Some(1), true));
/// assert_eq!((second.rank, second.rounded_up), (Some(2), false));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn explain(total: Money, weights: &[Rate]) -> Result<Vec<Share>, Refusal> {
    kernel::check_count(weights.len())?;
    explain_whole(total, &integers(weights)?)
}

/// [`explain`] for weights that are whole numbers.
pub(crate) fn explain_whole(total: Money, weights: &[i128]) -> Result<Vec<Share>, Refusal> {
    let mut parts = vec![0; weights.len()];
    allocate_wide_into(total.minor(), weights, &mut parts)?;
    let divisor = divisor(weights);
    let quotients = quotients(total, weights, divisor);
    let ranks = ranks(&quotients);
    let shares = parts.into_iter().zip(&quotients).zip(ranks).map(|((part, quotient), rank)| {
        share(total, *quotient, divisor, rank, part.unsigned_abs() != quotient.0)
    });
    shares.collect()
}

/// The part at `index` of [`explain_whole`] alone: time is linear in the number of weights, no memory is needed.
///
/// Errors: `not_found` if there is no such part. The weights are known not to be negative and not all zero.
pub(crate) fn explain_at<W: Copy + Into<i128>>(
    total: Money,
    weights: &[W],
    index: usize,
) -> Result<Share, Refusal> {
    let magnitude = |weight: W| -> u128 { weight.into().unsigned_abs() };
    let sum = |sum: U256, weight: &W| sum.saturating_add(U256::from(magnitude(*weight)));
    let divisor = weights.iter().fold(U256::ZERO, sum).max(U256::ONE);
    let amount = total.minor().unsigned_abs();
    let weight = weights.get(index).ok_or(Code::NotFound)?;
    let own = kernel::divide(amount, magnitude(*weight), divisor);
    let (mut given, mut before) = (0_u128, 0_u32);
    for (other, weight) in weights.iter().enumerate() {
        let (floor, remainder) = kernel::divide(amount, magnitude(*weight), divisor);
        given = given.saturating_add(floor);
        if remainder > own.1 || (remainder == own.1 && other < index) {
            before = before.saturating_add(1);
        }
    }
    let rank = (own.1 != U256::ZERO).then_some(before.saturating_add(1));
    let left = amount.saturating_sub(given);
    let rounded_up = rank.is_some_and(|rank| u128::from(rank) <= left);
    share(total, own, divisor, rank, rounded_up)
}

fn share(
    total: Money,
    (floor, remainder): (u128, U256),
    divisor: U256,
    rank: Option<u32>,
    rounded_up: bool,
) -> Result<Share, Refusal> {
    let signed = |magnitude: u128| {
        let minor = magnitude.cast_signed();
        let minor = if total.minor() < 0 { minor.saturating_neg() } else { minor };
        Money::from_minor(minor, total.currency())
    };
    Ok(Share {
        amount: signed(floor.saturating_add(rounded_up.into()))?,
        whole: signed(floor)?,
        remainder: remainder.to_string(),
        divisor: divisor.to_string(),
        rank,
        rounded_up,
        rule: AllocationRule::LargestRemainder,
    })
}

/// The place of each remainder that is not zero, from the largest down, ties to the lower index.
fn ranks(quotients: &[(u128, U256)]) -> Vec<Option<u32>> {
    let mut order: Vec<(usize, U256)> = Vec::new();
    for (index, (_, remainder)) in quotients.iter().enumerate() {
        if *remainder != U256::ZERO {
            order.push((index, *remainder));
        }
    }
    order.sort_by_key(|(_, remainder)| std::cmp::Reverse(*remainder));
    let mut ranks = vec![None; quotients.len()];
    for (rank, (index, _)) in (1..).zip(order) {
        ranks.get_mut(index).into_iter().for_each(|place| *place = Some(rank));
    }
    ranks
}
