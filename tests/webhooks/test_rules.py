"""Where a webhook may go, how it is signed, when it is tried again."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tcma.base.errors import Refusal
from tcma.webhooks.rules import GIVEN_UP, checked_url, is_open, new_secret, next_try, signed
from tcma.webhooks.rules.schedule import WAITS

NOW = datetime(2026, 5, 12, 8, tzinfo=UTC)


@pytest.mark.parametrize("address", ["8.8.8.8", "193.0.6.139", "2a00:1450:4001:800::200e"])
def test_addresses_everyone_can_reach_are_open(address: str) -> None:
    assert is_open(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
     "255.255.255.255", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254",
     "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:7f00:1::",
     "::127.0.0.1"],
)  # fmt: skip
def test_addresses_that_only_we_could_reach_are_not(address: str) -> None:
    assert not is_open(address)


@pytest.mark.parametrize(
    "url",
    ["http://crm.example.com/x", "https://127.0.0.1/x", "https://[::1]/x", "https://localhost/x", "https://2130706433/",
     "https://0x7f.1/", "https://crm.internal/x", "https://a:b@crm.example.com/", "https://crm.example.com:22/",
     "ftp://crm.example.com", "https://crm.example.com /x", "https://", "", "https://[", "https://crm.example.com./",
     "http://127.0.0.1:9000.evil.example/", "https://crm.example.com/" + "x" * 500],
)  # fmt: skip
def test_other_addresses_are_refused_in_words(url: str) -> None:
    with pytest.raises(Refusal):
        checked_url(url, local="http://127.0.0.1:9000")


def test_an_https_address_and_the_one_that_is_allowed_here_are_fine() -> None:
    assert checked_url(" https://crm.example.com:8443/hooks?x=1 ", local=None).startswith("https://crm")
    assert checked_url("http://127.0.0.1:9000/hooks", local="http://127.0.0.1:9000")


def test_a_signature_covers_id_time_and_body() -> None:
    secret, message = new_secret(), UUID(int=5)
    headers = signed(secret, message, NOW, b'{"type":"test"}')
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + b'{"type":"test"}'
    key = base64.b64decode(secret.removeprefix("whsec_"))
    own = base64.b64encode(hmac.new(key, said, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{own}"
    same, later = b'{"type":"test"}', NOW + timedelta(seconds=1)
    others = [signed(new_secret(), message, NOW, same), signed(secret, UUID(int=6), NOW, same),
              signed(secret, message, later, same), signed(secret, message, NOW, b"{}")]  # fmt: skip
    assert headers["webhook-signature"] not in [one["webhook-signature"] for one in others]


def test_waits_grow_and_end_after_about_a_day() -> None:
    moments = [next_try(tries, NOW) for tries in range(1, GIVEN_UP + 1)]
    assert moments[-1] is None
    waits = [moment - NOW for moment in moments if moment]
    assert waits == sorted(waits)
    assert timedelta(hours=20) < sum(WAITS, timedelta()) < timedelta(hours=30)
