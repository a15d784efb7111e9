"""Pictures of mails and pages for the gallery: as wide as on a desk, on a phone, and in the dark."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from playwright.sync_api import Page, Playwright, Route

from tcma.trial.pictures import chromium

WAYS: tuple[tuple[int, Literal["light", "dark"]], ...] = ((600, "light"), (390, "light"), (600, "dark"))
"""Pixels across, and the scheme."""


class Shots:
    """One browser with a page for each way of looking. `logos`: PNGs by the last part of their address."""

    def __init__(self, playwright: Playwright, to: Path, logos: Mapping[str, bytes]) -> None:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        self.browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        self.to, self.logos = to, logos
        self.pages = [self._page(width, scheme) for width, scheme in WAYS]

    def take(self, name: str, html: str, way: int) -> str:
        """The name of the file; `way` counts on past the last one."""
        page, path = self.pages[way % len(WAYS)], f"{name}.jpg"
        page.set_content(html, wait_until="load")
        page.screenshot(path=self.to / path, full_page=True, type="jpeg", quality=85)
        return path

    def close(self) -> None:
        self.browser.close()

    def _page(self, width: int, scheme: Literal["light", "dark"]) -> Page:
        context = self.browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=False
        )
        context.route("**/*", self._answer)
        return context.new_page()

    def _answer(self, route: Route) -> None:
        """Logos are here; nothing else is asked of anybody."""
        name = route.request.url.rpartition("/")[2]
        if name in self.logos:
            route.fulfill(body=self.logos[name], content_type="image/png")
        else:
            route.abort()
