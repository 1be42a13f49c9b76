"""A folder that is replaced whole, or not at all."""

import fcntl
import os

import pytest

from helpcenter.mirror.asking import MirrorError
from helpcenter.mirror.tree import replaced


def write(folder, text):
    with replaced(folder) as tree:
        (tree / "page").write_text(text)


def beside(folder):
    """Return what is in the folder's folder."""
    return sorted(path.name for path in folder.parent.iterdir())


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "new" / "mirror"


def test_the_old_tree_is_shown_until_the_new_one_is_whole_and_removed_then(folder):
    write(folder, "old")

    with replaced(folder) as tree:
        (tree / "page").write_text("new")
        assert (folder / "page").read_text() == "old"

    assert (folder / "page").read_text() == "new"
    assert beside(folder) == sorted([f".{folder.name}.lock", folder.readlink().name, folder.name])


def test_what_fails_leaves_the_old_tree_and_nothing_else(folder):
    write(folder, "old")
    before = beside(folder)

    with pytest.raises(FileNotFoundError), replaced(folder) as tree:
        (tree / "nowhere" / "page").write_text("half")

    assert (folder / "page").read_text() == "old"
    assert beside(folder) == before


def test_what_was_killed_is_removed_the_next_time(folder):
    write(folder, "old")
    (folder.parent / f".{folder.name}-0badcafe").mkdir()
    (folder.parent / f".{folder.name}-link").symlink_to("nowhere")

    write(folder, "new")

    assert (folder / "page").read_text() == "new"
    assert len(beside(folder)) == 3


def test_an_empty_folder_will_do_and_another_is_left_alone(folder):
    folder.mkdir(parents=True)
    write(folder, "first")
    assert (folder / "page").read_text() == "first"

    other = folder.parent / "other"
    other.mkdir()
    (other / "own").touch()
    with pytest.raises(MirrorError, match="holds something else"), replaced(other):
        pass
    assert [path.name for path in other.iterdir()] == ["own"]


def test_two_do_not_write_at_once(folder):
    write(folder, "old")

    with folder.with_name(f".{folder.name}.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(MirrorError, match="another process"), replaced(folder):
            pass

    assert (folder / "page").read_text() == "old"


def test_others_may_read_it(folder):
    mask = os.umask(0o022)
    write(folder, "page")
    os.umask(mask)

    assert folder.stat().st_mode & 0o777 == 0o755
