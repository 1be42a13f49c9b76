"""Release files: whole or passed over, whatever the disk did to them."""

import json
import resource
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.snapshot.loading import a_release
from troubleshoot.snapshot import localfile

WHOLE = json.dumps(a_release(2)._asdict(), ensure_ascii=False).encode()


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
