"""As many requests as go, by wrk: a few C threads that leave the cores to what is measured."""

from __future__ import annotations

import random
import re
import subprocess
from pathlib import Path

from scale.people import AGENT, PASSWORD
from support.server import Server

CONNECTIONS = 16

# `n` counts the requests of one run, whose `tag` nobody had before.
LOADS = {
    "sign-ups": """post("sign-up", string.format("%s-%07d@example.net", tag, n))""",
    "sign-ins": """post("sign-in", string.format("person%07d@example.org", math.random(accounts) - 1))""",
    "session checks": """get("session", tokens[math.random(#tokens)])""",
}

SCRIPT = """
local tag, accounts, tokens, n = "{tag}", {accounts}, {{}}, 0
for token in io.lines("{tokens}") do tokens[#tokens + 1] = token end
math.randomseed({seed})
local function post(path, email)
  local body = '{{"email":"' .. email .. '","password":"{password}"}}'
  return wrk.format("POST", "/api/v1/" .. path, {{["User-Agent"] = "{agent}", ["Content-Type"] = "application/json"}}, body)
end
local function get(path, token)
  return wrk.format("GET", "/api/v1/" .. path, {{["User-Agent"] = "{agent}", Authorization = "Bearer " .. token}})
end
function request()
  n = n + 1
  return {load}
end
"""


def rate(base: Path, servers: list[Server], load: str, accounts: int, tokens: list[str], seconds: int) -> float:
    """Requests a second that these nodes answer together; a refused one is an error here."""
    running = []
    file = base / "tokens"
    file.write_text("\n".join(tokens))
    for number, server in enumerate(servers):
        seed = random.getrandbits(31)
        words = {"tag": f"{load[:7]}-{seed:x}", "seed": seed, "accounts": accounts, "tokens": file}
        script = base / f"wrk-{number}.lua"
        script.write_text(SCRIPT.format(**words, password=PASSWORD, agent=AGENT, load=LOADS[load]))
        connections = CONNECTIONS // len(servers)
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(script), f"http://127.0.0.1:{server.port}"]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
    total = 0.0
    for process in running:
        output, _ = process.communicate()
        found = re.search(r"Requests/sec:\s+([\d.]+)", output)
        assert process.returncode == 0 and found and "Non-2xx" not in output and "Socket errors" not in output, output
        total += float(found[1])
    return total
