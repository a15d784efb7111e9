"""The call list and the story, as the partner sees them."""

from uuid import UUID

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.leads.actions import take_response
from tcma.leads.models import Lead
from tcma.leads.rules import LeadState
from tcma.partners.actions import open_session
from tcma.partners.models import Person
from tcma.partners.views.blueprint import COOKIE
from tcma.tracking.actions import class_hits, keep_hits
from tests.leads.test_leads import respond
from tests.tracking.world import NOW, World


class Desk:
    """A partner's browser. Forms are sent with the token of the page they stand on."""

    def __init__(self, session: Session, client: FlaskClient, world: World) -> None:
        self.session, self.client, self.world = session, client, world
        self.sign_in(world.alice)

    def sign_in(self, person: Person) -> None:
        self.client.set_cookie(COOKIE, open_session(self.session, person_id=person.id, now=self.world.db_now()))

    def page(self, path: str) -> LexborHTMLParser:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.status
        return LexborHTMLParser(answer.get_data(as_text=True))

    def post(self, path: str, on: str, **data: str) -> tuple[int, str]:
        token = self.page(on).css_first("input[name=csrf_token]")
        value = token.attributes["value"] if token is not None else ""
        answer = self.client.post(path, data={**data, "csrf_token": value or ""})
        return answer.status_code, answer.headers.get("Location", "") or answer.get_data(as_text=True)

    def lead(self) -> Lead:
        contact = self.world.contact()
        lead = take_response(self.session, response_id=respond(self.world, contact).id, now=NOW)
        assert lead is not None
        return lead

    def clicker(self) -> UUID:
        contact = self.world.contact("omar@alnoor.example")
        keep_hits(self.session, [self.world.raw(self.world.mail(contact))])
        class_hits(self.session)
        return contact.id


@pytest.fixture
def desk(session: Session, client: FlaskClient, world: World) -> Desk:
    return Desk(session, client, world)


def test_an_empty_list_says_what_will_be_here(desk: Desk) -> None:
    text = desk.page("/leads").text()
    assert "Nobody to call yet" in text


def test_a_long_list_has_pages_and_counts_everyone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tcma.leads.views.calls.PAGE", 1)
    desk.lead()
    desk.clicker()
    first, second = desk.page("/leads"), desk.page("/leads?page=2")
    assert "Page 1 of 2" in first.text()
    assert [len(page.css("main li.person")) for page in (first, second)] == [1, 1]
    assert "Raised a hand" not in second.text()
    assert "1 person clicked and has not answered" in second.text()
    assert "Page 2 of 2" in desk.page("/leads?page=99").text()


def test_a_lead_is_called_and_registered_from_the_list(desk: Desk) -> None:
    lead = desk.lead()
    page = desk.page("/leads")
    text = page.text()
    assert "Sara Sample" in text
    assert "Sent the form on “Readiness page”" in text
    links = [one.attributes["href"] for one in page.css("main a")]
    assert f"/deals/new?lead={lead.id}" in links
    assert "tel:+97145550100" in links


def test_a_deal_is_registered_from_a_click_in_one_press(desk: Desk) -> None:
    contact_id = desk.clicker()
    assert "Clicked in “First mail”" in desk.page("/leads").text()
    status, place = desk.post("/leads/answered", "/leads", contact=str(contact_id), then="deal")
    lead = desk.session.scalars(select(Lead).where(Lead.contact_id == contact_id)).one()
    assert (status, place) == (303, f"/deals/new?lead={lead.id}")


def test_the_story_has_everything_in_the_partners_time(desk: Desk) -> None:
    lead = desk.lead()
    text = desk.page(f"/leads/{lead.id}").text()
    for expected in (
        "Sara Sample",
        "Al Noor Clinics",
        "Call me",
        "Sent the form on “Readiness page”",
        "Amsterdam time",
    ):
        assert expected in text


def test_the_story_of_somebody_who_only_clicked(desk: Desk) -> None:
    contact_id = desk.clicker()
    assert "They want to talk" in desk.page(f"/leads/person/{contact_id}").text()
    desk.post("/leads/answered", "/leads", contact=str(contact_id))
    answer = desk.client.get(f"/leads/person/{contact_id}")
    assert answer.status_code == 302
    assert "Wants to talk, as you noted" in desk.page(answer.headers["Location"]).text()


def test_the_next_step_is_kept_and_a_long_one_comes_back(desk: Desk) -> None:
    lead = desk.lead()
    here = f"/leads/{lead.id}"
    assert desk.post(f"{here}/note", here, note="Call on Tuesday")[0] == 303
    assert "Call on Tuesday" in desk.page(here).css("textarea")[0].text()
    status, text = desk.post(f"{here}/note", here, note="y" * 501)
    assert status == 422
    assert "Shorten it to 500 characters." in text
    assert "y" * 501 in text


def test_a_lead_is_taken_in_hand_closed_and_taken_up_again(desk: Desk) -> None:
    lead = desk.lead()
    here = f"/leads/{lead.id}"
    for wanted in (LeadState.WORKING, LeadState.DISQUALIFIED, LeadState.ACCEPTED):
        assert desk.post(f"{here}/state", here, state=wanted.value)[0] == 303
        desk.session.refresh(lead)
        assert lead.state is wanted
    assert desk.post(f"{here}/state", here, state="converted")[0] == 404


def test_charlie_finds_nothing_of_it(desk: Desk) -> None:
    lead, contact_id = desk.lead(), desk.clicker()
    desk.sign_in(desk.world.charlie)
    assert "Sara" not in desk.page("/leads").text()
    assert desk.client.get(f"/leads/{lead.id}").status_code == 404
    assert desk.client.get(f"/leads/person/{contact_id}").status_code == 404
    assert desk.client.get(f"/leads/person/{lead.contact_id}").status_code == 404
    page = desk.client.get("/leads").get_data(as_text=True)
    assert str(lead.id) not in page


def test_charlie_can_change_nothing_of_it(desk: Desk) -> None:
    lead, contact_id = desk.lead(), desk.clicker()
    page = f"/leads/{lead.id}"
    token = desk.page(page).css_first("input[name=csrf_token]")
    value = (token.attributes["value"] if token is not None else "") or ""
    desk.sign_in(desk.world.charlie)
    for path, data in (
        (f"{page}/note", {"note": "mine"}),
        (f"{page}/state", {"state": "working"}),
        ("/leads/answered", {"contact": str(contact_id)}),
    ):
        assert desk.client.post(path, data={**data, "csrf_token": value}).status_code == 404
    assert desk.session.scalars(select(Lead.note)).all() == [""]


def test_without_signing_in_there_is_no_list(desk: Desk) -> None:
    desk.client.delete_cookie(COOKIE)
    assert desk.client.get("/leads").status_code == 302


def test_the_vendors_people_have_no_call_list(desk: Desk) -> None:
    desk.sign_in(desk.world.vera)
    assert desk.client.get("/leads").status_code == 404
