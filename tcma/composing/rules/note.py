"""Transactional mails in the same look: invitations, alerts, confirmations."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from tcma.base.words import N_, speaking
from tcma.branding.rules import NEUTRAL, Brand, Vendor, ink, on_colour
from tcma.composing.rules.blocks import Part, Picture
from tcma.composing.rules.email import link_style, logo_of
from tcma.composing.rules.looks import look_of
from tcma.composing.rules.mail import Mail, clean
from tcma.composing.rules.pen import NOTHING, Pen
from tcma.composing.rules.setting import Frame, set_html, set_text

_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class Note:
    """What a transactional mail says, already in its reader's language. All of it is data.

    `facts` are (name, value) rows; `button` is (label, address); `why` tells why it came.
    """

    subject: str
    paragraphs: tuple[str, ...]
    heading: str = ""
    button: tuple[str, str] | None = None
    facts: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    why: str = ""
    preheader: str = ""


def write_note(note: Note, *, language: str, vendor: Vendor, brand: Brand | None, public_url: str) -> Mail:
    """The finished mail: `{{ob}}` and `{{cb}}` are its only fields, and only where somebody wrote a brace."""
    wears = brand or Brand(_NOBODY, vendor.name, NEUTRAL, on_colour(NEUTRAL), ink(NEUTRAL))
    look = look_of(wears, language)
    pen = Pen(language, {}, link_style(look))
    with speaking(language):
        parts = list(_parts(pen, note))
        lines = [(pen.data(note.why), pen.plain_data(note.why))] if note.why else []
        address = brand.postal_address if brand else vendor.postal_address
        sender = ", ".join(filter(None, (wears.name, " ".join(address.split()))))
        lines.append((pen.apart(sender), pen.plain_apart(sender)))
        if brand:
            lines.append(
                pen.said(N_("%(partner)s is a partner of %(vendor)s."), partner=brand.name, vendor=vendor.name)
            )
        subject = clean(note.subject)
        preheader = clean(note.preheader or note.paragraphs[0])
        frame = Frame(
            language, look, pen.data(subject), pen.data(preheader), pen.data(wears.name),
            logo=logo_of(brand, public_url) if brand else _mark(vendor, public_url),
            beside=pen.said(N_("With %(vendor)s"), vendor=vendor.name)[0] if brand else NOTHING,
            footer=[html for html, _plain in lines],
        )  # fmt: skip
        html = set_html(frame, parts)
        text = set_text([part.text for part in parts], [plain for _html, plain in lines])
        titled = pen.plain_data(subject)
    return Mail(titled, pen.plain_data(preheader), html, text, language, tuple(pen.fields.values()))


def _parts(pen: Pen, note: Note) -> Iterator[Part]:
    if note.heading:
        yield Part("heading", pen.plain_data(note.heading), (pen.data(note.heading),))
    for one in note.paragraphs:
        yield Part("text", pen.plain_data(one), (pen.data(one),))
    if note.facts:
        text = "\n".join(f"{pen.plain_data(name)}: {pen.plain_apart(value)}" for name, value in note.facts)
        yield Part("event_details", text, facts=tuple((name, pen.apart(value)) for name, value in note.facts))
    if note.button:
        label, address = note.button
        text = f"{pen.plain_data(label)}:\n{pen.plain_data(address)}"
        yield Part("button", text, href=pen.data(address), label=pen.data(label), plain_label=label)
    for one in note.after:
        yield Part("text", pen.plain_data(one), (pen.data(one),))


def _mark(vendor: Vendor, public_url: str) -> Picture | None:
    if not vendor.mark_url:
        return None
    return Picture(public_url + vendor.mark_url, *vendor.mark_size)
