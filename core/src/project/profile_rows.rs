//! The figures of every regulatory profile, each with the days it is valid and where it was published.
//! They are data to be checked by whoever relies on them; a new year is a new row.

use super::profile::{LimitUnit, Person, ProfileRow, ProjectLimit, TaxInstrument, Withholding};
use crate::error::Refusal;
use crate::id::Text;
use crate::money::{Amount, Currency};
use crate::rate::Rate;
use crate::time::{Timestamp, Window, days};

/// What no profile asks for: nothing at all, from the start of time.
fn bare(from: &str, source: &str) -> Result<ProfileRow, Refusal> {
    Ok(ProfileRow {
        valid_from: Timestamp::parse(from)?,
        valid_until: None,
        source: Text::parse(source)?,
        min_open: Window::ZERO,
        early_close_notice: Window::ZERO,
        reconfirmation: Window::ZERO,
        cooling_off: Window::ZERO,
        cooling_off_sophisticated: Window::ZERO,
        withdrawal_cut_off: None,
        transfer_allowed: true,
        warnings_required: false,
        project_limit: None,
        concentration: None,
        withholding: Vec::new(),
    })
}

/// One line for each kind of person: resident, company, foreign.
fn lines(instrument: TaxInstrument, rates: [Rate; 3]) -> impl Iterator<Item = Withholding> {
    let persons = [Person::Resident, Person::Company, Person::Foreign].into_iter();
    persons.zip(rates).map(move |(person, rate)| Withholding { instrument, person, rate })
}

/// Lines that say that nothing is withheld.
fn untaxed(instruments: &[TaxInstrument]) -> Vec<Withholding> {
    instruments.iter().flat_map(|instrument| lines(*instrument, [Rate::ZERO; 3])).collect()
}

pub(super) fn none() -> Result<ProfileRow, Refusal> {
    use TaxInstrument::{Ap, CoownershipIfc, DebtIfc, Private};
    let row = bare("1970-01-01T00:00:00Z", "no rules beyond the offer")?;
    Ok(ProfileRow { withholding: untaxed(&[DebtIfc, CoownershipIfc, Ap, Private]), ..row })
}

pub(super) fn mx_ifc() -> Result<ProfileRow, Refusal> {
    let source = "LIF 2026 (withholding on interest; profit of co-ownership is not interest); Ley Fintech and CNBV \
        rules for IFC as reported 2019 to 2021 (limits in UDI, 7.5 % of an investor's total, no secondary market, \
        warnings)";
    let (local, abroad) = (Rate::parse("0.20")?, Rate::parse("0.35")?);
    let mut withholding: Vec<_> = lines(TaxInstrument::DebtIfc, [local, local, abroad]).collect();
    withholding.extend(untaxed(&[TaxInstrument::CoownershipIfc]));
    Ok(ProfileRow {
        valid_until: Some(Timestamp::parse("2027-01-01T00:00:00-06:00")?),
        transfer_allowed: false,
        warnings_required: true,
        project_limit: Some(ProjectLimit {
            unit: LimitUnit::Udi {},
            amount: Amount::parse("1670000")?,
            with_authorisation: Some(Amount::parse("6700000")?),
            per: None,
        }),
        concentration: Some(Rate::parse("0.075")?),
        withholding,
        ..bare("2026-01-01T00:00:00-06:00", source)?
    })
}

pub(super) fn mx_private_ap() -> Result<ProfileRow, Refusal> {
    let source =
        "LGSM 252 to 259 and CFF 17-B; no withholding table applies to profit of an association";
    let withholding = untaxed(&[TaxInstrument::Ap, TaxInstrument::Private]);
    Ok(ProfileRow { withholding, ..bare("2026-01-01T00:00:00-06:00", source)? })
}

pub(super) fn eu_ecspr() -> Result<ProfileRow, Refusal> {
    let source = "Regulation (EU) 2020/1503: articles 1(2)(c) (5 000 000 EUR in 12 months), 22 (four days of \
        reflection for non-sophisticated investors), 23 (warnings); taxes are left to the host";
    Ok(ProfileRow {
        cooling_off: days(4),
        warnings_required: true,
        project_limit: Some(five_million_a_year("EUR")?),
        withholding: untaxed(&[TaxInstrument::Private]),
        ..bare("2021-11-10T00:00:00+01:00", source)?
    })
}

pub(super) fn us_regcf() -> Result<ProfileRow, Refusal> {
    let source = "17 CFR 227: 100 (5 000 000 USD in 12 months), 201 and 303 (21 days open), 304 (cancel until 48 \
        hours before the deadline, early close with five business days' notice, five business days to reconfirm), \
        501 (one year without transfer); taxes are left to the host";
    let five_business_days = days(7);
    Ok(ProfileRow {
        min_open: days(21),
        early_close_notice: five_business_days,
        reconfirmation: five_business_days,
        withdrawal_cut_off: Some(days(2)),
        transfer_allowed: false,
        warnings_required: true,
        project_limit: Some(five_million_a_year("USD")?),
        withholding: untaxed(&[TaxInstrument::Private]),
        ..bare("2021-03-15T00:00:00-04:00", source)?
    })
}

fn five_million_a_year(currency: &str) -> Result<ProjectLimit, Refusal> {
    Ok(ProjectLimit {
        unit: LimitUnit::Currency { currency: Currency::parse(currency)? },
        amount: Amount::parse("5000000")?,
        with_authorisation: None,
        per: Some(days(365)),
    })
}
