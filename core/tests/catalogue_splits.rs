//! Numbers of the commission and allocation catalogues that a split alone decides.
//! One test each, named after its row.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use tercero::allocation::{
    Accrual, accrue, allocate, allocate_increment, allocate_into, allocate_wide_into,
};
use tercero::{Currency, Money, Rate};

fn money(amount: &str, currency: &str) -> Money {
    Money::parse(amount, Currency::parse(currency).unwrap()).unwrap()
}

fn euros(amount: &str) -> Money {
    money(amount, "EUR")
}

fn yen(amount: &str) -> Money {
    money(amount, "JPY")
}

fn rates(weights: &[&str]) -> Vec<Rate> {
    weights.iter().map(|weight| Rate::parse(weight).unwrap()).collect()
}

fn texts(parts: Vec<Money>) -> Vec<String> {
    parts.into_iter().map(Money::amount_text).collect()
}

fn split(total: Money, weights: &[&str]) -> Vec<String> {
    texts(allocate(total, &rates(weights)).unwrap())
}

fn shares(total: Money, weights: &[&str]) -> Vec<String> {
    texts(Accrual::new(&rates(weights)).unwrap().at(total).unwrap())
}

/// What the first payee gets of each step.
fn first_increments(weights: &[&str], totals: &[&str]) -> Vec<String> {
    let totals: Vec<Money> = totals.iter().map(|total| euros(total)).collect();
    let increments = accrue(&rates(weights), &totals).unwrap();
    texts(increments.iter().filter_map(|parts| parts.first().copied()).collect())
}

#[test]
fn p1_odd_cent_goes_to_the_first_payer() {
    assert_eq!(split(euros("32.51"), &["1", "1"]), ["16.26", "16.25"]);
}

#[test]
fn p4_commission_50_30_20_of_100_01() {
    assert_eq!(split(euros("100.01"), &["50", "30", "20"]), ["50.01", "30.00", "20.00"]);
}

#[test]
fn p5_order_decides_a_tie() {
    assert_eq!(split(euros("0.05"), &["70", "30"]), ["0.04", "0.01"]);
    assert_eq!(split(euros("0.05"), &["30", "70"]), ["0.02", "0.03"]);
}

#[test]
fn f6_shares_of_a_fee_follow_from_its_rounded_total() {
    let releases = ["33.33", "33.33", "33.34"];
    let fees = shares(euros("1.30"), &releases);
    assert_eq!(fees, ["0.43", "0.43", "0.44"]);
    let net = releases.iter().zip(&fees).map(|(all, fee)| euros(all).minus(euros(fee)).unwrap());
    let paid_out = net.fold(euros("1.30"), |sum, net| sum.plus(net).unwrap());
    assert_eq!(paid_out, euros("100.00"));
}

#[test]
fn f7_odd_unit_of_101_is_not_lost() {
    assert_eq!(split(yen("101"), &["50", "50"]), ["51", "50"]);
}

#[test]
fn v5_tax_47_25_split_in_half() {
    assert_eq!(split(euros("47.25"), &["1", "1"]), ["23.63", "23.62"]);
}

#[test]
fn a1_fee_of_2_50_over_three_releases() {
    let fees = first_increments(&["0.025", "0.975"], &["33.33", "66.66", "100.00"]);
    assert_eq!(fees, ["0.83", "0.84", "0.83"]);
}

#[test]
fn a2_minimum_fee_of_10_00_over_three_releases() {
    let fees = first_increments(&["10", "590"], &["200.00", "400.00", "600.00"]);
    assert_eq!(fees, ["3.33", "3.34", "3.33"]);
}

#[test]
fn a4_a_hundred_releases_of_one_cent() {
    let cents: Vec<Money> =
        (1..=100).map(|cents| Money::from_minor(cents, euros("0").currency()).unwrap()).collect();
    let increments = accrue(&rates(&["75", "25"]), &cents).unwrap();
    let sums = increments.into_iter().fold(vec![euros("0"); 2], |sums, parts| {
        sums.iter().zip(parts).map(|(sum, part)| sum.plus(part).unwrap()).collect()
    });
    assert_eq!(texts(sums), ["0.75", "0.25"]);
    assert_eq!(split(euros("0.01"), &["75", "25"]), ["0.01", "0.00"]);
}

#[test]
fn a5_nested_shares_do_not_fall_where_largest_remainder_does() {
    let weights = ["6", "6", "2"];
    assert_eq!(split(yen("10"), &weights), ["4", "4", "2"]);
    assert_eq!(split(yen("11"), &weights), ["5", "5", "1"]);
    assert_eq!(shares(yen("10"), &weights), ["4", "5", "1"]);
    assert_eq!(shares(yen("11"), &weights), ["5", "5", "1"]);
}

#[test]
fn a6_nobody_owes_a_unit_back_when_the_total_grows() {
    let weights = ["1", "1", "1"];
    assert_eq!(shares(yen("2"), &weights), ["1", "1", "0"]);
    assert_eq!(shares(yen("3"), &weights), ["1", "1", "1"]);
}

#[test]
fn two_payees_accrue_what_largest_remainder_gives() {
    for minor in 0..300 {
        let total = Money::from_minor(minor, yen("0").currency()).unwrap();
        for weights in [["1", "1"], ["70", "30"], ["0.035", "0.965"], ["0", "2"]] {
            assert_eq!(shares(total, &weights), split(total, &weights), "{total} over {weights:?}");
        }
    }
}

#[test]
fn e08_a_growing_total_takes_nothing_back() {
    let weights = rates(&["3", "3", "1"]);
    let first = allocate_increment(yen("1000002"), &weights, &[yen("0"); 3]).unwrap();
    assert_eq!(texts(first.clone()), ["428572", "428572", "142858"]);
    assert_eq!(split(yen("1000003"), &["3", "3", "1"]), ["428573", "428573", "142857"]);
    let second = allocate_increment(yen("1"), &weights, &first).unwrap();
    assert_eq!(texts(second), ["1", "0", "0"]);
}

#[test]
fn e07_decimal_weights_are_exact() {
    let large = "1.1818583143661";
    let weights = [
        large,
        large,
        large,
        large,
        large,
        large,
        large,
        "1.170126087450276",
        "1.0",
        "1.0",
        "1.0",
        "1.0",
    ];
    let mut want = vec!["615.65"; 7];
    want.extend(["609.54", "520.91", "520.91", "520.91", "520.91"]);
    assert_eq!(split(euros("7002.73"), &weights), want);
}

#[test]
fn e09_products_beyond_64_bits() {
    let weights = ["100000000000000003", "100000000000000001", "70000000000000009"];
    let want = ["3333333333333.33", "3333333333333.33", "2333333333333.34"];
    assert_eq!(split(euros("9000000000000.00"), &weights), want);
}

#[test]
fn l20_the_larger_fraction_goes_first() {
    assert_eq!(split(yen("2"), &["1", "1", "3", "1"]), ["1", "0", "1", "0"]);
}

#[test]
fn l33_a_negative_total_is_the_mirror_image() {
    let mut parts = [0; 10];
    allocate_into(-99, &[1; 10], &mut parts).unwrap();
    assert_eq!(parts, [-10, -10, -10, -10, -10, -10, -10, -10, -10, -9]);
}

#[test]
fn l42_weights_whose_sum_exceeds_a_word() {
    let mut parts = [0; 3];
    allocate_into(1_000_003, &[i64::MAX, i64::MAX, i64::MAX - 1], &mut parts).unwrap();
    assert_eq!(parts, [333_335, 333_334, 333_334]);
}

#[test]
fn l44_the_most_negative_total() {
    let mut parts = [0; 2];
    allocate_into(i64::MIN, &[1, 1], &mut parts).unwrap();
    assert_eq!(parts, [i64::MIN / 2, i64::MIN / 2]);
}

#[test]
fn l47_products_beyond_128_bits() {
    let large = 10_i128.pow(30);
    let mut parts = [0; 3];
    allocate_wide_into(large + 7, &[large + 1, 2 * large + 3, 3 * large + 5], &mut parts).unwrap();
    let want = [
        166_666_666_666_666_666_666_666_666_668,
        333_333_333_333_333_333_333_333_333_336,
        500_000_000_000_000_000_000_000_000_003,
    ];
    assert_eq!(parts, want);
}
