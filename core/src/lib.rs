//! Tercero decides an escrow: who may do what, until when, and who gets which cent. It does no I/O and reads no clock.
//! A host sends commands with their time and actor, stores the entries that come back, and pays what is to be paid.
//!
//! # The way in
//!
//! - [`Terms`] are what the parties agree on; [`Terms::builder`] makes them, and everybody accepts their hash.
//! - [`Escrow`] is the handle: [`handle`](aggregate::Stream::handle) works a [`Command`] through or refuses it,
//!   [`tick`](aggregate::Stream::tick) lets time pass, [`actions`](aggregate::Stream::actions) says what somebody may do now
//!   and why not, [`payouts`](aggregate::Stream::payouts) what has to be paid.
//! - [`history`] keeps every event in a hash chain, [`journal`] books every movement twice.
//! - [`receipt`] signs a place in that history for somebody else to hold, [`merkle`] has the proofs that lead to it.
//! - [`allocation`], [`commission`] and [`quote`] split money and compute fees; they can be used alone. A [`rulebook`]
//!   finds the fees of a deal.
//! - A [`Refusal`] has a stable [`Code`], the field and value that were wrong, and what would have been allowed.
//!
//! # Money
//!
//! [`Money`] is whole minor units of an ISO 4217 currency; outside the process it is decimal text such as `"1250.00"`.
//! Arithmetic is checked. What is split adds up: every split in this crate gives away the whole, to the minor unit.
//!
//! ```
//! use tercero::{Currency, Money, Rate, allocation::allocate, commission::FeeSchedule, Terms};
//!
//! let eur = Currency::parse("EUR")?;
//! let thirds = allocate(Money::parse("100.00", eur)?, &[Rate::ONE; 3])?;
//! let thirds: Vec<String> = thirds.into_iter().map(Money::amount_text).collect();
//! assert_eq!(thirds, ["33.34", "33.33", "33.33"]);
//!
//! let terms = Terms::builder("EUR").buyer("ana").seller("beto")
//!     .milestone("m1", "Website", "1000.00")
//!     .fees(FeeSchedule::percent("5")?.paid_by_both().taxed("21")?).build()?;
//! let quote = terms.quote()?;
//! assert_eq!(quote.totals[0].pays.to_string(), "1030.25 EUR");
//! assert_eq!(quote.totals[1].net.to_string(), "969.75 EUR");
//! # Ok::<(), tercero::Refusal>(())
//! ```
//!
//! # Rules of the house
//!
//! Same commands, same bytes out, on every platform. Nothing here panics on any input, uses floating point, iterates in
//! hash order or needs `unsafe`; the tests of the crate enforce it.

#![cfg_attr(not(feature = "node"), forbid(unsafe_code))]

#[cfg(feature = "mobile")]
uniffi::setup_scaffolding!("tercero");

#[cfg(feature = "wrong-variants")]
#[macro_use]
pub mod wrong;

/// What is right. With the feature `wrong-variants`, which is for the tests only, it may be what is wrong instead.
#[cfg(not(feature = "wrong-variants"))]
macro_rules! wrong {
    ($variant:expr, $right:expr, $wrong:expr $(,)?) => {
        $right
    };
}

pub mod aggregate;
pub mod allocation;
pub mod commission;
mod disclosure;
pub mod error;
pub mod escrow;
pub mod history;
mod id;
pub mod journal;
pub mod lang;
pub mod limits;
pub mod machine;
pub mod merkle;
mod money;
pub mod project;
pub mod quote;
mod rate;
pub mod receipt;
pub mod rulebook;
mod schedule;
mod time;
mod wire;

pub use aggregate::{Actor, Context, Role};
pub use error::{Code, Refusal};
pub use escrow::{Command, Escrow, Event, Terms};
pub use id::{
    CaseId, CommandId, Digest, EscrowId, Hash, LegId, MilestoneId, PartyId, ProjectId, Reference,
    Text,
};
pub use money::{Amount, Currency, Money};
pub use project::{Offer, Project};
pub use rate::{Rate, percent};
pub use time::{Timestamp, Window, days};
pub use wire::{from_json, json_refusal, to_json};

/// The README's tour, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;
