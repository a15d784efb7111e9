"""What makes somebody a lead, as their kit says: a kind of answer, or enough points."""

from collections.abc import Sequence

from tcma.catalogue.rules import Leads
from tcma.tracking.rules import Did, ResponseKind, TouchKind, one_per_visit

NOT_COUNTED = (ResponseKind.ANSWERED, ResponseKind.SCORE)
"""Made a lead of, though no touch of their own counts."""
_ALWAYS = (ResponseKind.REPLY, *NOT_COUNTED)


def makes_lead(kind: ResponseKind, kit: Leads | None) -> bool:
    """Whether a response is one by which somebody wants to hear from the partner."""
    return kind in _ALWAYS or kind.value in (kit or Leads()).responses


def points(kit: Leads, touches: Sequence[Did]) -> int:
    """Of one person's touches with one kit."""
    visits = [one for one in touches if one.kind in (TouchKind.CLICK, TouchKind.FORM, TouchKind.DOWNLOAD)]
    worth = {TouchKind.CLICK: kit.click, TouchKind.DOWNLOAD: kit.download, TouchKind.REGISTRATION: kit.registration}
    return sum(worth.get(one.kind, 0) for one in touches) + kit.visit * len(one_per_visit(visits))
