"""The names that stay as they are."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tcma.localization.models import GlossaryTerm
from tcma.partners.models import Programme


def glossary_terms(session: Session) -> list[str]:
    """What the marketers wrote down, in their order."""
    return list(session.scalars(select(GlossaryTerm.term).order_by(GlossaryTerm.position)))


def glossary(session: Session) -> list[str]:
    """Everything that stays as it is: the vendor's name, and what the marketers wrote down."""
    vendor = session.scalar(select(Programme.vendor_name))
    return list(dict.fromkeys([*filter(None, [vendor]), *glossary_terms(session)]))
