"""People who do what people do: sign up, read their mail, follow the link."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from support.browser import Browser
from support.mails import Mail
from support.server import Server
from support.smtp import SmtpServer


def new_password() -> str:
    return f"lantern {secrets.token_hex(8)} quartz"


def new_address(name: str = "ada") -> str:
    """An address that nobody had before; equally long for each name."""
    return f"{name}-{secrets.token_hex(6)}@example.net"


@dataclass
class Person:
    email: str = field(default_factory=new_address)
    password: str = field(default_factory=new_password)

    def credentials(self) -> dict[str, str]:
        return {"email": self.email, "password": self.password}

    def as_json(self) -> bytes:
        return json.dumps(self.credentials()).encode()


@dataclass
class Service:
    """A server and the SMTP server that its mails reach."""

    server: Server
    smtp: SmtpServer

    def browser(self, **settings: Any) -> Browser:
        return Browser(self.server, **settings)

    def sign_up(self, person: Person, browser: Browser | None = None, **fields: Any) -> Mail:
        """Signs up by JSON; the mail with the link to confirm."""
        answer = (browser or self.browser()).api("POST", "/sign-up", **person.credentials(), **fields)
        assert answer.expect(202).json == {"status": "check_mail"}
        return self.smtp.take(person.email, "/confirm/")

    def account(self, person: Person | None = None) -> tuple[Person, Browser]:
        """A person with an account, signed in."""
        person, browser = person or Person(), self.browser()
        mail = self.sign_up(person, browser)
        browser.api("POST", "/confirm", token=mail.token).expect(200)
        assert browser.signed_in_as() == person.email
        return person, browser

    def sign_in(self, person: Person) -> Browser:
        browser = self.browser()
        browser.api("POST", "/sign-in", **person.credentials()).expect(200)
        return browser

    def can_sign_in(self, person: Person) -> bool:
        answer = self.browser().api("POST", "/sign-in", **person.credentials())
        if answer.status == 401:
            answer.expect_problem(401, "credentials_invalid")
        return answer.status == 200

    def forgot(self, person: Person) -> Mail:
        self.browser().api("POST", "/forgot-password", email=person.email).expect(202)
        return self.smtp.take(person.email, "/reset-password/")
