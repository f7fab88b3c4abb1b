"""The audit trail from outside: it is verified beside a running server, whoever writes past the program is found out, and
what an earlier report has seen is missed."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.people import Service, new_password
from support.server import BINARY, Server

pytestmark = pytest.mark.both_databases


def verified(server: Server, *arguments: str, expect: int = 0) -> dict[str, Any]:
    done = server.cli("audit", "verify", "--json", *arguments, expect=expect)
    report = json.loads(done.stdout)
    assert isinstance(report, dict) and report["intact"] == (expect == 0) == (not report["findings"]), report
    return report


def busy(service: Service) -> None:
    """Some rows in most of the chains."""
    person, browser = service.account()
    for _ in range(40):
        browser.api("POST", "/change-password", current_password=new_password(), password=new_password()).expect(401)


@pytest.fixture
def service(make_service: Callable[..., Service]) -> Service:
    service = make_service()
    busy(service)
    return service


def test_an_untouched_trail_is_intact_while_the_server_runs(service: Service) -> None:
    report = verified(service.server)
    assert (report["chained"]["rows"], report["chains"]) == (service.server.rows("audit_events"), 16)
    assert report["unchained"]["rows"] == 0 and report["chained"]["first_at"] <= report["chained"]["last_at"]
    said = service.server.cli("audit", "verify").stdout
    assert f"{report['chained']['rows']} rows in 16 chains, from 20" in said and "none missing" in said


def test_each_kind_of_tampering_is_found_and_named(service: Service) -> None:
    server = service.server
    chains = server.query("SELECT chain, count(*) FROM audit_events GROUP BY chain ORDER BY count(*) DESC, chain")
    [long, other, third] = [int(chain) for chain, rows in chains[:3] if int(rows) > 2]
    of_long = f"chain = {long} AND seq"
    [(changed,)] = server.query(f"SELECT id FROM audit_events WHERE {of_long} = 1")
    server.change(f"UPDATE audit_events SET outcome = 'signed_in' WHERE {of_long} = 1")
    server.change(f"DELETE FROM audit_events WHERE {of_long} = 2")
    server.change(f"DELETE FROM audit_events WHERE chain = {other} AND seq > 1")
    server.change(f"UPDATE audit_chains SET seq = seq - 1 WHERE chain = {third}")
    columns = "id, at, event, outcome, client, user_agent"
    server.change(f"INSERT INTO audit_events ({columns}) VALUES ('new', 4102444800000, 'sign_in', 'signed_in', '', '')")
    report = verified(server, expect=1)
    named = [(finding["finding"], finding["chain"], finding["seq"], finding["id"]) for finding in report["findings"]]
    assert ("changed", long, 1, changed) in named
    assert {(kind, chain) for kind, chain, _, _ in named} == {
        ("changed", long), ("missing", long), ("cut_off", other), ("head_changed", third), ("out_of_place", third),
        ("rewritten", third), ("unchained", None),
    }  # fmt: skip
    done = server.cli("audit", "verify", expect=1)
    assert f"chain {long}, row 1 (id {changed}): was changed" in done.stdout
    assert "7 findings" in done.stderr and "none missing" not in done.stdout
    # People notice nothing of it, and what they do is noted all the same.
    service.account()
    assert verified(server, expect=1)["chained"]["rows"] > report["chained"]["rows"]


def test_a_trail_that_was_set_back_is_missed_by_an_earlier_report(service: Service, tmp_path: Path) -> None:
    server = service.server
    for table in ("audit_events", "audit_chains"):
        server.change(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")
    busy(service)
    earlier = tmp_path / "report.json"
    earlier.write_text(server.cli("audit", "verify", "--json").stdout)
    busy(service)
    verified(server, "--since", str(earlier))
    server.stop()
    for table in ("audit_events", "audit_chains"):
        server.change(f"DELETE FROM {table}")
        server.change(f"INSERT INTO {table} SELECT * FROM old_{table}")
        server.change(f"DROP TABLE old_{table}")
    verified(server)
    report = verified(server, "--since", str(earlier), expect=1)
    assert {finding["finding"] for finding in report["findings"]} == {"set_back"}
    for wrong in ("{}", "[", '{"ends": [{}]}'):
        earlier.write_text(wrong)
        assert "since" in server.cli("audit", "verify", "--since", str(earlier), expect=2).stderr
    server.start()


def test_another_key_verifies_nothing(service: Service) -> None:
    done = service.server.cli("audit", "verify", expect=1, COUNTERSIGN_SECRET_KEY="5f" + "0123456789abcdef" * 4)
    assert "neither secret_key nor a previous one" in done.stdout and "16 findings" in done.stderr


def test_a_long_trail_shows_a_bar_on_a_terminal(make_server: Callable[..., Server]) -> None:
    server = make_server()
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [str(BINARY), "audit", "verify"], cwd=server.directory, env=server.environment | {"TERM": "xterm"},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, timeout=30, check=True,
    )  # fmt: skip
    os.close(theirs)
    drawn = b""
    try:
        while part := os.read(ours, 65_536):
            drawn += part
    except OSError:
        # Nobody writes there any more.
        pass
    os.close(ours)
    assert b"audit_events" in drawn and b"0 rows in 0 chains" in done.stdout
