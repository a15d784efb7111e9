"""Fields of a request -> a claim, an order, a reason."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel import Locale
from babel.numbers import get_territory_currencies
from wtforms import DateField, Form, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField

from tcma.audiences.rules.countries import is_country
from tcma.base.errors import Refusal
from tcma.base.money import currencies
from tcma.base.words import N_, gettext, language, locale
from tcma.deals.rules import Claim, Product
from tcma.deals.rules.amounts import parse_amount

KIND_WORDS = {
    "new": N_("New business"),
    "expansion": N_("More for a customer you have"),
    "renewal": N_("Renewal"),
}
LIKELY_CLOSE = timedelta(days=90)
_ACCOUNT = (
    "account_name", "account_domain", "account_country", "contact_name", "contact_email", "contact_phone", "kind",
)  # fmt: skip
_MORE = (
    "contact_title", "account_postal_code", "account_vat", "account_duns", "source", "incumbent", "relationship",
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
    product_lines = SelectMultipleField(N_("Products"), validate_choice=False)
    contact_title = StringField(N_("Job title"))
    account_postal_code = StringField(N_("Postal code"))
    account_vat = StringField(N_("VAT number"))
    account_duns = StringField(N_("DUNS number"))
    source = StringField(N_("How you came to them"))
    incumbent = StringField(N_("What they use today"))
    relationship = TextAreaField(N_("How you know them"))
    key = HiddenField()

    def ready(self, programme_currency: str, products: Sequence[Product] = (), home: str = "") -> "RegistrationForm":
        """Choices and labels in the reader's language. `home`: the partner's country, whose money comes early."""
        self.product_lines.choices = [(one.key, one.name) for one in products]
        self.account_country.choices = countries(locale(language()))
        self.kind.choices = [(kind, gettext(words)) for kind, words in KIND_WORDS.items()]
        near = [programme_currency, *get_territory_currencies(home), *filter(None, [self.currency.data])]
        self.currency.choices = [(one, one) for one in dict.fromkeys([*near, *currencies()])]
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
        values = {name: getattr(self, name).data or "" for name in (*_ACCOUNT, *_MORE)}
        return Claim(
            amount=amount,
            currency=self.currency.data or "",
            expected_close=close.data,
            description=self.description.data or "",
            product_lines=tuple(self.product_lines.data or ()),
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
    def more_refused(self) -> bool:
        """Whether one of the fields that few fill in needs a look, or holds something."""
        return any(getattr(self, name).errors or getattr(self, name).data for name in _MORE)

    @property
    def account_refused(self) -> bool:
        """Whether one of the folded fields needs a look."""
        return any(getattr(self, name).errors for name in _ACCOUNT)


def of_claim(claim: Claim, *, key: str = "", today: date | None = None) -> RegistrationForm:
    """A form that shows a claim; with `today`, the day of the order is guessed where it is not known."""
    values = {**vars(claim), "key": key, "product_lines": list(claim.product_lines)}
    values["amount"] = f"{claim.amount.normalize():f}" if claim.amount is not None else ""
    if claim.expected_close is None and today is not None:
        values["expected_close"] = today + LIKELY_CLOSE
    return RegistrationForm(data=values)


def countries(spoken: Locale) -> list[tuple[str, str]]:
    """Code and name of every country, by name, after an empty first choice."""
    named = [(code, str(name)) for code, name in spoken.territories.items() if is_country(code)]
    return [("", ""), *sorted(named, key=lambda one: one[1])]
