"""A partner's own words, where the vendor allows them."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from sqlalchemy.orm import Session

from tcma.base.errors import Invalid, Refusal
from tcma.base.words import N_
from tcma.branding.queries import vendor
from tcma.catalogue.models import KitVersion
from tcma.catalogue.queries import kit_content
from tcma.catalogue.rules import Kit, with_words
from tcma.catalogue.rules.texts import paragraphs
from tcma.composing.rules import Locked, NotFitting, regions, with_own_words
from tcma.launches.models import Launch
from tcma.localization import queries as localization


def save_words(
    session: Session, launch: Launch, *, language: str, words: Mapping[str, str], now: datetime
) -> None:
    """Keep the partner's own words in one language; an empty one, or the kit's own, goes back to the kit's.

    Refuses words where the vendor allows none, and words that don't fit.
    """
    version = session.get_one(KitVersion, launch.version_id)
    if language not in kit_content(version).languages:
        raise Invalid({"lang": Refusal(N_("This campaign is not in that language."))})
    kit = with_words(kit_content(version), localization.words(session, version.id, language))
    kept = own_words({**launch.own_words.get(language, {}), **words}, kit)
    name = vendor(session).name
    stray = next((key for key in kept if not kit.has(key.partition(".")[0])), None)
    if stray is not None:
        raise Locked(N_('"%(part)s" is no part of this campaign.'), part=stray)
    for asset in kit.assets:
        with_own_words(kit, asset, {k: v for k, v in kept.items() if k.startswith(f"{asset.key}.")}, name)
    launch.own_words, launch.updated_at = {**launch.own_words, language: kept}, now
    session.flush()


def own_words(words: Mapping[str, str], kit: Kit) -> dict[str, str]:
    """Without what is empty, and what the kit says anyway: a newer version may say it better."""
    shipped = {region.key: region.shipped for asset in kit.assets for region in regions(kit, asset)}
    return {
        key: text for key, text in words.items()
        if text.strip() and paragraphs(text) != paragraphs(shipped.get(key, ""))
    }


def take_newer(session: Session, *, launch: Launch, version: KitVersion, now: datetime) -> list[str]:
    """Move a draft on to a newer version. Own words that no longer fit are dropped; returns their keys."""
    own, launch.own_words, launch.version_id = launch.own_words, {}, version.id
    kit = kit_content(version)
    launch.languages = [tag for tag in kit.languages if tag in launch.languages] or list(kit.languages)
    session.flush()
    dropped: list[str] = []
    for language, words in own.items():
        for key, text in words.items():
            dropped.append(key)
            with suppress(Invalid, Locked, NotFitting):  # words of the old version that the new one has no room for
                save_words(session, launch, language=language, words={key: text}, now=now)
                dropped.pop()
    return dropped
