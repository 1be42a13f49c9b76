"""The pulse: numbers of the last day, renewed once a minute, and a time that goes on without them."""

from datetime import UTC, datetime

import pytest

from troubleshoot.snapshot import pulse

NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _apart(monkeypatch):
    monkeypatch.setattr(pulse, "_held", pulse._Held())


def test_where_there_is_none_nobody_knows_the_numbers():
    before = datetime.now(UTC)

    found = pulse.current()

    assert pulse.held() is None
    assert found.curves is None
    assert before <= found.at <= datetime.now(UTC)


def test_a_beat_loads_the_curves_of_its_moment_and_says_so():
    asked, heard = [], []
    pulse.install(lambda at, columns: asked.append((at, columns)) or {"sms": (1,)})
    pulse.on_beat(lambda: heard.append(pulse.current()))

    pulse.beat(NOON)

    assert asked == [(NOON, 48)]
    assert heard == [pulse.Pulse(NOON, {"sms": (1,)})]
    assert pulse.current() is heard[0] is pulse.held()


def test_where_the_database_is_away_time_goes_on_without_numbers():
    pulse.swap(pulse.Pulse(NOON, {"sms": (1,)}))
    pulse.install(lambda at, columns: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        pulse.beat(NOON.replace(minute=1))

    assert pulse.current() == pulse.Pulse(NOON.replace(minute=1))


def test_a_failure_is_logged_once(caplog):
    pulse.install(lambda at, columns: 1 / 0)
    pulser = pulse.Pulser()

    pulser.look()
    pulser.look()

    assert [record.message for record in caplog.records] == [pulse.Pulser.complaint]
    assert pulse.held().curves is None


def test_a_pulser_beats_once_a_minute_by_a_session_of_its_own():
    from contextlib import contextmanager

    told = []

    @contextmanager
    def session():
        yield
        told.append("over")

    pulse.install(lambda at, columns: told.append("loaded") or {})
    pulser = pulse.Pulser(session=session)

    pulser.look()

    assert pulser._seconds == 60
    assert told == ["loaded", "over"]
