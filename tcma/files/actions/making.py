"""Making a file: what it needs is read in a transaction, the file itself is made outside of it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.roles import Actor
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web.qr import qr_png
from tcma.branding.actions import storage_key
from tcma.branding.queries import brand_of, vendor
from tcma.branding.rules import Brand, Vendor
from tcma.catalogue.queries import media
from tcma.catalogue.rules import Asset
from tcma.composing.rules import Locked, NotFitting, Occasion, with_own_words
from tcma.composing.rules.email import partner_tags
from tcma.composing.rules.themes import theme_named
from tcma.files.actions.linking import link_for, links_for
from tcma.files.queries import FileKit, file_words
from tcma.files.rules import (
    DECKS,
    PICTURE,
    SIGNATURE,
    Dress,
    Marks,
    Medium,
    Signature,
    Size,
    Writer,
    medium_of,
    paper_pdf,
    paper_png,
    picture_png,
    targets_of,
)


@dataclass(frozen=True)
class Making:
    """Everything a file needs but its logos.

    `address` is the tracked one of its button, or of its page; `theme` the name of the kit's.
    """

    asset: Asset
    medium: Medium
    brand: Brand
    vendor: Vendor
    language: str
    country: str
    drawings: Mapping[str, bytes]
    addresses: Mapping[str, str]
    address: str
    occasion: Occasion | None = None
    theme: str = ""

    def dress(self, marks: Marks) -> Dress:
        return Dress(
            self.brand, self.vendor, self.language, marks, self.drawings.__getitem__, self.country, self.occasion,
            theme_named(self.theme),
        )  # fmt: skip

    @property
    def writer(self) -> Writer:
        return Writer(partner_tags(self.brand, self.vendor), self.addresses)


def begin(session: Session, found: FileKit, asset: Asset, *, now: datetime) -> Making:
    """The asset in the partner's brand, with its own words as far as they still fit, and its links."""
    medium = medium_of(asset.kind) or PICTURE
    brand, whose = brand_of(session, found.partner.id, found.office_id), vendor(session)
    own = file_words(session, found.partner.id, found.offer.version.kit_id, found.language)
    with suppress(NotFitting, Locked):  # a newer version has less room, or none; the page of the file says so
        asset = with_own_words(asset, own, whose.name)
    addresses = links_for(
        session, found, asset_key=asset.key, medium=medium.key, targets=targets_of(asset), now=now
    )  # fmt: skip
    drawings = _drawings(session, found, {block.fields.get("media", "") for block in asset.blocks})
    first = next(iter(addresses.values()), "")
    return Making(
        asset, medium, brand, whose, found.language, found.partner.country, drawings, addresses, first, found.occasion,
        found.kit.theme,
    )  # fmt: skip


def _drawings(session: Session, found: FileKit, names: Iterable[str]) -> dict[str, bytes]:
    return {name: media(session, found.offer.version.id, name) for name in names if name}


def pictured(session: Session, found: FileKit, size: str, *, now: datetime) -> Making:
    """What a picture needs; each size has a link of its own, credited to the campaign's posts where it has some."""
    posts = next(iter(found.offer.posts), None)
    asset = found.kit.asset(posts.key if posts else found.offer.page.key)
    medium = f"{PICTURE.key}-{size}"
    address = link_for(session, found, asset_key=asset.key, medium=medium, now=now)
    drawings = _drawings(session, found, {found.drawing})
    brand, whose = brand_of(session, found.partner.id, found.office_id), vendor(session)
    return Making(asset, PICTURE, brand, whose, found.language, found.partner.country, drawings, {}, address,
                  theme=found.kit.theme)  # fmt: skip


def made(storage: Storage, making: Making) -> bytes:
    """The PDF or the presentation. Outside of transactions."""
    dress = making.dress(marks_of(storage, making.brand, making.vendor))
    if making.medium is not DECKS:
        return paper_pdf(making.asset, dress, making.writer)
    from tcma.files.rules.slides import deck_pptx  # here: it takes a while to load

    code = qr_png(making.address) if making.address else None
    return deck_pptx(making.asset, dress, making.writer, code=code, address=making.address)


def thumbnail(storage: Storage, making: Making, *, width: int) -> bytes:
    """The first page of a paper, as PNG."""
    return paper_png(
        making.asset, making.dress(marks_of(storage, making.brand, making.vendor)), making.writer, width=width
    )


def drawn_picture(storage: Storage, found: FileKit, making: Making, size: Size) -> bytes:
    """The campaign as a picture in a network's size."""
    dress = making.dress(marks_of(storage, making.brand, making.vendor))
    return picture_png(
        size, dress, title=making.writer.plain(found.headline), drawing=found.drawing, address=making.address
    )


def marks_of(storage: Storage, brand: Brand, whose: Vendor) -> Marks:
    """The logos, from where they are kept."""

    def kept(key: str | None) -> bytes | None:
        return storage.get(storage_key(key)) if key else None

    return Marks(kept(brand.logo_key), kept(brand.dark_logo_key), kept(whose.mark_key))


def signed(
    session: Session, actor: Actor, found: FileKit | None, *, brand: Brand, phone: str, language: str, now: datetime
) -> Signature:
    """A person's signature; with a campaign, a line about it whose link is tracked."""
    url, whose = use(Settings).public_url, vendor(session)
    line = address = ""
    if found is not None:
        line = Writer(partner_tags(brand, whose), {}).plain(found.headline)
        address = link_for(session, found, asset_key=found.offer.page.key, medium=SIGNATURE.key, now=now)
    logo = url + brand.logo_url if brand.logo_url else ""
    return Signature(actor.name, actor.email, phone, language, brand, whose, logo, line, address)
