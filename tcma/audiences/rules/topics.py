"""What kits are about, in words for readers."""

from collections.abc import Mapping

from tcma.base.words import N_, gettext
from tcma.catalogue.rules.kit import EVENTS, NEWS

_NAMES = {NEWS: N_("News and offers"), EVENTS: N_("Invitations to events")}


def topic_name(topic: str, names: Mapping[str, str], language: str) -> str:
    """A topic's name in `language`: as the kit has it, in a related language, in any, or in the product's own words."""
    base = language.partition("-")[0]
    for tag in (language, base, *sorted(tag for tag in names if tag.partition("-")[0] == base), "en", *sorted(names)):
        if names.get(tag):
            return names[tag]
    return gettext(_NAMES[topic]) if topic in _NAMES else topic
