"""A draft: one a partner and kit, with words where the vendor allows them."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, NotFound
from tcma.branding.actions import set_office
from tcma.branding.models import BrandKit
from tcma.branding.queries import brand_of
from tcma.branding.rules import OfficeFacts
from tcma.composing.models import Composition
from tcma.composing.rules import Locked, NotFitting
from tcma.launches import actions
from tcma.launches.models import Launch
from tcma.launches.rules import LaunchState
from tests.launches.world import HEAD, HIDE, INTRO, KIT, NOW, World, publish


def test_there_is_one_draft_a_partner_and_kit(world: World, session: Session) -> None:
    first = world.draft()
    assert world.draft(actor=world.bob).id == first.id
    charlies = actions.draft_of(session, actor=world.charlie, version=world.version, now=NOW)
    assert (charlies.id != first.id, charlies.partner_id) == (True, world.charlie.partner)
    assert set(session.scalars(select(Launch.state))) == {LaunchState.DRAFT}


def test_a_draft_goes_out_in_every_language_that_is_ready(world: World, session: Session) -> None:
    world.programme.unreviewed_languages = False
    assert world.draft().languages == ["en", "de", "ar"]
    unreviewed = publish(session, replace(KIT, slug="other"), reviewed=False)
    assert actions.draft_of(session, actor=world.alice, version=unreviewed, now=NOW).languages == ["en"]


def test_words_are_kept_by_language_and_an_empty_one_goes_back_to_the_kits(world: World) -> None:
    draft = world.draft(words={INTRO: "Ours.", HEAD: "Who would notice?"})
    world.draft(language="de", words={INTRO: "Unsere."})
    assert draft.own_words == {"en": {INTRO: "Ours.", HEAD: "Who would notice?"}, "de": {INTRO: "Unsere."}}
    world.draft(words={INTRO: "  "})
    assert draft.own_words["en"] == {HEAD: "Who would notice?"}


def test_words_that_are_the_kits_own_are_not_kept(world: World) -> None:
    block = KIT.asset("email-1").block("intro")
    assert block is not None
    draft = world.draft(words={INTRO: block.fields["text"].replace("\n\n", "\r\n\r\n")})
    assert draft.own_words == {"en": {}}


def test_an_optional_part_is_left_out_and_comes_back(world: World) -> None:
    draft = world.draft(words={HIDE: "1"})
    assert draft.own_words["en"] == {HIDE: "1"}
    world.draft(words={HIDE: ""})
    assert draft.own_words["en"] == {}


@pytest.mark.parametrize(
    ("words", "refusal", "said"),
    [
        ({"email-1.hi.text": "Yo"}, Locked, "locked by Northgate"),
        ({"nothing.hi.text": "Yo"}, Locked, "no part of this campaign"),
        ({INTRO: "x" * 301}, NotFitting, "301 characters; 300 fit. Take out 1"),
        ({HEAD: "Not on offer"}, NotFitting, "one of the given texts"),
        ({INTRO: "Hi {{ nickname }}"}, NotFitting, "no field"),
    ],
)
def test_words_that_may_not_stand_are_refused_and_nothing_is_kept(
    world: World, session: Session, words: dict[str, str], refusal: type[Exception], said: str
) -> None:
    draft = world.draft(words={INTRO: "Ours."})
    with pytest.raises(refusal, match=said), session.begin_nested():
        world.draft(words=words)
    session.refresh(draft)
    assert draft.own_words == {"en": {INTRO: "Ours."}}


def test_a_language_the_kit_does_not_have_has_no_words(world: World) -> None:
    with pytest.raises(Invalid):
        world.draft(language="fr", words={INTRO: "Bonjour"})


def test_only_ones_own_lists_can_be_chosen(world: World) -> None:
    theirs = world.new_list("Theirs", world.charlie.partner)
    with pytest.raises(NotFound):
        world.draft(list_id=theirs)


def test_at_least_one_language_stays(world: World) -> None:
    assert world.draft(languages=("ar", "de", "xx")).languages == ["de", "ar"]
    with pytest.raises(Invalid):
        world.draft(languages=("xx",))


def test_a_colour_changes_the_brand_and_nothing_else_of_it(world: World, session: Session) -> None:
    world.draft(colour="#FACC15")
    brand = brand_of(session, world.partner.id)
    assert (brand.colour, brand.on_colour == "#FFFFFF") == ("#FACC15", False)
    assert (brand.contact_name, brand.postal_address) == ("Alice Sample", "Beispielstraße 12, Hamburg")


def test_a_partner_without_a_brand_kit_gets_none_from_a_colour(world: World, session: Session) -> None:
    session.delete(session.get_one(BrandKit, world.partner.id))
    session.flush()
    world.draft(colour="#FACC15")
    assert session.get(BrandKit, world.partner.id) is None


def test_a_draft_moves_on_to_a_newer_version_with_the_words_that_still_fit(world: World, session: Session) -> None:
    draft = world.draft(words={INTRO: "Ours.", HEAD: "Who would notice?"})
    first = KIT.asset("email-1")
    blocks = tuple(replace(one, region="locked") if one.id == "head" else one for one in first.blocks)
    newer = publish(session, replace(KIT, assets=(replace(first, blocks=blocks), *KIT.assets[1:])))
    assert world.draft().version_id == world.version.id
    assert actions.take_newer(session, launch=draft, version=newer, now=NOW) == [HEAD]
    assert (draft.version_id, draft.own_words) == (newer.id, {"en": {INTRO: "Ours."}})


def test_a_launch_goes_out_in_the_brand_of_the_office_that_was_chosen(world: World) -> None:
    session = world.session
    facts = OfficeFacts("Munich", company_name="Kestrel South", postal_address="Platz 1, Munich")
    office = set_office(session, partner_id=world.partner.id, office_id=None, facts=facts, logo=None, now=NOW)
    launch = world.scheduled(office=str(office.id))
    rows = session.scalars(select(Composition).where(Composition.version_id == launch.version_id)).all()
    assert rows
    isolates = str.maketrans("", "", "\u2066\u2068\u2069")
    texts = [row.text.translate(isolates) for row in rows]
    assert [text for text in texts if "Kestrel South, Platz 1, Munich" not in text] == []
    assert [step.sender for step in world.steps(launch) if "Kestrel South" not in step.sender] == []
    with pytest.raises(NotFound):
        world.draft(actor=world.charlie, office=str(office.id))
