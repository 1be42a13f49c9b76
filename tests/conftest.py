"""What tests of several kinds share."""

import fcntl
import re
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from .cluster.fixtures import cluster, only_cluster, readers  # noqa: F401  # for all who take it
from .scale import FULL
from .server import ROOT, Site

pytest_plugins = ["tests.signing_in"]

#: Folders whose tests share servers that take long to start: one of a run's processes does all of each.
TOGETHER = ("tests/cluster", "tests/mirror")
#: Those where the tests of a file share them.
FILE_BY_FILE = ("tests/faults", "tests/security")
#: One of theirs that takes the cluster.
TAKES_THE_CLUSTER = re.compile(r"^def test_\w+\([^)]*\b(?:cluster|load)\b", re.MULTILINE)

# No test is judged by the clock: other tests share the processor.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Have a test's own database bear to be emptied: it has no guard of the audit log, and its roles are put back."""
    from importlib import import_module

    from django.apps import apps
    from django.contrib.auth.models import Group, Permission
    from django.db import connection
    from django.db.models.signals import post_migrate

    def put_back(**_):  # by what tells no signal: nobody did anything
        if Group.objects.exists():
            return
        made = Group.objects.bulk_create(Group(name=name) for name in roles)
        may = Permission.objects.get_by_natural_key
        given = Group.permissions.through
        given.objects.bulk_create(given(group=role, permission=may(*one)) for role in made for one in roles[role.name])

    with django_db_blocker.unblock():
        if not connection.introspection.table_names():  # nothing that runs takes the database
            return
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        import_module("troubleshoot.migrations.0013_audit_log").unguard(apps, editor)
    with django_db_blocker.unblock():
        roles = {one.name: [may.natural_key() for may in one.permissions.all()] for one in Group.objects.order_by("pk")}
    *_, last = apps.get_app_configs()  # once all have their permissions
    post_migrate.connect(put_back, sender=last, weak=False)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Mark whatever takes the database by a fixture, so that "-m django_db" finds all that touches it.

    What is thorough is left to ``make faults``.
    """
    left = [] if FULL else [item for item in items if item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]
    for item in items:
        if {"db", "transactional_db"} & set(item.fixturenames):
            item.add_marker(pytest.mark.django_db)


class Scheduling(LoadScopeScheduling):
    """Hand out test by test, but some folders and files whole, and whatever takes the cluster to one process.

    By names, for they are all that a run's first process knows of tests (its groups do not work with pytest 9.2).
    """

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        folder = file.rpartition("/")[0]
        if folder in TOGETHER:
            return folder
        if folder in FILE_BY_FILE:
            return "tests/cluster" if _takes_the_cluster(ROOT / file) else file
        return nodeid


@cache
def _takes_the_cluster(file: Path) -> bool:
    return TAKES_THE_CLUSTER.search(file.read_text(encoding="utf-8")) is not None


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


def pytest_terminal_summary(terminalreporter):
    """Print what tests measured and did not judge, for it depends on the machine."""
    for report in terminalreporter.getreports("passed"):
        for name, measured in report.user_properties:
            terminalreporter.write_line(f"{name}: {measured}")


@contextmanager
def alone(folder):
    """Be the only one of a run's processes that works in a folder."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def shared(tmp_path_factory, worker_id):
    """Return a folder that all processes of a run share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def static(shared):
    """Return a folder for static files, which every site of a run can share."""
    folder = shared / "static"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def filled(shared, static):
    """Return the folder of a site with the first content: to be copied, for an open database leaves files beside it."""
    with alone(shared):
        if not (shared / "filled").exists():
            (shared / "filling").mkdir()
            Site(shared / "filling", static).fill().folder.rename(shared / "filled")
    return shared / "filled"


@pytest.fixture(scope="session")
def site(tmp_path_factory, static, filled):
    """Serve the first content by a real server, for tests that only read."""
    with Site(copytree(filled, tmp_path_factory.mktemp("site") / "var"), static).start() as served:
        yield served


@pytest.fixture(scope="session")
def lent(tmp_path_factory, static, filled):
    """Return a site that is lent to one test after the other."""
    with Site(copytree(filled, tmp_path_factory.mktemp("lent") / "var"), static) as served:
        yield served


@pytest.fixture
def own_site(lent, filled):
    """Serve the first content by a real server to one test, which may change anything, the server too.

    Starting one takes seconds: who leaves it running hands it on, its content put back.
    """
    started = lent.running() or lent.start().running()
    yield lent
    if lent.running() == started:
        lent.put_back(filled)
    else:
        lent.begin_anew(filled)
