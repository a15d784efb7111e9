"""A partner's own words in the files of a kit."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.branding.queries import vendor
from tcma.catalogue.rules import Asset
from tcma.composing.rules import with_own_words
from tcma.files.models import FileWords
from tcma.files.queries import FileKit, file_words


def keep_words(session: Session, found: FileKit, asset: Asset, own: Mapping[str, str], *, now: datetime) -> None:
    """Keep the words of one file; refuses what its regions do not allow. Those of other files stay."""
    said = {key: text for key, text in own.items() if text.strip() and key.partition(".")[0] == asset.key}
    with_own_words(asset, said, vendor(session).name)
    partner_id, kit_id = found.partner.id, found.offer.version.kit_id
    before = file_words(session, partner_id, kit_id, found.language)
    others = {key: text for key, text in before.items() if key.partition(".")[0] != asset.key}
    row = session.scalar(
        select(FileWords).where(
            FileWords.partner_id == partner_id, FileWords.kit_id == kit_id, FileWords.language == found.language
        )
    )
    if row is None:
        row = FileWords(id=new_id(), partner_id=partner_id, kit_id=kit_id, language=found.language, words={})
        session.add(row)
    row.words, row.updated_at = others | said, now
    session.flush()
