"""Every page in every state (support/pages.py), looked at closely: axe-core finds no violation of WCAG 2.2 AA in either
colour scheme, the HTML is valid, it weighs little, asks nobody else for anything, writes no error to the console, fits
320 px, and can be used from the keyboard.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from support import looks, pages
from support.pages import STATES, Doors, State, open_doors

WRONG = """<!doctype html><p style="color: #ccc; background: #fff">Pale</p><input name="nameless" autofocus>
<a href="/" class="bare"></a><div id="broad">Broad</div><button tabindex="3">First</button>"""
RULES = """#broad { inline-size: 900px } p { color: #ccc; background: #fff } body { margin: 0 }
.bare, .bare:focus { outline: none; display: block; block-size: 1rem }"""

ADOPT = """rules => {
    const own = new CSSStyleSheet()
    own.replaceSync(rules)
    document.adoptedStyleSheets = [own]
}"""

# Both schemes and both screens: what depends on one of them shows, and pages are not looked at twice as often.
SIGHTS = [("phone", "light"), ("wide", "dark")]


@pytest.fixture(scope="module")
def doors(chromium: Browser, binary: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doors]:
    with open_doors(chromium, tmp_path_factory.mktemp("doors")) as doors:
        yield doors


@pytest.fixture(scope="module")
def html(output: Path) -> Path:
    """The pages as they came, for the validator."""
    folder = output / "html"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """Templates that were on a page."""
    return set()


def test_the_looks_see_what_is_wrong(doors: Doors, tmp_path: Path) -> None:
    """Or else no fault would mean nothing."""
    with doors.begin() as visit:
        visit.open("/sign-in")
        visit.page.set_content(WRONG)
        # As a sheet of the browser's own: the page's policy takes none.
        visit.page.evaluate(ADOPT, RULES)
        assert {fault.split()[1] for fault in looks.with_axe(visit.page)} >= {"color-contrast", "label", "link-name"}
        assert looks.at_shape(visit.page, "en") == [
            "lang is '', not 'en'",
            "dir is '', not 'ltr'",
            "headings is 0, not 1",
            "it has no title",
            'a style or script stands in the page: <p style="color: #ccc; background: #fff">Pale</p>',
        ]
        assert [fault.split(" it is ")[1].split()[0] for fault in looks.at_width(visit.page)] == ["900", "900"]
        assert any("has no ring" in fault for fault in looks.at_keyboard(visit.page))
        assert any("Tab leads to" in fault for fault in looks.at_keyboard(visit.page))
    (tmp_path / "wrong.html").write_text(WRONG)
    assert {"wrong.html"} == looks.validity(tmp_path).keys()


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_a_page_is_without_fault(doors: Doors, html: Path, shown: set[str], state: State) -> None:
    with doors.at(state) as visit:
        page, body = visit.page, visit.answer.text()
        shown.update(pages.MARK.findall(body))
        (html / f"{state.name}.html").write_text(pages.MARK.sub("", body))
        faults = looks.at_headers(visit) + looks.at_shape(page, "en") + looks.at_weight(visit) + looks.at_width(page)
        for screen, scheme in SIGHTS:
            looks.see(page, screen, scheme)
            faults += [f"{screen}, {scheme}: {fault}" for fault in looks.with_axe(page) + looks.at_keyboard(page)]
        faults += looks.in_other_languages(visit) + visit.troubles
    assert not faults, looks.describe(faults)


def test_the_html_of_all_pages_is_valid(html: Path) -> None:
    assert any(html.iterdir()), "there is nothing to check: run the whole file"
    assert looks.validity(html) == {}


def test_no_template_is_left_out(shown: set[str]) -> None:
    assert pages.templates() - shown == set()
