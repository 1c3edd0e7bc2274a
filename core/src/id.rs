//! Identifiers and texts with strict grammars. The host gives them; the core never makes one up.

use crate::error::{Code, Refusal};
use crate::limits::{EVIDENCE_BYTES, ID_BYTES, TEXT_BYTES, TEXT_MARKS};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::fmt;
use tercero_macros::value;
use unicode_normalization::{char::is_combining_mark, is_nfc};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta] $name:ident)+) => {$(
        #[$doc]
        ///
        /// A UUID in lower case with hyphens, given by the host.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(pub Uuid);

        impl $name {
            /// Reads the hyphenated form in lower case. Errors: `id_syntax`.
            pub fn parse(text: &str) -> Result<$name, Refusal> {
                let refuse = || Refusal::new(Code::IdSyntax).got(text).allow("a UUID in lower case");
                let id = Uuid::try_parse(text).map_err(|_| refuse())?;
                if id.to_string() == text { Ok($name(id)) } else { Err(refuse()) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Refusal;

            fn try_from(text: String) -> Result<$name, Refusal> {
                $name::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.to_string()
            }
        }
    )+};
}

uuid_id! {
    /// Names an escrow and its history.
    EscrowId
    /// Names a project and its history.
    ProjectId
    /// Names one command for ever: repeating it repeats its answer.
    CommandId
    /// Names a dispute case.
    CaseId
}

macro_rules! text_id {
    ($(#[$doc:meta] $name:ident)+) => {$(
        #[$doc]
        ///
        /// One to 64 of `A-Z a-z 0-9 _ -`.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(std::sync::Arc<str>);

        impl $name {
            /// Reads the id. Errors: `id_syntax`.
            pub fn parse(text: &str) -> Result<$name, Refusal> {
                let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
                if (1..=ID_BYTES).contains(&text.len()) && text.bytes().all(fits) {
                    Ok($name(text.into()))
                } else {
                    Err(Refusal::new(Code::IdSyntax).got(text).allow("[A-Za-z0-9_-]{1,64}"))
                }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = Refusal;

            fn try_from(text: String) -> Result<$name, Refusal> {
                $name::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0.as_ref().to_owned()
            }
        }
    )+};
}

text_id! {
    /// Names a person or company that takes part.
    PartyId
    /// Names a milestone.
    MilestoneId
    /// Names something outside: a pay-in, a transfer, a parcel.
    Reference
}

impl CaseId {
    /// The id of the `n`-th case of an escrow that time opens: SHA-256 of both as a custom UUID (version 8).
    pub(crate) fn derived(escrow: EscrowId, n: usize) -> CaseId {
        let hash = Hash::of(&[b"tercero.case.v1\0", format!("{escrow}/{n}").as_bytes()]);
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(hash.as_bytes()).for_each(|(byte, hashed)| *byte = *hashed);
        CaseId(uuid::Builder::from_custom_bytes(bytes).into_uuid())
    }
}

/// Names a payment leg: `{stream}/{part}/{n}`. It is the idempotency key for the rail.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LegId(std::sync::Arc<str>);

impl LegId {
    pub(crate) fn new(stream: impl fmt::Display, part: &str, n: u32) -> LegId {
        LegId(format!("{stream}/{part}/{n}").into())
    }

    /// Reads the id. Errors: `id_syntax`.
    pub fn parse(text: &str) -> Result<LegId, Refusal> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'/');
        let parts = text.split('/');
        let three = parts.clone().count() == 3 && parts.clone().all(|part| !part.is_empty());
        if text.len() <= 128 && three && text.bytes().all(fits) {
            Ok(LegId(text.into()))
        } else {
            Err(Refusal::new(Code::IdSyntax).got(text).allow("{stream}/{part}/{n}"))
        }
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LegId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for LegId {
    type Error = Refusal;

    fn try_from(text: String) -> Result<LegId, Refusal> {
        LegId::parse(&text)
    }
}

impl From<LegId> for String {
    fn from(id: LegId) -> String {
        id.as_str().to_owned()
    }
}

impl PartyId {
    /// The host itself, which may be paid fees.
    pub fn platform() -> PartyId {
        PartyId("platform".into())
    }

    /// The tax office, whose money the host passes on.
    pub fn tax() -> PartyId {
        PartyId("tax".into())
    }

    /// The clock, as the actor of timers.
    pub fn clock() -> PartyId {
        PartyId("clock".into())
    }

    /// The owner of a project, in its books.
    pub(crate) fn owner() -> PartyId {
        PartyId("owner".into())
    }

    /// The suppliers of a project, in its books.
    pub(crate) fn supplier() -> PartyId {
        PartyId("supplier".into())
    }

    /// Whether the name stands for somebody else in the books of a project.
    pub(crate) fn is_account(&self) -> bool {
        matches!(self.as_str(), "owner" | "supplier")
    }

    /// Whether the name is kept for the host, the tax office or the clock.
    pub fn is_reserved(&self) -> bool {
        matches!(self.as_str(), "platform" | "tax" | "clock")
    }
}

impl Reference {
    /// The budget line of a project that is the price of its goods.
    pub(crate) fn goods() -> Reference {
        Reference("goods".into())
    }

    /// The owner's share of a project, where a part of it stays back.
    pub(crate) fn owner() -> Reference {
        Reference("owner".into())
    }

    /// The name of a fee line that has no other.
    pub(crate) fn fee() -> Reference {
        Reference("fee".into())
    }
}

impl MilestoneId {
    /// The id of the `n`-th part carved out of `parent`. Errors: `id_syntax` if it grows too long.
    pub(crate) fn part(parent: &MilestoneId, n: usize) -> Result<MilestoneId, Refusal> {
        MilestoneId::parse(&format!("{parent}-{n}"))
    }
}

/// A short text that people read and sign: in NFC, without control, direction or invisible characters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Text(Box<str>);

impl Text {
    /// Takes 1 to 4096 bytes. Errors: `text_length`, `text_forbidden`.
    pub fn parse(text: &str) -> Result<Text, Refusal> {
        if !(1..=TEXT_BYTES).contains(&text.len()) {
            return Err(Refusal::new(Code::TextLength).got(text.len()).allow("1 to 4096 bytes"));
        }
        if let Some(bad) = text.chars().find(|c| invisible(*c)) {
            return Err(Refusal::new(Code::TextForbidden).got(format!("U+{:04X}", u32::from(bad))));
        }
        if text.chars().filter(|c| is_combining_mark(*c)).count() > TEXT_MARKS {
            return Err(Refusal::new(Code::TextForbidden).because("too many combining marks"));
        }
        if !is_nfc(text) {
            return Err(Refusal::new(Code::TextForbidden).because("the text is not in NFC"));
        }
        Ok(Text(text.into()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Characters that hide, reorder or end text.
fn invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{115F}'
                | '\u{1160}'
                | '\u{180E}'
                | '\u{3164}'
                | '\u{FFA0}'
        )
        || matches!(c, '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

impl TryFrom<String> for Text {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Text, Refusal> {
        Text::parse(&text)
    }
}

impl From<Text> for String {
    fn from(text: Text) -> String {
        text.0.into()
    }
}

/// A SHA-256 value, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Hash([u8; 32]);

impl Hash {
    /// Thirty-two zero bytes: what comes before the first entry.
    pub const ZERO: Hash = Hash([0; 32]);

    /// The hash of all `parts` in a row.
    pub fn of(parts: &[&[u8]]) -> Hash {
        let mut hasher = Sha256::new();
        for part in parts {
            hasher.update(part);
        }
        Hash(hasher.finalize().into())
    }

    /// The raw bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash with these raw bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Hash {
        Hash(bytes)
    }

    /// Reads 64 lower-case hexadecimal digits. Errors: `id_syntax`.
    pub fn parse(text: &str) -> Result<Hash, Refusal> {
        let refuse = || Refusal::new(Code::IdSyntax).got(text).allow("64 hexadecimal digits");
        from_hex(text).map(Hash).ok_or_else(refuse)
    }
}

/// Reads `N` bytes from exactly twice as many lower-case hexadecimal digits.
pub(crate) fn from_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => byte.checked_sub(b'0'),
        b'a'..=b'f' => byte.checked_sub(b'a').and_then(|n| n.checked_add(10)),
        _ => None,
    };
    if text.len() != N.checked_mul(2)? {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *byte = (digit(*high)? << 4) | digit(*low)?;
    }
    Some(bytes)
}

/// Writes bytes as lower-case hexadecimal digits.
pub(crate) fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl TryFrom<String> for Hash {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Hash, Refusal> {
        Hash::parse(&text)
    }
}

impl From<Hash> for String {
    fn from(hash: Hash) -> String {
        hash.to_string()
    }
}

/// What the history keeps of a text or file that the host stores: its SHA-256 and its length in bytes.
/// Erasing the original leaves the history valid.
///
/// ```
/// let reason = tercero::Digest::of_text("the machine arrived without its power cord")?;
/// assert_eq!(reason.length, 42);
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[value(checked)]
#[derive(Copy, PartialOrd, Ord)]
pub struct Digest {
    /// SHA-256 of the bytes.
    pub sha256: Hash,
    /// Bytes of the original, at most 25 MiB.
    pub length: u32,
}

impl Digest {
    /// The digest of a file's bytes. Errors: `text_length` over 25 MiB.
    pub fn of_bytes(bytes: &[u8]) -> Result<Digest, Refusal> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Digest { sha256: Hash::of(&[bytes]), length }.checked()
    }

    /// The digest of a text that passes the checks of [`Text`]. Errors: `text_length`, `text_forbidden`.
    pub fn of_text(text: &str) -> Result<Digest, Refusal> {
        Digest::of_bytes(Text::parse(text)?.as_str().as_bytes())
    }

    fn checked(self) -> Result<Digest, Refusal> {
        if u64::from(self.length) > EVIDENCE_BYTES {
            return Err(Refusal::new(Code::TextLength).got(self.length).allow("at most 25 MiB"));
        }
        Ok(self)
    }
}
