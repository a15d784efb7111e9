"""A colleague with a page, what stands on it, and what people and programs do with the links."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tcma.base.access import Actor
from tcma.catalogue.rules import Asset, Kit, Post
from tcma.social import actions, queries
from tcma.social.models import Sharer
from tcma.tracking import jobs
from tcma.tracking.models import Hit, Response, Touch
from tests.composing.kits import KIT as ONE_MAIL
from tests.launches.world import NOW, World

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Safari/604.1"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36"
LINKEDIN_BOT = "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"
TYPED = {
    "first_name": "Sara", "last_name": "Sample", "email": "sara@visitor.example", "company": "Al Noor Clinics",
    "phone": "", "message": "Call me",
}  # fmt: skip
MANY = (
    Post("li", "linkedin", "Would {{ partner_name }}'s clients know?"),
    Post("li-2", "linkedin", "A second thought."),
    Post("short", "x", "Short & sharp: would you know?"),
    Post("fb", "facebook", "Twelve questions.\n\nTwelve minutes."),
)


def kit_with(*posts: Post) -> Kit:
    """The kit of these tests with these posts."""
    assets = tuple(one for one in ONE_MAIL.assets if one.kind != "social")
    social = (Asset("posts", "social", "Posts", posts=posts),) if posts else ()
    return replace(ONE_MAIL, assets=(*assets, *social))


@dataclass
class Sharing:
    """What happens around one partner's posts."""

    world: World
    client: FlaskClient

    @property
    def session(self) -> Session:
        return self.world.session

    def sharer(self, name: str = "Omar", *, by: Actor | None = None, email: str = "", language: str = "en") -> Sharer:
        return actions.invite(
            self.session, actor=by or self.world.alice, name=name, email=email, language=language, now=NOW
        )

    def wall(self, sharer: Sharer, query: str = "", **more: Any) -> TestResponse:
        return self.client.get(queries.share_path(sharer.id) + query, **more)

    def links(self, sharer: Sharer, query: str = "") -> list[str]:
        """The paths of the personal links of the posts shown."""
        page = LexborHTMLParser(self.wall(sharer, query).text)
        return [urlsplit(one.text()).path for one in page.css("article bdi.mono")]

    def follow(self, path: str, agent: str = CHROME, *, ip: str = "203.0.113.7", method: str = "GET") -> TestResponse:
        """Somebody, or something, follows a link."""
        return self.client.open(
            path, method=method, headers={"User-Agent": agent}, environ_overrides={"REMOTE_ADDR": ip}
        )

    def settle(self) -> None:
        """The hits so far are a minute old, and looked at."""
        jobs.ingest()
        self.session.execute(text("UPDATE hits SET received_at = received_at - interval '30 seconds'"))
        self.session.expire_all()
        jobs.ingest()
        self.session.expire_all()

    def touches(self) -> list[Touch]:
        return list(self.session.scalars(select(Touch).order_by(Touch.at, Touch.id)))

    def classes(self) -> list[tuple[str, str]]:
        return [(hit.kind.value, hit.reason) for hit in self.session.scalars(select(Hit).order_by(Hit.received_at))]

    def land(self, path: str, agent: str = CHROME) -> str:
        """Where a visitor stands who followed the link: path and query."""
        place = urlsplit(self.follow(path, agent).headers["Location"])
        return f"{place.path}?{place.query}"

    def answer(self, place: str, **typed: str) -> TestResponse:
        """Read the page and send its form."""
        page = LexborHTMLParser(self.client.get(place).text)
        fields = {str(one.attributes["name"]): one.attributes.get("value") or "" for one in page.css("form input")}
        fields.pop("marketing", None)
        return self.client.post(place.partition("?")[0], data={**fields, **TYPED, **typed})

    def responses(self) -> list[Response]:
        return list(self.session.scalars(select(Response).order_by(Response.at, Response.id)))


def head(answer: TestResponse) -> dict[str, list[str]]:
    """What a network reads: {property: contents}."""
    found: dict[str, list[str]] = {}
    for one in LexborHTMLParser(answer.text).css("meta[content]"):
        name = one.attributes.get("property") or one.attributes.get("name")
        found.setdefault(str(name), []).append(one.attributes.get("content") or "")
    return found


def button(answer: TestResponse, words: str) -> LexborNode:
    """The first link or button that says so."""
    return next(one for one in LexborHTMLParser(answer.text).css("a, button") if words in one.text())


def later(days: float) -> datetime:
    return NOW + timedelta(days=days)
