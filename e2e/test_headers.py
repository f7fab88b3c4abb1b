"""Headers and cookies of every kind of answer, and what a page may load."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from support.browser import Answer, Browser, Page, SetCookie
from support.people import Person, Service, new_password
from support.waiting import until


def policy(answer: Answer) -> dict[str, list[str]]:
    """The Content-Security-Policy by directive."""
    text = answer.header("content-security-policy")
    assert text, answer
    parts = [part.split() for part in text.split(";") if part.strip()]
    assert len({part[0] for part in parts}) == len(parts), text
    return {name: sources for name, *sources in parts}


def check_headers(answer: Answer, secure: bool = True) -> None:
    directives = policy(answer)
    assert directives["default-src"] == ["'none'"] and directives["frame-ancestors"] == ["'none'"], directives
    for name, sources in directives.items():
        for source in sources:
            own = source in ("'none'", "'self'") or source.startswith(("'nonce-", "'sha256-", "'sha384-", "'sha512-"))
            assert own, f"{name} {source}"
    assert "form-action" in directives and "base-uri" in directives, directives
    assert answer.header("x-content-type-options") == "nosniff", answer
    assert answer.header("referrer-policy") == "no-referrer", answer
    hsts = answer.header("strict-transport-security")
    if secure:
        assert hsts and int(hsts.split("max-age=")[1].split(";")[0]) >= 31_536_000, answer
    else:
        assert hsts is None, answer
    assert "/" not in (answer.header("server") or ""), "no version is told"
    assert not answer.header("access-control-allow-origin") and not answer.header("x-powered-by")
    kind = answer.header("content-type") or ""
    if kind.startswith("text/"):
        assert "charset=utf-8" in kind.lower(), kind


def check_page(page: Page, secure: bool = True) -> None:
    check_headers(page.answer, secure)
    assert page.answer.text.lower().startswith("<!doctype html>")
    assert not page.scripts, f"inline script on {page}: {page.scripts}"
    for load in page.loads:
        assert not load.startswith(("http:", "https:", "//", "data:")) or load.startswith(
            page.browser.server.base_url
        ), load
        asset = page.browser.get(load if load.startswith("/") else page.browser.at_home(load))
        assert asset.status == 200
        check_headers(asset, secure)
    for form in page.forms:
        for name, kind in form.types.items():
            assert ("password" in name) == (kind == "password"), f"{name} is a {kind} field"


@dataclass
class Places:
    """A page and an answer of every kind there is, and who sees it."""

    visitor: Browser
    waiting: Browser
    person: Browser
    confirm: str
    reset: str
    used: str


@pytest.fixture(scope="module")
def places(service: Service) -> Places:
    visitor, waiting, confirmed = service.browser(), service.browser(), Person()
    confirm = service.sign_up(Person(), waiting).path
    person, browser = service.account()
    used = service.sign_up(confirmed)
    service.browser().api("POST", "/confirm", token=used.token, password=confirmed.password).expect(200)
    return Places(visitor, waiting, browser, confirm, service.forgot(person).path, used.path)


def test_every_page_has_the_headers_and_loads_only_its_own(places: Places) -> None:
    for path in ("/sign-up", "/sign-in", "/forgot-password", "/check-mail", places.confirm, places.reset):
        page = places.visitor.open(path)
        assert page.status == 200
        check_page(page)
    check_page(places.waiting.open("/unconfirmed").expect("/unconfirmed"))
    check_page(places.person.open("/account").expect("/account"))
    for path in ("/no-such-page", "/confirm/forged", "/reset-password/forged", "/change-email/forged", places.used):
        page = places.visitor.open(path)
        assert page.status in (200, 400, 404, 410)
        check_page(page)
    check_page(places.visitor.open("/sign-in").submit("/sign-in", email="ada@example.net", password="wrong"))
    check_page(places.visitor.open("/sign-up").submit("/sign-up", email="ada", password="short"))


def test_every_other_answer_has_them_too(places: Places) -> None:
    visitor = places.visitor
    json_type = {"Content-Type": "application/json"}
    for answer in (
        visitor.get("/"),
        visitor.get("/login"),
        visitor.get(places.confirm),
        visitor.get("/robots.txt"),
        visitor.get("/favicon.ico"),
        visitor.request("PUT", "/sign-in"),
        visitor.request("POST", "/sign-in", b"x", {"Sec-Fetch-Site": "cross-site"}),
        visitor.request("OPTIONS", "/api/v1/sign-in", headers={"Origin": "https://evil.example"}),
        visitor.api("GET", "/session"),
        places.person.api("GET", "/session"),
        visitor.api("GET", "/nothing"),
        visitor.api("POST", "/sign-in", email="ada@example.net", password="wrong"),
        visitor.request("POST", "/api/v1/sign-in", b"{", json_type),
        visitor.request("POST", "/api/v1/sign-in", b" " * 70_000, json_type),
        visitor.request("POST", "/api/v1/sign-in", b"{}", {"Content-Type": "text/plain"}),
        visitor.request("DELETE", "/api/v1/sign-in"),
        visitor.request("GET", "/healthz"),
    ):
        check_headers(answer)


def test_what_concerns_accounts_and_tokens_is_not_stored(places: Places, service: Service) -> None:
    person = Person()
    service.sign_up(person)
    for answer in (
        places.visitor.get(places.confirm),
        places.visitor.open(places.confirm).answer,
        places.visitor.open(places.reset).answer,
        places.visitor.get("/confirm/forged"),
        places.person.get("/account"),
        places.person.get("/account/export"),
        places.waiting.get("/unconfirmed"),
        places.visitor.api("GET", "/session"),
        places.person.api("GET", "/session"),
        places.person.api("GET", "/sessions"),
        places.person.api("GET", "/account/export"),
        service.browser().api("POST", "/sign-in", **person.credentials()),
        service.browser().api("POST", "/sign-up", **Person().credentials()),
        places.visitor.api("POST", "/confirm", token="x"),
        service.browser().post_form("/sign-in", person.credentials()),
    ):
        assert "no-store" in (answer.header("cache-control") or ""), answer


def test_no_page_s_address_names_a_person_or_a_token(service: Service) -> None:
    person, browser = Person(), service.browser()
    answer = browser.open("/sign-up").press("/sign-up", **person.credentials())
    while answer.status == 303:
        assert person.email.split("@")[0] not in (answer.header("location") or "")
        answer = browser.get(browser.location(answer))
    mail = service.smtp.take(person.email, "/confirm/")
    assert mail.token not in (browser.get(mail.path).header("location") or "")


def test_plain_http_on_loopback_has_no_hsts(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}")
    check_page(service.browser().open("/sign-in"), secure=False)
    check_headers(service.browser().api("GET", "/session"), secure=False)


def of_name(browser: Browser, name: str) -> SetCookie:
    return [cookie for cookie in browser.received if cookie.name == name and not cookie.removes][-1]


@pytest.mark.parametrize(
    ("base_url", "prefix"), [("https://accounts.example.org", "__Host-"), ("http://127.0.0.1:{port}", "")]
)
def test_cookies_have_their_names_and_attributes(
    make_service: Callable[..., Service], base_url: str, prefix: str
) -> None:
    service = make_service(COUNTERSIGN_BASE_URL=base_url)
    person, browser = Person(), service.browser()
    page = browser.open("/sign-up").submit("/sign-up", **person.credentials())
    assert page.status == 200
    mail = service.smtp.take(person.email, "/confirm/")
    browser.open_mailed(mail.link).submit("/confirm").expect("/account")

    for name in (f"{prefix}countersign", f"{prefix}countersign-sign-up"):
        cookie = of_name(browser, name)
        assert {"httponly", "samesite", "path"} <= cookie.attributes.keys(), cookie.line
        assert cookie.attributes["samesite"].lower() == "lax" and cookie.attributes["path"] == "/"
        assert len(cookie.value) >= 22 and person.email not in cookie.value
    for cookie in browser.received:
        assert "httponly" in cookie.attributes and "domain" not in cookie.attributes, cookie.line
        assert ("secure" in cookie.attributes) == bool(prefix), cookie.line
        assert cookie.name.startswith(f"{prefix}countersign"), cookie.line
        assert len(cookie.line) < 4096


def test_a_session_cookie_is_never_adopted(service: Service) -> None:
    person, first = service.account()
    old = first.session_cookie
    assert old
    name = "__Host-countersign"
    for planted in ("A" * 43, old, "x", ""):
        browser = service.browser()
        browser.cookies[name] = planted
        browser.api("POST", "/sign-in", **person.credentials()).expect(200)
        assert browser.session_cookie and browser.session_cookie != planted
    # Signing in again in one browser ends the session that was there.
    browser = service.sign_in(person)
    before = browser.session_cookie
    browser.api("POST", "/sign-in", **person.credentials()).expect(200)
    assert service.browser().api("GET", "/session", bearer=before).status == 401


def test_signing_out_ends_the_session_and_not_just_the_cookie(service: Service) -> None:
    for how in ("page", "json"):
        _, browser = service.account()
        stolen = browser.session_cookie
        assert stolen
        if how == "page":
            browser.open("/account").submit("/sign-out")
        else:
            browser.api("POST", "/sign-out").expect(204)
        assert not browser.session_cookie
        thief = service.browser()
        thief.cookies["__Host-countersign"] = stolen
        thief.api("GET", "/session").expect_problem(401, "unauthenticated")
        thief.api("GET", "/session", bearer=stolen).expect_problem(401, "unauthenticated")


def test_a_session_ends_by_time_though_it_is_in_use(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_SESSION_TTL="3s")
    _, browser = service.account()
    until(lambda: browser.api("GET", "/session").status == 401, "the end of the session")


def test_a_session_ends_when_it_is_not_used(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_SESSION_IDLE_TTL="2s")
    person, idle = service.account()
    used = service.sign_in(person)
    started = time.monotonic()

    def in_use_beyond_the_idle_time() -> bool:
        assert used.is_signed_in()
        return time.monotonic() - started > 2.5

    until(in_use_beyond_the_idle_time, "the idle time to pass")
    idle.api("GET", "/session").expect_problem(401, "unauthenticated")


def test_pages_that_others_expect_redirect_to_ours(service: Service) -> None:
    browser = service.browser()
    for old, new in (("/login", "/sign-in"), ("/register", "/sign-up"), ("/signup", "/sign-up")):
        answer = browser.get(old)
        assert answer.status in (301, 302, 303, 307, 308) and browser.location(answer) == new, answer
    answer = browser.get("/.well-known/change-password")
    assert answer.status in (301, 302, 303, 307, 308), answer
    _, signed_in = service.account()
    assert signed_in.open("/.well-known/change-password").path == "/account"
    assert browser.location(browser.get("/logout")) == "/sign-out"
    signed_in.open("/sign-out").expect("/sign-out")
    assert signed_in.is_signed_in(), "signing out takes a button"


def test_no_bearer_but_a_whole_token_is_taken(service: Service) -> None:
    person, browser = service.account()
    token = browser.api("POST", "/sign-in", **person.credentials()).json["session"]["token"]
    for text in (token[:-1], token + "A", token.swapcase(), f" {token} x", "", new_password()):
        assert service.browser().api("GET", "/session", bearer=text).status == 401, text
    plain = service.browser()
    for header in (f"Basic {token}", f"Token {token}", token):
        answer = plain.request("GET", "/api/v1/session", headers={"Authorization": header})
        assert answer.status == 401, header
