"""Pydantic schemas of all values, from what each class says of its fields. Loaded only when Pydantic asks a value for it.
Every value is built by its own constructor, so whatever is refused has the code of the core as its error type.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from types import GenericAlias
from typing import Annotated, Any, NoReturn, TypeAlias
from uuid import UUID

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, ValidationError
from pydantic_core import core_schema as schemas

import tercero
from tercero import choices
from tercero.errors import CODES, AmountType, JsonType, TerceroError, refused

Fields: TypeAlias = tuple[tuple[str, str, bool], ...]
Form: TypeAlias = dict[str, Any]


def _text(pattern: str, **more: Any) -> Form:
    return {"type": "string", "pattern": pattern, **more}


def _number(low: int, high: int) -> Form:
    return {"type": "integer", "minimum": low, "maximum": high}


_NAME = _text("^[A-Za-z0-9_-]{1,64}$")
_UUID = _text("^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", format="uuid")
_CODE = {"type": "string", "enum": list(CODES)}

# Of each scalar its class in Python and its form in JSON.
SCALARS: dict[str, tuple[Any, Form]] = {
    "Account": (str, _text("^[a-z_]+(:[A-Za-z0-9_-]+)*$")),
    "Amount": (Decimal, _text(r"^-?(0|[1-9][0-9]*)(\.[0-9]{1,4})?$", examples=["1250.00"])),
    "Bytes": (bytes, {"type": "string"}),
    "CaseId": (UUID, _UUID),
    "CommandId": (UUID, _UUID),
    "Currency": (str, _text("^[A-Z]{3}$", minLength=3, maxLength=3, examples=["EUR"])),
    "EscrowId": (UUID, _UUID),
    "Hash": (str, _text("^[0-9a-f]{64}$")),
    "LegId": (str, _text("^[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+){2}$", maxLength=128)),
    "MilestoneId": (str, _NAME),
    "PartyId": (str, _NAME),
    "ProjectId": (UUID, _UUID),
    "PublicKey": (str, _text("^[0-9a-f]{64}$")),
    "Rate": (Decimal, _text(r"^(0|[1-9][0-9]{0,19})(\.[0-9]{1,18})?$", examples=["0.035"])),
    "Reference": (str, _NAME),
    "Refusal": (
        TerceroError,
        {
            "type": "object",
            "properties": {
                "code": _CODE,
                "message": {"type": "string"},
                "field": {"type": "string"},
                "value": {"type": "string"},
                "allowed": {"type": "array", "items": {"type": "string"}},
                "deadline": {"type": "string", "format": "date-time"},
            },
            "required": ["code", "message"],
            "additionalProperties": False,
        },
    ),
    "Signature": (str, _text("^[0-9a-f]{128}$")),
    "String": (str, {"type": "string"}),
    "Text": (str, {"type": "string", "minLength": 1, "maxLength": 4096}),
    "Timestamp": (datetime, {"type": "string", "format": "date-time"}),
    "Window": (timedelta, _number(0, 315_360_000)),
    "bool": (bool, {"type": "boolean"}),
    "i128": (int, {"type": "integer"}),
    "i64": (int, _number(-(2**63), 2**63 - 1)),
    "u32": (int, _number(0, 2**32 - 1)),
    "usize": (int, _number(0, 2**64 - 1)),
}

# Values that are written as the list of their fields, and values that are written as their only field.
LISTS = ("CaseLapse", "MilestoneLapse")
BARE = ("FeeSchedule",)


class Scalar:
    """A scalar of the core in an annotation: `Annotated[str, Scalar("PartyId")]`.

    What JSON writes as text or number becomes its class in Python; the rest is for the value to refuse that it is for.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return schemas.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, source: CoreSchema, handler: GetJsonSchemaHandler
    ) -> Form:
        return dict(SCALARS[self.name][1])

    def read(self, given: Any) -> Any:
        """Refuses `null`, which no constructor can tell from a field that is left out."""
        try:
            if given is None:
                refuse = AmountType if SCALARS[self.name][0] is Decimal else JsonType
                raise refuse(f"expected {self.name}, not null")
            return READERS.get(self.name, lambda given: given)(given)
        except TerceroError as refusal:
            raise _custom(refusal) from None


def _instant(given: Any) -> Any:
    if not isinstance(given, str):
        return given
    date: Any = tercero.FundBy.from_json(json.dumps({"type": "date", "at": given}))
    return date.at


def _uuid(given: Any) -> Any:
    return tercero.Command.Escalate(given).case


def _window(given: Any) -> Any:
    whole = type(given) is int and 0 <= given < 2**32
    return timedelta(seconds=given) if whole else given


def _bytes(given: Any) -> Any:
    return given.encode() if isinstance(given, str) else given


def _refusal(given: Any) -> Any:
    if not isinstance(given, Mapping):
        return given
    code, message = given.get("code"), given.get("message")
    if code not in CODES or not isinstance(message, str):
        raise JsonType("a refusal has a code of the registry and a message")
    parts = (given.get("field"), given.get("value"), tuple(given.get("allowed", ())))
    deadline = given.get("deadline")
    return refused(code, message, *parts, deadline and _instant(deadline))


def _in_order(given: Any) -> Any:
    """Refuses a set, which Pydantic would put into some order, and the order decides who gets a cent."""
    if not isinstance(given, list | tuple):
        raise _custom(JsonType(f"expected a list, not {type(given).__name__}", allowed=("list",)))
    return given


READERS: dict[str, Callable[[Any], Any]] = {
    "Bytes": _bytes,
    "CaseId": _uuid,
    "CommandId": _uuid,
    "EscrowId": _uuid,
    "ProjectId": _uuid,
    "Refusal": _refusal,
    "Timestamp": _instant,
    "Window": _window,
}


def annotation(shape: str) -> Any:
    """The annotation of a type as `__fields__` writes it: `Option<Vec<Money>>` is `list[Money] | None`."""
    if found := re.fullmatch("(Vec|Option)<(.+)>", shape):
        inner = annotation(found[2])
        if found[1] == "Option":
            return inner | None
        return Annotated[GenericAlias(list, inner), BeforeValidator(_in_order)]
    if shape in SCALARS:
        return Annotated[SCALARS[shape][0], Scalar(shape)]
    return getattr(choices, shape, None) or getattr(tercero, shape)


def in_json(name: str) -> str:
    """The name of a field in JSON; in Python one that is a keyword there ends in `_`."""
    return name.removesuffix("_")


def schema(cls: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """The schema of a class of values: instances and what JSON writes of them go in, JSON comes out."""
    variants = getattr(cls, "__variants__", ())
    own = [(tag, fields) for tag, variant, fields in variants if variant is cls]
    if variants and not own:
        return _union(cls, variants, handler)
    if own:
        (tag, fields), *_ = own
        return _record(cls, fields, handler, tag)
    if not hasattr(cls, "__fields__"):
        return _opaque(cls)
    return _record(cls, cls.__fields__, handler)


def _record(cls: Any, fields: Fields, handler: GetCoreSchemaHandler, tag: str = "") -> CoreSchema:
    parts = {name: handler.generate_schema(annotation(shape)) for name, shape, _ in fields}
    name = cls.__qualname__.replace(".", "")
    if name in LISTS:
        return _value(cls, name, schemas.tuple_schema([*parts.values()]), lambda found: cls(*found))
    if name in BARE:
        (part,) = parts.values()
        return _value(cls, name, part, cls)
    described = {
        in_json(name): schemas.typed_dict_field(
            parts[name],
            required=required,
            metadata={"pydantic_js_updates": {"description": getattr(cls, name).__doc__}},
        )
        for name, _, required in fields
    }
    if tag:
        described = {"type": schemas.typed_dict_field(schemas.literal_schema([tag])), **described}

    def build(found: Form) -> Any:
        given = {name: found[in_json(name)] for name in parts if in_json(name) in found}
        return cls(**given)

    record = schemas.typed_dict_schema(
        described,
        cls=cls,
        extra_behavior="forbid",
        metadata={"pydantic_js_updates": {"additionalProperties": False}},
    )
    return _value(cls, name, record, build)


def _union(cls: Any, variants: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    tagged = {tag: _record(variant, fields, handler, tag) for tag, variant, fields in variants}
    union = schemas.tagged_union_schema(tagged, "type")
    return _value(cls, cls.__name__, union, lambda found: found, steps=1)


def _opaque(cls: Any) -> CoreSchema:
    whole = schemas.dict_schema(schemas.str_schema())
    return _value(cls, cls.__name__, whole, lambda found: cls.from_json(json.dumps(found)))


def _value(
    cls: Any, name: str, written: CoreSchema, build: Callable[[Any], Any], steps: int = 0
) -> CoreSchema:
    """What is an instance stays; what is written is read part by part and then built as a whole.

    `steps` is how many steps of an error's place are no steps in the document.
    """

    def read(given: Any, handler: schemas.ValidatorFunctionWrapHandler) -> Any:
        if isinstance(given, cls):
            return given
        try:
            return build(handler(given))
        except ValidationError as error:
            raise _with_codes(error, steps) from None
        except TerceroError as refusal:
            _refuse(name, refusal, given)

    return schemas.no_info_wrap_validator_function(
        read,
        written,
        ref=f"tercero.{name}:{id(cls)}",
        serialization=schemas.plain_serializer_function_ser_schema(_write, info_arg=True),
    )


def _write(value: Any, info: schemas.SerializationInfo) -> Any:
    """In Python a value stays what it is."""
    return value if info.mode == "python" else json.loads(value.to_json())


def _custom(refusal: TerceroError) -> PydanticCustomError:
    context = {"field": refusal.field, "value": refusal.value, "allowed": list(refusal.allowed)}
    return PydanticCustomError(refusal.code, refusal.message, context)


def _refuse(title: str, refusal: TerceroError, given: Any) -> NoReturn:
    """Raises the refusal at the place it names."""
    steps = re.findall(r"\[(\d+)\]|([^.\[]+)", refusal.field or "")
    place = tuple(int(index) if index else name for index, name in steps)
    line = InitErrorDetails(type=_custom(refusal), loc=place, input=given)
    raise ValidationError.from_exception_data(title, [line])


def _with_codes(error: ValidationError, steps: int) -> ValidationError:
    """The same errors, those of Pydantic under the codes of the core."""
    lines = []
    for line in error.errors(include_url=False):
        code = code_of(line["type"])
        context = line.get("ctx", {}) if code == line["type"] else {"allowed": []}
        kind = PydanticCustomError(code, line["msg"], context)
        place = line["loc"][steps:]
        lines.append(InitErrorDetails(type=kind, loc=place, input=line["input"]))
    return ValidationError.from_exception_data(error.title, lines)


def code_of(kind: str) -> str:
    """The code for a type of Pydantic's errors, which is the code itself where the core refused."""
    if kind in CODES:
        return kind
    return {"extra_forbidden": "json_unknown_field", "json_invalid": "json_syntax"}.get(
        kind, "json_type"
    )
