"""Escrows over HTTP, kept in SQLite or PostgreSQL.
The rules are tercero's; this service knows who calls, what time it is and where the entries are kept."""
