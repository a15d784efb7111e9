"""What every station needs: the addresses, the operator's commands, everyone's browser, the clock."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tcma.base.settings import ROOT
from tcma.base.words import LANGUAGES
from tcma.trial.story.browser import Browser, StoryBroke
from tcma.trial.story.mailbox import Mailbox

PASSWORD = "orchid-Lantern-47-harbour"  # of everyone in the sample programme: they have no secrets
CLOCK = "clock"  # the browser that turns it


@dataclass
class World:
    """A running programme seen from outside."""

    url: str
    mailbox: Mailbox
    settings: Mapping[str, str]
    browsers: dict[str, Browser] = field(default_factory=dict)
    _token: str = field(default="", init=False)

    def command(self, *words: str) -> str:
        """Run `tcma ...` as an operator would, in the programme's environment. Returns what it printed."""
        environment = {**os.environ, **self.settings, "PYTHONPATH": str(ROOT)}
        ran = subprocess.run(
            [sys.executable, "-m", "tcma.cli", *words], cwd=ROOT, env=environment, capture_output=True, text=True,
            timeout=120, check=False,
        )
        if ran.returncode:
            raise StoryBroke(f"tcma {' '.join(words)} ended with {ran.returncode}: {ran.stderr[-800:]}")
        return ran.stdout.strip()

    def accept(self, link: str, who: str) -> Browser:
        """Follow an invitation's link and choose a password. From here on `who` is signed in."""
        browser = Browser(self.url)
        page = browser.get(link)
        browser.submit(page.form(field_name="password"), {"password": PASSWORD})
        self.browsers[who] = browser
        return browser

    def accept_mail(self, email: str, who: str) -> Browser:
        """The same, from the mail."""
        letter = self.mailbox.letter(email)
        return self.accept(letter.links("/in/")[0], who)

    def skip(self, *, minutes: int = 0) -> None:
        """Move product time: to the next due moment, or so many minutes."""
        browser = Browser(self.url)
        page = browser.get("/trial/")
        browser.submit(page.form(action="/trial/skip"), {"minutes": str(minutes), "next": "/trial/"})
        browser.close()

    def go(self, to: datetime | None, *, begin: bool = False) -> None:
        """Product time goes on to a moment, or to the present; at the very beginning, it begins there."""
        browser = self.browsers.get(CLOCK)
        if browser is None:
            browser = self.browsers[CLOCK] = Browser(self.url)
            self._token = browser.get("/trial/").form(action="/trial/skip").fields["csrf_token"]
        said = {"csrf_token": self._token, "to": to.isoformat() if to else "present"}
        answer = browser.hop("/trial/clock", method="POST", body=said | ({"begin": "yes"} if begin else {}))
        if answer.status_code != 303:
            raise StoryBroke(f"the clock answered {answer.status_code}: {answer.text[:300]}")

    def speak(self, who: str, language: str) -> None:
        """Someone changes the language of their pages."""
        browser = self.browsers[who]
        form = browser.get("/me").form(action="/language")
        page = browser.submit(form, button=LANGUAGES[language])
        if (page.tree.root and page.tree.root.attributes.get("lang")) != language:
            raise StoryBroke(f"{page.path} does not speak {language}")

    def close(self) -> None:
        for browser in self.browsers.values():
            browser.close()
        self.mailbox.close()
