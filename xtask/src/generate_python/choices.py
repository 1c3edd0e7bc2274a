from enum import StrEnum


class Choice(StrEnum):
    """One of some names. It is a `str`, and equal to the name."""

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"
