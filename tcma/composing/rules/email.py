"""An email asset in a brand and a language, ready but for its personal fields."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from markupsafe import Markup

from tcma.base.errors import Refusal
from tcma.base.words import N_, speaking
from tcma.base.words import gettext as _
from tcma.branding.rules import Brand, Vendor
from tcma.catalogue.rules import Kit, Traits, seen_by, with_words
from tcma.composing.rules.blocks import Occasion, Part, Picture, parts_of
from tcma.composing.rules.looks import Look, look_of
from tcma.composing.rules.mail import Field, Mail
from tcma.composing.rules.pen import Pen
from tcma.composing.rules.regions import with_own_words
from tcma.composing.rules.setting import Frame, set_html, set_text
from tcma.composing.rules.themes import theme_named

ANYBODY = Traits()


class NoAddress(Refusal):
    """A mail without the sender's postal address may not go out."""


def partner_tags(brand: Brand, vendor: Vendor) -> dict[str, str]:
    """The merge tags known before anyone is written to."""
    return {
        "partner_name": brand.name,
        "partner_website": brand.website.removeprefix("https://").removeprefix("http://").rstrip("/"),
        "contact_name": brand.contact_name or brand.name,
        "contact_phone": brand.contact_phone,
        "contact_email": brand.contact_email,
        "vendor_name": vendor.name,
    }


def compose_email(
    kit: Kit,
    asset_key: str,
    brand: Brand,
    vendor: Vendor,
    *,
    words: Mapping[str, str],
    own_words: Mapping[str, str],
    language: str,
    public_url: str,
    picture: Callable[[str], Picture],
    occasion: Occasion | None = None,
    traits: Traits = ANYBODY,
) -> Mail:
    """The asset as a mail. `words` and `own_words` are {segment key: text} in `language`; `traits` are the partner's.

    Refuses a brand without a postal address, and own words where the vendor allows none.
    """
    if not brand.postal_address.strip():
        raise NoAddress(
            N_("%(partner)s has no postal address, and a mail needs one by law. Add it to your brand."),
            partner=brand.name,
        )
    spoken = with_words(kit, words, only=asset_key)
    asset = with_own_words(spoken.asset(asset_key), own_words, vendor.name)
    asset = seen_by(asset, replace(traits, language=language))
    look = look_of(brand, language, theme_named(kit.theme))
    pen = Pen(language, partner_tags(brand, vendor), link_style(look))
    with speaking(language):
        parts = parts_of(asset, pen=pen, brand=brand, picture=picture, occasion=occasion)
        legal = [part for part in parts if part.type == "legal"]
        body = [part for part in parts if part.type != "legal"]
        shown, said = footer(pen, brand, vendor, legal)
        leave = _ways_out(pen, serves=spoken.serves(asset_key))
        trap = pen.link("trap", "", "trap")
        subject, preheader = pen.plain_line(asset.subject), asset.preheader
        frame = Frame(
            language, look, pen.attribute(asset.subject), pen.line(preheader), pen.data(brand.name),
            logo=logo_of(brand, public_url),
            beside=pen.said(N_("With %(vendor)s"), vendor=vendor.name)[0],
            footer=shown,
            links=[(Markup(href), pen.ours(pen.data(label))) for href, label in leave],
            trap=trap,
        )  # fmt: skip
        html = set_html(frame, body)
        text = set_text([part.text for part in body], [*said, *(f"{label}: {href}" for href, label in leave)])
    preview = pen.plain_line(preheader)
    return Mail(subject, preview, html, text, language, tuple(pen.fields.values()), tuple(pen.links))


def _ways_out(pen: Pen, *, serves: bool) -> list[tuple[str, str]]:
    """(address, label): of marketing, the way to leave it; of a seat, the page where it can be given back."""
    if serves:
        return [(pen.use(Field("seat", "seat", "#")), _("Your registration"))]
    return [(pen.use(Field("u", "u")), _("Unsubscribe")), (pen.use(Field("p", "p")), _("Choose what you get"))]


def link_style(look: Look) -> Markup:
    return Markup(' class="a" style="color:{};text-decoration:underline"').format(look.ink)


def logo_of(brand: Brand, public_url: str) -> Picture | None:
    if not brand.logo_url:
        return None
    return Picture(public_url + brand.logo_url, brand.logo_width, brand.logo_height)


def footer(pen: Pen, brand: Brand, vendor: Vendor, legal: list[Part]) -> tuple[list[Markup], list[str]]:
    """Who writes, from where, with whom, why, and what the law adds; as HTML and plain."""
    address = " ".join(brand.postal_address.split())
    whose, where = pen.apart(address), pen.plain_apart(address)
    if not address.casefold().startswith(brand.name.casefold()):  # each runs its own way: the name may be Arabic
        whose = Markup("{}, {}").format(pen.apart(brand.name), whose)
        where = f"{pen.plain_apart(brand.name)}, {where}"
    lines = [
        (whose, where),
        pen.why(),
        pen.said(N_("%(partner)s is a partner of %(vendor)s."), partner=brand.name, vendor=vendor.name),
    ]
    own = " ".join(brand.legal_footer.split())
    if own:
        lines.append((pen.apart(own), pen.plain_apart(own)))
    shown = [html for html, _plain in lines]
    said = [plain for _html, plain in lines]
    for part in legal:
        shown += part.html
        said.append(part.text)
    return shown, said
