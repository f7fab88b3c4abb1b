"""The guides for applications beside Countersign, followed: the ten minutes beside Flask command by command, and the
lines that the others show, each in its own framework.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from werkzeug.test import TestResponse

from support.browser import Browser
from support.guides import block, blocks
from support.people import Person, Service
from support.ports import free_port
from support.server import BINARY, ROOT
from support.waiting import until

TIMEOUT = 30


# Ten minutes beside Flask.


class Front:
    """The host that the guide has built, as browsers reach it: the application, and Countersign below /auth."""

    secure = False

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self.base_url = f"http://localhost:{port}"
        self.log_path = log

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace")

    def connect(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)

    def answers(self, path: str) -> bool:
        with closing(self.connect()) as connection:
            try:
                connection.request("GET", path)
                return connection.getresponse().status == 200
            except ConnectionError:
                return False

    def newest_link(self, person: Person) -> str:
        listed = Browser(self).get(f"/auth/dev/mailbox.json?to={person.email}").expect(200).json["mails"]
        return str(listed[0]["link"]) if listed else ""


@pytest.fixture
def followed(binary: Path, tmp_path: Path) -> Iterator[Front]:
    """The guide's commands in bash, up to where the reader opens a browser, in a folder in place of `~/app`."""
    front = Front(free_port(), tmp_path / "log")
    *commands, curl = blocks("beside-flask.md", "sh")
    assert len(commands) == 4 and curl.startswith("curl ")
    accounts, application = free_port(), free_port()
    script = "set -euo pipefail\n" + "".join(commands)
    for old, new in {
        # What takes minutes, or the network.
        "cargo build --release\n": "",
        "target/release/countersign": str(BINARY),
        "python3 -m venv venv && venv/bin/pip install --quiet flask gunicorn": f"ln -s {sys.prefix} venv",
        "~/app": str(tmp_path / "app"),
        # Ports that are free here.
        "8000": str(front.port),
        "127.0.0.1:3000": f"127.0.0.1:{application}",
        "base_url =": f'listen = "127.0.0.1:{accounts}"\nbase_url =',
        "sed -i ": f"sed -i -e 's/:8080/:{accounts}/' -e 's/:3000/:{application}/' ",
    }.items():
        assert old in script, f"nothing to replace: {old}"
        script = script.replace(old, new)
    script += "trap 'kill %1 %2 %3; wait; exit 0' TERM\nwait -n\n"
    with front.log_path.open("wb") as log:
        process = subprocess.Popen(
            ["bash", "-c", script],
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "COUNTERSIGN_RATE_LIMITS": "off"},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )

    def runs() -> bool:
        assert process.poll() is None, front.log
        return front.answers("/") and front.answers("/auth/sign-in")

    try:
        until(runs, "all three to answer", TIMEOUT)
        yield front
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(TIMEOUT)


def test_ten_minutes_beside_flask_lead_where_the_guide_says(followed: Front) -> None:
    person, browser = Person(), Browser(followed)
    page = browser.open("/protected").expect("/auth/sign-in")
    [sign_up] = {link for link in page.links if "/sign-up" in link}
    page = browser.open(sign_up).submit("/auth/sign-up", **person.credentials())
    browser.open("/protected").expect("/auth/unconfirmed")
    link = until(lambda: followed.newest_link(person), "the mail")
    page = browser.open_mailed(link).submit("/auth/confirm").expect("/protected")
    assert page.says(f"Hello {person.email}")

    # The last commands, with what is said to come.
    told = re.findall(r"^curl -i (.*?) +# (\d{3})", blocks("beside-flask.md", "sh")[-1], re.MULTILINE)
    assert len(told) == 2
    for arguments, status in told:
        command = f"curl -sSi {arguments}".replace("8000", str(followed.port))
        done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=TIMEOUT)
        assert done.stdout.split()[1] == status, done

    page.submit("/auth/sign-out").expect("/auth/sign-in")
    browser.open("/protected").expect("/auth/sign-in")


# Without nginx.


def test_an_application_without_such_a_proxy_asks_by_itself(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://localhost:{port}/auth")
    code = block("from-flask.md", "python", "def sign_in_required")
    for old, new in {
        "http://127.0.0.1:8080": f"http://127.0.0.1:{service.server.port}",
        "https://app.example.org/auth": service.server.base_url,
    }.items():
        assert old in code
        code = code.replace(old, new)
    guide: dict[str, Any] = {}
    exec(code, guide)
    application = Flask(__name__)
    application.add_url_rule(
        "/notes", view_func=guide["sign_in_required"](lambda: f"{g.account['id']} {g.account['email']}"), endpoint="notes"
    )

    def ask(browser: Browser | None = None, **headers: str) -> TestResponse:
        cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items()) if browser else ""
        return application.test_client(use_cookies=False).get("/notes?a=1&b=2", headers={"Cookie": cookie} | headers)

    person, browser = service.account()
    session = browser.api("GET", "/session").expect(200).json
    assert ask(browser).text == f"{session['account']['id']} {person.email}"
    # Only the cookie counts.
    led = ask(None, Remote_User=session["account"]["id"])
    assert (led.status_code, led.location) == (302, f"{service.server.base_url}/sign-in?next=%2Fnotes%3Fa%3D1%26b%3D2")
    waiting = service.browser()
    service.sign_up(Person(), waiting)
    assert ask(waiting).location == f"{service.server.base_url}/unconfirmed"
    browser.api("POST", "/sign-out").expect(204)
    assert ask(browser).status_code == 302
    service.server.stop()
    assert ask(browser).status_code == 500, "who cannot be asked about is nobody"


# Django, and Node.

DJANGO = """
import json, sys
import django
from django.conf import settings

MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"]
SETTINGS
settings.configure(
    SECRET_KEY="test", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=MIDDLEWARE, LOGIN_URL=LOGIN_URL,
    AUTHENTICATION_BACKENDS=AUTHENTICATION_BACKENDS, USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)
django.setup()

from django.contrib.auth.decorators import login_required
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import path

urlpatterns = [path("notes", login_required(lambda request: HttpResponse(f"{request.user.username} {request.user.email}")))]
call_command("migrate", verbosity=0)
client = Client()
said = []
for headers in json.load(sys.stdin):
    answer = client.get("/notes", headers=headers)
    said.append(answer.headers.get("Location") or answer.content.decode())
print(json.dumps(said))
"""


def test_django_knows_who_it_is_by_the_guides_two_classes(tmp_path: Path) -> None:
    (tmp_path / "accounts.py").write_text(block("beside.md", "python", "class CountersignMiddleware"))
    settings = block("beside.md", "python", "MIDDLEWARE +=")
    (tmp_path / "site_of_mine.py").write_text(DJANGO.replace("SETTINGS\n", settings, 1))
    ada = {"Remote-User": "01-ada", "Remote-Email": "ada@example.net"}
    grace = {"Remote-User": "02-grace", "Remote-Email": "grace@example.net"}
    done = subprocess.run(
        [sys.executable, "site_of_mine.py"],
        cwd=tmp_path,
        input=json.dumps([{}, ada, ada, grace, {}]),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert done.returncode == 0, done.stderr
    # With one and the same session of Django's: it is always whom the headers name, and nobody without them.
    stranger = "/auth/sign-in?next=/notes"
    known = ["01-ada ada@example.net", "01-ada ada@example.net", "02-grace grace@example.net"]
    assert json.loads(done.stdout) == [stranger, *known, stranger]


NODE = """
import { createServer } from "node:http"
import { signedIn } from "./headers.mjs"
import { bearers } from "./bearers.mjs"

const bearer = bearers(process.argv[2])
const server = createServer((request, response) => {
  const gate = request.url == "/notes" ? signedIn : bearer
  gate(request, response, () => response.end(JSON.stringify(request.account)))
})
server.listen(0, "127.0.0.1", () => console.log(server.address().port))
"""


@contextmanager
def node(directory: Path, issuer: str) -> Iterator[int]:
    """The port of an application of Node's, with the guide's functions at its doors."""
    (directory / "headers.mjs").write_text(block("beside.md", "js", "function signedIn"))
    (directory / "bearers.mjs").write_text(block("beside.md", "js", "function bearers"))
    (directory / "server.mjs").write_text(NODE)
    (directory / "node_modules").symlink_to(ROOT / "e2e/node_modules")
    with subprocess.Popen(["node", "server.mjs", issuer], cwd=directory, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def test_node_knows_who_it_is_by_header_and_by_token(make_service: Callable[..., Service], tmp_path: Path) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}")
    _, browser = service.account()
    token: str = browser.api("POST", "/session/token", body={}).expect(200).json["token"]
    account = browser.api("GET", "/session").expect(200).json["account"]
    who = {name: account[name] for name in ("id", "email")}

    with node(tmp_path, service.server.base_url) as port:

        def ask(path: str, **headers: str) -> Any:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)) as connection:
                connection.request("GET", path, headers={name.replace("_", "-"): headers[name] for name in headers})
                answer = connection.getresponse()
                return json.loads(answer.read()) if answer.status == 200 else answer.status

        assert ask("/notes", Remote_User=who["id"], Remote_Email=who["email"]) == who
        assert ask("/notes") == ask("/notes", Remote_User="") == 401
        assert ask("/api", Authorization=f"Bearer {token}") == who
        head, body, signature = token.split(".")
        unsigned = "eyJhbGciOiJub25lIn0"
        for forged in ("", f"{head}.{body}.AAAA{signature[4:]}", f"{unsigned}.{body}.", f"{unsigned}.{body}.{signature}"):
            assert ask("/api", Authorization=f"Bearer {forged}") == 401, forged
        assert ask("/api", Remote_User=who["id"]) == 401

    # Somebody else's token, though from the same keys.
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with node(elsewhere, service.server.base_url.replace("127.0.0.1", "localhost")) as port:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)) as connection:
            connection.request("GET", "/api", headers={"Authorization": f"Bearer {token}"})
            assert connection.getresponse().status == 401
