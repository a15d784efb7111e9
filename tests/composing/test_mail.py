"""What leaves: fields, escaping, and the plain words of a mail."""

import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.composing.rules import Mail, NoAddress, clean, compose_email, fill, placeholders, values_for
from tests.composing.kits import ARABIC, KIT, PUBLIC, VENDOR, WORDS, brand, picture

LANGUAGES = ("en", "de", "ar")
COLOURS = ("#0F766E", "#FFD400", "#111111", "#6D28D9", "#FFFFFF")
OWN = {"email-1.own.text": "We met at the free zone."}


def composed(language: str = "en", own: Mapping[str, str] = OWN, **changes: str) -> Mail:
    return compose_email(
        KIT, "email-1", brand(**changes), VENDOR, words=WORDS[language], own_words=own, language=language,
        public_url=PUBLIC, picture=picture,
    )  # fmt: skip


def filled(mail: Mail, **person: str) -> Mail:
    links = {link.name: f"{PUBLIC}/r/{link.position}" for link in mail.links}
    values = values_for(
        mail.fields, person, links=links, unsubscribe=f"{PUBLIC}/u/1", preferences=f"{PUBLIC}/p/1", why="You asked."
    )
    return fill(mail, values)


class Tags(HTMLParser):
    """The elements of a document, and its visible words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("colour", COLOURS)
def test_the_fields_of_a_mail_are_exactly_the_ones_it_names(language: str, colour: str) -> None:
    mail = composed(language, {}, colour=colour)
    assert placeholders(mail.subject, mail.html, mail.text) == {field.name for field in mail.fields}
    assert "{{" not in re.sub(r"\{\{[a-z0-9_]+\}\}", "", mail.subject + mail.html + mail.text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_language_and_direction_stand_on_the_document_and_on_the_article(language: str) -> None:
    tags = Tags(composed(language).html)
    way = "rtl" if language == "ar" else "ltr"
    article = next(attributes for _tag, attributes in tags.found if attributes.get("role") == "article")
    assert (tags.all("html")[0]["lang"], tags.all("html")[0]["dir"]) == (language, way)
    assert (article["lang"], article["dir"]) == (language, way)
    start = "right" if way == "rtl" else "left"
    assert f'align="{start}"' in composed(language).html


def test_pictures_have_words_and_a_size_and_come_from_our_own_address() -> None:
    images = Tags(composed().html).all("img")
    assert len(images) == 3
    for image in images:
        assert image["alt"]
        assert (image["width"] or "").isdigit()
        assert (image["src"] or "").startswith(PUBLIC)


def test_every_button_has_its_twin_for_outlook() -> None:
    html = composed().html
    for part in re.findall(r"<!--\[if mso\]><v:roundrect.*?<!--<!\[endif\]-->", html, re.DOTALL):
        hrefs = set(re.findall(r'href="([^"]+)"', part))
        assert hrefs == {"{{l_1}}"} or len(hrefs) == 1
        assert part.count("Check my readiness") == 2
    assert html.count("<v:roundrect") == 1


@pytest.mark.parametrize(("language", "gap"), [("en", "right"), ("ar", "left")])
def test_columns_keep_apart_where_they_are_narrow_and_not_yet_below_each_other(language: str, gap: str) -> None:
    (narrow,) = re.findall(r"@media \(max-width:620px\)\{(.+?)\}\s*@media", composed(language).html, re.DOTALL)
    (padding,) = re.findall(r"\.col\{(.+?)\}", narrow)
    assert f"padding-{gap}:14px" in padding


def test_the_html_is_small() -> None:
    assert len(composed("ar").html.encode()) < 60_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_plain_text_has_every_link_and_every_word_of_the_kit(language: str) -> None:
    mail = composed(language)
    for link in mail.links:
        assert (f"{{{{{link.name}}}}}" in mail.text) is (link.kind != "trap")
    assert "{{u}}" in mail.text
    assert "{{p}}" in mail.text
    for key, text in (ARABIC if language == "ar" else {}).items():
        if key.endswith((".label", ".source")):
            assert text in mail.text
    for word in ("Layla Sample", "Brightwave IT", "+971 4 555 0182", "Business Bay", "Northgate", "licence 12345"):
        assert word in mail.text
        assert word in mail.html
    assert "<" not in re.sub(r"<\{\{l_\d+\}\}>", "", mail.text)


def test_links_say_what_kind_they_are_and_the_trap_is_hidden_from_people() -> None:
    mail = composed()
    assert [(link.kind, link.target) for link in mail.links] == [
        ("page", "page:landing"), ("page", "page:landing"), ("talk", "talk"), ("trap", "trap")]  # fmt: skip
    trap = mail.links[-1]
    anchor = next(a for a in Tags(mail.html).all("a") if a["href"] == f"{{{{{trap.name}}}}}")
    assert anchor["aria-hidden"] == "true"
    assert anchor["tabindex"] == "-1"
    assert "display:none" in (anchor["style"] or "")


def test_a_name_with_markup_or_a_field_in_it_stays_a_name() -> None:
    nasty = '<b>O\'Neil & "Co"</b>'
    mail = filled(composed(), first_name=nasty, company="{{u}}")
    assert f"Hi {nasty}," in mail.text
    assert "<b>O'Neil" not in mail.html
    assert "&lt;b&gt;O&#39;Neil &amp; &#34;Co&#34;&lt;/b&gt;" in mail.html
    assert "{{u}}" in mail.text
    assert "&#123;&#123;u&#125;&#125;" in mail.html


def test_unknown_people_are_addressed_by_the_words_of_the_kit() -> None:
    mail = filled(composed())
    assert mail.subject == "Hello, would you know within the hour?"
    assert "Hi there," in mail.text
    assert "<bdi>there</bdi>" in mail.html
    assert "your firm" in mail.text


@pytest.mark.parametrize("breaker", ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x00"])
def test_nothing_in_a_name_can_begin_a_header(breaker: str) -> None:
    mail = filled(composed(), first_name=f"Sara{breaker}Bcc: all@firm.example")
    assert mail.subject == "Sara Bcc: all@firm.example, would you know within the hour?"
    assert len(mail.subject.splitlines()) == 1


@given(st.text())
def test_a_cleaned_value_is_one_line_and_stays_as_it_is_when_cleaned_again(value: str) -> None:
    once = clean(value)
    assert len(once.splitlines()) <= 1
    assert clean(once) == once


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_people_are_called_the_document_keeps_its_shape(first: str, company: str) -> None:
    mail = composed()
    shape = [tag for tag, _attributes in Tags(mail.html).found]
    assert [tag for tag, _attributes in Tags(filled(mail, first_name=first, company=company).html).found] == shape


def test_a_partner_name_with_braces_is_said_as_it_is() -> None:
    mail = composed(name="{{u}} & <i>Sons</i>")
    assert {"ob", "cb"} <= {field.name for field in mail.fields}
    done = filled(mail)
    assert "{{u}} & <i>Sons</i> is a partner of Northgate." in done.text
    assert "<i>" not in done.html


def test_the_same_input_has_the_same_hash_and_other_words_another() -> None:
    assert composed().content_hash == composed().content_hash
    assert composed().content_hash != composed(own={}).content_hash
    assert composed().content_hash != composed(colour="#0F766F").content_hash


def test_a_mail_without_postal_address_is_refused_in_the_partners_words() -> None:
    with pytest.raises(NoAddress, match="Brightwave IT has no postal address"):
        composed(postal_address="  ")


def test_phone_numbers_run_left_to_right_in_arabic_and_names_keep_to_themselves() -> None:
    mail = filled(composed("ar"), first_name="Sara", company="Al Noor")
    assert '<span dir="ltr">+971 4 555 0182</span>' in mail.html
    assert "<bdi>Sara</bdi>" in mail.html
    assert "\u2066+971 4 555 0182\u2069" in mail.text
    assert "\u2068Sara\u2069" in mail.text


def test_both_parts_name_partner_and_vendor_and_say_why() -> None:
    mail = filled(composed())
    for part in (mail.html, mail.text):
        for said in ("Northgate", "Brightwave IT", "Business Bay", "You asked.", f"{PUBLIC}/u/1", f"{PUBLIC}/p/1"):
            assert said in part
