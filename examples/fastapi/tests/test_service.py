"""The service over HTTP: a whole deal, who may do what, time that passes, and how money is written.
Every test runs on SQLite and on PostgreSQL."""

import asyncio
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from conftest import ROOT, Callers, euros, terms_json
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Base, Words, connect
from app.escrows import Escrows
from app.main import service
from app.members import enrol
from app.settings import Settings
from app.tick import keep_ticking, tick
from tercero import Checkpoint, History, NotAllowed, Role, digest_of_text
from tercero.fastapi import system_time
from tercero.testing import Clock, terms


def test_a_deal_from_proposal_to_the_last_payment(callers: Callers) -> None:
    id = callers.delivered()
    escrow = callers.step(id, "approve", "ana", {})
    assert escrow["milestones"][0]["state"] == "released"
    assert callers.call("PUT", f"/escrow/transactions/{id}/approve", "ana", {}).status_code == 409
    [payment] = callers.call("GET", "/rail/payments", "bank").json()
    assert payment == {"id": payment["id"], "escrow": id, "payee": "beto", "amount": euros("100.00")}
    made = {"id": payment["id"], "escrow": id, "reference": "r1"}
    for _ in range(2):
        assert callers.call("POST", "/rail/payments", "bank", made).status_code == 204
    assert callers.call("GET", "/rail/payments", "bank").json() == []
    assert callers.call("GET", f"/escrow/transactions/{id}", "beto").json()["phase"] == "closed"


def test_what_is_reported_twice_counts_once(callers: Callers) -> None:
    id = callers.funded()
    payin = {"escrow": id, "milestone": "m1", "payin": "p1", "amount": euros("100.00")}
    before = callers.call("GET", f"/escrow/transactions/{id}", "ana").json()
    assert callers.call("POST", "/rail/payins", "bank", payin).status_code == 204
    assert callers.call("GET", f"/escrow/transactions/{id}", "ana").json() == before
    other = callers.call("POST", "/rail/payins", "bank", {**payin, "amount": euros("1.00")})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_a_dispute_locks_the_money_and_keeps_the_words(callers: Callers, app: FastAPI) -> None:
    id = callers.delivered()
    claim = {"amount": euros("40.00"), "reason": "not_as_described", "text": "The lamp is blue"}
    case = callers.step(id, "dispute", "ana", claim, method="POST")["case"]
    assert (case["state"], case["claim"]) == ("awaiting_response", euros("40.00"))
    callers.step(id, "approve", "ana", {})
    [payment] = callers.call("GET", "/rail/payments", "bank").json()
    assert payment["amount"] == euros("60.00")
    with app.state.escrows.sessions() as session:
        assert session.scalars(select(Words.text)).all() == ["The lamp is blue"]


def test_a_text_that_two_keep_at_once_is_kept_once(callers: Callers, app: FastAPI) -> None:
    digest = digest_of_text("The lamp is blue")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: app.state.escrows.keep(digest, "The lamp is blue"), range(40)))
    with app.state.escrows.sessions() as session:
        assert session.scalars(select(Words.text)).all() == ["The lamp is blue"]


def test_silence_approves(callers: Callers, app: FastAPI, tercero_clock: Clock) -> None:
    id = callers.delivered()
    escrows = app.state.escrows
    assert tick(escrows) == 0
    tercero_clock.advance(days=3)
    assert tick(escrows) == 1
    assert tick(escrows) == 0
    [payment] = callers.call("GET", "/rail/payments", "bank").json()
    assert (payment["payee"], payment["amount"]) == ("beto", euros("100.00"))
    entries = escrows.load(UUID(id))
    assert History(Checkpoint(id, 0, "0" * 64), entries).verify().version == len(entries)


def test_one_broken_history_does_not_stop_the_others(
    callers: Callers, app: FastAPI, tercero_clock: Clock
) -> None:
    broken, whole = callers.delivered(), callers.delivered()
    with app.state.escrows.sessions.begin() as session:
        entries = Base.metadata.tables["entries"]
        session.execute(entries.update().where(entries.c.stream == broken).values(hash=bytes(32)))
    tercero_clock.advance(days=3)
    assert tick(app.state.escrows) == 1
    [payment] = callers.call("GET", "/rail/payments", "bank").json()
    assert payment["escrow"] == whole


def test_the_service_lets_time_pass_by_itself(url: str, tercero_clock: Clock) -> None:
    app = service(Settings(database_url=url, tick_seconds=1), tercero_clock)
    sessions = app.state.escrows.sessions
    with TestClient(app) as http:
        callers = Callers(http, {name: enrol(sessions, name) for name in ("ana", "beto")})
        callers.create(terms())
        tercero_clock.advance(days=7)
        patience = time.monotonic() + 20
        while app.state.escrows.due(tercero_clock.now) and time.monotonic() < patience:
            time.sleep(0.1)
        assert app.state.escrows.due(tercero_clock.now) == []


def test_a_round_that_fails_is_not_the_last(
    monkeypatch: pytest.MonkeyPatch, app: FastAPI, tercero_clock: Clock
) -> None:
    rounds = 0

    def failing(escrows: Escrows) -> int:
        nonlocal rounds
        rounds += 1
        raise ValueError("something nobody thought of")

    monkeypatch.setattr("app.tick.tick", failing)

    async def three_rounds() -> None:
        job = asyncio.create_task(keep_ticking(app.state.escrows, 0))
        while rounds < 3 and not job.done():
            await asyncio.sleep(0.01)
        job.cancel()

    asyncio.run(three_rounds())
    assert rounds >= 3


def test_cron_lets_time_pass(callers: Callers, url: str, tercero_clock: Clock) -> None:
    tercero_clock.now = system_time() - timedelta(days=7)
    id = callers.create(terms())["id"]
    answers = [
        subprocess.run(
            [sys.executable, "-m", "app.tick"],
            cwd=ROOT,
            env={**os.environ, "ESCROWS_DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for _ in range(2)
    ]
    assert answers == ["1 escrows moved on\n", "0 escrows moved on\n"]
    tercero_clock.now = system_time()
    assert callers.call("GET", f"/escrow/transactions/{id}", "ana").json()["phase"] == "closed"


def test_who_is_who(callers: Callers, app: FastAPI) -> None:
    id = callers.funded()
    path = f"/escrow/transactions/{id}"
    nobody = callers.http.get(path)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "unauthenticated")
    wrong = callers.http.get(path, headers={"Authorization": "Bearer x"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "unauthenticated")
    assert callers.call("GET", path, "carla").status_code == 404
    assert callers.call("PUT", f"{path}/ship", "ana", {"tracking": "T1"}).json()["code"] == "not_allowed"
    for who in ("ana", "post"):
        answer = callers.call("GET", "/rail/payments", who)
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    with pytest.raises(NotAllowed):
        enrol(app.state.escrows.sessions, "eve", Role.BUYER)


def test_everybody_lists_his_own(callers: Callers) -> None:
    first, second = callers.create(terms())["id"], callers.create(terms(seller="carla"))["id"]

    def listed(who: str) -> list[str]:
        page = callers.call("GET", "/escrow/transactions", who).json()
        return [escrow["id"] for escrow in page["data"]]

    assert listed("ana") == [second, first]
    assert (listed("beto"), listed("carla")) == ([first], [second])
    assert listed("post") == [second, first]


def test_the_same_request_is_one_escrow(callers: Callers) -> None:
    body = {"terms": terms_json(terms())}
    answers = [callers.call("POST", "/escrow/transactions", "ana", body, key="k1") for _ in range(3)]
    assert {answer.json()["id"] for answer in answers} == {answers[0].json()["id"]}
    assert [answer.headers.get("Idempotency-Replayed") for answer in answers] == [None, "true", "true"]


@pytest.mark.parametrize(
    ("amount", "code"),
    [(100.5, "amount_type"), (100, "amount_type"), ("100.001", "amount_scale"), ("1e2", "amount_syntax")],
)
def test_an_amount_is_text(callers: Callers, amount: Any, code: str) -> None:
    body = terms_json(terms())
    body["milestones"][0]["amount"]["amount"] = amount
    answer = callers.call("POST", "/escrow/transactions", "ana", {"terms": body})
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    id = callers.funded()
    payin = {"escrow": id, "milestone": "m1", "payin": "p2", "amount": {"amount": amount, "currency": "EUR"}}
    answer = callers.call("POST", "/rail/payins", "bank", payin)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text


def test_what_the_bank_reports_is_read_strictly(callers: Callers) -> None:
    id = callers.create(terms())["id"]
    report = '{"escrow": "%s", "milestone": "m1", "payin": "p1", "amount": %s}'
    twice = '{"amount": "1.00", "amount": "100.00", "currency": "EUR"}'
    for body, status, code in (
        (report % (id, twice), 422, "json_duplicate_key"),
        (report % (id.upper(), '{"amount": "100.00", "currency": "EUR"}'), 422, "id_syntax"),
        ("[" * 1000, 400, "json_depth"),
        ('"' + "x" * 70_000 + '"', 413, "body_too_large"),
    ):
        headers = {"Authorization": f"Bearer {callers.tokens['bank']}", "Content-Type": "application/json"}
        answer = callers.http.post("/rail/payins", headers=headers, content=body)
        assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_the_document_says_how_money_is_written(callers: Callers) -> None:
    document = callers.http.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    money = schemas["Money"]
    assert set(money["required"]) == {"amount", "currency"}
    assert (money["properties"]["amount"]["type"], money["properties"]["currency"]["type"]) == ("string",) * 2
    assert money["properties"]["amount"]["pattern"] and money["properties"]["currency"]["pattern"]
    assert schemas["Payin"]["properties"]["amount"] == {"$ref": "#/components/schemas/Money"}


def test_payments_arrive_at_once_in_the_sandbox(url: str, tercero_clock: Clock) -> None:
    app = service(Settings(database_url=url, tick_seconds=0, sandbox=True), tercero_clock)
    sessions = app.state.escrows.sessions
    with TestClient(app) as http:
        callers = Callers(http, {name: enrol(sessions, name) for name in ("ana", "beto")})
        escrow = callers.create(terms())
        accepted = {"terms_version": 1, "terms_hash": escrow["terms_hash"]}
        callers.step(escrow["id"], "accept", "beto", accepted)
        paid = callers.step(escrow["id"], "pay", "ana", {})
        assert paid["milestones"][0]["state"] == "funded"


def test_the_migrations_make_the_tables_of_the_program(url: str) -> None:
    engine = connect(Settings(database_url=url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []
    with Session(engine) as session:
        assert session.scalars(select(Words)).all() == []
