"""Whatever a partner writes of people is nowhere under /hq: every text of every table is marked and looked for."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.access import Rule
from tcma.base.roles import VENDOR_ROLES, Role
from tcma.deals import actions
from tcma.deals.models import Registration
from tests import cast
from tests.deals.pages import signed_in
from tests.deals.world import World, claimed
from tests.reports.planted import CODES, SECRET, SHARED, plant, texts
from tests.reports.rich import rich
from tests.reports.test_vendor_sees_counts import hide, links
from tests.tables import tables

MOST = 400
VENDORS = frozenset(VENDOR_ROLES)


def test_every_text_of_a_partner_is_kept_from_the_vendor_or_says_why_not() -> None:
    own = [table for table in tables().sorted_tables if "partner_id" in table.columns]
    undecided = {
        table.name: left for table in own
        if table.name not in SHARED and (left := texts(table) - CODES - set(SECRET.get(table.name, "").split()))
        and table.name not in ("credits", "credit_runs", "own_visitors", "hits")
    }  # fmt: skip
    assert undecided == {}


def everything(app: Flask, world: World) -> Iterator[str]:
    """Every address under /hq that is read, with each partner's and each deal's own."""
    ids = {
        "partner_id": [world.alice.partner, world.charlie.partner],
        "registration_id": list(world.session.scalars(select(Registration.id))),
    }
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/hq") or "GET" not in (rule.methods or ()):
            continue
        if not rule.arguments:
            yield rule.rule
        elif len(rule.arguments) == 1 and (name := next(iter(rule.arguments))) in ids:
            yield from (rule.rule.replace(f"<uuid:{name}>", str(one)) for one in ids[name])


def walk(client: FlaskClient, first: Iterator[str]) -> Iterator[tuple[str, str]]:
    """(address, text) of each page, file and answer that can be reached."""
    seen, todo = set[str](), list(first)
    while todo and len(seen) < MOST:
        path = todo.pop(0)
        if path in seen or not urlsplit(path).path.startswith("/hq"):
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code < 500, path
        text = answer.data.decode(errors="replace")
        yield path, text
        if answer.mimetype == "text/html":
            todo += sorted(links(text) - seen)


def test_nothing_a_partner_writes_of_people_is_shown_to_the_vendor(app: Flask, session: Session) -> None:
    world = rich(session)
    actions.register(session, actor=world.alice, now=clock.now(session),
                     claim=claimed(account_name="Draftshire", contact_name="Draft Person",
                                   contact_email="draft@draftshire.example"))  # fmt: skip
    hide(world)
    marks = [*plant(session, world.alice.partner), "draft person", "draft@draftshire", "hidden-reader"]
    vera = cast.person(session, email="viewer@northgate.example", name="Viewer Sample", role=Role.VENDOR_ADMIN)
    client = signed_in(app, session, cast.actor(vera))
    seen, found, shared = set[str](), dict[str, list[str]](), False
    for path, text in walk(client, everything(app, world)):
        seen.add(path)
        shared |= "Copper Kettle" in text
        if shown := [mark for mark in marks if mark in text.lower()]:
            found[path] = shown
    assert found == {}
    assert shared  # what a partner did share was there to be seen
    assert {"/hq", "/hq/deals", "/hq/events", "/hq/suppressed", "/hq/suppressed.csv", "/hq/attribution.csv"} <= seen
    own = signed_in(app, session, world.alice)
    page = own.get("/contacts").text  # the same marks are found where they belong
    assert [one for one in ("contactsemail", "contactlistsname", "tagsname", "segmentsname") if one not in page] == []


def test_the_vendor_opens_nothing_that_is_a_partners(app: Flask, session: Session) -> None:
    world = rich(session)
    vera = signed_in(app, session, world.vera)
    opened = []
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "__access__", Rule(frozenset()))
        if not access.roles or access.roles & VENDORS or "GET" not in (rule.methods or ()):
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<uuid:{name}>", str(world.alice.partner)).replace(f"<{name}>", "x")
        if vera.get(path).status_code not in (403, 404):
            opened.append(path)
    assert opened == []
