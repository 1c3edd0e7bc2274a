"""The first tables: entries and timers of tercero, and those of this service."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("stream", sa.Text(), primary_key=True),
        sa.Column("version", INTEGER, primary_key=True, autoincrement=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sqlite_strict=True,
    )
    op.create_table(
        "timers",
        sa.Column("stream", sa.Text(), primary_key=True),
        sa.Column("version", INTEGER, nullable=False),
        sa.Column("at", INTEGER, index=True),
        sqlite_strict=True,
    )
    op.create_table(
        "members",
        sa.Column("token_sha256", sa.String(), primary_key=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String()),
    )
    op.create_table(
        "participations",
        sa.Column("place", sa.Integer(), primary_key=True),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("escrow", sa.Uuid(), nullable=False, index=True),
        sa.UniqueConstraint("member", "escrow"),
    )
    op.create_table(
        "payables",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("escrow", sa.Uuid(), nullable=False, index=True),
        sa.Column("payee", sa.String(), nullable=False),
        sa.Column("amount", sa.String(40), nullable=False),
    )
    op.create_table(
        "texts",
        sa.Column("sha256", sa.String(), primary_key=True),
        sa.Column("text", sa.String(), nullable=False),
    )


def downgrade() -> None:
    for table in ("texts", "payables", "participations", "members", "timers", "entries"):
        op.drop_table(table)
