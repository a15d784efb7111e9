"""One programme for all stories; what an operator, a vendor's administrator and her colleague do first."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tcma.trial.story import founding
from tcma.trial.story.mailbox import Mailbox
from tcma.trial.story.world import PASSWORD, World
from tcma.trial.supervisor import Programme
from tests.stories.stage import Someone, Stage

VERA, CARLOS = f"vera@{founding.DOMAIN}", f"carlos@{founding.DOMAIN}"


@pytest.fixture(scope="session")
def empty_stage(programme: Programme, browser: Browser) -> Iterator[Stage]:
    """Nobody is there yet."""
    world = World(programme.url, Mailbox(programme.simulator_url), programme.settings)
    yield Stage(browser, programme, world)
    world.close()


@pytest.fixture(scope="session")
def stage(empty_stage: Stage) -> Stage:
    """An operator sets the programme up, Vera follows the link and invites Carlos, and two kits are published."""
    found = empty_stage
    link = found.world.command(
        "init", "--vendor", founding.VENDOR, "--domain", founding.DOMAIN, "--website", f"https://{founding.DOMAIN}",
        "--address", "Northgate, Sample Quay 1, 1011 AB Amsterdam", "--timezone", "Europe/Amsterdam",
        "--currency", "EUR", "--no-quiet", "--no-warm-up", "--admin-email", VERA, "--admin-name", "Vera Sample",
    ).splitlines()[-1]  # fmt: skip
    vera = found.someone()
    vera.goes_to(link)
    accept(vera)
    vera.at("/hq")
    vera.looks()
    vera.goes_to("/hq/people")
    vera.fill(name="Carlos Sample", email=CARLOS)
    vera.choose(vera.page.locator("[name=role][value=channel_manager]"))
    vera.press("Send invitation")
    vera.reads(CARLOS)
    vera.looks()
    reader = found.mailbox(found.someone(), CARLOS, "")
    carlos = found.mail_link(reader, "/in/")
    accept(carlos)
    carlos.at("/hq")
    carlos.page.context.close()
    vera.page.context.close()
    founding.publish(found.world, *founding.KITS)
    found.world.browsers["vera"] = found.scriptless(VERA)
    found.world.browsers["carlos"] = found.scriptless(CARLOS)
    return found


def accept(person: Someone) -> None:
    """An invitation's page: choose a password, and in."""
    person.looks()
    person.fill(password=PASSWORD)
    person.click(person.page.locator("main button[type=submit]"))


@pytest.fixture
def quiet(stage: Stage) -> Iterator[Stage]:
    """The stage; afterwards nothing broke on the server, and no page said or asked for what it should not."""
    log = stage.programme.var / "log" / "web.log"
    before = len(log.read_text())
    stage.watch.said.clear()
    stage.watch.asked.clear()
    yield stage
    broke = re.findall(r"Traceback \(.*?(?=^127\.0\.0\.1|\Z)", log.read_text()[before:], re.DOTALL | re.MULTILINE)
    assert not broke, "\n".join(broke)
    assert not stage.watch.wrong
