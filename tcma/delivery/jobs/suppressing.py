"""The suppression lists of SES and ours, kept in step both ways. Safe to run twice."""

import structlog
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.delivery.actions.suppressing import LEARNED, SETTLED, TOLD, learn, mark, set_mark, to_tell
from tcma.delivery.ports import Later, SuppressionList

log = structlog.get_logger(__name__)

AT_ONCE = 100  # addresses a transaction, and a turn: SES takes about one such call a second


def by_ses(_session: Session) -> list[str]:
    """For the beat: nothing is kept in step where mails leave by SMTP."""
    return [] if use(Settings).smtp_url else [""]


def learn_suppressed(_always: str = "") -> None:
    """Whom SES keeps away from, we keep away from. One that breaks off begins there again."""
    with transaction() as session:
        now = clock.now(session)
        since = mark(session, LEARNED, now=now)
    new = 0
    try:
        for page in use(SuppressionList).listed(since):
            for some in (page[i : i + AT_ONCE] for i in range(0, len(page), AT_ONCE)):
                with transaction() as session:
                    new += learn(session, some, now=clock.now(session))
    except Later as later:
        log.warning("suppressions of ses not learned", reason=str(later))
        return
    with transaction() as session:
        set_mark(session, LEARNED, at=now)
    if new:
        log.info("suppressions of ses learned", new=new)


def tell_suppressed(_always: str = "") -> None:
    """Whom our mails bounced from or annoyed, SES keeps away from too, whoever else sends by this account."""
    with transaction() as session:
        now = clock.now(session)
        found = to_tell(session, mark(session, TOLD, now=now), until=now - SETTLED, most=AT_ONCE)
    done = found[-1][0] if found else None
    for at, listed in found:
        try:
            use(SuppressionList).put(listed)
        except Later as later:
            log.warning("suppressions not told to ses", reason=str(later))
            done = max((earlier for earlier, _ in found if earlier < at), default=None)
            break
    if done is not None:
        with transaction() as session:
            set_mark(session, TOLD, at=done)
