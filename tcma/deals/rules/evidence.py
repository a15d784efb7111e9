"""Files that prove a claim: looked at by what they hold, never by what they are called."""

import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from tcma.base.errors import Refusal
from tcma.base.words import N_

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 10
_PIXELS = 16_000_000
_UNPACKED = 100 * 1024 * 1024
_PACKS = 400  # object streams of a PDF: each costs a copy of what follows it, and no paper of ten megabytes has so many
_OFFICE = {
    "word/document.xml": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/presentation.xml": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
}
_LOCKED = N_("This file can't be looked into. Send it without a password, or as a PDF.")
_STREAM = re.compile(rb"\bstream\r?\n")
_HEAD = 1_000  # bytes before a stream that may hold its dictionary
# What makes a PDF act when it is opened. Names may be written with #xx; those are undone first.
_ACTS = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA|SubmitForm|ImportData)\b")
_ESCAPED = re.compile(rb"#([0-9a-fA-F]{2})")


class NotEvidence(Refusal):
    """A file that is not taken."""

    status = 422


@dataclass(frozen=True)
class Evidence:
    """A file as it is kept. `name` has the ending of what it is."""

    name: str
    content_type: str
    body: bytes


def read_evidence(name: str, body: bytes) -> Evidence:
    """What may be kept of a file: pictures drawn anew without what they say of the camera. Raises NotEvidence."""
    if not body:
        raise NotEvidence(N_("The file is empty."))
    if len(body) > MOST_BYTES:
        raise NotEvidence(N_("The file is larger than 10 MB. Send a smaller one."))
    ending, content_type, kept = _read(body)
    return Evidence(f"{_stem(name)}.{ending}", content_type, kept)


def _read(body: bytes) -> tuple[str, str, bytes]:
    if body.startswith(b"%PDF-"):
        return _paper(body)
    if body.startswith((b"\x89PNG", b"\xff\xd8\xff")):
        return _picture(body)
    if body.startswith(b"PK\x03\x04"):
        return _document(body)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = "\0"
    head = text[:1024].lstrip("\ufeff \t\r\n").casefold()
    if "\0" in text or head.startswith(("<", "#!", "{\\rtf")):
        raise NotEvidence(N_("Send a PDF, a picture (PNG, JPEG), a Word, Excel or PowerPoint file, or plain text."))
    return "txt", "text/plain; charset=utf-8", body


def _paper(body: bytes) -> tuple[str, str, bytes]:
    """Objects may be packed into streams, where a look at the bytes of the file would not find them."""
    if _named(rb"/Encrypt\b", body):
        raise NotEvidence(_LOCKED)
    if any(_named(_ACTS, part) for part in (body, *_packed(body))):
        raise NotEvidence(N_("This PDF does something when it is opened. Print it to a new PDF and send that."))
    return "pdf", "application/pdf", body


def _named(names: bytes | re.Pattern[bytes], part: bytes) -> bool:
    return bool(re.search(names, _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), part)))


def _packed(body: bytes) -> Iterator[bytes]:
    """What is in the object streams of a PDF. Those of pictures and pages hold no names that act."""
    left, packs = _UNPACKED, 0
    for found in _STREAM.finditer(body):
        if not _named(rb"/ObjStm\b", body[max(0, found.start() - _HEAD) : found.start()]):
            continue
        packs += 1
        if packs > _PACKS:
            raise NotEvidence(_LOCKED)
        unpacking = zlib.decompressobj()
        try:
            part = unpacking.decompress(memoryview(body)[found.end() :], left)
        except zlib.error:
            raise NotEvidence(N_("This file is damaged. Save it again and send that.")) from None
        left -= len(part)
        if left <= 0:
            raise NotEvidence(_LOCKED)
        yield part


def _picture(body: bytes) -> tuple[str, str, bytes]:
    try:
        with Image.open(io.BytesIO(body), formats=("PNG", "JPEG")) as image:
            if image.width * image.height > _PIXELS:
                raise NotEvidence(N_("This picture has more than 16 megapixels. Send a smaller one."))
            kind, out = image.format or "PNG", io.BytesIO()
            image.convert("RGB" if kind == "JPEG" else "RGBA").save(out, kind)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise NotEvidence(N_("This picture is damaged. Save it again and send that.")) from None
    ending = "jpg" if kind == "JPEG" else "png"
    return ending, f"image/{kind.lower()}", out.getvalue()


def _document(body: bytes) -> tuple[str, str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            names = [one.filename for one in packed.infolist()]
            size = sum(one.file_size for one in packed.infolist())
            locked = any(one.flag_bits & 1 for one in packed.infolist())
            acts = not locked and size <= _UNPACKED and any(map(_fetches, _manifests(packed)))
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, OSError, EOFError):
        raise NotEvidence(N_("This file is damaged. Save it again and send that.")) from None
    if locked or size > _UNPACKED or len(names) > 5_000:
        raise NotEvidence(_LOCKED)
    if acts or any(re.search(r"vbaProject|/activeX/|/embeddings/", name, re.IGNORECASE) for name in names):
        raise NotEvidence(N_("This file has macros or other files inside. Send it as a PDF."))
    for part, (ending, content_type) in _OFFICE.items():
        if part in names:
            return ending, content_type, body
    raise NotEvidence(N_("Send a PDF, a picture (PNG, JPEG), a Word, Excel or PowerPoint file, or plain text."))


def _manifests(packed: zipfile.ZipFile) -> Iterator[bytes]:
    """The parts of an Office file that say what its other parts are, and what it fetches from elsewhere."""
    for one in packed.infolist():
        if one.filename == "[Content_Types].xml" or one.filename.endswith(".rels"):
            yield packed.read(one)


def _fetches(manifest: bytes) -> bool:
    """Macros under another name; a template, frame or object from elsewhere. A link that a reader clicks is none."""
    text = manifest.replace(b"\0", b"")  # of UTF-16 what is readable
    if re.search(rb"macroEnabled|vbaProject|oleObject|activeX", text, re.IGNORECASE):
        return True
    outside = re.findall(rb"<[^<>]*TargetMode\s*=\s*[\"']External[^<>]*>", text, re.IGNORECASE)
    return any(not re.search(rb"/hyperlink[\"']", one, re.IGNORECASE) for one in outside)


def _stem(name: str) -> str:
    """The name without folders, endings, controls and signs that turn the direction of text."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(one for one in last if unicodedata.category(one)[0] not in "C" and one not in '<>:"|?*;')
    return " ".join(plain.rpartition(".")[0].split() or plain.split())[:80].strip(". ") or "file"
