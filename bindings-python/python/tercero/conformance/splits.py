"""Splits of an amount by weights, and fees on one.
The functions read the weights themselves, each from its text.
"""

from __future__ import annotations

import tercero
from tercero import Rule
from tercero.conformance.amounts import amount_text, amounts, money, unsigned
from tercero.conformance.reading import Fields, Operation, Reader, anything, each, of, record, text

CURRENCY_AND_WEIGHTS: dict[str, Reader] = {"currency": text, "weights": each(text)}


def op_allocate(given: Fields) -> Fields:
    total = money(given["total"], given["currency"])
    return {"parts": amounts(tercero.allocate(total, given["weights"]))}


def op_allocate_increment(given: Fields) -> Fields:
    amount = unsigned(given["amount"], given["currency"])
    paid = [unsigned(before, given["currency"]) for before in given["paid"]]
    weights = given["weights"]
    return {"parts": amounts(tercero.allocate_increment(amount, weights, paid))}


def op_accrue(given: Fields) -> Fields:
    totals = [unsigned(total, given["currency"]) for total in given["totals"]]
    increments = tercero.accrue(given["weights"], totals)
    return {"increments": [amounts(parts) for parts in increments]}


def op_fee(given: Fields) -> Fields:
    amount = unsigned(given["amount"], given["currency"])
    return {"fee": amount_text(tercero.fee(given["rule"], amount))}


OPERATIONS: dict[str, Operation] = {
    "allocate": (record({"total": anything, **CURRENCY_AND_WEIGHTS}), op_allocate),
    "allocate_increment": (
        record({"amount": anything, **CURRENCY_AND_WEIGHTS, "paid": each(anything)}),
        op_allocate_increment,
    ),
    "accrue": (record({**CURRENCY_AND_WEIGHTS, "totals": each(anything)}), op_accrue),
    "fee": (record({"rule": of(Rule), "amount": anything, "currency": text}), op_fee),
}
