//! What the stubs of the Python package say of each type. Built only while stubs are made, because it is slow to compile.
//! The classes of values describe themselves; here are the scalars.

use super::{AmountText, Json};
use crate::error::Refusal;
use crate::id::{
    CaseId, CommandId, EscrowId, Hash, LegId, MilestoneId, PartyId, ProjectId, Reference, Text,
};
use crate::journal::{Account, Balance, Balances};
use crate::money::{Amount, Currency, Money};
use crate::rate::Rate;
use crate::receipt::{PublicKey, Signature};
use crate::time::{Timestamp, Window};
use pyo3::PyTypeInfo;
use pyo3::inspect::{PyStaticConstant, PyStaticExpr};
use pyo3::types::{PyBool, PyBytes, PyDateTime, PyDelta, PyInt, PyNone, PyString};
use pyo3::{type_hint_identifier, type_hint_subscript, type_hint_union};
use std::sync::Arc;

/// A type the stubs know.
pub trait Hinted {
    /// What they say of it as an argument.
    const INPUT: PyStaticExpr;
    /// What they say of it as a result.
    const OUTPUT: PyStaticExpr;
}

macro_rules! hints {
    ($($($name:ty),+: $input:expr => $output:expr;)+) => {$($(
        impl Hinted for $name {
            const INPUT: PyStaticExpr = $input;
            const OUTPUT: PyStaticExpr = $output;
        }
    )+)+};
}

const BUFFER: PyStaticExpr = type_hint_identifier!("typing_extensions", "Buffer");
const UUID: PyStaticExpr = type_hint_identifier!("uuid", "UUID");
const DECIMAL: PyStaticExpr = type_hint_identifier!("decimal", "Decimal");
const REFUSAL: PyStaticExpr = type_hint_identifier!("tercero.errors", "TerceroError");

hints! {
    bool: PyBool::TYPE_HINT => PyBool::TYPE_HINT;
    u32, i64, i128, usize: PyInt::TYPE_HINT => PyInt::TYPE_HINT;
    String: PyString::TYPE_HINT => PyString::TYPE_HINT;
    Vec<u8>: PyBytes::TYPE_HINT => PyBytes::TYPE_HINT;
    Json: type_hint_union!(PyString::TYPE_HINT, BUFFER) => PyString::TYPE_HINT;
    Currency, PartyId, MilestoneId, Reference, LegId, Text, Hash, Account, PublicKey, Signature:
        PyString::TYPE_HINT => PyString::TYPE_HINT;
    EscrowId, ProjectId, CommandId, CaseId: type_hint_union!(UUID, PyString::TYPE_HINT) => UUID;
    Amount, AmountText, Rate: type_hint_union!(DECIMAL, PyString::TYPE_HINT) => DECIMAL;
    Timestamp: PyDateTime::TYPE_HINT => PyDateTime::TYPE_HINT;
    Window: PyDelta::TYPE_HINT => PyDelta::TYPE_HINT;
    Refusal: REFUSAL => REFUSAL;
    Money: <Money as PyTypeInfo>::TYPE_HINT => <Money as PyTypeInfo>::TYPE_HINT;
    Balances: Vec::<Balance>::INPUT => Vec::<Balance>::OUTPUT;
}

impl<T: Hinted> Hinted for Option<T> {
    const INPUT: PyStaticExpr = type_hint_union!(T::INPUT, PyNone::TYPE_HINT);
    const OUTPUT: PyStaticExpr = type_hint_union!(T::OUTPUT, PyNone::TYPE_HINT);
}

impl<T: Hinted> Hinted for Vec<T> {
    const INPUT: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("collections.abc", "Sequence"), T::INPUT);
    const OUTPUT: PyStaticExpr =
        type_hint_subscript!(type_hint_identifier!("builtins", "list"), T::OUTPUT);
}

impl<T: Hinted> Hinted for Box<T> {
    const INPUT: PyStaticExpr = T::INPUT;
    const OUTPUT: PyStaticExpr = T::OUTPUT;
}

impl<T: Hinted> Hinted for Arc<T> {
    const INPUT: PyStaticExpr = T::INPUT;
    const OUTPUT: PyStaticExpr = T::OUTPUT;
}

const ELLIPSIS: PyStaticExpr = PyStaticExpr::Constant { value: PyStaticConstant::Ellipsis };
pub(crate) const TUPLE: PyStaticExpr = type_hint_identifier!("builtins", "tuple");
pub(crate) const LITERAL: PyStaticExpr = type_hint_identifier!("typing", "Literal");
const FIELD: PyStaticExpr =
    type_hint_subscript!(TUPLE, PyString::TYPE_HINT, PyString::TYPE_HINT, PyBool::TYPE_HINT);
const ANY_CLASS: PyStaticExpr = type_hint_subscript!(
    type_hint_identifier!("builtins", "type"),
    type_hint_identifier!("typing", "Any")
);
const VARIANT: PyStaticExpr = type_hint_subscript!(TUPLE, PyString::TYPE_HINT, ANY_CLASS, FIELDS);

/// What `__fields__` is.
pub(crate) const FIELDS: PyStaticExpr = type_hint_subscript!(TUPLE, FIELD, ELLIPSIS);
/// What `__variants__` is.
pub(crate) const VARIANTS: PyStaticExpr = type_hint_subscript!(TUPLE, VARIANT, ELLIPSIS);

/// `tuple[Literal["amount"], …]`, so that type checkers know what a positional pattern matches.
macro_rules! names_hint {
    ($($label:literal)*) => {
        ::pyo3::inspect::PyStaticExpr::Subscript {
            value: &crate::lang::python::hints::TUPLE,
            slice: &::pyo3::inspect::PyStaticExpr::Tuple { elts: &[$(
                ::pyo3::inspect::PyStaticExpr::Subscript {
                    value: &crate::lang::python::hints::LITERAL,
                    slice: &::pyo3::inspect::PyStaticExpr::Constant {
                        value: ::pyo3::inspect::PyStaticConstant::Str($label),
                    },
                },
            )*] },
        }
    };
}
pub(crate) use names_hint;
