//! Refunds by state, and the dividend of a project that ends in execution.

use super::{mxn, of, runner, total};
use proptest::prelude::*;
use tercero::project::liquidation::{
    ENDINGS, Ending, Fault, FeeBearer, Liquidation, Stage, liquidate, refund,
};
use tercero::{Code, Money};

#[test]
fn the_state_decides_what_goes_back() {
    let answer = |stage| refund(stage, mxn(100), mxn(7), FeeBearer::Platform);
    let code = |stage| answer(stage).unwrap_err().code;
    for stage in [Stage::Funding, Stage::FullyFunded, Stage::ReadyForApproval, Stage::Approved] {
        assert_eq!(stage.ending(), Ending::FullRefund);
        assert_eq!(answer(stage).unwrap().amount, mxn(100));
    }
    assert_eq!(code(Stage::InExecution), Code::IllegalTransition);
    assert_eq!(code(Stage::Completed), Code::SettleInstead);
    assert_eq!(code(Stage::Settled), Code::ProjectEnded);
    assert_eq!(Stage::Draft.ending(), Ending::NothingHeld);
    assert_eq!(Stage::Published.ending(), Ending::NothingHeld);
}

#[test]
fn only_a_settlement_pays_a_commission_and_no_state_is_listed_twice() {
    for (index, row) in ENDINGS.iter().enumerate() {
        assert_eq!(row.commission, row.ending == Ending::Settlement);
        assert!(ENDINGS[..index].iter().all(|other| other.stage != row.stage));
    }
}

#[test]
fn the_provider_is_never_paid_out_of_the_refund() {
    let back = |bearer| refund(Stage::Funding, of("USD", 100), mxn(7), bearer).unwrap();
    let platform = back(FeeBearer::Platform);
    assert_eq!((platform.platform_expense, platform.owner_expense), (mxn(7), mxn(0)));
    let owner = back(FeeBearer::Owner);
    assert_eq!((owner.platform_expense, owner.owner_expense), (mxn(0), mxn(7)));
    assert_eq!((platform.amount, owner.amount), (of("USD", 100), of("USD", 100)));
    let code = |held, fee| refund(Stage::Funding, held, fee, FeeBearer::Owner).unwrap_err().code;
    assert_eq!(code(mxn(-1), mxn(0)), Code::AmountRange);
    assert_eq!(code(mxn(1), mxn(-1)), Code::AmountRange);
}

fn end(capital: &[i128], spent: i128, recovered: i128, owed: i128, fault: Fault) -> Liquidation {
    let capital: Vec<Money> = capital.iter().copied().map(mxn).collect();
    liquidate(&capital, mxn(spent), mxn(recovered), mxn(owed), fault).unwrap()
}

fn payouts(end: &Liquidation) -> Vec<i128> {
    end.lines.iter().map(|line| line.payout.minor()).collect()
}

#[test]
fn debts_above_the_money_leave_nothing_and_nobody_owes_more() {
    let bust = end(&[70, 30], 80, 10, 45, Fault::None);
    assert_eq!((bust.distributable, bust.unpaid), (mxn(0), mxn(15)));
    assert_eq!(payouts(&bust), [0, 0]);
    assert_eq!((bust.lines[0].loss, bust.lines[1].loss), (mxn(70), mxn(30)));
}

#[test]
fn the_owners_fault_adds_a_claim_and_changes_no_payout() {
    let (innocent, guilty) =
        (end(&[70, 30], 33, 0, 0, Fault::None), end(&[70, 30], 33, 0, 0, Fault::Owner));
    assert_eq!((innocent.owner_indemnity, guilty.owner_indemnity), (mxn(0), mxn(33)));
    assert_eq!(innocent.lines, guilty.lines);
}

#[test]
fn recoveries_above_the_capital_are_shared_and_nobody_loses() {
    let lucky = end(&[70, 30], 50, 150, 0, Fault::Owner);
    assert_eq!((payouts(&lucky), lucky.owner_indemnity), (vec![140, 60], mxn(0)));
}

#[test]
fn figures_that_make_no_sense_are_refused() {
    let code = |capital: &[Money], spent, recovered, owed| {
        liquidate(capital, spent, recovered, owed, Fault::None).unwrap_err().code
    };
    let one = mxn(1);
    assert_eq!(code(&[mxn(-1)], one, one, one), Code::AmountRange);
    assert_eq!(code(&[one], mxn(-1), one, one), Code::AmountRange);
    assert_eq!(code(&[one], one, mxn(-1), one), Code::AmountRange);
    assert_eq!(code(&[one], one, one, mxn(-1)), Code::AmountRange);
    assert_eq!(code(&[of("USD", 1)], one, one, one), Code::CurrencyMismatch);
    assert_eq!(code(&[one], one, of("USD", 1), one), Code::CurrencyMismatch);
    assert_eq!(code(&[], one, one, one), Code::NoWeights);
    assert_eq!(code(&[mxn(0)], mxn(0), one, mxn(0)), Code::ZeroWeights);
}

#[test]
fn a_liquidation_adds_up() {
    let capital = prop::collection::vec(0..10_i128.pow(10), 1..20);
    let figure = || 0..10_i128.pow(11);
    runner(5_000, 51)
        .run(&(capital, figure(), figure(), figure()), |(capital, spent, recovered, owed)| {
            prop_assume!(capital.iter().sum::<i128>() > 0);
            let end = end(&capital, spent, recovered, owed, Fault::Owner);
            let (all, left) = (capital.iter().sum::<i128>(), end.distributable.minor());
            prop_assert_eq!(left - end.unpaid.minor(), all - spent + recovered - owed);
            prop_assert!(left == 0 || end.unpaid.is_zero());
            prop_assert_eq!(payouts(&end).iter().sum::<i128>(), left);
            let lost = total(end.lines.iter().map(|line| line.loss));
            prop_assert_eq!(lost, (all - left).max(0));
            prop_assert_eq!(end.owner_indemnity.minor(), lost);
            for (capital, line) in capital.iter().zip(&end.lines) {
                prop_assert!(line.payout.minor() >= 0 && line.loss.minor() >= 0);
                prop_assert!(line.loss.minor() <= *capital);
                prop_assert!(left > all || line.payout.minor() + line.loss.minor() == *capital);
            }
            Ok(())
        })
        .unwrap();
}
