"""The guides for whoever moves here, followed: the commands that get people out of another application's database, and
the rows of its own that go on with them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from werkzeug.security import generate_password_hash

from support.foreign_hashes import DEVISE, FORMATS, PEPPER, Firebase
from support.guides import block
from support.people import Person, Service
from support.postgres import Postgres
from support.server import BINARY

MakeService = Callable[..., Service]

TIMEOUT = 60


def run(service: Service, command: str, **env: str) -> str:
    """A guide's commands in bash, where the server has its settings and files."""
    environment = service.server.environment | env
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=service.server.directory,
        env=environment | {"PATH": f"{BINARY.parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    assert done.returncode == 0, (done.stdout, done.stderr)
    return done.stdout


def account_id(service: Service, person: Person) -> str:
    answer = service.browser().api("POST", "/sign-in", email=person.email, password=person.password).expect(200)
    return str(answer.json["account"]["id"])


def confirm_later(service: Service, person: Person) -> None:
    """Whoever was not confirmed there gets the link here, and has the password of there."""
    service.browser().api("POST", "/resend", email=person.email).expect(202)
    page = service.browser().open_mailed(service.smtp.take(person.email, "/confirm").link).expect("/confirm")
    page.submit("/confirm", password=person.password).expect("/account")
    assert service.can_sign_in(person)


# A Flask application, by the page on coming from it.

APPLICATION = """
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///{database}"
db = SQLAlchemy(app)
"""
MODELS = """
from app import db


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(120), unique=True)
    password_hash = db.Column(db.String(256))
    registered_on = db.Column(db.DateTime, server_default=db.func.now())
    confirmed = db.Column(db.Boolean)
    account = db.Column(db.String(36), unique=True)
"""
MADE = """
import json
import sys

from app import app, db
from app.models import User

with app.app_context():
    db.create_all()
    db.session.add_all(User(**user) for user in json.load(sys.stdin))
    db.session.commit()
"""


def test_people_of_a_flask_application_keep_passwords_and_rows(make_service: MakeService) -> None:
    service = make_service()
    folder = service.server.directory
    (folder / "app").mkdir()
    (folder / "app/__init__.py").write_text(APPLICATION.format(database=folder / "app.db"))
    (folder / "app/models.py").write_text(MODELS)
    (folder / "venv").symlink_to(sys.prefix)
    ada, waiting = Person(), Person()
    users = [
        {"email": person.email, "confirmed": confirmed, "password_hash": generate_password_hash(person.password)}
        for person, confirmed in ((ada, True), (waiting, False))
    ]
    (folder / "users.json").write_text(json.dumps(users))
    (folder / "make.py").write_text(MADE)
    (folder / "export.py").write_text(block("from-flask.md", "python", "rows.writerow"))
    (folder / "remember.py").write_text(block("from-flask.md", "python", "uuid5"))
    run(service, "venv/bin/python make.py < users.json")
    told = run(service, block("from-flask.md", "sh", "export.py"))
    assert "1 account" in told and not (folder / "people.csv").exists(), told
    run(service, "venv/bin/python remember.py")
    accounts = run(service, "sqlite3 app.db 'SELECT account FROM user ORDER BY id'").split()
    assert account_id(service, ada) == accounts[0]
    assert not service.can_sign_in(waiting)
    confirm_later(service, waiting)
    assert account_id(service, waiting) == accounts[1]


# The commands of the page on importing, by what they are for.


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def test_a_table_of_sqlite_is_exported_as_the_guide_says(make_service: MakeService) -> None:
    service, person, waiting = make_service(), Person(), Person()
    rows = [(person, 1), (waiting, 0)]
    values = ", ".join(
        f"({quoted(who.email)}, {quoted(generate_password_hash(who.password))}, {confirmed}, '2024-05-06 07:08:09.123456')"
        for who, confirmed in rows
    )
    table = "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, password TEXT, is_confirmed BOOLEAN, created_on DATETIME)"
    sql = f"{table}; INSERT INTO users (email, password, is_confirmed, created_on) VALUES {values}"
    (service.server.directory / "made.sql").write_text(sql)
    run(service, "sqlite3 app.db < made.sql")
    run(service, block("import.md", "sh", "sqlite3") + "countersign import users.csv")
    assert service.server.listing("account", "list")[0]["created_at"] == "2024-05-06T07:08:09Z"
    assert service.can_sign_in(person)
    confirm_later(service, waiting)


TABLES = {
    "to_char(created_on": (
        """CREATE TABLE users (id SERIAL, email TEXT, password TEXT, is_confirmed BOOLEAN, created_on TIMESTAMPTZ);
        INSERT INTO users (email, password, is_confirmed, created_on) VALUES ({email}, {hash}, {confirmed}, now())""",
        generate_password_hash,
    ),
    "account_emailaddress": (
        """CREATE TABLE auth_user (id SERIAL PRIMARY KEY, email TEXT, password TEXT, is_active BOOLEAN, date_joined TIMESTAMPTZ);
        CREATE TABLE account_emailaddress (user_id INT, email TEXT, verified BOOLEAN);
        INSERT INTO auth_user (email, password, is_active, date_joined)
            VALUES ({email}, {hash}, true, now()), ('gone@example.net', '', false, now()), ('', '!x', true, now());
        INSERT INTO account_emailaddress VALUES (1, upper({email}), {confirmed})""",
        FORMATS["django pbkdf2_sha256"],
    ),
    "encrypted_password": (
        """CREATE TABLE users (id SERIAL, email TEXT, encrypted_password TEXT, confirmed_at TIMESTAMP, created_at TIMESTAMP);
        INSERT INTO users (email, encrypted_password, confirmed_at, created_at)
            VALUES ({email}, {hash}, CASE WHEN {confirmed} THEN now() END, now())""",
        DEVISE,
    ),
}


@pytest.mark.parametrize("recipe", TABLES)
def test_tables_of_postgresql_are_exported_as_the_guide_says(make_service: MakeService, recipe: str) -> None:
    tables, make_hash = TABLES[recipe]
    service = make_service(COUNTERSIGN_BCRYPT_PEPPER=PEPPER)
    command = block("import.md", "sh", recipe)
    with Postgres() as postgres:
        where = {"PGHOST": "127.0.0.1", "PGPORT": str(postgres.port), "PGUSER": postgres.user}
        for confirmed in (True, False):
            person = Person()
            row = {"email": quoted(person.email), "hash": quoted(make_hash(person.password)), "confirmed": str(confirmed)}
            postgres.execute("DROP DATABASE IF EXISTS app")
            postgres.execute("CREATE DATABASE app")
            for statement in tables.format(**row).split(";"):
                postgres.execute(statement, "app")
            # Each has the first id there. The bcrypt of this test is quick to make, and has to be allowed.
            run(service, f"{command}countersign import users.csv --id-space {confirmed} --allow-weak-hashes", **where)
            assert service.can_sign_in(person) == confirmed
            if not confirmed:
                confirm_later(service, person)


def test_an_export_of_firebase_is_imported_as_the_guide_says(make_service: MakeService) -> None:
    firebase = Firebase()
    service, people = make_service(**firebase.settings), [Person(), Person(), Person()]
    signed_up = {"createdAt": "1700000000123"}
    users = []
    for number, person in enumerate(people):
        user = {"localId": f"uid{number}", "email": person.email, "emailVerified": number != 1} | signed_up
        # Whoever came by way of Google has none.
        if number != 2:
            _, salt, hashed = firebase.hash(person.password).split("$")
            user |= {"salt": salt, "passwordHash": hashed}
        users.append(user)
    exported = {"users": [*users, {"localId": "anonymous"} | signed_up]}
    folder = service.server.directory
    (folder / "users.json").write_text(json.dumps(exported))
    # The settings of its first lines are the server's; its third line asks Google.
    commands = block("import.md", "sh", "firebase auth:export").splitlines(keepends=True)
    export = next(number for number, line in enumerate(commands) if line.startswith("firebase auth:export"))
    assert all(line.startswith(("export COUNTERSIGN_FIREBASE_", "\n")) for line in commands[:export])
    run(service, "".join(commands[export + 1 :]).replace("import users.jsonl", "import users.jsonl --allow-weak-hashes"))
    ada, waiting, without = people
    assert service.can_sign_in(ada)
    assert not service.can_sign_in(waiting) and not service.can_sign_in(without)
    confirm_later(service, waiting)
    assert service.server.rows("accounts") == 3
