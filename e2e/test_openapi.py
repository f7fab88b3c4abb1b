"""The description of the API, in the hands of others: schemathesis tries to find what it does not say, and a client that
was generated from it goes the whole way. That it is complete and true, `crates/countersign/tests/it` shows.

How long schemathesis looks is set by `TEST_API_EXAMPLES`, the number of tries of each call and kind (10).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.people import Person, Service
from support.server import ROOT, Server

E2E = ROOT / "e2e"
EXAMPLES = os.environ.get("TEST_API_EXAMPLES", "10")
# What any call may answer to a body that has the right shape, and still is not right.
REFUSED = ["2xx", "3xx", "400", "401", "403", "404", "410", "422"]


def run(*command: str | Path, cwd: Path, **env: str) -> str:
    environment = {"PATH": os.environ["PATH"], "HOME": str(cwd)} | env
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_command_prints_what_the_server_serves(make_server: Callable[..., Server]) -> None:
    server = make_server(COUNTERSIGN_BASE_URL="http://localhost:{port}/auth", COUNTERSIGN_PASSWORD_MIN="20")
    printed = json.loads(server.cli("openapi").stdout)
    connection = server.connect()
    for path in ("/openapi.json", "/auth/openapi.json"):
        connection.request("GET", path)
        assert json.loads(connection.getresponse().read()) == printed
    assert printed["servers"] == [{"url": f"http://localhost:{server.port}/auth"}]


@pytest.mark.parametrize("shown_by", ["cookie", "bearer"])
def test_schemathesis_finds_nothing_that_the_description_does_not_say(
    make_service: Callable[..., Service], tmp_path: Path, shown_by: str
) -> None:
    service = make_service(COUNTERSIGN_BASE_URL="http://localhost:{port}")
    person, _ = service.account(Person())
    accepted = json.dumps(REFUSED)
    (tmp_path / "schemathesis.toml").write_text(f"[checks.positive_data_acceptance]\nexpected-statuses = {accepted}\n")
    url = f"http://127.0.0.1:{service.server.port}"
    hooks = {"API_EMAIL": person.email, "API_PASSWORD": person.password, "SCHEMATHESIS_HOOKS": "support.api_session"}
    if shown_by == "cookie":
        hooks["API_COOKIE"] = "countersign"
    report = run(
        Path(sys.executable).with_name("schemathesis"),
        *("run", f"{url}/openapi.json", "--url", url, "--checks", "all", "--max-examples", EXAMPLES, "--no-color"),
        cwd=tmp_path,
        PYTHONPATH=str(E2E),
        **hooks,
    )
    assert "No issues found" in report, report


def test_a_client_that_was_generated_in_another_language_goes_the_whole_way(
    make_server: Callable[..., Server], tmp_path: Path
) -> None:
    server = make_server(COUNTERSIGN_BASE_URL="http://localhost:{port}", COUNTERSIGN_MAIL_URL="mailbox:")
    (tmp_path / "node_modules").symlink_to(E2E / "node_modules")
    (tmp_path / "openapi.json").write_text(server.cli("openapi").stdout)
    (tmp_path / "journey.ts").write_text((E2E / "client" / "journey.ts").read_text())
    (tmp_path / "package.json").write_text('{"type": "module"}')
    tools = E2E / "node_modules" / ".bin"
    run(tools / "openapi-typescript", "openapi.json", "--output", "api.d.ts", cwd=tmp_path)
    options = ("--strict", "--target", "es2022", "--module", "nodenext", "--lib", "es2022,dom,dom.iterable")
    run(tools / "tsc", *options, "journey.ts", cwd=tmp_path)
    person = Person()
    said = run("node", "journey.js", server.base_url, person.email, person.password, cwd=tmp_path)
    assert said == "all is as described\n"
