"""The bundle: one stylesheet, one script, small, cached for ever, and written with logical properties only."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tcma.base.web.assets import DOOR_SCRIPTS, DOOR_STYLES, SCRIPTS, STATIC, STYLES, bundle


def test_the_stylesheet_is_served_under_its_hash_for_ever_and_compressed(client: FlaskClient) -> None:
    answer = client.get(f"/assets/{bundle('css').name}", headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == bundle("css").body


def test_a_browser_without_gzip_gets_the_same_bytes_plain(client: FlaskClient) -> None:
    answer = client.get(f"/assets/{bundle('js').name}", headers={"Accept-Encoding": "identity"})
    assert answer.data == bundle("js").body
    assert answer.content_type == "text/javascript; charset=utf-8"


def test_the_bundles_stay_inside_their_budget() -> None:
    assert len(bundle("css").packed) <= 12 * 1024
    assert len(bundle("js").packed) <= 8 * 1024
    assert len(bundle("door.css").packed) + len(bundle("door.js").packed) <= 8 * 1024


def test_every_source_file_is_in_a_bundle() -> None:
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == {*STYLES, *DOOR_STYLES}
    assert {path.stem for path in (STATIC / "js").glob("*.js")} == {*SCRIPTS, *DOOR_SCRIPTS, "offline"}


@pytest.mark.parametrize("name", [*STYLES, *DOOR_STYLES])
def test_the_css_names_no_physical_side(name: str) -> None:
    text = (STATIC / "css" / f"{name}.css").read_text("utf-8")
    assert not re.findall(r"\b(?:left|right)\b|(?:^|[;{\s])(?:margin|padding|border)-(?:top|bottom)\b", text)


def test_light_dark_stands_only_inside_a_supports_block() -> None:
    for name in STYLES:
        text = (STATIC / "css" / f"{name}.css").read_text("utf-8")
        outside = re.sub(r"@supports \(color: light-dark\(#000, #fff\)\) \{(?:[^{}]|\{[^{}]*\})*\}", "", text)
        outside = re.sub(r"/\*.*?\*/", "", outside, flags=re.DOTALL)
        assert "light-dark(" not in outside, name


@pytest.mark.parametrize("scripts", [SCRIPTS, DOOR_SCRIPTS])
def test_no_name_is_defined_twice_in_a_script(scripts: tuple[str, ...]) -> None:
    sources = [(STATIC / "js" / f"{name}.js").read_text("utf-8") for name in scripts]
    names = [name for text in sources for name in re.findall(r"^(?:export )?(?:const|let) (\w+)", text, re.MULTILINE)]
    assert len(names) == len(set(names))
