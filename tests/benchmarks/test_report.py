"""The benchmarks' figures themselves are of a machine; what is made of them is judged here."""

import json
import xml.etree.ElementTree as ET

import pytest

from benchmarks import plots, report, results
from benchmarks.results import Bar, Row, ratios, row
from helpcenter import gunicorn_conf


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FILE", tmp_path / "results.json")
    return results.FILE


@pytest.mark.parametrize(
    ("bar", "got", "holds"),
    [(Bar(3), 3, True), (Bar(3), 3.1, False), (Bar(7, at_most=False), 7, True), (Bar(7, at_most=False), 6.9, False)],
)
def test_bar_holds_on_its_side(bar, got, holds):
    assert bar.holds(got) is holds


def test_row_is_the_median_and_the_spread_of_its_rounds():
    assert row("x", "a thing", [4, 1, 2]) == Row("x", "a thing", got=2, spread=4)


def test_ratios_are_taken_round_by_round():
    assert ratios([6, 8], [3, 2]) == [2, 4]


def test_rows_take_the_place_of_those_of_the_same_name(file):
    results.add([Row("a", "one", 1), Row("b", "two", 2)])

    results.add([Row("a", "one", 3)])

    assert [(one["name"], one["got"]) for one in json.loads(file.read_text())["rows"]] == [("a", 3), ("b", 2)]


def test_results_tell_whether_every_bar_is_reached(file):
    assert results.add([Row("hit_in_process", "a hit", 2.9)]) is True
    assert results.add([Row("hit_in_process", "a hit", 3.2)]) is False


def test_profile_is_kept_only_with_what_misses_its_bar(file):
    results.add([Row("hit_in_process", "a hit", 3.2)], {"hit_in_process": "where the time goes"})
    missed = results.read()["profiles"]

    results.add([Row("hit_in_process", "a hit", 2.9)], {"hit_in_process": "where the time goes"})

    assert (missed, results.read()["profiles"]) == ({"hit_in_process": "where the time goes"}, {})


def test_report_names_each_bar_and_why_one_is_missed(file):
    rows = [
        Row("hit_in_process", "a hit", 3.2),
        Row("cpu_hit_browser", "a hit: µs", 60),
        Row("cpu_miss", "a page: µs", 6000),
    ]
    results.add(rows, {"hit_in_process": "where the time goes"})

    report.main()

    text = (file.parent / "RESULTS.md").read_text()
    assert "| **✗** | `hit_in_process` | a hit | ≤ 3 | 3.2 | 1 |" in text
    assert "| ? | `cold_start` | not measured | ≤ 2 |  |  |" in text
    assert "`hit_in_process`:\n\n```\nwhere the time goes\n```" in text
    assert "| 0% | 13,333 | 80,000 |" in text


def test_plot_is_well_formed_and_names_its_bars():
    picture = ET.fromstring(plots.drawn("Costs < gains", [plots.Bar("a & b", 0.5, 2), plots.Bar("c", 2000)], mark=1))

    assert {text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")} >= {"a & b", "0.5", "c", "2,000"}


def test_anchors_are_served_with_the_sites_settings():
    from benchmarks.anchors import gunicorn_conf as anchors

    assert {name: getattr(anchors, name) for name in anchors.__all__} == {
        name: getattr(gunicorn_conf, name) for name in anchors.__all__
    }
