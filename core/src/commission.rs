//! Fees: what a rule asks of an amount, and the quote that says for a price who pays and who receives what.
//! Every line is computed exactly, rounded once half up, clamped, and only then split.

use crate::allocation::{Accrual, allocate};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::limits::{AMOUNT_BELOW, FEE_LINES, FEE_TIERS, PAYEES};
use crate::money::{Amount, Currency, Money};
use crate::rate::{Rate, half_up, percent};
use ethnum::U256;
use serde::{Deserialize, Serialize};

/// What the rate of a tier multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum On {
    /// The part of the amount inside this tier, added to the slices below it.
    Slice,
    /// The whole amount.
    Whole,
    /// What exceeds the lower bound of this tier.
    Excess,
}

/// One step of a fee rule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// The largest amount that belongs to this tier; the last tier has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Amount>,
    /// A fraction of what `on` names.
    pub rate: Rate,
    /// Added once when the amount falls in this tier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flat: Option<Amount>,
    /// What the rate multiplies.
    pub on: On,
}

/// How a fee follows from an amount: tiers, then a floor and a cap.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Ascending tiers; `slice` is not mixed with the other two.
    pub tiers: Vec<Tier>,
    /// The fee is never less than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Amount>,
    /// The fee is never more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Amount>,
    /// Whether a larger amount may never cost less: no fee below the top of the tier before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub monotone: bool,
    /// What was billed before under the same `slice` tiers, which go on from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_before: Option<Amount>,
}

impl Rule {
    /// One rate on everything.
    pub fn rate(rate: Rate) -> Rule {
        let tier = Tier { up_to: None, rate, flat: None, on: On::Whole };
        Rule { tiers: vec![tier], min: None, max: None, monotone: false, billed_before: None }
    }

    /// The fee on `amount`: exact, rounded once half up, then clamped to `min` and `max`.
    ///
    /// Errors: `rule_mixed`, `rule_invalid`, `limit_exceeded`, `currency_mismatch`, `amount_scale` where an amount of
    /// the rule has more decimals than the currency, `amount_range` for a negative amount or a fee out of range.
    ///
    /// ```
    /// use tercero::{Currency, Money, commission::Rule, from_json};
    ///
    /// let rule: Rule = from_json(r#"{"tiers":[{"rate":"0.0325","on":"whole"}],"min":"25.00"}"#)?;
    /// let usd = Currency::parse("USD")?;
    /// assert_eq!(rule.fee(Money::parse("1000.00", usd)?)?.amount_text(), "32.50");
    /// assert_eq!(rule.fee(Money::parse("700.00", usd)?)?.amount_text(), "25.00");
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn fee(&self, amount: Money) -> Result<Money, Refusal> {
        let currency = amount.currency();
        let rule = self.check(currency)?;
        let Ok(minor) = u128::try_from(amount.minor()) else {
            return Err(Refusal::new(Code::AmountRange).at("amount").got(amount.amount_text()));
        };
        let mut exact = match rule.billed_before {
            None => rule.raw(minor),
            Some(before) => rule.raw(before.saturating_add(minor)).saturating_sub(rule.raw(before)),
        };
        if self.monotone {
            let tops = rule.tiers.iter().filter_map(|tier| tier.up_to).filter(|top| *top < minor);
            exact = tops.map(|top| rule.raw(top)).fold(exact, U256::max);
        }
        let fee = Money::from_minor(half_up(exact, U256::from(Rate::ONE.scaled()))?, currency)?;
        let fee = rule.min.map_or(fee, |min| fee.max(min));
        Ok(rule.max.map_or(fee, |max| fee.min(max)))
    }

    /// Finds what is wrong with the rule and resolves its amounts to minor units.
    fn check(&self, currency: Currency) -> Result<Resolved, Refusal> {
        let invalid = |why: &'static str| Refusal::new(Code::RuleInvalid).because(why);
        if self.tiers.len() > FEE_TIERS {
            return Err(Refusal::new(Code::LimitExceeded).at("tiers").allow("at most 64 tiers"));
        }
        let money = |amount: &Option<Amount>, field: &'static str| {
            amount.map(|amount| amount.of(currency).map_err(|r| r.at(field))).transpose()
        };
        let mut tiers: Vec<ResolvedTier> = Vec::with_capacity(self.tiers.len());
        for tier in &self.tiers {
            tiers.push(ResolvedTier {
                up_to: money(&tier.up_to, "up_to")?.and_then(unsigned),
                rate: tier.rate,
                flat: money(&tier.flat, "flat")?.and_then(unsigned).unwrap_or(0),
                on: tier.on,
            });
        }
        let (min, max) = (money(&self.min, "min")?, money(&self.max, "max")?);
        let billed_before = money(&self.billed_before, "billed_before")?;
        let Some((last, rest)) = tiers.split_last() else {
            return Err(invalid("a rule needs at least one tier").at("tiers"));
        };
        if last.up_to.is_some() || rest.iter().any(|tier| tier.up_to.is_none()) {
            return Err(invalid("every tier but the last needs `up_to`").at("tiers"));
        }
        if rest.first().is_some_and(|tier| tier.up_to == Some(0))
            || rest.iter().zip(rest.iter().skip(1)).any(|(a, b)| a.up_to >= b.up_to)
        {
            return Err(invalid("the tiers must ascend").at("tiers"));
        }
        let slices = tiers.iter().filter(|tier| tier.on == On::Slice).count();
        if slices != 0 && slices != tiers.len() {
            return Err(Refusal::new(Code::RuleMixed).at("tiers"));
        }
        let plain = slices != 0 && !self.monotone && tiers.iter().all(|tier| tier.flat == 0);
        if billed_before.is_some() && !plain {
            return Err(invalid("only `slice` tiers without `flat` go on from what was billed")
                .at("billed_before"));
        }
        if min.zip(max).is_some_and(|(min, max)| min > max) {
            return Err(invalid("`min` is more than `max`").at("min"));
        }
        let billed_before = billed_before.and_then(unsigned);
        Ok(Resolved { tiers, min, max, billed_before })
    }
}

fn unsigned(money: Money) -> Option<u128> {
    u128::try_from(money.minor()).ok()
}

/// A checked rule with its amounts in minor units.
struct Resolved {
    tiers: Vec<ResolvedTier>,
    min: Option<Money>,
    max: Option<Money>,
    billed_before: Option<u128>,
}

struct ResolvedTier {
    up_to: Option<u128>,
    rate: Rate,
    flat: u128,
    on: On,
}

impl Resolved {
    /// The exact fee on `amount`, in minor units times 10^18.
    fn raw(&self, amount: u128) -> U256 {
        let times = |part: u128, rate: Rate| U256::from(part).saturating_mul(rate.scaled().into());
        let (mut below, mut slices) = (0, U256::ZERO);
        for tier in &self.tiers {
            let top = tier.up_to.unwrap_or(u128::MAX);
            let excess = amount.saturating_sub(below);
            if tier.on == On::Slice {
                let slice = excess.min(top.saturating_sub(below));
                slices = slices.saturating_add(times(slice, tier.rate));
            }
            if amount <= top {
                let fee = match tier.on {
                    On::Slice => slices,
                    On::Whole => times(amount, tier.rate),
                    On::Excess => times(excess, tier.rate),
                };
                return fee.saturating_add(times(tier.flat, Rate::ONE));
            }
            below = top;
        }
        slices
    }
}

/// What a fee line is computed on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum Base {
    /// The sum of all milestones.
    Price {},
    /// The fee of a line declared earlier, without its tax.
    Line {
        /// Its id.
        line: Reference,
    },
}

/// The two sides of an escrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// Pays on top of the price, when a milestone is funded.
    Buyer,
    /// Pays out of what is released.
    Seller,
}

/// How much of a line one side pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayerShare {
    /// The side.
    pub payer: Payer,
    /// Its weight; weights need not sum to one.
    pub weight: Rate,
}

/// How much of a line one party receives.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PayeeShare {
    /// A party of the escrow, or `platform`.
    pub party: PartyId,
    /// Its weight; weights need not sum to one.
    pub weight: Rate,
}

/// Tax on a fee line: a line of its own, paid by the same side to `tax`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tax {
    /// The tax rate.
    pub rate: Rate,
    /// Whether the rule's result already contains the tax.
    #[serde(default)]
    pub included: bool,
    /// Whether the one who is billed accounts for the tax himself: a line of nothing that has to be noted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reverse_charge: bool,
}

/// When a line becomes due while principal is released.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Timing {
    /// In proportion to the released principal.
    #[default]
    ProRata,
    /// All of it with the first release.
    Front,
    /// All of it when the whole principal is released.
    Back,
}

/// One line of a fee schedule.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLine {
    /// Names the line within the schedule.
    pub id: Reference,
    /// How the fee follows from the base.
    pub rule: Rule,
    /// What it is computed on.
    pub base: Base,
    /// Who pays, in declared order: an odd minor unit goes to the first.
    pub payers: Vec<PayerShare>,
    /// Who receives, in declared rank.
    pub payees: Vec<PayeeShare>,
    /// Tax on the fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tax: Option<Tax>,
    /// When it becomes due.
    #[serde(default)]
    pub timing: Timing,
}

/// All fees of an escrow, as lines.
///
/// ```
/// use tercero::commission::{FeeSchedule, Payer};
///
/// let fees = FeeSchedule::percent("3.5")?.min("25.00")?.paid_by(Payer::Seller);
/// assert_eq!(fees.lines.len(), 1);
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FeeSchedule {
    /// The lines, in declared order.
    pub lines: Vec<FeeLine>,
}

impl FeeSchedule {
    /// One line of `percentage` percent of the price, paid by the seller to the platform. Errors: those of [`percent`].
    pub fn percent(percentage: &str) -> Result<FeeSchedule, Refusal> {
        Ok(FeeSchedule::rule(Rule::rate(percent(percentage)?)))
    }

    /// One line with `rule` on the price, paid by the seller to the platform.
    pub fn rule(rule: Rule) -> FeeSchedule {
        let line = FeeLine {
            id: Reference::fee(),
            rule,
            base: Base::Price {},
            payers: vec![PayerShare { payer: Payer::Seller, weight: Rate::ONE }],
            payees: vec![PayeeShare { party: PartyId::platform(), weight: Rate::ONE }],
            tax: None,
            timing: Timing::ProRata,
        };
        FeeSchedule { lines: vec![line] }
    }

    /// Both schedules, this one's lines first.
    #[must_use]
    pub fn and(mut self, other: FeeSchedule) -> FeeSchedule {
        self.lines.extend(other.lines);
        self
    }

    /// The schedule with every amount written with the decimals of `currency`, so that equal terms have equal bytes.
    /// Errors: `amount_scale`.
    pub(crate) fn in_currency(mut self, currency: Currency) -> Result<FeeSchedule, Refusal> {
        for (index, line) in self.lines.iter_mut().enumerate() {
            let Rule { tiers, min, max, billed_before, .. } = &mut line.rule;
            let amounts = tiers.iter_mut().flat_map(|tier| [&mut tier.up_to, &mut tier.flat]);
            for amount in amounts.chain([min, max, billed_before]).filter_map(Option::as_mut) {
                let money = amount.of(currency).map_err(|r| r.at(format!("fees[{index}].rule")))?;
                *amount = Amount::from(money);
            }
        }
        Ok(self)
    }

    fn last(mut self, change: impl FnOnce(&mut FeeLine)) -> FeeSchedule {
        if let Some(line) = self.lines.last_mut() {
            change(line);
        }
        self
    }

    /// Names the last line. Errors: `id_syntax`.
    pub fn named(self, id: &str) -> Result<FeeSchedule, Refusal> {
        let id = Reference::parse(id)?;
        Ok(self.last(|line| line.id = id))
    }

    /// Gives the last line a floor. Errors: those of [`Amount::parse`].
    pub fn min(self, amount: &str) -> Result<FeeSchedule, Refusal> {
        let amount = Amount::parse(amount)?;
        Ok(self.last(|line| line.rule.min = Some(amount)))
    }

    /// Gives the last line a cap. Errors: those of [`Amount::parse`].
    pub fn max(self, amount: &str) -> Result<FeeSchedule, Refusal> {
        let amount = Amount::parse(amount)?;
        Ok(self.last(|line| line.rule.max = Some(amount)))
    }

    /// Lets one side pay the last line.
    #[must_use]
    pub fn paid_by(self, payer: Payer) -> FeeSchedule {
        self.last(|line| line.payers = vec![PayerShare { payer, weight: Rate::ONE }])
    }

    /// Lets both sides pay the last line in equal parts; an odd minor unit is the buyer's.
    #[must_use]
    pub fn paid_by_both(self) -> FeeSchedule {
        self.last(|line| {
            line.payers = [Payer::Buyer, Payer::Seller]
                .map(|payer| PayerShare { payer, weight: Rate::ONE })
                .to_vec();
        })
    }

    /// Lets `party` receive the last line. Errors: `id_syntax`.
    pub fn paid_to(self, party: &str) -> Result<FeeSchedule, Refusal> {
        let party = PartyId::parse(party)?;
        Ok(self.last(|line| line.payees = vec![PayeeShare { party, weight: Rate::ONE }]))
    }

    /// Makes the last payee of the last line pass on `percentage` percent of what it receives to `party`.
    /// Errors: `id_syntax`, those of [`percent`], `rule_invalid` over 100 percent.
    pub fn passing_on(self, percentage: &str, party: &str) -> Result<FeeSchedule, Refusal> {
        let (rate, party) = (percent(percentage)?, PartyId::parse(party)?);
        let refusal = Refusal::new(Code::RuleInvalid).got(percentage);
        let mut done = Err(refusal.allow("at most 100, and exact in 18 decimals"));
        let schedule = self.last(|line| {
            if let Some(last) = line.payees.last_mut()
                && let Some((kept, passed)) = last.weight.divide(rate)
            {
                last.weight = kept;
                line.payees.push(PayeeShare { party, weight: passed });
                done = Ok(());
            }
        });
        done.map(|()| schedule)
    }

    /// Adds tax of `percentage` percent to the last line. Errors: those of [`percent`].
    pub fn taxed(self, percentage: &str) -> Result<FeeSchedule, Refusal> {
        let tax = Tax { rate: percent(percentage)?, included: false, reverse_charge: false };
        Ok(self.last(|line| line.tax = Some(tax)))
    }

    /// Leaves the tax on the last line to the one who is billed: it becomes a line of nothing.
    #[must_use]
    pub fn reverse_charged(self) -> FeeSchedule {
        let tax = Tax { rate: Rate::ZERO, included: false, reverse_charge: true };
        self.last(|line| line.tax = Some(tax))
    }

    /// Computes the last line on the fee of an earlier one. Errors: `id_syntax`.
    pub fn on_line(self, id: &str) -> Result<FeeSchedule, Refusal> {
        let base = Base::Line { line: Reference::parse(id)? };
        Ok(self.last(|line| line.base = base))
    }

    /// Sets when the last line becomes due.
    #[must_use]
    pub fn timing(self, timing: Timing) -> FeeSchedule {
        self.last(|line| line.timing = timing)
    }
}

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
/// use tercero::commission::{FeeSchedule, price_for_net};
/// use tercero::{Currency, Money, PartyId};
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
