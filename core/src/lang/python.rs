//! Python: how each scalar becomes a Python object and back, and what all value classes do alike.
//! A value that cannot be read raises the same `TerceroError` that reading JSON gives, never `TypeError`.

use crate::error::{Code, Refusal};
use crate::id::{
    CaseId, CommandId, EscrowId, Hash, LegId, MilestoneId, PartyId, ProjectId, Reference, Text,
};
use crate::journal::{Account, Balance, Balances};
use crate::lang::Choice;
use crate::money::{Amount, Currency, Money};
use crate::rate::Rate;
use crate::receipt::{PublicKey, Signature};
use crate::time::{Timestamp, Window};
use chrono::{DateTime, TimeDelta, Utc};
use pyo3::PyTypeInfo;
use pyo3::buffer::PyBuffer;
#[cfg(feature = "stubs")]
use pyo3::inspect::PyStaticExpr;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{
    PyAny, PyBool, PyBytes, PyDateTime, PyDelta, PyInt, PyList, PySequence, PyString, PyTuple,
    PyType, PyTzInfo,
};
use std::borrow::Cow;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use uuid::Uuid;

#[cfg(feature = "stubs")]
pub(crate) mod hints;
#[cfg(feature = "stubs")]
pub use hints::Hinted;

/// What the stubs say of a type, while no stubs are made: nothing.
#[cfg(not(feature = "stubs"))]
pub trait Hinted {}
#[cfg(not(feature = "stubs"))]
impl<T> Hinted for T {}

/// Something that crosses the border to Python.
pub trait Crosses: Sized + Hinted {
    /// The type as `__fields__` writes it.
    fn shape() -> String;
    /// Reads it.
    fn read(given: &Bound<'_, PyAny>) -> PyResult<Self>;
    /// Writes it.
    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;

    /// Reads a sequence of them.
    fn read_all(given: &Bound<'_, PySequence>) -> PyResult<Vec<Self>> {
        let mut values = Vec::new();
        for (index, item) in given.try_iter()?.enumerate() {
            values.push(Self::read(&item?).map_err(|error| at(given.py(), error, index))?);
        }
        Ok(values)
    }
}

/// A value, which has a class of its own.
pub trait Value: Crosses {
    /// The class.
    type Class;
}

/// What was given from Python or goes there.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Given<T>(pub T);

impl<'py, T: Crosses> FromPyObject<'_, 'py> for Given<T> {
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const INPUT_TYPE: PyStaticExpr = T::INPUT;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Given<T>> {
        T::read(&given).map(Given)
    }
}

impl<'py, T: Crosses> IntoPyObject<'py> for Given<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = T::OUTPUT;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.write(py)
    }
}

impl<'py, T: Crosses> IntoPyObject<'py> for &Given<T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = T::OUTPUT;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.write(py)
    }
}

/// What is shown to Python and stays here.
#[derive(Debug)]
pub struct Shown<'a, T>(pub &'a T);

impl<'py, T: Crosses> IntoPyObject<'py> for Shown<'_, T> {
    type Target = PyAny;
    type Output = Bound<'py, PyAny>;
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = T::OUTPUT;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.write(py)
    }
}

/// The refusals of `tercero.errors`.
fn refused<'py>(py: Python<'py>, refusal: &Refusal) -> PyResult<Bound<'py, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make = MAKE.import(py, "tercero.errors", "refused")?;
    make.call1((
        refusal.code.as_str(),
        refusal.message.as_ref(),
        refusal.field.as_deref(),
        refusal.value.as_deref(),
        PyTuple::new(py, refusal.allowed.iter().map(Cow::as_ref))?,
        refusal.deadline.map(Given),
    ))
}

impl From<Refusal> for PyErr {
    fn from(refusal: Refusal) -> PyErr {
        Python::attach(|py| refused(py, &refusal).map_or_else(|error| error, PyErr::from_value))
    }
}

/// For the tests only: whether what is called next is to panic.
#[cfg(feature = "panics")]
pub static PANICS: std::sync::OnceLock<fn() -> bool> = std::sync::OnceLock::new();

/// Runs the body of what Python calls. The one place where a panic ends: it becomes a refusal, and the process lives.
pub fn guard<T>(body: impl FnOnce() -> Result<T, Refusal>) -> PyResult<T> {
    let run = || {
        #[cfg(feature = "panics")]
        assert!(!PANICS.get().is_some_and(|asked| asked()), "a test asks for it");
        body()
    };
    let caught = catch_unwind(AssertUnwindSafe(run));
    Ok(caught.unwrap_or_else(|_| Err(Code::InvariantViolated.into()))?)
}

/// Something of another type than `expected`.
fn wrong_type(code: Code, given: &Bound<'_, PyAny>, expected: &'static str) -> PyErr {
    let name = given.get_type().name().map(|name| name.to_string()).unwrap_or_default();
    let message = format!("expected {expected}, not {name}");
    Refusal::new(code).because(message).allow(expected).into()
}

/// The instance of `C` that was given.
pub(crate) fn instance<'a, 'py, C: PyTypeInfo>(
    given: &'a Bound<'py, PyAny>,
    name: &'static str,
) -> PyResult<&'a Bound<'py, C>> {
    given.cast::<C>().map_err(|_| wrong_type(Code::JsonType, given, name))
}

/// The text that was given.
pub(crate) fn word<'a, 'py>(
    given: &'a Bound<'py, PyAny>,
    name: &'static str,
) -> PyResult<&'a Bound<'py, PyString>> {
    given.cast::<PyString>().map_err(|_| wrong_type(Code::JsonType, given, name))
}

/// What the text says. A surrogate without its partner is no character and cannot be written down.
pub(crate) fn spelled<'a>(word: &'a Bound<'_, PyString>) -> PyResult<&'a str> {
    let refusal = || Refusal::new(Code::JsonSyntax).because("the text has half a character");
    word.to_str().map_err(|_| refusal().into())
}

/// A text that is none of the names of `T`.
pub(crate) fn not_one_of<T: Choice>(given: &Bound<'_, PyAny>) -> PyErr {
    let message = format!("unknown {}", T::NAME);
    let refusal = Refusal::new(Code::JsonType).because(message).got(given);
    T::CHOICES.iter().fold(refusal, |refusal, choice| refusal.allow(choice.name)).into()
}

/// `Terms(currency='EUR', parties=[…])`: what can be pasted back.
pub(crate) fn repr(this: &Bound<'_, PyAny>) -> PyResult<String> {
    let class = this.get_type();
    let names: Vec<String> = class.getattr("__match_args__")?.extract()?;
    let mut parts = Vec::with_capacity(names.len());
    for name in names {
        parts.push(format!("{name}={}", this.getattr(&name)?.repr()?));
    }
    Ok(format!("{}({})", class.qualname()?, parts.join(", ")))
}

/// `EscrowRecord.from_json('…')`, for what shows no fields.
pub(crate) fn repr_of_json(this: &Bound<'_, PyAny>) -> PyResult<String> {
    let json = this.call_method0("to_json")?.repr()?;
    Ok(format!("{}.from_json({json})", this.get_type().qualname()?))
}

/// How `pickle` makes a value again: a function and its arguments.
pub(crate) type Reduced<'py> = (Bound<'py, PyAny>, (Bound<'py, PyAny>,));

/// Values are pickled as their JSON.
pub(crate) fn reduce<'py>(this: &Bound<'py, PyAny>) -> PyResult<Reduced<'py>> {
    Ok((this.get_type().getattr("from_json")?, (this.call_method0("to_json")?,)))
}

/// What Pydantic makes of a class; only whoever uses Pydantic loads it.
pub(crate) fn pydantic<'py>(
    cls: &Bound<'py, PyType>,
    handler: Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    cls.py().import("tercero._pydantic")?.call_method1("schema", (cls, handler))
}

/// JSON text.
#[derive(Debug)]
pub struct Json(pub(crate) String);

impl Json {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Crosses for Json {
    fn shape() -> String {
        "Json".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Json> {
        match PyBuffer::<u8>::get(given) {
            Ok(bytes) => match String::from_utf8(bytes.to_vec(given.py())?) {
                Ok(text) => Ok(Json(text)),
                Err(error) => Err(Refusal::new(Code::JsonSyntax).because(error.to_string()).into()),
            },
            Err(_) => String::read(given).map(Json),
        }
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.write(py)
    }
}

/// A type whose fields have labels.
pub(crate) trait Labelled {
    /// The labels.
    const LABELS: &'static [&'static str];
    /// What the stub says of them.
    #[cfg(feature = "stubs")]
    const HINT: PyStaticExpr;
}

/// What `__match_args__` holds.
pub(crate) struct Names<T>(PhantomData<T>);

impl<T> Names<T> {
    pub(crate) const fn new() -> Names<T> {
        Names(PhantomData)
    }
}

impl<'py, T: Labelled> IntoPyObject<'py> for Names<T> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = T::HINT;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, T::LABELS)
    }
}

/// What `__fields__` holds: of each field its name, its type and whether it must be given.
pub(crate) struct Fields(pub(crate) Vec<(&'static str, String, bool)>);

impl<'py> IntoPyObject<'py> for Fields {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = hints::FIELDS;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0)
    }
}

/// What `__variants__` holds: of each variant its tag, its class and its fields.
pub(crate) struct Variants<'py>(pub(crate) Vec<(&'static str, Bound<'py, PyType>, Fields)>);

impl<'py> IntoPyObject<'py> for Variants<'py> {
    type Target = PyTuple;
    type Output = Bound<'py, PyTuple>;
    type Error = PyErr;
    #[cfg(feature = "stubs")]
    const OUTPUT_TYPE: PyStaticExpr = hints::VARIANTS;

    fn into_pyobject(self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.0)
    }
}

impl<T: Crosses> Crosses for Option<T> {
    fn shape() -> String {
        format!("Option<{}>", T::shape())
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Option<T>> {
        if given.is_none() { Ok(None) } else { T::read(given).map(Some) }
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Some(value) => value.write(py),
            None => Ok(py.None().into_bound(py)),
        }
    }
}

impl<T: Crosses> Crosses for Vec<T> {
    fn shape() -> String {
        format!("Vec<{}>", T::shape())
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Vec<T>> {
        let text = given.is_instance_of::<PyString>() || given.is_instance_of::<PyBytes>();
        let sequence = given.cast::<PySequence>().ok().filter(|_| !text);
        T::read_all(sequence.ok_or_else(|| wrong_type(Code::JsonType, given, "a sequence"))?)
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let list = PyList::empty(py);
        for value in self {
            list.append(value.write(py)?)?;
        }
        Ok(list.into_any())
    }
}

/// Says in which place of a sequence an error happened.
fn at(py: Python<'_>, error: PyErr, index: usize) -> PyErr {
    let noted =
        error.value(py).call_method1("add_note", (format!("while processing '[{index}]'"),));
    noted.map_or_else(|other| other, |_| error)
}

macro_rules! pointer {
    ($($pointer:ident)+) => {$(
        impl<T: Crosses> Crosses for $pointer<T> {
            fn shape() -> String {
                T::shape()
            }

            fn read(given: &Bound<'_, PyAny>) -> PyResult<$pointer<T>> {
                T::read(given).map($pointer::new)
            }

            fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.as_ref().write(py)
            }
        }
    )+};
}

pointer! { Box Arc }

impl Crosses for Vec<u8> {
    fn shape() -> String {
        "Bytes".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
        Ok(instance::<PyBytes>(given, "bytes")?.as_bytes().to_vec())
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBytes::new(py, self).into_any())
    }
}

impl Crosses for bool {
    fn shape() -> String {
        "bool".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<bool> {
        Ok(instance::<PyBool>(given, "bool")?.is_true())
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBool::new(py, *self).to_owned().into_any())
    }
}

macro_rules! integer {
    ($($name:ident)+) => {$(
        impl Crosses for $name {
            fn shape() -> String {
                stringify!($name).to_owned()
            }

            fn read(given: &Bound<'_, PyAny>) -> PyResult<$name> {
                let whole = given.cast::<PyInt>().ok().filter(|_| !given.is_instance_of::<PyBool>());
                whole
                    .and_then(|whole| whole.extract().ok())
                    .ok_or_else(|| wrong_type(Code::JsonType, given, concat!("int (", stringify!($name), ")")))
            }

            fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(self.into_pyobject(py)?.into_any())
            }
        }
    )+};
}

integer! { u32 i64 i128 usize }

impl Crosses for String {
    fn shape() -> String {
        "String".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<String> {
        word(given, "str").and_then(spelled).map(str::to_owned)
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self).into_any())
    }
}

/// Scalars that are `str` in Python.
macro_rules! text {
    ($($name:ident)+) => {$(
        impl Crosses for $name {
            fn shape() -> String {
                stringify!($name).to_owned()
            }

            fn read(given: &Bound<'_, PyAny>) -> PyResult<$name> {
                Ok($name::parse(&String::read(given)?)?)
            }

            fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                String::from(self.clone()).write(py)
            }
        }
    )+};
}

text! { Currency PartyId MilestoneId Reference LegId Text Hash Account PublicKey Signature }

/// Scalars that are `uuid.UUID` in Python.
macro_rules! uuid {
    ($($name:ident)+) => {$(
        impl Crosses for $name {
            fn shape() -> String {
                stringify!($name).to_owned()
            }

            fn read(given: &Bound<'_, PyAny>) -> PyResult<$name> {
                match given.extract::<Uuid>() {
                    Ok(id) => Ok($name(id)),
                    Err(_) => Ok($name::parse(word(given, "UUID").and_then(spelled)?)?),
                }
            }

            fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(self.0.into_pyobject(py)?.into_any())
            }
        }
    )+};
}

uuid! { EscrowId ProjectId CommandId CaseId }

static DECIMAL: PyOnceLock<Py<PyType>> = PyOnceLock::new();

/// The text of a `Decimal` or `str`, and of nothing else. A small `Decimal` may have become `1E-7` on the way from here.
fn decimal_text(given: &Bound<'_, PyAny>) -> PyResult<String> {
    if let Ok(text) = given.cast::<PyString>() {
        return spelled(text).map(str::to_owned);
    }
    let decimal = DECIMAL.import(given.py(), "decimal", "Decimal")?;
    if !given.is_instance(decimal)? {
        return Err(wrong_type(Code::AmountType, given, "Decimal or str"));
    }
    // Asked of the class, because a subclass may write something else than its value.
    let text = String::read(&decimal.call_method1("__str__", (given,))?)?;
    // `Decimal` writes what is very small with an exponent; a larger one than this is no amount and no rate.
    match text.split_once("E-") {
        Some((_, exponent)) if exponent.len() <= 2 => {
            String::read(&decimal.call_method1("__format__", (given, "f"))?)
        }
        _ => Ok(text),
    }
}

fn decimal<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    DECIMAL.import(py, "decimal", "Decimal")?.call1((text,))
}

impl Crosses for Amount {
    fn shape() -> String {
        "Amount".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Amount> {
        Ok(Amount::parse(&decimal_text(given)?)?)
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, &self.to_string())
    }
}

impl Crosses for Rate {
    fn shape() -> String {
        "Rate".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Rate> {
        Ok(Rate::parse(&decimal_text(given)?)?)
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, &self.to_string())
    }

    fn read_all(given: &Bound<'_, PySequence>) -> PyResult<Vec<Rate>> {
        let mut texts = Vec::new();
        for (index, item) in given.try_iter()?.enumerate() {
            texts.push(decimal_text(&item?).map_err(|error| at(given.py(), error, index))?);
        }
        Ok(Rate::parse_all(&texts)?)
    }
}

impl Crosses for Timestamp {
    fn shape() -> String {
        "Timestamp".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Timestamp> {
        let instant = instance::<PyDateTime>(given, "datetime")?;
        let refuse =
            |why: &'static str| PyErr::from(Refusal::new(Code::TimeRange).because(why).got(given));
        if instant.call_method0("utcoffset")?.is_none() {
            return Err(refuse("the datetime has no time zone"));
        }
        let utc = PyTzInfo::utc(given.py())?;
        let instant = instant.call_method1("astimezone", (utc,));
        let instant = instant.and_then(|instant| instant.extract::<DateTime<Utc>>());
        let instant = instant.map_err(|_| refuse("the datetime is out of range"))?;
        if instant.timestamp_subsec_micros().checked_rem(1000) != Some(0) {
            return Err(refuse("the datetime is finer than a millisecond"));
        }
        Ok(Timestamp::try_from(instant)?)
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(DateTime::<Utc>::from(*self).into_pyobject(py)?.into_any())
    }
}

impl Crosses for Window {
    fn shape() -> String {
        "Window".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Window> {
        let refuse =
            || Refusal::new(Code::TimeRange).got(given).allow("whole seconds, at most ten years");
        let window: TimeDelta =
            instance::<PyDelta>(given, "timedelta")?.extract().map_err(|_| refuse())?;
        if window.subsec_nanos() != 0 {
            return Err(refuse().into());
        }
        let seconds = u32::try_from(window.num_seconds()).map_err(|_| refuse())?;
        Ok(Window::seconds(seconds)?)
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(TimeDelta::seconds(self.as_seconds().into()).into_pyobject(py)?.into_any())
    }
}

impl Crosses for Balances {
    fn shape() -> String {
        Vec::<Balance>::shape()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Balances> {
        Ok(Balances::try_from(Vec::<Balance>::read(given)?)?)
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Vec::<Balance>::from(self.clone()).write(py)
    }
}

impl Crosses for Refusal {
    fn shape() -> String {
        "Refusal".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Refusal> {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let class = CLASS.import(given.py(), "tercero.errors", "TerceroError")?;
        if !given.is_instance(class)? {
            return Err(wrong_type(Code::JsonType, given, "TerceroError"));
        }
        let text = |name: &str| String::read(&given.getattr(name)?);
        let maybe = |name: &str| Option::<String>::read(&given.getattr(name)?);
        let code = Code::from_text(&text("code")?).unwrap_or(Code::InvariantViolated);
        let allowed = Vec::<String>::read(&given.getattr("allowed")?)?;
        Ok(Refusal {
            code,
            message: text("message")?.into(),
            field: maybe("field")?.map(Cow::from),
            value: maybe("value")?,
            allowed: allowed.into_iter().map(Cow::from).collect(),
            deadline: Option::<Timestamp>::read(&given.getattr("deadline")?)?,
        })
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        refused(py, self)
    }
}

impl Value for Money {
    type Class = Money;
}

impl Crosses for Money {
    fn shape() -> String {
        "Money".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<Money> {
        let money = given.cast::<Money>();
        money.map(|money| *money.get()).map_err(|_| wrong_type(Code::AmountType, given, "Money"))
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(Bound::new(py, *self)?.into_any())
    }
}

/// An amount before its currency is known: text in the one decimal grammar.
pub(crate) struct AmountText(String);

impl Crosses for AmountText {
    fn shape() -> String {
        "Amount".to_owned()
    }

    fn read(given: &Bound<'_, PyAny>) -> PyResult<AmountText> {
        decimal_text(given).map(AmountText)
    }

    fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal(py, &self.0)
    }
}

impl Labelled for Money {
    const LABELS: &'static [&'static str] = &["amount", "currency"];
    #[cfg(feature = "stubs")]
    const HINT: PyStaticExpr = hints::names_hint!("amount" "currency");
}

#[pymethods]
impl Money {
    #[classattr]
    #[pyo3(name = "__match_args__")]
    fn __python_match_args() -> Names<Money> {
        Names::new()
    }

    #[classattr]
    #[pyo3(name = "__fields__")]
    fn __python_fields() -> Fields {
        Fields(vec![("amount", AmountText::shape(), true), ("currency", Currency::shape(), true)])
    }

    #[new]
    fn __python_new(amount: Given<AmountText>, currency: Given<Currency>) -> PyResult<Money> {
        guard(|| Money::parse(&amount.0.0, currency.0).map_err(|refusal| refusal.at("amount")))
    }

    /// The two columns of SQLAlchemy's `composite`.
    fn __composite_values__(&self) -> (Given<AmountText>, &'static str) {
        (Given(AmountText(self.amount_text())), self.currency().code())
    }

    #[classmethod]
    fn __get_pydantic_core_schema__<'py>(
        cls: &Bound<'py, PyType>,
        _source: Bound<'py, PyAny>,
        handler: Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        pydantic(cls, handler)
    }

    /// `minor` minor units (cents) of `currency`.
    #[staticmethod]
    #[pyo3(name = "from_minor")]
    fn __python_from_minor(minor: Given<i128>, currency: Given<Currency>) -> PyResult<Money> {
        guard(|| Money::from_minor(minor.0, currency.0).map_err(|refusal| refusal.at("minor")))
    }

    /// The amount, with exactly the decimals of the currency.
    #[getter]
    #[pyo3(name = "amount")]
    fn __python_amount(&self) -> Given<AmountText> {
        Given(AmountText(self.amount_text()))
    }

    /// The three letters of the currency.
    #[getter]
    #[pyo3(name = "currency")]
    fn __python_currency(&self) -> &'static str {
        self.currency().code()
    }

    /// Minor units, such as cents.
    #[getter]
    #[pyo3(name = "minor")]
    fn __python_minor(&self) -> i128 {
        self.minor()
    }

    fn __add__(&self, other: Given<Money>) -> PyResult<Money> {
        guard(|| self.plus(other.0))
    }

    fn __sub__(&self, other: Given<Money>) -> PyResult<Money> {
        guard(|| self.minus(other.0))
    }

    fn __radd__(&self, other: Given<Money>) -> PyResult<Money> {
        guard(|| other.0.plus(*self))
    }

    fn __rsub__(&self, other: Given<Money>) -> PyResult<Money> {
        guard(|| other.0.minus(*self))
    }

    fn __str__(&self) -> String {
        self.to_string()
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        repr(slf.as_any())
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Reduced<'py>> {
        reduce(slf.as_any())
    }

    fn __copy__<'py>(slf: Bound<'py, Self>) -> Bound<'py, Self> {
        slf
    }

    fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf
    }

    /// The value as canonical JSON.
    fn to_json(slf: &Bound<'_, Self>) -> PyResult<String> {
        guard(|| crate::to_json(slf.get()))
    }

    /// Reads the value from JSON, through the same checks as the constructor.
    #[classmethod]
    fn from_json(_cls: &Bound<'_, PyType>, text: Given<Json>) -> PyResult<Money> {
        guard(|| crate::from_json(&text.0.0))
    }
}
