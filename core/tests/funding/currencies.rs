//! Frozen rates, the one conversion, and payouts in the currency of the participant.

use super::{of, runner, total};
use num_bigint::BigInt;
use proptest::prelude::*;
use tercero::project::fx::{Contribution, FxPolicy, Quote, base_amount, convert_pool, payout_in};
use tercero::{Code, Currency, Money, Rate, Text, Timestamp, from_json, to_json};

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn quote(code: &str, rate: &str) -> Quote {
    let at = Timestamp::parse("2026-03-01T12:00:00Z").unwrap();
    Quote {
        currency: currency(code),
        rate: Rate::parse(rate).unwrap(),
        source: Text::parse("the central bank").unwrap(),
        taken_at: at,
        frozen_at: at,
    }
}

fn weigh(amount: Money, base: &str, rate: &str) -> Money {
    base_amount(amount, currency(base), Some(&quote(amount.currency().code(), rate))).unwrap()
}

#[test]
fn a_weight_is_rounded_half_up() {
    assert_eq!(weigh(of("USD", 1), "MXN", "0.5"), of("MXN", 1));
    assert_eq!(weigh(of("USD", 1), "MXN", "0.499999999999999999"), of("MXN", 0));
    assert_eq!(weigh(of("USD", 3), "MXN", "0.5"), of("MXN", 2));
}

#[test]
fn decimals_of_both_currencies_count() {
    assert_eq!(weigh(of("JPY", 1_000), "MXN", "0.12"), of("MXN", 12_000));
    assert_eq!(weigh(of("KWD", 1_000), "MXN", "60"), of("MXN", 6_000));
    assert_eq!(weigh(of("USD", 150), "JPY", "150"), of("JPY", 225));
    let yen = payout_in(of("MXN", 12_000), currency("JPY"), Some(&quote("JPY", "0.12"))).unwrap();
    assert_eq!(yen, of("JPY", 1_000));
}

#[test]
fn the_base_currency_needs_no_quote() {
    assert_eq!(base_amount(of("MXN", 5), currency("MXN"), None), Ok(of("MXN", 5)));
    assert_eq!(payout_in(of("MXN", 5), currency("MXN"), None), Ok(of("MXN", 5)));
}

#[test]
fn without_a_frozen_rate_nothing_is_converted() {
    let (mxn, dollars) = (currency("MXN"), quote("USD", "18"));
    let code = |amount, quote: Option<&Quote>| base_amount(amount, mxn, quote).unwrap_err().code;
    assert_eq!(code(of("USD", 5), None), Code::RateNotFrozen);
    assert_eq!(code(of("EUR", 5), Some(&dollars)), Code::RateNotFrozen);
    assert_eq!(code(of("USD", 5), Some(&quote("USD", "0"))), Code::AmountRange);
    assert_eq!(code(of("USD", -5), Some(&dollars)), Code::AmountRange);
    assert_eq!(code(of("MXN", -5), None), Code::AmountRange);
    let late = Quote { taken_at: Timestamp::parse("2026-03-02T12:00:00Z").unwrap(), ..dollars };
    assert_eq!(code(of("USD", 5), Some(&late)), Code::DatesOutOfOrder);
    let huge = quote("USD", "99999999999999999999");
    assert_eq!(code(of("USD", 10_i128.pow(27)), Some(&huge)), Code::AmountRange);
    let pay = |amount, quote: Option<&Quote>| payout_in(amount, currency("USD"), quote);
    assert_eq!(pay(of("MXN", 5), None).unwrap_err().code, Code::RateNotFrozen);
    assert_eq!(pay(of("MXN", 5), Some(&quote("EUR", "2"))).unwrap_err().code, Code::RateNotFrozen);
    assert_eq!(pay(of("MXN", 5), Some(&quote("USD", "0"))).unwrap_err().code, Code::AmountRange);
    assert_eq!(pay(of("MXN", -5), Some(&huge)).unwrap_err().code, Code::AmountRange);
    let tiny = quote("USD", "0.000000000000000001");
    let overflow = pay(of("MXN", 10_i128.pow(27)), Some(&tiny)).unwrap_err();
    assert_eq!(overflow.code, Code::AmountRange);
}

#[test]
fn a_quote_crosses_a_border_and_comes_back() {
    let dollars = quote("USD", "18.3777");
    let text = to_json(&dollars).unwrap();
    assert_eq!(from_json::<Quote>(&text).unwrap(), dollars);
}

#[test]
fn each_policy_says_who_bears_the_difference() {
    let rows = [
        Contribution { amount: of("MXN", 500), base: of("MXN", 500) },
        Contribution { amount: of("USD", 100), base: of("MXN", 1_900) },
        Contribution { amount: of("EUR", 100), base: of("MXN", 2_000) },
    ];
    let bank = [quote("USD", "18"), quote("EUR", "21")];
    let with = |policy| convert_pool(&rows, currency("MXN"), &bank, policy).unwrap();
    let minors = |money: &[Money]| money.iter().map(|money| money.minor()).collect::<Vec<_>>();

    let pool = with(FxPolicy::FxToPool);
    assert_eq!(minors(&pool.converted), [500, 1_800, 2_100]);
    assert_eq!(minors(&pool.capital), [500, 1_900, 2_000]);
    assert_eq!((pool.fx_result.minor(), pool.owner.minor(), pool.cash.minor()), (0, 0, 4_400));

    let bank = [quote("USD", "17"), quote("EUR", "21")];
    let with = |policy| convert_pool(&rows, currency("MXN"), &bank, policy).unwrap();
    let figures = |policy| {
        let pool = with(policy);
        (pool.fx_result.minor(), pool.owner.minor(), minors(&pool.capital))
    };
    assert_eq!(figures(FxPolicy::FxToPool), (-100, 0, vec![500, 1_900, 2_000]));
    assert_eq!(figures(FxPolicy::FxToOwner), (0, -100, vec![500, 1_900, 2_000]));
    assert_eq!(figures(FxPolicy::FxToContributor), (0, 0, vec![500, 1_700, 2_100]));
}

#[test]
fn a_pool_is_converted_with_all_its_rates_or_not_at_all() {
    let convert = |amount, base, rates: &[Quote]| {
        let rows = [Contribution { amount, base }];
        convert_pool(&rows, currency("MXN"), rates, FxPolicy::default()).unwrap_err().code
    };
    let dollars = [quote("USD", "18")];
    assert_eq!(convert(of("EUR", 1), of("MXN", 1), &dollars), Code::RateNotFrozen);
    assert_eq!(convert(of("USD", 1), of("USD", 1), &dollars), Code::CurrencyMismatch);
    assert_eq!(convert(of("USD", 1), of("MXN", -1), &dollars), Code::AmountRange);
    assert_eq!(convert(of("USD", -1), of("MXN", 1), &dollars), Code::AmountRange);
    assert_eq!(convert(of("USD", 1), of("MXN", 1), &[quote("USD", "0")]), Code::AmountRange);
}

const CODES: [&str; 4] = ["MXN", "USD", "JPY", "KWD"];

#[test]
fn both_directions_are_the_exact_quotient_half_up() {
    let rate = (0..10_u64.pow(8), 0..10_u64.pow(9));
    let case = (0..10_i128.pow(15), rate, 0..4_usize, 1..4_usize);
    runner(5_000, 41)
        .run(&case, |(minor, (integer, decimals), from, further)| {
            let text = format!("{integer}.{decimals:09}");
            prop_assume!((integer, decimals) != (0, 0));
            let to = (from + further) % CODES.len();
            let exact_rate = BigInt::from(integer) * 10_u64.pow(9) + decimals;
            let one = BigInt::from(10_u64.pow(9));
            let unit = |code: &str| BigInt::from(10).pow(currency(code).exponent());
            let half_up = |n: BigInt, d: BigInt| (n * 2 + &d) / (d * 2);
            let (foreign, base) = (CODES[from], CODES[to]);
            let (above, below) = (exact_rate * unit(base), one * unit(foreign));

            let weight = weigh(of(foreign, minor), base, &text);
            let wanted = half_up(BigInt::from(minor) * &above, below.clone());
            prop_assert_eq!(BigInt::from(weight.minor()), wanted);

            let rate = quote(foreign, &text);
            let paid = payout_in(of(base, minor), currency(foreign), Some(&rate)).unwrap();
            prop_assert_eq!(
                BigInt::from(paid.minor()),
                half_up(BigInt::from(minor) * below, above)
            );
            Ok(())
        })
        .unwrap();
}

#[test]
fn cash_is_capital_and_what_is_gained() {
    let rows = prop::collection::vec((0..4_usize, 0..10_i128.pow(12), 0..10_i128.pow(12)), 0..10);
    runner(1_000, 42)
        .run(&(rows, prop::collection::vec(1..10_000_u32, 4)), |(rows, rates)| {
            let rows: Vec<Contribution> = rows
                .into_iter()
                .map(|(code, amount, base)| {
                    let base = if code == 0 { amount } else { base };
                    Contribution { amount: of(CODES[code], amount), base: of("MXN", base) }
                })
                .collect();
            let rates: Vec<Quote> = CODES
                .iter()
                .zip(rates)
                .map(|(code, rate)| quote(code, &format!("{}.{:02}", rate / 100, rate % 100)))
                .collect();
            for policy in [FxPolicy::FxToPool, FxPolicy::FxToOwner, FxPolicy::FxToContributor] {
                let pool = convert_pool(&rows, currency("MXN"), &rates, policy).unwrap();
                prop_assert_eq!(pool.cash.minor(), total(pool.converted.iter().copied()));
                let gained = pool.fx_result.minor() + pool.owner.minor();
                prop_assert_eq!(pool.cash.minor(), total(pool.capital) + gained);
            }
            Ok(())
        })
        .unwrap();
}
