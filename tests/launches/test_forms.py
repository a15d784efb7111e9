"""What a form asks, holds, hands out, and where it may stand."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tcma.audiences.models import Contact, OptIn
from tcma.base import clock, tokens
from tcma.base.db import new_id
from tcma.catalogue.models import KitMedia
from tcma.catalogue.rules import Kit, to_json
from tcma.composing.rules.handing import FILE, handed_payload
from tcma.leads.actions import take_response
from tcma.leads.models import Lead
from tcma.tracking import forms, jobs
from tcma.tracking.actions import look_at
from tcma.tracking.models import HeldAnswer
from tcma.tracking.queries import held_answers, held_count
from tcma.tracking.rules import ResponseKind
from tests.branding.south import south
from tests.launches.place import TYPED, Place
from tests.tracking.world import KIT

PDF = b"%PDF-1.7\nsheet\n%%EOF\n"


def kit_with(**fields: str) -> Kit:
    """The sample kit, its form with other fields."""
    *others, page = KIT.assets
    blocks = tuple(
        replace(one, fields={**one.fields, **fields}) if one.type == "form" else one for one in page.blocks
    )
    return replace(KIT, assets=(*others, replace(page, blocks=blocks)))


def change_form(place: Place, **fields: str) -> None:
    place.world.version.content = to_json(kit_with(**fields))
    place.session.flush()


def come(place: Place, **contact: Any) -> str:
    """Somebody whom a mail led here; returns the page's address with their token."""
    person = place.world.contact()
    for name, value in contact.items():
        setattr(person, name, value)
    place.session.flush()
    return f"{place.path}?v={place.visit(place.world.mail(person))}"


def press(place: Place, path: str, **typed: str) -> int:
    """Send the form as it is shown."""
    answer = place.client.post(place.path, data={**place.shown(place.get(path)), **typed})
    return answer.status_code


def test_nothing_that_is_known_stands_in_the_page_of_who_came_by_a_mail(place: Place) -> None:
    text = place.get(come(place)).text
    assert "s…@alnoor.example" in text
    for secret in ("sara@alnoor.example", "Sample", "Al Noor Clinics", "+971 4 555 0100"):
        assert secret not in text


def test_one_click_sends_what_is_known(place: Place) -> None:
    path = come(place)
    contact = place.session.scalars(select(Contact)).one()
    assert press(place, path, message="Question 6") == 303
    (response,) = place.responses()
    assert response.contact_id == contact.id
    assert response.answers == {"phone": "+971 4 555 0100", "message": "Question 6"}


def test_what_is_not_known_yet_is_asked(place: Place) -> None:
    path = come(place, company="")
    assert {"company", "message"} <= set(place.shown(place.get(path)))
    assert "first_name" not in place.shown(place.get(path))
    assert press(place, path) == 422
    assert press(place, path, company="Al Noor") == 303
    assert place.session.scalars(select(Contact.company)).all() == ["Al Noor"]


def test_somebody_else_answers_as_themselves(place: Place) -> None:
    page = HTMLParser(place.get(come(place)).text)
    link = page.css_first(".writer a")
    assert link is not None
    fresh = str(link.attributes["href"])
    fields = place.shown(place.get(fresh))
    assert (fields["email"], fields["first_name"], fields["fresh"]) == ("", "", "1")
    assert "You are writing as" not in place.get(fresh).text
    assert press(place, fresh, **{**TYPED, "email": "omar@alnoor.example"}) == 303
    (response,) = place.responses()
    assert place.session.get_one(Contact, response.contact_id).email == "omar@alnoor.example"


def test_the_next_thing_is_asked_of_who_is_known_and_once(place: Place) -> None:
    change_form(place, further="title\ntiming")
    assert "title" not in place.shown(place.get())
    path = come(place)
    shown = place.get(path)
    assert "title" in place.shown(shown)
    assert 'name="timing"' in shown.text
    assert press(place, path, title="Head of IT", timing="quarter", message="Now") == 303
    assert place.session.scalars(select(Contact.title)).all() == ["Head of IT"]
    assert place.responses()[0].answers["timing"] == "quarter"
    again = place.get(path).text
    assert 'name="title"' not in again
    assert 'name="timing"' not in again


def test_a_choice_that_is_not_offered_is_none(place: Place) -> None:
    change_form(place, further="timing")
    press(place, come(place), timing="<script>")
    assert place.responses()[0].answers["timing"] == ""


@pytest.mark.parametrize(
    ("means", "kind", "lead"),
    [("lead", ResponseKind.FORM, True), ("download", ResponseKind.DOWNLOAD, False),
     ("newsletter", ResponseKind.NEWSLETTER, False)],
)  # fmt: skip
def test_the_kit_says_what_sending_the_form_means(place: Place, means: str, kind: ResponseKind, lead: bool) -> None:
    change_form(place, means=means)
    assert place.send().status_code == 303
    (response,) = place.responses()
    assert response.kind is kind
    made = take_response(place.session, response_id=response.id, now=response.at)
    assert (made is not None) is lead
    assert place.session.scalar(select(func.count(Lead.id))) == int(lead)


def test_who_asks_for_a_newsletter_confirms_it_by_mail(place: Place) -> None:
    change_form(place, means="newsletter", fields="email")
    page = place.get().text
    assert "Kestrel Systems may write to me about topics like this" in page
    assert place.send().headers["Location"].endswith("?confirm=1")
    (asked,) = place.session.scalars(select(OptIn))
    assert "may write to me" in asked.wording


def hand_out(place: Place) -> None:
    change_form(place, means="download", file="sheet.pdf")
    for name in ("sheet.pdf", "sheet.de.pdf"):
        place.session.add(KitMedia(version_id=place.world.version.id, name=name, body=PDF + name.encode()))
    place.session.flush()


def test_the_file_is_handed_out_on_the_page_after_the_form_and_nowhere_else(place: Place) -> None:
    hand_out(place)
    assert "/media/file/" not in place.get().text
    assert "/media/file/" not in place.get(place.path + "/thanks").text
    thanks = place.get(place.send().headers["Location"])
    link = HTMLParser(thanks.text).css_first("a[href^='/media/file/']")
    assert link is not None
    file = place.client.get(str(link.attributes["href"]))
    assert (file.status_code, file.mimetype, file.data) == (200, "application/pdf", PDF + b"sheet.pdf")
    assert file.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert file.headers["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
    assert file.headers["Cache-Control"] == "no-store"


def test_the_file_is_in_the_visitors_language_where_the_kit_has_it(place: Place) -> None:
    hand_out(place)
    place.path = place.path.replace("/en/", "/de/")
    thanks = place.get(place.send().headers["Location"]).text
    found = re.search(r'href="(/media/file/[^"]+)"', thanks)
    assert found
    assert place.client.get(found[1]).data.endswith(b"sheet.de.pdf")


@pytest.mark.parametrize("wrong", ["forged", "late", "other purpose", "of another kit"])
def test_a_link_to_a_file_works_for_an_hour_and_only_as_it_was_made(place: Place, wrong: str) -> None:
    hand_out(place)
    version, now = place.world.version.id, clock.now(place.session)
    token = tokens.sign(FILE, handed_payload(version, "sheet.pdf", now=now))
    expected = 404
    if wrong == "forged":
        token = token[:-2] + ("AA" if token[-2:] != "AA" else "BB")
    elif wrong == "late":
        token, expected = tokens.sign(FILE, handed_payload(version, "sheet.pdf", now=now - timedelta(hours=2))), 410
    elif wrong == "other purpose":
        token = tokens.sign("click", handed_payload(version, "sheet.pdf", now=now))
    else:
        token = tokens.sign(FILE, handed_payload(new_id(), "sheet.pdf", now=now))
    assert place.client.get(f"/media/file/{token}").status_code == expected


def held(place: Place, **changes: str) -> HeldAnswer:
    assert place.send(**changes).status_code == 303
    return place.session.scalars(select(HeldAnswer)).one()


LINKS = "https://a.example https://b.example https://c.example"


def test_a_message_full_of_links_is_thanked_for_and_held(place: Place) -> None:
    one = held(place, message=LINKS, marketing="yes")
    assert (one.why, one.email, one.agreed, one.taken) == ("links", "sara@alnoor.example", True, None)
    assert one.answers["message"] == LINKS
    assert place.session.scalar(select(func.count(Contact.id))) == 0
    assert place.session.scalar(select(func.count(OptIn.id))) == 0
    assert place.responses() == []


def test_the_same_held_answer_again_waits_once(place: Place) -> None:
    for _ in range(3):
        one = held(place, message=LINKS)
    assert held_count(place.session, one.partner_id) == 1


def test_a_person_who_was_taken_for_a_robot_is_not_lost(place: Place) -> None:
    one = held(place, message=LINKS, marketing="yes")
    for _ in range(2):
        look_at(place.session, one.id, partner_id=place.world.partner_id, person_id=place.world.alice.id, genuine=True,
                now=one.at)  # fmt: skip
    (response,) = place.responses()
    assert (response.launch_id, response.answers["message"]) == (place.launch.id, LINKS)
    assert place.session.scalar(select(func.count(OptIn.id))) == 1
    assert held_count(place.session, place.world.partner_id) == 0


def test_what_a_robot_wrote_is_put_aside_and_forgotten_after_thirty_days(place: Place, session: Session) -> None:
    one = held(place, message=LINKS)
    look_at(session, one.id, partner_id=place.world.partner_id, person_id=place.world.alice.id, genuine=False,
            now=one.at)  # fmt: skip
    assert place.responses() == []
    one.at -= timedelta(days=31)
    session.commit()
    jobs.forget()
    assert session.scalar(select(func.count(HeldAnswer.id))) == 0


def test_another_partner_sees_nothing_that_is_held(place: Place) -> None:
    one = held(place, message=LINKS)
    charlie = place.world.charlie
    assert charlie.partner_id is not None
    assert held_answers(place.session, charlie.partner_id) == []
    with pytest.raises(Exception, match="not here"):
        look_at(place.session, one.id, partner_id=charlie.partner_id, person_id=charlie.id, genuine=True, now=one.at)


def test_the_same_words_from_a_fourth_address_are_held(place: Place) -> None:
    for number in range(4):
        place.send(email=f"person{number}@alnoor.example", message="We would like to hear more about your offer.")
    assert len(place.responses()) == 3
    assert place.session.scalars(select(HeldAnswer.why)).all() == ["again"]


def test_the_same_person_sending_the_same_words_again_has_sent_them_once(place: Place) -> None:
    for _ in range(3):
        assert place.send().status_code == 303
    assert len(place.responses()) == 1
    place.send(message="And one more thing")
    assert len(place.responses()) == 2


def test_a_flood_from_one_network_is_held_and_one_from_an_address_is_stopped_with_its_words_kept(
    place: Place,
) -> None:
    data = place.shown(place.get())
    statuses = []
    for number in range(32):
        data[forms.TOKEN] = forms.new_token(place.launch.id)
        typed = {**data, **TYPED, "email": f"p{number}@alnoor.example", "message": f"Number {number}"}
        answer = place.client.post(place.path, data=typed, environ_base={"REMOTE_ADDR": "8.8.8.8"})
        statuses.append(answer.status_code)
    assert statuses == [303] * 30 + [429] * 2
    assert "Number 31" in answer.text
    assert "Wait a minute, and send it again." in answer.text
    assert len(place.responses()) == 20
    assert set(place.session.scalars(select(HeldAnswer.why))) == {"flood"}
    assert place.session.scalar(select(func.count(HeldAnswer.id))) == 10


def test_who_looks_after_a_machine_without_saying_who_asks_loses_nobody(place: Place) -> None:
    data = place.shown(place.get())
    for number in range(25):
        data[forms.TOKEN] = forms.new_token(place.launch.id)
        typed = {**data, **TYPED, "email": f"p{number}@alnoor.example", "message": f"Number {number}"}
        place.client.post(place.path, data=typed, environ_base={"REMOTE_ADDR": "10.0.0.7"})
    assert len(place.responses()) == 25


def test_the_form_stands_in_a_frame_on_the_partners_website_and_on_no_other(place: Place) -> None:
    place.world.partner.website = "https://www.kestrel.example"
    place.session.flush()
    answer = place.get(place.path + "/embed")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors https://kestrel.example https://www.kestrel.example http://kestrel.example" in policy
    assert "X-Frame-Options" not in answer.headers
    assert "<script" not in answer.text
    assert "Twelve questions" not in HTMLParser(answer.text).css_first("main").text()  # type: ignore[union-attr]  # there
    sent = place.client.post(place.path + "/embed", data={**place.shown(answer), **TYPED})
    assert sent.headers["Location"] == place.path + "/embed/thanks"
    thanks = place.get(sent.headers["Location"])
    assert "It is on its way." in thanks.text
    assert "kestrel.example" in thanks.headers["Content-Security-Policy"]
    assert [one.launch_id for one in place.responses()] == [place.launch.id]


@pytest.mark.parametrize("website", ["", "nonsense", "https://evil.example; script-src *"])
def test_without_a_website_the_form_stands_nowhere_else(place: Place, website: str) -> None:
    place.world.partner.website = website
    place.session.flush()
    answer = place.get(place.path + "/embed")
    assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in place.get().headers["Content-Security-Policy"]


def test_a_form_of_the_partners_own_website_is_sent_with_one_more_press(place: Place) -> None:
    first = place.client.post(place.path, data={**TYPED, "site": "1"})
    assert first.status_code == 200
    assert "One more press" in first.text
    assert place.responses() == []
    assert place.client.post(place.path, data=place.shown(first)).status_code == 303
    assert len(place.responses()) == 1


@pytest.mark.parametrize(
    ("asked", "accepts", "leads_to"),
    [("fr", "ar, en;q=0.5", "ar"), ("any", "fr, de-AT;q=0.9", "de"), ("fr", "", "en"), ("de-AT", "ar", "de")],
)
def test_an_address_without_a_language_of_the_page_leads_to_the_visitors(
    place: Place, asked: str, accepts: str, leads_to: str
) -> None:
    answer = place.get(place.path.replace("/en/", f"/{asked}/"), headers={"Accept-Language": accepts})
    assert answer.headers["Location"].endswith(place.path.replace("/en/", f"/{leads_to}/"))
    assert answer.headers["Vary"] == "Accept-Language"


def test_the_language_of_the_mail_comes_before_the_browsers(place: Place) -> None:
    sent = place.world.mail(place.world.contact())
    sent.message.language = "de"
    place.session.flush()
    path = f"{place.path.replace('/en/', '/any/')}?v={place.visit(sent)}"
    assert "/c/de/" in place.get(path, headers={"Accept-Language": "ar"}).headers["Location"]


def test_the_frame_of_a_launch_wears_its_offices_brand_and_asks_in_its_name(place: Place) -> None:
    place.launch.office_id = south(place.session, place.world.partner_id).id
    place.session.flush()
    frame = place.path + "/embed"
    answer = place.get(frame)
    assert "Kestrel South" in answer.text
    assert "#B45309" in answer.text.upper()
    place.client.post(frame, data={**place.shown(answer), **TYPED, "marketing": "yes"})
    assert place.session.scalars(select(OptIn.office_id)).one() == place.launch.office_id
