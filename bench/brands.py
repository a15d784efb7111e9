"""`make bench-compose` with BRANDS=1000: every kit in 1,000 brands of its own. Time, and what memory does meanwhile.

Each brand has a name and a colour that no other has, so that nothing can be remembered from one to the next. Per brand:
the first mail and the page of each kit, its papers and decks, and one picture for networks.
"""

import colorsys
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import UUID

from tcma.base.settings import ROOT
from tcma.branding.rules import Brand, ink, on_colour
from tcma.catalogue.rules import Kit, Media, read_kit, with_words
from tcma.catalogue.rules.kit import Copy
from tcma.catalogue.rules.papers import DECK, PAPER
from tcma.composing.queries.drafts import Desk, desk_page, desk_preview
from tcma.composing.rules import FormState, render_page
from tcma.composing.rules.email import partner_tags
from tcma.composing.rules.themes import theme_named
from tcma.files.rules import SIZES, Dress, Marks, Writer, paper_pdf, picture_png, targets_of
from tcma.files.rules.slides import deck_pptx
from tcma.trial.gallery import ADDRESS, hero, stand_alone
from tcma.trial.gallery_brands import brands, vendor, vendor_mark

WARM = 20
"""Brands after which memory is first looked at: until then templates, letters and catalogues are read."""


def main(count: int) -> None:
    stand_alone()
    kits = list(_kits())
    mark = vendor_mark()
    example = next(one for one in brands() if one.logo)
    assert example.logo is not None
    marks = Marks(example.logo.png, example.logo.dark, mark.png)
    spent: dict[str, float] = {}
    made: dict[str, int] = {}
    began, cpu, memory = time.perf_counter(), time.process_time(), []
    for number in range(count):
        brand = _brand(number, count, example.brand)
        kit, copy, media = kits[number % len(kits)]
        language = kit.languages[(number // len(kits)) % len(kit.languages)]
        desk = Desk(kit, copy, media, brand, vendor(mark), None, None, date(2026, 5, 11))
        for what, seconds in _one(desk, language, marks):
            spent[what], made[what] = spent.get(what, 0) + seconds, made.get(what, 0) + 1
        if number >= WARM and number % 20 == 0:
            memory.append(_resident())
    whole = time.perf_counter() - began
    found = {
        "brands": count, "seconds": round(whole, 1), "cpu_seconds": round(time.process_time() - cpu, 1),
        "cpu_milliseconds_each": {what: round(1000 * seconds / made[what], 1) for what, seconds in spent.items()},
        "made": made, "mb_in_steps": memory[:: max(1, len(memory) // 8)],
        "mb_peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }  # fmt: skip
    sys.stdout.write(json.dumps(found, indent=2) + "\n")


def _kits() -> Iterator[tuple[Kit, Copy, Media]]:
    for folder in sorted((ROOT / "campaigns").iterdir()):
        read = read_kit(folder) if folder.is_dir() else None
        if read is not None and read.kit is not None:
            yield read.kit, read.copy, read.media


def _brand(number: int, count: int, like: Brand) -> Brand:
    red, green, blue = colorsys.hls_to_rgb(number / count, 0.4, 0.6)
    colour = f"#{int(red * 255):02X}{int(green * 255):02X}{int(blue * 255):02X}"
    return Brand(
        UUID(int=number), f"Sample {number} IT", colour, on_colour(colour), ink(colour), logo_key=like.logo_key,
        logo_width=like.logo_width, logo_height=like.logo_height, contact_name=f"Person {number} Sample",
        contact_email=f"p{number}@partner.example", contact_phone="+49 40 555 0100",
        website="https://partner.example", postal_address=f"{number} Sample Street, Hamburg",
    )  # fmt: skip


def _one(desk: Desk, language: str, marks: Marks) -> Iterator[tuple[str, float]]:
    kit = with_words(desk.kit, desk.words(language))
    dress = Dress(desk.brand, desk.vendor, language, marks, desk.media.__getitem__, "DE", theme=theme_named(kit.theme))
    known = partner_tags(desk.brand, desk.vendor)
    page = kit.talk_page or kit.of_kind("page")[0]
    clock = time.process_time()
    desk_preview(desk, kit.of_kind("email")[0].key, language)
    clock, mail = time.process_time(), time.process_time() - clock
    yield "mail", mail
    render_page(desk_page(desk, page.key, language), FormState())
    clock, took = time.process_time(), time.process_time() - clock
    yield "page", took
    for asset in (*kit.of_kind(PAPER), *kit.of_kind(DECK)):
        writer = Writer(known, dict.fromkeys(targets_of(asset), ADDRESS))
        if asset.kind == PAPER:
            paper_pdf(asset, dress, writer)
        else:
            deck_pptx(asset, dress, writer, code=None, address=ADDRESS)
        clock, took = time.process_time(), time.process_time() - clock
        yield asset.kind, took
    picture_png(SIZES["linkedin"], dress, title=page.title, drawing=hero(page), address=ADDRESS)
    yield "picture", time.process_time() - clock


def _resident() -> int:
    """Megabytes this process holds now; where /proc is not, the most it ever held."""
    status = Path("/proc/self/statm")
    if status.is_file():
        return int(status.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // (1024 * 1024)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 * 1024)


if __name__ == "__main__":
    main(int(os.environ.get("BRANDS") or 1000))
