"""The life of an account: sessions, password, address, export, delete; by the JSON API and by the page."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from support.browser import Answer, Browser
from support.people import Person, Service, new_address, new_password

pytestmark = pytest.mark.both_databases

# Sessions.


def sessions(browser: Browser) -> list[dict[str, str]]:
    shown = browser.api("GET", "/sessions").expect(200).json
    rows = shown if isinstance(shown, list) else shown["sessions"]
    assert all(row.keys() >= {"id", "created_at", "expires_at"} and "token" not in row for row in rows), rows
    return rows


def own_id(browser: Browser) -> str:
    return browser.api("GET", "/session").expect(200).json["session"]["id"]


def test_sessions_are_listed_and_ended_one_by_one_or_all_but_this(service: Service) -> None:
    person, first = service.account()
    second, third, fourth = (service.sign_in(person) for _ in range(3))
    assert {row["id"] for row in sessions(first)} == {own_id(b) for b in (first, second, third, fourth)}

    first.api("DELETE", f"/sessions/{own_id(second)}").expect(204)
    assert not second.is_signed_in() and third.is_signed_in()
    first.api("DELETE", "/sessions").expect(204)
    assert not third.is_signed_in() and not fourth.is_signed_in() and first.is_signed_in()
    assert [row["id"] for row in sessions(first)] == [own_id(first)]
    service.browser().api("GET", "/sessions").expect_problem(401, "unauthenticated")


def test_nobody_ends_the_session_of_another(service: Service) -> None:
    _, own = service.account()
    _, other = service.account()
    for guess in (own_id(other), "018f4b1e-0000-7000-8000-000000000000", "%25", "x", "*", own_id(own).upper()):
        own.api("DELETE", f"/sessions/{guess}").expect_problem(404, "not_found")
    assert other.is_signed_in() and own.is_signed_in()


def test_sessions_are_ended_on_the_page(service: Service) -> None:
    person, here = service.account()
    second, third = service.sign_in(person), service.sign_in(person)
    page = here.open("/account")
    page = page.submit(page.form("/account/end-session", id=own_id(second)))
    assert page.status == 200 and not second.is_signed_in() and third.is_signed_in()
    page = here.open("/account").submit("/account/end-other-sessions")
    assert page.status == 200 and not third.is_signed_in() and here.is_signed_in()


# Password.


@pytest.mark.parametrize("door", ["json", "page"])
def test_changing_the_password_ends_the_other_sessions_and_tells_by_mail(service: Service, door: str) -> None:
    person, here = service.account()
    other = service.sign_in(person)
    new = new_password()

    def change(current: str, password: str) -> Answer:
        if door == "json":
            return here.api("POST", "/change-password", current_password=current, password=password)
        return here.open("/account").press("/account/change-password", current_password=current, password=password)

    assert change(new_password(), new).status == 401
    assert change(person.password, "short").status == 422
    assert other.is_signed_in() and service.can_sign_in(person)

    assert change(person.password, new).status == (204 if door == "json" else 303)
    assert here.is_signed_in() and not other.is_signed_in()
    assert service.smtp.take(person.email).to == person.email
    assert not service.can_sign_in(person) and service.can_sign_in(Person(person.email, new))


def test_the_codes_of_a_refused_change(service: Service) -> None:
    person, browser = service.account()
    answer = browser.api("POST", "/change-password", current_password=new_password(), password=new_password())
    answer.expect_problem(401, "credentials_invalid")
    answer = browser.api("POST", "/change-password", current_password=person.password, password="short")
    assert answer.expect_problem(422, "validation")["errors"].keys() == {"password"}
    answer = service.browser().api(
        "POST", "/change-password", current_password=person.password, password=new_password()
    )
    answer.expect_problem(401, "unauthenticated")


# Address.


def ask_for_change(service: Service, door: str, browser: Browser, email: str, password: str) -> Answer:
    if door == "json":
        return browser.api("POST", "/change-email", email=email, password=password)
    return browser.open("/account").press("/account/change-email", email=email, password=password)


@pytest.mark.parametrize("door", ["json", "page"])
def test_an_address_changes_when_the_new_one_is_confirmed_and_the_old_one_can_undo_it(
    service: Service, door: str
) -> None:
    person, here = service.account()
    other, new = service.sign_in(person), new_address("new")
    assert ask_for_change(service, door, here, new, new_password()).status == 401
    assert ask_for_change(service, door, here, "no address", person.password).status == 422
    assert ask_for_change(service, door, here, new, person.password).status == (202 if door == "json" else 303)

    # A link to the new address, a notice to the old one; nothing has changed.
    link, notice = service.smtp.take(new, "/change-email/"), service.smtp.take(person.email)
    assert person.email not in link.text, "the new address is not told the old one"
    assert notice.link != link.link
    assert here.signed_in_as() == person.email and service.can_sign_in(person)

    # The link alone does nothing: it needs a session of that account.
    stranger, somebody = service.browser(), service.account()[1]
    stranger.api("POST", "/change-email/confirm", token=link.token).expect_problem(401, "unauthenticated")
    assert somebody.api("POST", "/change-email/confirm", token=link.token).status in (401, 403)
    page = stranger.open_mailed(link.link)
    assert (
        page.path == "/sign-in" or not page.has_form("/change-email") or page.submit("/change-email").path == "/sign-in"
    )
    assert here.signed_in_as() == person.email

    if door == "json":
        answer = here.api("POST", "/change-email/confirm", token=link.token).expect(200)
        assert answer.json["account"]["email"] == new
        here.api("POST", "/change-email/confirm", token=link.token).expect_problem(410, "token_used")
    else:
        page = here.open_mailed(link.link).expect("/change-email").submit("/change-email")
        assert page.status == 200
    moved = Person(new, person.password)
    assert here.signed_in_as() == new and not other.is_signed_in()
    assert service.can_sign_in(moved) and not service.can_sign_in(person)

    # The old address hears of it, and one button there takes everything back.
    undo = service.smtp.take(person.email, "/change-email/")
    page = service.browser().open_mailed(undo.link).expect("/change-email").submit("/change-email")
    assert page.status == 200
    assert not here.is_signed_in(), "whoever changed it is out"
    assert not service.can_sign_in(person) and not service.can_sign_in(moved), "and knows no password any more"
    mail = service.smtp.take(person.email, "/reset-password/")
    chosen = Person(person.email)
    service.browser().api("POST", "/reset-password", token=mail.token, password=chosen.password).expect(204)
    assert service.can_sign_in(chosen) and not service.can_sign_in(moved)


def test_a_change_survives_signing_in_on_the_way(service: Service) -> None:
    """The link is opened in a browser that is not signed in: after signing in there, it works."""
    person, here = service.account()
    new = new_address("new")
    here.api("POST", "/change-email", email=new, password=person.password).expect(202)
    mail = service.smtp.take(new, "/change-email/")
    there = service.browser()
    there.open_mailed(mail.link)
    there.open("/sign-in").submit("/sign-in", **person.credentials())
    there.open_mailed(mail.link).expect("/change-email").submit("/change-email")
    assert there.signed_in_as() == new and not here.is_signed_in()


def test_this_was_not_me_stops_a_change(service: Service) -> None:
    person, here = service.account()
    new = new_address("new")
    here.api("POST", "/change-email", email=new, password=person.password).expect(202)
    mail = service.smtp.take(new, "/change-email/")
    page = service.browser().open_mailed(mail.link)
    page.submit("/change-email/not-me")
    assert here.api("POST", "/change-email/confirm", token=mail.token).status == 410
    assert service.can_sign_in(person)


def test_a_reset_ends_a_change_under_way(service: Service) -> None:
    person, intruder = service.account()
    intruder.api("POST", "/change-email", email=new_address("evil"), password=person.password).expect(202)
    [mail] = service.smtp.wait_for(
        lambda: [
            mail for mail in service.smtp.seen.mails if mail.to.startswith("evil-") and "/change-email/" in mail.path
        ][-1:],
        "the link",
    )
    reset = service.forgot(person)
    person.password = new_password()
    service.browser().api("POST", "/reset-password", token=reset.token, password=person.password).expect(204)
    owner = service.sign_in(person)
    assert owner.api("POST", "/change-email/confirm", token=mail.token).status == 410
    assert owner.signed_in_as() == person.email


def test_a_taken_address_is_never_taken_over(service: Service) -> None:
    owner, _ = service.account()
    person, browser = service.account()
    browser.api("POST", "/change-email", email=owner.email, password=person.password).expect(202)
    service.server.wait_until_settled()
    assert not service.smtp.to(owner.email, "/change-email/")
    assert service.can_sign_in(owner) and service.can_sign_in(person)


def test_an_address_taken_meanwhile_is_not_taken_over_either(service: Service) -> None:
    person, browser = service.account()
    new = Person(new_address("new"))
    browser.api("POST", "/change-email", email=new.email, password=person.password).expect(202)
    mail = service.smtp.take(new.email, "/change-email/")
    service.account(new)
    answer = browser.api("POST", "/change-email/confirm", token=mail.token)
    assert 400 <= answer.status < 500, answer
    assert service.can_sign_in(new) and service.can_sign_in(person) and browser.signed_in_as() == person.email


# Export and delete.


def test_the_export_holds_everything_about_the_person_and_nobody_else(service: Service) -> None:
    other, _ = service.account()
    person, browser = service.account()
    answer = browser.api("GET", "/account/export").expect(200)
    text = json.dumps(answer.json)
    assert person.email in text and own_id(browser) in text
    for secret in (person.password, browser.session_cookie, "argon2"):
        assert secret and secret not in text
    assert other.email not in text
    assert browser.open("/account").press("/account/export", password=new_password()).status == 401
    file = browser.open("/account").press("/account/export", password=person.password).expect(200)
    assert person.email in file.text
    assert "attachment" in (file.header("content-disposition") or "")
    service.browser().api("GET", "/account/export").expect_problem(401, "unauthenticated")


@pytest.mark.parametrize("door", ["json", "page"])
def test_a_deleted_account_is_gone_and_its_address_is_free(service: Service, door: str) -> None:
    person, here = service.account()
    other, reset = service.sign_in(person), service.forgot(person)

    def delete(password: str) -> Answer:
        if door == "json":
            return here.api("DELETE", "/account", password=password)
        return here.open("/account").press("/account/delete", password=password)

    assert delete(new_password()).status == 401
    assert here.is_signed_in() and service.can_sign_in(person)

    assert delete(person.password).status == (204 if door == "json" else 303)
    assert not here.is_signed_in() and not other.is_signed_in() and not service.can_sign_in(person)
    answer = service.browser().api("POST", "/reset-password", token=reset.token, password=new_password())
    assert answer.status == 410, answer
    service.account(Person(person.email))


def test_a_closed_account_comes_back_by_its_mailed_link_with_a_new_password(service: Service) -> None:
    person, browser = service.account()
    other = service.sign_in(person)
    account = browser.api("GET", "/session").json["account"]
    browser.api("PATCH", "/account", locale="de").expect(200)
    browser.api("DELETE", "/account", password=person.password).expect(204)
    mail = service.smtp.take(person.email, "/reset-password/")
    assert "geschlossen" in mail.subject
    assert not browser.is_signed_in() and not other.is_signed_in() and not service.can_sign_in(person)
    [row] = [row for row in service.server.listing("account", "list") if row["id"] == account["id"]]
    assert row["closed_at"] < row["kept_until"]
    assert person.email in service.server.cli("account", "show", person.email).stdout

    old, person.password = person.password, new_password()
    page = service.browser().open_mailed(mail.link).expect("/reset-password")
    assert person.email in page.answer.text
    assert page.press("/reset-password", password="short").status == 422
    assert page.press("/reset-password", password=person.password).header("location") == "/sign-in?notice=kept"
    again = service.sign_in(person)
    assert again.api("GET", "/session").json["account"] == account | {"locale": "de"}
    assert not service.can_sign_in(Person(person.email, old))
    assert service.smtp.take(person.email, "/forgot-password")
    answer = service.browser().api("POST", "/reset-password", token=mail.token, password=new_password())
    answer.expect_problem(410, "token_used")


def test_who_signs_up_anew_gets_another_account_and_the_closed_one_never_comes_back(service: Service) -> None:
    person, browser = service.account()
    account = browser.api("GET", "/session").json["account"]
    browser.api("DELETE", "/account", password=person.password).expect(204)
    closed = service.smtp.take(person.email, "/reset-password/")
    again, anew = service.account(Person(person.email))
    assert anew.api("GET", "/session").json["account"]["id"] != account["id"]
    answer = service.browser().api("POST", "/reset-password", token=closed.token, password=new_password())
    answer.expect_problem(410, "token_expired")
    assert service.can_sign_in(again)
    service.server.cli("account", "show", account["id"], expect=1)


def test_without_grace_a_closed_account_is_gone_at_once(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_CLOSE_GRACE="0")
    person, browser = service.account()
    account = browser.api("GET", "/session").json["account"]
    browser.api("DELETE", "/account", password=person.password).expect(204)
    service.server.cli("account", "show", account["id"], expect=1)
    assert not service.can_sign_in(person)


def test_no_call_about_an_account_works_without_a_session(service: Service) -> None:
    nobody, waiting = service.browser(), service.browser()
    service.sign_up(Person(), waiting)
    for method, path, fields in (
        ("GET", "/session", {}),
        ("GET", "/sessions", {}),
        ("DELETE", "/sessions", {}),
        ("DELETE", "/sessions/018f4b1e-0000-7000-8000-000000000000", {}),
        ("POST", "/change-password", {"current_password": new_password(), "password": new_password()}),
        ("POST", "/change-email", {"email": new_address(), "password": new_password()}),
        ("GET", "/account/export", {}),
        ("PATCH", "/account", {"locale": "de"}),
        ("DELETE", "/change-email", {}),
        ("DELETE", "/account", {"password": new_password()}),
    ):
        nobody.api(method, path, **fields).expect_problem(401, "unauthenticated")
        assert waiting.api(method, path, **fields).status in (401, 403), path
