"""Path V1: new from an existing kit, words, check, publish; and nothing that is sent changes before."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.roles import Role
from tcma.catalogue import queries as catalogue
from tcma.catalogue.models import KitDraft, KitVersion
from tcma.composing import queries
from tcma.partners.models import Partner
from tests import cast
from tests.deals.pages import page, signed_in, words

EDIT = "/hq/campaigns/readiness"


@pytest.fixture
def maya(app: Flask, session: Session, version: KitVersion, brightwave: Partner) -> FlaskClient:
    return signed_in(app, session, cast.actor(cast.vera(session, Role.CHANNEL_MARKETER)))


def fields(html: LexborHTMLParser) -> dict[str, str]:
    """The form of the sheet as a browser would send it."""
    found = {}
    for node in html.css("form.launch-form [name]"):
        name, kind = node.attributes["name"] or "", node.attributes.get("type")
        if node.tag == "textarea":
            found[name] = node.text()
        elif node.tag == "input" and (kind != "checkbox" or "checked" in node.attributes):
            found[name] = node.attributes.get("value") or ""
    return found


def seen(html: LexborHTMLParser, selector: str) -> str:
    """The text of the first element that matches."""
    node = html.css_first(selector)
    assert node is not None
    return " ".join(node.text(separator=" ").split())


def test_three_clicks_and_the_words_make_a_new_campaign(maya: FlaskClient, session: Session) -> None:
    assert "Readiness check" in words(maya.get("/hq/campaigns"))
    started = maya.post("/hq/campaigns/new", data={"from": "readiness", "title": "Backup check"})  # click 1
    assert started.location.endswith("/hq/campaigns/backup-check")
    sheet = page(maya.get(started.location))
    sent = {**fields(sheet), "w:email-1.hi.text": "Good day {{ first_name | there }},", "do": "check"}
    checked = maya.post(started.location, data=sent)  # click 2
    assert checked.location.endswith("/check")
    shown = words(maya.get(checked.location))
    assert "Publish to 1 partner" in shown
    assert "Readable in light and dark" in shown
    published = maya.post("/hq/campaigns/backup-check/publish")  # click 3
    assert published.status_code == 303
    made = catalogue.latest(session, "backup-check")
    assert (made.number, made.title) == (1, "Backup check")
    hi = catalogue.kit_content(made).asset("email-1").block("hi")
    assert hi is not None
    assert hi.fields["text"] == "Good day {{ first_name | there }},"
    assert session.scalar(select(KitDraft.id)) is None
    assert "version 1 is with 1 partner" in maya.get("/hq/campaigns").text


def test_an_edit_that_is_not_published_changes_nothing_that_is_sent(
    maya: FlaskClient, session: Session, version: KitVersion, brightwave: Partner
) -> None:
    def subject() -> str:
        newest = catalogue.latest(session, "readiness")
        return queries.mail(
            session, version=newest, asset_key="email-1", partner_id=brightwave.id, language="en", own_words={}
        ).subject

    before = subject()
    maya.post(f"{EDIT}/change")
    maya.post(EDIT, data={"lang": "en", "part": "email-1", "w:email-1.subject": "Another subject", "do": "save"})
    assert "Another subject" in seen(page(maya.get(f"{EDIT}?part=email-1")), ".inbox")
    assert subject() == before
    assert catalogue.latest(session, "readiness").number == 1
    maya.post(f"{EDIT}/publish")
    assert catalogue.latest(session, "readiness").number == 2
    assert subject() == "Another subject"
    old = queries.mail(
        session, version=version, asset_key="email-1", partner_id=brightwave.id, language="en", own_words={}
    )
    assert old.subject == before


def test_a_draft_with_broken_words_says_where_and_cannot_be_published(maya: FlaskClient, session: Session) -> None:
    maya.post(f"{EDIT}/change")
    maya.post(EDIT, data={"lang": "en", "w:email-1.hi.text": "Hi {{ nickname }},"})
    shown = page(maya.get(f"{EDIT}/check"))
    text = seen(shown, "main")
    assert 'The field "{{ nickname }}" does not exist' in text
    assert "Publish to" not in text
    fix = next(a for a in shown.css("main a") if a.text().startswith("Fix"))
    assert "part=email-1" in (fix.attributes["href"] or "")
    assert (fix.attributes["href"] or "").endswith("#w-email-1-hi-text")
    assert maya.post(f"{EDIT}/publish").status_code == 422
    assert catalogue.latest(session, "readiness").number == 1
    sheet = maya.get(f"{EDIT}?part=email-1").text
    assert 'id="w-email-1-hi-text"' in sheet
    assert "nickname" in sheet


def test_a_translation_stands_beside_its_source_and_is_ticked_when_read(maya: FlaskClient, session: Session) -> None:
    maya.post(f"{EDIT}/change")
    url = f"{EDIT}?part=email-1&lang=de"
    sheet = page(maya.get(url))
    sent = fields(sheet)
    assert sent["w:email-1.go.label"] == "Bereitschaft prüfen"
    assert sent["r:email-1.go.label"] == "1"
    assert "Check my readiness" in seen(sheet, "form.launch-form")
    maya.post(EDIT, data={"lang": "en", "part": "email-1", "w:email-1.go.label": "Start my check"})
    stale = page(maya.get(url))
    assert "The source words have changed" in seen(stale, "form.launch-form")
    assert "r:email-1.go.label" not in fields(stale)
    shown = words(maya.get(f"{EDIT}/check"))
    assert "Deutsch" in shown
    assert "1 text waits for a review" in shown


def test_event_kits_and_campaigns_stand_at_their_own_places(maya: FlaskClient) -> None:
    assert maya.get("/hq/kits").status_code == 200
    assert maya.get("/hq/kits/readiness").status_code == 404
    assert maya.get("/hq/campaigns/none").status_code == 404


def test_a_name_that_is_taken_or_empty_is_said_at_its_field(maya: FlaskClient, session: Session) -> None:
    taken = maya.post("/hq/campaigns/new", data={"from": "readiness", "title": "Readiness"})
    assert 'already a kit called "readiness"' in words(taken, 409)
    assert "Give the kit a name" in words(maya.post("/hq/campaigns/new", data={"from": "readiness", "title": " "}), 422)
    assert session.scalar(select(KitDraft.id)) is None


def test_a_draft_can_be_thrown_away(maya: FlaskClient, session: Session) -> None:
    maya.post(f"{EDIT}/change")
    maya.post(f"{EDIT}/discard")
    assert session.scalar(select(KitDraft.id)) is None
    assert "Change words" in words(maya.get("/hq/campaigns"))


@pytest.mark.parametrize("key", ["email-1", "landing", "posts"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_previews_are_documents_in_a_sandbox(maya: FlaskClient, key: str, language: str) -> None:
    answer = maya.get(f"{EDIT}/part/{key}?lang={language}&scheme=dark")
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert f'lang="{language}"' in answer.text
    assert "{{" not in answer.text
    assert "prefers-color-scheme" not in answer.text


def test_only_the_vendors_marketers_write_kits(app: Flask, session: Session, version: KitVersion) -> None:
    for person, status in ((cast.vera(session, Role.FINANCE), 403), (cast.alice(session), 404)):
        client = signed_in(app, session, cast.actor(person))
        for url in ("/hq/campaigns", EDIT, f"{EDIT}/check", f"{EDIT}/part/email-1"):
            assert client.get(url).status_code == status
        assert client.post(f"{EDIT}/publish").status_code == status


def test_a_change_that_everyone_has_to_take_says_why(maya: FlaskClient, session: Session) -> None:
    here = "/hq/campaigns/readiness"
    maya.post(f"{here}/change")
    maya.post(f"{here}/publish")  # from here on, each translation is bound to its source words
    maya.post(f"{here}/change")
    unchanged = maya.post(f"{here}/publish", data={"mandatory": "The law has changed."})
    assert unchanged.status_code == 422
    assert "Nothing has changed" in unchanged.text
    assert 'value="The law has changed."' in unchanged.text
    sheet = page(maya.get(here))
    maya.post(here, data={**fields(sheet), "w:email-1.law.text": "The check is named otherwise.", "do": "check"})
    assert maya.post(f"{here}/publish", data={"mandatory": "  The law \n has changed. "}).status_code == 303
    assert catalogue.latest(session, "readiness").mandatory == "The law has changed."


def test_a_kit_is_retired_and_brought_back(maya: FlaskClient, session: Session) -> None:
    assert maya.post("/hq/kits/readiness/retire").status_code == 404
    assert maya.post("/hq/campaigns/readiness/retire").status_code == 303
    assert "Retired" in words(maya.get("/hq/campaigns"))
    assert catalogue.kits(session) == []
    assert maya.post("/hq/campaigns/readiness/bring-back").status_code == 303
    assert [one.slug for one in catalogue.kits(session)] == ["readiness"]


def test_the_check_page_shows_what_differs_from_the_live_version_block_by_block(
    maya: FlaskClient, version: KitVersion
) -> None:
    maya.post(f"{EDIT}/change")
    maya.post(EDIT, data={"lang": "en", "part": "email-1", "w:email-1.hi.text": "Good day {{ first_name | there }},"})
    shown = page(maya.get(f"{EDIT}/check"))
    assert seen(shown, "#new-h") == "What is new against version 1"
    assert [node.text() for node in shown.css("table.sides tbody th .strong")] == ["Text: Words"]
    assert [node.text() for node in shown.css("table.sides del")] == ["Hi"]
    assert [node.text() for node in shown.css("table.sides ins")] == ["Good day"]
    assert "Its words are the same in this language." in words(maya.get(f"{EDIT}/check?lang=de"))


def test_a_kit_that_is_not_live_yet_is_compared_with_nothing(maya: FlaskClient) -> None:
    maya.post("/hq/campaigns/new", data={"from": "readiness", "title": "Backup check"})
    assert "What is new" not in words(maya.get("/hq/campaigns/backup-check/check"))
