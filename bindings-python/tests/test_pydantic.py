"""Values as fields of Pydantic models: what goes in, what comes out, and what the JSON schema says of them.
The core builds every value, so an error has the code of the core as its type.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import tercero
from samples import classes, samples
from tercero import (
    Actor,
    Command,
    Context,
    Deadline,
    Entry,
    Escrow,
    FeeSchedule,
    FundBy,
    Kind,
    MilestoneState,
    MilestoneTerms,
    Money,
    Payer,
    Reason,
    Role,
    Terms,
    View,
    days,
)
from tercero.testing import Clock, terms


class Deal(BaseModel):
    price: Money
    note: str = ""
    rest: list[Money] = []


def test_not_loaded_with_the_package() -> None:
    check = "import sys, tercero; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check]).returncode == 0


def test_instances_stay_and_come_out_as_they_are() -> None:
    price = Money("10.50", "MXN")
    deal = Deal(price=price)
    assert deal.price is price
    assert deal.model_dump()["price"] is price


def test_mappings_are_read() -> None:
    deal = Deal.model_validate({"price": {"amount": "10.5", "currency": "MXN"}})
    assert deal.price == Money("10.50", "MXN")
    assert Deal.model_validate({"price": {"amount": Decimal("10.5"), "currency": "MXN"}}) == deal


def test_json_comes_out_in_the_wire_form() -> None:
    deal = Deal(price=Money("10.5", "MXN"), rest=[Money("1", "JPY")])
    assert json.loads(deal.model_dump_json()) == {
        "price": {"amount": "10.50", "currency": "MXN"},
        "note": "",
        "rest": [{"amount": "1", "currency": "JPY"}],
    }
    assert Deal.model_validate_json(deal.model_dump_json()) == deal


@pytest.mark.parametrize("amount", ["1.0", "10", "true", "null", "1e400"])
def test_json_numbers_are_refused(amount: str) -> None:
    with pytest.raises(ValidationError) as raised:
        Deal.model_validate_json(f'{{"price":{{"amount":{amount},"currency":"EUR"}}}}')
    (line,) = raised.value.errors()
    assert (line["type"], line["loc"]) == ("amount_type", ("price", "amount"))


def test_an_error_says_where_and_what_is_allowed() -> None:
    document = json.loads(terms().to_json())
    document["milestones"][0]["amount"]["amount"] = "1.001"
    document["milestones"][0]["extra"] = 1
    document["parties"][0]["role"] = "king"
    del document["currency"]
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(Terms).validate_python(document)
    assert {(line["type"], line["loc"]) for line in raised.value.errors()} == {
        ("json_type", ("currency",)),
        ("json_type", ("parties", 0, "role")),
        ("amount_scale", ("milestones", 0, "amount", "amount")),
        ("json_unknown_field", ("milestones", 0, "extra")),
    }
    (scale,) = [line for line in raised.value.errors() if line["type"] == "amount_scale"]
    assert scale["ctx"] == {"field": "amount", "value": "1.001", "allowed": ["at most 2 decimals"]}


def test_terms_that_contradict_themselves() -> None:
    document = json.loads(terms().to_json())
    document["parties"][1]["id"] = "ana"
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(Terms).validate_python(document)
    (line,) = raised.value.errors()
    assert (line["type"], line["loc"]) == ("parties_not_distinct", ("parties", 1))


def test_times_windows_and_ids_from_both_sides() -> None:
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    read = TypeAdapter(MilestoneTerms).validate_python
    same = {"id": "m1", "title": "Lamp", "amount": Money("1", "EUR")}
    written = read({**same, "due": "2026-03-01T10:00:00+01:00", "inspection": 86_400})
    assert written == read({**same, "due": at, "inspection": timedelta(days=1)})
    assert (written.due, written.inspection) == (at, days(1))
    id = UUID("7d2f4c1e-0000-4000-8000-000000000001")
    context: dict[str, Any] = {"at": at, "actor": "ana", "role": "buyer"}
    read_context = TypeAdapter(Context).validate_python
    assert read_context({**context, "command_id": id}) == read_context(
        {**context, "command_id": str(id)}
    )


def test_variants_are_told_apart_by_type() -> None:
    adapter = TypeAdapter(Command)
    ship = Command.Ship("m1", "p-1")
    assert adapter.validate_python({"type": "ship", "milestone": "m1", "tracking": "p-1"}) == ship
    assert adapter.validate_python(ship) is ship
    assert adapter.validate_json(adapter.dump_json(ship)) == ship
    for document, code, loc in [
        ({"type": "shop"}, "json_type", ()),
        ({"milestone": "m1"}, "json_type", ()),
        ({"type": "ship", "milestone": "m 1", "tracking": "p"}, "id_syntax", ("milestone",)),
        (
            {"type": "ship", "milestone": "m1", "tracking": "p", "x": 1},
            "json_unknown_field",
            ("x",),
        ),
    ]:
        with pytest.raises(ValidationError) as raised:
            adapter.validate_python(document)
        assert [(line["type"], line["loc"]) for line in raised.value.errors()] == [(code, loc)]


def test_one_variant_alone() -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(Command.Ship)
    assert adapter.validate_python({"type": "ship", "milestone": "m1", "tracking": "p"})
    with pytest.raises(ValidationError):
        adapter.validate_python(Command.Propose())


def resolved(schema: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        part = schema["$defs"][part["$ref"].removeprefix("#/$defs/")]
    return part


def test_the_schema_of_money() -> None:
    schema = Deal.model_json_schema()
    assert schema["properties"]["price"] == {"$ref": "#/$defs/Money"}
    money = schema["$defs"]["Money"]
    assert money["type"] == "object"
    assert money["required"] == ["amount", "currency"]
    assert money["additionalProperties"] is False
    amount, currency = money["properties"]["amount"], money["properties"]["currency"]
    assert (amount["type"], amount["pattern"]) == ("string", r"^-?(0|[1-9][0-9]*)(\.[0-9]{1,4})?$")
    assert (currency["type"], currency["minLength"], currency["maxLength"]) == ("string", 3, 3)
    assert Deal.model_json_schema(mode="serialization")["$defs"]["Money"] == money


def test_the_schema_of_choices_unions_ids_and_times() -> None:
    schema = TypeAdapter(MilestoneTerms).json_schema()
    kind = resolved(schema, schema["properties"]["kind"])
    assert kind["enum"] == [kind.value for kind in Kind]
    assert schema["properties"]["id"]["pattern"] == "^[A-Za-z0-9_-]{1,64}$"
    due = schema["properties"]["due"]["anyOf"]
    assert {"type": "string", "format": "date-time"} in due and {"type": "null"} in due
    assert schema["required"] == ["id", "title", "amount"]
    fund_by = resolved(schema, schema["properties"]["fund_by"])
    assert fund_by["discriminator"]["propertyName"] == "type"
    assert set(fund_by["discriminator"]["mapping"]) == {"start", "previous", "date"}
    assert len(fund_by["oneOf"]) == 3


@pytest.mark.parametrize("value", classes().values(), ids=lambda value: value.__name__)
def test_every_value_has_a_schema(value: type) -> None:
    for mode in ("validation", "serialization"):
        assert TypeAdapter(value).json_schema(mode=mode)


def fits(whole: dict[str, Any], part: dict[str, Any], document: Any) -> bool:
    """Whether a document is of the form that a schema describes, as far as its types, names and choices go."""
    part = resolved(whole, part)
    if found := part.get("anyOf") or part.get("oneOf"):
        return any(fits(whole, one, document) for one in found)
    if "const" in part:
        return bool(document == part["const"])
    match part.get("type"):
        case "object":
            known = part.get("properties")
            if not isinstance(document, dict) or known is None:
                return isinstance(document, dict)
            required = set(part.get("required", ()))
            inner = (key in known and fits(whole, known[key], document[key]) for key in document)
            return required <= set(document) and all(inner)
        case "array":
            items = part.get("prefixItems") or [part["items"]] * len(document)
            return isinstance(document, list) and all(
                fits(whole, item, inner) for item, inner in zip(items, document, strict=True)
            )
        case "string":
            found = isinstance(document, str) and re.search(part.get("pattern", ""), document)
            return bool(found) and document in part.get("enum", [document])
        case "integer":
            return type(document) is int
        case "boolean":
            return isinstance(document, bool)
        case "null":
            return document is None
    raise AssertionError(part)


def played() -> list[Any]:
    """Values of all kinds, as an escrow with fees and a dispute leaves them."""
    clock = Clock()
    fees = FeeSchedule.from_json(
        '[{"id":"p","rule":{"tiers":[{"rate":"0.035","on":"whole"}]},"base":{"type":"price"},'
        '"payers":[{"payer":"seller","weight":"1"}],"payees":[{"party":"platform","weight":"1"}]}]'
    )
    agreed = terms(fees=fees)
    done = Escrow.propose(UUID(int=1, version=4), agreed, clock.context("ana", Role.BUYER))
    escrow, values = done.escrow, [agreed, fees, *done.entries]
    digest = tercero.digest_of_text("it is late")
    provider = ("paco", Role.PROVIDER)
    dispute = Command.Dispute("m1", UUID(int=2, version=4), Money("10", "EUR"), Reason.LATE, digest)
    for who, command in [
        (("beto", Role.SELLER), Command.Accept(1, escrow.terms_hash)),
        (provider, Command.PayinCleared("m1", "pay-1", Money("100.00", "EUR"))),
        (("beto", Role.SELLER), Command.Ship("m1", "p-1")),
        (provider, Command.PayinCleared("m1", "pay-2", Money("5", "USD"))),
        (("ana", Role.BUYER), dispute),
    ]:
        done = escrow.handle(command, clock.context(*who))
        escrow = done.escrow
        values += [command, *done.entries, *map(tercero.escrow_event, done.entries)]
    ana = Actor("ana", Role.BUYER)
    values += [ana, escrow.view(ana), *escrow.actions(ana, clock.now), *escrow.deadlines()]
    values += [*escrow.journal(), *escrow.payouts(), *escrow.balances(), escrow.terms.timers[0]]
    values += [escrow.state, tercero.quote(agreed), escrow.history.checkpoint]
    return values


PLAYED = played()
SAMPLES = [value for name in classes() for value in samples(name)]


@pytest.mark.parametrize("value", PLAYED + SAMPLES, ids=lambda value: type(value).__name__)
def test_what_is_written_fits_the_schema_and_is_read_back(value: Any) -> None:
    adapter: TypeAdapter[Any] = TypeAdapter(type(value))
    document = json.loads(value.to_json())
    schema = adapter.json_schema()
    assert fits(schema, schema, document)
    assert json.loads(adapter.dump_json(value)) == document
    assert adapter.validate_python(document) == value
    assert adapter.validate_json(value.to_json()) == value
    assert adapter.validate_python(value) is value


def test_the_values_played_are_many() -> None:
    assert {View, Deadline, Entry, FeeSchedule} < {type(value) for value in PLAYED}
    assert len(SAMPLES) > 2 * len(classes())


def test_values_that_are_no_object_in_json() -> None:
    lapse = tercero.MilestoneLapse(MilestoneState.SHIPPED, datetime(2026, 3, 1, tzinfo=UTC))
    adapter = TypeAdapter(tercero.MilestoneLapse)
    assert adapter.validate_json(adapter.dump_json(lapse)) == lapse
    assert adapter.json_schema()["type"] == "array"


@pytest.mark.parametrize("why", [{}, {"code": "no_such", "message": "x"}, {"code": "kyc"}, 7])
def test_a_refusal_inside_a_value_has_a_code(why: Any) -> None:
    action = {"command": "ship", "allowed": False, "arguments": [], "why_not": why}
    with pytest.raises(ValidationError) as raised:
        TypeAdapter(tercero.Action).validate_python(action)
    assert [line["type"] for line in raised.value.errors()] == ["json_type"]


def test_choices_are_ordinary_enums() -> None:
    class Side(BaseModel):
        payer: Payer

    assert issubclass(Payer, StrEnum)
    assert Side.model_validate({"payer": "buyer"}).payer is Payer.BUYER
    assert FundBy.Start() == TypeAdapter(FundBy).validate_python({"type": "start"})


def test_a_set_is_no_list() -> None:
    """Its order would decide who gets a cent."""
    given = json.loads(terms().to_json())
    parties = frozenset(Terms.from_json(json.dumps(given)).parties)
    for several in (parties, iter(parties)):
        with pytest.raises(ValidationError) as raised:
            TypeAdapter(Terms).validate_python({**given, "parties": several})
        assert {error["type"] for error in raised.value.errors()} == {"json_type"}
    assert TypeAdapter(Terms).validate_python({**given, "parties": tuple(given["parties"])}) == terms()
