"""A real gunicorn that starts: it takes nobody's connection before it can answer."""

import socket
import subprocess
import sys

import pytest

from tests.server import Site


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
