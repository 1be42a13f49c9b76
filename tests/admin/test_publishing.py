"""The publish page: what it shows, what it refuses, what it lets editors choose; and the way back."""

import re

import pytest

from tests.admin.conftest import staff
from tests.admin.forms import filled
from tests.publishing.documents import candidate, carrier, cause, device, small, step
from tests.views.reading import Page
from troubleshoot import snapshot
from troubleshoot.models import Carrier, Cause, Counter, Device, Guide, Release, RemedyStep
from troubleshoot.publishing import loading
from troubleshoot.publishing.importing import import_document, rewrite
from troubleshoot.publishing.publish import publish

PAGE = "/admin/troubleshoot/release/publish/"
RELEASES = "/admin/troubleshoot/release/"


def drafted(**titles):
    """Give causes other titles, as drafts."""
    document = small()
    for slug, title in titles.items():
        document["causes"][slug]["title"]["ja"] = title
    import_document(document, actor=None)


def without_steps(slug):
    Cause.objects.get(slug=slug).steps.all().delete()


def newest_titles():
    return {slug: cause["title"]["ja"] for slug, cause in loading.newest().document["causes"].items()}


def test_page_says_in_words_what_changes(desk):
    drafted(filter="別の題")

    page = Page(desk.get(PAGE).text)

    assert page.one("div", class_="change").text.startswith("変更 原因「別の題」 filter")
    assert page.one("table", class_="sides").text == (
        "どこ いま読者に見えている版 公開したあと 題名 いま読者に見えている版 フィルターが止める 公開したあと 別の題"
    )
    assert [page.one("del").text, page.one("ins").text] == ["フィルターが止める", "別の題"]
    assert page.one("input", type_="checkbox", name="cause")["value"] == "filter"


def test_publishing_names_the_editor_and_says_the_number(live, desk, editor):
    drafted(filter="別の題")

    answer = desk.post(PAGE, filled(desk.get(PAGE), "tell-form", note="題を直した"), follow=True)

    release = Release.objects.newest()
    assert answer.redirect_chain == [(RELEASES, 303)]
    assert (release.number, release.actor, release.note) == (2, editor, "題を直した")
    message = Page(answer.text).one("ul", class_="messagelist")
    assert message.text == "公開版 #2 を公開しました。 サイトを見る ひとつ前の版に戻す"
    assert snapshot.current().number == 2


def test_only_what_stays_ticked_is_published(desk):
    drafted(filter="選んだ", airplane="選ばない")

    desk.post(PAGE, filled(desk.get(PAGE), "tell-form", cause=["filter"]))

    titles = newest_titles()
    assert (titles["filter"], titles["airplane"]) == ("選んだ", "機内モードになっている")


def test_what_a_colleague_saves_after_the_page_was_opened_stays_a_draft(desk):
    drafted(filter="選んだ")
    sent = filled(desk.get(PAGE), "tell-form")
    drafted(filter="選んだ", airplane="まだ書きかけ")

    desk.post(PAGE, sent)

    titles = newest_titles()
    assert (titles["filter"], titles["airplane"]) == ("選んだ", "機内モードになっている")


def test_what_a_colleague_saves_into_what_is_published_is_shown_first(desk):
    drafted(filter="読んだ題", airplane="選ばない")
    sent = filled(desk.get(PAGE), "tell-form", note="だいじなメモ", cause=["filter"])
    drafted(filter="書きかけの", airplane="選ばない")

    refused = desk.post(PAGE, sent)
    before = newest_titles()["filter"]
    again = filled(refused, "tell-form")
    desk.post(PAGE, again)

    page = Page(refused.text)
    assert (refused.status_code, before) == (422, "フィルターが止める")
    assert page.one("p", class_="errornote").text == (
        "公開していません。ページを開いたあとで、だれかが下書きを保存しました。"
        "下に出ているのは、いまの下書きです。読み直し、印を確かめてから、もう一度公開してください。"
    )
    shown = page.all("div", class_="change")
    assert [re.split(r" \d+月", change.text)[0] for change in shown] == [
        "変更 原因「選ばない」 airplane",
        "変更 原因「書きかけの」 filter 開いたあとで変わりました",
    ]
    assert (again["cause"], again["note"]) == (["filter"], ["だいじなメモ"])
    assert newest_titles()["filter"] == "書きかけの"


def test_step_saved_into_something_new_is_shown_first(desk):
    """Of something new the page shows the title alone; all the rest of it was read on its own page."""
    cause = Cause.objects.create(slug="new", title={"ja": "新しい"}, summary={"ja": "新しい。"})
    RemedyStep.objects.create(cause=cause, key="a", text={"ja": "設定を開きます。"})
    sent = filled(desk.get(PAGE), "tell-form")
    RemedyStep.objects.update_or_create(cause=cause, key="a", defaults={"text": {"ja": "設定を"}})

    assert desk.post(PAGE, sent).status_code == 422
    assert Release.objects.count() == 1


def test_what_a_colleague_deletes_meanwhile_is_shown_first(desk):
    drafted(airplane="選ばない")
    Carrier.objects.filter(slug="ahamo").update(position=5)
    sent = filled(desk.get(PAGE), "tell-form")
    Carrier.objects.get(slug="ahamo").delete()

    refused = desk.post(PAGE, sent)

    shown = Page(refused.text).all("div", class_="change")
    assert refused.status_code == 422
    assert shown[1].text.startswith("削除 回線「アハモ」 ahamo 開いたあとで変わりました ")
    assert "ahamo" in loading.newest().document["carriers"]


def test_devices_have_a_tick_of_their_own(desk):
    Carrier.objects.filter(slug="ahamo").update(position=5)
    Device.objects.create(slug="tablet", name={"ja": "タブ"})
    sent = filled(desk.get(PAGE), "tell-form")
    Device.objects.create(slug="watch", name={"ja": "時計"})

    desk.post(PAGE, sent | {"carrier": []})

    newest = loading.newest().document
    assert set(newest["devices"]) == {"ios", "android", "tablet"}
    assert newest["carriers"]["ahamo"]["position"] == 1


def test_check_shows_anew_what_was_saved_meanwhile_and_then_it_goes_out(desk):
    drafted(filter="読んだ題")
    sent = filled(desk.get(PAGE), "tell-form")
    drafted(filter="あとの題")

    checked = desk.post(PAGE, sent | {"check": "1"})
    desk.post(PAGE, filled(checked, "tell-form"))

    assert "開いたあとで変わりました" in checked.text
    assert newest_titles()["filter"] == "あとの題"


def test_errors_refuse_lead_to_their_place_and_keep_everything(desk):
    drafted(airplane="別の題")
    without_steps("filter")

    refused = desk.post(PAGE, filled(desk.get(PAGE), "tell-form", note="だいじなメモ", cause=["filter"]))

    page = Page(refused.text)
    assert refused.status_code == 422
    assert page.one("p", class_="errornote").text.startswith("公開していません。")
    errors = page.one("section", aria_labelledby="errors-title").text
    assert errors.startswith("エラー 1件(直すまで公開できません) 原因 filter 手順が一つもありません。")
    assert filled(refused, "tell-form")["note"] == ["だいじなメモ"]
    assert filled(refused, "tell-form")["cause"] == ["filter"]
    assert (
        desk.get(page.links()["原因 filter"])["Location"]
        == f"/admin/troubleshoot/cause/{Cause.objects.get(slug='filter').pk}/change/"
    )
    assert Release.objects.count() == 1


def test_choice_can_be_checked_without_publishing(desk):
    drafted(airplane="別の題")
    without_steps("filter")
    everything = desk.get(PAGE)

    checked = desk.post(PAGE, filled(everything, "tell-form", cause=["airplane"], check="1"))

    assert len(Page(everything.text).all("section", aria_labelledby="errors-title")) == 1
    assert Page(checked.text).all("section", aria_labelledby="errors-title") == []
    assert (checked.status_code, Release.objects.count()) == (200, 1)


def test_page_opened_by_an_action_has_only_those_ticked(desk):
    drafted(filter="別の題", airplane="また別の題")

    sent = filled(desk.get(f"{PAGE}?choosing=1&cause=airplane"), "tell-form")

    assert sent["cause"] == ["airplane"]


def test_nothing_ticked_publishes_nothing(desk):
    drafted(filter="別の題")

    answer = desk.post(PAGE, filled(desk.get(PAGE), "tell-form", cause=[]), follow=True)

    assert "同じ内容なので、何も公開していません。" in answer.text
    assert Release.objects.count() == 1


def test_too_long_note_is_refused_and_kept(desk):
    drafted(filter="別の題")

    refused = desk.post(PAGE, filled(desk.get(PAGE), "tell-form", note="あ" * 301))

    assert refused.status_code == 422
    assert filled(refused, "tell-form")["note"] == ["あ" * 301]
    assert Release.objects.count() == 1


def test_damaged_release_is_told_in_words_and_replaced_by_all_drafts(desk):
    Release.objects.create(number=2, digest="0" * 64, document="{}")

    told = desk.post(PAGE, {"choosing": "1", "cause": "filter", "note": "直す"})
    desk.post(PAGE, filled(desk.get(PAGE), "tell-form"))

    assert told.status_code == 422
    assert "2番の公開版が壊れています" in told.text
    assert filled(told, "tell-form")["note"] == ["直す"]
    assert loading.newest().document == small()


def test_release_shows_what_it_changed(desk):
    drafted(filter="別の題")
    number = publish(actor=None).release

    page = Page(desk.get(f"{RELEASES}{number.pk}/change/").text)

    assert (
        "公開版 #1 からの変化 変更 原因「別の題」 filter" in page.one("section", aria_labelledby="changes-title").text
    )


def test_rollback_asks_then_publishes_the_old_content(live, desk, editor):
    drafted(filter="別の題")
    publish(actor=None)
    address = f"{RELEASES}1/rollback/"

    asked = desk.get(address)
    answer = desk.post(address, filled(asked, "tell-form", note="まちがえた"))

    assert Page(asked.text).one("section", class_="change").text == (
        "変更 原因「フィルターが止める」 filter どこ いま読者に見えている版 戻したあと "
        "題名 いま読者に見えている版 別の題 戻したあと フィルターが止める"
    )
    assert answer.status_code == 303
    release = Release.objects.newest()
    assert (release.number, release.actor, release.note) == (3, editor, "まちがえた")
    assert Page(desk.get("/causes/filter/").text).one("h1").text.replace(" ", "") == "フィルターが止める"


def test_releases_are_read_only(desk):
    release = Release.objects.get()

    codes = [
        desk.get(f"{RELEASES}add/").status_code,
        desk.post(f"{RELEASES}{release.pk}/change/", {"note": "x"}).status_code,
        desk.post(f"{RELEASES}{release.pk}/delete/", {"post": "yes"}).status_code,
    ]

    assert codes == [403, 403, 403]


@pytest.mark.parametrize("address", [PAGE, f"{RELEASES}1/rollback/"])
def test_publishing_needs_its_permission(client, content, address):
    client.force_login(staff("writer", "change_cause", "view_release"))
    drafted(filter="別の題")

    answers = [client.get(address).status_code, client.post(address, {"choosing": "1", "cause": "filter"}).status_code]

    assert answers == [403, 403]
    assert Release.objects.count() == 1


def test_action_is_hidden_from_those_who_may_not_publish(client, content):
    client.force_login(staff("writer", "change_cause"))

    page = client.get("/admin/troubleshoot/cause/").text

    assert "publish_chosen" not in page
    assert PAGE not in page


def test_first_page_counts_what_waits(desk):
    before = Page(desk.get("/admin/").text).one("section", aria_labelledby="drafts-title").text
    drafted(filter="別の題", airplane="また別の題")

    after = Page(desk.get("/admin/").text).one("section", aria_labelledby="drafts-title").text

    assert before.startswith("まだ公開していないもの 下書きは、いまの公開版と同じです。")
    assert after.startswith("まだ公開していないもの 公開版と違う下書きが2件あります。")


def test_place_that_is_gone_leads_to_the_whole_it_was_in(desk):
    guide = Guide.objects.get()

    gone = desk.get("/admin/place/?kind=answer&slug=sms&slug=reach&slug=gone")
    nowhere = desk.get("/admin/place/?kind=odd&slug=x")

    assert gone["Location"] == f"/admin/troubleshoot/guide/{guide.pk}/editor/reach/"
    assert nowhere["Location"] == "/admin/"


def test_everything_waits_while_there_is_no_release(client, db):
    import_document(small(), actor=None)
    client.force_login(staff("editor", "all"))

    page = client.get(PAGE)
    client.post(PAGE, filled(page, "tell-form"))

    assert loading.newest().document == small()
    assert Counter.objects.get(name=Counter.RELEASE).number == 1


def turned(document):
    """Let an answer rule a cause out, which turns the scenario red, and change some words besides."""
    reach = document["guides"]["sms"]["questions"][0]
    reach["answers"][0]["effects"] = {"airplane": "rules-out"}
    reach["answers"][3]["text"]["ja"] = "わからない"
    return document


def test_red_scenario_names_the_change_that_turned_it_and_who_made_it(desk, editor):
    rewrite(turned, actor=editor)

    page = Page(desk.get(PAGE).text)

    told = page.one("div", class_="blamed").text
    assert re.sub(r"\d+月\d+日 \d+:\d+", "いつ", told) == (
        "次の変更をやめると、通ります。 質問「reachはどうですか?」 › 答え「none」 › 効き目 › "
        "原因「機内モードになっている」: 強く疑われる(×15) → ありえなくなる(×0) editor いつ"
    )
    assert "editor" in page.one("p", class_="change-facts").text
    assert "エラー 1件" in page.one("p", class_="change-facts").text


def test_impact_has_an_address_of_its_own_for_the_choice_made(desk):
    rewrite(turned, actor=None)
    document = turned(small())
    document["causes"]["filter"]["title"]["ja"] = "別の題"
    import_document(document, actor=None)

    everything = Page(desk.get(PAGE).text).one("div", class_="impact")["data-hx-get"]
    without_the_guide = Page(desk.get(f"{PAGE}?choosing=1&cause=filter").text)
    page = Page(desk.get(everything).text)

    assert everything == "/admin/troubleshoot/release/impact/?of=sms"
    assert without_the_guide.all("div", class_="impact") == []
    assert page.one("h3").text == "案内「コードが届かない」 sms"
    told = page.one("div", class_="impact").text
    assert "で、最初の助言が変わります。" in told
    assert "で、最初の助言が「機内モードになっている」から「別の題」に変わります。 たとえばこんなとき" in told
    assert "解決するまでの見込み:" in told


def test_examples_lead_to_the_site_and_to_a_preview(desk):
    rewrite(turned, actor=None)

    page = Page(desk.get("/admin/troubleshoot/release/impact/?of=sms").text)

    links = [link["href"] for link in page.all("a") if link.text in {"いまの版で開く", "下書きで開く"}]
    assert links[0].startswith("/guides/sms/advice/airplane/?reach=none")
    assert links[1].startswith("/admin/preview/?path=%2Fguides%2Fsms%2Fadvice%2Ffilter%2F%3Freach%3Dnone")
    assert desk.get(links[0]).status_code == 200


def test_impact_of_a_draft_with_errors_says_what_to_do(desk):
    def broken(document):
        document["guides"]["sms"]["questions"][1]["next"] = "reach"
        return document

    rewrite(broken, actor=None)

    page = desk.get("/admin/troubleshoot/release/impact/?of=sms")

    assert "下書きにエラーがあるので、まだ計算できません。" in page.text


@pytest.mark.parametrize(
    "query", ["of=gone", "of=sms&from=1&to=9", "of=sms&from=x&to=1", "of=sms&choosing=1&cause=gone"]
)
def test_impact_of_what_is_not_there_is_not_found(desk, query):
    assert desk.get(f"/admin/troubleshoot/release/impact/?{query}").status_code == 404


def with_new_cause(document):
    """Let the guide speak of a cause that is new and belongs to a new carrier."""
    document["carriers"]["new-line"] = carrier("新しい回線")
    document["causes"]["new-cause"] = cause("新しい原因", step("own", carrier="new-line"), step("open"))
    document["guides"]["sms"]["candidates"].append(candidate("new-cause", 5))
    return document


def test_what_the_chosen_need_is_chosen_with_one_tap(desk):
    rewrite(with_new_cause, actor=None)
    sent = filled(desk.get(f"{PAGE}?choosing=1&guide=sms"), "tell-form", note="だいじなメモ")

    told = Page(desk.get(f"{PAGE}?choosing=1&guide=sms").text).one("div", class_="missing").text
    added = desk.post(PAGE, sent | {"needed": "1"})

    again = filled(added, "tell-form")
    assert told == (
        "選んだものに要るのに、選ばれていないものがあります。 原因「新しい原因」、回線「新しい回線」 必要なものも選ぶ"
    )
    assert (added.status_code, Release.objects.count()) == (200, 1)
    assert (again["guide"], again["cause"], again["carrier"]) == (["sms"], ["new-cause"], ["new-line"])
    assert again["note"] == ["だいじなメモ"]
    assert Page(added.text).all("div", class_="missing") == []


def with_new_brand(document):
    """Have a new brand on a network that is new, too."""
    document["carriers"]["network"] = carrier("新しい回線網")
    document["carriers"]["brand"] = carrier("新しいブランド", parent="network")
    return document


def with_step_for_new_device(document):
    """Give a cause a step for a device that is new, of a family that is new, too."""
    document["devices"]["wearable"] = device("身につけるもの")
    document["devices"]["watch"] = device("時計", parent="wearable")
    document["causes"]["filter"]["steps"].append(step("on-watch", device="watch"))
    return document


@pytest.mark.parametrize(
    ("edit", "chosen", "needed"),
    [
        (with_new_brand, "carrier=brand", "回線「新しい回線網」"),
        (with_step_for_new_device, "cause=filter", "端末「時計」、端末「身につけるもの」"),
    ],
)
def test_parents_and_devices_are_needed_too_and_then_it_is_published(desk, edit, chosen, needed):
    document = rewrite(edit, actor=None) and edit(small())
    opened = desk.get(f"{PAGE}?choosing=1&{chosen}")

    added = desk.post(PAGE, filled(opened, "tell-form", needed="1"))
    desk.post(PAGE, filled(added, "tell-form"))

    assert Page(opened.text).one("div", class_="missing").text == (
        f"選んだものに要るのに、選ばれていないものがあります。 {needed} 必要なものも選ぶ"
    )
    assert loading.newest().document == document


def test_link_of_a_choice_names_what_is_fewer(desk):
    drafted(filter="別の題", airplane="また別の題")
    rewrite(turned, actor=None)

    spared = Page(desk.get(f"{PAGE}?sparing=1&cause=filter").text)

    assert [box["value"] for box in spared.all("input", type_="checkbox") if "checked" in box.attributes] == [
        "sms",
        "airplane",
    ]
    assert spared.one("div", class_="impact")["data-hx-get"].endswith("?sparing=1&cause=filter&of=sms")
