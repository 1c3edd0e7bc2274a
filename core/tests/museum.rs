//! Bugs that systems of this kind have had, each shown not to be here: in sums, splits, holds, ids, hashes and timers.
//! What needs a process, a store or a network is in the tests of the server.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use std::collections::BTreeMap;
use support::{ESCROW, World, case, digest, hours, milestone, party, reference, two_sides};
use tercero::allocation::{accrue, allocate, allocate_increment};
use tercero::commission::{FeeSchedule, Rule};
use tercero::escrow::{
    CommandKind, HoldKind, MilestoneState, OnExpiry, OnTimeout, Phase, Reason, TermsBuilder, Timer,
};
use tercero::history::{Entry, History};
use tercero::journal::{Account, Balances};
use tercero::{
    Actor, Code, Command, Context, Currency, Escrow, Event, Money, Rate, Role, Terms, days,
    from_json, percent, to_json,
};

fn goods() -> TermsBuilder {
    two_sides().arbiter("xavi").milestone("m1", "Machine", "100.00")
}

fn delivered(terms: TermsBuilder) -> World {
    let mut world = World::funded(terms.build().unwrap());
    world.ship("m1");
    world.deliver("m1");
    world
}

fn money(amount: &str, currency: &str) -> Money {
    Money::parse(amount, Currency::parse(currency).unwrap()).unwrap()
}

fn texts(parts: Vec<Money>) -> Vec<String> {
    parts.into_iter().map(Money::amount_text).collect()
}

fn rates(weights: &[&str]) -> Vec<Rate> {
    weights.iter().map(|weight| Rate::parse(weight).unwrap()).collect()
}

fn approve() -> Command {
    Command::Approve { milestone: milestone("m1") }
}

fn release(amount: Money) -> Command {
    Command::ReleasePartial { milestone: milestone("m1"), amount }
}

fn refund(amount: Money) -> Command {
    Command::RefundPartial { milestone: milestone("m1"), amount }
}

fn hold(world: &World, name: &str) -> Command {
    Command::PlaceHold {
        milestone: milestone("m1"),
        hold: reference(name),
        kind: HoldKind::Risk,
        reason: digest("something looks wrong"),
        expires_at: world.now.after(days(10)),
        on_expiry: OnExpiry::Lift,
    }
}

fn lift(name: &str) -> Command {
    Command::LiftHold { hold: reference(name) }
}

fn stored(world: &World) -> Vec<Entry> {
    world.escrow.history().entries().to_vec()
}

fn history(entries: Vec<Entry>) -> History {
    History::from_entries(History::new(ESCROW).checkpoint(), entries)
}

/// 3: a driver that got no answer sends the command again, to a handle that was loaded anew.
#[test]
fn m3_a_command_that_is_sent_again_is_not_applied_again() {
    let mut world = delivered(goods());
    let ctx = world.context(Role::Buyer);
    let ten = release(world.money("10.00"));
    world.escrow.handle(&ten, &ctx).unwrap();
    let mut escrow = Escrow::replay(stored(&world)).unwrap();
    for seconds in 1..=5 {
        let at = ctx.at.after(tercero::Window::seconds(seconds).unwrap());
        assert!(escrow.handle(&ten, &Context { at, ..ctx.clone() }).unwrap().repeated);
    }
    assert_eq!(escrow, world.escrow);
    assert_eq!(world.balance("payable:beto"), "10.00");
    assert_eq!(world.escrow.payouts().len(), 1);
}

/// 4: the state in memory is only the fold of what is stored; a snapshot that is lost, or old, loses nothing.
#[test]
fn m4_state_is_rebuilt_from_any_snapshot_or_none() {
    let mut world = delivered(goods().fees(FeeSchedule::percent("5").unwrap().paid_by_both()));
    world.release("m1", "33.33");
    let open = world.dispute(Role::Buyer, "m1", "20.00", Reason::NotAsDescribed);
    world.by(Role::Seller, Command::AcceptClaim { case: open }).unwrap();
    world.pass(days(3));
    world.settle_legs();
    let entries = stored(&world);
    assert!(entries.len() > 20);
    assert_eq!(Escrow::replay(entries.clone()).unwrap(), world.escrow);
    for n in 1..entries.len() {
        let early = Escrow::replay(entries[..n].to_vec()).unwrap();
        let snapshot = early.snapshot().unwrap();
        let restored = Escrow::restore(&snapshot, entries[n..].to_vec()).unwrap();
        assert_eq!(restored.state(), world.escrow.state(), "snapshot after {n}");
        assert_eq!(restored.history().checkpoint(), world.escrow.history().checkpoint());
    }
}

/// 5: an amount in another currency is never taken for one in the currency of the escrow.
#[test]
fn m5_another_currency_is_not_coerced() {
    let mut world = delivered(goods());
    let dollars = money("10.00", "USD");
    for (role, command) in [
        (Role::Buyer, release(dollars)),
        (Role::Seller, refund(dollars)),
        (
            Role::Buyer,
            Command::RejectReturn {
                milestone: milestone("m1"),
                amount: dollars,
                reason: digest("no"),
            },
        ),
        (
            Role::Buyer,
            Command::Dispute {
                milestone: milestone("m1"),
                case: case(1),
                amount: money("100", "JPY"),
                reason: Reason::NotAsDescribed,
                statement: digest("no"),
            },
        ),
    ] {
        assert_eq!(world.refused(role, command).code, Code::CurrencyMismatch);
    }
    let open = world.dispute(Role::Buyer, "m1", "50.00", Reason::NotAsDescribed);
    let statement = digest("no");
    let offer = Command::Respond { case: open, statement, offer: Some(dollars) };
    assert_eq!(world.refused(Role::Seller, offer).code, Code::CurrencyMismatch);
    world.pass(days(7));
    let rules = Command::Rule { case: open, to_buyer: dollars, reason: digest("so be it") };
    assert_eq!(world.refused(Role::Arbiter, rules).code, Code::CurrencyMismatch);
    assert_eq!(money("1.00", "EUR").plus(dollars).unwrap_err().code, Code::CurrencyMismatch);

    let mut unpaid = World::agreed(goods().build().unwrap());
    let enough = money("100.00", "USD");
    let paid = Command::PayinCleared {
        milestone: milestone("m1"),
        payin: reference("p1"),
        amount: enough,
        hold_until: None,
    };
    unpaid.by(Role::Provider, paid).unwrap();
    assert_eq!(unpaid.state_of("m1"), MilestoneState::Pending);
    assert_eq!(unpaid.escrow.payouts()[0].amount, enough, "back as it came");
}

/// 7: sums and differences beyond 53 bits are exact in value, in sign and in what they decide.
#[test]
fn m7_differences_of_large_amounts_are_exact() {
    for (currency, minuend, subtrahend, difference) in [
        ("JPY", "9007199254740992", "9007199254740993", "-1"),
        ("BHD", "90071992547409.920", "90071992547409.925", "-0.005"),
        ("CLF", "123456789.0123", "123456789.0124", "-0.0001"),
        ("EUR", "1.00", "1.01", "-0.01"),
        ("EUR", "99999999999999999999999999.98", "99999999999999999999999999.99", "-0.01"),
    ] {
        let (a, b) = (money(minuend, currency), money(subtrahend, currency));
        assert_eq!(a.minus(b).unwrap().amount_text(), difference);
        assert_eq!(b.minus(a).unwrap().amount_text(), difference.trim_start_matches('-'));
        assert!(a < b && !a.minus(b).unwrap().is_positive());
        assert_eq!(a.minus(b).unwrap().plus(b).unwrap(), a);
    }
    // The second weight is larger by one in the eighteenth decimal; that decides about the odd yen.
    let weights = rates(&["1", "1.000000000000000001"]);
    let parts = allocate(money("1", "JPY"), &weights).unwrap();
    assert_eq!(texts(parts), ["0", "1"]);

    let yen = Terms::builder("JPY").buyer("ana").seller("beto");
    let terms = yen.milestone("m1", "Ship", "9007199254740992");
    let mut world = World::funded(terms.build().unwrap());
    let too_much = release(world.money("9007199254740993"));
    let refusal = world.refused(Role::Buyer, too_much);
    assert_eq!(refusal.code, Code::AmountExceedsAvailable);
    assert_eq!(refusal.allowed, ["at most 9007199254740992"]);
    world.release("m1", "9007199254740991");
    assert_eq!(world.state_of("m1"), MilestoneState::Funded, "one yen is left");
    world.release("m1", "1");
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
}

/// 8: what is locked or promised counts: available is what is held less all of it.
#[test]
fn m8_what_is_locked_is_not_available() {
    let mut world = delivered(goods());
    world.refund("m1", "10.00");
    world.dispute(Role::Buyer, "m1", "40.00", Reason::NotAsDescribed);
    let most = |world: &World| {
        let buyer = Actor::new("ana", Role::Buyer).unwrap();
        let actions = world.escrow.actions(&buyer, world.now).unwrap();
        let release =
            actions.into_iter().find(|action| action.command == CommandKind::ReleasePartial);
        let arguments = release.unwrap().arguments;
        arguments.into_iter().find_map(|argument| argument.at_most).unwrap().amount_text()
    };
    assert_eq!(most(&world), "50.00");
    let more = release(world.money("50.01"));
    assert_eq!(world.refused(Role::Buyer, more).code, Code::AmountExceedsAvailable);
    world.by(Role::Admin, hold(&world, "h1")).unwrap();
    let cent = world.money("0.01");
    assert_eq!(world.refused(Role::Buyer, release(cent)).code, Code::HoldActive);
    assert_eq!(world.refused(Role::Seller, refund(cent)).code, Code::HoldActive);
    world.by(Role::Admin, lift("h1")).unwrap();
    world.release("m1", "50.00");
    assert_eq!(world.balance("held:m1"), "0.00");
    assert_eq!(world.balance("held:m1-1"), "40.00");
    world.check();
}

/// 9: an ended milestone answers nobody, whatever the way it ended.
#[test]
fn m9_an_end_is_an_end() {
    let two = || goods().milestone("m2", "Another", "50.00");
    let mut released = delivered(two());
    released.approve("m1");
    let mut refunded = World::funded(two().build().unwrap());
    refunded.by(Role::Seller, Command::CancelMilestone { milestone: milestone("m1") }).unwrap();
    let mut resolved = delivered(two());
    let open = resolved.dispute(Role::Buyer, "m1", "100.00", Reason::NotAsDescribed);
    resolved.by(Role::Seller, Command::AcceptClaim { case: open }).unwrap();
    let mut cancelled = World::agreed(two().build().unwrap());
    cancelled.pay("m2");
    cancelled.by(Role::Buyer, Command::CancelMilestone { milestone: milestone("m1") }).unwrap();
    for (mut world, end) in [
        (released, MilestoneState::Released),
        (refunded, MilestoneState::Refunded),
        (resolved, MilestoneState::Resolved),
        (cancelled, MilestoneState::Cancelled),
    ] {
        assert_eq!((world.state_of("m1"), world.escrow.state().phase()), (end, Phase::Active));
        let (id, amount) = (milestone("m1"), world.money("1.00"));
        let commands = [
            approve(),
            release(amount),
            refund(amount),
            Command::Ship { milestone: id.clone(), tracking: reference("parcel") },
            Command::Submit { milestone: id.clone(), proof: digest("the work") },
            Command::Delivered { milestone: id.clone(), occurred_at: None },
            Command::RequestChanges { milestone: id.clone(), reason: digest("again") },
            Command::RejectReturn { milestone: id.clone(), amount, reason: digest("no") },
            Command::CancelMilestone { milestone: id.clone() },
            Command::ForceRefund { milestone: id.clone(), reason: digest("fraud") },
            Command::Release { milestone: id, reason: digest("by phone") },
            world.contest("m1", case(9), "1.00", Reason::NotAsDescribed),
            hold(&world, "h9"),
        ];
        let before = world.escrow.clone();
        let milestones = world.escrow.state().milestones().to_vec();
        for command in &commands {
            for role in [Role::Buyer, Role::Seller, Role::Admin, Role::Arbiter, Role::Carrier] {
                let mut ctx = world.context(role);
                ctx.seconded_by = (role == Role::Admin).then(|| party("carlos"));
                let refusal = world.escrow.handle(command, &ctx).unwrap_err();
                let answer = (refusal.code, role, end);
                assert_eq!(answer, (Code::IllegalTransition, role, end), "{command:?}");
            }
        }
        assert_eq!(world.escrow, before);
        world.wait(days(1));
        let late = Command::PayinCleared {
            milestone: milestone("m1"),
            payin: reference("late"),
            amount,
            hold_until: None,
        };
        world.by(Role::Provider, late).unwrap();
        assert_eq!(
            world.escrow.state().milestones(),
            milestones,
            "money that comes late goes back"
        );
        assert_eq!(world.balance("held:m1"), "0.00");
    }
}

/// 10: every movement of money has its row in the journal, in whatever currency, and the rows add up to the balances.
#[test]
fn m10_no_balance_moves_without_a_row() {
    let mut world = World::agreed(goods().build().unwrap());
    let euros = world.money("0.00").currency();
    let rows = |world: &World| world.escrow.journal().unwrap().len();
    let pounds = money("70.00", "GBP");
    for n in 1..=3 {
        let (before, version) = (rows(&world), world.escrow.version());
        let payin = reference(&format!("p{n}"));
        let (m1, amount) = (milestone("m1"), pounds);
        let paid = Command::PayinCleared { milestone: m1, payin, amount, hold_until: None };
        world.by(Role::Provider, paid).unwrap();
        let journal = world.escrow.journal().unwrap();
        assert_eq!(journal.len(), before + 2, "it arrives, and somebody is owed it");
        for row in &journal[before..] {
            assert!(row.version > version);
            let sides = [&row.movement.debits, &row.movement.credits];
            assert!(sides.iter().all(|side| side.len() == 1 && side[0].amount == pounds));
        }
        assert_eq!(journal[before].movement.debits[0].account, Account::Cash);
        assert_eq!(journal[before + 1].movement.credits[0].account.to_string(), "payable:ana");
    }
    world.pay("m1");
    world.complete("m1");
    world.settle_legs();
    let mut summed = Balances::default();
    let mut per_currency: BTreeMap<&str, i128> = BTreeMap::new();
    for row in world.escrow.journal().unwrap() {
        summed.post(&row.movement).unwrap();
        for posting in &row.movement.debits {
            *per_currency.entry(posting.amount.currency().code()).or_default() +=
                posting.amount.minor();
        }
        for posting in &row.movement.credits {
            *per_currency.entry(posting.amount.currency().code()).or_default() -=
                posting.amount.minor();
        }
    }
    assert_eq!(summed, *world.escrow.state().balances());
    assert!(summed.is_empty());
    assert_eq!(per_currency, BTreeMap::from([("EUR", 0), ("GBP", 0)]));
    for currency in [euros, pounds.currency()] {
        let (debit, credit) = world.escrow.state().balances().trial_balance(currency).unwrap();
        assert_eq!(debit, credit);
    }
}

/// 11: a hold on a milestone covers the parts carved out of it, and ends for all of them under its one id.
#[test]
fn m11_a_hold_over_several_parts_ends_as_one() {
    let mut world = delivered(goods());
    world.by(Role::Admin, hold(&world, "h1")).unwrap();
    let cases = ["10.00", "20.00"]
        .map(|amount| world.dispute(Role::Buyer, "m1", amount, Reason::NotAsDescribed));
    for case in cases {
        world.by(Role::Seller, Command::AcceptClaim { case }).unwrap();
    }
    world.approve("m1");
    let states = |world: &World| ["m1", "m1-1", "m1-2"].map(|id| world.state_of(id));
    let waiting = [MilestoneState::Approved, MilestoneState::Disputed, MilestoneState::Disputed];
    assert_eq!(states(&world), waiting);
    assert!(world.escrow.payouts().is_empty());
    assert_eq!(world.refused(Role::Admin, lift("m1")).code, Code::NotFound);
    world.by(Role::Admin, lift("h1")).unwrap();
    let ended = [MilestoneState::Released, MilestoneState::Resolved, MilestoneState::Resolved];
    assert_eq!(states(&world), ended);
    assert_eq!([world.balance("payable:ana"), world.balance("payable:beto")], ["30.00", "70.00"]);
    assert_eq!(world.refused(Role::Admin, lift("h1")).code, Code::IllegalTransition);
}

/// 12: the cent that is left over goes to the same part in ten thousand runs.
#[test]
fn m12_the_odd_cent_always_goes_to_the_same_part() {
    let weights = rates(&["1", "1", "1"]);
    let total = money("100.00", "EUR");
    for _ in 0..10_000 {
        let parts = texts(allocate(total, &weights).unwrap());
        assert_eq!(parts, ["33.34", "33.33", "33.33"]);
    }
    let fees = FeeSchedule::percent("0.05").unwrap().passing_on("50", "vera").unwrap();
    let heads: Vec<tercero::Hash> = (0..100)
        .map(|_| {
            let mut world = delivered(goods().advisor("vera").fees(fees.clone()));
            world.approve("m1");
            assert_eq!(world.balance("payable:platform"), "0.03");
            assert_eq!(world.balance("payable:vera"), "0.02");
            world.escrow.history().checkpoint().hash
        })
        .collect();
    assert!(heads.iter().all(|head| *head == heads[0]), "the same bytes every time");
}

/// 13: a percentage is decimal text from end to end.
#[test]
fn m13_a_percentage_is_never_a_binary_fraction() {
    // In binary floating point 0.285 · 100 is 28.499999999999996 and 1.005 · 100 is 100.49999999999999.
    for (rate, amount, fee) in [
        ("0.285", "1.00", "0.29"),
        ("0.01005", "100.00", "1.01"),
        ("0.0115", "100.00", "1.15"),
        ("0.1", "0.30", "0.03"),
        ("0.000000000000000001", "99999999999999999999999999.99", "100000000.00"),
    ] {
        let rule = Rule::rate(Rate::parse(rate).unwrap());
        assert_eq!(
            rule.fee(money(amount, "EUR")).unwrap().amount_text(),
            fee,
            "{rate} of {amount}"
        );
    }
    assert_eq!(percent("28.5").unwrap(), Rate::parse("0.285").unwrap());
    for number in ["0.285", "1", "28.5e-2"] {
        assert_eq!(from_json::<Rate>(number).unwrap_err().code, Code::AmountType, "{number}");
        let rule = format!(r#"{{"tiers":[{{"rate":{number},"on":"whole"}}]}}"#);
        assert_eq!(from_json::<Rule>(&rule).unwrap_err().code, Code::AmountType, "{number}");
    }
}

/// 14: whoever has no share receives nothing, not even what rounding leaves over.
#[test]
fn m14_a_share_of_zero_never_receives() {
    for weights in [["0", "1", "1", "1"], ["1", "0", "1", "1"], ["1", "1", "1", "0"]] {
        let none = weights.iter().position(|weight| *weight == "0").unwrap();
        let weights = rates(&weights);
        let mut paid = vec![money("0", "JPY"); 4];
        let mut totals = Vec::new();
        for minor in 1..=500 {
            let total = Money::from_minor(minor, paid[0].currency()).unwrap();
            assert!(allocate(total, &weights).unwrap()[none].is_zero(), "{minor}");
            let one = Money::from_minor(1, paid[0].currency()).unwrap();
            let more = allocate_increment(one, &weights, &paid).unwrap();
            paid = paid.iter().zip(more).map(|(paid, more)| paid.plus(more).unwrap()).collect();
            assert!(paid[none].is_zero(), "{minor}");
            totals.push(total);
        }
        let steps = accrue(&weights, &totals).unwrap();
        assert!(steps.iter().all(|step| step[none].is_zero()));
    }
}

/// What the next test tries in every order.
#[derive(Debug, Clone, Copy)]
enum Try {
    Release,
    Refund,
    Dispute,
    AcceptClaim,
    Hold,
}

/// What should come out of it, kept in the simplest way.
#[derive(Debug, Clone, Default)]
struct Books {
    available: i32,
    open: Vec<u32>,
    settled: i32,
    seller: i32,
    buyer: i32,
    held: bool,
    holds: u32,
    cases: u32,
}

fn attempt(world: &mut World, books: &mut Books, what: Try) {
    let thirty = world.money("30.00");
    let enough = books.available >= 30;
    let (done, expected) = match what {
        Try::Release => {
            let may = enough && !books.held;
            let moved = if may { 30 } else { 0 };
            (books.available, books.seller) = (books.available - moved, books.seller + moved);
            (world.by(Role::Buyer, release(thirty)), may)
        }
        Try::Refund => {
            let may = enough && !books.held;
            let moved = if may { 30 } else { 0 };
            (books.available, books.buyer) = (books.available - moved, books.buyer + moved);
            (world.by(Role::Seller, refund(thirty)), may)
        }
        Try::Dispute => {
            books.cases += 1;
            if enough {
                books.available -= 30;
                books.open.push(books.cases);
            }
            let contest = world.contest("m1", case(books.cases), "30.00", Reason::NotAsDescribed);
            (world.by(Role::Buyer, contest), enough)
        }
        Try::AcceptClaim => {
            let Some(oldest) = books.open.first().copied() else { return };
            books.open.remove(0);
            if books.held {
                books.settled += 30
            } else {
                books.buyer += 30
            }
            (world.by(Role::Seller, Command::AcceptClaim { case: case(oldest) }), true)
        }
        Try::Hold if books.held => {
            books.held = false;
            (books.buyer, books.settled) = (books.buyer + books.settled, 0);
            (world.by(Role::Admin, lift(&format!("h{}", books.holds))), true)
        }
        Try::Hold => {
            (books.held, books.holds) = (true, books.holds + 1);
            let place = hold(world, &format!("h{}", books.holds));
            (world.by(Role::Admin, place), true)
        }
    };
    assert_eq!(done.is_ok(), expected, "{what:?} {done:?}");
}

/// 15: limits that meet are tried in every order; no order lets out more than there is, or blocks what is there.
#[test]
fn m15_limits_hold_in_every_order() {
    let all = [Try::Release, Try::Refund, Try::Dispute, Try::AcceptClaim, Try::Hold];
    let begun = (delivered(goods()), Books { available: 100, ..Books::default() });
    let mut orders = vec![begun];
    let mut tried = 0;
    for _ in 0..5 {
        let mut next = Vec::with_capacity(orders.len() * all.len());
        for (world, books) in &orders {
            for what in all {
                let (mut world, mut books) = (world.clone(), books.clone());
                attempt(&mut world, &mut books, what);
                let euros = |amount: i32| format!("{amount}.00");
                assert_eq!(world.balance("payable:beto"), euros(books.seller));
                assert_eq!(world.balance("payable:ana"), euros(books.buyer));
                assert_eq!(world.balance("held:m1"), euros(books.available));
                assert_eq!(world.balance("escrow:cash"), "100.00");
                tried += 1;
                next.push((world, books));
            }
        }
        orders = next;
    }
    assert_eq!(tried, 5 + 25 + 125 + 625 + 3_125);
    orders.iter().step_by(97).for_each(|(world, _)| world.check());
}

/// 16: the order of the chain is the order of the commits; of two who seal the same version one has to start again.
#[test]
fn m16_two_writers_cannot_both_seal_a_version() {
    let mut world = delivered(goods());
    let base = stored(&world);
    let (ten, twenty) = (release(world.money("10.00")), refund(world.money("20.00")));
    let (first, second) = (world.context(Role::Buyer), world.context(Role::Seller));
    let mut here = Escrow::replay(base.clone()).unwrap();
    let mut there = Escrow::replay(base.clone()).unwrap();
    let by_first = here.handle(&ten, &first).unwrap().entries;
    let by_second = there.handle(&twenty, &second).unwrap().entries;
    assert_eq!(by_first[0].version, by_second[0].version, "the primary key of a store");
    for (early, late) in [(&by_first, &by_second), (&by_second, &by_first)] {
        let both = [base.clone(), early.clone(), late.clone()].concat();
        let refusal = history(both).verify().unwrap_err();
        let at = base.len() + early.len();
        assert_eq!(
            (refusal.code, refusal.field),
            (Code::HistoryBroken, Some(format!("entries[{at}]").into()))
        );
    }
    let again = here.handle(&twenty, &second).unwrap().entries;
    let both = [base, by_first, again].concat();
    let versions: Vec<u32> = both.iter().map(|entry| entry.version).collect();
    assert_eq!(versions, (1..=u32::try_from(both.len()).unwrap()).collect::<Vec<u32>>());
    assert_eq!(history(both.clone()).verify().unwrap(), here.history().checkpoint());
    assert_eq!(Escrow::replay(both).unwrap(), here);
}

/// 17: there is one way to write an entry, and what is hashed are the bytes that are stored.
#[test]
fn m17_an_entry_has_one_spelling() {
    let terms = two_sides().milestone("m1", "Cafetera \"ñandú\" \\ 😀 \u{7f8e}", "10.00");
    let mut world = World::funded(terms.build().unwrap());
    world.complete("m1");
    let entries = stored(&world);
    for (n, entry) in entries.iter().enumerate() {
        let body = entry.body::<Event>().unwrap();
        assert_eq!(to_json(&body).unwrap().into_bytes(), entry.bytes, "read and written again");
        let text = String::from_utf8(entry.bytes.clone()).unwrap();
        let (open, rest) = text.split_once(r#""actor":"#).unwrap();
        let (value, rest) = rest.split_once(',').unwrap();
        let reordered = format!("{open}{}, \"actor\":{value}}}", rest.strip_suffix('}').unwrap());
        for spelling in
            [reordered, text.replacen("{", "{ ", 1), text.replacen("actor", "\\u0061ctor", 1)]
        {
            let same: tercero::history::Body<Event> = from_json(&spelling).unwrap();
            assert_eq!(same, body, "it says the same");
            let mut other = entries.clone();
            other[n].bytes = spelling.into_bytes();
            assert_eq!(
                history(other).verify().unwrap_err().field.unwrap(),
                format!("entries[{n}]")
            );
        }
    }
}

/// 18: the hash covers the content: no byte of any entry can change without being found.
#[test]
fn m18_every_byte_is_covered_by_the_hash() {
    let mut world = World::funded(two_sides().milestone("m1", "Lamp", "10.00").build().unwrap());
    world.complete("m1");
    let entries = stored(&world);
    let mut bytes = 0;
    for index in 0..entries.len() {
        for at in 0..entries[index].bytes.len() {
            let mut changed = entries[..=index].to_vec();
            changed[index].bytes[at] ^= 0x01;
            let refusal = history(changed).verify().unwrap_err();
            assert_eq!(refusal.field.unwrap(), format!("entries[{index}]"));
            bytes += 1;
        }
    }
    assert!(bytes > 5_000, "{bytes}");
}

/// 19: what is hashed is not joined with separators: a part that moves to its neighbour is another content.
#[test]
fn m19_a_part_that_moves_to_its_neighbour_is_another_content() {
    let titled = |first: &str, second: &str| {
        let terms = two_sides().milestone("m1", first, "1.00").milestone("m2", second, "1.00");
        terms.build().unwrap().hash().unwrap()
    };
    let titles = [
        ("a|b", "c"),
        ("a", "b|c"),
        ("a|b|", "c"),
        ("a\"b", "c"),
        ("a", "b\"c"),
        ("ab", "c"),
        ("a", "bc"),
    ];
    let hashes: Vec<_> = titles.iter().map(|(first, second)| titled(first, second)).collect();
    for (n, hash) in hashes.iter().enumerate() {
        assert!(!hashes[..n].contains(hash), "{:?}", titles[n]);
    }

    let terms = two_sides().milestone("m1", "One", "1.00").milestone("m1-a", "Two", "1.00");
    let mut world = World::funded(terms.build().unwrap());
    let ship = |id: &str, tracking: &str| Command::Ship {
        milestone: milestone(id),
        tracking: reference(tracking),
    };
    let ctx = world.context(Role::Seller);
    world.escrow.handle(&ship("m1", "a-b"), &ctx).unwrap();
    let refusal = world.escrow.handle(&ship("m1-a", "b"), &ctx).unwrap_err();
    assert_eq!(refusal.code, Code::CommandIdReused);

    let entries = stored(&world);
    for n in 1..entries.len() {
        let mut moved = entries.clone();
        let first = moved[n].bytes.remove(0);
        moved[n - 1].bytes.push(first);
        assert_eq!(
            history(moved).verify().unwrap_err().field.unwrap(),
            format!("entries[{}]", n - 1)
        );
    }
}

/// 20: an id belongs to one command of one person; one that was refused can be corrected under the same id.
#[test]
fn m20_an_id_is_never_answered_with_something_else() {
    let mut world = delivered(goods().milestone("m2", "Another", "50.00"));
    let ctx = world.context(Role::Buyer);
    let too_much = release(world.money("100.01"));
    for _ in 0..2 {
        assert_eq!(
            world.escrow.handle(&too_much, &ctx).unwrap_err().code,
            Code::AmountExceedsAvailable
        );
    }
    let ten = release(world.money("10.00"));
    assert!(!world.escrow.handle(&ten, &ctx).unwrap().repeated, "corrected under the same id");
    let other_milestone =
        Command::ReleasePartial { milestone: milestone("m2"), amount: world.money("10.00") };
    let table = [
        ("another amount", release(world.money("10.01")), ctx.clone()),
        ("another milestone", other_milestone, ctx.clone()),
        ("another command", refund(world.money("10.00")), ctx.clone()),
        ("what was refused before", too_much, ctx.clone()),
        ("another person", ten.clone(), Context { actor: party("beto"), ..ctx.clone() }),
        ("another role", ten.clone(), Context { role: Role::Seller, ..ctx.clone() }),
        (
            "with a second person",
            ten.clone(),
            Context { seconded_by: Some(party("carla")), ..ctx.clone() },
        ),
    ];
    let before = world.escrow.clone();
    for (what, command, ctx) in table {
        let refusal = world.escrow.handle(&command, &ctx).unwrap_err();
        assert_eq!(
            (refusal.code, refusal.code.http_status()),
            (Code::CommandIdReused, 422),
            "{what}"
        );
    }
    let again = world.escrow.handle(&ten, &ctx).unwrap();
    assert!(again.repeated && !again.entries.is_empty());
    assert_eq!(world.escrow, before);
}

/// 21: an id is remembered as long as the history: in ten years it still does nothing a second time.
#[test]
fn m21_an_id_is_remembered_for_ten_years() {
    let mut world = delivered(
        goods().timer(Timer::Inspect, days(3_650), OnTimeout::Approve).inspection(days(3_650)),
    );
    let ctx = world.context(Role::Buyer);
    let ten = release(world.money("10.00"));
    let first = world.escrow.handle(&ten, &ctx).unwrap();
    for year in 1..=9 {
        world.pass(days(365));
        let escrow = Escrow::replay(stored(&world)).unwrap();
        let snapshot = world.escrow.snapshot().unwrap();
        for mut escrow in
            [escrow, Escrow::restore(&snapshot, Vec::new()).unwrap(), world.escrow.clone()]
        {
            let again = escrow.handle(&ten, &Context { at: world.now, ..ctx.clone() }).unwrap();
            assert!(again.repeated, "year {year}");
            assert_eq!((again.first, again.last), (first.first, first.last));
        }
        assert_eq!(world.balance("payable:beto"), "10.00");
    }
    world.pass(days(365));
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    let again = world.escrow.handle(&ten, &Context { at: world.now, ..ctx }).unwrap();
    assert!(again.repeated);
}

/// 23: near the limit a sum is an error with a code, never a crash and never a wrong amount.
#[test]
fn m23_a_sum_beyond_the_limit_is_refused() {
    for currency in ["JPY", "EUR", "BHD", "CLF"] {
        let currency = Currency::parse(currency).unwrap();
        let most = Money::from_minor(10_i128.pow(28) - 1, currency).unwrap();
        let least = Money::from_minor(1 - 10_i128.pow(28), currency).unwrap();
        let one = Money::from_minor(1, currency).unwrap();
        assert_eq!(most.plus(one).unwrap_err().code, Code::AmountRange);
        assert_eq!(most.plus(most).unwrap_err().code, Code::AmountRange);
        assert_eq!(least.minus(one).unwrap_err().code, Code::AmountRange);
        assert_eq!(least.minus(most).unwrap_err().code, Code::AmountRange);
        assert_eq!(most.minus(one).unwrap().plus(one).unwrap(), most);
        assert!(most.plus(least).unwrap().is_zero());
        let halves = allocate(most, &rates(&["1", "1"])).unwrap();
        assert_eq!(halves[0].plus(halves[1]).unwrap(), most);
        assert_eq!(most.plus(one).unwrap_err().code.http_status(), 422);
    }
    let large = "5".repeat(28);
    let terms = Terms::builder("JPY").buyer("ana").seller("beto");
    let terms = terms.milestone("m1", "One", &large).milestone("m2", "Two", &large);
    assert_eq!(terms.build().unwrap_err().code, Code::AmountRange);
}

/// 26: two schedulers that both let time pass derive the same entries, and only one of them can store them.
#[test]
fn m26_a_timer_that_fires_twice_posts_once() {
    let world = delivered(goods());
    let base = stored(&world);
    let late = world.now.after(days(3));
    let mut workers = [0, 1].map(|_| Escrow::replay(base.clone()).unwrap());
    let [first, second] = workers.each_mut().map(|escrow| escrow.tick(late).unwrap());
    assert!(!first.is_empty());
    assert_eq!(first, second, "the same bytes, and the same versions");
    let twice = [base.clone(), first.clone(), second].concat();
    assert_eq!(history(twice).verify().unwrap_err().code, Code::HistoryBroken);
    let mut escrow = Escrow::replay([base, first].concat()).unwrap();
    for more in [0, 1, 24] {
        assert!(escrow.tick(late.after(hours(more))).unwrap().is_empty(), "nothing is due twice");
    }
    let releases = escrow
        .history()
        .entries()
        .iter()
        .filter(|entry| matches!(entry.body::<Event>().unwrap().event, Event::Released { .. }));
    assert_eq!((releases.count(), escrow.payouts().len()), (1, 1));
}

/// 27: an amount is text on the way in and on the way out; a number of a document is refused, however exact it looks.
#[test]
fn m27_an_amount_is_never_a_json_number() {
    for number in ["1", "1.5", "0.1", "9007199254740993", "1e2", "-0"] {
        let wire = format!(r#"{{"amount":{number},"currency":"EUR"}}"#);
        assert_eq!(from_json::<Money>(&wire).unwrap_err().code, Code::AmountType, "{number}");
        let command = format!(r#"{{"type":"refund_partial","milestone":"m1","amount":{wire}}}"#);
        assert_eq!(from_json::<Command>(&command).unwrap_err().code, Code::AmountType, "{number}");
    }
    for text in ["9007199254740993.01", "0.10", "99999999999999999999999999.99"] {
        let wire = format!(r#"{{"amount":"{text}","currency":"EUR"}}"#);
        let amount: Money = from_json(&wire).unwrap();
        assert_eq!(to_json(&amount).unwrap(), wire);
    }
}
