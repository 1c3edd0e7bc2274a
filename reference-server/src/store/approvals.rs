//! The commands that wait for a second person, and what was decided about each.
//! Both are only ever appended; of two decisions about one command the second is a conflict.

use super::{Store, StoreError, parsed, unreadable};
use rusqlite::{Row, Savepoint, params};
use tercero::{Command, CommandId, EscrowId, PartyId, Timestamp, from_json, to_json};

/// The tables.
pub(super) const TABLES: &str = "
    CREATE TABLE approvals (
        id TEXT PRIMARY KEY, stream TEXT NOT NULL, asked_by TEXT NOT NULL, asked_at INTEGER NOT NULL,
        expires_at INTEGER NOT NULL, command TEXT NOT NULL
    ) STRICT;
    CREATE TABLE decisions (
        approval TEXT PRIMARY KEY REFERENCES approvals (id), request TEXT NOT NULL,
        decided_by TEXT NOT NULL, decided_at INTEGER NOT NULL, version INTEGER
    ) STRICT;
";

/// A command that waits for a second person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Filing {
    /// The id of the request that asked, under which the command will run.
    pub(crate) id: CommandId,
    pub(crate) stream: EscrowId,
    pub(crate) asked_by: PartyId,
    pub(crate) asked_at: Timestamp,
    pub(crate) expires_at: Timestamp,
    pub(crate) command: Command,
}

/// What a second person decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) approval: CommandId,
    /// The id of the request that decided.
    pub(crate) request: CommandId,
    pub(crate) by: PartyId,
    pub(crate) at: Timestamp,
    /// The last version the command left, unless it was rejected.
    pub(crate) version: Option<u32>,
}

impl Store {
    /// The command that waits, or has waited, under this id.
    pub(crate) fn filing(&self, id: CommandId) -> Result<Option<Filing>, StoreError> {
        self.one(
            "SELECT id, stream, asked_by, asked_at, expires_at, command FROM approvals WHERE id = ?1",
            &id.to_string(),
            |row| {
                Ok(Filing {
                    id: parsed(row, 0, CommandId::parse)?,
                    stream: parsed(row, 1, EscrowId::parse)?,
                    asked_by: parsed(row, 2, PartyId::parse)?,
                    asked_at: time(row, 3)?,
                    expires_at: time(row, 4)?,
                    command: parsed(row, 5, from_json)?,
                })
            },
        )
    }

    /// What was decided about it.
    pub(crate) fn decision(&self, approval: CommandId) -> Result<Option<Decision>, StoreError> {
        self.one(
            "SELECT request, decided_by, decided_at, version FROM decisions WHERE approval = ?1",
            &approval.to_string(),
            |row| {
                Ok(Decision {
                    approval,
                    request: parsed(row, 0, CommandId::parse)?,
                    by: parsed(row, 1, PartyId::parse)?,
                    at: time(row, 2)?,
                    version: row.get(3)?,
                })
            },
        )
    }
}

fn time(row: &Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    Timestamp::from_millis(row.get(column)?).map_err(|refusal| unreadable(column, refusal))
}

pub(super) fn file(part: &Savepoint<'_>, filing: &Filing) -> Result<(), StoreError> {
    let command = to_json(&filing.command).map_err(|refusal| unreadable(5, refusal))?;
    part.prepare_cached(
        "INSERT INTO approvals (id, stream, asked_by, asked_at, expires_at, command)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        filing.id.to_string(),
        filing.stream.to_string(),
        filing.asked_by.as_str(),
        filing.asked_at.millis(),
        filing.expires_at.millis(),
        command,
    ])?;
    Ok(())
}

pub(super) fn decide(part: &Savepoint<'_>, decision: &Decision) -> Result<(), StoreError> {
    part.prepare_cached(
        "INSERT INTO decisions (approval, request, decided_by, decided_at, version)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        decision.approval.to_string(),
        decision.request.to_string(),
        decision.by.as_str(),
        decision.at.millis(),
        decision.version,
    ])?;
    Ok(())
}
