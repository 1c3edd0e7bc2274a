//! Answers the examples about the kernel, reservations, goods, currencies, refunds and liquidation.
//! An operation of the other files gets no answer here.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use tercero::allocation::{allocate as split, allocate_increment as split_further};
use tercero::project::funding::{
    Admission, Allotment, Asked, Capture, Closing, LastTicket, Mode, Oversubscription, Plan, Round,
    Standing, admit, clear, close, scale_back as scale, share_without,
};
use tercero::project::fx::{Contribution, FxPolicy, Quote, base_amount, convert_pool, payout_in};
use tercero::project::in_kind::{
    Goods, InKind, Order, PricePolicy, ResidualPolicy, in_kind, serve_orders,
};
use tercero::project::liquidation::{
    Fault, FeeBearer, Stage, liquidate as end_early, refund as give_back,
};
use tercero::{Code, Currency, Money, Rate, Refusal, Text, Timestamp};

pub(crate) fn answer(op: &str, inputs: &Value) -> Option<Value> {
    Some(match op {
        "allocate" => allocate(inputs),
        "allocate_compare" => allocate_compare(inputs),
        "allocate_batch" => json!({ "cases": cases(inputs, |case| json!(parts(case))) }),
        "allocate_increment" => allocate_increment(inputs),
        "allocate_errors" => json!({ "cases": cases(inputs, allocate) }),
        "reserve_sequence" => reserve_sequence(inputs),
        "scale_back" => scale_back(inputs),
        "close_funding" => close_funding(inputs),
        "capture_shortfall" => capture_shortfall(inputs),
        "inkind" => goods_for_capital(inputs),
        "inkind_order" => goods_to_order(inputs),
        "fx" => fx(inputs),
        "refund" => refund(inputs),
        "liquidate" => liquidate(inputs),
        "transfer" => transfer(inputs),
        _ => return None,
    })
}

// Reading and writing.

fn currency(inputs: &Value) -> Currency {
    Currency::parse(inputs["currency"].as_str().unwrap_or("MXN")).unwrap()
}

fn mxn(minor: &Value) -> Money {
    money(minor, "MXN")
}

fn money(minor: &Value, currency: &str) -> Money {
    Money::from_minor(minor.as_i64().unwrap().into(), Currency::parse(currency).unwrap()).unwrap()
}

fn list<'a>(inputs: &'a Value, key: &str) -> &'a [Value] {
    inputs[key].as_array().unwrap()
}

fn text<'a>(inputs: &'a Value, key: &str) -> &'a str {
    inputs[key].as_str().unwrap()
}

fn count(units: &Value) -> u32 {
    u32::try_from(units.as_u64().unwrap()).unwrap()
}

fn minor(money: Money) -> i64 {
    i64::try_from(money.minor()).unwrap()
}

fn minors(money: &[Money]) -> Vec<i64> {
    money.iter().copied().map(minor).collect()
}

fn object<V: Into<Value>>(keys: &[&str], values: impl IntoIterator<Item = V>) -> Value {
    let entry = |(key, value): (&&str, V)| ((*key).to_owned(), value.into());
    Value::Object(keys.iter().zip(values).map(entry).collect::<Map<_, _>>())
}

fn total(amounts: &[Money]) -> Money {
    amounts.iter().copied().reduce(|sum, amount| sum.plus(amount).unwrap()).unwrap()
}

fn cases(inputs: &Value, answer: fn(&Value) -> Value) -> Vec<Value> {
    list(inputs, "cases").iter().map(answer).collect()
}

// The kernel.

fn weights(inputs: &Value) -> Vec<Rate> {
    list(inputs, "weights")
        .iter()
        .map(|weight| Rate::parse(weight.as_str().unwrap()).unwrap())
        .collect()
}

fn by_weights(inputs: &Value) -> Result<Vec<Money>, Refusal> {
    let total = Money::from_minor(inputs["total"].as_i64().unwrap().into(), currency(inputs))?;
    split(total, &weights(inputs))
}

fn parts(inputs: &Value) -> Vec<i64> {
    minors(&by_weights(inputs).unwrap())
}

fn allocate(inputs: &Value) -> Value {
    if let Some(exponent) = inputs.get("exponent") {
        assert_eq!(json!(currency(inputs).exponent()), *exponent);
    }
    if inputs.get("rows").is_some() {
        let mut rows = list(inputs, "rows").to_vec();
        rows.sort_by_key(|row| row["seq"].as_u64());
        let ids: Vec<&str> = rows.iter().map(|row| text(row, "id")).collect();
        let weights: Vec<&Value> = rows.iter().map(|row| &row["weight"]).collect();
        let parts = parts(&json!({ "total": inputs["total"], "weights": weights }));
        return json!({ "amounts": object(&ids, parts) });
    }
    match by_weights(inputs) {
        Ok(parts) => {
            let payable: Vec<Money> =
                parts.iter().copied().filter(|part| part.is_positive()).collect();
            json!({ "amounts": minors(&parts), "payable": minors(&payable) })
        }
        Err(refusal) => json!({ "error": refusal.code }),
    }
}

fn allocate_compare(inputs: &Value) -> Value {
    let compared = |case: &Value| json!({ "total": case["total"], "weights": case["weights"], "largest_remainder": parts(case) });
    json!({ "cases": cases(inputs, compared) })
}

fn allocate_increment(inputs: &Value) -> Value {
    let weights = weights(inputs);
    let first = split(mxn(&inputs["first_distribution"]), &weights).unwrap();
    let second = split_further(mxn(&inputs["second_distribution"]), &weights, &first).unwrap();
    let both = first.iter().zip(&second).map(|(first, second)| first.plus(*second).unwrap());
    let both: Vec<Money> = both.collect();
    json!({
        "first": minors(&first),
        "tercero_delta": minors(&second),
        "tercero_cumulative": minors(&both),
    })
}

fn transfer(inputs: &Value) -> Value {
    let distribution = mxn(&inputs["distribution"]);
    let shared = |mut positions: Vec<(&Value, u32, Money)>| {
        positions.sort_by_key(|(_, seq, _)| *seq);
        let ids: Vec<&str> = positions.iter().map(|(id, ..)| id.as_str().unwrap()).collect();
        let weight = |(_, _, capital): &(&Value, u32, Money)| {
            Rate::whole(u32::try_from(capital.minor()).unwrap())
        };
        let weights: Vec<Rate> = positions.iter().map(weight).collect();
        object(&ids, minors(&split(distribution, &weights).unwrap()))
    };
    let before: Vec<_> = list(inputs, "before")
        .iter()
        .map(|row| (&row["id"], count(&row["seq"]), mxn(&row["amount"])))
        .collect();
    let change = &inputs["transfer"];
    let after = |new_seq: Option<u32>| {
        let moved = |(id, seq, capital): &(_, u32, Money)| {
            if *id == &change["from_"] {
                (&change["to"], new_seq.unwrap_or(*seq), *capital)
            } else {
                (*id, *seq, *capital)
            }
        };
        shared(before.iter().map(moved).collect())
    };
    json!({
        "before": shared(before.clone()),
        "after_new_sequence": after(Some(count(&change["new_seq"]))),
        "after_inherit_sequence": after(None),
    })
}

// Reservations.

fn round(cap: &Value, oversubscription: Oversubscription) -> Round {
    let cap = mxn(cap);
    let cent = Money::from_minor(1, cap.currency()).unwrap();
    Round {
        target: cap,
        hard_cap: cap,
        mode: Mode::AllOrNothing {},
        oversubscription,
        min_ticket: cent,
        step: cent,
        max_per_investor: cap,
        last_ticket: LastTicket::Exact,
    }
}

/// Live requests, and the commands that were answered before.
struct Book {
    round: Round,
    /// By request: who, and how much is reserved.
    live: BTreeMap<String, (String, Money)>,
    /// By key: the body, and the result it got.
    known: BTreeMap<String, (Value, Value)>,
}

impl Book {
    fn sum(&self, of: impl Fn(&str) -> bool) -> Money {
        let mine = self.live.values().filter(|(who, _)| of(who));
        let zero = Money::zero(self.round.target.currency());
        mine.fold(zero, |sum, (_, amount)| sum.plus(*amount).unwrap())
    }

    fn taken(&self) -> Money {
        self.sum(|_| true)
    }

    fn command(&mut self, key: &str, body: &Value) -> Value {
        match self.known.get(key) {
            Some((known, result)) if known == body => {
                return json!({ "key": key, "result": result, "replayed": true });
            }
            Some(_) => {
                let reused = Refusal::new(Code::CommandIdReused);
                return json!({ "key": key, "result": in_their_words(&reused) });
            }
            None => {}
        }
        let result = json!(self.result(body));
        self.known.insert(key.to_owned(), (body.clone(), result.clone()));
        let remaining = self.round.hard_cap.minus(self.taken()).unwrap();
        json!({ "key": key, "result": result, "reserved": minor(self.taken()), "remaining": minor(remaining) })
    }

    fn result(&mut self, body: &Value) -> String {
        let id = text(body, "id").to_owned();
        if body["op"] == "release" {
            self.live.remove(&id).unwrap();
            return "released".to_owned();
        }
        let (who, amount) = (text(body, "who"), mxn(&body["amount"]));
        let standing =
            Standing { taken: self.taken(), of_investor: self.sum(|other| other == who) };
        match admit(&self.round, standing, amount) {
            Ok(admission) => {
                assert_eq!(admission, Admission::Full {});
                self.live.insert(id, (who.to_owned(), amount));
                "reserved".to_owned()
            }
            Err(refusal) => in_their_words(&refusal),
        }
    }
}

/// A refusal of ours as the example words it.
fn in_their_words(refusal: &Refusal) -> String {
    match refusal.code {
        Code::CommandIdReused => "idempotency_conflict".to_owned(),
        Code::ExceedsRemaining => {
            let mxn = Currency::parse("MXN").unwrap();
            let remaining = Money::parse(&refusal.allowed[0], mxn).unwrap();
            format!("rejected_{}:{}", refusal.code, remaining.minor())
        }
        Code::AboveMax => format!("rejected_{}_per_investor", refusal.code),
        code => format!("rejected_{code}"),
    }
}

fn reserve_sequence(inputs: &Value) -> Value {
    let round = Round {
        min_ticket: mxn(&inputs["min_ticket"]),
        step: mxn(&inputs["step"]),
        max_per_investor: mxn(&inputs["max_per_investor"]),
        ..round(&inputs["cap"], Oversubscription::Reject)
    };
    let mut book = Book { round, live: BTreeMap::new(), known: BTreeMap::new() };
    let commands = list(inputs, "commands").iter();
    let results: Vec<Value> =
        commands.map(|command| book.command(text(command, "key"), &command["body"])).collect();
    json!({ "results": results, "final_reserved": minor(book.taken()) })
}

fn scale_back(inputs: &Value) -> Value {
    let round = Round {
        min_ticket: mxn(&inputs["min_ticket"]),
        step: mxn(&inputs["step"]),
        ..round(&inputs["cap"], Oversubscription::ProRata)
    };
    let requests = list(inputs, "requests");
    let ids: Vec<&str> = requests.iter().map(|request| text(request, "id")).collect();
    let asked = |(seq, request): (u32, &Value)| Asked { seq, amount: mxn(&request["amount"]) };
    let asked: Vec<Asked> = (0..).zip(requests).map(asked).collect();
    let scaled = scale(&round, &asked).unwrap();
    let name = |seq: u32| ids[usize::try_from(seq).unwrap()];
    let turn = |turn: usize| {
        let left_out = &scaled.left_out[..turn];
        let shared = share_without(&round, &asked, left_out).unwrap();
        let mut kept = Map::new();
        for share in shared.iter().filter(|share| !left_out.contains(&share.seq)) {
            kept.insert(name(share.seq).to_owned(), minor(share.allotted).into());
        }
        kept
    };
    let column = |of: fn(&Allotment) -> Money| {
        object(&ids, scaled.allotments.iter().map(|allotment| minor(of(allotment))))
    };
    let amounts: Vec<Money> = asked.iter().map(|asked| asked.amount).collect();
    json!({
        "requested_total": minor(total(&amounts)),
        "rounds": (0..=scaled.left_out.len()).map(turn).collect::<Vec<_>>(),
        "allocated": column(|allotment| allotment.allotted),
        "released": column(|allotment| allotment.released),
    })
}

fn close_funding(inputs: &Value) -> Value {
    let approved: Vec<Money> = list(inputs, "approved").iter().map(mxn).collect();
    let raised = total(&approved);
    let products = list(inputs, "products");
    let names: Vec<&str> = products.iter().map(|product| text(product, "name")).collect();
    let plan = Plan {
        fixed_costs: mxn(&inputs["fixed_costs"]),
        quantities: products.iter().map(|product| count(&product["qty"])).collect(),
    };
    let closed = |mode| {
        let round = Round { mode, ..round(&inputs["target"], Oversubscription::Reject) };
        match close(&round, raised, &plan).unwrap() {
            Closing::Failed {} => {
                json!({ "result": "funding_failed", "refunds": minors(&approved) })
            }
            Closing::Funded { final_target, quantities } => json!({
                "result": "fully_funded",
                "final_target": minor(final_target),
                "scaled_quantities": object(&names, quantities),
            }),
        }
    };
    json!({
        "raised": minor(raised),
        "all_or_nothing": closed(Mode::AllOrNothing {}),
        "keep_what_you_raise":
            closed(Mode::KeepWhatYouRaise { min_raise: mxn(&inputs["min_raise"]) }),
    })
}

fn capture_shortfall(inputs: &Value) -> Value {
    let pairs = list(inputs, "approved").iter().zip(list(inputs, "captured"));
    let captures: Vec<Capture> = (1..)
        .zip(pairs)
        .map(|(seq, (approved, captured))| Capture {
            seq,
            approved: mxn(approved),
            captured: mxn(captured),
        })
        .collect();
    let target = mxn(&inputs["target"]);
    let cleared = |owner_tops_up| clear(target, &captures, owner_tops_up).unwrap();
    let transition = |covered| {
        format!("fully_funded->{}", if covered { "ready_for_approval" } else { "funding" })
    };
    let (short, topped_up) = (cleared(false), cleared(inputs["owner_topup_allowed"] == true));
    let mut after_grace = json!({
        "captured_total": minor(short.cleared),
        "shortfall": minor(short.shortfall),
        "transition": transition(short.covered),
    });
    for seq in &short.expired {
        after_grace[format!("request_{seq}")] = "expired".into();
    }
    json!({
        "after_grace": after_grace,
        "with_owner_topup": {
            "owner_capital": minor(topped_up.owner_capital),
            "transition": transition(topped_up.covered),
            "weights": minors(&topped_up.weights),
        },
    })
}

// Goods.

fn goods(product: &Value) -> Goods {
    Goods { quantity: count(&product["qty"]), landed: mxn(&product["landed"]) }
}

fn goods_for_capital(inputs: &Value) -> Value {
    let products = list(inputs, "products");
    let skus: Vec<&str> = products.iter().map(|product| text(product, "id")).collect();
    let positions = list(inputs, "in_kind");
    let ids: Vec<&str> = positions.iter().map(|position| text(position, "id")).collect();
    let capitals: Vec<Money> = positions.iter().map(|row| mxn(&row["amount"])).collect();
    let received: Vec<Goods> = products.iter().map(goods).collect();
    let landed: Vec<Money> = received.iter().map(|product| product.landed).collect();
    assert_eq!(minor(total(&landed)), inputs["costo_total"]);
    let capital = mxn(inputs.get("total_capital").unwrap_or(&inputs["costo_total"]));
    if let Some(others) = inputs.get("profit_only_capital") {
        assert_eq!(total(&capitals).plus(mxn(others)).unwrap(), capital);
    }
    let share =
        |goods: &[Goods]| in_kind(goods, capital, &capitals, ResidualPolicy::default()).unwrap();
    let shared = share(&received);
    // One example lists participants by place instead of by name.
    let by_place = inputs.get("leftover_sale").is_some();
    let people = |values: Vec<i64>| if by_place { json!(values) } else { object(&ids, values) };
    let each = |of: &dyn Fn(usize) -> Value| object(&skus, (0..skus.len()).map(of));
    let units = |shared: &InKind| {
        each(&|product| {
            people(shared.baskets.iter().map(|basket| basket.units[product].units.into()).collect())
        })
    };
    let value = each(&|product| {
        people(shared.baskets.iter().map(|basket| minor(basket.units[product].value)).collect())
    });
    let pool = |product: usize| {
        let left = shared.pool[product];
        json!({ "units": left.units, "cost": minor(left.value) })
    };
    let residuals: Vec<Money> = shared.baskets.iter().map(|basket| basket.residual).collect();
    let costs: Vec<Money> = shared.pool.iter().map(|left| left.value).collect();
    let unspent = capital.minus(total(&landed)).unwrap();
    let mut answer = json!({
        "units": units(&shared),
        "value": value,
        "pool": each(&pool),
        "residual": people(minors(&residuals)),
        "pool_capital_after_residual": minor(shared.pool_capital),
        "pool_cost_plus_iva_plus_contingency": minor(total(&costs).plus(unspent).unwrap()),
    });
    if let Some(sale) = inputs.get("leftover_sale") {
        let weights: Vec<Rate> = residuals
            .iter()
            .map(|residual| Rate::parse(&residual.minor().to_string()).unwrap())
            .collect();
        answer["leftover_sale_distribution"] = json!(minors(&split(mxn(sale), &weights).unwrap()));
    }
    if let Some(ordered) = inputs.get("ordered") {
        let mut before = received.clone();
        for (product, sku) in before.iter_mut().zip(&skus) {
            let Some(quantity) = ordered.get(sku).map(count) else { continue };
            let unit_cost = |units| format!("{}/{units}", product.landed.minor());
            answer["unit_cost_before"] = unit_cost(quantity).into();
            answer["unit_cost_after"] = unit_cost(product.quantity).into();
            product.quantity = quantity;
        }
        answer["units_before"] = units(&share(&before));
    }
    answer
}

fn goods_to_order(inputs: &Value) -> Value {
    let landed = inputs["actual_landed"].as_object().unwrap();
    let received: Vec<Goods> = landed.values().map(goods).collect();
    let rows = list(inputs, "orders");
    let order = |row: &Value| Order {
        product: landed.keys().position(|sku| *sku == row["product"]).unwrap().try_into().unwrap(),
        units: count(&row["units"]),
        unit_price: mxn(&row["quoted_unit_price"]),
    };
    let orders: Vec<Order> = rows.iter().map(order).collect();
    let served = |policy| serve_orders(&received, &orders, policy).unwrap();
    let (fixed, true_up) = (served(PricePolicy::FixedPrice), served(PricePolicy::TrueUp));
    let mut by_participant = BTreeMap::new();
    let mut answered = Vec::new();
    for (row, line) in rows.iter().zip(&true_up.lines) {
        *by_participant.entry(text(row, "who")).or_insert(0) += minor(line.true_up);
        answered.push(json!({
            "who": row["who"],
            "product": row["product"],
            "units": line.units,
            "paid": minor(line.paid),
            "actual": minor(line.actual),
            "true_up": minor(line.true_up),
        }));
    }
    json!({
        "rows": answered,
        "true_up_by_participant": by_participant,
        "fixed_price_pool_impact": minor(fixed.pool_impact),
    })
}

// Currencies, refunds, liquidation.

/// A quote for dollars, or none.
fn dollars(rate: &Value) -> Option<Quote> {
    let at = Timestamp::parse("2026-03-01T12:00:00Z").unwrap();
    Some(Quote {
        currency: Currency::parse("USD").unwrap(),
        rate: Rate::parse(rate.as_str()?).unwrap(),
        source: Text::parse("as the example gives it").unwrap(),
        taken_at: at,
        frozen_at: at,
    })
}

fn fx(inputs: &Value) -> Value {
    let base = Currency::parse("MXN").unwrap();
    let rows = list(inputs, "contributions");
    let ids: Vec<&str> = rows.iter().map(|row| text(row, "id")).collect();
    let contribution = |row: &Value| {
        let amount = money(&row["amount"], text(row, "currency"));
        let frozen = dollars(&row["frozen_rate"]);
        Contribution { amount, base: base_amount(amount, base, frozen.as_ref()).unwrap() }
    };
    let contributions: Vec<Contribution> = rows.iter().map(contribution).collect();
    let bank = Vec::from_iter(dollars(&inputs["conversion_rate"]));
    let pool = convert_pool(&contributions, base, &bank, FxPolicy::FxToPool).unwrap();
    let cost = pool.cash.minus(pool.fx_result).unwrap();
    // What everybody counts is his capital; the settlement is that of any other project.
    let settlement = json!({
        "capital": object(&ids, minors(&pool.capital)),
        "revenue": inputs["revenue"],
        "costs": minor(cost),
    });
    let settlement = super::settlement::answer("settle", &settlement).unwrap();
    let payout_rate = dollars(&inputs["payout_rate"]);
    let paid = contributions.iter().zip(&ids).map(|(own, id)| {
        let payout = mxn(&settlement["payout"][id]);
        let paid = payout_in(payout, own.amount.currency(), payout_rate.as_ref()).unwrap();
        json!([paid.currency().code(), minor(paid)])
    });
    let paid = object(&ids, paid);
    json!({
        "base_amounts": object(&ids, minors(&pool.capital)),
        "converted": minors(&pool.converted),
        "fx_result": minor(pool.fx_result),
        "goods_cost": minor(pool.cash),
        "cost_including_fx": minor(cost),
        "settlement": settlement,
        "payout_currency": paid,
    })
}

fn refund(inputs: &Value) -> Value {
    let held = money(&inputs["amount"], text(inputs, "currency"));
    let stage: Stage = serde_json::from_value(text(inputs, "state").to_lowercase().into()).unwrap();
    let bearer = match text(inputs, "psp_fee_policy") {
        "PLATFORM_BEARS" => FeeBearer::Platform,
        other => panic!("{other} is a policy nobody reads"),
    };
    let back = give_back(stage, held, mxn(&inputs["psp_fee"]), bearer).unwrap();
    let frozen = dollars(&inputs["frozen_rate"]);
    let released = base_amount(held, Currency::parse("MXN").unwrap(), frozen.as_ref()).unwrap();
    json!({
        "refund_currency": back.amount.currency().code(),
        "refund_amount": minor(back.amount),
        "base_released": minor(released),
        "platform_expense": minor(back.platform_expense),
    })
}

fn liquidate(inputs: &Value) -> Value {
    let capital = inputs["capital"].as_object().unwrap();
    let ids: Vec<&str> = capital.keys().map(String::as_str).collect();
    let capital: Vec<Money> = capital.values().map(mxn).collect();
    let fault: Fault = serde_json::from_value(text(inputs, "fault").to_lowercase().into()).unwrap();
    let of = |key: &str| mxn(&inputs[key]);
    let end =
        end_early(&capital, of("spent"), of("recoveries"), of("accrued_unpaid"), fault).unwrap();
    let payouts: Vec<Money> = end.lines.iter().map(|line| line.payout).collect();
    json!({
        "distributable": minor(end.distributable),
        "payout": object(&ids, minors(&payouts)),
        "loss": object(&ids, end.lines.iter().map(|line| minor(line.loss))),
        // What investors do not get of it is what anybody else would.
        "commission": minor(end.distributable.minus(total(&payouts)).unwrap()),
    })
}
