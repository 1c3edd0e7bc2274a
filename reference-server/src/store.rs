//! One SQLite file: the entries of every escrow, and what is looked up by something else than its id.
//! One thread writes; appends that wait at the same time share one commit.

mod approvals;

pub(crate) use approvals::{Decision, Filing};

use rusqlite::{
    Connection, ErrorCode, OptionalExtension, Row, Savepoint, TransactionBehavior, params,
};
use std::path::Path;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use tercero::history::Entry;
use tercero::{CaseId, Code, CommandId, EscrowId, Hash, Refusal, Timestamp};

/// The tables of the first version. What happened is only ever appended.
const ENTRIES: &str = "
    CREATE TABLE entries (
        stream TEXT NOT NULL, version INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL,
        PRIMARY KEY (stream, version)
    ) STRICT;
    CREATE TRIGGER entries_stay BEFORE UPDATE ON entries
        BEGIN SELECT raise(ABORT, 'an entry is never changed'); END;
    CREATE TRIGGER entries_remain BEFORE DELETE ON entries
        BEGIN SELECT raise(ABORT, 'an entry is never deleted'); END;
    CREATE TABLE parties (
        place INTEGER PRIMARY KEY, party TEXT NOT NULL, stream TEXT NOT NULL, UNIQUE (party, stream)
    ) STRICT;
    CREATE TABLE cases (id TEXT PRIMARY KEY, stream TEXT NOT NULL) STRICT;
    CREATE TABLE creations (command TEXT PRIMARY KEY, stream TEXT NOT NULL) STRICT;
    CREATE TABLE deadlines (stream TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT;
    CREATE INDEX deadlines_by_time ON deadlines (at);
    CREATE TABLE texts (sha256 TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT;
    CREATE TABLE request_time (id INTEGER PRIMARY KEY CHECK (id = 1), latest INTEGER NOT NULL) STRICT;
";
/// What each version of the schema adds to the one before.
const STEPS: [&str; 2] = [ENTRIES, approvals::TABLES];
/// The number of the schema with all of them.
const SCHEMA_VERSION: u32 = 2;
/// The oldest SQLite whose WAL is free of the known defects.
const OLDEST_SQLITE: i32 = 3_051_003;
/// Appends that share one commit at most.
const GROUP: usize = 256;
/// Under this name every escrow is listed, for those who run them. No party can be called like this.
const EVERYBODY: &str = "*";

/// Why the store did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// Somebody else was first.
    #[error("the stream has moved on")]
    Conflict,
    /// SQLite said no.
    #[error("{0}")]
    Sqlite(Arc<rusqlite::Error>),
    /// The library is too old.
    #[error("SQLite {0} is too old, 3.51.3 is needed")]
    TooOld(&'static str),
    /// The file belongs to another program or another version.
    #[error("the database has schema {0}, this server knows schema {SCHEMA_VERSION}")]
    Schema(u32),
    /// A setting that durability rests on did not take.
    #[error("SQLite did not accept {0}")]
    Pragma(&'static str),
    /// The writing thread has ended.
    #[error("the store is closed")]
    Closed,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        match error.sqlite_error_code() {
            Some(ErrorCode::ConstraintViolation) => StoreError::Conflict,
            _ => StoreError::Sqlite(Arc::new(error)),
        }
    }
}

impl From<StoreError> for Refusal {
    /// What a caller learns of it; the operator finds the cause on the error output.
    fn from(error: StoreError) -> Refusal {
        if matches!(error, StoreError::Conflict) {
            return Refusal::new(Code::VersionConflict);
        }
        eprintln!("store: {error}");
        Refusal::new(Code::Unavailable)
    }
}

/// A text the history knows only by its digest.
#[derive(Debug, Clone)]
pub(crate) struct Note {
    pub(crate) sha256: Hash,
    pub(crate) text: String,
}

/// Everything one command adds, all of it or nothing.
#[derive(Debug, Clone)]
pub(crate) struct Append {
    pub(crate) stream: EscrowId,
    /// Sealed behind what is stored; a version that is stored already is a conflict.
    pub(crate) entries: Vec<Entry>,
    /// Everybody in whose list the escrow appears.
    pub(crate) parties: Vec<String>,
    pub(crate) cases: Vec<CaseId>,
    /// When a timer is due next.
    pub(crate) deadline: Option<Timestamp>,
    pub(crate) notes: Vec<Note>,
    /// The command that created the escrow, if it was this one.
    pub(crate) creation: Option<CommandId>,
    /// The approval whose command it is, if it took two people.
    pub(crate) decision: Option<Decision>,
}

/// What is stored in one go, all of it or nothing.
#[derive(Debug, Clone)]
pub(crate) enum Write {
    /// What a command adds to an escrow.
    Command(Append),
    /// A command that waits for a second person, and the texts it names.
    Filing(Filing, Vec<Note>),
    /// A decision that runs nothing.
    Decision(Decision),
}

struct Job {
    write: Write,
    /// The latest time a request has brought.
    request_time: Option<Timestamp>,
    done: SyncSender<Result<(), StoreError>>,
}

/// The store of a server.
pub(crate) struct Store {
    jobs: Sender<Job>,
    reader: Mutex<Connection>,
}

impl Store {
    /// Opens the file, and makes it if it does not exist.
    pub(crate) fn open(path: &Path) -> Result<Store, StoreError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(StoreError::TooOld(rusqlite::version()));
        }
        let mut writer = connect(path)?;
        prepare_schema(&mut writer)?;
        let reader = Mutex::new(connect(path)?);
        let (jobs, waiting) = channel();
        std::thread::spawn(move || write(writer, &waiting));
        Ok(Store { jobs, reader })
    }

    /// Stores it, and returns once it is on the disk.
    pub(crate) fn write(
        &self,
        write: Write,
        request_time: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let (done, answer) = sync_channel(1);
        self.jobs.send(Job { write, request_time, done }).map_err(|_| StoreError::Closed)?;
        answer.recv().map_err(|_| StoreError::Closed)?
    }

    /// All entries of a stream, oldest first.
    pub(crate) fn load(&self, stream: EscrowId) -> Result<Vec<Entry>, StoreError> {
        self.all(
            "SELECT version, hash, bytes FROM entries WHERE stream = ?1 ORDER BY version",
            params![stream.to_string()],
            |row| {
                let hash = Hash::from_bytes(row.get(1)?);
                Ok(Entry { version: row.get(0)?, hash, bytes: row.get(2)? })
            },
        )
    }

    /// The escrows in the list of `party`, newest first, behind `before`. Without a party: all escrows.
    pub(crate) fn listed(
        &self,
        party: Option<&str>,
        before: i64,
        limit: u32,
    ) -> Result<Vec<(i64, EscrowId)>, StoreError> {
        self.all(
            "SELECT stream, place FROM parties WHERE party = ?1 AND place < ?2 ORDER BY place DESC LIMIT ?3",
            params![party.unwrap_or(EVERYBODY), before, limit],
            |row| Ok((row.get(1)?, stream(row)?)),
        )
    }

    /// The escrows in the list of `party` that have a timer due at `now`. Without a party: all such escrows.
    pub(crate) fn due(
        &self,
        party: Option<&str>,
        now: Timestamp,
    ) -> Result<Vec<EscrowId>, StoreError> {
        self.all(
            "SELECT stream FROM deadlines JOIN parties USING (stream) WHERE at <= ?2 AND party = ?1 ORDER BY at",
            params![party.unwrap_or(EVERYBODY), now.millis()],
            stream,
        )
    }

    /// The escrow a case belongs to.
    pub(crate) fn of_case(&self, case: CaseId) -> Result<Option<EscrowId>, StoreError> {
        self.one("SELECT stream FROM cases WHERE id = ?1", &case.to_string(), stream)
    }

    /// The escrow a command created.
    pub(crate) fn created_by(&self, command: CommandId) -> Result<Option<EscrowId>, StoreError> {
        self.one("SELECT stream FROM creations WHERE command = ?1", &command.to_string(), stream)
    }

    /// The text with this digest, unless it was erased.
    pub(crate) fn text(&self, sha256: &str) -> Result<Option<String>, StoreError> {
        self.one("SELECT text FROM texts WHERE sha256 = ?1", sha256, |row| row.get(0))
    }

    /// The latest time any request has brought.
    pub(crate) fn request_time(&self) -> Result<Option<Timestamp>, StoreError> {
        let latest: Option<i64> =
            self.one("SELECT latest FROM request_time WHERE id = ?1", "1", |row| row.get(0))?;
        Ok(latest.and_then(|latest| Timestamp::from_millis(latest).ok()))
    }

    fn all<T>(
        &self,
        sql: &str,
        values: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StoreError> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let mut statement = reader.prepare_cached(sql)?;
        Ok(statement.query_map(values, read)?.collect::<Result<_, _>>()?)
    }

    fn one<T>(
        &self,
        sql: &str,
        value: &str,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StoreError> {
        let reader = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(reader.prepare_cached(sql)?.query_row([value], read).optional()?)
    }
}

/// The first column as the id of an escrow.
fn stream(row: &Row<'_>) -> rusqlite::Result<EscrowId> {
    parsed(row, 0, EscrowId::parse)
}

/// The text in a column as a value of the core.
fn parsed<T>(
    row: &Row<'_>,
    column: usize,
    parse: impl FnOnce(&str) -> Result<T, Refusal>,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    parse(&text).map_err(|refusal| unreadable(column, refusal))
}

fn unreadable(column: usize, refusal: Refusal) -> rusqlite::Error {
    let kind = rusqlite::types::Type::Text;
    rusqlite::Error::FromSqlConversionFailure(column, kind, Box::new(refusal))
}

/// Opens a connection whose commits survive a power cut, and checks that it is one.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;",
    )?;
    for (pragma, expected) in [
        ("journal_mode", "wal"),
        ("synchronous", "2"),
        ("foreign_keys", "1"),
        ("busy_timeout", "5000"),
    ] {
        let found = connection.pragma_query_value(None, pragma, |row| row.get(0));
        if text_of(&found?) != expected {
            return Err(StoreError::Pragma(pragma));
        }
    }
    Ok(connection)
}

fn text_of(value: &rusqlite::types::Value) -> String {
    match value {
        rusqlite::types::Value::Text(text) => text.clone(),
        rusqlite::types::Value::Integer(number) => number.to_string(),
        _ => String::new(),
    }
}

/// Makes the tables that an empty file or one of an earlier version lacks; refuses a file that is not ours.
fn prepare_schema(connection: &mut Connection) -> Result<(), StoreError> {
    let setup = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version: u32 = setup.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let tables: u32 =
        setup.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if !matches!((version, tables), (0, 0) | (1..=SCHEMA_VERSION, _)) {
        return Err(StoreError::Schema(version));
    }
    for (step, made) in STEPS.iter().zip(1..).filter(|(_, made)| *made > version) {
        setup.execute_batch(step)?;
        setup.pragma_update(None, "user_version", made)?;
    }
    Ok(setup.commit()?)
}

/// Takes what waits and commits it together, until the store is dropped.
fn write(mut connection: Connection, waiting: &Receiver<Job>) {
    while let Ok(first) = waiting.recv() {
        let mut group = vec![first];
        group.extend(waiting.try_iter().take(GROUP));
        match commit(&mut connection, &group) {
            Ok(results) => group.iter().zip(results).for_each(|(job, result)| answer(job, result)),
            Err(error) => group.iter().for_each(|job| answer(job, Err(error.clone()))),
        }
    }
}

/// Whoever no longer waits for the answer finds it in the store.
fn answer(job: &Job, result: Result<(), StoreError>) {
    let _ = job.done.send(result);
}

/// One commit for the whole group; an append that conflicts takes nobody else with it.
fn commit(
    connection: &mut Connection,
    group: &[Job],
) -> Result<Vec<Result<(), StoreError>>, StoreError> {
    let mut transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut results = Vec::with_capacity(group.len());
    for job in group {
        let part = transaction.savepoint()?;
        let result = insert(&part, job);
        if result.is_ok() {
            part.commit()?;
        }
        results.push(result);
    }
    transaction.commit()?;
    Ok(results)
}

fn insert(part: &Savepoint<'_>, job: &Job) -> Result<(), StoreError> {
    match &job.write {
        Write::Command(added) => append(part, added)?,
        Write::Filing(filing, notes) => {
            approvals::file(part, filing)?;
            keep(part, notes)?;
        }
        Write::Decision(decision) => approvals::decide(part, decision)?,
    }
    if let Some(at) = job.request_time {
        part.prepare_cached(
            "INSERT INTO request_time (id, latest) VALUES (1, ?1)
             ON CONFLICT DO UPDATE SET latest = max(latest, excluded.latest)",
        )?
        .execute([at.millis()])?;
    }
    Ok(())
}

fn keep(part: &Savepoint<'_>, notes: &[Note]) -> Result<(), StoreError> {
    for note in notes {
        part.prepare_cached("INSERT OR IGNORE INTO texts (sha256, text) VALUES (?1, ?2)")?
            .execute(params![note.sha256.to_string(), note.text])?;
    }
    Ok(())
}

fn append(part: &Savepoint<'_>, append: &Append) -> Result<(), StoreError> {
    let stream = append.stream.to_string();
    for entry in &append.entries {
        part.prepare_cached(
            "INSERT INTO entries (stream, version, hash, bytes) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute(params![stream, entry.version, entry.hash.as_bytes(), entry.bytes])?;
    }
    for party in append.parties.iter().map(String::as_str).chain([EVERYBODY]) {
        part.prepare_cached("INSERT OR IGNORE INTO parties (party, stream) VALUES (?1, ?2)")?
            .execute(params![party, stream])?;
    }
    for case in &append.cases {
        part.prepare_cached("INSERT OR IGNORE INTO cases (id, stream) VALUES (?1, ?2)")?
            .execute(params![case.to_string(), stream])?;
    }
    keep(part, &append.notes)?;
    if let Some(decision) = &append.decision {
        approvals::decide(part, decision)?;
    }
    if let Some(command) = append.creation {
        part.prepare_cached("INSERT INTO creations (command, stream) VALUES (?1, ?2)")?
            .execute(params![command.to_string(), stream])?;
    }
    match append.deadline {
        Some(at) => part
            .prepare_cached("INSERT OR REPLACE INTO deadlines (stream, at) VALUES (?1, ?2)")?
            .execute(params![stream, at.millis()])?,
        None => {
            part.prepare_cached("DELETE FROM deadlines WHERE stream = ?1")?.execute([stream])?
        }
    };
    Ok(())
}
