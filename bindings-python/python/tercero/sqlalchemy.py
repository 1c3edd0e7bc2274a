"""Entries, timers and money in a database of the host, through SQLAlchemy 2 on SQLite or PostgreSQL, sync or async.

The primary key (stream, version) is the lock: of two appends behind the same version one is stored, the other refused.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import EllipsisType
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Dialect,
    Engine,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, DontWrapMixin
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator, TypeEngine

from tercero import AmountType, Entry, Money, TimeRange, VersionConflict

__all__ = [
    "TABLES",
    "AsyncEntryStore",
    "EntryStore",
    "ExactDecimal",
    "MoneyType",
    "Tables",
    "metadata",
    "tables",
]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSERT: dict[str, Callable[[Table], postgresql.Insert | sqlite.Insert]] = {
    "postgresql": postgresql.insert,
    "sqlite": sqlite.insert,
}


@dataclass(frozen=True)
class Tables:
    """The two tables and what is done with them, each on a connection that is in a transaction."""

    entries: Table
    """What happened, for ever: `stream`, `version`, `hash`, `bytes`."""
    timers: Table
    """The next deadline of each stream: `stream`, the `version` it was read from, `at` in milliseconds or null."""

    def load(self, connection: Connection, id: UUID) -> list[Entry]:
        """All entries of a stream, oldest first."""
        columns = self.entries.c
        query = select(columns.version, columns.hash, columns.bytes)
        query = query.where(columns.stream == str(id)).order_by(columns.version)
        return [
            Entry(version=version, hash=hash.hex(), bytes=bytes)
            for version, hash, bytes in connection.execute(query)
        ]

    def append(
        self,
        connection: Connection,
        id: UUID,
        expected_version: int,
        entries: Sequence[Entry],
        next_deadline: datetime | None | EllipsisType,
    ) -> None:
        """Adds `entries` behind `expected_version`, or nothing: see `EntryStore.append`."""
        stream, insert = str(id), _INSERT[connection.dialect.name]
        at = _millis(next_deadline) if isinstance(next_deadline, datetime) else None
        newest = select(func.max(self.entries.c.version)).where(self.entries.c.stream == stream)
        version = connection.scalar(newest) or 0
        last = expected_version + len(entries)
        following = [entry.version for entry in entries] == list(range(expected_version + 1, last + 1))
        if version != expected_version or not following:
            raise _conflict(expected_version, version)
        rows = [
            {
                "stream": stream,
                "version": entry.version,
                "hash": bytes.fromhex(entry.hash),
                "bytes": entry.bytes,
            }
            for entry in entries
        ]
        if rows:
            # The first row decides who was first: whoever is late finds out here, with nothing written yet.
            first = insert(self.entries).values(rows[0]).on_conflict_do_nothing()
            if connection.scalar(first.returning(self.entries.c.version)) is None:
                raise _conflict(expected_version)
        if rows[1:]:
            connection.execute(insert(self.entries), rows[1:])
        if next_deadline is not ...:
            timer = insert(self.timers).values(stream=stream, version=last, at=at)
            new = timer.excluded
            newer = self.timers.c.version <= new.version
            change = {"version": new.version, "at": new.at}
            connection.execute(timer.on_conflict_do_update(index_elements=["stream"], set_=change, where=newer))

    def due(self, connection: Connection, now: datetime, limit: int) -> list[UUID]:
        """The streams whose next deadline has come, the longest overdue first."""
        columns = self.timers.c
        query = select(columns.stream).where(columns.at <= _millis(now))
        return [UUID(stream) for stream in connection.scalars(query.order_by(columns.at).limit(limit))]


def tables(metadata: MetaData, *, entries: str = "entries", timers: str = "timers") -> Tables:
    """Defines the two tables in the metadata of the host, so that its own migrations make them."""
    integer = BigInteger().with_variant(Integer, "sqlite")
    return Tables(
        entries=Table(
            entries,
            metadata,
            Column("stream", Text, primary_key=True),
            Column("version", integer, primary_key=True, autoincrement=False),
            Column("hash", LargeBinary, nullable=False),
            Column("bytes", LargeBinary, nullable=False),
            sqlite_strict=True,
        ),
        timers=Table(
            timers,
            metadata,
            Column("stream", Text, primary_key=True),
            Column("version", integer, nullable=False),
            Column("at", integer, index=True),
            sqlite_strict=True,
        ),
    )


metadata = MetaData()
"""Has the two tables, for hosts that keep them apart from their own: `metadata.create_all(engine)`."""
TABLES = tables(metadata)
"""The tables of `metadata`."""

SyncBind: TypeAlias = Engine | sessionmaker[Session] | Connection | Session
AsyncBind: TypeAlias = AsyncEngine | async_sessionmaker[AsyncSession] | AsyncConnection | AsyncSession


@dataclass(frozen=True)
class EntryStore:
    """The entries and timers in a database.

    Over an engine or a sessionmaker every call is a transaction of its own. Over a connection or a session of the host
    every call is part of the host's transaction, which the host commits or rolls back with whatever else belongs to it.
    """

    bind: SyncBind
    tables: Tables = TABLES

    def load(self, id: UUID) -> list[Entry]:
        """All entries of a stream, oldest first; none if there is no such stream. They are not verified here."""
        with self._transaction() as connection:
            return self.tables.load(connection, id)

    def append(
        self,
        id: UUID,
        expected_version: int,
        entries: Sequence[Entry],
        *,
        next_deadline: datetime | None | EllipsisType = ...,
    ) -> None:
        """Adds `entries` behind `expected_version`, all of them or none, and keeps `next_deadline` if it is given.

        Errors: `version_conflict` if somebody else was first; then load again and decide again. A transaction of the
        host stays usable after it, unless it is more isolated than `READ COMMITTED`.
        """
        with _somebody_was_first(expected_version), self._transaction() as connection:
            self.tables.append(connection, id, expected_version, entries, next_deadline)

    def due(self, now: datetime, limit: int = 1000) -> list[UUID]:
        """The streams whose next deadline has come, the longest overdue first."""
        with self._transaction() as connection:
            return self.tables.due(connection, now, limit)

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        match self.bind:
            case Engine() as engine:
                with engine.begin() as connection:
                    yield connection
            case sessionmaker() as sessions:
                with sessions.begin() as session:
                    yield session.connection(bind_arguments={"clause": self.tables.entries})
            case Session() as session:
                yield session.connection(bind_arguments={"clause": self.tables.entries})
            case connection:
                yield connection


@dataclass(frozen=True)
class AsyncEntryStore:
    """The same as `EntryStore` for `asyncio`."""

    bind: AsyncBind
    tables: Tables = TABLES

    async def load(self, id: UUID) -> list[Entry]:
        """See `EntryStore.load`."""
        async with self._transaction() as connection:
            return await connection.run_sync(self.tables.load, id)

    async def append(
        self,
        id: UUID,
        expected_version: int,
        entries: Sequence[Entry],
        *,
        next_deadline: datetime | None | EllipsisType = ...,
    ) -> None:
        """See `EntryStore.append`."""
        with _somebody_was_first(expected_version):
            async with self._transaction() as connection:
                await connection.run_sync(self.tables.append, id, expected_version, entries, next_deadline)

    async def due(self, now: datetime, limit: int = 1000) -> list[UUID]:
        """See `EntryStore.due`."""
        async with self._transaction() as connection:
            return await connection.run_sync(self.tables.due, now, limit)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        match self.bind:
            case AsyncEngine() as engine:
                async with engine.begin() as connection:
                    yield connection
            case async_sessionmaker() as sessions:
                async with sessions.begin() as session:
                    yield await session.connection(bind_arguments={"clause": self.tables.entries})
            case AsyncSession() as session:
                yield await session.connection(bind_arguments={"clause": self.tables.entries})
            case connection:
                yield connection


def _conflict(expected: int, version: int | None = None) -> VersionConflict:
    found = "" if version is None else f", the stream is at version {version}"
    return VersionConflict(f"somebody else was first{found}", field="expected_version", value=str(expected))


@contextmanager
def _somebody_was_first(expected: int) -> Iterator[None]:
    """Whatever a database says when two write at once is one refusal."""
    try:
        yield
    except DBAPIError as error:
        if not _lost_a_race(error.orig):
            raise
        raise _conflict(expected) from error


def _lost_a_race(error: BaseException | None) -> bool:
    """Unique violation, serialisation failure and deadlock on PostgreSQL; a taken key or a held lock on SQLite."""
    if isinstance(error, sqlite3.Error):
        code = error.sqlite_errorcode
        return code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY or code & 0xFF == sqlite3.SQLITE_BUSY
    # psycopg and asyncpg call it `sqlstate`, psycopg2 calls it `pgcode`.
    codes = {getattr(error, name, None) for name in ("sqlstate", "pgcode")}
    return not codes.isdisjoint(("23505", "40001", "40P01"))


def _millis(at: datetime) -> int:
    if at.tzinfo is None:
        raise TimeRange("an aware datetime is needed", field="next_deadline", value=str(at))
    return (at - _EPOCH) // timedelta(milliseconds=1)


class _NotMoney(AmountType, DontWrapMixin):
    """Reaches the caller as it is."""


def _refused(given: object, expected: str) -> AmountType:
    return _NotMoney(f"expected {expected}, not {type(given).__name__}", allowed=(expected,))


_EQUALITY = (operators.eq, operators.ne, operators.is_, operators.is_not, operators.in_op, operators.not_in_op)


class _OnlyEquality(TypeDecorator.Comparator[Any]):
    """Text has another order than money, and no sum; so `max`, `min` and `order_by` of such a column mean nothing."""

    def operate(self, op: operators.OperatorType, *other: Any, **kwargs: Any) -> Any:
        if op not in _EQUALITY:
            raise TypeError(f"money that may be stored as text has no {op.__name__}, only equality")
        return super().operate(op, *other, **kwargs)


class MoneyType(TypeDecorator[Money]):
    """Money in one column, as text such as `10.00 EUR`. Such columns are equal or not, and have no order."""

    impl = String(40)
    cache_ok = True
    comparator_factory = _OnlyEquality

    @property
    def python_type(self) -> type[Money]:
        """Money."""
        return Money

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> str | None:
        """To the database."""
        if value is not None and not isinstance(value, Money):
            raise _refused(value, "Money")
        return None if value is None else str(value)

    def process_result_value(self, value: str | float | None, dialect: Dialect) -> Money | None:
        """From the database; what SQLite calculated is a float and no money."""
        if isinstance(value, float):
            raise _refused(value, "Money")
        return None if value is None else Money(*value.split(" "))


class ExactDecimal(TypeDecorator[Decimal]):
    """The amount of a `composite(Money, …)`: `NUMERIC`, and text on SQLite, where a number would become a float.

    Such columns are equal or not; on PostgreSQL `cast(column, Numeric)` has an order too.
    """

    impl = Numeric
    cache_ok = True
    comparator_factory = _OnlyEquality

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text where the database has no exact numbers. Elsewhere a bare `NUMERIC` may mean no decimals at all."""
        if dialect.name not in _INSERT:
            raise NotImplementedError(f"ExactDecimal is for SQLite and PostgreSQL, not {dialect.name}")
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | str | None:
        """To the database."""
        if value is not None and not isinstance(value, Decimal):
            raise _refused(value, "Decimal")
        if value is not None and not value.is_finite():
            raise _NotMoney(f"expected a finite Decimal, not {value}", allowed=("Decimal",))
        return format(value, "f") if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: Decimal | str | None, dialect: Dialect) -> Decimal | None:
        """From the database; what SQLite calculated is a float and no longer exact."""
        if isinstance(value, float):
            raise _refused(value, "Decimal")
        return None if value is None else Decimal(value)
