"""Which column holds what: by its header in several languages, and by what stands in it."""

import re
from collections.abc import Sequence

from tcma.audiences.rules.countries import plain
from tcma.audiences.rules.question import Question
from tcma.base.errors import Refusal
from tcma.base.words import N_

# Fields of a contact and what people call them; compared without case, accents, spaces and signs.
FIELDS = {
    "email": N_("E-mail"),
    "first_name": N_("First name"),
    "last_name": N_("Last name"),
    "full_name": N_("Full name"),
    "company": N_("Company"),
    "title": N_("Job title"),
    "phone": N_("Phone"),
    "country": N_("Country"),
    "language": N_("Language"),
    "timezone": N_("Time zone"),
    "basis": N_("Consent"),
    "given_at": N_("Consent date"),
    "opted_out": N_("Opted out"),
}
_CALLED = {
    "email": "email|e-mail|mail|email address|e-mail address|mail address|work email|business email|email id|"
    "primary email|contact email|emailadresse|e-mail-adresse|mailadresse|adresse e-mail|adresse email|adresse mail|"
    "courriel|adresse electronique|correo|correo electronico|posta elettronica|indirizzo email|e-mailadres|"
    "البريد الإلكتروني|البريد الالكتروني|بريد إلكتروني|الإيميل|ايميل|البريد",
    "first_name": "first name|firstname|given name|forename|first|vorname|prenom|nombre|voornaam|"
    "الاسم الأول|الاسم الاول",
    "last_name": "last name|lastname|surname|family name|last|nachname|familienname|zuname|nom|nom de famille|"
    "apellido|apellidos|cognome|achternaam|اسم العائلة|الاسم الأخير|العائلة|اللقب",
    "full_name": "name|full name|contact|contact name|contact person|person|ansprechpartner|kontakt|kontaktperson|"
    "vollstandiger name|nom complet|contact principal|nombre completo|الاسم|الاسم الكامل|جهة الاتصال",
    "company": "company|company name|organisation|organization|account|account name|firm|employer|business|firma|"
    "firmenname|unternehmen|organisation|societe|entreprise|raison sociale|empresa|azienda|bedrijf|الشركة|"
    "اسم الشركة|المؤسسة|الجهة",
    "title": "title|job title|jobtitle|position|role|function|funktion|stellung|berufsbezeichnung|fonction|poste|"
    "cargo|puesto|المسمى الوظيفي|الوظيفة|المنصب",
    "phone": "phone|phone number|telephone|tel|mobile|mobile phone|cell|work phone|direct line|telefon|"
    "telefonnummer|mobil|handy|rufnummer|telephone portable|portable|telefono|الهاتف|رقم الهاتف|الجوال|هاتف|"
    "الهاتف المحمول",
    "country": "country|country code|country region|nation|land|landercode|landerkennzeichen|staat|pays|pais|paese|"
    "البلد|الدولة|بلد",
    "language": "language|lang|locale|preferred language|sprache|korrespondenzsprache|langue|idioma|lingua|taal|"
    "اللغة|لغة",
    "timezone": "time zone|timezone|tz|zeitzone|fuseau horaire|fuseau|zona horaria|huso horario|fuso orario|tijdzone|"
    "المنطقة الزمنية|التوقيت",
    "basis": "consent|consent basis|basis|legal basis|lawful basis|opt in|optin|opted in|permission|"
    "marketing consent|einwilligung|rechtsgrundlage|werbeeinwilligung|consentement|base legale|opt in marketing|"
    "الموافقة|أساس الموافقة",
    "given_at": "consent date|opt in date|optin date|date of consent|consent given|consented at|opted in at|"
    "purchase date|inquiry date|einwilligungsdatum|datum der einwilligung|einwilligung am|kaufdatum|"
    "date du consentement|date de consentement|date d'achat|تاريخ الموافقة",
    "opted_out": "opt out|optout|opted out|unsubscribed|unsubscribe|do not email|do not mail|do not contact|"
    "email opt out|has opted out of email|no marketing|abgemeldet|widerspruch|werbesperre|keine werbung|"
    "newsletter abgemeldet|abmeldung|desabonne|desinscrit|desinscription|opposition|baja|إلغاء الاشتراك|"
    "ألغى الاشتراك|عدم الإرسال",
}


def _sign(text: str) -> str:
    return re.sub(r"[\W_]+", "", plain(text))


_LONGEST = 200  # characters that a name of a column may have
_FIELD_OF = {_sign(name): field for field, names in reversed(_CALLED.items()) for name in names.split("|")}


_OF_MAIL = tuple(map(_sign, ("mail", "courriel", "correo", "بريد", "إيميل", "ايميل")))


class NoEmailColumn(Refusal):
    """Nobody in the file can be written to."""

    status = 422


class TwoEmailColumns(Question):
    """The person says which of the columns to write to."""

    about = "email"

    def __init__(self, columns: Sequence[int], names: Sequence[str]) -> None:
        super().__init__(
            N_("These columns all hold e-mail addresses: %(columns)s. Which one do you write to?"),
            columns=", ".join(names),
        )
        self.columns = list(columns)
        self.names = list(names)

    def choices(self) -> list[list[str]]:
        return [[str(column), name, ""] for column, name in zip(self.columns, self.names, strict=True)]


def field_of(header: str) -> str | None:
    """The field a column of this name holds; `E-Mail (work)` and `Email 1` count too."""
    header = header[:_LONGEST]
    whole = _sign(header)
    if whole in _FIELD_OF:
        return _FIELD_OF[whole]
    short = _sign(re.sub(r"\(.*?\)|\[.*?\]|[\d*:]+", "", header))
    return _FIELD_OF.get(short)


def column_of(header: Sequence[str], said: int | str | None) -> int | None:
    """The column a person named by its number from 0 (an int), or in words: by its name, or its number from 1."""
    if said is None or isinstance(said, int):
        return said
    for column, name in enumerate(header):
        if name.casefold() == said.strip().casefold():
            return column
    if said.isascii() and said.isdigit() and 0 < int(said) <= len(header):
        return int(said) - 1
    raise Refusal(
        N_("The file has no column “%(name)s”. Its columns are: %(columns)s."), name=said[:60],
        columns=", ".join(filter(None, header))[:300],
    )  # fmt: skip


def looks_like_address(cell: str) -> bool:
    return bool(re.search(r"[^\s@]@[^\s@]+\.[^\s@]", cell))


def header_row(table: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows names the columns; None if the people start at once."""
    for number, cells in enumerate(table[:10]):
        if any(looks_like_address(cell) for cell in cells):
            return None if number == 0 or not any(table[number - 1]) else _named(table, number)
        if any(field_of(cell) == "email" for cell in cells):
            return number
    return 0 if table else None


def _named(table: Sequence[Sequence[str]], first: int) -> int | None:
    """A row right above the first address, as wide as it, whose names we don't know."""
    above = table[first - 1]
    named = len(above) == len(table[first]) and all(above) and not any("@" in cell for cell in above)
    return first - 1 if named else None


def guess(header: Sequence[str], table: Sequence[Sequence[str]], email: int | None = None) -> dict[str, int]:
    """{field: column}. Asks if several columns hold addresses and `email` does not say which; refuses if none does."""
    found: dict[str, int] = {}
    emails: list[int] = []
    for column, name in enumerate(header):
        field = field_of(name)
        if field == "email":
            emails.append(column)
        elif field and field not in found:
            found[field] = column
    if email is not None:
        emails = [email]
        found = {name: column for name, column in found.items() if column != email}
    elif len(emails := sorted({*emails, *_called_mail(header, table, emails, set(found.values()))})) > 1:
        filled = [column for column in emails if any(len(row) > column and row[column].strip() for row in table)]
        if len(filled) > 1:
            raise TwoEmailColumns(filled, [header[column] for column in filled])
        emails = filled or emails[:1]
    if not emails:
        emails = _by_content(header, table, taken=set(found.values()))
    if "full_name" in found and "last_name" not in found and "first_name" in found:
        found["last_name"] = found.pop("full_name")  # "Vorname; Name"
    return {"email": emails[0], **found}


def _called_mail(
    header: Sequence[str], table: Sequence[Sequence[str]], emails: Sequence[int], taken: set[int]
) -> list[int]:
    """Beside a column of addresses, others that are called something of mail and hold as good as as many."""
    counts = _addresses(table, taken)
    most = max((counts.get(column, 0) for column in emails), default=0)
    return [
        column for column, times in counts.items()
        if times and times * 2 >= most and emails and column < len(header)
        and any(word in _sign(header[column]) for word in _OF_MAIL)
    ]  # fmt: skip


def _by_content(header: Sequence[str], table: Sequence[Sequence[str]], taken: set[int]) -> list[int]:
    counts = _addresses(table, taken)
    holding = [column for column, times in counts.items() if times and times * 2 >= max(counts.values())]
    if len(holding) > 1:
        raise TwoEmailColumns(holding, [header[column] if column < len(header) else "?" for column in holding])
    if not holding:
        names = ", ".join(name for name in header if name.strip())[:300]
        raise NoEmailColumn(
            N_("No column holds e-mail addresses. The first row reads: %(columns)s. "
               "Add a column called “E-mail” and choose the file again."),
            columns=names,
        )  # fmt: skip
    return holding


def _addresses(table: Sequence[Sequence[str]], taken: set[int]) -> dict[int, int]:
    """{column: how many of its cells look like an address}, of those that hold nothing else we know."""
    width = max((len(row) for row in table), default=0)
    return {
        column: sum(looks_like_address(row[column]) for row in table if len(row) > column)
        for column in range(width)
        if column not in taken
    }
