//! Every proof of every tree of up to 200 leaves, and what becomes of each when anything about it is changed.
//! Which trees share a proof is computed a second time here, from the recursive definition of the standard.

use crate::{code, flipped_hash};
use std::collections::HashMap;
use tercero::merkle::{consistency_proof, inclusion_proof, leaf, root};
use tercero::merkle::{verify_consistency, verify_inclusion};
use tercero::{Code, Hash};

const SIZES: usize = 200;

fn leaves() -> Vec<Hash> {
    (0..SIZES).map(|n| leaf(&Hash::of(&[&n.to_be_bytes()]))).collect()
}

/// The largest power of two smaller than `n`.
fn split(n: usize) -> usize {
    let mut k = 1;
    while k * 2 < n {
        k *= 2;
    }
    k
}

/// On which side the hashes of an inclusion proof stand. Proofs with equal sides are computed alike.
fn inclusion_sides(index: usize, size: usize) -> String {
    match size {
        1 => String::new(),
        _ if index < split(size) => inclusion_sides(index, split(size)) + "R",
        _ => inclusion_sides(index - split(size), size - split(size)) + "L",
    }
}

/// The same for a consistency proof, which starts with a root that is known (K) or given (G).
fn consistency_sides(first: usize, second: usize, known: bool) -> String {
    let k = split(second);
    match () {
        () if first == second => if known { "K" } else { "G" }.to_owned(),
        () if first <= k => consistency_sides(first, k, known) + "R",
        () => consistency_sides(first - k, second - k, false) + "L",
    }
}

/// The proof with one hash less, at each place, and with one more at either end.
fn cut_and_stretched(proof: &[Hash]) -> Vec<Vec<Hash>> {
    let mut all: Vec<Vec<Hash>> =
        (0..proof.len()).map(|n| [&proof[..n], &proof[n + 1..]].concat()).collect();
    let more = Hash::of(&[b"more"]);
    all.push([proof, &[more]].concat());
    all.push([&[more], proof].concat());
    all
}

/// The proof with one bit changed: all bits of all hashes when the tree is small, else one bit of each hash.
fn bit_flips(proof: &[Hash], size: usize) -> Vec<Vec<Hash>> {
    let bits = |n: usize| if size <= 40 { 0..256 } else { n * 31 % 256..n * 31 % 256 + 1 };
    let flip = |n: usize, bit: usize| {
        let mut changed = proof.to_vec();
        changed[n] = flipped_hash(&proof[n], bit);
        changed
    };
    (0..proof.len()).flat_map(|n| bits(n).map(move |bit| flip(n, bit))).collect()
}

#[test]
fn every_inclusion_proof_holds_and_no_other_does() {
    let leaves = leaves();
    let (mut proofs, mut changed, mut elsewhere, mut alike) = (0, 0, 0, 0);
    let mut sides = HashMap::new();
    for size in 1..=SIZES + 8 {
        (0..size).for_each(|index| {
            sides.insert((index, size), inclusion_sides(index, size));
        });
    }
    for size in 1..=SIZES {
        let root = root(&leaves[..size]);
        for (index, leaf) in leaves[..size].iter().enumerate() {
            let proof = inclusion_proof(&leaves[..size], index).unwrap();
            let verify = |leaf: &Hash, index: usize, size: usize, proof: &[Hash], root: &Hash| {
                verify_inclusion(leaf, index as u64, size as u64, proof, root)
            };
            verify(leaf, index, size, &proof, &root).unwrap();
            proofs += 1;
            let lies = [cut_and_stretched(&proof), bit_flips(&proof, size)].concat();
            changed += lies.len() + 2;
            for lie in lies {
                assert_eq!(code(verify(leaf, index, size, &lie, &root)), Code::ProofInvalid);
            }
            let (bit, other) = (index % 256, index + 1);
            assert!(verify(&flipped_hash(leaf, bit), index, size, &proof, &root).is_err());
            assert!(verify(leaf, index, size, &proof, &flipped_hash(&root, bit)).is_err());
            // Another place in this tree never holds; one in a tree of another size only where the way up is the same.
            for place in (0..size).filter(|place| *place != index) {
                assert!(verify(leaf, place, size, &proof, &root).is_err(), "{place} of {size}");
                elsewhere += 1;
            }
            assert!(verify(leaf, size, size, &proof, &root).is_err());
            assert!(verify(leaf, usize::MAX, size, &proof, &root).is_err());
            assert!(verify(leaf, index, 0, &proof, &root).is_err());
            for size_claimed in (other..=size + 8).filter(|claimed| *claimed != size) {
                let same_way = sides[&(index, size_claimed)] == sides[&(index, size)];
                let accepted = verify(leaf, index, size_claimed, &proof, &root).is_ok();
                assert_eq!(accepted, same_way, "{index} of {size} as of {size_claimed}");
                elsewhere += 1;
                alike += usize::from(same_way);
            }
        }
    }
    println!(
        "{proofs} inclusion proofs; {changed} changed ones refused; of {elsewhere} at other places \
         or sizes {alike} have the same way up"
    );
}

#[test]
fn every_consistency_proof_holds_and_no_other_does() {
    let leaves = leaves();
    let roots: Vec<Hash> = (0..=SIZES).map(|size| root(&leaves[..size])).collect();
    let (mut proofs, mut changed, mut elsewhere, mut alike) = (0, 0, 0, 0);
    let mut sides = HashMap::new();
    for second in 1..=SIZES * 2 {
        (1..=second).for_each(|first| {
            sides.insert((first, second), consistency_sides(first, second, true));
        });
    }
    let verify = |first: usize, second: usize, proof: &[Hash], one: &Hash, two: &Hash| {
        verify_consistency(first as u64, second as u64, proof, one, two)
    };
    for second in 1..=SIZES {
        for first in 1..=second {
            let (one, two) = (&roots[first], &roots[second]);
            let proof = consistency_proof(&leaves[..second], first).unwrap();
            verify(first, second, &proof, one, two).unwrap();
            proofs += 1;
            let lies = [cut_and_stretched(&proof), bit_flips(&proof, second)].concat();
            changed += lies.len() + 2;
            for lie in lies {
                assert_eq!(code(verify(first, second, &lie, one, two)), Code::ProofInvalid);
            }
            let bit = first % 256;
            assert!(verify(first, second, &proof, &flipped_hash(one, bit), two).is_err());
            assert!(verify(first, second, &proof, one, &flipped_hash(two, bit)).is_err());
            if first != second {
                assert!(verify(first, second, &proof, two, one).is_err(), "swapped");
                assert!(verify(first, second, &[], one, two).is_err(), "empty");
                assert!(verify(second, first, &proof, two, one).is_err(), "backwards");
            }
            assert!(verify(0, second, &proof, one, two).is_err());
            assert!(verify(0, second, &[], &roots[0], two).is_err());
            assert!(verify(0, 0, &proof, one, two).is_err());
            // Other sizes: all pairs for small trees, the likely mistakes for larger ones.
            let others: Vec<(usize, usize)> = match second <= 32 {
                true => (1..=40).flat_map(|s| (1..=s).map(move |f| (f, s))).collect(),
                false => [first - 1, first, first + 1, first * 2, first ^ 2]
                    .into_iter()
                    .flat_map(|f| [second - 1, second, second + 1, second * 2].map(|s| (f, s)))
                    .filter(|(f, s)| (1..=*s).contains(f))
                    .collect(),
            };
            for claimed in others.into_iter().filter(|claimed| *claimed != (first, second)) {
                let same_way = sides[&claimed] == sides[&(first, second)];
                let accepted = verify(claimed.0, claimed.1, &proof, one, two).is_ok();
                assert_eq!(accepted, same_way, "{first} of {second} as {claimed:?}");
                elsewhere += 1;
                alike += usize::from(same_way);
            }
        }
    }
    println!(
        "{proofs} consistency proofs; {changed} changed ones refused; of {elsewhere} with other \
         sizes {alike} have the same way up"
    );
}

#[test]
fn proofs_of_what_is_not_there_are_refused() {
    let leaves = leaves();
    assert_eq!(code(inclusion_proof(&[], 0)), Code::EntriesMissing);
    assert_eq!(code(inclusion_proof(&leaves, SIZES)), Code::EntriesMissing);
    assert_eq!(code(consistency_proof(&[], 0)), Code::EntriesMissing);
    assert_eq!(code(consistency_proof(&leaves, 0)), Code::EntriesMissing);
    assert_eq!(code(consistency_proof(&leaves, SIZES + 1)), Code::EntriesMissing);
    assert_eq!(code(consistency_proof(&leaves, usize::MAX)), Code::EntriesMissing);
}

/// Sizes at the end of the range neither overflow nor run long.
#[test]
fn the_largest_sizes_are_refused_quickly() {
    let hash = Hash::of(&[b"x"]);
    let long = vec![hash; 100];
    for size in [u64::MAX, u64::MAX - 1, 1 << 63, (1 << 63) + 1] {
        for near in [0, 1, size / 2, size - 2, size - 1, size] {
            for proof in [&long[..], &long[..64], &long[..63], &[]] {
                assert!(verify_inclusion(&hash, near, size, proof, &hash).is_err());
                let equal = near == size && proof.is_empty();
                let answer = verify_consistency(near, size, proof, &hash, &hash);
                assert_eq!(answer.is_ok(), equal, "{near} of {size}");
            }
        }
    }
}
