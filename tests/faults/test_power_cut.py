"""The power fails: what was acknowledged is on the disk, and a file half written or damaged is passed over."""

import re
from itertools import groupby

import pytest

from tests.faults.playing import play
from tests.scale import scaled
from tests.server import Site
from troubleshoot.snapshot import localfile

PAGE = 4096
#: How far apart a release file is cut and damaged.
APART = scaled(PAGE, 16 * PAGE)
#: How a connection is asked whether a commit waits for the disk, and its answer.
ASKED = {"sqlite": ("PRAGMA synchronous", "2"), "postgresql": ("SHOW synchronous_commit", "on")}
ASKING = "from django.db import connection as c; k = c.cursor(); k.execute({!r}); print('is', k.fetchone()[0])"


def test_a_commit_of_the_serving_connection_waits_for_the_disk(bare, kind):
    bare.settings["SERVING"] = "true"
    question, answer = ASKED[kind]

    said = bare.manage("shell", "-v", "0", "-c", ASKING.format(question))

    assert said.splitlines()[-1] == f"is {answer}"


@pytest.fixture
def site_of_files(static, tmp_path):
    """Return a site of which only the folder is of interest."""
    return Site(tmp_path, static)


@pytest.mark.parametrize("what", ["release", "incidents"])
def test_a_file_is_on_the_disk_before_it_has_its_name_and_so_is_the_name(site_of_files, what):
    calls = calls_of(site_of_files, what)

    temporary = calls[0][1]
    assert temporary.startswith(f"kept/.{what}-")
    assert [call for call, _ in groupby(calls)] == [
        ("openat", temporary), ("write", temporary), ("fsync", temporary), ("rename", temporary), ("fsync", "kept"),
    ]  # fmt: skip


def test_a_verdict_is_on_the_disk_before_it_is_acknowledged(site_of_files):
    calls = calls_of(site_of_files, "verdict")

    segment = calls[0][1]
    assert segment.endswith(".jsonl")
    assert calls == [("openat", segment), ("fsync", "kept"), ("write", segment), ("fsync", segment)]


def calls_of(site, what):
    """Return what is asked of the system for a file to be kept, but for the making of its folder."""
    calls = [(call, target(handed)) for call, handed in play(site, "calls_of", what=what)]
    return [one for one in calls if one != ("mkdir", "kept")]


def target(handed):
    """Return which file a call of strace's is about, from the folder ``kept`` on."""
    return re.search(r"kept[^\">]*", handed)[0]


@pytest.fixture
def files(filled, tmp_path):
    """Write the first content as two releases; return the folder and the newer one's file."""
    kept = localfile.read_newest(filled / "releases")
    localfile.write(tmp_path, {**kept, "number": 1})
    return tmp_path, localfile.write(tmp_path, {**kept, "number": 2})


def test_a_release_file_cut_anywhere_gives_way_to_the_earlier_one(files, record_property):
    folder, newest = files
    whole = newest.read_bytes()
    assert localfile.read_newest(folder)["number"] == 2

    cuts = [*range(0, len(whole), APART), len(whole) - 1]
    for end in cuts:
        newest.write_bytes(whole[:end])
        assert localfile.read_newest(folder)["number"] == 1, f"cut at {end}"
    record_property("Release file", f"{len(whole):,} bytes, cut at {len(cuts)} places")


def test_a_release_file_of_which_any_bit_has_flipped_gives_way_to_the_earlier_one(files):
    folder, newest = files
    whole = newest.read_bytes()

    for place in [*range(0, 400, scaled(1, 40)), *range(APART, len(whole), APART)]:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << place % 7
        newest.write_bytes(damaged)
        assert localfile.read_newest(folder)["number"] == 1, f"flipped in {whole[place - 20 : place + 20]}"
