"""Pages are kept within their bytes, and what is asked for again is not pushed out by what is asked for once."""

from hypothesis import given
from hypothesis import strategies as st

from troubleshoot.pagecache import Page, PageCache

HTML = [(b"content-type", b"text/html")]
SIZE = Page(b"x" * 1000, HTML, {}).size


def page(length=1000):
    return Page(b"x" * length, HTML, {})


def test_what_was_put_in_is_returned():
    cache, kept = PageCache(20 * SIZE), page()

    cache.put("/", kept)

    assert cache.get("/") is kept
    assert cache.get("/other") is None
    assert len(cache) == 1


def test_what_is_dropped_is_gone_with_its_bytes_whether_proven_or_new():
    cache = PageCache(20 * SIZE)
    cache.put("/", page(), proven=True)
    cache.put("/new", page())

    for address in ("/", "/new", "/never"):
        cache.drop(address)

    assert (len(cache), cache.bytes, cache.get("/"), cache.get("/new")) == (0, 0, None, None)


def test_a_flood_of_odd_addresses_pushes_out_no_page_asked_for_twice():
    cache = PageCache(20 * SIZE)
    for address in range(8):
        cache.put(address, page())
        cache.get(address)

    for odd in range(10_000):
        cache.put(f"odd {odd}", page())

    assert [address for address in range(8) if cache.get(address) is None] == []
    assert cache.bytes <= 20 * SIZE


def test_of_the_proven_the_oldest_that_nobody_asked_for_goes():
    cache = PageCache(10 * SIZE)
    for address in range(8):
        cache.put(address, page(), proven=True)
    cache.get(0)

    cache.put("new", page(), proven=True)

    assert cache.get(0) is not None
    assert [address for address in range(1, 8) if cache.get(address)] == list(range(2, 8))


def test_a_page_larger_than_its_part_is_not_kept():
    cache = PageCache(10 * SIZE)

    cache.put("/large", page(20 * SIZE))

    assert cache.get("/large") is None
    assert cache.bytes == 0


@given(
    st.lists(
        st.tuples(st.sampled_from(["put", "prove", "get"]), st.integers(0, 30), st.integers(0, 8000)), max_size=200
    )
)
def test_bytes_are_those_of_the_pages_kept_and_never_more_than_allowed(deeds):
    cache, put = PageCache(6 * SIZE), {}
    for deed, address, length in deeds:
        if deed == "get":
            assert cache.get(address) in {None, put.get(address)}
        else:
            put[address] = page(length)
            cache.put(address, put[address], proven=deed == "prove")
        assert cache.bytes == sum(put[one].size for one in cache.hottest(100))
        assert cache.bytes <= 6 * SIZE


def test_the_hottest_are_those_asked_for_most():
    cache = PageCache(20 * SIZE)
    for address, times in {"a": 3, "b": 0, "c": 5, "d": 1}.items():
        cache.put(address, page())
        for _ in range(times):
            cache.get(address)

    assert cache.hottest(3) == ["c", "a", "d"]
