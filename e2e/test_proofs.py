"""The short form of `scripts/prove`: processes are killed and the power is cut while people are at all doors, machines fail,
and strangers send what nobody should. And that the disk which is made up for it loses what nobody waited for.
"""

from __future__ import annotations

import asyncio
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
from support import bad_http
from support.bad_http import send_by_processes, send_many
from support.faults import FAULTS
from support.crowd import Account, Report
from support.kills import POINTS, Plan, Proof, account_for_notes, account_for_people, kills, power_cuts
from support.ledger import Queue, Row
from support.power_cut import Disk
from support.server import Server, status_of
from support.soak import soak
from support.stage import Scale, Stage

# One for each point, twice.
KILLS = Plan(kills=14, operations=4_000)
POWER_CUTS = Plan(kills=6, operations=3_000)
SOAK, SOAK_MINUTES = Plan(kills=1, operations=1_000), 0.4
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
        "soak": lambda stage: soak(Scale(), stage, SOAK_MINUTES, SOAK.kills).proof,
        LIES: lambda stage: power_cuts(Scale(), stage, Plan(kills=2, operations=300, people=0), flushes_that_lie=2),
    }
    with ThreadPoolExecutor(len(stages)) as pool:
        yield {name: pool.submit(run, tmp_path_factory.mktemp("proof") / "stage") for name, run in stages.items()}


@pytest.mark.parametrize("name, plan, points", [("SQLite", KILLS, 5), ("PostgreSQL", KILLS, 5), ("power cuts", POWER_CUTS, 1), ("soak", SOAK, 1)])
def test_nothing_that_was_acknowledged_is_lost(
    name: str, plan: Plan, points: int, proofs: dict[str, Future[Proof]]
) -> None:
    proof = proofs[name].result()
    assert not proof.wrong, proof
    assert proof.kills.total() >= plan.kills and proof.operations >= plan.operations and proof.crowd.accounts
    # Some of the points last for a moment only.
    assert points <= len(proof.kills) <= len(POINTS), proof.kills


ALL_IS_WELL = """
CREATE TABLE accounts (email TEXT);
CREATE TABLE mails (id TEXT, intent TEXT, email TEXT, ending TEXT);
CREATE TABLE audit_events (event TEXT, outcome TEXT);
INSERT INTO accounts VALUES ('ada@example.net');
INSERT INTO mails VALUES ('1', 'sign_up', 'ada@example.net', 'sent'), ('2', 'password_changed', 'ada@example.net', 'sent');
INSERT INTO audit_events VALUES ('confirm', 'confirmed'), ('change_password', 'changed');
"""


@pytest.mark.parametrize(
    "happens, said",
    [
        ("", ""),
        ("DELETE FROM accounts", "1 people have an account, and 0 are stored"),
        ("INSERT INTO accounts VALUES ('eve@example.net')", "1 people have an account, and 2 are stored"),
        ("DELETE FROM mails WHERE id = '2'", "more or fewer notices"),
        ("UPDATE mails SET ending = 'obsolete' WHERE id = '2'", "1 mails did not come"),
        ("UPDATE mails SET ending = 'failed' WHERE id = '1'", "1 mails did not come"),
        ("UPDATE mails SET ending = 'obsolete' WHERE id = '1'", "noted as obsolete"),
        ("INSERT INTO mails VALUES ('3', 'resend', 'ada@example.net', 'sent')", "1 mails did not come"),
        ("DELETE FROM mails WHERE id = '1'", "1 mails came of which there is no row"),
        ("DELETE FROM audit_events WHERE event = 'confirm'", "the trail tells 0 times of ('confirm confirmed')"),
        ("DELETE FROM audit_events WHERE event = 'change_password'", "the trail tells 0 times of ('change_password changed'"),
    ],
)
def test_the_account_of_the_people_sees_what_is_missing(happens: str, said: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "some.db")) as connection, connection:
        connection.executescript(f"{ALL_IS_WELL} {happens}")
    stage = Stage.__new__(Stage)
    stage.queue, stage.may_repeat = Queue(f"sqlite://{tmp_path / 'some.db'}"), 0
    row, report = Row(), Report(accounts=[Account("ada@example.net", "a password", "a token", changes=1)])
    account_for_notes(stage, row, {"<1@example.org>", "<2@example.org>"})
    account_for_people(stage, row, report)
    assert any(said in one for one in row.wrong) if said else not row.wrong, row


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


@pytest.mark.parametrize("answer, said", [(b"", "no answer within"), (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 500 Oh\r\n\r\n", "500"), (b"220 hello\r\n", "no answer, but")])
def test_a_server_that_is_silent_fails_or_says_something_else_is_told(
    answer: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bad_http, "MORE_MAY_COME_S", 0.1)
    monkeypatch.setattr(bad_http, "PATIENCE_S", 0.3)

    async def found() -> bad_http.Found:
        async def serve(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(answer)

        async with await asyncio.start_server(serve, "127.0.0.1") as server:
            return await send_many(server.sockets[0].getsockname()[1], "a seed", 3, [("GET", "/", [])])

    # The thread of a test may have a loop already.
    with ThreadPoolExecutor(1) as thread:
        wrong = thread.submit(asyncio.run, found()).result().wrong
    assert len(wrong) == 3 and all(said in one for one in wrong), wrong


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
