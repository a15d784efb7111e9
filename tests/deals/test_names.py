"""Firms that may be one, and numbers that are."""

import pytest

from tcma.deals.rules import drawn, name_key, named_contact, normal_number, registrable_domain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller & Co. KG", "MUELLER"),
        ("Al Noor Clinics LLC", "al-noor clinics"),
        ("Société Générale S.A.", "Societe Generale"),
        ("Romashka ООО", "OOO Romashka"),  # noqa: RUF001 - the first form is Cyrillic
        ("Åkermans AB", "Akermans"),
        ("Acme Sp. z o.o.", "ACME"),
        ("Nordic Foods A/S", "Nordic Foods"),
        ("Раураl Inc.", "Paypal"),  # noqa: RUF001 - drawn alike
        ("Café\u0301 Roma", "Cafe Roma"),
        ("O'Brien's Ltd", "OBriens"),
        ("شركة النور ذ.م.م", "النور"),
    ],
)
def test_names_that_may_be_one_firm_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(("one", "other"), [("Alder", "Elder"), ("North Bank", "South Bank"), ("Acme", "Acme Two")])
def test_other_names_have_other_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


def test_a_name_of_nothing_but_legal_forms_stays_a_name() -> None:
    assert name_key("The Company Ltd") not in ("", name_key("Co"))
    assert name_key("") == ""


def test_a_homograph_is_another_domain_that_looks_the_same() -> None:
    fake = registrable_domain("аlnoor.example")  # noqa: RUF001 - the first a is Cyrillic
    assert fake is not None
    assert fake != "alnoor.example"
    assert drawn(fake) == drawn("alnoor.example") == "alnoor.example"
    assert drawn("a1noor.example") == "alnoor.example"
    assert drawn("xn--.example") == "xn--.example"  # no such label: it is drawn as it stands


def test_a_number_has_one_spelling() -> None:
    assert normal_number("de 123.456-789") == normal_number("DE123456789") == "DE123456789"


@pytest.mark.parametrize(
    ("name", "email", "named"),
    [
        ("Sara", "sara@alnoor.example", True),
        ("Sara", "sara@gmail.com", False),
        ("Sara", "info@alnoor.example", False),
        ("", "sara@alnoor.example", False),
        ("Sara", "sara", False),
    ],
)
def test_a_named_business_contact_is_a_person_at_a_firm(name: str, email: str, named: bool) -> None:
    assert named_contact(name, email) is named
