"""`countersign copy`: a whole installation moves to PostgreSQL and back, and people notice nothing."""

from __future__ import annotations

import os
import pty
import secrets
import signal
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from support.ledger import Psql
from support.people import Person, Service
from support.postgres import Postgres, psql
from support.server import BINARY, Server, status_of
from support.waiting import until

# Enough that a copy is still at it when somebody comes to disturb it.
MANY = 100_000
COPY_TIMEOUT = 120


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as postgres:
        yield postgres


@pytest.fixture
def target(postgres: Postgres) -> str:
    """The URL of an empty database."""
    return postgres.make_database()


def url_of(server: Server) -> str:
    return server.settings["COUNTERSIGN_DATABASE_URL"]


def key_of(server: Server) -> str:
    return server.database.with_suffix(".key").read_text().strip()


@contextmanager
def copying(server: Server, source: str, target: str) -> Iterator[subprocess.Popen[str]]:
    """A copy that is under way, in a process of its own."""
    command = [str(BINARY), "copy", "--from", source, "--to", target]
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command,
        cwd=server.directory,
        env=server.environment,
        stdin=subprocess.DEVNULL,
        stdout=pipe,
        stderr=pipe,
        text=True,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate(timeout=COPY_TIMEOUT)


def count(url: str, table: str) -> int:
    """How many rows are there by now; none without the table."""
    there = psql(url, f"SELECT to_regclass('{table}') IS NOT NULL") == [("t",)]
    return int(psql(url, f"SELECT count(*) FROM {table}")[0][0]) if there else 0


def add_events(server: Server, rows: int) -> None:
    """The audit trail of a long life."""
    with closing(sqlite3.connect(server.database, timeout=10)) as connection, connection:
        connection.executemany(
            """INSERT INTO audit_events (id, at, event, outcome, client, user_agent)
            VALUES (?, ?, 'sign_in', 'rejected', '', '')""",
            ((f"event-{number:07}", number) for number in range(rows)),
        )


def dump(server: Server) -> list[str]:
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that says why."""
    [line] = done.stderr.splitlines()
    assert line.startswith("countersign: ")
    return line


def test_people_notice_nothing_of_a_move_to_postgresql(
    make_service: Callable[..., Service], make_server: Callable[..., Server], target: str
) -> None:
    service = make_service()
    ada, ada_browser = service.account()
    bo, bo_browser = Person(), service.browser()
    confirm = service.sign_up(bo, bo_browser)
    reset = service.forgot(ada)
    service.server.wait_until_settled()
    # From here on mail is queued and nobody sends it.
    service.server.stop()
    service.server.settings["COUNTERSIGN_WORKERS"] = "external"
    service.server.start()
    cy, cy_browser = Person(), service.browser()
    cy_browser.api("POST", "/sign-up", **cy.credentials()).expect(202)
    service.server.stop()

    old = service.server
    before = dump(old)
    said = old.cli("copy", "--from", url_of(old), "--to", target).stdout
    assert dump(old) == before, "the source is only read"
    assert str(old.database.with_suffix(".key")) in said and key_of(old) not in said
    tables = [name for name in old.tables() if not name.startswith(("sqlite_", "_sqlx_")) and name != "copies"]
    assert "DIFFERENT" not in said and said.count(" same\n") == len(tables) > 9

    service.server = make_server(
        COUNTERSIGN_DATABASE_URL=target, COUNTERSIGN_SECRET_KEY=key_of(old), COUNTERSIGN_MAIL_URL=service.smtp.url
    )
    for browser in (ada_browser, bo_browser, cy_browser):
        browser.server = service.server
    assert ada_browser.signed_in_as() == ada.email
    assert service.can_sign_in(ada) and not service.can_sign_in(bo)
    assert "none missing" in service.server.cli("audit", "verify").stdout
    bo_browser.api("POST", "/confirm", token=confirm.token).expect(200)
    assert bo_browser.signed_in_as() == bo.email
    bo_browser.api("POST", "/confirm", token=confirm.token).expect_problem(410, "token_used")
    queued = service.smtp.take(cy.email, "/confirm/")
    cy_browser.api("POST", "/confirm", token=queued.token).expect(200)
    password = Person().password
    service.browser().api("POST", "/reset-password", token=reset.token, password=password).expect(204)
    assert service.can_sign_in(Person(ada.email, password)) and not service.can_sign_in(ada)
    service.server.wait_until_settled()
    assert [len(service.smtp.to(person.email, "/confirm/")) for person in (ada, bo, cy)] == [1, 1, 1]


def test_a_move_back_to_sqlite_takes_along_what_happened_meanwhile(
    make_service: Callable[..., Service], make_server: Callable[..., Server], target: str
) -> None:
    service = make_service()
    ada, _ = service.account()
    service.server.stop()
    old = service.server
    old.cli("copy", "--from", url_of(old), "--to", target)
    key = key_of(old)
    at_postgres = {"COUNTERSIGN_DATABASE_URL": target, "COUNTERSIGN_SECRET_KEY": key}
    service.server = make_server(COUNTERSIGN_MAIL_URL=service.smtp.url, **at_postgres)
    bo, bo_browser = service.account()
    service.server.stop()

    # Never over the old file, which has rows of its own.
    said = refusal(old.cli("copy", "--from", target, "--to", url_of(old), expect=1))
    assert "the target is not empty" in said
    back = make_server(start=False, COUNTERSIGN_SECRET_KEY=key, COUNTERSIGN_MAIL_URL=service.smtp.url)
    back.cli("copy", "--from", target, "--to", url_of(back))
    service.server = back.start()
    bo_browser.server = back
    assert bo_browser.signed_in_as() == bo.email
    assert service.can_sign_in(ada) and service.can_sign_in(bo)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT], ids=lambda how: how.name)
def test_a_copy_that_is_ended_in_the_middle_goes_on(
    make_service: Callable[..., Service], make_server: Callable[..., Server], target: str, how: signal.Signals
) -> None:
    service = make_service()
    ada, _ = service.account()
    old = service.server
    old.stop()
    add_events(old, MANY)
    with copying(old, url_of(old), target) as process:
        until(lambda: count(target, "audit_events"), "the copy to be in the middle", COPY_TIMEOUT, pause=0.01)
        process.send_signal(how)
        _, complaint = process.communicate(timeout=COPY_TIMEOUT)
    if how == signal.SIGKILL:
        assert process.returncode == -signal.SIGKILL
    else:
        assert process.returncode == 1 and "stopped in the middle" in complaint and len(complaint.splitlines()) == 1
    assert 0 < count(target, "audit_events") < MANY

    at_postgres = {"COUNTERSIGN_DATABASE_URL": target, "COUNTERSIGN_SECRET_KEY": key_of(old)}
    new = make_server(start=False, **at_postgres)
    for command in (("serve",), ("worker",), ("account", "list"), ("migrate",)):
        said = refusal(new.cli(*command, expect=1, COUNTERSIGN_MAIL_URL=service.smtp.url))
        assert "a copy into this database is not finished: run `countersign copy` again" in said
    # Meanwhile the old server works on: the next try brings that along, too.
    old.start()
    bo, _ = service.account()
    old.stop()
    done = old.cli("copy", "--from", url_of(old), "--to", target)
    assert "DIFFERENT" not in done.stdout and done.stderr == ""
    service.server = new.start()
    assert service.can_sign_in(ada) and service.can_sign_in(bo)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_server_at_the_source_answers_503_while_it_is_copied(
    make_service: Callable[..., Service], postgres: Postgres, target: str, kind: str
) -> None:
    key = {"COUNTERSIGN_SECRET_KEY": secrets.token_hex(32)}
    where = {"COUNTERSIGN_DATABASE_URL": postgres.make_database()} if kind == "postgres" else {}
    service = make_service(**key, **where)
    ada, browser = service.account()
    source = service.server
    source.cli("migrate", COUNTERSIGN_DATABASE_URL=target)
    # The copy comes no further than this table, for as long as we want.
    gate = Psql(target)
    try:
        gate.rows("BEGIN")
        gate.rows("LOCK TABLE audit_events IN EXCLUSIVE MODE")
        with copying(source, url_of(source), target) as process:
            until(lambda: count(target, "accounts"), "the copy to be in the middle", COPY_TIMEOUT)
            with pytest.raises(AssertionError, match="-> 503 .*'retry-after'.*overloaded"):
                service.browser().api("POST", "/sign-up", **Person().credentials())
            assert status_of(source.settings["COUNTERSIGN_LISTEN"], "/sign-in") == 200
            gate.rows("COMMIT")
            _, warning = process.communicate(timeout=COPY_TIMEOUT)
    finally:
        gate.close()
    assert process.returncode == 0 and "at work in the source" in warning
    assert count(target, "accounts") == 1
    # The source is as it was, and works.
    assert browser.signed_in_as() == ada.email
    bo, _ = service.account()
    source.stop()
    # Nobody has worked at the target: the copy may be made again, and brings what came later.
    source.cli("copy", "--from", url_of(source), "--to", target)
    assert (bo.email,) in psql(target, "SELECT email FROM accounts")


def test_a_difference_is_told_and_the_copy_stays_unfinished(make_service: Callable[..., Service], target: str) -> None:
    service = make_service()
    service.account()
    source = service.server
    source.stop()
    source.cli("migrate", COUNTERSIGN_DATABASE_URL=target, COUNTERSIGN_SECRET_KEY=key_of(source))
    # A database that does not keep what it is given.
    body = "BEGIN NEW.locale := 'xx'; RETURN NEW; END"
    psql(target, f"CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $${body}$$")
    psql(target, "CREATE TRIGGER spoil BEFORE INSERT ON accounts FOR EACH ROW EXECUTE FUNCTION spoil()")
    for _ in range(2):
        done = source.cli("copy", "--from", url_of(source), "--to", target, expect=1)
        different = [line.split()[0] for line in done.stdout.splitlines() if line.endswith("DIFFERENT")]
        assert different == ["accounts"] and "not the same as its source" in refusal(done)
    psql(target, "DROP FUNCTION spoil CASCADE")
    assert "DIFFERENT" not in source.cli("copy", "--from", url_of(source), "--to", target).stdout


def test_progress_is_shown_on_a_terminal(make_service: Callable[..., Service], target: str) -> None:
    """Elsewhere there is a line for each table, and nothing else."""
    source = make_service().server
    source.stop()
    add_events(source, 10_000)
    ours, theirs = pty.openpty()
    command = [str(BINARY), "copy", "--from", url_of(source), "--to", target]
    environment = source.environment | {"TERM": "xterm"}
    process = subprocess.Popen(
        command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs
    )
    os.close(theirs)
    drawn = b""
    with suppress(OSError):  # what a terminal says at its end
        while part := os.read(ours, 65_536):
            drawn += part
    os.close(ours)
    said, _ = process.communicate(timeout=COPY_TIMEOUT)
    assert process.returncode == 0
    assert b"audit_events" in drawn and b"/10,000 rows" in drawn
    assert b"audit_events: 10,000 rows, 10,000 written\n" in said


def test_wrong_use_of_copy_is_told_in_one_line(make_server: Callable[..., Server], target: str, tmp_path: Path) -> None:
    server = make_server()
    server.stop()
    source = url_of(server)
    password = target.replace("postgres@", "postgres:hush@")
    missing = f"sqlite://{tmp_path}/missing.db"
    for arguments, code, words in [
        (("--from", missing, "--to", target), 2, "there is no file"),
        (("--from", source, "--to", source), 2, "the same database"),
        (("--from", source, "--to", "mysql://hush@localhost/x"), 2, "must be sqlite://PATH or postgres://"),
        (("--from", "", "--to", target), 2, "must be sqlite://PATH or postgres://"),
        (("--from", source, "--to", "postgres://postgres:hush@127.0.0.1:1/x"), 1, "to: "),
        (("--from", "postgres://postgres:hush@127.0.0.1:1/x", "--to", target), 1, "from: "),
        (("--from", f"{password}_missing", "--to", source), 1, "does not exist"),
        (("--from", password, "--to", missing), 1, "run `countersign migrate` there first"),
        (("--from", source, "--to-file", str(tmp_path / "nothing")), 2, "cannot be read"),
    ]:
        done = server.cli("copy", *arguments, expect=code)
        assert words in refusal(done) and "hush" not in done.stdout + done.stderr, done
    for arguments in ((), ("--from", source), ("--to", target), ("--from", source, "--from-file", "x", "--to", target)):
        assert "hush" not in server.cli("copy", *arguments, expect=2).stderr
    assert not list(tmp_path.glob("missing*"))
    assert count(target, "copies") == 0


def test_urls_may_come_from_files_and_their_passwords_are_never_shown(
    make_server: Callable[..., Server], target: str, tmp_path: Path
) -> None:
    server = make_server()
    server.stop()
    file = tmp_path / "to"
    file.write_text(target.replace("postgres@", "postgres:hush@") + "\n")
    file.chmod(0o600)
    done = server.cli("copy", "--from", url_of(server), "--to-file", str(file))
    assert "hush" not in done.stdout + done.stderr and "postgres:••••@" in done.stdout
    assert done.stderr == ""
