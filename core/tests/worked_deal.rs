//! The worked deal of the specification to the cent: fees of both sides, tax, a broker with an advisor, a partial dispute.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, case, digest, milestone, worked_terms};
use tercero::escrow::{CloseReason, MilestoneState, Phase, Reason};
use tercero::{Command, Role, days};

/// What each of seller, platform, tax, broker, advisor and buyer has to receive.
fn owed(world: &World) -> [String; 6] {
    ["beto", "platform", "tax", "bruno", "vera", "ana"]
        .map(|party| world.balance(&format!("payable:{party}")))
}

#[test]
fn worked_deal_3_6() {
    let terms = worked_terms();
    let quote = terms.quote().unwrap();
    let pays = |n: usize| quote.totals[n].pays.amount_text();
    assert_eq!(pays(0), "10136.13");
    assert_eq!(quote.totals[1].net.amount_text(), "9363.88");
    let lines: Vec<_> = quote.lines.iter().map(|line| line.amount.amount_text()).collect();
    assert_eq!(lines, ["225.00", "47.25", "500.00"]);

    let mut world = World::agreed(terms);
    let mut dues = Vec::new();
    for id in ["m1", "m2", "m3"] {
        let state = world.escrow.state();
        dues.push(state.due(state.milestone(&milestone(id)).unwrap()).unwrap().amount_text());
        world.pay(id);
    }
    assert_eq!(dues, ["3040.84", "3040.84", "4054.45"]);
    assert_eq!(world.balance("escrow:cash"), "10136.13");
    assert_eq!(world.balance("fees_held"), "136.13");

    world.complete("m1");
    assert_eq!(owed(&world), ["2809.16", "67.50", "14.18", "120.00", "30.00", "0.00"]);

    world.ship("m2");
    world.deliver("m2");
    let contested = world.dispute(Role::Buyer, "m2", "1000.00", Reason::NotAsDescribed);
    assert_eq!(world.balance("held:m2"), "2000.00");
    assert_eq!(world.balance("held:m2-1"), "1000.00");
    assert_eq!(world.state_of("m2"), MilestoneState::Delivered);
    assert_eq!(world.state_of("m2-1"), MilestoneState::Disputed);
    world.approve("m2");
    assert_eq!(owed(&world), ["4681.94", "112.50", "23.63", "200.00", "50.00", "0.00"]);

    world.pass(days(7));
    world.by(Role::Arbiter, forty_percent_back(&world)).unwrap();
    assert_eq!(contested, case(1));
    assert_eq!(world.state_of("m2-1"), MilestoneState::Resolved);
    assert_eq!(owed(&world), ["5243.77", "126.00", "26.46", "224.00", "56.00", "400.00"]);

    world.complete("m3");
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    assert_eq!(world.escrow.state().close_reason(), Some(CloseReason::Mixed));
    assert_eq!(owed(&world), ["8989.32", "216.00", "45.36", "384.00", "96.00", "405.45"]);
    assert_eq!(world.balance("fees_held"), "0.00");
    assert_eq!(world.balance("escrow:cash"), "10136.13");

    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    assert!(world.escrow.payouts().is_empty());
    world.check();
}

fn forty_percent_back(world: &World) -> Command {
    let (to_buyer, reason) = (world.money("400.00"), digest("forty percent is missing"));
    Command::Rule { case: case(1), to_buyer, reason }
}
