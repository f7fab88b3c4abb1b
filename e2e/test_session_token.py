"""Services that verify alone who is signed in: with npm's jose and with PyJWT, which fetch the keys themselves, also over a
change of the secret key."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import jwt
import pytest

from support.browser import Browser
from support.people import Service
from support.server import ROOT

JWKS = "/.well-known/jwks.json"


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    """Reached at its base URL, with the key that was made beside the SQLite file."""
    return make_service(
        COUNTERSIGN_BASE_URL=None, COUNTERSIGN_DATABASE_URL="sqlite://countersign.db", COUNTERSIGN_SECRET_KEY=None
    )


def issuer(service: Service) -> str:
    return f"http://localhost:{service.server.port}"


def keys_url(service: Service) -> str:
    return f"http://127.0.0.1:{service.server.port}{JWKS}"


def token_of(browser: Browser) -> str:
    token: str = browser.api("POST", "/session/token", body={}).expect(200).json["token"]
    return token


class Jose:
    """One process that goes on, as a service does, and keeps the keys that it has fetched."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def verify(self, token: str) -> dict[str, Any]:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(token + "\n")
        self.process.stdin.flush()
        told: dict[str, Any] = json.loads(self.process.stdout.readline())
        return told


@contextmanager
def jose(service: Service, of: str | None = None) -> Iterator[Jose]:
    command = ["node", "jose.mjs", keys_url(service), of or issuer(service)]
    with subprocess.Popen(
        command, cwd=ROOT / "e2e", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Jose(process)
        assert process.stdin
        process.stdin.close()
        assert process.wait(10) == 0


def test_jose_verifies_a_session_s_token_and_nothing_that_is_none(service: Service) -> None:
    person, browser = service.account()
    token = token_of(browser)
    session = browser.api("GET", "/session").expect(200).json
    head, body, signature = token.split(".")
    with jose(service) as verifier:
        claims = verifier.verify(token)["claims"]
        assert (claims["iss"], claims["email"], claims["email_verified"]) == (issuer(service), person.email, True)
        assert (claims["sub"], claims["sid"]) == (session["account"]["id"], session["session"]["id"])
        assert 0 < claims["exp"] - claims["iat"] <= 300
        for forged, code in (
            (f"{head}.{body}.{signature[:-4]}AAAA", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"),
            (f"{head}.{body[:-2]}AA.{signature}", "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"),
            (jwt.encode(claims, None, algorithm="none"), "ERR_JOSE_ALG_NOT_ALLOWED"),
            (jwt.encode(claims, "x" * 32, algorithm="HS256"), "ERR_JOSE_ALG_NOT_ALLOWED"),
        ):
            assert verifier.verify(forged) == {"code": code}, forged
    with jose(service, of="https://evil.example") as verifier:
        assert verifier.verify(token) == {"code": "ERR_JWT_CLAIM_VALIDATION_FAILED"}


def test_the_keys_may_be_kept_for_a_while_and_say_what_they_are(service: Service) -> None:
    for method in ("GET", "HEAD"):
        answer = service.browser().request(method, JWKS).expect(200)
        assert answer.header("cache-control") == "public, max-age=300"
        assert answer.header("content-type") == "application/jwk-set+json"
        assert not answer.set_cookies
    [key] = json.loads(service.browser().request("GET", JWKS).body)["keys"]
    assert key.keys() == {"kty", "crv", "alg", "use", "kid", "x"}, "public halves only"
    refused = service.browser().request("POST", JWKS)
    assert (refused.status, refused.header("cache-control")) == (405, "no-store")
    token = service.account()[1].api("POST", "/session/token", body={}).expect(200)
    assert token.header("cache-control") == "no-store"


def test_a_change_of_the_key_is_seen_by_who_verifies_and_old_tokens_last(service: Service) -> None:
    person, browser = service.account()
    old = token_of(browser)
    in_python = jwt.PyJWKClient(keys_url(service), cooldown_duration=0)

    def read(token: str) -> tuple[str, str]:
        key = in_python.get_signing_key_from_jwt(token)
        claims = jwt.decode(token, key, algorithms=["EdDSA"], issuer=issuer(service))
        return claims["email"], jwt.get_unverified_header(token)["kid"]

    with jose(service) as verifier:
        first = verifier.verify(old)
        assert first["claims"]["email"] == person.email and read(old) == (person.email, first["kid"])

        service.server.cli("key", "rotate")
        service.server.restart()
        new = token_of(browser)
        for token in (old, new):
            told = verifier.verify(token)
            assert (told["claims"]["email"], told["kid"]) == read(token)
        second = verifier.verify(new)["kid"]
        assert second != first["kid"]
        listed = json.loads(browser.request("GET", JWKS).body)["keys"]
        assert [key["kid"] for key in listed] == [second, first["kid"]], "the newest first, the one before still there"

        # Somebody may know the key: what it signed is believed no more.
        service.server.cli("key", "rotate", "--leaked")
        service.server.restart()
        newest = token_of(browser)
    with jose(service) as verifier:
        assert verifier.verify(newest)["claims"]["email"] == person.email
        assert verifier.verify(new) == {"code": "ERR_JWKS_NO_MATCHING_KEY"}
