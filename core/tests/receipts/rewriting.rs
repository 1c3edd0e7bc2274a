//! An insider rewrites the history, the chain and the tree, and even signs anew with the host's key.
//! Whoever holds a receipt from before finds it every time.

use crate::{code, history, key, lived, receipts};
use ed25519_dalek::Signer as _;
use serde_json::json;
use tercero::history::{Checkpoint, Entry};
use tercero::receipt::{Receipt, Signature};
use tercero::{Code, Hash, to_json};

/// The chained hash as the specification writes it down.
fn chain(previous: Hash, bytes: &[u8]) -> Hash {
    let length = u64::try_from(bytes.len()).unwrap().to_be_bytes();
    Hash::of(&[b"tercero.entry.v1\0", previous.as_bytes(), &length, bytes])
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % n
    }
}

/// A receipt made by hand, as whoever has the host's secret can make it.
pub(crate) fn signed(checkpoint: Checkpoint, root: Hash) -> Receipt {
    let key = key().public();
    let text = to_json(&json!({ "checkpoint": checkpoint, "key": key, "root": root })).unwrap();
    let bytes = [b"tercero.receipt.v1\0", text.as_bytes()].concat();
    let secret = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let signature = Signature::from_bytes(secret.sign(&bytes).to_bytes());
    Receipt { checkpoint, root, key, signature }
}

#[test]
fn a_receipt_made_by_hand_from_the_description_is_the_same() {
    let entries = lived();
    let receipt = history(&entries).receipt(&key()).unwrap();
    assert_eq!(signed(receipt.checkpoint.clone(), receipt.root), receipt);
}

/// The entries renumbered and sealed anew from `from` on.
fn resealed(mut entries: Vec<Entry>, from: usize) -> Vec<Entry> {
    let mut previous = if from == 0 { Hash::ZERO } else { entries[from - 1].hash };
    for (version, entry) in (1_u32..).zip(&mut entries).skip(from) {
        let text = String::from_utf8(entry.bytes.clone()).unwrap();
        let (body, _) = text.rsplit_once(r#""version":"#).unwrap();
        let bytes = format!(r#"{body}"version":{version}}}"#).into_bytes();
        *entry = Entry { version, hash: chain(previous, &bytes), bytes };
        previous = entry.hash;
    }
    entries
}

/// One digit of what the entry says of actor, event or time made another one.
fn forged(entry: &Entry, dice: &mut Dice) -> Entry {
    let text = String::from_utf8(entry.bytes.clone()).unwrap();
    let (said, _) = text.rsplit_once(r#","role":"#).unwrap();
    let digits: Vec<usize> = said
        .bytes()
        .enumerate()
        .filter_map(|(at, byte)| byte.is_ascii_digit().then_some(at))
        .collect();
    let mut bytes = entry.bytes.clone();
    let byte = &mut bytes[digits[dice.below(digits.len())]];
    *byte = b'0' + (*byte - b'0' + 1 + dice.below(9) as u8) % 10;
    Entry { bytes, ..entry.clone() }
}

#[test]
fn a_thousand_rewritten_histories_are_found() {
    let entries = lived();
    let receipts = receipts(&entries);
    let trusted = key().public();
    let mut dice = Dice(46);
    let (mut found, mut unsigned, mut by_proof, mut untouched) = (0, 0, 0, 0);
    for round in 0..1000 {
        let at = dice.below(entries.len());
        let mut changed = entries.clone();
        match round % 4 {
            0 | 1 => changed[at] = forged(&entries[at], &mut dice),
            2 if at > 0 => changed.insert(at, entries[at - 1].clone()),
            _ => drop(changed.remove(at)),
        }
        let rewritten = history(&resealed(changed, at));
        rewritten.verify().unwrap();
        // The insider has the key and signs what he made of it.
        let now = rewritten.receipt(&key());
        let held = &receipts[at + dice.below(entries.len() - at)];
        let refusal = rewritten.verify_receipt(held, &trusted).unwrap_err();
        assert_eq!(refusal.code, Code::HistoryBroken, "round {round}, entry {at}");
        found += 1;
        assert!(rewritten.verify_against(&held.checkpoint).is_err());
        unsigned += 1;
        // He cannot prove that it continues what he signed before, by his own proof or by the honest one.
        let now = now.unwrap();
        let (first, second) = (held.checkpoint.version, now.checkpoint.version);
        match rewritten.consistency_proof(first, second) {
            Ok(proof) => {
                let answer = now.verify_consistency(held, &proof, &trusted);
                assert_eq!(code(answer), Code::ProofInvalid, "round {round}");
            }
            Err(refusal) => assert_eq!(refusal.code, Code::EntriesMissing),
        }
        if let Ok(proof) = history(&entries).consistency_proof(first, second) {
            let answer = now.verify_consistency(held, &proof, &trusted);
            assert_eq!(code(answer), Code::ProofInvalid, "round {round}");
        }
        by_proof += 1;
        // A receipt from before the change covers nothing that was changed.
        if at > 0 {
            rewritten.verify_receipt(&receipts[dice.below(at)], &trusted).unwrap();
            untouched += 1;
        }
    }
    println!(
        "{found} of 1000 rewritten histories found through a held receipt, {unsigned} through its \
         checkpoint alone, {by_proof} by asking for a proof; {untouched} earlier receipts still hold"
    );
}

#[test]
fn every_cut_is_found() {
    let entries = lived();
    let receipts = receipts(&entries);
    let trusted = key().public();
    let mut cuts = 0;
    for left in 0..entries.len() {
        let cut = history(&entries[..left]);
        cut.verify().unwrap();
        for (n, held) in receipts.iter().enumerate() {
            let answer = cut.verify_receipt(held, &trusted);
            if n < left {
                answer.unwrap();
                continue;
            }
            let refusal = answer.unwrap_err();
            assert_eq!(refusal.code, Code::HistoryBroken);
            assert_eq!(refusal.value, Some((n + 1).to_string()));
            cuts += 1;
        }
    }
    println!("{cuts} cut histories found");
}
