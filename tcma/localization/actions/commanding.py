"""A whole kit into a language, in one go: for the command line. Opens its own transactions, as `running` does."""

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

from sqlalchemy import select

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.errors import Refusal
from tcma.base.words import N_, ngettext
from tcma.base.words import gettext as _
from tcma.catalogue import actions as catalogue
from tcma.catalogue import queries as kits
from tcma.catalogue.models import KitDraft
from tcma.catalogue.rules import read_kit
from tcma.localization import queries
from tcma.localization.actions.folder import Told, translate_texts, write_folder
from tcma.localization.actions.running import step
from tcma.localization.actions.starting import NoEngine, begin
from tcma.localization.models import TranslationJob
from tcma.localization.ports import Later, Never, Translator
from tcma.localization.rules import ItemState, JobState, reason_words
from tcma.localization.rules.tongues import checked_target

Line = tuple[str, str, bool]  # segment key or '', what became of it, whether it is fine

SAID = {
    ItemState.WAITING: N_("waits"),
    ItemState.MEMORY: N_("from the memory, approved"),
    ItemState.MACHINE: N_("by machine, needs a review"),
    ItemState.OFFERED: N_("new words are offered beside the old ones"),
    ItemState.REFUSED: N_("left untranslated."),
    ItemState.PERSON: N_("left to people."),
}


class KitUnreadable(Refusal):
    """A folder that is no kit."""


def said(state: ItemState, reason: str, detail: str) -> str:
    """What became of a text, in words."""
    return " ".join(filter(None, (_(SAID[state]), reason_words(reason, detail))))


def into_folder(path: str, language: str, translator: Translator) -> Iterator[Line]:
    """The texts that a kit folder lacks, into its copy/LANGUAGE.po; also when the engine ends half-way."""
    root, told = Path(path), list[Told]()
    reading = read_kit(root)
    if reading.kit is None:
        raise KitUnreadable(N_('"%(folder)s" can\'t be read as a kit: tcma publish --check says why.'), folder=path)
    tag = checked_target(reading.kit, language)
    if not translator.name:
        raise NoEngine(N_("No translation engine is switched on."))
    with transaction() as session:
        terms = queries.glossary(session)

    def known(source: str) -> str:
        with transaction() as session:
            return queries.remembered(session, str(reading.kit and reading.kit.source_language), tag, source)

    ended = ""
    try:
        for one in translate_texts(reading, tag, translator, terms=terms, known=known):
            told.append(one)
            yield one.key, said(one.state, one.made.reason, one.made.detail), one.state is not ItemState.REFUSED
    except Later as later:
        ended = reason_words("away", str(later))
    except Never as never:
        ended = reason_words(never.code, str(never))
    written = write_folder(root, reading, tag, told, engine=translator.name)
    yield "", _("%(file)s is written.", file=written), True
    if tag not in reading.kit.languages:
        yield "", _('Add "%(tag)s" to languages in kit.toml to publish it.', tag=tag), True
    if ended:
        yield "", ended, False


def into_draft(slug: str, language: str, translator: Translator) -> Iterator[Line]:
    """The texts that a kit's draft lacks; a draft is begun from its newest version where there is none."""
    job_id = _begin(slug, language, translator)
    shown: set[str] = set()
    while True:
        moved = step(job_id, translator)
        job, lines = _lines(job_id, shown)
        yield from lines
        if job is None or job.state is not JobState.RUNNING:
            break
        if not moved:  # the engine rests, or a worker has a text in hand
            time.sleep(0.1)
    if job is not None and job.reason:
        yield "", reason_words(job.reason, job.detail), False
    made = sum(1 for key in shown if key)
    yield "", ngettext("%(num)s text looked at.", "%(num)s texts looked at.", made), True


def _begin(slug: str, language: str, translator: Translator) -> UUID:
    with transaction() as session:
        now = clock.now(session)
        draft_id = session.scalar(select(KitDraft.id).where(KitDraft.slug == slug))
        if draft_id is None:
            version = kits.latest(session, slug)
            copy = queries.copy_of(session, version.id)
            draft_id = catalogue.start_draft(session, version=version, copy=copy, actor_id=None, now=now).id
        return begin(
            session, draft_id, language=language, engine=translator.name, actor_id=None, now=now
        ).id  # fmt: skip


def _lines(job_id: UUID, shown: set[str]) -> tuple[TranslationJob | None, list[Line]]:
    """The job, and what became of texts that have not been shown yet."""
    with transaction() as session:
        job = session.get(TranslationJob, job_id)
        items = queries.items(session, job_id)
        new = [one for key, one in items.items() if key not in shown and one.state is not ItemState.WAITING]
        shown.update(one.key for one in new)
        return job, [
            (one.key, said(one.state, one.reason, one.detail), one.state is not ItemState.REFUSED) for one in new
        ]
