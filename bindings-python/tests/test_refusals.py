"""One table of hostile input, played through every entrance of the package: the same code everywhere, and nothing changes.
The entrances are constructors, `from_json`, Pydantic from Python and from JSON, columns of SQLAlchemy, and the router over HTTP.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import TypeAdapter, ValidationError

from tercero import (
    CODES,
    Actor,
    Command,
    Escrow,
    MilestoneTerms,
    Money,
    Party,
    Role,
    TerceroError,
    Terms,
)
from tercero.fastapi import router
from tercero.testing import Clock, MemoryStore

EURO = Money("1.00", "EUR")
TERMS: dict[str, Any] = {
    "currency": "EUR",
    "parties": [{"id": "ana", "role": "buyer"}, {"id": "beto", "role": "seller"}],
    "milestones": [{"id": "m1", "title": "Lamp", "amount": {"amount": "10.00", "currency": "EUR"}}],
}
PARTIES = [Party("ana", Role.BUYER), Party("beto", Role.SELLER)]


def milestone(**changed: Any) -> MilestoneTerms:
    return MilestoneTerms(**{"id": "m1", "title": "Lamp", "amount": EURO, **changed})


def terms(**changed: Any) -> Terms:
    whole = {"currency": "EUR", "parties": PARTIES, "milestones": [milestone()], **changed}
    return Terms(**whole)


@dataclass(frozen=True)
class Place:
    """Where something stands in the terms, and the constructor that reads it."""

    path: tuple[str | int, ...]
    construct: Callable[[Any], object]


PLACES = {
    "amount": Place(("milestones", 0, "amount", "amount"), lambda given: Money(given, "EUR")),
    "currency": Place(("milestones", 0, "amount", "currency"), lambda given: Money("1", given)),
    "money": Place(
        ("milestones", 0, "amount"),
        lambda given: terms(milestones=[milestone(amount=Money(**given))]),
    ),
    "rate": Place(("restocking",), lambda given: terms(restocking=given)),
    "title": Place(("milestones", 0, "title"), lambda given: milestone(title=given)),
    "milestone": Place(("milestones", 0, "id"), lambda given: milestone(id=given)),
    "party": Place(("parties", 0, "id"), lambda given: Party(given, Role.BUYER)),
    "role": Place(("parties", 0, "role"), lambda given: Party("ana", given)),
    "count": Place(("rework_rounds",), lambda given: terms(rework_rounds=given)),
    "flag": Place(("dispute_after_approval",), lambda given: terms(dispute_after_approval=given)),
    "time": Place(("milestones", 0, "due"), lambda given: milestone(due=given)),
    "window": Place(("milestones", 0, "inspection"), lambda given: milestone(inspection=given)),
    "terms": Place(("currency",), lambda given: terms(currency=given)),
}

SAME = object()


@dataclass(frozen=True)
class Row:
    """What is refused: where it stands, what it is, and with which code. In Python it may be written otherwise."""

    place: str
    given: Any
    code: str
    python: Any = SAME

    def __str__(self) -> str:
        return f"{self.place}={str(self.given)[:20]!a}"

    @property
    def document(self) -> dict[str, Any]:
        """Good terms, but for this."""
        document: Any = copy.deepcopy(TERMS)
        inner, (*path, last) = document, PLACES[self.place].path
        for step in path:
            inner = inner[step]
        inner[last] = self.given
        return dict(document)


NOT_NUMBERS = [
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "1e3",
    "1_000",
    "+1",
    "01",
    "1.",
    ".5",
    "",
    " ",
    " 1",
    "1 ",
]
NO_TEXTS: list[Any] = [10.5, 1, 0, -1, True, None, [], {}]
DIGITS = ["１２", "١٢", "²", "1\u200b", "1,5", "--1"]
INVISIBLE = ["\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\x07", "\x85"]
BAD_IDS = ["", "m 1", "../m1", "m/1", "é", "m" * 65]

ROWS = [
    *(Row("amount", text, "amount_syntax") for text in NOT_NUMBERS + DIGITS),
    *(Row("amount", given, "amount_type") for given in NO_TEXTS),
    Row("amount", "NaN", "amount_syntax", Decimal("NaN")),
    Row("amount", "Infinity", "amount_syntax", Decimal("-Infinity")),
    Row("amount", "1E+3", "amount_syntax", Decimal("1E+3")),
    *(Row("amount", text, "amount_scale") for text in ("1.001", "0.000", "9" * 30 + ".001")),
    *(Row("amount", text, "amount_range") for text in ("9" * 31, "1" + "0" * 26 + ".00")),
    *(
        Row("currency", given, "currency_unknown")
        for given in ("eur", "EURO", "XXX", "", "E R", "€")
    ),
    Row("currency", 978, "json_type"),
    Row("money", {"amount": "1.5", "currency": "JPY"}, "amount_scale"),
    Row("money", {"amount": "1.0001", "currency": "BHD"}, "amount_scale"),
    Row("money", {"amount": "1.00", "currency": "USD"}, "currency_mismatch"),
    *(
        Row("money", {"amount": text, "currency": "EUR"}, "amount_range")
        for text in ("0", "0.00", "-1", "-0.01")
    ),
    *(Row("rate", text, "amount_syntax") for text in ("NaN", "1e-3", ".5", "1.", "0." + "1" * 19)),
    Row("rate", "-0.1", "negative_weight"),
    Row("rate", 0.5, "amount_type"),
    Row("rate", "1.1", "terms_invalid"),
    *(Row("title", f"a{letter}b", "text_forbidden") for letter in INVISIBLE),
    Row("title", "e\u0301", "text_forbidden"),
    Row("title", "a\u0316" * 70, "text_forbidden"),
    *(Row("title", text, "text_length") for text in ("", "a" * 4097)),
    *(Row("title", given, "json_type") for given in (7, True, None, ["Lamp"])),
    *(Row("milestone", text, "id_syntax") for text in BAD_IDS),
    *(Row("party", text, "id_syntax") for text in BAD_IDS),
    Row("party", 7, "json_type"),
    Row("role", "king", "json_type"),
    Row("role", "Buyer", "json_type"),
    *(Row("count", given, "json_type") for given in (-1, 2**32, True, "3", 1.0)),
    *(Row("flag", given, "json_type") for given in (1, "true")),
    Row(
        "time",
        "10000-01-01T00:00:00Z",
        "time_range",
        datetime(9999, 12, 31, 23, 59, 59, 999_500, UTC),
    ),
    Row("time", "1969-12-31T23:59:59Z", "time_range", datetime(1969, 12, 31, 23, 59, 59, 0, UTC)),
    Row("time", "2026-03-01T09:00:00", "time_range", datetime(2026, 3, 1, 9)),
    Row("time", "2026-03-01T09:00:00.0001Z", "time_range", datetime(2026, 3, 1, 9, 0, 0, 100, UTC)),
    Row("time", "2016-12-31T23:59:60Z", "time_range", datetime(1, 1, 1, tzinfo=UTC)),
    Row("time", 1_772_355_600, "json_type"),
    Row("window", 400_000_000, "time_range", timedelta(days=4_000)),
    Row("window", -1, "json_type", 3.5),
    Row("window", 1.5, "json_type", "3 days"),
    Row("terms", "eur", "currency_unknown"),
    Row("terms", "USD", "currency_mismatch"),
]


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(store: MemoryStore, clock: Clock) -> TestClient:
    app = FastAPI()
    app.include_router(router(store, actor=lambda: "ana", clock=clock, sandbox=True))
    return TestClient(app)


def refused(code: str, attempt: Callable[[], object]) -> TerceroError:
    with pytest.raises(TerceroError) as raised:
        attempt()
    assert raised.value.code == code
    assert type(raised.value) is CODES[code]
    return raised.value


def refused_by_pydantic(code: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(ValidationError) as raised:
        attempt()
    assert [line["type"] for line in raised.value.errors()] == [code]


def post(client: TestClient, body: bytes | str) -> Any:
    headers = {"Content-Type": "application/json", "Idempotency-Key": "k"}
    return client.post("/escrow/transactions", content=body, headers=headers)


def refused_over_http(code: str, response: Any) -> dict[str, Any]:
    problem: dict[str, Any] = response.json()
    assert problem["code"] == code
    assert response.status_code == problem["status"] == CODES[code].status
    assert response.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/errors/{code}"
    return problem


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_constructor(row: Row) -> None:
    given = row.given if row.python is SAME else row.python
    refused(row.code, lambda: PLACES[row.place].construct(given))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_from_json(row: Row) -> None:
    text = json.dumps(row.document)
    refused(row.code, lambda: Terms.from_json(text))
    refused(row.code, lambda: Terms.from_json(text.encode()))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_pydantic(row: Row) -> None:
    adapter = TypeAdapter(Terms)
    refused_by_pydantic(row.code, lambda: adapter.validate_python(row.document))
    refused_by_pydantic(row.code, lambda: adapter.validate_json(json.dumps(row.document)))


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_http(row: Row, client: TestClient, store: MemoryStore) -> None:
    refused_over_http(row.code, post(client, json.dumps({"terms": row.document})))
    assert store.ids() == []


def money_text(row: Row) -> str | None:
    """What a column of money would hold of it, if it is text at all."""
    match row:
        case Row("amount", str(text)) if text and " " not in text:
            return f"{text} EUR"
        case Row("currency", str(text)) if text and " " not in text:
            return f"1 {text}"
        case Row("money", {"amount": text, "currency": code}, "amount_scale"):
            return f"{text} {code}"
    return None


@pytest.mark.parametrize("row", [row for row in ROWS if money_text(row)], ids=str)
def test_sqlalchemy_column_that_holds_it(row: Row) -> None:
    prices, connection = column_of_money()
    connection.exec_driver_sql("INSERT INTO prices VALUES (?)", (money_text(row),))
    refused_by_sqlalchemy(row.code, lambda: connection.scalar(sqlalchemy.select(prices.c.price)))


@pytest.mark.parametrize("given", [10.5, 10, True, "10.00", Decimal("10.00"), float("nan")])
def test_sqlalchemy_column_that_is_given_it(given: Any) -> None:
    prices, connection = column_of_money()
    insert = sqlalchemy.insert(prices).values(price=given)
    refused_by_sqlalchemy("amount_type", lambda: connection.execute(insert))
    assert connection.exec_driver_sql("SELECT count(*) FROM prices").scalar() == 0


def column_of_money() -> tuple[sqlalchemy.Table, sqlalchemy.Connection]:
    import tercero.sqlalchemy as types
    column = sqlalchemy.Column("price", types.MoneyType())
    prices = sqlalchemy.Table("prices", sqlalchemy.MetaData(), column)
    connection = sqlalchemy.create_engine("sqlite://").connect()
    prices.create(connection)
    return prices, connection


def refused_by_sqlalchemy(code: str, attempt: Callable[[], object]) -> None:
    with pytest.raises(TerceroError) as raised:
        attempt()
    assert raised.value.code == code


GOOD = json.dumps(TERMS)


def put_in(fragment: str) -> str:
    """Good terms with something put in front."""
    return "{" + fragment + "," + GOOD[1:]


DOCUMENTS: dict[str, tuple[str | bytes, str]] = {
    "brackets": ("[" * 60_000, "json_depth"),
    "nested": (put_in('"a":' + '{"a":' * 33 + "1" + "}" * 33), "json_depth"),
    "repeated": (put_in('"currency":"EUR"'), "json_duplicate_key"),
    "repeated inside": (
        GOOD.replace('"amount": "10.00"', '"amount": "1.00", "amount": "1.00"'),
        "json_duplicate_key",
    ),
    "unknown": (put_in('"extra":1'), "json_unknown_field"),
    "unknown inside": (
        GOOD.replace('"amount": "10.00"', '"scale":2,"amount": "1.00"'),
        "json_unknown_field",
    ),
    "endless number": (GOOD.replace('"10.00"', "1e400"), "json_syntax"),
    "no number": (GOOD.replace('"10.00"', "NaN"), "json_syntax"),
    "half a character": (GOOD.replace("Lamp", "\\ud800"), "json_syntax"),
    "not UTF-8": (GOOD.encode().replace(b"Lamp", b"\xff\xfe"), "json_syntax"),
    "byte order mark": ("\ufeff" + GOOD, "json_syntax"),
    "two documents": (GOOD + GOOD, "json_syntax"),
    "half a document": (GOOD[:-1], "json_syntax"),
    "nothing": ("", "json_syntax"),
    "no object": ("null", "json_type"),
    "a long list": ("[" + ",".join("0" * 30_000) + "]", "json_type"),
    "a missing field": (json.dumps({**TERMS, "parties": None}), "json_type"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents(name: str, client: TestClient, store: MemoryStore) -> None:
    text, code = DOCUMENTS[name]
    refused(code, lambda: Terms.from_json(text))
    whole = text.encode() if isinstance(text, str) else text
    body = b'{"terms":' + whole + b"}" if name not in ("nothing", "byte order mark") else whole
    expected = "json_type" if name == "nothing" else code
    refused_over_http(expected, post(client, body))
    assert store.ids() == []


SEEN_BY_PYDANTIC = {"unknown", "unknown inside", "no object", "a long list", "a missing field"}


@pytest.mark.parametrize("name", sorted(SEEN_BY_PYDANTIC))
def test_documents_through_pydantic(name: str) -> None:
    text, code = DOCUMENTS[name]
    refused_by_pydantic(code, lambda: TypeAdapter(Terms).validate_json(text))


def test_a_body_is_small(client: TestClient, store: MemoryStore) -> None:
    whole = json.dumps({"terms": TERMS})
    room = 64 * 1024 - len(whole)
    refused_over_http("body_too_large", post(client, whole + " " * (room + 1)))
    assert store.ids() == []
    assert post(client, whole + " " * room).status_code == 201


@pytest.mark.parametrize("media_type", ["text/plain", "application/jsonp", ""])
def test_a_body_says_that_it_is_json(media_type: str, client: TestClient) -> None:
    headers = {"Content-Type": media_type, "Idempotency-Key": "k"}
    body = json.dumps({"terms": TERMS})
    answer = client.post("/escrow/transactions", content=body, headers=headers)
    refused_over_http("media_type", answer)


def test_sums_overflow() -> None:
    most = Money("9" * 26, "EUR")
    two = [milestone(id="m1", amount=most), milestone(id="m2", amount=most)]
    refused("amount_range", lambda: terms(milestones=two))
    refused("amount_range", lambda: most + most)


def test_a_refused_command_changes_nothing(clock: Clock) -> None:
    begun = Escrow.propose(
        "7d2f4c1e-0000-4000-8000-000000000001", terms(), clock.context("ana", Role.BUYER)
    )
    escrow = begun.escrow
    before = escrow.snapshot()
    clock.advance(days=-1)
    accept = Command.Accept(1, escrow.terms_hash)
    refused("clock_regressed", lambda: escrow.handle(accept, clock.context("beto", Role.SELLER)))
    clock.advance(days=2)
    withdraw = Command.Withdraw()
    refused("not_allowed", lambda: escrow.handle(withdraw, clock.context("beto", Role.SELLER)))
    approve = Command.Approve("m1")
    refused("illegal_transition", lambda: escrow.handle(approve, clock.context("ana", Role.BUYER)))
    refused("not_found", lambda: escrow.view(Actor("mallory", Role.BUYER)))
    assert escrow.snapshot() == before
    assert escrow.handle(accept, clock.context("beto", Role.SELLER)).escrow.version > escrow.version


def test_a_clock_that_goes_back_over_http(
    client: TestClient, clock: Clock, store: MemoryStore
) -> None:
    created = post(client, json.dumps({"terms": TERMS})).json()
    clock.advance(days=-1)
    accept = {"terms_version": 1, "terms_hash": created["terms_hash"]}
    path = f"/escrow/transactions/{created['id']}/accept"
    refused_over_http("clock_regressed", client.put(path, json=accept))
    (id,) = store.ids()
    assert len(store.load(id)) == created["version"]


@pytest.mark.parametrize(
    "id", ["1", "7D2F4C1E-0000-4000-8000-000000000001", "7d2f4c1e00004000800000000000000a", "a%2e"]
)
def test_ids_in_paths(id: str, client: TestClient) -> None:
    refused_over_http("id_syntax", client.get(f"/escrow/transactions/{id}"))


def test_a_refusal_says_where(client: TestClient) -> None:
    row = Row("money", {"amount": 10.5, "currency": "EUR"}, "amount_type")
    problem = refused_over_http("amount_type", post(client, json.dumps({"terms": row.document})))
    assert problem["field"] == "terms.milestones[0].amount.amount"
    assert problem["allowed"] == ["Decimal or str"]
    assert problem["instance"] == "/escrow/transactions"
