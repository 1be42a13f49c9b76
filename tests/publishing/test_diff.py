"""Telling two documents apart in an editor's words."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from tests.publishing.documents import answer, carrier, note, small, sms, step, texts
from troubleshoot.publishing.diff import difference, moves, part_difference
from troubleshoot.publishing.sides import Piece, side_by_side
from troubleshoot.publishing.wordings import Titles


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


def test_one_step_moved_to_the_front_is_one_move_and_no_other_step_s():
    before, after = small(), small()
    before["causes"]["filter"]["steps"] = [step(key, text=f"{key}。") for key in "abcd"]
    after["causes"]["filter"]["steps"] = [step(key, text=f"{key}。") for key in ("c", "a", "b", "new", "d")]

    (change,) = difference(before, after)

    assert [(one.where, one.what) for one in change.fields] == [("手順「new。」", "added"), ("手順「c。」", "moved")]
    assert str(change.fields[1]) == "手順「c。」: 3番目 → 1番目"


@given(st.lists(st.integers(0, 12).map(str), unique=True), st.lists(st.integers(0, 12).map(str), unique=True))
def test_moves_are_the_fewest_after_which_the_rest_is_in_order(before, after):
    moved = {slug for slug, _, _ in moves(before, after)}
    kept = [slug for slug in before if slug in after]

    def in_order(without):
        left = set(kept) - set(without)
        return [one for one in before if one in left] == [one for one in after if one in left]

    assert in_order(moved)
    assert not any(in_order(fewer) for fewer in combinations(kept, max(len(moved) - 1, 0)) if moved)


def test_words_that_differ_stand_out_on_both_sides():
    sides = side_by_side("設定アプリを開き、2分待ちます。", "設定アプリを開き、5分待ちます。")

    assert sides.before == (Piece("設定アプリを開き、", False), Piece("2分", True), Piece("待ちます。", False))
    assert sides.after == (Piece("設定アプリを開き、", False), Piece("5分", True), Piece("待ちます。", False))


@given(st.text(max_size=40), st.text(max_size=40))
def test_sides_hold_both_texts_whole_and_share_what_does_not_differ(before, after):
    sides = side_by_side(before, after)

    assert ["".join(piece.words for piece in side) for side in sides] == [before, after]
    shared = ["".join(piece.words for piece in side if not piece.differs) for side in sides]
    assert shared[0] == shared[1]


def test_part_is_told_by_itself_with_what_its_words_name():
    before = small()["guides"]["sms"]["questions"][0]
    after = {**before, "answers": before["answers"][1:]}
    known = Titles({("cause", "airplane"): "機内モード"}, "sms")

    (removed,) = part_difference("question", before, after, known)
    added = part_difference("question", None, before, known)

    assert (removed.where, removed.what) == ("答え「none」", "removed")
    assert removed.before.endswith("効き目: 原因「機内モード」: 強く疑われる(×15)")
    assert [one.where for one in added][:3] == ["スラッグ", "種類", "文"]


def test_other_languages_go_along_with_the_japanese_text_they_changed_with():
    before, both, english = small(), small(), small()
    both["causes"]["filter"]["title"] = {"ja": "別の題", "en": "Other"}
    english["causes"]["filter"]["title"]["en"] = "Other"

    (of_both,), (of_english,) = difference(before, both)[0].fields, difference(before, english)[0].fields

    assert (of_both.where, [one.where for one in of_both.others]) == (
        "題名",
        ["題名 › English", "題名 › やさしい日本語"],
    )
    assert (of_english.where, of_english.others) == ("題名 › English", ())
