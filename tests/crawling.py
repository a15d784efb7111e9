"""A visitor that follows every link it is shown and sends every form, and tries in each field what none may obey."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from selectolax.lexbor import LexborHTMLParser, LexborNode
from werkzeug.test import TestResponse

Form = dict[str, str]
Shape = tuple[str, tuple[str, ...]]
_OURS = re.compile(r"https?://127\.0\.0\.1:\d+")
_VARIES = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|[\w-]{24,}")
LEAVES = ("/sign", "/language", "/theme", "/me/", "/reset", "/forgotten", "/trial", "/media/", "/static/", "/api/")
"""Where the visitor would become somebody else, or see nothing of its own."""
PICTURES = (".png", ".svg", ".pdf", ".pptx", ".js", ".css", ".webmanifest")
HTML = "text/html"


@dataclass
class Visitor:
    """One person's browser. `seen`: what each address answered; `sent`: forms by shape, so that each goes once;
    `forgot`: where a page that said no had lost what was typed.

    `follows`: whether it goes on from the places where it begins, to one page of each shape.
    """

    client: FlaskClient
    sent: set[Shape]
    follows: bool = True
    seen: dict[str, TestResponse] = field(default_factory=dict)
    forgot: list[str] = field(default_factory=list)

    def walk(self, first: Iterable[str]) -> None:
        """Every page that can be reached from here."""
        self.seen.clear()
        todo, shapes = list(first), set[str]()
        while todo:
            path = _OURS.sub("", todo.pop(0)).partition("#")[0]
            shape = shape_of(path).partition("?")[0]
            if shape in shapes or not path.startswith("/") or path.startswith(LEAVES):
                continue
            shapes.add(shape)
            if urlsplit(path).path.endswith(PICTURES):
                continue
            answer = self.client.get(path)
            assert answer.status_code < 500, path
            self.seen[path] = answer
            if self.follows and answer.mimetype == HTML and answer.status_code == 200:
                todo += [node.attributes.get("href") or "" for node in _parsed(answer).css("a[href]")]

    def forms(self) -> Iterator[tuple[str, LexborNode]]:
        """(address it goes to, form) of each shape that was not sent yet."""
        for path, answer in list(self.seen.items()):
            if answer.mimetype != HTML or answer.status_code != 200:
                continue
            for form in _parsed(answer).css("form"):
                to = (form.attributes.get("action") or path).partition("#")[0]
                named = (shape_of(to), tuple(sorted({node.attributes["name"] or "" for node in form.css("[name]")})))
                if named not in self.sent and not to.startswith(LEAVES):
                    self.sent.add(named)
                    yield to, form

    def send(self, to: str, form: LexborNode, words: str) -> TestResponse | None:
        """The form with these words in every field that takes any, and once more without them where they can't be
        taken; None where no field takes any."""
        given = filled(form, words)
        if "import" in to:
            given = {name: table(words) if said == words else said for name, said in given.items()}
            words = table(words)
        if words not in given.values():
            return None
        answer = self._sent(to, form, given)
        wrong = {node.attributes["name"] or "" for node in _parsed(answer).css("[aria-invalid=true][name]")}
        if answer.status_code == 422 and wrong:
            if not typed_in(answer, words):
                self.forgot.append(to)
            answer = self._sent(to, form, {**given, **plausible(form, wrong)})
        return answer

    def _sent(self, to: str, form: LexborNode, given: Form) -> TestResponse:
        if form.attributes.get("method") != "post":
            return self.client.get(to.partition("?")[0], query_string=given)
        return self.client.post(to, data=given)


def _parsed(answer: TestResponse) -> LexborHTMLParser:
    return LexborHTMLParser(answer.text)


def shape_of(path: str) -> str:
    """An address without what differs from row to row."""
    parts = urlsplit(path)
    names = sorted(one.partition("=")[0] for one in parts.query.split("&"))
    return _VARIES.sub("*", parts.path) + "?" + "&".join(names)


def table(words: str) -> str:
    """People whose every cell has these words."""
    quoted = '"' + words.replace('"', '""') + '"'
    return f"email,first name,last name,company\nsara@typed.example,{quoted},{quoted},{quoted}\n"


FIXED = {"number": "7", "color": "#0F766E", "time": "10:00", "email": "sam@typed.example"}
LIKELY = (
    ("domain", "sample.example"), ("website", "https://sample.example"), ("url", "https://sample.example"),
    ("amount", "12000"), ("country", "GB"), ("phone", "+44 20 7946 0000"), ("email", "sam@typed.example"),
    ("currency", "EUR"), ("slug", "sample"), ("capacity", "16"), ("minutes", "60"),
)  # fmt: skip


def filled(form: LexborNode, words: str) -> Form:
    """As a browser would send it by its main button."""
    found: Form = {}
    buttons = form.css("button[name]")
    main = next(
        (one for one in buttons if "btn-primary" in (one.attributes.get("class") or "")),
        buttons[-1] if buttons else None,
    )
    if main is not None:
        found[main.attributes["name"] or ""] = main.attributes.get("value") or ""
    for node in form.css("input[name], select[name], textarea[name]"):
        name, kind = node.attributes["name"] or "", node.attributes.get("type") or "text"
        if node.tag == "select":
            options = [one.attributes.get("value") or "" for one in node.css("option")]
            found[name] = next((value for value in options if value), "")
        elif node.tag == "textarea" or (node.tag == "input" and kind in ("text", "search", "tel")):
            found[name] = words
        elif kind == "url":
            found[name] = f"https://sample.example/{words.partition(' ')[0]}"
        elif kind in FIXED or kind in ("date", "datetime-local"):
            found[name] = node.attributes.get("value") or FIXED.get(kind, "")
        elif kind == "password":
            found[name] = f"{words} for a door"
        elif kind == "hidden" or (kind in ("checkbox", "radio") and name not in found):
            found[name] = node.attributes.get("value") or ""
    return found


def plausible(form: LexborNode, names: Iterable[str]) -> Form:
    """What can be taken in fields where not everything can."""
    stood = {node.attributes["name"]: node.attributes.get("value") or "" for node in form.css("input[name]")}
    return {
        name: stood.get(name) or next((value for part, value in LIKELY if part in name), "Sample") for name in names
    }


def typed_in(answer: TestResponse, words: str) -> bool:
    """Whether a page shows them."""
    return words in unescape(answer.text)
