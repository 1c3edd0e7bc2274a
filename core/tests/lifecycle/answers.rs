//! What the handle tells: what may be done and why not, what somebody may see, where each cent comes from, and what
//! would happen.

use super::*;
use crate::support::{START, at, hours, name, party, worked_terms};
use std::collections::BTreeMap;
use tercero::commission::{Payer, Timing};
use tercero::escrow::{Action, CommandKind, MilestoneState, OnTimeout, Timer};
use tercero::journal::{Account, Posting};
use tercero::{Actor, Escrow, Event, days};

fn actor(role: Role) -> Actor {
    Actor::new(name(role), role).unwrap()
}

fn actions(world: &World, role: Role) -> Vec<Action> {
    world.escrow.actions(&actor(role), world.now).unwrap()
}

fn action(world: &World, role: Role, command: CommandKind) -> Option<Action> {
    actions(world, role).into_iter().find(|action| action.command == command)
}

/// What is allowed, as it is written.
fn allowed(world: &World, role: Role) -> Vec<&'static str> {
    let all = actions(world, role).into_iter().filter(|action| action.allowed);
    let mut names: Vec<&str> = all.map(|action| action.command.as_str()).collect();
    names.sort_unstable();
    names
}

fn bounds(action: &Action, name: &str) -> [Option<String>; 2] {
    let argument = action.arguments.iter().find(|argument| argument.name == name).unwrap();
    [argument.at_least, argument.at_most].map(|bound| bound.map(|money| money.amount_text()))
}

#[test]
fn actions_list_what_each_side_may_do() {
    let world = delivered(work());
    let buyer = [
        "approve",
        "dispute",
        "propose_amendment",
        "propose_cancel",
        "propose_extension",
        "release_partial",
        "request_changes",
    ];
    assert_eq!(allowed(&world, Role::Buyer), buyer);
    let seller =
        ["dispute", "propose_amendment", "propose_cancel", "propose_extension", "refund_partial"];
    assert_eq!(allowed(&world, Role::Seller), seller);
    assert_eq!(allowed(&world, Role::Arbiter), Vec::<&str>::new());
    let facts =
        ["chargeback_opened", "payin_cleared", "payin_failed", "payin_reversed", "payin_started"];
    assert_eq!(allowed(&world, Role::Provider), facts);
    let stranger = Actor::new("mallory", Role::Buyer).unwrap();
    assert_eq!(world.escrow.actions(&stranger, world.now).unwrap(), []);
    let funded = World::funded(goods().build().unwrap());
    let seller = [
        "cancel_milestone",
        "dispute",
        "propose_amendment",
        "propose_cancel",
        "propose_extension",
        "refund_partial",
        "ship",
    ];
    assert_eq!(allowed(&funded, Role::Seller), seller);
    let proposed = World::proposed(goods().build().unwrap());
    assert_eq!(allowed(&proposed, Role::Seller), ["accept", "counter", "decline"]);
    assert_eq!(allowed(&proposed, Role::Buyer), ["counter", "withdraw"]);
    assert_eq!(allowed(&proposed, Role::Arbiter), ["accept", "decline"]);
}

#[test]
fn actions_say_why_not() {
    let mut world = delivered(work().rework_rounds(0));
    let ask = action(&world, Role::Buyer, CommandKind::RequestChanges).unwrap();
    assert!(!ask.allowed);
    assert_eq!(ask.why_not.unwrap().code, Code::RoundsExhausted);
    let machine = World::funded(goods().build().unwrap());
    let submit = action(&machine, Role::Seller, CommandKind::Submit).unwrap();
    assert_eq!(submit.why_not.unwrap().code, Code::KindMismatch);
    let proposed = World::proposed(goods().build().unwrap());
    let accept = action(&proposed, Role::Buyer, CommandKind::Accept).unwrap();
    assert_eq!(accept.why_not.unwrap().code, Code::AlreadyExists);
    let decline = action(&proposed, Role::Buyer, CommandKind::Decline).unwrap();
    assert_eq!(decline.why_not.unwrap().code, Code::NotAllowed);
    let open = contested(&mut world, "100.00");
    let early = action(&world, Role::Seller, CommandKind::Escalate).unwrap();
    assert_eq!(early.subject, Some(open.to_string()));
    assert_eq!(missed(&early.why_not.unwrap()), (Code::TooEarly, Some(world.now.after(days(3)))));
    assert!(action(&world, Role::Buyer, CommandKind::Ship).is_none(), "never the buyer's");
    assert!(action(&world, Role::Buyer, CommandKind::Approve).is_none(), "not in this state");
}

#[test]
fn actions_come_with_bounds_and_the_deadline() {
    let mut world = delivered(goods());
    world.release("m1", "25.00");
    let deadline = Some(at(START).after(days(3)));
    let some = |text: &str| Some(text.to_owned());
    for (role, command) in [
        (Role::Buyer, CommandKind::ReleasePartial),
        (Role::Seller, CommandKind::RefundPartial),
        (Role::Buyer, CommandKind::Dispute),
    ] {
        let action = action(&world, role, command).unwrap();
        assert_eq!(bounds(&action, "amount"), [some("0.01"), some("75.00")], "{command:?}");
        assert_eq!((action.subject.as_deref(), action.deadline), (Some("m1"), deadline));
    }
    let open = contested(&mut world, "30.00");
    let offer = action(&world, Role::Buyer, CommandKind::Offer).unwrap();
    assert_eq!(bounds(&offer, "to_buyer"), [some("0.00"), some("30.00")]);
    assert_eq!(offer.deadline, Some(world.now.after(days(14))));
    assert_eq!(bounds(&offer, "case"), [None, None]);
    assert_eq!(offer.subject, Some(open.to_string()));
    let cleared = action(&world, Role::Provider, CommandKind::PayinCleared).unwrap();
    assert_eq!(bounds(&cleared, "amount"), [None, None], "a fact has no bounds");
    let yen = tercero::Terms::builder("JPY").buyer("ana").seller("beto");
    let yen = World::funded(yen.milestone("m1", "Tea", "7").build().unwrap());
    let release = action(&yen, Role::Buyer, CommandKind::ReleasePartial).unwrap();
    assert_eq!(bounds(&release, "amount"), [some("1"), some("7")]);
}

/// Actions show the state with all due timers applied, whether the host has ticked or not.
#[test]
fn actions_do_not_wait_for_the_tick() {
    let mut world = delivered(goods().timer(Timer::Clear, days(2), OnTimeout::Release));
    let before = world.escrow.clone();
    world.wait(days(3));
    let changes = ["propose_amendment", "propose_cancel"];
    assert_eq!(allowed(&world, Role::Buyer), changes);
    let seller = ["propose_amendment", "propose_cancel", "refund_partial"];
    assert_eq!(allowed(&world, Role::Seller), seller);
    world.wait(days(2));
    assert_eq!(allowed(&world, Role::Seller), Vec::<&str>::new());
    assert_eq!(world.escrow, before, "asking changes nothing");
}

/// Whatever is listed as allowed, with arguments within its bounds, is accepted.
#[test]
fn what_is_allowed_is_accepted() {
    let mut world = delivered(work());
    let amount = |world: &World, role, command| {
        let action = action(world, role, command).unwrap();
        action.arguments.iter().find_map(|argument| argument.at_most).unwrap()
    };
    let most = amount(&world, Role::Seller, CommandKind::RefundPartial);
    let id = || milestone("m1");
    for (role, command) in [
        (Role::Buyer, approve()),
        (Role::Buyer, request_changes()),
        (Role::Buyer, Command::ReleasePartial { milestone: id(), amount: most }),
        (Role::Seller, Command::RefundPartial { milestone: id(), amount: most }),
        (Role::Buyer, world.contest("m1", case(1), "100.00", Reason::NotCompleted)),
        (Role::Seller, world.contest("m1", case(1), "100.00", Reason::NonPayment)),
    ] {
        assert!(action(&world, role, command.kind()).unwrap().allowed);
        world.clone().by(role, command).unwrap();
    }
    contested(&mut world, "40.00");
    let most = amount(&world, Role::Buyer, CommandKind::Offer);
    world.by(Role::Buyer, Command::Offer { case: case(1), to_buyer: most }).unwrap();
}

#[test]
fn deadlines_are_listed_with_what_silence_means() {
    let mut world = World::funded(goods().milestone("m2", "Another", "50.00").build().unwrap());
    world.pass(days(1));
    world.ship("m1");
    world.deliver("m1");
    let listed: Vec<(Timestamp, &str, Option<String>, OnTimeout)> = world
        .escrow
        .deadlines()
        .into_iter()
        .map(|d| (d.at, d.timer.as_str(), d.subject, d.on_timeout))
        .collect();
    let want = [
        (at(START).after(days(4)), "t_inspect", Some("m1".to_owned()), OnTimeout::Approve),
        (at(START).after(days(14)), "t_ship", Some("m2".to_owned()), OnTimeout::Refund),
    ];
    assert_eq!(listed, want);
    assert_eq!(world.escrow.next_deadline(), Some(want[0].0));
}

#[test]
fn a_view_shows_a_party_its_own_money_only() {
    let mut world = World::funded(worked_terms());
    world.complete("m1");
    let shown = |role: Role| {
        let view = world.escrow.view(&actor(role)).unwrap();
        let legs: Vec<String> = view.legs.iter().map(|leg| leg.payee.to_string()).collect();
        let owed: Vec<String> = view
            .balances
            .iter()
            .map(|balance| balance.account.to_string())
            .filter(|account| account.starts_with("payable:"))
            .collect();
        (legs, owed)
    };
    let own = |party: &str| (vec![party.to_owned()], vec![format!("payable:{party}")]);
    assert_eq!(shown(Role::Seller), own("beto"));
    assert_eq!(shown(Role::Broker), own("bruno"));
    assert_eq!(shown(Role::Advisor), own("vera"));
    assert_eq!(shown(Role::Buyer), (vec![], vec![]));
    assert_eq!(shown(Role::Carrier), (vec![], vec![]));
    for role in [Role::Admin, Role::Provider, Role::Arbiter] {
        let (legs, owed) = shown(role);
        assert_eq!(legs.len(), 5, "{role:?}");
        assert_eq!(owed.len(), 5, "{role:?}");
    }
    let held = |role: Role| {
        let view = world.escrow.view(&actor(role)).unwrap();
        let currency = view.terms.currency();
        view.balances.of(&Account::Held(milestone("m2")), currency).amount_text()
    };
    assert_eq!(held(Role::Buyer), "3000.00", "what is held is no secret");
    for (id, role) in [
        ("mallory", Role::Buyer),
        ("ana", Role::Seller),
        ("beto", Role::Admin),
        ("clock", Role::Clock),
    ] {
        let refusal = world.escrow.view(&Actor::new(id, role).unwrap()).unwrap_err();
        assert_eq!(refusal.code, Code::NotFound, "{id} as {role:?}");
    }
}

#[test]
fn an_assigned_arbiter_sees_the_escrow() {
    let mut world = delivered(goods());
    let open = world.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    let xenia = Actor::new("xenia", Role::Arbiter).unwrap();
    assert_eq!(world.escrow.view(&xenia).unwrap_err().code, Code::NotFound);
    let assign = Command::AssignArbiter { case: open, arbiter: party("xenia") };
    world.by(Role::Admin, assign).unwrap();
    assert_eq!(world.escrow.view(&xenia).unwrap().cases.len(), 1);
}

/// Every release explained line by line adds up to what its event charged and posted.
#[test]
fn an_explained_release_adds_up() {
    let mut world = World::funded(worked_terms());
    world.complete("m1");
    world.ship("m2");
    world.deliver("m2");
    let open = world.dispute(Role::Buyer, "m2", "1000.00", Reason::NotAsDescribed);
    world.approve("m2");
    world.pass(days(7));
    let rules = ruling(&world, open, "400.00");
    world.by(Role::Arbiter, rules).unwrap();
    world.complete("m3");
    let mut releases = 0;
    let mut charged: BTreeMap<(String, bool, Payer), i128> = BTreeMap::new();
    for body in world.bodies() {
        let explained = world.escrow.explain(body.version).unwrap();
        assert_eq!((explained.version, &explained.event), (body.version, &body.event));
        let Event::Released { amount, net, charges, credits, .. } = &body.event else {
            assert!(explained.lines.is_empty());
            continue;
        };
        releases += 1;
        for line in &explained.lines {
            assert_eq!(line.due_after.minus(line.due_before).unwrap(), line.charged);
            assert_eq!(line.released_after.minus(line.released_before).unwrap(), *amount);
            assert_eq!(line.price.amount_text(), "10000.00");
            let key = (line.line.to_string(), line.tax, line.payer);
            *charged.entry(key).or_default() += line.charged.minor();
        }
        let of = |payer| -> i128 {
            let lines = explained.lines.iter().filter(|line| line.payer == payer);
            lines.map(|line| line.charged.minor()).sum()
        };
        assert_eq!(of(Payer::Buyer), charges.iter().map(|c| c.buyer.minor()).sum::<i128>());
        assert_eq!(of(Payer::Seller), charges.iter().map(|c| c.seller.minor()).sum::<i128>());
        assert_eq!(of(Payer::Seller), amount.minus(*net).unwrap().minor());
        let sum = |postings: &[Posting]| -> i128 {
            postings.iter().map(|posting| posting.amount.minor()).sum()
        };
        let fees: i128 = credits.iter().map(|credit| credit.amount.minor()).sum();
        assert_eq!(sum(&explained.movement.debits), amount.minor() + of(Payer::Buyer));
        assert_eq!(sum(&explained.movement.credits), net.minor() + fees);
    }
    assert_eq!(releases, 4);
    // 3.6 of the specification: platform 216.00, tax 45.36, broker and advisor 480.00 in all.
    let line = |id: &str, tax: bool| -> i128 {
        let of = |payer| charged.get(&(id.to_owned(), tax, payer)).copied().unwrap_or_default();
        of(Payer::Buyer) + of(Payer::Seller)
    };
    assert_eq!(line("platform", false), 21_600);
    assert_eq!(line("platform", true), 4_536);
    assert_eq!(line("broker", false), 48_000);
    for missing in [0, world.escrow.version() + 1, u32::MAX] {
        assert_eq!(world.escrow.explain(missing).unwrap_err().code, Code::NotFound);
    }
}

/// A preview is what `handle` then does, to the last event, posting and payout; and it changes nothing.
#[test]
fn a_preview_foretells_what_happens() {
    let mut world = World::funded(worked_terms());
    world.ship("m1");
    world.deliver("m1");
    world.ship("m2");
    world.wait(days(4));
    let commands = [
        (Role::Carrier, Command::Delivered { milestone: milestone("m2"), occurred_at: None }),
        (
            Role::Buyer,
            Command::ReleasePartial { milestone: milestone("m2"), amount: world.money("10.01") },
        ),
        (Role::Buyer, world.contest("m2", case(1), "500.00", Reason::NotAsDescribed)),
        (Role::Seller, respond(case(1))),
        (Role::Seller, Command::Offer { case: case(1), to_buyer: world.money("123.45") }),
        (Role::Buyer, Command::AcceptOffer { case: case(1), offer: 1 }),
        (Role::Buyer, Command::Approve { milestone: milestone("m2") }),
        (Role::Seller, cancel("m3")),
    ];
    for (role, command) in commands {
        let ctx = world.context(role);
        let before = world.escrow.clone();
        let preview = world.escrow.preview(&command, &ctx).unwrap();
        assert_eq!(world.escrow, before, "a preview changes nothing");
        let handled = world.escrow.handle(&command, &ctx).unwrap();
        let happened: Vec<Event> =
            handled.entries.iter().map(|entry| entry.body::<Event>().unwrap().event).collect();
        assert_eq!(preview.events, happened, "{command:?}");
        assert_eq!(preview.payouts, world.escrow.payouts());
        let posted: Vec<_> = world
            .escrow
            .journal()
            .unwrap()
            .into_iter()
            .filter(|entry| entry.version >= handled.first)
            .map(|entry| entry.movement)
            .collect();
        assert_eq!(preview.ledger, posted);
        assert!(!preview.events.is_empty());
    }
    let first = &world.events()[..];
    assert!(first.iter().any(|event| matches!(event, Event::Approved { by_silence: true, .. })));
    assert_eq!(world.state_of("m3"), MilestoneState::Refunded);
}

#[test]
fn a_preview_refuses_what_handle_refuses() {
    let mut world = delivered(goods());
    world.wait(days(3));
    let before = world.escrow.clone();
    for (role, command) in
        [(Role::Buyer, approve()), (Role::Seller, ship()), (Role::Seller, approve())]
    {
        let ctx = world.context(role);
        let foretold = world.escrow.preview(&command, &ctx).unwrap_err();
        assert_eq!(world.escrow.handle(&command, &ctx).unwrap_err(), foretold);
    }
    assert_eq!(world.escrow, before);
}

/// The id of a payout is the idempotency key of the rail: unique, the same after every replay, never given twice.
#[test]
fn payouts_have_stable_ids() {
    let mut world = World::funded(worked_terms());
    world.complete("m1");
    world.ship("m2");
    world.deliver("m2");
    world.dispute(Role::Buyer, "m2", "1000.00", Reason::NotAsDescribed);
    world.approve("m2");
    let ids = |escrow: &Escrow| -> Vec<String> {
        escrow.payouts().iter().map(|payout| payout.id.to_string()).collect()
    };
    let want: Vec<String> = ["m1", "m2"]
        .iter()
        .flat_map(|m| (1..=5).map(move |n| format!("{}/{m}/{n}", crate::support::ESCROW)))
        .collect();
    assert_eq!(ids(&world.escrow), want);
    let replayed = Escrow::replay(world.escrow.history().entries().to_vec()).unwrap();
    assert_eq!(ids(&replayed), want);
    world.settle_legs();
    assert_eq!(ids(&world.escrow), Vec::<String>::new());
    world.pass(hours(24 * 60));
    let mut all: Vec<String> =
        world.escrow.state().legs().iter().map(|leg| leg.id.to_string()).collect();
    assert!(all.len() > want.len());
    all.sort();
    all.dedup();
    assert_eq!(all.len(), world.escrow.state().legs().len());
}

#[test]
fn a_preview_under_a_used_id_is_refused_too() {
    let mut world = delivered(goods());
    let ctx = world.context(Role::Buyer);
    let amount = world.money("10.00");
    let release = Command::ReleasePartial { milestone: milestone("m1"), amount };
    world.escrow.handle(&release, &ctx).unwrap();
    assert_eq!(world.escrow.handle(&approve(), &ctx).unwrap_err().code, Code::CommandIdReused);
    let foretold = world.escrow.preview(&approve(), &ctx).map(|preview| preview.events);
    assert_eq!(foretold.map_err(|refusal| refusal.code), Err(Code::CommandIdReused));
}

#[test]
fn an_explained_line_names_the_rule_it_follows() {
    let rules: Vec<String> = [Timing::ProRata, Timing::Front, Timing::Back]
        .into_iter()
        .map(|timing| {
            let mut world = delivered(goods().fees(five_percent().timing(timing)));
            world.release("m1", "40.00");
            world.release("m1", "60.00");
            let versions = 1..=world.escrow.version();
            let explained = versions.map(|version| world.escrow.explain(version).unwrap());
            let mut lines = explained.flat_map(|explained| explained.lines);
            lines.next().unwrap().rule
        })
        .collect();
    assert_ne!(rules[0], rules[1]);
    assert_ne!(rules[0], rules[2]);
}
