"""The program under test: one process of its own, in a directory of its own, with nothing of our environment."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

from support.ports import free_port
from support.postgres import programs, psql
from support.waiting import until

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("COUNTERSIGN_BINARY", ROOT / "target" / "debug" / "countersign"))

START_TIMEOUT = 20
STOP_TIMEOUT = 10

# The address that people see. The server is reached over plain HTTP on loopback, as behind a proxy.
PUBLIC_URL = "https://accounts.example.org"


class Site(Protocol):
    """Where a browser can go: a server itself, or what stands in front of several."""

    @property
    def base_url(self) -> str: ...

    @property
    def secure(self) -> bool: ...

    @property
    def log(self) -> str: ...

    def connect(self) -> http.client.HTTPConnection: ...


class Server:
    """A server with a SQLite file, cheap password hashes and no rate limits, unless `env` says otherwise."""

    COMMAND = "serve"

    def __init__(self, directory: Path, env: Mapping[str, str | None]) -> None:
        self.directory = directory
        self.port = free_port()
        self.database = directory / "countersign.db"
        self.log_path = directory / "server.log"
        settings: dict[str, str | None] = {
            "COUNTERSIGN_LISTEN": f"127.0.0.1:{self.port}",
            "COUNTERSIGN_BASE_URL": PUBLIC_URL,
            "COUNTERSIGN_DATABASE_URL": f"sqlite://{self.database}",
            "COUNTERSIGN_MAIL_FROM": "Example Accounts <accounts@example.org>",
            "COUNTERSIGN_ARGON2": "m=8,t=1,p=1",
            "COUNTERSIGN_ALLOW_WEAK_ARGON2": "true",
            "COUNTERSIGN_RATE_LIMITS": "off",
        }
        settings |= env
        # A value may name the port, which is known only now.
        self.settings = {
            name: value.replace("{port}", str(self.port)) for name, value in settings.items() if value is not None
        }
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def base_url(self) -> str:
        return self.settings.get("COUNTERSIGN_BASE_URL", "http://localhost:8080").rstrip("/")

    @property
    def secure(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def environment(self) -> dict[str, str]:
        return {"PATH": os.environ["PATH"], "HOME": str(self.directory)} | self.settings

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    # Its life.

    def start(self) -> Server:
        self.process = self.spawn(self.COMMAND)
        until(self._is_ready, "the server to be ready", START_TIMEOUT, pause=0.02)
        return self

    def spawn(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A long-running command beside others, its output in the log. Whoever spawns it ends it."""
        with self.log_path.open("ab") as log:
            return subprocess.Popen(
                [str(BINARY), *arguments],
                cwd=self.directory,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        """A graceful end: SIGTERM, exit code 0 in time, and nothing panicked meanwhile."""
        process, self.process = self.process, None
        if process is not None:
            stop_gracefully(process)
        assert "panicked" not in self.log, self.log

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to tidy up."""
        process, self.process = self.process, None
        assert process is not None
        process.kill()
        process.wait(STOP_TIMEOUT)

    def restart(self) -> Server:
        """Starts anew on the same port and database, after `kill` or gracefully."""
        if self.process is not None:
            self.stop()
        return self.start()

    def _is_ready(self) -> bool:
        assert self.process is not None
        code = self.process.poll()
        assert code is None, f"the server ended with {code}:\n{self.log}"
        listen = self.settings.get("COUNTERSIGN_OPS_LISTEN") or self.settings["COUNTERSIGN_LISTEN"]
        return status_of(listen, "/readyz") == 200

    # What an operator does.

    def cli(
        self, *arguments: str, expect: int | None = 0, within_s: float = 30, **env: str
    ) -> subprocess.CompletedProcess[str]:
        """Runs one command in the server's environment, and expects its exit code."""
        done = subprocess.run(
            [str(BINARY), *arguments],
            cwd=self.directory,
            env=self.environment | env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=within_s,
        )
        assert expect is None or done.returncode == expect, (arguments, done)
        assert "panicked" not in done.stderr, done.stderr
        return done

    def listing(self, *arguments: str) -> list[dict[str, Any]]:
        """A command's `--json`: one array of objects, each with an `id`."""
        rows = json.loads(self.cli(*arguments, "--json").stdout)
        assert isinstance(rows, list) and all(row.get("id") for row in rows), rows
        return rows

    def mails(self) -> list[dict[str, Any]]:
        return self.listing("mail", "list")

    def wait_until_settled(self, timeout: float = 10) -> None:
        """Until every mail that was asked for has come to its end: sent, failed, or not to be sent."""
        until(lambda: not [mail for mail in self.mails() if mail["state"] == "queued"], "an empty queue", timeout)

    def derived_key(self, purpose: str) -> str:
        key = self.cli("key", "show-derived", purpose).stdout.strip()
        assert len(key) == 128 and set(key) <= set("0123456789abcdef"), key
        return key

    # What a thief or a tester reads.

    @property
    def is_on_postgres(self) -> bool:
        return self.settings["COUNTERSIGN_DATABASE_URL"].startswith("postgres")

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        """Reads past the program. PostgreSQL's values come as text."""
        if self.is_on_postgres:
            return psql(self.settings["COUNTERSIGN_DATABASE_URL"], sql)
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """Writes past the program."""
        if self.is_on_postgres:
            psql(self.settings["COUNTERSIGN_DATABASE_URL"], sql)
            return
        with closing(sqlite3.connect(self.database, timeout=10)) as connection, connection:
            connection.execute(sql)

    def rows(self, table: str) -> int:
        [(count,)] = self.query(f"SELECT count(*) FROM {table}")
        return int(count)

    def rewind(self, table: str, *columns: str, seconds: int) -> None:
        """As if these instants of every row had been so long ago."""
        moved = ", ".join(f"{column} = {column} - {seconds * 1_000}" for column in columns)
        self.change(f"UPDATE {table} SET {moved}")
        if table in ("sessions", "accounts"):
            # As every change of the program's own, it says that what is remembered is of before.
            told = "ON CONFLICT (id) DO UPDATE SET number = session_changes.number + 1"
            self.change(f"INSERT INTO session_changes (id, number) VALUES (99, 1) {told}")

    def tables(self) -> list[str]:
        ours = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        if not self.is_on_postgres:
            ours = "SELECT name FROM sqlite_master WHERE type = 'table'"
        return [name for (name,) in self.query(ours)]

    def copy_database(self, to: Path) -> None:
        """As a backup has it: the SQLite file with its write-ahead log, or what pg_dump writes."""
        to.mkdir(parents=True)
        if self.is_on_postgres:
            with (to / "database.sql").open("w") as dump:
                command = [programs() / "pg_dump", self.settings["COUNTERSIGN_DATABASE_URL"]]
                subprocess.run(command, stdin=subprocess.DEVNULL, stdout=dump, check=True, timeout=60)
            return
        for name in ("", "-wal"):
            source = self.database.with_name(self.database.name + name)
            if source.exists():
                shutil.copy(source, to / source.name)


def stop_gracefully(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        code = process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(STOP_TIMEOUT)
        raise AssertionError(f"still running {STOP_TIMEOUT} s after SIGTERM") from None
    assert code == 0, f"exit code {code} after SIGTERM"


def status_of(listen: str, path: str) -> int | None:
    """The status that this listener answers a plain GET with; None if it does not answer."""
    connection = http.client.HTTPConnection(listen, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None
    finally:
        connection.close()


@contextmanager
def running(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    """Ends a spawned command gracefully when the block is left, and by force if the block failed."""
    try:
        yield process
    except BaseException:
        process.kill()
        process.wait(STOP_TIMEOUT)
        raise
    stop_gracefully(process)
