//! Node: how each scalar becomes a JavaScript value and back. Decimals, ids, times and hashes are texts, a window is a
//! number of seconds; all of them are read by their own strict `parse`.

use crate::error::{Code, Refusal};
use crate::id::{
    CaseId, CommandId, EscrowId, Hash, LegId, MilestoneId, PartyId, ProjectId, Reference, Text,
};
use crate::journal::{Account, Balance, Balances};
use crate::money::{Amount, Currency, Money};
use crate::project::{Drafted, Snapshot};
use crate::rate::Rate;
use crate::receipt::{PublicKey, Signature};
use crate::time::{Timestamp, Window};
use napi::{Error, Status};
use napi_derive::napi;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::new(Status::InvalidArg, refusal.to_string())
    }
}

/// Lets a type cross as another one: `read` may refuse, `write` may not.
macro_rules! crosses {
    ($name:ty as $other:ty, $read:expr, $write:expr) => {
        impl ::napi::bindgen_prelude::TypeName for $name {
            fn type_name() -> &'static str {
                <$other as ::napi::bindgen_prelude::TypeName>::type_name()
            }

            fn value_type() -> ::napi::bindgen_prelude::ValueType {
                <$other as ::napi::bindgen_prelude::TypeName>::value_type()
            }
        }

        impl ::napi::bindgen_prelude::ValidateNapiValue for $name {}

        impl ::napi::bindgen_prelude::FromNapiValue for $name {
            unsafe fn from_napi_value(
                env: ::napi::sys::napi_env,
                value: ::napi::sys::napi_value,
            ) -> ::napi::bindgen_prelude::Result<$name> {
                // SAFETY: both come from Node, as the caller promises.
                let given = unsafe {
                    <$other as ::napi::bindgen_prelude::FromNapiValue>::from_napi_value(env, value)?
                };
                let read: fn($other) -> ::core::result::Result<$name, $crate::error::Refusal> =
                    $read;
                Ok(read(given)?)
            }
        }

        impl ::napi::bindgen_prelude::ToNapiValue for $name {
            unsafe fn to_napi_value(
                env: ::napi::sys::napi_env,
                value: $name,
            ) -> ::napi::bindgen_prelude::Result<::napi::sys::napi_value> {
                let write: fn($name) -> $other = $write;
                // SAFETY: the environment comes from Node, as the caller promises.
                unsafe {
                    <$other as ::napi::bindgen_prelude::ToNapiValue>::to_napi_value(
                        env,
                        write(value),
                    )
                }
            }
        }
    };
}

/// A checked value crosses as its unchecked twin.
macro_rules! through {
    ($name:ident, $twin:ident) => {
        $crate::lang::node::crosses!($name as $twin, $name::try_from, $twin::from);
    };
}

pub(crate) use {crosses, through};

macro_rules! texts {
    ($($name:ident)+) => {$(
        crosses!($name as String, |text| $name::parse(&text), |value| value.to_string());
    )+};
}

texts! {
    Amount Rate Currency PartyId MilestoneId Reference LegId Hash Account PublicKey Signature
    EscrowId ProjectId CommandId CaseId Timestamp
}

crosses!(Text as String, |text| Text::parse(&text), String::from);
crosses!(Window as u32, Window::seconds, Window::as_seconds);
crosses!(Balances as Vec<Balance>, Balances::try_from, Vec::from);
crosses!(Box<Snapshot> as Snapshot, |value| Ok(Box::new(value)), |value| *value);
crosses!(Box<Drafted> as Drafted, |value| Ok(Box::new(value)), |value| *value);
crosses!(
    Money as MoneyText,
    |text| Money::parse(&text.amount, Currency::parse(&text.currency)?),
    |money| MoneyText { amount: money.amount_text(), currency: money.currency().to_string() }
);

/// An amount of one currency.
#[napi(object, js_name = "Money")]
pub struct MoneyText {
    /// The amount, with exactly the decimals of the currency.
    pub amount: String,
    /// The three letters of the currency.
    pub currency: String,
}

/// An answer of no, which changed nothing.
#[napi(object, js_name = "Refusal")]
pub struct RefusalParts {
    /// The stable code.
    pub code: String,
    /// One line for a person, in English.
    pub message: String,
    /// The field that was wrong.
    pub field: Option<String>,
    /// The offending value as it was given.
    pub value: Option<String>,
    /// What would have been allowed.
    pub allowed: Vec<String>,
    /// The deadline that was missed or must be waited for.
    pub deadline: Option<Timestamp>,
}

crosses!(
    Refusal as RefusalParts,
    |parts| {
        let code = Code::from_text(&parts.code).ok_or(Code::JsonType)?;
        Ok(Refusal {
            code,
            message: parts.message.into(),
            field: parts.field.map(Into::into),
            value: parts.value,
            allowed: parts.allowed.into_iter().map(Into::into).collect(),
            deadline: parts.deadline,
        })
    },
    |refusal| RefusalParts {
        code: refusal.code.to_string(),
        message: refusal.message.into_owned(),
        field: refusal.field.map(Into::into),
        value: refusal.value,
        allowed: refusal.allowed.into_iter().map(Into::into).collect(),
        deadline: refusal.deadline,
    }
);
