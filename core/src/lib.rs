//! tour later
#![forbid(unsafe_code)]

pub mod aggregate;
pub mod allocation;
pub mod commission;
pub mod error;
pub mod escrow;
pub mod history;
mod id;
pub mod journal;
pub mod limits;
mod money;
mod rate;
mod time;
mod wire;

pub use aggregate::{Actor, Context, Role};
pub use error::{Code, Refusal};
pub use escrow::{Command, Escrow, Event, Terms};
pub use id::{CaseId, CommandId, Digest, EscrowId, Hash, MilestoneId, PartyId, Reference, Text};
pub use money::{Amount, Currency, Money};
pub use rate::{Rate, percent};
pub use time::{Timestamp, Window, days};
pub use wire::{from_json, json_refusal, to_json};
