"""`tcma translate`: a published kit's draft, or a folder's PO file; each text with what became of it."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tcma.adapters.translate import Pseudo
from tcma.base.errors import NotFound
from tcma.catalogue import queries as kits
from tcma.catalogue.rules import read_kit
from tcma.localization import actions
from tcma.localization.ports import Later, NoTranslator
from tests.cast import MORNING, programme
from tests.catalogue.small_kit import write_kit


@pytest.fixture
def folder(session: Session, tmp_path: Path) -> Path:
    programme(session)
    session.commit()
    return write_kit(tmp_path)


def test_a_folder_gets_a_po_file_with_fuzzy_entries_that_name_the_engine(folder: Path) -> None:
    lines = list(actions.into_folder(str(folder), "fr", Pseudo()))
    assert ("kit.title", "by machine, needs a review", True) in lines
    assert any(key == "landing.privacy.text" and "legal text" in said for key, said, _fine in lines)
    assert any('Add "fr" to languages' in said for _key, said, _fine in lines)
    written = (folder / "copy" / "fr.po").read_text(encoding="utf-8")
    assert "# Translated by machine (pseudo); nobody has reviewed it.\n#, fuzzy\nmsgctxt \"kit.title\"" in written
    toml = folder / "kit.toml"
    toml.write_text(toml.read_text().replace('["en", "de"]', '["en", "de", "fr"]'))
    reading = read_kit(folder)
    assert reading.publishable
    french = reading.copy["fr"]
    assert not any(one.reviewed for one in french.values())
    assert french["landing.privacy.text"].text == ""
    assert "{{ first_name |" in french["email-1.intro.text"].text


def test_a_second_time_nothing_that_is_there_is_touched(folder: Path) -> None:
    path = folder / "copy" / "de.po"
    list(actions.into_folder(str(folder), "de", Pseudo()))
    first = path.read_text(encoding="utf-8")
    assert 'msgstr "Kleines Paket"' in first
    path.write_text(first.replace('msgstr "«Ȧŋ', 'msgstr "x'), encoding="utf-8")
    again = list(actions.into_folder(str(folder), "de", Pseudo()))
    assert [key for key, _said, _fine in again if key] == ["landing.privacy.text"]
    assert path.read_text(encoding="utf-8").count("# Translated by machine (pseudo)") == first.count("(pseudo)")


def test_what_was_translated_before_the_engine_went_away_is_written(folder: Path) -> None:
    class Tired(Pseudo):
        left = 3

        def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
            self.left -= 1
            if self.left < 0:
                raise Later("no answer within 2 s")
            return super().translate(texts, source, target)

    lines = list(actions.into_folder(str(folder), "fr", Tired()))
    assert lines[-1][2] is False
    assert "did not answer" in lines[-1][1]
    assert (folder / "copy" / "fr.po").read_text(encoding="utf-8").count("#, fuzzy") == 3


def test_a_published_kit_is_translated_in_its_draft(session: Session, folder: Path) -> None:
    reading = read_kit(folder)
    assert reading.kit is not None
    actions.publish(session, kit=reading.kit, copy=reading.copy, media=reading.media, actor_id=None, now=MORNING)
    session.commit()
    lines = list(actions.into_draft("small", "pt-br", Pseudo()))
    assert lines[-1] == ("", "22 texts looked at.", True)
    assert ("email-1.subject", "by machine, needs a review", True) in lines
    session.expire_all()
    [row] = kits.drafts(session)
    draft = kits.draft_content(row)
    assert draft.kit.languages == ("en", "de", "pt-BR")
    assert draft.copy["pt-BR"]["email-1.subject"].reviewed is False
    assert "pt-BR" not in kits.kit_content(kits.latest(session, "small")).languages


def test_what_is_no_kit_or_has_no_engine_is_refused(session: Session, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        list(actions.into_draft("nothing", "fr", Pseudo()))
    with pytest.raises(actions.NoEngine):
        list(actions.into_folder(str(folder), "fr", NoTranslator()))
    (folder / "kit.toml").write_text("this is no TOML")
    with pytest.raises(actions.KitUnreadable, match="publish --check"):
        list(actions.into_folder(str(folder), "fr", Pseudo()))
