"""Every paper and deck of every kit, in each of its languages, in brands that are hard to dress in."""

from collections.abc import Iterator
from io import BytesIO
from itertools import cycle
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from tcma.base.settings import ROOT
from tcma.catalogue.rules import Reading, read_kit, with_words
from tcma.catalogue.rules.papers import DECK, PAPER
from tcma.composing.rules import Occasion
from tcma.composing.rules.email import partner_tags
from tcma.composing.rules.themes import theme_named
from tcma.files.rules import Dress, Marks, Writer, paper_pdf, targets_of
from tcma.files.rules.slides import deck_pptx
from tcma.trial.gallery_brands import Hard, brands, vendor, vendor_mark

FOLDERS = sorted(path for path in (ROOT / "campaigns").iterdir() if path.is_dir())
HARD, MARK = brands(), vendor_mark()


def files() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        for path in sorted((folder / "assets").glob("*.toml")):
            if path.read_text(encoding="utf-8").startswith((f'kind = "{PAPER}"', f'kind = "{DECK}"')):
                yield folder, path.stem


@pytest.fixture(scope="module")
def kits() -> dict[Path, Reading]:
    return {folder: read_kit(folder) for folder, _key in files()}


def dressed(read: Reading, hard: Hard, language: str) -> Dress:
    assert read.kit is not None
    marks = Marks(hard.logo.png, hard.logo.dark, MARK.png) if hard.logo else Marks(vendor=MARK.png)
    return Dress(hard.brand, vendor(MARK), language, marks, read.media.__getitem__, "DE", Occasion("12:00", "Here"),
                 theme_named(read.kit.theme))  # fmt: skip


@pytest.mark.parametrize(("folder", "key"), list(files()), ids=lambda one: one if isinstance(one, str) else one.name)
def test_it_is_made_in_each_language_for_a_hard_brand(kits: dict[Path, Reading], folder: Path, key: str) -> None:
    read = kits[folder]
    assert read.kit is not None
    for language, hard in zip(read.kit.languages, cycle(HARD[len(folder.name) % 3 :: 2]), strict=False):
        words = {name: one.text for name, one in read.copy.get(language, {}).items() if one.text}
        asset, dress = with_words(read.kit, words).asset(key), dressed(read, hard, language)
        targets = targets_of(asset)
        assert targets, "a file leads nowhere"
        writer = Writer(partner_tags(dress.brand, dress.vendor), dict.fromkeys(targets, "https://a.example/s/b"))
        if asset.kind == PAPER:
            assert len(PdfReader(BytesIO(paper_pdf(asset, dress, writer))).pages) == 1
        else:
            headings = sum(block.type == "heading" for block in asset.blocks)
            made = deck_pptx(asset, dress, writer, code=None, address="https://a.example/s/b")
            assert len(Presentation(BytesIO(made)).slides) == headings + 1


def test_three_kits_have_a_paper_and_one_a_deck(kits: dict[Path, Reading]) -> None:
    kinds = [asset.kind for read in kits.values() if read.kit for asset in read.kit.assets]
    assert kinds.count(PAPER) >= 3
    assert kinds.count(DECK) >= 1


@pytest.mark.parametrize("hard", [one for one in HARD if one.logo], ids=lambda one: one.key)
def test_no_hard_logo_breaks_the_rules_of_logos(hard: Hard) -> None:
    assert hard.logo is not None
    assert 120 <= hard.logo.width <= 180 + 2 * 9
    assert hard.logo.height <= MARK.height
