//! Answers the vectors about costs, customs, expectations and marketplace sales through the library.
//! Nothing is taken from the expected outputs.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a vector that cannot be read stops the test"
)]

use serde_json::{Map, Value, json};
use tercero::project::costs::{
    Category, CostLine, CostPhase, ExpectedResult, LineShares, Materiality, Method, Product,
    expected_result, expected_with_price, funding_need, landed_cost,
};
use tercero::project::customs::{
    CustomsEntry, CustomsGoods, CustomsParameters, Element, Incoterm, Increment, Rounding, assess,
};
use tercero::project::sales::sales_withholding;
use tercero::{Currency, Money, Rate, Reference, Text, Timestamp};

/// The outputs of one vector, or none if `op` is not about costs.
pub(crate) fn answer(op: &str, inputs: &Value) -> Option<Value> {
    match op {
        "landed_cost" => Some(landed(inputs)),
        "expected_result" => Some(expected(inputs)),
        "expected_result_naive" => Some(exact_split(inputs)),
        "customs_mx" => Some(customs(inputs)),
        "funding_need" => Some(need(inputs)),
        "sales_withholding" => Some(sale(inputs)),
        "snapshot_diff" => Some(diff(inputs)),
        _ => None,
    }
}

fn landed(inputs: &Value) -> Value {
    let products: Vec<Product> = list(&inputs["products"]).iter().map(product).collect();
    let given = list(&inputs["cost_lines"]);
    let lines: Vec<CostLine> = given.iter().map(cost_line).collect();
    let landed = landed_cost(&products, &lines).unwrap();
    let allocation = |(given, shares): (&Value, &LineShares)| json!({"line": shares.line, "method": given["method"], "amounts": minors(&shares.amounts)});
    let allocations: Vec<Value> = given.iter().zip(&landed.lines).map(allocation).collect();
    let mut by_product = Map::new();
    let mut units = Map::new();
    for product in &landed.products {
        let sku = product.sku.to_string();
        by_product.insert(sku.clone(), minor(product.total));
        let more = product.units_with_one_more;
        units.insert(sku, json!({"floor": minor(product.unit_floor), "units_with_plus_one": more}));
    }
    json!({
        "base": minor(landed.base),
        "logistics": minor(landed.logistics),
        "costo_total": minor(landed.total),
        "allocations": allocations,
        "landed_by_product": by_product,
        "unit_landed": units,
    })
}

fn expected(inputs: &Value) -> Value {
    let one = |product: &Value| bought(text(&product["name"]), 1, pesos(&product["amount"]));
    let products: Vec<Product> = list(&inputs["products"]).iter().map(one).collect();
    let line = |line: &Value| {
        charge(text(&line["name"]), Category::Other, pesos(&line["amount"]), Method::ByValue {})
    };
    let lines: Vec<CostLine> = list(&inputs["logistics"]).iter().map(line).collect();
    let cost = landed_cost(&products, &lines).unwrap().total;
    let capital = capital(&inputs["participations"]);
    let expected = expected_result(cost, rate(&inputs["margin"]), &capital).unwrap();
    let payouts: Vec<Money> = expected.shares.iter().map(|share| share.payout).collect();
    json!({
        "costo_total": minor(cost),
        "retorno": minor(expected.profit),
        "expected_by_participant": profits(&expected),
        "expected_payout": minors(&payouts),
    })
}

/// The profit is given, so it is the cost marked up by one.
fn exact_split(inputs: &Value) -> Value {
    let capital = capital(&inputs["participations"]);
    let expected = expected_result(pesos(&inputs["retorno"]), Rate::ONE, &capital).unwrap();
    json!({"exact": profits(&expected)})
}

fn customs(inputs: &Value) -> Value {
    let usd =
        |field: &str| Money::parse(text(&inputs[field]), Currency::parse("USD").unwrap()).unwrap();
    let entry = CustomsEntry {
        incoterm: Incoterm::Fob,
        goods: vec![CustomsGoods {
            product: reference("goods"),
            tariff_fraction: Text::parse("0000.00.00").unwrap(),
            value: usd("fob_usd"),
            igi_rate: rate(&inputs["igi_rate"]),
            compensatory_duty: None,
        }],
        increments: vec![
            Increment { element: Element::Freight, amount: usd("freight_usd") },
            Increment { element: Element::Insurance, amount: usd("insurance_usd") },
        ],
        fx: rate(&inputs["fx"]),
    };
    let at = Timestamp::parse("2018-06-01T12:00:00Z").unwrap();
    let parameters = CustomsParameters {
        valid_from: at,
        valid_until: None,
        dta_rate: rate(&inputs["dta_rate"]),
        dta_minimum: Money::zero(mxn()),
        iva_rate: rate(&inputs["iva_rate"]),
        prv: pesos(&inputs["prv"]),
        cnt: pesos(&inputs["cnt"]),
        rounding: match text(&inputs["rounding"]) {
            "CFF20" => Rounding::Cff20,
            other => panic!("no rounding {other}"),
        },
        source: Text::parse("the vector").unwrap(),
    };
    let duties = assess(&entry, &parameters, at).unwrap();
    json!({
        "customs_value": minor(duties.customs_value),
        "igi_exact": minor(duties.igi.exact),
        "igi_paid": minor(duties.igi.paid),
        "dta_exact": minor(duties.dta.exact),
        "dta_paid": minor(duties.dta.paid),
        "iva_base": minor(duties.iva_base),
        "iva_exact": minor(duties.iva.exact),
        "iva_paid": minor(duties.iva.paid),
        "prv": minor(duties.prv),
        "cnt": minor(duties.cnt),
        "iva_on_prv_cnt": minor(duties.iva_on_prevalidation.paid),
        "total_paid": minor(duties.total_paid),
        "rounding_difference": minor(duties.rounding_difference),
    })
}

fn need(inputs: &Value) -> Value {
    let products = [bought("goods", 1, pesos(&inputs["customs_value"]))];
    let creditable = inputs["iva_creditable"].as_bool().unwrap();
    let line = |(field, category): (&str, Category)| {
        let line = charge(field, category, pesos(&inputs[field]), Method::ByValue {});
        let tax = field.starts_with("iva");
        CostLine { recoverable: tax && creditable, ..line }
    };
    let lines: Vec<CostLine> = [
        ("igi", Category::Igi),
        ("dta", Category::Dta),
        ("prv", Category::Prv),
        ("cnt", Category::Cnt),
        ("iva_import", Category::IvaImport),
        ("iva_services", Category::Other),
    ]
    .into_iter()
    .map(line)
    .collect();
    let none = Money::zero(mxn());
    let need = funding_need(&products, &lines, none, none).unwrap();
    let margin = rate(&inputs["margin"]);
    let expected = expected_result(need.economic_cost, margin, &[need.target]).unwrap();
    json!({
        "economic_cost": minor(need.economic_cost),
        "funding_need": minor(need.need),
        "iva_to_finance": minor(need.recoverable_tax),
        "retorno_on_economic": minor(expected.profit),
    })
}

fn sale(inputs: &Value) -> Value {
    let sale = sales_withholding(
        pesos(&inputs["gross_with_iva"]),
        rate(&inputs["iva_rate"]),
        rate(&inputs["isr_withholding"]),
        rate(&inputs["iva_withholding_share"]),
        rate(&inputs["platform_fee"]),
    )
    .unwrap();
    json!({
        "revenue": minor(sale.revenue),
        "iva_charged": minor(sale.iva_charged),
        "isr_withheld": minor(sale.isr_withheld),
        "iva_withheld": minor(sale.iva_withheld),
        "fee": minor(sale.fee),
        "fee_iva": minor(sale.fee_iva),
        "cash_received": minor(sale.cash_received),
        "iva_still_owed": minor(sale.iva_still_owed),
        "owner_tax_credit_isr": minor(sale.isr_withheld),
        "cash_shortfall_vs_result": minor(sale.owner_receivable),
    })
}

fn diff(inputs: &Value) -> Value {
    assert_eq!(inputs["v2"]["price_policy"], "SALE_PRICE_FIXED");
    let cost = pesos(&inputs["v1"]["costo_total"]);
    let new_cost = cost.plus(pesos(&inputs["v2"]["cost_delta"])).unwrap();
    let capital = capital(&inputs["participations"]);
    let margin = rate(&inputs["v1"]["margin"]);
    let changed = expected_with_price(cost, margin, new_cost, &capital).unwrap();
    let profits_after: Vec<Money> =
        changed.changes.iter().map(|change| change.share.profit).collect();
    let differences: Vec<Money> = changed.changes.iter().map(|change| change.difference).collect();
    // The vector names no limit; ten percent stands for any sane one.
    let tenth = Rate::parse("0.1").unwrap();
    json!({
        "v1": {"retorno": minor(changed.before.profit), "expected": profits(&changed.before)},
        "v2": {
            "costo_total": minor(changed.cost),
            "retorno": minor(changed.profit),
            "expected": minors(&profits_after),
            "implied_margin": changed.implied_margin,
        },
        "diff": minors(&differences),
        "retorno_drop_pct": changed.profit_drop,
        "material": changed.material(&Materiality { profit_drop: tenth, cost_rise: tenth }),
    })
}

fn product(given: &Value) -> Product {
    let quantity = u32::try_from(given["qty"].as_u64().unwrap()).unwrap();
    let figure = |field: &str| given[field].as_u64().map(|figure| u32::try_from(figure).unwrap());
    Product {
        weight_g: figure("weight_g"),
        volume_cm3: figure("volume_cm3"),
        ..bought(text(&given["id"]), quantity, pesos(&given["unit_price"]))
    }
}

fn cost_line(given: &Value) -> CostLine {
    let method = match text(&given["method"]) {
        "BY_VALUE" => Method::ByValue {},
        "BY_QUANTITY" => Method::ByQuantity {},
        "BY_WEIGHT" => Method::ByWeight {},
        "BY_VOLUME" => Method::ByVolume {},
        "EQUAL" => Method::Equal {},
        "DIRECT" => Method::Direct { product: reference(text(&given["product"])) },
        other => panic!("no method {other}"),
    };
    charge(text(&given["id"]), Category::Other, pesos(&given["amount"]), method)
}

fn bought(sku: &str, quantity: u32, unit_price: Money) -> Product {
    Product {
        sku: reference(sku),
        name: Text::parse(sku).unwrap(),
        quantity,
        unit_price,
        weight_g: None,
        volume_cm3: None,
        expected_price: None,
    }
}

fn charge(id: &str, category: Category, amount: Money, method: Method) -> CostLine {
    CostLine {
        id: reference(id),
        category,
        amount,
        method,
        recoverable: false,
        phase: CostPhase::Estimated,
        supersedes: None,
        supplier: None,
        evidence: None,
    }
}

fn capital(given: &Value) -> Vec<Money> {
    list(given).iter().map(pesos).collect()
}

fn profits(expected: &ExpectedResult) -> Value {
    minors(&expected.shares.iter().map(|share| share.profit).collect::<Vec<_>>())
}

fn mxn() -> Currency {
    Currency::parse("MXN").unwrap()
}

/// Centavos.
fn pesos(given: &Value) -> Money {
    Money::from_minor(given.as_i64().unwrap().into(), mxn()).unwrap()
}

fn rate(given: &Value) -> Rate {
    Rate::parse(text(given)).unwrap()
}

fn reference(id: &str) -> Reference {
    Reference::parse(id).unwrap()
}

fn text(given: &Value) -> &str {
    given.as_str().unwrap()
}

fn list(given: &Value) -> &[Value] {
    given.as_array().unwrap()
}

fn minor(money: Money) -> Value {
    json!(i64::try_from(money.minor()).unwrap())
}

fn minors(money: &[Money]) -> Value {
    money.iter().map(|money| minor(*money)).collect()
}
