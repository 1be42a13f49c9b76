"""Every page of the admin: it is there, for whom it should be, searchable, cheap, and keeps to the strict CSP."""

import re
from html.parser import HTMLParser

import pytest

from tests.admin.conftest import staff
from tests.publishing.documents import answer, candidate, cause, guide, question, scenario, small, step
from troubleshoot.admin import site
from troubleshoot.incidents import lifecycle
from troubleshoot.models import (
    Answer,
    Carrier,
    Cause,
    Feedback,
    Guide,
    Incident,
    IncidentTemplate,
    Miss,
    Proposal,
    Question,
    Redirect,
    Release,
    Scenario,
    Tally,
    Took,
)
from troubleshoot.publishing.importing import import_document

MODELS = sorted(model._meta.model_name for model in site._registry if model._meta.app_label == "troubleshoot")
#: A word in each table and one that is in none.
FOUND = {
    "auditevent": "editor",
    "answer": "some",
    "candidate": "airplane",
    "carrier": "アハモ",
    "cause": "機内モード",
    "device": "iPhone",
    "effect": "airplane",
    "feedback": "名前が違う",
    "guide": "コードが届かない",
    "guidenote": "誰にも",
    "incident": "止まって",
    "incidenttemplate": "ひな形",
    "lastresort": "contact",
    "miss": "puk",
    "proposal": "疑わしい",
    "question": "recent",
    "redirect": "filtre",
    "release": "最初",
    "remedystep": "設定を",
    "scenario": "届きません",
    "tally": "sms",
    "took": "sms",
}


@pytest.fixture
def full(desk):
    """Have a row in every table."""
    lifecycle.begin(
        actor=None,
        title={"ja": "止まっています"},
        cause=Cause.objects.get(slug="filter"),
        body={"ja": "調べています。"},
    )
    cause, texts = Cause.objects.get(slug="filter"), {"title": {"ja": "題"}, "first_words": {"ja": "調べています。"}}
    IncidentTemplate.objects.create(name="ひな形", cause=cause, **texts).guides.set(Guide.objects.all())
    Proposal.objects.create(title="疑わしい", began_at="2026-11-25T00:00:00Z", guide=Guide.objects.first())
    Tally.objects.create(bucket="2026-11-25T00:00:00Z", guide="sms", cause="filter", verdict="solved", count=1)
    Took.objects.create(day="2026-11-25", guide="sms", cause="filter", minutes="5", count=1)
    Miss.objects.create(query="puk コード", count=2, last_seen="2026-11-25")
    about = {"day": "2026-11-25", "guide": "sms", "cause": "filter", "verdict": "unsolved", "language": "ja"}
    Feedback.objects.create(**about, release=1, text="設定の名前が違う")
    return desk


def changelist(model):
    return f"/admin/troubleshoot/{model}/"


def listed(response):
    return response.context["cl"].result_count


def test_every_table_an_editor_may_see_is_registered():
    assert sorted(FOUND) == MODELS


@pytest.mark.parametrize("model", MODELS)
def test_changelist_finds_by_a_word(full, model):
    everything = listed(full.get(changelist(model)))
    hits = listed(full.get(changelist(model), {"q": FOUND[model]}))
    misses = listed(full.get(changelist(model), {"q": "zzzz"}))

    assert everything >= hits >= 1
    assert misses == 0


@pytest.mark.parametrize("model", MODELS)
def test_filters_of_a_changelist_work(full, model):
    page = full.get(changelist(model))
    links = re.findall(r'<a href="(\?[^"]+)"', page.text.split('id="changelist-filter"')[-1])

    codes = {full.get(changelist(model) + link.replace("&amp;", "&")).status_code for link in links}

    assert codes <= {200}


def grown():
    """Return the small document with everything many times over."""
    document = small()
    many = {f"cause-{n}": cause(f"原因{n}", *(step(f"s{i}", carrier="docomo") for i in range(6))) for n in range(8)}
    document["causes"].update(many)
    answers = [answer(f"a{n}", "second", effects=dict.fromkeys(many, "more")) for n in range(6)]
    questions = [question("first", *answers), question("second", *(answer(f"b{n}", cause="cause-1") for n in range(6)))]
    parts = {
        "candidates": [candidate(slug, 10) for slug in many],
        "last_resorts": list(many),
        "scenarios": [scenario(f"k{number}", {}) for number in range(5)],
    }
    document["guides"]["big"] = guide("大きい案内", *questions, **parts)
    return document


def queries(django_assert_max_num_queries, client, address):
    """Count what a page asks the second time, when the release and the content types are in memory."""
    client.get(address)
    with django_assert_max_num_queries(200) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("model", MODELS)
def test_changelist_asks_no_query_per_row(full, django_assert_max_num_queries, model):
    few = queries(django_assert_max_num_queries, full, changelist(model))
    import_document(grown(), actor=None)
    for number in range(3):
        Redirect.objects.create(old_slug=f"old-{number}", question=Question.objects.all()[number])
        of = Cause.objects.get(slug=f"cause-{number}")
        Incident.objects.create(slug=f"i{number}", title={"ja": "止"}, cause=of)
        prepared = IncidentTemplate.objects.create(name=f"t{number}", title={"ja": "止"}, cause=of)
        prepared.carriers.set(Carrier.objects.all())
        about = {"guide": Guide.objects.last(), "decided_by": staff(f"d{number}"), "state": "dismissed"}
        Proposal.objects.create(began_at="2026-11-25T00:00:00Z", **about)
        Release.objects.create(number=number + 5, digest="0" * 64, document="{}", actor=staff(f"s{number}"))

    many = queries(django_assert_max_num_queries, full, changelist(model))

    # the list of scenarios tries them, and so reads the drafts
    assert many == few <= (32 if model == "scenario" else 11)


@pytest.mark.parametrize(
    ("find", "expected"),
    [
        (lambda: Guide.objects.get(slug="big"), 15),
        (lambda: Cause.objects.get(slug="cause-1"), 31),
        (lambda: Question.objects.get(slug="first"), 14),
        (lambda: Question.objects.get(slug="second"), 14),
        (lambda: Answer.objects.get(slug="a1"), 15),
        (lambda: Scenario.objects.get(key="k1"), 36),
    ],
    ids=["guide", "cause", "question", "question-with-causes", "answer", "scenario"],
)
def test_big_page_asks_few_queries(desk, django_assert_max_num_queries, find, expected):
    import_document(grown(), actor=None)
    row = find()

    asked = queries(django_assert_max_num_queries, desk, f"{changelist(row._meta.model_name)}{row.pk}/change/")

    assert asked == expected


@pytest.mark.parametrize(("address", "expected"), [("/admin/", 38), ("/admin/troubleshoot/release/publish/", 31)])
def test_first_and_publish_page_ask_a_fixed_number(desk, django_assert_max_num_queries, address, expected):
    few = queries(django_assert_max_num_queries, desk, address)
    import_document(grown(), actor=None)

    many = queries(django_assert_max_num_queries, desk, address)

    assert few == many == expected


class Inline(HTMLParser):
    """Collects what a strict CSP forbids: scripts and styles without the nonce, style and on… attributes, others."""

    def __init__(self, html, nonce):
        super().__init__()
        self.found = []
        self.nonce = nonce
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        source = given.get("src") or (given.get("href") if tag in {"link", "use"} else "") or ""
        if (
            tag in {"script", "style", "link"}
            and given.get("nonce") != self.nonce
            and not source.startswith("/static/")
        ):
            self.found.append((tag, source))
        if re.match(r"https?:|//", source):
            self.found.append((tag, source))
        self.found += [(tag, name) for name in given if name == "style" or name.startswith("on")]


PAGES = [
    "/admin/",
    "/admin/login/",
    "/admin/troubleshoot/release/publish/",
    "/admin/troubleshoot/release/1/rollback/",
    "/admin/troubleshoot/incident/add/",
    "/admin/troubleshoot/cause/add/",
    *(changelist(model) for model in MODELS),
]


@pytest.mark.parametrize("address", [*PAGES, "/admin/troubleshoot/incident/add/?plan=1"])
def test_page_keeps_to_the_strict_policy(full, address):
    response = full.get(address)

    policy = response["Content-Security-Policy"]
    nonce = re.search(r"'nonce-([^']+)'", policy)
    assert "unsafe" not in policy
    assert Inline(response.text, nonce[1] if nonce else None).found == []


def test_change_pages_keep_to_the_strict_policy(full):
    rows = [Guide.objects.first(), Question.objects.first(), Cause.objects.first(), Answer.objects.first()]
    rows += [Incident.objects.first(), IncidentTemplate.objects.first(), Proposal.objects.first()]
    rows += [Release.objects.first()]

    for row in rows:
        response = full.get(f"{changelist(row._meta.model_name)}{row.pk}/change/")
        nonce = re.search(r"'nonce-([^']+)'", response["Content-Security-Policy"])[1]
        assert Inline(response.text, nonce).found == []


def test_estimates_say_that_they_are_estimates(desk):
    row = Guide.objects.get()
    one = Answer.objects.get(slug="some")

    of_guide = desk.get(f"{changelist('guide')}{row.pk}/change/").text
    of_answer = desk.get(f"{changelist('answer')}{one.pk}/change/").text

    assert "候補(編集部の見積り)" in of_guide
    assert "編集部の見積りでかまいません" in of_answer
    assert "答えの効き目(編集部の見積り)" in of_answer


@pytest.mark.parametrize("address", PAGES[2:])
def test_strangers_are_sent_to_the_login(client, content, address):
    answer = client.get(address)

    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={address}")


@pytest.mark.parametrize("address", PAGES[2:])
def test_staff_without_permission_see_nothing(client, content, address):
    client.force_login(staff("nobody"))

    assert client.get(address).status_code == 403


def test_first_page_of_staff_without_permission_is_bare(client, content):
    client.force_login(staff("nobody"))

    page = client.get("/admin/").text

    assert "いま続いている障害" not in page
    assert "公開版と" not in page


def test_first_page_lists_what_is_used_most_at_the_top(desk):
    ours = desk.get("/admin/").context["app_list"][0]

    assert (ours["app_label"], [model["object_name"] for model in ours["models"]][:6]) == (
        "troubleshoot",
        ["Guide", "Cause", "Carrier", "Device", "Question", "RemedyStep"],
    )


@pytest.mark.parametrize("name", ["auth/user", "auth/group"])
def test_users_and_groups_are_still_there(admin_client, name):
    assert admin_client.get(f"/admin/{name}/").status_code == 200


def test_autocomplete_finds_by_japanese_words(desk):
    field = {"app_label": "troubleshoot", "model_name": "remedystep", "field_name": "carrier", "term": "アハ"}

    results = desk.get("/admin/autocomplete/", field).json()["results"]

    assert [one["text"] for one in results] == ["アハモ"]
