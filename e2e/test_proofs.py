"""The short form of `scripts/prove`: processes are killed and the power is cut while people are at all doors, machines fail,
and strangers send what nobody should. And that the disk which is made up for it loses what nobody waited for.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from support import machine_faults
from support.bad_http import send_by_processes
from support.faults import FAULTS
from support.kills import Plan, Proof, kills, power_cuts
from support.power_cut import Disk
from support.server import Server, status_of
from support.stage import Scale

# One for each point, twice.
KILLS = Plan(kills=14, operations=4_000)
POWER_CUTS = Plan(kills=6, operations=3_000)
MACHINE_FAULTS = [name for name in FAULTS if name.startswith(machine_faults.PREFIX)]
LIES = "a disk that says it has flushed and has not"


@pytest.fixture(scope="module")
def proofs(
    binary: Path, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Proof]]]:
    """Side by side: at their ends they wait for leases."""
    stages = {
        "SQLite": lambda stage: kills(Scale(), stage, KILLS),
        "PostgreSQL": lambda stage: kills(Scale(database_url=postgres_url), stage, KILLS),
        "power cuts": lambda stage: power_cuts(Scale(), stage, POWER_CUTS),
        LIES: lambda stage: power_cuts(Scale(), stage, Plan(kills=2, operations=300, people=0), flushes_that_lie=2),
    }
    with ThreadPoolExecutor(len(stages)) as pool:
        yield {name: pool.submit(run, tmp_path_factory.mktemp("proof") / "stage") for name, run in stages.items()}


@pytest.mark.parametrize("name", ["SQLite", "PostgreSQL", "power cuts"])
def test_nothing_that_was_acknowledged_is_lost(name: str, proofs: dict[str, Future[Proof]]) -> None:
    proof = proofs[name].result()
    assert not proof.wrong, proof
    plan = POWER_CUTS if name == "power cuts" else KILLS
    assert proof.kills.total() >= plan.kills and proof.operations >= plan.operations and proof.crowd.accounts


def test_the_account_sees_a_disk_that_lies(proofs: dict[str, Future[Proof]]) -> None:
    try:
        wrong = proofs[LIES].result().wrong
    except AssertionError as error:
        # What was left is no database any more.
        wrong = [str(error)]
    assert any("acknowledged and not stored" in one or "malformed" in one for one in wrong), wrong


@pytest.mark.parametrize("name", MACHINE_FAULTS)
def test_no_mail_is_lost_when_the_machine_fails(name: str, binary: Path, tmp_path: Path) -> None:
    row = FAULTS[name](Scale(), tmp_path / "stage")
    assert not row.wrong, row
    assert row.acknowledged and row.lost == 0, row


def test_malformed_requests_are_refused_or_hung_up_on(make_server: Callable[..., Server]) -> None:
    server = make_server()
    found = send_by_processes(server.port, server.cli("openapi").stdout, seed=1, count=4_000, processes=1)
    assert not found.wrong
    assert found.answers["0"] < found.sent / 2 and len(found.answers) > 8, found.answers
    assert status_of(server.settings["COUNTERSIGN_LISTEN"], "/readyz") == 200 and "panicked" not in server.log


WRITER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = WAL")
connection.execute("CREATE TABLE rows (number INTEGER)")
connection.execute(f"PRAGMA synchronous = {sys.argv[2]}")
for number in range(100):
    connection.execute("INSERT INTO rows VALUES (?)", [number])
    print(number, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("synchronous, is_kept", [("FULL", True), ("NORMAL", False), ("OFF", False)])
def test_the_disk_keeps_what_was_waited_for_and_loses_the_rest(synchronous: str, is_kept: bool, tmp_path: Path) -> None:
    disk = Disk(tmp_path / "some.db", "a seed")
    command = [sys.executable, "-c", WRITER, disk.database, synchronous]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=os.environ | disk.environment, stdin=pipe, stdout=pipe, text=True) as writer:
        assert writer.stdout
        for line in writer.stdout:
            if int(line) == 99:
                break
        writer.kill()
    disk.cut()
    with closing(sqlite3.connect(disk.database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        [(count,)] = connection.execute("SELECT count(*) FROM rows")
    assert (count == 100) == is_kept, count
