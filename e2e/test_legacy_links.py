"""Links that another application mailed before its people were brought here. The real libraries make the tokens, as the
tutorials' applications do; a person follows them to the end."""

from __future__ import annotations

import hashlib
import json
import secrets
import time
from collections.abc import Callable

import jwt
import pytest
from itsdangerous import URLSafeSerializer, URLSafeTimedSerializer
from werkzeug.security import generate_password_hash

from support.browser import Browser
from support.people import Person, Service, new_password

pytestmark = pytest.mark.both_databases

SECRET_KEY = secrets.token_urlsafe(48)
SECURITY_PASSWORD_SALT = "email-confirm"
CONFIRM = "COUNTERSIGN_LEGACY_LINKS_CONFIRM_"
RESET = "COUNTERSIGN_LEGACY_LINKS_RESET_"


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    """Where a Flask application was: itsdangerous for confirmations, PyJWT for resets."""
    service = make_service(start=False)
    settings = service.server.directory / "countersign.toml"
    key = service.server.directory / "flask_secret_key"
    key.write_text(SECRET_KEY + "\n")
    key.chmod(0o600)
    settings.write_text(
        f"""
        [legacy_links]
        secret_file = "{key}"
        until = 2100-01-01T00:00:00Z

        [legacy_links.confirm]
        path = "/confirm/<token>"
        shape = "itsdangerous"
        salt = "{SECURITY_PASSWORD_SALT}"
        max_age = "1h"

        [legacy_links.reset]
        path = ["/auth/reset_password/<token>", "/reset/<token>"]
        shape = "jwt"
        claim = "reset_password"
        """
    )
    service.server.start()
    return service


def confirmation(email: str, salt: str = SECURITY_PASSWORD_SALT, key: str = SECRET_KEY) -> str:
    """A TestDriven-like application's `generate_confirmation_token`."""
    return URLSafeTimedSerializer(key).dumps(email, salt=salt)


def password_reset(legacy_id: int, expires_in: float = 600, algorithm: str = "HS256") -> str:
    """The Flask Mega-Tutorial's `get_reset_password_token`, whose `exp` has a fraction."""
    return jwt.encode({"reset_password": legacy_id, "exp": time.time() + expires_in}, SECRET_KEY, algorithm=algorithm)


def bring(service: Service, confirmed: bool, legacy_id: int) -> Person:
    person = Person()
    row = {
        "email": person.email,
        "confirmed": confirmed,
        "password_hash": generate_password_hash(person.password),
        "id": legacy_id,
    }
    file = service.server.directory / "users.jsonl"
    file.write_text(json.dumps(row) + "\n")
    service.server.cli("import", str(file))
    return person


def bring_account(service: Service, legacy_id: int) -> tuple[Person, Browser]:
    """And the browser in which they are signed in here."""
    person = bring(service, True, legacy_id)
    browser = service.browser()
    browser.api("POST", "/sign-in", email=person.email, password=person.password).expect(200)
    return person, browser


def bring_sign_up(service: Service) -> Person:
    return bring(service, False, 1)


def at(service: Service, path: str) -> str:
    return service.server.base_url + path


def test_a_confirmation_that_itsdangerous_signed_is_followed_to_the_end(service: Service) -> None:
    person = bring_sign_up(service)
    token = confirmation(person.email)
    browser = service.browser()
    page = browser.open_mailed(at(service, f"/confirm/{token}")).expect("/confirm")
    assert not service.can_sign_in(person)
    page = page.submit("/confirm", password=new_password()).expect("/confirm", 401)
    page = page.submit("/confirm", password=person.password).expect("/account")
    assert browser.signed_in_as() == person.email
    again = service.browser().open_mailed(at(service, f"/confirm/{token}")).expect(f"/confirm/{token}", 410)
    assert again.says("Already confirmed")
    assert token not in service.server.log


def test_a_reset_that_pyjwt_signed_is_followed_to_the_end(service: Service) -> None:
    for legacy_id, path in ((41, "/auth/reset_password/"), (42, "/reset/")):
        person, browser = bring_account(service, legacy_id)
        token = password_reset(legacy_id)
        page = service.browser().open_mailed(at(service, path + token)).expect("/reset-password")
        assert person.email in page.text
        person.password = new_password()
        page.submit("/reset-password", password=person.password).expect("/sign-in")
        assert service.can_sign_in(person) and not browser.is_signed_in()
        assert service.smtp.take(person.email, "/forgot-password").subject
        assert service.browser().open_mailed(at(service, path + token)).status == 410
        service.browser().api("POST", "/reset-password", token=token, password=new_password()).expect_problem(
            410, "token_used"
        )
        assert token not in service.server.log


def test_what_the_old_application_would_have_refused_is_refused(service: Service) -> None:
    person, _ = bring_account(service, 42)
    waiting = bring_sign_up(service)
    forged = {
        "another salt": f"/confirm/{confirmation(waiting.email, salt='recover')}",
        "another key": f"/confirm/{confirmation(waiting.email, key=secrets.token_urlsafe(48))}",
        "another digest": "/confirm/"
        + URLSafeTimedSerializer(
            SECRET_KEY, SECURITY_PASSWORD_SALT, signer_kwargs={"digest_method": hashlib.sha512}
        ).dumps(waiting.email),
        "no time": f"/confirm/{URLSafeSerializer(SECRET_KEY, SECURITY_PASSWORD_SALT).dumps(waiting.email)}",
        "another use": f"/reset/{confirmation(person.email)}",
        "another algorithm": f"/reset/{password_reset(42, algorithm='HS512')}",
        "no algorithm": f"/reset/{jwt.encode({'reset_password': 42}, '', algorithm='none')}",
        "another claim": f"/reset/{jwt.encode({'confirm_id': 42}, SECRET_KEY, algorithm='HS256')}",
    }
    for name, path in forged.items():
        assert service.browser().open_mailed(at(service, path)).status == 400, name
    over = {
        "too old": f"/reset/{password_reset(42, expires_in=-1)}",
        "nobody": f"/reset/{password_reset(43)}",
        "nobody who was brought along": f"/confirm/{confirmation(Person().email)}",
    }
    for name, path in over.items():
        assert service.browser().open_mailed(at(service, path)).status == 410, name
    assert service.can_sign_in(person) and not service.can_sign_in(waiting)


def test_an_old_link_is_over_once_the_password_has_changed_here(service: Service) -> None:
    person, browser = bring_account(service, 42)
    token, new = password_reset(42), new_password()
    service.browser().open_mailed(at(service, f"/reset/{token}")).expect("/reset-password")
    browser.api("POST", "/change-password", current_password=person.password, password=new).expect(204)
    assert service.browser().open_mailed(at(service, f"/reset/{token}")).status == 410
    person.password = new
    assert service.can_sign_in(person)


def test_after_the_day_that_was_set_they_are_over(make_service: Callable[..., Service]) -> None:
    service = make_service(
        COUNTERSIGN_LEGACY_LINKS_SECRET=SECRET_KEY,
        COUNTERSIGN_LEGACY_LINKS_UNTIL="2026-01-01T00:00:00Z",
        **{RESET + "PATH": "/reset/<token>", RESET + "SHAPE": "jwt", RESET + "CLAIM": "reset_password"},
    )
    person, _ = bring_account(service, 42)
    page = service.browser().open_mailed(at(service, f"/reset/{password_reset(42)}"))
    assert page.status == 410 and page.says("expired")
    assert "legacy_links_until has passed" in service.server.log
    assert service.can_sign_in(person)


def test_the_secret_is_nobody_elses_to_read(make_service: Callable[..., Service]) -> None:
    settings = {CONFIRM + "PATH": "/confirm/<token>", CONFIRM + "SHAPE": "itsdangerous", CONFIRM + "MAX_AGE": "1h"}
    server = make_service(
        COUNTERSIGN_LEGACY_LINKS_SECRET=SECRET_KEY,
        COUNTERSIGN_LEGACY_LINKS_UNTIL="2100-01-01T00:00:00Z",
        **settings,
    ).server
    shown = server.cli("config", "show").stdout
    assert "legacy_links_confirm_path" in shown and SECRET_KEY not in shown + server.log
    sample = server.cli("config", "check", expect=2, COUNTERSIGN_LEGACY_LINKS_SECRET="you-will-never-guess")
    assert "can be guessed" in sample.stderr and "you-will-never-guess" not in sample.stderr
