"""Amounts and rates as the cases write them: texts, with the currency named once beside them.
The sign belongs to the grammar of an amount that cannot be negative, so it is refused before anything else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tercero import Money, PayeeShare
from tercero._document import Tree, write
from tercero.conformance.reading import Fields, like
from tercero.errors import AlreadyExists, AmountRange

rate = like(PayeeShare("x", "1"), "weight")


def money(amount: Tree, currency: str) -> Money:
    return Money.from_json(f'{{"amount":{write(amount)},"currency":{write(currency)}}}')


def unsigned(amount: Tree, currency: str) -> Money:
    """An amount that cannot be negative."""
    read = money(amount, currency)
    if read.minor < 0:
        raise AmountRange("the amount is negative", value=str(read))
    return read


def amount_text(amount: Money) -> str:
    return str(amount.amount)


def amounts(parts: Iterable[Money]) -> list[str]:
    return [amount_text(part) for part in parts]


def named(pairs: Iterable[tuple[str, Any]], field: str) -> Fields:
    """One entry for each name. Refuses a name that stands twice."""
    found: Fields = {}
    for name, entry in pairs:
        if name in found:
            raise AlreadyExists("something with that id exists already", field=field, value=name)
        found[name] = entry
    return found
