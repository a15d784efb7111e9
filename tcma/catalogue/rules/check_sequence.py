"""Checks of a campaign's steps: their days, what they wait for, and who they are for."""

from collections.abc import Iterator
from itertools import pairwise

from tcma.base.words import gettext as _
from tcma.catalogue.rules.kit import CLICKED, LAUNCH, NOT, RESPONDED, Kit, Step
from tcma.catalogue.rules.parts import did_you_mean
from tcma.catalogue.rules.problems import Finding

AFTER = (LAUNCH, CLICKED, RESPONDED)
CONDITIONS = (CLICKED, NOT + CLICKED, RESPONDED, NOT + RESPONDED)
LONGEST = 365  # days


def sequence_findings(kit: Kit) -> Iterator[Finding]:
    """What is wrong with the times and conditions of a campaign's mails."""
    for number, step in enumerate(kit.steps):
        yield from _times(number, step)
        yield from _words(number, step)
        yield from _mail(kit, number, step)
    yield from _first(kit)
    dated = [(number, step) for number, step in enumerate(kit.steps) if not step.follows]
    for (_before, earlier), (number, step) in pairwise(dated):
        if _earliest(step) > _latest(earlier) or _same_unit_later(earlier, step):
            continue
        yield Finding(
            f"step.{number}.{'workday' if step.workday else 'day'}",
            _("Day %(day)s comes after day %(before)s.", day=step.workday or step.day,
              before=earlier.workday or earlier.day),
            _("Put the steps in the order of their days, one mail a day at most."),
        )  # fmt: skip


def _same_unit_later(earlier: Step, step: Step) -> bool:
    if earlier.workday or step.workday:
        return bool(earlier.workday) and step.workday > earlier.workday
    return step.day > earlier.day


def _earliest(step: Step) -> int:
    """Days of the calendar after the launch, at least: a week has two days that are not worked."""
    return step.workday + 2 * (step.workday // 5) if step.workday else step.day


def _latest(step: Step) -> int:
    return _earliest(step) + (2 if step.workday else 0)


def _times(number: int, step: Step) -> Iterator[Finding]:
    for key, days in (("day", step.day), ("workday", step.workday)):
        if days > LONGEST:
            yield Finding(f"step.{number}.{key}", _('"%(key)s" is %(days)s.', key=key, days=days),
                          _("Write a number from 0 to %(most)s.", most=LONGEST))  # fmt: skip
    if step.day and step.workday:
        yield Finding(f"step.{number}.workday", _("A step counts days or working days, and this one says both."),
                      _("Keep one of day and workday."))  # fmt: skip


def _words(number: int, step: Step) -> Iterator[Finding]:
    for key, word, known in (("after", step.after, AFTER), ("only_if", step.only_if, CONDITIONS)):
        if not word or word in known:
            continue
        if "open" in word:
            yield Finding(f"step.{number}.{key}", _("Nobody knows who opened a mail: mail apps do it on their own."),
                          _("Use one of: %(words)s.", words=", ".join(known)))  # fmt: skip
        else:
            yield Finding(f"step.{number}.{key}", _('The %(key)s "%(value)s" does not exist.', key=key, value=word),
                          did_you_mean(word, known))  # fmt: skip


def _mail(kit: Kit, number: int, step: Step) -> Iterator[Finding]:
    if not step.of:
        return
    place = f"step.{number}.of"
    if CLICKED not in (step.after, step.wants, step.unless):
        yield Finding(place, _('"of" says in which mail somebody clicked, and this step asks for no click.'),
                      _('Add after = "clicked" or only_if = "clicked", or take "of" away.'))  # fmt: skip
        return
    sent = [earlier.asset for earlier in kit.steps[:number]]
    if step.of not in sent:
        yield Finding(place, _('No step before this one sends "%(name)s".', name=step.of),
                      did_you_mean(step.of, sent, _("Name the asset of a step that stands before it.")))  # fmt: skip


def _first(kit: Kit) -> Iterator[Finding]:
    """Nobody can have done anything before the first mail."""
    if not kit.steps:
        return
    first = kit.steps[0]
    for key, waits in (("after", first.follows), ("only_if", bool(first.only_if))):
        if waits:
            yield Finding(f"step.0.{key}", _("The first mail waits for what nobody can have done yet."),
                          _('Take "%(key)s" away: it goes with the launch.', key=key))  # fmt: skip
