"""Requests as nobody should send them: good ones, to every door, broken in one to three ways. Each must be answered with
less than 500, or hung up on. Run as a program, this is one process that sends so many and tells what it met.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

AT_ONCE = 128
# Nothing here is worth more of the server's time; who waits for more than this has found a way to hold it.
PATIENCE_S = 40.0
MORE_MAY_COME_S = 1.0
# The type, flags and stream of the frame by which a server agrees to it (RFC 9113 section 3.4), after the length.
HTTP2_SETTINGS = b"\x04\0\0\0\0\0"
NASTY = [
    "", "\x00", "\r\n", "\r\nSet-Cookie: a=b", "../../etc/passwd", "%00", "%", "%zz", "%ff%fe", "\ufeff", "\u202e", "💥" * 300, "ﷺ" * 100,
    "'; DROP TABLE accounts; --", "<script>alert(1)</script>", "${jndi:ldap://localhost}", "{{7*7}}", "a" * 70_000, "-1", "9" * 400,
    "1e309", "NaN", "null", "true", "[]", "0x10", "ada@example.org\nBcc: eve@example.org", "ada@@example.org", "@", "a@" + "b." * 200 + "c",
]  # fmt: skip
VALUES: list[Any] = [None, True, 0, -1, 2**63, 1e308, [], {}, [[]], {"$ne": ""}, *NASTY]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "G E T", "", "PRI", "\x00", "A" * 9_000]
VERSIONS = ["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/0.9", "HTTP/1.", "HTTP/11", "http/1.1", "", "HTTP/1.1 extra"]
HEADERS = [
    ("Host", ""), ("Host", "a b"), ("Host", "evil.example\r\nX: y"), ("Host", "[::1"), ("Content-Length", "-1"), ("Content-Length", "1, 2"),
    ("Content-Length", "99999999999999999999"), ("Content-Length", "0x10"), ("Content-Length", "5"), ("Transfer-Encoding", "chunked"),
    ("Transfer-Encoding", "chunked, identity"), ("Transfer-Encoding", "gzip, chunked"), ("Transfer-Encoding", "\x0bchunked"),
    ("Transfer-Encoding ", "chunked"), ("Connection", "upgrade"), ("Upgrade", "websocket"), ("Upgrade", "h2c"), ("Expect", "100-continue"),
    ("Expect", "something"), ("Content-Type", "text/plain"), ("Content-Type", "application/json; charset=utf-16"), ("Content-Type", "multipart/form-data"),
    ("Content-Type", "multipart/form-data; boundary=" + "b" * 500), ("Content-Type", "application/x-www-form-urlencoded"), ("Content-Type", "/"),
    ("Content-Encoding", "gzip"), ("Cookie", "__Host-session=" + "a" * 4_000), ("Cookie", "a=b;" * 500), ("Cookie", "=;=;\xff"), ("Authorization", "Bearer"),
    ("Authorization", "Bearer " + "A" * 64), ("Authorization", "Basic !!!"), ("Accept-Language", "q=0," * 300), ("Accept-Language", "\xff\xfe"),
    ("Accept", "*/*;q=" + "9" * 99), ("Origin", "null"), ("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site"), ("Referer", "\xfe"),
    ("X-Forwarded-For", "999.1.1.1, ::::, unknown"), ("X-Forwarded-For", "1," * 3_000), ("Forwarded", 'for="[::1'), ("X-Forwarded-Host", "evil.example"),
    ("If-None-Match", '"' * 99), ("Range", "bytes=9-1,-,0-99999999999999"), ("Accept-Encoding", "gzip;q=x"), ("traceparent", "00-zz-zz-zz"),
    (" Folded", "a\r\n b"), ("Bad Name", "x"), ("", "x"), ("X-Long", "x" * 20_000), ("X-Null", "a\x00b"), ("X-Bare", "a\rb"), ("Date", "yesterday"),
]  # fmt: skip
OTHER_PROTOCOLS = [
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64),
    b"EHLO mail.test\r\n", b"\x00" * 100, b"GET /\r\n", b"GET / HTTP/1.1\n\n", b"\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", b"SSH-2.0-x\r\n", b"\x05\x01\x00",
    b"PROXY TCP4 1.1.1.1 2.2.2.2 3 4\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
]  # fmt: skip


@dataclass
class Request:
    method: str
    path: str
    version: str = "HTTP/1.1"
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    # What was broken, for whoever looks for the cause.
    broken: list[str] = field(default_factory=list)

    def wire(self) -> bytes:
        lines = [f"{self.method} {self.path} {self.version}", *(f"{name}: {value}" for name, value in self.headers), "", ""]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + self.body


@dataclass
class Found:
    """What came of many requests."""

    sent: int = 0
    # By status; 0 where the server hung up.
    answers: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def good(chance: random.Random, doors: list[tuple[str, str, list[str]]]) -> Request:
    method, path, fields = chance.choice(doors)
    path = re.sub(r"\{[^}]*\}", lambda _: chance.choice(["a", "00000000-0000-7000-8000-000000000000", "x" * 99]), path)
    headers = [("Host", "accounts.example.org")]
    if method in ("GET", "HEAD"):
        return Request(method, path, headers=headers)
    body = {name: chance.choice(["ada@example.org", "wrought copper kettle", "x" * 40, *VALUES]) for name in fields}
    if chance.random() < 0.7:
        kind, content = "application/json", json.dumps(body).encode("utf-8", "surrogateescape")
    else:
        kind, content = "application/x-www-form-urlencoded", "&".join(f"{k}={v}" for k, v in body.items()).encode("utf-8", "surrogateescape")
    headers += [("Content-Type", kind), ("Content-Length", str(len(content)))]
    return Request(method, path, headers=headers, body=content)


def other_method(chance: random.Random, request: Request) -> None:
    request.method = chance.choice(METHODS)


def other_path(chance: random.Random, request: Request) -> None:
    word = chance.choice(NASTY)
    request.path = chance.choice([request.path + "/" + word, request.path + "?" + word, "//" + word, word, request.path + "?next=" + word, "*", "http://evil/"])


def other_version(chance: random.Random, request: Request) -> None:
    request.version = chance.choice(VERSIONS)


def more_headers(chance: random.Random, request: Request) -> None:
    request.headers.insert(chance.randint(0, len(request.headers)), chance.choice(HEADERS))


def fewer_headers(chance: random.Random, request: Request) -> None:
    if request.headers:
        request.headers.pop(chance.randrange(len(request.headers)))


def many_headers(chance: random.Random, request: Request) -> None:
    request.headers += [(f"X-{number}", "x") for number in range(chance.choice([50, 101, 400]))]


def other_body(chance: random.Random, request: Request) -> None:
    deep = chance.choice([50, 130, 5_000])
    request.body = chance.choice([b"[" * deep, b'{"a":' * deep + b"1" + b"}" * deep, b"\xff\xfe{}", b"null", b"{", b"[]", b"=&=&%", b"&" * 9_000, b"x" * 70_000])
    with_length(request)


def chunks(chance: random.Random, request: Request) -> None:
    request.headers = [header for header in request.headers if header[0] != "Content-Length"] + [("Transfer-Encoding", "chunked")]
    request.body = chance.choice([
        b"5\r\nhello\r\n0\r\n\r\n", b"ffffffffffffffff\r\nx", b"-1\r\n\r\n", b"5;" + b"e" * 20_000 + b"\r\nhello\r\n0\r\n\r\n", b"zz\r\n", b"5\r\nhel",
        b"1\r\na\r\n" * 500 + b"0\r\n\r\n", b"0\r\nTrailer: " + b"t" * 9_000 + b"\r\n\r\n", b"5\nhello\n0\n\n", b"0\r\n\r\nGET /admin HTTP/1.1\r\n\r\n",
    ])  # fmt: skip


def cut_short(chance: random.Random, request: Request) -> None:
    request.body = request.body[: chance.randint(0, len(request.body))]


def with_length(request: Request) -> None:
    request.headers = [(name, str(len(request.body)) if name == "Content-Length" else value) for name, value in request.headers]


BREAKS: list[Callable[[random.Random, Request], None]] = [
    other_method, other_path, other_version, more_headers, more_headers, more_headers, fewer_headers, many_headers, other_body, chunks, cut_short,
]  # fmt: skip


def bad(chance: random.Random, doors: list[tuple[str, str, list[str]]]) -> tuple[bytes, str]:
    """The bytes, and what they are."""
    if chance.random() < 0.02:
        return chance.choice(OTHER_PROTOCOLS), "another protocol"
    request = good(chance, doors)
    for _ in range(chance.randint(1, 3)):
        breaks = chance.choice(BREAKS)
        breaks(chance, request)
        request.broken.append(breaks.__name__)
    wire = bytearray(request.wire())
    if chance.random() < 0.3:
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(wire))
            wire[place : place + chance.randint(0, 2)] = bytes(chance.choices(range(256), k=chance.randint(0, 2)))
        request.broken.append("bytes")
    return bytes(wire), f"{request.method[:20]} {request.path[:60]!r} {'+'.join(request.broken)}"


def doors_of(openapi: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    """Every method and path, with the names of the fields, and the pages of the same name."""
    doors = []
    for path, methods in openapi["paths"].items():
        for method, door in methods.items():
            if method in ("get", "post", "put", "delete", "patch"):
                fields = sorted(set(re.findall(r'"(\w+)": \{"type"', json.dumps(door.get("requestBody", {})))) | {"email", "password", "token"})
                doors.append((method.upper(), path, fields))
                doors.append(("POST" if method == "post" else "GET", path.replace("/api/v1", ""), fields))
    return doors


async def send(port: int, wire: bytes) -> int:
    """The status of the answer, 0 where the server hung up. What is no answer is a ValueError."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(wire)
        answer = asyncio.ensure_future(read_status(reader))
        if not (await asyncio.wait([answer], timeout=MORE_MAY_COME_S))[0]:
            # Nothing more is to come: whoever waits for the rest knows. Said at once, it would call off what was asked for.
            writer.write_eof()
        return await asyncio.wait_for(answer, PATIENCE_S)
    except TimeoutError:
        raise
    except OSError:
        return 0
    finally:
        writer.close()


async def read_status(reader: asyncio.StreamReader) -> int:
    while line := await reader.readline():
        found = re.fullmatch(rb"HTTP/1\.[01] (\d{3}) .*\r\n", line)
        if line[3:9] == HTTP2_SETTINGS:
            return 101
        if not found:
            raise ValueError(f"no answer, but {line!r}")
        if int(found[1]) >= 200:
            return int(found[1])
        # It may go on: the answer comes after this one.
        while (await reader.readline()).strip():
            pass
    return 0


async def send_many(port: int, seed: str, count: int, doors: list[tuple[str, str, list[str]]]) -> Found:
    found = Found()
    chance = random.Random(seed)

    async def run() -> None:
        while found.sent < count:
            found.sent += 1
            wire, words = bad(chance, doors)
            try:
                status = await send(port, wire)
            except TimeoutError:
                found.wrong.append(f"no answer within {PATIENCE_S:g} s: {words} {wire[:300]!r}")
                continue
            except ValueError as error:
                found.wrong.append(f"{error}: {words} {wire[:300]!r}")
                continue
            except OSError as error:
                found.wrong.append(f"no connection: {error}")
                return
            found.answers[str(status)] += 1
            if status >= 500:
                found.wrong.append(f"{status}: {words} {wire[:300]!r}")

    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(run())
    return found


def send_by_processes(port: int, openapi: str, seed: int, count: int, processes: int) -> Found:
    doors = json.dumps(doors_of(json.loads(openapi)))
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "support.bad_http", str(port), f"{seed} {number}", str(count // processes)],
            cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for number in range(processes)
    ]  # fmt: skip
    whole = Found()
    for process in started:
        assert process.stdin
        process.stdin.write(doors)
        process.stdin.close()
    for process in started:
        assert process.stdout
        told = json.loads(process.stdout.read())
        assert process.wait() == 0
        whole.sent += told["sent"]
        whole.answers += Counter(told["answers"])
        whole.wrong += told["wrong"]
    return whole


if __name__ == "__main__":
    all_doors = [(method, path, fields) for method, path, fields in json.load(sys.stdin)]
    print(json.dumps(vars(asyncio.run(send_many(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), all_doors)))))
