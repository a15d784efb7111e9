"""Files, pure: an asset, a brand and words in, bytes out.

Decks stand apart, in slides.py: what they are made with brings much along, and few processes make one.
"""

from tcma.files.rules.dress import Dress, Marks
from tcma.files.rules.media import CODE, DECKS, PAGES, PICTURE, SIGNATURE, Medium, medium_of
from tcma.files.rules.paper import paper_pdf, paper_png
from tcma.files.rules.pictures import SIZES, Size, picture_png
from tcma.files.rules.runs import Writer, targets_of
from tcma.files.rules.signature import Signature, signature_html, vcard

__all__ = [
    "CODE",
    "DECKS",
    "PAGES",
    "PICTURE",
    "SIGNATURE",
    "SIZES",
    "Dress",
    "Marks",
    "Medium",
    "Signature",
    "Size",
    "Writer",
    "medium_of",
    "paper_pdf",
    "paper_png",
    "picture_png",
    "signature_html",
    "targets_of",
    "vcard",
]
