"""docs/ as a book: mdBook makes it without a complaint, and no link in it leads nowhere."""

from __future__ import annotations

import subprocess
import tomllib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from support.server import ROOT


class Page(HTMLParser):
    """Where a page of the book leads, what it loads, and what can be led to in it."""

    def __init__(self, path: Path) -> None:
        super().__init__(convert_charrefs=True)
        self.path = path
        self.targets: set[str] = set()
        self.ids: set[str] = set()
        self.feed(path.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids |= {value for name in ("id", "name") if (value := given.get(name))}
        self.targets |= {value for name in ("href", "src") if (value := given.get(name))}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("book")
    done = subprocess.run([ROOT / "scripts/book", made], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done
    assert "WARN" not in done.stderr and "ERROR" not in done.stderr, done.stderr
    return made


def test_every_link_in_the_book_leads_somewhere(book: Path) -> None:
    # The last two are made for no place of their own: all pages in one, and the one for a wrong address.
    pages = {path: Page(path) for path in (book / "docs").rglob("*.html") if path.name not in ("print.html", "404.html")}
    assert len(pages) > len(list((ROOT / "docs").rglob("*.md"))) - 1
    dead = []
    for page in pages.values():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme or parts.netloc:
                continue
            path = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
            anchor = unquote(parts.fragment)
            if not path.is_file() or (anchor and path.suffix == ".html" and anchor not in pages[path].ids):
                dead.append(f"{page.path.relative_to(book)}: {target}")
    assert not dead, dead


def test_every_page_can_be_found_in_the_contents(book: Path) -> None:
    contents = Page(book / "docs/toc.html").targets
    for path in (ROOT / "docs").rglob("*.md"):
        name = path.relative_to(ROOT / "docs").with_suffix(".html").as_posix().replace("README", "index")
        assert name in contents or path.name == "SUMMARY.md", name


def test_the_book_says_of_which_version_it_is(book: Path) -> None:
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["workspace"]["package"]["version"]
    assert f'<h1 class="menu-title">Countersign {version}</h1>' in (book / "docs/guide/install.html").read_text()
