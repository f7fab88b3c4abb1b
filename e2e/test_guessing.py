"""What somebody with many networks can do to one person, on running servers: guess the password, and fill the
mailbox. The clock cannot be moved here, so what was counted is moved into the past."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from typing import Any

import pytest

from support.browser import API, Answer
from support.people import Person, Service, new_password
from support.server import Server
from support.waiting import until

pytestmark = pytest.mark.both_databases

# Where strangers come from is what they say, as behind a proxy; and no other limit stands in the way.
LIMITS = """[rate_limits]
password_address = "1000/s"
password_network = "off"
sign_up_network = "off"
mail_network = "off"
"""
HOUR = 3_600


@pytest.fixture
def limited(make_smtp: Any, make_server: Any) -> Callable[..., Service]:
    def make(**env: str) -> Service:
        relay = make_smtp()
        server: Server = make_server(
            start=False,
            COUNTERSIGN_RATE_LIMITS=None,
            COUNTERSIGN_TRUSTED_PROXIES="127.0.0.1",
            COUNTERSIGN_MAIL_URL=relay.url,
            **env,
        )
        (server.directory / "countersign.toml").write_text(LIMITS)
        return Service(server.start(), relay)

    return make


def as_stranger(service: Service, path: str, **fields: Any) -> Answer:
    """From another network each time."""
    network = f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"
    headers = {"Content-Type": "application/json", "X-Forwarded-For": network}
    return service.browser().request("POST", f"{API}{path}", json.dumps(fields).encode(), headers)


def guess(service: Service, email: str) -> Answer:
    return as_stranger(service, "/sign-in", email=email, password=new_password())


def pauses_are_over(service: Service) -> None:
    service.server.rewind("guesses", "again_at", "wrong_at", seconds=HOUR)


def test_a_hundred_wrong_passwords_from_a_hundred_networks_end_all_guessing_but_not_the_owner(
    limited: Callable[..., Service],
) -> None:
    service = limited()
    owner, browser = service.account()
    browser.api("POST", "/sign-out").expect(204)
    unknown = Person()
    for person in (owner, unknown):
        for count in range(10):
            guess(service, person.email).expect_problem(401, "credentials_invalid")
            pauses_are_over(service)
            if count == 8:
                service.server.change("UPDATE guesses SET wrong = 99 WHERE wrong = 9")
    refusals = [
        as_stranger(service, "/sign-in", **person.credentials()) for person in (owner, unknown)
    ]
    for refused in refusals:
        refused.expect_problem(429, "rate_limited")
    assert refusals[0].body == refusals[1].body
    assert refusals[0].header("retry-after") == refusals[1].header("retry-after")
    # Her own browser, and the way by mail.
    browser.api("POST", "/sign-in", **owner.credentials()).expect(200)
    mail = service.forgot(owner)
    password = new_password()
    service.browser().api("POST", "/reset-password", token=mail.token, password=password).expect(204)
    assert service.can_sign_in(Person(owner.email, password))
    assert [line["event"] for line in service.server.listing("audit", "list")].count("stop_guessing") == 2


def test_pauses_grow_and_outlive_a_restart(limited: Callable[..., Service]) -> None:
    service, person = limited(), Person()
    for _ in range(8):
        guess(service, person.email).expect_problem(401, "credentials_invalid")
        if int(service.server.query("SELECT wrong FROM guesses")[0][0]) >= 5:
            guess(service, person.email).expect_problem(429, "rate_limited")
            pauses_are_over(service)
    service.server.restart()
    # Longer than this pause is, and not so long that only a clock that was ahead can have said it.
    service.server.change(f"UPDATE guesses SET again_at = {int(time.time() * 1_000) + 45_000}")
    guess(service, person.email).expect_problem(429, "rate_limited")
    assert person.email not in str(service.server.query("SELECT * FROM guesses"))


def test_a_sign_in_after_wrong_passwords_is_told_to_the_owner(limited: Callable[..., Service]) -> None:
    service = limited()
    owner, _ = service.account()
    for _ in range(6):
        guess(service, owner.email)
        pauses_are_over(service)
    as_stranger(service, "/sign-in", **owner.credentials()).expect(200)
    notice = service.smtp.take(owner.email, "/forgot-password")
    assert "wrong passwords" in notice.text


def asked_for(service: Service, *spellings: str) -> None:
    for email in spellings:
        for path in ("/sign-up", "/resend", "/forgot-password"):
            fields = {"password": new_password()} if path == "/sign-up" else {}
            as_stranger(service, path, email=email, **fields).expect(202)


def all_looked_at(service: Service) -> None:
    """Until no mail is queued but those that wait for their mailbox."""

    def unseen() -> list[dict[str, Any]]:
        queued = [mail for mail in service.server.mails() if mail["state"] == "queued"]
        return [mail for mail in queued if "mailbox" not in (mail["answer"] or "")]

    until(lambda: not unseen(), "the worker to have looked at all", 30)


def arrived(service: Service, name: str) -> int:
    """Mails to a mailbox, under whatever address."""
    recipients = [to.lower() for mail in service.smtp.seen.mails for to in mail.envelope_to]
    return sum(to.split("@")[0].split("+")[0] == name for to in recipients)


def later(service: Service, seconds: int) -> None:
    service.server.rewind("mails", "counted_at", "run_at", seconds=seconds)


def test_a_mailbox_gets_one_mail_a_minute_and_three_an_hour_however_it_is_spelled(
    limited: Callable[..., Service],
) -> None:
    service = limited()
    name = f"ada{secrets.token_hex(4)}"
    spellings = [f"{name}@example.net", f"{name}+a@example.net", f"{name.upper()}+b@EXAMPLE.net"]
    for came in (1, 2, 3, 3, 3):
        asked_for(service, *spellings)
        all_looked_at(service)
        assert arrived(service, name) == came
        later(service, 61)
    # Nothing is lost: an hour later the next one goes.
    later(service, HOUR)
    until(lambda: arrived(service, name) == 4, "the next mail to go out")


def test_the_owner_s_own_request_goes_out_with_the_next_mails(limited: Callable[..., Service]) -> None:
    service = limited()
    owner, browser = service.account()
    name, domain = owner.email.split("@")
    asked_for(service, owner.email, f"{name}+x@{domain}", f"{name}+y@{domain}")
    browser.api("POST", "/forgot-password", email=owner.email).expect(202)
    for _ in range(2):
        all_looked_at(service)
        later(service, HOUR)
    service.smtp.take(owner.email, "/reset-password/")
