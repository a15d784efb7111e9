"""`make gallery`: every kit in each of its languages in sample brands that are hard to dress in, side by side.

Nothing runs for it: no database, no server. Pictures and an index.html land in var/gallery/. Each brand shows the first
mail, the page, papers and decks and one picture for networks, each brand another size; below stands every other mail
and page once, each in the next brand: as wide as on a desk, on a phone, in the dark.
"""

import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from tcma.base.settings import ROOT, Settings
from tcma.base.tools import provide
from tcma.base.web.qr import qr_png
from tcma.catalogue.rules import Asset, Reading, read_kit, with_words
from tcma.catalogue.rules.papers import DECK, PAPER
from tcma.composing.queries.drafts import Desk, desk_page, desk_preview
from tcma.composing.rules import FormState, render_page
from tcma.composing.rules.email import partner_tags
from tcma.composing.rules.sample import sample_occasion
from tcma.composing.rules.themes import theme_named
from tcma.files.rules import SIZES, Dress, Marks, Size, Writer, paper_png, picture_png, targets_of
from tcma.files.rules.slides import deck_pptx
from tcma.trial.gallery_brands import Hard, brands, vendor, vendor_mark
from tcma.trial.gallery_index import Cell, Shown, index
from tcma.trial.gallery_shots import Shots

TO = ROOT / "var" / "gallery"
SITE = "https://gallery.example"
ADDRESS = f"{SITE}/s/abcdefghij"
WIDTH = 600  # pixels of papers and pictures
DAY = date(2026, 5, 11)


def main(to: Path = TO, only: tuple[str, ...] = ()) -> None:
    """`only`: slugs of kits; all of them where none is named. As many processes as processors."""
    to.mkdir(parents=True, exist_ok=True)
    folders = [one for one in sorted((ROOT / "campaigns").iterdir()) if one.is_dir() and (not only or one.name in only)]
    jobs = [(folder, language) for folder in folders for language in _read(folder).languages]
    count = max(1, min(os.cpu_count() or 1, len(jobs)))
    spawning = multiprocessing.get_context("spawn")  # a browser's connection does not survive a fork
    with ProcessPoolExecutor(count, mp_context=spawning) as pool:
        shares = pool.map(_share, [to] * count, [jobs[number::count] for number in range(count)])
        cells = sorted((cell for share in shares for cell in share), key=lambda cell: jobs.index(cell.job))
    (to / "index.html").write_text(index(cells), encoding="utf-8")
    count = sum(bool(cell.brand) for cell in cells)
    sys.stdout.write(f"{count} brands in kits and languages: {to / 'index.html'}\n")


def stand_alone() -> None:
    """Settings for composing without any server: nothing here asks a database or a queue."""
    given: dict[str, Any] = {"secret_keys": "1:" + "0" * 64, "suppression_key": "0" * 64, "public_url": SITE}
    provide(Settings, Settings(database_url="postgresql://nowhere/none", redis_url="redis://nowhere", **given))


def hero(page: Asset) -> str:
    """The drawing on top of a page, or ''."""
    return next((one.fields.get("media", "") for one in page.blocks if one.type == "hero"), "")


def _read(folder: Path) -> Any:
    kit = read_kit(folder).kit
    if kit is None:
        raise SystemExit(f"{folder.name} can't be read")
    return kit


def _share(to: Path, jobs: list[tuple[Path, str]]) -> list[Cell]:
    """One process's part, with a browser of its own."""
    stand_alone()
    hard, mark = brands(), vendor_mark()
    logos = {one.key: one.logo.png for one in hard if one.logo}
    cells = []
    with sync_playwright() as playwright:
        shots = Shots(playwright, to, logos)
        for folder, language in jobs:
            read = read_kit(folder)
            sizes = cycle(SIZES.values()) if len(folder.name) % 2 else cycle(reversed(SIZES.values()))
            dressers = [_Dresser(read, one, mark.png, language, to, shots) for one in hard]
            for size, one in zip(sizes, dressers, strict=False):
                cells.append(Cell((folder, language), one.hard.title, tuple(one.first(size))))
            cells.append(Cell((folder, language), "", tuple(_others(dressers))))
        shots.close()
    return cells


def _others(dressers: "list[_Dresser]") -> Iterator[Shown]:
    """Every mail and page that the brands don't show, each in the next brand and the next way of looking."""
    kit, seen = dressers[0].kit, {one.key for one in dressers[0].shown}
    assets = [one for one in (*kit.of_kind("email"), *kit.of_kind("page")) if one.key not in seen]
    for number, (asset, one) in enumerate(zip(assets, cycle(dressers), strict=False)):
        yield one.seen(asset, how=number // len(dressers) + number)


class _Dresser:
    """A kit in one language and brand."""

    def __init__(self, read: Reading, hard: Hard, mark: bytes, language: str, to: Path, shots: Shots) -> None:
        assert read.kit is not None
        self.hard, self.language, self.to, self.shots = hard, language, to, shots
        self.desk = Desk(read.kit, read.copy, read.media, hard.brand, vendor(vendor_mark()), None, None, DAY)
        self.kit = with_words(read.kit, self.desk.words(language))
        self.name = f"{self.kit.slug}-{language}-{hard.key}"
        marks = Marks(hard.logo.png, hard.logo.dark, mark) if hard.logo else Marks(vendor=mark)
        self.dress = Dress(
            hard.brand, self.desk.vendor, language, marks, self.desk.media.__getitem__, "DE",
            sample_occasion(hard.brand, language, DAY), theme_named(self.kit.theme),
        )  # fmt: skip
        self.known = partner_tags(hard.brand, self.desk.vendor)
        self.page = self.kit.talk_page or self.kit.of_kind("page")[0]
        self.shown = (self.kit.of_kind("email")[0], self.page)

    def first(self, size: Size) -> Iterator[Shown]:
        for asset in self.shown:
            yield self.seen(asset, how=0)
        for asset in self.kit.of_kind(PAPER):
            yield asset.title, self._kept(asset.key, paper_png(asset, self.dress, self._writer(asset), width=WIDTH))
        for asset in self.kit.of_kind(DECK):
            name = f"{self.name}-{asset.key}.pptx"
            (self.to / name).write_bytes(
                deck_pptx(asset, self.dress, self._writer(asset), code=qr_png(ADDRESS), address=ADDRESS)
            )
            yield f"{asset.title} (slides)", name
        shown = self.page.in_variant("")
        title = next((one.fields.get("text", "") for one in shown.blocks if one.type == "heading"), self.page.title)
        drawn = picture_png(size, self.dress, title=Writer(self.known, {}).plain(title), drawing=hero(self.page),
                            address=ADDRESS)  # fmt: skip
        yield size.name, self._kept(size.key, drawn)

    def seen(self, asset: Asset, *, how: int) -> Shown:
        if asset.kind == "email":
            html = desk_preview(self.desk, asset.key, self.language).html
        else:
            html = render_page(desk_page(self.desk, asset.key, self.language), FormState())
            html = html.replace('src="/media/', f'src="{SITE}/media/')
        return asset.title, self.shots.take(f"{self.name}-{asset.key}", html, how)

    def _writer(self, asset: Asset) -> Writer:
        return Writer(self.known, dict.fromkeys(targets_of(asset), ADDRESS))

    def _kept(self, what: str, png: bytes) -> str:
        image = Image.open(BytesIO(png)).convert("RGB")
        image.thumbnail((WIDTH, 4000))
        image.save(self.to / f"{self.name}-{what}.jpg", quality=88)
        return f"{self.name}-{what}.jpg"


if __name__ == "__main__":
    main(only=tuple(sys.argv[1:]))
