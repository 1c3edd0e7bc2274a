"""Lets time pass: applies the timers that are due, of every escrow nobody asks about.
As a program it does so once, for cron: `python -m app.tick`."""

import asyncio
import logging

from app.db import connect
from app.escrows import Escrows
from tercero import ClockRegressed, Escrow, VersionConflict

log = logging.getLogger(__name__)


def tick(escrows: Escrows) -> int:
    """Applies what is due, and says of how many escrows."""
    done, now = 0, escrows.clock()
    for id in escrows.due(now):
        try:
            escrow = Escrow.replay(escrows.load(id))
            step = escrow.tick(now)
            due = step.escrow.next_deadline()
            escrows.append(id, escrow.version, step.entries, next_deadline=due)
            done += 1
        except (VersionConflict, ClockRegressed):
            # Somebody acted meanwhile, and every command applies the due timers first.
            continue
        except Exception:
            # One escrow that cannot move on must not hold up the others.
            log.exception("escrow %s", id)
    return done


async def keep_ticking(escrows: Escrows, seconds: int) -> None:
    """Does it again and again, until it is cancelled."""
    while True:
        try:
            await asyncio.to_thread(tick, escrows)
        except Exception:
            # Whatever it was, money that is due must move as soon as it can.
            log.exception("due timers wait for the next round")
        await asyncio.sleep(seconds)


if __name__ == "__main__":
    print(tick(Escrows(connect())), "escrows moved on")
