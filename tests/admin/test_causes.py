"""The cause editor: steps in tabs by carrier, copied, ordered and checked for form; who uses a cause."""

import re

import pytest
from django.conf import settings

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.documents import carrier, cause, small, step
from troubleshoot.models import Candidate, Carrier, Cause, Device, Revision, Scenario
from troubleshoot.publishing.compile import compile_document
from troubleshoot.publishing.importing import import_document

FORM = "cause_form"


@pytest.fixture
def document():
    """Return the small document with a brand without steps of its own, and one that nothing is written for."""
    document = small()
    document["carriers"] |= {"au": carrier("au", position=2), "povo": carrier("povo", parent="au", position=3)}
    return document


def address(slug="filter", query=""):
    return f"/admin/troubleshoot/cause/{Cause.objects.get(slug=slug).pk}/change/{query}"


def shown(response):
    """Return the sentences of the rows that are not hidden, those of blank ones left out."""
    rows = re.findall(
        r'<div class="step[^"]*" id="steps-\d+"([^>]*)>(.*?)(?=<div class="step[ "]|<template)',
        response.text,
        re.DOTALL,
    )
    texts = [
        re.search(r'-text_ja" value="([^"]*)"', row) for attributes, row in rows if not attributes.endswith(" hidden")
    ]
    return [text[1] for text in texts if text]


def part(response, start, end="</div>"):
    """Return a piece of a page's words without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.text.split(start, 1)[1].split(end, 1)[0])).strip()


def sent(desk, page, **changes):
    return desk.post(page, filled(desk.get(page), FORM, **changes))


def own(slug, carrier):
    return [(one.key, one.text["ja"]) for one in Cause.objects.get(slug=slug).steps.filter(carrier__slug=carrier)]


def test_tabs_stand_for_everyone_and_each_carrier_with_steps_of_its_own(desk):
    page = desk.get(address())

    tabs = re.findall(r'data-tab="([^"]*)"( aria-current="true")?>([^<]+) <span>(\d+)', page.text)
    others = re.findall(r'<option value="(\w+)"', page.text.split('id="steps-carrier"')[1].split("</select>")[0])
    assert [(slug, bool(now), name, number) for slug, now, name, number in tabs] == [
        ("", True, "すべて", "2"),
        ("general", False, "共通", "1"),
        ("docomo", False, "ドコモ", "1"),
    ]
    assert others == ["ahamo", "au", "povo"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["共通です。", "専用です。"]),
        ("?carrier=general", ["共通です。"]),
        ("?carrier=docomo", ["専用です。"]),
        ("?carrier=zz", ["共通です。", "専用です。"]),
    ],
)
def test_tab_shows_its_carrier_s_rows_and_saves_them_all(desk, query, expected):
    for key, words in (("open", "共通です。"), ("own", "専用です。")):
        Cause.objects.get(slug="filter").steps.filter(key=key).update(text={"ja": words})
    before = compile_document()

    page = desk.get(address(query=query))
    saved = desk.post(address(query=query), filled(page, FORM))

    assert shown(page) == expected
    assert (saved.status_code, compile_document()) == (302, before)


def test_new_row_on_a_tab_belongs_to_its_carrier(desk):
    sent(desk, address(query="?carrier=au"), **{"steps-2-text_ja": "au専用です。"})

    assert own("filter", "au") == [("step-1", "au専用です。")]


def test_untouched_blank_row_is_no_step(desk):
    sent(desk, address(query="?carrier=au"))

    assert own("filter", "au") == []


def test_wrong_row_is_shown_on_each_tab(desk):
    wrong = sent(desk, address(query="?carrier=docomo"), **{"steps-0-tel": "でんわ"})

    assert len(shown(wrong)) == 2


@pytest.mark.parametrize(
    ("carrier", "told"),
    [
        ("ahamo", "ahamo専用の手順はありません。いまはドコモと同じ手順が出ます。 設定を開きます。"),
        ("povo", "povo専用の手順はありません。いまは共通の手順が出ます。 設定を開きます。"),
    ],
)
def test_carrier_without_steps_is_told_what_its_readers_get(desk, carrier, told):
    Carrier.objects.filter(slug="ahamo").update(name={"ja": "ahamo"})

    page = desk.get(address(query=f"?carrier={carrier}"))

    assert part(page, f'data-gets="{carrier}">').startswith(told)
    assert f'value="copy:{carrier}"' in page.text


def test_carrier_whose_readers_get_nothing_is_a_hole(desk):
    Cause.objects.get(slug="filter").steps.filter(key="open").delete()

    page = desk.get(address(query="?carrier=au"))

    assert part(page, 'data-gets="au">').startswith("auの読者に出る手順がありません。")


def test_inherited_steps_are_copied_with_keys_of_their_own(desk):
    page = address(query="?carrier=ahamo")

    answer = sent(desk, page, title_ja="書きかけの題", _continue="copy:ahamo")

    row = Cause.objects.get(slug="filter").steps.get(carrier__slug="ahamo")
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert (row.key, row.text["ja"], row.reviewed, row.position) == ("ahamo-own", "設定を開きます。", None, 2)
    assert Cause.objects.get(slug="filter").title["ja"] == "書きかけの題"
    assert shown(desk.get(page)) == ["設定を開きます。"]


def test_copying_twice_copies_once(desk):
    for _time in range(2):
        sent(desk, address(), _continue="copy:ahamo")

    assert len(own("filter", "ahamo")) == 1


def test_copy_is_kept_in_the_history_with_its_editor(desk, editor):
    sent(desk, address(), _continue="copy:ahamo")

    revision = Revision.objects.first()
    assert (revision.slugs, revision.actor) == ("filter", editor)
    assert [len(side["steps"]) for side in (revision.before, revision.after)] == [2, 3]


def test_step_is_doubled_without_a_script(desk):
    sent(desk, address(), _continue="duplicate:own")

    assert own("filter", "docomo") == [("own", "設定を開きます。"), ("step-1", "設定を開きます。")]


def test_nothing_is_copied_when_the_form_is_wrong(desk):
    refused = sent(desk, address(), title_ja="", _continue="copy:ahamo")

    assert (refused.status_code, own("filter", "ahamo")) == (200, [])


def test_device_folds_what_its_readers_do_not_see(desk):
    Device.objects.create(slug="ios-26", name={"ja": "iPhone(iOS 26)"}, parent=Device.objects.get(slug="ios"))

    def unseen(device):
        return re.findall(
            r'class="step other-device" id="(steps-\d)"', desk.get(address("airplane", f"?device={device}")).text
        )

    assert (unseen("android"), unseen("ios-26"), unseen("")) == (["steps-0"], [], [])


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("０１２０ー１２３ー４５６", "0120-123-456"),
        ("0120 123 456", "0120-123-456"),
        ("*5555", "*5555"),
        ("(03)1234", "03-1234"),
    ],
)
def test_phone_number_is_kept_in_plain_digits(desk, written, kept):
    sent(desk, address(), **{"steps-0-tel": written})

    assert Cause.objects.get(slug="filter").steps.get(key="open").tel == kept


@pytest.mark.parametrize(
    ("field", "written", "told"),
    [
        ("tel", "でんわする", "電話番号は、数字と"),
        ("url", "http://www.example.jp/", "http:// のリンクは使えません"),
        ("url", "www.example.jp", "リンクは https:// か"),
        ("url", "//example.jp/", "リンクは https:// か"),
        ("url", "javascript:alert(1)", "リンクは https:// か"),
    ],
)
def test_wrong_link_or_number_is_told_beside_its_field(desk, field, written, told):
    refused = sent(desk, address(), **{f"steps-0-{field}": written})

    box = refused.text.split(f'id="id_steps-0-{field}_error"')[1].split("</ul>")[0]
    assert refused.status_code == 200
    assert told in box
    assert filled(refused, FORM)[f"steps-0-{field}"] == [written]


def test_new_cause_begins_with_title_and_summary_and_a_step(desk):
    page = "/admin/troubleshoot/cause/add/"

    sent(desk, page, title_ja="新しい原因", summary_ja="理由です。", **{"steps-0-text_ja": "設定を開きます。"})

    made = Cause.objects.get(slug="cause-1")
    assert (made.title["ja"], [one.text["ja"] for one in made.steps.all()]) == ("新しい原因", ["設定を開きます。"])
    assert "例: sms-blocked" in desk.get(page).text


def test_old_cause_must_keep_a_slug(desk):
    assert sent(desk, address(), slug="").status_code == 200


def test_guides_that_use_a_cause_are_named_with_links(desk):
    scenario = Scenario.objects.get()
    scenario.never.add(Cause.objects.get(slug="refused"))

    told = {
        slug: part(desk.get(address(slug)), 'id="uses-title">', "</section>")
        for slug in ("filter", "refused", "contact")
    }

    assert (
        told["filter"] == "使う案内 案内「コードが届かない」の候補(見込み 60) 案内「コードが届かない」の答え1個の効き目"
    )
    assert told["refused"] == (
        "使う案内 案内「コードが届かない」で「reachはどうですか?」に「refused」と答えると、確実にこの原因になります "
        "案内「コードが届かない」の場面テスト「届きません。」の「3番目までに来てはいけない原因」"
    )
    assert told["contact"].startswith("使う案内 案内「コードが届かない」のほかの入り方・最後の手段")
    assert 'href="/admin/place/?kind=candidate&amp;slug=sms&amp;slug=filter"' in desk.get(address()).text


@pytest.mark.parametrize("action", ["delete", "chosen"])
def test_cause_in_use_is_not_deleted_and_its_uses_are_named(desk, action):
    Candidate.objects.all().delete()
    row = Cause.objects.get(slug="refused")
    chosen = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
    asked = (
        (f"/admin/troubleshoot/cause/{row.pk}/delete/", {"post": "yes"})
        if action == "delete"
        else ("/admin/troubleshoot/cause/", chosen)
    )

    answer = desk.post(*asked)

    assert "確実にこの原因になります" in answer.text
    assert Cause.objects.filter(slug="refused").exists()


def test_carrier_s_page_names_causes_by_whose_steps_its_readers_get(desk):
    page = desk.get(f"/admin/troubleshoot/carrier/{Carrier.objects.get(slug='ahamo').pk}/change/")

    assert part(page, 'id="remedies-title">', "</section>") == (
        "この回線の読者に出る手順 ドコモと同じ手順(原因1個) フィルターが止める 1手順 "
        "共通の手順(原因2個) 機内モードになっている 2手順 問い合わせる 1手順 "
        "出る手順がない(原因1個) 番号が断られる"
    )
    assert f'{address()}?carrier=ahamo#steps-group"' in page.text


def many(lines):
    """Return the document with steps for so many carriers, five each, and more of all that uses the cause."""
    document = small()
    extra = {f"line-{number}": carrier(f"回線{number}", position=number) for number in range(lines)}
    document["carriers"] |= extra
    steps = [step(f"{slug}-{number}", carrier=slug) for slug in extra for number in range(5)]
    document["causes"]["filter"]["steps"] = [step("open"), step("own", carrier="docomo"), *steps]
    document["causes"] |= {
        f"cause-{number}": cause(f"原因{number}", step("a", carrier="docomo")) for number in range(lines)
    }
    return document


def queries(django_assert_max_num_queries, desk, page):
    """Return what a page answers, and how many queries it asks."""
    with django_assert_max_num_queries(200) as asked:
        answer = desk.get(page)
    assert answer.status_code == 200
    return answer, len(asked)


@pytest.mark.parametrize(
    ("find", "expected"),
    [
        (lambda: address().replace("change", "compare"), 12),
        (lambda: f"/admin/troubleshoot/carrier/{Carrier.objects.get(slug='docomo').pk}/change/", 14),
        (lambda: "/admin/troubleshoot/remedystep/", 11),
    ],
    ids=["compare", "carrier", "steps"],
)
def test_page_asks_the_same_for_two_steps_as_for_a_hundred(desk, django_assert_max_num_queries, find, expected):
    desk.get(find())
    few = queries(django_assert_max_num_queries, desk, find())[1]
    import_document(many(20), actor=None)

    assert few == queries(django_assert_max_num_queries, desk, find())[1] == expected


def test_cause_of_sixty_steps_asks_no_more_and_is_saved_whole(desk, django_assert_max_num_queries):
    desk.get(address())
    few = queries(django_assert_max_num_queries, desk, address(query="?carrier=docomo"))[1]
    import_document(many(12), actor=None)

    page, asked = queries(django_assert_max_num_queries, desk, address(query="?carrier=docomo"))
    form = filled(page, FORM, **{"steps-61-text_ja": "最後です。"})
    saved = desk.post(address(), form)

    assert few == asked == 31
    assert 1000 < sum(map(len, form.values())) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 2
    assert saved.status_code == 302
    assert Cause.objects.get(slug="filter").steps.last().text["ja"] == "最後です。"


def test_whoever_may_only_look_gets_no_button(client, content):
    client.force_login(staff("reader", "view_cause", "view_remedystep"))

    page = client.get(address())

    assert page.status_code == 200
    assert 'name="_continue"' not in page.text
    assert "data-move=" not in page.text


def test_new_slug_beside_a_mistake_shows_the_mistake(desk):
    refused = desk.post(address(), filled(desk.get(address()), FORM, slug="renamed", title_ja=""))

    assert refused.status_code == 200
    assert "errornote" in refused.text
