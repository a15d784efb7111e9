"""The programme's glossary."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from tcma.localization.models import GlossaryTerm


def set_glossary(session: Session, terms: Sequence[str]) -> None:
    """The names that stay as they are in every language, in this order; those of before are gone."""
    session.execute(delete(GlossaryTerm))
    session.add_all(GlossaryTerm(term=term, position=position) for position, term in enumerate(terms))
    session.flush()
