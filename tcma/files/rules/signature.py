"""A person's signature under their mails, and their card: in the partner's brand, with a line about a campaign."""

from dataclasses import dataclass

from markupsafe import Markup
from segno import helpers

from tcma.base.words import direction, gettext, speaking
from tcma.branding.rules import Brand, Vendor
from tcma.files.rules.paper import dialled, shown


@dataclass(frozen=True)
class Signature:
    """Who signs. `address` is the tracked link of the line about a campaign, or ''; `logo_url` is absolute, or ''."""

    name: str
    email: str
    phone: str
    language: str
    brand: Brand
    vendor: Vendor
    logo_url: str = ""
    line: str = ""
    address: str = ""


_ROW = Markup('<tr><td style="padding:{pad};font-family:Arial,Helvetica,sans-serif;font-size:{size}px;'
              'line-height:1.45;color:{colour};text-align:{start}">{words}</td></tr>')  # fmt: skip
_LINK = Markup('<a href="{href}" style="color:{colour};text-decoration:{line}">{words}</a>')


def signature_html(who: Signature) -> str:
    """HTML that mail programs keep: one table, styles in it, nothing loaded but the logo."""
    brand, start = who.brand, "right" if direction(who.language) == "rtl" else "left"
    with speaking(who.language):
        beside = gettext("Partner of %(vendor)s", vendor=who.vendor.name)

    def row(words: Markup, *, size: int = 13, colour: str = "#5F5D56", top: int = 0) -> Markup:
        pad = f"{top}px 12px 0 0" if start == "right" else f"{top}px 0 0 12px"
        return _ROW.format(pad=pad, size=size, colour=colour, start=start, words=words)

    def link(href: str, words: str, *, line: str = "none", colour: str = "#5F5D56") -> Markup:
        return _LINK.format(href=href, words=words, line=line, colour=colour)

    company = Markup("<bdi>{}</bdi> · <bdi>{}</bdi>").format(brand.name, beside)
    reached = [link(f"mailto:{who.email}", who.email)] if who.email else []
    if who.phone:
        reached.insert(0, link(f"tel:{dialled(who.phone)}", who.phone))
    if brand.website:
        reached.append(link(brand.website, shown(brand.website)))
    isolated = [Markup('<span dir="ltr">{}</span>').format(one) for one in reached]
    rows = [
        row(Markup("<b><bdi>{}</bdi></b>").format(who.name), size=15, colour="#23221E"),
        row(company), row(Markup(" · ").join(isolated)),
    ]  # fmt: skip
    if who.logo_url:
        alt, size = brand.name, (brand.logo_width, brand.logo_height)
        picture = Markup('<img src="{}" width="{}" height="{}" alt="{}" style="display:block;border:0">')
        rows.append(row(picture.format(who.logo_url, *size, alt), top=8))
    if who.line and who.address:
        rows.append(row(link(who.address, who.line, line="underline", colour=brand.ink), top=4))
    for small in (" ".join(brand.postal_address.split()), brand.legal_footer.replace("\n", " · ")):
        if small:
            rows.append(row(Markup("<bdi>{}</bdi>").format(small), size=11, top=4))
    frame = Markup('<table role="presentation" cellpadding="0" cellspacing="0" border="0" lang="{}" dir="{}" '
                   'style="border-collapse:collapse;border-{}:3px solid {}">{}</table>')  # fmt: skip
    way = direction(who.language)
    return str(frame.format(who.language, way, start, brand.colour, Markup("").join(rows)))


def vcard(who: Signature) -> str:
    """The person as a vCard 3.0; programs of every kind take it. Each value stays on its line."""

    def one_line(value: str) -> str:
        return " ".join(value.split())

    name = one_line(who.name)
    first, _space, family = name.replace(";", " ").rpartition(" ")
    return str(helpers.make_vcard_data(
        name=f"{family};{first}", displayname=name, email=one_line(who.email) or None,
        phone=one_line(who.phone) or None, org=one_line(who.brand.name), url=one_line(who.brand.website) or None,
    ))  # fmt: skip
