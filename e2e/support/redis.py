"""A Redis server of our own on a free loopback port, which writes nothing to disk. It can be stopped, killed, frozen,
emptied and started again, ask for a password, and speak TLS. Everything is done to processes that were started here.
"""

from __future__ import annotations

import shutil
import signal
import socket
import ssl
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any, Self
from urllib.parse import quote

from support.certificates import Authority
from support.daemon import Daemon
from support.ports import free_port
from support.waiting import until

TIMEOUT = 10


class RedisError(Exception):
    """What the server says instead of an answer."""


class Redis(Daemon):
    """`with Redis() as redis:` it runs, at `redis.url`."""

    name = "Redis"
    stop_timeout = TIMEOUT

    def __init__(self, password: str = "", tls: Authority | None = None) -> None:
        assert shutil.which("redis-server"), "redis-server is not there: run scripts/setup first"
        self.port = free_port()
        self.password = password
        self.tls = tls
        self.directory = Path(tempfile.mkdtemp(prefix="countersign-redis-"))

    @property
    def url(self) -> str:
        password = f":{quote(self.password, safe='')}@" if self.password else ""
        return f"{'rediss' if self.tls else 'redis'}://{password}127.0.0.1:{self.port}"

    # Its life.

    def start(self) -> Self:
        """Returns once it answers. What was in it before is lost."""
        assert self.process is None, "it runs already"
        # A password is no argument: those are there for every process of the machine to see.
        settings = {
            "bind": "127.0.0.1", "port": self.port, "save": '""', "appendonly": "no", "dir": self.directory,
            "logfile": self.log_path, "daemonize": "no",
        }  # fmt: skip
        if self.password:
            settings["requirepass"] = self.password
        if self.tls:
            settings |= {"port": 0, "tls-port": self.port, "tls-auth-clients": "no"}
            settings |= {"tls-cert-file": self.tls.leaf, "tls-key-file": self.tls.leaf_key}
            settings |= {"tls-ca-cert-file": self.tls.certificate}
        file = self.directory / "redis.conf"
        file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        self.process = subprocess.Popen(
            ["redis-server", str(file)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            # Ctrl-C is for the tests, which then stop it.
            start_new_session=True,
        )
        until(self._answers, "Redis to answer", TIMEOUT, pause=0.02)
        return self

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """It hangs: the kernel still takes connections and bytes, nobody answers."""
        self._running().send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def close(self) -> None:
        """It is gone, whatever state it was in."""
        if self.process is not None:
            self.kill()
        shutil.rmtree(self.directory, ignore_errors=True)

    # What is in it.

    def flush(self) -> None:
        """It has forgotten everything, as after a restart."""
        self.command("FLUSHALL")

    def keys(self) -> list[str]:
        return sorted(self.command("KEYS", "*"))

    def command(self, *words: str) -> Any:
        """One command over a connection of its own."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=TIMEOUT) as wire:
            if self.tls:
                context = ssl.create_default_context(cafile=str(self.tls.certificate))
                wire = context.wrap_socket(wire, server_hostname="localhost")
            with wire, wire.makefile("rwb") as lines:
                for command in ([("AUTH", self.password)] if self.password else []) + [words]:
                    parts = [word.encode() for word in command]
                    lines.write(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(p), p) for p in parts))
                    lines.flush()
                    answer = _read(lines)
                return answer

    # Inside.

    def _answers(self) -> bool:
        process = self._running()
        assert process.poll() is None, f"Redis ended with {process.returncode}:\n{self.log}"
        try:
            return self.command("PING") == "PONG"
        except OSError:
            return False


def _read(lines: IO[bytes]) -> Any:
    """One answer of RESP (redis.io/docs/latest/develop/reference/protocol-spec), as text, numbers, lists, None."""
    line = lines.readline()
    assert line.endswith(b"\r\n"), "Redis closed the connection"
    kind, rest = line[:1], line[1:-2]
    if kind == b"+":
        return rest.decode()
    if kind == b"-":
        raise RedisError(rest.decode())
    if kind == b":":
        return int(rest)
    if kind == b"$":
        if (length := int(rest)) < 0:
            return None
        return lines.read(length + 2)[:-2].decode(errors="replace")
    assert kind == b"*", line
    return None if int(rest) < 0 else [_read(lines) for _ in range(int(rest))]
