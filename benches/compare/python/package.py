"""`cargo xtask bench python`: the package beside the core without Python, and beside plain Python integers and `decimal`.

The arms of a case are asked in turn, round after round, so a busy machine slows them alike; the median of each is printed.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from uuid import UUID

import numpy
import tercero
from tercero import Command, Context, Escrow, Money, Role, bulk

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "bindings-python/tests"))
import plain  # noqa: E402

Arm = Callable[[int], int]
"""So many calls; how many nanoseconds they took."""


def timed(call: Callable[[], object]) -> Arm:
    def arm(calls: int) -> int:
        begun = perf_counter_ns()
        for _ in range(calls):
            call()
        return perf_counter_ns() - begun

    return arm


def weights(count: int) -> list[int]:
    """The same as in every language of these comparisons."""
    word, state, made = (1 << 64) - 1, 0x9E3779B97F4A7C15, []
    for _ in range(count):
        state ^= (state << 13) & word
        state ^= state >> 7
        state ^= (state << 17) & word
        made.append(state % (2_000_000_000_000 // count) + 1)
    return made


def split() -> dict[str, Arm]:
    total, ratios = Money("10000.00", "EUR"), [Decimal("40"), Decimal("30"), Decimal("20"), Decimal("10.5")]
    scaled = [400, 300, 200, 105]
    assert [part.minor for part in tercero.allocate(total, ratios)] == plain.split_ints(1_000_000, scaled)
    return {
        "tercero": timed(lambda: tercero.allocate(total, ratios)),
        "integers": timed(lambda: plain.split_ints(1_000_000, scaled)),
        "decimal": timed(lambda: plain.split_decimals(total.amount, ratios)),
    }


def splits() -> dict[str, Arm]:
    scaled, ratios = [400, 300, 200, 105], [Decimal("40"), Decimal("30"), Decimal("20"), Decimal("10.5")]
    totals, lengths = numpy.full(1_000, 1_000_000), numpy.full(1_000, 4)
    flat, out = numpy.array(scaled * 1_000), numpy.zeros(4_000, dtype=numpy.int64)
    bulk.allocate_many(totals, flat, lengths, out)
    assert out[-4:].tolist() == plain.split_ints(1_000_000, scaled)

    def integers() -> None:
        for total in range(1_000):
            plain.split_ints(1_000_000, scaled)

    def decimals() -> None:
        for total in range(1_000):
            plain.split_decimals(Decimal("10000.00"), ratios)

    many = timed(lambda: bulk.allocate_many(totals, flat, lengths, out))
    return {"tercero": many, "integers": timed(integers), "decimal": timed(decimals)}


def fee() -> dict[str, Arm]:
    tiers = [(100_000, 35_000), (1_000_000, 20_000), (None, 10_000)]
    decimals = [(Decimal(1000), Decimal("0.035")), (Decimal(10000), Decimal("0.02")), (None, Decimal("0.01"))]
    tier = lambda rate, up_to=None: tercero.Tier(rate=rate, on=tercero.On.SLICE, up_to=up_to)  # noqa: E731
    steps = [tier("0.035", "1000.00"), tier("0.02", "10000.00"), tier("0.01")]
    rule, amount = tercero.Rule(steps, min="25.00", max="750.00"), Money("12345.67", "EUR")
    low, high = Decimal("25.00"), Decimal("750.00")
    assert tercero.fee(rule, amount).minor == plain.fee_ints(1_234_567, tiers, 2_500, 75_000)
    return {
        "tercero": timed(lambda: tercero.fee(rule, amount)),
        "integers": timed(lambda: plain.fee_ints(1_234_567, tiers, 2_500, 75_000)),
        "decimal": timed(lambda: plain.fee_decimals(amount.amount, decimals, low, high)),
    }


def life() -> dict[str, Arm]:
    start, stream = datetime(2026, 3, 1, 9, tzinfo=UTC), UUID("7d2f4c1e-0000-4000-8000-000000000001")
    price = Money("10000.00", "MXN")
    rule = tercero.Rule([tercero.Tier(rate="0.035", on=tercero.On.WHOLE)], min="25.00")
    payers, payees = [tercero.PayerShare(tercero.Payer.SELLER, "1")], [tercero.PayeeShare("platform", "1")]
    fees = tercero.FeeSchedule([tercero.FeeLine("fee", rule, tercero.Base.Price(), payers, payees)])

    def lived() -> list[tercero.Entry]:
        numbers = iter(range(1, 10))

        def by(who: str, role: Role, hours: int) -> Context:
            return Context(start + timedelta(hours=hours), UUID(int=next(numbers), version=4), who, role)

        parties = [tercero.Party("ana", Role.BUYER), tercero.Party("beto", Role.SELLER)]
        machine = tercero.MilestoneTerms("m1", "Espresso machine", price, inspection=tercero.days(3))
        step = Escrow.propose(stream, tercero.Terms("MXN", parties, [machine], fees=fees), by("ana", Role.BUYER, 0))
        entries = step.entries
        for command, context in (
            (Command.Accept(terms_version=1, terms_hash=step.escrow.terms_hash), by("beto", Role.SELLER, 1)),
            (Command.PayinCleared(milestone="m1", payin="p1", amount=price), by("bank", Role.PROVIDER, 2)),
            (Command.Ship(milestone="m1", tracking="MX123"), by("beto", Role.SELLER, 24)),
            (Command.Delivered(milestone="m1"), by("post", Role.CARRIER, 72)),
        ):
            step = step.escrow.handle(command, context)
            entries += step.entries
        step = step.escrow.tick(start + timedelta(days=8))
        assert len(step.escrow.payouts()) == 2
        return entries + step.entries

    events = [json.loads(entry.bytes) for entry in lived()]

    def written() -> None:
        head = b"\0" * 32
        for event in events:
            text = json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
            head = hashlib.sha256(head + text).digest()

    return {"tercero": timed(lived), "only writing and hashing its entries": timed(written)}


def million() -> dict[str, Arm]:
    made = weights(1_000_000)
    array, out = numpy.array(made), numpy.zeros(1_000_000, dtype=numpy.int64)
    decimals = [Decimal(weight) for weight in made]
    bulk.allocate_into(1_000_000_000_007, array, out)
    assert out.tolist() == plain.split_many_ints(1_000_000_000_007, made)
    return {
        "tercero": timed(lambda: bulk.allocate_into(1_000_000_000_007, array, out)),
        "integers": timed(lambda: plain.split_many_ints(1_000_000_000_007, made)),
        "decimal": timed(lambda: plain.split_decimals(Decimal("10000000000.07"), decimals)),
    }


CASES = {
    "split": ("one amount over four weights, as values", split, 21, 2_000),
    "splits": ("a thousand such splits in one call", splits, 11, 3),
    "fee": ("a fee with three tiers, minimum and maximum", fee, 21, 2_000),
    "life": ("one escrow from proposal to payouts", life, 11, 20),
    "bulk": ("one amount over 1 000 000 weights, in place", million, 3, 1),
}
"""What is measured, in how many rounds, and how many calls each makes."""


def main() -> None:
    command = ["cargo", "run", "--quiet", "--release", "--package", "tercero-benches", "--bin", "package"]
    core = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert core.stdin and core.stdout
    for name, (what, case, rounds, calls) in CASES.items():

        def rust(calls: int, name: str = name) -> int:
            core.stdin.write(f"{name} {calls}\n")
            core.stdin.flush()
            return int(core.stdout.readline())

        arms = {"core without Python": rust, **case()}
        times: dict[str, list[float]] = {arm: [] for arm in arms}
        for _ in range(rounds):
            for arm, measure in arms.items():
                times[arm].append(measure(calls) / calls)
        print(what)
        own = median(times["tercero"])
        for arm, measured in times.items():
            print(f"  {arm:38} {median(measured) / 1_000:12.2f} us  {median(measured) / own:8.2f} x tercero")
    core.stdin.close()
    core.wait()


main()
