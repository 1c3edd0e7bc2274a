//! A broker whose margin the seller may not see: the whole life of such an escrow, as everybody sees it.
//! Nothing the seller is shown depends on the buyer's price, and schedules that would let him work it out are refused.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, case, digest, hours, milestone, name, party, reference, two_sides};
use tercero::commission::{FeeSchedule, Payer, Rule, Tax};
use tercero::escrow::terms::Kind;
use tercero::escrow::{Phase, Reason};
use tercero::quote::{price_for_net, quote};
use tercero::{
    Actor, Code, Command, Currency, Money, Refusal, Role, Terms, days, from_json, percent, to_json,
};

/// The margin up to `buyer_price`, to the broker, hidden from the seller, with tax inside.
fn margin(buyer_price: &str) -> FeeSchedule {
    let tax = Tax { rate: percent("21").unwrap(), included: true, ..Tax::default() };
    let mut margin = FeeSchedule::margin(buyer_price).unwrap().paid_to("bruno").unwrap();
    margin.lines[0].tax = Some(tax);
    margin.hidden_from(Payer::Seller)
}

/// A hidden margin of 800.00 on 9 200.00, out of which the broker pays the escrow fee on what the buyer pays, and a fee of
/// the seller on his own price.
fn terms(buyer_price: &str) -> Terms {
    let escrow: Rule = from_json(
        r#"{"tiers":[{"up_to":"5000.00","rate":"0.0325","on":"whole"},
            {"rate":"0.0026","flat":"162.50","on":"excess"}],"min":"25.00"}"#,
    )
    .unwrap();
    let escrow = FeeSchedule::rule(escrow).named("escrow").unwrap().on_buyer_price();
    let listing = FeeSchedule::percent("1").unwrap().named("listing").unwrap();
    two_sides()
        .broker("bruno")
        .broker("berta")
        .advisor("vera")
        .must_accept()
        .arbiter("xavi")
        .milestone("m1", "Design", "4200.00")
        .kind(Kind::Service)
        .milestone("m2", "Build", "5000.00")
        .kind(Kind::Service)
        .fees(margin(buyer_price))
        .fees(escrow.out_of("margin").unwrap().hidden_from(Payer::Seller))
        .fees(listing)
        .build()
        .unwrap()
}

/// What somebody is shown, without the hash of the terms, which covers what is hidden.
fn seen(world: &World, who: &str, role: Role) -> String {
    let view = world.escrow.view(&Actor::new(who, role).unwrap()).unwrap();
    to_json(&view).unwrap().replace(&world.escrow.terms_hash().to_string(), "…")
}

/// The same life under each of the terms; what `who` sees at every stage.
fn life(terms: Terms, who: &str, role: Role) -> Vec<String> {
    let mut stages = Vec::new();
    let mut look = |world: &World| stages.push(seen(world, who, role));
    let mut world = World::proposed(terms.clone());
    look(&world);
    world = World::agreed(terms);
    look(&world);
    let half_paid = partly_paid(&mut world, "m1");
    look(&world);
    world.by(Role::Provider, half_paid).unwrap();
    look(&world);
    world.pay("m2");
    too_much(&mut world, "m2");
    look(&world);
    world.submit("m1");
    world.release("m1", "1000.00");
    look(&world);
    world.settle_legs();
    look(&world);
    world.approve("m1");
    world.submit("m2");
    world.refund("m2", "500.00");
    look(&world);
    world.dispute(Role::Buyer, "m2", "2000.00", Reason::NotAsDescribed);
    world.pass(days(7));
    look(&world);
    let (to_buyer, reason) = (world.money("700.00"), digest("a third is missing"));
    world.by(Role::Arbiter, Command::Rule { case: case(1), to_buyer, reason }).unwrap();
    look(&world);
    world.approve("m2");
    look(&world);
    world.settle_legs();
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    look(&world);
    world.check();
    stages
}

/// Pays half of what is due; the command returned pays the rest.
fn partly_paid(world: &mut World, id: &str) -> Command {
    let state = world.escrow.state();
    let due = state.due(state.milestone(&milestone(id)).unwrap()).unwrap();
    let half = Money::from_minor(due.minor() / 2, due.currency()).unwrap();
    let pay = |payin: &str, amount| Command::PayinCleared {
        milestone: milestone(id),
        payin: reference(payin),
        amount,
        hold_until: None,
    };
    for payin in ["first", "second"] {
        let started = Command::PayinStarted {
            milestone: milestone(id),
            payin: reference(payin),
            expires_at: world.now.after(hours(1)),
            terms_hash: world.escrow.terms_hash(),
        };
        world.by(Role::Provider, started).unwrap();
    }
    world.by(Role::Provider, pay("first", half)).unwrap();
    pay("second", due.minus(half).unwrap())
}

/// The buyer pays once more; it fits nowhere.
fn too_much(world: &mut World, id: &str) {
    let state = world.escrow.state();
    let amount = state.agreement().quote.totals[0].pays;
    let (milestone, payin) = (milestone(id), reference("again"));
    world
        .by(Role::Provider, Command::PayinCleared { milestone, payin, amount, hold_until: None })
        .unwrap();
    assert_eq!(world.balance("payable:ana"), amount.amount_text(), "it goes back");
}

#[test]
fn r18_the_seller_never_sees_the_buyers_price_nor_the_margin() {
    let quote = terms("10000.00").quote().unwrap();
    let net = |n: usize| quote.totals[n].net.amount_text();
    assert_eq!(quote.totals[0].pays.amount_text(), "10000.00");
    assert_eq!([net(1), net(2), net(3)], ["9108.00", "485.66", "267.50"]);
    for (stage, seen) in life(terms("10000.00"), "beto", Role::Seller).iter().enumerate() {
        assert!(seen.contains("5000.00"), "his own milestones are there at stage {stage}");
        for secret in ["10000.00", "800.00", "661.16", "138.84", "175.50", "485.66", "margin"] {
            assert!(!seen.contains(secret), "{secret} at stage {stage}: {seen}");
        }
    }
}

#[test]
fn what_does_not_see_the_margin_does_not_depend_on_it() {
    for (who, role) in [
        ("beto", Role::Seller),
        ("berta", Role::Broker),
        ("vera", Role::Advisor),
        (name(Role::Carrier), Role::Carrier),
    ] {
        let (some, other) =
            (life(terms("10000.00"), who, role), life(terms("12345.67"), who, role));
        for (stage, (some, other)) in some.iter().zip(&other).enumerate() {
            assert_eq!(some, other, "{who} as {role:?} at stage {stage}");
        }
    }
}

#[test]
fn who_pays_receives_or_runs_it_sees_all_of_it() {
    let world = World::funded(terms("10000.00"));
    for role in [Role::Buyer, Role::Broker, Role::Arbiter, Role::Admin, Role::Provider] {
        let view = world.escrow.view(&Actor::new(name(role), role).unwrap()).unwrap();
        assert_eq!(view.terms, world.escrow.state().agreement().terms, "{role:?}");
        assert_eq!(view.quote, world.escrow.state().agreement().quote, "{role:?}");
        let seen = to_json(&view).unwrap();
        assert!(seen.contains("escrow:cash") && seen.contains("fees_held"), "{role:?}");
    }
}

/// A fee the seller pays behind the buyer's back: his total, the broker's and the shortfall would tell.
#[test]
fn the_buyer_does_not_see_what_is_hidden_from_him() {
    let behind = |percentage: &str| {
        let broker = FeeSchedule::percent(percentage).unwrap().named("broker").unwrap();
        let broker = broker.paid_to("bruno").unwrap().hidden_from(Payer::Buyer);
        let platform = FeeSchedule::percent("60").unwrap();
        let terms = two_sides().broker("bruno").arbiter("xavi").milestone("m1", "Work", "100.00");
        terms.kind(Kind::Service).fees(broker).fees(platform).build().unwrap()
    };
    let short = behind("50").quote().unwrap();
    assert_eq!(short.shortfall.amount_text(), "10.00");
    assert_eq!(short.for_side(Payer::Buyer).shortfall.amount_text(), "0.00");
    assert_eq!(short.for_side(Payer::Seller), short);
    let stages = |terms: Terms| {
        let mut world = World::funded(terms);
        let funded = seen(&world, "ana", Role::Buyer);
        world.submit("m1");
        world.release("m1", "40.00");
        world.settle_legs();
        let released = seen(&world, "ana", Role::Buyer);
        world.approve("m1");
        [funded, released, seen(&world, "ana", Role::Buyer)]
    };
    assert_eq!(stages(behind("10")), stages(behind("20")));
    let held = &stages(behind("10"))[1];
    assert!(held.contains("held:m1") && !held.contains("escrow:cash"), "{held}");
}

/// The refusal of a schedule for 9 200.00 between ana and beto.
fn refused(fees: FeeSchedule) -> Refusal {
    let price = Money::parse("9200.00", Currency::parse("EUR").unwrap()).unwrap();
    quote(price, &fees, &party("ana"), &party("beto")).unwrap_err()
}

#[test]
fn e83_schedules_that_leak_are_refused() {
    let line = |name: &str| FeeSchedule::percent("1").unwrap().named(name).unwrap();
    let leaks = |fees: FeeSchedule, field: &str| {
        let refusal = refused(fees);
        assert_eq!(refusal.code, Code::CommissionLeaks, "{refusal}");
        assert_eq!(refusal.field.as_deref(), Some(field), "{refusal}");
    };
    let hidden = || margin("10000.00");
    leaks(hidden().and(line("fee").on_buyer_price()), "fees[1].base");
    leaks(hidden().and(line("fee").on_line("margin").unwrap()), "fees[1].base");
    let through = line("a").on_line("margin").unwrap().paid_by(Payer::Buyer);
    let through = hidden().and(through.hidden_from(Payer::Seller));
    leaks(through.and(line("b").on_line("a").unwrap()), "fees[2].base");
    let second = FeeSchedule::margin("11000.00").unwrap().named("second").unwrap();
    leaks(hidden().and(second), "fees[1].base");
    leaks(hidden().and(line("fee").out_of("margin").unwrap()), "fees[1].out_of");
    let secretly = line("fee").out_of("broker").unwrap().hidden_from(Payer::Seller);
    leaks(line("broker").paid_to("bruno").unwrap().and(secretly), "fees[1].out_of");
    leaks(line("fee").hidden_from(Payer::Seller), "fees[0].hidden_from");
    leaks(line("fee").paid_by_both().hidden_from(Payer::Buyer), "fees[0].hidden_from");
    let bonus = line("bonus").paid_by(Payer::Buyer).paid_to("beto").unwrap();
    leaks(bonus.hidden_from(Payer::Seller), "fees[0].hidden_from");
    leaks(hidden().hidden_from(Payer::Buyer), "fees[0].hidden_from");

    let price = Money::parse("9200.00", Currency::parse("EUR").unwrap()).unwrap();
    let fits = |fees: FeeSchedule| quote(price, &fees, &party("ana"), &party("beto")).unwrap();
    fits(hidden().and(line("fee")));
    fits(line("fee").on_buyer_price().and(hidden()));
    fits(
        hidden().and(line("fee").on_buyer_price().paid_by(Payer::Buyer).hidden_from(Payer::Seller)),
    );
}

#[test]
fn a_margin_is_the_buyers_and_whole() {
    let code = |fees| refused(fees).code;
    let of = |buyer_price| FeeSchedule::margin(buyer_price).unwrap();
    let refusal = refused(of("9199.99"));
    assert_eq!(refusal.code, Code::AmountRange);
    assert_eq!(refusal.field.as_deref(), Some("fees[0].base"));
    assert_eq!(refusal.allowed, ["at least 9200.00"]);
    assert_eq!(code(of("9200.001")), Code::AmountScale);
    assert_eq!(code(of("10000.00").paid_by(Payer::Seller)), Code::RuleInvalid);
    assert_eq!(code(of("10000.00").paid_by_both()), Code::RuleInvalid);
    assert_eq!(code(of("10000.00").max("500.00").unwrap()), Code::RuleInvalid);
    let twice = |mut fees: FeeSchedule| {
        fees.lines[0].hidden_from = vec![Payer::Seller, Payer::Seller];
        fees
    };
    assert_eq!(code(twice(of("10000.00"))), Code::RuleInvalid);
    assert_eq!(FeeSchedule::margin("-1.00").unwrap_err().code, Code::AmountRange);
    let unknown = r#"[{"id":"m","rule":{"tiers":[{"rate":"1","on":"whole"}]},"payees":[],"payers":[],
        "base":{"type":"margin","buyer_price":"1.00","hidden":true}}]"#;
    let refusal = from_json::<FeeSchedule>(unknown).unwrap_err();
    assert_eq!(refusal.code, Code::JsonUnknownField);
}

#[test]
fn what_is_paid_out_of_a_line_fits_it() {
    let line = |name: &str| FeeSchedule::percent("1").unwrap().named(name).unwrap();
    let code = |fees| refused(fees).code;
    let out = |name: &str, of: &str| FeeSchedule::out_of(line(name), of).unwrap();
    assert_eq!(code(out("a", "other")), Code::RuleInvalid, "no such line");
    assert_eq!(code(out("a", "a")), Code::RuleInvalid, "itself");
    let broker = || FeeSchedule::percent("5").unwrap().named("broker").unwrap();
    let twice = broker().and(out("a", "broker")).and(out("b", "a"));
    assert_eq!(code(twice), Code::RuleInvalid, "a line that is itself paid out of another");
    let mut paid = broker().and(out("a", "broker"));
    paid.lines[1].payers = paid.lines[0].payers.clone();
    assert_eq!(code(paid), Code::RuleInvalid, "paid by two");
    let early = out("a", "broker").timing(tercero::commission::Timing::Front);
    assert_eq!(code(broker().and(early)), Code::RuleInvalid, "due before what pays it");
    let four = ["a", "b", "c", "d", "e"].map(|name| out(name, "broker"));
    let all = four.into_iter().fold(broker(), FeeSchedule::and);
    assert_eq!(code(all), Code::FeeExceedsCommission, "five of one percent leave nothing of five");
}

#[test]
fn terms_with_a_margin_are_written_and_read_alike() {
    let terms = terms("10000");
    let text = to_json(&terms).unwrap();
    assert!(text.contains(r#"{"buyer_price":"10000.00","type":"margin"}"#), "{text}");
    assert!(text.contains(r#""hidden_from":["seller"]"#));
    assert_eq!(from_json::<Terms>(&text).unwrap(), terms);
    let plain = to_json(&FeeSchedule::percent("1").unwrap()).unwrap();
    for new in ["hidden_from", "out_of", "reject_at_quote", "per_period", "per_document"] {
        assert!(!plain.contains(new), "{new} is left out when it says nothing");
    }
}

#[test]
fn margins_stack_and_a_gross_up_stays_below_the_buyers_price() {
    let eur = Currency::parse("EUR").unwrap();
    let second = FeeSchedule::margin("10500.00").unwrap().named("second").unwrap();
    let fees = FeeSchedule::margin("10000.00").unwrap().and(second);
    let fees = fees.and(FeeSchedule::percent("1").unwrap().on_buyer_price());
    let of = |price: &str| Money::parse(price, eur).unwrap();
    let quote = quote(of("9200.00"), &fees, &party("ana"), &party("beto")).unwrap();
    let amounts: Vec<String> = quote.lines.iter().map(|line| line.amount.amount_text()).collect();
    assert_eq!(amounts, ["800.00", "500.00", "105.00"]);
    assert_eq!(quote.totals[0].pays.amount_text(), "10500.00");
    let gross = |net: &str| price_for_net(of(net), &fees, &party("ana"), &party("beto"));
    assert_eq!(gross("9000.00").unwrap().price.amount_text(), "9105.00");
    assert_eq!(gross("9895.01").unwrap_err().code, Code::RuleInvalid);
}
