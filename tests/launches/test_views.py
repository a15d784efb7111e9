"""The launch page: opens filled in, saves, sends a test, schedules once, and keeps what was typed."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.adapters.local import LocalMailer
from tcma.base.access import Actor, Role
from tcma.base.tools import provide
from tcma.branding.models import BrandKit
from tcma.branding.queries import brand_of
from tcma.catalogue.models import KitRow
from tcma.catalogue.rules import EVENT
from tcma.delivery.jobs import deliver
from tcma.delivery.models import Step
from tcma.delivery.ports import Later, Mailer
from tcma.launches.models import Launch
from tcma.launches.rules import LaunchState
from tests import cast
from tests.launches.pages import PAGE, fields, seen
from tests.launches.world import HEAD, HIDE, INTRO, KIT, World, publish, rows

MINE = f"w:{INTRO}"


def press(client: FlaskClient, button: str = "schedule", **changes: str) -> TestResponse:
    """Open the page, change something, press a button."""
    return client.post(PAGE, data={**fields(client.get(PAGE)), "do": button, **changes})


def launches(session: Session, state: LaunchState) -> list[Launch]:
    return list(session.scalars(select(Launch).where(Launch.state == state).execution_options(populate_existing=True)))


def test_the_page_opens_filled_in_and_says_what_will_happen(alice: FlaskClient, session: Session) -> None:
    page = alice.get(PAGE)
    assert page.status_code == 200
    assert "3 people" in seen(page, "#sum")
    assert "Berlin time" in seen(page, "#sum")
    assert seen(page, ".inbox").startswith("K Kestrel Systems via Northgate")
    assert "Sara, would you know within the hour?" in seen(page, ".inbox")
    assert "English 1 , Deutsch 1 , العربية 1" in seen(page, "#languages summary")
    assert "9 checks passed" in seen(page, ".checks")
    assert len(LexborHTMLParser(page.text).css(".tick.done")) == 4
    assert launches(session, LaunchState.DRAFT) == []  # looking makes no draft


def test_opening_and_scheduling_are_two_clicks(alice: FlaskClient, session: Session) -> None:
    home = alice.get("/home")
    button = next(a for a in LexborHTMLParser(home.text).css("a.btn-primary") if a.text().startswith("Launch"))
    page = alice.get(button.attributes["href"])  # click 1
    held = alice.post(PAGE, data={**fields(page), "do": "schedule"})  # click 2
    (launch,) = launches(session, LaunchState.HOLDING)
    assert (held.status_code, held.location) == (302, f"/runs/{launch.id}")


def test_saving_keeps_everything_and_shows_it_again(alice: FlaskClient, session: Session, world: World) -> None:
    other = world.new_list("Others")
    world.person("Uma", list_id=other)
    session.commit()
    press(alice, "save", **{MINE: "In our words.", "list": str(other), "when": "at", "at": "2027-02-01T09:30"})
    page = alice.get(PAGE)
    kept = fields(page)
    assert (kept[MINE], kept["list"], kept["when"], kept["at"]) == (
        "In our words.", str(other), "at", "2027-02-01T09:30")  # fmt: skip
    assert "1 person" in seen(page, "#sum")
    assert "9:30" in seen(page, "#sum")
    assert "In our words." in alice.get(f"{PAGE}/part/email-1").text
    assert "In our words." not in alice.get(f"{PAGE}/part/email-2").text


def test_a_change_is_saved_by_itself_and_the_page_comes_back_as_it_is_now(alice: FlaskClient, world: World) -> None:
    sent = {**fields(alice.get(PAGE)), "do": "save", "when": "now"}
    answer = alice.post(f"{PAGE}?part=email-1&lang=de", data=sent, headers={"X-Autosave": "1"})
    assert answer.status_code == 200
    assert "Sends to 3 people in 60 seconds" in seen(answer, "#sum")
    assert "Draft saved" in seen(answer, "#saved")


def test_words_that_do_not_fit_come_back_with_what_was_typed(alice: FlaskClient, session: Session) -> None:
    answer = press(alice, "schedule", **{MINE: "x" * 301, "when": "now"})
    assert answer.status_code == 422
    assert LexborHTMLParser(answer.text).css_first("title").text().startswith("Error: ")  # type: ignore[union-attr]  # if it is missing, that is the failure
    assert "301 characters; 300 fit" in seen(answer, ".errsum")
    assert (fields(answer)[MINE], fields(answer)["when"]) == ("x" * 301, "now")
    assert launches(session, LaunchState.DRAFT) == []


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"when": "at", "at": "soon"}, "at", "2027-05-12 10:00"),
        ({"when": "at", "at": "0001-01-01T00:00"}, "at", "2027-05-12 10:00"),
        ({"when": "at", "at": ""}, "at", "Choose a day and a time"),
        ({"when": "at", "at": "2020-01-01T10:00"}, "at", "That time is over"),
        ({"when": "someday"}, "when", "Choose when it goes"),
        ({"list": "nobody"}, "list", "Choose who gets it"),
        ({"colour": "blue"}, "colour", "six digits"),
    ],
)
def test_a_field_that_is_wrong_is_named_and_nothing_is_scheduled(
    alice: FlaskClient, session: Session, changes: dict[str, str], place: str, words: str
) -> None:
    answer = press(alice, **changes)
    assert answer.status_code in (409, 422)
    assert words in seen(answer, f'.errsum a[href="#{place}"]')
    assert LexborHTMLParser(answer.text).css_first(f"#{place}") is not None
    assert launches(session, LaunchState.HOLDING) == []


def test_no_language_at_all_is_refused(alice: FlaskClient, session: Session) -> None:
    sent = {name: value for name, value in fields(alice.get(PAGE)).items() if not name.startswith("in:")}
    assert "Choose at least one language" in seen(alice.post(PAGE, data=sent), ".errsum")


def test_an_optional_part_is_left_out_by_its_box(alice: FlaskClient, session: Session) -> None:
    assert "of your time" in alice.get(f"{PAGE}/part/email-1").text
    press(alice, "save", **{f"w:{HIDE}": "1"})
    assert "of your time" not in alice.get(f"{PAGE}/part/email-1").text
    press(alice, "save", **{f"w:{HIDE}": ""})
    assert "of your time" in alice.get(f"{PAGE}/part/email-1").text


def test_pressed_twice_it_is_one_launch(alice: FlaskClient, session: Session) -> None:
    sent = {**fields(alice.get(PAGE)), "do": "schedule", "when": "now"}
    first, second = alice.post(PAGE, data=sent), alice.post(PAGE, data=sent)
    assert first.location == second.location
    assert len(launches(session, LaunchState.HOLDING)) == 1
    assert launches(session, LaunchState.DRAFT) == []
    late = alice.post(PAGE, data={**sent, "do": "save"}, headers={"X-Autosave": "1"})  # a change still under way
    assert late.location == first.location
    assert launches(session, LaunchState.DRAFT) == []


def test_another_content_under_the_same_key_is_refused(alice: FlaskClient, session: Session) -> None:
    sent = {**fields(alice.get(PAGE)), "do": "schedule", "when": "now"}
    alice.post(PAGE, data=sent)
    answer = alice.post(PAGE, data={**sent, MINE: "Something else."})
    assert answer.status_code == 422
    assert "scheduled already" in seen(answer, ".errsum")
    (launch,) = launches(session, LaunchState.HOLDING)
    assert launch.own_words == {"en": {}}


def test_after_undo_the_page_has_a_new_key_and_the_same_words(alice: FlaskClient, session: Session) -> None:
    first = {**fields(alice.get(PAGE)), "do": "schedule", "when": "now", MINE: "Ours."}
    run = alice.post(PAGE, data=first).location
    back = alice.post(f"{run}/undo")
    assert back.location == PAGE
    again = fields(alice.get(PAGE))
    assert again["key"] != first["key"]
    assert (again[MINE], again["when"]) == ("Ours.", "now")
    assert alice.post(PAGE, data={**again, "do": "schedule"}).location == run
    assert len(launches(session, LaunchState.HOLDING)) == 1


def test_an_unverified_sender_is_refused_and_the_draft_is_kept(
    alice: FlaskClient, session: Session, mailer: LocalMailer
) -> None:
    mailer.domains = ()
    answer = press(alice, **{MINE: "Ours."})
    assert answer.status_code == 409
    assert "Amazon SES has not verified it" in seen(answer, ".errsum")
    (draft,) = launches(session, LaunchState.DRAFT)
    assert draft.own_words == {"en": {INTRO: "Ours."}}
    assert rows(session)["steps"] == rows(session)["compositions"] == 0


def test_while_amazon_does_not_answer_the_draft_is_kept(alice: FlaskClient, session: Session) -> None:
    class Silent(LocalMailer):
        def verified(self, domain: str) -> bool:
            raise Later("away")

    provide(Mailer, Silent())
    answer = press(alice, **{MINE: "Ours."})
    assert answer.status_code == 503
    assert "Your draft is kept" in seen(answer, ".errsum")
    assert fields(answer)[MINE] == "Ours."
    assert len(launches(session, LaunchState.DRAFT)) == 1


def test_without_a_postal_address_the_page_stands_and_leads_to_the_brand(
    alice: FlaskClient, session: Session, world: World
) -> None:
    session.get_one(BrandKit, world.partner.id).postal_address = ""
    session.commit()
    page = alice.get(PAGE)
    assert page.status_code == 200
    assert 'href="/brand?next=/launch/readiness"' in page.text
    refused = press(alice)
    assert refused.status_code == 409
    assert rows(session)["steps"] == 0


def test_a_partner_without_people_is_led_to_the_import(
    browse: Callable[[Actor], FlaskClient], world: World, session: Session
) -> None:
    charlie = browse(world.charlie)
    page = charlie.get(PAGE)
    assert "Bring your contacts" in seen(page, "#sum")
    assert "/contacts/import?next=/launch/readiness" in page.text
    assert press(charlie).status_code == 422


def test_a_list_just_brought_is_chosen(alice: FlaskClient, session: Session, world: World) -> None:
    other = world.new_list("Just brought")
    world.person("Uma", list_id=other)
    session.commit()
    page = alice.get(f"{PAGE}?list={world.list_id}")
    assert fields(page)["list"] == str(world.list_id)
    assert fields(alice.get(f"{PAGE}?list={other}"))["list"] == str(other)
    theirs = world.new_list("Theirs", world.charlie.partner)
    session.commit()
    assert fields(alice.get(f"{PAGE}?list={theirs}"))["list"] != str(theirs)


def test_a_test_mail_goes_to_oneself_and_to_nobody_else(
    alice: FlaskClient, session: Session, mailer: LocalMailer
) -> None:
    answer = press(alice, "test", lang="de", part="email-1")
    assert answer.location.startswith(PAGE)
    (step,) = session.scalars(select(Step).where(Step.origin == "test"))
    deliver(str(step.id))
    assert mailer.recipients == ["alice@kestrel.example"]
    assert "Bereitschaft prüfen" in mailer.batches[0].html
    assert "A test is on its way to alice@kestrel.example" in alice.get(PAGE).text


def test_a_colour_picked_here_dresses_the_preview(alice: FlaskClient, session: Session, world: World) -> None:
    before = alice.get(PAGE)
    press(alice, "save", colour="#facc15")
    assert brand_of(session, world.partner.id).colour == "#FACC15"
    assert "#FACC15" in alice.get(f"{PAGE}/part/email-1").text.upper()
    old_tab = {**fields(before), "do": "save"}
    alice.post(PAGE, data=old_tab)
    assert brand_of(session, world.partner.id).colour == "#FACC15"  # an old page changes only what was changed on it


def test_a_newer_version_is_taken_when_the_partner_wants_it(
    alice: FlaskClient, session: Session, world: World
) -> None:
    press(alice, "save", **{MINE: "Ours.", f"w:{HEAD}": "Who would notice?"})
    publish(session, replace(KIT, title="Readiness, second edition"))
    session.commit()
    assert "published a newer version" in seen(alice.get(PAGE), ".banner")
    assert seen(alice.get(PAGE), "#title") == "Readiness check"
    onward = press(alice, "newer")
    assert onward.location.startswith(f"{PAGE}/newer")
    alice.post(f"{PAGE}/newer")
    page = alice.get(PAGE)
    assert seen(page, "#title") == "Readiness, second edition"
    assert (fields(page)[MINE], fields(page)[f"w:{HEAD}"]) == ("Ours.", "Who would notice?")


def test_a_language_that_waits_for_its_review_can_not_be_chosen_where_the_vendor_forbids_it(
    alice: FlaskClient, session: Session, world: World
) -> None:
    publish(session, replace(KIT, title="Unreviewed"), reviewed=False)
    session.commit()
    assert "No person has reviewed this translation" in seen(alice.get(f"{PAGE}?lang=de"), "#words")
    world.programme.unreviewed_languages = False
    session.commit()
    page = alice.get(f"{PAGE}?lang=de")
    assert "Waits for its review at Northgate" in seen(page, "#languages")
    assert {name for name in fields(page) if name.startswith("in:")} == {"in:en"}
    refused = press(alice, **{"in:de": "1"})
    assert "Deutsch waits for its review" in seen(refused, ".errsum")
    assert launches(session, LaunchState.HOLDING) == []


def test_only_campaigns_are_launched(alice: FlaskClient, session: Session) -> None:
    version = publish(session, replace(KIT, slug="lunch"))
    version.content = {**version.content, "kind": EVENT}
    session.get_one(KitRow, version.kit_id).kind = EVENT
    session.commit()
    assert "/launch/lunch" not in alice.get("/launch").text
    assert alice.get("/launch/lunch").status_code == 404
    assert alice.get("/launch/lunch/part/email-1").status_code == 404
    assert alice.post("/launch/lunch", data={"do": "save"}).status_code == 404
    assert alice.get("/launch/nothing").status_code == 404


@pytest.mark.parametrize("key", ["email-1", "email-2", "landing", "posts"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_part_is_a_document_in_a_sandbox(alice: FlaskClient, key: str, language: str) -> None:
    answer = alice.get(f"{PAGE}/part/{key}?lang={language}&scheme=dark")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert f'lang="{language}"' in answer.text
    assert "Kestrel Systems" in answer.text
    assert "{{" not in answer.text
    assert "prefers-color-scheme" not in answer.text
    assert alice.get(f"{PAGE}?part={key}&lang={language}").status_code == 200


def test_the_plain_text_part_is_the_one_that_is_sent(alice: FlaskClient) -> None:
    answer = alice.get(f"{PAGE}/part/email-1?scheme=text")
    assert "Hi Sara," in answer.text
    assert "Beispielstraße 12, Hamburg" in answer.text
    assert alice.get(f"{PAGE}/part/nothing").status_code == 404


def test_the_preview_is_for_somebody_who_gets_it_in_that_language(alice: FlaskClient) -> None:
    assert "Layla" in alice.get(f"{PAGE}/part/email-1?lang=ar").text
    assert "Jonas" in alice.get(f"{PAGE}/part/email-1?lang=de").text


def test_one_partners_draft_lists_and_words_stay_its_own(
    alice: FlaskClient, browse: Callable[[Actor], FlaskClient], world: World
) -> None:
    press(alice, "save", **{MINE: "Only ours."})
    charlie = browse(world.charlie)
    for path in (PAGE, f"{PAGE}/part/email-1", f"{PAGE}?list={world.list_id}"):
        assert "Only ours." not in charlie.get(path).text
        assert "Sara" not in charlie.get(path).text
    stolen = press(charlie, "save", list=str(world.list_id))
    assert stolen.status_code == 404


def test_only_those_who_do_the_partners_marketing_launch(
    browse: Callable[[Actor], FlaskClient], world: World, session: Session
) -> None:
    employee = cast.person(session, email="eve@kestrel.example", name="Eve Sample", role=Role.EMPLOYEE,
                           partner_id=world.partner.id)  # fmt: skip
    vera = cast.vera(session)
    for actor, status in ((world.bob, 200), (cast.actor(employee), 403), (cast.actor(vera), 404)):
        client = browse(actor)
        assert client.get(PAGE).status_code == status
        assert client.get(f"{PAGE}/part/email-1").status_code == status
    assert browse(cast.actor(employee)).post(PAGE, data={"do": "schedule"}).status_code == 403
    assert rows(session)["launches"] == 0
