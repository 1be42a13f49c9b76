"""How gunicorn serves the site: an event loop per process, WEB_CONCURRENCY processes."""

import gc
import tempfile
from pathlib import Path
from typing import Any

from helpcenter.env import env

wsgi_app = "helpcenter.asgi:application"
bind = env.list("BIND", [f"{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 8000)}"])
workers = env.int("WEB_CONCURRENCY", 1)
worker_class = "asgi"
asgi_lifespan = "on"
preload_app = True
keepalive = 75
control_socket_disable = True
timeout = 30
graceful_timeout = 15
_memory = Path("/dev/shm")  # noqa: S108  # the workers' heartbeats, which must not wait for a disk
worker_tmp_dir = str(_memory) if _memory.is_dir() else tempfile.gettempdir()


def when_ready(server: Any) -> None:  # noqa: ANN401  # gunicorn's arbiter
    """Load what all workers share, before they are forked; each looks for what is newer by itself."""
    from troubleshoot import snapshot, wiring

    wiring.load()
    if held := snapshot.held():
        server.app.wsgi().prepare(held)
    gc.collect()
    gc.freeze()
