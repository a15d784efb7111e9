"""Sums, programs, markup and formulas, typed into every form of everybody: all of it comes out as it went in."""

import csv
from collections import Counter
from io import StringIO
from threading import Event as Stop

import pytest
from flask import Flask
from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.adapters.local import LocalMailer, LocalPace
from tcma.audiences.models import Consent, Contact, ContactList, ListMember
from tcma.base import clock, tokens
from tcma.base.access import PARTNER_ROLES, Actor, Role, Rule
from tcma.base.db import new_id
from tcma.base.tools import provide
from tcma.composing.models import Composition
from tcma.delivery.ports import Mailer, Pace
from tcma.events.models import Event, Registration
from tcma.events.queries import places
from tcma.launches.models import Launch
from tcma.launches.queries.places import landing as launched
from tcma.partners.models import Partner
from tcma.social.models import Sharer
from tcma.social.queries.sharers import share_path
from tests.crawling import HTML, Shape, Visitor
from tests.deals.pages import signed_in
from tests.deals.world import World, person
from tests.reports.rich import rich
from tests.tables import tables

RESULT = "5332114"  # what the sums come to; it stands nowhere but as a sum
TRIES = (
    "{{1234*4321}}${1234*4321}#(1234*4321){% if 1 %}</mj-text><script>typed()</script>",
    '=1234*4321 #import "x": y #panic() ${1234*4321} \\input{x}',
)
"""Jinja, expression languages, Typst, MJML, HTML; then spreadsheets and what else a partner's own words may hold."""
OTHERS = (
    Role.PARTNER_MARKETER, Role.EVENT_HOST, Role.EMPLOYEE, Role.CHANNEL_MARKETER, Role.CHANNEL_MANAGER, Role.FINANCE,
)  # fmt: skip


@pytest.fixture
def world(session: Session) -> World:
    provide(Mailer, LocalMailer())
    provide(Pace, LocalPace())
    provide(Stop, Stop())
    found = rich(session)
    now = clock.now(session)
    clients = ContactList(id=new_id(), partner_id=found.alice.partner, name="Clients", created_at=now, updated_at=now)
    session.add(clients)
    session.flush()
    for name in ("Sara", "Omar"):
        one = found.contact(found.alice, f"{name.lower()}@reader.example", first_name=name)
        session.add(ListMember(list_id=clients.id, contact_id=one.id))
        session.add(Consent(contact_id=one.id, partner_id=found.alice.partner, basis="express", source="import",
                            given_at=now))  # fmt: skip
    session.add(Sharer(id=new_id(), partner_id=found.alice.partner, name="Sam", language="en", created_at=now))
    session.commit()
    return found


def obeyed(answer: TestResponse) -> list[str]:
    """What of it has happened in an answer."""
    text, page = answer.data.decode(errors="replace"), answer.mimetype == HTML
    return [one for one in (RESULT, "<script>typed", "</mj-text>") if one in text and (page or one == RESULT)]


def colleague(world: World, role: Role) -> Actor:
    firm = world.session.get_one(Partner, world.alice.partner) if role in PARTNER_ROLES else None
    return person(world.session, role.value.replace("_", "").title(), role, firm)


def test_nothing_that_anybody_types_into_any_form_is_obeyed(app: Flask, session: Session, world: World) -> None:
    sent, counts, exports = set[Shape](), Counter[str](), 0
    others = {role.value: colleague(world, role) for role in OTHERS}
    visitors = {name: Visitor(signed_in(app, session, one), sent, follows=False) for name, one in others.items()}
    visitors["partner"] = Visitor(signed_in(app, session, world.alice), sent)
    visitors["vendor"] = Visitor(signed_in(app, session, world.vera), sent)
    visitors["stranger"] = Visitor(app.test_client(), sent, follows=False)
    roles = {**dict(zip(others, OTHERS, strict=True)), "partner": Role.PARTNER_ADMIN, "vendor": Role.VENDOR_ADMIN}
    for name in ("partner", "stranger", "stranger", "partner", *others, "vendor", "vendor"):
        visitor = visitors[name]
        visitor.walk(public(session) if name == "stranger" else open_to(app, roles[name]))
        for path, shown in visitor.seen.items():
            assert obeyed(shown) == [], (name, path)
            exports += formulas(shown, path)
        for to, form in visitor.forms():
            for words in TRIES:
                answer = visitor.send(to, form, words)
                if answer is None:
                    break
                assert answer.status_code < 500, (name, to)
                assert obeyed(answer) == [], (name, to)
                counts[name] += 1
    assert {name: visitor.forgot for name, visitor in visitors.items() if visitor.forgot} == {}
    assert counts["partner"] > 70
    assert counts["vendor"] + counts["channel_marketer"] + counts["channel_manager"] > 70
    assert counts["stranger"] >= 6
    assert exports > 8
    stored(session)


def open_to(app: Flask, role: Role) -> list[str]:
    """Every address that says of itself that this role may read it, and that takes no id."""
    return sorted(
        one.rule for one in app.url_map.iter_rules()
        if not one.arguments and "GET" in (one.methods or ())
        and role in getattr(app.view_functions[one.endpoint], "__access__", Rule(frozenset())).roles
    )  # fmt: skip


def formulas(answer: TestResponse, path: str) -> bool:
    """Whether it is a table, whose cells no spreadsheet calculates."""
    if answer.mimetype != "text/csv":
        return False
    cells = [cell for row in csv.reader(StringIO(answer.text)) for cell in row]
    assert [cell for cell in cells if cell.startswith(("=", "@"))] == [], path
    return True


def stored(session: Session) -> None:
    """Everything that was typed is kept as it was typed, and mails say it without obeying it."""
    held = 0
    for table in tables().sorted_tables:
        rows = cast(table.table_valued(), String)
        assert session.scalar(select(func.count()).select_from(table).where(rows.contains(RESULT))) == 0, table.name
        held += session.scalar(select(func.count()).select_from(table).where(rows.contains("1234*4321"))) or 0
    assert held >= 50
    mails = session.scalars(select(Composition.html)).all()
    assert [html for html in mails if "<script>typed" in html or "</mj-text>" in html] == []


def public(session: Session) -> list[str]:
    """Pages of partners, and what mails, colleagues and the host of an event hand out."""
    launch, event = session.scalars(select(Launch)).one(), session.scalars(select(Event)).first()
    assert event is not None
    slug = session.get_one(Partner, launch.partner_id).slug
    reader = session.scalars(select(Contact.id).where(Contact.email == "sara@reader.example")).one()
    leave = tokens.sign("unsubscribe", reader.bytes + launch.id.bytes)
    seats = session.scalars(select(Registration.id))
    return [
        launched(slug, launch.id, "en")("readiness"), places.landing(slug, event.id, "en")(""),
        *map(share_path, session.scalars(select(Sharer.id).limit(1))), f"/p/{leave}", f"/u/{leave}",
        places.door(event.id), *(places.seat(one) for one in seats), "/sign-in", "/reset",
    ]  # fmt: skip
