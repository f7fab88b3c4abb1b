"""What the guides tell people to type."""

from __future__ import annotations

import re

from support.server import ROOT

GUIDE = ROOT / "docs/guide"


def blocks(page: str, language: str) -> list[str]:
    """The examples of a guide in one language, in their order."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", (GUIDE / page).read_text(), re.DOTALL | re.MULTILINE)
    assert found, f"{page} has no {language}"
    return found


def block(page: str, language: str, naming: str) -> str:
    [found] = [text for text in blocks(page, language) if naming in text]
    return found
