"""Nodes of one site on a PostgreSQL and a Redis of their own, which tests may stop and hang."""

from itertools import count
from shutil import copy

import pytest

from tests.faults.measuring import Load
from tests.server import DATABASE, Site
from tests.servers import PostgreSQL, Redis

NUMBERS = count()


@pytest.fixture(scope="session")
def database():
    """Run a PostgreSQL that counts its statements; each test leaves it running."""
    with PostgreSQL("shared_preload_libraries=pg_stat_statements").start() as server:
        yield server


@pytest.fixture(scope="session")
def content(database, static, tmp_path_factory):
    """Fill the database with the first content, as the first node of a site does; return its settings."""
    settings = {"DATABASE_URL": database.url, "SECRET_KEY": "one for all nodes", "WEB_CONCURRENCY": "2"}
    Site(tmp_path_factory.mktemp("first"), static, **settings).fill()
    database.ask("CREATE EXTENSION pg_stat_statements")
    return settings


@pytest.fixture
def redis():
    with Redis().start() as server:
        yield server


@pytest.fixture
def node(content, static, tmp_path):
    """Start nodes of the site, each with a folder of its own and two processes; stop them."""
    running = []

    def start(**settings):
        folder = tmp_path / f"node{len(running)}"
        folder.mkdir()
        running.append(Site(folder, static, **{**content, **settings}))
        return running[-1].start()

    yield start
    for site in running:
        site.stop()


@pytest.fixture(scope="session")
def addresses(only_cluster, tmp_path_factory):
    """Return a file with every address of the release that the mirror holds: pages, and walks among them."""
    mirror = only_cluster.root / "var/lib/helpcenter/mirror"
    found = tmp_path_factory.mktemp("addresses") / "addresses"
    pages = (f"/{file.relative_to(mirror)}" for file in sorted(mirror.rglob("*.html")))
    found.write_text("\n".join(address for page in pages if (address := address_of(page))))
    return found


def address_of(file):
    """Return the address of a mirrored file's page, "" for what is no page: a frame, say."""
    folder, _, name = file.rpartition("/")
    query = name.removesuffix(".html")
    if query == "index":
        return f"{folder}/"
    return f"{folder}/?{query}" if "=" in query else ""


@pytest.fixture
def load(cluster, addresses):
    """Return what has readers ask for so many pages a second: by chance, of the release's."""
    return lambda rate: Load(cluster.tls_port, rate, addresses)


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request):
    """Name the database: the site has the choice."""
    return request.param


@pytest.fixture
def empty(kind, request, static, tmp_path):
    """Return a site without a table."""
    settings = {}
    if kind == "postgresql":
        settings["DATABASE_URL"] = another(request.getfixturevalue("database"))
    (folder := tmp_path / "empty").mkdir()
    return Site(folder, static, **settings)


@pytest.fixture(scope="session")
def migrated(static, tmp_path_factory):
    """Return how a site is made that holds nothing but its tables: each kind is migrated once, and copied."""
    made = {}

    def make(site, database=None):
        if database not in made:
            first = Site(tmp_path_factory.mktemp("migrated"), static)
            if database:
                first.settings["DATABASE_URL"] = another(database)
            first.manage("migrate", "--verbosity", "0")
            made[database] = first
        if database:
            site.settings["DATABASE_URL"] = another(database, made[database].settings["DATABASE_URL"])
        else:
            copy(made[database].folder / DATABASE, site.folder / DATABASE)
        return site

    return make


@pytest.fixture
def bare(kind, request, migrated, static, tmp_path):
    """Return a site that holds nothing but its tables, on SQLite and on PostgreSQL."""
    (folder := tmp_path / "bare").mkdir()
    return migrated(Site(folder, static), request.getfixturevalue("database") if kind == "postgresql" else None)


def another(database, like=""):
    """Make another database on a server, empty or like one that nobody is connected to; return its address."""
    name = f"bare{next(NUMBERS)}"
    database.ask(f"CREATE DATABASE {name}" + (f" TEMPLATE {like.rpartition('/')[2]}" if like else ""))
    return database.url.replace("/postgres", f"/{name}")
