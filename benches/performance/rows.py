"""The rows of docs/guide/performance.md: what is asked, what it is held to, and the aim.

Whatever is compared takes turns in short slices, on the same cores: first the limit, then Countersign, and so on.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

from performance.figures import Found, Held, Taken
from performance.ground import (
    CHEAP, DEFAULT, HASH_MB, Bare, Ground, Place, Server, ask, bare, cpu_s, flushes, memory_mb, raw_hashes, told,
)  # fmt: skip
from performance.wrk import Load, Slice, get, post
from scale.people import PASSWORD, address
from support.server import BINARY
from support.waiting import until

ROOT = Path(__file__).resolve().parents[2]
CONNECTIONS = 32
HAMMERS = 64
STARTS = 5


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def token(key: bytes, age_s: int) -> str:
    """That of a link to confirm whose row is gone, as it was signed a day before its expiry."""
    expires_at = int(time.time()) - age_s
    id_ = bytearray(os.urandom(16))
    # An id has the time in front, and says that it is a version 7 (RFC 9562).
    id_[:6] = (1000 * (expires_at - 86_400)).to_bytes(6, "big")
    id_[6], id_[8] = 0x70 | id_[6] & 0x0F, 0x80 | id_[8] & 0x3F
    claims = {"jti": base64url(bytes(id_)), "aud": "confirm", "iat": expires_at - 86_400, "exp": expires_at}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"typ": "JWT", "alg": "HS256"}, claims)]
    signed = ".".join(map(base64url, parts))
    return f"{signed}.{base64url(hmac.digest(key, signed.encode(), hashlib.sha256))}"


class Turn:
    """One slice of load on a server of ours or on a bare one, and what it cost whom. Only the answers that there should be
    count: on a machine that is busy with other things some requests may be refused.
    """

    def __init__(
        self, ground: Ground, load: Load, to: Server | Bare, seconds: float | None = None, is_refused: bool = False
    ) -> None:
        pid = to.pid if isinstance(to, Bare) else pid_of(to)
        clerks, ours = ground.clerks.cpu_s(), cpu_s(pid)
        found = load.run(to.port, seconds or ground.seconds)
        cpu, after = cpu_s(pid) - ours, ground.clerks.cpu_s()
        theirs = sum(spent - clerks.get(pid, 0) for pid, spent in after.items())
        self.right = found.refused if is_refused else found.requests - found.refused
        self.wrong = found.requests - self.right + found.unanswered
        self.rate = self.right / found.seconds
        self.cpu_ms, self.clerks_ms = (1000 * spent / max(1, found.requests) for spent in (cpu, theirs))


def pid_of(server: Server) -> int:
    assert server.process
    return server.process.pid


class Turns:
    """Those that Countersign took in the rounds of one figure."""

    def __init__(self, held: Held, place: Place) -> None:
        self.held, self.place = held, place
        self.right = self.wrong = 0

    def add(self, turn: Turn) -> Turn:
        self.right += turn.right
        self.wrong += turn.wrong
        self.held.ours.append(turn.rate)
        self.held.cpu_ms.append(turn.cpu_ms)
        if self.place.postgres:
            self.held.clerks_ms.append(turn.clerks_ms)
        return turn

    def end(self) -> Held:
        if self.wrong:
            self.held.said.append(f"{self.wrong:,} answers besides these {self.right:,} were others or none, and do not count")
        return self.held


# Answers beside those of a bare server.


def beside_bare(
    ground: Ground, what: str, path: str, status: int, aims: tuple[float, float],
    requests: Callable[[Place, Server], list[bytes]], **env: str,
) -> Iterator[Held]:
    for place, aim in zip(ground.places, aims, strict=True):
        with place.serving(**env) as server:
            wanted = requests(place, server)
            answer = ask(server.port, wanted[0])
            assert answer.startswith(b"HTTP/1.1 %d " % status), answer
            with bare(ground.base, {path: answer}) as limit:
                assert told(ask(limit.port, wanted[0])) == told(answer)
                load, turns = Load(ground.file(wanted), CONNECTIONS), Turns(Held(what, place.name, aim), place)
                Turn(ground, load, limit, 1)
                warm_up(ground, load, server, len(wanted))
                for _ in range(ground.rounds):
                    theirs = Turn(ground, load, limit, is_refused=status >= 400)
                    turns.add(Turn(ground, load, server, is_refused=status >= 400))
                    turns.held.limit.append(theirs.rate)
                    turns.held.limit_ms.append(theirs.cpu_ms)
        yield turns.end()


def warm_up(ground: Ground, load: Load, server: Server, count: int) -> None:
    """Until it has its connections and statements, and has been asked nearly all of what it will be asked: a session is read
    once a minute, and 95 of a hundred are chosen at random by then.
    """
    asked = 0
    while asked < 3 * count:
        turn = Turn(ground, load, server, 2)
        asked += turn.right + turn.wrong


def checks(ground: Ground, what: str, path: str) -> Iterator[Found]:
    def requests(place: Place, _: Server) -> list[bytes]:
        return [get(path, cookie) for cookie in place.live()]

    for held in beside_bare(ground, what, path, 200, (0.7, 0.6), requests):
        yield held
        both = [ours + clerks for ours, clerks in zip(held.cpu_ms, held.clerks_ms or [0] * len(held.cpu_ms), strict=True)]
        yield Taken(f"{what}: CPU", held.on, "ms", 0.015, both)


def session_check(ground: Ground) -> Iterator[Found]:
    return checks(ground, "session check", "/api/v1/session")


def forward_auth(ground: Ground) -> Iterator[Found]:
    return checks(ground, "forward-auth", "/forward-auth")


def forged_cookie(ground: Ground) -> Iterator[Found]:
    cookies = [base64url(secrets.token_bytes(48)) for _ in range(10_000)]
    path = "/api/v1/session"
    return beside_bare(
        ground, "forged cookie", path, 401, (0.8, 0.8), lambda _, __: [get(path, cookie) for cookie in cookies]
    )


def expired_cookie(ground: Ground) -> Iterator[Found]:
    path = "/api/v1/session"

    def requests(place: Place, _: Server) -> list[bytes]:
        return [get(path, cookie) for cookie in place.expired()]

    return beside_bare(ground, "expired cookie", path, 401, (0.8, 0.8), requests)


def forged_link(ground: Ground) -> Iterator[Found]:
    path = "/api/v1/confirm"
    forged = [token(secrets.token_bytes(64), -3_600) for _ in range(10_000)]
    return beside_bare(
        ground, "forged link", path, 400, (0.8, 0.8), lambda _, __: [post(path, token=one) for one in forged]
    )


def expired_link(ground: Ground) -> Iterator[Found]:
    """With the limits that are there by default: one of them bounds how many lines of the trail a network makes."""
    path = "/api/v1/confirm"

    def requests(_: Place, server: Server) -> list[bytes]:
        key = server.derived_key("confirm").encode()
        return [post(path, token=token(key, 3_600)) for _ in range(10_000)]

    return beside_bare(
        ground, "expired link", path, 410, (0.8, 0.8), requests, COUNTERSIGN_RATE_LIMITS="on"
    )


# What hashes, beside the hash alone.


def beside_hash(
    ground: Ground, what: str, request: Callable[[Place], list[bytes]], is_sending: bool = False
) -> Iterator[Held]:
    for place in ground.places:
        with place.serving(COUNTERSIGN_WORKERS="embedded" if is_sending else "external") as server:
            turns, waits = Turns(Held(what, place.name, 0.9), place), list[tuple[int, float]]()
            Turn(ground, Load(ground.file(request(place)), CONNECTIONS, 1), server, 1)
            if is_sending:
                emptied(place)
            before, _ = raw_hashes(DEFAULT)
            for _ in range(ground.rounds):
                turns.add(Turn(ground, Load(ground.file(request(place)), CONNECTIONS, 1), server))
                if is_sending:
                    waits.append(emptied(place))
                behind, hash_ms = raw_hashes(DEFAULT)
                turns.held.limit.append((before + behind) / 2)
                turns.held.limit_ms.append(hash_ms)
                before = behind
            if waits:
                most, longest = max(count for count, _ in waits), max(seconds for _, seconds in waits)
                words = f"right after the last answer {most} mails were queued at most, none {longest:.2f} s later"
                turns.held.said.append(words)
        yield turns.end()


def emptied(place: Place) -> tuple[int, float]:
    """How many mails are in the queue, and how long until none is."""
    waiting, start = place.queued(), time.perf_counter()
    until(lambda: place.queued() == 0, "an empty queue", 600, 0.02)
    return waiting, time.perf_counter() - start


def sign_in(ground: Ground) -> Iterator[Found]:
    def requests(place: Place) -> list[bytes]:
        people = range(0, place.accounts, max(1, place.accounts // 10_000))
        return [post("/api/v1/sign-in", email=address(number), password=PASSWORD) for number in people]

    return beside_hash(ground, "sign-in", requests)


def newcomer() -> bytes:
    email = f"{secrets.token_hex(5)}-#######@example.net"
    return post("/api/v1/sign-up", email=email, password=PASSWORD)


def sign_up(ground: Ground) -> Iterator[Found]:
    yield from beside_hash(ground, "sign-up, its mail queued", lambda _: [newcomer()])
    yield from beside_hash(ground, "sign-up, its mail sent by the same process", lambda _: [newcomer()], is_sending=True)


def sign_up_commits(ground: Ground) -> Iterator[Found]:
    """Next to no hash: what is left is our own work and the disk's."""
    _, hash_ms = raw_hashes(CHEAP)
    for place in ground.places:
        with place.serving(COUNTERSIGN_ARGON2=CHEAP) as server:
            held, flushed = Held("sign-up, cheapest hash", place.name, 0.9), list[float]()
            turns = Turns(held, place)
            Turn(ground, Load(ground.file([newcomer()]), CONNECTIONS, 1), server, 1)
            commits = place.commits()
            for _ in range(ground.rounds):
                flushed.append(flushes(ground.base, ground.seconds / 4))
                turns.add(Turn(ground, Load(ground.file([newcomer()]), CONNECTIONS, 1), server))
            together = turns.right / max(1, place.commits() - commits)
            held.limit = [one * together for one in flushed]
            held.said.append(
                f"{together:.1f} sign-ups in each flush of the log, {min(flushed):,.0f} to {max(flushed):,.0f} "
                f"`fdatasync` of 8 KiB a second; a hash takes {hash_ms:.3f} ms"
            )
        with place.serving(COUNTERSIGN_ARGON2=CHEAP, COUNTERSIGN_WORKERS="embedded"):
            waiting, seconds = emptied(place)
            held.said.append(f"the {waiting:,} mails of these went into files at {waiting / seconds:,.0f} a second afterwards")
        yield turns.end()
        beside = [ms - hash_ms for ms in held.cpu_ms]
        yield Taken("sign-up: CPU of the server beside the hash", place.name, "ms", 0.3, beside)


# Mail.


def drain() -> ModuleType:
    """scripts/drain, which has one way to measure it."""
    loader = SourceFileLoader("drain", str(ROOT / "scripts/drain"))
    spec = spec_from_loader("drain", loader)
    assert spec
    module = module_from_spec(spec)
    sys.modules["drain"] = module
    loader.exec_module(module)
    return module


def mail_drain(ground: Ground) -> Iterator[Found]:
    script, mails, connections = drain(), 300 if ground.quick else 5_000, 4
    script.set_up_ends()
    base = ground.base / "drain"
    base.mkdir()
    for database_url, on in (("", "SQLite"), (ground.postgres.url, "PostgreSQL")):
        ours = script.Countersign(base / on, mails, database_url, connections)
        (base / on).mkdir()
        source = base / f"{on}.eml"
        source.write_bytes(ours.sample().read_bytes())
        for kind, receiver in (("own", "a fast receiver"), ("aiosmtpd", "aiosmtpd")):
            held = Held(f"mail drain to {receiver}", on, 0.8)
            for _ in range(ground.rounds):
                with script.sink(kind) as to:
                    limit = script.alone(to, mails, connections, source)
                with script.sink(kind) as to:
                    held.add(ours.drain(to).rate, limit.rate)
            yield held


# Checks while others sign in.


def latency(ground: Ground) -> Iterator[Found]:
    for place in ground.places:
        checks = ground.file([get("/api/v1/session", cookie) for cookie in place.live()])
        tries = ground.file([
            post("/api/v1/sign-in", email=address(number), password=password)
            for number in range(0, place.accounts, max(1, place.accounts // 1_000))
            for password in (PASSWORD, "a wrong password entirely")
        ])  # fmt: skip
        hammers = Load(tries, HAMMERS, 1, counts_statuses=True)
        paces = {"paced": Load(checks, CONNECTIONS, 1, pause_ms=20), "unpaced": Load(checks, CONNECTIONS)}
        with place.serving() as server:
            for pace, load in paces.items():
                row = Taken(f"p99 of {pace} session checks while {HAMMERS} sign in", place.name, "times that alone", 3)
                alone, beside, answers = list[Slice](), list[Slice](), list[Slice]()
                for _ in range(ground.rounds):
                    alone.append(load.run(server.port, ground.seconds))
                    # It begins sooner and ends later.
                    hammering = hammers.begin(server.port, ground.seconds + 2)
                    time.sleep(1)
                    beside.append(load.run(server.port, ground.seconds))
                    answers.append(hammers.end(hammering))
                row.values = [ours.p99_ms / calm.p99_ms for ours, calm in zip(beside, alone, strict=True)]
                statuses = sum((one.statuses for one in answers), start=Counter[int]())
                row.said.append(
                    f"alone {said(alone)}; beside {said(beside)}; the others had "
                    f"{sum(one.rate for one in answers) / len(answers):.0f} answers a second: "
                    + ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
                )
                yield row


def said(slices: list[Slice]) -> str:
    by_p99 = sorted(slices, key=lambda one: one.p99_ms)[len(slices) // 2]
    return f"p50 {by_p99.p50_ms:.2f} ms, p99 {by_p99.p99_ms:.2f} ms, {by_p99.rate:,.0f} a second"


# What it takes to be there.


def start(ground: Ground) -> Iterator[Found]:
    for place in ground.places:
        first, idle = Taken("start to first ready answer", place.name, "ms", 100), Taken("memory, idle", place.name, "MB", 25)
        for _ in range(STARTS):
            server = place.server()
            began = time.perf_counter()
            server.process = server.spawn(server.COMMAND)
            until(server._is_ready, "the server to be ready", 20, pause=0.001)
            first.values.append(1000 * (time.perf_counter() - began))
            idle.values.append(memory_mb(pid_of(server), "VmRSS"))
            server.stop()
        yield first
        yield idle


def memory(ground: Ground) -> Iterator[Found]:
    for place in ground.places:
        yield memory_under_load(ground, place)


def memory_under_load(ground: Ground, place: Place) -> Taken:
    checks = Load(ground.file([get("/api/v1/session", cookie) for cookie in place.live()]), CONNECTIONS)
    people = range(0, place.accounts, max(1, place.accounts // 10_000))
    tries = [post("/api/v1/sign-in", email=address(number), password=PASSWORD) for number in people]
    both = Load(ground.file(tries), CONNECTIONS, 1)
    pool = (os.cpu_count() or 1) * HASH_MB
    row = Taken(f"memory under load, {place.accounts:,} accounts", place.name, "MB", 150)
    row.said.append(f"the most at any time, without the {pool:.0f} MB that the hashing threads work in")
    for _ in range(2 if ground.quick else 3):
        with place.serving(COUNTERSIGN_ARGON2=DEFAULT) as server:
            signing_in = both.begin(server.port, 2 * ground.seconds)
            checks.run(server.port, 2 * ground.seconds)
            both.end(signing_in)
            row.values.append(memory_mb(pid_of(server), "VmHWM") - pool)
    return row


def size(_: Ground) -> Iterator[Found]:
    yield Taken("size of the binary", "both", "MB", 30, [BINARY.stat().st_size / 1e6])


ROWS: dict[str, Callable[[Ground], Iterator[Found]]] = {
    "session-check": session_check, "forward-auth": forward_auth, "sign-in": sign_in, "sign-up": sign_up,
    "sign-up-commits": sign_up_commits, "forged-cookie": forged_cookie, "expired-cookie": expired_cookie,
    "forged-link": forged_link, "expired-link": expired_link, "mail-drain": mail_drain, "latency": latency,
    "start": start, "memory": memory, "size": size,
}  # fmt: skip
