"""What every test may use. The fixtures stand in tests/fixtures, the cast in tests/cast.py."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

TESTS = Path(__file__).parent
TOLD_WHOLE = (TESTS / "stories", TESTS / "trial")

pytest_plugins = [
    "tests.fixtures.network",
    "tests.fixtures.servers",
    "tests.fixtures.database",
    "tests.fixtures.product",
    "tests.fixtures.programme",
    "tests.fixtures.browser",
    "tests.fixtures.engine",
]

# The same examples every time, so that a red run can be repeated; time says nothing on a shared machine.
settings.register_profile(
    "tcma", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("tcma")


@pytest.hookimpl(tryfirst=True)  # xdist reads the mark in its own hook, which comes before those of a conftest
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These files are told by one worker from beginning to end: their tests share a programme and its past."""
    for item in items:
        if item.path.parent in TOLD_WHOLE:
            item.add_marker(pytest.mark.xdist_group(item.path.stem))
