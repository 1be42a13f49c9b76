"""Scenarios: kept from a walk through the preview, shown in words, green or red at once."""

import re
from html import unescape

import pytest

from tests.admin.forms import filled
from tests.publishing.documents import scenario, sms
from troubleshoot.models import Cause, Guide, Scenario
from troubleshoot.publishing.importing import import_document

ADD = "/admin/troubleshoot/scenario/add/"
LIST = "/admin/troubleshoot/scenario/"
WALK = "/guides/sms/advice/airplane/?reach=none&recent=plane"


def page_of(row):
    return f"/admin/troubleshoot/scenario/{row.pk}/change/"


def told(page):
    """Return a page's box about the scene as one line of words."""
    box = re.search(r'<section class="module scene".*?</section>', page.text, re.DOTALL)[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", box)).split())


def test_a_walk_is_kept_with_its_answers_and_the_cause_that_came(desk):
    page = desk.get(ADD, {"walk": WALK})

    form = filled(page, "scenario_form", text="機内モードにしていました。")
    saved = desk.post(f"{ADD}?walk={WALK}", form)

    assert saved.status_code == 302
    kept = Scenario.objects.get(text="機内モードにしていました。")
    assert kept.answers == {"reach": "none", "recent": "plane"}
    assert [cause.slug for cause in kept.first.all()] == ["airplane"]
    assert (kept.guide.slug, kept.key) == ("sms", "scene-1")
    assert "noneはどうですか" not in told(page)
    assert "reachはどうですか? none recentはどうですか? plane" in told(page)


@pytest.mark.parametrize(
    ("walk", "first", "among_three"),
    [
        ("/en/guides/sms/walk/reach/", ["filter"], []),
        ("/guides/sms/solved/filter/?reach=some", ["filter"], []),
        ("/guides/sms/advice/filter/?reach=none&recent=plane&tried=airplane", [], ["filter"]),
        ("/guides/sms/?nonsense=%E3%81%82&tried=nothing", ["filter"], []),
    ],
)
def test_other_pages_of_a_walk_can_be_kept_too(desk, walk, first, among_three):
    page = desk.get(ADD, {"walk": walk})

    form = filled(page, "scenario_form")
    slugs = dict(Cause.objects.values_list("pk", "slug"))
    assert [slugs[int(pk)] for pk in form.get("first", [])] == first
    assert [slugs[int(pk)] for pk in form.get("among_three", [])] == among_three


@pytest.mark.parametrize("walk", ["", "/", "/guides/nowhere/", "/causes/filter/"])
def test_what_is_no_walk_leaves_the_form_empty(desk, walk):
    form = filled(desk.get(ADD, {"walk": walk}), "scenario_form")

    assert "first" not in form
    assert form["answers"] == ["{}"]


def test_a_scenario_that_holds_is_green(desk):
    page = desk.get(page_of(Scenario.objects.get()))

    assert "✓ 期待どおり" in told(page)
    assert "出る順番 機内モードになっている" in told(page)
    assert "%2Fguides%2Fsms%2Fwalk%2F%3Freach%3Dnone%26recent%3Dplane" in page.text


def test_a_scenario_that_does_not_says_why(desk):
    scene = Scenario.objects.get()
    scene.first.set([Cause.objects.get(slug="filter")])

    page = desk.get(page_of(scene))

    assert "✗ 期待と違う" in told(page)
    assert "最初に「フィルターが止める」が来るはずですが、「機内モードになっている」" in told(page)


def test_answers_that_the_guide_lost_stand_as_they_are(desk):
    Scenario.objects.update(answers={"reach": "gone", "weather": "fine"})

    page = told(desk.get(page_of(Scenario.objects.get())))

    assert "reachはどうですか? gone weather fine" in page
    assert "この案内にない答えがあります: reach" in page


def test_a_scenario_of_a_guide_that_cannot_be_shown_waits(desk):
    Guide.objects.update(entry=None)

    page = desk.get(page_of(Scenario.objects.get()))

    assert "案内を直すまでわからない" in told(page)
    assert "案内を直すまでわからない" in desk.get(LIST).text


def test_the_list_tells_each_by_a_fixed_number_of_queries(desk, document, django_assert_max_num_queries):
    desk.get(LIST)
    with django_assert_max_num_queries(60) as few:
        desk.get(LIST)
    holds, fails = scenario("holds", {"reach": "none"}), scenario("fails", {"reach": "none"}, never=["airplane"])
    document["guides"]["sms"] = sms(scenarios=[holds, fails])
    import_document(document, actor=None)
    desk.get(LIST)

    with django_assert_max_num_queries(60) as many:
        page = desk.get(LIST).text

    assert re.findall(r'class="scene-(\w+)"', page) == ["green", "red"]
    assert len(many) == len(few)
