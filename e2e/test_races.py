"""Fifty at one instant: a link has one winner, and the losers are told so."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from support.people import Person, Service, new_password
from support.race import RACERS, one_winner, race
from support.server import Server

pytestmark = pytest.mark.both_databases


def test_one_of_fifty_confirms(service: Service) -> None:
    for _ in range(20):
        person = Person()
        token = service.sign_up(person).token
        accounts = service.server.rows("accounts")
        answers = race(service.server, "/confirm", [{"token": token, "password": person.password}] * RACERS)
        winner = one_winner(answers, 200)
        assert answers[winner][1]["account"]["email"] == person.email
        assert service.server.rows("accounts") == accounts + 1
        assert service.can_sign_in(person)


def test_two_links_of_one_sign_up_make_one_account(service: Service) -> None:
    for _ in range(5):
        person = Person()
        first = service.sign_up(person).token
        service.browser().api("POST", "/resend", email=person.email).expect(202)
        second = service.smtp.take(person.email, "/confirm/").token
        bodies = [{"token": token, "password": person.password} for token in (first, second)] * (RACERS // 2)
        one_winner(race(service.server, "/confirm", bodies), 200)


def test_rival_sign_ups_confirmed_at_one_instant_make_one_account(service: Service) -> None:
    for _ in range(5):
        rivals = [Person()]
        rivals += [Person(rivals[0].email) for _ in range(3)]
        bodies = [{"token": service.sign_up(rival).token, "password": rival.password} for rival in rivals]
        answers = race(service.server, "/confirm", bodies * 10)
        winners = [number for number, (status, _) in enumerate(answers) if status == 200]
        assert len(winners) == 1, answers
        assert {status for status, _ in answers} <= {200, 410, 503}
        assert [service.can_sign_in(rival) for rival in rivals].count(True) == 1
        assert service.can_sign_in(rivals[winners[0] % len(rivals)])


def test_one_of_fifty_resets_and_only_that_password_signs_in(service: Service) -> None:
    for _ in range(5):
        person, _ = service.account()
        token = service.forgot(person).token
        passwords = [new_password() for _ in range(RACERS)]
        answers = race(service.server, "/reset-password", [{"token": token, "password": p} for p in passwords])
        winner = one_winner(answers, 204)
        assert [p for p in passwords if service.can_sign_in(Person(person.email, p))] == [passwords[winner]]
        assert not service.can_sign_in(person)


def test_two_processes_on_one_database_have_one_winner_between_them(
    make_service: Callable[..., Service], make_server: Callable[..., Server]
) -> None:
    service = make_service()
    other = make_server(
        COUNTERSIGN_DATABASE_URL=service.server.settings["COUNTERSIGN_DATABASE_URL"],
        COUNTERSIGN_MAIL_URL=service.smtp.url,
    )
    for _ in range(5):
        person = Person()
        token = service.sign_up(person).token
        bodies = [{"token": token, "password": person.password}] * RACERS
        one_winner(race((service.server, other), "/confirm", bodies), 200)
