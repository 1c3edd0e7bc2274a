//! tour later
#![forbid(unsafe_code)]

pub mod error;
mod id;
pub mod limits;
mod money;
mod rate;
mod time;

pub use error::{Code, Refusal};
pub use id::{CaseId, CommandId, Digest, EscrowId, Hash, MilestoneId, PartyId, Reference, Text};
pub use money::{Currency, Money};
pub use rate::{Rate, percent};
pub use time::{Timestamp, Window, days};
