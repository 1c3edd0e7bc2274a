"""JSON texts where no value of the core is read: whole lines and request bodies.
It reads as strictly as the core does, and loses nothing: no pair of an object, no digit of a number.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import NoReturn, TypeAlias

from tercero.errors import JsonDepth, JsonDuplicateKey, JsonSyntax, JsonType

DEPTH = 32
"""The deepest nesting, as in the core."""

_SPACES = " \t\r\n"
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


class Number(str):
    """A number as it is written."""


@dataclass(frozen=True, slots=True)
class Object:
    """The pairs of an object in the order of the text, those of a repeated key as well."""

    pairs: list[tuple[str, Tree]]


Tree: TypeAlias = "Object | list[Tree] | str | bool | None"


def parse(text: bytes | str) -> Object | list[Tree]:
    """Reads an object or a list. Refuses what is not JSON, what is nested too deeply, and any other document."""
    try:
        text = text if isinstance(text, str) else text.decode()
        _check_depth(text)
        text = text.strip(_SPACES)
        tree, end = _READER.raw_decode(text)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise JsonSyntax(f"the document is not JSON: {error}") from None
    if not isinstance(tree, Object | list):
        check(tree)
        raise JsonType("expected an object")
    if end < len(text):
        raise JsonSyntax("trailing characters")
    return tree


def write(tree: Tree) -> str:
    """The text of what was read, but for its spaces."""
    match tree:
        case Object(pairs):
            return "{%s}" % ",".join(f"{json.dumps(key)}:{write(inner)}" for key, inner in pairs)
        case list():
            return "[%s]" % ",".join(map(write, tree))
        case Number():
            return tree
        case _:
            return json.dumps(tree)


def check(tree: Tree) -> None:
    """Refuses what `parse` lets through and no document of the core holds: half a character, a number without bounds."""
    match tree:
        case Object(pairs):
            for key, inner in pairs:
                check(key)
                check(inner)
        case list():
            for inner in tree:
                check(inner)
        case Number():
            if abs(float(tree)) == float("inf"):
                raise JsonSyntax("a number is out of range", value=tree[:100])
        case str():
            if any("\ud800" <= letter <= "\udfff" for letter in tree):
                raise JsonSyntax("a text has half a character")


def check_keys(tree: Tree) -> None:
    """Refuses a key that appears twice in one object."""
    match tree:
        case Object(pairs):
            known: set[str] = set()
            for key, inner in pairs:
                if key in known:
                    raise JsonDuplicateKey(f"duplicate field `{key}`", field=key)
                known.add(key)
                check_keys(inner)
        case list():
            for inner in tree:
                check_keys(inner)


def _check_depth(text: str) -> None:
    depth = 0
    for token in _STRING_OR_BRACKET.finditer(text):
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth = max(depth - 1, 0)
        if depth > DEPTH:
            raise JsonDepth("the document is nested too deeply", allowed=("at most 32 levels",))


def _refuse_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no number", name, 0)


_READER = json.JSONDecoder(
    object_pairs_hook=Object,
    parse_int=Number,
    parse_float=Number,
    parse_constant=_refuse_constant,
)
