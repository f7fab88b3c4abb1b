"""People at all the doors of all nodes at once, while parts of the installation fail: they confirm, sign in, look, change
their passwords and sign out, again and again. Each answer is held against what its person knows by then, and against
the contract: as it should be, or a prompt 503 with Retry-After.
"""

from __future__ import annotations

import http.client
import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from support.load import IN_DOUBT

# As long as a program that calls us usually waits (contract: prompt; the database is given 2.5 s).
PATIENCE_S = 5.0
GIVE_UP_S = 60.0


@dataclass
class Answer:
    """A status, and whether it is known what became of the request. 0: no answer, the node was gone."""

    status: int
    is_in_doubt: bool = False
    body: dict[str, Any] = field(default_factory=dict)


@dataclass
class Resident:
    """What a person knows of their own account."""

    email: str
    first_password: str
    # Of the link in their mail; they have an account once it is used.
    token: str
    # One of them is right. More than one while it is not known whether a change was done.
    passwords: list[str] = field(default_factory=list)
    has_account: bool = False
    # How often the password was changed for certain: so many notices they must get.
    changes: int = 0


class Traffic:
    """`with Traffic(ports, residents):` they are at it. `wrong` says what must not be."""

    def __init__(self, ports: Sequence[int], residents: Sequence[Resident], at_once: int = 6) -> None:
        self.ports = ports
        self.residents = residents
        self.answers: Counter[int] = Counter()
        self.in_doubt = 0
        # Requests that a node took and did not answer.
        self.cut_off = 0
        self.longest_s = 0.0
        self.wrong: list[str] = []
        self._stop = threading.Event()
        self._turn = 0
        shares = [residents[number::at_once] for number in range(at_once)]
        self._threads = [threading.Thread(target=self._run, args=(share,), daemon=True) for share in shares if share]

    def __enter__(self) -> Traffic:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def look_again(self) -> None:
        """Afterwards, with all parts well: everybody has the account and the one password that they know of."""
        self._stop.clear()
        for resident in self.residents:
            if not resident.has_account:
                self._confirm(resident)
            token = self._sign_in(resident)
            if not token or len(resident.passwords) != 1:
                self._is_wrong(resident, f"cannot sign in with one of {len(resident.passwords)} passwords")

    # What they do.

    def _run(self, residents: Sequence[Resident]) -> None:
        try:
            while not self._stop.is_set():
                for resident in residents:
                    if not self._stop.is_set():
                        self._visit(resident)
        except Exception as error:
            self.wrong.append(repr(error))

    def _visit(self, resident: Resident) -> None:
        if not resident.has_account and not self._confirm(resident):
            return
        token = self._sign_in(resident)
        if not token:
            return
        self._look(resident, token, 200)
        self._change_password(resident, token)
        if self._sign_out(resident, token):
            self._look(resident, token, 401)

    def _confirm(self, resident: Resident) -> bool:
        password = resident.first_password
        while (answer := self._post("/confirm", token=resident.token, password=password)).status in (0, 503):
            if self._pause():
                return False
        # A confirmation whose answer was lost may have been done.
        if answer.status not in (200, 410) or (answer.status == 410 and answer.body["code"] != "token_used"):
            self._is_wrong(resident, f"the link was answered {answer.status} {answer.body}")
        resident.passwords, resident.has_account = [password], True
        return True

    def _sign_in(self, resident: Resident) -> str | None:
        while resident.passwords:
            password = resident.passwords[-1]
            answer = self._post("/sign-in", email=resident.email, password=password)
            if answer.status == 200:
                # A change whose answer was lost was done, if the newer one is right.
                resident.changes += len(resident.passwords) > 1
                resident.passwords = [password]
                return str(answer.body["session"]["token"])
            if answer.status == 401:
                # A change whose answer was lost was not done: then the older one has to be right.
                resident.passwords.pop()
                if not resident.passwords:
                    self._is_wrong(resident, "none of the passwords is right")
            elif answer.status not in (0, 503):
                self._is_wrong(resident, f"signing in was answered {answer.status} {answer.body}")
            if self._pause():
                return None
        return None

    def _look(self, resident: Resident, token: str, expected: int) -> None:
        answer = self._ask("GET", "/session", token)
        if answer.status not in (expected, 0, 503):
            self._is_wrong(resident, f"the session was answered {answer.status}, not {expected}")

    def _change_password(self, resident: Resident, token: str) -> None:
        [current], new = resident.passwords, f"lantern {secrets.token_hex(8)} quartz"
        answer = self._ask("POST", "/change-password", token, current_password=current, password=new)
        if answer.status == 204:
            resident.passwords = [new]
            resident.changes += 1
        elif answer.status == 0 or answer.is_in_doubt:
            resident.passwords = [current, new]
        elif answer.status != 503:
            self._is_wrong(resident, f"changing the password was answered {answer.status} {answer.body}")

    def _sign_out(self, resident: Resident, token: str) -> bool:
        answer = self._ask("POST", "/sign-out", token)
        if answer.status not in (204, 0, 503):
            self._is_wrong(resident, f"signing out was answered {answer.status}")
        return answer.status == 204

    # How.

    def _post(self, path: str, **fields: str) -> Answer:
        return self._ask("POST", path, "", **fields)

    def _ask(self, method: str, path: str, bearer: str, /, **fields: str) -> Answer:
        """From another node each time; from the next one if it takes no connection."""
        deadline = time.monotonic() + GIVE_UP_S
        while True:
            self._turn += 1
            wire = http.client.HTTPConnection("127.0.0.1", self.ports[self._turn % len(self.ports)], timeout=PATIENCE_S)
            try:
                wire.connect()
                return self._exchange(wire, method, path, bearer, fields)
            # Reset, if the node died between the connection and our first word: nothing was asked of it.
            except (ConnectionRefusedError, ConnectionResetError):
                if self._stop.wait(0.02) or time.monotonic() > deadline:
                    return Answer(0)
            finally:
                wire.close()

    def _exchange(
        self, wire: http.client.HTTPConnection, method: str, path: str, bearer: str, fields: dict[str, str]
    ) -> Answer:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        asked_at = time.monotonic()
        try:
            wire.request(method, f"/api/v1{path}", json.dumps(fields) if fields else None, headers)
            answer = wire.getresponse()
            body = answer.read()
        except TimeoutError:
            self.wrong.append(f"{method} {path}: no answer within {PATIENCE_S:g} s")
            return Answer(0)
        except (OSError, http.client.HTTPException):
            self.cut_off += 1
            return Answer(0)
        self.longest_s = max(self.longest_s, time.monotonic() - asked_at)
        self.answers[answer.status] += 1
        if answer.status == 503 and int(answer.getheader("Retry-After") or 0) < 1:
            self.wrong.append(f"{method} {path}: 503 without Retry-After")
        if answer.status >= 500 and answer.status != 503:
            self.wrong.append(f"{method} {path}: {answer.status} {body[:300]!r}")
        is_in_doubt = IN_DOUBT in body
        self.in_doubt += is_in_doubt
        return Answer(answer.status, is_in_doubt, json.loads(body) if body else {})

    def _pause(self) -> bool:
        """True if it is time to stop."""
        return self._stop.wait(0.05)

    def _is_wrong(self, resident: Resident, what: str) -> None:
        self.wrong.append(f"{resident.email}: {what}")
