"""An SMTP server with faults by script: at each step of each mail a rule may make it refuse, hang, close, dawdle
or talk nonsense. `smtp.py` has the well-behaved server; here is what a library for servers cannot do, such as to
close after the content, and the instants at which a harness pulls the plug on the client.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from support.ports import bound

# Where a rule is asked. At `end` the mail was read whole; whatever is not a 250 there means that it was not taken.
PLACES = ("greeting", "EHLO", "STARTTLS", "MAIL", "RCPT", "DATA", "content", "end")

MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)
ADDRESS = re.compile(rb"<([^>]*)>")
# A whole reply of RFC 5321 section 4.2.1, each of its lines saying 250.
TAKEN = re.compile(rb"(?:250-[^\r\n]*\r\n)*250(?: [^\r\n]*)?\r\n")


@dataclass(frozen=True)
class Fault:
    """What happens instead of the usual reply (None: that one, "": none at all)."""

    reply: str | bytes | None = None
    wait_s: float = 0
    # Between two bytes of the reply.
    drip_s: float = 0
    close: bool = False
    # A second reply that nobody asked for, a moment later.
    extra: str = ""


def hang(seconds: float = 3600) -> Fault:
    """Says nothing more; gives up at last."""
    return Fault("", wait_s=seconds, close=True)


CLOSE = Fault("", close=True)


@dataclass(frozen=True)
class Moment:
    """A step of a dialogue, as rules and hooks see it."""

    place: str
    # Both count from 1. The mail is the n-th MAIL command of all connections; 0 before the first.
    connection: int
    mail: int
    recipient: str | None
    # How often this recipient was at this place before; before RCPT, how often anybody was.
    tries: int
    mails_on_connection: int
    open_connections: int
    # The client's port, by which a harness finds its process.
    peer: int

    @property
    def word(self) -> str:
        """The recipient's name up to the first dash: tests write there what is to happen."""
        return (self.recipient or "").partition("-")[0]


@dataclass(frozen=True)
class Content:
    """A mail that was read whole. `arrived` if its 250 was begun to be written."""

    recipient: str
    message_id: str
    at: float
    connection: int
    arrived: bool


@dataclass
class Record:
    contents: list[Content] = field(default_factory=list)
    # Recipients who met a fault.
    touched: set[str] = field(default_factory=set)
    faults: Counter[str] = field(default_factory=Counter)
    commands: Counter[str] = field(default_factory=Counter)
    connections: int = 0
    arrived: int = 0
    first_at: float = 0
    last_at: float = 0


Rule = Callable[[Moment], Fault | None]
Hook = Callable[[Moment], None]


class FaultySmtp:
    """Listens on one port for its whole life; `up`, `down`, `silence` and `black_hole` say how."""

    def __init__(
        self, rule: Rule | None = None, starttls: ssl.SSLContext | None = None, pipelining: bool = True
    ) -> None:
        self.rule = rule
        self.starttls = starttls
        self.pipelining = pipelining
        # Run in the server's thread when a client has come, when a content was read, when its 250 was written.
        self.come: Hook | None = None
        self.content_read: Hook | None = None
        self.accepted: Hook | None = None
        # Shown each content, for whoever wants the links in it.
        self.reader: Callable[[bytes], None] | None = None
        # With a client that is silent for so long and has no mail open the server closes, saying so by 421.
        self.idle_s: float | None = None
        self.record = Record()
        self.live: set[_Dialogue] = set()
        self.tries: Counter[tuple[str, str | None]] = Counter()
        self.mails = 0
        self._fillers: list[socket.socket] = []
        self._listener: asyncio.Server | None = None
        self._socket = bound(0, is_shared=True)
        self.port: int = self._socket.getsockname()[1]
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def up(self) -> FaultySmtp:
        self._call(self._up())
        return self

    def down(self) -> None:
        """Every connection is reset and new ones are refused."""
        self._call(self._down())

    def silence(self) -> None:
        """Connections come about, but nobody ever speaks."""
        self._call(self._down())
        self._socket.listen(1024)

    def black_hole(self) -> None:
        """Not even that: the kernel drops what knocks, as its queue is full."""
        self._call(self._down())
        self._socket.listen(0)
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(("127.0.0.1", self.port))
            self._fillers.append(filler)

    def close(self) -> None:
        self._call(self._down())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(10)
        self.loop.close()
        self._socket.close()

    def fault_for(self, moment: Moment) -> Fault | None:
        fault = self.rule(moment) if self.rule else None
        if fault is not None:
            self.record.faults[moment.place] += 1
            if moment.recipient:
                self.record.touched.add(moment.recipient)
        return fault

    def _call(self, work: object) -> None:
        asyncio.run_coroutine_threadsafe(work, self.loop).result(10)  # type: ignore[arg-type]

    async def _up(self) -> None:
        await self._down()
        self._listener = await self.loop.create_server(lambda: _Dialogue(self), sock=self._socket, backlog=1024)

    async def _down(self) -> None:
        # The next socket first: a free port might become the near end of somebody's connection meanwhile.
        before, self._socket = self._socket, bound(self.port, is_shared=True)
        if self._listener is not None:
            self._listener.close()
            self._listener = None
        before.close()
        for dialogue in list(self.live):
            dialogue.transport.abort()
        for filler in self._fillers:
            filler.close()
        self._fillers.clear()


class _Dialogue(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, server: FaultySmtp) -> None:
        self.server = server
        self.buffer = bytearray()
        # A reply is under way: what the client says meanwhile waits.
        self.busy = False
        self.closed = False
        self.encrypted = False
        self.in_content = False
        self.content_begun = False
        self.recipient: str | None = None
        self.mail = 0
        self.mails = 0
        self.number = 0
        self.peer = 0
        self.idle: asyncio.TimerHandle | None = None
        self.upgrading: asyncio.Task[None] | None = None

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        server = self.server
        server.live.add(self)
        server.record.connections += 1
        self.number = server.record.connections
        self.peer = transport.get_extra_info("peername")[1]
        if come := server.come:
            come(self.moment("greeting", 0))
        self.answer("greeting", "220 mail.test ESMTP")

    def connection_lost(self, error: Exception | None) -> None:
        self.closed = True
        self.server.live.discard(self)
        if self.idle:
            self.idle.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        self.advance()

    def advance(self) -> None:
        while not self.busy and not self.closed:
            if self.in_content:
                if not self.content_begun:
                    self.content_begun = True
                    # Nothing is due to be said here, so only a fault speaks.
                    self.answer("content", None)
                    continue
                end = self.buffer.find(b"\r\n.\r\n")
                if end < 0:
                    return
                content = bytes(self.buffer[: end + 2])
                del self.buffer[: end + 5]
                self.in_content = self.content_begun = False
                self.end(content)
            else:
                end = self.buffer.find(b"\n")
                if end < 0:
                    return
                line = bytes(self.buffer[:end]).rstrip(b"\r")
                del self.buffer[: end + 1]
                self.command(line)

    # The protocol.

    def command(self, line: bytes) -> None:
        verb = line[:4].upper()
        if verb == b"MAIL":
            self.server.mails += 1
            self.mail = self.server.mails
            self.mails += 1
            self.recipient = None
            self.answer("MAIL", "250 2.1.0 OK")
        elif verb == b"RCPT":
            found = ADDRESS.search(line)
            self.recipient = found[1].decode() if found else ""
            self.answer("RCPT", "250 2.1.5 OK")
        elif verb == b"DATA":
            self.answer("DATA", "354 Go ahead", self.begin_content)
        elif verb in (b"EHLO", b"HELO"):
            offers = ["mail.test"]
            if self.server.pipelining:
                offers.append("PIPELINING")
            if self.server.starttls and not self.encrypted:
                offers.append("STARTTLS")
            offers += ["8BITMIME", "SMTPUTF8"]
            self.answer("EHLO", "\r\n".join([f"250-{offer}" for offer in offers[:-1]] + [f"250 {offers[-1]}"]))
        elif verb == b"STAR" and self.server.starttls and not self.encrypted:
            self.answer("STARTTLS", "220 2.0.0 Ready", self.encrypt)
        elif verb == b"QUIT":
            self.write(b"221 2.0.0 Bye\r\n")
            self.close()
        elif verb in (b"RSET", b"NOOP"):
            self.recipient = None
            self.write(b"250 2.0.0 OK\r\n")
        elif verb == b"STAT":
            # Not of SMTP: how many mails arrived, and when the first and the last did, by the system's clock.
            record = self.server.record
            self.write(b"250 %d %.6f %.6f\r\n" % (record.arrived, record.first_at, record.last_at))
        else:
            self.write(b"502 5.5.2 What?\r\n")
        self.server.record.commands[verb.decode("latin-1")] += 1

    def begin_content(self, reply: bytes) -> None:
        self.in_content = reply.startswith(b"354")

    def encrypt(self, reply: bytes) -> None:
        if not reply.startswith(b"220"):
            return
        # What was sent in plain text after STARTTLS is not obeyed once the connection is encrypted.
        self.buffer.clear()
        self.busy = True
        self.upgrading = self.server.loop.create_task(self.upgrade())

    async def upgrade(self) -> None:
        assert self.server.starttls
        try:
            upgraded = await self.server.loop.start_tls(self.transport, self, self.server.starttls, server_side=True)
        except OSError:
            # Among them the client's refusal of our certificate.
            self.transport.abort()
            return
        assert isinstance(upgraded, asyncio.Transport)
        self.transport = upgraded
        self.encrypted = True
        self.busy = False
        self.advance()

    def end(self, content: bytes) -> None:
        found = MESSAGE_ID.search(content)
        recipient, message_id = self.recipient or "", found[1].decode() if found else ""
        # Each may be taken away by another thread meanwhile.
        if reader := self.server.reader:
            reader(content)
        if content_read := self.server.content_read:
            content_read(self.moment("end", 0))

        def answered(reply: bytes) -> None:
            record, now = self.server.record, time.monotonic()
            arrived = TAKEN.fullmatch(reply) is not None
            record.contents.append(Content(recipient, message_id, now, self.number, arrived))
            if arrived:
                record.arrived += 1
                record.first_at = record.first_at or now
                record.last_at = now
                if accepted := self.server.accepted:
                    accepted(self.moment("end", 0))
            self.recipient = None

        self.answer("end", "250 2.0.0 Accepted", answered)

    # Replies, and faults in their place.

    def moment(self, place: str, tries: int) -> Moment:
        recipient = self.recipient if place in ("RCPT", "DATA", "content", "end") else None
        return Moment(
            place, self.number, self.mail, recipient, tries, self.mails, len(self.server.live), self.peer
        )  # fmt: skip

    def answer(self, place: str, usual: str | None, then: Callable[[bytes], None] | None = None) -> None:
        """Says what is usual or what the rule says, then goes on by `then`, which is told what was said."""
        fault = None
        if self.server.rule:
            key = (place, self.recipient if place in ("RCPT", "DATA", "content", "end") else None)
            moment = self.moment(place, self.server.tries[key])
            self.server.tries[key] += 1
            fault = self.server.fault_for(moment)
        if fault is None:
            self.say(b"" if usual is None else usual.encode() + b"\r\n", then)
            return
        if fault.reply is None:
            words = b"" if usual is None else usual.encode() + b"\r\n"
        elif isinstance(fault.reply, bytes):
            words = fault.reply
        else:
            words = fault.reply.encode() + b"\r\n" if fault.reply else b""
        self.busy = True
        if fault.wait_s:
            self.server.loop.call_later(fault.wait_s, self.speak, fault, words, then)
        else:
            self.speak(fault, words, then)

    def speak(self, fault: Fault, words: bytes, then: Callable[[bytes], None] | None) -> None:
        if self.closed:
            return
        if fault.drip_s and len(words) > 1:
            if then:  # It counts from its first byte.
                then(words)
            self.write(words[:1])
            self.server.loop.call_later(fault.drip_s, self.speak, fault, words[1:], None)
            return
        self.busy = False
        self.say(words, then)
        if fault.extra:
            self.server.loop.call_later(0.02, self.write, fault.extra.encode() + b"\r\n")
        if fault.close:
            self.close()
        self.advance()

    def say(self, words: bytes, then: Callable[[bytes], None] | None) -> None:
        if words:
            self.write(words)
        if then:
            then(words)
        if self.server.idle_s:
            if self.idle:
                self.idle.cancel()
            self.idle = self.server.loop.call_later(self.server.idle_s, self.send_away)

    def send_away(self) -> None:
        if self.recipient is None and not self.busy:
            self.write(b"421 4.4.2 You said nothing for a while\r\n")
            self.close()

    def write(self, words: bytes) -> None:
        if not self.closed:
            self.transport.write(words)

    def close(self) -> None:
        self.closed = True
        self.transport.close()
