"""What is measured and what it is held against: databases full of people, servers on them, a bare server beside them,
and the disk below. Each server gives its processor time.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import socket
import sqlite3
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from performance import wrk
from scale.people import TABLES, Filling, address, session_token
from support.load import read_answer
from support.postgres import Postgres, another_database, drop_database
from support.server import BINARY, Server

CHEAP, DEFAULT = "m=8,t=1,p=1", "m=19456,t=2,p=1"
# What DEFAULT asks for, and one for each thread that hashes.
HASH_MB = 19_456 / 1024
BARE = Path(__file__).resolve().parents[2] / "target/bare/release/bare"
# An idle connection's counts are there after ten seconds (PGSTAT_IDLE_INTERVAL of PostgreSQL's pgstat.c).
UNTIL_COUNTED_S = 11
TICKS = os.sysconf("SC_CLK_TCK")

# As in production where it matters: nothing acknowledged is lost.
POSTGRES = {
    "fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "shared_buffers": "2GB",
    "max_wal_size": "4GB", "checkpoint_timeout": "1h",
}  # fmt: skip


# Processor time.


def cpu_s(pid: int) -> float:
    """Of all threads, also of those that have ended (proc(5), stat), to a hundredth of a second."""
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / TICKS


def memory_mb(pid: int, line: str) -> float:
    """`VmRSS` is the memory that a process has now, `VmHWM` the most that it had."""
    found = re.search(rf"{line}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found
    return int(found[1]) / 1024


class Clerks:
    """PostgreSQL's processes, one for each connection and some besides; the postmaster only forks for our asking."""

    def __init__(self, postgres: Postgres) -> None:
        self.postgres = postgres

    def cpu_s(self) -> dict[int, float]:
        assert self.postgres.process
        postmaster = self.postgres.process.pid
        found = {}
        for pid in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
            with suppress(FileNotFoundError, ProcessLookupError):
                found[int(pid)] = cpu_s(int(pid))
        return found


# The limits.


@contextmanager
def bare(directory: Path, answers: dict[str, bytes]) -> Iterator[Bare]:
    """A server that gives these answers, each at its path."""
    arguments = []
    for path, answer in answers.items():
        file = directory / f"answer-{secrets.token_hex(4)}"
        file.write_bytes(answer)
        arguments.append(f"{path}={file}")
    process = subprocess.Popen([BARE, *arguments], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Bare(int(process.stdout.readline()), process.pid)
    finally:
        process.kill()
        process.wait()


@dataclass
class Bare:
    port: int
    pid: int


def ask(port: int, request: bytes) -> bytes:
    """The answer as it comes over the wire."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(request)
        return read_answer(connection)


def told(answer: bytes) -> tuple[str, list[str], bytes]:
    """What an answer says, but when, and in which order."""
    head, _, body = answer.partition(b"\r\n\r\n")
    status, *headers = head.decode().split("\r\n")
    return status, sorted(line.lower() for line in headers if not line.lower().startswith("date:")), body


def raw_hashes(cost: str) -> tuple[float, float]:
    """Hashes a second of the same library, all cores at work; and milliseconds of processor time for each."""
    with tempfile.TemporaryDirectory() as nowhere:
        env = {"PATH": os.environ["PATH"], "COUNTERSIGN_ARGON2": cost, "COUNTERSIGN_ALLOW_WEAK_ARGON2": "true"}
        command = [BINARY, "hash", "calibrate"]
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=nowhere, env=env, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        try:
            # The cost in force is the first that is measured, dearer ones follow.
            for line in process.stdout:
                if found := re.match(rf"{cost}: ([\d.]+) a second", line):
                    rate = float(found[1])
                    return rate, 1000 * cpu_s(process.pid) / (rate * (time.perf_counter() - start))
        finally:
            process.kill()
            process.wait()
    raise AssertionError("hash calibrate does not say how many")


def flushes(directory: Path, seconds: float, size: int = 8192) -> float:
    """How often a second this disk takes a page for good, one after the other, in a file that has its length."""
    file = os.open(directory / "flushed", os.O_RDWR | os.O_CREAT)
    try:
        page, pages = os.urandom(size), 256
        for number in range(pages):
            os.pwrite(file, page, number * size)
        os.fsync(file)
        count, start = 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            os.pwrite(file, page, count % pages * size)
            os.fdatasync(file)
            count += 1
        return count / spent
    finally:
        os.close(file)


# Databases full of people.


class Place:
    """A database with people in it, and a key of its own."""

    def __init__(self, name: str, base: Path, cost: str, postgres: Postgres | None) -> None:
        self.name, self.cost, self.postgres = name, cost, postgres
        self.base = base / secrets.token_hex(4)
        self.base.mkdir()
        self.file = self.base / "people.db"
        self.url = f"sqlite://{self.file}"
        if postgres:
            self.url = another_database(postgres.url, f"people_{secrets.token_hex(4)}")
        self.key = os.urandom(32).hex()
        self.accounts = self.sessions = 0

    def server(self, **env: str) -> Server:
        """One on it that is not started yet: without a worker, without limits, saying nothing."""
        directory = self.base / f"server-{secrets.token_hex(4)}"
        directory.mkdir()
        settings = {
            "COUNTERSIGN_DATABASE_URL": self.url, "COUNTERSIGN_SECRET_KEY": self.key, "COUNTERSIGN_ARGON2": self.cost,
            "COUNTERSIGN_WORKERS": "external", "COUNTERSIGN_LOG": "warn", "COUNTERSIGN_MAIL_URL": f"file:{directory}/mails",
        }  # fmt: skip
        server = Server(directory, settings | env)
        server.database = self.file
        return server

    @contextmanager
    def serving(self, **env: str) -> Iterator[Server]:
        server = self.server(**env).start()
        try:
            yield server
        finally:
            server.stop()

    def fill(self, accounts: int, sessions: int, others: int = 0, told: int | None = None) -> None:
        self.accounts, self.sessions = accounts, sessions
        with self.serving() as server:
            filling = Filling(server, self.key)
        indexes = self.without_indexes() if told else []
        if self.postgres:
            filling.fill_postgres(self.url, accounts, sessions, others, told)
        else:
            filling.fill_sqlite(self.file, accounts, sessions, others, told)
        for statement in indexes:
            self.change(statement)
        if self.postgres:
            for name in TABLES:
                self.change(f"VACUUM (ANALYZE, FREEZE) {name}")
            self.change("CHECKPOINT")
        over = f"SELECT id FROM accounts WHERE email_key < '{address(self.over)}'"
        self.change(f"UPDATE sessions SET expires_at = 1 WHERE account_id IN ({over})")

    @property
    def over(self) -> int:
        """So many sessions, those of the first people, have expired and were not swept yet."""
        return min(1_000, self.sessions // 10)

    def live(self) -> list[str]:
        return [session_token(self.key, number) for number in range(self.over, self.sessions)]

    def expired(self) -> list[str]:
        return [session_token(self.key, number) for number in range(self.over)]

    def without_indexes(self) -> list[str]:
        """Takes them from the long tables, which are filled sooner without; what makes them again."""
        ask = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ({})"
        if self.postgres:
            ask = """SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename IN ({})
                AND indexname NOT IN (SELECT conname FROM pg_constraint)"""
        found = self.rows(ask.format(", ".join(f"'{name}'" for name in ("mails", "audit_events"))))
        for name, _ in found:
            self.change(f"DROP INDEX {name}")
        return [statement for _, statement in found]

    def drop(self) -> None:
        if self.postgres:
            drop_database(self.postgres.url, urlsplit(self.url).path[1:])
        shutil.rmtree(self.base)

    def rows(self, sql: str) -> list[tuple[str, ...]]:
        if self.postgres:
            return self.postgres.execute(sql, urlsplit(self.url).path[1:])
        with closing(sqlite3.connect(self.file, timeout=60)) as connection:
            return connection.execute(sql).fetchall()

    def change(self, sql: str) -> None:
        """However long it takes."""
        if self.postgres:
            command = ["psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-q", "-c", sql, self.url]
            subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
            return
        with closing(sqlite3.connect(self.file, timeout=60)) as connection, connection:
            connection.execute("PRAGMA cache_size = -1000000")
            connection.execute(sql)

    def queued(self) -> int:
        [(count,)] = self.rows("SELECT count(*) FROM mails WHERE finished_at IS NULL")
        return int(count)

    def commits(self) -> int:
        """SQLite: transactions that wrote, each of which waits for the disk once for all who share it, as the index of its
        log counts them (iChange, https://www.sqlite.org/walformat.html). PostgreSQL: how often its log was flushed, each time for
        all who waited.
        """
        if self.postgres:
            time.sleep(UNTIL_COUNTED_S)
            [(version,)] = self.postgres.execute("SHOW server_version_num")
            newer = "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'"
            [(count,)] = self.postgres.execute(newer if int(version) >= 180_000 else "SELECT wal_sync FROM pg_stat_wal")
            return int(count)
        with self.file.with_name("people.db-shm").open("rb") as index:
            return int(struct.unpack("=I", index.read(12)[8:])[0])


class Ground:
    """A PostgreSQL of our own, and places of the same size on both databases."""

    def __init__(self, stack: ExitStack, base: Path, quick: bool) -> None:
        self.stack, self.base, self.quick = stack, base, quick
        self.rounds, self.seconds = (2, 1) if quick else (5, 4)
        self.postgres = stack.enter_context(Postgres(**POSTGRES))
        self.clerks = Clerks(self.postgres)
        self.accounts = 5_000 if quick else 101_000
        self._places: list[Place] | None = None

    @property
    def places(self) -> list[Place]:
        """With password hashes of the default cost, and a live session for each account."""
        if self._places is None:
            self._places = [self.place(DEFAULT, postgres) for postgres in (None, self.postgres)]
            for place in self._places:
                place.fill(self.accounts, self.accounts)
        return self._places

    def place(self, cost: str, postgres: Postgres | None) -> Place:
        return Place("PostgreSQL" if postgres else "SQLite", self.base, cost, postgres)

    def file(self, requests: list[bytes]) -> Path:
        return wrk.write(self.base / f"requests-{secrets.token_hex(4)}", requests)

