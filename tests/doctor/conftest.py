"""Folders of a site, and disks of a size of their own."""

import subprocess

import pytest


@pytest.fixture
def var(tmp_path, settings):
    """Give the settings a folder of their own, as a first start leaves it."""
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def as_served(monkeypatch):
    """Take away what only tests set, which Django's checks find."""
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def disk(var):
    """Mount a disk with these options where VAR_DIR lies."""
    mounted = []

    def mount(options):
        command = ["mount", "-t", "tmpfs", "-o", options, "doctor-tests", str(var)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            pytest.skip(f"No disk may be mounted here: {done.stderr}")
        mounted.append(var)

    yield mount
    for folder in mounted:
        subprocess.run(["umount", str(folder)], check=True)
