"""Debian's nginx with a configuration of ours, on free ports, as the user we are or, of root's, as nobody."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import Self

from support.daemon import Daemon
from support.ports import free_port
from support.waiting import until

TIMEOUT = 10

# What a distribution has in nginx.conf around the files in conf.d.
AROUND = """
daemon off;
worker_processes 2;
pid {directory}/nginx.pid;
error_log {directory}/error.log info;
{user}
events {{ worker_connections 512; }}
http {{
    access_log {directory}/access.log;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include {directory}/conf.d/*.conf;
}}
"""


def program() -> str:
    # Debian keeps it where only root looks.
    found = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin:/sbin")
    assert found, "nginx is not there: run scripts/setup first"
    return found


class Nginx(Daemon):
    """`with Nginx(text, {"listen 443 ": "listen {port} "}) as nginx:` runs a file of conf.d. Each key, which must be in
    it, is replaced by its value, in which `{port}` and `{http_port}` are free ports.
    """

    name = "nginx"
    stop_timeout = TIMEOUT

    def __init__(self, configuration: str, replaced: dict[str, str]) -> None:
        self.port, self.http_port = free_port(), free_port()
        self.directory = Path(tempfile.mkdtemp(prefix="countersign-nginx-"))
        for old, new in replaced.items():
            assert old in configuration, f"nothing to replace: {old}"
            configuration = configuration.replace(old, new.format(port=self.port, http_port=self.http_port))
        (self.directory / "conf.d").mkdir()
        (self.directory / "conf.d" / "site.conf").write_text(configuration)
        # Its workers may not enter a directory that is root's alone.
        self.directory.chmod(0o711)
        user = "user nobody nogroup;" if os.geteuid() == 0 else ""
        (self.directory / "nginx.conf").write_text(AROUND.format(directory=self.directory, user=user))

    def start(self) -> Self:
        tried = subprocess.run([*self._command, "-t"], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        with self.log_path.open("wb") as log:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        # Written once it listens; `-t` has left it empty.
        until(self._runs, "nginx to run", TIMEOUT, pause=0.02)
        return self

    def stop(self) -> None:
        """Its workers finish what they have in hand."""
        self._end(signal.SIGQUIT)

    def close(self) -> None:
        if self.process is not None:
            self._end(signal.SIGTERM)
        shutil.rmtree(self.directory, ignore_errors=True)

    @property
    def _command(self) -> list[str]:
        return [program(), "-p", str(self.directory), "-c", str(self.directory / "nginx.conf")]

    def _runs(self) -> bool:
        assert self.process and self.process.poll() is None, self.log
        return (self.directory / "nginx.pid").read_text().strip() == str(self.process.pid)
