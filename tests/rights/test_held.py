"""No table and no column is forgotten when a person is erased or told what we hold."""

from sqlalchemy import ForeignKeyConstraint

from tcma.rights.rules import HELD, OF_NOBODY, Way
from tests.tables import tables

LISTED = {held.table: held.columns for held in HELD} | {name: set(row[0].split()) for name, row in OF_NOBODY.items()}


def test_every_column_of_every_table_stands_in_the_list() -> None:
    present = {name: {column.name for column in table.columns} for name, table in tables().tables.items()}
    assert present == LISTED


def test_no_table_stands_in_the_list_twice() -> None:
    assert len(HELD) + len(OF_NOBODY) == len(LISTED)


def test_whatever_stays_says_why() -> None:
    assert [held.table for held in HELD if held.way is not Way.DELETE and not held.why] == []
    assert [name for name, (_, why) in OF_NOBODY.items() if not why] == []


def test_every_key_to_a_contact_is_deleted_or_led_elsewhere() -> None:
    pointing = {
        table.name: column.name
        for table in tables().tables.values()
        for key in table.constraints
        if isinstance(key, ForeignKeyConstraint) and key.referred_table.name == "contacts"
        for column in key.columns
    }
    gone = {held.table for held in HELD if held.way is Way.DELETE}
    led = {held.table: held.link for held in HELD if held.link and held.table != "facts"}
    assert {table: column for table, column in pointing.items() if table not in gone} == led
