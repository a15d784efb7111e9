"""Spreadsheets and vCards that people really have, or send in bad faith, and what must happen to each."""

# ruff: noqa: E501 - one line a file reads best, and the letters are the point
from functools import partial

from tcma.audiences.rules import NoEmailColumn, Unreadable, WhichSheet
from tcma.base.errors import Refusal
from tests.audiences.books import DATED, Raw, SheetOf, book, lying, parts, sheet_xml, zipped
from tests.audiences.hostile import File

HEADER = ["E-Mail", "Vorname", "Firma", "Telefon"]
SARA = ["sara@noor.example", "Sära", "Noor", 15551234567.0]
OMAR = ["omar@noor.example", "عمر", "Noor", "+49 40 1"]
GRID = [HEADER, SARA, OMAR]
BOTH = ("sara@noor.example", "omar@noor.example")
FORMULA = Raw('<c r="{r}"><f>A1</f><v>7</v></c>')
NO_VALUE = Raw('<c r="{r}"><f>HYPERLINK("http://x")</f></c>')
EMPTY_VALUE = Raw('<c r="{r}"><f>1+1</f><v></v></c>')
EMPTY_TEXT = Raw('<c r="{r}" t="str"><f>""</f><v></v></c>')
BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FAR = Raw('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
LOOSE = Raw('<c r="XFD1048576"><v>1</v></c>')


def filled(size: int) -> bytes:
    """A part of `size` bytes that packs to next to nothing."""
    return b"<x>" + b" " * size + b"</x>"


def with_doctype() -> bytes:
    made = parts(SheetOf("A", GRID))
    path = "xl/worksheets/sheet1.xml"
    return zipped(made | {path: made[path].replace("<worksheet", BOMB + "<worksheet")})


def with_doctype_in_shared_strings() -> bytes:
    return zipped(parts(SheetOf("A", GRID)) | {"xl/sharedStrings.xml": f"{BOMB}<sst><si><t>&b;</t></si></sst>"})


def in_utf16() -> bytes:
    return zipped(parts(SheetOf("A", GRID)) | {"xl/worksheets/sheet1.xml": sheet_xml(SheetOf("A", GRID)).replace("UTF-8", "UTF-16").encode("utf-16")})


def twice_the_same_name() -> bytes:
    body = book(GRID, xl__worksheets__sheet9_dot_xml="<x/>")
    return body.replace(b"xl/worksheets/sheet9.xml", b"xl/worksheets/sheet1.xml")


def sheets_elsewhere() -> bytes:
    made = parts(SheetOf("A", GRID))
    rels = "xl/_rels/workbook.xml.rels"
    return zipped(made | {rels: made[rels].replace("worksheets/sheet1.xml", "../../../etc/passwd")})


BOOKS = [
    File("a spreadsheet", partial(book, GRID), BOTH, says={0: {"first_name": "Sära", "phone": "15551234567"}, 1: {"first_name": "عمر"}}, lines=(2, 3)),
    File("a title and empty rows above", partial(book, [["Customers 2026"], [], HEADER, SARA]), ("sara@noor.example",), lines=(4,)),
    File("rows that begin in column C", partial(book, [[None, None, *HEADER], [None, None, *OMAR]]), ("omar@noor.example",), lines=(2,)),
    File("no header in a spreadsheet", partial(book, [SARA, OMAR]), BOTH, lines=(1, 2)),
    File("a date", partial(book, [["Email", "Consent date"], ["a@x.example", Raw(f'<c r="{{r}}" s="{DATED}"><v>46000</v></c>')]]), ("a@x.example",)),
    File("yes and no as truth", partial(book, [["Email", "Opt out"], ["a@x.example", True], ["b@x.example", False]]), ("opted out", "b@x.example")),
    File("a formula with its result", partial(book, [HEADER, ["sara@noor.example", "S", FORMULA]]), ("sara@noor.example",), says={0: {"company": "7"}}),
    File("a formula without result", partial(book, [HEADER, ["sara@noor.example", NO_VALUE], OMAR]), ("bad_row", "omar@noor.example")),
    File("a formula with an empty result", partial(book, [HEADER, ["sara@noor.example", EMPTY_VALUE], OMAR]), ("bad_row", "omar@noor.example")),
    File("a formula whose text is empty", partial(book, [HEADER, ["sara@noor.example", EMPTY_TEXT, "Noor"]]), ("sara@noor.example",)),
    File("a formula alone in its row", partial(book, [HEADER, SARA, [NO_VALUE]]), ("sara@noor.example", "bad_row")),
    File("a formula typed as text", partial(book, [HEADER, ["sara@noor.example", "S", "=1+1"]]), ("sara@noor.example",), says={0: {"company": "=1+1"}}),
    File("a hidden row", partial(book, SheetOf("A", GRID, hidden_rows=frozenset({2}))), ("bad_row", "omar@noor.example"), lines=(2, 3)),
    File("a hidden sheet beside", partial(book, SheetOf("A", GRID), SheetOf("Old", [HEADER, ["x@y.example"]], "hidden")), BOTH, hidden=("Old",)),
    File("a very hidden sheet beside", partial(book, SheetOf("Lists", GRID[:2], "veryHidden"), SheetOf("A", GRID)), BOTH, hidden=("Lists",)),
    File("an empty hidden sheet beside", partial(book, SheetOf("A", GRID), SheetOf("Old", [], "hidden")), BOTH),
    File("only a hidden sheet", partial(book, SheetOf("A", GRID, "hidden")), refused=Refusal),
    File("two sheets with rows", partial(book, SheetOf("A", GRID), SheetOf("B", GRID)), refused=WhichSheet),
    File("an empty sheet first", partial(book, SheetOf("Notes", []), SheetOf("A", GRID)), BOTH),
    File("no rows at all", partial(book, SheetOf("A", [])), refused=Refusal),
    File("no addresses in it", partial(book, [["Name"], ["Sara"]]), refused=NoEmailColumn),
    File("a lying dimension, too large", partial(book, SheetOf("A", GRID, dimension="A1:XFD1048576")), BOTH),
    File("a lying dimension, too small", partial(book, SheetOf("A", GRID, dimension="A1:A1")), BOTH),
    File("a cell a million rows away", partial(book, [*GRID, FAR]), refused=Refusal),
    File("a far cell outside any row", partial(book, [*GRID, LOOSE]), refused=Refusal),
    File("a cell beyond the sheet", partial(book, [*GRID, Raw('<row r="9"><c r="ZZZZ99999999"><v>1</v></c></row>')]), refused=Refusal),
    File("101 columns of a spreadsheet", partial(book, [["Email", *map(str, range(100))], ["a@x.example"]]), refused=Unreadable),
    File("control characters in a cell", partial(book, [HEADER, ["sara@noor.example", Raw('<c r="{r}" t="inlineStr"><is><t>S&#7;</t></is></c>')]]), refused=None, rows=("bad_row",)),
    File("entities in the sheet", with_doctype, refused=Refusal),
    File("entities in the shared strings", with_doctype_in_shared_strings, refused=Refusal),
    File("XML in UTF-16", in_utf16, refused=Refusal),
    File("macros", partial(book, GRID, xl__vbaProject_dot_bin=b"\0"), refused=Refusal),
    File("a bomb", lambda: book(GRID, xl__worksheets__big_dot_xml=filled(170 << 20)), refused=Refusal),
    File("a bomb of a high ratio", lambda: book(GRID, xl__worksheets__big_dot_xml=filled(20 << 20)), refused=Refusal),
    File("a bomb that says it is small", lambda: lying(book(GRID, xl__worksheets__big_dot_xml=filled(170 << 20)), "xl/worksheets/big.xml", 100), refused=Refusal),
    File("a sheet that says it is small", lambda: lying(book(GRID), "xl/worksheets/sheet1.xml", 40), refused=Refusal),
    File("two parts of one name", twice_the_same_name, refused=Refusal),
    File("two thousand parts", lambda: zipped(parts(SheetOf("A", GRID)) | {f"x{n}.xml": "<x/>" for n in range(2_000)}), refused=Refusal),
    File("a sheet somewhere else", sheets_elsewhere, refused=Refusal),
    File("a cut spreadsheet", lambda: book(GRID)[:-200], refused=Refusal),
    File("XML that does not close", partial(book, GRID, xl__workbook_dot_xml="<workbook><sheets>"), refused=Refusal),
    File("rows that never end", partial(book, [HEADER, Raw("<row>" * 200_000)]), rows=()),
    File("a ZIP of something else", lambda: zipped({"a.txt": "x"}), refused=Refusal),
    File("a Word document", lambda: zipped({"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>"}), refused=Refusal),
    File("OpenDocument", lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), refused=Refusal),
    File("a binary spreadsheet", lambda: zipped({"xl/workbook.bin": b"\0"}), refused=Refusal),
    File("an old Excel file", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, refused=Refusal),
]  # fmt: skip


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""])


SARA_CARD = card("FN:Sara Haddad", "N:Haddad;Sara;;;", "EMAIL:sara@noor.example", "ORG:Noor;IT", "TEL:+49 40 1")
OMAR_CARD = card("N:Aziz;Omar", "EMAIL;INTERNET:omar@noor.example", version="2.1")


def cards(*texts: str, encoding: str = "utf-8") -> bytes:
    return "".join(texts).encode(encoding)


PHOTO = "PHOTO;ENCODING=b;TYPE=JPEG:" + "\r\n ".join(["QUJD" * 18] * 3_000)
CARDS = [
    File("vCards 3.0", partial(cards, SARA_CARD, OMAR_CARD), BOTH, lines=(1, 9),
         says={0: {"first_name": "Sara", "last_name": "Haddad", "company": "Noor", "phone": "+49 40 1"}, 1: {"first_name": "Omar"}}),
    File("vCard 4.0", partial(cards, card("FN:عمر عزيز", "EMAIL;PREF=1:omar@noor.example", "TEL;VALUE=uri:tel:+49-40-1", "LANG:ar", version="4.0")),
         ("omar@noor.example",), says={0: {"first_name": "عمر", "phone": "+49-40-1", "language": "ar"}}),
    File("vCard 2.1, quoted-printable", partial(cards, card("N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BC=C3=9Fig;J=C3=B6rg", "EMAIL:j@x.example", version="2.1")),
         ("j@x.example",), says={0: {"first_name": "Jörg", "last_name": "Müßig"}}),
    File("quoted-printable over two lines", partial(cards, card("ORG;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller und =", "S=C3=B6hne", "N:A;B", "EMAIL:j@x.example", version="2.1")),
         ("j@x.example",), says={0: {"company": "Müller und Söhne"}}),
    File("a folded line", partial(cards, card("FN:Sara Had", " dad", "EMAIL:sara@noor.", " example")), ("sara@noor.example",), says={0: {"last_name": "Haddad"}}),
    File("several addresses on a card", partial(cards, card("FN:S", "EMAIL;TYPE=HOME:a@x.example", "EMAIL;TYPE=WORK:b@x.example", "EMAIL;TYPE=HOME,PREF:c@x.example")),
         ("c@x.example",), says={0: {"flags": ("several",)}}),
    File("work goes before home", partial(cards, card("FN:S", "EMAIL;TYPE=HOME:a@x.example", "EMAIL;TYPE=WORK:b@x.example")), ("b@x.example",)),
    File("grouped properties", partial(cards, card("FN:S", "item1.EMAIL;type=INTERNET:a@x.example", "item1.X-ABLabel:Work")), ("a@x.example",)),
    File("a photo", partial(cards, card("FN:S", PHOTO, "EMAIL:a@x.example")), ("a@x.example",)),
    File("a card without an address", partial(cards, card("FN:Sara"), OMAR_CARD), ("no_address", "omar@noor.example")),
    File("a broken card", partial(cards, card("FN:S", "EMAIL"), card("N;ENCODING=FOO;:x", "EMAIL;;;=:a@x.example"), OMAR_CARD), ("no_address", "bad_row", "omar@noor.example")),
    File("a card that does not end", partial(cards, "BEGIN:VCARD\r\nFN:S\r\nEMAIL:a@x.example\r\n", OMAR_CARD), ("bad_row", "omar@noor.example"), lines=(1, 4)),
    File("the last card does not end", partial(cards, OMAR_CARD, "BEGIN:VCARD\nFN:S\n"), ("omar@noor.example", "bad_row")),
    File("words between cards", partial(cards, SARA_CARD, "hello\r\n", OMAR_CARD), ("sara@noor.example", "bad_row", "omar@noor.example")),
    File("a card inside a card", partial(cards, "BEGIN:VCARD\nFN:S\nEMAIL:a@x.example\nAGENT:\nBEGIN:VCARD\nFN:T\nEMAIL:b@x.example\nEND:VCARD\nEND:VCARD\n"), ("a@x.example",)),
    File("small letters and a mark", partial(cards, "\ufeffbegin:vcard\nversion:3.0\nfn:S\nemail:a@x.example\nend:vcard\n"), ("a@x.example",)),
    File("the same person twice", partial(cards, SARA_CARD, SARA_CARD), ("sara@noor.example", "twice")),
    File("a card in Windows-1252", partial(cards, card("FN:Jörg Müller", "EMAIL:j@x.example"), encoding="cp1252"), ("j@x.example",), says={0: {"last_name": "Müller"}}),
    File("a card without end in length", partial(cards, card("FN:" + "x" * 400_000, "EMAIL:a@x.example"), OMAR_CARD), ("bad_row", "omar@noor.example")),
    File("control characters in a card", partial(cards, card("FN:S\x07", "EMAIL:a@x.example")), ("bad_row",)),
    File("more cards than we take", lambda: (SARA_CARD * 20_001).encode(), refused=Refusal),
]  # fmt: skip
