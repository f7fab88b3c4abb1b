"""Databases as older versions left them: `scripts/older-database` makes them, with people in the middle of things, and
here they are read again. What is in `e2e/older/` was written by the program of the commit that its files name.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from support.browser import Browser
from support.people import Person
from support.server import ROOT, Server

OLDER = ROOT / "e2e" / "older"


@dataclass
class Known:
    """What one person has: a browser with its cookies, and the link of a mail that has arrived."""

    person: Person
    cookies: dict[str, str]
    token: str = ""

    def browser(self, server: Server) -> Browser:
        browser = Browser(server)
        browser.cookies = dict(self.cookies)
        return browser


@dataclass
class Older:
    """An installation as it was when its program had just been stopped."""

    name: str
    commit: str
    key: str
    stopped_at_s: float
    people: dict[str, Known]

    @classmethod
    def read(cls, name: str, database: str) -> Older:
        """`name` is a folder of `e2e/older/`, `database` is sqlite or postgres."""
        found = json.loads((OLDER / name / f"{database}.json").read_text())
        people = {
            name: Known(Person(one["email"], one["password"]), one["cookies"], one["token"])
            for name, one in found["people"].items()
        }
        return cls(name, found["commit"], found["key"], found["stopped_at_s"], people)

    def write(self, database: str) -> None:
        people = {
            name: known.person.credentials() | {"cookies": known.cookies, "token": known.token}
            for name, known in self.people.items()
        }
        said = {"commit": self.commit, "key": self.key, "stopped_at_s": self.stopped_at_s, "people": people}
        (OLDER / self.name / f"{database}.json").write_text(json.dumps(said, indent=1) + "\n")


def restore_sqlite(name: str, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript((OLDER / name / "sqlite.sql").read_text())
    database.chmod(0o600)


def restore_postgres(name: str, url: str) -> None:
    command: list[str | Path] = ["psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-q", "-f", OLDER / name / "postgres.sql", url]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
