"""Whether questions pay is worked out once for all languages, before readers ask, and for no longer than is said."""

from dataclasses import replace

import pytest

from tests.snapshot.loading import a_release, an_incident
from troubleshoot import engine, snapshot


def paying(number=1):
    """Return a snapshot whose guide asks only what pays, with nothing worked out yet."""
    release = a_release(number)
    release.document["guides"]["sms"]["asking"] = "what-pays"
    return snapshot.build(release)


def guide(served, language="ja"):
    return served.releases[language].guides["sms"]


def answered(one):
    """Have two readers walk a guide; return what it has worked out then."""
    engine.replay(one, {"reach": "none"})
    engine.replay(one, {"reach": "unsure", "recent": "none"})
    return dict(one.remembered)


@pytest.mark.parametrize("language", snapshot.LANGUAGES)
def test_what_is_worked_out_is_there_for_each_language(language):
    served = paying()

    assert not snapshot.decide(served, 60)

    known = dict(guide(served).remembered)
    assert known
    assert answered(guide(served, language)) == known


def test_it_stops_in_time_and_goes_on_where_it_stopped():
    served, looks = paying(), 1
    while snapshot.decide(served, 0):
        looks += 1
        assert looks < 100

    known = dict(guide(served).remembered)
    assert looks > 2
    assert answered(guide(served)) == known


def test_a_newer_release_takes_the_place_of_one_that_is_not_done():
    first, second = paying(1), paying(2)
    snapshot.decide(first, 0)

    snapshot.decide(second, 60)

    known = dict(guide(second).remembered)
    assert known
    assert answered(guide(second)) == known


def test_an_incident_has_nothing_worked_out_again():
    served = paying()
    snapshot.decide(served, 60)

    assert not snapshot.decide(replace(served, incidents=(an_incident("one"),)), 0)
