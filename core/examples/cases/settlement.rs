//! What goods cost, who gets which of them, and who gets what of a result: ordinary, extreme and refused.
//! Most figures fit together; one case in eight has something in it that does not.

use crate::random::Random;
use serde_json::{Map, Value, json};
use tercero::limits::AMOUNT_BELOW;
use tercero::{Currency, Money};

/// An input of `op`, if it is one of these operations.
pub(crate) fn input(op: &str, random: &mut Random) -> Option<Value> {
    let code = random.pick(&["JPY", "EUR", "MXN", "MXN", "KWD", "CLF"]);
    let currency = Currency::parse(code).unwrap();
    let size = [40, 9_000, 9_000, 5_000_000, 5_000_000, 10_i128.pow(13), 10_i128.pow(26)];
    let size = size[random.below(7) as usize];
    let wrong = random.one_in(8);
    let mut figures = Figures { random, currency, size, wrong };
    match op {
        "settle" => Some(figures.settle()),
        "landed_cost" => Some(figures.landed_cost()),
        "waterfall" => Some(figures.waterfall()),
        "in_kind" => Some(figures.in_kind()),
        _ => None,
    }
}

/// Figures of one case: of one currency, of about one size, and with or without something wrong.
struct Figures<'a> {
    random: &'a mut Random,
    currency: Currency,
    size: i128,
    wrong: bool,
}

impl Figures<'_> {
    /// Whether to do something wrong here.
    fn fault(&mut self, n: u64) -> bool {
        self.wrong && self.random.one_in(n)
    }

    /// How many of something there are: mostly a few, now and then many, none only where that is wrong.
    fn count(&mut self) -> u64 {
        match self.random.below(100) {
            0 => 30 + self.random.below(150),
            _ if self.fault(12) => 0,
            _ => 1 + self.random.below(6),
        }
    }

    /// So many minor units at most, and often a round number of them.
    fn minor(&mut self, most: i128) -> i128 {
        let drawn = i128::from(self.random.next()) * i128::from(self.random.next());
        match self.random.below(12) {
            0 => 0,
            1 => most,
            2 => 1.min(most),
            3 | 4 => most / (1 + drawn % 7),
            _ => drawn % (most + 1),
        }
    }

    fn some(&mut self) -> i128 {
        self.minor(self.size)
    }

    /// An amount as text, unless something is wrong with it.
    fn amount(&mut self, minor: i128) -> Value {
        let text = |minor| Money::from_minor(minor, self.currency).unwrap().amount_text();
        let minor = minor.min(AMOUNT_BELOW - 1);
        let (fits, negative) = (text(minor), text(-1 - minor / 2));
        if !self.fault(12) {
            return json!(fits);
        }
        match self.random.below(6) {
            0 => json!(5),
            1 => json!("1.00001"),
            2 => json!("99999999999999999999999999999"),
            3 => json!(self.random.pick(&["", "1,5", "+1", "-0", "1e3", "01"])),
            _ => json!(negative),
        }
    }

    /// A share of at most one, unless something is wrong with it.
    fn rate(&mut self) -> &'static str {
        let wrong = ["1.01", "2", "-0.1", "1.0000000000000000001", "0.1.2"];
        let shares = ["0", "0.05", "0.125", "0.16", "0.2", "0.3", "0.333333333333333333", "1"];
        if self.fault(6) { self.random.pick(&wrong) } else { self.random.pick(&shares) }
    }

    fn name(&mut self, letter: char, n: u64) -> String {
        match self.random.below(8) {
            0 if self.fault(6) => "two words".to_owned(),
            1 if self.fault(6) => format!("{letter}1"),
            _ => format!("{letter}{n}"),
        }
    }

    fn code(&mut self) -> &str {
        let known = self.currency.code();
        if self.fault(24) { self.random.pick(&["XXX", "mxn", ""]) } else { known }
    }

    /// Sets a field in two cases of three.
    fn may_have(&mut self, input: &mut Value, field: &str, value: impl Into<Value>) {
        if !self.random.one_in(3) {
            input[field] = value.into();
        }
    }

    fn settle(&mut self) -> Value {
        let (mut capital, mut sum, mut names) = (Map::new(), 0, Vec::new());
        for n in 1..=self.count() {
            let minor = if self.fault(10) { 0 } else { self.some() };
            let name = self.name('P', n);
            capital.insert(name.clone(), self.amount(minor));
            names.push(name);
            sum += minor;
        }
        let costs = if self.random.one_in(3) { sum } else { self.minor(sum) };
        let revenue = match self.random.below(6) {
            0 => costs,
            1 => costs + self.minor(12),
            2 => self.minor(costs),
            3 => 0,
            _ => costs + self.some(),
        };
        let mut input = json!({
            "currency": self.code(),
            "capital": capital,
            "revenue": self.amount(revenue),
            "costs": self.amount(costs),
        });
        for field in ["commission", "iva", "owner_share"] {
            let rate = self.rate();
            self.may_have(&mut input, field, rate);
        }
        let mode = self.random.pick(&["added", "included"]);
        self.may_have(&mut input, "iva_mode", mode);
        names.extend(self.fault(6).then(|| "P999".to_owned()));
        if self.random.one_in(3) {
            input["first_loss"] = json!(names.last());
        }
        if self.random.one_in(3) {
            let withheld = names.iter().map(|name| (name.clone(), json!(self.rate())));
            input["withholding"] = Value::Object(withheld.collect());
        }
        input
    }

    fn landed_cost(&mut self) -> Value {
        let mut count = self.count();
        if self.fault(60) {
            (count, self.wrong) = (501, false);
        }
        let measured = !self.random.one_in(4);
        let mut products = Vec::new();
        for n in 1..=count {
            let (price, quantity) = (self.some(), self.random.below(400));
            let mut product = json!({
                "id": self.name('A', n),
                "qty": if self.random.one_in(12) { quantity } else { quantity + 1 },
                "unit_price": self.amount(price),
            });
            for figure in ["weight_g", "volume_cm3"] {
                if measured && !self.fault(12) {
                    product[figure] = json!(self.random.below(50_000));
                }
            }
            products.push(product);
        }
        let mut lines = Vec::new();
        for n in 1..=self.random.below(6) {
            let method = self.method(count, measured);
            let mut minor = self.some();
            if self.random.one_in(30) {
                minor = -minor / 9;
            }
            let id = self.name('L', n);
            lines.push(json!({ "id": id, "amount": self.amount(minor), "method": method }));
        }
        json!({ "currency": self.code(), "products": products, "cost_lines": lines })
    }

    fn method(&mut self, products: u64, measured: bool) -> Value {
        match self.random.below(9) {
            0 | 1 if measured || self.fault(2) => {
                json!({ "type": self.random.pick(&["by_weight", "by_volume"]) })
            }
            2 => json!({ "type": "by_quantity" }),
            3 => json!({ "type": "equal" }),
            4 | 5 => {
                let count = if self.fault(4) { products + 1 } else { products };
                let mut weights: Vec<String> =
                    (0..count).map(|_| self.random.below(9).to_string()).collect();
                if self.fault(3) {
                    weights.fill(self.rate().to_owned());
                }
                json!({ "type": "manual", "weights": weights })
            }
            6 => {
                let beyond = u64::from(self.fault(3));
                let n = 1 + beyond * products + self.random.below(products.max(1));
                json!({ "type": "direct", "product": format!("A{n}") })
            }
            _ => json!({ "type": "by_value" }),
        }
    }

    fn waterfall(&mut self) -> Value {
        let capital: Vec<i128> = (0..self.count()).map(|_| self.some()).collect();
        let sum: i128 = capital.iter().sum();
        let distributable = match self.random.below(4) {
            0 => self.minor(sum),
            1 => sum + self.minor(sum / 20),
            _ => sum + self.some(),
        };
        let promote = self.random.pick(&["0", "0.1", "0.2", "0.333333333333333333"]);
        let catch_up = if self.fault(4) { "0.1" } else { self.random.pick(&["1", "0.5", "0.8"]) };
        let year = if self.random.one_in(2) { 360 } else { 365 };
        json!({
            "currency": self.code(),
            "distributable": self.amount(distributable),
            "capital": capital.into_iter().map(|minor| self.amount(minor)).collect::<Vec<_>>(),
            "pref": self.rate(),
            "days": if self.fault(8) { 36_601 } else { self.random.below(1_500) },
            "basis": if self.fault(8) { 364 } else { year },
            "promote": if self.fault(6) { self.rate() } else { promote },
            "catchup": catch_up,
        })
    }

    fn in_kind(&mut self) -> Value {
        let (mut products, mut landed) = (Vec::new(), 0);
        for n in 1..=self.count() {
            let cost = self.some();
            landed += cost;
            products.push(json!({
                "id": self.name('A', n),
                "qty": self.random.below(300),
                "landed": self.amount(cost),
            }));
        }
        let (mut takers, mut taken, mut left) = (Vec::new(), 0, landed);
        for n in 1..=self.count() {
            let capital = if self.random.one_in(5) { left } else { self.minor(left / 2) };
            left -= capital;
            taken += capital;
            takers.push(json!({ "id": self.name('P', n), "amount": self.amount(capital) }));
        }
        let total = match self.random.below(4) {
            _ if self.fault(4) => self.minor(landed.max(1) - 1),
            0 => landed + self.some(),
            1 => landed.max(taken) + self.minor(9),
            _ => landed,
        };
        let mut input = json!({
            "currency": self.code(),
            "products": products,
            "total_capital": self.amount(total),
            "in_kind": takers,
        });
        let policies = ["residual_as_capital", "cash_at_cost", "fill"];
        let policy = self.random.pick(&policies);
        self.may_have(&mut input, "residual_policy", policy);
        input
    }
}
