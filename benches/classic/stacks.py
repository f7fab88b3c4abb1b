"""Countersign and the classic stack as scripts/beside-classic runs them: each on a database of its own in the same
PostgreSQL, with a mail server of its own, and with people who have accounts and are signed in.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packages import VENV
from support.faulty_smtp import FaultySmtp
from support.load import PASSWORD
from support.mails import Mail
from support.ports import free_port, is_listening
from support.postgres import Postgres, another_database, psql
from support.redis import Redis
from support.server import Server
from support.waiting import until

HERE = Path(__file__).resolve().parent
# All of them are signed in.
PEOPLE = 100
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
# What gunicorn's documentation advises (docs.gunicorn.org/en/latest/design.html#how-many-workers).
GUNICORN_WORKERS = 2 * (os.cpu_count() or 1) + 1
# Flask-Bcrypt's default, and the least that bcrypt knows.
BCRYPT, CHEAP_BCRYPT = 12, 4
ARGON2, CHEAP_ARGON2 = "m=19456,t=2,p=1", "m=8,t=1,p=1"


@dataclass
class Stack:
    """One that runs. `roots` are its processes, below which there may be more."""

    name: str
    port: int
    prefix: str
    roots: list[int]
    # Of visitors who are signed in, as `Cookie` has them.
    cookies: list[str]
    sink: FaultySmtp

    def call(
        self, method: str, path: str, body: dict[str, str] | None = None, cookie: str = ""
    ) -> tuple[int, Any, str]:
        """Status, answer, and the cookie that was set."""
        headers = {"User-Agent": AGENT}
        headers |= {"Content-Type": "application/json"} if body else {}
        headers |= {"Cookie": cookie} if cookie else {}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, self.prefix + path, json.dumps(body) if body else None, headers)
        answer = connection.getresponse()
        content = json.loads(answer.read())
        connection.close()
        return answer.status, content, (answer.getheader("Set-Cookie") or "").partition(";")[0]

    # What it takes.

    def family(self) -> list[int]:
        found = list(self.roots)
        for pid in found:
            found += children(pid)
        return found

    def cpu_s(self) -> float:
        return sum(map(cpu_s, self.family()))

    def memory_mb(self) -> float:
        """What it has for itself, and its part of what processes share (Pss of proc(5), smaps_rollup)."""
        return sum(map(pss_kib, self.family())) / 1024

    def rest(self) -> None:
        """Until it has nothing left to do, such as for those who went away without waiting for their answer."""

        def is_idle() -> bool:
            before = self.cpu_s()
            time.sleep(0.3)
            return self.cpu_s() - before < 0.02

        until(is_idle, f"{self.name} to come to rest", timeout=300, pause=0)


def children(pid: int) -> list[int]:
    try:
        texts = [file.read_text() for file in Path(f"/proc/{pid}/task").glob("*/children")]
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(child) for text in texts for child in text.split()]


def cpu_s(pid: int) -> float:
    """In user and system mode (proc(5), stat), with that of its children that have ended."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def pss_kib(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


# Countersign.


@contextmanager
def countersign(base: Path, postgres: Postgres, argon2: str) -> Iterator[Stack]:
    """One process, which also sends the mail."""
    sink = FaultySmtp().up()
    url = another_database(postgres.url, f"countersign_{secrets.token_hex(4)}")
    directory = base / f"countersign-{sink.port}"
    directory.mkdir()
    settings = {
        "COUNTERSIGN_DATABASE_URL": url, "COUNTERSIGN_SECRET_KEY": secrets.token_hex(32),
        "COUNTERSIGN_MAIL_URL": f"smtp://127.0.0.1:{sink.port}?tls=none", "COUNTERSIGN_ARGON2": argon2,
        "COUNTERSIGN_LOG": "warn",
    }  # fmt: skip
    server = Server(directory, settings).start()
    try:
        assert server.process
        stack = Stack("Countersign", server.port, "/api/v1", [server.process.pid], [], sink)
        sign_everybody_up(stack)
        psql(url, "ANALYZE")
        yield stack
    finally:
        server.stop()
        sink.close()


def sign_everybody_up(stack: Stack) -> None:
    """Through the front door, at the cost in force; confirming signs in."""
    contents: list[bytes] = []
    stack.sink.reader = contents.append
    browsers = {}
    for number in range(PEOPLE):
        credentials = {"email": address(number), "password": PASSWORD}
        status, answer, browsers[address(number)] = stack.call("POST", "/sign-up", credentials)
        assert status == 202, answer
    until(lambda: len(contents) == PEOPLE, "the mails", 60)
    stack.sink.reader = None
    for mail in map(Mail, contents):
        status, answer, cookie = stack.call("POST", "/confirm", {"token": mail.token}, browsers[mail.to])
        assert status == 200, answer
        stack.cookies.append(cookie)


# The classic stack.


@contextmanager
def classic(base: Path, postgres: Postgres, cost: int, threads: int = 0) -> Iterator[Stack]:
    """gunicorn, a worker of RQ, and Redis, all of which belong to it. Without threads gunicorn's workers are `sync`,
    its default: each answers one request, then closes the connection.
    """
    sink = FaultySmtp().up()
    url = another_database(postgres.url, f"classic_{secrets.token_hex(4)}")
    port = free_port()
    log = base / f"classic-{port}.log"
    with Redis() as redis, log.open("wb") as output:
        env = os.environ | {
            "SECRET_KEY": secrets.token_hex(32), "DATABASE_URL": url.replace("postgres://", "postgresql+psycopg2://"),
            "REDIS_URL": redis.url, "MAIL_PORT": str(sink.port), "BCRYPT_LOG_ROUNDS": str(cost),
        }  # fmt: skip
        run: dict[str, Any] = {"cwd": HERE, "env": env, "stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
        create = "import app\nwith app.app.app_context(): app.db.create_all()"
        subprocess.run([VENV / "bin/python", "-c", create], check=True, **run)
        fill(url, cost)
        gunicorn = ["--workers", str(GUNICORN_WORKERS), "--preload", "--bind", f"127.0.0.1:{port}"]
        gunicorn += ["--worker-class", "gthread", "--threads", str(threads)] if threads else []
        gunicorn += ["--graceful-timeout", "5", "--log-level", "warning", "app:app"]
        commands = [[str(VENV / "bin/gunicorn"), *gunicorn], [str(VENV / "bin/python"), "worker.py"]]
        with ExitStack() as running:
            web, worker = (running.enter_context(ended(subprocess.Popen(command, **run))) for command in commands)
            until(lambda: web.poll() is None and is_listening(port), "gunicorn to listen", 60)
            assert redis.process
            roots = [web.pid, worker.pid, redis.process.pid]
            stack = Stack("threads" if threads else "classic", port, "", roots, [], sink)
            for number in range(PEOPLE):
                status, _, cookie = stack.call("POST", "/sign-in", {"email": visitor(number), "password": PASSWORD})
                assert status == 200, (status, log.read_text())
                stack.cookies.append(cookie)
            yield stack
        wrong = [line for line in log.read_text().splitlines() if "Error" in line or "Traceback" in line]
        assert not wrong, wrong
    sink.close()


def address(number: int) -> str:
    return f"person{number:07d}@example.org"


def visitor(number: int) -> str:
    return f"visitor{number}@example.org"


def fill(url: str, cost: int) -> None:
    """People under a hash of that cost, and visitors who sign in beforehand, cheaply."""
    dear, cheap = (hash_rate(rounds, 0)[1] for rounds in (cost, CHEAP_BCRYPT))
    rows = [row for number in range(PEOPLE) for row in ((address(number), dear), (visitor(number), cheap))]
    values = ", ".join(f"('{email}', '{hash_}', true, 'en', now())" for email, hash_ in rows)
    psql(url, f"INSERT INTO users (email, password_hash, confirmed, locale, created_at) VALUES {values}")
    psql(url, "ANALYZE")


def hash_rate(cost: int, seconds: float) -> tuple[float, str]:
    """bcrypt's hashes a second on all cores, and one of them."""
    command = [str(VENV / "bin/python"), str(HERE / "hash_rate.py"), PASSWORD, str(cost), str(seconds)]
    rate, hash_ = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(rate), hash_


@contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
