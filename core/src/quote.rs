//! What a schedule asks for a price: every line, split over its payers and payees, and each party's total.
//! Gross-up is the same question asked backwards.

use crate::allocation::{Accrual, allocate};
use crate::commission::{
    Base, FeeLine, FeeSchedule, PayeeShare, Payer, Rule, Tax, Timing, unsigned,
};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::limits::{AMOUNT_BELOW, FEE_LINES, PAYEES};
use crate::money::Money;
use crate::rate::{Rate, half_up};
use ethnum::U256;
use serde::{Deserialize, Serialize};

/// A fee or tax line of a quote, computed and split over its payers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteLine {
    /// The line of the schedule.
    pub line: Reference,
    /// Whether this is the tax on that line.
    pub tax: bool,
    /// Whether the one who is billed accounts for this tax himself, which the invoice has to note.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reverse_charge: bool,
    /// What the rule or the tax rate was applied to.
    pub base: Money,
    /// The line's amount, rounded once.
    pub amount: Money,
    /// What the buyer pays of it.
    pub buyer: Money,
    /// What the seller pays of it.
    pub seller: Money,
    /// When it becomes due.
    pub timing: Timing,
    /// Who receives it, in declared rank, with the share each will have had when everything is released.
    pub payees: Vec<QuoteShare>,
}

/// What one payee receives of a quote line.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteShare {
    /// The payee.
    pub party: PartyId,
    /// Its weight.
    pub weight: Rate,
    /// Its share.
    pub amount: Money,
}

/// What one party pays and receives if everything is released. What a payee would receive of lines that cannot be
/// collected is counted too: see [`Quote::shortfall`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyTotal {
    /// The party.
    pub party: PartyId,
    /// Price and fees it pays.
    pub pays: Money,
    /// Price and fees it receives.
    pub receives: Money,
    /// What it receives less what it pays.
    pub net: Money,
}

/// Every line, and each party's total, for a price.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quote {
    /// The sum of all milestones.
    pub price: Money,
    /// Fee and tax lines in declared order, the tax behind its fee. A fee of nothing is still a line.
    pub lines: Vec<QuoteLine>,
    /// Buyer, seller, then payees in the order they first appear.
    pub totals: Vec<PartyTotal>,
    /// What the seller-side lines exceed the price by: it will not be collected.
    pub shortfall: Money,
}

/// Quotes `fees` for a `price` between `buyer` and `seller`.
///
/// Each line is rounded once half up and split over its payers by largest remainder in declared order.
/// Errors: those of [`Rule::fee`], `rule_invalid` for a line that names an unknown line or nobody, `limit_exceeded`.
pub fn quote(
    price: Money,
    fees: &FeeSchedule,
    buyer: &PartyId,
    seller: &PartyId,
) -> Result<Quote, Refusal> {
    if fees.lines.len() > FEE_LINES {
        return Err(Refusal::new(Code::LimitExceeded).at("fees").allow("at most 32 lines"));
    }
    let mut lines: Vec<QuoteLine> = Vec::with_capacity(fees.lines.len());
    for (index, line) in fees.lines.iter().enumerate() {
        let computed = quote_line(price, line, &lines);
        lines.extend(computed.map_err(|refusal| refusal.at(format!("fees[{index}]")))?);
    }
    let zero = Money::zero(price.currency());
    let sum = |side: fn(&QuoteLine) -> Money| {
        lines.iter().map(side).try_fold(zero, |total, amount| total.plus(amount))
    };
    let (buyer_fees, seller_fees) = (sum(|line| line.buyer)?, sum(|line| line.seller)?);
    let collected = seller_fees.min(price);
    let mut totals = vec![
        PartyTotal {
            party: buyer.clone(),
            pays: price.plus(buyer_fees)?,
            receives: zero,
            net: zero,
        },
        PartyTotal { party: seller.clone(), pays: collected, receives: price, net: zero },
    ];
    for share in lines.iter().flat_map(|line| &line.payees) {
        match totals.iter_mut().find(|total| total.party == share.party) {
            Some(total) => total.receives = total.receives.plus(share.amount)?,
            None => totals.push(PartyTotal {
                party: share.party.clone(),
                pays: zero,
                receives: share.amount,
                net: zero,
            }),
        }
    }
    for total in &mut totals {
        total.net = total.receives.minus(total.pays)?;
    }
    Ok(Quote { price, lines, totals, shortfall: seller_fees.minus(collected)? })
}

/// The smallest price of which the seller keeps at least `net`, with its quote.
///
/// Gross-up by bisection over [`quote`], so it rounds exactly as the quote does. It is the smallest such price as long as
/// a higher price never leaves the seller less; where a rule has such a step, it still leaves the seller at least `net`.
/// Errors: those of [`quote`]; `rule_invalid` if no price leaves that much, `amount_range` for a negative `net`.
///
/// ```
/// use tercero::{Currency, Money, PartyId, commission::FeeSchedule, quote::price_for_net};
///
/// let (net, fees) = (Money::parse("100.00", Currency::parse("EUR")?)?, FeeSchedule::percent("10")?);
/// let quote = price_for_net(net, &fees, &PartyId::parse("ana")?, &PartyId::parse("beto")?)?;
/// assert_eq!(quote.price.amount_text(), "111.11");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn price_for_net(
    net: Money,
    fees: &FeeSchedule,
    buyer: &PartyId,
    seller: &PartyId,
) -> Result<Quote, Refusal> {
    if net.minor() < 0 {
        return Err(Refusal::new(Code::AmountRange).at("net").got(net.amount_text()));
    }
    let at = |minor: i128| quote(Money::from_minor(minor, net.currency())?, fees, buyer, seller);
    let leaves =
        |quote: &Quote| quote.totals.iter().any(|total| total.party == *seller && total.net >= net);
    let (mut low, mut high) = (net.minor(), net.minor().max(1));
    while !leaves(&at(high)?) {
        low = high;
        high = high.saturating_mul(2);
        if high >= AMOUNT_BELOW {
            return Err(Refusal::new(Code::RuleInvalid)
                .because("no price leaves the seller that much")
                .at("fees"));
        }
    }
    while high.saturating_sub(low) > 1 {
        let middle = low.saturating_add(high) / 2;
        if leaves(&at(middle)?) { high = middle } else { low = middle }
    }
    let lowest = at(low)?;
    if leaves(&lowest) { Ok(lowest) } else { at(high) }
}

/// The fee line and, if it is taxed, its tax line.
fn quote_line(
    price: Money,
    line: &FeeLine,
    earlier: &[QuoteLine],
) -> Result<Vec<QuoteLine>, Refusal> {
    let invalid = |why: &'static str| Refusal::new(Code::RuleInvalid).because(why).got(&line.id);
    if earlier.iter().any(|known| known.line == line.id) {
        return Err(invalid("two lines have one id").at("id"));
    }
    if line.payees.len() > PAYEES || line.payers.len() > 2 {
        return Err(Refusal::new(Code::LimitExceeded).at("payees").allow("at most 16 payees"));
    }
    let base = match &line.base {
        Base::Price {} => price,
        Base::Line { line: id } => earlier
            .iter()
            .find(|known| known.line == *id && !known.tax)
            .map(|known| known.amount)
            .ok_or_else(|| invalid("no earlier line has that id").at("base"))?,
    };
    let result = line.rule.fee(base).map_err(|refusal| refusal.at("rule"))?;
    let (fee, tax) = match &line.tax {
        None => (result, None),
        Some(Tax { reverse_charge: true, .. }) => (result, Some(Money::zero(price.currency()))),
        Some(Tax { rate, included: false, .. }) => (result, Some(Rule::rate(*rate).fee(result)?)),
        Some(Tax { rate, included: true, .. }) => {
            let net = without_tax(result, *rate)?;
            (net, Some(result.minus(net)?))
        }
    };
    let weights: Vec<Rate> = line.payers.iter().map(|share| share.weight).collect();
    let split = |amount: Money, base: Money, tax: bool, payees: Vec<PayeeShare>| {
        let parts = allocate(amount, &weights).map_err(|refusal| refusal.at("payers"))?;
        let side = |payer: Payer| {
            let mine = line.payers.iter().zip(&parts).filter(|(share, _)| share.payer == payer);
            mine.map(|(_, part)| *part).try_fold(Money::zero(amount.currency()), Money::plus)
        };
        let shares: Vec<Rate> = payees.iter().map(|share| share.weight).collect();
        let shares = Accrual::new(&shares)
            .and_then(|accrual| accrual.at(amount))
            .map_err(|refusal| refusal.at("payees"))?;
        let payees = payees.into_iter().zip(shares);
        Ok::<_, Refusal>(QuoteLine {
            line: line.id.clone(),
            tax,
            reverse_charge: tax && line.tax.is_some_and(|tax| tax.reverse_charge),
            base,
            amount,
            buyer: side(Payer::Buyer)?,
            seller: side(Payer::Seller)?,
            timing: line.timing,
            payees: payees
                .map(|(share, amount)| QuoteShare {
                    party: share.party,
                    weight: share.weight,
                    amount,
                })
                .collect(),
        })
    };
    let mut lines = vec![split(fee, base, false, line.payees.clone())?];
    if let Some(tax) = tax {
        let office = PayeeShare { party: PartyId::tax(), weight: Rate::ONE };
        lines.push(split(tax, fee, true, vec![office])?);
    }
    Ok(lines)
}

/// The part of `gross` that is not tax: `gross / (1 + rate)`, rounded half up.
fn without_tax(gross: Money, rate: Rate) -> Result<Money, Refusal> {
    let one = U256::from(Rate::ONE.scaled());
    let gross_minor = U256::from(unsigned(gross).unwrap_or(0));
    let net = half_up(gross_minor.saturating_mul(one), one.saturating_add(rate.scaled().into()))?;
    Money::from_minor(net, gross.currency())
}
