"""Requests that end in more than one place: refused, and nothing behind them is taken for a request (ATT-82)."""

from __future__ import annotations

import re
import socket

import pytest

from support.people import Service

START = b"POST /api/v1/resend HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
BODY = b'{"email":"ada@example.net"}'
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(BODY), BODY)
LENGTH = b"Content-Length: %d\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
# What must not be taken for a request of its own.
NEXT = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"

LAST = NEXT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


def chunked(body: bytes, head: bytes = CHUNKED) -> bytes:
    return START + head + b"\r\n" + body


REFUSED = {
    "two lengths": START + LENGTH % len(BODY) + LENGTH % (len(BODY) + 1) + b"\r\n" + BODY,
    "a list of lengths": START + b"Content-Length: %d, %d\r\n\r\n" % (len(BODY), len(BODY)) + BODY,
    "a length with a sign": START + b"Content-Length: +%d\r\n\r\n" % len(BODY) + BODY,
    "a length in hexadecimal": START + b"Content-Length: 0x%x\r\n\r\n" % len(BODY) + BODY,
    "a space before the colon": START + b"Content-Length : %d\r\n\r\n" % len(BODY) + BODY,
    "a folded line": START + b"X-Folded: a\r\n Content-Length: 3\r\n" + LENGTH % len(BODY) + b"\r\n" + BODY,
    "an unknown encoding": chunked(CHUNKS, b"Transfer-Encoding: xchunked\r\n"),
    "another encoding last": chunked(CHUNKS, b"Transfer-Encoding: chunked, identity\r\n"),
    "an encoding behind a control character": chunked(CHUNKS, b"Transfer-Encoding:\x0bchunked\r\n"),
    "chunks in HTTP/1.0": chunked(CHUNKS).replace(b"HTTP/1.1", b"HTTP/1.0"),
    "chunks with bare line feeds": chunked(CHUNKS.replace(b"\r\n", b"\n")),
    "a chunk that is longer than it says": chunked(b"5\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a chunk of more than there is memory": chunked(b"fffffffffffffffff\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a negative chunk": chunked(b"-1\r\n" + BODY + b"\r\n0\r\n\r\n"),
    "a chunk without a size": chunked(b"\r\n" + BODY + b"\r\n0\r\n\r\n"),
}


def statuses(service: Service, sent: bytes) -> list[int]:
    """Of all answers on one connection, up to its end."""
    with socket.create_connection(("127.0.0.1", service.server.port), timeout=30) as wire:
        wire.sendall(sent)
        received = b""
        try:
            while more := wire.recv(65_536):
                received += more
        except ConnectionResetError:
            # What was sent behind the refused request was not read.
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.[01] (\d{3}) ", received)]


@pytest.mark.parametrize("request_text", REFUSED.values(), ids=REFUSED.keys())
def test_what_ends_in_more_than_one_place_is_refused_and_the_connection_closed(
    service: Service, request_text: bytes
) -> None:
    before = service.server.rows("mails")
    # A reset may take the answer along; a second one would be there all the same.
    assert statuses(service, request_text + NEXT) in ([400], [])
    assert service.server.rows("mails") == before


@pytest.mark.parametrize("length", [4, len(CHUNKS), len(CHUNKS) + len(NEXT)])
@pytest.mark.parametrize("length_first", [True, False])
def test_a_request_with_a_length_and_chunks_is_the_last_of_its_connection(
    service: Service, length: int, length_first: bool
) -> None:
    """The chunks count, as they may, and the connection is closed, as it must be (RFC 9112 section 6.3): whatever a proxy
    took the length to mean, nothing that follows is taken for a request.
    """
    head = LENGTH % length + CHUNKED if length_first else CHUNKED + LENGTH % length
    assert statuses(service, chunked(CHUNKS, head) + NEXT) in ([202], [400], [])


def test_the_same_length_twice_is_one_length(service: Service) -> None:
    """It has one meaning; a request behind it is that one and no other."""
    twice = START + LENGTH % len(BODY) + LENGTH % len(BODY) + b"\r\n" + BODY
    assert statuses(service, twice + LAST) in ([202, 200], [400])


def test_a_body_in_chunks_is_a_body(service: Service) -> None:
    assert statuses(service, chunked(CHUNKS) + LAST) == [202, 200]
    length = START + LENGTH % len(BODY) + b"\r\n" + BODY
    assert statuses(service, length + length + LAST) == [202, 202, 200]
