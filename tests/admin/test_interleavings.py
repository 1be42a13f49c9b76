"""Whatever the order in which editors open, save and restore, each save that was acknowledged is in the history."""

import json
import re
from collections.abc import Callable
from itertools import count
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.documents import small
from tests.publishing.processes import act
from troubleshoot.models import Answer, Candidate, Carrier, Guide, Revision
from troubleshoot.publishing.importing import import_document

EDITORS = 3
NUMBERS = count()  # no text comes twice, so that each save changes something
#: An editor opens the page anew, saves what it shows as it is or with a new text or row, or brings a version back.
ACTS = st.tuples(st.integers(0, EDITORS - 1), st.sampled_from(["open", "insist", "text", "row", "row", "restore"]))


class Page(NamedTuple):
    """A form: where it is, the part it edits, boxes for new words; what adds a row of new words, and all such rows.

    New words go into the last of the boxes, which is a new row's where the boxes are those of rows. What adds a row
    returns the form to be sent and the box that holds the words.
    """

    address: str
    form: str
    place: tuple[str, str]
    boxes: str
    row: Callable[[Client, str, dict[str, list[str]]], tuple[dict[str, list[str]], str]]
    rows: Callable[[], set[str]]


def carrier_page():
    """Return a stock form, without rows."""
    address = f"/admin/troubleshoot/carrier/{Carrier.objects.get(slug='docomo').pk}/change/"
    note = lambda desk, words, sent: ({**sent, "note_ja": [words]}, "note_ja")  # noqa: E731  # has no name elsewhere
    return Page(address, "carrier_form", ("carrier", "docomo"), "name_ja", note, set)


def question_page():
    """Return the panel of a question with its answers."""

    def row(desk, words, sent):
        more = filled(desk.post(address, {**sent, "do": "answers:add:"}), "panel-form")
        blank = last(more, r"answers-\d+-text_ja")
        assert more[blank] == [""]
        return {**more, blank: [words]}, blank

    address = f"/admin/troubleshoot/guide/{Guide.objects.get().pk}/editor/reach/"
    rows = lambda: set(Answer.objects.filter(question__slug="reach").values_list("text__ja", flat=True))  # noqa: E731
    return Page(address, "panel-form", ("question", "sms/reach"), "text_ja", row, rows)


def candidates_page():
    """Return the panel of the causes that a guide may advise."""

    def row(desk, words, sent):
        more = filled(desk.post(address, {**sent, "do": "candidates:add:"}), "panel-form")
        blank = last(more, r"candidates-\d+-new_cause")
        assert more[blank] == [""]
        return {**more, blank: [words], blank.replace("new_cause", "weight"): ["1"]}, blank

    address = f"/admin/troubleshoot/guide/{Guide.objects.get().pk}/candidates/"
    rows = lambda: set(Candidate.objects.values_list("cause__title__ja", flat=True))  # noqa: E731
    return Page(address, "panel-form", ("guide", "sms"), r"resorts-\d+-new_cause", row, rows)


def last(sent, boxes):
    """Return the last box of a form whose name is so made."""
    return max((box for box in sent if re.fullmatch(boxes, box)), key=lambda box: int(re.search(r"\d+|$", box)[0] or 0))


class Editor:
    """Somebody at a browser of their own, with a page open and what is written in it."""

    def __init__(self, name: str, page: Page) -> None:
        self.name, self.page, self.desk = name, page, Client()
        self.desk.force_login(User.objects.filter(username=name).first() or staff(name, "all"))
        self.open()

    def open(self) -> None:
        self.shown, self.written = self.desk.get(self.page.address), {}

    def save(self, deed: str) -> list[str]:
        """Save the page with new words, or as it is; return the words that were acknowledged."""
        words, sent = f"文{next(NUMBERS)}。", filled(self.shown, self.page.form)
        if deed == "row":
            sent, box = self.page.row(self.desk, words, sent)
            self.written[box] = words
        elif deed == "text":
            box = last(sent, self.page.boxes)
            sent[box], self.written[box] = [words], words
        self.shown = self.desk.post(self.page.address, sent)
        if self.shown.status_code not in {302, 303}:
            return []
        acknowledged = list(self.written.values())
        self.open()
        return acknowledged

    def restore(self) -> None:
        """Bring back what the part said before its last change."""
        kind, slugs = self.page.place
        if last := Revision.objects.filter(kind=kind, slugs=slugs).first():
            address = f"/admin/history/{last.pk}/restore/?to=before"
            assert self.desk.post(address, filled(self.desk.get(address), "form-buttons")).status_code == 303


@pytest.mark.parametrize("page_of", [carrier_page, question_page, candidates_page])
@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(ACTS, min_size=3, max_size=6))
@example(acts=[(0, "text"), (1, "row"), (1, "row")])
@example(acts=[(0, "open"), (0, "text"), (0, "text")])
@example(acts=[(0, "row"), (1, "text"), (1, "insist"), (2, "row"), (2, "insist"), (0, "restore"), (1, "insist")])
def test_any_interleaving_keeps_each_acknowledged_save(content, page_of, acts):
    import_document(small(), actor=None)
    Revision.objects.all().delete()
    page, acknowledged = page_of(), []
    editors = [Editor(f"editor{number}", page) for number in range(EDITORS)]

    for number, deed in acts:
        there = page.rows()
        if deed == "restore":
            editors[number].restore()
        elif deed == "open":
            editors[number].open()
        else:
            acknowledged += [(editors[number].name, words) for words in editors[number].save(deed)]
        assert deed == "restore" or there <= page.rows()

    revisions = list(Revision.objects.order_by("pk"))
    kept = [(one.actor.username, json.dumps(one.after, ensure_ascii=False)) for one in revisions]
    missing = [(who, said) for who, said in acknowledged if not any(who == by and said in after for by, after in kept)]
    assert missing == []
    own = [one for one in revisions if (one.kind, one.slugs) == page.place]
    assert [one.before for one in own[1:]] == [one.after for one in own[:-1]]


@pytest.mark.django_db(transaction=True)
def test_editors_who_save_at_one_moment_lose_no_acknowledged_text(tmp_path):
    """Two at one step, a third at another of the same cause: nobody's save falls between a before and an after."""
    found = act("save_at_once", tmp_path, module="tests.admin.acts", keys=["open", "open", "own"], saves=4)

    befores, afters = ([side[number] for side in found["history"]] for number in (0, 1))
    assert befores[1:] == afters[:-1]
    assert set(found["acknowledged"]) <= {text for texts in afters for text in texts}
    assert len(found["acknowledged"]) == len(afters) > 8


@pytest.mark.django_db(transaction=True)
def test_questions_that_editors_add_at_one_moment_are_all_in_the_history(tmp_path):
    found = act("add_at_once", tmp_path, module="tests.admin.acts", editors=3, adds=4)

    assert sorted(found["acknowledged"]) == sorted(found["history"])
    assert len(set(found["history"])) == 12
