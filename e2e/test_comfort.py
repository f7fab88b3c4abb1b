"""What the pages' script does for people, and that everything goes without it.

With JavaScript: a password can be looked at, a new one is estimated, a slip in an address is noticed while it is typed, a
form is sent once, and the waiting page moves on. Without: the same pages, the same forms, and nothing dead on them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from support.people import Person, Service, new_address, new_password
from support.server import Server
from support.smtp import SmtpServer
from support.waiting import until
from support.walk import Walk

# What is typed, and what was meant; none where nobody can be sure. The same as in crates/core/src/typo.rs.
SLIPS = {
    "gmial.com": "gmail.com",
    "gmai.com": "gmail.com",
    "gamil.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gmail.con": "gmail.com",
    "gmail.co": "gmail.com",
    "gmial.con": "gmail.com",
    "hotmal.co.uk": "hotmail.co.uk",
    "outlok.com": "outlook.com",
    "yahooo.co.uk": "yahoo.co.uk",
    "iclod.com": "icloud.com",
    "t-onlin.de": "t-online.de",
    "GMIAL.COM": "gmail.com",
    "ymail.com": None,
    "email.com": None,
    "mail.com": None,
    "fmail.com": None,
    "cloud.com": None,
    "never.com": None,
    "libera.it": None,
    "hotmail.fr": None,
    "hotmail.cz": None,
    "gmail.de": None,
    "example.org": None,
    "line.com": None,
    "gmx.net": None,
}


@pytest.fixture(scope="module")
def service(binary: Path, database: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """One server for all walks of this module, at an address that a browser reaches by itself."""
    with ExitStack() as stack:
        relay = SmtpServer()
        stack.callback(relay.close)
        env = {"COUNTERSIGN_MAIL_URL": relay.url, "COUNTERSIGN_BASE_URL": "http://127.0.0.1:{port}"}
        shared = Server(tmp_path_factory.mktemp("comfort"), database.settings(env))
        stack.callback(shared.stop)
        yield Service(shared.start(), relay)


@pytest.fixture
def begin(chromium: Browser, service: Service, output: Path) -> Iterator[Callable[..., Walk]]:
    walks: list[Walk] = []
    folder = output / "screens" / "comfort"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def make(script: bool = True) -> Walk:
        walk = Walk.begin(chromium, service.server.base_url, folder, "phone", script)
        walks.append(walk)
        return walk

    yield make
    for walk in walks:
        assert not walk.troubles, walk.troubles
        walk.context.close()


def password_field(page: Page) -> Locator:
    return page.locator('[name="password"]')


def suggestion(page: Page) -> Locator:
    return page.locator("[data-domains]")


def leave(page: Page, email: str) -> None:
    """Types an address and goes on to the next field."""
    page.fill('[name="email"]', email)
    page.locator('[name="email"]').dispatch_event("change")


def test_a_password_can_be_looked_at_until_it_is_sent(begin: Callable[..., Walk]) -> None:
    walk = begin()
    for path in ("/sign-in", "/sign-up"):
        walk.open(path, "form")
        page, field = walk.page, password_field(walk.page)
        button = page.get_by_role("button", name="Show the password", exact=True)
        field.fill("lantern quartz")
        field.evaluate("field => { field.focus(); field.setSelectionRange(3, 5) }")
        for shown in (True, False, True):
            button.click()
            expect(field).to_have_attribute("type", "text" if shown else "password")
            expect(button).to_have_attribute("aria-pressed", str(shown).lower())
            expect(field).to_be_focused()
            assert field.evaluate("field => [field.selectionStart, field.selectionEnd, field.value]") == [3, 5, "lantern quartz"]
        assert field.get_attribute("autocomplete") == ("current-password" if path == "/sign-in" else "new-password")
        # As it is when browsers look whether there is a password to be saved.
        page.evaluate("() => addEventListener('submit', event => { event.preventDefault(); window.sentAs = document.querySelector('[name=password]').type })")
        page.fill('[name="email"]', new_address())
        page.locator("main form button:not([type])").first.click()
        assert page.evaluate("() => window.sentAs") == "password"


def test_the_button_is_reached_and_pressed_by_keys_alone(begin: Callable[..., Walk]) -> None:
    walk = begin()
    walk.open("/sign-in", "form")
    password_field(walk.page).focus()
    walk.page.keyboard.press("Tab")
    button = walk.page.get_by_role("button", name="Show the password", exact=True)
    expect(button).to_be_focused()
    walk.page.keyboard.press("Space")
    expect(password_field(walk.page)).to_have_attribute("type", "text")


def test_a_slip_in_an_address_is_offered_to_be_mended_by_one_click(begin: Callable[..., Walk]) -> None:
    walk = begin()
    walk.open("/sign-up", "form")
    page = walk.page
    expect(suggestion(page)).to_be_hidden()
    leave(page, "Ada.L@gmial.com")
    expect(suggestion(page)).to_contain_text("Did you mean")
    walk.shot("did-you-mean")
    suggestion(page).get_by_role("button", name="Ada.L@gmail.com").click()
    expect(page.locator('[name="email"]')).to_have_value("Ada.L@gmail.com")
    expect(page.locator('[name="email"]')).to_be_focused()
    expect(suggestion(page)).to_be_hidden()


def test_a_button_that_is_pressed_stays_where_it_is(begin: Callable[..., Walk], service: Service) -> None:
    walk, person = begin(), Person(new_address().replace("@example.net", "@gmial.com"))
    walk.open("/sign-up", "form")
    page = walk.page
    password_field(page).fill(person.password)
    page.fill('[name="email"]', person.email)
    # Leaves the field of the address, about which there is something to say.
    page.locator('form[action$="/sign-up"] button:not([type])').click(delay=100)
    page.wait_for_url("**/check-mail")
    service.smtp.take(person.email)


def test_the_script_means_what_the_server_means(begin: Callable[..., Walk]) -> None:
    walk = begin()
    walk.page.clock.install()
    walk.open("/sign-up", "form")
    page = walk.page
    for typed, meant in SLIPS.items():
        leave(page, f"ada@{typed}")
        page.clock.run_for(300)
        found = suggestion(page).get_by_role("button").inner_text() if suggestion(page).is_visible() else None
        assert found == (meant and f"ada@{meant}"), typed
    for known in (suggestion(page).get_attribute("data-domains") or "").split():
        leave(page, f"ada@{known}")
        page.clock.run_for(300)
        assert suggestion(page).is_hidden(), known


@pytest.mark.parametrize("script", [False, True], ids=["without-script", "with-script"])
def test_the_waiting_page_asks_about_a_slip_and_corrects_it(
    begin: Callable[..., Walk], service: Service, script: bool
) -> None:
    walk, right = begin(script), new_address().replace("@example.net", "@gmail.com")
    walk.open("/sign-up?next=/account%3Fa%3D1", "form")
    walk.submit("/sign-up", "did-you-mean", email=right.replace("gmail", "gmial"), password=new_password())
    walk.at("/check-mail")
    walk.says(f"Did you mean {right}?")
    walk.page.get_by_role("link", name="Yes, correct it").click()
    walk.at("/sign-up")
    expect(walk.page.locator('[name="email"]')).to_have_value(right)
    assert walk.page.locator('form[action$="/sign-up"] [name="next"]').input_value() == "/account?a=1"
    walk.submit("/sign-up", "corrected", email=right, password=new_password())
    walk.says(right)
    assert "Did you mean" not in walk.page.inner_text("body")
    link = walk.page.get_by_role("link", name="Open Gmail")
    expect(link).to_have_attribute("href", "https://mail.google.com/")
    expect(link).to_have_attribute("rel", "noreferrer noopener")
    service.smtp.take(right.replace("gmail", "gmial"))
    service.smtp.take(right)


def test_a_new_password_is_estimated_with_a_reason(begin: Callable[..., Walk]) -> None:
    walk = begin()
    walk.open("/sign-up", "form")
    page, place = walk.page, walk.page.locator("[data-strength]")
    page.fill('[name="email"]', "grace.hopper@example.net")
    expect(place).to_be_hidden()
    for password, level, words in [
        ("short", "1", "at least 15"),
        ("aaaaaaaaaaaaaaaaaaaa", "1", "pattern"),
        ("abcdefghijklmnopqrst", "1", "pattern"),
        ("passwordpassword", "1", "pattern"),
        ("gracehoppergracehopper", "1", "your address"),
        ("velvet 12345678", "2", "Fair"),
        ("velvet otter stamps", "3", "Good"),
        ("velvet otter stamps 12 yellow boats", "4", "Strong"),
    ]:
        password_field(page).fill(password)
        expect(place).to_have_attribute("data-level", level)
        expect(place.get_by_role("status")).to_contain_text(words)
    walk.shot("strong")
    password_field(page).fill("")
    expect(place).to_be_hidden()


@pytest.mark.parametrize("script", [False, True], ids=["without-script", "with-script"])
def test_what_is_wrong_has_the_focus_and_is_in_the_title(begin: Callable[..., Walk], script: bool) -> None:
    walk = begin(script)
    walk.open("/sign-up", "form")
    walk.submit("/sign-up", "refused", email="ada", password="")
    summary = walk.page.locator(".note.bad")
    expect(summary).to_be_focused()
    assert walk.page.title().startswith("Please check")
    summary.get_by_role("link").first.click()
    expect(walk.page.locator('[name="email"]')).to_be_focused()
    for name in ("email", "password"):
        field = walk.page.locator(f'[name="{name}"]')
        expect(field).to_have_attribute("aria-invalid", "true")
        messages = walk.page.locator(f"#{name}-problems li")
        expect(messages).to_have_count(1)
        assert f"{name}-problems" in (field.get_attribute("aria-describedby") or "")


def test_a_form_is_sent_once_and_can_be_sent_again_by_who_comes_back(begin: Callable[..., Walk]) -> None:
    walk, person = begin(), Person()
    walk.open("/sign-up", "form")
    page, sent = walk.page, []

    def answer(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request.post_data)
            # A browser stays where it is, as it does while it waits.
            route.fulfill(status=204)
        else:
            route.continue_()

    page.route("**/sign-up", answer)
    page.fill('[name="email"]', person.email)
    password_field(page).fill(person.password)
    button = page.locator('form[action$="/sign-up"] button:not([type])')
    button.click()
    expect(button).to_be_disabled()
    assert button.evaluate("button => getComputedStyle(button, '::after').content") == '"…"'
    password_field(page).press("Enter")
    until(lambda: sent, "the form to be sent")
    page.goto("/sign-in")
    page.go_back()
    expect(button).to_be_enabled()
    assert len(sent) == 1


def test_the_waiting_page_moves_on_once_it_was_confirmed_elsewhere(begin: Callable[..., Walk], service: Service) -> None:
    walk, person = begin(), Person()
    walk.open("/sign-up?next=/account%3Fa%3D1", "form")
    walk.submit("/sign-up", "check-mail", **person.credentials())
    token = service.smtp.take(person.email, "/confirm/").token
    with walk.page.expect_response("**/api/v1/sign-up/status") as first:
        pass
    assert first.value.json() == {"status": "waiting"}
    service.browser().api("POST", "/confirm", token=token, password=person.password).expect(200)
    walk.page.wait_for_url("**/sign-in?*", timeout=30_000)
    walk.shot("confirmed-elsewhere")
    walk.says("Your address is confirmed")
    expect(walk.page.locator('[name="email"]')).to_have_value(person.email)
    walk.submit("/sign-in", "account", password=person.password)
    assert walk.page.url.endswith("/account?a=1"), walk.page.url


def test_a_tab_left_waiting_follows_its_own_browser(begin: Callable[..., Walk], service: Service) -> None:
    walk, person = begin(), Person()
    walk.open("/sign-up", "form")
    walk.submit("/sign-up", "check-mail", **person.credentials())
    link = service.smtp.take(person.email, "/confirm/").link
    other = walk.context.new_page()
    other.goto(link)
    other.locator('form[action$="/confirm"] button:not([type])').first.click()
    other.wait_for_url("**/account?*")
    other.close()
    walk.page.wait_for_url("**/account", timeout=30_000)


def test_the_waiting_page_stays_when_a_rival_is_confirmed(begin: Callable[..., Walk], service: Service) -> None:
    walk, rival = begin(), Person()
    walk.open("/sign-up", "form")
    walk.submit("/sign-up", "check-mail", email=rival.email, password=new_password())
    service.smtp.take(rival.email, "/confirm/")
    service.account(rival)
    answers: list[str] = []
    walk.page.on("response", lambda answer: answers.append(answer.text()) if "/api/v1/sign-up/status" in answer.url else None)
    for _ in range(2):
        with walk.page.expect_response("**/api/v1/sign-up/status"):
            pass
    walk.at("/check-mail")
    assert set(answers) == {'{"status":"waiting"}'}, answers


def test_another_mail_can_be_asked_for_after_a_minute(begin: Callable[..., Walk], service: Service) -> None:
    walk, person = begin(), Person()
    walk.page.clock.install()
    walk.open("/sign-up", "form")
    walk.submit("/sign-up", "check-mail", **person.credentials())
    button = walk.page.locator('form[action$="/resend"] button')
    expect(button).to_be_enabled()
    walk.submit("/resend", "resent")
    expect(button).to_be_disabled()
    expect(button).to_contain_text("in 60 s")
    walk.page.clock.run_for(20_000)
    expect(button).to_contain_text("in 40 s")
    walk.page.clock.run_for(41_000)
    expect(button).to_be_enabled()
    expect(button).to_have_text("Send the mail again")
    service.smtp.take(person.email)
    service.smtp.take(person.email)


def test_without_the_script_nothing_of_it_is_shown(begin: Callable[..., Walk], service: Service) -> None:
    walk, person = begin(script=False), Person()
    walk.open("/sign-up", "form")
    assert walk.page.locator(".reveal").count() == 0
    expect(suggestion(walk.page)).to_be_hidden()
    expect(walk.page.locator("[data-strength]")).to_be_hidden()
    walk.submit("/sign-up", "check-mail", **person.credentials())
    walk.submit("/resend", "resent")
    expect(walk.page.locator('form[action$="/resend"] button')).to_be_enabled()
    walk.says("in a minute")
    service.smtp.take(person.email)
    service.smtp.take(person.email)


def test_pages_have_the_operators_colour_and_logo(
    chromium: Browser, make_service: Callable[..., Service], tmp_path: Path, output: Path
) -> None:
    logo = tmp_path / "logo.svg"
    logo.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path fill="#d22" d="M0 0h9v3H0z"/></svg>')
    service = make_service(
        COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}/auth",
        COUNTERSIGN_BRAND_NAME="Lantern & Sons",
        COUNTERSIGN_BRAND_COLOR="#ffdd00",
        COUNTERSIGN_BRAND_LOGO_FILE=str(logo),
    )
    folder = output / "screens" / "brand"
    folder.mkdir(parents=True, exist_ok=True)
    for dark in (False, True):
        walk = Walk.begin(chromium, service.server.base_url, folder, "phone", script=True, dark=dark)
        walk.open(f"{service.server.base_url}/sign-up", f"sign-up-{'dark' if dark else 'light'}")
        picture = walk.page.get_by_role("img", name="Lantern & Sons")
        assert picture.evaluate("img => img.naturalWidth") > 0
        box = picture.bounding_box()
        assert box and box["height"] > 30 and box["width"] > 90, box
        button = walk.page.locator("main form button:not([type])").first
        assert button.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(255, 221, 0)"
        answer = walk.context.request.get(picture.evaluate("img => img.src"))
        assert answer.headers["content-type"] == "image/svg+xml"
        assert "sandbox" in answer.headers["content-security-policy"]
        assert "immutable" in answer.headers["cache-control"]
        walk.context.close()
