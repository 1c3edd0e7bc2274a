//! The server over real TCP: one binary for all tests, each with a database and a port of its own.
#![allow(clippy::unwrap_used, reason = "a test stops where something is wrong")]

mod access;
mod amendments;
mod approvals;
mod chargebacks;
mod claims;
mod concurrency;
mod crash;
mod edge_cases;
mod hidden_fees;
mod idempotency;
mod life;
mod museum;
mod openapi;
mod other_ways;
mod receipts;
mod refusals;
mod support;
mod time;
mod visibility;
