"""The nine escrow endpoints as a router for a FastAPI program, over a store of two methods.
What a request means is decided by the core; here it is read, kept and shown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, FastAPI, Header, Query, Request, Response, params
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, StrictBool, create_model

from tercero import (
    Actor,
    Case,
    CaseState,
    Command,
    CommandKind,
    Digest,
    MilestoneState,
    Money,
    Phase,
    Reason,
    Role,
    TerceroError,
    Terms,
    View,
)
from tercero._document import check, check_keys, parse
from tercero._escrows import (
    STAFF,
    Answer,
    Asked,
    Escrows,
    Filter,
    New,
    Note,
    Plan,
    Scene,
    SignedIn,
    Step,
    Store,
    system_time,
)
from tercero._pydantic import Scalar, annotation, code_of
from tercero.errors import (
    CODES,
    BodyTooLarge,
    CommandIdReused,
    DevelopmentOnly,
    IdempotencyKeyReused,
    JsonType,
    JsonUnknownField,
    MalformedRequest,
    MediaType,
    NotAllowed,
    NotFound,
)

__all__ = ["Id", "SignedIn", "Store", "StrictRoute", "install", "problem", "refusal_of", "router", "system_time"]

BODY_BYTES = 64 * 1024
"""The largest body."""
PAGE = 20
"""The length of a page that asks for none."""
PAYMENT_TIME = timedelta(hours=1)
"""How long a payment may take."""

# The bodies of requests.

Id = Annotated[UUID, Scalar("EscrowId")]
Name = Annotated[str, Scalar("MilestoneId")]
Words = Annotated[str, Scalar("Text")]


class Body(BaseModel):
    """A body without anything that is not known here."""

    model_config = ConfigDict(extra="forbid")


class NewEscrow(Body):
    """A new escrow."""

    id: Id | None = Field(
        default=None, description="Its id; without it one is derived from the key."
    )
    terms: Terms
    draft: StrictBool = Field(
        default=False, description="Whether only its creator works on it for now."
    )


class Acceptance(Body):
    """The terms that are accepted."""

    terms_version: Annotated[int, Scalar("u32")] = Field(
        validation_alias=AliasChoices("terms_version", "version"),
        description="The edition that was read.",
    )
    terms_hash: Annotated[str, Scalar("Hash")] = Field(description="Its hash.")


class Which(Body):
    """The milestone a request is about."""

    milestone: Name | None = Field(
        default=None, description="May be left out where exactly one fits."
    )


class Payment(Which):
    """A payment."""

    amount: Money | None = Field(
        default=None, description="Sandbox only: how much arrives; without it exactly what is due."
    )


class Shipment(Which):
    """A parcel on its way, or delivered work: one of the two."""

    tracking: Annotated[str, Scalar("Reference")] | None = Field(
        default=None, description="Goods: the parcel."
    )
    proof: Words | None = Field(default=None, description="Work: what proves that it is done.")


class Delivery(Which):
    """Goods that have arrived."""

    proof: Words | None = Field(
        default=None, description="What proves it; the seller must give one, nobody else does."
    )
    occurred_at: Annotated[datetime, Scalar("Timestamp")] | None = Field(
        default=None, description="When they arrived; without it now. Not for the seller."
    )


class Claim(Which):
    """A claim on all or part of what a milestone holds."""

    amount: Money
    reason: Reason
    text: Words = Field(description="What happened, in words.")


class Listed(Body):
    """Which escrows are listed."""

    role: Role | None = Field(default=None, description="Those in which the sender has this role.")
    phase: Phase | None = Field(default=None, description="Those in this phase.")
    needs_my_action: bool | None = Field(
        default=None, description="Those that wait for the sender."
    )
    cursor: int | None = Field(default=None, description="`next_cursor` of the page before.")
    limit: int = Field(default=PAGE, description="1 to 100.")


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
    field: str | None = Field(default=None, description="The field that was wrong.")
    value: str | None = Field(default=None, description="The value that was wrong.")
    allowed: list[str] | None = Field(default=None, description="What would have been allowed.")
    deadline: str | None = Field(
        default=None,
        description="The deadline that was missed or must be waited for.",
        json_schema_extra={"format": "date-time"},
    )


_REFUSED: dict[str, Any] = {
    "description": "It was refused and changed nothing.",
    "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
}


# What requests mean.


def _does(scene: Scene, command: Command) -> Plan:
    return Plan([(scene.actor, command)], command.to_json())


def _ship(scene: Scene, body: Shipment, proof: Note | None) -> Plan:
    if body.tracking is not None and proof is None:
        milestone = scene.milestone(body.milestone, CommandKind.SHIP)
        return _does(scene, Command.Ship(milestone, body.tracking))
    if body.tracking is None and proof is not None:
        milestone = scene.milestone(body.milestone, CommandKind.SUBMIT)
        return _does(scene, Command.Submit(milestone, proof.digest))
    raise JsonType("goods have a `tracking`, work has a `proof`", field="tracking")


def _deliver(scene: Scene, body: Delivery, proof: Note | None) -> Plan:
    if scene.actor.role == Role.SELLER:
        if proof is None or body.occurred_at is not None:
            raise JsonType("the seller gives a `proof` and no `occurred_at`", field="proof")
        milestone = scene.milestone(body.milestone, CommandKind.CLAIM_DELIVERED)
        return _does(scene, Command.ClaimDelivered(milestone, proof.digest))
    if proof is not None:
        raise JsonUnknownField("only the seller gives a proof", field="proof")
    milestone = scene.milestone(body.milestone, CommandKind.DELIVERED)
    return _does(scene, Command.Delivered(milestone, occurred_at=body.occurred_at))


def _pay(scene: Scene, body: Payment, asked: Asked) -> Plan:
    """The buyer starts a payment; that it has arrived is for the provider to say."""
    milestone = scene.milestone(body.milestone, CommandKind.PAYIN_STARTED)
    request = _request("pay", milestone)
    payin = str(asked.command(str(scene.escrow.id), scene.actor, request, scene.again))
    return Plan([_start(scene, milestone, payin)], request)


def _pay_at_once(scene: Scene, body: Payment, asked: Asked) -> Plan:
    """A stand-in for a payment provider, which says at once that the money has arrived."""
    if scene.actor.role not in (Role.BUYER, Role.PROVIDER):
        id = scene.actor.id
        raise NotAllowed("this person may not do this", "actor", id, ("buyer", "provider"))
    provider = Actor("sandbox", Role.PROVIDER)
    milestone = scene.milestone(body.milestone, CommandKind.PAYIN_CLEARED, provider)
    view = scene.escrow.view(STAFF)
    state = next((known.state for known in view.milestones if known.id == milestone), None)
    waits = state in (MilestoneState.PENDING, MilestoneState.FUNDING)
    asking = [known.number for known in view.proposals if known.topup is not None and not waits]
    amount = None if body.amount is None else json.loads(body.amount.to_json())
    request = _request("pay", milestone, amount, asking[-1] if asking else None)
    payin = str(asked.command(str(scene.escrow.id), scene.actor, request, scene.again))
    starts = not asking and state != MilestoneState.FUNDING
    due = body.amount or scene.escrow.due(milestone)
    clear: Step = (provider, Command.PayinCleared(milestone, payin, due))
    steps = [_start(scene, milestone, payin), clear] if starts else [clear]
    return Plan(steps, request)


def _request(*parts: object) -> str:
    return json.dumps(parts, separators=(",", ":"))


def _start(scene: Scene, milestone: str, payin: str) -> Step:
    expires_at, terms_hash = scene.at + PAYMENT_TIME, scene.escrow.terms_hash
    return scene.actor, Command.PayinStarted(milestone, payin, expires_at, terms_hash)


def _contested(view: View, opened: UUID) -> Case:
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


def _seen(answer: Answer) -> str:
    view = answer.escrow.view(answer.actor).to_json()
    return f'{view[:-1]},"allowed_actions":{json.dumps(answer.allowed)}}}'


def _answered(answer: Answer, text: str, status: int = 200) -> Response:
    headers = {"ETag": f'"v{answer.escrow.version}"'}
    if answer.repeated:
        headers["Idempotency-Replayed"] = "true"
    return Response(text, status, headers, "application/json")


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


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
        deadline=None if refusal.deadline is None else _written(refusal.deadline),
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
        answer = await escrows.create(asked, New(body.id, body.terms, body.draft))
        response = _answered(answer, _seen(answer), 201)
        response.headers["Location"] = f"{request.url.path}/{answer.escrow.id}"
        return response

    @api.get("/transactions", response_model=Page)
    async def list_escrows(wanted: Annotated[Listed, Query()], asked: Asked = asking) -> Response:
        """The sender's escrows, the newest first."""
        kept = Filter(wanted.role, wanted.phase, wanted.needs_my_action)
        shown, after = await escrows.page(asked, kept, wanted.cursor, wanted.limit)
        data = ",".join(map(_seen, shown))
        more = f'"has_more":{json.dumps(after is not None)},"next_cursor":{json.dumps(after)}'
        return Response(f'{{"data":[{data}],{more}}}', media_type="application/json")

    @api.get("/transactions/{id}", response_model=Shown)
    async def show(id: Id, asked: Asked = asking) -> Response:
        """One escrow, as the sender may see it."""
        answer = await escrows.show(asked, id)
        return _answered(answer, _seen(answer))

    async def changed(
        asked: Asked, id: UUID, plan: Callable[[Scene], Plan], note: Note | None = None
    ) -> Response:
        answer = await escrows.change(asked, id, plan, note)
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
        proof = None if body.proof is None else Note.of("proof", body.proof)
        return await changed(asked, id, lambda scene: _ship(scene, body, proof), proof)

    @api.put("/transactions/{id}/deliver", response_model=Shown)
    async def deliver(id: Id, body: Delivery = Delivery(), asked: Asked = asking) -> Response:
        """Goods have arrived: by carrier, buyer or admin as a fact, by the seller as a claim with a proof."""
        proof = None if body.proof is None else Note.of("proof", body.proof)
        return await changed(asked, id, lambda scene: _deliver(scene, body, proof), proof)

    @api.put("/transactions/{id}/approve", response_model=Shown)
    async def approve(id: Id, body: Which = Which(), asked: Asked = asking) -> Response:
        """Accepts what was delivered."""

        def plan(scene: Scene) -> Plan:
            milestone = scene.milestone(body.milestone, CommandKind.APPROVE)
            return _does(scene, Command.Approve(milestone))

        return await changed(asked, id, plan)

    @api.post("/transactions/{id}/dispute", status_code=201, response_model=ShownCase)
    async def dispute(id: Id, body: Claim, asked: Asked = asking) -> Response:
        """Contests all or part of what a milestone holds. Only that part is locked."""
        asked.must_have_key()
        note = Note.of("text", body.text)

        def plan(scene: Scene) -> Plan:
            milestone = scene.milestone(body.milestone, CommandKind.DISPUTE)
            case = asked.command(str(id), scene.actor)
            claim = (body.amount, body.reason, note.digest)
            return _does(scene, Command.Dispute(milestone, case, *claim))

        answer = await escrows.change(asked, id, plan, note)
        case = _contested(answer.escrow.view(answer.actor), asked.command(str(id), answer.actor))
        return _answered(answer, f'{{"case":{case.to_json()},"escrow":{_seen(answer)}}}', 201)

    return api
