"""Tokens are plain JWT or itsdangerous: Python reads ours, we read Python's, and nothing else is accepted."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable, Iterator
from typing import Any

import itsdangerous
import jwt
import pytest
from itsdangerous import TimestampSigner, URLSafeSerializer, URLSafeTimedSerializer

from support.people import Person, Service, new_password
from support.server import Server
from support.smtp import SmtpServer
from support.waiting import until

pytestmark = pytest.mark.both_databases

FORMATS = ["jwt-hs256", "jwt-hs512", "itsdangerous"]


class Jwt:
    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm

    def read(self, token: str, key: str, purpose: str) -> dict[str, Any]:
        return jwt.decode(token, key, algorithms=[self.algorithm], audience=purpose)

    def write(self, payload: dict[str, Any], key: str, purpose: str) -> str:
        return jwt.encode(payload | {"aud": purpose}, key, algorithm=self.algorithm)

    def forgeries(self, token: str, key: str) -> Iterator[tuple[str, str]]:
        payload = self.read(token, key, "confirm")
        header, body, signature = token.split(".")
        none = encode({"alg": "none", "typ": "JWT"})
        yield "no algorithm", f"{none}.{body}."
        yield "no algorithm but a signature", f"{none}.{body}.{signature}"
        yield "no algorithm, spelled otherwise", f"{encode({'alg': 'nOnE'})}.{body}."
        yield "no signature", f"{header}.{body}."
        yield "two parts", f"{header}.{body}"
        yield "empty key", hmac_jwt(payload, b"", self.algorithm)
        yield "the purpose as key", jwt.encode(payload, "confirm" * 10, algorithm=self.algorithm)
        other = "HS512" if self.algorithm == "HS256" else "HS256"
        yield "another algorithm", jwt.encode(payload, key, algorithm=other)
        yield "the raw bytes of the key", jwt.encode(payload, bytes.fromhex(key), algorithm=self.algorithm)
        yield "no audience", jwt.encode({k: v for k, v in payload.items() if k != "aud"}, key, algorithm=self.algorithm)
        yield "later expiry, old signature", f"{header}.{encode(payload | {'exp': payload['exp'] + 9999})}.{signature}"
        yield "itsdangerous instead", URLSafeTimedSerializer(key, salt="countersign.confirm").dumps(payload)


class ItsDangerous:
    def serializer(self, key: str, purpose: str, at: int | None = None) -> URLSafeTimedSerializer:
        class Signer(TimestampSigner):
            def get_timestamp(self) -> int:
                return int(time.time()) if at is None else at

        return URLSafeTimedSerializer(key, salt=f"countersign.{purpose}", signer=Signer)

    def read(self, token: str, key: str, purpose: str) -> dict[str, Any]:
        return URLSafeTimedSerializer(key, salt=f"countersign.{purpose}").loads(token, max_age=3600)

    def write(self, payload: dict[str, Any], key: str, purpose: str) -> str:
        return self.serializer(key, purpose).dumps(payload)

    def forgeries(self, token: str, key: str) -> Iterator[tuple[str, str]]:
        payload = self.read(token, key, "confirm")
        body, stamp, signature = token.split(".")
        yield "no signature", f"{body}.{stamp}."
        yield "two parts", f"{body}.{stamp}"
        yield "no time", URLSafeSerializer(key, salt="countersign.confirm").dumps(payload)
        yield "another salt", URLSafeTimedSerializer(key, salt="itsdangerous").dumps(payload)
        yield "another key", URLSafeTimedSerializer("confirm", salt="countersign.confirm").dumps(payload)
        yield (
            "another digest",
            URLSafeTimedSerializer(
                key, salt="countersign.confirm", signer_kwargs={"digest_method": hashlib.sha512}
            ).dumps(payload),
        )
        yield "later expiry, old signature", f"{encode(payload | {'exp': 9999999999})}.{stamp}.{signature}"
        yield "a JWT instead", jwt.encode(payload | {"aud": "confirm"}, key, algorithm="HS256")


def encode(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def hmac_jwt(payload: dict[str, Any], key: bytes, algorithm: str) -> str:
    """A JWT by hand, since the library rightly refuses some keys."""
    digest = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}[algorithm]
    signed = f"{encode({'alg': algorithm, 'typ': 'JWT'})}.{encode(payload)}"
    return f"{signed}.{encode(hmac.digest(key, signed.encode(), digest))}"


@pytest.fixture(scope="module", params=FORMATS)
def format_name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def home(format_name: str, binary: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    relay = SmtpServer()
    env = {"COUNTERSIGN_MAIL_URL": relay.url, "COUNTERSIGN_TOKEN_FORMAT": format_name}
    server = Server(tmp_path_factory.mktemp(format_name), env)
    try:
        yield Service(server.start(), relay)
    finally:
        server.stop()
        relay.close()


@pytest.fixture(scope="module")
def python(format_name: str) -> Jwt | ItsDangerous:
    return ItsDangerous() if format_name == "itsdangerous" else Jwt(format_name[4:].upper())


@pytest.fixture(scope="module")
def keys(home: Service) -> dict[str, str]:
    return {purpose: home.server.derived_key(purpose) for purpose in ("confirm", "reset", "change-email")}


def test_python_reads_the_tokens_of_every_purpose(home: Service, python: Any, keys: dict[str, str]) -> None:
    person, browser = Person(), home.browser()
    mail = home.sign_up(person, browser)
    assert python.read(mail.token, keys["confirm"], "confirm")
    browser.api("POST", "/confirm", token=mail.token).expect(200)
    assert python.read(home.forgot(person).token, keys["reset"], "reset")
    new = Person()
    browser.api("POST", "/change-email", email=new.email, password=person.password).expect(202)
    mail = home.smtp.take(new.email, "/change-email/")
    assert python.read(mail.token, keys["change-email"], "change-email")
    assert len(set(keys.values())) == 3


def test_a_token_says_nothing_about_the_person(home: Service, python: Any, keys: dict[str, str]) -> None:
    person = Person()
    payload = json.dumps(python.read(home.sign_up(person).token, keys["confirm"], "confirm"))
    assert "@" not in payload and person.email.split("@")[0] not in payload


@pytest.mark.parametrize("format_name", ["itsdangerous"], indirect=True)
def test_itsdangerous_writes_the_same_bytes(home: Service, python: Any, keys: dict[str, str]) -> None:
    # A JWT may order its claims in any way; this format may not.
    for _ in range(5):
        token = home.sign_up(Person()).token
        payload, at = URLSafeTimedSerializer(keys["confirm"], salt="countersign.confirm").loads(
            token, return_timestamp=True
        )
        again = python.serializer(keys["confirm"], "confirm", int(at.timestamp())).dumps(payload)
        assert again == token


def test_a_token_made_by_python_for_the_same_row_is_accepted(home: Service, python: Any, keys: dict[str, str]) -> None:
    person = Person()
    mail = home.sign_up(person)
    payload = python.read(mail.token, keys["confirm"], "confirm")
    token = python.write(payload | {"exp": payload["exp"] - 60}, keys["confirm"], "confirm")
    assert token != mail.token
    home.browser().api("POST", "/confirm", token=token, password=person.password).expect(200)

    payload = python.read(home.forgot(person).token, keys["reset"], "reset")
    token = python.write(payload, keys["reset"], "reset")
    home.browser().api("POST", "/reset-password", token=token, password=new_password()).expect(204)


def test_forgeries_are_invalid_and_leave_the_link_good(home: Service, python: Any, keys: dict[str, str]) -> None:
    person = Person()
    token = home.sign_up(person).token
    for name, forged in python.forgeries(token, keys["confirm"]):
        answer = home.browser().api("POST", "/confirm", token=forged, password=person.password)
        assert answer.status == 400, f"{name}: {answer}"
        answer.expect_problem(400, "token_invalid")
        page = home.browser().open_mailed(f"{home.server.base_url}/confirm/{forged}")
        assert page.status == 400, f"{name}: {page}"
    home.browser().api("POST", "/confirm", token=token, password=person.password).expect(200)


def test_every_changed_character_makes_a_forgery(home: Service) -> None:
    person = Person()
    token = home.sign_up(person).token
    browser = home.browser()
    for place in range(0, len(token), 3):
        for other in ("A", "_", ".", "%", "é"):
            # The last character's spare bits are checked below.
            if token[place] != other and place < len(token) - 1:
                forged = token[:place] + other + token[place + 1 :]
                browser.api("POST", "/confirm", token=forged, password=person.password).expect_problem(
                    400, "token_invalid"
                )
    for forged in (token[:-1], token + "A", token + ".", token + "=", token.swapcase(), token * 2):
        browser.api("POST", "/confirm", token=forged, password=person.password).expect_problem(400, "token_invalid")
    browser.api("POST", "/confirm", token=token, password=person.password).expect(200)


def test_a_token_of_one_purpose_works_for_no_other(home: Service, python: Any, keys: dict[str, str]) -> None:
    person, browser = home.account()
    waiting, new = Person(), Person()
    browser.api("POST", "/change-email", email=new.email, password=person.password).expect(202)
    tokens = {
        "confirm": home.sign_up(waiting).token,
        "reset": home.forgot(person).token,
        "change-email": home.smtp.take(new.email, "/change-email/").token,
    }
    calls: dict[str, Callable[[str], Any]] = {
        "confirm": lambda token: home.browser().api("POST", "/confirm", token=token, password=waiting.password),
        "reset": lambda token: home.browser().api("POST", "/reset-password", token=token, password=new_password()),
        "change-email": lambda token: browser.api("POST", "/change-email/confirm", token=token),
    }
    for purpose, call in calls.items():
        for other, token in tokens.items():
            if other != purpose:
                call(token).expect_problem(400, "token_invalid")
                # Nor with the right key and the wrong name, nor the other way round.
                payload = python.read(token, keys[other], other)
                call(python.write(payload, keys[other], purpose)).expect_problem(400, "token_invalid")
                call(python.write(payload, keys[purpose], other)).expect_problem(400, "token_invalid")
    # The key and name of a purpose do not make a row serve it.
    for purpose, call in calls.items():
        for other, token in tokens.items():
            if other != purpose:
                payload = python.read(token, keys[other], other)
                answer = call(python.write(payload, keys[purpose], purpose))
                assert answer.status in (400, 410), answer
    # The diagonal still works; a reset ends what else was under way, so it comes last.
    calls["confirm"](tokens["confirm"]).expect(200)
    calls["change-email"](tokens["change-email"]).expect(200)
    person.email = new.email
    calls["reset"](home.forgot(person).token).expect(204)


def test_an_expired_token_of_ours_is_told_from_a_forged_one(home: Service, python: Any, keys: dict[str, str]) -> None:
    person = Person()
    mail = home.sign_up(person)
    payload = python.read(mail.token, keys["confirm"], "confirm")
    expired = python.write(payload | {"exp": int(time.time()) - 1}, keys["confirm"], "confirm")
    home.browser().api("POST", "/confirm", token=expired, password=person.password).expect_problem(410, "token_expired")
    page = home.browser().open_mailed(f"{home.server.base_url}/confirm/{expired}")
    assert page.status == 410 and (page.has_form("/resend") or "/resend" in str(page.links)), page
    assert not page.has_form("/confirm")


def test_a_genuine_seal_around_an_unknown_row_is_outdated(home: Service, python: Any, keys: dict[str, str]) -> None:
    payload = python.read(home.sign_up(Person()).token, keys["confirm"], "confirm")
    [name] = [name for name in ("jti", "id") if name in payload]
    unknown = payload[name][:11] + payload[name][:11][::-1]
    token = python.write(payload | {name: unknown}, keys["confirm"], "confirm")
    answer = home.browser().api("POST", "/confirm", token=token, password=new_password())
    assert answer.status in (400, 410), answer


def test_a_link_lives_as_long_as_configured(make_service: Callable[..., Service], format_name: str) -> None:
    service = make_service(COUNTERSIGN_TOKEN_FORMAT=format_name, COUNTERSIGN_CONFIRM_TTL="2s")
    person = Person()
    token = service.sign_up(person).token
    browser = service.browser()
    # Without proof the link is not spent, so it can be asked again and again.
    browser.api("POST", "/confirm", token=token).expect_problem(401, "proof_required")
    until(lambda: browser.api("POST", "/confirm", token=token).status == 410, "the link to expire")
    browser.api("POST", "/confirm", token=token, password=person.password).expect_problem(410, "token_expired")
    assert not service.can_sign_in(person)


def test_previous_keys_verify_and_never_sign(make_service: Callable[..., Service], format_name: str) -> None:
    old, new = secrets.token_hex(32), secrets.token_urlsafe(48)
    service = make_service(COUNTERSIGN_TOKEN_FORMAT=format_name, COUNTERSIGN_SECRET_KEY=old)
    server, first, second = service.server, Person(), Person()
    old_key = server.derived_key("confirm")
    first_token, second_token = service.sign_up(first).token, service.sign_up(second).token

    server.settings |= {"COUNTERSIGN_SECRET_KEY": new, "COUNTERSIGN_PREVIOUS_SECRET_KEYS": old}
    server.restart()
    assert server.derived_key("confirm") != old_key
    service.browser().api("POST", "/confirm", token=first_token, password=first.password).expect(200)
    python = ItsDangerous() if format_name == "itsdangerous" else Jwt(format_name[4:].upper())
    with pytest.raises((jwt.InvalidSignatureError, itsdangerous.BadSignature)):
        python.read(service.sign_up(Person()).token, old_key, "confirm")

    server.settings["COUNTERSIGN_PREVIOUS_SECRET_KEYS"] = ""
    server.restart()
    answer = service.browser().api("POST", "/confirm", token=second_token, password=second.password)
    answer.expect_problem(400, "token_invalid")
