//! Goods sold to those who ordered them: units at a quoted price, and who bears what they cost in the end.
//! Where too few arrive, the units are shared by largest remainder.

use super::funding::counted;
use super::in_kind::{Goods, Units, check_count, units};
use crate::allocation::allocate_wide_into;
use crate::error::{Code, Refusal};
use crate::money::Money;
use tercero_macros::value;

/// Units of one product that somebody ordered at a quoted price.
#[value]
#[derive(Copy)]
pub struct Order {
    /// The place of the product among the goods, from 0.
    pub product: u32,
    /// How many.
    pub units: u32,
    /// The quoted price of one, which was paid.
    pub unit_price: Money,
}

/// Who bears the difference between the quoted price and what the goods cost in the end.
#[value]
pub enum PricePolicy {
    /// The pool.
    FixedPrice,
    /// Who ordered: it is invoiced or refunded before delivery.
    TrueUp,
}

/// What became of one order.
#[value]
#[derive(Copy)]
pub struct OrderLine {
    /// Units that are delivered: all, or a share of what arrived.
    pub units: u32,
    /// What was paid for them.
    pub paid: Money,
    /// What was paid for units that did not arrive, and goes back.
    pub returned: Money,
    /// What the delivered units cost, rounded down.
    pub actual: Money,
    /// Still to be paid, or below zero to be refunded.
    pub true_up: Money,
}

/// What became of all orders, and what is left for the pool to sell.
#[value]
pub struct Ordered {
    /// One for each order.
    pub lines: Vec<OrderLine>,
    /// What is left of each product, in their order.
    pub pool: Vec<Units>,
    /// What the pool gains, or below zero loses, because prices are fixed.
    pub pool_impact: Money,
}

/// Serves `orders`, by `seq`, from the `goods` that arrived, all in one currency.
///
/// Where less of a product arrived than was ordered, the units are shared by largest remainder, ties to the earlier order.
///
/// Errors: `offer_incomplete` without goods, `currency_mismatch`, `amount_range` for a negative amount, `limit_exceeded`,
/// `not_found` for a product that is not among the goods.
///
/// ```
/// use tercero::{Currency, Money};
/// use tercero::project::in_kind::{Goods, Order, PricePolicy, serve_orders};
///
/// let eur = |text| Money::parse(text, Currency::parse("EUR")?);
/// let goods = [Goods { quantity: 250, landed: eur("172500.00")? }];
/// let orders = [Order { product: 0, units: 40, unit_price: eur("672.00")? }];
/// let served = serve_orders(&goods, &orders, PricePolicy::TrueUp)?;
/// assert_eq!(served.lines[0].true_up, eur("720.00")?);
/// let served = serve_orders(&goods, &orders, PricePolicy::FixedPrice)?;
/// assert_eq!(served.pool_impact, eur("-720.00")?);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn serve_orders(
    goods: &[Goods],
    orders: &[Order],
    policy: PricePolicy,
) -> Result<Ordered, Refusal> {
    let Some(first) = goods.first().map(|product| product.landed) else {
        return Err(Refusal::new(Code::OfferIncomplete).at("goods"));
    };
    for product in goods {
        counted(product.landed, first, "landed")?;
    }
    let delivered = ration(goods, orders)?;
    let nothing = Money::zero(first.currency());
    let mut pool = goods.to_vec();
    let mut lines = Vec::with_capacity(orders.len());
    let mut pool_impact = nothing;
    for (order, units) in orders.iter().zip(delivered) {
        counted(order.unit_price, first, "unit_price")?;
        let product = order.product(goods)?;
        let taken = product.units(units)?;
        if let Some(left) = usize::try_from(order.product).ok().and_then(|i| pool.get_mut(i)) {
            left.give(taken)?;
        }
        let paid = order.price_of(taken.units)?;
        let returned = order.price_of(order.units.saturating_sub(taken.units))?;
        let difference = taken.value.minus(paid)?;
        let true_up = match policy {
            PricePolicy::TrueUp => difference,
            PricePolicy::FixedPrice => nothing,
        };
        pool_impact = pool_impact.plus(true_up)?.minus(difference)?;
        let actual = taken.value;
        lines.push(OrderLine { units: taken.units, paid, returned, actual, true_up });
    }
    Ok(Ordered { lines, pool: units(&pool), pool_impact })
}

/// The units each order gets.
fn ration(goods: &[Goods], orders: &[Order]) -> Result<Vec<u128>, Refusal> {
    check_count(orders.len().max(goods.len()))?;
    let mut delivered: Vec<u128> = orders.iter().map(|order| order.units.into()).collect();
    let mut by_product: Vec<Vec<(usize, i128)>> = vec![Vec::new(); goods.len()];
    for (index, order) in orders.iter().enumerate() {
        order.product(goods)?;
        let product = usize::try_from(order.product).ok().and_then(|i| by_product.get_mut(i));
        product.into_iter().for_each(|list| list.push((index, order.units.into())));
    }
    for (product, list) in goods.iter().zip(by_product) {
        let wanted: Vec<i128> = list.iter().map(|(_, units)| *units).collect();
        if wanted.iter().sum::<i128>() > i128::from(product.quantity) {
            let mut shares = vec![0; wanted.len()];
            allocate_wide_into(product.quantity.into(), &wanted, &mut shares)?;
            for ((index, _), share) in list.into_iter().zip(shares) {
                let place = delivered.get_mut(index);
                place.into_iter().for_each(|units| *units = share.unsigned_abs());
            }
        }
    }
    Ok(delivered)
}

impl Order {
    fn product<'a>(&self, goods: &'a [Goods]) -> Result<&'a Goods, Refusal> {
        let index = usize::try_from(self.product).ok();
        index
            .and_then(|index| goods.get(index))
            .ok_or_else(|| Refusal::new(Code::NotFound).at("product").got(self.product))
    }

    fn price_of(&self, units: u32) -> Result<Money, Refusal> {
        let price = self.unit_price.minor().saturating_mul(units.into());
        Money::from_minor(price, self.unit_price.currency())
    }
}
