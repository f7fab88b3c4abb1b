"""Fifty requests at one instant, to two nodes of one database, and what may have come of it: one winner where one may win,
each loser told why, and the rest of the world as the winner's answer says. `scripts/prove` runs thousands of them.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import secrets
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.cluster import Cluster
from support.faulty_smtp import FaultySmtp
from support.race import ANSWER_WITHIN_S, EXPIRED, RACERS, Answer, ask, one_winner, race_to

LINK = re.compile(rb"https?://[^/\s]+/([a-z-]+)/([^\s\"<>]+)")
TO = re.compile(rb"^to: (?:.*<)?([^\s<>]+@[^\s<>]+?)>?\r?$", re.IGNORECASE | re.MULTILINE)
# More than one race of right ones looks at, fewer than two of wrong ones.
WRONG_PASSWORDS = 60
LIMITS = f"""[rate_limits]
password_address = "{WRONG_PASSWORDS}/5m"
password_network = "off"
sign_up_network = "off"
mail_network = "off"
mailbox_minute = "off"
mailbox_hour = "off"
mailbox_day = "off"
"""


@dataclass
class Person:
    email: str = field(default_factory=lambda: f"racer-{secrets.token_hex(6)}@example.net")
    password: str = field(default_factory=lambda: f"lantern {secrets.token_hex(6)} quartz")


class Course:
    """Two nodes, a worker and a mail server, and whoever races."""

    def __init__(self, cluster: Cluster, smtp: FaultySmtp, seed: int) -> None:
        self.chance = random.Random(seed)
        # Racers that were told to come back.
        self.refused = 0
        self.ports = [node.port for node in cluster.nodes]
        self.loop = asyncio.get_running_loop()
        self.tokens: dict[tuple[str, str], asyncio.Queue[str]] = defaultdict(asyncio.Queue)
        self.turn = 0
        smtp.reader = self._read

    async def ask(self, method: str, path: str, bearer: str = "", **fields: str) -> Answer:
        self.turn += 1
        return await ask(self.ports[self.turn % len(self.ports)], method, path, bearer, fields)

    async def race(self, path: str, bodies: Sequence[dict[str, str]], bearers: Sequence[str] = ("",)) -> list[Answer]:
        # Not in step with the bodies, so that each of them goes to every node.
        ports = [self.chance.choice(self.ports) for _ in bodies]
        answers = await race_to(ports, path, bodies, bearers)
        self.refused += sum(status == 503 for status, _ in answers)
        return answers

    async def expect(self, status: int, method: str, path: str, bearer: str = "", **fields: str) -> dict[str, Any]:
        got, body = await self.ask(method, path, bearer, **fields)
        assert got == status, f"{method} {path}: {got} {body}, not {status}"
        return body

    async def link(self, email: str, page: str) -> str:
        return await asyncio.wait_for(self.tokens[email, page].get(), ANSWER_WITHIN_S)

    async def sign_up(self, person: Person) -> str:
        await self.expect(202, "POST", "/sign-up", email=person.email, password=person.password)
        return await self.link(person.email, "confirm")

    async def account(self) -> tuple[Person, str]:
        """Somebody, and their session."""
        person = Person()
        token = await self.sign_up(person)
        body = await self.expect(200, "POST", "/confirm", token=token, password=person.password)
        return person, str(body["session"]["token"])

    async def can_sign_in(self, email: str, password: str) -> bool:
        status, body = await self.ask("POST", "/sign-in", email=email, password=password)
        assert status in (200, 401), f"signing in: {status} {body}"
        return status == 200

    def _read(self, content: bytes) -> None:
        to, link = TO.search(content), LINK.search(content)
        if to and link:
            key, token = (to[1].decode(), link[1].decode()), link[2].decode()
            self.loop.call_soon_threadsafe(lambda: self.tokens[key].put_nowait(token))


async def confirm(course: Course) -> None:
    """One link."""
    person = Person()
    token = await course.sign_up(person)
    answers = await course.race("/confirm", [{"token": token, "password": person.password}] * RACERS)
    winner = one_winner(answers, 200)
    assert answers[winner][1]["account"]["email"] == person.email


async def confirm_rivals(course: Course) -> None:
    """Links of four sign-ups with one address and four passwords: the one that wins is the account's."""
    first = Person()
    rivals = [first, *(Person(first.email) for _ in range(3))]
    bodies = [{"token": await course.sign_up(rival), "password": rival.password} for rival in rivals]
    answers = await course.race("/confirm", (bodies * RACERS)[:RACERS])
    winner = one_winner(answers, 200, EXPIRED) % len(rivals)
    for number, rival in enumerate(rivals):
        assert await course.can_sign_in(rival.email, rival.password) == (number == winner), (number, winner)


async def sign_up_one_address(course: Course) -> None:
    """All are told the same; of five of their links one confirms."""
    person = Person()
    answers = await course.race("/sign-up", [{"email": person.email, "password": person.password}] * RACERS)
    told = {(status, json.dumps(body)) for status, body in answers if status != 503}
    assert told == {(202, '{"status": "check_mail"}')}, told
    links = [await course.link(person.email, "confirm") for _ in range(5)]
    tries = [{"token": token, "password": person.password} for token in links] * (RACERS // 5)
    one_winner(await course.race("/confirm", tries), 200, EXPIRED)
    assert await course.can_sign_in(person.email, person.password)


async def reset(course: Course) -> None:
    """One link and fifty passwords: the winner's signs in, no other, and the session from before is over."""
    person, session = await course.account()
    await course.expect(202, "POST", "/forgot-password", email=person.email)
    token = await course.link(person.email, "reset-password")
    passwords = [Person().password for _ in range(RACERS)]
    answers = await course.race("/reset-password", [{"token": token, "password": one} for one in passwords])
    winner = one_winner(answers, 204)
    for number in {winner, (winner + 1) % RACERS, (winner + 7) % RACERS}:
        assert await course.can_sign_in(person.email, passwords[number]) == (number == winner), (number, winner)
    assert not await course.can_sign_in(person.email, person.password)
    await course.expect(401, "GET", "/session", session)


async def change_email(course: Course) -> None:
    """One link to a new address."""
    person, session = await course.account()
    new = Person().email
    await course.expect(202, "POST", "/change-email", session, email=new, password=person.password)
    token = await course.link(new, "change-email")
    answers = await course.race("/change-email/confirm", [{"token": token}] * RACERS, [session])
    one_winner(answers, 200)
    assert not await course.can_sign_in(person.email, person.password) and await course.can_sign_in(new, person.password)


async def change_to_one_address(course: Course) -> None:
    """Two accounts, each with a link to the same address: one of them has it."""
    new = Person().email
    bodies, sessions, people = [], [], []
    for _ in range(2):
        person, session = await course.account()
        await course.expect(202, "POST", "/change-email", session, email=new, password=person.password)
        bodies.append({"token": await course.link(new, "change-email")})
        sessions.append(session)
        people.append(person)
    answers = await course.race("/change-email/confirm", bodies * (RACERS // 2), sessions)
    winner = one_winner(answers, 200, EXPIRED) % 2
    for number, person in enumerate(people):
        assert await course.can_sign_in(new, person.password) == (number == winner), (number, winner)


async def undo_change_email(course: Course) -> None:
    """One link of the notice to the old address; it ends the session."""
    person, session = await course.account()
    new = Person().email
    await course.expect(202, "POST", "/change-email", session, email=new, password=person.password)
    token = await course.link(person.email, "change-email")
    confirm_it = await course.link(new, "change-email")
    await course.expect(200, "POST", "/change-email/confirm", session, token=confirm_it)
    answers = await course.race("/change-email/undo", [{"token": token}] * RACERS)
    one_winner(answers, 204)
    await course.expect(401, "GET", "/session", session)
    assert not await course.can_sign_in(new, person.password) and not await course.can_sign_in(person.email, person.password)


async def limits(course: Course) -> None:
    """Wrong passwords for one address: no more are looked at than the limit says."""
    person, _ = await course.account()
    guesses = [{"email": person.email, "password": Person().password} for _ in range(2 * RACERS)]
    answers = await course.race("/sign-in", guesses)
    told = Counter(status for status, _ in answers)
    assert 0 < told[401] <= WRONG_PASSWORDS and not told.keys() - {401, 429, 503}, told


KINDS: list[Callable[[Course], Awaitable[None]]] = [
    confirm, confirm_rivals, sign_up_one_address, reset, change_email, change_to_one_address, undo_change_email, limits,
]  # fmt: skip


@dataclass
class Races:
    """How many of each were run, how many racers were told to come back, and what was wrong."""

    run: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    wrong: list[str] = field(default_factory=list)


def races(directory: Path, count: int, database_url: str, seed: int = 1, at_once: int = 4) -> Races:
    found = Races()
    url = database_url or f"sqlite://{directory / 'races.db'}"
    smtp = FaultySmtp().up()
    try:
        with Cluster(directory, url, smtp.url, workers=1, toml=LIMITS, COUNTERSIGN_RATE_LIMITS=None, COUNTERSIGN_LOG="warn") as cluster:
            asyncio.run(_run(cluster, smtp, count, seed, at_once, found))
            if "panicked" in cluster.logs():
                found.wrong.append("something panicked")
    finally:
        smtp.close()
    return found


async def _run(cluster: Cluster, smtp: FaultySmtp, count: int, seed: int, at_once: int, found: Races) -> None:
    course = Course(cluster, smtp, seed)

    async def run() -> None:
        while found.run.total() < count:
            kind = KINDS[found.run.total() % len(KINDS)]
            found.run[kind.__name__] += 1
            try:
                await kind(course)
            except (AssertionError, TimeoutError, OSError) as error:
                found.wrong.append(f"{kind.__name__}: {error!r}")

    await asyncio.gather(*(run() for _ in range(at_once)))
    found.refused = course.refused
