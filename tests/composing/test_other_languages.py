"""Languages beyond the interface's own: mails, pages and the words of ours in them."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy.orm import Session

from tcma.adapters.translate import Pseudo
from tcma.adapters.translate.pseudo import pseudo
from tcma.audiences.rules import why
from tcma.base import words
from tcma.catalogue.models import KitVersion
from tcma.catalogue.rules import Segment, segments
from tcma.composing import queries
from tcma.composing.rules import FormState, Mail, Page, fill, render_page, values_for
from tcma.localization import actions as localization
from tcma.localization.actions import machine_text
from tcma.localization.rules import best_language
from tcma.partners.models import Partner
from tests.composing.conftest import NOW, SHIELD
from tests.composing.kits import KIT

MANY = ("es", "fr", "he", "pt-BR", "it")


@pytest.fixture
def version(session: Session) -> KitVersion:
    kit = replace(KIT, languages=("en", *MANY))
    copy = {
        tag: {key: Segment(_pseudo(said, tag), reviewed=True) for key, said in segments(kit).items()} for tag in MANY
    }
    media = {"shield.svg": SHIELD.read_bytes()}
    return localization.publish(session, kit=kit, copy=copy, media=media, actor_id=None, now=NOW)


def _pseudo(said: str, tag: str) -> str:
    return machine_text(Pseudo(), said, source="en", target=tag, terms=[]).text


def mail_in(session: Session, version: KitVersion, partner: Partner, tag: str) -> Mail:
    mail = queries.mail(
        session, version=version, asset_key="email-1", partner_id=partner.id, language=tag, own_words={}
    )
    with words.speaking(tag):
        told = words.gettext(why("express"))
    links = {link.name: "#" for link in mail.links}
    person: Mapping[str, str] = {"first_name": "Sara"}
    return fill(mail, values_for(mail.fields, person, links=links, unsubscribe="#u", preferences="#p", why=told))


def page_in(session: Session, version: KitVersion, partner: Partner, tag: str) -> Page:
    return queries.page(
        session, version=version, asset_key="landing", partner_id=partner.id, language=tag, own_words={},
        landing_url=lambda key: "#",
    )  # fmt: skip


def language_of(node: LexborNode | None) -> str:
    """The language that holds for an element: its own, or that of what it stands in."""
    while node is not None:
        if node.attributes.get("lang"):
            return str(node.attributes["lang"])
        node = node.parent
    return ""


def element(html: str, said: str) -> LexborNode:
    """The innermost element whose own text has these words."""
    found = [node for node in LexborHTMLParser(html).css("body *") if said in node.text(deep=False)]
    assert found, f"{said!r} is nowhere"
    return found[-1]


@pytest.mark.parametrize(
    ("tag", "unsubscribe", "because", "spoken"),
    [
        ("es", "Darse de baja", "porque aceptó", "es"),
        ("fr", "Se désabonner", "vous avez accepté", "fr"),
        ("he", "Unsubscribe", "you agreed to hear", "en"),
        ("pt-BR", "Unsubscribe", "you agreed to hear", "en"),
        ("it", "Unsubscribe", "you agreed to hear", "en"),
    ],
)
def test_our_own_words_in_a_mail_are_in_its_language_or_say_that_they_are_english(
    session: Session, version: KitVersion, brightwave: Partner, tag: str, unsubscribe: str, because: str, spoken: str
) -> None:
    mail = mail_in(session, version, brightwave, tag)
    page = LexborHTMLParser(mail.html)
    root = page.css_first("html")
    assert root is not None
    assert (root.attributes["lang"], root.attributes["dir"]) == (tag, "rtl" if tag == "he" else "ltr")
    for said in (unsubscribe, because):
        assert said in mail.text
        assert language_of(element(mail.html, said)) == spoken
    assert language_of(element(mail.html, _pseudo("Check my readiness", tag))) == tag


@pytest.mark.parametrize(("tag", "label", "spoken"), [("es", "Apellidos", "es"), ("he", "Last name", "en")])
def test_a_page_and_its_form_speak_the_language_or_say_that_they_are_english(
    session: Session, version: KitVersion, brightwave: Partner, tag: str, label: str, spoken: str
) -> None:
    form = FormState(errors={"last_name": "?"})
    html = render_page(page_in(session, version, brightwave, tag), form)
    assert language_of(element(html, label)) == spoken
    assert element(html, label).tag == "label"
    assert ("Hay un problema" in html) == (tag == "es")
    english = element(html, "Last name") if tag == "he" else None
    assert english is None or english.attributes.get("dir") == "ltr"


def test_the_pseudo_locale_is_longer_keeps_its_markers_and_can_be_told_from_a_language() -> None:
    source = "Hi ⟦0⟧, would you know within the hour?"
    for tag in ("es", "he", "ar", "fa"):
        said = pseudo(source, tag)
        assert "⟦0⟧" in said
        assert said.startswith("«")
        assert len(source) * 1.2 < len(said) < len(source) * 1.5
        assert "would" not in said
        assert max(map(len, said.split())) <= 14
    assert pseudo("⟦0⟧ 12:30", "es") == "⟦0⟧ 12:30"


@pytest.mark.parametrize(
    ("wanted", "given"),
    [("pt", "pt-BR"), ("pt-PT", "pt-BR"), ("pt-BR", "pt-BR"), ("es-MX", "es"), ("he-IL", "he"), ("sv", "en")],
)
def test_a_reader_gets_the_nearest_language(wanted: str, given: str) -> None:
    assert best_language([wanted], ["en", *MANY], "en") == given
