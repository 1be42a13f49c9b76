"""The site to attack: its admin and front in this process, a real gunicorn, a real nginx before another, a browser."""

import logging
from shutil import copytree

import pytest

from tests.admin.conftest import content, desk, document, editor, fresh_snapshot, live, rows  # noqa: F401
from tests.browser.conftest import browser_type_launch_args  # noqa: F401
from tests.cluster.cluster import NAME
from tests.cluster.proxy import Proxy
from tests.front.conftest import front, readers  # noqa: F401  # the front over what a test serves

from .served import Node, Server


@pytest.fixture
def quiet():
    """Keep no lines of what is refused by the thousand."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="session")
def gunicorn(site):
    """Return gunicorn with the first content, for tests that leave it as it is."""
    yield (server := Server(site.port, is_tls=False, process=site.process))
    server.end()


@pytest.fixture(scope="session")
def proxy(tmp_path_factory, static, filled):
    """Run nginx before a node with the first content; yield both."""
    folder = copytree(filled, tmp_path_factory.mktemp("behind") / "var")
    node = Node(folder, static, HTTPS="true", ALLOWED_HOSTS=f"{NAME},127.0.0.1", WEB_CONCURRENCY="1")
    proxy = Proxy(node.port)
    node.settings["SITE_URL"] = proxy.url
    with node.start(), proxy:
        proxy.node = node
        yield proxy


@pytest.fixture(scope="session")
def nginx(proxy):
    """Return nginx before a node with the first content, for tests that leave it as it is."""
    yield (server := Server(proxy.nginx.port, is_tls=True, process=proxy.node.process))
    server.end()


@pytest.fixture(params=["gunicorn", "nginx"])
def server(request):
    """Return both, one after the other."""
    return request.getfixturevalue(request.param)
