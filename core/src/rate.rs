//! Rates and weights: exact non-negative decimals, and the one way a product of two exact numbers is rounded.
//! A rate is a fraction (`0.035`), never a percentage and never a float.

use crate::error::{Code, Refusal};
use crate::limits::{RATE_DECIMALS, RATE_INTEGER_DIGITS};
use crate::money::{AmountText, digits, scaled};
use ethnum::U256;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Decimals every [`Rate`] is stored with.
const SCALE: u32 = 18;
/// The rate 1.
const ONE: u128 = 10_u128.pow(SCALE);

/// A fee rate, a share or a weight: up to 20 digits before the point and 18 behind it.
///
/// ```
/// use tercero::{percent, Rate};
///
/// assert_eq!(percent("3.5")?, Rate::parse("0.035")?);
/// assert_eq!(Rate::parse("-1").unwrap_err().code.as_str(), "negative_weight");
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(try_from = "AmountText", into = "String")]
pub struct Rate(u128);

impl Rate {
    /// The rate 0.
    pub const ZERO: Rate = Rate(0);
    /// The rate 1: the whole.
    pub const ONE: Rate = Rate(ONE);

    /// Reads `(0|[1-9][0-9]{0,19})(\.[0-9]{1,18})?`. Errors: `amount_syntax`, `negative_weight`.
    pub fn parse(text: &str) -> Result<Rate, Refusal> {
        let refuse = |code| Refusal::new(code).got(text);
        let digits = digits(text)?;
        if digits.integer.len() > RATE_INTEGER_DIGITS || digits.decimals.len() > RATE_DECIMALS {
            return Err(refuse(Code::AmountSyntax).allow("20 digits before the point, 18 behind"));
        }
        if digits.negative {
            return Err(refuse(Code::NegativeWeight).allow("zero or more"));
        }
        scaled(digits.integer, digits.decimals, SCALE)
            .map(Rate)
            .ok_or_else(|| refuse(Code::AmountSyntax))
    }

    /// Reads all of `texts`; one that is malformed is refused before one that is negative. Errors: those of [`Rate::parse`],
    /// at `[i]`.
    pub fn parse_all<T: AsRef<str>>(texts: &[T]) -> Result<Vec<Rate>, Refusal> {
        let mut rates = Vec::with_capacity(texts.len());
        let mut negative = None;
        for (index, text) in texts.iter().enumerate() {
            match Rate::parse(text.as_ref()).map_err(|refusal| refusal.at(format!("[{index}]"))) {
                Ok(rate) => rates.push(rate),
                Err(refusal) if refusal.code == Code::NegativeWeight => {
                    negative = negative.or(Some(refusal));
                }
                Err(refusal) => return Err(refusal),
            }
        }
        negative.map_or(Ok(rates), Err)
    }

    /// The whole number `n`.
    pub fn whole(n: u32) -> Rate {
        Rate(u128::from(n).saturating_mul(ONE))
    }

    /// The rate times 10^18, a whole number below 10^38.
    pub const fn scaled(self) -> u128 {
        self.0
    }

    /// Whether the rate is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Splits this rate into what is kept and the `part` of it that is passed on, if `part` is at most one and both are exact.
    pub(crate) fn divide(self, part: Rate) -> Option<(Rate, Rate)> {
        let product = U256::from(self.0).checked_mul(U256::from(part.0))?;
        let one = U256::from(ONE);
        let passed = u128::try_from(product.checked_div(one)?).ok()?;
        let exact = product.checked_rem(one)? == U256::ZERO;
        let kept = self.0.checked_sub(passed)?;
        exact.then_some((Rate(kept), Rate(passed)))
    }

    /// Whole-number weights in the same proportion: all divided by the largest power of ten that divides them all.
    pub(crate) fn integers(rates: &[Rate]) -> Vec<u128> {
        let divides = |unit: u128| rates.iter().all(|rate| rate.0.checked_rem(unit) == Some(0));
        let unit = (0..=SCALE).rev().map(|n| 10_u128.pow(n)).find(|unit| divides(*unit));
        rates.iter().filter_map(|rate| rate.0.checked_div(unit.unwrap_or(1))).collect()
    }
}

/// A rate given in percent: `percent("3.5")` is `0.035`. Errors: those of [`Rate::parse`], with at most 16 decimals.
pub fn percent(text: &str) -> Result<Rate, Refusal> {
    let Rate(hundredfold) = Rate::parse(text)?;
    if hundredfold % 100 == 0 {
        Ok(Rate(hundredfold / 100))
    } else {
        Err(Refusal::new(Code::AmountSyntax).got(text).allow("at most 16 decimals in a percentage"))
    }
}

impl TryFrom<Decimal> for Rate {
    type Error = Refusal;

    fn try_from(value: Decimal) -> Result<Rate, Refusal> {
        if value.is_zero() { Ok(Rate::ZERO) } else { Rate::parse(&value.normalize().to_string()) }
    }
}

impl TryFrom<AmountText> for Rate {
    type Error = Refusal;

    fn try_from(text: AmountText) -> Result<Rate, Refusal> {
        Rate::parse(&text.0)
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> String {
        rate.to_string()
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (integer, decimals) = (self.0 / ONE, self.0 % ONE);
        if decimals == 0 {
            return write!(f, "{integer}");
        }
        let decimals = format!("{decimals:018}");
        write!(f, "{integer}.{}", decimals.trim_end_matches('0'))
    }
}

/// Rounds `a · b / c` of non-negative numbers half up to a whole one: the rounding rule of fees, taxes and accruals.
/// The product is formed in 256 bits. `c` of zero, or a result over 127 bits, is `amount_range`.
pub(crate) fn mul_div_half_up(a: u128, b: u128, c: u128) -> Result<i128, Refusal> {
    half_up(U256::from(a).saturating_mul(U256::from(b)), U256::from(c))
}

/// Rounds the fraction `numerator / denominator` half up. Errors: `amount_range`.
pub(crate) fn half_up(numerator: U256, denominator: U256) -> Result<i128, Refusal> {
    let out_of_range = || Refusal::new(Code::AmountRange);
    let quotient = numerator.checked_div(denominator).ok_or_else(out_of_range)?;
    let remainder = numerator.checked_rem(denominator).ok_or_else(out_of_range)?;
    let up = wrong!(
        "half_rounds_down",
        remainder >= denominator.saturating_sub(remainder),
        remainder > denominator.saturating_sub(remainder)
    );
    let rounded = quotient.saturating_add(U256::from(u8::from(up)));
    i128::try_from(rounded).map_err(|_| out_of_range())
}
