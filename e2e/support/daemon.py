"""What the servers that tests start beside Countersign have in common: one process of our own in a directory of its
own, which `with` starts, and which is gone afterwards.
"""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self


class Daemon:
    name: str
    stop_timeout: int
    directory: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        raise NotImplementedError

    def stop(self) -> None:
        """As an operator does."""
        raise NotImplementedError

    def close(self) -> None:
        """It is gone, whatever state it was in."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def restart(self) -> Self:
        if self.process is not None:
            self.stop()
        return self.start()

    @property
    def log_path(self) -> Path:
        return self.directory / "log"

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def everything_logged(self) -> str:
        """With what it logs to files of its own."""
        return "".join(path.read_text(errors="replace") for path in self.directory.glob("*log"))

    def _running(self) -> subprocess.Popen[bytes]:
        assert self.process is not None, "it does not run"
        return self.process

    def _end(self, how: signal.Signals) -> None:
        process, self.process = self._running(), None
        process.send_signal(how)
        try:
            process.wait(self.stop_timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(self.stop_timeout)
            late = f"{self.name} still ran {self.stop_timeout} s after {how.name}"
            raise AssertionError(f"{late}:\n{self.log}") from None
