"""Which change turned a scenario red."""

import json

import pytest

from tests.publishing.documents import answer, candidate, question, scenario, small
from troubleshoot.models import Revision
from troubleshoot.publishing.blame import blame

CABIN = ("scenario", "sms", "cabin")


def changed(*edits):
    """Return the small document with some edits of its guide, or of all of it."""
    document = small()
    for edit in edits:
        edit(document["guides"]["sms"] if edit.__code__.co_varnames[:1] == ("guide",) else document)
    return document


def told(found):
    """Return each culprit's place with its changes in words."""
    return [(one.place, [str(field) for field in one.change.fields]) for one in found.culprits]


def harmless(guide):
    """Change much that turns nothing red."""
    guide["title"]["ja"] = "別の題"
    guide["candidates"][0]["minutes_to_know"] = 3
    guide["questions"][0]["answers"][3]["share"] = 25
    guide["questions"][0]["text"]["ja"] = "何か届きますか?"


def without_plane(guide):
    guide["questions"][0]["answers"][0]["effects"] = {"airplane": "rules-out"}


def test_effect_that_alone_turns_it_is_named_among_harmless_changes(db):
    found = blame(small(), changed(harmless, without_plane), CABIN)

    assert told(found) == [
        (
            ("answer", "sms", "reach", "none"),
            [
                "質問「何か届きますか?」 › 答え「none」 › 効き目 › 原因「機内モードになっている」: "
                "強く疑われる(×15) → ありえなくなる(×0)"
            ],
        )
    ]
    assert not found.is_new


def pinned(guide):
    guide["candidates"][0]["pin"] = "first"


def test_candidate_that_alone_turns_it_is_named(db):
    found = blame(small(), changed(harmless, pinned), CABIN)

    assert told(found) == [(("candidate", "sms", "filter"), ["候補「フィルターが止める」 › 固定: (なし) → いつも最初"])]


def test_carrier_of_a_cause_that_alone_turns_it_is_named(db):
    def by_docomo(guide):
        told = scenario("cabin", {"reach": "none", "recent": "plane", "carrier": "docomo"}, first=["airplane"])
        guide["scenarios"] = [told]

    def only_on_ahamo(document):
        document["causes"]["airplane"]["carriers"] = ["ahamo"]

    found = blame(changed(by_docomo), changed(by_docomo, only_on_ahamo), CABIN)

    assert told(found) == [(("cause", "airplane"), ["この回線だけにある: (なし) → 「アハモ」"])]


#: Slugs that a document has as names of fields, too.
FIELDS = ("note", "help", "name", "title", "steps", "role", "url", "guard", "position", "answers", "formerly")


@pytest.mark.parametrize("slug", FIELDS)
def test_thing_called_as_a_field_is_is_named(db, slug):
    def renamed(document):
        """Call the airplane mode, the question of it and its first answer so."""
        written = json.dumps(document)
        for old in ("airplane", "recent", "plane"):
            written = written.replace(f'"{old}"', f'"{slug}"')
        return json.loads(written)

    def outweighed(document):
        document["guides"]["sms"]["candidates"][1]["weight"] = 0.01
        document["guides"]["sms"]["questions"][1]["answers"][0]["share"] = 9
        return document

    found = blame(renamed(small()), outweighed(renamed(small())), CABIN)

    assert told(found) == [
        (("candidate", "sms", slug), ["候補「機内モードになっている」 › 見込み: 100人中40人 → 100人中0.01人"])
    ]


@pytest.mark.parametrize("slug", FIELDS)
def test_cause_called_as_a_field_is_is_named(db, slug):
    def renamed(document):
        told = scenario("cabin", {"reach": "none", "recent": "plane", "carrier": "docomo"}, first=["airplane"])
        document["guides"]["sms"]["scenarios"] = [told]
        return json.loads(json.dumps(document).replace('"airplane"', f'"{slug}"'))

    def only_on_ahamo(document):
        document["causes"][slug]["carriers"] = ["ahamo"]
        return document

    found = blame(renamed(small()), only_on_ahamo(renamed(small())), CABIN)

    assert told(found) == [(("cause", slug), ["この回線だけにある: (なし) → 「アハモ」"])]


def test_other_expectation_is_named(db):
    def expecting(guide):
        guide["scenarios"][0]["first"] = ["filter"]

    found = blame(small(), changed(harmless, expecting), CABIN)

    assert [place for place, _ in told(found)] == [CABIN]


def test_changes_of_the_candidates_that_only_together_turn_it_are_named_together(db):
    def both(guide):
        guide["candidates"][0]["pin"] = "first"
        guide["candidates"][1]["weight"] = 0.01

    found = blame(small(), changed(harmless, both), CABIN)

    assert told(found) == [
        (
            ("guide", "sms"),
            [
                "候補「フィルターが止める」 › わかるまでの分: 2分 → 3分",
                "候補「フィルターが止める」 › 固定: (なし) → いつも最初",
                "候補「機内モードになっている」 › 見込み: 100人中40人 → 100人中0.01人",
            ],
        )
    ]


def test_changes_of_several_parts_that_only_together_turn_it_name_nobody(db):
    def both(guide):
        reach, recent = guide["questions"]
        reach["answers"][0]["effects"] = {"filter": "nearly-certain"}
        recent["answers"][0]["effects"] = {"filter": "nearly-certain"}

    found = blame(small(), changed(both), CABIN)

    assert (found.culprits, found.is_new) == ((), False)


def test_new_first_question_is_named_by_what_puts_it_there(db):
    def first_asked(guide):
        said = {"filter": "nearly-certain", "airplane": "nearly-rules-out"}
        guide["questions"].append(question("new", answer("yes", "reach", effects=said), answer("unsure", "reach")))
        guide["entry"] = "new"

    def answered(guide):
        guide["scenarios"][0]["answers"]["new"] = "yes"

    found = blame(changed(answered), changed(first_asked, answered), CABIN)

    assert found is None
    found = blame(small(), changed(first_asked, answered), CABIN)
    assert told(found) == [(("guide", "sms"), ["最初の質問: 「reachはどうですか?」 → 「newはどうですか?」"])]


def test_new_scenario_that_never_was_green_is_said_to_be_new(db):
    def told_anew(guide):
        guide["scenarios"].append(scenario("new", {"reach": "none"}, first=["contact"]))

    found = blame(small(), changed(told_anew), ("scenario", "sms", "new"))

    assert (found.culprits, found.is_new) == ((), True)


def test_scenario_red_before_is_nobody_s_doing(db):
    def wanting(guide):
        guide["scenarios"][0]["first"] = ["contact"]

    assert blame(changed(wanting), changed(wanting, without_plane), CABIN) is None


def test_who_changed_it_last_is_named_not_who_changed_the_question_s_words(db, django_user_model):
    (old,) = small()["guides"]["sms"]["questions"][:1]
    (new,) = changed(without_plane)["guides"]["sms"]["questions"][:1]
    reworded = {**new, "text": {"ja": "何か届きますか?"}}
    maker, writer = (django_user_model.objects.create_user(name) for name in ("maker", "writer"))
    for before, after, who in ((old, new, maker), (new, reworded, writer)):
        Revision.objects.create(kind="question", slugs="sms/reach", before=before, after=after, actor=who)

    found = blame(small(), changed(harmless, without_plane), CABIN)

    assert [one.who for one in found.culprits] == ["maker"]
    assert found.culprits[0].at == Revision.objects.earliest("at").at


@pytest.mark.parametrize("place", [("scenario", "gone", "cabin"), ("scenario", "sms", "gone")])
def test_scenario_that_is_not_there_has_no_culprit(db, place):
    assert blame(small(), changed(without_plane), place) is None


def test_guide_that_cannot_be_loaded_has_no_culprit(db):
    def broken(guide):
        guide["candidates"].append(candidate("gone", 5))

    assert blame(small(), changed(without_plane, broken), CABIN) is None
