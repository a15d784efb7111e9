"""Passwords that are guessed first are refused: by rule, without a list from elsewhere.

Most of the common passwords of twelve and more characters are a common word or a name dressed with digits,
a walk over the keyboard, or a repetition. These shapes are recognised instead of being listed.
"""

import re
from collections.abc import Iterable
from functools import cache

from tcma.base.errors import Refusal
from tcma.base.words import N_

SHORTEST, LONGEST = 12, 128
_ROWS = tuple(
    re.findall(
        r"\w+",
        """
    qwertyuiop asdfghjkl zxcvbnm qwertzuiop yxcvbnm azertyuiop qsdfghjklm wxcvbn 1234567890 01234567890
    abcdefghijklmnopqrstuvwxyz 1qaz2wsx3edc4rfv5tgb qazwsxedcrfvtgb 1q2w3e4r5t6y7u8i9o0p qweasdzxc 147258369
    """,
    )
)
_WORDS = frozenset(
    re.findall(
        r"\w+",
        """
    password passwort passw pass welcome willkommen letmein admin administrator root user guest login signin master
    secret hello hallo iloveyou love baby angel princess prinzessin sunshine flower butterfly dragon monkey shadow
    superman batman spiderman starwars football fussball baseball basketball soccer hockey liverpool arsenal chelsea
    barcelona realmadrid bayern trustno one two three test testing demo sample example default change changeme
    changeit please computer internet google facebook microsoft windows apple amazon android samsung company
    business office partner partners channel vendor campaign marketing security cyber firewall network summer sommer
    winter spring autumn herbst january february march april may june july august september october november
    december monday tuesday wednesday thursday friday saturday sunday michael jennifer jordan ashley daniel jessica
    charlie thomas andrew matthew michelle nicole mohammed ahmed maria anna lucky freedom whatever qwerty qwertz
    azerty abc access the my is and for you your this me i a
    """,
    )
)
_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"})


@cache
def _walks() -> tuple[str, ...]:
    doubled = [row + row for row in _ROWS]
    return tuple(doubled + [row[::-1] for row in doubled])


def _is_repetition(text: str) -> bool:
    return len(set(text)) < 5 or re.fullmatch(r"(.{1,6}?)\1+.{0,5}", text, flags=re.DOTALL) is not None


def _is_walk(text: str) -> bool:
    """The whole of it is made of stretches of four and more neighbouring keys."""
    at = 0
    while at < len(text):
        length = next(
            (end for end in range(len(text) - at, 3, -1) if any(text[at : at + end] in walk for walk in _walks())), 0
        )
        if not length:
            return False
        at += length
    return True


def _is_made_of(letters: str, words: frozenset[str]) -> bool:
    """Whether `letters` can be cut into at most three of the `words`."""
    reached = {0}
    for _ in range(3):
        reached |= {at + len(word) for at in reached for word in words if letters.startswith(word, at)}
    return len(letters) in reached


def _is_dressed_word(text: str, words: frozenset[str]) -> bool:
    """One to three common words or names, with digits and signs around them, or written with figures for letters."""
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    for written in (core, core.translate(_LEET), text.translate(_LEET)):
        letters = "".join(letter for letter in written if letter.isalpha())
        if _is_made_of(letters, words) and len(text) < 24:
            return True
    return False


def password_problem(password: str, *, about: Iterable[str] = ()) -> Refusal | None:
    """Why `password` can't be taken, or None. `about`: names and addresses of the person and of the programme."""
    if len(password) < SHORTEST:
        return Refusal(N_("Use at least %(count)s characters. Three unusual words work well."), count=SHORTEST)
    if len(password) > LONGEST:
        return Refusal(N_("Use at most %(count)s characters."), count=LONGEST)
    text = password.casefold()
    personal = {part for one in about for part in re.split(r"[\W_]+", one.casefold()) if len(part) > 2}
    if _is_repetition(text) or _is_walk(text) or _is_dressed_word(text, _WORDS | personal):
        return Refusal(N_("This is among the passwords that are guessed first. Three unusual words work well."))
    return None
