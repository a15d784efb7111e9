"""docs/blocks.md: every block, from its schema."""

from collections.abc import Iterator

from tcma.catalogue.rules import BLOCKS
from tcma.catalogue.rules.blocks import BlockType, Field
from tcma.composing.rules.themes import THEMES, Theme
from tcma.trial.blocks.show import OWN_LINE, mail_of

HEAD = """\
# Blocks and themes

Mails, pages and checklists of a kit are made of these blocks, from top to bottom; [kits.md](kits.md) says how a kit is
written, what its regions mean, and where a target may lead. This page is made from the schemas in
`tcma/catalogue/rules/blocks.py`, which the checks of `tcma publish` read too: `make blocks` makes it anew.

Every block is drawn three times from the same words: in a mail (MJML, right in Outlook, in dark mode and from 320 to
600 pixels), on a page, and as plain text. None of them takes HTML. A number alone below *at most* counts characters.
"""
SHAPES = {
    "line": "a line",
    "text": "paragraphs, with `**bold**` and `[links](talk)`",
    "lines": "a list; bold and links in each item",
    "pairs": 'a list of pairs, with a bar between the sides; bold and links in the second',
    "links": "a list of links and nothing else",
    "names": "a list of form fields",
    "media": "a file in `media/`",
    "file": "a PDF in `media/`",
    "target": "where it leads",
    "offset": "a time before or after the event",
}
PLACES = {"email": "mails", "page": "pages", "checklist": "checklists"}
COMMON = ("id", "type", "region", "max", "variant", "only")


def book() -> str:
    """The whole document."""
    return "\n".join([HEAD, *_contents(), *(line for name in BLOCKS for line in _block(name)), *_themes()])


def _contents() -> Iterator[str]:
    yield " · ".join(f"[{name}](#{name})" for name in BLOCKS) + " · [themes](#themes)"
    yield ""
    yield (f"Besides its own fields a block has {', '.join(f'`{name}`' for name in COMMON)}: "
           "see [kits.md](kits.md#assets).")  # fmt: skip
    yield ""


def _block(name: str) -> Iterator[str]:
    block = BLOCKS[name]
    yield f"## {name}"
    yield ""
    yield f"{block.about} Stands in {_where(block)}; regions: {', '.join(f'`{one}`' for one in block.regions)}."
    yield ""
    if block.fields:
        yield "| field | what | at most | |"
        yield "|---|---|---|---|"
        yield from map(_field, block.fields)
        yield ""
    yield "```toml"
    yield from _toml(name, block)
    yield "```"
    yield ""
    if "checklist" not in block.assets:
        yield f"![{name}](blocks/{name}.png)"
        yield ""
    if text := _plain(name):
        yield "In plain text:"
        yield ""
        yield from ("    " + line if line else "" for line in text.split("\n"))
        yield ""


def _where(block: BlockType) -> str:
    places = " and ".join(PLACES[one] for one in block.assets)
    return f"{places} of event kits" if block.kinds == ("event",) else places


def _field(field: Field) -> str:
    what = f"one of {', '.join(f'`{one}`' for one in field.choices)}" if field.choices else SHAPES[field.shape]
    if field.about:
        what = f"{what}: {field.about}" if not field.choices else f"{field.about}: {what}"
    limits = (f"{field.limit:,}" if field.limit else "", f"{field.most} items" if field.most else "")
    most = ", ".join(filter(None, limits))
    needed = "" if field.required and not field.with_ else f"with `{field.with_}`" if field.with_ else "may be missing"
    return f"| `{field.name}` | {what.replace('|', chr(92) + '|')} | {most} | {needed} |"


def _toml(name: str, block: BlockType) -> Iterator[str]:
    yield "[[block]]"
    yield f'id = "{name.replace("_", "-")}"'
    yield f'type = "{name}"'
    if name == "partner_line":
        yield "max = 280"
    for field in block.fields:
        said = block.sample.get(field.name)
        if said is None:
            continue
        if field.listed:
            yield f"{field.name} = ["
            yield from (f'  "{line}",' for line in said.split("\n"))
            yield "]"
        elif field.shape == "names":
            yield f"{field.name} = [" + ", ".join(f'"{line}"' for line in said.split("\n")) + "]"
        elif "\n" in said:
            yield from (f'{field.name} = """', *said.split("\n"), '"""')
        else:
            yield f'{field.name} = "{said}"'


def _plain(name: str) -> str:
    """What the plain text of a mail says for it; nothing for what a mail has not, or says nothing of."""
    if "email" not in BLOCKS[name].assets:
        return ""
    body, _mark, footer = mail_of([name]).text.partition("\n\n-- \n")
    if name == "legal":
        return next(line for line in footer.split("\n") if line == BLOCKS[name].sample["text"])
    return OWN_LINE if name == "partner_line" else body.strip()


def _themes() -> Iterator[str]:
    yield "## Themes"
    yield ""
    yield ("`theme = \"...\"` in kit.toml; without it, the first. A theme decides letters, corners, lines and the "
           "head; the colour is the partner's. Social pictures, papers and decks take the same letters, sizes, corners "
           "and lines, and each theme puts its drawing elsewhere in them.")  # fmt: skip
    yield ""
    yield "| theme | headline | later ones | corners | buttons | head | lines | drawing in pictures, papers and decks |"
    yield "|---|---|---|---|---|---|---|---|"
    yield from map(_theme, THEMES.values())
    yield ""
    for name in THEMES:
        yield f"![{name}](blocks/theme-{name}.png)"
        yield f"![a paper and pictures in {name}](blocks/theme-{name}-files.png)"
    yield ""


def _theme(one: Theme) -> str:
    head = {"plain": "the names", "rule": "a line of the partner's colour below the names",
            "band": "the names on the partner's colour"}[one.header]  # fmt: skip
    stage = {"above": "above the headline", "beside": "beside it, or below it in a frame",
             "colour": "with it on the partner's colour, in a frame",
             "below": "below it, from edge to edge"}[one.stage]  # fmt: skip
    return (f"| `{one.name}` | {one.title} px {one.letters} | {one.heading} px | {one.radius} px | {one.button} px "
            f"| {head} | {one.line} px | {stage} |")  # fmt: skip
