"""A part's log, told to whoever waits."""

from pathlib import Path

from tcma.trial.supervisor.following import Follower


def test_new_whole_lines_are_said_once_and_old_ones_not_at_all(tmp_path: Path) -> None:
    log, said = tmp_path / "log", list[str]()
    log.write_text("from yesterday\n")
    follower = Follower(log, said.append)
    with log.open("a") as file:
        file.write("first\nsec")
        file.flush()
        follower.look()
        file.write("ond\n")
        file.flush()
        follower.look()
        follower.look()
    assert said == ["  first", "  second"]


def test_a_log_that_is_not_there_yet_says_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    Follower(tmp_path / "log", said.append).look()
    assert said == []
