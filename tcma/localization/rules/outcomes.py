"""What became of a translation job and of each of its texts, and why."""

import enum

from tcma.base.words import N_, gettext
from tcma.catalogue.rules import Kit, texts


class JobState(enum.StrEnum):
    """`failed`: the engine would not go on; what is open waits for somebody to press *Try again*."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


class ItemState(enum.StrEnum):
    """`person`: a legal text, or words somebody wrote meanwhile; no machine touches them."""

    WAITING = "waiting"
    MEMORY = "memory"
    MACHINE = "machine"
    OFFERED = "offered"
    REFUSED = "refused"
    PERSON = "person"


# Why a text was left untranslated, or a job came to an end.
REASONS = {
    "markers": N_("The engine lost, doubled or made up what must stay as it is (%(detail)s)."),
    "empty": N_("The engine gave nothing back."),
    "huge": N_("The engine gave %(detail)s characters back, far more than the source has."),
    "html": N_("The engine gave a web page or code back (%(detail)s)."),
    "unreadable": N_("The engine gave letters back that nobody can read."),
    "count": N_("The engine gave back another number of texts than it got."),
    "engine": N_("The engine refused this text (%(detail)s)."),
    "slow": N_("The engine took too long over this text, several times."),
    "legal": N_("A legal text: a person writes and approves it. No machine and no memory does."),
    "written": N_("Somebody wrote this text while the machine was at work."),
    "stale": N_("The source words changed, so the old words stand and new ones are offered."),
    "key": N_("The engine refused us (%(detail)s). Ask whoever runs this server to look at its key."),
    "language": N_("The engine does not know this language (%(detail)s)."),
    "away": N_("The engine did not answer, although it was asked again and again (%(detail)s)."),
    "gone": N_("The engine is not switched on any more."),
}
ENGINE_STOPS = 8  # failures in a row after which a job gives up
ITEM_STOPS = 4  # times a text is taken up before it is left


def reason_words(code: str, detail: str = "") -> str:
    """A reason in the language in force; '' for none."""
    return gettext(REASONS[code], detail=detail) if code in REASONS else ""


def back_off(failures: int) -> float:
    """Seconds to wait after so many failures in a row: 2, 4, 8 ... and at most five minutes."""
    return float(min(300, 2 ** min(failures, 9)))


def legal_keys(kit: Kit) -> frozenset[str]:
    """The segment keys of legal blocks."""
    return frozenset(text.key for text in texts(kit) if text.legal)
