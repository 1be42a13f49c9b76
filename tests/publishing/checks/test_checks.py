"""The whole of the checks: silence on good content, order, what is judged when references are broken."""

from datetime import date

from hypothesis import HealthCheck, given, settings

from tests.publishing.checks.test_graph import chain, guided
from tests.publishing.documents import question, small, sms
from tests.publishing.strategies import documents
from troubleshoot.publishing.checks import check


def test_check_is_silent_on_sound_content():
    assert check(small(), at=date(2026, 11, 24)) == ()


def test_check_puts_errors_before_warnings():
    document = small()
    document["causes"]["airplane"]["steps"][0]["text"]["ja"] = "設定の画面"
    document["guides"]["sms"]["candidates"] = []

    levels = [finding.level for finding in check(document)]

    assert levels == ["error", "error", "warning"]


def test_check_of_another_shape_says_so_and_no_more():
    document = small()
    document["guides"]["sms"]["certainty"] = 2
    document["guides"]["sms"]["entry"] = "nowhere"

    assert [finding.code for finding in check(document)] == ["not-in-format"]


def test_check_judges_the_other_guides_beside_a_broken_one():
    document = small()
    document["guides"]["broken"] = {**sms(), "entry": "nowhere"}
    document["guides"]["lonely"] = sms(questions=[*sms()["questions"], question("island")])

    places = {(finding.code, finding.place) for finding in check(document) if finding.blocks}

    assert ("unknown-reference", ("guide", "broken")) in places
    assert ("unreachable-question", ("question", "lonely", "island")) in places


def test_finding_reads_as_code_place_and_advice():
    document = small()
    document["guides"]["sms"]["questions"][0]["answers"].pop()

    first, *_ = check(document)

    assert str(first) == (
        "[no-unsure] 案内 sms › 質問 reach: 「わからない」(スラッグ unsure)の答えがありません。足してください。"
    )


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(document=documents())
def test_check_judges_whatever_fits_the_schema(document):
    codes = {finding.code for finding in check(document, at=date(2026, 11, 24))}

    assert not codes & {"not-in-format", "unknown-reference"}


def test_check_judges_the_longest_chain_of_questions():
    assert "too-deep-path" in {finding.code for finding in check(guided(*chain(500)))}
    assert {finding.code for finding in check(guided(*chain(501)))} == {"not-in-format"}
