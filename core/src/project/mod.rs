//! The project: it raises money, holds it, spends it on goods, sells them and settles.
//! The tables are the law, as in the escrow; the arithmetic is in one file for each question.

pub mod costs;
pub mod customs;
pub mod distribution;
pub mod funding;
pub mod fx;
pub mod in_kind;
pub mod liquidation;
pub mod profile;
pub mod settlement;
pub mod waterfall;
