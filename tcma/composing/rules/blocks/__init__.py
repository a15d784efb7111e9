"""Each block as it is shown: its HTML parts for a template, and its plain text, made side by side."""

from collections.abc import Callable

from tcma.branding.rules import Brand
from tcma.catalogue.rules import Asset
from tcma.composing.rules.blocks import persons, pictures, wording
from tcma.composing.rules.blocks.parts import Occasion, Part, Picture
from tcma.composing.rules.blocks.shop import Maker, Shop
from tcma.composing.rules.pen import Pen

MAKERS: dict[str, Maker] = {
    "hero": pictures.picture,
    "heading": wording.heading,
    "text": wording.text,
    "bullets": wording.bullets,
    "steps": wording.steps,
    "columns": wording.columns,
    "stats": wording.stats,
    "quote": wording.quote,
    "note": wording.text,
    "button": wording.button,
    "image": pictures.picture,
    "video": pictures.video,
    "partner_line": wording.partner_line,
    "signature": persons.signature,
    "contact_card": persons.contact_card,
    "social_links": wording.social_links,
    "event_details": persons.event_details,
    "agenda": wording.agenda,
    "speaker": pictures.speaker,
    "divider": wording.divider,
    "spacer": wording.spacer,
    "form": persons.form,
    "legal": wording.text,
}
"""Who makes which block; a task is no part of a mail or page."""


def parts_of(
    asset: Asset, *, pen: Pen, brand: Brand, picture: Callable[[str], Picture], occasion: Occasion | None = None
) -> list[Part]:
    """The blocks of an asset in their order. Refuses `event_details` without an occasion."""
    return Shop(pen, brand, picture, MAKERS, occasion).parts(asset)


__all__ = ["MAKERS", "Occasion", "Part", "Picture", "parts_of"]
