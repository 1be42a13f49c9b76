"""Indexes are made once, however many ask at once."""

import threading

from troubleshoot.search import drafts, held
from troubleshoot.search.holding import KEPT

from .releases import a_release


def test_readers_who_ask_at_once_get_one_index():
    releases = {"ja": a_release()}
    together = threading.Barrier(8)
    got = []

    def ask():
        together.wait()
        got.append(held(releases, "ja"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert len({id(index) for index in got}) == 1
    assert got[0].release is releases["ja"]


def test_the_oldest_index_is_let_go():
    first = {"ja": a_release()}
    index = held(first, "ja")

    others = [{"ja": a_release()} for _ in range(KEPT)]
    for other in others:
        held(other, "ja")

    assert held(others[-1], "ja") is held(others[-1], "ja")
    assert held(first, "ja") is not index


def test_drafts_push_out_no_index_that_readers_need():
    published = {"ja": a_release()}
    index = held(published, "ja")

    for _ in range(KEPT + 1):
        drafts.held({"ja": a_release()}, "ja")

    assert held(published, "ja") is index
