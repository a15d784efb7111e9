"""The parts in their order: up, watched, and down in reverse."""

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from tcma.trial.servers.children import Child, wait_for
from tcma.trial.servers.postgres_server import CARELESS, Postgres
from tcma.trial.servers.valkey_server import Valkey
from tcma.trial.supervisor import parts
from tcma.trial.supervisor.answers import answers, working
from tcma.trial.supervisor.component import Component
from tcma.trial.supervisor.folder import HALF_FILLED, remember_ports, remembered_ports, write_state
from tcma.trial.supervisor.following import Follower
from tcma.trial.supervisor.plan import Plan, surroundings
from tcma.trial.supervisor.ports import HOST, listen, port_of

WEB_PORT, SIMULATOR_PORT = 8000, 8025


class Stopped(Exception):
    """Somebody asked for the end while something was still starting."""


class Supervisor:
    """`up`, then `watch` until `stop_asked`, then `down`. Everything from the main thread."""

    def __init__(self, plan: Plan, say: Callable[[str], None], stop_without: int | None = None) -> None:
        self.plan, self.say = plan, say
        self._stop_without = stop_without
        self.var = plan.var.absolute()
        self.components: list[Component] = []
        self._signalled = False
        self.ready = False
        self._open = ExitStack()

    @property
    def stop_asked(self) -> bool:
        """By a signal, or because the parent that was to be watched is gone."""
        return self._signalled or (self._stop_without is not None and os.getppid() != self._stop_without)

    def obey_signals(self) -> None:
        """Explicit handlers: a shell that starts us in the background has SIGINT ignored."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)

    def up(self) -> None:
        """Start every part and wait until each answers; raises Stopped, or StartFailed with a log's end."""
        (self.var / "log").mkdir(exist_ok=True)
        self._choose_ports()
        settings = {} if self.plan.durable else CARELESS
        postgres = Postgres(self.var / "postgres", log=self._log("postgres"), settings=settings)
        self._start("postgres", postgres.start)
        valkey = Valkey(self.var / "valkey", log=self._log("valkey"), durable=self.plan.durable)
        self._start("valkey", valkey.start)
        self.settings = self.plan.parts_settings(
            database_url=postgres.url, redis_url=valkey.url, url=self.url, simulator_url=self.simulator_url
        )
        env = {**surroundings(), **self.settings}
        data, port = self.var / "ses", self._simulator_port
        simulator = self._start("simulator", parts.simulator(env, self._log("simulator"), data, port))
        self._once("migrations", parts.migrations(env, self._log("migrations")))
        self._wait(simulator, lambda: answers(self.simulator_url))
        web = self._start("web", parts.web(env, self._log("web"), self._web_socket.fileno()))
        workers = [
            self._start(name, parts.worker(name, env, self._log(name)))
            for name in (f"worker-{number}" for number in range(1, self.plan.workers + 1))
        ]
        self._wait(web, lambda: answers(f"{self.url}/healthz"))
        for child in workers:
            self._wait(child, partial(working, valkey.url, child.pid))
        if self.plan.fill and not (self.var / "filled").exists():
            self._fill(env)
        self.ready = True
        self._tell()

    def _fill(self, env: dict[str, str]) -> None:
        """One that was broken off is no programme to show: the next start begins anew."""
        (self.var / HALF_FILLED).touch()
        log = self._log("sample")
        self._once("sample programme", parts.sample(env, log), Follower(log, self.say).look)
        (self.var / "filled").touch()
        (self.var / HALF_FILLED).unlink()

    def watch(self) -> None:
        """Start again what dies, until someone asks for the end."""
        while not self.stop_asked:
            self._look()
            time.sleep(0.1)

    def down(self) -> None:
        """Stop every part, the last one first."""
        for component in reversed(self.components):
            if component.pid is not None:
                component.stop()
                self.say(f"  {component.name} stopped")
        self.components.clear()
        self._open.close()
        self.ready = False
        self._tell()

    def _choose_ports(self) -> None:
        last, chosen = remembered_ports(self.var), self.plan.port
        usual = last.get("web", WEB_PORT if chosen is None else 0)
        self._web_socket = self._open.enter_context(listen(chosen or None, usual))
        web = port_of(self._web_socket)
        if chosen is None and web != usual:
            self.say(f"  Port {usual} is taken, so this demo uses {web}.")
        with listen(None, last.get("simulator", 0 if chosen == 0 else SIMULATOR_PORT)) as found:
            self._simulator_port = port_of(found)
        self.url, self.simulator_url = f"http://{HOST}:{web}", f"http://{HOST}:{self._simulator_port}"
        remember_ports(self.var, {"web": web, "simulator": self._simulator_port})

    def _start(self, name: str, start: Callable[[], Child]) -> Child:
        if self.stop_asked:
            raise Stopped
        component = Component(name, start)
        child = component.start()
        self.components.append(component)
        self.say(f"  {name} runs (process {child.pid})")
        self._tell()
        return child

    def _wait(self, child: Child, ready: Callable[[], bool]) -> None:
        def ready_or_stopped() -> bool:
            if self.stop_asked:
                raise Stopped
            return ready()

        wait_for(child, ready_or_stopped, 90)

    def _once(self, name: str, start: Callable[[], Child], meanwhile: Callable[[], None] = lambda: None) -> None:
        """Run a part that ends by itself, while the others are watched; its failure is ours."""
        began = time.monotonic()
        child = start()
        try:
            while (status := child.ended()) is None:
                if self.stop_asked:
                    raise Stopped
                self._look()
                meanwhile()
                time.sleep(0.05)
            meanwhile()  # what it said with its last breath
        finally:
            child.stop()
        if status != 0:
            raise child.failure("failed")
        self.say(f"  {name} done in {time.monotonic() - began:.1f} s")

    def _look(self) -> None:
        for component in self.components:
            said = component.look()
            if said is not None:
                self.say(f"  {said}")
                self._tell()

    def _tell(self) -> None:
        known = {"url": self.url, "simulator_url": self.simulator_url} if hasattr(self, "url") else {}
        state: dict[str, Any] = {**known, "ready": self.ready, "settings": getattr(self, "settings", {})}
        state["pids"] = {component.name: component.pid for component in self.components}
        write_state(self.var, state)

    def _log(self, name: str) -> Path:
        return self.var / "log" / f"{name}.log"

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._signalled = True
