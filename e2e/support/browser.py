"""A browser without a screen: it keeps cookies, follows redirects, fills in forms, and runs no script.

The public address may be https while the server listens on plain HTTP, as behind a proxy that ends TLS. So
cookies are kept by hand here: an ordinary client would hold back `Secure` cookies on such a connection.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from support.server import Site

API = "/api/v1"
FORM = "application/x-www-form-urlencoded"
PROBLEM = "application/problem+json"
REDIRECTS = (301, 302, 303, 307, 308)


@dataclass
class SetCookie:
    """One Set-Cookie line. Attribute names are in lower case."""

    name: str
    value: str
    attributes: dict[str, str]
    line: str

    @classmethod
    def parse(cls, line: str) -> SetCookie:
        pair, *rest = line.split(";")
        name, _, value = pair.strip().partition("=")
        attributes = {}
        for item in rest:
            key, _, content = item.strip().partition("=")
            attributes[key.lower()] = content
        return cls(name, value, attributes, line)

    @property
    def removes(self) -> bool:
        return self.attributes.get("max-age") == "0" or "1970" in self.attributes.get("expires", "")


@dataclass
class Answer:
    """One answer of the server, as it came over the wire."""

    method: str
    path: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The value, or None; a header that occurs twice is an error here (all but Set-Cookie)."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"{name} occurs {len(values)} times"
        return values[0] if values else None

    @property
    def set_cookies(self) -> list[SetCookie]:
        return [SetCookie.parse(value) for key, value in self.headers if key.lower() == "set-cookie"]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        kind = (self.header("content-type") or "").split(";")[0]
        assert kind in ("application/json", PROBLEM), f"{self!r} is {kind}"
        return json.loads(self.body)

    def expect(self, status: int) -> Answer:
        assert self.status == status, self
        return self

    def expect_problem(self, status: int, code: str) -> dict[str, Any]:
        """An RFC 9457 problem with this status and code."""
        assert self.status == status, self
        assert (self.header("content-type") or "").split(";")[0] == PROBLEM, self
        problem = json.loads(self.body)
        assert {"type", "title", "status", "detail", "code"} <= problem.keys(), problem
        assert problem["status"] == status and problem["code"] == code, problem
        return problem

    def __repr__(self) -> str:
        return f"<{self.method} {self.path} -> {self.status} {self.headers} {self.body[:600]!r}>"


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class Page:
    """A page that a browser has come to rest on."""

    def __init__(self, browser: Browser, answer: Answer) -> None:
        self.browser = browser
        self.answer = answer
        reader = _Reader()
        if (answer.header("content-type") or "").startswith("text/html"):
            reader.feed(answer.text)
        self.forms: list[Form] = reader.forms
        self.links: list[str] = reader.links
        self.loads: list[str] = reader.loads
        self.scripts: list[str] = reader.scripts
        self.text = " ".join(" ".join(reader.text).split())

    @property
    def status(self) -> int:
        return self.answer.status

    @property
    def path(self) -> str:
        return urlsplit(self.answer.path).path

    def expect(self, path: str, status: int = 200) -> Page:
        assert (self.path, self.status) == (path, status), self
        return self

    def says(self, words: str) -> bool:
        """Whether the visible text holds these words, however they are spelled with capitals."""
        return words.lower() in self.text.lower()

    def has_form(self, action: str) -> bool:
        return any(self._target(form) == action for form in self.forms)

    def form(self, action: str, **hidden: str) -> Form:
        """The one form that posts to `action`; `hidden` tells apart several by their fields' values."""
        found = [
            form
            for form in self.forms
            if self._target(form) == action and all(form.fields.get(k) == v for k, v in hidden.items())
        ]
        assert len(found) == 1, f"{len(found)} forms to {action} {hidden} on {self}"
        return found[0]

    def submit(self, form: str | Form, **fields: str) -> Page:
        """Fills in the form, keeps its hidden fields, presses its button, and follows where it leads."""
        return self.browser.rest(self.press(form, **fields))

    def press(self, form: str | Form, **fields: str) -> Answer:
        """As `submit`, but stops at the first answer. A form is named by its action, if it is the only one."""
        if isinstance(form, str):
            form = self.form(form)
        assert form.method == "post", form
        assert form.buttons, f"no button in {form}"
        assert fields.keys() <= form.fields.keys(), f"the form has {form.fields}, not {fields.keys()}"
        return self.browser.post_form(self._target(form), form.fields | fields)

    def _target(self, form: Form) -> str:
        url = urljoin(self.browser.server.base_url + self.answer.path, form.action)
        return self.browser.at_home(url)

    def __repr__(self) -> str:
        return f"<Page {self.answer.path} {self.status} forms={[f.action for f in self.forms]}: {self.text[:500]!r}>"


class LeftHome(AssertionError):
    """A redirect, link or form leads to another origin."""


class Browser:
    """One person's browser at one server. Pages by `open` and forms, the JSON API by `api`."""

    def __init__(self, server: Site, user_agent: str = "Mozilla/5.0 (end-to-end test)") -> None:
        self.server = server
        self.user_agent = user_agent
        self.cookies: dict[str, str] = {}
        self.received: list[SetCookie] = []

    # Pages.

    def open(self, path: str) -> Page:
        """Types an address of the site."""
        return self.rest(self.get(path))

    def open_mailed(self, link: str) -> Page:
        """Follows a link out of a web mail program: another site caused the navigation."""
        return self.rest(self.get(self.at_home(link), site="cross-site"))

    def get(self, path: str, site: str = "none", method: str = "GET") -> Answer:
        headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        return self.request(method, path, headers=headers | {"Accept": "text/html"})

    def post_form(self, path: str, fields: dict[str, str]) -> Answer:
        headers = {
            "Content-Type": FORM,
            "Accept": "text/html",
            "Origin": self.server.base_url,
            "Sec-Fetch-Site": "same-origin",
            "Sec-Fetch-Mode": "navigate",
            "Sec-Fetch-Dest": "document",
        }
        return self.request("POST", path, urlencode(fields).encode(), headers)

    def rest(self, answer: Answer) -> Page:
        """Follows redirects, which never leave the site, until a page is there."""
        for _ in range(8):
            if answer.status not in REDIRECTS:
                return Page(self, answer)
            target = self.location(answer)
            answer = self.get(target) if answer.status in (302, 303) or answer.method == "GET" else self._again(answer)
        raise AssertionError(f"redirected in circles, lastly by {answer}")

    def location(self, answer: Answer) -> str:
        """Where a redirect leads, as a path of this site."""
        location = answer.header("location")
        assert location, answer
        return self.at_home(urljoin(self.server.base_url + answer.path, location))

    def at_home(self, url: str) -> str:
        """The path of a URL of this site; any other URL raises `LeftHome`."""
        base = self.server.base_url
        if not re.match(re.escape(base) + r"(?:[/?#]|$)", url):
            raise LeftHome(f"{url} is not at {base}")
        parts = urlsplit(url[len(base) :])
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")

    def _again(self, answer: Answer) -> Answer:
        raise AssertionError(f"a form would have to be posted once more: {answer}")

    # The JSON API, as a program calls it: with cookies, without a browser's fetch metadata.

    def api(self, method: str, path: str, body: Any = None, bearer: str | None = None, **fields: Any) -> Answer:
        headers = {"Accept": "application/json"}
        data = None
        if body is not None or fields:
            headers["Content-Type"] = "application/json"
            data = json.dumps(fields if body is None else body).encode()
        if bearer is not None:
            headers["Authorization"] = f"Bearer {bearer}"
        return self.request(method, API + path, data, headers)

    # One exchange.

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """Sends one request with the cookies at hand and keeps those that come back. 5xx is never right."""
        sent = {"Host": urlsplit(self.server.base_url).netloc, "User-Agent": self.user_agent} | (headers or {})
        if self.cookies and "Cookie" not in sent:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = self.server.connect()
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value)
            if body is not None or method in ("POST", "PUT", "PATCH"):
                connection.putheader("Content-Length", str(len(body or b"")))
            connection.endheaders(body)
            response = connection.getresponse()
            answer = Answer(method, path, response.status, response.getheaders(), response.read())
        finally:
            connection.close()
        for cookie in answer.set_cookies:
            self._keep(cookie)
        assert answer.status < 500, f"{answer!r}\n{self.server.log[-3000:]}"
        return answer

    def _keep(self, cookie: SetCookie) -> None:
        """As a browser that refuses what breaks the rules of `Secure` and `__Host-`."""
        self.received.append(cookie)
        secure = "secure" in cookie.attributes
        refused = secure and not self.server.secure
        if cookie.name.startswith("__Host-"):
            refused |= not secure or cookie.attributes.get("path") != "/" or "domain" in cookie.attributes
        assert not refused, f"a browser refuses this cookie: {cookie.line}"
        if cookie.removes:
            self.cookies.pop(cookie.name, None)
        else:
            self.cookies[cookie.name] = cookie.value

    # What it holds.

    @property
    def session_cookie(self) -> str | None:
        return self.cookies.get(self._cookie_name("countersign"))

    @property
    def sign_up_cookie(self) -> str | None:
        return self.cookies.get(self._cookie_name("countersign-sign-up"))

    def _cookie_name(self, name: str) -> str:
        return f"__Host-{name}" if self.server.secure else name

    def is_signed_in(self) -> bool:
        status = self.api("GET", "/session").status
        assert status in (200, 401, 403)
        return status == 200

    def signed_in_as(self) -> str | None:
        answer = self.api("GET", "/session")
        return answer.json["account"]["email"] if answer.status == 200 else None


class _Reader(HTMLParser):
    """Forms, links, visible text, and what the page would load."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.scripts: list[str] = []
        self.text: list[str] = []
        self._form: Form | None = None
        self._button: list[str] | None = None
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif tag in ("input", "select", "textarea") and self._form is not None:
            kind = given.get("type", "text")
            if kind in ("submit", "button"):
                self._form.buttons.append(given.get("value", ""))
            elif "name" in given:
                self._form.fields[given["name"]] = given.get("value", "")
                self._form.types[given["name"]] = kind
        elif tag == "button":
            self._button = []
        elif tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag in ("script", "style"):
            self._hidden += 1
            if tag == "script" and "src" not in given:
                self.scripts.append("inline")
        for name in ("src", "srcset", "poster", "data"):
            if name in given:
                self.loads.append(given[name])
        if tag == "link" and "href" in given and given.get("rel") != "canonical":
            self.loads.append(given["href"])
        self.scripts += [name for name in given if name.startswith("on")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "button" and self._button is not None:
            if self._form is not None:
                self._form.buttons.append(" ".join("".join(self._button).split()))
            self._button = None
        elif tag in ("script", "style"):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.text.append(data)
        if self._button is not None:
            self._button.append(data)
