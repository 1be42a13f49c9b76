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
        "    説明 › 日本語: フィルターが止めることがあります。 → 新しい説明です。\n"
        "    説明 › English: フィルターが止めることがあります。 (en) → New.\n"
        "    説明 › やさしい日本語: フィルターが止《よみ》めることがあります。 (easy) → (なし)"
    ]


def test_changed_step_is_found_by_its_key():
    def edit(causes):
        causes["filter"]["steps"][1] = step("own", carrier="ahamo", minutes=2.5, text="別の設定を開きます。")

    assert changed(causes=edit) == [
        "変更 原因 filter「フィルターが止める」\n"
        "    手順 own › 回線: docomo → ahamo\n"
        "    手順 own › 文 › 日本語: 設定を開きます。 → 別の設定を開きます。\n"
        "    手順 own › 文 › English: 設定を開きます。 (en) → 別の設定を開きます。 (en)\n"
        "    手順 own › 文 › やさしい日本語: 設定《よみ》を開《よみ》きます。 (easy) → "
        "別《よみ》の設定《よみ》を開《よみ》きます。 (easy)\n"
        "    手順 own › かかる分: 1 → 2.5"
    ]


def test_parts_added_removed_and_moved_are_named():
    def edit(guides):
        reach = guides["sms"]["questions"][0]
        reach["answers"] = [reach["answers"][1], reach["answers"][0], answer("often"), reach["answers"][3]]
        guides["sms"]["notes"] = [note("new", text=texts("待ちます。"))]

    assert changed(guides=edit) == [
        "変更 案内 sms「コードが届かない」\n"
        "    一言 new: (なし) → 待ちます。\n"
        "    一言 secret: コードは誰にも教えません。 → (なし)\n"
        "    質問 reach › 答え often: (なし) → often\n"
        "    質問 reach › 答え refused: refused → (なし)\n"
        "    質問 reach › 答えの並び順: none、some、unsure → some、none、unsure"
    ]


def test_values_chosen_from_a_list_are_said_in_its_words():
    def edit(guides):
        guides["sms"]["questions"][0]["answers"][0]["effects"] = {"airplane": "less", "filter": "more"}
        guides["sms"]["candidates"][0].update(pin="first", shows_by="resending")

    assert changed(guides=edit) == [
        "変更 案内 sms「コードが届かない」\n"
        "    質問 reach › 答え none › 効き目 › airplane: 強く疑われる(×15) → 考えにくい(×1/3)\n"
        "    質問 reach › 答え none › 効き目 › filter: (なし) → ありそう(×3)\n"
        "    候補 filter › わかり方: 見ればわかる → 直して送り直すとわかる\n"
        "    候補 filter › 固定: (なし) → いつも最初"
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
        "    質問 recent › 聞く条件: (なし) → 質問 reach、答え none、some、聞かないとき 原因 contact"
    ]


def test_sets_are_said_as_lists():
    def edit(guides):
        guides["sms"]["last_resorts"] = ["contact", "refused"]

    assert changed(guides=edit) == ["変更 案内 sms「コードが届かない」\n    最後の手段: contact → contact、refused"]


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
