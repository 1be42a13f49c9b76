"""What a page says of sending a code anew: how many of them are safe, and when to stop for a day."""

from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from troubleshoot import addresses, engine
from troubleshoot.engine.guide import Cause

#: How long sending is put off after too many, in minutes.
DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Resending:
    """What is said of the new code.

    ``count``: which of the safe ones it is; ``pause_url``: where it goes on a day later, "" while one is left.
    """

    count: str
    pause_url: str = ""


def resending(walk: engine.Walk, step: engine.Advice) -> Resending | None:
    """Return what is said where an advice has a code sent anew, None where it does not."""
    if not step.resends:
        return None
    left = walk.guide.prices.safe - walk.resent
    if left <= 0 and walk.resent:  # where none is safe, the first one cannot be put off by a day
        return Resending(_("送るのは、1日たってからにします。"), addresses.of(engine.after_pausing(walk)))
    if left <= 1:
        return Resending(_("続けて送り直すのは、これで最後にします。"))
    times = ngettext(
        "続けて送り直すのは、これを入れて%d回までにします。", "続けて送り直すのは、これを入れて%d回までにします。", left
    )
    return Resending(times % left)


def put_off(step: engine.Advice) -> engine.Advice:
    """Return an advice whose new code waits for a day."""
    return replace(step, cause=_put_off(step.cause), others=tuple(map(_put_off, step.others)))


def _put_off(cause: Cause) -> Cause:
    steps = tuple(replace(one, wait_minutes=max(one.wait_minutes, DAY)) if one.resends else one for one in cause.steps)
    return replace(cause, steps=steps)
