//! Disputes: carving out what is contested, pausing and resuming, the stages of a case and what silence means in each.

use super::*;
use crate::support::{START, at, hours, party};
use tercero::escrow::event::CaseState;
use tercero::escrow::{Case, MilestoneState, OnTimeout, Phase, Timer};
use tercero::{Context, Event, days};

fn the_case(world: &World, id: CaseId) -> &Case {
    world.escrow.state().case(&id).unwrap()
}

fn stage(world: &World, id: CaseId) -> CaseState {
    the_case(world, id).state
}

fn paid(world: &World) -> [String; 2] {
    ["payable:ana", "payable:beto"].map(|account| world.balance(account))
}

fn offer(world: &World, case: CaseId, to_buyer: &str) -> Command {
    Command::Offer { case, to_buyer: world.money(to_buyer) }
}

fn evidence(case: CaseId) -> Command {
    Command::AddEvidence { case, evidence: digest("a photograph") }
}

fn withdraw(case: CaseId) -> Command {
    Command::WithdrawCase { case }
}

#[test]
fn a_dispute_about_a_part_carves_it_out_and_the_rest_goes_on() {
    let terms = goods().milestone("m2", "Another", "30.00").fees(five_percent().paid_by_both());
    let mut world = delivered(terms);
    let deadline = deadline_of(&world, "m1");
    let cash = world.balance("escrow:cash");
    world.pass(days(1));
    let first = world.dispute(Role::Buyer, "m1", "30.00", Reason::NotAsDescribed);
    let second = world.dispute(Role::Seller, "m1", "20.00", Reason::NonPayment);
    let found: Vec<(String, String, MilestoneState)> = world
        .escrow
        .state()
        .milestones()
        .iter()
        .map(|m| (m.id.to_string(), m.amount.amount_text(), m.state))
        .collect();
    let line = |id: &str, amount: &str, state| (id.to_owned(), amount.to_owned(), state);
    assert_eq!(
        found,
        [
            line("m1", "50.00", MilestoneState::Delivered),
            line("m1-1", "30.00", MilestoneState::Disputed),
            line("m1-2", "20.00", MilestoneState::Disputed),
            line("m2", "30.00", MilestoneState::Funded),
        ]
    );
    assert_eq!(deadline_of(&world, "m1"), deadline, "its timer runs on");
    for (account, balance) in [("held:m1", "50.00"), ("held:m1-1", "30.00"), ("held:m1-2", "20.00")]
    {
        assert_eq!(world.balance(account), balance);
    }
    assert_eq!(world.balance("escrow:cash"), cash, "a dispute moves no money");
    assert_eq!(the_case(&world, first).milestone, milestone("m1-1"));
    assert_eq!(the_case(&world, second).milestone, milestone("m1-2"));
    world.check();
}

#[test]
fn a_part_of_a_part_is_carved_out_too() {
    let mut world = delivered(goods().timer(Timer::Respond, days(30), OnTimeout::Escalate));
    let open = world.dispute(Role::Buyer, "m1", "30.00", Reason::NotAsDescribed);
    world.by(Role::Buyer, withdraw(open)).unwrap();
    assert_eq!(world.state_of("m1-1"), MilestoneState::Delivered);
    world.dispute(Role::Buyer, "m1-1", "10.00", Reason::NotCompleted);
    assert_eq!(world.state_of("m1-1"), MilestoneState::Delivered);
    assert_eq!(world.state_of("m1-1-1"), MilestoneState::Disputed);
    assert_eq!(world.balance("held:m1-1"), "20.00");
    world.check();
}

#[test]
fn a_part_is_carved_out_of_what_is_left_and_nothing_of_it_is_gone() {
    let mut world = delivered(goods());
    world.release("m1", "10.00");
    world.refund("m1", "20.00");
    world.dispute(Role::Buyer, "m1", "30.00", Reason::NotAsDescribed);
    for (id, held) in [("m1", "40.00"), ("m1-1", "30.00")] {
        let left = world.escrow.state().milestone(&milestone(id)).unwrap().held().unwrap();
        assert_eq!(left.amount_text(), held);
        assert_eq!(world.balance(&format!("held:{id}")), held);
    }
    world.check();
}

/// Edge case 53: whoever comes second on the same milestone contests the claim of the first.
#[test]
fn e53_two_disputes_of_one_second_are_one_case() {
    let mut world = delivered(goods());
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    let own = world.contest("m1", case(2), "100.00", Reason::NonPayment);
    let again = world.contest("m1", case(2), "100.00", Reason::NotCompleted);
    assert_eq!(world.refused(Role::Buyer, again).code, Code::CaseOpen);
    world.by(Role::Seller, own).unwrap();
    assert_eq!(world.escrow.state().cases().len(), 1);
    assert_eq!(stage(&world, open), CaseState::Negotiation);
    assert!(the_case(&world, open).contested);
    let third = world.contest("m1", case(3), "100.00", Reason::NonPayment);
    assert_eq!(world.refused(Role::Seller, third).code, Code::CaseOpen);
}

#[test]
fn m27_the_reason_fits_the_state_and_the_person() {
    use Reason::{Late, NonPayment, NotAsDescribed, NotCompleted, NotReceived, Unauthorised};
    let all = [NotReceived, NotAsDescribed, NotCompleted, Late, NonPayment, Unauthorised];
    let mut asked = delivered(work());
    asked.by(Role::Buyer, request_changes()).unwrap();
    let states: [(World, &[Reason]); 4] = [
        (World::funded(goods().build().unwrap()), &[Late, Unauthorised]),
        (shipped(goods()), &[NotReceived, Late, Unauthorised]),
        (delivered(goods()), &[NotReceived, NotAsDescribed, NotCompleted, Unauthorised]),
        (asked, &[NotAsDescribed, NotCompleted, Late, Unauthorised]),
    ];
    for (world, of_buyer) in states {
        for reason in all {
            for (role, may) in
                [(Role::Buyer, of_buyer.contains(&reason)), (Role::Seller, reason == NonPayment)]
            {
                let mut world = world.clone();
                let contest = world.contest("m1", case(1), "100.00", reason);
                if may {
                    world.by(role, contest).unwrap();
                    assert_eq!(world.state_of("m1"), MilestoneState::Disputed);
                } else {
                    let refusal = world.refused(role, contest);
                    assert_eq!(refusal.code, Code::ReasonNotAllowedHere, "{role:?} {reason:?}");
                }
            }
        }
    }
}

#[test]
fn nothing_moves_while_a_milestone_is_disputed() {
    let mut world = delivered(goods());
    let deadline = deadline_of(&world, "m1");
    world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    let amount = world.money("1.00");
    for (role, command) in [
        (Role::Buyer, approve()),
        (Role::Buyer, Command::ReleasePartial { milestone: milestone("m1"), amount }),
        (Role::Seller, Command::RefundPartial { milestone: milestone("m1"), amount }),
        (Role::Seller, cancel("m1")),
    ] {
        assert_eq!(world.refused(role, command).code, Code::CaseOpen);
    }
    assert!(world.escrow.deadlines().iter().all(|running| running.at != deadline));
    move_to(&mut world, deadline, 0);
    assert!(world.escrow.tick(world.now).unwrap().is_empty(), "its timer stands still");
}

/// Lets the buyer dispute `left` before the end of the inspection and take it back 20 days later.
fn resumed(inspection: tercero::Window, left: tercero::Window) -> (World, Timestamp) {
    let terms = goods().inspection(inspection);
    let mut world = delivered(terms.timer(Timer::Respond, days(30), OnTimeout::Escalate));
    let deadline = deadline_of(&world, "m1");
    move_to(&mut world, deadline, -left.millis());
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    world.pass(days(20));
    world.by(Role::Buyer, withdraw(open)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
    assert_eq!(stage(&world, open), CaseState::Withdrawn);
    let now = world.now;
    (world, now)
}

/// Edge case 8, and row M37: a timer goes on with what it had left, but at least a day or its whole window.
#[test]
fn e8_m37_a_paused_timer_goes_on_with_what_was_left() {
    let (world, now) = resumed(days(3), hours(1));
    assert_eq!(deadline_of(&world, "m1"), now.after(days(1)), "floored to a day");
    let (world, now) = resumed(days(3), hours(47));
    assert_eq!(deadline_of(&world, "m1"), now.after(hours(47)), "more than a day was left");
    let (world, now) = resumed(hours(12), hours(1));
    assert_eq!(deadline_of(&world, "m1"), now.after(hours(12)), "the window is shorter than a day");
    let (mut world, now) = resumed(days(3), hours(1));
    world.pass(hours(23));
    assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
    world.pass(hours(1));
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    assert_eq!(world.now, now.after(days(1)));
}

/// The floor is `min(24 h, full window)` of the timer, also after a late delivery report has shortened it.
#[test]
fn a_timer_shortened_by_a_late_report_resumes_with_a_day_too() {
    let mut world = shipped(goods().inspection(days(1)));
    world.pass(days(10));
    let occurred_at = Some(at(START).after(days(1)));
    let late = Command::Delivered { milestone: milestone("m1"), occurred_at };
    world.by(Role::Carrier, late).unwrap();
    world.pass(hours(11));
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    world.by(Role::Buyer, withdraw(open)).unwrap();
    assert_eq!(deadline_of(&world, "m1"), world.now.after(days(1)));
}

/// A delivery while a dispute was open may be reported with its true time.
#[test]
fn a_delivery_during_a_withdrawn_dispute_can_be_reported_later() {
    let mut world = shipped(goods());
    world.pass(days(1));
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::Late);
    world.pass(days(2));
    let arrived = world.now;
    world.pass(days(1));
    world.by(Role::Buyer, withdraw(open)).unwrap();
    let report = Command::Delivered { milestone: milestone("m1"), occurred_at: Some(arrived) };
    world.by(Role::Carrier, report).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
}

/// The three days before a claim of delivery count from the shipping.
#[test]
fn a_withdrawn_dispute_does_not_delay_the_claim_of_delivery() {
    let mut world = shipped(goods());
    world.pass(days(3));
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::Late);
    world.by(Role::Buyer, withdraw(open)).unwrap();
    let proof = digest("signed by the neighbour");
    let claim = Command::ClaimDelivered { milestone: milestone("m1"), proof };
    world.by(Role::Seller, claim).unwrap();
}

#[test]
fn c2_c3_the_other_side_answers() {
    let mut world = delivered(goods());
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    for command in [respond(open), Command::AcceptClaim { case: open }] {
        assert_eq!(world.refused(Role::Buyer, command.clone()).code, Code::NotAllowed);
        assert_eq!(world.refused(Role::Arbiter, command).code, Code::NotAllowed);
    }
    let mut accepts = world.clone();
    accepts.by(Role::Seller, Command::AcceptClaim { case: open }).unwrap();
    assert_eq!(stage(&accepts, open), CaseState::Settled);
    assert_eq!(accepts.state_of("m1"), MilestoneState::Resolved);
    assert_eq!(paid(&accepts), ["100.00", "0.00"]);
    let to_buyer = world.money("20.00");
    let statement = digest("not at all");
    world
        .by(Role::Seller, Command::Respond { case: open, statement, offer: Some(to_buyer) })
        .unwrap();
    assert_eq!(stage(&world, open), CaseState::Negotiation);
    assert_eq!(the_case(&world, open).offer.as_ref().unwrap().to_buyer, to_buyer);
    assert_eq!(the_case(&world, open).deadline, Some(world.now.after(days(14))));
    assert_eq!(world.refused(Role::Seller, respond(open)).code, Code::IllegalTransition);
    let mut paid_by = shipped(goods());
    let claim = paid_by.dispute(Role::Seller, "m1", "100.00", Reason::NonPayment);
    paid_by.by(Role::Buyer, Command::AcceptClaim { case: claim }).unwrap();
    assert_eq!(paid(&paid_by), ["0.00", "100.00"], "the claim of the seller");
}

#[test]
fn c4_silence_escalates_or_lets_the_opener_win() {
    let mut world = delivered(goods());
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    let deadline = world.now.after(days(7));
    let mut in_time = world.clone();
    move_to(&mut in_time, deadline, -1);
    in_time.by(Role::Seller, respond(open)).unwrap();
    move_to(&mut world, deadline, 0);
    world.refused(Role::Seller, respond(open));
    world.escrow.tick(world.now).unwrap();
    assert_eq!(stage(&world, open), CaseState::Arbitration);
    assert_eq!(paid(&world), ["0.00", "0.00"], "silence never pays by default");

    let opener_wins = || goods().timer(Timer::Respond, days(7), OnTimeout::OpenerWins);
    let mut buyer = delivered(opener_wins());
    buyer.dispute(Role::Buyer, "m1", "60.00", Reason::NotAsDescribed);
    buyer.approve("m1");
    buyer.pass(days(7));
    assert_eq!(paid(&buyer), ["60.00", "40.00"]);
    let mut seller = delivered(opener_wins());
    seller.dispute(Role::Seller, "m1", "60.00", Reason::NonPayment);
    seller.refund("m1", "40.00");
    seller.pass(days(7));
    assert_eq!(paid(&seller), ["40.00", "60.00"]);
    assert_eq!(seller.escrow.state().phase(), Phase::Closed);
}

/// Edge case 55: an acceptance names the offer that was read.
#[test]
fn e55_an_offer_that_was_replaced_cannot_be_accepted() {
    let mut world = delivered(goods());
    let open = contested(&mut world, "100.00");
    let none = Command::AcceptOffer { case: open, offer: 1 };
    assert_eq!(world.refused(Role::Buyer, none).code, Code::NotFound);
    for amount in ["10.00", "20.00"] {
        let offer = offer(&world, open, amount);
        world.by(Role::Seller, offer).unwrap();
    }
    let refusal = world.refused(Role::Buyer, Command::AcceptOffer { case: open, offer: 1 });
    assert_eq!((refusal.code, &refusal.allowed[..]), (Code::OfferSuperseded, &["2".into()][..]));
    let latest = Command::AcceptOffer { case: open, offer: 2 };
    assert_eq!(world.refused(Role::Seller, latest.clone()).code, Code::OwnOffer);
    world.by(Role::Buyer, latest).unwrap();
    assert_eq!(stage(&world, open), CaseState::Settled);
    assert_eq!(paid(&world), ["20.00", "80.00"]);
    world.check();
}

/// Edge case 56: offers that cross settle nothing by themselves.
#[test]
fn e56_offers_that_cross_wait_for_an_acceptance() {
    let mut world = delivered(goods());
    let open = contested(&mut world, "100.00");
    let (asks, gives) = (offer(&world, open, "40.00"), offer(&world, open, "50.00"));
    world.by(Role::Buyer, asks).unwrap();
    world.by(Role::Seller, gives).unwrap();
    assert_eq!(stage(&world, open), CaseState::Negotiation);
    assert_eq!(paid(&world), ["0.00", "0.00"]);
    world.by(Role::Buyer, Command::AcceptOffer { case: open, offer: 2 }).unwrap();
    assert_eq!(paid(&world), ["50.00", "50.00"]);
}

#[test]
fn c7_c8_c12_negotiation_goes_on_to_mediation_and_arbitration() {
    let mut world = delivered(goods());
    let open = contested(&mut world, "100.00");
    let from = world.now.after(days(3));
    let mut silent = world.clone();
    move_to(&mut world, from, -1);
    let escalate = Command::Escalate { case: open };
    assert_eq!(missed(&world.refused(Role::Buyer, escalate.clone())), (Code::TooEarly, Some(from)));
    move_to(&mut world, from, 0);
    world.by(Role::Seller, escalate).unwrap();
    assert_eq!(stage(&world, open), CaseState::Mediation);
    assert_eq!(the_case(&world, open).deadline, Some(from.after(days(30))));
    world.pass(days(30));
    assert_eq!(stage(&world, open), CaseState::Arbitration);
    assert_eq!(the_case(&world, open).deadline, Some(world.now.after(days(14))));
    let negotiated = silent.now.after(days(14));
    move_to(&mut silent, negotiated, -1);
    assert!(silent.escrow.tick(silent.now).unwrap().is_empty());
    move_to(&mut silent, negotiated, 0);
    silent.escrow.tick(silent.now).unwrap();
    assert_eq!(stage(&silent, open), CaseState::Mediation);
}

/// Edge case 67: if nobody ever does anything, time decides in a known number of days.
#[test]
fn e67_a_case_nobody_works_on_is_decided_by_the_terms() {
    let mut world = delivered(goods());
    let open = contested(&mut world, "100.00");
    world.pass(days(14 + 30 + 14));
    let stages: Vec<(CaseState, Timestamp)> = world
        .bodies()
        .into_iter()
        .filter_map(|body| match body.event {
            Event::CaseEscalated { stage, .. } => Some((stage, body.effective_at)),
            Event::CaseRuled { .. } => Some((CaseState::Ruled, body.effective_at)),
            Event::CaseFinal { .. } => Some((CaseState::Final, body.effective_at)),
            _ => None,
        })
        .collect();
    let after = |n| at(START).after(days(n));
    let want = [
        (CaseState::Mediation, after(14)),
        (CaseState::Arbitration, after(44)),
        (CaseState::Ruled, after(58)),
        (CaseState::Final, after(58)),
    ];
    assert_eq!(stages, want);
    assert_eq!(stage(&world, open), CaseState::Final);
    assert_eq!(paid(&world), ["100.00", "0.00"], "a silent arbiter refunds the buyer");
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
}

#[test]
fn c14_the_arbiter_of_the_case_rules_within_the_claim() {
    let mut world = delivered(goods().fees(five_percent()));
    let open = in_arbitration(&mut world, "100.00");
    let rules = ruling(&world, open, "25.00");
    for role in [Role::Buyer, Role::Seller, Role::Admin] {
        assert_eq!(world.refused(role, rules.clone()).code, Code::NotAllowed);
    }
    world.by(Role::Arbiter, rules).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Resolved);
    assert_eq!(paid(&world), ["25.00", "71.25"], "5 % of what is released");
    assert_eq!(world.balance("payable:platform"), "3.75");
    world.check();
}

/// Edge case 57: a ruling distributes what is locked and nothing else.
#[test]
fn e57_a_ruling_outside_the_claim_is_refused() {
    let mut world = delivered(goods());
    let open = in_arbitration(&mut world, "60.00");
    for (amount, code) in [
        ("60.01", Code::AmountExceedsAvailable),
        ("100.00", Code::AmountExceedsAvailable),
        ("-0.01", Code::AmountRange),
    ] {
        let rules = ruling(&world, open, amount);
        assert_eq!(world.refused(Role::Arbiter, rules).code, code, "{amount}");
    }
    for (amount, want) in [("0.00", ["0.00", "60.00"]), ("60.00", ["60.00", "0.00"])] {
        let mut world = world.clone();
        let before = paid(&world);
        let rules = ruling(&world, open, amount);
        world.by(Role::Arbiter, rules).unwrap();
        let gained = [0, 1].map(|n| {
            let [before, after] = [&before[n], &paid(&world)[n]].map(|text| world.money(text));
            after.minus(before).unwrap().amount_text()
        });
        assert_eq!(gained, want);
    }
}

/// Edge case 58: the first decision stands, even within one millisecond.
#[test]
fn e58_a_ruling_after_a_settlement_finds_the_case_closed() {
    let mut world = delivered(goods());
    let open = contested(&mut world, "100.00");
    let half = offer(&world, open, "50.00");
    world.by(Role::Seller, half).unwrap();
    world.by(Role::Buyer, Command::AcceptOffer { case: open, offer: 1 }).unwrap();
    let rules = ruling(&world, open, "100.00");
    assert_eq!(world.refused(Role::Arbiter, rules).code, Code::CaseClosed);
    assert_eq!(paid(&world), ["50.00", "50.00"]);
    let mut world = delivered(goods());
    let open = in_arbitration(&mut world, "100.00");
    let rules = ruling(&world, open, "100.00");
    world.by(Role::Arbiter, rules.clone()).unwrap();
    assert_eq!(world.refused(Role::Arbiter, rules).code, Code::CaseClosed);
    assert_eq!(world.refused(Role::Buyer, evidence(open)).code, Code::CaseClosed);
}

#[test]
fn c15_a_silent_arbiter_refunds_the_buyer_or_splits() {
    let mut world = delivered(goods());
    in_arbitration(&mut world, "33.33");
    let deadline = world.now.after(days(14));
    move_to(&mut world, deadline, -1);
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    move_to(&mut world, deadline, 0);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(paid(&world), ["33.33", "66.67"], "66.67 were never contested");
    let mut split = delivered(goods().timer(Timer::Arbitrate, days(14), OnTimeout::Split));
    in_arbitration(&mut split, "33.33");
    split.pass(days(14));
    assert_eq!(paid(&split), ["16.67", "83.33"], "the odd cent is the buyer's");
    let yen = tercero::Terms::builder("JPY").buyer("ana").seller("beto");
    let yen = yen.milestone("m1", "Tea", "1").timer(Timer::Arbitrate, days(14), OnTimeout::Split);
    let mut odd = delivered(yen);
    in_arbitration(&mut odd, "1");
    odd.pass(days(14));
    assert_eq!(paid(&odd), ["1", "0"]);
}

/// Edge case 59: another arbiter gets no more time than the first.
#[test]
fn e59_a_new_arbiter_does_not_move_the_deadline() {
    let mut world = delivered(goods());
    let open = in_arbitration(&mut world, "100.00");
    let deadline = the_case(&world, open).deadline.unwrap();
    world.pass(days(13));
    let assign = Command::AssignArbiter { case: open, arbiter: party("xenia") };
    assert_eq!(world.refused(Role::Buyer, assign.clone()).code, Code::NotAllowed);
    world.by(Role::Admin, assign).unwrap();
    assert_eq!(the_case(&world, open).deadline, Some(deadline));
    let rules = ruling(&world, open, "0.00");
    assert_eq!(world.refused(Role::Arbiter, rules.clone()).code, Code::NotAllowed, "no longer his");
    let mut ruled = world.clone();
    let ctx = Context { actor: party("xenia"), ..ruled.context(Role::Arbiter) };
    ruled.escrow.handle(&rules, &ctx).unwrap();
    assert_eq!(paid(&ruled), ["0.00", "100.00"]);
    move_to(&mut world, deadline, 0);
    world.escrow.tick(deadline).unwrap();
    assert_eq!(paid(&world), ["100.00", "0.00"]);
}

#[test]
fn c18_a_ruling_waits_for_the_appeal_window() {
    let mut world = delivered(goods().timer(Timer::Appeal, days(5), OnTimeout::Final));
    let open = in_arbitration(&mut world, "100.00");
    let rules = ruling(&world, open, "10.00");
    world.by(Role::Arbiter, rules.clone()).unwrap();
    assert_eq!(stage(&world, open), CaseState::Ruled);
    assert_eq!(world.state_of("m1"), MilestoneState::Disputed);
    assert_eq!(world.refused(Role::Arbiter, rules).code, Code::IllegalTransition);
    let deadline = world.now.after(days(5));
    move_to(&mut world, deadline, -1);
    assert!(world.escrow.tick(world.now).unwrap().is_empty());
    move_to(&mut world, deadline, 0);
    world.escrow.tick(world.now).unwrap();
    assert_eq!(
        (stage(&world, open), world.state_of("m1")),
        (CaseState::Final, MilestoneState::Resolved)
    );
    assert_eq!(paid(&world), ["10.00", "90.00"]);
}

/// Edge case 63, and row C19: a claim can be taken back until it is contested, and not be raised again.
#[test]
fn e63_c19_a_claim_is_withdrawn_once_and_for_all() {
    let mut world = delivered(goods());
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    assert_eq!(world.refused(Role::Seller, withdraw(open)).code, Code::NotAllowed);
    let mut answered = world.clone();
    answered.by(Role::Seller, respond(open)).unwrap();
    assert_eq!(answered.refused(Role::Buyer, withdraw(open)).code, Code::IllegalTransition);
    world.by(Role::Buyer, withdraw(open)).unwrap();
    assert_eq!(world.state_of("m1"), MilestoneState::Delivered);
    for amount in ["100.00", "1.00"] {
        let same = world.contest("m1", case(2), amount, Reason::NotAsDescribed);
        assert_eq!(world.refused(Role::Buyer, same).code, Code::ReasonNotAllowedHere);
    }
    assert_eq!(world.refused(Role::Buyer, withdraw(open)).code, Code::CaseClosed);
    let known = world.contest("m1", open, "100.00", Reason::NotCompleted);
    assert_eq!(world.refused(Role::Buyer, known).code, Code::AlreadyExists);
    world.dispute(Role::Buyer, "m1", "100.00", Reason::NotCompleted);
}

/// Edge cases 61 and 62, and row C20: evidence is a digest, is added in every open stage and moves nothing.
#[test]
fn e62_c20_evidence_is_added_while_the_case_is_open() {
    let terms = goods().broker("bruno").advisor("vera");
    let mut world = delivered(terms.timer(Timer::Appeal, days(5), OnTimeout::Final));
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    let deadline = the_case(&world, open).deadline;
    for role in [Role::Buyer, Role::Seller, Role::Broker, Role::Advisor, Role::Admin] {
        world.by(role, evidence(open)).unwrap();
    }
    for role in [Role::Arbiter, Role::Provider, Role::Carrier] {
        assert_eq!(world.refused(role, evidence(open)).code, Code::NotAllowed);
    }
    let given = the_case(&world, open).evidence;
    assert_eq!((given.buyer, given.seller, given.others), (2, 1, 3), "the statement counts");
    assert_eq!(the_case(&world, open).deadline, deadline);
    world.by(Role::Seller, respond(open)).unwrap();
    for (wait, now) in
        [(0, CaseState::Negotiation), (14, CaseState::Mediation), (30, CaseState::Arbitration)]
    {
        world.pass(days(wait));
        world.by(Role::Seller, evidence(open)).unwrap();
        assert_eq!(stage(&world, open), now);
    }
    let rules = ruling(&world, open, "0.00");
    world.by(Role::Arbiter, rules).unwrap();
    assert_eq!(
        world.refused(Role::Buyer, evidence(open)).code,
        Code::IllegalTransition,
        "too late"
    );
    world.pass(days(5));
    assert_eq!(world.refused(Role::Buyer, evidence(open)).code, Code::CaseClosed);
}

#[test]
fn c23_a_case_without_an_arbiter_gets_one_or_time_decides() {
    let terms = || two_sides().milestone("m1", "Machine", "100.00");
    let mut world = delivered(terms());
    let open = in_arbitration(&mut world, "100.00");
    assert_eq!(the_case(&world, open).arbiter, None);
    let rules = ruling(&world, open, "0.00");
    assert_eq!(world.refused(Role::Arbiter, rules.clone()).code, Code::NotAllowed);
    let assign = Command::AssignArbiter { case: open, arbiter: party("xavi") };
    let mut assigned = world.clone();
    assigned.by(Role::Admin, assign).unwrap();
    assigned.by(Role::Arbiter, rules).unwrap();
    assert_eq!(paid(&assigned), ["0.00", "100.00"]);
    world.pass(days(14));
    assert_eq!(paid(&world), ["100.00", "0.00"]);
}
