"""Requests that another site made a browser send: refused by every route that changes something."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest

from support.browser import Answer, Browser
from support.people import Person, Service, new_address, new_password
from support.server import PUBLIC_URL

EVIL = "https://evil.example"

REFUSED = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Origin": PUBLIC_URL},
    {"Sec-Fetch-Site": "nonsense"},
    {"Origin": EVIL},
    {"Origin": "null"},
    {"Origin": "https://accounts.example.org.evil.example"},
    {"Origin": "http://accounts.example.org"},
    {"Origin": "https://accounts.example.org:444"},
    {"Origin": ""},
]
PASSING = [
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-origin", "Origin": PUBLIC_URL},
    {"Sec-Fetch-Site": "none"},
    {"Origin": PUBLIC_URL},
    {},
]

JSON_ROUTES = [
    ("POST", "/sign-up", {"email": new_address(), "password": new_password()}),
    ("POST", "/confirm", {"token": "x"}),
    ("POST", "/resend", {"email": new_address()}),
    ("POST", "/sign-in", {"email": new_address(), "password": "x"}),
    ("POST", "/sign-out", None),
    ("DELETE", "/sessions", None),
    ("DELETE", "/sessions/018f4b1e-0000-7000-8000-000000000000", None),
    ("POST", "/forgot-password", {"email": new_address()}),
    ("POST", "/reset-password", {"token": "x", "password": new_password()}),
    ("POST", "/change-password", {"current_password": "x", "password": new_password()}),
    ("POST", "/change-email", {"email": new_address(), "password": "x"}),
    ("POST", "/change-email/confirm", {"token": "x"}),
    ("DELETE", "/account", {"password": "x"}),
]

PAGES = [
    "/sign-up", "/resend", "/confirm", "/confirm/not-me", "/sign-in", "/sign-out", "/forgot-password",
    "/reset-password", "/reset-password/not-me", "/change-email", "/change-email/not-me", "/account/change-email",
    "/account/change-password", "/account/end-session", "/account/end-other-sessions", "/account/delete",
    "/account/cancel-change-email", "/account/change-language", "/account/export",
]  # fmt: skip


@pytest.fixture(scope="module")
def person(service: Service) -> Person:
    return service.account()[0]


def call(browser: Browser, method: str, path: str, body: object, headers: dict[str, str]) -> Answer:
    sent = {"Content-Type": "application/json"} if body is not None else {}
    data = json.dumps(body).encode() if body is not None else None
    return browser.request(method, f"/api/v1{path}", data, sent | headers)


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_the_json_api_refuses_another_origin(service: Service, person: Person, headers: dict[str, str]) -> None:
    browser = service.sign_in(person)
    sign_ups = service.server.rows("sign_ups")
    for method, path, body in JSON_ROUTES:
        call(browser, method, path, body, headers).expect_problem(403, "cross_origin")
    assert browser.is_signed_in() and service.server.rows("sign_ups") == sign_ups


@pytest.mark.parametrize("headers", REFUSED, ids=str)
def test_the_forms_refuse_another_origin(service: Service, person: Person, headers: dict[str, str]) -> None:
    browser = service.sign_in(person)
    sign_ups = service.server.rows("sign_ups")
    fields = {"email": new_address(), "password": person.password, "current_password": person.password, "id": "x"}
    for path in PAGES:
        for kind, body in (
            ("application/x-www-form-urlencoded", urlencode(fields).encode()),
            ("text/plain", b"email=x"),
            ("multipart/form-data; boundary=x", b"--x--"),
        ):
            answer = browser.request("POST", path, body, {"Content-Type": kind, "Accept": "text/html"} | headers)
            assert answer.status == 403 and not answer.set_cookies, (path, kind, answer)
    assert browser.is_signed_in() and service.can_sign_in(person) and service.server.rows("sign_ups") == sign_ups


@pytest.mark.parametrize("headers", PASSING, ids=str)
def test_our_own_origin_and_programs_pass(service: Service, person: Person, headers: dict[str, str]) -> None:
    browser = service.browser()
    call(browser, "POST", "/sign-in", person.credentials(), headers).expect(200)
    call(browser, "POST", "/sign-out", None, headers).expect(204)
    form = {"Content-Type": "application/x-www-form-urlencoded"} | headers
    answer = browser.request("POST", "/sign-in", urlencode(person.credentials()).encode(), form)
    assert answer.status == 303 and browser.is_signed_in()


def test_links_from_other_sites_may_be_followed(service: Service, person: Person) -> None:
    browser = service.sign_in(person)
    for path in ("/account", "/sign-in", "/forgot-password"):
        assert browser.get(path, site="cross-site").status in (200, 303)
    browser.request("GET", "/api/v1/session", headers={"Sec-Fetch-Site": "cross-site"}).expect(200)


def test_no_other_origin_is_let_in_by_preflight(service: Service) -> None:
    for path in ("/api/v1/sign-in", "/api/v1/session", "/sign-in"):
        headers = {
            "Origin": EVIL,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        }
        answer = service.browser().request("OPTIONS", path, headers=headers)
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], answer
        answer = service.browser().request("GET", path, headers={"Origin": EVIL})
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")], answer
