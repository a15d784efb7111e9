"""What every test may use. The fixtures stand in tests/fixtures, the cast in tests/cast.py."""

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.network",
    "tests.fixtures.language",
    "tests.fixtures.workers",
    "tests.fixtures.servers",
    "tests.fixtures.database",
    "tests.fixtures.product",
    "tests.fixtures.engine",
    "tests.fixtures.programme",
    "tests.fixtures.browser",
]

# The same examples every time, so that a red run can be repeated; time says nothing on a shared machine.
settings.register_profile(
    "tcma", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.load_profile("tcma")
