"""The partners' contacts: three people at each of many firms, all made from lists, all at reserved domains."""

from dataclasses import dataclass

from tcma.trial.story.crowd import FIRST, LAST, Crowd, Sample, crowd

EACH = 3  # people a firm

_LATIN = {
    "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss",
    "سارة": "sara", "أحمد": "ahmad", "ليلى": "laila", "خالد": "khalid", "مريم": "maryam", "يوسف": "yusuf",
    "نور": "nour", "عمر": "omar", "هدى": "huda", "سامي": "sami", "رنا": "rana", "فارس": "faris",
    "الحسن": "hasan", "النجار": "najjar", "الشامي": "shami", "القاسم": "qasim", "المنصور": "mansour",
    "الراشد": "rashid", "الزهراني": "zahrani", "البدر": "badr", "العلي": "ali", "الحداد": "haddad", "السعدي": "saadi",
}  # fmt: skip
_PLACES = {
    "en": ("Millgate", "Quayside", "Northmoor", "Ashbrook", "Castlefield", "Riverside", "Oakwell", "Fairview",
           "Stonebridge", "Highgate", "Marlow", "Westbourne", "Elmhurst", "Lakeside"),
    "gulf": ("Palm", "Marina", "Creek", "Dune", "Falcon", "Pearl", "Coral", "Oasis", "Harbour", "Lagoon", "Saffron",
             "Amber", "Jasmine", "Cedar", "Crescent"),
    "de": ("Lindenhof", "Elbkamm", "Nordwall", "Seegarten", "Auental", "Bergfeld", "Hafenrand", "Heidekrug",
           "Mühlbach", "Ostufer", "Steinweg", "Birkenau"),
}  # fmt: skip
_TRADES = {
    "en": ("Foods", "Print", "Logistics", "Clinics", "Hotels", "Steel", "Legal", "Energy"),
    "de": ("Logistik", "Pharma", "Maschinenbau", "Druck", "Kliniken", "Metall", "Handel", "Energie"),
}
_GULF_ARABIC = {
    "Palm": "النخيل", "Marina": "المارينا", "Creek": "الخور", "Dune": "الكثبان", "Falcon": "الصقر",
    "Pearl": "اللؤلؤة", "Coral": "المرجان", "Oasis": "الواحة", "Harbour": "المرفأ", "Lagoon": "البحيرة",
    "Saffron": "الزعفران", "Amber": "العنبر", "Jasmine": "الياسمين", "Cedar": "الأرز", "Crescent": "الهلال",
}
_TRADE_ARABIC = {
    "Foods": "للأغذية", "Print": "للطباعة", "Logistics": "للخدمات اللوجستية", "Clinics": "للعيادات",
    "Hotels": "للفنادق", "Steel": "للحديد", "Legal": "للاستشارات القانونية", "Energy": "للطاقة",
}
_COUNTRY = {"en": "GB", "gulf": "AE", "de": "DE"}
_PHONE = {"en": "+44 1632 960{:03}", "gulf": "+971 4 555 0{:03}", "de": "+49 30 23125 {:03}"}  # set aside for fiction


@dataclass(frozen=True)
class Firm:
    """A customer, or one who may become it."""

    name: str
    domain: str
    country: str
    people: tuple[Sample, ...]


def firms(where: str, number: int, languages: tuple[str, ...]) -> list[Firm]:
    """So many firms of a place (en, gulf, de), their languages in turn."""
    trades = _TRADES["de" if where == "de" else "en"]
    # By trade first, so that neighbours in a list differ in both words.
    names = [(place, trades[(turn + at) % len(trades)]) for turn in range(len(trades))
             for at, place in enumerate(_PLACES[where])]
    return [_firm(where, index, *names[index], languages[index % len(languages)]) for index in range(number)]


def _firm(where: str, index: int, place: str, trade: str, language: str) -> Firm:
    domain = f"{_latin(place)}-{_latin(trade)}.example"
    name = f"{place} {trade}" + (" GmbH" if where == "de" else "")
    if language == "ar":
        name = f"{_GULF_ARABIC[place]} {_TRADE_ARABIC[trade]}"
    numbers = range(index * EACH, (index + 1) * EACH)
    return Firm(name, domain, _COUNTRY[where], tuple(_person(n, name, domain, language, where) for n in numbers))


def _person(number: int, firm: str, domain: str, language: str, where: str) -> Sample:
    first, last = _NAMES[language][number % len(_NAMES[language])]
    phone = _PHONE[where].format(number % 1000) if number % 4 else ""
    return Sample(f"{_latin(first)}.{_latin(last)}@{domain}", first, last, firm, language, _COUNTRY[where], phone)


def _names(language: str) -> list[tuple[str, str]]:
    """Every first with every last name: their numbers, 12 and 11, share no divisor."""
    first, last = FIRST[language], LAST[language]
    return [(first[n % len(first)], last[n % len(last)]) for n in range(len(first) * len(last))]


def _latin(words: str) -> str:
    found = _LATIN.get(words, words.lower())
    return "".join(_LATIN.get(letter, letter) for letter in found)


_NAMES = {language: _names(language) for language in ("en", "de", "ar")}


def contacts(of: list[Firm], *, mark: str, bouncing: int = 4, complaining: int = 1) -> Crowd:
    """The file that a partner has: its firms' people, a few addresses that are no more, doubled and broken rows."""
    language = of[0].people[0].language
    extra = crowd(0, mark=mark, shares=(language,), bouncing=bouncing, complaining=complaining)
    people = [person for firm in of for person in firm.people]
    return Crowd(people, extra.bouncing, extra.complaining, bad=3, twice=5)
