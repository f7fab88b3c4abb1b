"""The packages of what is compared with, in a venv under target/; made anew when benches/requirements.txt changes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHES = Path(__file__).resolve().parent
VENV = BENCHES.parent / "target/benches-venv"


def make_venv() -> None:
    requirements, stamp = BENCHES / "requirements.txt", VENV / ".stamp"
    wanted = sys.version + requirements.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("making target/benches-venv", file=sys.stderr, flush=True)
    pip = [VENV / "bin/pip", "install", "--quiet", "--disable-pip-version-check", "-r", requirements]
    for command in ([sys.executable, "-m", "venv", "--clear", VENV], pip):
        done = subprocess.run(list(map(str, command)), stdout=subprocess.DEVNULL)
        if done.returncode != 0:
            sys.exit(f"failed: {' '.join(map(str, command))}")
    stamp.write_text(wanted)
