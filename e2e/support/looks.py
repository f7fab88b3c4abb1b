"""A close look at one page: what axe-core finds, what it weighs, whether it fits a small screen and can be used from
the keyboard. Each look answers with the faults it found, as sentences."""

from __future__ import annotations

import json
import re
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

from support.pages import Visit
from support.server import ROOT
from support.waiting import until

MODULES = ROOT / "e2e/node_modules"
SCREENS = {"phone": {"width": 375, "height": 812}, "wide": {"width": 1280, "height": 800}}
# WCAG 2.2 SC 1.4.10: 1280 by 1024 at 400 % is 320 by 256 CSS pixels.
NARROW = {"width": 320, "height": 256}
# All that a page makes a browser load: HTML, styles, scripts, icon. What came compressed counts as it is unpacked.
MAX_BYTES = 30_000
# One from right to left, one without spaces, one of long words: how each is written, and in which letters.
LANGUAGES = {"ar": ("rtl", "[\u0620-\u064a]"), "ja": ("ltr", "[\u3041-\u30ff\u4e00-\u9fff]"), "de": ("ltr", "[a-z]")}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def see(page: Page, screen: str, scheme: str) -> None:
    page.set_viewport_size(SCREENS[screen])  # type: ignore[arg-type]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]


def with_axe(page: Page) -> list[str]:
    """Violations of WCAG 2.2 A and AA, and of what axe-core holds to be good practice."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate((MODULES / "axe-core/axe.min.js").read_text())
    # A mail in a frame is not our page, and its sandbox lets no script in.
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations'], iframes: false})", RULES
    )
    return [
        f"axe {rule['id']} ({rule['impact']}): {node['html'][:160]}: {' '.join(node['failureSummary'].split())}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def at_headers(visit: Visit) -> list[str]:
    headers, faults = visit.answer.headers, []
    policy = headers.get("content-security-policy", "")
    if not policy.startswith("default-src 'none'") or "unsafe" in policy or "frame-ancestors 'none'" not in policy:
        faults.append(f"its Content-Security-Policy is {policy!r}")
    if headers.get("cache-control") != "no-store":
        faults.append(f"may be cached: {headers.get('cache-control')!r}")
    return faults


def at_shape(page: Page, language: str, direction: str = "ltr") -> list[str]:
    facts = page.evaluate(SHAPE)
    wanted = {"lang": language, "dir": direction, "headings": 1}
    faults = [f"{name} is {facts[name]!r}, not {value!r}" for name, value in wanted.items() if facts[name] != value]
    if not facts["title"]:
        faults.append("it has no title")
    return faults + [f"a style or script stands in the page: {inline}" for inline in facts["inline"]]


def in_other_languages(visit: Visit) -> list[str]:
    """A page that can be loaded anew."""
    faults = []
    if visit.answer.request.method == "GET":
        visit.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        for language, (direction, letters) in LANGUAGES.items():
            visit.speak(language)
            found = at_shape(visit.page, language, direction) + too_wide(visit.page) + at_weight(visit)
            # A heading may be nothing but a name, which stands in a <bdi> then, or the same in all languages.
            headings = visit.page.evaluate(HEADINGS)
            found += [f"a heading is {heading!r}" for heading in headings if not re.search(letters, heading)]
            faults += [f"in {language}: {fault}" for fault in found]
    return faults


def at_weight(visit: Visit) -> list[str]:
    weights = {"HTML": len(visit.answer.body())}
    for url in visit.page.evaluate(LOADS):
        target = urljoin(visit.page.url, url)
        if urlsplit(target).netloc != urlsplit(visit.service.server.base_url).netloc:
            return [f"loads {target}"]
        parts = urlsplit(target)
        answer = visit.browser().request("GET", f"{parts.path}?{parts.query}" if parts.query else parts.path)
        weights[parts.path] = len(answer.expect(200).body)
    return [f"weighs {sum(weights.values())} bytes: {weights}"] if sum(weights.values()) >= MAX_BYTES else []


def at_width(page: Page) -> list[str]:
    """No scrolling sideways: on no screen, and not at 400 %."""
    faults = []
    for size in (NARROW, *SCREENS.values()):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        faults += too_wide(page)
    return faults


def too_wide(page: Page) -> list[str]:
    if found := page.evaluate(TOO_WIDE):
        return [f"at {page.viewport_size} it is {found[0]} px wide: {found[1:]}"]
    return []


def at_keyboard(page: Page) -> list[str]:
    """Tab leads through everything that can be used, in the order in which it stands, and one sees where one is."""
    page.evaluate(TO_THE_BEGINNING)
    wanted, met, faults = page.evaluate(USABLE), [], []
    for name in wanted:
        page.keyboard.press("Tab")
        at = focus(page, name)
        if at is None:
            break
        met.append(at["name"])
        faults += [f"the focus on {at['name']} {fault}" for fault in at["faults"]]
    if met != wanted:
        faults.append(f"Tab leads to {met}, and there are {wanted}")
    return faults


def focus(page: Page, expected: str) -> Any:
    """Where it is. Into a frame and out of it goes by way of another process, which may take a moment."""
    with suppress(AssertionError):
        until(lambda: (page.evaluate(FOCUS) or {}).get("name") == expected, "the focus", timeout=1)
    return page.evaluate(FOCUS)


def validity(folder: Path) -> dict[str, list[str]]:
    """What html-validate finds in the files of a folder, by their names; all of them at once, as it starts slowly."""
    done = subprocess.run(
        ["node", ROOT / "e2e/validate.mjs", folder], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


def describe(faults: list[Any]) -> str:
    return "".join(f"\n  - {fault}" for fault in faults)


SHAPE = """() => ({
    title: document.title,
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
    headings: document.querySelectorAll("h1").length,
    inline: [...document.querySelectorAll("[style], style, script:not([src])")].map(one => one.outerHTML.slice(0, 120)),
})"""

HEADINGS = """() => [...document.querySelectorAll("h1, h2, h3, summary, button, thead th, dt")]
    .filter(one => one.querySelector(":scope > bdi")?.textContent != one.textContent)
    .map(one => one.textContent.trim())
    .filter(words => words && !["HTML", "ID"].includes(words))"""

LOADS = """() => [...document.querySelectorAll("link[rel~=stylesheet], link[rel~=icon], script[src], img[src]")]
    .map(one => one.getAttribute("href") ?? one.getAttribute("src"))"""

TOO_WIDE = """() => {
    const width = document.documentElement.scrollWidth
    if (width <= innerWidth) return null
    const is_out = box => box.right > innerWidth + 1 || box.left < -1
    const guilty = [...document.body.querySelectorAll("*")].filter(one => is_out(one.getBoundingClientRect()))
    return [width, ...guilty.slice(0, 4).map(one => one.outerHTML.slice(0, 100))]
}"""

# Helpers of the two looks at the keyboard: a short name for an element, and what can have the focus.
NAMING = """
    const name = one => `${one.localName}${one.type && one.localName != "a" ? `[${one.type}]` : ""} ` +
        (one.id || one.name || one.getAttribute("href") || one.textContent.trim() || one.value || "").slice(0, 60)
"""

TO_THE_BEGINNING = """() => {
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute("tabindex")
}"""

USABLE = (
    "() => {"
    + NAMING
    + """
    const usable = "a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex='0']"
    return [...document.querySelectorAll(usable)]
        .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({visibilityProperty: true}))
        .map(name)
}"""
)

FOCUS = (
    "() => {"
    + NAMING
    + """
    const one = document.activeElement
    if (!one || one == document.body || one == document.documentElement) return null
    const style = getComputedStyle(one), box = one.getBoundingClientRect(), faults = []
    const ring = parseFloat(style.outlineWidth)
    // In a frame the focus is on something of the frame's, and the ring is there.
    const is_inside = one.localName == "iframe"
    if (!is_inside && (style.outlineStyle == "none" || !(ring >= 2))) faults.push(`has no ring: ${style.outline}`)
    if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth)
        faults.push(`is not to be seen: ${JSON.stringify(box)}`)
    return {name: name(one), faults}
}"""
)
