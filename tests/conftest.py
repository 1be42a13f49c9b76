"""What tests of several kinds share."""

from shutil import copytree

import pytest
from hypothesis import settings

from .server import Site

# No test is judged by the clock: other tests share the processor.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark whatever takes the database by a fixture, so that "-m django_db" finds all that touches it."""
    for item in items:
        if {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker(pytest.mark.django_db)


def pytest_terminal_summary(terminalreporter):
    """Print what tests measured and did not judge, for it depends on the machine."""
    for report in terminalreporter.getreports("passed"):
        for name, measured in report.user_properties:
            terminalreporter.write_line(f"{name}: {measured}")


@pytest.fixture(scope="session")
def static(tmp_path_factory):
    """Return a folder for static files, which every site of a run can share."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture(scope="session")
def filled(tmp_path_factory, static):
    """Return the folder of a site with the first content, which nobody serves: to be copied."""
    return Site(tmp_path_factory.mktemp("filled"), static).fill().folder


@pytest.fixture(scope="session")
def site(tmp_path_factory, static, filled):
    """Serve the first content by a real server, for tests that only read."""
    with Site(copytree(filled, tmp_path_factory.mktemp("site") / "var"), static).start() as served:
        yield served


@pytest.fixture
def own_site(tmp_path, static, filled):
    """Serve the first content by a real server to one test, which may change anything."""
    with Site(copytree(filled, tmp_path / "var"), static).start() as served:
        yield served
