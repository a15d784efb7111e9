"""How each network is opened, what fits, and which text is offered where none was written for it."""

from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.composing.rules import SocialPost
from tcma.social.rules import NETWORKS, left, new_code, open_address, suited
from tcma.social.rules.sharing import CODE, campaign_address, sharer_id_of

LINK = "https://go.northgate.example/s/abcdefghij"
TRICKY = 'Ärger & Spaß: 100 % "echt"?\n\nمرحبًا #ITSecurity +1 \U0001f642'  # noqa: RUF001 - Arabic


def post(network: str, text: str = "Words", own: str = "") -> SocialPost:
    return SocialPost(own or network, network, network, text, "", 0)


@pytest.mark.parametrize("network", NETWORKS)
def test_the_address_carries_the_words_and_the_link_whole(network: str) -> None:
    address = open_address(network, TRICKY, LINK, subject="One\nline")
    parts = urlsplit(address)
    said = parse_qs(parts.query, strict_parsing=True, keep_blank_values=True)
    assert parts.scheme in ("https", "mailto")
    assert "\n" not in address
    assert LINK in unquote(address)
    if NETWORKS[network].takes_text:
        words = next(value for key, (value,) in said.items() if key in ("text", "body"))
        assert words.replace("\r\n", "\n").startswith(TRICKY)
    else:
        assert list(said.values()) == [[LINK]]


@given(st.sampled_from(sorted(NETWORKS)), st.text(), st.text())
def test_no_text_breaks_out_of_the_address(network: str, text: str, subject: str) -> None:
    text, subject = (one.encode("utf-8", "replace").decode() for one in (text, subject))
    whole = urlsplit(open_address(network, text, LINK, subject=subject))
    plain = urlsplit(open_address(network, "x", LINK, subject="x"))
    assert (whole.scheme, whole.netloc, whole.path) == (plain.scheme, plain.netloc, plain.path)
    assert parse_qs(whole.query, keep_blank_values=True).keys() == parse_qs(plain.query, keep_blank_values=True).keys()


@pytest.mark.parametrize(
    ("network", "text", "fits"),
    [
        ("x", "a" * 256, 0), ("x", "\U0001f642" * 128, 0), ("x", "\u0627" * 257, -1),  # X counts an emoji twice
        ("linkedin", "a" * 3001, -1), ("facebook", "a" * 1990, 10), ("whatsapp", "a" * 9000, None),
        ("bluesky", "a" * (298 - len(LINK)), 0),  # the link is inside, after an empty line
    ],
)  # fmt: skip
def test_what_fits_is_counted_as_the_network_counts(network: str, text: str, fits: int | None) -> None:
    assert left(NETWORKS[network], text, LINK) == fits


def test_a_text_written_for_a_network_comes_before_a_borrowed_one() -> None:
    posts = [post("linkedin"), post("x"), post("bluesky"), post("facebook"), post("facebook", own="second")]
    assert suited(NETWORKS["bluesky"], posts, 41) == [posts[2]]
    assert suited(NETWORKS["facebook"], posts, 41) == posts[3:]
    assert suited(NETWORKS["whatsapp"], posts, 41) == posts[3:]


def test_a_text_is_borrowed_only_where_it_fits() -> None:
    long, short = post("x", "a" * 258), post("threads", "a" * 200)
    assert suited(NETWORKS["bluesky"], [long, short], 41) == [short]
    assert suited(NETWORKS["bluesky"], [long], 41) == []
    assert suited(NETWORKS["linkedin"], [long, short], 41) == []


def test_codes_are_short_and_never_the_same() -> None:
    codes = {new_code() for _ in range(2_000)}
    assert len(codes) == 2_000
    assert {len(code) for code in codes} == {CODE}


def test_names_in_the_campaigns_address_are_escaped() -> None:
    address = campaign_address("https://x.example/c", network="x y", kit="a&b", asset_key="posts", version=3)
    assert address.endswith("?utm_source=x+y&utm_medium=partner_social&utm_campaign=a%26b&utm_content=posts-v3")


@pytest.mark.parametrize("payload", [None, b"", b"x" * 15, b"x" * 17])
def test_a_payload_that_is_no_id_is_nobodys(payload: bytes | None) -> None:
    assert sharer_id_of(payload) is None
