//! Many splits in one call, for hosts in languages where a call costs more than a split.
//! Each of them is a split like any other.

use super::kernel::allocate_into;
use crate::error::{Code, Refusal};

/// Splits each of `totals` over the next of `weights`, as many of them as its length says, into the same places of `out`.
///
/// Errors: `length_mismatch` if the lists do not fit each other, and those of [`allocate_into`], at `totals[i]`. After an
/// error the content of `out` means nothing.
///
/// ```
/// use tercero::allocation::allocate_many_into;
///
/// let mut parts = [0; 5];
/// allocate_many_into(&[100, 10], &[1, 1, 1, 1, 3], &[3, 2], &mut parts)?;
/// assert_eq!(parts, [34, 33, 33, 3, 7]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn allocate_many_into(
    totals: &[i64],
    weights: &[i64],
    lengths: &[i64],
    out: &mut [i64],
) -> Result<(), Refusal> {
    let misfit = |field: &'static str| Refusal::new(Code::LengthMismatch).at(field);
    if totals.len() != lengths.len() {
        return Err(misfit("lengths"));
    }
    if weights.len() != out.len() {
        return Err(misfit("out"));
    }
    let (mut weights, mut out) = (weights, out);
    for (index, (total, length)) in totals.iter().zip(lengths).enumerate() {
        let length = usize::try_from(*length).map_err(|_| misfit("lengths"))?;
        let (own, others) = weights.split_at_checked(length).ok_or(misfit("lengths"))?;
        let (parts, rest) = out.split_at_mut_checked(length).ok_or(misfit("lengths"))?;
        allocate_into(*total, own, parts).map_err(|r| r.at(format!("totals[{index}]")))?;
        (weights, out) = (others, rest);
    }
    if weights.is_empty() { Ok(()) } else { Err(misfit("lengths")) }
}
