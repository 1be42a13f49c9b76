"""Insight: what verdicts tell of a guide, as a page, as sheets and as JSON."""

import csv
import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.admin.conftest import staff
from tests.publishing.documents import guide, small
from tests.views.reading import Page
from troubleshoot.models import Answer, Candidate, Cause, Guide, Tally
from troubleshoot.publishing.importing import import_document
from troubleshoot.publishing.publish import publish

INSIGHT = "/admin/insight/sms/"
SHEETS = ["edges", "causes", "carriers", "releases", "calibration", "advice", "tried", "work"]


def count(verdict, number, answers="reach=some", days=1, **one):
    about = {"guide": "sms", "answers": answers, "tried": "", "cause": "filter", "others": "", **one}
    Tally.objects.create(bucket=timezone.now() - timedelta(days=days), verdict=verdict, count=number, **about)


def told():
    """Have what 40 readers told: 30 say what arrives, of whom 12 go on; 10 are sure that nothing does."""
    count("solved", 6)
    count("unsolved", 24)
    count("solved", 3, cause="airplane", tried="filter")
    count("unsolved", 9, cause="airplane", tried="filter")
    count("solved", 10, "reach=none&recent=plane&carrier=docomo", cause="airplane", others="filter")


def sheet(desk, name, query=""):
    """Return the rows of a sheet as a spreadsheet reads them, its heads first."""
    content = desk.get(f"{INSIGHT}{name}.csv{query}").content
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


def whole(desk, query=""):
    return json.loads(desk.get(f"{INSIGHT}all.json{query}").content)


def test_with_one_guide_the_list_leads_right_to_it(desk):
    listed = desk.get("/admin/insight/")

    assert (listed.status_code, listed["Location"]) == (302, INSIGHT)


def test_with_several_guides_they_are_listed(desk, document):
    both = small()
    both["guides"]["mail"] = {**guide("メールが届かない", *both["guides"]["sms"]["questions"]), "position": 1}
    import_document(both, actor=None)
    publish(actor=None)

    links = Page(desk.get("/admin/insight/").text).links()

    assert (links["コードが届かない"], links["メールが届かない"]) == (INSIGHT, "/admin/insight/mail/")


def test_first_page_and_the_editor_lead_to_it(desk):
    front, editor = desk.get("/admin/"), desk.get(f"/admin/troubleshoot/guide/{Guide.objects.get().pk}/editor/")

    assert Page(front.text).links()["読者の結果からわかること"] == "/admin/insight/"
    assert Page(editor.text).links()["読者の結果"] == INSIGHT


@pytest.mark.parametrize("page", ["", "work/", "releases/", "causes.csv", "all.json"])
def test_who_may_not_see_verdicts_is_refused(client, content, page):
    client.force_login(staff("officer", "view_incident", "view_guide", "view_release"))

    assert client.get(f"{INSIGHT}{page}").status_code == 403


@pytest.mark.parametrize("page", ["", "work/", "causes.csv", "all.json"])
def test_what_is_no_guide_is_not_found(desk, page):
    assert desk.get(f"/admin/insight/nothing/{page}").status_code == 404


@pytest.mark.parametrize("page", ["nothing/", "edges/", "nothing.csv"])
def test_what_is_no_part_is_not_found(desk, page):
    assert desk.get(f"{INSIGHT}{page}").status_code == 404


def test_without_verdicts_each_section_says_so_in_words(desk):
    page = Page(desk.get(INSIGHT).text)

    assert "この期間に「届いた」「まだ届かない」を押した読者はいません。" in page.one("body").text
    assert page.all("svg", class_="graph") == []
    rows = {name: sheet(desk, name)[1:] for name in SHEETS}
    assert {name for name, some in rows.items() if some} == {"releases", "work"}


def test_a_guide_that_was_never_published_says_so(desk):
    drafts = small()
    drafts["guides"]["later"] = {**guide("あとで", *drafts["guides"]["sms"]["questions"]), "position": 1}
    import_document(drafts, actor=None)

    assert "まだ公開していない" in Page(desk.get("/admin/insight/later/").text).one("body").text


def test_few_verdicts_are_said_to_be_few(desk):
    count("solved", 2)
    few = Page(desk.get(INSIGHT).text).all("p", class_="insight-few")
    told()

    assert (len(few), Page(desk.get(INSIGHT).text).all("p", class_="insight-few")) == (1, [])


def test_edges_hold_the_share_of_the_walks_that_went_over_them(desk):
    told()

    page, (_, *rows) = Page(desk.get(INSIGHT).text), sheet(desk, "edges")

    assert [row[1:] for row in rows] == [
        ["none・some・unsure", "2. recentはどうですか?", "40", "100.0"],
        ["refused", "原因: 番号が断られる", "0", "0.0"],
        ["plane・none", "助言", "10", "25.0"],
        ["答える前に助言した", "助言", "30", "75.0"],
    ]
    drawn = page.one("svg", class_="graph")
    assert drawn["role"] == "img"
    assert [one.text for one in page.all("text", class_="flow-share")] == ["100%", "0%", "25%"]
    widths = [float(one["stroke-width"]) for one in page.all("path", class_="flow-line")]
    # Of all walks, of none and of a quarter.
    assert widths == [12, 1, 3.8]
    assert "図を横に動かすと続きが見えます" in page.one("p", id="edges-other").text


def test_an_answers_words_leave_room_for_its_share(desk):
    Answer.objects.filter(question__slug="recent", slug="plane").update(text={"ja": "機内モードを入れたり切ったりした"})
    publish(actor=None)
    told()

    labels = [one.text for one in Page(desk.get(INSIGHT).text).all("text", class_="graph-answer")]

    assert "機内モードを入れたり切…" in " ".join(labels)


def test_rates_stand_by_their_evidence_with_batches_of_their_own(desk):
    told()

    causes, carriers = sheet(desk, "causes"), sheet(desk, "carriers")

    assert causes[0][1:] == ["届いた", "結果の数", "割合(%)", "少なくとも(%)", "多くとも(%)"]
    assert [row[:4] for row in causes[1:]] == [
        ["フィルターが止める", "6", "30", "20.0"],
        ["機内モードになっている", "3", "12", "25.0"],
        ["フィルターが止める + 機内モードになっている", "10", "10", "100.0"],
    ]
    assert [row[:3] for row in carriers[1:]] == [["回線を聞いていない人", "9", "30"], ["ドコモ", "10", "10"]]
    page = Page(desk.get(INSIGHT).text)
    spans = [float(one["width"]) for one in page.all("rect", class_="rate-span")]
    assert spans[0] < spans[1]


def test_a_span_is_chosen_and_the_usual_one_is_90_days(desk):
    count("solved", 1, days=10)
    count("solved", 2, days=60)
    count("solved", 4, days=200)
    count("solved", 8, days=900)

    walks = {span: whole(desk, f"?span={span}")["walks"] for span in ("30", "90", "365", "all", "nonsense")}

    assert walks == {"30": 1, "90": 3, "365": 7, "all": 15, "nonsense": 3}
    chosen = Page(desk.get(f"{INSIGHT}?span=30").text).one("a", aria_current="true")
    assert chosen.text == "30日"
    assert Page(desk.get(INSIGHT).text).one("a", aria_current="true").text == "90日"


def test_calibration_is_told_in_words_for_anybody(desk):
    told()

    page, rows = Page(desk.get(INSIGHT).text), whole(desk)["calibration"]

    sentences = [one.text for one in page.all("ul", class_="insight-words")]
    assert len(page.all("circle", class_="plot-dot")) == len(rows) >= 2
    first = rows[0]
    assert f"{first['percent']:.0f}%で届いた({first['of']}件)。" in sentences[0]
    assert len(page.all("line", class_="plot-diagonal")) == 1


def test_readers_who_left_are_told_by_advice_and_by_how_much_they_tried(desk):
    told()

    found = whole(desk)

    # 24 were told the filter in vain, 12 went on; 9 of these left after the airplane mode.
    assert [(one["cause"], one["walks"], one["percent"]) for one in found["advice"]] == [
        ("フィルターが止める", 12, 57.1),
        ("機内モードになっている", 9, 42.9),
    ]
    assert [(one["tried"], one["walks"], one["percent_of_all"]) for one in found["tried"]] == [
        (1, 12, 30.0),
        (2, 9, 22.5),
    ]
    assert "続きを数えなかった読者" in Page(desk.get(INSIGHT).text).one("section", id="leaving").text


def test_a_walk_whose_further_verdicts_were_not_counted_is_told_where_its_record_ends(desk):
    count("unsolved", 1)
    count("unsolved", 1, tried="filter", cause="airplane")
    ended = whole(desk)
    count("solved", 1, tried="filter,airplane", cause="refused")

    # What came after the second verdict is not known before it is counted.
    assert ([(one["tried"], one["walks"]) for one in ended["tried"]], ended["walks"]) == ([(2, 1)], 1)
    assert (whole(desk)["tried"], whole(desk)["walks"]) == ([], 1)


def test_releases_are_told_by_what_their_order_costs_in_todays_world(desk):
    Candidate.objects.filter(cause__slug="filter").update(weight=5, minutes_to_know=20)
    Candidate.objects.filter(cause__slug="airplane").update(weight=95)
    publish(actor=None, note="見込みを直した")
    Cause.objects.filter(slug="filter").update(title={"ja": "別の題"})
    publish(actor=None, note="文だけ")

    first, second, third = whole(desk)["releases"]

    assert [one["release"] for one in (first, second, third)] == [1, 2, 3]
    assert [one["note"] for one in (first, second, third)] == ["最初", "見込みを直した", "文だけ"]
    assert first["minutes"] > second["minutes"]
    assert second["minutes"] == third["minutes"]
    page = Page(desk.get(f"{INSIGHT}releases/").text)
    assert [one.text for one in page.all("title") if one.text.startswith("#")] == [
        "#1 最初",
        "#2 見込みを直した",
        "#3 文だけ",
    ]


def test_releases_that_lack_the_guide_or_are_damaged_are_left_out(desk):
    both = small()
    both["guides"]["mail"] = {**guide("メールが届かない", *both["guides"]["sms"]["questions"]), "position": 1}
    import_document(both, actor=None)
    publish(actor=None, note="増やした")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE troubleshoot_release SET document = '{}' WHERE number = 1")

    cache.clear()

    sms, mail = (json.loads(desk.get(f"/admin/insight/{slug}/all.json").content) for slug in ("sms", "mail"))

    assert [one["release"] for one in sms["releases"]] == [2]
    assert [one["release"] for one in mail["releases"]] == [2]
    assert "公開版はまだ一つです。" in desk.get("/admin/insight/mail/releases/").text


def test_work_is_ranked_with_the_way_to_where_it_is_done(desk):
    told()

    page = Page(desk.get(f"{INSIGHT}work/").text)

    works = whole(desk)["work"]
    saved = [one["minutes"] for one in works]
    assert saved == sorted(saved, reverse=True)
    assert 2 <= len(works) <= 8
    links = page.links()
    surer = next(words for words in links if words.startswith("「フィルターが止める」の手順"))
    assert links[surer] == "/admin/place/?kind=cause&slug=filter"
    assert "聞く質問は、変えたあとも、いま聞いているものと同じとします" in page.one("details").text
    more = next(words for words in links if "原因を書き足す(多くともこれだけ)" in words)
    assert links[more].startswith("/admin/place/?kind=candidate&slug=sms&slug=")


def test_the_page_takes_in_what_takes_seconds_and_leads_to_it_without_scripts(desk):
    page = Page(desk.get(INSIGHT).text)

    taken = [one["data-hx-get"] for one in page.all("div", class_="insight-later")]
    assert taken == [f"{INSIGHT}releases/?span=90", f"{INSIGHT}work/?span=90"]
    assert set(taken) <= set(page.links().values())


def test_every_sheet_is_a_link_and_a_part_of_the_json(desk):
    told()

    pages = "".join(desk.get(f"{INSIGHT}{part}").text for part in ("", "releases/", "work/"))
    found = whole(desk)

    links = set(Page(pages).links().values())
    ways = {one["href"] for one in Page(pages).all("a") if ".csv" in one.attributes.get("href", "")}
    assert ways == {f"{INSIGHT}{name}.csv?span=90" for name in SHEETS}
    assert f"{INSIGHT}all.json?span=90" in links
    assert [*found][:4] == ["guide", "release", "days", "walks"]
    assert {name: len(found[name]) for name in SHEETS} == {name: len(sheet(desk, name)) - 1 for name in SHEETS}


def test_words_that_a_spreadsheet_would_compute_are_harmless(desk):
    Cause.objects.filter(slug="filter").update(title={"ja": "=1+1"})
    publish(actor=None)
    told()

    assert sheet(desk, "causes")[1][0] == "'=1+1"


def test_the_page_asks_the_database_few_times_however_much_was_told(desk):
    desk.get(INSIGHT)
    with CaptureQueriesContext(connection) as few:
        desk.get(INSIGHT)
    told()
    for number in range(30):
        count("solved", 1, days=number, cause="airplane")

    with CaptureQueriesContext(connection) as many:
        desk.get(INSIGHT)

    assert len(few) == len(many) <= 8


def test_only_looking_is_possible(desk):
    assert [desk.post(f"{INSIGHT}{page}").status_code for page in ("", "work/", "causes.csv", "all.json")] == [405] * 4
