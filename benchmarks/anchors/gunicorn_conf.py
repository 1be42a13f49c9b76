"""The server settings of the site for what is measured beside it: all but what loads the site and counts requests."""

from helpcenter.gunicorn_conf import (
    control_socket_disable,
    graceful_timeout,
    keepalive,
    on_exit,
    preload_app,
    timeout,
    worker_class,
    worker_tmp_dir,
)

__all__ = [
    "control_socket_disable",
    "graceful_timeout",
    "keepalive",
    "on_exit",
    "preload_app",
    "timeout",
    "worker_class",
    "worker_tmp_dir",
]
