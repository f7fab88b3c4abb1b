"""Ports of the loopback address."""

from __future__ import annotations

import socket


def free_port() -> int:
    """One that nobody listens on, for a program that wants to be told; a moment later it may be taken."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def bound(port: int, is_shared: bool = False) -> socket.socket:
    """A socket that holds a port without listening: whoever connects is refused. Shared, another can be bound to it before it
    goes.
    """
    # The protocol by its number: else asyncio does not know that it is TCP, and leaves Nagle's delays on.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if is_shared:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind(("127.0.0.1", port))
    return made


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
