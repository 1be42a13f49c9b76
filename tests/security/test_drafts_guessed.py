"""Whoever guesses the slug or number of a draft is told what they are told of something that never was."""

import re
from datetime import timedelta
from itertools import product

import pytest
from django.apps import apps
from django.utils import timezone

from tests.admin.conftest import content, document, editor, fresh_snapshot, rows  # noqa: F401  # something is published
from tests.front.asking import ask
from tests.publishing.documents import answer, candidate, carrier, cause, device, guide, question, small, step
from tests.servers import until
from troubleshoot import snapshot
from troubleshoot.publishing import passes
from troubleshoot.publishing.importing import import_document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet", "drafts")]

#: As long as each other and of the same signs, so that an answer that names what was asked for is as long.
NEVER = "zz-never-was-here"
#: What is a draft and nothing else, by where it hangs.
HIDDEN = {"guide": "hidden-guide-slug", "cause": "hidden-cause-slug", "carrier": "hidden-carry-slug"}
INSIDE = ("hidden-quest-slug", "hidden-answr-slug", "hidden-devic-slug", "hidden-steps-slug", "hidden-incid-slug")
ADDRESSES = {
    "guide": (
        "/guides/{}/", "/guides/{}/walk/", "/guides/{}/walk/reach/", "/guides/{}/advice/filter/", "/guides/{}/end/",
        "/guides/{}/solved/filter/", "/guides/{}/carry-on/", "/guides/{}/status/", "/guides/{}/report/",
        "/guides/{}/feedback/", "/guides/{}/took/", "/guides/{}/too/", "/guides/{}/offline.json.gz",
        "/guides/{}/incidents.atom", "/api/v1/guides/{}/walk/", "/en/guides/{}/", "/easy/guides/{}/",
        "/incidents/now/{}/docomo/",
    ),
    "cause": ("/causes/{}/", "/causes/{}/docomo/", "/api/v1/causes/{}/", "/en/causes/{}/", "/easy/causes/{}/docomo/"),
    "carrier": ("/carriers/{}/", "/causes/filter/{}/", "/en/carriers/{}/", "/incidents/now/sms/{}/"),
    "any": (
        "/{}/", "/guides/sms/{}/", "/incidents/{}/", "/incidents/past/{}/", "/preview/{}/", "/preview/{}/guides/sms/",
        "/guides/sms/walk/{}/", "/guides/sms/advice/{}/", "/guides/sms/solved/{}/", "/guides/sms/walk/?reach={}",
        "/guides/sms/walk/?{}=none", "/guides/sms/end/?tried={}", "/api/v1/guides/sms/walk/?reach={}",
        "/api/v1/guides/sms/walk/?tried={}", "/api/v1/search/?q={}", "/search/?q={}", "/search/suggest/?q={}",
        "/causes/{}/", "/guides/{}/", "/carriers/{}/",
    ),
}  # fmt: skip


@pytest.fixture
def drafts(content, fresh_snapshot):  # noqa: F811
    """Have drafts of all kinds beside what is published, and serve what is."""
    assert {len(slug) for slug in (*HIDDEN.values(), *INSIDE, NEVER)} == {len(NEVER)}
    quest, answr, devic, steps, _ = INSIDE
    everything = small()
    everything["devices"][devic] = device("ひみつの端末")
    everything["carriers"][HIDDEN["carrier"]] = carrier("ひみつの会社")
    everything["causes"][HIDDEN["cause"]] = cause("ひみつの原因", step(steps, "ひみつの手順。"))
    everything["causes"]["filter"]["steps"].append(step(steps, "ひみつの手順。", carrier=HIDDEN["carrier"]))
    asked = question(quest, answer(answr, share=50), answer("unsure", share=50))
    everything["guides"][HIDDEN["guide"]] = guide("ひみつの案内", asked, candidates=[candidate(HIDDEN["cause"], 100)])
    import_document(everything, actor=None)
    assert snapshot.current().number == 1


def seen(front, path, word, method="GET"):
    """Return an answer without what is the address's own."""
    got = ask(front, path.format(word), method, x_request_id="one-and-the-same")
    headers = {**got.headers, "etag": "", "location": got.headers.get("location", "").replace(word, "")}
    body = re.sub(rb"\s+", b" ", got.body.replace(word.encode(), b""))
    return got.status, headers, body


@pytest.mark.parametrize("kind", ADDRESSES)
def test_a_draft_s_slug_is_answered_as_one_that_never_was(front, kind):
    hidden = [HIDDEN[kind]] if kind in HIDDEN else [*HIDDEN.values(), *INSIDE]
    for address, method in product(ADDRESSES[kind], ("GET", "HEAD", "POST")):
        never = seen(front, address, NEVER, method)

        assert {slug for slug in hidden if seen(front, address, slug, method) != never} == set(), (address, method)
        assert "ひみつ".encode() not in never[2]
        assert never[0] < 500
        if kind in HIDDEN:
            assert never[0] in ({404, 405, 302} if method == "POST" else {404}), (address, method)


def test_every_row_s_number_and_slug_is_answered_as_one_that_never_was(front):
    published = {*small()["guides"], *small()["causes"], *small()["carriers"], "filtre"}
    numbers = {f"{row.pk}" for table in apps.get_app_config("troubleshoot").get_models() for row in table.objects.all()}
    slugs = {
        row.slug
        for table in apps.get_app_config("troubleshoot").get_models()
        for row in table.objects.all()
        if hasattr(row, "slug")
    }
    never = {
        path: seen(front, path, NEVER) for path in ("/guides/{}/", "/causes/{}/", "/carriers/{}/", "/incidents/{}/")
    }

    tried = 0
    for word in (numbers | slugs) - published:
        for path, said in never.items():
            status, headers, _ = seen(front, path, word)
            tried += 1
            assert status == said[0] == 404, (path, word)
            assert {**headers, "content-length": ""} == {**said[1], "content-length": ""}
    assert tried > 100


def test_nothing_that_is_served_names_a_draft(front):
    pages = ["/", "/guides/sms/", "/causes/filter/", "/api/v1/release/", "/sitemap.xml", "/guides/sms/offline.json.gz",
             "/search/?q=ひみつ", "/api/v1/search/?q=hidden", "/api/v2/summary.json", "/offline.json.gz"]  # fmt: skip

    for page in pages:
        until(lambda asked=page: ask(front, asked).status != 202)  # a pack takes its seconds
        got = ask(front, page)

        assert got.status == 200
        assert not re.search(
            "hidden-|ひみつ".encode(), got.body.replace("ひみつ".encode(), b"", 9 if "q=" in page else 0)
        )


def test_a_preview_opens_by_its_signature_for_half_an_hour_and_is_kept_by_nobody(client):
    at = timezone.now()
    good = passes.new(at)
    number, signature = good.token.split(".")
    hidden = f"/guides/{HIDDEN['guide']}/"

    opened = client.get(f"/preview/{good.token}{hidden}")
    forged = client.get(f"/preview/{number}.{signature[:-1]}{'A' if signature[-1] != 'A' else 'B'}{hidden}")

    assert (opened.status_code, opened["Cache-Control"]) == (200, "no-store")
    assert (forged.status_code, forged["Cache-Control"]) == (404, "no-store")
    assert "ひみつ" in opened.text
    assert "ひみつ" not in forged.text
    assert passes.LASTS.total_seconds() == 30 * 60
    assert good.until - at <= timedelta(minutes=30)
    assert passes.opened(good.token, at + timedelta(minutes=29)) is not None
    assert passes.opened(good.token, at + timedelta(minutes=30, seconds=1)) is None
