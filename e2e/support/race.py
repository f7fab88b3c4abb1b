"""Many requests at one instant, of which one may win."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from support.server import Server

RACERS = 50
# Connections that stand ready are many; what is behind them is asked all at once.
READY_WITHIN_S = 30.0
ANSWER_WITHIN_S = 60.0

Answer = tuple[int, dict[str, Any]]

USED, EXPIRED = (410, "token_used"), (410, "token_expired")


def race(servers: Server | Sequence[Server], path: str, bodies: Sequence[dict[str, Any]]) -> list[Answer]:
    """To the servers in turn."""
    servers = [servers] if isinstance(servers, Server) else servers
    running = race_to([server.port for server in servers], path, bodies)
    # The thread of a test may have a loop already: Chromium's driver leaves one.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, running).result()


async def race_to(
    ports: Sequence[int], path: str, bodies: Sequence[dict[str, Any]], bearers: Sequence[str] = ("",)
) -> list[Answer]:
    """Each request is sent but for its last byte; once all have come so far, all last bytes."""
    ready = asyncio.Barrier(len(bodies))

    async def run(number: int) -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", ports[number % len(ports)])
        try:
            wire = request("POST", path, bearers[number % len(bearers)], bodies[number])
            writer.write(wire[:-1])
            await writer.drain()
            await asyncio.wait_for(ready.wait(), READY_WITHIN_S)
            writer.write(wire[-1:])
            return await answer(reader)
        finally:
            writer.close()

    return list(await asyncio.gather(*(run(number) for number in range(len(bodies)))))


async def ask(port: int, method: str, path: str, bearer: str, fields: dict[str, Any]) -> Answer:
    """One by itself."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(request(method, path, bearer, fields))
        return await answer(reader)
    finally:
        writer.close()


def request(method: str, path: str, bearer: str, fields: dict[str, Any]) -> bytes:
    body = json.dumps(fields).encode() if fields else b""
    lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: race", "Connection: close", f"Content-Length: {len(body)}"]
    lines += ["Content-Type: application/json"] * bool(fields)
    lines += [f"Authorization: Bearer {bearer}"] * bool(bearer)
    return "\r\n".join([*lines, "", ""]).encode() + body


async def answer(reader: asyncio.StreamReader) -> Answer:
    head, _, body = (await asyncio.wait_for(reader.read(), ANSWER_WITHIN_S)).partition(b"\r\n\r\n")
    assert head, "the connection was closed without an answer"
    status = int(head[9:12])
    assert status < 500 or (status == 503 and b"\r\nretry-after: " in head.lower()), (status, body)
    return status, json.loads(body) if body else {}


def one_winner(answers: Sequence[Answer], success: int, *others: tuple[int, str]) -> int:
    """Which one won. The others were told that the link is used, or one of these, or to come back later."""
    winners = [number for number, (status, _) in enumerate(answers) if status == success]
    told = Counter(status for status, _ in answers)
    assert len(winners) == 1 and told[503] <= len(answers) // 2, told
    for status, body in answers:
        assert status in (success, 503) or (status, body.get("code")) in (USED, *others), (status, body)
    return winners[0]
