"""A person's browser without scripts: pages, links, forms."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from selectolax.lexbor import LexborHTMLParser, LexborNode

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36"

_TLS = ssl.create_default_context()  # made once: it reads every certificate there is
# A connection for each request: one kept open may be closed by the server just as the next request leaves.
FRESH = httpx.Limits(max_keepalive_connections=0)


class StoryBroke(AssertionError):
    """A station of the story did not do what its page promises."""


@dataclass
class Form:
    """A form as it stands on the page. `fields` are what the browser would send."""

    action: str
    method: str
    fields: dict[str, str]
    buttons: list[tuple[str, str, str]]  # (words, name, value)
    files: set[str] = field(default_factory=set)
    options: dict[str, list[str]] = field(default_factory=dict)  # radio buttons and boxes: the values on offer


class Page:
    """An answer, with its links and forms."""

    def __init__(self, answer: httpx.Response) -> None:
        self.status = answer.status_code
        self.url = str(answer.url)
        self.text = answer.text
        self.tree = LexborHTMLParser(answer.text)

    @property
    def path(self) -> str:
        return urlsplit(self.url).path

    @property
    def words(self) -> str:
        """What a reader sees, white space folded."""
        body = self.tree.body
        return " ".join(body.text(separator=" ").split()) if body else ""

    def forms(self) -> list[Form]:
        return [self._form(node) for node in self.tree.css("form")]

    def form(self, *, button: str = "", field_name: str = "", action: str = "") -> Form:
        """The form with this button, this field or this action."""
        for found in self.forms():
            if button and not any(button in words for words, _, _ in found.buttons):
                continue
            if field_name and field_name not in {*found.fields, *found.files, *found.options}:
                continue
            if action and not found.action.endswith(action):
                continue
            return found
        raise StoryBroke(f"{self.path} has no form with {button or field_name or action!r}: {self.words[:400]}")

    def _form(self, node: LexborNode) -> Form:
        fields, files, options = {}, set(), dict[str, list[str]]()
        for one in node.css("input, select, textarea"):
            attributes = one.attributes
            name, kind = attributes.get("name"), attributes.get("type") or ""
            if not name or "disabled" in attributes:
                continue
            if kind == "file":
                files.add(name)
            elif kind in ("checkbox", "radio"):
                options.setdefault(name, []).append(attributes.get("value") or "on")
                if "checked" in attributes:
                    fields[name] = attributes.get("value") or "on"
            elif one.tag == "select":
                chosen = one.css_first("option[selected]") or one.css_first("option")
                fields[name] = (chosen.attributes.get("value") or "") if chosen else ""
            elif kind not in ("submit", "button", "image"):
                fields[name] = (one.text() if one.tag == "textarea" else attributes.get("value")) or ""
        buttons = [
            (" ".join(b.text().split()), b.attributes.get("name") or "", b.attributes.get("value") or "")
            for b in node.css("button")
        ]
        action = urljoin(self.url, node.attributes.get("action") or self.url)
        return Form(action, (node.attributes.get("method") or "get").lower(), fields, buttons, files, options)

    def links(self) -> list[tuple[str, str]]:
        """(words, absolute address) of every link."""
        found = ((" ".join(a.text().split()), a.attributes.get("href") or "") for a in self.tree.css("a[href]"))
        return [(words, urljoin(self.url, href)) for words, href in found]

    def link(self, words: str = "", *, path: str = "") -> str:
        """The address of the first link with these words, or whose path begins so."""
        for said, address in self.links():
            if (words and words in said) or (path and urlsplit(address).path.startswith(path)):
                return address
        raise StoryBroke(f"{self.path} has no link {words or path!r}")


class Browser:
    """One person's browser: cookies, redirects, and a refusal to go on after an error page."""

    def __init__(self, base: str, *, agent: str = PERSON, language: str = "en") -> None:
        headers = {"User-Agent": agent, "Accept-Language": language, "Accept": "text/html"}
        self._client = httpx.Client(
            base_url=base, headers=headers, follow_redirects=True, timeout=60, trust_env=False,
            verify=_TLS, limits=FRESH,
        )

    def get(self, address: str, *, expect: int = 200) -> Page:
        return self._page(self._client.get(address), expect)

    def submit(
        self, form: Form, values: Mapping[str, str] | None = None, *, button: str = "",
        files: Mapping[str, tuple[str, bytes]] | None = None, expect: int = 200,
    ) -> Page:
        """Send a form with these values, by the button that has these words."""
        data = {**form.fields, **(values or {})}
        pressed = next(((name, value) for words, name, value in form.buttons if button in words), ("", ""))
        if pressed[0]:
            data[pressed[0]] = pressed[1]
        if form.method == "get":
            return self._page(self._client.get(form.action, params=data), expect)
        extra: dict[str, Any] = {"files": dict(files)} if files else {}
        return self._page(self._client.post(form.action, data=data, **extra), expect)

    def hop(self, address: str, *, method: str = "GET", body: Mapping[str, str] | None = None) -> httpx.Response:
        """One request, redirects not followed."""
        return self._client.request(method, address, data=dict(body) if body else None, follow_redirects=False)

    def json(self, address: str) -> Any:
        answer = self._client.get(address, headers={"Accept": "application/json"})
        answer.raise_for_status()
        return answer.json()

    def close(self) -> None:
        self._client.close()

    @staticmethod
    def _page(answer: httpx.Response, expect: int) -> Page:
        page = Page(answer)
        if page.status != expect:
            method = answer.request.method
            raise StoryBroke(f"{method} {page.url} answered {page.status}, not {expect}: {page.words[:600]}")
        return page
