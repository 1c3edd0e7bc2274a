"""Samples of every value, built from what each class says of its own fields.

A type that no sample is known for fails, so a value that is new in the core cannot be left out.
"""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

import tercero

SCALARS: dict[str, Any] = {
    "Account": "payable:ana",
    "Amount": Decimal("12.50"),
    "Bytes": b"{}",
    "CaseId": uuid.UUID("ca5e0000-0000-4000-8000-000000000001"),
    "CommandId": uuid.UUID("c0000000-0000-4000-8000-000000000001"),
    "Currency": "EUR",
    "EscrowId": uuid.UUID("7d2f4c1e-0000-4000-8000-000000000001"),
    "Hash": "ab" * 32,
    "LegId": "7d2f4c1e-0000-4000-8000-000000000001/m1/1",
    "MilestoneId": "m1",
    "Money": tercero.Money("1250.50", "EUR"),
    "PartyId": "ana",
    "ProjectId": uuid.UUID("9d2f4c1e-0000-4000-8000-000000000001"),
    "PublicKey": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "Rate": Decimal("0.035"),
    "Reference": "ref-1",
    "Refusal": tercero.AmountScale("too fine", field="amount", value="1.001", allowed=("2",)),
    "Signature": "00" * 64,
    "String": "any text",
    "Text": "Cafetera",
    "Timestamp": datetime.datetime(2026, 3, 1, 9, 30, 0, 125000, tzinfo=datetime.UTC),
    "Window": datetime.timedelta(days=3),
    "bool": True,
    "i64": -7,
    "u32": 7,
    "usize": 7,
}


def terms() -> tercero.Terms:
    """Terms that pass the checks."""
    return tercero.Terms(
        currency="EUR",
        parties=[
            tercero.Party("ana", tercero.Role.BUYER),
            tercero.Party("beto", tercero.Role.SELLER),
        ],
        milestones=[tercero.MilestoneTerms("m1", "Lamp", tercero.Money("10.00", "EUR"))],
    )


def book() -> tercero.RuleBook:
    """A book of one rule that passes the checks."""
    rule = tercero.Rule(tiers=[tercero.Tier(rate=Decimal("0.05"), on=tercero.On.WHOLE)])
    line = tercero.FeeLine(
        id="fee",
        rule=rule,
        base=tercero.Base.Price(),
        payers=[tercero.PayerShare(tercero.Payer.SELLER, Decimal(1))],
        payees=[tercero.PayeeShare("platform", Decimal(1))],
    )
    return tercero.RuleBook(
        rules=[tercero.BookRule(id="r1", version=1, stack_group="fees", line=line)]
    )


CHECKED = {"Terms": terms, "RuleBook": book}


def classes() -> dict[str, type]:
    """All value classes by name."""
    exported = {name: getattr(tercero, name) for name in tercero.__dict__}
    return {
        name: thing
        for name, thing in exported.items()
        if isinstance(thing, type) and hasattr(thing, "from_json")
    }


def sample(kind: str, full: bool = True) -> Any:
    """A value of a type as `__fields__` writes it."""
    if kind in SCALARS:
        return SCALARS[kind]
    if kind.startswith("Vec<"):
        return [sample(kind[4:-1], full)]
    if kind.startswith("Option<"):
        return sample(kind[7:-1], full)
    if kind in CHECKED:
        return CHECKED[kind]()
    thing = getattr(tercero, kind)
    if issubclass(thing, tercero.Choice):
        return list(thing)[-1]
    if hasattr(thing, "__variants__"):
        return variants(thing, full)[0]
    return thing(**arguments(thing.__fields__, full))


def arguments(fields: tuple[tuple[str, str, bool], ...], full: bool) -> dict[str, Any]:
    """Arguments for a constructor: all of them, or those that must be given."""
    return {name: sample(kind, full) for name, kind, required in fields if full or required}


def variants(thing: Any, full: bool) -> list[Any]:
    """One value of each variant."""
    return [cls(**arguments(fields, full)) for _, cls, fields in thing.__variants__]


def samples(name: str) -> list[Any]:
    """Values of a class: with all fields and with as few as possible, of every variant."""
    thing = classes()[name]
    if name in ("EscrowRecord", "ProjectRecord"):
        return []
    if hasattr(thing, "__variants__"):
        return variants(thing, True) + variants(thing, False)
    return [sample(name, True), sample(name, False)]
