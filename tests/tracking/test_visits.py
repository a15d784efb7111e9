"""A click and the form behind it in one visit are one touch."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcma.tracking.rules import Did, TouchKind, one_per_visit, pair, target, token_payload

NOON = datetime(2026, 5, 12, 12, tzinfo=UTC)
LAUNCH = UUID(int=77)


def shared(number: int, minutes: float, kind: str = "form", *, link: int = 5) -> Did:
    """Behind a shared link: there is no mail and no launch."""
    at = NOON + timedelta(minutes=minutes)
    return Did(UUID(int=number), at, TouchKind(kind), UUID(int=1), None, None, UUID(int=link))


def did(number: int, minutes: float, kind: str = "click", *, mail: int | None = 1, who: int = 1) -> Did:
    message = UUID(int=mail) if mail else None
    return Did(
        UUID(int=number), NOON + timedelta(minutes=minutes), TouchKind(kind), UUID(int=who), message, LAUNCH
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "touches", "standing"),
    [
        ("nothing", [], []),
        ("a click", [did(1, 0)], [1]),
        ("a click and its form", [did(1, 0), did(2, 5, "form")], [2]),
        ("a form alone", [did(1, 0, "form", mail=None)], [1]),
        ("a form without the mail's token", [did(1, 0), did(2, 5, "form", mail=None)], [2]),
        ("a double click", [did(1, 0), did(2, 1)], [1]),
        ("two links of one mail in one visit", [did(1, 0), did(2, 10), did(3, 20, "form")], [3]),
        ("back the next day", [did(1, 0), did(2, 1440, "form")], [1, 2]),
        ("just within half an hour", [did(1, 0), did(2, 30, "form")], [2]),
        ("just over half an hour", [did(1, 0), did(2, 31, "form")], [1, 2]),
        ("two mails at once", [did(1, 0), did(2, 5, mail=2)], [1, 2]),
        ("two mails, a form behind the second", [did(1, 0), did(2, 5, mail=2), did(3, 8, "form", mail=2)], [1, 3]),
        ("two people", [did(1, 0), did(2, 5, "form", who=2)], [1, 2]),
        ("two forms in one visit", [did(1, 0), did(2, 5, "form"), did(3, 9, "form")], [2]),
        ("coming to an event is no visit", [did(1, 0, "attendance"), did(2, 5)], [1, 2]),
        ("two forms behind one shared link", [shared(1, 0), shared(2, 20)], [1]),
        ("forms behind two shared links", [shared(1, 0), shared(2, 20, link=6)], [1, 2]),
        ("a shared link on another day", [shared(1, 0), shared(2, 1440)], [1, 2]),
        ("a mail and a shared link", [did(1, 0), shared(2, 5)], [1, 2]),
        ("ordered by time, then id", [did(3, 60, mail=3), did(1, 60, mail=1), did(2, 0, mail=2)], [2, 1, 3]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_one_touch_per_visit(name: str, touches: list[Did], standing: list[int]) -> None:
    assert [found.int for found in one_per_visit(touches)] == standing


@given(st.permutations([did(1, 0), did(2, 5, "form"), did(3, 20), did(4, 200), did(5, 201, "form", mail=None)]))
def test_it_makes_no_difference_what_was_stored_first(touches: list[Did]) -> None:
    assert [found.int for found in one_per_visit(touches)] == [2, 5]


@given(st.lists(st.tuples(st.integers(0, 500), st.sampled_from(["click", "form"]), st.integers(0, 3)), max_size=12))
def test_every_visit_has_a_touch_and_no_touch_stands_twice(rows: list[tuple[int, str, int]]) -> None:
    touches = [did(n + 1, at, kind, mail=mail or None) for n, (at, kind, mail) in enumerate(rows)]
    standing = one_per_visit(touches)
    assert len(set(standing)) == len(standing)
    assert bool(standing) == bool(touches)
    assert one_per_visit([one for one in touches if one.id in standing]) == standing or len(standing) < len(touches)


def test_a_token_carries_two_ids_and_nothing_else_passes_for_it() -> None:
    message, link = UUID(int=1), UUID(int=2)
    assert pair(token_payload(message, link)) == (message, link)
    assert pair(None) is None
    assert pair(b"") is None
    assert pair(token_payload(message, link)[:-1]) is None
    assert pair(token_payload(message, link) + b"x") is None


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://go.example/c/en/kestrel/1/page", "https://go.example/c/en/kestrel/1/page?v=T"),
        ("https://go.example/c/en/kestrel/1/page#form", "https://go.example/c/en/kestrel/1/page?v=T#form"),
        ("https://go.example/c/en/k/1/page?a=b#form", "https://go.example/c/en/k/1/page?a=b&v=T#form"),
        ("https://elsewhere.example/c/en/kestrel/1/page", "https://elsewhere.example/c/en/kestrel/1/page"),
        ("https://go.example.evil.example/c/", "https://go.example.evil.example/c/"),
        ("https://go.example/help", "https://go.example/help"),
    ],
)
def test_only_our_own_pages_learn_who_comes(url: str, expected: str) -> None:
    assert target(url, "https://go.example", "T") == expected
