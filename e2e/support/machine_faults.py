"""The faults of the machine that Countersign runs on: its disk, its clock, and what the system lets it open. As with all
others, acknowledged = stored = arrived at the end, without a restart.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from support.faults import fault
from support.ledger import Row
from support.load import SignUps
from support.machine import Machine
from support.stage import Scale, Stage
from support.waiting import until

PREFIX = "machine: "
LONGER_THAN_A_LEASE_S = 32
IN_FULL_SWING = 20
BACKLOG = 100
HOUR_S = 3_600
# Standard input, output and error.
LOWEST_DESCRIPTORS = 3


@contextmanager
def on_a_machine(scale: Scale, directory: Path) -> Iterator[tuple[Stage, Machine]]:
    with Stage(scale, directory, start=False, COUNTERSIGN_WORKERS="external") as stage:
        machine = Machine(directory)
        stage.server.settings |= machine.environment
        stage.server.start()
        stage.employ(2)
        yield stage, machine


@contextmanager
def in_full_swing(stage: Stage, is_asked_anyway: Callable[[], bool] = lambda: False) -> Iterator[SignUps]:
    """People sign up as fast as their mails arrive."""

    def may_go_on() -> bool:
        return is_asked_anyway() or len(load.acknowledged) - stage.smtp.record.arrived < BACKLOG

    load = stage.sign_ups(may_go_on=may_go_on)
    with load:
        await_more(stage)
        yield load


def await_more(stage: Stage) -> None:
    so_far = stage.smtp.record.arrived
    until(lambda: stage.smtp.record.arrived > so_far + IN_FULL_SWING, "a flow of mails", 120)


def a_disk(state: str, scale: Scale, directory: Path) -> Row:
    """Nothing can be stored, so people are told to come back; mails that were accepted meanwhile are noted afterwards."""
    with on_a_machine(scale, directory) as (stage, machine):
        with in_full_swing(stage, lambda: machine.disk != "sound") as load:
            for seconds in scale.pick(1, 5), scale.pick(1, LONGER_THAN_A_LEASE_S), 1.0:
                refused = load.overloaded
                machine.disk = state
                until(lambda: load.overloaded > refused, "an answer 503", 60)
                time.sleep(seconds)
                machine.disk = "sound"
                await_more(stage)
        stage.settle()
        return stage.account(load, note=f"{load.overloaded} answers 503; no kill: no duplicates allowed")


@fault(PREFIX + "the disk is full, again and again", sqlite_only=True)
def full(scale: Scale, directory: Path) -> Row:
    return a_disk("full", scale, directory)


@fault(PREFIX + "the disk is read-only, again and again", sqlite_only=True)
def read_only(scale: Scale, directory: Path) -> Row:
    return a_disk("read-only", scale, directory)


@fault(PREFIX + "all file descriptors are used up, again and again")
def no_descriptors(scale: Scale, directory: Path) -> Row:
    """The mail server closes all connections meanwhile: nobody can open another."""
    with Stage(scale, directory, COUNTERSIGN_WORKERS="external") as stage:
        stage.employ(2)
        assert stage.server.process
        with in_full_swing(stage) as load:
            for _ in range(int(scale.pick(2, 6))):
                pids = [stage.server.process.pid, *stage.living()]
                before = {pid: resource.prlimit(pid, resource.RLIMIT_NOFILE) for pid in pids}
                for pid, (_, hard) in before.items():
                    # Those that are open stay so.
                    resource.prlimit(pid, resource.RLIMIT_NOFILE, (LOWEST_DESCRIPTORS, hard))
                stage.smtp.down()
                stage.smtp.up()
                so_far = stage.smtp.record.arrived
                time.sleep(scale.pick(2, 10))
                if stage.smtp.record.arrived > so_far:
                    raise AssertionError("mails went on: descriptors were left")
                for pid, limits in before.items():
                    resource.prlimit(pid, resource.RLIMIT_NOFILE, limits)
                await_more(stage)
        stage.settle()
        stage.may_repeat = int(scale.pick(2, 6)) * len(stage.workers)
        return stage.account(load, note=f"{load.overloaded} answers 503; each restart of the mail server may cut off a 250")


@fault(PREFIX + "the clock jumps, forwards and back, with many queued")
def clock_jumps(scale: Scale, directory: Path) -> Row:
    """By up to two hours, for which no mail may wait."""
    with on_a_machine(scale, directory) as (stage, machine):
        with in_full_swing(stage) as load:
            for _ in range(int(scale.pick(2, 10))):
                stage.smtp.down()
                until(lambda: len(load.acknowledged) - stage.smtp.record.arrived >= BACKLOG, "a queue", 120)
                machine.clock_ahead_s += stage.random.randint(-2 * HOUR_S, 2 * HOUR_S)
                stage.smtp.up()
                await_more(stage)
            machine.clock_ahead_s = -2 * HOUR_S
        stage.settle()
        stage.may_repeat = int(scale.pick(2, 10)) * len(stage.workers)
        return stage.account(load, note="each restart of the mail server may cut off a 250")
