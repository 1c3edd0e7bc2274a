//! Writes what follows from the code: state diagrams, the authorisation matrix, the list of codes, the OpenAPI document.
//! `--check` compares them with what is checked in instead.

use crate::{Done, root};
use std::error::Error;
use std::fmt::{Debug, Write};
use std::process::{Command, Stdio};
use tercero::escrow::CommandKind;
use tercero::escrow::table::{
    CASES, CHARGEBACKS, DEALS, HOLDS, LEGS, MILESTONES, On, PROPOSALS, Row, States, TABLES, To,
};
use tercero::{Code, Role};

/// What stands at the top of every generated page.
const NOTICE: &str = "<!-- Written by `cargo xtask generate`. Do not edit. -->\n\n";

/// Writes all pages, or fails on the first that differs from what would be written.
pub(crate) fn run(check: bool) -> Done {
    let pages = [
        ("docs/machines.md", machines()?),
        ("docs/authorisation.md", authorisation()?),
        ("docs/errors.md", errors()?),
        ("reference-server/schema/openapi.json", openapi()?),
    ];
    for (name, page) in pages {
        let path = root().join(name);
        if !check {
            std::fs::write(&path, page)?;
        } else if std::fs::read_to_string(&path).unwrap_or_default() != page {
            return Err(format!("{name} is not up to date: run `cargo xtask generate`").into());
        }
    }
    Ok(())
}

/// The names of the states of one machine.
fn names(states: States) -> Vec<String> {
    fn all<T: Debug>(states: &[T]) -> Vec<String> {
        states.iter().map(|state| format!("{state:?}")).collect()
    }
    match states {
        States::New => vec!["[*]".to_owned()],
        States::D(phases) => all(phases),
        States::M(states) => all(states),
        States::C(states) => all(states),
        States::L(states) => all(states),
        States::H(states) => all(states),
        States::A(states) => all(states),
        States::B(states) => all(states),
    }
}

/// What sets a row off, as the pages write it.
fn trigger(row: &Row) -> String {
    match row.on {
        On::By(command) => command.as_str().to_owned(),
        On::At(timer) => timer.as_str().to_owned(),
        On::Then => "at once".to_owned(),
        On::With(rows) => format!("with {}", rows.join(", ")),
    }
}

fn roles(row: &Row) -> String {
    row.who.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(", ")
}

/// One diagram and one table for each machine.
fn machines() -> Result<String, std::fmt::Error> {
    let mut page = format!("{NOTICE}# The machines of an escrow\n\n");
    page += "Each table is the one the engine runs on; the diagrams are drawn from it.\n";
    let machines = [
        ("Deal", DEALS),
        ("Milestone", MILESTONES),
        ("Case", CASES),
        ("Payment leg", LEGS),
        ("Proposal", PROPOSALS),
        ("Chargeback", CHARGEBACKS),
        ("Hold", HOLDS),
    ];
    for (name, rows) in machines {
        write!(page, "\n## {name}\n\n```mermaid\nstateDiagram-v2\n")?;
        for row in rows {
            for from in names(row.from) {
                let targets = match row.to {
                    To::Same => continue,
                    To::State(states) | To::Or(states) => names(states),
                };
                for to in targets.iter().filter(|to| **to != from) {
                    writeln!(page, "    {from} --> {to}: {} {}", row.id, trigger(row))?;
                }
            }
        }
        page += "```\n\n| Row | From | On | Who | Guards | To |\n|---|---|---|---|---|---|\n";
        for row in rows {
            let to = match row.to {
                To::Same => "same".to_owned(),
                To::State(states) => names(states).join(" or "),
                To::Or(states) => format!("same, or {}", names(states).join(" or ")),
            };
            let from = names(row.from).join(", ").replace("[*]", "–");
            let guards: Vec<_> = row.guards.iter().map(|guard| guard.name).collect();
            let (on, who) = (trigger(row), roles(row));
            writeln!(
                page,
                "| {} | {from} | {on} | {who} | {} | {to} |",
                row.id,
                guards.join("; ")
            )?;
        }
    }
    Ok(page)
}

/// For each command and state, who may: role × command × state in one table.
fn authorisation() -> Result<String, std::fmt::Error> {
    let mut page = format!("{NOTICE}# Who may do what\n\n");
    page += "A mark says that a row of the tables answers the command in that state for that role; \
             guards may still refuse it. What has no mark is refused in every state.\n\n| Command | State |";
    for role in Role::ESCROW {
        write!(page, " {} |", role.as_str())?;
    }
    page += "\n|---|---|";
    page += &"---|".repeat(Role::ESCROW.len());
    page.push('\n');
    for kind in CommandKind::ALL {
        let rows = || TABLES.iter().copied().flatten().filter(|row| row.on == On::By(*kind));
        let mut states: Vec<String> = Vec::new();
        for state in rows().flat_map(|row| names(row.from)) {
            if !states.contains(&state) {
                states.push(state);
            }
        }
        for state in states {
            write!(page, "| {} | {} |", kind.as_str(), state.replace("[*]", "–"))?;
            for role in Role::ESCROW {
                let answers =
                    |row: &Row| row.who.contains(&role) && names(row.from).contains(&state);
                page += if rows().any(answers) { " ✓ |" } else { "  |" };
            }
            page.push('\n');
        }
    }
    Ok(page)
}

/// The OpenAPI document, as the server prints it.
fn openapi() -> Result<String, Box<dyn Error>> {
    let mut server = Command::new("cargo");
    server.args(["run", "--quiet", "--package", "tercero-server", "--", "--print-openapi"]);
    let printed = server.current_dir(root()).stderr(Stdio::inherit()).output()?;
    if !printed.status.success() {
        return Err("the server does not print its OpenAPI document".into());
    }
    Ok(String::from_utf8(printed.stdout)?)
}

/// The registry of refusal codes.
fn errors() -> Result<String, std::fmt::Error> {
    let mut page = format!("{NOTICE}# Refusals\n\n");
    page += "A code never changes its meaning. A refusal changes nothing and consumes nothing: the same command id may \
             be used again.\n\n| Code | Meaning | HTTP |\n|---|---|---|\n";
    for code in Code::ALL {
        writeln!(page, "| `{code}` | {} | {} |", code.title(), code.http_status())?;
    }
    Ok(page)
}
