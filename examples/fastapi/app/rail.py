"""What the payment provider reports and fetches: money that arrived, and payments to make.
Both may be repeated, because the id of a command follows from what is reported."""

from typing import Annotated
from uuid import UUID, uuid5

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from app.members import provider
from tercero import Actor, Command, Money
from tercero.fastapi import Id, StrictRoute

router = APIRouter(prefix="/rail", tags=["rail"], route_class=StrictRoute)
Provider = Annotated[Actor, Depends(provider)]


class Payin(BaseModel):
    """Money that arrived and will stay."""

    model_config = ConfigDict(extra="forbid")

    escrow: Id
    milestone: str
    payin: str
    amount: Money


class Payment(BaseModel):
    """A payment to make. Its id is its idempotency key."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    escrow: UUID
    payee: str
    amount: Money


class Paid(BaseModel):
    """A payment that was made."""

    model_config = ConfigDict(extra="forbid")

    id: str
    escrow: Id
    reference: str


@router.post("/payins", status_code=204)
def arrived(request: Request, body: Payin, provider: Provider) -> None:
    """Money has arrived for a milestone."""
    command = Command.PayinCleared(body.milestone, body.payin, body.amount)
    report(request, provider, body.escrow, command, f"payin {body.payin}")


@router.get("/payments")
def payments(request: Request, provider: Provider) -> list[Payment]:
    """What is to be paid."""
    return [Payment.model_validate(payable) for payable in request.app.state.escrows.payables()]


@router.post("/payments", status_code=204)
def paid(request: Request, body: Paid, provider: Provider) -> None:
    """A payment was made."""
    command = Command.LegSettled(body.id, body.reference)
    report(request, provider, body.escrow, command, f"paid {body.id} {body.reference}")


def report(request: Request, provider: Actor, escrow: UUID, command: Command, name: str) -> None:
    """Works through what the provider says."""
    request.app.state.escrows.handle(escrow, command, uuid5(escrow, name), provider)
