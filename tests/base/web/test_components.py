"""Fields, icons, navigation and charts as HTML."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Optional

from tcma.base.web import charts
from tcma.base.web.fields import bind, initials, problems
from tcma.base.web.flow import Flow
from tcma.base.web.icons import drawing, icon, sprite
from tcma.base.words import speaking


class Sample(Form):  # type: ignore[misc]  # WTForms has no types
    name = StringField("Name", [InputRequired("Enter a name")])
    note = StringField("Note", [Optional()], description="For you")


def test_a_form_field_brings_its_words_and_those_given_win() -> None:
    form = Sample(data={"name": "Al Noor"})
    assert (bind(form.name).label, bind(form.name).value, bind(form.name).optional) == ("Name", "Al Noor", False)
    assert (bind(form.note).optional, bind(form.note).hint) == (True, "For you")
    assert bind(form.name, label="Company").label == "Company"
    assert bind("who", value="a", choices=["a", ("b", "B", "hint", 4)]).choices[1].meta == 4


def test_the_error_summary_lists_the_first_words_of_each_field() -> None:
    form = Sample()
    form.validate()
    assert problems(form) == [("name", "Enter a name")]
    assert problems({"email": ["Enter an address", "Second"], "ok": ""}) == [("email", "Enter an address")]
    assert problems(None) == []


def test_a_failed_form_says_so_in_the_title_the_summary_and_the_field(client: FlaskClient) -> None:
    page = client.get("/guide/partner?errors=1").text
    assert "<title>Error: " in page
    assert '<a href="#name">Enter a name</a>' in page
    assert re.search(r'id="name"[^>]*aria-describedby="name-hint name-error"[^>]*aria-invalid="true"', page)
    assert "<title>Error" not in client.get("/guide/partner").text


def test_the_sprite_holds_only_the_icons_of_the_page(guide_app: Flask) -> None:
    with guide_app.test_request_context():
        icon("mail")
        assert 'id="i-mail"' in sprite()
        assert "i-house" not in sprite()
    with pytest.raises(KeyError):
        drawing("no-such-icon")


def test_every_icon_on_a_page_is_in_its_sprite(client: FlaskClient) -> None:
    for layout in ("partner", "vendor", "public", "launch"):
        page = client.get(f"/guide/{layout}?toast=1").text
        assert set(re.findall(r'href="#(i-[\w-]+)"', page)) == set(re.findall(r'symbol id="(i-[\w-]+)"', page))


def test_the_navigation_shows_only_places_that_exist(client: FlaskClient) -> None:
    vendor = client.get("/guide/vendor").text
    assert 'href="/hq/partners" aria-current="page"' in vendor
    assert "/hq/kits" not in vendor
    partner = client.get("/guide/partner").text
    assert 'href="/home" aria-current="page"' in partner
    assert "/hq" not in partner


def test_a_toast_with_undo_posts_with_a_token(client: FlaskClient) -> None:
    page = client.get("/guide/partner?toast=1").text
    toast = page[page.index("data-toast") :]
    assert 'action="/undo"' in toast
    assert "csrf_token" in toast
    assert "data-toast" not in client.get("/guide/partner").text


def test_a_right_to_left_page_says_so_and_keeps_figures_in_order(client: FlaskClient) -> None:
    page = client.get("/guide/partner?lang=ar").text
    assert '<html lang="ar" dir="rtl"' in page
    assert '<bdi dir="ltr" class="hide-s">€184,500</bdi>' in page


def test_a_line_runs_with_the_reading_direction() -> None:
    with speaking("en"):
        assert 'cx="74.0"' in charts.spark([1, 2, 3])
    with speaking("ar"):
        assert 'cx="2.0"' in charts.spark([1, 2, 3])
    assert charts.spark([5]) == ""


def test_the_axis_is_round_and_holds_the_highest_value() -> None:
    assert charts.ticks(93) == [0, 25, 50, 75, 100]
    assert charts.ticks(0) == [0, 1]
    assert charts.ticks(0.7)[-1] >= 0.7


def test_bands_of_a_flow_fill_the_boxes_they_leave_and_enter() -> None:
    nodes = [{"key": key, "name": key, "column": column} for key, column in (("a", 0), ("b", 0), ("c", 1))]
    links = [{"source": "a", "target": "c", "value": 3}, {"source": "b", "target": "c", "value": 1}]
    drawing = Flow(nodes, links, rtl=False)
    a, b, c = drawing.boxes
    assert a.height == pytest.approx(3 * b.height)
    assert c.height == pytest.approx(a.height + b.height)
    assert len(drawing.bands) == 2
    mirrored = Flow(nodes, links, rtl=True)
    assert mirrored.boxes[0].x == pytest.approx(drawing.width - a.x - a.width)


def test_names_in_a_chart_are_escaped(guide_app: Flask) -> None:
    nodes = [{"key": "a", "name": "<b>A", "column": 0}, {"key": "c", "name": "C", "column": 1}]
    drawn = charts.flow(nodes, [{"source": "a", "target": "c", "value": 1}], str, "T & t")
    assert "<b>" not in drawn
    assert "T &amp; t" in drawn


def test_initials_are_two_letters_and_arabic_ones_stay_apart() -> None:
    assert initials("Layla Sample") == "LS"
    assert initials("Alder & Finch") == "AF"
    assert initials("") == "?"
    assert "\u200c" in initials("سارة النور")
