"""The marketer's kits in the browser: new from, words, check, publish."""

from tcma.composing.views import check, index, part, words
from tcma.composing.views.blueprint import bp

__all__ = ["bp", "check", "index", "part", "words"]
