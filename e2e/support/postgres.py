"""A PostgreSQL server of our own: a cluster in a temporary directory on a free loopback port, gone afterwards. It
can be stopped, killed, frozen and started again, speak TLS, and have a standby that takes over.

Everything is done to processes that were started here. PostgreSQL refuses to run as root: then it runs as the
user `postgres` that Debian's package brings.
"""

from __future__ import annotations

import csv
import io
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote, urlsplit, urlunsplit

from support.certificates import Authority
from support.daemon import Daemon
from support.ports import free_port
from support.waiting import until

OLDEST = 15
START_TIMEOUT = 30
STOP_TIMEOUT = 30

SETTINGS = {
    # Nothing here need outlive the machine. `synchronous_commit` stays on: Countersign insists.
    "fsync": "off",
    "full_page_writes": "off",
    # A pool of 16 for each process of a test, and several tests at once.
    "max_connections": "300",
    "listen_addresses": "'127.0.0.1'",
    "logging_collector": "off",
    # A standby may follow any of them.
    "wal_level": "replica",
    "max_wal_senders": "4",
}


def programs() -> Path:
    """Where initdb and postgres are: Debian keeps them off the PATH, one folder a version."""
    debian = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    newest = max(debian, key=lambda path: int(path.parent.name), default=None)
    if newest and int(newest.parent.name) >= OLDEST and (newest / "initdb").exists():
        return newest
    found = shutil.which("initdb")
    assert found and shutil.which("postgres"), f"PostgreSQL {OLDEST} or later is not there: run scripts/setup first"
    return Path(found).resolve().parent


class Postgres(Daemon):
    """`with Postgres() as postgres:` it runs, and `postgres.url` is its database `postgres`, which all may enter."""

    name = "PostgreSQL"
    stop_timeout = STOP_TIMEOUT

    def __init__(
        self,
        password: str = "",
        tls: Authority | None = None,
        primary: Postgres | None = None,
        **settings: str,
    ) -> None:
        self.programs = programs()
        self.port = free_port()
        self.user = "postgres"
        self.password = password
        self.tls = tls
        self.settings = settings
        # Whose process it is: ours, or not root's.
        self.account = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
        self.directory = Path(tempfile.mkdtemp(prefix="countersign-postgres-"))
        self._give(self.directory)
        self.data = self.directory / "data"
        try:
            if primary:
                self._copy(primary)
            else:
                self._init()
            self._configure(primary)
        except BaseException:
            self.close()
            raise

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str, **options: str) -> str:
        """The URL of one of its databases. With TLS it insists on that and on our authority."""
        if self.tls:
            options = {"sslmode": "verify-full", "sslrootcert": str(self.tls.certificate)} | options
        password = f":{quote(self.password, safe='')}" if self.password else ""
        query = "&".join(f"{name}={quote(value, safe='/')}" for name, value in options.items())
        return f"postgres://{self.user}{password}@127.0.0.1:{self.port}/{database}" + (f"?{query}" if query else "")

    # Its life.

    def start(self) -> Self:
        """Returns once it takes connections."""
        assert self.process is None, "it runs already"
        with self.log_path.open("ab") as log:
            # A session of its own: Ctrl-C is for the tests, which then stop it.
            self.process = self._popen("postgres", "-D", self.data, stdout=log, stderr=log, start_new_session=True)
        until(self._takes_connections, "PostgreSQL to take connections", START_TIMEOUT, pause=0.02)
        return self

    def stop(self) -> None:
        """As an operator does ("fast"): open transactions are rolled back, connections are closed."""
        self._end(signal.SIGINT)

    def kill(self) -> None:
        """As when the power fails: the server and each of its processes at the same instant, none tidies up."""
        process = self._running()
        # Stopped first, so that none is born while they are counted.
        process.send_signal(signal.SIGSTOP)
        backends = self._backends()
        self._signal(backends, signal.SIGKILL)
        process.kill()
        process.wait(STOP_TIMEOUT)
        self.process = None
        # The next start refuses while one of them still holds the shared memory.
        until(lambda: not any(is_alive(pid) for pid in backends), "its processes to be gone", STOP_TIMEOUT, pause=0.01)

    def freeze(self) -> None:
        """It hangs: the kernel still takes connections and bytes, nobody answers."""
        process = self._running()
        process.send_signal(signal.SIGSTOP)
        self._signal(self._backends(), signal.SIGSTOP)

    def thaw(self) -> None:
        process = self._running()
        self._signal(self._backends(), signal.SIGCONT)
        process.send_signal(signal.SIGCONT)

    @staticmethod
    def _signal(backends: list[int], number: signal.Signals) -> None:
        for pid in backends:
            # One may have ended by itself since they were counted.
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def close(self) -> None:
        """It is gone, whatever state it was in, and its directory with it."""
        if self.process is not None:
            if self.process.poll() is None:
                self.thaw()
            self._end(signal.SIGQUIT)
        shutil.rmtree(self.directory, ignore_errors=True)

    # What is in it.

    def execute(self, sql: str, database: str = "postgres", **options: str) -> list[tuple[str, ...]]:
        return psql(self.url_of(database, **options), sql)

    def make_database(self) -> str:
        """An empty database; its URL."""
        return another_database(self.url, f"test_{secrets.token_hex(6)}")

    def disconnect(self, database: str = "") -> int:
        """Ends the connections of everybody else, as an operator or a failing network does; how many."""
        where = f"pid <> pg_backend_pid() AND backend_type = 'client backend'"
        where += f" AND datname = '{database}'" if database else ""
        return len(self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {where}"))

    def show(self, tls: Authority) -> None:
        """Whoever connects from now on is shown this certificate; so `url` names its authority."""
        # Whatever it shows by then.
        loaded_at = lambda: self.execute("SELECT pg_conf_load_time()", sslmode="require", sslrootcert="")  # noqa: E731
        before = loaded_at()
        self._certify(tls)
        self.tls = tls
        self._running().send_signal(signal.SIGHUP)
        until(lambda: loaded_at() != before, "the new certificate")

    @contextmanager
    def crowded(self) -> Iterator[None]:
        """Somebody else holds every connection, also those that others had."""
        with ExitStack() as stack:
            first = stack.enter_context(Bystander(self.port, self.user))
            assert first.is_in
            for _ in range(3):
                while stack.enter_context(Bystander(self.port, self.user)).is_in:
                    pass
                first.disconnect_others()
            while stack.enter_context(Bystander(self.port, self.user)).is_in:
                pass
            yield

    # Two of them.

    def standby(self) -> Postgres:
        """Another server that follows this one and takes reads only, until it is promoted. Not started yet."""
        return Postgres(self.password, self.tls, primary=self, **self.settings)

    def promote(self) -> None:
        """The standby becomes a server that takes writes."""
        assert self.execute("SELECT pg_promote(true, 30)") == [("t",)], self.log

    # Inside.

    def _init(self) -> None:
        method = ["--auth=trust"]
        if self.password:
            file = self.directory / "password"
            file.write_text(self.password)
            self._give(file)
            method = ["--auth=scram-sha-256", "--pwfile", str(file)]
        self._run(
            "initdb", "-D", self.data, "-U", self.user, *method, "--no-sync", "-E", "UTF8", "--locale=C.UTF-8"
        )

    def _copy(self, primary: Postgres) -> None:
        source = ["-h", "127.0.0.1", "-p", str(primary.port), "-U", primary.user]
        environment = {"PGPASSWORD": primary.password} if primary.password else {}
        # -R: it follows whom it was copied from.
        self._run("pg_basebackup", *source, "-D", self.data, "-R", "-X", "stream", "-c", "fast", "-N", **environment)

    def _configure(self, primary: Postgres | None) -> None:
        settings = SETTINGS | {"port": str(self.port), "unix_socket_directories": f"'{self.directory}'"}
        if self.tls:
            self._certify(self.tls)
            settings["ssl"] = "on"
            # Nobody comes in over TCP without it.
            access = self.data / "pg_hba.conf"
            access.write_text(re.sub(r"^host ", "hostssl ", access.read_text(), flags=re.M))
        settings |= self.settings
        # A standby brings a copy of its primary's, of which the last line counts.
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def _certify(self, tls: Authority) -> None:
        key = self.data / "server.key"
        shutil.copy(tls.leaf, self.data / "server.crt")
        shutil.copy(tls.leaf_key, key)
        key.chmod(0o600)
        self._give(key)
        self._give(self.data / "server.crt")

    def _takes_connections(self) -> bool:
        process = self._running()
        assert process.poll() is None, f"PostgreSQL ended with {process.returncode}:\n{self.log}"
        ask = [self.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        return subprocess.run(ask, stdin=subprocess.DEVNULL).returncode == 0

    def _backends(self) -> list[int]:
        pid = self._running().pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def _popen(self, program: str, *arguments: str | Path, **options: Any) -> subprocess.Popen[bytes]:
        if os.geteuid() == 0:
            options |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"} | options.pop("environment", {})
        command = [str(self.programs / program), *map(str, arguments)]
        return subprocess.Popen(command, cwd=self.directory, env=environment, stdin=subprocess.DEVNULL, **options)

    def _run(self, program: str, *arguments: str | Path, **environment: str) -> None:
        done = self._popen(
            program, *arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, environment=environment
        )
        output, _ = done.communicate(timeout=120)
        assert done.returncode == 0, f"{program} ended with {done.returncode}:\n{output.decode(errors='replace')}"

    def _give(self, path: Path) -> None:
        os.chown(path, self.account.pw_uid, self.account.pw_gid)


class Bystander:
    """A connection that nobody uses, made by hand: hundreds of psql would be too many. For a server that trusts us."""

    NAME = "bystander"

    def __init__(self, port: int, user: str) -> None:
        self.wire = socket.create_connection(("127.0.0.1", port), timeout=START_TIMEOUT)
        words = ("user", user, "database", "postgres", "application_name", self.NAME, "")
        start = struct.pack("!i", 3 << 16) + b"".join(word.encode() + b"\0" for word in words)
        self.wire.sendall(struct.pack("!i", len(start) + 4) + start)
        # An error, if all are taken.
        self.is_in = self._hears(b"Z")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.wire.close()

    def disconnect_others(self) -> None:
        sql = f"""SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND application_name <> '{self.NAME}'"""
        self.wire.sendall(b"Q" + struct.pack("!i", len(sql) + 5) + sql.encode() + b"\0")
        assert self._hears(b"Z")

    def _hears(self, kind: bytes) -> bool:
        """Reads messages up to one of this kind; false if it is an error."""
        while True:
            head = self._read(5)
            self._read(struct.unpack("!i", head[1:])[0] - 4)
            if head[:1] in (kind, b"E"):
                return head[:1] == kind

    def _read(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            more = self.wire.recv(count - len(data))
            assert more, "PostgreSQL closed the connection"
            data += more
        return data


def is_alive(pid: int) -> bool:
    """A zombie is not: it only waits for its parent to notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def psql(url: str, sql: str) -> list[tuple[str, ...]]:
    """Runs SQL outside of any transaction of ours. The rows, as text."""
    command = ["psql", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "-qt", "--csv", "-c", sql, url]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return [tuple(row) for row in csv.reader(io.StringIO(done.stdout, newline=""))]


def another_database(url: str, name: str) -> str:
    """An empty database beside the given one, whatever was in it before; its URL."""
    drop_database(url, name)
    psql(url, f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def drop_database(url: str, name: str) -> None:
    psql(url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
