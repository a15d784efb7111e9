"""Links in mails and posts are at a partner's own domain once it is proven; what is stored keeps our address."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.adapters.local import LocalMailer
from tcma.base.settings import Settings
from tcma.composing.models import Link
from tcma.senders.actions.sites import bring_site, keep_site
from tcma.senders.queries.sites import url_at
from tcma.senders.rules import Seen
from tests.launches.test_leaving import handed_over
from tests.launches.world import NOW, World


def test_links_of_a_mail_lead_there_and_leaving_does_not(
    world: World, session: Session, mailer: LocalMailer, settings: Settings
) -> None:
    site = bring_site(session, actor=world.alice, host="go.kestrel.example", now=NOW)
    keep_site(session, site.id, {"proof": Seen.YES}, now=NOW)
    (entry, *_others) = handed_over(world, mailer, world.begun()).values()
    said = " ".join(entry.values.values())
    assert f"{url_at('go.kestrel.example')}/r/" in said
    assert f"{settings.public_url}/r/" not in said
    assert f"{settings.public_url}/u/" in said
    stored = session.scalars(select(Link.url).where(Link.kind == "page")).all()
    assert stored
    assert all(url.startswith(settings.public_url) for url in stored)


def test_a_domain_that_is_not_proven_is_in_no_mail(
    world: World, session: Session, mailer: LocalMailer, settings: Settings
) -> None:
    bring_site(session, actor=world.alice, host="go.kestrel.example", now=NOW)
    (entry, *_others) = handed_over(world, mailer, world.begun()).values()
    assert "go.kestrel.example" not in " ".join(entry.values.values())
