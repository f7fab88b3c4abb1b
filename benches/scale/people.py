"""Rows of people who do not exist, in the shape and order in which the program writes them: ids rise with time,
addresses and token hashes come in any order, as those of strangers do.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import hmac
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

COLUMNS = {
    "accounts": "id, email, email_key, password_hash, locale, epoch, created_at, password_changed_at, signed_in_at",
    "sessions": "id, token_hash, account_id, epoch, created_at, seen_at, expires_at, client, user_agent",
    "sign_ups": "id, email, email_key, password_hash, cookie_hash, locale, created_at, expires_at",
    "links": "id, purpose, email, sign_up_id, created_at, expires_at",
    "mails": "id, intent, email, email_key, sign_up_id, locale, created_at, run_at, attempts, kind, ending, finished_at, last_answer",
    "audit_events": "id, at, event, outcome, account_id, email_key, client, user_agent, chain, seq, hash",
}
TABLES = tuple(COLUMNS)
# What SignUps signs up with.
PASSWORD = "correct horse battery staple"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
CLIENT = "203.0.113.77"
# Far from those that the program begins; nobody verifies what is made up here.
CHAIN = 1_600_000
ANSWER = "250 2.0.0 Ok: queued as 4VbXyZ1234z9aBc"

# Rows in one transaction of SQLite, so that its log is read back now and then.
BATCH = 100_000
DAY_MS = 86_400_000
MONTH_MS = 30 * DAY_MS


def address(number: int) -> str:
    return f"person{number:07d}@example.org"


def session_token(key: str, number: int) -> str:
    """As `core/src/session_stamp.rs` makes them, but not by chance."""
    stamp_key = hmac.digest(bytes.fromhex(key), b"countersign/session-stamp", hashlib.sha512).hex()
    chance = f"the session of person {number:010d}".encode()
    stamp = hmac.digest(stamp_key.encode(), chance, hashlib.sha256)[:16]
    return base64.urlsafe_b64encode(chance + stamp).decode()


class Filling:
    """Made from one sign-up, whose password hash everybody gets. The key is that of those who are to know the sessions."""

    def __init__(self, server: Server, key: str) -> None:
        self.key = key
        with SignUps([server.port], ["pattern@example.org"], connections=1) as load:
            load.join()
        [(self.hash,)] = server.query("SELECT password_hash FROM sign_ups")
        self.chance = random.Random(1)
        self.now = int(time.time() * 1000)

    def fill_sqlite(self, path: Path, accounts: int, sessions: int, others: int, told: int | None = None) -> None:
        with closing(sqlite3.connect(path, timeout=30)) as connection:
            # Whoever fills it begins anew if that fails.
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute("PRAGMA cache_size = -1000000")
            for name, rows in self.tables(accounts, sessions, others, told).items():
                places = ", ".join("?" * (COLUMNS[name].count(",") + 1))
                while batch := list(itertools.islice(rows, BATCH)):
                    with connection:
                        connection.executemany(f"INSERT INTO {name} ({COLUMNS[name]}) VALUES ({places})", batch)
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def fill_postgres(self, url: str, accounts: int, sessions: int, others: int, told: int | None = None) -> None:
        for name, rows in self.tables(accounts, sessions, others, told).items():
            copy = f"COPY {name} ({COLUMNS[name]}) FROM STDIN (FORMAT csv)"
            command = ["psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-q", "-c", copy, url]
            with subprocess.Popen(command, stdin=subprocess.PIPE, text=True) as process:
                assert process.stdin
                out = csv.writer(process.stdin)
                for row in rows:
                    out.writerow([f"\\x{cell.hex()}" if isinstance(cell, bytes) else cell for cell in row])
            assert process.returncode == 0

    def tables(self, accounts: int, sessions: int, others: int, told: int | None) -> dict[str, Iterator[Row]]:
        """The rows of each table in the order of its columns. The first accounts of all have the sessions; there are
        so many mails and lines of the trail as are `told`, else as there are others.
        """
        self.ids = [self._id(self.now - MONTH_MS + MONTH_MS * n // accounts) for n in range(accounts)]
        # Who came when has nothing to do with the alphabet.
        self.numbers = list(range(accounts))
        self.chance.shuffle(self.numbers)
        self.place = {number: n for n, number in enumerate(self.numbers)}
        tables: dict[str, Iterator[Row]] = {"accounts": self._accounts(), "sessions": self._sessions(sessions)}
        if others:
            sign_ups = [self._id(at) for at in self._instants(others)]
            told = others if told is None else told
            tables |= {"sign_ups": self._sign_ups(sign_ups), "links": self._links(sign_ups)}
            tables |= {"mails": self._mails(sign_ups, told), "audit_events": self._audit_events(told)}
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
            yield id_, address(number), address(number), self.hash, "en", 1, at, at, at

    def _sessions(self, count: int) -> Iterator[Row]:
        order = list(range(count))
        self.chance.shuffle(order)
        for number, at in zip(order, self._instants(count), strict=True):
            token_hash = hashlib.sha256(session_token(self.key, number).encode()).digest()
            account = self.ids[self.place[number]]
            # Seen in an hour: none of them wants its use noted while we measure.
            times = at, self.now + 3_600_000, at + MONTH_MS
            yield self._id(at), token_hash, account, 1, *times, CLIENT, AGENT

    def _stranger(self) -> str:
        return f"stranger{self.chance.getrandbits(32):08x}@example.org"

    def _sign_ups(self, ids: list[str]) -> Iterator[Row]:
        for id_, at in zip(ids, self._instants(len(ids)), strict=True):
            email = self._stranger()
            yield id_, email, email, self.hash, self.chance.randbytes(32), "en", at, at + 7 * DAY_MS

    def _links(self, sign_ups: list[str]) -> Iterator[Row]:
        for sign_up, at in zip(sign_ups, self._instants(len(sign_ups)), strict=True):
            yield self._id(at), "confirm", self._stranger(), sign_up, at, at + DAY_MS

    def _mails(self, sign_ups: list[str], count: int) -> Iterator[Row]:
        for at, sign_up in zip(self._instants(count), itertools.cycle(sign_ups)):
            email = self._stranger()
            done = (1, "confirm", "sent", at + 20, ANSWER)
            yield self._id(at), "sign_up", email, email, sign_up, "en", at, at, *done

    def _audit_events(self, count: int) -> Iterator[Row]:
        for seq, (at, number) in enumerate(zip(self._instants(count), itertools.cycle(self.numbers)), start=1):
            about = self.ids[self.place[number]], address(number)
            chained = CHAIN, seq, self.chance.randbytes(32)
            yield self._id(at), at, "sign_in", "signed_in", *about, CLIENT, AGENT, *chained
