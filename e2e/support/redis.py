"""A Redis of a test's own, on a free port, that can be killed, silenced, emptied and started again."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
from pathlib import Path

from support.certificates import Authority
from support.server import free_port
from support.waiting import until


class Redis:
    def __init__(self, directory: Path, password: str | None = None, authority: Authority | None = None) -> None:
        assert shutil.which("redis-server"), "redis-server is not there: run scripts/setup first"
        directory.mkdir(parents=True, exist_ok=True)
        self.directory = directory
        self.password = password
        self.port = free_port()
        # Tests look in without TLS, whatever others have to use.
        self.tls_port = free_port() if authority else None
        self.arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        if password:
            self.arguments += ["--requirepass", password]
        if authority:
            beside = authority.certificate.parent
            self.arguments += ["--tls-port", str(self.tls_port), "--tls-auth-clients", "no"]
            self.arguments += ["--tls-cert-file", str(beside / "leaf.pem"), "--tls-key-file", str(beside / "leaf.key")]
            self.arguments += ["--tls-ca-cert-file", str(authority.certificate)]
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        login = f":{self.password}@" if self.password else ""
        return f"redis://{login}127.0.0.1:{self.port}/0"

    def start(self) -> Redis:
        with (self.directory / "redis.log").open("ab") as log:
            self.process = subprocess.Popen(
                ["redis-server", *self.arguments],
                cwd=self.directory,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        until(self._answers, "Redis to answer", 20)
        return self

    def kill(self) -> None:
        process, self.process = self.process, None
        if process is not None:
            process.send_signal(signal.SIGKILL)
            process.wait(10)

    def pause(self) -> None:
        """It keeps its connections and says nothing more."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    def command(self, *words: str) -> str:
        """One command, and the whole answer as it came."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            for line in [("AUTH", self.password)] if self.password else []:
                connection.sendall(" ".join(map(str, line)).encode() + b"\r\n")
                assert connection.recv(100).startswith(b"+OK")
            connection.sendall(" ".join(words).encode() + b"\r\n")
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            while more := connection.recv(65_536):
                answer += more
            return answer.decode()

    def keys(self) -> list[str]:
        return [word for word in self.command("KEYS", "*").split("\r\n") if ":" in word]

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, (self.directory / "redis.log").read_text()
        try:
            return "PONG" in self.command("PING")
        except OSError:
            return False
