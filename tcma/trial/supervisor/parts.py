"""How each part of the programme is started."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from tcma.base.settings import ROOT
from tcma.trial.servers.children import Child, spawn
from tcma.trial.supervisor.plan import ACCOUNT, REGION, TOPIC

RECEIPTS = "/receipts/sns"
WEB = (
    *("-m", "gunicorn", "tcma.trial.web:create_app()", "--worker-class", "tcma.adapters.gunicorn.ClickWorker"),
    *("--workers", "2", "--threads", "8"),
    *("--no-control-socket", "--graceful-timeout", "5", "--timeout", "60", "--access-logfile", "-"),
)


def web(env: Mapping[str, str], log: Path, descriptor: int) -> Callable[[], Child]:
    return _python("web", (*WEB, "--bind", f"fd://{descriptor}"), env, log, keep=(descriptor,))


def worker(name: str, env: Mapping[str, str], log: Path) -> Callable[[], Child]:
    return _python(name, (str(ROOT / "worker.py"),), env, log)


def simulator(env: Mapping[str, str], log: Path, data: Path, port: int) -> Callable[[], Child]:
    options = {
        "data": data,
        "port": port,
        "notify": env["PUBLIC_URL"] + RECEIPTS,
        "product": env["PUBLIC_URL"],
        "answers": env["REPLY_MAILBOX"].removeprefix("maildir:"),
        "answer-domain": env["REPLY_DOMAIN"],
        "region": REGION,
        "account": ACCOUNT,
        "topic": TOPIC,
        "new-identities": "pending",
    }
    arguments = (part for name, value in options.items() for part in (f"--{name}", str(value)))
    return _python("simulator", ("-m", "tcma.trial.ses", *arguments), env, log)


def migrations(env: Mapping[str, str], log: Path) -> Callable[[], Child]:
    return _python("migrations", ("-m", "alembic", "--config", "pyproject.toml", "upgrade", "head"), env, log)


def sample(env: Mapping[str, str], log: Path) -> Callable[[], Child]:
    fill = "import os; from tcma.trial.sample import fill; fill(os.environ['PUBLIC_URL'])"
    return _python("sample programme", ("-c", fill), env, log)


def _python(
    name: str, arguments: tuple[str, ...], env: Mapping[str, str], log: Path, keep: tuple[int, ...] = ()
) -> Callable[[], Child]:
    return lambda: spawn(name, (sys.executable, *arguments), env=env, cwd=ROOT, log=log, keep=keep)
