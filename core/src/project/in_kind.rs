//! Goods instead of money: whole units in proportion to capital, and what is left stays capital.
//! That is basket mode, which gives everybody of everything; order mode, units at a quoted price, is part of it too.

use super::funding::counted;
use crate::error::{Code, Refusal};
use crate::limits::PARTS;
use crate::money::Money;
use ethnum::U256;
use tercero_macros::value;

pub use super::ordering::{Order, OrderLine, Ordered, PricePolicy, serve_orders};

/// What arrived of one product.
#[value]
#[derive(Copy)]
pub struct Goods {
    /// Units received.
    pub quantity: u32,
    /// What they cost in all, in the base currency.
    pub landed: Money,
}

/// Units of one product and what they cost.
#[value]
#[derive(Copy)]
pub struct Units {
    /// How many.
    pub units: u32,
    /// What they cost; n of q units that cost c count as n · c / q, rounded down, so that the pool keeps the dust.
    pub value: Money,
}

/// What becomes of capital that no whole unit fits into.
#[value]
#[derive(Default)]
pub enum ResidualPolicy {
    /// It shares profit and loss like the capital of those who take no goods.
    #[default]
    ResidualAsCapital,
    /// It is paid back at cost, first out of what the pool sells.
    CashAtCost,
    /// It buys further units while it lasts, by `seq`, the dearest first; the rest is as `residual_as_capital`.
    /// It buys with the part of the capital that stands for goods only: what was raised for taxes that come back, or as a
    /// reserve, buys nothing.
    Fill,
}

/// What one position takes home.
#[value]
pub struct Basket {
    /// Its units of each product, in the order of the products.
    pub units: Vec<Units>,
    /// Its capital less the value of all its units.
    pub residual: Money,
}

/// Who gets which units, and what is left for the pool to sell.
#[value]
pub struct InKind {
    /// One for each position, in their order.
    pub baskets: Vec<Basket>,
    /// What is left of each product, in their order.
    pub pool: Vec<Units>,
    /// The capital that shares the result of the pool: that of those who take no goods, and residuals that became capital.
    pub pool_capital: Money,
    /// Residuals that are paid back at cost first.
    pub cash_claims: Money,
}

/// Gives each position whole units of every product in proportion to its part of `total_capital`.
///
/// With capital a of K in all, a position gets Q · a / K of Q units, rounded down. `capitals` are the positions that take
/// goods, by `seq`; K counts all others too, the owner's included, so that nobody is given goods that the others paid for.
/// Pool capital and cash claims add up to what the goods of the pool cost and what of K was not spent on goods; this is
/// checked, and `invariant_violated` otherwise.
///
/// Errors: `limit_exceeded` (positions times products), `currency_mismatch`, `amount_range` for a negative amount,
/// `offer_invalid` if K is less than the goods cost or less than `capitals`.
///
/// ```
/// use tercero::{Currency, Money};
/// use tercero::project::in_kind::{Goods, ResidualPolicy, in_kind};
///
/// let eur = |text| Money::parse(text, Currency::parse("EUR")?);
/// let goods = [Goods { quantity: 10, landed: eur("1000.03")? }];
/// let shared = in_kind(&goods, eur("1000.03")?, &[eur("333.35")?], ResidualPolicy::default())?;
/// assert_eq!(shared.baskets[0].units[0].units, 3);
/// assert_eq!(shared.baskets[0].units[0].value, eur("300.00")?);
/// assert_eq!(shared.baskets[0].residual, eur("33.35")?);
/// assert_eq!((shared.pool[0].units, shared.pool[0].value), (7, eur("700.03")?));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn in_kind(
    goods: &[Goods],
    total_capital: Money,
    capitals: &[Money],
    policy: ResidualPolicy,
) -> Result<InKind, Refusal> {
    let sharing = Sharing::new(goods, total_capital, capitals)?;
    let mut pool = goods.to_vec();
    let mut baskets = Vec::with_capacity(capitals.len());
    for capital in capitals {
        baskets.push(sharing.basket(*capital, &mut pool)?);
    }
    if policy == ResidualPolicy::Fill {
        let dearest_first = sharing.dearest_first();
        for (capital, basket) in capitals.iter().zip(&mut baskets) {
            sharing.fill(*capital, basket, &mut pool, &dearest_first)?;
        }
    }
    let residuals = sum(total_capital, baskets.iter().map(|basket| basket.residual))?;
    let shared = match policy {
        ResidualPolicy::CashAtCost => InKind {
            pool_capital: sharing.without_goods,
            cash_claims: residuals,
            pool: units(&pool),
            baskets,
        },
        ResidualPolicy::ResidualAsCapital | ResidualPolicy::Fill => InKind {
            pool_capital: sharing.without_goods.plus(residuals)?,
            cash_claims: Money::zero(total_capital.currency()),
            pool: units(&pool),
            baskets,
        },
    };
    sharing.closes(&shared)?;
    Ok(shared)
}

pub(super) fn units(pool: &[Goods]) -> Vec<Units> {
    pool.iter().map(|left| Units { units: left.quantity, value: left.landed }).collect()
}

fn sum(like: Money, amounts: impl IntoIterator<Item = Money>) -> Result<Money, Refusal> {
    amounts.into_iter().try_fold(Money::zero(like.currency()), Money::plus)
}

struct Sharing<'a> {
    goods: &'a [Goods],
    total_capital: Money,
    landed: Money,
    /// The capital of those who take no goods.
    without_goods: Money,
}

impl<'a> Sharing<'a> {
    fn new(
        goods: &'a [Goods],
        total_capital: Money,
        capitals: &[Money],
    ) -> Result<Sharing<'a>, Refusal> {
        check_count(goods.len().saturating_mul(capitals.len()))?;
        counted(total_capital, total_capital, "total_capital")?;
        for product in goods {
            counted(product.landed, total_capital, "landed")?;
        }
        for capital in capitals {
            counted(*capital, total_capital, "capitals")?;
        }
        let landed = sum(total_capital, goods.iter().map(|product| product.landed))?;
        let with_goods = sum(total_capital, capitals.iter().copied())?;
        covers(total_capital, landed.max(with_goods))?;
        let without_goods = total_capital.minus(with_goods)?;
        Ok(Sharing { goods, total_capital, landed, without_goods })
    }

    fn basket(&self, capital: Money, pool: &mut [Goods]) -> Result<Basket, Refusal> {
        let mut units = Vec::with_capacity(self.goods.len());
        let mut residual = capital;
        for (product, left) in self.goods.iter().zip(pool) {
            let share = share_of(
                product.quantity.into(),
                capital.minor().unsigned_abs(),
                self.total_capital.minor().unsigned_abs(),
            );
            let taken = product.units(share)?;
            residual = residual.minus(taken.value)?;
            left.give(taken)?;
            units.push(taken);
        }
        Ok(Basket { units, residual })
    }

    /// Products that cost something, in descending order of what a unit costs, ties to the earlier.
    fn dearest_first(&self) -> Vec<usize> {
        let costs = |(_, product): &(usize, &Goods)| product.landed.is_positive();
        let mut order: Vec<(usize, &Goods)> = self.goods.iter().enumerate().filter(costs).collect();
        order.sort_by(|(_, a), (_, b)| b.against(a).cmp(&a.against(b)));
        order.into_iter().map(|(index, _)| index).collect()
    }

    fn fill(
        &self,
        capital: Money,
        basket: &mut Basket,
        pool: &mut [Goods],
        dearest_first: &[usize],
    ) -> Result<(), Refusal> {
        let spent = capital.minus(basket.residual)?;
        let mut budget = self.goods_part(capital)?.minus(spent)?;
        for index in dearest_first {
            let product = self.goods.get(*index);
            let place = basket.units.get_mut(*index);
            let (Some(product), Some(taken), Some(left)) = (product, place, pool.get_mut(*index))
            else {
                continue;
            };
            let most = taken.units.saturating_add(left.quantity);
            let more = product.affordable(taken.value.plus(budget)?).min(most.into());
            let more = product.units(more.max(taken.units.into()))?;
            let cost = more.value.minus(taken.value)?;
            left.give(Units { units: more.units.saturating_sub(taken.units), value: cost })?;
            *taken = more;
            budget = budget.minus(cost)?;
            basket.residual = basket.residual.minus(cost)?;
        }
        Ok(())
    }

    /// The part of a capital that stands for goods, rounded down.
    fn goods_part(&self, capital: Money) -> Result<Money, Refusal> {
        let wide = |money: Money| U256::from(money.minor().unsigned_abs());
        let part = wide(capital).saturating_mul(wide(self.landed));
        let part = part.checked_div(wide(self.total_capital)).unwrap_or(U256::ZERO);
        let part = i128::try_from(part).map_err(|_| Refusal::new(Code::AmountRange))?;
        Money::from_minor(part, capital.currency())
    }

    /// Both sides of the identity, and nothing below zero.
    fn closes(&self, shared: &InKind) -> Result<(), Refusal> {
        let capital = shared.pool_capital.plus(shared.cash_claims)?;
        let pool = sum(capital, shared.pool.iter().map(|left| left.value))?;
        let unspent = self.total_capital.minus(self.landed)?;
        let negative = |money: Money| money.minor() < 0;
        let below_zero = shared.baskets.iter().any(|basket| negative(basket.residual))
            || shared.pool.iter().any(|left| negative(left.value));
        if below_zero || pool.plus(unspent)? != capital {
            return Err(Refusal::new(Code::InvariantViolated).because("the goods do not add up"));
        }
        Ok(())
    }
}

impl Goods {
    /// The first `units` of these, at what they cost.
    pub(super) fn units(&self, units: u128) -> Result<Units, Refusal> {
        let landed = self.landed.minor().unsigned_abs();
        let value = share_of(landed, units, self.quantity.into());
        let out_of_range = |_| Refusal::new(Code::AmountRange);
        let value = i128::try_from(value).map_err(out_of_range)?;
        let units = u32::try_from(units).map_err(out_of_range)?;
        Ok(Units { units, value: Money::from_minor(value, self.landed.currency())? })
    }

    /// The most units whose value is at most `money`: the largest n with n · landed < (money + 1) · quantity.
    fn affordable(&self, money: Money) -> u128 {
        let limit = money.minor().unsigned_abs().saturating_add(1);
        let below = limit.saturating_mul(self.quantity.into()).saturating_sub(1);
        below.checked_div(self.landed.minor().unsigned_abs()).unwrap_or(0)
    }

    pub(super) fn give(&mut self, taken: Units) -> Result<(), Refusal> {
        let left = self.quantity.checked_sub(taken.units);
        self.quantity = left.ok_or_else(|| Refusal::new(Code::InvariantViolated))?;
        self.landed = self.landed.minus(taken.value)?;
        Ok(())
    }

    /// What these cost, times the quantity of `other`: it orders products by the cost of a unit.
    fn against(&self, other: &Goods) -> u128 {
        self.landed.minor().unsigned_abs().saturating_mul(other.quantity.into())
    }
}

/// `whole · part / of` rounded down, or zero of nothing. Below 2^94 times 2^32 there is room in 128 bits.
fn share_of(whole: u128, part: u128, of: u128) -> u128 {
    whole.saturating_mul(part).checked_div(of).unwrap_or(0)
}

pub(super) fn check_count(count: usize) -> Result<(), Refusal> {
    if count > PARTS {
        return Err(Refusal::new(Code::LimitExceeded).got(count).allow("at most 10 000 000 parts"));
    }
    Ok(())
}

fn covers(total_capital: Money, needed: Money) -> Result<(), Refusal> {
    if total_capital < needed {
        return Err(Refusal::new(Code::OfferInvalid)
            .at("total_capital")
            .got(total_capital.amount_text())
            .allow(format!("at least {}", needed.amount_text())));
    }
    Ok(())
}

/// What [`in_kind_into`] leaves for the pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Left {
    /// Units.
    pub units: i64,
    /// What they cost, in minor units.
    pub cost: i64,
}

/// [`in_kind`] of one product for many positions, over slices of plain integers and without copying.
///
/// `quantity` units cost `landed`; a position with `capitals[i]` of `total_capital` gets `units[i]` of value `values[i]`.
/// Money is in minor units. A position's residual is its capital less its values of all products. Linear time, no heap.
///
/// Errors: `limit_exceeded`, `length_mismatch`, `amount_range` for a negative number, `offer_invalid` if the total capital is
/// less than `landed` or less than the capitals. After an error the content of `units` and `values` means nothing.
///
/// ```
/// use tercero::project::in_kind::in_kind_into;
///
/// let (mut units, mut values) = ([0; 3], [0; 3]);
/// let capitals = [333_335, 333_334, 333_334];
/// let left = in_kind_into(10, 1_000_003, 1_000_003, &capitals, &mut units, &mut values)?;
/// assert_eq!((units, values), ([3; 3], [300_000; 3]));
/// assert_eq!((left.units, left.cost), (1, 100_003));
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn in_kind_into(
    quantity: i64,
    landed: i64,
    total_capital: i64,
    capitals: &[i64],
    units: &mut [i64],
    values: &mut [i64],
) -> Result<Left, Refusal> {
    check_count(capitals.len())?;
    if units.len() != capitals.len() || values.len() != capitals.len() {
        return Err(Code::LengthMismatch.into());
    }
    let of = whole(total_capital, "total_capital")?;
    let (all_units, cost) = (whole(quantity, "quantity")?, whole(landed, "landed")?);
    let mut left = Left { units: quantity, cost: landed };
    let mut with_goods = 0_u128;
    for ((capital, units), values) in capitals.iter().zip(units).zip(values) {
        let capital = whole(*capital, "capitals")?;
        with_goods = with_goods.saturating_add(capital);
        let share = share_of(all_units, capital, of);
        *units = i64::try_from(share).map_err(|_| too_little(total_capital))?;
        *values = i64::try_from(share_of(cost, share, all_units))
            .map_err(|_| too_little(total_capital))?;
        left.units = left.units.saturating_sub(*units);
        left.cost = left.cost.saturating_sub(*values);
    }
    if with_goods.max(cost) > of {
        return Err(too_little(total_capital));
    }
    if left.units < 0 || left.cost < 0 {
        return Err(Code::InvariantViolated.into());
    }
    Ok(left)
}

fn whole(number: i64, field: &'static str) -> Result<u128, Refusal> {
    u128::try_from(number).map_err(|_| Refusal::new(Code::AmountRange).at(field).got(number))
}

fn too_little(total_capital: i64) -> Refusal {
    Refusal::new(Code::OfferInvalid).at("total_capital").got(total_capital)
}
