"""The store on SQLite and on a real PostgreSQL, through every driver, sync and async: the same tests for all of them.
An async driver is called through a loop, so that a test reads the same."""

import asyncio
import inspect
import re
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import postgres
import pytest
from sqlalchemy import MetaData, String, cast, create_engine, func, inspect as inspected, select, text
from sqlalchemy import Numeric
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, composite, mapped_column, sessionmaker
from tercero import (
    TimeRange,
    AmountType,
    Checkpoint,
    Command,
    Entry,
    Escrow,
    History,
    HistoryBroken,
    Money,
    Phase,
    Role,
    TerceroError,
    VersionConflict,
)
from tercero.sqlalchemy import TABLES, AsyncEntryStore, EntryStore, ExactDecimal, MoneyType, metadata, tables
from tercero.testing import START, Clock, terms

SYNC = ["sqlite", "postgresql+psycopg", "postgresql+psycopg2"]
ASYNC = ["sqlite+aiosqlite", "postgresql+psycopg_async", "postgresql+asyncpg"]
ROUNDS = 20
AT_ONCE = 8


class Called:
    """The methods of a store, a session or a connection; what has to be awaited is awaited."""

    def __init__(self, of: Any, run: Any) -> None:
        self._of, self._run = of, run

    def __getattr__(self, name: str) -> Any:
        return lambda *given, **named: self._run(getattr(self._of, name)(*given, **named))


class Database:
    """An empty database behind one driver."""

    def __init__(self, driver: str, folder: Path) -> None:
        self.driver, self.is_async = driver, driver in ASYNC
        self.url = f"{driver}:///{folder}/test.sqlite"
        if not driver.startswith("sqlite"):
            self.url = postgres.database().replace("postgresql:", f"{driver}:")
        self._loop = asyncio.Runner()
        self.engine: Any = self.connect()
        self.make(metadata)

    def connect(self, **options: Any) -> Any:
        """Another engine for the same database."""
        return create_async_engine(self.url, **options) if self.is_async else create_engine(self.url, **options)

    def run(self, result: Any) -> Any:
        """What comes of a call, whether it has to be awaited or not."""

        async def awaited() -> Any:
            return await result

        return self._loop.run(awaited()) if inspect.isawaitable(result) else result

    def make(self, tables: MetaData) -> None:
        """Makes tables."""
        with self.transaction() as connection:
            if self.is_async:
                connection.run_sync(tables.create_all)
            else:
                tables.create_all(connection._of)

    def transaction(self) -> "Transaction":
        """A transaction that is committed at the end."""
        return Transaction(self)

    def execute(self, sql: str, **values: object) -> Any:
        """Runs one statement and commits it."""
        with self.transaction() as connection:
            return connection.execute(text(sql), values)

    def sessions(self) -> Any:
        """A factory of sessions."""
        return async_sessionmaker(self.engine) if self.is_async else sessionmaker(self.engine)

    def store(self, bind: Any = None, **more: Any) -> Any:
        """A store on `bind`, by default on the engine."""
        kind = AsyncEntryStore if self.is_async else EntryStore
        bind = bind._of if isinstance(bind, Called) else bind
        return Called(kind(bind or self.engine, **more), self.run)

    def race(self, store: Any, id: UUID, version: int, entries: Sequence[Entry]) -> list[TerceroError | None]:
        """What many get who append the same at the same time."""
        if self.is_async:
            return self.run(self._gathered(store._of, id, version, entries))
        gate = threading.Barrier(AT_ONCE)

        def append(_: int) -> TerceroError | None:
            gate.wait()
            try:
                return store.append(id, version, entries)
            except TerceroError as error:
                return error

        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(append, range(AT_ONCE)))

    async def _gathered(self, store: AsyncEntryStore, id: UUID, version: int, entries: Sequence[Entry]) -> Any:
        appends = (store.append(id, version, entries) for _ in range(AT_ONCE))
        results = await asyncio.gather(*appends, return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, TerceroError):
                raise result
        return results

    def close(self) -> None:
        """Ends it."""
        self.run(self.engine.dispose())
        self._loop.close()


class Transaction:
    """A connection in a transaction of the host."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Called:
        self._connection = self._database.run(self._database.engine.connect())
        return Called(self._connection, self._database.run)

    def __exit__(self, kind: object, *_: object) -> None:
        end = self._connection.commit if kind is None else self._connection.rollback
        self._database.run(end())
        self._database.run(self._connection.close())


@pytest.fixture(params=[*SYNC, *ASYNC])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = Database(request.param, tmp_path)
    yield database
    database.close()


@pytest.fixture(params=SYNC[:2])
def sync_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    database = Database(request.param, tmp_path)
    yield database
    database.close()


@pytest.fixture(scope="module")
def lived() -> Escrow:
    """An escrow whose goods were delivered; silence approves them."""
    clock = Clock()
    escrow = Escrow.propose(uuid4(), terms(), clock.context("ana", Role.BUYER)).escrow
    for actor, role, command in [
        ("beto", Role.SELLER, Command.Accept(terms_version=1, terms_hash=escrow.terms_hash)),
        ("bank", Role.PROVIDER, Command.PayinCleared("m1", "p1", Money("100.00", "EUR"))),
        ("beto", Role.SELLER, Command.Ship("m1", "T1")),
        ("post", Role.CARRIER, Command.Delivered("m1", None)),
    ]:
        clock.advance(hours=1)
        escrow = escrow.handle(command, clock.context(actor, role)).escrow
    return escrow


@pytest.fixture
def entries(lived: Escrow) -> list[Entry]:
    assert lived.version >= 6
    return lived.history.entries


def test_entries_come_back_as_they_were(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    store = database.store()
    assert store.load(lived.id) == []
    store.append(lived.id, 0, entries[:2])
    store.append(lived.id, 2, entries[2:])
    loaded = store.load(lived.id)
    assert loaded == entries
    assert [entry.bytes for entry in loaded] == [entry.bytes for entry in entries]
    assert Escrow.replay(loaded) == lived
    assert store.load(uuid4()) == []


def test_the_rows_are_those_of_the_storage_page(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    page = (Path(__file__).parents[2] / "docs" / "storage.md").read_text()
    statements = re.findall(r"CREATE TABLE entries \(.*?\n\)[^;]*;", page, re.DOTALL)
    assert len(statements) == 2
    database.execute("DROP TABLE entries")
    database.execute(statements[0 if database.driver.startswith("sqlite") else 1].removesuffix(";"))
    store = database.store()
    store.append(lived.id, 0, entries)
    assert store.load(lived.id) == entries
    row = database.execute("SELECT stream, version, hash, bytes FROM entries WHERE version = 1").one()
    assert (row[0], row[1]) == (str(lived.id), 1)
    assert (bytes(row[2]), bytes(row[3])) == (bytes.fromhex(entries[0].hash), entries[0].bytes)


@pytest.mark.parametrize(
    ("expected", "first", "last"),
    [(0, 0, 1), (1, 1, 2), (2, 1, 3), (3, 3, 4), (2, 3, 4), (4, 4, 5)],
    ids=["anew", "behind", "twice", "ahead", "gap", "far_ahead"],
)
def test_only_what_follows_is_stored(
    database: Database, lived: Escrow, entries: list[Entry], expected: int, first: int, last: int
) -> None:
    store = database.store()
    store.append(lived.id, 0, entries[:2])
    with pytest.raises(VersionConflict) as refusal:
        store.append(lived.id, expected, entries[first:last])
    assert (refusal.value.code, refusal.value.field) == ("version_conflict", "expected_version")
    assert store.load(lived.id) == entries[:2]


def test_entries_with_a_gap_are_not_stored(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    store = database.store()
    for wrong in ([entries[0], entries[2]], [entries[1], entries[0]], [entries[0], entries[0]]):
        with pytest.raises(VersionConflict):
            store.append(lived.id, 0, wrong)
    assert store.load(lived.id) == []


def test_of_many_at_once_one_is_stored(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    store = database.store()
    for _ in range(ROUNDS):
        id = uuid4()
        for version, more in [(0, entries[:2]), (2, entries[2:3])]:
            results = database.race(store, id, version, more)
            assert results.count(None) == 1, results
            assert {type(result) for result in results} == {type(None), VersionConflict}
        assert store.load(id) == entries[:3]


@pytest.mark.parametrize("isolation", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize("database", [*SYNC[1:], *ASYNC[1:]], indirect=True)
def test_stricter_isolation_says_the_same(
    database: Database, isolation: str, lived: Escrow, entries: list[Entry]
) -> None:
    engine = database.connect(isolation_level=isolation)
    store = database.store(engine)
    for _ in range(ROUNDS):
        id = uuid4()
        results = database.race(store, id, 0, entries[:2])
        assert results.count(None) == 1, results
        assert {type(result) for result in results} == {type(None), VersionConflict}
        assert store.load(id) == entries[:2]
    database.run(engine.dispose())


@pytest.mark.parametrize("database", ["sqlite", "sqlite+aiosqlite"], indirect=True)
def test_a_held_lock_is_a_conflict(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    engine = database.connect(connect_args={"timeout": 0.1})
    holder = sqlite3.connect(str(database.engine.url.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(VersionConflict):
        database.store(engine).append(lived.id, 0, entries)
    holder.execute("ROLLBACK")
    holder.close()
    database.store(engine).append(lived.id, 0, entries)
    database.run(engine.dispose())


def test_all_or_none(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    store = database.store()
    store.append(lived.id, 0, entries[:2], next_deadline=START)
    # What stands in the way of the last one has nothing to do with its version.
    store.append(uuid4(), 0, [Entry(1, entries[4].hash, b"{}")])
    database.execute("CREATE UNIQUE INDEX one_of_each ON entries (hash)")
    with pytest.raises((VersionConflict, DBAPIError)):
        store.append(lived.id, 2, entries[2:5], next_deadline=None)
    assert store.load(lived.id) == entries[:2]
    assert store.due(START) == [lived.id]


@pytest.mark.parametrize("kind", ["connection", "session"])
def test_the_host_rolls_back_or_commits(
    database: Database, kind: str, lived: Escrow, entries: list[Entry]
) -> None:
    database.execute("CREATE TABLE notes (text TEXT)")
    stored = database.store()
    stored.append(lived.id, 0, entries[:2], next_deadline=START)
    for end, count in [("rollback", 2), ("commit", 4)]:
        bind = database.sessions()() if kind == "session" else database.run(database.engine.connect())
        host = Called(bind, database.run)
        host.execute(text("INSERT INTO notes VALUES ('shipped')"))
        database.store(host).append(lived.id, 2, entries[2:4], next_deadline=None)
        assert database.store(host).load(lived.id) == entries[:4]
        getattr(host, end)()
        host.close()
        assert stored.load(lived.id) == entries[:count]
        assert stored.due(START) == ([lived.id] if end == "rollback" else [])
    assert database.execute("SELECT count(*) FROM notes").scalar() == 1


@pytest.mark.parametrize("kind", ["connection", "session"])
def test_a_conflict_leaves_the_transaction_of_the_host_usable(
    database: Database, kind: str, lived: Escrow, entries: list[Entry]
) -> None:
    database.execute("CREATE TABLE notes (text TEXT)")
    database.store().append(lived.id, 0, entries[:2])
    bind = database.sessions()() if kind == "session" else database.run(database.engine.connect())
    host = Called(bind, database.run)
    host.execute(text("INSERT INTO notes VALUES ('too late')"))
    store = database.store(host)
    with pytest.raises(VersionConflict):
        store.append(lived.id, 0, entries[:1])
    store.append(lived.id, 2, entries[2:3])
    host.commit()
    host.close()
    assert database.store().load(lived.id) == entries[:3]
    assert database.execute("SELECT count(*) FROM notes").scalar() == 1


@pytest.mark.parametrize("database", SYNC, indirect=True)
def test_a_race_leaves_the_transaction_of_the_host_usable(
    database: Database, lived: Escrow, entries: list[Entry]
) -> None:
    database.execute("CREATE TABLE notes (text TEXT)")
    database.store().append(lived.id, 0, entries[:2])
    waits = threading.Event()

    def late() -> None:
        with Session(database.engine) as session, session.begin():
            store = EntryStore(session)
            assert len(store.load(lived.id)) == 2
            waits.set()
            with pytest.raises(VersionConflict):
                store.append(lived.id, 2, entries[2:4])
            session.execute(text("INSERT INTO notes VALUES ('too late')"))
            assert len(store.load(lived.id)) == 3

    with Session(database.engine) as session, ThreadPoolExecutor(1) as threads:
        EntryStore(session).append(lived.id, 2, entries[2:3])
        second = threads.submit(late)
        assert waits.wait(30)
        # Whether the other already waits for this transaction or not, it finds out the same.
        time.sleep(0.3)
        assert not second.done()
        session.commit()
        second.result(timeout=30)
    assert database.store().load(lived.id) == entries[:3]
    assert database.execute("SELECT count(*) FROM notes").scalar() == 1


def test_a_factory_of_sessions_is_a_bind(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    store = database.store(database.sessions())
    store.append(lived.id, 0, entries, next_deadline=START)
    assert store.load(lived.id) == entries
    assert store.due(START) == [lived.id]
    with pytest.raises(VersionConflict):
        store.append(lived.id, 0, entries)


def test_other_errors_stay_what_they_are(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    database.execute("DROP TABLE entries")
    with pytest.raises(DBAPIError):
        database.store().append(lived.id, 0, entries)


def test_timers_are_kept_moved_and_dropped(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    store, id = database.store(), lived.id
    hour = timedelta(hours=1)
    store.append(id, 0, entries[:1])
    assert store.due(START + 99 * hour) == []
    store.append(id, 1, entries[1:2], next_deadline=START + hour)
    assert (store.due(START), store.due(START + hour)) == ([], [id])
    store.append(id, 2, entries[2:3])
    assert store.due(START + hour) == [id]
    store.append(id, 3, entries[3:4], next_deadline=START + 2 * hour)
    assert (store.due(START + hour), store.due(START + 2 * hour)) == ([], [id])
    store.append(id, 4, [], next_deadline=START + timedelta(milliseconds=1))
    assert (store.due(START), store.due(START + timedelta(milliseconds=1))) == ([], [id])
    store.append(id, 4, entries[4:5], next_deadline=None)
    assert store.due(START + 99 * hour) == []
    store.append(id, 5, [], next_deadline=START)
    assert store.due(START) == [id]
    with pytest.raises(VersionConflict):
        store.append(id, 4, [], next_deadline=None)
    assert store.due(START) == [id]


def test_a_late_timer_does_not_overwrite_a_newer_one(
    database: Database, lived: Escrow, entries: list[Entry]
) -> None:
    store, id = database.store(), lived.id
    store.append(id, 0, entries[:2], next_deadline=START)
    database.execute("UPDATE timers SET version = 3")
    store.append(id, 2, [], next_deadline=None)
    assert store.due(START) == [id]


def test_the_longest_overdue_come_first(database: Database, entries: list[Entry]) -> None:
    store, ids = database.store(), [uuid4() for _ in range(5)]
    for late, id in enumerate(ids):
        store.append(id, 0, entries[:1], next_deadline=START - timedelta(hours=late))
    assert store.due(START) == ids[::-1]
    assert store.due(START, 2) == [ids[4], ids[3]]
    assert store.due(START - timedelta(hours=3)) == [ids[4], ids[3]]
    store.append(ids[4], 1, [], next_deadline=datetime(9999, 12, 31, 23, 59, 59, 999000, UTC))
    assert store.due(START, limit=1) == [ids[3]]


def test_a_naive_time_is_refused(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    store = database.store()
    with pytest.raises(TimeRange):
        store.due(datetime(2026, 3, 1))
    with pytest.raises(TimeRange):
        store.append(lived.id, 0, entries, next_deadline=datetime(2026, 3, 1))
    assert store.load(lived.id) == []


def test_time_passes_for_what_is_due(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    store, deadline = database.store(), lived.next_deadline()
    assert deadline is not None
    store.append(lived.id, 0, entries, next_deadline=deadline)
    [id] = store.due(deadline)
    escrow = Escrow.replay(store.load(id))
    step = escrow.tick(deadline)
    store.append(id, escrow.version, step.entries, next_deadline=step.escrow.next_deadline())
    after = Escrow.replay(store.load(id))
    assert after == step.escrow
    assert sum(payout.amount.minor for payout in after.payouts()) == 10_000
    assert id not in store.due(deadline)


def verified(store: Any, id: UUID) -> Checkpoint:
    """Verifies what is stored, from the start."""
    return History(Checkpoint(str(id), 0, "0" * 64), store.load(id)).verify()


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE entries SET bytes = :bytes WHERE version = 3", 2),
        ("UPDATE entries SET hash = :hash WHERE version = 2", 1),
        ("DELETE FROM entries WHERE version = 4", 3),
        ("DELETE FROM entries WHERE version = 1", 0),
    ],
    ids=["bytes", "hash", "middle", "first"],
)
def test_tampering_is_found(
    database: Database, lived: Escrow, entries: list[Entry], statement: str, broken: int
) -> None:
    store = database.store()
    store.append(lived.id, 0, entries)
    assert verified(store, lived.id) == lived.history.checkpoint
    changed = bytes([*entries[2].bytes[:-3], entries[2].bytes[-3] ^ 1, *entries[2].bytes[-2:]])
    values = {"bytes": changed, "hash": bytes(32)}
    database.execute(statement, **{name: values[name] for name in re.findall(r":(\w+)", statement)})
    with pytest.raises(HistoryBroken) as refusal:
        verified(store, lived.id)
    assert refusal.value.field == f"entries[{broken}]"
    with pytest.raises(HistoryBroken):
        Escrow.replay(store.load(lived.id))


def test_a_cut_is_found_by_whoever_holds_a_checkpoint(
    database: Database, lived: Escrow, entries: list[Entry]
) -> None:
    store = database.store()
    store.append(lived.id, 0, entries)
    held = lived.history.checkpoint
    database.execute("DELETE FROM entries WHERE version = :last", last=lived.version)
    history = History(Checkpoint(str(lived.id), 0, "0" * 64), store.load(lived.id))
    assert history.verify().version == lived.version - 1
    with pytest.raises(HistoryBroken):
        history.verify_against(held)


class Base(DeclarativeBase):
    """Tables of a host."""


ADOPTED = tables(Base.metadata, entries="escrow_entries", timers="escrow_timers")


class Sale(Base):
    """Money in one column and in two."""

    __tablename__ = "sales"
    id: Mapped[int] = mapped_column(primary_key=True)
    fee: Mapped[Money | None] = mapped_column(MoneyType)
    price: Mapped[Money] = composite(
        Money, mapped_column("price_amount", ExactDecimal), mapped_column("price_currency", String(3))
    )


def test_a_host_adopts_the_tables(database: Database, lived: Escrow, entries: list[Entry]) -> None:
    database.make(Base.metadata)
    store = database.store(tables=ADOPTED)
    store.append(lived.id, 0, entries, next_deadline=START)
    assert (store.load(lived.id), store.due(START)) == (entries, [lived.id])
    assert database.execute("SELECT count(*) FROM escrow_entries").scalar() == len(entries)
    assert database.store().load(lived.id) == []


AMOUNTS = [
    Money("0.01", "EUR"),
    Money("10.00", "EUR"),
    Money("9.00", "EUR"),
    Money("-12.50", "USD"),
    Money("0.00", "MXN"),
    Money("7", "JPY"),
    Money("1.234", "BHD"),
    Money("99999999999999999999999999.99", "EUR"),
    Money("-99999999999999999999999999.99", "EUR"),
    Money("0.10", "EUR"),
    Money("9007199254740993.01", "EUR"),
]


def test_money_comes_back_exactly(sync_database: Database) -> None:
    sync_database.make(Base.metadata)
    with Session(sync_database.engine) as session:
        session.add_all(Sale(fee=money, price=money) for money in AMOUNTS)
        session.add(Sale(fee=None, price=AMOUNTS[0]))
        session.commit()
    with Session(sync_database.engine) as session:
        sales = session.scalars(select(Sale).order_by(Sale.id)).all()
        assert [sale.fee for sale in sales] == [*AMOUNTS, None]
        assert [str(sale.price) for sale in sales] == [str(money) for money in [*AMOUNTS, AMOUNTS[0]]]
        assert [str(sale.price.amount) for sale in sales[:-1]] == [str(money.amount) for money in AMOUNTS]
        for sale, money in zip(sales[1:], AMOUNTS[1:], strict=False):
            assert session.scalars(select(Sale).where(Sale.fee == money)).one() is sale
            assert session.scalars(select(Sale).where(Sale.price == money)).one() is sale
            assert session.scalars(select(Sale).where(Sale.fee.in_([money]))).one() is sale
        assert session.scalars(select(Sale).where(Sale.fee.is_(None))).one() is sales[-1]
        sales[0].price = Money("3.00", "USD")
        session.commit()
        assert session.scalars(select(Sale).where(Sale.price == Money("3.00", "USD"))).one() is sales[0]


def test_money_of_the_core_is_the_only_money(sync_database: Database) -> None:
    sync_database.make(Base.metadata)
    with Session(sync_database.engine) as session:
        for wrong in (1.5, 1, True, "1.50 EUR", Decimal("1.50")):
            session.add(Sale(fee=wrong, price=Money("1.00", "EUR")))
            with pytest.raises(AmountType) as refusal:
                session.flush()
            assert refusal.value.code == "amount_type"
            session.rollback()
            with pytest.raises(AmountType):
                session.scalars(select(Sale).where(Sale.fee == wrong)).all()
            session.rollback()
        for wrong in (1.5, 1, True, "1.50"):
            with pytest.raises(AmountType):
                session.execute(select(Sale.id).where(Sale.__table__.c.price_amount == wrong))
            session.rollback()
        assert session.scalar(select(func.count()).select_from(Sale)) == 0


def test_texts_are_not_compared_as_amounts(sync_database: Database) -> None:
    sync_database.make(Base.metadata)
    ten, column = Money("10.00", "EUR"), Sale.__table__.c.price_amount
    for wrong in (
        lambda: Sale.fee < ten,
        lambda: Sale.fee >= ten,
        lambda: Sale.fee + ten,
        lambda: Sale.fee.desc(),
        lambda: Sale.fee.like("1%"),
        lambda: column < Decimal(10),
        lambda: column * 2,
    ):
        with pytest.raises(TypeError):
            wrong()
    with Session(sync_database.engine) as session:
        session.add_all(Sale(price=Money(amount, "EUR")) for amount in ("0.10", "0.20"))
        session.flush()
        if sync_database.driver == "sqlite":
            with pytest.raises(AmountType):
                session.scalar(select(func.sum(column)))
        else:
            assert session.scalar(select(func.sum(column))) == Decimal("0.30")
            assert session.scalar(select(func.count()).where(cast(column, Numeric) < Decimal("0.15"))) == 1


def test_the_tables_are_strict_where_that_exists(sync_database: Database) -> None:
    columns = {column["name"] for column in inspected(sync_database.engine).get_columns(TABLES.entries.name)}
    assert columns == {"stream", "version", "hash", "bytes"}
    values = "('s', 'one', 'text', 'text')"
    with pytest.raises(DBAPIError):
        sync_database.execute(f"INSERT INTO entries (stream, version, hash, bytes) VALUES {values}")


def test_an_ended_escrow_has_no_timer(database: Database) -> None:
    clock, store = Clock(), database.store()
    ana = clock.context("ana", Role.BUYER)
    escrow = Escrow.propose(uuid4(), terms(), ana).escrow
    store.append(escrow.id, 0, escrow.history.entries, next_deadline=escrow.next_deadline())
    clock.advance(days=7)
    assert store.due(clock.now) == [escrow.id]
    step = escrow.tick(clock.now)
    assert step.escrow.phase != Phase.PROPOSED
    store.append(escrow.id, escrow.version, step.entries, next_deadline=step.escrow.next_deadline())
    assert store.due(datetime(9000, 1, 1, tzinfo=UTC)) == []
