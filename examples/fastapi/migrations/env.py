"""Runs the migrations on the database of the settings, in one transaction.
`alembic revision --autogenerate` compares it with the tables in `app.db`."""

from alembic import context

from app.db import Base, connect

engine = connect()
with engine.begin() as connection:
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    context.run_migrations()
