"""What an opportunity of the CRM does to a partner's deal: steps to take, or what a person has to decide.

Pure: it sees the record, how our side stands, what of this record was taken before, and what people have decided.
The same record twice is no news; what somebody changed here meanwhile stands until the CRM says something new.
"""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies

from tcma.base.words import N_
from tcma.crm.rules.mapping import Mapping
from tcma.crm.rules.records import CrmOpportunity
from tcma.deals.rules import PENDING, RegistrationState, Stage, name_key

NO_NUMBER = N_("It is won there, and has no order number yet.")
NO_AMOUNT = N_("It is won there, and has no amount yet.")
UNDECIDED = N_("Its registration is not decided yet.")
ENDED = N_("Its registration has ended here.")
DELETED = N_("It was deleted there. Here nothing is undone by that.")
KEPT = N_("A person has decided to keep what stands here.")


@dataclass(frozen=True)
class Ours:
    """How a registration and its deal stand. `by_crm`: the CRM took the last step; `first`: it is this record's."""

    state: RegistrationState
    stage: Stage | None
    amount: Decimal | None
    approved: Decimal | None  # the amount that was approved
    currency: str
    order_number: str = ""
    by_crm: bool = False
    first: bool = True
    same_account: bool | None = True  # None: the CRM's account has not come yet
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conflict:
    """Both sides as a person reads them; `take`: theirs can be taken."""

    what: str
    ours: str
    theirs: str
    take: bool = True


@dataclass(frozen=True)
class Verdict:
    """`steps` in order: (restage, stage), (amount, amount), (win, number, amount), (lose,), (correct, amount),
    (reopen, stage), which may be lost.

    `puts` is what of the record counts as taken afterwards. `outcome` where no step follows: unchanged, waiting,
    ignored, conflict.
    """

    steps: tuple[tuple[Any, ...], ...] = ()
    puts: Table[str, str] = field(default_factory=dict)
    conflict: Conflict | None = None
    outcome: str = "unchanged"
    reason: str = ""


def judge(
    theirs: CrmOpportunity, ours: Ours, taken: Table[str, str], mapping: Mapping, decided: Table[tuple[str, str], str]
) -> Verdict:
    """`taken`: stage, amount and order of this record as they were last put into effect. `decided`: by what and theirs,
    keep or take.
    """
    return _Judge(theirs, ours, taken, mapping, decided).says()


class _Judge:
    def __init__(
        self, theirs: CrmOpportunity, ours: Ours, taken: Table[str, str], mapping: Mapping,
        decided: Table[tuple[str, str], str],
    ) -> None:  # fmt: skip
        self.theirs, self.ours, self.taken, self.mapping, self.decided = theirs, ours, taken, mapping, decided
        self.said = {"stage": theirs.stage, "amount": plain(theirs.amount), "order": theirs.order_number}
        self.news = taken.get("stage") != theirs.stage

    def says(self) -> Verdict:
        theirs, ours = self.theirs, self.ours
        if theirs.deleted:
            return Verdict(outcome="ignored", reason=DELETED)
        if not ours.first:
            return self._asks(Conflict("twice", "", theirs.name, take=False))
        if ours.same_account is None:
            return Verdict(outcome="waiting", reason=N_("Its account has not come yet."))
        if not ours.same_account and (answer := self._must("account", "", theirs.account_id)) is not None:
            return answer
        if ours.state is not RegistrationState.APPROVED or ours.stage is None:
            return self._not_approved()
        if theirs.product and ours.lines and name_key(theirs.product) not in ours.lines:
            answer = self._must("product", ", ".join(ours.lines), theirs.product)
            if answer is not None:
                return answer
        if not theirs.means:
            return self._asks(Conflict("stage", ours.stage.value, theirs.stage, take=False))
        if (answer := self._currency()) is not None:
            return answer
        if theirs.means == "won":
            return self._won()
        return self._lost() if theirs.means == "lost" else self._open(Stage(theirs.means))

    def _not_approved(self) -> Verdict:
        if self.theirs.means != "won":
            pending = self.ours.state in PENDING
            return Verdict(outcome="waiting", reason=UNDECIDED) if pending else _ENDED
        what = "undecided" if self.ours.state in PENDING else "ended"
        return self._asks(Conflict(what, self.ours.state.value, self.theirs.stage, take=False))

    def _currency(self) -> Verdict | None:
        theirs = self.theirs.currency
        if self.theirs.amount is None or not theirs or theirs == self.ours.currency:
            return None
        known = theirs in list_currencies()
        answer = self._must("currency" if known else "no currency", self.ours.currency, theirs, take=False)
        return answer if answer is None or answer.conflict else Verdict(outcome="ignored", reason=KEPT)

    def _open(self, to: Stage) -> Verdict:
        if self.ours.stage in (Stage.WON, Stage.LOST):
            if not self.news:
                return Verdict(puts=self.said)
            if not self.ours.by_crm and (answer := self._must("closed", str(self.ours.stage), self.theirs.stage)):
                return answer
            return self._with_amount([("reopen", to)], {"stage": self.theirs.stage, "order": ""})
        steps: list[tuple[Any, ...]] = [("restage", to)] if self.news and to is not self.ours.stage else []
        return self._with_amount(steps, {"stage": self.theirs.stage})

    def _with_amount(self, steps: list[tuple[Any, ...]], puts: dict[str, str]) -> Verdict:
        """And what it is worth, where the CRM has something new about that."""
        amount = self.theirs.amount
        if amount is None or amount == self.ours.amount or self.said["amount"] == self.taken.get("amount"):
            return Verdict(tuple(steps), {**puts, "amount": self.said["amount"]})
        word = None if self.mapping.near(amount, self.ours.approved) else self._word("amount", self._theirs_amount())
        if word is None and not self.mapping.near(amount, self.ours.approved):
            return Verdict(tuple(steps), puts, self._amounts(), "conflict")
        if word != "keep":
            steps.append(("amount", amount))
        return Verdict(tuple(steps), {**puts, "amount": self.said["amount"]})

    def _won(self) -> Verdict:
        ours, theirs, amount = self.ours, self.theirs, self.theirs.amount
        if not theirs.order_number:
            return Verdict(outcome="waiting", reason=NO_NUMBER)
        if amount is None or amount <= 0:
            return Verdict(outcome="waiting", reason=NO_AMOUNT)
        differs = amount != ours.amount and not self.mapping.near(amount, ours.approved)
        word = self._word("amount", self._theirs_amount()) if differs else "take"
        if word == "keep" and ours.amount is not None:
            amount = ours.amount
        if (ours.stage, ours.order_number, ours.amount) == (Stage.WON, theirs.order_number, amount):
            return Verdict(puts=self.said)
        if self.taken == self.said:  # somebody changed it here after it was taken
            return self._must("closed", str(ours.stage), theirs.stage) or Verdict(self._win(amount), self.said)
        if ours.stage in (Stage.WON, Stage.LOST) and not ours.by_crm:
            booked = ours.stage is Stage.WON
            here = f"{ours.order_number} {plain(ours.amount)}" if booked else str(ours.stage)
            there = f"{theirs.order_number} {plain(theirs.amount)}" if booked else theirs.stage
            if (answer := self._must("booked" if booked else "closed", here, there)) is not None:
                return answer
        if word is None:
            return Verdict(conflict=self._amounts(), outcome="conflict")
        return Verdict(self._win(amount), self.said)

    def _win(self, amount: Decimal) -> tuple[tuple[Any, ...], ...]:
        """What was booked otherwise is opened first, so that it is reversed, and never edited."""
        if (self.ours.stage, self.ours.order_number) == (Stage.WON, self.theirs.order_number):
            return (("correct", amount),)
        first = () if self.ours.stage not in (Stage.WON, Stage.LOST) else (("reopen", Stage.NEGOTIATION),)
        return (*first, ("win", self.theirs.order_number, amount))

    def _lost(self) -> Verdict:
        if self.ours.stage is Stage.LOST or not self.news:
            return Verdict(puts=self.said)
        if self.ours.stage is Stage.WON:
            if not self.ours.by_crm and (answer := self._must("closed", "won", self.theirs.stage)) is not None:
                return answer
            return Verdict((("reopen", Stage.LOST),), self.said)
        return Verdict((("lose",),), self.said)

    def _word(self, what: str, theirs: str) -> str | None:
        word = self.decided.get((what, theirs))
        return word if word in ("keep", "take") else None

    def _must(self, what: str, ours: str, theirs: str, *, take: bool = True) -> Verdict | None:
        """A person's word is needed: None where it was to take theirs."""
        word = self._word(what, theirs)
        if word == "take":
            return None
        if word == "keep":
            return Verdict(puts=self.said, outcome="ignored", reason=KEPT)
        return Verdict(conflict=Conflict(what, ours, theirs, take), outcome="conflict")

    def _asks(self, conflict: Conflict) -> Verdict:
        return self._must(conflict.what, conflict.ours, conflict.theirs, take=conflict.take) or Verdict()

    def _theirs_amount(self) -> str:
        return f"{self.said['amount']} {self.theirs.currency or self.ours.currency}"

    def _amounts(self) -> Conflict:
        return Conflict("amount", f"{plain(self.ours.amount)} {self.ours.currency}", self._theirs_amount())


_ENDED = Verdict(outcome="ignored", reason=ENDED)


def plain(amount: Decimal | None) -> str:
    """'12000', '12000.5'; empty for none."""
    return "" if amount is None else f"{amount.normalize():f}"
