"""The password hash is what a sign-in costs, and how it is compiled decides by how much: what a release has of it is looked
at, as no stopwatch would tell on a busy machine. Why it is so is told in docs/decisions/0008-the-password-hash.md.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
from pathlib import Path

from support.server import ROOT

# A block of Argon2 takes two times eight permutations of eight steps with four multiplications (RFC 9106 sections 3.5 and
# 3.6); AVX2 does four of them at a time.
AT_A_TIME = 2 * 8 * 8 * 4 // 4


def compiled(folder: Path) -> str:
    """The crate argon2 as a release has it, in assembly; but for what linking the program as a whole does to it, which is when
    a release's crates are turned into vectors."""
    code = folder / "argon2.s"
    env = {"CARGO_TARGET_DIR": str(folder), "CARGO_PROFILE_RELEASE_LTO": "off"}
    command = ["cargo", "rustc", "--release", "--locked", "-p", "argon2", "--", "--emit", f"asm={code}"]
    subprocess.run(command, cwd=ROOT, env=os.environ | env, check=True, timeout=300)
    return code.read_text()


def test_in_a_release_the_hash_multiplies_four_numbers_at_a_time(tmp_path: Path) -> None:
    assembly = compiled(tmp_path)
    functions = re.findall(r"^(\S*compress_avx2\S*):\n(.*?)^\t\.cfi_endproc", assembly, re.MULTILINE | re.DOTALL)
    if platform.machine() != "x86_64":
        # One code for all processors; whoever sees that fail has better to tell in the decision's page.
        assert not functions
        return
    assert len(functions) == 1, [name for name, _ in functions]
    code = functions[0][1]
    assert len(re.findall(r"\tvpmuludq\t.*%ymm", code)) == AT_A_TIME
    assert not re.findall(r"\t(?:imul|mul|mulx)[lq]?\t", code)
