"""Fixtures: servers, SMTP servers, and both together. Everything runs on loopback and is ended by its owner.

`service` is shared by the tests of a module; whoever needs other settings, or breaks things, makes a server
of its own with `make_service`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

pytest.register_assert_rewrite("support")

from support import people, server, smtp  # noqa: E402

OUTPUT = server.ROOT / "target" / "e2e"


@pytest.fixture(scope="session")
def output() -> Path:
    """Where screenshots and the like are left for people to look at."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    return OUTPUT


@pytest.fixture(scope="session")
def binary() -> Path:
    assert server.BINARY.exists(), f"{server.BINARY} is not there: run `cargo build` first"
    assert shutil.which("openssl"), "openssl is not there: run scripts/setup first"
    return server.BINARY


@pytest.fixture
def make_smtp() -> Iterator[Callable[..., smtp.SmtpServer]]:
    with ExitStack() as stack:

        def make(options: smtp.Options | None = None, down: bool = False) -> smtp.SmtpServer:
            made = smtp.SmtpServer(options, down)
            stack.callback(made.close)
            return made

        yield make


@pytest.fixture
def make_server(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., server.Server]]:
    """Makes servers with more or other environment; None unsets what is set by default."""
    with ExitStack() as stack:

        def make(start: bool = True, **env: str | None) -> server.Server:
            made = server.Server(tmp_path_factory.mktemp("server"), env)
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
def service(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[people.Service]:
    """One server for a module's tests: its people are strangers to each other."""
    with ExitStack() as stack:
        relay = smtp.SmtpServer()
        stack.callback(relay.close)
        shared = server.Server(tmp_path_factory.mktemp("shared"), {"COUNTERSIGN_MAIL_URL": relay.url})
        stack.callback(shared.stop)
        yield people.Service(shared.start(), relay)
