"""The package gives the answers of the independent model, value by value and type by type, or refuses with the same
code. Every function is compared on a promised number of examples, the same in each run; how many really ran is
asserted and printed."""

import json
from collections import Counter, defaultdict
from decimal import Decimal
from typing import Any

import pytest
import tercero
from hypothesis import given, settings
from hypothesis import strategies as st

import model
import strategies
from answers import AMOUNT, RATE, answer, read_amount

PROMISED = {"allocate": 35_000, "allocate_increment": 20_000, "accrue": 15_000, "fee": 25_000, "settle": 10_000}
BYTES = {"settle": 800}
READERS = {
    "allocate": strategies.allocate,
    "allocate_increment": strategies.allocate_increment,
    "accrue": strategies.accrue,
    "fee": strategies.fee,
    "settle": strategies.settle_in_full,
}
SYNTAX = {"amount_syntax", "amount_type", "amount_scale", "amount_range", "negative_weight"}
WEIGHTS = {"no_weights", "zero_weights", "currency_unknown"}
REFUSALS = {
    "allocate": SYNTAX | WEIGHTS,
    "allocate_increment": SYNTAX | WEIGHTS | {"length_mismatch"},
    "accrue": SYNTAX | WEIGHTS | {"totals_decrease"},
    "fee": SYNTAX | {"currency_unknown", "rule_invalid", "rule_mixed"},
    "settle": SYNTAX | {"no_weights", "zero_weights", "offer_invalid", "already_exists", "currency_mismatch"},
}
"""What each function is seen to refuse."""


class Package:
    """Asks the package for the answer to a case; amounts and rates go in as `Decimal` or as texts."""

    def __init__(self, as_decimal: bool):
        self.as_decimal = as_decimal

    def number(self, text: Any) -> Any:
        """An amount or a rate; what is no plain number stays what it is."""
        plain = isinstance(text, str) and (AMOUNT.fullmatch(text) or RATE.fullmatch(text))
        return Decimal(text) if self.as_decimal and plain else text

    def money(self, amount: Any, currency: str) -> tercero.Money:
        """An amount with its currency."""
        return tercero.Money(self.number(amount), currency)

    def allocate(self, case: dict) -> list:
        """`allocate`."""
        weights = [self.number(weight) for weight in case["weights"]]
        return tercero.allocate(self.money(case["total"], case["currency"]), weights)

    def allocate_increment(self, case: dict) -> list:
        """`allocate_increment`."""
        weights = [self.number(weight) for weight in case["weights"]]
        paid = [self.money(paid, case["currency"]) for paid in case["paid"]]
        return tercero.allocate_increment(self.money(case["amount"], case["currency"]), weights, paid)

    def accrue(self, case: dict) -> list:
        """`accrue`."""
        weights = [self.number(weight) for weight in case["weights"]]
        return tercero.accrue(weights, [self.money(total, case["currency"]) for total in case["totals"]])

    def fee(self, case: dict) -> Any:
        """`fee`."""
        rule, numbers = case["rule"], ("up_to", "rate", "flat", "min", "max", "billed_before", "amount")

        def fields(given: dict) -> dict:
            return {name: self.number(value) if name in numbers else value for name, value in given.items()}

        parts: dict[str, Any] = {"tiers": [tercero.Tier(**fields(tier)) for tier in rule["tiers"]]}
        if "per_period" in rule:
            parts["per_period"] = tercero.PerPeriod(**fields(rule["per_period"]))
        return tercero.fee(tercero.Rule(**(fields(rule) | parts)), self.money(case["amount"], case["currency"]))

    def settle(self, case: dict) -> Any:
        """`settle`."""
        rates = ("rate", "tax_rate", "owner_share", "holdback", "withholding", "cap")

        def fields(given: dict) -> dict:
            return {
                name: self.money(**value)
                if isinstance(value, dict) and "amount" in value
                else self.number(value)
                if name in rates
                else value
                for name, value in given.items()
            }

        rules, overrun = case["rules"], fields(case["rules"]["overrun"])
        kinds = {
            "pool": tercero.Overrun.Pool,
            "owner": tercero.Overrun.Owner,
            "cap_then_owner": tercero.Overrun.CapThenOwner,
        }
        parts = {
            "commission": tercero.Commission(**fields(rules["commission"])),
            "split": tercero.ProfitSplit.Simple(),
            "overrun": kinds[overrun.pop("type")](**overrun),
        }
        positions = [tercero.Position(**fields(position)) for position in case["positions"]]
        actuals = tercero.Actuals(**fields(case["actuals"]))
        return tercero.settle(tercero.SettlementRules(**(fields(rules) | parts)), actuals, positions)


def written(value: Any) -> Any:
    """What the package returned as the model writes it, having looked at every type."""
    if type(value) is list:
        return [written(each) for each in value]
    if type(value) is tercero.Money:
        assert type(value.amount) is Decimal and type(value.minor) is int and type(value.currency) is str
        amount = str(value.amount)
        assert value.minor == read_amount(amount, model.DECIMALS[value.currency])
        return {"amount": amount, "currency": value.currency}
    if isinstance(value, tercero.Settlement | tercero.Totals | tercero.SettlementLine):
        return {name: written(getattr(value, name)) for name, _, _ in value.__fields__}
    assert type(value) is str
    return value


def with_currency(value: Any, currency: str) -> Any:
    """The texts of an answer as amounts of a currency."""
    if isinstance(value, list):
        return [with_currency(each, currency) for each in value]
    return {"amount": value, "currency": currency}


def of_package(op: str, case: dict, as_decimal: bool) -> dict:
    """The answer of the package: `{"ok": …}` or `{"error": {"code": …}}`."""
    try:
        return {"ok": written(getattr(Package(as_decimal), op)(case))}
    except tercero.TerceroError as refusal:
        assert type(refusal.code) is str
        return {"error": {"code": refusal.code}}


def of_model(op: str, case: dict) -> dict:
    """The answer of the model in the same form."""
    result = answer(op, case)
    if "error" in result or op == "settle":
        return result
    (value,) = result["ok"].values()
    return {"ok": with_currency(value, case["currency"])}


@pytest.fixture(scope="module")
def outcomes():
    """Counts for each function what came of the examples that really ran, and prints it at the end."""
    counts: dict[str, Counter] = defaultdict(Counter)
    yield counts
    for op, count in counts.items():
        print(f"\n{op}: {count.total()} examples, {dict(count.most_common())}", end="")


@pytest.mark.parametrize("op", PROMISED)
def test_package_agrees_with_the_model(op, outcomes):
    count = outcomes[op]

    @settings(max_examples=PROMISED[op], deadline=None, derandomize=True, database=None)
    @given(case=strategies.cases(READERS[op], BYTES.get(op, 240)), as_decimal=st.booleans())
    def compare(case, as_decimal):
        expected, got = of_model(op, case), of_package(op, case, as_decimal)
        count[expected.get("error", {"code": "ok"})["code"]] += 1
        if got != expected:
            line = json.dumps({"id": "differs", "op": op, "input": case}, ensure_ascii=False)
            raise AssertionError(f"{line}\nmodel:   {expected}\npackage: {got}\nas Decimal: {as_decimal}")

    compare()
    assert count.total() >= PROMISED[op]
    assert count["ok"] >= PROMISED[op] // 2
    assert REFUSALS[op] <= count.keys()


def test_a_hundred_thousand_examples_are_promised():
    assert sum(PROMISED.values()) >= 100_000
