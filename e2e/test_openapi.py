"""The description of the API, in the hands of others: schemathesis tries to find what it does not say, and a client that
was generated from it goes the whole way. That it is complete and true, `crates/countersign/tests/it` shows.

How long schemathesis looks is set by `TEST_API_EXAMPLES`, the number of tries of each call and kind (5).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support.people import Person
from support.server import ROOT, Server

E2E = ROOT / "e2e"
EXAMPLES = os.environ.get("TEST_API_EXAMPLES", "5")
# Real addresses and passwords now and then, so that some calls succeed. A body that has the right shape may still be
# refused: a token that opens nothing, a password that is too common.
CONFIGURATION = """
[dictionaries]
emails = {{ values = {emails} }}
passwords = {{ values = {passwords} }}

[parameters]
"body.email" = {{ dictionary = "emails", probability = 0.6 }}
"body.password" = {{ dictionary = "passwords", probability = 0.6 }}
"body.current_password" = {{ dictionary = "passwords", probability = 0.6 }}

[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "410", "422"]
"""


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
    make_server: Callable[..., Server], tmp_path: Path, shown_by: str
) -> None:
    server = make_server(COUNTERSIGN_BASE_URL="http://localhost:{port}", COUNTERSIGN_MAIL_URL="mailbox:")
    person, another = Person(), Person()
    (tmp_path / "schemathesis.toml").write_text(
        CONFIGURATION.format(emails=[person.email, another.email], passwords=[person.password, another.password])
    )
    url = f"http://127.0.0.1:{server.port}"
    hooks = {
        "SCHEMATHESIS_HOOKS": "support.api_session",
        "API_URL": url,
        "API_EMAIL": person.email,
        "API_PASSWORDS": f"{person.password}\n{another.password}",
    }
    if shown_by == "cookie":
        hooks["API_COOKIE"] = "countersign"
    report = run(
        Path(sys.executable).with_name("schemathesis"),
        *("run", f"{url}/openapi.json", "--url", url, "--checks", "all", "--max-examples", EXAMPLES, "--no-color"),
        cwd=tmp_path,
        PYTHONPATH=str(E2E),
        **hooks,
    )
    # It leaves out what it got the description from.
    calls = server.cli("openapi").stdout.count('"operationId"') - 1
    assert re.search(rf"Tested: {calls}\b", report) and re.search(r"(\d+) generated, \1 passed", report), report


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
