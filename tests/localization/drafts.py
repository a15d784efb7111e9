"""A draft on its way into a language, engines that do as they are told, and looks at what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from tcma.base.tools import use
from tcma.catalogue import queries as kits
from tcma.catalogue.queries import Draft
from tcma.catalogue.rules import Segment
from tcma.localization import actions
from tcma.localization.jobs import due_translations, translate
from tcma.localization.models import TranslationItem, TranslationJob
from tcma.localization.ports import Translator
from tcma.localization.rules import JobState
from tests.cast import MORNING

SUBJECT, INTRO, LEGAL = "email-1.subject", "email-1.intro.text", "landing.privacy.text"


@dataclass
class Scripted:
    """A translator that does what the test says with each text."""

    answer: Callable[[str], str]
    name: str = "scripted"
    asked: list[str] = field(default_factory=list)

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        self.asked += texts
        return [self.answer(one) for one in texts]


def begin(session: Session, draft: Draft, language: str = "es") -> UUID:
    job = actions.begin(
        session, draft.id, language=language, engine=use(Translator).name, actor_id=None, now=MORNING
    )
    session.commit()
    return job.id


def run(session: Session) -> None:
    """What the beat and a worker do, once."""
    for job in due_translations(session):
        translate(job)
    session.expire_all()


def words(session: Session, draft: Draft, language: str = "es") -> dict[str, Segment]:
    session.expire_all()
    return kits.draft(session, draft.id).copy.get(language, {})


def item(session: Session, job: UUID, key: str) -> TranslationItem:
    session.expire_all()
    return session.get_one(TranslationItem, (job, key))


def state(session: Session, job: UUID) -> JobState:
    session.expire_all()
    return session.get_one(TranslationJob, job).state


def no_rest(session: Session) -> None:
    session.execute(update(TranslationJob).values(not_before=None, leased_until=None))
    session.commit()
