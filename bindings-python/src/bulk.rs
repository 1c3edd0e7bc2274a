//! Splits and settlements of many amounts at once, on the caller's own buffers of 64-bit integers and without a copy.
//! A buffer that is written to must not lie over another one; other threads must leave all of them alone meanwhile.

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use tercero::lang::python::{Given, guard};
use tercero::project::columns::{PositionColumns, SettlementColumns};
use tercero::project::distribution;
use tercero::project::in_kind;
use tercero::project::settlement::{self, Actuals, SettlementRules, Totals};
use tercero::{Code, Rate, Refusal, allocation};

/// A buffer of 64-bit integers in a row.
pub(crate) struct Column(PyBuffer<i64>);

impl<'py> FromPyObject<'_, 'py> for Column {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: pyo3::inspect::PyStaticExpr =
        pyo3::type_hint_identifier!("typing_extensions", "Buffer");

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Column> {
        let buffer = PyBuffer::<i64>::get(&given).ok();
        let buffer = buffer.filter(|buffer| buffer.is_c_contiguous() && buffer.dimensions() == 1);
        // The numbers of another machine are there too, with their bytes the other way round.
        let foreign = |buffer: &PyBuffer<i64>| buffer.format().to_bytes().starts_with(b">");
        let buffer = buffer.filter(|buffer| !foreign(buffer));
        let refusal = || Refusal::new(Code::JsonType).allow("a buffer of int64 in one row");
        Ok(Column(buffer.ok_or_else(refusal)?))
    }
}

impl Column {
    /// The numbers, to be read.
    fn read(&self) -> &[i64] {
        let (start, count) = (self.0.buf_ptr().cast::<i64>(), self.0.item_count());
        if count == 0 {
            return &[];
        }
        #[expect(unsafe_code, reason = "the buffer protocol holds the memory while this lives")]
        // SAFETY: `PyBuffer` checked type and alignment, and keeps the memory in place until it is dropped.
        unsafe {
            std::slice::from_raw_parts(start, count)
        }
    }
}

/// The numbers of a buffer, to be written, that lies over none of `others`.
fn written<'a>(out: &'a mut Column, others: &[&Column]) -> Result<&'a mut [i64], Refusal> {
    let refuse = |why: &'static str| Err(Refusal::new(Code::JsonType).because(why));
    let (start, count) = (out.0.buf_ptr().cast::<i64>(), out.0.item_count());
    let range = |column: &Column| {
        let start = column.0.buf_ptr().addr();
        start..start.saturating_add(column.0.len_bytes())
    };
    let own = range(out);
    if out.0.readonly() {
        return refuse("a buffer that is written to is read-only");
    }
    if others.iter().map(|other| range(other)).any(|r| r.start < own.end && own.start < r.end) {
        return refuse("a buffer that is written to lies over another one");
    }
    if count == 0 {
        return Ok(&mut []);
    }
    #[expect(unsafe_code, reason = "the buffer protocol holds the memory while this lives")]
    // SAFETY: as for reading; the memory is writable and no other slice of this call covers it.
    unsafe {
        Ok(std::slice::from_raw_parts_mut(start, count))
    }
}

/// Splits `total` by `weights` into `out`.
#[pyfunction]
pub(crate) fn allocate_into(
    py: Python<'_>,
    total: Given<i64>,
    weights: Column,
    mut out: Column,
) -> PyResult<()> {
    guard(|| {
        let out = written(&mut out, &[&weights])?;
        let weights = weights.read();
        py.detach(|| allocation::allocate_into(total.0, weights, out))
    })
}

/// Splits a further `amount` by `weights` after `paid` into `out`, without taking anything back.
#[pyfunction]
pub(crate) fn allocate_increment_into(
    py: Python<'_>,
    weights: Column,
    paid: Column,
    amount: Given<i64>,
    mut out: Column,
) -> PyResult<()> {
    guard(|| {
        let out = written(&mut out, &[&weights, &paid])?;
        let (weights, paid) = (weights.read(), paid.read());
        py.detach(|| allocation::allocate_increment_into(weights, paid, amount.0, out))
    })
}

/// Splits each of `totals` by the next of `weights`, as many as `lengths` says, into `out`.
#[pyfunction]
pub(crate) fn allocate_many(
    py: Python<'_>,
    totals: Column,
    weights: Column,
    lengths: Column,
    mut out: Column,
) -> PyResult<()> {
    guard(|| {
        let out = written(&mut out, &[&totals, &weights, &lengths])?;
        let (totals, weights, lengths) = (totals.read(), weights.read(), lengths.read());
        py.detach(|| allocation::allocate_many_into(totals, weights, lengths, out))
    })
}

/// Shares out `quantity` units that cost `landed` by capital; gives back the units and the cost that are left.
#[pyfunction]
pub(crate) fn in_kind_into(
    py: Python<'_>,
    quantity: Given<i64>,
    landed: Given<i64>,
    total_capital: Given<i64>,
    capitals: Column,
    mut units: Column,
    mut values: Column,
) -> PyResult<(i64, i64)> {
    guard(|| {
        let units = written(&mut units, &[&capitals, &values])?;
        let values = written(&mut values, &[&capitals])?;
        let (capitals, of) = (capitals.read(), total_capital.0);
        let left =
            py.detach(|| in_kind::in_kind_into(quantity.0, landed.0, of, capitals, units, values))?;
        Ok((left.units, left.cost))
    })
}

/// Distributes `amount` by `weights` after `paid` into `payment`, and what of it is capital into `capital`.
#[pyfunction]
pub(crate) fn distribute_into(
    py: Python<'_>,
    weights: Column,
    paid: Column,
    amount: Given<i64>,
    mut payment: Column,
    mut capital: Column,
) -> PyResult<()> {
    guard(|| {
        let payment = written(&mut payment, &[&weights, &paid, &capital])?;
        let capital = written(&mut capital, &[&weights, &paid])?;
        let (weights, paid) = (weights.read(), paid.read());
        py.detach(|| distribution::distribute_into(weights, paid, amount.0, payment, capital))
    })
}

/// Settles a project on columns of minor units, in order of seniority and the owner's positions last.
///
/// `profit`, `loss` and `payout` are written; so are the other columns of results, where they are given.
#[pyfunction]
#[pyo3(signature = (
    rules, actuals, capital, *, profit, loss, payout, owners = Given(0), days = None,
    withholding = Given(Vec::new()), advance = None, distributed = None, profit_distributed = None,
    withheld = None, holdback = None, parked = None, receivable = None, commission = None,
    commission_tax = None
))]
#[expect(clippy::too_many_arguments, reason = "one for each column")]
pub(crate) fn settle_into(
    py: Python<'_>,
    rules: Given<SettlementRules>,
    actuals: Given<Actuals>,
    capital: Column,
    profit: Column,
    loss: Column,
    payout: Column,
    owners: Given<usize>,
    days: Option<Column>,
    withholding: Given<Vec<Rate>>,
    advance: Option<Column>,
    distributed: Option<Column>,
    profit_distributed: Option<Column>,
    withheld: Option<Column>,
    holdback: Option<Column>,
    parked: Option<Column>,
    receivable: Option<Column>,
    commission: Option<Column>,
    commission_tax: Option<Column>,
) -> PyResult<Given<Totals>> {
    let settled = guard(|| {
        let given = [&Some(capital), &days, &advance, &distributed, &profit_distributed];
        let given = given.map(|column| column.as_ref());
        let results = [Some(profit), Some(loss), Some(payout)];
        let wanted = [withheld, holdback, parked, receivable, commission, commission_tax];
        let mut results: Vec<Option<Column>> = results.into_iter().chain(wanted).collect();
        let mut slices = Vec::with_capacity(results.len());
        let mut rest = results.as_mut_slice();
        while let Some((first, others)) = rest.split_first_mut() {
            let beside: Vec<&Column> =
                given.iter().copied().flatten().chain(others.iter().flatten()).collect();
            slices.push(match first {
                Some(column) => written(column, &beside)?,
                None => &mut [],
            });
            rest = others;
        }
        let [capital, days, advance, distributed, profit_distributed] =
            given.map(|column| column.map_or(&[] as &[i64], Column::read));
        let mut slices = slices.into_iter();
        let mut next = || slices.next().unwrap_or_default();
        let out = SettlementColumns {
            profit: next(),
            loss: next(),
            payout: next(),
            withheld: next(),
            holdback: next(),
            parked: next(),
            receivable: next(),
            commission: next(),
            commission_tax: next(),
        };
        let positions = PositionColumns {
            capital,
            owners: owners.0,
            days,
            withholding: &withholding.0,
            advance,
            distributed,
            profit_distributed,
        };
        py.detach(|| settlement::settle_into(&rules.0, &actuals.0, positions, out))
    });
    settled.map(Given)
}
