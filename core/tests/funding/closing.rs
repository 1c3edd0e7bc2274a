//! How a round closes in each mode, and what is left when captures fail.

use super::{Tally, mxn, of, round, runner, total};
use proptest::prelude::*;
use tercero::Code;
use tercero::project::funding::{
    Capture, Closing, Mode, Oversubscription, Plan, Round, clear, close,
};

fn in_mode(mode: Mode) -> Round {
    Round { mode, ..round(Oversubscription::Reject) }
}

fn plan(fixed: i128, quantities: &[u32]) -> Plan {
    Plan { fixed_costs: mxn(fixed), quantities: quantities.to_vec() }
}

fn funded(target: i128, quantities: &[u32]) -> Closing {
    Closing::Funded { final_target: mxn(target), quantities: quantities.to_vec() }
}

const KEEP: fn(i128) -> Mode = |minor| Mode::KeepWhatYouRaise { min_raise: mxn(minor) };
const OPTIMUM: fn(i128) -> Mode = |minor| Mode::MinOptimum { minimum: mxn(minor) };

#[test]
fn the_target_is_enough_in_every_mode() {
    for mode in [Mode::AllOrNothing {}, KEEP(50_000), OPTIMUM(50_000)] {
        for approved in [80_000, 100_000] {
            let closing = close(&in_mode(mode), mxn(approved), &plan(20_000, &[30, 7])).unwrap();
            assert_eq!(closing, funded(80_000, &[30, 7]));
        }
    }
}

#[test]
fn below_the_target_all_or_nothing_is_nothing() {
    let round = in_mode(Mode::AllOrNothing {});
    assert_eq!(close(&round, mxn(79_999), &plan(0, &[30])), Ok(Closing::Failed {}));
}

#[test]
fn from_the_threshold_on_the_plan_shrinks() {
    for mode in [KEEP(50_000), OPTIMUM(50_000)] {
        let round = in_mode(mode);
        let plan = plan(20_000, &[30, 7, 1]);
        assert_eq!(close(&round, mxn(49_999), &plan), Ok(Closing::Failed {}));
        // Half of what is not fixed.
        assert_eq!(close(&round, mxn(50_000), &plan), Ok(funded(50_000, &[15, 3, 0])));
        assert_eq!(close(&round, mxn(79_999), &plan), Ok(funded(79_999, &[29, 6, 0])));
    }
}

#[test]
fn a_plan_that_cannot_shrink_that_far_is_refused() {
    let round = in_mode(KEEP(10_000));
    let code = |approved, plan: &Plan| close(&round, mxn(approved), plan).unwrap_err().code;
    assert_eq!(code(20_000, &plan(20_000, &[30])), Code::NotScalable);
    assert_eq!(code(20_001, &plan(20_000, &[30])), Code::NotScalable, "it pays for no unit");
    assert_eq!(code(70_000, &plan(90_000, &[30])), Code::NotScalable);
    assert_eq!(code(22_000, &plan(-1, &[30])), Code::AmountRange);
    assert_eq!(close(&round, mxn(22_000), &plan(20_000, &[30])), Ok(funded(22_000, &[1])));
    assert_eq!(close(&round, mxn(22_000), &plan(20_000, &[])), Ok(funded(22_000, &[])));
    assert_eq!(code(-1, &plan(0, &[])), Code::AmountRange);
    let foreign = close(&round, of("USD", 1), &plan(0, &[])).unwrap_err();
    assert_eq!(foreign.code, Code::CurrencyMismatch);
    let broken = Round { hard_cap: mxn(1), ..round.clone() };
    assert_eq!(close(&broken, mxn(1), &plan(0, &[])).unwrap_err().code, Code::OfferInvalid);
}

#[test]
fn a_smaller_plan_never_costs_more_than_was_raised() {
    let quantities = prop::collection::vec(0..500_u32, 1..6);
    let case = (1..200_000_i128, 0..100_000_i128, 0..1_100_i128, quantities);
    let scaled = Tally::default();
    runner(5_000, 21)
        .run(&case, |(unit_price, fixed, part, quantities)| {
            // Every unit costs the same, so the target is what the plan costs.
            let units: u32 = quantities.iter().sum();
            let target = fixed + unit_price * i128::from(units);
            prop_assume!(target > 0);
            let raised = target * part / 1_000;
            let round = Round {
                target: mxn(target),
                hard_cap: mxn(target),
                min_ticket: mxn(1),
                step: mxn(1),
                max_per_investor: mxn(target),
                ..in_mode(KEEP(1))
            };
            match close(&round, mxn(raised), &plan(fixed, &quantities)) {
                Ok(Closing::Funded { final_target, quantities: fewer }) => {
                    let cost = fixed + unit_price * i128::from(fewer.iter().sum::<u32>());
                    prop_assert!(cost <= final_target.minor());
                    prop_assert!(fewer.iter().zip(&quantities).all(|(few, all)| few <= all));
                    scaled.add(usize::from(raised < target));
                }
                Ok(Closing::Failed {}) => prop_assert_eq!(raised, 0),
                Err(refusal) => prop_assert_eq!(refusal.code, Code::NotScalable),
            }
            Ok(())
        })
        .unwrap();
    assert!(scaled.get() > 1_000, "{}", scaled.get());
}

fn capture(seq: u32, approved: i128, captured: i128) -> Capture {
    Capture { seq, approved: mxn(approved), captured: mxn(captured) }
}

#[test]
fn only_requests_that_were_paid_whole_count() {
    let captures = [capture(3, 20, 20), capture(1, 50, 70), capture(2, 30, 29)];
    let clearing = clear(mxn(100), &captures, false).unwrap();
    assert_eq!((clearing.cleared, clearing.shortfall), (mxn(70), mxn(30)));
    assert_eq!((clearing.expired, clearing.covered), (vec![2], false));
    assert_eq!(clearing.weights, [mxn(50), mxn(20)]);
}

#[test]
fn the_owner_may_pay_the_rest_and_comes_last() {
    let clearing = clear(mxn(100), &[capture(1, 50, 50), capture(2, 50, 0)], true).unwrap();
    assert_eq!((clearing.owner_capital, clearing.covered), (mxn(50), true));
    assert_eq!(clearing.weights, [mxn(50), mxn(50)]);
    // Nothing is missing, so nothing is added.
    let clearing = clear(mxn(100), &[capture(1, 120, 120)], true).unwrap();
    assert_eq!((clearing.owner_capital, clearing.shortfall), (mxn(0), mxn(0)));
    assert_eq!((clearing.weights, clearing.covered), (vec![mxn(120)], true));
}

#[test]
fn captures_that_are_no_amounts_are_refused() {
    let code = |target, captures: &[Capture]| clear(target, captures, true).unwrap_err().code;
    assert_eq!(code(mxn(-1), &[]), Code::AmountRange);
    assert_eq!(code(mxn(1), &[capture(1, -1, 0)]), Code::AmountRange);
    assert_eq!(code(mxn(1), &[capture(1, 1, -1)]), Code::AmountRange);
    assert_eq!(code(of("USD", 1), &[capture(1, 1, 1)]), Code::CurrencyMismatch);
}

#[test]
fn captures_and_the_owner_add_up() {
    let captures = prop::collection::vec((0..1_000_i128, 0..1_000_i128), 0..20);
    runner(1_000, 22)
        .run(&(0..10_000_i128, captures, any::<bool>()), |(target, captures, tops_up)| {
            let captures: Vec<Capture> =
                (1..).zip(captures).map(|(seq, (a, c))| capture(seq, a, c)).collect();
            let clearing = clear(mxn(target), &captures, tops_up).unwrap();
            let weights = total(clearing.weights.iter().copied());
            prop_assert_eq!(
                weights,
                clearing.cleared.plus(clearing.owner_capital).unwrap().minor()
            );
            prop_assert!(clearing.shortfall.minor() >= 0);
            prop_assert_eq!(clearing.covered, weights >= target);
            Ok(())
        })
        .unwrap();
}
