"""The application of examples/embed, run as it stands: Countersign below /account-area of an axum application, whose own row
is there exactly when the account is.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from support.people import Person
from support.ports import free_port
from support.postgres import psql
from support.server import ROOT, STOP_TIMEOUT, status_of
from support.waiting import until

pytestmark = pytest.mark.both_databases

BINARY = ROOT / "target" / "debug" / "embed"


class Application:
    """The example in a directory of its own, with the defaults of every setting but the cost of hashes."""

    def __init__(self, directory: Path, settings: dict[str, str | None]) -> None:
        self.port = free_port()
        self.log_path = directory / "application.log"
        cheap = {"COUNTERSIGN_ARGON2": "m=8,t=1,p=1", "COUNTERSIGN_ALLOW_WEAK_ARGON2": "true"}
        given = {name: value for name, value in settings.items() if value is not None}
        self.database = given.get("COUNTERSIGN_DATABASE_URL", f"sqlite://{directory / 'countersign.db'}")
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                [BINARY, f"127.0.0.1:{self.port}"],
                cwd=directory,
                env={"PATH": os.environ["PATH"]} | cheap | given,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(self._answers, "the application to answer", 20)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def stop(self) -> None:
        """As Ctrl-C does: what is under way ends well."""
        self.process.send_signal(signal.SIGINT)
        try:
            code = self.process.wait(STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(STOP_TIMEOUT)
            raise
        assert code == 0, self.log_path.read_text()

    def get(self, path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}"} | headers)
        return connection.getresponse()

    def link(self, person: Person) -> str:
        def newest() -> str | None:
            mails: list[dict[str, Any]] = json.load(self.get(f"/account-area/dev/mailbox.json?to={person.email}"))["mails"]
            return str(mails[0]["link"]) if mails else None

        link = until(newest, f"a mail to {person.email}")
        assert link is not None and link.startswith(f"{self.url}/account-area/confirm/"), link
        return link

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        if self.database.startswith("postgres"):
            return psql(self.database, statement)
        with closing(sqlite3.connect(self.database.removeprefix("sqlite://"), timeout=10)) as connection, connection:
            return connection.execute(statement).fetchall()

    def titles(self) -> list[str]:
        return [title for (title,) in self.sql("SELECT title FROM notebooks ORDER BY title")]

    def accounts(self) -> int:
        [(count,)] = self.sql("SELECT count(*) FROM accounts")
        return int(count)

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log_path.read_text()
        return status_of(f"127.0.0.1:{self.port}", "/") == 200


@pytest.fixture
def application(database: Any, tmp_path: Path) -> Iterator[Application]:
    assert BINARY.exists(), f"{BINARY} is not there: run `cargo build` first"
    with ExitStack() as stack:
        running = Application(tmp_path, database.settings({}))
        stack.callback(running.stop)
        yield running


@pytest.fixture
def page(chromium: Browser, application: Application) -> Iterator[Page]:
    context = chromium.new_context(base_url=application.url, locale="en")
    yield context.new_page()
    context.close()


def sign_up(page: Page, person: Person) -> None:
    """From the application's own page, by its links."""
    page.goto("/")
    assert "Hello!" in page.inner_text("body")
    page.click("text=Your account")
    page.fill("[name=email]", person.email)
    page.fill("[name=password]", person.password)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/account-area/check-mail*")


def test_somebody_signs_up_on_the_way_to_a_page_and_gets_there(page: Page, application: Application) -> None:
    person = Person()
    page.goto("/notebook")
    assert page.url == f"{application.url}/account-area/sign-in?next=%2Fnotebook"
    sign_up(page, person)
    page.goto("/notebook")
    page.wait_for_url("**/account-area/unconfirmed")
    assert application.titles() == [], "no account, no row"
    page.goto(application.link(person))
    page.click("main form[action$='/confirm'] button")
    page.wait_for_url("**/account-area/account?notice=confirmed")
    assert application.titles() == [f"Notebook of {person.email}"]
    page.goto("/")
    assert "Welcome back!" in page.inner_text("body")
    page.goto("/notebook")
    assert page.inner_text("body") == f"Notebook of {person.email}"


def test_programs_are_told_in_json_that_nobody_is_signed_in(application: Application) -> None:
    refused = application.get("/notebook")
    assert refused.status == 401 and refused.headers["Content-Type"] == "application/problem+json"
    assert json.load(refused)["code"] == "unauthenticated"


def test_a_row_that_cannot_be_written_keeps_the_account_from_being_made(page: Page, application: Application) -> None:
    person = Person()
    sign_up(page, person)
    link = application.link(person)
    application.sql("ALTER TABLE notebooks RENAME TO away")
    page.goto(link)
    page.click("main form[action$='/confirm'] button")
    page.wait_for_selector("text=Something went wrong")
    assert "notebooks" not in page.content() and application.accounts() == 0
    application.sql("ALTER TABLE away RENAME TO notebooks")
    page.goto(link)
    page.click("main form[action$='/confirm'] button")
    page.wait_for_url("**/account-area/account?notice=confirmed")
    assert (application.titles(), application.accounts()) == ([f"Notebook of {person.email}"], 1)
