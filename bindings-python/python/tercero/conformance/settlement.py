"""What goods cost, who gets which of them, and who gets what of the result: a project's arithmetic without the project.
Where something has a name the names are keys, and their order is the order of seniority.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import tercero
from tercero import (
    Actuals,
    Commission,
    CostLine,
    Goods,
    Landed,
    Method,
    Money,
    Overrun,
    Position,
    Product,
    ProjectTier,
    SettlementLine,
    SettlementRules,
    TierResult,
    Units,
)
from tercero._document import Object, Tree
from tercero.choices import (
    Category,
    CommissionBase,
    CommissionPayer,
    Compounding,
    CostPhase,
    DayCount,
    Invoices,
    ResidualPolicy,
    TaxMode,
)
from tercero.conformance.amounts import amount_text, amounts, money, named, rate, unsigned
from tercero.conformance.reading import (
    Fields,
    Operation,
    anything,
    by_name,
    each,
    like,
    maybe,
    of,
    record,
    text,
)
from tercero.errors import InvariantViolated, JsonType, NotFound, TierInvalid

PRODUCT = Product("x", "x", 1, Money("0", "EUR"))
COMMISSION = Commission(
    "0", CommissionBase.GROSS_PROFIT, CommissionPayer.POOL, "0", TaxMode.ADDED, Invoices.POOL
)

reference = like(PRODUCT, "sku")
count = like(PRODUCT, "quantity")
tax_mode = like(COMMISSION, "tax_mode")


def residual_policy(tree: Tree) -> ResidualPolicy:
    """Reads a choice that no small value has a field for, as strictly as a choice that one has."""
    match tree:
        case Object([(name, inner), *more]) if name in list(ResidualPolicy):
            tax_mode(Object([("added", inner), *more]))
            return ResidualPolicy(name)
        case str(name) if name in list(ResidualPolicy):
            return ResidualPolicy(name)
    tax_mode(tree)
    raise JsonType("unknown ResidualPolicy", allowed=tuple(ResidualPolicy))


def op_landed_cost(given: Fields) -> Fields:
    """What each product costs once it has arrived, and how each line was shared."""
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
    landed: Landed = tercero.landed_cost(products, lines)
    totals = [(known.sku, amount_text(known.total)) for known in landed.products]
    units = [
        (
            known.sku,
            {
                "floor": amount_text(known.unit_floor),
                "units_with_plus_one": known.units_with_one_more,
            },
        )
        for known in landed.products
    ]
    return {
        "base": amount_text(landed.base),
        "logistics": amount_text(landed.logistics),
        "costo_total": amount_text(landed.total),
        "allocations": [
            {"line": shares.line, "amounts": amounts(shares.amounts)} for shares in landed.lines
        ],
        "landed_by_product": named(totals, "products"),
        "unit_landed": named(units, "products"),
    }


def op_in_kind(given: Fields) -> Fields:
    """Who takes which units, what is left of each product, and whose capital no unit fits into."""
    currency = given["currency"]
    goods = [Goods(known["qty"], money(known["landed"], currency)) for known in given["products"]]
    total = money(given["total_capital"], currency)
    capitals = [money(taker["amount"], currency) for taker in given["in_kind"]]
    shared = tercero.in_kind(goods, total, capitals, given["residual_policy"])
    takers = [taker["id"] for taker in given["in_kind"]]
    products = [known["id"] for known in given["products"]]

    def of_each(figure: Callable[[Units], Any]) -> Fields:
        taken = (
            named(
                zip(takers, (figure(basket.units[place]) for basket in shared.baskets)), "in_kind"
            )
            for place in range(len(products))
        )
        return named(zip(products, taken), "products")

    left = [{"units": left.units, "cost": amount_text(left.value)} for left in shared.pool]
    residuals = (amount_text(basket.residual) for basket in shared.baskets)
    return {
        "units": of_each(lambda taken: taken.units),
        "value": of_each(lambda taken: amount_text(taken.value)),
        "pool": named(zip(products, left), "products"),
        "residual": named(zip(takers, residuals), "in_kind"),
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
            tax_mode=given["iva_mode"] or TaxMode.ADDED,
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
    """Result, commission, and what every position gets or loses."""
    costs = unsigned(given["costs"], given["currency"])
    revenue = unsigned(given["revenue"], given["currency"])
    rules = rules_of(given)
    settled = tercero.settle(rules, Actuals(revenue, costs, costs), positions_of(given))
    totals = settled.totals

    def of_each(figure: Callable[[SettlementLine], Money]) -> Fields:
        texts = ((line.position, amount_text(figure(line))) for line in settled.lines)
        return named(texts, "capital")

    return {
        "result": amount_text(totals.result),
        "commission": amount_text(totals.commission),
        "iva": amount_text(totals.commission_tax),
        "net_profit": amount_text(totals.net_profit),
        "owner_share": amount_text(totals.owner_share),
        "owner_excess_liability": amount_text(totals.owner_excess_liability),
        "investor_pool": amount_text(totals.investor_pool),
        "profit": of_each(lambda line: line.profit),
        "loss": of_each(lambda line: line.loss),
        "withheld": of_each(lambda line: line.withheld),
        "payout": of_each(lambda line: line.payout),
    }


def sides(tier: TierResult) -> Fields:
    return {"owner": amount_text(tier.owner), "investors": amount_text(tier.investors)}


def op_waterfall(given: Fields) -> Fields:
    """Four tiers: capital, a simple preferred return, a catch-up to the owner's promote, and the split."""
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


OPERATIONS: dict[str, Operation] = {
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
                "residual_policy": residual_policy,
            },
            {"residual_policy": ResidualPolicy.RESIDUAL_AS_CAPITAL},
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
                "iva_mode": maybe(tax_mode),
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
