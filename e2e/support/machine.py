"""A machine that fails under a program: `machine.c`, preloaded."""

from __future__ import annotations

import errno
import mmap
import struct
import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
LAYOUT = struct.Struct("<qi4x")
DISK = {"sound": 0, "full": errno.ENOSPC, "read-only": errno.EROFS}


class Machine:
    """`environment` is for the program; what is set here holds for it at once."""

    def __init__(self, directory: Path) -> None:
        library, state = directory / "machine.so", directory / "machine"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
        state.write_bytes(bytes(LAYOUT.size))
        with state.open("r+b") as file:
            self._state = mmap.mmap(file.fileno(), LAYOUT.size)
        self.environment = {"LD_PRELOAD": str(library), "MACHINE": str(state)}
        self._clock_ahead_s, self._disk = 0, "sound"

    @property
    def clock_ahead_s(self) -> int:
        return self._clock_ahead_s

    @clock_ahead_s.setter
    def clock_ahead_s(self, seconds: int) -> None:
        self._clock_ahead_s = seconds
        self._set()

    @property
    def disk(self) -> str:
        return self._disk

    @disk.setter
    def disk(self, state: str) -> None:
        self._disk = state
        self._set()

    def _set(self) -> None:
        LAYOUT.pack_into(self._state, 0, self._clock_ahead_s, DISK[self._disk])
