"""Fifty at one instant, a few races of each kind: one has what they all want, and the losers are told so. `scripts/prove`
runs thousands.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import Databases
from support.races import KINDS, races

pytestmark = pytest.mark.both_databases


def test_each_race_has_one_winner(database: Databases, binary: Path, tmp_path: Path) -> None:
    found = races(tmp_path, 4 * len(KINDS), database.postgres_url)
    assert not found.wrong
    assert set(found.run.values()) == {4}
