"""Every kit in campaigns/ in every language and in several brands."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html import escape
from itertools import product

import pytest
from selectolax.lexbor import LexborHTMLParser

from tcma.base.settings import ROOT
from tcma.branding.rules import Brand
from tcma.catalogue.rules import Reading, read_kit, with_words
from tcma.composing.queries import drawn
from tcma.composing.rules import (
    FormState,
    Mail,
    Occasion,
    checks,
    compose_email,
    compose_page,
    placeholders,
    render_page,
)
from tcma.trial.gallery_brands import brands
from tests.composing.kits import PUBLIC, VENDOR, brand, picture

LOGO = 12_000
"""Bytes of the logo, the one file that a page needs besides: PNG in the size of its box, far less as a rule."""
HARD = [one.brand for one in brands()]
"""A very wide logo, a tall one, a white one, a neon colour, a name of 60 characters, an Arabic company."""
OCCASION = Occasion("Thursday 14 May, 12:00", "Office 1204, Dubai", "Brightwave IT")
READ: dict[str, Reading] = {path.parent.name: read_kit(path.parent) for path in ROOT.glob("campaigns/*/kit.toml")}


def assets(kind: str) -> Iterator[tuple[str, str, str, int]]:
    """(kit, asset, language, half): assets of a kit in turn have the one half of the hard brands or the other."""
    for name, reading in READ.items():
        assert reading.kit is not None
        for number, asset in enumerate(reading.kit.of_kind(kind)):
            for language in reading.kit.languages:
                yield name, asset.key, language, number % 2


def worn(half: int) -> list[Brand]:
    return HARD[half::2]


def words(reading: Reading, language: str) -> dict[str, str]:
    return {key: segment.text for key, segment in reading.copy.get(language, {}).items() if segment.text}


def faults(mail: Mail, wears: Brand, *, serves: bool) -> Iterator[str]:
    """What a mail of a shipped kit lacks of what every mail has."""
    html, text = LexborHTMLParser(mail.html), mail.text
    root, pictures = html.css_first("html"), html.css("img")
    way = "rtl" if mail.language.startswith("ar") else "ltr"
    if len(mail.html.encode()) >= 60 * 1024:
        yield "60 KB or more"
    if root is None or (root.attributes.get("lang"), root.attributes.get("dir")) != (mail.language, way):
        yield "lang or dir"
    bare = [one for one in pictures if not one.attributes.get("alt") or not one.attributes.get("width")]
    if bare or (wears.logo_key and not pictures):
        yield "a picture without words or without a size"
    if (shown := len(html.css("a.btn"))) != mail.html.count("<v:roundrect"):
        yield f"{shown} buttons, and another number for Outlook"
    if mail.html.count("<!--[if mso") == 0 or "prefers-color-scheme:dark" not in mail.html:
        yield "nothing for Outlook, or for the dark"
    for what in ("{{seat}}",) if serves else ("{{u}}", "{{p}}"):
        if what not in mail.html or what not in text:
            yield f"no {what}"
    for what in (wears.name, VENDOR.name, wears.postal_address):
        if escape(what) not in mail.html or what not in text:
            yield f"no word of {what}"
    if "<" in re.sub(r"<\{\{l_\d+\}\}>|<\{\{[a-z]+\}\}>", "", text) or len(text) < 200:
        yield "a plain text that is none"
    if not mail.subject.strip() or not mail.preheader.strip():
        yield "no subject or preheader"


def test_each_kit_meets_every_hard_brand_in_each_of_its_languages() -> None:
    for name, reading in READ.items():
        assert reading.kit is not None
        for language in reading.kit.languages:
            halves = {half for kit, _key, said, half in assets("email") if (kit, said) == (name, language)}
            assert {wears.name for half in halves for wears in worn(half)} == {wears.name for wears in HARD}


@pytest.mark.parametrize(("name", "key", "language", "half"), [*assets("email")])
def test_every_mail_passes_its_nine_checks_in_hard_brands(name: str, key: str, language: str, half: int) -> None:
    reading = READ[name]
    assert reading.kit is not None
    for wears in worn(half):
        mail = compose_email(
            reading.kit, key, wears, VENDOR, words=words(reading, language), own_words={}, language=language,
            public_url=PUBLIC, picture=picture, occasion=OCCASION,
        )  # fmt: skip
        kit = with_words(reading.kit, words(reading, language))
        found = checks(kit, kit.asset(key), mail, wears, missing=0, needs_review=0)
        assert len(found) == 9
        assert [(check.id, check.fix) for check in found if not check.ok] == []
        assert placeholders(mail.subject, mail.html, mail.text) == {field.name for field in mail.fields}
        assert list(faults(mail, wears, serves=reading.kit.serves(key))) == []


def test_a_mail_that_lacks_something_is_told_what() -> None:
    reading, wears = READ["ransomware-readiness"], brand()
    assert reading.kit is not None
    mail = compose_email(reading.kit, "email-1", wears, VENDOR, words={}, own_words={}, language="en",
                         public_url=PUBLIC, picture=picture)  # fmt: skip
    assert list(faults(mail, wears, serves=False)) == []
    for html, text, words in (
        (mail.html + " " * 61_440, mail.text, "60 KB or more"),
        (mail.html.replace(' dir="ltr"', "", 1), mail.text, "lang or dir"),
        (mail.html.replace(' alt="', ' title="', 1), mail.text, "a picture without words or without a size"),
        (mail.html.replace("<v:roundrect", "<v:rect", 1), mail.text, "1 buttons, and another number for Outlook"),
        (mail.html.replace("{{u}}", "#"), mail.text, "no {{u}}"),
        (mail.html, mail.text.replace(VENDOR.name, "N."), "no word of Northgate"),
        (mail.html, mail.text.replace(wears.postal_address, ""), f"no word of {wears.postal_address}"),
        (mail.html, "", "a plain text that is none"),
    ):
        assert words in list(faults(replace(mail, html=html, text=text), wears, serves=False))


@pytest.mark.parametrize(("name", "key", "language", "half"), [*assets("page")])
def test_every_page_has_one_heading_one_style_element_and_no_script(
    name: str, key: str, language: str, half: int
) -> None:
    reading = READ[name]
    assert reading.kit is not None
    brands_of_kit = HARD if len(reading.kit.of_kind("page")) == 1 else worn(half)
    shown = product(brands_of_kit, reading.kit.asset(key).variants or ("",))
    for wears, variant in shown:
        page = compose_page(
            reading.kit, key, wears, VENDOR, words=words(reading, language), own_words={}, language=language,
            picture=drawn(reading.media.__getitem__, wears.colour), landing_url=lambda key: f"/c/{key}",
            occasion=OCCASION, variant=variant,
        )  # fmt: skip
        html = render_page(page, FormState(action="/c/x"), nonce="n0nce")
        assert html.count("<h1") == 1
        assert " style=" not in html
        assert "<script" not in html
        assert html.count('<style nonce="n0nce">') == html.count("<style") == 1
        assert len(html.encode()) + LOGO < 40_000  # uncompressed, with its styles and its hero
        assert "{{" not in html
