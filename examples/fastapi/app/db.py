"""The tables: those of tercero beside those of this service, in one database.
What follows from an entry is written in the transaction that stores it."""

from uuid import UUID

from sqlalchemy import Engine, UniqueConstraint, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.settings import Settings
from tercero import Money
from tercero.sqlalchemy import MoneyType, tables


class Base(DeclarativeBase):
    """All tables."""


STREAMS = tables(Base.metadata)
"""The entries and the timers."""


class Member(Base):
    """Somebody who may call: a party, or one in a role this service vouches for: admin, provider, carrier."""

    __tablename__ = "members"

    token_sha256: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str | None]


class Participation(Base):
    """Whose escrow it is, in the order in which that became known."""

    __tablename__ = "participations"
    __table_args__ = (UniqueConstraint("member", "escrow"),)

    place: Mapped[int] = mapped_column(primary_key=True)
    member: Mapped[str]
    escrow: Mapped[UUID] = mapped_column(index=True)


class Payable(Base):
    """A payment the rail has to make. Its id is the idempotency key for the rail."""

    __tablename__ = "payables"

    id: Mapped[str] = mapped_column(primary_key=True)
    escrow: Mapped[UUID] = mapped_column(index=True)
    payee: Mapped[str]
    amount: Mapped[Money] = mapped_column(MoneyType)


class Words(Base):
    """A text the history knows only by its digest; erasing it leaves the history valid."""

    __tablename__ = "texts"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]


def connect(settings: Settings | None = None) -> Engine:
    """The database of the settings."""
    return create_engine((settings or Settings()).database_url)
