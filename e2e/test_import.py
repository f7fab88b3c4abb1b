"""`countersign import`: people of another application go on with the passwords that they have."""

from __future__ import annotations

import csv
import json
import os
import pty
import random
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from support import foreign_hashes
from support.foreign_hashes import DEVISE, FLASK_BCRYPT_LONG, FORMATS, PEPPER, Firebase
from support.people import Person, Service, new_password
from support.server import BINARY, Server
from support.telling_apart import compare
from support.waiting import until

pytestmark = pytest.mark.both_databases

WERKZEUG = FORMATS["werkzeug pbkdf2 sha256"]
# Enough that an import is still at it when somebody comes to kill it.
MANY = 40_000
# The name space that docs/guide/import.md promises.
SPACE = uuid.UUID("6f1c9d2a-7c34-4b8e-9a57-2f0c1d8e63b5")

Row = dict[str, Any]


def row(person: Person, make: Callable[[str], str] | None = WERKZEUG, confirmed: bool = True, **more: Any) -> Row:
    password_hash = make(person.password) if make else ""
    return {"email": person.email, "confirmed": confirmed, "password_hash": password_hash} | more


def as_csv(path: Path, rows: Sequence[Row]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def as_json_lines(path: Path, rows: Sequence[Row]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def stored_hash(server: Server, person: Person) -> str:
    [(found,)] = server.query(f"SELECT password_hash FROM accounts WHERE email_key = '{person.email}'")
    return str(found)


def sign_in_twice(service: Service, people: Mapping[str, Person]) -> None:
    for name, person in people.items():
        before = stored_hash(service.server, person)
        assert not before.startswith("$argon2id$v=19$m=8,"), name
        assert not service.can_sign_in(Person(person.email, person.password[:-1])), name
        assert stored_hash(service.server, person) == before, name
        assert service.can_sign_in(person), name
        renewed = stored_hash(service.server, person)
        assert renewed.startswith("$argon2id$v=19$m=8,t=1,p=1$"), name
        assert service.can_sign_in(person) and stored_hash(service.server, person) == renewed, name


def test_hashes_of_each_library_sign_in_and_become_ours(service: Service, tmp_path: Path) -> None:
    people = {name: Person(password="pässwörd " + new_password()) for name in FORMATS}
    file = as_csv(tmp_path / "users.csv", [row(person, FORMATS[name]) for name, person in people.items()])
    service.server.cli("import", str(file), "--allow-weak-hashes")
    sign_in_twice(service, people)


def test_what_bcrypt_was_given_and_what_a_project_shares_is_told_by_settings(
    make_service: Callable[..., Service], tmp_path: Path
) -> None:
    firebase = Firebase()
    pepper = tmp_path / "pepper"
    pepper.write_text(PEPPER + "\n")
    pepper.chmod(0o600)
    service = make_service(COUNTERSIGN_BCRYPT_PEPPER_FILE=str(pepper), **firebase.settings)
    # Its pepper is longer than what bcrypt reads, whose hashes must be read as they were made.
    devise, long = Person(), Person(password="long " * 20)
    flask, google, plain = Person(password="long " * 20), Person(), Person()
    for arguments, person, make in (
        ((), devise, DEVISE),
        (("--bcrypt", "pepper"), long, DEVISE),
        (("--bcrypt", "sha256"), flask, FLASK_BCRYPT_LONG),
        (("--bcrypt", "password"), plain, FORMATS["flask-bcrypt"]),
        ((), google, firebase.hash),
    ):
        file = as_json_lines(tmp_path / "users.jsonl", [row(person, make)])
        service.server.cli("import", str(file), "--allow-weak-hashes", *arguments)
    long.password = "long " * 14 + "lo"
    assert len(long.password) == 72 and service.can_sign_in(long)
    assert not service.can_sign_in(Person(flask.email, flask.password[:72]))
    sign_in_twice(service, {"devise": devise, "flask": flask, "plain": plain, "firebase": google})


def test_a_setting_that_is_missing_is_named(make_server: Callable[..., Server], tmp_path: Path) -> None:
    server = make_server(start=False)
    file = as_csv(tmp_path / "users.csv", [row(Person(), Firebase().hash)])
    told = server.cli("import", str(file), expect=1)
    assert "firebase_signer_key" in told.stdout and server.rows("accounts") == 0
    assert "bcrypt_pepper" in server.cli("import", str(file), "--bcrypt", "pepper", expect=2).stderr


def test_an_account_is_as_it_was_elsewhere(service: Service, tmp_path: Path) -> None:
    person, other, third = Person(), Person(), Person()
    kept = str(uuid.uuid4())
    rows = [
        row(person, id=42, created_at="2019-08-07T06:05:04Z", locale="pt_BR"),
        row(other, id=kept.upper(), created_at="2019-08-07 06:05:04.321+02:00", locale=None),
        row(third, id=None, created_at=None, locale=None),
    ]
    service.server.cli("import", str(as_json_lines(tmp_path / "users.ndjson", rows)))
    account = service.sign_in(person).api("GET", "/session").json["account"]
    assert account["id"] == str(uuid.uuid5(SPACE, "42")) and account["locale"] == "pt-BR"
    assert account["created_at"].startswith("2019-08-07T06:05:04") and account["confirmed"] is True
    account = service.sign_in(other).api("GET", "/session").json["account"]
    assert account["id"] == kept and account["created_at"].startswith("2019-08-07T04:05:04.321")
    assert service.can_sign_in(third)
    [noted] = [row for row in service.server.listing("audit", "list") if row["event"] == "import_accounts"][:1]
    assert noted["outcome"] == "imported" and noted["user_agent"] == "3 accounts and 0 sign-ups"
    service.server.cli("audit", "verify")


def test_whoever_has_no_password_chooses_one_by_a_reset(service: Service, tmp_path: Path) -> None:
    nobody, django = Person(), Person()
    unusable = "!2aNWlq9NYjQWv89IUJEmNTCpjlgVmJO1ryAhVXEi"
    rows = [row(nobody, None), row(django, lambda _: unusable)]
    service.server.cli("import", str(as_csv(tmp_path / "users.csv", rows)))
    for person in (nobody, django):
        assert not service.can_sign_in(person) and not service.can_sign_in(Person(person.email, unusable))
        mail = service.forgot(person)
        service.browser().api("POST", "/reset-password", token=mail.token, password=person.password).expect(204)
        assert service.can_sign_in(person)


def test_whoever_has_not_confirmed_confirms_with_the_password_and_keeps_the_id(service: Service, tmp_path: Path) -> None:
    person, nothing = Person(), Person()
    rows = [row(person, confirmed=False, id=4711), row(nothing, None, confirmed=False, id="")]
    file = as_csv(tmp_path / "users.csv", rows)
    assert "1 left out" in service.server.cli("import", str(file)).stdout
    assert not service.can_sign_in(person)
    service.browser().api("POST", "/resend", email=nothing.email).expect(202)
    service.browser().api("POST", "/resend", email=person.email).expect(202)
    mail = service.smtp.take(person.email, "/confirm/")
    browser = service.browser()
    browser.api("POST", "/confirm", token=mail.token).expect_problem(401, "proof_required")
    browser.api("POST", "/confirm", token=mail.token, password=person.password + "x").expect(401)
    confirmed = browser.api("POST", "/confirm", token=mail.token, password=person.password).expect(200)
    assert confirmed.json["account"]["id"] == str(uuid.uuid5(SPACE, "4711"))
    assert stored_hash(service.server, person).startswith("$argon2id$v=19$m=8,")
    assert service.can_sign_in(person)
    service.server.wait_until_settled()
    to_nothing = [mail for mail in service.server.mails() if nothing.email in json.dumps(mail)]
    assert to_nothing and not [mail for mail in to_nothing if mail["state"] == "sent"]


def test_a_try_tells_of_every_row_and_changes_nothing(service: Service, tmp_path: Path) -> None:
    there, _ = service.account()
    first, second = Person(), Person()
    rows = [
        row(first, id="a"),
        row(second, None, id="b"),
        row(Person(), confirmed=False, id="c"),
        row(Person(), None, confirmed=False, id=""),
        row(there, id="d"),
        row(Person(email=first.email.upper()), id="e"),
        row(Person(), id="a"),
        row(Person(email="nobody"), id="f"),
        row(Person(), lambda _: "5f4dcc3b5aa765d61d8327deb882cf99", id="g"),
        row(Person(), lambda _: "pbkdf2:sha256:999999999$saltsalt$" + "0" * 64, id="h"),
        row(Person(), FORMATS["flask-bcrypt"], id="i"),
        row(Person(), id="j") | {"confirmed": "perhaps"},
    ]
    file = as_csv(tmp_path / "users.csv", rows)
    before = service.server.rows("accounts"), service.server.rows("sign_ups"), service.server.rows("audit_events")
    told = service.server.cli("import", str(file), "--dry-run", "--json", expect=1)
    report = json.loads(told.stdout)
    assert [(row["line"], row["outcome"]) for row in report["rows"]] == [
        (2, "account"),
        (3, "without_password"),
        (4, "sign_up"),
        (5, "left_out"),
        (6, "already_there"),
        (7, "duplicate"),
        (8, "duplicate"),
        *((line, "broken") for line in range(9, 14)),
    ]
    reasons = {row["line"]: row["reason"] for row in report["rows"]}
    for line, words in {
        2: None,
        5: "neither confirmed nor with a password",
        6: "the address has an account",
        7: "the same address as line 2",
        8: "the same id as line 2",
        9: "email is no address",
        10: "guessed millions of times a second",
        11: "5000000 iterations",
        12: "weaker than bcrypt of cost 10",
        13: "confirmed is neither true nor false",
    }.items():
        assert reasons[line] is None if words is None else words in reasons[line], (line, reasons[line])
    assert report["counts"]["broken"] == 5 and report["rows"][0]["id"] == str(uuid.uuid5(SPACE, "a"))
    assert first.email in service.server.cli("import", str(file), "--dry-run", expect=1).stdout

    refused = service.server.cli("import", str(file), expect=1)
    assert "line 9 nobody broken: email is no address" in refused.stdout and first.email not in refused.stdout
    assert len(refused.stderr.splitlines()) == 1 and "5 broken" in refused.stderr
    after = service.server.rows("accounts"), service.server.rows("sign_ups"), service.server.rows("audit_events")
    assert after == before

    # What is there already may be left out; the rest must be mended.
    service.server.cli("import", str(file), "--skip-existing", expect=1)
    good = as_csv(tmp_path / "good.csv", rows[:5])
    service.server.cli("import", str(good), expect=1)
    service.server.cli("import", str(good), "--skip-existing", "--dry-run")
    assert not service.can_sign_in(first)
    assert json.loads(service.server.cli("import", str(good), "--skip-existing", "--json").stdout)["imported"] == {
        "accounts": 2,
        "sign_ups": 1,
    }
    again = service.server.cli("import", str(good), "--skip-existing", "--json").stdout
    assert json.loads(again)["imported"] == {"accounts": 0, "sign_ups": 0}
    assert service.can_sign_in(first) and service.can_sign_in(there)


def test_what_a_file_may_not_be_is_told_in_one_line(make_server: Callable[..., Server], tmp_path: Path) -> None:
    server = make_server(start=False)
    file = tmp_path / "users.csv"
    for text, code, told in (
        ("email,confirmed,password_hash,name\n", 1, '"name"'),
        ("email,confirmed\n", 1, "password_hash"),
        ("", 1, "empty"),
        ('email,confirmed,password_hash\n"' + "a" * 70_000, 1, "left open"),
    ):
        file.write_text(text)
        problem = server.cli("import", str(file), expect=code).stderr
        assert told in problem and len(problem.splitlines()) == 1, problem
    assert "--format" in server.cli("import", str(tmp_path / "users"), expect=2).stderr
    assert "missing.csv" in server.cli("import", str(tmp_path / "missing.csv"), expect=2).stderr


def test_a_list_may_come_by_standard_input(service: Service) -> None:
    person = Person()
    done = subprocess.run(
        [str(BINARY), "import", "-", "--format", "json-lines"],
        cwd=service.server.directory,
        env=service.server.environment,
        input=json.dumps(row(person)),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0 and "imported 1 accounts" in done.stdout, done
    assert service.can_sign_in(person)


def test_sessions_live_on_while_a_hash_is_renewed_and_an_admin_sees_nothing_odd(service: Service, tmp_path: Path) -> None:
    person = Person()
    service.server.cli("import", str(as_csv(tmp_path / "users.csv", [row(person)])))
    first = service.sign_in(person)
    second = service.sign_in(person)
    assert first.is_signed_in() and second.is_signed_in()
    new = new_password()
    first.api("POST", "/change-password", current_password=person.password, password=new).expect(204)
    assert service.can_sign_in(Person(person.email, new)) and not service.can_sign_in(person)
    shown = service.server.cli("account", "show", person.email).stdout
    assert '"has_password": true' in shown and "argon2" not in shown


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    password_hash = WERKZEUG("the same for all")
    rows = [
        {"email": f"person{number}@example.net", "confirmed": number % 10 > 0, "password_hash": password_hash}
        for number in range(MANY)
    ]
    return as_csv(tmp_path_factory.mktemp("many") / "users.csv", rows)


@contextmanager
def importing(server: Server, file: Path) -> Iterator[tuple[subprocess.Popen[bytes], Callable[[], str]]]:
    """An import under way on a terminal, and what it has shown there."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [str(BINARY), "import", str(file)],
        cwd=server.directory,
        env=server.environment | {"TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    os.set_blocking(ours, False)
    shown = bytearray()

    def look() -> str:
        while True:
            try:
                more = os.read(ours, 65_536)
            except OSError:
                more = b""
            if not more:
                return shown.decode(errors="replace")
            shown.extend(more)

    try:
        yield process, look
    finally:
        process.kill()
        process.wait(10)
        os.close(ours)


@pytest.mark.parametrize("phase", ["reading", "writing"])
def test_an_import_that_is_killed_has_imported_nothing(
    make_service: Callable[..., Service], many: Path, phase: str
) -> None:
    service = make_service()
    waiting = Person()
    service.sign_up(waiting)
    with importing(service.server, many) as (process, look):
        until(lambda: phase in look(), f"a bar that is {phase}", 60, pause=0.001)
        process.kill()
        process.wait(10)
    assert service.server.rows("accounts") == 0 and service.server.rows("sign_ups") == 1
    assert service.server.rows("foreign_hashes") == 0
    # Nothing is left of it that would stand in anybody's way.
    service.account()
    if phase == "writing":
        with importing(service.server, many) as (process, look):
            until(lambda: look() and process.poll() is not None, "the end of the import", 120)
            assert process.returncode == 0, look()
        assert service.server.rows("accounts") == MANY * 9 // 10 + 1
        assert service.server.rows("sign_ups") == MANY // 10 + 1 + 1
        assert service.can_sign_in(Person("person1@example.net", "the same for all"))


def test_the_time_to_an_answer_does_not_tell_who_was_imported(make_service: Callable[..., Service], tmp_path: Path) -> None:
    """They have a hash that takes many times as long as one of ours; so does everybody's sign-in, as long as they have."""
    service = make_service()
    make = foreign_hashes.werkzeug("scrypt:2048:8:1")
    one_hash = make(new_password())
    people = [Person() for _ in range(60)]
    file = as_csv(tmp_path / "users.csv", [row(person, lambda _: one_hash) for person in people])
    service.server.cli("import", str(file))
    asked = [(True, person.email) for person in people] + [(False, Person().email) for _ in people]

    def found() -> str:
        random.shuffle(asked)
        times: dict[bool, list[float]] = {True: [], False: []}
        browser = service.browser()
        for is_there, email in asked:
            begun = time.perf_counter()
            browser.api("POST", "/sign-in", email=email, password=new_password()).expect(401)
            times[is_there].append(time.perf_counter() - begun)
        comparison = compare(times[True], times[False], 3.3)
        return str(comparison) if comparison.is_apart else ""

    once = found()
    assert not once or not found(), once
