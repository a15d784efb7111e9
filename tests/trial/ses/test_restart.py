import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tcma.trial.ses import Simulator, running_simulator
from tcma.trial.ses.files import Lines
from tests.trial.ses.conftest import bulk, client_of, entry, simple


def test_mails_log_clock_identities_and_suppression_outlive_a_restart(tmp_path: Path) -> None:
    with running_simulator(tmp_path, max_24_hour_send=9) as sim:
        client: Any = client_of(sim.url)
        client.send_bulk_email(**bulk(*[entry(f"p{k}@example.com", {"first_name": str(k)}) for k in range(3)]))
        client.send_email(**simple())
        client.create_email_identity(EmailIdentity="kestrel.example")
        client.put_suppressed_destination(EmailAddress="gone@example.com", Reason="BOUNCE")
        sim.set_clock(600)
        before = (sim.mails(), sim.log())

    with running_simulator(tmp_path, max_24_hour_send=9) as sim:
        client = client_of(sim.url)
        assert (sim.mails(), sim.log()) == before
        assert sim.status()["offset_seconds"] == 600
        assert client.get_account()["SendQuota"]["SentLast24Hours"] == 4
        assert client.get_email_identity(EmailIdentity="kestrel.example")["VerifiedForSendingStatus"]
        assert client.get_suppressed_destination(EmailAddress="gone@example.com")
        client.send_email(**simple("next@example.com"))
        assert [mail["index"] for mail in sim.mails(to="next@")] == [4]


def test_a_line_torn_by_a_kill_is_cut_off(tmp_path: Path) -> None:
    lines = Lines(tmp_path / "x.jsonl")
    lines.append([{"a": 1}, {"a": 2}])
    lines.close()
    with (tmp_path / "x.jsonl").open("ab") as file:
        file.write(b'{"a": 3, "to')

    lines = Lines(tmp_path / "x.jsonl")
    assert [line["a"] for line in lines.since(0, 9)] == [1, 2]
    assert lines.append([{"a": 4}]) == 2
    assert lines[2] == {"a": 4}
    lines.close()


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_the_process_keeps_what_it_took_however_it_ends(tmp_path: Path, end: signal.Signals) -> None:
    command = [sys.executable, "-m", "tcma.trial.ses", "--data", str(tmp_path), "--identity", "northgate.example"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}
    for expected in (1, 2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            url = process.stdout.readline().split()[-1]
            client_of(url.rstrip("/")).send_email(**simple())
            assert len(Simulator(url).mails()) == expected
            process.send_signal(end)
            assert process.wait(10) == (0 if end != signal.SIGKILL else -signal.SIGKILL)
