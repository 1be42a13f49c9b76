"""Mails proposals in processes that are killed; started by ``tests.publishing.processes.act``."""

import json
import os
import random
import signal
import sys
import time
from typing import Any

from django.conf import settings

from tests.publishing.acts import alone, fork, heard, set_up, tell


def kill_while_mailing(port: int, kills: int, seed: int) -> dict[str, Any]:
    """Kill a process that mails a proposal, at many moments; let another one finish each time."""
    from tests.incidents.test_alerting import mailers, proposed
    from troubleshoot.incidents.alerting import alert
    from troubleshoot.models import Proposal

    settings.MAILERS, settings.SITE_URL = mailers(port), "https://help.example"
    chance = random.Random(seed)
    halfway = 0
    for _ in range(kills):
        alone(proposed)
        actor, reading = fork(lambda writing: (tell(writing, "begun"), alert()))
        os.read(reading, 100)
        time.sleep(chance.uniform(0, 0.04))
        os.kill(actor, signal.SIGKILL)
        heard(actor, reading)
        halfway += alone(Proposal.objects.unmailed().count)
        alone(alert)
    return {"proposals": alone(Proposal.objects.count), "halfway": halfway}


if __name__ == "__main__":
    given = set_up()
    json.dump(globals()[sys.argv[1]](**given["arguments"]), sys.stdout)
