"""People in processes of their own, who do all that people do, and hold each answer against what they were told before:
a link has worked once, a password that was changed is no longer right, a session that was ended is over. Who was not
answered finds out what became of it by what works next.

`Crowd` is the harness's side of it. Run as a program, this is one process of people: told of their mails by lines on its
input, it tells what they have done on its output.
"""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from support.load import GIVE_UP_S, IN_DOUBT

BESIDE = "person"
LINK = re.compile(rb"https?://[^/\s]+/(confirm|reset-password)/([^\s\"<>]+)")
RECIPIENT = re.compile(rb"^to: .*?(person-(\d+)-\d+@example\.net)", re.IGNORECASE | re.MULTILINE)

# Of a person's life: how often they come back, and how often they look at a page each time.
VISITS, LOOKS = 3, 8
# A mail of a killed worker comes within a minute, and its next worker may be killed, too.
MAIL_WITHIN_S = 300.0
TOLD_EVERY_S = 0.1


@dataclass
class Account:
    """What somebody knows for certain of theirs."""

    email: str
    password: str
    # Of the link that made it.
    token: str
    # Changes and resets: so many notices they must get.
    changes: int = 0
    password_before: str = ""
    # Its newest session, unless it is not known whether that has ended, and one that has.
    session: str = ""
    session_before: str = ""


@dataclass
class Report:
    """What came of one process's people, or of all."""

    # What was acknowledged, by its kind.
    operations: Counter[str] = field(default_factory=Counter)
    # Not answered, or told that it is not known.
    in_doubt: int = 0
    refused: int = 0
    accounts: list[Account] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


# The harness's side.


class Crowd:
    """`with Crowd(port, …) as crowd:` they are at it. Mails for them are given to `read`, in any thread."""

    def __init__(self, ports: Sequence[int], processes: int = 2, people: int = 24) -> None:
        self._ports = ",".join(map(str, ports))
        self._people = people
        self._processes = processes
        self._started: list[subprocess.Popen[str]] = []
        self._counts: list[int] = [0] * processes
        # The slowest of a hundred looks of late, by process.
        self.p99_s: list[float] = [0.0] * processes
        self._reports: list[Report] = []
        self._lock = threading.Lock()
        self._readers: list[threading.Thread] = []

    def __enter__(self) -> Crowd:
        for number in range(self._processes):
            command = [sys.executable, "-m", "support.crowd", self._ports, str(number), str(self._people)]
            process = subprocess.Popen(
                command, cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            self._started.append(process)
            reader = threading.Thread(target=self._listen, args=(number, process), daemon=True)
            reader.start()
            self._readers.append(reader)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for process in self._started:
            if process.poll() is None:
                process.kill()
            process.wait()

    @property
    def operations(self) -> int:
        return sum(self._counts)

    def read(self, content: bytes) -> bool:
        """A mail has arrived; the person gets its link. False if it is for somebody else."""
        recipient, link = RECIPIENT.search(content), LINK.search(content)
        if recipient and link:
            line = json.dumps({"to": recipient[1].decode(), "purpose": link[1].decode(), "token": link[2].decode()})
            self._tell(int(recipient[2]), line)
        return recipient is not None

    def stop(self) -> Report:
        """Everybody ends the visit that they are at."""
        for number in range(self._processes):
            self._tell(number, "stop")
        for reader in self._readers:
            reader.join()
        assert len(self._reports) == self._processes, "a process of people has ended before its time"
        whole = Report()
        for report in self._reports:
            whole.operations += report.operations
            whole.in_doubt += report.in_doubt
            whole.refused += report.refused
            whole.accounts += report.accounts
            whole.wrong += report.wrong
        return whole

    def _tell(self, number: int, line: str) -> None:
        wire = self._started[number].stdin
        assert wire
        with self._lock:
            try:
                wire.write(line + "\n")
                wire.flush()
            except BrokenPipeError:
                # It has ended; a mail that comes once more is for nobody.
                pass

    def _listen(self, number: int, process: subprocess.Popen[str]) -> None:
        assert process.stdout
        for line in process.stdout:
            told = json.loads(line)
            if "accounts" in told:
                told["operations"] = Counter(told["operations"])
                told["accounts"] = [Account(*account) for account in told["accounts"]]
                self._reports.append(Report(**told))
            else:
                self._counts[number], self.p99_s[number] = told["operations"], told["p99_s"]


# The people's side.


@dataclass
class Answer:
    """A status, 0 if there was none; `is_known` unless it may be done or not."""

    status: int
    is_known: bool = True
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return str(self.body.get("code", ""))


class Town:
    """All people of one process."""

    def __init__(self, ports: Sequence[int], number: int) -> None:
        self.ports = ports
        self.number = number
        self.report = Report()
        self.is_over = False
        self.mails: dict[tuple[str, str], asyncio.Queue[str]] = defaultdict(asyncio.Queue)
        self.looks: deque[float] = deque(maxlen=1_000)
        self._born = 0

    def an_address(self) -> str:
        self._born += 1
        return f"{BESIDE}-{self.number}-{self._born}@example.net"

    async def live(self, people: int) -> None:
        async with asyncio.TaskGroup() as group:
            told = group.create_task(self._tell())
            listening = group.create_task(self._listen())
            await asyncio.gather(*(self._generations(turn) for turn in range(people)))
            told.cancel()
            listening.cancel()
        report = vars(self.report) | {"accounts": [tuple(vars(one).values()) for one in self.report.accounts]}
        print(json.dumps(report), flush=True)

    async def _generations(self, turn: int) -> None:
        wire = Wire(self, turn)
        people = []
        while not self.is_over:
            people.append(person := Person(self, wire))
            await self._watched(person, person.live())
        for person in people:
            if person.account and not person.is_astray:
                self.report.accounts.append(person.account)
                await self._watched(person, person.look_again())
        wire.close()

    async def _watched(self, person: Person, doing: Awaitable[None]) -> None:
        try:
            await doing
        except Exception as error:
            self.report.wrong.append(f"{person.email}: {error!r}")
            person.is_astray = True

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(TOLD_EVERY_S)
            looks = sorted(self.looks)
            p99_s = looks[len(looks) * 99 // 100] if looks else 0.0
            print(json.dumps({"operations": self.report.operations.total(), "p99_s": p99_s}), flush=True)

    async def _listen(self) -> None:
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := (await reader.readline()).strip():
            if line == b"stop":
                self.is_over = True
            else:
                mail = json.loads(line)
                self.mails[mail["to"], mail["purpose"]].put_nowait(mail["token"])


class Wrong(Exception):
    """What must not be."""


class Person:
    """One life, from the sign-up on."""

    def __init__(self, town: Town, wire: Wire) -> None:
        self.town = town
        self.wire = wire
        self.email = town.an_address()
        # One of them is right. More than one while it is not known whether a change was done.
        self.passwords = [a_password()]
        self.account: Account | None = None
        # Nothing is known of them any more.
        self.is_astray = False
        self._refused_since = 0.0

    async def live(self) -> None:
        if not await self._sign_up():
            return
        await self._confirm(await self._mail("confirm"))
        for _ in range(VISITS):
            await self._visit()
            if self.town.is_over:
                return
        await self._forget()

    async def _sign_up(self) -> bool:
        """Who is not answered signs up no more: nobody is to count on one mail."""
        while True:
            answer = await self._ask("POST", "/sign-up", email=self.email, password=self.passwords[0])
            if answer.status == 202:
                self._done("sign-up")
                return True
            if not answer.is_known:
                return False
            await self._again(answer, "the sign-up")

    async def _confirm(self, token: str) -> None:
        fields = {"token": token, "password": self.passwords[0]}
        await self._redeem("/confirm", 200, fields)
        self.account = Account(self.email, self.passwords[0], token)
        self._done("confirm")
        await self._is_spent("/confirm", fields)

    async def _visit(self) -> None:
        here, elsewhere = await self._sign_in(), await self._sign_in()
        for _ in range(LOOKS):
            await self._look(here)
        if await self._change_password(here):
            await self._is_over(elsewhere)
            await self._look(here)
        if await self._sign_out(here):
            await self._is_over(here)
        await self._sign_in()

    async def look_again(self) -> None:
        """When nothing fails any more: all that was acknowledged is so still."""
        account = self.account
        assert account
        if account.session:
            await self._look(account.session)
        if account.session_before:
            await self._is_over(account.session_before)
        if account.password_before:
            while (answer := await self._ask_password(account.password_before)).status != 401:
                await self._again(answer, "the password from before")
            self._done("old password refused")
        await self._sign_in()
        await self._is_spent("/confirm", {"token": account.token, "password": account.password})

    async def _forget(self) -> None:
        session = await self._sign_in()
        while (answer := await self._ask("POST", "/forgot-password", email=self.email)).status != 202:
            await self._again(answer, "asking for a reset")
        self._done("forgot")
        token = await self._mail("reset-password")
        old, new = self.passwords[-1], a_password()
        fields = {"token": token, "password": new}
        await self._redeem("/reset-password", 204, fields)
        self._changed(new)
        self._done("reset")
        await self._is_over(session)
        await self._is_spent("/reset-password", fields | {"password": old})
        await self._sign_in()

    # Steps of these.

    async def _redeem(self, path: str, success: int, fields: dict[str, str]) -> None:
        """A link that was used by a request whose answer was lost is used."""
        was_in_doubt = False
        while (answer := await self._ask("POST", path, **fields)).status != success:
            if was_in_doubt and answer.code == "token_used":
                break
            was_in_doubt |= not answer.is_known
            await self._again(answer, path)

    async def _sign_in(self) -> str:
        """Shows which password is right."""
        while True:
            answer = await self._ask_password(self.passwords[-1])
            if answer.status == 200:
                if len(self.passwords) > 1:
                    # A change that was not answered was done.
                    self._changed(self.passwords[-1])
                self._done("sign-in")
                assert self.account
                self.account.session = str(answer.body["session"]["token"])
                return self.account.session
            if answer.status == 401 and len(self.passwords) > 1:
                # It was not: then the older one has to be right.
                self.passwords.pop()
            else:
                await self._again(answer, "signing in")

    async def _look(self, session: str) -> None:
        begun = time.monotonic()
        while (answer := await self._ask("GET", "/session", session)).status != 200:
            await self._again(answer, "the session")
            begun = time.monotonic()
        self.town.looks.append(time.monotonic() - begun)
        if answer.body["account"]["email"] != self.email:
            raise Wrong(f"saw the account of {answer.body['account']['email']}")
        self._done("look")

    async def _change_password(self, session: str) -> bool:
        [current], new = self.passwords, a_password()
        fields = {"current_password": current, "password": new}
        while True:
            answer = await self._ask("POST", "/change-password", session, **fields)
            if answer.status == 204:
                self._changed(new)
                self._done("change-password")
                return True
            if not answer.is_known:
                self.passwords = [current, new]
                return False
            await self._again(answer, "changing the password")

    async def _sign_out(self, session: str) -> bool:
        """False if it is not known whether it was done."""
        while (answer := await self._ask("POST", "/sign-out", session)).status != 204:
            if not answer.is_known:
                return False
            await self._again(answer, "signing out")
        self._done("sign-out")
        return True

    async def _is_over(self, session: str) -> None:
        while (answer := await self._ask("GET", "/session", session)).status != 401:
            await self._again(answer, "a session that was ended")
        assert self.account
        self.account.session_before = session
        self._done("session over")

    async def _is_spent(self, path: str, fields: dict[str, str]) -> None:
        while (answer := await self._ask("POST", path, **fields)).code != "token_used":
            await self._again(answer, f"{path} with a used link")
        self._done("link spent")

    async def _mail(self, purpose: str) -> str:
        try:
            return await asyncio.wait_for(self.town.mails[self.email, purpose].get(), MAIL_WITHIN_S)
        except TimeoutError:
            raise Wrong(f"no mail ({purpose}) within {MAIL_WITHIN_S:g} s") from None

    async def _again(self, answer: Answer, what: str) -> None:
        """Not now, or nobody was there; anything else is an answer that must not be, and so is this for too long."""
        if answer.status not in (0, 503):
            raise Wrong(f"{what} was answered {answer.status} {answer.body}")
        self._refused_since = self._refused_since or time.monotonic()
        if time.monotonic() - self._refused_since > GIVE_UP_S:
            raise Wrong(f"{what}: nothing but 503 and no answers for {GIVE_UP_S:g} s")
        await asyncio.sleep(0.02)

    async def _ask_password(self, password: str) -> Answer:
        return await self._ask("POST", "/sign-in", email=self.email, password=password)

    async def _ask(self, method: str, path: str, bearer: str = "", **fields: str) -> Answer:
        answer = await self.wire.ask(method, path, bearer, fields)
        report = self.town.report
        report.in_doubt += not answer.is_known
        report.refused += answer.status == 503
        return answer

    def _changed(self, password: str) -> None:
        assert self.account
        self.passwords = [password]
        self.account.password_before = self.account.password
        self.account.password = password
        self.account.changes += 1

    def _done(self, what: str) -> None:
        self._refused_since = 0.0
        self.town.report.operations[what] += 1


class Wire:
    """One connection after the other, each to the next node."""

    def __init__(self, town: Town, turn: int) -> None:
        self.town = town
        self.turn = turn
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, bearer: str, fields: dict[str, str]) -> Answer:
        body = json.dumps(fields).encode() if fields else b""
        lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: localhost", f"Content-Length: {len(body)}"]
        lines += ["Content-Type: application/json"] * bool(fields)
        lines += [f"Authorization: Bearer {bearer}"] * bool(bearer)
        reader, writer = self.streams or await self._connect()
        try:
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            answer = await asyncio.wait_for(self._answer(reader), GIVE_UP_S)
        except TimeoutError:
            self.close()
            raise Wrong(f"{method} {path}: no answer within {GIVE_UP_S:g} s") from None
        except (OSError, asyncio.IncompleteReadError):
            self.close()
            return Answer(0, is_known=False)
        return answer

    async def _answer(self, reader: asyncio.StreamReader) -> Answer:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = re.search(rb"\r\ncontent-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if b"\r\nconnection: close\r\n" in head:
            self.close()
        status = int(head[9:12])
        if status == 503 and b"\r\nretry-after: " not in head:
            raise Wrong(f"503 without Retry-After: {body!r}")
        return Answer(status, IN_DOUBT not in body, json.loads(body) if body else {})

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        deadline = time.monotonic() + GIVE_UP_S
        while True:
            self.turn += 1
            try:
                port = self.town.ports[self.turn % len(self.town.ports)]
                self.streams = await asyncio.open_connection("127.0.0.1", port)
                return self.streams
            except OSError:
                if time.monotonic() > deadline:
                    raise Wrong(f"nobody took a connection within {GIVE_UP_S:g} s") from None
                await asyncio.sleep(0.02)

    def close(self) -> None:
        if self.streams:
            self.streams[1].close()
            self.streams = None


def a_password() -> str:
    return f"lantern {secrets.token_hex(8)} quartz"


if __name__ == "__main__":
    town = Town([int(port) for port in sys.argv[1].split(",")], int(sys.argv[2]))
    asyncio.run(town.live(int(sys.argv[3])))
