"""Telling two documents apart in an editor's words."""

from tests.publishing.documents import answer, carrier, note, small, sms, step, texts
from troubleshoot.publishing.diff import difference


def changed(**edits):
    """Return the changes between the small document and itself with some edits, as text."""
    document = small()
    for table, edit in edits.items():
        edit(document[table])
    return [str(change) for change in difference(small(), document)]


def test_equal_documents_do_not_differ():
    assert difference(small(), small()) == ()


def test_what_was_added_and_removed_is_named():
    def edit(carriers):
        carriers["au"] = carrier("エーユー")
        del carriers["ahamo"]

    assert changed(carriers=edit) == ["削除 回線 ahamo「アハモ」", "追加 回線 au「エーユー」"]


def test_changed_text_shows_both_wordings():
    def edit(causes):
        causes["filter"]["summary"] = {"ja": "新しい説明です。", "en": "New."}

    assert changed(causes=edit) == [
        "変更 原因 filter「フィルターが止める」\n"
        "    説明: フィルターが止めることがあります。 → 新しい説明です。\n"
        "    説明 › English: フィルターが止めることがあります。 (en) → New.\n"
        "    説明 › やさしい日本語: フィルターが止《よみ》めることがあります。 (easy) → (なし)"
    ]


def test_changed_step_is_found_by_its_key():
    def edit(causes):
        causes["filter"]["steps"][1] = step("own", carrier="ahamo", minutes=2.5, text="別の設定を開きます。")

    assert changed(causes=edit) == [
        "変更 原因 filter「フィルターが止める」\n"
        "    手順[アハモ]「別の設定を開きます。」 › 回線: 「ドコモ」 → 「アハモ」\n"
        "    手順[アハモ]「別の設定を開きます。」 › 文: 設定を開きます。 → 別の設定を開きます。\n"
        "    手順[アハモ]「別の設定を開きます。」 › 文 › English: 設定を開きます。 (en) → 別の設定を開きます。 (en)\n"
        "    手順[アハモ]「別の設定を開きます。」 › 文 › やさしい日本語: 設定《よみ》を開《よみ》きます。 (easy) → "
        "別《よみ》の設定《よみ》を開《よみ》きます。 (easy)\n"
        "    手順[アハモ]「別の設定を開きます。」 › かかる分: 1分 → 2.5分"
    ]


def test_parts_added_removed_and_moved_are_named():
    def edit(guides):
        reach = guides["sms"]["questions"][0]
        reach["answers"] = [reach["answers"][1], reach["answers"][0], answer("often"), reach["answers"][3]]
        guides["sms"]["notes"] = [note("new", text=texts("待ちます。"))]

    assert changed(guides=edit) == [
        "変更 案内 sms「コードが届かない」\n"
        "    一言「待ちます。」: (なし) → 種類: 質問の前の注意 / 文: 待ちます。"
        " / 文 › English: 待ちます。 (en) / 文 › やさしい日本語: 待《よみ》ちます。 (easy)\n"
        "    一言「コードは誰にも教えません。」: 種類: 質問の前の注意 / 文: コードは誰にも教えません。"
        " / 文 › English: コードは誰にも教えません。 (en)"
        " / 文 › やさしい日本語: コードは誰《よみ》にも教《よみ》えません。 (easy) → (なし)\n"
        "    質問「reachはどうですか?」 › 答え「often」: (なし) → 文: often"
        " / 文 › English: often (en) / 文 › やさしい日本語: often (easy)\n"
        "    質問「reachはどうですか?」 › 答え「refused」: 文: refused"
        " / 文 › English: refused (en) / 文 › やさしい日本語: refused (easy)"
        " / 原因: 「番号が断られる」 / 割合: 100人中0人 → (なし)\n"
        "    質問「reachはどうですか?」 › 答え「some」: 2番目 → 1番目"
    ]


def test_values_chosen_from_a_list_are_said_in_its_words():
    at = "    質問「reachはどうですか?」 › 答え「none」 › 効き目 › 原因"

    def edit(guides):
        guides["sms"]["questions"][0]["answers"][0]["effects"] = {"airplane": "less", "filter": "more"}
        guides["sms"]["candidates"][0].update(pin="first", shows_by="resending")

    assert changed(guides=edit) == [
        "変更 案内 sms「コードが届かない」\n"
        f"{at}「機内モードになっている」: 強く疑われる(×15) → 考えにくい(×1/3)\n"
        f"{at}「フィルターが止める」: (なし) → ありそう(×3)\n"
        "    候補「フィルターが止める」 › わかり方: 見ればわかる → 直して送り直すとわかる\n"
        "    候補「フィルターが止める」 › 固定: (なし) → いつも最初"
    ]


def test_new_guard_is_said_in_words():
    def edit(guides):
        guides["sms"]["questions"][1]["guard"] = {
            "question": "reach",
            "answers": ["none", "some"],
            "otherwise": {"next": None, "cause": "contact"},
        }

    assert changed(guides=edit) == [
        "変更 案内 sms「コードが届かない」\n"
        "    質問「recentはどうですか?」 › 聞く条件: (なし) → "
        "「reachはどうですか?」に「none」「some」と答えたときだけ聞く。ほかは次へ: 原因 「問い合わせる」"
    ]


def test_sets_are_said_as_lists():
    def edit(guides):
        guides["sms"]["last_resorts"] = ["contact", "refused"]

    assert changed(guides=edit) == [
        "変更 案内 sms「コードが届かない」\n    最後の手段: 「問い合わせる」 → 「問い合わせる」、「番号が断られる」"
    ]


def test_guides_come_before_causes_and_carriers():
    before, after = small(), small()
    after["guides"]["other"] = sms()
    after["causes"]["filter"]["role"] = "outage"
    after["carriers"]["docomo"]["position"] = 9
    after["devices"]["ios"]["position"] = 9

    assert [change.place for change in difference(before, after)] == [
        ("guide", "other"),
        ("cause", "filter"),
        ("carrier", "docomo"),
        ("device", "ios"),
    ]
