"""A launch that waits for its partner: words that no longer fit what the vendor had to change."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tcma.branding.queries import vendor
from tcma.catalogue.models import KitVersion
from tcma.composing.rules import Region, regions
from tcma.launches import actions
from tcma.launches.models import Launch
from tcma.launches.views.wording import place_name

WORDS = "w:"


@dataclass(frozen=True)
class Waiting:
    """Words of the partner that don't fit. `region` is the place where others could stand, None where there is none."""

    name: str
    language: str
    place: str
    text: str
    why: str
    region: Region | None


def waiting_words(session: Session, launch: Launch, given: Mapping[str, str]) -> list[Waiting]:
    """What was set aside of a launch, and why; with what was typed in its place, where something was."""
    version, who = session.get_one(KitVersion, launch.version_id), vendor(session).name
    found = []
    for language, said in launch.set_aside.items():
        spoken = actions.spoken_in(session, version, language)
        for key, text in said.items():
            if spoken is None:
                continue
            refusal, own = spoken.refused(key, text, who), key.partition(".")[0]
            open_ = regions(spoken.kit.asset(own)) if spoken.kit.has(own) else iter(())
            place = next((one for one in open_ if one.key == key), None)
            name = f"{WORDS}{language}:{key}"
            found.append(Waiting(name, language, place_name(spoken.kit, key), given.get(name, text),
                                 str(refusal or ""), place))  # fmt: skip
    return found


def typed(form: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """{language: {segment key: text}} of the fields of this form."""
    found: dict[str, dict[str, str]] = {}
    for name, text in form.items():
        language, _, key = name.removeprefix(WORDS).partition(":")
        if name.startswith(WORDS) and key:
            found.setdefault(language, {})[key] = text
    return found
