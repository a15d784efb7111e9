"""Write docs/blocks.md and its pictures. With `--text` the text alone, which needs no browser."""

import os
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tcma.base.settings import ROOT
from tcma.catalogue.rules import BLOCKS
from tcma.composing.rules.themes import THEMES
from tcma.trial.blocks.book import book
from tcma.trial.blocks.files import files_of
from tcma.trial.blocks.show import LETTER, mail_of, page_of
from tcma.trial.pictures import chromium, small

DOCUMENT, PICTURES = ROOT / "docs" / "blocks.md", ROOT / "docs" / "blocks"
WIDTH = 640
ABOVE = "body > div > div:not([style*='display:none'])"  # the strips of a mail: head, blocks, foot


def main() -> None:
    DOCUMENT.write_text(book(), encoding="utf-8")
    if "--text" in sys.argv:
        return
    PICTURES.mkdir(exist_ok=True)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, color_scheme="light")
        for name, block in BLOCKS.items():
            if "email" in block.assets:
                _write(PICTURES / f"{name}.png", _strip(page, mail_of([name]).html, foot=name == "legal"))
            elif "page" in block.assets:
                page.set_content(page_of([name, "heading", "legal"]))
                _write(PICTURES / f"{name}.png", page.locator(".panel").screenshot())
        for name in THEMES:
            page.set_content(mail_of(LETTER, theme=name).html)
            _write(PICTURES / f"theme-{name}.png", page.screenshot(full_page=True))
            _write(PICTURES / f"theme-{name}-files.png", files_of(name))
        browser.close()


def _strip(page: Page, html: str, *, foot: bool) -> bytes:
    """The mail between its head and its foot, or the foot alone."""
    page.set_content(html)
    strips = page.locator(".card, .foot")
    boxes = [box for index in range(strips.count()) if (box := strips.nth(index).bounding_box()) and box["height"]]
    chosen = boxes[-1:] if foot else boxes[1:-1]
    top, bottom = chosen[0]["y"], chosen[-1]["y"] + chosen[-1]["height"]
    return page.screenshot(clip={"x": 20, "y": top, "width": 600, "height": bottom - top}, full_page=True)


def _write(path: Path, png: bytes) -> None:
    path.write_bytes(small(png))
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1000} KB", flush=True)  # noqa: T201  # a command


if __name__ == "__main__":
    main()
