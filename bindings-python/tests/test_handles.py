"""The handles: an escrow, a project and their history, from the first command to storage and back."""

from __future__ import annotations

import array
import copy
import datetime
import gc
import json
import pathlib
import threading
import uuid
from decimal import Decimal
from typing import Any

import numpy
import pytest
import tercero
import tercero.bulk
from samples import terms
from tercero import Actor, Command, Context, Escrow, History, Money, Project, Role

ID = uuid.UUID("7d2f4c1e-0000-4000-8000-000000000001")


def at(day: int) -> datetime.datetime:
    return datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC) + datetime.timedelta(days=day)


def by(number: int, who: str, role: Role, day: int, **more: Any) -> Context:
    return Context(at(day), uuid.UUID(int=number, version=4), who, role, **more)


def proposed() -> Escrow:
    return Escrow.propose(ID, terms(), by(1, "ana", Role.BUYER, 0)).escrow


def accept(escrow: Escrow) -> Command:
    return Command.Accept(terms_version=1, terms_hash=escrow.terms_hash)


def funded() -> Escrow:
    escrow = proposed()
    escrow = escrow.handle(accept(escrow), by(2, "beto", Role.SELLER, 0)).escrow
    paid = Command.PayinCleared(milestone="m1", payin="p1", amount=Money("10.00", "EUR"))
    return escrow.handle(paid, by(3, "psp", Role.PROVIDER, 1)).escrow


def test_a_step_gives_a_new_handle_and_the_old_one_still_answers() -> None:
    before = proposed()
    step = before.handle(accept(before), by(2, "beto", Role.SELLER, 0))
    assert (before.phase, step.escrow.phase) == ("proposed", "agreed")
    assert before.version == step.first - 1 and step.escrow.version == step.last
    assert [entry.version for entry in step.entries] == list(range(step.first, step.last + 1))
    assert step.escrow.head == step.entries[-1].hash and not step.repeated
    again = step.escrow.handle(accept(before), by(2, "beto", Role.SELLER, 0))
    assert again.repeated and again.entries == step.entries and again.escrow == step.escrow
    assert (again.first, again.last) == (step.first, step.last)


def test_a_draft_begins_with_one_entry() -> None:
    step = Escrow.draft(ID, terms(), by(1, "ana", Role.BUYER, 0))
    assert (step.first, step.last, step.escrow.phase) == (1, 1, tercero.Phase.DRAFT)
    assert step.escrow.id == ID and step.escrow.terms == terms() and step.escrow.terms_version == 1


def test_a_refusal_changes_nothing() -> None:
    escrow = proposed()
    wrong = Command.Accept(terms_version=1, terms_hash="00" * 32)
    with pytest.raises(tercero.TermsChanged) as caught:
        escrow.handle(wrong, by(2, "beto", Role.SELLER, 0))
    assert caught.value.field == "terms_hash" and caught.value.allowed == (escrow.terms_hash,)
    with pytest.raises(tercero.NotAllowed):
        escrow.handle(accept(escrow), by(2, "carla", Role.SELLER, 0))
    with pytest.raises(tercero.VersionConflict):
        escrow.handle(accept(escrow), by(2, "beto", Role.SELLER, 0, expected_version=1))
    with pytest.raises(tercero.ClockRegressed):
        escrow.tick(at(-1))
    assert escrow.handle(accept(escrow), by(2, "beto", Role.SELLER, 0)).escrow.phase == "agreed"


def test_time_passes_only_with_tick() -> None:
    escrow = proposed()
    due = escrow.next_deadline()
    assert due == escrow.deadlines()[0].at == at(7)
    assert escrow.tick(at(6)).entries == []
    step = escrow.tick(at(8))
    assert step.escrow.phase == tercero.Phase.CLOSED and step.escrow.next_deadline() is None
    assert tercero.escrow_event(step.entries[-1]) == tercero.Event.Closed(
        reason=tercero.CloseReason.EXPIRED,
        fees_back=Money("0", "EUR"),
        shortfall=Money("0", "EUR"),
    )


def test_what_somebody_may_do_and_see() -> None:
    escrow = proposed()
    actions = {action.command: action for action in escrow.actions(Actor("beto", Role.SELLER), at(0))}
    accepting = actions[tercero.CommandKind.ACCEPT]
    assert accepting.allowed and accepting.why_not is None and accepting.deadline == at(7)
    assert [argument.name for argument in accepting.arguments] == ["terms_version", "terms_hash"]
    refused = [a for a in escrow.actions(Actor("ana", Role.BUYER), at(0)) if not a.allowed]
    assert refused and all(isinstance(a.why_not, tercero.TerceroError) for a in refused)
    view = escrow.view(Actor("ana", Role.BUYER))
    assert view.id == ID and view.terms == terms() and view.quote == tercero.quote(terms())
    with pytest.raises(tercero.NotFound):
        escrow.view(Actor("carla", Role.BUYER))


def test_a_preview_is_what_happens() -> None:
    escrow = funded()
    ship = Command.Ship(milestone="m1", tracking="parcel")
    ctx = by(4, "beto", Role.SELLER, 2)
    preview = escrow.preview(ship, ctx)
    step = escrow.handle(ship, ctx)
    assert preview.events == [tercero.escrow_event(entry) for entry in step.entries]
    match preview.events[0]:
        case tercero.Event.Shipped(milestone=milestone):
            assert milestone == "m1"
        case _:
            pytest.fail("shipped")


def test_money_is_booked_twice() -> None:
    escrow = funded()
    balances = {line.account: line.balance for line in escrow.balances()}
    assert balances["escrow:cash"] == Money("10.00", "EUR") == balances["held:m1"]
    for entry in escrow.journal():
        debits = sum(posting.amount.minor for posting in entry.movement.debits)
        assert debits == sum(posting.amount.minor for posting in entry.movement.credits) > 0
    assert escrow.payouts() == []
    assert escrow.due("m1") == Money("0", "EUR") and proposed().due("m1") == Money("10.00", "EUR")
    with pytest.raises(tercero.NotFound):
        escrow.due("m2")
    explained = escrow.explain(escrow.version)
    assert explained.version == escrow.version
    with pytest.raises(tercero.NotFound):
        escrow.explain(0)


def test_what_was_stored_comes_back() -> None:
    escrow = funded()
    entries = [tercero.Entry.from_json(entry.to_json()) for entry in escrow.history.entries]
    assert Escrow.replay(entries) == escrow
    snapshot = proposed().snapshot()
    restored = Escrow.restore(snapshot, entries[proposed().version :])
    assert restored.state == escrow.state and restored.head == escrow.head
    assert restored != escrow, "its history begins at the snapshot"
    assert Escrow.restore(escrow.snapshot()).state == escrow.state
    state = tercero.EscrowRecord.from_json(escrow.state.to_json())
    assert state == escrow.state and hash(state) == hash(escrow.state)
    assert eval(repr(state), vars(tercero)) == state
    assert hash(escrow) == hash(Escrow.replay(entries))


def test_a_changed_entry_is_found() -> None:
    history = funded().history
    assert history.verify() == history.checkpoint and len(history) == history.checkpoint.version
    assert history.verify_against(proposed().history.checkpoint) == history.checkpoint
    assert history.range(2, 3) == history.entries[1:3] and history.base.version == 0
    forged = history.entries
    entry = forged[3]
    forged[3] = tercero.Entry(entry.version, entry.hash, entry.bytes.replace(b"beto", b"bert"))
    with pytest.raises(tercero.HistoryBroken) as caught:
        History(history.base, forged).verify()
    assert caught.value.field == "entries[3]"
    with pytest.raises(tercero.HistoryBroken):
        Escrow.replay(forged)


GOLDEN = pathlib.Path(__file__).parents[2] / "core/tests/vectors/project.jsonl"


def golden() -> dict[str, Any]:
    """The golden project: an offer, the steps of its whole life and where it stands after them."""
    case: dict[str, Any] = json.loads(GOLDEN.read_text().splitlines()[0])
    return case


def offer() -> tercero.Offer:
    return tercero.Offer.from_json(json.dumps(golden()["input"]["offer"]))


def test_a_project_lives_its_whole_life() -> None:
    steps, want = golden()["input"]["steps"], golden()["want"]["ok"]
    first = datetime.datetime.fromisoformat(steps[0]["at"])
    ctx = Context(first, uuid.UUID(int=0), offer().owner, Role.OWNER)
    project_id = uuid.UUID("00000000-0000-4000-8000-000000000000")
    begun = Project.create(project_id, offer(), ctx, tercero.Identity.BASIC)
    project, entries = begun.project, begun.entries
    assert project.phase == tercero.ProjectState.DRAFT and project.offer == offer()
    assert project.offer_hash == tercero.offer_hash(offer()) and project.offer_version == 1
    for number, given in enumerate(steps):
        command = tercero.ProjectCommand.from_json(json.dumps(given["command"]))
        second = given.get("seconded_by")
        actor = Actor(**given["actor"])
        when = datetime.datetime.fromisoformat(given["at"])
        ctx = Context(when, given["id"], actor.id, actor.role, seconded_by=second)
        if number % 10 == 0:
            preview = project.preview(command, ctx)
            assert preview.events
            assert project.actions(actor, when)
        step = project.handle(command, ctx)
        assert step.project.version == step.last == step.entries[-1].version
        project, entries = step.project, entries + step.entries
    assert (project.head, project.version) == (want["head"], want["version"])
    assert project.phase == tercero.ProjectState.SETTLED
    assert [(r.id, r.status, r.money) for r in project.requests] == [
        (r["id"], r["status"], r["money"]) for r in want["requests"]
    ]
    assert Project.replay(entries) == project
    assert Project.restore(project.snapshot()).state == project.state
    assert entries == project.history.entries and project.history.verify().hash == project.head
    assert project.approved is not None and len(project.drafts) == 1
    explanation = project.explain(1, project.requests[0].id)
    assert explanation.lines[0].position == project.requests[0].id
    assert isinstance(tercero.project_event(entries[0]), tercero.ProjectEvent.ProjectCreated)
    assert project.view(Actor("P1", Role.INVESTOR)).state == "settled"
    assert project.tick(project.recorded_at).entries == []
    owner = Context(first, uuid.UUID(int=0), offer().owner, Role.OWNER)
    with pytest.raises(tercero.Kyc):
        Project.create(project_id, offer(), owner)


def test_splits_add_up() -> None:
    total = Money("100.01", "MXN")
    parts = tercero.allocate(total, [Decimal(50), Decimal(30), "20"])
    assert [str(part.amount) for part in parts] == ["50.01", "30.00", "20.00"]
    increments = tercero.accrue([Decimal(3), Decimal(1)], [Money("0.01", "EUR"), Money("0.04", "EUR")])
    assert [[part.minor for part in step] for step in increments] == [[1, 0], [2, 1]]
    more = tercero.allocate_increment(Money("0.01", "EUR"), [Decimal(3), Decimal(1)], increments[0])
    assert sum(part.minor for part in more) == 1
    shares = tercero.explain_allocation(total, [Decimal(50), Decimal(30), Decimal(20)])
    assert [share.amount for share in shares] == parts
    with pytest.raises(tercero.ZeroWeights):
        tercero.allocate(total, [Decimal(0)])


def test_buffers_are_written_in_place() -> None:
    weights = numpy.array([50, 30, 20], dtype=numpy.int64)
    out = numpy.zeros(3, dtype=numpy.int64)
    tercero.bulk.allocate_into(10_001, weights, out)
    assert out.tolist() == [5001, 3000, 2000]
    plain = array.array("q", [0, 0, 0])
    tercero.bulk.allocate_into(10_001, memoryview(weights), plain)
    assert list(plain) == [5001, 3000, 2000]
    parts = numpy.zeros(5, dtype=numpy.int64)
    tercero.bulk.allocate_many(
        numpy.array([100, 10]), numpy.array([1, 1, 1, 1, 3]), numpy.array([3, 2]), parts
    )
    assert parts.tolist() == [34, 33, 33, 3, 7]
    tercero.bulk.allocate_increment_into(
        numpy.array([3, 3, 1]), numpy.array([428_572, 428_572, 142_858]), 1, out
    )
    assert out.tolist() == [1, 0, 0]
    units, values = numpy.zeros(3, dtype=numpy.int64), numpy.zeros(3, dtype=numpy.int64)
    capitals = numpy.array([333_335, 333_334, 333_334])
    left = tercero.bulk.in_kind_into(10, 1_000_003, 1_000_003, capitals, units, values)
    assert (units.tolist(), values.tolist(), left) == ([3] * 3, [300_000] * 3, (1, 100_003))
    payment, capital = numpy.zeros(2, dtype=numpy.int64), numpy.zeros(2, dtype=numpy.int64)
    tercero.bulk.distribute_into(
        numpy.array([600, 400]), numpy.array([590, 393]), 100, payment, capital
    )
    assert (payment.tolist(), capital.tolist()) == ([60, 40], [10, 7])


def test_a_settlement_on_buffers_is_the_settlement() -> None:
    rules = tercero.standard_rules("MXN")
    mxn = lambda text: Money(text, "MXN")
    actuals = tercero.Actuals(
        revenue=mxn("1500.00"), costs=mxn("1000.00"), snapshot_costs=mxn("1000.00")
    )
    capital = numpy.array([60_000, 40_000])
    profit, loss, payout, holdback = (numpy.zeros(2, dtype=numpy.int64) for _ in range(4))
    totals = tercero.bulk.settle_into(
        rules, actuals, capital, profit=profit, loss=loss, payout=payout, holdback=holdback
    )
    positions = [
        tercero.Position(
            id=f"p{seq}",
            holder=holder,
            seq=seq,
            owner=False,
            capital=Money.from_minor(int(amount), "MXN"),
            days=0,
            withholding=Decimal(0),
            advance=mxn("0"),
            distributed=mxn("0"),
            profit_distributed=mxn("0"),
        )
        for seq, (holder, amount) in enumerate(zip(("ana", "beto"), capital), 1)
    ]
    settlement = tercero.settle(rules, actuals, positions)
    assert settlement.totals == totals
    assert [line.payout.minor for line in settlement.lines] == payout.tolist()
    assert [line.profit.minor for line in settlement.lines] == profit.tolist()
    assert [line.holdback.minor for line in settlement.lines] == holdback.tolist()


def test_a_buffer_that_does_not_fit_is_refused() -> None:
    good = numpy.ones(3, dtype=numpy.int64)
    frozen = numpy.ones(3, dtype=numpy.int64)
    frozen.flags.writeable = False
    for weights, out in [
        (good.astype(numpy.int32), good.copy()),
        (good.astype(float), good.copy()),
        (numpy.ones(6, dtype=numpy.int64)[::2], good.copy()),
        (numpy.ones((1, 3), dtype=numpy.int64), good.copy()),
        ([1, 1, 1], good.copy()),
        (good, good),
        (good, frozen),
        (good[:2], good[1:3]),
    ]:
        with pytest.raises(tercero.JsonType):
            tercero.bulk.allocate_into(3, weights, out)
    with pytest.raises(tercero.LengthMismatch):
        tercero.bulk.allocate_into(3, good, numpy.zeros(2, dtype=numpy.int64))
    with pytest.raises(tercero.LengthMismatch):
        tercero.bulk.allocate_many(good[:1], good, numpy.array([2]), numpy.zeros(3, dtype=numpy.int64))


def test_other_threads_run_meanwhile() -> None:
    count = 2_000_000
    weights, out = numpy.ones(count, dtype=numpy.int64), numpy.zeros(count, dtype=numpy.int64)
    ticks, done = [0], threading.Event()

    def tick() -> None:
        while not done.is_set():
            ticks[0] += 1
            done.wait(0.0005)

    thread = threading.Thread(target=tick)
    thread.start()
    before = ticks[0]
    for _ in range(5):
        tercero.bulk.allocate_into(10**15, weights, out)
    during = ticks[0] - before
    done.set()
    thread.join()
    assert during > 5 and int(out.sum()) == 10**15


def test_handles_can_be_shared_by_threads() -> None:
    escrow = funded()
    heads = set()

    def ship() -> None:
        ctx = by(4, "beto", Role.SELLER, 2)
        for _ in range(50):
            heads.add(escrow.handle(Command.Ship(milestone="m1", tracking="parcel"), ctx).escrow.head)

    threads = [threading.Thread(target=ship) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(heads) == 1 and escrow == funded()


def test_nothing_is_leaked() -> None:
    escrow = funded()
    for _ in range(200):
        escrow.view(Actor("ana", Role.BUYER))
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(200):
        escrow.view(Actor("ana", Role.BUYER))
    gc.collect()
    assert len(gc.get_objects()) - before < 50


def test_numbers_of_another_machine_are_refused() -> None:
    foreign = numpy.array([256, 1], dtype=">i8")
    out = numpy.zeros(2, dtype=numpy.int64)
    with pytest.raises(tercero.JsonType):
        tercero.bulk.allocate_into(1000, foreign, out)
    with pytest.raises(tercero.JsonType):
        tercero.bulk.allocate_into(1000, numpy.array([256, 1]), out.astype(">i8"))
    assert out.tolist() == [0, 0]


def test_handles_can_be_hashed_and_copied() -> None:
    step = Escrow.propose(ID, terms(), by(1, "ana", Role.BUYER, 0))
    again = Escrow.replay(step.entries)
    assert {step.escrow: 1}[again] == 1
    assert {step.escrow.history: 1}[again.history] == 1
    assert copy.copy(again) is again and copy.deepcopy(again) is again
