//! An oversubscribed round shared pro rata, against a model that leaves out one request at a time.

use super::{Tally, mxn, round, runner, total};
use proptest::prelude::*;
use tercero::project::funding::{
    Allotment, Asked, Oversubscription, Round, ScaleBack, scale_back, share_without,
};
use tercero::{Code, Money};

fn asked(amounts: &[i128]) -> Vec<Asked> {
    (1..).zip(amounts).map(|(seq, amount)| Asked { seq, amount: mxn(*amount) }).collect()
}

fn pro_rata(cap: i128, min: i128, step: i128) -> Round {
    Round {
        target: mxn(cap),
        hard_cap: mxn(cap),
        min_ticket: mxn(min),
        step: mxn(step),
        max_per_investor: mxn(cap),
        ..round(Oversubscription::ProRata)
    }
}

fn allotted(scaled: &ScaleBack) -> Vec<i128> {
    scaled.allotments.iter().map(|allotment| allotment.allotted.minor()).collect()
}

/// The rule once more, as plainly as it can be said. Amounts are whole steps.
fn model(cap: i128, min: i128, step: i128, amounts: &[i128]) -> (Vec<i128>, Vec<u32>) {
    let mut left: Vec<usize> = (0..amounts.len()).collect();
    let mut left_out = Vec::new();
    loop {
        let asked: i128 = left.iter().map(|i| amounts[*i]).sum();
        let mut shares = vec![0; amounts.len()];
        if asked <= cap {
            left.iter().for_each(|i| shares[*i] = amounts[*i]);
            return (shares, left_out);
        }
        let steps = cap / step;
        left.iter().for_each(|i| shares[*i] = steps * amounts[*i] / asked * step);
        let mut by_remainder = left.clone();
        by_remainder.sort_by_key(|i| std::cmp::Reverse(steps * amounts[*i] % asked));
        let missing = steps - shares.iter().sum::<i128>() / step;
        by_remainder.iter().take(missing.try_into().unwrap()).for_each(|i| shares[*i] += step);
        let below = left.iter().copied().filter(|i| shares[*i] < min);
        let Some(out) = below.min_by_key(|i| (amounts[*i], std::cmp::Reverse(*i))) else {
            return (shares, left_out);
        };
        left.retain(|i| *i != out);
        left_out.push(u32::try_from(out).unwrap() + 1);
    }
}

#[test]
fn what_fits_is_not_scaled() {
    let round = pro_rata(10_000, 500, 100);
    let scaled = scale_back(&round, &asked(&[4_000, 6_000])).unwrap();
    assert_eq!(allotted(&scaled), [4_000, 6_000]);
    assert!(scaled.left_out.is_empty());
    assert_eq!(
        scale_back(&round, &[]).unwrap(),
        ScaleBack { allotments: vec![], left_out: vec![] }
    );
}

#[test]
fn of_equals_the_later_is_left_out() {
    // 450 each, in whole steps 500 and 400.
    let scaled = scale_back(&pro_rata(900, 500, 100), &asked(&[600, 600])).unwrap();
    assert_eq!((allotted(&scaled), scaled.left_out), (vec![600, 0], vec![2]));
}

#[test]
fn when_enough_are_left_out_the_others_get_all_they_asked_for() {
    let scaled = scale_back(&pro_rata(1_000, 500, 100), &asked(&[500, 500, 500])).unwrap();
    assert_eq!((allotted(&scaled), scaled.left_out), (vec![500, 500, 0], vec![3]));
}

#[test]
fn a_cap_that_is_no_whole_number_of_steps_keeps_the_rest() {
    let scaled = scale_back(&pro_rata(1_050, 100, 100), &asked(&[1_000, 1_000])).unwrap();
    assert_eq!(allotted(&scaled), [500, 500]);
}

#[test]
fn amounts_that_are_no_whole_steps_are_scaled_as_those_they_contain() {
    let scaled = scale_back(&pro_rata(1_000, 100, 100), &asked(&[990, 199, 99])).unwrap();
    // Nine and one steps of ten, and no step in the last.
    assert_eq!((allotted(&scaled), scaled.left_out), (vec![900, 100, 0], vec![3]));
    let scaled = scale_back(&pro_rata(1_000, 100, 100), &asked(&[800, 50])).unwrap();
    assert_eq!(allotted(&scaled), [800, 50]);
}

#[test]
fn bad_requests_are_refused() {
    let round = pro_rata(1_000, 100, 100);
    let code = |requests: &[Asked]| scale_back(&round, requests).unwrap_err().code;
    assert_eq!(code(&asked(&[-100, 2_000])), Code::AmountRange);
    assert_eq!(code(&[Asked { seq: 1, amount: super::of("USD", 5) }]), Code::CurrencyMismatch);
    let broken = Round { step: mxn(0), ..round.clone() };
    assert_eq!(scale_back(&broken, &[]).unwrap_err().code, Code::OfferInvalid);
    assert_eq!(share_without(&broken, &[], &[]).unwrap_err().code, Code::OfferInvalid);
}

/// Cap, smallest ticket and step, and amounts that are whole steps of at least that ticket.
fn some_case() -> impl Strategy<Value = (i128, i128, i128, Vec<i128>)> {
    let amounts = prop_oneof![
        prop::collection::vec(0..400_i128, 1..40),
        // Many equals.
        prop::collection::vec(prop::sample::select(vec![0, 3, 40_i128]), 1..60),
    ];
    (1..50_i128, 1..20_i128, 0..3_000_i128, 0..50_i128, amounts).prop_map(
        |(step, min_steps, cap_steps, dust, amounts)| {
            let cap = (min_steps + cap_steps) * step + dust % step;
            let amounts = amounts.into_iter().map(|above| (min_steps + above) * step).collect();
            (cap, min_steps * step, step, amounts)
        },
    )
}

#[test]
fn the_shares_are_those_of_the_model() {
    let (scaled_back, left_out) = (Tally::default(), Tally::default());
    runner(5_000, 12)
        .run(&some_case(), |(cap, min, step, amounts)| {
            let round = pro_rata(cap, min, step);
            let scaled = scale_back(&round, &asked(&amounts)).unwrap();
            let shares = allotted(&scaled);
            let (wanted, out) = model(cap, min, step, &amounts);
            prop_assert_eq!((&shares, &scaled.left_out), (&wanted, &out));

            let asked_for: i128 = amounts.iter().sum();
            let kept: i128 =
                amounts.iter().zip(&shares).filter(|(_, s)| **s > 0).map(|(a, _)| a).sum();
            let sum: i128 = shares.iter().sum();
            // All whole steps of the cap are given, unless those who are left do not want them.
            prop_assert_eq!(sum, kept.min(cap - cap % step));
            for ((amount, share), allotment) in amounts.iter().zip(&shares).zip(&scaled.allotments)
            {
                prop_assert!(share <= amount);
                prop_assert!(*share == 0 || *share >= min);
                prop_assert!(share % step == 0);
                prop_assert_eq!(share + allotment.released.minor(), *amount);
            }
            scaled_back.add(usize::from(asked_for > cap));
            left_out.add(out.len());
            Ok(())
        })
        .unwrap();
    let (scaled_back, left_out) = (scaled_back.get(), left_out.get());
    assert!(scaled_back > 2_000 && left_out > 10_000, "{scaled_back} scaled, {left_out} left out");
    println!("{scaled_back} rounds scaled back, {left_out} requests left out");
}

#[test]
fn the_order_of_the_list_changes_nothing() {
    runner(500, 13)
        .run(&(some_case(), any::<u64>()), |((cap, min, step, amounts), seed)| {
            let round = pro_rata(cap, min, step);
            let requests = asked(&amounts);
            let mut shuffled = requests.clone();
            let key = |request: &Asked| {
                (u64::from(request.seq) ^ seed).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            };
            shuffled.sort_by_key(key);
            prop_assert_eq!(scale_back(&round, &shuffled), scale_back(&round, &requests));
            Ok(())
        })
        .unwrap();
}

#[test]
fn every_turn_shows_why_the_next_is_left_out() {
    runner(500, 14)
        .run(&some_case(), |(cap, min, step, amounts)| {
            let round = pro_rata(cap, min, step);
            let scaled = scale_back(&round, &asked(&amounts)).unwrap();
            for (turn, next) in scaled.left_out.iter().enumerate() {
                let shares =
                    share_without(&round, &asked(&amounts), &scaled.left_out[..turn]).unwrap();
                let next = shares.iter().find(|share| share.seq == *next).unwrap();
                prop_assert!(next.allotted.minor() < min);
            }
            let last = share_without(&round, &asked(&amounts), &scaled.left_out).unwrap();
            prop_assert_eq!(last, scaled.allotments);
            Ok(())
        })
        .unwrap();
}

#[test]
fn thousands_of_small_requests_are_scaled_at_once() {
    let amounts = vec![500; 20_000];
    let round = pro_rata(5_000_000, 500, 100);
    let scaled = scale_back(&round, &asked(&amounts)).unwrap();
    assert_eq!(scaled.left_out.len(), 10_000);
    let given: Vec<Money> =
        scaled.allotments.iter().map(|Allotment { allotted, .. }| *allotted).collect();
    assert_eq!(total(given), 5_000_000);
}
