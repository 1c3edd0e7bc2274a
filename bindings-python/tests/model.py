"""An independent model of splits, fees and settlements, written from their rules and computed in exact fractions.
Money is an int of minor units; what the rules refuse is raised as `Refusal` with the code they name."""

from dataclasses import dataclass
from fractions import Fraction

LIMIT = 10**28
"""Every amount of minor units is smaller than this."""

DECIMALS = {"JPY": 0, "XPF": 0, "EUR": 2, "MXN": 2, "BHD": 3, "KWD": 3}
"""The currencies the model knows, and their decimals."""


class Refusal(Exception):
    """Says by its code which rule an input breaks."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def refuse(code: str, when: bool = True) -> None:
    """Refuses with `code` if `when` holds."""
    if when:
        raise Refusal(code)


def half_up(exact: Fraction) -> int:
    """Rounds to the nearest whole unit, a half away from zero."""
    rounded = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return rounded if exact >= 0 else -rounded


def in_range(minor: int) -> int:
    """An amount as it is, refused with `amount_range` at the limit."""
    refuse("amount_range", abs(minor) >= LIMIT)
    return minor


def not_negative(minor: int) -> int:
    """An amount as it is, refused with `amount_range` if it has a sign."""
    refuse("amount_range", minor < 0)
    return minor


# Splits


def check_weights(weights: list[Fraction], total: int) -> None:
    """Refuses `negative_weight`, then `no_weights`, then `zero_weights` when there is something to share."""
    refuse("negative_weight", any(weight < 0 for weight in weights))
    refuse("no_weights", not weights)
    refuse("zero_weights", total != 0 and sum(weights) == 0)


def allocate(total: int, weights: list[Fraction]) -> list[int]:
    """Largest remainder: the floor of each exact share, then one unit each to the largest fractions, the earlier of
    equals. A negative total is the mirror image of its magnitude."""
    check_weights(weights, total)
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    if total == 0:
        return [0] * len(weights)
    whole = Fraction(sum(weights))
    shares = [total * weight / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    missed = [share - part for share, part in zip(shares, parts)]
    by_fraction = sorted(range(len(parts)), key=missed.__getitem__, reverse=True)
    for index in by_fraction[: total - sum(parts)]:
        parts[index] += 1
    return parts


def allocate_increment(amount: int, weights: list[Fraction], paid: list[int]) -> list[int]:
    """What each gets of `amount` when `paid` was paid before: the split of all money less what was paid, but never
    negative. What that is too much is taken back in rounds of one unit each, from those who get something, the
    smallest fraction of the exact share first, the later of equals; rounds in which nobody drops out are taken
    together."""
    total = in_range(not_negative(amount) + sum(not_negative(minor) for minor in paid))
    check_weights(weights, total)
    refuse("length_mismatch", len(weights) != len(paid))
    parts = [max(0, target - minor) for target, minor in zip(allocate(total, weights), paid)]
    too_much = sum(parts) - amount
    whole = sum(weights)
    fraction = [total * weight / whole % 1 if total else Fraction(0) for weight in weights]
    order = sorted(range(len(parts)), key=lambda index: (fraction[index], -index))
    while too_much > 0:
        takers = [index for index in order if parts[index] > 0]
        rounds = min(too_much // len(takers), min(parts[index] for index in takers))
        for index in takers if rounds else takers[:too_much]:
            parts[index] -= rounds or 1
            too_much -= rounds or 1
    return parts


def nested(total: int, weights: list[Fraction]) -> list[int]:
    """Algorithm N: payees in their order, each half up of what is left by his weight among those who are left."""
    shares, rest, rest_weight = [], total, Fraction(sum(weights))
    for weight in weights:
        share = half_up(rest * weight / rest_weight) if rest_weight else 0
        shares.append(share)
        rest, rest_weight = rest - share, rest_weight - weight
    return shares


def accrue(weights: list[Fraction], totals: list[int]) -> list[list[int]]:
    """What each payee gains from one cumulative total to the next: the difference of their nested shares."""
    check_weights(weights, max(not_negative(total) for total in totals) if totals else 0)
    refuse("totals_decrease", any(later < earlier for earlier, later in zip(totals, totals[1:])))
    shares = [[0] * len(weights)] + [nested(total, weights) for total in totals]
    return [[new - old for old, new in zip(before, after)] for before, after in zip(shares, shares[1:])]


# Fees


@dataclass
class Tier:
    """One step of a fee rule; the last one has no upper bound. `on` says what the rate multiplies."""

    up_to: int | None
    rate: Fraction
    flat: int
    on: str


@dataclass
class Rule:
    """How a fee follows from an amount."""

    tiers: list[Tier]
    min: int | None = None
    max: int | None = None
    monotone: bool = False
    billed_before: int | None = None
    per_period: tuple[int, int] | None = None

    def check(self) -> None:
        """Signs first; then tiers that ascend and end openly, `slice` with nothing else, a floor below the cap."""
        bounds = [tier.up_to for tier in self.tiers]
        for minor in [*bounds, *(tier.flat for tier in self.tiers), self.min, self.max, self.billed_before]:
            not_negative(minor or 0)
        refuse("negative_weight", any(tier.rate < 0 for tier in self.tiers))
        refuse("rule_invalid", not bounds or bounds[-1] is not None or None in bounds[:-1])
        refuse("rule_invalid", any(upper <= lower for lower, upper in zip([0, *bounds[:-1]], bounds[:-1])))
        sliced = {tier.on == "slice" for tier in self.tiers}
        refuse("rule_mixed", len(sliced) > 1)
        refuse("rule_invalid", self.min is not None and self.max is not None and self.min > self.max)
        refuse("rule_invalid", self.billed_before is not None and sliced == {False})


def exact_fee(tiers: list[Tier], amount: int) -> Fraction:
    """The fee of an amount before it is rounded: that of all slices below, or of the tier it falls in; upper bounds
    belong to their tier. The flat part of that tier is added once."""
    bounds = [0, *(tier.up_to for tier in tiers[:-1])]
    at = max(index for index, lower in enumerate(bounds) if index == 0 or amount > lower)
    tier = tiers[at]
    if tier.on == "whole":
        return tier.rate * amount + tier.flat
    if tier.on == "excess":
        return tier.rate * (amount - bounds[at]) + tier.flat
    uppers = [*bounds[1 : at + 1], amount]
    slices = (each.rate * (upper - lower) for each, lower, upper in zip(tiers, bounds, uppers))
    return sum(slices, start=Fraction(tier.flat))


def fee(rule: Rule, amount: int) -> int:
    """The fee of an amount: exact, rounded once half up, then raised to the floor and cut to the cap. `monotone`
    never asks less than at the top of a lower tier; `billed_before` goes on in the slices from there; what is asked
    for each period comes on top of the clamped fee."""
    not_negative(amount)
    rule.check()
    before = rule.billed_before or 0
    exact = exact_fee(rule.tiers, before + amount)
    if before:
        exact -= exact_fee(rule.tiers, before)
    if rule.monotone:
        tops = [tier.up_to for tier in rule.tiers[:-1] if tier.up_to < amount]
        exact = max([exact, *(exact_fee(rule.tiers, top) for top in tops)])
    asked = half_up(exact)
    if rule.min is not None:
        asked = max(asked, rule.min)
    if rule.max is not None:
        asked = min(asked, rule.max)
    for_period, periods = rule.per_period or (0, 0)
    return in_range(asked + for_period * periods)


# Settlement


@dataclass
class Commission:
    """The platform's commission: what the rate multiplies, who pays, and whether the tax is added or included."""

    rate: Fraction = Fraction(0)
    base: str = "gross_profit"
    payer: str = "pool"
    tax_rate: Fraction = Fraction(0)
    tax_mode: str = "added"
    invoices: str = "pool"


@dataclass
class Offer:
    """By what a project is settled. `overrun_cap` is the part of the planned costs everybody bears; nothing bears it
    all."""

    commission: Commission
    owner_share: Fraction = Fraction(0)
    weights: str = "capital"
    first_loss: bool = False
    holdback: Fraction = Fraction(0)
    recover_advances_from_capital: bool = True
    payout_threshold: int = 0
    overrun_cap: Fraction | None = None

    def check(self) -> None:
        """No rate is negative or above one, no amount negative."""
        rates = [self.commission.rate, self.commission.tax_rate, self.owner_share, self.holdback, self.overrun_cap or 0]
        refuse("negative_weight", any(rate < 0 for rate in rates))
        not_negative(self.payout_threshold)
        refuse("offer_invalid", any(rate > 1 for rate in rates))


@dataclass
class Position:
    """A participation: of equal remainders the lower `seq` gets the unit, and the owner's come last."""

    id: str
    seq: int
    capital: int
    owner: bool = False
    days: int = 0
    withholding: Fraction = Fraction(0)
    advance: int = 0
    distributed: int = 0
    profit_distributed: int = 0


def check_positions(positions: list[Position]) -> None:
    """No amount or rate has a sign, none withholds more than all, no id or `seq` appears twice, the capital is in
    range."""
    for each in positions:
        for minor in (each.capital, each.advance, each.distributed, each.profit_distributed):
            not_negative(minor)
        refuse("negative_weight", each.withholding < 0)
        refuse("amount_range", each.withholding > 1)
    for names in ([each.id for each in positions], [each.seq for each in positions]):
        refuse("already_exists", len(set(names)) < len(names))
    in_range(sum(each.capital for each in positions))


@dataclass
class Bill:
    """What a commission comes to, with its tax, what its payer did not have, and the invoices of the positions."""

    commission: int
    tax: int
    shortfall: int
    invoices: list[tuple[int, int]]


def bill(terms: Commission, base: int, available: int, weights: list[Fraction]) -> Bill:
    """The commission on `base`. Added: it is rounded, and so is the tax on it; included: the net is gross / (1 +
    tax), the tax the rest. The payer pays no more than he has, which then is the gross. Where each position gets an
    invoice the amount is split like the profit, the tax computed on each part, and the sums count."""
    each = terms.invoices == "per_participant"

    def invoices(amount: int, included: bool) -> list[tuple[int, int]]:
        parts = allocate(amount, weights) if each else [amount]
        if not included:
            return [(part, half_up(part * terms.tax_rate)) for part in parts]
        return [(net, part - net) for part in parts for net in [half_up(part / (1 + terms.tax_rate))]]

    gross = half_up(terms.rate * base)
    if terms.tax_mode == "added":
        billed = invoices(gross, False)
        gross = sum(map(sum, billed))
    if terms.tax_mode == "included" or gross > available:
        billed = invoices(min(gross, available), True)
    commission, tax = (sum(column) for column in zip(*billed))
    return Bill(commission, tax, gross - commission - tax, billed if each else [(0, 0)] * len(weights))


@dataclass
class Shares:
    """How a result is shared: by owner and investors, among the positions, and with the platform."""

    billed: Bill
    owner: int
    investors: int
    profits: list[int]
    losses: list[int]


def share_profit(offer: Offer, result: int, revenue: int, positions: list[Position]) -> Shares:
    """Commission and tax first; then owner and investors by largest remainder, a tie to the investors; then the
    investors by capital, or by capital times days. Investors or owner alone pay the commission after they have shared
    the result."""
    weights = [Fraction(each.capital * (each.days if offer.weights == "capital_days" else 1)) for each in positions]
    sides, terms = [1 - offer.owner_share, offer.owner_share], offer.commission
    investors, owner = allocate(result, sides)
    capital = sum(each.capital for each in positions)
    bases = {"gross_profit": result, "investor_profit": investors, "funded_amount": capital, "proceeds": revenue}
    available = {"pool": result, "investors": investors, "owner": owner}[terms.payer]
    billed = bill(terms, bases[terms.base], available, weights)
    charged = billed.commission + billed.tax
    if terms.payer == "pool":
        investors, owner = allocate(result - charged, sides)
    elif terms.payer == "investors":
        investors -= charged
    else:
        owner -= charged
    nothing = [0] * len(positions)
    return Shares(billed, owner, investors, allocate(investors, weights) if investors else nothing, nothing)


def share_loss(offer: Offer, loss: int, positions: list[Position]) -> Shares:
    """By capital, the owner's first under `first_loss`, and never more than there is."""
    juniors = [Fraction(each.capital if each.owner and offer.first_loss else 0) for each in positions]
    seniors = [each.capital - junior for each, junior in zip(positions, juniors)]
    losses = [0] * len(positions)
    for side in (juniors, seniors):
        part = min(loss, int(sum(side)))
        if part:
            losses = [before + more for before, more in zip(losses, allocate(part, side))]
        loss -= part
    return Shares(Bill(0, 0, 0, [(0, 0)] * len(positions)), 0, 0, [0] * len(positions), losses)


def settle(
    offer: Offer, revenue: int, costs: int, planned: int, positions: list[Position]
) -> tuple[dict[str, int], list[dict]]:
    """Settles a whole project: the totals, and one line for each position, investors by `seq` and then the owner's.
    Costs above the plan are everybody's up to the cap and the owner's above; his share pays that debt. A profit or a
    loss is shared; what is lost above all capital is the owner's."""
    offer.check()
    check_positions(positions)
    for minor in (revenue, costs, planned):
        not_negative(minor)
    positions = sorted(positions, key=lambda position: (position.owner, position.seq))
    capital = sum(position.capital for position in positions)

    overrun = max(0, costs - planned)
    absorbed = overrun if offer.overrun_cap is None else min(overrun, half_up(offer.overrun_cap * planned))
    debt = overrun - absorbed
    result = revenue - (costs - debt)
    shares = share_profit(offer, result, revenue, positions) if result > 0 else share_loss(offer, -result, positions)
    lines = [
        line(offer, *each) | {"commission": invoice[0], "commission_tax": invoice[1]}
        for *each, invoice in zip(positions, shares.profits, shares.losses, shares.billed.invoices)
    ]

    def total(field: str) -> int:
        return sum(each[field] for each in lines)

    billed, netted = shares.billed, min(shares.owner, debt)
    totals = {
        "capital": capital,
        "overrun": overrun,
        "overrun_absorbed": absorbed,
        "owner_debt": debt,
        "costs": costs - debt,
        "result": result,
        "commission": billed.commission,
        "commission_tax": billed.tax,
        "commission_shortfall": billed.shortfall,
        "net_profit": max(0, result) - billed.commission - billed.tax,
        "owner_share": shares.owner,
        "investor_pool": shares.investors,
        "loss": total("loss"),
        "owner_excess_liability": max(0, -result - capital),
        "owner_paid": 0,
        "owner_netted": netted,
        "owner_holdback": 0,
        "owner_payout": shares.owner - netted,
        "owner_receivable": debt - netted,
        "withheld": total("withheld"),
        "advances": total("advance"),
        "distributed": total("distributed"),
        "holdback": total("holdback"),
        "payout": total("payout"),
        "parked": total("parked"),
        "receivable": total("receivable"),
    }
    for figures in (totals, *lines):
        for value in figures.values():
            in_range(value if isinstance(value, int) else 0)
    return totals, lines


def line(offer: Offer, position: Position, profit: int, loss: int) -> dict:
    """What one position gets. What it owes is set off against what it is owed, except that profit paid early above the
    profit is given back where the capital is not to be touched. Nothing paid is negative."""
    left = position.capital - loss
    withheld = half_up(profit * position.withholding)
    of_profit = profit - withheld - position.advance - position.profit_distributed
    of_capital = left - position.distributed
    if of_capital < 0 or offer.recover_advances_from_capital:
        of_profit, of_capital = of_profit + of_capital, 0
    due = max(0, of_profit) + of_capital
    holdback = min(half_up(profit * offer.holdback), due)
    payable = due - holdback
    parked = payable if payable < offer.payout_threshold else 0
    return {
        "position": position.id,
        "capital": left,
        "profit": profit,
        "loss": loss,
        "withheld": withheld,
        "advance": position.advance,
        "distributed": position.distributed + position.profit_distributed,
        "holdback": holdback,
        "payout": payable - parked,
        "parked": parked,
        "receivable": max(0, -of_profit),
    }
