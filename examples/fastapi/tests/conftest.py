"""The service on an empty, migrated database, of SQLite and of PostgreSQL in turn, and who calls it.
`TEST_DATABASE_URL` names a PostgreSQL of yours, which is emptied; otherwise the tests start one."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from app.main import service
from app.members import enrol
from app.settings import Settings
from tercero import Role, Terms
from tercero.testing import Clock, terms

ROOT = Path(__file__).parents[1]


def migrate(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Empties a database and makes the tables as `alembic upgrade head` does."""
    monkeypatch.setenv("ESCROWS_DATABASE_URL", url)
    command.downgrade(Config(ROOT / "alembic.ini"), "base")
    command.upgrade(Config(ROOT / "alembic.ini"), "head")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An empty database with the tables of the service."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/test.sqlite"
    else:
        import postgres

        url = os.environ.get("TEST_DATABASE_URL") or postgres.database()
        url = url.replace("postgresql:", "postgresql+psycopg:")
    migrate(url, monkeypatch)
    return url


@pytest.fixture
def app(url: str, tercero_clock: Clock) -> FastAPI:
    """The service by a clock that moves only when told."""
    return service(Settings(database_url=url, tick_seconds=0), tercero_clock)


@dataclass
class Callers:
    """The members, each with a token."""

    http: TestClient
    tokens: dict[str, str]

    def call(self, method: str, path: str, who: str, json: Any = None, key: str | None = None) -> Response:
        """One request, under a key of its own unless one is given."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}", "Idempotency-Key": key or str(uuid4())}
        return self.http.request(method, path, headers=headers, json=json)

    def step(self, id: str, name: str, who: str, json: Any = None, method: str = "PUT") -> Any:
        """A step of an escrow, which must succeed."""
        answer = self.call(method, f"/escrow/transactions/{id}/{name}", who, json)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def create(self, terms: Terms) -> Any:
        """A new escrow of ana's."""
        answer = self.call("POST", "/escrow/transactions", "ana", {"terms": terms_json(terms)})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def funded(self) -> str:
        """An escrow that both have agreed on and whose money has arrived."""
        escrow = self.create(terms())
        accepted = {"terms_version": escrow["terms_version"], "terms_hash": escrow["terms_hash"]}
        self.step(escrow["id"], "accept", "beto", accepted)
        payin = {"escrow": escrow["id"], "milestone": "m1", "payin": "p1", "amount": euros("100.00")}
        answer = self.call("POST", "/rail/payins", "bank", payin)
        assert answer.status_code == 204, answer.text
        return str(escrow["id"])

    def delivered(self) -> str:
        """An escrow whose goods have arrived."""
        id = self.funded()
        self.step(id, "ship", "beto", {"tracking": "T1"})
        self.step(id, "deliver", "post", {})
        return id


def terms_json(terms: Terms) -> Any:
    """Terms as a caller writes them."""
    import json

    return json.loads(terms.to_json())


def euros(amount: str) -> dict[str, str]:
    """Money as a caller writes it."""
    return {"amount": amount, "currency": "EUR"}


@pytest.fixture
def callers(app: FastAPI) -> Iterator[Callers]:
    """Two parties, a stranger, the bank and the post."""
    sessions = app.state.escrows.sessions
    roles = {"ana": None, "beto": None, "carla": None, "bank": Role.PROVIDER, "post": Role.CARRIER}
    with TestClient(app) as http:
        yield Callers(http, {name: enrol(sessions, name, role) for name, role in roles.items()})
