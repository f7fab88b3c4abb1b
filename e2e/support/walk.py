"""A person in Chromium, who walks through the pages. What they meet is looked at closely and photographed: no page may
write an error to the console, ask another host for anything, or be wider than the screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}


@contextmanager
def chromium_running() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert path, "there is no Chromium: run scripts/setup first"
    # Chromium's sandbox does not work for root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS + sandbox)
        yield browser
        browser.close()


@dataclass
class Walk:
    """A person walking through the pages; `shot` looks at each one closely."""

    context: BrowserContext
    page: Page
    base: str
    folder: Path
    troubles: list[str]
    steps: int = 0

    @classmethod
    def begin(cls, chromium: Browser, base: str, folder: Path, screen: str, script: bool, dark: bool = False) -> Walk:
        context = chromium.new_context(
            viewport=SCREENS[screen],  # type: ignore[arg-type]
            java_script_enabled=script,
            is_mobile=screen == "phone",
            has_touch=screen == "phone",
            color_scheme="dark" if dark else "light",
            base_url=base,
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        walk = cls(context, page, base, folder, [])
        page.on("console", walk._console)
        page.on("pageerror", lambda error: walk.troubles.append(f"script error: {error}"))
        page.on("request", walk._request)
        return walk

    def _console(self, message: ConsoleMessage) -> None:
        # A browser logs each answer of 4xx, also of the page itself, where it is as it should be.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.troubles.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.base + "/") and not request.url.startswith("data:"):
            self.troubles.append(f"asked another host: {request.url}")

    def open(self, url: str, name: str) -> None:
        self.page.goto(url)
        self.shot(name)

    def submit(self, action: str, name: str, **fields: str) -> None:
        form = self.page.locator(f'form[action$="{action}"]').first
        # What the server says is wanted, so the browser does not hold back what it can see is wrong.
        form.evaluate("form => { form.noValidate = true }")
        for field, value in fields.items():
            form.locator(f'[name="{field}"]').fill(value)
        with self.page.expect_navigation():
            form.locator('button:not([type="button"]), input[type="submit"]').first.click()
        self.shot(name)

    def at(self, path: str) -> None:
        assert self.page.url.removeprefix(self.base).split("?")[0] == path, self.page.url

    def says(self, words: str) -> None:
        assert words.lower() in self.page.inner_text("body").lower(), self.page.inner_text("body")

    def shot(self, name: str) -> None:
        self.steps += 1
        self.page.wait_for_load_state("load")
        self.page.screenshot(path=self.folder / f"{self.steps:02}-{name}.png", full_page=True)
        facts = self.page.evaluate(LOOK)
        assert facts["title"] and facts["lang"] and facts["headings"] == 1, (self.page.url, facts)
        assert facts["width"] <= facts["screen"], f"{self.page.url} is {facts['width']} px wide on {facts['screen']}"
        assert not facts["unlabelled"], f"fields without a label on {self.page.url}: {facts['unlabelled']}"
        assert not self.troubles, (self.page.url, self.troubles)


LOOK = """() => ({
    title: document.title,
    lang: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    width: document.documentElement.scrollWidth,
    screen: window.innerWidth,
    unlabelled: [...document.querySelectorAll("input:not([type=hidden]):not([type=submit]), select, textarea")]
        .filter(field => !field.labels.length && !field.ariaLabel).map(field => field.name),
})"""
