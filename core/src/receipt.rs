//! Receipts: a place in a history, signed by the host, that somebody else keeps.
//! Whoever has one finds any later change of what it covers, offline and without trusting whoever stores the entries.

use crate::error::{Code, Refusal};
use crate::history::{Checkpoint, Entry, History};
use crate::id::{Hash, from_hex, write_hex};
use crate::merkle;
use crate::wire::to_json;
use ed25519_dalek::Signer as _;
use serde::{Deserialize, Serialize};
use std::fmt;
use tercero_macros::value;

/// What the signed bytes start with.
const DOMAIN: &[u8] = b"tercero.receipt.v1\0";

/// The host's secret, which signs receipts. It is never written anywhere: not as JSON, not by `Debug`.
///
/// ```
/// use tercero::receipt::SigningKey;
///
/// let key = SigningKey::from_bytes(&[7; 32]);
/// assert_eq!(format!("{key:?}"), format!("SigningKey of {}", key.public()));
/// ```
///
/// ```compile_fail
/// tercero::to_json(&tercero::receipt::SigningKey::from_bytes(&[7; 32]));
/// ```
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// The key with this secret, which RFC 8032 calls the private key: 32 bytes from the host's source of randomness.
    pub fn from_bytes(secret: &[u8; 32]) -> SigningKey {
        SigningKey(ed25519_dalek::SigningKey::from_bytes(secret))
    }

    /// The public half, which the parties must get from the host on a way they trust.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey of {}", self.public())
    }
}

/// The key that a receipt is checked with: an Ed25519 public key, written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

impl PublicKey {
    /// The key with these bytes.
    /// Errors: `key_invalid` for bytes that are no point of the curve, one of small order or not its canonical encoding.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<PublicKey, Refusal> {
        match ed25519_dalek::VerifyingKey::from_bytes(bytes) {
            Ok(key) if !key.is_weak() && key.to_edwards().compress().as_bytes() == bytes => {
                Ok(PublicKey(key))
            }
            _ => Err(Refusal::new(Code::KeyInvalid).got(Hash::from_bytes(*bytes))),
        }
    }

    /// Reads 64 lower-case hexadecimal digits. Errors: `key_invalid`.
    ///
    /// ```
    /// use tercero::{Code, receipt::PublicKey};
    ///
    /// let text = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    /// assert_eq!(PublicKey::parse(text)?.to_string(), text);
    /// assert_eq!(PublicKey::parse(&"0".repeat(64)).unwrap_err().code, Code::KeyInvalid);
    /// # Ok::<(), tercero::Refusal>(())
    /// ```
    pub fn parse(text: &str) -> Result<PublicKey, Refusal> {
        let refuse = || Refusal::new(Code::KeyInvalid).got(text).allow("64 hexadecimal digits");
        PublicKey::from_bytes(&from_hex(text).ok_or_else(refuse)?)
    }

    /// The raw bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(self.as_bytes(), f)
    }
}

impl TryFrom<String> for PublicKey {
    type Error = Refusal;

    fn try_from(text: String) -> Result<PublicKey, Refusal> {
        PublicKey::parse(&text)
    }
}

impl From<PublicKey> for String {
    fn from(key: PublicKey) -> String {
        key.to_string()
    }
}

/// An Ed25519 signature, written as 128 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Signature([u8; 64]);

impl Signature {
    /// The signature with these raw bytes.
    pub const fn from_bytes(bytes: [u8; 64]) -> Signature {
        Signature(bytes)
    }

    /// Reads 128 lower-case hexadecimal digits. Errors: `signature_invalid`.
    pub fn parse(text: &str) -> Result<Signature, Refusal> {
        let refuse =
            || Refusal::new(Code::SignatureInvalid).got(text).allow("128 hexadecimal digits");
        from_hex(text).map(Signature).ok_or_else(refuse)
    }

    /// The raw bytes.
    pub const fn as_bytes(&self) -> &[u8; 64] {
        &self.0
    }
}

impl fmt::Debug for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl TryFrom<String> for Signature {
    type Error = Refusal;

    fn try_from(text: String) -> Result<Signature, Refusal> {
        Signature::parse(&text)
    }
}

impl From<Signature> for String {
    fn from(signature: Signature) -> String {
        signature.to_string()
    }
}

/// A checkpoint and the root of the tree over the entries it covers, signed by the host. A value to hand out and to keep.
///
/// The signature is Ed25519 over `"tercero.receipt.v1\0" ‖ canonical JSON of {checkpoint, key, root}`. The same history and
/// key give the same receipt.
///
/// ```
/// # use tercero::{Command, CommandId, Context, Escrow, EscrowId, PartyId, Role, Terms, Timestamp};
/// # let by = |n: u32, who: &str, role| {
/// #     let at = Timestamp::parse(&format!("2026-03-{n:02}T09:00:00Z"))?;
/// #     let id = CommandId::parse(&format!("00000000-0000-4000-8000-{n:012}"))?;
/// #     Ok::<_, tercero::Refusal>(Context::new(at, id, PartyId::parse(who)?, role))
/// # };
/// # let id = EscrowId::parse("7d2f4c1e-0000-4000-8000-000000000001")?;
/// # let terms = Terms::builder("EUR").buyer("ana").seller("beto").milestone("m1", "Lamp", "10.00");
/// # let mut escrow = Escrow::propose(id, terms.build()?, &by(1, "ana", Role::Buyer)?)?;
/// # let accept = Command::Accept { terms_version: 1, terms_hash: escrow.terms_hash() };
/// use tercero::receipt::{Receipt, SigningKey};
/// use tercero::{from_json, to_json};
///
/// // The host gives a receipt after each step; Beto keeps it, as the JSON text he was sent.
/// let key = SigningKey::from_bytes(&[7; 32]);
/// let kept = to_json(&escrow.history().receipt(&key)?)?;
/// escrow.handle(&accept, &by(2, "beto", Role::Seller)?)?;
///
/// // Later he gets all entries, and finds that they still begin with what he saw then.
/// let trusted = key.public();
/// let held: Receipt = from_json(&kept)?;
/// escrow.history().verify_receipt(&held, &trusted)?;
///
/// // Or he gets a new receipt and a short proof that it continues the old one.
/// let now = escrow.history().receipt(&key)?;
/// let (first, second) = (held.checkpoint.version, now.checkpoint.version);
/// let proof = escrow.history().consistency_proof(first, second)?;
/// now.verify_consistency(&held, &proof, &trusted)?;
///
/// // And he can show a third person one entry, without showing the others.
/// let entry = &escrow.history().entries()[2];
/// let proof = escrow.history().inclusion_proof(entry.version)?;
/// now.verify_inclusion(entry, &proof, &trusted)?;
/// # Ok::<(), tercero::Refusal>(())
/// ```
#[value]
pub struct Receipt {
    /// The place in the history.
    pub checkpoint: Checkpoint,
    /// The root of the tree over the hashes of all entries up to there, see [`merkle`].
    pub root: Hash,
    /// The key the host signed with.
    pub key: PublicKey,
    /// The signature.
    pub signature: Signature,
}

/// Proof that one entry is covered by a receipt.
#[value]
pub struct InclusionProof {
    /// The version of the entry.
    pub version: u32,
    /// How many entries the tree has: the version of the receipt.
    pub size: u32,
    /// The hash of the entry before, or 32 zero bytes: it binds the bytes of the entry to its hash.
    pub previous: Hash,
    /// The hashes beside the way from the leaf to the root, lowest first.
    pub hashes: Vec<Hash>,
}

/// Proof that the history under one receipt begins with that under an earlier one.
#[value]
pub struct ConsistencyProof {
    /// The version of the earlier receipt.
    pub first: u32,
    /// The version of the later one.
    pub second: u32,
    /// The hashes from which both roots follow.
    pub hashes: Vec<Hash>,
}

/// The bytes a signature is over.
fn statement(checkpoint: &Checkpoint, root: &Hash, key: &PublicKey) -> Result<Vec<u8>, Refusal> {
    #[derive(Serialize)]
    struct Statement<'a> {
        checkpoint: &'a Checkpoint,
        key: &'a PublicKey,
        root: &'a Hash,
    }
    let json = to_json(&Statement { checkpoint, key, root })?;
    Ok([DOMAIN, json.as_bytes()].concat())
}

impl Receipt {
    /// Checks that `trusted` signed this receipt. Errors: `key_untrusted`, `signature_invalid`.
    pub fn verify(&self, trusted: &PublicKey) -> Result<(), Refusal> {
        if self.key != *trusted {
            return Err(Refusal::new(Code::KeyUntrusted)
                .at("key")
                .got(self.key)
                .allow(trusted.to_string()));
        }
        let bytes = statement(&self.checkpoint, &self.root, &self.key)?;
        let signature = ed25519_dalek::Signature::from_bytes(self.signature.as_bytes());
        trusted.0.verify_strict(&bytes, &signature).map_err(|_| {
            Refusal::new(Code::SignatureInvalid)
                .because("the signature is not that of the key over this receipt")
                .at("signature")
                .got(self.signature)
        })
    }

    /// Checks that `entry`, down to its bytes, stands at its version in the history that this receipt covers.
    ///
    /// Errors: those of [`Receipt::verify`]; `proof_invalid`; `history_broken` if the entry is not what its hash says.
    pub fn verify_inclusion(
        &self,
        entry: &Entry,
        proof: &InclusionProof,
        trusted: &PublicKey,
    ) -> Result<(), Refusal> {
        self.verify(trusted)?;
        fits("version", proof.version, entry.version)?;
        fits("size", proof.size, self.checkpoint.version)?;
        let version = entry.version.saturating_sub(1);
        let stream = self.checkpoint.stream.clone();
        let before = Checkpoint { stream, version, hash: proof.previous };
        History::from_entries(before, vec![entry.clone()]).verify()?;
        let (leaf, size) = (merkle::leaf(&entry.hash), u64::from(proof.size));
        merkle::verify_inclusion(&leaf, version.into(), size, &proof.hashes, &self.root)
    }

    /// Checks that the history this receipt covers begins with the one under `held`, a receipt that the caller kept and has
    /// verified when it came.
    ///
    /// Errors: those of [`Receipt::verify`]; `proof_invalid`.
    pub fn verify_consistency(
        &self,
        held: &Receipt,
        proof: &ConsistencyProof,
        trusted: &PublicKey,
    ) -> Result<(), Refusal> {
        self.verify(trusted)?;
        if self.checkpoint.stream != held.checkpoint.stream {
            return Err(Refusal::new(Code::ProofInvalid)
                .because("the receipts are about different histories")
                .at("stream")
                .got(&self.checkpoint.stream)
                .allow(held.checkpoint.stream.clone()));
        }
        fits("first", proof.first, held.checkpoint.version)?;
        fits("second", proof.second, self.checkpoint.version)?;
        let (first, second) = (u64::from(proof.first), u64::from(proof.second));
        merkle::verify_consistency(first, second, &proof.hashes, &held.root, &self.root)
    }
}

/// A number inside a proof must be the one that is known from elsewhere.
fn fits(field: &'static str, given: u32, known: u32) -> Result<(), Refusal> {
    if given == known {
        return Ok(());
    }
    Err(Refusal::new(Code::ProofInvalid)
        .because("the proof is about another place")
        .at(field)
        .got(given)
        .allow(known.to_string()))
}

/// Receipts and proofs need the hashes of all entries, from the first on.
impl History {
    /// Verifies the chain and signs its end. Errors: `history_broken`, `entries_missing`.
    pub fn receipt(&self, key: &SigningKey) -> Result<Receipt, Refusal> {
        let checkpoint = self.verify()?;
        let root = merkle::root(&self.leaves("version", checkpoint.version)?);
        let public = key.public();
        let signature = key.0.sign(&statement(&checkpoint, &root, &public)?);
        let signature = Signature(signature.to_bytes());
        Ok(Receipt { checkpoint, root, key: public, signature })
    }

    /// Verifies this history and that it begins with what `held` covers, a receipt kept by somebody who trusts `trusted`.
    ///
    /// A history that is held from a snapshot on can still be compared with the checkpoint of a verified receipt, by
    /// [`History::verify_against`]. Errors: those of [`Receipt::verify`]; `history_broken`; `entries_missing`.
    pub fn verify_receipt(
        &self,
        held: &Receipt,
        trusted: &PublicKey,
    ) -> Result<Checkpoint, Refusal> {
        held.verify(trusted)?;
        let head = self.verify_against(&held.checkpoint)?;
        let root = merkle::root(&self.leaves("version", held.checkpoint.version)?);
        if root == held.root {
            return Ok(head);
        }
        Err(Refusal::new(Code::HistoryBroken)
            .because("the tree over the entries has another root than the receipt that is held")
            .got(held.checkpoint.version))
    }

    /// Proves that the entry `version` is among the entries here, to whoever has a receipt for all of them.
    /// Errors: `entries_missing`.
    pub fn inclusion_proof(&self, version: u32) -> Result<InclusionProof, Refusal> {
        let size = self.checkpoint().version;
        let leaves = self.leaves("version", size)?;
        let before = version.checked_sub(1).ok_or_else(|| self.missing("version", version))?;
        let previous = self.range(before, before).first().map_or(Hash::ZERO, |entry| entry.hash);
        let index = usize::try_from(before).unwrap_or(usize::MAX);
        let hashes = merkle::inclusion_proof(&leaves, index)
            .map_err(|_| self.missing("version", version))?;
        Ok(InclusionProof { version, size, previous, hashes })
    }

    /// Proves that the first `second` entries begin with the first `first`, to whoever has receipts for both.
    /// Errors: `entries_missing`.
    pub fn consistency_proof(&self, first: u32, second: u32) -> Result<ConsistencyProof, Refusal> {
        let leaves = self.leaves("second", second)?;
        let size = usize::try_from(first).unwrap_or(usize::MAX);
        let hashes = merkle::consistency_proof(&leaves, size)
            .map_err(|refusal| Refusal { value: Some(first.to_string()), ..refusal })?;
        Ok(ConsistencyProof { first, second, hashes })
    }

    /// The leaves of the first `size` entries.
    fn leaves(&self, field: &'static str, size: u32) -> Result<Vec<Hash>, Refusal> {
        if self.base().version != 0 || size > self.checkpoint().version {
            return Err(self.missing(field, size));
        }
        Ok(self.range(1, size).iter().map(|entry| merkle::leaf(&entry.hash)).collect())
    }

    fn missing(&self, field: &'static str, version: u32) -> Refusal {
        let (base, head) = (self.base().version, self.checkpoint().version);
        let refusal = Refusal::new(Code::EntriesMissing).at(field).got(version);
        match base {
            0 => refusal.allow(format!("1 to {head}")),
            _ => refusal.because(format!("the first {base} entries are not here")),
        }
    }
}
