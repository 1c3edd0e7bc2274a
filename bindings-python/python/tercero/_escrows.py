"""Escrows in a store of two methods: load, decide, append, and the first answer again for a request that comes again.
It knows nothing of HTTP but that a request may bring a key and the version that was seen.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from inspect import isawaitable, iscoroutinefunction, signature
from itertools import count
from typing import Any, Protocol, TypeAlias
from uuid import UUID

from starlette.concurrency import run_in_threadpool

from tercero import (
    Actor,
    Command,
    CommandKind,
    Context,
    Digest,
    Entry,
    Escrow,
    Phase,
    Role,
    TerceroError,
    Terms,
    Transition,
    digest_of_text,
)
from tercero.errors import (
    AlreadyExists,
    CommandIdReused,
    HistoryBroken,
    IdempotencyKeyMissing,
    JsonType,
    LimitExceeded,
    NotFound,
    Unavailable,
    VersionConflict,
)

ATTEMPTS = 8
"""How often a command is decided anew because somebody else was first."""
SKEW = timedelta(seconds=2)
"""How far the clocks of the processes that serve one store may lie apart."""
LOOKED_AT = 1_000
"""How many escrows one page of a list looks at."""
LONGEST_PAGE = 100
"""The longest page."""

SignedIn: TypeAlias = Actor | str
"""Who asks: a party by its id, whose role the terms tell, or an `Actor` whose role the host vouches for."""


class Store(Protocol):
    """Where entries are kept. Both methods may be `async`."""

    def load(self, id: UUID, /) -> Sequence[Entry] | Awaitable[Sequence[Entry]]:
        """All entries of a stream; none if there is no such stream."""

    def append(self, id: UUID, expected_version: int, entries: Sequence[Entry], /) -> object:
        """Adds entries behind the version that was read; raises `VersionConflict` if there are others.

        If it has a parameter `next_deadline` it is also told when the host has to call `tick`, or `None`.
        """


def system_time() -> datetime:
    """The system's time, in milliseconds."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class New:
    """A new escrow, as it is asked for."""

    id: UUID | None
    terms: Terms
    draft: bool


@dataclass(frozen=True)
class Filter:
    """Which escrows a list shows."""

    role: Role | None
    phase: Phase | None
    needs_my_action: bool | None


@dataclass(frozen=True)
class Asked:
    """Who asks, under which key, and which version he has seen."""

    who: SignedIn
    key: str | None
    seen: int | None

    def acting(self, escrow: Escrow) -> Actor:
        """In which role the sender acts here. A stranger learns no more than about an id that does not exist."""
        id, claimed = _named(self.who)
        roles = [party.role for party in escrow.terms.parties if party.id == id]
        cases = escrow.view(STAFF).cases
        roles += [Role.ARBITER for case in cases if case.arbiter == id]
        if roles:
            return Actor(id, claimed or roles[0])
        if claimed in _VOUCHED_FOR:
            return Actor(id, claimed)
        raise _unknown(escrow.id)

    def founding(self, terms: Terms) -> Actor:
        """Who starts an escrow. Somebody the terms do not name is refused by the core, as a buyer who is none."""
        id, claimed = _named(self.who)
        named = [party.role for party in terms.parties if party.id == id]
        return Actor(id, claimed or next(iter(named), Role.BUYER))

    def command(self, stream: str, actor: Actor, request: str = "", again: int = 0) -> UUID:
        """The id of the command: that of the key, or of what is asked for, and for which time."""
        if self.key is not None:
            return _derived("key", stream, actor.role, actor.id, self.key)
        name = f"{request}\n{again}" if again else request
        return _derived("request", stream, actor.role, actor.id, name)

    def must_have_key(self) -> None:
        if self.key is None:
            raise IdempotencyKeyMissing("the request needs an Idempotency-Key", "Idempotency-Key")


_VOUCHED_FOR = (Role.ADMIN, Role.PROVIDER, Role.CARRIER)
STAFF = Actor("router", Role.ADMIN)
"""Sees everything. It never commands."""


def _named(who: SignedIn) -> tuple[str, Role | None]:
    return (who, None) if isinstance(who, str) else (who.id, who.role)


def _unknown(escrow: UUID) -> NotFound:
    return NotFound("there is nothing with that id here", field="escrow", value=str(escrow))


def _derived(*parts: str) -> UUID:
    """SHA-256 of the parts, none of which but the last may contain a line break, as a custom UUID (version 8)."""
    hashed = hashlib.sha256(b"tercero.request.v1\0" + "\n".join(parts).encode()).digest()
    number = int.from_bytes(hashed[:16], "big")
    number = number & ~(0xF << 76) | 8 << 76
    return UUID(int=number & ~(0x3 << 62) | 2 << 62)


@dataclass(frozen=True)
class Note:
    """A text of which the history has only the digest."""

    digest: Digest
    text: str

    @classmethod
    def of(cls, field: str, text: str) -> Note:
        try:
            return cls(digest_of_text(text), text)
        except TerceroError as refusal:
            refusal.field = field
            raise


@dataclass(frozen=True)
class Scene:
    """What a request finds when it is read: the escrow with its due timers applied, and who asks."""

    escrow: Escrow
    actor: Actor
    at: datetime
    again: int = 0
    """How often the same was asked for before and done, so that it is something new now."""

    @classmethod
    def of(cls, escrow: Escrow, actor: Actor, at: datetime) -> Scene:
        at = max(at, escrow.recorded_at)
        return cls(escrow.tick(at).escrow, actor, at)

    @classmethod
    def of_first_time(cls, escrow: Escrow, id: UUID, actor: Actor) -> Scene | None:
        """What the request found when it came before, so that it means the same again."""
        for entry in escrow.history.entries:
            body = json.loads(entry.bytes)
            if body["command_id"] != str(id):
                continue
            if entry.version == 1:
                raise CommandIdReused("the command id was used before with another content")
            before = Escrow.replay(escrow.history.range(1, entry.version - 1))
            return cls.of(before, actor, datetime.fromisoformat(body["recorded_at"]))
        return None

    def open_to(self, step: Step) -> bool:
        """Whether the sender could do that now. What a bank says is a fact, which is nothing new the second time."""
        by, command = step
        kind, milestone = json.loads(command.to_json())["type"], getattr(command, "milestone", None)
        return by == self.actor and any(
            action.allowed and action.command == kind and action.subject in (None, milestone)
            for action in self.escrow.actions(by, self.at)
        )

    def milestone(self, named: str | None, kind: CommandKind, actor: Actor | None = None) -> str:
        """The milestone a command is about: the one that is named, or the only one that fits."""
        if named is not None:
            return named
        actions = self.escrow.actions(actor or self.actor, self.at)
        fitting = [
            action.subject for action in actions if action.command == kind and action.allowed
        ]
        match [subject for subject in fitting if subject is not None]:
            case []:
                # Where none fits, the first is as good as any: the core says why it does not fit.
                return self.escrow.terms.milestones[0].id
            case [only]:
                return only
            case several:
                why = "several milestones fit, so one must be named"
                raise JsonType(why, field="milestone", allowed=tuple(several))


Step: TypeAlias = tuple[Actor, Command]


@dataclass(frozen=True)
class Plan:
    """The commands a request comes to, in order, and what makes two requests without a key the same."""

    steps: list[Step]
    request: str


@dataclass(frozen=True)
class Answer:
    """An escrow as it stood when it answered."""

    escrow: Escrow
    actor: Actor
    at: datetime
    repeated: bool = False

    @property
    def allowed(self) -> list[CommandKind]:
        """What the sender may do, each command once."""
        actions = self.escrow.actions(self.actor, self.at)
        return list(dict.fromkeys(action.command for action in actions if action.allowed))


@dataclass(frozen=True)
class Escrows:
    """All escrows of a store."""

    store: Store
    clock: Callable[[], datetime]
    ids: Callable[[SignedIn], object] | None
    texts: Callable[[Digest, str], object] | None

    async def create(self, asked: Asked, new: New) -> Answer:
        """Starts an escrow, as a draft or proposed at once."""
        asked.must_have_key()
        actor = asked.founding(new.terms)
        command = asked.command("", actor)
        id = new.id or command
        ctx = Context(self.clock(), command, actor.id, actor.role)
        if (existing := await self.load(id)) is not None:
            return _created_before(existing, new, ctx)
        start = Escrow.draft if new.draft else Escrow.propose
        done = start(id, new.terms, ctx)
        try:
            await self.append(done.escrow, 0, done.entries)
        except VersionConflict:
            if (existing := await self.load(id)) is None:
                raise
            return _created_before(existing, new, ctx)
        return Answer(done.escrow, actor, ctx.at)

    async def change(
        self,
        asked: Asked,
        id: UUID,
        plan: Callable[[Scene], Plan],
        note: Note | None = None,
    ) -> Answer:
        """Works a command through and stores what it leaves. A request that came before gets its first answer."""
        for _ in range(ATTEMPTS):
            escrow, actor = await self.open(asked, id)
            # Read after the escrow: whoever was first must not make this request one from the past.
            at = self.clock()
            done = await run_in_threadpool(_decide, escrow, asked, actor, at, plan)
            if done.repeated:
                return _as_of(done.escrow, actor, done.last)
            if note is not None and self.texts is not None:
                await _called(self.texts, note.digest, note.text)
            entries = done.escrow.history.range(escrow.version + 1, done.last)
            try:
                await self.append(done.escrow, escrow.version, entries)
            except VersionConflict:
                continue
            return Answer(done.escrow, actor, max(at, done.escrow.recorded_at))
        raise VersionConflict("somebody else was first")

    async def show(self, asked: Asked, id: UUID) -> Answer:
        """The escrow as it stands now, with the timers applied that are due."""
        scene = Scene.of(*await self.open(asked, id), self.clock())
        return Answer(scene.escrow, scene.actor, scene.at)

    async def page(
        self, asked: Asked, wanted: Filter, cursor: int | None, limit: int
    ) -> tuple[list[Answer], int | None]:
        """The sender's escrows, newest first, and where the next page begins."""
        if not 1 <= limit <= LONGEST_PAGE:
            raise LimitExceeded("a bound was reached", "limit", str(limit), ("1 to 100",))
        if self.ids is None:
            raise Unavailable("this store does not list its escrows")
        ids: Sequence[UUID] = await _called(self.ids, asked.who)
        place = len(ids) if cursor is None else min(max(cursor, 0), len(ids))
        end = max(place - LOOKED_AT, 0)
        shown: list[Answer] = []
        while place > end:
            answer = await self._seen(asked, ids[place - 1])
            if answer is not None and _keeps(wanted, answer):
                if len(shown) == limit:
                    break
                shown.append(answer)
            place -= 1
        return shown, place or None

    async def _seen(self, asked: Asked, id: UUID) -> Answer | None:
        try:
            return await self.show(asked, id)
        except NotFound:
            return None

    async def load(self, id: UUID) -> Escrow | None:
        entries = await _called(self.store.load, id)
        if not entries:
            return None
        escrow = await run_in_threadpool(Escrow.replay, entries)
        if escrow.id != id:
            raise HistoryBroken("the entries are those of another escrow", "id", str(escrow.id))
        return escrow

    async def append(self, escrow: Escrow, version: int, entries: Sequence[Entry]) -> None:
        append: Callable[..., object] = self.store.append
        if "next_deadline" in signature(append).parameters:
            append = partial(append, next_deadline=escrow.next_deadline())
        await _called(append, escrow.id, version, entries)

    async def open(self, asked: Asked, id: UUID) -> tuple[Escrow, Actor]:
        """The escrow and the role of the sender in it."""
        escrow = await self.load(id)
        if escrow is None:
            raise _unknown(id)
        return escrow, asked.acting(escrow)


async def _called(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function of the host gives, which may be `async` and otherwise may wait for a disk."""
    if iscoroutinefunction(function):
        return await function(*arguments)
    given = await run_in_threadpool(function, *arguments)
    return await given if isawaitable(given) else given


def _created_before(existing: Escrow, new: New, ctx: Context) -> Answer:
    """The answer of the request that created the escrow, if this is the same request."""
    first = json.loads(existing.history.entries[0].bytes)
    if first["command_id"] != str(ctx.command_id):
        raise AlreadyExists("something with that id exists already", "id", str(existing.id))
    done = existing.handle(Command.Create(new.terms), ctx)
    if new.draft != (done.last == 1):
        raise CommandIdReused("the command id was used before with another content")
    return _as_of(existing, Actor(ctx.actor, ctx.role), done.last)


def _decide(
    escrow: Escrow, asked: Asked, actor: Actor, at: datetime, plan: Callable[[Scene], Plan]
) -> Transition:
    """Works the planned commands through, under ids that the same request has again."""
    at = _not_before(escrow, at)
    id, planned = _same_again(Scene.of(escrow, actor, at), asked, plan)
    for n, (by, command) in enumerate(planned.steps):
        step = id if n == 0 else _derived("step", str(id), str(n))
        seen = asked.seen if n == 0 else None
        ctx = Context(at, step, by.id, by.role, expected_version=seen)
        done = escrow.handle(command, ctx)
        escrow = done.escrow
    return done


def _same_again(now: Scene, asked: Asked, plan: Callable[[Scene], Plan]) -> tuple[UUID, Plan]:
    """What is to be done and its id. A request that was done before means the same as then, unless it has no key and the
    deal has come back to where it can be done once more: a second payment after the first one expired."""
    stream, actor, done = str(now.escrow.id), now.actor, None
    for again in count():
        scene = replace(now, again=again)
        id = asked.command(stream, actor, plan(scene).request if asked.key is None else "", again)
        first = Scene.of_first_time(now.escrow, id, actor)
        if first is None:
            planned = plan(scene)
            return done if done and not scene.open_to(planned.steps[0]) else (id, planned)
        done = id, plan(replace(first, again=again))
        if asked.key is not None:
            return done
    raise AssertionError


def _not_before(escrow: Escrow, at: datetime) -> datetime:
    """The time of a command. The clock of another process may have been a little ahead of this one."""
    return escrow.recorded_at if at < escrow.recorded_at <= at + SKEW else at


def _as_of(escrow: Escrow, actor: Actor, version: int) -> Answer:
    """The escrow as it stood at a version, so that a repeated answer is the first one."""
    if version != escrow.version:
        escrow = Escrow.replay(escrow.history.range(1, version))
    return Answer(escrow, actor, escrow.recorded_at, repeated=True)


# The commands somebody waits for: without them the deal stands still.
_AWAITED = (
    CommandKind.PROPOSE,
    CommandKind.ACCEPT,
    CommandKind.PAYIN_STARTED,
    CommandKind.SHIP,
    CommandKind.SUBMIT,
    CommandKind.APPROVE,
    CommandKind.SHIP_RETURN,
    CommandKind.ACCEPT_RETURN,
    CommandKind.ACCEPT_PROPOSAL,
    CommandKind.RESPOND,
    CommandKind.ACCEPT_SETTLEMENT,
    CommandKind.RULE,
)


def _keeps(wanted: Filter, answer: Answer) -> bool:
    waits = any(kind in _AWAITED for kind in answer.allowed)
    return (
        wanted.role in (None, answer.actor.role)
        and wanted.phase in (None, answer.escrow.phase)
        and wanted.needs_my_action in (None, waits)
    )
