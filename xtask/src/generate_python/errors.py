from __future__ import annotations

from datetime import datetime


class TerceroError(ValueError):
    """A refusal, which changed nothing. Its code is the same in every language."""

    code: str = "invariant_violated"
    """The stable code."""
    title: str = "the engine refused to break one of its own rules"
    """What the code says, whatever was refused."""
    status: int = 500
    """The HTTP status it stands for."""
    message: str
    """One line for a person, in English."""
    field: str | None
    """The field that was wrong, as a path such as `milestones[2].amount`."""
    value: str | None
    """The offending value as it was given."""
    allowed: tuple[str, ...]
    """What would have been allowed."""
    deadline: datetime | None
    """The deadline that was missed or must be waited for."""

    def __init__(
        self,
        message: str,
        field: str | None = None,
        value: str | None = None,
        allowed: tuple[str, ...] = (),
        deadline: datetime | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.value = value
        self.allowed = allowed
        self.deadline = deadline

    def add_note(self, note: str) -> None:
        """Learns from the binding which field was being read; any other note is kept as it is."""
        inner = note.removeprefix("while processing '").removesuffix("'")
        if inner == note:
            super().add_note(note)
        elif self.field is None:
            self.field = inner
        else:
            self.field = f"{inner}{'' if self.field.startswith('[') else '.'}{self.field}"

    def __str__(self) -> str:
        parts = [f"{self.code}: {self.message}"]
        if self.field is not None:
            parts.append(f"field: {self.field}")
        if self.value is not None:
            parts.append(f"value: {self.value}")
        if self.allowed:
            parts.append(f"allowed: {', '.join(self.allowed)}")
        if self.deadline is not None:
            parts.append(f"deadline: {self.deadline.isoformat()}")
        return "; ".join(parts)

    def _parts(self) -> tuple[object, ...]:
        return self.code, self.message, self.field, self.value, self.allowed, self.deadline

    def __repr__(self) -> str:
        names = ("message", "field", "value", "allowed", "deadline")
        parts = (f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__name__}({', '.join(parts)})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TerceroError) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return refused, self._parts()


Refused = TerceroError


def refused(
    code: str,
    message: str,
    field: str | None,
    value: str | None,
    allowed: tuple[str, ...],
    deadline: datetime | None,
) -> TerceroError:
    """The refusal with this code, as an instance of its class."""
    return CODES[code](message, field, value, allowed, deadline)
