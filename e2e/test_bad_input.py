"""Bad input at every route of the JSON API and at the forms: refused with a 4xx, and nothing is written."""

from __future__ import annotations

import json
import random
import socket
import string
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from support.browser import PROBLEM, Answer, Browser
from support.people import Person, Service, new_address, new_password

LONG = "x" * 5_000


def routes() -> dict[str, tuple[str, dict[str, str]]]:
    """Method and a body that would do, for each route that takes one. Optional fields are not in it."""
    password = new_password()
    return {
        "/sign-up": ("POST", {"email": new_address(), "password": password}),
        "/confirm": ("POST", {"token": "x.y.z"}),
        "/resend": ("POST", {"email": new_address()}),
        "/sign-in": ("POST", {"email": new_address(), "password": password}),
        "/forgot-password": ("POST", {"email": new_address()}),
        "/reset-password": ("POST", {"token": "x.y.z", "password": password}),
        "/change-password": ("POST", {"current_password": password, "password": password + "!"}),
        "/change-email": ("POST", {"email": new_address(), "password": password}),
        "/change-email/confirm": ("POST", {"token": "x.y.z"}),
        "/account": ("DELETE", {"password": password}),
    }


def optional(path: str) -> list[str]:
    return {"/sign-up": ["locale", "captcha", "next"], "/confirm": ["password"]}.get(path, [])


def refusals(path: str) -> Iterator[tuple[str, bytes, tuple[int, ...]]]:
    """What is wrong, the body, and the statuses that say so."""
    _, good = routes()[path]
    malformed, refused = (400,), (400, 422)

    def body(value: Any) -> bytes:
        return json.dumps(value).encode()

    yield "empty", b"", malformed
    yield "blank", b"  \n", malformed
    yield "not JSON", b"email=ada@example.net", malformed
    yield "cut short", body(good)[:-1], malformed
    yield "something after it", body(good) + b"{}", malformed
    yield "a comment in it", b"/* hello */" + body(good), malformed
    yield "not UTF-8", body(good).replace(b'": "', b'": "\xff\xfe', 1), malformed
    yield "another encoding", json.dumps(good).encode("utf-16"), malformed
    yield "a string", body("ada"), malformed
    yield "a number", body(7), malformed
    yield "null", body(None), malformed
    yield "an array", body([]), malformed
    yield "an array of the right values", body(list(good.values())), malformed
    yield "an array of the body", body([good]), malformed
    yield "deep", b"[" * 20_000, malformed
    yield "deep inside", b'{"email":' + b"[" * 20_000 + b"]" * 20_000 + b"}", malformed
    yield "half a surrogate", body(good).replace(b'": "', b'": "\\ud800', 1), malformed
    for name in good:
        without = {key: value for key, value in good.items() if key != name}
        yield f"{name} missing", body(without), refused
        yield f"{name} null", body(good | {name: None}), refused
        for wrong in (7, 1.5e300, True, [], [good[name]], {}, {"x": 1}):
            yield f"{name} is {wrong!r}", body(good | {name: wrong}), malformed
        pair = f"{json.dumps(name)}: {json.dumps(good[name])}"
        yield f"{name} twice", body(good).replace(b"{", b"{" + pair.encode() + b", ", 1), malformed
        yield f"{name} in capitals", body(without | {name.upper(): good[name]}), refused
    for name in optional(path):
        yield f"{name} is a number", body(good | {name: 7}), malformed
        yield f"{name} is a list", body(good | {name: ["x"]}), malformed
    for name in (
        "id",
        "confirmed",
        "email_verified",
        "isAdmin",
        "role",
        "epoch",
        "created_at",
        "password_hash",
        "__proto__",
        "",
    ):
        yield f"unknown {name!r}", body(good | {name: True}), malformed


PATHS = list(routes())


@pytest.fixture(scope="module")
def signed_in(service: Service) -> Browser:
    """Some routes ask who one is before they look at the body."""
    return service.account()[1]


@pytest.fixture
def nothing_written(service: Service, signed_in: Browser) -> Iterator[None]:
    def count() -> tuple[int, int]:
        return service.server.rows("accounts"), service.server.rows("sign_ups")

    before = count()
    yield
    assert count() == before


def send(browser: Browser, path: str, body: bytes, content_type: str | None = "application/json") -> Answer:
    headers = {"Accept": "application/json"}
    if content_type is not None:
        headers["Content-Type"] = content_type
    return browser.request(routes()[path][0], f"/api/v1{path}", body, headers)


def is_problem(answer: Answer, status: int) -> bool:
    kind = (answer.header("content-type") or "").split(";")[0]
    return answer.status == status and kind == PROBLEM and answer.json["status"] == status and bool(answer.json["code"])


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("nothing_written")
def test_a_bad_body_is_refused(path: str, signed_in: Browser) -> None:
    wrong = []
    for name, body, statuses in refusals(path):
        answer = send(signed_in, path, body)
        # Without a token, or with none of ours, there is nothing to look into further.
        codes = {400: ("malformed", "token_invalid"), 422: ("validation",)}.get(answer.status, ())
        if answer.status not in statuses or not is_problem(answer, answer.status) or answer.json["code"] not in codes:
            wrong.append(f"{name}: {answer}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("nothing_written")
def test_a_body_over_64_kib_is_too_large(path: str, signed_in: Browser) -> None:
    _, good = routes()[path]
    first = next(iter(good))
    body = json.dumps(good | {first: "x" * 65_536}).encode()
    send(signed_in, path, body).expect_problem(413, "too_large")
    padded = json.dumps(good).encode() + b" " * 70_000
    send(signed_in, path, padded).expect_problem(413, "too_large")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.usefixtures("nothing_written")
def test_another_content_type_is_unsupported(path: str, signed_in: Browser) -> None:
    body = json.dumps(routes()[path][1]).encode()
    for kind in (
        None,
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "json",
    ):
        send(signed_in, path, body, kind).expect_problem(415, "unsupported_media_type")


@pytest.mark.usefixtures("nothing_written")
def test_over_long_and_odd_values_are_refused(service: Service, signed_in: Browser) -> None:
    odd_addresses = [
        "", " ", "ada", "ada@", "@example.net", "ada@localhost", "a@b@example.net", "ada@example..net", "ada@-x.net",
        "ada@example.net,bob@example.net", "ada@example.net\r\nBcc: bob@example.net", "ada@example.net\0",
        "ada @example.net",
        "Ada <ada@example.net>", '"a b"@example.net', "ada@[127.0.0.1]", "\u0130da@example.net",
        "a\u200bda@example.net",
        "l" * 65 + "@example.net", "ada@" + "d" * 64 + ".net", "ada@" + "d." * 130 + "net", LONG + "@example.net", LONG,
    ]  # fmt: skip
    for email in odd_addresses:
        answer = service.browser().api("POST", "/sign-up", email=email, password=new_password())
        problem = answer.expect_problem(422, "validation")
        assert problem["errors"]["email"] and "password" not in problem["errors"], (email, problem)
        for path, fields in (("/resend", {}), ("/forgot-password", {}), ("/sign-in", {"password": "x"})):
            assert service.browser().api("POST", path, email=email, **fields).status in (401, 422), (path, email)
        answer = signed_in.api("POST", "/change-email", email=email, password=new_password())
        assert answer.status in (401, 422), answer

    for password in ("", "short", "fourteen chars", LONG, "é" * 257, "🦀" * 257):
        answer = service.browser().api("POST", "/sign-up", email=new_address(), password=password)
        assert answer.expect_problem(422, "validation")["errors"]["password"], password
    for fields in ({"locale": LONG}, {"captcha": LONG}):
        answer = service.browser().api("POST", "/sign-up", email="not an address", password=new_password(), **fields)
        assert answer.status in (400, 422), answer
    for token in ("", " ", LONG, "x" * 60_000, "\0", "../../etc/passwd", "' OR 1=1 --", "%00"):
        answer = service.browser().api("POST", "/confirm", token=token, password=new_password())
        assert answer.status in (400, 422), answer


LONGEST = "".join(random.Random(7).choices("éüñøçàßłžő", k=256))


@pytest.mark.parametrize(
    "password", ["fifteen letters", LONGEST, "🦀🌍🎈🐙🍉🚲🌵🎻🐝🧭🍋🪁🦉🧩🎺", "a tab\tand a line\nin it"]
)
def test_a_password_is_taken_exactly_as_it_is_given(service: Service, password: str) -> None:
    person, _ = service.account(Person(password=password))
    assert service.can_sign_in(person)
    for other in (password[:-1], password + " ", password.swapcase() + "!", f" {password}"):
        assert not service.can_sign_in(Person(person.email, other))


@pytest.mark.parametrize(
    "password",
    [
        "passwordpassword", "countersigncountersign", "aaaaaaaaaaaaaaaa", "1234567890123456", "qwertyuiopasdfghjkl",
        "LiverpoolLiverpool", "p4$$w0rd-2025-2026", "iloveyouprincess", "drowssap12345678",
    ],  # fmt: skip
)
def test_guessable_passwords_are_refused_with_a_reason(service: Service, password: str) -> None:
    answer = service.browser().api("POST", "/sign-up", email=new_address(), password=password)
    assert answer.expect_problem(422, "validation")["errors"]["password"][0]


@pytest.mark.parametrize("alphabet", [string.ascii_lowercase, string.digits, string.punctuation])
def test_what_chance_makes_of_one_kind_of_character_is_taken(service: Service, alphabet: str) -> None:
    chance = random.Random(11)
    for length in (15, 20, 64, 256):
        password = "".join(chance.choices(alphabet, k=length))
        service.browser().api("POST", "/sign-up", email=new_address(), password=password).expect(202)


def test_ones_own_address_is_no_password(service: Service) -> None:
    person = Person()
    for password in (person.email, person.email.upper(), person.email[::-1]):
        answer = service.browser().api("POST", "/sign-up", email=person.email, password=password)
        assert answer.expect_problem(422, "validation")["errors"]["password"]


def test_unknown_paths_under_the_api_are_problems(service: Service) -> None:
    for method in ("GET", "POST", "DELETE", "PUT"):
        for path in ("/nothing", "/", "", "/sign-up/more", "/session/x/y", "/%00", "/..%2f..%2fetc/passwd"):
            answer = service.browser().request(method, f"/api/v1{path}", headers={"Accept": "application/json"})
            answer.expect_problem(404, "not_found")
    service.browser().request("GET", "/api/v2/session").expect_problem(404, "not_found")
    service.browser().request("GET", "/api/").expect_problem(404, "not_found")


def test_a_wrong_method_is_told_the_right_ones(service: Service, signed_in: Browser) -> None:
    described = json.loads(service.server.cli("openapi").stdout)["paths"]
    for path in routes():
        right = {method.upper() for method in described[f"/api/v1{path}"]}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "TRACE"} - right:
            answer = service.browser().request(method, f"/api/v1{path}")
            allowed = {name.strip() for name in (answer.header("allow") or "").split(",")}
            assert answer.status == 405 and allowed == right, answer
            assert is_problem(answer, 405), answer
    for path in ("/sign-up", "/sign-in", "/confirm", "/account"):
        answer = signed_in.request("PUT", path)
        assert answer.status == 405 and "GET" in (answer.header("allow") or ""), answer


def test_an_unknown_page_is_a_friendly_404(service: Service) -> None:
    page = service.browser().open("/no-such-page")
    assert page.status == 404 and page.links and (page.answer.header("content-type") or "").startswith("text/html")


@pytest.mark.usefixtures("nothing_written")
def test_bad_forms_are_refused(service: Service) -> None:
    person = Person()
    form = f"email={person.email.replace('@', '%40')}&password={person.password.replace(' ', '+')}"
    for body in (
        "", "email", "=", "&&&", "email=%ff&password=%ff", "email[]=a&password[]=b", f"{form}&email=bob%40example.net",
        f"{form}&admin=1&confirmed=1", "email=%00&password=%00", "%", "email=%zz", f"email={'x' * 70_000}&password=y",
    ):  # fmt: skip
        answer = service.browser().request(
            "POST",
            "/sign-up",
            body.encode(),
            {"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"},
        )
        assert 400 <= answer.status < 500, (body[:100], answer)
    for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x"):
        answer = service.browser().request("POST", "/sign-up", form.encode(), {"Content-Type": kind})
        assert answer.status == 415, (kind, answer)


@pytest.mark.parametrize(
    "request_text",
    [
        b"nonsense\r\n\r\n",
        b"POST /api/v1/sign-up HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /api/v1/sign-up HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcde",
        b"POST /api/v1/sign-up HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\nCookie: " + b"a" * 600_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \xff\xfe\r\nConnection: close\r\n\r\n",
        b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\nCookie: __Host-countersign=\xff; ;;=\r\nConnection: close\r\n\r\n",
    ],
    ids=[
        "nonsense",
        "negative",
        "two lengths",
        "bad chunk",
        "huge cookie",
        "huge path",
        "odd path",
        "odd bearer",
        "odd cookie",
    ],
)
def test_broken_http_is_answered_with_a_4xx_or_hung_up_on(service: Service, request_text: bytes) -> None:
    with socket.create_connection(("127.0.0.1", service.server.port), timeout=10) as wire:
        try:
            wire.sendall(request_text)
            wire.shutdown(socket.SHUT_WR)
            answer = wire.recv(65_536)
        except (ConnectionResetError, BrokenPipeError):
            answer = b""
    assert not answer or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), answer[:300]
    assert service.browser().get("/sign-in").status == 200


def test_a_locale_that_nobody_has_is_no_error(make_service: Callable[..., Service]) -> None:
    """A person in a language that we do not speak can sign up too."""
    service = make_service()
    person = Person()
    answer = service.browser().api("POST", "/sign-up", locale="tlh-Latn", **person.credentials())
    assert answer.status in (202, 422), answer
    if answer.status == 202:
        service.smtp.take(person.email, "/confirm/")
