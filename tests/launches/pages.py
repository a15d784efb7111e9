"""The launch page as a browser without scripts has it."""

from selectolax.lexbor import LexborHTMLParser
from werkzeug.test import TestResponse

PAGE = "/launch/readiness"


def fields(answer: TestResponse, form: str = "form.launch-form") -> dict[str, str]:
    """A form of the page as a browser would send it."""
    found: dict[str, str] = {}
    for node in LexborHTMLParser(answer.text).css(f"{form} [name]"):
        name, kind = node.attributes["name"] or "", node.attributes.get("type")
        if "disabled" in node.attributes or node.tag == "button":
            continue
        if node.tag == "textarea":
            found[name] = node.text().removeprefix("\n")
        elif node.tag == "select":
            chosen = node.css_first("option[selected]") or node.css_first("option")
            found[name] = (chosen.attributes.get("value") or "") if chosen else ""
        elif kind not in ("checkbox", "radio") or "checked" in node.attributes:
            found[name] = node.attributes.get("value") or ""
    return found


def seen(answer: TestResponse, selector: str) -> str:
    """The text of the first element that matches, spaces evened out."""
    node = LexborHTMLParser(answer.text).css_first(selector)
    assert node is not None, selector
    return " ".join(node.text(separator=" ").split())
