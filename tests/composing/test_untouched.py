"""Whatever a partner puts anywhere: locked content stays, and no value is ever read for anything but its letters."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import pytest

from tcma.branding.rules import Brand, Vendor
from tcma.catalogue.rules import BLOCKS, Asset, Block, Kit
from tcma.composing.rules import (
    FormState,
    Locked,
    Note,
    NotFitting,
    Occasion,
    compose_email,
    compose_page,
    fill,
    posts,
    regions,
    render_page,
    values_for,
    with_own_words,
    write_note,
)
from tests.composing.kits import KIT, PUBLIC, VENDOR, brand, picture

CASES = [(kind, region) for kind, block in BLOCKS.items() if kind != "task" for region in block.regions]
OPEN = {"text": {"text"}, "choice": {"text"}, "optional": {"hidden"}, "partner": {"text"}}
PROGRAMS = ("{{7*7}}", "{{ 7*7 }}", "{% if 7*7 %}x{% endif %}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{{u}}",
            "{{first_name}}", "{{ first_name | x }}", "<b>7*7</b>", "{{{7*7}}}", "{7*7}",
            "&#123;&#123;7*7&#125;&#125;")  # fmt: skip
"""What would be 49, a field of the mail, or an element, if anything read it."""


def of(kind: str, region: str) -> tuple[Kit, Asset]:
    """A kit whose one asset holds this block, in this region, between two others."""
    block = Block("it", kind, region, 200, {**BLOCKS[kind].sample, "options": "One\nTwo"})
    where = "email" if "email" in BLOCKS[kind].assets else "page"
    around = Block("before", "text", fields={"text": "Before."}), Block("sign", "signature", "partner")
    asset = Asset("it", where, "It", "Subject", "Preheader", (around[0], block, around[1]))
    return replace(KIT, kind="event", assets=(asset,), steps=()), asset


def keys(kind: str) -> Iterator[str]:
    """Every key somebody could think of for this asset."""
    names = ("text", "hidden", "region", "type", "id", "max", "only", "variant", "fields", "html", "text.text", "")
    for name in (*(field.name for field in BLOCKS[kind].fields), *names):
        yield f"it.it.{name}"
    yield from ("it.it", "it.", "it.subject", "it.preheader", "it.title", "it.before.text", "it.before.hidden",
                "it.sign.text", "it.sign.hidden", "it.new.text", "it.kind")


@pytest.mark.parametrize(("kind", "region"), CASES)
def test_of_a_block_only_what_its_region_opens_can_be_changed(kind: str, region: str) -> None:
    _kit, asset = of(kind, region)
    places = {one.key for one in regions(asset)}
    may = {f"it.it.{name}" for name in OPEN.get(region, ())} if kind not in ("signature", "contact_card") else set()
    assert places <= may
    for key in keys(kind):
        for words in ("Mine", "1", "One"):
            if key in places:
                continue
            with pytest.raises(Locked):
                with_own_words(asset, {key: words}, "Northgate")


@pytest.mark.parametrize(("kind", "region"), CASES)
def test_a_partners_change_leaves_every_other_word_as_it_was(kind: str, region: str) -> None:
    _kit, asset = of(kind, region)
    for place in regions(asset):
        words = {"choice": "Two", "optional": "1"}.get(place.kind, "Words of ours.")
        after = with_own_words(asset, {place.key: words}, "Northgate")
        others = [block for block in after.blocks if block.id != "it"]
        assert others == [block for block in asset.blocks if block.id != "it"]
        changed = after.block("it")
        if place.kind == "optional":
            assert changed is None
        else:
            before = asset.block("it")
            assert changed is not None
            assert before is not None
            assert replace(changed, fields={**changed.fields, "text": ""}) == replace(
                before, fields={**before.fields, "text": ""}
            )
            assert changed.fields["text"] == words
        assert (after.subject, after.preheader, after.title) == (asset.subject, asset.preheader, asset.title)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("region", ["text", "choice", "partner"])
def test_a_program_in_own_words_is_refused_or_stands_there_as_letters(program: str, region: str) -> None:
    kind = {"partner": "partner_line"}.get(region, "text")
    kit, _ = of(kind, region)
    try:
        said = composed(kit, {"it.it.text": program})
    except NotFitting:
        return
    if region == "choice":
        pytest.fail("a choice takes only what the kit offers")
    shown = fill(said, values_for(said.fields, {}, links={one.name: "#" for one in said.links}, unsubscribe="#",
                                  preferences="#"))  # fmt: skip
    assert "49" not in shown.text.partition("\n-- ")[0]
    assert program in shown.text or program in ("{{first_name}}", "{{ first_name | x }}")  # a merge tag they may use


def composed(kit: Kit, own: dict[str, str]) -> Any:
    return compose_email(
        kit, "it", brand(), VENDOR, words={}, own_words=own, language="en", public_url=PUBLIC, picture=picture,
        occasion=Occasion("Thursday"),
    )  # fmt: skip


def spoilt(of_what: Any, program: str) -> Any:
    """The same with the program in every text that somebody types."""
    names = [one.name for one in fields(of_what) if one.type in ("str", str) and one.name not in KEPT]
    return replace(of_what, **dict.fromkeys(names, program))


KEPT = ("colour", "on_colour", "ink", "logo_key", "mark_key", "sender_domain", "website")
"""Colours are checked, keys are ours; a website is linked, so that it has a case of its own below."""


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_value_of_a_partner_a_vendor_an_event_or_a_reader_is_evaluated(program: str) -> None:
    wears: Brand = replace(spoilt(brand(), program), website=f"https://partner.example/{program}")
    vendor: Vendor = spoilt(VENDOR, program)
    occasion = Occasion(program, program, program)
    kit, asset = of("contact_card", "partner")
    blocks = (Block("hi", "text", fields={"text": "{{ first_name | there }} {{ last_name | x }} {{ company | y }}"}),
              Block("who", "text", fields={"text": "{{ partner_name }} {{ contact_name }} {{ contact_phone | z }} "
                                                   "{{ contact_email | z }} {{ vendor_name }}"}),
              *asset.blocks, Block("when", "event_details"), Block("follow", "social_links"))  # fmt: skip
    kit = replace(kit, assets=(asset.with_blocks(blocks), KIT.asset("landing"), KIT.asset("posts")))
    mail = compose_email(kit, "it", wears, vendor, words={}, own_words={}, language="en", public_url=PUBLIC,
                         picture=picture, occasion=occasion)  # fmt: skip
    person = {"first_name": program, "last_name": program, "company": program}
    sent = fill(mail, values_for(mail.fields, person, links={one.name: "#" for one in mail.links}, unsubscribe="#",
                                 preferences="#", why=program))  # fmt: skip
    page = render_page(
        compose_page(kit, "landing", wears, vendor, words={}, own_words={}, language="en", picture=picture,
                     landing_url=lambda key: key, occasion=occasion),
        FormState(values=dict.fromkeys(("first_name", "message"), program), errors={"email": program}, told=()),
    )  # fmt: skip
    noted_down = Note(program, (program,), program, (program, program), ((program, program),), (program,), program)
    note = write_note(noted_down, language="en", vendor=vendor, brand=wears, public_url=PUBLIC)
    noted = fill(note, values_for(note.fields, {}, links={}))
    said = posts(kit, "posts", wears, vendor, words={})[0].text
    assert sent.text.count(program) >= 14
    assert program in noted.subject
    assert program in noted.text
    assert program in said
    for text in (sent.text, sent.html, page, noted.text, noted.html, said):
        assert "49" not in text.replace("#49", "")
        assert "<b>7*7</b>" not in text or text in (sent.text, noted.text, said)
    for html in (sent.html, page, noted.html):
        assert "{{" not in html
        assert "&#123;" in html or "{" not in program
