"""The service: the escrow endpoints of tercero, the rail's own, and the job that lets time pass.
`uvicorn app.main:app` serves it with the settings of the environment."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from fastapi import FastAPI

from app import rail
from app.db import connect
from app.escrows import Escrows
from app.members import signed_in
from app.settings import Settings
from app.tick import keep_ticking
from tercero.fastapi import install, router, system_time


def service(settings: Settings, clock: Callable[[], datetime] = system_time) -> FastAPI:
    """The service with these settings, by this clock."""
    escrows = Escrows(connect(settings), clock)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if settings.tick_seconds == 0:
            yield
            return
        job = asyncio.create_task(keep_ticking(escrows, settings.tick_seconds))
        yield
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job

    app = FastAPI(title="Escrows", lifespan=lifespan)
    app.state.escrows = escrows
    install(app)
    app.include_router(
        router(
            escrows,
            actor=signed_in,
            clock=clock,
            ids=escrows.ids,
            texts=escrows.keep,
            sandbox=settings.sandbox,
        )
    )
    app.include_router(rail.router)
    return app


app = service(Settings())
