//! The history of an aggregate: entries sealed once into canonical bytes and chained by SHA-256.
//! Whoever holds a checkpoint can tell whether anything before it was changed later.

use crate::aggregate::Role;
use crate::error::{Code, Refusal};
use crate::id::{CommandId, Hash, PartyId};
use crate::time::Timestamp;
use crate::wire::{json_refusal, to_json};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tercero_macros::value;

/// What the hash of an entry starts with.
const DOMAIN: &[u8] = b"tercero.entry.v1\0";
/// The schema number inside every entry of this version.
const SCHEMA: u32 = 1;

/// What an entry says: one event, when, by whom, under which command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Body<E> {
    /// The schema of the entry, 1.
    pub schema: u32,
    /// The id of the aggregate.
    pub stream: String,
    /// Position in the stream, from 1.
    pub version: u32,
    /// When the host recorded it.
    pub recorded_at: Timestamp,
    /// When it took effect: for a timer its deadline, however late the clock was read.
    pub effective_at: Timestamp,
    /// Who acted.
    pub actor: PartyId,
    /// In which role.
    pub role: Role,
    /// The command under which the entry was sealed; none for a tick of the clock.
    pub command_id: Option<CommandId>,
    /// SHA-256 of that command with its actor.
    pub fingerprint: Option<Hash>,
    /// What happened.
    pub event: E,
}

/// One sealed entry: bytes to store as they are, and their place in the chain.
///
/// `hash = SHA-256("tercero.entry.v1\0" ‖ previous hash ‖ length as 8 bytes ‖ bytes)`; before the first entry stand 32
/// zero bytes.
#[value]
pub struct Entry {
    /// Position in the stream, from 1.
    pub version: u32,
    /// The chained hash.
    pub hash: Hash,
    /// The canonical JSON of the [`Body`], exactly as hashed.
    #[serde(with = "utf8")]
    pub bytes: Vec<u8>,
}

/// The bytes as JSON text; bytes that are no text cannot have been sealed by us and are shown with replacement characters.
mod utf8 {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&String::from_utf8_lossy(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Vec<u8>, D::Error> {
        String::deserialize(d).map(String::into_bytes)
    }
}

impl Entry {
    /// Seals `body` behind the entry whose hash is `previous`.
    pub(crate) fn seal<E: Serialize>(body: &Body<E>, previous: &Hash) -> Result<Entry, Refusal> {
        let bytes = to_json(body)?.into_bytes();
        Ok(Entry { version: body.version, hash: chain(previous, &bytes), bytes })
    }

    /// Reads what the entry says. Errors: those of [`crate::from_json`].
    pub fn body<E: DeserializeOwned>(&self) -> Result<Body<E>, Refusal> {
        serde_json::from_slice(&self.bytes).map_err(|error| json_refusal(&error))
    }
}

fn chain(previous: &Hash, bytes: &[u8]) -> Hash {
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes();
    Hash::of(&[
        DOMAIN,
        wrong!("chain_without_previous", previous, &Hash::ZERO).as_bytes(),
        &length,
        bytes,
    ])
}

/// A place in a history: whoever keeps one can prove later rewriting of anything up to it.
#[value]
pub struct Checkpoint {
    /// The id of the aggregate.
    pub stream: String,
    /// How many entries it covers.
    pub version: u32,
    /// The hash of the last of them.
    pub hash: Hash,
}

/// The entries of one stream from some checkpoint on, usually from the start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    base: Checkpoint,
    entries: Vec<Entry>,
}

impl History {
    /// An empty history of `stream`.
    pub fn new(stream: impl Into<String>) -> History {
        History::after(Checkpoint { stream: stream.into(), version: 0, hash: Hash::ZERO })
    }

    /// An empty history that goes on behind `base`.
    pub const fn after(base: Checkpoint) -> History {
        History { base, entries: Vec::new() }
    }

    /// A history of stored entries, unverified.
    pub const fn from_entries(base: Checkpoint, entries: Vec<Entry>) -> History {
        History { base, entries }
    }

    /// The entries, oldest first.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entries with versions `first` to `last`, as far as they are here.
    pub fn range(&self, first: u32, last: u32) -> &[Entry] {
        let index = |version: u32| {
            let offset = version.saturating_sub(self.base.version);
            usize::try_from(offset).unwrap_or(usize::MAX).min(self.entries.len())
        };
        self.entries.get(index(first.saturating_sub(1))..index(last)).unwrap_or_default()
    }

    /// The place this history starts behind.
    pub const fn base(&self) -> &Checkpoint {
        &self.base
    }

    /// The place of the last entry.
    pub fn checkpoint(&self) -> Checkpoint {
        match self.entries.last() {
            None => self.base.clone(),
            Some(last) => Checkpoint {
                stream: self.base.stream.clone(),
                version: last.version,
                hash: last.hash,
            },
        }
    }

    pub(crate) fn push(&mut self, entry: Entry) {
        self.entries.push(entry);
    }

    /// Recomputes the chain over the stored bytes.
    ///
    /// Errors: `history_broken` whose `field` is `entries[i]` of the first bad entry and whose `value` is the version it
    /// should have.
    ///
    /// ```
    /// use tercero::history::{Checkpoint, History};
    ///
    /// let empty = History::new("b1f6a1c2-0000-4000-8000-000000000001");
    /// assert_eq!(empty.verify()?.version, 0);
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn verify(&self) -> Result<Checkpoint, Refusal> {
        /// The part of a body that places it.
        #[derive(Deserialize)]
        struct Place<'a> {
            schema: u32,
            #[serde(borrow)]
            stream: std::borrow::Cow<'a, str>,
            version: u32,
        }
        let mut at = self.base.clone();
        for (index, entry) in self.entries.iter().enumerate() {
            at.version = at.version.saturating_add(1);
            let broken = |why: &'static str| {
                Refusal::new(Code::HistoryBroken)
                    .because(why)
                    .at(format!("entries[{index}]"))
                    .got(at.version)
            };
            if chain(&at.hash, &entry.bytes) != entry.hash {
                return Err(broken("the bytes do not match the chain"));
            }
            let place: Place<'_> = serde_json::from_slice(&entry.bytes)
                .map_err(|_| broken("the bytes are not an entry"))?;
            if place.schema != SCHEMA || place.stream != at.stream {
                return Err(broken("the entry belongs to another stream or schema"));
            }
            if place.version != at.version || entry.version != at.version {
                return Err(broken("the entry stands at the wrong place"));
            }
            at.hash = entry.hash;
        }
        Ok(at)
    }

    /// Verifies the chain and that it still runs through `held`, a checkpoint kept by somebody else.
    /// Errors: `history_broken`.
    pub fn verify_against(&self, held: &Checkpoint) -> Result<Checkpoint, Refusal> {
        let head = self.verify()?;
        let here = match held.version.checked_sub(self.base.version) {
            Some(0) => Some(self.base.hash),
            Some(_) => self.range(held.version, held.version).first().map(|entry| entry.hash),
            None => None,
        };
        if held.stream == head.stream && here == Some(held.hash) {
            return Ok(head);
        }
        Err(Refusal::new(Code::HistoryBroken)
            .because("the history does not run through the checkpoint that is held")
            .got(held.version))
    }
}

/// What the next body in a history starts with.
pub(crate) const fn schema() -> u32 {
    SCHEMA
}
