"""The README's walk: its commands run as they stand, and answer as it says."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable

from support.server import ROOT, Server

README = (ROOT / "README.md").read_text()


def test_the_walk_with_curl_works_as_it_stands(make_server: Callable[..., Server]) -> None:
    section = README.split("\n## The whole journey with curl\n")[1].split("\n## ")[0]
    walk = "".join(re.findall(r"^```sh\n(.*?)^```$", section, re.DOTALL | re.MULTILINE))
    promised = re.search(r"statuses ([\d, ]+)\.", section)
    assert "http://localhost:8080" in walk and promised, section

    server = make_server(COUNTERSIGN_MAIL_URL="mailbox:", COUNTERSIGN_BASE_URL="http://localhost:{port}")
    script = "set -euo pipefail\n" + walk.replace("localhost:8080", f"localhost:{server.port}")
    done = subprocess.run(["bash", "-c", script], cwd=server.directory, capture_output=True, text=True, timeout=60)

    assert done.returncode == 0 and not done.stderr, done
    assert re.findall(r" (\d{3})$", done.stdout, re.MULTILINE) == promised[1].split(", "), done.stdout
