"""A page asset in a brand and a language: a whole document of its own, without scripts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from babel.core import get_global
from markupsafe import Markup

from tcma.base.words import N_, direction, language_name, speaking, spoken
from tcma.base.words import gettext as _
from tcma.branding.rules import Brand, Vendor
from tcma.catalogue.rules import PERSON_TAGS, Kit, Traits, seen_by, with_words
from tcma.composing.rules.blocks import Occasion, Part, Picture, parts_of
from tcma.composing.rules.email import ANYBODY, partner_tags
from tcma.composing.rules.inline import Merge, Piece
from tcma.composing.rules.links import FORM_ANCHOR, address_of
from tcma.composing.rules.looks import Look, look_of
from tcma.composing.rules.pen import NOTHING, Pen
from tcma.composing.rules.regions import with_own_words
from tcma.composing.rules.theme import theme
from tcma.composing.rules.themes import theme_named


@dataclass
class PagePen(Pen):
    """Links have their addresses at once, and nobody is known yet."""

    address: Callable[[str], str] = lambda target: target

    def link(self, target: str, label: str, kind: str = "") -> Markup:
        return self.data(f"#{FORM_ANCHOR}" if target == "talk" else self.address(target))

    def _person_html(self, tag: Merge, *, bare: bool = False) -> Markup:
        return self.data(tag.fallback) if tag.name in PERSON_TAGS else super()._person_html(tag, bare=bare)

    def _one_plain(self, piece: Piece) -> str:
        if isinstance(piece, Merge) and piece.name in PERSON_TAGS:
            return piece.fallback
        return super()._one_plain(piece)


@dataclass(frozen=True)
class Page:
    """A composed page. `form` is its form block, if it has one; `drawing` the file of its first picture, or ''."""

    language: str
    look: Look
    title: str
    description: str
    brand: Brand
    vendor: Vendor
    parts: tuple[Part, ...]
    form: Part | None
    partnership: Markup
    legal: tuple[Markup, ...] = ()
    drawing: str = ""
    means: str = ""  # what sending its form means: lead, download or newsletter
    file: str = ""  # the document that its form hands out

    @property
    def headline(self) -> Part | None:
        """Its first heading, which is the page's own."""
        return next((part for part in self.parts if part.type == "heading"), None)


@dataclass(frozen=True)
class Sight:
    """What networks are told of a page that is linked to. All addresses are ours.

    `url` is where people who follow the link come in; `image` the card, 1200 x 630; `others` the page's
    other languages, as tags.
    """

    url: str
    image: str
    others: tuple[str, ...] = ()

    @staticmethod
    def place_of(tag: str) -> str:
        """A language with a country, as Open Graph wants it: de_DE, ar_AR."""
        if tag == "ar":
            return "ar_AR"
        parts = str(get_global("likely_subtags").get(tag, tag.replace("-", "_"))).split("_")
        return f"{parts[0]}_{parts[-1]}" if len(parts) > 1 else tag


@dataclass(frozen=True)
class Act:
    """Something to do on a page that is done: a button that sends (`posts`), or a link."""

    label: str
    address: str
    posts: bool = False
    main: bool = False


@dataclass(frozen=True)
class FormState:
    """The form as it stands in this answer. `hidden` are fields of the view (CSRF, token, time trap).

    `trap` is the name of the field that people don't see; `state` is form, done or over. `told` takes the place of
    what the page says when it is done or over: a heading, then paragraphs. `notice` stands above the fields, `submit`
    on the button instead of the kit's words. `asked` are the fields, all of the form's where it is None; of a visitor
    we know, `writer` says as whom they write, and `fresh` is where somebody else goes. `bare`: the form alone, for
    a frame on another website.
    """

    action: str = ""
    hidden: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    trap: str = ""
    state: str = "form"
    told: tuple[str, ...] = ()
    acts: tuple[Act, ...] = ()
    notice: str = ""
    submit: str = ""
    asked: tuple[str, ...] | None = None
    writer: str = ""
    fresh: str = ""
    bare: bool = False


def compose_page(
    kit: Kit,
    asset_key: str,
    brand: Brand,
    vendor: Vendor,
    *,
    words: Mapping[str, str],
    own_words: Mapping[str, str],
    language: str,
    picture: Callable[[str], Picture],
    landing_url: Callable[[str], str],
    occasion: Occasion | None = None,
    variant: str = "",
    traits: Traits = ANYBODY,
) -> Page:
    """The page's parts in one of its variants; `picture` gives a drawing, `landing_url` the address of a page."""
    said = with_words(kit, words, only=asset_key).asset(asset_key)
    asset = with_own_words(said, own_words, vendor.name).in_variant(variant)
    asset = seen_by(asset, replace(traits, language=language))
    pen = PagePen(language, partner_tags(brand, vendor))
    pen.address = lambda target: address_of(kit, target, landing_url)
    with speaking(language):
        parts = parts_of(asset, pen=pen, brand=brand, picture=picture, occasion=occasion)
        partnership, _plain = pen.said(
            N_("%(partner)s is a partner of %(vendor)s."), partner=brand.name, vendor=vendor.name
        )
    heading = next((part.text for part in parts if part.type == "heading"), asset.title)
    text = next((part.text for part in parts if part.type == "text"), "")
    hero = next((block.fields["media"] for block in asset.blocks if block.type in ("hero", "image")), "")
    return Page(
        language, look_of(brand, language, theme_named(kit.theme)), heading, text.split("\n\n")[0][:200], brand, vendor,
        tuple(part for part in parts if part.type not in ("form", "legal")),
        next((part for part in parts if part.type == "form"), None), partnership,
        legal=tuple(line for part in parts if part.type == "legal" for line in part.html),
        drawing=hero, means=asset.means, file=asset.form.fields.get("file", "") if asset.form else "",
    )  # fmt: skip


LABELS = {
    "first_name": (N_("First name"), "text", "given-name"),
    "last_name": (N_("Last name"), "text", "family-name"),
    "email": (N_("Work email"), "email", "email"),
    "company": (N_("Company"), "text", "organization"),
    "title": (N_("What you do there"), "text", "organization-title"),
    "phone": (N_("Phone"), "tel", "tel"),
    "timing": (N_("When would it suit you?"), "choice", "off"),
    "message": (N_("What would you like to know?"), "area", "off"),
    "dietary": (N_("Anything you don't eat?"), "text", "off"),
    "marketing": (N_("%(partner)s may write to me about topics like this. I can stop it at any time."), "check", ""),
}


def label(field: str, partner: str) -> str:
    """What stands beside a field; of `marketing`, the very words that a person agrees to."""
    words, *_rest = LABELS[field]
    return _(words, partner=partner)


NEEDED = ("first_name", "last_name", "email", "company")

CHOICES: Mapping[str, Mapping[str, str]] = {
    "timing": {
        "now": N_("In the next weeks"), "quarter": N_("Within three months"), "later": N_("Later"),
        "looking": N_("I am only looking around"),
    },
}  # fmt: skip
"""Fields that are answered by one of these: {field: {what is stored: what is read}}."""


@dataclass(frozen=True)
class Input:
    """One field of the form, in the page's language."""

    name: str
    label: str
    kind: str
    autocomplete: str
    needed: bool
    value: str
    error: str
    choices: Mapping[str, str] = field(default_factory=dict)


def _foreign(language: str) -> Markup:
    """Attributes of an element with words of ours, where they are not in the page's language."""
    other = spoken(language)
    return NOTHING if other == language else Markup(' lang="{}" dir="{}"').format(other, direction(other))


def render_page(page: Page, form: FormState, *, nonce: str = "", sight: Sight | None = None) -> str:
    """The whole document. Its one style element carries `nonce`; it has no script and no style attribute.

    `sight` is for a page that is online; a preview has none.
    """
    with speaking(page.language):
        inputs = [
            Input(
                name, label(name, page.brand.name), *LABELS[name][1:], name in NEEDED,
                form.values.get(name, ""), form.errors.get(name, ""),
                {value: _(words) for value, words in CHOICES.get(name, {}).items()},
            )
            for name in (form.asked if form.asked is not None else page.form.names if page.form else ())
        ]  # fmt: skip
        return theme().get_template("page/document.html").render(
            page=page, look=page.look, form=form, inputs=inputs, nonce=nonce, anchor=FORM_ANCHOR,
            language_name=language_name, foreign=_foreign(page.language), sight=sight,
            agreement=label("marketing", page.brand.name) if page.means == "newsletter" else "",
        )  # fmt: skip
