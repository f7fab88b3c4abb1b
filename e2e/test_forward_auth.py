"""An application behind nginx and behind Caddy, with the files in deploy/forward-auth: who comes through, as whom, and
where the others are led. And tokens of sessions, as PyJWT verifies them elsewhere.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import jwt
import pytest

from support.browser import FORM
from support.caddy import Caddy
from support.nginx import Nginx
from support.people import Person, Service
from support.ports import free_port
from support.server import ROOT
from support.web import WebServer

FILES = ROOT / "deploy" / "forward-auth"
MakeService = Callable[..., Service]


@dataclass
class Front:
    """The application's host, as people reach it: Countersign below /auth, the application everywhere else."""

    port: int
    service: Service
    application: WebServer
    proxy: Nginx | Caddy

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, cookie: str = "", method: str = "GET", body: bytes = b"", **headers: str
    ) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {name.replace("_", "-"): value for name, value in headers.items()} | {"Cookie": cookie}
        connection.request(method, path, body or None, {"Accept": "text/html"} | sent)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def call(self, path: str, cookie: str = "", **fields: str) -> http.client.HTTPResponse:
        body = json.dumps(fields).encode()
        return self.ask(f"/auth/api/v1{path}", cookie, "POST", body, Content_Type="application/json")

    def cookie(self, answer: http.client.HTTPResponse, name: str) -> str:
        return next(
            pair
            for line in answer.headers.get_all("Set-Cookie", [])
            if (pair := line.split(";")[0]).startswith(f"{name}=")
        )

    def member(self, person: Person) -> str:
        waiting = self.cookie(self.call("/sign-up", **person.credentials()), "countersign-sign-up")
        mail = self.service.smtp.take(person.email, "/confirm/")
        confirmed = self.call("/confirm", waiting, token=mail.token)
        assert confirmed.status == 200
        return self.cookie(confirmed, "countersign")


@pytest.fixture(params=["nginx", "caddy"])
def front(request: pytest.FixtureRequest, make_service: MakeService) -> Iterator[Front]:
    with ExitStack() as stack:
        application = WebServer("the application")
        stack.callback(application.close)
        port = free_port()
        service = make_service(COUNTERSIGN_BASE_URL=f"http://127.0.0.1:{port}/auth")
        places = {
            "127.0.0.1:8080": f"127.0.0.1:{service.server.port}",
            "127.0.0.1:3000": application.url.removeprefix("http://"),
        }
        if request.param == "nginx":
            text = (FILES / "nginx.conf").read_text()
            tls = {line: "" for line in text.splitlines() if "ssl_certificate" in line}
            text = text.replace("listen 443 ssl", f"listen 127.0.0.1:{port}")
            proxy: Nginx | Caddy = Nginx(text, places | tls)
        else:
            text = (FILES / "Caddyfile").read_text()
            for old, new in (places | {"app.example.org {": f"http://127.0.0.1:{port} {{"}).items():
                assert old in text
                text = text.replace(old, new)
            proxy = Caddy(text, port)
        yield Front(port, service, application, stack.enter_context(proxy))


def test_tokens_of_mailed_links_are_in_no_log(front: Front) -> None:
    person = Person()
    front.member(person)
    assert front.call("/forgot-password", email=person.email).status == 202
    mail = front.service.smtp.take(person.email, "/reset-password/")
    path = mail.link.removeprefix(front.url)
    assert path.startswith("/auth/reset-password/") and front.ask(path).status == 303
    front.service.server.stop()
    assert front.ask(path).status == 502
    logged = front.proxy.everything_logged()
    assert logged and mail.token not in logged


def test_who_is_signed_in_comes_through_with_their_name_and_nobody_else(front: Front) -> None:
    person = Person()
    cookie = front.member(person)
    # What the browser says of itself is overwritten.
    answer = front.ask("/inbox?page=2&x=%26", cookie, Remote_User="root", Remote_Email="root@example.org")
    assert answer.status == 200
    asked = front.application.asked[-1]
    assert asked.line == "GET /inbox?page=2&x=%26"
    assert asked.headers["remote-email"] == person.email
    assert asked.headers["remote-user"] not in ("", "root")

    sent = front.ask("/letters", cookie, "POST", b"a=b", Content_Type=FORM)
    assert (sent.status, front.application.asked[-1].body) == (200, "a=b")

    reached = len(front.application.asked)
    led = front.ask("/inbox?page=2&x=%26", Remote_User="root", Remote_Email=person.email)
    assert (led.status, led.headers["Location"]) == (
        302,
        f"{front.url}/auth/sign-in?next=%2Finbox%3Fpage%3D2%26x%3D%2526",
    )
    assert front.ask("/inbox", Accept="application/json").status == 401
    assert front.ask("/letters", "", "POST", b"a=b", Content_Type=FORM).status == 302
    assert front.call("/sign-out", cookie).status == 204
    assert front.ask("/inbox", cookie).status == 302
    assert len(front.application.asked) == reached


def test_whoever_has_not_confirmed_yet_is_led_to_do_so(front: Front) -> None:
    waiting = front.cookie(front.call("/sign-up", **Person().credentials()), "countersign-sign-up")
    led = front.ask("/inbox", waiting)
    assert (led.status, led.headers["Location"]) == (302, f"{front.url}/auth/unconfirmed")
    assert front.ask("/inbox", waiting, Accept="application/json").status == 403
    assert front.ask("/auth/unconfirmed", waiting).status == 200
    assert front.application.asked == []


def test_a_service_elsewhere_verifies_a_session_s_token_alone(make_service: MakeService) -> None:
    service = make_service(COUNTERSIGN_BASE_URL=None)
    url = f"http://localhost:{service.server.port}"
    person, browser = service.account()
    issued = browser.api("POST", "/session/token", body={}).expect(200).json
    token: str = issued["token"]

    keys = jwt.PyJWKClient(f"http://127.0.0.1:{service.server.port}/.well-known/jwks.json")

    def verified(token: str, issuer: str = url) -> dict[str, Any]:
        key = keys.get_signing_key_from_jwt(token)
        return jwt.decode(token, key, algorithms=["EdDSA"], issuer=issuer)

    claims = verified(token)
    assert (claims["email"], claims["email_verified"]) == (person.email, True)
    assert 0 < claims["exp"] - time.time() <= 300
    session = browser.api("GET", "/session").expect(200).json
    assert (claims["sub"], claims["sid"]) == (session["account"]["id"], session["session"]["id"])

    head, body, signature = token.split(".")
    for forged in (f"{head}.{body}.{signature[:-4]}AAAA", f"{head}.{body[:-2]}AA.{signature}"):
        with pytest.raises(jwt.InvalidTokenError):
            verified(forged)
    with pytest.raises(jwt.InvalidIssuerError):
        verified(token, "https://evil.example")
