"""Sample brands that are hard to dress in: each breaks a layout that was made for an easy one."""

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from PIL import Image, ImageDraw

from tcma.branding.rules import Brand, Logo, Vendor, ink, on_colour, read_logo

Rgba = tuple[int, int, int, int]
VENDOR = "Northgate"


@dataclass(frozen=True)
class Hard:
    """A brand with its logo read as an upload is; `logo` None: it has none."""

    key: str
    title: str
    brand: Brand
    logo: Logo | None


def brands() -> list[Hard]:
    """Very wide, tall, white, neon, with a name of 60 characters, and an Arabic one."""
    return [
        _hard("wide", "Very wide logo", "Kestrel IT", "#0F766E", _bars((1800, 120), "#0F766E", 9)),
        _hard("tall", "Tall logo", "Merlin Cloud", "#6D28D9", _bars((260, 420), "#6D28D9", 2)),
        _hard("white", "White logo", "Snowfield Systems", "#334155", _bars((800, 220), "#FFFFFF", 4)),
        _hard("neon", "Neon colour", "Volt & Sons", "#D7FF1E", _bars((700, 200), "#D7FF1E", 4)),
        _hard("long", "60 characters", "Consolidated Information Technology Services of the North AG", "#B45309", None),
        _hard("arabic", "Arabic company", "شركة النور لتقنية المعلومات", "#1D4ED8", _bars((500, 260), "#1D4ED8", 3)),
    ]  # fmt: skip


def vendor_mark() -> Logo:
    return read_logo(_bars((620, 190), "#111827", 3))


def vendor(mark: Logo) -> Vendor:
    key = f"vendor-{mark.width}x{mark.height}.png"
    return Vendor(VENDOR, "https://northgate.example", "1 Sample Quay, Dublin", key)


def _hard(key: str, title: str, name: str, colour: str, drawn: bytes | None) -> Hard:
    logo = read_logo(drawn, tallest=vendor_mark().height) if drawn else None
    size = (logo.width, logo.height) if logo else (0, 0)
    brand = Brand(
        UUID(int=len(key)), name, colour, on_colour(colour), ink(colour), logo_key=key if logo else None,
        dark_logo_key=key if logo else None, logo_width=size[0], logo_height=size[1], contact_name="Sam Sample",
        contact_email=f"sam@{key}.example", contact_phone="+49 40 555 0100", website=f"https://{key}.example",
        postal_address="Sample House, 12 Sample Street, 20457 Hamburg",
        legal_footer="Sitz: Hamburg · Registergericht: Amtsgericht Hamburg · HRB 123456 · Geschäftsführung: Sam Sample",
    )  # fmt: skip
    return Hard(key, title, brand, logo)


def _bars(size: tuple[int, int], colour: str, count: int) -> bytes:
    """A mark of rounded bars, as wide and as high as asked, on nothing."""
    image = Image.new("RGBA", size, (0, 0, 0, 0))
    pen, wide = ImageDraw.Draw(image), size[0] / (count * 1.5 - 0.5)
    for number in range(count):
        left = number * wide * 1.5
        top = size[1] * 0.35 * (number % 2)
        pen.rounded_rectangle((left, top, left + wide, size[1] - 1), radius=min(wide, size[1]) / 5, fill=colour)
    out = BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
