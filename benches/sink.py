"""The receiving end of scripts/drain, a process of its own: `sink.py own` is the tests' fast SMTP server without
faults, `sink.py aiosmtpd` the library that everybody knows. Prints its port. Both answer STAT, which is not of SMTP,
with how many mails arrived and when the first and the last did, by the system's monotonic clock.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "e2e"))

from aiosmtpd.smtp import SMTP, Envelope, Session  # noqa: E402
from support.faulty_smtp import FaultySmtp  # noqa: E402
from support.ports import bound  # noqa: E402


class Count:
    def __init__(self) -> None:
        self.arrived = 0
        self.first_at = self.last_at = 0.0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        now = time.monotonic()
        self.arrived += 1
        self.first_at = self.first_at or now
        self.last_at = now
        return "250 2.0.0 Accepted"


class Counting(SMTP):
    async def smtp_STAT(self, arg: str) -> None:
        count = self.event_handler
        await self.push(f"250 {count.arrived} {count.first_at:.6f} {count.last_at:.6f}")


async def serve_with_library() -> None:
    count, socket = Count(), bound(0)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Counting(count, hostname="mail.test", loop=loop), sock=socket, backlog=1024
    )
    print(socket.getsockname()[1], flush=True)
    await server.serve_forever()


def main() -> None:
    if sys.argv[1] == "own":
        server = FaultySmtp().up()
        print(server.port, flush=True)
        threading.Event().wait()
    else:
        asyncio.run(serve_with_library())


if __name__ == "__main__":
    main()
