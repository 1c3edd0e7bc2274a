//! The public vectors of `transparency-dev/merkle`: proofs that hold, and many more that must not.
//! A field that is not 32 bytes long is no hash here, so whatever has one is refused before any computation.

use serde_json::Value;
use tercero::{Hash, merkle};

const INCLUSION: &str = include_str!("../vectors/merkle/inclusion.jsonl");
const CONSISTENCY: &str = include_str!("../vectors/merkle/consistency.jsonl");

/// Accepted there with two equal roots of 12 bytes; a root has 32 here.
const SHORT_ROOTS: &str = "consistency/additional/sizes-are-equal-one-and-proof-is-empty.json";

fn hash(vector: &Value, field: &str) -> Option<Hash> {
    Hash::parse(vector[field].as_str().unwrap()).ok()
}

fn proof(vector: &Value) -> Option<Vec<Hash>> {
    let hashes = vector["proof"].as_array().cloned().unwrap_or_default();
    hashes.iter().map(|hash| Hash::parse(hash.as_str().unwrap()).ok()).collect()
}

fn included(vector: &Value) -> Option<bool> {
    let number = |field: &str| vector[field].as_u64().unwrap();
    let (index, size) = (number("leafIdx"), number("treeSize"));
    let (leaf, root) = (hash(vector, "leafHash")?, hash(vector, "root")?);
    Some(merkle::verify_inclusion(&leaf, index, size, &proof(vector)?, &root).is_ok())
}

fn consistent(vector: &Value) -> Option<bool> {
    let number = |field: &str| vector[field].as_u64().unwrap();
    let (first, second) = (number("size1"), number("size2"));
    let (one, two) = (hash(vector, "root1")?, hash(vector, "root2")?);
    Some(merkle::verify_consistency(first, second, &proof(vector)?, &one, &two).is_ok())
}

/// Runs the vectors of one file and says how many there are, and how many of them are about hashes.
fn run(vectors: &str, verify: fn(&Value) -> Option<bool>) -> (usize, usize) {
    let (mut all, mut computed) = (0, 0);
    for line in vectors.lines() {
        let vector: Value = serde_json::from_str(line).unwrap();
        let name = vector["file"].as_str().unwrap();
        let accepted = verify(&vector);
        let wanted = !vector["wantErr"].as_bool().unwrap() && name != SHORT_ROOTS;
        assert_eq!(accepted.unwrap_or(false), wanted, "{name}");
        all += 1;
        computed += usize::from(accepted.is_some());
    }
    (all, computed)
}

#[test]
fn the_public_vectors_hold() {
    let (inclusion, hashes) = run(INCLUSION, included);
    assert_eq!((inclusion, hashes), (98, 72));
    println!("inclusion: {inclusion} of 98 vectors, {hashes} with hashes of 32 bytes throughout");
    let (consistency, hashes) = run(CONSISTENCY, consistent);
    assert_eq!((consistency, hashes), (98, 71));
    println!(
        "consistency: {consistency} of 98 vectors, {hashes} with hashes of 32 bytes throughout; \
         one asks to accept roots of 12 bytes and is refused"
    );
    let root = Hash::of(&[b"the same with a root of 32 bytes"]);
    merkle::verify_consistency(1, 1, &[], &root, &root).unwrap();
}
