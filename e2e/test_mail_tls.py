"""Mail over TLS: required where it should be, verified always, with nothing said to a server that fails."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.certificates import Authority, make_authority
from support.people import Person, Service
from support.smtp import Options, SmtpServer
from support.waiting import until

LOGIN = ("postmaster", "s3cret/with+signs")
LOGIN_IN_URL = "postmaster:s3cret%2Fwith%2Bsigns@"


@pytest.fixture
def serve(make_smtp: Callable[..., SmtpServer], make_server: Callable[..., Any]) -> Callable[..., Service]:
    def make(options: Options, url: str, trusts: Path | None, **env: str) -> Service:
        relay = make_smtp(options)
        env["COUNTERSIGN_MAIL_URL"] = url.format(port=relay.port)
        if trusts is not None:
            env["SSL_CERT_FILE"] = str(trusts)
        return Service(make_server(**env), relay)

    return make


def sends(service: Service) -> None:
    service.sign_up(Person())


def does_not_send(service: Service) -> None:
    """The server is called once and left without a mail, an address, or a password."""
    person, smtp, server = Person(), service.smtp, service.server
    service.browser().api("POST", "/sign-up", **person.credentials()).expect(202)
    until(lambda: [mail for mail in server.mails() if mail["answer"]], "a try that failed")
    assert smtp.seen.connections and not smtp.seen.mails and not smtp.seen.refused and not smtp.seen.logins
    assert [mail["state"] for mail in server.mails()] != ["sent"]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_starttls_with_a_trusted_certificate_sends(serve: Any, authority: Authority, host: str) -> None:
    url = f"smtp://{host}:{{port}}?tls=required"
    sends(serve(Options(starttls=authority.server), url, authority.certificate))


def test_starttls_with_a_certificate_of_an_unknown_authority_does_not_send(
    serve: Any, authority: Authority, tmp_path: Path
) -> None:
    stranger = make_authority(tmp_path / "stranger", "Somebody else")
    options = Options(starttls=stranger.server, credentials=LOGIN)
    does_not_send(serve(options, f"smtp://{LOGIN_IN_URL}localhost:{{port}}?tls=required", authority.certificate))


def test_starttls_that_was_stripped_does_not_send(serve: Any, authority: Authority) -> None:
    does_not_send(serve(Options(), "smtp://localhost:{port}?tls=required", authority.certificate))


def test_opportunistic_tls_uses_what_is_offered(serve: Any, authority: Authority) -> None:
    options = Options(starttls=authority.server)
    sends(serve(options, "smtp://localhost:{port}?tls=opportunistic", authority.certificate))
    sends(serve(Options(), "smtp://localhost:{port}?tls=opportunistic", authority.certificate))


def test_implicit_tls_sends(serve: Any, authority: Authority) -> None:
    sends(serve(Options(implicit_tls=authority.server), "smtps://localhost:{port}", authority.certificate))


def test_implicit_tls_with_a_certificate_of_an_unknown_authority_does_not_send(
    serve: Any, authority: Authority, tmp_path: Path
) -> None:
    stranger = make_authority(tmp_path / "stranger", "Somebody else")
    does_not_send(serve(Options(implicit_tls=stranger.server), "smtps://localhost:{port}", authority.certificate))


def test_user_and_password_are_used_over_tls(serve: Any, authority: Authority) -> None:
    options = Options(starttls=authority.server, credentials=LOGIN)
    service = serve(options, f"smtp://{LOGIN_IN_URL}localhost:{{port}}?tls=required", authority.certificate)
    sends(service)
    assert set(service.smtp.seen.logins) == {LOGIN}


def test_the_password_of_the_mail_server_is_never_shown(serve: Any, authority: Authority) -> None:
    options = Options(starttls=authority.server, credentials=(LOGIN[0], "another password"))
    service = serve(options, f"smtp://{LOGIN_IN_URL}localhost:{{port}}?tls=required", authority.certificate)
    service.browser().api("POST", "/sign-up", **Person().credentials()).expect(202)
    service.smtp.wait_for(lambda: service.smtp.seen.logins, "a login")
    shown = service.server.log + service.server.cli("config", "show").stdout + str(service.server.mails())
    assert "s3cret" not in shown
