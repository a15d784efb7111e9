"""The samples of the schemas as a kit in a sample partner's name, and the mails and pages made of them."""

import base64
from collections.abc import Iterable
from uuid import UUID

from tcma.branding.rules import Brand, Vendor, ink, on_colour, palette
from tcma.catalogue.rules import BLOCKS, Asset, Block, Kit, paint
from tcma.catalogue.rules.blocks import default_region
from tcma.composing.rules import (
    FormState,
    Mail,
    Occasion,
    Picture,
    compose_email,
    compose_page,
    fill,
    render_page,
    values_for,
)
from tcma.composing.rules.sample import SAMPLE_COLOUR, reader

DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 236">
<rect width="600" height="236" fill="{brand_pale}"/><circle cx="430" cy="96" r="46" fill="{brand_light}"/>
<path d="M0 190 C120 96 210 120 300 170 S500 120 600 150 V236 H0Z" fill="{brand_mid}"/>
<path d="M0 214 C160 150 300 220 420 190 S560 196 600 186 V236 H0Z" fill="{brand_dark}"/></svg>"""
VENDOR = Vendor("Northgate", "https://northgate.example", "Northgate, Sample Quay 1, Amsterdam")
BRAND = Brand(
    UUID(int=0), "Sample Systems", SAMPLE_COLOUR, on_colour(SAMPLE_COLOUR), ink(SAMPLE_COLOUR),
    contact_name="Sam Sample", contact_email="sam@partner.example", contact_phone="+44 20 7946 0100",
    website="https://partner.example", postal_address="1 Sample Street, London",
)  # fmt: skip
OCCASION = Occasion("Thursday 14 May, 12:00 to 13:30", "At our office, ground floor", "Sam Sample")
OWN_LINE = "We were called three times this month about exactly this. Here is what we would look at first."
LETTER = ("hero", "heading", "text", "stats", "button", "quote", "agenda", "contact_card")
"""What a theme is shown by."""


def block_of(kind: str) -> Block:
    """The sample of a block, with the region it has where a kit says nothing."""
    return Block(kind.replace("_", "-"), kind, default_region(kind), 280 if kind == "partner_line" else 0,
                 BLOCKS[kind].sample)  # fmt: skip


def kit_of(kinds: Iterable[str], *, theme: str = "") -> Kit:
    """A kit with a mail and a page of these blocks, each where it may stand. An event kit: all may stand in it."""
    blocks = [block_of(kind) for kind in kinds]
    assets = [
        Asset(key, key, "Sample", "Sample", "Sample", tuple(one for one in blocks if key in BLOCKS[one.type].assets))
        for key in ("email", "page")
    ]
    return Kit("sample", "event", "Sample", "Sample", "en", ("en",), 2, "Everybody", (), tuple(assets), theme=theme)


def _picture(_name: str) -> Picture:
    painted = paint(DRAWING.encode(), palette(BRAND.colour)).encode()
    return Picture("data:image/svg+xml;base64," + base64.b64encode(painted).decode(), 600, 236)


def mail_of(kinds: Iterable[str], *, theme: str = "") -> Mail:
    """The mail, as a sample reader gets it."""
    mail = compose_email(
        kit_of(kinds, theme=theme), "email", BRAND, VENDOR, words={}, own_words={"email.partner-line.text": OWN_LINE}
        if "partner_line" in kinds else {}, language="en", public_url="https://go.northgate.example",
        picture=_picture, occasion=OCCASION,
    )  # fmt: skip
    # In the documents a link leads where the kit says; each reader has an address of their own.
    links = {link.name: link.target if link.kind == "web" else "https://..." for link in mail.links}
    return fill(mail, values_for(mail.fields, reader(), links=links, unsubscribe="#", preferences="#", why="..."))


def page_of(kinds: Iterable[str], *, theme: str = "") -> str:
    """The page as a document of its own."""
    page = compose_page(
        kit_of(kinds, theme=theme), "page", BRAND, VENDOR, words={}, own_words={}, language="en", picture=_picture,
        landing_url=lambda key: f"#{key}", occasion=OCCASION,
    )  # fmt: skip
    return render_page(page, FormState())
