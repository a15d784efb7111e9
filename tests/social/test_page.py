"""The page behind a post: the partner's, without a launch; and what networks read of it."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from PIL import Image
from sqlalchemy import update

from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.branding.models import BrandKit
from tests.launches.world import NOW, publish
from tests.social.posts import LINKEDIN_BOT, MANY, Sharing, head, kit_with

PAGE = "/c/en/kestrel/kit/readiness/landing"


def test_the_page_wears_the_partners_brand_and_has_the_kits_form(sharing: Sharing) -> None:
    answer = sharing.client.get(PAGE)
    assert answer.status_code == 200
    assert "Kestrel Systems" in answer.text
    assert "#0F766E" in answer.text
    assert "Know where you stand in 12 minutes" in answer.text
    assert 'name="email"' in answer.text
    assert "<script" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    "wrong",
    ["/c/en/nobody/kit/readiness/landing", "/c/en/kestrel/kit/nothing/landing", "/c/en/kestrel/kit/readiness/email-1",
     "/c/en/kestrel/kit/readiness/nothing"],
)  # fmt: skip
def test_an_address_that_means_no_page_is_not_found(sharing: Sharing, wrong: str) -> None:
    assert sharing.client.get(wrong).status_code == 404


def test_a_language_the_kit_does_not_have_leads_to_one_it_has_with_the_visit(sharing: Sharing) -> None:
    place = sharing.land(sharing.links(sharing.sharer())[0])
    token = place.rpartition("v=")[2]
    answer = sharing.client.get(PAGE.replace("/en/", "/fr/") + f"?v={token}")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"{PAGE}?v={token}")
    assert sharing.client.get("/c/en/kestrel/kit/readiness/").headers["Location"].endswith(PAGE)


def test_a_partner_that_left_has_no_page_any_more(sharing: Sharing) -> None:
    sharing.world.partner.deactivated_at = NOW
    sharing.session.flush()
    assert sharing.client.get(PAGE).status_code == 410
    assert sharing.client.post(PAGE, data={}).status_code == 410


def test_networks_are_told_what_to_show(sharing: Sharing) -> None:
    found = head(sharing.client.get(PAGE.replace("/en/", "/ar/"), headers={"User-Agent": LINKEDIN_BOT}))
    public = use(Settings).public_url
    assert found["og:title"] == ["Know where you stand in 12 minutes"]
    assert found["og:description"] == ["Twelve questions. No install."]
    assert found["og:url"] == [public + PAGE.replace("/en/", "/ar/")]
    assert found["og:locale"] == ["ar_AR"]
    assert sorted(found["og:locale:alternate"]) == ["de_DE", "en_US"]
    assert found["twitter:card"] == ["summary_large_image"]
    assert (found["og:image:width"], found["og:image:height"]) == (["1200"], ["630"])
    (image,) = found["og:image"]
    assert image.startswith(f"{public}/media/card/")


def test_a_network_that_sends_people_to_the_pages_own_address_sends_them_by_the_persons_link(sharing: Sharing) -> None:
    (link, *_) = sharing.links(sharing.sharer())
    found = head(sharing.client.get(sharing.land(link, LINKEDIN_BOT)))
    assert found["og:url"] == [use(Settings).public_url + link]


def test_the_page_names_no_other_host(sharing: Sharing) -> None:
    text = sharing.client.get(PAGE).text
    hosts = {urlsplit("http" + part.split('"')[0]).netloc for part in text.split('="http')[1:]}
    assert hosts == {urlsplit(use(Settings).public_url).netloc}


def test_the_card_is_a_picture_of_the_right_size_for_ever(sharing: Sharing) -> None:
    (image,) = head(sharing.client.get(PAGE))["og:image"]
    answer = sharing.client.get(urlsplit(image).path)
    picture = Image.open(BytesIO(answer.data))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(answer.data) < 300_000
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_another_language_headline_or_brand_is_another_card(sharing: Sharing) -> None:
    def card(path: str = PAGE) -> str:
        return head(sharing.client.get(path))["og:image"][0]

    first = card()
    assert card() == first
    sharing.session.execute(update(BrandKit).values(colour="#B45309"))
    sharing.session.expire_all()
    assert card() != first
    publish(sharing.session, kit_with(*MANY))
    assert card("/c/de/kestrel/kit/readiness/landing") != card()
    assert card("/c/en/alderfinch/kit/readiness/landing") != card()


@pytest.mark.parametrize("key", ["0" * 40, "x", "../../secret", "A" * 40])
def test_nobody_can_have_other_cards_drawn(sharing: Sharing, key: str) -> None:
    assert sharing.client.get(f"/media/card/{key}.png").status_code == 404
