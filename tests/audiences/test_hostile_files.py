"""What must happen to each file that people really have."""

# ruff: noqa: E501, RUF001 - one line a file reads best, and the letters are the point
import codecs
import io
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from tcma.audiences.rules import (
    Answers,
    LeftOut,
    Limits,
    NeverClosed,
    NoEmailColumn,
    Person,
    TwoEmailColumns,
    UnknownEncoding,
    Unreadable,
    one_per_line,
    recognise,
    records,
)
from tcma.base.errors import Refusal
from tests.audiences.hostile import File
from tests.audiences.hostile_books import BOOKS, CARDS

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def utf8(text: str) -> bytes:
    return text.encode()


GRID = "Email;Name\nsara@noor.example;Sara Haddad\n"
FILES = [
    File("plain", utf8("email,first name\na@x.example,Ann\n"), ("a@x.example",), says={0: {"first_name": "Ann"}}),
    File("byte-order mark", codecs.BOM_UTF8 + utf8(GRID), ("sara@noor.example",), encoding="utf-8-sig"),
    File("UTF-16 little", codecs.BOM_UTF16_LE + GRID.encode("utf-16-le"), ("sara@noor.example",), encoding="utf-16"),
    File("UTF-16 big", codecs.BOM_UTF16_BE + GRID.encode("utf-16-be"), ("sara@noor.example",), encoding="utf-16"),
    File("UTF-16 without mark", GRID.encode("utf-16-le"), ("sara@noor.example",), encoding="utf-16-le"),
    File("UTF-16 cut in half a letter", (codecs.BOM_UTF16_LE + GRID.encode("utf-16-le"))[:-1], refused=Refusal),
    File(
        "Windows-1252, German", "E-Mail;Vorname;Nachname;Ort\nj@x.example;Jörg;Müßig;Köln\n".encode("cp1252"),
        ("j@x.example",), says={0: {"first_name": "Jörg", "last_name": "Müßig"}}, encoding="cp1252",
    ),
    File(
        "Windows-1252, French", "Courriel,Prénom,Société\nf@x.example,François,Crédit “Élan” 5 €\n".encode("cp1252"),
        ("f@x.example",), says={0: {"first_name": "François", "company": "Crédit “Élan” 5 €"}}, encoding="cp1252",
    ),
    File("Windows-1250, Polish", "Email;Name\na@x.example;Łukasz Wójcik\n".encode("cp1250"), refused=UnknownEncoding),
    File("Windows-1250, Czech", "Email;Name\na@x.cz;Jiří Novák\n".encode("cp1250"), refused=UnknownEncoding),
    File("Windows-1251", "Email;Name\na@x.example;Иван Петров\n".encode("cp1251"), refused=UnknownEncoding),
    File("Windows-1256", "Email;Name\na@x.example;محمد علي\n".encode("cp1256"), refused=UnknownEncoding),
    File("Mac Roman", "Email;Name\na@x.example;Jörg Müller\n".encode("mac_roman"), refused=UnknownEncoding),
    File("Shift JIS", "Email,Name\na@x.example,山田太郎\n".encode("shift_jis"), refused=UnknownEncoding),
    File("empty", b"", refused=Unreadable),
    File("only a mark", codecs.BOM_UTF8, refused=Unreadable),
    File("only line breaks", b"\r\n\r\n \n", refused=Unreadable),
    File("the first bytes of a ZIP", b"PK\x03\x04" + b"\0" * 64, refused=Refusal),
    File("a PDF", b"%PDF-1.7 \xff\xfe", refused=Refusal),
    File("a picture", b"\x89PNG\r\n\x1a\n", refused=Refusal),
    File("no column of addresses", utf8("Name,City\nSara,Dubai\n"), refused=NoEmailColumn),
    File("two columns of addresses", utf8("Email,Email 2\na@x.example,b@x.example\n"), refused=TwoEmailColumns),
    File("a second column of addresses by a name we don't know",
         utf8("Work email,Private e-mail\na@x.example,b@x.example\n"), refused=TwoEmailColumns),
    File("a column about mail that holds no addresses",
         utf8("Email,Mailing list\na@x.example,yes\nb@x.example,no\n"), ("a@x.example", "b@x.example")),
    File("who looks after them, in a column that is not called mail",
         utf8("Email,Owner\na@x.example,kim@firm.example\n"), ("a@x.example",)),
    File("a second column that is empty", utf8("Email,Email 2\na@x.example,\n"), ("a@x.example",)),
    File("semicolons", utf8("Name;Email\nHaddad, Sara;s@x.example\n"), ("s@x.example",),
         says={0: {"first_name": "Sara", "last_name": "Haddad"}}),
    File("tabs", utf8("email\tcompany\na@x.example\tAcme, Inc.\n"), ("a@x.example",), says={0: {"company": "Acme, Inc."}}),
    File("bars", utf8("email|company\na@x.example|Acme\n"), ("a@x.example",), says={0: {"company": "Acme"}}),
    File("sep= line", utf8("sep=;\nEmail;Name\na@x.example;Ann Lee\n"), ("a@x.example",), lines=(3,)),
    File("old Mac line ends", utf8("email,name\ra@x.example,Ann\rb@x.example,Bo\r"), ("a@x.example", "b@x.example"),
         lines=(2, 3)),
    File("a title above the header", utf8("Customers 2026\n\nEmail,Name\na@x.example,Ann\n"), ("a@x.example",), lines=(4,)),
    File("no header", utf8("Ann,a@x.example\nBo,b@x.example\n"), ("a@x.example", "b@x.example"), lines=(1, 2)),
    File("no header, bad first address", utf8("Ann,a@x\nBo,b@x.example\n"), ("bad_address", "b@x.example")),
    File("header in Arabic", utf8("الاسم الأول,البريد الإلكتروني\nسارة,s@x.example\n"), ("s@x.example",),
         says={0: {"first_name": "سارة"}}),
    File("header in capitals with signs", utf8("FIRST_NAME*,E-MAIL ADDRESS\nAnn,a@x.example\n"), ("a@x.example",),
         says={0: {"first_name": "Ann"}}),
    File("unknown header, addresses inside", utf8("Who,Where\nAnn,a@x.example\n"), ("a@x.example",), lines=(2,)),
    File("a quote never closed", utf8('email,company\na@x.example,"Acme\nb@x.example,Beta\nc@x.example,Cee\n'),
         refused=NeverClosed),
    File("a quote closed by the next one", utf8('email,company\na@x.example,"Acme\nb@x.example,"Beta"\n'),
         refused=NeverClosed),
    File("a quote that swallows a row", utf8('email,company\na@x.example,"Acme\nb@x.example,Beta"\n'), refused=NeverClosed),
    File("a quote inside a cell", utf8('email,company\na@x.example,"Acme" Ltd\nb@x.example,Beta\n'),
         ("bad_row", "b@x.example")),
    File("line break in a quoted cell", utf8('email,company\na@x.example,"Acme\nLtd"\nb@x.example,B\n'),
         ("a@x.example", "b@x.example"), says={0: {"company": "Acme Ltd"}}, lines=(2, 4)),
    File("NUL", b"email,name\na@x.example,A\x00nn\nb@x.example,Bo\n", ("bad_row", "b@x.example")),
    File("NUL in the address", b"email,name\na\x00@x.example,Ann\nb@x.example,B\n", ("bad_address", "b@x.example")),
    File("control character", b"email,name\na@x.example,A\x07nn\n", ("bad_row",)),
    File("invisible round an address", utf8("email\n\u200b a@x.example\u00a0\ufeff\n"), ("a@x.example",)),
    File("invisible inside", utf8("email\na\u200bnn@x.example\n"), ("bad_address",)),
    File("space inside", utf8("email\nann lee@x.example\n"), ("bad_address",)),
    File("two in a cell", utf8('email,name\n"a@x.example; b@x.example",Ann\n'), ("bad_address",)),
    File("two by a slash", utf8("email,name\na@x.example / b@x.example,Ann\n"), ("bad_address",)),
    File("name and brackets", utf8('email\n"Haddad, Sara <s@x.example>"\n'), ("s@x.example",),
         says={0: {"first_name": "Sara", "last_name": "Haddad"}}),
    File("mailto", utf8("email\nmailto:a@x.example\n"), ("a@x.example",)),
    File("no ending", utf8("email\nsara@al-noor\nb@x.example\n"), ("bad_address", "b@x.example")),
    File("umlaut before the @", utf8("email\njörg@x.example\n"), ("bad_address",)),
    File("umlaut in the domain", utf8("email\nj@müller.example\n"), ("j@xn--mller-kva.example",)),
    File("full-width @", utf8("email\na＠x.example\nb@x.example\n"), ("bad_address", "b@x.example")),
    File("capitals are one person", utf8("email\nAnn@X.example\nann@x.EXAMPLE\n"), ("Ann@x.example", "twice")),
    File("plus-tags are two", utf8("email\na@x.example\na+b@x.example\n"), ("a@x.example", "a+b@x.example")),
    File("empty address", utf8("email,name\n,Ann\n  ,Bo\nc@x.example,C\n"), ("no_address", "no_address", "c@x.example")),
    File("empty rows", utf8("email,name\n,\na@x.example,Ann\n\n,,\n"), ("a@x.example",), lines=(3,)),
    File("too many cells", utf8("email,company,country\na@x.example,Acme, Inc.,DE\nb@x.example,B,DE\n"),
         ("bad_row", "b@x.example")),
    File("too few cells", utf8("email,company,country\na@x.example\n"), ("a@x.example",)),
    File("cut before the opt-out", utf8("email,company,opt out\na@x.example,Acme\nb@x.example,B,no\n"),
         ("bad_row", "b@x.example")),
    File("opt-out beats consent", utf8("email,consent,unsubscribed\na@x.example,express,yes\nb@x.example,express,\n"),
         ("opted out", "b@x.example")),
    File("opt-out with a date in it", utf8("email,opted out\na@x.example,2024-01-02\nb@x.example,no\n"),
         ("opted out", "b@x.example")),
    File("opt-out on the second row", utf8("email,opt-out\na@x.example,\na@x.example,ja\n"), ("a@x.example", "opted out")),
    File("consent refused", utf8("email,consent\na@x.example,no\nb@x.example,maybe\nc@x.example,yes\n"),
         ("no_basis", "no_basis", "c@x.example"), says={2: {"basis": "express"}}),
    File("purchase without date", utf8("email,consent,consent date\na@x.example,purchase,\nb@x.example,purchase,2026-05-01\n"),
         ("no_basis", "b@x.example")),
    File("purchase long ago", utf8("email,consent,consent date\na@x.example,purchase,2020-05-01\n"), ("no_basis",)),
    File("consent in the future", utf8("email,consent,consent date\na@x.example,express,2031-01-01\n"), ("no_basis",)),
    File("no date", utf8("email,consent date\na@x.example,soon\n"), ("bad_row",)),
    File("country names", utf8("email;Land\na@x.example;Deutschland\nb@x.example;المانيا\nc@x.example;Atlantis\n"),
         ("a@x.example", "b@x.example", "c@x.example"), says={0: {"country": "DE"}, 1: {"country": "DE"}, 2: {"country": ""}}),
    File("formula", utf8('email,company\na@x.example,"=HYPERLINK(""http://x"")"\n'), ("a@x.example",),
         says={0: {"company": '=HYPERLINK("http://x")'}}),
    File("formula as address", utf8('email,name\n"=HYPERLINK(""mailto:a@x.example"")",Ann\nb@x.example,B\n'),
         ("bad_address", "b@x.example")),
    File("guarded cells", utf8("email,phone\n\"=\"\"a@x.example\"\"\",'+4940123\n"), ("a@x.example",),
         says={0: {"phone": "+4940123"}}),
    File("a name too long", utf8("email,name\na@x.example," + "n" * 201 + "\n"), ("bad_row",)),
    File("direction marks in a name", utf8("email,name\na@x.example,\u202eAnn Lee\u202c\n"), ("a@x.example",),
         says={0: {"first_name": "Ann", "last_name": "Lee"}}),
    File("101 columns", utf8(",".join(["email", *(f"c{n}" for n in range(100))]) + "\na@x.example\n"), refused=Refusal),
    File("one row too wide", utf8("email,name\na@x.example,Ann\nb@x.example" + "," * 150 + "\n"),
         ("a@x.example", "bad_row")),
    File("a cell of 200 KB", utf8("email,name\na@x.example," + "n" * 200_000 + "\nb@x.example,B\n"), ("bad_row", "b@x.example")),
]  # fmt: skip


MOJIBAKE = re.compile("[ÃÂÐØÙ][\u0080-\u00bf\u2013-\u203a]|\ufffd")


def outcome(record: Person | LeftOut) -> str:
    if isinstance(record, LeftOut):
        return record.code
    return "opted out" if record.opted_out else record.email


EVERY = [*FILES, *BOOKS, *CARDS]


@pytest.mark.parametrize("file", EVERY, ids=lambda file: file.name)
def test_a_file_people_have_is_read_or_refused_in_words(file: File) -> None:
    body = file.made()
    if file.refused is not None:
        with pytest.raises(file.refused) as refusal:
            list(records(body, recognise(body), basis=None, now=NOW))
        assert "%(" not in str(refusal.value)
        return
    reading = recognise(body)
    found = list(records(body, reading, basis=None, now=NOW))
    assert tuple(map(outcome, found)) == file.rows
    for number, said in file.says.items():
        assert {name: getattr(found[number], name) for name in said} == said
    if file.encoding:
        assert reading.format.encoding == file.encoding
    if file.lines:
        assert tuple(record.line for record in found) == file.lines
    assert reading.format.hidden == file.hidden
    for record in found:
        if isinstance(record, LeftOut):
            assert "%(" not in str(record.reason())
        else:
            assert not MOJIBAKE.search("".join(record[1:10])), "read in the wrong encoding"


def test_an_unknown_encoding_is_asked_for_with_words_of_the_file() -> None:
    body = "Email;Name\na@x.example;Łukasz Wójcik\n".encode("cp1250")
    with pytest.raises(UnknownEncoding) as question:
        recognise(body)
    samples = {one.encoding: one.sample for one in question.value.candidates}
    assert "Łukasz Wójcik" in samples["cp1250"]
    (person,) = records(body, recognise(body, Answers(encoding="cp1250")), basis=None, now=NOW)
    assert isinstance(person, Person)
    assert (person.first_name, person.last_name) == ("Łukasz", "Wójcik")


def test_an_encoding_the_file_is_not_in_is_refused() -> None:
    with pytest.raises(Refusal):
        recognise("Email\nj@x.example,Jörg\n".encode("cp1252"), Answers(encoding="utf-8"))


def test_a_chosen_column_of_addresses_leaves_the_others_out() -> None:
    body = utf8("Email,Private email,Name\na@x.example,b@x.example,Ann\n")
    reading = recognise(body, Answers(email=1))
    assert reading.mapping == {"email": 1, "full_name": 2}


def test_a_never_closed_quote_is_named_by_its_line() -> None:
    body = utf8('email,company\na@x.example,A\nb@x.example,"Beta\nc@x.example,C\n')
    with pytest.raises(NeverClosed) as refusal:
        list(records(body, recognise(body), basis=None, now=NOW))
    assert refusal.value.values["line"] == 3


def test_a_file_over_the_limits_is_refused() -> None:
    body = utf8("email\n" + "".join(f"p{n}@x.example\n" for n in range(20)))
    with pytest.raises(Unreadable):
        recognise(body, limits=Limits(size=100))
    with pytest.raises(Unreadable):
        list(records(body, recognise(body), basis=None, now=NOW, limits=Limits(rows=19)))


def test_pasted_addresses_side_by_side_are_people_of_their_own() -> None:
    body = one_per_line("Sara Haddad <s@x.example>; b@x.example\nc@x.example").encode()
    found = list(records(body, recognise(body), basis=None, now=NOW))
    assert [outcome(record) for record in found] == ["s@x.example", "b@x.example", "c@x.example"]
    assert isinstance(found[0], Person)
    assert found[0].last_name == "Haddad"


def test_every_row_of_a_large_file_is_a_record() -> None:
    text = io.StringIO()
    text.write("E-Mail;Vorname;Firma;Land\n")
    for number in range(3_000):
        text.write(f"p{number % 2_500}@firm.example;Ö{number};Firma {number};DE\n")
    body = text.getvalue().encode()
    counts = Counter(map(type, records(body, recognise(body), basis="express", now=NOW)))
    assert counts == {Person: 2_500, LeftOut: 500}
