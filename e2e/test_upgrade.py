"""A database of an older version, with people in the middle of things, under this one: docs/guide/upgrade.md."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from support.browser import Browser
from support.machine import Machine
from support.older import Known, Older, restore_postgres, restore_sqlite
from support.people import Person, Service
from support.server import ROOT, Server
from support.smtp import SmtpServer

MIGRATIONS = sorted((ROOT / "crates" / "store" / "migrations").glob("*.sql"))
# Characters of a session's token: 256 bits of chance, 128 of a stamp.
STAMPED = 64
# The version whose trail is chained.
CHAINED = next(number for number, path in enumerate(MIGRATIONS, 1) if "audit_chains" in path.name)


def as_it_was(source: Path, target: Path, version: int) -> None:
    """The same rows in the tables of an older version, which knew fewer tables and columns."""
    with closing(sqlite3.connect(target)) as old, old:
        for migration in MIGRATIONS[:version]:
            old.executescript(migration.read_text().replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB"))
        old.execute("ATTACH ? AS new", (str(source),))
        [(applied,)] = old.execute("SELECT sql FROM new.sqlite_master WHERE name = '_sqlx_migrations'")
        old.execute(applied)
        old.execute("INSERT INTO _sqlx_migrations SELECT * FROM new._sqlx_migrations WHERE version <= ?", (version,))
        for (table,) in old.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            if table.startswith(("sqlite_", "_sqlx_")):
                continue
            columns = ", ".join(name for (name,) in old.execute("SELECT name FROM pragma_table_info(?)", (table,)))
            old.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    target.chmod(0o600)


@pytest.mark.parametrize("version", [1, len(MIGRATIONS) - 1], ids=["the first version", "the version before"])
def test_sessions_links_and_queued_mail_outlive_an_upgrade(
    make_service: Callable[..., Service], make_server: Callable[..., Server], version: int
) -> None:
    service = make_service()
    ada, ada_browser = service.account()
    bo, bo_browser = Person(), service.browser()
    confirm, reset = service.sign_up(bo, bo_browser), service.forgot(ada)
    service.server.wait_until_settled()
    service.server.stop()
    service.server.settings["COUNTERSIGN_WORKERS"] = "external"
    service.server.start()
    cy, cy_browser = Person(), service.browser()
    cy_browser.api("POST", "/sign-up", **cy.credentials()).expect(202)
    service.server.stop()
    key = service.server.database.with_suffix(".key").read_text().strip()

    new = make_server(start=False, COUNTERSIGN_SECRET_KEY=key, COUNTERSIGN_MAIL_URL=service.smtp.url)
    as_it_was(service.server.database, new.database, version)
    # Whoever wants to choose the moment finds nothing changed before.
    waiting = {"COUNTERSIGN_AUTO_MIGRATE": "false"}
    assert "run `countersign migrate`" in new.cli("serve", expect=1, **waiting).stderr
    new.cli("migrate", **waiting)
    new.cli("account", "list", **waiting)
    service.server = new.start()
    for browser in (ada_browser, bo_browser, cy_browser):
        browser.server = new
    assert ada_browser.signed_in_as() == ada.email
    bo_browser.api("POST", "/confirm", token=confirm.token).expect(200)
    cy_browser.api("POST", "/confirm", token=service.smtp.take(cy.email, "/confirm/").token).expect(200)
    ada.password = "an upgraded lantern of quartz"
    service.browser().api("POST", "/reset-password", token=reset.token, password=ada.password).expect(204)
    assert service.can_sign_in(ada) and service.can_sign_in(cy)
    # A trail from before its chains is told as such, one with them is whole.
    report = json.loads(new.cli("audit", "verify", "--json").stdout)
    assert report["intact"] and (report["unchained"]["rows"] > 0) == (version < CHAINED), report


@pytest.fixture(params=["first", "stamped"])
def inherited(
    request: pytest.FixtureRequest,
    database: Any,
    make_server: Callable[..., Server],
    make_smtp: Callable[..., SmtpServer],
    tmp_path: Path,
) -> tuple[Service, Older]:
    """This version on what an older program wrote (scripts/older-database), ten minutes after that was stopped."""
    older = Older.read(request.param, "postgres" if database.postgres_url else "sqlite")
    smtp = make_smtp()
    machine = Machine(tmp_path)
    machine.clock_ahead_s = round(older.stopped_at_s + 600 - time.time())
    settings = {"COUNTERSIGN_SECRET_KEY": older.key, "COUNTERSIGN_MAIL_URL": smtp.url}
    server = make_server(start=False, **settings, **machine.environment)
    if server.is_on_postgres:
        restore_postgres(request.param, server.settings["COUNTERSIGN_DATABASE_URL"])
    else:
        restore_sqlite(request.param, server.database)
    return Service(server.start(), smtp), older


@pytest.mark.both_databases
def test_what_an_older_version_had_begun_comes_to_its_end_once(inherited: tuple[Service, Older]) -> None:
    service, older = inherited
    server, smtp = service.server, service.smtp

    def signed_in(known: Known) -> Browser:
        """Sessions are live, but for those of the first commits, whose tokens had no stamp yet."""
        browser = known.browser(server)
        if len(browser.session_cookie or "") == STAMPED:
            assert browser.signed_in_as() == known.person.email
            return browser
        assert older.name == "first" and not browser.is_signed_in()
        return service.sign_in(known.person)

    known = older.people["session and reset link"]
    ada, browser = known.person, signed_in(known)
    ended = older.people["used link and ended session"]
    assert not ended.browser(server).is_signed_in() and service.can_sign_in(ended.person)
    stranger = service.browser()
    stranger.api("POST", "/confirm", token=ended.token).expect_problem(410, "token_used")

    # Links that had arrived work once.
    ada.password = "an upgraded lantern of quartz"
    stranger.api("POST", "/reset-password", token=known.token, password=ada.password).expect(204)
    again = {"token": known.token, "password": "another lantern of quartz"}
    stranger.api("POST", "/reset-password", **again).expect_problem(410, "token_used")
    assert service.can_sign_in(ada) and not browser.is_signed_in()
    known = older.people["link to confirm"]
    known.browser(server).api("POST", "/confirm", token=known.token).expect(200)
    stranger.api("POST", "/confirm", token=known.token).expect_problem(410, "token_used")
    known = older.people["change of address"]
    browser = signed_in(known)
    browser.api("POST", "/change-email/confirm", token=known.token).expect(200)
    assert browser.signed_in_as() == "cy@example.org"
    browser.api("POST", "/change-email/confirm", token=known.token).expect_problem(410, "token_used")

    # Mails that waited go out, and what they carry works.
    waited = {"mail that was put off": "/confirm/", "mail that nobody has looked at": "/confirm/"}
    for name, path in waited.items():
        known = older.people[name]
        token = smtp.take(known.person.email, path).token
        known.browser(server).api("POST", "/confirm", token=token).expect(200)
    known = older.people["reset that nobody has looked at"]
    gus, browser = known.person, signed_in(known)
    gus.password = "a second lantern of quartz"
    token = smtp.take(gus.email, "/reset-password/").token
    stranger.api("POST", "/reset-password", token=token, password=gus.password).expect(204)
    assert service.can_sign_in(gus) and not browser.is_signed_in()

    # Once, also after another start; and what had arrived before does not come again.
    server.wait_until_settled()
    server.restart()
    server.wait_until_settled()
    links = [mail.to for path in ("/confirm/", "/reset-password/") for mail in smtp.seen.mails if mail.is_for(mail.to, path)]
    assert sorted(links) == ["eve@example.net", "fay@example.net", "gus@example.net"]
    assert json.loads(server.cli("audit", "verify", "--json").stdout)["intact"]
