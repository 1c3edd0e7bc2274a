//! Plays two whole deals over HTTP and a project on the crate itself, and checks every cent against numbers worked out by hand.
//! The first deal is the one of the specification; the second ends with a settlement, goods that go back and a chargeback.

mod books;
mod play;
mod project;
mod second;
mod server;
mod worked;

use crate::{Done, cargo};
use serde_json::{Value, json};
use server::Server;
use std::error::Error;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Builds and starts a server, plays the deals, and ends the server however that went.
pub(crate) fn run() -> Done {
    cargo(&["build", "--quiet", "--package", "tercero-server"])?;
    let server = Server::start()?;
    worked::play(&server)?;
    second::play(&server)?;
    project::play()
}

fn euros(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn equal(what: &str, found: &str, expected: &str) -> Done {
    if found == expected {
        return Ok(());
    }
    Err(format!("{what}: {found}, expected {expected}").into())
}
