"""What a careful Python developer writes today without the package: a split and a fee in plain integers, and both in
`decimal`. Every function is exact and tuned within reason, so that benches compare with good code."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext

ENOUGH_DIGITS = 60
"""Of a product of two amounts: the 28 of `decimal` are too few for large ones."""


def split_ints(total: int, weights: list[int]) -> list[int]:
    """Largest remainder, ties to the earlier, for a handful of weights."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be positive")
    if total < 0:
        return [-part for part in split_ints(-total, weights)]
    parts = [total * weight // whole for weight in weights]
    left = total - sum(parts)
    if left:
        missed = [total * weight % whole for weight in weights]
        for index in sorted(range(len(weights)), key=missed.__getitem__, reverse=True)[:left]:
            parts[index] += 1
    return parts


def split_many_ints(total: int, weights: list[int]) -> list[int]:
    """The same for many weights, and from a hundred thousand on faster by an eighth or more: a unit goes to all above
    the smallest remainder that gets one, and to the first of those that have just that."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be positive")
    if total < 0:
        return [-part for part in split_many_ints(-total, weights)]
    products = [total * weight for weight in weights]
    parts = [product // whole for product in products]
    left = total - sum(parts)
    if left:
        missed = [product - part * whole for product, part in zip(products, parts)]
        last = sorted(missed)[-left]
        parts = [part + 1 if rest > last else part for part, rest in zip(parts, missed)]
        at = -1
        for _ in range(total - sum(parts)):
            at = missed.index(last, at + 1)
            parts[at] += 1
    return parts


def split_decimals(total: Decimal, weights: list[Decimal], unit: Decimal = Decimal("0.01")) -> list[Decimal]:
    """Largest remainder, ties to the earlier, on decimals: whole units of `unit`, for few weights or many."""
    with localcontext() as context:
        context.prec, context.rounding = ENOUGH_DIGITS, ROUND_DOWN
        whole = sum(weights)
        if whole <= 0 or min(weights) < 0:
            raise ValueError("weights must be positive")
        if total < 0:
            return [-part for part in split_decimals(-total, weights, unit)]
        units = total / unit
        quotients = [divmod(units * weight, whole) for weight in weights]
        parts = [part * unit for part, _ in quotients]
        left = int((total - sum(parts)) / unit)
        if left:
            for index in sorted(range(len(weights)), key=lambda index: quotients[index][1], reverse=True)[:left]:
                parts[index] += unit
        return parts


def fee_ints(amount: int, tiers: list[tuple[int | None, int]], low: int, high: int) -> int:
    """A fee by marginal tiers of (upper bound, rate in millionths), half up once, then between `low` and `high`."""
    millionths = lower = 0
    for upper, rate in tiers:
        if upper is None or amount <= upper:
            millionths += (amount - lower) * rate
            break
        millionths += (upper - lower) * rate
        lower = upper
    fee = (millionths + 500_000) // 1_000_000
    return low if fee < low else high if fee > high else fee


def fee_decimals(
    amount: Decimal,
    tiers: list[tuple[Decimal | None, Decimal]],
    low: Decimal,
    high: Decimal,
    unit: Decimal = Decimal("0.01"),
) -> Decimal:
    """The same on decimals, with rates as fractions; 28 digits do for amounts below 10^20."""
    exact = lower = Decimal(0)
    for upper, rate in tiers:
        if upper is None or amount <= upper:
            exact += (amount - lower) * rate
            break
        exact += (upper - lower) * rate
        lower = upper
    return min(max(exact.quantize(unit, ROUND_HALF_UP), low), high)
