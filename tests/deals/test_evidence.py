"""Files that prove a claim: what is taken, what is not, and who may have them."""

import io
import zipfile
import zlib

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select

from tcma.base.errors import Refusal
from tcma.base.storage import Storage
from tcma.base.tools import use
from tcma.deals import actions, queries
from tcma.deals.models import DealFile
from tcma.deals.rules import read_evidence
from tcma.rights.actions.erasing import erase
from tcma.rights.actions.files import clean_files
from tcma.rights.queries import find
from tests.deals.pages import signed_in, words
from tests.deals.world import NOW, World


def packed(objects: bytes, kind: bytes = b"/Type/ObjStm") -> bytes:
    """A PDF whose objects are in a compressed stream."""
    squeezed = zlib.compress(objects)
    head = b"%%PDF-1.7\n1 0 obj<<%s/Filter/FlateDecode/Length %d>>stream\n" % (kind, len(squeezed))
    return head + squeezed + b"\nendstream endobj\n%%EOF"


def related(target: str, kind: str = "attachedTemplate", part: str = "word/_rels/settings.xml.rels") -> bytes:
    """A document that says where another part of it is."""
    out = io.BytesIO()
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", "x")
        relation = f'<Relationship Id="r1" Type="{base}/{kind}" Target="{target}" TargetMode="External"/>'
        made.writestr(part, f"<Relationships>{relation}</Relationships>")
    return out.getvalue()


PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n%%EOF"


def picture(kind: str, size: tuple[int, int] = (4, 4)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A camera of somebody"
    Image.new("RGB", size).save(out, kind, exif=exif)
    return out.getvalue()


def document(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "body", "kept"),
    [
        ("offer.pdf", PDF, "offer.pdf"),
        ("offer.exe", PDF, "offer.pdf"),
        ("../../etc/passwd", b"plain words", "passwd.txt"),
        ("note.html", b"plain words", "note.txt"),
        ("C:\\x\\photo.png", picture("PNG"), "photo.png"),
        ("photo.jpeg", picture("JPEG"), "photo.jpg"),
        ("\u202egpj.exe", picture("JPEG"), "gpj.jpg"),
        ("عرض.docx", document("word/document.xml"), "عرض.docx"),
        ("a.docx", document("xl/workbook.xml"), "a.xlsx"),
        ("", document("ppt/presentation.xml"), "file.pptx"),
        ("packed.pdf", packed(b"1 0 2 20 <</Type/Page>>"), "packed.pdf"),
        ("words.pdf", packed(b"(/JavaScript is a word here)", kind=b"/Type/Page"), "words.pdf"),
        ("link.docx", related("https://northgate.example", "hyperlink"), "link.docx"),
    ],
)
def test_a_file_is_what_it_holds_and_not_what_it_is_called(name: str, body: bytes, kept: str) -> None:
    assert read_evidence(name, body).name == kept


def test_a_paper_of_nothing_but_packs_is_not_unpacked_for_ever() -> None:
    """Ten megabytes could be 200,000 of them, each of which makes a copy of all that follows."""
    body = packed(b"1 0 <</Type/Page>>")
    with pytest.raises(Refusal, match="can't be looked into"):
        read_evidence("a.pdf", body + body[body.index(b"1 0 obj") :] * 1_000)


def test_a_picture_loses_what_it_says_of_the_camera() -> None:
    for kind in ("PNG", "JPEG"):
        assert b"camera" in picture(kind)
        assert b"camera" not in read_evidence("x", picture(kind)).body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"  \n<svg onload='x'/>",
        b"#!/bin/sh",
        b"{\\rtf1",
        b"MZ\x90\x00",
        b"GIF89a" + bytes(20),
        PDF.replace(b"/Type", b"/OpenAction<</S/JavaScript>>/Type"),
        PDF.replace(b"/Type", b"/AA<</S/Java#53cript>>/Type"),
        PDF.replace(b"/Type", b"/EmbeddedFile/Type"),
        packed(b"1 0 2 20 <</S/JavaScript/JS(app.alert\\(1\\))>>"),
        packed(b"1 0 2 20 <</S/Launch>>", kind=b"/Type/Obj#53tm"),
        packed(bytes(120 * 1024 * 1024)),
        packed(b"x").replace(b"stream\nx", b"stream\n!"),
        PDF.replace(b"/Type", b"/Encrypt 4 0 R/Type"),
        related("https://elsewhere.example/t.dotm"),
        related("file://server/share/x.doc", "frame", "word/_rels/webSettings.xml.rels"),
        picture("PNG")[:40],
        document("word/document.xml", "word/vbaProject.bin"),
        document("word/document.xml", "word/embeddings/x.bin"),
        document("mimetype"),
        b"PK\x03\x04 broken",
        b"%PDF-" + bytes(10 * 1024 * 1024),
    ],
)
def test_a_hostile_file_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal):
        read_evidence("offer.pdf", body)


def test_a_picture_of_too_many_pixels_is_not_drawn() -> None:
    out = io.BytesIO()
    Image.new("1", (5000, 4000)).save(out, "PNG")
    with pytest.raises(Refusal, match="megapixels"):
        read_evidence("x.png", out.getvalue())


def test_an_erasure_takes_the_files_of_a_persons_deal_and_their_name_out_of_its_messages(world: World) -> None:
    session, lead = world.session, world.lead(world.contact(world.alice, "sara@alnoor.example"))
    registration = world.registered(world.alice, lead=lead)
    evidence, ask = read_evidence("minutes.pdf", PDF), {"registration_id": registration.id, "now": NOW}
    key = actions.attach(session, use(Storage), actor=world.alice, evidence=evidence, **ask).storage_key  # type: ignore[arg-type]  # of several kinds
    actions.request_information(session, actor=world.vera, reason="Did Sara Sample agree?", **ask)  # type: ignore[arg-type]  # of several kinds
    done = clean_files(session, find(session, "sara@alnoor.example"), use(Storage))
    erase(session, "sara@alnoor.example", now=NOW)
    assert [(one.name, one.deleted) for one in done] == [("minutes.pdf", True)]
    assert use(Storage).get(key) is None
    assert session.scalars(select(DealFile)).all() == []
    [message] = queries.thread(session, registration.id)
    assert "Sara" not in message.body
    assert queries.verify_log(session) == []


def test_evidence_is_read_by_both_sides_and_nobody_else(app: Flask, world: World) -> None:
    registration = world.registered(world.alice)
    path = f"/deals/{registration.id}/files"
    alice = signed_in(app, world.session, world.alice)
    sent = alice.post(path, data={"file": (io.BytesIO(PDF), "Ångebot.pdf")}, content_type="multipart/form-data")
    assert sent.status_code == 302
    file = world.session.scalars(select(DealFile)).one()
    vera, charlie = (signed_in(app, world.session, one) for one in (world.vera, world.charlie))
    for client, where in ((alice, path), (vera, f"/hq{path}")):
        answer = client.get(f"{where}/{file.id}")
        assert answer.data == PDF
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert charlie.get(f"{path}/{file.id}").status_code == 404
    assert charlie.post(f"{path}/{file.id}/remove").status_code == 404
    assert charlie.post(path, data={"file": (io.BytesIO(PDF), "x.pdf")}).status_code == 404
    assert "Ångebot.pdf" in words(vera.get(f"/hq/deals/{registration.id}"))
    bad = alice.post(path, data={"file": (io.BytesIO(b"<html>"), "x.pdf")}, content_type="multipart/form-data")
    assert "Send a PDF" in words(bad, 422)
    assert "The file is empty." in words(alice.post(path, data={}), 422)
    alice.post(f"{path}/{file.id}/remove")
    assert world.session.scalars(select(DealFile)).all() == []
    assert use(Storage).get(file.storage_key) is None
