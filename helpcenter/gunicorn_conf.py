"""How gunicorn serves the site: an event loop per process, WEB_CONCURRENCY processes."""

import gc
import os
import shutil
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from zlib import crc32

from gunicorn.glogging import Logger

from helpcenter import logs
from helpcenter.env import env, log_format

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
# Where the workers write what they count: in memory too, for a process that writes to such a file on a full disk ends.
_var = Path(env.str("VAR_DIR", "var")).resolve()
_counts = Path(worker_tmp_dir) / f"helpcenter-{os.getuid()}-{crc32(bytes(_var)):08x}"
with suppress(FileExistsError):
    _counts.mkdir(mode=0o700)
_made = _counts.lstat()  # the name can be foreseen, and anybody may make it there
if not stat.S_ISDIR(_made.st_mode) or _made.st_uid != os.getuid() or _made.st_mode & 0o777 != 0o700:  # noqa: PLR2004
    sys.exit(f"{_counts} is not a folder of ours alone. Remove it, and see who made it: it is to hold what is counted.")
raw_env = ["SERVING=true", f"PROMETHEUS_MULTIPROC_DIR={_counts}"]


class ServerLog(Logger):  # type: ignore[misc]
    """gunicorn's own lines, written as all others are."""

    def setup(self, cfg: Any) -> None:  # noqa: ANN401  # gunicorn's settings
        """Take its handlers and give them our lines."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(logs.formatter(log_format()))
            handler.addFilter(logs.OfRequest())


logger_class = ServerLog


def on_starting(server: Any) -> None:  # noqa: ANN401  # gunicorn's arbiter
    """Make ready before anybody can connect: who is refused asks another node, who is connected would wait for us."""
    _forget(server)
    _load(server)


def _forget(server: Any) -> None:  # noqa: ANN401
    """Forget what an earlier run counted, unless we take over from it; this process itself answers nobody."""
    for file in _counts.glob(f"*_{os.getpid()}.db" if server.master_pid else "*.db"):
        file.unlink()


def _load(server: Any) -> None:  # noqa: ANN401
    """Load what all workers share, before they are forked; each looks for what is newer by itself."""
    from troubleshoot import snapshot, wiring

    wiring.load()
    if held := snapshot.held():
        server.app.wsgi().prepare(held)
    gc.collect()
    gc.freeze()


def pre_fork(server: Any, worker: Any) -> None:  # noqa: ANN401
    """Close what was opened for loading: no worker may share the master's connections."""
    del server, worker
    from helpcenter.connections import let_go

    let_go()


def post_worker_init(worker: Any) -> None:  # noqa: ANN401  # gunicorn's worker
    """Have the front know when it is told to stop."""
    worker.asgi.is_stopping = lambda: not worker.alive


def child_exit(server: Any, worker: Any) -> None:  # noqa: ANN401
    """Count a process no longer among the living."""
    del server
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:  # noqa: ANN401
    """Clean up, unless another takes over or goes on."""
    if not (server.reexec_pid or server.master_pid):
        shutil.rmtree(_counts, ignore_errors=True)
