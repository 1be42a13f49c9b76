"""Publishing, chosen drafts, rollback: what becomes the newest release, and what is refused."""

import hashlib
import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command

from tests.publishing.documents import carrier, cause, device, small, sms, step
from troubleshoot import snapshot
from troubleshoot.models import Cause, Counter, Guide, Incident, Release
from troubleshoot.models.appending import AppendOnlyError
from troubleshoot.publishing import loading
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import (
    NoSuchReleaseError,
    PublishRefused,
    preview,
    publish,
    rollback,
)

pytestmark = pytest.mark.django_db


def newest():
    """Return the document readers get."""
    return loading.newest().document


def drafted(*edits):
    """Make the drafts the small document with some edits."""
    document = small()
    for edit in edits:
        edit(document)
    import_document(document, actor=None)
    return document


def published(*edits):
    """Publish the small document with some edits."""
    document = drafted(*edits)
    publish(actor=None)
    return document


def retitled(slug, title):
    """Return an edit of a cause's title."""
    return lambda document: document["causes"][slug]["title"].update(ja=title)


def test_first_publishing_makes_release_one():
    drafted()
    editor = get_user_model().objects.create_user("editor")

    release, created, findings = publish(actor=editor, note="はじめて")

    assert (release.number, created, findings) == (1, True, ())
    assert (release.actor, release.note) == (editor, "はじめて")
    assert newest() == small()


def test_digest_is_the_hash_of_the_document():
    published()

    release = Release.objects.get()

    assert release.digest == hashlib.sha256(release.document.encode()).hexdigest()
    assert json.loads(release.document) == small()


def test_publishing_the_same_again_creates_nothing_and_says_so():
    published()

    release, created, _ = publish(actor=None)

    assert (release.number, created) == (1, False)
    assert Release.objects.count() == 1


def test_numbers_go_on():
    published()
    drafted(retitled("filter", "別の題"))

    assert publish(actor=None).release.number == 2


def test_numbers_go_on_though_the_counter_was_lost():
    published()
    Counter.objects.all().delete()
    drafted(retitled("filter", "別の題"))

    assert publish(actor=None).release.number == 2


def test_errors_refuse_and_write_nothing():
    published()
    drafted(lambda document: document["causes"]["filter"].update(steps=[]))

    with pytest.raises(PublishRefused) as refusal:
        publish(actor=None)

    assert [finding.code for finding in refusal.value.findings if finding.blocks] == ["no-steps"]
    assert "[no-steps] 原因 filter: 手順が一つもありません。" in str(refusal.value)
    assert (Release.objects.count(), Counter.objects.get(name=Counter.RELEASE).number) == (1, 1)


def test_warnings_are_returned_and_block_nothing():
    drafted(lambda document: document["causes"]["filter"].update(steps=[step("open", "設定の画面")]))

    created, findings = publish(actor=None)[1:]

    assert created
    assert {finding.code for finding in findings} == {"not-imperative"}


def test_review_dates_are_judged_by_today():
    drafted(lambda document: document["causes"]["filter"].update(steps=[step("open", reviewed="2001-01-01")]))

    assert "stale-review" in {finding.code for finding in publish(actor=None).findings}


def test_only_the_chosen_drafts_are_published():
    published()
    drafted(
        retitled("filter", "選んだ"), retitled("airplane", "選ばない"), lambda one: one["guides"].update(mail=sms())
    )

    publish(actor=None, only=frozenset({("cause", "filter")}))

    expected = small()
    retitled("filter", "選んだ")(expected)
    assert newest() == expected


def test_chosen_slug_that_the_drafts_dropped_is_removed():
    published()
    drafted(lambda document: document["carriers"].pop("ahamo"))

    publish(actor=None, only=frozenset({("carrier", "ahamo")}))

    assert list(newest()["carriers"]) == ["docomo"]


def test_chosen_slug_replaces_what_it_was_called_before():
    published()

    def rename(document):
        document["guides"]["mail"] = {**document["guides"].pop("sms"), "formerly": ["sms"]}

    renamed = drafted(rename)

    publish(actor=None, only=frozenset({("guide", "mail")}))

    assert newest() == renamed


def test_devices_are_chosen_like_the_rest():
    published()
    drafted(
        lambda one: one["devices"].update(keitai=device("ガラケー")),
        lambda one: one["carriers"].update(au=carrier("エーユー")),
    )

    publish(actor=None, only=frozenset({("carrier", "au")}))
    without = set(newest()["devices"])
    publish(actor=None, only=frozenset({("device", "keitai")}))

    assert (without, set(newest()["devices"])) == ({"ios", "android"}, {"ios", "android", "keitai"})


def test_command_takes_devices_too():
    published()
    drafted(lambda one: one["devices"].update(keitai=device("ガラケー")), retitled("filter", "選ばない"))

    call_command("publish", "--device", "keitai")

    assert newest() == {**small(), "devices": {**small()["devices"], "keitai": device("ガラケー")}}


def test_first_publishing_may_be_of_chosen_drafts():
    drafted()
    causes = (("cause", slug) for slug in ("filter", "airplane", "refused", "contact"))

    publish(actor=None, only=frozenset({("guide", "sms"), ("carrier", "docomo"), ("device", "ios"), *causes}))

    expected = small()
    del expected["carriers"]["ahamo"], expected["devices"]["android"]
    assert newest() == expected


def test_chosen_draft_that_needs_another_is_refused():
    published()
    drafted(
        lambda one: one["causes"].update(new=cause("新しい")),
        lambda one: one["guides"]["sms"].update(last_resorts=["contact", "new"]),
    )

    with pytest.raises(PublishRefused) as refusal:
        publish(actor=None, only=frozenset({("guide", "sms")}))

    (finding,) = refusal.value.findings
    assert (finding.code, finding.place) == ("unknown-reference", ("guide", "sms"))
    assert newest() == small()


def test_choice_of_something_that_is_nowhere_is_refused():
    published()

    with pytest.raises(PublishRefused) as refusal:
        publish(actor=None, only=frozenset({("guide", "gone")}))

    assert [(one.code, one.place) for one in refusal.value.findings] == [("unknown-choice", ("guide", "gone"))]


def test_choosing_what_has_not_changed_creates_nothing():
    published()
    drafted(retitled("airplane", "選ばない"))

    assert not publish(actor=None, only=frozenset({("cause", "filter")})).created


def test_cause_of_an_ongoing_incident_cannot_be_left_out():
    drafted()
    Incident.objects.create(slug="x-2026", title={"ja": "障害"}, cause=Cause.objects.get(slug="filter"))
    only = frozenset({("cause", "airplane")})

    with pytest.raises(PublishRefused) as refusal:
        publish(actor=None, only=only)

    assert ("incident-without-cause", ("incident", "x-2026")) in {
        (one.code, one.place) for one in refusal.value.findings
    }


def test_preview_shows_checks_and_changes_and_publishes_nothing():
    published()
    drafted(retitled("filter", "別の題"), lambda one: one["causes"]["airplane"].update(steps=[]))

    seen = preview()

    assert seen.blocked
    assert [str(change) for change in seen.changes][1] == (
        "変更 原因 filter「別の題」\n    題名: フィルターが止める → 別の題"
    )
    assert (newest(), Release.objects.count()) == (small(), 1)


def test_preview_of_chosen_drafts_shows_those_alone():
    published()
    drafted(retitled("filter", "別の題"), lambda one: one["causes"]["airplane"].update(steps=[]))

    seen = preview(frozenset({("cause", "filter")}))

    assert ([change.place for change in seen.changes], seen.blocked) == ([("cause", "filter")], False)


def test_rollback_publishes_the_old_document_under_a_new_number():
    published()
    edited = published(retitled("filter", "別の題"))

    release, created, _ = rollback(1, actor=None, note="戻す")

    assert (release.number, created, release.note) == (3, True, "戻す")
    assert newest() == small()
    assert compile_document() == edited


def test_rollback_to_what_is_served_creates_nothing():
    published()

    release, created, _ = rollback(1, actor=None)

    assert (release.number, created) == (1, False)


def test_rollback_is_not_blocked_by_checks_that_grew_stricter():
    broken = small()
    broken["causes"]["filter"]["steps"] = []
    content = json.dumps(broken, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    Release.objects.create(number=1, digest=hashlib.sha256(content.encode()).hexdigest(), document=content)
    published()

    release, created, findings = rollback(1, actor=None)

    assert (release.number, created) == (3, True)
    assert "no-steps" in {finding.code for finding in findings}


def test_rollback_to_a_number_that_is_not_there_is_refused():
    published()

    with pytest.raises(NoSuchReleaseError):
        rollback(7, actor=None)


def test_releases_are_never_changed_or_deleted():
    published()
    release = Release.objects.get()

    for forbidden in (release.save, release.delete, Release.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            forbidden()


def test_damaged_release_is_not_handed_out_and_all_drafts_can_replace_it():
    content = "{}"
    Release.objects.create(number=1, digest="0" * 64, document=content)
    drafted()

    with pytest.raises(loading.DamagedReleaseError):
        loading.newest()
    with pytest.raises(loading.DamagedReleaseError):
        publish(actor=None, only=frozenset({("guide", "sms")}))
    assert [change.what for change in preview().changes][:1] == ["added"]
    publish(actor=None)

    assert newest() == small()


def test_damaged_release_of_the_same_digest_is_replaced():
    published()
    Release.objects.create(number=2, digest=Release.objects.get().digest, document="{}")

    assert publish(actor=None).release.number == 3
    assert newest() == small()


@pytest.mark.django_db(transaction=True)
def test_publishing_swaps_this_process_at_once():
    drafted()
    snapshot.swap(None)

    number = publish(actor=None).release.number

    assert (snapshot.current().number, snapshot.current().document) == (number, small())
    snapshot.swap(None)


@pytest.mark.django_db(transaction=True)
def test_release_that_cannot_be_swapped_in_is_published_all_the_same(monkeypatch):
    monkeypatch.setattr(snapshot, "reload", lambda: 1 / 0)
    drafted()

    assert publish(actor=None).created


def test_guide_without_entry_blocks():
    drafted()
    Guide.objects.update(entry=None)

    with pytest.raises(PublishRefused) as refusal:
        publish(actor=None)

    assert [(one.code, one.place) for one in refusal.value.findings] == [("no-entry", ("guide", "sms"))]
