"""A PostgreSQL server of our own: a cluster in a temporary directory on a free loopback port, gone afterwards.
PostgreSQL refuses to run as root: then it runs as the user `postgres` that Debian's package brings.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Any, Self

from support.ledger import psql
from support.server import free_port
from support.waiting import until

OLDEST = 15
TIMEOUT = 30


def programs() -> Path:
    """Where initdb and postgres are: Debian keeps them off the PATH, one folder a version."""
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()]
    newest = max(debian, key=lambda path: int(path.parent.name), default=None)
    if newest and int(newest.parent.name) >= OLDEST:
        return newest
    found = shutil.which("initdb")
    assert found and shutil.which("psql"), f"PostgreSQL {OLDEST} or later is not there: install it first"
    return Path(found).resolve().parent


class Postgres:
    """`with Postgres() as postgres:` it runs, and `postgres.url` is its database `postgres`."""

    def __init__(self) -> None:
        self.programs = programs()
        self.port = free_port()
        self.account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.directory = Path(tempfile.mkdtemp(prefix="countersign-postgres-"))
        os.chown(self.directory, self.account.pw_uid, self.account.pw_gid)
        self.data = self.directory / "data"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            make = ["-U", "postgres", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"]
            made = self._popen("initdb", "-D", str(self.data), *make, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            output, _ = made.communicate(timeout=TIMEOUT * 4)
            assert made.returncode == 0, output.decode(errors="replace")
            settings = {"port": self.port, "listen_addresses": "127.0.0.1", "fsync": "off", "max_connections": 300}
            given = [f"--{name}={value}" for name, value in settings.items()]
            with (self.directory / "log").open("ab") as log:
                self.process = self._popen(
                    "postgres", "-D", str(self.data), "-k", str(self.directory), *given, stdout=log, stderr=log
                )
            until(self._takes_connections, "PostgreSQL to take connections", TIMEOUT, pause=0.02)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            # "Fast": open transactions are rolled back.
            process.send_signal(signal.SIGINT)
            try:
                process.wait(TIMEOUT)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(TIMEOUT)
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"

    def make_database(self, name: str = "") -> str:
        """An empty database; its URL."""
        name = name or f"test_{secrets.token_hex(6)}"
        psql(self.url, f"CREATE DATABASE {name}")
        return self.url_of(name)

    def _takes_connections(self) -> bool:
        assert self.process is not None and self.process.poll() is None, (self.directory / "log").read_text()
        asked = subprocess.run(["psql", "-qAt", "-c", "SELECT 1", self.url], capture_output=True, timeout=TIMEOUT)
        return asked.returncode == 0

    def _popen(self, program: str, *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        if os.geteuid() == 0:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return subprocess.Popen(
            [str(self.programs / program), *arguments],
            cwd=self.directory,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            # Ctrl-C is for the tests, which then stop it.
            start_new_session=True,
            **options,
        )
