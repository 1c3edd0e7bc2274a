//! What every split promises, tried on shrinking random inputs.
//! Exactness is checked by cross-multiplication, so no rounding of the test can hide one of the crate.

use num_bigint::BigInt;
use proptest::prelude::*;
use tercero::allocation::{
    Accrual, accrue, allocate, allocate_increment, allocate_into, allocate_wide_into, explain,
};
use tercero::{Currency, Money, Rate};

fn yen(minor: i128) -> Money {
    Money::from_minor(minor, Currency::parse("JPY").unwrap()).unwrap()
}

fn rates(weights: &[u32]) -> Vec<Rate> {
    weights.iter().map(|weight| Rate::whole(*weight)).collect()
}

fn sum(parts: &[Money]) -> i128 {
    parts.iter().map(|part| part.minor()).sum()
}

/// |part − total · weight / Σ weights| · Σ weights, exactly.
fn off(part: i128, total: i128, weight: u32, weights: &[u32]) -> i128 {
    (part * whole(weights) - total * i128::from(weight)).abs()
}

fn whole(weights: &[u32]) -> i128 {
    weights.iter().map(|weight| i128::from(*weight)).sum()
}

/// Largest remainder in the plainest way: divide, sort, add.
fn by_sorting(total: i128, weights: &[i128]) -> Vec<i128> {
    let (total, negative) = (BigInt::from(total.unsigned_abs()), total < 0);
    let weights: Vec<BigInt> = weights.iter().map(|weight| BigInt::from(*weight)).collect();
    let sum: BigInt = weights.iter().sum();
    let mut parts: Vec<BigInt> = weights.iter().map(|weight| &total * weight / &sum).collect();
    let remainders: Vec<BigInt> = weights.iter().map(|weight| &total * weight % &sum).collect();
    let mut left = parts.iter().fold(total.clone(), |left, part| left - part);
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by(|a, b| remainders[*b].cmp(&remainders[*a]));
    for i in order {
        if left > BigInt::ZERO {
            parts[i] += 1;
            left -= 1;
        }
    }
    let signed = |part: BigInt| if negative { -part } else { part };
    parts.into_iter().map(|part| i128::try_from(signed(part)).unwrap()).collect()
}

fn some_weights() -> impl Strategy<Value = Vec<u32>> {
    let weight = prop_oneof![Just(0), Just(1), 0_u32..10, any::<u32>()];
    prop::collection::vec(weight, 1..16).prop_filter("a weight", |weights| whole(weights) > 0)
}

fn some_total() -> impl Strategy<Value = i128> {
    prop_oneof![0..10_i128, 0..1_000_000_i128, 0..10_i128.pow(24)]
}

/// Weights of every size from one to 127 bits, with ties, zeros and giants.
fn wide_weights() -> impl Strategy<Value = Vec<i128>> {
    (0_u32..127, 1_usize..200).prop_flat_map(|(shift, count)| {
        let weight = prop_oneof![
            4 => any::<i128>().prop_map(move |n| (n & i128::MAX) >> shift),
            1 => Just(0),
            1 => Just(i128::MAX >> shift),
        ];
        prop::collection::vec(weight, count)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parts_add_up_and_are_less_than_a_unit_off(
        weights in some_weights(), total in some_total(), negative: bool,
    ) {
        let total = if negative { -total } else { total };
        let parts = allocate(yen(total), &rates(&weights)).unwrap();
        prop_assert_eq!(sum(&parts), total);
        for (part, weight) in parts.iter().zip(&weights) {
            prop_assert!(off(part.minor(), total, *weight, &weights) < whole(&weights));
            prop_assert!(*weight > 0 || part.is_zero());
        }
        let mirrored: Vec<i128> = parts.iter().map(|part| -part.minor()).collect();
        let reversal = allocate(yen(-total), &rates(&weights)).unwrap();
        prop_assert_eq!(mirrored, reversal.iter().map(|part| part.minor()).collect::<Vec<_>>());
    }

    #[test]
    fn an_explanation_accounts_for_every_unit(
        weights in some_weights(), total in some_total(), negative: bool,
    ) {
        let total = if negative { -total } else { total };
        let shares = explain(yen(total), &rates(&weights)).unwrap();
        let parts: Vec<Money> = shares.iter().map(|share| share.amount).collect();
        prop_assert_eq!(&parts, &allocate(yen(total), &rates(&weights)).unwrap());
        let left = total.abs() - shares.iter().map(|share| share.whole.minor().abs()).sum::<i128>();
        let mut ranks = Vec::new();
        for (share, weight) in shares.iter().zip(&weights) {
            let remainder: BigInt = share.remainder.parse().unwrap();
            let divisor: BigInt = share.divisor.parse().unwrap();
            let exact = &divisor * share.whole.minor().abs() + &remainder;
            prop_assert_eq!(exact * whole(&weights), divisor * total.abs() * *weight);
            prop_assert_eq!(share.rank.is_none(), remainder == BigInt::ZERO);
            prop_assert_eq!(share.rounded_up, share.rank.is_some_and(|rank| i128::from(rank) <= left));
            ranks.extend(share.rank);
        }
        ranks.sort_unstable();
        prop_assert_eq!(&ranks, &(1..=ranks.len() as u32).collect::<Vec<_>>());
    }

    #[test]
    fn an_accrual_never_falls_and_adds_up(
        weights in some_weights(), steps in prop::collection::vec(some_total(), 1..6),
    ) {
        let totals = steps.iter().scan(0, |sum, step| { *sum += step; Some(yen(*sum)) });
        let totals: Vec<Money> = totals.collect();
        let increments = accrue(&rates(&weights), &totals).unwrap();
        for (increment, step) in increments.iter().zip(&steps) {
            prop_assert!(increment.iter().all(|part| part.minor() >= 0));
            prop_assert_eq!(sum(increment), *step);
        }
        let total = totals.last().unwrap();
        let shares = Accrual::new(&rates(&weights)).unwrap().at(*total).unwrap();
        for (n, (share, weight)) in (1..).zip(shares.iter().zip(&weights)) {
            let off = off(share.minor(), total.minor(), *weight, &weights);
            prop_assert!(2 * off <= n * whole(&weights), "the share of payee {} is {} off", n, off);
            prop_assert!(*weight > 0 || share.is_zero());
        }
        if weights.len() == 2 {
            prop_assert_eq!(shares, allocate(*total, &rates(&weights)).unwrap());
        }
    }

    #[test]
    fn increments_take_nothing_back_and_stay_below_two_units(
        weights in some_weights(), amounts in prop::collection::vec(some_total(), 1..12),
    ) {
        let mut paid = vec![yen(0); weights.len()];
        let mut total = 0;
        for amount in amounts {
            let parts = allocate_increment(yen(amount), &rates(&weights), &paid).unwrap();
            prop_assert!(parts.iter().all(|part| part.minor() >= 0));
            prop_assert_eq!(sum(&parts), amount);
            total += amount;
            for ((paid, part), weight) in paid.iter_mut().zip(&parts).zip(&weights) {
                *paid = paid.plus(*part).unwrap();
                prop_assert!(off(paid.minor(), total, *weight, &weights) < 2 * whole(&weights));
            }
        }
    }

    #[test]
    fn bulk_forms_equal_the_money_form(
        weights in some_weights(), total in any::<i64>(),
    ) {
        let want: Vec<i128> =
            allocate(yen(total.into()), &rates(&weights)).unwrap().iter().map(|part| part.minor()).collect();
        let narrow: Vec<i64> = weights.iter().map(|weight| i64::from(*weight)).collect();
        let mut out = vec![7; narrow.len()];
        allocate_into(total, &narrow, &mut out).unwrap();
        prop_assert_eq!(&want, &out.iter().map(|part| i128::from(*part)).collect::<Vec<_>>());
        let wide: Vec<i128> = weights.iter().map(|weight| i128::from(*weight)).collect();
        let mut out = vec![7; wide.len()];
        allocate_wide_into(total.into(), &wide, &mut out).unwrap();
        prop_assert_eq!(want, out);
    }

    #[test]
    fn numbers_of_every_width_equal_sorting(weights in wide_weights(), total: i128, shift in 0_u32..128) {
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let total = total >> shift;
        let mut out = vec![7; weights.len()];
        allocate_wide_into(total, &weights, &mut out).unwrap();
        prop_assert_eq!(out, by_sorting(total, &weights));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn many_parts_equal_sorting(
        seeds in prop::collection::vec(any::<u64>(), 1..5000), kind in 0_u32..6,
        total in any::<i64>(), shift in 0_u32..64,
    ) {
        let weights: Vec<i64> = seeds.iter().map(|seed| match kind {
            0 => 5,
            1 => (seed % 2 + 1) as i64,
            2 => (seed % 50) as i64,
            3 => (seed >> 1) as i64,
            4 => if seed % 1000 == 0 { 1 << 50 } else { 1 },
            _ => (seed >> (seed % 60 + 4)) as i64,
        }).collect();
        prop_assume!(weights.iter().any(|weight| *weight > 0));
        let total = total >> shift;
        let mut out = vec![7; weights.len()];
        allocate_into(total, &weights, &mut out).unwrap();
        let wide: Vec<i128> = weights.iter().map(|weight| i128::from(*weight)).collect();
        let want = by_sorting(total.into(), &wide);
        prop_assert_eq!(out.iter().map(|part| i128::from(*part)).collect::<Vec<_>>(), want);
    }
}

#[test]
fn bulk_forms_refuse_in_the_declared_order() {
    let code = |total: i64, weights: &[i64], length: usize| {
        allocate_into(total, weights, &mut vec![0; length]).map_err(|refusal| refusal.code.as_str())
    };
    assert_eq!(code(1, &[1, -1], 7), Err("negative_weight"));
    assert_eq!(code(0, &[], 7), Err("no_weights"));
    assert_eq!(code(1, &[0, 0], 7), Err("zero_weights"));
    assert_eq!(code(0, &[0, 0], 7), Err("length_mismatch"));
    assert_eq!(code(0, &[0, 0], 2), Ok(()));
    let one_too_many = vec![1; tercero::limits::PARTS + 1];
    assert_eq!(code(1, &one_too_many, 7), Err("limit_exceeded"));
}

#[test]
fn extremes_of_the_machine_words() {
    let mut out = [0; 3];
    for total in [i64::MIN, i64::MAX] {
        for weights in [[i64::MAX; 3], [i64::MAX, 0, 1], [1, i64::MAX, i64::MAX]] {
            allocate_into(total, &weights, &mut out).unwrap();
            assert_eq!(
                out.map(i128::from).to_vec(),
                by_sorting(total.into(), &weights.map(i128::from))
            );
        }
    }
    let mut out = [0; 3];
    for total in [i128::MIN, i128::MAX] {
        for weights in [[i128::MAX; 3], [i128::MAX, 0, 1], [1, i128::MAX, i128::MAX]] {
            allocate_wide_into(total, &weights, &mut out).unwrap();
            assert_eq!(out.to_vec(), by_sorting(total, &weights));
        }
    }
}
