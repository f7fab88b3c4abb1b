"""Solves the built-in captcha by what docs/guide/api.md says of it, as a program would that has no ALTCHA library."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from support.browser import Browser


def solve(challenge: dict[str, Any]) -> str:
    parameters = challenge["parameters"]
    start = hashlib.sha256(bytes.fromhex(parameters["salt"] + parameters["nonce"]))
    for counter in range(200_000):
        tried = start.copy()
        tried.update(counter.to_bytes(4, "big"))
        if (key := tried.hexdigest()).startswith(parameters["keyPrefix"]):
            answer = {"challenge": challenge, "solution": {"counter": counter, "derivedKey": key}}
            return base64.b64encode(json.dumps(answer).encode()).decode()
    raise AssertionError(f"no number below 200,000 solves {challenge}")


def solved(browser: Browser, action: str) -> str:
    return solve(browser.request("GET", f"/captcha/challenge?action={action}").expect(200).json)
