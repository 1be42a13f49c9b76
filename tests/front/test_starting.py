"""A real gunicorn that starts: it takes nobody's connection before it can answer."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import Site


@pytest.mark.parametrize("target", ["", "nowhere"])
def test_no_folder_of_somebody_else_s_is_written_into(tmp_path, target):
    def counting():
        code = "from helpcenter import gunicorn_conf; print(gunicorn_conf._counts)"
        beside = {"env": {**os.environ, "VAR_DIR": str(tmp_path)}, "capture_output": True, "text": True}
        return subprocess.run([sys.executable, "-c", code], **beside, check=False)

    folder = Path(counting().stdout.strip())
    folder.rmdir()
    folder.symlink_to(tmp_path / target)

    refused = counting()
    folder.unlink()

    assert (refused.returncode, str(folder) in refused.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_nobody_can_connect_while_it_loads(tmp_path, static):
    site = Site(tmp_path, static)
    beside = site.beside()
    with socket.create_server(("127.0.0.1", 0)) as database:
        database.settimeout(60)
        beside["env"]["DATABASE_URL"] = f"postgresql://nobody@127.0.0.1:{database.getsockname()[1]}/nothing"
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "python:helpcenter.gunicorn_conf"], **beside
        )
        try:
            database.accept()[0].close()

            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.1", site.port), 5)
        finally:
            server.kill()
            server.wait(30)
