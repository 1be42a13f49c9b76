"""What a page says of sending a code anew: how many of them are safe, and when to stop for a day."""

from dataclasses import dataclass, replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from troubleshoot import addresses, engine
from troubleshoot.engine.guide import Cause

#: The field of a verdict that says that a code was sent, where not all send one.
SENT: Final = "code.sent"


@dataclass(frozen=True, slots=True)
class Resending:
    """What is said of the new code.

    ``count``: which of the safe ones it is; ``pause_url``: where it goes on a day later, "" while one is left.
    ``ticked``: only those send it who found something amiss, and say so.
    """

    count: str
    pause_url: str = ""
    ticked: bool = False

    @property
    def stop_url(self) -> str:
        """Where it goes on a day later where only a code could tell, "" while one is left."""
        return "" if self.ticked else self.pause_url

    @property
    def later_url(self) -> str:
        """Where it goes on a day later for those whom looking shows something to mend, "" while a code is left."""
        return self.pause_url if self.ticked else ""

    @property
    def box(self) -> str:
        """The name of the box that says that a code was sent, "" where everybody sends one."""
        return SENT if self.ticked else ""


def resending(walk: engine.Walk, step: engine.Advice) -> Resending | None:
    """Return what is said where an advice has a code sent anew, None where it does not.

    Where looking shows whether the cause is there, it is sent to get the code at last, not to find out. How many are
    left is not said where a day is waited first, and where the advice is drawn for whoever comes, as for phones
    without a line.
    """
    if not step.resends:
        return _ticked(walk, step) if engine.may_send(walk) else None
    return _counted(walk)


def _ticked(walk: engine.Walk, step: engine.Advice) -> Resending:
    if not step.candidate or any(engine.rests(walk, slug) for slug in step.slugs):
        return Resending("", ticked=True)
    return replace(_counted(walk), ticked=True)


def _counted(walk: engine.Walk) -> Resending:
    return Resending(_count(walk), addresses.of(engine.after_pausing(walk)) if _is_spent(walk) else "")


def _is_spent(walk: engine.Walk) -> bool:
    """Tell whether no safe one is left; where none is safe at all, the first one cannot be put off by a day."""
    return 0 < walk.resent >= walk.guide.prices.safe


def _count(walk: engine.Walk) -> str:
    if _is_spent(walk):
        return _("送るのは、1日たってからにします。")
    left = walk.guide.prices.safe - walk.resent
    if left <= 1:
        return _("続けて送り直すのは、これで最後にします。")
    times = ngettext(
        "続けて送り直すのは、これを入れて%d回までにします。", "続けて送り直すのは、これを入れて%d回までにします。", left
    )
    return times % left


def put_off(step: engine.Advice) -> engine.Advice:
    """Return an advice whose new code waits for a day."""
    return replace(step, cause=_put_off(step.cause), others=tuple(map(_put_off, step.others)))


def _put_off(cause: Cause) -> Cause:
    steps = tuple(
        replace(one, wait_minutes=max(one.wait_minutes, engine.PAUSE)) if one.resends else one for one in cause.steps
    )
    return replace(cause, steps=steps)
