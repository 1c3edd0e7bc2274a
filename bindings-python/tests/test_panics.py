"""A Rust panic in any export is an ordinary exception: the process lives, and every handle answers as before.
It needs the module built with the feature `panics`, in which the environment makes every export panic.
"""

from __future__ import annotations

import inspect
import json
from array import array
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import BuiltinFunctionType
from typing import Any

import pytest

import tercero
from samples import SCALARS, classes, sample
from tercero import (
    Actor,
    Command,
    Escrow,
    Identity,
    InvariantViolated,
    Offer,
    Project,
    ProjectCommand,
    ProjectTransition,
    Role,
    TerceroError,
    Transition,
    _tercero,
)
from tercero.testing import Clock, terms

VECTORS = Path(__file__).parents[2] / "core" / "tests" / "vectors" / "project.jsonl"


def can_panic() -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERCERO_PANIC", "1")
        try:
            tercero.days(1)
        except InvariantViolated:
            return True
        return False


def test_the_module_can_panic() -> None:
    assert can_panic(), "build it with the feature `panics`, as `cargo xtask test python` does"

CLOCK = Clock()
OFFER = Offer.from_json(
    json.dumps(json.loads(VECTORS.read_text().splitlines()[0])["input"]["offer"])
)
BY_BUYER = CLOCK.context("ana", Role.BUYER)
BY_OWNER = CLOCK.context(OFFER.owner, Role.OWNER)
BEGUN = Escrow.propose(SCALARS["EscrowId"], terms(), BY_BUYER)
CREATED = Project.create(SCALARS["ProjectId"], OFFER, BY_OWNER, Identity.BASIC)
HANDLES = [BEGUN, CREATED, BEGUN.escrow, CREATED.project, BEGUN.escrow.history]

# What hands out something it already has cannot panic.
BARE = {
    *(f"Transition.{name}" for name in ("escrow", "first", "last", "repeated")),
    *(f"ProjectTransition.{name}" for name in ("project", "first", "last", "repeated")),
}

MONEY = SCALARS["Money"]
OPAQUE = {"EscrowRecord", "ProjectRecord"}
# What each parameter is given, by its name.
ARGUMENTS: dict[str, Any] = {
    **dict.fromkeys(("accrued_unpaid", "amount", "contingency", "cost", "distributable"), MONEY),
    **dict.fromkeys(("future", "net", "owner_capital", "price", "recoveries", "spent"), MONEY),
    **dict.fromkeys(("total", "total_capital"), MONEY),
    **dict.fromkeys(("capital", "capitals", "days", "goods", "lines", "lots", "paid"), []),
    **dict.fromkeys(("positions", "products", "tiers", "totals", "weights"), []),
    "actor": Actor("ana", Role.BUYER),
    "actuals": sample("Actuals"),
    "at": CLOCK.now,
    "before": sample("Actuals"),
    "book": sample("RuleBook"),
    "buyer": "ana",
    "cash": sample("Cash"),
    "currency": "EUR",
    "data": b"",
    "deal": sample("Attributes"),
    "entry": sample("CustomsEntry"),
    "fault": "none",
    "fees": terms().fees,
    "first": 1,
    "forecast": sample("Forecast"),
    "held": BEGUN.escrow.history.checkpoint,
    "holdback": "0.05",
    "identity": Identity.BASIC,
    "last": 1,
    "margin": "0.05",
    "milestone": "m1",
    "n": 1,
    "now": CLOCK.now,
    "offer": OFFER,
    "parameters": sample("CustomsParameters"),
    "policy": "fill",
    "position": "p1",
    "request": "r1",
    "reserves": sample("Reserves"),
    "rule": sample("Rule"),
    "rules": tercero.standard_rules("EUR"),
    "scenario": sample("Scenario"),
    "seller": "beto",
    "settlement": 1,
    "tail": [],
    "terms": terms(),
    "text": "text",
    "version": 1,
}
OF_ESCROWS = {
    "command": Command.Propose(),
    "ctx": BY_BUYER,
    "entries": BEGUN.entries,
    "entry": BEGUN.entries[0],
    "id": SCALARS["EscrowId"],
    "snapshot": BEGUN.escrow.snapshot(),
}
OF_PROJECTS = {
    "command": ProjectCommand.PublishProject(),
    "ctx": BY_OWNER,
    "entries": CREATED.entries,
    "entry": CREATED.entries[0],
    "id": SCALARS["ProjectId"],
    "snapshot": CREATED.project.snapshot(),
}
ON_COLUMNS = dict.fromkeys(("amount", "landed", "quantity", "total", "total_capital"), 1)
OTHERWISE: dict[str, dict[str, Any]] = {
    "Escrow": OF_ESCROWS,
    "History": OF_ESCROWS,
    "Project": OF_PROJECTS,
    "escrow_event": OF_ESCROWS,
    "project_event": OF_PROJECTS,
    "supplementary": {"now": sample("Actuals")},
}


def value_of(export: str, parameter: str) -> Any:
    """What one parameter of an export is given; in the functions on buffers a buffer of its own."""
    if export.endswith(("_into", "_many")):
        usual = {"rules": ARGUMENTS["rules"], "actuals": ARGUMENTS["actuals"], **ON_COLUMNS}
        return usual.get(parameter, array("q", [1]))
    return {**ARGUMENTS, **OTHERWISE.get(export.split(".")[0], {})}[parameter]


def given(export: str, function: Any) -> Callable[[], Any]:
    """A call of an export with an argument for each parameter that needs one."""
    needed = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.default is parameter.empty
    ]
    by_name = {
        parameter.name: value_of(export, parameter.name)
        for parameter in needed
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    in_order = [
        value_of(export, parameter.name)
        for parameter in needed
        if parameter.kind is not parameter.KEYWORD_ONLY
    ]
    return lambda: function(*in_order, **by_name)


def exports() -> dict[str, Callable[[], Any]]:
    """A call of every function, method and property of the compiled module."""
    calls: dict[str, Callable[[], Any]] = {}
    for name, function in vars(_tercero).items():
        if isinstance(function, BuiltinFunctionType):
            calls[name] = given(name, function)
    for handle in HANDLES:
        for name in vars(type(handle)):
            full = f"{type(handle).__name__}.{name}"
            if name.startswith("__") or full in BARE:
                continue
            if callable(getattr(type(handle), name)):
                calls[full] = given(full, getattr(handle, name))
            else:
                calls[full] = partial(getattr, handle, name)
        if "__repr__" in vars(type(handle)):
            calls[f"repr({type(handle).__name__})"] = partial(repr, handle)
    return calls | values()


def values() -> dict[str, Callable[[], Any]]:
    """What every class of values does by checking: construct, read JSON, write JSON; and the sums of money."""
    calls: dict[str, Callable[[], Any]] = {
        "Money.from_minor": partial(tercero.Money.from_minor, 1, "EUR"),
        "Money + Money": lambda: MONEY + MONEY,
        "Money - Money": lambda: MONEY - MONEY,
    }
    kind: Any
    for name, kind in classes().items():
        if name in OPAQUE:
            continue
        value = sample(name)
        calls[f"{name}.to_json"] = value.to_json
        calls[f"{name}.from_json"] = partial(kind.from_json, value.to_json())
        if hasattr(kind, "__fields__") and not hasattr(kind, "__variants__"):
            fields = {field: getattr(value, field) for field, _, _ in kind.__fields__}
            calls[name] = partial(kind, **fields)
    return calls


EXPORTS = exports() if can_panic() else {}


def outcome(call: Callable[[], Any]) -> object:
    """What an export answers, in a form that can be compared."""
    try:
        answer = call()
    except TerceroError as refusal:
        return refusal
    if isinstance(answer, Transition):
        return answer.escrow, answer.entries, answer.repeated
    if isinstance(answer, ProjectTransition):
        return answer.project, answer.entries, answer.repeated
    return answer


@pytest.mark.parametrize("name", EXPORTS)
def test_a_panic_is_an_exception(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = outcome(EXPORTS[name])
    monkeypatch.setenv("TERCERO_PANIC", "1")
    with pytest.raises(InvariantViolated) as raised:
        EXPORTS[name]()
    assert isinstance(raised.value, Exception)
    assert "panic" not in str(raised.value) and ".rs" not in str(raised.value)
    monkeypatch.delenv("TERCERO_PANIC")
    assert outcome(EXPORTS[name]) == before


def test_every_export_is_called() -> None:
    assert len(EXPORTS) > 500


def test_handles_answer_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    escrow = BEGUN.escrow
    accept = Command.Accept(1, escrow.terms_hash)
    by_seller = CLOCK.context("beto", Role.SELLER)
    head, snapshot = escrow.head, escrow.snapshot()
    monkeypatch.setenv("TERCERO_PANIC", "1")
    for _ in range(3):
        with pytest.raises(InvariantViolated):
            escrow.handle(accept, by_seller)
    monkeypatch.delenv("TERCERO_PANIC")
    assert (escrow.head, escrow.snapshot()) == (head, snapshot)
    assert escrow.handle(accept, by_seller).escrow.version > escrow.version
