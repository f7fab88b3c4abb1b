"""What operators and their monitoring read: `/readyz` and `/metrics`, wherever they are."""

from __future__ import annotations

import http.client
import json
from typing import Any

from prometheus_client.openmetrics.parser import text_string_to_metric_families

from support.server import Server


class Metrics:
    """OpenMetrics, read strictly: the parser refuses what a scraper would."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.families = {family.name: family for family in text_string_to_metric_families(text)}
        self._samples = {
            (sample.name, *sorted(sample.labels.items())): sample.value
            for family in self.families.values()
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        """One number, which is there from the start."""
        return self._samples[(name, *sorted(labels.items()))]

    def total(self, name: str, **labels: str) -> float:
        """The sum over all other labels."""
        found = [value for key, value in self._samples.items() if key[0] == name and set(labels.items()) <= set(key[1:])]
        assert found, f"there is no {name} with {labels}"
        return sum(found)

    def ended(self, state: str) -> float:
        return self.total("countersign_mails_ended_total", state=state)

    def queued(self) -> dict[str, float]:
        return {state: self.value("countersign_mails_queued", state=state) for state in ("due", "later", "in_hand")}

    def outages(self) -> dict[str, float]:
        """Workers that send nothing, by what keeps them from it."""
        found = {key[1][1]: value for key, value in self._samples.items() if key[0] == "countersign_mail_outage"}
        return {trouble: value for trouble, value in found.items() if value}


def listener(server: Server) -> str:
    """Where operators ask: at their own listener if there is one."""
    return server.settings.get("COUNTERSIGN_OPS_LISTEN", f"127.0.0.1:{server.port}")


def metrics_of(listen: str) -> Metrics:
    status, kind, body = _ask(listen, "/metrics")
    assert status == 200 and kind.startswith("application/openmetrics-text; version=1.0.0"), (status, kind)
    return Metrics(body)


def mail_of(listen: str) -> dict[str, Any]:
    """What readiness says of mail. Trouble with mail makes nobody unready."""
    status, _, body = _ask(listen, "/readyz")
    answer = json.loads(body)
    assert status == 200 and answer.keys() == {"status", "mail"} and answer["status"] == "ready", (status, body)
    mail = answer["mail"]
    assert mail.keys() == {"status", "trouble", "since"}, mail
    return mail


def _ask(listen: str, path: str) -> tuple[int, str, str]:
    connection = http.client.HTTPConnection(listen, timeout=10)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Content-Type") or "", answer.read().decode()
    finally:
        connection.close()
