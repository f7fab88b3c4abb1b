"""Rows of people who do not exist, in the shape and order in which the program writes them: ids rise with time,
addresses and token hashes come in any order, as those of strangers do.
"""

from __future__ import annotations

import csv
import hashlib
import itertools
import random
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from support.load import SignUps
from support.server import Server

Row = tuple[Any, ...]

TABLES = ("accounts", "sessions", "sign_ups", "links", "mails", "audit_events")
# What SignUps signs up with.
PASSWORD = "correct horse battery staple"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
CLIENT = "203.0.113.77"
ANSWER = "250 2.0.0 Ok: queued as 4VbXyZ1234z9aBc"

DAY_MS = 86_400_000
MONTH_MS = 30 * DAY_MS


def address(number: int) -> str:
    return f"person{number:07d}@example.org"


def session_token(number: int) -> str:
    return f"session-of-person-{number:07d}-43-characters"


class Filling:
    """Made from one sign-up, whose password hash everybody gets."""

    def __init__(self, server: Server) -> None:
        with SignUps(server.port, ["pattern@example.org"], connections=1) as load:
            load.join()
        [(self.hash,)] = server.query("SELECT password_hash FROM sign_ups")
        self.chance = random.Random(1)
        self.now = int(time.time() * 1000)

    def fill_sqlite(self, path: Path, people: int) -> None:
        with closing(sqlite3.connect(path, timeout=30)) as connection, connection:
            for name, rows in self.tables(people, people, 0).items():
                for row in rows:
                    connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)

    def fill_postgres(self, url: str, accounts: int, sessions: int, others: int) -> None:
        for name, rows in self.tables(accounts, sessions, others).items():
            command = ["psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-q", "-c", f"COPY {name} FROM STDIN (FORMAT csv)", url]
            with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
                assert process.stdin
                out = csv.writer(process.stdin)
                for row in rows:
                    out.writerow([f"\\x{cell.hex()}" if isinstance(cell, bytes) else cell for cell in row])
            assert process.returncode == 0

    def tables(self, accounts: int, sessions: int, others: int) -> dict[str, Iterator[Row]]:
        """The rows of each table in the order of its columns. The first accounts of all have the sessions."""
        self.ids = [self._id(self.now - MONTH_MS + MONTH_MS * n // accounts) for n in range(accounts)]
        # Who came when has nothing to do with the alphabet.
        self.numbers = list(range(accounts))
        self.chance.shuffle(self.numbers)
        self.place = {number: n for n, number in enumerate(self.numbers)}
        tables: dict[str, Iterator[Row]] = {"accounts": self._accounts(), "sessions": self._sessions(sessions)}
        if others:
            sign_ups = [self._id(at) for at in self._instants(others)]
            tables |= {"sign_ups": self._sign_ups(sign_ups), "links": self._links(sign_ups)}
            tables |= {"mails": self._mails(sign_ups), "audit_events": self._audit_events(others)}
        return tables

    def _id(self, at: int) -> str:
        """As `core/src/id.rs` makes them."""
        chance = f"{self.chance.getrandbits(74):019x}"
        time_ = f"{at:012x}"
        return f"{time_[:8]}-{time_[8:]}-7{chance[:3]}-8{chance[3:6]}-{chance[6:18]}"

    def _instants(self, count: int) -> Iterator[int]:
        return (self.now - DAY_MS + DAY_MS * n // count for n in range(count))

    def _accounts(self) -> Iterator[Row]:
        for number, id_ in zip(self.numbers, self.ids, strict=True):
            at = self.now - MONTH_MS
            yield id_, address(number), address(number), self.hash, "en", 1, at, at, at, None

    def _sessions(self, count: int) -> Iterator[Row]:
        order = list(range(count))
        self.chance.shuffle(order)
        for number, at in zip(order, self._instants(count), strict=True):
            token_hash = hashlib.sha256(session_token(number).encode()).digest()
            account = self.ids[self.place[number]]
            # Seen in an hour: none of them wants its use noted while we measure.
            times = at, self.now + 3_600_000, at + MONTH_MS
            yield self._id(at), token_hash, account, 1, *times, CLIENT, AGENT

    def _stranger(self) -> str:
        return f"stranger{self.chance.getrandbits(32):08x}@example.org"

    def _sign_ups(self, ids: list[str]) -> Iterator[Row]:
        for id_, at in zip(ids, self._instants(len(ids)), strict=True):
            email = self._stranger()
            yield id_, email, email, self.hash, self.chance.randbytes(32), "en", None, at, at + 7 * DAY_MS, None

    def _links(self, sign_ups: list[str]) -> Iterator[Row]:
        for sign_up, at in zip(sign_ups, self._instants(len(sign_ups)), strict=True):
            yield self._id(at), "confirm", self._stranger(), sign_up, None, None, None, at, at + DAY_MS, None

    def _mails(self, sign_ups: list[str]) -> Iterator[Row]:
        for sign_up, at in zip(sign_ups, self._instants(len(sign_ups)), strict=True):
            email = self._stranger()
            done = (1, None, None, "confirm", "sent", at + 20, ANSWER)
            yield self._id(at), "sign_up", email, email, None, sign_up, None, "en", at, at, *done

    def _audit_events(self, count: int) -> Iterator[Row]:
        for at, number in zip(self._instants(count), itertools.cycle(self.numbers)):
            about = self.ids[self.place[number]], address(number), None
            yield self._id(at), at, "sign_in", "signed_in", *about, CLIENT, AGENT
