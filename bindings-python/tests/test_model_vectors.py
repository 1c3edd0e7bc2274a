"""The model answers every stored case of splits and settlements, and the worked examples of the rules that have no
stored case. The number of cases of each kind is asserted, so none is skipped silently."""

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

import model
from answers import answer

VECTORS = Path(__file__).parents[2] / "core" / "tests" / "vectors"
OPS = ("allocate", "allocate_increment", "accrue", "fee", "settle")
STORED = {"allocate": 60, "settle": 18}

FLAT = [{"rate": "0", "flat": "25.00", "on": "whole"}]
PERCENT = [{"rate": "0.0325", "on": "whole"}]
BY_SIZE = [{"up_to": "10.00", "rate": "0", "flat": "0.30", "on": "whole"}, {"rate": "0", "flat": "0.40", "on": "whole"}]
MARGINAL = [
    {"up_to": "25.00", "rate": "0.0875", "on": "slice"},
    {"up_to": "1000.00", "rate": "0.035", "on": "slice"},
    {"rate": "0.015", "on": "slice"},
]
SLAB = [{"up_to": "1000.00", "rate": "0.05", "on": "whole"}, {"rate": "0.03", "on": "whole"}]
MIXED = [
    {"up_to": "5000.00", "rate": "0.0325", "on": "whole"},
    {"up_to": "25000.00", "rate": "0.0026", "flat": "162.50", "on": "excess"},
    {"rate": "0.0089", "on": "whole"},
]
CUMULATIVE = [
    {"up_to": "500.00", "rate": "0.20", "on": "slice"},
    {"up_to": "10000.00", "rate": "0.10", "on": "slice"},
    {"rate": "0.05", "on": "slice"},
]
FEES = [
    ("R1", {"tiers": FLAT}, "EUR", {"1.00": "25.00"}),
    ("R2", {"tiers": PERCENT, "min": "25.00"}, "EUR", {"1000.00": "32.50", "700.00": "25.00"}),
    ("R4", {"tiers": [{"rate": "0.05", "flat": "0.83", "on": "whole"}]}, "EUR", {"100.00": "5.83"}),
    ("R5", {"tiers": [{"rate": "0.10", "on": "whole"}], "max": "750.00"}, "EUR", {"10000.00": "750.00"}),
    ("R6", {"tiers": BY_SIZE}, "EUR", {"10.00": "0.30", "10.01": "0.40"}),
    ("R8", {"tiers": MARGINAL}, "EUR", {"1526.00": "44.20"}),
    ("R9", {"tiers": SLAB}, "EUR", {"1000.00": "50.00", "1000.01": "30.00"}),
    ("R10", {"tiers": SLAB, "monotone": True}, "EUR", {"1000.01": "50.00", "2000.00": "60.00"}),
    (
        "R11",
        {"tiers": MIXED, "min": "25.00"},
        "EUR",
        {"1000": "32.50", "10000": "175.50", "25000": "214.50", "25000.01": "222.50"},
    ),
    ("R12", {"tiers": CUMULATIVE}, "EUR", {"600.00": "110.00"}),
    ("R13", {"tiers": CUMULATIVE, "billed_before": "450.00"}, "EUR", {"600.00": "65.00"}),
    (
        "R14",
        {"tiers": MIXED, "min": "25.00", "per_period": {"amount": "25.00", "periods": 12}},
        "EUR",
        {"10000": "475.50"},
    ),
    ("R16", {"tiers": [{"rate": "0.036", "on": "whole"}]}, "JPY", {"10001": "360"}),
    ("R17", {"tiers": [{"rate": "0.025", "on": "whole"}]}, "KWD", {"12.345": "0.309"}),
]
"""Rows of the commission catalogue: a rule, and its fee on some amounts."""

ACCRUALS = [
    ("A4", ["75", "25"], [str(total) for total in range(1, 101)], ["75", "25"]),
    ("A5", ["6", "6", "2"], ["10", "11"], ["5", "5", "1"]),
    ("A6", ["1", "1", "1"], ["2", "3"], ["1", "1", "1"]),
]
"""Rows of the catalogue: weights, cumulative totals, and what each payee has at the end."""


def test_every_stored_case():
    ran = Counter()
    for name in ("allocation.jsonl", "settlement.jsonl"):
        for line in (VECTORS / name).read_text().splitlines():
            case = json.loads(line)
            if case["op"] in OPS:
                want = case["want"]
                expected = {"error": {"code": want["error"]}} if "error" in want else want
                assert answer(case["op"], case["input"]) == expected, line
                ran[case["op"]] += 1
    assert ran == STORED


@pytest.mark.parametrize(("row", "rule", "currency", "fees"), FEES, ids=[row[0] for row in FEES])
def test_fees_of_the_catalogue(row, rule, currency, fees):
    for amount, fee in fees.items():
        assert answer("fee", {"rule": rule, "amount": amount, "currency": currency}) == {"ok": {"fee": fee}}


@pytest.mark.parametrize(("row", "weights", "totals", "end"), ACCRUALS, ids=[row[0] for row in ACCRUALS])
def test_accruals_of_the_catalogue(row, weights, totals, end):
    increments = answer("accrue", {"currency": "JPY", "weights": weights, "totals": totals})["ok"]["increments"]
    assert [str(sum(map(int, column))) for column in zip(*increments)] == end
    assert all(int(part) >= 0 for parts in increments for part in parts)


def example(name: str) -> tuple[dict, dict]:
    """Inputs and outputs of a worked example of participation."""
    examples = json.loads((VECTORS / "participation.json").read_text())["examples"]
    return next((each["inputs"], each["outputs"]) for each in examples if each["id"] == name)


def test_increments_of_the_worked_examples():
    given, want = example("E08")
    weights = [Fraction(weight) for weight in given["weights"]]
    first = model.allocate_increment(given["first_distribution"], weights, [0, 0, 0])
    assert first == want["first"]
    assert model.allocate_increment(given["second_distribution"], weights, first) == want["tercero_delta"]

    given, want = example("E35")
    weights, paid = [Fraction(capital) for capital in given["capital"]], [0, 0, 0]
    for amount, payments in zip(given["distributions"], want["payments"]):
        assert model.allocate_increment(amount, weights, paid) == payments
        paid = [before + now for before, now in zip(paid, payments)]
    assert paid == want["one_shot"]


@pytest.mark.parametrize(
    ("policy", "base", "payer", "rate"),
    [
        ("GROSS_PROFIT_OFF_THE_TOP", "gross_profit", "pool", "0.05"),
        ("INVESTOR_PROFIT_PAID_BY_INVESTORS", "investor_profit", "investors", "0.05"),
        ("GROSS_PROFIT_PAID_BY_OWNER", "gross_profit", "owner", "0.05"),
        ("TWO_PCT_OF_FUNDED_AS_COST", "funded_amount", "pool", "0.02"),
    ],
)
def test_commission_bases_and_payers(policy, base, payer, rate):
    given, want = example("E51")
    terms = model.Commission(Fraction(rate), base, payer, tax_rate=Fraction(given["iva"]))
    offer = model.Offer(terms, owner_share=Fraction(given["owner_share"]))
    totals, _ = model.settle(offer, given["profit"], 0, 0, [model.Position("P1", 1, given["funded"])])
    figures = ("commission", "commission_tax", "owner_share", "investor_pool")
    assert [totals[figure] for figure in figures] == list(want[policy].values())


def test_invoices_for_each_participant():
    given, want = example("E23")
    positions = [model.Position(f"P{seq}", seq, 100) for seq in range(3)]
    for invoices, tax in [("pool", want["pool_iva"]), ("per_participant", want["per_participant_iva_sum"])]:
        terms = model.Commission(Fraction(given["commission"]), tax_rate=Fraction(given["iva"]), invoices=invoices)
        totals, lines = model.settle(model.Offer(terms), sum(given["profit_by_participant"]), 0, 0, positions)
        assert (totals["commission"], totals["commission_tax"]) == (want["commission_total"], tax)
    assert [line["commission"] for line in lines] == want["commission_by_participant"]
    assert [line["commission_tax"] for line in lines] == want["per_participant_iva"]


def test_advances_overruns_and_thresholds():
    given, want = example("E36")
    positions = [
        model.Position(name, seq, capital, advance=given["advances"][name])
        for seq, (name, capital) in enumerate(given["capital"].items())
    ]
    _, lines = model.settle(
        model.Offer(model.Commission()), given["revenue"], given["costs"], given["costs"], positions
    )
    assert {line["position"]: line["payout"] for line in lines} == want["final_payout"]
    kept = model.Offer(model.Commission(), recover_advances_from_capital=False)
    _, lines = model.settle(kept, given["revenue"], given["costs"], given["costs"], positions)
    assert (lines[0]["payout"], lines[0]["receivable"]) == (given["capital"]["P1"], want["excess_over_profit"])

    given, want = example("E38")
    terms = model.Commission(Fraction("0.05"), tax_rate=Fraction("0.16"))
    offer = model.Offer(terms, owner_share=Fraction("0.30"), overrun_cap=Fraction(given["cap"]))
    capital = [14000000, 9333333, 4666667]
    positions = [model.Position(f"P{seq}", seq, each) for seq, each in enumerate(capital, start=1)]
    totals, lines = model.settle(offer, given["revenue"], given["actual_cost"], given["snapshot_cost"], positions)
    assert (totals["overrun_absorbed"], totals["owner_debt"]) == (want["absorbed_by_pool"], want["owner_receivable"])
    assert totals["owner_share"] == want["settlement"]["owner_share"]
    assert {line["position"]: line["payout"] for line in lines} == want["settlement"]["payout"]

    given, want = example("E54")
    offer = model.Offer(model.Commission(), payout_threshold=given["threshold"])
    positions = [model.Position(f"P{seq}", seq, capital) for seq, capital in enumerate(given["payable"])]
    _, lines = model.settle(offer, 0, 0, 0, positions)
    assert [line["payout"] for line in lines] == want["paid"]
    assert [line["parked"] for line in lines] == want["parked_unclaimed"]


def test_profit_by_capital_days():
    given, want = example("E52")
    positions = [
        model.Position(f"P{seq}", seq, capital, days=days)
        for seq, (capital, days) in enumerate(zip(given["amounts"], given["days"]))
    ]
    for weights in ("capital", "capital_days"):
        offer = model.Offer(model.Commission(), weights=weights)
        _, lines = model.settle(offer, given["profit_pool"], 0, 0, positions)
        assert [line["profit"] for line in lines] == want[weights]


def test_rounds_taken_together_are_the_same_as_one_unit_at_a_time():
    """The rule takes back one unit at a time; `allocate_increment` takes whole rounds at once."""

    def one_at_a_time(amount, weights, paid):
        total, whole = amount + sum(paid), sum(weights)
        parts = [max(0, new - old) for new, old in zip(model.allocate(total, weights), paid)]
        order = sorted(range(len(paid)), key=lambda index: (total * weights[index] / whole % 1, -index))
        while sum(parts) > amount:
            for index in order:
                if parts[index] > 0 and sum(parts) > amount:
                    parts[index] -= 1
        return parts

    weights = [[Fraction(weight) for weight in row] for row in ([1, 1, 1, 1], [3, 3, 1, 0], [5, 1, 2, 4])]
    payments = [[0, 0, 0, 0], [9, 0, 0, 0], [0, 7, 7, 0], [1, 2, 3, 40]]
    ran = 0
    for row in weights:
        for paid in payments:
            for amount in range(40):
                assert model.allocate_increment(amount, row, paid) == one_at_a_time(amount, row, paid)
                ran += 1
    assert ran == 480
