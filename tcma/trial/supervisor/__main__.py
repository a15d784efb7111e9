"""`python -m tcma.trial.supervisor FOLDER`: what Programme starts."""

from pathlib import Path

import click

from tcma.trial.supervisor.plan import Plan
from tcma.trial.supervisor.running import supervise


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--port", type=int, default=None)
@click.option("--workers", type=int, default=2)
@click.option("--fill/--no-fill", default=False)
@click.option("--careless", is_flag=True, help="Faster, and worthless after a crash of the machine.")
@click.option("--set", "settings", multiple=True, help="NAME=VALUE in the environment of every part.")
def main(
    folder: Path, port: int | None, workers: int, fill: bool, careless: bool, settings: tuple[str, ...]
) -> None:
    pairs = dict(pair.split("=", 1) for pair in settings)
    plan = Plan(folder, port=port, workers=workers, fill=fill, durable=not careless, settings=pairs)
    raise SystemExit(supervise(plan))


if __name__ == "__main__":
    main()
