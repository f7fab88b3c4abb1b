"""`next`: it survives sign-up, mail and confirmation, also in another browser, and never leads off the site."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest

from support.browser import Answer
from support.people import Person, Service
from support.server import PUBLIC_URL

pytestmark = pytest.mark.both_databases

ALLOWED = "https://app.example.org"
WANTED = "/account?tab=sessions"

EVIL = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/%09/evil.example",
    "/..//evil.example",
    "/.//evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "https:///evil.example",
    "http://accounts.example.org/",
    "https://accounts.example.org.evil.example/",
    "https://accounts.example.org@evil.example/",
    "https://accounts.example.org:444/",
    "https://user@accounts.example.org/",
    "https://app.example.org.evil.example/",
    "https://app.example.org:8443/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,hello",
    "vbscript:x",
    "good@evil.example",
    "/x\r\nLocation: https://evil.example",
    "/%0d%0aLocation:%20https://evil.example",
    "/\0//evil.example",
    "/\uff0fevil.example",
    "\uff0f\uff0fevil.example",
]


@pytest.fixture
def home(make_service: Callable[..., Service]) -> Service:
    return make_service(COUNTERSIGN_REDIRECT_ALLOW=ALLOWED)


def lands(answer: Answer) -> str:
    """Where a browser would go, by the rules of the URL standard that matter here."""
    assert answer.status == 303, answer
    location = answer.header("location")
    assert location and not re.search(r"[\x00-\x20\\]", location), answer
    if location.startswith("/"):
        assert not location.startswith("//"), answer
        return location
    assert re.match(re.escape(PUBLIC_URL) + "(/|$)|" + re.escape(ALLOWED) + "(/|$)", location), answer
    return location.removeprefix(PUBLIC_URL)


@pytest.mark.parametrize("where", ["here", "elsewhere"])
def test_next_survives_sign_up_mail_and_confirmation(home: Service, where: str) -> None:
    person, browser = Person(), home.browser()
    page = browser.open(f"/sign-up?next={quote(WANTED, safe='')}")
    page.submit("/sign-up", **person.credentials())
    mail = home.smtp.take(person.email, "/confirm/")
    if where == "here":
        answer = browser.open_mailed(mail.link).press("/confirm")
    else:
        answer = home.browser().open_mailed(mail.link).press("/confirm", password=person.password)
    assert lands(answer) == WANTED


def test_next_survives_a_sign_up_by_json_and_a_resent_mail(home: Service) -> None:
    person = Person()
    home.sign_up(person, next=WANTED)
    home.browser().api("POST", "/resend", email=person.email).expect(202)
    mail = home.smtp.take(person.email, "/confirm/")
    assert lands(home.browser().open_mailed(mail.link).press("/confirm", password=person.password)) == WANTED


@pytest.mark.parametrize("name", ["next", "return_to"])
def test_next_is_followed_after_signing_in(home: Service, name: str) -> None:
    person, _ = home.account()
    for wanted, expected in ((WANTED, WANTED), (f"{ALLOWED}/inbox?x=1", f"{ALLOWED}/inbox?x=1")):
        page = home.browser().open(f"/sign-in?{name}={quote(wanted, safe='')}")
        assert lands(page.press("/sign-in", **person.credentials())) == expected


def test_a_page_that_needs_a_session_is_come_back_to_after_signing_in(home: Service) -> None:
    person, _ = home.account()
    page = home.browser().open("/account").expect("/sign-in")
    assert lands(page.press("/sign-in", **person.credentials())) == "/account"


def test_an_evil_next_never_leads_off_the_site_when_signing_in(home: Service) -> None:
    person, _ = home.account()
    for evil in EVIL:
        # As a link that somebody sends around, and as a form that somebody tampered with.
        page = home.browser().open(f"/sign-in?next={quote(evil, safe='')}")
        check_stays(page.press("/sign-in", **person.credentials()))
        check_stays(home.browser().post_form("/sign-in", {"next": evil} | person.credentials()))


def test_an_evil_next_never_leads_off_the_site_after_confirming(home: Service) -> None:
    for number, evil in enumerate(EVIL):
        person, browser = Person(), home.browser()
        if number % 2:
            answer = browser.post_form("/sign-up", {"next": evil} | person.credentials())
        else:
            answer = browser.api("POST", "/sign-up", next=evil, **person.credentials())
        if answer.status in (400, 422):
            continue
        mail = home.smtp.take(person.email, "/confirm/")
        check_stays(browser.open_mailed(mail.link).press("/confirm"))


def check_stays(answer: Answer) -> None:
    """Refused outright, or followed within the site."""
    if answer.status not in (400, 422):
        lands(answer)
