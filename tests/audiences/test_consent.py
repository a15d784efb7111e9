"""What allows to write to a person, and where."""

import hashlib
import tomllib
from datetime import UTC, datetime, timedelta

import pytest

from tcma.audiences.rules import Basis, enough_in, expires, may_mail, why
from tcma.audiences.rules.countries import country_code
from tcma.audiences.rules.proof import WORDING_VERSION
from tcma.base.words import speaking
from tcma.composing.rules.page import label
from tests.tables import ROOT

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize("country", ["DE", "FR", "US", "", "ZZ", "AE"])
def test_who_agreed_may_be_mailed_everywhere(country: str) -> None:
    assert may_mail("express", country, NOW, NOW)


@pytest.mark.parametrize(
    ("basis", "country", "may"),
    [
        ("existing_customer", "DE", True),
        ("corporate_subscriber", "DE", False),
        ("corporate_subscriber", "GB", True),
        ("opt_out", "US", True),
        ("opt_out", "DE", False),
        ("opt_out", "", False),
        ("published_business", "CA", True),
        ("existing_customer", "CA", False),
        ("nonsense", "US", False),
        ("", "US", False),
    ],
)
def test_a_basis_counts_where_the_table_says_so(basis: str, country: str, may: bool) -> None:
    assert may_mail(basis, country, NOW, NOW) is may


def test_an_unknown_country_is_held_to_the_strictest() -> None:
    assert enough_in("") == enough_in("DE") == {Basis.EXPRESS, Basis.EXISTING_CUSTOMER}


def test_an_inquiry_ends_after_six_months_and_a_purchase_after_two_years() -> None:
    given = datetime(2026, 8, 31, tzinfo=UTC)
    assert expires("implied_inquiry", given) == datetime(2027, 2, 28, tzinfo=UTC)
    assert expires("implied_purchase", given) == datetime(2028, 8, 31, tzinfo=UTC)
    assert expires("express", given) is None
    assert may_mail("implied_inquiry", "CA", given, datetime(2027, 2, 27, tzinfo=UTC))
    assert not may_mail("implied_inquiry", "CA", given, datetime(2027, 2, 28, tzinfo=UTC) + timedelta(seconds=1))


def test_every_basis_says_in_a_mail_why_it_came() -> None:
    assert all(why(basis).startswith("You get this") for basis in Basis)
    assert why("") == ""


def test_every_row_of_the_table_names_known_bases_and_its_source() -> None:
    data = tomllib.loads((ROOT / "tcma/audiences/rules/consent.toml").read_text(encoding="utf-8"))
    rows = {**data["countries"], "strictest": data["strictest"]}
    assert {code for code in data["countries"] if country_code(code) != code} == set()
    for code, row in rows.items():
        assert set(row["bases"]) <= set(Basis), code
        assert "express" in row["bases"], code
        assert any(letter.isdigit() for letter in row["source"]), code


def test_an_unknown_country_allows_nothing_that_only_one_country_has_invented() -> None:
    own = {Basis.IMPLIED_PURCHASE, Basis.IMPLIED_INQUIRY, Basis.PUBLISHED_BUSINESS, Basis.CORPORATE_SUBSCRIBER}
    assert not enough_in("XX") & (own | {Basis.OPT_OUT})


def test_poland_knows_no_soft_opt_in() -> None:
    assert enough_in("PL") == {Basis.EXPRESS}


def test_other_words_beside_the_box_are_another_version() -> None:
    """If this fails, the words or their translation have changed: give WORDING_VERSION a new name, and note it here."""
    spoken = []
    for tag in ("en", "de", "ar", "es", "fr"):
        with speaking(tag):
            spoken.append(label("marketing", "Kestrel"))
    digest = hashlib.sha256("\n".join(spoken).encode()).hexdigest()[:16]
    assert {"2026-11": "7165dee98ecaef26"}[WORDING_VERSION] == digest
