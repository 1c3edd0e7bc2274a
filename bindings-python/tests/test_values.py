"""Every value crosses the border and comes back: JSON, pickle, copy, hash, repr and match; and nothing inexact gets in.

The classes are found by reflection, so that none is left out.
"""

from __future__ import annotations

import copy
import datetime
import enum
import math
import pickle
import uuid
from decimal import Decimal
from typing import Any

import numpy
import pytest
import tercero
from samples import SCALARS, arguments, classes, sample, samples, terms

NAMES = sorted(classes())
OPAQUE = {"EscrowRecord", "ProjectRecord"}
EVERY = [(name, value) for name in NAMES for value in samples(name)]
IDS = [f"{name}-{number}" for number, (name, _) in enumerate(EVERY)]
every = pytest.mark.parametrize(("name", "value"), EVERY, ids=IDS)


def test_no_value_is_left_out() -> None:
    assert len(NAMES) >= 185
    assert {name for name, _ in EVERY} == set(NAMES) - OPAQUE


@every
def test_json_and_back(name: str, value: Any) -> None:
    cls = classes()[name]
    text = value.to_json()
    assert cls.from_json(text) == value
    assert cls.from_json(text.encode()) == cls.from_json(bytearray(text, "utf-8")) == value
    assert cls.from_json(text).to_json() == text


@every
def test_pickle_and_copies(name: str, value: Any) -> None:
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(value, protocol))
        assert again == value and type(again) is type(value)
    assert copy.copy(value) == copy.deepcopy(value) == value


@every
def test_hash_and_equality(name: str, value: Any) -> None:
    again = classes()[name].from_json(value.to_json())
    assert hash(again) == hash(value) and len({again, value}) == 1
    assert value != object() and not value == "something else"


@every
def test_repr_can_be_pasted(name: str, value: Any) -> None:
    names = {**vars(tercero), "datetime": datetime, "Decimal": Decimal, "UUID": uuid.UUID}
    assert eval(repr(value), names) == value


@every
def test_match_takes_it_apart(name: str, value: Any) -> None:
    labels = type(value).__match_args__
    parts = [getattr(value, label) for label in labels]
    pattern = ", ".join(f"part{i}" for i in range(len(labels)))
    cls = f"{name}.{type(value).__name__}" if hasattr(classes()[name], "__variants__") else name
    taken: dict[str, Any] = {}
    code = f"match value:\n    case {cls}({pattern}):\n        found = [{pattern}]"
    exec(code, {**vars(tercero), "value": value}, taken)
    assert taken["found"] == parts


@every
def test_it_is_frozen(name: str, value: Any) -> None:
    for label in type(value).__match_args__ or ("anything",):
        with pytest.raises(AttributeError):
            setattr(value, label, None)


@every
def test_fields_read_back_as_they_were_given(name: str, value: Any) -> None:
    labels = type(value).__match_args__
    given = {label: getattr(value, label) for label in labels}
    assert type(value)(**given) == value


INEXACT = [1.5, 1, True, math.nan, math.inf, numpy.float64(1.5), numpy.int64(1), object(), b"1", None]
NO_NUMBER = [
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("-Infinity"),
    Decimal("1E+3"),
    Decimal("-0"),
    "",
    " 1",
    "1.",
    ".5",
    "1e3",
    "1_000",
    "01",
    "+1",
    "NaN",
    "Infinity",
    "\u0661",
]


def takers() -> list[Any]:
    """Every constructor that takes an amount or a rate, with the rest of its arguments."""
    found = []
    for name in NAMES:
        thing = classes()[name]
        if name in OPAQUE or name in ("Terms", "RuleBook"):
            continue
        for _, cls, fields in getattr(thing, "__variants__", ((name, thing, ()),)):
            fields = fields or getattr(cls, "__fields__", ())
            for field, kind, _ in fields:
                inner = kind.removeprefix("Option<").rstrip(">")
                if inner in ("Amount", "Rate", "Money"):
                    found.append((cls, fields, field, inner, kind))
    return found


TAKERS = takers()


def test_amounts_are_taken_in_many_places() -> None:
    assert len(TAKERS) > 400


@pytest.mark.parametrize("taker", TAKERS, ids=lambda taker: f"{taker[0].__qualname__}.{taker[2]}")
def test_no_amount_is_inexact(taker: Any) -> None:
    cls, fields, field, inner, kind = taker
    rest = arguments(fields, True)
    for wrong in INEXACT:
        if wrong is None and kind.startswith("Option<"):
            continue
        if wrong is None and not dict((f[0], f[2]) for f in fields)[field]:
            continue
        with pytest.raises(tercero.AmountType) as caught:
            cls(**{**rest, field: wrong})
        assert caught.value.field == field
    for wrong in NO_NUMBER if inner != "Money" else []:
        with pytest.raises(tercero.AmountSyntax) as caught:
            cls(**{**rest, field: wrong})
        assert caught.value.field == field


WRONG: dict[str, list[Any]] = {
    "u32": [True, 1.0, "1", -1, 2**32, None, Decimal(1)],
    "bool": [1, 0, "true", None],
    "String": [1, b"text", None, uuid.uuid4()],
    "Text": [1, b"text", "", "a\u202eb"],
    "PartyId": [1, "", "with space", "x" * 65],
    "Hash": [b"\xab" * 32, "AB" * 32, "ab"],
    "Timestamp": [
        "2026-03-01T09:00:00Z",
        1772355600,
        datetime.date(2026, 3, 1),
        datetime.datetime(2026, 3, 1),
        datetime.datetime(2026, 3, 1, microsecond=1, tzinfo=datetime.UTC),
        datetime.datetime(1, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
    ],
    "Window": [3, 3.0, datetime.timedelta(seconds=-1), datetime.timedelta(milliseconds=1500)],
    "CommandId": [1, "C0000000-0000-4000-8000-000000000001", "{}", b"1" * 16],
    "Currency": ["eur", "XXX", 978],
    "Role": ["BUYER", "nobody", 1, None],
}


@pytest.mark.parametrize("kind", sorted(WRONG))
def test_a_wrong_value_is_a_refusal_that_names_its_field(kind: str) -> None:
    places = 0
    for name in NAMES:
        thing = classes()[name]
        for _, cls, fields in getattr(thing, "__variants__", ((name, thing, ()),)):
            fields = fields or getattr(cls, "__fields__", ())
            for field, written, _ in fields:
                if written != kind or name in ("Terms", "RuleBook"):
                    continue
                rest = arguments(fields, True)
                defaulted = not dict((f[0], f[2]) for f in fields)[field]
                for wrong in WRONG[kind]:
                    if wrong is None and defaulted:
                        continue
                    with pytest.raises(tercero.TerceroError) as caught:
                        cls(**{**rest, field: wrong})
                    assert caught.value.field == field, wrong
                places += 1
    assert places > 0


def test_only_the_number_of_arguments_is_a_type_error() -> None:
    with pytest.raises(TypeError):
        tercero.Money("1.00")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        tercero.Money("1.00", "EUR", 1)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        tercero.Actor(id="ana", rolle="buyer")  # type: ignore[call-arg]


def test_the_place_in_a_sequence_is_named() -> None:
    with pytest.raises(tercero.AmountType) as caught:
        tercero.allocate(tercero.Money("1.00", "EUR"), [Decimal(1), 0.5])  # type: ignore[list-item]
    assert caught.value.field == "weights[1]"
    with pytest.raises(tercero.JsonType) as caught:
        tercero.FeeSchedule(lines="no list")  # type: ignore[arg-type]
    assert caught.value.field == "lines"


def test_a_malformed_weight_is_reported_before_a_negative_one() -> None:
    with pytest.raises(tercero.AmountSyntax) as caught:
        tercero.allocate(tercero.Money("1.00", "EUR"), ["-1", "x"])
    assert caught.value.field == "weights[1]"
    with pytest.raises(tercero.NegativeWeight) as negative:
        tercero.allocate(tercero.Money("1.00", "EUR"), ["1", "-1", "-2"])
    assert negative.value.field == "weights[1]"


def test_a_small_rate_comes_back() -> None:
    share = tercero.PayeeShare("ana", "0.0000001")
    assert str(share.weight) == "1E-7"
    assert tercero.PayeeShare("ana", share.weight) == share
    assert tercero.PayeeShare("ana", Decimal("0E-8")).weight == 0
    for text in ['{"party":"ana","weight":1}', '{"party":"ana","weight":0.5}']:
        with pytest.raises(tercero.AmountType):
            tercero.PayeeShare.from_json(text)


def test_money_says_what_it_is() -> None:
    money = tercero.Money("10", "EUR")
    assert (money.amount, str(money.amount), money.currency, money.minor) == (
        Decimal("10.00"),
        "10.00",
        "EUR",
        1000,
    )
    assert str(money) == "10.00 EUR" and repr(money) == "Money(amount=Decimal('10.00'), currency='EUR')"
    assert money + money == tercero.Money.from_minor(2000, "EUR")
    assert (money - tercero.Money("10.01", "EUR")).minor == -1
    with pytest.raises(tercero.CurrencyMismatch):
        money + tercero.Money("10", "USD")
    with pytest.raises(tercero.AmountScale):
        tercero.Money("10.001", "EUR")
    assert tercero.Money(Decimal("1") / 4, "EUR").minor == 25


def test_scalars_have_the_types_of_python() -> None:
    ctx = tercero.Context(
        at=datetime.datetime(2026, 3, 1, 11, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
        command_id="c0000000-0000-4000-8000-000000000001",
        actor="ana",
        role="buyer",  # type: ignore[arg-type]
    )
    assert ctx.at == datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)
    assert ctx.at.tzinfo is datetime.UTC
    assert ctx.command_id == SCALARS["CommandId"] and type(ctx.command_id) is uuid.UUID
    assert ctx.role is tercero.Role.BUYER
    assert ctx.seconded_by is None and ctx.expected_version is None
    assert tercero.percent("3.5") == Decimal("0.035")
    assert tercero.days(3) == datetime.timedelta(days=3)
    assert str(sample("Tier").flat) == "12.50"


def test_defaults_are_those_of_the_json_form() -> None:
    built = terms()
    short = tercero.Terms.from_json(
        '{"currency":"EUR","parties":[{"id":"ana","role":"buyer"},{"id":"beto","role":"seller"}],'
        '"milestones":[{"id":"m1","title":"Lamp","amount":{"amount":"10","currency":"EUR"}}]}'
    )
    assert built == short and built.to_json() == short.to_json()
    assert built.milestones[0].inspection == tercero.days(3)
    assert len(built.timers) > 10 and built.rework_rounds == 3
    with pytest.raises(tercero.TermsIncomplete) as caught:
        tercero.Terms("EUR", [tercero.Party("ana", tercero.Role.BUYER)], built.milestones)
    assert caught.value.field == "parties"


def test_json_is_read_strictly() -> None:
    for text, code in [
        ("{", "json_syntax"),
        (b"\xff", "json_syntax"),
        ('{"amount":10,"currency":"EUR"}', "amount_type"),
        ('{"amount":"10","currency":"EUR","extra":1}', "json_unknown_field"),
        ('{"amount":"10","amount":"10","currency":"EUR"}', "json_duplicate_key"),
        ("[" * 40 + "]" * 40, "json_depth"),
    ]:
        with pytest.raises(tercero.TerceroError) as caught:
            tercero.Money.from_json(text)  # type: ignore[arg-type]
        assert caught.value.code == code


def test_refusals_are_values_too() -> None:
    with pytest.raises(ValueError) as caught:
        tercero.Money("1.001", "EUR")
    error = caught.value
    assert isinstance(error, tercero.AmountScale) and isinstance(error, tercero.Refused)
    assert (error.code, error.field, error.value) == ("amount_scale", "amount", "1.001")
    assert error.allowed == ("at most 2 decimals",) and error.deadline is None
    again = pickle.loads(pickle.dumps(error))
    assert again == error and hash(again) == hash(error) and type(again) is type(error)
    assert eval(repr(error), vars(tercero)) == error
    assert {cls.code for cls in tercero.CODES.values()} == set(tercero.CODES)
    assert (error.title, error.status) == ("the amount has more decimals than its currency", 422)


def test_half_a_character_is_refused_like_any_other_text() -> None:
    for build in (
        lambda: tercero.Party("a", "\ud800"),  # type: ignore[arg-type]
        lambda: tercero.Command.Escalate("\ud800"),  # type: ignore[arg-type]
        lambda: tercero.Party("\ud800", tercero.Role.BUYER),
        lambda: tercero.Money("\ud800", "EUR"),
    ):
        with pytest.raises(tercero.JsonSyntax) as raised:
            build()
        assert "codec" not in str(raised.value)


def test_a_subclass_cannot_say_another_amount_than_it_has() -> None:
    class Boast(Decimal):
        def __str__(self) -> str:
            return "999"

    class Price(str, enum.Enum):
        ONE = "1.00"

    assert tercero.Money(Boast("1"), "EUR") == tercero.Money(Price.ONE, "EUR") == tercero.Money("1.00", "EUR")
