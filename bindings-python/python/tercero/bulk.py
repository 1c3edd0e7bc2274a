"""Many splits and settlements at once, on buffers of 64-bit integers (numpy, array, memoryview) that are not copied.

A buffer that is written to must not lie over another one, and other threads must leave all of them alone meanwhile.
"""

from tercero._tercero import (
    allocate_increment_into,
    allocate_into,
    allocate_many,
    distribute_into,
    in_kind_into,
    settle_into,
)

__all__ = [
    "allocate_increment_into",
    "allocate_into",
    "allocate_many",
    "distribute_into",
    "in_kind_into",
    "settle_into",
]
