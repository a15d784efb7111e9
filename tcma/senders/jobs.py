"""Looking at domains and making tenants; both safe to run twice."""

from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from tcma.base import clock
from tcma.base.db import transaction
from tcma.base.settings import Settings
from tcma.base.tools import use
from tcma.senders import actions
from tcma.senders.actions import sites
from tcma.senders.models import Sender, Site
from tcma.senders.ports import Identities, Identity, Later, Never, Records, Tenants
from tcma.senders.queries import due_senders, partners_without_tenant, tenant_plan
from tcma.senders.queries.sites import due_sites, records_for
from tcma.senders.rules import Seen, judged, records_of
from tcma.senders.rules.arns import arn_of

log = structlog.get_logger(__name__)


def look_at_sender(sender_id: str) -> None:
    """Ask SES for a domain, and the DNS for its records; keep what they said."""
    with transaction() as session:
        sender = session.get(Sender, UUID(sender_id))
    if sender is None:
        return
    try:
        identity = use(Identities).make(sender.domain, mail_from=sender.mail_from)
        seen = look_up(sender, identity)
    except Later as later:
        log.warning("a sender was not looked at", domain=sender.domain, reason=str(later))
        with transaction() as session:
            actions.look_later(session, sender.id, now=clock.now(session))
        return
    except Never as never:
        with transaction() as session:
            actions.keep_refusal(session, sender.id, str(never), now=clock.now(session))
        return
    with transaction() as session:
        actions.keep_identity(session, sender.id, identity, seen, now=clock.now(session))


def look_up(sender: Sender, identity: Identity) -> dict[str, Seen]:
    """{key of each record: what is seen of it}. Raises Later."""
    wanted = records_of(sender.domain, tokens=identity.tokens, mail_from=sender.mail_from,
                        region=use(Settings).aws_region, zone=identity.zone)  # fmt: skip
    return {one.key: judged(one, use(Records).look_up(one.kind, one.name)) for one in wanted}


def look_at_site(site_id: str) -> None:
    """Ask the DNS whether the domain of a partner's pages is proven; keep what it said."""
    with transaction() as session:
        site = session.get(Site, UUID(site_id))
        wanted = records_for(site) if site is not None else ()
    if site is None:
        return
    try:
        seen = {one.key: judged(one, use(Records).look_up(one.kind, one.name)) for one in wanted}
    except Later as later:
        log.warning("a domain for pages was not looked at", host=site.host, reason=str(later))
        with transaction() as session:
            sites.look_at_site_later(session, site.id, now=clock.now(session))
        return
    with transaction() as session:
        sites.keep_site(session, site.id, seen, now=clock.now(session))


def due_site(session: Session) -> list[str]:
    """For the beat."""
    return [str(one) for one in due_sites(session, now=clock.now(session))]


def due(session: Session) -> list[str]:
    """For the beat: none where mails leave by SMTP, whose server signs for the domains that the settings name."""
    return [] if use(Settings).smtp_url else [str(one) for one in due_senders(session, now=clock.now(session))]


def make_tenant(partner_id: str) -> None:
    """A tenant for this partner at SES, with the configuration set and every domain it may send from."""
    settings = use(Settings)
    with transaction() as session:
        plan = tenant_plan(session, UUID(partner_id))
    region, account = settings.aws_region, settings.sns_account_id or ""
    resources = [arn_of("identity", one, region=region, account=account) for one in plan.identities]
    resources.append(arn_of("configuration-set", settings.ses_configuration_set or "", region=region, account=account))
    try:
        use(Tenants).make(plan.name, resources=resources)
    except (Later, Never) as error:  # mails go without a tenant meanwhile
        log.warning("no tenant yet", partner=partner_id, reason=str(error))
        return
    with transaction() as session:
        actions.keep_tenant(session, plan.partner_id, name=plan.name, resources=resources, now=clock.now(session))


def due_tenants(session: Session) -> list[str]:
    """For the beat: none unless the settings say that partners have tenants."""
    return [str(one) for one in partners_without_tenant(session)] if use(Settings).ses_tenants else []
