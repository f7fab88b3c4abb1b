"""Many requests at one instant, of which one may win."""

from __future__ import annotations

import http.client
import json
import socket
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from support.server import Server

RACERS = 50


def race(servers: Server | Sequence[Server], path: str, bodies: list[dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    """Posts all bodies at one instant, to the servers in turn: each request is sent but for its last byte, then all
    last bytes."""
    servers = [servers] if isinstance(servers, Server) else servers
    ready = threading.Barrier(len(bodies))

    def run(number: int) -> tuple[int, dict[str, Any]]:
        data = json.dumps(bodies[number]).encode()
        head = (
            f"POST /api/v1{path} HTTP/1.1\r\nHost: race\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(data)}\r\nConnection: close\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", servers[number % len(servers)].port), timeout=30) as wire:
            wire.sendall(head.encode() + data[:-1])
            ready.wait(30)
            wire.sendall(data[-1:])
            response = http.client.HTTPResponse(wire)
            response.begin()
            answer = response.read()
            if response.status == 503:
                assert int(response.getheader("Retry-After", "")) > 0
            return response.status, json.loads(answer) if answer else {}

    with ThreadPoolExecutor(len(bodies)) as pool:
        return list(pool.map(run, range(len(bodies))))


def one_winner(answers: list[tuple[int, dict[str, Any]]], success: int) -> int:
    """Which one won. The others were told that the link is used, or to come back later."""
    winners = [number for number, (status, _) in enumerate(answers) if status == success]
    assert len(winners) == 1, Counter(status for status, _ in answers)
    for status, problem in answers:
        assert status in (success, 410, 503), (status, problem)
        assert status != 410 or problem["code"] == "token_used", problem
    return winners[0]
