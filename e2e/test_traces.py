"""Traces (OpenTelemetry) by the standard's variables: what a collector is sent, that no secret is in it, and that nobody waits
for a collector."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from support.collector import Collector, attributes
from support.people import Person, Service, new_password
from support.server import Server
from support.waiting import until

MakeService = Callable[..., Service]
SERVER, CLIENT = Span.SPAN_KIND_SERVER, Span.SPAN_KIND_CLIENT
# Spans are sent this often instead of every five seconds.
SOON = {"OTEL_BSP_SCHEDULE_DELAY": "100"}


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as collector:
        yield collector


def traced(collector: Collector, **more: str) -> dict[str, str]:
    return {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "COUNTERSIGN_LOG_FORMAT": "json"} | SOON | more


def lines(server: Server) -> list[dict[str, str]]:
    return [json.loads(line) for line in server.log.splitlines()]


def test_a_request_is_a_span_with_its_parts_in_the_trace_of_its_caller(make_service: MakeService, collector: Collector) -> None:
    service = make_service(
        **traced(
            collector,
            OTEL_EXPORTER_OTLP_HEADERS="authorization=Bearer%20hush-collector",
            OTEL_SERVICE_NAME="accounts",
            OTEL_RESOURCE_ATTRIBUTES="deployment.environment=test",
        )
    )
    person, _ = service.account()
    trace_id, caller = secrets.token_hex(16), secrets.token_hex(8)
    headers = {"Content-Type": "application/json", "traceparent": f"00-{trace_id}-{caller}-01", "tracestate": "hush=state"}
    service.browser().request("POST", "/api/v1/sign-in?hush=query", person.as_json(), headers).expect(200)
    service.browser().request("GET", "/no/such/page").expect(404)
    service.server.wait_until_settled()
    until(lambda: collector.named("GET"), "the last request")
    until(lambda: collector.named("deliver mail"), "the mail")

    trace = {span.name: span for span in collector.spans() if span.trace_id.hex() == trace_id}
    request = trace["POST /api/v1/sign-in"]
    assert request.parent_span_id.hex() == caller and request.kind == SERVER and not request.trace_state
    assert attributes(request.attributes) == {
        "http.request.method": "POST",
        "http.route": "/api/v1/sign-in",
        "http.response.status_code": 200,
        "url.scheme": "https",
    }
    assert trace["hash password"].parent_span_id == request.span_id
    transaction = trace["database transaction"]
    assert transaction.parent_span_id == request.span_id and transaction.kind == CLIENT
    system = "postgresql" if service.server.is_on_postgres else "sqlite"
    assert attributes(transaction.attributes) == {"db.system.name": system, "countersign.outcome": "committed"}
    assert request.start_time_unix_nano <= transaction.start_time_unix_nano < transaction.end_time_unix_nano
    assert transaction.end_time_unix_nano <= request.end_time_unix_nano
    # What strangers make up is no name.
    [nowhere] = collector.named("GET")
    assert "http.route" not in attributes(nowhere.attributes) and nowhere.status.code == Status.STATUS_CODE_UNSET

    [mail] = collector.named("deliver mail")
    told = attributes(mail.attributes)
    assert (told["countersign.mail.kind"], told["countersign.mail.outcome"]) == ("confirm", "sent")
    assert told["countersign.mail.id"] == service.server.mails()[0]["id"] and not mail.parent_span_id

    # Lines of the log have the id of their trace.
    [line] = [line for line in lines(service.server) if line.get("outcome") == "signed_in"]
    assert line["trace_id"] == trace_id
    assert collector.paths[0] == "/v1/traces" and collector.headers[0]["authorization"] == "Bearer hush-collector"
    assert collector.headers[0]["content-type"] == "application/x-protobuf"
    resource = collector.resources()[0]
    assert (resource["service.name"], resource["deployment.environment"]) == ("accounts", "test")


def test_no_secret_is_in_any_span(make_service: MakeService, collector: Collector) -> None:
    service = make_service(
        **traced(collector, OTEL_EXPORTER_OTLP_HEADERS="x-key=hush-collector-key", COUNTERSIGN_LOG="trace")
    )
    ada, browser = Person(password=f"canary {new_password()}"), service.browser()
    mail = service.sign_up(ada, browser)
    browser.open_mailed(mail.link)
    cookies = [value for value in browser.cookies.values() if value]
    browser.api("POST", "/confirm", token=mail.token).expect(200)
    reset = service.forgot(ada)
    stranger = service.browser()
    stranger.open_mailed(reset.link)
    cookies += [value for jar in (browser, stranger) for value in jar.cookies.values() if value]
    bearer = browser.api("POST", "/sign-in", **ada.credentials()).expect(200).json["session"]["token"]
    headers = {"User-Agent": "canary agent", "Referer": f"https://example.org/{reset.token}", "baggage": "canary=baggage"}
    stranger.request("GET", f"/confirm/{mail.token}?next=canary-query", None, headers)
    service.browser().api("GET", "/session", bearer=bearer).expect(200)
    service.browser().api("POST", "/sign-in", email="canary-stranger@example.net", password=new_password()).expect(401)
    service.server.stop()
    spans = list(collector.spans())
    assert len(spans) > 20 and collector.named("deliver mail") and collector.named("GET /confirm/{token}")
    for secret in [
        ada.email, ada.password, ada.email.split("@")[0], mail.token, reset.token, reset.token.rsplit(".", 1)[1], bearer,
        "canary", "127.0.0.1", *cookies,
    ]:  # fmt: skip
        assert not [body for body in collector.bodies if secret.encode() in body], secret
    told = [text for span in spans for text in (span.name, *map(str, attributes(span.attributes).values()))]
    assert not [text for text in told if "@" in text or "?" in text], told
    assert "hush-collector-key" not in service.server.log
    # Nothing of the spans themselves, at whatever level.
    assert "countersign_spans" not in service.server.log


def test_without_a_collector_there_are_no_traces(make_service: MakeService, collector: Collector) -> None:
    service = make_service(COUNTERSIGN_LOG_FORMAT="json", **SOON)
    service.account()
    service.server.settings |= traced(collector, OTEL_SDK_DISABLED="true")
    service.server.restart()
    service.account()
    service.server.settings |= {"OTEL_SDK_DISABLED": "", "OTEL_TRACES_SAMPLER": "always_off"}
    service.server.restart()
    service.account()
    service.server.stop()
    assert not list(collector.spans())
    assert not [line for line in lines(service.server) if line.get("level") == "WARN" and "collector" in str(line)]


def test_nobody_waits_for_a_collector_that_is_away_slow_or_refuses(make_service: MakeService, collector: Collector) -> None:
    few = {"OTEL_BSP_MAX_QUEUE_SIZE": "8", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "4", "OTEL_EXPORTER_OTLP_TIMEOUT": "500"}
    service = make_service(**traced(collector, **few))
    collector.may_answer.clear()
    for _ in range(5):
        service.account()
    told = lambda: [line for line in lines(service.server) if "takes no traces" in line["message"]]  # noqa: E731
    until(told, "the log to say that spans are dropped")
    collector.status = 503
    collector.may_answer.set()
    for _ in range(5):
        service.account()
    collector.status = 200
    until(lambda: service.browser().api("GET", "/session").expect(401) and list(collector.spans()), "spans again")
    until(lambda: [line for line in lines(service.server) if "takes traces again" in line["message"]], "the log to say so")
    assert len(told()) == 1, "one line, however many are dropped"
    # Nor does the end wait for long.
    collector.may_answer.clear()
    service.account()
    service.server.stop()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "must be http/protobuf"),
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "collector:4318", "must be an http:// or https:// URL"),
    ],
)
def test_what_is_not_understood_is_told_at_the_start(
    make_server: Callable[..., Server], collector: Collector, name: str, value: str, words: str
) -> None:
    server = make_server(start=False, **traced(collector, **{name: value}))
    said = server.cli("serve", expect=2).stderr
    assert name in said and words in said and len(said.splitlines()) == 1, said
