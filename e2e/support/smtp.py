"""A real SMTP server on loopback whose mood a test can change: it accepts, refuses, or is not there."""

from __future__ import annotations

import asyncio
import ssl
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from support.mails import Mail
from support.ports import bound

ACCEPT = "250 2.0.0 Accepted"


@dataclass
class Options:
    """How the server is set up; the defaults are a plain relay."""

    starttls: ssl.SSLContext | None = None
    implicit_tls: ssl.SSLContext | None = None
    credentials: tuple[str, str] | None = None


@dataclass
class Mood:
    """What the server answers at the end of a mail, at the recipient, or at the sender."""

    at_data: str = ACCEPT
    at_sender: str = "250 2.1.0 OK"
    at_recipient: str = "250 2.1.5 OK"


@dataclass
class Seen:
    """Everything that reached the server."""

    mails: list[Mail] = field(default_factory=list)
    refused: list[Mail] = field(default_factory=list)
    misshapen: list[str] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    # How often somebody connected, and how many of these got as far as SMTP and have gone again.
    connections: int = 0
    ended: int = 0
    most_at_once: int = 0


class SmtpServer:
    """Listens from the start unless told otherwise; `down` and `up` close and open the same port."""

    def __init__(self, options: Options | None = None, down: bool = False) -> None:
        self.options = options or Options()
        self.mood = Mood()
        self.seen = Seen()
        # Guards `seen` and tells of each change to it.
        self.changed = threading.Condition()
        self._taken: set[int] = set()
        self._socket = bound(0)
        self.port: int = self._socket.getsockname()[1]
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._listener: asyncio.Server | None = None
        self._live: set[_Connection] = set()
        if not down:
            self.up()

    # What tests do.

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def accept(self) -> None:
        self.mood = Mood()

    def refuse(self, reply: str) -> None:
        """Refuses each mail after it was sent whole."""
        self.mood = Mood(at_data=reply)

    def refuse_recipients(self, reply: str) -> None:
        self.mood = Mood(at_recipient=reply)

    def refuse_senders(self, reply: str) -> None:
        self.mood = Mood(at_sender=reply)

    def take(self, to: str, path: str = "", timeout: float = 10) -> Mail:
        """The oldest mail to this address, with such a link, that was not taken before."""

        def find() -> Mail | None:
            for number, mail in enumerate(self.seen.mails):
                if number not in self._taken and mail.is_for(to, path):
                    self._taken.add(number)
                    return mail
            return None

        return self.wait_for(find, f"a mail to {to} with {path!r}", timeout)

    def to(self, address: str, path: str = "") -> list[Mail]:
        with self.changed:
            return [mail for mail in self.seen.mails if mail.is_for(address, path)]

    def wait_for(self, find: Callable[[], Any], what: str, timeout: float = 10) -> Any:
        """Waits until `find` answers something true; woken by each change, never by the clock alone."""
        with self.changed:
            answer = self.changed.wait_for(lambda: self.seen.misshapen or find(), timeout)
        assert not self.seen.misshapen, self.seen.misshapen
        assert answer, f"waited {timeout:g} s in vain for {what}; there are {self.seen}"
        return answer

    def down(self) -> None:
        """Closes the port and every connection. The port stays ours, but nobody listens there."""
        if self._loop is None or self._thread is None:
            return
        self._loop.call_soon_threadsafe(self._hang_up)
        self._thread.join(10)
        assert not self._thread.is_alive()
        self._loop = self._thread = None
        self._socket = bound(self.port)

    def up(self) -> None:
        started = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, args=(self._loop, started), daemon=True)
        self._thread.start()
        assert started.wait(10)

    def close(self) -> None:
        self.down()
        self._socket.close()
        assert not self.seen.misshapen, self.seen.misshapen

    # What the SMTP library calls.

    def _run(self, loop: asyncio.AbstractEventLoop, started: threading.Event) -> None:
        asyncio.set_event_loop(loop)
        self._listener = loop.run_until_complete(
            loop.create_server(
                lambda: self._protocol(loop),
                sock=self._socket,
                ssl=self.options.implicit_tls,
                backlog=128,
            )
        )
        started.set()
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        # Once more round the loop, for what was cancelled and closed to come to its end.
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    def _hang_up(self) -> None:
        assert self._listener is not None and self._loop is not None
        self._listener.close()
        for connection in list(self._live):
            if isinstance(connection.transport, asyncio.WriteTransport):
                connection.transport.abort()
        self._loop.call_soon(self._loop.stop)

    def _protocol(self, loop: asyncio.AbstractEventLoop) -> SMTP:
        options = self.options
        with self.changed:
            self.seen.connections += 1
            self.changed.notify_all()
        return _Connection(
            self,
            loop=loop,
            hostname="mail.test",
            tls_context=options.starttls,
            require_starttls=options.starttls is not None,
            authenticator=self._authenticate if options.credentials else None,
            auth_required=options.credentials is not None,
            auth_require_tls=options.starttls is not None,
            enable_SMTPUTF8=True,
        )

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        given = (data.login.decode(), data.password.decode())
        with self.changed:
            self.seen.logins.append(given)
            self.changed.notify_all()
        return AuthResult(success=given == self.options.credentials, handled=False)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood.at_sender.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return self.mood.at_sender

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.mood.at_recipient.startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.mood.at_recipient

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        reply = self.mood.at_data
        with self.changed:
            try:
                assert isinstance(envelope.content, bytes)
                mail = Mail(envelope.content, envelope.mail_from or "", list(envelope.rcpt_tos))
                (self.seen.mails if reply.startswith("2") else self.seen.refused).append(mail)
            except Exception:
                self.seen.misshapen.append(traceback.format_exc())
            self.changed.notify_all()
        return reply

    def note(self, connection: _Connection, alive: bool) -> None:
        with self.changed:
            if alive:  # STARTTLS says so a second time
                self._live.add(connection)
                self.seen.most_at_once = max(self.seen.most_at_once, len(self._live))
            elif connection in self._live:
                self._live.remove(connection)
                self.seen.ended += 1
            self.changed.notify_all()


class _Connection(SMTP):
    """Tells its server when a peer comes and goes."""

    def __init__(self, owner: SmtpServer, **settings: Any) -> None:
        super().__init__(owner, **settings)
        self.owner = owner

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.owner.note(self, alive=True)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.owner.note(self, alive=False)
        super().connection_lost(error)
