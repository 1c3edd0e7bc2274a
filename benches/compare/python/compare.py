"""The Python arms of `cargo xtask bench compare`, each an exact largest remainder with ties to the earlier part.

Answers each line `SIZE CALLS ARM` of the standard input with `NANOSECONDS CHECKSUM SUM`, or with `skip REASON`.
"""

import gc
import sys
from decimal import ROUND_DOWN, Decimal
from functools import cache
from time import perf_counter_ns

try:
    import numpy
except ImportError:
    numpy = None

TOTAL = 1_000_000_000_007
WORD = (1 << 64) - 1
CENT = Decimal("0.01")


@cache
def weights(count):
    """`count` weights that sum to about 10**12, the same in every language."""
    bound = 2_000_000_000_000 // count
    state = 0x9E3779B97F4A7C15
    made = []
    for _ in range(count):
        state ^= (state << 13) & WORD
        state ^= state >> 7
        state ^= (state << 17) & WORD
        made.append(state % bound + 1)
    return made


def by_integers(total, weights):
    """Integers, written for speed: up to a thousand parts are ranked, more are compared with the least that receives."""
    whole = sum(weights)
    parts = []
    remainders = []
    for weight in weights:
        part, remainder = divmod(total * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left = total - sum(parts)
    if len(parts) <= 1000:
        for index in sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    elif left:
        least = sorted(remainders)[-left]
        spare = left - sum([remainder > least for remainder in remainders])
        for index, remainder in enumerate(remainders):
            if remainder > least:
                parts[index] += 1
            elif remainder == least and spare:
                parts[index] += 1
                spare -= 1
    return parts


def by_decimals(total, weights):
    """Decimals with two places: quantize down, rank what was cut off."""
    whole = sum(weights)
    parts = [(total * weight / whole).quantize(CENT, ROUND_DOWN) for weight in weights]
    remainders = [total * weight - part * whole for weight, part in zip(weights, parts)]
    left = int((total - sum(parts)) / CENT)
    for index in sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)[:left]:
        parts[index] += CENT
    return parts


def by_arrays(total, weights):
    """64-bit arrays: the quotients estimated as floats, then set right by their remainders, which wrap around.

    Exact as long as no part reaches 2**50 and the sum of the weights stays below 2**61.
    """
    whole = int(weights.sum())
    parts = (weights * (total / whole)).astype(numpy.int64)
    remainders = weights * total - parts * whole
    off = (remainders >= whole).astype(numpy.int64) - (remainders < 0)
    parts += off
    remainders -= off * whole
    left = total - int(parts.sum())
    if left:
        least = numpy.partition(remainders, -left)[-left]
        above = remainders > least
        parts += above
        spare = left - int(numpy.count_nonzero(above))
        parts[numpy.flatnonzero(remainders == least)[:spare]] += 1
    return parts


def same(value):
    return value


# Per arm: how it splits, the total and the weights in its own types, and its parts in minor units.
ARMS = {
    "integers": (by_integers, TOTAL, same, same),
    "Decimal": (
        by_decimals,
        TOTAL * CENT,
        lambda weights: [Decimal(weight) for weight in weights],
        lambda parts: [int(part / CENT) for part in parts],
    ),
}
if numpy:
    ARMS["numpy"] = (
        by_arrays,
        TOTAL,
        lambda weights: numpy.array(weights, numpy.int64),
        lambda parts: parts.tolist(),
    )


@cache
def prepared(size, arm):
    return ARMS[arm][2](weights(size))


def measured(size, calls, arm):
    split, total, _, minor = ARMS[arm]
    given = prepared(size, arm)
    begun = perf_counter_ns()
    for _ in range(calls):
        parts = split(total, given)
    took = perf_counter_ns() - begun
    parts = minor(parts)
    return f"{took} {checksum(parts)} {sum(parts)}"


def checksum(parts):
    """One number that changes when any part does, or when two parts change places."""
    total = 0
    for part in parts:
        total = (total * 6364136223846793005 + part) & WORD
    return total


def main():
    # As timeit does: a collection would be charged to whichever arm it falls into.
    gc.disable()
    for line in sys.stdin:
        size, calls, arm = line.rstrip("\n").split(" ", 2)
        if arm == "numpy" and not numpy:
            print("skip numpy could not be installed", flush=True)
        else:
            print(measured(int(size), int(calls), arm), flush=True)


main()
