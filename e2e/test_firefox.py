"""The main flows in Firefox, by `firefox.mjs`: the other tests that need a browser run in Chromium."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from support.server import ROOT, Server


def test_the_main_flows_go_in_firefox_too(make_server: Callable[..., Server], tmp_path: Path) -> None:
    program = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
    assert program, "there is no Firefox: run scripts/setup first"
    server = make_server(COUNTERSIGN_BASE_URL="http://127.0.0.1:{port}", COUNTERSIGN_MAIL_URL="mailbox:")
    # A home of its own, so that nothing of this user's Firefox is read or changed.
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "TMPDIR": str(tmp_path)}
    command = ["node", str(ROOT / "e2e/firefox.mjs"), program, server.base_url]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stderr
