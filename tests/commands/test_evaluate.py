"""evaluate: figures of the release or the drafts, as words or JSON; refusals in words."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests.publishing.documents import small
from troubleshoot import engine
from troubleshoot.models import Release
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Return what the command prints."""
    out = io.StringIO()
    call_command("evaluate", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def edited():
    """Publish the small document and turn its candidates round in the drafts."""
    import_document(small(), actor=None)
    publish(actor=None)
    changed = small()
    changed["guides"]["sms"]["candidates"][0]["minutes_to_know"] = 20
    import_document(changed, actor=None)
    return changed


def evaluation_of(document):
    return engine.evaluate(engine.load(document).guides["sms"])


def test_evaluate_prints_the_releases_figures_as_json(edited):
    expected = evaluation_of(small())

    figures = json.loads(run("sms", "--json"))

    assert figures == {
        "ours": expected.ours,
        "best": expected.best,
        "catalogue": expected.catalogue,
        "questions": expected.questions,
    }


def test_evaluate_judges_the_drafts_when_asked_to(edited):
    assert json.loads(run("sms", "--json", "--draft"))["catalogue"] == evaluation_of(edited).catalogue


def test_evaluate_tells_an_editor_in_words():
    # all look at "filter", which frees .9 of 60, then at "airplane", 4 minutes each; a tenth needs 60 more:
    # 4 + .46 * 4 + .1 * 60
    import_document(small(), actor=None)
    expected = evaluation_of(small())

    said = run("sms", "--draft")

    assert said == (
        "解決するまでの見込み(1人あたり、ほかの入り方の分も)\n"
        f"  この案内      {expected.ours:.1f}分(質問{expected.questions:.1f}個の時間を含む)\n"
        f"  最善の順      {expected.best:.1f}分(答えがすべてわかっているとき)\n"
        "  一覧の上から  11.8分(質問なし)\n"
        f"この案内は最善の{expected.ours / expected.best:.2f}倍、"
        f"一覧はこの案内の{11.84 / expected.ours:.2f}倍です。\n"
    )


def test_evaluate_before_anything_is_published_says_so():
    with pytest.raises(CommandError, match="まだ何も公開されていません。--draft"):
        run("sms")


def test_evaluate_of_a_guide_that_is_not_there_names_those_that_are(edited):
    with pytest.raises(CommandError, match="mail という案内はありません。ある案内: sms"):
        run("mail")


def test_evaluate_of_a_damaged_release_says_so():
    Release.objects.create(number=1, digest="0" * 64, document="{}")

    with pytest.raises(CommandError, match="壊れています"):
        run("sms")


def test_evaluate_of_a_draft_with_a_circle_names_it():
    document = small()
    document["guides"]["sms"]["questions"][1]["next"] = "reach"
    import_document(document, actor=None)

    with pytest.raises(CommandError, match="質問が輪になっています: reach → recent → reach"):
        run("sms", "--draft")


def test_evaluate_of_a_draft_without_candidates_says_so():
    document = small()
    document["guides"]["sms"]["candidates"] = []
    import_document(document, actor=None)

    with pytest.raises(CommandError, match="候補の原因に見込みがない"):
        run("sms", "--draft")


def test_evaluate_of_a_draft_that_cannot_be_served_says_what_to_mend():
    document = small()
    document["guides"]["sms"]["entry"] = None
    import_document(document, actor=None)

    with pytest.raises(CommandError, match=r"先に次を直してください。\nguides/sms: entry"):
        run("sms", "--draft")
