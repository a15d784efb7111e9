"""Which campaigns have files: each with a page has pictures and codes, and those whose kits say so papers and decks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import NotFound
from tcma.branding.models import Office
from tcma.catalogue.queries import kits
from tcma.catalogue.rules import CAMPAIGN, Asset, Kit, with_words
from tcma.catalogue.rules.drafting import slug_of
from tcma.composing.rules import Occasion
from tcma.files.models import FileWords
from tcma.files.rules import medium_of
from tcma.localization.queries import words
from tcma.localization.rules import best_language
from tcma.partners.models import Partner
from tcma.social.queries import KitPage, Offer, offer


@dataclass(frozen=True)
class FileKit:
    """A campaign in one language, in the words of its newest version; or an event, in those of its own.

    `landing` gives the address of each of its pages.
    """

    offer: Offer
    partner: Partner
    kit: Kit
    language: str
    landing: Callable[[str], str]
    event_id: UUID | None = None
    occasion: Occasion | None = None
    office_id: UUID | None = None  # in whose brand; None: the main one
    office_name: str = ""  # of one that was chosen

    @property
    def chosen(self) -> UUID | None:
        """The office that was chosen for it; an event has the brand that it was opened in, and no other."""
        return None if self.event_id else self.office_id

    @property
    def asked(self) -> dict[str, Any]:
        """What the address of one of its files says besides the kit."""
        said = {"lang": self.language, "event": self.event_id, "office": self.chosen}
        return {name: str(value) for name, value in said.items() if value}

    def called(self, key: str) -> str:
        """What one of its files is called when it is kept: those of several brands lie beside each other."""
        office = (slug_of(self.office_name) or str(self.chosen)[-8:]) if self.chosen else ""
        return "-".join(filter(None, (self.offer.kit.slug, key, self.language, office)))

    @property
    def key(self) -> str:
        """Its name on a page that has all of them."""
        return f"{self.kit.slug}-{self.event_id}" if self.event_id else self.kit.slug

    @property
    def files(self) -> list[Asset]:
        """Its papers and decks."""
        return [asset for asset in self.kit.assets if medium_of(asset.kind) is not None]

    @property
    def headline(self) -> str:
        """What its page says first."""
        page = self.kit.asset(self.offer.page.key).in_variant("")
        heading = next((block for block in page.blocks if block.type == "heading"), None)
        return heading.fields.get("text", "") if heading else page.title

    @property
    def drawing(self) -> str:
        """The picture on top of its page, or ''."""
        page = self.kit.asset(self.offer.page.key)
        return next((block.fields.get("media", "") for block in page.blocks if block.type == "hero"), "")

    def file(self, key: str) -> Asset:
        """A paper or deck; NotFound for anything else."""
        found = next((asset for asset in self.files if asset.key == key), None)
        if found is None:
            raise NotFound
        return found


def file_kit(
    session: Session, partner: Partner, slug: str, language: str, office: Office | None = None
) -> FileKit:
    """The campaign `slug`, in this language if it may go out in it, else the partner's, else its own.

    In the brand of this office of the partner, where one is given.
    """
    return _file_kit(session, partner, offer(session, slug), language, office)


def file_kits(session: Session, partner: Partner, language: str, office: Office | None = None) -> list[FileKit]:
    """Every campaign with something to take along, those with papers or decks first."""
    found = []
    for one in kits(session, kind=CAMPAIGN):
        try:
            found.append(_file_kit(session, partner, offer(session, one.slug), language, office))
        except NotFound:  # it has no page to lead to
            continue
    return sorted(found, key=lambda one: not one.files)


def file_words(session: Session, partner_id: UUID, kit_id: UUID, language: str) -> Mapping[str, str]:
    """What the partner wrote into the files of a kit in a language, by segment key."""
    row = session.scalar(
        select(FileWords).where(
            FileWords.partner_id == partner_id, FileWords.kit_id == kit_id, FileWords.language == language
        )
    )
    return {str(key): str(text) for key, text in row.words.items()} if row else {}


def _file_kit(session: Session, partner: Partner, found: Offer, language: str, office: Office | None) -> FileKit:
    tag = best_language([language, partner.language], found.languages, found.kit.source_language)
    office_id, named = (office.id, office.name) if office else (None, "")
    landing = KitPage(found, partner, found.page, tag, office_id).address(tag)
    kit = with_words(found.kit, words(session, found.version.id, tag))
    return FileKit(found, partner, kit, tag, landing, office_id=office_id, office_name=named)
