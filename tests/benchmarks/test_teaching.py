"""Simulated readers are heard as real ones are."""

import random
from collections import Counter

import pytest

from benchmarks import teaching
from tests.publishing.documents import small
from troubleshoot.insight import verdicts
from troubleshoot.insight.flushing import flush
from troubleshoot.insight.journal import Journal
from troubleshoot.insight.recording import Recorder


@pytest.mark.django_db
def test_what_goes_through_the_recorder_is_what_the_simulated_readers_learn_from(tmp_path):
    """``make bench-learning`` leaves journal and tables out: with them the same would be heard."""
    site = teaching.Site(small(), "sms")
    world = teaching.truth(random.Random(3), site.guide, 0.5)  # the same each time
    walks = teaching.Readers(random.Random(4), site, world).heard(200, 2.0, "filter")
    recorder = Recorder(Journal(tmp_path))

    for said in sorted((said for walk in walks for said in walk), key=lambda one: one.at):
        recorder.record(teaching.verdict("sms", said), said.sender, said.at)
    flush(recorder.journal)

    admitted = teaching.admitted("sms", walks)
    assert 0 < sum(map(len, admitted)) < sum(map(len, walks))
    assert counts(verdicts.told(site.guide, max(one.at for walk in walks for one in walk))) == counts(
        teaching.rows(admitted)
    )


def counts(rows):
    """Return how many told what, whenever."""
    found = Counter()
    for row in rows:
        what = tuple(sorted(row.answers.items())), frozenset(row.tried), frozenset(row.causes)
        found[what, "solved"] += row.solved
        found[what, "unsolved"] += row.unsolved
    return +found
