//! The roundings of single amounts: half up wherever a rate is applied, and the split in two between investors and owner.
//! Splits over many are not here: they are the allocation's largest remainder.

use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::rate::{Rate, half_up, mul_div_half_up};
use ethnum::U256;

/// `amount · rate` in minor units, half up. `amount` is not negative. Errors: `amount_range`.
pub(crate) fn part(amount: i128, rate: Rate) -> Result<i128, Refusal> {
    if rate.is_zero() {
        return Ok(0);
    }
    let (amount, one) = (amount.unsigned_abs(), Rate::ONE.scaled());
    match amount.checked_mul(rate.scaled()) {
        Some(product) => narrow_half_up(product, one),
        None => mul_div_half_up(amount, rate.scaled(), one),
    }
}

fn narrow_half_up(numerator: u128, denominator: u128) -> Result<i128, Refusal> {
    let quotient = numerator.checked_div(denominator).unwrap_or(0);
    let remainder = numerator.wrapping_sub(quotient.wrapping_mul(denominator));
    let up = remainder >= denominator.saturating_sub(remainder);
    let rounded = quotient.saturating_add(up.into());
    i128::try_from(rounded).map_err(|_| Code::AmountRange.into())
}

/// `amount · rate` in minor units, rounded down: a limit is never passed. Errors: `amount_range`.
pub(crate) fn part_down(amount: i128, rate: Rate) -> Result<i128, Refusal> {
    let product = U256::from(amount.unsigned_abs()).saturating_mul(rate.scaled().into());
    let floor = product.checked_div(Rate::ONE.scaled().into()).unwrap_or(U256::ZERO);
    i128::try_from(floor).map_err(|_| Code::AmountRange.into())
}

/// What of a `gross` amount is not tax: `gross / (1 + tax)`, half up. The tax is the rest, never recomputed.
pub(crate) fn net_of(gross: i128, tax: Rate) -> Result<i128, Refusal> {
    let one = Rate::ONE.scaled();
    mul_div_half_up(gross.unsigned_abs(), one, one.saturating_add(tax.scaled()))
}

/// `amount · rate · days / year` in minor units, half up. Errors: `amount_range`.
pub(crate) fn accrued(amount: i128, rate: Rate, days: u32, year: u32) -> Result<i128, Refusal> {
    let numerator = U256::from(amount.unsigned_abs())
        .saturating_mul(U256::from(rate.scaled()))
        .saturating_mul(U256::from(days));
    half_up(numerator, U256::from(Rate::ONE.scaled()).saturating_mul(U256::from(year)))
}

/// What investors and owner get of an amount when the owner gets the fraction `owner`, which is at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct InTwo {
    pub(crate) investors: i128,
    pub(crate) owner: i128,
}

/// The weights of a split in two: investors first, so a tie goes to them.
pub(crate) fn sides(owner: Rate) -> Result<[i128; 2], Refusal> {
    let fit = |weight: u128| i128::try_from(weight).map_err(|_| Refusal::from(Code::AmountRange));
    let investors = Rate::ONE.scaled().saturating_sub(owner.scaled());
    Ok([fit(investors)?, fit(owner.scaled())?])
}

/// Splits `amount` by largest remainder, a tie to the investors.
pub(crate) fn in_two(amount: i128, owner: Rate) -> Result<InTwo, Refusal> {
    let mut parts = [0; 2];
    allocate_wide_into(amount, &sides(owner)?, &mut parts)?;
    let [investors, owner] = parts;
    Ok(InTwo { investors, owner })
}
