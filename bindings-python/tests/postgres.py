"""A real PostgreSQL for tests: a cluster of its own in a temporary folder on a free port, gone when the tests end.
The server comes from Debian's packages, which are installed when they are missing; it never runs as root."""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

USER = "tercero"
DEBIAN = Path("/usr/lib/postgresql")
INSTALL = "apt-get install -y --no-install-recommends postgresql"
# Only the tests' data is at stake, so nothing waits for the disk.
SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")

_numbers = count(1)


class PostgresMissing(RuntimeError):
    """There is no PostgreSQL here, and it could not be installed."""


def database() -> str:
    """The URL of a new, empty database, for any driver: `postgresql://…`."""
    name = f"test_{next(_numbers)}"
    run("psql", "-qX", "-d", f"{server()}/postgres", "-c", f"CREATE DATABASE {name}")
    return f"{server()}/{name}"


@cache
def server() -> str:
    """The URL of the running server, which is started at the first call."""
    programs()
    folder = Path(tempfile.mkdtemp(prefix="tercero-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, port = folder / "data", free_port()
    run("initdb", "-D", data, "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
    options = " ".join(f"-c {setting}" for setting in SETTINGS)
    options = f"-h 127.0.0.1 -p {port} -k {folder} {options}"
    run("pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    # Waits for the end of its input, which comes even if the tests are killed.
    keep = 'cat; "$0" -D "$1/data" -m immediate stop; rm -rf "$1"'
    keeper = subprocess.Popen(
        ["sh", "-c", keep, programs() / "pg_ctl", folder],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        **account(),
    )
    atexit.register(keeper.communicate)
    return f"postgresql://{USER}@127.0.0.1:{port}"


def run(program: str, *arguments: str | Path) -> None:
    """Runs a program of PostgreSQL."""
    done = subprocess.run(
        [programs() / program, *arguments],
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **account(),
    )
    if done.returncode != 0:
        raise RuntimeError(f"{program}: {done.stderr.strip()}")


def account() -> dict[str, Any]:
    """The user `postgres` where the tests run as root."""
    return {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}


@cache
def programs() -> Path:
    """The folder with the programs of the newest version."""
    if not installed():
        install()
    if not installed():
        raise PostgresMissing(f"PostgreSQL is not installed; as root: {INSTALL}")
    return installed()[-1]


def installed() -> list[Path]:
    """The folders of the servers that are there, oldest first. A client alone has no `initdb`."""
    folders = (program.parent for program in DEBIAN.glob("*/bin/initdb"))
    return sorted(folders, key=lambda folder: float(folder.parent.name))


def install() -> None:
    """Installs Debian's package. Whoever may not do that is told how it is called."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("apt-get update", INSTALL):
        try:
            done = subprocess.run(command.split(), env=environment, capture_output=True, text=True)
        except FileNotFoundError as error:
            raise PostgresMissing("PostgreSQL is not installed; on Debian: " + INSTALL) from error
        if done.returncode != 0:
            raise PostgresMissing(f"PostgreSQL is not installed, and {command!r} said: {done.stderr.strip()}")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
