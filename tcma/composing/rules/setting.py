"""From parts to the two bodies of a mail: MJML compiled to HTML, and plain text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup
from mjml import mjml2html

from tcma.composing.rules.blocks import Part, Picture
from tcma.composing.rules.looks import Look
from tcma.composing.rules.mail import PLACEHOLDER
from tcma.composing.rules.pen import NOTHING
from tcma.composing.rules.theme import theme

# After the preheader, so that a mailbox does not go on with the words of the body.
PADDING = Markup("&#847;&zwnj;&nbsp;" * 60)


@dataclass(frozen=True)
class Section:
    """Parts that stand on one strip of the mail. `opens`: its heading is the mail's own."""

    kind: str
    parts: tuple[Part, ...]
    opens: bool = False


@dataclass(frozen=True)
class Frame:
    """What stands around the blocks."""

    language: str
    look: Look
    title: Markup
    preheader: Markup
    owner: Markup
    logo: Picture | None = None
    beside: Markup = NOTHING
    footer: Sequence[Markup] = ()
    links: Sequence[tuple[Markup, Markup]] = field(default_factory=tuple)
    trap: Markup = NOTHING


def sections(parts: Iterable[Part]) -> list[Section]:
    """Pictures and columns take a strip of their own, everything between them shares one."""
    found: list[Section] = []
    flow: list[Part] = []
    for part in (*parts, None):
        alone = part is None or part.type in ("hero", "columns", "stats")
        if alone and flow:
            opens = not any(section.kind == "flow" for section in found)
            found.append(Section("flow", tuple(flow), opens))
            flow = []
        if part is not None and alone:
            found.append(Section(part.type, (part,)))
        elif part is not None:
            flow.append(part)
    return found


def set_html(frame: Frame, parts: Iterable[Part]) -> str:
    """The HTML body. A brace pair that is not a field would be read by SES, so it is a bug here."""
    source = theme().get_template("email/mail.mjml").render(
        vars(frame), sections=sections(parts), padding=PADDING
    )  # fmt: skip
    html = mjml2html(source)
    if "{{" in PLACEHOLDER.sub("", html):
        raise ValueError("a brace pair in the HTML is not a field")
    return html


def set_text(blocks: Iterable[str], footer: Iterable[str]) -> str:
    """The plain-text body: blocks parted by empty lines, and the footer below the signature mark."""
    body = "\n\n".join(filter(None, blocks))
    text = f"{body}\n\n-- \n" + "\n".join(filter(None, footer)) + "\n"
    if "{{" in PLACEHOLDER.sub("", text):
        raise ValueError("a brace pair in the text is not a field")
    return text


def button_width(label: str) -> int:
    """Outlook's buttons have a fixed width: about the label's in 16 px bold Arial, and its padding."""
    return min(536, max(150, 56 + 9 * len(label)))


theme().filters["button_width"] = button_width
