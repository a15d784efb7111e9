"""Fields of a request -> a claim, an order, a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel import Locale
from wtforms import DateField, Form, HiddenField, SelectField, StringField, TextAreaField

from tcma.base.errors import Refusal
from tcma.base.words import N_, gettext, language, locale
from tcma.deals.rules import Claim
from tcma.deals.rules.amounts import parse_amount

CURRENCIES = ("EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "AED", "SAR", "QAR", "KWD", "INR", "JPY", "ZAR")
KIND_WORDS = {
    "new": N_("New business"),
    "expansion": N_("More for a customer you have"),
    "renewal": N_("Renewal"),
}
LIKELY_CLOSE = timedelta(days=90)
_ACCOUNT = (
    "account_name", "account_domain", "account_country", "contact_name", "contact_email", "contact_phone", "kind",
)  # fmt: skip


class RegistrationForm(Form):  # type: ignore[misc]  # WTForms has no types
    """What a partner fills in. Only three fields are left when the rest comes from a lead."""

    account_name = StringField(N_("Company"))
    account_domain = StringField(N_("Its website"))
    account_country = SelectField(N_("Country"), validate_choice=False)
    contact_name = StringField(N_("Contact"))
    contact_email = StringField(N_("E-mail"))
    contact_phone = StringField(N_("Phone"))
    kind = SelectField(N_("Kind of deal"), validate_choice=False)
    amount = StringField(N_("Amount you expect"))
    currency = SelectField(N_("Currency"), validate_choice=False)
    expected_close = DateField(N_("Order expected on"))
    description = TextAreaField(N_("Note"))
    key = HiddenField()

    def ready(self, programme_currency: str) -> "RegistrationForm":
        """Choices and labels in the reader's language."""
        self.account_country.choices = countries(locale(language()))
        self.kind.choices = [(kind, gettext(words)) for kind, words in KIND_WORDS.items()]
        known = [programme_currency, *(one for one in CURRENCIES if one != programme_currency)]
        if self.currency.data and self.currency.data not in known:
            known.append(self.currency.data)
        self.currency.choices = [(one, one) for one in known]
        for field in self:
            field.label.text = gettext(field.label.text)
        return self

    def claim(self) -> Claim:
        """The values as they are; a Refusal stands on the field that can't be read."""
        amount: Decimal | None = None
        try:
            amount = parse_amount(self.amount.data or "", language())
        except ValueError:
            self.refuse({"amount": Refusal(N_("“%(text)s” is not an amount. Write 12000."), text=self.amount.data)})
        close = self.expected_close
        if close.process_errors or (close.raw_data and close.raw_data[0] and close.data is None):
            close.process_errors = []
            self.refuse({"expected_close": Refusal(N_("Write the day as year, month and day: 2027-02-01."))})
        values = {name: getattr(self, name).data or "" for name in _ACCOUNT}
        return Claim(
            amount=amount,
            currency=self.currency.data or "",
            expected_close=close.data,
            description=self.description.data or "",
            **{**values, "kind": values["kind"] or "new"},
        )

    def refuse(self, errors: Mapping[str, Refusal]) -> None:
        """Put refusals beside their fields."""
        for name, refusal in errors.items():
            field = getattr(self, name)
            field.errors = [*field.errors, str(refusal)]

    @property
    def refused(self) -> bool:
        return any(field.errors for field in self)

    @property
    def account_refused(self) -> bool:
        """Whether one of the folded fields needs a look."""
        return any(getattr(self, name).errors for name in _ACCOUNT)


def of_claim(claim: Claim, *, key: str = "", today: date | None = None) -> RegistrationForm:
    """A form that shows a claim; with `today`, the day of the order is guessed where it is not known."""
    values = {**vars(claim), "key": key}
    values["amount"] = f"{claim.amount.normalize():f}" if claim.amount is not None else ""
    if claim.expected_close is None and today is not None:
        values["expected_close"] = today + LIKELY_CLOSE
    return RegistrationForm(data=values)


def countries(spoken: Locale) -> list[tuple[str, str]]:
    """Code and name of every country, by name, after an empty first choice."""
    named = [(code, str(name)) for code, name in spoken.territories.items() if len(code) == 2 and code.isalpha()]
    return [("", ""), *sorted((one for one in named if one[0] not in _NO_COUNTRY), key=lambda one: one[1])]


_NO_COUNTRY = frozenset({"EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"})


@dataclass(frozen=True)
class Order:
    """What the vendor books."""

    order_number: str
    amount: Decimal | None


def order(values: Mapping[str, str]) -> Order:
    """ValueError where the amount is no number."""
    return Order(values.get("order_number", ""), parse_amount(values.get("amount", ""), language()))
