"""A Rust panic in any export is an ordinary exception: the process lives, and every handle answers as before.
It needs the module built with the feature `panics`, in which the environment makes every export panic.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
import tercero
from tercero import Actor, Command, Escrow, History, Identity, Money, Project, Role
from tercero.errors import InvariantViolated
from tercero.testing import Clock, terms


@contextmanager
def panics() -> Iterator[None]:
    os.environ["TERCERO_PANIC"] = "1"
    try:
        yield
    finally:
        del os.environ["TERCERO_PANIC"]


def can_panic() -> bool:
    with panics():
        try:
            tercero.days(1)
        except InvariantViolated:
            return True
        return False


pytestmark = pytest.mark.skipif(not can_panic(), reason="built without the feature `panics`")
