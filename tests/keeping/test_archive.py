"""The file of a backup: read as it was written, or refused."""

import gzip
import io
import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from troubleshoot.keeping import archive
from troubleshoot.keeping.archive import DamagedBackupError, Head, Header, Row, UnknownFormatError

HEADER = Header("2026-11-25T03:00:00+00:00", (("auth", "0001_initial"), ("troubleshoot", "0001_initial")))
FULL, EMPTY = Head("app.full", ("id", "text")), Head("app.empty", ("id",))
ROWS = [["1", "届かない\n"], ["2", None], ["3", {"ja": "é"}]]


def a_file():
    file = io.BytesIO()
    archive.write(file, HEADER, [(FULL, iter(ROWS)), (EMPTY, iter([]))])
    return file


def packed(*lines):
    return io.BytesIO(gzip.compress(b"".join(json.dumps(line).encode() + b"\n" for line in lines)))


WHOLE = a_file().getvalue()


def test_what_was_written_is_read():
    said = [*archive.read(a_file())]

    assert said[0] == HEADER
    assert [(one.head, one.values) for one in said if isinstance(one, Row)] == [(FULL, row) for row in ROWS]
    assert archive.verify(a_file()) == (HEADER, {"app.full": 3, "app.empty": 0})


@given(end=st.integers(0, len(WHOLE) - 1))
@example(end=0)
@example(end=len(WHOLE) - 1)
def test_a_file_cut_anywhere_is_refused(end):
    with pytest.raises(DamagedBackupError):
        archive.verify(io.BytesIO(WHOLE[:end]))


@given(at=st.integers(0, len(WHOLE) - 1), bit=st.integers(0, 7))
def test_a_flipped_bit_is_noticed_unless_it_says_nothing(at, bit):
    spoilt = bytearray(WHOLE)
    spoilt[at] ^= 1 << bit

    try:
        archive.verify(io.BytesIO(spoilt))
    except (DamagedBackupError, UnknownFormatError):
        return
    assert gzip.decompress(spoilt) == gzip.decompress(WHOLE)  # it stood in what gzip notes of the time or the system


@pytest.mark.parametrize("line", range(7))
def test_a_line_left_out_is_refused(line):
    lines = gzip.decompress(WHOLE).splitlines(keepends=True)
    assert len(lines) == 7

    with pytest.raises(DamagedBackupError):
        archive.verify(io.BytesIO(gzip.compress(b"".join([*lines[:line], *lines[line + 1 :]]))))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [{"model": "auth.user", "pk": 1, "fields": {}}],
        [[1, 2, 3]],
        ["format"],
        [5],
        [{"format": 1}],
        [{"format": 1, "made_at": "", "migrations": [1]}],
        [{"format": 1, "made_at": "", "migrations": []}, 7],
        [{"format": 1, "made_at": "", "migrations": []}, ["a row before its table"]],
        [{"format": 1, "made_at": "", "migrations": []}, {"table": "a"}],
    ],
)
def test_what_is_no_backup_is_refused(lines):
    with pytest.raises(DamagedBackupError, match="バックアップではありません"):
        archive.verify(packed(*lines))


def test_what_is_not_even_packed_is_refused():
    with pytest.raises(DamagedBackupError):
        archive.verify(io.BytesIO(b"SQLite format 3\0"))


def test_a_later_format_is_told_from_damage():
    with pytest.raises(UnknownFormatError, match=r"形式\(2\)"):
        archive.verify(packed({"format": 2, "anything": "else"}))
