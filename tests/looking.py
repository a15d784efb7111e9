"""Looking at a page as strictly as a machine can: barriers, headings, width, and what it said on the console."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]  # has no types
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError

DESKTOP, PHONE, NARROW = (1280, 900), (390, 844), (320, 800)
SIZES = {"desktop": DESKTOP, "phone": PHONE}
SCHEMES = ("light", "dark")
# Nothing else in a page depends on the scheme, so that a second run need not look at the rest again.
OF_COLOUR = ("color-contrast", "link-in-text-block")
# A mail has no landmarks: its reader's mailbox has them.
OF_PAGES = ("landmark-one-main", "region")

RUN = """async ([rules, without]) => {
  const only = rules.length ? {runOnly: {type: 'rule', values: rules}} : {};
  const off = Object.fromEntries(without.map(rule => [rule, {enabled: false}]));
  const found = await axe.run(document, {resultTypes: ['violations'], iframes: false, rules: off, ...only});
  return found.violations.flatMap(one => one.nodes.map(node =>
    `${one.id}: ${node.html.slice(0, 200)} ${node.any.map(check => check.message).join(' ').slice(0, 160)}`));
}"""
WIDEST = """() => {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= limit) return '';
  const wide = [...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && (box.right > limit + 1 || box.left < -1);
  });
  const names = wide.slice(0, 3).map(one => one.outerHTML.slice(0, 120));
  return `${document.documentElement.scrollWidth} px wide: ${names.join(' | ')}`;
}"""


def barriers(page: Page, rules: Iterable[str] = (), *, without: Iterable[str] = ()) -> list[str]:
    """What axe finds on the page as it stands, by these rules or by all."""
    page.wait_for_load_state()
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, [list(rules), list(without)])
    return found


def overflow(page: Page) -> str:
    """The widest parts of a page that scrolls sideways; '' of one that does not."""
    page.wait_for_load_state()
    found: str = page.evaluate(WIDEST)
    return found


def frame_faults(page: Page) -> list[str]:
    """What every page has: one h1, a title, a language and a direction."""
    # A click returns when the next page has begun, not when it is there: a busy machine may have read its head alone.
    page.wait_for_load_state()
    faults = []
    heads = page.locator("h1").count()
    if heads != 1:
        faults.append(f"{heads} first headings")
    if not page.title().strip(" ·"):
        faults.append("no title")
    html = page.locator("html")
    if not html.get_attribute("lang") or html.get_attribute("dir") not in ("ltr", "rtl"):
        faults.append("no language or direction")
    return faults


@contextmanager
def standing_still(page: Page) -> Iterator[None]:
    """Without motion, so that no colour is measured half way."""
    before = page.viewport_size
    still = bool(page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches"))
    page.emulate_media(reduced_motion="reduce")
    yield
    page.emulate_media(color_scheme="light", reduced_motion="reduce" if still else "no-preference")
    if before:
        page.set_viewport_size(before)


def size_of(page: Page) -> str:
    """On the phone of who holds one; else left-to-right pages on a desktop and right-to-left ones on a phone.

    So that both directions, sizes and schemes are looked at, and not each with each: axe takes half of the time.
    """
    width = (page.viewport_size or {"width": DESKTOP[0]})["width"]
    narrow = width <= PHONE[0] or page.locator("html").get_attribute("dir") == "rtl"
    return "phone" if narrow else "desktop"


def faults(page: Page, *, mail: bool = False) -> list[str]:
    """Everything wrong with the page (or mail) in light and dark, at its size, and at 320 px.

    Dark only from left to right: no colour depends on the direction, and to look for contrast takes longest.
    """
    found = [] if mail else frame_faults(page)
    without = OF_PAGES if mail else ()
    schemes = SCHEMES[:1] if page.locator("html").get_attribute("dir") == "rtl" else SCHEMES
    with standing_still(page):
        name = size_of(page)
        width, height = SIZES[name]
        page.set_viewport_size({"width": width, "height": height})
        for scheme in schemes:
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            rules = OF_COLOUR if scheme == "dark" else ()
            found += [f"{name}, {scheme}: {one}" for one in barriers(page, rules, without=without)]
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        if wide := overflow(page):
            found.append(f"at 320 px it scrolls sideways, {wide}")
    return found


# An answer with a refusal's status is an answer; that the browser mentions it is no fault. Nor is
# what it says when the tests change the size of a window while it fades from page to page: the new page
# stands at once, without the fade.
NO_FAULT = ("the server responded with a status of 4", "Viewport size changed")


@dataclass
class Watch:
    """What the pages of a context said and asked for that they should not have."""

    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> "Watch":
        context.on("console", self._console)
        context.on("weberror", self._weberror)
        context.on("request", self._request)
        return self

    @property
    def wrong(self) -> list[str]:
        return [*self.said, *self.asked]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            at: Any = message.page
            self._say(at.url if at else "", message.text)

    def _weberror(self, error: WebError) -> None:
        self._say(error.page.url if error.page else "", str(error.error))

    def _say(self, at: str, words: str) -> None:
        if not any(known in words for known in NO_FAULT):
            self.said.append(f"{at}: {words}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            self.asked.append(f"asked for {request.url}")
