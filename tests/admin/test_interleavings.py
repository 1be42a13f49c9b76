"""Whatever the order in which editors open and save one row, each save that was acknowledged is in the history."""

from itertools import count

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.processes import act
from troubleshoot.models import Carrier, Revision

FORM = "carrier_form"
FIELDS = ("name_ja", "note_ja", "contact_ja")
EDITORS = 3
NUMBERS = count()  # no text comes twice, so that each save changes something
#: An editor opens the page anew, or saves what it shows with a new text in one field.
ACTS = st.tuples(st.integers(0, EDITORS - 1), st.sampled_from(["open", *FIELDS]))


@pytest.fixture
def desks(content):
    """Several editors, each at a browser of their own."""
    clients = [Client() for _ in range(EDITORS)]
    for number, client in enumerate(clients):
        client.force_login(staff(f"editor{number}", "view_carrier", "change_carrier"))
    return clients


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(acts=st.lists(ACTS, max_size=8))
def test_any_interleaving_keeps_each_acknowledged_save(desks, acts):
    page = f"/admin/troubleshoot/carrier/{Carrier.objects.get(slug='docomo').pk}/change/"
    acknowledged: list[tuple[str, str, str]] = []
    Revision.objects.all().delete()
    shown = [desk.get(page) for desk in desks]

    for editor, deed in acts:
        desk = desks[editor]
        if deed == "open":
            shown[editor] = desk.get(page)
            continue
        words = f"文{next(NUMBERS)}"
        answer = desk.post(page, filled(shown[editor], FORM, **{deed: words}))
        if answer.status_code == 302:
            acknowledged.append((f"editor{editor}", deed, words))
            answer = desk.get(page)
        shown[editor] = answer

    revisions = list(Revision.objects.order_by("pk"))
    kept = [(one.actor.username, deed, said(one.after, deed)) for one in revisions for deed in FIELDS]
    assert [one for one in acknowledged if one not in kept] == []
    assert [one.before for one in revisions[1:]] == [one.after for one in revisions[:-1]]


def said(part, field):
    return part[field.removesuffix("_ja")].get("ja", "")


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
