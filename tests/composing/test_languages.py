"""A marketer adds a language: by machine, with a review beside the source, and nothing is published by itself."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tcma.adapters.translate import Pseudo
from tcma.base.roles import Role
from tcma.base.tools import provide, use
from tcma.catalogue import queries as catalogue
from tcma.catalogue.models import KitDraft, KitVersion
from tcma.composing import queries
from tcma.localization import actions as localization
from tcma.localization import queries as localized
from tcma.localization.jobs import due_translations, translate
from tcma.localization.ports import NoTranslator, Translator
from tcma.partners.models import Partner
from tests import cast
from tests.deals.pages import page, signed_in, words

EDIT = "/hq/campaigns/readiness"
LANGUAGES, SPANISH, REVIEW = f"{EDIT}/languages", f"{EDIT}/languages/es", f"{EDIT}/review/es"


@pytest.fixture
def maya(app: Flask, session: Session, version: KitVersion, brightwave: Partner) -> FlaskClient:
    provide(Translator, Pseudo())
    return signed_in(app, session, cast.actor(cast.vera(session, Role.CHANNEL_MARKETER)))


def add(maya: FlaskClient, session: Session, **data: str) -> None:
    """Start a language, and let a worker have its turns."""
    assert maya.post(LANGUAGES, data={"language": "es", "do": "machine", **data}).status_code == 303
    run(session)


def run(session: Session) -> None:
    for job in due_translations(session):
        translate(job)


def progress(maya: FlaskClient) -> dict[str, Any]:
    found: dict[str, Any] = maya.get(f"{SPANISH}/progress").get_json()
    return found


def form(maya: FlaskClient, url: str) -> dict[str, str]:
    """The form of the review page as a browser would send it, without a button."""
    found = {}
    for node in page(maya.get(url)).css("main form [name]"):
        if node.tag == "textarea":
            found[node.attributes["name"] or ""] = node.text().strip("\n")
        elif node.tag == "input":
            found[node.attributes["name"] or ""] = node.attributes.get("value") or ""
    return found


def approve_everything(maya: FlaskClient) -> None:
    for part in ("kit", "email-1", "landing", "posts"):
        sent = form(maya, f"{REVIEW}?part={part}")
        if sent:
            maya.post(REVIEW, data={**sent, "do": "all"})


def test_a_language_comes_by_machine_is_reviewed_and_published(
    maya: FlaskClient, session: Session, brightwave: Partner
) -> None:
    assert "Translate by machine" in words(maya.get(LANGUAGES))
    assert maya.post(LANGUAGES, data={"language": "es", "do": "machine"}).location.endswith(SPANISH)
    assert "Being translated" in words(maya.get(SPANISH))
    assert progress(maya)["state"] == "running"
    run(session)
    shown = words(maya.get(SPANISH))
    assert "Translated" in shown
    assert "2 legal texts are left to you" in shown
    assert progress(maya)["done"] == progress(maya)["total"] == 30
    assert "es" not in catalogue.kit_content(catalogue.latest(session, "readiness")).languages
    beside = words(maya.get(f"{REVIEW}?part=email-1"))
    assert "Check my readiness" in beside
    assert "Čħ" in beside or "Ƈħḗƈķ" in beside
    approve_everything(maya)
    legal = form(maya, f"{REVIEW}?part=email-1")
    assert set(legal) >= {"w:email-1.law.text"}
    assert legal["w:email-1.law.text"] == ""
    for part, key, said in (
        ("email-1", "email-1.law.text", "La prueba no es una auditoría."),
        ("landing", "landing.law.text", "Va a {{ partner_name }}, que le responde."),
    ):
        maya.post(REVIEW, data={**form(maya, f"{REVIEW}?part={part}"), f"w:{key}": said, "do": f"approve:{key}"})
    shown = words(maya.get(LANGUAGES))
    assert "español Spanish · ready" in shown
    assert "Publish to 1 partner" in words(maya.get(f"{EDIT}/check"))
    maya.post(f"{EDIT}/publish")
    version = catalogue.latest(session, "readiness")
    mail = queries.mail(
        session, version=version, asset_key="email-1", partner_id=brightwave.id, language="es", own_words={}
    )
    assert 'lang="es"' in mail.html
    assert "no es una auditor" in mail.text


def test_legal_texts_are_never_translated_and_never_approved_with_the_others(
    maya: FlaskClient, session: Session
) -> None:
    add(maya, session)
    maya.post(REVIEW, data={**form(maya, f"{REVIEW}?part=landing"), "w:landing.law.text": "Algo.", "do": "all"})
    draft = catalogue.draft_content(session.query(KitDraft).one())
    assert draft.copy["es"]["landing.law.text"].reviewed is False
    assert draft.copy["es"]["landing.head.text"].reviewed is True
    assert "email-1.law.text" not in draft.copy["es"]
    assert "a person writes and approves it" in words(maya.get(f"{REVIEW}?part=landing"))


def test_an_edit_is_kept_unapproved_and_one_with_a_red_mark_is_not_approved(
    maya: FlaskClient, session: Session
) -> None:
    add(maya, session)
    url, key = f"{REVIEW}?part=email-1", "email-1.hi.text"
    maya.post(REVIEW, data={**form(maya, url), f"w:{key}": "Hola,", "do": f"approve:{key}"})
    told = maya.get(url)
    assert "Not approved: mend what is marked red first." in told.text
    assert "{{ first_name }} is in the source text 1 x" in words(told)
    assert catalogue.draft_content(session.query(KitDraft).one()).copy["es"][key].reviewed is False
    maya.post(REVIEW, data={**form(maya, url), f"w:{key}": "Hola {{ first_name | amigo }}:", "do": "save"})
    assert catalogue.draft_content(session.query(KitDraft).one()).copy["es"][key].reviewed is False
    sent = maya.post(REVIEW, data={**form(maya, url), "do": f"approve:{key}"})
    assert "#s-email-1-" in sent.location
    assert catalogue.draft_content(session.query(KitDraft).one()).copy["es"][key].reviewed is True
    maya.post(REVIEW, data={"part": "email-1", f"w:{key}": "Hola {{ first_name | amigo }}:", "do": f"back:{key}"})
    assert catalogue.draft_content(session.query(KitDraft).one()).copy["es"][key].reviewed is False


def test_a_text_is_kept_for_later_and_taken_up_again(maya: FlaskClient, session: Session) -> None:
    add(maya, session)
    key = "landing.head.text"
    maya.post(REVIEW, data={**form(maya, f"{REVIEW}?part=landing"), "do": f"later:{key}"})
    assert f"w:{key}" not in form(maya, f"{REVIEW}?part=landing")
    aside = f"{REVIEW}?part=landing&show=later"
    assert list(form(maya, aside))[-1] == f"w:{key}"
    maya.post(REVIEW, data={**form(maya, aside), "do": f"open:{key}"})
    assert f"w:{key}" in form(maya, f"{REVIEW}?part=landing")


def test_words_approved_elsewhere_come_back_or_are_offered_when_nearly_the_same(
    maya: FlaskClient, session: Session
) -> None:
    add(maya, session)
    key, other = "landing.head.text", "landing.hero.alt"
    for one, said in ((key, "Sepa en 12 minutos"), (other, "Un escudo")):
        sent = form(maya, f"{REVIEW}?part=landing")
        maya.post(REVIEW, data={**sent, f"w:{one}": said, "do": f"approve:{one}"})
    maya.post(f"{EDIT}/publish")
    maya.post("/hq/campaigns/new", data={"from": "readiness", "title": "Second"})
    second = "/hq/campaigns/second"
    maya.post(f"{second}/languages/es/drop")
    maya.post(second, data={"lang": "en", "part": "landing", f"w:{key}": "Know where you stand in 15 minutes"})
    maya.post(f"{second}/languages", data={"language": "es", "do": "machine"})
    run(session)
    url = f"{second}/review/es?part=landing"
    assert f"w:{other}" not in form(maya, url)
    assert "From the memory" in words(maya.get(f"{url}&show=all"))
    shown = words(maya.get(url))
    assert "Approved before, 9" in shown
    assert "Sepa en 12 minutos" in shown
    maya.post(f"{second}/review/es", data={**form(maya, url), "do": f"near:{key}"})
    assert form(maya, url)[f"w:{key}"] == "Sepa en 12 minutos"


def test_a_changed_source_makes_its_own_text_stale_and_new_words_are_offered_not_put(
    maya: FlaskClient, session: Session
) -> None:
    key, german = "landing.head.text", f"{EDIT}/review/de"
    before = catalogue.latest(session, "readiness")
    maya.post(f"{EDIT}/change")
    old = form(maya, f"{german}?part=landing&show=all")[f"w:{key}"]
    maya.post(EDIT, data={"lang": "en", "part": "landing", f"w:{key}": "Know where you stand in 15 minutes"})
    maya.post(LANGUAGES, data={"language": "de", "do": "machine"})
    run(session)
    url = f"{german}?part=landing"
    assert [name for name in form(maya, url) if name.startswith("w:")] == [f"w:{key}"]
    assert form(maya, url)[f"w:{key}"] == old
    assert "Source changed" in words(maya.get(url))
    maya.post(f"{EDIT}/publish")
    served = catalogue.latest(session, "readiness")
    assert served.number == before.number + 1
    assert localized.words(session, served.id, "de")[key] == old
    maya.post(f"{EDIT}/change")
    maya.post(LANGUAGES, data={"language": "de", "do": "machine"})
    run(session)
    maya.post(german, data={**form(maya, url), "do": f"offer:{key}"})
    assert form(maya, url)[f"w:{key}"].startswith("«Ķƞǿẇ")


def test_a_page_loaded_before_the_machine_came_empties_nothing(maya: FlaskClient, session: Session) -> None:
    maya.post(LANGUAGES, data={"language": "es", "do": "machine"})
    before, sheet = form(maya, f"{REVIEW}?part=email-1"), {"lang": "es", "part": "email-1", "w:email-1.go.label": ""}
    assert localization.step(_job(session), use(Translator))
    localization.step(_job(session), use(Translator))
    for data, url in ((before, REVIEW), (sheet, EDIT)):
        maya.post(url, data={**data, "do": "save"})
        assert catalogue.draft_content(session.query(KitDraft).one()).copy["es"]["kit.title"].text
    run(session)
    assert catalogue.draft_content(session.query(KitDraft).one()).copy["es"]["email-1.go.label"].text


def test_two_reviewers_do_not_undo_each_other(maya: FlaskClient, session: Session) -> None:
    add(maya, session)
    url, one, other = f"{REVIEW}?part=email-1", "email-1.subject", "email-1.preheader"
    loaded = form(maya, url)
    maya.post(REVIEW, data={**form(maya, url), f"w:{one}": "{{ first_name | Hola }}: ¿sí?", "do": f"approve:{one}"})
    maya.post(REVIEW, data={**loaded, "do": f"approve:{other}"})  # a page that was loaded before
    spanish = catalogue.draft_content(session.query(KitDraft).one()).copy["es"]
    assert (spanish[one].text, spanish[one].reviewed) == ("{{ first_name | Hola }}: ¿sí?", True)
    assert spanish[other].reviewed is True
    maya.post(REVIEW, data={"w:email-1.go.label": "Ver", "do": "save"})
    maya.post(REVIEW, data={**loaded, "do": "approve:email-1.go.label"})
    assert "Somebody changed this text meanwhile" in maya.get(url).text
    spanish = catalogue.draft_content(session.query(KitDraft).one()).copy["es"]
    assert (spanish["email-1.go.label"].text, spanish["email-1.go.label"].reviewed) == ("Ver", False)


def _job(session: Session) -> UUID:
    return UUID(due_translations(session)[0])


def test_it_can_be_stopped_and_taken_up_again(maya: FlaskClient, session: Session) -> None:
    maya.post(LANGUAGES, data={"language": "es", "do": "machine"})
    maya.post(f"{SPANISH}/stop")
    assert due_translations(session) == []
    assert "Stopped" in words(maya.get(SPANISH))
    maya.post(f"{SPANISH}/again")
    run(session)
    assert "Translated" in words(maya.get(SPANISH))


def test_without_an_engine_the_page_says_how_one_is_switched_on(maya: FlaskClient, session: Session) -> None:
    provide(Translator, NoTranslator())
    shown = words(maya.get(LANGUAGES))
    assert "TRANSLATION_ENGINE" in shown
    assert "Translate by machine" not in shown
    refused = words(maya.post(LANGUAGES, data={"language": "es", "do": "machine"}), 409)
    assert "No translation engine is switched on" in refused
    empty = maya.post(LANGUAGES, data={"code": "gsw", "do": "empty"})
    assert empty.location.endswith("/review/gsw")
    assert "Missing" in words(maya.get(empty.location))


@pytest.mark.parametrize(
    ("code", "says"),
    [("xx-nonsense", "is no language we know"), ("en", "is written in this language"), ("<b>", "is no language")],
)
def test_what_is_no_language_is_said_at_its_field(maya: FlaskClient, session: Session, code: str, says: str) -> None:
    assert says in words(maya.post(LANGUAGES, data={"code": code, "do": "machine"}), 422)
    assert session.query(KitDraft).count() == 0


def test_a_language_is_taken_out_of_the_draft_and_stays_published(maya: FlaskClient, session: Session) -> None:
    assert maya.post(f"{LANGUAGES}/de/drop").status_code == 303
    assert "Deutsch" not in words(maya.get(LANGUAGES))
    assert "de" in catalogue.kit_content(catalogue.latest(session, "readiness")).languages
    assert maya.post(f"{LANGUAGES}/en/drop").status_code == 409


def test_a_name_of_the_glossary_is_kept_by_machines_and_missed_by_the_check(
    maya: FlaskClient, session: Session
) -> None:
    assert maya.post("/hq/glossary", data={"terms": "{{ no }}"}).status_code == 422
    maya.post("/hq/glossary", data={"terms": "IT lead\nReadiness\n\nReadiness"})
    assert form(maya, "/hq/glossary")["terms"] == "IT lead\nReadiness"
    add(maya, session)
    draft = catalogue.draft_content(session.query(KitDraft).one())
    assert "Readiness" in draft.copy["es"]["kit.title"].text
    url = f"{REVIEW}?part=kit"
    maya.post(REVIEW, data={**form(maya, url), "w:kit.title": "Prueba", "do": "approve:kit.title"})
    assert '"Readiness" stays as it is in every language' in words(maya.get(url))
    assert '"Readiness" stays as it is in every language' in words(maya.get(f"{EDIT}/check"))
    assert maya.post(f"{EDIT}/publish").status_code == 422


def test_only_the_vendors_marketers_translate(app: Flask, session: Session, version: KitVersion) -> None:
    for person, status in ((cast.vera(session, Role.FINANCE), 403), (cast.alice(session), 404)):
        client = signed_in(app, session, cast.actor(person))
        for url in (LANGUAGES, SPANISH, f"{SPANISH}/progress", REVIEW, "/hq/glossary"):
            assert client.get(url).status_code == status
        for url in (LANGUAGES, f"{SPANISH}/stop", f"{LANGUAGES}/de/drop", REVIEW, "/hq/glossary"):
            assert client.post(url).status_code == status


def test_what_is_not_there_is_not_found(maya: FlaskClient) -> None:
    maya.post(f"{EDIT}/change")
    for url in (SPANISH, REVIEW, f"{EDIT}/review/en", "/hq/campaigns/none/languages", "/hq/kits/readiness/languages"):
        assert maya.get(url).status_code == 404
