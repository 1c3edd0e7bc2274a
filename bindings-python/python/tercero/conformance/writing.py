"""How answers are written: as compact as the core writes them, with the names of every object in order.
What a case called itself comes back in the core's spelling, numbers included.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from tercero._document import Number, Object, Tree


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
