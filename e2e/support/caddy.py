"""Debian's Caddy with a Caddyfile of ours, on a port that is free."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from support.daemon import Daemon
from support.ports import is_listening
from support.waiting import until

TIMEOUT = 10

# No certificates, and no listener for its own configuration.
AROUND = "{\n\tadmin off\n\tauto_https off\n}\n"


class Caddy(Daemon):
    """`with Caddy(text, port)` runs a Caddyfile whose one site listens on that port."""

    name = "caddy"
    stop_timeout = TIMEOUT

    def __init__(self, configuration: str, port: int) -> None:
        self.port = port
        self.directory = Path(tempfile.mkdtemp(prefix="countersign-caddy-"))
        self.file = self.directory / "Caddyfile"
        self.file.write_text(AROUND + configuration)

    def start(self) -> Self:
        home = {name: str(self.directory) for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        command = ["caddy", "run", "--config", str(self.file), "--adapter", "caddyfile"]
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=os.environ | home
            )
        until(lambda: is_listening(self.port), "Caddy to listen", TIMEOUT, pause=0.02)
        return self

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def close(self) -> None:
        if self.process is not None:
            self._end(signal.SIGTERM)
        shutil.rmtree(self.directory, ignore_errors=True)
