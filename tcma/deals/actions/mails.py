"""What the mails about deals say, in the language in force. Their links lead to pages behind the sign-in."""

from datetime import datetime
from decimal import Decimal

from tcma.base.words import format_date, format_datetime, format_money, gettext, ngettext
from tcma.composing.rules import Note
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import Parties
from tcma.deals.rules import AGAIN_FROM, TAKEN_UNTIL, RegistrationState


def notice(
    registration: Registration, deal: Deal, sides: Parties, until: datetime, left: int, name: str, link: str
) -> Note:
    """So many days of protection are left; none: it ends today."""
    gaps = {"account": registration.account_name, "day": format_date(until, sides.partner_timezone)}
    if left:
        subject = ngettext(
            "%(account)s: %(num)s day of protection left", "%(account)s: %(num)s days of protection left", left, **gaps
        )
        said = ngettext(
            "%(account)s is protected until %(day)s: %(num)s day left.",
            "%(account)s is protected until %(day)s: %(num)s days left.", left, **gaps,
        )  # fmt: skip
    else:
        subject = gettext("%(account)s: the protection ends today", **gaps)
        when = format_datetime(until, sides.partner_timezone)
        said = gettext("The protection of %(account)s ends today: %(when)s.", when=when, **gaps)
    after = gettext(
        "After that the account is open to other partners. If the order has come, send it to us; "
        "if not, move the deal to where it stands, so that we know."
    )
    words, button = [said, after], gettext("Open the deal")
    if registration.extended_at is None and registration.extension_asked_at is None:
        words.append(gettext("Do you need more time? You can ask for it once, before the protection ends."))
        button = gettext("Extend the protection")
    return _to_partner(registration, subject, tuple(words), name, link, deal.amount, button=button)


def end(registration: Registration, sides: Parties, until: datetime, name: str, link: str) -> Note:
    """The protection is over."""
    gaps = {"account": registration.account_name, "day": format_date(until, sides.partner_timezone)}
    said = gettext(
        "The protection of %(account)s ended on %(day)s without an order. "
        "The account is open again, and the deal is closed.", **gaps,
    )  # fmt: skip
    return _to_partner(registration, gettext("%(account)s: the protection has ended", **gaps), (said,), name, link)


def answer(registration: Registration, sides: Parties, name: str, link: str) -> Note:
    """Approved, not approved, or a question: with the words of whoever decided."""
    gaps = {"account": registration.account_name, "vendor": sides.vendor}
    words: tuple[str, ...] = (gettext(registration.decision),)
    if registration.state is RegistrationState.INFO_REQUESTED:
        subject = gettext("A question about %(account)s", **gaps)
        asks = gettext("%(vendor)s asks about your registration of %(account)s:", **gaps)
        words = (asks, *words, gettext("Your place in the line stays while you answer."))
    elif registration.state is RegistrationState.REJECTED:
        subject = gettext("Not approved: %(account)s", **gaps)
        words = (refused(registration, sides.partner_timezone),)
    else:
        subject = gettext("Approved: %(account)s", **gaps)
        if registration.protected_until is not None:
            day = format_date(registration.protected_until, sides.partner_timezone)
            words = (*words, gettext("%(account)s is protected until %(day)s.", day=day, **gaps))
    return _to_partner(registration, subject, words, name, link, registration.amount)


def waiting(registration: Registration, sides: Parties, due: datetime, name: str, link: str) -> Note:
    """A registration waits for the vendor until `due`."""
    gaps = {"partner": sides.partner, "account": registration.account_name}
    said = [
        gettext("Hello %(name)s,", name=name),
        gettext("%(partner)s has registered %(account)s and waits for your answer.", **gaps),
    ]
    if registration.decision_rule.startswith("4/"):
        said.append(gettext("An earlier registration for this account is still open. Decide that one first."))
    by = (gettext("Answer by"), format_datetime(due, sides.vendor_timezone))
    return Note(
        subject=gettext("%(partner)s registers %(account)s", **gaps),
        paragraphs=tuple(said),
        facts=(*_amount(registration.amount, registration.currency), by),
        button=(gettext("Open the registration"), link),
        why=gettext("You get this because you decide on registrations."),
    )


def refused(registration: Registration, timezone: str) -> str:
    """Why it was not approved; and from when on it may be tried again, where that is known. Never whose claim it is."""
    if registration.window_ends_at is None:
        return gettext(registration.decision)
    gaps = {"account": registration.account_name, "day": format_date(registration.window_ends_at, timezone)}
    if registration.decision_rule.startswith("3/"):
        return gettext(TAKEN_UNTIL, **gaps)
    return f"{gettext(registration.decision)} {gettext(AGAIN_FROM, **gaps)}"


def asked(registration: Registration, sides: Parties, kind: str, due: datetime, name: str, link: str) -> Note:
    """An appeal, an extension or an amount that rose: a person is to look."""
    gaps = {"partner": sides.partner, "account": registration.account_name}
    subject, said = {
        "appeal": (
            gettext("%(partner)s asks for another look at %(account)s", **gaps),
            gettext("%(partner)s does not agree with the answer about %(account)s. Somebody else is to look at it.",
                    **gaps),
        ),
        "extension": (
            gettext("%(partner)s asks for more time for %(account)s", **gaps),
            gettext("%(partner)s asks to extend the protection of %(account)s. It goes on until you decide.", **gaps),
        ),
        "amount": (
            gettext("The amount of %(account)s rose", **gaps),
            gettext("The amount of %(account)s rose past the threshold it was approved under. "
                    "It earns nothing until you have looked at it.", **gaps),
        ),
    }[kind]  # fmt: skip
    return _to_vendor(registration, subject, said, (gettext("Answer by"), due), sides, name, link)


def late(registration: Registration, sides: Parties, due: datetime, over: bool, name: str, link: str) -> Note:
    """A partner has waited for most of the promised time, or for all of it."""
    gaps = {"partner": sides.partner, "account": registration.account_name}
    if over:
        subject = gettext("Late: %(partner)s waits for an answer about %(account)s", **gaps)
        said = gettext("The two business days that were promised to %(partner)s are over.", **gaps)
    else:
        subject = gettext("Soon due: %(account)s", **gaps)
        said = gettext("%(partner)s has waited for three quarters of the promised time.", **gaps)
    return _to_vendor(registration, subject, said, (gettext("Answer by"), due), sides, name, link)


def extension(registration: Registration, sides: Parties, until: datetime, yes: bool, name: str, link: str) -> Note:
    """More time, or not."""
    gaps = {"account": registration.account_name, "day": format_date(until, sides.partner_timezone)}
    if yes:
        subject = gettext("Extended: %(account)s", **gaps)
        said = gettext("%(account)s is protected until %(day)s.", **gaps)
    else:
        subject = gettext("Not extended: %(account)s", **gaps)
        said = gettext("The protection of %(account)s is not extended. It ends on %(day)s.", **gaps)
    return _to_partner(registration, subject, (said,), name, link)


def revoked(registration: Registration, sides: Parties, name: str, link: str) -> Note:
    """The vendor took its approval back, with its words."""
    gaps = {"account": registration.account_name, "vendor": sides.vendor}
    said = gettext("%(vendor)s has taken back the approval of %(account)s:", **gaps)
    subject = gettext("Approval taken back: %(account)s", **gaps)
    return _to_partner(registration, subject, (said, gettext(registration.decision)), name, link)


def _to_vendor(
    registration: Registration, subject: str, said: str, by: tuple[str, datetime], sides: Parties, name: str, link: str
) -> Note:
    when = (by[0], format_datetime(by[1], sides.vendor_timezone))
    return Note(
        subject=subject,
        paragraphs=(gettext("Hello %(name)s,", name=name), said),
        facts=(*_amount(registration.amount, registration.currency), when),
        button=(gettext("Open the registration"), link),
        why=gettext("You get this because you decide on registrations."),
    )


def _to_partner(
    registration: Registration, subject: str, said: tuple[str, ...], name: str, link: str,
    amount: Decimal | None = None, button: str = "",
) -> Note:  # fmt: skip
    return Note(
        subject=subject,
        paragraphs=(gettext("Hello %(name)s,", name=name), *said),
        facts=_amount(amount, registration.currency),
        button=(button or gettext("Open the deal"), link),
        why=gettext("You get this because you work on your firm's deals."),
    )


def _amount(amount: Decimal | None, currency: str) -> tuple[tuple[str, str], ...]:
    return ((gettext("Amount"), format_money(amount, currency)),) if amount is not None else ()
