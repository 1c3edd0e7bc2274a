"""For tests of programs that use tercero: a clock that moves only when told, a store in memory, and small builders.
Installed with the package as a pytest plugin, so the fixtures are there without an import.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any
from uuid import UUID

import pytest

from tercero import Context, Entry, FeeSchedule, Kind, MilestoneTerms, Money, Party, Role, Terms
from tercero.errors import VersionConflict

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Clock:
    """A clock that moves only when told. It is called for the time, as the router calls its clock."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self._commands = 0

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        """Moves the clock: `clock.advance(days=3)`."""
        self.now += timedelta(**by)
        return self.now

    def context(self, actor: str, role: Role, **more: Any) -> Context:
        """The context of a new command now: each has an id of its own."""
        self._commands += 1
        return Context(self.now, UUID(int=self._commands, version=4), actor, role, **more)


class MemoryStore:
    """A store in memory, as the router needs one. Two that append behind the same version: the second is refused."""

    def __init__(self) -> None:
        self._streams: dict[UUID, list[Entry]] = {}
        self._lock = Lock()

    def load(self, id: UUID) -> list[Entry]:
        """All entries of a stream; none if there is no such stream."""
        with self._lock:
            return list(self._streams.get(id, ()))

    def append(self, id: UUID, expected_version: int, entries: Sequence[Entry]) -> None:
        """Adds entries behind the version that was read; 0 for a new stream."""
        with self._lock:
            stored = self._streams.get(id, [])
            if len(stored) != expected_version:
                raise VersionConflict("somebody else was first", value=str(expected_version))
            self._streams[id] = [*stored, *entries]

    def ids(self) -> list[UUID]:
        """All streams, in the order in which they were created."""
        with self._lock:
            return list(self._streams)


def terms(
    price: str = "100.00",
    currency: str = "EUR",
    *,
    buyer: str = "ana",
    seller: str = "beto",
    kind: Kind = Kind.GOODS,
    fees: FeeSchedule | None = None,
    **more: Any,
) -> Terms:
    """Terms with one buyer, one seller and one milestone `m1`."""
    parties = [Party(buyer, Role.BUYER), Party(seller, Role.SELLER)]
    milestone = MilestoneTerms("m1", "Lamp", Money(price, currency), kind=kind)
    return Terms(currency, parties, [milestone], fees=fees, **more)


@pytest.fixture
def tercero_clock() -> Clock:
    """A clock that stands on 1 March 2026, 9:00 UTC."""
    return Clock()


@pytest.fixture
def tercero_store() -> MemoryStore:
    """An empty store."""
    return MemoryStore()
