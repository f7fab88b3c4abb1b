"""`doctor`: what is wrong is said in plain words, with the mend; each of it is brought about for real."""

from __future__ import annotations

import json
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support.browser import Browser
from support.certificates import Authority, make_authority
from support.dns import Dns
from support.nginx import Nginx
from support.people import Person, Service
from support.postgres import Postgres, psql
from support.redis import Redis
from support.server import BINARY, PUBLIC_URL, Server
from support.ses import SandboxedSes, SesServer
from support.smtp import Options, SmtpServer
from support.waiting import until
from support.web import WebServer

MakeServer = Callable[..., Server]
DNS = Dns()
LOGIN = ("postmaster", "s3cret/with+signs")
LOGIN_IN_URL = "postmaster:s3cret%2Fwith%2Bsigns@"
DOMAIN = "example.org"


@dataclass
class Finding:
    state: str
    reason: str
    mend: str | None


class Report(dict[str, Finding]):
    """What was found, by check."""

    def expect(self, check: str, state: str, *words: str) -> Finding:
        finding = self[check]
        assert finding.state == state, (check, finding)
        for word in words:
            assert word in f"{finding.reason} {finding.mend}", (word, finding)
        assert finding.mend or state in ("ok", "skip"), f"{check} has no mend: {finding}"
        return finding


def at_home(server: Server) -> dict[str, str]:
    """A base URL that leads to nobody but us: it is asked."""
    at_home = f"http://127.0.0.1:{server.port}"
    return {"COUNTERSIGN_BASE_URL": at_home if server.base_url == PUBLIC_URL else server.base_url}


def doctor(server: Server, *arguments: str, fails: bool | None = None, **env: str) -> Report:
    """Asks our resolver, and no other. The exit code is 1 exactly if something failed."""
    resolver = () if "--resolver" in arguments else ("--resolver", DNS.address)
    done = server.cli("doctor", "--json", *resolver, *arguments, expect=None, **at_home(server) | env)
    rows = json.loads(done.stdout)
    report = Report({row["id"]: Finding(row["state"], row["reason"], row["mend"]) for row in rows})
    assert len(report) == len(rows), "a check is told twice"
    failed = [check for check, finding in report.items() if finding.state == "fail"]
    assert done.returncode == (1 if failed else 0), (done, failed)
    assert fails is None or bool(failed) == fails, failed
    return report


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"), "An authority of this test", days=60)


@pytest.fixture(scope="module", autouse=True)
def _resolver() -> Iterator[None]:
    with DNS:
        yield


@pytest.fixture(autouse=True)
def dns(_resolver: None) -> Dns:
    """Nothing is wrong with the sender's domain, unless a test says otherwise."""
    DNS.is_well_kept(DOMAIN)
    return DNS


@pytest.fixture
def with_mail(make_smtp: Callable[..., SmtpServer], make_server: MakeServer, authority: Authority) -> Callable[..., Any]:
    """An installation that is not running, with a mail server that is."""

    def make(options: Options | None = None, url: str = "smtp://127.0.0.1:{port}", **env: str) -> tuple[Server, SmtpServer]:
        relay = make_smtp(options)
        env = {"SSL_CERT_FILE": str(authority.certificate)} | env
        return make_server(start=False, COUNTERSIGN_MAIL_URL=url.format(port=relay.port), **env), relay

    return make


# What is well.


def test_a_running_installation_is_found_well(
    make_server: MakeServer, make_smtp: Callable[..., SmtpServer], authority: Authority, dns: Dns
) -> None:
    relay = make_smtp(Options(starttls=authority.server, credentials=LOGIN))
    server = make_server(
        COUNTERSIGN_MAIL_URL=f"smtp://{LOGIN_IN_URL}localhost:{relay.port}?tls=required",
        COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}",
        COUNTERSIGN_ARGON2=None,
        COUNTERSIGN_ALLOW_WEAK_ARGON2=None,
        SSL_CERT_FILE=str(authority.certificate),
    )
    until(lambda: server.query("SELECT id FROM workers"), "the worker to report itself")
    report = doctor(server, fails=False)
    for check, words in {
        "configuration": "fit together",
        "key": "at least 256 bits",
        "key.trail": "sealed with these keys",
        "database": "SQLite 3.",
        "database.tables": "all migrations",
        "database.writes": "takes writes",
        "database.durability": "synchronous=FULL",
        "database.files": "only their owner's",
        "mail": "accounts@example.org",
        "mail.connection": "mail.test",
        "mail.encryption": "believed, until",
        "mail.login": "taken",
        "mail.sender": "none was sent",
        "dns.domain": "mail.example.org",
        "dns.spf": "-all",
        "dns.dmarc": "p=reject",
        "web.server": "this installation answers",
        "web.front_door": "leads back to this installation",
        "web.clock": "agrees",
        "worker": "one is at work",
        "queue": "no mail waits",
        "machine.hashing": "m=19456,t=2,p=1 takes",
    }.items():
        report.expect(check, "ok", words)
    assert relay.seen.logins == [LOGIN] and not relay.seen.mails and not relay.seen.refused

    # For people: a line each, and nothing of the password.
    done = server.cli("doctor", "--resolver", dns.address)
    lines = done.stdout.splitlines()
    assert len(lines) == len(report) and all(re.match(r"(ok|warn|fail|skip) +[a-z._]+  ", line) for line in lines)
    assert LOGIN[1] not in done.stdout + done.stderr


def test_nothing_is_made_where_nothing_is_yet(make_server: MakeServer) -> None:
    server = make_server(start=False)
    report = doctor(server, fails=False)
    for check in ("key", "database", "database.files"):
        report.expect(check, "skip", "yet")
    report.expect("mail", "warn", "built-in inbox", "smtp://")
    assert not list(server.directory.iterdir())


def test_a_running_installation_is_left_as_it_was(service: Service) -> None:
    service.account()
    service.server.wait_until_settled()
    tables = [table for table in service.server.tables() if table != "workers"]
    before = {table: service.server.query(f"SELECT * FROM {table}") for table in tables}
    mails = len(service.smtp.seen.mails)
    doctor(service.server)
    assert before == {table: service.server.query(f"SELECT * FROM {table}") for table in tables}
    assert len(service.smtp.seen.mails) == mails


def test_a_refused_configuration_exits_with_2(make_server: MakeServer) -> None:
    server = make_server(start=False)
    for env in ({"COUNTERSIGN_LISTEN": "everywhere"}, {"COUNTERSIGN_MAIL_URL": "smtp://"}):
        [name] = env
        done = server.cli("doctor", expect=2, **env)
        assert not done.stdout and name in done.stderr and len(done.stderr.splitlines()) == 1
        [row] = json.loads(server.cli("doctor", "--json", expect=2, **env).stdout)
        assert (row["id"], row["state"]) == ("configuration", "fail") and name in row["reason"]


def test_what_is_unwise_is_told(make_server: MakeServer) -> None:
    env = {
        "COUNTERSIGN_RATE_LIMITS": "on",
        "COUNTERSIGN_PASSWORD_MIN": "8",
        "COUNTERSIGN_BASE_URL": "http://0.0.0.0:9",
        "COUNTERSIGN_ALLOW_HTTP": "true",
    }
    report = doctor(make_server(start=False, **env), fails=False)
    report.expect("configuration", "warn", "password_min is 8")
    report.expect("web.url", "warn", "unencrypted", "https://")
    report.expect("machine.hashing", "warn", "below OWASP's floor", "m=19456,t=2,p=1")


# Keys.


def test_a_key_that_others_can_read_is_told(make_server: MakeServer) -> None:
    server = make_server()
    server.stop()
    server.database.with_suffix(".key").chmod(0o644)
    doctor(server, fails=True).expect("key", "fail", "can be read by others", "chmod 600")


def test_a_key_of_another_installation_is_told(service: Service) -> None:
    service.account()
    other = secrets.token_hex(32)
    report = doctor(service.server, fails=True, COUNTERSIGN_SECRET_KEY=other)
    report.expect("key.trail", "fail", "with none of these keys", "audit verify")
    report.expect("web.server", "fail", "another installation")
    twice = doctor(service.server, COUNTERSIGN_SECRET_KEY=other, COUNTERSIGN_PREVIOUS_SECRET_KEYS=other)
    twice.expect("key", "warn", "holds the current key, too")


def test_a_server_that_was_not_restarted_after_a_rotation_is_told(make_server: MakeServer) -> None:
    server = make_server(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}")
    server.cli("key", "rotate")
    report = doctor(server, fails=False)
    report.expect("key", "ok", "one before it still verifies")
    report.expect("web.server", "warn", "earlier key", "restart")
    report.expect("web.front_door", "warn", "earlier key", "restart")


# SQLite.


def test_files_that_others_can_read_are_told(make_server: MakeServer) -> None:
    server = make_server()
    server.database.chmod(0o644)
    doctor(server, fails=False).expect("database.files", "warn", "countersign.db", "chmod 600")


def test_a_database_in_memory_is_told(make_server: MakeServer) -> None:
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        report = doctor(make_server(start=False, COUNTERSIGN_DATABASE_URL=f"sqlite://{folder}/x.db"), fails=False)
        report.expect("database.disk", "warn", "in memory", "volume that stays")
    finally:
        shutil.rmtree(folder)


def test_migrations_to_be_done_are_told(make_server: MakeServer) -> None:
    server = make_server()
    server.stop()
    lacking = sorted(server.query("SELECT version, description FROM _sqlx_migrations"))[-2:]
    server.change(f"DELETE FROM _sqlx_migrations WHERE version >= {lacking[0][0]}")
    report = doctor(server, fails=False)
    told = f"2 migrations: {lacking[0][1]}, {lacking[1][1]}"
    report.expect("database.tables", "warn", told, "next start")
    doctor(server, fails=True, COUNTERSIGN_AUTO_MIGRATE="false").expect("database.tables", "fail", "countersign migrate")


def test_a_database_that_is_no_database_is_told(make_server: MakeServer) -> None:
    server = make_server(start=False)
    server.database.write_text("not a database, but long enough to be taken for one at first sight" * 100)
    doctor(server, fails=True).expect("database", "fail", "not a database", "database_url")


def test_a_database_that_may_not_be_written_is_told(make_server: MakeServer) -> None:
    """As another user, where we are root: nothing is forbidden to root."""
    server = make_server(COUNTERSIGN_SECRET_KEY=secrets.token_hex(32))
    server.stop()
    folder = Path(tempfile.mkdtemp())
    try:
        shutil.copy(server.database, folder / "x.db")
        (folder / "x.db").chmod(0o444)
        folder.chmod(0o555)
        options: dict[str, Any] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            options = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        environment = server.environment | at_home(server) | {"COUNTERSIGN_DATABASE_URL": f"sqlite://{folder}/x.db"}
        done = subprocess.run(
            [str(BINARY), "doctor", "--json"],
            cwd="/", env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, **options,
        )  # fmt: skip
        assert done.returncode == 1, done
        report = Report({row["id"]: Finding(row["state"], row["reason"], row["mend"]) for row in json.loads(done.stdout)})
        report.expect("database.disk", "fail", "cannot be written to", "user that runs Countersign")
        failed = [report[check] for check in ("database", "database.writes") if check in report and report[check].state == "fail"]
        assert failed and failed[0].mend, report
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


# PostgreSQL.


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres(password="hush") as made:
        yield made


@pytest.fixture
def on_postgres(make_server: MakeServer, postgres: Postgres) -> Callable[..., tuple[Server, str]]:
    key = secrets.token_hex(32)

    def make(start: bool = False, **env: str) -> tuple[Server, str]:
        url = postgres.make_database()
        env = {"COUNTERSIGN_DATABASE_URL": url, "COUNTERSIGN_SECRET_KEY": key} | env
        return make_server(start=start, **env), url

    return make


def test_postgres_is_found_as_it_is(on_postgres: Any, postgres: Postgres) -> None:
    server, _ = on_postgres(start=True)
    report = doctor(server, fails=False)
    report.expect("database", "ok", "PostgreSQL 1")
    report.expect("database.durability", "warn", "fsync")
    report.expect("database.connections", "ok", "297 for all")
    report.expect("database.encoding", "ok", "UTF-8")
    report.expect("database.clock", "ok", "agrees")
    many = doctor(server, fails=True, COUNTERSIGN_DATABASE_CONNECTIONS="500")
    many.expect("database.connections", "fail", "500 and one more", "max_connections")


def test_a_postgres_that_does_not_let_us_in_is_told(on_postgres: Any, postgres: Postgres) -> None:
    server, url = on_postgres()
    wrong = doctor(server, fails=True, COUNTERSIGN_DATABASE_URL=url.replace("hush", "wrong"))
    told = wrong.expect("database", "fail", "password authentication failed", "look at user and password")
    assert "wrong" not in told.reason
    missing = doctor(server, fails=True, COUNTERSIGN_DATABASE_URL=url + "x")
    missing.expect("database", "fail", "does not exist", "createdb")
    nobody = doctor(server, fails=True, COUNTERSIGN_DATABASE_URL="postgres://a:b@127.0.0.1:9/x")
    nobody.expect("database", "fail", "127.0.0.1:9", "does the server run")


def test_a_postgres_that_is_not_as_it_must_be_is_told(on_postgres: Any, postgres: Postgres) -> None:
    server, url = on_postgres()
    doctor(server, fails=False).expect("database.tables", "warn", "migrations: first journey", "next start")
    server.cli("migrate")
    name = url.rpartition("/")[2]
    postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    doctor(server, fails=True).expect("database.durability", "fail", "synchronous_commit is off")
    postgres.execute(f"ALTER DATABASE {name} RESET synchronous_commit")
    postgres.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    doctor(server, fails=True).expect("database", "fail", "read-only", "takes writes")
    postgres.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    psql(url, "CREATE ROLE reader LOGIN PASSWORD 'hush'; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader")
    reader = url.replace("postgres:hush@", "reader:hush@")
    doctor(server, fails=True, COUNTERSIGN_DATABASE_URL=reader).expect("database.writes", "fail", "permission denied", "GRANT")


def test_a_postgres_with_another_clock_is_told(on_postgres: Any, postgres: Postgres) -> None:
    """A function of this database stands for the server's clock: a machine's own cannot be set here."""
    server, url = on_postgres()
    server.cli("migrate")
    late = "SELECT pg_catalog.clock_timestamp() + interval '1 hour'"
    psql(url, f"CREATE FUNCTION public.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$ {late} $$")
    name = url.rpartition("/")[2]
    postgres.execute(f"ALTER DATABASE {name} SET search_path = public, pg_catalog")
    doctor(server, fails=True).expect("database.clock", "fail", "ahead of this machine's", "NTP")


def test_a_postgres_of_another_encoding_is_told(on_postgres: Any, postgres: Postgres) -> None:
    server, url = on_postgres()
    psql(url, "CREATE DATABASE ascii ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
    other = url.rpartition("/")[0] + "/ascii"
    doctor(server, fails=True, COUNTERSIGN_DATABASE_URL=other).expect("database.encoding", "fail", "SQL_ASCII", "UTF8")


# Redis.


def test_redis_is_looked_at(make_server: MakeServer) -> None:
    server = make_server(start=False)
    doctor(server).expect("redis", "skip", "not set")
    with Redis(password="hush") as redis:
        doctor(server, COUNTERSIGN_REDIS_URL=redis.url).expect("redis", "ok", "Redis ", f"127.0.0.1:{redis.port}")
        wrong = doctor(server, fails=True, COUNTERSIGN_REDIS_URL=redis.url.replace("hush", "wrong"))
        told = wrong.expect("redis", "fail", "look at user and password")
        assert "wrong@" not in told.reason
        redis.command("CONFIG", "SET", "maxmemory", "100mb")
        full = doctor(server, COUNTERSIGN_REDIS_URL=redis.url)
        full.expect("redis", "warn", "refuses writes at 100 MiB", "volatile-ttl")
        redis.command("CONFIG", "SET", "maxmemory-policy", "volatile-ttl")
        doctor(server, COUNTERSIGN_REDIS_URL=redis.url).expect("redis", "ok")
    doctor(server, fails=True, COUNTERSIGN_REDIS_URL=redis.url).expect("redis", "fail", "refused", "does it run")


# SMTP.


def test_a_mail_server_that_is_not_there_is_told(with_mail: Any) -> None:
    server, relay = with_mail()
    relay.down()
    report = doctor(server, fails=True)
    report.expect("mail.connection", "fail", "refused", "look at host and port")
    assert "mail.login" not in report


def test_a_mail_server_without_starttls_is_told(with_mail: Any) -> None:
    server, relay = with_mail(url=f"smtp://{LOGIN_IN_URL}localhost:{{port}}?tls=required")
    report = doctor(server, fails=True)
    report.expect("mail.connection", "ok")
    report.expect("mail.encryption", "fail", "the server offers no STARTTLS", "smtps:// (port 465)")
    assert not relay.seen.logins


@pytest.mark.parametrize(
    ("flaw", "words"),
    [
        ("expired", ("has expired at", "renew it")),
        ("other name", ("is for mail.example.net, not for localhost", "as the certificate does")),
        ("unknown", ("an issuer that this machine does not know", "SSL_CERT_FILE")),
        ("soon", ("believed, until", "renew it")),
    ],
)
@pytest.mark.parametrize("implicit", [False, True], ids=["starttls", "implicit"])
def test_certificates_of_mail_servers_are_told_apart(
    with_mail: Any, tmp_path: Path, flaw: str, words: tuple[str, ...], implicit: bool
) -> None:
    settings = {"expired": {"days": -1}, "other name": {"names": "DNS:mail.example.net"}, "soon": {"days": 2}}
    theirs = make_authority(tmp_path / "theirs", "Theirs", **settings.get(flaw, {}))
    options = Options(implicit_tls=theirs.server) if implicit else Options(starttls=theirs.server)
    url = "smtps://localhost:{port}" if implicit else "smtp://localhost:{port}?tls=required"
    trusts = {} if flaw == "unknown" else {"SSL_CERT_FILE": str(theirs.certificate)}
    server, _ = with_mail(options, url, **trusts)
    state = "warn" if flaw == "soon" else "fail"
    doctor(server, fails=flaw != "soon").expect("mail.encryption", state, *words)


def test_starttls_where_tls_is_from_the_first_byte_is_told(with_mail: Any, authority: Authority) -> None:
    server, _ = with_mail(Options(starttls=authority.server), "smtps://localhost:{port}")
    report = doctor(server, fails=True)
    report.expect("mail.encryption", "fail", "smtp:// is for STARTTLS (port 587)")


def test_a_login_that_is_refused_is_told(with_mail: Any, authority: Authority) -> None:
    options = Options(starttls=authority.server, credentials=("postmaster", "another"))
    server, relay = with_mail(options, f"smtp://{LOGIN_IN_URL}localhost:{{port}}?tls=required")
    report = doctor(server, fails=True)
    report.expect("mail.encryption", "ok")
    told = report.expect("mail.login", "fail", "the login was refused", "535", "%40")
    assert LOGIN[1] not in told.reason and relay.seen.logins


def test_a_login_that_is_missing_is_told(with_mail: Any, authority: Authority) -> None:
    options = Options(starttls=authority.server, credentials=LOGIN)
    server, _ = with_mail(options, "smtp://localhost:{port}?tls=required")
    report = doctor(server, fails=True)
    report.expect("mail.login", "fail", "wants a login", "530", "USER:PASSWORD")


def test_a_sender_that_is_refused_is_told(with_mail: Any) -> None:
    server, relay = with_mail()
    relay.refuse_senders("550 5.7.1 not yours")
    told = doctor(server, fails=True)
    told.expect("mail.sender", "fail", "550 5.7.1 not yours", "accounts@example.org", "set mail_from")
    told.expect("mail.connection", "ok")


def test_a_folder_for_mails_is_looked_at(make_server: MakeServer, tmp_path: Path) -> None:
    (tmp_path / "mails").mkdir()
    server = make_server(start=False, COUNTERSIGN_MAIL_URL=f"file:{tmp_path}/mails")
    doctor(server).expect("mail", "ok", "somebody else has to send them")
    missing = doctor(server, fails=True, COUNTERSIGN_MAIL_URL=f"file:{tmp_path}/none/mails")
    missing.expect("mail", "fail", "cannot be written to", "make it")
    assert not (tmp_path / "none").exists()


# Amazon SES.


@pytest.fixture(scope="module")
def ses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SesServer]:
    with closing(SesServer(tmp_path_factory.mktemp("ses"))) as made:
        made.wait().verify(DOMAIN)
        yield made


def test_senders_that_ses_knows_and_does_not_know_are_told_apart(ses: SesServer, make_server: MakeServer, dns: Dns) -> None:
    dns.clear()
    dns.add(DOMAIN, "MX", "mail.example.org")
    server = make_server(start=False, **ses.environment)
    report = doctor(server, fails=False)
    report.expect("ses.identity", "ok", "example.org is verified")
    report.expect("ses.dkim", "warn", "not signed", "NOT_STARTED")
    report.expect("dns.spf", "ok", "none is needed")
    report.expect("ses.account", "skip", "it answers")
    below = doctor(server, COUNTERSIGN_MAIL_FROM="a@mail.example.org")
    below.expect("ses.identity", "ok", "example.org is verified")
    stranger = doctor(server, fails=True, COUNTERSIGN_MAIL_FROM="a@unverified.example")
    stranger.expect("ses.identity", "fail", "knows neither a@unverified.example nor its domain", "create-email-identity")
    assert not ses.sent()


def test_the_account_at_ses_is_looked_at(ses: SesServer, make_server: MakeServer, dns: Dns) -> None:
    with closing(SandboxedSes(ses)) as sandbox:
        server = make_server(start=False, **sandbox.environment)
        report = doctor(server, fails=False)
        report.expect("ses.account", "warn", "sandbox", "production access")
        report.expect("ses.identity", "ok")
        sandbox.account |= {"ProductionAccessEnabled": True}
        doctor(server, fails=False).expect("ses.account", "ok", "200 mails a day")
        sandbox.account["SendQuota"]["SentLast24Hours"] = 190.0
        doctor(server, fails=False).expect("ses.account", "warn", "190 of 200", "higher quota")
        sandbox.account |= {"SendingEnabled": False}
        doctor(server, fails=True).expect("ses.account", "fail", "switched off")


def test_ses_without_credentials_is_told(ses: SesServer, make_server: MakeServer, dns: Dns) -> None:
    environment = {name: value for name, value in ses.environment.items() if "ACCESS_KEY" not in name}
    report = doctor(make_server(start=False, **environment), fails=True)
    report.expect("ses.account", "fail", "no AWS credentials", "AWS_ACCESS_KEY_ID")
    assert "ses.identity" not in report


# Records.


SPF = "v=spf1 include:_spf.example.net "


@pytest.mark.parametrize(
    ("check", "state", "records", "words"),
    [
        ("dns.domain", "fail", [], ("there is no domain example.org", "mail_from")),
        ("dns.domain", "fail", [("example.org", "TXT", "x")], ("neither MX nor address", "publish an MX")),
        ("dns.domain", "fail", [("example.org", "MX", ".")], ("takes no mail (MX 0 .)", "MX record")),
        ("dns.domain", "ok", [("example.org", "A", "192.0.2.1")], ("that host itself",)),
        ("dns.spf", "warn", [], ("has no SPF record", "v=spf1")),
        ("dns.spf", "fail", [("example.org", "TXT", "v=spf1 -all", "v=spf1 mx ~all")], ("2 SPF records", "into one")),
        ("dns.spf", "fail", [("example.org", "TXT", "v=spf1 mx +all")], ("anybody may send", "-all")),
        ("dns.spf", "warn", [("example.org", "TXT", "v=spf1 mx ?all")], ("says nothing", "-all")),
        ("dns.spf", "warn", [("example.org", "TXT", "v=spf1 mx")], ("ends with nothing", "-all")),
        ("dns.spf", "ok", [("example.org", "TXT", "v=spf1 ip4:192.0.2.0/24 ~all")], ("0 questions",)),
        (
            "dns.spf", "fail",
            [("example.org", "TXT", SPF + "-all"), ("_spf.example.net", "TXT", "v=spf1 " + "a mx exists:x.example ptr " * 3)],
            ("more than 10 questions", "ip4:"),
        ),
        (
            "dns.spf", "ok",
            [("example.org", "TXT", SPF + "-all"), ("_spf.example.net", "TXT", "v=spf1 a mx " + "ip4:192.0.2.1 " * 30)],
            ("3 questions",),
        ),
        ("dns.dmarc", "warn", [], ("has no DMARC record", "v=DMARC1; p=none")),
        ("dns.dmarc", "ok", [("_dmarc.example.org", "TXT", "v=DMARC1; p=none")], ("watches",)),
        ("dns.dmarc", "fail", [("_dmarc.example.org", "TXT", "v=DMARC1; p=none", "v=DMARC1; p=reject")], ("2 DMARC records",)),
        ("dns.dmarc", "fail", [("_dmarc.example.org", "TXT", "v=DMARC1; p=maybe")], ("no policy",)),
        ("dns.dkim", "fail", [], ("there is no key at mail._domainkey.example.org",)),
        ("dns.dkim", "fail", [("mail._domainkey.example.org", "TXT", "v=DKIM1; p=")], ("withdrawn",)),
        ("dns.dkim", "warn", [("mail._domainkey.example.org", "TXT", "v=DKIM1; k=rsa; p=" + "A" * 216)], ("1024 bits", "2048")),
        ("dns.dkim", "ok", [("mail._domainkey.example.org", "TXT", "v=DKIM1; k=rsa; p=" + "A" * 392)], ("RSA, 2048 bits",)),
    ],
)  # fmt: skip
def test_records_are_read(
    with_mail: Any, dns: Dns, check: str, state: str, records: list[tuple[str, ...]], words: tuple[str, ...]
) -> None:
    dns.clear()
    if check != "dns.domain":
        dns.add(DOMAIN, "MX", "mail.example.org")
    for name, kind, *values in records:
        dns.add(name, kind, *values)
    server, _ = with_mail()
    doctor(server, "--dkim-selector", "mail", fails=None).expect(check, state, *words)


def test_a_policy_of_the_domain_above_counts(with_mail: Any, dns: Dns) -> None:
    dns.add("mail.example.org", "A", "192.0.2.1")
    server, _ = with_mail(COUNTERSIGN_MAIL_FROM="a@mail.example.org")
    doctor(server, fails=False).expect("dns.dmarc", "ok", "example.org: p=reject")


def test_without_a_resolver_nothing_is_wrong(with_mail: Any) -> None:
    server, _ = with_mail()
    report = doctor(server, "--resolver", "127.0.0.1:9", fails=False)
    report.expect("dns.domain", "skip", "could not be asked")


def test_a_sender_without_a_domain_is_told(with_mail: Any, dns: Dns) -> None:
    server, _ = with_mail(COUNTERSIGN_MAIL_FROM="no-reply@localhost")
    doctor(server, fails=True).expect("dns.domain", "fail", "localhost", "mail_from")


# The front door.


FRONT = """
server {
    listen 443 ssl;
    server_name localhost;
    ssl_certificate CERTIFICATE;
    ssl_certificate_key PRIVATE;
    location / { proxy_pass http://127.0.0.1:BACKEND; }
    location /moved { return 301 https://elsewhere.example/; }
    location /none { return 404; }
}
"""


def front(backend: int, tls: Authority) -> Nginx:
    return Nginx(
        FRONT,
        {
            "listen 443 ssl": "listen 127.0.0.1:{port} ssl",
            "CERTIFICATE": str(tls.leaf),
            "PRIVATE": str(tls.leaf_key),
            "BACKEND": str(backend),
        },
    )


def test_the_front_door_is_tried(make_server: MakeServer, authority: Authority, tmp_path: Path) -> None:
    server = make_server()
    trusts = {"SSL_CERT_FILE": str(authority.certificate)}
    with front(server.port, authority) as nginx:
        at = lambda path="": {"COUNTERSIGN_BASE_URL": f"https://localhost:{nginx.port}{path}"} | trusts  # noqa: E731
        report = doctor(server, fails=False, **at())
        report.expect("web.front_door", "ok", "leads back")
        report.expect("web.certificate", "ok", "believed, until")
        report.expect("web.clock", "ok")
        doctor(server, fails=True, **at("/moved")).expect("web.front_door", "fail", "status 301", "people end at")
        doctor(server, fails=True, **at("/none")).expect("web.front_door", "fail", "status 404", "pass everything")
        stranger = {"SSL_CERT_FILE": str(make_authority(tmp_path / "stranger", "Stranger").certificate)}
        unknown = doctor(server, fails=True, **at() | stranger)
        unknown.expect("web.certificate", "fail", "does not know", "whole chain")
        server.stop()
        gone = doctor(server, fails=True, **at())
        gone.expect("web.server", "skip", "no server runs")
        gone.expect("web.front_door", "fail", "reaches no server (status 502)", "start the server")
    nobody = doctor(server, fails=False, **at())
    nobody.expect("web.front_door", "warn", "could not be asked from here", "firewall")


@pytest.mark.parametrize(
    ("settings", "state", "words"),
    [
        ({"days": -1}, "fail", ("has expired at", "renew it")),
        ({"days": 2}, "warn", ("until", "renew it")),
        ({"names": "DNS:elsewhere.example"}, "fail", ("is for elsewhere.example", "host of base_url")),
    ],
)
def test_certificates_of_the_front_door_are_told_apart(
    make_server: MakeServer, tmp_path: Path, settings: dict[str, Any], state: str, words: tuple[str, ...]
) -> None:
    server = make_server()
    tls = make_authority(tmp_path / "tls", "Front", **settings)
    with front(server.port, tls) as nginx:
        env = {"COUNTERSIGN_BASE_URL": f"https://localhost:{nginx.port}", "SSL_CERT_FILE": str(tls.certificate)}
        doctor(server, fails=state == "fail", **env).expect("web.certificate", state, *words)


def test_another_installation_at_the_front_door_is_told(make_server: MakeServer) -> None:
    ours, theirs = make_server(), make_server()
    report = doctor(ours, fails=True, COUNTERSIGN_BASE_URL=f"http://127.0.0.1:{theirs.port}")
    report.expect("web.server", "ok")
    report.expect("web.front_door", "fail", "does not lead to this installation")
    report = doctor(ours, fails=True, COUNTERSIGN_LISTEN=f"127.0.0.1:{theirs.port}")
    report.expect("web.server", "fail", "another installation", "another port")


def test_a_front_door_with_another_clock_is_told(make_server: MakeServer) -> None:
    server = make_server()
    with closing(WebServer()) as proxy:
        proxy.ahead_s = -3_600
        report = doctor(server, fails=True, COUNTERSIGN_BASE_URL=proxy.url)
    report.expect("web.clock", "fail", "behind this machine's", "NTP")


def test_a_proxy_whose_visitors_all_look_alike_is_told(make_server: MakeServer) -> None:
    server = make_server()
    for _ in range(6):
        Browser(server).api("POST", "/sign-in", email=Person().email, password="wrong horse battery").expect(401)
    behind_tls = {"COUNTERSIGN_BASE_URL": "https://localhost:9"}
    report = doctor(server, fails=False, **behind_tls)
    report.expect("web.proxy", "warn", "came from 127.0.0.1", "add 127.0.0.1 to trusted_proxies")
    trusted = doctor(server, COUNTERSIGN_TRUSTED_PROXIES="127.0.0.1")
    trusted.expect("web.proxy", "warn", "proxy's own address", "X-Forwarded-For")
    doctor(server, fails=True, COUNTERSIGN_TRUSTED_PROXIES="0.0.0.0/0").expect("web.proxy", "fail", "anybody can claim")


# Workers, and the machine.


def test_mail_that_nobody_comes_for_is_told(make_smtp: Callable[..., SmtpServer], make_server: MakeServer) -> None:
    relay = make_smtp()
    server = make_server(COUNTERSIGN_MAIL_URL=relay.url, COUNTERSIGN_WORKERS="external")
    doctor(server, fails=False).expect("worker", "warn", "none has reported itself", "countersign worker")
    Service(server, relay).browser().api("POST", "/sign-up", **Person().credentials()).expect(202)
    server.rewind("mails", "run_at", seconds=90)
    report = doctor(server, fails=True)
    report.expect("queue", "fail", "no worker has come", "countersign worker")


def test_a_worker_that_cannot_send_is_told(make_service: Callable[..., Service]) -> None:
    service = make_service(down=True)
    service.browser().api("POST", "/sign-up", **Person().credentials()).expect(202)
    until(lambda: service.server.query("SELECT id FROM workers WHERE trouble IS NOT NULL"), "the outage to be told", 40)
    report = doctor(service.server, fails=True)
    report.expect("worker", "fail", "cannot send since", "refused")
    other = doctor(service.server, COUNTERSIGN_MAIL_URL="smtp://127.0.0.1:9")
    assert other["worker"].state == "fail"


def test_a_worker_with_other_settings_is_told(make_service: Callable[..., Service]) -> None:
    service = make_service()
    until(lambda: service.server.query("SELECT id FROM workers"), "the worker to report itself")
    report = doctor(service.server, COUNTERSIGN_MAIL_URL="smtp://127.0.0.1:9")
    report.expect("worker", "warn", f"127.0.0.1:{service.smtp.port}", "restart it")


def test_memory_for_hashes_is_counted(make_server: MakeServer) -> None:
    """By the machine's memory, or what a container may take of it; too little of it cannot be had here."""
    threads = len(os.sched_getaffinity(0))
    report = doctor(make_server(start=False), COUNTERSIGN_ARGON2="m=65536,t=1,p=1", COUNTERSIGN_ALLOW_WEAK_ARGON2="true")
    finding = report["machine.memory"]
    assert f"{threads} hashes at once take {threads * 64} MiB of " in finding.reason


def test_a_low_limit_of_open_files_is_told(make_server: MakeServer) -> None:
    server = make_server(start=False)
    command = f'ulimit -n 256 && exec "{BINARY}" doctor --json --resolver {DNS.address}'
    done = subprocess.run(
        ["sh", "-c", command], cwd=server.directory, env=server.environment | at_home(server), capture_output=True, text=True, timeout=30
    )
    [row] = [row for row in json.loads(done.stdout) if row["id"] == "machine.files"]
    assert row["state"] == "warn" and "256" in row["reason"] and "LimitNOFILE" in row["mend"]
