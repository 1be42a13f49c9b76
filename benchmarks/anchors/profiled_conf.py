"""The site's server settings, with a profile of what the worker does, written to BENCH_PROFILE at its end."""

import cProfile
import os
from typing import Any

from helpcenter.gunicorn_conf import *  # noqa: F403
from helpcenter.gunicorn_conf import post_worker_init as init

_profile = cProfile.Profile()


def post_worker_init(worker: Any) -> None:  # noqa: ANN401  # gunicorn's worker
    """Begin, in the thread that the event loop will have; the indexes are made, which else would be in the profile."""
    from troubleshoot import snapshot, wiring  # noqa: PLC0415  # Django is set up by now

    init(worker)
    wiring.make_indexes(snapshot.current())
    _profile.enable()


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ANN401
    """Write down what was seen."""
    del server, worker
    _profile.disable()
    _profile.dump_stats(os.environ["BENCH_PROFILE"])
