"""Signs schemathesis in: it loads this by `SCHEMATHESIS_HOOKS`. Each request that is to have a session gets a new one,
since what is tried may end it."""

from __future__ import annotations

import os

import requests
import schemathesis
from schemathesis import AuthContext, Case

EMAIL, PASSWORD = os.environ["API_EMAIL"], os.environ["API_PASSWORD"]
# The name of the cookie; without it the session is shown as bearer.
COOKIE = os.environ.get("API_COOKIE")


@schemathesis.auth(refresh_interval=None)
class Session:
    def get(self, case: Case, context: AuthContext) -> str:
        url = f"{case.operation.base_url}/api/v1/sign-in"
        answer = requests.post(url, json={"email": EMAIL, "password": PASSWORD}, timeout=30)
        answer.raise_for_status()
        return str(answer.json()["session"]["token"])

    def set(self, case: Case, data: str, context: AuthContext) -> None:
        if COOKIE:
            case.cookies[COOKIE] = data
        else:
            case.headers["Authorization"] = f"Bearer {data}"
