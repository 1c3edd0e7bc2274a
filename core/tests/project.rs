//! A project from draft to settled, and the ways it ends before: what everybody gets and that every account closes.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::project::{Venture, eur, offer};
use support::{digest, reference};
use tercero::project::command::Command;
use tercero::project::{Kind, ProjectState};
use tercero::{Role, days};

/// Lamps of 80.00 are bought; one investor takes goods, two a share.
fn approved() -> Venture {
    let mut venture = Venture::funding(offer());
    venture.invest("ines", Kind::Products, eur("20.00"));
    venture.invest("ivan", Kind::ProfitOnly, eur("40.00"));
    venture.invest("ida", Kind::ProfitOnly, eur("20.00"));
    assert_eq!(venture.state(), ProjectState::FullyFunded);
    venture.approve();
    venture
}

#[test]
fn a_project_is_settled_and_every_account_closes() {
    let mut venture = approved();
    venture.spend("goods", eur("60.00"));
    venture.spend("freight", eur("20.00"));
    venture.record_cost("goods", eur("60.00"));
    venture.record_cost("freight", eur("20.00"));
    venture.receive("lamp", 10);
    venture.by(Role::Owner, Command::AllocateCosts {}).unwrap();
    let deliver = Command::DeliverUnits { request: reference("r-ines"), evidence: digest("ok") };
    venture.by(Role::Owner, deliver).unwrap();
    venture.sell("lamp", 8, eur("100.00"));
    venture.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    assert_eq!(venture.state(), ProjectState::Completed);
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, Command::PostSettlement { settlement: 1 }).unwrap();
    assert_eq!(venture.state(), ProjectState::Settled);
    venture.pay_out();
    // Two lamps at 8.00, and the rest of the capital: 16.00 of goods, 4.00 of capital.
    assert_eq!(venture.paid_to("ines"), eur("5.58"));
    assert_eq!(venture.paid_to("oscar"), eur("10.80"));
    assert!(venture.inner().balances().is_empty(), "{:?}", venture.inner().balances());
    venture.check();
}

#[test]
fn a_round_that_stays_empty_gives_everything_back() {
    let mut venture = Venture::funding(offer());
    venture.invest("ines", Kind::ProfitOnly, eur("20.00"));
    venture.wait(days(40));
    assert_eq!(venture.state(), ProjectState::Cancelled);
    venture.pay_out();
    assert_eq!(venture.paid_to("ines"), eur("20.00"));
    assert!(venture.inner().balances().is_empty());
    venture.check();
}
