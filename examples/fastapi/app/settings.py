"""What can be set from outside, each by an environment variable or a line in `.env`: `ESCROWS_DATABASE_URL`, …
Everything has a value that works without it."""

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """The settings of the service."""

    model_config = SettingsConfigDict(env_prefix="ESCROWS_", env_file=".env")

    database_url: str = "sqlite:///escrows.sqlite"
    """SQLite, or PostgreSQL as `postgresql+psycopg://user@host/name`."""
    tick_seconds: int = 10
    """How often due timers are looked for; 0 leaves that to `python -m app.tick`."""
    sandbox: bool = False
    """Whether payments arrive at once, to try things out. Otherwise the provider reports them at `/rail/payins`."""
