"""Composing, pure: kit texts and a brand in, mails and pages out."""

from tcma.composing.rules.blocks import Occasion, Picture
from tcma.composing.rules.checks import Check, checks
from tcma.composing.rules.email import NoAddress, compose_email
from tcma.composing.rules.links import FORM_ANCHOR, address_of, link_address
from tcma.composing.rules.mail import (
    Field,
    LinkSpec,
    Mail,
    clean,
    fields_from_json,
    fields_to_json,
    fill,
    placeholders,
    values_for,
)
from tcma.composing.rules.note import Note, write_note
from tcma.composing.rules.page import Act, FormState, Page, compose_page, render_page
from tcma.composing.rules.regions import HIDDEN, Locked, NotFitting, Region, regions, with_own_words
from tcma.composing.rules.social import SocialPost, posts

__all__ = [
    "FORM_ANCHOR",
    "HIDDEN",
    "Act",
    "Check",
    "Field",
    "FormState",
    "LinkSpec",
    "Locked",
    "Mail",
    "NoAddress",
    "NotFitting",
    "Note",
    "Occasion",
    "Page",
    "Picture",
    "Region",
    "SocialPost",
    "address_of",
    "checks",
    "clean",
    "compose_email",
    "compose_page",
    "fields_from_json",
    "fields_to_json",
    "fill",
    "link_address",
    "placeholders",
    "posts",
    "regions",
    "render_page",
    "values_for",
    "with_own_words",
    "write_note",
]
