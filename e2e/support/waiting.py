"""Waiting for something to become true, with a deadline. Nothing here or in the tests sleeps for a fixed time."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(probe: Callable[[], T], what: str, timeout: float = 10, pause: float = 0.05) -> T:
    """Calls `probe` until it answers something true, and returns that."""
    deadline = time.monotonic() + timeout
    while True:
        answer = probe()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {timeout:g} s in vain for {what}; the last answer was {answer!r}")
        time.sleep(pause)
