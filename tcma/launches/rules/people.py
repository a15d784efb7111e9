"""Who gets which language, and who it comes from."""

from collections.abc import Sequence

from tcma.base.words import nearest_language


def language_for(person: str, partner: str, source: str, offered: Sequence[str]) -> str:
    """The contact's language, else the partner's, else the campaign's own, else any: the first that is offered.

    A tag with a region is served by its language, de-AT by de, and a language by that of a region, pt by pt-BR.
    """
    near = (nearest_language(tag, offered) for tag in (person, partner, source))
    return next(filter(None, near), None) or next(iter(offered), source)


def sender_name(partner: str, vendor: str) -> str:
    """Who a mail is from, as the inbox shows it."""
    return f"{partner} via {vendor}"
