//! Largest remainder over slices of plain integers, exact and in linear time.
//! One reciprocal gives every quotient rounded down; a histogram of the remainders then finds who gets the units left over.

use crate::error::{Code, Refusal};
use crate::limits::PARTS;
use ethnum::U256;

/// Up to this many parts are ranked on the stack.
const SMALL: usize = 64;
/// The remainders of more parts are first counted by their upper bits, in this many buckets.
const BUCKETS: usize = 1 << BUCKET_BITS;
const BUCKET_BITS: u32 = 11;

/// Splits `total` over `weights` by largest remainder into `out`, without copying and, up to 64 parts, without a heap.
///
/// All numbers are whole: `total` and the parts in minor units, the weights in any one unit. The rule and its guarantees
/// are those of [`allocate`](crate::allocation::allocate). The time is linear in the number of parts.
///
/// Errors, in this order: `limit_exceeded`, `negative_weight`, `no_weights`, `zero_weights` (unless the total is zero:
/// zeros), `length_mismatch`; and `invariant_violated` if the parts did not add up, which they do. After an error the
/// content of `out` means nothing.
///
/// ```
/// use tercero::allocation::allocate_into;
///
/// let mut parts = [0; 3];
/// allocate_into(10_001, &[50, 30, 20], &mut parts)?;
/// assert_eq!(parts, [5001, 3000, 2000]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn allocate_into(total: i64, weights: &[i64], out: &mut [i64]) -> Result<(), Refusal> {
    allocate_slots(total, weights, out)
}

/// [`allocate_into`] for numbers of up to 127 bits; their sum may be larger still. Same rule, same errors.
///
/// ```
/// use tercero::allocation::allocate_wide_into;
///
/// let mut parts = [0; 2];
/// allocate_wide_into(10_i128.pow(30) + 1, &[1, 2], &mut parts)?;
/// assert_eq!(parts, [333_333_333_333_333_333_333_333_333_333 + 1, 666_666_666_666_666_666_666_666_666_667]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn allocate_wide_into(total: i128, weights: &[i128], out: &mut [i128]) -> Result<(), Refusal> {
    allocate_slots(total, weights, out)
}

/// Refuses a list that is longer than one allocation may be. Errors: `limit_exceeded`.
pub(super) fn check_count(count: usize) -> Result<(), Refusal> {
    if count > PARTS {
        return Err(Refusal::new(Code::LimitExceeded).got(count).allow("at most 10 000 000 parts"));
    }
    Ok(())
}

fn allocate_slots<S: Slot>(total: S, weights: &[S], out: &mut [S]) -> Result<(), Refusal> {
    check_count(weights.len())?;
    let Survey { sum, negative, equal } = Survey::of(weights);
    if negative {
        let index = weights.iter().position(|weight| weight.is_negative()).unwrap_or(0);
        return Err(Refusal::new(Code::NegativeWeight).at(format!("weights[{index}]")));
    }
    if weights.is_empty() {
        return Err(Code::NoWeights.into());
    }
    if sum == U256::ZERO && total != S::ZERO {
        return Err(Code::ZeroWeights.into());
    }
    if weights.len() != out.len() {
        return Err(Code::LengthMismatch.into());
    }
    let magnitude = total.magnitude();
    match (u64::try_from(magnitude), i64::try_from(sum), i128::try_from(sum)) {
        _ if equal => split_equally(magnitude, out),
        (Ok(total), Ok(sum), _) => split(total, sum.unsigned_abs(), weights, out),
        (_, _, Ok(sum)) => split(magnitude, sum.unsigned_abs(), weights, out),
        _ => split_any(magnitude, sum, weights, out),
    }
    if total.is_negative() {
        out.iter_mut().for_each(|part| *part = part.negated());
    }
    let whole = out.iter().fold(S::ZERO, |sum, part| sum.plus(*part));
    if whole == total { Ok(()) } else { Err(Code::InvariantViolated.into()) }
}

/// What one look at the weights tells.
struct Survey {
    sum: U256,
    negative: bool,
    equal: bool,
}

impl Survey {
    fn of<S: Slot>(weights: &[S]) -> Survey {
        let first = weights.first().copied().unwrap_or(S::ZERO);
        let (mut sum, mut carries, mut negative, mut equal) = (0_u128, 0_u128, false, true);
        for weight in weights {
            let (next, carry) = sum.overflowing_add(weight.magnitude());
            sum = next;
            carries = carries.wrapping_add(carry.into());
            negative |= weight.is_negative();
            equal &= *weight == first;
        }
        Survey { sum: U256::from_words(carries, sum), negative, equal }
    }
}

/// Parts of equal weight: the earlier ones are one unit larger.
fn split_equally<S: Slot>(total: u128, out: &mut [S]) {
    let count = u128::try_from(out.len()).unwrap_or(u128::MAX);
    let floor = total.checked_div(count).unwrap_or(0);
    let larger = usize::try_from(total.wrapping_sub(floor.wrapping_mul(count))).unwrap_or(0);
    out.fill(S::from_wide(floor));
    out.iter_mut().take(larger).for_each(add_unit);
}

/// Weights whose sum is not zero and leaves the top bit of a word free.
fn split<W: Word, S: Slot>(total: W, sum: W, weights: &[S], out: &mut [S]) {
    let share = Share::new(total, sum);
    if weights.len() <= SMALL {
        split_small(share, weights, out);
    } else {
        split_large(share, weights, out);
    }
}

fn split_small<W: Word, S: Slot>(share: Share<W>, weights: &[S], out: &mut [S]) {
    let mut remainders = [(W::ZERO, 0); SMALL];
    let mut left = share.total;
    for (((index, weight), part), slot) in
        weights.iter().enumerate().zip(out.iter_mut()).zip(&mut remainders)
    {
        let (floor, remainder) = share.of(W::read(*weight));
        *part = floor.write();
        *slot = (remainder, index);
        left = left.minus(floor);
    }
    let remainders = remainders.get_mut(..weights.len()).unwrap_or_default();
    give(left.index(), remainders, out);
}

fn split_large<W: Word, S: Slot>(share: Share<W>, weights: &[S], out: &mut [S]) {
    let buckets = Buckets { shift: share.sum.bits().saturating_sub(BUCKET_BITS) };
    let mut counts = [[0; BUCKETS]; 2];
    let left = buckets.write_floors(share, weights, out, &mut counts).index();
    if left == 0 {
        return;
    }
    let (bucket, above) = bucket_of(left, &counts);
    let mut inside = buckets.round_up_above(bucket, share, weights, out);
    give(left.saturating_sub(above), &mut inside, out);
}

/// Weights of any sum, with a long division for each.
fn split_any<S: Slot>(total: u128, sum: U256, weights: &[S], out: &mut [S]) {
    let mut left = total;
    let mut remainders = Vec::with_capacity(weights.len());
    for ((index, weight), part) in weights.iter().enumerate().zip(out.iter_mut()) {
        let (floor, remainder) = divide(total, weight.magnitude(), sum);
        *part = S::from_wide(floor);
        left = left.wrapping_sub(floor);
        remainders.push((remainder, index));
    }
    give(left.index(), &mut remainders, out);
}

/// The floor of `total · weight / sum` and the remainder of that division. `sum` is not zero.
pub(super) fn divide(total: u128, weight: u128, sum: U256) -> (u128, U256) {
    let product = U256::from(total).wrapping_mul(U256::from(weight));
    let floor = product.checked_div(sum).unwrap_or(U256::ZERO);
    let remainder = product.wrapping_sub(floor.wrapping_mul(sum));
    (u128::try_from(floor).unwrap_or(0), remainder)
}

/// Gives one unit to each of the `left` largest remainders, ties to the lower index.
///
/// The remainders add up to `left` times the sum of the weights and each is smaller than that sum, so more than `left` of
/// them are not zero: neither an exact quotient nor a zero weight ever gets a unit.
fn give<R: Ord, S: Slot>(left: usize, remainders: &mut [(R, usize)], out: &mut [S]) {
    if left > 0 && left < remainders.len() {
        remainders.select_nth_unstable_by(left, |(a, i), (b, j)| b.cmp(a).then(i.cmp(j)));
    }
    for (_, index) in remainders.iter().take(left) {
        out.get_mut(*index).into_iter().for_each(add_unit);
    }
}

fn add_unit<S: Slot>(part: &mut S) {
    *part = part.plus(S::ONE);
}

/// `total / sum`, ready to be multiplied by many weights.
#[derive(Clone, Copy)]
struct Share<W> {
    total: W,
    sum: W,
    whole: W,
    fraction: W,
}

impl<W: Word> Share<W> {
    fn new(total: W, sum: W) -> Share<W> {
        let (whole, fraction) = total.ratio(sum);
        Share { total, sum, whole, fraction }
    }

    /// The floor of `weight · total / sum` and the remainder of that division.
    ///
    /// The product with the reciprocal is the floor or one less, so the remainder lies in [0, 2 · sum), which a word
    /// holds: it is exact although its two products are not.
    #[inline(always)]
    fn of(self, weight: W) -> (W, W) {
        let floor = weight.times(self.whole).plus(weight.times_high(self.fraction));
        let remainder = self.remainder(weight, floor);
        if remainder >= self.sum {
            (floor.plus(W::ONE), remainder.minus(self.sum))
        } else {
            (floor, remainder)
        }
    }

    #[inline(always)]
    fn remainder(self, weight: W, floor: W) -> W {
        weight.times(self.total).minus(floor.times(self.sum))
    }
}

/// Remainders by their upper bits.
#[derive(Clone, Copy)]
struct Buckets {
    shift: u32,
}

impl Buckets {
    /// Writes every floor, counts the remainders, and returns the units that are left.
    ///
    /// Two sets of counts take turns, so that equal neighbours need not wait for each other.
    fn write_floors<W: Word, S: Slot>(
        self,
        share: Share<W>,
        weights: &[S],
        out: &mut [S],
        [even, odd]: &mut [[u32; BUCKETS]; 2],
    ) -> W {
        let mut left = share.total;
        let mut place = |weight: &S, part: &mut S, counts: &mut [u32; BUCKETS]| {
            let (floor, remainder) = share.of(W::read(*weight));
            *part = floor.write();
            left = left.minus(floor);
            if let Some(count) = counts.get_mut(remainder.upper(self.shift)) {
                *count = count.wrapping_add(1);
            }
        };
        let (weights, last_weight) = weights.as_chunks();
        let (parts, last_part) = out.as_chunks_mut();
        for ([weight, next_weight], [part, next_part]) in weights.iter().zip(parts) {
            place(weight, part, even);
            place(next_weight, next_part, odd);
        }
        for (weight, part) in last_weight.iter().zip(last_part) {
            place(weight, part, even);
        }
        left
    }

    /// Gives one unit to every remainder above `bucket`, and returns the remainders inside it.
    fn round_up_above<W: Word, S: Slot>(
        self,
        bucket: usize,
        share: Share<W>,
        weights: &[S],
        out: &mut [S],
    ) -> Vec<(W, usize)> {
        let mut inside = Vec::new();
        for ((index, weight), part) in weights.iter().enumerate().zip(out) {
            let floor = W::read(*part);
            let remainder = share.remainder(W::read(*weight), floor);
            let found = remainder.upper(self.shift);
            *part = floor.plus(W::bit(found > bucket)).write();
            if found == bucket {
                inside.push((remainder, index));
            }
        }
        inside
    }
}

/// The bucket of the `left`-th largest remainder, and how many remainders lie above that bucket.
fn bucket_of(left: usize, [even, odd]: &[[u32; BUCKETS]; 2]) -> (usize, usize) {
    let mut above = 0_usize;
    for (bucket, (a, b)) in even.iter().zip(odd).enumerate().rev() {
        let with_bucket = above.saturating_add(u128::from(a.wrapping_add(*b)).index());
        if with_bucket >= left {
            return (bucket, above);
        }
        above = with_bucket;
    }
    (0, above)
}

/// An unsigned word to reckon with. Arithmetic wraps.
trait Word: Copy + Ord {
    const ZERO: Self;
    const ONE: Self;

    fn read<S: Slot>(slot: S) -> Self;
    fn write<S: Slot>(self) -> S;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn times(self, other: Self) -> Self;
    /// The upper word of the full product.
    fn times_high(self, other: Self) -> Self;
    /// The quotient rounded down, and its fraction as a further word rounded down. `other` is not zero.
    fn ratio(self, other: Self) -> (Self, Self);
    fn bits(self) -> u32;
    fn bit(value: bool) -> Self;
    fn upper(self, shift: u32) -> usize;
    fn index(self) -> usize;
}

macro_rules! word {
    ($word:ident, $double:ident, $to:ident, $from:ident) => {
        impl Word for $word {
            const ZERO: $word = 0;
            const ONE: $word = 1;

            #[inline(always)]
            fn read<S: Slot>(slot: S) -> $word {
                slot.$to()
            }

            #[inline(always)]
            fn write<S: Slot>(self) -> S {
                S::$from(self)
            }

            #[inline(always)]
            fn plus(self, other: $word) -> $word {
                self.wrapping_add(other)
            }

            #[inline(always)]
            fn minus(self, other: $word) -> $word {
                self.wrapping_sub(other)
            }

            #[inline(always)]
            fn times(self, other: $word) -> $word {
                self.wrapping_mul(other)
            }

            #[inline(always)]
            fn times_high(self, other: $word) -> $word {
                let product = $double::from(self).wrapping_mul($double::from(other));
                $word::try_from(product.wrapping_shr($word::BITS)).unwrap_or(0)
            }

            fn ratio(self, other: $word) -> ($word, $word) {
                let whole = self.checked_div(other).unwrap_or(0);
                let rest = self.wrapping_sub(whole.wrapping_mul(other));
                let rest = $double::from(rest).wrapping_shl($word::BITS);
                let fraction = rest.checked_div(other.into()).unwrap_or_default();
                (whole, $word::try_from(fraction).unwrap_or(0))
            }

            fn bits(self) -> u32 {
                $word::BITS.saturating_sub(self.leading_zeros())
            }

            #[inline(always)]
            fn bit(value: bool) -> $word {
                value.into()
            }

            #[inline(always)]
            fn upper(self, shift: u32) -> usize {
                self.wrapping_shr(shift).index()
            }

            #[inline(always)]
            fn index(self) -> usize {
                usize::try_from(self).unwrap_or(usize::MAX)
            }
        }
    };
}

word!(u64, u128, to_narrow, from_narrow);
word!(u128, U256, magnitude, from_wide);

/// A signed integer as it stands in the caller's slices. Arithmetic wraps.
trait Slot: Copy + PartialEq {
    const ZERO: Self;
    const ONE: Self;

    fn is_negative(self) -> bool;
    fn negated(self) -> Self;
    fn plus(self, other: Self) -> Self;
    fn magnitude(self) -> u128;
    /// The number itself, if it is known to be at least zero and to fit.
    fn to_narrow(self) -> u64;
    fn from_narrow(value: u64) -> Self;
    fn from_wide(value: u128) -> Self;
}

macro_rules! slot {
    ($slot:ident, $to_narrow:expr, $from_narrow:expr, $from_wide:expr) => {
        impl Slot for $slot {
            const ZERO: $slot = 0;
            const ONE: $slot = 1;

            #[inline(always)]
            fn is_negative(self) -> bool {
                self < 0
            }

            #[inline(always)]
            fn negated(self) -> $slot {
                self.wrapping_neg()
            }

            #[inline(always)]
            fn plus(self, other: $slot) -> $slot {
                self.wrapping_add(other)
            }

            #[inline(always)]
            fn magnitude(self) -> u128 {
                self.unsigned_abs().into()
            }

            #[inline(always)]
            fn to_narrow(self) -> u64 {
                $to_narrow(self)
            }

            #[inline(always)]
            fn from_narrow(value: u64) -> $slot {
                $from_narrow(value)
            }

            #[inline(always)]
            fn from_wide(value: u128) -> $slot {
                $from_wide(value)
            }
        }
    };
}

slot!(i64, i64::cast_unsigned, u64::cast_signed, |value| u64::try_from(value)
    .unwrap_or(0)
    .cast_signed());
slot!(i128, |slot| u64::try_from(slot).unwrap_or(0), i128::from, u128::cast_signed);
