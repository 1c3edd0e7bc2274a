//! Landed cost, funding need, customs, expectations, marketplace sales and regulatory profiles: the vectors to the centavo,
//! every refusal with its code and place, and what holds for any figures.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

#[path = "participation/costs.rs"]
mod answers;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::Value;
use std::fmt::Debug;
use tercero::limits::{COST_LINES, CUSTOMS_GOODS, PARAMETER_ROWS, PRODUCTS};
use tercero::project::costs::{
    Category, CostLine, CostPhase, Materiality, Method, Product, cost_of_units, expected_result,
    expected_with_price, funding_need, landed_cost,
};
use tercero::project::customs::{
    CustomsEntry, CustomsGoods, CustomsParameters, Duties, Element, Incoterm, Increment,
    Remittance, Rounding, assess, cff20,
};
use tercero::project::profile::{
    Person, Profile, ProfileRow, TaxInstrument, TaxProfile, withholding_rate,
};
use tercero::project::sales::sales_withholding;
use tercero::{
    Code, Currency, Money, Rate, Reference, Refusal, Text, Timestamp, days, from_json, percent,
    to_json,
};

fn money(minor: i128, currency: &str) -> Money {
    Money::from_minor(minor, Currency::parse(currency).unwrap()).unwrap()
}

/// Centavos.
fn mxn(minor: i128) -> Money {
    money(minor, "MXN")
}

fn rate(text: &str) -> Rate {
    Rate::parse(text).unwrap()
}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

fn reference(id: &str) -> Reference {
    Reference::parse(id).unwrap()
}

fn product(sku: &str, quantity: u32, unit_price: i128) -> Product {
    Product {
        sku: reference(sku),
        name: Text::parse("goods").unwrap(),
        quantity,
        unit_price: mxn(unit_price),
        weight_g: None,
        volume_cm3: None,
        expected_price: None,
    }
}

fn line(id: &str, amount: i128, method: Method) -> CostLine {
    CostLine {
        id: reference(id),
        category: Category::Other,
        amount: mxn(amount),
        method,
        recoverable: false,
        phase: CostPhase::Estimated,
        supersedes: None,
        supplier: None,
        evidence: None,
    }
}

fn equal(id: &str, amount: i128) -> CostLine {
    line(id, amount, Method::Equal {})
}

fn replacing(old: &str, line: CostLine) -> CostLine {
    CostLine { supersedes: Some(reference(old)), ..line }
}

fn direct(sku: &str) -> Method {
    Method::Direct { product: reference(sku) }
}

/// Two products: 2 units of 50.00 and 3 units of 10.00.
fn two() -> Vec<Product> {
    vec![product("A", 2, 5_000), product("B", 3, 1_000)]
}

/// Code, field and value of a refusal, blanks where it has none.
fn refused<T: Debug>(answer: Result<T, Refusal>) -> (Code, String, String) {
    let refusal = answer.unwrap_err();
    (
        refusal.code,
        refusal.field.unwrap_or_default().into_owned(),
        refusal.value.unwrap_or_default(),
    )
}

fn refusal(code: Code, field: &str, value: &str) -> (Code, String, String) {
    (code, field.to_owned(), value.to_owned())
}

fn vectors() -> Vec<Value> {
    let vectors: Value = serde_json::from_str(include_str!("vectors/participation.json")).unwrap();
    vectors["examples"].as_array().unwrap().clone()
}

/// Figures of other systems, or of mistakes the vector warns of: not ours to compute.
fn foreign(key: &str) -> bool {
    ["odoo_", "rubymoney_", "naive", "wrong_"].iter().any(|prefix| key.starts_with(prefix))
        || ["front_to_back", "overstated_by", "differences"].contains(&key)
        || key.contains("_wrongly_")
}

#[test]
fn the_vectors_are_answered_to_the_centavo() {
    let mut ids = Vec::new();
    for vector in vectors() {
        let Some(answer) = answers::answer(vector["op"].as_str().unwrap(), &vector["inputs"])
        else {
            continue;
        };
        let id = vector["id"].as_str().unwrap().to_owned();
        let outputs = vector["outputs"].as_object().unwrap();
        let ours = outputs.iter().filter(|(key, _)| !foreign(key));
        for (key, expected) in ours.clone() {
            assert_eq!(&answer[key], expected, "{id}: {key}");
        }
        assert_eq!(answer.as_object().unwrap().len(), ours.count(), "{id}: keys");
        ids.push(id);
    }
    assert_eq!(ids, ["E12", "E13", "E14", "E15", "E16", "E47", "E48"]);
}

#[test]
fn what_is_remitted_of_withheld_tax_is_that_of_e24() {
    let vectors = vectors();
    let outputs = &vectors.iter().find(|vector| vector["id"] == "E24").unwrap()["outputs"];
    let minor = |key: &str| mxn(outputs[key].as_i64().unwrap().into());
    let remittance = Remittance::of(minor("isr_total"), Rounding::Cff20).unwrap();
    assert_eq!(remittance.paid, minor("sat_remittance"));
    assert_eq!(remittance.difference, minor("rounding_account"));
}

#[test]
fn the_rates_of_e24_are_those_of_the_profile() {
    let vectors = vectors();
    let inputs = &vectors.iter().find(|vector| vector["id"] == "E24").unwrap()["inputs"];
    for (name, person) in [
        ("PF_RFC", Person::Resident),
        ("PM_RFC", Person::Company),
        ("EXTRANJERO", Person::Foreign),
        ("SIN_RETENCION", Person::None),
    ] {
        let withheld =
            withholding_rate(Profile::MxIfc, TaxInstrument::DebtIfc, TaxProfile { person }, day());
        assert_eq!(
            withheld.unwrap(),
            rate(inputs["withholding"][name].as_str().unwrap()),
            "{name}"
        );
    }
}

// ---- landed cost

#[test]
fn a_line_that_is_replaced_does_not_count() {
    let lines = [
        equal("v1", 1_000),
        replacing("v1", equal("v2", 2_000)),
        replacing("v2", line("v3", 301, Method::ByQuantity {})),
    ];
    let landed = landed_cost(&two(), &lines).unwrap();
    assert_eq!(landed.logistics, mxn(301));
    assert_eq!(landed.lines.len(), 1);
    assert_eq!(landed.lines[0].line, reference("v3"));
    assert_eq!(landed.lines[0].weights, ["2", "3"]);
    assert_eq!(landed.lines[0].amounts, [mxn(120), mxn(181)]);
    assert_eq!(landed.products[0].total, mxn(10_120));
    assert_eq!(landed.products[1].total, mxn(3_181));
    assert_eq!(landed.products[1].unit_floor, mxn(1_060));
    assert_eq!(landed.products[1].units_with_one_more, 1);
}

#[test]
fn what_is_wrong_in_a_replaced_line_is_forgiven() {
    let mut foreign = line("v1", 0, direct("nothing"));
    foreign.amount = money(1_000, "USD");
    let landed = landed_cost(&two(), &[foreign, replacing("v1", equal("v2", 10))]).unwrap();
    assert_eq!(landed.total, mxn(13_010));
}

#[test]
fn manual_weights_and_credits_are_shared_like_the_rest() {
    let weights = vec![rate("0.25"), rate("0.5")];
    let lines = [
        line("manual", 301, Method::Manual { weights }),
        line("credit", -1_000, direct("A")),
        line("half", -7, Method::Equal {}),
    ];
    let landed = landed_cost(&two(), &lines).unwrap();
    assert_eq!(landed.lines[0].weights, ["25", "50"]);
    assert_eq!(landed.lines[0].amounts, [mxn(100), mxn(201)]);
    assert_eq!(landed.lines[2].amounts, [mxn(-4), mxn(-3)]);
    assert_eq!(landed.products[0].total, mxn(10_000 + 100 - 1_000 - 4));
    assert_eq!(landed.total, mxn(13_000 + 301 - 1_000 - 7));
}

#[test]
fn recoverable_lines_are_raised_and_are_no_cost() {
    let lines = [
        equal("broker", 500),
        CostLine { recoverable: true, ..line("iva", 2_160, direct("gone")) },
    ];
    let landed = landed_cost(&two(), &lines).unwrap();
    assert_eq!((landed.total, landed.lines.len()), (mxn(13_500), 1));
    let need = funding_need(&two(), &lines, mxn(340), mxn(1_000)).unwrap();
    assert_eq!(need.economic_cost, mxn(13_500));
    assert_eq!(need.recoverable_tax, mxn(2_160));
    assert_eq!(need.need, mxn(16_000));
    assert_eq!(need.target, mxn(15_000));
}

#[test]
fn products_are_refused_with_their_place() {
    let landed = |products: &[Product]| refused(landed_cost(products, &[]));
    assert_eq!(landed(&[]), refusal(Code::OfferIncomplete, "products", ""));
    let twice = [product("A", 1, 1), product("A", 1, 1)];
    assert_eq!(landed(&twice), refusal(Code::AlreadyExists, "products[1].sku", "A"));
    let nothing = [product("A", 0, 1)];
    assert_eq!(landed(&nothing), refusal(Code::OfferInvalid, "products[0].quantity", "0"));
    let below = [product("A", 1, -1)];
    assert_eq!(landed(&below), refusal(Code::AmountRange, "products[0].unit_price", "-0.01"));
    let dollars = Product { unit_price: money(1, "USD"), ..product("B", 1, 1) };
    let mixed = [product("A", 1, 1), dollars];
    assert_eq!(landed(&mixed), refusal(Code::CurrencyMismatch, "products[1].unit_price", "USD"));
    let hope = Product { expected_price: Some(money(1, "USD")), ..product("A", 1, 1) };
    assert_eq!(
        landed(&[hope]),
        refusal(Code::CurrencyMismatch, "products[0].expected_price", "USD")
    );
    let huge = [product("A", u32::MAX, 10_i128.pow(28) - 1)];
    assert_eq!(landed_cost(&huge, &[]).unwrap_err().code, Code::AmountRange);
}

#[test]
fn lines_are_refused_with_their_place() {
    let landed = |lines: &[CostLine]| refused(landed_cost(&two(), lines));
    let twice = [equal("a", 1), equal("a", 1)];
    assert_eq!(landed(&twice), refusal(Code::AlreadyExists, "lines[1].id", "a"));
    let gone = [replacing("x", equal("a", 1))];
    assert_eq!(landed(&gone), refusal(Code::NotFound, "lines[0].supersedes", "x"));
    let fork = [equal("a", 1), replacing("a", equal("b", 1)), replacing("a", equal("c", 1))];
    assert_eq!(landed(&fork), refusal(Code::OfferInvalid, "lines[2].supersedes", "a"));
    let own = [replacing("a", equal("a", 1))];
    assert_eq!(landed(&own), refusal(Code::OfferInvalid, "lines", ""));
    let circle = [equal("c", 1), replacing("b", equal("a", 1)), replacing("a", equal("b", 1))];
    assert_eq!(landed(&circle), refusal(Code::OfferInvalid, "lines", ""));
    let dollars = CostLine { amount: money(1, "USD"), ..equal("a", 1) };
    assert_eq!(landed(&[dollars]), refusal(Code::CurrencyMismatch, "lines[0].amount", "USD"));
    let nobody = [line("a", 1, direct("C"))];
    assert_eq!(landed(&nobody), refusal(Code::NotFound, "lines[0].method.product", "C"));
    let weights = vec![Rate::ONE];
    let short = [line("a", 1, Method::Manual { weights })];
    assert_eq!(landed(&short), refusal(Code::LengthMismatch, "lines[0].method.weights", "1"));
    let weights = vec![Rate::ZERO, Rate::ZERO];
    let zero = [equal("a", 1), line("b", 1, Method::Manual { weights })];
    assert_eq!(landed(&zero), refusal(Code::ZeroWeights, "lines[1].method", ""));
    let credit = [line("a", -3_001, direct("B"))];
    assert_eq!(landed(&credit), refusal(Code::AmountRange, "products", "B"));
    let all = [line("a", -3_000, direct("B"))];
    assert_eq!(landed_cost(&two(), &all).unwrap().products[1].total, mxn(0));
}

#[test]
fn a_missing_figure_is_never_an_equal_split() {
    let weighed = Product { weight_g: Some(7), ..product("A", 2, 5_000) };
    let products = [weighed, product("B", 3, 1_000)];
    let by = |method| refused(landed_cost(&products, &[line("a", 0, method)]));
    let missing =
        |field: &str, sku| refusal(Code::MissingWeight, &format!("lines[0].{field}"), sku);
    assert_eq!(by(Method::ByWeight {}), missing("products[1].weight_g", "B"));
    assert_eq!(by(Method::ByVolume {}), missing("products[0].volume_cm3", "A"));

    let weightless = Product { weight_g: Some(0), ..product("A", 1, 1) };
    let heavy = line("a", 1, Method::ByWeight {});
    let answer = landed_cost(std::slice::from_ref(&weightless), &[heavy]);
    assert_eq!(refused(answer), refusal(Code::ZeroWeights, "lines[0].method", ""));
    let free = [product("A", 1, 0)];
    let valued = landed_cost(&free, &[line("a", 1, Method::ByValue {})]);
    assert_eq!(refused(valued), refusal(Code::ZeroWeights, "lines[0].method", ""));
}

#[test]
fn products_and_lines_are_bounded() {
    let products = |count: usize| -> Vec<Product> {
        (0..count).map(|n| product(&format!("p{n}"), 1, 1)).collect()
    };
    let lines = |count: usize| -> Vec<CostLine> {
        (0..count).map(|n| equal(&format!("l{n}"), 1)).collect()
    };
    assert!(landed_cost(&products(PRODUCTS), &[]).is_ok());
    let over = landed_cost(&products(PRODUCTS + 1), &[]);
    assert_eq!(refused(over), refusal(Code::LimitExceeded, "products", "501"));
    assert!(landed_cost(&two(), &lines(COST_LINES)).is_ok());
    let over = landed_cost(&two(), &lines(COST_LINES + 1));
    assert_eq!(refused(over), refusal(Code::LimitExceeded, "lines", "501"));
}

#[test]
fn units_cost_their_exact_part_rounded_down() {
    assert_eq!(cost_of_units(mxn(10_000), 3, 0).unwrap(), mxn(0));
    assert_eq!(cost_of_units(mxn(10_000), 3, 2).unwrap(), mxn(6_666));
    assert_eq!(cost_of_units(mxn(10_000), 3, 3).unwrap(), mxn(10_000));
    let most = mxn(10_i128.pow(28) - 1);
    assert_eq!(cost_of_units(most, u32::MAX, u32::MAX).unwrap(), most);
    let over = cost_of_units(mxn(1), 3, 4);
    assert_eq!(refused(over), refusal(Code::UnitsExceeded, "units", "4"));
    let none = cost_of_units(mxn(1), 0, 0);
    assert_eq!(refused(none), refusal(Code::OfferInvalid, "quantity", "0"));
    let below = cost_of_units(mxn(-1), 1, 1);
    assert_eq!(refused(below), refusal(Code::AmountRange, "landed", "-0.01"));
}

#[test]
fn a_funding_need_is_refused_with_its_field() {
    let need = |lines: &[CostLine], contingency, owner| {
        refused(funding_need(&two(), lines, contingency, owner))
    };
    let range = |field, value| refusal(Code::AmountRange, field, value);
    assert_eq!(need(&[], mxn(-1), mxn(0)), range("contingency", "-0.01"));
    assert_eq!(need(&[], mxn(0), mxn(-1)), range("owner_capital", "-0.01"));
    assert_eq!(need(&[], mxn(0), mxn(13_001)), range("owner_capital", "130.01"));
    assert_eq!(funding_need(&two(), &[], mxn(0), mxn(13_000)).unwrap().target, mxn(0));
    let back = CostLine { recoverable: true, ..equal("iva", -1) };
    assert_eq!(need(&[back], mxn(0), mxn(0)), range("recoverable_tax", "-0.01"));
    let mismatch = |field| refusal(Code::CurrencyMismatch, field, "USD");
    assert_eq!(need(&[], money(0, "USD"), mxn(0)), mismatch("contingency"));
    assert_eq!(need(&[], mxn(0), money(0, "USD")), mismatch("owner_capital"));
    let twice = [equal("a", 1), equal("a", 1)];
    assert_eq!(need(&twice, mxn(0), mxn(0)).0, Code::AlreadyExists);
}

// ---- expectations

#[test]
fn an_expectation_is_refused_with_its_field() {
    let expect = |cost, capital: &[Money]| refused(expected_result(cost, rate("0.1"), capital));
    assert_eq!(expect(mxn(-1), &[mxn(1)]), refusal(Code::AmountRange, "cost", "-0.01"));
    let below = expect(mxn(10), &[mxn(1), mxn(-1)]);
    assert_eq!(below, refusal(Code::AmountRange, "capital[1].amount", "-0.01"));
    let mixed = expect(mxn(10), &[mxn(1), money(1, "USD")]);
    assert_eq!(mixed, refusal(Code::CurrencyMismatch, "capital[1]", "USD"));
    assert_eq!(expect(mxn(10), &[]), refusal(Code::NoWeights, "capital", ""));
    assert_eq!(expect(mxn(10), &[mxn(0)]), refusal(Code::ZeroWeights, "capital", ""));
    let change = |new_cost| refused(expected_with_price(mxn(10), rate("0.1"), new_cost, &[mxn(1)]));
    assert_eq!(change(mxn(-1)), refusal(Code::AmountRange, "new_cost", "-0.01"));
    assert_eq!(change(money(1, "USD")), refusal(Code::CurrencyMismatch, "new_cost", "USD"));
}

#[test]
fn a_loss_ends_with_the_capital() {
    let capital = [mxn(100), mxn(33), mxn(0)];
    let with = |new_cost| expected_with_price(mxn(1_000), rate("0.1"), mxn(new_cost), &capital);
    let some = with(1_110).unwrap();
    assert_eq!(some.profit, mxn(-10));
    let profits: Vec<i128> =
        some.changes.iter().map(|change| change.share.profit.minor()).collect();
    assert_eq!(profits, [-8, -2, 0]);
    assert_eq!(some.implied_margin.as_deref(), Some("-1/111"));
    assert_eq!(some.profit_drop.as_deref(), Some("11/10"));
    let all = with(5_000).unwrap();
    assert_eq!(all.profit, mxn(-3_900));
    assert!(all.changes.iter().all(|change| change.share.payout == mxn(0)));
    assert_eq!(all.changes[0].difference, mxn(-175));
}

#[test]
fn a_cheaper_plan_drops_less_than_nothing_and_fractions_without_a_whole_are_none() {
    let cheaper = expected_with_price(mxn(1_000), rate("0.1"), mxn(950), &[mxn(1)]).unwrap();
    assert_eq!(cheaper.profit_drop.as_deref(), Some("-1/2"));
    assert_eq!(cheaper.implied_margin.as_deref(), Some("3/19"));
    let free = expected_with_price(mxn(0), rate("0.1"), mxn(0), &[mxn(1)]).unwrap();
    assert_eq!((free.implied_margin, free.profit_drop), (None, None));
    let even = expected_with_price(mxn(1_000), rate("0.1"), mxn(1_100), &[mxn(1)]).unwrap();
    assert_eq!(even.implied_margin.as_deref(), Some("0/1"));
    assert_eq!(even.profit_drop.as_deref(), Some("1/1"));
}

#[test]
fn a_change_is_material_beyond_its_limit_only() {
    let changed = |new_cost| {
        expected_with_price(mxn(1_000), rate("0.2"), mxn(new_cost), &[mxn(60), mxn(40)]).unwrap()
    };
    let limits = |drop, rise| Materiality { profit_drop: rate(drop), cost_rise: rate(rise) };
    assert!(!changed(1_020).material(&limits("0.1", "0.02")));
    assert!(changed(1_020).material(&limits("0.099", "0.02")));
    assert!(changed(1_020).material(&limits("0.1", "0.0199")));
    assert!(!changed(900).material(&limits("0", "0")));
}

// ---- customs

fn entry() -> CustomsEntry {
    let goods = |product: &str, value, igi_rate: &str| CustomsGoods {
        product: reference(product),
        tariff_fraction: Text::parse("8419.81.01").unwrap(),
        value: money(value, "USD"),
        igi_rate: rate(igi_rate),
        compensatory_duty: None,
    };
    CustomsEntry {
        incoterm: Incoterm::Fob,
        goods: vec![goods("A", 100_000, "0.15"), goods("B", 200_001, "0")],
        increments: vec![Increment { element: Element::Freight, amount: money(10_000, "USD") }],
        fx: rate("18.2345"),
    }
}

fn parameters() -> CustomsParameters {
    CustomsParameters {
        valid_from: at("2026-01-01T06:00:00Z"),
        valid_until: Some(at("2027-01-01T06:00:00Z")),
        dta_rate: rate("0.008"),
        dta_minimum: mxn(0),
        iva_rate: rate("0.16"),
        prv: mxn(24_000),
        cnt: mxn(2_000),
        rounding: Rounding::Cff20,
        source: Text::parse("test").unwrap(),
    }
}

fn day() -> Timestamp {
    at("2026-06-01T12:00:00Z")
}

fn assessed(entry: &CustomsEntry, parameters: &CustomsParameters) -> Result<Duties, Refusal> {
    assess(entry, parameters, day())
}

#[test]
fn duties_follow_the_tariff_of_each_product() {
    let mut entry = entry();
    entry.goods[1].compensatory_duty = Some(mxn(12_345));
    let duties = assessed(&entry, &parameters()).unwrap();
    // 3 100.01 dollars at 18.2345 are 56 527.132...; a third and two thirds, nearly.
    assert_eq!(duties.customs_value, mxn(5_652_713));
    assert_eq!(duties.goods[0].customs_value, mxn(1_884_231));
    assert_eq!(duties.goods[1].customs_value, mxn(3_768_482));
    assert_eq!(duties.igi.exact, mxn(282_635));
    assert_eq!(duties.igi.paid, mxn(282_600));
    assert_eq!(duties.goods[0].igi_paid, mxn(282_600));
    assert_eq!(duties.goods[1].igi_paid, mxn(0));
    assert_eq!(duties.compensatory.paid, mxn(12_300));
    assert_eq!(duties.goods[1].compensatory_paid, mxn(12_300));
    assert_eq!(duties.dta.exact, mxn(45_222));
    assert_eq!(duties.iva_base, mxn(5_652_713 + 282_635 + 45_222 + 12_345));
    assert_eq!(duties.iva.exact, mxn(958_866));
    assert_eq!(duties.total_paid, mxn(282_600 + 45_200 + 12_300 + 958_900 + 26_000 + 4_200));
    assert_eq!(duties.rounding_difference, mxn(35 + 22 + 45 - 34 - 40));
}

#[test]
fn cents_are_paid_as_they_are_determined_and_the_fee_has_a_minimum() {
    let parameters =
        CustomsParameters { rounding: Rounding::Cents, dta_minimum: mxn(50_001), ..parameters() };
    let duties = assessed(&entry(), &parameters).unwrap();
    assert_eq!(duties.dta.paid, mxn(50_001));
    assert_eq!(duties.iva_on_prevalidation.paid, mxn(4_160));
    assert_eq!(duties.rounding_difference, mxn(0));
    assert_eq!(duties.igi.paid, duties.igi.exact);
}

#[test]
fn fees_of_one_act_are_added_before_they_are_rounded() {
    let parameters = CustomsParameters { prv: mxn(24_040), cnt: mxn(2_040), ..parameters() };
    let duties = assessed(&entry(), &parameters).unwrap();
    assert_eq!((duties.prv, duties.cnt), (mxn(24_040), mxn(2_040)));
    assert_eq!(duties.prevalidation.paid, mxn(26_100));
}

#[test]
fn an_exchange_rate_bridges_currencies_of_different_exponents() {
    let mut entry = entry();
    entry.increments.clear();
    entry.goods.truncate(1);
    entry.goods[0].value = money(1_000_001, "JPY");
    entry.fx = rate("0.125");
    let duties = assessed(&entry, &parameters()).unwrap();
    assert_eq!(duties.customs_value.to_string(), "125000.13 MXN");
}

#[test]
fn parameters_hold_on_their_days_only() {
    let assess_at = |parameters: &CustomsParameters, day: &str| {
        assess(&entry(), parameters, at(day)).map(|duties| duties.customs_value)
    };
    assert!(assess_at(&parameters(), "2026-01-01T06:00:00Z").is_ok());
    assert!(assess_at(&parameters(), "2027-01-01T05:59:59.999Z").is_ok());
    for day in ["2026-01-01T05:59:59.999Z", "2027-01-01T06:00:00.000Z"] {
        let late = assess_at(&parameters(), day);
        assert_eq!(refused(late), refusal(Code::ParameterNotValid, "", day));
    }
    let open = CustomsParameters { valid_until: None, ..parameters() };
    assert!(assess_at(&open, "2099-01-01T00:00:00Z").is_ok());
    let never = CustomsParameters { valid_until: Some(parameters().valid_from), ..parameters() };
    let answer = refused(assess_at(&never, "2026-06-01T00:00:00Z"));
    assert_eq!((answer.0, answer.1.as_str()), (Code::DatesOutOfOrder, "rows[0].valid_until"));
}

#[test]
fn the_row_in_force_is_found_among_rows_in_order() {
    let old = CustomsParameters {
        valid_from: at("2020-01-01T00:00:00Z"),
        valid_until: Some(at("2026-01-01T00:00:00Z")),
        prv: mxn(1),
        ..parameters()
    };
    let rows = [old, parameters()];
    let prv = |rows: &[CustomsParameters], day: &str| {
        CustomsParameters::in_force(rows, at(day)).map(|row| row.prv.minor())
    };
    assert_eq!(prv(&rows, "2021-01-01T00:00:00Z").unwrap(), 1);
    assert_eq!(prv(&rows, "2026-02-01T00:00:00Z").unwrap(), 24_000);
    let gap = prv(&rows, "2026-01-01T03:00:00Z");
    assert_eq!(refused(gap).0, Code::ParameterNotValid);
    assert_eq!(refused(prv(&[], "2021-01-01T00:00:00Z")).0, Code::ParameterNotValid);

    let [old, new] = rows;
    let backwards = [new.clone(), old.clone()];
    let answer = refused(prv(&backwards, "2021-01-01T00:00:00Z"));
    assert_eq!((answer.0, answer.1.as_str()), (Code::DatesOutOfOrder, "rows[1].valid_from"));
    let open = CustomsParameters { valid_until: None, ..old };
    assert_eq!(refused(prv(&[open, new.clone()], "2021-01-01T00:00:00Z")).0, Code::DatesOutOfOrder);
    let many = vec![new; PARAMETER_ROWS + 1];
    assert_eq!(refused(prv(&many, "2021-01-01T00:00:00Z")).0, Code::LimitExceeded);
}

#[test]
fn an_entry_is_refused_with_its_field() {
    let with = |change: fn(&mut CustomsEntry)| {
        let mut entry = entry();
        change(&mut entry);
        refused(assessed(&entry, &parameters()))
    };
    let none = with(|entry| entry.goods.clear());
    assert_eq!(none, refusal(Code::OfferIncomplete, "goods", ""));
    let twice = with(|entry| entry.goods[1].product = entry.goods[0].product.clone());
    assert_eq!(twice, refusal(Code::AlreadyExists, "goods[1].product", "A"));
    let below = with(|entry| entry.goods[0].value = money(-1, "USD"));
    assert_eq!(below, refusal(Code::AmountRange, "goods[0].value", "-0.01"));
    let euros = with(|entry| entry.goods[1].value = money(1, "EUR"));
    assert_eq!(euros.0, Code::CurrencyMismatch);
    let included = with(|entry| entry.incoterm = Incoterm::Cif);
    assert_eq!(included, refusal(Code::OfferInvalid, "increments[0].element", "Freight"));
    let local = with(|entry| entry.increments[0].element = Element::Delivery);
    assert_eq!(local, refusal(Code::OfferInvalid, "increments[0].element", "Delivery"));
    let again = with(|entry| entry.increments.push(entry.increments[0]));
    assert_eq!(again, refusal(Code::AlreadyExists, "increments[1].element", "Freight"));
    let back = with(|entry| entry.increments[0].amount = money(-1, "USD"));
    assert_eq!(back, refusal(Code::AmountRange, "increments[0].amount", "-0.01"));
    let worthless = with(|entry| entry.fx = Rate::ZERO);
    assert_eq!(worthless, refusal(Code::AmountRange, "fx", "0"));
    let field = "goods[0].compensatory_duty";
    let dollars = with(|entry| entry.goods[0].compensatory_duty = Some(money(1, "USD")));
    assert_eq!(dollars, refusal(Code::CurrencyMismatch, field, "USD"));
    let gift = with(|entry| entry.goods[0].compensatory_duty = Some(mxn(-1)));
    assert_eq!(gift, refusal(Code::AmountRange, &format!("{field}.amount"), "-0.01"));
    let free = with(|entry| entry.goods.iter_mut().for_each(|goods| goods.value = money(0, "USD")));
    assert_eq!(free.0, Code::ZeroWeights);
    let enormous = with(|entry| {
        entry.fx = rate("99999999999999999999");
        entry.increments[0].amount = money(10_i128.pow(12), "USD");
    });
    assert_eq!((enormous.0, enormous.1.as_str()), (Code::AmountRange, "fx"));

    let mut many = entry();
    many.goods = (0..=CUSTOMS_GOODS)
        .map(|n| CustomsGoods { product: reference(&format!("p{n}")), ..many.goods[0].clone() })
        .collect();
    let over = refused(assessed(&many, &parameters()));
    assert_eq!(over, refusal(Code::LimitExceeded, "goods", "501"));
}

#[test]
fn parameters_are_refused_with_their_field() {
    let with = |change: fn(&mut CustomsParameters)| {
        let mut parameters = parameters();
        change(&mut parameters);
        refused(assessed(&entry(), &parameters))
    };
    let fee = with(|parameters| parameters.dta_minimum = money(0, "USD"));
    assert_eq!(fee, refusal(Code::CurrencyMismatch, "dta_minimum", "USD"));
    let cnt = with(|parameters| parameters.cnt = money(0, "USD"));
    assert_eq!(cnt, refusal(Code::CurrencyMismatch, "cnt", "USD"));
    let prv = with(|parameters| parameters.prv = mxn(-1));
    assert_eq!(prv, refusal(Code::AmountRange, "prv", "-0.01"));
}

#[test]
fn every_incoterm_pays_everything_once() {
    let mut before = 0;
    for term in Incoterm::ALL.iter().copied() {
        let row = term.row();
        let way: Vec<Element> = row.in_price.iter().chain(row.own_lines).copied().collect();
        assert_eq!(way, Incoterm::Ddp.row().in_price, "{term:?}");
        assert!(row.increments.iter().all(|element| row.own_lines.contains(element)), "{term:?}");
        assert!(row.in_price.len() >= before, "{term:?}");
        before = row.in_price.len();
    }
    use Element::{Delivery, Freight, Import, Insurance, OriginHaulage};
    assert_eq!(Incoterm::Exw.row().increments, [OriginHaulage, Freight, Insurance]);
    assert_eq!(Incoterm::Fca.row().increments, [Freight, Insurance]);
    assert_eq!(Incoterm::Cpt.row().increments, [Insurance]);
    assert_eq!(Incoterm::Cip.row().own_lines, [Delivery, Import]);
    assert_eq!(Incoterm::Dpu.row().own_lines, [Import]);
    for (one, other) in [
        (Incoterm::Fca, Incoterm::Fob),
        (Incoterm::Cpt, Incoterm::Cfr),
        (Incoterm::Cip, Incoterm::Cif),
        (Incoterm::Dap, Incoterm::Dpu),
    ] {
        assert_eq!(one.row(), other.row());
    }
    assert!(Incoterm::Ddp.row().own_lines.is_empty());
}

#[test]
fn fifty_centavos_go_down() {
    let paid = |minor| cff20(mxn(minor)).unwrap().minor();
    let edges = [0, 1, 49, 50, 51, 99, 100, 150, 151];
    assert_eq!(edges.map(paid), [0, 0, 0, 0, 100, 100, 100, 100, 200]);
    assert_eq!(cff20(money(7, "JPY")).unwrap(), money(7, "JPY"));
    assert_eq!(cff20(money(1_501, "KWD")).unwrap(), money(2_000, "KWD"));
    assert_eq!(refused(cff20(mxn(-1))), refusal(Code::AmountRange, "amount", "-0.01"));
    let below = Remittance::of(mxn(-1), Rounding::Cents);
    assert_eq!(refused(below), refusal(Code::AmountRange, "amount", "-0.01"));
    assert_eq!(cff20(mxn(10_i128.pow(28) - 1)).unwrap_err().code, Code::AmountRange);
}

// ---- marketplace sales

#[test]
fn a_sale_is_refused_with_its_field() {
    let sale = |gross, isr: &str, share: &str, fee: &str| {
        let fee = rate(fee);
        refused(sales_withholding(mxn(gross), rate("0.16"), rate(isr), rate(share), fee))
    };
    assert_eq!(sale(-1, "0", "0", "0"), refusal(Code::AmountRange, "gross", "-0.01"));
    assert_eq!(sale(1, "0", "1.01", "0"), refusal(Code::AmountRange, "iva_share", "1.01"));
    assert_eq!(sale(11_600, "0.5", "1", "0.5"), refusal(Code::AmountRange, "gross", "124.00"));
}

// ---- profiles

#[test]
fn every_profile_has_rows_in_order_and_survives_json() {
    for profile in Profile::ALL.iter().copied() {
        let rows = profile.rows().unwrap();
        assert!(ProfileRow::in_force(&rows, day()).is_ok(), "{profile:?}");
        for row in rows {
            assert_eq!(from_json::<ProfileRow>(&to_json(&row).unwrap()).unwrap(), row);
        }
        let named: Profile = from_json(&serde_json::to_string(&profile).unwrap()).unwrap();
        assert_eq!(named, profile);
    }
    let names = Profile::ALL
        .iter()
        .copied()
        .map(|profile| serde_json::to_string(&profile).unwrap())
        .collect::<Vec<_>>();
    let expected = ["none", "mx_ifc", "mx_private_ap", "eu_ecspr", "us_regcf"];
    assert_eq!(names, expected.map(|name| format!("\"{name}\"")));
}

#[test]
fn a_profile_has_no_figures_for_other_days() {
    let code = |profile: Profile, day: &str| profile.at(at(day)).unwrap_err().code;
    assert_eq!(code(Profile::MxIfc, "2026-01-01T05:59:59.999Z"), Code::ParameterNotValid);
    assert!(Profile::MxIfc.at(at("2026-01-01T06:00:00Z")).is_ok());
    assert_eq!(code(Profile::MxIfc, "2027-01-01T06:00:00Z"), Code::ParameterNotValid);
    assert_eq!(code(Profile::EuEcspr, "2021-11-09T22:59:59Z"), Code::ParameterNotValid);
    assert_eq!(code(Profile::UsRegcf, "2021-03-15T03:59:59Z"), Code::ParameterNotValid);
    assert!(Profile::None.at(at("1970-01-01T00:00:00Z")).is_ok());
    let nobody = TaxProfile { person: Person::None };
    let early = at("2025-01-01T00:00:00Z");
    let rate = withholding_rate(Profile::MxIfc, TaxInstrument::DebtIfc, nobody, early);
    assert_eq!(refused(rate).0, Code::ParameterNotValid);
}

#[test]
fn windows_and_bans_are_those_of_the_profile() {
    let row = |profile: Profile| profile.at(day()).unwrap();
    let us = row(Profile::UsRegcf);
    assert_eq!(
        (us.min_open, us.early_close_notice, us.reconfirmation),
        (days(21), days(7), days(7))
    );
    assert_eq!(us.withdrawal_cut_off.map(|window| window.as_seconds()), Some(48 * 3600));
    let eu = row(Profile::EuEcspr);
    assert_eq!((eu.cooling_off, eu.cooling_off_sophisticated), (days(4), days(0)));
    let transfers = Profile::ALL
        .iter()
        .copied()
        .map(|profile| row(profile).transfer_allowed)
        .collect::<Vec<_>>();
    assert_eq!(transfers, [true, false, true, true, false]);
    let warnings = Profile::ALL
        .iter()
        .copied()
        .map(|profile| row(profile).warnings_required)
        .collect::<Vec<_>>();
    assert_eq!(warnings, [false, true, false, true, true]);
}

#[test]
fn an_unknown_tax_is_not_taken_for_no_tax() {
    let withheld = |profile, instrument, person| {
        withholding_rate(profile, instrument, TaxProfile { person }, day())
    };
    use TaxInstrument::{Ap, CoownershipIfc, DebtIfc, Private};
    assert_eq!(withheld(Profile::MxPrivateAp, Ap, Person::Foreign).unwrap(), Rate::ZERO);
    assert_eq!(withheld(Profile::MxIfc, CoownershipIfc, Person::Resident).unwrap(), Rate::ZERO);
    for instrument in [DebtIfc, CoownershipIfc, Ap, Private] {
        assert_eq!(withheld(Profile::None, instrument, Person::Company).unwrap(), Rate::ZERO);
    }
    let unknown = withheld(Profile::EuEcspr, DebtIfc, Person::Resident);
    assert_eq!(
        refused(unknown),
        refusal(Code::ParameterNotValid, "withholding", "DebtIfc Resident")
    );
    assert_eq!(withheld(Profile::EuEcspr, DebtIfc, Person::None).unwrap(), Rate::ZERO);
}

#[test]
fn a_project_raises_no_more_than_its_limit() {
    let mx = Profile::MxIfc.at(day()).unwrap();
    let udi = Some(rate("8.123456"));
    // 1 670 000 times 8.123456 is 13 566 171.52 exactly.
    assert!(mx.check_raised(mxn(1_356_617_152), false, udi).is_ok());
    let over = mx.check_raised(mxn(1_356_617_153), false, udi);
    assert_eq!(refused(over), refusal(Code::LimitRegulatory, "", "13566171.53 MXN"));
    assert!(mx.check_raised(mxn(1_356_617_153), true, udi).is_ok());
    assert_eq!(refused(mx.check_raised(mxn(5_442_715_521), true, udi)).0, Code::LimitRegulatory);
    let unknown = mx.check_raised(mxn(1), false, None);
    assert_eq!(refused(unknown), refusal(Code::RateNotFrozen, "unit_value", ""));
    let absurd = mx.check_raised(mxn(1), false, Some(rate("99999999999999999999")));
    assert_eq!(refused(absurd).0, Code::AmountRange);

    let us = Profile::UsRegcf.at(day()).unwrap();
    assert!(us.check_raised(money(500_000_000, "USD"), true, None).is_ok());
    let over = us.check_raised(money(500_000_001, "USD"), true, None);
    assert_eq!(refused(over).0, Code::LimitRegulatory);
    // In pesos at 17.335: 86 675 000.00; what is finer than a centavo is cut.
    let limit = us.project_limit.unwrap();
    let pesos = limit.ceiling(false, Currency::parse("MXN").unwrap(), Some(rate("17.3350000019")));
    assert_eq!(pesos.unwrap().to_string(), "86675000.00 MXN");
    let none = Profile::None.at(day()).unwrap();
    assert!(none.check_raised(mxn(10_i128.pow(27)), false, None).is_ok());
}

#[test]
fn an_investor_does_not_put_too_much_in_one_project() {
    let mx = Profile::MxIfc.at(day()).unwrap();
    assert!(mx.check_concentration(mxn(75), mxn(1_000)).is_ok());
    let over = mx.check_concentration(mxn(76), mxn(1_000));
    assert_eq!(refused(over), refusal(Code::LimitRegulatory, "", "0.76 MXN"));
    let mixed = mx.check_concentration(mxn(1), money(1, "USD"));
    assert_eq!(refused(mixed).0, Code::CurrencyMismatch);
    let below = mx.check_concentration(mxn(0), mxn(-1));
    assert_eq!(refused(below), refusal(Code::AmountRange, "invested", "-0.01"));
    let us = Profile::UsRegcf.at(day()).unwrap();
    assert!(us.check_concentration(mxn(1_000), mxn(1_000)).is_ok());
}

// ---- the wire

#[test]
fn values_survive_json_and_unknown_fields_are_refused() {
    let weights = vec![rate("0.25"), rate("0.75")];
    let methods = [
        Method::ByValue {},
        Method::ByQuantity {},
        Method::ByWeight {},
        Method::ByVolume {},
        Method::Equal {},
        Method::Manual { weights },
        direct("A"),
    ];
    for (n, method) in methods.into_iter().enumerate() {
        let line = line(&format!("l{n}"), 5, method);
        assert_eq!(from_json::<CostLine>(&to_json(&line).unwrap()).unwrap(), line);
    }
    let written = to_json(&line("a", 5, direct("A"))).unwrap();
    assert_eq!(
        written,
        r#"{"amount":{"amount":"0.05","currency":"MXN"},"category":"other","id":"a","method":{"product":"A","type":"direct"},"phase":"estimated"}"#
    );
    let strange = written.replace(r#""type":"direct""#, r#""type":"direct","hidden":1"#);
    assert_eq!(from_json::<CostLine>(&strange).unwrap_err().code, Code::JsonUnknownField);
    let landed = landed_cost(&two(), &[equal("a", 5)]).unwrap();
    assert_eq!(from_json(&to_json(&landed).unwrap()), Ok(landed));
    let entry = entry();
    assert_eq!(from_json(&to_json(&entry).unwrap()), Ok(entry));
}

// ---- what holds for any figures

fn runner(seed: u64) -> TestRunner {
    TestRunner::new(Config {
        cases: 400,
        rng_seed: RngSeed::Fixed(seed),
        failure_persistence: None,
        ..Config::default()
    })
}

fn some_products() -> impl Strategy<Value = Vec<Product>> {
    let one = (1..2_000_u32, 1..10_000_000_i128, 1..50_000_u32, 1..50_000_u32);
    prop::collection::vec(one, 1..8).prop_map(|figures| {
        let product =
            |(n, (quantity, price, weight, volume)): (usize, (u32, i128, u32, u32))| Product {
                weight_g: Some(weight),
                volume_cm3: Some(volume),
                ..product(&format!("p{n}"), quantity, price)
            };
        figures.into_iter().enumerate().map(product).collect()
    })
}

/// Products, and lines of every method; every third replaces the one before it, every fourth comes back.
fn some_plan() -> impl Strategy<Value = (Vec<Product>, Vec<CostLine>)> {
    let lines = prop::collection::vec((0..1_000_000_000_i128, 0..7_usize, 1..9_u32), 0..12);
    (some_products(), lines).prop_map(|(products, figures)| {
        let line = |(n, (amount, method, weight)): (usize, (i128, usize, u32))| {
            let manual = (1..=3).cycle().take(products.len()).map(|n| Rate::whole(weight * n));
            let method = match method {
                0 => Method::ByValue {},
                1 => Method::ByQuantity {},
                2 => Method::ByWeight {},
                3 => Method::ByVolume {},
                4 => Method::Equal {},
                5 => Method::Manual { weights: manual.collect() },
                _ => direct(products[n % products.len()].sku.as_str()),
            };
            let line =
                CostLine { recoverable: n % 4 == 3, ..line(&format!("l{n}"), amount, method) };
            if n % 3 == 2 { replacing(&format!("l{}", n - 1), line) } else { line }
        };
        let lines = figures.into_iter().enumerate().map(line).collect();
        (products, lines)
    })
}

fn total(amounts: impl IntoIterator<Item = Money>) -> i128 {
    amounts.into_iter().map(Money::minor).sum()
}

#[test]
fn landed_cost_adds_up_and_does_not_depend_on_the_order_of_the_lines() {
    let plan = some_plan().prop_flat_map(|(products, lines)| {
        (Just(products), Just(lines.clone()), Just(lines).prop_shuffle())
    });
    runner(1)
        .run(&plan, |(products, lines, shuffled)| {
            let landed = landed_cost(&products, &lines).unwrap();
            let counted = lines.iter().enumerate().filter(|(n, line)| {
                let replaced = n % 3 == 1 && n + 1 < lines.len();
                !replaced && !line.recoverable
            });
            let logistics: i128 = counted.map(|(_, line)| line.amount.minor()).sum();
            let base: i128 = total(products.iter().map(|product| product.value().unwrap()));
            prop_assert_eq!((landed.base, landed.logistics), (mxn(base), mxn(logistics)));
            prop_assert_eq!(landed.total, mxn(base + logistics));
            prop_assert_eq!(total(landed.products.iter().map(|p| p.total)), base + logistics);
            for shares in &landed.lines {
                prop_assert_eq!(total(shares.amounts.iter().copied()), shares.amount.minor());
            }
            for product in &landed.products {
                let floor = product.unit_floor.minor() * i128::from(product.quantity);
                let units = floor + i128::from(product.units_with_one_more);
                prop_assert_eq!(units, product.total.minor());
                prop_assert!(product.units_with_one_more < product.quantity);
            }
            let other = landed_cost(&products, &shuffled).unwrap();
            prop_assert_eq!((other.total, other.products), (landed.total, landed.products));
            Ok(())
        })
        .unwrap();
}

#[test]
fn the_need_is_cost_and_tax_and_reserve() {
    let plan = (some_plan(), 0..1_000_000_i128, 0..1_000_000_i128);
    runner(2)
        .run(&plan, |((products, lines), reserve, owner)| {
            let cost = landed_cost(&products, &lines).unwrap().total.minor();
            let counted = lines.iter().enumerate().filter(|(n, line)| {
                let replaced = n % 3 == 1 && n + 1 < lines.len();
                !replaced && line.recoverable
            });
            let tax: i128 = counted.map(|(_, line)| line.amount.minor()).sum();
            let owner = owner.min(cost);
            let need = funding_need(&products, &lines, mxn(reserve), mxn(owner)).unwrap();
            prop_assert_eq!(need.economic_cost, mxn(cost));
            prop_assert_eq!(need.recoverable_tax, mxn(tax));
            prop_assert_eq!(need.need, mxn(cost + tax + reserve));
            prop_assert_eq!(need.target, mxn(cost + tax + reserve - owner));
            Ok(())
        })
        .unwrap();
}

#[test]
fn units_taken_one_group_after_another_never_cost_more_than_all() {
    let case = (0..10_i128.pow(20), 1..10_000_u32, 0..10_000_u32);
    runner(3)
        .run(&case, |(landed, quantity, taken)| {
            let taken = taken % (quantity + 1);
            let some = cost_of_units(mxn(landed), quantity, taken).unwrap().minor();
            let rest = cost_of_units(mxn(landed), quantity, quantity - taken).unwrap().minor();
            prop_assert!((landed - 1..=landed).contains(&(some + rest)));
            prop_assert!(some * i128::from(quantity) <= landed * i128::from(taken));
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_is_paid_to_the_state_is_whole_and_within_fifty_centavos() {
    runner(4)
        .run(&(0..10_i128.pow(15)), |minor| {
            let remittance = Remittance::of(mxn(minor), Rounding::Cff20).unwrap();
            let paid = remittance.paid.minor();
            prop_assert_eq!(paid % 100, 0);
            prop_assert!((-49..=50).contains(&(minor - paid)));
            prop_assert_eq!(remittance.difference.minor(), minor - paid);
            Ok(())
        })
        .unwrap();
}

#[test]
fn duties_add_up_over_products_and_concepts() {
    let goods = prop::collection::vec((1..10_000_000_i128, 0..40_u32, 0..100_000_i128), 1..6);
    let case = (goods, 0..1_000_000_i128, 1..30_000_u32, any::<bool>());
    runner(5)
        .run(&case, |(figures, freight, fx, cents)| {
            let mut entry = entry();
            let one = |(n, (value, igi, duty)): (usize, (i128, u32, i128))| CustomsGoods {
                product: reference(&format!("p{n}")),
                value: money(value, "USD"),
                igi_rate: percent(&igi.to_string()).unwrap(),
                compensatory_duty: Some(mxn(duty)),
                ..entry.goods[0].clone()
            };
            let goods: Vec<CustomsGoods> = figures.into_iter().enumerate().map(one).collect();
            entry.goods = goods;
            entry.increments[0].amount = money(freight, "USD");
            entry.fx = percent(&fx.to_string()).unwrap();
            let rounding = if cents { Rounding::Cents } else { Rounding::Cff20 };
            let duties = assessed(&entry, &CustomsParameters { rounding, ..parameters() }).unwrap();
            let over = |part: fn(&tercero::project::customs::GoodsDuties) -> Money| {
                total(duties.goods.iter().map(part))
            };
            prop_assert_eq!(over(|goods| goods.customs_value), duties.customs_value.minor());
            prop_assert_eq!(over(|goods| goods.igi_exact), duties.igi.exact.minor());
            prop_assert_eq!(over(|goods| goods.igi_paid), duties.igi.paid.minor());
            prop_assert_eq!(
                over(|goods| goods.compensatory_paid),
                duties.compensatory.paid.minor()
            );
            let concepts = [
                duties.igi,
                duties.dta,
                duties.compensatory,
                duties.iva,
                duties.prevalidation,
                duties.iva_on_prevalidation,
            ];
            let exact = total(concepts.map(|concept| concept.exact));
            prop_assert_eq!(total(concepts.map(|concept| concept.paid)), duties.total_paid.minor());
            prop_assert_eq!(exact - duties.total_paid.minor(), duties.rounding_difference.minor());
            prop_assert!(!cents || duties.rounding_difference.is_zero());
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_expectation_gives_away_its_profit_and_no_payout_is_negative() {
    let capital = prop::collection::vec(0..10_000_000_i128, 1..8);
    let case = (capital, 1..100_000_000_i128, 0..100_u32, 0..300_000_000_i128);
    runner(6)
        .run(&case, |(capital, cost, margin, new_cost)| {
            prop_assume!(capital.iter().any(|capital| *capital > 0));
            let capital: Vec<Money> = capital.into_iter().map(mxn).collect();
            let margin = percent(&margin.to_string()).unwrap();
            let changed = expected_with_price(mxn(cost), margin, mxn(new_cost), &capital).unwrap();
            let before = expected_result(mxn(cost), margin, &capital).unwrap();
            prop_assert_eq!(&changed.before, &before);
            prop_assert_eq!(total(before.shares.iter().map(|s| s.profit)), before.profit.minor());
            let whole = total(capital.iter().copied());
            let shared = total(changed.changes.iter().map(|change| change.share.profit));
            prop_assert_eq!(shared, changed.profit.minor().max(-whole));
            for change in &changed.changes {
                prop_assert!(change.share.payout.minor() >= 0);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_a_marketplace_withholds_of_the_income_tax_is_what_the_owner_owes() {
    let case = (0..10_i128.pow(15), 0..30_u32, 0..21_u32, 0..101_u32, 0..50_u32);
    runner(7)
        .run(&case, |(gross, iva, isr, share, fee)| {
            let rate = |part: u32| percent(&part.to_string()).unwrap();
            let sale = sales_withholding(mxn(gross), rate(iva), rate(isr), rate(share), rate(fee))
                .unwrap();
            prop_assert_eq!(sale.owner_receivable, sale.isr_withheld);
            prop_assert_eq!(total([sale.revenue, sale.iva_charged]), gross);
            let kept = [sale.isr_withheld, sale.iva_withheld, sale.fee, sale.fee_iva];
            prop_assert_eq!(total(kept) + sale.cash_received.minor(), gross);
            Ok(())
        })
        .unwrap();
}
