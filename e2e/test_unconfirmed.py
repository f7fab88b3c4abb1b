"""The browser of an unconfirmed sign-up: where it is sent, what it may do, and what others may not learn."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.people import Person, Service, new_password
from support.waiting import until

pytestmark = pytest.mark.both_databases

GATED = ["/", "/account", "/account/export", "/admin", "/nowhere"]
OPEN = ["/sign-up", "/sign-in", "/forgot-password"]


@pytest.mark.parametrize("path", GATED)
def test_every_other_page_leads_to_unconfirmed(service: Service, path: str) -> None:
    browser = service.browser()
    service.sign_up(Person(), browser)
    browser.open(path).expect("/unconfirmed")


@pytest.mark.parametrize("path", OPEN)
def test_the_way_in_stays_open(service: Service, path: str) -> None:
    browser = service.browser()
    service.sign_up(Person(), browser)
    browser.open(path).expect(path)


def test_the_page_names_the_address_sends_again_and_lets_start_anew(service: Service) -> None:
    person, browser = Person(), service.browser()
    service.sign_up(person, browser)
    page = browser.open("/unconfirmed").expect("/unconfirmed")
    assert person.email in page.text
    assert any(link.split("?")[0].endswith("/sign-up") for link in page.links), page.links
    page = page.submit("/resend")
    assert page.status == 200
    again = service.smtp.take(person.email, "/confirm/")
    browser.open_mailed(again.link).submit("/confirm").expect("/account")


def test_a_wrong_address_is_mended_by_a_new_sign_up(service: Service) -> None:
    wrong, right, browser = Person(), Person(), service.browser()
    service.sign_up(wrong, browser)
    browser.open("/sign-up").submit("/sign-up", **right.credentials())
    mail = service.smtp.take(right.email, "/confirm/")
    browser.open_mailed(mail.link).submit("/confirm").expect("/account")
    assert browser.signed_in_as() == right.email


def test_signing_in_leads_there_in_that_browser_only(service: Service) -> None:
    person, browser = Person(), service.browser()
    service.sign_up(person, browser)
    for password in (person.password, new_password()):
        page = browser.open("/sign-in").submit("/sign-in", email=person.email, password=password)
        page.expect("/unconfirmed")

    stranger = service.browser()
    page = stranger.open("/sign-in").submit("/sign-in", **person.credentials())
    assert page.status == 401 and page.path == "/sign-in"
    assert page.says("confirm"), "the one failed answer says that a fresh sign-up must be confirmed first"
    stranger.api("POST", "/sign-in", **person.credentials()).expect_problem(401, "credentials_invalid")

    # Its cookie is of one address: for any other it is a browser like all.
    browser.api("POST", "/sign-in", **Person().credentials()).expect_problem(401, "credentials_invalid")


def test_an_account_can_still_sign_in_there(service: Service) -> None:
    other, _ = service.account()
    browser = service.browser()
    service.sign_up(Person(), browser)
    browser.open("/sign-in").submit("/sign-in", **other.credentials()).expect("/account")
    assert browser.signed_in_as() == other.email


def test_an_invented_sign_up_cookie_is_nobody_s(service: Service) -> None:
    browser = service.browser()
    browser.cookies["__Host-countersign-sign-up"] = "A" * 43
    browser.api("GET", "/session").expect_problem(401, "unauthenticated")
    assert browser.open("/account").path == "/sign-in"


def test_a_sign_up_ends_with_its_time(make_service: Callable[..., Service]) -> None:
    """The sweep need not have run: a sign-up that is over counts for nothing."""
    service = make_service(COUNTERSIGN_SIGN_UP_TTL="1s")
    person, browser = Person(), service.browser()
    browser.api("POST", "/sign-up", **person.credentials()).expect(202)
    until(lambda: browser.api("GET", "/session").status == 401, "the sign-up to be over")
    browser.api("GET", "/session").expect_problem(401, "unauthenticated")
