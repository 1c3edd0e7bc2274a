"""The conformance program on the vectors that every language answers, and on lines that are hostile.
It reads a line exactly as strictly as the core reads it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tercero.conformance import answer

VECTORS = Path(__file__).parents[2] / "core" / "tests" / "vectors"
CASES: list[dict[str, Any]] = [
    json.loads(line)
    for file in sorted(VECTORS.glob("*.jsonl"))
    for line in file.read_text().splitlines()
]


def answered(line: str) -> Any:
    return json.loads(answer(line.encode()))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_vectors(case: dict[str, Any]) -> None:
    answer = answered(json.dumps(case))
    assert answer.pop("id") == case["id"]
    if "error" in case["want"]:
        assert answer == {"error": {"code": case["want"]["error"]}}
    else:
        assert answer == {"ok": {**answer["ok"], **case["want"]["ok"]}}


SPLIT = '{"total":"10.00","currency":"EUR","weights":["1","3"]}'


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            '{"id":"x","op":"allocate","input":%s}' % SPLIT,
            '"id":"x","ok":{"parts":["2.50","7.50"]}',
        ),
        (
            '{"id":1,"op":"accrue","input":{"currency":"EUR","weights":["1","2"],"totals":["1.00","2.00"]}}',
            '"id":1,"ok":{"increments":[["0.33","0.67"],["0.34","0.66"]]}',
        ),
        (
            '{"id":1,"op":"allocate_increment",'
            '"input":{"amount":"1.00","currency":"EUR","weights":["1","1"],"paid":["0.00","0.50"]}}',
            '"id":1,"ok":{"parts":["0.75","0.25"]}',
        ),
        (
            '{"id":1,"op":"fee","input":{"rule":{"tiers":[{"rate":"0.035","on":"whole"}]},'
            '"amount":"99.99","currency":"EUR"}}',
            '"id":1,"ok":{"fee":"3.50"}',
        ),
        ('{"op":"allocate","input":["1.00","EUR",["1"]]}', '"id":null,"ok":{"parts":["1.00"]}'),
        (
            '{"id":[1,{"b":2,"a":"é"}],"op":"x"}',
            '"id":[1,{"a":"é","b":2}],"error":{"code":"json_type"}',
        ),
        ('{"id":-0,"op":null}', '"id":-0.0,"error":{"code":"json_type"}'),
        ('{"id":18446744073709551615}', '"id":18446744073709551615,"error":{"code":"json_type"}'),
        ('{"id":1e16}', '"id":1e+16,"error":{"code":"json_type"}'),
        ('{"id":1e400}', '"id":null,"error":{"code":"json_syntax"}'),
        ('{"id":1,"id":1}', '"id":null,"error":{"code":"json_duplicate_key"}'),
        ("", '"id":null,"error":{"code":"json_syntax"}'),
        ("7", '"id":null,"error":{"code":"json_type"}'),
        ("[" * 33, '"id":null,"error":{"code":"json_depth"}'),
        ('{"id":1,"op":"allocate"}', '"id":1,"error":{"code":"json_type"}'),
        ('{"id":1,"op":"allocate","input":"\\ud800"}', '"id":1,"error":{"code":"json_syntax"}'),
        (
            '{"id":1,"op":"allocate","input":{"total":"1","total":"1"}}',
            '"id":1,"error":{"code":"json_duplicate_key"}',
        ),
        (
            '{"id":1,"op":"allocate","input":{"total":1,"bogus":1}}',
            '"id":1,"error":{"code":"json_unknown_field"}',
        ),
        (
            '{"id":1,"op":"allocate","input":%s}' % SPLIT.replace('"3"', '"-3","x"'),
            '"id":1,"error":{"code":"amount_syntax"}',
        ),
    ],
)
def test_lines(line: str, expected: str) -> None:
    assert answer(line.encode()) == f"{{{expected}}}"


def test_what_is_not_even_text() -> None:
    assert answer(b'{"id":"\xff"}') == '{"id":null,"error":{"code":"json_syntax"}}'


def test_the_program_answers_line_by_line() -> None:
    given = b'{"id":1,"op":"x"}\n\n{"id":2,"op":"x"}'
    program = [sys.executable, "-m", "tercero.conformance"]
    answers = subprocess.run(program, input=given, capture_output=True, check=True).stdout
    assert [json.loads(line)["id"] for line in answers.splitlines()] == [1, None, 2]
    assert answers.endswith(b"\n")
