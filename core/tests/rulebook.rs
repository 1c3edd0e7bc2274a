//! The rule book: which rule wins, why the others lost, what is warned of and what is refused.
//! Each table names a rule by its id, so that a failure reads as a sentence.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{at, party, reference};
use tercero::commission::{FeeLine, FeeSchedule, Rule};
use tercero::limits::{BOOK_RULES, SCOPE_VALUES};
use tercero::quote::quote;
use tercero::rulebook::{
    AmountRange, Attributes, BookRule, Dimension, Resolution, RuleBook, Scope, Verdict,
};
use tercero::{Code, Currency, Money, Refusal, Role, Timestamp, from_json, to_json};

const NOW: &str = "2026-03-01T09:00:00.000Z";

fn euros(amount: &str) -> Money {
    Money::parse(amount, Currency::parse("EUR").unwrap()).unwrap()
}

/// A rule of `percentage` percent for every deal.
fn rule(id: &str, percentage: &str) -> BookRule {
    BookRule {
        id: reference(id),
        version: 1,
        valid_from: None,
        valid_to: None,
        scope: Scope::default(),
        priority: 0,
        stack_group: reference("platform"),
        line: line(percentage),
    }
}

fn line(percentage: &str) -> FeeLine {
    FeeSchedule::percent(percentage).unwrap().lines.remove(0)
}

fn scoped(id: &str, scope: Scope) -> BookRule {
    BookRule { scope, ..rule(id, "1") }
}

fn books() -> Scope {
    Scope { category: vec![reference("books")], ..Scope::default() }
}

fn mexico() -> Scope {
    Scope { country: vec![reference("MX"), reference("GT")], ..Scope::default() }
}

/// A deal of which everything is known.
fn deal() -> Attributes {
    Attributes {
        price: euros("100.00"),
        category: Some(reference("books")),
        seller: Some(party("beto")),
        buyer: Some(party("ana")),
        country: Some(reference("MX")),
        method: Some(reference("card")),
        role: Some(Role::Broker),
    }
}

fn book(rules: Vec<BookRule>) -> RuleBook {
    RuleBook::new(rules).unwrap()
}

fn resolved(rules: Vec<BookRule>, deal: &Attributes) -> Resolution {
    book(rules).resolve(deal, at(NOW)).unwrap()
}

/// The ids of the winners.
fn winners(rules: Vec<BookRule>, deal: &Attributes) -> Vec<String> {
    let found = resolved(rules, deal);
    let won = found.explained.iter().filter(|one| one.verdict == Verdict::Won {});
    won.map(|one| one.rule.to_string()).collect()
}

fn refused(rules: Vec<BookRule>) -> Refusal {
    RuleBook::new(rules).unwrap_err()
}

#[test]
fn most_dimensions_win_then_priority_then_age() {
    let narrow = scoped("narrow", Scope { country: mexico().country, ..books() });
    let loud = BookRule { priority: 9, ..scoped("loud", books()) };
    let plain = rule("default", "5");
    assert_eq!(winners(vec![plain.clone(), loud.clone(), narrow.clone()], &deal()), ["narrow"]);
    assert_eq!(
        winners(vec![plain.clone(), scoped("quiet", books()), loud.clone()], &deal()),
        ["loud"]
    );
    let young =
        BookRule { valid_from: Some(at("2026-02-01T00:00:00Z")), ..scoped("young", books()) };
    let old = BookRule { valid_from: Some(at("2026-01-01T00:00:00Z")), ..scoped("old", books()) };
    assert_eq!(winners(vec![young.clone(), old.clone()], &deal()), ["old"]);
    let ever = scoped("ever", books());
    assert_eq!(winners(vec![young, old, ever.clone()], &deal()), ["ever"]);
    let first = scoped("first", mexico());
    assert_eq!(winners(vec![first, ever], &deal()), ["first"], "of one age, the order decides");
}

#[test]
fn a_rule_is_valid_from_its_first_instant_to_before_its_last() {
    let (from, to) = (at("2026-01-01T00:00:00Z"), at("2026-02-01T00:00:00Z"));
    let january = BookRule { valid_from: Some(from), valid_to: Some(to), ..rule("january", "1") };
    let book = book(vec![january]);
    let verdict = |at: Timestamp| book.resolve(&deal(), at).map_err(|refusal| refusal.code);
    let just_before = |at: Timestamp| Timestamp::from_millis(at.millis() - 1).unwrap();
    assert_eq!(verdict(just_before(from)), Err(Code::NoRule));
    assert!(verdict(from).is_ok());
    assert!(verdict(just_before(to)).is_ok());
    assert_eq!(verdict(to), Err(Code::NoRule));
}

#[test]
fn every_dimension_is_asked_and_any_of_its_values_will_do() {
    let other = |text: &str| vec![reference("other"), reference(text)];
    let any = Scope::default;
    let range = |above: &str, up_to: &str| {
        vec![AmountRange { above: Some(euros(above)), up_to: Some(euros(up_to)) }]
    };
    let dollars = Money::parse("1000.00", Currency::parse("USD").unwrap()).unwrap();
    for (dimension, fits, differs) in [
        (
            Dimension::Category,
            Scope { category: other("books"), ..any() },
            Scope { category: other("cars"), ..any() },
        ),
        (
            Dimension::Seller,
            Scope { seller: vec![party("x"), party("beto")], ..any() },
            Scope { seller: vec![party("ana")], ..any() },
        ),
        (
            Dimension::Buyer,
            Scope { buyer: vec![party("ana")], ..any() },
            Scope { buyer: vec![party("beto")], ..any() },
        ),
        (Dimension::Country, mexico(), Scope { country: other("ES"), ..any() }),
        (
            Dimension::Currency,
            Scope { currency: vec![Currency::parse("EUR").unwrap()], ..any() },
            Scope { currency: vec![Currency::parse("JPY").unwrap()], ..any() },
        ),
        (
            Dimension::Method,
            Scope { method: other("card"), ..any() },
            Scope { method: other("cash"), ..any() },
        ),
        (
            Dimension::Role,
            Scope { role: vec![Role::Seller, Role::Broker], ..any() },
            Scope { role: vec![Role::Seller], ..any() },
        ),
        (
            Dimension::Amount,
            Scope { amount: range("99.99", "100.00"), ..any() },
            Scope { amount: range("100.00", "200.00"), ..any() },
        ),
        (
            Dimension::Amount,
            Scope { amount: range("0.00", "100.00"), ..any() },
            Scope { amount: vec![AmountRange { above: None, up_to: Some(dollars) }], ..any() },
        ),
    ] {
        assert_eq!(winners(vec![rule("default", "1"), scoped("fits", fits)], &deal()), ["fits"]);
        let found = resolved(vec![rule("default", "1"), scoped("differs", differs)], &deal());
        assert_eq!(found.explained[1].verdict, Verdict::Mismatch { dimension });
        assert_eq!(found.explained[1].message, format!("the deal has another {dimension}"));
    }
}

#[test]
fn a_scope_asks_for_all_its_dimensions() {
    let both = Scope { country: mexico().country, ..books() };
    let elsewhere = Attributes { country: Some(reference("ES")), ..deal() };
    assert_eq!(winners(vec![rule("default", "1"), scoped("both", both)], &elsewhere), ["default"]);
}

#[test]
fn e82_a_rule_that_asks_for_what_the_deal_lacks_gives_way_to_the_default() {
    let lacks = Attributes::of(euros("100.00"));
    let found = resolved(vec![scoped("books", books()), rule("default", "5")], &lacks);
    assert_eq!(found.schedule.lines, vec![line("5")]);
    let (books_lost, default_won) = (&found.explained[0], &found.explained[1]);
    assert_eq!(books_lost.verdict, Verdict::Missing { dimension: Dimension::Category });
    assert_eq!(books_lost.message, "the deal has no category, so the default rule applies");
    assert_eq!(default_won.verdict, Verdict::Won {});

    let refusal = book(vec![scoped("books", books())]).resolve(&lacks, at(NOW)).unwrap_err();
    assert_eq!(refusal.code, Code::NoRule);
    assert_eq!(refusal.message, "the deal has no category, and there is no default rule");
    assert_eq!(refusal.field.as_deref(), Some("category"));
    assert_eq!(refusal.value.as_deref(), Some("platform"));
    let none = book(vec![scoped("books", books())]);
    let cars = Attributes { category: Some(reference("cars")), ..deal() };
    assert_eq!(none.resolve(&cars, at(NOW)).unwrap_err().code, Code::NoRule);
}

#[test]
fn e81_losers_are_told_who_won_and_equals_are_warned_of() {
    let rules = vec![
        scoped("winner", Scope { country: mexico().country, ..books() }),
        BookRule { priority: 3, ..scoped("general", books()) },
        scoped("first", books()),
        scoped("second", mexico()),
        scoped("third", Scope { category: vec![reference("cars")], ..Scope::default() }),
    ];
    let book = book(rules);
    let found = book.resolve(&deal(), at(NOW)).unwrap();
    let said: Vec<&str> = found.explained.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "it fits the deal and no rule of its group is ahead of it",
            "`winner` is more specific",
            "`winner` is more specific",
            "`winner` is more specific",
            "the deal has another category",
        ]
    );
    let warned: Vec<(String, String)> =
        book.warnings().iter().map(|w| (w.rule.to_string(), w.other.to_string())).collect();
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(warned, [pair("first", "second"), pair("second", "third")]);
    let same = resolved(vec![scoped("first", books()), scoped("second", mexico())], &deal());
    assert_eq!(same.explained[1].verdict, Verdict::Younger { to: reference("first") });
    let loud = BookRule { priority: 1, ..scoped("loud", mexico()) };
    let same = resolved(vec![scoped("first", books()), loud], &deal());
    assert_eq!(same.explained[0].verdict, Verdict::LowerPriority { to: reference("loud") });
}

#[test]
fn rules_that_never_meet_are_not_warned_of() {
    let range = |above: &str, up_to: &str| Scope {
        amount: vec![AmountRange { above: Some(euros(above)), up_to: Some(euros(up_to)) }],
        ..Scope::default()
    };
    let beside = [scoped("low", range("0", "100")), scoped("high", range("100", "200"))];
    let cars = Scope { category: vec![reference("cars")], ..Scope::default() };
    let apart = [scoped("books", books()), scoped("cars", cars)];
    let later = at("2026-01-01T00:00:00Z");
    let in_turn = [
        BookRule { valid_to: Some(later), ..scoped("before", books()) },
        BookRule { valid_from: Some(later), ..scoped("after", books()) },
    ];
    let other = BookRule { stack_group: reference("other"), ..scoped("other", books()) };
    let named = BookRule { line: FeeLine { id: reference("other"), ..line("1") }, ..other };
    for pair in [beside, apart, in_turn, [scoped("books", books()), named]] {
        assert_eq!(book(pair.to_vec()).warnings(), []);
    }
    let overlap = [scoped("low", range("0", "100")), scoped("high", range("99.99", "200"))];
    let warnings = book(overlap.to_vec()).warnings();
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0].message.starts_with("`low` and `high` are equally specific"));
}

#[test]
fn groups_add_up_in_the_order_in_which_they_are_named() {
    let surcharge = |id: &str, scope| BookRule {
        stack_group: reference("surcharge"),
        line: FeeLine { id: reference("surcharge"), ..line("2") },
        ..scoped(id, scope)
    };
    let rules = vec![
        surcharge("abroad", mexico()),
        rule("default", "5"),
        surcharge("books", Scope { country: vec![reference("MX")], ..books() }),
    ];
    let found = resolved(rules.clone(), &deal());
    let ids: Vec<&str> = found.schedule.lines.iter().map(|line| line.id.as_str()).collect();
    assert_eq!(ids, ["surcharge", "fee"]);
    let quote = quote(euros("100.00"), &found.schedule, &party("ana"), &party("beto")).unwrap();
    assert_eq!(quote.totals[1].pays.amount_text(), "7.00");
    let at_home = Attributes { country: Some(reference("ES")), ..deal() };
    assert_eq!(winners(rules.clone(), &at_home), ["default"], "a group may add nothing");
    let unknown = Attributes { country: None, ..deal() };
    let refusal = book(rules).resolve(&unknown, at(NOW)).unwrap_err();
    assert_eq!(refusal.code, Code::NoRule, "nobody can say whether the surcharge applies");
    assert_eq!(refusal.value.as_deref(), Some("surcharge"));
}

#[test]
fn amounts_take_the_decimals_of_the_deal() {
    let least = FeeSchedule::percent("1").unwrap().min("2.5").unwrap().lines.remove(0);
    let rules = vec![BookRule { line: least, ..rule("default", "1") }];
    let found = resolved(rules.clone(), &deal());
    assert!(to_json(&found.schedule).unwrap().contains(r#""min":"2.50""#));
    let yen = Attributes::of(Money::parse("100", Currency::parse("JPY").unwrap()).unwrap());
    let refusal = book(rules).resolve(&yen, at(NOW)).unwrap_err();
    assert_eq!(refusal.code, Code::AmountScale);
    assert_eq!(refusal.field.as_deref(), Some("fees[0].rule"));
}

#[test]
fn a_new_edition_follows_the_old_one() {
    let until = at("2026-03-01T00:00:00Z");
    let old = BookRule { valid_to: Some(until), ..rule("platform", "5") };
    let new = BookRule { version: 2, valid_from: Some(until), ..rule("platform", "4") };
    let found = resolved(vec![old.clone(), new.clone()], &deal());
    assert_eq!(found.schedule.lines, vec![line("4")]);
    assert_eq!(found.explained[0].verdict, Verdict::Expired {});
    assert_eq!((found.explained[1].version, &found.explained[1].verdict), (2, &Verdict::Won {}));
    let before = book(vec![old, new]).resolve(&deal(), at("2026-02-01T00:00:00Z")).unwrap();
    assert_eq!(before.explained[1].verdict, Verdict::NotYetValid {});
}

#[test]
fn bad_books_are_refused() {
    let code = |rules: Vec<BookRule>| refused(rules).code;
    let one = || rule("one", "1");
    assert_eq!(code(Vec::new()), Code::RuleInvalid, "empty");
    let refusal = refused(vec![one(), one()]);
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::RuleInvalid, Some("rules[1].id")));
    let second = BookRule { version: 2, ..one() };
    assert_eq!(code(vec![one(), second]), Code::RuleInvalid, "two editions at one time");
    let until = at(NOW);
    let ended = BookRule { valid_to: Some(until), ..one() };
    let same_number = BookRule { valid_from: Some(until), ..one() };
    assert_eq!(code(vec![ended, same_number]), Code::RuleInvalid, "one number for two editions");
    for valid_to in [NOW, "2026-02-28T00:00:00Z"] {
        let backwards = BookRule { valid_from: Some(until), valid_to: Some(at(valid_to)), ..one() };
        let refusal = refused(vec![backwards]);
        assert_eq!(refusal.code, Code::RuleInvalid);
        assert_eq!(refusal.field.as_deref(), Some("rules[0].valid_to"));
    }
    let elsewhere = BookRule { stack_group: reference("other"), ..rule("other", "1") };
    let refusal = refused(vec![one(), elsewhere]);
    assert_eq!(refusal.code, Code::RuleInvalid);
    assert_eq!(refusal.field.as_deref(), Some("rules[1].line.id"));
    let many = (0..=BOOK_RULES).map(|n| scoped(&format!("r{n}"), books())).collect::<Vec<_>>();
    assert_eq!(code(many.clone()), Code::LimitExceeded);
    assert_eq!(book(many[1..].to_vec()).rules().len(), BOOK_RULES);
    let wide = Scope { category: vec![reference("x"); SCOPE_VALUES + 1], ..Scope::default() };
    assert_eq!(code(vec![scoped("wide", wide)]), Code::LimitExceeded);
}

#[test]
fn bad_ranges_and_lines_are_refused() {
    let of = |above: Option<&str>, up_to: Option<&str>| {
        let amount = vec![AmountRange { above: above.map(euros), up_to: up_to.map(euros) }];
        refused(vec![scoped("range", Scope { amount, ..Scope::default() })])
    };
    let refusal = of(Some("5.00"), Some("4.99"));
    assert_eq!(refusal.code, Code::RuleInvalid, "turned around");
    assert_eq!(refusal.field.as_deref(), Some("rules[0].scope.amount[0].up_to"));
    assert_eq!(of(Some("5.00"), Some("5.00")).code, Code::RuleInvalid, "nothing is in it");
    assert_eq!(of(None, None).code, Code::RuleInvalid, "no bound");
    assert_eq!(of(Some("-0.01"), None).code, Code::AmountRange);
    let yen = Money::parse("5", Currency::parse("JPY").unwrap()).unwrap();
    let mixed = AmountRange { above: Some(euros("1.00")), up_to: Some(yen) };
    let mixed = Scope { amount: vec![mixed], ..Scope::default() };
    assert_eq!(refused(vec![scoped("mixed", mixed)]).code, Code::CurrencyMismatch);

    let empty: Rule = from_json(r#"{"tiers":[]}"#).unwrap();
    let refusal = refused(vec![BookRule {
        line: FeeLine { rule: empty, ..line("1") },
        ..rule("empty", "1")
    }]);
    assert_eq!(refusal.code, Code::RuleInvalid);
    assert_eq!(refusal.field.as_deref(), Some("rules[0].line.rule.tiers"));
    let least = FeeSchedule::percent("1").unwrap().min("0.5").unwrap().lines.remove(0);
    let yen = Scope { currency: vec![Currency::parse("JPY").unwrap()], ..Scope::default() };
    let scale = refused(vec![BookRule { line: least, ..scoped("yen", yen) }]);
    assert_eq!(scale.code, Code::AmountScale, "the scope names the currency");
}

#[test]
fn a_book_is_read_through_the_same_checks() {
    let range = AmountRange { above: Some(euros("10.00")), up_to: None };
    let scope = Scope { amount: vec![range], role: vec![Role::Seller], ..books() };
    let book = book(vec![rule("default", "5"), BookRule { priority: 2, ..scoped("books", scope) }]);
    let text = to_json(&book).unwrap();
    assert_eq!(from_json::<RuleBook>(&text).unwrap(), book);
    let code = |text: &str| from_json::<RuleBook>(text).unwrap_err().code;
    assert_eq!(code(r#"{"rules":[]}"#), Code::RuleInvalid);
    assert_eq!(code(&text.replace(r#""priority":2"#, r#""weight":2"#)), Code::JsonUnknownField);
    assert_eq!(code(&text.replace(r#""category""#, r#""colour""#)), Code::JsonUnknownField);
    assert_eq!(code(&text.replace(r#""above""#, r#""over""#)), Code::JsonUnknownField);
    assert_eq!(code(&text.replace(r#""priority":2"#, r#""priority":-2"#)), Code::JsonType);
    assert_eq!(code(&text.replace(r#""EUR""#, r#""EUX""#)), Code::CurrencyUnknown);
    assert_eq!(code(&text.replace(r#""seller"]"#, r#""judge"]"#)), Code::JsonType);
    assert_eq!(code(&text.replace(r#""id":"books""#, r#""id":"bo oks""#)), Code::IdSyntax);
    assert_eq!(code(&text.replace(r#""id":"books""#, r#""id":"default""#)), Code::RuleInvalid);
    let found = book.resolve(&deal(), at(NOW)).unwrap();
    let text = to_json(&found).unwrap();
    assert_eq!(from_json::<Resolution>(&text).unwrap(), found);
    assert!(text.contains(r#""verdict":{"dimension":"role","type":"mismatch"}"#), "{text}");
    let text = to_json(&deal()).unwrap();
    assert_eq!(from_json::<Attributes>(&text).unwrap(), deal());
    let bare = r#"{"price":{"amount":"1.00","currency":"EUR"}}"#;
    assert_eq!(from_json::<Attributes>(bare).unwrap(), Attributes::of(euros("1.00")));
}
