//! The schedule of fee lines an escrow agrees on: what each is computed on, who pays it, who receives it and who sees it.
//! Lines are computed in declared order, and one may build on another that stands before it.

use crate::commission::{PerPeriod, Rule};
use crate::error::{Code, Refusal};
use crate::id::{PartyId, Reference};
use crate::money::{Amount, Currency};
use crate::rate::{Rate, percent};
use tercero_macros::value;

/// What a fee line is computed on.
#[value]
pub enum Base {
    /// The sum of all milestones.
    Price {},
    /// The fee of a line declared earlier, without its tax.
    Line {
        /// Its id.
        line: Reference,
    },
    /// The price that the buyer's documents show: that of the last margin line before this one, else the sum of all
    /// milestones.
    BuyerPrice {},
    /// What the buyer's documents show above what they would show without this line. Only the buyer pays such a line,
    /// and all of it.
    Margin {
        /// The price that the buyer's documents show, tax added to the line aside.
        buyer_price: Amount,
    },
}

/// The two sides of an escrow.
#[value]
pub enum Payer {
    /// Pays on top of the price, when a milestone is funded.
    Buyer,
    /// Pays out of what is released.
    Seller,
}

/// How much of a line one side pays.
#[value]
#[derive(Copy)]
pub struct PayerShare {
    /// The side.
    pub payer: Payer,
    /// Its weight; weights need not sum to one.
    pub weight: Rate,
}

/// How much of a line one party receives.
#[value]
pub struct PayeeShare {
    /// A party of the escrow, or `platform`.
    pub party: PartyId,
    /// Its weight; weights need not sum to one.
    pub weight: Rate,
}

/// Tax on a fee line: a line of its own, paid by the same side to `tax`.
#[value]
#[derive(Copy, Default)]
pub struct Tax {
    /// The tax rate.
    pub rate: Rate,
    /// Whether the rule's result already contains the tax.
    #[serde(default)]
    pub included: bool,
    /// Whether the one who is billed accounts for the tax himself: a line of nothing that has to be noted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reverse_charge: bool,
    /// Whether lines that say so, and are equal in tax, payers and who sees them, are taxed on their sum once. The tax is
    /// then split over the lines by largest remainder. Without it each line's tax is rounded on its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub per_document: bool,
}

/// When a line becomes due while principal is released.
#[value]
#[derive(Default)]
pub enum Timing {
    /// In proportion to the released principal.
    #[default]
    ProRata,
    /// All of it with the first release.
    Front,
    /// All of it when the whole principal is released.
    Back,
}

/// Why money goes back to the buyer.
#[value]
pub enum RefundCause {
    /// The seller called the milestone off.
    SellerCancelled,
    /// The seller did not deliver in time.
    NotDelivered,
    /// The seller gave part of it back.
    Voluntary,
    /// The goods were sent back.
    Returned,
    /// A case was decided.
    Case,
    /// Both sides agreed to end it.
    CancelAgreed,
    /// Staff decided.
    Admin,
}

/// What a line asks of money that goes back.
#[value]
pub enum RefundPolicy {
    /// As if it had been released. The buyer's part comes from the fees he paid, the seller's part out of the refund.
    Keep,
    /// The line becomes what its rule asks of the price less all that went back like this; what was taken before stays.
    Recompute,
}

/// A cause for which a line does not simply bear no fee on what goes back.
#[value]
#[derive(Copy)]
pub struct OnRefund {
    /// Why money goes back.
    pub cause: RefundCause,
    /// What the line asks of it.
    pub policy: RefundPolicy,
}

/// One line of a fee schedule.
#[value]
pub struct FeeLine {
    /// Names the line within the schedule.
    pub id: Reference,
    /// How the fee follows from the base.
    pub rule: Rule,
    /// What it is computed on.
    pub base: Base,
    /// Who pays, in declared order: an odd minor unit goes to the first. Nobody, if the line is paid `out_of` another.
    pub payers: Vec<PayerShare>,
    /// Who receives, in declared rank.
    pub payees: Vec<PayeeShare>,
    /// Tax on the fee.
    pub tax: Option<Tax>,
    /// When it becomes due.
    #[serde(default)]
    pub timing: Timing,
    /// The earlier line whose first payee pays this one, with its tax, out of what he receives.
    pub out_of: Option<Reference>,
    /// The sides that may not see the line, nor anything it could be worked out from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_from: Vec<Payer>,
    /// What the line asks of money that goes back, by cause. Where nothing is said, refunded money bears no fee.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_refund: Vec<OnRefund>,
    /// Whether a quote is refused when the seller's lines up to this one exceed the price. Without it the seller's net is
    /// nothing and the rest is a shortfall.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reject_at_quote: bool,
}

impl FeeLine {
    /// A line of `rule` on the price, paid by the seller to the platform.
    fn new(id: Reference, rule: Rule) -> FeeLine {
        FeeLine {
            id,
            rule,
            base: Base::Price {},
            payers: vec![PayerShare { payer: Payer::Seller, weight: Rate::ONE }],
            payees: vec![PayeeShare { party: PartyId::platform(), weight: Rate::ONE }],
            tax: None,
            timing: Timing::ProRata,
            out_of: None,
            hidden_from: Vec::new(),
            on_refund: Vec::new(),
            reject_at_quote: false,
        }
    }

    /// The line with every amount written with the decimals of `currency`. Errors: `amount_scale`.
    fn in_currency(mut self, currency: Currency) -> Result<FeeLine, Refusal> {
        self.rule = self.rule.in_currency(currency).map_err(|r| r.at("rule"))?;
        if let Base::Margin { buyer_price } = &mut self.base {
            *buyer_price = buyer_price.of(currency).map_err(|r| r.at("base"))?.into();
        }
        Ok(self)
    }
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
#[value]
#[derive(Default)]
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
        FeeSchedule { lines: vec![FeeLine::new(Reference::fee(), rule)] }
    }

    /// One line, named `margin`: what the buyer pays above the price, up to `buyer_price` in all. It goes to the platform
    /// unless [`FeeSchedule::paid_to`] says to whom, and everybody sees it unless [`FeeSchedule::hidden_from`] says who
    /// may not. A quote refuses a `buyer_price` below the price with `amount_range`. Errors: those of [`Amount::parse`].
    ///
    /// ```
    /// use tercero::commission::{FeeSchedule, Payer};
    /// use tercero::{Currency, Money, PartyId, quote::quote};
    ///
    /// let fees = FeeSchedule::margin("10000.00")?.paid_to("bruno")?.hidden_from(Payer::Seller);
    /// let price = Money::parse("9200.00", Currency::parse("EUR")?)?;
    /// let quote = quote(price, &fees, &PartyId::parse("ana")?, &PartyId::parse("beto")?)?;
    /// assert_eq!(quote.totals[0].pays.to_string(), "10000.00 EUR");
    /// assert_eq!(quote.lines[0].amount.to_string(), "800.00 EUR");
    ///
    /// let sellers = quote.for_side(Payer::Seller);
    /// assert!(sellers.lines.is_empty());
    /// assert_eq!(sellers.totals.len(), 1, "his own");
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn margin(buyer_price: &str) -> Result<FeeSchedule, Refusal> {
        let mut line = FeeLine::new(Reference::parse("margin")?, Rule::rate(Rate::ONE));
        line.base = Base::Margin { buyer_price: Amount::parse(buyer_price)? };
        Ok(FeeSchedule { lines: vec![line] }.paid_by(Payer::Buyer))
    }

    /// Both schedules, this one's lines first.
    #[must_use]
    pub fn and(mut self, other: FeeSchedule) -> FeeSchedule {
        self.lines.extend(other.lines);
        self
    }

    /// The schedule with every amount written with the decimals of `currency`, so that equal terms have equal bytes.
    /// Errors: `amount_scale`.
    pub(crate) fn in_currency(self, currency: Currency) -> Result<FeeSchedule, Refusal> {
        let lines = self.lines.into_iter().enumerate().map(|(index, line)| {
            line.in_currency(currency).map_err(|r| r.at(format!("fees[{index}]")))
        });
        Ok(FeeSchedule { lines: lines.collect::<Result<_, Refusal>>()? })
    }

    fn all(mut self, change: impl FnMut(&mut FeeLine)) -> FeeSchedule {
        self.lines.iter_mut().for_each(change);
        self
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

    /// Adds `amount` for each of `periods` periods to the last line, outside its floor and cap. A quote refuses no period
    /// with `rule_invalid` and more than 1 200 with `limit_exceeded`. Errors: those of [`Amount::parse`].
    pub fn per_period(self, amount: &str, periods: u32) -> Result<FeeSchedule, Refusal> {
        let per_period = PerPeriod { amount: Amount::parse(amount)?, periods };
        Ok(self.last(|line| line.rule.per_period = Some(per_period)))
    }

    /// Lets one side pay the last line.
    #[must_use]
    pub fn paid_by(self, payer: Payer) -> FeeSchedule {
        self.last(|line| {
            line.payers = vec![PayerShare { payer, weight: Rate::ONE }];
            line.out_of = None;
        })
    }

    /// Lets both sides pay the last line in equal parts; an odd minor unit is the buyer's.
    #[must_use]
    pub fn paid_by_both(self) -> FeeSchedule {
        self.last(|line| {
            line.payers = [Payer::Buyer, Payer::Seller]
                .map(|payer| PayerShare { payer, weight: Rate::ONE })
                .to_vec();
            line.out_of = None;
        })
    }

    /// Lets the first payee of an earlier line pay the last line, with its tax, out of what he receives. A quote refuses it
    /// with `fee_exceeds_commission` unless he keeps something. Errors: `id_syntax`.
    ///
    /// ```
    /// use tercero::commission::FeeSchedule;
    /// use tercero::{Currency, Money, PartyId, quote::quote};
    ///
    /// let broker = FeeSchedule::percent("5")?.named("broker")?.paid_to("bruno")?;
    /// let escrow = FeeSchedule::percent("1")?.named("escrow")?.out_of("broker")?;
    /// let price = Money::parse("10000.00", Currency::parse("EUR")?)?;
    /// let quote = quote(price, &broker.and(escrow), &PartyId::parse("ana")?, &PartyId::parse("beto")?)?;
    /// assert_eq!(quote.totals[1].pays.amount_text(), "500.00", "the seller pays the commission only");
    /// assert_eq!(quote.totals[2].receives.amount_text(), "400.00", "bruno");
    /// assert_eq!(quote.totals[3].receives.amount_text(), "100.00", "the platform");
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn out_of(self, line: &str) -> Result<FeeSchedule, Refusal> {
        let source = Reference::parse(line)?;
        Ok(self.last(|line| {
            line.payers.clear();
            line.out_of = Some(source);
        }))
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
        let tax = Tax { rate: percent(percentage)?, ..Tax::default() };
        Ok(self.last(|line| line.tax = Some(tax)))
    }

    /// Taxes what the schedule taxes so far per document: lines of equal tax, payers and visibility on their sum once, the
    /// result split over them by largest remainder.
    #[must_use]
    pub fn tax_per_document(self) -> FeeSchedule {
        self.all(|line| line.tax.iter_mut().for_each(|tax| tax.per_document = true))
    }

    /// Leaves the tax on the last line to the one who is billed: it becomes a line of nothing.
    #[must_use]
    pub fn reverse_charged(self) -> FeeSchedule {
        let tax = Tax { reverse_charge: true, ..Tax::default() };
        self.last(|line| line.tax = Some(tax))
    }

    /// Computes the last line on the fee of an earlier one. Errors: `id_syntax`.
    pub fn on_line(self, id: &str) -> Result<FeeSchedule, Refusal> {
        let base = Base::Line { line: Reference::parse(id)? };
        Ok(self.last(|line| line.base = base))
    }

    /// Computes the last line on the price that the buyer's documents show: with the margin lines before it.
    #[must_use]
    pub fn on_buyer_price(self) -> FeeSchedule {
        self.last(|line| line.base = Base::BuyerPrice {})
    }

    /// Hides the last line from one side. A quote refuses with `commission_leaks` what would show it all the same: a side
    /// that pays or receives the line, or a line the side sees that builds on it. The terms hash covers hidden lines and
    /// everybody sees the hash, so such a line should be named by something nobody can guess.
    #[must_use]
    pub fn hidden_from(self, side: Payer) -> FeeSchedule {
        self.last(|line| {
            line.hidden_from.retain(|known| *known != side);
            line.hidden_from.push(side);
        })
    }

    /// Refuses a quote in which the seller's lines so far exceed the price, with `fee_exceeds_price`, instead of leaving the
    /// seller nothing and reporting the rest as shortfall.
    #[must_use]
    pub fn reject_at_quote(self) -> FeeSchedule {
        self.all(|line| line.reject_at_quote = true)
    }

    /// Says what the last line asks of money that goes back for `cause`. A line can be recomputed only if it is computed on
    /// the price and neither paid out of another nor taxed per document; a quote refuses others with `rule_invalid`.
    ///
    /// ```
    /// use tercero::commission::{FeeSchedule, RefundCause, RefundPolicy};
    ///
    /// // Who cancels after funding pays the whole fee out of the refund.
    /// let fees = FeeSchedule::percent("5")?.on_refund(RefundCause::CancelAgreed, RefundPolicy::Keep);
    /// assert_eq!(fees.lines[0].on_refund.len(), 1);
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    #[must_use]
    pub fn on_refund(self, cause: RefundCause, policy: RefundPolicy) -> FeeSchedule {
        self.last(|line| {
            line.on_refund.retain(|known| known.cause != cause);
            line.on_refund.push(OnRefund { cause, policy });
        })
    }

    /// Sets when the last line becomes due.
    #[must_use]
    pub fn timing(self, timing: Timing) -> FeeSchedule {
        self.last(|line| line.timing = timing)
    }
}
