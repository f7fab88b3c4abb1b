"""A thief with the database, its log file and its write-ahead log: nothing in them opens anything."""

from __future__ import annotations

import base64
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest

from support.people import Person, Service

pytestmark = pytest.mark.both_databases

PRINTABLE = re.compile(rb"[\x20-\x7e]{16,}")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
WORD = re.compile(r"[A-Za-z0-9_\-.=+/]{16,}")


class Loot:
    """The copy of a database with mails queued, and the secrets that really were in use meanwhile."""

    def __init__(self, service: Service, copy: Path) -> None:
        self.service = service
        # An account with two sessions; its link to confirm was mailed and used.
        signed_up, browser = Person(), service.browser()
        confirmed = service.sign_up(signed_up, browser)
        answer = browser.api("POST", "/confirm", token=confirmed.token).expect(200)
        bearer = service.browser().api("POST", "/sign-in", **signed_up.credentials()).expect(200)
        # A sign-up whose mail arrived, and whose link still works.
        waiting, waiting_browser = Person(), service.browser()
        live = service.sign_up(waiting, waiting_browser)
        live_reset = service.forgot(signed_up)
        # Now mails are queued and cannot leave.
        service.smtp.down()
        queued, queued_browser = Person(), service.browser()
        queued_browser.api("POST", "/sign-up", **queued.credentials()).expect(202)
        service.browser().api("POST", "/forgot-password", email=signed_up.email).expect(202)
        other = Person()
        browser.api("POST", "/change-email", email=other.email, password=signed_up.password).expect(202)
        assert [mail for mail in service.server.mails() if mail["state"] == "queued"]

        self.copy = copy
        service.server.copy_database(copy)
        assert {"accounts", "sign_ups"} <= set(service.server.tables())
        rows = [row for table in service.server.tables() for row in service.server.query(f"SELECT * FROM {table}")]
        self.values = [value for row in rows for value in row]
        self.tokens = [confirmed.token, live.token, live_reset.token]
        self.cookies = [browser.session_cookie, waiting_browser.sign_up_cookie, queued_browser.sign_up_cookie]
        self.cookies += [answer.json["session"]["token"], bearer.json["session"]["token"]]
        self.passwords = [person.password for person in (signed_up, waiting, queued)]

    def bytes(self) -> bytes:
        return b"".join(path.read_bytes() for path in sorted(self.copy.iterdir()))

    def strings(self) -> set[str]:
        """Every printable run and every word in it, and each value of each row in the usual spellings."""
        runs = {run.decode() for run in PRINTABLE.findall(self.bytes())}
        found = set(runs)
        for run in runs:
            found |= set(WORD.findall(run))
            found |= set(UUID.findall(run))
        found |= {
            base64.urlsafe_b64encode(uuid.UUID(text).bytes).decode().rstrip("=")
            for text in found
            if UUID.fullmatch(text)
        }
        for value in self.values:
            if isinstance(value, bytes):
                found |= {value.hex(), base64.urlsafe_b64encode(value).decode().rstrip("=")}
                found |= {base64.b64encode(value).decode()}
            elif isinstance(value, str):
                found.add(value)
                # As PostgreSQL writes bytes.
                if value.startswith("\\x"):
                    content = bytes.fromhex(value[2:])
                    found |= {base64.urlsafe_b64encode(content).decode().rstrip("="), base64.b64encode(content).decode()}
        return {text for text in found if 16 <= len(text) <= 2000 and "\n" not in text and "\r" not in text}


@pytest.fixture(scope="module")
def loot(service: Service, tmp_path_factory: pytest.TempPathFactory) -> Loot:
    return Loot(service, tmp_path_factory.mktemp("stolen") / "copy")


def test_no_secret_in_use_is_in_the_database_or_the_log(loot: Loot) -> None:
    places = loot.bytes() + loot.service.server.log.encode()
    for secret in loot.tokens + loot.cookies + loot.passwords:
        assert secret and len(secret) >= 16
        assert secret.encode() not in places, secret
    for token in loot.tokens:
        signature = token.rsplit(".", 1)[1]
        assert signature.encode() not in places
        assert base64.urlsafe_b64decode(signature + "==") not in places


def test_no_string_in_the_database_is_a_session_a_sign_up_or_a_token(loot: Loot) -> None:
    strings = loot.strings()
    assert len(strings) > 100
    for text in strings:
        cookie = text.encode("ascii", "ignore").decode().replace(";", "").replace(",", "").replace('"', "")
        for name in ("__Host-countersign", "__Host-countersign-sign-up"):
            thief = loot.service.browser()
            thief.cookies[name] = cookie
            answer = thief.api("GET", "/session")
            assert answer.status == 401, f"{text!r} as {name}: {answer}"
        thief = loot.service.browser()
        assert thief.api("GET", "/session", bearer=cookie).status == 401, text
        for path, fields in (
            ("/confirm", {}),
            ("/reset-password", {"password": "a thief's password 83"}),
        ):
            answer = thief.api("POST", path, token=text, **fields)
            assert answer.status == 400, f"{text!r} at {path}: {answer}"


def test_passwords_are_kept_as_argon2id_only(loot: Loot) -> None:
    hashes = [value for value in loot.values if isinstance(value, str) and value.startswith("$")]
    assert hashes and all(text.startswith("$argon2id$v=19$m=8,t=1,p=1$") for text in hashes), hashes


def test_new_hashes_have_the_recommended_cost_by_default(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_ARGON2=None, COUNTERSIGN_ALLOW_WEAK_ARGON2=None)
    service.account()
    [(text,)] = service.server.query("SELECT password_hash FROM accounts")
    assert text.startswith("$argon2id$v=19$m=19456,t=2,p=1$"), text


def test_the_generated_key_is_beside_the_sqlite_file_and_for_its_owner_only(
    make_service: Callable[..., Service],
) -> None:
    service = make_service(COUNTERSIGN_DATABASE_URL="sqlite://countersign.db")
    keys = [
        path
        for path in service.server.directory.iterdir()
        if path.is_file() and not path.name.startswith("countersign.db") and path != service.server.log_path
    ]
    assert [oct(path.stat().st_mode & 0o777) for path in keys] == ["0o600"], keys
    secret = keys[0].read_text().strip()
    assert secret and secret not in service.server.log
    assert secret not in service.server.cli("config", "show").stdout
