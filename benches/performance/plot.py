"""docs/performance.svg: each figure a bar, with its limit as a line beside it. Light and dark as the reader's screen is."""

from __future__ import annotations

from html import escape

from performance.figures import Held, Taken, middle

WIDTH, LEFT, BAR, ROW = 900, 400, 330, 26
# A bar that is longer than this is cut off.
MOST = 1.3

STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .quiet { fill: #59636e; }
  .title { font-weight: 600; font-size: 15px; }
  .paper { fill: #ffffff; }
  .rest { fill: #eef1f4; }
  .bar { fill: #0b6b57; }
  .other { fill: #5b8fd9; }
  .aim { stroke: #59636e; stroke-width: 1.5; stroke-dasharray: 3 2; }
  .limit { stroke: #c2410c; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .quiet { fill: #9198a1; }
    .paper { fill: #0d1117; }
    .rest { fill: #21262d; }
    .bar { fill: #2fae91; }
    .other { fill: #79a8ee; }
    .aim { stroke: #9198a1; }
    .limit { stroke: #fb923c; }
  }
"""


class Sheet:
    def __init__(self) -> None:
        self.parts: list[str] = []
        self.y = 16

    def text(self, x: float, words: str, kind: str = "", anchor: str = "start") -> None:
        self.parts.append(f'<text x="{x:g}" y="{self.y + 13}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>')

    def line(self, at: float, kind: str) -> None:
        x = LEFT + BAR * at / MOST
        self.parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{self.y - 2}" y2="{self.y + 20}" class="{kind}"/>')

    def title(self, words: str, below: str) -> None:
        self.text(16, words, "title")
        self.y += 20
        self.text(16, below, "quiet")
        self.y += 28

    def bar(self, words: str, on: str, share: float, said: str, aim: float | None) -> None:
        """`share` is of the limit, whose line is at 1."""
        self.text(LEFT - 10, f"{words}, {on}" if on != "both" else words, anchor="end")
        length = BAR * min(share, MOST) / MOST
        kind = "other" if on == "PostgreSQL" else "bar"
        self.parts.append(f'<rect x="{LEFT}" y="{self.y}" width="{BAR}" height="18" class="rest"/>')
        self.parts.append(f'<rect x="{LEFT}" y="{self.y}" width="{length:.1f}" height="18" class="{kind}"/>')
        if aim is not None:
            self.line(aim, "aim")
        self.line(1, "limit")
        self.text(LEFT + BAR + 10, said, "quiet")
        self.y += ROW

    def svg(self) -> str:
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.y}" width="{WIDTH}" height="{self.y}" '
            'role="img" aria-labelledby="title">\n<title id="title">Countersign beside its limits</title>\n'
        )
        paper = f'<rect width="{WIDTH}" height="{self.y}" class="paper"/>'
        return f"{head}<style>{STYLE}</style>\n{paper}\n" + "\n".join(self.parts) + "\n</svg>\n"


def plot(held: list[Held], taken: list[Taken]) -> str:
    sheet = Sheet()
    if held:
        below = "The solid line is the limit, measured in the same run; the dashed one is the aim."
        sheet.title("Of the limit: longer is better", below)
        for row in held:
            sheet.bar(row.what, row.on, row.ratio, f"{row.ratio:.2f}", row.aim)
        sheet.y += 18
    if taken:
        sheet.title("Of what it may take: shorter is better", "The solid line is the most that it may take.")
        for figure in taken:
            said = f"{middle(figure.values)} of {figure.most:g} {figure.unit}"
            sheet.bar(figure.what, figure.on, figure.value / figure.most, said, None)
    sheet.y += 8
    return sheet.svg()
