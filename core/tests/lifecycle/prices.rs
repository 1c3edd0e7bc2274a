//! Prices and fees at their edges: nothing, the border of a tier, the largest amount there is, and counters that others
//! move meanwhile. What was agreed is computed once and stays.

use super::*;
use tercero::commission::{Payer, Rule};
use tercero::escrow::{Phase, Timer};
use tercero::{Event, Terms, from_json, limits, percent, to_json};

fn rule(text: &str) -> FeeSchedule {
    FeeSchedule::rule(from_json::<Rule>(text).unwrap())
}

fn one(price: &str, fees: FeeSchedule) -> TermsBuilder {
    two_sides().milestone("m1", "Machine", price).fees(fees)
}

/// What the platform is owed once everything is released.
fn charged(price: &str, fees: FeeSchedule) -> String {
    let mut world = World::funded(one(price, fees).build().unwrap());
    world.complete("m1");
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    world.check();
    world.balance("payable:platform")
}

/// Edge case 23: defaults are written into the terms when they are made; a later version finds nothing to fill in.
#[test]
fn e23_what_the_terms_leave_out_is_pinned_with_them() {
    let least = r#"{"currency":"EUR","parties":[{"id":"ana","role":"buyer"},{"id":"beto","role":"seller"}],
        "milestones":[{"id":"m1","title":"Machine","amount":{"amount":"100.00","currency":"EUR"}}]}"#;
    let terms: Terms = from_json(least).unwrap();
    let world = World::proposed(terms.clone());
    let entry = &world.escrow.history().entries()[0];
    let creator = crate::support::party("ana");
    let created = Event::Created { terms: terms.clone(), creator };
    assert_eq!(entry.body::<Event>().unwrap().event, created);
    let bytes = String::from_utf8(entry.bytes.clone()).unwrap();
    for timer in Timer::ALL {
        let window = timer.default_window().as_seconds();
        let outcome = timer.outcomes()[0].as_str();
        let pinned = format!(
            r#"{{"on_timeout":"{outcome}","timer":"{}","window":{window}}}"#,
            timer.as_str()
        );
        assert!(bytes.contains(&pinned), "{pinned}");
    }
    assert!(bytes.contains(r#""inspection":259200"#) && bytes.contains(r#""rework_rounds":3"#));
    let text = to_json(&terms).unwrap();
    let other =
        text.replace(r#""timer":"t_neg","window":1209600"#, r#""timer":"t_neg","window":950400"#);
    assert_ne!(other, text);
    let other: Terms = from_json(&other).unwrap();
    assert_eq!(other.timer(Timer::Negotiate).window, tercero::days(11), "what is written counts");
    assert_ne!(other.hash().unwrap(), terms.hash().unwrap());
}

/// Edge case 31: there is no milestone for nothing, but a fee of nothing is a line.
#[test]
fn e31_a_price_of_nothing_is_refused_and_a_fee_of_nothing_is_a_line() {
    let refusal = two_sides().milestone("m1", "Gift", "0.00").build().unwrap_err();
    assert_eq!(
        (refusal.code, refusal.field.as_deref()),
        (Code::AmountRange, Some("milestones[0]"))
    );
    let second = goods().milestone("m2", "Gift", "0.00").build().unwrap_err();
    assert_eq!((second.code, second.field.as_deref()), (Code::AmountRange, Some("milestones[1]")));
    let free = FeeSchedule::percent("0").unwrap().named("promotion").unwrap().paid_by_both();
    let terms = one("100.00", free.clone()).build().unwrap();
    let quote = terms.quote().unwrap();
    assert_eq!(quote.lines.len(), 1);
    assert_eq!(
        (quote.lines[0].line.as_str(), quote.lines[0].amount.is_zero()),
        ("promotion", true)
    );
    let mut world = World::funded(terms);
    world.complete("m1");
    assert_eq!(payouts(&world), [pair("beto", "100.00 EUR")], "nobody is sent nothing");
}

/// Edge case 77: the upper bound of a tier belongs to it.
#[test]
fn e77_the_border_of_a_tier_belongs_to_the_lower_one() {
    let slabs = || {
        rule(
            r#"{"tiers":[{"up_to":"1000.00","rate":"0.05","on":"whole"},{"rate":"0.03","on":"whole"}]}"#,
        )
    };
    assert_eq!(charged("999.99", slabs()), "50.00");
    assert_eq!(charged("1000.00", slabs()), "50.00");
    assert_eq!(charged("1000.01", slabs()), "30.00");
}

/// Edge case 78: what was billed before is part of the terms; deals that end meanwhile do not change the quote.
#[test]
fn e78_deals_at_once_keep_the_counter_they_were_quoted_with() {
    let lifetime = |before: &str| {
        let tiers = r#"[{"up_to":"500.00","rate":"0.2","on":"slice"},
            {"up_to":"10000.00","rate":"0.1","on":"slice"},{"rate":"0.05","on":"slice"}]"#;
        rule(&format!(r#"{{"tiers":{tiers},"billed_before":"{before}"}}"#))
    };
    let terms = |before: &str| one("600.00", lifetime(before)).build().unwrap();
    let mut worlds = [World::funded(terms("450.00")), World::funded(terms("450.00"))];
    for world in &mut worlds {
        world.complete("m1");
        assert_eq!(world.balance("payable:platform"), "65.00", "20 % of 50 and 10 % of 550");
    }
    assert_eq!(charged("600.00", lifetime("1050.00")), "60.00", "agreed on after the first");
    let mut proposed = World::proposed(terms("450.00"));
    let read = proposed.acceptance();
    proposed.by(Role::Seller, Command::Counter { terms: terms("1050.00") }).unwrap();
    assert_eq!(proposed.refused(Role::Buyer, read).code, Code::TermsChanged);
}

/// Edge case 85: the largest amount there is bears an exact fee, and one unit more is an error.
#[test]
fn e85_the_largest_amount_is_exact_and_one_more_is_refused() {
    let largest = "9".repeat(28);
    let yen = |price: &str, fees: FeeSchedule| {
        Terms::builder("JPY")
            .buyer("ana")
            .seller("beto")
            .milestone("m1", "Island", price)
            .fees(fees)
    };
    let mut world =
        World::funded(yen(&largest, FeeSchedule::percent("3.6").unwrap()).build().unwrap());
    world.complete("m1");
    assert_eq!(world.balance("payable:platform"), format!("36{}", "0".repeat(25)));
    assert_eq!(world.balance("payable:beto"), format!("9639{}", "9".repeat(24)));
    world.settle_legs();
    assert!(world.escrow.state().balances().is_empty());
    world.check();
    let refused = |terms: TermsBuilder| terms.build().unwrap_err().code;
    let percentage = |text: &str| FeeSchedule::rule(Rule::rate(percent(text).unwrap()));
    assert_eq!(
        refused(yen(&format!("1{}", "0".repeat(28)), FeeSchedule::default())),
        Code::AmountRange
    );
    assert_eq!(refused(yen(&largest, percentage("101"))), Code::AmountRange, "the fee itself");
    let added = percentage("1").paid_by(Payer::Buyer);
    assert_eq!(refused(yen(&largest, added)), Code::AmountRange, "price and fee together");
    let most = Rule::rate(tercero::Rate::parse(&"9".repeat(20)).unwrap());
    assert_eq!(refused(yen(&largest, FeeSchedule::rule(most))), Code::AmountRange);
}

/// Edge case 96: what is too many or too long is refused before anything is stored.
#[test]
fn e96_ten_thousand_milestones_or_a_megabyte_are_refused() {
    let many =
        (0..10_000).fold(two_sides(), |terms, n| terms.milestone(&format!("m{n}"), "Part", "1.00"));
    let refusal = many.build().unwrap_err();
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::LimitExceeded, Some("milestones")));
    let megabyte = "a".repeat(1 << 20);
    let refusal = two_sides().milestone("m1", &megabyte, "1.00").build().unwrap_err();
    assert_eq!(refusal.code, Code::TextLength);
    assert!(refusal.value.unwrap().len() <= 100, "a refusal does not carry it along");
    assert_eq!(tercero::Digest::of_text(&megabyte).unwrap_err().code, Code::TextLength);
    let command = format!(
        r#"{{"type":"request_changes","milestone":"m1","reason":{{"sha256":"{}","length":{}}}}}"#,
        tercero::Hash::ZERO,
        limits::EVIDENCE_BYTES + 1,
    );
    assert_eq!(from_json::<Command>(&command).unwrap_err().code, Code::TextLength);
    let mut world = delivered(work());
    let mut parts = 1;
    let refusal = loop {
        let contest = world.contest("m1", case(parts), "0.01", Reason::NotCompleted);
        match world.by(Role::Buyer, contest) {
            Ok(_) => parts += 1,
            Err(refusal) => break refusal,
        }
    };
    assert_eq!((refusal.code, parts), (Code::LimitExceeded, 200), "parts count as milestones");
    world.approve("m1");
    world.check();
}
