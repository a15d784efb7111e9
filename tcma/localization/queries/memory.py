"""The translation memory: approved words for the same source, or nearly the same."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.localization.models import MemoryText
from tcma.localization.rules import NEAR_ENOUGH, Near, digest, nearest

CANDIDATES = 300  # looked at for a near hit, the nearest in length first


def remembered(session: Session, source_language: str, language: str, source: str) -> str:
    """Approved words for exactly this source, or ''."""
    found = session.get(MemoryText, (source_language, language, digest(source)))
    return found.text if found else ""


def near(session: Session, source_language: str, language: str, source: str) -> Near | None:
    """The words of the nearest source, if it is near enough to be of use."""
    # Two texts of which one is much longer can't be alike: 2 * shorter / both together is the most there is.
    least = NEAR_ENOUGH / 100
    shortest, longest = len(source) * least / (2 - least), len(source) * (2 - least) / least
    rows = session.execute(
        select(MemoryText.source, MemoryText.text)
        .where(
            MemoryText.source_language == source_language, MemoryText.language == language,
            MemoryText.length.between(int(shortest), int(longest) + 1),
        )
        .order_by(func.abs(MemoryText.length - len(source)), MemoryText.digest)
        .limit(CANDIDATES)
    )  # fmt: skip
    return nearest(source, [(row.source, row.text) for row in rows])
