"""The program that every language of this project ships alike: JSON lines in, JSON lines out.
`{"id":"x1","op":"allocate","input":{…}}` is answered by `{"id":"x1","ok":{…}}` or `{"id":"x1","error":{"code":"…"}}`.

Whatever a value of the core has a form for is read by that value, so a line is refused here exactly when the core refuses it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Protocol, TypeAlias
from uuid import UUID

import tercero
from tercero import (
    Actor,
    Actuals,
    Argument,
    Balance,
    Command,
    Commission,
    Context,
    CostLine,
    Escrow,
    Goods,
    Method,
    Money,
    Offer,
    Overrun,
    PayeeShare,
    Position,
    Product,
    Project,
    ProjectCommand,
    ProjectEvent,
    ProjectTier,
    Rule,
    SettlementRules,
    TerceroError,
    Terms,
    choices,
)
from tercero._document import Number, Object, Tree, check, parse, write
from tercero.choices import Category, Compounding, CostPhase, DayCount, Identity, Role
from tercero.errors import (
    AlreadyExists,
    AmountRange,
    InvariantViolated,
    JsonDuplicateKey,
    JsonSyntax,
    JsonType,
    JsonUnknownField,
    NegativeWeight,
    NotFound,
    TierInvalid,
)

Fields: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[Tree], Any]
NIL = UUID(int=0)
STREAM = UUID("00000000-0000-4000-8000-000000000000")


class Value(Protocol):
    """What every value can do."""

    def to_json(self) -> str: ...


def main() -> None:
    """Answers standard input line by line."""
    for line in sys.stdin.buffer:
        sys.stdout.buffer.write(answer(line.removesuffix(b"\n")).encode() + b"\n")


def answer(line: bytes) -> str:
    """The answer to one line, itself one line."""
    name: Tree = None
    try:
        tree = parse(line)
        case = CASE(tree)
        name = case["id"]
        done = perform(case["op"], tree)
    except TerceroError as refusal:
        return f'{{"id":{echo(name)},"error":{{"code":"{refusal.code}"}}}}'
    return f'{{"id":{echo(name)},"ok":{compact(done)}}}'


def perform(op: Tree, tree: Tree) -> Fields:
    """One operation."""
    if not isinstance(op, str) or op not in OPERATIONS:
        raise JsonType("a field has the wrong type or is missing", field="op")
    reader, does = OPERATIONS[op]
    return does(record({"input": reader}, strict=False)(tree)["input"])


# Writing.


def compact(fields: Any) -> str:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def echo(tree: Tree) -> str:
    """What the case called itself, written as the core writes it."""
    match tree:
        case Object(pairs):
            last = dict(pairs)
            return "{%s}" % ",".join(f"{compact(key)}:{echo(last[key])}" for key in sorted(last))
        case list():
            return "[%s]" % ",".join(map(echo, tree))
        case Number():
            whole = tree.lstrip("-").isdigit() and tree != "-0"
            return tree if whole and -(2**63) <= int(tree) < 2**64 else float_text(float(tree))
        case _:
            return compact(tree)


def float_text(number: float) -> str:
    """The shortest digits, with an exponent below 0.00001 and from 10^16."""
    sign, digits, exponent = Decimal(repr(number)).normalize().as_tuple()
    point = len(digits) + int(exponent)
    if number == 0 or -5 < point <= 16:
        plain = format(Decimal(repr(number)), "f")
        return plain if "." in plain else f"{plain}.0"
    first, *rest = map(str, digits)
    mantissa = f"{first}.{''.join(rest)}" if rest else first
    return f"{'-' * sign}{mantissa}e{point - 1:+d}"


# Reading.


def of(cls: Any) -> Reader:
    """Reads a value."""
    return lambda tree: cls.from_json(write(tree))


def like(example: Value, name: str) -> Reader:
    """Reads what stands in one field of a value, through an example of that value."""
    fields = {key: text for key, text in json.loads(example.to_json()).items() if key != name}
    front = compact(fields)[:-1] + f',"{name}":'
    cls: Any = type(example)
    return lambda tree: getattr(cls.from_json(front + write(tree) + "}"), name)


def each(reader: Reader) -> Reader:
    """Reads a list."""

    def read(tree: Tree) -> list[Any]:
        if not isinstance(tree, list):
            raise JsonType("expected a list")
        return [reader(inner) for inner in tree]

    return read


def by_name(reader: Reader) -> Reader:
    """Reads what belongs to each name, in the order of the names."""

    def read(tree: Tree) -> Fields:
        named: Fields = {}
        for key, inner in pairs_of(tree):
            if key in named:
                raise JsonDuplicateKey(f"duplicate field `{key}`", field=key)
            named[key] = reader(inner)
        return dict(sorted(named.items()))

    return read


def record(
    fields: Mapping[str, Reader], left_out: Mapping[str, Any] = {}, strict: bool = True
) -> Reader:
    """Reads the fields of an object, or of a list in their order. Those in `left_out` need not be there."""

    def read(tree: Tree) -> Fields:
        if isinstance(tree, list):
            found = {key: fields[key](inner) for key, inner in zip(fields, tree)}
        else:
            found = {}
            for key, inner in pairs_of(tree):
                if key in found:
                    raise JsonDuplicateKey(f"duplicate field `{key}`", field=key)
                if key in fields:
                    found[key] = fields[key](inner)
                elif strict:
                    raise JsonUnknownField(f"unknown field `{key}`", field=key)
        for key in fields:
            if key not in found and key not in left_out:
                raise JsonType(f"missing field `{key}`", field=key)
        if isinstance(tree, list) and len(tree) > len(fields):
            raise JsonSyntax("trailing characters")
        return {**left_out, **found}

    return read


def pairs_of(tree: Tree) -> list[tuple[str, Tree]]:
    if not isinstance(tree, Object):
        raise JsonType("expected an object")
    return [(text(key), inner) for key, inner in tree.pairs]


def anything(tree: Tree) -> Tree:
    """Any document; what it means is said later."""
    check(tree)
    return tree


def maybe(reader: Reader) -> Reader:
    """Reads what may be `null`."""
    return lambda tree: None if tree is None else reader(tree)


# What stands in the cases: amounts as texts, with the currency named once beside them.

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ZERO = Money("0", "EUR")
CONTEXT = Context(EPOCH, NIL, "x", Role.ADMIN)
PRODUCT = Product("x", "x", 1, ZERO)
COST_LINE = CostLine("x", Category.OTHER, ZERO, Method.ByValue(), phase=CostPhase.ACTUAL)

text = like(Argument("x", "x"), "name")
rate_text = like(PayeeShare("x", "1"), "weight")
reference = like(PRODUCT, "sku")
count = like(PRODUCT, "quantity")


def rate(tree: Tree) -> str:
    """A rate, as plain decimal digits."""
    return format(rate_text(tree), "f")


def money(amount: Tree, currency: str) -> Money:
    return Money.from_json(f'{{"amount":{write(amount)},"currency":{write(currency)}}}')


def unsigned(amount: Tree, currency: str) -> Money:
    """An amount that cannot be negative. The sign belongs to its grammar, so it is refused before anything else."""
    read = money(amount, currency)
    if read.minor < 0:
        raise AmountRange("the amount is negative", value=str(read))
    return read


def rates(weights: Iterable[str]) -> list[str]:
    """Reads all weights. One that is malformed is reported before one that is negative."""
    read, negative = [], None
    for weight in weights:
        try:
            read.append(rate(weight))
        except NegativeWeight as refusal:
            negative = refusal
    if negative is not None:
        raise negative
    return read


def amount_text(amount: Money) -> str:
    return str(amount.amount)


def amounts(parts: Iterable[Money]) -> list[str]:
    return [amount_text(part) for part in parts]


def named(pairs: Iterable[tuple[str, Any]], field: str) -> Fields:
    """One entry for each name. Refuses a name that stands twice."""
    found: Fields = {}
    for name, entry in pairs:
        if name in found:
            raise AlreadyExists("something with that id exists already", field=field, value=name)
        found[name] = entry
    return found


# Splits of an amount by weights, and fees on one.

CURRENCY_AND_WEIGHTS: dict[str, Reader] = {"currency": text, "weights": each(text)}


def op_allocate(given: Fields) -> Fields:
    total = money(given["total"], given["currency"])
    return {"parts": amounts(tercero.allocate(total, rates(given["weights"])))}


def op_allocate_increment(given: Fields) -> Fields:
    amount = unsigned(given["amount"], given["currency"])
    paid = [unsigned(before, given["currency"]) for before in given["paid"]]
    weights = rates(given["weights"])
    return {"parts": amounts(tercero.allocate_increment(amount, weights, paid))}


def op_accrue(given: Fields) -> Fields:
    totals = [unsigned(total, given["currency"]) for total in given["totals"]]
    increments = tercero.accrue(rates(given["weights"]), totals)
    return {"increments": [amounts(parts) for parts in increments]}


def op_fee(given: Fields) -> Fields:
    amount = unsigned(given["amount"], given["currency"])
    return {"fee": amount_text(tercero.fee(given["rule"], amount))}


# Scripts: who commands what and when, and which of it was refused.


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
    written = lambda sum: amount_text(sum) if sum.currency == own else str(sum)
    return {known.account: written(known.balance) for known in balances}


def op_escrow(given: Fields) -> Fields:
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
    active = [known for known in requests if known.status == choices.RequestStatus.ACTIVE]
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


# What goods cost, who gets which of them, and who gets what of the result: a project's arithmetic without the project.


def op_landed_cost(given: Fields) -> Fields:
    currency = given["currency"]
    products = [
        Product(
            known["id"],
            known["id"],
            known["qty"],
            money(known["unit_price"], currency),
            weight_g=known["weight_g"],
            volume_cm3=known["volume_cm3"],
        )
        for known in given["products"]
    ]
    lines = [
        CostLine(
            known["id"],
            Category.OTHER,
            money(known["amount"], currency),
            known["method"],
            phase=CostPhase.ACTUAL,
        )
        for known in given["cost_lines"]
    ]
    landed = tercero.landed_cost(products, lines)
    unit = lambda known: {
        "floor": amount_text(known.unit_floor),
        "units_with_plus_one": known.units_with_one_more,
    }
    return {
        "base": amount_text(landed.base),
        "logistics": amount_text(landed.logistics),
        "costo_total": amount_text(landed.total),
        "allocations": [
            {"line": shares.line, "amounts": amounts(shares.amounts)} for shares in landed.lines
        ],
        "landed_by_product": named(
            ((known.sku, amount_text(known.total)) for known in landed.products), "products"
        ),
        "unit_landed": named(((known.sku, unit(known)) for known in landed.products), "products"),
    }


def op_in_kind(given: Fields) -> Fields:
    currency = given["currency"]
    goods = [Goods(known["qty"], money(known["landed"], currency)) for known in given["products"]]
    total = money(given["total_capital"], currency)
    takers = given["in_kind"]
    capitals = [money(taker["amount"], currency) for taker in takers]
    shared = tercero.in_kind(goods, total, capitals, given["residual_policy"])

    def of_each(figure: Callable[[Any], Any]) -> Fields:
        def product(place: int) -> Fields:
            taken = (figure(basket.units[place]) for basket in shared.baskets)
            return named(zip((taker["id"] for taker in takers), taken), "in_kind")

        return named(
            ((known["id"], product(place)) for place, known in enumerate(given["products"])),
            "products",
        )

    left = lambda units: {"units": units.units, "cost": amount_text(units.value)}
    products = (known["id"] for known in given["products"])
    residuals = ((taker["id"], basket.residual) for taker, basket in zip(takers, shared.baskets))
    return {
        "units": of_each(lambda units: units.units),
        "value": of_each(lambda units: amount_text(units.value)),
        "pool": named(zip(products, map(left, shared.pool)), "products"),
        "residual": named(((name, amount_text(left)) for name, left in residuals), "in_kind"),
        "pool_capital_after_residual": amount_text(shared.pool_capital),
        "cash_claims": amount_text(shared.cash_claims),
    }


def rules_of(given: Fields) -> SettlementRules:
    """What the input does not mention is zero."""
    usual = tercero.standard_rules(given["currency"])
    changed: Fields = {
        "commission": with_changes(
            usual.commission,
            rate=given["commission"] or "0",
            tax_rate=given["iva"] or "0",
            tax_mode=given["iva_mode"] or choices.TaxMode.ADDED,
        ),
        "owner_share": given["owner_share"] or "0",
        "first_loss": given["first_loss"] is not None,
        "holdback": "0",
        "payout_threshold": Money("0", given["currency"]),
        "overrun": Overrun.Pool(),
    }
    rules: SettlementRules = with_changes(usual, **changed)
    return rules


def with_changes(value: Any, **changed: Any) -> Any:
    """The value with some fields replaced."""
    kept = {name: getattr(value, name) for name, _, _ in type(value).__fields__}
    return type(value)(**{**kept, **changed})


def positions_of(given: Fields) -> list[Position]:
    capital, currency, first_loss = given["capital"], given["currency"], given["first_loss"]
    for name in (*given["withholding"], *([] if first_loss is None else [first_loss])):
        if name not in capital:
            raise NotFound("there is nothing with that id here", field="capital", value=name)
    zero = Money("0", currency)
    return [
        Position(
            id=reference(name),
            holder=name,
            seq=seq,
            owner=first_loss == name,
            capital=unsigned(amount, currency),
            days=0,
            withholding=given["withholding"].get(name, "0"),
            advance=zero,
            distributed=zero,
            profit_distributed=zero,
        )
        for seq, (name, amount) in enumerate(capital.items(), start=1)
    ]


def op_settle(given: Fields) -> Fields:
    costs = unsigned(given["costs"], given["currency"])
    revenue = unsigned(given["revenue"], given["currency"])
    rules = rules_of(given)
    settled = tercero.settle(rules, Actuals(revenue, costs, costs), positions_of(given))
    totals = settled.totals
    of_each = lambda figure: named(
        ((line.position, amount_text(getattr(line, figure))) for line in settled.lines), "capital"
    )
    return {
        "result": amount_text(totals.result),
        "commission": amount_text(totals.commission),
        "iva": amount_text(totals.commission_tax),
        "net_profit": amount_text(totals.net_profit),
        "owner_share": amount_text(totals.owner_share),
        "owner_excess_liability": amount_text(totals.owner_excess_liability),
        "investor_pool": amount_text(totals.investor_pool),
        "profit": of_each("profit"),
        "loss": of_each("loss"),
        "withheld": of_each("withheld"),
        "payout": of_each("payout"),
    }


def op_waterfall(given: Fields) -> Fields:
    bases = {360: DayCount.ACT_360, 365: DayCount.ACT_365}
    if given["basis"] not in bases:
        basis = str(given["basis"])
        raise TierInvalid("unknown basis", field="basis", value=basis, allowed=("360", "365"))
    tiers = [
        ProjectTier.ReturnOfCapital(),
        ProjectTier.Preferred(
            given["pref"], Compounding.SIMPLE, bases[given["basis"]], given["days"]
        ),
        ProjectTier.CatchUp(given["catchup"], given["promote"]),
        ProjectTier.Split(given["promote"]),
    ]
    distributable = unsigned(given["distributable"], given["currency"])
    capital = [unsigned(amount, given["currency"]) for amount in given["capital"]]
    paid = tercero.waterfall(tiers, distributable, capital)
    if len(paid.tiers) != len(tiers):
        raise InvariantViolated("a tier is missing")
    returned, preferred, catch_up, split = paid.tiers
    sides = lambda tier: {
        "owner": amount_text(tier.owner),
        "investors": amount_text(tier.investors),
    }
    return {
        "roc": amounts(returned.parts),
        "pref_due": amounts(preferred.dues),
        "pref": amounts(preferred.parts),
        "catchup_target": amount_text(catch_up.due),
        "catchup": sides(catch_up),
        "split": sides(split),
        "owner_total": amount_text(paid.owner),
        "investor_total": amounts(paid.investors),
    }


# The cases.

CASE = record({"id": anything, "op": anything}, {"id": None, "op": None}, strict=False)

COMMISSION = Commission("0", "gross_profit", "pool", "0", "added", "pool")
ALLOCATED = ProjectEvent.CostsAllocated([], [], "fill")

OPERATIONS: dict[str, tuple[Reader, Callable[[Fields], Fields]]] = {
    "allocate": (record({"total": anything, **CURRENCY_AND_WEIGHTS}), op_allocate),
    "allocate_increment": (
        record({"amount": anything, **CURRENCY_AND_WEIGHTS, "paid": each(anything)}),
        op_allocate_increment,
    ),
    "accrue": (record({**CURRENCY_AND_WEIGHTS, "totals": each(anything)}), op_accrue),
    "fee": (record({"rule": of(Rule), "amount": anything, "currency": text}), op_fee),
    "escrow": (record({"terms": of(Terms), "steps": steps_of(Command)}), op_escrow),
    "project": (record({"offer": of(Offer), "steps": steps_of(ProjectCommand)}), op_project),
    "landed_cost": (
        record(
            {
                "currency": text,
                "products": each(
                    record(
                        {
                            "id": reference,
                            "qty": count,
                            "unit_price": anything,
                            "weight_g": like(PRODUCT, "weight_g"),
                            "volume_cm3": like(PRODUCT, "volume_cm3"),
                        },
                        {"weight_g": None, "volume_cm3": None},
                    )
                ),
                "cost_lines": each(
                    record({"id": reference, "amount": anything, "method": of(Method)})
                ),
            }
        ),
        op_landed_cost,
    ),
    "in_kind": (
        record(
            {
                "currency": text,
                "products": each(record({"id": reference, "qty": count, "landed": anything})),
                "total_capital": anything,
                "in_kind": each(record({"id": reference, "amount": anything})),
                "residual_policy": like(ALLOCATED, "residual"),
            },
            {"residual_policy": choices.ResidualPolicy.RESIDUAL_AS_CAPITAL},
        ),
        op_in_kind,
    ),
    "settle": (
        record(
            {
                "currency": text,
                "capital": by_name(anything),
                "revenue": anything,
                "costs": anything,
                "commission": maybe(rate),
                "iva": maybe(rate),
                "iva_mode": maybe(like(COMMISSION, "tax_mode")),
                "owner_share": maybe(rate),
                "first_loss": maybe(text),
                "withholding": by_name(rate),
            },
            {
                "commission": None,
                "iva": None,
                "iva_mode": None,
                "owner_share": None,
                "first_loss": None,
                "withholding": {},
            },
        ),
        op_settle,
    ),
    "waterfall": (
        record(
            {
                "currency": text,
                "distributable": anything,
                "capital": each(anything),
                "pref": rate,
                "days": count,
                "basis": count,
                "promote": rate,
                "catchup": rate,
            }
        ),
        op_waterfall,
    ),
}


if __name__ == "__main__":
    main()
