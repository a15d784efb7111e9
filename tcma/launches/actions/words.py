"""A partner's own words, where the vendor allows them."""

from collections.abc import Mapping
from dataclasses import dataclass
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
        with_own_words(asset, {k: v for k, v in kept.items() if k.startswith(f"{asset.key}.")}, name)
    launch.own_words, launch.updated_at = {**launch.own_words, language: kept}, now
    session.flush()


def own_words(words: Mapping[str, str], kit: Kit) -> dict[str, str]:
    """Without what is empty, and what the kit says anyway: a newer version may say it better."""
    shipped = {region.key: region.shipped for asset in kit.assets for region in regions(asset)}
    return {
        key: text for key, text in words.items()
        if text.strip() and paragraphs(text) != paragraphs(shipped.get(key, ""))
    }


def take_newer(session: Session, *, launch: Launch, version: KitVersion, now: datetime) -> list[str]:
    """Move a draft on to a newer version. Own words that no longer fit are kept aside; returns their keys."""
    own, aside = carried(session, version, launch)
    kit = kit_content(version)
    launch.own_words, launch.set_aside, launch.version_id, launch.updated_at = own, aside, version.id, now
    launch.languages = [tag for tag in kit.languages if tag in launch.languages] or list(kit.languages)
    session.flush()
    return [key for words in aside.values() for key in words]


Words = dict[str, dict[str, str]]
"""{language: {segment key: text}}."""


def carried(session: Session, version: KitVersion, launch: Launch) -> tuple[Words, Words]:
    """The partner's own words in another version: those that fit, and those that don't. What was aside is tried too."""
    name, fits, aside = vendor(session).name, dict[str, dict[str, str]](), dict[str, dict[str, str]]()
    for language in dict.fromkeys([*launch.own_words, *launch.set_aside]):
        said = {**launch.set_aside.get(language, {}), **launch.own_words.get(language, {})}
        spoken = spoken_in(session, version, language)
        for key, text in said.items():
            stays = spoken is not None and spoken.refused(key, text, name) is None
            (fits if stays else aside).setdefault(language, {})[key] = text
        if spoken is not None and language in fits:
            fits[language] = own_words(fits[language], spoken.kit)
    return fits, aside


def forget_aside(session: Session, launch: Launch, *, now: datetime) -> None:
    """The partner needs the words that were kept aside no longer."""
    launch.set_aside, launch.updated_at = {}, now
    session.flush()


@dataclass(frozen=True)
class Spoken:
    """A kit in one of its languages."""

    kit: Kit

    def refused(self, key: str, text: str, vendor_name: str) -> Refusal | None:
        """Why a text can't stand at `key`; None where it can."""
        asset = key.partition(".")[0]
        if not self.kit.has(asset):
            return Locked(N_('"%(part)s" is no part of this campaign.'), part=key)
        try:
            with_own_words(self.kit.asset(asset), {key: text}, vendor_name)
        except (Locked, NotFitting) as refusal:
            return refusal
        return None


def spoken_in(session: Session, version: KitVersion, language: str) -> Spoken | None:
    """The version in a language; None where it does not have it."""
    kit = kit_content(version)
    if language not in kit.languages:
        return None
    return Spoken(with_words(kit, localization.words(session, version.id, language)))
