"""The Jinja environment of mails and landing pages. Only our own templates; whatever they print is data."""

from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tcma.base.settings import ROOT
from tcma.base.words import gettext, ngettext
from tcma.composing.rules.mail import in_html


def _safe(value: Any) -> Any:
    """Every text a template prints is escaped, braces too, so that no value can be read as a field."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else Markup(in_html(value))


@cache
def theme() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        finalize=_safe,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(_=gettext, gettext=gettext, ngettext=ngettext)
    return environment
