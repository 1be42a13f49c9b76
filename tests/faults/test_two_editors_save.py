"""Two editors save one form at one moment: one is saved, the other is told and keeps the text; nothing is lost."""

from concurrent.futures import ThreadPoolExecutor
from shutil import copytree
from threading import Barrier

import pytest

from tests.admin.forms import FormReader
from tests.faults.desk import Desk
from tests.scale import scaled
from tests.server import Site

RACES = scaled(50, 4)
#: Of those, races whose second editor saves all the same.
INSISTING = 3
FORM = "cause_form"


@pytest.fixture
def two_processes(filled, static, tmp_path):
    """Serve the first content by two processes."""
    with Site(copytree(filled, tmp_path / "var"), static, WEB_CONCURRENCY="2").start() as site:
        yield site


def test_of_two_who_save_at_one_moment_the_second_is_told_and_keeps_the_text(two_processes):
    desks = [Desk(two_processes, name) for name in ("sato", "suzuki")]
    page = desks[0].get("/admin/place/?kind=cause&slug=ios-filter").location
    with ThreadPoolExecutor(2) as pool:
        for race in range(RACES):
            words = [f"{race}回目の{name}の題" for name in ("佐藤", "鈴木")]
            forms = [desk.form(page, FORM, title_ja=title) for desk, title in zip(desks, words, strict=True)]
            start = Barrier(2)

            def save(desk, form, start=start):
                start.wait()
                return desk.post(page, form)

            answers = list(pool.map(save, desks, forms))

            assert sorted(answer.status for answer in answers) == [200, 302], race
            second = next(number for number, answer in enumerate(answers) if answer.status == 200)
            told = answers[second].text
            assert "まだ保存していません" in told
            assert FormReader(told, FORM).fields["title_ja"] == [words[second]]
            kept = words[1 - second]
            assert desks[0].form(page, FORM)["title_ja"] == [kept]
            if race < INSISTING:
                kept = words[second]
                assert desks[second].post(page, FormReader(told, FORM).fields).status == 302
                assert desks[0].form(page, FORM)["title_ja"] == [kept]
    assert two_processes.manage("shell", "-v", "0", "-c", KEPT).split() == [str(RACES + INSISTING)]


#: Each save that was acknowledged stands in the history.
KEPT = """
from troubleshoot.models import Revision
titles = {one.after["title"]["ja"] for one in Revision.objects.of("cause", "ios-filter") if one.after}
print(sum("回目の" in title for title in titles))
"""
