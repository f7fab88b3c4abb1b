"""Whether mail flows: who can tell, what each kind of trouble is called and how it ends, what becomes of an
address that is refused, and how hard the mail server is pushed."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from support.certificates import Authority, make_authority
from support.mails import Mail
from support.ops import Metrics, listener, mail_of, metrics_of
from support.people import Person, Service
from support.ports import free_port
from support.server import Server, running, status_of
from support.smtp import Options, SmtpServer
from support.waiting import until

pytestmark = pytest.mark.both_databases

MakeService = Callable[..., Service]

# The mail that met the trouble first is tried again after 10 s; a little is for the machine.
AFTER_THE_MEND = 20
LOGIN = ("postmaster", "the right password")


@pytest.fixture
def make_service(make_service: MakeService) -> MakeService:
    """With a listener for operators: only there are all figures shown."""

    def make(**env: Any) -> Service:
        return make_service(**{"COUNTERSIGN_OPS_LISTEN": f"127.0.0.1:{free_port()}"} | env)

    return make


def ask_for_mail(service: Service, count: int = 1) -> list[Person]:
    people = [Person() for _ in range(count)]

    def sign_up(person: Person) -> None:
        service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sign_up, people))
    return people


def paused_by(listen: str, trouble: str) -> dict[str, Any]:
    """Readiness, as soon as it says that mail is paused; it says why, and since when."""
    mail = until(lambda: (mail := mail_of(listen))["status"] == "paused" and mail, "mail to be paused")
    assert mail["trouble"] == trouble and mail["since"].endswith("Z"), mail
    return mail


def flows(listen: str) -> bool:
    mail = mail_of(listen)
    return mail["status"] == "flows" and mail["trouble"] is None


def everybody_gets_one(service: Service, people: list[Person], timeout: float = AFTER_THE_MEND) -> list[Mail]:
    smtp = service.smtp
    smtp.wait_for(lambda: len(smtp.seen.mails) >= len(people), f"{len(people)} mails", timeout)
    service.server.wait_until_settled()
    assert sorted(mail.to for mail in smtp.seen.mails) == sorted(person.email for person in people)
    return smtp.seen.mails


def nobody_is_named(metrics: Metrics, people: list[Person], mails: list[Mail]) -> None:
    private = [person.email for person in people] + [mail.token for mail in mails] + ["@", "127.0.0.1"]
    assert not [words for words in private if words in metrics.text]


def test_a_server_that_is_down_pauses_mail_and_monitoring_can_tell(make_service: MakeService) -> None:
    service = make_service(down=True)
    people, ops = ask_for_mail(service, 3), listener(service.server)
    paused_by(ops, "unreachable")
    metrics = metrics_of(ops)
    assert metrics.outages() == {"unreachable": 1} and metrics.value("countersign_mail_workers") == 1
    assert sum(metrics.queued().values()) == 3
    assert metrics.ended("sent") == metrics.value("countersign_mail_delay_seconds_count") == 0
    [words] = {mail["answer"] for mail in service.server.mails() if mail["answer"]}
    assert "refused" in words.lower(), words

    service.smtp.up()
    mails = everybody_gets_one(service, people)
    until(lambda: flows(ops), "mail to flow")
    metrics = metrics_of(ops)
    assert not metrics.outages() and not any(metrics.queued().values())
    assert metrics.value("countersign_mail_oldest_unsent_seconds") == 0
    assert metrics.ended("sent") == metrics.value("countersign_mail_delay_seconds_count") == 3
    nobody_is_named(metrics, people, mails)


def test_where_operators_have_a_listener_server_and_worker_tell_it_there_only(make_service: MakeService) -> None:
    ops, of_worker = (f"127.0.0.1:{free_port()}" for _ in range(2))
    service = make_service(down=True, COUNTERSIGN_WORKERS="external", COUNTERSIGN_OPS_LISTEN=ops)
    public = f"127.0.0.1:{service.server.port}"
    for path in ("/healthz", "/readyz", "/metrics"):
        assert status_of(public, path) == 404 and status_of(ops, path) == 200
    people = ask_for_mail(service, 5)
    assert metrics_of(ops).queued() == {"due": 5, "later": 0, "in_hand": 0}
    assert metrics_of(ops).value("countersign_mail_workers") == 0
    assert mail_of(ops)["status"] == "flows", "it may still be on its way here"

    with running(service.server.spawn("worker", "--ops-listen", of_worker)):
        until(lambda: status_of(of_worker, "/readyz") == 200, "the worker to be ready")
        paused_by(ops, "unreachable")
        paused_by(of_worker, "unreachable")
        assert sum(metrics_of(ops).queued().values()) == sum(metrics_of(of_worker).queued().values()) == 5
        assert metrics_of(ops).outages() == {"unreachable": 1}
        service.smtp.up()
        mails = everybody_gets_one(service, people)
        until(lambda: flows(of_worker) and flows(ops), "mail to flow")
        # Each counts what it did itself, and both see the whole queue and all workers.
        assert (metrics_of(of_worker).ended("sent"), metrics_of(ops).ended("sent")) == (5, 0)
        for metrics in (metrics_of(of_worker), metrics_of(ops)):
            assert metrics.value("countersign_mail_workers") == 1 and not any(metrics.queued().values())
            nobody_is_named(metrics, people, mails)
        assert status_of(of_worker, "/sign-in") == 404 and status_of(of_worker, "/healthz") == 200
    assert metrics_of(ops).value("countersign_mail_workers") == 0, "a worker that stopped is not missed"


def test_strangers_see_no_figures_that_one_request_changes(make_service: MakeService) -> None:
    service = make_service(COUNTERSIGN_OPS_LISTEN=None)
    public = f"127.0.0.1:{service.server.port}"
    # The server may be ready a moment before its worker has reported itself.
    until(lambda: metrics_of(public).value("countersign_mail_workers") == 1, "the worker to report itself")
    before = metrics_of(public)
    service.sign_up(Person())
    service.browser().api("POST", "/forgot-password", email=Person().email).expect(202)
    service.server.wait_until_settled()
    assert metrics_of(public).text == before.text


def test_refused_credentials_pause_mail_until_the_server_takes_them(
    authority: Authority, make_smtp: Callable[..., SmtpServer], make_server: Callable[..., Server]
) -> None:
    relay = make_smtp(Options(starttls=authority.server, credentials=(LOGIN[0], "not yet")))
    user, password = LOGIN[0], LOGIN[1].replace(" ", "%20")
    url = f"smtp://{user}:{password}@localhost:{relay.port}?tls=required"
    server = make_server(COUNTERSIGN_MAIL_URL=url, SSL_CERT_FILE=str(authority.certificate))
    service = Service(server, relay)
    people = ask_for_mail(service, 2)
    paused_by(listener(server), "sign_in")
    assert {mail["state"] for mail in server.mails()} == {"queued"} and not relay.seen.mails
    relay.options.credentials = LOGIN
    everybody_gets_one(service, people)
    until(lambda: flows(listener(server)), "mail to flow")


def test_a_certificate_that_is_not_verified_pauses_mail(
    authority: Authority, make_smtp: Callable[..., SmtpServer], make_server: Callable[..., Server], tmp_path: Path
) -> None:
    stranger = make_authority(tmp_path / "stranger", "Somebody else")
    relay = make_smtp(Options(starttls=stranger.server))
    url = f"smtp://localhost:{relay.port}?tls=required"
    server = make_server(COUNTERSIGN_MAIL_URL=url, SSL_CERT_FILE=str(authority.certificate))
    service = Service(server, relay)
    people = ask_for_mail(service)
    paused_by(listener(server), "encryption")
    assert metrics_of(listener(server)).outages() == {"encryption": 1} and not relay.seen.mails
    relay.options.starttls = authority.server
    everybody_gets_one(service, people)


def test_a_refused_sender_pauses_mail_and_fails_none(make_service: MakeService) -> None:
    service = make_service()
    service.smtp.refuse_senders("550 5.7.1 Who are you?")
    people = ask_for_mail(service, 2)
    paused_by(listener(service.server), "sender")
    assert {mail["state"] for mail in service.server.mails()} == {"queued"}
    assert not service.server.listing("mail", "marked")
    service.smtp.accept()
    everybody_gets_one(service, people)


def test_mail_that_nobody_comes_for_is_told_after_a_minute(make_service: MakeService) -> None:
    service = make_service(COUNTERSIGN_WORKERS="external")
    people, ops = ask_for_mail(service, 2), listener(service.server)
    assert mail_of(ops)["status"] == "flows"
    service.server.rewind("mails", "created_at", "run_at", seconds=61)
    mail = mail_of(ops)
    assert (mail["status"], mail["trouble"], mail["since"]) == ("no_worker", None, None)
    assert metrics_of(ops).value("countersign_mail_oldest_unsent_seconds") >= 61
    with running(service.server.spawn("worker")):
        everybody_gets_one(service, people)
        until(lambda: flows(ops), "mail to flow")


def test_a_refused_address_is_marked_and_its_browser_told_until_the_mail_is_tried_again(
    make_service: MakeService,
) -> None:
    service = make_service()
    service.smtp.refuse_recipients("550 5.1.1 This mailbox burned down")
    person, browser, server = Person(), service.browser(), service.server
    browser.api("POST", "/sign-up", **person.credentials()).expect(202)
    server.wait_until_settled()
    [mail] = server.mails()
    assert mail["state"] == "failed" and "5.1.1 This mailbox burned down" in mail["answer"]
    [marked] = server.listing("mail", "marked")
    assert (marked["id"], marked["mark"]) == (person.email, "undeliverable")
    assert "burned down" in marked["answer"] and person.email in server.cli("mail", "marked").stdout
    assert browser.open("/check-mail").says("could not deliver our mail")
    assert metrics_of(listener(server)).ended("failed") == 1
    assert mail_of(listener(server))["status"] == "flows", "one address is no outage"

    service.smtp.accept()
    service.browser().api("POST", "/forgot-password", email=person.email).expect(202)
    server.wait_until_settled()
    assert not service.smtp.seen.mails and metrics_of(listener(server)).ended("skipped") == 1
    server.cli("mail", "retry", mail["id"])
    arrived = service.smtp.take(person.email, "/confirm/")
    assert not server.listing("mail", "marked") and not browser.open("/check-mail").says("could not deliver")
    browser.api("POST", "/confirm", token=arrived.token).expect(200)


def test_a_mail_that_is_to_come_later_waits_alone_and_can_be_hurried(make_service: MakeService) -> None:
    service = make_service()
    service.smtp.refuse("451 4.7.1 Greylisted, come back later")
    [late], server = ask_for_mail(service), service.server
    until(lambda: metrics_of(listener(server)).queued() == {"due": 0, "later": 1, "in_hand": 0}, "a mail put back")
    metrics = metrics_of(listener(server))
    assert metrics.value("countersign_mails_put_back_total") == 1 and not metrics.outages()
    assert mail_of(listener(server))["status"] == "flows"
    service.smtp.accept()
    service.sign_up(Person())
    [mail] = [mail for mail in server.mails() if mail["state"] == "queued"]
    assert mail["to"] == late.email and "Greylisted" in mail["answer"]
    server.cli("mail", "retry", mail["id"])
    service.smtp.take(late.email, "/confirm/")
    until(lambda: flows(listener(server)), "mail to flow")
    assert not server.listing("mail", "marked")


def test_a_refusal_of_the_words_fails_the_mail_and_marks_nobody(make_service: MakeService) -> None:
    service = make_service()
    service.smtp.refuse("554 5.7.1 This looks like spam")
    person, browser, server = Person(), service.browser(), service.server
    browser.api("POST", "/sign-up", **person.credentials()).expect(202)
    server.wait_until_settled()
    [mail] = server.mails()
    assert mail["state"] == "failed" and "looks like spam" in mail["answer"]
    assert not server.listing("mail", "marked") and not browser.open("/check-mail").says("could not deliver")
    service.smtp.accept()
    server.cli("mail", "retry", mail["id"])
    browser.api("POST", "/confirm", token=service.smtp.take(person.email, "/confirm/").token).expect(200)
    server.wait_until_settled()
    server.cli("mail", "retry", mail["id"], expect=1)


def test_a_rate_is_kept(make_service: MakeService) -> None:
    service = make_service(COUNTERSIGN_MAIL_RATE="2")
    started = time.monotonic()
    people = ask_for_mail(service, 6)
    service.smtp.wait_for(lambda: len(service.smtp.seen.mails) == 6, "six mails", 20)
    # The first goes at once, then one every half second. A busy machine makes it longer, never shorter.
    assert time.monotonic() - started > 2
    everybody_gets_one(service, people)


@pytest.mark.parametrize("most", [1, 8])
def test_the_mail_server_never_sees_more_connections_than_are_allowed(make_service: MakeService, most: int) -> None:
    service = make_service(COUNTERSIGN_WORKERS="external", COUNTERSIGN_MAIL_CONNECTIONS=str(most))
    people = ask_for_mail(service, 60)
    with running(service.server.spawn("worker")):
        everybody_gets_one(service, people)
    seen = service.smtp.seen.most_at_once
    assert seen == 1 if most == 1 else 1 < seen <= most


def test_two_workers_and_two_hundred_sign_ups_make_two_hundred_mails(make_service: MakeService) -> None:
    service = make_service(COUNTERSIGN_WORKERS="external")
    with running(service.server.spawn("worker")), running(service.server.spawn("worker")):
        people = ask_for_mail(service, 200)
        mails = everybody_gets_one(service, people, timeout=60)
    assert len({mail.message_id for mail in mails}) == len({mail.token for mail in mails}) == 200
    assert {mail["state"] for mail in service.server.listing("mail", "list", "--limit", "500")} == {"sent"}


def test_finished_mails_are_listed_for_a_while_and_then_removed(make_service: MakeService) -> None:
    service = make_service(COUNTERSIGN_MAIL_KEPT_FOR="2d")
    server = service.server
    old = service.sign_up(Person())
    server.wait_until_settled()
    server.rewind("mails", "created_at", "run_at", "finished_at", seconds=47 * 3_600)
    server.restart()
    service.sign_up(Person())
    server.wait_until_settled()
    assert len(server.mails()) == 2 and old.to in str(server.mails())

    server.rewind("mails", "created_at", "run_at", "finished_at", seconds=2 * 3_600)
    server.restart()
    until(lambda: len(server.mails()) == 1, "the old mail to be removed")
    assert old.to not in str(server.mails())
