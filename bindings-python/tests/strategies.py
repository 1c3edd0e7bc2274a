"""Inputs for the differential tests as conformance cases: valid ones, and near-valid ones that break a single rule. A
case is read off one string of drawn bytes, which costs a fifth of drawing its parts one by one; zeros read as the
simplest."""

from collections.abc import Callable
from fractions import Fraction
from itertools import islice
from typing import Any

from hypothesis import strategies as st

import model
from answers import write

MOST = 40
"""The longest list of weights, payments or positions."""

BAD_AMOUNTS = ["", "-0", "01", "1.", ".5", "+1", " 1", "1 ", "1e3", "1_000", "NaN", "0x10", "1,5", "١"]
BAD_NUMBERS = [1, 1.5, True]
BAD_RATES = ["", "-0", "01", "1.", ".5", "+1", "1e3", "NaN", "1" * 21, "0." + "1" * 19]
BAD_CURRENCIES = ["MXX", "eur", "XXX", "XAU", "", "EURO"]
WEIGHT_FAULTS = ("weight", "negative_weight", "no_weights", "zero_weights")


class Choices:
    """Reads choices off drawn bytes, and zeros where they end."""

    def __init__(self, drawn: bytes):
        self.drawn = iter(drawn)

    def number(self, most: int) -> int:
        """A number up to `most`."""
        size = (most.bit_length() + 7) // 8
        return int.from_bytes(bytes(islice(self.drawn, size)), "big") % (most + 1)

    def one(self, values: list[Any] | tuple[Any, ...]) -> Any:
        """One of the values."""
        return values[self.number(len(values) - 1)]

    def often(self, value: Any, other: Any) -> Any:
        """The first in three of four cases."""
        return other if self.number(3) == 3 else value

    def many(self, kind: Callable[[], Any], size: int) -> list[Any]:
        """A list of that size, which repeats up to six elements in any order: so ties are common."""
        kinds = [kind() for _ in range(1 + self.number(5))]
        return [self.one(kinds) for _ in range(size)]

    def with_one(self, values: list[Any], value: Any) -> list[Any]:
        """The list with the value in one place."""
        place = self.number(len(values) - 1) if values else 0
        return [*values[:place], value, *values[place + 1 :]]

    def fault(self, *names: str) -> str:
        """The rule to break; none in three of four cases."""
        return self.often("", self.one(names))

    def size(self) -> int:
        """From one to forty, seldom many."""
        return 1 + self.number(self.one([3, 3, 9, MOST - 1]))

    def minor(self, top: int = model.LIMIT - 1) -> int:
        """Minor units: few, or of any order of magnitude, or at an edge, or anything up to `top`."""
        near = self.one([3, 9, 15, 18, 19, 24, 27])
        edge = self.one([0, 1, top, top - 1, top // 2, 10**near, 10**near - 1, 10**near + 1])
        return min(top, self.one([self.number(12), self.number(10**6), edge, self.number(10**near), self.number(top)]))

    def weight(self) -> str:
        """A weight: a small number, one with decimals, or as many digits as there may be."""
        edge = self.one(["0", "1", "9" * 20, "9" * 20 + "." + "9" * 18, "0." + "0" * 17 + "1"])
        places = self.one([2, 4, 18])
        fine = write(self.number(10**places * self.one([1, 10**6, 10**15])), places)
        return self.one([str(self.number(12)), fine, edge])

    def fraction(self) -> str:
        """A rate from zero to one."""
        fine = write(self.number(10**18), 18)
        return self.one(["0", write(self.number(100), 2), "0.16", fine, "0.005", "0.5", "1"])


def text(choices: Choices, minor: int, decimals: int) -> str:
    """An amount as a text, sometimes with fewer decimals than its currency has."""
    written = write(minor, decimals)
    return choices.often(written, written.rstrip("0").rstrip(".") if decimals else written)


def no_amount(choices: Choices, decimals: int) -> Any:
    """What is no amount or no text, has a decimal too many, or reaches the limit."""
    too_fine, too_large = write(1, decimals + 1), write(model.LIMIT, decimals)
    return choices.one([choices.one(BAD_AMOUNTS), choices.one(BAD_NUMBERS), too_fine, too_large, f"-{too_large}"])


def weights(choices: Choices, fault: str) -> list[str]:
    """One to forty weights, with the named fault if it is one of weights."""
    given = choices.many(choices.weight, choices.size())
    match fault:
        case "weight":
            return choices.often([], ["-1"]) + choices.with_one(given, choices.one(BAD_RATES))
        case "negative_weight":
            return choices.with_one(given, choices.one(["-1", "-0.5"]))
        case "no_weights":
            return []
        case "zero_weights":
            return ["0"] * len(given)
    return given


def currency(choices: Choices, fault: str) -> tuple[str, int]:
    """A currency and its decimals."""
    code = choices.one(["EUR", "JPY", "BHD"])
    return choices.one(BAD_CURRENCIES) if fault == "currency" else code, model.DECIMALS[code]


def allocate(choices: Choices) -> dict:
    """A total of either sign over weights."""
    fault = choices.fault("currency", "total", *WEIGHT_FAULTS)
    code, decimals = currency(choices, fault)
    total = text(choices, choices.minor() * choices.one([1, -1]), decimals)
    return {
        "total": no_amount(choices, decimals) if fault == "total" else total,
        "currency": code,
        "weights": weights(choices, fault),
    }


def allocate_increment(choices: Choices) -> dict:
    """An amount after nothing was paid, after an earlier split, or after payments that never followed the weights."""
    fault = choices.fault("currency", "amount", "negative", "paid", "negative_paid", "sum", "length", *WEIGHT_FAULTS)
    code, decimals = currency(choices, fault)
    shares, top = weights(choices, fault), model.LIMIT // (MOST + 1)
    history, minor = choices.one(["split", "anything", "nothing"]), choices.minor(top)
    paid = [0] * len(shares)
    if history == "split" and fault not in WEIGHT_FAULTS and any(map(Fraction, shares)):
        paid = model.allocate(
            choices.one([choices.minor(top), minor, 10 * minor + 1]) % top, list(map(Fraction, shares))
        )
    elif history == "anything":
        paid = choices.many(lambda: choices.minor(choices.one([100, top])), len(shares))
    amount, payments = text(choices, minor, decimals), [write(each, decimals) for each in paid]
    match fault:
        case "amount":
            amount = no_amount(choices, decimals)
        case "negative":
            amount = "-1"
        case "paid":
            payments = choices.with_one(payments, no_amount(choices, decimals))
        case "negative_paid":
            payments = choices.with_one(payments, "-1")
        case "sum":
            payments = choices.with_one(payments, write(model.LIMIT - 1 - choices.number(9), decimals))
        case "length":
            payments = choices.one([payments[1:], [*payments, "0"]])
    return {"amount": amount, "currency": code, "weights": shares, "paid": payments}


def accrue(choices: Choices) -> dict:
    """Up to six cumulative totals, often a few units apart."""
    fault = choices.fault("currency", "total", "negative", "fall", *WEIGHT_FAULTS)
    code, decimals = currency(choices, fault)
    minors = [choices.minor(model.LIMIT // 2)]
    for _ in range(choices.number(5)):
        minors.append(minors[-1] + choices.minor(choices.one([4, model.LIMIT // 20])))
    totals = [text(choices, minor, decimals) for minor in minors]
    match fault:
        case "total":
            totals = choices.with_one(totals, no_amount(choices, decimals))
        case "negative":
            totals = choices.with_one(totals, "-1")
        case "fall" if minors[-1]:
            totals = [*totals, write(minors[-1] - 1, decimals)]
        case "":
            totals = choices.often(totals, [])
    return {"currency": code, "weights": weights(choices, fault), "totals": totals}


FEE_FAULTS = (
    *("currency", "amount", "negative", "rate", "negative_rate", "flat", "negative_flat", "bound", "negative_bound"),
    *("no_tiers", "open", "closed", "descending", "equal", "mixed", "min", "negative_min", "min_above_max"),
)


def fee(choices: Choices) -> dict:
    """A rule of up to five tiers, and an amount at the edge of one of them or anywhere. Left out because no rule says
    what they mean: `billed_before` with a flat part or `monotone`, and a cap on what is beyond every amount, so only
    rules without a cap have rates above one."""
    fault = choices.fault(*FEE_FAULTS)
    code, decimals = currency(choices, fault)
    bounds = sorted({1 + choices.minor(model.LIMIT - 2) for _ in range(choices.number(4))})
    kinds = choices.one([["slice"], ["whole"], ["excess"], ["whole", "excess"]])
    capped, goes_on = choices.one([True, False]), kinds == ["slice"] and choices.often(False, True)
    rate = choices.fraction if capped else choices.often(choices.fraction, choices.weight)

    def money(top: int) -> str:
        return text(choices, choices.minor(choices.one([10**4, top])), decimals)

    tiers = []
    for bound in [*bounds, None]:
        tier = {"rate": rate(), "on": choices.one(kinds)}
        if bound is not None:
            tier["up_to"] = text(choices, bound, decimals)
        if not goes_on and choices.one([False, True]):
            tier["flat"] = money(model.LIMIT // 4)
        tiers.append(tier)
    rule: dict[str, Any] = {"tiers": tiers}
    if choices.one([False, True]):
        rule["min"] = write(choices.minor(10**4), decimals)
    if capped:
        rule["max"] = write(10**4 + choices.minor(model.LIMIT - 1 - 10**4), decimals)
    if goes_on:
        rule["billed_before"] = money(model.LIMIT // 2 - 1)
    elif choices.often(False, True):
        rule["monotone"] = True
    if choices.often(False, True):
        rule["per_period"] = {"amount": money(10**24), "periods": choices.one([1, 12, 1200])}
    edge = max(0, choices.one([0, *bounds]) + choices.one([-1, 0, 1]))
    amount = min(model.LIMIT // 2, choices.one([edge, choices.minor()]))
    return spoiled_fee(
        choices, fault, decimals, {"rule": rule, "amount": text(choices, amount, decimals), "currency": code}
    )


def spoiled_fee(choices: Choices, fault: str, decimals: int, case: dict) -> dict:
    """The case with the named fault."""
    rule, tiers = case["rule"], case["rule"]["tiers"]
    tier, last = choices.one(tiers), {"rate": "0.01", "on": tiers[0]["on"]}
    match fault:
        case "amount":
            case["amount"] = no_amount(choices, decimals)
        case "negative":
            case["amount"] = "-1"
        case "rate":
            tier["rate"] = choices.one(BAD_RATES)
        case "negative_rate":
            tier["rate"] = "-0.01"
        case "flat":
            tier["flat"] = no_amount(choices, decimals)
        case "negative_flat":
            tier["flat"] = "-1"
        case "bound":
            tier["up_to"] = no_amount(choices, decimals)
        case "negative_bound":
            rule["tiers"] = [last | {"up_to": "-1"}, *tiers]
        case "no_tiers":
            rule["tiers"] = []
        case "open":
            rule["tiers"] = [last, *tiers]
        case "closed":
            tiers[-1]["up_to"] = write(model.LIMIT - 1, decimals)
        case "descending":
            rule["tiers"] = [*tiers[:-1], last | {"up_to": "2"}, last | {"up_to": "1"}, tiers[-1]]
        case "equal":
            rule["tiers"] = [last | {"up_to": "1"}, last | {"up_to": "1"}, tiers[-1]]
        case "mixed":
            rule["tiers"] = [*tiers[:-1], last | {"up_to": write(model.LIMIT - 1, decimals)}, last]
            rule["tiers"][-1]["on"] = "whole" if last["on"] == "slice" else "slice"
        case "min":
            rule["min"] = no_amount(choices, decimals)
        case "negative_min":
            rule["min"] = "-1"
        case "min_above_max":
            rule |= {"min": "2", "max": "1"}
    return case


SETTLE_FAULTS = (
    *("revenue", "negative_costs", "capital", "negative_capital", "sum", "rate", "negative_rate", "rate_above_one"),
    *("same_seq", "same_id", "nobody", "no_capital", "other_currency", "negative_advance", "withholding_above_one"),
)


def settle_in_full(choices: Choices) -> dict:
    """Any offer but one with a waterfall, and what a project brought; revenue and costs are often close to each
    other."""
    fault = choices.fault(*SETTLE_FAULTS)
    code, decimals = currency(choices, fault)
    top = model.LIMIT // (4 * MOST)
    scale = choices.one([100, 10**6, 10**12, top])

    def money(minor: int) -> dict:
        return {"amount": write(minor, decimals), "currency": code}

    def before() -> dict:
        return money(choices.often(0, choices.minor(scale)))

    def kind() -> dict:
        return {
            "owner": choices.often(False, True),
            "capital": money(choices.one([choices.number(scale), choices.minor(scale)])),
            "days": choices.one([90, 60, 0, 1, 365, choices.number(10**4)]),
            "withholding": choices.often("0", choices.fraction()),
            "advance": before(),
            "distributed": before(),
            "profit_distributed": before(),
        }

    step, start = 1 + choices.number(MOST - 1), choices.number(MOST)
    rows = choices.many(kind, 0 if fault == "nobody" else choices.size())
    names = [f"P{place}" for place in range(len(rows))]
    seqs = [(start + place * step) % (MOST + 1) for place in range(len(rows))]
    positions = [row | {"id": name, "holder": name, "seq": seq} for row, name, seq in zip(rows, names, seqs)]
    planned, revenue = choices.minor(scale * 10), choices.minor(scale * 10)
    costs = choices.one([planned + choices.minor(scale), planned, choices.minor(scale), revenue + choices.number(99)])
    revenue = choices.one([revenue, costs + choices.number(99), costs + choices.minor(scale)])
    case = {
        "rules": {
            "commission": {
                "rate": choices.fraction(),
                "base": choices.one(["gross_profit", "investor_profit", "funded_amount", "proceeds"]),
                "payer": choices.one(["pool", "investors", "owner"]),
                "tax_rate": choices.fraction(),
                "tax_mode": choices.one(["added", "included"]),
                "invoices": choices.one(["pool", "per_participant"]),
            },
            "owner_share": choices.fraction(),
            "weights": choices.often("capital", "capital_days"),
            "split": {"type": "simple"},
            "first_loss": choices.one([False, True]),
            "holdback": choices.fraction(),
            "recover_advances_from_capital": choices.one([True, False]),
            "payout_threshold": money(choices.often(0, choices.minor(scale))),
            "overrun": choices.one(
                [{"type": "pool"}, {"type": "owner"}, {"type": "cap_then_owner", "cap": choices.fraction()}]
            ),
        },
        "actuals": {"revenue": money(revenue), "costs": money(costs), "snapshot_costs": money(planned)},
        "positions": positions,
    }
    return spoiled_settlement(choices, fault, decimals, case)


def spoiled_settlement(choices: Choices, fault: str, decimals: int, case: dict) -> dict:
    """The case with the named fault."""
    rules, actuals, positions = case["rules"], case["actuals"], case["positions"]
    code = actuals["costs"]["currency"]
    position = choices.one(positions) if positions else {}
    rates = choices.one(
        [(rules["commission"], "rate"), (rules["commission"], "tax_rate"), (rules, "owner_share"), (rules, "holdback")]
    )

    def money(amount: Any) -> dict:
        return {"amount": amount, "currency": code}

    match fault:
        case "revenue":
            actuals["revenue"] = money(no_amount(choices, decimals))
        case "negative_costs":
            actuals["costs"] = money("-1")
        case "capital":
            position["capital"] = money(no_amount(choices, decimals))
        case "negative_capital":
            position["capital"] = money("-1")
        case "negative_advance":
            position["advance"] = money("-1")
        case "sum":
            position["capital"] = money(write(model.LIMIT - 1 - choices.number(9), decimals))
        case "rate":
            rates[0][rates[1]] = choices.one(BAD_RATES)
        case "negative_rate":
            rates[0][rates[1]] = "-0.01"
        case "rate_above_one":
            rates[0][rates[1]] = choices.one(["1." + "0" * 17 + "1", "2"])
        case "withholding_above_one":
            position["withholding"] = "1.01"
        case "same_seq":
            case["positions"] = [*positions, position | {"id": "again"}]
        case "same_id":
            case["positions"] = [*positions, position | {"seq": MOST + 1}]
        case "no_capital":
            case["positions"] = [each | {"capital": money("0")} for each in positions]
        case "other_currency":
            actuals["revenue"] = {"amount": "1", "currency": "MXN"}
    return case


def cases(read: Callable[[Choices], dict], size: int) -> st.SearchStrategy[dict]:
    """The cases that `read` makes of strings of `size` bytes."""
    return st.binary(min_size=size, max_size=size).map(lambda drawn: read(Choices(drawn)))
