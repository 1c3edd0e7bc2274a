"""The plain functions that benches compare with give what the model gives.
A comparison with code that is wrong would flatter the package."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import model
import plain

TIERS = [(2_500, 87_500), (100_000, 35_000), (None, 15_000)]
"""Upper bounds in cents and rates in millionths."""

weights = st.one_of(
    st.lists(st.integers(0, 10**12), min_size=1, max_size=12),
    st.lists(st.integers(0, 3), min_size=4, max_size=40),
).filter(any)
totals = st.one_of(st.integers(-100, 100), st.integers(-(10**18), 10**18))


@settings(max_examples=1_000, deadline=None, derandomize=True, database=None)
@given(totals, weights)
def test_splits(total, weights):
    expected = model.allocate(total, [Fraction(weight) for weight in weights])
    assert plain.split_ints(total, weights) == expected
    assert plain.split_many_ints(total, weights) == expected
    decimals = plain.split_decimals(Decimal(total).scaleb(-2), [Decimal(weight) for weight in weights])
    assert decimals == [Decimal(part).scaleb(-2) for part in expected]


@settings(max_examples=1_000, deadline=None, derandomize=True, database=None)
@given(
    st.one_of(st.integers(0, 10**6), st.integers(0, 10**15), st.sampled_from([2_499, 2_500, 2_501, 100_000, 100_001]))
)
def test_fees(amount):
    low, high = 100, 10**12
    tiers = [model.Tier(upper, Fraction(rate, 10**6), 0, "slice") for upper, rate in TIERS]
    expected = model.fee(model.Rule(tiers, min=low, max=high), amount)
    assert plain.fee_ints(amount, TIERS, low, high) == expected

    def cents(minor):
        return Decimal(minor).scaleb(-2)

    decimals = [(upper and cents(upper), Decimal(rate).scaleb(-6)) for upper, rate in TIERS]
    assert plain.fee_decimals(cents(amount), decimals, cents(low), cents(high)) == cents(expected)


@pytest.mark.parametrize("split", [plain.split_ints, plain.split_many_ints, plain.split_decimals])
@pytest.mark.parametrize("weights", [[0, 0], [1, -1], [3, -1]])
def test_what_cannot_be_split_is_refused(split, weights):
    kind = Decimal if split is plain.split_decimals else int
    with pytest.raises(ValueError):
        split(kind(1), [kind(weight) for weight in weights])
