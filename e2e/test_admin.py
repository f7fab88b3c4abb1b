"""An admin looks after accounts: made at the command line by a mailed link, with and without JavaScript, on a phone and on a
desktop, and with the keyboard alone. Nobody else finds anything there.

Every page on the way is photographed into target/e2e/screens/.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from support.people import Person, Service, new_address, new_password
from support.walk import Walk


def made_admin(service: Service) -> Person:
    """As the guide says: by a command, and the link that is mailed."""
    admin = Person(new_address("root"))
    service.server.cli("account", "create", admin.email, "--admin")
    token = service.smtp.take(admin.email, "/reset-password/").token
    service.browser().api("POST", "/reset-password", token=token, password=admin.password).expect(204)
    service.smtp.take(admin.email)
    return admin


def begin(chromium: Browser, service: Service, output: Path, name: str, **options: Any) -> Walk:
    folder = output / "screens" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Walk.begin(chromium, service.server.base_url, folder, **options)


@pytest.mark.parametrize("screen", ["phone", "desktop"])
@pytest.mark.parametrize("script", [False, True], ids=["without-script", "with-script"])
def test_an_admin_walks_through_all_pages(
    chromium: Browser, make_service: Callable[..., Service], output: Path, screen: str, script: bool
) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}")
    admin, (ada, adas) = made_admin(service), service.account()
    long = Person(f"a.rather.long.name.that.goes.on.and.on.{new_address('waiting')}")
    service.sign_up(long)
    service.smtp.refuse_recipients("550 5.1.1 No such user here, said at some length by a server that has a lot to say")
    gone = Person()
    service.browser().api("POST", "/sign-up", **gone.credentials()).expect(202)
    service.server.wait_until_settled()
    service.smtp.accept()
    name = f"admin-{screen}-{'with' if script else 'without'}-script"
    walk = begin(chromium, service, output, name, screen=screen, script=script, dark=script)
    page = walk.page
    try:
        walk.open("/admin/accounts", "sign-in")
        walk.at("/sign-in")
        walk.submit("/sign-in", "people", **admin.credentials())
        walk.at("/admin/accounts")
        for person in (ada, long, gone):
            walk.says(person.email)
        page.get_by_role("link", name="Overview").click()
        walk.shot("overview")
        walk.at("/admin")
        assert page.get_by_role("img", name="Sign-ups and confirmations").is_visible()
        for table in page.get_by_text("As a table").all():
            table.click()
        walk.shot("overview-tables")
        assert page.get_by_role("cell", name="66 %").or_(page.get_by_role("cell", name="33 %")).count() == 1

        walk.open("/admin/accounts", "people")
        page.get_by_label("Address or id").fill(ada.email[:8].upper())
        page.get_by_role("button", name="Search").click()
        walk.shot("found")
        page.get_by_role("link", name=ada.email).click()
        walk.shot("account")
        walk.says("What happened")
        assert "argon2" not in page.content()
        path = page.url.removeprefix(service.server.base_url)

        page.get_by_text("Disable the account", exact=True).first.click()
        walk.submit("/disable", "wrong-password", password=new_password())
        walk.says("not the right password")
        walk.submit("/disable", "disabled", password=admin.password)
        walk.says("The account is disabled")
        adas.api("GET", "/session").expect_problem(401, "unauthenticated")
        page.get_by_text("Enable the account", exact=True).first.click()
        walk.submit("/enable", "enabled", password=admin.password)
        page.get_by_text("Send a link to choose a password", exact=True).first.click()
        walk.submit("/send-reset", "reset-sent", password=admin.password)
        token = service.smtp.take(ada.email, "/reset-password/").token
        ada.password = new_password()
        service.browser().api("POST", "/reset-password", token=token, password=ada.password).expect(204)
        service.smtp.take(ada.email)
        assert token not in page.content()
        other = service.sign_in(ada)
        page.get_by_text("Sign out everywhere", exact=True).first.click()
        walk.submit("/end-sessions", "sessions-ended", password=admin.password)
        other.api("GET", "/session").expect_problem(401, "unauthenticated")

        walk.open("/admin/mails?state=failed", "failed-mails")
        walk.says("No such user here, said at some length")
        walk.open("/admin/addresses", "addresses")
        walk.submit("/release", "released")
        walk.says("Released")
        walk.open("/admin/mails?state=failed", "failed-mails")
        walk.submit("/retry-failed", "retried")
        service.smtp.take(gone.email, "/confirm/")

        walk.open("/admin/accounts?state=waiting", "waiting")
        page.get_by_role("link", name=long.email).click()
        walk.shot("sign-up")
        walk.submit("/resend", "resent")
        service.smtp.take(long.email, "/confirm/")
        page.get_by_text("Remove this sign-up", exact=True).first.click()
        walk.submit("/remove", "removed", password=admin.password)
        assert long.email not in page.inner_text("main")

        walk.open(path, "account")
        page.get_by_text("Delete the account", exact=True).first.click()
        walk.submit("/delete", "deleted", password=admin.password)
        walk.says("The account is deleted")
        assert not service.can_sign_in(ada)
        walk.open(f"/admin/audit?q={ada.email}", "audit")
        for done in ("disable_account disabled", "enable_account enabled", "send_reset queued", "close_account deleted"):
            walk.says(done)
        walk.says(f"by {admin.email}")
        walk.open(path, "not-found")
        walk.says("There is nothing here")
    finally:
        walk.context.close()


def test_the_keyboard_alone_is_enough(chromium: Browser, make_service: Callable[..., Service], output: Path) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}")
    admin, (ada, _) = made_admin(service), service.account()
    walk = begin(chromium, service, output, "admin-keyboard", screen="desktop", script=True)
    page = walk.page

    def tab_to(name: str) -> None:
        for _ in range(60):
            page.keyboard.press("Tab")
            said = page.evaluate("() => { const e = document.activeElement; return e.innerText || e.value || e.id }")
            if said.strip() == name:
                return
        raise AssertionError(f"the keyboard does not reach {name} on {page.url}")

    try:
        walk.open("/sign-in?next=/admin/accounts", "sign-in")
        walk.submit("/sign-in", "people", **admin.credentials())
        tab_to(ada.email)
        page.keyboard.press("Enter")
        page.wait_for_url("**/admin/accounts/*")
        tab_to("Disable the account")
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.type(admin.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**notice=disabled")
        walk.shot("disabled")
        assert not service.can_sign_in(ada)
    finally:
        walk.context.close()


@pytest.mark.both_databases
def test_the_role_is_given_shown_and_taken_at_the_command_line(service: Service) -> None:
    cli = service.server.cli
    person, browser = service.account()
    browser.get("/admin/accounts").expect(404)
    refused = cli("account", "create", person.email, "--admin", expect=1).stderr
    assert f"account role {person.email} admin" in refused
    assert "is an admin" in cli("account", "role", person.email, "admin").stdout
    assert "is an admin already" in cli("account", "role", person.email.upper(), "admin").stdout
    assert json.loads(cli("account", "show", person.email).stdout)["role"] == "admin"
    [row] = [row for row in service.server.listing("account", "list") if row["email"] == person.email]
    assert row["role"] == "admin"
    browser.get("/admin/accounts").expect(200)
    browser.api("GET", "/session").expect(200)
    cli("account", "role", person.email, "none")
    browser.get("/admin/accounts").expect(404)
    assert json.loads(cli("account", "show", person.email).stdout)["role"] is None
    cli("account", "role", person.email, "king", expect=2)
    cli("account", "role", "nobody@example.net", "admin", expect=1)
    roles = [row["outcome"] for row in service.server.listing("audit", "list") if row["event"] == "change_role"]
    assert roles[:2] == ["taken", "given"]
    cli("audit", "verify")


def test_to_anybody_else_the_admin_pages_are_unknown_addresses(service: Service) -> None:
    """To the last header, as they come over the wire."""
    _, browser = service.account()

    def told(path: str, method: str) -> tuple[int, list[str], str]:
        answer = browser.request(method, path)
        return answer.status, sorted(name for name, _ in answer.headers), answer.text

    for path in ("/admin", "/admin/accounts", "/admin/mails/retry", "/admin/static"):
        for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
            unknown = "/" + "x" * (len(path) - 1)
            if path.count("/") > 1:
                unknown = "/xxxxx/" + path.split("/", 2)[2]
            mine, theirs = told(path, method), told(unknown, method)
            assert mine[:2] == theirs[:2], (method, path, mine, theirs)
            assert mine[2].replace("admin", "xxxxx") == theirs[2], (method, path)
