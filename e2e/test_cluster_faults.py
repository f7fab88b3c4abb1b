"""What an installation of two nodes and two workers outlives, with small numbers: a part of it is stopped, killed, frozen
or full while people are at all its doors. `scripts/faults cluster` has the long form.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from support import cluster_faults
from support.faults import FAULTS
from support.ledger import Row
from support.stage import Scale

NAMES = [name for name in FAULTS if name.startswith(cluster_faults.PREFIX)]
# Each has a PostgreSQL, two servers and two workers at work.
SIDE_BY_SIDE = 4


@pytest.fixture(scope="module")
def runs(
    binary: Path, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Row]]]:
    """Those that are asked for, a few at a time; first those that wait for a lease."""
    asked = [name for name in NAMES if any(f"[{name}]" in item.name for item in request.session.items)]
    asked.sort(key=lambda name: "lease" not in name and "workers are killed" not in name)
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        yield {name: pool.submit(FAULTS[name], Scale(), tmp_path_factory.mktemp("fault") / "stage") for name in asked}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_lost_half_done_or_late_when_a_part_fails(name: str, runs: dict[str, Future[Row]]) -> None:
    row = runs[name].result()
    assert not row.wrong, row
    assert row.acknowledged and row.lost == 0, row
