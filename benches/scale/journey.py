"""Some hundred people go the whole way, one step after the other, and what each step costs is read from PostgreSQL's
own counts, its log of changes, the wire, and the kernel's time of each process.

Before a step comes a checkpoint: each page that it touches first goes into the log as a whole, and is told apart.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from scale.people import AGENT, PASSWORD
from scale.wire import Mailbox, Proxy
from support.postgres import Postgres, programs, psql
from support.server import Server, stop_gracefully
from support.waiting import until

Step = Callable[[list[Any]], None]
ANOTHER = "another horse battery staple"
# An idle connection's counts are there after ten seconds (PGSTAT_IDLE_INTERVAL of PostgreSQL's pgstat.c).
UNTIL_COUNTED_S = 11
# The use of a session is noted once a minute (core/src/session.rs).
UNTIL_NOTED_S = 61


@dataclass
class Cost:
    """Of one run."""

    written: tuple[float, float, float]
    fetched: float
    transactions: float
    commits: float
    trips: float
    looks: float
    wal_bytes: float
    image_bytes: float
    process_ms: float
    postgres_ms: float


@dataclass
class Person:
    email: str
    cookie: str = ""
    session: str = ""


class Journey:
    """A server and a worker, each with two connections and a proxy of its own. The worker sleeps until it is measured."""

    def __init__(
        self, postgres: Postgres, url: str, node: Callable[..., Server], runs: int, say: Callable[[str], None]
    ) -> None:
        self.postgres, self.url, self.say = postgres, url, say
        self.mailbox = Mailbox()
        self.proxies = [Proxy(postgres.port), Proxy(postgres.port)]
        env = {"COUNTERSIGN_MAIL_URL": self.mailbox.url, "COUNTERSIGN_DATABASE_CONNECTIONS": "2"}
        through = [urlunsplit(urlsplit(url)._replace(netloc=f"postgres@127.0.0.1:{proxy.port}")) for proxy in self.proxies]
        self.server, self.mailer = (node(one, **env) for one in through)
        tag = secrets.token_hex(3)
        self.warm, self.people = (
            [Person(f"{tag}-{who}-{number:05d}@example.org") for number in range(count)]
            for who, count in (("first", 20), ("other", runs))
        )
        self.costs: dict[str, Cost] = {}

    def __enter__(self) -> Self:
        self.server.start()
        self.worker = self.mailer.spawn("worker")
        self.client = http.client.HTTPConnection("127.0.0.1", self.server.port)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.worker.send_signal(signal.SIGCONT)
        stop_gracefully(self.worker)
        self.server.stop()

    # What people do.

    def call(self, method: str, path: str, expect: int, body: Any = None, **headers: str) -> tuple[Any, str]:
        headers |= {"User-Agent": AGENT, "Content-Type": "application/json"}
        self.client.request(method, path, json.dumps(body) if body else None, headers)
        answer = self.client.getresponse()
        content = answer.read()
        assert answer.status == expect, (path, answer.status, content)
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        return json.loads(content) if content else None, cookie

    def post(self, path: str, expect: int, body: Any, **headers: str) -> tuple[Any, str]:
        return self.call("POST", f"/api/v1/{path}", expect, body, **headers)

    def sign_up(self, person: Person) -> None:
        _, person.cookie = self.post("sign-up", 202, {"email": person.email, "password": PASSWORD})

    def confirm(self, person: Person) -> None:
        token = self.mailbox.tokens[person.email]
        answer, _ = self.post("confirm", 200, {"token": token}, Cookie=person.cookie)
        person.session = answer["session"]["token"]

    def session(self, person: Person) -> None:
        self.call("GET", "/api/v1/session", 200, Authorization=f"Bearer {person.session}")

    def sign_in(self, person: Person) -> None:
        self.post("sign-in", 200, {"email": person.email, "password": PASSWORD})

    def sign_in_wrongly(self, person: Person) -> None:
        self.post("sign-in", 401, {"email": person.email, "password": "a wrong password entirely"})

    def change_password(self, person: Person) -> None:
        body = {"current_password": PASSWORD, "password": ANOTHER}
        self.post("change-password", 204, body, Authorization=f"Bearer {person.session}")

    def sign_out(self, person: Person) -> None:
        self.post("sign-out", 204, None, Authorization=f"Bearer {person.session}")

    def forget(self, person: Person) -> None:
        self.post("forgot-password", 202, {"email": person.email})

    def reset(self, person: Person) -> None:
        self.post("reset-password", 204, {"token": self.mailbox.tokens[person.email], "password": PASSWORD})

    def ready(self, _: Person) -> None:
        self.call("GET", "/readyz", 200)

    def sign_up_and_wait(self, person: Person) -> None:
        before = self.mailbox.arrived
        self.sign_up(Person("eager" + person.email))
        until(lambda: self.mailbox.arrived > before, "the mail", pause=0.001)

    # What the worker does.

    def awake(self, step: Step) -> Step:
        """Asleep again when all is sent and noted: what PostgreSQL counts is to stand still, no transaction open."""
        queued = "SELECT 1 FROM mails WHERE finished_at IS NULL LIMIT 1"

        def taken(whom: list[Any]) -> None:
            self.worker.send_signal(signal.SIGCONT)
            step(whom)
            until(lambda: not psql(self.url, queued), "an empty queue", 300, 0.2)
            self.worker.send_signal(signal.SIGSTOP)

        return taken

    def drain(self, people: list[Person]) -> None:
        """All that is queued, a handful at a time, as when there is much to do."""
        self.awake(lambda _: None)(people)

    # The way.

    def measure(self, idle_s: int) -> dict[str, Cost]:
        self.go(self.warm, lambda _, people, step: step(people))
        time.sleep(UNTIL_COUNTED_S)
        self.go(self.people, self.measure_step)
        time.sleep(UNTIL_COUNTED_S)
        seconds = list(range(idle_s))
        self.measure_step("sign-up and its mail, nothing else to do", self.people, self.awake(each(self.sign_up_and_wait)))
        self.measure_step("an idle second of a worker", seconds, self.awake(lambda _: time.sleep(idle_s)))
        self.measure_step("an idle second of a server", seconds, lambda _: time.sleep(idle_s))
        return self.costs

    def go(self, people: list[Person], take: Callable[[str, list[Person], Step], None]) -> None:
        self.worker.send_signal(signal.SIGSTOP)
        take("sign-up", people, each(self.sign_up))
        take("a mail of a full queue: confirm", people, self.drain)
        take("confirm, in the same browser", people, each(self.confirm))
        confirmed_at = time.monotonic()
        take("session check", people, each(self.session))
        take("sign-in", people, each(self.sign_in))
        take("sign-in, wrong password", people, each(self.sign_in_wrongly))
        take("`/readyz`", people, each(self.ready))
        time.sleep(max(0, confirmed_at + UNTIL_NOTED_S - time.monotonic()))
        self.client.close()
        take("session check that notes the use", people, each(self.session))
        take("change of password, which ends another session", people, each(self.change_password))
        take("sign-out", people, each(self.sign_out))
        take("a mail of a full queue: notice", people, self.drain)
        take("forgot password", people, each(self.forget))
        take("a mail of a full queue: reset", people, self.drain)
        take("reset", people, each(self.reset))
        self.drain(people)

    # What it costs.

    def measure_step(self, name: str, whom: list[Any], step: Step) -> None:
        # They stand still: whoever was at work before has been idle for long enough.
        counts = self.counts()
        self.postgres.execute("CHECKPOINT")
        [(start,)] = self.postgres.execute("SELECT pg_current_wal_insert_lsn()")
        # The server has closed the connection meanwhile, as nobody spoke.
        self.client.close()
        wire, time_ = self.wire(), self.cpu()
        step(whom)
        wire_after, time_after = self.wire(), self.cpu()
        [(end,)] = self.postgres.execute("SELECT pg_current_wal_insert_lsn()")
        # The log is on disk up to here.
        self.postgres.execute("SELECT pg_current_xact_id()")
        time.sleep(UNTIL_COUNTED_S)
        runs = len(whom)
        moved = [(after - before) / runs for before, after in zip(counts, self.counts(), strict=True)]
        trips, looks = ((after - before) / runs for before, after in zip(wire, wire_after, strict=True))
        ours, theirs = (spent(before, after) / runs for before, after in zip(time_, time_after, strict=True))
        commits, wal_bytes, image_bytes = (of / runs for of in self.log_of_changes(start, end))
        inserted, updated, deleted, fetched, transactions = moved
        written = (inserted, updated, deleted)
        self.costs[name] = Cost(written, fetched, transactions, commits, trips, looks, wal_bytes, image_bytes, ours, theirs)
        self.say(f"{name}: {self.costs[name]}")

    def counts(self) -> tuple[int, ...]:
        ask = f"""SELECT tup_inserted, tup_updated, tup_deleted, tup_fetched, xact_commit + xact_rollback
            FROM pg_stat_database WHERE datname = '{urlsplit(self.url).path[1:]}'"""
        return tuple(map(int, self.postgres.execute(ask)[0]))

    def wire(self) -> tuple[int, int]:
        return sum(proxy.trips for proxy in self.proxies), sum(proxy.looks for proxy in self.proxies)

    def cpu(self) -> tuple[dict[str, float], dict[str, float]]:
        """Milliseconds of our processes, and of all of PostgreSQL's but the postmaster, which forks for our asking."""
        assert self.server.process and self.postgres.process
        postmaster = self.postgres.process.pid
        backends = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return cpu_ms([str(self.server.process.pid), str(self.worker.pid)]), cpu_ms(backends)

    def log_of_changes(self, start: str, end: str) -> tuple[int, int, int]:
        """Commits that wrote, and bytes: of the changes themselves, and of whole pages."""
        command = [programs() / "pg_waldump", "--stats=record", "-p", self.postgres.data / "pg_wal", "-s", start, "-e", end]
        done = subprocess.run(command, capture_output=True, text=True)
        number = r"\s+(\d+)\s+(?:\([^)]*\)|\[[^]]*\])"
        # An idle time has no record, which pg_waldump calls an error.
        commits = re.search(rf"^Transaction/COMMIT{number}", done.stdout, re.MULTILINE)
        total = re.search(rf"^Total\s+\d+{number}{number}", done.stdout, re.MULTILINE)
        return int(commits[1]) if commits else 0, *(map(int, total.groups()) if total else (0, 0))


def each(do: Callable[[Person], None]) -> Step:
    return lambda people: [do(person) for person in people] and None


def cpu_ms(pids: list[str]) -> dict[str, float]:
    """What the scheduler gave to all threads of each (proc(5), schedstat): in nanoseconds, where stat counts ticks."""
    found = {}
    for pid in pids:
        # The backend that we asked by may be about to go.
        with suppress(FileNotFoundError, ProcessLookupError):
            threads = os.listdir(f"/proc/{pid}/task")
            files = [Path(f"/proc/{pid}/task/{thread}/schedstat") for thread in threads]
            found[pid] = sum(int(file.read_text().split()[0]) for file in files) / 1e6
    return found


def spent(before: dict[str, float], after: dict[str, float]) -> float:
    """Some may be new; those that have ended take along what they did."""
    return sum(ms - before.get(pid, 0) for pid, ms in after.items())
