"""Mail by the API of Amazon SES, from the sign-up to the followed link."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest

from support.browser import Browser
from support.people import Person
from support.server import Server
from support.ses import SesServer
from support.waiting import until


@pytest.fixture(scope="module")
def ses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SesServer]:
    with closing(SesServer(tmp_path_factory.mktemp("ses"))) as made:
        made.wait().verify("example.org")
        yield made


def test_a_sign_up_is_confirmed_by_a_mail_that_ses_took(ses: SesServer, make_server: Callable[..., Server]) -> None:
    server = make_server(**ses.environment)
    person, browser = Person(), Browser(server)
    browser.api("POST", "/sign-up", **person.credentials()).expect(202)

    def arrived() -> list[tuple[str, Any]]:
        return [(name, mail) for name, mail in ses.sent().items() if mail.is_for(person.email, "/confirm/")]

    [(name, mail)] = until(arrived, "the mail to reach SES")
    assert mail.envelope_from == "accounts@example.org"
    browser.api("POST", "/confirm", token=mail.token).expect(200)
    assert browser.signed_in_as() == person.email

    server.wait_until_settled()
    [listed] = server.mails()
    assert (listed["state"], listed["attempts"]) == ("sent", 1)
    assert name in server.cli("mail", "show", listed["id"]).stdout
    for secret in (ses.environment["AWS_SECRET_ACCESS_KEY"], mail.token):
        assert secret not in server.log


def test_a_sender_that_ses_does_not_know_fails_in_its_words(ses: SesServer, make_server: Callable[..., Server]) -> None:
    server = make_server(**ses.environment, COUNTERSIGN_MAIL_FROM="Stranger <accounts@unverified.example>")
    person = Person()
    Browser(server).api("POST", "/sign-up", **person.credentials()).expect(202)
    server.wait_until_settled()
    [mail] = server.mails()
    assert (mail["state"], mail["attempts"]) == ("failed", 1)
    words = "MessageRejected: Did not have authority to send from email accounts@unverified.example"
    assert words in server.cli("mail", "list").stdout + server.cli("mail", "show", mail["id"]).stdout
    assert not [mail for mail in ses.sent().values() if mail.to == person.email]


def test_send_test_says_what_ses_answers(ses: SesServer, make_server: Callable[..., Server]) -> None:
    server = make_server(**ses.environment)
    said = server.cli("mail", "send-test", "grace@example.net").stdout
    assert said.strip().removeprefix("sent: ") in ses.sent()

    without = {name: None for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")}
    server = make_server(**ses.environment | without)
    said = server.cli("mail", "send-test", "grace@example.net", expect=1).stderr
    assert "no AWS credentials" in said
