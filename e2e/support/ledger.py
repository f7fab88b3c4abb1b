"""Acknowledged = stored = arrived: three lists of the same mails, from the HTTP answers, the database, and the SMTP
server, held against each other.
"""

from __future__ import annotations

import sqlite3
import subprocess
import threading
from collections import Counter, defaultdict
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.faulty_smtp import Content, FaultySmtp
from support.load import SignUps


OURS = "relnamespace = 'public'::regnamespace"
INDEXES = f"FROM pg_class WHERE relkind = 'i' AND {OURS}"


class Queue:
    """The mail queue, read from outside: a SQLite file, or PostgreSQL by way of psql."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_postgres = url.startswith("postgres")
        self._reader: Psql | None = None
        self._lock = threading.Lock()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if self.is_postgres:
            with self._lock:
                self._reader = self._reader or Psql(self.url)
                return self._reader.rows(sql)
        path = Path(self.url.removeprefix("sqlite://"))
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=30)) as connection:
            return connection.execute(sql).fetchall()

    def close(self) -> None:
        if self._reader:
            self._reader.close()

    def number(self, sql: str) -> int:
        return int(self.rows(sql)[0][0])

    def queued(self) -> int:
        return self.number("SELECT count(*) FROM mails WHERE finished_at IS NULL")

    def leased(self) -> int:
        return self.number("SELECT count(*) FROM mails WHERE finished_at IS NULL AND lease_owner IS NOT NULL")

    def finished(self, address: str) -> bool:
        found = f"SELECT count(*) FROM mails WHERE email = '{address}' AND finished_at IS NOT NULL"
        return self.number(found) > 0

    def unsound(self) -> list[str]:
        """What is wrong with the database itself."""
        if not self.is_postgres:
            found = [word for (word,) in self.rows("PRAGMA integrity_check")]
            return [] if found == ["ok"] else [f"the database: {found[:3]}"]
        self.rows("CREATE EXTENSION IF NOT EXISTS amcheck")
        indexes = self.number(f"SELECT count(*) {INDEXES}")
        # The first that is unsound ends this with an error, and there are no rows.
        sound = self.rows(f"SELECT bt_index_check(oid, true), relname {INDEXES}")
        bad = self.rows(f"SELECT relname, msg FROM pg_class, verify_heapam(oid) WHERE relkind = 'r' AND {OURS}")
        wrong = [f"of {indexes} indexes {len(sound)} are sound"] if not indexes or len(sound) != indexes else []
        return wrong + [f"the database: {row}" for row in bad[:3]]


PSQL = ["psql", "--no-psqlrc", "-qAt", "-F", "\t"]


class Psql:
    """A psql that stays: looking must be quicker than a worker's note of a mail."""

    def __init__(self, url: str) -> None:
        self.process = subprocess.Popen([*PSQL, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def rows(self, sql: str) -> list[tuple[str, ...]]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(f"{sql};\n\\echo END\n")
        self.process.stdin.flush()
        rows = []
        while (line := self.process.stdout.readline().rstrip("\n")) != "END":
            assert line, "psql ended, or gave an empty line"
            rows.append(tuple(line.split("\t")))
        return rows

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


@dataclass
class Row:
    """One line of the account. `wrong` says what must not be; empty is good."""

    name: str = ""
    acknowledged: int = 0
    stored: int = 0
    arrived: int = 0
    failed: int = 0
    lost: int = 0
    duplicates: int = 0
    # So many mails may come once more: one for each kill, and for whatever else cuts off a 250.
    may_repeat: int = 0
    # Seconds from the 202 to the arrival, of mails that met no fault: half, 99 of 100, longest. `slowest` is of all.
    p50_s: float | None = None
    p99_s: float | None = None
    longest_s: float | None = None
    slowest_s: float | None = None
    seconds: float = 0
    note: str = ""
    wrong: list[str] = field(default_factory=list)


HEADINGS = (
    "fault", "acknowledged", "stored", "arrived", "failed", "lost", "duplicates", "allowed",
    "untouched p50 s", "p99 s", "longest s", "longest of all s", "run s", "note",
)  # fmt: skip


def table(rows: list[Row]) -> str:
    lines = ["| " + " | ".join(HEADINGS) + " |", "| --- |" + " ---: |" * (len(HEADINGS) - 2) + " --- |"]
    for row in rows:
        spans = [
            "–" if span is None else f"{span:.2f}" for span in (row.p50_s, row.p99_s, row.longest_s, row.slowest_s)
        ]
        counts = (row.acknowledged, row.stored, row.arrived, row.failed, row.lost, row.duplicates, row.may_repeat)
        note = "; ".join([f"WRONG: {wrong}" for wrong in row.wrong] + ([row.note] if row.note else []))
        cells = [row.name, *map(str, counts), *spans, f"{row.seconds:.0f}", note]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def reconcile(
    load: SignUps,
    queue: Queue,
    smtp: FaultySmtp,
    may_repeat: int = 0,
    refused: Collection[str] = (),
    words: str = "",
    left: Collection[str] = (),
    beside: str = "nobody",
) -> Row:
    """Holds the three against each other. `refused` are the addresses that must have failed, with `words`; `left`
    are those that may still be queued; of those that begin with `beside` somebody else gives account."""
    stored: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    columns = "email, coalesce(ending, 'queued'), attempts, coalesce(replace(last_answer, chr(9), ' '), '')"
    if not queue.is_postgres:
        columns = columns.replace("chr(", "char(")
    for address, ending, attempts, answer in queue.rows(f"SELECT {columns} FROM mails WHERE email NOT LIKE '{beside}-%'"):
        stored[address].append((ending, int(attempts), answer))

    arrivals: dict[str, list[Content]] = defaultdict(list)
    for content in smtp.record.contents:
        if not content.recipient.startswith(f"{beside}-"):
            arrivals[content.recipient].append(content)
    arrived = {to: [one for one in all_of if one.arrived] for to, all_of in arrivals.items()}
    arrived = {to: all_of for to, all_of in arrived.items() if all_of}

    row = Row(acknowledged=len(load.acknowledged), arrived=len(arrived), may_repeat=may_repeat)
    row.stored = sum(len(mails) for address, mails in stored.items() if address not in left)
    wrong = row.wrong
    acknowledged, refused, left = set(load.acknowledged), set(refused), set(left)

    # Lost: acknowledged and not arrived, unless refused for good, and so kept as failed.
    lost = acknowledged - arrived.keys() - refused - left
    row.lost = len(lost)
    if lost:
        some = sorted(lost)[:3]
        wrong.append(f"{len(lost)} lost, such as {', '.join(f'{to} {stored.get(to)}' for to in some)}")
    if not_stored := acknowledged - stored.keys():
        wrong.append(f"{len(not_stored)} acknowledged and not stored, such as {min(not_stored)}")
    if not_arrived := stored.keys() - arrived.keys() - refused - left - lost:
        wrong.append(f"{len(not_arrived)} stored without an answer and not arrived, such as {min(not_arrived)}")
    if unknown := stored.keys() - acknowledged - set(load.unanswered) - left:
        wrong.append(f"{len(unknown)} stored that nobody signed up, such as {min(unknown)}")
    if twice := [to for to, mails in stored.items() if len(mails) > 1]:
        wrong.append(f"{len(twice)} stored more than once, such as {twice[0]}")
    if queued := [to for to, mails in stored.items() if mails[0][0] == "queued" and to not in left]:
        wrong.append(f"{len(queued)} still queued, such as {queued[0]} {stored[queued[0]]}")
    if both := refused & arrived.keys():
        wrong.append(f"{len(both)} refused and arrived, such as {min(both)}")

    failed = {to: mails[0] for to, mails in stored.items() if mails[0][0] == "failed"}
    row.failed = len(failed)
    if astray := failed.keys() - refused:
        wrong.append(f"{len(astray)} failed that should not, such as {min(astray)} {failed[min(astray)]}")
    if alive := (refused & stored.keys()) - failed.keys():
        wrong.append(f"{len(alive)} refused for good and not failed, such as {min(alive)} {stored[min(alive)]}")
    if wordless := [to for to, mail in failed.items() if words not in mail[2]]:
        wrong.append(f"{len(wordless)} failed without the server's words, such as {failed[wordless[0]]}")

    row.duplicates = sum(len(all_of) - 1 for all_of in arrived.values())
    if row.duplicates > may_repeat:
        wrong.append(f"{row.duplicates} duplicates, and {may_repeat} are allowed")
    if renamed := [to for to, all_of in arrivals.items() if len({one.message_id for one in all_of}) > 1]:
        wrong.append(f"{len(renamed)} repeated under another Message-ID, such as {renamed[0]}")
    ids = Counter(all_of[0].message_id for all_of in arrivals.values())
    if shared := [message_id for message_id, count in ids.items() if count > 1]:
        wrong.append(f"{len(shared)} Message-IDs of several people, such as {shared[0]}")

    all_spans = {to: arrived[to][0].at - at for to, at in load.acknowledged.items() if to in arrived}
    untouched = sorted(
        span for to, span in all_spans.items() if to not in smtp.record.touched and stored[to] and stored[to][0][1] == 1
    )
    if untouched:
        row.p50_s, row.p99_s = untouched[len(untouched) // 2], untouched[int(len(untouched) * 0.99)]
        row.longest_s = untouched[-1]
    row.slowest_s = max(all_spans.values(), default=None)
    return row
