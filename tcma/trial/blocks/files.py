"""What a theme makes of files: the first page of a paper, and pictures for networks beside it, as one picture."""

from io import BytesIO

from PIL import Image

from tcma.catalogue.rules import Asset, Block
from tcma.composing.rules.themes import THEMES
from tcma.files.rules import SIZES, Dress, Marks, Writer, paper_png, picture_png, targets_of
from tcma.trial.blocks.show import BRAND, DRAWING, VENDOR, block_of

KINDS = ("text", "columns", "bullets", "quote", "button", "signature")
TITLE = "Know in twelve minutes where you stand"
ADDRESS = "https://go.northgate.example/s/abcdefghij"
PAPER, WIDE, GAP = 400, 480, 16  # pixels


def files_of(theme: str) -> bytes:
    """PNG of a paper, a wide picture and a square one in a sample partner's name."""
    first = (Block("hero", "hero", fields={"media": "sample.svg", "alt": "Hills"}),
             Block("headline", "heading", fields={"text": TITLE}))  # fmt: skip
    asset = Asset("paper", "paper", TITLE, blocks=(*first, *map(block_of, KINDS)))
    dress = Dress(BRAND, VENDOR, "en", Marks(), lambda _name: DRAWING.encode(), "GB", theme=THEMES[theme])
    writer = Writer({"partner_name": BRAND.name}, dict.fromkeys(targets_of(asset), ADDRESS))
    pictures = [
        picture_png(SIZES[key], dress, title=TITLE, drawing="sample.svg", address=ADDRESS)
        for key in ("linkedin", "square")
    ]
    paper = _open(paper_png(asset, dress, writer, width=PAPER), PAPER)
    wide, high = _open(pictures[0], WIDE), paper.height + 2 * GAP
    square = _open(pictures[1], high - wide.height - 3 * GAP)
    sheet = Image.new("RGB", (PAPER + WIDE + 3 * GAP, high), "#C9CBCF")
    sheet.paste(paper, (GAP, GAP))
    sheet.paste(wide, (PAPER + 2 * GAP, GAP))
    sheet.paste(square, (PAPER + 2 * GAP, wide.height + 2 * GAP))
    out = BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def _open(png: bytes, width: int) -> Image.Image:
    image = Image.open(BytesIO(png), formats=["PNG"]).convert("RGB")
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)
