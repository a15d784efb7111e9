"""Files that somebody might bring as a logo to harm us, or without knowing what they bring; and a clean one of each.

Run as a program with a folder: looks at each file in it and prints, as JSON, what was said of it, how much processor
time it took, and how much memory was in use at most until then.
"""

import json
import socket
import struct
import sys
import time
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw

from tests.memory import peak_mb

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 50">'
SHAPE = '<rect width="200" height="50" fill="#0F766E"/>'
TAKEN, REFUSED, EITHER = "taken", "refused", "either"


def svg(inside: str, head: str = HEAD) -> bytes:
    return f"{head}{inside}{SHAPE}</svg>".encode()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(width: int, height: int, *more: bytes, depth: int = 8, kind: int = 2, body: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    middle = b"".join(more)
    data = chunk(b"IDAT", zlib.compress(body, 9))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + middle + data + chunk(b"IEND", b"")


def saved(image: Image.Image, kind: str, **how: object) -> bytes:
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def bar(mode: str = "RGB", size: tuple[int, int] = (800, 200), colour: object = "#0F766E") -> Image.Image:
    image = Image.new(mode, (size[0] + 40, size[1] + 40), "white" if mode == "RGB" else 0)
    ImageDraw.Draw(image).rectangle((20, 20, size[0] + 19, size[1] + 19), fill=colour)  # type: ignore[arg-type]  # any mode
    return image


def _drawings(secret: str) -> Iterator[tuple[str, str, bytes]]:
    """(name, what becomes of it, bytes). `secret` is the path of a picture on this machine."""
    yield "clean.svg", TAKEN, svg("")
    for name, inside in {
        "script": "<script>alert(1)</script>",
        "handler": '<g onload="alert(1)" onclick="alert(2)"/>',
        "foreign": '<foreignObject width="9" height="9"><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>',
        "file": f'<image width="200" href="{secret}"/><image width="99" height="50" xlink:href="file://{secret}"/>',
        "remote": '<image width="9" height="9" href="http://127.0.0.1:9/x.png"/><use href="http://127.0.0.1:9/#a"/>',
        "import": "<style>@import url(http://127.0.0.1:9/a.css); rect{fill:url(http://127.0.0.1:9/b)}</style>",
        "data-html": '<image width="9" height="9" href="data:text/html,&lt;script&gt;1&lt;/script&gt;"/>',
        "data-svg": '<image width="9" height="9" href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        "animate": '<rect><animate attributeName="href" values="javascript:a()"/><set attributeName="x"/></rect>',
        "link": '<a href="javascript:alert(1)"><text>x</text></a>',
        "nested": "<svg viewBox='0 0 9 9'>" * 50 + "</svg>" * 50,
        "filter": '<filter id="f"><feGaussianBlur stdDeviation="9999"/></filter><g filter="url(#f)"/>',
        "pattern": '<pattern id="p" width="0.0001" height="0.0001"><rect width="1" height="1"/></pattern>',
        "itself": '<g id="a"><use href="#a"/></g><use id="b" href="#b"/>',
    }.items():  # fmt: skip
        yield f"{name}.svg", TAKEN, svg(inside)
    doubling = "".join(f'<g id="l{n}">{f"""<use href="#l{n - 1}"/>""" * 10}</g>' for n in range(1, 12))
    yield "uses.svg", EITHER, svg(f'<rect id="l0" width="1" height="1"/>{doubling}<use href="#l11"/>')
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    yield "entities.svg", REFUSED, f'<!DOCTYPE svg [<!ENTITY l0 "lol">{lol}]>{HEAD}<text>&l9;</text></svg>'.encode()
    yield (
        "entity-file.svg",
        REFUSED,
        (f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{secret}">]>{HEAD}<text>&x;</text></svg>').encode(),
    )
    yield (
        "parameter.svg",
        REFUSED,
        (f'<!DOCTYPE svg [<!ENTITY % d SYSTEM "http://127.0.0.1:9/d">%d;]>{HEAD}</svg>').encode(),
    )
    yield "include.svg", TAKEN, svg(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret}"/>')
    yield "huge-box.svg", EITHER, svg("", HEAD.replace("200 50", "1e30 1e30"))
    yield "huge-size.svg", TAKEN, svg("", HEAD.replace("viewBox", 'width="999999999" height="999999999" viewBox'))
    yield "no-box.svg", EITHER, svg("", HEAD.replace("200 50", "0 0"))
    yield "nan-box.svg", EITHER, svg("", HEAD.replace("200 50", "NaN -1"))
    yield "deep.svg", EITHER, svg("<g>" * 70_000 + "</g>" * 70_000)
    yield "wide.svg", REFUSED, svg("<rect/>" * 60_000)
    yield "path.svg", EITHER, svg(f'<path d="M0 0{"l1 1-1 1" * 60_000}"/>')
    yield "dashes.svg", TAKEN, svg('<path d="M0 0H1e9" stroke="#000" stroke-width="1" stroke-dasharray="0.0001"/>')
    yield "letters.svg", EITHER, svg(f'<text font-size="1e6">{"W" * 200_000}</text>')
    yield "not-xml.svg", REFUSED, b"<svg" + b"<" * 100_000
    yield "utf16.svg", EITHER, svg("").decode().encode("utf-16")
    yield "zeros.svg", REFUSED, b"<svg>" + b"\0" * 100_000


def _photos() -> Iterator[tuple[str, str, bytes]]:
    clean = saved(bar(), "PNG")
    yield "clean.png", TAKEN, clean
    yield "bomb.png", REFUSED, png(60_000, 60_000, depth=1, kind=0, body=b"\0" * 10_000)
    yield "bomb-16mp.png", EITHER, png(4000, 4000, body=(b"\0" + b"\x0f\x76\x6e" * 4000) * 4000)
    yield (
        "text-bomb.png",
        EITHER,
        png(200, 50, chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a" * 50_000_000, 9)), body=(b"\0" + b"\1" * 600) * 50),
    )
    yield (
        "profile-bomb.png",
        EITHER,
        png(200, 50, chunk(b"iCCP", b"a\0\0" + zlib.compress(b"a" * 50_000_000, 9)), body=(b"\0" + b"\1" * 600) * 50),
    )
    yield "short.png", REFUSED, clean[:300]
    yield "no-end.png", EITHER, clean[:-12]
    yield "crc.png", REFUSED, clean.replace(b"IDAT", b"IDAT\x00", 1)
    yield "zero.png", REFUSED, png(0, 0)
    yield "one.png", REFUSED, saved(Image.new("RGB", (1, 1), "#0F766E"), "PNG")
    yield "thin.png", REFUSED, saved(Image.new("RGB", (5000, 1), "#0F766E"), "PNG")
    frames = [bar(colour=colour) for colour in ("#0F766E", "#B45309", "#6D28D9")]
    yield "moving.png", TAKEN, saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    yield "moving.gif", TAKEN, saved(frames[0], "GIF", save_all=True, append_images=frames[1:] * 20)
    yield "moving.webp", TAKEN, saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])
    yield "screen.gif", REFUSED, b"GIF89a" + struct.pack("<HH", 65_535, 65_535) + saved(bar(), "GIF")[10:]
    yield "page.png", REFUSED, b"<html><script>alert(1)</script></html>"
    yield "picture-and-page.png", TAKEN, clean + b"<html><script>alert(1)</script></html>"
    yield "page-and-picture.gif", REFUSED, b"<script>/*" + saved(bar(), "GIF")
    yield "picture-and-zip.jpg", TAKEN, saved(bar(), "JPEG") + b"PK\3\4" + b"\0" * 1000
    yield "picture-and-pdf.png", TAKEN, clean + b"%PDF-1.7\n%%EOF"
    yield "png-called.jpg", TAKEN, clean
    yield "tiff-called.png", REFUSED, saved(bar(), "TIFF")
    yield "postscript.png", REFUSED, b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n(/etc/passwd) run"
    yield "icon.png", REFUSED, saved(bar(size=(200, 50)), "ICO")
    yield "cmyk.jpg", TAKEN, saved(bar("CMYK", colour=(200, 0, 40, 90)), "JPEG")
    yield "grey16.png", TAKEN, saved(bar("I;16", colour=20_000), "PNG")
    yield "grey-alpha.png", TAKEN, saved(bar("LA", colour=(80, 255)), "PNG")
    yield "palette.png", TAKEN, saved(bar().quantize(8), "PNG")
    yield "two-colours.png", TAKEN, saved(bar("1", colour=1), "PNG")
    exif = Image.Exif()
    exif[0x010E] = "<script>alert(1)</script>" * 2_000
    exif[0x0112] = 6
    yield "turned.jpg", TAKEN, saved(bar(size=(200, 300)), "JPEG", exif=exif)
    yield "bad-exif.jpg", EITHER, saved(bar(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08" + b"\xff" * 20_000)
    yield "scans.jpg", REFUSED, saved(bar(size=(3000, 2000)), "JPEG", progressive=True) + b"\xff\xda\0\0" * 100
    yield "passes.jpg", EITHER, _passes(saved(bar(size=(3000, 3000)), "JPEG", progressive=True, quality=1))
    yield "short.jpg", REFUSED, saved(bar(), "JPEG")[:500]
    yield "short.webp", REFUSED, saved(bar(), "WEBP")[:100]
    yield "empty.png", REFUSED, b""
    yield "too-large.png", REFUSED, clean + b"\0" * (5 * 1024 * 1024)


def _passes(jpeg: bytes) -> bytes:
    """The last pass of a progressive JPEG, over and over."""
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + last * min(2_000, 4_000_000 // len(last)) + jpeg[-2:]


def written(folder: Path) -> dict[str, str]:
    """Write them all; {name: what has to become of it}."""
    secret = folder.parent / "secret.png"
    secret.write_bytes(saved(Image.new("RGB", (200, 50), "#FF00FF"), "PNG"))
    found = {}
    for name, fate, data in [*_drawings(str(secret)), *_photos()]:
        (folder / name).write_bytes(data)
        found[name] = fate
    return found


def main(folder: Path) -> None:
    from tcma.cli_brand import looked_at

    calls: list[object] = []

    def refuse(_self: socket.socket, address: object) -> None:
        calls.append(address)
        raise OSError("nothing may be called")

    socket.socket.connect = refuse  # type: ignore[assignment,method-assign]  # on purpose
    found = {}
    for file in sorted(folder.iterdir()):
        began = time.process_time()
        said = looked_at(file.read_bytes())
        took = time.process_time() - began
        image = said.pop("png")
        whole = Image.open(BytesIO(image)) if image else None
        found[file.name] = said | {
            "seconds": took, "mb": peak_mb(), "calls": len(calls), "holds": sorted(whole.info) if whole else [],
            "magenta": bool(whole and (255, 0, 255) in set(whole.convert("RGB").get_flattened_data())),
            "script": b"script" in (image or b""),
        }  # fmt: skip
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
