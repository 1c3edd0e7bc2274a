//! Regulatory profiles as dated data: limits, windows, warnings, bans and withholding tables.
//! Nothing here is legal advice; a profile names its source and the days it is valid.

use super::costs::{check_count, not_negative, place};
use super::profile_rows;
use crate::error::{Code, Refusal};
use crate::id::Text;
use crate::limits::PARAMETER_ROWS;
use crate::money::{Amount, Currency, Money};
use crate::rate::Rate;
use crate::time::{Timestamp, Window};
use ethnum::U256;
use tercero_macros::value;

/// Under which rules a project raises money. Each has its [`rows`](Profile::rows) of figures; a host with newer or checked
/// ones gives its own.
#[value]
pub enum Profile {
    /// No rules beyond the offer.
    None,
    /// Mexico, through an institution of collective financing (IFC).
    MxIfc,
    /// Mexico, a private asociación en participación.
    MxPrivateAp,
    /// European Union, crowdfunding service providers.
    EuEcspr,
    /// United States, Regulation Crowdfunding.
    UsRegcf,
}

/// The legal form of a participation, which decides the tax on what it earns.
#[value]
pub enum TaxInstrument {
    /// A loan through an IFC: it earns interest.
    DebtIfc,
    /// Co-ownership or royalties through an IFC: it earns profit, which is not interest.
    CoownershipIfc,
    /// Asociación en participación.
    Ap,
    /// A private contract of another kind.
    Private,
}

/// What somebody is to the tax office.
#[value(name = "TaxPerson")]
pub enum Person {
    /// A resident individual.
    Resident,
    /// A resident company.
    Company,
    /// An individual or company abroad.
    Foreign,
    /// Somebody from whom nothing is withheld.
    None,
}

/// What the host knows of a participant for taxes. It holds no tax number and no name.
#[value]
#[derive(Copy)]
pub struct TaxProfile {
    /// What he is to the tax office.
    pub person: Person,
}

/// One line of a withholding table.
#[value]
#[derive(Copy)]
pub struct Withholding {
    /// The legal form.
    pub instrument: TaxInstrument,
    /// From whom.
    pub person: Person,
    /// The fraction of what is earned that is withheld.
    pub rate: Rate,
}

/// What a limit is counted in.
#[value]
#[derive(Copy)]
pub enum LimitUnit {
    /// A currency.
    Currency {
        /// Which one.
        currency: Currency,
    },
    /// Mexican units of investment, whose value is published for every day.
    Udi {},
}

/// How much one project, or its owner, may raise.
#[value]
#[derive(Copy)]
pub struct ProjectLimit {
    /// What the amounts are counted in.
    pub unit: LimitUnit,
    /// The most without asking.
    pub amount: Amount,
    /// The most with an authorisation, if there is such a thing.
    pub with_authorisation: Option<Amount>,
    /// Over which time everything the owner raises counts; none if each project counts alone.
    pub per: Option<Window>,
}

/// What a profile asks for while a law is in force. Windows are the least that is asked for: an offer may give more.
///
/// Business days are written as the plain days that hold as many of them when no holiday falls among them; a host that
/// knows the holidays makes its instants later.
#[value]
pub struct ProfileRow {
    /// The first instant the row is valid.
    pub valid_from: Timestamp,
    /// The first instant it is no longer valid, if that is known.
    pub valid_until: Option<Timestamp>,
    /// Where the figures come from.
    pub source: Text,
    /// How long an offer stays open at least.
    pub min_open: Window,
    /// How long before an early close it is announced.
    pub early_close_notice: Window,
    /// How long participants may think about a changed offer.
    pub reconfirmation: Window,
    /// How long somebody may withdraw after his request without a reason.
    pub cooling_off: Window,
    /// The same for sophisticated investors.
    pub cooling_off_sophisticated: Window,
    /// Until how long before the deadline everybody may withdraw; none if the offer alone decides.
    pub withdrawal_cut_off: Option<Window>,
    /// Whether a participation may change hands.
    pub transfer_allowed: bool,
    /// Whether an offer must carry risk warnings that are accepted one by one.
    pub warnings_required: bool,
    /// How much may be raised.
    pub project_limit: Option<ProjectLimit>,
    /// The largest part that one project may be of everything an investor has invested.
    pub concentration: Option<Rate>,
    /// What is withheld of what a participation earns.
    pub withholding: Vec<Withholding>,
}

impl Profile {
    /// The rows this version knows, oldest first. Errors: none that can happen.
    pub fn rows(self) -> Result<Vec<ProfileRow>, Refusal> {
        let row = match self {
            Profile::None => profile_rows::none(),
            Profile::MxIfc => profile_rows::mx_ifc(),
            Profile::MxPrivateAp => profile_rows::mx_private_ap(),
            Profile::EuEcspr => profile_rows::eu_ecspr(),
            Profile::UsRegcf => profile_rows::us_regcf(),
        };
        Ok(vec![row?])
    }

    /// The row in force at `at`. Errors: `parameter_not_valid`.
    ///
    /// ```
    /// use tercero::{Timestamp, days, project::profile::Profile};
    ///
    /// let row = Profile::UsRegcf.at(Timestamp::parse("2026-03-01T00:00:00Z")?)?;
    /// assert_eq!(row.min_open, days(21));
    /// assert_eq!(row.withdrawal_cut_off, Some(days(2)));
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn at(self, at: Timestamp) -> Result<ProfileRow, Refusal> {
        let rows = self.rows()?;
        ProfileRow::in_force(&rows, at).cloned()
    }
}

/// The fraction withheld of what somebody earns with `instrument` at `at`. Nothing is withheld from [`Person::None`].
///
/// Errors: `parameter_not_valid` when no row is in force, or its table does not know the instrument: an unknown tax is not
/// taken for no tax.
///
/// ```
/// use tercero::{Timestamp, percent};
/// use tercero::project::profile::{Person, Profile, TaxInstrument, TaxProfile, withholding_rate};
///
/// let at = Timestamp::parse("2026-03-01T00:00:00Z")?;
/// let abroad = TaxProfile { person: Person::Foreign };
/// let rate = withholding_rate(Profile::MxIfc, TaxInstrument::DebtIfc, abroad, at)?;
/// assert_eq!(rate, percent("35")?);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn withholding_rate(
    profile: Profile,
    instrument: TaxInstrument,
    tax_profile: TaxProfile,
    at: Timestamp,
) -> Result<Rate, Refusal> {
    profile.at(at)?.withholding_rate(instrument, tax_profile)
}

impl ProfileRow {
    /// Which of `rows`, oldest first, is in force at `at`.
    ///
    /// Errors: `limit_exceeded`, `dates_out_of_order` (a row ends before it starts or overlaps the next),
    /// `parameter_not_valid` (none is in force).
    pub fn in_force(rows: &[ProfileRow], at: Timestamp) -> Result<&ProfileRow, Refusal> {
        in_force(rows, at, |row| (row.valid_from, row.valid_until))
    }

    /// The fraction withheld under this row. Errors: `parameter_not_valid`, as [`withholding_rate`].
    pub fn withholding_rate(
        &self,
        instrument: TaxInstrument,
        tax_profile: TaxProfile,
    ) -> Result<Rate, Refusal> {
        let person = tax_profile.person;
        if person == Person::None {
            return Ok(Rate::ZERO);
        }
        let line = |line: &&Withholding| (line.instrument, line.person) == (instrument, person);
        let unknown = || {
            let why = "the withholding table of the profile does not have this case";
            let case = format!("{instrument:?} {person:?}");
            Refusal::new(Code::ParameterNotValid).because(why).at("withholding").got(case)
        };
        self.withholding.iter().find(line).map(|line| line.rate).ok_or_else(unknown)
    }

    /// Nothing, if `raised` is within the limit for one project. `unit_value` is what one unit of the limit is worth in the
    /// currency of `raised` on the day the offer names.
    ///
    /// Errors: `limit_regulatory`; those of [`ProjectLimit::ceiling`].
    pub fn check_raised(
        &self,
        raised: Money,
        authorised: bool,
        unit_value: Option<Rate>,
    ) -> Result<(), Refusal> {
        let Some(limit) = self.project_limit else { return Ok(()) };
        let ceiling = limit.ceiling(authorised, raised.currency(), unit_value)?;
        if raised > ceiling {
            let most = format!("at most {ceiling}");
            return Err(Refusal::new(Code::LimitRegulatory).got(raised).allow(most));
        }
        Ok(())
    }

    /// Nothing, if what an investor has `in_project` is not too large a part of all he has `invested`, this project
    /// included. Exact; the limit itself is allowed.
    ///
    /// Errors: `limit_regulatory`, `currency_mismatch`, `amount_range` (a negative amount).
    pub fn check_concentration(&self, in_project: Money, invested: Money) -> Result<(), Refusal> {
        in_project.same_currency(invested)?;
        not_negative(in_project, "in_project")?;
        not_negative(invested, "invested")?;
        let Some(most) = self.concentration else { return Ok(()) };
        if times(in_project, Rate::ONE) > times(invested, most) {
            let most = format!("at most {most} of everything invested");
            return Err(Refusal::new(Code::LimitRegulatory).got(in_project).allow(most));
        }
        Ok(())
    }
}

impl ProjectLimit {
    /// The most that may be raised, in `currency`, rounded down to a minor unit.
    ///
    /// `unit_value` is what one unit is worth in `currency`; it is not needed when the limit is in that currency.
    /// Errors: `rate_not_frozen` when it is needed and missing, `amount_scale`, `amount_range`.
    ///
    /// ```
    /// use tercero::{Currency, Rate, Timestamp, project::profile::Profile};
    ///
    /// let row = Profile::MxIfc.at(Timestamp::parse("2026-03-01T12:00:00Z")?)?;
    /// let (mxn, udi) = (Currency::parse("MXN")?, Rate::parse("8.123456")?);
    /// let ceiling = row.project_limit.map(|limit| limit.ceiling(false, mxn, Some(udi))).transpose()?;
    /// assert_eq!(ceiling.map(|ceiling| ceiling.to_string()).as_deref(), Some("13566171.52 MXN"));
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn ceiling(
        &self,
        authorised: bool,
        currency: Currency,
        unit_value: Option<Rate>,
    ) -> Result<Money, Refusal> {
        let amount = if authorised { self.with_authorisation } else { None };
        let units = amount.unwrap_or(self.amount).of(currency)?;
        if self.unit == (LimitUnit::Currency { currency }) {
            return Ok(units);
        }
        let Some(value) = unit_value else {
            return Err(Refusal::new(Code::RateNotFrozen).at("unit_value"));
        };
        let out_of_range = || Refusal::new(Code::AmountRange).at("unit_value").got(value);
        let floor = times(units, value).checked_div(U256::from(Rate::ONE.scaled()));
        let minor = floor.and_then(|floor| i128::try_from(floor).ok()).ok_or_else(out_of_range)?;
        Money::from_minor(minor, currency).map_err(|refusal| refusal.at("unit_value"))
    }
}

/// The exact product with an amount that is not negative, times 10^18.
fn times(money: Money, rate: Rate) -> U256 {
    U256::from(money.minor().unsigned_abs()).saturating_mul(rate.scaled().into())
}

/// The first instant something is valid, and the first it no longer is, if known.
pub(super) type Validity = (Timestamp, Option<Timestamp>);

/// Which of `rows`, oldest first and without overlap, is in force at `at`.
///
/// Errors: `limit_exceeded`, `dates_out_of_order`, `parameter_not_valid`.
pub(super) fn in_force<T>(
    rows: &[T],
    at: Timestamp,
    validity: fn(&T) -> Validity,
) -> Result<&T, Refusal> {
    check_count(rows.len(), PARAMETER_ROWS, "rows")?;
    let mut previous: Option<Validity> = None;
    for (index, row) in rows.iter().enumerate() {
        let (from, until) = validity(row);
        let refuse = |field| {
            Err(Refusal::new(Code::DatesOutOfOrder).at(field).at(place("rows", index)).got(from))
        };
        if until.is_some_and(|until| until <= from) {
            return refuse("valid_until");
        }
        if previous.is_some_and(|(_, until)| until.is_none_or(|until| from < until)) {
            return refuse("valid_from");
        }
        previous = Some((from, until));
    }
    let holds = |row: &&T| {
        let (from, until) = validity(row);
        from <= at && until.is_none_or(|until| at < until)
    };
    rows.iter().find(holds).ok_or_else(|| Refusal::new(Code::ParameterNotValid).got(at))
}
