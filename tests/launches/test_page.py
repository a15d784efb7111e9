"""The landing page: the partner's brand, the visitor's language, and a form that works by itself."""

import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import func, select

from tcma.audiences.models import Consent, Contact, OptIn
from tcma.base import tokens
from tcma.delivery.models import Message, Step
from tcma.launches.rules import LaunchState
from tcma.leads.models import Lead
from tcma.localization.models import SegmentText
from tcma.tracking import forms
from tcma.tracking.models import HeldAnswer, Touch
from tcma.tracking.rules import Channel, token_payload
from tests.launches.place import TYPED, Place
from tests.tables import tables
from tests.tracking.world import NOW


def test_the_page_wears_the_partners_name_and_stays_light(place: Place) -> None:
    answer = place.get()
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Kestrel Systems" in text
    assert "Know where you stand in 12 minutes" in text
    assert len(answer.get_data()) < 40_000
    assert "<script" not in text
    assert "style=" not in text
    assert 'property="og:title"' in text
    assert 'property="og:image"' in text


def test_networks_are_told_of_the_page_and_never_whose_mail_led_there(place: Place) -> None:
    visit = place.visit(place.world.mail(place.world.contact()))
    page = HTMLParser(place.get(f"{place.path}?v={visit}").get_data(as_text=True))
    said = {one.attributes["property"]: one.attributes["content"] or "" for one in page.css("meta[property]")}
    assert said["og:url"].endswith(place.path)
    assert said["og:locale"] == "en_US"
    assert place.client.get(urlsplit(said["og:image"]).path).mimetype == "image/png"
    assert not any(visit in value for value in said.values())


def test_the_visitor_can_change_the_language_and_keeps_the_mails_token(place: Place) -> None:
    visit = place.visit(place.world.mail(place.world.contact()))
    page = HTMLParser(place.get(f"{place.path}?v={visit}").get_data(as_text=True))
    links = {one.attributes["hreflang"]: one.attributes["href"] for one in page.css("nav a")}
    assert set(links) == {"de", "ar"}
    assert links["ar"] is not None
    assert links["ar"].endswith(f"/c/ar/kestrel/{place.launch.id}/readiness?v={visit}")


def test_an_arabic_visitor_gets_the_kits_arabic_words_from_right_to_left(place: Place) -> None:
    place.session.add(
        SegmentText(
            version_id=place.world.version.id,
            language="ar",
            key="readiness.head.text",
            text="اعرفوا موقفكم",
            source="Know where you stand in 12 minutes",
            state="approved",
        )
    )
    place.session.flush()
    answer = place.get(place.path.replace("/en/", "/ar/"))
    text = answer.get_data(as_text=True)
    assert '<html lang="ar" dir="rtl">' in text
    assert "اعرفوا موقفكم" in text
    assert answer.headers["Content-Language"] == "ar"


def test_a_language_the_launch_does_not_have_leads_to_one_it_has(place: Place) -> None:
    answer = place.get(place.path.replace("/en/", "/fr/"))
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(place.path)


def test_the_launch_alone_leads_to_its_first_page(place: Place) -> None:
    assert place.get(f"/c/en/kestrel/{place.launch.id}/").headers["Location"].endswith(place.path)


@pytest.mark.parametrize(
    "wrong",
    ["/c/en/alderfinch/{id}/readiness", "/c/en/kestrel/{id}/email-1", "/c/en/kestrel/{id}/nothing",
     "/c/en/kestrel/0190f0f0-0000-7000-8000-000000000000/readiness"],
)  # fmt: skip
def test_an_address_that_means_no_page_is_not_found(place: Place, wrong: str) -> None:
    assert place.get(wrong.format(id=place.launch.id)).status_code == 404


def test_who_comes_from_a_mail_is_not_asked_what_is_known(place: Place) -> None:
    sent = place.world.mail(place.world.contact())
    answer = place.get(f"{place.path}?v={place.visit(sent)}")
    assert {"first_name", "last_name", "email", "company", "phone"} & set(place.shown(answer)) == set()
    assert "message" in place.shown(answer)
    assert "You are writing as Sara, from" in answer.text
    assert set(TYPED) < set(place.shown(place.get()))


@pytest.mark.parametrize("visit", ["x", "forged", "foreign"])
def test_a_token_that_is_not_for_this_page_fills_in_nothing(place: Place, visit: str) -> None:
    sent = place.world.mail(place.world.contact())
    if visit == "forged":
        visit = place.visit(sent)[:-2] + "AA"
    elif visit == "foreign":
        visit = tokens.sign("click", token_payload(sent.message.id, sent.page.id))
    answer = place.get(f"{place.path}?v={visit}")
    assert answer.status_code == 200
    assert place.shown(answer)["email"] == ""


def test_a_form_becomes_a_contact_and_a_response_with_its_owner(place: Place) -> None:
    answer = place.send(marketing="yes")

    assert answer.status_code == 303
    assert answer.headers["Location"] == place.path + "/thanks?confirm=1"
    (response,) = place.responses()
    contact = place.session.get_one(Contact, response.contact_id)
    assert (response.partner_id, contact.partner_id) == (place.world.partner_id,) * 2
    assert (contact.email, contact.first_name, contact.company) == ("sara@alnoor.example", "Sara", "Al Noor Clinics")
    assert response.answers == {"phone": "+971 4 555 0100", "message": "Call me on Tuesday"}
    assert (response.launch_id, response.asset_id) == (place.launch.id, place.world.assets["readiness"].id)
    (asked,) = place.session.scalars(select(OptIn))
    assert "Kestrel Systems may write to me" in asked.wording
    assert (asked.contact_id, asked.language, asked.ip) == (contact.id, "en", "127.0.0.1")
    assert asked.wording_version
    assert place.session.scalars(select(Consent)).all() == []


def test_who_ticked_the_box_is_told_of_the_mail_and_gets_it(place: Place, work: Callable[[], None]) -> None:
    answer = place.send(marketing="yes")
    place.session.commit()
    thanks = place.get(answer.headers["Location"]).text
    assert "open the mail that we have sent you" in thanks
    assert "open the mail" not in place.get(place.path + "/thanks").text
    work()
    mails = place.session.scalars(select(Message.email).join(Step).where(Step.origin == "opt-in")).all()
    assert mails == ["sara@alnoor.example"]


def test_who_came_by_a_mail_to_this_address_has_agreed_at_once(place: Place) -> None:
    sent = place.world.mail(place.world.contact(TYPED["email"]))
    answer = place.send(place.visit(sent), marketing="yes")
    assert "confirm" not in answer.headers["Location"]
    (consent,) = place.session.scalars(select(Consent))
    assert "Kestrel Systems may write to me" in consent.wording
    assert (consent.language, consent.ip, consent.asked_at) == ("en", "127.0.0.1", None)


def test_the_thanks_are_the_kits(place: Place) -> None:
    text = place.get(place.path + "/thanks").get_data(as_text=True)
    assert "It is on its way." in text
    assert "<form" not in text


def test_consent_is_not_ticked_and_not_assumed(place: Place) -> None:
    box = HTMLParser(place.get().get_data(as_text=True)).css_first("input[type=checkbox]")
    assert box is not None
    assert "checked" not in box.attributes
    place.send()
    assert place.session.scalar(select(func.count(Consent.id))) == 0


def test_the_form_behind_a_mail_is_joined_to_it(place: Place) -> None:
    contact = place.world.contact()
    sent = place.world.mail(contact)
    place.send(visit=place.visit(sent))
    (response,) = place.responses()
    touch = place.session.get_one(Touch, response.touch_id)
    assert response.contact_id == contact.id
    assert (touch.message_id, touch.link_id, touch.channel) == (sent.message.id, sent.page.id, Channel.EMAIL)


def test_a_forwarded_mail_is_answered_by_who_answers_it(place: Place) -> None:
    contact = place.world.contact()
    place.send(visit=place.visit(place.world.mail(contact)), email="omar@alnoor.example", first_name="Omar")
    (response,) = place.responses()
    assert response.contact_id != contact.id
    assert place.session.get_one(Contact, response.contact_id).email == "omar@alnoor.example"
    assert contact.first_name == "Sara"


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"email": ""}, "email", "Enter your e-mail address."),
        ({"email": "sara@al-noor"}, "email", "has no ending such as .com"),
        ({"email": "sara"}, "email", "has no @"),
        ({"first_name": "  "}, "first_name", "Enter your first name."),
        ({"company": ""}, "company", "Enter the name of your company."),
        ({"message": "x" * 2001}, "message", "Shorten it to 2000 characters."),
    ],
)
def test_a_form_with_a_mistake_comes_back_with_everything_that_was_typed(
    place: Place, changes: dict[str, str], field: str, words: str
) -> None:
    answer = place.send(**changes)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert re.search(r"<title>\s*Error: ", text)
    assert "There is a problem" in text
    assert f'href="#f-{field}"' in text
    assert words in "".join(one.text() for one in HTMLParser(text).css(f"#e-{field}"))
    kept = place.shown(answer)
    assert all(kept[name].strip() == {**TYPED, **changes}[name].strip() for name in TYPED)
    assert place.responses() == []
    assert place.session.scalar(select(func.count(Contact.id))) == 0


def test_what_is_typed_is_shown_as_text(place: Place) -> None:
    text = place.send(email="", company='"><script>alert(1)</script>').get_data(as_text=True)
    assert "<script" not in text


def test_sending_twice_is_one_response(place: Place) -> None:
    data = {**place.shown(place.get()), **TYPED}
    answers = [place.client.post(place.path, data=data) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert len(place.responses()) == 1


def test_a_robot_that_fills_in_every_field_is_thanked_and_held_for_a_look(place: Place) -> None:
    answer = place.send(**{forms.TRAP: "Best prices"})
    assert answer.status_code == 303
    assert place.responses() == []
    assert place.session.scalars(select(HeldAnswer.why)).all() == ["trap"]
    assert place.session.scalar(select(func.count(Contact.id))) == 0


def test_a_form_sent_faster_than_anyone_reads_is_shown_again_and_then_taken(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "FASTEST", 2.0)
    data = {**place.shown(place.get()), **TYPED}
    again = place.client.post(place.path, data=data)
    assert again.status_code == 422
    assert place.responses() == []
    kept = place.shown(again)
    assert kept[forms.TOKEN] == data[forms.TOKEN]
    monkeypatch.setattr(forms, "FASTEST", 0.0)
    assert place.client.post(place.path, data={**kept, **TYPED}).status_code == 303
    assert len(place.responses()) == 1


@pytest.mark.parametrize("token", ["", "x", "other launch", "other purpose", "old"])
def test_a_form_without_a_good_token_is_shown_again_with_a_new_one(
    place: Place, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if token == "other launch":
        token = forms.new_token(place.world.version.id)
    elif token == "other purpose":
        token = tokens.sign("click", bytes(40))
    elif token == "old":
        token = forms.new_token(place.launch.id)
        monkeypatch.setattr(forms, "LONGEST", -1.0)
    answer = place.send(**{forms.TOKEN: token})
    assert answer.status_code == 422
    assert place.shown(answer)[forms.TOKEN] != token
    assert place.shown(answer)["company"] == TYPED["company"]
    assert place.responses() == []


def test_no_cookie_is_set_and_none_is_needed(place: Place) -> None:
    assert "Set-Cookie" not in place.get().headers
    assert "Set-Cookie" not in place.send().headers


def test_a_stopped_launch_says_so_kindly(place: Place) -> None:
    data = {**place.shown(place.get()), **TYPED}
    place.launch.state = LaunchState.STOPPED
    place.session.flush()
    for answer in (place.get(), place.client.post(place.path, data=data), place.get(place.path + "/thanks")):
        assert answer.status_code == 410
        text = answer.get_data(as_text=True)
        assert "This campaign is over" in text
        assert "Kestrel Systems" in text
    assert place.responses() == []


@pytest.mark.parametrize("state", [LaunchState.SCHEDULED, LaunchState.PAUSED, LaunchState.SENT])
def test_who_already_got_a_mail_can_answer_while_the_rest_is_paused_or_done(place: Place, state: LaunchState) -> None:
    place.launch.state = state
    place.session.flush()
    assert place.send().status_code == 303
    assert len(place.responses()) == 1


def test_before_the_launch_the_page_can_be_tried_and_keeps_nothing(place: Place) -> None:
    place.launch.state = LaunchState.DRAFT
    place.session.flush()
    assert place.send().status_code == 303
    assert place.responses() == []


def test_a_partner_that_left_has_no_pages_any_more(place: Place) -> None:
    place.world.partner.deactivated_at = NOW - timedelta(days=1)
    place.session.flush()
    assert place.get().status_code == 410


def test_reading_changes_nothing(place: Place) -> None:
    def counts() -> dict[str, int]:
        every = tables().sorted_tables
        return {one.name: place.session.execute(select(func.count()).select_from(one)).scalar_one() for one in every}

    visit = place.visit(place.world.mail(place.world.contact()))
    before = counts()
    for path in (place.path, f"{place.path}?v={visit}", place.path + "/thanks"):
        for method in ("GET", "HEAD"):
            place.client.open(path, method=method)
    assert counts() == before
    assert place.session.scalar(select(func.count(Lead.id))) == 0
