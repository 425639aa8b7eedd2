"""A real browser, headless, on files as they lie on a share; `make browser` brings it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from ent_report.render.html import Templates
from ent_report.specimens.lycee import TEMPLATES

WIDE, NARROW, SMALLEST = (1280, 900), (375, 800), (320, 640)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.fail("found no chromium, expected Debian's: make browser installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Fenetre:
    """A page in the browser, with all that it asked for and complained of."""

    page: Page
    demandes: list[str] = field(default_factory=list)
    plaintes: list[str] = field(default_factory=list)

    def open(self, path: Path) -> Page:
        self.page.goto(path.as_uri())
        return self.page

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth"))

    def accessibility(self) -> list[str]:
        """A line for each element that breaks a rule of WCAG 2.2 AA, or a good practice, as axe-core sees it."""
        found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": RULES}}).response
        return [
            f"{rule['id']}: {node['target']}: {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]


@pytest.fixture
def fenetre(browser: Browser) -> Iterator[Callable[..., Fenetre]]:
    """Open windows of a size; each is closed at the end."""
    contexts: list[BrowserContext] = []

    def make(size: tuple[int, int] = WIDE, **options: object) -> Fenetre:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="fr-FR", **options)
        contexts.append(context)
        found = Fenetre(context.new_page())
        found.page.on("request", lambda request: found.demandes.append(request.url))
        found.page.on("pageerror", lambda error: found.plaintes.append(str(error)))
        found.page.on(
            "console",
            lambda message: found.plaintes.append(message.text) if message.type in ("error", "warning") else None,
        )
        found.page.on("dialog", lambda dialog: (found.plaintes.append(dialog.message), dialog.dismiss()))
        return found

    yield make
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates(TEMPLATES)
