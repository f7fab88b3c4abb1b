"""Slices of load by wrk, whose C threads leave the cores to what is measured as far as anything can."""

from __future__ import annotations

import json
import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from scale.people import AGENT

SCRIPT = Path(__file__).with_name("load.lua")
HEAD = f"Host: accounts.example.org\r\nUser-Agent: {AGENT}\r\nAccept: */*\r\n"


def get(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\n{HEAD}Cookie: __Host-countersign={cookie}\r\n\r\n".encode()


def post(path: str, **fields: str) -> bytes:
    body = json.dumps(fields, separators=(",", ":"))
    head = f"POST {path} HTTP/1.1\r\n{HEAD}Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return (head + body).encode()


def write(file: Path, requests: Iterable[bytes]) -> Path:
    file.write_bytes(b"\0".join(requests))
    return file


@dataclass
class Slice:
    """What became of the requests of some seconds. Refused are those with a status of 400 and more."""

    requests: int
    seconds: float
    refused: int
    unanswered: int
    p50_ms: float
    p99_ms: float
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        return self.requests / self.seconds


class Load:
    """Some connections that ask one thing after the other."""

    def __init__(
        self, requests: Path, connections: int, threads: int = 2, pause_ms: int = 0, counts_statuses: bool = False
    ) -> None:
        self.connections, self.threads = connections, threads
        self.arguments = [str(requests), str(pause_ms), str(int(counts_statuses))]

    def begin(self, port: int, seconds: float) -> subprocess.Popen[str]:
        command = ["wrk", f"-t{self.threads}", f"-c{self.connections}", f"-d{seconds:.0f}s", "--timeout", "30s"]
        command += ["-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--", *self.arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def end(self, process: subprocess.Popen[str]) -> Slice:
        output, _ = process.communicate()
        told = re.search(r"^requests=(\d+) microseconds=(\d+) .*$", output, re.MULTILINE)
        assert process.returncode == 0 and told, output
        pairs = [pair.partition("=") for pair in told[0].split()]
        found = {name: int(value) for name, _, value in pairs if not name.isdigit()}
        statuses = Counter[int]()
        for name, _, value in pairs:
            if name.isdigit():
                statuses[int(name)] += int(value)
        return Slice(
            found["requests"], found["microseconds"] / 1e6, found["refused"], found["unanswered"],
            found["p50"] / 1000, found["p99"] / 1000, statuses,
        )  # fmt: skip

    def run(self, port: int, seconds: float) -> Slice:
        return self.end(self.begin(port, seconds))
