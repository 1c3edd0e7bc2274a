"""How cases are read. Whatever a value of the core has a form for is read by that value, and the rest in the same way.
So a line is refused exactly when the core refuses it, and for the first thing it would find wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol, TypeAlias

from tercero import Argument
from tercero._document import Object, Tree, check, write
from tercero.conformance.writing import compact
from tercero.errors import JsonDuplicateKey, JsonSyntax, JsonType, JsonUnknownField

Fields: TypeAlias = dict[str, Any]
Reader: TypeAlias = Callable[[Tree], Any]
Operation: TypeAlias = tuple[Reader, Callable[[Fields], Fields]]


class Value(Protocol):
    """What every value can do."""

    def to_json(self) -> str: ...


def of(cls: Any) -> Reader:
    """Reads a value."""
    return lambda tree: cls.from_json(write(tree))


def like(example: Value, name: str) -> Reader:
    """Reads what stands in one field of a value, through an example of that value."""
    fields = {key: text for key, text in json.loads(example.to_json()).items() if key != name}
    front = compact(fields)[:-1] + f',"{name}":'
    cls: Any = type(example)
    return lambda tree: getattr(cls.from_json(front + write(tree) + "}"), name)


def each(reader: Reader) -> Reader:
    """Reads a list."""

    def read(tree: Tree) -> list[Any]:
        if not isinstance(tree, list):
            raise misplaced(tree, "a list")
        return [reader(inner) for inner in tree]

    return read


def by_name(reader: Reader) -> Reader:
    """Reads what belongs to each name, in the order of the names."""

    def read(tree: Tree) -> Fields:
        named: Fields = {}
        for key, inner in pairs_of(tree):
            read_inner = reader(inner)
            if key in named:
                raise JsonDuplicateKey(f"duplicate field `{key}`", field=key)
            named[key] = read_inner
        return dict(sorted(named.items()))

    return read


def record(
    fields: Mapping[str, Reader], left_out: Mapping[str, Any] = {}, strict: bool = True
) -> Reader:
    """Reads the fields of an object, or of a list in their order. Those in `left_out` need not be there."""

    def read(tree: Tree) -> Fields:
        if isinstance(tree, list):
            found = {key: fields[key](inner) for key, inner in zip(fields, tree)}
        else:
            found = {}
            for key, inner in pairs_of(tree):
                if key in found:
                    raise JsonDuplicateKey(f"duplicate field `{key}`", field=key)
                if key in fields:
                    found[key] = fields[key](inner)
                elif strict:
                    raise JsonUnknownField(f"unknown field `{key}`", field=key)
        for key in fields:
            if key not in found and key not in left_out:
                raise JsonType(f"missing field `{key}`", field=key)
        if isinstance(tree, list) and len(tree) > len(fields):
            raise JsonSyntax("trailing characters")
        return {**left_out, **found}

    return read


def pairs_of(tree: Tree) -> Iterator[tuple[str, Tree]]:
    if not isinstance(tree, Object):
        raise misplaced(tree, "an object")
    return ((text(key), inner) for key, inner in tree.pairs)


def misplaced(tree: Tree, expected: str) -> JsonType:
    """The refusal of another kind of document, after a look whether it is one."""
    if not isinstance(tree, Object | list):
        check(tree)
    return JsonType(f"expected {expected}")


def anything(tree: Tree) -> Tree:
    """Any document; what it means is said later."""
    check(tree)
    return tree


def maybe(reader: Reader) -> Reader:
    """Reads what may be `null`."""
    return lambda tree: None if tree is None else reader(tree)


text = like(Argument("x", "x"), "name")
