"""The variants of a page: who saw which, who answered, and what was decided.

Nothing is written when a page is shown. Who saw which variant follows from the clicks that people made and from the
hash that draws a variant for each of them: machines are in neither.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from tcma.catalogue.models import AssetRow, KitRow, KitVersion
from tcma.catalogue.queries import assets, kit_content
from tcma.catalogue.rules import Asset
from tcma.composing.models import Link
from tcma.tracking.models import PageTest, Response, Touch
from tcma.tracking.rules.comparing import Judgement, Tally, Verdict, judge, pick


@dataclass(frozen=True)
class Varied:
    """A page with variants where it is online: `launch_id` of a launch or event, or None for a kit's own page."""

    partner_id: UUID
    launch_id: UUID | None
    asset: AssetRow
    content: Asset

    @property
    def place(self) -> UUID:
        return self.launch_id or self.partner_id

    def variant_of(self, who: str) -> str:
        """Which variant `who` sees while it is compared."""
        return pick(self.content.variants, self.place.bytes + self.asset.id.bytes, who)


def contact_key(contact_id: UUID) -> str:
    return f"c:{contact_id}"


def visitor_key(visitor: str) -> str:
    return f"v:{visitor}"


@dataclass(frozen=True)
class Comparison:
    """How a comparison stands. `by_itself`: it ends as soon as the verdict is clear."""

    tested: Varied
    tallies: Mapping[str, Tally]
    judgement: Judgement
    by_itself: bool
    decided: PageTest | None

    @property
    def chosen(self) -> str:
        return self.decided.chosen if self.decided else ""


def page_test(session: Session, tested: Varied) -> PageTest | None:
    """What was decided about this page, if anything."""
    return session.get(PageTest, (tested.place, tested.asset.id))


def comparison(session: Session, tested: Varied) -> Comparison:
    """The counts and the verdict, as they are now."""
    row, found = page_test(session, tested), tallies(session, tested)
    return Comparison(tested, found, judge(found), _by_itself(tested, row), row)


def may_be_decided(session: Session, tested: Varied) -> bool:
    """Whether the comparison ends by itself, goes on, and the answers alone would end it: the quick part of the
    question, asked after each answer."""
    row = page_test(session, tested)
    if (row is not None and row.chosen) or not _by_itself(tested, row):
        return False
    answers = Counter(variant for _, variant, _ in _answers(session, tested))
    return judge({name: Tally(0, answers[name]) for name in tested.content.variants}).verdict is Verdict.BETTER


def _by_itself(tested: Varied, row: PageTest | None) -> bool:
    own = row.by_itself if row else None
    return own if own is not None else tested.content.decides == "itself"


def comparisons(
    session: Session, *, partner_id: UUID, version_id: UUID, launch_id: UUID | None
) -> Sequence[Comparison]:
    """Every page of a version that has variants, as it stands in one launch or on the kit's own page."""
    kit = kit_content(session.get_one(KitVersion, version_id))
    pages = [row for row in assets(session, version_id) if row.kind == "page" and kit.asset(row.key).variants]
    return [comparison(session, Varied(partner_id, launch_id, row, kit.asset(row.key))) for row in pages]


def tallies(session: Session, tested: Varied) -> dict[str, Tally]:
    """Of each variant, how many people saw it and how many of them answered.

    Only who was led there by a link of ours is in it: of somebody who typed the address nobody knows whether they are
    a person. A mail's readers are told apart by who they are, visitors of a shared link by their day.
    """
    answers = _answers(session, tested)
    people = {contact: variant for contact, variant, mailed in answers if mailed}
    strangers = Counter(dict.fromkeys(tested.content.variants, 0))
    for contact_id, visitor in _clicks(session, tested):
        if contact_id is not None:
            people.setdefault(contact_id, tested.variant_of(contact_key(contact_id)))
        elif visitor is not None:
            strangers[tested.variant_of(visitor_key(visitor))] += 1
    mailed = Counter(people.values())
    from_mail = Counter(variant for _, variant, came_by_mail in answers if came_by_mail)
    from_link = Counter(variant for _, variant, came_by_mail in answers if not came_by_mail)
    return {
        name: Tally(mailed[name] + max(strangers[name], from_link[name]), from_mail[name] + from_link[name])
        for name in tested.content.variants
    }


def _answers(session: Session, tested: Varied) -> list[tuple[UUID, str, bool]]:
    """(person, variant, whether a mail led them) of each who answered; once each, as they answered first."""
    rows = session.execute(
        select(Response.contact_id, Response.variant, Touch.message_id)
        .join(Touch, Touch.id == Response.touch_id)
        .where(
            Response.partner_id == tested.partner_id, Response.asset_id == tested.asset.id, Response.variant != "",
            Response.launch_id.is_not_distinct_from(tested.launch_id), Touch.counts, Touch.link_id.is_not(None),
        )
        .order_by(Response.at.desc(), Response.id.desc())
    )  # fmt: skip
    first = {contact: (variant, message is not None) for contact, variant, message in rows}
    known = set(tested.content.variants)
    return [(contact, variant, mailed) for contact, (variant, mailed) in first.items() if variant in known]


def _clicks(session: Session, tested: Varied) -> list[tuple[UUID | None, str | None]]:
    """(person, visitor of a day) of each whom a click of their own led to the page."""
    rows = session.execute(
        select(Touch.contact_id, Touch.visitor).distinct().join(Link, Link.id == Touch.link_id).where(
            Touch.partner_id == tested.partner_id, Touch.counts, or_(*_leading(session, tested)),
            Touch.launch_id.is_not_distinct_from(tested.launch_id),
        )
    )  # fmt: skip
    return [(contact, None if contact else visitor) for contact, visitor in rows]


def _leading(session: Session, tested: Varied) -> list[ColumnElement[bool]]:
    """Which links lead to the page, whatever the language and the host."""
    path = func.split_part(func.split_part(Link.url, "#", 1), "?", 1)
    if tested.launch_id is not None:
        return [path.endswith(f"/{tested.launch_id}/{tested.asset.key}"), path.endswith(f"/{tested.launch_id}")]
    slug = session.get_one(KitRow, tested.asset.kit_id).slug
    return [path.endswith(f"/kit/{slug}/{tested.asset.key}"), path.endswith(f"/kit/{slug}/")]
