"""A person's page of posts to share: no account, only the token. Everything on it works as plain links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import make_response, redirect, render_template, request
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from tcma.base import access, clock
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.base.web.headers import key_in_address
from tcma.base.web.limits import limiter
from tcma.base.web.qr import qr_svg
from tcma.base.web.tongues import speak_to
from tcma.base.words import gettext
from tcma.composing.actions import keep_card
from tcma.partners.models import Partner
from tcma.senders.queries.sites import base_url
from tcma.social import actions, queries
from tcma.social.actions import Wanted
from tcma.social.models import Sharer
from tcma.social.queries import KitPage, Wall
from tcma.social.rules import NETWORKS, Network, campaign_address, left, open_address
from tcma.social.rules.sharing import CODE
from tcma.social.views.blueprint import bp
from tcma.tracking.actions import know_own
from tcma.tracking.rules.hits import AGENT_MAX

QR = "qr"
"""The network of a link that is scanned."""


@dataclass(frozen=True)
class Shown:
    """A post with its personal link, ready to go. `whole` is what is copied; `left` None: no limit."""

    id: str
    text: str
    link: str
    href: str
    whole: str
    left: int | None


@dataclass(frozen=True)
class Campaign:
    """What there is to share of one campaign, and the card that networks make of its page."""

    title: str
    language: str
    heading: str
    image: str
    posts: Sequence[Shown]
    link: str
    code: Markup


@bp.get("/share/<token>")
@access.public
@limiter.limit("120/minute")
def wall(token: str) -> Response:
    """?network= and ?lang= choose what is shown; the person's own language comes first."""
    with transaction() as session:
        sharer, partner = queries.sharer_of_token(session, token)
        now = clock.now(session)
        know_own(session, partner_id=partner.id, ip=request.remote_addr or "", agent=_agent(), at=now)
        speak_to(sharer.language)
        network = NETWORKS.get(request.args.get("network", ""), NETWORKS["linkedin"])
        asked = request.args.get("lang", "")
        walls = queries.wall(
            session, partner=partner, network=network, languages=[asked, sharer.language, partner.language],
            link_length=len(_link("x" * CODE, base_url(session, partner.id))),
        )  # fmt: skip
        campaigns = _campaigns(session, sharer, partner, network, walls, now)
        places = queries.leaderboard(session, partner.id)
    offered = list(dict.fromkeys(tag for one in walls for tag in one.offer.languages))
    return key_in_address(make_response(render_template(
        "social/wall.html", sharer=sharer, firm=partner, network=network, networks=NETWORKS.values(), token=token,
        campaigns=campaigns, languages_offered=offered, tag=walls[0].language if walls else "",
        places=places, host=urlsplit(use(Settings).public_url).hostname,
    )))  # fmt: skip


@bp.post("/share/<token>/name")
@access.own_proof
@limiter.limit("30/minute")
def show_name(token: str) -> Response:
    """To be named on the leaderboard, or not."""
    with transaction() as session:
        sharer, _partner = queries.sharer_of_token(session, token)
        actions.show_name(session, sharer, named=request.form.get("named") == "yes")
    return redirect(f"/share/{token}#leaderboard", 303)


def _agent() -> str:
    return (request.user_agent.string or "")[:AGENT_MAX]


def _link(code: str, base: str) -> str:
    return f"{base}/s/{code}"


def _campaigns(
    session: Session, sharer: Sharer, partner: Partner, network: Network, walls: Sequence[Wall], now: datetime
) -> list[Campaign]:
    """With their links, made now if nobody has looked before."""
    wanted: dict[tuple[int, str], Wanted] = {}
    for number, one in enumerate(walls):
        for post in one.posts:
            wanted[number, f"{post.asset_key}.{post.said.id}"] = _wanted(
                one, partner, post.asset_key, post.said.id, network.key
            )
        wanted[number, QR] = _wanted(one, partner, one.offer.posts[0].key, "", QR)
    codes = actions.links_for(session, sharer, wanted.values(), now=now)
    base = base_url(session, partner.id)
    links = {key: _link(codes[one], base) for key, one in wanted.items()}
    return [_campaign(one, network, {key: link for (at, key), link in links.items() if at == number})
            for number, one in enumerate(walls)]  # fmt: skip


def _wanted(one: Wall, partner: Partner, asset_key: str, post: str, network: str) -> Wanted:
    page = KitPage(one.offer, partner, one.offer.page, one.language)
    url = campaign_address(
        page.addresses()[one.language], network=network, kit=one.offer.kit.slug, asset_key=asset_key,
        version=one.offer.version.number,
    )  # fmt: skip
    return Wanted(one.offer.version.id, asset_key, post, network, one.language, url)


def _campaign(one: Wall, network: Network, links: dict[str, str]) -> Campaign:
    posts = [
        _shown(network, f"{post.asset_key}.{post.said.id}", post.said.text, links, one.page.title) for post in one.posts
    ]
    return Campaign(
        one.title, one.language, one.page.title, keep_card(use(Storage), one.page, one.offer.version.id), posts,
        links[QR], qr_svg(links[QR], name=gettext("QR code of your link")),
    )  # fmt: skip


def _shown(network: Network, key: str, text: str, links: dict[str, str], subject: str) -> Shown:
    link = links[key]
    return Shown(
        key.replace(".", "-"), text, link, open_address(network.key, text, link, subject=subject),
        f"{text}\n\n{link}" if network.inside or not network.takes_text else text, left(network, text, link),
    )  # fmt: skip
