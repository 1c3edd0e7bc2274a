"""How much is written by hand for each function that Python can call: a binding takes values, calls the core and answers.
Those that are longer than the goal are named here with the reason; whoever adds one has to add it too.
"""

from __future__ import annotations

import pathlib
import re

SOURCES = sorted((pathlib.Path(__file__).parents[1] / "src").glob("*.rs"))
GOAL = 5
LONGER = {
    "in_kind_into": "opens five buffers",
    "distribute_into": "opens six buffers",
    "settle_into": "opens up to twenty buffers, most of which may be left out",
}
"""Functions with more lines than the goal, and why."""


def bound(source: str) -> dict[str, int]:
    """The lines in the body of every function in a `#[pymethods]` block or under `#[pyfunction]`."""
    found: dict[str, int] = {}
    methods = [(m.start(), closing(source, source.index("{", m.end()))) for m in re.finditer(r"#\[pymethods\]", source)]
    for match in re.finditer(r"\n *(?:pub(?:\(crate\))? )?fn (\w+)", source):
        head = source[: match.start()].rsplit("\n\n", 1)[-1]
        inside = any(begin < match.start() < end for begin, end in methods)
        if not inside and "#[pyfunction]" not in head:
            continue
        opened = body(source, match.end())
        inner = source[opened + 1 : closing(source, opened)]
        owner = re.findall(r"impl (?:\w+ for )?(\w+)", source[: match.start()])
        name = f"{owner[-1]}.{match[1]}" if inside else match[1]
        found[name] = len([line for line in inner.splitlines() if line.strip()])
    return found


def body(source: str, at: int) -> int:
    """Where the body of the function opens whose name ends at `at`."""
    depth = 0
    for place in range(at, len(source)):
        depth += {"(": 1, ")": -1}.get(source[place], 0)
        if source[place] == "{" and depth == 0:
            return place
    raise AssertionError("a function without a body")


def closing(source: str, opened: int) -> int:
    """The brace that closes the one at `opened`."""
    depth = 0
    for place in range(opened, len(source)):
        depth += {"{": 1, "}": -1}.get(source[place], 0)
        if depth == 0:
            return place
    raise AssertionError("a brace is not closed")


def test_a_bound_function_is_a_few_lines() -> None:
    lines = {name: count for source in SOURCES for name, count in bound(source.read_text()).items()}
    longer = {name: count for name, count in lines.items() if count > GOAL}
    print(f"{len(lines)} bound functions, {sum(lines.values()) / len(lines):.1f} lines each; longer: {longer}")
    assert len(lines) > 70
    assert longer.keys() == LONGER.keys(), longer
