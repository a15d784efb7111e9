"""Whatever an engine makes of a text, nothing that can't be used gets into a draft."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.orm import Session

from tcma.base.tools import provide
from tcma.catalogue import actions as catalogue
from tcma.catalogue.queries import Draft
from tcma.catalogue.rules import texts
from tcma.localization.ports import Translator
from tcma.localization.rules import ItemState, JobState, flags
from tests.cast import MORNING
from tests.localization.drafts import INTRO, SUBJECT, Scripted, begin, item, run, state, words

HOSTILE: dict[str, tuple[Callable[[str], str], str]] = {
    "loses a marker": (lambda one: one.replace("⟦1⟧", ""), "markers"),
    "invents a marker": (lambda one: f"{one} ⟦9⟧", "markers"),
    "doubles a marker": (lambda one: one.replace("⟦0⟧", "⟦0⟧⟦0⟧"), "markers"),
    "opens a bracket": (lambda one: f"{one} ⟦", "markers"),
    "swaps both ends of bold": (lambda one: one.replace("⟦0⟧one⟦1⟧", "⟦1⟧⟦0⟧"), "markers"),
    "gives nothing": (lambda one: "", "empty"),
    "gives blanks": (lambda one: " \n ", "empty"),
    "gives a page": (lambda one: "<html><body>Sign in</body></html>", "html"),
    "gives a program": (lambda one: one + " {{ 7 * 7 }}", "markers"),
    "gives far too much": (lambda one: one + "x" * 5000, "huge"),
    "gives a wrong encoding": (lambda one: one + " Ã©\u202e", "unreadable"),
}


@pytest.mark.parametrize("how", HOSTILE)
def test_an_unusable_answer_leaves_the_text_untranslated_and_says_why(
    session: Session, draft: Draft, how: str
) -> None:
    answer, reason = HOSTILE[how]
    provide(Translator, Scripted(answer))
    job = begin(session, draft)
    run(session)
    assert INTRO not in words(session, draft)
    left = item(session, job, INTRO)
    assert (left.state, left.reason) == (ItemState.REFUSED, reason)
    assert state(session, job) is JobState.DONE
    assert all("⟦" not in one.text for one in words(session, draft).values())


def test_another_number_of_texts_is_no_answer(session: Session, draft: Draft) -> None:
    class Short(Scripted):
        def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
            return super().translate(texts, source, target)[:-1]

    provide(Translator, Short(str.upper))
    job = begin(session, draft)
    run(session)
    assert words(session, draft) == {}
    assert item(session, job, SUBJECT).reason == "count"


def test_a_line_that_loses_its_markers_is_tried_again_by_sentence(session: Session, draft: Draft) -> None:
    both = "We **care**. Read [this](page:landing) now."
    catalogue.change_words(
        session, draft.id, language="en", words={"landing.form.thanks": both}, actor_id=None, now=MORNING
    )

    def answer(one: str) -> str:
        return one.replace("⟦2⟧", "") if "care" in one and "Read" in one else one.upper()

    provide(Translator, Scripted(answer))
    begin(session, draft)
    run(session)
    assert words(session, draft)["landing.form.thanks"].text == "WE **CARE**. READ [THIS](page:landing) NOW."


def test_the_source_given_back_is_kept_and_shown_to_the_reviewer(session: Session, draft: Draft) -> None:
    provide(Translator, Scripted(lambda one: one))
    begin(session, draft)
    run(session)
    said_ = words(session, draft)[SUBJECT].text
    place = next(one for one in texts(draft.kit) if one.key == SUBJECT)
    assert [flag.red for flag in flags(draft.kit, place, said_, "es", [])] == [False]
