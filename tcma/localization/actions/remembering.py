"""The translation memory grows by what is published approved."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from tcma.catalogue.rules import Copy, Kit, segments
from tcma.localization.models import MemoryText
from tcma.localization.rules import APPROVED, digest, legal_keys, state_of


def remember(session: Session, kit: Kit, copy: Copy, *, now: datetime) -> None:
    """Keep every approved translation of a kit but those of legal blocks; newer words replace older ones."""
    legal = legal_keys(kit)
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for language in kit.languages:
        for key, source in segments(kit).items():
            segment = copy.get(language, {}).get(key)
            if key in legal or segment is None or state_of(segment, source) != APPROVED:
                continue
            rows[(language, digest(source))] = {
                "source_language": kit.source_language, "language": language, "digest": digest(source),
                "source": source, "length": len(source), "text": segment.text, "approved_at": now,
            }  # fmt: skip
    if not rows:
        return
    new = insert(MemoryText)
    upsert = new.on_conflict_do_update(
        index_elements=[MemoryText.source_language, MemoryText.language, MemoryText.digest],
        set_={"source": new.excluded.source, "text": new.excluded.text, "approved_at": new.excluded.approved_at},
    )
    # One statement for all of them would be put together anew each time, which takes longer than to run it.
    session.connection().execute(upsert, [rows[place] for place in sorted(rows)])
