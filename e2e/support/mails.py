"""A mail as a person's mail program shows it, with the one link it carries."""

from __future__ import annotations

import email
import email.policy
import re
from email.message import EmailMessage
from html.parser import HTMLParser
from urllib.parse import urlsplit

URL = re.compile(r"""https?://[^\s"'<>]+""")


class Mail:
    """A parsed message. Its shape (contract, section 7) is asserted as soon as it is read."""

    def __init__(self, source: bytes, envelope_from: str = "", envelope_to: list[str] | None = None) -> None:
        self.source = source
        self.message: EmailMessage = email.message_from_bytes(source, policy=email.policy.default)
        self.envelope_from = envelope_from
        self.envelope_to = envelope_to or []
        self._check_shape()

    def header(self, name: str) -> str:
        values = self.message.get_all(name) or []
        assert len(values) == 1, f"{name} occurs {len(values)} times"
        return str(values[0])

    @property
    def to(self) -> str:
        addresses = self.message["To"].addresses
        assert len(addresses) == 1, addresses
        return addresses[0].addr_spec

    @property
    def subject(self) -> str:
        return self.header("Subject")

    @property
    def message_id(self) -> str:
        return self.header("Message-ID")

    @property
    def text(self) -> str:
        return self._part("text/plain")

    @property
    def html(self) -> str:
        return self._part("text/html")

    @property
    def link(self) -> str:
        """The one absolute URL, the same in text and HTML."""
        in_text = URL.findall(self.text)
        assert len(in_text) == 1, f"the text part has these URLs: {in_text}"
        reader = _Html()
        reader.feed(self.html)
        in_html = set(reader.urls)
        assert in_html == set(in_text), f"text and HTML differ: {in_text} and {in_html}"
        return in_text[0]

    @property
    def path(self) -> str:
        return urlsplit(self.link).path

    @property
    def token(self) -> str:
        return self.path.rsplit("/", 1)[1]

    def is_for(self, address: str, path: str = "") -> bool:
        """To this address, with a link whose path contains `path`."""
        return self.to == address and path in self.path

    def _part(self, content_type: str) -> str:
        parts = [part for part in self.message.iter_parts() if part.get_content_type() == content_type]
        assert len(parts) == 1, f"{len(parts)} parts of {content_type}"
        return parts[0].get_content()

    def _check_shape(self) -> None:
        assert self.message.get_content_type() == "multipart/alternative"
        kinds = [part.get_content_type() for part in self.message.iter_parts()]
        assert kinds == ["text/plain", "text/html"], kinds
        for part in self.message.iter_parts():
            assert (part.get_content_charset() or "").lower() == "utf-8", part.as_string()[:200]
        assert self.header("Auto-Submitted") == "auto-generated"
        assert re.fullmatch(r"<[^<>@\s]+@[^<>@\s]+>", self.message_id), self.message_id
        assert self.message["Date"].datetime is not None
        assert self.subject.strip() and self.header("From")
        assert self.to and "Cc" not in self.message and "Bcc" not in self.message
        if self.envelope_to:
            assert self.envelope_to == [self.to], "the envelope and the header name different people"
        reader = _Html()
        reader.feed(self.html)
        assert not reader.loads, f"the HTML part loads {reader.loads}"
        assert self.link not in self.subject

    def __repr__(self) -> str:
        return f"<Mail to {self.to}: {self.subject} {self.path[:24]}>"


class _Html(HTMLParser):
    """Collects every absolute URL, in attributes and in text, and everything that would be loaded."""

    LOADING = frozenset(
        {"img", "script", "iframe", "object", "embed", "video", "audio", "source", "link", "base", "form"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.urls: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self.LOADING:
            self.loads.append(tag)
        for name, value in attrs:
            self.urls += URL.findall(value or "")
            if name in ("src", "srcset", "background") or name.startswith("on") or "url(" in (value or ""):
                self.loads.append(f"{tag} {name}")

    def handle_data(self, data: str) -> None:
        self.urls += URL.findall(data)
        if "@import" in data or "url(" in data:
            self.loads.append(data)
