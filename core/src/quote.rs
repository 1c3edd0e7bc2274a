//! What a schedule asks for a price: every line, split over its payers and payees, and each party's total.
//! Gross-up is the same question asked backwards.

use crate::allocation::{Accrual, allocate, allocate_wide_into};
use crate::commission::{
    Base, FeeLine, FeeSchedule, OnRefund, PayeeShare, Payer, RefundCause, RefundPolicy, Rule, Tax,
    Timing, unsigned,
};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::limits::{AMOUNT_BELOW, FEE_LINES, PAYEES};
use crate::money::Money;
use crate::rate::{Rate, half_up};
use ethnum::U256;
use tercero_macros::value;

/// A fee or tax line of a quote, computed and split over its payers.
#[value]
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
    /// Who receives it, in declared rank, with the share each will have had when everything is released. Nobody, if it is
    /// paid `out_of` another line, whose payees then name those of this one.
    pub payees: Vec<QuoteShare>,
    /// The line whose first payee pays this one; neither side does.
    pub out_of: Option<Reference>,
    /// The sides that may not see the line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_from: Vec<Payer>,
    /// What it asks of money that goes back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_refund: Vec<OnRefund>,
}

/// What one payee receives of a quote line.
#[value]
pub struct QuoteShare {
    /// The payee.
    pub party: PartyId,
    /// Its weight.
    pub weight: Rate,
    /// Its share.
    pub amount: Money,
}

/// What one party pays and receives if everything is released. What a payee would receive of lines that cannot be
/// collected is counted too: the `shortfall` of the quote.
#[value]
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
#[value]
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
/// Each line is rounded once half up and split over its payers by largest remainder in declared order. Tax is rounded half up
/// on each line, or once on the sum of the lines of a document. What a line takes out of another is the weight of its payees
/// there, so that both accrue together.
/// Errors: those of [`Rule::fee`]; `rule_invalid` for a line that names an unknown line or nobody; `limit_exceeded`;
/// `amount_range` for a margin below nothing; `commission_leaks` for a hidden line that is not; `fee_exceeds_price` where
/// the seller's lines may not exceed the price; `fee_exceeds_commission` where a fee leaves nothing of the line that pays it.
pub fn quote(
    price: Money,
    fees: &FeeSchedule,
    buyer: &PartyId,
    seller: &PartyId,
) -> Result<Quote, Refusal> {
    if fees.lines.len() > FEE_LINES {
        return Err(Refusal::new(Code::LimitExceeded).at("fees").allow("at most 32 lines"));
    }
    fees.keeps_secrets(buyer, seller)?;
    let place = |index: usize| move |refusal: Refusal| refusal.at(format!("fees[{index}]"));
    let mut computed: Vec<Computed<'_>> = Vec::with_capacity(fees.lines.len());
    for (index, line) in fees.lines.iter().enumerate() {
        let next = Computed::new(price, line, &computed).map_err(place(index))?;
        computed.push(next);
    }
    tax_documents(&mut computed)?;
    let mut lines: Vec<QuoteLine> = Vec::with_capacity(computed.len());
    let mut seller_fees = Money::zero(price.currency());
    for (index, fee) in computed.iter().enumerate() {
        let next = fee.lines(&mut lines).map_err(place(index))?;
        for line in &next {
            seller_fees = seller_fees.plus(line.seller)?;
        }
        if fee.line.reject_at_quote && seller_fees > price {
            let refusal = Refusal::new(Code::FeeExceedsPrice).got(seller_fees.amount_text());
            return Err(place(index)(refusal.allow(price.amount_text())));
        }
        lines.extend(next);
    }
    let buyer_fees = sum(price, lines.iter().map(|line| line.buyer))?;
    let collected = seller_fees.min(price);
    let paid = [price.plus(buyer_fees)?, collected];
    let totals = totals(price, &lines, [buyer, seller], paid)?;
    Ok(Quote { price, lines, totals, shortfall: seller_fees.minus(collected)? })
}

/// What the two sides pay and receive, then what every payee receives.
fn totals(
    price: Money,
    lines: &[QuoteLine],
    sides: [&PartyId; 2],
    paid: [Money; 2],
) -> Result<Vec<PartyTotal>, Refusal> {
    let zero = Money::zero(price.currency());
    let total = |party: &PartyId, pays: Money, receives: Money| PartyTotal {
        party: party.clone(),
        pays,
        receives,
        net: zero,
    };
    let ([buyer, seller], [buyer_pays, seller_pays]) = (sides, paid);
    let mut totals = vec![total(buyer, buyer_pays, zero), total(seller, seller_pays, price)];
    for share in lines.iter().flat_map(|line| &line.payees) {
        match totals.iter_mut().find(|known| known.party == share.party) {
            Some(known) => known.receives = known.receives.plus(share.amount)?,
            None => totals.push(total(&share.party, zero, share.amount)),
        }
    }
    for known in &mut totals {
        known.net = known.receives.minus(known.pays)?;
    }
    Ok(totals)
}

/// The smallest price of which the seller keeps at least `net`, with its quote.
///
/// Gross-up by bisection over [`quote`], so it rounds exactly as the quote does. It is the smallest such price as long as
/// a higher price never leaves the seller less; where a rule has such a step, it still leaves the seller at least `net`.
/// Prices the schedule itself refuses because they are too low for its fees are passed over.
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
    let enough =
        |quote: &Quote| quote.totals.iter().any(|total| total.party == *seller && total.net >= net);
    let at =
        |minor: i128| match quote(Money::from_minor(minor, net.currency())?, fees, buyer, seller) {
            Err(Refusal { code: Code::FeeExceedsPrice | Code::FeeExceedsCommission, .. }) => {
                Ok(None)
            }
            quote => quote.map(|quote| Some(quote).filter(enough)),
        };
    // A price above what the buyer's documents show leaves no margin.
    let margins = fees.lines.iter().filter_map(|line| match line.base {
        Base::Margin { buyer_price } => buyer_price.of(net.currency()).ok(),
        Base::Price {} | Base::Line { .. } | Base::BuyerPrice {} => None,
    });
    let highest = margins.map(Money::minor).min().unwrap_or(AMOUNT_BELOW);
    let (mut low, mut high) = (net.minor(), net.minor().max(1));
    let mut found = at(high)?;
    while found.is_none() {
        low = high;
        high = high.saturating_mul(2).min(highest);
        if high >= AMOUNT_BELOW || high <= low {
            return Err(Refusal::new(Code::RuleInvalid)
                .because("no price leaves the seller that much")
                .at("fees"));
        }
        found = at(high)?;
    }
    while high.saturating_sub(low) > 1 {
        let middle = low.saturating_add(high) / 2;
        match at(middle)? {
            Some(lower) => (high, found) = (middle, Some(lower)),
            None => low = middle,
        }
    }
    at(low)?.or(found).ok_or_else(|| Code::InvariantViolated.into())
}

/// A line of the schedule with its amounts, not yet split.
struct Computed<'a> {
    line: &'a FeeLine,
    base: Money,
    /// What the rule asks, tax included or not.
    result: Money,
    fee: Money,
    tax: Option<Money>,
    /// The tax on the lines before it in its document: payers share what both together come to, less that.
    taxed_before: Money,
    /// The price that the buyer's documents show with this line.
    buyer_price: Money,
}

impl<'a> Computed<'a> {
    fn new(
        price: Money,
        line: &'a FeeLine,
        earlier: &[Computed<'a>],
    ) -> Result<Computed<'a>, Refusal> {
        let invalid =
            |why: &'static str| Refusal::new(Code::RuleInvalid).because(why).got(&line.id);
        if earlier.iter().any(|known| known.line.id == line.id) {
            return Err(invalid("two lines have one id").at("id"));
        }
        if line.payees.len() > PAYEES || line.payers.len() > 2 {
            return Err(Refusal::new(Code::LimitExceeded).at("payees").allow("at most 16 payees"));
        }
        if line.hidden_from.iter().zip(line.hidden_from.iter().skip(1)).any(|(a, b)| a == b) {
            return Err(invalid("one side is named twice").at("hidden_from"));
        }
        line.check_refunds()?;
        let shown = earlier.last().map_or(price, |known| known.buyer_price);
        let (base, buyer_price) = match &line.base {
            Base::Price {} => (price, shown),
            Base::BuyerPrice {} => (shown, shown),
            Base::Line { line: id } => {
                let known = earlier.iter().find(|known| known.line.id == *id);
                let known =
                    known.ok_or_else(|| invalid("no earlier line has that id").at("base"))?;
                if known.document().is_some_and(|tax| tax.included) {
                    return Err(invalid("the fee without tax follows from the document").at("base"));
                }
                (known.fee, shown)
            }
            Base::Margin { buyer_price } => {
                let buyer_price = buyer_price.of(price.currency()).map_err(|r| r.at("base"))?;
                let margin = buyer_price.minus(shown)?;
                if margin.minor() < 0 {
                    return Err(Refusal::new(Code::AmountRange)
                        .because("the buyer's price is below the price")
                        .at("base")
                        .got(buyer_price.amount_text())
                        .allow(format!("at least {}", shown.amount_text())));
                }
                (margin, buyer_price)
            }
        };
        let result = line.rule.fee(base).map_err(|refusal| refusal.at("rule"))?;
        if matches!(line.base, Base::Margin { .. }) {
            if result != base {
                return Err(invalid("a margin line takes the whole margin").at("rule"));
            }
            if line.out_of.is_some() || line.payers.iter().any(|p| p.payer == Payer::Seller) {
                return Err(invalid("only the buyer pays a margin").at("payers"));
            }
        }
        let (fee, tax) = match line.tax {
            None => (result, None),
            Some(tax) => {
                let levied = levied(result, tax)?;
                let fee = if tax.included { result.minus(levied)? } else { result };
                (fee, Some(levied))
            }
        };
        let taxed_before = Money::zero(price.currency());
        Ok(Computed { line, base, result, fee, tax, taxed_before, buyer_price })
    }

    /// The tax, if it is rounded on the sum of a document.
    fn document(&self) -> Option<Tax> {
        self.line.tax.filter(|tax| tax.per_document)
    }

    /// The fee line and, if it is taxed, its tax line. What is paid out of an earlier line is taken from its payees.
    fn lines(&self, earlier: &mut [QuoteLine]) -> Result<Vec<QuoteLine>, Refusal> {
        let office = [PayeeShare { party: PartyId::tax(), weight: Rate::ONE }];
        let zero = Money::zero(self.fee.currency());
        let fee = self.split(self.base, self.fee, zero, &self.line.payees)?;
        let tax = match self.tax {
            None => None,
            Some(tax) => Some(QuoteLine {
                tax: true,
                reverse_charge: self.line.tax.is_some_and(|tax| tax.reverse_charge),
                ..self.split(self.fee, tax, self.taxed_before, &office)?
            }),
        };
        let mut lines: Vec<QuoteLine> = [Some(fee), tax].into_iter().flatten().collect();
        if let Some(source) = &self.line.out_of {
            take_out(source, &mut lines, earlier)?;
        }
        Ok(lines)
    }

    /// Splits `amount` over payers, counting what they share `before` it, and over payees.
    fn split(
        &self,
        base: Money,
        amount: Money,
        before: Money,
        payees: &[PayeeShare],
    ) -> Result<QuoteLine, Refusal> {
        let line = self.line;
        let zero = Money::zero(amount.currency());
        let weights: Vec<Rate> = line.payers.iter().map(|share| share.weight).collect();
        let (then, now) = match (&line.out_of, weights.as_slice()) {
            (Some(_), []) => (Vec::new(), Vec::new()),
            (Some(_), _) => {
                return Err(Refusal::new(Code::RuleInvalid)
                    .because("a line that is paid out of another has no payers")
                    .at("payers")
                    .got(&line.id));
            }
            (None, weights) => {
                let parts = |total| allocate(total, weights).map_err(|r| r.at("payers"));
                (parts(before)?, parts(before.plus(amount)?)?)
            }
        };
        let side = |payer: Payer| {
            let mine = line.payers.iter().zip(now.iter().zip(&then));
            let mine = mine.filter(|(share, _)| share.payer == payer);
            mine.map(|(_, (now, then))| now.minus(*then))
                .try_fold(zero, |sum, part| sum.plus(part?))
        };
        let shares: Vec<Rate> = payees.iter().map(|share| share.weight).collect();
        let shares = Accrual::new(&shares)
            .and_then(|accrual| accrual.at(amount))
            .map_err(|refusal| refusal.at("payees"))?;
        let payees = payees.iter().zip(shares).map(|(share, amount)| QuoteShare {
            party: share.party.clone(),
            weight: share.weight,
            amount,
        });
        Ok(QuoteLine {
            line: line.id.clone(),
            tax: false,
            reverse_charge: false,
            base,
            amount,
            buyer: side(Payer::Buyer)?,
            seller: side(Payer::Seller)?,
            timing: line.timing,
            payees: payees.collect(),
            out_of: line.out_of.clone(),
            hidden_from: line.hidden_from.clone(),
            on_refund: line.on_refund.clone(),
        })
    }
}

impl FeeLine {
    /// Finds what is wrong with what a line asks of refunds.
    fn check_refunds(&self) -> Result<(), Refusal> {
        let invalid = |why: &'static str| {
            Err(Refusal::new(Code::RuleInvalid).because(why).at("on_refund").got(&self.id))
        };
        let mut causes: Vec<RefundCause> = self.on_refund.iter().map(|rule| rule.cause).collect();
        causes.sort();
        if causes.iter().zip(causes.iter().skip(1)).any(|(a, b)| a == b) {
            return invalid("one cause is named twice");
        }
        let recomputed = self.on_refund.iter().any(|rule| rule.policy == RefundPolicy::Recompute);
        let per_document = self.tax.is_some_and(|tax| tax.per_document);
        let alone = self.base == Base::Price {} && self.out_of.is_none() && !per_document;
        if recomputed && !alone {
            return invalid("only a line on the price, which stands alone, can be recomputed");
        }
        Ok(())
    }

    /// What both sides pay of this line, or of its tax, for another price.
    pub(crate) fn parts_at(&self, price: Money, tax: bool) -> Result<(Money, Money), Refusal> {
        let computed = Computed::new(price, self, &[])?;
        let lines = computed.lines(&mut [])?;
        let line = lines.into_iter().find(|line| line.tax == tax);
        line.map(|line| (line.buyer, line.seller)).ok_or(Code::InvariantViolated.into())
    }

    /// Whether both are taxed on one document.
    fn shares_document(&self, other: &FeeLine) -> bool {
        self.tax.is_some_and(|tax| tax.per_document)
            && self.tax == other.tax
            && self.payers == other.payers
            && self.out_of == other.out_of
            && self.hidden_from == other.hidden_from
    }
}

/// Taxes the lines of each document on their sum, and splits the result over them by largest remainder.
fn tax_documents(lines: &mut [Computed<'_>]) -> Result<(), Refusal> {
    let mut firsts: Vec<&FeeLine> = Vec::new();
    for known in lines.iter().filter(|known| known.document().is_some()) {
        if !firsts.iter().any(|first| first.shares_document(known.line)) {
            firsts.push(known.line);
        }
    }
    for first in firsts {
        let (Some(tax), Some(own)) = (first.tax, lines.first()) else { continue };
        let zero = Money::zero(own.fee.currency());
        let on_it = |known: &Computed<'_>| first.shares_document(known.line);
        let results: Vec<Money> = lines.iter().filter(|l| on_it(l)).map(|l| l.result).collect();
        let whole = levied(sum(zero, results.iter().copied())?, tax)?;
        let weights: Vec<i128> = results.into_iter().map(Money::minor).collect();
        let mut parts = vec![0; weights.len()];
        allocate_wide_into(whole.minor(), &weights, &mut parts)?;
        let mut before = zero;
        for (known, part) in lines.iter_mut().filter(|l| on_it(l)).zip(parts) {
            let part = Money::from_minor(part, zero.currency())?;
            known.fee = if tax.included { known.result.minus(part)? } else { known.result };
            (known.tax, known.taxed_before) = (Some(part), before);
            before = before.plus(part)?;
        }
    }
    Ok(())
}

/// Lets the first payee of the line `source` pay `lines`: their payees become payees of that line, with what each receives as
/// its weight.
fn take_out(
    source: &Reference,
    lines: &mut [QuoteLine],
    earlier: &mut [QuoteLine],
) -> Result<(), Refusal> {
    let invalid = |why: &'static str| Refusal::new(Code::RuleInvalid).because(why).got(source);
    let known = earlier.iter_mut().find(|known| known.line == *source && !known.tax);
    let known = known.ok_or_else(|| invalid("no earlier line has that id").at("out_of"))?;
    if known.out_of.is_some() {
        return Err(invalid("that line is itself paid out of another").at("out_of"));
    }
    if lines.iter().any(|line| line.timing != known.timing) {
        return Err(invalid("a line falls due with the one it is paid out of").at("timing"));
    }
    let Some(first) = known.payees.first_mut() else { return Err(Code::NoWeights.into()) };
    let cost = sum(first.amount, lines.iter().map(|line| line.amount))?;
    if cost >= first.amount {
        return Err(Refusal::new(Code::FeeExceedsCommission)
            .at("out_of")
            .got(cost.amount_text())
            .allow(format!("less than {}", first.amount.amount_text())));
    }
    first.amount = first.amount.minus(cost)?;
    for line in lines {
        known.payees.append(&mut line.payees);
    }
    for share in &mut known.payees {
        share.weight = Rate::parse(&share.amount.amount_text())
            .map_err(|_| Refusal::new(Code::AmountRange).at("out_of").got(share.amount))?;
    }
    Ok(())
}

/// The tax in or on `result`, rounded half up.
fn levied(result: Money, tax: Tax) -> Result<Money, Refusal> {
    if tax.reverse_charge {
        Ok(Money::zero(result.currency()))
    } else if tax.included {
        result.minus(without_tax(result, tax.rate)?)
    } else {
        Rule::rate(tax.rate).fee(result)
    }
}

/// The sum of `amounts` in the currency of `like`.
fn sum(like: Money, mut amounts: impl Iterator<Item = Money>) -> Result<Money, Refusal> {
    amounts.try_fold(Money::zero(like.currency()), Money::plus)
}

/// The part of `gross` that is not tax: `gross / (1 + rate)`, rounded half up.
fn without_tax(gross: Money, rate: Rate) -> Result<Money, Refusal> {
    let one = U256::from(Rate::ONE.scaled());
    let gross_minor = U256::from(unsigned(gross).unwrap_or(0));
    let net = half_up(gross_minor.saturating_mul(one), one.saturating_add(rate.scaled().into()))?;
    Money::from_minor(net, gross.currency())
}
