"""Servers and workers are killed (SIGKILL) at every point that a harness can name, or the power is cut, while people are
at all doors; then what was acknowledged is held against what is stored, what arrived, and what each of the people knows.
`scripts/prove` has the long form, `e2e/test_proofs.py` a short one.
"""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from support.crowd import BESIDE, Crowd, Report
from support.faults import KILL_POINTS, TAKEN_OVER_WITHIN_S
from support.ledger import Row
from support.load import SignUps
from support.power_cut import Disk
from support.stage import Killer, Scale, Stage
from support.waiting import until

SERVER = "the server, at random"
POINTS = (SERVER, "after the commit", *KILL_POINTS)
POWER = "the power is cut"
WORKERS = 2
# Sign-ups besides the people's, whose mails wait for nobody.
BACKLOG = 100
# What was in hand when the power was cut comes only where it stays for longer than a lease.
CUTS_IN_A_ROW, LEFT_ALONE_S = 20, 45.0
# Mails whose note a power cut may take: docs/decisions/0002-one-mail-in-doubt.md.
NOTES_AT_RISK = 16


@dataclass
class Plan:
    """At least so many of each, spread over one another."""

    kills: int
    operations: int
    processes: int = 1
    people: int = 24


@dataclass
class Proof:
    """What came of it. `wrong` says what must not be; empty is good."""

    row: Row
    crowd: Report
    # By the point.
    kills: Counter[str]
    # That arrived, each counted once.
    mails: int

    @property
    def acknowledged(self) -> Counter[str]:
        return self.crowd.operations + Counter({"sign-up": self.row.acknowledged})

    @property
    def operations(self) -> int:
        return self.acknowledged.total()

    @property
    def wrong(self) -> list[str]:
        return self.row.wrong


def kills(scale: Scale, directory: Path, plan: Plan) -> Proof:
    """Of the server or of one of two workers."""
    with Stage(scale, directory, COUNTERSIGN_WORKERS="external") as stage:
        stage.employ(WORKERS)
        stage.know_owners()
        tries: Counter[str] = Counter()

        def strike(killer: Killer) -> str | None:
            point = POINTS[tries.total() % len(POINTS)]
            tries[point] += 1
            struck = killer.strike_server() if point == SERVER else killer.strike(point, within_s=10)
            return point if struck else None

        load, report, done = under_way(stage, plan, strike)
        proof = account(stage, load, report, done)
        after_s = stage.after_the_last_kill_s(load)
        proof.row.note = f"of the sign-ups beside these people the last mail came {after_s:.0f} s after the last kill"
        if after_s > TAKEN_OVER_WITHIN_S:
            proof.wrong.append(proof.row.note)
        # Some last for a moment only: of a few tries each may miss it.
        never = [point for point in POINTS if not done[point]]
        if never and not scale.short:
            proof.wrong.append(f"no kill came about: {', '.join(never)}")
        proof.row.wrong += stage.copies_without_a_kill()
        return proof


def power_cuts(scale: Scale, directory: Path, plan: Plan, flushes_that_lie: int = 0) -> Proof:
    """SQLite's files are then what a disk may have of them."""
    with Stage(scale, directory, start=False) as stage:
        disk = Disk(stage.server.database, f"{scale.seed}")
        stage.server.settings |= disk.environment
        stage.server.start()

        cuts = itertools.count(1)

        def strike(killer: Killer) -> str:
            is_long = next(cuts) % CUTS_IN_A_ROW == 0
            time.sleep(LEFT_ALONE_S if is_long else stage.random.uniform(0.005, 0.5))
            stage.server.kill()
            disk.cut(flushes_that_lie)
            stage.server.start()
            return POWER

        load, report, done = under_way(stage, plan, strike)
        stage.may_repeat = done.total() * NOTES_AT_RISK
        proof = account(stage, load, report, done)
        kept = disk.kept
        # Of a few cuts each may come when all is flushed.
        if not scale.short and not kept["lost"] + kept["torn"]:
            proof.wrong.append(f"no cut came at a bad moment: {dict(kept)}")
        proof.row.note = (
            f"of what was written and not flushed {kept['lost']:,} writes were lost, {kept['there']:,} were there, {kept['torn']:,} torn; "
            f"each cut may take the notes of {NOTES_AT_RISK} mails"
        )
        return proof


def under_way(
    stage: Stage, plan: Plan, strike: Callable[[Killer], str | None]
) -> tuple[SignUps, Report, Counter[str]]:
    """People at all doors, struck as often as is planned."""
    done: Counter[str] = Counter()
    with in_full_swing(stage, plan) as (load, crowd):

        def share() -> float:
            return (crowd.operations + len(load.acknowledged)) / plan.operations

        killer = Killer(stage, load)
        while done.total() < plan.kills:
            until(lambda: share() >= done.total() / plan.kills, "the people's share", 120)
            if point := strike(killer):
                done[point] += 1
        until(lambda: share() >= 1, "all operations", 3_600)
        load.stop()
        return load, crowd.stop(), done


@contextmanager
def in_full_swing(stage: Stage, plan: Plan) -> Iterator[tuple[SignUps, Crowd]]:
    with Crowd([stage.server.port], plan.processes, plan.people) as crowd:
        others = 0

        def read(content: bytes) -> None:
            nonlocal others
            others += not crowd.read(content)

        stage.smtp.reader = read
        load = stage.sign_ups(may_go_on=lambda: len(load.acknowledged) - others < BACKLOG)
        with load:
            yield load, crowd


def account(stage: Stage, load: SignUps, report: Report, done: Counter[str]) -> Proof:
    stage.settle()
    report.in_doubt += len(load.unanswered)
    report.refused += load.overloaded
    row = stage.account(load, beside=BESIDE)
    row.wrong += report.wrong[:5]
    contents = [content for content in stage.smtp.record.contents if content.arrived]
    ids = {content.message_id for content in contents}
    row.duplicates = len(contents) - len(ids)
    if row.duplicates > stage.may_repeat:
        row.wrong.append(f"{row.duplicates} duplicates, and {stage.may_repeat} are allowed")
    account_for_notes(stage, row, ids)
    account_for_people(stage, row, report)
    if (verified := stage.server.cli("audit", "verify", expect=None, within_s=1_800)).returncode:
        row.wrong.append(f"the trail: {verified.stderr}")
    return Proof(row, report, done, len(ids))


def account_for_notes(stage: Stage, row: Row, arrived: set[str]) -> None:
    """Every mail has ended. What is noted as sent has arrived; what has arrived is noted as sent, or a worker was killed
    before its note and by then there was no need of the mail any more. A notice is needed whatever happens."""
    sql = "SELECT id, intent, coalesce(ending, 'queued') FROM mails"
    mails = {mail_id: (intent, ending) for mail_id, intent, ending in stage.queue.rows(sql)}
    ids = {message_id.strip("<>").partition("@")[0] for message_id in arrived}
    lost = [
        mail_id
        for mail_id, (intent, ending) in mails.items()
        if (mail_id not in ids if ending == "sent" else ending != "obsolete" or intent == "password_changed")
    ]
    row.lost += len(lost)
    if lost:
        row.wrong.append(f"{len(lost)} mails did not come, such as {lost[0]} {mails[lost[0]]}")
    if unknown := ids - mails.keys():
        row.wrong.append(f"{len(unknown)} mails came of which there is no row, such as {min(unknown)}")
    late = sum(ending == "obsolete" for mail_id, (_, ending) in mails.items() if mail_id in ids)
    if late > stage.may_repeat:
        row.wrong.append(f"{late} mails came and are noted as obsolete")


def account_for_people(stage: Stage, row: Row, report: Report) -> None:
    """Who was told of an account has it, and nobody else; so many notices were mailed as passwords were changed; and the
    trail tells of each account and each change."""
    stored = stage.queue.number("SELECT count(*) FROM accounts")
    if stored != len(report.accounts):
        row.wrong.append(f"{len(report.accounts)} people have an account, and {stored} are stored")
    sql = "SELECT email, count(*) FROM mails WHERE intent = 'password_changed' GROUP BY email"
    notices = {address: int(count) for address, count in stage.queue.rows(sql)}
    astray = [one for one in report.accounts if notices.pop(one.email, 0) != one.changes]
    if astray or notices:
        some = f"such as {astray[:1]} {dict(list(notices.items())[:1])}"
        row.wrong.append(f"{len(astray) + len(notices)} people got more or fewer notices than changes, {some}")
    noted = "SELECT count(*) FROM audit_events WHERE event || ' ' || outcome IN"
    for words, done in (
        ("('confirm confirmed')", len(report.accounts)),
        ("('change_password changed', 'reset_password reset')", sum(one.changes for one in report.accounts)),
    ):
        if (told := stage.queue.number(f"{noted} {words}")) != done:
            row.wrong.append(f"the trail tells {told} times of {words}, and {done} were done")
