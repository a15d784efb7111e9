"""Texts, round trips, drawings and PO files."""

import time
from pathlib import Path
from typing import cast

import polib  # type: ignore[import-untyped]  # it ships no types
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.base.settings import ROOT
from tcma.catalogue import rules
from tcma.catalogue.rules import Kit, Segment, Written, read_kit, segments
from tcma.catalogue.rules.drawing import drawing_problems
from tcma.catalogue.rules.po import read_po
from tcma.catalogue.rules.problems import Places
from tcma.catalogue.rules.texts import network_length, unreadable
from tests.catalogue.small_kit import write_kit

SHIPPED = cast(Kit, read_kit(ROOT / "campaigns" / "ransomware-readiness").kit)
COLOURS = dict.fromkeys(rules.TOKENS, "#0F766E")


@pytest.fixture
def small(tmp_path: Path) -> Written:
    reading = read_kit(write_kit(tmp_path))
    return Written(cast(Kit, reading.kit), reading.copy)


def test_a_kit_survives_json(small: Written) -> None:
    assert rules.from_json(rules.to_json(small.kit)) == small.kit
    assert rules.copy_from_json(rules.copy_to_json(small.copy)) == small.copy


@given(
    st.dictionaries(st.sampled_from(["kit.title", "email-1.subject", "email-1.intro.text", "posts.x.text"]), st.text())
)
def test_words_put_into_a_kit_are_the_words_read_from_it(words: dict[str, str]) -> None:
    given = {key: text for key, text in words.items() if key in segments(SHIPPED) and text}
    assert segments(rules.with_words(SHIPPED, given)) == {**segments(SHIPPED), **given}


def test_a_hash_changes_with_a_word_a_translation_and_a_drawing(small: Written) -> None:
    before = rules.content_hash(small.kit, small.copy, {"a.svg": b"1"})
    assert before == rules.content_hash(small.kit, dict(reversed(small.copy.items())), {"a.svg": b"1"})
    assert before != rules.content_hash(rules.with_words(small.kit, {"kit.title": "New"}), small.copy, {"a.svg": b"1"})
    assert before != rules.content_hash(small.kit, {}, {"a.svg": b"1"})
    assert before != rules.content_hash(small.kit, small.copy, {"a.svg": b"2"})


def test_a_written_po_file_is_read_back_complete(small: Written) -> None:
    source = rules.write_po(small.kit, "de", small.copy["de"])
    book = read_po(source, "de", "copy/de.po", Places())
    assert book.findings == []
    assert book.texts.keys() == segments(small.kit).keys()
    assert {key: one for key, one in book.texts.items() if one.text} == small.copy["de"]
    assert len(polib.pofile(source)) == len(segments(small.kit))


@given(
    st.dictionaries(
        st.sampled_from(["kit.title", "email-1.subject"]),
        st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])),
    )
)
def test_any_translation_survives_its_po_file(words: dict[str, str]) -> None:
    texts = {key: Segment(text.strip(), True, segments(SHIPPED)[key]) for key, text in words.items() if text.strip()}
    book = read_po(rules.write_po(SHIPPED, "de", texts), "de", "copy/de.po", Places())
    assert {key: one for key, one in book.texts.items() if one.text} == texts


def test_a_stale_translation_is_written_as_fuzzy(small: Written) -> None:
    kit = rules.with_words(small.kit, {"kit.title": "Another kit"})
    entry = polib.pofile(rules.write_po(kit, "de", small.copy["de"])).find("Another kit")
    assert (entry.msgstr, entry.fuzzy) == ("Kleines Paket", True)


def test_changed_source_words_make_only_their_own_translations_stale(small: Written) -> None:
    after = rules.changed(small, "en", {"kit.title": "  A  better kit ", "nothing.here": "x"})
    assert after.kit.title == "A better kit"
    source = segments(after.kit)
    assert [key for key, one in after.copy["de"].items() if rules.is_stale(one, source[key])] == ["kit.title"]


def test_a_translation_is_reviewed_when_a_person_says_so(small: Written) -> None:
    words = {"email-1.subject": "Eine Frage", "kit.title": "Kleiner Baukasten"}
    ticked = rules.changed(small, "de", words, reviewed={"email-1.subject"}).copy["de"]
    assert ticked["email-1.subject"] == Segment("Eine Frage", True, "One question")
    assert ticked["kit.title"] == Segment("Kleiner Baukasten", False, "Small kit")
    untouched = rules.changed(small, "de", {"kit.title": "Kleines Paket"}).copy["de"]
    assert untouched["kit.title"].reviewed


def test_an_emptied_translation_is_missing(small: Written) -> None:
    assert "kit.title" not in rules.changed(small, "de", {"kit.title": "  "}).copy["de"]


def test_typed_words_are_tidied_as_the_files_are(small: Written) -> None:
    typed = {
        "email-1.intro.text": "Hi,\r\n\r\nmany\r\nlines ",
        "email-1.points.items": "One\r\n\r\n Two ",
        "posts.x.text": "A\r\nB",
    }
    words = segments(rules.changed(small, "en", typed).kit)
    assert words["email-1.intro.text"] == "Hi,\n\nmany lines"
    assert words["email-1.points.items"] == "One\nTwo"
    assert words["posts.x.text"] == "A\nB"


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Backup check 2027", "backup-check-2027"), ("Größe zählt", "grosse-zahlt"), ("فحص", ""), ("a" * 80, "a" * 60)],
)
def test_a_web_address_is_made_from_a_title(title: str, slug: str) -> None:
    assert rules.slug_of(title) == slug


def test_merge_tags_are_read_with_their_fallbacks() -> None:
    found = rules.tags("{{ first_name | there }} and {{company}} and {{ not closed }")
    assert [(tag.name, tag.fallback) for tag in found] == [("first_name", "there"), ("company", "")]


def test_x_counts_arabic_once_and_emoji_twice() -> None:
    assert network_length("x", "فحص") == 3
    assert network_length("x", "🙂") == 2
    assert network_length("linkedin", "🙂") == 1


@pytest.mark.parametrize("text", ["Gr\u00c3\u00bc\u00dfe", "\u202eevil", "a\x07b", "it\u00e2\u20ac\u2122s", "\ufffd"])
def test_traces_of_a_wrong_encoding_are_seen(text: str) -> None:
    assert unreadable(text)


@pytest.mark.parametrize(
    "text", ["Größe, Übung, naïve, Ça va", "هل ستعرفون؟ «نعم»", "line\nline\ttab", "“quoted”, it\u2019s \u2013 so"]
)
def test_honest_text_is_not_suspected(text: str) -> None:
    assert not unreadable(text)


def test_a_drawing_is_painted_in_the_partner_s_colours(tmp_path: Path) -> None:
    media = read_kit(write_kit(tmp_path)).media
    painted = rules.paint(media["dot.svg"], COLOURS)
    assert 'fill="#0F766E"' in painted
    assert "{" not in painted


@pytest.mark.parametrize(
    ("fill", "fine"), [("url(#g)", True), ("url( '#g' )", True), ("url('x.svg#g')", False), ("url(//x)", False)]
)
def test_a_drawing_refers_to_nothing_but_its_own_parts(fill: str, fine: bool) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0" fill="{fill}"/></svg>'
    assert (list(drawing_problems("a.svg", svg.encode())) == []) is fine


@pytest.mark.parametrize(
    "inside",
    ["<!--><script>1</script>-->", "<!---><script>1</script>-->", "<title><![CDATA[<script>1</script>]]></title>"],
)
def test_a_drawing_holds_nothing_that_a_browser_reads_otherwise_than_we_do(inside: str) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{}<path d="M0 0"/></svg>'
    assert "can do more than draw" in next(drawing_problems("a.svg", svg.format(inside).encode())).message
    assert list(drawing_problems("a.svg", svg.format("<!-- a shield -->").encode())) == []


def test_a_kit_is_what_its_folder_holds(tmp_path: Path) -> None:
    kit = write_kit(tmp_path)
    outside = tmp_path / "outside.svg"
    (kit / "media" / "dot.svg").rename(outside)
    (kit / "media" / "dot.svg").symlink_to(outside)
    assert read_kit(kit).media == {}


def test_an_open_field_full_of_blanks_is_read_at_once() -> None:
    began = time.monotonic()
    assert rules.tags("{{ a |" + " " * 100_000) == []
    assert time.monotonic() - began < 3
    (found,) = rules.tags("{{ first_name |  dear reader  }}")
    assert found.fallback == "dear reader"
