"""Many nodes, one service: servers and workers of one installation, each a process of its own, on one PostgreSQL
database and, if there is one, one Redis. Each can be stopped, killed and started again by itself.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from support.ports import free_port
from support.server import Server


class Worker(Server):
    """`countersign worker`; what it tells operators shows that it is ready."""

    COMMAND = "worker"


class Cluster:
    """`with Cluster(…) as cluster:` all of it runs."""

    def __init__(
        self,
        directory: Path,
        database_url: str,
        mail_url: str,
        nodes: int = 2,
        workers: int = 2,
        redis_url: str = "",
        toml: str = "",
        **env: str | None,
    ) -> None:
        settings: dict[str, str | None] = {
            "COUNTERSIGN_DATABASE_URL": database_url,
            "COUNTERSIGN_SECRET_KEY": secrets.token_hex(32),
            "COUNTERSIGN_MAIL_URL": mail_url,
            "COUNTERSIGN_WORKERS": "external",
            # Each line of the log can be told from the next, whoever wrote it.
            "COUNTERSIGN_LOG_FORMAT": "json",
        }
        if redis_url:
            settings["COUNTERSIGN_REDIS_URL"] = redis_url
        self.settings = settings | env
        self.nodes = [Server(_made(directory / f"node-{n}"), self.settings) for n in range(1, nodes + 1)]
        self.workers = [
            Worker(_made(directory / f"worker-{n}"), self.settings | _ops()) for n in range(1, workers + 1)
        ]
        for member in self.members:
            (member.directory / "countersign.toml").write_text(toml)

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.kill()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.kill() if error else self.stop()

    @property
    def members(self) -> list[Server]:
        return [*self.nodes, *self.workers]

    def start(self) -> Self:
        """All at one instant."""
        at_once(self.members, Server.start)
        return self

    def stop(self) -> None:
        """Gracefully, each with exit code 0."""
        at_once(self.members, Server.stop)

    def kill(self) -> None:
        for member in self.members:
            if member.process is not None:
                member.kill()

    def logs(self) -> str:
        return "\n".join(member.log for member in self.members)


def at_once(members: Sequence[Server], work: Any) -> None:
    with ThreadPoolExecutor(len(members)) as pool:
        list(pool.map(work, members))


def _made(directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    return directory


def _ops() -> dict[str, str | None]:
    return {"COUNTERSIGN_OPS_LISTEN": f"127.0.0.1:{free_port()}"}
