"""The load on both stacks by wrk, with the same script: session checks of visitors who are signed in, sign-ins, and
sign-ups. A request begins as soon as the one before it on its connection was answered.
"""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from classic.stacks import AGENT, PEOPLE, Stack
from support.load import PASSWORD

# Longer than anybody waits: who is answered late counts with the time that it took.
TIMEOUT_S = 120

SCRIPT = """
local cookies = {{{cookies}}}
local n = 0
math.randomseed({seed})
local function post(path, email)
  local body = '{{"email":"' .. email .. '","password":"{password}"}}'
  local headers = {{["User-Agent"] = "{agent}", ["Content-Type"] = "application/json"}}
  return wrk.format("POST", "{prefix}/" .. path, headers, body)
end
local function check(connection)
  local headers = {{["User-Agent"] = "{agent}", Cookie = cookies[math.random(#cookies)], Connection = connection}}
  return wrk.format("GET", "{prefix}/session", headers)
end
function request()
  n = n + 1
  return {load}
end
function done(summary, latency)
  local errors = summary.errors
  local broken = errors.connect + errors.read + errors.write + errors.timeout
  local seconds, p99_ms = summary.duration / 1e6, latency:percentile(99) / 1e3
  print(string.format("FOUND %d %d %d %f %f", summary.requests, errors.status, broken, seconds, p99_ms))
end
"""

# `n` counts the requests of one run, whose `tag` nobody had before.
CHECKS = "check()"
CHECKS_ALONE = """check("close")"""
SIGN_INS = f"""post("sign-in", string.format("person%07d@example.org", math.random({PEOPLE}) - 1))"""
SIGN_UPS = """post("sign-up", string.format("{tag}-%07d@example.net", n))"""


@dataclass
class Answered:
    # As they should be.
    count: int
    refused: int
    seconds: float
    # Of all answers; meaningless if there was none.
    p99_ms: float

    @property
    def rate(self) -> float:
        return self.count / self.seconds


class Load:
    def __init__(self, base: Path, stack: Stack, load: str, seconds: int, connections: int) -> None:
        seed = random.getrandbits(31)
        words = {"seed": seed, "password": PASSWORD, "prefix": stack.prefix, "agent": AGENT}
        words["cookies"] = ", ".join(f'"{cookie}"' for cookie in stack.cookies)
        script = base / f"{seed:x}.lua"
        script.write_text(SCRIPT.format(**words, load=load.replace("{tag}", f"load{seed:x}")))
        limits = ["-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", f"{TIMEOUT_S}s"]
        command = ["wrk", *limits, "-s", str(script), f"http://127.0.0.1:{stack.port}"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def answered(self) -> Answered:
        """Once it has ended."""
        output, _ = self.process.communicate()
        found = [line.split()[1:] for line in output.splitlines() if line.startswith("FOUND")]
        assert self.process.returncode == 0 and found, output
        [(requests, refused, broken, seconds, p99_ms)] = found
        assert broken == "0", output
        return Answered(int(requests) - int(refused), int(refused), float(seconds), float(p99_ms))


@contextmanager
def under(load: Load) -> Iterator[Load]:
    """What is done while that load is on; wrk is gone afterwards."""
    try:
        yield load
    finally:
        if load.process.poll() is None:
            load.process.kill()
        load.process.wait()
