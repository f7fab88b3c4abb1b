"""The faults that an installation of several nodes must outlive: whatever it is made of is stopped, killed, frozen or
full, under sign-ups at full speed and people at all other doors. At the end acknowledged = stored = arrived, everybody
has the account and the password that they were told of, and nobody waited or was told anything but 503 meanwhile.

Each has a PostgreSQL of its own, as that is what fails. `scripts/faults cluster` runs them all,
`e2e/test_cluster_faults.py` with small numbers.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType

from support.cluster import Cluster
from support.faults import TAKEN_OVER_WITHIN_S, fault
from support.faulty_smtp import FaultySmtp
from support.ledger import Queue, Row, reconcile
from support.load import PASSWORD, SignUps, addresses
from support.mails import Mail
from support.postgres import Postgres
from support.redis import Redis
from support.stage import SETTLED_WITHIN_S, Scale
from support.traffic import PATIENCE_S, Resident, Traffic
from support.waiting import until

PREFIX = "cluster: "
# Mails that are waited for before somebody pulls a plug, so that all parts are at work.
IN_FULL_SWING = 20
RESIDENTS = 24
# Which nothing tells the end of.
LONGER_THAN_A_LEASE_S = 32
# Counted like any, and never reached.
LIMITS = """[rate_limits]
password_address = "1000/m"
password_network = "10000/m"
sign_up_network = "10000/m"
mail_network = "10000/m"
"""


class ClusterStage:
    """`with ClusterStage(…) as stage`: two nodes and two workers run beside PostgreSQL and SMTP servers of their own,
    and a Redis if there is to be one."""

    def __init__(self, scale: Scale, directory: Path, redis: bool = False, standby: bool = False, **env: str) -> None:
        self.scale = scale
        self.random = random.Random(f"{scale.seed} {directory.name}")
        # Mails that may come once more.
        self.may_repeat = 0
        # The longest that a mail may take.
        self.within_s: float | None = None
        self.began_at = time.monotonic()
        self._tokens: dict[str, str] = {}
        self._stack = ExitStack()
        try:
            self.smtp = FaultySmtp().up()
            self._stack.callback(self.smtp.close)
            self.smtp.reader = self._read
            self.postgres = self._stack.enter_context(Postgres(max_connections="100"))
            self.standby = self._stack.enter_context(self.postgres.standby()) if standby else None
            self.redis = self._stack.enter_context(Redis()) if redis else None
            url = self.postgres.url
            if self.standby:
                # What is committed is on both.
                self.postgres.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
                self.postgres.execute("SELECT pg_reload_conf()")
                url = url.replace(f":{self.postgres.port}/", f":{self.postgres.port},127.0.0.1:{self.standby.port}/")
            self.cluster = Cluster(
                directory, url, self.smtp.url, redis_url=self.redis.url if self.redis else "",
                toml=LIMITS, COUNTERSIGN_RATE_LIMITS=None, COUNTERSIGN_LOG="warn", **env,
            )  # fmt: skip
            self._stack.enter_context(self.cluster)
            self.residents = self._move_in()
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> ClusterStage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, traceback)

    @property
    def ports(self) -> list[int]:
        return [node.port for node in self.cluster.nodes]

    def crash_postgres(self) -> None:
        self.postgres.kill()
        # Each worker may have told of one mail and not been answered (docs/decisions/0002-one-mail-in-doubt.md).
        self.may_repeat += len(self.cluster.workers)

    @property
    def database(self) -> Postgres:
        """The one that takes writes."""
        return self.standby if self.postgres.process is None and self.standby else self.postgres

    @contextmanager
    def in_full_swing(self, backlog: int = 100) -> Iterator[None]:
        """Sign-ups at full speed and people at all other doors, until the block is left."""

        def is_near() -> bool:
            return len(self.load.acknowledged) + len(self.residents) - self.smtp.record.arrived < backlog

        self.load = SignUps(self.ports, addresses(), may_go_on=is_near)
        self.traffic = Traffic(self.ports, self.residents)
        with self.load, self.traffic:
            self.wait_for_mails(IN_FULL_SWING)
            yield
            # All is well again, without anything being started anew.
            self.wait_for_answers()
            self.wait_for_mails(IN_FULL_SWING)

    def wait_for_mails(self, count: int = 1) -> None:
        so_far = self.smtp.record.arrived
        until(lambda: self.smtp.record.arrived >= so_far + count, f"{count} more mails", 90)

    def wait_for_answers(self, count: int = IN_FULL_SWING) -> None:
        """Until the doors have done this much more of what was asked for."""
        so_far = self.successes()
        until(lambda: self.successes() >= so_far + count, f"{count} more answers other than 503", 60)

    def wait_for_refusals(self, count: int = 1) -> None:
        """Until somebody was told that this is not the time."""
        so_far = self.load.overloaded + self.traffic.answers[503]
        until(lambda: self.load.overloaded + self.traffic.answers[503] >= so_far + count, "an answer 503", 60)

    def successes(self) -> int:
        answers = self.traffic.answers
        return len(self.load.acknowledged) + answers[200] + answers[204]

    def account(self, note: str = "") -> Row:
        """When all is done: the three lists of sign-ups, and what each resident knows."""
        self.traffic.look_again()
        with self._queue() as queue:
            within_s = SETTLED_WITHIN_S * self.scale.pick(1, 10)
            try:
                until(lambda: queue.queued() == 0, "an empty queue", within_s, pause=0.1)
            except AssertionError:
                pass
            row = reconcile(self.load, queue, self.smtp, self.may_repeat, beside="resident")
            self._account_for_residents(row, queue)
        load, traffic, wrong = self.load, self.traffic, row.wrong
        wrong += traffic.wrong[:5]
        if load.longest_s > PATIENCE_S:
            wrong.append(f"a sign-up waited {load.longest_s:.1f} s for its answer")
        if self.within_s and row.slowest_s and row.slowest_s > self.within_s:
            wrong.append(f"a mail came {row.slowest_s:.0f} s after its sign-up")
        logs = self.cluster.logs()
        if "panicked" in logs:
            wrong.append("something panicked")
        refused = load.overloaded + traffic.answers[503]
        longest = max(load.longest_s, traffic.longest_s)
        doubts = f", {traffic.in_doubt + len(load.unanswered)} in doubt" if traffic.in_doubt or load.unanswered else ""
        told = f"{sum(traffic.answers.values())} answers at other doors; {refused} of all were 503{doubts}; longest wait {longest:.1f} s"
        row.seconds, row.note = time.monotonic() - self.began_at, f"{note}; {told}" if note else told
        return row

    # Inside.

    def _read(self, content: bytes) -> None:
        found = content.find(b"resident-")
        if found >= 0:
            mail = Mail(content)
            if "/confirm/" in mail.path:
                self._tokens[mail.to] = mail.token

    def _move_in(self) -> list[Resident]:
        """People who have their link and have not used it yet."""
        people = [f"resident-{number}@example.net" for number in range(RESIDENTS)]
        with SignUps(self.ports, people, connections=4) as signing_up:
            signing_up.join()
        until(lambda: len(self._tokens) == len(people), "the links of those who move in", 30)
        return [Resident(email, PASSWORD, self._tokens[email]) for email in people]

    @contextmanager
    def _queue(self) -> Iterator[Queue]:
        queue = Queue(self.database.url)
        try:
            yield queue
        finally:
            queue.close()

    def _account_for_residents(self, row: Row, queue: Queue) -> None:
        """A notice was mailed for each change of a password that was done, and for no other."""
        sql = "SELECT email, count(*) FROM mails WHERE intent = 'password_changed' GROUP BY email"
        stored = {address: int(count) for address, count in queue.rows(sql)}
        for resident in self.residents:
            email = resident.email
            if stored.get(email, 0) != resident.changes:
                row.wrong.append(f"{email}: {resident.changes} changes and {stored.get(email, 0)} notices stored")
        arrived = [content for content in self.smtp.record.contents if content.recipient.startswith("resident-")]
        ids = {content.message_id for content in arrived if content.arrived}
        [(sent,)] = queue.rows("SELECT count(*) FROM mails WHERE email LIKE 'resident-%' AND ending = 'sent'")
        if len(ids) != int(sent) or sum(stored.values()) + len(self.residents) != int(sent):
            row.wrong.append(f"{len(ids)} mails to residents arrived, {sent} were noted, {sum(stored.values())} notices")
        copies = sum(content.arrived for content in arrived) - len(ids)
        row.duplicates += copies
        if row.duplicates > self.may_repeat:
            row.wrong.append(f"{row.duplicates} duplicates and {self.may_repeat} allowed, {copies} of them to residents")


def cluster_fault(
    name: str, **stage: bool
) -> Callable[[Callable[[ClusterStage], str | None]], Callable[[ClusterStage], str | None]]:
    """Registers what happens to a stage in full swing; it may return a note."""

    def register(happen: Callable[[ClusterStage], str | None]) -> Callable[[ClusterStage], str | None]:
        @fault(PREFIX + name)
        def run(scale: Scale, directory: Path) -> Row:
            with ClusterStage(scale, directory, **stage) as built:
                with built.in_full_swing():
                    note = happen(built)
                return built.account(note or "")

        return happen

    return register


# PostgreSQL.


@cluster_fault("PostgreSQL is restarted, again and again")
def postgres_restarts(stage: ClusterStage) -> None:
    for _ in range(int(stage.scale.pick(2, 20))):
        stage.postgres.restart()
        stage.wait_for_answers()


@cluster_fault("PostgreSQL is killed, again and again")
def postgres_killed(stage: ClusterStage) -> None:
    for _ in range(int(stage.scale.pick(3, 20))):
        time.sleep(stage.random.uniform(0, 0.3))
        stage.crash_postgres()
        stage.postgres.start()
        stage.wait_for_answers()


@cluster_fault("PostgreSQL is down for a while")
def postgres_down(stage: ClusterStage) -> None:
    stage.postgres.stop()
    stage.wait_for_refusals(20)
    time.sleep(stage.scale.pick(0, 30))
    stage.postgres.start()


@cluster_fault("PostgreSQL is frozen for a while")
def postgres_frozen(stage: ClusterStage) -> None:
    stage.postgres.freeze()
    stage.wait_for_refusals(10)
    time.sleep(stage.scale.pick(0, 30))
    stage.postgres.thaw()


@cluster_fault("PostgreSQL ends all connections, again and again")
def postgres_disconnects(stage: ClusterStage) -> str:
    ended = 0
    for _ in range(int(stage.scale.pick(5, 100))):
        ended += stage.postgres.disconnect()
        stage.wait_for_answers(10)
    return f"{ended} connections ended"


@cluster_fault("PostgreSQL is down for longer than a lease")
def postgres_down_for_long(stage: ClusterStage) -> None:
    """Each worker may have a mail that was sent and could not be noted: it is not the other's to send once all are back."""
    stage.postgres.stop()
    time.sleep(LONGER_THAN_A_LEASE_S)
    stage.postgres.start()


@cluster_fault("somebody else holds every connection of PostgreSQL")
def no_connection_left(stage: ClusterStage) -> None:
    begun_at = time.monotonic()
    with stage.postgres.crowded():
        stage.wait_for_refusals(20)
        time.sleep(stage.scale.pick(0, 10))
    if time.monotonic() - begun_at > LONGER_THAN_A_LEASE_S - 5:
        # Where one was quick and found a place, it took the other for killed (docs/decisions/0002-one-mail-in-doubt.md).
        stage.may_repeat += len(stage.cluster.workers)


@cluster_fault("PostgreSQL fails over to its standby", standby=True)
def failover(stage: ClusterStage) -> None:
    stage.crash_postgres()
    assert stage.standby
    stage.standby.promote()


@cluster_fault("PostgreSQL refuses some statements: deadlock, serialization failure, cancelled")
def refused_statements(stage: ClusterStage) -> None:
    """By triggers that break off now and then, as PostgreSQL does with one of two that wait for each other."""
    stage.postgres.execute(REFUSE)
    # One by one: all at once would be in a deadlock of their own.
    for table in REFUSING:
        stage.postgres.execute(
            f"CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse()"
        )
    stage.wait_for_refusals(int(stage.scale.pick(30, 300)))
    for table in REFUSING:
        stage.postgres.execute(f"DROP TRIGGER refuse ON {table}")


REFUSING = ("sign_ups", "accounts", "sessions", "links", "mails", "audit_events")
REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF random() < 0.03 THEN
        RAISE EXCEPTION 'not now' USING ERRCODE = (ARRAY['40P01', '40001', '57014', '55P03'])[1 + (random() * 3)::int];
    END IF;
    RETURN coalesce(NEW, OLD);
END $$
"""


# The program's own processes, and the mail server.


@cluster_fault("nodes are killed, again and again")
def nodes_killed(stage: ClusterStage) -> None:
    for number in range(int(stage.scale.pick(4, 20))):
        node = stage.cluster.nodes[number % 2]
        time.sleep(stage.random.uniform(0, 0.3))
        node.kill()
        stage.wait_for_answers(10)
        node.start()


@cluster_fault("workers are killed, again and again")
def workers_killed(stage: ClusterStage) -> None:
    stage.within_s = TAKEN_OVER_WITHIN_S
    for number in range(int(stage.scale.pick(4, 20))):
        worker = stage.cluster.workers[number % 2]
        stage.wait_for_mails(10)
        time.sleep(stage.random.uniform(0, 0.1))
        worker.kill()
        stage.may_repeat += 1
        worker.start()


@cluster_fault("the mail server is restarted, again and again")
def smtp_restarts(stage: ClusterStage) -> None:
    for _ in range(int(stage.scale.pick(3, 20))):
        stage.smtp.down()
        # Who had said 250 and was cut off before it was read counts like a killed one, for each worker.
        stage.may_repeat += len(stage.cluster.workers)
        stage.wait_for_answers(10)
        stage.smtp.up()
        stage.wait_for_mails()


@cluster_fault("nodes and workers are replaced one by one, gracefully")
def rolling(stage: ClusterStage) -> None:
    """Whoever is refused goes to the other node, and nobody who was let in is turned out: no kill, no duplicates."""
    for _ in range(int(stage.scale.pick(2, 10))):
        for member in stage.cluster.members:
            member.restart()
            stage.wait_for_answers(10)
    assert not stage.traffic.cut_off, f"{stage.traffic.cut_off} requests were cut off"
    assert not stage.load.unanswered, f"{len(stage.load.unanswered)} sign-ups were cut off"


# Redis.


@cluster_fault("Redis is killed, frozen, emptied and restarted", redis=True)
def redis_troubles(stage: ClusterStage) -> None:
    """It holds only what may be lost: nobody is refused meanwhile, and mail goes on."""
    redis = stage.redis
    assert redis
    for _ in range(int(stage.scale.pick(1, 10))):
        for trouble, mend in ((redis.kill, redis.start), (redis.freeze, redis.thaw), (redis.flush, redis.restart)):
            trouble()
            stage.wait_for_answers()
            stage.wait_for_mails(10)
            mend()
            stage.wait_for_answers()
            stage.wait_for_mails(10)
    refused = stage.load.overloaded + stage.traffic.answers[503] + stage.traffic.answers[429]
    assert not refused, f"{refused} requests were refused for want of Redis"


@cluster_fault("PostgreSQL, Redis, mail server, nodes and workers are killed in turn", redis=True)
def everything(stage: ClusterStage) -> None:
    redis = stage.redis
    assert redis
    for _ in range(int(stage.scale.pick(1, 10))):
        for member in stage.random.sample(stage.cluster.members, len(stage.cluster.members)):
            member.kill()
            stage.may_repeat += member in stage.cluster.workers
            stage.crash_postgres()
            redis.kill()
            stage.smtp.down()
            stage.may_repeat += len(stage.cluster.workers)
            stage.postgres.start()
            redis.start()
            stage.smtp.up()
            member.start()
            stage.wait_for_answers()
