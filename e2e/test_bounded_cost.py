"""What strangers can make a server spend is bounded: memory by the hashing threads, time by short queues and early
refusals, rows by what a request is worth (ATT-17, 30, 64, 75).
"""

from __future__ import annotations

import json
import os
import re
import secrets
import selectors
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from support.people import Person, Service, new_address
from support.server import Server

KIB, MIB = 1_024, 1_024 * 1_024

AT_ONCE = 500
# The longest that is taken, in bytes too: 256 code points of four bytes.
LONGEST_PASSWORD = "🦀" * 256
# Argon2's default here (`COUNTERSIGN_ARGON2`, m=19456), once for each hashing thread.
HASH_BYTES = 19_456 * KIB
# On more processors the queue would be longer than the flood.
PROCESSORS = sorted(os.sched_getaffinity(0))[:2]
# What one connection may hold besides: a body of 64 KiB, as much to read it from, its head, its task.
CONNECTION_BYTES = 192 * KIB


@dataclass
class Flood:
    """Requests that were all sent before the first answer was read: when each was answered, and how."""

    answers: list[tuple[float, bytes]] = field(default_factory=list)

    def answered(self, status: int) -> list[tuple[float, bytes]]:
        return [(at, answer) for at, answer in self.answers if answer.startswith(b"HTTP/1.1 %d " % status)]

    def run(self, port: int, requests: list[bytes], on_sent: Callable[[], None]) -> None:
        with selectors.DefaultSelector() as selector:
            wires = [socket.create_connection(("127.0.0.1", port), timeout=60) for _ in requests]
            for wire, request in zip(wires, requests, strict=True):
                wire.sendall(request)
                selector.register(wire, selectors.EVENT_READ)
            on_sent()
            while len(self.answers) < len(wires):
                ready = selector.select(timeout=60)
                assert ready, f"{len(wires) - len(self.answers)} were not answered"
                for key, _ in ready:
                    wire = key.fileobj
                    assert isinstance(wire, socket.socket)
                    self.answers.append((time.monotonic(), wire.recv(65_536)))
                    selector.unregister(wire)
                    wire.close()


def sign_in_request(email: str, password: str) -> bytes:
    body = json.dumps({"email": email, "password": password}, ensure_ascii=False).encode()
    head = "POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


def memory(server: Server, what: str) -> int:
    """`VmRSS`, or `VmHWM` for the most that it ever was, in bytes."""
    assert server.process
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    found = re.search(rf"{what}:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * KIB


@pytest.fixture
def with_real_hashes(make_service: Callable[..., Service]) -> Iterator[Service]:
    """A server that may use two processors and so has two hashing threads: it inherits what we may use."""
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, PROCESSORS)
    try:
        service = make_service(COUNTERSIGN_ARGON2=None, COUNTERSIGN_ALLOW_WEAK_ARGON2=None)
    finally:
        os.sched_setaffinity(0, ours)
    yield service


def test_a_flood_of_sign_ins_costs_no_more_than_the_hashing_threads_have(with_real_hashes: Service) -> None:
    service = with_real_hashes
    person, browser = service.account()
    base = memory(service.server, "VmRSS")
    assert len(LONGEST_PASSWORD.encode()) == KIB
    requests = [sign_in_request(new_address(), LONGEST_PASSWORD) for _ in range(AT_ONCE)]
    looks: list[float] = []
    looking = threading.Thread(
        target=lambda: [looks.append(time.monotonic()) for _ in range(20) if browser.is_signed_in()]
    )
    flood = Flood()
    flood.run(service.server.port, requests, on_sent=looking.start)
    looking.join()

    refused, looked_at = flood.answered(503), flood.answered(401)
    assert len(refused) + len(looked_at) == AT_ONCE and looked_at, (len(refused), len(looked_at))
    # At most 64 wait for each thread (`crates/countersign/src/hashing.rs`); the others need not wait to be told.
    assert len(refused) > AT_ONCE / 3
    assert all(b"\r\nretry-after: " in answer for _, answer in refused)
    drained_at = max(at for at, _ in looked_at)
    assert max(at for at, _ in refused) < drained_at
    # Whoever is signed in passes the queue.
    assert len(looks) == 20 and max(looks) < drained_at

    most = memory(service.server, "VmHWM")
    assert most <= base + len(PROCESSORS) * HASH_BYTES + AT_ONCE * CONNECTION_BYTES, (most, base)
    assert service.can_sign_in(person)
    service.account()


def test_thousands_of_idle_connections_lock_nobody_out(service: Service) -> None:
    """More than are let in at once (900, `crates/countersign/src/http/listener.rs`): they are given up, and whoever waits
    behind them gets in.
    """
    idle = [socket.create_connection(("127.0.0.1", service.server.port), timeout=100) for _ in range(1_500)]
    with socket.create_connection(("127.0.0.1", service.server.port), timeout=100) as wire:
        wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert wire.recv(4096).startswith(b"HTTP/1.1 200 ")
    assert sum(is_closed(wire) for wire in idle) >= 600
    for wire in idle:
        wire.close()
    person, _ = service.account()
    assert service.can_sign_in(person)


def is_closed(wire: socket.socket) -> bool:
    """By the other side."""
    wire.setblocking(False)
    try:
        return wire.recv(1) == b""
    except BlockingIOError:
        return False


def test_half_requests_are_given_up_and_change_nothing(service: Service) -> None:
    person = Person()
    body = person.as_json()
    head = b"POST /api/v1/sign-up HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
    whole = head % len(body) + body
    before = service.server.rows("sign_ups")
    for end in (10, len(whole) - len(body) - 2, len(whole) - len(body), len(whole) - 1):
        with socket.create_connection(("127.0.0.1", service.server.port), timeout=30) as wire:
            wire.sendall(whole[:end])
            wire.shutdown(socket.SHUT_WR)
            received = wire.recv(65_536)
            assert not received or received.startswith(b"HTTP/1.1 4"), received
    assert service.server.rows("sign_ups") == before


def test_an_endless_address_costs_no_more_than_reading_it(service: Service) -> None:
    """By ratio: what grew with the square of the length would be thousands of times slower."""
    texts = {
        "short": "ada@localhost",
        "long": "a" * 60_000 + "@example.net",
        "labels": "ada@" + "a." * 10_000 + "net",
        "marks": "@" * 60_000,
        "dots": "ada@" + "." * 60_000,
        "wide": "ada@" + "ü" * 9_000 + ".net",
    }
    times: dict[str, list[float]] = {name: [] for name in texts}
    for _ in range(15):
        for name, text in texts.items():
            began = time.monotonic()
            answer = service.browser().api("POST", "/sign-in", email=text, password="a wrong password")
            times[name].append(time.monotonic() - began)
            assert answer.status in (401, 422), (name, answer)
    short = statistics.median(times["short"])
    for name, took in times.items():
        assert statistics.median(took) < 25 * short, (name, took, short)


def test_an_address_of_a_mebibyte_is_too_large(service: Service) -> None:
    answer = service.browser().api("POST", "/sign-up", email="a" * MIB + "@example.net", password="x")
    answer.expect_problem(413, "too_large")


@pytest.mark.both_databases
def test_ten_thousand_invented_cookies_leave_no_row(service: Service) -> None:
    server = service.server
    service.account()
    server.wait_until_settled()
    before = {table: server.rows(table) for table in server.tables()}
    for name in ("__Host-countersign", "__Host-countersign-sign-up"):
        asked = answered = 0
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
            # A hundred at once: the answers come one after the other all the same.
            for _ in range(50):
                wire.sendall(b"".join(look(name) for _ in range(100)))
                asked += 100
                answered += sum(1 for _ in heads(wire, 100))
        assert asked == answered == 5_000
    after = {table: server.rows(table) for table in server.tables()}
    # The worker reports itself.
    assert {table: after[table] - before[table] for table in before if table != "workers"} == {
        table: 0 for table in before if table != "workers"
    }


@pytest.mark.both_databases
def test_thousands_of_forged_tokens_cost_no_look_at_the_database(service: Service) -> None:
    """Well-formed ones, signed with another key: no row is written, none is read; a genuine one works meanwhile."""
    server = service.server
    person = Person()
    genuine = service.sign_up(person).token
    server.wait_until_settled()
    before = {table: server.rows(table) for table in server.tables()}
    head, body, _ = genuine.split(".")
    began = cpu_seconds(server)
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
        for _ in range(50):
            wire.sendall(b"".join(confirm(f"{head}.{body}.{secrets.token_urlsafe(32)}") for _ in range(100)))
            for answer in heads(wire, 100, b"400"):
                assert b"problem+json" in answer
    forged = cpu_seconds(server) - began
    after = {table: server.rows(table) for table in server.tables()}
    assert {table for table in before if after[table] != before[table]} <= {"workers"}
    began = cpu_seconds(server)
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as wire:
        for _ in range(50):
            wire.sendall(b"".join(look("__Host-countersign") for _ in range(100)))
            for _ in heads(wire, 100):
                pass
    # As much as looking for a session that is not there, which reads one row.
    assert forged < 3 * (cpu_seconds(server) - began) + 1
    service.browser().api("POST", "/confirm", token=genuine, password=person.password).expect(200)


def cpu_seconds(server: Server) -> float:
    assert server.process
    fields = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def confirm(token: str) -> bytes:
    body = json.dumps({"token": token}).encode()
    head = "POST /api/v1/confirm HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def look(cookie: str) -> bytes:
    head = f"GET /api/v1/session HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}={secrets.token_urlsafe(32)}\r\n\r\n"
    return head.encode()


def heads(wire: socket.socket, count: int, status: bytes = b"401") -> Iterator[bytes]:
    """So many answers, each with this status and without a cookie."""
    received = b""
    while count:
        head, end, rest = received.partition(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: (\d+)", head) if end else None
        if not end or not length or len(rest) < int(length[1]):
            more = wire.recv(65_536)
            assert more, "the connection was closed"
            received += more
            continue
        assert head.startswith(b"HTTP/1.1 " + status) and b"set-cookie" not in head.lower(), head
        received = rest[int(length[1]) :]
        count -= 1
        yield head
