"""Release files, and the incidents beside them: whole or passed over, whatever the disk did to them."""

import json
import resource
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.snapshot.loading import a_release, an_incident
from troubleshoot import engine
from troubleshoot.engine.guide import Incident, IncidentUpdate
from troubleshoot.snapshot import localfile

WHOLE = json.dumps(a_release(2)._asdict(), ensure_ascii=False).encode()
UPDATES = st.builds(IncidentUpdate, st.text(), st.text(), st.text())
SCOPES = st.tuples(st.none() | st.text(), st.none() | st.text())
INCIDENTS = st.lists(
    st.builds(
        Incident,
        *[st.text()] * 5,
        scopes=st.lists(SCOPES).map(tuple),
        started_at=st.text(),
        resolved_at=st.text(),
        updates=st.lists(UPDATES).map(tuple),
        ongoing=st.booleans(),
    )
).map(tuple)


def write(folder, number):
    return localfile.write(folder, a_release(number)._asdict())


def test_what_is_written_is_read_back(folder):
    path = write(folder, 12)

    assert path.name == "release-00000012.json"
    assert localfile.read_newest(folder) == a_release(12)._asdict()


def test_there_may_be_no_folder(folder):
    assert localfile.read_newest(folder) is None


def test_the_newest_is_the_highest_number(folder):
    for number in (9, 10, 2):
        write(folder, number)

    assert localfile.read_newest(folder)["number"] == 10


def test_the_last_five_are_kept_and_nothing_else(folder):
    for number in range(1, 9):
        write(folder, number)

    assert sorted(path.name for path in folder.iterdir()) == [f"release-{n:08d}.json" for n in range(4, 9)]


def test_the_same_release_written_again_is_one_file(folder):
    write(folder, 1)
    write(folder, 1)

    assert len(list(folder.iterdir())) == 1


@given(end=st.integers(0, len(WHOLE) - 1))
@example(end=0)
@example(end=len(WHOLE) - 1)
def test_a_file_cut_anywhere_gives_way_to_the_earlier_one(end):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, 1)
        (folder / "release-00000002.json").write_bytes(WHOLE[:end])

        assert localfile.read_newest(folder)["number"] == 1


def test_the_whole_file_does_not_give_way(folder):
    write(folder, 1)
    (folder / "release-00000002.json").write_bytes(WHOLE)

    assert localfile.read_newest(folder)["number"] == 2


@pytest.mark.parametrize(
    "content",
    [
        b"[]", b"7", b"null", b"{}", b"\xff\xfe", b'{"document": {}, "digest": "d"}',
        WHOLE.replace("第2版".encode(), "第3版".encode()),
    ],
    ids=["list", "number", "null", "empty", "bytes", "another digest", "another text"],
)  # fmt: skip
def test_a_file_of_something_else_gives_way_to_the_earlier_one(folder, content):
    write(folder, 1)
    (folder / "release-00000002.json").write_bytes(content)

    assert localfile.read_newest(folder)["number"] == 1


def test_a_disk_that_fills_up_leaves_the_old_file_whole_and_no_litter(folder):
    write(folder, 1)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            write(folder, 2)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert [path.name for path in folder.iterdir()] == ["release-00000001.json"]
    assert localfile.read_newest(folder)["number"] == 1


def test_what_a_killed_writer_left_is_swept_away_and_what_another_writes_is_not(folder):
    write(folder, 1)
    (folder / ".release-00000002-killed").write_bytes(WHOLE[:100])

    with localfile.whole(folder / "release-00000003.json") as file:
        file.write(WHOLE)
        write(folder, 2)

    assert sorted(path.name for path in folder.iterdir()) == [f"release-{number:08d}.json" for number in (1, 2, 3)]


@given(number=st.integers(0), incidents=INCIDENTS)
def test_incidents_are_read_back_as_they_were_written(number, incidents):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "releases"
        localfile.write_incidents(folder, number, incidents)

        assert localfile.read_incidents(folder) == (number, incidents)


def test_incidents_lie_beside_the_release_files_in_one_file_of_their_own(folder):
    write(folder, 1)
    for number in (1, 2):
        localfile.write_incidents(folder, number, (an_incident("now"),))

    assert sorted(path.name for path in folder.iterdir()) == ["incidents.json", "release-00000001.json"]
    assert localfile.read_newest(folder)["number"] == 1


def test_there_may_be_no_incidents_file(folder):
    assert localfile.read_incidents(folder) == (0, ())


def written(**changed):
    """Return an incidents file whose digest is right, something in it changed."""
    told = {"format": 2, "number": 3, "incidents": [], **changed}
    return json.dumps({**told, "digest": engine.digest(told)}).encode()


NEWER = {"slug": "now", "scopes": [], "updates": [], "severity": "of another version"}


@pytest.mark.parametrize(
    "content",
    [
        b"", b"[]", b"7", b"null", b"{}", b"\xff\xfe", b"[" * 200_000, written()[:-1], written().replace(b"3", b"4"),
        written(format=1), written(incidents=None), written(incidents=[7]), written(incidents=[NEWER]),
    ],
    ids=[
        "nothing", "list", "number", "null", "empty", "bytes", "deep", "cut", "another digest",
        "another format", "no list", "no incident", "an incident of another version",
    ],
)  # fmt: skip
def test_an_incidents_file_of_something_else_is_no_incidents(folder, content):
    folder.mkdir()
    (folder / "incidents.json").write_bytes(written())
    assert localfile.read_incidents(folder) == (3, ())

    (folder / "incidents.json").write_bytes(content)

    assert localfile.read_incidents(folder) == (0, ())
