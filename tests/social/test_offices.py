"""A page in the brand of a partner's office: whoever answers is the partner's, once, and is asked in its name."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tcma.audiences.models import OptIn
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.branding.actions import close_office
from tcma.branding.models import Office
from tcma.catalogue.queries import asset_row
from tcma.catalogue.rules import Block
from tcma.composing.models import Composition
from tcma.delivery.models import Step, StepContent
from tcma.files.models import FileLink
from tcma.tracking.actions import look_at
from tcma.tracking.models import HeldAnswer
from tcma.tracking.queries import Varied, comparison
from tests.branding.south import NOW, south
from tests.launches.world import publish
from tests.social.posts import MANY, Sharing, head, kit_with


@pytest.fixture
def office(sharing: Sharing) -> Office:
    return south(sharing.session, sharing.world.partner.id)


@pytest.fixture
def page(office: Office) -> str:
    return f"/c/en/kestrel/office/{office.id}/kit/readiness/landing"


def code_on(alice: FlaskClient, query: str) -> str:
    """Where the code of the first campaign leads, on the page of files."""
    return f"/s/{alice.get(f'/files{query}').text.partition('/s/')[2][:10]}"


def opt_in_mail(sharing: Sharing) -> tuple[Composition, Step]:
    found = sharing.session.execute(
        select(Composition, Step).join(StepContent, StepContent.composition_id == Composition.id)
        .join(Step, Step.id == StepContent.step_id).where(Step.origin == "opt-in")
    ).one()  # fmt: skip
    return found[0], found[1]


def test_networks_are_shown_the_offices_own_picture(sharing: Sharing, page: str) -> None:
    own, main = head(sharing.client.get(page)), head(sharing.client.get("/c/en/kestrel/kit/readiness/landing"))
    assert own["og:url"] == [use(Settings).public_url + page]
    assert own["og:image"] != main["og:image"]


def test_an_answer_is_the_partners_and_the_assets_and_once(
    sharing: Sharing, alice: FlaskClient, office: Office, page: str
) -> None:
    assert alice.get(f"/files/readiness/code.svg?office={office.id}").status_code == 200
    link = sharing.session.execute(select(FileLink)).scalar_one()
    code = code_on(alice, f"?office={office.id}")
    for _ in range(2):
        sharing.follow(code)
    sharing.settle()
    place = sharing.land(code)
    assert place.startswith(page)
    for _ in range(2):
        assert sharing.answer(place).headers["Location"].startswith(f"{page}/thanks")
    (response,) = sharing.responses()
    world = sharing.world
    assert (response.partner_id, response.launch_id) == (world.partner.id, None)
    touched = [(one.link_id, one.partner_id, one.asset_id) for one in sharing.touches()]
    assert touched == [(link.link_id, world.partner.id, response.asset_id)] * 2  # the click, and the answer
    assert "Kestrel South" in sharing.client.get(f"{page}/thanks").text


def test_one_comparison_of_variants_runs_over_all_brands(sharing: Sharing, alice: FlaskClient, office: Office) -> None:
    kit = kit_with(*MANY)
    landing = next(one for one in kit.assets if one.key == "landing")
    heads = tuple(Block(f"head-{name}", "heading", "locked", 0, {"text": name}, name) for name in ("plain", "bold"))
    others = tuple(one for one in landing.blocks if one.type != "heading")
    page = replace(landing, blocks=(others[0], *heads, *others[1:]), variants=("plain", "bold"))
    version = publish(sharing.session, replace(kit, assets=(*(one for one in kit.assets if one != landing), page)))
    main, other = (code_on(alice, query) for query in ("", f"?office={office.id}"))
    assert main != other
    for path, ip in ((main, 7), (other, 7), (other, 8)):
        sharing.follow(path, ip=f"203.0.113.{ip}")
        sharing.settle()
    assert sharing.classes() == [("human", "")] * 3
    tested = Varied(sharing.world.partner.id, None, asset_row(sharing.session, version.id, "landing"), page)
    assert sum(one.seen for one in comparison(sharing.session, tested).tallies.values()) == 2  # people, not codes


def test_who_ticks_the_box_on_an_offices_page_is_asked_in_its_name(
    sharing: Sharing, office: Office, page: str, work: Callable[[], None]
) -> None:
    sharing.answer(page, marketing="yes")
    sharing.session.commit()
    work()
    mail, step = opt_in_mail(sharing)
    assert "Kestrel South" in mail.subject
    assert "Kestrel South" in step.sender
    assert "Platz 1, Munich" in mail.text
    assert "#B45309" in mail.html.upper()
    assert "Kestrel Systems" not in mail.subject + mail.text
    assert mail.office_id == office.id  # answers go to its person
    path = mail.html.partition("/yes/")[2].partition('"')[0]
    shown = sharing.client.get(f"/yes/{path}").text
    assert "Kestrel South" in shown
    assert "Kestrel Systems" not in shown


def test_on_the_main_page_the_main_brand_asks(sharing: Sharing, office: Office, work: Callable[[], None]) -> None:
    sharing.answer("/c/en/kestrel/kit/readiness/landing", marketing="yes")
    sharing.session.commit()
    work()
    mail, _step = opt_in_mail(sharing)
    assert "Kestrel Systems" in mail.subject
    assert mail.office_id is None


def test_an_answer_that_was_held_is_asked_in_the_name_of_its_page_too(
    sharing: Sharing, office: Office, page: str, work: Callable[[], None]
) -> None:
    sharing.answer(page, marketing="yes", message="http://a.example http://b.example http://c.example")
    held = sharing.session.scalars(select(HeldAnswer)).one()
    close_office(sharing.session, partner_id=sharing.world.partner.id, office_id=office.id, now=NOW)
    look_at(sharing.session, held.id, partner_id=held.partner_id, person_id=sharing.world.alice.person_id, genuine=True,
            now=NOW)  # fmt: skip
    assert sharing.session.scalars(select(OptIn.office_id)).one() == office.id
