"""The marketer's kits in the browser: new from, words, languages, review, check, publish."""

from tcma.composing.views import check, glossary, index, languages, part, review, translating, words
from tcma.composing.views.blueprint import bp

__all__ = [
    "bp",
    "check",
    "glossary",
    "index",
    "languages",
    "part",
    "review",
    "translating",
    "words",
]
