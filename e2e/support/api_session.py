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


def sign_up() -> str:
    """A new account in place of the closed one."""
    password = PASSWORDS[0]
    assert post("/sign-up", email=EMAIL, password=password).status_code == 202

    def confirm() -> str | None:
        mails: list[dict[str, Any]] = requests.get(f"{URL}/dev/mailbox.json", {"to": EMAIL}, timeout=30).json()["mails"]
        links = (mail["link"].rsplit("/", 1)[1] for mail in mails if mail["kind"] == "confirm")
        answers = (post("/confirm", token=link, password=password) for link in links)
        return next((token for answer in answers if (token := token_of(answer))), None)

    return until(confirm, "the mail that confirms the new account", 30)


@schemathesis.auth(refresh_interval=None)
class Session:
    def get(self, case: Case, context: AuthContext) -> str:
        return sign_in() or sign_up()

    def set(self, case: Case, data: str, context: AuthContext) -> None:
        if COOKIE:
            case.cookies[COOKIE] = data
        else:
            case.headers["Authorization"] = f"Bearer {data}"
