"""The same with a million accounts and ten million rows each of mails and of the trail, beside a thousand: small and large
take turns. Hashes cost next to nothing here, so that the tables are what is measured.
"""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable, Iterator

from performance.figures import Found, Held
from performance.ground import CHEAP, Ground, Place
from performance.rows import CONNECTIONS, Turn, Turns, base64url, memory_under_load, newcomer, token
from performance.wrk import Load, get, post
from scale.people import PASSWORD, address
from support.server import Server, stop_gracefully
from support.waiting import until

FEW = 1_000


def large(ground: Ground) -> Iterator[Found]:
    accounts, sessions, told = (20_000, 5_000, 100_000) if ground.quick else (1_000_000, 101_000, 10_000_000)
    others = accounts // 5
    for postgres in (None, ground.postgres):
        small, many = (ground.place(CHEAP, postgres) for _ in range(2))
        small.fill(FEW, FEW, FEW, FEW)
        begun = time.monotonic()
        many.fill(accounts, sessions, others, told)
        print(f"{many.name}: filled in {time.monotonic() - begun:.0f} s", file=sys.stderr)
        with small.serving() as few, many.serving() as lot:
            for what, requests in REQUESTS.items():
                yield side_by_side(ground, what, requests, (small, few), (many, lot))
        yield queue(ground, small, many)
        yield memory_under_load(ground, many)
        # The next takes as much of the disk.
        small.drop()
        many.drop()


def side_by_side(
    ground: Ground, what: str, requests: Callable[[Place], list[bytes]], small: tuple[Place, Server], many: tuple[Place, Server]
) -> Held:
    # What is counted begins anew with each slice.
    loads = lambda: [(Load(ground.file(requests(place)), CONNECTIONS), server) for place, server in (small, many)]  # noqa: E731
    for load, server in loads():
        Turn(ground, load, server, 1)
    turns, is_refused = Turns(Held(what, many[0].name, 0.9), many[0]), what.startswith("forged")
    for _ in range(ground.rounds):
        few, lot = (Turn(ground, load, server, is_refused=is_refused) for load, server in loads())
        turns.add(lot)
        turns.held.limit.append(few.rate)
        turns.held.limit_ms.append(few.cpu_ms)
    return turns.end()


def queue(ground: Ground, small: Place, many: Place) -> Held:
    """As many mails in both, which a worker puts into files."""
    held, mails = Held("mails that a worker sends", many.name, 0.9), 300 if ground.quick else 5_000
    for _ in range(ground.rounds):
        held.add(emptied(ground, many, mails), emptied(ground, small, mails))
    return held


def emptied(ground: Ground, place: Place, mails: int) -> float:
    load = Load(ground.file([newcomer()]), CONNECTIONS, 1)
    with place.serving() as server:
        while place.queued() < mails:
            load.run(server.port, 1)
        waiting, start = place.queued(), time.perf_counter()
        worker = server.spawn("worker")
        until(lambda: place.queued() == 0, "an empty queue", 600, 0.02)
        spent = time.perf_counter() - start
        stop_gracefully(worker)
    return waiting / spent


def spread_over(place: Place) -> range:
    return range(0, place.accounts, max(1, place.accounts // 10_000))


REQUESTS: dict[str, Callable[[Place], list[bytes]]] = {
    "session check": lambda place: [get("/api/v1/session", cookie) for cookie in place.live()],
    "sign-in": lambda place: [
        post("/api/v1/sign-in", email=address(number), password=PASSWORD) for number in spread_over(place)
    ],
    "sign-up": lambda _: [newcomer()],
    "forged cookie": lambda _: [get("/api/v1/session", base64url(secrets.token_bytes(48))) for _ in range(10_000)],
    "forged link": lambda _: [post("/api/v1/confirm", token=token(b"of somebody else", -3_600)) for _ in range(10_000)],
}
