//! What goods cost, who gets which of them, and who gets what of the result: the arithmetic of a project without the project.
//! Where something has a name the names are keys, and their order is the order of seniority.

use super::amounts::{all_unsigned, money, texts, unsigned};
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use tercero::project::commission::{Commission, TaxMode};
use tercero::project::costs::{
    Category, CostLine, CostPhase, LandedProduct, LineShares, Method, Product, landed_cost,
};
use tercero::project::in_kind::{Goods, ResidualPolicy, Units, in_kind};
use tercero::project::settlement::{
    Actuals, Overrun, Position, SettlementLine, SettlementRules, settle,
};
use tercero::project::waterfall::{Compounding, DayCount, Tier, waterfall};
use tercero::{Code, Currency, Money, PartyId, Rate, Reference, Refusal, Text};

/// What belongs to each name.
struct Named<T>(BTreeMap<String, T>);

impl<T> Default for Named<T> {
    fn default() -> Named<T> {
        Named(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Named<T>, D::Error> {
        deserializer.deserialize_map(Names(PhantomData))
    }
}

/// Reads names as strictly as the fields of a record: none stands twice.
struct Names<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Names<T> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a name for each key")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Named<T>, A::Error> {
        let mut named = BTreeMap::new();
        while let Some((name, value)) = entries.next_entry::<String, T>()? {
            if named.contains_key(&name) {
                return Err(A::Error::custom(format!("duplicate field `{name}`")));
            }
            named.insert(name, value);
        }
        Ok(Named(named))
    }
}

/// One value for each name. Errors: `already_exists` for a name that stands twice.
fn by_name<V: Serialize>(
    named: impl IntoIterator<Item = (String, V)>,
    field: &'static str,
) -> Result<Value, Refusal> {
    let mut object = Map::new();
    for (name, value) in named {
        if object.contains_key(&name) {
            return Err(Refusal::new(Code::AlreadyExists).at(field).got(name));
        }
        object.insert(name, json!(value));
    }
    Ok(object.into())
}

// Goods.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LandedCost {
    currency: String,
    products: Vec<Bought>,
    cost_lines: Vec<Charge>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bought {
    id: Reference,
    qty: u32,
    unit_price: Value,
    #[serde(default)]
    weight_g: Option<u32>,
    #[serde(default)]
    volume_cm3: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Charge {
    id: Reference,
    amount: Value,
    method: Method,
}

/// What each product costs once it has arrived, and how each line was shared.
pub(crate) fn op_landed_cost(input: LandedCost) -> Result<Value, Refusal> {
    let product = |bought: Bought| {
        Ok(Product {
            name: Text::parse(bought.id.as_str())?,
            sku: bought.id,
            quantity: bought.qty,
            unit_price: money(&bought.unit_price, &input.currency)?,
            weight_g: bought.weight_g,
            volume_cm3: bought.volume_cm3,
            expected_price: None,
        })
    };
    let line = |charge: Charge| {
        Ok(CostLine {
            id: charge.id,
            category: Category::Other,
            amount: money(&charge.amount, &input.currency)?,
            method: charge.method,
            recoverable: false,
            phase: CostPhase::Actual,
            supersedes: None,
            supplier: None,
            evidence: None,
        })
    };
    let products: Vec<Product> =
        input.products.into_iter().map(product).collect::<Result<_, Refusal>>()?;
    let lines: Vec<CostLine> =
        input.cost_lines.into_iter().map(line).collect::<Result<_, Refusal>>()?;
    let landed = landed_cost(&products, &lines)?;
    let shares = |shares: &LineShares| json!({ "line": shares.line, "amounts": texts(shares.amounts.clone()) });
    let total = |product: &LandedProduct| (product.sku.to_string(), product.total.amount_text());
    let unit = |product: &LandedProduct| {
        let floor = product.unit_floor.amount_text();
        let more = product.units_with_one_more;
        (product.sku.to_string(), json!({ "floor": floor, "units_with_plus_one": more }))
    };
    Ok(json!({
        "base": landed.base.amount_text(),
        "logistics": landed.logistics.amount_text(),
        "costo_total": landed.total.amount_text(),
        "allocations": landed.lines.iter().map(shares).collect::<Vec<_>>(),
        "landed_by_product": by_name(landed.products.iter().map(total), "products")?,
        "unit_landed": by_name(landed.products.iter().map(unit), "products")?,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InKind {
    currency: String,
    products: Vec<Arrived>,
    total_capital: Value,
    in_kind: Vec<Taker>,
    #[serde(default)]
    residual_policy: ResidualPolicy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arrived {
    id: Reference,
    qty: u32,
    landed: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Taker {
    id: Reference,
    amount: Value,
}

/// Who takes which units, what is left of each product, and whose capital no unit fits into.
pub(crate) fn op_in_kind(input: InKind) -> Result<Value, Refusal> {
    let goods = |product: &Arrived| {
        let landed = money(&product.landed, &input.currency)?;
        Ok(Goods { quantity: product.qty, landed })
    };
    let goods: Vec<Goods> = input.products.iter().map(goods).collect::<Result<_, Refusal>>()?;
    let total = money(&input.total_capital, &input.currency)?;
    let capital = |taker: &Taker| money(&taker.amount, &input.currency);
    let capitals: Vec<Money> = input.in_kind.iter().map(capital).collect::<Result<_, Refusal>>()?;
    let shared = in_kind(&goods, total, &capitals, input.residual_policy)?;
    let takers = || input.in_kind.iter().map(|taker| taker.id.to_string());
    let of_each = |figure: fn(&Units) -> Value| -> Result<Value, Refusal> {
        let mut products = Vec::with_capacity(goods.len());
        for (place, product) in input.products.iter().enumerate() {
            let taken = shared.baskets.iter().map(|basket| basket.units.get(place).map(figure));
            products.push((product.id.to_string(), by_name(takers().zip(taken), "in_kind")?));
        }
        by_name(products, "products")
    };
    let left = |(product, left): (&Arrived, &Units)| {
        let cost = left.value.amount_text();
        (product.id.to_string(), json!({ "units": left.units, "cost": cost }))
    };
    let residuals = shared.baskets.iter().map(|basket| basket.residual.amount_text());
    Ok(json!({
        "units": of_each(|units| units.units.into())?,
        "value": of_each(|units| units.value.amount_text().into())?,
        "pool": by_name(input.products.iter().zip(&shared.pool).map(left), "products")?,
        "residual": by_name(takers().zip(residuals), "in_kind")?,
        "pool_capital_after_residual": shared.pool_capital.amount_text(),
        "cash_claims": shared.cash_claims.amount_text(),
    }))
}

// The result.

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settle {
    currency: String,
    capital: Named<Value>,
    revenue: Value,
    costs: Value,
    #[serde(default)]
    commission: Option<Rate>,
    #[serde(default)]
    iva: Option<Rate>,
    #[serde(default)]
    iva_mode: Option<TaxMode>,
    #[serde(default)]
    owner_share: Option<Rate>,
    /// The owner's position, whose capital is lost before that of the others.
    #[serde(default)]
    first_loss: Option<String>,
    #[serde(default)]
    withholding: Named<Rate>,
}

impl Settle {
    /// What the input does not mention is zero.
    fn rules(&self) -> Result<SettlementRules, Refusal> {
        let currency = Currency::parse(&self.currency)?;
        Ok(SettlementRules {
            commission: Commission {
                rate: self.commission.unwrap_or(Rate::ZERO),
                tax_rate: self.iva.unwrap_or(Rate::ZERO),
                tax_mode: self.iva_mode.unwrap_or(TaxMode::Added),
                ..Commission::NONE
            },
            owner_share: self.owner_share.unwrap_or(Rate::ZERO),
            first_loss: self.first_loss.is_some(),
            holdback: Rate::ZERO,
            payout_threshold: Money::zero(currency),
            overrun: Overrun::Pool {},
            ..SettlementRules::standard(currency)?
        })
    }

    fn positions(&self) -> Result<Vec<Position>, Refusal> {
        let known = |name: &String| self.capital.0.contains_key(name);
        let named = self.withholding.0.keys().chain(&self.first_loss);
        if let Some(unknown) = named.into_iter().find(|name| !known(name)) {
            return Err(Refusal::new(Code::NotFound).at("capital").got(unknown));
        }
        let zero = Money::zero(Currency::parse(&self.currency)?);
        let position = |(seq, (name, capital)): (u32, (&String, &Value))| {
            Ok(Position {
                id: Reference::parse(name)?,
                holder: PartyId::parse(name)?,
                seq,
                owner: self.first_loss.as_ref() == Some(name),
                capital: unsigned(capital, &self.currency)?,
                days: 0,
                withholding: self.withholding.0.get(name).copied().unwrap_or(Rate::ZERO),
                advance: zero,
                distributed: zero,
                profit_distributed: zero,
            })
        };
        (1..).zip(&self.capital.0).map(position).collect()
    }
}

/// Result, commission, and what every position gets or loses.
pub(crate) fn op_settle(input: Settle) -> Result<Value, Refusal> {
    let costs = unsigned(&input.costs, &input.currency)?;
    let revenue = unsigned(&input.revenue, &input.currency)?;
    let actuals = Actuals { revenue, costs, snapshot_costs: costs, owner_paid: None };
    let settled = settle(&input.rules()?, &actuals, &input.positions()?)?;
    let totals = &settled.totals;
    let of_each = |figure: fn(&SettlementLine) -> Money| {
        let text = |line: &SettlementLine| (line.position.to_string(), figure(line).amount_text());
        by_name(settled.lines.iter().map(text), "capital")
    };
    Ok(json!({
        "result": totals.result.amount_text(),
        "commission": totals.commission.amount_text(),
        "iva": totals.commission_tax.amount_text(),
        "net_profit": totals.net_profit.amount_text(),
        "owner_share": totals.owner_share.amount_text(),
        "owner_excess_liability": totals.owner_excess_liability.amount_text(),
        "investor_pool": totals.investor_pool.amount_text(),
        "profit": of_each(|line| line.profit)?,
        "loss": of_each(|line| line.loss)?,
        "withheld": of_each(|line| line.withheld)?,
        "payout": of_each(|line| line.payout)?,
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct InTiers {
    currency: String,
    distributable: Value,
    /// In order of seniority.
    capital: Vec<Value>,
    pref: Rate,
    days: u32,
    /// The days of a year.
    basis: u32,
    promote: Rate,
    catchup: Rate,
}

/// What is shared in four tiers: capital, a simple preferred return, a catch-up to the owner's promote, and the split.
pub(crate) fn op_waterfall(input: InTiers) -> Result<Value, Refusal> {
    let day_count = match input.basis {
        360 => DayCount::Act360,
        365 => DayCount::Act365,
        other => {
            let unknown = Refusal::new(Code::TierInvalid).at("basis").got(other);
            return Err(unknown.allow("360").allow("365"));
        }
    };
    let preferred = Tier::Preferred {
        rate: input.pref,
        compounding: Compounding::Simple,
        day_count,
        days: Some(input.days),
    };
    let tiers = [
        Tier::ReturnOfCapital {},
        preferred,
        Tier::CatchUp { speed: input.catchup, target: input.promote },
        Tier::Split { owner: input.promote },
    ];
    let distributable = unsigned(&input.distributable, &input.currency)?;
    let capital = all_unsigned(&input.capital, &input.currency)?;
    let paid = waterfall(&tiers, distributable, &capital, &[])?;
    let [capital, preferred, catch_up, split] = paid.tiers.as_slice() else {
        return Err(Code::InvariantViolated.into());
    };
    let sides = |owner: Money, investors: Money| json!({ "owner": owner.amount_text(), "investors": investors.amount_text() });
    Ok(json!({
        "roc": texts(capital.parts.clone()),
        "pref_due": texts(preferred.dues.clone()),
        "pref": texts(preferred.parts.clone()),
        "catchup_target": catch_up.due.amount_text(),
        "catchup": sides(catch_up.owner, catch_up.investors),
        "split": sides(split.owner, split.investors),
        "owner_total": paid.owner.amount_text(),
        "investor_total": texts(paid.investors),
    }))
}
