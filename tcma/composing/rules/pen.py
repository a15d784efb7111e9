"""Writes kit texts as HTML and as plain text at once; what it does not write itself is escaped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from tcma.base.words import direction, gettext, spoken
from tcma.catalogue.rules import PERSON_TAGS, PERSONAL
from tcma.composing.rules.inline import Anchor, Bold, Merge, Piece, Words, line_pieces, pieces
from tcma.composing.rules.mail import HTML_TWIN, Field, LinkSpec, in_html

NOTHING = Markup("")
FSI, LRI, PDI = "\u2068", "\u2066", "\u2069"  # bidi isolates: first strong, left to right, end


def foreign(language: str, shown: Markup) -> Markup:
    """Words in another language than what stands around them."""
    return Markup('<span lang="{}" dir="{}">{}</span>').format(language, direction(language), shown)


@dataclass
class Pen:
    """One mail's writer. `partner` has the values of the merge tags known when the mail is composed."""

    language: str
    partner: Mapping[str, str]
    link_style: Markup = NOTHING
    fields: dict[str, Field] = field(default_factory=dict)
    links: list[LinkSpec] = field(default_factory=list)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def rtl(self) -> bool:
        return direction(self.language) == "rtl"

    def html(self, text: str) -> Markup:
        """Running text."""
        return self._html(pieces(text))

    def line(self, text: str) -> Markup:
        """A line without bold or links; fit for an attribute only where it has no merge tag."""
        return self._html(line_pieces(text))

    def plain(self, text: str) -> str:
        """Running text; a link's address follows its label."""
        return self._plain(pieces(text))

    def plain_line(self, text: str) -> str:
        return self._plain(line_pieces(text))

    def attribute(self, text: str) -> Markup:
        """A line for an attribute or title: no elements in it."""
        return Markup("").join(
            self._person_html(piece, bare=True) if isinstance(piece, Merge) else self.data(self._plain([piece]))
            for piece in line_pieces(text)
        )

    @staticmethod
    def data(value: str) -> Markup:
        """Somebody's value, as it is."""
        return Markup(in_html(value))

    def apart(self, value: str) -> Markup:
        """A name inside a sentence: its direction does not spill over."""
        return Markup(f"<bdi>{in_html(value)}</bdi>") if value else Markup("")

    def number(self, value: str) -> Markup:
        """A phone number or address of a mailbox: left to right everywhere."""
        return Markup(f'<span dir="ltr">{in_html(value)}</span>') if value else Markup("")

    def plain_apart(self, value: str) -> str:
        return self._isolated(self.plain_data(value), FSI)

    def plain_number(self, value: str) -> str:
        return self._isolated(self.plain_data(value), LRI)

    def plain_data(self, value: str) -> str:
        """A value in plain text; its braces become fields, so that SES reads nothing into them."""
        for brace, name in (("{", "ob"), ("}", "cb")):
            if brace in value:
                self.use(Field(name, name))
        return value.replace("{", "\0").replace("}", "{{cb}}").replace("\0", "{{ob}}")

    def ours(self, shown: Markup) -> Markup:
        """Words of ours, marked where they are in another language than the mail: we have no catalogue for it."""
        other = spoken(self.language)
        return shown if other == self.language else foreign(other, shown)

    def said(self, message: str, **values: str) -> tuple[Markup, str]:
        """A sentence of ours round somebody's values, in HTML and plain; each value keeps its own direction."""
        words = gettext(message)
        shown = self.data(words) % {name: self.apart(value) for name, value in values.items()}
        return self.ours(shown), words % {name: self.plain_apart(value) for name, value in values.items()}

    def link(self, target: str, label: str, kind: str = "") -> Markup:
        """The field that will hold the address of a tracked link, or of a page of the reader's own."""
        if target in PERSONAL:  # each reader's own page, whose token is a value of the message
            return Markup(self.use(Field(target, target, "#")))
        known = next((spec for spec in self.links if (spec.target, spec.label) == (target, label)), None)
        if known is None:
            kind = kind or ("talk" if target == "talk" else "page" if target.startswith("page:") else "web")
            known = LinkSpec(len(self.links), kind, target, label)
            self.links.append(known)
        return Markup(self.use(Field(known.name, "l")))

    def use(self, used: Field) -> str:
        """The placeholder of a field, noted as in use."""
        self.fields[used.name] = used
        return f"{{{{{used.name}}}}}"

    def why(self) -> tuple[Markup, str]:
        """Why the reader gets this, in HTML and plain."""
        return self.ours(Markup(self.use(Field("h_why", "why", html=True)))), self.use(Field("why", "why"))

    def until(self) -> tuple[Markup, str]:
        """Until when a seat is kept for the reader, in HTML and plain."""
        html = self.use(Field("h_until", "until", html=True))
        return Markup(f"<bdi>{html}</bdi>"), self._isolated(self.use(Field("until", "until")), FSI)

    def _html(self, parts: Iterable[Piece]) -> Markup:
        return Markup("").join(self._one_html(part) for part in parts)

    def _one_html(self, piece: Piece) -> Markup:
        match piece:
            case Words(text):
                return self.data(text)
            case Bold(inner):
                return Markup("<strong>{}</strong>").format(self._html(inner))
            case Anchor(label, target):
                href = self.link(target, self._label(label))
                return Markup('<a href="{}"{}>{}</a>').format(href, self.link_style, self._html(label))
            case Merge():
                return self._person_html(piece)

    def _person_html(self, tag: Merge, *, bare: bool = False) -> Markup:
        if tag.name not in PERSON_TAGS:
            return self.data(self._known(tag)) if bare else self.apart(self._known(tag))
        placeholder = self.use(Field(HTML_TWIN + self._name(tag), tag.name, tag.fallback, html=True))
        return Markup(placeholder if bare else f"<bdi>{placeholder}</bdi>")

    def _plain(self, parts: Iterable[Piece]) -> str:
        return "".join(self._one_plain(part) for part in parts)

    def _one_plain(self, piece: Piece) -> str:
        match piece:
            case Words(text):
                return self.plain_data(text)
            case Bold(inner):
                return self._plain(inner)
            case Anchor(label, target):
                return f"{self._plain(label)} <{self.link(target, self._label(label))}>"
            case Merge():
                if piece.name not in PERSON_TAGS:
                    return self.plain_apart(self._known(piece))
                placeholder = self.use(Field(self._name(piece), piece.name, piece.fallback))
                return self._isolated(placeholder, FSI)

    def _known(self, tag: Merge) -> str:
        return self.partner.get(tag.name) or tag.fallback

    def _label(self, parts: Iterable[Piece]) -> str:
        """A link's label for reports: without what differs from reader to reader."""
        return "".join(part.text if isinstance(part, Words) else "…" for part in parts)

    def _name(self, tag: Merge) -> str:
        """One field per tag and fallback: first_name, first_name_2, ..."""
        key = (tag.name, tag.fallback)
        if key not in self._names:
            number = 1 + sum(name == tag.name for name, _fallback in self._names)
            self._names[key] = tag.name if number == 1 else f"{tag.name}_{number}"
        return self._names[key]

    def _isolated(self, value: str, mark: str) -> str:
        return f"{mark}{value}{PDI}" if value and self.rtl else value
