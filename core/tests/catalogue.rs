//! The commission catalogue of the specification: one test for each row, named after it, to the cent.
//! What a split alone decides is in `catalogue_splits.rs`; here rules, quotes and whole escrows are played.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod support;

use support::{World, case, digest, party, two_sides};
use tercero::commission::{FeeSchedule, Payer, Rule, Tax, Timing};
use tercero::escrow::terms::Kind;
use tercero::escrow::{Event, MilestoneState, Phase, Reason};
use tercero::quote::{Quote, QuoteLine, price_for_net, quote};
use tercero::{Command, Currency, Money, Role, Terms, days, from_json, percent, to_json};

/// A rule in its wire form.
fn rule(text: &str) -> Rule {
    from_json(text).unwrap()
}

fn money(amount: &str, currency: &str) -> Money {
    Money::parse(amount, Currency::parse(currency).unwrap()).unwrap()
}

/// What `rule` asks of `amount` dollars.
fn fee(rule: &Rule, amount: &str) -> String {
    rule.fee(money(amount, "USD")).unwrap().amount_text()
}

fn quoted(price: &str, fees: &FeeSchedule) -> Quote {
    quote(money(price, "EUR"), fees, &party("ana"), &party("beto")).unwrap()
}

/// The whole line, the buyer's and the seller's part.
fn parts(line: &QuoteLine) -> [String; 3] {
    [line.amount, line.buyer, line.seller].map(Money::amount_text)
}

fn flat(amount: &str) -> FeeSchedule {
    let tiers = format!(r#"{{"tiers":[{{"rate":"0","flat":"{amount}","on":"whole"}}]}}"#);
    FeeSchedule::rule(rule(&tiers))
}

/// The slab table of R9, R10 and A3.
const SLABS: &str = r#"{"tiers":[{"up_to":"1000.00","rate":"0.05","on":"whole"},
    {"rate":"0.03","on":"whole"}]}"#;

/// One milestone of work in euros, already submitted.
fn delivered(price: &str, fees: FeeSchedule) -> World {
    let terms: Terms = two_sides()
        .arbiter("xavi")
        .milestone("m1", "Design", price)
        .kind(Kind::Service)
        .fees(fees)
        .build()
        .unwrap();
    let mut world = World::funded(terms);
    world.submit("m1");
    world
}

/// What `account` gains with each partial release.
fn gains(world: &mut World, account: &str, releases: &[&str]) -> Vec<String> {
    let mut gains = Vec::new();
    for amount in releases {
        let before = world.money(&world.balance(account));
        world.release("m1", amount);
        let after = world.money(&world.balance(account));
        gains.push(after.minus(before).unwrap().amount_text());
    }
    gains
}

#[test]
fn r1_flat_whatever_the_amount() {
    let flat = rule(r#"{"tiers":[{"rate":"0","flat":"25.00","on":"whole"}]}"#);
    for amount in ["0.00", "0.01", "25.00", "1000.00", "123456789.01"] {
        assert_eq!(fee(&flat, amount), "25.00", "{amount}");
    }
}

#[test]
fn r2_percentage_with_minimum() {
    let rule = FeeSchedule::percent("3.25").unwrap().min("25.00").unwrap();
    assert_eq!(fee(&rule.lines[0].rule, "1000.00"), "32.50");
}

#[test]
fn r3_minimum_applies() {
    let without = FeeSchedule::percent("3.25").unwrap();
    assert_eq!(fee(&without.lines[0].rule, "700.00"), "22.75");
    let with = without.min("25.00").unwrap();
    assert_eq!(fee(&with.lines[0].rule, "700.00"), "25.00");
}

#[test]
fn r4_percentage_and_fixed_part() {
    let bol = rule(r#"{"tiers":[{"rate":"0.05","flat":"0.83","on":"whole"}]}"#);
    assert_eq!(fee(&bol, "100.00"), "5.83");
}

#[test]
fn r5_cap_does_not_cap_the_surcharge() {
    let capped = FeeSchedule::percent("10").unwrap().max("750.00").unwrap();
    let surcharge = FeeSchedule::percent("4").unwrap().named("surcharge").unwrap();
    let quote = quoted("10000.00", &capped.and(surcharge));
    let lines: Vec<String> = quote.lines.iter().map(|line| line.amount.amount_text()).collect();
    assert_eq!(lines, ["750.00", "400.00"]);
    assert_eq!(quote.totals[1].pays.amount_text(), "1150.00");
    assert_eq!(quote.totals[2].receives.amount_text(), "1150.00");
}

#[test]
fn r6_fixed_part_by_size_of_the_order() {
    let fixed = rule(
        r#"{"tiers":[{"up_to":"10.00","rate":"0","flat":"0.30","on":"whole"},
            {"rate":"0","flat":"0.40","on":"whole"}]}"#,
    );
    assert_eq!(fee(&fixed, "10.00"), "0.30");
    assert_eq!(fee(&fixed, "10.01"), "0.40");
}

/// The tiers are those Payoneer Escrow published; the specification gives the five results only.
#[test]
fn r7_marginal_tiers_with_minimum() {
    let payoneer = rule(
        r#"{"tiers":[{"up_to":"5000.00","rate":"0.015","on":"slice"},
            {"up_to":"50000.00","rate":"0.01","on":"slice"},
            {"up_to":"500000.00","rate":"0.0075","on":"slice"},
            {"up_to":"1000000.00","rate":"0.005","on":"slice"},
            {"rate":"0.0035","on":"slice"}],"min":"10.00"}"#,
    );
    assert_eq!(fee(&payoneer, "600.00"), "10.00");
    assert_eq!(fee(&payoneer, "700.00"), "10.50");
    assert_eq!(fee(&payoneer, "5000.00"), "75.00");
    assert_eq!(fee(&payoneer, "60000.00"), "600.00");
    assert_eq!(fee(&payoneer, "1200000.00"), "7100.00");
}

/// Rounding each tier half up would give 2.19 + 34.13 + 7.89 = 44.21.
#[test]
fn r8_marginal_tiers_are_rounded_once() {
    let ebay = rule(
        r#"{"tiers":[{"up_to":"25.00","rate":"0.0875","on":"slice"},
            {"up_to":"1000.00","rate":"0.035","on":"slice"},{"rate":"0.015","on":"slice"}]}"#,
    );
    assert_eq!(fee(&ebay, "1526.00"), "44.20");
}

#[test]
fn r9_slab_with_its_cliff() {
    assert_eq!(fee(&rule(SLABS), "1000.00"), "50.00");
    assert_eq!(fee(&rule(SLABS), "1000.01"), "30.00");
}

#[test]
fn r10_monotone_slab_has_no_cliff() {
    let monotone = Rule { monotone: true, ..rule(SLABS) };
    assert_eq!(fee(&monotone, "1000.00"), "50.00");
    assert_eq!(fee(&monotone, "1000.01"), "50.00");
    assert_eq!(fee(&monotone, "2000.00"), "60.00");
}

/// The piecewise table of R11, R14 and P7.
const ESCROW: &str = r#"{"tiers":[{"up_to":"5000.00","rate":"0.0325","on":"whole"},
    {"up_to":"25000.00","rate":"0.0026","flat":"162.50","on":"excess"},
    {"rate":"0.0089","on":"whole"}],"min":"25.00"}"#;

#[test]
fn r11_piecewise_with_mixed_bases() {
    let escrow = rule(ESCROW);
    assert_eq!(fee(&escrow, "1000.00"), "32.50");
    assert_eq!(fee(&escrow, "10000.00"), "175.50");
    assert_eq!(fee(&escrow, "25000.00"), "214.50");
    assert_eq!(fee(&escrow, "25000.01"), "222.50");
}

/// Twenty percent to 500, ten to 10 000, five above, counted over everything billed between the two.
fn lifetime(billed_before: &str) -> Rule {
    rule(&format!(
        r#"{{"tiers":[{{"up_to":"500.00","rate":"0.2","on":"slice"}},{{"up_to":"10000.00","rate":"0.1","on":"slice"}},
        {{"rate":"0.05","on":"slice"}}],"billed_before":"{billed_before}"}}"#
    ))
}

#[test]
fn r12_cumulative_tiers_of_a_new_pair() {
    assert_eq!(fee(&lifetime("0"), "600.00"), "110.00");
}

#[test]
fn r13_cumulative_tiers_go_on_from_what_was_billed() {
    assert_eq!(fee(&lifetime("450.00"), "600.00"), "65.00");
    let slab = SLABS.replacen('{', r#"{"billed_before":"1.00","#, 1);
    let refusal = rule(&slab).fee(money("600.00", "USD")).unwrap_err();
    assert_eq!(refusal.code.as_str(), "rule_invalid");
}

#[test]
fn p2_gross_up_at_ten_percent() {
    let fees = FeeSchedule::percent("10").unwrap();
    let quote =
        price_for_net(money("100.00", "EUR"), &fees, &party("ana"), &party("beto")).unwrap();
    assert_eq!(quote.price.amount_text(), "111.11");
    assert_eq!(quote.lines[0].amount.amount_text(), "11.11");
    assert_eq!(quote.totals[1].net.amount_text(), "100.00");
}

#[test]
fn p3_gross_up_of_a_card_fee() {
    let card = rule(r#"{"tiers":[{"rate":"0.029","flat":"0.30","on":"whole"}]}"#);
    let fees = FeeSchedule::rule(card);
    let quote =
        price_for_net(money("100.00", "EUR"), &fees, &party("ana"), &party("beto")).unwrap();
    assert_eq!(quote.price.amount_text(), "103.30");
    assert_eq!(quote.lines[0].amount.amount_text(), "3.30");
}

#[test]
fn a_price_that_leaves_enough_does_not_always_exist() {
    let all = FeeSchedule::percent("100").unwrap();
    let refusal =
        price_for_net(money("1.00", "EUR"), &all, &party("ana"), &party("beto")).unwrap_err();
    assert_eq!(refusal.code.as_str(), "rule_invalid");
}

#[test]
fn v4_reverse_charge_is_a_line_of_nothing_with_a_note() {
    let quote = quoted("100.00", &FeeSchedule::percent("5").unwrap().reverse_charged());
    assert_eq!(quote.lines.len(), 2);
    assert!(quote.lines[1].tax && quote.lines[1].reverse_charge);
    assert_eq!(quote.lines[1].amount.amount_text(), "0.00");
}

#[test]
fn r14_per_period_outside_minimum_and_maximum() {
    let months = FeeSchedule::rule(rule(ESCROW)).per_period("25.00", 12).unwrap();
    assert_eq!(fee(&months.lines[0].rule, "10000.00"), "475.50");
    assert_eq!(fee(&months.lines[0].rule, "100.00"), "325.00", "25.00 at least, and the months");
    let capped = months.max("100.00").unwrap();
    assert_eq!(fee(&capped.lines[0].rule, "10000.00"), "400.00");
}

#[test]
fn r15_promotion_is_a_line_of_nothing() {
    let free = FeeSchedule::percent("0").unwrap().named("promotion").unwrap();
    let quote = quoted("100.00", &free);
    let lines: Vec<(&str, String)> =
        quote.lines.iter().map(|line| (line.line.as_str(), line.amount.amount_text())).collect();
    assert_eq!(lines, [("promotion", "0.00".to_owned())]);
}

#[test]
fn r16_currency_without_decimals() {
    let rule = Rule::rate(percent("3.6").unwrap());
    assert_eq!(rule.fee(money("10001", "JPY")).unwrap().amount_text(), "360");
}

#[test]
fn r17_currency_with_three_decimals() {
    let rule = Rule::rate(percent("2.5").unwrap());
    assert_eq!(rule.fee(money("12.345", "KWD")).unwrap().amount_text(), "0.309");
}

/// The life of such an escrow, and that the seller learns nothing, is in `hidden_margin.rs`.
#[test]
fn r18_margin_of_a_hidden_broker() {
    let margin = FeeSchedule::margin("10000.00").unwrap().paid_to("bruno").unwrap();
    let quote = quoted("9200.00", &margin.hidden_from(Payer::Seller));
    assert_eq!(parts(&quote.lines[0]), ["800.00", "800.00", "0.00"]);
    assert_eq!(quote.totals[0].pays.amount_text(), "10000.00");
    assert_eq!(quote.totals[1].net.amount_text(), "9200.00");
    assert_eq!(quote.totals[2].receives.amount_text(), "800.00");
    let sellers = to_json(&quote.for_side(Payer::Seller)).unwrap();
    assert!(sellers.contains("9200.00"));
    assert!(!sellers.contains("10000.00") && !sellers.contains("800.00"), "{sellers}");
    assert_eq!(quote.for_side(Payer::Buyer), quote);
}

#[test]
fn p1_odd_cent_goes_to_the_first_named_payer() {
    let buyer_first = flat("32.51").paid_by_both();
    assert_eq!(parts(&quoted("1000.00", &buyer_first).lines[0]), ["32.51", "16.26", "16.25"]);
    let mut seller_first = buyer_first;
    seller_first.lines[0].payers.reverse();
    assert_eq!(parts(&quoted("1000.00", &seller_first).lines[0]), ["32.51", "16.25", "16.26"]);
}

#[test]
fn p6_cascade_from_broker_to_advisor() {
    let platform = FeeSchedule::percent("3").unwrap();
    let broker = FeeSchedule::percent("5").unwrap().named("broker").unwrap();
    let broker = broker.paid_to("bruno").unwrap().passing_on("20", "vera").unwrap();
    let quote = quoted("10000.00", &platform.and(broker));
    let received: Vec<(&str, String)> = quote
        .totals
        .iter()
        .skip(2)
        .map(|total| (total.party.as_str(), total.receives.amount_text()))
        .collect();
    let want = [("platform", "300.00"), ("bruno", "400.00"), ("vera", "100.00")];
    assert_eq!(received, want.map(|(party, amount)| (party, amount.to_owned())));
}

/// Five percent to the broker, who pays the escrow fee of R11 out of it.
fn broker_pays(percentage: &str) -> FeeSchedule {
    let broker = FeeSchedule::percent(percentage).unwrap().named("broker").unwrap();
    let escrow = FeeSchedule::rule(rule(ESCROW)).named("escrow").unwrap().out_of("broker").unwrap();
    broker.paid_to("bruno").unwrap().and(escrow)
}

#[test]
fn p7_broker_pays_the_escrow_fee_out_of_a_larger_commission() {
    let quote = quoted("10000.00", &broker_pays("5"));
    assert_eq!(parts(&quote.lines[0]), ["500.00", "0.00", "500.00"], "what the seller is billed");
    assert_eq!(parts(&quote.lines[1]), ["175.50", "0.00", "0.00"], "no side pays the escrow fee");
    let received: Vec<(&str, String)> =
        quote.totals.iter().map(|total| (total.party.as_str(), total.net.amount_text())).collect();
    let want = [("ana", "-10000.00"), ("beto", "9500.00"), ("bruno", "324.50")];
    assert_eq!(received[..3], want.map(|(party, net)| (party, net.to_owned())));
    assert_eq!(received[3], ("platform", "175.50".to_owned()));
}

#[test]
fn p7_both_accrue_together_and_an_advisor_is_not_charged() {
    let mut fees = broker_pays("5").lines;
    let escrow = FeeSchedule { lines: fees.split_off(1) }.taxed("21").unwrap();
    let fees = FeeSchedule { lines: fees }.passing_on("20", "vera").unwrap().and(escrow);
    let terms = two_sides().broker("bruno").advisor("vera").arbiter("xavi");
    let terms = terms.milestone("m1", "Work", "10000.00").kind(Kind::Service).fees(fees);
    let mut world = World::funded(terms.build().unwrap());
    world.submit("m1");
    let owed = |world: &World| {
        ["beto", "bruno", "vera", "platform", "tax"].map(|p| world.balance(&format!("payable:{p}")))
    };
    world.release("m1", "5000.00");
    assert_eq!(owed(&world), ["4750.00", "93.82", "50.00", "87.75", "18.43"]);
    world.approve("m1");
    assert_eq!(owed(&world), ["9500.00", "187.64", "100.00", "175.50", "36.86"]);
    world.check();
}

#[test]
fn p7_refused_unless_something_is_left_of_the_commission() {
    let refused = |price: &str, percentage: &str| {
        let price = money(price, "EUR");
        quote(price, &broker_pays(percentage), &party("ana"), &party("beto")).unwrap_err()
    };
    let refusal = refused("10000.00", "1.755");
    assert_eq!(refusal.code.as_str(), "fee_exceeds_commission");
    assert_eq!(refusal.field.as_deref(), Some("fees[1].out_of"));
    assert_eq!(refusal.value.as_deref(), Some("175.50"));
    assert_eq!(refused("100.00", "5").value.as_deref(), Some("25.00"));
    let least = quoted("10000.00", &broker_pays("1.7551"));
    assert_eq!(least.totals[2].receives.amount_text(), "0.01");
}

#[test]
fn p8_fee_above_the_price_is_refused_where_the_line_says_so() {
    let fees = FeeSchedule::percent("5").unwrap().min("10.00").unwrap().reject_at_quote();
    let refused =
        |price: &str| quote(money(price, "EUR"), &fees, &party("ana"), &party("beto")).unwrap_err();
    let refusal = refused("6.00");
    assert_eq!(refusal.code.as_str(), "fee_exceeds_price");
    assert_eq!(refusal.value.as_deref(), Some("10.00"));
    assert_eq!(refusal.allowed, ["6.00"]);
    assert_eq!(quoted("10.00", &fees).totals[1].net.amount_text(), "0.00");
    assert_eq!(quoted("6.00", &fees.clone().paid_by(Payer::Buyer)).shortfall.amount_text(), "0.00");
    let gross = price_for_net(money("1.00", "EUR"), &fees, &party("ana"), &party("beto")).unwrap();
    assert_eq!(gross.price.amount_text(), "11.00", "refused prices are passed over");
}

#[test]
fn p8_fee_above_the_price_is_clamped() {
    let fees = FeeSchedule::percent("5").unwrap().min("10.00").unwrap();
    assert_eq!(quoted("6.00", &fees).shortfall.amount_text(), "4.00");
    let mut world = delivered("6.00", fees);
    world.approve("m1");
    assert_eq!(world.balance("payable:platform"), "6.00");
    assert_eq!(world.balance("payable:beto"), "0.00");
    let closed = world.events().into_iter().find_map(|event| match event {
        Event::Closed { shortfall, .. } => Some(shortfall.amount_text()),
        _ => None,
    });
    assert_eq!(closed.as_deref(), Some("4.00"));
    world.check();
}

#[test]
fn a1_three_releases_lose_no_cent() {
    let mut world = delivered("100.00", FeeSchedule::percent("2.5").unwrap());
    let releases = ["33.33", "33.33", "33.34"];
    let fees = gains(&mut world, "payable:platform", &releases);
    assert_eq!(fees, ["0.83", "0.84", "0.83"]);
    assert_eq!(world.balance("payable:platform"), "2.50");
    assert_eq!(world.balance("payable:beto"), "97.50");
    assert_eq!(world.state_of("m1"), MilestoneState::Released);
    world.check();
}

fn a2(timing: Timing) -> Vec<String> {
    let fees = FeeSchedule::percent("1").unwrap().min("10.00").unwrap().timing(timing);
    let mut world = delivered("600.00", fees);
    let fees = gains(&mut world, "payable:platform", &["200.00", "200.00", "200.00"]);
    assert_eq!(world.balance("payable:beto"), "590.00");
    world.check();
    fees
}

#[test]
fn a2_minimum_over_three_releases_pro_rata() {
    assert_eq!(a2(Timing::ProRata), ["3.33", "3.34", "3.33"]);
}

#[test]
fn a2_minimum_over_three_releases_in_front() {
    assert_eq!(a2(Timing::Front), ["10.00", "0.00", "0.00"]);
}

#[test]
fn a2_minimum_over_three_releases_at_the_back() {
    assert_eq!(a2(Timing::Back), ["0.00", "0.00", "10.00"]);
}

/// Recomputing the slab on what is released would take 45.00 and then give 12.00 back.
#[test]
fn a3_slab_of_the_agreed_price_accrues() {
    let mut world = delivered("1100.00", FeeSchedule::rule(rule(SLABS)));
    let fees = gains(&mut world, "payable:platform", &["900.00", "200.00"]);
    assert_eq!(fees, ["27.00", "6.00"]);
    world.check();
}

/// 5 % and 0.30, the percentage given back in proportion and the fixed part kept.
fn f1(payer: Payer) -> World {
    let percentage = FeeSchedule::percent("5").unwrap().paid_by(payer);
    let fixed = flat("0.30").named("fixed").unwrap().paid_by(payer).timing(Timing::Front);
    let mut world = delivered("100.00", percentage.and(fixed));
    world.refund("m1", "40.00");
    world.approve("m1");
    assert_eq!(world.escrow.state().phase(), Phase::Closed);
    assert_eq!(world.balance("payable:platform"), "3.30");
    world.check();
    world
}

#[test]
fn f1_refund_gives_back_the_percentage_of_the_buyer() {
    let world = f1(Payer::Buyer);
    assert_eq!(world.balance("escrow:cash"), "105.30");
    assert_eq!(world.balance("payable:ana"), "42.00", "40.00 and 2.00 of the fee");
    assert_eq!(world.balance("payable:beto"), "60.00");
}

#[test]
fn f1_refund_spares_the_seller_the_percentage() {
    let world = f1(Payer::Seller);
    assert_eq!(world.balance("escrow:cash"), "100.00");
    assert_eq!(world.balance("payable:ana"), "40.00");
    assert_eq!(world.balance("payable:beto"), "56.70");
}

#[test]
fn f3_ruling_takes_the_fee_from_what_is_released() {
    let mut world = delivered("1000.00", FeeSchedule::percent("5").unwrap());
    let contested = world.dispute(Role::Buyer, "m1", "1000.00", Reason::NotAsDescribed);
    assert_eq!(contested, case(1));
    world.pass(days(7));
    let to_buyer = world.money("300.00");
    let ruling = Command::Rule { case: contested, to_buyer, reason: digest("a third is missing") };
    world.by(Role::Arbiter, ruling).unwrap();
    assert_eq!(world.balance("payable:beto"), "665.00");
    assert_eq!(world.balance("payable:platform"), "35.00");
    assert_eq!(world.balance("payable:ana"), "300.00");
    world.check();
}

#[test]
fn v1_tax_on_top_of_the_fee() {
    let quote = quoted("100.00", &flat("5.83").taxed("21").unwrap());
    let lines: Vec<(bool, String)> =
        quote.lines.iter().map(|line| (line.tax, line.amount.amount_text())).collect();
    assert_eq!(lines, [(false, "5.83".to_owned()), (true, "1.22".to_owned())]);
    assert_eq!(quote.totals[1].pays.amount_text(), "7.05");
}

#[test]
fn v2_tax_inside_the_fee() {
    let mut fees = flat("5.83");
    fees.lines[0].tax =
        Some(Tax { rate: percent("21").unwrap(), included: true, ..Tax::default() });
    let quote = quoted("100.00", &fees);
    let lines: Vec<(bool, String)> =
        quote.lines.iter().map(|line| (line.tax, line.amount.amount_text())).collect();
    assert_eq!(lines, [(false, "4.82".to_owned()), (true, "1.01".to_owned())]);
    assert_eq!(quote.totals[1].pays.amount_text(), "5.83");
}

fn v3(payers: fn(FeeSchedule) -> FeeSchedule) -> FeeSchedule {
    let line = |name: &str| payers(flat("0.12").named(name).unwrap()).taxed("21").unwrap();
    line("a").and(line("b")).and(line("c"))
}

/// What each tax line comes to.
fn taxes(quote: &Quote) -> Vec<String> {
    let taxes = quote.lines.iter().filter(|line| line.tax);
    taxes.map(|line| line.amount.amount_text()).collect()
}

#[test]
fn v3_tax_per_line_or_per_document() {
    let seller = |fees: FeeSchedule| fees.paid_by(Payer::Seller);
    let per_line = quoted("100.00", &v3(seller));
    assert_eq!(taxes(&per_line), ["0.03", "0.03", "0.03"]);
    assert_eq!(per_line.totals[3].receives.amount_text(), "0.09");
    let per_document = quoted("100.00", &v3(seller).tax_per_document());
    assert_eq!(taxes(&per_document), ["0.03", "0.03", "0.02"]);
    assert_eq!(per_document.totals[3].receives.amount_text(), "0.08");
    assert_eq!(per_document.totals[1].pays.amount_text(), "0.44");
}

/// Half of 0.08 each, though an odd cent of each line alone would all be the buyer's.
#[test]
fn v3_a_document_is_split_over_its_payers_as_a_whole() {
    let quote = quoted("100.00", &v3(FeeSchedule::paid_by_both).tax_per_document());
    let tax: Vec<[String; 3]> = quote.lines.iter().filter(|line| line.tax).map(parts).collect();
    assert_eq!(tax, [["0.03", "0.02", "0.01"], ["0.03", "0.01", "0.02"], ["0.02", "0.01", "0.01"]]);
}

#[test]
fn v3_a_document_has_lines_of_one_tax_and_one_payer() {
    let mut fees = v3(|fees| fees.paid_by(Payer::Seller)).tax_per_document();
    fees.lines[2].payers[0].payer = Payer::Buyer;
    assert_eq!(taxes(&quoted("100.00", &fees)), ["0.03", "0.02", "0.03"]);
    fees.lines[1].tax = Some(Tax { rate: percent("20").unwrap(), ..Tax::default() });
    assert_eq!(taxes(&quoted("100.00", &fees)), ["0.03", "0.02", "0.03"]);
}

#[test]
fn v3_tax_inside_the_lines_of_a_document() {
    let mut fees = v3(|fees| fees.paid_by(Payer::Seller)).tax_per_document();
    for line in &mut fees.lines {
        line.tax.as_mut().unwrap().included = true;
    }
    let quote = quoted("100.00", &fees);
    assert_eq!(taxes(&quote), ["0.02", "0.02", "0.02"], "0.36 less 0.30");
    assert_eq!(quote.totals[1].pays.amount_text(), "0.36");
    let on_net = fees.and(FeeSchedule::percent("1").unwrap().named("d").unwrap());
    let refusal = quote_refused(&on_net.on_line("a").unwrap());
    assert_eq!(
        refusal.code.as_str(),
        "rule_invalid",
        "what the base is would follow from later lines"
    );
}

fn quote_refused(fees: &FeeSchedule) -> tercero::Refusal {
    quote(money("100.00", "EUR"), fees, &party("ana"), &party("beto")).unwrap_err()
}

/// Each line of the document has its own part of the tax, so each falls due with its line.
#[test]
fn v3_a_document_accrues_to_the_cent() {
    let fees = v3(FeeSchedule::paid_by_both).tax_per_document();
    let mut world = delivered("100.00", fees);
    let tax = gains(&mut world, "payable:tax", &["33.33", "33.33", "33.34"]);
    assert_eq!(world.balance("payable:tax"), "0.08", "{tax:?}");
    assert_eq!(world.balance("payable:beto"), "99.78", "0.18 of fees and 0.04 of tax");
    world.check();
}

#[test]
fn v5_tax_is_split_like_its_fee() {
    let fees = flat("225.00").paid_by_both().taxed("21").unwrap();
    let quote = quoted("10000.00", &fees);
    assert_eq!(parts(&quote.lines[0]), ["225.00", "112.50", "112.50"]);
    assert_eq!(parts(&quote.lines[1]), ["47.25", "23.63", "23.62"]);
}
