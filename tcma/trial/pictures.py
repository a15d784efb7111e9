"""`make pictures`: the pictures of the README, taken from the demo that runs in var/, or from one of its own."""

import io
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tcma.base.settings import ROOT
from tcma.trial.supervisor import Programme
from tcma.trial.supervisor.answers import answers
from tcma.trial.supervisor.folder import read_state

TO = ROOT / "docs" / "pictures"
LARGEST = 250_000  # bytes
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# The trial's own bar is no part of the product.
HIDDEN = ".trialbar { display: none !important } * { caret-color: transparent !important }"


@dataclass(frozen=True)
class Picture:
    """Who looks at which page, how; `link`: it is where the first such link of the page leads."""

    name: str
    person: str
    path: str
    size: tuple[int, int] = (1280, 860)
    scheme: Literal["light", "dark"] = "light"
    language: str = "en"
    sharpness: float = 1.5
    link: str = ""


PICTURES = (
    Picture("home", "Layla Sample", "/home"),
    Picture("launch", "Ruth Sample", "/launch/ransomware-readiness"),
    Picture("contacts", "Layla Sample", "/contacts", (1280, 900)),
    Picture("event", "Ruth Sample", "/events", (1280, 900), link="main a[href^='/events/']"),
    Picture("attribution", "Vera Sample", "/hq/attribution", (1280, 1130)),
    Picture("phone", "Layla Sample", "/home", (390, 844), "dark", "ar", 2),
)


@contextmanager
def demo() -> Iterator[str]:
    """The address of a demo with the sample programme."""
    state = read_state(ROOT / "var")
    if state.get("ready") and answers(f"{state['url']}/healthz"):
        yield str(state["url"])
        return
    with Programme(fill=True, seconds=600) as programme:
        yield programme.url


def take(browser: Browser, url: str, picture: Picture) -> bytes:
    """Sign in as the person, look, and leave their language as it was."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, device_scale_factor=picture.sharpness,
        color_scheme=picture.scheme, bypass_csp=True, reduced_motion="reduce", base_url=url,
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto("/trial/")
    page.get_by_role("button", name=re.compile(picture.person)).click()
    page.wait_for_load_state()
    before = page.locator("html").get_attribute("lang") or "en"
    _speak(page, picture.language)
    page.goto(picture.path)
    if picture.link:
        page.goto(page.locator(picture.link).first.get_attribute("href") or "")
    page.add_style_tag(content=HIDDEN)
    page.wait_for_load_state("networkidle")
    found = page.screenshot()
    _speak(page, before)
    context.close()
    return found


def _speak(page: Page, language: str) -> None:
    if page.locator("html").get_attribute("lang") != language:
        button = page.locator(f"button[name=language][value={language}]").first
        with page.expect_navigation():
            button.evaluate("button => button.form.requestSubmit(button)")


def small(png: bytes) -> bytes:
    """256 colours, and fewer pixels if that is not enough."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    while True:
        out = io.BytesIO()
        reduced(picture).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            return out.getvalue()
        size = (int(picture.width * 0.85), int(picture.height * 0.85))
        picture = picture.resize(size, Image.Resampling.LANCZOS)


def reduced(picture: Image.Image) -> Image.Image:
    """Half of the palette are the most frequent colours, kept as they are; the other half covers the rest.

    So white stays white, and a small orange dot stays orange.
    """
    counted: Any = picture.getcolors(picture.width * picture.height) or []
    frequent = [colour for _, colour in sorted(counted, reverse=True)[:128]]
    rest = picture.quantize(128, Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = [channel for colour in frequent for channel in colour] + rest[: 128 * 3]
    named = Image.new("P", (1, 1))
    named.putpalette(palette)
    near = bytearray(picture.quantize(palette=named, dither=Image.Dither.NONE).tobytes())
    exact, pixels = {bytes(colour): index for index, colour in enumerate(frequent)}, picture.tobytes()
    for place in range(len(near)):  # Pillow finds a near colour, not always the nearest
        near[place] = exact.get(pixels[3 * place : 3 * place + 3], near[place])
    done = Image.frombytes("P", picture.size, bytes(near))
    done.putpalette(palette)
    return done


def chromium() -> str:
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise SystemExit("Chromium is needed for the pictures: install it, or set CHROMIUM to its path.")
    return found


def main(to: Path = TO) -> None:
    to.mkdir(parents=True, exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        for picture in PICTURES:
            path = to / f"{picture.name}.png"
            path.write_bytes(small(take(browser, url, picture)))
            print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} KB", flush=True)  # noqa: T201  # a command
        browser.close()


if __name__ == "__main__":
    main()
