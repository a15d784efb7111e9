"""What the launch page shows: the draft as it stands, or as it would begin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from tcma.audiences.models import Segment
from tcma.audiences.queries import Audience, ListRow, audience, in_segment, lists, segments
from tcma.base.errors import Gone, NotFound
from tcma.base.roles import Actor
from tcma.branding.models import Office
from tcma.branding.queries import brand_of, offices, vendor
from tcma.branding.rules import Brand, Vendor
from tcma.catalogue.models import KitRow, KitVersion
from tcma.catalogue.queries import kit_content, latest
from tcma.catalogue.rules import CAMPAIGN, Asset, Kit
from tcma.delivery.queries import over_the_cap
from tcma.launches.models import Launch
from tcma.launches.queries.best import best_hour
from tcma.launches.queries.runs import draft
from tcma.launches.queries.whom import the_chosen
from tcma.launches.rules import RETIRED, Best, NotReady, Whom, Wish, language_for, start_time
from tcma.localization.queries import languages
from tcma.localization.rules import LanguageStatus, launchable
from tcma.partners.models import Partner, Programme
from tcma.senders.queries import Choice, choices


@dataclass(frozen=True)
class Desk:
    """The launch page, filled in. `draft` is None until something was changed; `goes_in`: chosen languages."""

    version: KitVersion
    kit: Kit
    draft: Launch | None
    brand: Brand
    vendor: Vendor
    partner: Partner
    programme: Programme
    languages: Sequence[LanguageStatus]
    lists: Sequence[ListRow]
    segments: Sequence[Segment]
    list_id: UUID | None
    segment_id: UUID | None  # of list and segment one is chosen, as long as there is any
    when: str
    starts_at: datetime | None
    best: Best
    goes_in: Sequence[str]
    newer: KitVersion | None
    senders: Sequence[Choice]  # none where there is no choice
    sender: str
    retired: bool  # nobody begins with it any more
    offices: Sequence[Office] = ()  # besides the main brand
    office_id: UUID | None = None

    @property
    def offered(self) -> list[str]:
        """Languages that this launch may go out in: complete, and reviewed where the programme asks for it."""
        unreviewed = self.programme.unreviewed_languages
        return [status.tag for status in self.languages if launchable(status, unreviewed=unreviewed)]

    @property
    def who(self) -> str:
        """The chosen list or segment as the page's field says it; '' while there is neither."""
        return str(Whom(self.list_id, self.segment_id))

    @property
    def parts(self) -> list[Asset]:
        """What can be looked at: the mails in their order, then pages and posts."""
        mails = [self.kit.asset(step.asset) for step in self.kit.steps]
        return mails + [asset for kind in ("page", "social") for asset in self.kit.of_kind(kind)]

    def own_words(self, language: str) -> Mapping[str, str]:
        found: Mapping[str, str] = self.draft.own_words.get(language, {}) if self.draft else {}
        return found

    def language_of(self, person: str) -> str:
        """The language somebody gets it in; `person` is theirs, or ''."""
        return language_for(person, self.partner.language, self.kit.source_language, self.goes_in)

    def start(self, now: datetime, hold: timedelta) -> datetime | None:
        """When the first mail would go; None where the chosen time is none, or over."""
        try:
            return start_time(self.when, self.starts_at, now=now, hold=hold, zone=self.partner.timezone,
                              best=self.best)
        except NotReady:
            return None


def desk(session: Session, *, actor: Actor, slug: str, wish: Wish | None = None, wanted: str = "") -> Desk:
    """Everything on the launch page of a campaign. NotFound: no such campaign. Gone: a retired one that was not begun.

    `wanted` is a list just brought, or 'segment:' and a segment's id; `wish` what was sent and could not be saved,
    to be shown again.
    """
    newest = latest(session, slug)
    begun = draft(session, actor.partner, newest.kit_id)
    retired = session.get_one(KitRow, newest.kit_id).retired_at is not None
    if retired and begun is None:
        raise Gone(RETIRED, vendor=vendor(session).name)
    version = session.get_one(KitVersion, begun.version_id) if begun else newest
    kit, programme = kit_content(version), session.get_one(Programme, 1)
    if kit.kind != CAMPAIGN:
        raise NotFound
    statuses, own_lists = languages(session, version.id), lists(session, actor.partner)
    offered = [one.tag for one in statuses if launchable(one, unreviewed=programme.unreviewed_languages)]
    own_segments = segments(session, actor.partner)
    senders = choices(session, actor.partner)
    partner = session.get_one(Partner, actor.partner)
    sender = (wish.sender if wish else None) or (begun.sender if begun else "")
    own_offices = offices(session, actor.partner)
    office_id = _office(own_offices, wish, begun)
    chosen = the_chosen(own_lists, own_segments, [_said(wish), wanted, _said(begun)])
    return Desk(
        version=version, kit=kit, draft=begun, brand=brand_of(session, actor.partner, office_id),
        vendor=vendor(session), offices=own_offices, office_id=office_id,
        partner=partner, programme=programme, languages=statuses, lists=own_lists,
        segments=own_segments, list_id=chosen.list_id, segment_id=chosen.segment_id,
        when=wish.when if wish else begun.when_kind if begun else "best",
        starts_at=wish.at if wish else begun.starts_at if begun else None,
        best=best_hour(session, partner),
        goes_in=(wish.languages if wish else None) or (begun.languages if begun else offered),
        newer=newest if newest.id != version.id else None,
        senders=senders, sender=sender if sender in {one.value for one in senders} else "",
        retired=retired,
    )  # fmt: skip


def _office(own: Sequence[Office], wish: Wish | None, begun: Launch | None) -> UUID | None:
    """The chosen office as long as it is open; the draft of one that was closed goes back to the main brand."""
    wanted = wish.office if wish and wish.office is not None else str(begun.office_id or "") if begun else ""
    return next((one.id for one in own if str(one.id) == wanted), None)


def _said(chosen: Wish | Launch | None) -> str:
    return str(Whom(chosen.list_id, chosen.segment_id)) if chosen else ""


def audience_of(session: Session, found: Desk, now: datetime, start: datetime | None = None) -> Audience | None:
    """Who of the chosen list or segment would get it, by the cap at `start`; None while there is neither."""
    if found.list_id is None and found.segment_id is None:
        return None
    among = in_segment(session, found.partner.id, found.segment_id, now=now)
    cap = over_the_cap(session, partner_id=found.partner.id, kit_id=found.version.kit_id, now=start or now)
    return audience(session, partner_id=found.partner.id, list_id=found.list_id, now=now, among=among,
                    topic=found.kit.about, cap=cap)  # fmt: skip
