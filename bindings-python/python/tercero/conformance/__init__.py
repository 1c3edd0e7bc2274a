"""The program that every language of this project ships alike: JSON lines in, JSON lines out.
`{"id":"x1","op":"allocate","input":{…}}` is answered by `{"id":"x1","ok":{…}}` or `{"id":"x1","error":{"code":"…"}}`.
"""

from __future__ import annotations

from tercero import TerceroError
from tercero._document import Tree, parse
from tercero.conformance import scripts, settlement, splits
from tercero.conformance.reading import Fields, anything, record
from tercero.conformance.writing import compact, echo
from tercero.errors import JsonType

__all__ = ["OPERATIONS", "answer"]

OPERATIONS = {**splits.OPERATIONS, **scripts.OPERATIONS, **settlement.OPERATIONS}

# What every line has. Keys that are not known here are ignored, inside `input` they are not.
_case = record({"id": anything, "op": anything}, {"id": None, "op": None}, strict=False)


def answer(line: bytes) -> str:
    """The answer to one line, itself one line."""
    name: Tree = None
    try:
        tree = parse(line)
        case = _case(tree)
        name = case["id"]
        done = _perform(case["op"], tree)
    except TerceroError as refusal:
        return f'{{"id":{echo(name)},"error":{{"code":"{refusal.code}"}}}}'
    return f'{{"id":{echo(name)},"ok":{compact(done)}}}'


def _perform(op: Tree, tree: Tree) -> Fields:
    if not isinstance(op, str) or op not in OPERATIONS:
        raise JsonType("a field has the wrong type or is missing", field="op")
    reader, does = OPERATIONS[op]
    return does(record({"input": reader}, strict=False)(tree)["input"])
