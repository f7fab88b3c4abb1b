"""A backup of a running server, a restore of it days later, and that what has ended since stays ended: the steps of
docs/guide/backup.md."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from support.load import SignUps, addresses
from support.people import Person, Service, new_password
from support.postgres import another_database, programs
from support.server import Server
from support.waiting import until

MakeService = Callable[..., Service]
MakeServer = Callable[..., Server]
REFUSAL = "run `countersign after-restore` first"


def move(service: Service, new: Server) -> None:
    """The service goes on at another server, under the same address."""
    service.server = new


def test_a_backup_under_load_is_whole_and_what_ended_after_it_stays_ended(
    make_service: MakeService, make_server: MakeServer, tmp_path: Path
) -> None:
    service = make_service()
    old = service.server
    ada, ada_browser = service.account()
    bo, bo_browser = service.account()
    closing_person, closing_browser = service.account()
    reset, cy = service.forgot(ada), Person()
    confirm = service.sign_up(cy, service.browser())
    closing_browser.api("DELETE", "/account", password=closing_person.password).expect(204)
    kept = service.smtp.take(closing_person.email, "/reset-password/")

    # The backup, while people sign up at full speed.
    backup = tmp_path / "backups" / "today.db"
    backup.parent.mkdir()
    with SignUps([old.port], addresses(), connections=4) as load:
        until(lambda: len(load.acknowledged) >= 20, "people to sign up")
        before = set(load.acknowledged)
        said = old.cli("backup", str(backup)).stdout
        after = set(load.acknowledged)
    assert str(old.database.with_suffix(".key")) in said
    assert oct(backup.stat().st_mode & 0o777) == "0o600" and [path.name for path in backup.parent.iterdir()] == ["today.db"]
    with closing(sqlite3.connect(f"file:{backup}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        there = {email for (email,) in connection.execute("SELECT email FROM sign_ups")}
    assert before <= there and len(after) > len(before), "all that was acknowledged, and the server worked on"
    old.cli("backup", str(backup), expect=2)

    # What happens afterwards, and is not in it.
    password = new_password()
    service.browser().api("POST", "/reset-password", token=reset.token, password=password).expect(204)
    bo_browser.api("POST", "/sign-out").expect(204)
    service.browser().api("POST", "/confirm", token=confirm.token, password=cy.password).expect(200)
    service.browser().api("POST", "/reset-password", token=kept.token, password=password).expect(204)
    report = tmp_path / "report.json"
    report.write_text(old.cli("audit", "verify", "--json").stdout)
    ended = dict(bo_browser.cookies), dict(ada_browser.cookies)
    old.stop()

    new = make_server(start=False, COUNTERSIGN_MAIL_URL=service.smtp.url)
    shutil.copy(backup, new.database)
    shutil.copy(old.database.with_suffix(".key"), new.database.with_suffix(".key"))
    # Nobody works with it as it is.
    for command in (("serve",), ("worker",), ("account", "list"), ("migrate",)):
        assert REFUSAL in new.cli(*command, expect=1).stderr
    done = new.cli("after-restore")
    assert "2 sessions ended" in done.stdout
    assert "closed accounts" in done.stdout
    assert "stop it and run this again" in done.stderr, "the backup is of a moment ago"
    move(service, new.start())

    # Sessions: of the backup, whether ended since or not.
    for cookies in ended:
        browser = service.browser()
        browser.cookies |= cookies
        browser.api("GET", "/session").expect(401)
    # Links that were used since are no good again.
    for token in (reset.token, kept.token):
        answer = service.browser().api("POST", "/reset-password", token=token, password=new_password())
        answer.expect_problem(410, "token_expired")
    assert service.can_sign_in(ada) and service.can_sign_in(bo), "with the passwords of then"
    # What people need they have: the account that was confirmed since, and the way back to the closed one.
    service.browser().api("POST", "/confirm", token=confirm.token, password=cy.password).expect(200)
    again = service.smtp.take(closing_person.email, "/reset-password/")
    closing_person.password = new_password()
    service.browser().api("POST", "/reset-password", token=again.token, password=closing_person.password).expect(204)
    assert service.can_sign_in(closing_person)
    # The trail is whole, tells of the restore, and shows whoever keeps reports that it was set back.
    new.cli("audit", "verify")
    assert [row["client"] for row in new.listing("audit", "list") if row["event"] == "restore"] == ["cli"]
    assert "finding" in new.cli("audit", "verify", "--since", str(report), expect=1).stderr


def test_a_dump_of_postgresql_is_restored_with_everybody_choosing_another_password(
    make_service: MakeService, make_server: MakeServer, postgres_url: str, tmp_path: Path
) -> None:
    key = secrets.token_hex(32)
    source = another_database(postgres_url, "test_backup_source")
    service = make_service(COUNTERSIGN_DATABASE_URL=source, COUNTERSIGN_SECRET_KEY=key)
    old = service.server
    ada, ada_browser = service.account()
    reset = service.forgot(ada)
    old.wait_until_settled()
    # A mail that is queued then, and sent afterwards.
    service.smtp.down()
    late = Person()
    service.browser().api("POST", "/sign-up", **late.credentials()).expect(202)
    dump = tmp_path / "accounts.dump"
    run("pg_dump", "--format=custom", f"--file={dump}", source)
    assert "pg_dump" in old.cli("backup", str(tmp_path / "no.db"), expect=2).stderr
    service.smtp.up()
    service.smtp.take(late.email, "/confirm/", timeout=30)
    ada_browser.api("POST", "/change-password", current_password=ada.password, password=new_password()).expect(204)
    old.stop()

    target = another_database(postgres_url, "test_backup_target")
    run("pg_restore", "--no-owner", f"--dbname={target}", str(dump))
    new = make_server(
        start=False, COUNTERSIGN_DATABASE_URL=target, COUNTERSIGN_SECRET_KEY=key, COUNTERSIGN_MAIL_URL=service.smtp.url
    )
    said = new.cli("after-restore", "--forget-passwords", "--drop-mail").stdout
    assert "1 queued mails will not be sent" in said and "all passwords are forgotten" in said
    move(service, new.start())
    ada_browser.server = new
    ada_browser.api("GET", "/session").expect(401)
    answer = service.browser().api("POST", "/reset-password", token=reset.token, password=new_password())
    answer.expect_problem(410, "token_expired")
    assert not service.can_sign_in(ada)
    [dropped] = [mail for mail in new.mails() if mail["to"] == late.email]
    assert dropped["state"] == "obsolete" and "restored" in dropped["answer"]
    # The way back in is in the mailbox.
    ada.password = new_password()
    token = service.forgot(ada).token
    service.browser().api("POST", "/reset-password", token=token, password=ada.password).expect(204)
    assert service.can_sign_in(ada)
    new.cli("audit", "verify")


def test_a_backup_is_no_target_and_no_source_of_a_copy(make_service: MakeService, tmp_path: Path) -> None:
    service = make_service()
    service.account()
    server, backup = service.server, tmp_path / "backup.db"
    server.cli("backup", str(backup))
    server.stop()
    url = f"sqlite://{backup}"
    there = f"sqlite://{server.database}"
    assert "the target is not empty" in server.cli("copy", "--from", there, "--to", url, expect=1).stderr
    assert "restore it first" in server.cli("copy", "--from", url, "--to", f"sqlite://{tmp_path}/other.db", expect=1).stderr
    missing = {"COUNTERSIGN_DATABASE_URL": f"sqlite://{tmp_path}/missing.db"}
    assert "there is no file" in server.cli("backup", str(tmp_path / "b.db"), expect=1, **missing).stderr
    assert server.cli("backup", str(tmp_path / "none" / "b.db"), expect=1).stderr.count("\n") == 1
    assert not list(tmp_path.glob("*.part"))


def run(program: str, *arguments: str) -> None:
    command = [str(programs() / program), *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
