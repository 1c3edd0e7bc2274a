"""The model's answers to conformance cases: texts are read into minor units and fractions, results written back as
texts. The settlement has two forms: the fields of the conformance program, and `rules`, `actuals` and `positions` in
full."""

import re
from fractions import Fraction

import model
from model import refuse

SETTLE_FIELDS = {
    *("currency", "capital", "revenue", "costs", "commission", "iva", "iva_mode"),
    *("owner_share", "first_loss", "withholding"),
}
AMOUNT = re.compile(r"(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?")
RATE = re.compile(r"(-?)(0|[1-9][0-9]{0,19})(?:\.([0-9]{1,18}))?")


def currency(code: str) -> int:
    """The decimals of a currency."""
    refuse("currency_unknown", code not in model.DECIMALS)
    return model.DECIMALS[code]


def read_amount(text: object, decimals: int) -> int:
    """An amount in minor units. Fewer decimals than the currency has will do, and no zero has a sign."""
    refuse("amount_type", not isinstance(text, str))
    match = AMOUNT.fullmatch(text)
    refuse("amount_syntax", match is None)
    sign, whole, fraction = match.group(1), match.group(2), match.group(3) or ""
    refuse("amount_scale", len(fraction) > decimals)
    minor = int(whole + fraction.ljust(decimals, "0"))
    refuse("amount_syntax", bool(sign) and minor == 0)
    return model.in_range(-minor if sign else minor)


def read_rate(text: object) -> Fraction:
    """A rate or weight, exact; it may be negative, which the rule that uses it refuses."""
    refuse("amount_type", not isinstance(text, str))
    refuse("amount_syntax", RATE.fullmatch(text) is None)
    rate = Fraction(text)
    refuse("amount_syntax", text.startswith("-") and rate == 0)
    return rate


def write(minor: int, decimals: int) -> str:
    """An amount with exactly the decimals of its currency; zero never has a sign."""
    digits = str(abs(minor)).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{text}" if minor < 0 else text


def answer(op: str, given: dict) -> dict:
    """The answer to a case: `{"ok": …}` or `{"error": {"code": …}}`."""
    try:
        if op == "settle":
            return {"ok": settle_in_full(given) if "rules" in given else settle(given)}
        return {"ok": {"fee": fee, "accrue": accrue}.get(op, split)(op, given)}
    except model.Refusal as refusal:
        return {"error": {"code": refusal.code}}


def split(op: str, given: dict) -> dict:
    """`allocate` and `allocate_increment`."""
    decimals = currency(given["currency"])
    total = read_amount(given["total" if op == "allocate" else "amount"], decimals)
    weights = [read_rate(weight) for weight in given["weights"]]
    if op == "allocate":
        parts = model.allocate(total, weights)
    else:
        parts = model.allocate_increment(total, weights, [read_amount(paid, decimals) for paid in given["paid"]])
    return {"parts": [write(part, decimals) for part in parts]}


def accrue(_: str, given: dict) -> dict:
    """`accrue`."""
    decimals = currency(given["currency"])
    weights = [read_rate(weight) for weight in given["weights"]]
    increments = model.accrue(weights, [read_amount(total, decimals) for total in given["totals"]])
    return {"increments": [[write(part, decimals) for part in parts] for parts in increments]}


def fee(_: str, given: dict) -> dict:
    """`fee`."""
    decimals = currency(given["currency"])

    def optional(fields: dict, name: str) -> int | None:
        return read_amount(fields[name], decimals) if fields.get(name) is not None else None

    rule, periods = given["rule"], given["rule"].get("per_period")
    tiers = [
        model.Tier(optional(tier, "up_to"), read_rate(tier["rate"]), optional(tier, "flat") or 0, tier["on"])
        for tier in rule["tiers"]
    ]
    terms = model.Rule(
        tiers,
        optional(rule, "min"),
        optional(rule, "max"),
        rule.get("monotone", False),
        optional(rule, "billed_before"),
        (read_amount(periods["amount"], decimals), periods["periods"]) if periods else None,
    )
    return {"fee": write(model.fee(terms, read_amount(given["amount"], decimals)), decimals)}


def read_fraction(text: object) -> Fraction:
    """A rate that may not be negative."""
    rate = read_rate(text)
    refuse("negative_weight", rate < 0)
    return rate


def settle(given: dict) -> dict:
    """`settle` with the fields of the conformance program: the positions in the order of their names."""
    refuse("json_unknown_field", not given.keys() <= SETTLE_FIELDS)
    decimals = currency(given["currency"])

    def read(amount: object) -> int:
        return model.not_negative(read_amount(amount, decimals))

    first_loss, withholding = given.get("first_loss"), given.get("withholding", {})
    offer = model.Offer(
        model.Commission(
            read_fraction(given.get("commission", "0")),
            tax_rate=read_fraction(given.get("iva", "0")),
            tax_mode=given.get("iva_mode", "added"),
        ),
        owner_share=read_fraction(given.get("owner_share", "0")),
        first_loss=first_loss is not None,
    )
    revenue, costs = read(given["revenue"]), read(given["costs"])
    positions = [
        model.Position(
            name, seq, read(capital), owner=name == first_loss, withholding=read_fraction(withholding.get(name, "0"))
        )
        for seq, (name, capital) in enumerate(sorted(given["capital"].items()))
    ]
    for name in withholding.keys() | {first_loss} - {None}:
        refuse("not_found", name not in given["capital"])
    totals, lines = model.settle(offer, revenue, costs, costs, positions)
    figures = ("result", "commission", "owner_share", "investor_pool", "net_profit", "owner_excess_liability")
    named = {name: write(totals[name], decimals) for name in figures} | {
        "iva": write(totals["commission_tax"], decimals)
    }
    return named | {
        name: {each["position"]: write(each[name], decimals) for each in lines}
        for name in ("profit", "loss", "payout", "withheld")
    }


def settle_in_full(given: dict) -> dict:
    """`settle` with `rules`, `actuals` and `positions` as the package takes them; amounts are of one currency."""
    rules, actuals, code = given["rules"], given["actuals"], given["rules"]["payout_threshold"]["currency"]
    decimals = currency(code)

    def read(money: dict) -> int:
        refuse("currency_mismatch", money["currency"] != code)
        return read_amount(money["amount"], decimals)

    terms, overrun = rules["commission"], rules["overrun"]
    offer = model.Offer(
        model.Commission(
            read_rate(terms["rate"]),
            terms["base"],
            terms["payer"],
            read_rate(terms["tax_rate"]),
            terms["tax_mode"],
            terms["invoices"],
        ),
        read_rate(rules["owner_share"]),
        rules["weights"],
        rules["first_loss"],
        read_rate(rules["holdback"]),
        rules["recover_advances_from_capital"],
        read(rules["payout_threshold"]),
        {"pool": None, "owner": Fraction(0)}.get(overrun["type"], read_rate(overrun.get("cap", "0"))),
    )
    amounts, copied = ("capital", "advance", "distributed", "profit_distributed"), ("id", "seq", "owner", "days")
    positions = [
        model.Position(
            **{name: position[name] for name in copied},
            **{name: read(position[name]) for name in amounts},
            withholding=read_rate(position["withholding"]),
        )
        for position in given["positions"]
    ]
    totals, lines = model.settle(
        offer, read(actuals["revenue"]), read(actuals["costs"]), read(actuals["snapshot_costs"]), positions
    )
    holders = {position["id"]: position["holder"] for position in given["positions"]}

    def written(figures: dict) -> dict:
        return {
            name: {"amount": write(value, decimals), "currency": code} if isinstance(value, int) else value
            for name, value in figures.items()
        }

    return {
        "totals": written(totals),
        "lines": [written(line) | {"holder": holders[line["position"]]} for line in lines],
    }
