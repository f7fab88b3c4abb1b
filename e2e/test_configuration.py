"""Configuration: each mistake stops the start with one line that names the key; secrets are never shown."""

from __future__ import annotations

import http.client
import json
import secrets
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from support.browser import Browser
from support.people import Person
from support.ports import free_port
from support.server import Server, status_of
from support.waiting import until

MakeServer = Callable[..., Server]

KEY = secrets.token_hex(32)
SNS = {"COUNTERSIGN_SES_TOPICS": "arn:aws:sns:eu-west-1:123456789012:mail-events"}

# What is set, and the key that the line must name.
MISTAKES: list[tuple[str, dict[str, str]]] = [
    ("COUNTERSIGN_LISTEN", {"COUNTERSIGN_LISTEN": "everywhere"}),
    ("COUNTERSIGN_LISTEN", {"COUNTERSIGN_LISTEN": "127.0.0.1:99999"}),
    ("COUNTERSIGN_OPS_LISTEN", {"COUNTERSIGN_OPS_LISTEN": "nowhere"}),
    ("COUNTERSIGN_BASE_URL", {"COUNTERSIGN_BASE_URL": "accounts.example.org"}),
    ("COUNTERSIGN_BASE_URL", {"COUNTERSIGN_BASE_URL": "ftp://accounts.example.org"}),
    ("COUNTERSIGN_BASE_URL", {"COUNTERSIGN_BASE_URL": "https://user:pass@accounts.example.org"}),
    ("COUNTERSIGN_BASE_URL", {"COUNTERSIGN_BASE_URL": "https://accounts.example.org/?q=1"}),
    ("COUNTERSIGN_BASE_URL", {"COUNTERSIGN_BASE_URL": "http://accounts.example.org"}),
    ("COUNTERSIGN_ALLOW_HTTP", {"COUNTERSIGN_ALLOW_HTTP": "perhaps"}),
    ("COUNTERSIGN_DATABASE_URL", {"COUNTERSIGN_DATABASE_URL": "mysql://localhost/accounts"}),
    ("COUNTERSIGN_DATABASE_URL", {"COUNTERSIGN_DATABASE_URL": "nonsense"}),
    ("COUNTERSIGN_AUTO_MIGRATE", {"COUNTERSIGN_AUTO_MIGRATE": "sometimes"}),
    ("COUNTERSIGN_REDIS_URL", {"COUNTERSIGN_REDIS_URL": "http://localhost"}),
    ("COUNTERSIGN_SECRET_KEY", {"COUNTERSIGN_SECRET_KEY": ""}),
    ("COUNTERSIGN_SECRET_KEY", {"COUNTERSIGN_SECRET_KEY": "changeme"}),
    ("COUNTERSIGN_SECRET_KEY", {"COUNTERSIGN_SECRET_KEY": secrets.token_hex(31)}),
    ("COUNTERSIGN_SECRET_KEY", {"COUNTERSIGN_SECRET_KEY": "00" * 32}),
    ("COUNTERSIGN_SECRET_KEY", {"COUNTERSIGN_SECRET_KEY": "deadbeef" * 8}),
    ("COUNTERSIGN_SECRET_KEY_FILE", {"COUNTERSIGN_SECRET_KEY_FILE": "/does/not/exist"}),
    ("COUNTERSIGN_SECRET_KEY", {"COUNTERSIGN_SECRET_KEY": KEY, "COUNTERSIGN_SECRET_KEY_FILE": "/etc/hostname"}),
    ("COUNTERSIGN_SECRET_KEY", {"COUNTERSIGN_DATABASE_URL": "postgres://localhost/accounts"}),
    ("COUNTERSIGN_PREVIOUS_SECRET_KEYS", {"COUNTERSIGN_PREVIOUS_SECRET_KEYS": f"{KEY},short"}),
    ("COUNTERSIGN_MAIL_URL", {"COUNTERSIGN_MAIL_URL": "pigeon:"}),
    ("COUNTERSIGN_MAIL_URL", {"COUNTERSIGN_MAIL_URL": "smtp://"}),
    ("COUNTERSIGN_MAIL_URL", {"COUNTERSIGN_MAIL_URL": "smtp://localhost?tls=maybe"}),
    ("COUNTERSIGN_MAIL_FROM", {"COUNTERSIGN_MAIL_FROM": "nobody"}),
    ("COUNTERSIGN_MAIL_FROM", {"COUNTERSIGN_MAIL_FROM": "A <a@example.org>\r\nBcc: b@example.org"}),
    ("COUNTERSIGN_MAIL_CONNECTIONS", {"COUNTERSIGN_MAIL_CONNECTIONS": "0"}),
    ("COUNTERSIGN_MAIL_CONNECTIONS", {"COUNTERSIGN_MAIL_CONNECTIONS": "51"}),
    ("COUNTERSIGN_MAIL_RATE", {"COUNTERSIGN_MAIL_RATE": "0"}),
    ("COUNTERSIGN_MAIL_RATE", {"COUNTERSIGN_MAIL_RATE": "0.5"}),
    ("COUNTERSIGN_MAIL_KEPT_FOR", {"COUNTERSIGN_MAIL_KEPT_FOR": "forever"}),
    ("COUNTERSIGN_SES_TOPICS", {"COUNTERSIGN_SES_TOPICS": "mail-events"}),
    ("COUNTERSIGN_SES_TOPICS", {"COUNTERSIGN_SES_TOPICS": "arn:aws:sqs:eu-west-1:123456789012:mail-events"}),
    ("COUNTERSIGN_SNS_ENDPOINT", SNS | {"COUNTERSIGN_SNS_ENDPOINT": "http://sns.example.org"}),
    ("COUNTERSIGN_SNS_ENDPOINT", SNS | {"COUNTERSIGN_SNS_ENDPOINT": "https://sns.example.org/path"}),
    ("COUNTERSIGN_BRAND_NAME", {"COUNTERSIGN_BRAND_NAME": "two\nlines"}),
    ("COUNTERSIGN_BRAND_COLOR", {"COUNTERSIGN_BRAND_COLOR": "green"}),
    ("COUNTERSIGN_BRAND_COLOR", {"COUNTERSIGN_BRAND_COLOR": "#fff"}),
    ("COUNTERSIGN_BRAND_COLOR", {"COUNTERSIGN_BRAND_COLOR": "#00000g"}),
    ("COUNTERSIGN_BRAND_LOGO", {"COUNTERSIGN_BRAND_LOGO": "x" * 201}),
    ("COUNTERSIGN_BRAND_LOGO_FILE", {"COUNTERSIGN_BRAND_LOGO_FILE": "/does/not/exist.svg"}),
    ("COUNTERSIGN_BRAND_LOGO_FILE", {"COUNTERSIGN_BRAND_LOGO_FILE": "/etc/hostname"}),
    ("COUNTERSIGN_BRAND_SUPPORT", {"COUNTERSIGN_BRAND_SUPPORT": "help"}),
    ("COUNTERSIGN_BRAND_SUPPORT", {"COUNTERSIGN_BRAND_SUPPORT": "Help <help@example.org>"}),
    ("COUNTERSIGN_BRAND_FOOTER", {"COUNTERSIGN_BRAND_FOOTER": "a\tb"}),
    ("COUNTERSIGN_WORKERS", {"COUNTERSIGN_WORKERS": "many"}),
    ("COUNTERSIGN_CONFIRM_TTL", {"COUNTERSIGN_CONFIRM_TTL": "tomorrow"}),
    ("COUNTERSIGN_RESET_TTL", {"COUNTERSIGN_RESET_TTL": "30"}),
    ("COUNTERSIGN_SIGN_UP_TTL", {"COUNTERSIGN_SIGN_UP_TTL": "-7d"}),
    ("COUNTERSIGN_SESSION_TTL", {"COUNTERSIGN_SESSION_TTL": "0s"}),
    ("COUNTERSIGN_SESSION_IDLE_TTL", {"COUNTERSIGN_SESSION_IDLE_TTL": "1 week"}),
    ("COUNTERSIGN_TOKEN_FORMAT", {"COUNTERSIGN_TOKEN_FORMAT": "none"}),
    ("COUNTERSIGN_PASSWORD_MIN", {"COUNTERSIGN_PASSWORD_MIN": "long"}),
    ("COUNTERSIGN_PASSWORD_MIN", {"COUNTERSIGN_PASSWORD_MIN": "0"}),
    ("COUNTERSIGN_PASSWORD_MIN", {"COUNTERSIGN_PASSWORD_MIN": "1000"}),
    ("COUNTERSIGN_ARGON2", {"COUNTERSIGN_ARGON2": "strong"}),
    ("COUNTERSIGN_ARGON2", {"COUNTERSIGN_ARGON2": "m=8,t=1,p=1", "COUNTERSIGN_ALLOW_WEAK_ARGON2": "false"}),
    ("COUNTERSIGN_ALLOW_WEAK_ARGON2", {"COUNTERSIGN_ALLOW_WEAK_ARGON2": "a little"}),
    ("COUNTERSIGN_RATE_LIMITS", {"COUNTERSIGN_RATE_LIMITS": "sometimes"}),
    ("COUNTERSIGN_TRUSTED_PROXIES", {"COUNTERSIGN_TRUSTED_PROXIES": "10.0.0.0/8,the proxy"}),
    ("COUNTERSIGN_CAPTCHA", {"COUNTERSIGN_CAPTCHA": "riddle"}),
    ("COUNTERSIGN_CAPTCHA", {"COUNTERSIGN_CAPTCHA": "turnstile"}),
    ("COUNTERSIGN_CAPTCHA", {"COUNTERSIGN_CAPTCHA": "hcaptcha", "COUNTERSIGN_CAPTCHA_SITE_KEY": "key"}),
    ("COUNTERSIGN_CAPTCHA_SITE_KEY", {"COUNTERSIGN_CAPTCHA": "altcha", "COUNTERSIGN_CAPTCHA_SITE_KEY": "key"}),
    ("COUNTERSIGN_CAPTCHA_SECRET", {"COUNTERSIGN_CAPTCHA": "altcha", "COUNTERSIGN_CAPTCHA_SECRET": KEY}),
    ("COUNTERSIGN_CAPTCHA_FROM", {"COUNTERSIGN_CAPTCHA": "altcha", "COUNTERSIGN_CAPTCHA_FROM": "often"}),
    ("COUNTERSIGN_CAPTCHA_FROM", {"COUNTERSIGN_CAPTCHA_FROM": "3/h"}),
    ("COUNTERSIGN_CAPTCHA_VERIFY_URL", {"COUNTERSIGN_CAPTCHA_VERIFY_URL": "http://captcha.example.org/"}),
    ("COUNTERSIGN_CAPTCHA_VERIFY_URL", {"COUNTERSIGN_CAPTCHA_VERIFY_URL": "https://captcha.example.org/"}),
    ("COUNTERSIGN_BREACHED_PASSWORDS_URL", {"COUNTERSIGN_BREACHED_PASSWORDS_URL": "http://list.example.org/range/"}),
    ("COUNTERSIGN_REDIRECT_ALLOW", {"COUNTERSIGN_REDIRECT_ALLOW": "javascript:alert(1)"}),
    ("COUNTERSIGN_REDIRECT_ALLOW", {"COUNTERSIGN_REDIRECT_ALLOW": "*"}),
    ("COUNTERSIGN_TEMPLATES_DIR", {"COUNTERSIGN_TEMPLATES_DIR": "/does/not/exist"}),
    ("COUNTERSIGN_LOG", {"COUNTERSIGN_LOG": "=[{"}),
    ("COUNTERSIGN_LOG_FORMAT", {"COUNTERSIGN_LOG_FORMAT": "poem"}),
    ("COUNTERSIGN_LISTENN", {"COUNTERSIGN_LISTENN": "127.0.0.1:8080"}),
    ("COUNTERSIGN_MAIL_URL", {"COUNTERSIGN_LISTEN": "0.0.0.0:0", "COUNTERSIGN_MAIL_URL": "mailbox:"}),
]


def one_line(stderr: str, key: str) -> None:
    assert len(stderr.splitlines()) == 1, f"not one line:\n{stderr}"
    assert key in stderr, f"{key} is not named in: {stderr}"


@pytest.mark.parametrize(
    ("key", "env"), MISTAKES, ids=[" ".join(f"{k[12:]}={v[:24]}" for k, v in e.items()) for _, e in MISTAKES]
)
def test_a_mistake_stops_the_start_with_one_line_that_names_the_key(
    make_server: MakeServer, key: str, env: dict[str, str]
) -> None:
    server = make_server(start=False, **env)
    for command in (("serve",), ("config", "check")):
        done = server.cli(*command, expect=2)
        one_line(done.stderr, key)
        assert "environment" in done.stderr.lower() or key not in env, done.stderr
        for value in env.values():
            assert KEY not in done.stderr and not ("SECRET" in key and len(value) > 20 and value in done.stderr)
    assert not server.database.exists(), "nothing is made before the configuration is right"


def test_a_base_url_is_required_where_others_can_reach_the_listener(make_server: MakeServer) -> None:
    server = make_server(
        start=False, COUNTERSIGN_LISTEN="0.0.0.0:0", COUNTERSIGN_BASE_URL=None, COUNTERSIGN_MAIL_URL="smtp://localhost"
    )
    one_line(server.cli("serve", expect=2).stderr, "COUNTERSIGN_BASE_URL")


def test_http_can_be_allowed_by_name(make_server: MakeServer) -> None:
    server = make_server(start=False, COUNTERSIGN_BASE_URL="http://accounts.example.org", COUNTERSIGN_ALLOW_HTTP="true")
    server.cli("config", "check")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('listenn = "127.0.0.1:1"\n', "listenn"),
        ("listen = 8080\n", "listen"),
        ('confirm_ttl = "tomorrow"\n', "confirm_ttl"),
        ("[rate_limits]\nnonsense = 1\n", "rate_limits"),
        ("this is not toml\n", "countersign.toml"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_place(make_server: MakeServer, text: str, key: str) -> None:
    server = make_server(start=False, COUNTERSIGN_LISTEN=None)
    (server.directory / "countersign.toml").write_text(text)
    stderr = server.cli("config", "check", expect=2).stderr
    one_line(stderr, key)
    assert "countersign.toml" in stderr


def test_a_file_that_is_named_must_be_there(make_server: MakeServer) -> None:
    server = make_server(start=False)
    one_line(server.cli("config", "check", "--config", "/does/not/exist.toml", expect=2).stderr, "/does/not/exist.toml")


def test_the_environment_goes_before_the_file(make_server: MakeServer, tmp_path: Path) -> None:
    server = make_server(start=False)
    file = tmp_path / "own.toml"
    file.write_text('token_format = "itsdangerous"\nconfirm_ttl = "17m"\n')
    shown = server.cli("config", "show", "--config", str(file)).stdout
    assert "itsdangerous" in shown and "17m" in shown and "own.toml" in shown
    shown = server.cli("config", "show", "--config", str(file), COUNTERSIGN_TOKEN_FORMAT="jwt-hs512").stdout
    assert "jwt-hs512" in shown and "itsdangerous" not in shown and "17m" in shown


def test_each_value_in_force_is_shown_with_its_place(make_server: MakeServer, tmp_path: Path) -> None:
    server = make_server(start=False, COUNTERSIGN_BASE_URL=None, COUNTERSIGN_LISTEN="127.0.0.1:8083")
    (tmp_path / "redis").write_text("redis://:hunter4hunter4@localhost")
    (tmp_path / "redis").chmod(0o600)
    file = tmp_path / "own.toml"
    file.write_text(f'redis_url_file = "{tmp_path}/redis"\n\n[rate_limits]\nmail_network = "7/h"\n')
    arguments = ("--config", str(file), "--token-format", "jwt-hs512")

    def shown() -> dict[str, tuple[str | None, str, str]]:
        rows = json.loads(server.cli("config", "show", "--json", *arguments).stdout)
        return {row["id"]: (row["value"], row["source"], row["set_in"]) for row in rows}

    rows = shown()
    assert rows["token_format"] == ("jwt-hs512", "flag", "flag --token-format")
    assert rows["listen"] == ("127.0.0.1:8083", "environment", "environment COUNTERSIGN_LISTEN")
    assert rows["rate_limits.mail_network"] == ("7/h", "file", f"{file}:4")
    assert rows["redis_url"] == ("redis://:••••@localhost", "secret_file", f"{tmp_path}/redis, named by {file}:1")
    assert rows["reset_ttl"] == ("30m", "default", "default")
    assert rows["ops_listen"] == (None, "unset", "not set")
    # What stands in for what was not set.
    assert rows["base_url"] == ("http://localhost:8083", "derived", "from listen")
    assert rows["brand_name"][:2] == ("Example Accounts", "derived")
    assert rows["secret_key"][0] is None and "made at the first start" in rows["secret_key"][2]
    assert not (server.directory / "countersign.key").exists()
    server.cli("migrate")
    server.cli("audit", "verify")
    assert shown()["secret_key"] == ("••••", "derived", f"{server.directory}/countersign.key, beside the database")
    table = server.cli("config", "show", *arguments).stdout
    assert "http://localhost:8083" in table and len(table.splitlines()) == len(rows)


def test_what_is_shown_holds_no_secret(make_server: MakeServer, tmp_path: Path) -> None:
    previous, third = secrets.token_hex(32), secrets.token_hex(32)
    file = tmp_path / "previous"
    file.write_text(f"{previous},{third}\n")
    file.chmod(0o600)
    server = make_server(
        start=False,
        COUNTERSIGN_SECRET_KEY=KEY,
        COUNTERSIGN_PREVIOUS_SECRET_KEYS_FILE=str(file),
        COUNTERSIGN_DATABASE_URL="postgres://countersign:hunter2hunter2@localhost/accounts",
        COUNTERSIGN_MAIL_URL="smtp://mailer:hunter3hunter3@localhost:2525",
    )
    for command in (("config", "show"), ("config", "show", "--json"), ("config", "check")):
        done = server.cli(*command)
        for secret in (KEY, previous, third, "hunter2", "hunter3"):
            assert secret not in done.stdout + done.stderr
    assert "COUNTERSIGN_SECRET_KEY" in server.cli("config", "show").stdout.upper().replace("SECRET-KEY", "SECRET_KEY")


def test_a_secret_may_come_from_a_file(make_server: MakeServer, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(KEY + "\n")
    file.chmod(0o600)
    from_file = make_server(start=False, COUNTERSIGN_SECRET_KEY_FILE=str(file))
    from_env = make_server(start=False, COUNTERSIGN_SECRET_KEY=KEY)
    assert from_file.derived_key("confirm") == from_env.derived_key("confirm")


def test_the_usual_database_variable_is_taken_where_ours_is_unset(make_server: MakeServer, tmp_path: Path) -> None:
    server = make_server(COUNTERSIGN_DATABASE_URL=None, DATABASE_URL=f"sqlite://{tmp_path}/other.db")
    assert (tmp_path / "other.db").exists() and not server.database.exists()


def test_migrations_can_be_left_to_their_own_command(make_server: MakeServer) -> None:
    server = make_server(start=False, COUNTERSIGN_AUTO_MIGRATE="false")
    assert server.cli("serve", expect=None).returncode == 1, "no start on a database without tables"
    server.cli("migrate")
    server.cli("migrate")
    server.start()


def test_the_port_that_was_picked_is_logged(make_server: MakeServer) -> None:
    server = make_server(start=False, COUNTERSIGN_LISTEN="127.0.0.1:0", COUNTERSIGN_LOG_FORMAT="json")
    server.process = server.spawn("serve")

    def picked() -> int | None:
        for line in server.log.splitlines():
            for word in line.replace('"', " ").replace("/", " ").split():
                if word.startswith("127.0.0.1:") and word[10:].isdigit() and word[10:] != "0":
                    return int(word[10:])
        return None

    port = until(picked, "the address in the log")
    until(lambda: status_of(f"127.0.0.1:{port}", "/readyz") == 200, "the server to be ready")
    assert all(json.loads(line) for line in server.log.splitlines())


def test_operations_can_have_a_listener_of_their_own(make_server: MakeServer) -> None:
    ops = f"127.0.0.1:{free_port()}"
    server = make_server(COUNTERSIGN_OPS_LISTEN=ops)
    public = f"127.0.0.1:{server.port}"
    for path in ("/healthz", "/readyz"):
        assert status_of(ops, path) == 200 and status_of(public, path) == 404, path
    assert status_of(ops, "/sign-in") == 404
    assert status_of(public, "/sign-in") == 200


def test_a_request_that_runs_at_sigterm_is_still_answered(make_server: MakeServer) -> None:
    server = make_server(COUNTERSIGN_MAIL_URL="mailbox:")
    body = json.dumps(Person().credentials()).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as wire:
        wire.sendall(
            b"POST /api/v1/sign-up HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
            b"Expect: 100-continue\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n"
        )
        # The server asks for the body: the request is running.
        assert wire.recv(1024).startswith(b"HTTP/1.1 100")
        process = server.process
        assert process is not None
        process.terminate()
        until(lambda: not answers(server.port), "the listener to close")
        assert process.poll() is None, "the server did not wait for the request"
        wire.sendall(body)
        response = http.client.HTTPResponse(wire)
        response.begin()
        assert response.status == 202 and json.loads(response.read()) == {"status": "check_mail"}
    server.stop()
    assert server.rows("sign_ups") == 1


def test_who_is_connected_at_sigterm_may_ask_once_more(make_server: MakeServer) -> None:
    """As load balancers do, which keep connections and send the next request while the server is told to stop."""
    server = make_server()
    kept, fresh = (http.client.HTTPConnection("127.0.0.1", server.port, timeout=20) for _ in range(2))
    with closing(kept), closing(fresh):
        kept.request("GET", "/sign-in")
        assert kept.getresponse().read()
        fresh.connect()
        process = server.process
        assert process is not None
        process.terminate()
        until(lambda: not answers(server.port), "the listener to close", pause=0.01)
        for connection in (kept, fresh):
            connection.request("GET", "/sign-in")
            answer = connection.getresponse()
            assert answer.status == 200 and answer.getheader("Connection") == "close"
    server.stop()


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


def test_idle_connections_do_not_hold_up_the_end(make_server: MakeServer) -> None:
    server = make_server()
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/sign-in")
    connection.getresponse().read()
    silent = socket.create_connection(("127.0.0.1", server.port))
    try:
        server.stop()
    finally:
        connection.close()
        silent.close()


def test_sigint_ends_the_server_gracefully_too(make_server: MakeServer) -> None:
    server = make_server()
    process, server.process = server.process, None
    assert process is not None
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 0


def test_a_taken_port_is_a_failure_with_one_line(make_server: MakeServer) -> None:
    first = make_server()
    second = make_server(start=False, COUNTERSIGN_LISTEN=f"127.0.0.1:{first.port}")
    done = second.cli("serve", expect=1)
    assert str(first.port) in done.stderr
    assert Browser(first).get("/sign-in").status == 200
