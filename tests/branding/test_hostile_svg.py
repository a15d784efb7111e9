"""Small SVG files that would take long, or much memory, to read or to draw."""

import contextlib
import time
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from tcma.branding.rules import read_logo
from tcma.branding.rules.svg import NotPlain, plain_svg

DRESSED = '<g class="a"/>'
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 10">'


def nested(kind: str, attribute: str, depth: int, times: int) -> bytes:
    """Each mask holds shapes that wear the mask before it: drawn `times` to the power of `depth`."""
    levels = ['<rect width="40" height="10" fill="#fff"/>']
    levels += [f'<rect width="40" height="10" {attribute}="url(#m{n})"/>' * times for n in range(depth)]
    parts = "".join(f'<{kind} id="m{n}">{shapes}</{kind}>' for n, shapes in enumerate(levels))
    return f'{HEAD}<defs>{parts}</defs><path d="M0 0h40v10H0z" {attribute}="url(#m{depth})"/></svg>'.encode()


@pytest.mark.parametrize(("kind", "attribute"), [("mask", "mask"), ("clipPath", "clip-path")])
def test_masks_that_multiply_are_refused(kind: str, attribute: str) -> None:
    with pytest.raises(NotPlain):
        plain_svg(nested(kind, attribute, depth=9, times=10))
    assert attribute.encode() in plain_svg(nested(kind, attribute, depth=1, times=2))


def test_a_mask_that_holds_itself_is_refused() -> None:
    shape = '<rect width="40" height="10" mask="url(#a)"/>'
    with pytest.raises(NotPlain):
        plain_svg(f'{HEAD}<mask id="a">{shape}</mask>{shape}</svg>'.encode())


def test_a_chain_of_masks_longer_than_we_can_follow_is_refused() -> None:
    with pytest.raises(NotPlain):
        plain_svg(nested("mask", "mask", depth=2_000, times=1))


@pytest.mark.parametrize(
    "inside",
    [
        f"<style>{'a' * 400_000}</style>", f"<style>{'/*' * 200_000}</style>",
        f"<path fill='url({' ' * 400_000}'/>", f"<path fill='{'url(' * 100_000}'/>",
        f"<style>{'.a{fill:red}' * 30_000}</style>{DRESSED * 4_000}",
    ],
    ids=["a rule that never opens", "comments", "blanks in a reference", "references", "rules for elements"],
)  # fmt: skip
def test_long_styles_are_read_at_once(inside: str) -> None:
    began = time.monotonic()
    with contextlib.suppress(NotPlain):  # either answer is right, as long as it comes at once
        plain_svg(f"{HEAD}{inside}</svg>".encode())
    assert time.monotonic() - began < 5


def test_styles_are_still_read_between_comments_and_inside_other_rules() -> None:
    style = "/* a } */ .a{fill:#0F766E} @media print{.b{fill:#B45309}} .c{fill:red /* } */}"
    clean = plain_svg(f'{HEAD}<style>{style}</style><g class="a"/><g class="b"/><g class="c"/></svg>'.encode())
    assert [colour in clean for colour in (b"#0F766E", b"#B45309", b'"red"')] == [True, True, True]


def test_a_tall_drawing_is_never_larger_than_its_frame() -> None:
    inside = '<rect width="1" height="15" fill="#0F766E"/>'
    tall = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 15">{inside}</svg>'
    logo = read_logo(tall.encode())
    with Image.open(BytesIO(logo.png)) as shown:
        seen = ImageChops.difference(shown, Image.new("RGB", shown.size, "white")).getbbox()
    assert seen is not None
    assert seen[3] - seen[1] > seen[2] - seen[0]
