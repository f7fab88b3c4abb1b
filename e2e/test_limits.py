"""Rate limits on running servers: what is refused, and what becomes of them when Redis is killed, silenced, emptied,
or not to be trusted. Each server here has a database of its own, so what they share they share in Redis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.browser import Browser
from support.certificates import Authority, make_authority
from support.ops import metrics_of
from support.people import Person, Service, new_password
from support.redis import Redis
from support.server import Server, free_port
from support.waiting import until

AWAY, BACK = "Redis does not answer", "Redis is back"
TRIES = 5

# A day instead of minutes, so that a slow machine gives no try back; and a network of one machine is no limit.
LIMITS = f"""[rate_limits]
password_address = "{TRIES}/d"
password_network = "off"
sign_up_network = "off"
"""


@pytest.fixture
def make_redis() -> Iterator[Callable[..., Redis]]:
    with ExitStack() as stack:

        def make(**settings: Any) -> Redis:
            return stack.enter_context(Redis(**settings))

        yield make


@pytest.fixture
def limited(make_smtp: Any, make_server: Any) -> Callable[..., Service]:
    """A node with limits on."""

    def make(redis_url: str | None = None, limits: str = LIMITS, **env: str) -> Service:
        relay = make_smtp()
        env |= {"COUNTERSIGN_MAIL_URL": relay.url}
        server: Server = make_server(
            start=False, COUNTERSIGN_RATE_LIMITS=None, COUNTERSIGN_REDIS_URL=redis_url, **env
        )
        (server.directory / "countersign.toml").write_text(limits)
        return Service(server.start(), relay)

    return make


def guess(node: Service, email: str) -> int:
    answer = node.browser().api("POST", "/sign-in", email=email, password=new_password())
    if answer.status == 429:
        answer.expect_problem(429, "rate_limited")
    else:
        answer.expect_problem(401, "credentials_invalid")
    return answer.status


def holds_its_limit(node: Service) -> None:
    """People get in, guessers do not: not one more try than allowed, and then not even with the right password."""
    person, _ = node.account()
    for _ in range(3 * TRIES):
        assert node.can_sign_in(person)
    assert [guess(node, person.email) for _ in range(2 * TRIES)] == [401] * TRIES + [429] * TRIES
    node.browser().api("POST", "/sign-in", **person.credentials()).expect_problem(429, "rate_limited")


def is_counted_in(redis: Redis, node: Service) -> bool:
    """Whether the node has Redis count now. Another person each time, who has all tries."""
    redis.flush()
    assert guess(node, Person().email) == 401
    return any(key.startswith("countersign:") and ":limit:" in key for key in redis.keys())


def until_counted_in(redis: Redis, node: Service) -> None:
    until(lambda: is_counted_in(redis, node), "Redis to be used", 30)


def lines(node: Service, words: str) -> int:
    return node.server.log.count(words)


def test_a_program_is_told_when_to_come_back(limited: Callable[..., Service]) -> None:
    node = limited(limits='[rate_limits]\npassword_address = "2/h"\n')
    known, _ = node.account()
    refusals = []
    for email in (known.email, Person().email):
        browser: Browser = node.browser()
        for _ in range(2):
            assert guess(node, email) == 401
        answer = browser.api("POST", "/sign-in", email=email, password=known.password)
        problem = answer.expect_problem(429, "rate_limited")
        assert 1_700 < int(answer.header("retry-after") or 0) <= 1_800
        refusals.append((problem, sorted(name for name, _ in answer.headers)))
    assert refusals[0] == refusals[1]
    told = str(refusals[0][0]).lower()
    assert not [word for word in ("password", "address", "network", known.email) if word in told]


def test_a_person_sees_a_page(limited: Callable[..., Service]) -> None:
    node = limited(limits='[rate_limits]\nsign_up_network = "1/h"\n')
    browser = node.browser()
    for status in (200, 429):
        page = browser.open("/sign-up").submit("/sign-up", **Person().credentials())
        assert page.status == status, page
    assert page.says("Too many attempts") and page.says("Try again in 1 hour")
    assert 3_500 < int(page.answer.header("retry-after") or 0) <= 3_600


def test_refusals_are_counted_and_off_is_off(limited: Callable[..., Service], make_service: Any) -> None:
    ops = f"127.0.0.1:{free_port()}"
    node = limited(COUNTERSIGN_OPS_LISTEN=ops)
    email = Person().email
    statuses = [guess(node, email) for _ in range(TRIES + 2)]
    assert statuses == [401] * TRIES + [429] * 2
    assert metrics_of(ops).total("countersign_attempts_refused_total") == 2
    assert email not in node.server.log
    off = make_service()
    assert {guess(off, email) for _ in range(40)} == {401}


def test_a_limit_outlives_the_process_that_counted(limited: Callable[..., Service]) -> None:
    node = limited()
    email = Person().email
    assert [guess(node, email) for _ in range(TRIES)] == [401] * TRIES
    node.server.kill()
    node.server.start()
    assert guess(node, email) == 429


def test_the_nodes_of_a_redis_count_in_one_bucket(limited: Callable[..., Service], make_redis: Any) -> None:
    redis = make_redis()
    nodes = [limited(redis.url), limited(redis.url)]

    def one_refuses_what_the_other_counted() -> bool:
        for node in nodes:
            until_counted_in(redis, node)
        email = Person().email
        assert [guess(nodes[0], email) for _ in range(TRIES)] == [401] * TRIES
        assert not [key for key in redis.keys() if email in key]
        return guess(nodes[1], email) == 429

    # Where the machine held Redis up meanwhile, a node counted for itself.
    until(one_refuses_what_the_other_counted, "a round with Redis", 60)
    person, _ = nodes[0].account()
    holds_its_limit(nodes[0])
    assert nodes[0].can_sign_in(person)


def test_without_redis_from_the_start_each_node_counts_for_itself(limited: Callable[..., Service]) -> None:
    node = limited(f"redis://:hush-hush@127.0.0.1:{free_port()}")
    holds_its_limit(node)
    until(lambda: lines(node, AWAY), "the warning")
    assert lines(node, AWAY) == 1 and "hush-hush" not in node.server.log


@pytest.mark.parametrize("trouble", ["killed", "silenced"])
def test_a_redis_that_goes_is_done_without_and_found_again(
    limited: Callable[..., Service], make_redis: Any, trouble: str
) -> None:
    redis: Redis = make_redis()
    node = limited(redis.url)
    until_counted_in(redis, node)
    known = lines(node, AWAY)
    leave, return_ = {"killed": (redis.kill, redis.start), "silenced": (redis.freeze, redis.thaw)}[trouble]
    leave()
    holds_its_limit(node)
    until(lambda: lines(node, AWAY) == known + 1, "the warning")
    return_()
    until_counted_in(redis, node)
    # Whoever is busy may hold it up once more, but what went has come back each time.
    until(lambda: lines(node, AWAY) == lines(node, BACK), "as many lines that it is back as that it is gone")
    holds_its_limit(node)


def test_a_redis_that_is_emptied_gives_no_try_back(limited: Callable[..., Service], make_redis: Any) -> None:
    redis: Redis = make_redis()
    node = limited(redis.url)
    until_counted_in(redis, node)
    email = Person().email
    for _ in range(TRIES):
        assert guess(node, email) == 401
        redis.flush()
    redis.command("SCRIPT", "FLUSH")
    assert guess(node, email) == 429
    until_counted_in(redis, node)


def test_a_password_is_used_and_a_wrong_one_done_without(limited: Callable[..., Service], make_redis: Any) -> None:
    redis: Redis = make_redis(password="right-as-rain")
    node = limited(redis.url)
    until_counted_in(redis, node)
    shut_out = limited(redis.url.replace("right-as-rain", "wr0ng-as-rain"))
    redis.flush()
    holds_its_limit(shut_out)
    assert not redis.keys()
    until(lambda: lines(shut_out, AWAY), "the warning")
    shown = "".join(service.server.log + service.server.cli("config", "show").stdout for service in (node, shut_out))
    assert "as-rain" not in shown


@pytest.mark.parametrize("trust", ["by the URL", "by SSL_CERT_FILE"])
def test_tls_with_a_certificate_of_a_trusted_authority(
    limited: Callable[..., Service], make_redis: Any, authority: Authority, trust: str
) -> None:
    redis: Redis = make_redis(tls=authority, password="right-as-rain")
    url = redis.url.replace("127.0.0.1", "localhost")
    if trust == "by the URL":
        node = limited(f"{url}?ca={authority.certificate}")
    else:
        node = limited(url, SSL_CERT_FILE=str(authority.certificate))
    until_counted_in(redis, node)


def test_tls_that_cannot_be_verified_is_done_without(
    limited: Callable[..., Service], make_redis: Any, authority: Authority, tmp_path: Path
) -> None:
    stranger = make_authority(tmp_path / "stranger", "Somebody else")
    # What is asked for encrypted is never sent in clear.
    for redis in (make_redis(tls=stranger), make_redis()):
        node = limited(f"rediss://localhost:{redis.port}?ca={authority.certificate}")
        holds_its_limit(node)
        until(lambda node=node: lines(node, AWAY), "the warning")
        assert not redis.keys()


@pytest.mark.parametrize(
    "url",
    [
        "redis://",
        "redis://:hush-hush@cache/first",
        "rediss://:hush-hush@cache#insecure",
        "rediss://:hush-hush@cache?ca=/does/not/exist.pem",
        "redis://:hush-hush@cache?timeout=5",
        "memcached://cache",
    ],
)
def test_a_url_that_cannot_work_stops_the_start_with_one_line(make_server: Any, url: str) -> None:
    server: Server = make_server(start=False, COUNTERSIGN_REDIS_URL=url)
    for command in (["serve"], ["config", "check"]):
        stderr = server.cli(*command, expect=2).stderr.strip()
        assert len(stderr.splitlines()) == 1 and "COUNTERSIGN_REDIS_URL" in stderr, stderr
        assert "hush-hush" not in stderr
