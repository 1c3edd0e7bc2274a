//! Money a bank or a rail takes back: what is locked meanwhile, from whom a loss is taken, and what a late win returns.
//! The figures are those of the worked deal wherever it has them.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, case, digest, milestone, reference, two_sides, worked_terms};
use tercero::commission::{FeeSchedule, Payer};
use tercero::escrow::chargeback::Source;
use tercero::escrow::terms::{Kind, Liability};
use tercero::escrow::{
    CaseState, ChargebackState, CloseReason, MilestoneState, Phase, Reason, TermsBuilder,
};
use tercero::journal::Account;
use tercero::{Code, Command, Currency, Money, Role, Timestamp, days};

/// One milestone over 100.00 with a fee of 10.00 that the buyer pays.
fn lamp() -> TermsBuilder {
    let fee = FeeSchedule::percent("10").unwrap().paid_by(Payer::Buyer);
    two_sides().arbiter("xavi").milestone("m1", "Lamp", "100.00").fees(fee)
}

fn funded(terms: TermsBuilder) -> World {
    World::funded(terms.build().unwrap())
}

fn opened(world: &World, id: &str, payin: &str, amount: &str) -> Command {
    Command::ChargebackOpened {
        chargeback: reference(id),
        payin: reference(payin),
        amount: world.money(amount),
        respond_by: world.now.after(days(10)),
    }
}

fn open(world: &mut World, id: &str, payin: &str, amount: &str) {
    let command = opened(world, id, payin, amount);
    world.by(Role::Provider, command).unwrap();
}

fn lost(world: &World, id: &str, amount: &str) -> Command {
    Command::ChargebackLost { chargeback: reference(id), amount: world.money(amount) }
}

fn lose(world: &mut World, id: &str, amount: &str) {
    let command = lost(world, id, amount);
    world.by(Role::Provider, command).unwrap();
}

fn won(id: &str) -> Command {
    Command::ChargebackWon { chargeback: reference(id) }
}

fn reversed(id: &str, payin: &str) -> Command {
    Command::PayinReversed { milestone: milestone(id), payin: reference(payin) }
}

fn state_of(world: &World, n: usize) -> ChargebackState {
    world.escrow.state().chargebacks()[n].state
}

/// The balance of the cash account, which may be below zero.
fn cash(world: &World) -> String {
    let euro = Currency::parse("EUR").unwrap();
    world.escrow.state().balances().of(&Account::Cash, euro).amount_text()
}

fn approve(id: &str) -> Command {
    Command::Approve { milestone: milestone(id) }
}

#[test]
fn e42_an_open_chargeback_stops_every_outflow_and_releasing_timer() {
    let terms = lamp().milestone("m2", "Shade", "50.00").build().unwrap();
    let mut world = World::funded(terms);
    open(&mut world, "cb", "payin-m1", "110.00");
    let deadline = world.now.after(days(17));
    let refusal = world.refused(
        Role::Buyer,
        Command::ReleasePartial { milestone: milestone("m1"), amount: world.money("1.00") },
    );
    assert_eq!((refusal.code, refusal.deadline), (Code::ChargebackOpen, Some(deadline)));
    assert_eq!(refusal.value.as_deref(), Some("cb"));
    world.release("m2", "1.00");
    world.complete("m1");
    world.pass(days(3));
    assert_eq!(world.state_of("m1"), MilestoneState::Approved, "the release waits");
    let at = world.now;
    world.by(Role::Provider, won("cb")).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    let released = world.bodies().into_iter().rev().find(|body| {
        matches!(&body.event, tercero::Event::Released { milestone, .. } if milestone.as_str() == "m1")
    });
    assert_eq!(released.unwrap().effective_at, at, "it fires when it may");
    world.check();
}

#[test]
fn e69_a_refund_during_an_open_chargeback_is_refused() {
    let mut world = funded(lamp());
    open(&mut world, "cb", "payin-m1", "110.00");
    let refund = Command::RefundPartial { milestone: milestone("m1"), amount: world.money("1.00") };
    assert_eq!(world.refused(Role::Seller, refund).code, Code::ChargebackOpen);
    let cancel = Command::CancelMilestone { milestone: milestone("m1") };
    assert_eq!(world.refused(Role::Seller, cancel).code, Code::ChargebackOpen);
}

#[test]
fn lost_money_comes_from_what_is_held_then_from_the_fees_of_the_buyer() {
    let mut world = funded(lamp());
    open(&mut world, "cb", "payin-m1", "110.00");
    lose(&mut world, "cb", "110.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::ChargedBack));
    assert!(world.escrow.state().balances().is_empty(), "nothing is owed to anybody");
    assert!(world.escrow.payouts().is_empty());
    let losses = &world.escrow.state().chargebacks()[0].losses;
    let held = Source::Held { milestone: milestone("m1"), state: MilestoneState::Funded };
    assert_eq!((&losses[0].source, losses[0].amount.amount_text().as_str()), (&held, "100.00"));
    assert_eq!(
        (&losses[1].source, losses[1].amount.amount_text().as_str()),
        (&Source::Fees {}, "10.00")
    );
    world.check();
}

#[test]
fn e74_the_newest_part_loses_first() {
    let mut world = funded(lamp());
    world.ship("m1");
    world.dispute(Role::Buyer, "m1", "30.00", Reason::NotReceived);
    open(&mut world, "cb", "payin-m1", "40.00");
    lose(&mut world, "cb", "40.00");
    assert_eq!(world.balance("held:m1-1"), "0.00");
    assert_eq!(world.balance("held:m1"), "60.00", "10.00 less");
    assert_eq!(world.state_of("m1"), MilestoneState::Shipped, "it goes on");
    assert_eq!(world.state_of("m1-1"), MilestoneState::Disputed, "the case comes to its end");
    world.check();
}

/// Everything of the worked deal is released, and then the bank takes all three payments back: everybody returns his part,
/// and the buyer owes what he has got back already.
#[test]
fn e73_a_loss_after_release_is_shared_by_those_who_were_paid() {
    let mut world = worked_deal();
    let dues = ["3040.84", "3040.84", "4054.45"];
    for (n, due) in dues.into_iter().enumerate() {
        let (id, payin) = (format!("cb{n}"), format!("payin-m{}", n + 1));
        open(&mut world, &id, &payin, due);
        lose(&mut world, &id, due);
    }
    let owes = |party: &str| world.balance(&format!("receivable:{party}"));
    let parties = ["beto", "platform", "tax", "bruno", "vera", "ana"];
    let expected = ["8989.32", "216.00", "45.36", "384.00", "96.00", "405.45"];
    assert_eq!(parties.map(owes), expected);
    assert_eq!(cash(&world), "-10136.13");
    assert_eq!(world.escrow.state().phase(), Phase::Closed, "it does not reopen");
    world.check();
}

/// The worked deal of the specification, released, ruled and paid out.
fn worked_deal() -> World {
    let mut world = World::funded(worked_terms());
    world.complete("m1");
    world.ship("m2");
    world.deliver("m2");
    world.dispute(Role::Buyer, "m2", "1000.00", Reason::NotAsDescribed);
    world.approve("m2");
    world.pass(days(7));
    let (to_buyer, reason) = (world.money("400.00"), digest("forty percent is missing"));
    world.by(Role::Arbiter, Command::Rule { case: case(1), to_buyer, reason }).unwrap();
    world.complete("m3");
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world
}

#[test]
fn seller_first_is_the_other_policy() {
    let fee = FeeSchedule::percent("10").unwrap();
    let terms = two_sides().milestone("m1", "Lamp", "100.00").fees(fee);
    let mut world = funded(terms.liability(Liability::SellerFirst));
    world.complete("m1");
    open(&mut world, "cb", "payin-m1", "95.00");
    lose(&mut world, "cb", "95.00");
    assert_eq!(world.balance("receivable:beto"), "90.00", "all he was paid");
    assert_eq!(world.balance("receivable:platform"), "5.00");
    world.check();
}

#[test]
fn e68_a_case_waits_for_the_bank_and_then_decides_what_is_left() {
    let mut world = funded(lamp());
    world.ship("m1");
    world.deliver("m1");
    world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    let respond = |offer| Command::Respond { case: case(1), statement: digest("no"), offer };
    open(&mut world, "cb", "payin-m1", "30.00");
    assert_eq!(world.refused(Role::Seller, respond(None)).code, Code::ChargebackOpen);
    let evidence = Command::AddEvidence { case: case(1), evidence: digest("photo") };
    world.by(Role::Buyer, evidence).unwrap();
    world.pass(days(8));
    assert_eq!(world.escrow.state().cases()[0].state, CaseState::AwaitingResponse, "it waits");
    lose(&mut world, "cb", "30.00");
    assert_eq!(world.escrow.state().cases()[0].state, CaseState::Arbitration, "and goes on");
    let (to_buyer, reason) = (world.money("40.00"), digest("partly"));
    world.by(Role::Arbiter, Command::Rule { case: case(1), to_buyer, reason }).unwrap();
    assert_eq!(world.balance("payable:ana"), "14.00", "10.00 and fees of 4.00; she has 30.00");
    assert_eq!(world.balance("payable:beto"), "60.00");
    world.check();
}

#[test]
fn e70_a_refund_on_its_way_and_the_bank_pay_twice_and_the_buyer_owes_it() {
    let mut world = funded(lamp());
    world.by(Role::Seller, Command::CancelMilestone { milestone: milestone("m1") }).unwrap();
    open(&mut world, "cb", "payin-m1", "110.00");
    lose(&mut world, "cb", "110.00");
    assert_eq!(world.balance("receivable:ana"), "110.00");
    world.settle_legs();
    assert_eq!(cash(&world), "-110.00");
    world.check();
}

#[test]
fn e71_what_exceeds_the_payment_is_the_platforms() {
    let mut world = funded(lamp());
    open(&mut world, "cb", "payin-m1", "115.00");
    let dollars = Money::parse("110.00", Currency::parse("USD").unwrap()).unwrap();
    let other = Command::ChargebackLost { chargeback: reference("cb"), amount: dollars };
    assert_eq!(world.refused(Role::Provider, other).code, Code::CurrencyMismatch);
    lose(&mut world, "cb", "115.00");
    assert_eq!(world.balance("receivable:platform"), "5.00");
    assert_eq!(cash(&world), "-5.00");
    world.check();
}

#[test]
fn a_second_chargeback_of_a_payment_takes_what_the_first_has_left() {
    let mut world = funded(lamp());
    for id in ["first", "second"] {
        open(&mut world, id, "payin-m1", "60.00");
        lose(&mut world, id, "60.00");
    }
    let second = world.escrow.state().chargebacks()[1].losses.iter();
    let second: Vec<String> = second.map(|loss| loss.amount.amount_text()).collect();
    assert_eq!(second, ["40.00", "10.00", "10.00"], "held, fees, and more than ever came in");
    assert_eq!(world.balance("receivable:platform"), "10.00");
    assert_eq!(world.balance("receivable:ana"), "0.00", "she had nothing back");
    world.check();
}

#[test]
fn e72_another_stage_is_the_same_chargeback() {
    let mut world = funded(lamp());
    open(&mut world, "cb", "payin-m1", "110.00");
    let again = opened(&world, "cb", "payin-m1", "110.00");
    assert_eq!(world.refused(Role::Provider, again.clone()).code, Code::ReferenceKnown);
    world.by(Role::Provider, won("cb")).unwrap();
    assert_eq!(world.refused(Role::Provider, won("cb")).code, Code::ReferenceKnown);
    world.by(Role::Provider, again).unwrap();
    assert_eq!(world.escrow.state().chargebacks().len(), 1);
    assert_eq!(state_of(&world, 0), ChargebackState::Open);
    lose(&mut world, "cb", "110.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
    world.check();
}

#[test]
fn an_escrow_does_not_end_before_the_bank_has_decided() {
    let mut world = funded(lamp().milestone("m2", "Shade", "50.00"));
    world.release("m1", "100.00");
    open(&mut world, "cb", "payin-m1", "110.00");
    world.release("m2", "50.00");
    assert_eq!(world.state_of("m2"), MilestoneState::Released);
    assert_eq!(world.escrow.state().phase(), Phase::Active);
    world.by(Role::Provider, won("cb")).unwrap();
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    world.check();
}

#[test]
fn e75_a_chargeback_long_after_the_end_does_not_reopen_anything() {
    let mut world = funded(lamp());
    world.complete("m1");
    world.settle_legs();
    world.wait(days(240));
    open(&mut world, "cb", "payin-m1", "110.00");
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    lose(&mut world, "cb", "110.00");
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    assert_eq!(world.balance("receivable:beto"), "100.00");
    assert_eq!(world.balance("receivable:platform"), "10.00");
    world.check();
}

#[test]
fn e76_a_silent_bank_counts_as_lost_until_it_says_otherwise() {
    let mut world = funded(lamp());
    world.ship("m1");
    open(&mut world, "cb", "payin-m1", "50.00");
    let deadline = world.now.after(days(17));
    assert_eq!(world.escrow.state().chargebacks()[0].deadline, deadline);
    world.now = Timestamp::from_millis(deadline.millis() - 1).unwrap();
    world.escrow.tick(world.now).unwrap();
    assert_eq!(state_of(&world, 0), ChargebackState::Open);
    world.now = deadline;
    world.escrow.tick(world.now).unwrap();
    assert_eq!(state_of(&world, 0), ChargebackState::Lost);
    assert_eq!(world.balance("held:m1"), "50.00");
    lose(&mut world, "cb", "20.00");
    assert_eq!(world.balance("held:m1"), "80.00", "the bank took less than it wanted");
    let refusal = lost(&world, "cb", "20.00");
    assert_eq!(world.refused(Role::Provider, refusal).code, Code::ReferenceKnown);
    world.by(Role::Provider, won("cb")).unwrap();
    assert_eq!(world.balance("held:m1"), "100.00", "and then nothing at all");
    world.check();
}

#[test]
fn a_win_after_a_loss_undoes_it_in_reverse_order() {
    let mut world = funded(lamp());
    world.ship("m1");
    world.release("m1", "50.00");
    open(&mut world, "cb", "payin-m1", "100.00");
    lose(&mut world, "cb", "80.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Released, "it holds nothing any more");
    let before = ["receivable:beto", "receivable:platform"].map(|account| world.balance(account));
    assert_eq!(before, ["22.73", "2.27"], "50.00 and 5.00 were paid from it");
    world.by(Role::Provider, won("cb")).unwrap();
    let after = ["receivable:beto", "receivable:platform"].map(|account| world.balance(account));
    assert_eq!(after, ["0.00", "0.00"]);
    assert_eq!(world.balance("payable:beto"), "100.00", "the goods were on their way");
    assert_eq!(world.balance("payable:ana"), "5.00", "fees that never became due");
    world.settle_legs();
    assert!(world.escrow.state().chargebacks()[0].losses.is_empty());
    world.check();
}

#[test]
fn what_comes_back_to_an_ended_milestone_goes_back_if_nothing_was_delivered() {
    let mut world = funded(lamp());
    open(&mut world, "cb", "payin-m1", "110.00");
    lose(&mut world, "cb", "110.00");
    world.by(Role::Provider, won("cb")).unwrap();
    assert_eq!(world.balance("payable:ana"), "110.00");
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}

#[test]
fn e30_a_payment_returned_before_shipping_makes_the_milestone_wait_again() {
    let mut world = funded(lamp());
    world.wait(days(2));
    world.by(Role::Provider, reversed("m1", "payin-m1")).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Pending);
    assert!(world.escrow.state().balances().is_empty());
    let funds = world.escrow.state().milestone(&milestone("m1")).unwrap().fund_deadline;
    assert_eq!(funds, Some(world.now.after(days(5))), "a new time to pay");
    let again = reversed("m1", "payin-m1");
    assert_eq!(world.refused(Role::Provider, again).code, Code::ReferenceKnown);
    let amount = world.money("110.00");
    let (m1, payin) = (milestone("m1"), reference("second"));
    let cleared = Command::PayinCleared { milestone: m1, payin, amount, hold_until: None };
    world.by(Role::Provider, cleared).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Funded);
    assert_eq!(world.balance("fees_held"), "10.00");
    world.check();
}

#[test]
fn e30_a_payment_returned_after_shipping_is_decided_like_a_chargeback() {
    let mut world = funded(lamp());
    world.ship("m1");
    world.by(Role::Provider, reversed("m1", "payin-m1")).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Shipped);
    assert_eq!(state_of(&world, 0), ChargebackState::Open);
    assert_eq!(world.escrow.state().chargebacks()[0].amount.amount_text(), "110.00");
    world.pass(days(7));
    assert_eq!(state_of(&world, 0), ChargebackState::Lost);
    assert!(world.escrow.state().balances().is_empty());
    world.check();
}

#[test]
fn a_reversal_of_one_of_two_payments_leaves_the_other_waiting() {
    let mut world = World::agreed(lamp().build().unwrap());
    for (payin, amount) in [("a", "60.00"), ("b", "50.00")] {
        let (m1, payin, amount) = (milestone("m1"), reference(payin), world.money(amount));
        let cleared = Command::PayinCleared { milestone: m1, payin, amount, hold_until: None };
        world.by(Role::Provider, cleared).unwrap();
    }
    assert_eq!(world.state_of("m1"), MilestoneState::Funded);
    world.by(Role::Provider, reversed("m1", "a")).unwrap();
    assert_eq!(world.balance("funding:m1"), "50.00");
    world.pass(days(5));
    assert_eq!(world.state_of("m1"), MilestoneState::Cancelled);
    assert_eq!(world.balance("payable:ana"), "50.00");
    world.check();
}

/// A payment of 110.00 whose rail lets it be held for `limit` days.
fn limited(limit: u32, terms: TermsBuilder) -> World {
    let mut world = World::agreed(terms.build().unwrap());
    let (m1, payin, amount) = (milestone("m1"), reference("payin-m1"), world.money("110.00"));
    let hold_until = Some(world.now.after(days(limit)));
    world
        .by(Role::Provider, Command::PayinCleared { milestone: m1, payin, amount, hold_until })
        .unwrap();
    world
}

#[test]
fn e14_the_rails_limit_during_negotiation_sends_the_case_to_the_arbiter() {
    let mut world = limited(12, lamp());
    world.ship("m1");
    world.deliver("m1");
    world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    let (case, statement) = (case(1), digest("no"));
    world.by(Role::Seller, Command::Respond { case, statement, offer: None }).unwrap();
    world.pass(days(9));
    let known = &world.escrow.state().cases()[0];
    assert_eq!(known.state, CaseState::Arbitration, "three days before the limit");
    assert_eq!(known.deadline, Some(world.now.after(days(3))), "and he has those three days");
    world.pass(days(3));
    assert_eq!(world.state_of("m1"), MilestoneState::Resolved);
    assert_eq!(world.balance("payable:ana"), "110.00", "a silent arbiter returns the money");
    world.check();
}

#[test]
fn the_rails_limit_opens_a_case_before_the_arbiter_and_cuts_a_clearance_short() {
    let mut world = limited(10, lamp());
    world.ship("m1");
    world.pass(days(7));
    assert_eq!(world.state_of("m1"), MilestoneState::Disputed);
    let known = &world.escrow.state().cases()[0];
    assert_eq!((known.reason, known.state), (Reason::HoldLimit, CaseState::Arbitration));
    assert_eq!(known.deadline, Some(world.now.after(days(3))));

    let clear = tercero::escrow::Timer::Clear;
    let slow = lamp().timer(clear, days(14), tercero::escrow::OnTimeout::Release);
    let mut world = limited(10, slow);
    world.complete("m1");
    world.pass(days(6));
    assert_eq!(world.state_of("m1"), MilestoneState::Approved);
    world.pass(days(1));
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    world.check();
}

#[test]
fn work_that_is_not_goods_has_the_same_rights() {
    let mut world = funded(lamp().kind(Kind::Service));
    world.submit("m1");
    open(&mut world, "cb", "payin-m1", "110.00");
    world.by(Role::Buyer, approve("m1")).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Approved);
    lose(&mut world, "cb", "110.00");
    assert_eq!(world.state_of("m1"), MilestoneState::Refunded);
    world.check();
}

#[test]
fn an_unknown_payment_or_chargeback() {
    let mut world = funded(lamp());
    assert_eq!(world.refused(Role::Provider, won("cb")).code, Code::NotFound);
    let nothing = opened(&world, "cb", "payin-m1", "0.00");
    assert_eq!(world.refused(Role::Provider, nothing).code, Code::AmountRange);
    open(&mut world, "cb", "never-heard-of", "5.00");
    world.release("m1", "1.00");
    lose(&mut world, "cb", "5.00");
    assert_eq!(world.balance("receivable:platform"), "5.00");
    world.check();
}

/// Money that came in during a draft went back to the buyer of that time; he owes it, whatever the draft says later.
#[test]
fn who_paid_owes_it_when_staff_swap_the_sides_of_a_draft() {
    let mut world = World::drafted(lamp().build().unwrap());
    let ctx = world.context(Role::Admin);
    let id = world.escrow.state().id();
    world.escrow = tercero::Escrow::draft(id, lamp().build().unwrap(), &ctx).unwrap();
    let (m1, payin, amount) = (milestone("m1"), reference("early"), world.money("20.00"));
    let cleared = Command::PayinCleared { milestone: m1, payin, amount, hold_until: None };
    world.by(Role::Provider, cleared).unwrap();
    open(&mut world, "cb", "early", "20.00");
    lose(&mut world, "cb", "20.00");
    let swapped = tercero::Terms::builder("EUR").buyer("beto").seller("ana");
    let terms = swapped.milestone("m1", "Lamp", "100.00").build().unwrap();
    world.by(Role::Admin, Command::Edit { terms }).unwrap();
    assert_eq!(world.balance("receivable:ana"), "20.00");
    world.by(Role::Provider, won("cb")).unwrap();
    assert_eq!(world.balance("receivable:ana"), "0.00");
    world.check();
}
