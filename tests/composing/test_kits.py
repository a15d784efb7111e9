"""Every kit in campaigns/ in every language and in several brands."""

from collections.abc import Iterator

import pytest

from tcma.base.settings import ROOT
from tcma.catalogue.rules import Reading, read_kit, with_words
from tcma.composing.queries import drawn
from tcma.composing.rules import FormState, Occasion, checks, compose_email, compose_page, placeholders, render_page
from tests.composing.kits import PUBLIC, VENDOR, brand, picture

BRANDS = (brand("#0F766E"), brand("#B45309", "Kestrel Systems"), brand("#FFD400", "Alder & Finch"))
OCCASION = Occasion("Thursday 14 May, 12:00", "Office 1204, Dubai", "Brightwave IT")
READ: dict[str, Reading] = {path.parent.name: read_kit(path.parent) for path in ROOT.glob("campaigns/*/kit.toml")}


def assets(kind: str) -> Iterator[tuple[str, str, str]]:
    for name, reading in READ.items():
        assert reading.kit is not None
        for asset in reading.kit.of_kind(kind):
            for language in reading.kit.languages:
                yield name, asset.key, language


def words(reading: Reading, language: str) -> dict[str, str]:
    return {key: segment.text for key, segment in reading.copy.get(language, {}).items() if segment.text}


@pytest.mark.parametrize(("name", "key", "language"), [*assets("email")])
def test_every_mail_passes_its_nine_checks_in_every_brand(name: str, key: str, language: str) -> None:
    reading = READ[name]
    assert reading.kit is not None
    for wears in BRANDS:
        mail = compose_email(
            reading.kit, key, wears, VENDOR, words=words(reading, language), own_words={}, language=language,
            public_url=PUBLIC, picture=picture, occasion=OCCASION,
        )  # fmt: skip
        kit = with_words(reading.kit, words(reading, language))
        found = checks(kit, kit.asset(key), mail, wears, missing=0, needs_review=0)
        assert len(found) == 9
        assert [(check.id, check.fix) for check in found if not check.ok] == []
        assert placeholders(mail.subject, mail.html, mail.text) == {field.name for field in mail.fields}


@pytest.mark.parametrize(("name", "key", "language"), [*assets("page")])
def test_every_page_has_one_heading_one_style_element_and_no_script(name: str, key: str, language: str) -> None:
    reading = READ[name]
    assert reading.kit is not None
    for wears in BRANDS:
        page = compose_page(
            reading.kit, key, wears, VENDOR, words=words(reading, language), own_words={}, language=language,
            picture=drawn(reading.media.__getitem__, wears.colour), landing_url=lambda key: f"/c/{key}",
            occasion=OCCASION,
        )  # fmt: skip
        html = render_page(page, FormState(action="/c/x"), nonce="n0nce")
        assert html.count("<h1") == 1
        assert " style=" not in html
        assert "<script" not in html
        assert html.count('<style nonce="n0nce">') == html.count("<style") == 1
        assert len(html.encode()) < 40_000
        assert "{{" not in html
