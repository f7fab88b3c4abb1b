"""Changing the secret key: what was mailed before goes on working, what is mailed after is signed with the new key, and a
key that has served is refused."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.mails import Mail
from support.people import Person, Service, new_password
from support.server import Server


def is_signed_with(mail: Mail, derived: str) -> bool:
    """Whether the mail's token is a JWT under this key, as any library would verify it."""
    body, _, signature = mail.token.rpartition(".")
    expected = hmac.new(derived.encode(), body.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(expected).decode().rstrip("=") == signature


def key_files(server: Server) -> dict[str, str]:
    return {path.name: path.read_text() for path in server.directory.glob("*.key")}


def audit_is_intact(server: Server, **env: str) -> None:
    report = json.loads(server.cli("audit", "verify", "--json", **env).stdout)
    assert report["intact"] and report["chained"]["rows"] and not report["unchained"]["rows"], report


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    """With the key that was made beside the SQLite file."""
    return make_service(COUNTERSIGN_DATABASE_URL="sqlite://countersign.db", COUNTERSIGN_SECRET_KEY=None)


def test_links_and_sessions_outlive_a_rotation_and_new_links_have_the_new_key(service: Service) -> None:
    ada, browser = service.account()
    bo, bo_browser = Person(), service.browser()
    confirm, reset = service.sign_up(bo, bo_browser), service.forgot(ada)
    server, old = service.server, service.server.derived_key("reset")
    before = key_files(server)

    said = server.cli("key", "rotate").stdout
    after = key_files(server)
    assert set(before) == {"countersign.key"} and set(after) == {"countersign.key", "countersign.previous.key"}
    assert after["countersign.previous.key"].startswith(before["countersign.key"].strip() + " until 20")
    assert after["countersign.key"] != before["countersign.key"]
    for key in (before["countersign.key"].strip(), after["countersign.key"].strip()):
        assert key not in said
    assert all(oct((server.directory / name).stat().st_mode & 0o777) == "0o600" for name in after)
    new = server.derived_key("reset")
    assert old != new
    # What runs goes on with the key that it read; commands that note something beside it do no harm.
    server.cli("account", "create", Person().email)
    assert is_signed_with(service.forgot(ada), old)
    server.restart()

    assert browser.signed_in_as() == ada.email
    bo_browser.api("POST", "/confirm", token=confirm.token).expect(200)
    again = service.forgot(ada)
    assert is_signed_with(again, new) and not is_signed_with(again, old)
    assert is_signed_with(reset, old)
    ada.password = new_password()
    service.browser().api("POST", "/reset-password", token=reset.token, password=ada.password).expect(204)
    assert service.can_sign_in(ada)
    service.browser().api("POST", "/reset-password", token=again.token, password=new_password()).expect_problem(
        410, "token_expired"
    )
    audit_is_intact(server)


def test_a_retired_key_is_refused(service: Service) -> None:
    ada, _ = service.account()
    reset = service.forgot(ada)
    server = service.server
    server.cli("key", "rotate")
    kept = server.directory / "countersign.previous.key"
    key, _, _ = kept.read_text().strip().partition(" until ")
    # Eight days later.
    kept.write_text(f"{key} until 2020-01-01T00:00:00Z\n")
    server.restart()
    body = {"token": reset.token, "password": new_password()}
    service.browser().api("POST", "/reset-password", **body).expect_problem(400, "token_invalid")
    # It is still good for the trail, and goes with the next rotation.
    audit_is_intact(server)
    server.cli("key", "rotate")
    assert key not in "".join(key_files(server).values())
    assert len(kept.read_text().splitlines()) == 1


def test_a_leaked_key_opens_no_link_from_the_restart_on(service: Service) -> None:
    ada, browser = service.account()
    reset = service.forgot(ada)
    assert "now" in service.server.cli("key", "rotate", "--leaked").stdout
    service.server.restart()
    body = {"token": reset.token, "password": new_password()}
    service.browser().api("POST", "/reset-password", **body).expect_problem(400, "token_invalid")
    assert browser.signed_in_as() == ada.email
    ada.password = new_password()
    fresh = service.forgot(ada)
    service.browser().api("POST", "/reset-password", token=fresh.token, password=ada.password).expect(204)
    audit_is_intact(service.server)


def test_a_key_of_another_installation_is_refused(make_service: Callable[..., Service]) -> None:
    one, two = make_service(), make_service()
    ada, _ = one.account()
    two.account(ada)
    foreign = one.forgot(ada)
    body = {"token": foreign.token, "password": new_password()}
    two.browser().api("POST", "/reset-password", **body).expect_problem(400, "token_invalid")


def test_a_configured_key_is_left_where_it_is_and_the_way_is_told(make_service: Callable[..., Service], tmp_path: Path) -> None:
    """In two steps over two nodes: whichever signs, the other can read."""
    old = secrets.token_hex(32)
    kept = tmp_path / "key"
    kept.write_text(old)
    kept.chmod(0o600)
    by: tuple[dict[str, Any], ...] = (
        {"COUNTERSIGN_SECRET_KEY": old},
        {"COUNTERSIGN_SECRET_KEY": None, "COUNTERSIGN_SECRET_KEY_FILE": str(kept)},
    )
    for settings in by:
        service = make_service(**settings)
        ada, browser = service.account()
        reset = service.forgot(ada)
        server = service.server
        done = server.cli("key", "rotate")
        new = done.stdout.strip()
        assert len(new) == 64 and int(new, 16) and new not in done.stderr and old not in done.stdout + done.stderr
        for words in ("COUNTERSIGN_SECRET_KEY", "COUNTERSIGN_PREVIOUS_SECRET_KEYS_FILE", "previous_secret_keys", "1.", "3."):
            assert words in done.stderr
        assert kept.read_text() == old and not key_files(server)

        # Step 1: every node knows the new key, and signs with the old one.
        server.settings["COUNTERSIGN_PREVIOUS_SECRET_KEYS"] = new
        server.restart()
        assert is_signed_with(service.forgot(ada), server.derived_key("reset"))
        # A node that is a step ahead makes links and adds to the trail that this one can read.
        ahead = {"COUNTERSIGN_SECRET_KEY": new, "COUNTERSIGN_PREVIOUS_SECRET_KEYS": old}
        server.settings.pop("COUNTERSIGN_SECRET_KEY_FILE", None)
        server.cli("account", "disable", ada.email, **ahead)
        server.cli("account", "enable", ada.email, **ahead)
        audit_is_intact(server, COUNTERSIGN_SECRET_KEY=old)
        # Step 2.
        server.settings |= ahead
        server.restart()
        browser.api("GET", "/session").expect(401)
        ada.password = new_password()
        answer = service.browser().api("POST", "/reset-password", token=reset.token, password=ada.password)
        # Disabling has made it void; it is ours all the same.
        answer.expect_problem(410, "token_expired")
        fresh = service.forgot(ada)
        service.browser().api("POST", "/reset-password", token=fresh.token, password=ada.password).expect(204)
        assert service.can_sign_in(ada)
        audit_is_intact(server)


def test_a_key_file_that_others_can_read_is_not_rotated(service: Service) -> None:
    path = service.server.directory / "countersign.key"
    path.chmod(0o644)
    assert "chmod 600" in service.server.cli("key", "rotate", expect=1).stderr
    path.chmod(0o600)
    service.server.cli("key", "rotate")
    previous = service.server.directory / "countersign.previous.key"
    previous.chmod(0o640)
    assert "chmod 600" in service.server.cli("account", "list", expect=2).stderr
    previous.chmod(0o600)


def test_there_is_nothing_to_rotate_before_the_first_start(make_server: Callable[..., Server]) -> None:
    server = make_server(start=False, COUNTERSIGN_DATABASE_URL="sqlite://countersign.db", COUNTERSIGN_SECRET_KEY=None)
    assert "first start" in server.cli("key", "rotate", expect=1).stderr
    assert not key_files(server)
