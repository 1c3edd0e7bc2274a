//! Hostile and careless input, through the Rust constructors and through JSON: each is refused with its one code.
//! Commands that are refused leave the escrow exactly as it was.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how many cases it saw"
)]

mod support;

use serde::de::DeserializeOwned;
use std::fmt::Debug;
use support::{World, at, case, digest, milestone, name, party, reference, two_sides};
use tercero::commission::{FeeLine, FeeSchedule, Rule};
use tercero::escrow::terms::Kind;
use tercero::escrow::{LegId, OnTimeout, Reason, Timer};
use tercero::history::Entry;
use tercero::limits;
use tercero::{
    Amount, CaseId, Code, Command, CommandId, Context, Currency, Digest, EscrowId, Hash,
    MilestoneId, Money, PartyId, Rate, Reference, Refusal, Role, Terms, Text, Timestamp, Window,
    days, from_json, percent, to_json,
};

fn code<T: Debug>(answer: Result<T, Refusal>) -> Code {
    answer.unwrap_err().code
}

/// The code with which JSON is refused as a `T`.
fn json<T: DeserializeOwned + Debug>(text: &str) -> Code {
    code(from_json::<T>(text))
}

fn currency(code: &str) -> Currency {
    Currency::parse(code).unwrap()
}

fn usd(amount: &str) -> Money {
    Money::parse(amount, currency("USD")).unwrap()
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// What is not plain decimal text.
const NOT_A_NUMBER: [&str; 36] = [
    "NaN",
    "nan",
    "Infinity",
    "-Infinity",
    "inf",
    "-0",
    "-0.00",
    "0x10",
    "0b1",
    "1e3",
    "1E3",
    "1_000",
    "1,000",
    "1 000",
    "1'000",
    "+1",
    "--1",
    "-",
    "01",
    "00",
    "-01",
    "1.",
    ".5",
    "-.5",
    "1.2.3",
    ".",
    "",
    " ",
    " 1",
    "1 ",
    "1\n",
    "1\0",
    "$1",
    "1€",
    "½",
    "one",
];

/// Digits that are not those of ASCII.
const OTHER_DIGITS: [&str; 6] = ["１２", "١٢", "۱۲", "1²", "१२", "𝟏𝟐"];

#[test]
fn amounts_are_plain_decimals() {
    let mut count = 0;
    for text in NOT_A_NUMBER.iter().chain(&OTHER_DIGITS) {
        let wire = format!(r#"{{"amount":{},"currency":"USD"}}"#, quoted(text));
        assert_eq!(code(Money::parse(text, currency("USD"))), Code::AmountSyntax, "{text:?}");
        assert_eq!(json::<Money>(&wire), Code::AmountSyntax, "{text:?}");
        assert_eq!(code(Amount::parse(text)), Code::AmountSyntax, "{text:?}");
        assert_eq!(json::<Amount>(&quoted(text)), Code::AmountSyntax, "{text:?}");
        assert_eq!(code(Rate::parse(text)), Code::AmountSyntax, "{text:?}");
        assert_eq!(json::<Rate>(&quoted(text)), Code::AmountSyntax, "{text:?}");
        assert_eq!(code(percent(text)), Code::AmountSyntax, "{text:?}");
        count += 7;
    }
    println!("{count} amounts refused");
}

#[test]
fn an_amount_is_text_and_never_a_number() {
    for value in ["10.5", "10", "0", "-1", "true", "false", "null", "[]", "{}", r#"["1"]"#, "1e3"] {
        let wire = format!(r#"{{"amount":{value},"currency":"USD"}}"#);
        assert_eq!(json::<Money>(&wire), Code::AmountType, "{value}");
        assert_eq!(json::<Amount>(value), Code::AmountType, "{value}");
        let command = format!(r#"{{"type":"release_partial","milestone":"m1","amount":{wire}}}"#);
        assert_eq!(json::<Command>(&command), Code::AmountType, "{value}");
        let rule = format!(r#"{{"tiers":[{{"rate":"0.1","on":"whole"}}],"min":{value}}}"#);
        if value != "null" {
            assert_eq!(json::<Rule>(&rule), Code::AmountType, "{value}");
        }
    }
    for value in ["1", "0.5", "true", "null"] {
        assert_eq!(json::<Rate>(value), Code::AmountType, "{value}");
    }
}

#[test]
fn amounts_have_a_size() {
    let below = "99999999999999999999999999.99";
    assert_eq!(usd(below).minor(), 10_i128.pow(28) - 1);
    assert_eq!(usd(&format!("-{below}")).minor(), 1 - 10_i128.pow(28));
    for text in ["100000000000000000000000000.00", "100000000000000000000000000"] {
        for text in [text.to_owned(), format!("-{text}")] {
            let wire = format!(r#"{{"amount":"{text}","currency":"USD"}}"#);
            assert_eq!(code(Money::parse(&text, currency("USD"))), Code::AmountRange, "{text}");
            assert_eq!(json::<Money>(&wire), Code::AmountRange, "{text}");
        }
    }
    let yen = currency("JPY");
    assert!(Money::parse(&"9".repeat(28), yen).is_ok());
    for length in [29, 39, 40, 400, 100_000] {
        assert_eq!(code(Money::parse(&"9".repeat(length), yen)), Code::AmountRange, "{length}");
        assert_eq!(code(Amount::parse(&"9".repeat(length))), Code::AmountRange, "{length}");
    }
    for minor in [10_i128.pow(28), -(10_i128.pow(28)), i128::MAX, i128::MIN] {
        assert_eq!(code(Money::from_minor(minor, yen)), Code::AmountRange, "{minor}");
    }
    let most = Money::from_minor(10_i128.pow(28) - 1, yen).unwrap();
    let one = Money::from_minor(1, yen).unwrap();
    assert_eq!(code(most.plus(one)), Code::AmountRange);
    assert_eq!(code(Money::zero(yen).minus(most).unwrap().minus(one)), Code::AmountRange);
    assert_eq!(code(Amount::parse("-1")), Code::AmountRange);
    assert_eq!(json::<Amount>(r#""-0.01""#), Code::AmountRange);
    for half in ["9999999999999999999999999999", "1"] {
        let sum = Terms::builder("JPY").buyer("ana").seller("beto").milestone("m1", "One", half);
        let refusal = sum.milestone("m2", "Two", "9999999999999999999999999999").build();
        assert_eq!(code(refusal), Code::AmountRange, "a sum may overflow, too");
    }
}

#[test]
fn amounts_have_no_more_decimals_than_their_currency() {
    for (text, code_of) in
        [("1.5", "JPY"), ("1.0", "JPY"), ("1.001", "USD"), ("1.000", "USD"), ("1.0001", "BHD")]
    {
        let wire = format!(r#"{{"amount":"{text}","currency":"{code_of}"}}"#);
        assert_eq!(code(Money::parse(text, currency(code_of))), Code::AmountScale, "{text}");
        assert_eq!(json::<Money>(&wire), Code::AmountScale, "{text} {code_of}");
    }
    for (text, code_of, minor) in
        [("1", "JPY", 1), ("1.5", "USD", 150), ("1.001", "BHD", 1001), ("1.0001", "CLF", 10_001)]
    {
        assert_eq!(Money::parse(text, currency(code_of)).unwrap().minor(), minor);
    }
    assert!(Amount::parse("1.0001").is_ok());
    assert_eq!(code(Amount::parse("1.00001")), Code::AmountScale);
    let min = FeeSchedule::percent("1").unwrap().min("0.001").unwrap();
    let terms = two_sides().milestone("m1", "Work", "10.00").fees(min).build();
    assert_eq!(code(terms), Code::AmountScale, "a minimum of a tenth of a cent");
}

#[test]
fn currencies_are_iso_codes_in_capitals() {
    for text in [
        "usd",
        "Usd",
        "USd",
        "",
        "US",
        "USDT",
        "XYZ",
        "XXX",
        "XAU",
        "XTS",
        "€",
        "US\0",
        " USD",
        "ＵＳＤ",
    ] {
        assert_eq!(code(Currency::parse(text)), Code::CurrencyUnknown, "{text:?}");
        assert_eq!(json::<Currency>(&quoted(text)), Code::CurrencyUnknown, "{text:?}");
        let wire = format!(r#"{{"amount":"1","currency":{}}}"#, quoted(text));
        assert_eq!(json::<Money>(&wire), Code::CurrencyUnknown, "{text:?}");
        let terms = Terms::builder(text).buyer("ana").seller("beto").milestone("m1", "Work", "1");
        assert_eq!(code(terms.build()), Code::CurrencyUnknown, "{text:?}");
    }
    assert_eq!(code(usd("1").plus(Money::zero(currency("EUR")))), Code::CurrencyMismatch);
    let text = to_json(&two_sides().milestone("m1", "Work", "10.00").build().unwrap()).unwrap();
    let mixed = text
        .replace(r#""amount":"10.00","currency":"EUR""#, r#""amount":"10.00","currency":"USD""#);
    assert_ne!(mixed, text);
    let refusal = from_json::<Terms>(&mixed).unwrap_err();
    assert_eq!(refusal.code, Code::CurrencyMismatch);
}

#[test]
fn rates_are_exact_and_not_negative() {
    assert!(Rate::parse(&"9".repeat(20)).is_ok());
    assert_eq!(code(Rate::parse(&"9".repeat(21))), Code::AmountSyntax);
    assert!(Rate::parse(&format!("0.{}", "1".repeat(18))).is_ok());
    assert_eq!(code(Rate::parse(&format!("0.{}", "1".repeat(19)))), Code::AmountSyntax);
    assert!(percent(&format!("1.{}", "1".repeat(16))).is_ok());
    assert_eq!(code(percent(&format!("1.{}", "1".repeat(17)))), Code::AmountSyntax);
    for text in ["-1", "-0.5", "-99999999999999999999.1"] {
        assert_eq!(code(Rate::parse(text)), Code::NegativeWeight, "{text}");
        assert_eq!(json::<Rate>(&quoted(text)), Code::NegativeWeight, "{text}");
    }
}

#[test]
fn texts_hide_nothing() {
    let ranges = [
        0x0000..=0x001F_u32,
        0x007F..=0x009F,
        0x200B..=0x200F,
        0x2028..=0x202E,
        0x2060..=0x2069,
        0xFEFF..=0xFEFF,
        0x00AD..=0x00AD,
        0x061C..=0x061C,
        0x180E..=0x180E,
        0x3164..=0x3164,
        0xFFF9..=0xFFFB,
        0xE0000..=0xE007F,
    ];
    let mut count = 0;
    for c in ranges.into_iter().flatten().map(|c| char::from_u32(c).unwrap()) {
        let text = format!("Coffee{c}machine");
        let forbidden = Code::TextForbidden;
        assert_eq!(code(Text::parse(&text)), forbidden, "U+{:04X}", u32::from(c));
        assert_eq!(json::<Text>(&quoted(&text)), forbidden, "U+{:04X}", u32::from(c));
        assert_eq!(code(Digest::of_text(&text)), forbidden, "U+{:04X}", u32::from(c));
        let terms = two_sides().milestone("m1", &text, "10.00").build();
        assert_eq!(code(terms), forbidden, "U+{:04X}", u32::from(c));
        count += 1;
    }
    println!("{count} characters refused");
    for text in ["e\u{301}", "\u{212B}", "\u{1100}\u{1161}"] {
        assert_eq!(code(Text::parse(text)), Code::TextForbidden, "{text} is not in NFC");
    }
    for text in ["Cafetera exprés", "コーヒー", "قهوة", "☕😀", "é"] {
        assert_eq!(Text::parse(text).unwrap().as_str(), text);
    }
}

#[test]
fn texts_have_a_length() {
    let longest = limits::TEXT_BYTES;
    assert_eq!(longest, 4096);
    assert_eq!(code(Text::parse("")), Code::TextLength);
    assert_eq!(json::<Text>(r#""""#), Code::TextLength);
    for length in [longest - 1, longest] {
        assert!(Text::parse(&"a".repeat(length)).is_ok());
    }
    for length in [longest + 1, 1024 * 1024] {
        let refusal = Text::parse(&"a".repeat(length)).unwrap_err();
        assert_eq!(refusal.code, Code::TextLength);
        assert!(refusal.value.unwrap().len() <= 100, "a refusal quotes a little, not a megabyte");
    }
    assert_eq!(code(Text::parse(&"é".repeat(longest / 2 + 1))), Code::TextLength, "bytes count");
    let marks = limits::TEXT_MARKS;
    assert_eq!(marks, 64);
    let marked = |n: usize| format!("x{}", "\u{0338}".repeat(n));
    for n in [marks - 1, marks] {
        assert!(Text::parse(&marked(n)).is_ok(), "{n}");
    }
    assert_eq!(code(Text::parse(&marked(marks + 1))), Code::TextForbidden);
    assert_eq!(code(Digest::of_text(&"a".repeat(longest + 1))), Code::TextLength);
}

#[test]
fn ids_are_short_and_plain() {
    let longest = "a".repeat(limits::ID_BYTES);
    assert_eq!(longest.len(), 64);
    for good in ["a", "A-z_09", &"a".repeat(limits::ID_BYTES - 1), &longest] {
        assert_eq!(PartyId::parse(good).unwrap().as_str(), good);
    }
    let long = format!("{longest}a");
    for bad in [
        "",
        " ",
        "a b",
        "a.b",
        "../etc/passwd",
        "a/b",
        "a\\b",
        "ñ",
        "a\0",
        "a\n",
        "%2e",
        "a:b",
        &long,
    ] {
        assert_eq!(code(PartyId::parse(bad)), Code::IdSyntax, "{bad:?}");
        assert_eq!(code(MilestoneId::parse(bad)), Code::IdSyntax, "{bad:?}");
        assert_eq!(code(Reference::parse(bad)), Code::IdSyntax, "{bad:?}");
        assert_eq!(json::<PartyId>(&quoted(bad)), Code::IdSyntax, "{bad:?}");
        assert_eq!(json::<MilestoneId>(&quoted(bad)), Code::IdSyntax, "{bad:?}");
        assert_eq!(json::<Reference>(&quoted(bad)), Code::IdSyntax, "{bad:?}");
    }
    let part = |length: usize| two_sides().milestone(&"m".repeat(length), "Work", "1.00").build();
    assert!(part(59).is_ok() && part(60).is_ok(), "room for the number of a part");
    assert_eq!(code(part(61)), Code::IdSyntax);
}

#[test]
fn uuids_are_lower_case_with_hyphens() {
    for bad in [
        "",
        "7D2F4C1E-0000-4000-8000-000000000001",
        "7d2f4c1e000040008000000000000001",
        "{7d2f4c1e-0000-4000-8000-000000000001}",
        "urn:uuid:7d2f4c1e-0000-4000-8000-000000000001",
        "7d2f4c1e-0000-4000-8000-00000000000",
        "7d2f4c1e-0000-4000-8000-00000000000g",
        " 7d2f4c1e-0000-4000-8000-000000000001",
        "txn_7d2f4c1e-0000-4000-8000-000000000001",
    ] {
        assert_eq!(code(EscrowId::parse(bad)), Code::IdSyntax, "{bad}");
        assert_eq!(code(CommandId::parse(bad)), Code::IdSyntax, "{bad}");
        assert_eq!(code(CaseId::parse(bad)), Code::IdSyntax, "{bad}");
        assert_eq!(json::<CommandId>(&quoted(bad)), Code::IdSyntax, "{bad}");
    }
    for bad in ["", "a/b", "a/b/c/d", "a/../c", "a b/c/1"] {
        assert_eq!(code(LegId::parse(bad)), Code::IdSyntax, "{bad}");
    }
    for bad in ["", "00", &"0".repeat(63), &"0".repeat(65), &"A".repeat(64), &"g".repeat(64)] {
        assert_eq!(code(Hash::parse(bad)), Code::IdSyntax, "{bad}");
    }
}

#[test]
fn documents_are_shallow() {
    let deepest = limits::JSON_DEPTH;
    assert_eq!(deepest, 32);
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    for depth in [deepest - 1, deepest] {
        assert!(from_json::<serde_json::Value>(&nested(depth)).is_ok(), "{depth}");
    }
    assert_eq!(json::<serde_json::Value>(&nested(deepest + 1)), Code::JsonDepth);
    let begun = std::time::Instant::now();
    for bomb in ["[".repeat(100_000), "{\"a\":".repeat(100_000), nested(100_000)] {
        assert_eq!(json::<Command>(&bomb), Code::JsonDepth);
        assert_eq!(json::<Terms>(&bomb), Code::JsonDepth);
    }
    let taken = begun.elapsed();
    println!("six deep documents refused in {taken:?}");
    assert!(taken.as_millis() < 300, "{taken:?}");
    let brackets = format!(r#"{{"type":"edit","more":"{}"}}"#, "[".repeat(100));
    assert_ne!(json::<Command>(&brackets), Code::JsonDepth, "brackets in a text are text");
    let quote = r#"["\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["]"#;
    assert!(from_json::<Vec<String>>(quote).is_ok());
}

#[test]
fn documents_are_json_and_nothing_else() {
    for bad in [
        "",
        " ",
        "{",
        "nonsense",
        r#"{"type":"propose"}{"type":"propose"}"#,
        r#"{"type":"propose"} x"#,
        r#"{"type":"propose",}"#,
        r#"{'type':'propose'}"#,
        "{\"type\":\"propose\"}\u{FEFF}",
        "\u{FEFF}{\"type\":\"propose\"}",
        r#"{"type":"propose"/* */}"#,
        r#"{"type":"\ud800"}"#,
        r#"{"type":"\udc00x"}"#,
        r#"{"type":"\ud800\ud800"}"#,
        "{\"type\":\"pro\npose\"}",
        r#"{"type":"edit","terms":1e400}"#,
        r#"{"type":"edit","terms":NaN}"#,
        r#"{"type":"edit","terms":Infinity}"#,
    ] {
        assert_eq!(json::<Command>(bad), Code::JsonSyntax, "{bad}");
    }
    assert_eq!(json::<Money>(r#"{"amount":1e400,"currency":"USD"}"#), Code::JsonSyntax);
    let invalid = Entry { version: 1, hash: Hash::ZERO, bytes: b"{\"schema\":\"\xff\"}".to_vec() };
    assert_eq!(code(invalid.body::<tercero::Event>()), Code::JsonSyntax, "invalid UTF-8");
}

#[test]
fn a_key_appears_once() {
    for twice in [
        r#"{"type":"propose","type":"propose"}"#,
        r#"{"type":"approve","milestone":"m1","milestone":"m2"}"#,
        r#"{"milestone":"m1","type":"approve","milestone":"m1"}"#,
        r#"{"type":"release_partial","milestone":"m1","amount":{"amount":"1","amount":"2","currency":"USD"}}"#,
    ] {
        assert_eq!(json::<Command>(twice), Code::JsonDuplicateKey, "{twice}");
    }
    let money = r#"{"amount":"1","currency":"USD","currency":"USD"}"#;
    assert_eq!(json::<Money>(money), Code::JsonDuplicateKey);
    let text = to_json(&support::worked_terms()).unwrap();
    let members: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
    assert_eq!(members.len(), 9);
    for (key, value) in members {
        let twice = text.replacen('{', &format!(r#"{{"{key}":{value},"#), 1);
        assert_eq!(json::<Terms>(&twice), Code::JsonDuplicateKey, "{key}");
    }
}

#[test]
fn a_key_is_known() {
    for unknown in [
        r#"{"type":"propose","more":1}"#,
        r#"{"type":"approve","milestone":"m1","force":true}"#,
        r#"{"type":"approve","milestone":"m1","Milestone":"m1"}"#,
        r#"{"type":"release_partial","milestone":"m1","amount":{"amount":"1","currency":"USD","scale":2}}"#,
    ] {
        assert_eq!(json::<Command>(unknown), Code::JsonUnknownField, "{unknown}");
    }
    let text = to_json(&support::worked_terms()).unwrap();
    for inner in [r#""rate":"#, r#""title":"#, r#""weight":"#, r#""window":"#, r#""role":"#] {
        let unknown = text.replacen(inner, &format!(r#""__proto__":1,{inner}"#), 1);
        assert_ne!(unknown, text);
        assert_eq!(json::<Terms>(&unknown), Code::JsonUnknownField, "{inner}");
    }
}

#[test]
fn a_value_has_its_type() {
    for wrong in [
        "null",
        "[]",
        "5",
        r#""propose""#,
        "{}",
        r#"{"type":"fly"}"#,
        r#"{"type":5}"#,
        r#"{"type":null}"#,
        r#"{"type":"approve"}"#,
        r#"{"type":"approve","milestone":5}"#,
        r#"{"type":"approve","milestone":null}"#,
        r#"{"type":"approve","milestone":["m1"]}"#,
        r#"{"type":"accept","terms_version":-1,"terms_hash":""}"#,
        r#"{"type":"accept","terms_version":1.5,"terms_hash":""}"#,
        r#"{"type":"accept","terms_version":4294967296,"terms_hash":""}"#,
        r#"{"type":"accept","terms_version":"1","terms_hash":""}"#,
    ] {
        assert_eq!(json::<Command>(wrong), Code::JsonType, "{wrong}");
    }
    let text = to_json(&support::worked_terms()).unwrap();
    for (from, to) in [
        (r#""kind":"goods""#, r#""kind":"favour""#),
        (r#""role":"buyer""#, r#""role":"king""#),
        (r#""must_accept":true"#, r#""must_accept":"yes""#),
        (r#""rework_rounds":3"#, r#""rework_rounds":-3"#),
        (r#""on":"slice""#, r#""on":"slices""#),
    ] {
        let wrong = text.replacen(from, to, 1);
        assert_ne!(wrong, text);
        assert_eq!(json::<Terms>(&wrong), Code::JsonType, "{to}");
    }
}

#[test]
fn times_are_instants_of_our_calendar() {
    for bad in [
        "10000-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999-00:01",
        "1969-12-31T23:59:59.999Z",
        "1970-01-01T00:00:00+00:01",
        "-0001-01-01T00:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-03-01T09:00:00",
        "2026-03-01T09:00:00.0001Z",
        "2026-03-01 09:00",
        "2026-03-01",
        "2026-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T09:00:00+25:00",
        "yesterday",
        "",
        "0",
        "1772355600000",
    ] {
        assert_eq!(code(Timestamp::parse(bad)), Code::TimeRange, "{bad}");
        assert_eq!(json::<Timestamp>(&quoted(bad)), Code::TimeRange, "{bad}");
    }
    assert_eq!(json::<Timestamp>("1772355600000"), Code::JsonType);
    let last = 253_402_300_799_999;
    for millis in [i64::MIN, -1, last + 1, i64::MAX] {
        assert_eq!(code(Timestamp::from_millis(millis)), Code::TimeRange, "{millis}");
    }
    assert_eq!(at("9999-12-31T23:59:59.999Z").millis(), last);
    assert_eq!(at("1970-01-01T00:00:00Z").millis(), 0);
    assert_eq!(at("9999-12-31T23:59:59.999Z").after(days(1)).millis(), last);
}

#[test]
fn windows_last_ten_years_at_most() {
    let most = limits::WINDOW_SECONDS;
    assert_eq!(most, 315_360_000);
    for seconds in [0, most - 1, most] {
        assert_eq!(Window::seconds(seconds).unwrap().as_seconds(), seconds);
    }
    assert_eq!(code(Window::seconds(most + 1)), Code::TimeRange);
    assert_eq!(json::<Window>("315360001"), Code::TimeRange);
    for wrong in ["-1", "1.5", r#""60""#, "4294967296", "null"] {
        assert_eq!(json::<Window>(wrong), Code::JsonType, "{wrong}");
    }
    assert_eq!(days(3650).as_seconds(), most);
    assert_eq!(days(3651).as_seconds(), most);
}

#[test]
fn the_clock_is_not_set_back() {
    let mut world = funded();
    world.pass(days(1));
    world.release("m1", "1.00");
    let before = world.escrow.clone();
    let recorded = world.escrow.recorded_at();
    assert_eq!(recorded, world.now);
    let earlier = Timestamp::from_millis(recorded.millis() - 1).unwrap();
    let approve = Command::Approve { milestone: milestone("m1") };
    let ctx = Context { at: earlier, ..world.context(Role::Buyer) };
    let refusal = world.escrow.handle(&approve, &ctx).unwrap_err();
    assert_eq!(refusal.code, Code::ClockRegressed);
    assert_eq!(refusal.value.unwrap(), earlier.to_string());
    assert_eq!(code(world.escrow.tick(earlier)), Code::ClockRegressed);
    assert_eq!(code(world.escrow.preview(&approve, &ctx)), Code::ClockRegressed);
    assert_eq!(world.escrow, before);
}

fn work() -> Terms {
    let terms = two_sides().arbiter("xavi").milestone("m1", "Design", "100.00");
    terms.kind(Kind::Service).build().unwrap()
}

/// One milestone of work over 100.00, paid and submitted.
fn funded() -> World {
    let mut world = World::funded(work());
    world.submit("m1");
    world
}

/// The same with a case over 60.00 in negotiation.
fn contested() -> (World, CaseId) {
    let mut world = funded();
    let case = world.dispute(Role::Buyer, "m1", "60.00", Reason::NotAsDescribed);
    let offer = Some(world.money("10.00"));
    let respond = Command::Respond { case, statement: digest("no"), offer };
    world.by(Role::Seller, respond).unwrap();
    (world, case)
}

#[test]
fn amounts_of_commands_fit_what_is_there() {
    let (mut world, open) = contested();
    let id = || milestone("m1");
    let mut count = 0;
    for (amount, refused) in [
        (world.money("0.00"), Code::AmountRange),
        (world.money("-0.01"), Code::AmountRange),
        (world.money("-100.00"), Code::AmountRange),
        (world.money("40.01"), Code::AmountExceedsAvailable),
        (world.money("99999999999999999999999999.99"), Code::AmountExceedsAvailable),
        (usd("1.00"), Code::CurrencyMismatch),
    ] {
        let release = Command::ReleasePartial { milestone: id(), amount };
        let refusal = world.refused(Role::Buyer, release);
        assert_eq!((refusal.code, refusal.field.as_deref()), (refused, Some("amount")), "{amount}");
        let refund = Command::RefundPartial { milestone: id(), amount };
        assert_eq!(world.refused(Role::Seller, refund).code, refused, "{amount}");
        let dispute = Command::Dispute {
            milestone: id(),
            case: case(9),
            amount,
            reason: Reason::NotCompleted,
            statement: digest("more"),
        };
        assert_eq!(world.refused(Role::Buyer, dispute).code, refused, "{amount}");
        count += 3;
    }
    for (to_buyer, refused) in [
        (world.money("-0.01"), Code::AmountRange),
        (world.money("60.01"), Code::AmountExceedsAvailable),
        (usd("1.00"), Code::CurrencyMismatch),
    ] {
        let offer = Command::Offer { case: open, to_buyer };
        let refusal = world.refused(Role::Buyer, offer);
        assert_eq!((refusal.code, refusal.field.as_deref()), (refused, Some("to_buyer")));
        count += 1;
    }
    world.pass(days(14));
    world.pass(days(30));
    for (to_buyer, refused) in [
        (world.money("-0.01"), Code::AmountRange),
        (world.money("60.01"), Code::AmountExceedsAvailable),
        (usd("60.00"), Code::CurrencyMismatch),
    ] {
        let ruling = Command::Rule { case: open, to_buyer, reason: digest("so be it") };
        assert_eq!(world.refused(Role::Arbiter, ruling).code, refused, "{to_buyer}");
        count += 1;
    }
    let mut world = World::agreed(work());
    for amount in ["0.00", "-0.01"] {
        let (amount, payin) = (world.money(amount), reference("p"));
        let cleared = Command::PayinCleared { milestone: id(), payin, amount, hold_until: None };
        assert_eq!(world.refused(Role::Provider, cleared).code, Code::AmountRange);
        count += 1;
    }
    println!("{count} commands refused");
}

#[test]
fn unknown_subjects_are_not_found() {
    let mut world = funded();
    let unknown = || milestone("m9");
    let amount = world.money("1.00");
    for (role, command) in [
        (Role::Buyer, Command::Approve { milestone: unknown() }),
        (Role::Seller, Command::Submit { milestone: unknown(), proof: digest("x") }),
        (Role::Buyer, Command::ReleasePartial { milestone: unknown(), amount }),
        (Role::Buyer, Command::AcceptClaim { case: case(7) }),
        (Role::Admin, Command::AddEvidence { case: case(7), evidence: digest("x") }),
        (
            Role::Provider,
            Command::LegSent {
                leg: LegId::parse("7d2f4c1e-0000-4000-8000-000000000001/m1/1").unwrap(),
                reference: reference("r"),
            },
        ),
    ] {
        let refusal = world.refused(role, command.clone());
        assert_eq!(refusal.code, Code::NotFound, "{command:?}");
    }
}

#[test]
fn strangers_and_wrong_roles_are_not_allowed() {
    let mut world = funded();
    let before = world.escrow.clone();
    let approve = Command::Approve { milestone: milestone("m1") };
    for (actor, role) in [
        ("mallory", Role::Buyer),
        ("beto", Role::Buyer),
        ("ana", Role::Seller),
        ("ana", Role::Admin),
        ("clock", Role::Clock),
        (name(Role::Admin), Role::Admin),
        (name(Role::Provider), Role::Provider),
        ("xavi", Role::Arbiter),
    ] {
        let ctx = Context { actor: party(actor), ..world.context(role) };
        let refusal = world.escrow.handle(&approve, &ctx).unwrap_err();
        assert_eq!(refusal.code, Code::NotAllowed, "{actor} as {role:?}");
    }
    assert_eq!(world.escrow, before);
}

#[test]
fn fee_rules_do_not_contradict_themselves() {
    let refused = |text: &str| code(from_json::<Rule>(text).unwrap().fee(usd("100.00")));
    let whole = r#"{"rate":"0.1","on":"whole"}"#;
    let upto = |top: &str, on: &str| format!(r#"{{"up_to":"{top}","rate":"0.1","on":"{on}"}}"#);
    for (rule, want) in [
        (r#"{"tiers":[]}"#.to_owned(), Code::RuleInvalid),
        (format!(r#"{{"tiers":[{}]}}"#, upto("5", "whole")), Code::RuleInvalid),
        (format!(r#"{{"tiers":[{whole},{whole}]}}"#), Code::RuleInvalid),
        (format!(r#"{{"tiers":[{},{whole}]}}"#, upto("0", "whole")), Code::RuleInvalid),
        (
            format!(r#"{{"tiers":[{},{},{whole}]}}"#, upto("5", "whole"), upto("5", "whole")),
            Code::RuleInvalid,
        ),
        (
            format!(r#"{{"tiers":[{},{},{whole}]}}"#, upto("6", "whole"), upto("5", "whole")),
            Code::RuleInvalid,
        ),
        (format!(r#"{{"tiers":[{},{whole}]}}"#, upto("5", "slice")), Code::RuleMixed),
        (format!(r#"{{"tiers":[{whole}],"min":"2","max":"1"}}"#), Code::RuleInvalid),
        (format!(r#"{{"tiers":[{whole}],"min":"0.001"}}"#), Code::AmountScale),
        (
            format!(r#"{{"tiers":[{whole}],"per_period":{{"amount":"1","periods":0}}}}"#),
            Code::RuleInvalid,
        ),
        (
            format!(r#"{{"tiers":[{whole}],"per_period":{{"amount":"1","periods":1201}}}}"#),
            Code::LimitExceeded,
        ),
        (
            format!(r#"{{"tiers":[{whole}],"per_period":{{"amount":"0.001","periods":1}}}}"#),
            Code::AmountScale,
        ),
    ] {
        assert_eq!(refused(&rule), want, "{rule}");
    }
    for periods in ["-1", "1.5", r#""12""#] {
        let text =
            format!(r#"{{"tiers":[{whole}],"per_period":{{"amount":"1","periods":{periods}}}}}"#);
        assert_eq!(json::<Rule>(&text), Code::JsonType, "{periods}");
    }
    let tenth = from_json::<Rule>(&format!(r#"{{"tiers":[{whole}]}}"#)).unwrap();
    assert_eq!(code(tenth.fee(usd("-0.01"))), Code::AmountRange);
    let huge = format!(r#"{{"tiers":[{{"rate":"{}","on":"whole"}}]}}"#, "9".repeat(20));
    let huge = from_json::<Rule>(&huge).unwrap();
    assert_eq!(code(huge.fee(usd("99999999999999999999999999.99"))), Code::AmountRange);
}

#[test]
fn fee_lines_name_what_exists() {
    let build =
        |fees: FeeSchedule| code(two_sides().milestone("m1", "Work", "10.00").fees(fees).build());
    let line = || FeeSchedule::percent("1").unwrap();
    assert_eq!(build(line().and(line())), Code::RuleInvalid, "two lines of one id");
    assert_eq!(build(line().on_line("other").unwrap()), Code::RuleInvalid);
    assert_eq!(build(line().on_line("fee").unwrap()), Code::RuleInvalid, "on itself");
    assert_eq!(build(line().paid_to("bruno").unwrap()), Code::TermsInvalid, "no party");
    assert_eq!(build(line().paid_to("tax").unwrap()), Code::TermsInvalid, "taxes are taxes");
    let changed = |change: fn(&mut FeeLine)| {
        let mut fees = line();
        change(&mut fees.lines[0]);
        build(fees)
    };
    assert_eq!(changed(|line| line.payers.clear()), Code::NoWeights);
    assert_eq!(changed(|line| line.payees.clear()), Code::NoWeights);
    assert_eq!(changed(|line| line.payers[0].weight = Rate::ZERO), Code::ZeroWeights);
    assert_eq!(changed(|line| line.payees[0].weight = Rate::ZERO), Code::ZeroWeights);
}

#[test]
fn terms_are_complete_and_consistent() {
    let refused = |builder: tercero::escrow::TermsBuilder| code(builder.build());
    let empty = || Terms::builder("EUR");
    let work = |builder: tercero::escrow::TermsBuilder| builder.milestone("m1", "W", "1.00");
    assert_eq!(refused(two_sides()), Code::TermsIncomplete, "no milestone");
    assert_eq!(refused(work(empty().buyer("ana"))), Code::TermsIncomplete, "no seller");
    assert_eq!(refused(work(empty().seller("beto"))), Code::TermsIncomplete, "no buyer");
    assert_eq!(refused(work(empty().buyer("ana").seller("ana"))), Code::PartiesNotDistinct);
    assert_eq!(refused(work(two_sides().buyer("anna"))), Code::PartiesNotDistinct);
    assert_eq!(refused(work(two_sides().broker("ana"))), Code::PartiesNotDistinct);
    assert_eq!(refused(work(two_sides().arbiter("beto"))), Code::PartiesNotDistinct);
    for reserved in ["platform", "tax", "clock"] {
        let named = empty().buyer(reserved).seller("beto");
        assert_eq!(refused(work(named)), Code::TermsInvalid, "{reserved}");
    }
    assert_eq!(refused(work(work(two_sides()))), Code::TermsInvalid, "one id twice");
    for amount in ["0.00", "-1.00"] {
        assert_eq!(refused(two_sides().milestone("m1", "W", amount)), Code::AmountRange);
    }
    let timer = work(two_sides()).timer(Timer::Inspect, days(1), OnTimeout::Refund);
    assert_eq!(refused(timer), Code::TermsInvalid, "silence never refunds an inspection");
    let text = to_json(&work(two_sides()).build().unwrap()).unwrap();
    let one = r#"{"on_timeout":"close","timer":"t_draft","window":2592000}"#;
    assert!(text.contains(one));
    assert_eq!(json::<Terms>(&text.replace(one, &format!("{one},{one}"))), Code::TermsInvalid);
    let admin = text.replace(r#""role":"seller""#, r#""role":"admin""#);
    assert_eq!(json::<Terms>(&admin), Code::TermsInvalid);
    let approves = text.replacen(r#""may_approve":false"#, r#""may_approve":true"#, 1);
    assert_eq!(json::<Terms>(&approves), Code::TermsInvalid, "only an advisor is a delegate");
}

#[test]
fn terms_have_limits() {
    let milestones = |n: usize| {
        let add = |builder: tercero::escrow::TermsBuilder, n: usize| {
            builder.milestone(&format!("m{n}"), "Work", "1.00")
        };
        (0..n).fold(two_sides(), add).build()
    };
    assert_eq!(limits::MILESTONES, 200);
    assert!(milestones(199).is_ok() && milestones(200).is_ok());
    assert_eq!(code(milestones(201)), Code::LimitExceeded);
    assert_eq!(code(milestones(10_000)), Code::LimitExceeded);

    let parties = |n: usize| {
        let builder = (2..n).fold(two_sides(), |builder, n| builder.advisor(&format!("v{n}")));
        builder.milestone("m1", "Work", "1.00").build()
    };
    assert_eq!(limits::PARTIES, 16);
    assert!(parties(15).is_ok() && parties(16).is_ok());
    assert_eq!(code(parties(17)), Code::LimitExceeded);

    let lines = |n: usize| {
        let line = |n: usize| FeeSchedule::percent("1").unwrap().named(&format!("l{n}")).unwrap();
        let fees = (0..n).map(line).fold(FeeSchedule::default(), FeeSchedule::and);
        two_sides().milestone("m1", "Work", "1.00").fees(fees).build()
    };
    assert_eq!(limits::FEE_LINES, 32);
    assert!(lines(31).is_ok() && lines(32).is_ok());
    assert_eq!(code(lines(33)), Code::LimitExceeded);

    let tiers = |n: usize| {
        let mut rule = FeeSchedule::percent("1").unwrap().lines[0].rule.clone();
        let last = rule.tiers.pop().unwrap();
        for top in 1..n {
            let up_to = Some(Amount::parse(&top.to_string()).unwrap());
            rule.tiers.push(tercero::commission::Tier { up_to, ..last.clone() });
        }
        rule.tiers.push(last);
        assert_eq!(rule.tiers.len(), n);
        rule.fee(usd("1.00"))
    };
    assert_eq!(limits::FEE_TIERS, 64);
    assert!(tiers(63).is_ok() && tiers(64).is_ok());
    assert_eq!(code(tiers(65)), Code::LimitExceeded);

    let payees = |n: usize| {
        let mut fees = FeeSchedule::percent("1").unwrap();
        let payee = fees.lines[0].payees[0].clone();
        fees.lines[0].payees = vec![payee; n];
        two_sides().milestone("m1", "Work", "1.00").fees(fees).build()
    };
    assert_eq!(limits::PAYEES, 16);
    assert!(payees(15).is_ok() && payees(16).is_ok());
    assert_eq!(code(payees(17)), Code::LimitExceeded);
}

#[test]
fn counters_rounds_offers_and_evidence_have_limits() {
    let mut world = World::proposed(work());
    assert_eq!(limits::COUNTERS, 10);
    for n in 0..10 {
        let role = if n % 2 == 0 { Role::Seller } else { Role::Buyer };
        world.by(role, Command::Counter { terms: work() }).unwrap();
    }
    let refusal = world.refused(Role::Seller, Command::Counter { terms: work() });
    assert_eq!(refusal.code, Code::RoundsExhausted);

    let mut world = World::funded(work());
    let ask = || Command::RequestChanges { milestone: milestone("m1"), reason: digest("more") };
    assert_eq!(limits::REWORK_ROUNDS, 3);
    for _ in 0..3 {
        world.submit("m1");
        world.by(Role::Buyer, ask()).unwrap();
    }
    world.submit("m1");
    assert_eq!(world.refused(Role::Buyer, ask()).code, Code::RoundsExhausted);

    let (mut world, open) = contested();
    assert_eq!(limits::OFFERS, 50);
    let to_buyer = world.money("20.00");
    for n in 2..=51 {
        world.by(Role::Buyer, Command::Offer { case: open, to_buyer }).unwrap();
        assert_eq!(world.escrow.state().case(&open).unwrap().offer.as_ref().unwrap().number, n);
    }
    let refusal = world.refused(Role::Buyer, Command::Offer { case: open, to_buyer });
    assert_eq!(refusal.code, Code::OfferLimit);
    world.by(Role::Seller, Command::Offer { case: open, to_buyer }).unwrap();

    assert_eq!(limits::EVIDENCE, 50);
    let evidence = |n: u32| Command::AddEvidence { case: open, evidence: digest(&n.to_string()) };
    for n in 2..=50 {
        world.by(Role::Buyer, evidence(n)).unwrap();
    }
    let given = world.escrow.state().case(&open).unwrap().evidence;
    assert_eq!(given.buyer, 50, "the statement counts");
    assert_eq!(world.refused(Role::Buyer, evidence(51)).code, Code::EvidenceLimit);
    world.by(Role::Seller, evidence(51)).unwrap();
    world.by(Role::Admin, evidence(51)).unwrap();

    let length = |n: u64| format!(r#"{{"sha256":"{}","length":{n}}}"#, Hash::ZERO);
    let most = limits::EVIDENCE_BYTES;
    assert_eq!(most, 26_214_400);
    assert!(from_json::<Digest>(&length(most)).is_ok());
    assert_eq!(json::<Digest>(&length(most + 1)), Code::TextLength);
}

/// A long history refuses parties, never the provider or the clock.
#[test]
fn a_history_has_a_limit_for_parties_only() {
    let mut world = World::drafted(work());
    assert_eq!(limits::EVENTS, 9_000);
    let edit = Command::Edit { terms: work() };
    while world.escrow.version() < 9_000 {
        world.by(Role::Buyer, edit.clone()).unwrap();
    }
    assert_eq!(world.refused(Role::Buyer, edit).code, Code::LimitExceeded);
    let mut other = world.clone();
    other.by(Role::Buyer, Command::Discard {}).unwrap();
    let (payin, amount) = (reference("p"), world.money("1.00"));
    let cleared =
        Command::PayinCleared { milestone: milestone("m1"), payin, amount, hold_until: None };
    world.by(Role::Provider, cleared).unwrap();
    world.pass(days(30));
    assert_eq!(world.escrow.state().phase(), tercero::escrow::Phase::Closed);
    println!("{} events", world.escrow.version());
}

/// As many parts as there may be milestones can be carved out, and no more.
#[test]
fn parts_count_as_milestones() {
    let mut world = funded();
    for n in 1..limits::MILESTONES {
        let contest =
            world.contest("m1", case(u32::try_from(n).unwrap()), "0.01", Reason::NotCompleted);
        world.by(Role::Buyer, contest).unwrap();
    }
    assert_eq!(world.escrow.state().milestones().len(), 200);
    let one_more = world.contest("m1", case(999), "0.01", Reason::NotCompleted);
    assert_eq!(world.refused(Role::Buyer, one_more).code, Code::LimitExceeded);
    let rest = world.contest("m1", case(999), "98.01", Reason::NotCompleted);
    world.by(Role::Buyer, rest).unwrap();
    world.check();
}

#[test]
fn every_code_has_a_text_a_title_and_a_status() {
    for code in Code::ALL {
        assert_eq!(Code::from_text(code.as_str()), Some(*code));
        let snake = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(code.as_str().chars().all(snake), "{code}");
        assert!((400..=503).contains(&code.http_status()), "{code}");
        assert!(!code.title().is_empty() && !code.title().ends_with('.'), "{code}");
        assert_eq!(to_json(code).unwrap(), format!("\"{code}\""));
    }
}
