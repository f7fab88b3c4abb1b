"""Ports of the loopback address."""

from __future__ import annotations

import socket


def free_port() -> int:
    """One that nobody listens on, for a program that wants to be told; a moment later it may be taken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
