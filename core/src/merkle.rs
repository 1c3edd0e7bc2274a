//! A Merkle tree over the hashes of entries, with the two proofs that RFC 9162 defines in section 2.1.
//! Whoever holds a root can tell offline that an entry is under it, and that a longer tree begins with it.

use crate::error::{Code, Refusal};
use crate::id::Hash;

/// The leaf of an entry: `SHA-256(0x00 ‖ hash of the entry)`.
pub fn leaf(entry: &Hash) -> Hash {
    Hash::of(&[&[0], entry.as_bytes()])
}

/// What stands above two subtrees: `SHA-256(0x01 ‖ left ‖ right)`.
fn node(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[&[1], left.as_bytes(), right.as_bytes()])
}

/// The leaves left and right of the top: on the left the largest power of two that is smaller than the whole.
fn halves(leaves: &[Hash]) -> (&[Hash], &[Hash]) {
    let left = leaves.len().div_ceil(2).next_power_of_two();
    leaves.split_at_checked(left).unwrap_or((leaves, &[]))
}

/// The root over `leaves`; without any it is the SHA-256 of nothing.
///
/// ```
/// use tercero::{Hash, merkle};
///
/// let entries = [b"a", b"b", b"c"].map(|bytes| Hash::of(&[bytes]));
/// let leaves = entries.map(|entry| merkle::leaf(&entry));
/// let (root, proof) = (merkle::root(&leaves), merkle::inclusion_proof(&leaves, 2)?);
/// merkle::verify_inclusion(&leaves[2], 2, 3, &proof, &root)?;
///
/// let earlier = merkle::root(&leaves[..2]);
/// let proof = merkle::consistency_proof(&leaves, 2)?;
/// merkle::verify_consistency(2, 3, &proof, &earlier, &root)?;
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [leaf] => *leaf,
        _ => {
            let (left, right) = halves(leaves);
            node(&root(left), &root(right))
        }
    }
}

/// Proves that the leaf at `index`, counted from 0, is under the root: the hashes beside the way up, lowest first.
/// Errors: `entries_missing` if there is no such leaf.
pub fn inclusion_proof(leaves: &[Hash], index: usize) -> Result<Vec<Hash>, Refusal> {
    if index >= leaves.len() {
        return Err(Refusal::new(Code::EntriesMissing)
            .at("index")
            .got(index)
            .allow(format!("less than {}", leaves.len())));
    }
    let mut proof = Vec::new();
    include(leaves, index, &mut proof);
    Ok(proof)
}

fn include(leaves: &[Hash], index: usize, proof: &mut Vec<Hash>) {
    if leaves.len() < 2 {
        return;
    }
    let (left, right) = halves(leaves);
    match index.checked_sub(left.len()) {
        None => {
            include(left, index, proof);
            proof.push(root(right));
        }
        Some(index) => {
            include(right, index, proof);
            proof.push(root(left));
        }
    }
}

/// Proves that the tree over `leaves` begins with the tree over the `first` of them, which are at least one.
/// Errors: `entries_missing` if there are fewer leaves.
pub fn consistency_proof(leaves: &[Hash], first: usize) -> Result<Vec<Hash>, Refusal> {
    if first == 0 || first > leaves.len() {
        return Err(Refusal::new(Code::EntriesMissing)
            .at("first")
            .got(first)
            .allow(format!("1 to {}", leaves.len())));
    }
    let mut proof = Vec::new();
    extend(leaves, first, true, &mut proof);
    Ok(proof)
}

/// `known` says whether the subtree that ends with the first tree is the whole of it, whose root the verifier has.
fn extend(leaves: &[Hash], first: usize, known: bool, proof: &mut Vec<Hash>) {
    if first == leaves.len() {
        if !known {
            proof.push(root(leaves));
        }
        return;
    }
    let (left, right) = halves(leaves);
    match first.checked_sub(left.len()) {
        None | Some(0) => {
            extend(left, first, known, proof);
            proof.push(root(right));
        }
        Some(first) => {
            extend(right, first, false, proof);
            proof.push(root(left));
        }
    }
}

/// How far up a proof has led: the place of a subtree on its level, and the last place there.
struct Climb {
    place: u64,
    last: u64,
}

impl Climb {
    fn rise(&mut self, levels: u32) {
        self.place = self.place.checked_shr(levels).unwrap_or(0);
        self.last = self.last.checked_shr(levels).unwrap_or(0);
    }

    /// Goes up over the next hash of a proof and says whether it stands on the left.
    fn step(&mut self) -> Result<bool, Refusal> {
        if self.last == 0 {
            return Err(wrong("the proof is too long"));
        }
        let left = self.place & 1 == 1 || self.place == self.last;
        if left {
            // A last subtree with nothing beside it rises until something stands on its left.
            self.rise(self.place.trailing_zeros());
        }
        self.rise(1);
        Ok(left)
    }

    fn arrived(&self) -> Result<(), Refusal> {
        if self.last == 0 { Ok(()) } else { Err(wrong("the proof is too short")) }
    }
}

fn wrong(why: &'static str) -> Refusal {
    Refusal::new(Code::ProofInvalid).because(why).at("hashes")
}

fn same(field: &'static str, computed: &Hash, given: &Hash) -> Result<(), Refusal> {
    if computed == given {
        return Ok(());
    }
    Err(Refusal::new(Code::ProofInvalid).at(field).got(given))
}

/// Checks that `leaf` stands at `index`, counted from 0, in the tree of `size` leaves under `root`.
///
/// `size` and `root` are what the verifier trusts, from one receipt: a proof alone does not show how large a tree is.
/// Errors: `proof_invalid`.
pub fn verify_inclusion(
    leaf: &Hash,
    index: u64,
    size: u64,
    proof: &[Hash],
    root: &Hash,
) -> Result<(), Refusal> {
    if index >= size {
        return Err(Refusal::new(Code::ProofInvalid)
            .because("the leaf lies outside the tree")
            .at("index")
            .got(index)
            .allow(format!("less than {size}")));
    }
    let mut climb = Climb { place: index, last: size.saturating_sub(1) };
    let mut hash = *leaf;
    for beside in proof {
        hash = if climb.step()? { node(beside, &hash) } else { node(&hash, beside) };
    }
    climb.arrived()?;
    same("root", &hash, root)
}

/// Checks that the tree of `second` leaves under `second_root` begins with the tree of `first` leaves under `first_root`.
///
/// Sizes and roots are what the verifier trusts, each pair from one receipt. The empty tree is no beginning.
/// Errors: `proof_invalid`.
pub fn verify_consistency(
    first: u64,
    second: u64,
    proof: &[Hash],
    first_root: &Hash,
    second_root: &Hash,
) -> Result<(), Refusal> {
    if first == 0 || first > second {
        return Err(Refusal::new(Code::ProofInvalid)
            .because("the first tree is empty or larger than the second")
            .at("first")
            .got(first)
            .allow(format!("1 to {second}")));
    }
    if first == second {
        return match proof {
            [] => same("second_root", first_root, second_root),
            _ => Err(wrong("the proof is too long")),
        };
    }
    let mut climb = Climb { place: first.saturating_sub(1), last: second.saturating_sub(1) };
    // Both trees share the largest full subtree that ends with the first tree; from there the proof leads up.
    climb.rise(climb.place.trailing_ones());
    let mut proof = proof.iter();
    let shared = match first.is_power_of_two() {
        true => first_root,
        false => proof.next().ok_or_else(|| wrong("the proof is too short"))?,
    };
    let (mut old, mut new) = (*shared, *shared);
    for beside in proof {
        if climb.step()? {
            old = node(beside, &old);
            new = node(beside, &new);
        } else {
            new = node(&new, beside);
        }
    }
    climb.arrived()?;
    same("first_root", &old, first_root)?;
    same("second_root", &new, second_root)
}
