//! Kotlin and Swift: how each scalar is lowered to what UniFFI knows and lifted back. Decimals, ids, times and hashes are
//! texts, which `uniffi.toml` turns into the types of each language; all of them are read by their own strict `parse`.

use crate::error::{Code, Refusal};
use crate::id::{
    CaseId, CommandId, EscrowId, Hash, LegId, MilestoneId, PartyId, ProjectId, Reference, Text,
};
use crate::journal::{Account, Balance, Balances};
use crate::money::{Amount, Currency, Money};
use crate::rate::Rate;
use crate::receipt::{PublicKey, Signature};
use crate::time::{Timestamp, Window};

/// A checked value is lifted from its unchecked twin.
macro_rules! through {
    ($name:ident, $twin:ident) => {
        ::uniffi::custom_type!($name, $twin, {
            lower: |value| $twin::from(value),
            try_lift: |given| Ok($name::try_from(given)?),
        });
    };
}

pub(crate) use through;

macro_rules! texts {
    ($($name:ident)+) => {$(
        uniffi::custom_type!($name, String, {
            lower: |value| String::from(value),
            try_lift: |text| Ok($name::parse(&text)?),
        });
    )+};
}

texts! {
    Rate Currency PartyId MilestoneId Reference LegId Text Hash Account PublicKey Signature
    EscrowId ProjectId CommandId CaseId Timestamp
}

uniffi::custom_type!(Amount, String, {
    lower: |value| value.to_string(),
    try_lift: |text| Ok(Amount::parse(&text)?),
});
uniffi::custom_type!(Window, u32, {
    lower: |window| window.as_seconds(),
    try_lift: |seconds| Ok(Window::seconds(seconds)?),
});
uniffi::custom_type!(Balances, Vec<Balance>, {
    lower: |balances| Vec::from(balances),
    try_lift: |balances| Ok(Balances::try_from(balances)?),
});
uniffi::custom_type!(Money, MoneyText, {
    lower: |money| MoneyText { amount: money.amount_text(), currency: money.currency() },
    try_lift: |text| Ok(Money::parse(&text.amount, text.currency)?),
});
uniffi::custom_type!(Code, String, {
    lower: |code| code.to_string(),
    try_lift: |text| Ok(Code::from_text(&text).ok_or(Refusal::new(Code::JsonType))?),
});
uniffi::custom_type!(Refusal, RefusalParts, {
    lower: |refusal| RefusalParts {
        code: refusal.code,
        message: refusal.message.into_owned(),
        field: refusal.field.map(Into::into),
        value: refusal.value,
        allowed: refusal.allowed.into_iter().map(Into::into).collect(),
        deadline: refusal.deadline,
    },
    try_lift: |parts| Ok(Refusal {
        code: parts.code,
        message: parts.message.into(),
        field: parts.field.map(Into::into),
        value: parts.value,
        allowed: parts.allowed.into_iter().map(Into::into).collect(),
        deadline: parts.deadline,
    }),
});

/// An amount of one currency.
#[derive(Debug, Clone, PartialEq, Eq, Hash, uniffi::Record)]
pub struct MoneyText {
    /// The amount, with exactly the decimals of the currency.
    pub amount: String,
    /// The currency.
    pub currency: Currency,
}

/// An answer of no, which changed nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, uniffi::Record)]
pub struct RefusalParts {
    /// The stable code.
    pub code: Code,
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
