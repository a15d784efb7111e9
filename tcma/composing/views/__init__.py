"""The marketer's kits in the browser: new from, words, languages, review, check, publish; cards that networks show."""

from tcma.composing.views import (
    card,
    check,
    document,
    glossary,
    index,
    languages,
    part,
    review,
    shelf,
    translating,
    words,
)
from tcma.composing.views.blueprint import bp

__all__ = [
    "bp",
    "card",
    "check",
    "document",
    "glossary",
    "index",
    "languages",
    "part",
    "review",
    "shelf",
    "translating",
    "words",
]
