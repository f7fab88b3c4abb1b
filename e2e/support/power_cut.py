"""A power cut, as a disk sees it: of what was written since the last flush of a file, some is there, some is not, and
some only in part. `power_cut.c`, preloaded, writes down what a program does to its SQLite files; from that the files are
made as they might be found. What `kill -9` cannot show: the kernel keeps what a killed process wrote.
"""

from __future__ import annotations

import random
import struct
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCE = Path(__file__).with_suffix(".c")
RECORD = struct.Struct("<ccIQQ")
# Of a disk's sectors each is whole, whatever happens.
SECTOR = 512
SUFFIXES = {1: "", 2: "-wal", 3: "-journal"}


@dataclass
class Done:
    """To one file: bytes at an offset, or none and it ends there."""

    offset: int
    content: bytes | None


@dataclass
class File:
    safe: bytearray = field(default_factory=bytearray)
    # In their order, since the last flush that was acknowledged had begun.
    at_risk: list[Done] = field(default_factory=list)
    begun: dict[int, int] = field(default_factory=dict)

    def flush_ends(self, flush: int) -> None:
        count = self.begun.pop(flush)
        for done in self.at_risk[:count]:
            apply(self.safe, done)
        del self.at_risk[:count]
        self.begun = {other: max(0, so_far - count) for other, so_far in self.begun.items()}


class Disk:
    """Of one database. `environment` is for the program; `cut` when it has been killed."""

    def __init__(self, database: Path, seed: str) -> None:
        self.database = database
        self.random = random.Random(seed)
        self.kept: Counter[str] = Counter()
        self._log = database.with_name("power-cut.log")
        self._library = database.with_name("power_cut.so")
        self._files = {number: File() for number in SUFFIXES}
        command = ["gcc", "-shared", "-fPIC", "-O1", "-o", self._library, SOURCE, "-ldl"]
        subprocess.run(command, check=True)

    @property
    def environment(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "POWER_CUT_LOG": str(self._log)}

    def cut(self, flushes_that_lied: int = 0) -> None:
        """The files are now what is left. For a disk that says that it has flushed and has not, so many of the last
        flushes are taken for nothing."""
        records = list(read(self._log))
        flushes = [place for place, (what, *_) in enumerate(records) if what == b"E"]
        lies = set(flushes[len(flushes) - flushes_that_lied :])
        for place, (what, number, flush, offset, content) in enumerate(records):
            file = self._files[number]
            if what == b"W":
                file.at_risk.append(Done(offset, content))
            elif what == b"T":
                file.at_risk.append(Done(offset, None))
            elif what == b"B":
                file.begun[flush] = len(file.at_risk)
            elif what == b"E" and place not in lies:
                file.flush_ends(flush)
            elif what == b"U":
                self._files[number] = File()
        for number, suffix in SUFFIXES.items():
            self._files[number] = self._found(self._files[number])
            path = self.database.with_name(self.database.name + suffix)
            path.unlink(missing_ok=True)
            if content := self._files[number].safe:
                path.write_bytes(content)
        # It lies in memory that all connections share.
        self.database.with_name(self.database.name + "-shm").unlink(missing_ok=True)
        self._log.unlink()

    def _found(self, file: File) -> File:
        content = file.safe
        for done in file.at_risk:
            came = self.random.choice(("lost", "there", "torn"))
            self.kept[came] += 1
            if came == "there" or (came == "torn" and done.content is None):
                apply(content, done)
            elif came == "torn":
                for sector in sectors(done):
                    if self.random.random() < 0.5:
                        apply(content, sector)
        return File(content)


def sectors(done: Done) -> Iterator[Done]:
    """What a disk writes, or does not, each for itself."""
    at, content = done.offset, done.content or b""
    while content:
        length = SECTOR - at % SECTOR
        yield Done(at, content[:length])
        at, content = at + length, content[length:]


def apply(content: bytearray, done: Done) -> None:
    if done.content is None:
        del content[done.offset :]
        content.extend(bytes(done.offset - len(content)))
    elif done.content:
        content.extend(bytes(max(0, done.offset - len(content))))
        content[done.offset : done.offset + len(done.content)] = done.content


def read(log: Path) -> Iterator[tuple[bytes, int, int, int, bytes]]:
    raw, at = log.read_bytes(), 0
    while at + RECORD.size <= len(raw):
        what, number, flush, offset, length = RECORD.unpack_from(raw, at)
        at += RECORD.size
        if at + length > len(raw):
            # The program was killed at this note, before the write.
            return
        yield what, number[0], flush, offset, raw[at : at + length]
        at += length
