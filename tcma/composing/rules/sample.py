"""What previews are filled with before anybody is chosen."""

import re
from datetime import date, timedelta

from tcma.base.words import format_date, speaking
from tcma.base.words import gettext as _
from tcma.branding.rules import Brand
from tcma.composing.rules.blocks import Occasion

SAMPLE_COLOUR = "#0F766E"
_DARK = re.compile(r"\(\s*prefers-color-scheme:\s*dark\s*\)")


def reader() -> dict[str, str]:
    """A sample reader."""
    return {"first_name": "Sara", "last_name": "Sample", "company": "Sample Logistics"}


def sample_occasion(brand: Brand, language: str, today: date) -> Occasion:
    """An event in about three weeks, for previews of event kits."""
    day = today + timedelta(days=19)
    with speaking(language):
        when = _("%(day)s, %(start)s to %(end)s", day=format_date(day), start="12:00", end="13:30")
        return Occasion(when, _("At our office, ground floor"), brand.contact_name or brand.name)


def in_scheme(html: str, scheme: str) -> str:
    """The same bytes with the reader's colour scheme decided: a frame can't be told to prefer dark."""
    said = {"dark": "all", "light": "not all"}.get(scheme)
    return _DARK.sub(said, html) if said else html
