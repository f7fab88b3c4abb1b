"""How long a server takes to answer strangers who ask about addresses in each state that an address can be in. All
states in one shuffled order over one connection, each address asked about once, so that nothing else sets them apart.
"""

from __future__ import annotations

import gc
import json
import random
import re
import secrets
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum

from support.browser import Browser
from support.people import Service, new_address, new_password
from support.server import Server

TIMEOUT_S = 30
# Asked before the first one that counts.
WARM_UP = 150
# Browsers that wait, for each state.
WAITING = 10
# Rows written by one statement; a command line has at most 128 KiB.
AT_ONCE = 200

# The fifth of these is the last try that is looked at. A day instead of minutes, so that none is given back meanwhile;
# one network asks all that is asked here, and is counted as it would be.
WRONG_TRIES = 5
LIMITS = f"""[rate_limits]
password_address = "{WRONG_TRIES}/d"
password_network = "10000000/d"
sign_up_network = "10000000/d"
mail_network = "10000000/d"
"""


class State(Enum):
    """What is known of an address."""

    UNKNOWN = "unknown"
    ACCOUNT = "account"
    WAITING = "unconfirmed"
    DISABLED = "disabled"
    LOCKED = "locked"
    # Nobody's, and guessed at until it is refused, as anybody can do.
    GUESSED = "unknown, guessed at"


# Each state, and the unknown address that it must look like.
PAIRS = {
    State.ACCOUNT: State.UNKNOWN,
    State.WAITING: State.UNKNOWN,
    State.DISABLED: State.UNKNOWN,
    State.LOCKED: State.GUESSED,
}
OF_ACCOUNTS = (State.ACCOUNT, State.DISABLED, State.LOCKED)
TRIED = (State.LOCKED, State.GUESSED)


class Door(Enum):
    """Where a stranger names an address; the last is for whoever has an account and asks for another address."""

    SIGN_IN = "/sign-in"
    FORGOT_PASSWORD = "/forgot-password"
    RESEND = "/resend"
    CHANGE_EMAIL = "/change-email"
    # The last, as it makes an address one that waits.
    SIGN_UP = "/sign-up"

    def expected(self, state: State) -> int:
        if self is Door.SIGN_IN:
            return 429 if state in TRIED else 401
        return 202


Times = dict[State, list[float]]


@dataclass
class Measured:
    """Microseconds to the answer, and to the answer of the next request, which asks about nobody."""

    answers: Times
    nexts: Times


class Stopwatch:
    """Addresses in each state on one server. Its mail waits for a worker that is not there, so that no work of a worker
    falls on who asks next; `embedded` has it sent as files by the server itself.
    """

    def __init__(self, service: Service, count: int, seed: int, embedded: bool = False) -> None:
        self.server = service.server
        self.count = count
        self.chance = random.Random(seed)
        self.asker, browser = service.account()
        self.cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        self._restart("embedded" if embedded else "external")
        # Its length is that of any attempt, and it is nobody's.
        self.guess = new_password()
        # Guessed at, which takes a while: the same ones at every door.
        self.tried = {state: [new_address() for _ in range(count)] for state in TRIED}
        self._plant(State.LOCKED, self.tried[State.LOCKED])
        with self._connection() as wire:
            for address in [address for pile in self.tried.values() for address in pile]:
                for _ in range(WRONG_TRIES):
                    wire.ask(self._request(Door.SIGN_IN, address), 401)
        # As after a hundred: none is looked at any more.
        self.server.change("UPDATE guesses SET wrong = 100")

    def measure(
        self, door: Door, next_door: Door | None = None, pause_s: float = 0, plant: dict[State, float] | None = None
    ) -> Measured:
        """Asks about `count` fresh addresses in each state. Whoever wants the next request's time as well waits
        `pause_s` between two such pairs. `plant` makes the answers of a state slower by a share of the usual time.
        """
        states = list(State)
        fresh = {state: [new_address() for _ in range(self.count)] for state in states}
        for state in states:
            if state in TRIED:
                fresh[state] = self.tried[state]
            else:
                self._plant(state, fresh[state])
        asked = [(state, address) for state, pile in fresh.items() for address in pile]
        self.chance.shuffle(asked)
        nobody = self._request(next_door, new_address()) if next_door else b""
        times = Measured({state: [] for state in states}, {state: [] for state in states})
        with self._connection() as wire, no_collection():
            warm_up = [wire.ask(self._request(door, new_address()), door.expected(State.UNKNOWN)) for _ in range(WARM_UP)]
            usual = sorted(warm_up)[WARM_UP // 2]
            slower = {state: share * usual for state, share in (plant or {}).items()}
            for state, address in asked:
                request = self._request(door, address)
                if pause_s:
                    time.sleep(pause_s)
                took = wire.ask(request, door.expected(state), slower.get(state, 0))
                times.answers[state].append(took)
                if next_door:
                    times.nexts[state].append(wire.ask(nobody, next_door.expected(State.UNKNOWN)))
        return times

    def measure_waiting(self) -> Times:
        """Browsers that have signed up with addresses in each state ask how their sign-ups stand: all of them wait."""
        states = [State.UNKNOWN, State.ACCOUNT, State.DISABLED]
        requests: list[tuple[State, bytes]] = []
        for state in states:
            addresses = [new_address() for _ in range(WAITING)]
            self._plant(state, addresses)
            for address in addresses:
                browser = Browser(self.server)
                browser.api("POST", "/sign-up", email=address, password=self.guess).expect(202)
                cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
                head = f"GET /api/v1/sign-up/status HTTP/1.1\r\nHost: localhost\r\nCookie: {cookies}\r\n\r\n"
                requests += [(state, head.encode())] * (self.count // WAITING)
        self.chance.shuffle(requests)
        times: Times = {state: [] for state in states}
        with self._connection() as wire, no_collection():
            for _, request in requests[:WARM_UP]:
                wire.ask(request, 200)
            for state, request in requests:
                times[state].append(wire.ask(request, 200))
        return times

    def _request(self, door: Door, address: str) -> bytes:
        fields = {"email": address}
        if door is Door.CHANGE_EMAIL:
            fields["password"] = self.asker.password
        elif door in (Door.SIGN_IN, Door.SIGN_UP):
            fields["password"] = self.guess
        body = json.dumps(fields).encode()
        head = f"POST /api/v1{door.value} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        if door is Door.CHANGE_EMAIL:
            head += f"Cookie: {self.cookie}\r\n"
        return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body

    def _restart(self, workers: str) -> None:
        """The asker's own mail has arrived by now."""
        self.server.stop()
        (self.server.directory / "countersign.toml").write_text(LIMITS)
        self.server.settings.pop("COUNTERSIGN_RATE_LIMITS", None)
        self.server.settings |= {"COUNTERSIGN_WORKERS": workers, "COUNTERSIGN_MAIL_URL": "file:mails"}
        self.server.start()

    def _plant(self, state: State, addresses: list[str]) -> None:
        """Writes the rows past the program: sign-ups of thousands would take longer than what is measured."""
        if state in OF_ACCOUNTS:
            plant_accounts(self.server, self.asker.email, addresses, disabled=state is State.DISABLED)
        elif state is State.WAITING:
            plant_sign_ups(self.server, self.asker.email, addresses)

    @contextmanager
    def _connection(self) -> Iterator[_Wire]:
        wire = _Wire(self.server.port)
        try:
            yield wire
        finally:
            wire.socket.close()


class _Wire:
    """One connection that is kept."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT_S)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes, expected: int, slower_by_us: float = 0) -> float:
        """Microseconds to the first bytes of the answer. A planted difference is spent waiting here."""
        began = time.perf_counter_ns()
        self.socket.sendall(request)
        answer = self.socket.recv(65_536)
        if slower_by_us:
            until = time.perf_counter_ns() + round(slower_by_us * 1_000)
            while time.perf_counter_ns() < until:
                pass
        took = (time.perf_counter_ns() - began) / 1_000
        assert answer.startswith(b"HTTP/1.1 %d " % expected), answer
        head, _, body = answer.partition(b"\r\n\r\n")
        length = re.search(rb"\r\ncontent-length: (\d+)", head, re.IGNORECASE)
        missing = (int(length[1]) if length else 0) - len(body)
        while missing > 0:
            missing -= len(self.socket.recv(missing))
        return took


def plant_accounts(server: Server, like: str, addresses: list[str], disabled: bool = False) -> None:
    """Accounts with the password of another."""
    at = "created_at" if disabled else "NULL"
    for row in _rows(addresses):
        server.change(
            f"""INSERT INTO accounts (id, email, email_key, password_hash, epoch, created_at, password_changed_at, disabled_at)
            SELECT new.column1, new.column2, new.column2, password_hash, epoch, created_at, password_changed_at, {at}
            FROM accounts, (VALUES {row}) AS new WHERE accounts.email_key = '{like}'"""
        )


def plant_sign_ups(server: Server, like: str, addresses: list[str]) -> None:
    """Sign-ups with the password of an account, open for a day."""
    cookie = "decode(new.column3, 'hex')" if server.is_on_postgres else "CAST(new.column3 AS BLOB)"
    for row in _rows(addresses):
        server.change(
            f"""INSERT INTO sign_ups (id, email, email_key, password_hash, cookie_hash, created_at, expires_at)
            SELECT new.column1, new.column2, new.column2, password_hash, {cookie}, created_at, created_at + 86400000
            FROM accounts, (VALUES {row}) AS new WHERE accounts.email_key = '{like}'"""
        )


def _rows(addresses: list[str]) -> Iterator[str]:
    """An id, the address and a random text each."""
    for first in range(0, len(addresses), AT_ONCE):
        some = addresses[first : first + AT_ONCE]
        yield ", ".join(f"('{_id()}', '{address}', '{secrets.token_hex(16)}')" for address in some)


def _id() -> str:
    """A UUIDv7 of now."""
    digits = f"{time.time_ns() // 1_000_000:012x}7{secrets.token_hex(2)[1:]}8{secrets.token_hex(8)[1:]}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


@contextmanager
def no_collection() -> Iterator[None]:
    """No pause of ours in what is measured."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
