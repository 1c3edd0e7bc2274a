//! The platform's commission on a settled project: what it is computed on, who pays it, and the tax on its invoices.
//! It never takes more than its payer has from this project; what is missing is reported and not collected.

use super::columns::{Minor, Weighted, fit};
use super::rounding::{net_of, part};
use crate::error::{Code, Refusal};
use crate::rate::Rate;
use tercero_macros::value;

/// What the rate of a commission multiplies.
#[value]
pub enum CommissionBase {
    /// The result.
    GrossProfit,
    /// The investors' part of the result, before any commission.
    InvestorProfit,
    /// All capital.
    FundedAmount,
    /// The revenue.
    Proceeds,
}

/// Whose money a commission is taken from.
#[value]
pub enum CommissionPayer {
    /// Everybody's: off the top, before owner and investors share.
    Pool,
    /// The investors' part of the profit.
    Investors,
    /// The owner's part of the profit.
    Owner,
}

/// Whether the rate of a commission has the tax in it.
#[value]
pub enum TaxMode {
    /// The tax comes on top, each rounded half up.
    Added,
    /// What the rate gives is gross; the net is `gross / (1 + tax)` half up, and the tax the rest.
    Included,
}

/// How many invoices the commission is billed on. It changes the tax by minor units, so it is part of the offer.
#[value]
pub enum Invoices {
    /// One, with the tax rounded once.
    Pool,
    /// One for each position: the commission is split by the weights of the profit, the tax rounded on each.
    PerParticipant,
}

/// The commission of an offer. There is none when the result is zero or less.
#[value]
#[derive(Copy)]
pub struct Commission {
    /// A fraction of the base, at most one.
    pub rate: Rate,
    /// What the rate multiplies.
    pub base: CommissionBase,
    /// Whose money it is taken from.
    pub payer: CommissionPayer,
    /// The tax on the commission, at most one.
    pub tax_rate: Rate,
    /// Whether the tax comes on top.
    pub tax_mode: TaxMode,
    /// How many invoices.
    pub invoices: Invoices,
}

/// A commission in minor units: what is taken, its tax, and what the payer did not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Charge {
    pub(crate) commission: i128,
    pub(crate) tax: i128,
    pub(crate) shortfall: i128,
}

impl Charge {
    /// Commission and tax together.
    pub(crate) fn gross(self) -> i128 {
        self.commission.saturating_add(self.tax)
    }
}

/// Where the invoices of the positions go; empty columns are made when they are needed.
pub(crate) struct InvoiceColumns<'a, N> {
    pub(crate) commission: &'a mut [N],
    pub(crate) tax: &'a mut [N],
}

impl Commission {
    /// No commission.
    pub const NONE: Commission = Commission {
        rate: Rate::ZERO,
        base: CommissionBase::GrossProfit,
        payer: CommissionPayer::Pool,
        tax_rate: Rate::ZERO,
        tax_mode: TaxMode::Added,
        invoices: Invoices::Pool,
    };

    /// Errors: `offer_invalid` for a rate above one.
    pub fn check(&self) -> Result<(), Refusal> {
        at_most_one(self.rate, "rate")?;
        at_most_one(self.tax_rate, "tax_rate")
    }

    /// The commission on `base`, taken from `available`. Both are in minor units and not negative.
    ///
    /// Errors: those of the split over the positions when each gets an invoice.
    pub(crate) fn charge<N: Minor>(
        &self,
        base: i128,
        available: i128,
        count: usize,
        weights: &Weighted<'_, N>,
        invoices: InvoiceColumns<'_, N>,
    ) -> Result<Charge, Refusal> {
        let (mut commissions, mut taxes);
        let mut bills = invoices;
        if self.invoices == Invoices::PerParticipant {
            if bills.commission.is_empty() {
                commissions = vec![N::default(); count];
                bills.commission = &mut commissions;
            }
            if bills.tax.is_empty() {
                taxes = vec![N::default(); count];
                bills.tax = &mut taxes;
            }
        }
        let asked = part(base, self.rate)?;
        let mut due = asked;
        if self.tax_mode == TaxMode::Added {
            let charge = self.added(asked, weights, &mut bills)?;
            if charge.gross() <= available {
                return Ok(charge);
            }
            due = charge.gross();
        }
        let gross = due.min(available);
        let charge = self.included(gross, weights, &mut bills)?;
        Ok(Charge { shortfall: due.saturating_sub(gross), ..charge })
    }

    /// `commission` and the tax on top of it.
    fn added<N: Minor>(
        &self,
        commission: i128,
        weights: &Weighted<'_, N>,
        bills: &mut InvoiceColumns<'_, N>,
    ) -> Result<Charge, Refusal> {
        let tax = match self.invoices {
            Invoices::Pool => part(commission, self.tax_rate)?,
            Invoices::PerParticipant => {
                weights.allocate(commission, bills.commission)?;
                let mut taxes = 0_i128;
                for (commission, place) in bills.commission.iter().zip(bills.tax.iter_mut()) {
                    let tax = part((*commission).into(), self.tax_rate)?;
                    taxes = taxes.saturating_add(tax);
                    *place = fit(tax)?;
                }
                taxes
            }
        };
        Ok(Charge { commission, tax, shortfall: 0 })
    }

    /// Commission and tax out of `gross`.
    fn included<N: Minor>(
        &self,
        gross: i128,
        weights: &Weighted<'_, N>,
        bills: &mut InvoiceColumns<'_, N>,
    ) -> Result<Charge, Refusal> {
        let commission = match self.invoices {
            Invoices::Pool => net_of(gross, self.tax_rate)?,
            Invoices::PerParticipant => {
                weights.allocate(gross, bills.commission)?;
                let mut commissions = 0_i128;
                for (place, tax) in bills.commission.iter_mut().zip(bills.tax.iter_mut()) {
                    let gross: i128 = (*place).into();
                    let commission = net_of(gross, self.tax_rate)?;
                    commissions = commissions.saturating_add(commission);
                    *place = fit(commission)?;
                    *tax = fit(gross.saturating_sub(commission))?;
                }
                commissions
            }
        };
        Ok(Charge { commission, tax: gross.saturating_sub(commission), shortfall: 0 })
    }
}

/// Refuses a fraction above one. Errors: `offer_invalid`.
pub(crate) fn at_most_one(rate: Rate, field: &'static str) -> Result<(), Refusal> {
    if rate > Rate::ONE {
        return Err(Refusal::new(Code::OfferInvalid).at(field).got(rate).allow("at most 1"));
    }
    Ok(())
}
