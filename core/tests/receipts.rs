//! A receipt that somebody else holds shows every later change of what it covers, and nobody without the key makes one.
//! The tree under it is held to public vectors and, for every size up to 200, to every proof there is.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::print_stdout,
    reason = "a test stops at the first surprise and says how many cases it saw"
)]

mod support;

#[path = "receipts/rewriting.rs"]
mod rewriting;
#[path = "receipts/tree.rs"]
mod tree;
#[path = "receipts/vectors.rs"]
mod vectors;

use support::{World, worked_terms};
use tercero::escrow::Reason;
use tercero::history::{Checkpoint, Entry, History};
use tercero::receipt::{
    ConsistencyProof, InclusionProof, PublicKey, Receipt, Signature, SigningKey,
};
use tercero::{Code, Command, Escrow, Hash, Refusal, Role, days, from_json, merkle, to_json};

/// The key of the host in every test.
fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// The entries of a life with a dispute, an approval by silence and payments.
fn lived() -> Vec<Entry> {
    let mut world = World::agreed(worked_terms());
    world.pay("m1");
    world.pay("m2");
    world.complete("m1");
    world.ship("m2");
    world.deliver("m2");
    let case = world.dispute(Role::Buyer, "m2", "1000.00", Reason::NotAsDescribed);
    world.by(Role::Seller, Command::AcceptClaim { case }).unwrap();
    world.pass(days(3));
    world.escrow.history().entries().to_vec()
}

/// The history with these entries from the first on.
fn history(entries: &[Entry]) -> History {
    History::from_entries(History::new(support::ESCROW).checkpoint(), entries.to_vec())
}

/// What the host signs after each entry.
fn receipts(entries: &[Entry]) -> Vec<Receipt> {
    (1..=entries.len()).map(|n| history(&entries[..n]).receipt(&key()).unwrap()).collect()
}

fn code<T: std::fmt::Debug>(answer: Result<T, Refusal>) -> Code {
    answer.unwrap_err().code
}

fn flipped<const N: usize>(bytes: &[u8; N], bit: usize) -> [u8; N] {
    let mut bytes = *bytes;
    bytes[bit / 8] ^= 1 << (bit % 8);
    bytes
}

fn flipped_hash(hash: &Hash, bit: usize) -> Hash {
    Hash::from_bytes(flipped(hash.as_bytes(), bit))
}

#[test]
fn a_receipt_holds_against_every_later_history() {
    let entries = lived();
    let receipts = receipts(&entries);
    let trusted = key().public();
    let mut pairs = 0;
    for (n, held) in receipts.iter().enumerate() {
        assert_eq!(held.checkpoint.version as usize, n + 1);
        assert_eq!(held.checkpoint.hash, entries[n].hash);
        for later in n..entries.len() {
            let history = history(&entries[..=later]);
            let head = history.verify_receipt(held, &trusted).unwrap();
            assert_eq!(head, history.checkpoint());
            let proof = history.consistency_proof(n as u32 + 1, later as u32 + 1).unwrap();
            receipts[later].verify_consistency(held, &proof, &trusted).unwrap();
            pairs += 1;
        }
    }
    println!("{} receipts, {pairs} pairs of an earlier and a later one", receipts.len());
}

#[test]
fn a_receipt_is_the_same_every_time_and_survives_json() {
    let entries = lived();
    let receipt = history(&entries).receipt(&key()).unwrap();
    assert_eq!(history(&entries).receipt(&key()).unwrap(), receipt);
    assert_eq!(Escrow::replay(entries).unwrap().history().receipt(&key()).unwrap(), receipt);
    let text = to_json(&receipt).unwrap();
    assert_eq!(from_json::<Receipt>(&text).unwrap(), receipt);
    let more = text.replacen('{', r#"{"more":1,"#, 1);
    assert_eq!(code(from_json::<Receipt>(&more)), Code::JsonUnknownField);
    let upper = text.replace(&receipt.key.to_string(), &receipt.key.to_string().to_uppercase());
    assert_eq!(code(from_json::<Receipt>(&upper)), Code::KeyInvalid);
    let short = text.replace(&receipt.signature.to_string(), "00");
    assert_eq!(code(from_json::<Receipt>(&short)), Code::SignatureInvalid);
}

/// A fixed receipt. Whoever changes these bytes makes every receipt that is kept anywhere worthless.
#[test]
fn golden_receipt() {
    let hash = Hash::of(&[b"an entry"]);
    let checkpoint = Checkpoint { stream: support::ESCROW.to_owned(), version: 1, hash };
    let receipt: Receipt = from_json(GOLDEN).unwrap();
    assert_eq!((&receipt.checkpoint, receipt.root), (&checkpoint, merkle::leaf(&hash)));
    assert_eq!(receipt.key, key().public());
    receipt.verify(&key().public()).unwrap();
    assert_eq!(to_json(&receipt).unwrap(), GOLDEN);
}

/// Computed and signed by another program in another language, from the description in `docs/receipts.md`.
const GOLDEN: &str = concat!(
    r#"{"checkpoint":{"hash":"9fb7f2ffa7e75ba5d5017c2b5b651a7d256016ca891c74ca01cb651d6781a6e9","#,
    r#""stream":"7d2f4c1e-0000-4000-8000-000000000001","version":1},"#,
    r#""key":"ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c","#,
    r#""root":"d9a9d9c45ced1451decbf306995e2ac40b54420d2a29340099df679fd8245b0b","#,
    r#""signature":"ff1427f997cbae635ba9f05b941b42cee6bf6d324d911790872962a307c6a79e"#,
    r#"0b07bbc55d24ebd322702af9ec7c3fcdbce4a410f836a904860b38319a3f2305"}"#,
);

/// The key pairs of RFC 8032, section 7.1, tests 1 to 3.
#[test]
fn keys_are_those_of_the_standard() {
    let pairs = [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        ),
    ];
    for (secret, public) in pairs {
        let secret = Hash::parse(secret).unwrap();
        assert_eq!(SigningKey::from_bytes(secret.as_bytes()).public().to_string(), public);
    }
}

#[test]
fn a_key_that_is_none_is_refused() {
    // The eight points of small order, and two more encodings of them.
    let weak = [
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    ];
    for text in weak {
        assert_eq!(code(PublicKey::parse(text)), Code::KeyInvalid, "{text}");
    }
    // No point has this y; the others are no hexadecimal digits of 32 bytes.
    let no_point = format!("02{}", "00".repeat(31));
    for text in [no_point.as_str(), "", "00", &"0".repeat(63), &"g".repeat(64), &"é".repeat(32)] {
        assert_eq!(code(PublicKey::parse(text)), Code::KeyInvalid, "{text}");
    }
    for text in ["", &"0".repeat(127), &"0".repeat(129), &"A".repeat(128)] {
        assert_eq!(code(Signature::parse(text)), Code::SignatureInvalid, "{text}");
    }
}

#[test]
fn a_secret_is_not_shown() {
    let secret = [0xab; 32];
    let shown = format!("{:?}", SigningKey::from_bytes(&secret));
    assert!(!shown.contains(&"ab".repeat(8)) && !shown.contains("171"), "{shown}");
}

#[test]
fn a_receipt_of_another_key_is_refused() {
    let entries = lived();
    let other = SigningKey::from_bytes(&[8; 32]);
    let receipt = history(&entries).receipt(&other).unwrap();
    receipt.verify(&other.public()).unwrap();
    let refusal = history(&entries).verify_receipt(&receipt, &key().public()).unwrap_err();
    assert_eq!(refusal.code, Code::KeyUntrusted);
    assert_eq!(refusal.field.as_deref(), Some("key"));
    assert_eq!(refusal.value, Some(other.public().to_string()));
    assert_eq!(refusal.allowed, [key().public().to_string()]);
    // Nor does it help to write the trusted key into it.
    let renamed = Receipt { key: key().public(), ..receipt };
    assert_eq!(code(renamed.verify(&key().public())), Code::SignatureInvalid);
}

#[test]
fn every_changed_bit_of_a_receipt_is_found() {
    let entries = lived();
    let receipt = history(&entries).receipt(&key()).unwrap();
    let trusted = key().public();
    let mut bits = 0;
    let mut refused = |changed: Receipt, wanted: Code| {
        assert_eq!(code(changed.verify(&trusted)), wanted, "{changed:?}");
        bits += 1;
    };
    for bit in 0..512 {
        let signature = Signature::from_bytes(flipped(receipt.signature.as_bytes(), bit));
        refused(Receipt { signature, ..receipt.clone() }, Code::SignatureInvalid);
    }
    for bit in 0..256 {
        let root = flipped_hash(&receipt.root, bit);
        refused(Receipt { root, ..receipt.clone() }, Code::SignatureInvalid);
        let mut changed = receipt.clone();
        changed.checkpoint.hash = flipped_hash(&receipt.checkpoint.hash, bit);
        refused(changed, Code::SignatureInvalid);
        if let Ok(key) = PublicKey::from_bytes(&flipped(receipt.key.as_bytes(), bit)) {
            refused(Receipt { key, ..receipt.clone() }, Code::KeyUntrusted);
        }
    }
    for bit in 0..32 {
        let mut changed = receipt.clone();
        changed.checkpoint.version ^= 1 << bit;
        refused(changed, Code::SignatureInvalid);
    }
    let mut elsewhere = receipt.clone();
    elsewhere.checkpoint.stream = "7d2f4c1e-0000-4000-8000-000000000002".to_owned();
    refused(elsewhere, Code::SignatureInvalid);
    let empty = Signature::from_bytes([0; 64]);
    refused(Receipt { signature: empty, ..receipt.clone() }, Code::SignatureInvalid);
    println!("{bits} changed receipts refused");
}

/// A signature has one form: adding the order of the group to its second half makes another text that lax code accepts.
#[test]
fn a_second_form_of_a_signature_is_refused() {
    let order =
        Hash::parse("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010").unwrap();
    let receipt = history(&lived()).receipt(&key()).unwrap();
    let mut bytes = *receipt.signature.as_bytes();
    let mut carry = 0;
    for (byte, more) in bytes[32..].iter_mut().zip(order.as_bytes()) {
        let sum = u16::from(*byte) + u16::from(*more) + carry;
        (*byte, carry) = (sum.to_le_bytes()[0], sum >> 8);
    }
    let second = Receipt { signature: Signature::from_bytes(bytes), ..receipt };
    assert_eq!(code(second.verify(&key().public())), Code::SignatureInvalid);
}

#[test]
fn a_history_that_does_not_verify_is_not_signed() {
    let mut entries = lived();
    entries[5].bytes[9] ^= 1;
    let refusal = history(&entries).receipt(&key()).unwrap_err();
    assert_eq!(refusal.code, Code::HistoryBroken);
    assert_eq!(refusal.field.as_deref(), Some("entries[5]"));
}

/// A host that signs a tree over other entries than those of the chain is found by whoever has the entries.
#[test]
fn a_signed_root_that_is_not_that_of_the_entries_is_found() {
    let entries = lived();
    let mut other = entries.clone();
    other[4].hash = Hash::of(&[b"an entry that never was"]);
    let leaves: Vec<Hash> = other.iter().map(|entry| merkle::leaf(&entry.hash)).collect();
    let lie = rewriting::signed(history(&entries).checkpoint(), merkle::root(&leaves));
    lie.verify(&key().public()).unwrap();
    history(&entries).verify_against(&lie.checkpoint).unwrap();
    let refusal = history(&entries).verify_receipt(&lie, &key().public()).unwrap_err();
    assert_eq!(refusal.code, Code::HistoryBroken);
}

#[test]
fn an_entry_is_shown_to_somebody_who_has_no_other() {
    let entries = lived();
    let trusted = key().public();
    let (mut shown, mut refused) = (0, 0);
    for (size, receipt) in (1_u32..).zip(receipts(&entries)) {
        let history = history(&entries[..size as usize]);
        for (version, entry) in (1..).zip(history.entries()) {
            let proof = history.inclusion_proof(version).unwrap();
            receipt.verify_inclusion(entry, &proof, &trusted).unwrap();
            shown += 1;
            let text = to_json(&proof).unwrap();
            assert_eq!(from_json::<InclusionProof>(&text).unwrap(), proof);
            let mut edited = entry.clone();
            let middle = edited.bytes.len() / 2;
            edited.bytes[middle] ^= 1;
            let previous = flipped_hash(&proof.previous, 77);
            for (entry, proof, wanted) in [
                (&edited, proof.clone(), Code::HistoryBroken),
                (entry, InclusionProof { previous, ..proof.clone() }, Code::HistoryBroken),
                (
                    entry,
                    InclusionProof { version: version + 1, ..proof.clone() },
                    Code::ProofInvalid,
                ),
                (entry, InclusionProof { size: size + 1, ..proof.clone() }, Code::ProofInvalid),
                (entry, InclusionProof { size: 0, ..proof.clone() }, Code::ProofInvalid),
            ] {
                assert_eq!(code(receipt.verify_inclusion(entry, &proof, &trusted)), wanted);
                refused += 1;
            }
            // The same entry at another place: its bytes say where it stands.
            let moved = Entry { version: version + 1, ..entry.clone() };
            let proof = InclusionProof { version: version + 1, ..proof };
            let refusal = receipt.verify_inclusion(&moved, &proof, &trusted).unwrap_err();
            assert_eq!(refusal.code, Code::HistoryBroken);
            let nowhere = Entry { version: 0, ..entry.clone() };
            let proof = InclusionProof { version: 0, ..proof };
            assert_eq!(
                code(receipt.verify_inclusion(&nowhere, &proof, &trusted)),
                Code::HistoryBroken
            );
            refused += 2;
        }
    }
    println!("{shown} entries shown under {} receipts, {refused} lies refused", entries.len());
}

#[test]
fn receipts_of_two_escrows_do_not_mix() {
    let entries = lived();
    let trusted = key().public();
    let receipts = receipts(&entries);
    let proof = history(&entries).consistency_proof(3, 5).unwrap();
    receipts[4].verify_consistency(&receipts[2], &proof, &trusted).unwrap();
    let mut foreign = receipts[2].clone();
    foreign.checkpoint.stream = "another".to_owned();
    let refusal = receipts[4].verify_consistency(&foreign, &proof, &trusted).unwrap_err();
    assert_eq!(refusal.code, Code::ProofInvalid);
    assert_eq!(refusal.field.as_deref(), Some("stream"));
    for (n, held) in receipts.iter().enumerate().filter(|(n, _)| *n != 2) {
        let answer = receipts[4].verify_consistency(held, &proof, &trusted);
        assert_eq!(code(answer), Code::ProofInvalid, "{n}");
    }
}

/// Proofs for several sizes can look alike, so a proof must be about exactly the two receipts.
#[test]
fn a_consistency_proof_is_about_its_two_receipts_only() {
    let entries = lived();
    let trusted = key().public();
    let receipts = receipts(&entries);
    let mut refused = 0;
    for (now, second) in receipts.iter().zip(1_u32..) {
        for (held, first) in receipts[..second as usize].iter().zip(1_u32..) {
            let proof = history(&entries).consistency_proof(first, second).unwrap();
            for (one, two, field) in [
                (first - 1, second, "first"),
                (first + 1, second, "first"),
                (0, second, "first"),
                (first, second - 1, "second"),
                (first, second + 1, "second"),
                (first, u32::MAX, "second"),
            ] {
                let lie = ConsistencyProof { first: one, second: two, ..proof.clone() };
                let refusal = now.verify_consistency(held, &lie, &trusted).unwrap_err();
                assert_eq!(refusal.code, Code::ProofInvalid);
                assert_eq!(refusal.field.as_deref(), Some(field), "{lie:?}");
                refused += 1;
            }
        }
    }
    println!("{refused} proofs about other sizes refused");
}

/// From a snapshot on there are no proofs, and the refusal says which entries are not here.
#[test]
fn what_is_not_here_is_refused() {
    let entries = lived();
    let whole = history(&entries);
    let size = entries.len() as u32;
    let snapshot = Escrow::replay(entries[..20].to_vec()).unwrap().snapshot().unwrap();
    let restored = Escrow::restore(&snapshot, entries[20..].to_vec()).unwrap();
    let tail = restored.history();
    let held = whole.receipt(&key()).unwrap();
    let missing = |refusal: Refusal| {
        assert_eq!(refusal.code, Code::EntriesMissing);
        assert_eq!(refusal.message, "the first 20 entries are not here");
    };
    missing(tail.receipt(&key()).unwrap_err());
    missing(tail.inclusion_proof(size).unwrap_err());
    missing(tail.consistency_proof(21, size).unwrap_err());
    missing(tail.verify_receipt(&held, &key().public()).unwrap_err());
    // The chain can still be compared with what the receipt says of it.
    held.verify(&key().public()).unwrap();
    tail.verify_against(&held.checkpoint).unwrap();

    for (refusal, field, value) in [
        (whole.inclusion_proof(0).unwrap_err(), "version", 0),
        (whole.inclusion_proof(size + 1).unwrap_err(), "version", size + 1),
        (whole.inclusion_proof(u32::MAX).unwrap_err(), "version", u32::MAX),
        (whole.consistency_proof(0, size).unwrap_err(), "first", 0),
        (whole.consistency_proof(3, 2).unwrap_err(), "first", 3),
        (whole.consistency_proof(1, size + 1).unwrap_err(), "second", size + 1),
        (whole.consistency_proof(0, 0).unwrap_err(), "first", 0),
    ] {
        assert_eq!((refusal.code, refusal.field.as_deref()), (Code::EntriesMissing, Some(field)));
        assert_eq!(refusal.value, Some(value.to_string()));
        assert_eq!(refusal.allowed.len(), 1);
    }
    let empty = History::new(support::ESCROW);
    assert_eq!(code(empty.inclusion_proof(1)), Code::EntriesMissing);
    let nothing = empty.receipt(&key()).unwrap();
    whole.verify_receipt(&nothing, &key().public()).unwrap();
}
