"""How PostgreSQL went about the program's own statements, as auto_explain noted it down."""

from __future__ import annotations

import re
from collections.abc import Callable

from scale.journey import Journey
from scale.people import TABLES
from support.postgres import Postgres, psql
from support.server import Server

# What an entry of the log begins with, and a plan within it; lines that go on begin with a tab.
ENTRY = re.compile(r"duration: ([\d.]+) ms  plan:\n((?:\t.*\n)+)")
PLAN = re.compile(r"^.*\(cost=", re.MULTILINE)

HOT = {
    "a session check": "FROM sessions JOIN accounts ON accounts.id = sessions.account_id WHERE sessions.token_hash",
    "the account of a sign-in": "FROM accounts WHERE email_key",
    "a worker takes up the oldest mails": "WITH due",
    "a link is spent": "UPDATE links SET used_at",
}


def plans(postgres: Postgres, url: str, node: Callable[..., Server]) -> str:
    """Of the last of many runs, when PostgreSQL plans no more; and whatever read a whole table."""
    name = url.rpartition("/")[2]
    settings = {"log_min_duration": "0", "log_analyze": "on", "log_timing": "off"}
    settings |= {"log_buffers": "on", "log_nested_statements": "on"}
    psql(url, f"ALTER DATABASE {name} SET session_preload_libraries = 'auto_explain'")
    for setting, value in settings.items():
        psql(url, f"ALTER DATABASE {name} SET auto_explain.{setting} = '{value}'")
    before = len(postgres.log)
    with Journey(postgres, url, node, 0, lambda _: None) as journey:
        journey.go(journey.warm, lambda _, people, step: step(people))
    psql(url, f"ALTER DATABASE {name} RESET ALL")
    found = {sql: (duration, plan) for duration, sql, plan in entries(postgres.log[before:])}
    blocks = []
    for what, words in HOT.items():
        sql, (_, plan) = next(item for item in found.items() if words in item[0])
        blocks.append(f"{what[0].upper()}{what[1:]}:\n\n```text\n{plan}\n```")
    # The small tables are read whole because they are small; what has no parameter is ours.
    large = re.compile(rf"Seq Scan on ({'|'.join(TABLES)})\b")
    ours = {sql: (duration, plan) for sql, (duration, plan) in sorted(found.items()) if "$1" in sql}
    whole = [line(sql, duration) for sql, (duration, plan) in ours.items() if large.search(plan)]
    blocks.append(f"Of {len(ours)} statements these read one of the large tables as a whole:\n\n" + ("\n".join(whole) or "None."))
    sweep = [line(sql, duration) for sql, (duration, _) in ours.items() if re.match(r"DELETE FROM \w+ WHERE \w*at <", sql)]
    blocks.append("The statements of a sweep that finds nothing to remove:\n\n" + "\n".join(sweep))
    return "\n\n".join(blocks)


def line(sql: str, duration: str) -> str:
    return f"- `{sql[:150]}{'…' if len(sql) > 150 else ''}`: {duration} ms"


def entries(log: str) -> list[tuple[str, str, str]]:
    """Duration, statement and plan, the latter without what was estimated."""
    found = []
    for duration, text in ENTRY.findall(log):
        lines = text.replace("\n\t", "\n").lstrip("\t")
        start = PLAN.search(lines)
        if start is None:
            continue
        sql = " ".join(lines[: start.start()].removeprefix("Query Text:").split())
        plan = re.sub(r"  \(cost=[^)]*\)", "", lines[start.start() :])
        found.append((duration, sql, re.sub(r"(?m)^.*Query Identifier.*\n", "", plan).rstrip()))
    return found
