"""Two nodes, two workers, one PostgreSQL database: one service. Whatever happened at one node is true at the other
with the next request; the journeys of other modules are made here with each step at the other node than the one
before. What becomes of it all when a part fails is in `test_cluster_faults.py`.
"""

from __future__ import annotations

import itertools
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from support.browser import Answer, Browser
from support.cluster import Cluster
from support.ops import listener, metrics_of
from support.people import Person, Service, new_password
from support.postgres import another_database, drop_database, psql
from support.race import RACERS, one_winner, race
from support.redis import Redis
from support.server import Server
from support.smtp import SmtpServer
from support.waiting import until

# Run here with the wandering browsers of this module's `service`.
from test_account import (  # noqa: F401
    own_id,
    test_a_change_survives_signing_in_on_the_way,
    test_a_deleted_account_is_gone_and_its_address_is_free,
    test_an_address_changes_when_the_new_one_is_confirmed_and_the_old_one_can_undo_it,
    test_changing_the_password_ends_the_other_sessions_and_tells_by_mail,
    test_sessions_are_ended_on_the_page,
    test_sessions_are_listed_and_ended_one_by_one_or_all_but_this,
)
from test_journey import (  # noqa: F401
    test_a_person_signs_up_confirms_signs_out_forgets_and_resets,
    test_a_resent_link_and_the_first_one_are_both_good_until_one_is_used,
    test_the_same_journey_by_json,
)
from test_links import test_this_was_not_me_removes_the_sign_up, test_the_first_reset_outdates_the_other_links  # noqa: F401

# Of fifty redemptions at one instant. 200 of each kind take three minutes: CLUSTER_ROUNDS=20.
RACES = 10
ROUNDS = range(int(os.environ.get("CLUSTER_ROUNDS", "1")))


class WanderingBrowser(Browser):
    """As behind a load balancer that sends each request to another node than the one before."""

    def __init__(self, nodes: Sequence[Server], **settings: Any) -> None:
        super().__init__(nodes[0], **settings)
        self._turns = itertools.cycle(nodes)

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        self.server = next(self._turns)
        return super().request(method, path, body, headers)


class Installation(Service):
    """A cluster as people see it: one service."""

    def __init__(self, cluster: Cluster, smtp: SmtpServer) -> None:
        super().__init__(cluster.nodes[0], smtp)
        self.cluster = cluster
        self._first = itertools.cycle(range(len(cluster.nodes)))

    def browser(self, **settings: Any) -> Browser:
        """One that wanders. Each begins at another node."""
        first = next(self._first)
        nodes = self.cluster.nodes
        return WanderingBrowser(nodes[first:] + nodes[:first], **settings)

    def at(self, node: int, browser: Browser) -> Browser:
        """The same cookies at one node only."""
        settled = Browser(self.cluster.nodes[node], browser.user_agent)
        settled.cookies = dict(browser.cookies)
        return settled


@pytest.fixture(scope="module")
def service(
    binary: object, postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    name = f"cluster_{os.getpid()}"
    smtp = SmtpServer()
    url = another_database(postgres_url, name)
    try:
        with Cluster(tmp_path_factory.mktemp("cluster"), url, smtp.url) as cluster:
            yield Installation(cluster, smtp)
    finally:
        smtp.close()
        drop_database(postgres_url, name)


# Fifty at one instant, over both nodes.


@pytest.mark.parametrize("once_more", ROUNDS)
def test_one_of_fifty_at_two_nodes_confirms(once_more: int, service: Installation) -> None:
    before = service.server.rows("accounts")
    for _ in range(RACES):
        person = Person()
        body = {"token": service.sign_up(person).token, "password": person.password}
        winner = one_winner(answers := race(service.cluster.nodes, "/confirm", [body] * RACERS), 200)
        assert answers[winner][1]["account"]["email"] == person.email
    assert service.server.rows("accounts") == before + RACES


@pytest.mark.parametrize("once_more", ROUNDS)
def test_one_of_fifty_passwords_at_two_nodes_wins(once_more: int, service: Installation) -> None:
    person, _ = service.account()
    for _ in range(RACES):
        token = service.forgot(person).token
        passwords = [new_password() for _ in range(RACERS)]
        bodies = [{"token": token, "password": password} for password in passwords]
        winner = one_winner(race(service.cluster.nodes, "/reset-password", bodies), 204)
        before, person.password = person.password, passwords[winner]
        assert service.can_sign_in(person)
        loser = passwords[winner - 1]
        assert not any(service.can_sign_in(Person(person.email, password)) for password in (before, loser))
    service.server.wait_until_settled()
    assert len(service.smtp.to(person.email, "/forgot-password")) == RACES, "a notice of each reset"


def test_a_server_that_prefers_serializable_changes_none_of_it(service: Installation, postgres_url: str) -> None:
    """Under that, most of the fifty would be refused for their neighbours' sake."""
    name = urlsplit(service.server.settings["COUNTERSIGN_DATABASE_URL"]).path[1:]
    psql(postgres_url, f"ALTER DATABASE {name} SET default_transaction_isolation = serializable")
    try:
        for node in service.cluster.nodes:
            node.restart()
        for _ in range(3):
            person = Person()
            body = {"token": service.sign_up(person).token, "password": person.password}
            answers = race(service.cluster.nodes, "/confirm", [body] * RACERS)
            one_winner(answers, 200)
            assert 503 not in {status for status, _ in answers}
    finally:
        psql(postgres_url, f"ALTER DATABASE {name} RESET default_transaction_isolation")


# What is over at one node is over at the other.


def sign_out(service: Installation, person: Person, browser: Browser) -> None:
    browser.api("POST", "/sign-out").expect(204)


def revoke(service: Installation, person: Person, browser: Browser) -> None:
    service.sign_in(person).api("DELETE", f"/sessions/{own_id(browser)}").expect(204)


def reset(service: Installation, person: Person, browser: Browser) -> None:
    token = service.forgot(person).token
    browser.api("POST", "/reset-password", token=token, password=new_password()).expect(204)


def change_elsewhere(service: Installation, person: Person, browser: Browser) -> None:
    other = Browser(browser.server)
    other.api("POST", "/sign-in", **person.credentials()).expect(200)
    other.api("POST", "/change-password", current_password=person.password, password=new_password()).expect(204)


def by_operator(*command: str) -> Callable[[Installation, Person, Browser], None]:
    def run(service: Installation, person: Person, browser: Browser) -> None:
        browser.server.cli(*command, person.email)

    return run


def revoke_by_operator(service: Installation, person: Person, browser: Browser) -> None:
    browser.server.cli("session", "revoke", own_id(browser))


ENDS: dict[str, Callable[[Installation, Person, Browser], None]] = {
    "signed out": sign_out,
    "session ended from another": revoke,
    "session revoked by an operator": revoke_by_operator,
    "password reset": reset,
    "password changed in another browser": change_elsewhere,
    "account disabled": by_operator("account", "disable"),
    "account deleted": by_operator("account", "delete"),
}


@pytest.mark.parametrize("how", ENDS)
def test_a_session_that_ended_at_one_node_is_over_at_the_other_with_the_next_request(
    how: str, service: Installation
) -> None:
    for here, there in ((0, 1), (1, 0)):
        person, browser = service.account()
        at_this, at_that = service.at(here, browser), service.at(there, browser)
        assert at_this.is_signed_in() and at_that.is_signed_in()
        ENDS[how](service, person, at_this)
        at_that.api("GET", "/session").expect_problem(401, "unauthenticated")


# Mail.


def test_two_workers_send_each_mail_once_and_both_send(service: Installation) -> None:
    sent = [metrics_of(listener(worker)).ended("sent") for worker in service.cluster.workers]

    def each_has_sent() -> bool:
        people = [Person() for _ in range(30)]
        for person in people:
            service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
        for person in people:
            service.smtp.take(person.email, "/confirm/")
        now = [metrics_of(listener(worker)).ended("sent") for worker in service.cluster.workers]
        return all(later > earlier for earlier, later in zip(sent, now, strict=True))

    until(each_has_sent, "both workers to have sent", 60)
    service.server.wait_until_settled()
    ids = [mail.message_id for mail in service.smtp.seen.mails]
    assert len(ids) == len(set(ids))


# Limits, and what Redis is for.

TRIES = 5
# A day instead of minutes, so that a slow machine gives no try back; and a network of one machine is no limit.
LIMITS = f"""[rate_limits]
password_address = "{TRIES}/d"
password_network = "off"
sign_up_network = "off"
"""


@pytest.fixture(params=["in Redis", "in the database"])
def limited(
    request: pytest.FixtureRequest, binary: object, postgres_url: str, tmp_path: Path
) -> Iterator[Installation]:
    name = f"limits_{secrets.token_hex(6)}"
    with ExitStack() as stack:
        smtp = SmtpServer()
        stack.callback(smtp.close)
        stack.callback(drop_database, postgres_url, name)
        redis_url = stack.enter_context(Redis()).url if request.param == "in Redis" else ""
        url = another_database(postgres_url, name)
        cluster = Cluster(
            tmp_path, url, smtp.url, workers=1, redis_url=redis_url, toml=LIMITS, COUNTERSIGN_RATE_LIMITS=None
        )
        yield Installation(stack.enter_context(cluster), smtp)


def test_one_limit_for_one_address_holds_over_both_nodes(limited: Installation) -> None:
    person, _ = limited.account()

    def guess_everywhere() -> list[int]:
        """As many at one instant as both nodes together would let pass if each counted for itself, and more."""
        email = Person().email
        bodies = [{"email": email, "password": new_password()} for _ in range(8 * TRIES)]
        statuses = [status for status, _ in race(limited.cluster.nodes, "/sign-in", bodies)]
        assert set(statuses) <= {401, 429, 503}, statuses
        return statuses

    # Where the machine held Redis up meanwhile, a node counted for itself: not more than its share either.
    def one_limit_is_held() -> bool:
        passed = guess_everywhere().count(401)
        assert 0 < passed <= TRIES * len(limited.cluster.nodes)
        return passed <= TRIES

    until(one_limit_is_held, "one limit over both nodes", 30)
    # One after the other, each at the other node than the one before.
    browser, email = limited.browser(), Person().email
    statuses = [browser.api("POST", "/sign-in", email=email, password=new_password()).status for _ in range(2 * TRIES)]
    assert statuses == [401] * TRIES + [429] * TRIES
    assert limited.can_sign_in(person)


def test_queued_mails_are_handed_to_workers_by_redis(binary: object, postgres_url: str, tmp_path: Path) -> None:
    name = f"handed_{secrets.token_hex(6)}"
    people = [Person() for _ in range(20)]
    with ExitStack() as stack:
        smtp, redis = SmtpServer(), stack.enter_context(Redis())
        stack.callback(smtp.close)
        stack.callback(drop_database, postgres_url, name)
        url = another_database(postgres_url, name)
        service = Installation(stack.enter_context(Cluster(tmp_path, url, smtp.url, redis_url=redis.url)), smtp)
        # While no worker asks, the list holds the ids of all that was queued, and nothing else.
        for worker in service.cluster.workers:
            worker.stop()
        for person in people:
            service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
        queued = sorted(mail["id"] for mail in service.server.mails())
        lists = lambda: [key for key in redis.keys() if key.endswith(":mails")]  # noqa: E731
        until(lambda: [sorted(redis.command("LRANGE", key, "0", "-1")) for key in lists()] == [queued], "all ids")
        # Workers take them off, each one once, and it is these that are sent.
        for worker in service.cluster.workers:
            worker.start()
        for person in people:
            smtp.take(person.email, "/confirm/")
        until(lambda: not lists(), "an empty list")
        service.server.wait_until_settled()
        assert len(smtp.seen.mails) == len(people)
        # All who wait now wait for the next id.
        until(lambda: redis.command("CLIENT", "LIST").count("cmd=blpop") == len(service.cluster.workers), "both to wait")
