//! Change orders: T24, with their patch, their differences, the vote, and the owner who bears the rise.

use super::*;
use tercero::Window;
use tercero::project::change_order::{Change, OrderState, Quantity};
use tercero::project::command::PaidTo;
use tercero::project::costs::Category;

fn change(line: &str, amount: &str) -> Change {
    Change {
        costs: vec![support::project::cost(line, Category::Other, eur(amount))],
        quantities: Vec::new(),
        delay: Window::ZERO,
        owner_bears: false,
    }
}

use super::support;

fn proposing(change: &Change) -> Command {
    Command::ProposeChangeOrder { change: change.clone(), reason: digest("customs ask for more") }
}

fn deciding(accept: bool) -> Command {
    Command::DecideChangeOrder { order: 1, accept }
}

fn voting(accept: bool) -> Command {
    Command::VoteChangeOrder { order: 1, accept }
}

/// In execution with a change order on the table.
fn proposed(change: &Change) -> Venture {
    let mut venture = working(offer());
    venture.by(Role::Owner, proposing(change)).unwrap();
    venture
}

#[test]
fn t24_a_small_change_is_decided_by_an_admin() {
    let mut venture = working(offer());
    let first = venture.project.approved().unwrap().clone();
    let events = left_by(&mut venture, |v| {
        v.by(Role::Owner, proposing(&change("customs", "1.00"))).unwrap();
    });
    assert_eq!(events, ["change_order_proposed"]);
    let order = venture.inner().orders()[0].clone();
    assert_eq!((order.number, order.material, order.rise), (1, false, eur("1.00")));
    assert_eq!(order.until, venture.now.after(days(5)));
    let patch = &order.patch[0];
    assert_eq!((patch.op.as_str(), patch.path.as_str()), ("add", "/offer/costs/-"));
    assert!(patch.value.contains("\"customs\""));
    let differences: Vec<_> =
        order.differences.iter().map(|known| (known.before, known.after)).collect();
    assert_eq!(differences, [(eur("10.00"), eur("9.50")), (eur("10.00"), eur("9.50"))]);
    let asked = refused_to(&mut venture, "ivan", Role::Investor, voting(true));
    assert_eq!(asked.code, Code::IllegalTransition, "nobody is asked");
    let owner = venture.refused(Role::Owner, deciding(true));
    says(&owner, Code::NotAllowed, "actor", "oscar", &["admin"]);
    let events = left_by(&mut venture, |v| {
        v.by(Role::Admin, deciding(true)).unwrap();
    });
    assert_eq!(events, ["change_order_accepted", "snapshot_frozen"]);
    let second = venture.project.approved().unwrap();
    assert_eq!((second.version, second.previous), (2, first.hash().unwrap()));
    assert_eq!(second.landed.total, eur("81.00"));
    second.verify().unwrap();
    venture.spend("customs", eur("1.00"));
    let again = venture.refused(Role::Admin, deciding(true));
    assert_eq!(again.code, Code::IllegalTransition);
}

#[test]
fn t24_a_change_that_takes_much_of_the_profit_is_voted_on_by_capital() {
    let mut venture = proposed(&change("customs", "4.00"));
    let order = venture.inner().orders()[0].clone();
    assert!(order.material, "a fifth of the profit");
    assert_eq!(
        (order.differences[0].before, order.differences[0].after),
        (eur("10.00"), eur("8.00"))
    );
    let stranger = refused_to(&mut venture, "iris", Role::Investor, voting(true));
    says(&stranger, Code::NotAllowed, "", "", &[]);
    let early = venture.refused(Role::Admin, deciding(true));
    says(&early, Code::ReconfirmationOpen, "", "", &[]);
    assert_eq!(early.deadline, Some(order.until));
    assert_eq!(
        left_by(&mut venture, |v| {
            v.by_whom("ivan", Role::Investor, voting(true)).unwrap();
        }),
        ["change_order_voted"]
    );
    let twice = refused_to(&mut venture, "ivan", Role::Investor, voting(false));
    says(&twice, Code::AlreadyExists, "", "", &[]);
    let half = venture.refused(Role::Admin, deciding(true));
    assert_eq!(half.code, Code::ReconfirmationOpen, "half is not more than half");
    venture.by_whom("ida", Role::Investor, voting(true)).unwrap();
    venture.by(Role::Admin, deciding(true)).unwrap();
    assert_eq!(venture.inner().orders()[0].state, OrderState::Accepted);
}

#[test]
fn t24_silence_leaves_things_as_they_are() {
    let mut venture = proposed(&change("customs", "4.00"));
    venture.by_whom("ivan", Role::Investor, voting(true)).unwrap();
    let events = left_by(&mut venture, |v| v.wait(days(5)));
    assert_eq!(events, ["change_order_rejected"]);
    assert_eq!(venture.project.approved().unwrap().version, 1);
    let mut refused = proposed(&change("customs", "4.00"));
    refused.by(Role::Admin, deciding(false)).unwrap();
    assert_eq!(refused.inner().orders()[0].state, OrderState::Rejected);
}

#[test]
fn t24_what_the_owner_bears_needs_no_vote_and_is_charged_to_him() {
    let mut borne = change("customs", "4.00");
    borne.owner_bears = true;
    let mut venture = proposed(&borne);
    let order = venture.inner().orders()[0].clone();
    assert_eq!(order.differences[0].after, eur("10.00"), "nobody expects less");
    venture.by(Role::Admin, deciding(true)).unwrap();
    for (line, amount) in [("goods", "60.00"), ("freight", "20.00"), ("customs", "4.00")] {
        venture.record_cost(line, eur(amount));
    }
    venture.receive("lamp", 10);
    venture.sell("lamp", 10, eur("100.00"));
    let posted = posted_by(&mut venture, |v| {
        v.both(Role::Owner, Role::Admin, Command::CompleteExecution {}).unwrap();
    });
    assert!(posted.contains(&"Dr receivable:owner 4.00".to_owned()), "{posted:?}");
    let draft = venture.inner().drafts().last().unwrap();
    assert_eq!(draft.result.lines[0].profit, eur("7.00"), "as if nothing had changed");
    venture.wait(days(7));
    venture.both(Role::Admin, Role::Treasurer, posting(1)).unwrap();
    let pay = Command::PaySupplier { amount: eur("24.00") };
    venture.both(Role::Treasurer, Role::Admin, pay).unwrap();
    closes(&mut venture);
    assert_eq!(venture.paid_to("oscar"), eur("2.00"), "his share of 6.00 less the 4.00: JE-26");
    assert_eq!(venture.paid_to("ivan"), eur("47.00"));
}

#[test]
fn t24_one_at_a_time_and_none_when_execution_ends() {
    let mut venture = proposed(&change("customs", "1.00"));
    let second = venture.refused(Role::Owner, proposing(&change("storage", "1.00")));
    says(&second, Code::ChangeOrderOpen, "", "", &[]);
    venture.record_cost("goods", eur("60.00"));
    venture.record_cost("freight", eur("20.00"));
    let complete = Command::CompleteExecution {};
    let open = refused_both(&mut venture, Role::Owner, "carla", complete);
    says(&open, Code::ChangeOrderOpen, "", "", &[]);
    let unknown = Command::DecideChangeOrder { order: 7, accept: true };
    says(&venture.refused(Role::Admin, unknown), Code::NotFound, "order", "7", &[]);
}

#[test]
fn t24_a_change_has_to_fit_what_was_done_already() {
    let mut venture = working(offer());
    venture.receive("lamp", 6);
    let quantity = |sku: &str, quantity| Change {
        costs: Vec::new(),
        quantities: vec![Quantity { sku: reference(sku), quantity }],
        delay: Window::ZERO,
        owner_bears: false,
    };
    let unknown = venture.refused(Role::Owner, proposing(&quantity("gold", 1)));
    says(&unknown, Code::NotFound, "change.quantities", "gold", &[]);
    let fewer = venture.refused(Role::Owner, proposing(&quantity("lamp", 5)));
    says(&fewer, Code::UnitsExceeded, "change.quantities", "5", &["at least 6"]);
    let given = Command::ReleaseFunds {
        line: reference("freight"),
        amount: eur("5.00"),
        to: PaidTo::Owner,
    };
    venture.both(Role::Owner, Role::Treasurer, given).unwrap();
    let mut replaced = change("sea-freight", "20.00");
    replaced.costs[0].supersedes = Some(reference("freight"));
    let paid = venture.refused(Role::Owner, proposing(&replaced));
    says(&paid, Code::OfferInvalid, "change.costs", "sea-freight", &[]);
    let twice = venture.refused(Role::Owner, proposing(&change("freight", "1.00")));
    assert_eq!(twice.field.as_deref().map(|field| field.starts_with("change")), Some(true));
    venture.by(Role::Owner, proposing(&quantity("lamp", 12))).unwrap();
    assert!(venture.inner().orders()[0].material, "other quantities always are");
    assert_eq!(venture.inner().orders()[0].patch[0].path, "/quantities/0");
}

#[test]
fn t24_a_line_that_was_not_touched_is_replaced() {
    let mut venture = working(offer());
    let mut replaced = change("sea-freight", "18.00");
    replaced.costs[0].supersedes = Some(reference("freight"));
    venture.by(Role::Owner, proposing(&replaced)).unwrap();
    assert_eq!(venture.inner().orders()[0].rise, eur("-2.00"));
    venture.by(Role::Admin, deciding(true)).unwrap();
    venture.spend("sea-freight", eur("18.00"));
    let gone = Command::RecordCost {
        line: reference("freight"),
        amount: eur("1.00"),
        evidence: digest("x"),
    };
    says(&venture.refused(Role::Owner, gone), Code::NotFound, "line", "freight", &[]);
}

#[test]
fn t24_before_anything_is_spent_too() {
    let mut venture = approved(offer());
    venture.by(Role::Owner, proposing(&change("customs", "1.00"))).unwrap();
    venture.by(Role::Admin, deciding(true)).unwrap();
    assert_eq!(
        (venture.state(), venture.project.approved().unwrap().version),
        (ProjectState::Approved, 2)
    );
}
