"""Writing a kit in the browser: a draft is made from a published version, changed, published or discarded."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.db import new_id
from tcma.base.errors import NotFound, Refusal
from tcma.base.words import N_
from tcma.catalogue import queries, rules
from tcma.catalogue.models import KitDraft, KitRow, KitVersion
from tcma.catalogue.queries import Draft, draft_content


class NameMissing(Refusal):
    """A title of which no web address can be made."""

    status = 422


class KitExists(Refusal):
    """Another kit has this name."""


class DraftExists(Refusal):
    """Someone is writing this kit already."""


class SourceStays(Refusal):
    """A kit can't lose the language it is written in."""


class OutOfDate(Refusal):
    """A newer version was published after the draft was begun."""


def start_draft(
    session: Session,
    *,
    version: KitVersion,
    copy: rules.Copy,
    title: str | None = None,
    slug: str | None = None,
    actor_id: UUID | None,
    now: datetime,
) -> Draft:
    """A draft of `version` and its `copy`: of the same kit, or with a `title`, of a new one made from it."""
    kit = queries.kit_content(version)
    if title is not None:
        title = " ".join(title.split())
        slug = slug or rules.slug_of(title)
        if not rules.SLUG.fullmatch(slug) or len(slug) > 60:
            raise NameMissing(
                N_("Give the kit a name with Latin letters or digits in it; its web address is made of it.")
            )
        if session.scalar(select(KitRow.id).where(KitRow.slug == slug)):
            raise KitExists(N_('There is already a kit called "%(slug)s". Give this one another name.'), slug=slug)
    pinned = rules.pinned(kit, copy)
    if title is not None:
        kit = replace(rules.with_words(kit, {"kit.title": title}), slug=slug or kit.slug)
    if session.scalar(select(KitDraft.id).where(KitDraft.slug == kit.slug)):
        raise DraftExists(N_('Someone is already writing "%(title)s". Open that draft.'), title=kit.title)
    row = KitDraft(
        id=new_id(),
        slug=kit.slug,
        based_on=version.id,
        content=rules.to_json(kit),
        copy=rules.copy_to_json(pinned),
        media=rules.media_to_json(queries.all_media(session, version.id)),
        updated_at=now,
        updated_by=actor_id,
    )
    session.add(row)
    session.flush()
    return draft_content(row)


def change_words(
    session: Session,
    draft_id: UUID,
    *,
    language: str,
    words: Mapping[str, str],
    reviewed: Collection[str] | None = None,
    actor_id: UUID | None,
    now: datetime,
) -> Draft:
    """Change texts ({segment key: text}) of a draft in one of its languages.

    In a translation, `reviewed` are the keys a person says are right. Changed source words make
    the translations of them count as needing review.
    """
    row = _locked(session, draft_id)
    before = draft_content(row)
    if language not in before.kit.languages:
        raise NotFound
    after = rules.changed(rules.Written(before.kit, before.copy), language, words, reviewed)
    row.content, row.copy = rules.to_json(after.kit), rules.copy_to_json(after.copy)
    row.updated_at, row.updated_by = now, actor_id
    session.flush()
    return draft_content(row)


def add_language(
    session: Session, draft_id: UUID, language: str, *, actor_id: UUID | None, now: datetime
) -> Draft:
    """The draft, in one more language; nothing changes where it has it already. `language` is a BCP 47 tag."""
    row = _locked(session, draft_id)
    kit = draft_content(row).kit
    if language not in kit.languages:
        _in_languages(row, replace(kit, languages=(*kit.languages, language)), actor_id, now)
        session.flush()
    return draft_content(row)


def drop_language(
    session: Session, draft_id: UUID, language: str, *, actor_id: UUID | None, now: datetime
) -> Draft:
    """The draft without a language and its words. Refuses the one it is written in."""
    row = _locked(session, draft_id)
    before = draft_content(row)
    if language not in before.kit.languages:
        raise NotFound
    if language == before.kit.source_language:
        raise SourceStays(N_("The kit is written in this language, so it stays."))
    left = tuple(tag for tag in before.kit.languages if tag != language)
    row.copy = rules.copy_to_json({tag: words for tag, words in before.copy.items() if tag != language})
    _in_languages(row, replace(before.kit, languages=left), actor_id, now)
    session.flush()
    return draft_content(row)


def _in_languages(row: KitDraft, kit: rules.Kit, actor_id: UUID | None, now: datetime) -> None:
    row.content, row.updated_at, row.updated_by = rules.to_json(kit), now, actor_id


def locked_draft(session: Session, draft_id: UUID) -> Draft:
    """The draft, locked until the transaction ends: nobody changes it between a look and a change."""
    return draft_content(_locked(session, draft_id))


def ready_draft(session: Session, draft_id: UUID) -> Draft:
    """The draft, locked for publishing. Refuses one that would undo a newer version of its kit."""
    row = _locked(session, draft_id)
    newest = session.scalar(
        select(KitVersion)
        .join(KitRow, KitRow.id == KitVersion.kit_id)
        .where(KitRow.slug == row.slug)
        .order_by(KitVersion.number.desc())
        .limit(1)
    )
    if newest is not None and newest.id != row.based_on:
        raise OutOfDate(
            N_("Version %(number)s of this kit was published after you began. Start again from it."),
            number=newest.number,
        )
    return draft_content(row)


def discard(session: Session, draft_id: UUID) -> None:
    """Throw a draft away; nothing published changes."""
    session.delete(_locked(session, draft_id))
    session.flush()


def _locked(session: Session, draft_id: UUID) -> KitDraft:
    row = session.get(KitDraft, draft_id, with_for_update=True)
    if row is None:
        raise NotFound(N_("This draft is not there any more. It was published or discarded."))
    return row
