"""The vendor sees counts: no page it can reach names a person that a partner didn't share by a lead's deal."""

from urllib.parse import urlsplit

import pytest
from flask import Flask
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy.orm import Session

from tcma.audiences import actions
from tcma.audiences.models import Contact, ContactList, ListMember
from tcma.base.access import Role
from tcma.base.db import new_id
from tests import cast
from tests.deals.pages import signed_in
from tests.deals.world import NOW, World
from tests.reports.rich import rich

SECRETS = ("Zebulon", "Quagmire", "hidden-reader", "Hidden Sample Works", "Whispered", "Secret circle")
MOST = 300  # pages: more than there are, unless a page links to ever new ones


def hide(world: World) -> Contact:
    """A person of Alice's firm who clicked and answered, is on a list, in a segment, tagged, noted; no deal yet."""
    found = world.contact(world.alice, "hidden-reader@quiet.example", first_name="Zebulon", last_name="Quagmire",
                          company="Hidden Sample Works")  # fmt: skip
    world.touch(found, days_ago=2)
    world.lead(found)
    circle = ContactList(id=new_id(), partner_id=found.partner_id, name="Secret circle", created_at=NOW, updated_at=NOW)
    world.session.add(circle)
    world.session.flush()
    world.session.add(ListMember(list_id=circle.id, contact_id=found.id))
    actions.tag_people(
        world.session, partner_id=found.partner_id, name="Whispered", whom=Contact.id == found.id, now=NOW
    )
    actions.write_note(world.session, actor=world.alice, contact_id=found.id, text="Whispered to us.", now=NOW)
    row = {"field": "company", "operator": "is", "value": "Hidden Sample Works"}
    actions.save_segment(world.session, actor=world.alice, segment_id=None, name="Secret circle",
                         data={"match": "all", "conditions": [row]}, now=NOW)  # fmt: skip
    actions.unsubscribe(world.session, contact=found, message_id=None, everyone=True, now=NOW)
    world.session.commit()
    return found


def links(text: str) -> set[str]:
    """Addresses of this product on a page, without those that only sort or page it."""
    found = (node.attributes.get("href") or "" for node in LexborHTMLParser(text).css("a[href]"))
    paths = {urlsplit(one) for one in found if one.startswith("/") and not one.startswith("//")}
    return {one.path + (f"?{one.query}" if one.query.count("&") < 1 and one.query else "") for one in paths}


@pytest.mark.parametrize("role", [Role.VENDOR_ADMIN, Role.CHANNEL_MANAGER])
def test_no_page_of_the_vendor_names_a_partners_person(app: Flask, session: Session, role: Role) -> None:
    world = rich(session)
    found = hide(world)
    viewer = cast.person(session, email="viewer@northgate.example", name="Viewer Sample", role=role)
    client = signed_in(app, session, cast.actor(viewer))
    seen, todo = set[str](), ["/hq", "/hq/deals", "/hq/partners", "/hq/attribution", "/hq/events", "/hq/campaigns"]
    while todo and len(seen) < MOST:
        path = todo.pop(0)
        if path in seen or path.startswith(("/sign-out", "/static")):
            continue
        seen.add(path)
        answer = client.get(path)
        assert answer.status_code < 500, path
        if not (answer.mimetype or "").startswith(("text/", "application/json")):
            continue
        leaked = [one for one in SECRETS if one.lower() in answer.text.lower()]
        assert leaked == [], (path, leaked)
        todo.extend(sorted(links(answer.text) - seen))
    assert len(seen) > 20
    assert any(path.startswith("/hq/deals/") for path in seen)  # the pages that show what is shared were among them
    for path in ("/contacts", f"/contacts/{found.id}", f"/contacts/{found.id}/merge/{found.id}", "/contacts/people.csv",
                 "/contacts/duplicates", "/contacts/segments/new", "/contacts?q=Zebulon"):  # fmt: skip
        assert client.get(path).status_code == 404, path


def test_what_is_looked_for_is_on_the_partners_own_pages(app: Flask, session: Session) -> None:
    """The walk above would find it."""
    world = rich(session)
    found = hide(world)
    alice = signed_in(app, session, world.alice)
    text = alice.get("/contacts").text + alice.get(f"/contacts/{found.id}").text
    assert [one for one in SECRETS if one.lower() not in text.lower()] == []
