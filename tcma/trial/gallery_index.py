"""The gallery's one page: a section for each kit and language, a column for each brand, the other mails below."""

from dataclasses import dataclass
from html import escape
from pathlib import Path

SHOWN = 300  # pixels of a column
Shown = tuple[str, str]
"""What it is, and the name of its file."""
STYLE = (
    "body{font:14px system-ui;margin:24px;background:#ddd}nav{columns:12rem}nav a{display:block}"
    f".row{{display:flex;gap:16px;align-items:flex-start;overflow:auto}}.row>*{{flex:0 0 {SHOWN}px;margin:0}}"
    "figure{margin:0 0 8px}figcaption{color:#444}"
    "img{inline-size:100%;display:block;background:#fff}"
)


@dataclass(frozen=True)
class Cell:
    """One kit in one language and brand; without a brand, what else there is of it."""

    job: tuple[Path, str]
    brand: str
    pictures: tuple[Shown, ...]

    @property
    def place(self) -> str:
        return f"{self.job[0].name}-{self.job[1]}"


def index(cells: list[Cell]) -> str:
    places = dict.fromkeys((cell.place, f"{cell.job[0].name} · {cell.job[1]}") for cell in cells)
    links = "".join(f'<a href="#{escape(place)}">{escape(title)}</a>' for place, title in places)
    parts = (_section(place, title, [cell for cell in cells if cell.place == place]) for place, title in places)
    return (f"<!doctype html><html lang=en><meta charset=utf-8><title>Gallery</title><style>{STYLE}</style>"
            f"<h1>Gallery</h1><nav>{links}</nav>{''.join(parts)}")  # fmt: skip


def _section(place: str, title: str, cells: list[Cell]) -> str:
    columns = "".join(f"<div><h3>{escape(cell.brand)}</h3>{''.join(map(_one, cell.pictures))}</div>"
                      for cell in cells if cell.brand)  # fmt: skip
    rest = "".join(_one(shown) for cell in cells if not cell.brand for shown in cell.pictures)
    more = f'<h3>Its other mails and pages</h3><div class="row">{rest}</div>' if rest else ""
    return f'<section id="{escape(place)}"><h2>{escape(title)}</h2><div class="row">{columns}</div>{more}</section>'


def _one(shown: Shown) -> str:
    title, name = shown
    if not name.endswith(".jpg"):
        return f'<p><a href="{escape(name)}">{escape(title)}</a></p>'
    return (f'<figure><figcaption>{escape(title)}</figcaption>'
            f'<img loading="lazy" src="{escape(name)}" alt="{escape(title)}"></figure>')  # fmt: skip
