"""The main flows by somebody who has no mouse: with and without JavaScript, on a phone and on a wide screen, in
English, Arabic and Japanese. The focus is where one expects it, is seen all the time, and Tab goes where the eye goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support.looks import FOCUS, SCREENS, at_shape
from support.people import Person, new_address, new_password
from support.pages import Doors, Visit, open_doors

# Stops of Tab before the first field of a page: what stands in the header.
MOST_BEFORE = 5
MOST_STOPS = 60
LETTERS = {"en": "[A-Za-z]", "ar": "[\u0620-\u064a]", "ja": "[\u3041-\u30ff\u4e00-\u9fff]"}


@pytest.fixture(scope="module")
def doors(chromium: Browser, binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with open_doors(chromium, tmp_path_factory.mktemp("doors")) as doors:
        yield doors


@dataclass
class Hands:
    """What somebody with a keyboard does, and sees on the way."""

    visit: Visit
    language: str

    def open(self, url: str) -> None:
        self.visit.open(url)
        self.look()

    def look(self) -> None:
        """At a page that has just come: in the right language, and nothing but what went wrong has taken the focus away
        from its beginning."""
        page = self.visit.page
        page.wait_for_load_state("load")
        direction = "rtl" if self.language == "ar" else "ltr"
        assert at_shape(page, self.language, direction) == [], page.url
        heading = page.locator("h1").inner_text()
        assert re.search(LETTERS[self.language], heading), f"{page.url} is headed {heading!r} in {self.language}"
        assert self.is_at("body, [role=alert], [role=alert] *"), page.url
        assert not self.visit.troubles, (page.url, self.visit.troubles)

    def is_at(self, selector: str) -> bool:
        return bool(self.visit.page.evaluate("wanted => !!document.activeElement?.matches(wanted)", selector))

    def tab_to(self, selector: str, most: int = MOST_STOPS, key: str = "Tab") -> None:
        """Tab until the focus is there. On the way it is always to be seen."""
        page, way = self.visit.page, []
        for _ in range(most):
            page.keyboard.press(key)
            at = page.evaluate(FOCUS)
            assert at is not None, f"{page.url}: {key} leads out of the page by {way}, not to {selector}"
            assert not at["faults"], f"{page.url}: the focus on {at['name']} {at['faults']}"
            way.append(at["name"])
            if self.is_at(selector):
                return
        raise AssertionError(f"{page.url}: {key} leads to {way}, not to {selector}")

    def fill(self, **fields: str) -> None:
        """Types one field after the other: each is the next but for what helps with the one before."""
        for number, (field, text) in enumerate(fields.items()):
            self.tab_to(f'main [name="{field}"]', MOST_BEFORE if number == 0 else 3)
            self.visit.page.keyboard.type(text)

    def press(self, key: str = "Enter") -> None:
        with self.visit.page.expect_navigation():
            self.visit.page.keyboard.press(key)
        self.look()

    def at(self, path: str) -> None:
        url = self.visit.page.url.removeprefix(self.visit.service.server.base_url)
        assert url.split("?")[0] == path, url


# Each value of each of the three at least once, and both kinds of script with each direction.
@pytest.mark.parametrize(
    ("language", "screen", "script"),
    [
        ("en", "phone", False),
        ("en", "wide", True),
        ("ar", "phone", True),
        ("ar", "wide", False),
        ("ja", "phone", False),
        ("ja", "wide", True),
    ],
)
def test_the_whole_way_goes_without_a_mouse(doors: Doors, language: str, screen: str, script: bool) -> None:
    with doors.begin("usual", script, locale=language, viewport=SCREENS[screen]) as visit:
        journey(Hands(visit, language), visit, Person())


def journey(hands: Hands, visit: Visit, person: Person) -> None:
    page, smtp = visit.page, visit.service.smtp

    # Signing up: what is wrong is told at the top, and each message leads to its field.
    hands.open("/sign-up")
    hands.fill(email=person.email, password="too short")
    hands.tab_to("main form button:not([type=button])")
    hands.press("Space")
    assert page.locator("[aria-invalid]").count() == 1
    hands.tab_to('main [role="alert"] a', MOST_BEFORE)
    page.keyboard.press("Enter")
    assert hands.is_at('[name="password"]')
    assert page.locator('[name="email"]').input_value() == person.email
    page.keyboard.type(person.password)
    hands.press("Enter")
    hands.at("/check-mail")

    # Confirming: the first thing on the page is its button.
    hands.open(smtp.take(person.email, "/confirm/").link)
    hands.tab_to("main form button", MOST_BEFORE)
    hands.press("Enter")
    hands.at("/account")

    # Out, and a way back for who forgot the password.
    hands.tab_to('form[action$="/sign-out"] [type="submit"]', MOST_BEFORE)
    hands.press("Space")
    hands.at("/sign-in")
    hands.tab_to('a[href$="/forgot-password"]')
    hands.press("Enter")
    hands.fill(email=person.email)
    hands.press("Enter")
    person.password = new_password()
    hands.open(smtp.take(person.email, "/reset-password/").link)
    hands.fill(password=person.password)
    hands.press("Enter")
    hands.at("/sign-in")
    # Whoever went too far goes back.
    hands.tab_to('main [name="password"]')
    hands.tab_to('main [name="email"]', 3, key="Shift+Tab")
    page.keyboard.type(person.email)
    hands.fill(password=person.password)
    hands.press("Enter")
    hands.at("/account")

    # Another address.
    new = new_address("new")
    change = 'form[action$="/change-email"]'
    hands.tab_to(f'{change} [name="email"]')
    page.keyboard.type(new)
    hands.tab_to(f'{change} [name="password"]', 3)
    page.keyboard.type(person.password)
    hands.press("Enter")
    hands.open(smtp.take(new, "/change-email/").link)
    hands.tab_to("main form button", MOST_BEFORE)
    hands.press("Enter")
    hands.at("/account")
    assert new in page.locator("main").inner_text()

    # Leaving: what cannot be undone is behind one more door.
    closing_form = 'form[action$="/account/delete"]'
    assert not page.locator(closing_form).is_visible()
    hands.tab_to("summary")
    page.keyboard.press("Enter")
    hands.tab_to(f'{closing_form} [name="password"]', 3)
    page.keyboard.type(person.password)
    hands.tab_to(f"{closing_form} button:not([type=button])", 3)
    hands.press("Space")
    hands.at("/sign-in")
    assert page.locator('[role="status"].good').count() == 1
    hands.open("/account")
    hands.at("/sign-in")

    # A change of mind: the link in the mail asks for another password, and the account is back.
    hands.open(smtp.take(new, "/reset-password/").link)
    person = Person(new, new_password())
    hands.fill(password=person.password)
    hands.press("Enter")
    hands.at("/sign-in")
    hands.fill(email=person.email, password=person.password)
    hands.press("Enter")
    hands.at("/account")
