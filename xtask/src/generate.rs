//! Writes what follows from the code: state diagrams, the authorisation matrix, the list of codes, the OpenAPI document.
//! `--check` compares them with what is checked in instead.

use crate::{Done, generate_python, root};
use std::error::Error;
use std::fmt::{Debug, Write};
use std::process::{Command, Stdio};
use tercero::machine::{Machine, On, Row, To};
use tercero::{Code, Role, escrow, project};

/// What stands at the top of every generated page.
const NOTICE: &str = "<!-- Written by `cargo xtask generate`. Do not edit. -->\n\n";

/// Writes all pages, or fails on the first that differs from what would be written.
pub(crate) fn run(check: bool) -> Done {
    let pages = [
        ("docs/machines.md", machines("an escrow", &ESCROW)?),
        ("docs/project-machines.md", machines("a project", &PROJECT)?),
        ("docs/authorisation.md", authorisation::<escrow::State>("an escrow", &Role::ESCROW)?),
        (
            "docs/project-authorisation.md",
            authorisation::<project::State>("a project", &Role::PROJECT)?,
        ),
        ("docs/errors.md", errors()?),
        ("reference-server/schema/openapi.json", openapi()?),
    ];
    python(check)?;
    write_or_compare(&pages, check)
}

/// Writes the modules of the Python package alone.
pub(crate) fn python(check: bool) -> Done {
    let modules = [
        ("bindings-python/python/tercero/errors.py", generate_python::errors()?),
        ("bindings-python/python/tercero/choices.py", generate_python::choices()?),
    ];
    write_or_compare(&modules, check)
}

fn write_or_compare(pages: &[(&str, String)], check: bool) -> Done {
    for (name, page) in pages {
        let path = root().join(name);
        if !check {
            std::fs::write(&path, page)?;
        } else if std::fs::read_to_string(&path).unwrap_or_default() != *page {
            return Err(format!("{name} is not up to date: run `cargo xtask generate`").into());
        }
    }
    Ok(())
}

/// The small machines of an escrow.
const ESCROW: [(&str, &[escrow::table::Row]); 7] = [
    ("Deal", escrow::table::DEALS),
    ("Milestone", escrow::table::MILESTONES),
    ("Case", escrow::table::CASES),
    ("Payment leg", escrow::table::LEGS),
    ("Proposal", escrow::table::PROPOSALS),
    ("Chargeback", escrow::table::CHARGEBACKS),
    ("Hold", escrow::table::HOLDS),
];

/// The small machines of a project.
const PROJECT: [(&str, &[project::table::Row]); 4] = [
    ("Project", project::table::PROJECTS),
    ("Request", project::table::REQUESTS),
    ("Change order", project::table::ORDERS),
    ("Payment", project::table::PAYOUTS),
];

/// States that have names.
trait Named {
    /// Their names; what does not exist yet is the start of a diagram.
    fn names(self) -> Vec<String>;
}

fn all<T: Debug>(states: &[T]) -> Vec<String> {
    states.iter().map(|state| format!("{state:?}")).collect()
}

impl Named for escrow::table::States {
    fn names(self) -> Vec<String> {
        match self {
            Self::New => vec!["[*]".to_owned()],
            Self::D(phases) => all(phases),
            Self::M(states) => all(states),
            Self::C(states) => all(states),
            Self::L(states) => all(states),
            Self::H(states) => all(states),
            Self::A(states) => all(states),
            Self::B(states) => all(states),
        }
    }
}

impl Named for project::table::States {
    fn names(self) -> Vec<String> {
        match self {
            Self::New => vec!["[*]".to_owned()],
            Self::P(states) => all(states),
            Self::R(states) => all(states),
            Self::O(states) => all(states),
            Self::Y(states) => all(states),
        }
    }
}

/// A machine whose parts have names to print.
trait Printed: Machine<States: Named> {
    /// All commands.
    fn commands() -> &'static [Self::Kind];
    /// The command as it is written.
    fn command(kind: Self::Kind) -> &'static str;
    /// The timer as it is written.
    fn timer(timer: Self::Timer) -> &'static str;
}

impl Printed for escrow::State {
    fn commands() -> &'static [escrow::CommandKind] {
        escrow::CommandKind::ALL
    }

    fn command(kind: escrow::CommandKind) -> &'static str {
        kind.as_str()
    }

    fn timer(timer: escrow::Timer) -> &'static str {
        timer.as_str()
    }
}

impl Printed for project::State {
    fn commands() -> &'static [project::CommandKind] {
        project::CommandKind::ALL
    }

    fn command(kind: project::CommandKind) -> &'static str {
        kind.as_str()
    }

    fn timer(timer: project::Timer) -> &'static str {
        timer.as_str()
    }
}

/// What sets a row off, as the pages write it.
fn trigger<M: Printed>(row: &Row<M>) -> String {
    match row.on {
        On::By(command) => M::command(command).to_owned(),
        On::At(timer) => M::timer(timer).to_owned(),
        On::Then => "at once".to_owned(),
        On::With(rows) => format!("with {}", rows.join(", ")),
    }
}

/// One diagram and one table for each small machine.
fn machines<M: Printed>(
    of: &str,
    machines: &[(&str, &[Row<M>])],
) -> Result<String, std::fmt::Error> {
    let mut page = format!("{NOTICE}# The machines of {of}\n\n");
    page += "Each table is the one the engine runs on; the diagrams are drawn from it.\n";
    for (name, rows) in machines {
        write!(page, "\n## {name}\n\n```mermaid\nstateDiagram-v2\n")?;
        for row in *rows {
            for from in row.from.names() {
                let targets = match row.to {
                    To::Same => continue,
                    To::State(states) | To::Or(states) => states.names(),
                };
                for to in targets.iter().filter(|to| **to != from) {
                    writeln!(page, "    {from} --> {to}: {} {}", row.id, trigger(row))?;
                }
            }
        }
        page += "```\n\n| Row | From | On | Who | Guards | To |\n|---|---|---|---|---|---|\n";
        for row in *rows {
            let to = match row.to {
                To::Same => "same".to_owned(),
                To::State(states) => states.names().join(" or "),
                To::Or(states) => format!("same, or {}", states.names().join(" or ")),
            };
            let from = row.from.names().join(", ").replace("[*]", "–");
            let guards: Vec<_> = row.guards.iter().map(|guard| guard.name).collect();
            let who: Vec<_> = row.who.iter().map(|role| role.as_str()).collect();
            writeln!(
                page,
                "| {} | {from} | {} | {} | {} | {to} |",
                row.id,
                trigger(row),
                who.join(", "),
                guards.join("; ")
            )?;
        }
    }
    Ok(page)
}

/// For each command and state, who may: role × command × state in one table.
fn authorisation<M: Printed>(of: &str, roles: &[Role]) -> Result<String, std::fmt::Error> {
    let mut page = format!("{NOTICE}# Who may do what in {of}\n\n");
    page += "A mark says that a row of the tables answers the command in that state for that role; \
             guards may still refuse it. What has no mark is refused in every state.\n\n| Command | State |";
    for role in roles {
        write!(page, " {} |", role.as_str())?;
    }
    page += "\n|---|---|";
    page += &"---|".repeat(roles.len());
    page.push('\n');
    for kind in M::commands() {
        let rows = || M::rows().filter(|row| row.on == On::By(*kind));
        let mut states: Vec<String> = Vec::new();
        for state in rows().flat_map(|row| row.from.names()) {
            if !states.contains(&state) {
                states.push(state);
            }
        }
        for state in states {
            write!(page, "| {} | {} |", M::command(*kind), state.replace("[*]", "–"))?;
            for role in roles {
                let answers =
                    |row: &Row<M>| row.who.contains(role) && row.from.names().contains(&state);
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
