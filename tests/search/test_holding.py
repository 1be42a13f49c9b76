"""Indexes are made once, however many ask at once."""

import threading

from troubleshoot.search import held
from troubleshoot.search.holding import KEPT

from .releases import a_release


def test_readers_who_ask_at_once_get_one_index():
    release = a_release()
    together = threading.Barrier(8)
    got = []

    def ask():
        together.wait()
        got.append(held(release))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(got) == 8
    assert len({id(index) for index in got}) == 1
    assert got[0].release is release


def test_the_oldest_index_is_let_go():
    first = a_release()
    index = held(first)

    others = [a_release() for _ in range(KEPT)]
    for other in others:
        held(other)

    assert held(others[-1]) is held(others[-1])
    assert held(first) is not index
