//! What a digital marketplace hands over of a sale: it withholds taxes and keeps its fee.
//! Cash received is not revenue; what it withholds of the owner's income tax the owner owes the project.

use super::costs::{not_negative, times};
use crate::error::{Code, Refusal};
use crate::money::Money;
use crate::rate::{Rate, mul_div_half_up};
use tercero_macros::value;

/// A sale through a marketplace, taken apart. Every amount is rounded once, half up.
#[value]
#[derive(Copy)]
pub struct MarketplaceSale {
    /// What the buyer paid, tax included.
    pub gross: Money,
    /// The gross without the tax: what the settlement counts.
    pub revenue: Money,
    /// The value added tax in the gross.
    pub iva_charged: Money,
    /// Income tax the marketplace withheld, a fraction of the revenue: a credit of the owner, paid with the project's cash.
    pub isr_withheld: Money,
    /// Value added tax the marketplace withheld, a fraction of the tax charged.
    pub iva_withheld: Money,
    /// The marketplace's fee, a fraction of the revenue.
    pub fee: Money,
    /// Value added tax on the fee, which can be set off.
    pub fee_iva: Money,
    /// What arrives: the gross less all that was withheld and the fee with its tax.
    pub cash_received: Money,
    /// What is still owed of the tax charged, after what was withheld and the tax on the fee; negative if it comes back.
    pub iva_still_owed: Money,
    /// Revenue less fee, less what is left of the cash once the tax is paid: `receivable:owner`, and always what was
    /// withheld of the income tax.
    pub owner_receivable: Money,
}

/// Takes a sale of `gross`, tax included, apart.
///
/// `iva_rate` is the value added tax, on the goods and on the fee; `isr_rate` and `fee_rate` are fractions of the revenue;
/// `iva_share` is the part of the tax charged that the marketplace withholds. Withholding rates change every year and
/// with who sells: they are given, never known here.
///
/// Errors: `amount_range` for a negative gross, a share above one, or deductions above the gross.
///
/// ```
/// use tercero::{Currency, Money, Rate, percent, project::sales::sales_withholding};
///
/// let gross = Money::parse("116000.00", Currency::parse("MXN")?)?;
/// let (iva, isr, fee) = (percent("16")?, percent("2.5")?, percent("12")?);
/// let sale = sales_withholding(gross, iva, isr, percent("50")?, fee)?;
/// assert_eq!(sale.revenue.to_string(), "100000.00 MXN");
/// assert_eq!(sale.cash_received.to_string(), "91580.00 MXN");
/// assert_eq!(sale.owner_receivable.to_string(), "2500.00 MXN");
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn sales_withholding(
    gross: Money,
    iva_rate: Rate,
    isr_rate: Rate,
    iva_share: Rate,
    fee_rate: Rate,
) -> Result<MarketplaceSale, Refusal> {
    not_negative(gross, "gross")?;
    if iva_share > Rate::ONE {
        return Err(Refusal::new(Code::AmountRange).at("iva_share").got(iva_share).allow("0 to 1"));
    }
    let revenue = without_tax(gross, iva_rate)?;
    let iva_charged = gross.minus(revenue)?;
    let isr_withheld = times(revenue, isr_rate)?;
    let iva_withheld = times(iva_charged, iva_share)?;
    let fee = times(revenue, fee_rate)?;
    let fee_iva = times(fee, iva_rate)?;
    let kept = isr_withheld.plus(iva_withheld)?.plus(fee)?.plus(fee_iva)?;
    let cash_received = gross.minus(kept)?;
    if cash_received.minor() < 0 {
        let why = "the marketplace would keep more than the sale";
        return Err(Refusal::new(Code::AmountRange)
            .because(why)
            .at("gross")
            .got(kept.amount_text()));
    }
    let iva_still_owed = iva_charged.minus(iva_withheld)?.minus(fee_iva)?;
    let owner_receivable = revenue.minus(fee)?.minus(cash_received.minus(iva_still_owed)?)?;
    Ok(MarketplaceSale {
        gross,
        revenue,
        iva_charged,
        isr_withheld,
        iva_withheld,
        fee,
        fee_iva,
        cash_received,
        iva_still_owed,
        owner_receivable,
    })
}

/// `gross / (1 + rate)`, rounded half up.
fn without_tax(gross: Money, rate: Rate) -> Result<Money, Refusal> {
    let one = Rate::ONE.scaled();
    let with_tax = one.saturating_add(rate.scaled());
    let minor = mul_div_half_up(gross.minor().unsigned_abs(), one, with_tax)?;
    Money::from_minor(minor, gross.currency())
}
