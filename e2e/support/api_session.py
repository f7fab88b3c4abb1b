"""Signs schemathesis in: it loads this by `SCHEMATHESIS_HOOKS`. Each request that is to have a session gets a new one,
since what is tried may end it, change the password or close the account.
"""

from __future__ import annotations

import os
from typing import Any

import requests
import schemathesis
from schemathesis import AuthContext, Case

from support.waiting import until

URL, EMAIL = os.environ["API_URL"], os.environ["API_EMAIL"]
# The account has one of these.
PASSWORDS = os.environ["API_PASSWORDS"].split("\n")
# The name of the cookie; without it the session is shown as bearer.
COOKIE = os.environ.get("API_COOKIE")


def post(call: str, **body: str) -> requests.Response:
    return requests.post(f"{URL}/api/v1{call}", json=body, timeout=30)


def token_of(answer: requests.Response) -> str | None:
    return str(answer.json()["session"]["token"]) if answer.status_code == 200 else None


def sign_in() -> str | None:
    answers = (post("/sign-in", email=EMAIL, password=password) for password in PASSWORDS)
    return next((token for answer in answers if (token := token_of(answer))), None)


def let_in() -> str:
    """After another password was chosen, or the account was closed: a new password, or a new account."""
    password = PASSWORDS[0]
    assert post("/forgot-password", email=EMAIL).status_code == 202
    assert post("/sign-up", email=EMAIL, password=password).status_code == 202

    def followed() -> str | None:
        mails: list[dict[str, Any]] = requests.get(f"{URL}/dev/mailbox.json", {"to": EMAIL}, timeout=30).json()["mails"]
        for mail in mails:
            if mail["kind"] not in ("confirm", "reset"):
                continue
            token = mail["link"].rsplit("/", 1)[1]
            if mail["kind"] == "reset":
                post("/reset-password", token=token, password=password)
                session = sign_in()
            else:
                session = token_of(post("/confirm", token=token, password=password))
            if session:
                return session
        return None

    return until(followed, "a mail that lets its owner in again", 30)


@schemathesis.auth(refresh_interval=None)
class Session:
    def get(self, case: Case, context: AuthContext) -> str:
        return sign_in() or let_in()

    def set(self, case: Case, data: str, context: AuthContext) -> None:
        if COOKIE:
            case.cookies[COOKIE] = data
        else:
            case.headers["Authorization"] = f"Bearer {data}"
