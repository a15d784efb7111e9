"""What a kit may ask of its mails: days, working days, what people did. What it may not is in test_broken_kits.py."""

from pathlib import Path

import pytest

from tcma.catalogue.rules import CLICKED, RESPONDED, Step, content_hash, from_json, read_kit, to_json
from tests.catalogue.small_kit import write_kit


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("workday = 2", Step("email-2", workday=2)),
        ('day = 3\nonly_if = "not clicked"', Step("email-2", day=3, only_if="not clicked")),
        ('after = "clicked"\nof = "email-1"\nday = 1', Step("email-2", day=1, after="clicked", of="email-1")),
        ('after = "responded"', Step("email-2", after="responded")),
        ('after = "launch"\nday = 3', Step("email-2", day=3, after="launch")),
    ],
)
def test_a_later_mail_says_when_it_goes_and_to_whom(tmp_path: Path, second: str, expected: Step) -> None:
    reading = read_kit(write_kit(tmp_path, {"kit.toml": ("day = 3", second)}))
    assert [one for one in reading.problems if one.blocking] == []
    assert reading.kit is not None
    assert reading.kit.steps[1] == expected
    assert from_json(to_json(reading.kit)) == reading.kit


def test_what_a_step_waits_for_and_wants() -> None:
    assert (Step("a", after="launch").follows, Step("a", after=CLICKED).follows) == (False, True)
    assert (Step("a", only_if="not clicked").unless, Step("a", only_if="not clicked").wants) == (CLICKED, "")
    assert (Step("a", only_if=RESPONDED).unless, Step("a", only_if=RESPONDED).wants) == ("", RESPONDED)


def test_a_kit_that_says_nothing_of_it_is_what_it_was_before(tmp_path: Path) -> None:
    kit = read_kit(write_kit(tmp_path, {})).kit
    assert kit is not None
    assert to_json(kit)["steps"][1] == {"asset": "email-2", "day": 3, "offset": "", "audience": ""}
    assert len(content_hash(kit, {}, {})) == 64
