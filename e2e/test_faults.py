"""A few of the faults of `scripts/faults`, with small numbers: acknowledged = stored = arrived. And the account itself:
it must see what is lost, doubled, or left behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Databases
from support.faults import FAULTS
from support.faulty_smtp import Content, Fault, Moment
from support.ledger import Row
from support.stage import Scale, Stage

SMALL = Scale(people=60, queued=80, kills=1)


NAMES = [
    "421, 451, 454 to a tenth, once, at RCPT, DATA and the end",
    "550 to a tenth, at RCPT, DATA and the end",
    "unusual answers that are right",
    "closes at every verb",
    "hangs at RCPT",
    "refuses connections while many are queued",
    "kill -9 of the server with its worker, at each point",
    "kill -9 of one of two external workers, at each point",
    "SIGTERM of one of two external workers, again and again",
]


@pytest.fixture(scope="module")
def scale(database: Databases) -> Scale:
    return replace(SMALL, database_url=database.postgres_url)


@pytest.fixture(scope="module")
def runs(
    binary: Path, scale: Scale, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Row]]]:
    """Those that are asked for, side by side: most of their time is spent on pauses and leases."""
    asked = [name for name in NAMES if any(f"[{name}]" in item.name for item in request.session.items)]
    with ThreadPoolExecutor(len(asked)) as pool:
        yield {name: pool.submit(FAULTS[name], scale, tmp_path_factory.mktemp("fault") / "stage") for name in asked}


@pytest.mark.parametrize("name", NAMES)
def test_no_mail_is_lost_when_the_mail_server_or_the_worker_fails(name: str, runs: dict[str, Future[Row]]) -> None:
    row = runs[name].result()
    assert not row.wrong, row
    assert row.acknowledged and row.lost == 0 and row.duplicates <= row.may_repeat, row


def test_the_account_sees_a_mail_that_was_acknowledged_and_never_taken(binary: Path, scale: Scale, tmp_path: Path) -> None:
    with Stage(scale, tmp_path / "stage") as stage:
        load = stage.sign_up(count=5)
        stage.settle()
        assert not stage.account(load).wrong
        # As if the client had believed in a 250 that nobody said.
        del stage.smtp.record.contents[2]
        row = stage.account(load)
    assert row.lost == 1 and "lost" in row.wrong[0], row


def test_the_account_sees_a_second_copy_and_another_message_id(binary: Path, scale: Scale, tmp_path: Path) -> None:
    with Stage(scale, tmp_path / "stage") as stage:
        load = stage.sign_up(count=5)
        stage.settle()
        contents = stage.smtp.record.contents
        contents.append(contents[0])
        twice = stage.account(load)
        stage.may_repeat = 1
        after_a_kill = stage.account(load)
        first = contents.pop()
        contents.append(Content(first.recipient, "<another@example.org>", first.at, first.connection, arrived=True))
        renamed = stage.account(load)
    assert twice.duplicates == 1 and "1 duplicates, and 0 are allowed" in twice.wrong, twice
    assert not after_a_kill.wrong, after_a_kill
    assert "another Message-ID" in renamed.wrong[0], renamed


def test_the_account_sees_a_mail_that_is_still_queued(binary: Path, scale: Scale, tmp_path: Path) -> None:
    def rule(moment: Moment) -> Fault | None:
        return Fault("451 4.3.0 Not now") if moment.word == "later" else None

    with Stage(scale, tmp_path / "stage", rule) as stage:
        load = stage.sign_up(("plain", "later"), 6)
        stage.settle(left=3)
        row = stage.account(load)
    assert row.lost == 3 and any("still queued" in wrong for wrong in row.wrong), row
