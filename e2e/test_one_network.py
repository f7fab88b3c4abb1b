"""A stranger is one network whatever the headers say, and one network gets so many tries for however many people; nobody
else pays for them (ATT-71, 79).
"""

from __future__ import annotations

import random
import re
import socket
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support.people import Person, Service, new_address
from support.server import Server

pytestmark = pytest.mark.both_databases

TRIES = 20
# A day instead of minutes, so that a slow machine gives no try back.
LIMITS = f"""[rate_limits]
password_network = "{TRIES}/d"
password_address = "off"
sign_up_network = "off"
mail_network = "off"
"""
STRANGER, NEIGHBOUR = "203.0.113.9", "203.0.113.10"


@pytest.fixture
def limited(make_smtp: Any, make_server: Any) -> Callable[..., Service]:
    def make(**env: str) -> Service:
        relay = make_smtp()
        settings = {"COUNTERSIGN_MAIL_URL": relay.url, "COUNTERSIGN_RATE_LIMITS": None} | env
        server: Server = make_server(start=False, **settings)
        (server.directory / "countersign.toml").write_text(LIMITS)
        return Service(server.start(), relay)

    return make


def sign_in(email: str, headers: str = "", password: str = "a wrong password 5c1e") -> bytes:
    body = f'{{"email":"{email}","password":"{password}"}}'
    head = "POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}{headers}Content-Length: {len(body)}\r\n\r\n{body}".encode()


def statuses(port: int, requests: list[bytes]) -> Counter[int]:
    """Of requests that are sent fifty at a time over one connection; a new one where the server closes it."""
    counted: Counter[int] = Counter()
    for first in range(0, len(requests), 50):
        batch = requests[first : first + 50]
        last = batch[-1].replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        with socket.create_connection(("127.0.0.1", port), timeout=60) as wire:
            wire.sendall(b"".join(batch[:-1]) + last)
            received = b""
            while more := wire.recv(65_536):
                received += more
        counted.update(int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3}) ", received))
    return counted


def odd_headers() -> Iterator[str]:
    """What a stranger may say of where they come from; another address each time, or nothing that could be one."""
    chance = random.Random(71)
    names = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP", "Via"]
    while True:
        address = f"198.51.{chance.randrange(256)}.{chance.randrange(256)}"
        name = chance.choice(names)
        value = chance.choice(
            [
                f"for={address}" if name == "Forwarded" else address,
                f"[2001:db8::{chance.randrange(65_536):x}]:443",
                f"::ffff:{address}",
                "a",
                "",
                "127.0.0.1",
                "unknown, _hidden",
                ", ".join([address] * 500),
                f"{address}, ",
                f'for="[::1]";for={address}' if name == "Forwarded" else f"{address}:80",
            ]
        )
        line = f"{name}: {value}\r\n"
        yield line + (f"{name}: {address}\r\n" if chance.random() < 0.2 else "")


def clients(service: Service) -> set[str]:
    return {client for (client,) in service.server.query("SELECT client FROM audit_events WHERE event = 'sign_in'")}


def test_whatever_a_stranger_says_of_their_address_they_are_one_network(limited: Callable[..., Service]) -> None:
    service = limited()
    headers = odd_headers()
    counted = statuses(service.server.port, [sign_in(new_address(), next(headers)) for _ in range(1_000)])
    assert counted == {401: TRIES, 429: 1_000 - TRIES}, counted
    assert clients(service) == {"127.0.0.1"}


def test_behind_a_proxy_they_are_whom_the_proxy_saw(limited: Callable[..., Service]) -> None:
    service = limited(COUNTERSIGN_TRUSTED_PROXIES="127.0.0.1/32")
    person, _ = service.account()
    headers = odd_headers()

    def through_the_proxy() -> str:
        # A proxy appends what it saw to what it was sent, and what is no list it replaces.
        line = next(headers).splitlines()[0]
        name, _, value = line.partition(": ")
        if name == "X-Forwarded-For":
            return f"X-Forwarded-For: {value}, {STRANGER}\r\n"
        return f"{line}\r\nX-Forwarded-For: {STRANGER}\r\n"

    counted = statuses(service.server.port, [sign_in(new_address(), through_the_proxy()) for _ in range(1_000)])
    assert counted == {401: TRIES, 429: 1_000 - TRIES}, counted
    assert clients(service) == {STRANGER}
    assert statuses(service.server.port, [neighbours(person)]) == {200: 1}


def test_a_header_that_is_too_large_is_refused_and_counts_for_nothing_else(limited: Callable[..., Service]) -> None:
    service = limited()
    huge = f"X-Forwarded-For: {'198.51.100.7, ' * 5_000}\r\n"
    counted = statuses(service.server.port, [sign_in(new_address(), huge)])
    assert counted.keys() <= {400, 401, 431}, counted
    person, _ = service.account()
    assert service.can_sign_in(person)


def test_one_network_that_tries_one_password_for_five_thousand_people_is_stopped(limited: Callable[..., Service]) -> None:
    service = limited(COUNTERSIGN_TRUSTED_PROXIES="127.0.0.1/32")
    person, _ = service.account()
    seen_by_proxy = f"X-Forwarded-For: {STRANGER}\r\n"
    counted = statuses(service.server.port, [sign_in(new_address(), seen_by_proxy) for _ in range(5_000)])
    assert counted == {401: TRIES, 429: 5_000 - TRIES}, counted
    # Not even with the right password, once it is stopped; and nobody else is.
    right = sign_in(person.email, seen_by_proxy, person.password)
    assert statuses(service.server.port, [right]) == {429: 1}
    assert statuses(service.server.port, [neighbours(person)]) == {200: 1}


def neighbours(person: Person) -> bytes:
    return sign_in(person.email, f"X-Forwarded-For: {NEIGHBOUR}\r\n", person.password)
