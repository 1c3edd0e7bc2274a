"""Answers standard input line by line: `python -m tercero.conformance < cases.jsonl > answers.jsonl`.
A line that is not even text is answered like any other line that is not JSON.
"""

import sys

from tercero.conformance import answer

for line in sys.stdin.buffer:
    sys.stdout.buffer.write(answer(line.removesuffix(b"\n")).encode() + b"\n")
