"""A database of an older version, with people in the middle of things, under this one: docs/guide/upgrade.md."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from support.people import Person, Service
from support.server import ROOT, Server

MIGRATIONS = sorted((ROOT / "crates" / "store" / "migrations").glob("*.sql"))
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
