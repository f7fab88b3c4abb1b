"""Fixtures: servers, SMTP servers, and both together. Everything runs on loopback and is ended by its owner.

`service` is shared by the tests of a module; whoever needs other settings, or breaks things, makes a server
of its own with `make_service`.

Each server has a fresh database. `TEST_DATABASE=sqlite` or `TEST_DATABASE=postgres` says which for all of them; without
it all are SQLite files, and the tests of the modules marked with `both_databases` run on PostgreSQL as well: on the
server that `TEST_POSTGRES_URL` names, or one that is started for the run.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

pytest.register_assert_rewrite("support")

from support import certificates, people, postgres, server, smtp, walk  # noqa: E402

OUTPUT = server.ROOT / "target" / "e2e"
TEST_DATABASE = os.environ.get("TEST_DATABASE", "")
assert TEST_DATABASE in ("", "sqlite", "postgres"), "TEST_DATABASE is sqlite or postgres"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marked = metafunc.definition.get_closest_marker("both_databases")
    if marked and "database" in metafunc.fixturenames and not TEST_DATABASE:
        metafunc.parametrize("database", ["sqlite", "postgres"], indirect=True, scope="module")


@pytest.fixture(scope="session")
def output() -> Path:
    """Where screenshots and the like are left for people to look at."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    return OUTPUT


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> certificates.Authority:
    return certificates.make_authority(tmp_path_factory.mktemp("authority"), "An authority of this test")


@pytest.fixture(scope="session")
def binary() -> Path:
    assert server.BINARY.exists(), f"{server.BINARY} is not there: run `cargo build` first"
    assert shutil.which("openssl"), "openssl is not there: run scripts/setup first"
    return server.BINARY


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server to make databases in."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
    else:
        with postgres.Postgres() as started:
            yield started.url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with walk.chromium_running() as browser:
        yield browser


class Databases:
    """Where servers keep their rows. On PostgreSQL all have one key, so that two can share a database."""

    def __init__(self, postgres_url: str) -> None:
        self.postgres_url = postgres_url
        self.key = secrets.token_hex(32)
        self.made: dict[str, str] = {}

    def settings(self, env: Mapping[str, str | None]) -> dict[str, str | None]:
        """For one server, with a database of its own unless it brings one."""
        ours: dict[str, str | None] = {}
        if self.postgres_url and not {"COUNTERSIGN_DATABASE_URL", "DATABASE_URL"} & env.keys():
            ours["COUNTERSIGN_DATABASE_URL"] = self._make()
        settings = ours | dict(env)
        if settings.get("COUNTERSIGN_DATABASE_URL") in self.made and "COUNTERSIGN_SECRET_KEY_FILE" not in env:
            settings.setdefault("COUNTERSIGN_SECRET_KEY", self.key)
        return settings

    def drop(self) -> None:
        for name in self.made.values():
            postgres.drop_database(self.postgres_url, name)

    def _make(self) -> str:
        name = f"test_{secrets.token_hex(6)}"
        url = postgres.another_database(self.postgres_url, name)
        self.made[url] = name
        return url


@pytest.fixture(scope="module")
def database(request: pytest.FixtureRequest) -> Iterator[Databases]:
    kind = getattr(request, "param", TEST_DATABASE or "sqlite")
    made = Databases(request.getfixturevalue("postgres_url") if kind == "postgres" else "")
    yield made
    made.drop()


@pytest.fixture
def make_smtp() -> Iterator[Callable[..., smtp.SmtpServer]]:
    with ExitStack() as stack:

        def make(options: smtp.Options | None = None, down: bool = False) -> smtp.SmtpServer:
            made = smtp.SmtpServer(options, down)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def make_server(
    binary: Path, database: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., server.Server]]:
    """Makes servers with more or other environment; None unsets what is set by default."""
    with ExitStack() as stack:

        def make(start: bool = True, **env: str | None) -> server.Server:
            made = server.Server(tmp_path_factory.mktemp("server"), database.settings(env))
            stack.callback(made.stop)
            return made.start() if start else made

        yield make


@pytest.fixture
def make_service(make_smtp: Any, make_server: Any) -> Callable[..., people.Service]:
    """A server whose mail goes to an SMTP server, both made for one test."""

    def make(down: bool = False, **env: str | None) -> people.Service:
        relay = make_smtp(down=down)
        return people.Service(make_server(**{"COUNTERSIGN_MAIL_URL": relay.url} | env), relay)

    return make


@pytest.fixture(scope="module")
def service(
    binary: Path, database: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[people.Service]:
    """One server for a module's tests: its people are strangers to each other."""
    with ExitStack() as stack:
        relay = smtp.SmtpServer()
        stack.callback(relay.close)
        shared = server.Server(
            tmp_path_factory.mktemp("shared"), database.settings({"COUNTERSIGN_MAIL_URL": relay.url})
        )
        stack.callback(shared.stop)
        yield people.Service(shared.start(), relay)
