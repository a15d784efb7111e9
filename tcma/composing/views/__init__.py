"""The marketer's kits in the browser: new from, words, check, publish; and the cards that networks show."""

from tcma.composing.views import card, check, index, part, words
from tcma.composing.views.blueprint import bp

__all__ = ["bp", "card", "check", "index", "part", "words"]
