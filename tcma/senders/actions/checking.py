"""`tcma ses check`: ask SES and the DNS, and say what is missing."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from tcma.base.errors import Unavailable
from tcma.base.settings import Settings
from tcma.base.words import N_
from tcma.partners.models import Programme
from tcma.senders.ports import Account, Identities, Later, Never, Records
from tcma.senders.queries import partner_domains, tenant_names
from tcma.senders.rules.checking import DomainFacts, Finding, Wanted, check
from tcma.senders.rules.records import Record, Seen, judged, records_of


def wanted(session: Session, settings: Settings) -> Wanted:
    """What should be there, from the settings and the database."""
    programme = session.get_one(Programme, 1)
    return Wanted(
        region=settings.aws_region, account=settings.sns_account_id or "", topic_arn=settings.sns_topic_arn or "",
        configuration_set=settings.ses_configuration_set or "", vendor_domain=programme.sender_domain,
        website=programme.website, domains=partner_domains(session),
        tenants=tenant_names(session) if settings.ses_tenants else None,
    )


def check_account(wish: Wanted, *, account: Account, identities: Identities, records: Records) -> list[Finding]:
    """Outside any transaction. Refuses, in words, where SES does not answer."""
    try:
        facts = account.facts(configuration_set=wish.configuration_set, tenants=wish.tenants is not None)
        domains = {name: _facts(wish, name, identities, records) for name in (wish.vendor_domain, *wish.domains)}
    except (Later, Never) as error:
        raise Unavailable(N_("Amazon SES does not answer: %(reason)s"), reason=error) from error
    return check(wish, facts, domains)


def _facts(wish: Wanted, name: str, identities: Identities, records: Records) -> DomainFacts:
    identity = identities.look(name)
    if identity is None:
        return DomainFacts(None)
    listed = records_of(name, tokens=identity.tokens, mail_from=identity.mail_from or f"bounce.{name}",
                        region=wish.region, zone=identity.zone)  # fmt: skip
    return DomainFacts(identity, _seen(listed, records))


def _seen(listed: list[Record], records: Records) -> Mapping[Record, Seen]:
    """Without a DNS that answers, SES's own answer has to do."""
    try:
        return {one: judged(one, records.look_up(one.kind, one.name)) for one in listed}
    except Later:
        return {}
