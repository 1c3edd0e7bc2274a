//! A customs entry: value, duties and import tax determined to the cent and paid as the tax office rounds.
//! Rates and fees are dated parameters; the Incoterm says which elements the supplier's price already has.

use super::costs::{check_count, not_negative, place, sum, times};
use super::profile::in_force;
use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::id::{Reference, Text};
use crate::limits::CUSTOMS_GOODS;
use crate::money::{Currency, Money};
use crate::rate::{Rate, half_up};
use crate::time::Timestamp;
use ethnum::U256;
use std::collections::BTreeSet;
use tercero_macros::value;

pub use super::incoterm::{Element, Incoterm, IncotermRow};

/// How an amount is paid that was determined to the cent.
#[value]
pub enum Rounding {
    /// In whole units of the currency, as [`cff20`] rounds.
    Cff20,
    /// As determined.
    Cents,
}

/// An amount as it was determined and as it is paid to the state.
#[value]
#[derive(Copy)]
pub struct Remittance {
    /// Determined to the minor unit.
    pub exact: Money,
    /// What is paid.
    pub paid: Money,
    /// Exact less paid: what the account `tax:rounding` is left with.
    pub difference: Money,
}

impl Remittance {
    /// How `exact` is paid. Errors: `amount_range` for a negative amount.
    ///
    /// ```
    /// use tercero::{Currency, Money, project::customs::{Remittance, Rounding}};
    ///
    /// let withheld = Money::parse("1652.78", Currency::parse("MXN")?)?;
    /// let remittance = Remittance::of(withheld, Rounding::Cff20)?;
    /// assert_eq!(remittance.paid.to_string(), "1653.00 MXN");
    /// assert_eq!(remittance.difference.to_string(), "-0.22 MXN");
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn of(exact: Money, rounding: Rounding) -> Result<Remittance, Refusal> {
        not_negative(exact, "amount")?;
        let paid = match rounding {
            Rounding::Cff20 => cff20(exact)?,
            Rounding::Cents => exact,
        };
        Ok(Remittance { exact, paid, difference: exact.minus(paid)? })
    }
}

/// Rounds to whole units of the currency: up to half a unit goes down, more goes up (for pesos: 1 to 50 centavos down, 51
/// to 99 up). Only for what is paid to the state, and only when it is paid.
///
/// Errors: `amount_range` for a negative amount.
///
/// ```
/// use tercero::{Currency, Money, project::customs::cff20};
///
/// let mxn = Currency::parse("MXN")?;
/// assert_eq!(cff20(Money::parse("41.50", mxn)?)?.amount_text(), "41.00");
/// assert_eq!(cff20(Money::parse("41.51", mxn)?)?.amount_text(), "42.00");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn cff20(exact: Money) -> Result<Money, Refusal> {
    not_negative(exact, "amount")?;
    let unit = unit(exact.currency());
    let cents = exact.minor().checked_rem(unit).unwrap_or(0);
    let whole = exact.minor().saturating_sub(cents);
    let up = if cents > unit.saturating_sub(cents) { unit } else { 0 };
    Money::from_minor(whole.saturating_add(up), exact.currency())
}

/// Minor units of one unit of the currency.
fn unit(currency: Currency) -> i128 {
    10_i128.saturating_pow(currency.exponent())
}

/// The rates and fees of an import while a law was in force. The host keeps the rows; nothing is built in.
#[value]
pub struct CustomsParameters {
    /// The first instant they are valid.
    pub valid_from: Timestamp,
    /// The first instant they are no longer valid, if that is known.
    pub valid_until: Option<Timestamp>,
    /// The processing fee, a fraction of the customs value.
    pub dta_rate: Rate,
    /// The least processing fee of an entry, in the base currency.
    pub dta_minimum: Money,
    /// Value added tax.
    pub iva_rate: Rate,
    /// Prevalidation, fixed per entry.
    pub prv: Money,
    /// The consideration for it, fixed per entry.
    pub cnt: Money,
    /// How all of it is paid.
    pub rounding: Rounding,
    /// Where the figures are published.
    pub source: Text,
}

impl CustomsParameters {
    /// Which of `rows` is in force at `at`. Errors: `limit_exceeded`, `dates_out_of_order`, `parameter_not_valid` (none).
    pub fn in_force(
        rows: &[CustomsParameters],
        at: Timestamp,
    ) -> Result<&CustomsParameters, Refusal> {
        in_force(rows, at, |row| (row.valid_from, row.valid_until))
    }
}

/// One product of an entry, under its tariff fraction.
#[value]
pub struct CustomsGoods {
    /// The `sku` of the product.
    pub product: Reference,
    /// The tariff fraction as it is published.
    pub tariff_fraction: Text,
    /// What the supplier is paid for all units, in the currency of the invoice.
    pub value: Money,
    /// Import duty, a fraction of the customs value.
    pub igi_rate: Rate,
    /// Anti-dumping and countervailing duties on all units, in the base currency.
    pub compensatory_duty: Option<Money>,
}

/// Something the customs value adds to the price.
#[value]
#[derive(Copy)]
pub struct Increment {
    /// What it is.
    pub element: Element,
    /// What was paid for it, in the currency of the invoice.
    pub amount: Money,
}

/// What is declared at the border.
#[value]
pub struct CustomsEntry {
    /// The term of delivery, which says what may be added to the price.
    pub incoterm: Incoterm,
    /// The products, all in the currency of the invoice.
    pub goods: Vec<CustomsGoods>,
    /// What is added to their price.
    pub increments: Vec<Increment>,
    /// What one unit of the currency of the invoice is worth in the base currency.
    pub fx: Rate,
}

/// The part of one product in the duties of its entry.
#[value]
pub struct GoodsDuties {
    /// The product.
    pub product: Reference,
    /// Its part of the customs value, in proportion to the price.
    pub customs_value: Money,
    /// Its import duty as it was determined.
    pub igi_exact: Money,
    /// Its part of the import duty that is paid: a cost line directly on the product.
    pub igi_paid: Money,
    /// Its part of the compensatory duties that are paid.
    pub compensatory_paid: Money,
}

/// What an entry costs at the border, all in the base currency. The figures that are paid are the costs.
#[value]
pub struct Duties {
    /// Goods and increments together, converted once and rounded half up.
    pub customs_value: Money,
    /// Every product, in the order of the entry.
    pub goods: Vec<GoodsDuties>,
    /// Import duty.
    pub igi: Remittance,
    /// Processing fee.
    pub dta: Remittance,
    /// Compensatory duties.
    pub compensatory: Remittance,
    /// What import tax is computed on: customs value and the three duties as they were determined.
    pub iva_base: Money,
    /// Value added tax on that.
    pub iva: Remittance,
    /// Prevalidation as it is published.
    pub prv: Money,
    /// The consideration for it as it is published.
    pub cnt: Money,
    /// Both together: fees of one act are added before they are rounded.
    pub prevalidation: Remittance,
    /// Value added tax on both.
    pub iva_on_prevalidation: Remittance,
    /// Everything that is paid.
    pub total_paid: Money,
    /// Everything that was determined less everything that is paid: for the account `tax:rounding`.
    pub rounding_difference: Money,
}

/// Determines what an entry owes at `at`, and what is paid.
///
/// The customs value is spread over the goods by price, with the largest remainder; each product's import duty is rounded
/// once, half up, and their sum is what is determined. The paid figure is spread in proportion to it.
///
/// Errors: `dates_out_of_order`, `parameter_not_valid`, `limit_exceeded`, `offer_incomplete` (no goods), `already_exists`
/// (a product or an element twice), `offer_invalid` (an increment the price already includes, or that the value does not
/// add), `currency_mismatch`, `zero_weights` (increments on goods that cost nothing), `amount_range` (a negative amount, an
/// exchange rate of zero, or a result out of range).
///
/// ```
/// use tercero::{Timestamp, from_json};
/// use tercero::project::customs::{CustomsEntry, CustomsParameters, assess};
///
/// let entry: CustomsEntry = from_json(r#"{"incoterm":"cif","fx":"18.00","increments":[],"goods":[{"product":"A",
///     "tariff_fraction":"8419.81.01","igi_rate":"0.15","value":{"amount":"1000.00","currency":"USD"}}]}"#)?;
/// let parameters: CustomsParameters = from_json(r#"{"valid_from":"2018-01-01T06:00:00Z","dta_rate":"0.008",
///     "dta_minimum":{"amount":"0","currency":"MXN"},"iva_rate":"0.16","prv":{"amount":"240","currency":"MXN"},
///     "cnt":{"amount":"20","currency":"MXN"},"rounding":"cff20","source":"figures of 2018"}"#)?;
/// let duties = assess(&entry, &parameters, Timestamp::parse("2018-06-01T12:00:00Z")?)?;
/// assert_eq!(duties.igi.paid.to_string(), "2700.00 MXN");
/// assert_eq!(duties.iva.exact.to_string(), "3335.04 MXN");
/// assert_eq!(duties.total_paid.to_string(), "6481.00 MXN");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn assess(
    entry: &CustomsEntry,
    parameters: &CustomsParameters,
    at: Timestamp,
) -> Result<Duties, Refusal> {
    let rows = std::slice::from_ref(parameters);
    CustomsParameters::in_force(rows, at)?;
    let base = parameters.check()?;
    let customs_value = entry.customs_value(base)?;
    let exact = |amount| Remittance::of(amount, parameters.rounding);

    let values = spread(customs_value, entry.goods.iter().map(|goods| goods.value))?;
    let igi_each =
        entry.goods.iter().zip(&values).map(|(goods, value)| times(*value, goods.igi_rate));
    let igi_each: Vec<Money> = igi_each.collect::<Result<_, Refusal>>()?;
    let compensatory_each = entry.compensatory(base)?;
    let igi = exact(sum(base, igi_each.iter().copied())?)?;
    let compensatory = exact(sum(base, compensatory_each.iter().copied())?)?;
    let dta = exact(times(customs_value, parameters.dta_rate)?.max(parameters.dta_minimum))?;

    let iva_base = [customs_value, igi.exact, dta.exact, compensatory.exact];
    let iva_base = sum(base, iva_base.into_iter())?;
    let iva = exact(times(iva_base, parameters.iva_rate)?)?;
    let prevalidation = exact(parameters.prv.plus(parameters.cnt)?)?;
    let iva_on_prevalidation = exact(times(prevalidation.exact, parameters.iva_rate)?)?;

    let all = [igi, dta, compensatory, iva, prevalidation, iva_on_prevalidation];
    let igi_paid = spread(igi.paid, igi_each.iter().copied())?;
    let compensatory_paid = spread(compensatory.paid, compensatory_each.iter().copied())?;
    let goods = entry.goods.iter().zip(values).zip(igi_each).zip(igi_paid).zip(compensatory_paid);
    Ok(Duties {
        customs_value,
        goods: goods
            .map(|((((goods, customs_value), igi_exact), igi_paid), compensatory_paid)| {
                GoodsDuties {
                    product: goods.product.clone(),
                    customs_value,
                    igi_exact,
                    igi_paid,
                    compensatory_paid,
                }
            })
            .collect(),
        igi,
        dta,
        compensatory,
        iva_base,
        iva,
        prv: parameters.prv,
        cnt: parameters.cnt,
        prevalidation,
        iva_on_prevalidation,
        total_paid: sum(base, all.iter().map(|remittance| remittance.paid))?,
        rounding_difference: sum(base, all.iter().map(|remittance| remittance.difference))?,
    })
}

impl CustomsParameters {
    /// The base currency. Errors: `currency_mismatch`, `amount_range`.
    fn check(&self) -> Result<Currency, Refusal> {
        for (field, fee) in
            [("dta_minimum", self.dta_minimum), ("prv", self.prv), ("cnt", self.cnt)]
        {
            self.prv.same_currency(fee).map_err(|refusal| refusal.at(field))?;
            not_negative(fee, field)?;
        }
        Ok(self.prv.currency())
    }
}

impl CustomsEntry {
    /// Goods and increments in the base currency.
    fn customs_value(&self, base: Currency) -> Result<Money, Refusal> {
        self.check_goods()?;
        self.check_increments()?;
        let goods = self.goods.iter().map(|goods| goods.value);
        let all = goods.chain(self.increments.iter().map(|increment| increment.amount));
        let Some(first) = self.goods.first() else {
            return Err(Refusal::new(Code::OfferIncomplete).at("goods"));
        };
        convert(sum(first.value.currency(), all)?, self.fx, base)
    }

    fn check_goods(&self) -> Result<(), Refusal> {
        check_count(self.goods.len(), CUSTOMS_GOODS, "goods")?;
        let mut seen = BTreeSet::new();
        for (index, goods) in self.goods.iter().enumerate() {
            let at = |refusal: Refusal| refusal.at(place("goods", index));
            if !seen.insert(&goods.product) {
                return Err(at(Refusal::new(Code::AlreadyExists)
                    .at("product")
                    .got(&goods.product)));
            }
            not_negative(goods.value, "value").map_err(at)?;
        }
        Ok(())
    }

    fn check_increments(&self) -> Result<(), Refusal> {
        let addable = self.incoterm.row().increments;
        let mut seen = BTreeSet::new();
        for (index, increment) in self.increments.iter().enumerate() {
            let element = increment.element;
            let refuse = |code| Refusal::new(code).at("element").got(format!("{element:?}"));
            let check = if !addable.contains(&element) {
                let why = "this term of delivery does not add that to the customs value";
                Err(refuse(Code::OfferInvalid).because(why))
            } else if !seen.insert(element) {
                Err(refuse(Code::AlreadyExists))
            } else {
                not_negative(increment.amount, "amount")
            };
            check.map_err(|refusal| refusal.at(place("increments", index)))?;
        }
        Ok(())
    }

    /// The compensatory duties of each product.
    fn compensatory(&self, base: Currency) -> Result<Vec<Money>, Refusal> {
        let zero = Money::zero(base);
        let duty = |(index, goods): (usize, &CustomsGoods)| {
            let duty = goods.compensatory_duty.unwrap_or(zero);
            let good = zero.same_currency(duty).and_then(|()| not_negative(duty, "amount"));
            let at = |refusal: Refusal| refusal.at(format!("goods[{index}].compensatory_duty"));
            good.map(|()| duty).map_err(at)
        };
        self.goods.iter().enumerate().map(duty).collect()
    }
}

/// Splits `whole` in proportion to `weights`, which are not negative. Errors: `zero_weights`, unless the whole is zero.
fn spread(whole: Money, weights: impl Iterator<Item = Money>) -> Result<Vec<Money>, Refusal> {
    let weights: Vec<i128> = weights.map(Money::minor).collect();
    let mut parts = vec![0; weights.len()];
    allocate_wide_into(whole.minor(), &weights, &mut parts)?;
    parts.into_iter().map(|part| Money::from_minor(part, whole.currency())).collect()
}

/// `foreign`, which is not negative, in `base`: times the rate, rounded half up. Errors: `amount_range`.
fn convert(foreign: Money, fx: Rate, base: Currency) -> Result<Money, Refusal> {
    if fx.is_zero() {
        return Err(Refusal::new(Code::AmountRange).at("fx").got(fx).allow("more than 0"));
    }
    let wide = |number: i128| U256::from(number.unsigned_abs());
    let numerator = wide(foreign.minor()).saturating_mul(fx.scaled().into());
    let numerator = numerator.saturating_mul(wide(unit(base)));
    let denominator = U256::from(Rate::ONE.scaled()).saturating_mul(wide(unit(foreign.currency())));
    Money::from_minor(half_up(numerator, denominator)?, base).map_err(|refusal| refusal.at("fx"))
}
