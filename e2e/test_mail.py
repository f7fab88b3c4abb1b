"""Mail is never lost: a server that is down, slow to agree, or refuses; a killed process; and every transport."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from support.browser import Browser
from support.mails import Mail
from support.people import Person, Service, new_password
from support.server import Server, running
from support.smtp import SmtpServer
from support.waiting import until

pytestmark = pytest.mark.both_databases

# The first retry comes within 15 s (contract, section 7); a little is for the machine.
FIRST_RETRY = 15 + 5
AFTER_A_KILL = 60 + 5


def tried(server: Server) -> Callable[[], bool]:
    """The mail server was asked for, in vain: with one mail, on behalf of all."""
    return lambda: any(mail["answer"] for mail in server.mails())


def test_twenty_sign_ups_while_the_mail_server_is_down_are_answered_at_once_and_all_get_their_mail(
    make_service: Callable[..., Service],
) -> None:
    service = make_service(down=True)
    people = [Person() for _ in range(20)]

    def sign_up(person: Person) -> float:
        started = time.monotonic()
        service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
        return time.monotonic() - started

    with ThreadPoolExecutor(20) as pool:
        durations = list(pool.map(sign_up, people))
    assert max(durations) < 3, durations
    until(tried(service.server), "a first try")
    service.smtp.up()
    service.smtp.wait_for(lambda: len(service.smtp.seen.mails) >= 20, "twenty mails", FIRST_RETRY)
    for person in people:
        mail = service.smtp.take(person.email, "/confirm/")
        service.browser().api("POST", "/confirm", token=mail.token, password=person.password).expect(200)
    assert len(service.smtp.seen.mails) == 20


def test_a_mail_outlives_a_kill_right_after_the_answer(make_service: Callable[..., Service]) -> None:
    service = make_service(down=True)
    person, browser = Person(), service.browser()
    browser.api("POST", "/sign-up", **person.credentials()).expect(202)
    service.server.kill()
    service.smtp.up()
    service.server.restart()
    mail = service.smtp.take(person.email, "/confirm/", AFTER_A_KILL)
    browser.api("POST", "/confirm", token=mail.token).expect(200)


def test_a_temporary_refusal_is_tried_again_with_the_same_message_id(make_service: Callable[..., Service]) -> None:
    service = make_service()
    service.smtp.refuse("451 4.3.0 Greylisted, please come back")
    person = Person()
    service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
    smtp = service.smtp
    refused = smtp.wait_for(lambda: smtp.seen.refused and smtp.seen.refused[0], "a refused mail")
    smtp.accept()
    mail = smtp.take(person.email, "/confirm/", FIRST_RETRY)
    assert mail.message_id == refused.message_id
    service.server.wait_until_settled()
    assert len(smtp.seen.mails) == 1


def test_a_permanent_refusal_is_kept_with_the_servers_words_and_can_be_retried(
    make_service: Callable[..., Service],
) -> None:
    service = make_service()
    service.smtp.refuse_recipients("550 5.1.1 The mailbox of this person burned down")
    person = Person()
    service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
    [mail] = until(lambda: failed(service.server), "the mail to fail")
    assert "The mailbox of this person burned down" in json.dumps(mail)
    assert "The mailbox of this person burned down" in service.server.cli("mail", "show", mail["id"]).stdout

    service.smtp.accept()
    service.server.cli("mail", "retry", mail["id"])
    arrived = service.smtp.take(person.email, "/confirm/", FIRST_RETRY)
    service.browser().api("POST", "/confirm", token=arrived.token, password=person.password).expect(200)
    until(lambda: not failed(service.server), "the mail to be sent")


def test_one_refused_mail_does_not_hold_up_the_others(make_service: Callable[..., Service]) -> None:
    service = make_service()
    service.smtp.refuse("451 4.3.0 Not now")
    first, second = Person(), Person()
    service.browser().api("POST", "/sign-up", **first.credentials()).expect(202)
    smtp = service.smtp
    smtp.wait_for(lambda: smtp.seen.refused, "a refused mail")
    smtp.accept()
    service.browser().api("POST", "/sign-up", **second.credentials()).expect(202)
    smtp.take(second.email, "/confirm/", 5)


def failed(server: Server) -> list[dict[str, Any]]:
    return [mail for mail in server.mails() if mail["state"] == "failed"]


def test_every_mail_has_one_link_of_the_base_url_and_names_its_sender(make_service: Callable[..., Service]) -> None:
    """The shape of a mail is asserted whenever one is read; here is what depends on the settings."""
    service = make_service(
        COUNTERSIGN_BASE_URL="https://example.org:8443/accounts",
        COUNTERSIGN_MAIL_FROM="Zoë & Friends <hello@example.org>",
    )
    mail = sign_up_anywhere(service)
    assert mail.link.startswith("https://example.org:8443/accounts/confirm/")
    sender = mail.message["From"].addresses[0]
    assert (sender.display_name, sender.addr_spec) == ("Zoë & Friends", "hello@example.org")
    assert mail.envelope_from == "hello@example.org"


def sign_up_anywhere(service: Service) -> Mail:
    """As `Service.sign_up`, whatever path prefix the proxy in front would take away or leave."""
    person, prefix = Person(), "/accounts"
    for path in ("", prefix):
        body = json.dumps(person.credentials()).encode()
        headers = {"Content-Type": "application/json"}
        answer = service.browser().request("POST", f"{path}/api/v1/sign-up", body, headers)
        if answer.status == 202:
            return service.smtp.take(person.email, "/confirm/")
    raise AssertionError(answer)


def test_a_link_lives_from_the_hand_over_of_its_mail(make_service: Callable[..., Service]) -> None:
    """A mail that waited longer than its link lives still brings a good one."""
    service = make_service(down=True, COUNTERSIGN_CONFIRM_TTL="1m")
    person, browser = Person(), service.browser()
    browser.api("POST", "/sign-up", **person.credentials()).expect(202)
    until(tried(service.server), "a first try")
    service.server.rewind("mails", "created_at", "run_at", seconds=3_600)
    service.server.rewind("sign_ups", "created_at", seconds=3_600)
    service.smtp.up()
    mail = service.smtp.take(person.email, "/confirm/", FIRST_RETRY)
    browser.api("POST", "/confirm", token=mail.token).expect(200)


def test_external_workers_send_what_the_server_only_queues(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_WORKERS="external")
    person = Person()
    service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
    [queued] = service.server.mails()
    assert queued["state"] == "queued" and service.smtp.seen.connections == 0
    with running(service.server.spawn("worker")):
        service.smtp.take(person.email, "/confirm/")
        other = Person()
        service.browser().api("POST", "/sign-up", **other.credentials()).expect(202)
        service.smtp.take(other.email, "/confirm/")


def test_two_workers_send_each_mail_once(make_service: Callable[..., Service]) -> None:
    service = make_service(COUNTERSIGN_WORKERS="external")
    people = [Person() for _ in range(30)]
    for person in people:
        service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
    with running(service.server.spawn("worker")), running(service.server.spawn("worker")):
        service.smtp.wait_for(lambda: len(service.smtp.seen.mails) >= 30, "thirty mails", 20)
        service.server.wait_until_settled()
    assert sorted(mail.to for mail in service.smtp.seen.mails) == sorted(person.email for person in people)


def test_flask_mail_s_settings_are_understood(make_service: Callable[..., Service]) -> None:
    relay = SmtpServer()
    try:
        service = make_service(
            COUNTERSIGN_MAIL_URL=None,
            COUNTERSIGN_MAIL_FROM=None,
            MAIL_SERVER="127.0.0.1",
            MAIL_PORT=str(relay.port),
            MAIL_DEFAULT_SENDER="flask@example.org",
        )
        person = Person()
        service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
        mail = relay.take(person.email, "/confirm/")
        assert mail.envelope_from == "flask@example.org"
    finally:
        relay.close()


def test_the_file_transport_writes_one_eml_a_mail(make_server: Callable[..., Server], tmp_path: Path) -> None:
    server = make_server(COUNTERSIGN_MAIL_URL=f"file:{tmp_path}/out")
    people = [Person(), Person()]
    for person in people:
        Browser(server).api("POST", "/sign-up", **person.credentials()).expect(202)
    server.wait_until_settled()
    files = list((tmp_path / "out").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    mails = {mail.to: mail for mail in (Mail(file.read_bytes()) for file in files)}
    for person in people:
        token = mails[person.email].token
        Browser(server).api("POST", "/confirm", token=token, password=person.password).expect(200)


def test_the_built_in_mailbox_shows_what_would_be_sent(make_server: Callable[..., Server]) -> None:
    server = make_server(COUNTERSIGN_MAIL_URL="mailbox:")
    first, second, reader = Person(), Person(), Browser(server)
    assert reader.open("/dev/mailbox").expect("/dev/mailbox")
    assert reader.get("/dev/mailbox.json").expect(200).json == {"mails": []}
    for person in (first, second):
        Browser(server).api("POST", "/sign-up", **person.credentials()).expect(202)
        server.wait_until_settled()

    mails = reader.get("/dev/mailbox.json").expect(200).json["mails"]
    assert [mail["to"] for mail in mails] == [second.email, first.email], "newest first"
    for mail in mails:
        assert mail.keys() >= {"id", "kind", "to", "from", "subject", "date", "text", "html", "link", "source"}
        assert mail["kind"] == "confirm" and "accounts@example.org" in mail["from"]
        parsed = Mail(mail["source"].encode())
        assert (parsed.to, parsed.link, parsed.subject) == (mail["to"], mail["link"], mail["subject"])

    page = reader.open("/dev/mailbox")
    assert first.email in page.text and second.email in page.text
    browser = Browser(server)
    page = browser.open_mailed(mails[0]["link"]).submit("/confirm", password=second.password)
    assert second.email in page.text


def test_the_built_in_mailbox_is_not_there_with_another_transport(service: Service) -> None:
    assert service.browser().get("/dev/mailbox").status == 404
    assert service.browser().get("/dev/mailbox.json").status == 404


def test_a_test_mail_can_be_sent_by_hand(service: Service) -> None:
    person = Person()
    service.server.cli("mail", "send-test", person.email)
    smtp = service.smtp
    smtp.wait_for(lambda: [mail for mail in smtp.seen.mails if mail.to == person.email], "the test mail")


def test_mails_about_changes_go_to_the_account_and_hold_no_secret(service: Service) -> None:
    person, browser = service.account()
    new = new_password()
    browser.api("POST", "/change-password", current_password=person.password, password=new).expect(204)
    mail = service.smtp.take(person.email)
    assert person.password not in mail.text and new not in mail.text
    assert mail.path.count("/") == 1, "a notice leads to a page, with no token of its own"
