//! Currency, money and the one decimal grammar of the project.
//! Amounts are whole minor units of an ISO 4217 currency; outside the process they are decimal text, never a number.

use crate::error::{Code, Refusal};
use crate::limits::AMOUNT_BELOW;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A currency of ISO 4217 that has a minor unit (so neither gold nor `XXX`).
///
/// ```
/// use tercero::Currency;
///
/// assert_eq!(Currency::parse("JPY")?.exponent(), 0);
/// assert_eq!(Currency::parse("usd").unwrap_err().code.as_str(), "currency_unknown");
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// Reads a three-letter code in upper case. Errors: `currency_unknown`.
    pub fn parse(code: &str) -> Result<Currency, Refusal> {
        iso_currency::Currency::from_code(code)
            .filter(|currency| currency.code() == code && currency.exponent().is_some())
            .map(Currency)
            .ok_or_else(|| {
                Refusal::new(Code::CurrencyUnknown).got(code).allow("an ISO 4217 code in capitals")
            })
    }

    /// The three letters.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Decimals of one unit: 2 for EUR, 0 for JPY, 3 for KWD.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = Refusal;

    fn try_from(code: String) -> Result<Currency, Refusal> {
        Currency::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> String {
        currency.code().to_owned()
    }
}

/// The parts of a decimal text: sign, and the digits on both sides of the point.
pub(crate) struct Digits<'a> {
    pub(crate) negative: bool,
    pub(crate) integer: &'a str,
    pub(crate) decimals: &'a str,
}

/// Reads `-?(0|[1-9][0-9]*)(\.[0-9]+)?` and nothing else. Errors: `amount_syntax`.
pub(crate) fn digits(text: &str) -> Result<Digits<'_>, Refusal> {
    let refuse =
        || Refusal::new(Code::AmountSyntax).got(text).allow("plain decimals such as `1250.00`");
    let (negative, plain) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (integer, decimals) = match plain.split_once('.') {
        Some((integer, decimals)) if !decimals.is_empty() => (integer, decimals),
        Some(_) => return Err(refuse()),
        None => (plain, ""),
    };
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let leading_zero = integer.len() > 1 && integer.starts_with('0');
    if integer.is_empty() || leading_zero || !all_digits(integer) || !all_digits(decimals) {
        return Err(refuse());
    }
    let zero = |part: &str| part.bytes().all(|byte| byte == b'0');
    if negative && zero(integer) && zero(decimals) {
        return Err(refuse());
    }
    Ok(Digits { negative, integer, decimals })
}

/// The number that `integer` followed by `decimals` spells when padded to `scale` decimals, if it fits.
pub(crate) fn scaled(integer: &str, decimals: &str, scale: u32) -> Option<u128> {
    let mut value: u128 = 0;
    for byte in integer.bytes().chain(decimals.bytes()) {
        value = value.checked_mul(10)?.checked_add(u128::from(byte.checked_sub(b'0')?))?;
    }
    let missing = scale.checked_sub(u32::try_from(decimals.len()).ok()?)?;
    value.checked_mul(10_u128.checked_pow(missing)?)
}

/// An amount of one currency, in whole minor units, smaller than 10^28 of them.
///
/// Arithmetic is checked: it returns `amount_range` or `currency_mismatch` and never rounds.
/// On the wire it is `{"amount":"1250.00","currency":"MXN"}` with exactly the decimals of the currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "MoneyText", into = "MoneyText")]
#[cfg_attr(feature = "python", pyo3::pyclass(module = "tercero", frozen, eq, hash))]
pub struct Money {
    currency: Currency,
    minor: i128,
}

impl Money {
    /// No money, in `currency`.
    pub const fn zero(currency: Currency) -> Money {
        Money { currency, minor: 0 }
    }

    /// `minor` minor units (cents) of `currency`. Errors: `amount_range`.
    pub fn from_minor(minor: i128, currency: Currency) -> Result<Money, Refusal> {
        if minor > AMOUNT_BELOW.saturating_neg() && minor < AMOUNT_BELOW {
            Ok(Money { currency, minor })
        } else {
            Err(Refusal::new(Code::AmountRange).got(minor).allow("less than 10^28 minor units"))
        }
    }

    /// Reads decimal text such as `-12.5`; fewer decimals than the currency has are accepted, more are not.
    /// Errors: `amount_syntax`, `amount_scale`, `amount_range`.
    pub fn parse(text: &str, currency: Currency) -> Result<Money, Refusal> {
        let digits = digits(text)?;
        let exponent = currency.exponent();
        if u32::try_from(digits.decimals.len()).map_or(true, |length| length > exponent) {
            return Err(Refusal::new(Code::AmountScale)
                .got(text)
                .allow(format!("at most {exponent} decimals")));
        }
        let magnitude = scaled(digits.integer, digits.decimals, exponent)
            .and_then(|magnitude| i128::try_from(magnitude).ok())
            .ok_or_else(|| Refusal::new(Code::AmountRange).got(text))?;
        let minor = if digits.negative { magnitude.saturating_neg() } else { magnitude };
        Money::from_minor(minor, currency).map_err(|refusal| refusal.got(text))
    }

    /// Takes an exact decimal. Errors: `amount_scale`, `amount_range`.
    pub fn from_decimal(amount: Decimal, currency: Currency) -> Result<Money, Refusal> {
        let amount = amount.normalize();
        if amount.is_zero() {
            return Ok(Money::zero(currency));
        }
        Money::parse(&amount.to_string(), currency)
    }

    /// The amount as an exact decimal with the scale of its currency.
    pub fn to_decimal(self) -> Decimal {
        Decimal::from_i128_with_scale(self.minor, self.currency.exponent())
    }

    /// Minor units.
    pub const fn minor(self) -> i128 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Whether there is no money.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether it is more than nothing.
    pub const fn is_positive(self) -> bool {
        self.minor > 0
    }

    /// The sum. Errors: `currency_mismatch`, `amount_range`.
    ///
    /// ```
    /// use tercero::{Currency, Money};
    ///
    /// let mxn = Currency::parse("MXN")?;
    /// let sum = Money::parse("1250", mxn)?.plus(Money::parse("0.50", mxn)?)?;
    /// assert_eq!(sum.to_string(), "1250.50 MXN");
    /// assert_eq!(sum.minor(), 125_050);
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn plus(self, other: Money) -> Result<Money, Refusal> {
        self.same_currency(other)?;
        Money::from_minor(self.minor.saturating_add(other.minor), self.currency)
    }

    /// The difference, which may be negative. Errors: `currency_mismatch`, `amount_range`.
    pub fn minus(self, other: Money) -> Result<Money, Refusal> {
        self.same_currency(other)?;
        Money::from_minor(self.minor.saturating_sub(other.minor), self.currency)
    }

    /// `n` times as much. Errors: `amount_range`.
    pub fn times(self, n: u32) -> Result<Money, Refusal> {
        Money::from_minor(self.minor.saturating_mul(n.into()), self.currency)
    }

    /// The smaller of two amounts. Errors: `currency_mismatch`.
    pub(crate) fn at_most(self, other: Money) -> Result<Money, Refusal> {
        self.same_currency(other)?;
        Ok(if other.minor < self.minor { other } else { self })
    }

    /// What this is above zero, else nothing.
    pub(crate) const fn positive_part(self) -> Money {
        if self.minor > 0 { self } else { Money::zero(self.currency) }
    }

    /// The text without the currency, with exactly the decimals of the currency and never `-0`.
    pub fn amount_text(self) -> String {
        self.to_decimal().to_string()
    }

    /// Nothing, if both are of one currency. Errors: `currency_mismatch`.
    pub fn same_currency(self, other: Money) -> Result<(), Refusal> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(Refusal::new(Code::CurrencyMismatch)
                .got(other.currency)
                .allow(self.currency.code()))
        }
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.to_decimal(), self.currency)
    }
}

/// An amount in the currency of whatever it belongs to, such as the minimum of a fee rule; never negative.
///
/// It becomes [`Money`] where the currency is known: [`Amount::of`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "AmountText", into = "AmountText")]
pub struct Amount(Decimal);

impl Amount {
    /// Reads decimal text with at most four decimals. Errors: `amount_syntax`, `amount_scale`, `amount_range`.
    pub fn parse(text: &str) -> Result<Amount, Refusal> {
        let digits = digits(text)?;
        let range = || Refusal::new(Code::AmountRange).got(text).allow("zero or more");
        let scale = u32::try_from(digits.decimals.len()).unwrap_or(u32::MAX);
        if scale > 4 {
            return Err(Refusal::new(Code::AmountScale).got(text).allow("at most 4 decimals"));
        }
        if digits.negative {
            return Err(range());
        }
        scaled(digits.integer, digits.decimals, scale)
            .and_then(|mantissa| i128::try_from(mantissa).ok())
            .and_then(|mantissa| Decimal::try_from_i128_with_scale(mantissa, scale).ok())
            .map(Amount)
            .ok_or_else(range)
    }

    /// The amount in `currency`. Errors: `amount_scale`, `amount_range`.
    pub fn of(self, currency: Currency) -> Result<Money, Refusal> {
        Money::from_decimal(self.0, currency)
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<Money> for Amount {
    /// Drops the currency and the sign.
    fn from(money: Money) -> Amount {
        Amount(money.to_decimal().abs())
    }
}

/// A decimal on the wire: text, and no number.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct AmountText(#[serde(deserialize_with = "amount_text")] pub(crate) String);

impl TryFrom<AmountText> for Amount {
    type Error = Refusal;

    fn try_from(text: AmountText) -> Result<Amount, Refusal> {
        Amount::parse(&text.0)
    }
}

impl From<Amount> for AmountText {
    fn from(amount: Amount) -> AmountText {
        AmountText(amount.to_string())
    }
}

/// How a document error names the place of an amount.
pub(crate) const AMOUNT_EXPECTED: &str = "an amount as decimal text";

/// The wire form of [`Money`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MoneyText {
    #[serde(deserialize_with = "amount_text")]
    amount: String,
    currency: Currency,
}

/// Text, and only text. Whatever else stands here is reported as [`AMOUNT_EXPECTED`], which the reader turns into `amount_type`.
fn amount_text<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    struct Text;
    impl serde::de::Visitor<'_> for Text {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(AMOUNT_EXPECTED)
        }

        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
    }
    deserializer.deserialize_any(Text)
}

impl TryFrom<MoneyText> for Money {
    type Error = Refusal;

    fn try_from(text: MoneyText) -> Result<Money, Refusal> {
        Money::parse(&text.amount, text.currency)
    }
}

impl From<Money> for MoneyText {
    fn from(money: Money) -> MoneyText {
        MoneyText { amount: money.amount_text(), currency: money.currency }
    }
}
