"""Verbs of files: make one, make its links, keep a partner's own words."""

from tcma.files.actions.linking import link_for, links_for
from tcma.files.actions.making import Making, begin, drawn_picture, made, marks_of, pictured, signed, thumbnail
from tcma.files.actions.wording import keep_words

__all__ = [
    "Making",
    "begin",
    "drawn_picture",
    "keep_words",
    "link_for",
    "links_for",
    "made",
    "marks_of",
    "pictured",
    "signed",
    "thumbnail",
]
