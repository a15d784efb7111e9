"""The connection to PostgreSQL cut at each COMMIT of the send path: once before it arrives, once after it is done."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tcma.base.settings import Settings
from tcma.trial.servers import Postgres
from tests.delivery.chaos.conftest import CLAIM, MakeStepOf
from tests.delivery.chaos.crew import Crew
from tests.delivery.chaos.figures import FIGURES
from tests.delivery.chaos.ground import Ground
from tests.delivery.chaos.proxy import cutting, through


@pytest.fixture
def folder() -> Iterator[Path]:
    """A socket's path may not be long."""
    with tempfile.TemporaryDirectory(prefix="tcma-cut-") as found:
        yield Path(found)


def test_a_worker_cut_off_at_any_commit_sends_nothing_twice_and_loses_nothing(
    hands: Crew, ground: Ground, make_step_of: MakeStepOf, settings: Settings, postgres_server: Postgres, folder: Path
) -> None:
    steps = []
    for arrived in (True, False):
        for nth in range(1, 20):
            step_id = make_step_of(CLAIM)
            with cutting(folder, postgres_server.socket_dir, nth, arrived=arrived) as proxy:
                hands.start("once as rq", step_id, database_url=through(settings.database_url, folder)).ended()
            (folder / ".s.PGSQL.5432").unlink()
            steps.append(step_id)
            if not proxy.cut:
                break
            FIGURES.cuts += 1
        assert 4 <= nth < 19, "claim, begin, record and reap have a commit each"
    ground.settle(steps)
    ground.look(steps)
