"""Lists, segments and people of a partner."""

from datetime import timedelta
from uuid import UUID

from flask import render_template, request

from tcma.audiences import queries, rules
from tcma.audiences.rules import segment_words
from tcma.audiences.rules.left_out import all_counted, label
from tcma.audiences.rules.segments import read_filter
from tcma.audiences.views.blueprint import bp
from tcma.audiences.views.whom import uuid, whom
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, Role, current
from tcma.base.db import transaction


@bp.get("/contacts")
@access.roles(*PARTNER_MARKETING)
def people() -> str:
    """Lists, segments, people with a search, and how many can be mailed: ?list, ?segment, ?tag, ?q, ?after, ?before."""
    partner_id, asked = current().partner, request.args
    after, before = uuid(asked.get("after", "")), uuid(asked.get("before", ""))
    with transaction() as session:
        now = clock.now(session)
        who = whom(session, partner_id, asked, now=now)
        found = queries.search(
            session, partner_id=partner_id, words=who.words, list_id=who.list_id, among=who.among, after=after,
            before=before,
        )  # fmt: skip
        counting = not (who.words or after or before)  # takes longer than a search may, among very many
        mailable, left_out = (
            queries.count(session, partner_id=partner_id, list_id=who.list_id, now=now, among=who.among)
            if counting else (0, {})
        )  # fmt: skip
        ids = [one.id for one in found.people]
        own_lists, own_segments = queries.lists(session, partner_id), queries.segments(session, partner_id)
        own = queries.own_names(session, partner_id)
        return render_template(
            "audiences/people.html", who=who, found=found, lists=own_lists, segments=own_segments, counting=counting,
            told={
                one.id: [segment_words.told(part, own.lists | own.tags) for part in read_filter(one.filter).conditions]
                for one in own_segments
            },
            standing=queries.standing(session, partner_id=partner_id, contact_ids=ids, now=now),
            tags=queries.tags(session, partner_id), tags_on=queries.tags_on(session, ids),
            mailable=mailable, everyone=mailable + sum(left_out.values()), left_out=all_counted(left_out),
            anyone=bool(found.people or own_lists or own_segments or not counting), label=label,
            words_of=rules.words_of, may_export=current().role is Role.PARTNER_ADMIN,
            brought=queries.brought_before(session, partner_id, since=now - timedelta(days=1)),
        )  # fmt: skip


@bp.get("/contacts/<uuid:contact_id>")
@access.roles(*PARTNER_MARKETING)
def person(contact_id: UUID) -> str:
    """One person: what is known, and why they may be written to."""
    actor = current()
    with transaction() as session:
        found = queries.contact(session, actor.partner, contact_id)
        standing = queries.standing(
            session, partner_id=actor.partner, contact_ids=[contact_id], now=clock.now(session)
        )[contact_id]
        return render_template(
            "audiences/person.html", person=found, consents=queries.consents(session, contact_id), standing=standing,
            lists=queries.lists_of(session, contact_id), label=label, words_of=rules.words_of,
            office=rules.is_role(found.addr_key), tags=queries.tags(session, actor.partner),
            own_tags=queries.tags_on(session, [contact_id]).get(contact_id, []),
            twins=queries.twins(session, found), merges=queries.merges(session, contact_id),
            notes=queries.notes(session, contact_id), admin=actor.role is Role.PARTNER_ADMIN,
        )  # fmt: skip
