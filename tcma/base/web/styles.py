"""Computed values without style attributes: each set of declarations becomes a class in one nonced element."""

import hashlib
import re
from collections.abc import Mapping

from flask import g, has_request_context
from markupsafe import Markup

from tcma.base.web.headers import csp_nonce

_NAME = re.compile(r"--[a-z][a-z0-9-]*|[a-z]+(-[a-z]+)*")
_VALUE = re.compile(r"[\w#%., ()+*/-]{1,120}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


def _rules() -> dict[str, str]:
    if not has_request_context():
        return {}
    if "computed_styles" not in g:
        g.computed_styles = {}
    rules: dict[str, str] = g.computed_styles
    return rules


def css(declarations: Mapping[str, object]) -> str:
    """The class name that carries these declarations on this page, such as {"--w": "30%"}."""
    for name, value in declarations.items():
        if not _NAME.fullmatch(name) or not _VALUE.fullmatch(str(value)) or "url(" in str(value):
            raise ValueError(f"not a computed style: {name}: {value}")
    body = ";".join(f"{name}:{value}" for name, value in declarations.items())
    cls = "x" + hashlib.sha256(body.encode()).hexdigest()[:8]
    _rules()[cls] = body
    return cls


def brand_css(colour: str, on_colour: str, ink: str) -> str:
    """The class that dresses a partner's artefact; only ever for artefacts, never for our controls."""
    if not all(_COLOUR.fullmatch(value) for value in (colour, on_colour, ink)):
        raise ValueError("a brand colour is #RRGGBB")
    return css({"--brand": colour, "--on-brand": on_colour, "--brand-ink": ink})


def computed_styles() -> Markup:
    """The nonced style element with every computed rule so far."""
    rules = _rules()
    if not rules:
        return Markup("")
    text = "".join(f".{cls}{{{body}}}" for cls, body in rules.items())
    return Markup(f'<style nonce="{csp_nonce()}">{text}</style>')  # names and values passed the patterns above
