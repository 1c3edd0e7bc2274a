"""The pytest plugin of the package: its fixtures are there without an import, in a test run of somebody else.
The builders make good terms and contexts that never repeat an id.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tercero import Command, Escrow, Role
from tercero.errors import VersionConflict
from tercero.testing import Clock, MemoryStore, terms

pytest_plugins = ["pytester"]
ID = UUID("7d2f4c1e-0000-4000-8000-000000000001")


def test_the_clock_moves_only_when_told(tercero_clock: Clock) -> None:
    start = tercero_clock.now
    assert tercero_clock() == tercero_clock() == start
    assert tercero_clock.advance(days=3, hours=1) == start + timedelta(days=3, hours=1)
    assert tercero_clock() == tercero_clock.now


def test_no_two_contexts_have_one_id(tercero_clock: Clock) -> None:
    contexts = [tercero_clock.context("ana", Role.BUYER) for _ in range(3)]
    assert len({context.command_id for context in contexts}) == 3
    assert tercero_clock.context("a", Role.ADMIN, seconded_by="b").seconded_by == "b"


def test_the_store_takes_entries_behind_the_version_that_was_read(
    tercero_store: MemoryStore, tercero_clock: Clock
) -> None:
    begun = Escrow.propose(ID, terms(), tercero_clock.context("ana", Role.BUYER))
    assert tercero_store.load(ID) == []
    tercero_store.append(ID, 0, begun.entries)
    with pytest.raises(VersionConflict):
        tercero_store.append(ID, 0, begun.entries)
    assert Escrow.replay(tercero_store.load(ID)) == begun.escrow
    accept = Command.Accept(1, begun.escrow.terms_hash)
    done = begun.escrow.handle(accept, tercero_clock.context("beto", Role.SELLER))
    tercero_store.append(ID, begun.escrow.version, done.entries)
    assert Escrow.replay(tercero_store.load(ID)) == done.escrow
    assert tercero_store.ids() == [ID]


def test_a_list_that_was_loaded_is_the_callers(
    tercero_store: MemoryStore, tercero_clock: Clock
) -> None:
    begun = Escrow.propose(ID, terms(), tercero_clock.context("ana", Role.BUYER))
    tercero_store.append(ID, 0, begun.entries)
    tercero_store.load(ID).clear()
    assert len(tercero_store.load(ID)) == begun.escrow.version


def test_the_fixtures_come_with_the_package(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        def test_theirs(tercero_clock, tercero_store):
            tercero_clock.advance(days=1)
            assert tercero_store.ids() == []
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=1)
