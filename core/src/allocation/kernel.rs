//! Largest remainder over slices of plain integers, exact and in linear time.
//! One reciprocal gives every quotient rounded down; counting the remainders by size then finds who gets what is left.

use crate::error::{Code, Refusal};
use crate::limits::PARTS;
use ethnum::U256;
use std::cmp::Reverse;

/// Up to this many parts are ranked at once, on the stack.
const SMALL: usize = 64;
/// The remainders of more parts are first sorted into this many classes, by their upper bits.
const CLASSES: usize = 1 << u8::BITS;
/// Classes that are looked at together.
const STRETCH: usize = 32;

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

/// Splits a further `amount` into `out` after `paid`, without ever taking anything back.
///
/// The rule and its guarantees are those of [`allocate_increment`](crate::allocation::allocate_increment). All numbers
/// are whole: amounts in minor units, the weights in any one unit. The time is linear in the number of parts.
///
/// Errors, in this order: `limit_exceeded`, `amount_range` (a negative amount or payment, or everything together over 63
/// bits), `negative_weight`, `no_weights`, `zero_weights` (unless everything together is zero: zeros), `length_mismatch`.
/// After an error the content of `out` means nothing.
///
/// ```
/// use tercero::allocation::allocate_increment_into;
///
/// let mut parts = [0; 3];
/// allocate_increment_into(&[3, 3, 1], &[428_572, 428_572, 142_858], 1, &mut parts)?;
/// assert_eq!(parts, [1, 0, 0]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn allocate_increment_into(
    weights: &[i64],
    paid: &[i64],
    amount: i64,
    out: &mut [i64],
) -> Result<(), Refusal> {
    increment_slots(amount, weights, paid, out)
}

/// [`allocate_increment_into`] for numbers of up to 127 bits. Same rule, same errors.
///
/// ```
/// use tercero::allocation::allocate_increment_wide_into;
///
/// let mut parts = [0; 2];
/// allocate_increment_wide_into(&[1, 1], &[10_i128.pow(30), 0], 10_i128.pow(30) + 2, &mut parts)?;
/// assert_eq!(parts, [1, 10_i128.pow(30) + 1]);
/// # Ok::<(), tercero::Refusal>(())
/// ```
pub fn allocate_increment_wide_into(
    weights: &[i128],
    paid: &[i128],
    amount: i128,
    out: &mut [i128],
) -> Result<(), Refusal> {
    increment_slots(amount, weights, paid, out)
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
    let Some(sum) = S::sum(weights) else {
        let index = weights.iter().position(|weight| weight.is_negative()).unwrap_or(0);
        return Err(Refusal::new(Code::NegativeWeight).at(format!("weights[{index}]")));
    };
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
    let given = match (u64::try_from(magnitude), i64::try_from(sum), i128::try_from(sum)) {
        _ if all_equal(weights) => split_equally(magnitude, out),
        (Ok(total), Ok(sum), _) => split(total, sum.unsigned_abs(), weights, out),
        (_, _, Ok(sum)) => split(magnitude, sum.unsigned_abs(), weights, out),
        _ => split_any(magnitude, sum, weights, out),
    };
    if given != S::from_wide(magnitude) {
        return Err(Code::InvariantViolated.into());
    }
    if total.is_negative() {
        out.iter_mut().for_each(|part| *part = part.negated());
    }
    Ok(())
}

fn increment_slots<S: Slot>(
    amount: S,
    weights: &[S],
    paid: &[S],
    out: &mut [S],
) -> Result<(), Refusal> {
    check_count(weights.len().max(paid.len()))?;
    let range = |field| Refusal::new(Code::AmountRange).at(field);
    if amount.is_negative() {
        return Err(range("amount").allow("zero or more"));
    }
    let before = S::sum(paid).ok_or_else(|| range("paid").allow("zero or more"))?;
    let whole = before.saturating_add(U256::from(amount.magnitude()));
    let whole = S::fit(whole).ok_or_else(|| range("amount").got(whole))?;
    allocate_slots(whole, weights, out)?;
    if paid.len() != weights.len() {
        return Err(Code::LengthMismatch.into());
    }
    let mut deficit = 0_u128;
    for (part, paid) in out.iter_mut().zip(paid) {
        if *part < *paid {
            deficit = deficit.saturating_add(paid.minus(*part).magnitude());
            *part = S::ZERO;
        } else {
            *part = part.minus(*paid);
        }
    }
    if deficit > 0 {
        take_back(deficit, whole.magnitude(), weights, out);
    }
    Ok(())
}

/// Takes `deficit` units from `parts`, one a round from each that is above zero, the last round by ascending remainder.
fn take_back<S: Slot>(deficit: u128, whole: u128, weights: &[S], parts: &mut [S]) {
    let rounds = full_rounds(deficit, parts);
    let mut left = deficit;
    for part in parts.iter_mut() {
        let taken = rounds.min(part.magnitude());
        left = left.saturating_sub(taken);
        *part = part.minus(S::from_wide(taken));
    }
    if left == 0 {
        return;
    }
    let sum = S::sum(weights).unwrap_or(U256::ONE);
    let last_round = weights.iter().zip(parts.iter()).enumerate();
    let mut last_round: Vec<(U256, Reverse<usize>)> = last_round
        .filter(|(_, (_, part))| **part > S::ZERO)
        .map(|(index, (weight, _))| (divide(whole, weight.magnitude(), sum).1, Reverse(index)))
        .collect();
    let left = left.index();
    if left < last_round.len() {
        last_round.select_nth_unstable(left);
    }
    for (_, Reverse(index)) in last_round.into_iter().take(left) {
        if let Some(part) = parts.get_mut(index) {
            *part = part.minus(S::ONE);
        }
    }
}

/// How many whole rounds of one unit from each part above zero `deficit` covers. Mostly none, so the steps grow from one.
fn full_rounds<S: Slot>(deficit: u128, parts: &[S]) -> u128 {
    let taken = |rounds: u128| {
        parts.iter().fold(0_u128, |sum, part| sum.saturating_add(rounds.min(part.magnitude())))
    };
    let most = deficit.saturating_add(1);
    let (mut enough, mut too_many) = (0_u128, 1_u128);
    while too_many < most && taken(too_many) <= deficit {
        (enough, too_many) = (too_many, too_many.saturating_mul(2).min(most));
    }
    while too_many.saturating_sub(enough) > 1 {
        let middle = u128::midpoint(enough, too_many);
        if taken(middle) <= deficit {
            enough = middle;
        } else {
            too_many = middle;
        }
    }
    enough
}

fn all_equal<S: Slot>(weights: &[S]) -> bool {
    weights.first().is_some_and(|first| weights.iter().all(|weight| weight == first))
}

// Each `split` writes the parts of a magnitude and returns what they add up to.

/// Parts of equal weight: the earlier ones are one unit larger.
fn split_equally<S: Slot>(total: u128, out: &mut [S]) -> S {
    let count = u128::try_from(out.len()).unwrap_or(u128::MAX);
    let floor = total.checked_div(count).unwrap_or(0);
    let left = total.wrapping_sub(floor.wrapping_mul(count));
    out.fill(S::from_wide(floor));
    out.iter_mut().take(left.index()).for_each(|part| *part = part.plus(S::ONE));
    add_up(out)
}

/// Weights whose sum is not zero and leaves the top bit of a word free.
fn split<W: Word, S: Slot>(total: W, sum: W, weights: &[S], out: &mut [S]) -> S {
    let proportion = Proportion::new(total, sum);
    if weights.len() <= SMALL {
        split_small(total, proportion, weights, out)
    } else {
        split_large(total, proportion, weights, out)
    }
}

fn split_small<W: Word, S: Slot>(
    total: W,
    proportion: Proportion<W>,
    weights: &[S],
    out: &mut [S],
) -> S {
    let mut remainders = [(W::ZERO, 0); SMALL];
    let mut left = total;
    for (((index, weight), part), place) in
        weights.iter().enumerate().zip(out.iter_mut()).zip(&mut remainders)
    {
        let (floor, remainder) = proportion.of(W::read(*weight));
        *part = floor.write();
        *place = (remainder, index);
        left = left.minus(floor);
    }
    let remainders = remainders.get_mut(..weights.len()).unwrap_or_default();
    give(left.index(), remainders, out);
    add_up(out)
}

/// All remainders above the last class that is served get a unit each; only inside that class they are ranked.
fn split_large<W: Word, S: Slot>(
    total: W,
    proportion: Proportion<W>,
    weights: &[S],
    out: &mut [S],
) -> S {
    let mut classes = vec![0; weights.len()];
    let mut sizes = [0; CLASSES];
    let left = write_floors(total, proportion, weights, out, &mut classes, &mut sizes);
    let (class, above) = last_class(left, &sizes);
    let mut inside = Vec::new();
    let sum = round_up_above(class, &classes, proportion, weights, out, &mut inside);
    sum.plus(give(left.saturating_sub(above), &mut inside, out))
}

/// Writes every floor and the class of its remainder, counts the classes, and returns how many units are left.
#[inline(never)] // so that the loop has all registers for itself
fn write_floors<W: Word, S: Slot>(
    total: W,
    proportion: Proportion<W>,
    weights: &[S],
    out: &mut [S],
    classes: &mut [u8],
    sizes: &mut [usize; CLASSES],
) -> usize {
    let mut left = total;
    for ((weight, part), class) in weights.iter().zip(out).zip(classes) {
        let (floor, remainder) = proportion.of(W::read(*weight));
        *part = floor.write();
        *class = remainder.class();
        left = left.minus(floor);
        if let Some(size) = sizes.get_mut(usize::from(*class)) {
            *size = size.wrapping_add(1);
        }
    }
    left.index()
}

/// The class of the `left`-th largest remainder, and how many remainders are in higher classes.
fn last_class(left: usize, sizes: &[usize; CLASSES]) -> (u8, usize) {
    let mut above = 0_usize;
    for (class, size) in (0..=u8::MAX).zip(sizes).rev() {
        let with_class = above.saturating_add(*size);
        if with_class >= left {
            return (class, above);
        }
        above = with_class;
    }
    (0, above)
}

/// Gives one unit to every part of a higher class, collects the remainders `inside` the class, and returns the new sum.
#[inline(never)] // as above
fn round_up_above<W: Word, S: Slot>(
    class: u8,
    classes: &[u8],
    proportion: Proportion<W>,
    weights: &[S],
    out: &mut [S],
    inside: &mut Vec<(W, usize)>,
) -> S {
    let mut sum = S::ZERO;
    let stretches =
        weights.chunks(STRETCH).zip(out.chunks_mut(STRETCH)).zip(classes.chunks(STRETCH));
    for (start, ((weights, parts), classes)) in (0..).step_by(STRETCH).zip(stretches) {
        if classes.iter().fold(false, |any, found| any | (*found == class)) {
            for (index, ((weight, part), found)) in
                (start..).zip(weights.iter().zip(&*parts).zip(classes))
            {
                if *found == class {
                    inside.push((proportion.remainder(W::read(*weight), W::read(*part)), index));
                }
            }
        }
        for (part, found) in parts.iter_mut().zip(classes) {
            *part = part.plus(S::bit(*found > class));
            sum = sum.plus(*part);
        }
    }
    sum
}

/// Weights of any sum, with a long division for each.
fn split_any<S: Slot>(total: u128, sum: U256, weights: &[S], out: &mut [S]) -> S {
    let mut left = total;
    let mut remainders = Vec::with_capacity(weights.len());
    for ((index, weight), part) in weights.iter().enumerate().zip(out.iter_mut()) {
        let (floor, remainder) = divide(total, weight.magnitude(), sum);
        *part = S::from_wide(floor);
        left = left.wrapping_sub(floor);
        remainders.push((remainder, index));
    }
    give(left.index(), &mut remainders, out);
    add_up(out)
}

fn add_up<S: Slot>(parts: &[S]) -> S {
    parts.iter().fold(S::ZERO, |sum, part| sum.plus(*part))
}

/// The floor of `total · weight / sum` and the remainder of that division. `sum` is not zero.
pub(super) fn divide(total: u128, weight: u128, sum: U256) -> (u128, U256) {
    if let (Some(product), Ok(sum)) = (total.checked_mul(weight), u128::try_from(sum)) {
        let floor = product.checked_div(sum).unwrap_or(0);
        return (floor, U256::from(product.wrapping_sub(floor.wrapping_mul(sum))));
    }
    let product = U256::from(total).wrapping_mul(U256::from(weight));
    let floor = product.checked_div(sum).unwrap_or(U256::ZERO);
    let remainder = product.wrapping_sub(floor.wrapping_mul(sum));
    (u128::try_from(floor).unwrap_or(0), remainder)
}

/// Gives one unit to each of the `left` largest remainders, ties to the lower index.
///
/// The remainders add up to `left` times the sum of the weights and each is smaller than that sum, so if any unit is
/// left, more than `left` of them are not zero: neither an exact quotient nor a zero weight ever gets a unit.
fn give<R: Ord, S: Slot>(left: usize, remainders: &mut [(R, usize)], out: &mut [S]) -> S {
    let mut given = S::ZERO;
    if left > 0 && left < remainders.len() {
        remainders.select_nth_unstable_by(left, |(a, i), (b, j)| {
            b.cmp(a).then(wrong!("tie_to_the_later", i.cmp(j), j.cmp(i)))
        });
    }
    for (_, index) in remainders.iter().take(left) {
        if let Some(part) = out.get_mut(*index) {
            *part = part.plus(S::ONE);
            given = given.plus(S::ONE);
        }
    }
    given
}

/// `total / sum`, ready to be multiplied by many weights.
///
/// The numbers that remainders are made of are shifted up until `sum` fills all bits of a word but the top one.
#[derive(Clone, Copy)]
struct Proportion<W> {
    whole: W,
    fraction: W,
    total: W,
    sum: W,
}

impl<W: Word> Proportion<W> {
    fn new(total: W, sum: W) -> Proportion<W> {
        let (whole, fraction) = total.ratio(sum);
        let free = sum.free_bits();
        Proportion { whole, fraction, total: total.shifted(free), sum: sum.shifted(free) }
    }

    /// The floor of `weight · total / sum` and the remainder of that division.
    ///
    /// The product with the reciprocal, which was rounded up, is the floor or, very rarely, one more. So the remainder
    /// lies in [-sum, sum): it is exact although its two products wrap, and below zero it wraps to more than `sum`.
    #[inline(always)]
    fn of(self, weight: W) -> (W, W) {
        let floor = weight.times(self.whole).plus(weight.times_high(self.fraction));
        let remainder = self.remainder(weight, floor);
        if remainder < self.sum { (floor, remainder) } else { self.one_less(floor, remainder) }
    }

    #[cold]
    fn one_less(self, floor: W, remainder: W) -> (W, W) {
        (floor.minus(W::ONE), remainder.plus(self.sum))
    }

    #[inline(always)]
    fn remainder(self, weight: W, floor: W) -> W {
        weight.times(self.total).minus(floor.times(self.sum))
    }
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
    /// The quotient, and its fraction as a further word rounded up. `other` is not zero.
    fn ratio(self, other: Self) -> (Self, Self);
    /// Leading zeros behind the top bit.
    fn free_bits(self) -> u32;
    fn shifted(self, up: u32) -> Self;
    /// The eight bits behind the top bit.
    fn class(self) -> u8;
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
                let below = $double::from(other.wrapping_sub(1));
                let fraction =
                    rest.wrapping_add(below).checked_div(other.into()).unwrap_or_default();
                (whole, $word::try_from(fraction).unwrap_or(0))
            }

            fn free_bits(self) -> u32 {
                self.leading_zeros().saturating_sub(1)
            }

            fn shifted(self, up: u32) -> $word {
                self.wrapping_shl(up)
            }

            #[inline(always)]
            fn class(self) -> u8 {
                let [.., class] = self.wrapping_shl(1).to_le_bytes();
                class
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
trait Slot: Copy + PartialOrd {
    const ZERO: Self;
    const ONE: Self;

    fn is_negative(self) -> bool;
    fn negated(self) -> Self;
    fn plus(self, other: Self) -> Self;
    fn minus(self, other: Self) -> Self;
    fn bit(value: bool) -> Self;
    fn magnitude(self) -> u128;
    /// The sum, unless a number is negative.
    fn sum(slots: &[Self]) -> Option<U256>;
    /// The number, unless it is too large.
    fn fit(value: U256) -> Option<Self>;
    /// The number itself, if it is known to be at least zero and to fit.
    fn to_narrow(self) -> u64;
    fn from_narrow(value: u64) -> Self;
    fn from_wide(value: u128) -> Self;
}

macro_rules! slot {
    ($slot:ident, $sum:expr, $to_narrow:expr, $from_narrow:expr, $from_wide:expr) => {
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
            fn minus(self, other: $slot) -> $slot {
                self.wrapping_sub(other)
            }

            #[inline(always)]
            fn bit(value: bool) -> $slot {
                value.into()
            }

            fn sum(slots: &[$slot]) -> Option<U256> {
                $sum(slots)
            }

            fn fit(value: U256) -> Option<$slot> {
                $slot::try_from(value).ok()
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

slot!(i64, sum_narrow, i64::cast_unsigned, u64::cast_signed, |value| u64::try_from(value)
    .unwrap_or(0)
    .cast_signed());
slot!(i128, sum_wide, |slot| u64::try_from(slot).unwrap_or(0), i128::from, u128::cast_signed);

/// Sums the lower and the upper halves apart, so that neither can overflow.
fn sum_narrow(slots: &[i64]) -> Option<U256> {
    let (mut lower, mut upper, mut signs) = (0_u64, 0_u64, 0_i64);
    for slot in slots {
        signs |= slot;
        lower = lower.wrapping_add(slot.cast_unsigned() & u64::from(u32::MAX));
        upper = upper.wrapping_add(slot.cast_unsigned() >> u32::BITS);
    }
    let sum = u128::from(upper).wrapping_shl(u32::BITS).wrapping_add(lower.into());
    (signs >= 0).then_some(U256::from(sum))
}

fn sum_wide(slots: &[i128]) -> Option<U256> {
    let mut sum = U256::ZERO;
    for slot in slots {
        sum = sum.wrapping_add(U256::from(u128::try_from(*slot).ok()?));
    }
    Some(sum)
}
