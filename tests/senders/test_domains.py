"""Which domains can be sent from, and what counts as a record that is there."""

import pytest

from tcma.senders.rules import BadSender, Record, Seen, checked_domain, checked_local, home_domain, judged, records_of

VENDOR = "northgate.example"


@pytest.mark.parametrize(("typed", "domain"), [
    ("brightwave.example", "brightwave.example"), (" Brightwave.Example. ", "brightwave.example"),
    ("https://brightwave.example/contact", "brightwave.example"), ("jo@brightwave.example", "brightwave.example"),
    ("bücher.example", "xn--bcher-kva.example"), ("mail.brightwave.co.uk", "mail.brightwave.co.uk"),
])  # fmt: skip
def test_a_domain_is_read_as_people_type_it(typed: str, domain: str) -> None:
    assert checked_domain(typed, vendor_domain=VENDOR) == domain


@pytest.mark.parametrize("typed", [
    "", "brightwave", "-a.example", "a..example", "127.0.0.1", "a b.example", "x" * 64 + ".example", "a.example:25",
    "a.example\nb.example", "ü" * 64 + ".example", "gmail.com", "northgate.example", "me.northgate.example",
    "_a.example",
])  # fmt: skip
def test_what_is_no_domain_of_the_partners_is_refused(typed: str) -> None:
    with pytest.raises(BadSender):
        checked_domain(typed, vendor_domain=VENDOR)


def test_the_name_before_the_at_is_plain() -> None:
    assert [checked_local(text) for text in ("", " News ", "a.b-c_1")] == ["hello", "news", "a.b-c_1"]
    for bad in ("a b", "a@b", ".a", "a.", "a..b", "ä", "x" * 41, "a\nb"):
        with pytest.raises(BadSender):
            checked_local(bad)


def test_a_place_below_the_vendors_domain_is_a_label_of_the_slug() -> None:
    assert home_domain("kestrel", VENDOR) == "kestrel.northgate.example"
    assert home_domain("-", VENDOR) == VENDOR


def test_the_records_are_the_documented_ones() -> None:
    found = records_of("a.example", tokens=["t1", "t2", "t3"], mail_from="bounce.a.example", region="eu-west-1")
    assert [(one.kind, one.name, one.value, one.needed) for one in found] == [
        *[("CNAME", f"{t}._domainkey.a.example", f"{t}.dkim.amazonses.com", True) for t in ("t1", "t2", "t3")],
        ("MX", "bounce.a.example", "10 feedback-smtp.eu-west-1.amazonses.com", False),
        ("TXT", "bounce.a.example", "v=spf1 include:amazonses.com ~all", False),
        ("TXT", "_dmarc.a.example", "v=DMARC1; p=none;", False),
    ]
    zoned = records_of("a.example", tokens=["t1"], mail_from="b", region="r", zone="dkim.eu-west-1.example")
    assert zoned[0].value == "t1.dkim.eu-west-1.example"


CNAME = Record("dkim1", "CNAME", "t._domainkey.a.example", "t.dkim.amazonses.com", "")
SPF = Record("spf", "TXT", "bounce.a.example", "v=spf1 include:amazonses.com ~all", "")
DMARC = Record("dmarc", "TXT", "_dmarc.a.example", "v=DMARC1; p=none;", "")


@pytest.mark.parametrize(("record", "found", "seen"), [
    (CNAME, ["T.dkim.AmazonSES.com."], Seen.YES), (CNAME, ["other.example"], Seen.OTHER), (CNAME, [], Seen.NO),
    (SPF, ["v=spf1  include:amazonses.com include:other.example -all"], Seen.YES),
    (SPF, ["v=spf1 include:other.example -all"], Seen.OTHER), (SPF, ["site-verification=1"], Seen.NO),
    (DMARC, ["v=DMARC1; p=reject; rua=mailto:d@a.example"], Seen.YES), (DMARC, ["v=spf1"], Seen.NO),
])  # fmt: skip
def test_a_record_is_seen_if_it_does_what_it_is_for(record: Record, found: list[str], seen: Seen) -> None:
    assert judged(record, found) is seen
