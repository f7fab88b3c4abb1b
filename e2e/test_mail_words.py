"""How mails are worded: the language of who asks, an operator's brand, and an operator's own words and templates."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from support.mails import Mail
from support.people import Person, Service
from support.server import ROOT, Server

MakeServer = Callable[..., Server]
MakeService = Callable[..., Service]

LOCALES = ROOT / "crates" / "mail" / "locales"
LANGUAGES = ["en", "de", "fr", "es", "pt-BR", "ja", "zh-Hans", "ar"]
# What a browser asks for, and the language that is nearest.
ASKED = {language: f"{language},en;q=0.1" for language in LANGUAGES} | {
    "de": "nl, de-CH;q=0.9, en;q=0.8",
    "pt-BR": "pt",
    "zh-Hans": "zh-CN, zh;q=0.9, en;q=0.8",
    "ar": "ar-EG",
}


def message(language: str, key: str, product: str) -> str:
    """The words of one message, as they stand in the language's file."""
    found = re.search(rf"^{key} = (.*)$", (LOCALES / f"{language}.ftl").read_text(), re.MULTILINE)
    assert found
    return found[1].replace("{ $product }", product)


def shown(markup: str) -> str:
    """HTML without its tags."""
    return read(html.unescape(re.sub(r"<[^>]*>", "", markup)))


def read(text: str) -> str:
    """As it is read: without the marks that keep directions apart and mail programs from making links."""
    return re.sub("[\u200b-\u200d\u2060\u2066-\u2069]", "", text)


def sign_up(service: Service, asked: str, person: Person, **fields: str) -> Mail:
    headers = {"Content-Type": "application/json", "Accept-Language": asked}
    body = json.dumps(person.credentials() | fields).encode()
    service.browser().request("POST", "/api/v1/sign-up", body, headers).expect(202)
    return service.smtp.take(person.email, "/confirm/")


def is_in(mail: Mail, language: str, product: str = "Example Accounts") -> None:
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in mail.html
    assert mail.subject == message(language, "confirm-subject", product)
    for key in ("confirm-title", "confirm-button"):
        words = message(language, key, product)
        assert words in read(mail.text) and words in shown(mail.html), words


def test_every_language_has_a_file_and_the_other_way_round() -> None:
    assert sorted(path.stem for path in LOCALES.iterdir()) == sorted(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_is_in_the_language_that_the_browser_asks_for(service: Service, language: str) -> None:
    person = Person()
    mail = sign_up(service, ASKED[language], person)
    is_in(mail, language)
    assert mail.link.startswith(service.server.base_url)
    browser = service.browser()
    account = browser.api("POST", "/confirm", token=mail.token, password=person.password).expect(200).json["account"]
    assert account["locale"] == language
    # From now on it is the account's, whoever asks.
    assert f'lang="{language}"' in service.forgot(person).html


def test_who_asks_for_nothing_that_we_write_gets_english(service: Service) -> None:
    for asked in ("tlh", "*", "", ";;;q=9,,", "x" * 2_000):
        is_in(sign_up(service, asked, Person()), "en")


def test_what_the_body_asks_for_beats_the_header(service: Service) -> None:
    is_in(sign_up(service, "ja", Person(), locale="fr-CA"), "fr")
    is_in(sign_up(service, "ja", Person(), locale="tlh"), "en")


def test_a_form_is_answered_in_the_language_of_its_browser(service: Service) -> None:
    person, browser = Person(), service.browser()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "es-MX"}
    body = f"email={person.email}&password={person.password.replace(' ', '+')}".encode()
    browser.request("POST", "/sign-up", body, headers | {"Origin": service.server.base_url}).expect(303)
    is_in(service.smtp.take(person.email, "/confirm/"), "es")


# An operator's brand.

NAME = "Zoë's <Garden> & Co"


def test_the_brand_is_in_the_mails_and_its_name_on_the_pages(make_service: MakeService) -> None:
    service = make_service(
        COUNTERSIGN_BRAND_NAME=NAME,
        COUNTERSIGN_BRAND_COLOR="#FFCC00",
        COUNTERSIGN_BRAND_LOGO="~ the <garden> ~",
        COUNTERSIGN_BRAND_SUPPORT="help@garden.example",
        COUNTERSIGN_BRAND_FOOTER="Garden & Co, 1 Long Lane",
    )
    person = Person()
    mail = sign_up(service, "en", person)
    assert mail.subject == f"Confirm your address for {NAME}"
    assert f"Welcome to {NAME}" in mail.text and f"Welcome to {NAME}" in shown(mail.html)
    assert "#ffcc00" in mail.html and "#0b6b57" not in mail.html
    assert "color:#050505" in mail.html, "dark words on a light button"
    assert "~ the <garden> ~" in shown(mail.html)
    for words in ("Garden & Co, 1 Long Lane", "Questions? Write to help@garden.example"):
        assert words in read(mail.text) and words in shown(mail.html)
    assert mail.message["From"].addresses[0].display_name == "Example Accounts", "the sender is a setting of its own"
    for path in ("/sign-up", "/sign-in", "/check-mail"):
        assert NAME in service.browser().open(path).text


# Words and templates of an operator's own.


def stands_in(folder: Path, name: str, text: str) -> dict[str, str]:
    file = folder / "mail" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return {"COUNTERSIGN_TEMPLATES_DIR": str(folder)}


def test_words_and_templates_of_an_operator_stand_in_for_ours(make_service: MakeService, tmp_path: Path) -> None:
    [words] = re.findall("^```ftl\n(.*?)^```", (ROOT / "docs/guide/configure.md").read_text(), re.MULTILINE | re.DOTALL)
    stands_in(tmp_path, "locales/de.ftl", words)
    subject = '{{ product }}: {{ t("confirm-button") }}'
    service = make_service(**stands_in(tmp_path, "confirm/subject.txt", subject))
    german, french = sign_up(service, "de", Person()), sign_up(service, "fr", Person())
    assert german.subject == "Example Accounts: Meine Adresse bestätigen"
    lines = [line.partition(" = ")[2].replace("{ $product }", "Example Accounts") for line in words.splitlines()]
    for part in (read(german.text), shown(german.html)):
        assert len(lines) == 2 and all(line in part for line in lines), lines
    assert french.subject == "Example Accounts: Confirmer mon adresse"
    assert message("fr", "confirm-title", "Example Accounts") in french.text, "other languages stay ours"


# A file, its content, and what the one line must name.
BROKEN: list[tuple[str, str, list[str]]] = [
    ("locales/de.ftl", "confirm-title = Hallo\nconfirm-words = { $product\n", ["locales/de.ftl", "line"]),
    ("locales/de.ftl", "# ours\nconfirm-titel = Hallo\n", ["locales/de.ftl", "line 2", "confirm-titel"]),
    ("locales/de.ftl", "confirm-title = { $password }\n", ["locales/de.ftl", "line 1", "$password"]),
    ("locales/de.ftl", "confirm-title = a\nconfirm-title = b\n", ["locales/de.ftl", "line 2", "confirm-title"]),
    ("locales/tlh.ftl", "confirm-title = nuqneH\n", ["locales/tlh.ftl"]),
    ("confirm/body.txt", "Welcome to {{ product }}.\n", ["confirm/body.txt", "link"]),
    ("confirm/body.html", "<p>Welcome to {{ product }}.</p>\n", ["confirm/body.html", "link"]),
    ("confirm/body.txt", "{{ link }}\n{{ password }}\n", ["confirm/body.txt"]),
    ("confirm/body.txt", "{{ link }}\n{% if %}\n", ["confirm/body.txt"]),
    ("confirm/body.txt", '{{ link }}\n{{ t("no-such-words") }}\n', ["confirm/body.txt", "no-such-words"]),
    ("confirm/subject.txt", "{{ product }} {{ link }}", ["confirm/subject.txt"]),
    ("layout.html", "<html>{{ link }}</body>{% endblock %}", ["layout.html"]),
    ("layout.txt", "Nothing.", ["link"]),
]


@pytest.mark.parametrize(
    ("name", "text", "named"), BROKEN, ids=[f"{name} {i}" for i, (name, _, _) in enumerate(BROKEN)]
)
def test_what_is_wrong_with_them_stops_the_start_with_one_line(
    make_server: MakeServer, tmp_path: Path, name: str, text: str, named: list[str]
) -> None:
    server = make_server(start=False, COUNTERSIGN_MAIL_URL="smtp://127.0.0.1:1", **stands_in(tmp_path, name, text))
    for command in (("serve",), ("worker",), ("config", "check"), ("mail", "preview")):
        done = server.cli(*command, expect=2)
        assert len(done.stderr.splitlines()) == 1 and "COUNTERSIGN_TEMPLATES_DIR" in done.stderr, done.stderr
        assert all(words in done.stderr for words in named), done.stderr
    assert not server.database.exists() and not (server.directory / "mail-preview").exists()


# Previews.


def test_a_preview_can_be_of_one_mail_in_one_language(make_server: MakeServer, tmp_path: Path) -> None:
    server = make_server(start=False, COUNTERSIGN_BRAND_NAME="Garden")
    one, some = tmp_path / "one", tmp_path / "some" / "deep"
    server.cli("mail", "preview", "--kind", "reset", "--locale", "de-AT", "--to", str(one))
    assert sorted(path.name for path in one.iterdir()) == [
        "index.html", "reset.de.eml", "reset.de.html", "reset.de.txt",
    ]  # fmt: skip
    mail = Mail((one / "reset.de.eml").read_bytes())
    assert mail.subject == message("de", "reset-subject", "Garden")
    assert mail.link.startswith(f"{server.base_url}/reset-password/")
    server.cli("mail", "preview", "--locale", "ar", "--to", str(some))
    assert len(list(some.glob("*.ar.html"))) == len(list(some.glob("*.eml"))) == 9
    assert not server.database.exists()


@pytest.mark.parametrize(
    "arguments", [("--kind", "welcome"), ("--kind", ""), ("--locale", "tlh"), ("--locale", "de_DE"), ("--locale", "")]
)
def test_a_preview_of_what_there_is_not_is_wrong_usage(make_server: MakeServer, arguments: tuple[str, str]) -> None:
    server = make_server(start=False)
    done = server.cli("mail", "preview", *arguments, expect=2)
    assert len(done.stderr.splitlines()) == 1 and "choose one of" in done.stderr, done.stderr
    assert not (server.directory / "mail-preview").exists()


def test_a_preview_that_cannot_be_written_fails(make_server: MakeServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = make_server(start=False).cli("mail", "preview", "--to", str(tmp_path / "file" / "in"), expect=1)
    assert len(done.stderr.splitlines()) == 1 and "file" in done.stderr
