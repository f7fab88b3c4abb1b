"""Captchas: the built-in one is solved by our pages themselves and by programs, each good once; a vendor's widget runs
on our pages, and only there."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from support.browser import Answer
from support.captcha import solved
from support.people import Person, Service, new_address
from support.race import race
from support.waiting import until
from support.walk import Walk
from support.web import WebServer

MakeService = Callable[..., Service]

ALTCHA = {"COUNTERSIGN_CAPTCHA": "altcha"}
AT_HOME = {"COUNTERSIGN_BASE_URL": "http://127.0.0.1:{port}"}
FORMS = {"sign_up": "/sign-up", "resend": "/resend", "forgot_password": "/forgot-password"}


def fields(action: str) -> dict[str, str]:
    person = Person()
    return person.credentials() if action == "sign_up" else {"email": person.email}


def walk(
    chromium: Browser, service: Service, output: Path, name: str, script: bool = True, screen: str = "desktop"
) -> Walk:
    folder = output / "screens" / f"captcha-{name}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return Walk.begin(chromium, service.server.base_url, folder, screen, script)


# Programs.


@pytest.mark.both_databases
def test_a_program_solves_it_by_what_the_guide_says(make_service: MakeService) -> None:
    service = make_service(**ALTCHA)
    for action, path in FORMS.items():
        browser = service.browser()
        given = fields(action)
        problem = browser.api("POST", path, **given).expect_problem(403, "captcha_required")
        assert problem["captcha"]["kind"] == "altcha"
        assert problem["captcha"]["challenge"] == f"/captcha/challenge?action={action}"
        answer = solved(browser, action)
        browser.api("POST", path, **given, captcha=answer).expect(202)
        browser.api("POST", path, **given, captcha=answer).expect_problem(403, "captcha_required")
        for other in FORMS.keys() - {action}:
            foreign = solved(browser, other)
            browser.api("POST", path, **given, captcha=foreign).expect_problem(403, "captcha_required")


@pytest.mark.both_databases
def test_of_twenty_requests_with_one_answer_one_is_taken(make_service: MakeService) -> None:
    service = make_service(**ALTCHA)
    answer = solved(service.browser(), "sign_up")
    answers = race(service.server, "/sign-up", [Person().credentials() | {"captcha": answer} for _ in range(20)])
    assert Counter(status for status, _ in answers) == {202: 1, 403: 19}
    assert service.server.rows("sign_ups") == service.server.rows("captchas") == 1


# People.


@pytest.mark.parametrize("screen", ["phone", "desktop"])
@pytest.mark.parametrize("prefix", ["", "/auth"], ids=["root", "below-a-prefix"])
def test_the_pages_solve_it_by_themselves(
    chromium: Browser, make_service: MakeService, output: Path, screen: str, prefix: str
) -> None:
    service = make_service(**ALTCHA, COUNTERSIGN_BASE_URL=f"http://127.0.0.1:{{port}}{prefix}")
    person = walk(chromium, service, output, f"{screen}{prefix.replace('/', '-')}", screen=screen)
    try:
        for action, path in FORMS.items():
            person.open(f"{service.server.base_url}{path}", action)
            person.submit(path, f"{action}-sent", **fields(action))
            person.says("We" if action != "forgot_password" else "link")
            person.at({"forgot_password": "/forgot-password"}.get(action, "/check-mail"))
        assert service.server.rows("captchas") == 3
    finally:
        person.context.close()


def test_whoever_mistypes_or_goes_back_simply_sends_again(
    chromium: Browser, make_service: MakeService, output: Path
) -> None:
    service = make_service(**ALTCHA, **AT_HOME)
    person = walk(chromium, service, output, "again")
    try:
        person.open("/sign-up", "sign-up")
        person.submit("/sign-up", "refused", email=new_address(), password="short")
        person.submit("/sign-up", "check-mail", **Person().credentials())
        person.at("/check-mail")
        person.open("/sign-up", "sign-up")
        person.submit("/sign-up", "check-mail", **Person().credentials())
        person.page.go_back()
        person.submit("/sign-up", "check-mail", **Person().credentials())
        person.at("/check-mail")
        assert service.server.rows("sign_ups") == service.server.rows("captchas") == 3
    finally:
        person.context.close()


def test_who_takes_longer_than_an_answer_is_good_gets_another(
    chromium: Browser, make_service: MakeService, output: Path
) -> None:
    service = make_service(**ALTCHA, **AT_HOME)
    person = walk(chromium, service, output, "slow")
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    try:
        person.page.clock.install()
        person.open("/resend", "resend")
        person.page.locator('[name="email"]').fill(new_address())
        answer = person.page.locator("[name=captcha]")
        until(lambda: answer.input_value() != "", "the answer")
        person.page.clock.fast_forward("05:00")
        person.submit("/resend", "sent")
        person.at("/check-mail")
        assert len([url for url in asked if "/captcha/challenge" in url]) == 2, asked
    finally:
        person.context.close()


def test_a_challenge_that_does_not_come_is_told_and_tried_again(
    chromium: Browser, make_service: MakeService, output: Path
) -> None:
    service = make_service(**ALTCHA, **AT_HOME)
    person = walk(chromium, service, output, "unreachable")
    page = person.page
    try:
        page.route("**/captcha/challenge*", lambda route: route.fulfill(status=403, body=""))
        page.goto("/forgot-password")
        page.locator('[name="email"]').fill(new_address())
        page.get_by_role("button", name="Send me a link").click()
        status = page.get_by_role("status")
        until(lambda: "did not work" in status.inner_text(), "the message")
        person.shot("told")
        page.unroute("**/captcha/challenge*")
        person.submit("/forgot-password", "sent", email=new_address())
        assert service.server.rows("captchas") == 1
    finally:
        person.context.close()


def test_below_the_threshold_nobody_needs_a_script_and_above_it_the_page_says_what_to_do(
    chromium: Browser, make_service: MakeService, output: Path
) -> None:
    service = make_service(**ALTCHA, **AT_HOME, COUNTERSIGN_CAPTCHA_FROM="2/h")
    plain = walk(chromium, service, output, "without-script", script=False)
    try:
        for number in range(2):
            plain.open("/sign-up", f"sign-up-{number}")
            assert plain.page.locator('script[src*="captcha"]').count() == 0
            plain.submit("/sign-up", "check-mail", **Person().credentials())
            plain.at("/check-mail")
        person = Person()
        plain.open("/sign-up", "asked")
        plain.says("needs JavaScript")
        plain.submit("/sign-up", "refused", **person.credentials())
        plain.says("come back in 30 minutes")
        assert plain.page.locator('[name="email"]').input_value() == person.email
    finally:
        plain.context.close()
    scripted = walk(chromium, service, output, "above-the-threshold")
    try:
        scripted.open("/sign-up", "sign-up")
        scripted.submit("/sign-up", "check-mail", **Person().credentials())
        scripted.at("/check-mail")
    finally:
        scripted.context.close()
    assert service.server.rows("sign_ups") == 3


# A vendor's.

# What each widget's documentation says that it does with its element, and the host that its frame is from.
WIDGETS = {
    "turnstile": (
        "https://challenges.cloudflare.com/",
        """const at = document.querySelector(".cf-turnstile"), field = document.createElement("input");
        field.type = "hidden"; field.name = at.dataset.responseFieldName;
        field.value = `${at.dataset.sitekey} ${at.dataset.action}`;""",
    ),
    "hcaptcha": (
        "https://newassets.hcaptcha.com/",
        """const at = document.querySelector(".h-captcha"), field = document.createElement("textarea");
        field.name = "h-captcha-response"; field.hidden = true; field.value = at.dataset.sitekey;""",
    ),
    "recaptcha": (
        "https://www.google.com/recaptcha/",
        """const at = document.querySelector(".g-recaptcha"), field = document.createElement("textarea");
        field.name = "g-recaptcha-response"; field.hidden = true; field.value = at.dataset.sitekey;""",
    ),
}


@pytest.mark.parametrize("vendor", WIDGETS)
def test_a_vendor_s_widget_runs_on_the_page_and_its_answer_is_verified(
    chromium: Browser, make_service: MakeService, output: Path, vendor: str
) -> None:
    web = WebServer(json.dumps({"success": True, "hostname": "127.0.0.1", "action": "sign_up"}))
    own = {"SITE_KEY": "the-site-key", "SECRET": "the-secret", "VERIFY_URL": f"{web.url}/siteverify"}
    settings = {f"COUNTERSIGN_CAPTCHA_{name}": value for name, value in own.items()}
    service = make_service(COUNTERSIGN_CAPTCHA=vendor, **settings, **AT_HOME)
    home, script = WIDGETS[vendor]
    frame = f'const frame = document.createElement("iframe"); frame.src = "{home}frame"; at.append(field, frame);'
    asked: list[str] = []

    def be_the_vendor(route: Route) -> None:
        asked.append(route.request.url)
        is_frame = route.request.url.endswith("/frame")
        kind, body = ("text/html", "<p>Verified</p>") if is_frame else ("text/javascript", f"{{{script}{frame}}}")
        route.fulfill(content_type=kind, body=body)

    person = walk(chromium, service, output, vendor)
    page = person.page
    try:
        page.route(re.compile("^https://"), be_the_vendor)
        page.goto("/sign-up")
        page.frame_locator("iframe").get_by_text("Verified").wait_for()
        credentials = Person().credentials()
        for name, value in credentials.items():
            page.locator(f'[name="{name}"]').fill(value)
        with page.expect_navigation():
            page.get_by_role("button", name="Sign up").click()
        person.at("/check-mail")
        assert len(asked) == 2, asked
        assert [trouble for trouble in person.troubles if "asked another host" not in trouble] == []
        page.goto("/sign-in")
        assert len(asked) == 2, asked
    finally:
        person.context.close()
        web.close()
    [call] = web.asked
    assert call.line == "POST /siteverify" and "secret=the-secret" in call.body and "the-site-key" in call.body


def test_a_vendor_that_is_away_lets_nobody_through(make_service: MakeService) -> None:
    web = WebServer(status=503)
    own = {"SITE_KEY": "the-site-key", "SECRET": "the-secret", "VERIFY_URL": web.url}
    service = make_service(
        COUNTERSIGN_CAPTCHA="hcaptcha", **{f"COUNTERSIGN_CAPTCHA_{name}": value for name, value in own.items()}
    )
    try:
        status = race(service.server, "/sign-up", [Person().credentials() | {"captcha": "x"}])
        assert [(code, problem["code"]) for code, problem in status] == [(503, "overloaded")]
        assert "captchas cannot be verified now" in service.server.log and "the-secret" not in service.server.log
    finally:
        web.close()
    assert service.server.rows("sign_ups") == 0


# The list of breached passwords.


def test_new_passwords_are_held_against_a_list_whose_outage_keeps_out_nobody(make_service: Any) -> None:
    """`printf 'correct horse battery staple' | sha1sum`"""
    prefix, suffix = "ABF7A", "AD6438836DBE526AA231ABDE2D0EEF74D42"
    web = WebServer(f"{'0' * 35}:0\r\n{suffix}:384\r\n")
    service: Service = make_service(COUNTERSIGN_BREACHED_PASSWORDS_URL=f"{web.url}/range/")

    def sign_up() -> Answer:
        return service.browser().api("POST", "/sign-up", email=new_address(), password="correct horse battery staple")

    try:
        problem = sign_up().expect_problem(422, "validation")
        assert "data breach" in problem["errors"]["password"][0]
        [asked] = web.asked
        assert asked.line == f"GET /range/{prefix}" and asked.headers["add-padding"] == "true" and not asked.body
        web.status = 500
        sign_up().expect(202)
        sign_up().expect(202)
        assert len(web.asked) == 3
    finally:
        web.close()
    sign_up().expect(202)
    log = service.server.log
    assert log.count("the list of breached passwords does not answer") == 1, log
    assert prefix not in log and suffix not in log
