"""Two listeners of ours: one between a process and PostgreSQL, which counts; one that takes all mail."""

from __future__ import annotations

import email
import email.policy
import re
import socket
import socketserver
import threading
from typing import Any

from support.ports import free_port

# A lone Sync of the protocol (postgresql.org/docs/15/protocol-message-formats.html): the pool looks whether the
# connection is well as it gets it back. Nobody waits for that.
LOOK = b"S\x00\x00\x00\x04"


class Proxy:
    """A round trip is counted when the process speaks after PostgreSQL did."""

    def __init__(self, to: int) -> None:
        self.trips = self.looks = 0
        self.to, self.port = to, free_port()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            process, _ = self.listener.accept()
            server = socket.create_connection(("127.0.0.1", self.to))
            for one in (process, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            turn = {"of": server}
            for source, sink in ((process, server), (server, process)):
                threading.Thread(target=self._pass_on, args=(source, sink, turn, process), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, turn: dict[str, Any], process: socket.socket) -> None:
        try:
            while data := source.recv(65_536):
                if source is process and turn["of"] is not process:
                    with self.lock:
                        self.trips += 1
                        self.looks += data == LOOK
                turn["of"] = source
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            one.close()


class Mailbox:
    """An SMTP server that takes everything, and the newest link to each address."""

    def __init__(self) -> None:
        self.arrived = 0
        self.tokens: dict[str, str] = {}
        box = self

        class Dialogue(socketserver.StreamRequestHandler):
            disable_nagle_algorithm = True

            def handle(self) -> None:
                self.wfile.write(b"220 mail.test\r\n")
                for line in self.rfile:
                    if line.upper().startswith(b"DATA"):
                        self.wfile.write(b"354 go on\r\n")
                        box.take(b"".join(iter(self.rfile.readline, b".\r\n")))
                    self.wfile.write(b"250 2.0.0 Ok: queued as 4VbXyZ1234z9aBc\r\n")

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        self.server = Server(("127.0.0.1", 0), Dialogue)
        self.url = f"smtp://127.0.0.1:{self.server.server_address[1]}?tls=none"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, content: bytes) -> None:
        mail = email.message_from_bytes(content, policy=email.policy.default)
        body = mail.get_body(("plain",))
        link = re.search(r"/(?:confirm|reset-password)/(\S+)", body.get_content() if body else "")
        if link:
            self.tokens[mail["To"].addresses[0].addr_spec] = link[1]
        self.arrived += 1
