"""Two approvals at once give one release: real threads on a real PostgreSQL, through the store and over HTTP.
Over HTTP two processes of the example serve the same database, so nothing but the database can decide who is first."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar
from uuid import UUID, uuid4

import httpx2
import postgres
import pytest
from sqlalchemy import Engine, create_engine
from tercero import (
    Command,
    Context,
    Entry,
    Escrow,
    IllegalTransition,
    MilestoneState,
    Money,
    Purpose,
    Role,
    VersionConflict,
)
from tercero.sqlalchemy import EntryStore, metadata
from tercero.testing import START, Clock, terms

EXAMPLE = Path(__file__).parents[2] / "examples" / "fastapi"
ROUNDS = 50
AT_ONCE = 4
ATTEMPTS = 8

Result = TypeVar("Result")


def together(call: Callable[[int], Result]) -> list[Result]:
    """The results of threads that start at the same time."""
    gate = Barrier(AT_ONCE)

    def start(number: int) -> Result:
        gate.wait()
        return call(number)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(start, range(AT_ONCE)))


def events(entries: list[Entry]) -> Counter[str]:
    """How many events of each kind a history has."""
    return Counter(json.loads(entry.bytes)["event"]["type"] for entry in entries)


def one_release(entries: list[Entry]) -> None:
    """The price was released once, and one payment follows from it."""
    counted = events(entries)
    assert (counted["approved"], counted["released"]) == (1, 1), counted
    escrow = Escrow.replay(entries)
    [payout] = escrow.payouts()
    assert (payout.purpose, payout.amount) == (Purpose.RELEASE, Money("100.00", "EUR"))


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    engine = create_engine(postgres.database().replace("postgresql:", "postgresql+psycopg:"), pool_size=AT_ONCE)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


def delivered(store: EntryStore) -> UUID:
    """An escrow that waits for its approval."""
    clock = Clock()
    escrow = Escrow.propose(uuid4(), terms(), clock.context("ana", Role.BUYER)).escrow
    for actor, role, command in [
        ("beto", Role.SELLER, Command.Accept(terms_version=1, terms_hash=escrow.terms_hash)),
        ("bank", Role.PROVIDER, Command.PayinCleared("m1", "p1", Money("100.00", "EUR"))),
        ("beto", Role.SELLER, Command.Ship("m1", "T1")),
        ("post", Role.CARRIER, Command.Delivered("m1", None)),
    ]:
        escrow = escrow.handle(command, clock.context(actor, role)).escrow
    store.append(escrow.id, 0, escrow.history.entries)
    return escrow.id


@dataclass
class Approval:
    """What came of an approval: how often somebody else was first, and the answer at last."""

    conflicts: int
    answer: str


def approve(store: EntryStore, id: UUID, command_id: UUID, loaded: Barrier) -> Approval:
    """Approves as a host does: load, decide, append, and again if somebody else was first."""
    for attempt in range(ATTEMPTS):
        entries = store.load(id)
        if attempt == 0:
            # All have read the same version before anybody writes.
            loaded.wait()
        ctx = Context(START + timedelta(hours=1), command_id, "ana", Role.BUYER)
        try:
            step = Escrow.replay(entries).handle(Command.Approve("m1"), ctx)
        except IllegalTransition:
            return Approval(attempt, "illegal_transition")
        if step.repeated:
            return Approval(attempt, "repeated")
        try:
            store.append(id, len(entries), step.entries, next_deadline=step.escrow.next_deadline())
        except VersionConflict:
            continue
        return Approval(attempt, "released")
    raise AssertionError("somebody else was always first")


def test_a_missing_postgresql_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(postgres.PostgresMissing, match="apt-get install .* postgresql"):
        postgres.programs.__wrapped__()


def test_through_the_store_with_keys_of_their_own(engine: Engine) -> None:
    store = EntryStore(engine)
    for _ in range(ROUNDS):
        id, loaded = delivered(store), Barrier(AT_ONCE)
        approvals = together(lambda _: approve(store, id, uuid4(), loaded))
        answers = Counter(approval.answer for approval in approvals)
        assert answers == {"released": 1, "illegal_transition": AT_ONCE - 1}
        assert sum(approval.conflicts for approval in approvals) == AT_ONCE - 1
        one_release(store.load(id))


def test_through_the_store_with_the_same_key(engine: Engine) -> None:
    store = EntryStore(engine)
    for _ in range(ROUNDS):
        id, loaded, key = delivered(store), Barrier(AT_ONCE), uuid4()
        approvals = together(lambda _: approve(store, id, key, loaded))
        answers = Counter(approval.answer for approval in approvals)
        assert answers == {"released": 1, "repeated": AT_ONCE - 1}
        one_release(store.load(id))


class Service:
    """Two processes of the example over one database, and who calls them."""

    def __init__(self, url: str, ports: list[int], tokens: dict[str, str]) -> None:
        self.tokens = tokens
        self.store = EntryStore(create_engine(url))
        self.http = [httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) for port in ports]

    def call(self, method: str, path: str, who: str, body: Any, key: str | None = None, server: int = 0) -> httpx2.Response:
        """One request to one of the processes, under a key of its own unless one is given."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key or str(uuid4())}
        http = self.http[server % len(self.http)]
        return http.request(method, f"/escrow/transactions{path}", headers=headers, json=body)

    def delivered(self) -> str:
        """An escrow that waits for its approval."""
        created = self.call("POST", "", "ana", {"terms": json.loads(terms().to_json())}).json()
        id = created["id"]
        accepted = {"terms_version": 1, "terms_hash": created["terms_hash"]}
        for name, who, body in [
            ("accept", "beto", accepted),
            ("pay", "ana", {}),
            ("ship", "beto", {"tracking": "T1"}),
            ("deliver", "post", {}),
        ]:
            answer = self.call("PUT", f"/{id}/{name}", who, body)
            assert answer.status_code == 200, answer.text
        assert answer.json()["milestones"][0]["state"] == MilestoneState.DELIVERED
        return str(id)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    url = postgres.database().replace("postgresql:", "postgresql+psycopg:")
    settings = {"ESCROWS_DATABASE_URL": url, "ESCROWS_SANDBOX": "true", "ESCROWS_TICK_SECONDS": "0"}
    environment = {**os.environ, **settings}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", *arguments]
        done = subprocess.run(command, cwd=EXAMPLE, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    run("alembic", "upgrade", "head")
    members = {"ana": [], "beto": [], "post": ["carrier"]}
    tokens = {name: run("app.members", name, *role) for name, role in members.items()}
    ports = [postgres.free_port(), postgres.free_port()]
    log = tmp_path_factory.mktemp("service") / "log"
    with serving(ports[0], environment, log), serving(ports[1], environment, log):
        yield Service(url, ports, tokens)


@contextmanager
def serving(port: int, environment: dict[str, str], log: Path) -> Iterator[None]:
    """A process of the example, from the moment it answers."""
    command = [sys.executable, "-m", "uvicorn", "app.main:app", "--port", str(port)]
    with log.open("ab") as output:
        process = subprocess.Popen(command, cwd=EXAMPLE, env=environment, stdout=output, stderr=output)
    try:
        patience = time.monotonic() + 60
        while True:
            try:
                httpx2.get(f"http://127.0.0.1:{port}/openapi.json").raise_for_status()
                break
            except httpx2.HTTPError:
                assert process.poll() is None and time.monotonic() < patience, log.read_text()
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(30)


def test_over_http_with_keys_of_their_own(service: Service) -> None:
    for _ in range(ROUNDS):
        id = service.delivered()
        answers = together(lambda n: service.call("PUT", f"/{id}/approve", "ana", {}, server=n))
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses == {200: 1, 409: AT_ONCE - 1}, [answer.text for answer in answers]
        codes = {answer.json()["code"] for answer in answers if answer.status_code == 409}
        assert codes == {"illegal_transition"}
        one_release(service.store.load(UUID(id)))


def test_over_http_with_the_same_key(service: Service) -> None:
    for _ in range(ROUNDS):
        id, key = service.delivered(), str(uuid4())
        answers = together(lambda n: service.call("PUT", f"/{id}/approve", "ana", {}, key, server=n))
        assert [answer.status_code for answer in answers] == [200] * AT_ONCE
        assert {answer.text for answer in answers} == {answers[0].text}
        replayed = Counter(answer.headers.get("Idempotency-Replayed") for answer in answers)
        assert replayed == {None: 1, "true": AT_ONCE - 1}
        one_release(service.store.load(UUID(id)))
