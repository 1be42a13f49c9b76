"""Previews: the drafts by the readers' own pages, for whoever holds a pass; nothing else of the site changes."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.signing import Signer, TimestampSigner
from django.utils import timezone

from tests.insight.verdicts import entries
from tests.publishing.documents import small
from troubleshoot.insight import recording
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.recording import Recorder
from troubleshoot.models import Cause, Guide, Question, RemedyStep
from troubleshoot.publishing import passes
from troubleshoot.publishing.drafted import drafted
from troubleshoot.publishing.importing import import_document
from troubleshoot.search import drafts
from troubleshoot.wiring import misses

from .reading import Page

ADVICE = "/guides/sms/advice/airplane/?reach=none&recent=plane"


@pytest.fixture(autouse=True)
def saved(db):
    """Have the small content as drafts; readers are served another guide."""
    import_document(small(), actor=None)


@pytest.fixture
def recorder(tmp_path):
    before = recording.current()
    recording.install(own := Recorder(Journal(tmp_path / "journal")))
    yield own
    recording.install(before)


def within(path, token=None):
    return f"/preview/{token or passes.new().token}{path}"


def send(client, address, fields):
    """Send a form as a browser does."""
    return client.post(address, urlencode(fields), content_type="application/x-www-form-urlencoded")


def test_preview_shows_the_draft_that_readers_do_not_have(client):
    RemedyStep.objects.filter(cause__slug="airplane", key="on").update(text={"ja": "機内モードを切ります。"})

    shown = client.get(within(ADVICE))

    assert "機内モードを切ります。" in shown.text
    assert client.get(ADVICE).status_code == 404


def test_every_link_of_a_preview_stays_in_it(client):
    token = passes.new().token

    page = Page(client.get(within(ADVICE, token)).text)

    own = [link["href"] for link in page.all("a") if link["href"].startswith("/")]
    forms = [form["action"] for form in page.all("form")]
    assert {address.startswith(f"/preview/{token}/") for address in own + forms} == {True}
    assert any(address.startswith(f"/preview/{token}/en/guides/sms/") for address in own)


def test_a_preview_in_another_language_stays_in_it(client):
    token = passes.new().token

    page = Page(client.get(within("/en/guides/sms/", token)).text)

    assert page.one("html")["lang"] == "en"
    assert page.one("h1").text == "コードが届かない (en)"
    assert page.one("a", class_="site-name")["href"] == f"/preview/{token}/en/"


@pytest.mark.parametrize(
    ("page", "written", "led"),
    [
        ("/causes/airplane/", "/en/causes/filter/", "/en/causes/filter/"),
        ("/en/causes/airplane/", "/causes/filter/", "/en/causes/filter/"),
        ("/en/causes/airplane/", "/easy/causes/filter/", "/easy/causes/filter/"),
    ],
)
def test_a_link_that_an_editor_wrote_stays_in_it_too(client, page, written, led):
    token = passes.new().token
    RemedyStep.objects.filter(cause__slug="airplane", key="on").update(url=written)

    shown = Page(client.get(within(page, token)).text)

    assert shown.one("a", class_="outward")["href"] == within(led, token)


def test_a_preview_is_never_taken_for_the_site(client):
    response = client.get(within("/guides/sms/"))

    page = Page(response.text)
    assert page.one("title").text.startswith("下書き |")
    assert "読者にはまだ見えません" in page.one("aside", class_="preview-bar").text
    assert page.all("link", rel="canonical") == page.all("link", rel="alternate") == []
    assert page.all("script", type="application/ld+json") == page.all("meta", property="og:type") == []
    assert [one for one in page.all("script") if "data-worker" in one.attributes] == []
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
    assert response.cookies == {}


def test_the_site_s_own_pages_stay_as_they_are(client):
    response = client.get("/guides/x-sms/")

    page = Page(response.text)
    assert page.all("aside", class_="preview-bar") == page.all("meta", name="robots") == []
    assert page.one("link", rel="canonical")["href"] == "http://testserver/guides/x-sms/"
    assert response["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "public, max-age=0, s-maxage=1, stale-while-revalidate=1, stale-if-error=86400"


def forged():
    """Return tokens that are no pass, by what is wrong with them."""
    good = passes.new().token
    return {
        "none": "",
        "nonsense": "sms",
        "changed": good[:-1] + ("A" if good[-1] != "A" else "B"),
        "later": f"{int(good.split('.')[0]) + 600}.{good.split('.')[1]}",
        "of another purpose": Signer(sep=".", salt="another").sign(good.split(".")[0]),
        "of Django's own": TimestampSigner().sign(good.split(".")[0]),
        "ended": passes.new(timezone.now() - passes.LASTS).token,
        "ended long ago": passes.new(timezone.now() - timedelta(days=400)).token,
    }


@pytest.mark.parametrize("wrong", forged())
def test_without_a_pass_every_draft_answers_alike(client, wrong):
    token = forged()[wrong]
    question, guide = Question.objects.get(slug="reach"), Guide.objects.get()
    slugs = ["guides/sms", "causes/airplane", f"guides/{guide.pk}", f"guides/sms/walk/{question.slug}", "nowhere"]

    answers = {client.get(f"/preview/{token}/{slug}/").content for slug in slugs}
    answers |= {client.post(f"/preview/{token}/guides/sms/report/").content}

    assert len(answers) == 1
    assert "このプレビューは開けません" in answers.pop().decode()
    response = client.get(f"/preview/{token}/guides/sms/")
    assert (response.status_code, response["Cache-Control"]) == (404, "no-store")
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response.cookies == {}


def test_a_pass_opens_until_it_ends():
    given = passes.new()

    assert passes.opened(given.token, given.until - timedelta(seconds=1)) == given
    assert passes.opened(given.token, given.until) is None


def test_nothing_is_recorded_in_a_preview(client, recorder):
    misses.take()
    token = passes.new().token
    page = Page(client.get(within(ADVICE, token)).text)
    verdict = page.one("form", class_="verdict")
    fields = {field["name"]: field["value"] for field in page.all("input", type="hidden")}

    solved = send(client, verdict["action"], {**fields, "verdict": "solved"})
    unsolved = send(client, verdict["action"], {**fields, "verdict": "unsolved"})
    written = {**fields, "verdict": "solved", "feedback.text": "これで届きました。"}
    kept = send(client, within("/guides/sms/feedback/", token), written)
    took = send(client, within("/guides/sms/took/", token), {**fields, "took.minutes": "5"})
    client.get(within("/search/?q=ぬるぽ", token))

    assert solved["Location"] == within("/guides/sms/solved/airplane/?reach=none&recent=plane", token)
    assert unsolved["Location"] == within("/guides/sms/advice/filter/?reach=none&recent=plane&tried=airplane", token)
    assert kept["Location"].startswith(within("/guides/sms/solved/airplane/", token))
    assert took["Location"] == f"{solved['Location']}#took-kept"
    assert entries(recorder.journal) == []
    assert misses.take() == {}


def test_search_in_a_preview_finds_drafts(client):
    token = passes.new().token

    page = Page(client.get(within("/search/?q=機内モード", token)).text)

    assert within("/causes/airplane/", token) in [link["href"] for link in page.all("a")]


def test_search_in_a_preview_finds_what_was_saved_a_moment_ago_and_makes_its_index_once(client):
    token = passes.new().token
    address = within("/search/suggest/?q=格安simの設定", token)
    before = client.get(address).text
    old = drafted().snapshot.releases["ja"]
    index = drafts.kept(old)

    client.get(address)
    same = drafts.kept(drafted().snapshot.releases["ja"])
    Cause.objects.filter(slug="airplane").update(title={"ja": "格安simの設定"})
    after = client.get(address).text

    assert index is not None
    assert same is index
    assert within("/causes/airplane/", token) not in before
    assert within("/causes/airplane/", token) in after


def test_a_guide_that_cannot_be_shown_says_what_to_mend(client):
    Guide.objects.update(entry=None)

    response = client.get(within("/guides/sms/"))

    assert response.status_code == 404
    assert "この案内はまだ見せられません" in response.text
    assert "最初の質問が決まっていません" in response.text


def test_what_is_nowhere_helps_as_on_the_site(client):
    response = client.get(within("/guides/nowhere/"))

    assert response.status_code == 404
    assert "ページが見つかりません" in response.text


@pytest.mark.parametrize(
    "path", ["/api/v1/release/", "/admin/", "/sw.js", "/robots.txt", "/guides/sms/offline.json.gz"]
)
def test_a_preview_holds_readers_pages_alone(client, path):
    assert client.get(within(path)).status_code == 404


def test_a_walk_through_a_preview_stays_quick(client, django_assert_max_num_queries):
    token = passes.new().token
    client.get(within("/guides/sms/", token))
    import_document({**small(), "guides": {**small()["guides"], "more": small()["guides"]["sms"]}}, actor=None)
    client.get(within("/guides/sms/", token))

    with django_assert_max_num_queries(20) as asked:
        client.get(within(ADVICE, token))

    assert len(asked) == 20


def test_only_editors_who_may_are_offered_to_keep_a_walk(client, django_user_model):
    admin = django_user_model.objects.create_superuser("chief")

    strangers = Page(client.get(within(ADVICE)).text)
    client.force_login(admin)
    editors = Page(client.get(within(ADVICE)).text)

    assert strangers.all("a", id="keep-scenario") == []
    link = editors.one("a", id="keep-scenario")
    assert link["href"] == (
        "/admin/troubleshoot/scenario/add/?walk=%2Fguides%2Fsms%2Fadvice%2Fairplane%2F%3Freach%3Dnone%26recent%3Dplane"
    )
    assert link["target"] == "_top"
