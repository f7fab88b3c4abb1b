"""The commands of an operator, beside a running server and without one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.mails import Mail
from support.people import Person, Service, new_password
from support.server import Server

pytestmark = pytest.mark.both_databases


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("serve", "--help"), ("account", "--help"), ("mail", "--help")]
)
def test_help_is_no_failure(make_server: Callable[..., Server], arguments: tuple[str, ...]) -> None:
    assert make_server(start=False).cli(*arguments).stdout.strip()


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("serve", "--nonsense"),
        ("account",),
        ("account", "show"),
        ("key", "show-derived"),
        ("key", "show-derived", "nonsense"),
    ],
)
def test_wrong_usage_exits_with_2(make_server: Callable[..., Server], arguments: tuple[str, ...]) -> None:
    assert make_server(start=False).cli(*arguments, expect=2).stderr.strip()


def test_what_is_not_there_exits_with_1(service: Service) -> None:
    nobody = "018f4b1e-0000-7000-8000-000000000000"
    for arguments in (
        ("account", "show", "nobody@example.net"),
        ("account", "show", nobody),
        ("account", "delete", "nobody@example.net"),
        ("mail", "show", nobody),
        ("mail", "retry", nobody),
        ("session", "revoke", nobody),
    ):
        assert service.server.cli(*arguments, expect=1).stderr.strip(), arguments


def test_accounts_are_listed_shown_and_deleted(service: Service) -> None:
    person, browser = service.account()
    account = browser.api("GET", "/session").json["account"]
    [row] = [row for row in service.server.listing("account", "list") if row["email"] == person.email]
    assert row["id"] == account["id"]
    for name in (person.email, person.email.upper(), account["id"]):
        shown = service.server.cli("account", "show", name).stdout
        assert person.email in shown and account["id"] in shown and "argon2" not in shown
    service.server.cli("account", "delete", person.email)
    browser.api("GET", "/session").expect_problem(401, "unauthenticated")
    assert not service.can_sign_in(person)


def test_an_account_that_an_operator_creates_gets_its_password_by_mail(service: Service) -> None:
    """Nobody but the person ever knows it: the way in is a reset."""
    person = Person()
    service.server.cli("account", "create", person.email)
    assert [row for row in service.server.listing("account", "list") if row["email"] == person.email]
    mail = service.forgot(person)
    person.password = new_password()
    service.browser().api("POST", "/reset-password", token=mail.token, password=person.password).expect(204)
    assert service.can_sign_in(person)
    service.server.cli("account", "create", person.email, expect=1)


def test_sessions_are_listed_and_revoked(service: Service) -> None:
    person, browser = service.account()
    other = service.sign_in(person)
    own = browser.api("GET", "/session").json["session"]["id"]
    ids = [row["id"] for row in service.server.listing("session", "list")]
    assert own in ids
    service.server.cli("session", "revoke", own)
    browser.api("GET", "/session").expect_problem(401, "unauthenticated")
    assert other.is_signed_in()


def test_mails_are_listed_with_their_state_and_without_their_link(service: Service) -> None:
    person = Person()
    mail = service.sign_up(person)
    service.server.wait_until_settled()
    [row] = [row for row in service.server.mails() if person.email in json.dumps(row)]
    assert row["state"] == "sent" and mail.token not in json.dumps(row)
    assert mail.token not in service.server.cli("mail", "show", row["id"]).stdout


def test_the_audit_names_what_happened_and_holds_no_secret(service: Service) -> None:
    person, browser = service.account()
    browser.api("POST", "/sign-in", email=person.email, password=new_password()).expect(401)
    browser.api("POST", "/sign-out").expect(204)
    rows = service.server.listing("audit", "list")
    assert rows
    text = json.dumps(rows)
    assert person.password not in text and (browser.session_cookie or "none") not in text


def test_listings_are_for_people_too(service: Service) -> None:
    person, _ = service.account()
    assert person.email in service.server.cli("account", "list").stdout
    for arguments in (("mail", "list"), ("session", "list"), ("audit", "list")):
        assert service.server.cli(*arguments).stdout.strip()


def test_one_derived_key_a_purpose(service: Service) -> None:
    keys = {purpose: service.server.derived_key(purpose) for purpose in ("confirm", "reset", "change-email")}
    assert len(set(keys.values())) == 3
    assert keys["confirm"] == service.server.derived_key("confirm")


def test_previews_of_the_mails_are_written_without_a_database(make_server: Callable[..., Server], tmp_path: Path) -> None:
    server = make_server(start=False, COUNTERSIGN_MAIL_FROM="Example <no-reply@example.org>")
    folder = tmp_path / "previews"
    assert str(folder / "index.html") in server.cli("mail", "preview", "--to", str(folder)).stdout
    mails = sorted(folder.glob("*.eml"))
    assert len(mails) == 9 * 8 and len(list(folder.glob("*.html"))) == 9 * 8 + 1
    for path in mails:
        mail = Mail(path.read_bytes())
        assert mail.header("From") == "Example <no-reply@example.org>"
        text = path.with_suffix(".txt").read_text()
        assert f"Subject: {mail.subject}\n\n" in text and mail.link in text
        assert f'src="{path.stem}.html"' in (folder / "index.html").read_text()

    one = tmp_path / "one"
    server.cli("mail", "preview", "--locale", "ar-EG", "--kind", "reset", "--to", str(one))
    assert sorted(path.name for path in one.iterdir()) == ["index.html", "reset.ar.eml", "reset.ar.html", "reset.ar.txt"]
    for wrong in (("--locale", "nl"), ("--kind", "nonsense")):
        problem = server.cli("mail", "preview", *wrong, "--to", str(one), expect=2).stderr
        assert wrong[1] in problem and len(problem.splitlines()) == 1
    problem = server.cli("mail", "preview", "--to", str(one / "index.html"), expect=1).stderr
    assert "index.html" in problem and len(problem.splitlines()) == 1
    assert not list(server.directory.glob("*.db"))


def test_words_of_an_operator_are_shown_and_broken_ones_named(make_server: Callable[..., Server], tmp_path: Path) -> None:
    words = tmp_path / "mail" / "locales" / "de.ftl"
    words.parent.mkdir(parents=True)
    words.write_text("reset-title = Neues Passwort gefällig?\n")
    server = make_server(start=False, COUNTERSIGN_TEMPLATES_DIR=str(tmp_path))
    server.cli("config", "check")
    server.cli("mail", "preview", "--locale", "de", "--kind", "reset", "--to", str(tmp_path / "to"))
    assert "Neues Passwort gefällig?" in (tmp_path / "to" / "reset.de.txt").read_text()
    words.write_text("reset-title = Neu\n\nreset-titel = Neu\n")
    problem = server.cli("config", "check", expect=2).stderr
    assert "templates_dir" in problem and "locales/de.ftl, line 3" in problem and len(problem.splitlines()) == 1


@pytest.mark.parametrize("name", ["sign_up/form.html", "static/countersign.css"])
def test_a_page_of_an_operator_that_cannot_be_read_stops_the_start(
    name: str, make_server: Callable[..., Server], tmp_path: Path
) -> None:
    own = tmp_path / name
    own.parent.mkdir(parents=True)
    own.write_bytes(b"<p>caf\xe9</p>")
    server = make_server(start=False, COUNTERSIGN_TEMPLATES_DIR=str(tmp_path))
    problem = server.cli("serve", expect=2).stderr
    assert "templates_dir" in problem and name in problem and "UTF-8" in problem and len(problem.splitlines()) == 1


def test_a_test_mail_is_of_the_kind_and_language_asked_for(make_server: Callable[..., Server], tmp_path: Path) -> None:
    server = make_server(start=False, COUNTERSIGN_MAIL_URL=f"file:{tmp_path}/mails")
    server.cli("mail", "send-test", "ada@example.net", "--locale", "ja", "--kind", "email_changed")
    [path] = (tmp_path / "mails").glob("*.eml")
    mail = Mail(path.read_bytes())
    assert mail.to == "ada@example.net" and mail.header("Content-Language") == "ja"
    server.cli("mail", "send-test", "ada@example.net", "--locale", "tlh", expect=2)
