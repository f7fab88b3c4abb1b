"""The whole journey of a person with a mailbox: once by pages without any script, once by the JSON API."""

from __future__ import annotations

from datetime import datetime

import pytest

from support.people import Person, Service, new_password

pytestmark = pytest.mark.both_databases


def test_a_person_signs_up_confirms_signs_out_forgets_and_resets(service: Service) -> None:
    person, browser = Person(), service.browser()

    # Sign up: the answer leads to the mail, and the account does not exist yet.
    page = browser.open("/sign-up").expect("/sign-up").submit("/sign-up", **person.credentials())
    assert page.status == 200 and page.path in ("/check-mail", "/unconfirmed"), page
    assert not browser.is_signed_in() and browser.sign_up_cookie

    # Confirm in the same browser: one button, no password, signed in after it.
    mail = service.smtp.take(person.email, "/confirm/")
    page = browser.open_mailed(mail.link).expect("/confirm")
    assert mail.token not in page.answer.text
    assert "password" not in page.form("/confirm").fields
    assert not browser.is_signed_in()
    page = page.submit("/confirm").expect("/account")
    assert person.email in page.text
    assert browser.signed_in_as() == person.email

    # Sign out by the button that every page of a signed-in person has.
    page = page.submit("/sign-out")
    assert page.status == 200 and not browser.is_signed_in()
    assert browser.open("/account").path == "/sign-in"

    # A wrong password gets the form again, and keeps the address typed.
    page = browser.open("/sign-in").submit("/sign-in", email=person.email, password=new_password())
    assert page.status == 401 and page.form("/sign-in").fields["email"] == person.email
    assert not browser.is_signed_in()

    # Forget and reset: a bad new password leaves the link good, and a reset signs nobody in.
    page = browser.open("/forgot-password").submit("/forgot-password", email=person.email)
    assert page.status == 200
    mail = service.smtp.take(person.email, "/reset-password/")
    page = browser.open_mailed(mail.link).expect("/reset-password")
    assert mail.token not in page.answer.text
    page = page.submit("/reset-password", password="short")
    assert page.status == 422
    forgotten, person.password = person.password, new_password()
    page = page.submit("/reset-password", password=person.password)
    assert page.status == 200 and not browser.is_signed_in()
    notice = service.smtp.take(person.email)
    assert "password" in notice.subject.lower() and notice.token not in (mail.token, "")

    # The old password is gone, the new one works.
    assert not service.can_sign_in(Person(person.email, forgotten))
    browser.open("/sign-in").submit("/sign-in", **person.credentials()).expect("/account")
    assert browser.signed_in_as() == person.email


def test_the_same_journey_by_json(service: Service) -> None:
    person, browser = Person(), service.browser()

    mail = service.sign_up(person, browser)
    browser.api("GET", "/session").expect_problem(403, "unconfirmed")
    browser.api("POST", "/sign-in", **person.credentials()).expect_problem(403, "unconfirmed")

    confirmed = browser.api("POST", "/confirm", token=mail.token).expect(200).json
    account, session = confirmed["account"], confirmed["session"]
    assert account["email"] == person.email and account["confirmed"] is True
    shown = browser.api("GET", "/session").expect(200).json
    assert shown["account"] == account and shown["account"].keys() >= {
        "id",
        "email",
        "confirmed",
        "created_at",
        "locale",
    }
    assert shown["session"]["id"] == session["id"] and "token" not in shown["session"]
    assert is_instant(account["created_at"]) and is_instant(session["created_at"]) and is_instant(session["expires_at"])

    # The session is shown by its cookie or as a bearer token.
    program = service.browser()
    assert program.api("GET", "/session", bearer=session["token"]).expect(200).json == shown
    program.api("GET", "/session").expect_problem(401, "unauthenticated")

    browser.api("POST", "/sign-out").expect(204)
    program.api("GET", "/session", bearer=session["token"]).expect_problem(401, "unauthenticated")
    browser.api("POST", "/sign-out").expect_problem(401, "unauthenticated")

    browser.api("POST", "/sign-in", email=person.email, password=new_password()).expect_problem(
        401, "credentials_invalid"
    )
    signed_in = browser.api("POST", "/sign-in", **person.credentials()).expect(200).json
    assert signed_in["account"] == account
    assert signed_in["session"].keys() >= {"id", "token", "created_at", "expires_at"}
    assert signed_in["session"]["id"] != session["id"]

    mail = service.forgot(person)
    problem = browser.api("POST", "/reset-password", token=mail.token, password="short").expect_problem(
        422, "validation"
    )
    assert problem["errors"]["password"]
    person.password = new_password()
    stranger = service.browser()
    stranger.api("POST", "/reset-password", token=mail.token, password=person.password).expect(204)
    assert not stranger.is_signed_in() and not stranger.session_cookie
    browser.api("GET", "/session").expect_problem(401, "unauthenticated")
    browser.api("POST", "/sign-in", **person.credentials()).expect(200)


def test_an_address_is_the_same_in_upper_and_lower_case_and_mail_goes_to_it_as_given(service: Service) -> None:
    person, browser = Person("Ada.Lovelace+Maths@Example.NET"), service.browser()
    mail = service.sign_up(person, browser)
    assert mail.to == person.email
    browser.api("POST", "/confirm", token=mail.token).expect(200)
    assert service.can_sign_in(Person(person.email.lower(), person.password))
    service.browser().api("POST", "/forgot-password", email=person.email.upper()).expect(202)
    assert service.smtp.take(person.email, "/reset-password/")


def test_a_sign_up_with_a_taken_address_tells_only_its_owner(service: Service) -> None:
    owner, _ = service.account()
    stranger, intruder = service.browser(), Person(owner.email)
    stranger.api("POST", "/sign-up", **intruder.credentials()).expect(202)
    notice = service.smtp.take(owner.email)
    assert "/confirm/" not in notice.path
    assert service.can_sign_in(owner) and not service.can_sign_in(intruder)
    stranger.api("GET", "/session").expect_problem(403, "unconfirmed")

    # Whoever signs in as the owner in that browser is the owner.
    stranger.api("POST", "/sign-in", **intruder.credentials()).expect_problem(403, "unconfirmed")
    stranger.api("POST", "/sign-in", **owner.credentials()).expect(200)
    assert stranger.signed_in_as() == owner.email


def test_a_reset_for_an_unconfirmed_sign_up_sends_the_link_to_confirm(service: Service) -> None:
    person, browser = Person(), service.browser()
    service.sign_up(person, browser)
    service.browser().api("POST", "/forgot-password", email=person.email).expect(202)
    again = service.smtp.take(person.email, "/confirm/")
    browser.api("POST", "/confirm", token=again.token).expect(200)


def test_a_resent_link_and_the_first_one_are_both_good_until_one_is_used(service: Service) -> None:
    person, browser = Person(), service.browser()
    first = service.sign_up(person, browser)
    service.browser().api("POST", "/resend", email=person.email).expect(202)
    second = service.smtp.take(person.email, "/confirm/")
    assert first.token != second.token and first.message_id != second.message_id
    browser.api("POST", "/confirm", token=first.token).expect(200)
    service.browser().api("POST", "/confirm", token=second.token, password=person.password).expect_problem(
        410, "token_used"
    )


def test_the_mail_for_an_unknown_address_is_no_mail(service: Service) -> None:
    person = Person()
    for path in ("/forgot-password", "/resend"):
        service.browser().api("POST", path, email=person.email).expect(202)
    service.server.wait_until_settled()
    assert not service.smtp.to(person.email)


def is_instant(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None
