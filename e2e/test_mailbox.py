"""The built-in mailbox in a browser: new mail comes by itself, its links lead on, and it is seen as a phone, a wide
screen and a dark one show it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from support.pages import Doors, Visit, mailbox, open_doors
from support.people import Person


@pytest.fixture(scope="module")
def doors(chromium: Browser, binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    below_a_prefix = "http://127.0.0.1:{port}/auth"
    with open_doors(chromium, tmp_path_factory.mktemp("doors"), COUNTERSIGN_BASE_URL=below_a_prefix) as doors:
        yield doors


def sign_up(visit: Visit) -> dict[str, str]:
    """By somebody else; the mail that comes."""
    person = Person()
    visit.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
    visit.service.server.wait_until_settled()
    [mail] = [mail for mail in mailbox(visit.service) if mail["to"] == person.email]
    return mail


@pytest.mark.parametrize("script", [False, True], ids=["without-script", "with-script"])
def test_a_link_in_a_mail_leads_out_of_its_frame(doors: Doors, script: bool) -> None:
    with doors.begin("mailbox", script) as visit:
        visit.page.goto("/auth/sign-up")
        visit.submit("/sign-up", **visit.person.credentials())
        visit.service.server.wait_until_settled()
        visit.page.goto("/auth/dev/mailbox")
        visit.page.locator("#mails li a").first.click()
        expect(visit.page.locator("article")).to_contain_text(visit.person.email)
        visit.page.frame_locator("iframe").get_by_role("link").click()
        visit.page.wait_for_url("**/auth/confirm")
        visit.submit("/confirm")
        assert visit.page.url.endswith("/auth/account?notice=confirmed")
        assert not visit.troubles, visit.troubles


def test_new_mail_comes_by_itself_and_leaves_alone_what_one_reads(doors: Doors) -> None:
    with doors.begin("mailbox") as visit:
        first = sign_up(visit)
        visit.page.goto("/auth/dev/mailbox")
        list_, mail = visit.page.locator("#mails"), visit.page.locator("#mail")
        expect(mail).to_contain_text(first["to"])
        second = sign_up(visit)
        expect(list_).to_contain_text(second["to"])
        expect(mail).to_contain_text(second["to"])
        expect(visit.page.get_by_role("status")).to_have_text("New mail has arrived.")
        visit.page.locator("#mails li a").nth(1).click()
        expect(mail).to_contain_text(first["to"])
        third = sign_up(visit)
        expect(list_).to_contain_text(third["to"])
        expect(mail).to_contain_text(first["to"])
        assert not visit.troubles, visit.troubles


def test_the_html_is_seen_as_wide_and_as_dark_as_one_chooses(doors: Doors) -> None:
    with doors.begin("mailbox", viewport={"width": 1280, "height": 900}, color_scheme="light") as visit:
        mail = sign_up(visit)
        visit.page.goto(f"/auth/dev/mailbox/{mail['id']}")
        frame = visit.page.frame_locator("iframe").locator("body")

        def looks() -> tuple[int, str]:
            return frame.evaluate("body => [innerWidth, getComputedStyle(body).backgroundColor]")

        light, dark = "rgb(243, 244, 246)", "rgb(22, 24, 29)"
        assert looks() == [375, light]
        visit.page.get_by_role("link", name="Dark").click()
        assert looks() == [375, dark]
        visit.page.get_by_role("link", name="Wide").click()
        width, colour = looks()
        assert width > 700 and colour == dark
        # What was chosen is not lost on the way to another mail, and a light mail can be seen in a dark browser.
        visit.page.locator("#mails li a").first.click()
        assert visit.page.url.endswith("?scheme=dark&width=wide")
        visit.page.emulate_media(color_scheme="dark")
        visit.page.get_by_role("link", name="Light").click()
        assert looks() == [width, light]


def test_samples_of_every_mail_come_in_the_chosen_language(doors: Doors) -> None:
    with doors.begin("empty-mailbox") as visit:
        visit.page.goto("/auth/dev/mailbox")
        visit.page.get_by_label("A sample of every mail, in").select_option("ja")
        visit.page.get_by_role("button", name="Send them here").click()
        kinds = {mail["kind"] for mail in mailbox(visit.service)}
        assert {"confirm", "already_registered", "reset", "password_changed", "change_email", "email_changed"} <= kinds
        expect(visit.page.locator("#mails li")).to_have_count(len(kinds))
        assert visit.page.frame_locator("iframe").locator("html").get_attribute("lang") == "ja"
        visit.page.get_by_label("Recipient").fill("nobody")
        visit.page.keyboard.press("Enter")
        expect(visit.page.locator("#mails")).to_contain_text("No mail to nobody")
