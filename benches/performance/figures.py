"""What is found out: figures held to a limit that was measured beside them, and figures that may be so much."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from paper import figure, table


def shown(value: float) -> str:
    return f"{value:.4f}" if 0 < abs(value) < 0.1 else figure(value)


def spread(values: list[float]) -> str:
    return f"{shown(min(values))} to {shown(max(values))}"


@dataclass
class Held:
    """So many a second, round by round, and what the limit beside it made in the same round."""

    what: str
    on: str
    aim: float
    ours: list[float] = field(default_factory=list)
    limit: list[float] = field(default_factory=list)
    # Milliseconds of processor time for each.
    cpu_ms: list[float] = field(default_factory=list)
    clerks_ms: list[float] = field(default_factory=list)
    limit_ms: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def add(self, ours: float, limit: float) -> None:
        self.ours.append(ours)
        self.limit.append(limit)

    @property
    def ratios(self) -> list[float]:
        """Round by round, as the machine may be busier in one than in another."""
        return [ours / max(limit, 1e-9) for ours, limit in zip(self.ours, self.limit, strict=True)]

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


@dataclass
class Taken:
    """What something takes, at most so much."""

    what: str
    on: str
    unit: str
    most: float
    values: list[float] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    @property
    def value(self) -> float:
        return statistics.median(self.values)


Found = Held | Taken


def middle(values: list[float]) -> str:
    return shown(statistics.median(values)) if values else ""


def held_table(rows: list[Held]) -> str:
    headings = (
        "what | on | a second | the limit, a second | of the limit | rounds | aim | CPU ms each, server | PostgreSQL | the limit"
    )
    cells = [
        [row.what, row.on, middle(row.ours), middle(row.limit), f"**{row.ratio:.2f}**", spread(row.ratios)]
        + [f"≥ {row.aim:g}", middle(row.cpu_ms), middle(row.clerks_ms), middle(row.limit_ms)]
        for row in rows
    ]
    return table(headings, cells)


def taken_table(rows: list[Taken]) -> str:
    cells = [
        [row.what, row.on, f"**{middle(row.values)} {row.unit}**", f"{spread(row.values)}", f"≤ {row.most:g} {row.unit}"]
        for row in rows
    ]
    return table("what | on | measured | rounds | aim", cells)


def notes(rows: list[Held] | list[Taken]) -> str:
    return "\n".join(f"- {row.what}, {row.on}: {words}." for row in rows for words in row.said)
