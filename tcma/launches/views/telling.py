"""How a run stands, in words: sent is what SES accepted."""

from datetime import datetime, timedelta

from tcma.base.words import N_, format_date, format_datetime, format_number, format_time, ngettext
from tcma.base.words import gettext as _
from tcma.base.zones import wall
from tcma.delivery.models import SendingHold
from tcma.delivery.rules import MessageState
from tcma.delivery.rules.holds import HoldReason
from tcma.delivery.rules.waiting import waiting_words
from tcma.launches.models import Launch
from tcma.launches.queries.runs import Status, StepStatus
from tcma.launches.rules import LaunchState
from tcma.launches.views.timing import at_each_place

STATES = {
    LaunchState.HOLDING: (N_("Held"), "warn"),
    LaunchState.SCHEDULED: (N_("Scheduled"), "acc"),
    LaunchState.SENDING: (N_("Sending"), "acc"),
    LaunchState.PAUSED: (N_("Paused"), "warn"),
    LaunchState.SENT: (N_("Sent"), "ok"),
    LaunchState.STOPPED: (N_("Stopped"), "bad"),
}


def state_words(state: LaunchState) -> tuple[str, str]:
    """(what the state is called, the kind of its chip)."""
    name, kind = STATES[state]
    return _(name), kind


def schedule_of(found: Status, zone: str) -> list[dict[str, str]]:
    """The mails with the time each is due, for a timeline."""
    return [
        {
            "title": one.asset.title, "when": due_words(one, zone),
            "iso": one.step.due_at.isoformat(), "icon": "mail", "kind": "acc",
        }
        for one in found.steps
    ]  # fmt: skip


def due_words(one: StepStatus, zone: str) -> str:
    """When a mail is due: at a time, at that of each reader, or when they do what it waits for."""
    if one.step.open_until is not None:
        return _("When a reader does what it waits for, until %(day)s", day=format_date(one.step.open_until, zone))
    if one.step.local_at is not None:
        return at_each_place(one.step.local_at)
    return format_datetime(one.step.due_at, zone)


def starts(launch: Launch, zone: str) -> str:
    """When its first mail is due, as the partner chose it."""
    assert launch.starts_at is not None
    if launch.when_kind == "local":
        return at_each_place(wall(launch.starts_at, zone))
    return format_datetime(launch.starts_at, zone)


def said(found: Status, now: datetime, zone: str) -> str:
    """One line that says how the run stands."""
    launch, step = found.launch, found.current
    if launch.state is LaunchState.HOLDING and launch.hold_until is not None:
        return _("Held until %(time)s. Nothing has been sent.", time=format_time(launch.hold_until, zone))
    parts = [_sent(found, step, now, zone)] if step else []
    if launch.state is LaunchState.PAUSED:
        parts.insert(0, _("Paused. Nothing leaves until you resume."))
    elif launch.state is LaunchState.STOPPED:
        gone = found.total(MessageState.CANCELLED.value)
        parts.append(ngettext("Stopped: %(num)s mail was not sent.", "Stopped: %(num)s mails were not sent.", gone)
                     if gone else _("Stopped."))  # fmt: skip
    parts += _trouble(step) if step else []
    if launch.state in (LaunchState.SCHEDULED, LaunchState.SENDING) and not found.waiting and found.coming:
        parts.append(_("Email %(number)s goes on %(when)s.", number=number_of(found, found.coming),
                       when=due_words(found.coming, zone)))  # fmt: skip
    if launch.state is LaunchState.SENDING:
        parts += waiting_words(found.waits, found.next_at, zone)
    return " ".join(parts)


def number_of(found: Status, step: StepStatus) -> int:
    """Which of the mails it is, from 1."""
    return found.steps.index(step) + 1


def finished_at(found: Status, now: datetime, zone: str) -> str:
    """About when the waiting mails are out, at the pace of the last minute; '' if nobody knows, or some wait longer."""
    if not found.waiting or not found.per_minute or found.waits.total():
        return ""
    return format_time(now + timedelta(minutes=found.waiting / found.per_minute), zone)


def _sent(found: Status, step: StepStatus, now: datetime, zone: str) -> str:
    done, total = format_number(step.counts["accepted"]), format_number(step.going)
    end = finished_at(found, now, zone)
    if found.launch.state is LaunchState.SENDING and end:
        return _("%(done)s of %(total)s sent, %(rate)s a minute, done about %(time)s.", done=done, total=total,
                 rate=format_number(found.per_minute), time=end)  # fmt: skip
    return _("%(done)s of %(total)s sent.", done=done, total=total)


def _trouble(step: StepStatus) -> list[str]:
    """What did not simply go out: each named, none called a failure."""
    parts = []
    if refused := step.refused:
        parts.append(ngettext("%(num)s address was refused by its server.",
                              "%(num)s addresses were refused by their servers.", refused))  # fmt: skip
    if failed := step.counts[MessageState.FAILED.value]:
        parts.append(ngettext("Amazon SES refused %(num)s mail.", "Amazon SES refused %(num)s mails.", failed))
    if silent := step.counts[MessageState.UNCONFIRMED.value]:
        parts.append(ngettext("%(num)s is without an answer.", "%(num)s are without an answer.", silent))
    return parts


def held(hold: SendingHold | None) -> str:
    """Why nothing leaves just now, for who launched; '' if nothing is in the way."""
    if hold is None:
        return ""
    if hold.reason is HoldReason.SENDER:
        return _("Amazon SES no longer counts %(domain)s as verified, so nothing leaves. Look at its records under "
                 "“Sender”; it then goes on by itself.", domain=hold.subject)  # fmt: skip
    return _("Amazon SES takes no mail from us right now. What waits is kept, and goes on by itself when it does.")
