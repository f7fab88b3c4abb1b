"""examples/flask, started by its own script: nginx in front, gunicorn on a socket behind it, Countersign beside it. A
person walks through it in Chromium; strangers try to be somebody. And what the guide shows for applications with no
such proxy in front, run as it stands there.
"""

from __future__ import annotations

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Self

import pytest
from playwright.sync_api import Browser, expect

from support.browser import FORM
from support.daemon import Daemon
from support.people import Person
from support.ports import free_port
from support.server import BINARY, ROOT
from support.waiting import until
from support.walk import Walk

EXAMPLE = ROOT / "examples/flask"
TIMEOUT = 30


class Example(Daemon):
    """`examples/flask/run`, on free ports and with a folder of its own."""

    name = "the example"
    stop_timeout = TIMEOUT

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = free_port()
        self.run = directory / "run"

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> Self:
        settings = {
            "PORT": str(self.port),
            "ACCOUNTS_PORT": str(free_port()),
            "RUN": str(self.run),
            "COUNTERSIGN": str(BINARY),
            "PYTHON": sys.executable,
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),
            # As for every server of the tests.
            "COUNTERSIGN_ARGON2": "m=8,t=1,p=1",
            "COUNTERSIGN_ALLOW_WEAK_ARGON2": "true",
            "COUNTERSIGN_RATE_LIMITS": "off",
        }
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [EXAMPLE / "run"], env=settings, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        until(lambda: self._is_ready("/") and self._is_ready("/auth/sign-in"), "all three to answer", TIMEOUT)
        return self

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def close(self) -> None:
        if self.process is not None:
            self.stop()

    def ask(self, path: str, headers: dict[str, str] | None = None, body: str | None = None) -> tuple[int, str]:
        """The status and body of one request, from somebody who sends these headers as they stand here."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)) as connection:
            method = "GET" if body is None else "POST"
            connection.request(method, path, body, {"Host": f"localhost:{self.port}"} | (headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def _is_ready(self, path: str) -> bool:
        assert self._running().poll() is None, self.log
        try:
            return self.ask(path)[0] == 200
        except ConnectionError:
            return False


@pytest.fixture(scope="module")
def example(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Example]:
    with Example(tmp_path_factory.mktemp("flask")) as running:
        yield running


@pytest.fixture
def walk(chromium: Browser, example: Example, output: Path, request: pytest.FixtureRequest) -> Iterator[Walk]:
    folder = output / "screens" / "flask-example" / request.node.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    walk = Walk.begin(chromium, example.url, folder, "desktop", script=True)
    walk.context.set_default_timeout(TIMEOUT * 1_000)
    yield walk
    walk.context.close()


def follow_the_mail(walk: Walk, person: Person) -> None:
    """Opens the newest mail to somebody in the built-in mailbox, and its link."""
    walk.page.goto(f"/auth/dev/mailbox?to={person.email}")
    mail = walk.page.frame_locator("iframe")
    until(lambda: walk.page.reload() and walk.page.locator("#mails li").count(), "the mail")
    expect(walk.page.locator("article")).to_contain_text(person.email)
    mail.get_by_role("link").click()
    walk.page.wait_for_url("**/auth/confirm")


def sign_up_and_confirm(walk: Walk, person: Person) -> None:
    walk.open("/", "home")
    walk.page.get_by_role("link", name="Sign up").click()
    walk.submit("/sign-up", "check-mail", **person.credentials())
    follow_the_mail(walk, person)
    walk.submit("/confirm", "notes")
    walk.at("/notes")


def cookie_of(walk: Walk) -> str:
    return "; ".join(f"{cookie['name']}={cookie['value']}" for cookie in walk.context.cookies())


def test_a_person_walks_from_the_first_page_to_their_own_notes_and_out(walk: Walk) -> None:
    person = Person()
    walk.open("/", "home")
    walk.says("Sign in")
    # The protected page leads strangers to sign in, and from there to sign up.
    walk.open("/notes", "sign-in")
    walk.at("/auth/sign-in")
    walk.page.get_by_role("link", name="Sign up", exact=False).first.click()
    walk.submit("/sign-up", "check-mail", **person.credentials())

    # The gate: a browser whose address is not confirmed yet sees what is for everybody, and nothing else.
    for path in ("/notes", "/profile"):
        walk.open(path, "unconfirmed")
        walk.at("/auth/unconfirmed")
        walk.says(f"{person.email} is not confirmed yet")
    walk.open("/", "home-unconfirmed")
    walk.says("Sign in")

    follow_the_mail(walk, person)
    walk.submit("/confirm", "notes")
    # Where they wanted to go in the first place.
    walk.at("/notes")
    walk.submit("/notes", "notes-kept", text="Milk <b>& bread</b>")
    walk.at("/notes")
    walk.says("Milk <b>& bread</b>")
    walk.open("/profile", "profile")
    walk.says(f"You are signed in as {person.email}")
    walk.open("/", "home-signed-in")
    walk.says(person.email)

    walk.submit("/auth/sign-out", "signed-out")
    walk.at("/auth/sign-in")
    walk.open("/notes", "sign-in")
    walk.at("/auth/sign-in")
    walk.submit("/sign-in", "notes", **person.credentials())
    walk.at("/notes")
    walk.says("Milk <b>& bread</b>")


def test_notes_are_their_writers_alone_and_no_header_makes_one_somebody_else(walk: Walk, example: Example) -> None:
    sign_up_and_confirm(walk, Person())
    walk.submit("/notes", "notes-kept", text="for my eyes only")
    walk.open("/profile", "profile")
    victim = walk.page.locator("code").inner_text()
    cookie = cookie_of(walk)

    walk.context.clear_cookies()
    other = Person()
    sign_up_and_confirm(walk, other)
    assert "for my eyes only" not in walk.page.inner_text("main")

    # Underscores become the same variable of WSGI; nginx passes them on to nobody.
    for name in ("Remote-User", "remote-user", "Remote_User", "REMOTE_USER", "HTTP_REMOTE_USER"):
        forged = {name: victim, "Remote-Email": "victim@example.net", "Accept": "text/html"}
        status, _ = example.ask("/notes", forged)
        assert status == 302, name
        status, text = example.ask("/", forged)
        assert status == 200 and "victim@example.net" not in text and "Sign in" in text, name
        # Not even from somebody who is signed in.
        status, text = example.ask("/notes", forged | {"Cookie": cookie_of(walk)})
        assert status == 200 and other.email in text and "for my eyes only" not in text, name
    status, text = example.ask("/notes", {"Cookie": cookie})
    assert status == 200 and "for my eyes only" in text


def test_a_program_is_told_in_json_that_it_is_not_signed_in(walk: Walk, example: Example) -> None:
    status, text = example.ask("/notes", {"Accept": "application/json"})
    assert status == 401 and '"code":"unauthenticated"' in text
    walk.open("/auth/sign-up", "sign-up")
    walk.submit("/sign-up", "check-mail", **Person().credentials())
    status, text = example.ask("/notes", {"Accept": "application/json", "Cookie": cookie_of(walk)})
    assert status == 403 and '"code":"unconfirmed"' in text


def test_a_form_that_another_site_sent_writes_nothing(walk: Walk, example: Example) -> None:
    sign_up_and_confirm(walk, Person())
    headers = {"Cookie": cookie_of(walk), "Content-Type": FORM}
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 302)):
        assert example.ask("/notes", headers | {"Sec-Fetch-Site": site}, f"text={site}")[0] == status
    walk.open("/notes", "notes")
    assert walk.page.locator("li").all_inner_texts() == ["same-origin"]


def test_nobody_reaches_the_application_but_by_way_of_nginx(example: Example) -> None:
    # It listens on a socket of its owner, and on no port.
    path = example.run / "app.sock"
    assert path.is_socket() and path.stat().st_mode & 0o077 == 0
    with socket.socket(socket.AF_UNIX) as wire:
        wire.connect(str(path))
        wire.sendall(b"GET /notes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert wire.makefile("rb").readline().split()[1] == b"401", "without nginx's headers nobody is anybody"
    application = load(EXAMPLE / "app.py").app
    stranger = application.test_client().get(
        "/notes", headers={"Remote-User": "somebody"}, environ_base={"REMOTE_ADDR": "192.0.2.1"}
    )
    assert stranger.status_code == 403, "somebody let it listen on more than loopback"


def test_when_one_of_the_three_ends_the_others_do(binary: Path, tmp_path: Path) -> None:
    example = Example(tmp_path)
    with example:
        nginx = int((example.run / "nginx.pid").read_text())
        os.kill(nginx, signal.SIGTERM)
        example._running().wait(TIMEOUT)
        with pytest.raises(ConnectionError):
            example.ask("/auth/sign-in")


def load(path: Path, name: str = "application") -> ModuleType:
    module = ModuleType(name)
    module.__file__ = str(path)
    exec(compile(path.read_text(), str(path), "exec"), module.__dict__)
    return module
