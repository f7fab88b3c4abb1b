"""Sign-ups at full speed over plain sockets, and what the nodes acknowledged of them: an address counts from the 202
that was read. Whoever got no answer, because a node was killed, or was told that it is not known what became of it, is
known too.
"""

from __future__ import annotations

import itertools
import re
import select
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence

HEAD = b"POST /api/v1/sign-up HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
PASSWORD = "correct horse battery staple"
BODY = b'{"email":"%s","password":"' + PASSWORD.encode() + b'"}'
# A server that is killed comes back sooner than this.
GIVE_UP_S = 60
# No node that lives is silent for longer.
PATIENCE_S = 30
# A 503 that leaves open whether it was done (`crates/countersign/src/http/parts/problem.rs`).
IN_DOUBT = b"may be done or not"


class SignUps:
    """Signs up one address after the other, over a few connections, until none is left or `stop` is called. With
    several ports it goes on to the next one wherever it is refused or cut off, as a load balancer does.
    """

    def __init__(
        self,
        ports: Sequence[int],
        addresses: Iterable[str],
        connections: int = 8,
        may_go_on: Callable[[], bool] = lambda: True,
    ) -> None:
        self.ports = ports
        # Address to the instant of its 202, by the monotonic clock.
        self.acknowledged: dict[str, float] = {}
        self.unanswered: list[str] = []
        self.overloaded = 0
        # Longest wait for an answer.
        self.longest_s = 0.0
        self.failures: list[str] = []
        # Run at once by whoever has just read a 202.
        self.on_acknowledged: Callable[[str], None] | None = None
        self._addresses: Iterator[str] = iter(addresses)
        self._may_go_on = may_go_on
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._turns = itertools.cycle(ports)
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(connections)]

    def __enter__(self) -> SignUps:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        self._stop.set()
        self.join()

    def join(self) -> None:
        """Until every address was signed up."""
        for thread in self._threads:
            thread.join()
        assert not self.failures, self.failures[:3]

    def _run(self) -> None:
        try:
            connection: socket.socket | None = None
            while not self._stop.is_set():
                if not self._may_go_on():
                    self._stop.wait(0.01)
                    continue
                with self._lock:
                    address = next(self._addresses, None)
                if address is None:
                    break
                connection = self._sign_up(address, connection)
            if connection:
                connection.close()
        except Exception as error:
            self.failures.append(repr(error))

    def _sign_up(self, address: str, connection: socket.socket | None) -> socket.socket | None:
        body = BODY % address.encode()
        deadline = time.monotonic() + GIVE_UP_S
        while True:
            sent = False
            if connection and select.select([connection], [], [], 0)[0]:
                # Nothing is due to be said: the node has closed a connection that was kept for too long.
                connection.close()
                connection = None
            try:
                connection = connection or socket.create_connection(("127.0.0.1", next(self._turns)), timeout=PATIENCE_S)
                sent = True
                asked_at = time.monotonic()
                connection.sendall(HEAD % len(body) + body)
                answer = read_answer(connection)
                self.longest_s = max(self.longest_s, time.monotonic() - asked_at)
            except TimeoutError:
                assert not sent, f"{address} got no answer within {PATIENCE_S} s"
                answer = b""
            except OSError:
                answer = b""
            if answer.startswith(b"HTTP/1.1 202"):
                self.acknowledged[address] = time.monotonic()
                if hook := self.on_acknowledged:
                    hook(address)
                if b"\r\nconnection: close\r\n" in answer.lower():
                    connection.close()
                    return None
                return connection
            if answer.startswith((b"HTTP/1.1 503", b"HTTP/1.1 429")):
                # Not taken, and said so: once more.
                assert b"\r\nretry-after: " in answer.lower(), answer
                self.overloaded += 1
            elif answer:
                raise AssertionError(answer)
            if connection:
                connection.close()
            connection = None
            if sent and (not answer or IN_DOUBT in answer):
                # Perhaps stored, perhaps not: nobody may sign it up once more and count on one mail.
                self.unanswered.append(address)
                return None
            if time.monotonic() > deadline:
                raise AssertionError(f"nobody took {address} within {GIVE_UP_S} s")
            if self._stop.wait(0.02):
                return None


def read_answer(connection: socket.socket) -> bytes:
    """Head and body; nothing if the connection ended before that."""
    answer = b""
    while more := connection.recv(65_536):
        answer += more
        head, end, body = answer.partition(b"\r\n\r\n")
        if end:
            length = re.search(rb"\r\ncontent-length: *(\d+)", head, re.IGNORECASE)
            if not length or len(body) >= int(length[1]):
                return answer
    return b""


def addresses(words: Iterable[str] = ("plain",), count: int | None = None) -> Iterator[str]:
    """`word-number@example.net`, the words in turn."""
    numbers = range(1, count + 1) if count is not None else itertools.count(1)
    return (f"{word}-{number}@example.net" for number, word in zip(numbers, itertools.cycle(words)))
