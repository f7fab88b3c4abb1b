"""Bounces and complaints, as Amazon SES tells them over SNS: what each does, who learns of it, and who is believed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from support.browser import Answer, Browser
from support.mails import Mail
from support.people import Person, Service
from support.server import Server
from support.ses import SesServer
from support.sns import CERTIFICATE, TOPIC, Fields, SnsServer, bounce, complaint, new_key, stamp
from support.waiting import until
from test_uniform import seen

pytestmark = pytest.mark.both_databases

UNDELIVERABLE = "We could not deliver our mail"


@dataclass
class Post:
    """A server that sends by SES and listens to SNS."""

    server: Server
    ses: SesServer
    sns: SnsServer

    def browser(self) -> Browser:
        return Browser(self.server)

    def tell(self, message: Fields | bytes, method: str = "POST") -> Answer:
        body = message if isinstance(message, bytes) else json.dumps(message).encode()
        headers = {
            "Content-Type": "text/plain; charset=UTF-8",
            "User-Agent": "Amazon Simple Notification Service Agent",
        }
        return self.browser().request(method, "/hooks/ses", body if method == "POST" else None, headers)

    def believes(self, message: Fields) -> None:
        assert self.tell(message).expect(204).body == b""

    def sign_up(self, person: Person, browser: Browser) -> dict[str, Any]:
        """The mail's row once SES took it; its answer is the name that SES gave it."""
        browser.api("POST", "/sign-up", **person.credentials()).expect(202)
        self.server.wait_until_settled()
        [mail] = self.mails_to(person.email)
        assert mail["state"] == "sent" and mail["answer"] in self.ses.sent()
        return mail

    def mails_to(self, address: str) -> list[dict[str, Any]]:
        return [mail for mail in self.server.mails() if mail["to"] == address]

    def arrived(self, address: str) -> list[Mail]:
        return [mail for mail in self.ses.sent().values() if mail.to == address]

    def marked(self, address: str) -> dict[str, Any] | None:
        found = [row for row in self.server.listing("mail", "marked") if row["id"] == address]
        return found[0] if found else None

    def audit(self, address: str) -> list[str]:
        """What happened to marks of this address, oldest first."""
        rows = [row for row in self.server.listing("audit", "list") if row["address"] == address]
        events = ("mark_address", "release_address", "retry_mail")
        return [f"{row['event']} {row['outcome']}" for row in reversed(rows) if row["event"] in events]

    def state(self) -> tuple[Any, ...]:
        """All that a message could change."""
        listed = [self.server.listing(*words) for words in (("mail", "list"), ("mail", "marked"), ("audit", "list"))]
        return *listed, list(self.sns.confirmed)


@pytest.fixture(scope="module")
def post(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Post]:
    with ExitStack() as stack:
        ses, sns = SesServer(tmp_path_factory.mktemp("ses")), SnsServer()
        stack.callback(ses.close)
        stack.callback(sns.close)
        server = Server(tmp_path_factory.mktemp("server"), ses.environment | sns.environment)
        stack.callback(server.stop)
        ses.wait().verify("example.org")
        yield Post(server.start(), ses, sns)


def test_a_subscription_is_confirmed_for_a_listed_topic_only(post: Post) -> None:
    post.believes(post.sns.subscription())
    assert post.sns.confirmed == [(TOPIC, post.sns.token)]
    for other in ("arn:aws:sns:eu-west-1:123456789012:others", "arn:aws:sns:eu-west-1:210987654321:mail-events"):
        asked = list(post.sns.asked)
        post.tell(post.sns.subscription(other)).expect_problem(403, "untrusted")
        assert post.sns.asked == asked, "nothing is fetched for it"
    assert post.sns.confirmed == [(TOPIC, post.sns.token)]
    assert post.sns.token not in post.server.log


def test_a_bounced_mail_is_failed_and_its_address_gets_no_more_until_it_is_released(post: Post) -> None:
    person, browser = Person(), post.browser()
    mail = post.sign_up(person, browser)
    post.believes(post.sns.notification(bounce(mail["answer"], person.email.upper())))

    [failed] = post.mails_to(person.email)
    assert (failed["id"], failed["state"]) == (mail["id"], "failed")
    assert "5.1.1" in failed["answer"] and "no such user here" in failed["answer"]
    marked = post.marked(person.email) or post.marked(person.email.upper())
    assert marked and marked["mark"] == "undeliverable" and "no such user here" in marked["answer"]

    for path in ("/check-mail", "/unconfirmed"):
        assert browser.open(path).says(UNDELIVERABLE) and person.email in browser.open(path).text
    browser.api("POST", "/resend", email=person.email).expect(202)
    post.browser().api("POST", "/forgot-password", email=person.email).expect(202)
    post.server.wait_until_settled()
    later = [mail for mail in post.mails_to(person.email) if mail["id"] != failed["id"]]
    assert [mail["state"] for mail in later] == ["skipped", "skipped"]
    assert all("no such user here" in mail["answer"] for mail in later), later
    assert len(post.arrived(person.email)) == 1

    post.server.cli("mail", "release", person.email)
    assert post.marked(person.email) is None and not browser.open("/check-mail").says(UNDELIVERABLE)
    browser.api("POST", "/resend", email=person.email).expect(202)
    post.server.wait_until_settled()
    [_, again] = post.arrived(person.email)
    browser.api("POST", "/confirm", token=again.token).expect(200)
    assert post.audit(person.email) == ["mark_address undeliverable", "release_address released"]
    post.server.cli("mail", "release", person.email, expect=1)


def test_nobody_else_learns_that_an_address_is_marked(post: Post) -> None:
    marked, usual = Person(), Person()
    for person in (marked, usual):
        mail = post.sign_up(person, post.browser())
        if person is marked:
            post.believes(post.sns.notification(bounce(mail["answer"], person.email)))

    def as_a_stranger(address: str) -> list[Any]:
        wrong = Person(address)
        calls = {
            "/resend": {"email": address},
            "/forgot-password": {"email": address},
            "/sign-in": wrong.credentials(),
            "/sign-up": wrong.credentials(),
        }
        answers = [seen(post.browser().api("POST", path, **fields), address) for path, fields in calls.items()]
        # As pages, too, each with what it leads to; a browser that did not sign up itself.
        for path in ("/resend", "/forgot-password"):
            browser = post.browser()
            answer = browser.post_form(path, {"email": address})
            answers += [seen(answer, address), seen(browser.rest(answer).answer, address)]
        return answers

    assert as_a_stranger(marked.email) == as_a_stranger(usual.email)
    page = post.browser().open("/check-mail")
    assert not page.says("deliver") and marked.email not in page.text


def test_the_same_bounce_told_again_changes_nothing(post: Post) -> None:
    person = Person()
    mail = post.sign_up(person, post.browser())
    message = post.sns.notification(bounce(mail["answer"], person.email))
    post.believes(message)
    before = post.state()
    post.believes(message)
    assert post.state() == before


def test_a_complaint_silences_and_no_bounce_takes_it_back(post: Post) -> None:
    person, browser = Person(), post.browser()
    mail = post.sign_up(person, browser)
    post.believes(post.sns.notification(complaint(mail["answer"], person.email)))
    [sent] = post.mails_to(person.email)
    assert sent["state"] == "sent", "it was delivered"
    marked = post.marked(person.email)
    assert marked and marked["mark"] == "complained" and "abuse" in marked["answer"]
    browser.api("POST", "/resend", email=person.email).expect(202)
    post.server.wait_until_settled()
    assert sorted(mail["state"] for mail in post.mails_to(person.email)) == ["sent", "skipped"]

    post.believes(post.sns.notification(bounce(mail["answer"], person.email)))
    marked = post.marked(person.email)
    assert marked and marked["mark"] == "complained"
    post.server.cli("mail", "release", person.email)
    assert post.marked(person.email) is None


def test_what_says_nothing_about_an_address_changes_nothing(post: Post) -> None:
    person, browser = Person(), post.browser()
    mail = post.sign_up(person, browser)
    before = post.state()
    for content in (
        bounce(mail["answer"], person.email, kind="Transient"),
        bounce(mail["answer"], person.email, kind="Undetermined"),
        {"eventType": "Delivery", "mail": {"messageId": mail["answer"]}, "delivery": {"recipients": [person.email]}},
        {"eventType": "Bounce of tomorrow", "mail": {"messageId": mail["answer"]}},
        "Successfully validated SNS topic for Amazon SES event publishing.",
    ):
        post.believes(post.sns.notification(content))
    assert post.state() == before
    assert not browser.open("/check-mail").says("deliver")


def test_a_bounce_of_somebody_elses_mail_fails_none_of_ours(post: Post) -> None:
    person = Person()
    mail = post.sign_up(person, post.browser())
    post.believes(post.sns.notification(bounce("0102-another-mail", person.email)))
    [still] = post.mails_to(person.email)
    assert (still["state"], still["answer"]) == ("sent", mail["answer"])
    assert post.marked(person.email), "the address is as dead as before"


REFUSED: dict[str, tuple[int, str, Callable[[SnsServer, Any], Fields | bytes]]] = {
    "forged": (403, "untrusted", lambda sns, event: sns.sign(sns.notification(event), by=new_key())),
    "unsigned": (403, "untrusted", lambda sns, event: sns.notification(event) | {"Signature": ""}),
    "of other words": (
        403,
        "untrusted",
        lambda sns, event: sns.notification("hello") | {"Message": json.dumps(event)},
    ),
    "of another topic": (403, "untrusted", lambda sns, event: sns.notification(event, TopicArn=f"{TOPIC}-2")),
    "signed by SHA-1": (403, "untrusted", lambda sns, event: sns.notification(event, SignatureVersion="1")),
    "old": (403, "untrusted", lambda sns, event: sns.notification(event, Timestamp=stamp(timedelta(hours=25)))),
    "of tomorrow": (
        403,
        "untrusted",
        lambda sns, event: sns.notification(event, Timestamp=stamp(timedelta(hours=-25))),
    ),
    "with a certificate from elsewhere": (
        403,
        "untrusted",
        lambda sns, event: sns.notification(event, SigningCertURL=f"https://sns.eu-west-1.amazonaws.com{CERTIFICATE}"),
    ),
    "of no time": (400, "malformed", lambda sns, event: sns.notification(event, Timestamp="today")),
    "bare": (400, "malformed", lambda sns, event: json.dumps(event).encode()),
    "no JSON": (400, "malformed", lambda sns, event: b"\xff\x00 what is this"),
    "empty": (400, "malformed", lambda sns, event: b""),
    "deep": (400, "malformed", lambda sns, event: b"[" * 60_000),
    "of a bounce without a mail": (
        400,
        "malformed",
        lambda sns, event: sns.notification({"notificationType": "Bounce", "bounce": event["bounce"]}),
    ),
    "of a megabyte": (413, "too_large", lambda sns, event: sns.notification(event | {"padding": "x" * 1_000_000})),
}


@pytest.fixture(scope="module")
def event(post: Post) -> dict[str, Any]:
    """A bounce of a mail of ours, which would change something if it were believed."""
    person = Person()
    return bounce(post.sign_up(person, post.browser())["answer"], person.email)


@pytest.mark.parametrize("name", REFUSED)
def test_a_message_is_not_believed_that_is(post: Post, event: dict[str, Any], name: str) -> None:
    status, code, make = REFUSED[name]
    before = post.state()
    post.tell(make(post.sns, event)).expect_problem(status, code)
    assert post.state() == before


def test_it_would_be_believed_otherwise(post: Post, event: dict[str, Any]) -> None:
    before = post.state()
    post.believes(post.sns.notification(event))
    assert post.state() != before


def test_the_door_takes_messages_only(post: Post) -> None:
    assert post.tell(b"", "GET").expect(405).header("allow") == "POST"
    assert post.tell(b"", "GET").expect_problem(405, "method_not_allowed")


def test_a_topic_that_let_us_go_is_not_subscribed_to_again(post: Post) -> None:
    before = post.state()
    post.believes(post.sns.subscription(kind="UnsubscribeConfirmation"))
    assert post.state() == before


def test_without_an_emulator_nothing_is_fetched_but_from_aws(post: Post, make_server: Callable[..., Server]) -> None:
    elsewhere = SnsServer()
    try:
        listening = Post(make_server(COUNTERSIGN_SES_TOPICS=TOPIC), post.ses, elsewhere)
        listening.tell(elsewhere.subscription()).expect_problem(403, "untrusted")
        listening.tell(elsewhere.notification(bounce("0102-a", "ada@example.net"))).expect_problem(403, "untrusted")
        assert not elsewhere.asked and listening.marked("ada@example.net") is None
    finally:
        elsewhere.close()


def test_without_a_topic_there_is_no_such_door(post: Post, service: Service) -> None:
    closed = Post(service.server, post.ses, post.sns)
    closed.tell(post.sns.subscription()).expect_problem(404, "not_found")
    closed.tell(post.sns.notification(bounce("0102-a", "ada@example.net"))).expect_problem(404, "not_found")


def test_a_certificate_that_cannot_be_had_is_asked_for_again(post: Post, make_server: Callable[..., Server]) -> None:
    """SNS comes again after a 5xx, and so does the bounce."""
    gone = SnsServer()
    server = make_server(**gone.environment)
    listening = Post(server, post.ses, gone)
    message = gone.notification(bounce("0102-a", "ada@example.net"))
    gone.close()
    with pytest.raises(AssertionError, match="-> 503"):
        listening.tell(message)
    until(lambda: "not believed" in server.log, "a line in the log")
    assert listening.marked("ada@example.net") is None
