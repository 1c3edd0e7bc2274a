"""The nine escrow endpoints as a router for a FastAPI program, over a store of two methods.
What a request means is decided by the core; here it is read, kept and shown.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from inspect import isawaitable, iscoroutinefunction
from typing import Annotated, Any, Protocol, TypeAlias
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response, params
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool, create_model
from starlette.concurrency import run_in_threadpool

from tercero import (
    Actor,
    Case,
    CaseState,
    Command,
    CommandKind,
    Context,
    Digest,
    Entry,
    Escrow,
    MilestoneState,
    Money,
    Phase,
    Reason,
    Role,
    TerceroError,
    Terms,
    Transition,
    View,
    digest_of_text,
)
from tercero._document import check, check_keys, parse
from tercero._pydantic import Scalar, annotation, code_of
from tercero.errors import (
    CODES,
    AlreadyExists,
    BodyTooLarge,
    CommandIdReused,
    DevelopmentOnly,
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    JsonType,
    JsonUnknownField,
    LimitExceeded,
    MalformedRequest,
    MediaType,
    NotAllowed,
    NotFound,
    Unavailable,
    VersionConflict,
)

BODY_BYTES = 64 * 1024
"""The largest body."""
ATTEMPTS = 8
"""How often a command is decided anew because somebody else was first."""
LOOKED_AT = 1_000
"""How many escrows one page of a list looks at."""
PAGE = 20
"""The length of a page that asks for none."""
LONGEST_PAGE = 100
"""The longest page."""
PAYMENT_TIME = timedelta(hours=1)
"""How long a payment may take."""

SignedIn: TypeAlias = Actor | str
"""Who asks: a party by its id, whose role the terms tell, or an `Actor` whose role the host vouches for."""


class Store(Protocol):
    """Where entries are kept. Both methods may be `async`."""

    def load(self, id: UUID, /) -> Sequence[Entry] | Awaitable[Sequence[Entry]]:
        """All entries of a stream; none if there is no such stream."""

    def append(self, id: UUID, expected_version: int, entries: Sequence[Entry], /) -> object:
        """Adds entries behind the version that was read; raises `VersionConflict` if there are others."""


def system_time() -> datetime:
    """The system's time, in milliseconds."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


# The bodies of requests.

Id = Annotated[UUID, Scalar("EscrowId")]
Name = Annotated[str, Scalar("MilestoneId")]
Words = Annotated[str, Scalar("Text")]


class Body(BaseModel):
    """A body without anything that is not known here."""

    model_config = ConfigDict(extra="forbid")


class NewEscrow(Body):
    """A new escrow."""

    id: Id | None = Field(None, description="Its id; without it one is derived from the key.")
    terms: Terms
    draft: StrictBool = Field(False, description="Whether only its creator works on it for now.")


class Acceptance(Body):
    """The terms that are accepted."""

    terms_version: Annotated[int, Scalar("u32")] = Field(
        validation_alias=AliasChoices("terms_version", "version"),
        description="The edition that was read.",
    )
    terms_hash: Annotated[str, Scalar("Hash")] = Field(description="Its hash.")


class Which(Body):
    """The milestone a request is about."""

    milestone: Name | None = Field(None, description="May be left out where exactly one fits.")


class Payment(Which):
    """A payment."""

    amount: Money | None = Field(
        None, description="Sandbox only: how much arrives; without it exactly what is due."
    )


class Shipment(Which):
    """A parcel on its way, or delivered work: one of the two."""

    tracking: Annotated[str, Scalar("Reference")] | None = Field(
        None, description="Goods: the parcel."
    )
    proof: Words | None = Field(None, description="Work: what proves that it is done.")


class Delivery(Which):
    """Goods that have arrived."""

    proof: Words | None = Field(
        None, description="What proves it; the seller must give one, nobody else does."
    )
    occurred_at: Annotated[datetime, Scalar("Timestamp")] | None = Field(
        None, description="When they arrived; without it now. Not for the seller."
    )


class Claim(Which):
    """A claim on all or part of what a milestone holds."""

    amount: Money
    reason: Reason
    text: Words = Field(description="What happened, in words.")


class Listed(Body):
    """Which escrows are listed."""

    role: Role | None = Field(None, description="Those in which the sender has this role.")
    phase: Phase | None = Field(None, description="Those in this phase.")
    needs_my_action: bool | None = Field(None, description="Those that wait for the sender.")
    cursor: int | None = Field(None, description="`next_cursor` of the page before.")
    limit: int = Field(PAGE, description="1 to 100.")


# The answers, for the OpenAPI document.

_SEEN: dict[str, Any] = {name: (annotation(shape), ...) for name, shape, _ in View.__fields__}
Shown: type[BaseModel] = create_model(
    "ShownEscrow",
    __doc__="An escrow as the sender may see it, and what he may do.",
    **_SEEN,
    allowed_actions=(list[CommandKind], ...),
)
ShownCase: type[BaseModel] = create_model(
    "ShownCase",
    __doc__="A case and the escrow it belongs to.",
    case=(Case, ...),
    escrow=(Shown, ...),
)
Page: type[BaseModel] = create_model(
    "EscrowPage",
    __doc__="Part of a list, the newest first.",
    data=(list[Shown], ...),  # type: ignore[valid-type]
    has_more=(bool, ...),
    next_cursor=(int | None, ...),
)


class Problem(BaseModel):
    """A refusal, in the form of RFC 9457."""

    type: str = Field(description="A page about the code.")
    title: str = Field(description="What the code means.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What it means here.")
    instance: str = Field(description="The path that was asked for.")
    code: str = Field(description="The stable code.", json_schema_extra={"enum": list(CODES)})
    field: str | None = Field(None, description="The field that was wrong.")
    value: str | None = Field(None, description="The value that was wrong.")
    allowed: list[str] | None = Field(None, description="What would have been allowed.")
    deadline: datetime | None = Field(None, description="The deadline that was missed.")


_REFUSED: dict[str, Any] = {
    "description": "It was refused and changed nothing.",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}


# Who asks for what.


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
        cases = escrow.view(_ROUTER).cases
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

    def command(self, stream: str, actor: Actor, request: str = "") -> UUID:
        """The id of the command: that of the key, or of what is asked for."""
        kind, name = ("request", request) if self.key is None else ("key", self.key)
        return _derived(kind, stream, actor.role, actor.id, name)

    def must_have_key(self) -> None:
        if self.key is None:
            raise IdempotencyKeyMissing("the request needs an Idempotency-Key", "Idempotency-Key")


_VOUCHED_FOR = (Role.ADMIN, Role.PROVIDER, Role.CARRIER)
_ROUTER = Actor("router", Role.ADMIN)


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
class Scene:
    """What a request finds when it is read: the escrow with its due timers applied, and who asks."""

    escrow: Escrow
    actor: Actor
    at: datetime

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

    def milestone(self, named: str | None, kind: CommandKind, actor: Actor | None = None) -> str:
        """The milestone a command is about: the one that is named, or the only one that fits."""
        if named is not None:
            return named
        actions = self.escrow.actions(actor or self.actor, self.at)
        fitting = [action.subject for action in actions if action.command == kind and action.allowed]
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


@dataclass(frozen=True)
class Escrows:
    """All escrows of a store."""

    store: Store
    clock: Callable[[], datetime]
    ids: Callable[[SignedIn], object] | None
    texts: Callable[[Digest, str], object] | None

    async def create(self, asked: Asked, new: NewEscrow) -> Answer:
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
            await _called(self.store.append, id, 0, done.entries)
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
        text: tuple[Digest, str] | None = None,
    ) -> Answer:
        """Works a command through and stores what it leaves. A request that came before gets its first answer."""
        at = self.clock()
        for _ in range(ATTEMPTS):
            escrow, actor = await self.open(asked, id)
            done = _decide(escrow, asked, actor, at, plan)
            if done.repeated:
                return _as_of(done.escrow, actor, done.last)
            if text is not None and self.texts is not None:
                await _called(self.texts, *text)
            entries = done.escrow.history.range(escrow.version + 1, done.last)
            try:
                await _called(self.store.append, id, escrow.version, entries)
            except VersionConflict:
                continue
            return Answer(done.escrow, actor, at)
        raise VersionConflict("somebody else was first")

    async def show(self, asked: Asked, id: UUID) -> Answer:
        """The escrow as it stands now, with the timers applied that are due."""
        scene = Scene.of(*await self.open(asked, id), self.clock())
        return Answer(scene.escrow, scene.actor, scene.at)

    async def page(self, asked: Asked, wanted: Listed) -> tuple[list[Answer], int | None]:
        """The sender's escrows, newest first, and where the next page begins."""
        if not 1 <= wanted.limit <= LONGEST_PAGE:
            limit = str(wanted.limit)
            raise LimitExceeded("a bound was reached", "limit", limit, ("1 to 100",))
        if self.ids is None:
            raise Unavailable("this store does not list its escrows")
        ids: Sequence[UUID] = await _called(self.ids, asked.who)
        place = len(ids) if wanted.cursor is None else min(max(wanted.cursor, 0), len(ids))
        last = max(place - LOOKED_AT, 0)
        shown: list[Answer] = []
        while place > last:
            try:
                answer = await self.show(asked, ids[place - 1])
            except NotFound:
                answer = None
            if answer is not None and _keeps(wanted, answer):
                if len(shown) == wanted.limit:
                    break
                shown.append(answer)
            place -= 1
        return shown, place or None

    async def load(self, id: UUID) -> Escrow | None:
        entries = await _called(self.store.load, id)
        return Escrow.replay(entries) if entries else None

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


def _created_before(existing: Escrow, new: NewEscrow, ctx: Context) -> Answer:
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
    now = Scene.of(escrow, actor, at)
    request = plan(now).request if asked.key is None else ""
    id = asked.command(str(escrow.id), actor, request)
    planned = plan(Scene.of_first_time(escrow, id, actor) or now)
    for n, (by, command) in enumerate(planned.steps):
        step = id if n == 0 else _derived("step", str(id), str(n))
        seen = asked.seen if n == 0 else None
        ctx = Context(at, step, by.id, by.role, expected_version=seen)
        done = escrow.handle(command, ctx)
        escrow = done.escrow
    return done


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


def _keeps(wanted: Listed, answer: Answer) -> bool:
    waits = any(kind in _AWAITED for kind in _allowed(answer))
    return (
        wanted.role in (None, answer.actor.role)
        and wanted.phase in (None, answer.escrow.phase)
        and wanted.needs_my_action in (None, waits)
    )


# What requests mean.


def _does(scene: Scene, command: Command) -> Plan:
    return Plan([(scene.actor, command)], command.to_json())


def _ship(scene: Scene, body: Shipment, proof: Digest | None) -> Plan:
    if body.tracking is not None and proof is None:
        milestone = scene.milestone(body.milestone, CommandKind.SHIP)
        return _does(scene, Command.Ship(milestone, body.tracking))
    if body.tracking is None and proof is not None:
        milestone = scene.milestone(body.milestone, CommandKind.SUBMIT)
        return _does(scene, Command.Submit(milestone, proof))
    raise JsonType("goods have a `tracking`, work has a `proof`", field="tracking")


def _deliver(scene: Scene, body: Delivery, proof: Digest | None) -> Plan:
    if scene.actor.role == Role.SELLER:
        if proof is None or body.occurred_at is not None:
            raise JsonType("the seller gives a `proof` and no `occurred_at`", field="proof")
        milestone = scene.milestone(body.milestone, CommandKind.CLAIM_DELIVERED)
        return _does(scene, Command.ClaimDelivered(milestone, proof))
    if proof is not None:
        raise JsonUnknownField("only the seller gives a proof", field="proof")
    milestone = scene.milestone(body.milestone, CommandKind.DELIVERED)
    return _does(scene, Command.Delivered(milestone, occurred_at=body.occurred_at))


def _pay(scene: Scene, body: Payment, asked: Asked) -> Plan:
    """The buyer starts a payment; that it has arrived is for the provider to say."""
    milestone = scene.milestone(body.milestone, CommandKind.PAYIN_STARTED)
    request = json.dumps(["pay", milestone])
    payin = str(asked.command(str(scene.escrow.id), scene.actor, request))
    return Plan([_start(scene, milestone, payin)], request)


def _pay_at_once(scene: Scene, body: Payment, asked: Asked) -> Plan:
    """A stand-in for a payment provider, which says at once that the money has arrived."""
    if scene.actor.role not in (Role.BUYER, Role.PROVIDER):
        id = scene.actor.id
        raise NotAllowed("this person may not do this", "actor", id, ("buyer", "provider"))
    provider = Actor("sandbox", Role.PROVIDER)
    milestone = scene.milestone(body.milestone, CommandKind.PAYIN_CLEARED, provider)
    view = scene.escrow.view(_ROUTER)
    state = next((known.state for known in view.milestones if known.id == milestone), None)
    waits = state in (MilestoneState.PENDING, MilestoneState.FUNDING)
    asking = [known.number for known in view.proposals if known.topup is not None and not waits]
    amount = None if body.amount is None else json.loads(body.amount.to_json())
    request = json.dumps(["pay", milestone, amount, asking[-1] if asking else None])
    payin = str(asked.command(str(scene.escrow.id), scene.actor, request))
    starts = not asking and state != MilestoneState.FUNDING
    due = body.amount or scene.escrow.due(milestone)
    clear = (provider, Command.PayinCleared(milestone, payin, due))
    steps = [_start(scene, milestone, payin), clear] if starts else [clear]
    return Plan(steps, request)


def _start(scene: Scene, milestone: str, payin: str) -> Step:
    expires_at, terms_hash = scene.at + PAYMENT_TIME, scene.escrow.terms_hash
    return scene.actor, Command.PayinStarted(milestone, payin, expires_at, terms_hash)


def _digest(field: str, text: str | None) -> Digest | None:
    try:
        return None if text is None else digest_of_text(text)
    except TerceroError as refusal:
        refusal.field = field
        raise


def _contests(view: View, opened: UUID) -> Case:
    """The case a dispute opened, or the one of the other side that it contests."""
    for case in view.cases:
        if case.id == opened:
            return case
    still_open = [case for case in view.cases if case.state not in _ENDED]
    if not still_open:
        raise NotFound("there is nothing with that id here", field="case", value=str(opened))
    return still_open[-1]


_ENDED = (CaseState.FINAL, CaseState.SETTLED, CaseState.WITHDRAWN)


# How answers look.


def _allowed(answer: Answer) -> list[CommandKind]:
    """What the sender may do, each command once."""
    actions = answer.escrow.actions(answer.actor, answer.at)
    return list(dict.fromkeys(action.command for action in actions if action.allowed))


def _seen(answer: Answer) -> str:
    view = answer.escrow.view(answer.actor).to_json()
    return f'{view[:-1]},"allowed_actions":{json.dumps(_allowed(answer))}}}'


def _answered(answer: Answer, text: str, status: int = 200) -> Response:
    headers = {"ETag": f'"v{answer.escrow.version}"'}
    if answer.repeated:
        headers["Idempotency-Replayed"] = "true"
    return Response(text, status, headers, "application/json")


def problem(refusal: TerceroError, path: str) -> JSONResponse:
    """The problem document of a refusal (RFC 9457)."""
    if isinstance(refusal, CommandIdReused):
        refusal = IdempotencyKeyReused(
            "the Idempotency-Key was used before with another request", "Idempotency-Key"
        )
    document = Problem(
        type=f"/errors/{refusal.code}",
        title=refusal.title,
        status=refusal.status,
        detail=refusal.message,
        instance=path,
        code=refusal.code,
        field=refusal.field,
        value=refusal.value,
        allowed=list(refusal.allowed) or None,
        deadline=refusal.deadline,
    )
    return JSONResponse(
        document.model_dump(mode="json", exclude_none=True),
        refusal.status,
        {"Retry-After": "1"} if refusal.status == 503 else None,
        "application/problem+json",
    )


def refusal_of(error: RequestValidationError) -> TerceroError:
    """The first thing that was wrong with a request, as a refusal."""
    first = error.errors()[0]
    context = first.get("ctx", {})
    field = ""
    for step in first["loc"][1:]:
        field += f"[{step}]" if isinstance(step, int) else f".{step}" if field else step
    return CODES[code_of(first["type"])](
        first["msg"], field or None, context.get("value"), tuple(context.get("allowed", ()))
    )


def install(app: FastAPI) -> None:
    """Lets every endpoint of a program answer refusals as problem documents; those of `router` do it anyway."""

    async def refused(request: Request, refusal: Exception) -> Response:
        assert isinstance(refusal, TerceroError)
        return problem(refusal, request.url.path)

    async def malformed(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem(refusal_of(error), request.url.path)

    app.add_exception_handler(TerceroError, refused)
    app.add_exception_handler(RequestValidationError, malformed)


class StrictRoute(APIRoute):
    """A route that reads bodies as strictly as the core reads JSON, and answers refusals as problem documents."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def strict(request: Request) -> Response:
            try:
                return await handle(await _read(request))
            except TerceroError as refusal:
                return problem(refusal, request.url.path)
            except RequestValidationError as error:
                return problem(refusal_of(error), request.url.path)

        return strict


async def _read(request: Request) -> Request:
    """The request, once its body is known to be small enough and JSON that the core would read."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > BODY_BYTES:
            raise BodyTooLarge("the body is larger than 64 KiB")
    if body:
        given = request.headers.get("content-type", "")
        if given.split(";")[0].strip().lower() != "application/json":
            allowed = ("application/json",)
            raise MediaType("the body must be application/json", "Content-Type", given, allowed)
        tree = parse(body)
        check(tree)
        check_keys(tree)

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(request.scope, receive)


def _key_of(given: str | None) -> str | None:
    if given is None or re.fullmatch("[!-~]{1,255}", given):
        return given
    allowed = ("1 to 255 visible ASCII characters",)
    raise MalformedRequest("the request is malformed", "Idempotency-Key", given[:100], allowed)


def _version_of(given: str | None) -> int | None:
    if given is None:
        return None
    if found := re.fullmatch('"v([0-9]{1,9})"', given):
        return int(found[1])
    raise MalformedRequest("the request is malformed", "If-Match", given[:100], ('"v7"',))


Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Repeating a key repeats its answer. What creates something needs one.",
    ),
]
Seen = Annotated[
    str | None,
    Header(alias="If-Match", description='The version that was seen, as in `ETag`: `"v7"`.'),
]


def router(
    store: Store,
    *,
    actor: Any,
    clock: Callable[[], datetime] = system_time,
    prefix: str = "/escrow",
    ids: Callable[[SignedIn], object] | None = None,
    texts: Callable[[Digest, str], object] | None = None,
    sandbox: bool = False,
) -> APIRouter:
    """The nine escrow endpoints.

    - `actor`: a dependency that says who is signed in: the id of a party, or an `Actor` whose role the host vouches for.
    - `ids`: which escrows `GET /transactions` looks through for somebody, in the order in which they were created; without
      it those that `store.ids()` gives.
    - `texts`: where the texts of a request are kept, of which the history has only the digest. It is called before the
      entries are stored; without it whoever sends a text has to keep it.
    - `sandbox`: payments arrive at once. Otherwise `PUT …/pay` starts one, and the host reports what its provider says.
    """
    if ids is None and (all_ids := getattr(store, "ids", None)) is not None:
        ids = lambda who: all_ids()
    escrows = Escrows(store, clock, ids, texts)
    api = APIRouter(
        prefix=prefix,
        tags=["escrow"],
        route_class=StrictRoute,
        responses={"4XX": _REFUSED, "5XX": _REFUSED},
    )
    signed_in = actor if isinstance(actor, params.Depends) else Depends(actor)

    def ask(who: Any = signed_in, key: Key = None, seen: Seen = None) -> Asked:
        return Asked(who, _key_of(key), _version_of(seen))

    asking = Depends(ask)

    @api.post("/transactions", status_code=201, response_model=Shown)
    async def create(request: Request, body: NewEscrow, asked: Asked = asking) -> Response:
        """Starts an escrow: proposed at once, unless it is a draft."""
        answer = await escrows.create(asked, body)
        response = _answered(answer, _seen(answer), 201)
        response.headers["Location"] = f"{request.url.path}/{answer.escrow.id}"
        return response

    @api.get("/transactions", response_model=Page)
    async def list_escrows(
        wanted: Annotated[Listed, Query()], asked: Asked = asking
    ) -> Response:
        """The sender's escrows, the newest first."""
        shown, after = await escrows.page(asked, wanted)
        data = ",".join(map(_seen, shown))
        more = f'"has_more":{json.dumps(after is not None)},"next_cursor":{json.dumps(after)}'
        return Response(f'{{"data":[{data}],{more}}}', media_type="application/json")

    @api.get("/transactions/{id}", response_model=Shown)
    async def show(id: Id, asked: Asked = asking) -> Response:
        """One escrow, as the sender may see it."""
        answer = await escrows.show(asked, id)
        return _answered(answer, _seen(answer))

    async def changed(
        asked: Asked, id: UUID, plan: Callable[[Scene], Plan], text: str | None = None
    ) -> Response:
        kept = None if text is None else (digest_of_text(text), text)
        answer = await escrows.change(asked, id, plan, kept)
        return _answered(answer, _seen(answer))

    @api.put("/transactions/{id}/accept", response_model=Shown)
    async def accept(id: Id, body: Acceptance, asked: Asked = asking) -> Response:
        """Accepts the terms as they were read."""
        command = Command.Accept(body.terms_version, body.terms_hash)
        return await changed(asked, id, lambda scene: _does(scene, command))

    @api.put("/transactions/{id}/pay", response_model=Shown)
    async def pay(id: Id, body: Payment = Payment(), asked: Asked = asking) -> Response:
        """Pays what is due for a milestone."""
        if body.amount is not None and not sandbox:
            raise DevelopmentOnly("the provider says how much has arrived", field="amount")
        plan = _pay_at_once if sandbox else _pay
        return await changed(asked, id, lambda scene: plan(scene, body, asked))

    @api.put("/transactions/{id}/ship", response_model=Shown)
    async def ship(id: Id, body: Shipment, asked: Asked = asking) -> Response:
        """Goods are on their way, or work is delivered."""
        proof = _digest("proof", body.proof)
        return await changed(asked, id, lambda scene: _ship(scene, body, proof), body.proof)

    @api.put("/transactions/{id}/deliver", response_model=Shown)
    async def deliver(id: Id, body: Delivery = Delivery(), asked: Asked = asking) -> Response:
        """Goods have arrived: by carrier, buyer or admin as a fact, by the seller as a claim with a proof."""
        proof = _digest("proof", body.proof)
        return await changed(asked, id, lambda scene: _deliver(scene, body, proof), body.proof)

    @api.put("/transactions/{id}/approve", response_model=Shown)
    async def approve(id: Id, body: Which = Which(), asked: Asked = asking) -> Response:
        """Accepts what was delivered."""
        kind = CommandKind.APPROVE
        approves = lambda scene: Command.Approve(scene.milestone(body.milestone, kind))
        return await changed(asked, id, lambda scene: _does(scene, approves(scene)))

    @api.post("/transactions/{id}/dispute", status_code=201, response_model=ShownCase)
    async def dispute(id: Id, body: Claim, asked: Asked = asking) -> Response:
        """Contests all or part of what a milestone holds. Only that part is locked."""
        asked.must_have_key()
        statement = _digest("text", body.text)

        def plan(scene: Scene) -> Plan:
            milestone = scene.milestone(body.milestone, CommandKind.DISPUTE)
            case = asked.command(str(id), scene.actor)
            command = Command.Dispute(milestone, case, body.amount, body.reason, statement)
            return _does(scene, command)

        answer = await escrows.change(asked, id, plan, (statement, body.text))
        case = _contests(answer.escrow.view(answer.actor), asked.command(str(id), answer.actor))
        return _answered(answer, f'{{"case":{case.to_json()},"escrow":{_seen(answer)}}}', 201)

    return api
