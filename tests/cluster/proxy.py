"""nginx set up by deploy/install before nodes of a test's own, without the rest of a cluster."""

import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Self

from tests.servers import ROOT, free_port

from .cluster import NAME, WebServer


class Proxy:
    """nginx before the nodes on some ports, under a root of its own; used as a context it is stopped.

    It believes what a reader says of their address in X-Reader.
    """

    def __init__(self, *nodes: int, editors: int | None = None) -> None:
        """Say on which ports the nodes are; ``editors``: on which alone the editors' pages, by default on all."""
        self.root = Path(tempfile.mkdtemp(prefix="site-"))
        self.root.chmod(0o755)
        self.ports, self.editors = nodes, editors
        self.http_port = free_port()
        self.nginx = WebServer(self.root, free_port())
        self.url = f"https://{NAME}:{self.nginx.port}"
        self.mirror = self.root / "var/lib/helpcenter/mirror"
        self.cache = self.root / "var/cache/helpcenter"

    def start(self) -> Self:
        """Write its files as an operator would, and start it."""
        me = pwd.getpwuid(os.getuid()).pw_name
        own = {
            "SITE_NAME": NAME,
            "SITE_URL": self.url,
            "NODES": '"{}"'.format(" ".join(f"127.0.0.1:{port}" for port in self.ports)),
            "RUN_AS": me,
            "NGINX_USER": self.nginx.user if os.getuid() == 0 else me,
            "HTTP_PORT": self.http_port,
            "HTTPS_PORT": self.nginx.port,
        }
        tls = self.root / "etc/helpcenter/tls"
        tls.mkdir(parents=True)
        settings = (ROOT / "deploy/site.env").read_text()
        settings = re.sub(
            r"^([A-Z_]+)=.*", lambda line: f"{line[1]}={own.get(line[1], 'x')}", settings, flags=re.MULTILINE
        )
        if self.editors:
            settings += f"EDITORS_NODES=127.0.0.1:{self.editors}\n"
        (tls.parent / "site.env").write_text(settings)
        key = ["-keyout", tls / "privkey.pem", "-out", tls / "fullchain.pem", "-subj", f"/CN={NAME}"]
        _run("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *key)
        _run(sys.executable, ROOT / "deploy/install", HELPCENTER_ROOT=str(self.root))
        written = self.nginx.configuration.read_text()
        believing = "http {\nset_real_ip_from 127.0.0.0/8;\nreal_ip_header X-Reader;\n"
        self.nginx.configuration.write_text(written.replace("http {\n", believing))
        self.nginx.hand_over()
        self.nginx.start()
        return self

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.nginx.__exit__()
        shutil.rmtree(self.root)


def _run(*command: str | Path, **beside: str) -> None:
    subprocess.run(command, env={**os.environ, **beside}, capture_output=True, check=True)
