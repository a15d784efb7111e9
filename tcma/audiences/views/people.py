"""Lists and people of a partner."""

from uuid import UUID

from flask import render_template, request

from tcma.audiences import queries, rules
from tcma.audiences.rules.left_out import all_counted, label
from tcma.audiences.views.blueprint import bp
from tcma.base import access, clock
from tcma.base.access import PARTNER_MARKETING, current
from tcma.base.db import transaction


@bp.get("/contacts")
@access.roles(*PARTNER_MARKETING)
def people() -> str:
    """Lists, people with a search, and how many can be mailed: ?list, ?q, ?page."""
    partner_id, words = current().partner, request.args.get("q", "").strip()[:100]
    with transaction() as session:
        now = clock.now(session)
        chosen = _list_id(request.args.get("list", ""))
        shown = queries.contact_list(session, partner_id, chosen) if chosen else None
        found = queries.search(
            session, partner_id=partner_id, words=words, list_id=chosen, page=request.args.get("page", 1, int)
        )
        mailable, left_out = queries.count(session, partner_id=partner_id, list_id=chosen, now=now)
        standing = queries.standing(session, partner_id=partner_id, contact_ids=[p.id for p in found.people], now=now)
        return render_template(
            "audiences/people.html", lists=queries.lists(session, partner_id), shown=shown, found=found, words=words,
            mailable=mailable, everyone=mailable + sum(left_out.values()), left_out=all_counted(left_out),
            standing=standing, label=label, words_of=rules.words_of,
        )  # fmt: skip


@bp.get("/contacts/<uuid:contact_id>")
@access.roles(*PARTNER_MARKETING)
def person(contact_id: UUID) -> str:
    """One person: what is known, and why they may be written to."""
    partner_id = current().partner
    with transaction() as session:
        found = queries.contact(session, partner_id, contact_id)
        standing = queries.standing(
            session, partner_id=partner_id, contact_ids=[contact_id], now=clock.now(session)
        )[contact_id]
        return render_template(
            "audiences/person.html", person=found, consents=queries.consents(session, contact_id), standing=standing,
            lists=queries.lists_of(session, contact_id), label=label, words_of=rules.words_of,
            office=rules.is_role(found.addr_key),
        )  # fmt: skip


def _list_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
