"""One entry of the list of what is held of people."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field


class Way(enum.StrEnum):
    """What an erasure does with a row."""

    DELETE = "delete"  # the row goes
    CLEAR = "clear"  # the row stays, since it is counted; what it says of a person is replaced
    SWEEP = "sweep"  # the row is not the person's, and may name them: the names are taken out


@dataclass(frozen=True)
class Held:
    """What one table holds of a person.

    `whose` is SQL over `t` that finds their rows: `:key` is their address, `:contacts`, `:messages`, `:attempts`,
    `:leads`, `:claims`, `:seats` are ids of theirs, `:partner_id` whose data it is about (null: everyone's).
    `cleared` is {column: SQL of what replaces it}; `swept` are texts in which the person may be named; `link` is the
    column that points at the contact. `plain` names every other column, and `why` says why those may stay.
    `hidden` are columns that an export leaves out: technique, which says nothing of the person.
    """

    table: str
    way: Way
    whose: str
    cleared: Mapping[str, str] = field(default_factory=dict)
    swept: tuple[str, ...] = ()
    link: str = ""
    plain: str = ""
    why: str = ""
    hidden: str = ""

    @property
    def columns(self) -> set[str]:
        """Every column that this entry speaks of."""
        return {*self.cleared, *self.swept, *self.plain.split(), *filter(None, [self.link])}
