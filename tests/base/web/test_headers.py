"""Security headers and computed styles."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tcma.base.settings import ROOT
from tcma.base.web.styles import brand_css, computed_styles, css


def test_a_page_has_a_nonce_policy_without_unsafe_inline(client: FlaskClient) -> None:
    first, second = client.get("/guide/partner"), client.get("/guide/partner")
    policy = first.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert policy != second.headers["Content-Security-Policy"]
    nonce = re.findall(r"'nonce-([^']+)'", policy)[0]
    assert set(re.findall(r'nonce="([^"]+)"', first.text)) == {nonce}
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Referrer-Policy"] == "same-origin"
    assert first.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("layout", ["partner", "vendor", "public", "launch"])
def test_no_page_carries_an_inline_style_or_handler(client: FlaskClient, layout: str) -> None:
    page = client.get(f"/guide/{layout}?errors=1&toast=1").text
    assert not re.search(r"<[^>]+\sstyle=", page)
    assert not re.search(r"<[^>]+\son\w+=", page)


def test_a_mail_preview_has_a_policy_of_its_own(client: FlaskClient) -> None:
    policy = client.get("/mail").headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "sandbox" in policy
    assert "script-src" not in policy


def test_pages_are_compressed_and_their_length_varies(client: FlaskClient) -> None:
    answers = [client.get("/guide/partner", headers={"Accept-Encoding": "gzip"}) for _ in range(8)]
    assert {answer.headers["Content-Encoding"] for answer in answers} == {"gzip"}
    assert len({len(answer.data) for answer in answers}) > 1


def test_a_computed_value_becomes_a_class_in_the_nonced_element(guide_app: Flask) -> None:
    with guide_app.test_request_context():
        name = css({"--w": "30%"})
        assert css({"--w": "30%"}) == name
        assert f".{name}{{--w:30%}}" in computed_styles()


@pytest.mark.parametrize(
    "declarations",
    [{"--w": "1%}body{display:none"}, {"background": "url(//evil.example)"}, {"--w": "1;color:red"}, {"<b>": "1"}],
)
def test_a_value_that_could_leave_its_rule_is_refused(declarations: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not a computed style"):
        css(declarations)


def test_a_brand_colour_is_six_hex_digits() -> None:
    with pytest.raises(ValueError, match="#RRGGBB"):
        brand_css("red", "#FFFFFF", "#0F766E")


def test_templates_hold_no_style_attribute() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if {"layouts", "ui", "errors"} & set(path.parts):
            assert not re.search(r"\sstyle=", path.read_text("utf-8")), path


@pytest.mark.parametrize("status", [403, 404, 410, 422, 429, 500, 503])
def test_an_error_page_stands_alone_and_is_small(client: FlaskClient, status: int) -> None:
    answer = client.get(f"/broken/{status}")
    assert answer.status_code == status
    assert len(answer.data) < 6 * 1024
    assert not re.findall(r'(?:src|href)="(?!data:,|/")', answer.text)
    assert ("8F2A" in answer.text) == (status == 500)
