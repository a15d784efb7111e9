"""People of a contact file: plainly samples, at reserved domains, and the simulator's own addresses."""

import csv
import io
from dataclasses import dataclass

FIRST = {
    "en": ("Olivia", "George", "Amelia", "Harry", "Isla", "Noah", "Ava", "Jack", "Mia", "Leo", "Grace", "Oscar"),
    "de": ("Anna", "Lukas", "Lea", "Jonas", "Mia", "Felix", "Lena", "Paul", "Clara", "Moritz", "Greta", "Emil"),
    "ar": ("سارة", "أحمد", "ليلى", "خالد", "مريم", "يوسف", "نور", "عمر", "هدى", "سامي", "رنا", "فارس"),
}
LAST = {
    "en": ("Baker", "Carter", "Dixon", "Ellis", "Foster", "Graham", "Hughes", "Irwin", "Jarvis", "Knight", "Lawson"),
    "de": ("Albers", "Brandt", "Conrad", "Döring", "Engel", "Fuchs", "Grünwald", "Hoff", "Jäger", "Krüger", "Lenz"),
    "ar": (
        "الحسن", "النجار", "الشامي", "القاسم", "المنصور", "الراشد", "الزهراني", "البدر", "العلي", "الحداد", "السعدي",
    ),
}
COUNTRY = {"en": "United Kingdom", "de": "Germany", "ar": "United Arab Emirates"}
TRADES = ("clinic", "logistics", "bank", "foods", "steel", "hotel", "law", "school", "energy", "pharma", "print")


@dataclass(frozen=True)
class Sample:
    """One person of the file. Without a country, that of the language."""

    email: str
    first_name: str
    last_name: str
    company: str
    language: str
    country: str = ""
    phone: str = ""

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


@dataclass(frozen=True)
class Crowd:
    """A contact file and what is in it. `records` counts its rows; `bad` and `twice` are left out of `people`."""

    people: list[Sample]
    bouncing: list[Sample]
    complaining: list[Sample]
    bad: int
    twice: int

    @property
    def records(self) -> int:
        return len(self.people) + len(self.bouncing) + len(self.complaining) + self.bad + self.twice

    @property
    def everyone(self) -> list[Sample]:
        return [*self.people, *self.bouncing, *self.complaining]

    def csv(self) -> bytes:
        """As a spreadsheet in Europe writes it: semicolons, a byte-order mark, doubled and broken rows."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
        writer.writerow(["E-Mail", "First name", "Last name", "Company", "Country", "Language", "Phone"])
        for one in [*self.everyone, *self.people[: self.twice]]:
            country = one.country or COUNTRY[one.language]
            writer.writerow(
                [one.email, one.first_name, one.last_name, one.company, country, one.language, one.phone]
            )
        for number in range(self.bad):
            writer.writerow([f"not-an-address-{number}", "Nobody", "", "", "", "en", ""])
        return b"\xef\xbb\xbf" + out.getvalue().encode()


def crowd(people: int, *, mark: str, shares: tuple[str, ...] = ("en", "de", "ar"), bad: int = 3, twice: int = 5,
          bouncing: int = 12, complaining: int = 12) -> Crowd:
    """So many people, their languages in turn; `mark` keeps two crowds apart."""
    return Crowd(
        [_person(n, shares[n % len(shares)], mark) for n in range(people)],
        [_simulated("bounce", n, shares[n % len(shares)], mark) for n in range(bouncing)],
        [_simulated("complaint", n, shares[n % len(shares)], mark) for n in range(complaining)],
        bad, twice,
    )


def _person(number: int, language: str, mark: str) -> Sample:
    first, last = FIRST[language], LAST[language]
    company = f"{TRADES[number % len(TRADES)]}-{number // 4 + 1}"
    return Sample(
        f"sample.{number}@{mark}-{company}.example", first[number % len(first)], last[(number // 5) % len(last)],
        company.replace("-", " ").capitalize(), language,
    )


def _simulated(kind: str, number: int, language: str, mark: str) -> Sample:
    return Sample(
        f"{kind}+{mark}{number}@simulator.amazonses.com", FIRST[language][number % 12], LAST[language][number % 11],
        "", language,
    )
