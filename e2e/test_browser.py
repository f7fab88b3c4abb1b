"""The whole journey in Chromium, with and without JavaScript, on a phone and on a desktop.

Every page on the way is photographed into target/e2e/screens/. No page may write an error to the console,
ask another host for anything, or be wider than the screen.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from support.mails import Mail
from support.people import Person, Service, new_address, new_password
from support.walk import Walk


@pytest.mark.parametrize("screen", ["phone", "desktop"])
@pytest.mark.parametrize("script", [False, True], ids=["without-script", "with-script"])
def test_a_person_walks_the_whole_way(
    chromium: Browser, make_service: Callable[..., Service], output: Path, screen: str, script: bool
) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}")
    folder = output / "screens" / f"{screen}-{'with' if script else 'without'}-script"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    walk = Walk.begin(chromium, service.server.base_url, folder, screen, script)
    try:
        journey(walk, service)
    finally:
        walk.context.close()


def journey(walk: Walk, service: Service) -> None:
    person, smtp = Person(), service.smtp
    page = walk.page

    walk.open("/sign-up", "sign-up")
    walk.submit("/sign-up", "sign-up-refused", email=person.email, password="short")
    assert page.locator('[name="email"]').first.input_value() == person.email
    walk.submit("/sign-up", "check-mail", **person.credentials())
    walk.says(person.email)
    walk.open("/account", "unconfirmed")
    walk.at("/unconfirmed")
    walk.submit("/resend", "resent")
    first, second = smtp.take(person.email, "/confirm/"), smtp.take(person.email, "/confirm/")

    walk.open(second.link, "confirm")
    walk.at("/confirm")
    walk.submit("/confirm", "account")
    walk.at("/account")
    walk.says(person.email)
    walk.open(first.link, "already-confirmed")
    walk.says("already confirmed")

    walk.open("/account", "account")
    walk.submit("/account/change-password", "change-refused", current_password="wrong", password=new_password())
    old, person.password = person.password, new_password()
    walk.open("/account", "account")
    walk.submit("/account/change-password", "password-changed", current_password=old, password=person.password)
    smtp.take(person.email)
    page.goto("/account")
    walk.submit("/sign-out", "signed-out")

    walk.open("/account", "sign-in")
    walk.at("/sign-in")
    walk.submit("/sign-in", "sign-in-refused", email=person.email, password=old)
    walk.open("/forgot-password", "forgot-password")
    walk.submit("/forgot-password", "forgot-password-sent", email=person.email)
    reset = smtp.take(person.email, "/reset-password/")
    walk.open(reset.link, "reset-password")
    walk.submit("/reset-password", "reset-refused", password="passwordpassword")
    person.password = new_password()
    walk.submit("/reset-password", "reset-done", password=person.password)
    smtp.take(person.email)
    walk.open(reset.link, "already-changed")
    walk.open("/sign-in", "sign-in")
    walk.submit("/sign-in", "signed-in", **person.credentials())
    walk.at("/account")

    new = new_address("new")
    walk.submit("/account/change-email", "change-email-sent", email=new, password=person.password)
    smtp.take(person.email)
    walk.open(smtp.take(new, "/change-email/").link, "change-email")
    walk.submit("/change-email", "change-email-done")
    undo = smtp.take(person.email, "/change-email/")
    service.sign_in(Person(new, person.password))
    walk.open("/account", "account-two-sessions")
    walk.says(new)
    walk.submit("/account/end-other-sessions", "other-sessions-ended")
    walk.open(undo.link, "undo")
    walk.submit("/change-email", "undone")
    person = Person(person.email)
    walk.open(smtp.take(person.email, "/reset-password/").link, "reset-after-undo")
    walk.submit("/reset-password", "reset-after-undo-done", password=person.password)
    walk.submit("/sign-in", "signed-in", **person.credentials())
    walk.at("/account")
    page.locator("details summary").click()
    walk.submit("/account/delete", "closed", password=person.password)
    walk.open(smtp.take(person.email, "/reset-password/").link, "keep-account")
    person.password = new_password()
    walk.submit("/reset-password", "kept", password=person.password)
    smtp.take(person.email)
    walk.submit("/sign-in", "signed-in", **person.credentials())
    walk.at("/account")
    page.locator("details summary").click()
    walk.submit("/account/delete", "closed-again", password=person.password)

    walk.open("/confirm/forged", "forged-link")
    walk.open("/no-such-page", "not-found")


@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_a_link_in_another_browser_asks_for_the_password(
    chromium: Browser, make_service: Callable[..., Service], output: Path, screen: str
) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}")
    folder = output / "screens" / f"{screen}-another-browser"
    folder.mkdir(parents=True, exist_ok=True)
    person, rejected = Person(), Person()
    walk = Walk.begin(chromium, service.server.base_url, folder, screen, script=True)
    try:
        walk.open(service.sign_up(person).link, "confirm")
        walk.submit("/confirm", "confirm-refused", password=new_password())
        walk.submit("/confirm", "account", password=person.password)
        walk.at("/account")
        walk.open(service.sign_up(rejected).link, "confirm")
        walk.submit("/confirm/not-me", "not-me")
    finally:
        walk.context.close()


@pytest.mark.parametrize("screen", ["phone", "desktop"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_a_mistyped_address_is_told_and_corrected(
    chromium: Browser, make_service: Callable[..., Service], output: Path, screen: str, dark: bool
) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}")
    folder = output / "screens" / f"{screen}-{'dark' if dark else 'light'}-undeliverable"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    mistyped, right = Person(f"a.rather.long.name.with.a.mistake.{new_address()}"), Person()
    walk = Walk.begin(chromium, service.server.base_url, folder, screen, script=False, dark=dark)
    page = walk.page
    try:
        service.smtp.refuse_recipients("550 5.1.1 No such user here")
        walk.open("/sign-up?next=/account", "sign-up")
        walk.submit("/sign-up", "check-mail", **mistyped.credentials())
        service.server.wait_until_settled()
        for path in ("/check-mail", "/unconfirmed"):
            walk.open(path, "undeliverable")
            walk.at(path)
            walk.says("could not deliver our mail")
            walk.says(mistyped.email)
        service.smtp.accept()
        page.get_by_role("link", name="Correct the address").click()
        walk.shot("correct-the-address")
        walk.at("/sign-up")
        assert page.locator('[name="email"]').first.input_value() == mistyped.email
        walk.submit("/sign-up", "check-mail", **right.credentials())
        walk.says(right.email)
        assert "could not deliver" not in page.inner_text("body")
        walk.open(service.smtp.take(right.email, "/confirm/").link, "confirm")
        walk.submit("/confirm", "account")
        walk.at("/account")
        walk.says(right.email)
    finally:
        walk.context.close()


def test_the_built_in_mailbox_is_a_page_like_the_others(chromium: Browser, make_server: Any, output: Path) -> None:
    server = make_server(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}", COUNTERSIGN_MAIL_URL="mailbox:")
    folder = output / "screens" / "mailbox"
    folder.mkdir(parents=True, exist_ok=True)
    walk, person = Walk.begin(chromium, server.base_url, folder, "desktop", script=True), Person()
    try:
        walk.open("/dev/mailbox", "empty")
        walk.open("/sign-up", "sign-up")
        walk.submit("/sign-up", "check-mail", **person.credentials())
        server.wait_until_settled()
        reader = Walk.begin(chromium, server.base_url, folder, "desktop", script=True)
        reader.open("/dev/mailbox", "one-mail")
        reader.says(person.email)
        reader.context.close()
    finally:
        walk.context.close()


def test_the_mails_are_readable_without_loading_anything(
    chromium: Browser, make_service: Callable[..., Service], output: Path
) -> None:
    service = make_service()
    person, browser = Person(), service.browser()
    mails = {"confirm": service.sign_up(person, browser)}
    browser.api("POST", "/confirm", token=mails["confirm"].token).expect(200)
    service.browser().api("POST", "/sign-up", email=person.email, password=new_password()).expect(202)
    mails["already-registered"] = service.smtp.take(person.email)
    mails["reset"] = service.forgot(person)
    new, password = new_address("new"), new_password()
    browser.api("POST", "/change-password", current_password=person.password, password=password).expect(204)
    mails["password-changed"] = service.smtp.take(person.email)
    browser.api("POST", "/change-email", email=new, password=password).expect(202)
    mails["change-email"] = service.smtp.take(new)
    mails["change-email-notice"] = service.smtp.take(person.email)
    browser.api("POST", "/change-email/confirm", token=mails["change-email"].token).expect(200)
    mails["email-changed"] = service.smtp.take(person.email)

    folder = output / "screens" / "mails"
    folder.mkdir(parents=True, exist_ok=True)
    context = chromium.new_context(viewport={"width": 600, "height": 700}, java_script_enabled=False)
    page, requests = context.new_page(), []
    page.on("request", lambda request: requests.append(request.url))
    for name, mail in mails.items():
        page.set_content(mail.html)
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), name
        (folder / f"{name}.txt").write_text(describe(mail))
    context.close()
    assert not [url for url in requests if url.startswith("http")]


def describe(mail: Mail) -> str:
    heads = "".join(f"{name}: {mail.header(name)}\n" for name in ("From", "To", "Subject", "Date", "Message-ID"))
    return f"{heads}\n{mail.text}"
