"""The stage of one fault: a faulty SMTP server, Countersign on a fresh database, sign-ups at full speed; and the
killing of its processes at instants that a harness can name.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from support.faulty_smtp import FaultySmtp, Moment, Rule
from support.ledger import Queue, Row, reconcile
from support.load import SignUps, addresses
from support.postgres import another_database, drop_database
from support.server import Server, stop_gracefully
from support.waiting import until

# A killed worker's mails come within 60 s, refused ones 10 s and then 60 s later; the rest is for the machine. In the
# long form ten times that: there the client runs into its own time limits, again and again.
SETTLED_WITHIN_S = 240


@dataclass(frozen=True)
class Scale:
    """How long a run is."""

    short: bool = True
    # Sign-ups in a fault, and how many are queued while the mail server is down.
    people: int = 150
    queued: int = 300
    # At each point.
    kills: int = 2
    seed: int = 1
    # A PostgreSQL server's; without one each fault has a SQLite file.
    database_url: str = ""

    def pick(self, short: float, long: float) -> float:
        return short if self.short else long


# A process by its number and the instant of its start: numbers come again after some thousands.
Life = tuple[int, str]


class Stage:
    """`with Stage(…) as stage`: all is up, unless `down` or `start` say otherwise."""

    def __init__(
        self,
        scale: Scale,
        directory: Path,
        rule: Rule | None = None,
        smtp: FaultySmtp | None = None,
        url: str = "",
        start: bool = True,
        **env: str,
    ) -> None:
        self.scale = scale
        self.random = random.Random(f"{scale.seed} {directory.name}")
        directory.mkdir(parents=True)
        self.smtp = smtp or FaultySmtp(rule).up()
        settings: dict[str, str | None] = {
            "COUNTERSIGN_MAIL_URL": url.format(port=self.smtp.port) or self.smtp.url,
            "COUNTERSIGN_LOG": "warn",
        }
        self.database_name = ""
        if scale.database_url:
            self.database_name = f"countersign_faults_{os.getpid()}_{directory.name.replace('-', '_')}"
            settings["COUNTERSIGN_DATABASE_URL"] = another_database(scale.database_url, self.database_name)
            settings["COUNTERSIGN_SECRET_KEY"] = self.random.randbytes(32).hex()
        self.server = Server(directory, settings | env)
        self.queue = Queue(self.server.settings["COUNTERSIGN_DATABASE_URL"])
        self.workers: list[subprocess.Popen[bytes]] = []
        self.kills = 0
        self._may_repeat: int | None = None
        self.killed: set[Life] = set()
        self.last_kill_at = 0.0
        # The process at the other end of each connection to the SMTP server.
        self.owners: dict[int, Life | None] = {}
        self.began_at = time.monotonic()
        if start:
            self.server.start()

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.smtp.rule = None
        # Nobody need wait for an answer that does not come.
        self.smtp.down()
        try:
            if error is not None and self.server.process is not None:
                self.server.kill()
            for worker in self.workers:
                if error is None:
                    stop_gracefully(worker)
                else:
                    worker.kill()
                    worker.wait()
            self.server.stop()
        finally:
            self.smtp.close()
            self.queue.close()
            if self.database_name:
                drop_database(self.scale.database_url, self.database_name)

    @property
    def may_repeat(self) -> int:
        """Mails that may come once more: one for each kill, unless it was said otherwise."""
        return self.kills if self._may_repeat is None else self._may_repeat

    @may_repeat.setter
    def may_repeat(self, count: int) -> None:
        self._may_repeat = count

    # What faults do.

    def sign_ups(
        self,
        words: Iterable[str] = ("plain",),
        count: int | None = None,
        backlog: int = 0,
        may_go_on: Callable[[], bool] | None = None,
    ) -> SignUps:
        """People to sign up; with `backlog` they wait while so many mails have not arrived yet."""

        def is_near() -> bool:
            return not backlog or len(load.acknowledged) - self.smtp.record.arrived < backlog

        load = SignUps([self.server.port], addresses(words, count), may_go_on=may_go_on or is_near)
        return load

    def sign_up(self, words: Iterable[str] = ("plain",), count: int | None = None) -> SignUps:
        with self.sign_ups(words, count or self.scale.people) as load:
            load.join()
        return load

    def settle(self, left: int = 0) -> None:
        """Until nothing is queued any more; what is after that time is for the account to tell."""
        within_s = SETTLED_WITHIN_S * self.scale.pick(1, 10)
        try:
            until(lambda: self.queue.queued() <= left, "an empty queue", within_s, pause=0.1)
        except AssertionError:
            pass

    def account(
        self,
        load: SignUps,
        refused: Collection[str] = (),
        words: str = "",
        left: Collection[str] = (),
        note: str = "",
        beside: str = "nobody",
    ) -> Row:
        row = reconcile(load, self.queue, self.smtp, self.may_repeat, refused, words, left, beside)
        row.seconds, row.note = time.monotonic() - self.began_at, note
        row.wrong += self.queue.unsound()
        if "panicked" in self.server.log:
            row.wrong.append("something panicked")
        return row

    # Killing.

    def employ(self, count: int) -> None:
        self.workers += [self.server.spawn("worker") for _ in range(count)]

    def living(self) -> list[int]:
        """The processes with a worker in them."""
        if self.workers:
            return [worker.pid for worker in self.workers]
        # None, while it is started anew.
        process = self.server.process
        return [process.pid] if process is not None else []

    def revive(self, pid: int) -> None:
        """Waits for the killed one to be gone and puts another in its place."""
        process = self.server.process
        if process is not None and process.pid == pid:
            process.wait()
            self.server.process = None
            self.server.start()
        for number, worker in enumerate(self.workers):
            if worker.pid == pid:
                worker.wait()
                self.workers[number] = self.server.spawn("worker")

    def owner_of(self, port: int) -> int | None:
        """The process that has this client port of a connection to the SMTP server."""
        inode = socket_inode(port, self.smtp.port)
        return next((pid for pid in self.living() if inode and holds(pid, inode)), None)

    def know_owners(self) -> None:
        """From now on it is noted whose each connection is."""

        def look(moment: Moment) -> bool:
            pid = self.owner_of(moment.peer)
            self.owners[moment.connection] = life(pid) if pid else None
            return self.owners[moment.connection] is not None

        def come(moment: Moment) -> None:
            # A process that has only just been started connects before it is known here.
            if not look(moment):
                threading.Thread(target=look_again, args=(moment,), daemon=True).start()

        def look_again(moment: Moment) -> None:
            # Or it has been killed already; then it has sent nothing.
            with suppress(AssertionError):
                until(lambda: look(moment), "an owner", timeout=1)

        self.smtp.come = come

    def after_the_last_kill_s(self, load: SignUps) -> float:
        """How long after it the last of those mails came that were asked for before it."""
        arrivals = [
            content.at
            for content in self.smtp.record.contents
            if content.arrived and load.acknowledged.get(content.recipient, self.last_kill_at) < self.last_kill_at
        ]
        return max(0, max(arrivals, default=0) - self.last_kill_at)

    def copies_by_owner(self) -> Counter[Life | None]:
        """How many mails of each process were taken and came once more, from whomever."""
        last: dict[str, int] = {}
        for content in self.smtp.record.contents:
            if content.arrived:
                last[content.message_id] = id(content)
        return Counter(
            self.owners.get(content.connection)
            for content in self.smtp.record.contents
            if content.arrived and last[content.message_id] != id(content)
        )

    def copies_without_a_kill(self) -> list[str]:
        """What must not be: a killed process may have had one mail in doubt, any other none."""
        wrong = []
        for owner, copies in self.copies_by_owner().items():
            if owner not in self.killed:
                wrong.append(f"{copies} mails came twice though their process {owner} was not killed")
            elif copies > 1:
                wrong.append(f"{copies} mails of one killed process came twice")
        return wrong


class Killer:
    """Kills once when armed, at the very instant, in the thread that notices it."""

    def __init__(self, stage: Stage, load: SignUps) -> None:
        self.stage = stage
        self.load = load
        self.killed = threading.Event()
        self.victim = 0
        self._once = threading.Lock()
        self._armed = False

    def kill(self, pid: int | None) -> None:
        with self._once:
            if not self._armed or pid is None:
                return
            self._armed = False
            if who := life(pid):
                self.stage.killed.add(who)
            os.kill(pid, signal.SIGKILL)
            self.stage.kills += 1
            self.victim = pid
            self.stage.last_kill_at = time.monotonic()
            self.killed.set()

    def strike_server(self) -> bool:
        """At a random moment, whatever it is at. True, as it is always there."""
        process = self.stage.server.process
        assert process is not None
        self._armed = True
        time.sleep(self.stage.random.uniform(0.005, 0.5))
        self.kill(process.pid)
        self.stage.revive(process.pid)
        return True

    def strike(self, point: str, within_s: float = 60) -> bool:
        """Arms, waits for the kill, and revives. False if the moment did not come."""
        stage, smtp, load = self.stage, self.stage.smtp, self.load
        self.killed.clear()
        self._armed = True
        if point == "at random":
            time.sleep(stage.random.uniform(0.005, 0.5))
            self.kill(stage.random.choice(stage.living()))
        elif point == "after the commit":
            assert stage.server.process is not None
            pid = stage.server.process.pid
            load.on_acknowledged = lambda _: self.kill(pid)
        elif point == "after the lease":
            until(lambda: stage.queue.leased(), "a leased mail", within_s, pause=0)
            self.kill(stage.random.choice(stage.living()))
        elif point == "content read, before the 250":
            smtp.content_read = lambda moment: self.kill(stage.owner_of(moment.peer))
        elif point == "right after the 250":
            smtp.accepted = lambda moment: self.kill(stage.owner_of(moment.peer))
        elif point == "after the 250, before the note":
            self._before_the_note(within_s)
        else:
            raise AssertionError(point)
        self.killed.wait(within_s)
        with self._once:
            self._armed = False
            struck = self.killed.is_set()
        load.on_acknowledged = smtp.content_read = smtp.accepted = None
        if struck:
            stage.revive(self.victim)
        return struck

    def _before_the_note(self, within_s: float) -> None:
        """The client has its 250, and for a moment its row does not say so."""
        seen: list[Moment] = []
        told = threading.Event()

        def accepted(moment: Moment) -> None:
            if not told.is_set():
                seen[:] = [moment]
                told.set()

        self.stage.smtp.accepted = accepted
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline and not self.killed.is_set():
            if not told.wait(1):
                continue
            [moment] = seen
            pid = self.stage.owner_of(moment.peer)
            # Time for the client to read the 250; if it was faster with its note, the next mail is tried.
            time.sleep(self.stage.random.uniform(0, 0.002))
            if not self.stage.queue.finished(moment.recipient or ""):
                self.kill(pid)
            told.clear()


def life(pid: int) -> Life | None:
    """This process and no later one of its number."""
    with suppress(OSError), open(f"/proc/{pid}/stat") as stat:
        return pid, stat.read().rpartition(")")[2].split()[19]
    return None


def socket_inode(port: int, peer: int) -> str | None:
    with open("/proc/net/tcp") as lines:
        for line in lines:
            cells = line.split()
            if cells[1].endswith(f":{port:04X}") and cells[2].endswith(f":{peer:04X}"):
                return cells[9]
    return None


def holds(pid: int, inode: str) -> bool:
    folder = f"/proc/{pid}/fd"
    try:
        return any(os.readlink(f"{folder}/{number}") == f"socket:[{inode}]" for number in os.listdir(folder))
    except OSError:
        return False
