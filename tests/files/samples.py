"""A kit with a paper and a deck, and what they wear."""

from dataclasses import replace
from uuid import UUID

from tcma.base.settings import ROOT
from tcma.branding.rules import Brand, Vendor, ink, on_colour, read_logo
from tcma.catalogue.rules import Asset, Block, Kit
from tcma.files.rules import Dress, Marks, Writer
from tests.branding.test_logo import picture
from tests.composing.kits import KIT as ONE_MAIL

ADDRESS = "https://tcma.example/s/abcdefghij"
SHIELD = (ROOT / "campaigns" / "ransomware-readiness" / "media" / "shield.svg").read_bytes()
CURIOUS = "Müller & Söhne #set text(red) *GmbH* $x$ {{7*7}} <b>\\"
"""A name that would do something, were it read as markup of any kind."""


def block(own: str, kind: str, region: str = "locked", most: int = 0, **fields: str) -> Block:
    return Block(own, kind, region, most, fields)


BLOCKS = (
    block("hero", "hero", media="shield.svg", alt="A shield"),
    block("headline", "heading", "text", 60, text="Would you know?"),
    block("intro", "text", text="Ask {{ partner_name }}: **now** or [here](page:landing).\n\nSecond thought."),
    block("own", "partner_line", "partner", 80, prompt="Your line"),
    block("list", "bullets", items="One **thing**\nAnother"),
    block("next", "heading", text="What next?"),
    block("three", "columns", items="**A.** First\n**B.** Second"),
    block("words", "quote", text="It works.", source="A client"),
    block("act", "button", label="Begin", target="page:landing"),
    block("signature", "signature", "partner"),
)
PAPER, DECK = Asset("sheet", "paper", "One page", blocks=BLOCKS), Asset("deck", "deck", "Slides", blocks=BLOCKS)


def kit() -> Kit:
    """The kit of the launch tests with both."""
    return replace(ONE_MAIL, assets=(*ONE_MAIL.assets, PAPER, DECK))


def dressed(language: str = "en", name: str = "Kestrel IT", colour: str = "#0F766E", *, logos: bool = True) -> Dress:
    logo = read_logo(picture(colour=colour))
    brand = Brand(
        UUID(int=1), name, colour, on_colour(colour), ink(colour), logo_width=logo.width, logo_height=logo.height,
        contact_name="Alice Sample", contact_email="alice@kestrel.example", contact_phone="+49 40 555 0100",
        website="https://kestrel.example", postal_address="Beispielweg 1\n20457 Hamburg", legal_footer="HRB 1",
    )  # fmt: skip
    marks = Marks(logo.png, logo.dark, logo.png) if logos else Marks()
    vendor = Vendor("Northgate", mark_key="x-141x47.png" if logos else None)
    return Dress(brand, vendor, language, marks, {"shield.svg": SHIELD}.__getitem__, "DE")


def writer(dress: Dress) -> Writer:
    return Writer({"partner_name": dress.brand.name}, {"page:landing": ADDRESS})
