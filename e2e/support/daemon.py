"""What the servers that tests start beside Countersign have in common: `with` starts one, and it is gone afterwards."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class Daemon:
    def start(self) -> Self:
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
