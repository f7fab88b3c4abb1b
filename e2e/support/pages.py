"""Every page in every state that a person can meet it in, and how one comes there: through the front door.

A new page is one line in `STATES`. Which template a state shows is read from the answer itself: the servers here serve
templates that say their names (`marked_templates`), so that no template can be left out, or taken for another.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, CDPSession, ConsoleMessage, Page, Response

from support import browser as http
from support.mails import Mail
from support.people import Person, Service, new_address, new_password
from support.server import ROOT, Server
from support.smtp import SmtpServer

PAGES = ROOT / "crates/countersign/pages"
# What other templates are made of: one is extended, the other imported.
FRAME = {"layout.html", "parts.html", "admin/layout.html", "admin/parts.html"}
MARK = re.compile(r"<!-- page: ([a-z_/]+\.html) -->")
# As the limits of servers with limits go: one wrong password for an address, and the next is refused.
LIMITS = '[rate_limits]\npassword_address = "1/d"\n'


def templates() -> set[str]:
    return {str(path.relative_to(PAGES)) for path in PAGES.rglob("*.html")} - FRAME


def marked_templates(folder: Path) -> Path:
    """The templates as they are, but each writes its name into the page."""
    for path in PAGES.rglob("*.html"):
        name = str(path.relative_to(PAGES))
        # As the built-in ones are sent.
        text = re.sub(r"^ +", "", path.read_text(), flags=re.MULTILINE)
        mark = f"<!-- page: {name} -->"
        if name not in FRAME:
            # A template that extends another writes only into blocks, any other where it stands.
            begin = re.search(r"{% block main %}", text) or re.match(r"{#.*?#}\n", text, re.DOTALL)
            assert begin, f"{name} begins neither with a comment nor extends the layout"
            text = text[: begin.end()] + mark + text[begin.end() :]
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


@dataclass
class Visit:
    """Somebody in a browser of their own, on the way to a page."""

    service: Service
    context: BrowserContext
    page: Page
    person: Person
    answers: list[Response]
    troubles: list[str]
    switch: CDPSession | None = None

    @classmethod
    def begin(cls, service: Service, context: BrowserContext) -> Visit:
        page, base = context.new_page(), service.server.base_url
        visit = cls(service, context, page, Person(), [], [])
        page.on("response", lambda answer: visit.answers.append(answer) if is_page(page, answer) else None)
        page.on("console", lambda message: visit.troubles.extend(trouble(message)))
        page.on("pageerror", lambda error: visit.troubles.append(f"script error: {error}"))
        page.on("request", lambda request: visit.troubles.extend(foreign(base, request.url)))
        return visit

    def forget(self) -> None:
        """Becomes a stranger."""
        self.context.clear_cookies()
        self.page.goto("about:blank")
        self.page.set_viewport_size({"width": 1280, "height": 800})
        self.person = Person()
        self.answers.clear()
        self.troubles.clear()

    @property
    def answer(self) -> Response:
        """Of the page that is shown, redirects followed."""
        return self.answers[-1]

    def open(self, url: str) -> None:
        self.page.goto(url)

    def submit(self, action: str, **fields: str) -> None:
        """Fills in the form that goes there, and presses its first button."""
        form = self.page.locator(f'form[action$="{action}"]').first
        # What the server says is wanted, so the browser does not hold back what it can see is wrong.
        form.evaluate("form => { form.noValidate = true; form.closest('details')?.setAttribute('open', '') }")
        for name, value in fields.items():
            form.locator(f'[name="{name}"]').first.fill(value)
        with self.page.expect_navigation():
            form.locator('button:not([type="button"]), input[type="submit"]').first.click()

    def be(self, browser: http.Browser) -> None:
        """Goes on as the one who used that browser."""
        base = self.service.server.base_url
        cookies = browser.cookies.items()
        self.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies])

    def let_scripts_run(self, are_run: bool) -> None:
        """As the setting of a browser; unlike Playwright's own, it can be changed while a page is shown."""
        if self.switch is None:
            self.switch = self.context.new_cdp_session(self.page)
        self.switch.send("Emulation.setScriptExecutionDisabled", {"value": not are_run})

    def speak(self, language: str) -> None:
        """Chooses a language, as the switch at the foot of the page does, and loads the page anew."""
        base = self.service.server.base_url
        self.context.add_cookies([{"name": "countersign-language", "value": language, "url": base}])
        self.page.reload()

    def browser(self) -> http.Browser:
        """Another browser of the same person's."""
        return self.service.browser()

    # Where people are found.

    def is_signed_up(self) -> Mail:
        """In this browser, and has got the mail."""
        browser = self.browser()
        mail = self.service.sign_up(self.person, browser)
        self.be(browser)
        return mail

    def is_signed_in(self) -> http.Browser:
        self.person, browser = self.service.account(self.person)
        self.be(browser)
        return browser

    def has_forgotten(self) -> Mail:
        """Has an account, and has got the mail with the link to reset its password."""
        self.service.account(self.person)
        return self.service.forgot(self.person)

    def wants_another_address(self) -> tuple[http.Browser, Mail, Mail]:
        """Is signed in, and both addresses have got their mails: the new one's link, the old one's."""
        browser, new = self.is_signed_in(), new_address("a.new.one")
        browser.api("POST", "/change-email", email=new, password=self.person.password).expect(202)
        take = self.service.smtp.take
        return browser, take(new, "/change-email/"), take(self.person.email, "/change-email/")

    def has_another_address(self) -> tuple[http.Browser, Mail, Mail]:
        browser, new, _ = self.wants_another_address()
        browser.api("POST", "/change-email/confirm", token=new.token).expect(200)
        self.be(browser)
        return browser, new, self.service.smtp.take(self.person.email, "/change-email/")

    def has_closed(self) -> Mail:
        """Their account, which can be had back by the mail."""
        browser = self.is_signed_in()
        browser.api("DELETE", "/account", password=self.person.password).expect(204)
        return self.service.smtp.take(self.person.email, "/reset-password/")

    def is_admin(self) -> None:
        """The one admin of this server, who is made one when first needed."""
        service, root = self.service, Person(ROOT, ADMIN_PASSWORD)
        if not service.can_sign_in(root):
            service.account(root)
            service.server.cli("account", "role", root.email, "admin")
        self.person = root
        self.be(service.sign_in(root))

    def is_busy_admin(self) -> None:
        self.is_admin()
        if self.service.server.rows("accounts") == 1:
            populate(self.service)

    def waits_until_links_are_over(self) -> None:
        self.service.server.rewind("links", "expires_at", seconds=30 * 86_400)


Way = Callable[[Visit], None]


@dataclass(frozen=True)
class State:
    """One page as one meets it. `server` is the kind of server that it is met on, a key of `SERVERS`."""

    name: str
    shows: str
    way: Way
    status: int = 200
    server: str = "usual"
    script: bool = True


# Kinds of servers, by what is set beside the usual.
SERVERS: dict[str, dict[str, str | None]] = {
    "usual": {},
    "without-grace": {"COUNTERSIGN_CLOSE_GRACE": "0"},
    "branded": {
        "COUNTERSIGN_BRAND_NAME": "Lantern & Sons",
        "COUNTERSIGN_BRAND_COLOR": "#ffdd00",
        "COUNTERSIGN_BRAND_LOGO_FILE": "logo.svg",
    },
    "captcha": {"COUNTERSIGN_CAPTCHA": "altcha"},
    "limited": {"COUNTERSIGN_RATE_LIMITS": None},
    "mailbox": {"COUNTERSIGN_MAIL_URL": "mailbox:"},
    "empty-mailbox": {"COUNTERSIGN_MAIL_URL": "mailbox:"},
    "admin": {},
    "new-admin": {},
}
LOGO = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 3"><path fill="#d22" d="M0 0h9v3H0z"/></svg>"""


# Ways. Each begins as a stranger in a fresh browser.


def opens(path: str) -> Way:
    return lambda visit: visit.open(path)


def sends(path: str, action: str = "", **fields: str) -> Way:
    """Opens a page and sends its form, wrong as it may be."""

    def way(visit: Visit) -> None:
        visit.open(path)
        visit.submit(action or path, **fields)

    return way


def signed_in(then: Way) -> Way:
    def way(visit: Visit) -> None:
        visit.is_signed_in()
        then(visit)

    return way


def signed_up(then: Way) -> Way:
    def way(visit: Visit) -> None:
        visit.is_signed_up()
        then(visit)

    return way


def signs_up(visit: Visit) -> None:
    sends("/sign-up", **visit.person.credentials())(visit)


def undeliverable(path: str) -> Way:
    def way(visit: Visit) -> None:
        visit.service.smtp.refuse_recipients("550 5.1.1 No such user here")
        try:
            visit.open("/sign-up")
            visit.submit("/sign-up", **visit.person.credentials())
            visit.service.server.wait_until_settled()
        finally:
            visit.service.smtp.accept()
        visit.open(path)

    return way


def confirms_here(visit: Visit) -> None:
    visit.open(visit.is_signed_up().link)


def confirms_elsewhere(visit: Visit) -> None:
    visit.open(visit.service.sign_up(visit.person).link)


def mistypes_there(visit: Visit) -> None:
    confirms_elsewhere(visit)
    visit.submit("/confirm", password=new_password())


def is_confirmed(visit: Visit) -> None:
    confirms_here(visit)
    visit.submit("/confirm")


def never_signed_up(visit: Visit) -> None:
    confirms_elsewhere(visit)
    visit.submit("/confirm/not-me")


def comes_back_to_confirm(visit: Visit) -> None:
    browser = visit.browser()
    mail = visit.service.sign_up(visit.person, browser)
    browser.api("POST", "/confirm", token=mail.token).expect(200)
    visit.open(mail.link)


def confirms_late(visit: Visit) -> None:
    mail = visit.service.sign_up(visit.person)
    visit.waits_until_links_are_over()
    visit.open(mail.link)


def resets(visit: Visit) -> None:
    visit.open(visit.has_forgotten().link)


def resets_badly(visit: Visit) -> None:
    resets(visit)
    visit.submit("/reset-password", password="passwordpassword")


def has_reset(visit: Visit) -> None:
    resets(visit)
    visit.submit("/reset-password", password=new_password())


def never_forgot(visit: Visit) -> None:
    resets(visit)
    visit.submit("/reset-password/not-me")


def comes_back_to_reset(visit: Visit) -> None:
    mail = visit.has_forgotten()
    visit.browser().api("POST", "/reset-password", token=mail.token, password=new_password()).expect(204)
    visit.open(mail.link)


def resets_late(visit: Visit) -> None:
    mail = visit.has_forgotten()
    visit.waits_until_links_are_over()
    visit.open(mail.link)


def changes_address(visit: Visit) -> None:
    visit.open(visit.wants_another_address()[1].link)


def changes_address_elsewhere(visit: Visit) -> None:
    _, new, _ = visit.wants_another_address()
    visit.context.clear_cookies()
    visit.open(new.link)


def changes_address_of_another(visit: Visit) -> None:
    _, new, _ = visit.wants_another_address()
    visit.person = Person()
    visit.is_signed_in()
    visit.open(new.link)


def never_wanted_another_address(visit: Visit) -> None:
    changes_address_elsewhere(visit)
    visit.submit("/change-email/not-me")


def comes_back_to_change_address(visit: Visit) -> None:
    visit.open(visit.has_another_address()[1].link)


def changes_address_late(visit: Visit) -> None:
    _, new, _ = visit.wants_another_address()
    visit.waits_until_links_are_over()
    visit.open(new.link)


def stops_change(visit: Visit) -> None:
    _, _, old = visit.wants_another_address()
    visit.context.clear_cookies()
    visit.open(old.link)


def undoes_change(visit: Visit) -> None:
    _, _, old = visit.has_another_address()
    visit.context.clear_cookies()
    visit.open(old.link)


def has_undone_change(visit: Visit) -> None:
    undoes_change(visit)
    visit.submit("/change-email")


def has_several_sessions(visit: Visit) -> None:
    visit.is_signed_in()
    for _ in range(2):
        visit.service.sign_in(visit.person)
    visit.open("/account")


def signs_up_as(name: str, then: Way) -> Way:
    """With an address somewhere that people know."""

    def way(visit: Visit) -> None:
        visit.person.email = visit.person.email.replace("@example.net", name)
        signs_up(visit)
        then(visit)

    return way


def types(path: str, press: str = "", **fields: str) -> Way:
    """Fills in without sending, and reads what the script says about it."""

    def way(visit: Visit) -> None:
        visit.open(path)
        for name, value in fields.items():
            visit.page.fill(f'[name="{name}"]', value)
            visit.page.locator(f'[name="{name}"]').dispatch_event("change")
        if press:
            visit.page.get_by_role("button", name=press).click()
        for field in fields:
            visit.page.locator(f".field:has([name={field}]) :is([data-strength], [data-domains]):not(:empty)").wait_for()

    return way


def is_confirmed_elsewhere(visit: Visit) -> None:
    """By its owner, while this browser waits."""
    token = visit.is_signed_up().token
    visit.browser().api("POST", "/confirm", token=token, password=visit.person.password).expect(200)
    visit.open("/check-mail")


def waits_for_another_address(visit: Visit) -> None:
    visit.wants_another_address()
    visit.open("/account")


def calls_change_off(visit: Visit) -> None:
    waits_for_another_address(visit)
    visit.submit("/account/cancel-change-email")


def closes_account(visit: Visit) -> None:
    visit.is_signed_in()
    sends("/account", "/account/delete", password=visit.person.password)(visit)


def keeps_account(visit: Visit) -> None:
    visit.open(visit.has_closed().link)


def keeps_account_with(password: str) -> Way:
    def way(visit: Visit) -> None:
        keeps_account(visit)
        visit.submit("/reset-password", password=password)

    return way


def opens_closing(visit: Visit) -> None:
    signed_in(opens("/account"))(visit)
    visit.page.locator("#leaving summary").click()


def mistypes_the_password(action: str, **fields: str) -> Way:
    return signed_in(sends("/account", action, **fields))


def guesses_on(visit: Visit) -> None:
    wrong = {"email": visit.person.email, "password": new_password()}
    sends("/sign-in", **wrong)(visit)
    visit.submit("/sign-in", **wrong)


def meets_a_busy_database(visit: Visit) -> None:
    visit.open("/sign-up")
    with closing(sqlite3.connect(visit.service.server.database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        visit.submit("/sign-up", **visit.person.credentials())


def meets_a_broken_database(visit: Visit) -> None:
    visit.open("/sign-up")
    visit.service.server.change("ALTER TABLE sign_ups RENAME TO elsewhere")
    try:
        visit.submit("/sign-up", **visit.person.credentials())
    finally:
        visit.service.server.change("ALTER TABLE elsewhere RENAME TO sign_ups")


def comes_from_another_site(visit: Visit) -> None:
    """A form on a page of somebody else's posts to us."""
    action = f"{visit.service.server.base_url}/sign-out"
    visit.page.set_content(f'<form method="post" action="{action}"><button>Win</button></form>')
    with visit.page.expect_navigation():
        visit.page.locator("button").click()


def gets_mail(path: str) -> Way:
    """Reads the built-in mailbox, where mails of several kinds have come in."""

    def way(visit: Visit) -> None:
        visit.browser().api("POST", "/sign-up", **visit.person.credentials()).expect(202)
        visit.service.server.wait_until_settled()
        [mail] = [mail for mail in mailbox(visit.service) if mail["to"] == visit.person.email]
        visit.open(path.format(id=mail["id"]))

    return way


def mailbox(service: Service) -> list[dict[str, Any]]:
    return list(service.browser().request("GET", "/dev/mailbox.json").expect(200).json["mails"])


# What admins look after.


def administers(then: Way) -> Way:
    def way(visit: Visit) -> None:
        visit.is_busy_admin()
        then(visit)

    return way


def begins_to_administer(path: str) -> Way:
    """On a server where there is nobody else yet."""

    def way(visit: Visit) -> None:
        visit.is_admin()
        visit.open(path)

    return way


def looks_after(email: str, action: str = "", **fields: str) -> Way:
    """Looks somebody up, and perhaps does something about them."""

    def way(visit: Visit) -> None:
        visit.is_busy_admin()
        visit.open(f"/admin/accounts?q={email}")
        with visit.page.expect_navigation():
            visit.page.locator("main").get_by_role("link", name=email, exact=True).click()
        if action:
            visit.submit(action, **fields)

    return way


def ends_sessions(visit: Visit) -> None:
    looks_after(ADA, "/end-sessions", password=ADMIN_PASSWORD)(visit)


def reads_the_figures(visit: Visit) -> None:
    visit.is_busy_admin()
    visit.open("/admin")
    for table in visit.page.locator(".plot summary").all():
        table.click()


def opens_all_acts(visit: Visit) -> None:
    looks_after(ADA)(visit)
    for act in visit.page.locator(".acts summary").all():
        act.click()


def populate(service: Service) -> None:
    """People in each of the states that admins meet them in, and more of them than one page shows."""
    for email in (ADA, DISABLED, CLOSED):
        person, browser = service.account(Person(email))
        service.forgot(person)
        if email == DISABLED:
            service.server.cli("account", "disable", email)
        if email == CLOSED:
            browser.api("DELETE", "/account", password=person.password).expect(204)
    service.sign_up(Person(WAITING))
    service.smtp.refuse_recipients("550 5.1.1 No such user here, said at some length by a server that has a lot to say")
    service.browser().api("POST", "/sign-up", **Person(UNREACHED).credentials()).expect(202)
    service.server.wait_until_settled()
    service.smtp.accept()
    for number in range(24):
        service.sign_up(Person(f"visitor-{number}@example.net"))


# Fixed, so that one can look for them.
ROOT, ADA = "root@example.net", "ada@example.net"
DISABLED, CLOSED = "disabled@example.net", "closed@example.net"
WAITING = "a.rather.long.name.that.goes.on.and.on@waiting.example.net"
UNREACHED = "unreached@example.net"
ADMIN_PASSWORD = new_password()
WRONG = new_password()

STATES = [
    # Signing up.
    State("sign-up", "sign_up/form.html", opens("/sign-up?next=/account")),
    State("sign-up-refused", "sign_up/form.html", sends("/sign-up", email="ada", password="short"), 422),
    State("sign-up-slip", "sign_up/form.html", types("/sign-up", email="ada@gmial.com")),
    State("sign-up-weak", "sign_up/form.html", types("/sign-up", "Show the password", password="velvet 12345678")),
    State("sign-up-strong", "sign_up/form.html", types("/sign-up", password="velvet otter stamps 12 yellow boats")),
    State("sign-up-branded", "sign_up/form.html", opens("/sign-up"), server="branded"),
    State("sign-up-captcha", "sign_up/form.html", opens("/sign-up"), server="captcha"),
    State("sign-up-captcha-without-script", "sign_up/form.html", opens("/sign-up"), server="captcha", script=False),
    State(
        "sign-up-captcha-missing",
        "sign_up/form.html",
        sends("/sign-up", email=new_address(), password=new_password()),
        403,
        server="captcha",
        script=False,
    ),
    State("check-mail", "sign_up/check_mail.html", signs_up),
    State("check-mail-unknown", "sign_up/check_mail.html", opens("/check-mail")),
    State("check-mail-webmail", "sign_up/check_mail.html", signs_up_as("@gmail.com", opens("/check-mail"))),
    State("check-mail-slip", "sign_up/check_mail.html", signs_up_as("@gmial.com", opens("/check-mail"))),
    State("sign-up-corrected", "sign_up/form.html", signs_up_as("@gmial.com", opens("/sign-up?meant=1"))),
    State("check-mail-captcha", "sign_up/check_mail.html", signs_up, server="captcha"),
    State("check-mail-undeliverable", "sign_up/check_mail.html", undeliverable("/check-mail")),
    State("unconfirmed", "sign_up/unconfirmed.html", signed_up(opens("/account"))),
    State("unconfirmed-undeliverable", "sign_up/unconfirmed.html", undeliverable("/unconfirmed")),
    State("resend", "resend/form.html", opens("/resend")),
    State("resend-refused", "resend/form.html", sends("/resend", email="ada"), 422),
    State("resent", "sign_up/check_mail.html", signed_up(sends("/unconfirmed", "/resend"))),
    State("resent-without-script", "sign_up/check_mail.html", signed_up(sends("/unconfirmed", "/resend")), script=False),
    # Confirming.
    State("confirm", "confirm/ask.html", confirms_here),
    State("confirm-elsewhere", "confirm/ask.html", confirms_elsewhere),
    State("confirm-elsewhere-refused", "confirm/ask.html", mistypes_there, 401),
    State("confirm-not-me", "link/dismissed.html", never_signed_up),
    State("confirm-used", "link/used.html", comes_back_to_confirm, 410),
    State("confirm-expired", "link/expired.html", confirms_late, 410),
    State("confirm-forged", "link/invalid.html", opens("/confirm/forged"), 400),
    State("confirm-forged-captcha", "link/offer.html", opens("/confirm/forged"), 400, server="captcha"),
    State("confirmed", "account/home.html", is_confirmed),
    State("confirmed-elsewhere", "sign_in/form.html", is_confirmed_elsewhere),
    # Signing in and out.
    State("sign-in", "sign_in/form.html", opens("/sign-in?next=/account")),
    State("sign-in-empty", "sign_in/form.html", sends("/sign-in"), 422),
    State("sign-in-branded", "sign_in/form.html", opens("/sign-in"), server="branded"),
    State("sign-in-refused", "sign_in/form.html", sends("/sign-in", email=new_address(), password=WRONG), 401),
    State("sign-out", "sign_out/form.html", signed_in(opens("/sign-out"))),
    State("signed-out", "sign_in/form.html", signed_in(sends("/sign-out"))),
    # Forgotten passwords.
    State("forgot-password", "forgot_password/form.html", opens("/forgot-password")),
    State("forgot-password-refused", "forgot_password/form.html", sends("/forgot-password", email="ada"), 422),
    State("forgot-password-captcha", "forgot_password/form.html", opens("/forgot-password"), server="captcha"),
    State("forgot-password-sent", "forgot_password/sent.html", sends("/forgot-password", email=new_address())),
    State("reset-password", "reset_password/form.html", resets),
    State("reset-password-refused", "reset_password/form.html", resets_badly, 422),
    State("reset-password-done", "sign_in/form.html", has_reset),
    State("reset-password-not-me", "link/dismissed.html", never_forgot),
    State("reset-password-used", "link/used.html", comes_back_to_reset, 410),
    State("reset-password-expired", "link/expired.html", resets_late, 410),
    State("reset-password-forged", "link/invalid.html", opens("/reset-password/forged"), 400),
    # Another address.
    State("change-email", "change_email/ask.html", changes_address),
    State("change-email-signed-out", "change_email/ask.html", changes_address_elsewhere),
    State("change-email-of-another", "change_email/ask.html", changes_address_of_another),
    State("change-email-not-me", "link/dismissed.html", never_wanted_another_address),
    State("change-email-used", "link/used.html", comes_back_to_change_address, 410),
    State("change-email-expired", "link/expired.html", changes_address_late, 410),
    State("change-email-forged", "link/invalid.html", opens("/change-email/forged"), 400),
    State("change-email-stop", "change_email/undo.html", stops_change),
    State("change-email-undo", "change_email/undo.html", undoes_change),
    State("change-email-undone", "change_email/undone.html", has_undone_change),
    # The account.
    State("account", "account/home.html", signed_in(opens("/account"))),
    State("account-sessions", "account/sessions.html", has_several_sessions),
    State("account-address-pending", "account/address.html", waits_for_another_address),
    State("account-address-called-off", "account/address.html", calls_change_off),
    State(
        "account-language-changed",
        "account/language.html",
        signed_in(sends("/account", "/account/change-language")),
    ),
    State(
        "account-address-refused",
        "account/address.html",
        mistypes_the_password("/account/change-email", email="ada", password=WRONG),
        422,
    ),
    State(
        "account-address-wrong-password",
        "account/address.html",
        mistypes_the_password("/account/change-email", email=new_address(), password=WRONG),
        401,
    ),
    State(
        "account-password-refused",
        "account/password.html",
        mistypes_the_password("/account/change-password", current_password=WRONG, password="short"),
        422,
    ),
    State(
        "account-wrong-password",
        "account/password.html",
        mistypes_the_password("/account/change-password", current_password=WRONG, password=new_password()),
        401,
    ),
    State(
        "account-delete-refused",
        "account/delete.html",
        mistypes_the_password("/account/delete", password=WRONG),
        401,
    ),
    # Closing it, with and without a time of grace, and having it back.
    State("account-delete", "account/delete.html", opens_closing),
    State("account-delete-at-once", "account/delete.html", opens_closing, server="without-grace"),
    State("account-closed", "sign_in/form.html", closes_account),
    State("account-deleted", "sign_in/form.html", closes_account, server="without-grace"),
    State("keep-account", "keep_account/form.html", keeps_account),
    State("keep-account-refused", "keep_account/form.html", keeps_account_with("short"), 422),
    State("account-kept", "sign_in/form.html", keeps_account_with(new_password())),
    # Looking after accounts.
    State("admin-new", "admin/overview.html", begins_to_administer("/admin"), server="new-admin"),
    State("admin-new-mails", "admin/mails.html", begins_to_administer("/admin/mails?state=failed"), server="new-admin"),
    State("admin-new-addresses", "admin/addresses.html", begins_to_administer("/admin/addresses"), server="new-admin"),
    State("admin-branded", "admin/accounts.html", begins_to_administer("/admin/accounts"), server="branded"),
    State("admin", "admin/overview.html", administers(opens("/admin")), server="admin"),
    State("admin-figures", "admin/overview.html", reads_the_figures, server="admin"),
    State("admin-accounts", "admin/accounts.html", administers(opens("/admin/accounts")), server="admin"),
    State("admin-accounts-found", "admin/accounts.html", administers(opens("/admin/accounts?q=a")), server="admin"),
    State("admin-accounts-none", "admin/accounts.html", administers(opens("/admin/accounts?q=none")), server="admin"),
    State("admin-account", "admin/account.html", looks_after(ADA), server="admin"),
    State("admin-account-acts", "admin/account.html", opens_all_acts, server="admin"),
    State("admin-account-refused", "admin/account.html", looks_after(ADA, "/delete", password=WRONG), 401, "admin"),
    State("admin-account-sessions-ended", "admin/account.html", ends_sessions, server="admin"),
    State("admin-account-disabled", "admin/account.html", looks_after(DISABLED), server="admin"),
    State("admin-account-closed", "admin/account.html", looks_after(CLOSED), server="admin"),
    State("admin-account-own", "admin/account.html", looks_after(ROOT), server="admin"),
    State("admin-sign-up", "admin/sign_up.html", looks_after(WAITING), server="admin"),
    State("admin-sign-up-refused", "admin/sign_up.html", looks_after(WAITING, "/remove", password=WRONG), 401, "admin"),
    State("admin-sign-up-resent", "admin/sign_up.html", looks_after(WAITING, "/resend"), server="admin"),
    State("admin-sign-up-unreached", "admin/sign_up.html", looks_after(UNREACHED), server="admin"),
    State("admin-mails", "admin/mails.html", administers(opens("/admin/mails")), server="admin"),
    State("admin-mails-failed", "admin/mails.html", administers(opens("/admin/mails?state=failed")), server="admin"),
    State("admin-mails-none", "admin/mails.html", administers(opens("/admin/mails?q=none@example.net")), server="admin"),
    State("admin-addresses", "admin/addresses.html", administers(opens("/admin/addresses")), server="admin"),
    State("admin-audit", "admin/audit.html", administers(opens("/admin/audit")), server="admin"),
    State("admin-audit-found", "admin/audit.html", administers(opens(f"/admin/audit?q={ADA}")), server="admin"),
    State("admin-audit-none", "admin/audit.html", administers(opens("/admin/audit?q=none@example.net")), server="admin"),
    # What goes wrong.
    State("not-found", "error.html", opens("/no-such-page"), 404),
    State("not-found-signed-in", "error.html", signed_in(opens("/no-such-page")), 404),
    State("another-site", "error.html", comes_from_another_site, 403),
    State("rate-limited", "error.html", guesses_on, 429, server="limited"),
    State("busy", "error.html", meets_a_busy_database, 503),
    State("broken", "error.html", meets_a_broken_database, 500),
    # The built-in mailbox.
    State("mailbox-empty", "dev_mailbox/home.html", opens("/dev/mailbox"), server="empty-mailbox"),
    State("mailbox", "dev_mailbox/list.html", gets_mail("/dev/mailbox"), server="mailbox"),
    State("mailbox-nothing", "dev_mailbox/list.html", gets_mail("/dev/mailbox?to=nobody"), server="mailbox"),
    State("mailbox-mail", "dev_mailbox/mail.html", gets_mail("/dev/mailbox/{id}"), server="mailbox"),
    State("mailbox-mail-wide", "dev_mailbox/mail.html", gets_mail("/dev/mailbox/{id}?width=wide"), server="mailbox"),
    State("mailbox-mail-dark", "dev_mailbox/mail.html", gets_mail("/dev/mailbox/{id}?scheme=dark"), server="mailbox"),
    State("mailbox-mail-html", "dev_mailbox/mail.html", gets_mail("/dev/mailbox/{id}?show=html"), server="mailbox"),
]


class Doors:
    """A server of each kind, started when it is first needed, and a browser that comes to them."""

    def __init__(self, chromium: Chromium, make: Callable[[str], Service]) -> None:
        self.chromium = chromium
        self._make = make
        self._made: dict[str, Service] = {}
        self._shared: dict[str, Visit] = {}
        self._stack = ExitStack()

    def close(self) -> None:
        self._stack.close()

    def service(self, kind: str) -> Service:
        if kind not in self._made:
            self._made[kind] = self._make(kind)
        return self._made[kind]

    @contextmanager
    def begin(self, kind: str = "usual", script: bool = True, **settings: Any) -> Iterator[Visit]:
        """A stranger in a fresh browser."""
        service = self.service(kind)
        # Without motion: a colour is looked at when it has come to rest.
        context = self.chromium.new_context(base_url=service.server.base_url, reduced_motion="reduce", **settings)
        context.set_default_timeout(10_000)
        visit = Visit.begin(service, context)
        visit.let_scripts_run(script)
        try:
            yield visit
        finally:
            context.close()

    @contextmanager
    def at(self, state: State) -> Iterator[Visit]:
        """Somebody who has come to this page, and to no other. Far quicker than `begin`: strangers share a browser,
        which has forgotten the one before."""
        if state.server not in self._shared:
            self._shared[state.server] = self._stack.enter_context(self.begin(state.server))
        visit = self._shared[state.server]
        visit.forget()
        visit.let_scripts_run(state.script)
        state.way(visit)
        visit.page.wait_for_load_state("load")
        if not state.script:
            # For whoever looks at the page. What it would have run itself was left out for good, and what it says
            # instead is to stay.
            visit.page.evaluate(KEEP_NOSCRIPT)
            visit.let_scripts_run(True)
        shown = MARK.findall(visit.answer.text())
        assert state.shows in shown, f"{state.name} shows {shown} at {visit.page.url}, not {state.shows}"
        assert visit.answer.status == state.status, f"{state.name} is a {visit.answer.status} at {visit.page.url}"
        yield visit


@contextmanager
def open_doors(chromium: Chromium, folder: Path, **env: str) -> Iterator[Doors]:
    """On SQLite: a page is the same on any database."""
    marked_templates(folder / "templates")
    with ExitStack() as stack:

        def make(kind: str) -> Service:
            relay = stack.enter_context(closing(SmtpServer()))
            usual = {
                "COUNTERSIGN_BASE_URL": "http://127.0.0.1:{port}",
                "COUNTERSIGN_MAIL_URL": relay.url,
                "COUNTERSIGN_TEMPLATES_DIR": str(folder / "templates"),
            }
            (folder / kind).mkdir()
            server = Server(folder / kind, usual | SERVERS[kind] | env)
            stack.callback(server.stop)
            if kind == "limited":
                (folder / kind / "countersign.toml").write_text(LIMITS)
            if kind == "branded":
                (folder / kind / "logo.svg").write_text(LOGO)
            return Service(server.start(), relay)

        with closing(Doors(chromium, make)) as doors:
            yield doors


KEEP_NOSCRIPT = """() => {
    for (const one of document.querySelectorAll("noscript")) one.replaceWith(...one.childNodes)
}"""


def is_page(page: Page, answer: Response) -> bool:
    request = answer.request
    return request.is_navigation_request() and request.frame == page.main_frame and not 300 <= answer.status < 400


def trouble(message: ConsoleMessage) -> list[str]:
    # A browser logs each answer of 4xx and 5xx, also of the page itself, where it is as it should be.
    is_trouble = message.type in ("error", "warning") and "the server responded with a status of" not in message.text
    return [f"console: {message.text}"] if is_trouble else []


def foreign(base: str, url: str) -> list[str]:
    is_ours = url.startswith((base + "/", "data:", "about:"))
    return [] if is_ours else [f"asked another host: {url}"]
