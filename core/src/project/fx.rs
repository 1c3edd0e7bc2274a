//! Money of several currencies: weights at the frozen rate, money converted once, at the first release.
//! A weight is never a promise of payment, and no amount is derived from a derived amount.

use super::funding::counted;
use crate::error::{Code, Refusal};
use crate::id::Text;
use crate::money::{Currency, Money};
use crate::rate::{Rate, half_up};
use crate::time::Timestamp;
use ethnum::U256;
use tercero_macros::value;

/// A rate of exchange that was read somewhere and frozen.
#[value(name = "ProjectQuote")]
pub struct Quote {
    /// The foreign currency.
    pub currency: Currency,
    /// What one whole unit of it is worth in whole units of the base currency.
    pub rate: Rate,
    /// Where the rate was read.
    pub source: Text,
    /// When it was read.
    pub taken_at: Timestamp,
    /// From when on it holds for this use.
    pub frozen_at: Timestamp,
}

impl Quote {
    /// Refuses a rate of zero with `amount_range` and one that was frozen before it was read with `dates_out_of_order`.
    pub fn check(&self) -> Result<(), Refusal> {
        if self.rate.is_zero() {
            return Err(Refusal::new(Code::AmountRange).at("rate").got(self.rate));
        }
        if self.frozen_at < self.taken_at {
            return Err(Refusal::new(Code::DatesOutOfOrder).at("frozen_at").got(self.frozen_at));
        }
        Ok(())
    }

    /// The rate as the fraction of minor units of `base` for one minor unit of the foreign currency.
    fn fraction(&self, base: Currency) -> (U256, U256) {
        let unit = |currency: Currency| U256::from(10_u128.saturating_pow(currency.exponent()));
        let numerator = U256::from(self.rate.scaled()).saturating_mul(unit(base));
        let one = U256::from(Rate::ONE.scaled());
        (numerator, one.saturating_mul(unit(self.currency)))
    }
}

/// The quote for a currency, checked. Errors: `rate_not_frozen`, those of [`Quote::check`].
fn frozen(currency: Currency, quote: Option<&Quote>) -> Result<&Quote, Refusal> {
    let quote = quote.filter(|quote| quote.currency == currency);
    let quote = quote.ok_or_else(|| Refusal::new(Code::RateNotFrozen).got(currency))?;
    quote.check().map(|()| quote)
}

/// What `amount` counts as in the base currency: its value at the frozen rate, half up. In the base currency it is itself.
///
/// This is the weight of a contribution, never money that is owed.
///
/// Errors: `amount_range` for a negative amount or a result out of range, `rate_not_frozen` if the quote is missing or for
/// another currency, those of [`Quote::check`].
///
/// ```
/// use tercero::{Currency, Money, Rate, Text, Timestamp};
/// use tercero::project::fx::{Quote, base_amount};
///
/// let (usd, mxn) = (Currency::parse("USD")?, Currency::parse("MXN")?);
/// let at = Timestamp::parse("2026-03-01T12:00:00Z")?;
/// let source = Text::parse("central bank, fixing")?;
/// let quote =
///     Quote { currency: usd, rate: Rate::parse("18.3777")?, source, taken_at: at, frozen_at: at };
/// let weight = base_amount(Money::parse("3333.33", usd)?, mxn, Some(&quote))?;
/// assert_eq!(weight.to_string(), "61258.94 MXN");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn base_amount(amount: Money, base: Currency, quote: Option<&Quote>) -> Result<Money, Refusal> {
    let minor = counted(amount, amount, "amount")?;
    if amount.currency() == base {
        return Ok(amount);
    }
    let (numerator, denominator) = frozen(amount.currency(), quote)?.fraction(base);
    let converted = half_up(U256::from(minor).saturating_mul(numerator), denominator)?;
    Money::from_minor(converted, base)
}

/// What `amount` of the base currency pays in `currency`: divided by the rate of the day of payment, half up.
///
/// Errors: those of [`base_amount`].
///
/// ```
/// # use tercero::{Currency, Money, Rate, Text, Timestamp};
/// # use tercero::project::fx::{Quote, payout_in};
/// # let (usd, mxn) = (Currency::parse("USD")?, Currency::parse("MXN")?);
/// # let at = Timestamp::parse("2026-03-01T12:00:00Z")?;
/// # let source = Text::parse("central bank, fixing")?;
/// # let rate = Rate::parse("19")?;
/// # let quote = Quote { currency: usd, rate, source, taken_at: at, frozen_at: at };
/// let paid = payout_in(Money::parse("31298.31", mxn)?, usd, Some(&quote))?;
/// assert_eq!(paid.to_string(), "1647.28 USD");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn payout_in(
    amount: Money,
    currency: Currency,
    quote: Option<&Quote>,
) -> Result<Money, Refusal> {
    let minor = counted(amount, amount, "amount")?;
    if amount.currency() == currency {
        return Ok(amount);
    }
    let (numerator, denominator) = frozen(currency, quote)?.fraction(amount.currency());
    let converted = half_up(U256::from(minor).saturating_mul(denominator), numerator)?;
    Money::from_minor(converted, currency)
}

/// Who bears what the real conversion gives more or less than the frozen rates.
#[value]
#[derive(Default)]
pub enum FxPolicy {
    /// The project: it is a cost or a gain of the pool.
    #[default]
    FxToPool,
    /// The owner owes the loss or receives the gain.
    FxToOwner,
    /// The contributor: the converted money is the new weight.
    FxToContributor,
}

/// Money somebody put in, and what it counts as.
#[value]
#[derive(Copy)]
pub struct Contribution {
    /// As it was paid.
    pub amount: Money,
    /// The weight: [`base_amount`] at the frozen rate.
    pub base: Money,
}

/// The one conversion of the pool into the base currency.
#[value(name = "ConversionResult")]
pub struct Conversion {
    /// What each contribution became, in their order.
    pub converted: Vec<Money>,
    /// What each contribution counts as from now on, in their order.
    pub capital: Vec<Money>,
    /// All that was converted.
    pub cash: Money,
    /// What the pool gains, or below zero loses.
    pub fx_result: Money,
    /// What the owner receives, or below zero owes.
    pub owner: Money,
}

/// Converts every contribution into `base` at the `rates` the bank gave, each half up from its original amount.
///
/// Cash is capital plus what pool and owner gain, to the minor unit.
///
/// Errors: `currency_mismatch` for a weight in another currency than `base`, `rate_not_frozen` if the rate of a currency is
/// missing, and those of [`base_amount`].
pub fn convert_pool(
    contributions: &[Contribution],
    base: Currency,
    rates: &[Quote],
    policy: FxPolicy,
) -> Result<Conversion, Refusal> {
    let nothing = Money::zero(base);
    let mut conversion = Conversion {
        converted: Vec::with_capacity(contributions.len()),
        capital: Vec::with_capacity(contributions.len()),
        cash: nothing,
        fx_result: nothing,
        owner: nothing,
    };
    for contribution in contributions {
        counted(contribution.base, nothing, "base")?;
        let currency = contribution.amount.currency();
        let rate = rates.iter().find(|quote| quote.currency == currency);
        let converted = base_amount(contribution.amount, base, rate)?;
        let difference = converted.minus(contribution.base)?;
        let mut capital = contribution.base;
        match policy {
            FxPolicy::FxToPool => conversion.fx_result = conversion.fx_result.plus(difference)?,
            FxPolicy::FxToOwner => conversion.owner = conversion.owner.plus(difference)?,
            FxPolicy::FxToContributor => capital = converted,
        }
        conversion.cash = conversion.cash.plus(converted)?;
        conversion.converted.push(converted);
        conversion.capital.push(capital);
    }
    Ok(conversion)
}
