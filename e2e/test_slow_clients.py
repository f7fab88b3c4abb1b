"""Clients that hold connections open and say nothing, or never come to an end, are given up; nobody waits for them."""

import socket
from collections.abc import Callable

from support.people import Service

PATIENCE = 30


def connect(service: Service, first: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", service.server.port), PATIENCE)
    connection.sendall(first)
    return connection


def test_a_connection_that_brings_no_request_is_closed(service: Service) -> None:
    endless = b"GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Endless: "
    used = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
    silent, slow, idle = connect(service), connect(service, endless), connect(service, used)
    assert idle.recv(4096).startswith(b"HTTP/1.1 200")
    for connection in (silent, slow, idle):
        # What comes before the end is at most an answer that says why.
        while received := connection.recv(4096):
            assert received.startswith(b"HTTP/1.1 4"), received
        connection.close()


def test_silent_connections_keep_nobody_waiting(service: Service) -> None:
    silent = [connect(service) for _ in range(200)]
    person, browser = service.account()
    assert browser.is_signed_in() and service.can_sign_in(person)
    for connection in silent:
        connection.close()


def test_a_stop_does_not_wait_for_a_silent_connection(make_service: Callable[..., Service]) -> None:
    service = make_service()
    connection = connect(service)
    service.server.stop()
    assert connection.recv(1) == b""
    service.server.start()
