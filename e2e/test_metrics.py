"""`/metrics` as monitoring reads it: every metric is in docs/guide/metrics.md and named as Prometheus asks, the dashboard and the
alerts speak of metrics that are there, and figures go on while the database is away."""

from __future__ import annotations

import json
import re
import secrets
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import promql_parser as promql
import yaml

from support.ops import Metrics, listener, metrics_of
from support.people import Person, Service, new_password
from support.ports import free_port
from support.postgres import Postgres
from support.redis import Redis
from support.server import ROOT
from support.waiting import until

MakeService = Callable[..., Service]
DEPLOY = ROOT / "deploy"
DASHBOARD = json.loads((DEPLOY / "grafana" / "countersign.json").read_text())
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
# Written by Prometheus itself.
ITS_OWN = {"up"}


def journey(make_service: MakeService, **env: str) -> Service:
    """A server that has done something of everything."""
    service = make_service(COUNTERSIGN_OPS_LISTEN=f"127.0.0.1:{free_port()}", **env)
    person, browser = service.account()
    browser.api("POST", "/sign-in", email=person.email, password=new_password()).expect(401)
    browser.request("PROPFIND", "/sign-in").expect(405)
    service.browser().get("/no/such/page").expect(404)
    ops = listener(service.server)
    until(lambda: "countersign_sweep_timestamp_seconds" in metrics_of(ops).text, "the first sweep")
    return service


def test_every_metric_is_documented_and_named_by_convention(make_service: MakeService) -> None:
    with ExitStack() as stack:
        redis = stack.enter_context(Redis())
        service = journey(make_service, COUNTERSIGN_REDIS_URL=redis.url)
        metrics = metrics_of(listener(service.server))
        check_dashboard_and_alerts(metrics)
        table = ["| metric | type | is |", "| --- | --- | --- |"]
        for family in metrics.families.values():
            labels = sorted({name for sample in family.samples for name in sample.labels} - {"le"})
            name = family.name + {"counter": "_total", "info": "_info"}.get(family.type, "")
            shown = name + (f"{{{','.join(labels)}}}" if labels else "")
            table.append(f"| `{shown}` | {family.type} | {family.documentation.rstrip('.')} |")
            assert re.fullmatch(r"(countersign|process)_[a-z_]+", name), name
            assert not re.search(r"(_milliseconds|_minutes|_ms|_kib|_kb|_gauge|_counter)$", name), name
            assert family.type != "histogram" or name.endswith("_seconds"), name
            assert family.documentation and family.samples, name
            assert family.unit == "" or name.endswith(f"_{family.unit}") or name.endswith(f"_{family.unit}_total"), name
        guide = (ROOT / "docs" / "guide" / "metrics.md").read_text()
        missing = "\n".join(table)
        assert missing in guide, f"docs/guide/metrics.md lacks this table:\n{missing}"

        # Numbers that are known.
        assert metrics.total("countersign_audit_events_total", event="sign_in", outcome="rejected") == 1
        assert metrics.total("countersign_audit_events_total", event="confirm", outcome="confirmed") == 1
        assert metrics.value("countersign_mails_ended_total", state="sent", kind="confirm") == 1
        assert metrics.total("countersign_request_duration_seconds_count", route="/api/v1/sign-in", status="4xx") == 1
        assert metrics.total("countersign_request_duration_seconds_count", method="_OTHER", route="none", status="4xx") == 2
        assert metrics.value("countersign_hash_duration_seconds_count") == metrics.value("countersign_hash_wait_seconds_count") == 2
        assert metrics.value("countersign_requests_in_flight") == 1, "this one"
        assert metrics.value("countersign_redis_up") == metrics.value("countersign_database_up") == 1
        assert metrics.value("process_resident_memory_bytes") > 1e6 and metrics.value("process_open_fds") > 5
        assert 0 < metrics.value("process_cpu_seconds_total") < 60
        version = service.server.cli("--version").stdout.split()[1]
        assert metrics.value("countersign_build_info", version=version) == 1
        # One process with all that it can tell.
        series = sum(len(family.samples) for family in metrics.families.values())
        assert series < 1_500, series
        assert person_of(metrics) == []

        redis.stop()
        service.browser().api("POST", "/sign-in", email=Person().email, password=new_password())
        until(lambda: limits_are_counted_without(service), "Redis to be missed")


def person_of(metrics: Metrics) -> list[str]:
    return [word for word in ("@", "127.0.0.1", "example.net") if word in metrics.text]


def limits_are_counted_without(service: Service) -> bool:
    return metrics_of(listener(service.server)).value("countersign_redis_up") == 0


def check_dashboard_and_alerts(metrics: Metrics) -> None:
    """Every metric that they speak of is there, with the labels that they ask for."""
    samples = {(sample.name, *sample.labels) for family in metrics.families.values() for sample in family.samples}
    known = {sample[0]: set(sample[1:]) for sample in samples}
    expressions = [*of_dashboard(), *(rule["expr"] for rule in rules())]
    assert len(expressions) > 50
    asked = set()
    for expression in expressions:
        for selector in selectors(promql.parse(expression)):
            asked.add(selector.name)
            labels = {matcher.name for matcher in selector.matchers.matchers} - {"job", "instance"}
            assert selector.name in known | dict.fromkeys(ITS_OWN), f"{selector.name} of {expression}"
            assert labels <= known.get(selector.name, set()), f"{labels} of {expression}"
    assert len(asked) > 25


def selectors(node: Any) -> Iterator[Any]:
    """All of an expression's, wherever they are."""
    if isinstance(node, promql.VectorSelector):
        yield node
        return
    if isinstance(node, promql.MatrixSelector):
        yield node.vector_selector
        return
    for part in ("expr", "lhs", "rhs", "param"):
        if (child := getattr(node, part, None)) is not None:
            yield from selectors(child)
    for child in getattr(node, "args", None) or []:
        yield from selectors(child)


def of_dashboard() -> list[str]:
    targets = [target["expr"] for panel in DASHBOARD["panels"] for target in panel.get("targets", [])]
    return [plain.replace("$__rate_interval", "5m").replace("$job", ".*").replace("$instance", ".*") for plain in targets]


def rules() -> list[dict[str, Any]]:
    return [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]


def test_the_dashboard_is_one_that_grafana_takes() -> None:
    panels = DASHBOARD["panels"]
    assert DASHBOARD["title"] == "Countersign" and DASHBOARD["schemaVersion"] >= 36 and "id" not in DASHBOARD
    assert len({panel["id"] for panel in panels}) == len(panels)
    taken: set[tuple[int, int]] = set()
    for panel in panels:
        at = panel["gridPos"]
        cells = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not cells & taken and at["x"] + at["w"] <= 24, panel["title"]
        taken |= cells
        if panel["type"] != "row":
            sources = [panel["datasource"], *(target["datasource"] for target in panel["targets"])]
            assert all(source == {"type": "prometheus", "uid": "${datasource}"} for source in sources), panel["title"]
            assert panel["title"] and panel["description"] and panel["targets"]
            assert len({target["refId"] for target in panel["targets"]}) == len(panel["targets"])
    variables = {variable["name"]: variable for variable in DASHBOARD["templating"]["list"]}
    assert variables["datasource"]["type"] == "datasource" and {"job", "instance"} <= variables.keys()
    used = set(re.findall(r"\$\{?(\w+)", json.dumps(panels)))
    assert used <= variables.keys() | {"__rate_interval"}, used


def test_alerts_say_what_is_wrong_and_the_guide_what_to_do() -> None:
    guide = (ROOT / "docs" / "guide" / "metrics.md").read_text()
    names = [rule["alert"] for rule in rules()]
    assert len(set(names)) == len(names) > 10
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "ticket") and rule["annotations"]["summary"], rule
        assert f"`{rule['alert']}`" in guide, f"docs/guide/metrics.md lacks {rule['alert']}"
        promql.parse(rule["expr"])
    if promtool := shutil.which("promtool"):
        done = subprocess.run([promtool, "check", "rules", str(ALERTS)], capture_output=True, text=True, timeout=30)
        assert done.returncode == 0, done.stderr


def test_figures_go_on_while_the_database_is_away(make_service: MakeService) -> None:
    with Postgres() as postgres:
        key = secrets.token_hex(32)
        service = journey(make_service, COUNTERSIGN_DATABASE_URL=postgres.url, COUNTERSIGN_SECRET_KEY=key)
        ops = listener(service.server)
        before = metrics_of(ops)
        assert before.value("countersign_database_up") == before.value("countersign_database_writable") == 1
        assert before.value("countersign_database_connections_max", pool="all") == 16
        postgres.stop()
        metrics = metrics_of(ops)
        assert metrics.value("countersign_database_up") == 0 and "countersign_mails_queued" not in metrics.text
        assert metrics.total("countersign_audit_events_total", event="confirm") == 1
        postgres.start()
        until(lambda: metrics_of(ops).value("countersign_database_up") == 1, "the database to be back", 20)
        service.server.stop()
