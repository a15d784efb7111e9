"""Blocks of words, where they are more than their words."""

from dataclasses import replace

from tcma.catalogue.rules import Asset, Block
from tcma.composing.rules.blocks import parts_of
from tcma.composing.rules.email import footer
from tcma.composing.rules.pen import Pen
from tests.composing.kits import VENDOR, brand, picture


def test_a_list_that_counts_by_itself_is_numbered_from_there_and_has_no_second_mark() -> None:
    block = Block("list", "bullets", fields={"items": "**5.** Keys\n**6. Doors.** Which of them?"})
    asset = Asset("email-1", "email", "Mail", blocks=(block,))
    pen = Pen("en", {})
    (part,) = parts_of(asset, pen=pen, brand=brand(), picture=picture)
    assert (part.type, part.start, part.text) == ("steps", 5, "5. Keys\n6. Doors. Which of them?")
    assert [str(one) for one in part.html] == ["Keys", "<strong>Doors.</strong> Which of them?"]
    for items in ("**5.** Keys\nDoors", "**5.** Keys\n**7.** Doors", "**2026.** A year"):
        (part,) = parts_of(replace(asset, blocks=(replace(block, fields={"items": items}),)), pen=pen, brand=brand(),
                           picture=picture)  # fmt: skip
        assert part.type == "bullets"


def test_an_arabic_name_before_an_address_does_not_turn_the_line_round() -> None:
    shown, said = footer(Pen("en", {}), brand(name="النور", postal_address="1 Sample Street, Dubai"), VENDOR, [])
    assert shown[0] == "<bdi>النور</bdi>, <bdi>1 Sample Street, Dubai</bdi>"
    assert said[0] == "النور, 1 Sample Street, Dubai"
