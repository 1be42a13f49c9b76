"""How gunicorn serves the site: one process with threads; WEB_CONCURRENCY asks for more."""

import multiprocessing
import tempfile
from pathlib import Path
from typing import Any

from helpcenter.env import env

wsgi_app = "helpcenter.wsgi:application"
bind = f"{env.str('HOST', '127.0.0.1')}:{env.int('PORT', 8000)}"
workers = env.int("WEB_CONCURRENCY", 1)
worker_class = "gthread"
threads = env.int("THREADS", 4 * multiprocessing.cpu_count())
keepalive = 75
control_socket_disable = True
timeout = 30
graceful_timeout = 15
_memory = Path("/dev/shm")  # noqa: S108  # the workers' heartbeats, which must not wait for a disk
worker_tmp_dir = str(_memory) if _memory.is_dir() else tempfile.gettempdir()


def post_worker_init(worker: Any) -> None:  # noqa: ANN401  # gunicorn's worker
    """Load the first snapshot before the first request is taken, then keep looking for newer ones."""
    del worker
    from troubleshoot import wiring

    wiring.start_refreshing()
