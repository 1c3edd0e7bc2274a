//! What a project buys and what it pays beside: its products and its cost lines, and what may be wrong with them.
//! A correction never edits a line, it replaces it, so every amount that was ever planned can be read again.

use super::costs::{check_count, not_negative, place};
use crate::error::{Code, Refusal};
use crate::id::{Digest, PartyId, Reference, Text};
use crate::limits::{COST_LINES, PRODUCTS};
use crate::money::{Currency, Money};
use crate::rate::Rate;
use std::collections::{BTreeMap, BTreeSet};
use tercero_macros::value;

/// What a cost is for.
#[value]
pub enum Category {
    /// The goods themselves, beyond their price: a supplier's credit or surcharge.
    BaseProduct,
    /// International freight.
    FreightIntl,
    /// Insurance of the transport.
    Insurance,
    /// Import duty (Mexico: impuesto general de importación).
    Igi,
    /// Customs processing fee (Mexico: derecho de trámite aduanero).
    Dta,
    /// Prevalidation of the entry (Mexico).
    Prv,
    /// Consideration for the prevalidation (Mexico).
    Cnt,
    /// Anti-dumping and countervailing duties.
    CompensatoryDuty,
    /// Value added tax at the border.
    IvaImport,
    /// Customs broker.
    Broker,
    /// Transport inside the country.
    InlandTransport,
    /// Storage.
    Storage,
    /// Inspection and certificates.
    Inspection,
    /// Interest and bank fees.
    Financing,
    /// Differences of exchange.
    Fx,
    /// Anything else.
    Other,
}

impl Category {
    /// The category with this name.
    pub(crate) fn parse(text: &str) -> Option<Category> {
        Category::ALL.iter().copied().find(|known| known.as_str() == text)
    }
}

/// By which weights a cost is shared over the products.
#[value]
pub enum Method {
    /// Quantity times unit price.
    ByValue {},
    /// Quantity.
    ByQuantity {},
    /// Quantity times grams.
    ByWeight {},
    /// Quantity times cubic centimetres.
    ByVolume {},
    /// The same for every product.
    Equal {},
    /// Weights given for this line.
    Manual {
        /// One for each product, in the order of the products; they need not sum to one.
        weights: Vec<Rate>,
    },
    /// All of it on one product.
    Direct {
        /// Its `sku`.
        product: Reference,
    },
}

/// How certain the amount of a line is.
#[value]
pub enum CostPhase {
    /// Somebody's guess.
    Estimated,
    /// Ordered at that price.
    Committed,
    /// Invoiced or paid.
    Actual,
    /// Known only after the settlement.
    Late,
}

/// Goods of one kind. What is said of a product is said of one unit.
#[value]
pub struct Product {
    /// Names the product in its project.
    pub sku: Reference,
    /// What people call it.
    pub name: Text,
    /// Units, at least one.
    pub quantity: u32,
    /// What the supplier asks for a unit, in the base currency; zero or more.
    pub unit_price: Money,
    /// Grams of a unit.
    pub weight_g: Option<u32>,
    /// Cubic centimetres of a unit.
    pub volume_cm3: Option<u32>,
    /// What a unit is expected to sell for; nobody owes it.
    pub expected_price: Option<Money>,
}

/// One cost of the project beside the price of the goods. A line is never edited: a newer one replaces it.
#[value]
pub struct CostLine {
    /// Names the line in its project.
    pub id: Reference,
    /// What it is for.
    pub category: Category,
    /// How much, in the base currency. A credit is negative.
    pub amount: Money,
    /// How it is shared over the products.
    pub method: Method,
    /// Whether the money comes back, as a creditable tax does: it has to be raised, but it is no cost.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recoverable: bool,
    /// How certain it is.
    pub phase: CostPhase,
    /// The line that this one replaces.
    pub supersedes: Option<Reference>,
    /// Who is paid.
    pub supplier: Option<PartyId>,
    /// The invoice or another document.
    pub evidence: Option<Digest>,
}

impl Product {
    /// Quantity times unit price. Errors: `amount_range`.
    pub fn value(&self) -> Result<Money, Refusal> {
        let minor = self.unit_price.minor().saturating_mul(self.quantity.into());
        Money::from_minor(minor, self.unit_price.currency())
    }

    fn check(&self, known: bool, currency: Currency) -> Result<(), Refusal> {
        if known {
            return Err(Refusal::new(Code::AlreadyExists).at("sku").got(&self.sku));
        }
        some_units(self.quantity)?;
        let expected = self.expected_price.unwrap_or(self.unit_price);
        for (field, price) in [("unit_price", self.unit_price), ("expected_price", expected)] {
            Money::zero(currency).same_currency(price).map_err(|refusal| refusal.at(field))?;
            not_negative(price, field)?;
        }
        Ok(())
    }
}

/// The currency of all products, if nothing is wrong with them.
pub(super) fn check_products(products: &[Product]) -> Result<Currency, Refusal> {
    let Some(first) = products.first() else {
        return Err(Refusal::new(Code::OfferIncomplete).at("products"));
    };
    check_count(products.len(), PRODUCTS, "products")?;
    let currency = first.unit_price.currency();
    let mut seen = BTreeSet::new();
    for (index, product) in products.iter().enumerate() {
        let known = !seen.insert(&product.sku);
        product.check(known, currency).map_err(|refusal| refusal.at(place("products", index)))?;
    }
    Ok(currency)
}

/// The lines that no other replaces, each with its place in the list.
pub(super) fn live_lines(
    lines: &[CostLine],
    currency: Currency,
) -> Result<Vec<(usize, &CostLine)>, Refusal> {
    check_count(lines.len(), COST_LINES, "lines")?;
    let mut by_id = BTreeMap::new();
    for (index, line) in lines.iter().enumerate() {
        if by_id.insert(&line.id, line).is_some() {
            return Err(refuse_line(Code::AlreadyExists, index, "id", &line.id));
        }
    }
    let mut replaced = BTreeSet::new();
    for (index, line) in lines.iter().enumerate() {
        let Some(old) = &line.supersedes else { continue };
        if !by_id.contains_key(old) {
            return Err(refuse_line(Code::NotFound, index, "supersedes", old));
        }
        if !replaced.insert(old) {
            let refusal = refuse_line(Code::OfferInvalid, index, "supersedes", old);
            return Err(refusal.because("this line is replaced already"));
        }
    }
    let live: Vec<_> =
        lines.iter().enumerate().filter(|(_, line)| !replaced.contains(&line.id)).collect();
    // Every line is on the way back from one that counts, unless some replace each other in a circle.
    let older = |line: &&CostLine| line.supersedes.as_ref().and_then(|old| by_id.get(old)).copied();
    let back = live.iter().flat_map(|(_, line)| std::iter::successors(Some(*line), older));
    if back.count() != lines.len() {
        let why = "lines replace each other in a circle";
        return Err(Refusal::new(Code::OfferInvalid).because(why).at("lines"));
    }
    for (index, line) in &live {
        let same = Money::zero(currency).same_currency(line.amount);
        same.map_err(|refusal| refusal.at("amount").at(place("lines", *index)))?;
    }
    Ok(live)
}

/// Errors: `offer_invalid`.
pub(super) fn some_units(quantity: u32) -> Result<(), Refusal> {
    if quantity == 0 {
        return Err(Refusal::new(Code::OfferInvalid)
            .at("quantity")
            .got(quantity)
            .allow("1 or more"));
    }
    Ok(())
}

fn refuse_line(code: Code, index: usize, field: &'static str, id: &Reference) -> Refusal {
    Refusal::new(code).at(field).at(place("lines", index)).got(id)
}
