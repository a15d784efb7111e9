"""A person's page of posts: found by its token alone, in their language, with every way out a plain link."""

from urllib.parse import parse_qs, urlsplit

import pytest
from selectolax.lexbor import LexborHTMLParser
from sqlalchemy import func, select

from tcma.base import tokens
from tcma.catalogue.rules import Post
from tcma.composing.models import Link
from tcma.social import actions, queries
from tcma.social.models import ShareLink
from tcma.social.rules import SHARE
from tests import cast
from tests.deals.pages import words
from tests.launches.world import NOW, publish
from tests.social.posts import MANY, Sharing, button, kit_with


def test_the_page_shows_the_posts_in_the_partners_name_with_the_card_of_its_page(sharing: Sharing) -> None:
    answer = sharing.wall(sharing.sharer())
    page = LexborHTMLParser(answer.text)
    assert answer.status_code == 200
    assert "Would Kestrel Systems's clients know?" in words(answer)
    image = page.css_first("article img")
    assert image is not None
    drawn = sharing.client.get(str(image.attributes["src"]))
    assert drawn.mimetype == "image/png"
    assert "Know where you stand in 12 minutes" in page.css("figcaption")[0].text()
    assert "2,963 characters left" in words(answer)
    assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_each_post_has_its_own_link_that_stays_the_same(sharing: Sharing) -> None:
    publish(sharing.session, kit_with(*MANY))
    omar, lina = sharing.sharer(), sharing.sharer("Lina")
    first = sharing.links(omar)
    assert len(set(first)) == 2
    assert sharing.links(omar) == first
    assert not set(first) & set(sharing.links(lina))
    assert not set(first) & set(sharing.links(omar, "?network=facebook"))


@pytest.mark.parametrize(
    ("network", "begins", "carries"),
    [
        ("linkedin", "https://www.linkedin.com/sharing/share-offsite/?url=", "url"),
        ("x", "https://x.com/intent/post?text=Short%20%26%20sharp", "url"),
        ("facebook", "https://www.facebook.com/sharer/sharer.php?u=", "u"),
        ("whatsapp", "https://wa.me/?text=Twelve%20questions.%0A%0ATwelve", "text"),
        ("bluesky", "https://bsky.app/intent/compose?text=Short%20%26%20sharp", "text"),
        ("email", "mailto:?subject=Know%20where", "body"),
    ],
)
def test_each_network_is_opened_with_the_persons_link_in_hand(
    sharing: Sharing, network: str, begins: str, carries: str
) -> None:
    publish(sharing.session, kit_with(*MANY))
    omar = sharing.sharer()
    way_out = LexborHTMLParser(sharing.wall(omar, f"?network={network}").text).css_first("a.go")
    assert way_out is not None
    href = str(way_out.attributes["href"])
    assert href.startswith(begins)
    assert (way_out.attributes["target"], way_out.attributes["rel"]) == ("_blank", "noopener noreferrer")
    (said,) = parse_qs(urlsplit(href).query)[carries]
    (link, *_) = sharing.links(omar, f"?network={network}")
    assert said.endswith(link)


def test_the_link_leads_to_the_partners_page_and_says_where_the_visit_came_from(sharing: Sharing) -> None:
    (link, *_) = sharing.links(sharing.sharer())
    answer = sharing.follow(link)
    place = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302
    assert place.path == "/c/en/kestrel/kit/readiness/landing"
    query = parse_qs(place.query)
    assert query.pop("v")
    assert query == {
        "utm_source": ["linkedin"], "utm_medium": ["partner_social"], "utm_campaign": ["readiness"],
        "utm_content": ["posts-v1"],
    }  # fmt: skip


def test_the_persons_language_comes_first_and_another_can_be_chosen(sharing: Sharing) -> None:
    layla = sharing.sharer("Layla", language="ar")
    answer = sharing.wall(layla)
    page = LexborHTMLParser(answer.text)
    html = page.root
    assert html is not None
    assert (html.attributes["lang"], html.attributes["dir"]) == ("ar", "rtl")
    said = page.css_first("article .said")
    assert said is not None
    assert said.attributes["lang"] == "ar"
    (arabic, *_) = sharing.links(layla)
    (german, *_) = sharing.links(layla, "?lang=de")
    assert urlsplit(sharing.follow(arabic).headers["Location"]).path.startswith("/c/ar/")
    assert urlsplit(sharing.follow(german).headers["Location"]).path.startswith("/c/de/")


@pytest.mark.parametrize("query", ["?network=evil", "?network=https://evil.example", "?lang=../..", "?lang=xx&network=",
                                   "?next=https://evil.example", "?url=//evil.example"])  # fmt: skip
def test_the_query_chooses_only_from_what_there_is(sharing: Sharing, query: str) -> None:
    omar = sharing.sharer()
    answer = sharing.wall(omar, query)
    assert answer.status_code == 200
    hosts = {urlsplit(one.attributes["href"] or "").hostname for one in LexborHTMLParser(answer.text).css("main a")}
    assert "evil.example" not in hosts
    assert sharing.links(omar, query) == sharing.links(omar)


@pytest.mark.parametrize("how", ["forged", "cut", "other purpose", "nobody", "nonsense"])
def test_a_token_that_is_not_ours_is_kindly_not_found(sharing: Sharing, how: str) -> None:
    path = queries.share_path(sharing.sharer().id)
    token = path.rpartition("/")[2]
    wrong = {
        "forged": token[:-3] + ("AAA" if not token.endswith("AAA") else "BBB"),
        "cut": token[:-1],
        "other purpose": tokens.sign("click", sharing.sharer("Lina").id.bytes),
        "nobody": tokens.sign(SHARE, sharing.world.partner.id.bytes),
        "nonsense": "%F0%9F%92%A9",
    }[how]
    answer = sharing.client.get(f"/share/{wrong}")
    assert answer.status_code == 404
    assert "may have been cut off" in answer.text
    assert sharing.client.post(f"/share/{wrong}/name", data={"named": "yes"}).status_code == 404


def test_a_page_that_was_closed_says_so_and_whom_to_ask(sharing: Sharing) -> None:
    omar = sharing.sharer()
    (link, *_) = sharing.links(omar)
    actions.revoke(sharing.session, actor=sharing.world.alice, sharer_id=omar.id, now=NOW)
    answer = sharing.wall(omar)
    assert answer.status_code == 410
    assert "Kestrel Systems" in answer.text
    assert sharing.follow(link).status_code == 302  # the post is out in the world, and its readers are welcome


def test_a_partner_that_left_shares_nothing(sharing: Sharing) -> None:
    omar = sharing.sharer()
    sharing.world.partner.deactivated_at = NOW
    sharing.session.flush()
    assert sharing.wall(omar).status_code == 410


def test_somebody_who_may_not_sign_in_any_more_shares_nothing(sharing: Sharing) -> None:
    own = actions.take_part(sharing.session, actor=sharing.world.bob, now=NOW)
    assert sharing.wall(own).status_code == 200
    cast.bob(sharing.session).deactivated_at = NOW
    sharing.session.flush()
    assert sharing.wall(own).status_code == 410


def test_a_text_that_is_too_long_for_a_network_in_this_partners_name_says_by_how_much(sharing: Sharing) -> None:
    publish(sharing.session, kit_with(MANY[0], Post("long", "x", "{{ partner_name }} " + "a" * 237)))
    sharing.world.partner.name = "Kestrel Systems and Daughters of Hamburg"
    sharing.session.flush()
    omar = sharing.sharer()
    assert "22 characters too many for X" in words(sharing.wall(omar, "?network=x"))
    assert sharing.links(omar, "?network=bluesky") == []


def test_a_campaign_without_a_text_for_a_network_still_has_its_link(sharing: Sharing) -> None:
    answer = sharing.wall(sharing.sharer(), "?network=facebook")
    assert "No text of this campaign suits Facebook" in answer.text
    assert "<svg" in answer.text.partition("QR code")[2]


def test_without_any_campaign_the_page_says_what_will_be_here(sharing: Sharing) -> None:
    publish(sharing.session, kit_with())
    assert "Nothing to share yet" in sharing.wall(sharing.sharer()).text


def test_words_are_shown_as_words(sharing: Sharing) -> None:
    publish(sharing.session, kit_with(Post("li", "linkedin", "1 < 2 & \"quoted\" {{ partner_name }}")))
    sharing.world.partner.name = '"><script>alert(1)</script>'
    sharing.session.flush()
    text = sharing.wall(sharing.sharer('<b>"Omar"</b>')).text
    assert "<script>alert" not in text
    assert "<b>&#34;Omar" not in text
    assert "&lt;b&gt;" in text


def test_looking_twice_makes_no_second_link(sharing: Sharing) -> None:
    omar = sharing.sharer()
    for _ in range(2):
        sharing.wall(omar)
    count = select(func.count()).select_from(Link).where(Link.kind == "share")
    assert sharing.session.scalar(count) == sharing.session.scalar(select(func.count()).select_from(ShareLink)) == 2


def test_the_way_out_says_copy_only_where_a_script_can(sharing: Sharing) -> None:
    way_out = button(sharing.wall(sharing.sharer()), "Copy text and open LinkedIn")
    assert way_out.attributes["data-copy"] == "Would Kestrel Systems's clients know?"
    assert [one.attributes["class"] for one in way_out.css("span")] == ["js-only", "nojs-only"]
