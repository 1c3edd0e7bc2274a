"""The escrows in the database: their entries and, in the same transaction, everything this service looks up otherwise.
It is the store `tercero.fastapi.router` asks for."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from types import EllipsisType
from uuid import UUID

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from app.db import STREAMS, Participation, Payable, Words
from tercero import Actor, Command, Context, Digest, Entry, Escrow, NotFound, VersionConflict
from tercero.fastapi import system_time
from tercero.sqlalchemy import EntryStore

ATTEMPTS = 8


class Escrows:
    """All escrows."""

    def __init__(self, engine: Engine, clock: Callable[[], datetime] = system_time) -> None:
        self.clock = clock
        self.sessions = sessionmaker(engine)
        self.streams = EntryStore(self.sessions, STREAMS)

    def load(self, id: UUID) -> list[Entry]:
        """All entries of an escrow, oldest first."""
        return self.streams.load(id)

    def append(
        self,
        id: UUID,
        expected_version: int,
        entries: Sequence[Entry],
        *,
        next_deadline: datetime | None | EllipsisType = ...,
    ) -> None:
        """Adds entries and brings up to date what follows from them, or refuses because somebody else was first."""
        with self.sessions.begin() as session:
            streams = EntryStore(session, STREAMS)
            streams.append(id, expected_version, entries, next_deadline=next_deadline)
            if entries:
                follow(session, Escrow.replay(streams.load(id)))

    def handle(self, id: UUID, command: Command, command_id: UUID, by: Actor) -> Escrow:
        """Works a command through; a repeated one changes nothing."""
        for _ in range(ATTEMPTS):
            entries = self.load(id)
            if not entries:
                raise NotFound("there is nothing with that id here", field="escrow", value=str(id))
            # The clock is read after the entries, none of which may lie behind it.
            ctx = Context(self.clock(), command_id, by.id, by.role)
            step = Escrow.replay(entries).handle(command, ctx)
            try:
                if not step.repeated:
                    due = step.escrow.next_deadline()
                    self.append(id, len(entries), step.entries, next_deadline=due)
                return step.escrow
            except VersionConflict:
                continue
        raise VersionConflict("somebody else was first")

    def due(self, now: datetime) -> list[UUID]:
        """The escrows with a timer that is due."""
        return self.streams.due(now)

    def ids(self, who: Actor | str) -> list[UUID]:
        """The escrows of a member, the oldest first; all of them for whoever is here by his role."""
        mine = select(Participation.escrow).group_by(Participation.escrow)
        if isinstance(who, str):
            mine = mine.where(Participation.member == who)
        with self.sessions() as session:
            return list(session.scalars(mine.order_by(func.min(Participation.place))))

    def keep(self, digest: Digest, text: str) -> None:
        """Keeps a text whose digest is about to enter a history. The same text may be kept twice at once."""
        with suppress(IntegrityError), self.sessions.begin() as session:
            session.merge(Words(sha256=digest.sha256, text=text))

    def payables(self) -> list[Payable]:
        """What the rail has to pay."""
        with self.sessions() as session:
            return list(session.scalars(select(Payable).order_by(Payable.id)))


def follow(session: Session, escrow: Escrow) -> None:
    """Writes down who takes part and what has to be paid."""
    known = set(session.scalars(select(Participation.member).where(Participation.escrow == escrow.id)))
    for party in escrow.terms.parties:
        if party.id not in known:
            session.add(Participation(member=party.id, escrow=escrow.id))
    session.execute(delete(Payable).where(Payable.escrow == escrow.id))
    for payout in escrow.payouts():
        session.add(Payable(id=payout.id, escrow=escrow.id, payee=payout.payee, amount=payout.amount))
