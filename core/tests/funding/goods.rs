//! Goods in kind: the identity between capital and goods, residual policies, the bulk form, orders and rationing.

use super::{Tally, mxn, of, runner, total};
use proptest::prelude::*;
use tercero::project::in_kind::{
    Goods, InKind, Order, PricePolicy, ResidualPolicy, Units, in_kind, in_kind_into, serve_orders,
};
use tercero::{Code, Money};

use ResidualPolicy::{CashAtCost, Fill, ResidualAsCapital};

fn goods(quantity: u32, landed: i128) -> Goods {
    Goods { quantity, landed: mxn(landed) }
}

fn units(shared: &InKind, position: usize) -> Vec<u32> {
    shared.baskets[position].units.iter().map(|units| units.units).collect()
}

#[test]
fn capital_below_what_the_goods_cost_is_refused() {
    let code = |goods: &[Goods], capital, positions: &[Money]| {
        in_kind(goods, mxn(capital), positions, ResidualAsCapital).unwrap_err().code
    };
    assert_eq!(code(&[goods(1, 60), goods(1, 41)], 100, &[]), Code::OfferInvalid);
    assert_eq!(code(&[goods(1, 60)], 100, &[mxn(60), mxn(41)]), Code::OfferInvalid);
    assert_eq!(code(&[goods(1, -1)], 100, &[]), Code::AmountRange);
    assert_eq!(code(&[goods(1, 1)], 100, &[mxn(-1)]), Code::AmountRange);
    assert_eq!(code(&[goods(1, 1)], -100, &[]), Code::AmountRange);
    assert_eq!(code(&[goods(1, 1)], 100, &[of("USD", 1)]), Code::CurrencyMismatch);
    let foreign = Goods { quantity: 1, landed: of("USD", 1) };
    assert_eq!(code(&[foreign], 100, &[]), Code::CurrencyMismatch);
    let many = vec![goods(1, 0); 4_000];
    assert_eq!(code(&many, 100, &vec![mxn(0); 4_000]), Code::LimitExceeded);
}

#[test]
fn nothing_and_goods_that_never_arrived_are_shared_too() {
    let shared = in_kind(&[], mxn(0), &[mxn(0)], Fill).unwrap();
    assert_eq!((shared.baskets[0].residual, shared.pool.len()), (mxn(0), 0));
    // All is lost: everybody's capital stays in the pool and shares the loss.
    let shared = in_kind(&[goods(0, 900)], mxn(1_000), &[mxn(400)], ResidualAsCapital).unwrap();
    assert_eq!((units(&shared, 0), shared.baskets[0].residual), (vec![0], mxn(400)));
    assert_eq!(shared.pool, [Units { units: 0, value: mxn(900) }]);
    assert_eq!(shared.pool_capital, mxn(1_000));
}

#[test]
fn a_residual_is_capital_or_a_claim() {
    let received = [goods(10, 1_000)];
    let as_capital =
        in_kind(&received, mxn(1_000), &[mxn(350), mxn(250)], ResidualAsCapital).unwrap();
    assert_eq!((as_capital.pool_capital, as_capital.cash_claims), (mxn(500), mxn(0)));
    let claims = in_kind(&received, mxn(1_000), &[mxn(350), mxn(250)], CashAtCost).unwrap();
    assert_eq!((claims.pool_capital, claims.cash_claims), (mxn(400), mxn(100)));
    assert_eq!(claims.baskets, as_capital.baskets);
}

#[test]
fn a_residual_buys_further_units_the_dearest_first() {
    // The first has 84 left of three units at 70 and one at 6; it buys one more at 70, then two at 6.
    let received = [goods(10, 60), goods(10, 700)];
    let capitals = [mxn(300), mxn(200)];
    let shared = in_kind(&received, mxn(760), &capitals, ResidualAsCapital).unwrap();
    assert_eq!((units(&shared, 0), units(&shared, 1)), (vec![3, 3], vec![2, 2]));
    let filled = in_kind(&received, mxn(760), &capitals, Fill).unwrap();
    assert_eq!((units(&filled, 0), units(&filled, 1)), (vec![3, 4], vec![10 - 3, 2]));
    assert_eq!(filled.baskets[0].residual, mxn(300 - 18 - 280));
    assert_eq!(filled.baskets[1].residual, mxn(200 - 42 - 140));
    assert_eq!(filled.pool[0].units, 0, "the second could buy three more if there were any");
}

#[test]
fn capital_for_taxes_and_reserves_buys_no_further_units() {
    // A tenth of each capital stands for a tax that comes back.
    let shared = in_kind(&[goods(9, 900)], mxn(1_000), &[mxn(500)], Fill).unwrap();
    assert_eq!((units(&shared, 0), shared.baskets[0].residual), (vec![4], mxn(100)));
    let shared = in_kind(&[goods(9, 900), goods(1, 0)], mxn(1_000), &[mxn(499)], Fill).unwrap();
    assert_eq!(units(&shared, 0), [4, 0], "what costs nothing is not bought");
}

/// Products, how much more was raised than they cost, and capitals as parts of all.
fn some_case() -> impl Strategy<Value = (Vec<Goods>, Money, Vec<Money>)> {
    let quantity = prop_oneof![8 => 0..2_000_u32, 1 => Just(u32::MAX)];
    let landed =
        prop_oneof![8 => 0..100_000_000_i128, 2 => 0..500_i128, 1 => Just(10_i128.pow(26))];
    let products = prop::collection::vec((quantity, landed), 1..5);
    let extra = prop_oneof![3 => Just(0_i128), 1 => 0..50_000_000_i128];
    let parts = prop::collection::vec(0..1_000_i128, 0..12);
    (products, extra, parts, 0..3_000_i128).prop_map(|(products, extra, parts, others)| {
        let products: Vec<Goods> =
            products.into_iter().map(|(quantity, landed)| goods(quantity, landed)).collect();
        let capital = total(products.iter().map(|product| product.landed)) + extra;
        let whole = (parts.iter().sum::<i128>() + others).max(1);
        let capitals = parts.iter().map(|part| mxn(capital / whole * part)).collect();
        (products, mxn(capital), capitals)
    })
}

#[test]
fn units_and_money_are_conserved_under_every_policy() {
    let (given, filled) = (Tally::default(), Tally::default());
    runner(5_000, 31)
        .run(&some_case(), |(products, capital, capitals)| {
            for policy in [ResidualAsCapital, CashAtCost, Fill] {
                let shared = in_kind(&products, capital, &capitals, policy).unwrap();
                for (index, product) in products.iter().enumerate() {
                    let taken = shared.baskets.iter().map(|basket| basket.units[index]);
                    let taken: Vec<Units> = taken.collect();
                    let units: u64 = taken.iter().map(|taken| u64::from(taken.units)).sum();
                    let left = shared.pool[index];
                    prop_assert_eq!(units + u64::from(left.units), u64::from(product.quantity));
                    let value = total(taken.iter().map(|taken| taken.value));
                    prop_assert_eq!(value + left.value.minor(), product.landed.minor());
                    prop_assert!(left.value.minor() >= 0);
                    let tally = if policy == Fill { &filled } else { &given };
                    tally.add(usize::try_from(units).unwrap());
                }
                for (capital, basket) in capitals.iter().zip(&shared.baskets) {
                    let value = total(basket.units.iter().map(|taken| taken.value));
                    prop_assert_eq!(value + basket.residual.minor(), capital.minor());
                    prop_assert!(basket.residual.minor() >= 0);
                }
                // Capital outside the goods given is what the pool cost and what was not spent on goods.
                let landed = total(products.iter().map(|product| product.landed));
                let pool = total(shared.pool.iter().map(|left| left.value));
                prop_assert_eq!(
                    shared.pool_capital.minor() + shared.cash_claims.minor(),
                    pool + capital.minor() - landed
                );
            }
            Ok(())
        })
        .unwrap();
    // Two policies counted together give no more than the third alone.
    let (given, filled) = (given.get() / 2, filled.get());
    assert!(filled > given && given > 1_000_000, "{given} given, {filled} with filling");
}

#[test]
fn filling_leaves_no_unit_that_could_still_be_bought() {
    runner(2_000, 32)
        .run(&some_case(), |(products, capital, capitals)| {
            let shared = in_kind(&products, capital, &capitals, Fill).unwrap();
            let landed = total(products.iter().map(|product| product.landed));
            prop_assume!(capital.minor() == landed);
            for basket in &shared.baskets {
                for ((product, taken), left) in products.iter().zip(&basket.units).zip(&shared.pool)
                {
                    if left.units == 0 || product.landed.is_zero() {
                        continue;
                    }
                    let one_more = product.landed.minor() * (i128::from(taken.units) + 1)
                        / i128::from(product.quantity);
                    prop_assert!(one_more - taken.value.minor() > basket.residual.minor());
                }
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_bulk_form_gives_the_same() {
    runner(2_000, 33)
        .run(&some_case(), |(products, capital, capitals)| {
            let narrow = |money: Money| i64::try_from(money.minor());
            let Ok(capital_minor) = narrow(capital) else { return Ok(()) };
            let shared = in_kind(&products, capital, &capitals, ResidualAsCapital).unwrap();
            let minors: Vec<i64> = capitals.iter().map(|c| narrow(*c).unwrap()).collect();
            for (index, product) in products.iter().enumerate() {
                let (mut units, mut values) = (vec![0; minors.len()], vec![0; minors.len()]);
                let landed = narrow(product.landed).unwrap();
                let left = in_kind_into(
                    product.quantity.into(),
                    landed,
                    capital_minor,
                    &minors,
                    &mut units,
                    &mut values,
                )
                .unwrap();
                for ((basket, units), value) in shared.baskets.iter().zip(&units).zip(&values) {
                    prop_assert_eq!(i64::from(basket.units[index].units), *units);
                    prop_assert_eq!(narrow(basket.units[index].value).unwrap(), *value);
                }
                prop_assert_eq!(left.units, i64::from(shared.pool[index].units));
                prop_assert_eq!(left.cost, narrow(shared.pool[index].value).unwrap());
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_bulk_form_refuses_what_the_other_does() {
    let code = |quantity, landed, total, capitals: &[i64], outs: usize| {
        let (mut units, mut values) = (vec![0; outs], vec![0; outs]);
        in_kind_into(quantity, landed, total, capitals, &mut units, &mut values).unwrap_err().code
    };
    assert_eq!(code(1, 1, 1, &[1], 2), Code::LengthMismatch);
    assert_eq!(code(-1, 1, 1, &[1], 1), Code::AmountRange);
    assert_eq!(code(1, -1, 1, &[1], 1), Code::AmountRange);
    assert_eq!(code(1, 1, -1, &[1], 1), Code::AmountRange);
    assert_eq!(code(1, 1, 1, &[-1], 1), Code::AmountRange);
    assert_eq!(code(1, 2, 1, &[1], 1), Code::OfferInvalid);
    assert_eq!(code(1, 1, 1, &[1, 1], 2), Code::OfferInvalid);
    assert_eq!(code(i64::MAX, 1, 1, &[i64::MAX], 1), Code::OfferInvalid);
    let (mut units, mut values) = ([0], [0]);
    let most = i64::MAX;
    let left = in_kind_into(most, most, most, &[most], &mut units, &mut values).unwrap();
    assert_eq!((units, values, left.units, left.cost), ([most], [most], 0, 0));
}

fn order(product: u32, units: u32, price: i128) -> Order {
    Order { product, units, unit_price: mxn(price) }
}

#[test]
fn too_few_units_are_shared_by_largest_remainder() {
    // 10 units for 7, 7 and 1 ordered: 4.67, 4.67 and 0.67, and the two larger ones come first.
    let orders = [order(0, 7, 11), order(0, 7, 11), order(0, 1, 11)];
    let served = serve_orders(&[goods(10, 105)], &orders, PricePolicy::TrueUp).unwrap();
    let units: Vec<u32> = served.lines.iter().map(|line| line.units).collect();
    assert_eq!(units, [5, 5, 0]);
    let first = served.lines[0];
    assert_eq!((first.paid, first.returned, first.actual), (mxn(55), mxn(22), mxn(52)));
    assert_eq!((first.true_up, served.pool_impact), (mxn(-3), mxn(0)));
    assert_eq!(served.pool, [Units { units: 0, value: mxn(1) }]);
}

#[test]
fn orders_that_name_nothing_are_refused() {
    let code = |goods: &[Goods], orders: &[Order]| {
        serve_orders(goods, orders, PricePolicy::FixedPrice).unwrap_err().code
    };
    assert_eq!(code(&[], &[]), Code::OfferIncomplete);
    assert_eq!(code(&[goods(1, 1)], &[order(1, 1, 1)]), Code::NotFound);
    assert_eq!(code(&[goods(1, 1)], &[order(u32::MAX, 1, 1)]), Code::NotFound);
    assert_eq!(code(&[goods(1, 1)], &[order(0, 1, -1)]), Code::AmountRange);
    assert_eq!(code(&[goods(1, -1)], &[order(0, 1, 1)]), Code::AmountRange);
    assert_eq!(code(&[goods(1, 1)], &[order(0, 9, 10_i128.pow(27) * 9)]), Code::AmountRange);
    let foreign = Order { unit_price: of("USD", 1), ..order(0, 1, 1) };
    assert_eq!(code(&[goods(1, 1)], &[foreign]), Code::CurrencyMismatch);
}

#[test]
fn orders_and_pool_add_up_under_both_policies() {
    let products = prop::collection::vec((0..300_u32, 0..100_000_i128), 1..4);
    let orders = prop::collection::vec((0..4_u32, 0..60_u32, 0..1_000_i128), 0..20);
    let short = Tally::default();
    runner(2_000, 34)
        .run(&(products, orders), |(products, orders)| {
            let products: Vec<Goods> = products.into_iter().map(|(q, l)| goods(q, l)).collect();
            let count = u32::try_from(products.len()).unwrap();
            let orders: Vec<Order> = orders
                .into_iter()
                .map(|(p, units, price)| order(p % count, units, price))
                .collect();
            let landed = total(products.iter().map(|product| product.landed));
            let fixed = serve_orders(&products, &orders, PricePolicy::FixedPrice).unwrap();
            let trued = serve_orders(&products, &orders, PricePolicy::TrueUp).unwrap();
            for served in [&fixed, &trued] {
                let pool = total(served.pool.iter().map(|left| left.value));
                let paid = total(served.lines.iter().map(|line| line.paid));
                let true_up = total(served.lines.iter().map(|line| line.true_up));
                prop_assert_eq!(paid + true_up + pool, landed + served.pool_impact.minor());
                for (index, (product, left)) in products.iter().zip(&served.pool).enumerate() {
                    let of_product = |order: &Order| usize::try_from(order.product) == Ok(index);
                    let mine = orders.iter().zip(&served.lines).filter(|(o, _)| of_product(o));
                    let (mut ordered, mut delivered) = (0, 0);
                    for (order, line) in mine {
                        ordered += order.units;
                        delivered += line.units;
                        prop_assert!(line.units <= order.units);
                        let undelivered = i128::from(order.units - line.units);
                        prop_assert_eq!(
                            line.returned.minor(),
                            undelivered * order.unit_price.minor()
                        );
                    }
                    prop_assert_eq!(delivered, ordered.min(product.quantity));
                    prop_assert_eq!(delivered + left.units, product.quantity);
                    prop_assert!(left.value.minor() >= 0);
                    short.add(usize::from(ordered > product.quantity));
                }
            }
            prop_assert_eq!(trued.pool_impact, mxn(0));
            let differences = total(trued.lines.iter().map(|line| line.true_up));
            prop_assert_eq!(fixed.pool_impact.minor(), -differences);
            prop_assert!(fixed.lines.iter().all(|line| line.true_up.is_zero()));
            Ok(())
        })
        .unwrap();
    assert!(short.get() > 200, "{} products were short", short.get());
}
