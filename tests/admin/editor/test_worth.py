"""The page of what a guide's questions save: their order, what need not be asked, what is better asked earlier."""

import pytest

from tests.publishing.documents import answer, candidate, question, small, sms
from tests.views.reading import Page
from troubleshoot.models import Guide


@pytest.fixture
def document():
    """Return a guide whose second question takes long and says nothing, and whose third tells what it is."""
    document = small()
    told = [answer("filter", effects={"airplane": "rules-out"}), answer("airplane", effects={"filter": "rules-out"})]
    questions = [
        question("entry", answer("yes", "slow"), answer("unsure", "slow")),
        question("slow", answer("yes", "telling"), answer("unsure", "telling"), minutes=5),
        question("telling", *told, answer("unsure")),
    ]
    candidates = [candidate("filter", 40), candidate("airplane", 60)]
    plain = {"questions": questions, "entry": "entry", "scenarios": [], "last_resorts": []}
    document["guides"]["sms"] = sms(candidates=candidates, **plain)
    return document


def rows(page):
    """Return the table's rows as texts by cell."""
    cells = [one.text for one in page.all() if one.tag in ("th", "td") and one.attributes.get("scope") != "col"]
    return [cells[start : start + 6] for start in range(0, len(cells), 6)]


def test_questions_stand_by_what_they_save_each_with_its_editor(desk, base):
    page = Page(desk.get(f"{base}worth/").text)

    found = rows(page)
    assert [row[0] for row in found] == [
        "3. tellingはどうですか?",
        "1. entryはどうですか?",
        "2. slowはどうですか?",
    ]
    assert found[1][1:] == ["100%", "0.00分", "0.25分", "25分の損", "いつも聞く"]
    assert found[2][1:] == ["100%", "0.00分", "5.00分", "500分の損", "だれにも聞かない"]
    assert page.links()["2. slowはどうですか?"] == f"{base}editor/slow/"


def test_what_only_asking_what_pays_saves_is_told(desk, base):
    told = Page(desk.get(f"{base}worth/").text).one("section", aria_labelledby="worth-whole").text

    assert "聞くと早くなる質問だけ聞くと、100人あたり500分早くなります。" in told
    assert "いまの「質問の聞き方」は「図のとおりに、ぜんぶ聞く」です。" in told


def test_a_better_order_is_told_with_links_to_both_questions(desk, base):
    page = Page(desk.get(f"{base}worth/").text)

    order = page.one("section", aria_labelledby="worth-order")
    assert "「 tellingはどうですか? 」を「 entryはどうですか? 」の前に聞くと、100人あたり" in order.text
    assert page.links()["tellingはどうですか?"] == f"{base}editor/telling/"


def test_where_no_order_is_better_it_says_so(desk, base, guide):
    guide.questions.filter(slug="slow").update(minutes=0)
    guide.questions.filter(slug="entry").update(minutes=0)

    order = Page(desk.get(f"{base}worth/").text).one("section", aria_labelledby="worth-order")

    assert "いまより確かに縮むものはありませんでした。" in order.text


def test_what_cannot_be_worked_out_yet_is_told(desk, base, guide):
    guide.candidates.all().delete()

    assert "まだ計算できません。" in desk.get(f"{base}worth/").text


def test_a_guide_that_the_engine_cannot_load_is_no_error(desk, base):
    Guide.objects.update(entry=None)

    assert "まだ計算できません。" in desk.get(f"{base}worth/").text


def test_the_editor_links_to_the_page(desk, base):
    assert f'href="{base}worth/"' in desk.get(f"{base}editor/").text


def test_it_takes_as_many_queries_as_reading_the_drafts(desk, base, django_assert_num_queries):
    with django_assert_num_queries(26):
        desk.get(f"{base}worth/")
