"""`tcma brand`: what becomes of a file that somebody brings as a logo."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

import click

from tcma.branding.rules import NotALogo, kind_of, read_logo
from tcma.branding.rules.decoding import FILE_MAX


@click.group()
def brand() -> None:
    """Brands of partners."""


@brand.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The findings as JSON, alone on standard output.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write what would be stored to this file.")
def check_file(file: Path, as_json: bool, out: Path | None) -> None:
    """Say whether a file can be a logo, and what would be stored of it. Exit status 2 if it is refused."""
    with file.open("rb") as stream:
        data = stream.read(FILE_MAX + 1)
    found = looked_at(data)
    png = found.pop("png")
    if out is not None and isinstance(png, bytes):
        out.write_bytes(png)
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    elif found["accepted"]:
        stored = found["stored"]
        click.echo(f"{file.name}: {found['kind']}, {found['width']} x {found['height']} pixels; shown as "
                   f"{stored['width']} x {stored['height']}, {stored['bytes']} bytes of PNG")  # fmt: skip
    else:
        click.echo(f"{file.name}: {found['reason']}", err=True)
    sys.exit(0 if found["accepted"] else 2)


def looked_at(data: bytes) -> dict[str, Any]:
    """accepted, reason, kind, width and height in pixels as brought; `stored`: what is kept, its size in CSS pixels."""
    try:
        logo = read_logo(data)
    except NotALogo as refusal:
        return {"accepted": False, "reason": str(refusal), "kind": kind_of(data) or None, "width": None, "height": None,
                "stored": None, "png": None}  # fmt: skip
    stored = {
        "kind": "png", "width": logo.width, "height": logo.height, "bytes": len(logo.png),
        "sha256": hashlib.sha256(logo.png).hexdigest(), "colours": list(logo.colours),
    }  # fmt: skip
    width, height = logo.brought
    return {"accepted": True, "reason": None, "kind": logo.kind, "width": width, "height": height, "stored": stored,
            "png": logo.png}  # fmt: skip
