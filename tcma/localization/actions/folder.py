"""A kit folder into another language: its copy/LANGUAGE.po, for translators to go on with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tcma.catalogue.rules import Reading, Segment, notes_in, segments, write_po
from tcma.localization.actions.machine import Made, machine_text
from tcma.localization.ports import Translator
from tcma.localization.rules import MISSING, ItemState, legal_keys, state_of
from tcma.localization.rules.states import is_old

BY_MACHINE = "Translated by machine (%(engine)s); nobody has reviewed it."


@dataclass(frozen=True)
class Told:
    """What became of one text."""

    key: str
    state: ItemState
    made: Made


def translate_texts(
    reading: Reading, target: str, translator: Translator, *, terms: list[str], known: Callable[[str], str]
) -> Iterator[Told]:
    """The texts that `target` lacks, one after the other. `known` gives approved words for a source, or ''.

    Legal texts are left to people, and so are words that somebody wrote. Raises Later and Never.
    """
    assert reading.kit is not None
    kit, own = reading.kit, reading.copy.get(target, {})
    legal = legal_keys(kit)
    for key, source in segments(kit).items():
        if state_of(own.get(key), source) != MISSING or is_old(own.get(key), source):
            continue
        if key in legal:
            yield Told(key, ItemState.PERSON, Made("", "legal"))
        elif words := known(source):
            yield Told(key, ItemState.MEMORY, Made(words))
        else:
            made = machine_text(translator, source, source=kit.source_language, target=target, terms=terms)
            yield Told(key, ItemState.MACHINE if made.text else ItemState.REFUSED, made)


def write_folder(root: Path, reading: Reading, target: str, told: list[Told], *, engine: str) -> Path:
    """Put what was translated into copy/TARGET.po: machine words as fuzzy entries that name the engine."""
    assert reading.kit is not None
    path = root / "copy" / f"{target}.po"
    texts, notes = dict(reading.copy.get(target, {})), {}
    if path.exists():
        notes = notes_in(path.read_text(encoding="utf-8"))
    for one in told:
        if one.made.text:
            texts[one.key] = Segment(one.made.text, one.state is ItemState.MEMORY)
        if one.state is ItemState.MACHINE:
            notes[one.key] = BY_MACHINE % {"engine": engine}
    path.parent.mkdir(exist_ok=True)
    path.write_text(write_po(reading.kit, target, texts, notes), encoding="utf-8")
    return path
