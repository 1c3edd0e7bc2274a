//! What the goods cost once they have arrived: cost lines shared over the products by their own method, adding up exactly.
//! The funding need is more than that cost: taxes that come back and a reserve are cash, not cost.

pub use super::cost_lines::{Category, CostLine, CostPhase, Method, Product};
use super::cost_lines::{check_products, live_lines, some_units};
pub use super::expected::{
    ExpectedResult, ExpectedShare, FixedPriceResult, Materiality, ShareChange, expected_result,
    expected_with_price,
};
use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::id::Reference;
use crate::money::{Currency, Money};
use crate::rate::{Rate, mul_div_half_up};
use tercero_macros::value;

/// How one line was shared: kept, so that it can be undone exactly whatever becomes of the products.
#[value]
pub struct LineShares {
    /// The line.
    pub line: Reference,
    /// What was shared.
    pub amount: Money,
    /// The weight of each product, a whole number in decimal digits; only the proportion means something.
    pub weights: Vec<String>,
    /// The part of each product; together the amount.
    pub amounts: Vec<Money>,
}

/// What one product cost. There is no unit cost that is right for every unit: [`cost_of_units`] says what some cost.
#[value]
pub struct LandedProduct {
    /// The product.
    pub sku: Reference,
    /// Its units.
    pub quantity: u32,
    /// What all of them cost.
    pub total: Money,
    /// The total over the quantity, rounded down to a minor unit.
    pub unit_floor: Money,
    /// How many units carry one minor unit more, so that all add up to the total.
    pub units_with_one_more: u32,
}

/// What all products cost once they have arrived.
#[value]
pub struct Landed {
    /// Quantity times unit price, over all products.
    pub base: Money,
    /// The lines that count.
    pub logistics: Money,
    /// Both: the economic cost of the project.
    pub total: Money,
    /// How each line that counts was shared, in the order of the lines.
    pub lines: Vec<LineShares>,
    /// Every product, in their order; their totals add up to the total.
    pub products: Vec<LandedProduct>,
}

/// Shares every cost line that counts over the products and adds it to their price.
///
/// Lines that another one replaces do not count, nor do recoverable ones. Each line is split alone by largest remainder
/// with ties to the earlier product, so the order of the lines changes no amount. Nothing is shared equally because a
/// figure is missing.
///
/// Errors of the products: `offer_incomplete` (there is none), `limit_exceeded`, `already_exists`, `offer_invalid` (no
/// units), `currency_mismatch`, `amount_range` (a negative price). Errors of the lines: `limit_exceeded`,
/// `already_exists`, `not_found` (what is replaced, or a direct product, is not there), `offer_invalid` (a line is replaced
/// twice, or lines replace each other in a circle), `currency_mismatch`, `missing_weight`, `length_mismatch`,
/// `zero_weights`. `amount_range` if credits leave a product with less than nothing.
///
/// ```
/// use tercero::from_json;
/// use tercero::project::costs::{CostLine, Product, landed_cost};
///
/// let products: Vec<Product> = from_json(r#"[
///     {"sku":"A","name":"Grinder","quantity":2,"unit_price":{"amount":"50.00","currency":"MXN"}},
///     {"sku":"B","name":"Kettle","quantity":3,"unit_price":{"amount":"10.00","currency":"MXN"}}]"#)?;
/// let lines: Vec<CostLine> = from_json(r#"[{"id":"freight","category":"freight_intl","phase":"estimated",
///     "amount":{"amount":"13.01","currency":"MXN"},"method":{"type":"by_value"}}]"#)?;
/// let landed = landed_cost(&products, &lines)?;
/// assert_eq!(landed.total.to_string(), "143.01 MXN");
/// let first = &landed.products[0];
/// assert_eq!(first.total.to_string(), "110.01 MXN");
/// assert_eq!((first.unit_floor.amount_text(), first.units_with_one_more), ("55.00".to_owned(), 1));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn landed_cost(products: &[Product], lines: &[CostLine]) -> Result<Landed, Refusal> {
    let currency = check_products(products)?;
    let live = live_lines(lines, currency)?;
    let mut totals: Vec<Money> =
        products.iter().map(Product::value).collect::<Result<_, Refusal>>()?;
    let base = sum(currency, totals.iter().copied())?;
    let mut shared = Vec::new();
    for (index, line) in live.into_iter().filter(|(_, line)| !line.recoverable) {
        let shares = share(line, products).map_err(|refusal| refusal.at(place("lines", index)))?;
        for (total, part) in totals.iter_mut().zip(&shares.amounts) {
            *total = total.plus(*part)?;
        }
        shared.push(shares);
    }
    let logistics = sum(currency, shared.iter().map(|shares| shares.amount))?;
    let landed = |(product, total): (&Product, Money)| product.landed(total);
    let products = products.iter().zip(totals).map(landed).collect::<Result<_, Refusal>>()?;
    Ok(Landed { base, logistics, total: base.plus(logistics)?, lines: shared, products })
}

/// What `units` out of `quantity` cost when all of them cost `landed`: the exact part, rounded down. What rounding leaves
/// stays with the units that are not taken.
///
/// Errors: `offer_invalid` (a quantity of zero), `units_exceeded`, `amount_range` (a negative cost).
///
/// ```
/// use tercero::{Currency, Money, project::costs::cost_of_units};
///
/// let landed = Money::parse("100.00", Currency::parse("MXN")?)?;
/// assert_eq!(cost_of_units(landed, 3, 2)?.amount_text(), "66.66");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn cost_of_units(landed: Money, quantity: u32, units: u32) -> Result<Money, Refusal> {
    some_units(quantity)?;
    if units > quantity {
        let most = format!("at most {quantity}");
        return Err(Refusal::new(Code::UnitsExceeded).at("units").got(units).allow(most));
    }
    not_negative(landed, "landed")?;
    // Below 10^28 times below 2^32, which is below 2^127.
    let product = landed.minor().saturating_mul(units.into());
    Money::from_minor(product.checked_div(quantity.into()).unwrap_or(0), landed.currency())
}

/// How much money a project has to raise, and why it is more than what the goods cost.
#[value]
#[derive(Copy)]
pub struct FundingNeed {
    /// What the goods cost once they have arrived. A margin is a mark-up on this and on nothing else.
    pub economic_cost: Money,
    /// Tax that is paid and comes back.
    pub recoverable_tax: Money,
    /// A reserve; what is left of it goes back.
    pub contingency: Money,
    /// All three.
    pub need: Money,
    /// The need less what the owner puts in: what investors are asked for.
    pub target: Money,
}

/// The money a project needs: its economic cost, the tax it has to advance, and a reserve.
///
/// Errors: those of [`landed_cost`]; `currency_mismatch`; `amount_range` for a negative reserve or owner's capital, for
/// recoverable lines below zero together, and for an owner's capital above the need.
///
/// ```
/// use tercero::{Currency, Money, from_json};
/// use tercero::project::costs::{CostLine, Product, funding_need};
///
/// let products: Vec<Product> = from_json(
///     r#"[{"sku":"A","name":"Grinder","quantity":1,"unit_price":{"amount":"100.00","currency":"MXN"}}]"#)?;
/// let lines: Vec<CostLine> = from_json(r#"[{"id":"iva","category":"iva_import","phase":"estimated","recoverable":true,
///     "amount":{"amount":"16.00","currency":"MXN"},"method":{"type":"by_value"}}]"#)?;
/// let mxn = Currency::parse("MXN")?;
/// let need = funding_need(&products, &lines, Money::parse("4", mxn)?, Money::parse("20", mxn)?)?;
/// assert_eq!(need.economic_cost.to_string(), "100.00 MXN");
/// assert_eq!(need.need.to_string(), "120.00 MXN");
/// assert_eq!(need.target.to_string(), "100.00 MXN");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn funding_need(
    products: &[Product],
    lines: &[CostLine],
    contingency: Money,
    owner_capital: Money,
) -> Result<FundingNeed, Refusal> {
    let economic_cost = landed_cost(products, lines)?.total;
    let currency = economic_cost.currency();
    let recoverable = live_lines(lines, currency)?.into_iter().filter(|(_, line)| line.recoverable);
    let recoverable_tax = sum(currency, recoverable.map(|(_, line)| line.amount))?;
    not_negative(recoverable_tax, "recoverable_tax")?;
    not_negative(contingency, "contingency")?;
    not_negative(owner_capital, "owner_capital")?;
    let need = economic_cost.plus(recoverable_tax)?;
    let need = need.plus(contingency).map_err(|refusal| refusal.at("contingency"))?;
    let target = need.minus(owner_capital).map_err(|refusal| refusal.at("owner_capital"))?;
    if target.minor() < 0 {
        return Err(Refusal::new(Code::AmountRange)
            .at("owner_capital")
            .got(owner_capital.amount_text())
            .allow(format!("at most {}", need.amount_text())));
    }
    Ok(FundingNeed { economic_cost, recoverable_tax, contingency, need, target })
}

impl Product {
    /// Errors: `amount_range` for a negative total.
    fn landed(&self, total: Money) -> Result<LandedProduct, Refusal> {
        let (sku, quantity) = (self.sku.clone(), self.quantity);
        if total.minor() < 0 {
            let why = "credits are more than the product costs";
            return Err(Refusal::new(Code::AmountRange).because(why).at("products").got(sku));
        }
        let unit_floor = cost_of_units(total, quantity, 1)?;
        let more = total.minor().checked_rem(quantity.into()).unwrap_or(0);
        let units_with_one_more = u32::try_from(more).unwrap_or(0);
        Ok(LandedProduct { sku, quantity, total, unit_floor, units_with_one_more })
    }
}

/// Splits one line over the products.
fn share(line: &CostLine, products: &[Product]) -> Result<LineShares, Refusal> {
    let weights = weights(&line.method, products)?;
    let mut parts = vec![0; products.len()];
    allocate_wide_into(line.amount.minor(), &weights, &mut parts)
        .map_err(|refusal| refusal.at("method"))?;
    let money = |part| Money::from_minor(part, line.amount.currency());
    Ok(LineShares {
        line: line.id.clone(),
        amount: line.amount,
        weights: weights.iter().map(i128::to_string).collect(),
        amounts: parts.into_iter().map(money).collect::<Result<_, Refusal>>()?,
    })
}

/// The whole-number weight of each product.
fn weights(method: &Method, products: &[Product]) -> Result<Vec<i128>, Refusal> {
    let each = |weight: fn(&Product) -> i128| Ok(products.iter().map(weight).collect());
    match method {
        Method::ByValue {} => {
            each(|product| product.unit_price.minor().saturating_mul(product.quantity.into()))
        }
        Method::ByQuantity {} => each(|product| product.quantity.into()),
        Method::ByWeight {} => measured(products, "weight_g", |product| product.weight_g),
        Method::ByVolume {} => measured(products, "volume_cm3", |product| product.volume_cm3),
        Method::Equal {} => each(|_| 1),
        Method::Manual { weights } => manual(weights, products.len()),
        Method::Direct { product } => direct(product, products),
    }
}

/// Quantity times a figure that every product must have.
fn measured(
    products: &[Product],
    field: &'static str,
    figure: fn(&Product) -> Option<u32>,
) -> Result<Vec<i128>, Refusal> {
    let weight = |(index, product): (usize, &Product)| match figure(product) {
        Some(figure) => Ok(i128::from(figure).saturating_mul(product.quantity.into())),
        None => Err(Refusal::new(Code::MissingWeight)
            .at(format!("products[{index}].{field}"))
            .got(&product.sku)),
    };
    products.iter().enumerate().map(weight).collect()
}

fn manual(weights: &[Rate], count: usize) -> Result<Vec<i128>, Refusal> {
    if weights.len() != count {
        return Err(Refusal::new(Code::LengthMismatch)
            .at("method.weights")
            .got(weights.len())
            .allow(format!("{count} weights")));
    }
    let fit = |weight| i128::try_from(weight).map_err(|_| Code::InvariantViolated.into());
    Rate::integers(weights).into_iter().map(fit).collect()
}

fn direct(sku: &Reference, products: &[Product]) -> Result<Vec<i128>, Refusal> {
    if products.iter().all(|product| product.sku != *sku) {
        return Err(Refusal::new(Code::NotFound).at("method.product").got(sku));
    }
    Ok(products.iter().map(|product| i128::from(product.sku == *sku)).collect())
}

/// How a refusal names one element of a list.
pub(super) fn place(list: &str, index: usize) -> String {
    format!("{list}[{index}]")
}

/// Errors: `limit_exceeded`.
pub(super) fn check_count(count: usize, most: usize, list: &'static str) -> Result<(), Refusal> {
    if count > most {
        let most = format!("at most {most}");
        return Err(Refusal::new(Code::LimitExceeded).at(list).got(count).allow(most));
    }
    Ok(())
}

/// Errors: `amount_range`.
pub(super) fn not_negative(money: Money, field: &'static str) -> Result<(), Refusal> {
    if money.minor() < 0 {
        let refusal = Refusal::new(Code::AmountRange).at(field).got(money.amount_text());
        return Err(refusal.allow("zero or more"));
    }
    Ok(())
}

/// All amounts together. Errors: `currency_mismatch`, `amount_range`.
pub(super) fn sum(
    currency: Currency,
    mut amounts: impl Iterator<Item = Money>,
) -> Result<Money, Refusal> {
    amounts.try_fold(Money::zero(currency), Money::plus)
}

/// `money` times `rate`, rounded half up. Errors: `amount_range`, also for negative money.
pub(super) fn times(money: Money, rate: Rate) -> Result<Money, Refusal> {
    not_negative(money, "amount")?;
    let minor = money.minor().unsigned_abs();
    Money::from_minor(mul_div_half_up(minor, rate.scaled(), Rate::ONE.scaled())?, money.currency())
}
