"""Drawings of kits inside our own pages."""

from uuid import UUID

from tcma.branding.rules import Brand
from tcma.launches.queries.cards import _drawing

BRAND = Brand(UUID(int=0), "Kestrel Systems", "#0F766E", "#FFFFFF", "#0F766E")


def test_a_drawing_brings_no_comments_and_keeps_its_names_to_itself() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><!--><meta http-equiv="refresh">-->'
        '<defs><path id="a" fill="{brand}"/></defs><use href="#a"/><rect fill="url(#a)"/></svg>'
    )
    shown = _drawing(svg.encode(), BRAND, "check")
    assert "meta" not in shown
    assert 'id="check-a"' in shown
    assert 'href="#check-a"' in shown
    assert "url(#check-a)" in shown
