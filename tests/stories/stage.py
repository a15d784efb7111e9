"""A running programme, and the people who use it, each with a browser of their own."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from playwright.sync_api import Browser, FilePayload, Locator, Page, Response, expect
from playwright.sync_api import Error as PlaywrightError

from tcma.base.words import gettext, speaking
from tcma.trial.story import founding
from tcma.trial.story.browser import PERSON
from tcma.trial.story.browser import Browser as Scriptless
from tcma.trial.story.world import PASSWORD, World
from tcma.trial.supervisor import Programme
from tests.looking import DESKTOP, Watch, faults

PATIENCE = 30_000  # the machine that runs this may be busy with other things


@dataclass
class Clicks:
    """How many clicks it took: a press, a link followed, a choice made, a file picked."""

    made: int = 0


class Someone:
    """A person at a browser. Every click goes through here, and so is counted."""

    def __init__(self, page: Page, language: str = "en") -> None:
        self.page = page
        self.language = language
        self._counters: list[Clicks] = []

    def word(self, message: str, **values: Any) -> str:
        """What the interface calls it in this person's language."""
        with speaking(self.language):
            return gettext(message, **values)

    @contextmanager
    def counting(self) -> Iterator[Clicks]:
        clicks = Clicks()
        self._counters.append(clicks)
        yield clicks
        self._counters.remove(clicks)

    def click(self, target: Locator) -> None:
        """Click, and wait for the page behind it if it leads to one."""
        self._count()
        target.click()
        self.page.wait_for_load_state()

    def press(self, name: str, *, about: str = "", inside: Locator | None = None) -> None:
        """The button with this name (for this thing)."""
        self.click(self.named("button", name, about=about, inside=inside))

    def follow(self, name: str, *, about: str = "", inside: Locator | None = None) -> None:
        """The link with this name."""
        self.click(self.named("link", name, about=about, inside=inside))

    def named(self, role: Any, name: str, *, about: str = "", inside: Locator | None = None) -> Locator:
        where: Any = inside or self.page
        begins = re.compile(f"^{re.escape(self.word(name))}.*{re.escape(about)}")
        found: Locator = where.get_by_role(role, name=begins)
        return found.first

    def choose(self, control: Locator) -> None:
        """A radio button or a box."""
        self._count()
        control.check()

    def pick(self, control: Locator, file: FilePayload) -> None:
        """A file, in the chooser that the control opens."""
        self._count()
        control.set_input_files(file)

    def fill(self, **values: str) -> None:
        """Type into, or choose from, the fields of these names. Keys are no clicks."""
        for name, value in values.items():
            control = self.page.locator(f"main [name='{name}']").first
            if control.evaluate("one => one.tagName") == "SELECT":
                control.select_option(value)
            else:
                control.fill(value)

    def goes_to(self, address: str, status: int = 200) -> None:
        # A page that looks again by itself may just have begun to: then the browser takes its navigation for ours.
        answer = self._navigate(address) or self._navigate(address)
        assert answer is not None
        assert answer.status == status, f"{address} answered {answer.status}: {self.page.title()}"

    def at(self, path: str) -> None:
        """The address bar shows this path (a regular expression)."""
        expect(self.page).to_have_url(re.compile(rf"^http://127\.0\.0\.1:\d+{path}(\?.*)?(#.*)?$"), timeout=PATIENCE)

    def reads(self, words: str) -> None:
        """These words stand on the page."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=PATIENCE)

    def speak(self, language: str) -> None:
        """In the account's own menu, where the account speaks another language: a story before may have changed it."""
        html = self.page.locator("html")
        if html.get_attribute("lang") != language:
            self.click(self.page.locator("details[data-menu]:visible summary").first)
            self.click(self.page.locator(f"button[name=language][value={language}]:visible"))
            expect(html).to_have_attribute("lang", language, timeout=PATIENCE)
        self.language = language

    def looks(self, *, mail: bool = False) -> None:
        """No machine finds a fault on this page (or mail), light and dark."""
        found = faults(self.page, mail=mail)
        assert not found, f"{self.page.url}\n" + "\n".join(found)

    def _navigate(self, address: str) -> Response | None:
        """What answered; nothing when another navigation was sooner."""
        try:
            return self.page.goto(address)
        except PlaywrightError as error:
            if "interrupted by another navigation" not in error.message:
                raise
            return None

    def _count(self) -> None:
        for counter in self._counters:
            counter.made += 1


@dataclass
class Stage:
    """The programme, a browser, everyone in it, and what the pages said that they should not have."""

    browser: Browser
    programme: Programme
    world: World
    watch: Watch = field(default_factory=Watch)
    partners: dict[str, founding.PartnerSample] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.programme.url

    def someone(
        self, language: str = "en", *, javascript: bool = True, sandbox: bool = True, agent: str = PERSON,
        touch: bool = False, still: bool = False,
    ) -> Someone:
        """A fresh browser, which says what a person's browser says. Without `sandbox`, axe can look into a mail.

        `still` spares the machine the fades from page to page, where hundreds are looked at as they stand.
        """
        width, height = DESKTOP
        context = self.browser.new_context(
            user_agent=agent, locale=language, java_script_enabled=javascript, base_url=self.url,
            bypass_csp=not sandbox, has_touch=touch, is_mobile=touch, viewport={"width": width, "height": height},
            reduced_motion="reduce" if still else "no-preference",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE)
        self.watch.over(context)
        return Someone(context.new_page(), language)

    def signed_in(self, email: str, language: str = "en", **browser: Any) -> Someone:
        """Someone of the programme, who typed their address and password."""
        person = self.someone(language, **browser)
        person.goes_to("/sign-in")
        person.fill(email=email, password=PASSWORD)
        person.click(person.page.locator("main button[type=submit]"))
        person.at("/(home|hq)")
        person.speak(language)
        return person

    def mailbox(self, reader: Someone, address: str, subject: str) -> Someone:
        """The reader opens a mail of theirs in the mailbox; the mail stands in its frame."""
        letter = self.world.mailbox.letter(address, subject)
        reader.goes_to(f"{self.programme.simulator_url}/?q={address}")
        reader.click(reader.page.locator("li a", has_text=letter.subject).first)
        expect(reader.page.frame_locator("iframe").locator("body")).not_to_be_empty(timeout=PATIENCE)
        return reader

    def mail_alone(self, reader: Someone) -> Someone:
        """The open mail as a document of its own."""
        alone = self.someone(reader.language, sandbox=False)
        source = reader.page.locator("iframe").get_attribute("src")
        alone.goes_to(f"{self.programme.simulator_url}{source}")
        return alone

    def mail_link(self, reader: Someone, href: str) -> Someone:
        """The reader follows the first visible link of the open mail whose address has this in it, to a new tab."""
        link = reader.page.frame_locator("iframe").locator(f"a[href*='{href}']:visible").first
        with reader.page.context.expect_page() as opened:
            reader.click(link)
        tab = Someone(opened.value, reader.language)
        tab._counters = reader._counters
        tab.page.wait_for_load_state()
        return tab

    def partner(self, sample: founding.PartnerSample) -> founding.PartnerSample:
        """This partner, invited and dressed if it is not there yet; without a browser, to save time."""
        if sample.slug not in self.partners:
            founding.invite_partner(self.world, sample)
            founding.dress(self.world, sample)
            self.partners[sample.slug] = sample
        return sample

    def scriptless(self, email: str) -> Scriptless:
        """The same person over plain HTTP, for what a story is not about."""
        browser = Scriptless(self.url)
        browser.submit(browser.get("/sign-in").form(field_name="password"), {"email": email, "password": PASSWORD})
        return browser


def firm(name: str) -> founding.PartnerSample:
    """One more partner, whose people read English."""
    slug = name.lower().replace(" ", "-")
    return replace(founding.KESTREL, slug=slug, name=name, email=f"admin@{slug}.example", language="en")


def csv_file(name: str, text: str, encoding: str = "utf-8") -> FilePayload:
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode(encoding)}
