"""The nine escrow endpoints in a FastAPI program: a deal from its terms to the payout, retries, races and refusals.
The answers are those of the reference server.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Annotated, Any
from uuid import UUID

import pytest
from fastapi import Body, Depends, FastAPI, Header
from fastapi.testclient import TestClient

from tercero import Actor, Command, Digest, Entry, Escrow, Kind, Money, Role, digest_of_text
from tercero.errors import Unauthenticated, VersionConflict
from tercero.fastapi import SignedIn, install, router
from tercero.testing import Clock, MemoryStore, terms

PATH = "/escrow/transactions"
ID = "7d2f4c1e-0000-4000-8000-000000000001"


def signed_in(who: Annotated[str | None, Header()] = None) -> SignedIn:
    """`ana`, or `provider:paco`."""
    if who is None:
        raise Unauthenticated("nobody is signed in")
    role, _, id = who.rpartition(":")
    return Actor(id, Role(role)) if role else id


class AsyncStore:
    """The same store behind `async` methods."""

    def __init__(self) -> None:
        self.inner = MemoryStore()

    async def load(self, id: UUID) -> Sequence[Entry]:
        return self.inner.load(id)

    async def append(self, id: UUID, expected_version: int, entries: Sequence[Entry]) -> None:
        self.inner.append(id, expected_version, entries)

    async def ids(self) -> list[UUID]:
        return self.inner.ids()


class Deal:
    """One escrow over HTTP."""

    def __init__(self, store: Any, **more: Any) -> None:
        self.clock, self.keys = Clock(), 0
        app = FastAPI()
        app.include_router(
            router(store, actor=Depends(signed_in), clock=self.clock, sandbox=True, **more)
        )
        self.client = TestClient(app)

    def post(self, path: str, who: str, body: Any, **headers: str) -> Any:
        self.keys += 1
        headers = {"Who": who, "Idempotency-Key": f"k-{self.keys}", **headers}
        return self.client.post(f"{PATH}{path}", json=body, headers=headers)

    def put(self, step: str, who: str, body: Any = None, **headers: str) -> Any:
        return self.client.put(f"{PATH}/{ID}/{step}", json=body, headers={"Who": who, **headers})

    def get(self, path: str, who: str) -> Any:
        return self.client.get(f"{PATH}{path}", headers={"Who": who})

    def create(self, **more: Any) -> Any:
        return self.post("", "ana", {"id": ID, "terms": json.loads(terms().to_json()), **more})

    def accept(self) -> Any:
        seen = self.get(f"/{ID}", "beto").json()
        edition = {"terms_version": seen["terms_version"], "terms_hash": seen["terms_hash"]}
        return self.put("accept", "beto", edition)

    def until(self, last: str) -> Any:
        """Plays the usual deal until this step."""
        steps: dict[str, Callable[[], Any]] = {
            "create": self.create,
            "accept": self.accept,
            "pay": lambda: self.put("pay", "ana", {}),
            "ship": lambda: self.put("ship", "beto", {"tracking": "p-1"}),
            "deliver": lambda: self.put("deliver", "carrier:kim", {}),
            "approve": lambda: self.put("approve", "ana"),
        }
        for name, step in steps.items():
            answer = step()
            assert answer.status_code in (200, 201), answer.text
            if name == last:
                break
        return answer


@pytest.fixture(params=[MemoryStore, AsyncStore], ids=["sync", "async"])
def deal(request: pytest.FixtureRequest) -> Deal:
    return Deal(request.param())


def refused(answer: Any, status: int, code: str) -> dict[str, Any]:
    problem: dict[str, Any] = answer.json()
    assert (answer.status_code, problem["code"]) == (status, code), answer.text
    return problem


def milestone(answer: Any) -> dict[str, Any]:
    (first,) = answer.json()["milestones"]
    return dict(first)


def test_a_deal_from_terms_to_payout(deal: Deal) -> None:
    created = deal.create()
    assert created.status_code == 201
    assert created.headers["Location"] == f"{PATH}/{ID}"
    assert created.json()["phase"] == "proposed"
    assert created.headers["ETag"] == f'"v{created.json()["version"]}"'
    assert deal.accept().json()["phase"] == "agreed"
    assert milestone(deal.put("pay", "ana", {}))["state"] == "funded"
    assert milestone(deal.put("ship", "beto", {"tracking": "p-1"}))["state"] == "shipped"
    assert milestone(deal.put("deliver", "carrier:kim", {}))["state"] == "delivered"
    approved = deal.put("approve", "ana")
    assert milestone(approved)["state"] in ("approved", "released")
    seen = deal.get(f"/{ID}", "beto").json()
    (leg,) = seen["legs"]
    assert (leg["payee"], leg["amount"]) == ("beto", {"amount": "100.00", "currency": "EUR"})


def test_the_answer_says_what_one_may_do(deal: Deal) -> None:
    deal.create()
    assert "accept" in deal.get(f"/{ID}", "beto").json()["allowed_actions"]
    assert "accept" not in deal.get(f"/{ID}", "ana").json()["allowed_actions"]


def test_work_is_shipped_with_a_proof_that_the_host_keeps() -> None:
    kept: dict[str, str] = {}

    def keep(digest: Digest, text: str) -> None:
        kept[digest.sha256] = text

    deal = Deal(MemoryStore(), texts=keep)
    deal.create(terms=json.loads(terms(kind=Kind.SERVICE).to_json()))
    deal.accept()
    deal.put("pay", "ana", {})
    refused(deal.put("ship", "beto", {"proof": "a\u202eb"}), 422, "text_forbidden")
    assert milestone(deal.put("ship", "beto", {"proof": "done"}))["state"] == "delivered"
    assert kept == {digest_of_text("done").sha256: "done"}


def test_a_dispute_opens_a_case(deal: Deal) -> None:
    deal.until("deliver")
    claim = {
        "amount": {"amount": "30.00", "currency": "EUR"},
        "reason": "not_as_described",
        "text": "it is broken",
    }
    key = {"Idempotency-Key": "dispute-1"}
    opened = deal.post(f"/{ID}/dispute", "ana", claim, **key)
    assert opened.status_code == 201
    case = opened.json()["case"]
    assert (case["state"], case["claim"]["amount"]) == ("awaiting_response", "30.00")
    assert opened.json()["escrow"]["cases"] == [case]
    again = deal.post(f"/{ID}/dispute", "ana", claim, **key)
    assert again.content == opened.content
    assert again.headers["Idempotency-Replayed"] == "true"
    other = {**claim, "text": "it is late"}
    problem = refused(
        deal.post(f"/{ID}/dispute", "ana", other, **key), 422, "idempotency_key_reused"
    )
    assert problem["field"] == "Idempotency-Key"
    without = deal.client.post(f"{PATH}/{ID}/dispute", json=claim, headers={"Who": "ana"})
    refused(without, 400, "idempotency_key_missing")


def test_a_repeated_request_gets_its_first_answer(deal: Deal) -> None:
    key = {"Idempotency-Key": "create-1"}
    body = {"terms": json.loads(terms().to_json())}
    first = deal.post("", "ana", body, **key)
    deal.clock.advance(days=1)
    again = deal.post("", "ana", body, **key)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Idempotency-Replayed"] == "true"
    refused(deal.post("", "ana", {**body, "draft": True}, **key), 422, "idempotency_key_reused")
    assert deal.post("", "ana", body).json()["id"] != first.json()["id"]


def test_an_id_is_taken_once(deal: Deal) -> None:
    deal.create()
    refused(deal.create(), 409, "already_exists")


def test_a_payment_is_what_is_due_with_the_fees_of_the_buyer(deal: Deal) -> None:
    fees = [
        {
            "id": "platform",
            "rule": {"tiers": [{"rate": "0.10", "on": "whole"}]},
            "base": {"type": "price"},
            "payers": [{"payer": "buyer", "weight": "1"}],
            "payees": [{"party": "platform", "weight": "1"}],
        }
    ]
    deal.create(terms={**json.loads(terms().to_json()), "fees": fees})
    deal.accept()
    part = {"amount": {"amount": "40.00", "currency": "EUR"}}
    assert milestone(deal.put("pay", "ana", part))["state"] == "funding"
    paid = deal.put("pay", "ana", {}, **{"Idempotency-Key": "rest-1"})
    assert milestone(paid)["state"] == "funded"
    balances = {known["account"]: known["balance"]["amount"] for known in paid.json()["balances"]}
    assert balances == {"escrow:cash": "110.00", "held:m1": "100.00", "fees_held": "10.00"}


def test_every_step_may_come_twice(deal: Deal) -> None:
    deal.until("accept")
    paid = deal.put("pay", "ana", {}, **{"Idempotency-Key": "pay-1"})
    deal.clock.advance(hours=5)
    again = deal.put("pay", "ana", {}, **{"Idempotency-Key": "pay-1"})
    assert again.content == paid.content
    shipped = deal.put("ship", "beto", {"tracking": "p-1"})
    assert deal.put("ship", "beto", {"tracking": "p-1"}).content == shipped.content
    refused(deal.put("ship", "beto", {"tracking": "p-2"}), 409, "illegal_transition")


def test_who_has_seen_an_old_version_is_told(deal: Deal) -> None:
    created = deal.create()
    etag = {"If-Match": created.headers["ETag"]}
    hash = created.json()["terms_hash"]
    edition = {"terms_version": 1, "terms_hash": hash}
    assert deal.put("accept", "beto", edition, **etag).status_code == 200
    problem = refused(deal.put("pay", "ana", {}, **etag), 409, "version_conflict")
    assert problem["allowed"]
    refused(deal.put("pay", "ana", {}, **{"If-Match": "7"}), 400, "malformed_request")


class Busy(MemoryStore):
    """A store in which somebody else is always first, a few times."""

    def __init__(self, times: int) -> None:
        super().__init__()
        self.times = times

    def append(self, id: UUID, expected_version: int, entries: Sequence[Entry]) -> None:
        if expected_version and self.times:
            self.times -= 1
            raise VersionConflict("somebody else was first")
        super().append(id, expected_version, entries)


@pytest.mark.parametrize(("times", "status"), [(7, 200), (8, 409)])
def test_a_lost_race_is_decided_anew(times: int, status: int) -> None:
    deal = Deal(Busy(times))
    deal.create()
    assert deal.accept().status_code == status


def test_strangers_see_nothing(deal: Deal) -> None:
    deal.create()
    problem = refused(deal.get(f"/{ID}", "mallory"), 404, "not_found")
    unknown = ID.replace("1", "2")
    other = refused(deal.get(f"/{unknown}", "mallory"), 404, "not_found")
    assert problem.keys() == other.keys()
    assert deal.get(f"/{ID}", "admin:root").status_code == 200
    refused(
        deal.put("accept", "admin:root", {"terms_version": 1, "terms_hash": "0" * 64}),
        403,
        "not_allowed",
    )


def test_nobody_is_signed_in(deal: Deal) -> None:
    refused(deal.client.get(f"{PATH}/{ID}"), 401, "unauthenticated")


def test_due_timers_are_seen_before_anybody_stores_them(deal: Deal) -> None:
    deal.create()
    deal.clock.advance(days=8)
    assert deal.get(f"/{ID}", "ana").json()["phase"] == "closed"


def test_pages_go_from_the_newest_to_the_oldest(deal: Deal) -> None:
    body = {"terms": json.loads(terms().to_json())}
    ids = [deal.post("", "ana", body).json()["id"] for _ in range(5)]
    foreign = json.loads(terms(buyer="carla", seller="dora").to_json())
    deal.post("", "carla", {"terms": foreign})
    seen, query = [], "?limit=2"
    for _ in range(3):
        page = deal.get(query, "ana").json()
        seen += [escrow["id"] for escrow in page["data"]]
        query = f"?limit=2&cursor={page['next_cursor']}"
    assert seen == ids[::-1]
    assert (page["has_more"], page["next_cursor"]) == (False, None)
    assert deal.get("?role=seller", "ana").json()["data"] == []
    assert len(deal.get("?needs_my_action=true", "beto").json()["data"]) == 5
    assert len(deal.get("", "admin:root").json()["data"]) == 6
    refused(deal.get("?limit=101", "ana"), 422, "limit_exceeded")
    refused(deal.get("?limit=x", "ana"), 422, "json_type")
    refused(deal.get("?colour=red", "ana"), 422, "json_unknown_field")
    refused(deal.get("?phase=open", "ana"), 422, "json_type")


def test_a_store_of_two_methods_does_not_list() -> None:
    class Two:
        def __init__(self) -> None:
            inner = MemoryStore()
            self.load, self.append = inner.load, inner.append

    deal = Deal(Two())
    assert deal.create().status_code == 201
    answer = deal.get("", "ana")
    refused(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "1"


def test_without_a_sandbox_the_provider_says_what_has_arrived() -> None:
    store, clock = MemoryStore(), Clock()
    app = FastAPI()
    app.include_router(router(store, actor=signed_in, clock=clock, prefix=""))
    deal = Deal(store)
    deal.until("accept")
    client, id = TestClient(app), UUID(ID)

    def pay(body: dict[str, Any]) -> Any:
        return client.put(f"/transactions/{ID}/pay", json=body, headers={"Who": "ana"})

    refused(pay({"amount": {"amount": "1", "currency": "EUR"}}), 403, "development_only")
    started = pay({})
    assert milestone(started)["state"] == "funding"
    escrow = Escrow.replay(store.load(id))
    payin = json.loads(escrow.history.entries[-1].bytes)["event"]["payin"]
    cleared = Command.PayinCleared("m1", payin, escrow.due("m1"))
    done = escrow.handle(cleared, clock.context("paco", Role.PROVIDER))
    store.append(id, escrow.version, done.entries)
    shown = client.get(f"/transactions/{ID}", headers={"Who": "ana"})
    assert milestone(shown)["state"] == "funded"


def test_what_can_be_done_once_more_is_done_once_more() -> None:
    store, clock = MemoryStore(), Clock()
    app = FastAPI()
    app.include_router(router(store, actor=signed_in, clock=clock, prefix=""))
    Deal(store).until("accept")
    client = TestClient(app)

    def pay() -> Any:
        return client.put(f"/transactions/{ID}/pay", json={}, headers={"Who": "ana"})

    first = pay()
    assert pay().headers["ETag"] == first.headers["ETag"]
    clock.advance(hours=2)
    assert milestone(client.get(f"/transactions/{ID}", headers={"Who": "ana"}))["state"] == "pending"
    second = pay()
    assert milestone(second)["state"] == "funding"
    assert second.headers["ETag"] != first.headers["ETag"]
    assert pay().headers["ETag"] == second.headers["ETag"]


def test_work_that_was_sent_back_may_be_sent_in_again() -> None:
    store, id = MemoryStore(), UUID(ID)
    deal = Deal(store)
    deal.create(terms=json.loads(terms(kind=Kind.SERVICE).to_json()))
    deal.accept()
    deal.put("pay", "ana", {})
    first = deal.put("ship", "beto", {"proof": "done"})
    assert milestone(first)["state"] == "delivered"
    escrow = Escrow.replay(store.load(id))
    shorter = Command.RequestChanges("m1", digest_of_text("shorter"))
    back = escrow.handle(shorter, deal.clock.context("ana", Role.BUYER))
    store.append(id, escrow.version, back.entries)
    second = deal.put("ship", "beto", {"proof": "done"})
    assert milestone(second)["state"] == "delivered"
    assert deal.put("ship", "beto", {"proof": "done"}).json() == second.json() != first.json()


def test_a_clock_a_little_behind_is_no_reason_to_refuse() -> None:
    store, clock = MemoryStore(), Clock()
    Deal(store).until("create")
    app = FastAPI()
    app.include_router(router(store, actor=signed_in, clock=clock, prefix="/escrow"))
    late = TestClient(app)
    seen = late.get(f"{PATH}/{ID}", headers={"Who": "beto"}).json()
    edition = {"terms_version": seen["terms_version"], "terms_hash": seen["terms_hash"]}
    clock.advance(milliseconds=-3)
    accepted = late.put(f"{PATH}/{ID}/accept", json=edition, headers={"Who": "beto"})
    assert accepted.json()["phase"] == "agreed"


def test_the_entries_of_another_escrow_are_not_shown() -> None:
    store, other = MemoryStore(), "11111111-1111-4111-8111-111111111111"
    deal = Deal(store)
    deal.create()
    store.append(UUID(other), 0, store.load(UUID(ID)))
    refused(deal.get(f"/{other}", "ana"), 500, "history_broken")


def test_what_does_not_fit_is_not_guessed(deal: Deal) -> None:
    deal.create()
    zeros = {"terms_version": 1, "terms_hash": "0" * 64}
    refused(deal.put("accept", "beto", zeros), 409, "terms_changed")
    refused(deal.put("accept", "beto", {**zeros, "terms_hash": "abc"}), 422, "id_syntax")
    refused(deal.put("accept", "beto", {**zeros, "terms_version": "1"}), 422, "json_type")
    refused(deal.put("pay", "ana", {}), 409, "illegal_transition")
    refused(deal.put("pay", "beto", {}), 403, "not_allowed")
    refused(deal.put("ship", "beto", {"tracking": "p", "proof": "done"}), 422, "json_type")
    refused(deal.put("ship", "beto", {}), 422, "json_type")
    refused(deal.put("deliver", "ana", {"proof": "it is there"}), 422, "json_unknown_field")
    refused(deal.put("approve", "ana", {"milestone": "m9"}), 404, "not_found")


def test_a_refusal_teaches(deal: Deal) -> None:
    deal.until("deliver")
    problem = refused(deal.put("ship", "beto", {"tracking": "p"}), 409, "illegal_transition")
    assert problem["instance"] == f"{PATH}/{ID}/ship"
    assert "approve" in problem["allowed"]
    assert problem["title"] == "the command does not exist in this state"


def test_the_openapi_document(deal: Deal) -> None:
    document = deal.client.get("/openapi.json").json()
    methods = {
        f"{method} {path}" for path, methods in document["paths"].items() for method in methods
    }
    assert methods == {
        f"post {PATH}",
        f"get {PATH}",
        f"get {PATH}/{{id}}",
        f"put {PATH}/{{id}}/accept",
        f"put {PATH}/{{id}}/pay",
        f"put {PATH}/{{id}}/ship",
        f"put {PATH}/{{id}}/deliver",
        f"put {PATH}/{{id}}/approve",
        f"post {PATH}/{{id}}/dispute",
    }
    money = document["components"]["schemas"]["Money"]
    assert money["properties"]["amount"]["pattern"] == r"^-?(0|[1-9][0-9]*)(\.[0-9]{1,4})?$"
    assert money["properties"]["currency"]["pattern"] == "^[A-Z]{3}$"
    for methods in document["paths"].values():
        for operation in methods.values():
            assert "application/problem+json" in operation["responses"]["4XX"]["content"]
            assert "422" not in operation["responses"]
    create = document["paths"][PATH]["post"]
    assert {part["name"] for part in create["parameters"]} >= {"Idempotency-Key", "If-Match"}
    shown = create["responses"]["201"]["content"]["application/json"]["schema"]
    assert shown == {"$ref": "#/components/schemas/ShownEscrow"}


def test_the_host_answers_refusals_in_the_same_form() -> None:
    app = FastAPI()
    install(app)

    @app.get("/late")
    def late() -> None:
        Money("1.001", "EUR")

    @app.post("/price")
    def price(money: Annotated[Money, Body()]) -> Money:
        return money

    client = TestClient(app)
    refused(client.get("/late"), 422, "amount_scale")
    problem = refused(
        client.post("/price", json={"amount": 1.5, "currency": "EUR"}), 422, "amount_type"
    )
    assert problem["field"] == "amount"
    headers = {"Content-Type": "application/json"}
    refused(client.post("/price", content="{", headers=headers), 400, "json_syntax")
    same = {"amount": "1.50", "currency": "EUR"}
    assert client.post("/price", json=same).json() == same
