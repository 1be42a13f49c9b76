"""How hard the tests of faults and attacks try.

``make faults`` (FULL=1) tries at the figures that docs/reliability.md and docs/threat-model.md promise; ``make test``
tries the same with less, beside everything else, and leaves out what is marked ``thorough``.
"""

import os

FULL = os.environ.get("FULL") == "1"


def scaled[Amount](full: Amount, short: Amount) -> Amount:
    """Return how much to try: ``full`` by ``make faults``, else ``short``."""
    return full if FULL else short
