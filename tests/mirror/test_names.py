"""Files are called after addresses, so that a relative link is right from both."""

from urllib.parse import urljoin

import pytest

from helpcenter.mirror.names import can_be_named, file_of, relative

ADVICE = "/en/guides/x-sms/advice/filter/?situation=locked&recent=none&tried=intl-block,limit"
FILES = {
    "/": "/index.html",
    "/guides/x-sms/": "/guides/x-sms/index.html",
    "/incidents/feed.atom": "/incidents/feed.atom",
    ADVICE: "/en/guides/x-sms/advice/filter/situation=locked&recent=none&tried=intl-block,limit.html",
}


@pytest.mark.parametrize(("address", "file"), FILES.items(), ids=["home", "guide", "feed", "advice"])
def test_a_file_is_called_after_its_query(address, file):
    assert file_of(address) == file


@pytest.mark.parametrize("here", FILES, ids=["home", "guide", "feed", "advice"])
@pytest.mark.parametrize("there", FILES.values(), ids=["home", "guide", "feed", "advice"])
def test_a_link_is_right_from_the_live_address_and_from_the_file(here, there):
    link = relative(there, here)

    assert urljoin("https://help.example" + here, link) == "https://help.example" + there
    assert urljoin("file:///srv/mirror" + FILES[here], link) == "file:///srv/mirror" + there


@pytest.mark.parametrize(
    "address",
    [
        "/guides/x/end/?tried=" + ",".join(["a-long-name"] * 30),
        "/guides/x/walk/q/?a=../../b",
        "/guides/x/walk/../q/",
        "/guides/x/walk/q/?a=%2e",
        "/guides/困った/",
    ],
    ids=["too long", "way up in the query", "way up", "escaped", "not ASCII"],
)
def test_what_some_file_system_would_not_take_has_no_name(address):
    assert not can_be_named(address)


def test_names_as_long_as_a_file_system_takes_will_do():
    assert can_be_named("/guides/x/end/?" + "a" * 250)
    assert not can_be_named("/guides/x/end/?" + "a" * 251)
