"""Scripts for one escrow or project: who commands what and when, and which of it was refused.
Each begins with a draft, made by the first step's actor or the owner, at the time of the first step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tercero import (
    Actor,
    Balance,
    Command,
    Context,
    Escrow,
    Offer,
    Project,
    ProjectCommand,
    TerceroError,
    Terms,
)
from tercero.choices import Identity, RequestStatus, Role
from tercero.conformance.amounts import amount_text
from tercero.conformance.reading import Fields, Operation, Reader, each, like, of, record
from tercero.errors import JsonType

NIL = UUID(int=0)
STREAM = UUID("00000000-0000-4000-8000-000000000000")
CONTEXT = Context(datetime(1970, 1, 1, tzinfo=UTC), NIL, "x", Role.ADMIN)


def steps_of(command: Any) -> Reader:
    fields = {
        "at": like(CONTEXT, "at"),
        "actor": of(Actor),
        "id": like(CONTEXT, "command_id"),
        "command": of(command),
        "seconded_by": like(CONTEXT, "seconded_by"),
    }
    return each(record(fields, {"seconded_by": None}))


def first_step(steps: Sequence[Fields]) -> Fields:
    if not steps:
        raise JsonType("a field has the wrong type or is missing", field="steps")
    return steps[0]


def context_of(step: Fields) -> Context:
    actor: Actor = step["actor"]
    by = step["seconded_by"]
    return Context(step["at"], step["id"], actor.id, actor.role, seconded_by=by)


def balances_of(balances: Iterable[Balance], own: str) -> Fields:
    """What stands on each account. Amounts of another currency than `own` carry it."""
    return {
        known.account: amount_text(known.balance)
        if known.balance.currency == own
        else str(known.balance)
        for known in balances
    }


def op_escrow(given: Fields) -> Fields:
    """Where the escrow and its milestones stand after all steps, and which steps were refused."""
    first = first_step(given["steps"])
    create = Context(first["at"], NIL, first["actor"].id, first["actor"].role)
    escrow = Escrow.draft(STREAM, given["terms"], create).escrow
    refusals = []
    for number, step in enumerate(given["steps"]):
        try:
            escrow = escrow.handle(step["command"], context_of(step)).escrow
        except TerceroError as refusal:
            refusals.append({"step": number, "code": refusal.code})
    shown = escrow.view(Actor("conformance", Role.ADMIN))
    return {
        "phase": escrow.phase,
        "milestones": [{"id": known.id, "state": known.state} for known in shown.milestones],
        "balances": balances_of(escrow.balances(), escrow.terms.currency),
        "refusals": refusals,
        "version": escrow.version,
        "head": escrow.head,
    }


def op_project(given: Fields) -> Fields:
    """Where the project and its requests stand after all steps, and which steps were refused."""
    offer: Offer = given["offer"]
    create = Context(first_step(given["steps"])["at"], NIL, offer.owner, Role.OWNER)
    project = Project.create(STREAM, offer, create, Identity.BASIC).project
    refusals = []
    for number, step in enumerate(given["steps"]):
        try:
            project = project.handle(step["command"], context_of(step)).project
        except TerceroError as refusal:
            refusals.append({"step": number, "code": refusal.code})
    requests = project.requests
    active = [known for known in requests if known.status == RequestStatus.ACTIVE]
    return {
        "state": project.phase,
        "requests": [
            {"id": known.id, "status": known.status, "money": known.money} for known in requests
        ],
        "participations": [
            {"id": known.id, "holder": known.investor, "capital": amount_text(known.capital)}
            for known in active
        ],
        "balances": balances_of(project.balances(), project.offer.round.target.currency),
        "refusals": refusals,
        "version": project.version,
        "head": project.head,
    }


OPERATIONS: dict[str, Operation] = {
    "escrow": (record({"terms": of(Terms), "steps": steps_of(Command)}), op_escrow),
    "project": (record({"offer": of(Offer), "steps": steps_of(ProjectCommand)}), op_project),
}
