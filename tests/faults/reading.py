"""What is asked of a node."""

import json

from tests.server import Site


def ready(site: Site) -> dict:
    """Return what a node says of itself."""
    return json.loads(site.get("/readyz")[1])
