"""An espresso machine is sold through an escrow, from the offer to the payouts. This is the README's tour of the package."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tercero import (
    Base, Command, Context, Escrow, FeeLine, FeeSchedule, MilestoneTerms, Money, On, Party, PayeeShare, Payer,
    PayerShare, Role, Rule, Terms, Tier, days, percent,
)

start = datetime(2026, 3, 1, 9, tzinfo=UTC)

def by(who: str, role: Role, hours: int) -> Context:
    return Context(start + timedelta(hours=hours), uuid4(), who, role)

price = Money("10000.00", "MXN")
rule = Rule([Tier(rate=percent("3.5"), on=On.WHOLE)], min="25.00")
fee = FeeLine("fee", rule, Base.Price(), [PayerShare(Payer.SELLER, "1")], [PayeeShare("platform", "1")])
machine = MilestoneTerms("m1", "Espresso machine", price, inspection=days(3))
terms = Terms("MXN", [Party("ana", Role.BUYER), Party("beto", Role.SELLER)], [machine], fees=FeeSchedule([fee]))

entries = (step := Escrow.propose(uuid4(), terms, by("ana", Role.BUYER, 0))).entries
for command, context in [
    (Command.Accept(terms_version=1, terms_hash=step.escrow.terms_hash), by("beto", Role.SELLER, 1)),
    (Command.PayinCleared(milestone="m1", payin="p1", amount=price), by("bank", Role.PROVIDER, 2)),
    (Command.Ship(milestone="m1", tracking="MX123"), by("beto", Role.SELLER, 24)),
    (Command.Delivered(milestone="m1"), by("post", Role.CARRIER, 72)),
]:
    step = step.escrow.handle(command, context)  # a new handle each time; the old one stays as it was
    entries += step.entries  # what you store
step = step.escrow.tick(start + timedelta(days=8))  # nobody complained in three days: silence approves
entries += step.entries
for payout in step.escrow.payouts():
    print(payout.payee, payout.amount)
assert Escrow.replay(entries) == step.escrow  # the history is the proof
