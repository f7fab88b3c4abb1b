"""Whoever asks about an address learns nothing: the answers for known and unknown ones are the same bytes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from support.browser import Answer, Browser
from support.people import Person, Service, new_address, new_password

pytestmark = pytest.mark.both_databases

# What may differ between any two answers.
PER_ANSWER = ("date", "x-request-id")


@dataclass(frozen=True)
class Seen:
    """What a stranger sees of an answer, with the address itself blotted out."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def seen(answer: Answer, address: str) -> Seen:
    headers = []
    for name, value in answer.headers:
        if name.lower() in PER_ANSWER:
            value = ""
        elif name.lower() == "set-cookie":
            pair, _, attributes = value.partition(";")
            value = f"{pair.split('=')[0]}={len(pair)};{attributes}"
        headers.append((name, value.replace(address, "@")))
    quoted = address.replace("@", "%40")
    body = answer.body.replace(address.encode(), b"@").replace(quoted.encode(), b"@")
    return Seen(answer.status, tuple(headers), body)


@dataclass
class States:
    """One address in each state that an address can be in."""

    account: str
    unconfirmed: str
    unknown: str

    def all(self) -> list[str]:
        return [self.account, self.unconfirmed, self.unknown]


@pytest.fixture
def states(service: Service) -> States:
    known, _ = service.account(Person(new_address("one")))
    waiting = Person(new_address("two"))
    service.sign_up(waiting)
    return States(known.email, waiting.email, new_address("six"))


@pytest.mark.parametrize("path", ["/sign-up", "/resend", "/forgot-password", "/sign-in"])
def test_the_json_answer_is_the_same_for_every_address(service: Service, states: States, path: str) -> None:
    answers = {address: post_json(service.browser(), path, address) for address in states.all()}
    assert len(set(answers.values())) == 1, answers


@pytest.mark.parametrize("path", ["/sign-up", "/resend", "/forgot-password", "/sign-in"])
def test_the_pages_are_the_same_for_every_address(service: Service, states: States, path: str) -> None:
    walks = {address: post_page(service.browser(), path, address) for address in states.all()}
    assert len(set(walks.values())) == 1, walks


def test_the_browser_that_signed_up_sees_no_difference_afterwards(service: Service, states: States) -> None:
    """Its gate, its page and its failed sign-ins are the same whether the address has an account or not."""
    walks = {}
    for address in states.all():
        browser = service.browser()
        browser.api("POST", "/sign-up", email=address, password=new_password()).expect(202)
        walks[address] = (
            seen(browser.api("GET", "/session"), address),
            seen(browser.get("/account"), address),
            seen(browser.get("/unconfirmed"), address),
            seen(browser.api("POST", "/sign-in", email=address, password=new_password()), address),
            seen(browser.api("POST", "/resend", email=address), address),
        )
    assert len(set(walks.values())) == 1, walks


def test_a_change_of_address_to_a_taken_one_looks_like_any(service: Service, states: States) -> None:
    answers = set()
    for address in states.all():
        person, browser = service.account()
        answer = browser.api("POST", "/change-email", email=address, password=person.password)
        answers.add(seen(answer, address))
    assert len(answers) == 1, answers


def test_bad_input_is_refused_alike_whoever_is_asked_about(service: Service, states: States) -> None:
    for path, fields in (
        ("/sign-up", {"password": "short"}),
        ("/sign-up", {"password": new_password(), "locale": 7}),
        ("/sign-up", {"password": new_password(), "admin": True}),
        ("/sign-in", {"password": None}),
        ("/forgot-password", {"captcha": []}),
    ):
        answers = {
            seen(service.browser().api("POST", path, email=address, **fields), address) for address in states.all()
        }
        assert len(answers) == 1, answers
        assert answers.pop().status in (400, 422)


def post_json(browser: Browser, path: str, address: str) -> Seen:
    fields = {"email": address}
    if path in ("/sign-up", "/sign-in"):
        fields["password"] = "a wrong password 5c1e"
    answer = seen(browser.api("POST", path, **fields), address)
    assert answer.status == (401 if path == "/sign-in" else 202)
    return answer


def post_page(browser: Browser, path: str, address: str) -> tuple[Seen, ...]:
    """The answer to the form, and the page that it leads to."""
    fields = {"email": address}
    if path in ("/sign-up", "/sign-in"):
        fields["password"] = "a wrong password 5c1e"
    answer = browser.post_form(path, fields)
    walk = [seen(answer, address)]
    while answer.status == 303:
        answer = browser.get(browser.location(answer))
        walk.append(seen(answer, address))
    assert answer.status == (401 if path == "/sign-in" else 200), answer
    return tuple(walk)
