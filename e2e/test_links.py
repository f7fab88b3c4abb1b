"""Mailed links: looking at one changes nothing, a link alone proves nothing, and each works once."""

from __future__ import annotations

import pytest

from support.browser import Browser
from support.people import Person, Service, new_password

pytestmark = pytest.mark.both_databases

USER_AGENTS = [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
    "Mozilla/4.0 (compatible; ms-office; MSOffice 16)",
    "Mozilla/5.0 (compatible; SafeLinks/1.0)",
    "GoogleImageProxy",
    "Barracuda Sentinel (EE)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "facebookexternalhit/1.1",
    "curl/8.5.0",
    "",
]


def test_forty_looks_at_a_link_change_nothing_and_the_person_still_confirms(service: Service) -> None:
    person, browser = Person(), service.browser()
    mail = service.sign_up(person, browser)
    before = service.server.rows("accounts")
    for number in range(40):
        visitor = service.browser(user_agent=USER_AGENTS[number % len(USER_AGENTS)])
        look(visitor, mail.path, "HEAD" if number % 2 else "GET")
    assert service.server.rows("accounts") == before
    assert not service.can_sign_in(person)
    page = browser.open_mailed(mail.link).expect("/confirm").submit("/confirm").expect("/account")
    assert person.email in page.text


def test_forty_looks_at_a_reset_link_change_nothing_and_the_person_still_resets(service: Service) -> None:
    person, browser = service.account()
    mail = service.forgot(person)
    for number in range(40):
        visitor = service.browser(user_agent=USER_AGENTS[number % len(USER_AGENTS)])
        look(visitor, mail.path, "HEAD" if number % 2 else "GET")
    assert browser.is_signed_in() and service.can_sign_in(person)
    person.password = new_password()
    page = service.browser().open_mailed(mail.link).expect("/reset-password")
    page.submit("/reset-password", password=person.password)
    assert service.can_sign_in(person) and not browser.is_signed_in()


def look(visitor: Browser, path: str, method: str) -> None:
    """What a mail scanner does: fetch, follow the redirect, run no form."""
    first = visitor.get(path, method=method, site="cross-site")
    assert first.status == 303 and visitor.location(first) == "/" + path.split("/")[1], first
    then = visitor.get(visitor.location(first), method=method)
    assert then.status == 200, then
    assert method == "GET" or not then.body
    assert not visitor.session_cookie and not visitor.sign_up_cookie and not visitor.is_signed_in()


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
def test_a_browser_that_fetches_ahead_changes_nothing(service: Service, purpose: str) -> None:
    person = Person()
    mail = service.sign_up(person)
    visitor = service.browser()
    visitor.request("GET", mail.path, headers={"Sec-Purpose": purpose, "Purpose": "prefetch"})
    assert not visitor.is_signed_in() and not service.can_sign_in(person)


def test_the_token_leaves_the_address_bar_for_a_cookie_of_ten_minutes(service: Service) -> None:
    mail = service.sign_up(Person())
    visitor = service.browser()
    answer = visitor.get(mail.path)
    assert answer.status == 303 and visitor.location(answer) == "/confirm"
    [cookie] = [cookie for cookie in answer.set_cookies if not cookie.removes]
    assert 0 < int(cookie.attributes["max-age"]) <= 600
    assert {"httponly", "secure"} <= cookie.attributes.keys() and cookie.name.startswith("__Host-")


def test_in_another_browser_a_link_needs_the_password_of_the_sign_up(service: Service) -> None:
    person, here, there = Person(), service.browser(), service.browser()
    mail = service.sign_up(person, here)
    page = there.open_mailed(mail.link).expect("/confirm")
    assert page.form("/confirm").types["password"] == "password"

    page = page.submit("/confirm", password=new_password())
    assert page.status == 401 and page.has_form("/confirm") and not there.is_signed_in()
    page = page.submit("/confirm", password="")
    assert page.status in (401, 422) and page.has_form("/confirm") and not there.is_signed_in()

    page.submit("/confirm", password=person.password).expect("/account")
    assert there.signed_in_as() == person.email
    # The browser that signed up is no longer unconfirmed, nor signed in.
    here.api("GET", "/session").expect_problem(401, "unauthenticated")


def test_a_link_alone_confirms_nothing_by_json_either(service: Service) -> None:
    person, stranger = Person(), service.browser()
    mail = service.sign_up(person)
    stranger.api("POST", "/confirm", token=mail.token).expect_problem(401, "proof_required")
    stranger.api("POST", "/confirm", token=mail.token, password=new_password()).expect_problem(
        401, "credentials_invalid"
    )
    assert not stranger.is_signed_in() and not service.can_sign_in(person)
    stranger.api("POST", "/confirm", token=mail.token, password=person.password).expect(200)
    assert stranger.signed_in_as() == person.email


def test_this_was_not_me_removes_the_sign_up(service: Service) -> None:
    person, intruder = Person(), service.browser()
    mail = service.sign_up(person, intruder)
    page = service.browser().open_mailed(mail.link).expect("/confirm").submit("/confirm/not-me")
    assert page.status == 200
    answer = intruder.api("POST", "/confirm", token=mail.token)
    assert answer.status == 410 and answer.json["code"] in ("token_used", "token_expired"), answer
    intruder.api("GET", "/session").expect_problem(401, "unauthenticated")
    # The address is free for its owner.
    own = service.browser()
    mail = service.sign_up(Person(person.email), own)
    own.api("POST", "/confirm", token=mail.token).expect(200)


def test_this_was_not_me_at_a_reset_voids_the_link_and_nothing_else(service: Service) -> None:
    person, browser = service.account()
    mail = service.forgot(person)
    page = service.browser().open_mailed(mail.link).expect("/reset-password").submit("/reset-password/not-me")
    assert page.status == 200
    answer = service.browser().api("POST", "/reset-password", token=mail.token, password=new_password())
    assert answer.status == 410, answer
    assert browser.is_signed_in() and service.can_sign_in(person)


def test_rival_sign_ups_neither_block_nor_capture(service: Service) -> None:
    victim, attacker = Person(), service.browser()
    rival = Person(victim.email)
    rival_mail = service.sign_up(rival, attacker)
    own = service.browser()
    own_mail = service.sign_up(victim, own)

    # The victim's browser and password prove nothing for the rival's link, nor the other way round.
    own.api("POST", "/confirm", token=rival_mail.token).expect_problem(401, "proof_required")
    own.api("POST", "/confirm", token=rival_mail.token, password=victim.password).expect_problem(
        401, "credentials_invalid"
    )
    attacker.api("POST", "/confirm", token=own_mail.token).expect_problem(401, "proof_required")

    own.api("POST", "/confirm", token=own_mail.token).expect(200)
    assert service.can_sign_in(victim) and not service.can_sign_in(rival)
    answer = attacker.api("POST", "/confirm", token=rival_mail.token)
    assert answer.status == 410, answer
    attacker.api("GET", "/session").expect_problem(401, "unauthenticated")


def test_a_used_link_says_so_kindly_and_leads_on(service: Service) -> None:
    person, browser = Person(), service.browser()
    mail = service.sign_up(person, browser)
    browser.open_mailed(mail.link).submit("/confirm").expect("/account")
    for visitor in (browser, service.browser()):
        page = visitor.open_mailed(mail.link)
        assert page.status in (200, 410) and page.says("already confirmed") and page.links, page
        assert not page.has_form("/confirm")
    visitor.api("POST", "/confirm", token=mail.token, password=person.password).expect_problem(410, "token_used")

    mail = service.forgot(person)
    password = new_password()
    page = service.browser().open_mailed(mail.link)
    page.submit("/reset-password", password=password)
    page = service.browser().open_mailed(mail.link)
    assert page.status in (200, 410) and page.says("already changed") and page.links, page
    answer = service.browser().api("POST", "/reset-password", token=mail.token, password=new_password())
    answer.expect_problem(410, "token_used")


def test_a_reset_link_dies_with_a_change_of_the_password(service: Service) -> None:
    person, browser = service.account()
    first, second = service.forgot(person), service.forgot(person)
    new = new_password()
    browser.api("POST", "/change-password", current_password=person.password, password=new).expect(204)
    for mail in (first, second):
        answer = service.browser().api("POST", "/reset-password", token=mail.token, password=new_password())
        assert answer.status == 410 and answer.json["code"].startswith("token_"), answer
    assert service.can_sign_in(Person(person.email, new))


def test_the_first_reset_outdates_the_other_links(service: Service) -> None:
    person, _ = service.account()
    first, second = service.forgot(person), service.forgot(person)
    person.password = new_password()
    service.browser().api("POST", "/reset-password", token=first.token, password=person.password).expect(204)
    answer = service.browser().api("POST", "/reset-password", token=second.token, password=new_password())
    assert answer.status == 410, answer
    assert service.can_sign_in(person)


def test_a_forged_link_gets_a_friendly_page_that_offers_a_new_mail(service: Service) -> None:
    good = service.sign_up(Person()).token
    for path, form in (("/confirm", "/resend"), ("/reset-password", "/forgot-password"), ("/change-email", None)):
        for token in ("x", good[:-2] + ("AA" if not good.endswith("AA") else "BB"), "a" * 3000, "%00", "..%2f"):
            page = service.browser().open(f"{path}/{token}")
            assert page.status == 400, page
            leads_on = page.has_form(form) or form in page.links if form else page.links
            assert leads_on, f"no way to a new mail on {page}"
            assert not page.has_form(path)


def test_every_link_has_the_base_url_whatever_the_request_says(service: Service) -> None:
    person, evil = Person(), "evil.example"
    headers = {
        "Content-Type": "application/json",
        "Host": evil,
        "X-Forwarded-Host": evil,
        "X-Forwarded-Proto": "http",
        "X-Forwarded-Prefix": "/evil",
        "X-Original-URL": f"https://{evil}/",
        "Forwarded": f"host={evil};proto=http",
    }
    body = f'{{"email": "{person.email}", "password": "{person.password}"}}'.encode()
    answer = service.browser().request("POST", "/api/v1/sign-up", body, headers)
    assert answer.status in (202, 400, 421), answer
    if answer.status == 202:
        mail = service.smtp.take(person.email, "/confirm/")
        assert mail.link.startswith(service.server.base_url + "/confirm/")
        assert b"evil" not in mail.source
