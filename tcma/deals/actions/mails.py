"""What the mails about deals say, in the language in force. Their links lead to pages behind the sign-in."""

from datetime import datetime
from decimal import Decimal

from tcma.base.words import format_date, format_datetime, format_money, gettext, ngettext
from tcma.composing.rules import Note
from tcma.deals.models import Deal, Registration
from tcma.deals.queries import Parties
from tcma.deals.rules import TAKEN_UNTIL, RegistrationState


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
    return _to_partner(registration, subject, (said, after), name, link, deal.amount)


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
        if registration.window_ends_at is not None:
            day = format_date(registration.window_ends_at, sides.partner_timezone)
            words = (gettext(TAKEN_UNTIL, day=day, **gaps),)
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


def _to_partner(
    registration: Registration, subject: str, said: tuple[str, ...], name: str, link: str,
    amount: Decimal | None = None,
) -> Note:  # fmt: skip
    return Note(
        subject=subject,
        paragraphs=(gettext("Hello %(name)s,", name=name), *said),
        facts=_amount(amount, registration.currency),
        button=(gettext("Open the deal"), link),
        why=gettext("You get this because you work on your firm's deals."),
    )


def _amount(amount: Decimal | None, currency: str) -> tuple[tuple[str, str], ...]:
    return ((gettext("Amount"), format_money(amount, currency)),) if amount is not None else ()
