"""One text through an engine: masked, translated line by line, checked, and put together again."""

from collections.abc import Sequence
from dataclasses import dataclass

from tcma.localization.ports import Never, Translator
from tcma.localization.rules.masking import MarkersChanged, Masked, check_markers, mask, unmask
from tcma.localization.rules.results import Unusable, as_word, checked, sentences, whole


@dataclass(frozen=True)
class Made:
    """`text` is '' where the text is left untranslated; then `reason` says why."""

    text: str
    reason: str = ""
    detail: str = ""


def machine_text(
    translator: Translator, text: str, *, source: str, target: str, terms: Sequence[str]
) -> Made:
    """The words of a segment, in another language. No transaction may be open: this calls the outside.

    Raises Later, and Never where no text at all will be translated.
    """
    try:
        return Made(_lines(translator, text, source, target, terms))
    except MarkersChanged as changed:
        return Made("", "markers", str(changed))
    except Unusable as unusable:
        return Made("", unusable.code, unusable.detail)
    except Never as never:
        if never.all_texts:
            raise
        return Made("", "engine", str(never))


def _lines(translator: Translator, text: str, source: str, target: str, terms: Sequence[str]) -> str:
    """Line by line: a list keeps its items, a text its paragraphs."""
    lines = [mask(line, terms) for line in text.split("\n")]
    wanted = [line.text for line in lines if not line.bare]
    words = list(dict.fromkeys(word for line in lines for word in line.fallbacks.values()))
    if not wanted:
        return text
    answers = _ask(translator, [*wanted, *words], source, target)
    said = dict(zip(wanted, answers, strict=False))
    spoken = dict(zip(words, answers[len(wanted) :], strict=True))
    return "\n".join(
        line.source if line.bare else _line(translator, line, said[line.text], spoken, source, target)
        for line in lines
    )  # fmt: skip


def _ask(translator: Translator, texts: list[str], source: str, target: str) -> list[str]:
    answers = translator.translate(texts, source, target)
    if len(answers) != len(texts):
        raise Unusable("count")
    return answers


def _line(
    translator: Translator, line: Masked, said: str, spoken: dict[str, str], source: str, target: str
) -> str:
    fallbacks = {number: as_word(word, spoken[word], target) for number, word in line.fallbacks.items()}
    try:
        text = unmask(line, checked(line.text, said), fallbacks)
    except MarkersChanged as changed:
        text = unmask(line, _by_sentence(translator, line.text, source, target, changed), fallbacks)
    return whole(line.source, text)


def _by_sentence(translator: Translator, text: str, source: str, target: str, changed: MarkersChanged) -> str:
    """A second try in smaller pieces. Raises `changed` where there are none, MarkersChanged if it fails again."""
    parts = sentences(text)
    if len(parts) < 2:
        raise changed
    answers = _ask(translator, [part for part, _blank in parts], source, target)
    out = []
    for (part, blank), answer in zip(parts, answers, strict=True):
        said = checked(part, answer)
        check_markers(part, said)
        out.append(said + blank)
    return "".join(out)

