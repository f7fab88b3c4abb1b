"""What is in deploy/ does what it says: nginx in front of two servers on one database, the units of systemd, the
containers and their secrets. No container engine runs here: of compose.yaml and Dockerfile it is read what matters.
"""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

from support.browser import Browser
from support.certificates import Authority
from support.nginx import Nginx
from support.people import Person, Service
from support.ports import free_port
from support.postgres import Postgres
from support.server import PUBLIC_URL, ROOT, Server, status_of
from support.smtp import SmtpServer
from support.waiting import until

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ("server-1", "server-2", "worker-1", "worker-2")


# nginx.


class Front:
    """The site as strangers reach it: nginx, over TLS."""

    base_url = PUBLIC_URL
    secure = True

    def __init__(self, nginx: Nginx, authority: Authority, source: str = "127.0.0.1") -> None:
        self.nginx = nginx
        self.context = ssl.create_default_context(cafile=str(authority.certificate))
        self.source = source

    @property
    def log(self) -> str:
        return self.nginx.everything_logged()

    def connect(self) -> http.client.HTTPConnection:
        # The certificate is for loopback; which host is meant is said in the request.
        return http.client.HTTPSConnection(
            "127.0.0.1", self.nginx.port, timeout=40, context=self.context, source_address=(self.source, 0)
        )

    def status(self, method: str, path: str, body: bytes | None = None, **headers: str) -> int:
        """Of one request, whatever it is."""
        connection = self.connect()
        try:
            connection.request(method, path, body, {"Host": "accounts.example.org"} | headers)
            return connection.getresponse().status
        finally:
            connection.close()

    def sign_up(self) -> int:
        return Browser(self).api("POST", "/sign-up", **Person().credentials()).status


class Pair:
    """Two servers on one PostgreSQL, with a listener for operators each."""

    def __init__(self, stack: ExitStack, base: Path, servers: int = 2) -> None:
        self.postgres = stack.enter_context(Postgres())
        self.smtp = SmtpServer()
        stack.callback(self.smtp.close)
        database = self.postgres.make_database()
        self.servers = []
        for number in range(servers):
            directory = base / f"server-{number + 1}"
            directory.mkdir()
            settings: dict[str, str | None] = {
                "COUNTERSIGN_DATABASE_URL": database,
                "COUNTERSIGN_SECRET_KEY": "4f1b8c27" * 4 + "90ad3e65" * 4,
                "COUNTERSIGN_MAIL_URL": self.smtp.url,
                "COUNTERSIGN_TRUSTED_PROXIES": "127.0.0.1/32",
                "COUNTERSIGN_OPS_LISTEN": f"127.0.0.1:{free_port()}",
            }
            server = Server(directory, settings)
            stack.callback(server.stop)
            self.servers.append(server.start())


def nginx_before(ports: list[int], authority: Authority, rate: str = "10000r/s") -> Nginx:
    replaced = {
        "listen 80 default_server": "listen 127.0.0.1:{http_port} default_server",
        "listen 443 ssl": "listen 127.0.0.1:{port} ssl",
        "/run/secrets/tls_certificate": str(authority.leaf),
        "/run/secrets/tls_key": str(authority.leaf_key),
        "server-1:8080": f"127.0.0.1:{ports[0]}",
        "server-2:8080": f"127.0.0.1:{ports[1]}",
        "rate=10r/s": f"rate={rate}",
    }
    return Nginx((DEPLOY / "nginx.conf").read_text(), replaced)


@pytest.fixture(scope="module")
def pair(binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with ExitStack() as stack:
        yield Pair(stack, tmp_path_factory.mktemp("pair"))


@pytest.fixture(scope="module")
def front(pair: Pair, authority: Authority) -> Iterator[Front]:
    with nginx_before([server.port for server in pair.servers], authority) as nginx:
        yield Front(nginx, authority)


def test_a_person_signs_up_and_confirms_through_nginx_whichever_server_answers(pair: Pair, front: Front) -> None:
    service = Service(front, pair.smtp)
    for _ in range(6):
        person, browser = Person(), service.browser()
        mail = service.sign_up(person, browser)
        page = browser.open_mailed(mail.link)
        page.expect("/confirm").submit("/confirm").expect("/account")
        assert browser.signed_in_as() == person.email
    for server in pair.servers:
        assert '"event":"' in server.log, "one of them was never asked"


def test_the_client_is_whom_nginx_sees_and_not_whom_a_stranger_names(
    pair: Pair, authority: Authority, front: Front
) -> None:
    person, _ = Service(front, pair.smtp).account()
    elsewhere = Browser(Front(front.nginx, authority, source="127.0.0.77"))
    forged = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9", "X-Real-IP": "203.0.113.9"}
    headers = forged | {"Content-Type": "application/json"}
    elsewhere.request("POST", "/api/v1/sign-in", person.as_json(), headers).expect(200)
    [line] = [line for line in pair.servers[0].listing("audit", "list") if line["event"] == "sign_in"]
    assert line["client"] == "127.0.0.77", line


@pytest.mark.parametrize(
    "path", ["/metrics", "/readyz", "/healthz", "//metrics", "/%6Detrics", "/x/../metrics", "/dev/mailbox"]
)
def test_what_is_for_operators_is_not_for_strangers(pair: Pair, front: Front, path: str) -> None:
    assert front.status("GET", path) == 404
    assert status_of(pair.servers[0].settings["COUNTERSIGN_OPS_LISTEN"], "/readyz") == 200


def test_plain_http_leads_to_https_and_asks_nobody(front: Front) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", front.nginx.http_port, timeout=10)
    connection.request("GET", "/sign-in?next=/account", headers={"Host": "accounts.example.org"})
    answer = connection.getresponse()
    assert (answer.status, answer.getheader("Location")) == (308, f"{PUBLIC_URL}/sign-in?next=/account")
    connection.close()


def test_a_body_that_is_too_large_does_not_reach_a_server(front: Front) -> None:
    assert front.status("POST", "/api/v1/sign-up", b"x" * 70_000) == 413
    assert "client intended to send too large body" in front.log


def test_who_asks_for_more_than_a_person_can_is_held_back(pair: Pair, authority: Authority) -> None:
    with nginx_before([server.port for server in pair.servers], authority, rate="1r/s") as nginx:
        statuses = [Front(nginx, authority).status("GET", "/sign-in") for _ in range(60)]
        # What counts is the client's address: somebody else is served.
        assert Front(nginx, authority, source="127.0.0.78").status("GET", "/sign-in") == 200
    assert statuses[:50] == [200] * 50 and 429 in statuses, statuses


def test_nobody_notices_a_server_that_was_killed(pair: Pair, front: Front) -> None:
    first = pair.servers[0]
    first.kill()
    try:
        for _ in range(20):
            assert front.status("GET", "/sign-in") == 200
            assert front.sign_up() == 202
    finally:
        first.start()
    before = first.log.count('"event":"sign_up"')
    until(lambda: front.sign_up() == 202 and first.log.count('"event":"sign_up"') > before, "it to be asked again")


class Rude:
    """In place of a server: takes each request whole, notes its method, and answers with these bytes, or none."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.methods: list[str] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self) -> Rude:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.thread.join(10)
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                wire, _ = self.socket.accept()
            except OSError:
                return
            with wire, wire.makefile("rb") as request:
                method, *_ = request.readline().decode().split()
                length = 0
                while (line := request.readline().strip()) != b"":
                    if line.lower().startswith(b"content-length:"):
                        length = int(line.split(b":")[1])
                request.read(length)
                self.methods.append(method)
                wire.sendall(self.answer)


@pytest.mark.parametrize(
    ("answer", "seen"),
    [(b"", 502), (b"HTTP/1.1 503 Overloaded\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 503)],
    ids=["closes", "503"],
)
def test_a_post_that_may_have_been_done_is_never_sent_again(
    pair: Pair, authority: Authority, answer: bytes, seen: int
) -> None:
    good = pair.servers[1]
    before = good.rows("sign_ups")
    with Rude(answer) as rude, nginx_before([rude.port, good.port], authority) as nginx:
        front = Front(nginx, authority)
        statuses = []
        while "POST" not in rude.methods:
            body = Person().as_json()
            statuses.append(front.status("POST", "/api/v1/sign-up", body, **{"Content-Type": "application/json"}))
            assert len(statuses) < 20, "the other one was never asked"
        # A GET may be asked of the next one, and is.
        while "GET" not in rude.methods:
            assert front.status("GET", "/sign-in") == 200
    assert set(statuses) <= {202, seen} and statuses.count(seen) == rude.methods.count("POST") == 1, statuses
    assert good.rows("sign_ups") == before + statuses.count(202)


def test_tokens_of_mailed_links_are_in_no_log_of_nginx(pair: Pair, authority: Authority) -> None:
    dead = free_port()
    with nginx_before([pair.servers[0].port, pair.servers[1].port], authority) as nginx:
        front = Front(nginx, authority)
        service = Service(front, pair.smtp)
        person, _ = service.account()
        confirm, reset = service.sign_up(Person()), service.forgot(person)
        for mail in (confirm, reset):
            assert front.status("GET", mail.link.removeprefix(PUBLIC_URL)) == 303
        logged = nginx.everything_logged()
        assert "/api/v1/forgot-password" in logged
    with nginx_before([dead, dead], authority) as nginx:
        front = Front(nginx, authority)
        assert front.status("GET", "/sign-in") == 502
        for mail in (confirm, reset):
            assert front.status("GET", mail.link.removeprefix(PUBLIC_URL)) == 502
        errors = nginx.everything_logged()
        assert "Connection refused" in errors
    for mail in (confirm, reset):
        assert mail.token not in logged and mail.token not in errors


# What a container has in place of curl.


def test_the_healthcheck_tells_whether_the_process_beside_it_is_ready(binary: Path, tmp_path: Path) -> None:
    with ExitStack() as stack:
        pair = Pair(stack, tmp_path, servers=1)
        [server] = pair.servers
        assert server.cli("healthcheck").stdout == "ready\n"
        # Whoever listens on every address is asked on loopback.
        port = server.settings["COUNTERSIGN_OPS_LISTEN"].rpartition(":")[2]
        server.cli("healthcheck", COUNTERSIGN_OPS_LISTEN=f"0.0.0.0:{port}")
        pair.postgres.stop()
        done = server.cli("healthcheck", expect=1)
        assert done.stderr.startswith("countersign: not ready: ") and "503" in done.stderr, done
        pair.postgres.start()
        until(lambda: server.cli("healthcheck", expect=None).returncode == 0, "the server to be ready again")
        server.stop()
        assert "nobody answers" in server.cli("healthcheck", expect=1).stderr
    server.cli("healthcheck", expect=2, COUNTERSIGN_OPS_LISTEN="127.0.0.1:0")


# systemd.


@pytest.fixture
def units(binary: Path, tmp_path: Path) -> list[Path]:
    """The units with the program where it is here."""
    for unit in UNITS:
        text = unit.read_text()
        assert "ExecStart=countersign " in text
        (tmp_path / unit.name).write_text(text.replace("ExecStart=countersign ", f"ExecStart={binary} "))
    return [tmp_path / unit.name for unit in UNITS]


def test_systemd_understands_every_line_of_the_units(units: list[Path]) -> None:
    assert len(units) == 2
    # An instance of the template, not the template.
    named = [str(unit).replace("@.", "@1.") for unit in units]
    for unit, name in zip(units, named, strict=True):
        if not Path(name).exists():
            shutil.copy(unit, name)
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *named], capture_output=True, text=True)
    complaints = [line for line in done.stderr.splitlines() if "countersign" in line]
    assert done.returncode == 0 and not complaints, done


def test_a_command_beside_the_units_has_what_the_service_has() -> None:
    unit, beside = ((DEPLOY / "systemd" / name).read_text() for name in ("countersign.service", "countersign-run"))
    of_the_service = r"^((?:LoadCredential|DynamicUser|User|UMask|StateDirectory|StateDirectoryMode|WorkingDirectory)=\S+)"
    assert set(re.findall(of_the_service, unit, re.MULTILINE)) == set(re.findall(r"-p (\S+)", beside))
    by_file = {name.lower(): "${CREDENTIALS_DIRECTORY}/" + path for name, path in re.findall(r"COUNTERSIGN_(\w+)_FILE=%d/(\S+)", unit)}
    assert by_file == {name.replace("-", "_"): path for name, path in re.findall(r"--([a-z-]+)-file '(\S+)'", beside)}
    assert subprocess.run(["sh", "-n", DEPLOY / "systemd" / "countersign-run"]).returncode == 0


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_the_units_give_away_little(unit: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True)
    found = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert found, done
    # From 10, nothing is held back, to 0. The network is what a server is there for: that alone is 0.5.
    assert float(found[1]) < 1.5, done.stdout


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_what_a_unit_sets_is_what_countersign_reads(binary: Path, tmp_path: Path, unit: Path) -> None:
    values = {
        "database_url": "postgres://countersign@localhost/countersign",
        "secret_key": "4f1b8c27" * 4 + "90ad3e65" * 4,
        "mail_url": "smtp://mail.example.org",
    }
    text = unit.read_text()
    credentials = dict(re.findall(r"^LoadCredential=(\w+):/etc/countersign/(\w+)$", text, re.M))
    assert credentials == {name: name for name in values}
    for name, value in values.items():
        (tmp_path / name).write_text(value + "\n")
        (tmp_path / name).chmod(0o400)
    named = dict(re.findall(r"^Environment=(\w+)=(\S+)$", text, re.M))
    env = {name: value.replace("%d", str(tmp_path)) for name, value in named.items()}
    env |= {"COUNTERSIGN_BASE_URL": PUBLIC_URL, "COUNTERSIGN_MAIL_FROM": "a@example.org"}
    done = subprocess.run([binary, "config", "show"], cwd=tmp_path, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done
    for name in values:
        assert str(tmp_path / name) in done.stdout, done.stdout


def drain_s() -> int:
    """How long a process may take after SIGTERM, by its own account."""
    code = "".join((ROOT / "crates/countersign/src" / file).read_text() for file in ("server.rs", "worker/mod.rs"))
    spans = re.findall(r"const DRAIN\w*: Duration = Duration::from_secs\((\d+)\)", code)
    assert len(spans) == 2
    return max(map(int, spans))


def test_nobody_is_killed_before_the_mail_in_hand_is_sent() -> None:
    for unit in UNITS:
        [span] = re.findall(r"^TimeoutStopSec=(\d+)s$", unit.read_text(), re.M)
        assert int(span) > drain_s()
    for name in OURS:
        assert int(SERVICES[name]["stop_grace_period"].removesuffix("s")) > drain_s()


# The Debian package, which scripts/release makes and tries.


def test_what_the_package_takes_is_there() -> None:
    crate = ROOT / "crates/countersign"
    package = tomllib.loads((crate / "Cargo.toml").read_text())["package"]["metadata"]["deb"]
    # What is below target/ is made by the script first.
    ours = [crate / source for source, _, _ in package["assets"] if "target/" not in source]
    for path in ours:
        assert list(path.parent.glob(path.name)), path
    for name in ("postinst", "prerm", "postrm"):
        script = crate / package["maintainer-scripts"] / name
        assert script.stat().st_mode & 0o111
        subprocess.run(["sh", "-n", script], check=True)


# Containers.


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_may_do_nothing_that_it_need_not(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert service["healthcheck"]["test"] and "stop_grace_period" in service
    # Nobody is reached from outside but nginx; the catcher of mail is shown to its own machine.
    ports = {"nginx": ["80:80", "443:443"], "mailpit": ["127.0.0.1:8025:8025"]}
    assert service.get("ports", []) == ports.get(name, [])
    assert "latest" not in service["image"] and (name in OURS or ":" in service["image"])


def test_everybody_waits_until_those_are_healthy_that_they_need() -> None:
    needs = {name: ["postgres", "redis"] for name in OURS} | {"nginx": ["server-1", "server-2"]}
    for name, service in SERVICES.items():
        healthy = {other: {"condition": "service_healthy"} for other in needs.get(name, [])}
        assert service.get("depends_on", {}) == healthy, name


def test_databases_are_reached_by_nobody_from_outside() -> None:
    assert COMPOSE["networks"]["data"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert SERVICES[name]["networks"] == ["data"]
    assert "data" not in SERVICES["nginx"]["networks"]


@pytest.fixture
def secrets_made(tmp_path: Path) -> Path:
    for name in ("make-secrets", "compose.yaml"):
        shutil.copy(DEPLOY / name, tmp_path)
    run_make_secrets(tmp_path)
    return tmp_path


def run_make_secrets(directory: Path) -> None:
    done = subprocess.run([directory / "make-secrets", "accounts.example.org"], capture_output=True, text=True)
    assert done.returncode == 0, done


def contents(directory: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (directory / "secrets").iterdir()}


def test_secrets_are_made_once_for_each_place_and_are_nobody_elses_to_read(
    secrets_made: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    made = contents(secrets_made)
    assert {f"secrets/{name}" for name in made} == {secret["file"] for secret in COMPOSE["secrets"].values()}
    for path in (secrets_made / "secrets").iterdir():
        assert path.stat().st_mode & 0o777 == 0o440, path
    run_make_secrets(secrets_made)
    assert contents(secrets_made) == made, "what is there is left as it is"
    other = tmp_path_factory.mktemp("other")
    shutil.copy(DEPLOY / "make-secrets", other)
    run_make_secrets(other)
    shared = {name for name, content in contents(other).items() if content == made[name]}
    assert shared == {"mail_url"}, "two places share a secret"


@pytest.mark.parametrize("name", OURS)
def test_countersign_starts_with_what_compose_and_make_secrets_give_it(
    binary: Path, secrets_made: Path, name: str
) -> None:
    settings = dict(line.split("=", 1) for line in (secrets_made / ".env").read_text().splitlines())
    env = {}
    for key, value in SERVICES[name]["environment"].items():
        value = re.sub(r"\$\{(\w+)[^}]*\}", lambda found: settings[found[1]], value)
        env[key] = value.replace("/run/secrets", str(secrets_made / "secrets"))
    given = {f"/run/secrets/{secret}" for secret in SERVICES[name]["secrets"]}
    named = {value for key, value in SERVICES[name]["environment"].items() if key.endswith("_FILE")}
    assert named == given, "each secret is handed over, and no other"
    done = subprocess.run([binary, "config", "check"], cwd=secrets_made, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done
    assert env["COUNTERSIGN_BASE_URL"] == PUBLIC_URL


def test_compose_and_nginx_mean_the_same_servers_and_addresses() -> None:
    upstreams = re.findall(r"^\s+server ([\w-]+):(\d+) ", (DEPLOY / "nginx.conf").read_text(), re.M)
    assert upstreams == [("server-1", "8080"), ("server-2", "8080")]
    for name, port in upstreams:
        environment = SERVICES[name]["environment"]
        assert environment["COUNTERSIGN_LISTEN"] == f"0.0.0.0:{port}"
        nginx = SERVICES["nginx"]["networks"]["front"]["ipv4_address"]
        assert environment["COUNTERSIGN_TRUSTED_PROXIES"] == f"{nginx}/32"


def test_the_image_has_one_file_and_no_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().replace("\\\n", "").splitlines()
    build, final = " ".join(lines).split("FROM scratch")
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["rust-version"]
    assert f"FROM rust:{version}-" in build and "+crt-static" in build and "--locked" in build
    assert "USER 10001:10001" in final and 'CMD ["/countersign", "healthcheck"]' in final
    assert 'ENTRYPOINT ["/countersign"]' in final, "without a shell between them signals arrive"
    assert SERVICES["server-1"]["healthcheck"]["test"] == ["CMD", "/countersign", "healthcheck"]
