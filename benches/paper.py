"""Tables in Markdown, their places in a page of docs/, and what they were measured on."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

from support.postgres import Postgres, programs

ROOT = Path(__file__).resolve().parent.parent


def table(headings: str, rows: list[list[object]]) -> str:
    """The first column is words, the others are figures."""
    lines = [f"| {headings} |", "| --- |" + " ---: |" * headings.count("|")]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows])


def figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def machine(postgres: Postgres) -> str:
    """The machine and its disk, PostgreSQL and the commit."""
    [(version,)] = postgres.execute("SHOW server_version")
    autogroups = Path("/proc/sys/kernel/sched_autogroup_enabled")
    is_grouping = autogroups.exists() and autogroups.read_text().strip() == "1"
    with tempfile.TemporaryDirectory() as directory:
        test = [programs() / "pg_test_fsync", "-s", "1", "-f", f"{directory}/fsync"]
        done = subprocess.run(test, capture_output=True, text=True)
    flushes = re.search(r"fdatasync\s+([\d.]+) ops/sec", done.stdout)
    return (
        f"{cores()}, "
        f"{os.uname().sysname} {'with' if is_grouping else 'without'} autogroups; load {os.getloadavg()[0]:.1f} at the start; the disk takes "
        f"{float(flushes[1]) if flushes else 0:,.0f} `fdatasync` of 8 KiB a second. PostgreSQL {version.split()[0]}, "
        f"commit {commit()}, {time.strftime('%Y-%m-%d')}."
    )


def circumstances(seed: int | None, seconds: float, of: str) -> str:
    """Of a proof: what could be repeated, and on what. `of` is the commit that it began with."""
    words = f"seed {seed}, " if seed is not None else ""
    return f"({words}{seconds / 60:,.0f} minutes, {cores()}, commit {of}, {time.strftime('%Y-%m-%d')})"


def cores() -> str:
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())[1]) / 2**20
    return f"{os.cpu_count()} cores ({cpu[1].strip() if cpu else os.uname().machine}), {memory:.0f} GiB"


def commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    # The page that is being written is in docs/.
    changed = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", ".", ":!docs"], cwd=ROOT).returncode
    return done.stdout.strip() + " and changes" * bool(changed)


def write(paper: Path, kind: str, tables: dict[str, str]) -> None:
    """Each between its markers, `<!-- kind name -->` and `<!-- end -->`."""
    text = paper.read_text()
    for name, words in tables.items():
        block = re.compile(rf"(<!-- {kind} {name} -->\n).*?(\n<!-- end -->)", re.DOTALL)
        assert block.search(text), f"{paper} has no place for {name}"
        text = block.sub(lambda found: found[1] + words + found[2], text)
    paper.write_text(text)
