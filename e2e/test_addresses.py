"""Which addresses there are and which of them are one: a thousand of them held against a policy that is written down here a
second time, look-alikes of somebody else's, and ones that mean something to a database (ATT-30, 35, 81).
"""

from __future__ import annotations

import random
import re
import string

import pytest

from support.people import Person, Service, new_address, new_password

pytestmark = pytest.mark.both_databases

SEED = 30
CASES = 1_000
# WHATWG HTML, "valid email address".
LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
HTML = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{LABEL}(?:\.{LABEL})*")

GOOD = [
    "ada@example.net", "Ada.Lovelace@Example.NET", "a@b.co", "ada+tag@example.net", "o'brien@example.net", "1@2.example",
    "-@example.net", "=?utf-8?q?ada?=@example.net", "_______@example.net", "a!#$%&*+/=?^_`{|}~-b@example.net", "ada@sub.sub.sub.example.net",
    "ada@123.example", "ada@xn--bcher-kva.example", "l" * 64 + "@example.net", "ada@" + "d" * 63 + ".net",
    "ada@" + "a.b." * 60 + "example.net",
]  # fmt: skip
BAD = [
    "", " ", "@", "ada", "ada@", "@example.net", "ada@net", "ada@@example.net", "ada@b@example.net", "ada@.example.net",
    "ada@example.net.", "ada@example..net", "ada@-example.net", "ada@example-.net", "ada@exam_ple.net", "a b@example.net",
    "ada@exa mple.net", '"ada"@example.net', '"a b"@example.net', "ada(comment)@example.net", "<ada@example.net>",
    "Ada <ada@example.net>", "ada@[127.0.0.1]", "ada@[IPv6:::1]", "ada@example.net,eve@example.net",
    "ada@example.net;eve@example.net", "ada@example.net eve@example.net", "ada@=?utf-8?q?example?=.net", "ada\\@example.net", "ada@example.net\\", "ada@example.net\n", "\tada@example.net",
    "ada@example.net\r\nBcc: eve@example.net", "ada\0@example.net", "ada@example.net\0", "ada@exam\x7fple.net",
    "\u00e4da@example.net", "ada\u200b@example.net", "ada\u202e@example.net", "\ufeffada@example.net", "l" * 65 + "@example.net",
    "ada@" + "d" * 64 + ".net", "ada@" + "a.b." * 63 + "example.net", "ada@" + "a." * 10_000 + "net", "a" * 60_000,
    "ada@example.net?subject=x", "mailto:ada@example.net", "ada%40example.net", "ada@example.net/", "ada@example.net:25",
]  # fmt: skip


def is_address(text: str) -> bool:
    text = text.strip(" ")
    local, _, domain = text.rpartition("@")
    return HTML.fullmatch(text) is not None and "." in domain and len(local) <= 64 and len(domain) <= 253


def corpus() -> list[str]:
    """Good and bad ones, and what becomes of them with a few characters lost, added or changed. What is not ASCII goes
    before the @ only: domains in other scripts are a matter of their own.
    """
    chance = random.Random(SEED)
    ascii_pool = string.ascii_letters + string.digits + string.punctuation + " \t\r\n\x00\x1f\x7f" + "....@@@---"
    pool = ascii_pool + "\u00fc\u0131\u0130\u017f\u212a\uff41\u0301\u200b\u2028\u202e\U0001f980"
    cases = [*GOOD, *BAD]
    while len(cases) < CASES:
        text = chance.choice(GOOD[:12])
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text) + 1)
            letters = pool if at <= text.find("@") else ascii_pool
            text = text[:at] + chance.choice(["", chance.choice(letters)]) + text[at + chance.randint(0, 1) :]
        if "@" not in text or text.rpartition("@")[2].isascii():
            cases.append(text)
    return cases


def test_the_policy_agrees_with_the_examples() -> None:
    assert all(is_address(text) for text in GOOD) and not any(is_address(text) for text in BAD)
    cases = corpus()
    good = sum(is_address(text) for text in cases)
    assert len(cases) == CASES and CASES / 5 < good < CASES * 4 / 5, good


def test_a_thousand_addresses_are_taken_or_refused_as_the_policy_says(service: Service) -> None:
    wrong = []
    for text in corpus():
        answer = service.browser().api("POST", "/resend", email=text)
        expected = 202 if is_address(text) else 422
        if answer.status != expected:
            wrong.append((text[:80], answer.status))
    assert not wrong, wrong


def test_an_address_is_stored_shown_and_written_to_as_it_was_given(service: Service) -> None:
    for given in ["Ada.Lovelace@Example.NET", "o'brien@example.net", "x!#$%&*+/=?^_`{|}~-y@example.net", "ada+tag@a.example"]:
        browser = service.browser()
        page = browser.open("/sign-up").submit("/sign-up", email=f" {given} ", password=new_password())
        assert page.status == 200 and page.says(given), page
        mail = service.smtp.take(given, "/confirm/")
        assert mail.envelope_to == [given]
        quoted = given.replace("'", "''")
        assert service.server.query(f"SELECT count(*) FROM sign_ups WHERE email = '{quoted}'")[0][0] in (1, "1")


LOOK_ALIKES = [
    "m\u0131ke@example.org", "m\u0130ke@example.org", "mi\u212ae@example.org", "\uff4dike@example.org",
    "mike\u0301@example.org", "mi\u200bke@example.org", "mike@example.org.", "mike%40example.org", "mike%2b@example.org",
    "m\u00efke@example.org", "mike@ex\u0430mple.org", "mike@example.\u043erg", "\u043cike@example.org",
    "mike @example.org", "mike\u00ad@example.org", "mike@example.org\u3000",
]  # fmt: skip


def test_a_look_alike_is_refused_or_somebody_else(service: Service) -> None:
    mike, _ = service.account(Person("mike@example.org"))
    service.server.wait_until_settled()
    before = len(service.smtp.to(mike.email))
    for text in LOOK_ALIKES:
        for path in ("/forgot-password", "/resend", "/sign-up"):
            fields = {"password": new_password()} if path == "/sign-up" else {}
            answer = service.browser().api("POST", path, email=text, **fields)
            assert answer.status in (202, 422), (path, text, answer)
        answer = service.browser().api("POST", "/sign-in", email=text, password=mike.password)
        assert answer.status in (401, 422), (text, answer)
    service.server.wait_until_settled()
    assert len(service.smtp.to(mike.email)) == before


def test_another_spelling_of_an_address_is_the_same_person_and_mail_goes_to_the_stored_one(service: Service) -> None:
    person, _ = service.account(Person(f"mike@{new_password().split()[1]}.example"))
    domain = person.email.partition("@")[2]
    # UTS 46, which browsers apply to what is typed, makes the last two the same domain.
    for text in (f"MIKE@{domain}", f"mike@{domain.upper()}", f"mike@{domain.replace('.', chr(0x3002))}", f"mike@\u00ad{domain}"):
        service.browser().api("POST", "/sign-in", email=text, password=person.password).expect(200)
        service.browser().api("POST", "/forgot-password", email=text).expect(202)
        assert service.smtp.take(person.email, "/reset-password/").envelope_to == [person.email]


def test_both_forms_of_an_international_domain_are_one_address(service: Service) -> None:
    name = new_address().partition("@")[0]
    person, _ = service.account(Person(f"{name}@xn--bcher-kva.example"))
    for domain in ("b\u00fccher.example", "B\u00dcCHER.example", "bu\u0308cher.example"):
        service.browser().api("POST", "/sign-in", email=f"{name}@{domain}", password=person.password).expect(200)


def test_no_character_of_an_address_means_anything_to_the_database(service: Service) -> None:
    name = new_address().partition("@")[0]
    people = [Person(f"{name}{mark}b@example.net") for mark in ("_", "%", "x", "'", "'--", "`", "{1}", "$1", "?", "*")]
    for person in people:
        service.account(person)
    for person in people:
        assert service.can_sign_in(person)
        assert service.forgot(person).envelope_to == [person.email]
    for other in people[1:]:
        assert not service.can_sign_in(Person(people[0].email, other.password))
    server = service.server
    for text in (f"{name}%", "%", "' OR '1'='1", "_", f"{name}_b@example.net' --", "*"):
        assert server.cli("account", "show", text, expect=None).returncode in (1, 2), text
    assert server.cli("account", "show", people[0].email).stdout


def test_no_character_of_an_id_or_query_means_anything_to_the_database(service: Service) -> None:
    person, browser = service.account()
    other, _ = service.account()
    sessions = service.server.rows("sessions")
    for text in ("%25", "_", "%27%20OR%20%271%27=%271", "*", "1;DELETE%20FROM%20sessions", "%00", "..%2f", "null", "0"):
        browser.request("DELETE", f"/api/v1/sessions/{text}").expect_problem(404, "not_found")
    for query in ("sort=password_hash", "order=id%27", "limit=-1", "cursor=AAAA", "filter[email]=%25", "page=1%20OR%201=1"):
        listed = browser.request("GET", f"/api/v1/sessions?{query}").expect(200).json["sessions"]
        assert len(listed) == 1, listed
    assert service.server.rows("sessions") == sessions and service.can_sign_in(other) and browser.is_signed_in()
