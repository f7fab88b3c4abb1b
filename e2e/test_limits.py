"""Rate limits: on unless switched off, the same for known and unknown addresses, and with Retry-After."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from support.browser import Answer
from support.people import Person, Service, new_address, new_password

MANY = 150


def limited_by(call: Callable[[], Answer]) -> int:
    """How many calls pass before one is limited."""
    for number in range(MANY):
        answer = call()
        if answer.status == 429:
            answer.expect_problem(429, "rate_limited")
            assert int(answer.header("retry-after") or "0") > 0
            return number
    raise AssertionError(f"{MANY} calls in a row passed")


def test_wrong_passwords_are_limited_alike_for_known_and_unknown_addresses(
    make_service: Callable[..., Service],
) -> None:
    counts = []
    for known in (True, False):
        # A server each, so that the limits of one network do not mix with those of one address.
        service = make_service(COUNTERSIGN_RATE_LIMITS="on")
        person = service.account()[0] if known else Person()
        if not known:
            service.account()
        counts.append(limited_by(partial(wrong_sign_in, service, person)))
    assert counts[0] == counts[1]


def wrong_sign_in(service: Service, person: Person) -> Answer:
    return service.browser().api("POST", "/sign-in", email=person.email, password=new_password())


def test_one_mailbox_is_not_bombed(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_RATE_LIMITS="on")
    person, _ = service.account()
    limited = 0
    for _ in range(30):
        for path in ("/forgot-password", "/resend"):
            answer = service.browser().api("POST", path, email=person.email)
            assert answer.status in (202, 429), answer
            limited += answer.status == 429
    service.server.wait_until_settled()
    assert len(service.smtp.to(person.email)) <= 10


def test_a_forwarded_header_is_not_believed_of_anybody(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_RATE_LIMITS="on")
    number = iter(range(MANY * 2))

    def call() -> Answer:
        address = f"198.51.100.{next(number) % 250}"
        headers = {
            "Content-Type": "application/json",
            "X-Forwarded-For": address,
            "X-Real-IP": address,
            "Forwarded": f"for={address}",
            "CF-Connecting-IP": address,
        }
        body = f'{{"email": "{new_address()}", "password": "x"}}'.encode()
        return service.browser().request("POST", "/api/v1/sign-in", body, headers)

    limited_by(call)
