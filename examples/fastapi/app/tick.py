"""Lets time pass: applies the timers that are due, of every escrow nobody asks about.
As a program it does so once, for cron: `python -m app.tick`."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from app.db import connect
from app.escrows import Escrows
from tercero import Escrow, TerceroError, VersionConflict
from tercero.fastapi import system_time

log = logging.getLogger(__name__)


def tick(escrows: Escrows, now: datetime) -> int:
    """Applies what is due at `now`, and says of how many escrows."""
    done = 0
    for id in escrows.due(now):
        try:
            escrow = Escrow.replay(escrows.load(id))
            escrows.append(id, escrow.version, escrow.tick(now).entries)
            done += 1
        except VersionConflict:
            # Somebody acted meanwhile, and every command applies the due timers first.
            continue
        except TerceroError:
            log.exception("escrow %s", id)
    return done


async def keep_ticking(escrows: Escrows, clock: Callable[[], datetime], seconds: int) -> None:
    """Does it again and again, until it is cancelled."""
    while True:
        try:
            await asyncio.to_thread(tick, escrows, clock())
        except SQLAlchemyError:
            log.exception("the database did not answer")
        await asyncio.sleep(seconds)


if __name__ == "__main__":
    print(tick(Escrows(connect()), system_time()), "escrows moved on")
