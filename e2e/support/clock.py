"""A program's clock, moved: `clock.c`, preloaded. The program asks one clock for everything, so that it lives as if it were then."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")


def as_if_at(instant_s: float, directory: Path) -> dict[str, str]:
    """The environment of a program for which it is this instant now; the library is made in the directory."""
    library = directory / "clock.so"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE], check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_SHIFT_S": str(round(instant_s - time.time()))}
