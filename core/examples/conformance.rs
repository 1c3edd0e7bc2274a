//! The program that every language of this project ships alike: JSON lines in, JSON lines out.
//! `{"id":"x1","op":"allocate","input":{…}}` is answered by `{"id":"x1","ok":{…}}` or `{"id":"x1","error":{"code":"…"}}`.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use tercero::allocation::{accrue, allocate, allocate_increment};
use tercero::commission::Rule;
use tercero::escrow::Milestone;
use tercero::journal::Balance;
use tercero::{
    Actor, Code, Command, CommandId, Context, Escrow, EscrowId, Money, Rate, Refusal, Terms,
    Timestamp, from_json, json_refusal,
};

fn main() -> std::io::Result<()> {
    let mut answers = std::io::BufWriter::new(std::io::stdout().lock());
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line?;
        // What is not even text is answered like any other line that is not JSON.
        writeln!(answers, "{}", answer(std::str::from_utf8(&line).unwrap_or_default()))?;
    }
    answers.flush()
}

/// The answer to one line, itself one line.
pub fn answer(line: &str) -> String {
    let (id, outcome) = match from_json::<Case>(line) {
        Ok(case) => (case.id, perform(&case.op, line)),
        Err(refusal) => (Value::Null, Err(refusal)),
    };
    let answer = match outcome {
        Ok(ok) => serde_json::to_string(&Done { id: &id, ok }),
        Err(refusal) => {
            serde_json::to_string(&Refused { id: &id, error: Error { code: refusal.code } })
        }
    };
    answer.unwrap_or_default()
}

/// One operation; a further one is a further arm.
fn perform(op: &Value, line: &str) -> Result<Value, Refusal> {
    match op.as_str() {
        Some("allocate") => op_allocate(input(line)?),
        Some("allocate_increment") => op_allocate_increment(input(line)?),
        Some("accrue") => op_accrue(input(line)?),
        Some("fee") => op_fee(input(line)?),
        Some("escrow") => op_escrow(input(line)?),
        _ => Err(Refusal::new(Code::JsonType).at("op")),
    }
}

/// What every line has. Keys that are not known here are ignored, inside `input` they are not.
#[derive(Deserialize)]
struct Case {
    #[serde(default)]
    id: Value,
    #[serde(default)]
    op: Value,
}

#[derive(Deserialize)]
struct Body<T> {
    input: T,
}

fn input<T: DeserializeOwned>(line: &str) -> Result<T, Refusal> {
    from_json::<Body<T>>(line).map(|body| body.input)
}

#[derive(Serialize)]
struct Done<'a> {
    id: &'a Value,
    ok: Value,
}

#[derive(Serialize)]
struct Refused<'a> {
    id: &'a Value,
    error: Error,
}

#[derive(Serialize)]
struct Error {
    code: Code,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Allocate {
    total: Value,
    currency: String,
    weights: Vec<String>,
}

fn op_allocate(input: Allocate) -> Result<Value, Refusal> {
    let total = money(&input.total, &input.currency)?;
    let parts = allocate(total, &rates(&input.weights)?)?;
    Ok(serde_json::json!({ "parts": texts(parts) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AllocateIncrement {
    amount: Value,
    currency: String,
    weights: Vec<String>,
    paid: Vec<Value>,
}

fn op_allocate_increment(input: AllocateIncrement) -> Result<Value, Refusal> {
    let amount = unsigned(&input.amount, &input.currency)?;
    let paid = all_unsigned(&input.paid, &input.currency)?;
    let parts = allocate_increment(amount, &rates(&input.weights)?, &paid)?;
    Ok(serde_json::json!({ "parts": texts(parts) }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accrue {
    currency: String,
    weights: Vec<String>,
    totals: Vec<Value>,
}

fn op_accrue(input: Accrue) -> Result<Value, Refusal> {
    let totals = all_unsigned(&input.totals, &input.currency)?;
    let increments = accrue(&rates(&input.weights)?, &totals)?;
    let increments: Vec<Vec<String>> = increments.into_iter().map(texts).collect();
    Ok(serde_json::json!({ "increments": increments }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fee {
    rule: Rule,
    amount: Value,
    currency: String,
}

fn op_fee(input: Fee) -> Result<Value, Refusal> {
    let fee = input.rule.fee(unsigned(&input.amount, &input.currency)?)?;
    Ok(serde_json::json!({ "fee": fee.amount_text() }))
}

/// A script for one escrow, drafted by the first step's actor at its time.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Script {
    terms: Terms,
    steps: Vec<ScriptStep>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ScriptStep {
    at: Timestamp,
    actor: Actor,
    id: CommandId,
    command: Command,
}

impl ScriptStep {
    fn context(&self) -> Context {
        Context::new(self.at, self.id, self.actor.id.clone(), self.actor.role)
    }
}

/// Where the escrow and its milestones stand after all steps, what is on the accounts, and which steps were refused,
/// counted from zero. Amounts of another currency than the escrow's carry it.
fn op_escrow(script: Script) -> Result<Value, Refusal> {
    let first = script.steps.first().ok_or(Refusal::new(Code::JsonType).at("steps"))?;
    let draft = CommandId::parse("00000000-0000-0000-0000-000000000000")?;
    let create = Context { command_id: draft, ..first.context() };
    let id = EscrowId::parse("00000000-0000-4000-8000-000000000000")?;
    let mut escrow = Escrow::draft(id, script.terms, &create)?;
    let mut refusals = Vec::new();
    for (step, wanted) in script.steps.iter().enumerate() {
        if let Err(refusal) = escrow.handle(&wanted.command, &wanted.context()) {
            refusals.push(serde_json::json!({ "step": step, "code": refusal.code }));
        }
    }
    let state = escrow.state();
    let milestone = |m: &Milestone| serde_json::json!({ "id": m.id, "state": m.state });
    let own = state.agreement().terms.currency();
    let balance = |known: &Balance| match known.balance {
        amount if amount.currency() == own => (known.account.to_string(), amount.amount_text()),
        amount => (known.account.to_string(), amount.to_string()),
    };
    let balances: BTreeMap<String, String> = state.balances().iter().map(balance).collect();
    Ok(serde_json::json!({
        "phase": state.phase(),
        "milestones": state.milestones().iter().map(milestone).collect::<Vec<_>>(),
        "balances": balances,
        "refusals": refusals,
        "version": escrow.version(),
        "head": escrow.history().checkpoint().hash,
    }))
}

/// Reads an amount as every document of this project writes it.
fn money(amount: &Value, currency: &str) -> Result<Money, Refusal> {
    serde_json::from_value(serde_json::json!({ "amount": amount, "currency": currency }))
        .map_err(|error| json_refusal(&error))
}

/// An amount that cannot be negative. The sign belongs to its grammar, so it is refused before anything else.
fn unsigned(amount: &Value, currency: &str) -> Result<Money, Refusal> {
    let money = money(amount, currency)?;
    if money.minor() < 0 { Err(Code::AmountRange.into()) } else { Ok(money) }
}

fn all_unsigned(amounts: &[Value], currency: &str) -> Result<Vec<Money>, Refusal> {
    amounts.iter().map(|amount| unsigned(amount, currency)).collect()
}

/// Reads all weights. One that is malformed is reported before one that is negative.
fn rates(weights: &[String]) -> Result<Vec<Rate>, Refusal> {
    let mut rates = Vec::with_capacity(weights.len());
    let mut negative = None;
    for weight in weights {
        match Rate::parse(weight) {
            Ok(rate) => rates.push(rate),
            Err(refusal) if refusal.code == Code::NegativeWeight => negative = Some(refusal),
            Err(refusal) => return Err(refusal),
        }
    }
    match negative {
        Some(refusal) => Err(refusal),
        None => Ok(rates),
    }
}

fn texts(parts: Vec<Money>) -> Vec<String> {
    parts.into_iter().map(Money::amount_text).collect()
}
