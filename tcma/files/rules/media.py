"""As what a link of ours stands in the world: on paper, on a slide, in a picture, as a code, under a mail."""

from dataclasses import dataclass

from tcma.catalogue.rules.papers import DECK, PAPER


@dataclass(frozen=True)
class Medium:
    """`key` is kept with the link and told to other people's statistics; `suffix` and `mimetype` are of its file."""

    key: str
    suffix: str
    mimetype: str


PAGES = Medium(PAPER, "pdf", "application/pdf")
DECKS = Medium(DECK, "pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation")
PICTURE = Medium("picture", "png", "image/png")
CODE = Medium("code", "svg", "image/svg+xml")
SIGNATURE = Medium("signature", "html", "text/html")


def medium_of(kind: str) -> Medium | None:
    """The file that an asset of this kind becomes; None for one that is no file."""
    return {PAPER: PAGES, DECK: DECKS}.get(kind)
